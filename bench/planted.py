"""The product's settings with a fault in them, for the server that `python -m bench kill --plant …` kills."""

from __future__ import annotations

import os
from typing import Any

from django.apps import AppConfig

from selaras.site import settings as real

globals().update({name: value for name, value in vars(real).items() if name.isupper()})

_options: dict[str, Any] = dict(real.DATABASE.get("OPTIONS", {}))
_plant = os.environ["BENCH_PLANT"]
if _plant == "synchronous-off":
    if "init_command" in _options:
        _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    else:
        _options["options"] = f"{_options.get('options', '')} -c synchronous_commit=off".strip()
DATABASES = {"default": {**real.DATABASE, "OPTIONS": _options}}
INSTALLED_APPS = [*real.INSTALLED_APPS, *(["bench.planted.NoTransaction"] if _plant == "no-transaction" else [])]


class NoTransaction(AppConfig):
    """Takes the transactions away as soon as the server has its models."""

    name = "bench"

    def ready(self) -> None:
        from bench import plants  # noqa: PLC0415 - needs the models

        self.planted = plants.without_transactions()
        self.planted.__enter__()

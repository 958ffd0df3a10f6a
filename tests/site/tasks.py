"""Tasks of the tests, wired by name as the product's are: what they do lies in rows that another process sees."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

from django.db import transaction

from selaras.actions import escalations, jobs, notices
from selaras.actions import mail as acts
from selaras.records import clock
from selaras.records.governments import Government, ProvisionText
from selaras.records.mail import Mail


def write(government: int, key: str, folder: str = "", die: str = "") -> None:
    """Write one row, once however often it runs; at its first run it kills its own process where `die` says."""
    with transaction.atomic():
        ProvisionText.objects.get_or_create(
            government=Government.objects.get(pk=government), regulation="uji", key=key, defaults={"wording": "-"}
        )
        _die_once(folder, key, die == "within")
    _die_once(folder, key, die == "after")


def send(mail: int, folder: str) -> None:
    """Send a mail; at its first run it kills its own process between sending and noting that."""
    post = acts.post

    def sent(row: Mail) -> Any:
        found = post(row)
        _die_once(folder, str(mail), True)
        return found

    with mock.patch.object(acts, "post", sent):
        acts.send(mail)


def count(key: str, progress: int = 0, fails: str = "") -> None:
    """Say that one thing is done, or fail."""
    if fails:
        raise ValueError(fails)
    jobs.step(progress, key, f"Surat {key}")


def remind(government: int, at: str, folder: str, die: str) -> None:
    """Escalate as if it were a moment; the first run kills its own process in the third notice, or after two."""
    given: list[bool] = []

    def wrapped(act: Callable[..., bool], when: str) -> Callable[..., bool]:
        def told(*args: Any, **words: Any) -> bool:
            given.append(act(*args, **words))
            _die_once(folder, "remind", die == when and len(given) == 3)
            return given[-1]

        return told

    name, act = ("notices.tell", notices.tell) if die == "within" else ("_next", escalations._next)
    with clock.at(datetime.fromisoformat(at)), mock.patch(f"selaras.actions.escalations.{name}", wrapped(act, die)):
        escalations.escalate(Government.objects.get(pk=government))


def _die_once(folder: str, key: str, here: bool) -> None:
    if here and not (mark := Path(folder) / key).exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def ask_to_end(key: str) -> None:
    """Ask the worker, in the middle of this task, to end."""
    os.kill(os.getpid(), signal.SIGTERM)

"""The server that is measured, `python -m bench.server PORT`: the product as it is served, and the floors beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from bench import served

FLOOR = "/lantai/"


def make() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """One application for both: they share the process, the connections and the memory."""
    from selaras.site.wsgi import application as product  # noqa: PLC0415 - only a worker serves

    settings.MIDDLEWARE = served.STOCK
    stock = WSGIHandler()

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        chosen = stock if environ["PATH_INFO"].startswith(FLOOR) else product
        answer: Iterable[bytes] = chosen(environ, start)
        return answer

    return application


def main(port: int) -> None:
    """Serve until stopped."""
    import django  # noqa: PLC0415 - a worker that imports this module serves and needs no server
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    django.setup()
    from selaras.site.service import ARENAS, THREADS  # noqa: PLC0415

    os.environ.setdefault("MALLOC_ARENA_MAX", ARENAS)
    Granian(
        "bench.server:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
else:
    application = make()
    assert settings.configured

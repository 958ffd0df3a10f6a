"""The server that is measured, `python -m bench.server PORT`: the product as it is served, and the floors beside it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

FLOOR = "/lantai/"


def make() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """One application for both: they share the process, the connections and the memory."""
    from selaras.site.wsgi import application as product  # noqa: PLC0415, I001 - first, as in the worker of the product
    from django.conf import settings  # noqa: PLC0415 - only a worker serves
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415

    from bench import served  # noqa: PLC0415

    settings.MIDDLEWARE = served.STOCK
    stock = WSGIHandler()

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        chosen = stock if environ["PATH_INFO"].startswith(FLOOR) else product
        answer: Iterable[bytes] = chosen(environ, start)
        return answer

    return application


def main(port: int) -> None:
    """Serve until stopped, from a process as empty as that of the product."""
    from selaras.site.serving import serve  # noqa: PLC0415 - a worker that imports this module needs no server

    serve("127.0.0.1", port, jobs=False, application="bench.server:application")


if __name__ == "__main__":
    main(int(sys.argv[1]))
else:
    application = make()

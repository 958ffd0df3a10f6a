"""The process that serves: it holds nothing but a web server, whose worker loads the product into clean memory.

`selaras start` prepares everything and then becomes this process, `python -m selaras.site.serving HOST PORT`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

from granian import Granian
from granian.constants import Interfaces

PRODUCT = "selaras.site.wsgi:application"
THREADS = 8
ARENAS = "1"  # pools from which threads take memory; one for each would keep what it had for a page for ever
LOOK = 1  # seconds between two looks whether the worker is still there
GRACE = 10  # seconds for the worker's task at hand when all ends
AGAIN = 5  # seconds until a worker that ended by itself is started again


def become(host: str, port: int, *, jobs: bool) -> None:
    """Go on as the process that serves, without what this one has loaded."""
    sys.stdout.flush()
    os.environ.setdefault("MALLOC_ARENA_MAX", ARENAS)  # read when a process begins
    command = [sys.executable, "-m", "selaras.site.serving", host, str(port), *([] if jobs else ["--no-jobs"])]
    os.execv(sys.executable, command)


def serve(host: str, port: int, *, jobs: bool, application: str = PRODUCT) -> None:
    """Serve the pages until stopped, with a worker for the background beside them where `jobs` says so."""
    server = Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
    )
    with _worker() if jobs else nullcontext():
        server.serve()


@contextmanager
def _worker() -> Iterator[None]:
    """A worker in a process of its own as long as this lasts; one that ends before is started again."""
    command = [sys.executable, "-m", "selaras.site.cli", "jobs", "--parent", str(os.getpid())]
    over = threading.Event()

    def keep() -> None:
        while not over.is_set():
            process = subprocess.Popen(command)
            while process.poll() is None and not over.wait(LOOK):
                pass
            process.terminate()
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:  # its task is taken up again at the next start
                process.kill()
                process.wait()
            over.wait(AGAIN)

    keeper = threading.Thread(target=keep, name="worker", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def main(arguments: Sequence[str]) -> None:
    """Serve on an address."""
    parser = argparse.ArgumentParser(prog="python -m selaras.site.serving", description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--no-jobs", action="store_true")
    asked = parser.parse_args(arguments)
    serve(asked.host, asked.port, jobs=not asked.no_jobs)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Runs the tests on PostgreSQL, on a server of their own that is gone afterwards: `python -m tests.postgres -q`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

# Journeys start an installation as an administrator without a database server does, and what asks nothing of a database
# says the same beside each, and so does a page in English: `make test` runs them.
WORDS = ("--ignore=tests/journeys", "--ignore=tests/web/test_language.py", "-m", "database")
URL = "SELARAS_DATABASE_URL"
# PostgreSQL refuses to run as root; Debian's package brings this user.
OWNER: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest where there are several; None where there are none."""
    there = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = there[-1] if there else shutil.which("initdb")
    return Path(found).parent if found else None


@dataclass(frozen=True)
class Cluster:
    """A database server with one empty database, reached by a socket in its own folder and by nothing else."""

    folder: Path
    programs: Path
    lasting: bool = True  # what was written outlives a cut of the power; without it, only a crash of the server

    @property
    def url(self) -> str:
        """The address as `SELARAS_DATABASE_URL` takes it."""
        return f"postgres://selaras@{quote(str(self.folder), safe='')}/selaras"

    def make(self) -> None:
        """Make and start the server, with a user who may make databases and is no master of the server."""
        if OWNER:
            shutil.chown(self.folder, OWNER["user"], OWNER["group"])
        words = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        # Order by a language, as an installed server does: what leans on the order of bytes shows itself.
        self._run("initdb", "--pgdata", str(self._data), *words, "--locale-provider=icu", "--icu-locale=id-ID")
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\n")
            if not self.lasting:
                settings.write("fsync = off\nfull_page_writes = off\n")
        self.ctl("start")
        here = ("--host", str(self.folder), "--username", "postgres")
        self._run("createuser", *here, "--createdb", "selaras")
        self._run("createdb", *here, "--owner", "selaras", "selaras")

    def ctl(self, deed: str, mode: str = "fast") -> None:
        """Start, restart or stop the server and wait until it is done; `immediate` stops it as a crash would."""
        stopping = () if deed == "start" else ("--mode", mode)
        self._run("pg_ctl", deed, "--pgdata", str(self._data), "--log", str(self.folder / "log"), "--wait", *stopping)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, program: str, *words: str) -> None:
        # The server outlives `pg_ctl` and would keep a pipe open: it gets none.
        command = [str(self.programs / program), *words]
        subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL, check=True, **OWNER)


@contextmanager
def cluster(programs: Path, *, lasting: bool = True) -> Iterator[Cluster]:
    """A fresh server, stopped and removed at the end whatever happened."""
    with tempfile.TemporaryDirectory(prefix="selaras-pg-") as folder:
        made = Cluster(Path(folder), programs, lasting)
        try:
            made.make()
            yield made
        finally:
            if (made.folder / "data/postmaster.pid").exists():
                made.ctl("stop", "immediate")


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run pytest to its end and return its exit code; if we are ended before, it still ends what its tests started."""
    tests = subprocess.Popen(command, env=environment)
    try:
        return tests.wait()
    except SystemExit:
        tests.send_signal(signal.SIGINT)
        raise
    finally:
        tests.wait()


def main(words: list[str]) -> int:
    """Run pytest on the server that was named, or on one of our own; returns pytest's exit code."""
    command = [sys.executable, "-m", "pytest", *WORDS, *words]
    if named := os.environ.get(URL):
        if not named.startswith("postgres"):
            sys.exit(f"{URL} names no PostgreSQL server: {named.split(':')[0]}")
        return run(command, dict(os.environ))
    if (found := programs()) is None:
        sys.exit(f"PostgreSQL is missing. On Debian: sudo apt-get install postgresql. Or name a server in {URL}.")
    # No test cuts the power; acts are still written before they are answered (synchronous_commit).
    with cluster(found, lasting=False) as server, tempfile.TemporaryDirectory(prefix="selaras-data-") as data:
        return run(command, os.environ | {URL: server.url, "SELARAS_DATA": data})


if __name__ == "__main__":
    # Ended from outside, it still cleans up; in the background, too, where a shell has interrupts ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    sys.exit(main(sys.argv[1:]))

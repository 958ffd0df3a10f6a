"""What a sudden end leaves of each database: the folder without what was not on the disk, or the server after a crash.

A killed process loses nothing that it has handed to the kernel, so killing alone would never notice a database that
does not wait for the disk. So more than the kill is looked at:

* SQLite: the kernel itself is asked (cachestat, Linux 6.5) which pages of the -wal are not yet on the disk when the
  server is dead. In a copy of the folder the -wal ends with the first such page, as a power cut may leave it: a log is
  read up to its first gap (that page is kept, since its beginning may hold what was synced before). Stored files end
  before their first such page. The main file is taken as written: what was not synced there is still in the -wal.
* PostgreSQL: one of its processes is killed with SIGKILL as well (COPY … TO PROGRAM, so the role must be a superuser).
  The server then throws its memory away, with every commit that did not wait for the log on the disk, and recovers.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

PATIENCE = 120  # seconds within which a crashed server must have recovered
Ask = Callable[[str], list[tuple[Any, ...]]]


class Sqlite:
    """SQLite in the data folder; a power cut leaves a copy of the folder without what was not yet on the disk."""

    name, crashes = "sqlite", False

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment: dict[str, str] = {}
        probe = data / "probe"
        probe.write_bytes(bytes(1 << 16))
        with probe.open("rb") as file:
            os.fsync(file.fileno())
        if on_disk(probe) != 1 << 16:
            raise SystemExit(f"{data} lies on a file system that never writes to a disk; choose another with TMPDIR.")
        probe.unlink()

    def crash(self) -> None:
        """Nothing of SQLite runs outside the server."""

    def left(self) -> Iterator[tuple[str, Path]]:
        """The folder as the kill left it, and as a power cut at that moment would have."""
        cut = self.data.with_name("cut")
        shutil.rmtree(cut, ignore_errors=True)
        shutil.copytree(
            self.data,
            cut,
            copy_function=_copy_on_disk,
            ignore=lambda folder, names: {n for n in names if n == "static" or n.endswith("-shm")},
        )
        yield "power cut", cut
        yield "killed", self.data

    def rows(self, folder: Path) -> Ask:
        """How a query is asked of the database in a folder."""

        def ask(query: str) -> list[tuple[Any, ...]]:
            with closing(sqlite3.connect(folder / "selaras.sqlite3")) as database:
                return list(database.execute(query))

        return ask

    def close(self) -> None:
        """Nothing is left outside the folder."""


class Postgresql:
    """A database of its own on the server of SELARAS_DATABASE_URL; the server is made to crash with ours."""

    name, crashes = "postgresql", True

    def __init__(self, data: Path, url: str) -> None:
        self.data, self.server = data, url
        parts = urlsplit(url)
        self.database = f"{parts.path[1:]}_kill"
        self.url = urlunsplit(parts._replace(path=f"/{self.database}"))
        self.environment = {"SELARAS_DATABASE_URL": self.url}
        self.close()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.database)))

    def crash(self) -> None:
        """Kill one of the server's processes: it then throws its memory away and recovers from its log."""
        with psycopg.connect(self.server, autocommit=True) as bystander:
            with suppress(psycopg.OperationalError), psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute("COPY (SELECT 1) TO PROGRAM 'kill -9 $PPID'")
            with suppress(psycopg.OperationalError):
                while True:  # until the crash has reached everybody
                    bystander.execute("SELECT 1")

    def left(self) -> Iterator[tuple[str, Path]]:
        """The database as the crash left it, once it has recovered."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(psycopg.OperationalError), psycopg.connect(self.url):
                break
            time.sleep(0.1)
        yield "crashed", self.data

    def rows(self, folder: Path) -> Ask:
        """How a query is asked of the database."""

        def ask(query: str) -> list[tuple[Any, ...]]:
            with psycopg.connect(self.url) as connection:
                return list(connection.execute(query))

        return ask

    def close(self) -> None:
        """Drop the database."""
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.database)))


class _Range(ctypes.Structure):
    _fields_ = [("offset", ctypes.c_uint64), ("length", ctypes.c_uint64)]


class _Pages(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("cache", "dirty", "writeback", "evicted", "recently_evicted")]


CACHESTAT = 451
PAGE = 4096


def on_disk(path: Path) -> int:
    """The length of the beginning of a file that is on the disk, up to the first page that is not (in bytes)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if not _waiting(file.fileno(), 0, size):
            return size
        first, end = 0, -(-size // PAGE)
        while end - first > 1:  # halve until one page is left: the first that waits
            middle = (first + end) // 2
            if _waiting(file.fileno(), first * PAGE, (middle - first) * PAGE):
                end = middle
            else:
                first = middle
        return first * PAGE


def _waiting(file: int, offset: int, length: int) -> bool:
    """Whether a part of a file has pages that the kernel has not written to the disk."""
    asked, told = _Range(offset, length), _Pages()
    kernel = ctypes.CDLL(None, use_errno=True)
    if length and kernel.syscall(CACHESTAT, file, ctypes.byref(asked), ctypes.byref(told), 0):
        why = os.strerror(ctypes.get_errno())
        raise SystemExit(f"The kernel does not tell what is on the disk (cachestat): {why}.")
    return bool(told.dirty or told.writeback)


def _copy_on_disk(source: str, target: str) -> None:
    shutil.copyfile(source, target)
    path = Path(source)
    if path.suffix == ".sqlite3":
        return
    kept = on_disk(path)
    if kept < path.stat().st_size:
        os.truncate(target, min(kept + PAGE, path.stat().st_size) if path.name.endswith("-wal") else kept)

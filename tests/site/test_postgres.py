"""A PostgreSQL server of an installation's own: its limits, its restarts, its backups."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection

from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.ledger import SubjectRow
from selaras.site import backup as backups
from selaras.site import env, service
from selaras.site.terminal import Stop
from tests import postgres
from tests.postgres import Cluster

PROGRAMS = postgres.programs()
pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own: make test-postgres"),
    pytest.mark.skipif(PROGRAMS is None, reason="no PostgreSQL server on this system to start and stop"),
]
READY_WITHIN = 120  # seconds: what `selaras start` promises


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server that this module may stop and start: the one the other tests run on stays up."""
    assert PROGRAMS is not None
    with postgres.cluster(PROGRAMS) as made:
        yield made


@pytest.fixture(scope="module")
def installation(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an installation on that server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SELARAS_", "DJANGO_ALLOW"))}
    data = tmp_path_factory.mktemp("installation")
    own = {"SELARAS_DATA": str(data), postgres.URL: server.url, "DJANGO_SETTINGS_MODULE": "selaras.site.settings"}
    return kept | own


@contextmanager
def started(installation: dict[str, str], log: Path) -> Iterator[str]:
    """`selaras start` as an administrator runs it; gives the address to ask."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "selaras.site.cli", "start", "--port", str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, env=installation, stdout=out, stderr=out)
        try:
            until = time.monotonic() + READY_WITHIN
            while status(f"http://127.0.0.1:{port}/readyz") != 200:
                assert process.poll() is None and time.monotonic() < until, log.read_text()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait(20)


def status(address: str) -> int:
    """The status of the answer; 0 where nobody answers."""
    try:
        with urlopen(address, timeout=30) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError):
        return 0


def test_a_restart_of_the_server_costs_nobody_a_page(
    server: Cluster, installation: dict[str, str], tmp_path: Path
) -> None:
    with started(installation, tmp_path / "log") as site, ThreadPoolExecutor(8) as visitors:

        def visit() -> set[int]:
            return set(visitors.map(status, [site] * 24))

        assert visit() == {200}
        for mode in ("fast", "immediate"):  # as an update does it, and as a crash does
            server.ctl("restart", mode)
            assert visit() == {200}, (tmp_path / "log").read_text()


def test_a_server_that_is_down_gives_a_page_that_says_so(
    server: Cluster, installation: dict[str, str], tmp_path: Path
) -> None:
    with started(installation, tmp_path / "log") as site:
        server.ctl("stop")
        try:
            assert status(site) == 503
            assert status(f"{site}healthz") == 200
            assert status(f"{site}readyz") == 503
        finally:
            server.ctl("start")
        assert status(site) == 200


def test_every_statement_has_its_limit_and_the_address_may_set_another(installation: dict[str, str]) -> None:
    code = (
        "from django.db import connection as c; k = c.cursor()\n"
        f"print(*(k.execute('SHOW ' + n).fetchone()[0] for n in {[*env.LIMITS]}))"
    )
    command = [sys.executable, "-W", "ignore", "-m", "django", "shell", "--no-imports", "--command", code]
    limits = subprocess.check_output(command, env=installation, text=True).split()
    assert limits == ["20s", "10s", "1min"]
    other = {postgres.URL: f"{installation[postgres.URL]}?options=-c%20statement_timeout%3D5s"}
    assert subprocess.check_output(command, env=installation | other, text=True).split() == ["5s", "10s", "1min"]


def test_what_was_backed_up_on_a_server_comes_back(
    server: Cluster, installation: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(installation, tmp_path / "log"):
        pass
    monkeypatch.setenv("PATH", f"{server.programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv(postgres.URL, server.url)
    here = env.read({name: installation[name] for name in ("SELARAS_DATA", postgres.URL)})

    def rows() -> list[tuple[object, ...]]:
        with psycopg.connect(server.url) as database:
            return database.execute("SELECT number, body FROM records_entry ORDER BY number").fetchall() + (
                database.execute("SELECT code, name FROM records_unit ORDER BY id").fetchall()
            )

    before = rows()
    archive = tmp_path / "selaras.tar.gz"
    assert list(backups.back_up(here, archive, "frasa sandi"))[-1] == "Buku besar utuh."
    with psycopg.connect(server.url) as database:
        database.execute("UPDATE records_unit SET name = 'Berubah'")
    target = env.read({"SELARAS_DATA": str(tmp_path / "data"), postgres.URL: server.url})
    with pytest.raises(Stop, match="--force"):
        list(backups.restore(target, archive, lambda: "frasa sandi", force=False))
    assert rows() != before
    list(backups.restore(target, archive, lambda: "frasa sandi", force=True))
    assert rows() == before


def limits() -> list[str]:
    with connection.cursor() as cursor:
        told = []
        for name in env.LIMITS:
            cursor.execute(f"SHOW {name}")
            told.append(cursor.fetchone()[0])
        return told


@pytest.mark.django_db
def test_bringing_the_tables_up_to_date_may_take_its_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found: dict[str, list[str]] = {}

    def seen(name: str, **_: object) -> None:
        found[name] = limits()
        if name == "migrate":
            raise CommandError("cukup")

    monkeypatch.setattr(service, "call_command", seen)
    with pytest.raises(Stop, match="cukup"):
        list(service.prepare(env.read({"SELARAS_DATA": str(tmp_path)}), demo=False))
    assert found == {"check": ["20s", "10s", "1min"], "migrate": ["0", "10s", "0"]}


@pytest.mark.django_db(transaction=True)
def test_the_check_of_a_long_ledger_may_take_its_time(balangan: Government) -> None:
    during: list[list[str]] = []

    def rows() -> Iterator[SubjectRow]:
        during.append(limits())
        yield from ()

    ledger.verify(balangan, rows())
    assert during == [["0", "10s", "0"]]
    assert limits() == ["20s", "10s", "1min"]

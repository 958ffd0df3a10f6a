"""The processes that serve: one that holds nothing, and a worker that loads no more than the usual pages need."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from selaras.records.governments import Government
from selaras.site import serving

ROOT = Path(__file__).parents[2]
# What only a rare page, an upload, a paper or the command line needs.
RARE = {
    "PIL", "asn1crypto", "cobalt", "cronsim", "cryptography", "fontTools", "icalendar", "lxml", "openpyxl", "pikepdf",
    "pyhanko", "requests", "rich", "typer", "weasyprint",
}  # fmt: skip
PAGES = ("/", "/berkas/", "/keputusan/", "/agenda/", "/struktur/", "/cari/?q=irigasi", "/indikator/", "/masuk/")
PARENT = "import json, sys; import selaras.site.serving; print(json.dumps(sorted(sys.modules)))"
WORKER = """
import json, sys
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
loaded = []
from selaras.law import pack
read = pack.load
def noted(folder):
    loaded.append("django.apps" in sys.modules and __import__("django.apps").apps.apps.ready)
    return read(folder)
pack.load = noted
from selaras.site.wsgi import application
at_first = loaded[0]
answers = []
for page in json.loads(sys.argv[1]):
    path, _mark, query = page.partition("?")
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": sys.stdin.buffer}
    application(asked, lambda status, headers, *more: answers.append(status))
print(json.dumps([answers, at_first, sorted(sys.modules)]))
"""


def ran(code: str, *words: str, **more: str) -> Any:
    """What a fresh process prints as JSON."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SELARAS_")} | more
    command = [sys.executable, "-W", "ignore", "-c", code, *words]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def address() -> str:
    """The database of this test, as an installation names it."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(found['NAME']))}"
    return f"postgres://{found['USER']}@{quote(found['HOST'], safe='')}/{found['NAME']}"


def packages(modules: list[str]) -> set[str]:
    """The packages that modules belong to."""
    return {name.partition(".")[0] for name in modules}


def test_the_process_that_serves_holds_nothing_of_the_product() -> None:
    held = packages(ran(PARENT))
    assert "granian" in held
    assert not held & (RARE | {"django", "msgspec", "ninja", "yaml"})


def test_a_worker_reads_the_packs_first_and_loads_nothing_that_the_usual_pages_do_not_need(
    balangan: Government, tmp_path: Path
) -> None:
    (tmp_path / "static").mkdir()
    answers, ready, held = ran(
        WORKER, json.dumps(PAGES), SELARAS_DATA=str(tmp_path), SELARAS_DATABASE_URL=address(),
        DJANGO_SETTINGS_MODULE="selaras.site.settings",
    )  # fmt: skip
    assert answers == ["200 OK"] * len(PAGES)
    assert not ready  # what reading leaves behind is filled by what is loaded after
    assert sorted(packages(held) & RARE) == []


def test_start_becomes_the_process_that_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[list[str]] = []
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    monkeypatch.setattr(os, "execv", lambda program, words: became.append(words[1:]))
    serving.become("127.0.0.1", 8000, jobs=True)
    serving.become("::1", 8001, jobs=False)
    assert os.environ["MALLOC_ARENA_MAX"] == serving.ARENAS
    module = ["-m", "selaras.site.serving"]
    assert became == [[*module, "127.0.0.1", "8000"], [*module, "::1", "8001", "--no-jobs"]]


@pytest.mark.parametrize(("words", "jobs"), [((), True), (("--no-jobs",), False)])
def test_it_serves_what_it_was_told(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], jobs: bool) -> None:
    served: list[tuple[str, int, bool]] = []
    monkeypatch.setattr(serving, "serve", lambda host, port, jobs: served.append((host, port, jobs)))
    serving.main(["::1", "8001", *words])
    assert served == [("::1", 8001, jobs)]

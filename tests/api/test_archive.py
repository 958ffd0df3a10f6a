"""Everything public in one file: what is in it, that it is made anew whole, and that nothing else is in it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client, override_settings

from selaras.actions.ledger import seal
from selaras.api import archive, tables
from selaras.records import clock, faces, openness
from selaras.records.datasets import DATASETS, archive_path
from selaras.records.governments import Government
from selaras.records.people import Actor, Person
from selaras.site import jobs
from tests.faces import led, story

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    """A folder of its own, so that no other test finds the file."""
    with override_settings(SELARAS_DATA=tmp_path):
        yield


def read(path: Path) -> dict[str, str]:
    """The files within, by their names in order."""
    with ZipFile(path) as book:
        assert book.testzip() is None
        return {name: book.read(name).decode() for name in book.namelist()}


def test_everything_public_is_in_it_and_told_in_its_readme(balangan: Government, cast: Cast) -> None:
    one = story(cast)
    made, _path = seal(balangan)
    files = read(archive.make(balangan))
    assert next(iter(files)) == "README.md"
    assert json.loads(files["segel-terbaru.json"])["root"] == bytes(made.root).hex()
    readme = files["README.md"]
    assert bytes(made.root).hex() in readme and "CC-BY-4.0" in readme and "Kutip sebagai" in readme
    for found in DATASETS:
        header = next(csv.reader(StringIO(files[f"{found.code}.csv"])))
        assert header == [column.name for column in found.columns]
        assert f"`{found.code}.csv`" in readme and all(f"| `{name}` |" in readme for name in header)
        assert json.loads(files[f"{found.code}.json"])["set"] == found.code
    whole = [json.loads(line) for line in files["lengkap/berkas.jsonl"].splitlines()]
    assert [row["number"] for row in whole] == [one.matter.number] and whole[0]["path"]["convener"] == "SETDA.AST2"
    ledger = [json.loads(line) for line in files["buku-besar/000000001.jsonl"].splitlines()]
    assert ledger[0]["last"] >= made.size and len(ledger) == ledger[0]["last"] + 1
    for name in files:
        folder, _stroke, file = name.rpartition("/")
        assert f"`{name}`" in readme or f"`{folder}/" in readme or name == "README.md" or "metadata" in file, name


def test_the_same_data_makes_the_same_file(balangan: Government, cast: Cast) -> None:
    story(cast)
    with clock.at(datetime(2027, 1, 4, 1, 30, tzinfo=UTC)):
        first = archive.make(balangan).read_bytes()
        assert archive.make(balangan).read_bytes() == first
        led(cast)
        assert archive.make(balangan).read_bytes() != first


def test_a_run_that_breaks_off_leaves_the_last_file_as_it_was(
    balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = archive.make(balangan).read_bytes()

    def broken(*_args: Any) -> Iterator[str]:
        yield "["
        raise RuntimeError

    monkeypatch.setattr(tables, "json_lines", broken)
    with pytest.raises(RuntimeError):
        archive.make(balangan)
    assert archive_path(balangan).read_bytes() == before


def test_nothing_that_is_not_open_is_in_it(balangan: Government, cast: Cast) -> None:
    canaries = ("198001012005011001", "0811-5550-100", "pribadi@contoh.invalid", "Kenari belum terbuka")
    Person.objects.filter(pk=cast("DPUPR/1").person.pk).update(nip=canaries[0], phone=canaries[1], email=canaries[2])
    led(cast, purpose=canaries[3])
    for name, text in read(archive.make(balangan)).items():
        assert not [canary for canary in canaries if canary in text], name


def test_a_leak_planted_in_it_is_found(balangan: Government, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces.Book, "shows", lambda book, row, field: True)
    with pytest.raises(AssertionError, match="lengkap/berkas"):
        test_nothing_that_is_not_open_is_in_it(balangan, cast)


def test_the_worker_makes_it_at_night_and_the_page_says_when(balangan: Government) -> None:
    client = Client()
    answer = client.get("/data/semua.zip")
    assert answer.status_code == 404 and "setiap malam" in answer.content.decode()
    assert "yang pertama belum ada" in client.get("/data/").content.decode()
    jobs.run_scheduled("data-terbuka", balangan.pk, str(balangan.today()))
    answer = client.get("/data/semua.zip")
    assert answer["Content-Type"] == "application/zip" and answer["Last-Modified"]
    assert ZipFile(BytesIO(answer.getvalue())).namelist()[0] == "README.md"
    known = client.get("/data/semua.zip", headers={"if-none-match": answer["ETag"]})
    assert known.status_code == 304
    page = client.get("/data/").content.decode()
    assert "Unduh ZIP" in page and "dibuat lagi setiap malam" in page
    assert openness.public_matters(balangan).count() == 0

"""Files: what is hostile is held by the right layer, what is harmless is taken, what is taken is on the disk."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from selaras.actions import inspection
from selaras.actions.files import WHAT_TO_SEND, Layer, Upload, fault_of, path_of, store, unfit
from selaras.actions.flaws import Flaw, scheme_of
from selaras.law.procedures import Refused
from tests.actions.corpus import HARMLESS, HOSTILE, Case, docx
from tests.scans import scan


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder of this test alone."""
    with override_settings(SELARAS_DATA=tmp_path):
        yield tmp_path


def stored(folder: Path) -> int:
    """How many files lie in the data folder."""
    return sum(path.is_file() for path in folder.rglob("*"))


def test_the_corpus_is_as_large_as_the_policy_promises() -> None:
    assert len({case.what for case in HOSTILE}) == len(HOSTILE) >= 40
    assert len({case.what for case in HARMLESS}) == len(HARMLESS) >= 12
    assert {case.layer for case in HOSTILE} == set(Layer)
    assert {case.flaw for case in HOSTILE} == {*Flaw, None}, "every flaw has its file"


@pytest.mark.parametrize("case", HOSTILE, ids=str)
def test_what_is_hostile_is_refused_by_the_right_layer_and_nothing_is_stored(case: Case, folder: Path) -> None:
    upload = Upload(case.name, case.content())
    with pytest.raises(Refused) as refused:
        store(upload)
    fault = fault_of(upload)
    assert fault is not None and (fault.layer, fault.flaw) == (case.layer, case.flaw)
    assert refused.value.what == fault.why and refused.value.ways_on == (WHAT_TO_SEND,)
    assert stored(folder) == 0


@pytest.mark.parametrize("case", HARMLESS, ids=str)
def test_what_is_harmless_is_stored_as_it_came(case: Case, folder: Path) -> None:
    content = case.content()
    row = store(Upload(case.name, content))
    assert row.name == case.name and path_of(row.sha256).read_bytes() == content and stored(folder) == 1


def test_without_a_look_inside_most_of_what_is_hostile_would_pass(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "flaw_in", lambda ending, content: None)
    passed = [case for case in HOSTILE if not unfit(Upload(case.name, case.content()))]
    assert passed == [case for case in HOSTILE if case.layer is Layer.STRUCTURE] and len(passed) >= 80


def test_a_refusal_says_in_words_what_is_wrong_and_what_to_do() -> None:
    said = {case.flaw: unfit(Upload(case.name, case.content())) for case in HOSTILE if case.flaw}
    assert len(set(said.values())) == len(Flaw)
    for sentence in said.values():
        what, todo, *_rest = sentence.replace("a.", "a", 1).split(". ")
        assert "askah a" in what and todo


def test_names_are_kept_composed_and_without_folders(folder: Path) -> None:
    spelled = unicodedata.normalize("NFD", "Résumé.pdf")
    assert store(Upload(rf"C:\Dokumen\{spelled}", scan())).name == unicodedata.normalize("NFC", spelled)
    assert store(Upload("../../etc/surat.pdf", scan())).name == "surat.pdf"


def test_a_reader_that_is_brought_down_refuses_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of memory it is killed or gives up; either way nothing passes and this process goes on."""
    monkeypatch.setattr(inspection, "PATIENCE", 0.01)
    assert inspection.flaw_in(".docx", docx()) is Flaw.SWOLLEN
    monkeypatch.undo()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert inspection.flaw_in(".docx", docx()) is Flaw.DAMAGED


@pytest.mark.parametrize(
    ("address", "scheme"),
    [
        ("https://contoh.go.id/a:b", "https"),
        ("MAILTO:a@contoh.id", "mailto"),
        (" java\tscript:x", "javascript"),
        ("\\\\server\\a", "file"),
        ("//server/a", "file"),
        ("c:\\a.exe", "file"),
        ("bagian/satu:dua", ""),
        ("#bagian:dua", ""),
        ("laporan.docx", ""),
        ("", ""),
    ],
)
def test_how_an_address_begins(address: str, scheme: str) -> None:
    assert scheme_of(address) == scheme


def test_content_and_name_of_a_file_are_on_the_disk_before_it_is_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[int, bool]] = []
    sync = os.fsync

    def watched(file: int) -> None:
        sync(file)
        synced.append((os.fstat(file).st_ino, any(path.suffix == "" for path in folder.glob("files/*/*"))))

    monkeypatch.setattr(os, "fsync", watched)
    path = path_of(store(Upload("naskah.pdf", scan())).sha256)
    assert (path.stat().st_ino, False) in synced  # the content, before the name that promises it
    for place in (path.parent, path.parents[1], path.parents[2]):
        assert (place.stat().st_ino, True) in synced  # the name, and the names that lead to it

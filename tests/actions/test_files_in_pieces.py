"""Files in pieces: they go on where they stopped, belong to their sender, and wait three days at most."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import override_settings

from selaras.actions import uploads
from selaras.actions.files import Upload
from selaras.actions.uploads import KEPT, TAKEN, Elsewhere, Sending, add, begin, find, sweep, upload_of
from selaras.law.procedures import Refused
from selaras.records import clock
from selaras.records.files import File
from selaras.records.people import Actor
from selaras.site import jobs
from tests.scans import scan

Cast = Callable[..., Actor]
PDF = scan("Peta lokasi")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder of this test alone."""
    with override_settings(SELARAS_DATA=tmp_path):
        yield tmp_path


def waiting(folder: Path) -> list[str]:
    """What lies in the folder of files on their way."""
    return sorted(path.suffix for path in folder.glob("unggahan/*/*/*"))


def sent(actor: Actor, name: str = "peta.pdf", content: bytes = PDF, said: str = "") -> Sending:
    """A file that came whole, in two pieces."""
    made = begin(actor=actor, name=name, size=len(content), said=said)
    add(actor=actor, id=made.id, offset=0, piece=content[:100])
    return add(actor=actor, id=made.id, offset=100, piece=content[100:])


def later(span: timedelta) -> datetime:
    """A moment so much later."""
    return clock.now() + span


def test_pieces_become_the_file_that_was_sent(cast: Cast) -> None:
    actor = cast("DPUPR/1")
    whole = sent(actor, said=sha256(PDF).hexdigest())
    assert whole.whole and whole.digest == sha256(PDF).hexdigest()
    assert upload_of(actor, whole.id) == Upload("peta.pdf", PDF)


def test_a_piece_that_does_not_follow_is_not_taken_and_says_where_to_go_on(cast: Cast, folder: Path) -> None:
    actor = cast("DPUPR/1")
    made = begin(actor=actor, name="peta.pdf", size=len(PDF))
    add(actor=actor, id=made.id, offset=0, piece=PDF[:100])
    for offset, piece in ((0, PDF[:100]), (200, PDF[200:]), (100, PDF[100:] + b"x")):  # again, too far, too long
        with pytest.raises(Elsewhere) as other:
            add(actor=actor, id=made.id, offset=offset, piece=piece)
        assert other.value.offset == 100
    assert upload_of(actor, made.id) is None
    assert add(actor=actor, id=made.id, offset=100, piece=PDF[100:]).whole


def test_nobody_else_finds_it(cast: Cast) -> None:
    made = sent(cast("DPUPR/1"))
    other = cast("DLH/1")
    assert find(other, made.id) is None and upload_of(other, made.id) is None
    with pytest.raises(KeyError):
        add(actor=other, id=made.id, offset=0, piece=b"x")


@pytest.mark.parametrize(
    "id", ["", "..", "../" * 10 + "aa", "a" * 31, "a" * 33, "a" * 31 + "\n", "é" * 32, "\x00" * 32]
)
def test_an_id_that_is_none_leads_nowhere(cast: Cast, id: str) -> None:
    assert find(cast("DPUPR/1"), id) is None


@pytest.mark.parametrize(
    ("name", "size"), [("a.exe", 10), ("a.pdf", 0), ("a.pdf", 11 * 1024 * 1024), ("a\u202e.pdf", 9)]
)
def test_what_can_never_be_taken_is_refused_before_it_is_sent(cast: Cast, folder: Path, name: str, size: int) -> None:
    with pytest.raises(Refused):
        begin(actor=cast("DPUPR/1"), name=name, size=size)
    assert waiting(folder) == []


@pytest.mark.parametrize(
    ("content", "said", "sentence"),
    [(b"%PDF-1.7 palsu", "", "membawa data lain"), (PDF, "0" * 64, "berubah di perjalanan")],
)
def test_a_whole_that_cannot_be_taken_is_gone(
    cast: Cast, folder: Path, content: bytes, said: str, sentence: str
) -> None:
    made = begin(actor=cast("DPUPR/1"), name="a.pdf", size=len(content), said=said)
    with pytest.raises(Refused, match=sentence):
        add(actor=cast("DPUPR/1"), id=made.id, offset=0, piece=content)
    assert waiting(folder) == [] and find(cast("DPUPR/1"), made.id) is None


def test_what_waits_too_long_is_swept_away_and_a_second_sweep_finds_nothing(cast: Cast, folder: Path) -> None:
    sent(cast("DPUPR/1"))
    begin(actor=cast("DLH/1"), name="b.pdf", size=9)
    assert sweep(later(KEPT - timedelta(minutes=1))) == 0
    late = begin(actor=cast("DLH/1"), name="c.pdf", size=9)
    soon = later(timedelta(days=1)).timestamp()
    os.utime(folder / f"unggahan/{cast('DLH/1').government.pk}/{cast('DLH/1').person.pk}/{late.id}.part", (soon, soon))
    moment = later(KEPT + timedelta(minutes=1))
    assert [sweep(moment), sweep(moment)] == [2, 0]
    assert waiting(folder) == [".json", ".part"] and find(cast("DLH/1"), late.id)


def test_the_schedule_sweeps(cast: Cast, folder: Path) -> None:
    government = cast("DPUPR/1").government
    sent(cast("DPUPR/1"))
    with clock.at(later(KEPT + timedelta(minutes=1))):
        jobs.run_scheduled("bersih-bersih", government.pk, str(government.today()))
    assert waiting(folder) == []


def test_one_person_leaves_only_so_much_waiting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "WAITING_BYTES", 2 * len(PDF))
    actor = cast("DPUPR/1")
    sent(actor), sent(actor)
    with pytest.raises(Refused, match="Terlalu banyak naskah"):
        begin(actor=actor, name="a.pdf", size=1)
    begin(actor=cast("DLH/1"), name="a.pdf", size=1)  # another has room of his own
    monkeypatch.undo()
    monkeypatch.setattr(uploads, "WAITING", 2)
    with pytest.raises(Refused, match="Terlalu banyak naskah"):
        begin(actor=actor, name="a.pdf", size=1)


def test_what_an_act_has_taken_makes_room_after_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "WAITING", 2)
    actor = cast("DPUPR/1")
    used, unused = sent(actor), sent(actor, "lain.pdf", scan("Lain"))
    File.objects.create(
        government=actor.government,
        subject_type="meeting",
        subject_key="1",
        name="peta.pdf",
        size=1,
        entry=1,
        sha256=used.digest,
    )
    with clock.at(later(TAKEN - timedelta(minutes=1))), pytest.raises(Refused):
        begin(actor=actor, name="a.pdf", size=1)
    with clock.at(later(TAKEN + timedelta(minutes=1))):
        begin(actor=actor, name="a.pdf", size=1)
    assert find(actor, used.id) is None and find(actor, unused.id)

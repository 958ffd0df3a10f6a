"""Pages of files: handed out only to be saved, and sent in pieces by who then names them in a form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from selaras.actions.acts import seen_of
from selaras.actions.uploads import PIECE
from selaras.records.files import File
from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.acts import opened, seat_of
from tests.scans import scan

Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
BEGIN = "/kerja/unggah/"
PDF = scan("Peta lokasi pintu air")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder of this test alone."""
    with override_settings(SELARAS_DATA=tmp_path):
        yield tmp_path


def matter_of(actor: Actor) -> Matter:
    """A question to the legal office."""
    return opened(actor, kind="konsultatif", parties=("SETDA.AST1.HUKUM",), title="Sampah", purpose="Mohon pendapat.")


def attaching(matter: Matter, **more: Any) -> dict[str, Any]:
    """What the form sends that attaches a file."""
    seat = seat_of(matter, matter.opener_post)
    seen = seen_of(Matter.objects.get(pk=matter.pk), seat)
    sent = {"step": "lampirkan", "form": "lampirkan", "seat": seat.pk, "seen": seen, "key": "a1", "text": "Peta."}
    return {**sent, **more}


def announced(client: Client, name: str = "peta.pdf", content: bytes = PDF) -> str:
    """The address of a file that was announced."""
    answer = client.post(BEGIN, {"name": name, "size": len(content)})
    assert answer.status_code == 201 and answer["Upload-Offset"] == "0"
    return f"{BEGIN}{json.loads(answer.content)['id']}/"


def piece(client: Client, place: str, offset: object, content: bytes) -> Any:
    """The answer to one piece."""
    return client.post(place, {"offset": offset, "piece": SimpleUploadedFile("potongan", content)})


def sent(client: Client, name: str = "peta.pdf", content: bytes = PDF) -> str:
    """The id of a file that came whole."""
    place = announced(client, name, content)
    assert piece(client, place, 0, content).status_code == 204
    return place.removeprefix(BEGIN).rstrip("/")


# Handed out


def test_a_file_is_only_saved_never_shown_and_never_in_parts(cast: Cast, client_for: ClientFor) -> None:
    asker = cast("DPUPR/6")
    matter = matter_of(asker)
    client = client_for(asker)
    paper = SimpleUploadedFile("Peta “lokasi”; été.pdf", PDF)
    assert client.post(f"/kerja/berkas/{matter.number}/langkah/", attaching(matter, file=paper)).status_code == 303
    place = f"/kerja/berkas/{matter.number}/naskah/{File.objects.get().pk}/"
    answer = client.get(place, headers={"Range": "bytes=0-3,0-3,0-3"})
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    expected = {
        "Content-Disposition": "attachment; filename*=utf-8''Peta%20%E2%80%9Clokasi%E2%80%9D%3B%20%C3%A9t%C3%A9.pdf",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "none",
        "Content-Type": "application/pdf",
    }
    assert {name: answer[name] for name in expected} == expected
    outsider = client_for(cast("DLH/1"))
    assert outsider.get(place).status_code == outsider.head(place).status_code == 404


# In pieces


def test_a_file_goes_on_where_it_stopped(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/6"))
    place = announced(client)
    assert piece(client, place, 0, PDF[:200])["Upload-Offset"] == "200"
    assert client.head(place)["Upload-Offset"] == client.get(place)["Upload-Offset"] == "200"
    again = piece(client, place, 0, PDF[:200])  # its answer was lost
    assert again.status_code == 409 and again["Upload-Offset"] == "200"
    last = piece(client, place, 200, PDF[200:])
    assert last.status_code == 204 and last["Upload-Offset"] == str(len(PDF))
    assert client.get(place).json()["size"] == len(PDF)


BAD_BEGINNINGS: list[dict[str, Any]] = [
    {},
    {"name": "a.pdf"},
    {"name": "a.pdf", "size": "-1"},
    {"name": "a.pdf", "size": "satu"},
    {"name": "a.pdf", "size": "9" * 5000},
    {"name": "a.pdf", "size": "١"},
    {"name": "a\x00.pdf", "size": "9"},
    {"name": "x" * 1_000_000, "size": "9"},
    {"name": "virus.exe", "size": "9"},
]


@pytest.mark.parametrize("wrong", BAD_BEGINNINGS, ids=lambda wrong: str(wrong)[:40])
def test_what_cannot_be_announced_is_told_in_words(
    cast: Cast, client_for: ClientFor, folder: Path, wrong: dict[str, Any]
) -> None:
    answer = client_for(cast("DPUPR/6")).post(BEGIN, wrong)
    assert answer.status_code == 422 and "askah" in answer.json()["why"]
    assert not [*folder.rglob("*.part")]


def test_what_is_no_piece_is_told_in_words(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/6"))
    place = announced(client, content=bytes(PIECE + 1))
    assert piece(client, place, 0, bytes(PIECE + 1)).status_code == 413
    for offset in ("", "-1", "satu", "\x00", "9" * 5000, "١"):
        assert piece(client, place, offset, b"x").status_code == 422
    assert [client.post(place, {"offset": 0, **more}).status_code for more in ({}, {"piece": "x"})] == [422, 422]
    assert client.get(place)["Upload-Offset"] == "0"
    assert client.get(f"{BEGIN}{'Z' * 32}/").status_code == client.get(f"{BEGIN}%00/").status_code == 404
    assert client.get(BEGIN).status_code == 405


def test_a_whole_that_cannot_be_taken_is_told_at_once(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/6"))
    place = announced(client, "palsu.pdf", b"<html>")
    answer = piece(client, place, 0, b"<html>")
    why = answer.json()["why"]
    assert answer.status_code == 422 and "bukan PDF" in why and "Kirim sebagai PDF" in why
    assert client.get(place).status_code == 404


def test_a_file_on_its_way_is_its_senders_alone(cast: Cast, client_for: ClientFor) -> None:
    place = announced(client_for(cast("DPUPR/6")))
    outsider = client_for(cast("DLH/1"))
    assert outsider.get(place).status_code == piece(outsider, place, 0, b"x").status_code == 404
    assert Client().get(place)["Location"].startswith("/masuk/")


# Named in a form


def test_a_form_names_what_was_sent_before_and_it_is_stored_once(
    cast: Cast, client_for: ClientFor, folder: Path
) -> None:
    asker = cast("DPUPR/6")
    matter, client = matter_of(asker), client_for(asker)
    named = attaching(matter, unggahan=f"file:{sent(client)}")
    answers = [client.post(f"/kerja/berkas/{matter.number}/langkah/", named) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert matter.files.get().name == "peta.pdf"
    assert [path.read_bytes() for path in folder.glob("files/*/*")] == [PDF]


def test_a_new_matter_takes_its_signed_paper_the_same_way(cast: Cast, client_for: ClientFor) -> None:
    asker = cast("DPUPR/6")
    client = client_for(asker)
    form = {"kind": "konsultatif", "party": "SETDA.AST1.HUKUM", "title": "Sampah", "purpose": "Mohon.", "do": "submit"}
    page = client.post("/kerja/berkas/baru/", {**form, "title": "", "unggahan": f"signed:{sent(client)}"})
    html = page.content.decode()
    kept = re.search(r'<input type="checkbox" name="unggahan" value="(signed:[\w-]+)" checked> <span>peta.pdf, ', html)
    assert page.status_code == 422 and kept  # nothing sent is lost
    assert client.post("/kerja/berkas/baru/", {**form, "unggahan": kept[1]}).status_code == 303
    assert File.objects.get().name == "peta.pdf"


def test_a_file_chosen_anew_takes_the_place_of_what_was_sent(cast: Cast, client_for: ClientFor) -> None:
    asker = cast("DPUPR/6")
    matter, client = matter_of(asker), client_for(asker)
    anew = SimpleUploadedFile("baru.pdf", scan("Baru"))
    form = attaching(matter, unggahan=f"file:{sent(client)}", file=anew)
    assert client.post(f"/kerja/berkas/{matter.number}/langkah/", form).status_code == 303
    assert matter.files.get().name == "baru.pdf"


def test_what_is_gone_or_anothers_stops_the_form_and_nothing_is_recorded_without_it(
    cast: Cast, client_for: ClientFor
) -> None:
    asker = cast("DPUPR/6")
    matter, client = matter_of(asker), client_for(asker)
    unfinished = announced(client).removeprefix(BEGIN).rstrip("/")
    for id in (unfinished, sent(client_for(cast("DLH/1"))), "Z" * 32, "", "../" * 20, "\x00"):
        answer = client.post(f"/kerja/berkas/{matter.number}/langkah/", attaching(matter, unggahan=f"file:{id}"))
        page = answer.content.decode()
        assert answer.status_code == 422 and "Naskah yang tadi terkirim sudah tidak ada" in page and "Peta." in page
    assert not File.objects.exists() and Matter.objects.get().version == matter.version


def test_every_field_for_a_file_tells_the_script_where_and_how(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast("DPUPR/6")).get("/kerja/berkas/baru/").content.decode()
    (field,) = re.findall(r'<input type="file"[^>]*>', page)
    for mark in ('name="signed"', 'accept=".pdf,', 'data-send="/kerja/unggah/"', "data-going=", "data-waiting="):
        assert mark in field

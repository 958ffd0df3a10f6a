"""One person in two posts never acts by accident in the wrong one: every form says in which it was opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from selaras.actions.acts import seen_of
from selaras.actions.people import SYSTEM, appoint
from selaras.records.governments import Government
from selaras.records.ledger import Entry
from selaras.records.matters import Matter
from selaras.records.people import Actor, Tenure
from selaras.web.chosen import CHANGE, CHOSEN, OPENED
from tests.acts import Cast, opened, seat_of
from tests.conftest import Tab

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Tab]
WORDS = "Jadwal tanam\r\nsudah cocok."


def second_post(actor: Actor, post: str = "DISPERTAN/1") -> Tenure:
    """The same person, as Plt. of another post too."""
    since, decree = date(2026, 1, 2), "800/2/2026"
    return appoint(by=SYSTEM, person=actor.person, post=post, capacity="plt", valid_from=since, decree=decree)


def asked(cast: Cast) -> Matter:
    """A consultation that waits for the Kepala Dinas Ketahanan Pangan."""
    return opened(cast("DPUPR/1"), kind="konsultatif", parties=("DKP",))


def answer_to(matter: Matter, actor: Actor, **more: object) -> dict[str, Any]:
    """The form in which he answers."""
    now = Matter.objects.get(pk=matter.pk)
    seat = seat_of(now, actor.post)
    return {"step": "tanggapi", "form": "tanggapi", "seat": seat.pk, "seen": seen_of(now, seat), "text": WORDS, **more}


def current(client: Tab) -> Any:
    """The tenure in which the session acts."""
    return client.session[CHOSEN]


def test_a_form_opened_in_another_post_is_refused_before_anything_happens(cast: Cast, client_for: ClientFor) -> None:
    actor, matter = cast("DKP/1"), asked(cast)
    acting, client, before = second_post(actor), client_for(actor), Entry.objects.count()
    client.post("/kerja/jabatan/", {"tenure": acting.pk})
    answer = client.post(f"/kerja/berkas/{matter.number}/langkah/", answer_to(matter, actor, key="a1"))
    page = answer.content.decode()
    assert answer.status_code == 409 and Entry.objects.count() == before
    assert "Formulir ini dibuka sebagai Kepala Dinas Ketahanan Pangan." in page
    assert "Sekarang Anda bertindak sebagai Plt. Kepala Dinas Pertanian." in page
    assert f'<input type="hidden" name="text" value="{WORDS}">' in page and "readonly" in page
    buttons = re.findall(rf'name="{OPENED}" value="(\d+)">([^<]+)</button>', page)
    assert buttons == [
        (str(actor.tenure.pk), "Lanjutkan sebagai Kepala Dinas Ketahanan Pangan"),
        (str(acting.pk), "Lanjutkan sebagai Plt. Kepala Dinas Pertanian"),
    ]
    assert current(client) == acting.pk


def test_the_button_takes_the_post_shows_the_form_again_and_only_then_it_is_recorded(
    cast: Cast, client_for: ClientFor
) -> None:
    actor, matter = cast("DKP/1"), asked(cast)
    acting, client, before = second_post(actor), client_for(actor), Entry.objects.count()
    client.post("/kerja/jabatan/", {"tenure": acting.pk})
    address, form = f"/kerja/berkas/{matter.number}/langkah/", answer_to(matter, actor, key="a1")
    shown = client.post(address, {**form, CHANGE: "yes"})
    page = shown.content.decode()
    assert shown.status_code == 422 and Entry.objects.count() == before and current(client) == actor.tenure.pk
    assert "Belum tercatat: sekarang Anda bertindak sebagai Kepala Dinas Ketahanan Pangan." in page
    assert f">\n{WORDS}</textarea>" in page and f'name="{OPENED}" value="{actor.tenure.pk}"' in page
    assert client.post(address, form).status_code == 303
    entry = Entry.objects.get(subject_key=matter.number, step="tanggapi")
    assert (entry.post, entry.capacity) == ("DKP/1", "definitif")


def test_a_draft_is_kept_by_the_post_that_saw_it(cast: Cast, client_for: ClientFor) -> None:
    actor = cast("DKP/1")
    acting, client = second_post(actor), client_for(actor)
    client.post("/kerja/jabatan/", {"tenure": acting.pk})
    form = {"kind": "konsultatif", "party": "DLH", "title": "Pupuk", "purpose": "Untuk diuji.", "do": "submit"}
    assert client.post("/kerja/berkas/baru/", form).status_code == 409
    shown = client.post("/kerja/berkas/baru/", {**form, CHANGE: "yes"})
    page = shown.content.decode()
    assert shown.status_code == 409 and "Pupuk" in page and not Matter.objects.exists()
    assert "sekarang Anda bertindak sebagai Kepala Dinas Ketahanan Pangan. Periksa isian Anda" in page
    assert "tersimpan sebagai draf" not in page
    assert client.post("/kerja/berkas/baru/", form).status_code == 303
    assert Matter.objects.get().opener_post == "DKP/1"


def test_a_question_without_a_text_is_asked_again_in_the_post_one_took(cast: Cast, client_for: ClientFor) -> None:
    actor = cast("DKP/1")
    client = client_for(actor)
    client.post("/kerja/berkas/baru/", {"kind": "konsultatif", "title": "Pupuk", "purpose": "-", "do": "save"})
    draft = Matter.objects.get()
    client.post("/kerja/jabatan/", {"tenure": second_post(actor).pk})
    address = f"/kerja/berkas/draf/{draft.pk}/hapus/"
    assert client.post(address).status_code == 409
    shown = client.post(address, {CHANGE: "yes"})
    assert shown["Location"] == address and Matter.objects.exists()
    assert "sekarang Anda bertindak sebagai Kepala Dinas Ketahanan Pangan" in client.get(address).content.decode()
    assert client.post(address).status_code == 303 and not Matter.objects.exists()


def test_a_form_that_names_no_post_is_taken_only_from_who_holds_one(cast: Cast, client_for: ClientFor) -> None:
    actor, matter = cast("DKP/1"), asked(cast)
    client = client_for(actor)
    address = f"/kerja/berkas/{matter.number}/langkah/"
    assert client.post(address, answer_to(matter, actor, **{OPENED: "", "text": ""})).status_code == 422
    second_post(actor)
    answer = client.post(address, answer_to(matter, actor, **{OPENED: ""}))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Formulir ini tidak menyebut jabatannya." in page
    assert page.count(">Lanjutkan sebagai ") == 2  # a button for each post


@pytest.mark.parametrize("named", ["0", "x\x00", "9" * 5000, "-1", "1 or 1=1"])
def test_a_post_that_nobody_knows_is_refused_too(cast: Cast, client_for: ClientFor, named: str) -> None:
    actor, matter = cast("DKP/1"), asked(cast)
    answer = client_for(actor).post(
        f"/kerja/berkas/{matter.number}/langkah/", answer_to(matter, actor, **{OPENED: named, CHANGE: "yes"})
    )
    assert answer.status_code == 409 and "Formulir ini tidak menyebut jabatannya." in answer.content.decode()


def test_the_tenure_of_another_person_is_not_told(cast: Cast, client_for: ClientFor) -> None:
    actor, other, matter = cast("DKP/1"), cast("SETDA/1"), asked(cast)
    form = answer_to(matter, actor, **{OPENED: other.tenure.pk, CHANGE: "yes"})
    answer = client_for(actor).post(f"/kerja/berkas/{matter.number}/langkah/", form)
    assert answer.status_code == 409 and "Sekretaris Daerah" not in answer.content.decode()


def test_a_post_that_ended_meanwhile_is_named_and_cannot_be_taken(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    actor, matter = cast("DKP/1"), asked(cast)
    acting, client = second_post(actor), client_for(actor)
    Tenure.objects.filter(pk=actor.tenure.pk).update(valid_to=balangan.today() - timedelta(days=1))
    form = answer_to(matter, actor, **{CHANGE: "yes"})
    answer = client.post(f"/kerja/berkas/{matter.number}/langkah/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "sebagai Kepala Dinas Ketahanan Pangan, dan masa jabatan itu sudah berakhir." in page
    assert re.findall(rf'name="{OPENED}" value="(\d+)">Lanjutkan', page) == [str(acting.pk)]


def test_every_form_of_the_workspace_names_the_post(cast: Cast, client_for: ClientFor) -> None:
    actor, matter = cast("DKP/1"), asked(cast)
    keepers = (cast("BKPPD/1"), cast("SETDA.AST3.ORG/1"))
    pages = [(actor, address) for address in ("/kerja/", "/kerja/berkas/baru/", f"/kerja/berkas/{matter.number}/")]
    pages += [(actor, "/kerja/kuasa/"), (actor, "/kerja/jabatan/")]
    pages += [(keepers[0], address) for address in ("/kerja/pejabat/angkat/", "/kerja/pejabat/pelantikan/")]
    pages += [(keepers[0], f"/kerja/pejabat/{actor.tenure.pk}/"), (keepers[1], "/kerja/jalur/tambah/")]
    for who, address in pages:
        page = client_for(who).get(address).content.decode()
        found = re.findall(r'<form[^>]* method="post".*?</form>', page, re.DOTALL)
        assert found, address
        for form in found:
            assert f'<input type="hidden" name="{OPENED}" value="{who.tenure.pk}">' in form, (address, form[:200])
    assert f'name="{OPENED}"' not in Tab().get("/masuk/").content.decode()

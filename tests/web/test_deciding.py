"""Deciding in a browser: what a decision changes, how an acting officer is stopped, and how his superior takes over."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from selaras.actions.acts import seen_of
from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.actions.test_authority import agreed
from tests.acts import Cast, seat_of, state
from tests.conftest import Tab

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Tab]
LEAD, SEKDA = "SETDA.AST2/1", "SETDA/1"
SENTENCE = "Keputusan ini mengubah status hukum pada …"
TITLE = "Plt. Asisten Perekonomian dan Pembangunan"


def page_of(client: Tab, matter: Matter) -> str:
    return unescape(client.get(f"/kerja/berkas/{matter.number}/").content.decode())


def send(client: Tab, matter: Matter, actor: Actor, step: str, role: str = "", **more: Any) -> Any:
    """Take a step by the form of the page."""
    now = Matter.objects.get(pk=matter.pk)
    seat = seat_of(now, actor.post, role)
    form = {"step": step, "form": step, "seat": seat.pk, "seen": seen_of(now, seat), "text": "Ditetapkan.", **more}
    return client.post(f"/kerja/berkas/{now.number}/langkah/", form)


def form_of(page: str, step: str) -> str:
    """The form of a step."""
    found = next(f for f in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'name="form" value="{step}"' in f)
    return str(found)


@pytest.mark.parametrize("capacity", ["definitif", "pj", "plt", "plh"])
def test_whoever_decides_is_asked_what_it_changes_and_an_acting_officer_what_follows(
    cast: Cast, client_for: ClientFor, capacity: str
) -> None:
    lead = cast(LEAD, capacity)
    form = form_of(page_of(client_for(lead), agreed(cast, lead)), "putuskan")
    assert SENTENCE in form and all(f'name="aspects" value="{a}"' in form for a in ("organisasi", "kepegawaian"))
    assert "Plt. dan Plh. tidak menetapkannya (UU 30/2014 Pasal 14 ayat (7))." in form
    assert ("Jabatan ini dipegang" in form) is (capacity in ("plt", "plh"))


def test_uu_30_2014_pasal_14_ayat_7_the_refusal_is_stated_and_leads_to_the_superior(
    cast: Cast, client_for: ClientFor
) -> None:
    lead, sekda = cast(LEAD, "plt"), cast(SEKDA)
    matter, client = agreed(cast, lead), client_for(lead)
    answer = send(client, matter, lead, "putuskan", aspects=["anggaran"])
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and state(matter) == "agreed"
    stop = page.partition('<div role="alert">')[2].partition("</form>")[0]
    assert 'class="notice notice-stated"' in stop and "Ditolak: Keputusan strategis ini" in stop
    assert 'class="chip chip-stated"' in stop and "UU 30/2014 Pasal 14 ayat (7)" in stop
    seat = seat_of(matter, lead.post)
    assert f'<a href="#angkat-{seat.pk}">Serahkan keputusan ini kepada atasan' in stop
    assert f'<details class="more" id="angkat-{seat.pk}" open>' in page
    form = form_of(page, "putuskan")
    assert ">\nDitetapkan.</textarea>" in form and re.search(r'value="anggaran"[^>]* checked', form)

    assert send(client, matter, lead, "angkat", text="Menyangkut anggaran.").status_code == 303
    over = page_of(client, matter)
    assert "Pemutus: Sekretaris Daerah" in over and f"{TITLE}. Catatan ke-" in over
    superior = client_for(sekda)
    assert "Putuskan" in superior.get("/kerja/").content.decode()
    assert send(superior, matter, sekda, "putuskan", "decider", aspects=["anggaran"]).status_code == 303
    done = page_of(superior, matter)
    assert state(matter) == "decided" and "Mengubah status hukum pada: Anggaran" in done


def test_without_an_aspect_he_decides_and_is_marked_wherever_it_shows(cast: Cast, client_for: ClientFor) -> None:
    lead = cast(LEAD, "plt")
    matter, client = agreed(cast, lead), client_for(lead)
    assert f"dipegang {TITLE}" in page_of(client, matter)
    assert send(client, matter, lead, "putuskan").status_code == 303
    page = page_of(client, matter)
    decision = page.partition('<section class="section" id="keputusan">')[2].partition("</section>")[0]
    assert f"Oleh {TITLE}" in decision and f"Anda bertindak sebagai <b>{TITLE}</b>" in page
    listed = unescape(client_for(cast("INSPEKTORAT/1")).get("/kerja/plt/?hanya=keputusan").content.decode())
    assert listed.count(f'<th scope="row">{TITLE}') == 1 and "<b>Putuskan</b>" in listed
    assert str(matter.number) in listed


def test_an_aspect_that_nobody_knows_is_a_fault_of_the_form(cast: Cast, client_for: ClientFor) -> None:
    lead = cast(LEAD)
    matter = agreed(cast, lead)
    answer = send(client_for(lead), matter, lead, "putuskan", aspects=["cuaca", "\x00"])
    assert answer.status_code == 422 and "Pilih aspek dari daftar." in answer.content.decode()


def test_the_top_is_offered_no_superior_to_hand_over_to(cast: Cast, client_for: ClientFor) -> None:
    bupati = cast("BUPATI/1", "plt")
    matter = agreed(cast, form="e")
    client = client_for(bupati)
    assert "angkat-" not in page_of(client, matter)
    answer = send(client, matter, bupati, "putuskan", aspects=["organisasi"])
    page = answer.content.decode()
    assert answer.status_code == 422 and "Jabatan ini tidak mempunyai atasan" in page and 'href="#angkat' not in page

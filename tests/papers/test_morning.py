"""The morning paper: one page for a leader, whatever there is to tell, and a page to print where no PDF can be made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from selaras.actions.cockpit import Cockpit
from selaras.papers import morning, pdf
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from tests.acts import Cast, opened
from tests.papers.letters import pages, text
from tests.results import TASK, followed

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
PDF, PRINTED = "/kerja/pantau/pagi.pdf", "/kerja/pantau/pagi/cetak/"


def words(answer: Any) -> str:
    """The words of a PDF, and that it is one page."""
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert len(pages(answer.content)) == 1
    return text(answer.content)


def called(government: Government, title: str, post: str) -> Meeting:
    """A meeting of today to which a post is called."""
    matter = Matter.objects.order_by("pk")[0]
    base = {"government": government, "regulation": matter.regulation, "drafted_by": post, "version": 1}
    meeting = Meeting.objects.create(
        **base, procedure="rapat", state="called", phase="open", title=title, starts_at=clock.now()
    )
    unit = post.partition("/")[0]
    MeetingSeat.objects.create(
        government=government, subject=meeting, order=1, role="invitee", unit=unit, post=post, slot="invited"
    )
    return meeting


def test_it_names_what_waits_longest_the_meetings_of_today_and_what_is_due_today(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",), title="Pintu air sebelah hulu")
    task = followed(cast)
    FollowUp.objects.filter(pk=task.pk).update(due_on=balangan.today())
    called(balangan, "Rapat irigasi", "DPUPR/1")
    called(balangan, "Rapat pihak lain", "DINKES/1")
    told = words(client_for(cast("DPUPR/1")).get(PDF))
    assert "Kepala Dinas Pekerjaan Umum dan Penataan Ruang" in told and "berkas berjalan" in told
    assert TASK.text in told and "Rapat irigasi" in told and "Rapat pihak lain" not in told
    whole = words(client_for(cast("INSPEKTORAT/1")).get(PDF))
    assert f"Pintu air sebelah hulu ({matter.number})" in whole and "Rapat pihak lain" in whole
    assert morning.sentence(Cockpit(cast("INSPEKTORAT/1"))) in whole


def test_it_stays_one_page_however_much_there_is_and_names_ten_at_most(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    seed = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",), title="Panjang " * 20)
    seat = Participant.objects.exclude(turn="").get(matter=seed)
    for number in range(14):
        seed.pk, seed.number = None, f"2024-{number:05d}"
        seed.save(force_insert=True)
        seat.pk, seat.matter = None, seed
        seat.turn_since = clock.now() - timedelta(days=number)
        seat.save(force_insert=True)
        called(balangan, f"Rapat {number} " + "panjang " * 15, "DLH/1")
    told = words(client_for(cast("INSPEKTORAT/1")).get(PDF))
    assert 2 <= told.count("(2024-") <= 10 and "(2024-00013)" in told and "(2024-00000)" not in told


def test_without_pango_the_page_to_print_is_offered_and_nobody_else_comes_in(
    cast: Cast, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_html: str) -> tuple[bytes, int]:
        raise pdf.CannotMakePDF("Pango belum terpasang.")

    monkeypatch.setattr(pdf, "make", missing)
    client = client_for(cast("DPUPR/1"))
    answer = client.get(PDF)
    assert (answer.status_code, answer["Location"]) == (302, PRINTED)
    page = client.get(PRINTED)
    assert page.status_code == 200 and "Lembar pagi" in page.content.decode() and "no-store" in page["Cache-Control"]
    assert Client().get(PRINTED)["Location"].startswith("/masuk/")

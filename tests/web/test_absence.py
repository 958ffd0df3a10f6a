"""Why somebody was not at a meeting is for its parties and the supervisor: no public face says it in any word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from selaras.actions import papers
from selaras.law.quarters import year_to
from selaras.papers import letters
from selaras.records.governments import Government
from selaras.records.indicators import figures
from selaras.records.meetings import Meeting
from selaras.records.papers import Paper
from selaras.records.people import Actor
from selaras.records.public_papers import is_public
from tests.faces import LEAD, SECRETARY, called, held, led, ruled, signed, take

Cast = Callable[..., Actor]
REASONS = (
    "Tanpa keterangan",
    "Sakit",
    "sakit",
    "Izin",
    "menyatakan izin",
    "Dinas luar",
    "dinas luar",
    "surat tugas 094/9",
    "Berduka",
)
NOTICE = "Berhalangan dengan pemberitahuan"  # whatever the reason
AWAY = ("BAPPEDA/1", "DLH/1", "DISHUB/1", "DISDAG/1")


def missed(cast: Cast) -> Meeting:
    """A meeting that one missed ill, one with leave, one on duty elsewhere and one without a word."""
    meeting = called(cast, led(cast), guests=AWAY)
    for post in AWAY:
        cast(post)
    take(cast("DLH/1"), meeting, "izin", "Berduka.")
    take(cast("DISHUB/1"), meeting, "dinas_luar", "Sesuai surat tugas 094/9.")
    held(cast, meeting)
    ruled(cast, meeting)
    return signed(cast, meeting)


def test_uu_27_2022_pasal_4_the_public_reads_that_somebody_was_not_there_and_never_why(
    balangan: Government, cast: Cast, client: Client
) -> None:
    meeting = missed(cast)
    secretary = replace(cast(SECRETARY))
    for kind in ("daftar-hadir", "notula"):
        row = Meeting.objects.get(pk=meeting.pk)
        row.government = balangan
        paper = papers.issue(actor=secretary, kind=kind, subject=row, key=kind)
        said = client.get(f"/naskah/{paper.code}/").content.decode()
        assert is_public(paper, row) and said == letters.html(paper, styles="/static/dist/paper.css")
        assert said.count(f"<td>{NOTICE}</td>") == 3 and said.count("<td>Tidak hadir</td>") == 1
    matter = meeting.items.all()[0].matters.get()
    pages = ["/", "/agenda/", f"/agenda/{meeting.pk}/", "/berkas/", f"/berkas/{matter.number}/", "/keputusan/"]
    pages += [f"/keputusan/{decision.pk}/" for decision in meeting.decisions.all()]
    pages += ["/kalender/publik.ics", *(f"/kalender/unit/{post.partition('/')[0]}.ics" for post in AWAY)]
    pages += [f"/naskah/{p.code}/" for p in Paper.objects.all()]
    pages += [f"/periksa/{p.code}/" for p in Paper.objects.all()]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode().replace("Rumah Sakit", "").replace("rumah sakit", "")
        assert not [word for word in REASONS if word in text], address
    whole = client.get(f"/agenda/{meeting.pk}/").content.decode()
    assert whole.count(f"<span>{NOTICE}</span>") == 3 and whole.count("<span>Tidak hadir</span>") == 1
    told = client.get(f"/api/v1/meetings/{meeting.pk}").json()["attendance"]
    came = [one["came"] for one in told]
    assert came.count(NOTICE) == 3 and came.count("Tidak hadir") == 1
    must = [one["came"] for one in told if one["role"] == "invitee"]
    figure = next(f for f in figures(balangan, year_to(balangan.today())) if f.measure.code == "undangan-dipenuhi")
    assert (figure.counted, figure.met) == (len(must) - must.count(NOTICE), must.count("Hadir")), "anybody recounts it"


@pytest.mark.parametrize("post", ["DPUPR/1", "INSPEKTORAT/1"])
def test_uu_27_2022_pasal_4_parties_and_supervisor_read_the_reason(
    cast: Cast, client_for: Callable[[Actor], Client], post: str
) -> None:
    meeting = missed(cast)
    reader = client_for(cast(post))
    page = reader.get(f"/kerja/rapat/{meeting.pk}/").content.decode()
    assert "<span>Sakit</span>" in page and "<span>Izin</span>" in page and "<span>Dinas luar</span>" in page
    row, lead = Meeting.objects.get(pk=meeting.pk), cast(LEAD)
    row.government = lead.government
    paper = papers.issue(actor=replace(lead), kind="daftar-hadir", subject=row, key="", public=False)
    assert "<td>Sakit</td>" in reader.get(f"/naskah/{paper.code}/").content.decode()
    assert Client().get(f"/naskah/{paper.code}/").status_code == 303

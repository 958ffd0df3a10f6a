"""Silence is seen where a subject lies: who was told of it and when, for parties and public alike, without blame."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from selaras.actions import workdays
from selaras.actions.escalations import escalate
from selaras.actions.facts import calendar_of, clock_of, procedure_of
from selaras.actions.workdays import Declared
from selaras.law.types import LOCAL
from selaras.law.words import in_words
from selaras.records import clock, units
from selaras.records.escalations import ESCALATED
from selaras.records.governments import Government
from selaras.records.ledger import Entry
from selaras.records.matters import Matter
from selaras.records.notices import Notice
from selaras.records.people import Actor
from tests.acts import Cast, opened, take
from tests.results import followed

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
DONE = ("Diingatkan", "Diingatkan lagi", "Koordinator diberi tahu", "Yang memimpin diberi tahu")


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def forgotten() -> Iterator[None]:
    """What a test undoes leaves its version behind, which another test comes to with other days."""
    units.forget()
    yield
    units.forget()


@pytest.fixture
def matter(cast: Cast) -> Matter:
    """A coordination in which three parties were asked forty days ago and one objected; looked at each day since."""
    for post in ("DPUPR/1", "DISPERTAN/1", "KEC.LAMPIHONG/1", "SETDA/1", "SETDA.AST1/1", "SETDA.AST2/1"):
        cast(post)
    begin = clock.now() - timedelta(days=40)
    with clock.at(begin):
        found = opened(cast("DPUPR/1"), kind="koordinatif", form="e", parties=("DISPERTAN", "KEC.LAMPIHONG"))
        take(cast("SETDA/1"), found, "ambil")
        take(cast("SETDA/1"), found, "sepakati", "Pintu air dibuka 5 Desember.")
        for post in ("DPUPR/1", "DISPERTAN/1"):
            take(cast(post), found, "setujui")
    for days in range(1, 40):
        with clock.at(begin + timedelta(days=days)):
            escalate(found.government)
    return found


def days_of(matter: Matter) -> list[str]:
    entries = Entry.objects.filter(step=ESCALATED, subject_key=matter.number).order_by("number")
    return [in_words(entry.recorded_at.astimezone(matter.government.zone).date()) for entry in entries]


def test_everybody_reads_where_it_lies_who_was_told_and_when(
    cast: Cast, client_for: ClientFor, client: Client, matter: Matter
) -> None:
    one, two, three, four = days_of(matter)
    told = (
        f"Diingatkan {one}, diingatkan lagi {two}, koordinator diberi tahu {three}, yang memimpin diberi tahu {four}."
    )
    inside = text(client_for(cast("KEC.LAMPIHONG/1")), f"/kerja/berkas/{matter.number}/")
    assert told in inside and told in text(client, f"/berkas/{matter.number}/")
    for done in DONE:
        assert f"{done}: masih menunggu Camat Lampihong" in inside
    assert "Diberitahukan kepada: Asisten Pemerintahan" in inside and "Lewat tenggat: 6 hari kerja" in inside
    face = client.get(f"/api/v1/matters/{matter.number}").json()
    assert [(row["unit"]["code"], row["level"]["name"]) for row in face["silence"]] == [
        ("KEC.LAMPIHONG", x) for x in DONE
    ]
    assert "journey" not in face


def test_the_journey_tells_everybody_of_it_once_the_matter_is_closed(
    cast: Cast, client: Client, matter: Matter
) -> None:
    take(cast("SETDA/1"), matter, "akhiri", "Tidak ada kesepakatan.")
    said, face = text(client, f"/berkas/{matter.number}/"), client.get(f"/api/v1/matters/{matter.number}").json()
    journey = [step for step in face["journey"] if step["step"] == ESCALATED]
    assert [step["sentence"] for step in journey] == [f"{done}: masih menunggu Camat Lampihong" for done in DONE]
    assert all(step["sentence"] in said and step["unit"] is None for step in journey)
    assert {step["basis"]["strength"] for step in journey} == {"designed"}
    assert all(step["basis"]["reason"] for step in journey) and not face["silence"]
    linked = client.get(f"/berkas/{matter.number}.jsonld")
    assert linked.status_code == 200


def test_who_is_awaited_reads_it_in_his_inbox_and_who_was_told_has_a_notice_with_its_link(
    cast: Cast, client_for: ClientFor, matter: Matter
) -> None:
    awaited = text(client_for(cast("KEC.LAMPIHONG/1")), "/kerja/")
    assert f"Diingatkan {days_of(matter)[0]}, diingatkan lagi" in awaited
    for post in ("SETDA.AST1/1", "SETDA/1"):
        page = client_for(cast(post)).get("/kerja/").content.decode()
        assert "belum bertindak: Camat Lampihong masih ditunggu, tenggatnya" in page
        assert f'<a href="/kerja/berkas/{matter.number}/">' in page
    assert not Notice.objects.filter(post="SETDA.AST2/1").exists()  # he coordinates those who agreed
    assert "belum bertindak" not in text(client_for(cast("SETDA.AST2/1")), "/kerja/")


@pytest.mark.usefixtures("forgotten")
def test_what_was_told_too_early_by_a_later_holiday_stays_and_is_said_so(
    cast: Cast, client_for: ClientFor, client: Client
) -> None:
    asker, officer = cast("DPUPR/1"), cast("SETDA.AST3.ORG/11")
    cast("DLH/1")
    calendar, today = calendar_of(asker.government), asker.government.today()
    begin = calendar.before(today, 5)  # the sixth working day is today
    since = clock.now() - timedelta(days=(today - begin).days + 1)
    with clock.at(since):
        matter = opened(asker, kind="konsultatif", parties=("DLH",))
    assert escalate(asker.government) == 1
    page = f"/kerja/berkas/{matter.number}/"
    assert "dihitung ulang" not in text(client_for(asker), page)
    free: date = next(day for n in range(1, 9) if calendar.is_working(day := begin + timedelta(days=n)))
    workdays.declare(actor=officer, wanted=Declared(free, LOCAL, "Hari Jadi", "Keputusan Bupati 1"), key="a")
    told = f"Diingatkan {in_words(today)}. Sesudah itu tenggatnya dihitung ulang dan belum lewat."
    assert told in text(client_for(asker), page) and told in text(client, f"/berkas/{matter.number}/")
    assert escalate(Government.objects.get(pk=asker.government.pk)) == 0


def test_other_subjects_say_it_on_their_page_too(cast: Cast, client_for: ClientFor, matter: Matter) -> None:
    with clock.at(clock.now() - timedelta(days=60)):
        task = followed(cast)
    escalate(matter.government)
    owner: Any = task.seat_rows.get(role="owner")
    said = text(client_for(cast(owner.post)), f"/kerja/tindak-lanjut/{task.pk}/")
    assert "Diingatkan lagi" in said and "Sekaligus: Pengingat" in said


def test_where_the_path_has_no_coordinator_the_page_says_so_once_he_was_to_be_told(
    cast: Cast, client_for: ClientFor, client: Client
) -> None:
    leader = cast("SETDA.AST1/1")
    begin, words = clock.now(), "tidak ada koordinator pada jalur ini."
    found = opened(leader, kind="koordinatif", type="hierarki", duty="d", parties=("DINKES", "DPPKB"))
    inside, outside = f"/kerja/berkas/{found.number}/", f"/berkas/{found.number}/"
    target = clock_of(found, procedure_of(found), found.seats()[1]).target or 0
    calendar, first = calendar_of(found.government), found.government.today()
    for late, said in ((5, False), (6, True)):
        days = (calendar.add(first, target + late) - first).days
        with clock.at(begin + timedelta(days=days)):
            escalate(found.government)
            for reader, page in ((client_for(leader), inside), (client, outside)):
                shown = text(reader, page)
                assert (words in shown) is said and "Diingatkan" in shown, (late, page)

"""Giliran Anda: what waits for a post, what waits on others, drafts and what just closed, in so many queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from selaras.actions.drafts import Intent, save_draft
from selaras.actions.matters import Deed, act, seen_of, submit
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.people import Actor

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
INBOX_QUERIES = 8


def asked(actor: Actor, title: str, *parties: str) -> Matter:
    intent = Intent(kind="konsultatif", parties=parties, title=title, purpose="Mohon pendapat.")
    return submit(actor=actor, draft=save_draft(actor=actor, intent=intent).pk, key="")


def many(government: Government, asker: Actor, answerer: Actor, count: int) -> None:
    """That many consultations between two posts, written straight into the tables."""
    now = clock.now()
    matters = Matter.objects.bulk_create(
        Matter(
            government=government,
            number=f"2025-{n:05d}",
            title=f"Berkas {n}",
            kind="konsultatif",
            regulation="perbup-24-2020",
            procedure="konsultatif",
            state="consulting",
            phase="open",
            version=1,
            opener_unit=asker.unit,
            opener_post=asker.post,
            drafted_by=asker.post,
            opened_on=government.today(),
        )
        for n in range(count)
    )
    for order, (role, actor, slot, turn) in enumerate(
        [("opener", asker, "", ""), ("counterpart", answerer, "asked", "tanggapi")]
    ):
        Participant.objects.bulk_create(
            Participant(
                government=government,
                matter=matter,
                order=order,
                role=role,
                unit=actor.unit,
                post=actor.post,
                slot=slot,
                turn=turn,
                turn_post=actor.post if turn else "",
                turn_since=now if turn else None,
            )
            for matter in matters
        )


def test_the_row_leads_with_the_act_and_says_from_whom_and_since_when(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    asker, answerer = cast("DPUPR/6"), cast("SETDA.AST1.HUKUM/1")
    matter = asked(asker, "Rancangan aturan sampah", answerer.post)
    page = client_for(answerer).get("/kerja/").content.decode()
    assert "1 hal menunggu Anda." in page and "<h2>Pekan ini</h2>" in page
    assert f'<a class="act" href="/kerja/berkas/{matter.number}/#giliran">Tanggapi</a>' in page
    assert "Konsultatif, dari Dinas Pekerjaan Umum dan Penataan Ruang" in page
    assert "Sisa 5 hari kerja" in page and "0 dari 5 hari kerja terpakai" in page
    assert '<span class="count">1</span>' in page


def test_late_ones_come_first_and_are_counted(cast: Cast, balangan: Government, client_for: ClientFor) -> None:
    asker, answerer = cast("DPUPR/6"), cast("SETDA.AST1.HUKUM/1")
    asked(asker, "Yang baru", answerer.post)
    with clock.at(clock.now() - timedelta(days=30)):
        asked(asker, "Yang lama", answerer.post)
    page = client_for(answerer).get("/kerja/").content.decode()
    assert "2 hal menunggu Anda." in page and "1 lewat tenggat." in page
    assert page.index("Lewat tenggat") < page.index("Yang lama") < page.index("Pekan ini") < page.index("Yang baru")
    mine = client_for(asker).get("/kerja/").content.decode()
    assert "Tidak ada yang menunggu Anda." in mine and "2 berkas Anda ada pada pihak lain." in mine
    others = mine.partition('id="lain"')[2]
    assert others.index("Yang lama") < others.index("Yang baru") and "Bagian Hukum" in others and "Tanggapi" in others


def test_drafts_and_what_just_closed_are_there_for_their_own_post_alone(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    asker, answerer, stranger = cast("DPUPR/6"), cast("DLH/1"), cast("DINKES/1")
    draft = save_draft(actor=asker, intent=Intent(kind="konsultatif", title="Masih dipikirkan"))
    matter = asked(asker, "Sudah dicabut", "DLH")
    seat = matter.participants.get(role="opener")
    act(
        actor=asker,
        number=matter.number or "",
        seat=seat.pk,
        deed=Deed("cabut", text="Tidak perlu lagi."),
        seen=seen_of(matter, seat),
        key="",
    )
    page = client_for(asker).get("/kerja/").content.decode()
    assert f'href="/kerja/berkas/draf/{draft.pk}/"' in page and "Baru selesai" in page and "Sudah dicabut" in page
    assert "Sudah dicabut" in client_for(answerer).get("/kerja/").content.decode()
    for other in (answerer, stranger):
        assert "Masih dipikirkan" not in client_for(other).get("/kerja/").content.decode()
    assert "Sudah dicabut" not in client_for(stranger).get("/kerja/").content.decode()


def test_an_empty_inbox_says_so_and_what_next(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast("DINKES/1")).get("/kerja/").content.decode()
    assert "Tidak ada yang menunggu Anda." in page and 'href="/kerja/berkas/baru/"' in page


def test_pasal_5_the_inspectorate_sees_every_matter(cast: Cast, client_for: ClientFor) -> None:
    matter = asked(cast("DPUPR/6"), "Di luar Inspektorat", "DLH")
    page = client_for(cast("INSPEKTORAT/1")).get("/kerja/").content.decode()
    assert "Berkas yang diawasi" in page and f"/kerja/berkas/{matter.number}/" in page


@pytest.mark.parametrize("count", [10, 200])
def test_the_inbox_takes_the_same_queries_with_10_and_with_200_matters(
    cast: Cast,
    balangan: Government,
    client_for: ClientFor,
    django_assert_num_queries: Callable[[int], object],
    count: int,
) -> None:
    asker, answerer = cast("DPUPR/6"), cast("DLH/1")
    many(balangan, asker, answerer, count)
    for actor in (asker, answerer):
        client = client_for(actor)
        client.get("/kerja/")
        with django_assert_num_queries(INBOX_QUERIES):  # type: ignore[attr-defined]
            page = client.get("/kerja/")
        assert len(page.content) <= 60_000


def test_what_waits_is_leafed_through_by_fifty(cast: Cast, balangan: Government, client_for: ClientFor) -> None:
    asker, answerer = cast("DPUPR/6"), cast("DLH/1")
    many(balangan, asker, answerer, 120)
    client = client_for(answerer)
    found: list[str] = []
    for number in (1, 2, 3):
        page = client.get(f"/kerja/?hal={number}").content.decode()
        assert f"Halaman {number} dari 3" in page
        found += re.findall(r"/kerja/berkas/(2025-\d+)/#giliran", page)
    assert len(found) == len(set(found)) == 120
    others = client_for(asker).get("/kerja/?bagian=lain&hal=3").content.decode()
    assert len(set(re.findall(r"/kerja/berkas/(2025-\d+)/", others))) == 20


@pytest.mark.parametrize("query", ["hal=0", "hal=x", "hal=-3", "hal=" + "9" * 5000, "hal=%00", "bagian=%00&hal=7"])
def test_a_page_that_is_none_shows_one_that_is(cast: Cast, client_for: ClientFor, query: str) -> None:
    assert client_for(cast("DLH/1")).get(f"/kerja/?{query}").status_code == 200


def test_days_are_those_of_the_governments_zone(cast: Cast, balangan: Government, client_for: ClientFor) -> None:
    asker, answerer = cast("DPUPR/6"), cast("DLH/1")
    late_evening = datetime.combine(balangan.today(), datetime.min.time(), balangan.zone) + timedelta(minutes=30)
    with clock.at(late_evening):
        asked(asker, "Lewat tengah malam", "DLH")
    page = client_for(answerer).get("/kerja/").content.decode()
    assert re.search(rf"Pada Anda sejak {balangan.today().day} \w+ {balangan.today().year}", page)


def test_an_outsider_is_refused(balangan: Government) -> None:
    for address in ("/kerja/", "/kerja/jabatan/"):
        assert Client().get(address)["Location"].startswith("/masuk/")

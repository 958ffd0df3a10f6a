"""The oversight's desk: who comes in, what each figure counts, how samples are drawn, and that proofs hold far away."""

from __future__ import annotations

import csv
import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse
from zipfile import ZipFile

import msgspec
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from selaras.actions import audit as acts
from selaras.actions import ledger as whole
from selaras.actions.drafts import Origin
from selaras.actions.facts import clock_of, new_path, procedure_of
from selaras.law.clocks import Pause
from selaras.law.procedures import Refused, Role
from selaras.law.regulation import Matrix
from selaras.law.types import Basis, Strength
from selaras.records import clock, ledger
from selaras.records.audit import FINDING, Overseer, SavedFilter, Sought, entries
from selaras.records.governments import Government, pack_of
from selaras.records.ledger import Entry, Reading
from selaras.records.matters import Matter
from selaras.records.meetings import AgendaItem, Meeting
from selaras.records.outcomes import Decision, FollowUp, FollowUpSeat
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.records.withholdings import Withholding
from selaras.web.questions import questions
from tests.acts import Cast, opened, take
from tests.papers.letters import decided
from tests.results import withheld

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
HEAD, STAFF = "INSPEKTORAT/1", "INSPEKTORAT/3"
DESK = "/kerja/audit/"
ADDRESSES = ("", "tanya/tanpa-rapat/", "catatan/1/", "contoh/", "unduh.zip")
QUERIES = 23


def shown(client: Client, address: str = "") -> str:
    answer = client.get(f"{DESK}{address}")
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def figures(page: str) -> dict[str, int]:
    """The figure of each question as its row tells it, and the same where the first sentence does."""
    row = r'<a href="/kerja/audit/tanya/([a-z-]+)/"><b>[^<]*<span class="figure">([\d.]+)</span>'
    told, first = dict(re.findall(row, page)), re.findall(r'<a href="/kerja/audit/tanya/([a-z-]+)/">([\d.]+) ', page)
    assert len(first) == 5 and set(first) <= set(told.items())
    return {code: int(figure.replace(".", "")) for code, figure in told.items()}


def listed(page: str) -> list[int]:
    """The numbers of the entries of a page."""
    return [int(number) for number in re.findall(r'<th scope="row"><a href="/kerja/audit/catatan/(\d+)/">', page)]


def wrote(government: Government, post: str, number: int, **more: Any) -> Entry:
    """One entry about something of no other account."""
    unit, capacity = post.partition("/")[0], more.pop("capacity", "definitif")
    other = more.pop("other", "")
    behalf = ledger.Hand("2", "Ani", other, other.partition("/")[0], "plt") if other else None
    hand = ledger.Hand("1", "Budi", post, unit, capacity, behalf)
    said: dict[str, Any] = {
        "subject_type": "key",
        "subject_key": str(number),
        "step": "uji",
        "basis": Basis(Strength.DESIGNED, reason="Uji."),
        "recorded_at": clock.now(),
        **more,
    }
    with transaction.atomic():
        return ledger.append(
            government=government, subject_version=1, state_before="", state_after="-", actor=hand, **said
        )


def hidden(cast: Cast) -> Withholding:
    """A consultation that is withheld on a ground that leaves it, of the oversight, to its head."""
    return withheld(cast, opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",)))


# Who comes in


@pytest.mark.parametrize("address", ADDRESSES)
def test_pasal_5_only_the_oversight_comes_in_and_the_others_are_told_on_which_ground(
    cast: Cast, client_for: ClientFor, address: str
) -> None:
    whole.seal(cast(HEAD).government)
    for post in ("DPUPR/1", "BUPATI/1", "SETDA/1"):
        answer = client_for(cast(post)).get(f"{DESK}{address}")
        assert answer.status_code == 403 and "Pasal 5 ayat (1)" in answer.content.decode()
    for post in (HEAD, STAFF):
        assert client_for(cast(post)).get(f"{DESK}{address}").status_code == 200
    assert Client().get(f"{DESK}{address}").status_code == 302


def test_pasal_5_the_desk_writes_no_entry_and_changes_no_subject(cast: Cast, client_for: ClientFor) -> None:
    _lead, matter = decided(cast)
    whole.seal(matter.government)
    client, entry = client_for(cast(HEAD)), Entry.objects.latest("number")
    before = (Entry.objects.count(), list(Matter.objects.values_list("version", "updated_at")))
    for question in questions(cast(HEAD)):
        shown(client, f"tanya/{question.code}/")
    for address in ("", f"catatan/{entry.number}/", "contoh/?n=3&benih=a", "unduh.zip"):
        assert client.get(f"{DESK}{address}").status_code == 200
    assert client.post(f"{DESK}simpanan/", {"do": "save", "name": "Semua", "key": "1"}).status_code == 303
    assert before == (Entry.objects.count(), list(Matter.objects.values_list("version", "updated_at")))


def test_the_sentence_of_the_desk_speaks_of_one_as_of_one(
    cast: Cast, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(cast)
    found = {question.code: question for question in questions(cast(HEAD))}
    assert found["tanpa-rapat"].told(1234) == "1.234 keputusan tanpa rapat" and not found["tindak-lanjut"].told(1)
    monkeypatch.setattr(
        "selaras.web.questions.ngettext", lambda one, many, n: f"satu {one}" if n == 1 else f"banyak {many}"
    )
    page = shown(client_for(cast(HEAD)), "")
    assert "satu 1 keputusan tanpa rapat" in page and "banyak 0 berkas dikecualikan" in page
    assert "Catatan buku besar" in page


def test_what_the_oversight_leaves_to_its_head_is_nowhere_on_the_desk_of_his_staff(
    cast: Cast, client_for: ClientFor
) -> None:
    private = hidden(cast).matter
    plain = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",))
    client_for(cast(HEAD)).get(f"/kerja/berkas/{private.number}/")
    mine = Entry.objects.filter(subject_type="matter", subject_key=private.number)
    about = Entry.objects.filter(subject_type="withholding")
    head, staff = entries(Overseer(cast(HEAD))), entries(Overseer(cast(STAFF)))
    assert set(mine) | set(about) <= set(head) and about and head.count() == Entry.objects.count()
    assert not (set(mine) | set(about)) & set(staff)
    assert staff.filter(subject_key=plain.number).exists()
    assert client_for(cast(STAFF)).get(f"{DESK}catatan/{mine[0].number}/").status_code == 404
    for post, many in ((HEAD, 1), (STAFF, 0)):
        found = figures(shown(client_for(cast(post))))
        assert (found["dikecualikan"], found["pembacaan"]) == (many, many)
        assert (f"Berkas {private.number}" in shown(client_for(cast(post)), "tanya/pembacaan/")) is bool(many)
    page = shown(client_for(cast(STAFF)), f"?sampai={date.max}")
    assert "hanya dibaca pimpinan unit Anda" in page and len(listed(page)) == min(50, staff.count())


# The ledger


def test_every_way_to_narrow_the_ledger_finds_what_a_plain_loop_finds(cast: Cast, balangan: Government) -> None:
    chance = random.Random(11)
    posts = ["DPUPR/1", "DPUPR/2", "DLH/1", "DISPERTAN/1"]
    began = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
    for number in range(120):
        cite = chance.choice(["Pasal 13 ayat (1)", ""])
        wrote(
            balangan,
            chance.choice(posts),
            number,
            capacity=chance.choice(["definitif", "plt", "plh", "pj"]),
            other=chance.choice(["", "", "DLH/2", "DPUPR/1"]),
            step=chance.choice(["uji", "coba"]),
            subject_type=chance.choice(["key", "secret"]),
            basis=Basis(Strength.STATED, cite=cite) if cite else Basis(Strength.DESIGNED, reason="Uji."),
            recorded_at=began + timedelta(hours=9 * number),
        )
    actor = Overseer(cast(HEAD))
    every = list(Entry.objects.filter(government=balangan))

    def day(entry: Entry) -> date:
        return entry.recorded_at.astimezone(balangan.zone).date()

    def either(entry: Entry, column: str, value: str) -> bool:
        return getattr(entry, column) == value or (entry.on_behalf or {}).get(column) == value

    def fits(entry: Entry, s: Sought) -> bool:
        return (
            (not s.since or day(entry) >= s.since)
            and (not s.until or day(entry) <= s.until)
            and (not s.unit or either(entry, "unit", s.unit))
            and (not s.post or either(entry, "post", s.post))
            and (not s.capacity or either(entry, "capacity", s.capacity))
            and (not s.step or entry.step == s.step)
            and (not s.sort or entry.subject_type == s.sort)
            and (not s.strength or entry.strength == s.strength)
            and (not s.for_other or entry.on_behalf is not None)
        )

    some = [
        Sought(
            since=chance.choice([None, date(2026, 1, 20)]),
            until=chance.choice([None, date(2026, 2, 3)]),
            unit=chance.choice(["", "DPUPR", "DLH"]),
            post=chance.choice(["", "", "DPUPR/1", "DLH/2"]),
            sort=chance.choice(["", "", "key"]),
            step=chance.choice(["", "coba"]),
            strength=chance.choice(["", "stated", "designed"]),
            capacity=chance.choice(["", "plt", "definitif"]),
            for_other=chance.choice([False, True]),
        )
        for _round in range(80)
    ]
    for sought in some:
        assert set(entries(actor, sought)) == {entry for entry in every if fits(entry, sought)}, sought
    assert sum(bool(entries(actor, sought)) for sought in some) > 20


def test_leafing_through_the_ledger_passes_every_entry_once_and_goes_back(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    for number in range(130):
        wrote(balangan, "DPUPR/1", number)
    client, found, address = client_for(cast(HEAD)), list[int](), "?unit=DPUPR"
    pages = []
    while address:
        page = shown(client, address)
        pages.append(listed(page))
        found += pages[-1]
        older = re.search(r'<a href="([^"]+)#buku-besar" rel="next"', page)
        address = unescape(older[1]) if older else ""
    assert found == sorted(Entry.objects.filter(unit="DPUPR").values_list("number", flat=True), reverse=True)
    assert [len(one) for one in pages[:-1]] == [50] * (len(pages) - 1)
    back = re.search(r'<a href="([^"]+)#buku-besar" rel="prev"', page)
    assert back and listed(shown(client, unescape(back[1]))) == pages[-2]


def test_the_desk_takes_the_same_queries_however_much_there_is(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    client, taken = client_for(cast(HEAD)), set()
    for many in (5, 60):
        for number in range(many):
            wrote(balangan, "DPUPR/1", many * 100 + number, capacity="plt")
            if number < 6:
                opened(cast("DPUPR/1"), kind="koordinatif", form="c", parties=("DISPERTAN", "DLH"))
        shown(client)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(client)
        taken.add(len(asked))
    assert taken == {QUERIES}


def test_an_entry_shows_its_body_its_leaf_its_seal_and_its_proof(cast: Cast, client_for: ClientFor) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",), title="Pintu air")
    entry, client = Entry.objects.get(subject_type="matter", subject_key=matter.number), client_for(cast(HEAD))
    assert "Belum tercakup segel" in shown(client, f"catatan/{entry.number}/")
    seal, _path = whole.seal(matter.government)
    page = unescape(shown(client, f"catatan/{entry.number}/"))
    assert entry.body in page and bytes(entry.leaf_hash).hex() in page and "Pintu air" in page
    for step in ledger.inclusion_proof(matter.government, entry.number, seal.size):
        assert step.hex() in page
    for never in (10**17, 999_999, 0):
        assert client.get(f"{DESK}catatan/{never}/").status_code == 404


def test_who_opens_an_entry_on_a_withheld_matter_at_the_desk_has_read_it(cast: Cast, client_for: ClientFor) -> None:
    matter = hidden(cast).matter
    whole.seal(matter.government)
    entry, client = Entry.objects.filter(subject_key=matter.number).first(), client_for(cast(HEAD))
    assert entry
    for address in (f"catatan/{entry.number}/", f"unduh.zip?catatan={entry.number}"):
        before = Reading.objects.filter(matter=matter.number, post=HEAD).count()
        assert client.get(f"{DESK}{address}").status_code == 200
        assert Reading.objects.filter(matter=matter.number, post=HEAD).count() == before + 1
    page = shown(client, "tanya/pembacaan/")
    assert f"Berkas {matter.number}" in page and "Pemegang INSPEKTORAT/1" in page


@pytest.mark.parametrize("odd", ["?dari=kemarin", "?sampai=2026-02-31", "?dari=2026-05-02&sampai=2026-05-01"])
def test_a_day_that_is_none_is_said_beside_its_field_and_stays_there(
    cast: Cast, client_for: ClientFor, odd: str
) -> None:
    answer = client_for(cast(HEAD)).get(f"{DESK}{odd}")
    assert answer.status_code == 422 and b'class="error"' in answer.content
    assert f'value="{odd.rpartition("=")[2]}"' in answer.content.decode()


def test_odd_addresses_are_answered_with_a_page(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast(HEAD))
    for odd in ("?unit=%00", f"?jabatan={'x' * 9000}", "?dasar=lunak", "?sebelum=-1", "?sesudah=999999999999999999"):
        shown(client, odd)
    for odd in (
        "?n=0&benih=a",
        "?n=x&benih=a",
        "?n=5&benih=a b",
        "?n=5&benih=a&sampai_catatan=99999999",
        "?n=5&dari=x",
    ):
        assert client.get(f"{DESK}contoh/{odd}").status_code == 422, odd
    assert client.get(f"{DESK}tanya/apa-saja/").status_code == 404
    assert client.get(f"{DESK}unduh.zip?benih=a&n=x").status_code == 303
    assert client.get(f"{DESK}unduh.zip").status_code == 422  # nothing was sealed yet


# The questions, on random data


def scattered(cast: Cast, government: Government, chance: random.Random) -> None:
    """Matters, seats, meetings, decisions, follow-ups, readings as chance has them; no act ever makes most of them."""
    seeds = [
        opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN", "DLH")),
        opened(cast("DPUPR/1"), kind="koordinatif", form="c", parties=("DISPERTAN", "DLH")),
        opened(cast("DISPERTAN/1"), kind="koordinatif", form="c", parties=("DPUPR", "KEC.HALONG")),
        opened(cast("DPUPR/1"), kind="kolegial", parties=("DISPERTAN", "DLH")),
        opened(cast("DPUPR/1"), kind="struktural", parties=("DPUPR/62",), urgency="Tanggul jebol malam ini."),
    ]
    hidden(cast)
    now = clock.now()
    for number in range(60):
        seed = Matter.objects.get(pk=chance.choice(seeds).pk)
        seats, book = list(seed.participants.all()), procedure_of(seed)
        closed = chance.random() < 0.3
        seed.pk, seed.number, seed.phase = None, f"2025-{number:05d}", "closed" if closed else "open"
        seed.closed_on = government.today() if closed else None
        seed.state = chance.choice([s.code for s in book.states if s.phase == seed.phase])
        seed.urgency = seed.urgency if chance.random() < 0.5 else ""
        seed.save(force_insert=True)
        for seat in seats:
            slots = [s.code for slot in book.slots if slot.of(Role(seat.role)) for s in slot.states]
            seat.pk, seat.matter, seat.leads = None, seed, False
            seat.slot = chance.choice(slots) if slots else ""
            awaited = [step.code for step in book.steps if seed.state in step.states]
            waits = bool(awaited) and chance.random() < 0.6
            seat.turn, seat.turn_post = (chance.choice(awaited), seat.post) if waits else ("", "")
            seat.turn_since = now - timedelta(days=chance.randrange(40)) if waits else None
            if seat.role == "coordinator" and seat.unit == "SETDA.AST2" and chance.random() < 0.3:
                seat.unit, seat.post = "SETDA.AST3", "SETDA.AST3/1"
            seat.save(force_insert=True)
    matters = list(Matter.objects.filter(number__startswith="2025"))
    for matter in matters[::2]:
        first = government.today() - timedelta(days=chance.randrange(60))
        pause = Pause(first, first + timedelta(days=chance.randrange(40)), "dokumen", chance.choice([None, 0, 1]))
        Matter.objects.filter(pk=matter.pk).update(pauses=[msgspec.to_builtins(pause)])
    base = {"government": government, "regulation": matters[0].regulation, "drafted_by": "SETDA/1", "version": 1}
    meetings = []
    for number in range(25):
        signed = chance.choice([None, government.today()])
        meeting = Meeting.objects.create(
            **base,
            procedure="rapat",
            state="called",
            phase="open",
            title=f"Rapat {number}",
            starts_at=now,
            signed_on=signed,
        )
        meetings.append(meeting)
        item = AgendaItem.objects.create(government=government, meeting=meeting, order=1, title="Acara", minutes=10)
        item.matters.set(chance.sample(matters, chance.randrange(3)))
    for number in range(60):
        met = chance.choice([None, *meetings])
        stands = chance.random() < 0.8
        Decision.objects.create(
            government=government,
            meeting=met,
            matter=chance.choice(matters) if met is None else chance.choice([None, *matters]),
            order=number,
            text="Keputusan",
            ground="Dasar",
            aspects=chance.choice([[], [], ["anggaran"]]),
            capacity=chance.choice(["definitif", "plt", "plh", "pj"]),
            decided_by="SETDA/1",
            adopted_on=government.today() if stands else None,
            entry=1 if stands else None,
        )
        task = FollowUp.objects.create(
            **{**base, "phase": "open" if stands else "closed", "closed_on": None if stands else government.today()},
            procedure="tindak_lanjut",
            state="belum",
            text="Kerjakan",
            due_on=government.today() + timedelta(days=chance.randrange(-9, 9)),
        )
        owner = chance.choice(["DPUPR/1", "DLH/1"])
        FollowUpSeat.objects.create(
            government=government, subject=task, order=1, role="owner", unit=owner.partition("/")[0], post=owner
        )
        Reading.objects.create(
            government=government, matter=chance.choice(matters).number or "", person_key="1", post="DPUPR/1", at=now
        )


def plain(actor: Actor) -> dict[str, int]:
    """The figure of each question once more, counted row by row without a question to the database but for all rows."""
    government, today = actor.government, actor.government.today()
    kept = {ground.cite for ground in actor.kept_from}
    closed = {m.pk for m in Matter.objects.all() if m.withheld and m.withheld_ground in kept}
    numbers = {m.number for m in Matter.objects.filter(pk__in=closed)}
    met = {matter.pk for item in AgendaItem.objects.all() if item.meeting.signed_on for matter in item.matters.all()}
    decisions = [d for d in Decision.objects.all() if d.adopted_on and d.matter_id not in closed]
    acting = [d for d in decisions if d.capacity in ("plt", "plh")]
    held = Withholding.objects.all()
    late, beside = 0, 0
    for matter in Matter.objects.exclude(phase="draft"):
        matter.government = government
        seats = list(matter.participants.filter(retired=False))
        if matter.pk in closed:
            continue
        if matter.phase == "open":
            late += sum(clock_of(matter, procedure_of(matter), seat).late for seat in seats if seat.turn)
        moved = matter.phase == "open" and matter.kind == "koordinatif" and new_path(matter, seats) is not None
        beside += bool(matter.urgency) or moved
    return {
        "tanpa-rapat": sum(d.meeting_id is None and d.matter_id not in met for d in decisions),
        "oleh-pengganti": len(acting),
        "pengganti-strategis": sum(bool(d.aspects) for d in acting),
        "dikecualikan": sum(w.phase == "open" and bool(w.since) and w.matter_id not in closed for w in held),
        "di-luar-pola": beside,
        "lewat-tenggat": late,
        "tindak-lanjut": sum(f.phase == "open" and f.due_on < today for f in FollowUp.objects.all() if f.due_on),
        "pembacaan": sum(r.matter not in numbers for r in Reading.objects.all()),
        "temuan": 0,
    }


@pytest.mark.parametrize("seed", [3, 20])
def test_every_figure_is_the_count_of_its_list_and_what_a_plain_loop_counts(
    cast: Cast, balangan: Government, client_for: ClientFor, seed: int
) -> None:
    scattered(cast, balangan, random.Random(seed))
    for post in (HEAD, STAFF):
        told = figures(shown(client_for(cast(post))))
        assert told == plain(cast(post)), post
        assert sum(many > 0 for many in told.values()) >= 7
        for question in questions(cast(post)):
            pages = question.page(1).paginator
            rows = [line for number in pages.page_range for line in question.lines(question.page(number))]
            assert len(rows) == told[question.code] == question.count(), question.code
            if question.post:
                offices = question.posts()
                assert sum(office.count for office in offices) == told[question.code]
                assert all(question.page(1, office.code).paginator.count == office.count for office in offices)
                assert offices == sorted(offices, key=lambda office: (office.unit, office.post))
            first = question.page(1).paginator.count
            page = shown(client_for(cast(post)), f"tanya/{question.code}/")
            assert (f"{first} baris" in page) is bool(first)


def test_pasal_12_ayat_3_a_matter_that_the_matrix_does_not_foresee_is_beside_the_pattern(
    cast: Cast, balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",))
    opened(cast("DPUPR/1"), kind="konsultatif", parties=("KEC.HALONG",))
    actor = cast(HEAD)
    question = next(q for q in questions(actor) if q.code == "di-luar-pola")
    assert question.count() == 0
    regulation = pack_of(balangan).regulation_on(balangan.today())
    types = history(balangan).on(balangan.today()).units
    cells = list(regulation.matrix)
    closed = next(c for c in cells if c.kind == "konsultatif")
    ends = types["DPUPR"].type, types["KEC.HALONG"].type
    barred = Matrix([type(closed)(*ends, closed.kind, None, "not_foreseen", False, closed.strength, *[None] * 3)], ())
    lookup = barred.lookup
    monkeypatch.setattr(Matrix, "__iter__", lambda _matrix: iter(barred.cells))
    monkeypatch.setattr(Matrix, "lookup", lambda _matrix, *asked: lookup(*asked))
    found = next(q for q in questions(actor) if q.code == "di-luar-pola")
    assert [m.parties for m in found.rows()] == [["KEC.HALONG"]]
    assert [line.values[2] for line in found.lines(found.page(1))] == ["Tidak memakai jenis itu menurut matriks"]


# Samples


def test_the_same_seed_draws_the_same_and_anybody_can_draw_it_again(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    for number in range(90):
        wrote(balangan, "DPUPR/1" if number % 3 else "DLH/1", number)
    client, head = client_for(cast(HEAD)), Entry.objects.latest("number").number
    address = f"contoh/?n=12&benih=7f3a&sampai_catatan={head}&macam=key"
    drawn = listed(shown(client, address))
    wrote(balangan, "DLH/1", 999)
    assert listed(shown(client, address)) == drawn
    assert listed(shown(client_for(cast(STAFF)), address)) == drawn
    assert listed(shown(client, address.replace("7f3a", "7f3b"))) != drawn
    # Once more by hand, as the sheet says it is done.
    numbers = Entry.objects.filter(subject_type="key", number__lte=head).values_list("number", flat=True)
    by_hand = sorted(sorted(numbers, key=lambda n: sha256(f"7f3a:{n}".encode()).hexdigest())[:12])
    assert drawn == by_hand
    page = shown(client, address)
    assert "12 dari 90" in page and "benih 7f3a" in page and ledger.root(balangan, head).hex() in page
    fresh = shown(client, "contoh/")
    assert len({*re.findall(r'name="benih" value="([0-9a-f]{8})"', fresh + shown(client, "contoh/"))}) == 2


def test_by_unit_each_gets_its_share(cast: Cast, balangan: Government) -> None:
    for number in range(60):
        wrote(balangan, ("DPUPR/1", "DPUPR/1", "DLH/1")[number % 3], number)
    head = Entry.objects.latest("number").number
    how = acts.Draw("a", 9, head, by_unit=True)
    sample = acts.draw(entries(Overseer(cast(HEAD)), Sought(sort="key")), how)
    units = Counter(Entry.objects.filter(number__in=map(int, sample.drawn)).values_list("unit", flat=True))
    assert units == {"DPUPR": 6, "DLH": 3} and sample.population == 60
    assert sample.strata == (("DLH", 20, 3), ("DPUPR", 40, 6))


@pytest.mark.parametrize("seed", range(5))
def test_shares_never_pass_what_is_there_and_make_up_the_size(seed: int) -> None:
    chance = random.Random(seed)
    for _round in range(200):
        members = {chr(65 + n): chance.randrange(1, 50) for n in range(chance.randrange(1, 9))}
        size = chance.randrange(1, 120)
        shares = acts.allot(size, members)
        assert sum(shares.values()) == min(size, sum(members.values()))
        assert all(0 <= shares[unit] <= many for unit, many in members.items())


def test_matters_are_drawn_once_each_however_many_entries_they_have(cast: Cast, client_for: ClientFor) -> None:
    for _number in range(4):
        matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",))
        take(cast("DISPERTAN/1"), matter, "tanggapi", "Setuju.")
    page = shown(client_for(cast(HEAD)), "contoh/?n=3&benih=a&dari_apa=berkas")
    assert "3 dari 4" in page
    assert len({*re.findall(r'<th scope="row"><a href="/kerja/berkas/([\d-]+)/">', page)}) == 3


# Taking along


def unpacked(client: Client, folder: Path, address: str) -> Path:
    answer = client.get(f"{DESK}{address}")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(answer.content)) as file:
        file.extractall(folder)
    return folder


def checked(folder: Path) -> tuple[int, dict[str, Any]]:
    """What the checker of the file says, with nothing but Python's own library in reach."""
    files = ["catatan.json", "segel.json", *sorted(path.name for path in folder.glob("bukti-*.json"))]
    command = [sys.executable, "-I", "-S", "periksa_buku.py", *files, "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_what_is_taken_along_is_proven_far_from_here_and_whatever_is_changed_is_refuted(
    cast: Cast, client_for: ClientFor, tmp_path: Path
) -> None:
    _lead, matter = decided(cast)
    whole.seal(matter.government)
    folder = unpacked(client_for(cast(HEAD)), tmp_path, "unduh.zip?macam=matter")
    mine = Entry.objects.filter(subject_type="matter").order_by("number")
    code, said = checked(folder)
    assert code == 0 and f"catatan.json: {mine.count()} catatan sama dengan yang dibuktikan" in said["cocok"]
    rows = list(csv.DictReader(StringIO((folder / "catatan.csv").read_text("utf-8-sig"))))
    assert [(int(row["catatan"]), row["sidik"]) for row in rows] == [(e.number, bytes(e.leaf_hash).hex()) for e in mine]
    assert {row["hal"] for row in rows} == set(mine.values_list("subject_key", flat=True))
    assert "Pemegang" not in "".join(path.read_text("utf-8-sig") for path in folder.iterdir())  # nobody's name

    first = mine[0].number
    for name in ("catatan.json", f"bukti-{first}.json"):
        sound = (folder / name).read_text()
        (folder / name).write_text(sound.replace("definitif", "plt-palsu", 1))
        assert checked(folder)[0] == 1, name
        (folder / name).write_text(sound)
    seal = (folder / "segel.json").read_text()
    (folder / "segel.json").write_text(seal.replace('"size": ', '"size": 1'))
    assert checked(folder)[0] == 1
    (folder / "segel.json").write_text(seal)
    (folder / f"bukti-{first}.json").unlink()
    code, said = checked(folder)
    assert code == 1 and f"catatan.json: catatan {first} tanpa bukti yang berlaku" in said["tidak_cocok"]


def test_a_sample_is_taken_along_as_drawn_and_what_no_seal_covers_is_said(
    cast: Cast, balangan: Government, client_for: ClientFor, tmp_path: Path
) -> None:
    for number in range(30):
        wrote(balangan, "DPUPR/1", number)
    whole.seal(balangan)
    for number in range(30, 40):
        wrote(balangan, "DPUPR/1", number)
    client, head = client_for(cast(HEAD)), Entry.objects.latest("number").number
    query = f"n=40&benih=x&sampai_catatan={head}&macam=key"
    assert len(listed(shown(client, f"contoh/?{query}"))) == 40
    folder = unpacked(client, tmp_path, f"unduh.zip?{query}")
    assert checked(folder)[0] == 0 and len(json.loads((folder / "catatan.json").read_text())["entries"]) == 30
    told = (folder / "BACA.txt").read_text()
    assert "10 catatan pilihan belum tercakup" in told and "benih x" in told


def test_too_much_at_once_is_refused_with_a_way_on(
    cast: Cast, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",))
    whole.seal(matter.government)
    monkeypatch.setattr(acts, "MOST", 1)
    answer = client_for(cast(HEAD)).get(f"{DESK}unduh.zip")
    assert answer.status_code == 422 and "undi contohnya" in answer.content.decode()


# What a unit keeps


def test_a_filter_is_kept_for_the_unit_taken_away_and_put_back(cast: Cast, client_for: ClientFor) -> None:
    client, other = client_for(cast(HEAD)), client_for(cast(STAFF))
    sent = {"do": "save", "name": "Plt. dinas", "query": "kapasitas=plt&asing=1", "key": "k1"}
    assert client.post(f"{DESK}simpanan/", sent)["Location"] == f"{DESK}?kapasitas=plt#simpanan"
    client.post(f"{DESK}simpanan/", sent)
    row = SavedFilter.objects.get()
    assert (row.unit, row.query, row.made_by) == ("INSPEKTORAT", "kapasitas=plt", HEAD)
    assert "<b>Plt. dinas</b>" in shown(other)
    gone = other.post(f"{DESK}simpanan/", {"do": "remove", "row": row.pk})
    page = other.get(gone["Location"]).content.decode()
    assert "Saringan “Plt. dinas” dihapus." in page and "Kembalikan" in page
    assert "<b>Plt. dinas</b>" not in shown(client)
    assert other.post(f"{DESK}simpanan/", {"do": "restore", "row": row.pk}).status_code == 303
    assert "<b>Plt. dinas</b>" in shown(client)


def test_a_filter_without_a_name_or_whose_name_is_taken_again_is_said(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast(HEAD))
    for name in ("", " ", "x" * 81, "a\x00"):
        answer = client.post(f"{DESK}simpanan/", {"do": "save", "name": name, "key": name[:5] or "-"})
        assert answer.status_code == 422 and not SavedFilter.objects.exists(), name
    row = acts.save_filter(actor=cast(HEAD), name="Sama", query="")
    acts.remove_filter(actor=cast(HEAD), row=row.pk)
    acts.save_filter(actor=cast(HEAD), name="Sama", query="unit=DLH")
    answer = client.post(f"{DESK}simpanan/", {"do": "restore", "row": row.pk})
    assert answer.status_code == 422 and "sudah dipakai lagi" in answer.content.decode()
    assert client.post(f"{DESK}simpanan/", {"do": "remove", "row": 10**17}).status_code == 404


def test_what_was_taken_away_is_forgotten_after_a_day(cast: Cast) -> None:
    actor = cast(HEAD)
    gone = acts.remove_filter(actor=actor, row=acts.save_filter(actor=actor, name="Lama", query="").pk)
    SavedFilter.objects.filter(pk=gone.pk).update(removed_at=clock.now() - timedelta(days=2))
    acts.save_filter(actor=actor, name="Baru", query="")
    assert [row.name for row in SavedFilter.objects.all()] == ["Baru"]


def test_nobody_else_keeps_a_filter_there(cast: Cast) -> None:
    stranger = cast("DPUPR/1")
    with pytest.raises(Refused):
        acts.save_filter(actor=stranger, name="Coba", query="")
    for do in (acts.remove_filter, acts.restore_filter):
        with pytest.raises(Refused):
            do(actor=stranger, row=1)


# From a finding to its follow-up


def test_pasal_13_a_finding_opens_the_form_of_a_consultation_and_comes_back_to_the_desk(
    cast: Cast, client_for: ClientFor
) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",))
    entry, client = Entry.objects.get(subject_type="matter", subject_key=matter.number), client_for(cast(HEAD))
    page = unescape(shown(client, f"catatan/{entry.number}/"))
    form = next(url for url in re.findall(r'href="(/kerja/berkas/baru/\?[^"]+)"', page))
    asked = {name: values[0] for name, values in parse_qs(urlparse(form).query).items()}
    assert (asked["kind"], asked["to"], asked["letter_number"]) == (
        "konsultatif",
        "DPUPR",
        f"{FINDING}catatan {entry.number}",
    )
    filled = client.get(form).content.decode()
    assert f'value="{FINDING}catatan {entry.number}"' in filled
    sent = {**asked, "party": asked["to"], "do": "submit", "key": "f1"}
    done = client.post("/kerja/berkas/baru/", sent)
    assert done.status_code == 303, re.findall(r'class="error".*', done.content.decode())
    followed = Matter.objects.exclude(pk=matter.pk).get()
    assert f"/kerja/berkas/{followed.number}/" in shown(client, f"catatan/{entry.number}/")
    assert followed.title in shown(client, "tanya/temuan/") and figures(shown(client))["temuan"] == 1
    assert f"{FINDING}berkas {matter.number}".replace(" ", "+") in unescape(shown(client, f"catatan/{entry.number}/"))


def test_who_watches_over_a_matter_finds_the_way_to_a_finding_on_its_page_and_nobody_else_does(
    cast: Cast, client_for: ClientFor
) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",))
    page = f"/kerja/berkas/{matter.number}/"
    assert "Tulis temuan" in client_for(cast(HEAD)).get(page).content.decode()
    assert "Tulis temuan" not in client_for(cast("DISPERTAN/1")).get(page).content.decode()


def test_a_matter_of_another_unit_with_the_same_reference_follows_no_finding(cast: Cast, client_for: ClientFor) -> None:
    letter = Origin(number=f"{FINDING}catatan 1")
    opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",), letter=letter)
    assert figures(shown(client_for(cast(HEAD))))["temuan"] == 0

"""The cockpit: whose figures it shows, that each is the count of its list and of a plain loop, what it keeps back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from selaras.actions import sums
from selaras.actions.cockpit import FLOW, LISTINGS, STOCK, Cockpit
from selaras.actions.facts import clock_of, procedure_of
from selaras.actions.snapshots import keep
from selaras.law.clocks import Pause
from selaras.law.procedures import Role
from selaras.law.quarters import Quarter
from selaras.records import clock
from selaras.records import cockpit as rows_of
from selaras.records.cockpit import AGES
from selaras.records.governments import Government
from selaras.records.groups import GroupSeat, WorkingGroup
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.outcomes import Decision, FollowUp, FollowUpSeat
from selaras.records.people import Actor
from selaras.records.snapshots import Snapshot
from selaras.records.units import history
from selaras.records.watched import by_age
from selaras.web.cockpit import _few
from selaras.web.sheets import cell
from selaras.web.templatetags.selaras import and_last
from tests.acts import Cast, opened, take
from tests.results import asked, followed, withheld

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
DESK = "/kerja/pantau/"
SEKDA, ASISTEN, HEAD, CLERK = "SETDA/1", "SETDA.AST1/1", "DPUPR/1", "DPUPR/2"
POSTS = ("DPUPR/1", "DISPERTAN/1", "DINKES/1", "DLH/1", "SETDA.AST1/1", "SETDA/1", "RSUD/1")
QUERIES = 24  # of them three of the follow-up longest late, one of those of the oldest matter


def shown(client: Client, address: str = "") -> str:
    answer = client.get(f"{DESK}{address}")
    assert answer.status_code == 200, address
    return unescape(str(answer.content.decode()))


def number(text: str) -> int:
    return int(text.replace(".", ""))


def figures(page: str) -> dict[str, int]:
    """The figure of each list as its row of the tables tells it."""
    row = r'<a href="/kerja/pantau/([a-z-]+)/">[^<]+</a></th><td class="num"><b>([\d.]+)</b>'
    return {code: number(figure) for code, figure in re.findall(row, page)}


def scattered(cast: Cast, government: Government, chance: random.Random) -> None:
    """Matters, meetings, decisions, follow-ups and groups as chance has them; no act ever makes most of them."""
    today, now = government.today(), clock.now()

    def day(most: int = 200) -> date:
        return today - timedelta(days=chance.randrange(most))

    seeds = [
        opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN", "DLH")),
        opened(cast("DINKES/1"), kind="koordinatif", form="c", parties=("DINSOS", "DISDIK")),
        opened(cast("DISPERTAN/1"), kind="koordinatif", form="c", parties=("DPUPR", "KEC.HALONG")),
        opened(cast("DLH/1"), kind="kolegial", parties=("DISPERTAN", "DINKES")),
    ]
    withheld(cast, opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",)))
    for many in range(60):
        seed = Matter.objects.get(pk=chance.choice(seeds).pk)
        seats, book, over = list(seed.participants.all()), procedure_of(seed), chance.random() < 0.4
        seed.pk, seed.number, seed.phase = None, f"2025-{many:05d}", "closed" if over else "open"
        seed.opened_on, seed.closed_on = day(), day(90) if over else None
        seed.state = chance.choice([s.code for s in book.states if s.phase == seed.phase])
        if chance.random() < 0.1:
            seed.withheld, seed.withheld_ground, seed.withheld_until = True, "UU 14/2008 Pasal 17 huruf a", date.max
        first = day(60)
        pause = Pause(first, first + timedelta(days=chance.randrange(40)), "dokumen", chance.choice([None, 0, 1]))
        seed.pauses = [msgspec.to_builtins(pause)] if chance.random() < 0.3 else None
        seed.save(force_insert=True)
        for seat in seats:
            slots = [s.code for slot in book.slots if slot.of(Role(seat.role)) for s in slot.states]
            seat.pk, seat.matter, seat.leads = None, seed, False
            seat.slot = chance.choice(slots) if slots else ""
            awaited = [step.code for step in book.steps if seed.state in step.states]
            waits = bool(awaited) and chance.random() < 0.5
            seat.turn, seat.turn_post = (chance.choice(awaited), seat.post) if waits else ("", "")
            seat.turn_since = now - timedelta(days=chance.randrange(40)) if waits else None
            seat.save(force_insert=True)
    matters = list(Matter.objects.filter(number__startswith="2025"))
    base = {"government": government, "regulation": matters[0].regulation, "drafted_by": "SETDA/1", "version": 1}

    def seated(seats: Any, subject: Any, role: str, **more: Any) -> None:
        post = chance.choice(POSTS)
        unit = post.partition("/")[0]
        seats.objects.create(
            government=government, subject=subject, order=len(more), role=role, unit=unit, post=post, **more
        )

    for many in range(40):
        over = chance.random() < 0.3
        state = "closed" if over else chance.choice(["called", "running", "writing", "reviewing"])
        meeting = Meeting.objects.create(
            **base,
            procedure="rapat",
            state=state,
            phase="closed" if over else "open",
            closed_on=today if over else None,
            title=f"Rapat {many}",
            starts_at=now,
            held_on=day() if state != "called" else None,
            signed_on=today if over else None,
        )
        seated(MeetingSeat, meeting, "chair")
        for order in (1, 2):
            slot, kept = chance.choice(["absent", "present", "to_review"]), chance.choice(["", "absent", "ill"])
            post = chance.choice([p for n, p in enumerate(POSTS) if n % 2 == order % 2])
            MeetingSeat.objects.create(
                government=government,
                subject=meeting,
                order=order,
                role="invitee",
                unit=post.partition("/")[0],
                post=post,
                slot=slot,
                kept=kept,
            )
        Decision.objects.create(
            government=government,
            meeting=meeting,
            order=1,
            text="Keputusan",
            ground="Dasar",
            capacity=chance.choice(["definitif", "plt", "plh", "pj"]),
            decided_by=chance.choice(POSTS),
            adopted_on=day(),
            entry=1,
        )
        task = FollowUp.objects.create(
            **{**base, "phase": "closed" if over else "open", "closed_on": today if over else None},
            procedure="tindak-lanjut",
            state=chance.choice(["belum", "sedang"]),
            text="Kerjakan",
            meeting=meeting,
            opened_on=day(),
            due_on=today + timedelta(days=chance.randrange(-9, 9)),
        )
        seated(FollowUpSeat, task, "owner")
        group = WorkingGroup.objects.create(
            **base,
            procedure="gugus-kerja",
            state="running",
            phase="open",
            name=f"Gugus {many}",
            instrument="Keputusan",
            instrument_number="1",
            instrument_on=day(),
            starts_on=date(2020, 4, 6),
            ends_on=today + timedelta(days=chance.randrange(-30, 150)),
        )
        seated(GroupSeat, group, "chair")
    sums.remake(government.pk)  # no act has marked any of it


def plain(actor: Actor, units: set[str]) -> dict[str, int]:
    """Each figure once more, row by row, with no question to the database but for all rows of a table."""
    government, today = actor.government, actor.government.today()
    quarter, last = Quarter.of(today), today.replace(day=1) - timedelta(days=1)

    def of(unit: str) -> bool:
        return unit.partition("/")[0] in units

    def now(day: date | None) -> bool:
        return day is not None and quarter.first <= day <= quarter.last

    def seat(row: Any, role: str) -> str:
        return next((s.unit for s in row.seat_rows.all() if s.role == role and not s.retired), "")

    matters = [m for m in Matter.objects.all() if m.phase != "draft"]
    waiting, late, stuck = 0, 0, 0
    for matter in (m for m in matters if m.phase == "open"):
        matter.government = government
        book, seats = procedure_of(matter), [s for s in matter.participants.all() if not s.retired]
        mine = [s for s in seats if s.turn and of(s.unit)]
        waiting += len(mine)
        late += sum(clock_of(matter, book, s).late for s in mine)
        marks = [slot.mark for s in seats if (slot := book.slot_state(Role(s.role), s.slot))]
        stuck += of(matter.opener_unit) and "objected" in marks
    tasks = [t for t in FollowUp.objects.all() if t.phase == "open" and of(seat(t, "owner"))]
    meetings, decisions = list(Meeting.objects.all()), [d for d in Decision.objects.all() if of(d.decided_by)]
    held = [m for m in meetings if m.phase == "open" and m.held_on and m.state != "running"]
    groups = [g for g in WorkingGroup.objects.all() if g.phase == "open" and of(seat(g, "chair"))]
    stayed = [s for m in meetings for s in m.seat_rows.all() if s.role == "invitee" and now(m.held_on) and of(s.unit)]
    return {
        "berkas": sum(m.phase == "open" and of(m.opener_unit) for m in matters),
        "giliran": waiting,
        "lewat-tenggat": late,
        "buntu": stuck,
        "tindak-lanjut": len(tasks),
        "tindak-lanjut-lewat": sum(t.due_on < today for t in tasks if t.due_on),
        "tindak-lanjut-rapat": sum(
            bool(t.meeting and t.meeting.held_on and last.replace(day=1) <= t.meeting.held_on <= last) for t in tasks
        ),
        "tanpa-notula": sum(m.signed_on is None and of(seat(m, "chair")) for m in held),
        "gugus-kerja": sum(g.ends_on <= today + timedelta(days=60) for g in groups if g.ends_on),
        "dibuka": sum(now(m.opened_on) and of(m.opener_unit) for m in matters),
        "selesai": sum(now(m.closed_on) and of(m.opener_unit) for m in matters),
        "diputuskan": sum(now(d.adopted_on) for d in decisions),
        "keputusan-pengganti": sum(now(d.adopted_on) and d.capacity in ("plt", "plh") for d in decisions),
        "tidak-hadir": sum((s.kept or s.slot) == "absent" for s in stayed),
    }


def units_of(post: str, government: Government) -> set[str]:
    """Whose rows a post watches over, written down without a look at the law's answer."""
    organisation = history(government).on(government.today())
    if post == SEKDA:
        return {*organisation.units, ""}
    if post == ASISTEN:
        given = {c for c, rows in organisation.coordination.items() if any(r.coordinator == "SETDA.AST1" for r in rows)}
        given |= {"SETDA.AST1"}
        for _deep in range(4):
            given |= {code for code, unit in organisation.units.items() if unit.superior in given}
        return given
    if post == HEAD:
        return {code for code, unit in organisation.units.items() if "DPUPR" in (code, unit.superior)}
    return {post.partition("/")[0]}


@pytest.mark.parametrize("seed", [3, 20])
def test_every_figure_is_the_count_of_its_list_and_what_a_plain_loop_counts(
    cast: Cast, balangan: Government, client_for: ClientFor, seed: int
) -> None:
    scattered(cast, balangan, random.Random(seed))
    for post in (SEKDA, ASISTEN, HEAD, CLERK):
        client = client_for(cast(post))
        told, counted = figures(shown(client)), plain(cast(post), units_of(post, balangan))
        assert told == counted and set(told) == set(LISTINGS), post
        assert sum(many > 0 for many in told.values()) >= (13 if post == SEKDA else 7)
        for code, many in told.items():
            assert told_and_counted(client, code) == many, (post, code)


def told_and_counted(client: Client, code: str) -> int:
    """How many rows all pages of a list have, with those of which it says only that they are counted."""
    rows, page = 0, shown(client, f"{code}/")
    kept, said = re.search(r"(\d+) di antaranya dikecualikan", page), re.search(r"<h2>(\d+) baris</h2>", page)
    for hal in range(2, 99):
        rows += page.count('<th scope="row">')
        if 'rel="next"' not in page:
            break
        page = shown(client, f"{code}/?hal={hal}")
    assert said and int(said[1]) == rows + (int(kept[1]) if kept else 0)
    return int(said[1])


def test_the_parts_of_a_figure_add_up_to_it_and_each_is_the_count_of_its_list(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    scattered(cast, balangan, random.Random(5))
    client = client_for(cast(SEKDA))
    page = shown(client)
    told = figures(page)
    parts = re.findall(
        r'<a href="/kerja/pantau/(berkas/\?umur=\d|tindak-lanjut/\?keadaan=\w+)">[^<]*: ([\d.]+)</a>', page
    )
    for sort in ("berkas", "tindak-lanjut"):
        assert sum(number(many) for address, many in parts if address.startswith(f"{sort}/")) == told[sort]
    for address, many in parts:
        assert f"<h2>{number(many)} baris</h2>" in shown(client, address), address
    desks = Cockpit(cast(SEKDA)).desks()
    assert sum(desk.total for desk in desks) == told["giliran"]
    assert sum(desk.late for desk in desks) == told["lewat-tenggat"]
    for desk in desks:
        assert f"<h2>{desk.own} baris</h2>" in shown(client, f"giliran/?unit={desk.code}")
        if desk.office:
            assert f"<h2>{desk.total} baris</h2>" in shown(client, f"giliran/?kantor={desk.code}")


def test_an_age_is_counted_in_working_days(cast: Cast, balangan: Government) -> None:
    matter, today = opened(cast(HEAD), kind="konsultatif", parties=("DLH",)), balangan.today()
    calendar, cockpit = history(balangan).calendar, Cockpit(cast(HEAD))
    for used, age in ((0, 0), (AGES[0], 0), (AGES[0] + 1, 1), (AGES[1] + 1, 2), (AGES[2] + 1, 3)):
        day = calendar.before(today, used)
        assert calendar.between(day, today) == used
        Matter.objects.filter(pk=matter.pk).update(opened_on=day)
        sums.remake(balangan.pk)
        assert by_age(cockpit.watch) == [int(n == age) for n in range(len(AGES) + 1)], used


# Who sees what


def test_an_officer_who_leads_nothing_sees_his_own_unit_and_is_told_so(cast: Cast, client_for: ClientFor) -> None:
    opened(cast(HEAD), kind="konsultatif", parties=("DLH",))
    opened(cast("DISPERTAN/1"), kind="konsultatif", parties=("DLH",))
    assert figures(shown(client_for(cast(CLERK))))["berkas"] == 1
    assert "tidak memimpin unit" in shown(client_for(cast(CLERK)))
    assert "tidak memimpin unit" not in shown(client_for(cast(HEAD)))
    assert figures(shown(client_for(cast("INSPEKTORAT/3"))))["berkas"] == 2
    assert "pemetaan yang masih usulan" in shown(client_for(cast(ASISTEN)))
    for address in ("", "berkas/", "berkas/unduh.xlsx", "angka.xlsx", "pagi.pdf"):
        assert Client().get(f"{DESK}{address}").status_code == 302
    assert client_for(cast(HEAD)).get(f"{DESK}tak-ada/").status_code == 404


def test_a_unit_outside_the_span_cannot_be_asked_for(cast: Cast, client_for: ClientFor) -> None:
    opened(cast("DISPERTAN/1"), kind="konsultatif", parties=("DLH",))
    opened(cast(HEAD), kind="konsultatif", parties=("DLH",), title="Pintu air")
    page = shown(client_for(cast(HEAD)), "berkas/?unit=DISPERTAN")
    assert "<h2>1 baris</h2>" in page and "Pintu air" in page
    assert "<h2>1 baris</h2>" in shown(client_for(cast(SEKDA)), "berkas/?unit=DISPERTAN")
    for odd in ("?umur=9", "?umur=x", "?urut=naik", "?hal=0", "?hal=x", "?masa=lalu", "?keadaan=%00", "?kantor=DLH"):
        assert "<h2>1 baris</h2>" in shown(client_for(cast(HEAD)), f"berkas/{odd}"), odd


def test_uu_14_2008_what_is_withheld_is_counted_and_named_only_to_who_may_read_it(
    cast: Cast, client_for: ClientFor
) -> None:
    private = withheld(
        cast, opened(cast(HEAD), kind="konsultatif", parties=("DISPERTAN",), title="Sangat rahasia")
    ).matter
    for post, named in ((HEAD, True), (SEKDA, False), ("INSPEKTORAT/1", True)):
        client = client_for(cast(post))
        assert figures(shown(client))["berkas"] == 1
        page = shown(client, "berkas/")
        assert ("Sangat rahasia" in page) is named and ("1 di antaranya dikecualikan" in page) is not named, post
        for address in ("", "giliran/", "buntu/", "dibuka/", "pagi/cetak/"):
            said = shown(client, address)
            assert named or ("Sangat rahasia" not in said and str(private.number) not in said), address
        book = load_workbook(BytesIO(client.get(f"{DESK}berkas/unduh.xlsx").content))
        cells = [value for sheet in book for row in sheet.values for value in row]
        assert ("Sangat rahasia" in cells) is named and dict(book["keterangan"].values)["Semua"] == 1
        assert dict(book["keterangan"].values)["Terhitung tetapi tidak disebut"] == int(not named)


def test_uu_14_2008_a_request_for_a_withholding_hides_nothing_that_everybody_sees(
    cast: Cast, client_for: ClientFor
) -> None:
    matter = opened(cast(HEAD), kind="konsultatif", parties=("DISPERTAN",), title="Pintu air hulu")
    before = shown(client_for(cast(SEKDA)), "berkas/")
    assert f'<a href="/berkas/{matter.number}/">Pintu air hulu</a>' in before
    asked(cast, matter)
    Matter.objects.get(pk=matter.pk, held_state=matter.state, held_until__isnull=False)
    everybody = unescape(Client().get(f"/berkas/{matter.number}/").content.decode())
    assert "Pintu air hulu" in everybody
    for post in (SEKDA, ASISTEN):
        for address in ("berkas/", "giliran/"):
            page = shown(client_for(cast(post)), address)
            assert ("Pintu air hulu" in page) is (post == SEKDA) and "di antaranya dikecualikan" not in page, post
    assert "Pintu air hulu" in shown(client_for(cast(SEKDA)), "pagi/cetak/")


def test_uu_14_2008_what_was_not_open_when_a_withholding_was_asked_for_is_not_named_once_it_goes_on(
    cast: Cast, client_for: ClientFor
) -> None:
    matter = opened(cast("DINKES/1"), kind="koordinatif", form="c", parties=("DINSOS",), title="Baru diajukan")
    before = shown(client_for(cast("BUPATI/1")), "giliran/")
    asked(cast, matter, "DINKES/1")
    assert shown(client_for(cast("BUPATI/1")), "giliran/").count("<tr>") == before.count("<tr>")
    take(cast(ASISTEN), matter, "ambil")
    page = shown(client_for(cast("BUPATI/1")), "giliran/")
    assert "1 di antaranya dikecualikan" in page and "Baru diajukan" not in page and str(matter.number) not in page


def test_what_is_not_open_yet_tells_where_it_lies_and_neither_title_nor_number(
    cast: Cast, client_for: ClientFor
) -> None:
    matter = opened(cast(HEAD), kind="koordinatif", form="c", parties=("DISPERTAN",), title="Baru diajukan")
    assert matter.state == "submitted"
    page = shown(client_for(cast("BUPATI/1")), "giliran/")
    assert "Baru diajukan" not in page and str(matter.number) not in page and "Judul belum terbuka" in page
    assert "di antaranya dikecualikan" not in page and "Belum terbuka" not in page
    book = load_workbook(BytesIO(client_for(cast("BUPATI/1")).get(f"{DESK}giliran/unduh.xlsx").content))
    assert "Judul belum terbuka" in [row[0] for row in book["giliran"].values]
    assert "Judul belum terbuka" in shown(client_for(cast("BUPATI/1")), "pagi/cetak/")
    assert "Sekretaris Daerah" in page or "Asisten" in page
    assert "Baru diajukan" in shown(client_for(cast(HEAD)), "berkas/")


# The first screen


def test_the_first_screen_says_which_is_oldest_at_whose_desk_and_who_has_most(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    old = opened(cast(HEAD), kind="konsultatif", parties=("DLH",), title="Tertua")
    opened(cast("DISPERTAN/1"), kind="konsultatif", parties=("DLH",), title="Termuda")
    long_ago = balangan.today() - timedelta(days=50)
    Matter.objects.filter(pk=old.pk).update(opened_on=long_ago)
    old.participants.exclude(turn="").update(turn_since=datetime.combine(long_ago, datetime.min.time(), balangan.zone))
    page = re.sub(r"<[^>]+>|\s+", " ", shown(client_for(cast("INSPEKTORAT/1"))))
    assert re.search(r"Paling lama ditunggu pada berkas: +Tertua *, pada +Kepala Dinas Lingkungan Hidup +sejak", page)
    assert re.search(r"Berkas tertua: +Tertua *, diajukan [^,]+, ada pada +Kepala Dinas Lingkungan Hidup", page)
    one = opened(cast("DINKES/1"), kind="koordinatif", form="c", parties=("DINSOS",))
    take(cast(ASISTEN), one, "ambil")
    desks = Cockpit(cast(SEKDA)).desks()
    assert [desk.total for desk in desks] == sorted((desk.total for desk in desks), reverse=True)
    most = [desk.name for desk in desks if desk.total == desks[0].total]
    page = re.sub(r"(<[^>]+>|\s)+", " ", shown(client_for(cast(SEKDA))))
    assert f"Terbanyak dalam lingkup {' dan '.join(most)} : {desks[0].total} giliran." in page


def plainly(page: str) -> str:
    """The words of a page."""
    return re.sub(r"(<[^>]+>|\s)+", " ", page)


def test_where_no_step_is_waited_for_the_follow_ups_of_the_oldest_matter_are_counted(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    task = followed(cast)
    matter = task.matter
    assert matter
    client = client_for(cast("INSPEKTORAT/1"))
    assert "tindak lanjutnya terbuka" not in shown(client)
    Matter.objects.filter(pk=matter.pk).update(phase="open")
    matter.participants.update(turn="", turn_post="", turn_since=None)
    sums.remake(balangan.pk)
    page = shown(client)
    assert "tidak ada langkah yang ditunggu; 1 tindak lanjutnya terbuka ." in plainly(page)
    assert f'<a href="/kerja/berkas/{matter.number}/">1 tindak lanjutnya terbuka</a>' in page
    FollowUp.objects.filter(pk=task.pk).update(phase="closed", closed_on=balangan.today())
    page = plainly(shown(client))
    assert "tidak ada langkah yang ditunggu." in page and "tindak lanjutnya terbuka" not in page


def test_a_follow_up_that_is_late_for_longer_than_any_turn_waits_is_named_with_its_owner_and_day(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    opened(cast(HEAD), kind="konsultatif", parties=("DLH",))
    task, today = followed(cast), balangan.today()
    named = f"Tindak lanjut terlama lewat: {task.text}"
    client = client_for(cast(SEKDA))
    for days, longest in ((-3, False), (0, False), (40, True)):
        FollowUp.objects.filter(pk=task.pk).update(due_on=today - timedelta(days=days))
        sums.remake(balangan.pk)
        for address in ("", "pagi/cetak/"):
            assert (named in plainly(shown(client, address))) is longest, (days, address)
    owner = Cockpit(cast(SEKDA)).longest_late(None)
    assert owner and owner.day == today - timedelta(days=40)
    assert f"{task.text} , pada {owner.places[0].words} , jatuh tempo" in plainly(shown(client))
    Participant.objects.exclude(turn="").update(turn_since=clock.now() - timedelta(days=60))
    assert named not in plainly(shown(client))


def test_of_the_coordinators_own_desks_one_below_the_chief_is_named(cast: Cast, client_for: ClientFor) -> None:
    for _many in range(2):
        opened(cast("SETDA.AST1/1"), kind="konsultatif", parties=("SETDA",))
    opened(cast("DINKES/1"), kind="koordinatif", form="c", parties=("DINSOS",))
    desks = {desk.code: desk for desk in Cockpit(cast(SEKDA)).desks()}
    assert desks["SETDA"].own > desks["SETDA.AST1"].own == 1
    page = plainly(shown(client_for(cast(SEKDA))))
    assert f"Di meja koordinator sendiri terbanyak {desks['SETDA.AST1'].name} : 1." in page


def test_the_sentence_ends_before_it_tells_of_what_is_stuck(cast: Cast, client_for: ClientFor) -> None:
    matter = opened(cast(HEAD), kind="kolegial", parties=("DISPERTAN", "DLH"))
    take(cast(HEAD), matter, "usulkan", "Pintu air dibuka bersama.")
    take(cast("DLH/1"), matter, "keberatan", "Airnya kurang.")
    page = plainly(shown(client_for(cast(SEKDA))))
    assert "ditunggu. 1 berkas buntu ." in page and 'href="/kerja-sama/#belum-pernah"' in shown(client_for(cast(SEKDA)))
    assert ": 0 lewat tenggat. 1 berkas buntu." in shown(client_for(cast(SEKDA)), "pagi/cetak/")


def test_the_desks_of_the_oldest_matter_are_joined_as_a_sentence_joins_names() -> None:
    names = ["Camat A", "Camat B", "Camat C", "Camat D", "Camat E"]
    assert [and_last(_few(names[:many])) for many in (0, 1, 2, 3, 5)] == [
        "",
        "Camat A",
        "Camat A dan Camat B",
        "Camat A, Camat B, dan Camat C",
        "Camat A, Camat B, Camat C, dan 2 lain",
    ]


def test_an_objection_that_stands_makes_a_matter_stuck_until_it_is_taken_back(cast: Cast) -> None:
    matter = opened(cast(HEAD), kind="kolegial", parties=("DISPERTAN", "DLH"))
    take(cast(HEAD), matter, "usulkan", "Pintu air dibuka bersama.")
    cockpit = Cockpit(cast(SEKDA))
    assert cockpit.total("stuck") == 0
    take(cast("DLH/1"), matter, "keberatan", "Airnya kurang.")
    assert Cockpit(cast(SEKDA)).total("stuck") == 1 == Cockpit(cast(HEAD)).total("stuck")
    assert Cockpit(cast("DLH/1")).total("stuck") == 0  # it stands with the unit that opened the matter


# Beside the quarter before


def test_stocks_stand_beside_the_last_snapshot_of_the_quarter_before_or_it_is_said_that_there_is_none(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    opened(cast(HEAD), kind="konsultatif", parties=("DLH",))
    assert "Belum ada angka pembanding" in shown(client_for(cast(SEKDA)))
    last = Quarter.of(balangan.today()).before
    for day, many in ((last.first, 7), (last.last - timedelta(days=1), 4)):
        Snapshot.objects.create(government=balangan, day=day, open=many + 10)
        Snapshot.objects.create(government=balangan, day=day, unit="DPUPR", open=many)
    Snapshot.objects.create(government=balangan, day=last.before.last, open=99)
    Snapshot.objects.create(government=balangan, day=balangan.today(), open=98)
    for post, many in ((SEKDA, 14), (HEAD, 4), ("DINKES/1", 0)):
        page, before = shown(client_for(cast(post))), Cockpit(cast(post)).before
        assert before and (before[0], before[1]["open"]) == (last.last - timedelta(days=1), many)
        assert "Belum ada angka pembanding" not in page and f'<td class="num quiet">{many}</td>' in page


def test_a_day_is_kept_unit_by_unit_once_and_only_while_it_is_that_day(cast: Cast, balangan: Government) -> None:
    scattered(cast, balangan, random.Random(8))
    today = balangan.today()
    assert keep(balangan, today - timedelta(days=1)) == 0 and not Snapshot.objects.exists()
    assert keep(balangan, today) == keep(balangan, today) > 3
    whole = Snapshot.objects.get(unit="")
    for name in STOCK.values():
        assert getattr(whole, name) == Cockpit(cast(SEKDA)).total(name) > 0
        units = Snapshot.objects.exclude(unit="").filter(unit__in=units_of(HEAD, balangan))
        assert sum(getattr(row, name) for row in units) == Cockpit(cast(HEAD)).total(name)


def test_an_empty_day_is_kept_too_so_that_nothing_is_told_from_not_known(balangan: Government) -> None:
    assert keep(balangan, balangan.today()) == 0
    assert Snapshot.objects.get().unit == ""


def test_what_happened_in_the_quarter_before_stands_beside_and_leads_to_its_list(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    scattered(cast, balangan, random.Random(13))
    page, client = shown(client_for(cast(SEKDA))), client_for(cast(SEKDA))
    row = r'<a href="(/kerja/pantau/[a-z-]+/\?masa=lalu)">([\d.]+)<'
    found = re.findall(row, page)
    assert len(found) == len(FLOW) and sum(number(many) for _href, many in found) > 10
    for href, many in found:
        assert f"<h2>{number(many)} baris</h2>" in unescape(client.get(href).content.decode())


# Files


def test_every_list_and_the_figures_can_be_taken_along_as_a_workbook(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    scattered(cast, balangan, random.Random(3))
    client = client_for(cast(SEKDA))
    told = figures(shown(client))
    book = load_workbook(BytesIO(client.get(f"{DESK}angka.xlsx").content))
    rows = list(book["angka"].values)[1:]
    assert {row[0]: row[1] for row in rows} == {str(LISTINGS[code].label): many for code, many in told.items()}
    columns = list(zip(*list(book["menurut unit"].values)[1:], strict=True))
    assert [sum(column) for column in columns[1:]] == [told[code] for code in STOCK]
    for code, many in told.items():
        book = load_workbook(BytesIO(client.get(f"{DESK}{code}/unduh.xlsx").content))
        about = dict(book["keterangan"].values)
        assert len(list(book[code].values)) - 1 + about["Terhitung tetapi tidak disebut"] == many == about["Semua"]


def test_no_cell_is_taken_for_a_formula_or_holds_what_a_workbook_cannot() -> None:
    assert cell("=1+1") == "'=1+1" and cell("＝1") == "'＝1" and cell("a\x00b\x1f") == "ab"
    assert cell(3) == 3 and cell(None) is None and cell(date(2026, 1, 2)) == date(2026, 1, 2)
    assert len(cell("x" * 40_000)) == 32_767


# How much is asked


@pytest.mark.parametrize("post", [SEKDA, ASISTEN, HEAD])
def test_the_cockpit_and_its_lists_ask_as_much_however_much_there_is(
    cast: Cast, balangan: Government, client_for: ClientFor, post: str
) -> None:
    client = client_for(cast(post))

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(client, address)
        return len(queries)

    def all_asked() -> dict[str, int]:
        everything_to_tell()
        shown(client)  # who reads first lets the sums follow
        lists = [f"{code}/" for code in LISTINGS] if post == SEKDA else []
        return {address: asked(address) for address in ("", *lists)}

    def everything_to_tell() -> None:
        """On the oldest matter no step is waited for, and a follow-up is late for longer than any turn waits."""
        cockpit = Cockpit(cast(post))
        eldest = rows_of.told(rows_of.matters(cockpit.watch), cockpit.actor).order_by("opened_on", "pk")[0]
        eldest.participants.update(turn="", turn_post="", turn_since=None)
        FollowUp.objects.filter(phase="open").update(due_on=balangan.today() - timedelta(days=90))
        sums.remake(balangan.pk)

    scattered(cast, balangan, random.Random(3))
    few = all_asked()
    for matter in Matter.objects.filter(number__startswith="2025"):
        Matter.objects.filter(pk=matter.pk).update(number=f"2024{str(matter.number)[4:]}")
    scattered(cast, balangan, random.Random(4))
    many = all_asked()
    assert few == many
    assert many[""] == QUERIES
    assert max(many.values()) == QUERIES  # a list asks less

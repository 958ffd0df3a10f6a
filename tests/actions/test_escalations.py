"""Escalation: each level once, upward along the path a matter took, on the right day anywhere, whatever is killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from selaras.actions import escalations, pauses, workdays
from selaras.actions import ledger as whole
from selaras.actions.acts import refresh_turns
from selaras.actions.escalations import escalate, recipient
from selaras.actions.facts import clock_of, procedure_of
from selaras.actions.workdays import Declared
from selaras.law.escalation import Told
from selaras.law.types import LOCAL
from selaras.records import clock, turns, units
from selaras.records.escalations import ESCALATED, Escalation, due
from selaras.records.governments import Government
from selaras.records.lateness import late
from selaras.records.ledger import Entry
from selaras.records.matters import Matter
from selaras.records.meetings import MeetingSeat
from selaras.records.notices import Notice
from selaras.records.outcomes import FollowUpSeat
from selaras.records.past import stand
from tests.actions.test_faults import FAULTS, failing
from tests.actions.test_meetings import called, irrigation  # noqa: F401 - a fixture
from tests.acts import Cast, opened, sound, take
from tests.results import followed, founded

QUIET = 28  # questions of a run that has nothing to tell
PARTIES = ("DPUPR/1", "DISPERTAN/1", "KEC.LAMPIHONG/1")


def on(day: int, month: int = 11, year: int = 2026, hour: int = 2) -> Any:
    return clock.at(datetime(year, month, day, hour, tzinfo=UTC))


def told() -> list[tuple[str, str, list[str]]]:
    """What the ledger holds, in its order: who was told, at which level, and which levels that stood for."""
    entries = Entry.objects.filter(step=ESCALATED).order_by("number")
    said: list[Any] = [entry.texts["escalation"] for entry in entries]
    return [(one["told"], one["level"], one["passed"]) for one in said]


def whole_and_once(government: Government, notices: int) -> None:
    """Every notice has its row and its entry, and none is there twice."""
    rows = Escalation.objects.exclude(told="")
    assert {f"escalation_{row.pk}" for row in rows} == set(Notice.objects.values_list("kind", flat=True))
    assert [rows.count(), Entry.objects.filter(step=ESCALATED).count(), Notice.objects.count()] == [notices] * 3
    assert sound(government)


@pytest.fixture
def forgotten() -> Iterator[None]:
    """What a test undoes leaves its version behind, which another test comes to with other days."""
    units.forget()
    yield
    units.forget()


@pytest.fixture
def government(cast: Cast) -> Government:
    for post in (*PARTIES, "SETDA/1", "SETDA.AST1/1", "SETDA.AST2/1"):
        cast(post)
    return cast("SETDA/1").government


@pytest.fixture
def asked(cast: Cast, government: Government) -> Matter:
    """A coordination whose three parties are asked on Monday 2 November to agree within three working days."""
    with on(2):
        matter = opened(cast("DPUPR/1"), kind="koordinatif", form="e", parties=("DISPERTAN", "KEC.LAMPIHONG"))
        take(cast("SETDA/1"), matter, "ambil")
        take(cast("SETDA/1"), matter, "sepakati", "Pintu air dibuka 5 Desember.")
    return matter


@pytest.fixture
def consulted(cast: Cast, government: Government) -> Matter:
    """A consultation of Monday 2 November, in which nobody stands between who asks and who answers in five days."""
    cast("DLH/1")
    with on(2):
        return opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",))


# Who is told, and when


def test_each_level_comes_on_its_working_day_and_goes_up_the_path_of_the_matter(
    asked: Matter, government: Government
) -> None:
    days = {}
    for day in range(3, 31):
        with on(day):
            if escalate(government):
                days[day] = told()[-3:]
            assert escalate(government) == 0
    west, east = "SETDA.AST2/1", "SETDA.AST1/1"
    assert days == {
        6: [(post, "pengingat", []) for post in PARTIES],
        11: [(post, "pengingat_kedua", []) for post in PARTIES],
        13: [(west, "koordinator", []), (west, "koordinator", []), (east, "koordinator", [])],
        20: [("SETDA/1", "pemimpin", [])] * 3,
    }
    whole_and_once(government, 12)
    assert set(Entry.objects.filter(step=ESCALATED).values_list("strength", "post", "unit", "on_behalf")) == {
        ("designed", "", "", None)
    }
    notice = Notice.objects.filter(post=east).get()
    assert notice.url == f"/kerja/berkas/{asked.number}/"
    assert notice.text == (
        "Pihak yang Anda koordinasikan belum bertindak: Camat Lampihong masih ditunggu, tenggatnya 5 November 2026, "
        "lewat 6 hari kerja. Contoh"
    )


def test_a_leader_who_opened_it_is_told_though_nobody_convenes_and_no_coordinator_stands_between(cast: Cast) -> None:
    with on(2):
        matter = opened(
            cast("SETDA.AST1/1"), kind="koordinatif", type="hierarki", duty="d", parties=("DINKES", "DPPKB")
        )
    with on(30):
        escalate(matter.government)
    assert [post for post, level, _passed in told() if level != "pengingat_kedua"] == ["SETDA.AST1/1"] * 2
    left = Escalation.objects.filter(entry__isnull=True).values_list("level", flat=True)
    assert list(left) == ["koordinator"] * 2


def test_a_coordinator_of_the_path_is_told_where_another_seat_or_none_is_his(
    cast: Cast, asked: Matter, government: Government
) -> None:
    """As a party he has no seat as coordinator; without any he reads the public page, not what is withheld."""

    def coordinator(matter: Matter, post: str) -> str:
        everybody = matter.seats()
        return recipient(matter, everybody, next(p for p in everybody if p.post == post), Told.COORDINATOR)

    with on(2):
        party = opened(cast("DPUPR/1"), kind="koordinatif", parties=("SETDA.AST2", "KEC.LAMPIHONG"))
    assert not party.participants.filter(role="coordinator", unit="SETDA.AST2").exists()
    assert coordinator(party, "DPUPR/1") == "SETDA.AST2/1"
    asked.participants.filter(unit="SETDA.AST1").update(retired=True, turn="", turn_since=None)
    row = Matter.objects.get(pk=asked.pk)
    assert coordinator(row, "KEC.LAMPIHONG/1") == "SETDA.AST1/1"
    with on(13):
        escalate(government)
    assert Notice.objects.get(post="SETDA.AST1/1").url == f"/berkas/{asked.number}/"
    row.withheld = True
    assert coordinator(row, "KEC.LAMPIHONG/1") == ""


def test_a_notice_names_the_day_on_which_the_time_was_over_even_before_the_turn_began(cast: Cast) -> None:
    with on(2):
        task, group = followed(cast), founded(cast)
        past = date(2026, 10, 7)
        type(task).objects.filter(pk=task.pk).update(due_on=past)
        type(group).objects.filter(pk=group.pk).update(starts_on=past, ends_on=past)
        escalate(task.government)
    said = Notice.objects.filter(text__contains="tenggatnya 7 Oktober 2026, lewat 18 hari kerja. ")
    assert set(said.values_list("subject_type", flat=True)) == {"follow_up", "working_group"}
    assert not Notice.objects.filter(text__contains="sejak").exists()


def test_nothing_decides_by_itself(asked: Matter, government: Government) -> None:
    """No state, no small state, no turn and no count of reminders, by which a wait might lapse, is another after it."""

    def stands() -> list[Any]:
        seats = asked.participants.order_by("order")
        return [Matter.objects.get(pk=asked.pk).state, *seats.values_list("slot", "turn", "turn_since", "reminders")]

    with on(30):
        refresh_turns(government)
        before = stands()
        assert escalate(government) > 6
        assert stands() == before


def test_after_a_week_without_a_worker_each_is_told_his_highest_level_alone(
    asked: Matter, government: Government
) -> None:
    with on(13):
        assert escalate(government) == 6
        assert escalate(government) == 0
    second = [(post, "pengingat_kedua", ["pengingat"]) for post in PARTIES]
    above: list[tuple[str, str, list[str]]] = [
        (post, "koordinator", []) for post in ("SETDA.AST2/1", "SETDA.AST2/1", "SETDA.AST1/1")
    ]
    assert sorted(told()) == sorted(second + above)
    whole_and_once(government, 6)
    assert Escalation.objects.filter(told="", level="pengingat", entry__isnull=False).count() == 3


def test_where_the_path_has_nobody_above_the_level_is_left_out_and_looked_at_once(
    consulted: Matter, government: Government
) -> None:
    with on(30):
        assert escalate(government) == 1
        assert told() == [("DLH/1", "pengingat_kedua", ["pengingat"])]
        left = Escalation.objects.filter(entry__isnull=True).values_list("level", "told")
        assert set(left) == {("koordinator", ""), ("pemimpin", "")}
        assert not any(due(government, seats) for seats in turns.SEATS)
    whole_and_once(government, 1)


def test_a_coordinator_who_is_awaited_has_the_convener_above_him_and_the_convener_nobody(
    cast: Cast, government: Government
) -> None:
    with on(2):
        matter = opened(cast("DPUPR/1"), kind="koordinatif", form="e", parties=("DISPERTAN", "KEC.LAMPIHONG"))
    with on(30):
        escalate(government)
    assert told() == [("SETDA/1", "pengingat_kedua", ["pengingat"])]  # he has not taken it up, and leads it himself
    seats = matter.seats()
    above: dict[str, list[str]] = {
        seat.post: [recipient(matter, seats, seat, to) for to in (Told.COORDINATOR, Told.CONVENER)] for seat in seats
    }
    assert above == {
        "DPUPR/1": ["SETDA.AST2/1", "SETDA/1"],
        "DISPERTAN/1": ["SETDA.AST2/1", "SETDA/1"],
        "KEC.LAMPIHONG/1": ["SETDA.AST1/1", "SETDA/1"],
        "SETDA.AST1/1": ["", "SETDA/1"],
        "SETDA.AST2/1": ["", "SETDA/1"],
        "SETDA/1": ["", ""],
        "BUPATI/1": ["", "SETDA/1"],
    }


def test_who_has_answered_is_told_nothing_more_and_a_new_wait_begins_anew(
    cast: Cast, asked: Matter, government: Government
) -> None:
    with on(6):
        assert escalate(government) == 3
        take(cast("DPUPR/1"), asked, "keberatan", "Geser sepekan.")
    with on(9):
        take(cast("SETDA/1"), asked, "sepakati_ulang", "Pintu air dibuka 7 Desember.")
    with on(12):
        assert escalate(government) == 0
    with on(13):
        assert escalate(government) == 3
    assert told() == [(post, "pengingat", []) for post in (*PARTIES, *PARTIES)]
    whole_and_once(government, 6)


# On which day


@pytest.mark.parametrize(
    ("zone", "quiet", "late_at"),
    [
        ("Asia/Jakarta", "2026-11-09T16:59:00", "2026-11-09T17:00:00"),
        ("Asia/Makassar", "2026-11-09T15:59:00", "2026-11-09T16:00:00"),
        ("Asia/Jayapura", "2026-11-09T14:59:00", "2026-11-09T15:00:00"),
    ],
)
def test_the_day_is_that_of_the_governments_zone(
    consulted: Matter, government: Government, zone: str, quiet: str, late_at: str
) -> None:
    Government.objects.update(timezone=zone)
    government.refresh_from_db()
    for moment, notices in ((quiet, 0), (late_at, 1)):
        with clock.at(datetime.fromisoformat(f"{moment}+00:00")):
            assert escalate(government) == notices


@pytest.mark.parametrize(
    ("asked_on", "last", "first_late"),
    [
        (date(2028, 2, 24), date(2028, 3, 2), date(2028, 3, 3)),  # over 29 February
        (date(2027, 2, 24), date(2027, 3, 3), date(2027, 3, 4)),  # the same in a year without it
        (date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 5)),  # over the turn of the year
        (date(2026, 12, 22), date(2026, 12, 31), date(2027, 1, 1)),  # with Christmas and its shared leave between
    ],
)
def test_working_days_are_counted_over_leap_days_years_and_holidays(
    cast: Cast, government: Government, asked_on: date, last: date, first_late: date
) -> None:
    cast("DLH/1")
    with on(asked_on.day, asked_on.month, asked_on.year):
        opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",))
    for day, notices in ((last, 0), (first_late, 1)):
        with on(day.day, day.month, day.year):
            assert escalate(government) == notices


@pytest.mark.usefixtures("forgotten")
def test_a_holiday_declared_yesterday_takes_lateness_back_and_what_was_told_stays_told(
    cast: Cast, consulted: Matter, government: Government
) -> None:
    with on(10):
        assert escalate(government) == 1
    with on(11):
        holiday = Declared(date(2026, 11, 10), LOCAL, "Hari Jadi", "Keputusan Bupati 1/2026")
        workdays.declare(actor=cast("SETDA.AST3.ORG/11"), wanted=holiday, key="a")
    fresh = Government.objects.get(pk=government.pk)
    with on(10):
        assert not late(fresh, turns.SEATS[0]).exists()
    for day, notices in ((11, 0), (13, 0), (16, 1)):  # late again on 11, by four days on 16 instead of 13
        with on(day):
            assert escalate(fresh) == notices, day
    assert told() == [("DLH/1", "pengingat", []), ("DLH/1", "pengingat_kedua", [])]
    assert sound(fresh)


def test_a_clock_that_stands_still_tells_nobody(cast: Cast, consulted: Matter, government: Government) -> None:
    with on(9):
        held = {"why": "instansi", "text": "Menunggu surat balai.", "last": date(2026, 11, 20), "key": ""}
        pauses.suspend(actor=cast("DPUPR/1"), number=str(consulted.number), seat=None, **held)  # type: ignore[arg-type]
    for day, notices in ((12, 0), (20, 0), (23, 0), (24, 1)):
        with on(day):
            assert escalate(government) == notices, day


# Every sort of subject


def test_other_subjects_tell_who_leads_them_and_nobody_else(cast: Cast, irrigation: Matter) -> None:  # noqa: F811
    with on(2):
        meeting, group, task = called(cast, irrigation), founded(cast), followed(cast)
    with on(25, 12):
        escalate(irrigation.government)
    sorts: dict[str, set[tuple[str, str]]] = {}
    for entry in Entry.objects.filter(step=ESCALATED):
        said: Any = entry.texts["escalation"]
        sorts.setdefault(entry.subject_type, set()).add((said["told"], said["level"]))
    overseer = task.seat_rows.get(role="convener").post
    assert sorts["follow_up"] == {(task.seat_rows.get(role="owner").post, "pengingat_kedua"), (overseer, "pemimpin")}
    assert (meeting.seat_rows.get(role="chair").post, "pemimpin") in sorts["meeting"]
    assert (group.seat_rows.get(role="convener").post, "pemimpin") in sorts["working_group"]
    assert not any(level == "koordinator" for sort in sorts if sort != "matter" for _post, level in sorts[sort])
    assert sound(irrigation.government)


def test_what_the_database_finds_late_is_what_every_page_calls_late(
    cast: Cast,
    irrigation: Matter,  # noqa: F811
    asked: Matter,
    consulted: Matter,
) -> None:
    government = irrigation.government
    with on(2):
        starts = government.now() + timedelta(days=4)
        called(cast, irrigation, starts_at=starts, ends_at=starts + timedelta(hours=2)), founded(cast), followed(cast)
        held = {"why": "instansi", "text": "Menunggu surat balai.", "last": date(2026, 11, 10), "key": ""}
        pauses.suspend(actor=cast("DPUPR/1"), number=str(consulted.number), seat=None, **held)  # type: ignore[arg-type]
    met = set()
    for day in range(3, 29):
        with on(day):
            refresh_turns(government)
            for seats in turns.SEATS:
                name = turns.subject_of(seats)
                rows = list(seats.objects.filter(retired=False, **{f"{name}__phase": "open"}).exclude(turn=""))
                for after in (0, 3, 10):
                    wanted = set()
                    for row in rows:
                        subject = getattr(row, name)
                        left = clock_of(subject, procedure_of(subject), row).left
                        if left is not None and -left > after:
                            wanted.add(row.pk)
                    assert set(late(government, seats, after).values_list("pk", flat=True)) == wanted, (
                        seats,
                        day,
                        after,
                    )
                    met |= {(seats, after)} if wanted else set()
    assert {(MeetingSeat, 10), (FollowUpSeat, 10), (turns.SEATS[0], 10)} <= met


# Whatever is killed


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_worker_stopped_at_any_statement_leaves_each_notice_whole_or_not_at_all(
    asked: Matter, government: Government, fault: Any
) -> None:
    with on(13):
        place, stopped = 0, 0
        while True:
            place += 1
            with failing(place, fault) as seen:
                try:
                    escalate(government)
                except Exception:
                    stopped += 1
            connection.close()
            notices = Notice.objects.count()
            assert (
                notices == Entry.objects.filter(step=ESCALATED).count() == Escalation.objects.exclude(told="").count()
            )
            if len(seen) < place:
                break
        assert stopped > 20
    whole_and_once(government, 6)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_once(asked: Matter, government: Government) -> None:
    together = Barrier(2)

    def work(_: int) -> int:
        try:
            with on(13):
                together.wait()
                return escalate(government)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as two:
        assert sum(two.map(work, range(2))) == 6
    whole_and_once(government, 6)


# What it costs, and what is checked


def test_a_run_with_nothing_to_tell_reads_no_matter(asked: Matter, government: Government) -> None:
    with on(13):
        escalate(government)
        with CaptureQueriesContext(
            connection,
        ) as asked_of:
            assert escalate(government) == 0
    assert len(asked_of) == QUIET
    assert not any("FOR UPDATE" in query["sql"] or "SAVEPOINT" in query["sql"] for query in asked_of)


def test_what_is_more_than_one_run_takes_waits_for_the_next(
    asked: Matter, government: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(escalations, "MOST", 4)
    with on(13):
        assert [escalate(government) for _run in range(3)] == [4, 2, 0]
    whole_and_once(government, 6)


def _elsewhere(row: Escalation) -> None:
    Escalation.objects.filter(pk=row.pk).update(told="DLH/1")


def _higher(row: Escalation) -> None:
    Escalation.objects.filter(pk=row.pk).update(level="pemimpin")


def _later(row: Escalation) -> None:
    Escalation.objects.filter(pk=row.pk).update(since=row.since + timedelta(days=1))


def _of_another(row: Escalation) -> None:
    Escalation.objects.filter(pk=row.pk).update(subject=row.subject + 1)


def _without_entry(row: Escalation) -> None:
    Escalation.objects.filter(pk=row.pk).update(entry=10_000)


def _left_out(row: Escalation) -> None:
    Escalation.objects.filter(pk=row.pk).update(told="", entry=None)


def _gone(row: Escalation) -> None:
    row.delete()


@pytest.mark.parametrize(
    "tampered",
    [_elsewhere, _higher, _later, _of_another, _without_entry, _left_out, _gone],
    ids=lambda one: one.__name__,
)
def test_verify_finds_a_row_that_was_tampered_with(
    asked: Matter, government: Government, tampered: Callable[[Escalation], None]
) -> None:
    with on(6):
        escalate(government)
    assert whole.verify(government) == []
    tampered(Escalation.objects.order_by("pk")[1])
    assert any("baris pengingat" in fault.row for fault in whole.verify(government))


def test_a_past_day_is_seen_as_before(asked: Matter, government: Government) -> None:
    def seen(day: date) -> list[Any]:
        row = Matter.objects.get(pk=asked.pk)
        row.government = government.seen_on(day)
        stand([row], row.government)
        return [row.state, *((seat.order, seat.slot, seat.turn, seat.turn_since) for seat in row.seats())]

    days = [date(2026, 11, day) for day in (4, 10, 13, 16)]
    with on(30):
        before = [seen(day) for day in days]
    with on(13):
        escalate(government)
    with on(30):
        assert [seen(day) for day in days] == before

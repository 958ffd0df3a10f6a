"""Pauses: a clock stands still with a reason and a last day, is seen to, and starts again by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from selaras.actions import ledger as whole
from selaras.actions import pauses
from selaras.actions.acts import refresh_turns
from selaras.actions.facts import clock_of, facts_of, procedure_of
from selaras.actions.refusals import Invalid, Stale
from selaras.law.clocks import LONGEST, Reading
from selaras.law.procedures import Refused
from selaras.records import clock, ledger
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.past import stand
from selaras.records.people import Actor
from tests.acts import Cast, opened, seat_of, sound

MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)  # ten o'clock in WITA
TEXT = "Menunggu surat balasan Balai Wilayah Sungai."


def on(day: int, month: int = 11) -> Any:
    return clock.at(datetime(2026, month, day, 2, tzinfo=UTC))


@pytest.fixture
def asker(cast: Cast) -> Actor:
    cast("DLH/1")
    cast("DKP/1")
    return cast("DPUPR/1")


@pytest.fixture
def matter(asker: Actor) -> Matter:
    with clock.at(MONDAY):
        return opened(asker, kind="konsultatif", parties=("DLH", "DKP"))


def reading(matter: Matter, unit: str = "DLH") -> Reading:
    now = Matter.objects.get(pk=matter.pk)
    return clock_of(now, procedure_of(now), seat_of(now, unit))


def suspend(actor: Actor, matter: Matter, **changed: Any) -> Matter:
    last = actor.government.today() + timedelta(days=2)
    given = {"seat": None, "why": "instansi", "text": TEXT, "last": last, "key": ""} | changed
    return pauses.suspend(actor=actor, number=str(matter.number), **given)


def test_a_suspended_clock_stands_still_says_so_and_runs_on_by_itself(asker: Actor, matter: Matter) -> None:
    with on(3):
        assert reading(matter).words == "Sisa 4 hari kerja"
    with on(4):
        suspend(asker, matter)
        told = "Ditangguhkan sejak 4 November 2026 sampai 6 November 2026: menunggu instansi di luar pemerintah daerah"
        assert (reading(matter).used, reading(matter).words) == (1, told)
    with on(6):
        assert reading(matter).used == 1
    with on(9):  # the Monday after
        assert (reading(matter).used, reading(matter).words) == (2, "Sisa 3 hari kerja")
    assert sound(asker.government)


def test_one_seat_alone_may_be_suspended(asker: Actor, matter: Matter) -> None:
    with on(3):
        suspend(asker, matter, seat=seat_of(matter, "DLH").order)
    with on(5):
        assert (reading(matter).used, reading(matter, "DKP").used) == (0, 3)
        facts = facts_of(now := Matter.objects.get(pk=matter.pk), now.seats(), procedure_of(now))
        assert {seat.unit: seat.days for seat in facts.seats} == {"DPUPR": 3, "DLH": 0, "DKP": 3}
        assert facts.days == 3


def test_days_that_lie_in_two_pauses_are_left_out_once(asker: Actor, matter: Matter) -> None:
    with on(3):
        suspend(asker, matter)  # 3 to 5 November
        suspend(asker, matter, seat=seat_of(matter, "DLH").order, why="dokumen", key="b")
    with on(10):
        assert (reading(matter).used, reading(matter, "DKP").used) == (3, 3)


def test_a_clock_is_resumed_before_its_last_day_and_at_once(asker: Actor, matter: Matter) -> None:
    with on(3):
        suspend(asker, matter, last=asker.government.today() + timedelta(days=LONGEST))
    with on(5):
        pauses.resume(actor=asker, number=str(matter.number), seat=None, text="Suratnya datang.", key="")
        assert (reading(matter).used, reading(matter).pause) == (1, None)
        with pytest.raises(Stale):
            pauses.resume(actor=asker, number=str(matter.number), seat=None, text="Lagi.", key="")
        suspend(asker, matter)
        pauses.resume(actor=asker, number=str(matter.number), seat=None, text="Keliru.", key="")
        assert reading(matter).used == 1  # a pause that began and ended today leaves nothing out
    entries = ledger.Entry.objects.filter(subject_type="matter", subject_key=matter.number).order_by("number")
    assert [entry.step for entry in entries][1:] == ["tangguhkan_tenggat", "lanjutkan_tenggat"] * 2
    assert entries[1].texts["text"] == TEXT and sound(asker.government)


def test_a_turn_waits_as_long_as_the_clock_stands_still(asker: Actor, matter: Matter) -> None:
    """Nobody is passed by for days on which the clock stood still, though the worker looks each morning."""

    def late() -> set[str]:
        refresh_turns(asker.government)
        return set(Matter.objects.get(pk=matter.pk).participants.exclude(turn="").values_list("unit", flat=True))

    with on(3):
        suspend(asker, matter, last=asker.government.today() + timedelta(days=20))
    with on(20):
        assert late() == {"DLH", "DKP"}
    with on(30):  # five working days after the pause ended, and none counted before it
        assert late() == {"DLH", "DKP"}
    with on(1, 12):
        assert "DPUPR" in late()


def test_who_coordinates_or_leads_suspends_and_nobody_else(cast: Cast, asker: Actor, matter: Matter) -> None:
    with on(3):
        with pytest.raises(Refused, match="koordinator atau yang memimpinnya"):
            suspend(cast("DLH/1"), matter)
        with pytest.raises(Matter.DoesNotExist):
            suspend(cast("DISDIK/1"), matter)
        joint = opened(asker, kind="koordinatif", form="c", parties=("DISPERTAN", "DKP"))
        with pytest.raises(Refused):
            suspend(asker, joint)
        suspend(cast("SETDA.AST2/1"), joint)
    assert sound(asker.government)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "a\x00"}, "text"),
        ({"why": "malas"}, "why"),
        ({"seat": 99}, "seat"),
        ({"last": None}, "last"),
        ({"last": MONDAY.date()}, "last"),
        ({"last": MONDAY.date() + timedelta(days=LONGEST + 2)}, "last"),
    ],
)
def test_a_pause_has_a_reason_and_a_last_day(asker: Actor, matter: Matter, changed: dict[str, Any], field: str) -> None:
    with on(3), pytest.raises(Invalid) as bad:
        suspend(asker, matter, **changed)
    assert set(bad.value.errors) == {field}
    assert Matter.objects.get(pk=matter.pk).pauses is None


def test_a_clock_is_suspended_once_and_a_form_counts_once(asker: Actor, matter: Matter) -> None:
    with on(3):
        suspend(asker, matter, key="a")
        assert len(suspend(asker, matter, key="a").pauses or []) == 1
        with pytest.raises(Invalid, match="sudah ditangguhkan"):
            suspend(asker, matter, key="b")
        assert len(Matter.objects.get(pk=matter.pk).pauses or []) == 1


def test_a_past_day_is_seen_with_the_pauses_it_knew(asker: Actor, matter: Matter, balangan: Government) -> None:
    with on(4):
        suspend(asker, matter, last=date(2026, 11, 20))
    with on(10):
        pauses.resume(actor=asker, number=str(matter.number), seat=None, text="Suratnya datang.", key="")
    with on(12):
        seen = {}
        for day in (3, 5, 10):
            government = balangan.seen_on(date(2026, 11, day))
            row = Matter.objects.get(pk=matter.pk)
            stand([row], government)
            seat = next(p for p in row.seats() if p.unit == "DLH")
            seen[day] = clock_of(row, procedure_of(row), seat)
    assert {day: found.used for day, found in seen.items()} == {3: 1, 5: 1, 10: 2}
    assert {day: found.pause.last for day, found in seen.items() if found.pause} == {5: date(2026, 11, 20)}


def test_a_pause_that_was_changed_behind_the_ledger_is_found(asker: Actor, matter: Matter) -> None:
    with on(3):
        suspend(asker, matter)
    for value in (None, '[{"first": "2026-11-03", "last": "2027-11-03", "why": "kahar", "seat": null}]'):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE records_matter SET pauses = %s WHERE id = %s", [value, matter.pk])
        assert [fault.column for fault in whole.verify(asker.government)] == ["pauses"]


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Jakarta", 3), ("Asia/Makassar", 4), ("Asia/Jayapura", 4)], ids=["WIB", "WITA", "WIT"]
)
def test_a_clock_turns_with_the_day_of_its_own_zone(
    asker: Actor, matter: Matter, balangan: Government, zone: str, day: int
) -> None:
    Government.objects.filter(pk=balangan.pk).update(timezone=zone)
    with clock.at(datetime(2026, 11, 3, 16, 30, tzinfo=UTC)):  # 23.30 in WIB, half past midnight in WITA
        assert (Government.objects.get().today().day, reading(matter).used) == (day, day - 2)

"""Working days: what a government declares itself stands above its pack and changes every clock at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from selaras.actions import ledger as whole
from selaras.actions import workdays
from selaras.actions.facts import calendar_of
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid, Stale
from selaras.actions.workdays import Declared
from selaras.law.procedures import Refused
from selaras.law.types import LOCAL, WORKED
from selaras.records import clock, ledger, stamp, units
from selaras.records.datasets import DATASETS
from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.records.workdays import Workday
from tests.acts import Cast

MONDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 6)
GROUND = "Keputusan Bupati 100.3/12/2026"
DAY = Declared(date(2026, 11, 4), LOCAL, "Hari Jadi Kabupaten", GROUND)


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    """What a test undoes leaves its version behind, which another test comes to with other days."""
    units.forget()
    with clock.at(datetime(2026, 11, 26, 2, tzinfo=UTC)):
        yield
    units.forget()


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return cast("SETDA.AST3.ORG/1")


def fresh(government: Government) -> Government:
    return Government.objects.get(pk=government.pk)


def between(government: Government) -> int:
    return calendar_of(fresh(government)).between(MONDAY, FRIDAY)


def test_a_declared_day_changes_every_count_and_the_kept_pages(balangan: Government, officer: Actor) -> None:
    before = stamp.Stamp.objects.get().value
    assert between(balangan) == 4
    row = workdays.declare(actor=officer, wanted=DAY, key="satu")
    assert between(balangan) == 3
    connection.check_constraints()  # what PostgreSQL keeps for the end of the transaction
    assert stamp.Stamp.objects.get().value != before
    entry = ledger.Entry.objects.get(number=row.entry, subject_type="workdays")
    texts: dict[str, Any] = dict(entry.texts)
    assert (entry.step, texts["row"]["date"], texts["text"]) == ("tetapkan_hari", "2026-11-04", GROUND)
    assert whole.verify(fresh(balangan)) == []


def test_a_declared_working_day_stands_above_a_saturday_and_a_holiday_of_the_pack(
    balangan: Government, officer: Actor
) -> None:
    christmas = date(2026, 12, 25)
    for day, key in ((date(2026, 11, 7), "a"), (christmas, "b")):
        workdays.declare(actor=officer, wanted=Declared(day, WORKED, "Masuk kerja", GROUND), key=key)
    calendar = calendar_of(fresh(balangan))
    assert calendar.is_working(date(2026, 11, 7)) and calendar.is_working(christmas)
    assert calendar.between(MONDAY, date(2026, 11, 8)) == 5
    assert all(row.date != christmas for row in history(fresh(balangan)).holidays)


def test_the_open_data_have_the_days_that_are_counted_with(balangan: Government, officer: Actor) -> None:
    saturday = Declared(date(2026, 11, 7), WORKED, "Masuk kerja", GROUND)
    for wanted, key in ((DAY, "a"), (saturday, "b")):
        workdays.declare(actor=officer, wanted=wanted, key=key)
    found = next(one for one in DATASETS if one.code == "hari-libur")
    rows = {row[0]: row[1:] for row in found.rows(fresh(balangan), date(2026, 11, 26))}
    assert rows[DAY.date or date.min] == (DAY.name, LOCAL, GROUND)
    assert rows[date(2026, 11, 7)] == ("Masuk kerja", WORKED, GROUND)
    assert list(rows) == sorted(rows)


def test_days_are_corrected_withdrawn_and_restored_and_the_ledger_keeps_each(
    balangan: Government, officer: Actor
) -> None:
    row = workdays.declare(actor=officer, wanted=DAY, key="a")
    moved = Declared(date(2026, 11, 5), LOCAL, "Hari Jadi Kabupaten", GROUND)
    first = workdays.seen_of(row)
    row = workdays.correct(actor=officer, row=row.pk, seen=first, wanted=moved, reason="Salah tanggal.", key="b")
    assert calendar_of(fresh(balangan)).is_working(date(2026, 11, 4))
    assert not calendar_of(fresh(balangan)).is_working(date(2026, 11, 5))
    with pytest.raises(Stale):
        workdays.withdraw(actor=officer, row=row.pk, seen=first, reason="Tidak jadi.", key="c")
    row = workdays.withdraw(
        actor=officer, row=row.pk, seen=workdays.seen_of(row), reason="Dicabut dengan keputusan baru.", key="d"
    )
    assert between(balangan) == 4
    row = workdays.restore(actor=officer, row=row.pk, seen=workdays.seen_of(row), key="e")
    assert between(balangan) == 3
    entries = ledger.Entry.objects.filter(subject_type="workdays").order_by("number")
    assert [entry.step for entry in entries] == ["tetapkan_hari", "betulkan_hari", "tarik_hari", "pulihkan_hari"]
    assert [entry.texts["text"] for entry in entries][1:3] == ["Salah tanggal.", "Dicabut dengan keputusan baru."]
    before: Any = entries[1].texts["before"]
    assert before["date"] == "2026-11-04"
    assert Workday.objects.count() == 1 and whole.verify(fresh(balangan)) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"ground": ""}, "ground"),
        ({"ground": "a\x00b"}, "ground"),
        ({"kind": "libur kecil"}, "kind"),
        ({"kind": WORKED}, "kind"),
        ({"date": date(2026, 11, 7)}, "kind"),
        ({"date": date(2026, 12, 25)}, "kind"),
        ({"date": None}, "date"),
        ({"date": date(1900, 1, 1)}, "date"),
        ({"date": date(9999, 12, 31)}, "date"),
    ],
)
def test_a_day_that_changes_nothing_or_says_nothing_is_not_taken(
    officer: Actor, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as bad:
        workdays.declare(actor=officer, wanted=replace(DAY, **changed), key="a")
    assert set(bad.value.errors) == {field}
    assert Workday.objects.count() == 0


def test_a_date_is_declared_once(balangan: Government, officer: Actor) -> None:
    row = workdays.declare(actor=officer, wanted=DAY, key="a")
    with pytest.raises(AlreadyDone):
        workdays.declare(actor=officer, wanted=DAY, key="a")
    with pytest.raises(Invalid, match="sudah ditetapkan"):
        workdays.declare(actor=officer, wanted=DAY, key="b")
    workdays.withdraw(actor=officer, row=row.pk, seen=workdays.seen_of(row), reason="Salah.", key="c")
    row.refresh_from_db()
    workdays.declare(actor=officer, wanted=DAY, key="d")
    with pytest.raises(Invalid, match="sudah ditetapkan"):
        workdays.restore(actor=officer, row=row.pk, seen=workdays.seen_of(row), key="e")


def test_only_the_keeper_of_the_organisation_declares(cast: Cast) -> None:
    with pytest.raises(Refused, match="dicatat oleh"):
        workdays.declare(actor=cast("DPUPR/1"), wanted=DAY, key="a")


def test_one_local_day_does_not_make_a_year_known(balangan: Government, officer: Actor) -> None:
    for kind, key, known in ((LOCAL, "a", False), ("libur", "b", True)):
        day = date(2027, 3, 2 if kind == LOCAL else 3)
        workdays.declare(actor=officer, wanted=Declared(day, kind, "Hari", GROUND), key=key)
        assert calendar_of(fresh(balangan)).knows(2027) is known


def test_a_row_that_was_changed_behind_the_ledger_is_found(balangan: Government, officer: Actor) -> None:
    row = workdays.declare(actor=officer, wanted=DAY, key="a")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_workday SET name = 'Lain' WHERE id = %s", [row.pk])
    assert [fault.column for fault in whole.verify(fresh(balangan))] == ["name"]

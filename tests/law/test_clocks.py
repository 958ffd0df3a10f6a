"""Clocks count working days: Monday to Friday but the days the pack declares free."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.law.clocks import Calendar, Reading

MONDAY = date(2020, 4, 6)
FREE = Calendar([date(2020, 4, 10), date(2020, 4, 11)])  # a Friday and a Saturday
DAYS = st.dates(date(2019, 12, 1), date(2021, 2, 1))


def test_a_week_has_five_working_days() -> None:
    assert [d.isoformat() for d in (MONDAY + timedelta(n) for n in range(7)) if Calendar().is_working(d)] == [
        "2020-04-06",
        "2020-04-07",
        "2020-04-08",
        "2020-04-09",
        "2020-04-10",
    ]


def test_a_year_is_known_as_soon_as_one_of_its_days_is_free() -> None:
    assert FREE.knows(2020) and not FREE.knows(2021) and not Calendar().knows(2020)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (MONDAY, MONDAY, 0),
        (MONDAY, date(2020, 4, 7), 1),
        (MONDAY, date(2020, 4, 9), 3),
        (MONDAY, date(2020, 4, 12), 3),  # Friday is free, then the weekend
        (MONDAY, date(2020, 4, 13), 4),
        (date(2020, 4, 11), date(2020, 4, 12), 0),
        (date(2020, 4, 9), MONDAY, 0),
    ],
)
def test_working_days_used_count_the_last_day_and_not_the_first(start: date, end: date, days: int) -> None:
    assert FREE.between(start, end) == days


def test_days_added_skip_weekends_and_free_days() -> None:
    assert FREE.add(MONDAY, 3) == date(2020, 4, 9)
    assert FREE.add(MONDAY, 4) == date(2020, 4, 13)
    assert FREE.add(MONDAY, 0) == MONDAY


@given(DAYS, DAYS, st.frozensets(DAYS, max_size=30))
def test_between_is_the_count_of_working_days(start: date, end: date, free: frozenset[date]) -> None:
    calendar = Calendar(free)
    days = (start + timedelta(n) for n in range(1, (end - start).days + 1))
    assert calendar.between(start, end) == sum(calendar.is_working(d) for d in days)


@given(DAYS, st.integers(0, 60), st.frozensets(DAYS, max_size=30))
def test_the_first_day_from_which_so_many_are_left(end: date, days: int, free: frozenset[date]) -> None:
    calendar = Calendar(free)
    first = calendar.before(end, days)
    assert calendar.between(first, end) <= days < calendar.between(first - timedelta(days=1), end)


@given(DAYS, st.integers(0, 60), st.frozensets(DAYS, max_size=30))
def test_what_is_added_is_what_has_passed(start: date, count: int, free: frozenset[date]) -> None:
    calendar = Calendar(free)
    assert calendar.between(start, calendar.add(start, count)) == count


@pytest.mark.parametrize(
    ("used", "target", "words", "late"),
    [
        (2, 5, "Sisa 3 hari kerja", False),
        (5, 5, "Hari ini terakhir", False),
        (7, 5, "Lewat 2 hari kerja", True),
        (7, None, "Tanpa tenggat", False),
    ],
)
def test_a_reading_says_what_is_left_and_blames_nobody(used: int, target: int | None, words: str, late: bool) -> None:
    reading = Reading(used, target)
    assert (reading.words, reading.late) == (words, late)
    assert reading.left == (None if target is None else target - used)

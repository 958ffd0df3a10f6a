"""Clocks count working days: Monday to Friday but the days the pack declares free."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.law.clocks import Calendar, Pause, Reading
from selaras.law.types import Hours

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


SETS = st.frozensets(DAYS, max_size=20)
PAUSES = st.lists(st.builds(lambda first, n: Pause(first, first + timedelta(n)), DAYS, st.integers(-1, 40)), max_size=4)
CALENDARS = st.builds(lambda a, b, c, held: Calendar(a, b, c).paused(held), SETS, SETS, SETS, PAUSES)


@given(CALENDARS, DAYS, DAYS, st.integers(0, 40))
def test_counting_adding_and_looking_back_agree_whatever_is_free_worked_or_paused(
    calendar: Calendar, start: date, end: date, days: int
) -> None:
    each = (start + timedelta(n) for n in range(1, (end - start).days + 1))
    assert calendar.between(start, end) == sum(calendar.is_working(day) for day in each)
    assert calendar.between(start, calendar.add(start, days)) == days
    first = calendar.before(end, days)
    assert calendar.between(first, end) <= days < calendar.between(first - timedelta(days=1), end)


@given(SETS, PAUSES, DAYS, DAYS)
def test_days_of_two_pauses_are_never_left_out_twice(
    free: frozenset[date], held: list[Pause], start: date, end: date
) -> None:
    calendar = Calendar(free)
    each = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
    left_out = [day for day in each if calendar.is_working(day) and any(pause.holds_on(day) for pause in held)]
    assert calendar.between(start, end) - calendar.paused(held).between(start, end) == len(left_out)
    assert calendar.paused([*held, *held]).between(start, end) == calendar.paused(held).between(start, end)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2028, 2, 25), date(2028, 3, 1), 3),  # over 29 February, a Tuesday
        (date(2027, 2, 26), date(2027, 3, 1), 1),
        (date(2026, 12, 30), date(2027, 1, 4), 2),  # 31 December and, the first being free, 4 January
    ],
)
def test_leap_days_and_the_turn_of_the_year_are_counted(start: date, end: date, days: int) -> None:
    assert Calendar([date(2027, 1, 1)]).between(start, end) == days


def test_what_a_government_has_worked_stands_above_every_free_day() -> None:
    saturday = date(2020, 4, 11)
    calendar = Calendar([date(2020, 4, 10)], [date(2020, 4, 9)], [date(2020, 4, 10), saturday])
    worked = [day for day in (MONDAY + timedelta(n) for n in range(7)) if calendar.is_working(day)]
    assert worked == [MONDAY, date(2020, 4, 7), date(2020, 4, 8), date(2020, 4, 10), saturday]
    assert calendar.between(MONDAY, date(2020, 4, 12)) == 4


def test_a_local_day_alone_does_not_make_a_year_known() -> None:
    assert not Calendar((), [date(2020, 4, 9)]).knows(2020)


ORDINARY = Hours("Jam kerja", "1234", time(7, 30), time(16), "resmi", date(2020, 1, 1), None)
FASTING = Hours("Ramadan", "12345", time(8), time(15), "usulan", date(2020, 4, 24), date(2020, 5, 23))


@pytest.mark.parametrize(
    ("starts", "ends", "outside"),
    [
        (datetime(2020, 4, 6, 7, 30), datetime(2020, 4, 6, 16), False),
        (datetime(2020, 4, 6, 7, 29), None, True),
        (datetime(2020, 4, 6, 15), datetime(2020, 4, 6, 16, 1), True),
        (datetime(2020, 4, 6, 15), datetime(2020, 4, 7, 9), True),
        (datetime(2020, 4, 27, 7, 45), None, True),  # in Ramadan, whose row began last
        (datetime(2020, 5, 25, 7, 45), None, False),
        (datetime(2020, 4, 17, 23), None, False),  # a Friday, of which nothing is known
        (datetime(2020, 4, 10, 9), None, True),  # a holiday
        (datetime(2020, 4, 12, 9), None, True),
    ],
)
def test_a_time_outside_office_hours_is_found(starts: datetime, ends: datetime | None, *, outside: bool) -> None:
    calendar = Calendar([date(2020, 4, 10)], hours=[FASTING, ORDINARY])
    assert calendar.outside(starts, ends) is outside


def test_a_paused_clock_says_since_when_until_when_and_why() -> None:
    reading = Reading(7, 5, Pause(date(2026, 11, 3), date(2026, 11, 20), "dokumen"))
    assert reading.words == (
        "Ditangguhkan sejak 3 November 2026 sampai 20 November 2026: menunggu dokumen yang diperlukan"
    )


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

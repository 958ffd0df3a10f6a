"""Clocks: targets counted in working days, never an act by themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from msgspec import Struct

from selaras.law.words import MONTHS, Sentence, in_words, say

__all__ = ["MONTHS", "Calendar", "Reading", "in_words"]

SATURDAY = 5


class Calendar:
    """The working days of a government: Monday to Friday but the days its pack declares free."""

    def __init__(self, holidays: Collection[date] = ()) -> None:
        self.holidays = frozenset(holidays)

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def knows(self, year: int) -> bool:
        """Whether the pack declares any day of a year free; of a year without one the working days are too many."""
        return any(free.year == year for free in self.holidays)

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 when `end` is not after `start`."""
        if end <= start:
            return 0
        days = (end - start).days
        weeks, rest = divmod(days, 7)
        count = weeks * 5
        for offset in range(1, rest + 1):
            if (start + timedelta(days=weeks * 7 + offset)).weekday() < SATURDAY:
                count += 1
        return count - sum(1 for free in self.holidays if start < free <= end and free.weekday() < SATURDAY)

    def before(self, end: date, days: int) -> date:
        """The first day from which no more than so many working days are left until `end`."""
        day = end
        while (days := days - self.is_working(day)) >= 0:
            day -= timedelta(days=1)
        return day

    def add(self, start: date, days: int) -> date:
        """The day on which `days` working days after `start` have been used."""
        day = start
        while days > 0:
            day += timedelta(days=1)
            if self.is_working(day):
                days -= 1
        return day


class Reading(Struct, frozen=True):
    """A clock read on a day: working days used of the target; no target means no clock."""

    used: int
    target: int | None

    @property
    def left(self) -> int | None:
        """Working days left; negative when late; None without a target."""
        return None if self.target is None else self.target - self.used

    @property
    def late(self) -> bool:
        """Whether the target has passed."""
        return self.target is not None and self.used > self.target

    @property
    def words(self) -> Sentence:
        """The clock in words, as it stands on every page."""
        if self.target is None:
            return say("Tanpa tenggat")
        left = self.target - self.used
        if left > 0:
            return say("Sisa {n} hari kerja", n=left)
        return say("Hari ini terakhir") if left == 0 else say("Lewat {n} hari kerja", n=-left)

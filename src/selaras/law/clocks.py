"""Clocks: targets counted in working days, never an act by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from datetime import date, datetime, timedelta

from msgspec import Struct

from selaras.law.types import Hours
from selaras.law.words import MONTHS, Sentence, in_words, say

__all__ = ["LONGEST", "MONTHS", "WHY", "Calendar", "Pause", "Reading", "in_words"]

SATURDAY = 5
DAY = timedelta(days=1)


# Why a clock may stand still, as everybody may read it; what was written besides stays with the parties.
WHY: Mapping[str, Sentence] = {
    "instansi": say("menunggu instansi di luar pemerintah daerah"),
    "dokumen": say("menunggu dokumen yang diperlukan"),
    "kahar": say("keadaan kahar"),
}
LONGEST = 60  # days in a row that a clock may stand still before somebody says so again


class Pause(Struct, frozen=True):
    """Days on which a clock stands still, the first and the last included; with the last before the first, none.

    `seat` is the place of the one whose clock it is, None where the clocks of all stand still.
    """

    first: date
    last: date
    why: str = ""
    seat: int | None = None

    @property
    def words(self) -> Sentence:
        """Since when, until when and why, as it stands on every page."""
        why = WHY.get(self.why, self.why)
        return say("Ditangguhkan sejak {first} sampai {last}: {why}", first=self.first, last=self.last, why=why)

    def holds_on(self, day: date) -> bool:
        """Whether the clock stands still on a day."""
        return self.first <= day <= self.last

    @property
    def days(self) -> frozenset[date]:
        """Every day of it."""
        return frozenset(self.first + n * DAY for n in range((self.last - self.first).days + 1))


class Calendar:
    """The working days of a government: Monday to Friday but the free ones, and what it declared worked all the same.

    `holidays` are free for the whole country, `local` ones by the government's own decree; `working` stand above both.
    """

    def __init__(
        self,
        holidays: Collection[date] = (),
        local: Collection[date] = (),
        working: Collection[date] = (),
        hours: Collection[Hours] = (),
    ) -> None:
        self.holidays = frozenset(holidays)
        self.working = frozenset(working)
        self.free = self.holidays.union(local) - self.working
        self.hours = tuple(hours)

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`."""
        return day in self.working or (day.weekday() < SATURDAY and day not in self.free)

    def knows(self, year: int) -> bool:
        """Whether any day of a year is free for the whole country; of a year without one the days are too many."""
        return any(free.year == year for free in self.holidays)

    def hours_on(self, day: date) -> Hours | None:
        """When offices open and close on a day: of the rows that hold the one that began last; None on a free day."""
        held = (row for row in self.hours if row.holds_on(day)) if self.is_working(day) else ()
        return max(held, key=lambda row: row.valid_from, default=None)

    def outside(self, starts: datetime, ends: datetime | None = None) -> bool:
        """Whether a time (local) lies outside office hours; on a day without known hours only where nobody works."""
        if not self.is_working(starts.date()):
            return True
        row = self.hours_on(starts.date())
        last = ends or starts
        late = last.date() > starts.date() or (row is not None and last.time() > row.closes)
        return row is not None and (starts.time() < row.opens or late)

    def paused(self, pauses: Iterable[Pause]) -> Calendar:
        """The same calendar with the days of some pauses free too; a day that lies in two is free once."""
        days = frozenset[date]().union(*(pause.days for pause in pauses))
        if not days:
            return self
        found = copy(self)
        found.free, found.working = self.free | days, self.working - days
        return found

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
        count -= sum(1 for day in self.free if start < day <= end and day.weekday() < SATURDAY)
        return count + sum(1 for day in self.working if start < day <= end and day.weekday() >= SATURDAY)

    def before(self, end: date, days: int) -> date:
        """The first day from which no more than so many working days are left until `end`."""
        day = end
        while (days := days - self.is_working(day)) >= 0:
            day -= DAY
        return day

    def add(self, start: date, days: int) -> date:
        """The day on which `days` working days after `start` have been used."""
        day = start
        while days > 0:
            day += DAY
            if self.is_working(day):
                days -= 1
        return day


class Reading(Struct, frozen=True):
    """A clock read on a day: working days used of the target; without a target no clock; in a pause it stands still."""

    used: int
    target: int | None
    pause: Pause | None = None

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
        if self.pause is not None:
            return self.pause.words
        left = self.target - self.used
        if left > 0:
            return say("Sisa {n} hari kerja", n=left)
        return say("Hari ini terakhir") if left == 0 else say("Lewat {n} hari kerja", n=-left)

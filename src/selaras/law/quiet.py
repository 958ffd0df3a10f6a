"""Quiet hours: when nobody is to be disturbed, and the first moment after that."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from msgspec import Struct

from selaras.law.clocks import Calendar

MIDNIGHT = time()
DAY = timedelta(days=1)


class Quiet(Struct, frozen=True):
    """Hours of each day, over midnight where they end before they begin, and with `free_days` every free day whole.

    Where they begin and end at the same hour, none of a working day is quiet.
    """

    begins: time
    ends: time
    free_days: bool = True

    def over(self, moment: datetime, calendar: Calendar) -> datetime:
        """The first moment from `moment` (local) on at which somebody may be disturbed."""
        over_midnight = self.begins > self.ends
        while True:
            day, hour = moment.date(), moment.time()
            free = self.free_days and not calendar.is_working(day)
            if free or (over_midnight and hour >= self.begins):
                moment = datetime.combine(day + DAY, MIDNIGHT, moment.tzinfo)
            elif (over_midnight or hour >= self.begins) and hour < self.ends:
                return datetime.combine(day, self.ends, moment.tzinfo)
            else:
                return moment

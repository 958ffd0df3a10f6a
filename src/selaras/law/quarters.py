"""Periods that reports and yardsticks speak of: quarters, years, and the year that ends with the running quarter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_CODE = re.compile(r"(\d{4})-([1-4])", re.ASCII)
_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)


@dataclass(frozen=True)
class Quarter:
    """Three months of a year."""

    year: int
    number: int  # 1 to 4

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, code: str) -> Self | None:
        """The quarter of a code such as "2026-4"; None for what is none."""
        found = _CODE.fullmatch(code)
        return cls(int(found[1]), int(found[2])) if found and int(found[1]) else None

    @property
    def code(self) -> str:
        """As it stands in an address: "2026-4"."""
        return f"{self.year}-{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number * 3, 30 if self.number in (2, 3) else 31)

    @property
    def before(self) -> Self:
        """The quarter before it."""
        return self.of(self.first - timedelta(days=1))


YEAR = "setahun"  # how an address names the running quarter with the three before it


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included; `code` names it in an address."""

    code: str
    first: date
    last: date

    def runs(self, today: date) -> bool:
        """Whether it has not come to its end: what it shows is so up to today."""
        return self.first <= today < self.last


def year_to(today: date) -> Period:
    """The running quarter with the three before it."""
    running = Quarter.of(today)
    return Period(YEAR, running.before.before.before.first, running.last)


def year(number: int) -> Period:
    """A year from January to December, as annual reports speak of it."""
    return Period(str(number), date(number, 1, 1), date(number, 12, 31))


def quarters(number: int) -> list[Quarter]:
    """The four quarters of a year."""
    return [Quarter(number, n) for n in (1, 2, 3, 4)]


def period(code: str, today: date) -> Period | None:
    """The period of a code: a quarter, a year, or for "setahun" and for nothing the last four quarters; None for what
    is none.
    """
    if code in ("", YEAR):
        return year_to(today)
    if _YEAR.fullmatch(code):
        return year(int(code))
    found = Quarter.read(code)
    return Period(found.code, found.first, found.last) if found else None

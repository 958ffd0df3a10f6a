"""Quarters of a year, by which reports are filtered: the running one and those before it, as links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from selaras.law import quarters
from selaras.records import annual
from selaras.records.governments import Government

SHOWN = 5  # the running quarter and a whole year before it
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Choice:
    """One of several ways to narrow a list, as a link."""

    label: str
    href: str
    current: bool
    count: int | None = None


class Quarter(quarters.Quarter):
    """A quarter with its name in the reader's language."""

    @property
    def label(self) -> str:
        """In words: "Triwulan IV 2026"."""
        return _("Triwulan %(number)s %(year)s") % {"number": ROMAN[self.number - 1], "year": self.year}

    def label_on(self, today: date) -> str:
        """Its name as of a day: of the running one it is said that it reaches up to today."""
        running = self.first <= today < self.last
        return _("Berjalan, %(quarter)s sampai hari ini") % {"quarter": self.label} if running else self.label

    def moments(self, government: Government, column: str) -> Q:
        """What lies in it by a column of moments, in the zone of the government."""
        first, after = (
            datetime.combine(day, time(), government.zone) for day in (self.first, self.last + timedelta(days=1))
        )
        return Q(**{f"{column}__gte": first, f"{column}__lt": after})


def recent(today: date) -> list[Quarter]:
    """The running quarter and those before it, the newest first."""
    found = [Quarter.of(today)]
    while len(found) < SHOWN:
        found.append(found[-1].before)
    return found


def known_periods(government: Government) -> list[str]:
    """Every period that an address may name: those one may choose, and the years of which there is a report."""
    return [quarters.YEAR, *periods(government.today()), *map(str, annual.years(government))]


def periods(today: date) -> dict[str, str]:
    """The quarters and years of which figures are asked for, by code, as of a day."""
    found = {quarter.code: quarter.label_on(today) for quarter in recent(today)}
    return found | {str(year): year_word(year) for year in (today.year, today.year - 1)}


def year_word(year: int) -> str:
    """A year in words: "Tahun 2026"."""
    return _("Tahun %(year)s") % {"year": year}


def asked(text: str, today: date) -> Quarter | None:
    """The quarter that an address names; None for all time and for what is no quarter to choose."""
    return next((quarter for quarter in recent(today) if quarter.code == text), None)


def address(kept: Mapping[str, str], **changed: str) -> str:
    """The query of an address with one thing changed and all else kept; what is empty is left out."""
    return "?" + urlencode({name: value for name, value in {**kept, **changed}.items() if value})


def choices(kept: Mapping[str, str], today: date, chosen: Quarter | None) -> list[Choice]:
    """All time and each quarter as a link."""
    found = [Choice(_("Sepanjang masa"), address(kept, masa=""), chosen is None)]
    return found + [Choice(q.label, address(kept, masa=q.code), q == chosen) for q in recent(today)]

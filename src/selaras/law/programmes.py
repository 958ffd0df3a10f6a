"""Integrated programmes (Pasal 18 huruf c): where rows of several units meet, and whom or where none of them serves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from selaras.law.organisation import Organisation
from selaras.law.types import Basis, Strength, Unit
from selaras.law.words import Sentence, say

AREA = "kecamatan"  # the type of unit whose territories together are the whole regency
COMMON = frozenset(
    ["atau", "bagi", "dan", "dari", "dengan", "di", "ke", "oleh", "pada", "para", "serta", "untuk", "yang"]
)
_WORD = re.compile(r"[^\W_]+")

INTEGRATED = Basis(
    Strength.INFERRED,
    cite="Pasal 18 huruf c",
    reason=say("program yang dipadukan tidak bertumpuk pada sasaran yang sama dan tidak meninggalkan yang lain"),
)


@dataclass(frozen=True)
class Programme:
    """One row of an integrated programme; `place` is the code of a unit of territory, "" for the whole regency."""

    number: int  # of the row, from 1
    title: str
    units: tuple[str, ...] = ()
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    audience: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True)
class Finding:
    """Something to look at in a table: of what sort, in which rows, in which places, in a sentence with its ground."""

    sort: str  # overlap, gap, incomplete or unit
    rows: tuple[int, ...]
    places: tuple[str, ...]
    sentence: Sentence
    basis: Basis = INTEGRATED


@dataclass(frozen=True)
class Coverage:
    """How many programmes serve each target group in each area, with the numbers of their rows."""

    audiences: tuple[str, ...]
    lines: tuple[tuple[Unit, tuple[tuple[int, ...], ...]], ...]


def meaning(audience: str) -> frozenset[str]:
    """A target group by the words that say who it is, in small letters, in any order."""
    return frozenset(_WORD.findall(audience.casefold())) - COMMON


def alike(one: str, other: str) -> bool:
    """Whether two target groups are the same or one is a part of the other: one says all the words of the other."""
    first, second = meaning(one), meaning(other)
    return bool(first and second) and (first <= second or second <= first)


def holds(organisation: Organisation, outer: str, inner: str) -> bool:
    """Whether a place is another one or holds it; "" is the whole regency, which only itself holds."""
    code: str | None = inner
    while outer and code and code != outer:
        unit = organisation.units.get(code)
        code = unit.superior if unit else None
    return not outer or code == outer


def meet(organisation: Organisation, one: Programme, other: Programme) -> bool:
    """Whether two rows of different units serve the same people in the same place at the same time.

    Rows that share a unit are known to it already; a row without one is told of for that.
    """
    apart = bool(one.units and other.units) and not set(one.units) & set(other.units)
    where = holds(organisation, one.place, other.place) or holds(organisation, other.place, one.place)
    begins = max(one.starts_on or date.min, other.starts_on or date.min)
    ends = min(one.ends_on or date.max, other.ends_on or date.max)
    return apart and where and begins <= ends and alike(one.audience, other.audience)


def areas(organisation: Organisation) -> tuple[Unit, ...]:
    """The units of territory that together are the whole regency."""
    return tuple(unit for unit in organisation.units.values() if unit.type == AREA)


def serves(organisation: Organisation, row: Programme, area: str) -> bool:
    """Whether a programme reaches an area, in whole or in a part of it."""
    return holds(organisation, row.place, area) or holds(organisation, area, row.place)


def audiences(rows: Sequence[Programme]) -> tuple[str, ...]:
    """The target groups of a table, each once, as it is written first."""
    found: dict[frozenset[str], str] = {}
    for row in rows:
        if meaning(row.audience):
            found.setdefault(meaning(row.audience), row.audience.strip())
    return tuple(found.values())


def coverage(organisation: Organisation, rows: Sequence[Programme]) -> Coverage:
    """The areas against the target groups, with the rows that serve each."""
    groups = audiences(rows)
    return Coverage(
        groups,
        tuple(
            (
                area,
                tuple(
                    tuple(
                        row.number
                        for row in rows
                        if alike(row.audience, group) and serves(organisation, row, area.code)
                    )
                    for group in groups
                ),
            )
            for area in areas(organisation)
        ),
    )


def findings(organisation: Organisation, rows: Sequence[Programme], concerned: Sequence[str] = ()) -> list[Finding]:
    """All that is to be looked at in a table: overlaps, gaps, rows that lack something, units without a row."""
    return [
        *_overlaps(organisation, rows),
        *_gaps(organisation, rows),
        *_incomplete(rows),
        *_without_row(organisation, rows, concerned),
    ]


def _overlaps(organisation: Organisation, rows: Sequence[Programme]) -> list[Finding]:
    return [
        Finding(
            "overlap",
            (one.number, other.number),
            tuple(dict.fromkeys((one.place, other.place))),
            say(
                "Baris {one} dan {other} ({units}) bertemu pada tempat, masa, dan kelompok sasaran yang sama.",
                one=one.number,
                other=other.number,
                units="; ".join(organisation.name_of(code) for code in (*one.units, *other.units)),
            ),
        )
        for one, other in combinations(rows, 2)
        if meet(organisation, one, other)
    ]


def _gaps(organisation: Organisation, rows: Sequence[Programme]) -> list[Finding]:
    """For each target group the areas that no row serves while another area has one."""
    found = []
    table = coverage(organisation, rows)
    for n, group in enumerate(table.audiences):
        left = [area for area, cells in table.lines if not cells[n]]
        if left:
            served = tuple(row.number for row in rows if alike(row.audience, group))
            sentence = say(
                "{group}: belum ada program di {places}.",
                group=group,
                places=", ".join(area.name for area in left),
            )
            found.append(Finding("gap", served, tuple(area.code for area in left), sentence))
    return found


def _incomplete(rows: Sequence[Programme]) -> list[Finding]:
    """Rows that do not say by whom, when, for whom or with how much; without a place a row means the whole regency."""
    found = []
    for row in rows:
        lacks = [
            name
            for name, there in (
                (say("unit"), row.units),
                (say("masa"), row.starts_on and row.ends_on),
                (say("kelompok sasaran"), meaning(row.audience)),
                (say("jumlah dana"), row.amount),
            )
            if not there
        ]
        for name in lacks:
            sentence = say("Baris {n} belum menyebut {what}.", n=row.number, what=name)
            found.append(Finding("incomplete", (row.number,), (), sentence))
    return found


def _without_row(organisation: Organisation, rows: Sequence[Programme], concerned: Sequence[str]) -> list[Finding]:
    """Units concerned that carry out no row and in whose territory none lies."""
    busy = {code for row in rows for code in row.units}
    found = []
    for code in concerned:
        area = code in organisation.units and organisation.units[code].type == AREA
        if code not in busy and not (area and any(serves(organisation, row, code) for row in rows)):
            sentence = say("{unit} terkait, tetapi tidak mempunyai baris.", unit=organisation.name_of(code))
            found.append(Finding("unit", (), (code,), sentence))
    return found


def totals(rows: Sequence[Programme]) -> tuple[Decimal, dict[tuple[str, ...], Decimal], dict[str, Decimal]]:
    """The amounts in all, by the units that carry a row out together, and by place."""
    by_units: dict[tuple[str, ...], Decimal] = {}
    by_place: dict[str, Decimal] = {}
    for row in rows:
        if row.amount is not None:
            by_units[row.units] = by_units.get(row.units, Decimal(0)) + row.amount
            by_place[row.place] = by_place.get(row.place, Decimal(0)) + row.amount
    return sum(by_place.values(), Decimal(0)), by_units, by_place


def missing_months(since: date, until: date, reported: Sequence[date]) -> list[date]:
    """The months (by their first day) that ended between two days and of which nothing was reported."""
    there = {(day.year, day.month) for day in reported}
    found, year, month = [], since.year, since.month
    while (year, month) < (until.year, until.month):
        if (year, month) not in there:
            found.append(date(year, month, 1))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found

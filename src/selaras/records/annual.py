"""Annual report: what yardsticks, principles and the meter show of a year, told alike by page, PDF and workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from selaras.law.asks import STATES, Evidence, in_words
from selaras.law.cite import format_cite
from selaras.law.quarters import quarters, year
from selaras.law.types import Basis
from selaras.law.words import Sentence, say, word
from selaras.law.yardsticks import ENOUGH, EVERY, Figure, Headline, Measure, headline
from selaras.records.governments import Government, pack_of
from selaras.records.indicators import Tally
from selaras.records.meter import Meter, called, proposals
from selaras.records.units import history

ROMAN = ("I", "II", "III", "IV")
LEFT, STEP, WIDTH, HEIGHT = 16, 48, 176, 68  # of the drawing of a course, in whole units
OUTSIDE = say("Di luar Perangkat Daerah, atau unitnya tidak terbuka")  # of posts like the Bupati's
ABOVE, TALL = 10, 48  # how far below its top a hundred per cent lies, and how far above zero


@dataclass(frozen=True)
class Course:
    """The shares of a formula from quarter to quarter, drawn from zero to a hundred per cent.

    A quarter of too few records interrupts the line.
    """

    figures: tuple[Figure, ...]

    @property
    def dots(self) -> list[tuple[int, int, int]]:
        """Where each share lies, and what it is."""
        shares = ((n, figure.share) for n, figure in enumerate(self.figures))
        return [
            (LEFT + STEP * n, ABOVE + TALL - round(TALL * share / 100), share)
            for n, share in shares
            if share is not None
        ]

    @property
    def runs(self) -> list[str]:
        """The lines between shares of quarters that follow each other, as SVG writes points."""
        dots = self.dots
        pairs = [(a, b) for a, b in pairwise(dots) if b[0] - a[0] == STEP]
        return [f"{a[0]},{a[1]} {b[0]},{b[1]}" for a, b in pairs]


@dataclass(frozen=True)
class Row:
    """A formula with what it shows of the year, of its quarters, and of each Perangkat Daerah in their order."""

    measure: Measure
    whole: Figure
    course: Course
    units: tuple[Figure, ...]

    @property
    def outside(self) -> Figure:
        """What is left of the whole beside the Perangkat Daerah, so that their figures add up to it."""
        counted = self.whole.counted - sum(figure.counted for figure in self.units)
        return Figure(self.measure, counted, self.whole.met - sum(figure.met for figure in self.units))

    @property
    def quarters(self) -> list[tuple[str, Figure]]:
        """What it shows of each quarter, by its Roman number."""
        return list(zip(ROMAN, self.course.figures, strict=True))


@dataclass(frozen=True)
class Part:
    """A yardstick or a principle with its formulas."""

    label: str
    basis: Basis
    head: Headline
    rows: tuple[Row, ...]

    @property
    def drawn(self) -> bool:
        """Whether the course of any of its formulas can be drawn."""
        return any(len(row.course.dots) > 1 for row in self.rows)

    def of(self, unit: int) -> list[Figure]:
        """What its formulas show of a Perangkat Daerah, by its place among those of the report."""
        return [row.units[unit] for row in self.rows]


@dataclass(frozen=True)
class Proven:
    """A provision that asks for something: of whom, what, and what proves it."""

    label: str
    by: str
    what: str
    basis: Basis
    state: str  # a code of law.asks.STATES
    outside: str
    proofs: tuple[tuple[int, str], ...]  # how many records, and of what

    @property
    def said(self) -> Sentence:
        """Its state in words."""
        return STATES[self.state]


@dataclass(frozen=True)
class Report:
    """The report of a year as it stands today."""

    government: Government
    year: int
    first: date
    until: date  # the last day of which it tells
    running: bool
    law: str
    units: tuple[tuple[str, str], ...]  # code and name of each Perangkat Daerah with records
    yardsticks: tuple[Part, ...]
    principles: tuple[Part, ...]
    asked: tuple[Proven, ...]
    proposals: int  # rows of the mapping that nobody has made official

    @property
    def parts(self) -> tuple[Part, ...]:
        """Yardsticks, then principles."""
        return self.yardsticks + self.principles

    def of_units(self, part: Part) -> list[tuple[str, list[Figure]]]:
        """What the formulas of a part show of each Perangkat Daerah that has records of it, and of what is in none."""
        rows = [(name, part.of(n)) for n, (_code, name) in enumerate(self.units)]
        rows.append((OUTSIDE, [row.outside for row in part.rows]))
        return [(name, figures) for name, figures in rows if any(figure.counted for figure in figures)]

    def proven(self, state: str) -> int:
        """How many provisions are in a state."""
        return sum(row.state == state for row in self.asked)

    @property
    def counted(self) -> int:
        """How many records the formulas counted; one that two formulas look at counts twice."""
        return sum(row.whole.counted for part in self.parts for row in part.rows)

    @property
    def empty(self) -> bool:
        """Whether nothing at all was recorded of the year."""
        return not self.counted and not self.proven("ada")

    @property
    def summary(self) -> tuple[Sentence, ...]:
        """What the year shows, in sentences."""
        if self.empty:
            return (say("Belum ada catatan pada tahun ini."),)
        found = []
        if self.asked:
            counts = {state: self.proven(state) for state in STATES}
            found.append(
                say(
                    "Dari {total} ketentuan {law} yang meminta sesuatu, {n} ada buktinya, {none} belum ada buktinya,"
                    " dan {out} tidak dapat dibuktikan di Selaras.",
                    total=len(self.asked),
                    law=self.law,
                    n=counts["ada"],
                    none=counts["belum"],
                    out=counts["luar"],
                )
            )
        return (*found, *(_sentence(part) for part in self.parts))

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """What was not counted, and how carefully the figures want to be read."""
        rows = [row for part in self.parts for row in part.rows]
        few = sum(row.whole.share is None for row in rows)
        found = [
            say(
                "Tidak dihitung: yang dikecualikan, yang belum terbuka bagi umum, dan yang terjadi di luar Selaras."
                " Dari keputusan yang tertutup hanya jumlahnya yang dihitung."
            ),
            say(
                "{few} dari {rows} rumus tidak berpersentase, karena catatannya kurang dari {enough}. Angka yang kecil"
                " menunjukkan sedikitnya catatan, belum tentu kinerjanya.",
                few=few,
                rows=len(rows),
                enough=ENOUGH,
            ),
            say(
                "Setiap angka dapat dihitung ulang dari catatan terbuka. Yang dibetulkan sesudah hari ini mengubah"
                " angkanya; laporan ini menyebut keadaan pada harinya."
            ),
            say("Asas lebih luas daripada yang dapat dihitung; penilaian para unit sendiri belum termasuk di sini."),
        ]
        if self.proposals:
            found.append(
                say("{n} baris pemetaan koordinator masih usulan dan tidak dihitung sebagai bukti.", n=self.proposals)
            )
        if self.running:
            runs = say("Tahun {year} masih berjalan: angkanya sampai {day}.", year=str(self.year), day=self.until)
            found.insert(0, runs)
        return tuple(found)


def _sentence(part: Part) -> Sentence:
    """What a yardstick or a principle shows, in one sentence."""
    label, head = word(part.label), part.head
    if head.share is not None:
        return say(
            "{label}: {share}%, menurut {shown} dari {formulas} rumus, atas {n} catatan.",
            label=label,
            share=head.share,
            shown=head.shown,
            formulas=head.formulas,
            n=head.counted,
        )
    if head.shown:
        return say(
            "{label}: hanya {shown} dari {formulas} rumus cukup catatannya, tanpa satu angka bersama.",
            label=label,
            shown=head.shown,
            formulas=head.formulas,
        )
    return say("{label}: belum cukup catatan untuk sebuah persentase.", label=label)


def years(government: Government) -> list[int]:
    """The years of which there is a report: since the first regulation was in force, the newest first."""
    first = pack_of(government).regulations[0].valid_from.year
    return list(range(government.today().year, first - 1, -1))


def report_of_year(government: Government, number: int) -> Report:
    """The report of a year, up to today while it runs; the same number of queries whatever there is."""
    period, today = year(number), government.today()
    regulation = pack_of(government).regulation_on(min(period.last, today))
    tally = Tally(government, period)
    organisation = history(government).on(min(period.last, today))
    names = {code: organisation.name_of(code) for code in tally.units}
    units = tuple(sorted(names.items(), key=lambda unit: unit[1]))
    meter = Meter(government, regulation, period, tally)
    types = called(organisation)
    asked = tuple(
        Proven(
            format_cite(line.ask.provision),
            line.ask.by,
            line.ask.what,
            line.ask.basis,
            line.state,
            line.ask.outside or "",
            tuple(
                row
                for proof in line.proofs
                for row in (
                    [(figure.met, _met(figure)) for figure in proof.formulas]
                    if proof.proof.of is Evidence.FORMULAS
                    else [(proof.count, in_words(proof.proof, regulation.kinds, types))]
                )
            ),
        )
        for line in meter.lines
    )

    def part(row: Any, formulas: Iterable[Measure]) -> Part:
        rows = tuple(_row(tally, formula, number, [code for code, _name in units]) for formula in formulas)
        return Part(row.label, row.basis, headline(r.whole for r in rows), rows)

    kinds = regulation.kinds
    return Report(
        government=government,
        year=number,
        first=period.first,
        until=min(period.last, today),
        running=period.runs(today),
        law=regulation.short_title,
        units=units,
        yardsticks=tuple(part(row, (m for m in EVERY if m.yardstick == row.code)) for row in kinds.yardsticks),
        principles=tuple(part(row, (m for m in EVERY if m.principle == row.code)) for row in kinds.principles),
        asked=asked,
        proposals=proposals(government, period),
    )


def _row(tally: Tally, formula: Measure, number: int, units: Sequence[str]) -> Row:
    course = Course(tuple(tally.figure(formula, quarter=quarter.code) for quarter in quarters(number)))
    return Row(formula, tally.figure(formula), course, tuple(tally.figure(formula, unit) for unit in units))


def _met(figure: Figure) -> Sentence:
    """What follows the number of records that meet a formula: of how many, and which formula it is."""
    title = word(figure.measure.title)
    return say("dari {n} catatan memenuhi rumus: {title}", n=figure.counted, title=title)

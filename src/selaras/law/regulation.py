"""What a pack holds: a government, its organisation through time, and its regulations as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct, structs

from selaras.law.asks import AskRow
from selaras.law.cases import Cases
from selaras.law.escalation import Escalation
from selaras.law.kinds import Kinds
from selaras.law.openness import Openness
from selaras.law.organisation import History
from selaras.law.packfiles import Ground
from selaras.law.papers import PaperRules
from selaras.law.procedures import SEATS, Book, Need, Phase, Procedure, Role, Slot, State, Step
from selaras.law.routes import Routes
from selaras.law.types import Kind, MatrixCell, Provision
from selaras.law.words import Words

ANY_AGENCY = "*"
EVERY_OPEN_STATE = "@open"
Colour = Annotated[str, Meta(pattern="^#[0-9A-Fa-f]{6}$")]


class Colours(Struct, frozen=True, forbid_unknown_fields=True):
    """The two colours of a government, from which every page's theme is made."""

    utama: Colour
    kedua: Colour


class Offices(Struct, frozen=True, forbid_unknown_fields=True):
    """The units that serve all others: who keeps posts and mapping, who is asked where plans and money are, whose head
    decides what is withheld from the public (PPID), whose head decides where the PPID may not, and who runs the machine
    ("" for who keeps the mapping).
    """

    personnel: str
    organisation: str
    planning: str
    finance: str
    ppid: str
    ppid_superior: str
    system: str = ""


class Desk(Struct, frozen=True, forbid_unknown_fields=True):
    """Where everybody asks the PPID for information, as an office: its place, its hours, and where its form is got; ""
    while the government has not said so.
    """

    place: str = ""
    hours: str = ""
    form: str = ""


class OpenData(Struct, frozen=True, forbid_unknown_fields=True):
    """Under which licence a government opens its data: its SPDX name, its title, where it is written, and the paper by
    which the government settled it, "" while it is a proposal of ours.
    """

    licence: str = "CC-BY-4.0"
    title: str = "Creative Commons Atribusi 4.0 Internasional"
    url: str = "https://creativecommons.org/licenses/by/4.0/"
    settled_by: str = ""


class GovernmentRow(Struct, frozen=True, forbid_unknown_fields=True):
    """The government of a pack: its Kemendagri code, names, title of its head, zone, colours, languages, offices, how
    it writes its papers and under which licence it opens its data.
    """

    code: str
    name: str
    long_name: str
    head_title: str
    timezone: str
    zone_label: str
    colours: Colours
    languages: tuple[str, ...]
    offices: Offices
    desk: Desk = Desk()
    papers: PaperRules = PaperRules()
    open_data: OpenData = OpenData()


class RegulationRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A regulation as pack.yaml lists it: its code is the name of its folder."""

    code: str
    name: str
    short_title: str


class PackFile(Struct, frozen=True, forbid_unknown_fields=True):
    """pack.yaml."""

    code: str
    government: GovernmentRow
    regulations: tuple[RegulationRow, ...]


class Header(Struct, frozen=True, forbid_unknown_fields=True):
    """What a regulation says of itself, with the Akoma Ntoso names of the work and of its wording."""

    code: str
    kind: str
    number: int
    year: int
    title: str
    place: str
    enacted: date
    valid_from: date
    valid_to: date | None
    gazette: str
    work: str
    expression: str
    language: str


class Chapter(Struct, frozen=True, forbid_unknown_fields=True):
    """A chapter (BAB) with its Roman number."""

    number: str
    eid: str
    title: Words


class ProvisionsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """provisions.yaml."""

    regulation: Header
    chapters: tuple[Chapter, ...]
    provisions: tuple[Provision, ...]


class CommonState(State, frozen=True, forbid_unknown_fields=True):
    """A state that all procedures of some sorts of subject have; of every sort where it names none."""

    subjects: tuple[str, ...] = ()


class CommonSlot(Slot, frozen=True, forbid_unknown_fields=True):
    """Small states that all procedures of some sorts of subject have."""

    subjects: tuple[str, ...] = ()


class CommonStep(Step, frozen=True, forbid_unknown_fields=True):
    """A step that all procedures of some sorts of subject have, for those of its roles that sit there."""

    subjects: tuple[str, ...] = ()


class ClosingNeed(Need, frozen=True, forbid_unknown_fields=True):
    """What every step needs that closes a subject of some sorts."""

    subjects: tuple[str, ...] = ()


def belongs(row: CommonState | CommonSlot | CommonStep | ClosingNeed, subject: str) -> bool:
    """Whether procedures of a sort of subject have a common row."""
    return not row.subjects or subject in row.subjects


class BookFile(Struct, frozen=True, forbid_unknown_fields=True):
    """procedures.yaml: the procedures, and the states, slots, steps and needs that those of a subject share."""

    procedures: tuple[Procedure, ...]
    common: tuple[CommonStep, ...] = ()
    common_states: tuple[CommonState, ...] = ()
    common_slots: tuple[CommonSlot, ...] = ()
    common_closing: tuple[ClosingNeed, ...] = ()

    def book(self) -> Book:
        """The procedures with the common states, slots and steps after their own, and `@open` written out.

        A step of a procedure stands in the place of a common one of the same code.
        """
        return Book(tuple(self._whole(procedure) for procedure in self.procedures))

    def _whole(self, procedure: Procedure) -> Procedure:
        subject, seats = procedure.subject, SEATS.get(procedure.subject, frozenset(Role))
        own = {step.code for step in procedure.steps}
        common = tuple(
            structs.replace(step, by=tuple(role for role in step.by if role in seats))
            for step in self.common
            if belongs(step, subject) and step.code not in own
        )
        whole = structs.replace(
            procedure,
            states=(*procedure.states, *(s for s in self.common_states if belongs(s, subject))),
            slots=(*procedure.slots, *(s for s in self.common_slots if belongs(s, subject))),
            common=tuple(step.code for step in common),
        )
        closing = tuple(need for need in self.common_closing if belongs(need, subject))
        return structs.replace(whole, steps=tuple(_step(whole, s, closing) for s in (*procedure.steps, *common)))


def _step(procedure: Procedure, step: Step, closing: tuple[Need, ...]) -> Step:
    """A step with every open state written out, and with what all that close it need."""
    running = [s.code for s in procedure.states if s.phase is Phase.OPEN]
    closed = {s.code for s in procedure.states if s.phase is Phase.CLOSED}
    states = (s for code in step.states for s in (running if code == EVERY_OPEN_STATE else [code]))
    needs = step.needs + closing if step.to in closed else step.needs
    return structs.replace(step, states=tuple(dict.fromkeys(states)), needs=needs)


class Matrix:
    """The cells of matrix.csv, the stand-in for Lampiran I (Pasal 12 ayat (3)); `*` stands for any agency."""

    def __init__(self, cells: Iterable[MatrixCell], agencies: Iterable[str]) -> None:
        self.cells = tuple(cells)
        self._agencies = frozenset(agencies)
        self._found: dict[tuple[str, str, Kind, str | None], MatrixCell] = {}
        for cell in self.cells:
            self._found[cell.from_type, cell.to_type, cell.kind, cell.type] = cell
        for cell in self.cells:
            if cell.symmetric:
                self._found.setdefault((cell.to_type, cell.from_type, cell.kind, cell.type), cell)

    def __iter__(self) -> Iterator[MatrixCell]:
        return iter(self.cells)

    def lookup(self, from_type: str, to_type: str, kind: Kind, type_: str | None = None) -> MatrixCell | None:
        """The cell for a unit of one type turning to one of another; None where nothing is laid down."""
        ends = [[t, ANY_AGENCY] if t in self._agencies else [t] for t in (from_type, to_type)]
        keys = ((one, other, kind, type_) for one in ends[0] for other in ends[1])
        return next((self._found[key] for key in keys if key in self._found), None)


@dataclass(frozen=True)
class Regulation:
    """One regulation: its provisions in their order, and all rules made of them."""

    header: Header
    title: Words  # in full, with its name
    short_title: str
    chapters: tuple[Chapter, ...]
    provisions: Mapping[str, Provision]
    kinds: Kinds
    book: Book
    routes: Routes
    openness: Openness
    matrix: Matrix
    cases: Cases
    escalation: Escalation
    grounds: tuple[Ground, ...]
    asks: tuple[AskRow, ...] = ()

    @property
    def code(self) -> str:
        """The code, also the name of its folder: `perbup-24-2020`."""
        return self.header.code

    @property
    def valid_from(self) -> date:
        """The first day on which it is in force."""
        return self.header.valid_from

    @property
    def valid_to(self) -> date | None:
        """The last day on which it is in force; None while it is."""
        return self.header.valid_to

    @property
    def supervisors(self) -> tuple[str, ...]:
        """The types of unit that read every matter and alter none."""
        return self.openness.supervision.types

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day` (Pasal 22)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, eq=False)
class Pack:
    """A government with its organisation through time and its regulations, the oldest first."""

    code: str
    government: GovernmentRow
    history: History
    regulations: tuple[Regulation, ...]

    def regulation(self, code: str) -> Regulation:
        """The regulation of that code; KeyError when there is none."""
        return {r.code: r for r in self.regulations}[code]

    def regulation_on(self, day: date) -> Regulation:
        """The regulation in force on `day`, the newest of several; before the first and after the last the nearest."""
        begun = [r for r in self.regulations if r.valid_from <= day]
        holding = [r for r in begun if r.holds_on(day)]
        return holding[-1] if holding else begun[-1] if begun else self.regulations[0]

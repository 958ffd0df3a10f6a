"""paths.yaml as values: the route of each kind, the rules of a path and the ground of every edge of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from selaras.law.types import Basis, Kind
from selaras.law.words import Words


class Route(StrEnum):
    """How a path is walked: straight, down the tree of posts, within a leader's span, or over the coordinators."""

    DIRECT = "direct"
    LINE = "line"
    SPAN = "span"
    PATH = "path"


class RouteRow(Struct, frozen=True, forbid_unknown_fields=True):
    """The route of a kind or of a type of coordination, with its ground and a sentence that says why."""

    route: Route
    basis: Basis
    why: Words
    label: Words = ""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: its ground; for rule 1 the unit types it is about, for rule 5 what to do without a row."""

    basis: Basis
    types: tuple[str, ...] = ()
    remedy: Words = ""


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """The six rules of a path and those of the other routes, each with its own ground."""

    in_force: Rule
    heads: Rule
    stand_in: Rule
    one_agency: Rule
    convener: Rule
    rows: Rule
    all_coordinate: Rule
    rung: Rule
    command: Rule
    span: Rule
    oversight: Rule


class EdgeRule(Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """The ground of steps from these unit types (or these units of them) up to those; an empty list fits everything."""

    basis: Basis
    from_: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class Lift(Struct, frozen=True, forbid_unknown_fields=True):
    """A form of coordination whose result is set by a decider above the convener, and the instrument it takes."""

    decider: Literal["head_of_government"]
    instrument: Words
    basis: Basis


class Propose(Struct, frozen=True, forbid_unknown_fields=True):
    """The type of coordination proposed when none is named, by who the parties are."""

    outside: str
    one_agency: str
    otherwise: str


class Routes(Struct, frozen=True, forbid_unknown_fields=True):
    """paths.yaml: routes, rules and grounds of one regulation, in force since a day.

    Raises ValueError when a kind has no route, a proposed type is unknown, or a table has no last row for the rest.
    """

    since: date
    kinds: dict[Kind, RouteRow]
    types: dict[str, RouteRow]
    propose: Propose
    outside_types: tuple[str, ...]
    oversight_elements: tuple[str, ...]
    rules: Rules
    edges: tuple[EdgeRule, ...]
    through: tuple[EdgeRule, ...]
    convener_bases: tuple[EdgeRule, ...]
    forms: dict[Literal["a", "b", "c", "d", "e", "f", "g"], Lift | None]

    def __post_init__(self) -> None:
        if missing := set(Kind) - {Kind.KOORDINATIF} - set(self.kinds):
            raise ValueError(f"kinds: rute untuk {', '.join(sorted(missing))} belum ada")
        proposed = {self.propose.outside, self.propose.one_agency, self.propose.otherwise}
        if unknown := proposed - set(self.types):
            raise ValueError(f"propose: tipe {', '.join(sorted(unknown))} tidak ada dalam types")
        for name, table in (("edges", self.edges), ("through", self.through), ("convener_bases", self.convener_bases)):
            if not table or table[-1].from_ or table[-1].to or table[-1].units:
                raise ValueError(f"{name}: baris terakhir harus berlaku untuk sisanya, tanpa from, to, dan units")

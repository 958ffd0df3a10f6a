"""The five kinds of working relationship with their types, forms, duties and principles, and the chooser's proposal."""

from __future__ import annotations

from msgspec import Struct

from selaras.law.organisation import Organisation
from selaras.law.types import Basis, Kind
from selaras.law.words import Sentence, Words, say, word


class KindRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the five kinds of Pasal 12 ayat (1), as the pack describes it."""

    code: Kind
    label: Words
    basis: Basis
    purpose: Words  # what it is for, in plain words
    purpose_basis: Basis
    manner: Words  # how it is done
    manner_basis: Basis
    outcome: Words
    need: Words  # the chooser's first question: what one needs
    need_hint: Words
    activities: tuple[Words, ...] = ()  # an open list ("antara lain")
    activities_basis: Basis | None = None


class TypeRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the types of coordination of Pasal 17, an open list."""

    code: str
    label: Words
    basis: Basis
    manner: Words


class FormRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the seven forms of Pasal 18, a closed list."""

    code: str
    label: Words
    basis: Basis
    result: Words  # the chooser's third question: what shall be there in the end
    hint: Words


class ListedRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A duty of a leader (Pasal 19), a principle (Pasal 2) or a yardstick (Pasal 12 ayat (2))."""

    code: str
    label: Words
    basis: Basis


class Kinds(Struct, frozen=True, forbid_unknown_fields=True):
    """kinds.yaml: everything on one screen."""

    kinds: tuple[KindRow, ...]
    types: tuple[TypeRow, ...]
    forms: tuple[FormRow, ...]
    duties: tuple[ListedRow, ...]
    principles: tuple[ListedRow, ...]
    yardsticks: tuple[ListedRow, ...]

    def kind(self, code: str) -> KindRow:
        """The kind of that code; KeyError when there is none."""
        return {str(k.code): k for k in self.kinds}[code]

    def type(self, code: str) -> TypeRow:
        """The type of coordination of that code; KeyError when there is none."""
        return {t.code: t for t in self.types}[code]

    def form(self, code: str) -> FormRow:
        """The form of coordination of that code; KeyError when there is none."""
        return {f.code: f for f in self.forms}[code]

    def title(self, kind: str, type_: str | None) -> Sentence:
        """How a kind with its type is called on screen, e.g. "Koordinatif, lintas sektor"."""
        label = word(self.kind(kind).label)
        return say("{kind}, {type}", kind=label, type=word(self.type(type_).label).lower()) if type_ else label


class Suggestion(Struct, frozen=True):
    """What the chooser proposes, and why."""

    kind: Kind
    type: str | None
    why: Words
    basis: Basis


def agency_of(organisation: Organisation, unit: str) -> str:
    """The agency a unit belongs to: itself or its nearest superior that is one; else the unit."""
    at: str | None = unit
    while at is not None and at in organisation.units:
        if organisation.type_of(at).is_agency:
            return at
        at = organisation.units[at].superior
    return unit


def suggest(kinds: Kinds, organisation: Organisation, need: Kind, parties: tuple[str, ...]) -> Suggestion:
    """The kind that fits a need among those parties (units or posts, the opener first), with the reason.

    What is needed gives the kind; for coordination the parties give the type (Pasal 17): an outside institution makes
    it instansional, parties of one agency make it hierarki, otherwise it is lintas sektor.
    """
    row = kinds.kind(need)
    if need is not Kind.KOORDINATIF:
        return Suggestion(need, None, row.purpose, row.purpose_basis)
    units = [p.split("/")[0] for p in parties]
    if any(organisation.units[u].type == "eksternal" for u in units if u in organisation.units):
        code = "instansional"
    elif len(units) > 1 and len({agency_of(organisation, u) for u in units}) == 1:
        code = "hierarki"
    else:
        code = "lintas_sektor"
    found = kinds.type(code)
    return Suggestion(need, code, found.manner, found.basis)

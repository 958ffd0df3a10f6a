"""Openness: one table says who may see which field of which subject in which phase; open unless the table says less."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from selaras.law.procedures import Phase, SlotState
from selaras.law.types import Basis, Kind
from selaras.law.words import Words


class Audience(StrEnum):
    """Who may see a field, from the widest to the narrowest."""

    PUBLIC = "public"
    PARTIES = "parties"
    UNIT = "unit"


class Viewer(Struct, frozen=True):
    """Who looks: whether his post takes part, whether he belongs to the opening unit, whether he supervises."""

    party: bool = False
    unit: bool = False
    supervisor: bool = False


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """One row: fields of a subject in some phases, in these states only where it names any, for an audience."""

    subject: str
    fields: tuple[str, ...]
    phases: tuple[Phase, ...]
    audience: Audience
    basis: Basis
    states: tuple[str, ...] = ()


class Instead(Struct, frozen=True, forbid_unknown_fields=True):
    """What those who may not see a field read in place of some small states: that he was not there, not why."""

    subject: str
    field: str
    slots: tuple[str, ...]
    label: Words


class Supervision(Struct, frozen=True, forbid_unknown_fields=True):
    """The types of unit that read every matter once it is submitted, and on what ground."""

    types: tuple[str, ...]
    basis: Basis


class Ground(Struct, frozen=True, forbid_unknown_fields=True):
    """On what something may be withheld: our own gist, the clause, how many years at most where the law says so, and
    whether it opens by itself once its day of review has passed.
    """

    code: str
    label: Words
    gist: Words
    basis: Basis
    opens_by_itself: bool = False
    opening_basis: Basis | None = None
    longest: int | None = None
    longest_basis: Basis | None = None

    @property
    def cite(self) -> str:
        """The clause, as a matter that is withheld on it bears it."""
        return self.basis.cite or ""


class Sort(StrEnum):
    """What a row of the list of public information counts up."""

    MATTERS = "matters"
    MEETINGS = "meetings"
    DECISIONS = "decisions"
    FOLLOW_UPS = "follow_ups"
    GROUPS = "groups"
    DOCUMENTS = "documents"
    REGULATIONS = "regulations"
    WITHHOLDINGS = "withholdings"


class InformationClass(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the classes into which the law divides information."""

    code: str
    label: Words
    gist: Words
    basis: Basis


class Information(Struct, frozen=True, forbid_unknown_fields=True):
    """A sort of information that is kept here, and in which class it stands; of documents those of some forms."""

    code: str
    label: Words
    class_: str = field(name="class")
    of: Sort = field()
    basis: Basis = field()
    forms: tuple[str, ...] = ()


class Counted(Struct, frozen=True, forbid_unknown_fields=True):
    """Matters of which, while they run, everybody learns only how many there are: by kind, and by who is a party."""

    kinds: tuple[Kind, ...]
    types: tuple[str, ...]
    phases: tuple[Phase, ...]
    label: Words  # what one of them is called
    basis: Basis


class Openness(Struct, frozen=True, forbid_unknown_fields=True):
    """openness.yaml: the whole table; the first row that fits holds."""

    supervision: Supervision
    rules: tuple[Rule, ...]
    instead: tuple[Instead, ...] = ()
    counted: tuple[Counted, ...] = ()
    grounds: tuple[Ground, ...] = ()
    classes: tuple[InformationClass, ...] = ()
    information: tuple[Information, ...] = ()

    def ground(self, code: str) -> Ground | None:
        """The ground of that code; None when there is none."""
        return next((ground for ground in self.grounds if ground.code == code), None)

    def counting(self, kind: str, phase: str) -> frozenset[str]:
        """The types of unit whose matters of that kind are only counted in that phase; none where all are shown."""
        return frozenset(t for row in self.counted if kind in row.kinds and phase in row.phases for t in row.types)

    def rule(self, subject: str, field: str, phase: Phase, state: str = "") -> Rule | None:
        """The row that speaks of that field in that phase and state; None where there is none."""
        for rule in self.rules:
            fits = rule.subject == subject and field in rule.fields and phase in rule.phases
            if fits and (not rule.states or state in rule.states):
                return rule
        return None

    def audience(self, subject: str, field: str, phase: Phase, state: str = "") -> Audience:
        """Who may see that field; the opening unit alone where no row speaks of it."""
        rule = self.rule(subject, field, phase, state)
        return rule.audience if rule else Audience.UNIT

    def visible(
        self, subject: str, field: str, phase: Phase, viewer: Viewer, withheld: bool = False, state: str = ""
    ) -> bool:
        """Whether the viewer may see the field. A withheld subject is for its parties and the supervisor only."""
        if viewer.supervisor:
            return phase is not Phase.DRAFT or viewer.unit
        audience = self.audience(subject, field, phase, state)
        if audience is Audience.UNIT:
            return viewer.unit
        if withheld or audience is Audience.PARTIES:
            return viewer.party or viewer.unit
        return True

    def told(self, subject: str, slot: SlotState, phase: Phase, viewer: Viewer, state: str = "") -> str:
        """The word of a small state as the viewer may read it."""
        for row in self.instead:
            hidden = row.subject == subject and slot.code in row.slots
            if hidden and not self.visible(subject, row.field, phase, viewer, state=state):
                return row.label
        return slot.label

"""Openness: one table says who may see which field of which subject in which phase; open unless the table says less."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from selaras.law.organisation import Organisation
from selaras.law.procedures import Effect, Phase, Procedure, Role, SlotState
from selaras.law.types import Basis, Kind
from selaras.law.words import Sentence, Words, say


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


class Consent(StrEnum):
    """What the person concerned said when asked whether it may be opened; nothing written is no consent."""

    NONE = "none"
    GIVEN = "given"


class Ground(Struct, frozen=True, forbid_unknown_fields=True):
    """On what something may be withheld: our own gist, the clause, how many years at most where the law says so, and
    whether it opens by itself once its term has ended; `consent_basis` is the clause by which the written consent of
    the person concerned opens it, where it guards one.
    """

    code: str
    label: Words
    gist: Words
    basis: Basis
    head_reads: bool = False  # of the oversight only its head reads what is withheld on it, and who sits in it
    opens_by_itself: bool = False
    opening_basis: Basis | None = None
    longest: int | None = None
    longest_basis: Basis | None = None
    consent_basis: Basis | None = None

    def unanswered(self, consent: str) -> Sentence | None:
        """What is wrong with what a test says of the consent of the person concerned; None where nothing is."""
        if self.consent_basis is None:
            return None
        if consent == Consent.GIVEN:
            return say(
                "Dengan persetujuan tertulis orangnya berkas ini terbuka ({cite}). Tolak atau buka kembali.",
                cite=self.consent_basis.cite or "",
            )
        return None if consent == Consent.NONE else say("Nyatakan apakah orangnya memberi persetujuan tertulis.")

    @property
    def cite(self) -> str:
        """The clause, as a matter that is withheld on it bears it."""
        return self.basis.cite or ""


class Review(Struct, frozen=True, forbid_unknown_fields=True):
    """Within how many years whatever is withheld is looked at again, on any ground."""

    years: int
    basis: Basis


class Sort(StrEnum):
    """What a row of the list of public information counts up."""

    MATTERS = "matters"
    MEETINGS = "meetings"
    DECISIONS = "decisions"
    FOLLOW_UPS = "follow_ups"
    GROUPS = "groups"
    DOCUMENTS = "documents"
    REGULATIONS = "regulations"
    STRUCTURE = "structure"
    PROCEDURES = "procedures"
    INDICATORS = "indicators"


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
    gist: Words | None = None  # what it holds, in a sentence
    kept: Words | None = None  # for how long it is kept


class Never(Struct, frozen=True, forbid_unknown_fields=True):
    """What came of a matter and stays open although the matter is withheld."""

    of: Sort
    label: Words
    basis: Basis


class Apart(Struct, frozen=True, forbid_unknown_fields=True):
    """A sort of subject that cannot be withheld by itself: why, and what its parties do instead."""

    subject: str
    text: Words
    basis: Basis


class Right(Struct, frozen=True, forbid_unknown_fields=True):
    """What whoever asks for what is withheld may do next, in a sentence."""

    text: Words
    basis: Basis


class Counted(Struct, frozen=True, forbid_unknown_fields=True):
    """Matters of which, while they run, everybody learns only how many there are: by kind, and by the type of unit that
    takes part in one of the roles; and what everybody may see of them afterwards.
    """

    kinds: tuple[Kind, ...]
    types: tuple[str, ...]
    roles: tuple[Role, ...]
    phases: tuple[Phase, ...]
    label: Words  # what one of them is called
    basis: Basis
    afterwards: tuple[str, ...]  # the fields that open with the table once they run no more; the others stay closed
    afterwards_basis: Basis


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the day before where that year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def decider(organisation: Organisation, offices: Sequence[str], parties: Collection[str]) -> str:
    """The post that decides what is withheld: the head of the first of these units that is no party of the matter, else
    the first above him who is of none; "" where no office is held by a head.
    """
    line = [organisation.heads[unit].code for unit in offices if unit in organisation.heads]
    while line and (above := organisation.posts[line[-1]].superior) and above in organisation.posts:
        line.append(above)
    return next((code for code in line if code.partition("/")[0] not in parties), line[-1] if line else "")


class Openness(Struct, frozen=True, forbid_unknown_fields=True):
    """openness.yaml: the whole table; the first row that fits holds."""

    supervision: Supervision
    rules: tuple[Rule, ...]
    instead: tuple[Instead, ...] = ()
    counted: tuple[Counted, ...] = ()
    review: Review | None = None
    grounds: tuple[Ground, ...] = ()
    never: tuple[Never, ...] = ()
    apart: tuple[Apart, ...] = ()
    rights: tuple[Right, ...] = ()
    classes: tuple[InformationClass, ...] = ()
    information: tuple[Information, ...] = ()

    def ground(self, code: str) -> Ground | None:
        """The ground of that code; None when there is none."""
        return next((ground for ground in self.grounds if ground.code == code), None)

    def hides(self, kind: str, phase: str, field: str, seats: Collection[tuple[str, str]]) -> bool:
        """Whether a field of a matter is for nobody outside because the matter is only counted: while it runs every
        one, afterwards those that do not open. `seats` are its (role, type of unit).
        """
        return any(
            kind in row.kinds
            and (phase in row.phases or field not in row.afterwards)
            and any(role in row.roles and type_ in row.types for role, type_ in seats)
            for row in self.counted
        )

    def alone(self, subject: str) -> Apart | None:
        """Why such a subject cannot be withheld by itself; None where the table does not say so."""
        return next((row for row in self.apart if row.subject == subject), None)

    def stays(self, of: Sort) -> bool:
        """Whether what came of a matter stays open although the matter is withheld."""
        return any(row.of is of for row in self.never)

    def beyond(
        self, ground: Ground, since: date, today: date, ends_on: date | None, review_on: date | None
    ) -> dict[str, Sentence]:
        """What is wrong with a term and its day of review: the term is no longer than the ground allows, counted from
        the day of the first withholding, and the review comes within it and not too late.
        """
        faults: dict[str, Sentence] = {}
        if ends_on is None or ends_on <= today:
            faults["ends_on"] = say("Tulis hari sesudah hari ini.")
        elif ground.longest and ends_on > (last := years_after(since, ground.longest)):
            faults["ends_on"] = say("Menurut dasar ini paling lama sampai {day}.", day=last)
        if review_on is None or review_on <= today:
            faults["day"] = say("Tulis hari sesudah hari ini.")
        elif self.review and review_on > (last := years_after(today, self.review.years)):
            faults["day"] = say("Tinjauannya paling lambat {day}.", day=last)
        elif ends_on and review_on > ends_on:
            faults["day"] = say("Tinjauannya tidak sesudah jangka waktunya berakhir, {day}.", day=ends_on)
        return faults

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

    def waits(self, procedure: Procedure) -> bool:
        """Whether nobody outside knows yet of what was just submitted by this procedure."""
        submits = (step for step in procedure.steps if Effect.SUBMIT in step.effects and step.to)
        return any(
            not self.visible(procedure.subject, "number", Phase.OPEN, Viewer(), state=str(step.to)) for step in submits
        )

    def told(self, subject: str, slot: SlotState, phase: Phase, viewer: Viewer, state: str = "") -> str:
        """The word of a small state as the viewer may read it."""
        for row in self.instead:
            hidden = row.subject == subject and slot.code in row.slots
            if hidden and not self.visible(subject, row.field, phase, viewer, state=state):
                return row.label
        return slot.label

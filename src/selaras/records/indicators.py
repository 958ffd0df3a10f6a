"""Indicators: what the formulas of the yardsticks (Pasal 12 ayat (2)) show of a period, from public records alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from selaras.law.clocks import Calendar
from selaras.law.procedures import Role
from selaras.law.quarters import Period
from selaras.law.types import Kind
from selaras.law.yardsticks import MEASURES, Figure, Measure
from selaras.records.attendance import CALLED
from selaras.records.governments import Government
from selaras.records.matters import Answer, Participant
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.openness import (
    open_to_all,
    public_decisions,
    public_follow_ups,
    public_matters,
    public_meetings,
)
from selaras.records.outcomes import Decision, FollowUp, Stance
from selaras.records.units import history

STATED = ("agrees", "notes", "objects", "abstains")
VERIFIED = "terverifikasi"


@dataclass(frozen=True)
class Asked:
    """Of which government and period is asked, on which day, with which working days."""

    government: Government
    first: date
    last: date
    today: date
    calendar: Calendar

    def within(self, column: str) -> Q:
        """What lies in the period by a column of days."""
        return Q(**{f"{column}__gte": self.first, f"{column}__lte": self.last})


@dataclass(frozen=True)
class Formula:
    """How a measure is counted: `rows` brings the records, `meets` judges what stands in their `columns`.

    `unit` is the column that says whose record it is: the code of a unit or of its post. `meets` is None for what is
    not counted yet. `day` is the column by which the list is ordered.
    """

    rows: Callable[[Asked], QuerySet[Any]]
    columns: tuple[str, ...]
    meets: Callable[..., bool | None]
    unit: str
    day: str


def asked(government: Government, period: Period) -> Asked:
    """A period of a government, as it stands today."""
    return Asked(government, period.first, period.last, government.today(), history(government).calendar)


def figures(government: Government, period: Period) -> list[Figure]:
    """What every formula shows for the whole government; one query each, whatever lies in the period."""
    at = asked(government, period)
    found = []
    for measure in MEASURES:
        counted: Counter[bool] = Counter()
        for _unit, met, number in _counted(measure, at):
            counted[met] += number
        found.append(Figure(measure, counted.total(), counted[True]))
    return found


def figures_of_units(government: Government, period: Period) -> dict[str, dict[str, Figure]]:
    """What every formula shows for each unit that has records: by its code, then by the code of the formula."""
    at = asked(government, period)
    found: dict[str, dict[str, Figure]] = {}
    for measure in MEASURES:
        counted: dict[str, Counter[bool]] = {}
        for unit, met, number in _counted(measure, at, by_unit=True):
            if unit:
                counted.setdefault(unit, Counter())[met] += number
        for unit, tally in counted.items():
            found.setdefault(unit, {})[measure.code] = Figure(measure, tally.total(), tally[True])
    return found


def records(measure: Measure, at: Asked, unit: str = "") -> list[tuple[int, bool]]:
    """The records behind a figure, the newest first: their keys, and whether each meets the formula."""
    formula = FORMULAS[measure.code]
    rows = formula.rows(at).order_by(F(formula.day).desc(nulls_last=True), "-pk").distinct()
    found = []
    for key, _day, owner, *values in rows.values_list("pk", formula.day, formula.unit, *formula.columns):
        met = formula.meets(measure, at, *values)
        if met is not None and (not unit or unit == unit_of(owner)):
            found.append((key, met))
    return list(dict.fromkeys(found))


def unit_of(owner: str | None) -> str:
    """The unit that a column names, by its own code or by that of a post; "" where it names none."""
    return (owner or "").partition("/")[0]


def _counted(measure: Measure, at: Asked, *, by_unit: bool = False) -> Iterator[tuple[str, bool, int]]:
    """The records of a measure in groups that look alike to its formula: of which unit, whether met, how many."""
    formula = FORMULAS[measure.code]
    columns = (*formula.columns, *([formula.unit] if by_unit else ()))
    rows = formula.rows(at).order_by().values_list(*columns).annotate(records=Count("pk", distinct=True))
    for *values, number in rows:
        owner = values.pop() if by_unit else ""
        met = formula.meets(measure, at, *values)
        if met is not None:
            yield unit_of(owner), met, number


# The records


def _meetings(at: Asked) -> QuerySet[Meeting]:
    """Meetings that were held."""
    chair = FilteredRelation("seat_rows", condition=Q(seat_rows__role=Role.CHAIR, seat_rows__retired=False))
    return public_meetings(at.government).filter(at.within("held_on")).annotate(chair=chair)


def _all_decisions(at: Asked) -> QuerySet[Decision]:
    """Decisions of meetings, those included of which everybody may know only that they are there."""
    shown = open_to_all(at.government, "meeting", "decision", at="meeting__")
    rows = Decision.objects.of(at.government).standing().filter(shown, at.within("adopted_on"))
    return rows.filter(meeting__in=public_meetings(at.government)).annotate(
        open=Exists(public_decisions(at.government).filter(pk=OuterRef("pk")))
    )


def _decisions(at: Asked) -> QuerySet[Decision]:
    """Decisions that everybody may read."""
    followed = public_follow_ups(at.government).filter(decision=OuterRef("pk"))
    return public_decisions(at.government).filter(at.within("adopted_on")).annotate(followed=Exists(followed))


def _follow_ups(at: Asked) -> QuerySet[FollowUp]:
    """Follow-ups that are due."""
    owner = FilteredRelation("seat_rows", condition=Q(seat_rows__role=Role.OWNER, seat_rows__retired=False))
    return public_follow_ups(at.government).filter(at.within("due_on")).annotate(owner=owner)


def _consulted(at: Asked) -> QuerySet[Participant]:
    """Those who were asked in a consultation that is closed."""
    matters = public_matters(at.government).filter(
        open_to_all(at.government, "matter", "answers"),
        at.within("closed_on"),
        kind=Kind.KONSULTATIF,
        phase="closed",
        withheld=False,
    )
    said = Coalesce("happened_on", TruncDate("created_at", tzinfo=at.government.zone))
    first = Answer.objects.filter(participant=OuterRef("pk")).order_by().values("participant").annotate(on=Min(said))
    asked_for = Participant.objects.filter(government=at.government, role=Role.COUNTERPART, retired=False)
    return asked_for.filter(matter__in=matters).annotate(answered=Subquery(first.values("on")))


def _stances(at: Asked) -> QuerySet[Stance]:
    """How the units concerned stood to decisions of meetings."""
    shown = open_to_all(at.government, "meeting", "stances", at="decision__meeting__")
    decisions = public_decisions(at.government).filter(at.within("adopted_on"), meeting__isnull=False)
    return Stance.objects.filter(shown, government=at.government, decision__in=decisions)


def _invited(at: Asked) -> QuerySet[MeetingSeat]:
    """Who was called to meetings that were held, once everybody may see who came."""
    shown = open_to_all(at.government, "meeting", "attendance", at="subject__")
    meetings = public_meetings(at.government).filter(at.within("held_on"))
    called = MeetingSeat.objects.filter(government=at.government, retired=False, role__in=CALLED)
    return called.filter(shown, subject__in=meetings)


# The formulas: each looks at what stands in the columns of one record


def _minutes_in_time(measure: Measure, at: Asked, held: date, signed: date | None) -> bool | None:
    used = at.calendar.between(held, signed or at.today)
    if signed is None and used <= measure.days:
        return None
    return signed is not None and used <= measure.days


def _is_so(_measure: Measure, _at: Asked, so: bool) -> bool:
    return bool(so)


def _verified(_measure: Measure, at: Asked, state: str, due: date) -> bool | None:
    return None if due > at.today else state == VERIFIED


def _definitive(_measure: Measure, _at: Asked, capacity: str) -> bool:
    return capacity in ("", "definitif")


def _answered_in_time(measure: Measure, at: Asked, opened: date, answered: date | None) -> bool:
    return answered is not None and at.calendar.between(opened, answered) <= measure.days


def _stated(_measure: Measure, _at: Asked, stance: str) -> bool:
    return stance in STATED


def _fulfilled(_measure: Measure, _at: Asked, kept: str) -> bool:
    return kept in ("present", "deputed")


FORMULAS: Mapping[str, Formula] = {
    "notula-terbuka": Formula(_meetings, ("held_on", "signed_on"), _minutes_in_time, "chair__unit", "held_on"),
    "keputusan-terbuka": Formula(_all_decisions, ("open",), _is_so, "decided_by", "adopted_on"),
    "keputusan-ditindaklanjuti": Formula(_decisions, ("followed",), _is_so, "decided_by", "adopted_on"),
    "tindak-lanjut-terverifikasi": Formula(_follow_ups, ("state", "due_on"), _verified, "owner__unit", "due_on"),
    "pejabat-definitif": Formula(_decisions, ("capacity",), _definitive, "decided_by", "adopted_on"),
    "konsultasi-ditanggapi": Formula(
        _consulted, ("matter__opened_on", "answered"), _answered_in_time, "unit", "matter__closed_on"
    ),
    "sikap-dinyatakan": Formula(_stances, ("stance",), _stated, "unit", "decision__adopted_on"),
    "undangan-dipenuhi": Formula(_invited, ("kept",), _fulfilled, "unit", "subject__held_on"),
}

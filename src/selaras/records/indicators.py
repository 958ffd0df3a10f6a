"""Indicators: what the formulas of the yardsticks (Pasal 12 ayat (2)) show of a period, from public records alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from selaras.law.clocks import Calendar
from selaras.law.procedures import Role
from selaras.law.quarters import Period, Quarter
from selaras.law.types import Kind
from selaras.law.yardsticks import MEASURES, MINUTES, Figure, Measure
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

    `day` is the column of the day on which a record falls, `unit` the one that says whose it is: the code of a unit or
    of its post.
    """

    rows: Callable[[Asked], QuerySet[Any]]
    columns: tuple[str, ...]
    meets: Callable[..., bool]
    unit: str
    day: str


@dataclass(frozen=True)
class Course:
    """What a formula shows of a whole period, and of each of its quarters by their codes."""

    whole: Figure
    quarters: Mapping[str, Figure]


def asked(government: Government, period: Period) -> Asked:
    """A period of a government, as it stands today."""
    return Asked(government, period.first, period.last, government.today(), history(government).calendar)


def figures(government: Government, period: Period, unit: str = "") -> list[Figure]:
    """What every formula shows, of one unit or of all; one query each, whatever lies in the period."""
    at = asked(government, period)
    return [figure(measure, at, unit) for measure in MEASURES]


def figure(measure: Measure, at: Asked, unit: str = "") -> Figure:
    """What a formula shows, of one unit or of all; one query."""
    counted: Counter[bool] = Counter()
    for _none, met, number in _counted(measure, at, unit):
        counted[met] += number
    return Figure(measure, counted.total(), counted[True])


def courses(government: Government, period: Period, unit: str = "") -> list[Course]:
    """What every formula shows from quarter to quarter, of one unit or of all; one query each."""
    at = asked(government, period)
    found = []
    for measure in MEASURES:
        counted: Counter[tuple[str, bool]] = Counter()
        for day, met, number in _counted(measure, at, unit, by=FORMULAS[measure.code].day):
            counted[Quarter.of(day).code, met] += number
        quarters = {quarter: _figure(measure, counted, quarter) for quarter, _met in counted}
        whole = Figure(measure, counted.total(), sum(figure.met for figure in quarters.values()))
        found.append(Course(whole, quarters))
    return found


def units_counted(government: Government, period: Period) -> dict[str, dict[str, Figure]]:
    """What every formula shows for each unit that has records: by its code, then by that of the formula."""
    at = asked(government, period)
    found: dict[str, dict[str, Figure]] = {}
    for measure in MEASURES:
        counted: Counter[tuple[str, bool]] = Counter()
        for owner, met, number in _counted(measure, at, by=FORMULAS[measure.code].unit):
            counted[(owner or "").partition("/")[0], met] += number
        for unit, _met in counted:
            if unit:
                found.setdefault(unit, {})[measure.code] = _figure(measure, counted, unit)
    return found


def records(measure: Measure, at: Asked, unit: str = "") -> QuerySet[Any]:
    """The records behind a figure, the newest first."""
    formula = FORMULAS[measure.code]
    return _rows(formula, at, unit).order_by(F(formula.day).desc(), "-pk")


def meets(measure: Measure, at: Asked, record: Any) -> bool:
    """Whether one of these records meets the formula."""
    formula = FORMULAS[measure.code]
    return formula.meets(measure, at, *(_value(record, column) for column in formula.columns))


def day_of(measure: Measure, record: Any) -> date:
    """The day on which one of these records falls."""
    day: date = _value(record, FORMULAS[measure.code].day)
    return day


def _value(record: Any, column: str) -> Any:
    return reduce(getattr, column.split("__"), record)


def _figure(measure: Measure, counted: Mapping[tuple[Any, bool], int], whose: Any) -> Figure:
    met = counted[whose, True]
    return Figure(measure, met + counted[whose, False], met)


def _rows(formula: Formula, at: Asked, unit: str) -> QuerySet[Any]:
    rows = formula.rows(at)
    if not unit:
        return rows
    return rows.filter(Q(**{formula.unit: unit}) | Q(**{f"{formula.unit}__startswith": f"{unit}/"}))


def _counted(measure: Measure, at: Asked, unit: str = "", *, by: str = "") -> Iterator[tuple[Any, bool, int]]:
    """The records of a measure in groups that look alike to its formula: by which column, whether met, how many."""
    formula = FORMULAS[measure.code]
    names = (by, *formula.columns) if by else formula.columns
    rows = _rows(formula, at, unit).order_by().values(*names).annotate(records=Count("pk"))
    for row in rows:
        met = formula.meets(measure, at, *(row[column] for column in formula.columns))
        yield row[by] if by else None, met, row["records"]


# The records


def _meetings(at: Asked) -> QuerySet[Meeting]:
    """Meetings that were held, once their minutes are signed or the days for that have passed."""
    waits = Q(signed_on__isnull=True, held_on__in=_lately(at, MINUTES))
    chair = FilteredRelation("seat_rows", condition=Q(seat_rows__role=Role.CHAIR, seat_rows__retired=False))
    return public_meetings(at.government).filter(at.within("held_on")).exclude(waits).annotate(chair=chair)


def _lately(at: Asked, days: int) -> list[date]:
    """The days since which no more than so many working days have been used."""
    found = [at.today]
    while at.calendar.between(found[-1], at.today) <= days:
        found.append(found[-1] - timedelta(days=1))
    return found[:-1]


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
    """Follow-ups whose day has passed."""
    owner = FilteredRelation("seat_rows", condition=Q(seat_rows__role=Role.OWNER, seat_rows__retired=False))
    return public_follow_ups(at.government).filter(at.within("due_on"), due_on__lt=at.today).annotate(owner=owner)


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


def _minutes_in_time(measure: Measure, at: Asked, held: date, signed: date | None) -> bool:
    return signed is not None and at.calendar.between(held, signed) <= measure.days


def _is_so(_measure: Measure, _at: Asked, so: bool) -> bool:
    return bool(so)


def _verified(_measure: Measure, _at: Asked, state: str) -> bool:
    return state == VERIFIED


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
    "tindak-lanjut-terverifikasi": Formula(_follow_ups, ("state",), _verified, "owner__unit", "due_on"),
    "pejabat-definitif": Formula(_decisions, ("capacity",), _definitive, "decided_by", "adopted_on"),
    "konsultasi-ditanggapi": Formula(
        _consulted, ("matter__opened_on", "answered"), _answered_in_time, "unit", "matter__closed_on"
    ),
    "sikap-dinyatakan": Formula(_stances, ("stance",), _stated, "unit", "decision__adopted_on"),
    "undangan-dipenuhi": Formula(_invited, ("kept",), _fulfilled, "unit", "subject__held_on"),
}

"""Indicators: what the formulas of yardsticks and principles show of a period, from public records alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from threading import Lock
from typing import Any

from django.core.cache import cache
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from selaras.law.clocks import Calendar
from selaras.law.procedures import Role
from selaras.law.quarters import Period, Quarter, year_to
from selaras.law.types import Kind
from selaras.law.yardsticks import ANSWER, EVERY, MEASURES, MINUTES, Figure, Measure
from selaras.records import clock, stamp
from selaras.records.governments import Government
from selaras.records.matters import Answer, Matter, Participant
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
EXCUSED = ("permitted", "ill", "away")  # who said that he cannot come, and why
CONCLUDED = ("closed", "ended")  # how a consultation ends that was neither withdrawn nor carried on
AGREED = ("agrees", "notes")
SERVED = (  # small states of who was asked, once the matter has ended, that say that he answered
    *("answered", "to_confirm", "confirmed", "noted", "differs", "unconfirmed"),
    *("delivered", "completed", "accepted", "declined"),
)
ACCEPTED = "accepted"
CARRIED_UP = "carried_up"
WITH_AUTHORITY = ("definitif", "pj")  # capacities that no rule narrows
EVERYTHING = Q()
SHARED = 2 * 60 * 60  # seconds for which figures that the background counted are told; it counts every hour


@dataclass(frozen=True)
class Asked:
    """Of which government and period is asked, on which day, with which working days.

    `agencies` says of each unit which Perangkat Daerah it is or stands in; those of none are not there.
    """

    government: Government
    first: date
    last: date
    today: date
    calendar: Calendar
    agencies: Mapping[str, str]

    def within(self, column: str) -> Q:
        """What lies in the period by a column of days."""
        return Q(**{f"{column}__gte": self.first, f"{column}__lte": self.last})

    def belong(self, column: str) -> Q:
        """What belongs to a Perangkat Daerah by a column of units."""
        return Q(**{f"{column}__in": sorted(self.agencies)})

    def agency(self, owner: str | None) -> str:
        """The Perangkat Daerah of a unit or of a post; "" for what stands in none."""
        return self.agencies.get((owner or "").partition("/")[0], "")


@dataclass(frozen=True)
class Formula:
    """How a measure is counted: `rows` brings the records, `meets` judges what stands in their `columns`.

    `day` is the column of the day on which a record falls, `unit` the one that says whose it is: the code of a unit or
    of its post. Of the rows, which formulas may share, it counts those that are `of` it, and lists those that are
    `listed`: of the others everybody learns only how many there are.
    """

    rows: Callable[[Asked], QuerySet[Any]]
    columns: tuple[str, ...]
    meets: Callable[..., bool]
    unit: str
    day: str
    of: Q = EVERYTHING
    listed: Q = EVERYTHING


@dataclass(frozen=True)
class Course:
    """What a formula shows of a whole period, and of each of its quarters by their codes."""

    whole: Figure
    quarters: Mapping[str, Figure]


class Tally:
    """What every formula shows of a period, of everybody and of each Perangkat Daerah, quarter by quarter.

    Counted once, one query for all formulas that look at the same records.
    """

    def __init__(self, government: Government, period: Period, measures: Iterable[Measure] = EVERY) -> None:
        self.at = asked(government, period)
        # By formula, Perangkat Daerah ("" for all), quarter ("" for all): how many records, and how many meet it.
        self._counted: Counter[tuple[str, str, str]] = Counter()
        self._met: Counter[tuple[str, str, str]] = Counter()
        together: dict[Callable[[Asked], QuerySet[Any]], list[Measure]] = defaultdict(list)
        for measure in measures:
            together[FORMULAS[measure.code].rows].append(measure)
        for alike in together.values():
            for measure, owner, day, met, number in _looked_at(self.at, alike):
                agency, quarter = self.at.agency(owner), Quarter.of(day).code
                for key in {(measure.code, unit, part) for unit in ("", agency) for part in ("", quarter)}:
                    self._counted[key] += number
                    self._met[key] += number * met

    def figure(self, measure: Measure, unit: str = "", quarter: str = "") -> Figure:
        """What a formula shows, of one Perangkat Daerah or of all, of a quarter or of the whole."""
        key = (measure.code, unit and self.at.agency(unit), quarter)
        if unit and not key[1]:
            return Figure(measure, 0, 0)
        return Figure(measure, self._counted[key], self._met[key])

    def course(self, measure: Measure, unit: str = "") -> Course:
        """What a formula shows from quarter to quarter."""
        codes = {quarter for code, _unit, quarter in self._counted if code == measure.code and quarter}
        quarters = {code: self.figure(measure, unit, code) for code in sorted(codes)}
        return Course(self.figure(measure, unit), quarters)

    @property
    def units(self) -> list[str]:
        """The Perangkat Daerah that have records."""
        return sorted({unit for _code, unit, _quarter in self._counted if unit})


def asked(government: Government, period: Period) -> Asked:
    """A period of a government, as it stands today."""
    past = history(government)
    units, types = {unit.code: unit for unit in past.all_units}, {row.type: row for row in past.all_types}

    def agency(code: str) -> str:
        unit = units[code]
        if types[unit.type].internal and unit.superior in units:
            return agency(unit.superior)
        return code if types[unit.type].is_agency else ""

    agencies = {code: found for code in units if (found := agency(code))}
    return Asked(government, period.first, period.last, government.today(), past.calendar, agencies)


def figures(government: Government, period: Period, unit: str = "") -> list[Figure]:
    """What every formula of the yardsticks shows, of one unit or of all."""
    tally = Tally(government, period, MEASURES)
    return [tally.figure(measure, unit) for measure in MEASURES]


def lately(government: Government, period: Period) -> tuple[list[Figure], datetime]:
    """What every formula shows of a period, counted once in this hour, and when: for a page that only mentions it.

    However few of them a page shows, all records of a year have to be counted. The background does it for everybody
    (`share`), so that no two processes tell different figures; where it does not, each process counts for itself.
    """
    told: tuple[datetime, dict[str, tuple[int, int]]] | None = cache.get(_place(government, period))
    if told and told[1].keys() == {measure.code for measure in MEASURES}:
        return [Figure(measure, *told[1][measure.code]) for measure in MEASURES], told[0]
    now = clock.unseen()
    hour = now.replace(minute=0, second=0, microsecond=0)
    key = (government.pk, period, hour, history(government))
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = figures(government, period), now
        with _lock:
            _kept.clear()
            _kept[key] = found
    return found


def share(government: Government) -> None:
    """Count what every formula shows of the year up to today, for all processes to tell; kept pages are given up."""
    period = year_to(government.today())
    counted = {figure.measure.code: (figure.counted, figure.met) for figure in figures(government, period)}
    cache.set(_place(government, period), (clock.now(), counted), SHARED)
    stamp.renew()


def _place(government: Government, period: Period) -> str:
    return f"indicators:{government.pk}:{period.first}:{period.last}"


_lock = Lock()
_kept: dict[Hashable, tuple[list[Figure], datetime]] = {}


def forget() -> None:
    """Empty the memory (between tests)."""
    with _lock:
        _kept.clear()


def figure(measure: Measure, at: Asked, unit: str = "") -> Figure:
    """What one formula shows, of one unit or of all; one query."""
    counted: Counter[bool] = Counter()
    for _measure, owner, _day, met, number in _looked_at(at, [measure]):
        if not unit or at.agency(owner) == (at.agency(unit) or unit):
            counted[met] += number
    return Figure(measure, counted.total(), counted[True])


def records(measure: Measure, at: Asked, unit: str = "") -> QuerySet[Any]:
    """The records behind a figure that everybody may know of one by one, the newest first."""
    formula = FORMULAS[measure.code]
    rows = formula.rows(at).filter(formula.of, formula.listed)
    if unit:
        rows = rows.filter(_owned(formula.unit, at, at.agency(unit) or unit))
    return rows.order_by(F(formula.day).desc(), "-pk")


def _owned(column: str, at: Asked, agency: str) -> Q:
    """What belongs to a Perangkat Daerah, or to a unit in it, by a column of units or of posts."""
    codes = [code for code, found in at.agencies.items() if found == agency]
    return reduce(or_, (Q(**{f"{column}__startswith": f"{code}/"}) for code in codes), Q(**{f"{column}__in": codes}))


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


def _looked_at(at: Asked, measures: Iterable[Measure]) -> Iterator[tuple[Measure, str, date, bool, int]]:
    """The records that some measures share, in groups that look alike to them: whose, on which day, met, how many."""
    formulas = {measure: FORMULAS[measure.code] for measure in measures}
    first = next(iter(formulas.values()))
    names = dict.fromkeys([first.unit, first.day, *(name for f in formulas.values() for name in f.columns)])
    of = {measure: f"of_{number}" for number, measure in enumerate(formulas)}
    counting = {of[m]: ExpressionWrapper(f.of, BooleanField()) for m, f in formulas.items() if f.of}
    rows = first.rows(at).order_by().annotate(**counting).values(*names, *counting).annotate(records=Count("pk"))
    for row in rows:
        for measure, formula in formulas.items():
            if row.get(of[measure], True):
                met = formula.meets(measure, at, *(row[column] for column in formula.columns))
                yield measure, row[formula.unit] or "", row[formula.day], met, row["records"]


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


def _decisions(at: Asked) -> QuerySet[Decision]:
    """All decisions that stand: of those that are not open everybody may know only that they are there.

    `known` are those of meetings whose decisions everybody may count, and `owner` whose such a decision is.
    """
    government = at.government
    shown = open_to_all(government, "meeting", "decision", at="meeting__")
    met = Q(shown, meeting__in=public_meetings(government)) & ~Q(matter__withheld=True)
    rows = Decision.objects.of(government).standing().filter(at.within("adopted_on"), adopted_on__lte=at.today)
    return rows.annotate(
        open=Exists(public_decisions(government).filter(pk=OuterRef("pk"))),
        known=Case(When(Q(open=True) | met, then=True), default=False, output_field=BooleanField()),
        owner=Case(When(known=True, then=F("decided_by")), default=Value(""), output_field=CharField()),
        followed=Exists(public_follow_ups(government).filter(decision=OuterRef("pk"))),
    )


def _follow_ups(at: Asked) -> QuerySet[FollowUp]:
    """Follow-ups whose day has passed."""
    owner = FilteredRelation("seat_rows", condition=Q(seat_rows__role=Role.OWNER, seat_rows__retired=False))
    return public_follow_ups(at.government).filter(at.within("due_on"), due_on__lt=at.today).annotate(owner=owner)


def _consulted(at: Asked) -> QuerySet[Participant]:
    """Those who were asked in a consultation that came to its end, and those who let their time lapse in one that runs.

    A consultation that was withdrawn or carried on asks nobody any more. What counts is the day on which an answer was
    recorded, and of one that runs today.
    """
    asked_of = public_matters(at.government).filter(kind=Kind.KONSULTATIF, withheld=False)
    ended = asked_of.filter(open_to_all(at.government, "matter", "answers"), phase="closed", state__in=CONCLUDED)
    running = asked_of.filter(open_to_all(at.government, "matter", "lies_with"), phase="open")
    late = running.exclude(opened_on__in=_lately(at, ANSWER))
    recorded = TruncDate("created_at", tzinfo=at.government.zone)
    answers = Answer.objects.filter(participant=OuterRef("pk")).order_by().values("participant")
    rows = Participant.objects.filter(at.belong("unit"), government=at.government, role=Role.COUNTERPART, retired=False)
    return (
        rows.filter(Q(matter__in=ended) | Q(matter__in=late, slot="asked"))
        .annotate(
            answered=Subquery(answers.annotate(on=Min(recorded)).values("on")),
            falls_on=Coalesce("matter__closed_on", Value(at.today)),
        )
        .filter(at.within("falls_on"))
    )


def _stances(at: Asked) -> QuerySet[Stance]:
    """How the units concerned stood to decisions of meetings, but those who had said that they cannot come."""
    shown = open_to_all(at.government, "meeting", "stances", at="decision__meeting__")
    decisions = public_decisions(at.government).filter(at.within("adopted_on"), meeting__isnull=False)
    seats = MeetingSeat.objects.filter(subject=OuterRef("decision__meeting"), unit=OuterRef("unit"))
    excused = Exists(seats.filter(kept__in=EXCUSED, retired=False))
    rows = Stance.objects.filter(shown, at.belong("unit"), government=at.government, decision__in=decisions)
    written = ExpressionWrapper(~Q(decision__dissent=""), BooleanField())
    return rows.exclude(Q(excused, stance="absent")).annotate(dissent_written=written)


def _invited(at: Asked) -> QuerySet[MeetingSeat]:
    """Who had to come to meetings that were held, once everybody may see who came, but those who were excused."""
    shown = open_to_all(at.government, "meeting", "attendance", at="subject__")
    meetings = public_meetings(at.government).filter(at.within("held_on"))
    called = MeetingSeat.objects.filter(at.belong("unit"), government=at.government, retired=False, role=Role.INVITEE)
    return called.filter(shown, subject__in=meetings).exclude(kept__in=EXCUSED)


def _called(at: Asked) -> QuerySet[Meeting]:
    """Meetings that were held, once the day on which they were called is known."""
    chair = FilteredRelation("seat_rows", condition=Q(seat_rows__role=Role.CHAIR, seat_rows__retired=False))
    held = public_meetings(at.government).filter(at.within("held_on"), opened_on__isnull=False)
    return held.annotate(chair=chair)


def _served(at: Asked) -> QuerySet[Participant]:
    """Who was asked for an opinion or for expert work in matters that came to their end."""
    ended = public_matters(at.government).filter(
        open_to_all(at.government, "matter", "answers"),
        at.within("closed_on"),
        kind__in=(Kind.KONSULTATIF, Kind.FUNGSIONAL),
        withheld=False,
        phase="closed",
        state__in=CONCLUDED,
    )
    rows = Participant.objects.filter(at.belong("unit"), government=at.government, role=Role.COUNTERPART, retired=False)
    return rows.filter(matter__in=ended)


def _deliberated(at: Asked) -> QuerySet[Matter]:
    """Collegial matters that were closed or carried up."""
    return public_matters(at.government).filter(
        at.within("closed_on"),
        kind=Kind.KOLEGIAL,
        withheld=False,
        phase="closed",
        state__in=(*CONCLUDED, CARRIED_UP),
    )


def _ended_follow_ups(at: Asked) -> QuerySet[FollowUp]:
    """Follow-ups that came to their end, one way or another."""
    owner = FilteredRelation("seat_rows", condition=Q(seat_rows__role=Role.OWNER, seat_rows__retired=False))
    rows = public_follow_ups(at.government).filter(at.within("closed_on"), phase="closed")
    return rows.annotate(owner=owner)


# The formulas: each looks at what stands in the columns of one record


def _minutes_in_time(measure: Measure, at: Asked, held: date, signed: date | None) -> bool:
    return signed is not None and at.calendar.between(held, signed) <= measure.days


def _is_so(_measure: Measure, _at: Asked, so: bool) -> bool:
    return bool(so)


def _verified(_measure: Measure, _at: Asked, state: str) -> bool:
    return state == VERIFIED


def _with_authority(_measure: Measure, _at: Asked, capacity: str, aspects: list[str]) -> bool:
    return capacity in WITH_AUTHORITY or not aspects


def _answered_in_time(measure: Measure, at: Asked, opened: date, answered: date | None) -> bool:
    return answered is not None and at.calendar.between(opened, answered) <= measure.days


def _stated(_measure: Measure, _at: Asked, stance: str) -> bool:
    return stance in STATED


def _fulfilled(_measure: Measure, _at: Asked, kept: str) -> bool:
    return kept in ("present", "deputed")


def _called_in_time(measure: Measure, at: Asked, called: date, held: date) -> bool:
    return at.calendar.between(called, held) >= measure.days


def _did_serve(_measure: Measure, _at: Asked, slot: str) -> bool:
    return slot in SERVED


def _was_accepted(_measure: Measure, _at: Asked, slot: str) -> bool:
    return slot == ACCEPTED


def _is_written(_measure: Measure, _at: Asked, dissent: bool) -> bool:
    return dissent


def _agreed(_measure: Measure, _at: Asked, stance: str) -> bool:
    return stance in AGREED


def _among_themselves(_measure: Measure, _at: Asked, state: str) -> bool:
    return state == "closed"


OPEN = Q(open=True)
FORMULAS: Mapping[str, Formula] = {
    "notula-terbuka": Formula(_meetings, ("held_on", "signed_on"), _minutes_in_time, "chair__unit", "held_on"),
    "keputusan-terbuka": Formula(_decisions, ("open",), _is_so, "owner", "adopted_on", listed=Q(known=True)),
    "keputusan-ditindaklanjuti": Formula(_decisions, ("followed",), _is_so, "owner", "adopted_on", of=OPEN),
    "tindak-lanjut-terverifikasi": Formula(_follow_ups, ("state",), _verified, "owner__unit", "due_on"),
    "pejabat-definitif": Formula(
        _decisions, ("capacity", "aspects"), _with_authority, "owner", "adopted_on", of=OPEN & ~Q(capacity="")
    ),
    "konsultasi-ditanggapi": Formula(
        _consulted, ("matter__opened_on", "answered"), _answered_in_time, "unit", "falls_on"
    ),
    "sikap-dinyatakan": Formula(_stances, ("stance",), _stated, "unit", "decision__adopted_on"),
    "undangan-dipenuhi": Formula(_invited, ("kept",), _fulfilled, "unit", "subject__held_on"),
    "permintaan-dilayani": Formula(_served, ("slot",), _did_serve, "unit", "matter__closed_on"),
    "undangan-memberi-waktu": Formula(_called, ("opened_on", "held_on"), _called_in_time, "chair__unit", "held_on"),
    "keberatan-dimuat": Formula(
        _stances, ("dissent_written",), _is_written, "unit", "decision__adopted_on", of=Q(stance="objects")
    ),
    "hasil-diterima": Formula(
        _served,
        ("slot",),
        _was_accepted,
        "unit",
        "matter__closed_on",
        of=Q(matter__kind=Kind.FUNGSIONAL) & ~Q(slot__in=("asked", "silent", "declined")),
    ),
    "keputusan-disetujui": Formula(
        _stances, ("stance",), _agreed, "unit", "decision__adopted_on", of=Q(stance__in=STATED)
    ),
    "selesai-antarpihak": Formula(_deliberated, ("state",), _among_themselves, "opener_unit", "closed_on"),
    "tuntas-oleh-pelaksana": Formula(_ended_follow_ups, ("state",), _verified, "owner__unit", "closed_on"),
}

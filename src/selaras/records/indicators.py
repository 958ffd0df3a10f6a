"""Indicators: what the formulas of yardsticks and principles show of a period, from public records alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
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
from selaras.law.quarters import Period, Quarter
from selaras.law.types import Kind
from selaras.law.yardsticks import ANSWER, EVERY, MEASURES, MINUTES, Figure, Measure
from selaras.records import sums
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
from selaras.records.sums import Key, Line, Part
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
    of its post; with `belongs` only that of a Perangkat Daerah counts. `subject` leads to the subject that adds a row
    to the sums. Of the rows, which formulas may share, it counts those that are `of` it, and lists those that are
    `listed`: of the others everybody learns only how many there are.
    """

    rows: Callable[[Asked], QuerySet[Any]]
    columns: tuple[str, ...]
    meets: Callable[..., bool]
    unit: str
    day: str
    of: Q = EVERYTHING
    listed: Q = EVERYTHING
    belongs: bool = False
    subject: str = "pk"


@dataclass(frozen=True)
class Course:
    """What a formula shows of a whole period, and of each of its quarters by their codes."""

    whole: Figure
    quarters: Mapping[str, Figure]


class Tally:
    """What every formula shows of a period, of everybody and of each Perangkat Daerah, quarter by quarter.

    Read from the sums, one query; let what is marked be made anew before (`actions/marks.py`, `current`).
    """

    def __init__(self, government: Government, period: Period) -> None:
        self.at = asked(government, period)
        # By formula, Perangkat Daerah ("" for all), quarter ("" for all): how many records, and how many meet it.
        self._counted: Counter[tuple[str, str, str]] = Counter()
        self._met: Counter[tuple[str, str, str]] = Counter()
        rows = sums.read(government, FORMULAS, since=period.first, until=period.last, by=("day", "unit"))
        for row in rows:
            assert row.day is not None
            agency, quarter = self.at.agency(row.unit), Quarter.of(row.day).code
            if not agency and FORMULAS[row.measure].belongs:
                continue
            for key in {(row.measure, unit, part) for unit in ("", agency) for part in ("", quarter)}:
                self._counted[key] += row.n
                self._met[key] += row.met

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
    tally = Tally(government, period)
    return [tally.figure(measure, unit) for measure in MEASURES]


def records(measure: Measure, at: Asked, unit: str = "") -> QuerySet[Any]:
    """The records behind a figure that everybody may know of one by one, the newest first."""
    formula = FORMULAS[measure.code]
    rows = formula.rows(at).filter(formula.of, formula.listed)
    if formula.belongs:
        rows = rows.filter(at.belong(formula.unit))
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
    rows = Participant.objects.filter(government=at.government, role=Role.COUNTERPART, retired=False)
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
    rows = Stance.objects.filter(shown, government=at.government, decision__in=decisions)
    written = ExpressionWrapper(~Q(decision__dissent=""), BooleanField())
    return rows.exclude(Q(excused, stance="absent")).annotate(dissent_written=written)


def _invited(at: Asked) -> QuerySet[MeetingSeat]:
    """Who had to come to meetings that were held, once everybody may see who came, but those who were excused."""
    shown = open_to_all(at.government, "meeting", "attendance", at="subject__")
    meetings = public_meetings(at.government).filter(at.within("held_on"))
    called = MeetingSeat.objects.filter(government=at.government, retired=False, role=Role.INVITEE)
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
    rows = Participant.objects.filter(government=at.government, role=Role.COUNTERPART, retired=False)
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
        _consulted,
        ("matter__opened_on", "answered"),
        _answered_in_time,
        "unit",
        "falls_on",
        belongs=True,
        subject="matter",
    ),
    "sikap-dinyatakan": Formula(
        _stances, ("stance",), _stated, "unit", "decision__adopted_on", belongs=True, subject="decision"
    ),
    "undangan-dipenuhi": Formula(
        _invited, ("kept",), _fulfilled, "unit", "subject__held_on", belongs=True, subject="subject"
    ),
    "permintaan-dilayani": Formula(
        _served, ("slot",), _did_serve, "unit", "matter__closed_on", belongs=True, subject="matter"
    ),
    "undangan-memberi-waktu": Formula(_called, ("opened_on", "held_on"), _called_in_time, "chair__unit", "held_on"),
    "keberatan-dimuat": Formula(
        _stances,
        ("dissent_written",),
        _is_written,
        "unit",
        "decision__adopted_on",
        of=Q(stance="objects"),
        belongs=True,
        subject="decision",
    ),
    "hasil-diterima": Formula(
        _served,
        ("slot",),
        _was_accepted,
        "unit",
        "matter__closed_on",
        of=Q(matter__kind=Kind.FUNGSIONAL) & ~Q(slot__in=("asked", "silent", "declined")),
        belongs=True,
        subject="matter",
    ),
    "keputusan-disetujui": Formula(
        _stances,
        ("stance",),
        _agreed,
        "unit",
        "decision__adopted_on",
        of=Q(stance__in=STATED),
        belongs=True,
        subject="decision",
    ),
    "selesai-antarpihak": Formula(_deliberated, ("state",), _among_themselves, "opener_unit", "closed_on"),
    "tuntas-oleh-pelaksana": Formula(_ended_follow_ups, ("state",), _verified, "owner__unit", "closed_on"),
}


# What every subject adds to the sums


def of_meetings(government: Government, keys: Collection[int]) -> dict[int, Part]:
    """What meetings add, and when the days for their minutes have passed."""
    at = _of_all_days(government)
    parts = _parts(at, keys, "notula-terbuka", "undangan-dipenuhi", "undangan-memberi-waktu")
    held = Meeting.objects.filter(government=government, pk__in=keys, held_on__isnull=False).order_by()
    for key, day, signed, called in held.values_list("pk", "held_on", "signed_on", "opened_on"):
        late = at.calendar.add(day, MINUTES + 1)
        wakes = late if signed is None and late > at.today else None
        parts[key] = Part(_lines(parts, key), wakes, (min(day, called or day), max(late, signed or late)))
    return parts


def of_decisions(government: Government, keys: Collection[int]) -> dict[int, Part]:
    """What decisions add, and when one stands or is open that does not or is not yet."""
    at = _of_all_days(government)
    named = ("keputusan-terbuka", "keputusan-ditindaklanjuti", "pejabat-definitif")
    parts = _parts(at, keys, *named, "sikap-dinyatakan", "keberatan-dimuat", "keputusan-disetujui")
    later = Q(adopted_on__gt=at.today) | Q(released_on__gt=at.today)
    for key, *days in (
        Decision.objects.filter(later, pk__in=keys).order_by().values_list("pk", "adopted_on", "released_on")
    ):
        parts[key] = Part(_lines(parts, key), min(day for day in days if day and day > at.today))
    return parts


def of_follow_ups(government: Government, keys: Collection[int]) -> dict[int, Part]:
    """What follow-ups add, and when their day has passed."""
    at = _of_all_days(government)
    parts = _parts(at, keys, "tindak-lanjut-terverifikasi", "tuntas-oleh-pelaksana")
    due = FollowUp.objects.filter(government=government, pk__in=keys, due_on__gte=at.today).order_by()
    for key, day in due.values_list("pk", "due_on"):
        parts[key] = Part(_lines(parts, key), day + timedelta(days=1))
    return parts


def of_matters(government: Government, keys: Collection[int]) -> dict[int, Part]:
    """What consultations and other matters add, when who was asked is late, and in the next quarter, into which what is
    late goes along; and when a request for a withholding holds a matter no more.
    """
    about = Q(kind__in=(Kind.KONSULTATIF, Kind.FUNGSIONAL, Kind.KOLEGIAL)) | Q(held_until__isnull=False)
    rows = Matter.objects.filter(about, government=government, pk__in=keys).order_by()
    found = list(rows.values_list("pk", "kind", "phase", "opened_on", "held_until"))
    if not found:
        return {}
    at = _of_all_days(government)
    named = ("konsultasi-ditanggapi", "permintaan-dilayani", "hasil-diterima", "selesai-antarpihak")
    parts = _parts(at, [key for key, *_rest in found], *named)
    for key, kind, phase, opened, held in found:
        days = [held + timedelta(days=1)] if held and held >= at.today else []
        looks = None
        if kind == Kind.KONSULTATIF and opened:
            late = at.calendar.add(opened, ANSWER + 1)
            looks = (opened, late)
            if phase == "open":
                days.append(late if late > at.today else Quarter.of(at.today).last + timedelta(days=1))
        parts[key] = Part(_lines(parts, key), min(days, default=None), looks)
    return parts


def _of_all_days(government: Government) -> Asked:
    return asked(government, Period("", date.min, date.max))


def _lines(parts: Mapping[int, Part], key: int) -> tuple[Line, ...]:
    return parts[key].lines if key in parts else ()


def _parts(at: Asked, keys: Collection[int], *codes: str) -> dict[int, Part]:
    """What subjects add to some formulas; one query for all that look at the same records."""
    together: dict[Callable[[Asked], QuerySet[Any]], list[Measure]] = defaultdict(list)
    for measure in EVERY:
        if measure.code in codes:
            together[FORMULAS[measure.code].rows].append(measure)
    lines: dict[int, list[Line]] = defaultdict(list)
    for measures in together.values():
        for key, line in _looked_at(at, measures, keys):
            lines[key].append(line)
    return {key: Part(tuple(found)) for key, found in lines.items()}


def _looked_at(at: Asked, measures: Sequence[Measure], keys: Collection[int]) -> Iterator[tuple[int, Line]]:
    """What some subjects add to formulas that look at the same records."""
    formulas = {measure: FORMULAS[measure.code] for measure in measures}
    first = next(iter(formulas.values()))
    names = dict.fromkeys([first.subject, first.unit, first.day, *(n for f in formulas.values() for n in f.columns)])
    of = {measure: f"of_{number}" for number, measure in enumerate(formulas)}
    counting = {of[m]: ExpressionWrapper(f.of, BooleanField()) for m, f in formulas.items() if f.of}
    rows = first.rows(at).filter(**{f"{first.subject}__in": keys}).order_by().annotate(**counting)
    for row in rows.values(*names, *counting):
        for measure, formula in formulas.items():
            if row.get(of[measure], True):
                met = formula.meets(measure, at, *(row[column] for column in formula.columns))
                unit = (row[formula.unit] or "").partition("/")[0]
                key = Key(measure.code, Quarter.of(row[formula.day]).first, unit)
                yield row[formula.subject], Line(key, met=int(met))

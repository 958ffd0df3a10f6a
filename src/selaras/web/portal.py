"""The portal's front: home with the work that runs now, the sheet of signs, and what is shown when something fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import RequestDataTooBig
from django.db.models import Count, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions.facts import clock_of, local_day, resolver
from selaras.law.clocks import Pause, Reading
from selaras.law.kinds import agency_of
from selaras.law.paths import Question
from selaras.law.procedures import PARTIES
from selaras.law.types import Basis, Kind, Strength
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter, leading
from selaras.records.openness import (
    by_parties,
    in_phase,
    public_decisions,
    public_follow_ups,
    public_matters,
    public_meetings,
)
from selaras.records.past import sitting, stand, state_since
from selaras.records.prepared import ask
from selaras.web.day import Moment, dated, page, shown_since
from selaras.web.decisions import beginning
from selaras.web.drawing import Drawing, drawing
from selaras.web.faces import called, day_and_hours, shows
from selaras.web.indicators import standing
from selaras.web.language import procedure_of, regulation_of
from selaras.web.open_groups import ending_soon
from selaras.web.parties import choices
from selaras.web.policy import Policy, Request, policy

SHOWN = 5  # matters named on the home page
FEW = 3  # decisions, meetings and groups named there
WEEK = timedelta(days=7)
SQUARES = 60  # squares of an office; more is a number alone
SQUARE = 13  # pitch of a square in units of the drawing


@dataclass(frozen=True)
class Running:
    """An open matter as anybody may see it: number, kind, title, on whom it lies, and its most pressing clock.

    Where it lies with several of whom not all are pressed alike, `pressed` are those whose clock it is.
    """

    number: str
    title: str
    kind: str
    lies_with: tuple[str, ...]
    clock: Reading | None
    pressed: tuple[str, ...]
    since: datetime
    office: str  # the unit of who leads it now, "" where its kind knows no leader

    @property
    def late(self) -> bool:
        """Whether a target has passed."""
        return self.clock is not None and self.clock.late

    @property
    def left(self) -> int | None:
        """Working days to its target, negative past it; None where nothing has one."""
        return self.clock.left if self.clock else None


@dataclass(frozen=True)
class Office:
    """An office with one square for each matter that it leads, the late ones first."""

    name: str
    matters: int
    late: int

    @property
    def squares(self) -> list[tuple[int, bool]]:
        """Place and lateness of each square; none when there are too many to count at a glance."""
        return [(n * SQUARE, n < self.late) for n in range(self.matters)] if self.matters <= SQUARES else []

    @property
    def width(self) -> int:
        """Width of all squares in units of the drawing."""
        return self.matters * SQUARE


@policy(Policy.PUBLIC)
@dated
def home(request: Request, moment: Moment) -> HttpResponse:
    """One sentence about the work that runs now, the question "through whom?", and where to go from here."""
    now = moment.day == moment.today
    matters, total, agencies = _running(request, moment) if moment.day <= moment.today else ([], 0, [])
    counted = Counter(m.office for m in matters)
    late = Counter(m.office for m in matters if m.late)
    heads = moment.organisation.heads
    names = {
        code: heads[code].title if code in heads else moment.organisation.name_of(code) for code in counted if code
    }
    offices = [Office(names.get(code, _("Tanpa pemimpin koordinasi")), counted[code], late[code]) for code in counted]
    context = {
        "menu": "home",
        "shown_since": shown_since(moment),
        "now": now,
        "past": moment.day < moment.today,
        "running": matters[:SHOWN],
        "total": total,
        "agencies": agencies,
        "tasks_late": next(iter(ask(_overdue, request.government, moment.today) if now else ()), (0, 0)),
        "all_agencies": sum(moment.organisation.type_of(code).is_agency for code in moment.organisation.units),
        "late": sum(late.values()),
        "offices": sorted(offices, key=lambda office: -office.matters) if now else [],
        "kinds": moment.regulation.kinds.kinds,
        "choices": choices(moment.organisation),
        "week": _week(request, moment) if now else None,
        "yardsticks": standing(request.government, moment) if now else None,
    }
    return page(request, moment, "portal/home.html", context)


@dataclass(frozen=True)
class Week:
    """What was decided in the last seven days, which meetings come, which groups end soon: how many, and the first."""

    decided: int
    decisions: list[tuple[date, str, str]]  # day, title and address
    coming: int
    meetings: list[tuple[str, str, str]]  # when, title and address
    ending: int
    over: int  # groups that work on though their time has passed
    groups: list[WorkingGroup]


def _week(request: Request, moment: Moment) -> Week:
    government = request.government
    minute = government.now().replace(second=0, microsecond=0)
    decided, coming = (_decided, moment.today - WEEK), (_coming, minute)
    ending = ending_soon(request, moment)
    return Week(
        decided=_many(government, *decided),
        decisions=[
            (d.adopted_on or moment.today, beginning(d.text), f"/keputusan/{d.pk}/")
            for d in ask(_first, government, *decided)
        ],
        coming=_many(government, *coming),
        meetings=[
            (day_and_hours(m.starts_at, None), m.title, f"/agenda/{m.pk}/") for m in ask(_first, government, *coming)
        ],
        ending=sum(group.ends_on >= moment.today for group in ending),
        over=sum(group.ends_on < moment.today for group in ending),
        groups=ending[:FEW],
    )


def _decided(government: Government, after: date) -> QuerySet[Any]:
    return public_decisions(government).filter(adopted_on__gt=after).order_by("-adopted_on", "-pk")


def _overdue(government: Government, today: date) -> QuerySet[Any]:
    """How many follow-ups of decisions are past their day, and how many of documents."""
    rows = public_follow_ups(government).filter(phase="open", due_on__lt=today).order_by().annotate(every=Value(1))
    of_decisions = Count("pk", filter=Q(decision__isnull=False))
    of_documents = Count("pk", filter=Q(decision__isnull=True, document__isnull=False))
    found: QuerySet[Any] = rows.values("every").annotate(of_decisions=of_decisions, of_documents=of_documents)
    return found.values_list("of_decisions", "of_documents")


def _coming(government: Government, since: datetime) -> QuerySet[Any]:
    return public_meetings(government).filter(state="called", starts_at__gte=since).order_by("starts_at")


def _first(government: Government, rows: Callable[..., QuerySet[Any]], since: date | datetime) -> QuerySet[Any]:
    found = rows(government, since)
    return found[:FEW]


def _number(government: Government, rows: Callable[..., QuerySet[Any]], since: date | datetime) -> QuerySet[Any]:
    every = rows(government, since).order_by().annotate(every=Value(1)).values("every")
    found: QuerySet[Any] = every.annotate(many=Count("pk")).values_list("many", flat=True)
    return found


def _many(government: Government, rows: Callable[..., QuerySet[Any]], since: date | datetime) -> int:
    return sum(ask(_number, government, rows, since))


def _running(request: Request, moment: Moment) -> tuple[list[Running], int, list[tuple[str, str]]]:
    """The matters that run on the day of the page, the latest first, how many they are and which agencies work.

    A unit that is no agency counts for the one within which it stands.

    Of a past day, to which each has to be brought back, only the first are told: those longest in their state.
    """
    government, organisation = request.government, moment.organisation
    found: list[Running] = []
    parties: set[str] = set()
    known: dict[tuple[str, ...], Reading] = {}
    rows = _stood(government) if government.as_of else _lines(government)
    total = _open(government).count() if government.as_of else len(rows)
    for row in rows:
        matter, told = row.matter, row.told
        parties |= {p.unit for p in row.seats if p.role in PARTIES} if "units" in told else set()
        waiting = [p for p in row.seats if p.turn] if "lies_with" in told else []
        leader = leading(matter, row.seats) if "path" in told else None
        clocks = [(called(organisation, p), _clock(matter, p, known)) for p in waiting]
        clock = _pressing([reading for _name, reading in clocks])
        pressed = dict.fromkeys(name for name, reading in clocks if reading == clock)
        names = dict.fromkeys(name for name, _reading in clocks)
        found.append(
            Running(
                row.number,
                row.title if "title" in told else "",
                regulation_of(matter).kinds.title(matter.kind, matter.type or None) if "kind" in told else "",
                tuple(names),
                clock,
                tuple(pressed) if len(pressed) < len(names) else (),
                row.since,
                leader.unit if leader else "",
            )
        )
    if not government.as_of:
        found.sort(key=lambda running: (running.left is None, running.left or 0, running.since))
    agencies = {agency_of(organisation, unit) for unit in parties}
    named = [
        (organisation.name_of(code), code)
        for code in agencies
        if code in organisation.units and organisation.type_of(code).is_agency
    ]
    return found, total, sorted(named)


class _Seat(NamedTuple):
    """What home asks of a seat, by the names of its columns."""

    order: int
    role: str
    unit: str
    post: str
    turn: str
    leads: bool
    retired: bool
    slot: str
    slot_since: datetime
    turn_since: datetime | None


@dataclass(frozen=True)
class _Line:
    """An open matter with who sits in it, and what of it everybody may see; `matter` is one that stands alike."""

    number: str
    title: str
    since: datetime
    seats: list[Any]
    matter: Matter
    told: frozenset[str]


TOLD = ("units", "lies_with", "path", "title", "kind")
OWN = ("pk", "number", "title", "state_since")
# By what the law tells matters apart; which units take part, only where it counts them alone.
ALIKE = ("regulation", "procedure", "state", "phase", "kind", "type", "duty", "held_until", "held_state")
PARTS = ("opener_unit", "parties")
COLUMNS = (*OWN, *ALIKE, *PARTS, "pauses", *(f"participants__{name}" for name in _Seat._fields))


def _lines(government: Government) -> list[_Line]:
    """The matters that run today: rows of values, one for each seat, for there may be hundreds of them."""
    found: dict[int, _Line] = {}
    alike: dict[tuple[Any, ...], tuple[Matter, frozenset[str]]] = {}
    for pk, number, title, since, *more in ask(_every, government):
        if pk not in found:
            columns = dict(zip((*ALIKE, *PARTS, "pauses"), more, strict=False))
            parts = str([columns[name] for name in PARTS]) if by_parties(government, columns) else ""
            key = (*more[: len(ALIKE)], parts, str(columns["pauses"]))
            if key not in alike:
                matter = Matter(government=government, **columns)
                alike[key] = matter, _told(matter)
            found[pk] = _Line(number or "", title, since, [], *alike[key])
        seat = _Seat(*more[len(ALIKE) + len(PARTS) + 1 :])
        if not seat.retired:
            found[pk].seats.append(seat)
    return list(found.values())


def _stood(government: Government) -> list[_Line]:
    """The first of the matters that ran at the end of a past day, as they stood then."""
    rows = _open(government).defer("path", "purpose").prefetch_related("participants")[:SHOWN]
    return [
        _Line(m.number or "", m.title, m.state_since, sitting(m, m.participants.all()), m, _told(m))
        for m in stand(rows, government)
    ]


def _told(matter: Matter) -> frozenset[str]:
    return frozenset(field for field in TOLD if shows(matter, field))


def _open(government: Government) -> QuerySet[Any]:
    """The open matters of which everybody may know, those longest in their state first."""
    rows = public_matters(government).filter(in_phase(government, Matter.TYPE, "open"), withheld=False)
    found: QuerySet[Any] = rows.order_by(state_since(government, Matter.TYPE), "pk")
    return found


def _every(government: Government) -> QuerySet[Any]:
    return _open(government).order_by("state_since", "pk", "participants__order").values_list(*COLUMNS)


def _clock(matter: Matter, seat: Any, known: dict[tuple[str, ...], Reading]) -> Reading:
    """The clock of a seat on which a matter waits, read once for all that wait alike."""
    since = local_day(matter.government, seat.turn_since or seat.slot_since)
    held = f"{seat.order} {matter.pauses}" if matter.pauses else ""
    key = matter.regulation, matter.procedure, matter.state, seat.role, seat.slot, str(since), held
    if key not in known:
        known[key] = clock_of(matter, procedure_of(matter), seat)
    return known[key]


def _pressing(clocks: Sequence[Reading]) -> Reading | None:
    """The clock that is nearest to its target, or furthest past it."""
    return min((c for c in clocks if c.left is not None), key=lambda c: c.left or 0, default=None)


@policy(Policy.PUBLIC)
@dated
def signs(request: Request, moment: Moment) -> HttpResponse:
    """Every sign of these pages with what it means."""
    inferred = Basis(Strength.INFERRED, "Pasal 1 angka 13")
    path = _sample(request, moment)
    context = {
        "stated": Basis(Strength.STATED, "Pasal 21 ayat (1)"),
        "inferred": inferred,
        "designed": Basis(Strength.DESIGNED, None, _("target lima hari")),
        "stated_foreign": Basis(Strength.STATED, "UU 30/2014 Pasal 14 ayat (7)"),
        "ways_stated": [_("Dapat diambil alih atasannya.")],
        "ways_inferred": [
            _("Kirim melalui pejabat di antaranya."),
            _("Lewati karena mendesak, dengan alasan tertulis."),
        ],
        "readings": [
            Reading(2, 5),
            Reading(5, 5),
            Reading(7, 5),
            Reading(3, None),
            Reading(2, 5, Pause(date(2026, 11, 3), date(2026, 11, 20), "dokumen")),
        ],
        "drawing": path,
    }
    return page(request, moment, "portal/signs.html", context)


def _sample(request: Request, moment: Moment) -> Drawing | None:
    """The drawing of a path between the first two agencies that have a coordinator; None when there are none."""
    organisation = moment.organisation
    agencies = [c for c in organisation.coordination if c in organisation.units and organisation.type_of(c).is_agency]
    if len(agencies) < 2:
        return None
    question = Question(agencies[0], (agencies[1],), Kind.KOORDINATIF)
    drawn = drawing(resolver(request.government, moment.day).resolve(question), organisation)
    for node in drawn.nodes:
        node.href += moment.per
    return drawn


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read; 413 when it carries more than an installation takes."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)

"""The portal's front: home with the work that runs now, the sheet of signs, and what is shown when something fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions.facts import clock_of, resolver
from selaras.law.clocks import Reading
from selaras.law.openness import Viewer
from selaras.law.paths import Question
from selaras.law.procedures import Phase, Role
from selaras.law.types import Basis, Kind, Strength
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter, Participant
from selaras.records.openness import closed_to_all, public_decisions, public_meetings
from selaras.web.day import Moment, dated, page
from selaras.web.decisions import beginning
from selaras.web.drawing import Drawing, drawing
from selaras.web.faces import day_and_hours
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
    """An open matter as anybody may see it: number, kind, title, on whom it lies, and its most pressing clock."""

    number: str
    title: str
    kind: str
    lies_with: tuple[str, ...]
    clock: Reading | None
    since: datetime
    office: str  # the convener's unit, "" where nobody convenes

    @property
    def late(self) -> bool:
        """Whether a target has passed."""
        return self.clock is not None and self.clock.late


@dataclass(frozen=True)
class Office:
    """A convening office with one square for each of its matters, the late ones first."""

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
    matters, agencies = _running(request, moment) if now else ([], 0)
    counted = Counter(m.office for m in matters)
    late = Counter(m.office for m in matters if m.late)
    heads = moment.organisation.heads
    names = {
        code: heads[code].title if code in heads else moment.organisation.name_of(code) for code in counted if code
    }
    offices = [Office(names.get(code, _("Langsung antarunit")), counted[code], late[code]) for code in counted]
    context = {
        "menu": "home",
        "now": now,
        "running": matters[:SHOWN],
        "total": len(matters),
        "agencies": agencies,
        "all_agencies": sum(moment.organisation.type_of(code).is_agency for code in moment.organisation.units),
        "late": sum(late.values()),
        "offices": sorted(offices, key=lambda office: -office.matters),
        "kinds": moment.regulation.kinds.kinds,
        "choices": choices(moment.organisation),
        "week": _week(request, moment) if now else None,
        "yardsticks": standing(request.government, moment) if now else [],
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
    groups: list[WorkingGroup]


def _week(request: Request, moment: Moment) -> Week:
    government = request.government
    decided = public_decisions(government).filter(adopted_on__gt=moment.today - WEEK).order_by("-adopted_on", "-pk")
    coming = public_meetings(government).filter(state="called", starts_at__gte=government.now()).order_by("starts_at")
    ending = ending_soon(request, moment)
    return Week(
        decided=decided.count(),
        decisions=[(d.adopted_on or moment.today, beginning(d.text), f"/keputusan/{d.pk}/") for d in decided[:FEW]],
        coming=coming.count(),
        meetings=[(day_and_hours(m.starts_at, None), m.title, f"/agenda/{m.pk}/") for m in coming[:FEW]],
        ending=len(ending),
        groups=ending[:FEW],
    )


def _running(request: Request, moment: Moment) -> tuple[list[Running], int]:
    """The open matters whose existence the law lets everybody see, late and old ones first; how many agencies work."""
    government, viewer = request.government, Viewer()
    found: list[Running] = []
    agencies: set[str] = set()
    rows = Matter.objects.of(government).filter(phase=Phase.OPEN.value).defer("path", "purpose").order_by("state_since")
    for matter in rows.prefetch_related("participants"):
        matter.government = government
        openness = regulation_of(matter).openness

        def shown(field: str, matter: Matter = matter, openness: Any = openness) -> bool:
            return bool(openness.visible("matter", field, Phase.OPEN, viewer, closed_to_all(matter), matter.state))

        if not shown("number"):
            continue
        participants = [p for p in matter.participants.all() if not p.retired]
        units = {p.unit for p in participants if p.role in (Role.OPENER, Role.COUNTERPART)}
        agencies |= {u for u in units if u in moment.organisation.units and moment.organisation.type_of(u).is_agency}
        waiting = [p for p in participants if p.turn] if shown("lies_with") else []
        lies_with = tuple(dict.fromkeys(moment.organisation.name_of(p.unit) for p in waiting))
        convener = next((p.unit for p in participants if p.role == Role.CONVENER), "")
        found.append(
            Running(
                matter.number or "",
                matter.title if shown("title") else "",
                regulation_of(matter).kinds.title(matter.kind, matter.type or None) if shown("kind") else "",
                lies_with,
                _pressing(matter, waiting),
                matter.state_since,
                convener if shown("path") else "",
            )
        )
    found.sort(key=lambda running: (not running.late, running.since))
    return found, len(agencies)


def _pressing(matter: Matter, waiting: Sequence[Participant]) -> Reading | None:
    """The clock of those on whom a matter waits that is nearest to its target, or furthest past it."""
    procedure = procedure_of(matter)
    readings = [clock_of(matter, procedure, participant) for participant in waiting]
    return min((r for r in readings if r.left is not None), key=lambda r: r.left or 0, default=None)


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
        "readings": [Reading(2, 5), Reading(5, 5), Reading(7, 5), Reading(3, None)],
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

"""The workspace: what waits for the reader's post, what waits on others, and in which post he acts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Window
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions.drafts import regulation_today
from selaras.actions.facts import clock_of, has_come, local_day
from selaras.law.clocks import Reading
from selaras.law.organisation import Organisation
from selaras.law.procedures import Effect, Procedure, Role, State, Thing
from selaras.records import queue, reports, turns
from selaras.records.governments import pack_of
from selaras.records.matters import Matter, Participant
from selaras.records.people import CAPACITIES, Actor
from selaras.records.units import history
from selaras.records.withholdings import Withholding
from selaras.web import silence
from selaras.web.chosen import CHOSEN
from selaras.web.forms import whole
from selaras.web.kinds import role_word
from selaras.web.language import day_in_language, in_language, procedure_of, regulation_of
from selaras.web.offices import keeps_background
from selaras.web.pages import keep
from selaras.web.parties import clean
from selaras.web.policy import ActingRequest, Policy, Request, policy
from selaras.web.sorts import reference_of, sender_of, title_of, word_of
from selaras.web.subjects import SeeOther, turn_label, who
from selaras.web.triage import awaits_lead

PER_PAGE = 50
PHASES = {"berjalan": "open", "selesai": "closed"}
SHORT = 10  # rows of a list that is only a reminder
NEWS = 3  # notices on the inbox, which is about acts
WEEK = 5  # working days; what has longer is for later


@dataclass(frozen=True)
class Row:
    """One thing that waits: the act as a link, what it is about, from whom, its clock, since when."""

    act: str
    url: str
    title: str
    number: str
    kind: str
    sender: str
    behalf: str  # the seat it is done for, when it is not the reader's own
    office: str  # as what one is asked, where that is an office beside one's post
    clock: Reading
    since: date
    leaderless: bool  # it waits for its convener to take it or to pass it on
    until: str  # why it cannot be done yet; "" where it can
    subject: Any
    told: str = ""  # who was told that it waits, and when; only while it is late

    @property
    def group(self) -> int:
        """Its place among the groups of the inbox."""
        left = self.clock.left
        if self.until or (left is not None and left > WEEK):
            return 3
        return 2 if left is None else 0 if self.clock.late else 1


@dataclass(frozen=True)
class Listed:
    """A matter in the list of all: where it lies now, since when."""

    matter: Matter
    kind: str
    state: State
    names: list[str]
    since: date


@dataclass
class Elsewhere:
    """Something that waits on others: on whom, for what, how long."""

    url: str
    title: str
    names: list[str]
    awaited: list[str]
    clock: Reading


def _kind(matter: Matter) -> str:
    return regulation_of(matter).kinds.title(matter.kind, matter.type or None) if matter.kind else ""


def _awaited(actor: Actor, seat: Any, procedure: Procedure) -> str:
    """The step that is awaited; where the unit of the seat has ended, its successor takes the seat first."""
    if seat.unit in actor.succeeded:
        return next((step.code for step in procedure.steps if Effect.SUCCEED in step.effects), seat.turn)
    return str(seat.turn)


def waiting(actor: Actor) -> list[Row]:
    """All that waits on the actor, the most pressing first; one query for each sort of subject."""
    seats = [seat for sort in turns.SEATS for seat in turns.awaiting(sort, actor)]
    below = _with_tasks_below(actor, seats)
    rows = [(seat, row) for seat in seats if (row := row_of(actor, seat, below))]
    marks = silence.marks_of((row.subject, seat) for seat, row in rows if row.clock.late)
    found = [replace(row, told=marks.get(seat, "")) if row.clock.late else row for seat, row in rows]
    found.sort(key=lambda row: (row.group, row.clock.left or 0, row.since))
    return found


def _with_tasks_below(actor: Actor, seats: list[Any]) -> set[tuple[int, str]]:
    """Of the matters whose report waits for those below, in which one's own post gave the task on; no query without."""
    matters = []
    for seat in seats:
        if isinstance(seat, Participant):
            seat.matter.government = actor.government
            if Thing.CHILDREN in _asks(procedure_of(seat.matter), seat.turn):
                matters.append(seat.matter_id)
    return turns.tasks_below(actor.government, matters) if matters else set()


def _asks(procedure: Procedure, code: str) -> set[Thing]:
    """What a step needs."""
    return {need.what for step in procedure.steps if step.code == code for need in step.needs}


def _until(actor: Actor, seat: Any, subject: Any, procedure: Procedure, below: set[tuple[int, str]]) -> str:
    """Why one cannot do yet what is awaited: its day is to come, or those below have not reported; "" where one can."""
    if Thing.HOUR in _asks(procedure, seat.turn) and not has_come(subject, actor.government.today()):
        return _("Pada %(day)s") % {"day": day_in_language(local_day(actor.government, subject.starts_at))}
    return _("Menunggu laporan dari jenjang di bawahnya") if (subject.pk, seat.post) in below else ""


def _office(subject: Any, seat: Any) -> str:
    """As what one is asked to decide on what is withheld: the PPID, unless his superior sits there in his place."""
    asked = subject.TYPE == Withholding.TYPE and seat.role == Role.DECIDER
    ppid = asked and seat.unit == pack_of(subject.government).government.offices.ppid
    return role_word(Role.DECIDER, Withholding.TYPE) if ppid else ""


def row_of(actor: Actor, seat: Any, below: set[tuple[int, str]]) -> Row | None:
    """One seat that waits for the actor; None where its unit ended and nothing there can be taken over."""
    organisation = history(actor.government).on(actor.government.today())
    subject = getattr(seat, turns.subject_of(type(seat)))
    subject.government = actor.government
    procedure = procedure_of(subject)
    step = _awaited(actor, seat, procedure)
    if not step:
        return None
    own = seat.post == actor.post or seat.unit in actor.succeeded
    leads = isinstance(seat, Participant) and seat.post in actor.posts and awaits_lead(procedure, seat)
    return Row(
        act=turn_label(procedure, subject.state, step),
        url=turns.place_of(subject),
        title=title_of(subject),
        number=reference_of(subject),
        kind=word_of(subject),
        sender=sender_of(subject, actor, organisation),
        behalf="" if own else who(organisation, seat.unit, seat.post, seat.role),
        office=_office(subject, seat),
        clock=clock_of(subject, procedure, seat),
        since=local_day(actor.government, seat.turn_since or seat.slot_since),
        leaderless=leads,
        until=_until(actor, seat, subject, procedure, below if isinstance(seat, Participant) else set()),
        subject=subject,
    )


def _elsewhere(actor: Actor) -> list[Elsewhere]:
    """What the actor takes part in that waits on others, late ones first; one query for each sort of subject."""
    organisation = history(actor.government).on(actor.government.today())
    found: dict[str, Elsewhere] = {}
    for seat in (seat for seats in turns.SEATS for seat in turns.of_others(seats, actor)):
        subject = getattr(seat, turns.subject_of(type(seat)))
        subject.government = actor.government
        procedure = procedure_of(subject)
        clock, url = clock_of(subject, procedure, seat), turns.place_of(subject)
        row = found.setdefault(url, Elsewhere(url, title_of(subject), [], [], clock))
        for names, name in (
            (row.names, who(organisation, seat.unit, seat.post, seat.role)),
            (row.awaited, turn_label(procedure, subject.state, seat.turn)),
        ):
            if name not in names:
                names.append(name)
        if (clock.left if clock.left is not None else 999) < (row.clock.left if row.clock.left is not None else 999):
            row.clock = clock
    return sorted(found.values(), key=lambda row: (not row.clock.late, -row.clock.used))


def _groups(page: Page[Row]) -> list[tuple[str, str, list[Row]]]:
    """The groups of the inbox that have rows: where each stands on the page, its name, its rows."""
    places = ("lewat", "pekan", "tanpa", "kemudian")
    names = (_("Lewat tenggat"), _("Pekan ini"), _("Tanpa tenggat"), _("Kemudian"))
    groups: list[list[Row]] = [[], [], [], []]
    for row in page:
        groups[row.group].append(row)
    return [(place, name, rows) for place, name, rows in zip(places, names, groups, strict=True) if rows]


@policy(Policy.ACTING)
@require_safe
def inbox(request: ActingRequest) -> HttpResponse:
    """Giliran Anda: what waits for the post one acts in, then what waits on others, drafts, and what just closed."""
    actor = request.actor
    looks_after = keeps_background(actor)
    if not looks_after:  # whether somebody works in the background is not to be kept
        keep(request)
    rows, elsewhere = waiting(actor), _elsewhere(actor)
    part, number = request.GET.get("bagian", ""), whole(request.GET.get("hal", "")) or 1
    page = Paginator(rows, PER_PAGE).get_page(1 if part == "lain" else number)
    told = list(turns.news(actor).annotate(of_all=Window(Count("pk")))[:NEWS])
    closed = list(reports.recently_closed(actor)[:SHORT])
    watched = list(reports.for_oversight(actor)[:PER_PAGE])
    for matter in (*closed, *watched):
        matter.government = actor.government
    context: dict[str, Any] = {
        "menu": "turn",
        "page": page,
        "groups": _groups(page),
        "stalled": looks_after and queue.stalled(actor.government),
        "notices": [notice for notice in told if not notice.superseded],
        "unread": told[0].of_all if told else 0,
        "total": len(rows),
        "turn_count": len(rows),
        "late": sum(row.clock.late for row in rows),
        "leaderless": sum(row.leaderless for row in rows),
        "elsewhere": Paginator(elsewhere, PER_PAGE).get_page(number if part == "lain" else 1),
        "elsewhere_total": len(elsewhere),
        "drafts": list(reports.drafts(actor)[:PER_PAGE]),
        "closed": [(matter, _kind(matter)) for matter in closed],
        "watched": [(matter, _kind(matter), procedure_of(matter).state(matter.state)) for matter in watched],
    }
    return render(request, "workspace/inbox.html", context)


def _listed(actor: Actor, matter: Matter, organisation: Organisation) -> Listed:
    matter.government = actor.government
    turns: list[Participant] = matter.turns  # type: ignore[attr-defined]
    names = [who(organisation, seat.unit, seat.post, seat.role) for seat in turns]
    since = min((seat.turn_since or seat.slot_since for seat in turns), default=matter.state_since)
    return Listed(
        matter=matter,
        kind=_kind(matter),
        state=procedure_of(matter).state(matter.state),
        names=list(dict.fromkeys(names)),
        since=matter.closed_on or local_day(actor.government, since),
    )


@policy(Policy.ACTING)
@require_safe
def matters(request: ActingRequest) -> HttpResponse:
    """Daftar berkas: all that the post takes part in, running and closed, to look through and to find again."""
    keep(request)
    actor, asked = request.actor, request.GET
    kinds = in_language(regulation_today(actor.government)).kinds.kinds
    kind = asked.get("jenis", "") if asked.get("jenis", "") in {row.code.value for row in kinds} else ""
    phase = asked.get("tahap", "") if asked.get("tahap", "") in PHASES else ""
    words = clean(asked.get("q", ""))
    found = reports.matters_of(actor, kind=kind, phase=PHASES.get(phase, ""), words=words)
    page = Paginator(found, PER_PAGE).get_page(whole(asked.get("hal", "")) or 1)
    organisation = history(actor.government).on(actor.government.today())
    kept = {name: value for name, value in (("q", words), ("jenis", kind), ("tahap", phase)) if value}
    context: dict[str, Any] = {
        "menu": "matters",
        "page": page,
        "rows": [_listed(actor, matter, organisation) for matter in page],
        "kinds": kinds,
        "phases": [("berjalan", _("Berjalan")), ("selesai", _("Selesai"))],
        "asked": {"q": words, "kind": kind, "phase": phase},
        "query": f"{urlencode(kept)}&" if kept else "",
    }
    return render(request, "workspace/list.html", context)


@policy(Policy.SIGNED_IN)
def posts(request: Request) -> HttpResponse:
    """The choice of the post one acts in; it holds until one chooses another or signs out."""
    after = request.GET.get("next", "") or request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure()):
        after = "/kerja/"
    error = ""
    if request.method == "POST":
        chosen = whole(request.POST.get("tenure", ""))
        if any(tenure.pk == chosen for tenure in request.tenures):
            request.session[CHOSEN] = chosen
            return SeeOther(after)
        error = _("Pilih salah satu jabatan Anda.")
    organisation = history(request.government).on(request.government.today())
    held = [
        {
            "pk": tenure.pk,
            "title": f"{CAPACITIES[tenure.capacity]} {organisation.name_of(tenure.post)}".strip(),
            "unit": organisation.name_of(tenure.unit),
            "until": tenure.valid_to,
            "decree": tenure.decree,
            "current": request.actor is not None and request.actor.tenure.pk == tenure.pk,
        }
        for tenure in request.tenures
    ]
    context = {"posts": held, "next": after, "error": error}
    return render(request, "workspace/posts.html", context, status=422 if error else 200)

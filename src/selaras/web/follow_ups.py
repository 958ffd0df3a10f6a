"""Follow-ups in the workspace: what the reader has to do, check and see to, the page of each, and new ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, F, Prefetch, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions import outcomes as acts
from selaras.actions.facts import calendar_of
from selaras.actions.offices import AlreadyDone
from selaras.actions.outcomes import Task
from selaras.actions.refusals import Invalid
from selaras.law.organisation import Organisation
from selaras.law.procedures import Effect, Refused, Role
from selaras.law.words import Sentence
from selaras.records.documents import Document
from selaras.records.files import File
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.outcomes import Decision, FollowUp, FollowUpSeat
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web.faces import STATE_MARKS
from selaras.web.forms import Select, key_of, whole
from selaras.web.kinds import role_word
from selaras.web.language import day_in_language, in_language, procedure_of
from selaras.web.people import OfficeForm
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.results import (
    EXPORTED,
    PER_PAGE,
    Asked,
    ResultPage,
    csv_file,
    days_left,
    excerpt_of,
    found_for,
    missing,
)
from selaras.web.subjects import SeeOther, take, who

LIST = "/kerja/tindak-lanjut/"
# The states as people name them, each with those of the procedure.
STATES = {
    "belum": ("belum",),
    "sedang": ("sedang",),
    "sudah": ("sudah",),
    "terverifikasi": ("terverifikasi",),
    "tidak-dapat": ("tidak_dapat_diajukan", "tidak_dapat"),
    "dialihkan": ("carried",),
}
ROLES = {"kerjakan": Role.OWNER, "periksa": Role.CHECKER, "kendalikan": Role.CONVENER}


def url_of(row: FollowUp) -> str:
    """The page of a follow-up."""
    return f"{LIST}{row.pk}/"


def not_found(request: ActingRequest) -> HttpResponse:
    """What a stranger sees."""
    return missing(request, "follow_ups", _("Tindak lanjut"), LIST)


# The page


@dataclass(frozen=True)
class Evidence:
    """One act that brought evidence: what was said with it, which files, and what another unit made of it."""

    name: str
    text: str
    day: Any
    entry: int
    files: list[File]
    verdict: str
    verdict_name: str
    verdict_text: str


@dataclass
class Page(ResultPage):
    """Everything the page of a follow-up shows."""

    TEMPLATE = "follow_ups/follow_up.html"
    MENU = "follow_ups"

    @property
    def follow_up(self) -> FollowUp:
        """The follow-up it shows."""
        found: FollowUp = self.subject
        return found

    @property
    def url(self) -> str:
        """The page."""
        return url_of(self.follow_up)

    @property
    def left(self) -> tuple[int, Sentence] | None:
        """Working days until it is due, while it runs."""
        row = self.follow_up
        if row.due_on is None or row.phase != "open":
            return None
        return days_left(calendar_of(self.actor.government), self.today, row.due_on)

    @cached_property
    def decision(self) -> Decision | None:
        """The decision it follows from."""
        return self.follow_up.decision

    @cached_property
    def meeting(self) -> Meeting | None:
        """The meeting in which that was decided, where the reader may open it."""
        key = self.follow_up.meeting_id
        found: Meeting | None = Meeting.objects.visible_to(self.actor).filter(pk=key).first() if key else None
        return found

    @cached_property
    def document(self) -> Document | None:
        """The monitoring whose recommendation it is, where the reader may open it."""
        key = self.follow_up.document_id
        found: Document | None = Document.objects.visible_to(self.actor).filter(pk=key).first() if key else None
        return found

    @property
    def decided_by(self) -> str:
        """The post that decided."""
        return self.organisation.name_of(self.decision.decided_by) if self.decision else ""

    @cached_property
    def evidence(self) -> list[Evidence]:
        """What was brought as evidence, the newest first, with who of another unit saw it and what he found."""
        brought = {
            step.code for step in self.procedure.steps if step.by == (Role.OWNER,) and Effect.ANSWER in step.effects
        }
        judged = {
            step.code for step in self.procedure.steps if Role.OWNER not in step.by and step.text and self._judges(step)
        }
        found: list[Evidence] = []
        verdict: tuple[str, str, str] = ("", "", "")
        for entry, name, text in self.said_by(*brought, *judged):
            if entry.step in judged:
                verdict = (self.procedure.step(entry.step).done, name, text)
                continue
            files = [file for file in self.files if file.entry == entry.number]
            found.append(Evidence(name, text, entry.recorded_at, entry.number, files, *verdict))
            verdict = ("", "", "")
        return found

    def _judges(self, step: Any) -> bool:
        """Whether a step says what evidence was worth."""
        return set(step.states) <= {"sudah", "tidak_dapat_diajukan"} and bool(step.to)

    @property
    def loose_files(self) -> list[File]:
        """Files that came with anything else."""
        there = {file.pk for row in self.evidence for file in row.files}
        return [file for file in self.files if file.pk not in there]

    def context(self) -> dict[str, Any]:
        """The follow-up by its name."""
        return {**super().context(), "row": self.follow_up}


def _find(actor: Actor, pk: int) -> FollowUp | None:
    found: FollowUp | None = found_for(FollowUp, actor, pk)
    return found


@policy(Policy.ACTING)
@require_safe
def follow_up(request: ActingRequest, follow_up: int) -> HttpResponse:
    """What has to be done after which decision, until when, with what evidence, and who accepted it."""
    found = _find(request.actor, follow_up)
    return Page(request.actor, found).answer(request) if found else not_found(request)


@policy(Policy.ACTING)
def step(request: ActingRequest, follow_up: int) -> HttpResponse:
    """Take a step; what was typed is kept whatever comes of it."""

    def load(**kept: Any) -> Page | None:
        found = _find(request.actor, follow_up)
        return Page(request.actor, found, **kept) if found else None

    return take(request, load, partial(acts.step_follow_up, follow_up=follow_up), not_found)


# The list


@dataclass(frozen=True)
class Listed:
    """A follow-up in the list: where it stands, who does and who checks it, how long it has."""

    row: FollowUp
    text: str
    mark: str
    label: str
    owner: str
    checker: str
    mine: list[str]  # what the reader is in it
    awaited: bool
    left: int | None
    words: str


def _wanted(actor: Actor, asked: Asked) -> QuerySet[FollowUp]:
    """The follow-ups that were asked for: those that run by the day they are due, then those that ended."""
    found: QuerySet[FollowUp] = FollowUp.objects.visible_to(actor).exclude(phase="draft")
    mine = FollowUpSeat.objects.filter(post__in=actor.posts, retired=False, government=actor.government)
    role = ROLES.get(asked["lihat"])
    if role:
        found = found.filter(pk__in=mine.filter(role=role).values("subject_id"))
    elif not asked["lihat"] and not actor.supervises:
        found = found.filter(pk__in=mine.values("subject_id"))
    states = STATES.get(asked["keadaan"])
    if states:
        found = found.filter(state__in=states)
    elif not asked["keadaan"]:
        found = found.filter(phase="open")
    runs = Case(When(phase="open", then=Value(0)), default=Value(1))
    seats = Prefetch("seat_rows", FollowUpSeat.objects.filter(retired=False).order_by("order"), to_attr="now")
    order = (runs, F("closed_on").desc(nulls_first=True), "due_on", "pk")
    return found.order_by(*order).prefetch_related(seats).select_related("matter")


def listed(actor: Actor, rows: Iterable[Any], organisation: Organisation) -> list[Listed]:
    """Follow-ups as a list shows them; read with their seats as `now`."""
    found, calendar, today = [], calendar_of(actor.government), actor.government.today()
    for row in rows:
        row.government = actor.government
        state = procedure_of(row).state(row.state)
        of = {seat.role: seat for seat in row.now}
        left, words = days_left(calendar, today, row.due_on) if row.phase == "open" else (None, "")
        found.append(
            Listed(
                row=row,
                text=excerpt_of(row.text),
                mark=STATE_MARKS.get(state.code, state.code),
                label=state.label,
                owner=_name(organisation, of.get(Role.OWNER)),
                checker=_name(organisation, of.get(Role.CHECKER)),
                mine=[role_word(Role(seat.role), "follow_up") for seat in row.now if seat.post in actor.posts],
                awaited=any(seat.turn_post in actor.posts for seat in row.now if seat.turn),
                left=left,
                words=in_language(words),
            )
        )
    return found


def _name(organisation: Organisation, seat: FollowUpSeat | None) -> str:
    return who(organisation, seat.unit, seat.post, seat.role) if seat else ""


@policy(Policy.ACTING)
@require_safe
def follow_ups(request: ActingRequest) -> HttpResponse:
    """Tindak lanjut: mine to do, to check and to see to, by state, those that are late first; also as CSV."""
    actor = request.actor
    sights = {
        "": _("Semua unit") if actor.supervises else _("Bagian Anda"),
        "kerjakan": _("Anda kerjakan"),
        "periksa": _("Anda periksa"),
        "kendalikan": _("Anda kendalikan"),
    }
    if not actor.supervises:
        sights["berkas"] = _("Semua pada berkas Anda")
    states = {
        "": _("Yang terbuka"),
        "belum": _("Belum"),
        "sedang": _("Sedang"),
        "sudah": _("Sudah"),
        "terverifikasi": _("Terverifikasi"),
        "tidak-dapat": _("Tidak dapat ditindaklanjuti"),
        "dialihkan": _("Dialihkan"),
        "semua": _("Semua keadaan"),
    }
    asked = Asked(request, lihat=sights, keadaan=states)
    wanted, organisation = _wanted(actor, asked), history(actor.government).on(actor.government.today())
    if asked.as_file:
        return _file(actor, listed(actor, wanted[:EXPORTED], organisation))
    page = Paginator(wanted, PER_PAGE).get_page(asked.number)
    rows = listed(actor, page, organisation)
    late = [row for row in rows if row.left is not None and row.left < 0]
    rest = [row for row in rows if row not in late]
    context = {
        "menu": "follow_ups",
        "page": page,
        "groups": [(name, group) for name, group in ((_("Lewat tenggat"), late), (_("Lainnya"), rest)) if group],
        "parted": bool(late),
        "filters": asked.filters(lihat=_("Lihat"), keadaan=_("Keadaan")),
        "narrowed": bool(asked),
        "query": asked.query,
        "file": f"{asked.address()}&unduh=csv".replace("?&", "?"),
    }
    return render(request, "follow_ups/list.html", context)


def _file(actor: Actor, rows: Iterable[Listed]) -> HttpResponse:
    header = ("nomor", "tindak_lanjut", "keadaan", "penanggung_jawab", "pemeriksa", "dibuka", "tenggat", "hari_kerja")
    lines = (
        (
            row.row.pk,
            row.row.text,
            row.label,
            row.owner,
            row.checker,
            row.row.opened_on or "",
            row.row.due_on or "",
            "" if row.left is None else row.left,
        )
        for row in rows
    )
    return csv_file(f"tindak-lanjut-{actor.government.today()}", header, lines)


# New ones


class TaskForm(OfficeForm):
    """A follow-up as it is given: what, who does it, who of another unit checks it, in how many working days."""

    def __init__(self, organisation: Organisation, data: Any = None, first: str = "") -> None:
        super().__init__(data, initial={"days": 10, "owner": first})
        wrong = _("Pilih unit dari daftar.")
        units = sorted((unit.name, code) for code, unit in organisation.units.items())
        options = [("", "…"), *((code, name) for name, code in units)]
        self.fields["text"] = forms.CharField(
            label=_("Yang dikerjakan"),
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": _("Tulis yang harus dikerjakan.")},
        )
        for name, label, help_text in (
            ("owner", _("Penanggung jawab"), ""),
            ("checker", _("Pemeriksa"), _("Unit lain, yang melihat dan menerima buktinya.")),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label,
                help_text=help_text,
                choices=options,
                widget=Select,
                error_messages={"required": wrong, "invalid_choice": wrong},
            )
        days = _("Tulis 1 sampai 365 hari kerja.")
        self.fields["days"] = forms.IntegerField(
            label=_("Tenggat, hari kerja"),
            min_value=1,
            max_value=365,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "narrow", "autocomplete": "off"}),
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), days),
        )

    @property
    def task(self) -> Task:
        """What it says; only of a form that is valid."""
        said = self.cleaned_data
        return Task(said["text"], said["owner"], said["checker"], said["days"])


@policy(Policy.ACTING)
def new(request: ActingRequest) -> HttpResponse:
    """A follow-up of a decision that was made without a meeting, by who decided or leads the matter."""
    actor = request.actor
    asked = whole(request.GET.get("keputusan", "") or request.POST.get("keputusan", "")) or 0
    decision = Decision.objects.of(actor.government).standing().select_related("matter").filter(pk=asked).first()
    matter = Matter.objects.visible_to(actor).filter(pk=decision.matter_id or 0).first() if decision else None
    if decision is None or matter is None:
        return not_found(request)
    matter.government = actor.government
    organisation = history(actor.government).on(actor.government.today())
    refusal, status = None, 200
    try:
        acts.may_add(actor, decision, matter)
    except Refused as stop:
        refusal, status = in_language(stop), 403
    form = TaskForm(organisation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and refusal is None:
        done, status = _added(request, form, decision)
        if done:
            return done
    context = {
        "menu": "follow_ups",
        "form": form,
        "decision": decision,
        "matter": matter,
        "decided_by": organisation.name_of(decision.decided_by),
        "refusal": refusal,
        "key": str(uuid4()),
    }
    return render(request, "follow_ups/new.html", context, status=status)


def _added(request: ActingRequest, form: TaskForm, decision: Decision) -> tuple[HttpResponse | None, int]:
    if not form.is_valid():
        return None, 422
    try:
        row = acts.add_follow_up(actor=request.actor, decision=decision.pk, task=form.task, key=key_of(request))
    except Invalid as bad:
        form.refuse(bad.errors)
        return None, 422
    except AlreadyDone:
        return SeeOther(LIST), 303
    owner = history(row.government).on(row.government.today()).name_of(form.cleaned_data["owner"])
    messages.success(
        request,
        _("Tindak lanjut dibuka. Sekarang ada pada %(owner)s, tenggat %(day)s.")
        % {"owner": owner, "day": day_in_language(row.due_on or row.government.today())},
    )
    return SeeOther(url_of(row)), 303

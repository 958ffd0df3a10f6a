"""Working groups in the workspace: the list, drafts, and the page of each with its term, results and seats."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Value, When
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from selaras.actions import groups as acts
from selaras.actions.groups import OUTPUTS_LIMIT, WARNINGS, Mandate
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid
from selaras.law.organisation import Organisation
from selaras.law.procedures import Role
from selaras.law.types import Basis
from selaras.records.documents import Document
from selaras.records.groups import GroupSeat, Output, WorkingGroup
from selaras.records.meetings import Meeting
from selaras.records.outcomes import Decision
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web.faces import STATE_MARKS
from selaras.web.forms import Select, key_of, whole
from selaras.web.language import procedure_of
from selaras.web.parties import Unknown, choices, clean, code_of, exact
from selaras.web.people import OfficeForm
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.results import PER_PAGE, Asked, ResultPage, excerpt_of, found_for, missing
from selaras.web.subjects import SeeOther, take, who

LIST = "/kerja/gugus-kerja/"
NEW = f"{LIST}baru/"
SHOWN = 20  # of its meetings and documents on its page
SEATS_LIMIT = 60


def form_words() -> dict[str, str]:
    """What a group is called by its form."""
    return {"e": _("Gugus kerja"), "f": _("Badan atau wadah koordinasi")}


def url_of(group: WorkingGroup) -> str:
    """The page of a group."""
    return f"{LIST}{group.pk}/"


def not_found(request: ActingRequest) -> HttpResponse:
    """What a stranger sees."""
    return missing(request, "working_groups", _("Gugus kerja"), LIST)


def term(ends_on: date, today: date) -> tuple[str, str]:
    """How long a group has: a mark (late, last_day when 60, 30 or 7 days are near, else open), and the words."""
    left = (ends_on - today).days
    if left < 0:
        return "late", ngettext("Lewat %(n)s hari", "Lewat %(n)s hari", -left) % {"n": -left}
    words = ngettext("Sisa %(n)s hari", "Sisa %(n)s hari", left) % {"n": left} if left else _("Hari terakhir")
    return ("last_day" if left <= max(WARNINGS) else "waiting"), words


# The page


@dataclass
class Page(ResultPage):
    """Everything the page of a working group shows."""

    TEMPLATE = "groups/group.html"
    MENU = "working_groups"

    @property
    def group(self) -> WorkingGroup:
        """The group it shows."""
        found: WorkingGroup = self.subject
        return found

    @property
    def url(self) -> str:
        """The page."""
        return url_of(self.group)

    @property
    def standings_title(self) -> str:
        """What stands above the seats."""
        return _("Susunan")

    @property
    def form_word(self) -> str:
        """What it is by its form."""
        return form_words()[self.group.form]

    @property
    def form_basis(self) -> Basis:
        """The clause of that form."""
        found: Basis = self.regulation.kinds.form(self.group.form).basis
        return found

    @cached_property
    def outputs(self) -> list[Output]:
        """The results that are expected of it."""
        return list(self.group.outputs.all())

    @property
    def produced(self) -> int:
        """How many of them are there."""
        return sum(output.produced_on is not None for output in self.outputs)

    @property
    def marked(self) -> list[tuple[Output, str, str]]:
        """Each result with its mark and its word."""
        found = []
        for output in self.outputs:
            if output.produced_on:
                found.append((output, "closed", _("Dihasilkan")))
            elif self.group.phase == "closed":
                found.append((output, "ended", _("Tidak dihasilkan")))
            elif output.due_on and output.due_on < self.today and not self.is_draft:
                found.append((output, "late", _("Belum dihasilkan, lewat tenggat")))
            else:
                found.append((output, "draft", _("Belum dihasilkan")))
        return found

    def choices(self) -> dict[str, Any]:
        """The results that are not there yet, to be said of one that it is."""
        return {"outputs": [(str(row.pk), row.text) for row in self.outputs if row.produced_on is None]}

    @property
    def term(self) -> tuple[str, str] | None:
        """How long it has, while it runs."""
        group = self.group
        return term(group.ends_on, self.today) if group.phase == "open" and group.ends_on else None

    @property
    def marks(self) -> list[tuple[int, bool]]:
        """The days before its end on which those who lead are told, and which of them have passed."""
        ends = self.group.ends_on
        left = (ends - self.today).days if ends else 0
        return [(days, left <= days) for days in WARNINGS]

    @property
    def past(self) -> bool:
        """Whether its term has run out while it has not been ended."""
        ends = self.group.ends_on
        return self.group.phase == "open" and ends is not None and ends < self.today

    @property
    def extends(self) -> str:
        """Where on the page the reader extends it; "" where that is not his."""
        return next((act.anchor for act in self.acts if act.step.code == "perpanjang"), "")

    @property
    def calls(self) -> bool:
        """Whether the reader may call a meeting in its name."""
        leading = any(seat.role in (Role.CHAIR, Role.SECRETARY) for seat in self.mine.values())
        return leading and self.group.phase == "open" and not self.past

    @cached_property
    def meetings(self) -> list[Any]:
        """Its meetings that the reader may open, the newest first."""
        rows = Meeting.objects.visible_to(self.actor).exclude(phase="draft").filter(group=self.group)
        found = list(rows.order_by("-starts_at", "-pk")[:SHOWN])
        return [(row, *state_words(self.actor, row)) for row in found]

    @cached_property
    def documents(self) -> list[Any]:
        """Its documents that the reader may open, the newest first."""
        rows = Document.objects.visible_to(self.actor).exclude(phase="draft").filter(group=self.group)
        return [(row, *state_words(self.actor, row)) for row in rows.order_by("-pk")[:SHOWN]]

    @property
    def decision(self) -> Decision | None:
        """The decision it rests on."""
        return self.group.decision

    def context(self) -> dict[str, Any]:
        """The group by its name."""
        return {**super().context(), "row": self.group}


def state_words(actor: Actor, row: Any) -> tuple[str, str]:
    """Where a row of any sort stands: its mark and its word."""
    row.government = actor.government
    state = procedure_of(row).state(row.state)
    return STATE_MARKS.get(state.code, state.code), state.label


def _find(actor: Actor, pk: int) -> WorkingGroup | None:
    found: WorkingGroup | None = found_for(WorkingGroup, actor, pk)
    return found


@policy(Policy.ACTING)
@require_safe
def group(request: ActingRequest, group: int) -> HttpResponse:
    """What it is to do, by which instrument, until when, what came of it, and who sits in it."""
    found = _find(request.actor, group)
    return Page(request.actor, found).answer(request) if found else not_found(request)


@policy(Policy.ACTING)
def step(request: ActingRequest, group: int) -> HttpResponse:
    """Take a step; what was typed is kept whatever comes of it."""

    def load(**kept: Any) -> Page | None:
        found = _find(request.actor, group)
        return Page(request.actor, found, **kept) if found else None

    return take(request, load, partial(acts.step_group, group=group), not_found)


# The list


@dataclass(frozen=True)
class Listed:
    """A group in the list."""

    row: WorkingGroup
    form: str
    mark: str
    label: str
    chair: str
    term: tuple[str, str] | None


def _wanted(actor: Actor, asked: Asked) -> QuerySet[WorkingGroup]:
    found: QuerySet[WorkingGroup] = WorkingGroup.objects.visible_to(actor)
    phases = {"": ("open", "draft"), "selesai": ("closed",), "draf": ("draft",)}
    if asked["tahap"] == "lewat":
        found = found.filter(phase="open", ends_on__lt=actor.government.today())
    elif asked["tahap"] != "semua":
        found = found.filter(phase__in=phases[asked["tahap"]])
    if asked["bentuk"]:
        found = found.filter(form=asked["bentuk"])
    chairs = Prefetch("seat_rows", GroupSeat.objects.filter(role=Role.CHAIR, retired=False), to_attr="chairs")
    counted = found.annotate(
        expected=Count("outputs"), produced=Count("outputs", filter=Q(outputs__produced_on__isnull=False))
    )
    order = Case(When(phase="open", then=Value(0)), When(phase="draft", then=Value(1)), default=Value(2))
    return counted.order_by(order, F("ends_on").asc(nulls_last=True), "pk").prefetch_related(chairs)


@policy(Policy.ACTING)
@require_safe
def groups(request: ActingRequest) -> HttpResponse:
    """Gugus kerja: those the reader sits in or set up, those that end next first."""
    actor = request.actor
    stages = {
        "": _("Bertugas dan draf"),
        "lewat": _("Lewat masa tugas"),
        "selesai": _("Selesai"),
        "draf": _("Draf"),
        "semua": _("Semua"),
    }
    asked = Asked(request, tahap=stages, bentuk={"": _("Semua bentuk"), **form_words()})
    page = Paginator(_wanted(actor, asked), PER_PAGE).get_page(asked.number)
    organisation = history(actor.government).on(actor.government.today())
    context = {
        "menu": "working_groups",
        "page": page,
        "rows": [_listed(actor, row, organisation) for row in page],
        "filters": asked.filters(tahap=_("Tahap"), bentuk=_("Bentuk")),
        "narrowed": bool(asked),
        "query": asked.query,
    }
    return render(request, "groups/list.html", context)


def _listed(actor: Actor, row: Any, organisation: Organisation) -> Listed:
    mark, label = state_words(actor, row)
    chair = next((who(organisation, seat.unit, seat.post, seat.role) for seat in row.chairs), "")
    runs = row.phase == "open" and row.ends_on
    return Listed(
        row, form_words()[row.form], mark, label, chair, term(row.ends_on, actor.government.today()) if runs else None
    )


# Drafts


@dataclass(frozen=True)
class OutputRow:
    """One expected result as it is typed, and what is wrong with its day."""

    text: str = ""
    day: str = ""
    error: str = ""


class MandateForm(OfficeForm):
    """The questions of a new working group; its members and results stand beside the fields as rows of their own."""

    def __init__(
        self,
        organisation: Organisation,
        data: QueryDict | None = None,
        initial: Mapping[str, Any] | None = None,
        members: Sequence[str] = (),
        outputs: Sequence[OutputRow] = (),
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.organisation = organisation
        self.members = list(dict.fromkeys(members))[:SEATS_LIMIT]
        self.outputs = list(outputs) or [OutputRow(), OutputRow()]
        self.means: tuple[tuple[str, str], ...] = ()  # what the name typed last may mean
        self.fields["form"] = forms.ChoiceField(
            label=_("Bentuk"),
            choices=list(form_words().items()),
            widget=forms.RadioSelect,
            error_messages={"required": _("Pilih bentuknya."), "invalid_choice": _("Pilih dari daftar.")},
        )
        self._text("name", _("Nama"), required=_("Tulis nama gugus kerja."))
        self._text(
            "mandate",
            _("Mandat"),
            _("Persoalan atau fungsi yang ditangani, dan batasnya."),
            rows=4,
            required=_("Tulis mandatnya."),
        )
        posts = [("", "…"), *((p.code, f"{p.title}, {organisation.name_of(p.unit)}") for p in heads(organisation))]
        self._choice("chair", _("Ketua"), posts, required=True)
        self._choice("secretary", _("Sekretaris"), posts, required=False)
        self._text("add", _("Tambah anggota"), _("Ketik nama atau singkatan unit, atau kode jabatan."))
        self.fields["add"].widget.attrs |= {"list": "unit", "autocomplete": "off", "maxlength": 100}
        self._text("matter", _("Nomor berkas"), _("Berkas yang Anda ikuti, misalnya 2026-00012."))
        self.fields["decision"] = forms.CharField(required=False, widget=forms.HiddenInput())

    def _text(self, name: str, label: str, help_text: str = "", *, rows: int = 0, required: str = "") -> None:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        self.fields[name] = forms.CharField(
            label=label,
            help_text=help_text,
            required=bool(required),
            widget=widget,
            error_messages={"required": required} if required else {},
        )

    def _choice(self, name: str, label: str, options: list[tuple[str, str]], *, required: bool) -> None:
        wrong = _("Pilih jabatan dari daftar.")
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=options,
            required=required,
            widget=Select,
            error_messages={"required": wrong, "invalid_choice": wrong},
        )

    @classmethod
    def of(cls, organisation: Organisation, group: WorkingGroup) -> MandateForm:
        """The form as a draft has it."""
        seats = group.seats()

        def of(role: Role) -> list[str]:
            return [seat.post or seat.unit for seat in seats if seat.role == role]

        initial = {
            "form": group.form,
            "name": group.name,
            "mandate": group.mandate,
            "chair": next(iter(of(Role.CHAIR)), ""),
            "secretary": next(iter(of(Role.SECRETARY)), ""),
            "matter": group.matter.number if group.matter else "",
            "decision": group.decision_id or "",
        }
        rows = [OutputRow(row.text, row.due_on.isoformat() if row.due_on else "") for row in group.outputs.all()]
        return cls(organisation, initial=initial, members=of(Role.MEMBER), outputs=rows)

    @classmethod
    def sent(cls, organisation: Organisation, data: QueryDict) -> MandateForm:
        """The form as it was sent, with what its buttons ask: one member or result more or less."""
        data = data.copy()
        unknown = ""
        means: tuple[tuple[str, str], ...] = ()
        members = [code for code in data.getlist("member") if code != data.get("remove")]
        if data.get("pick"):
            members.append(_seat(organisation, str(data["pick"])))
            data["add"] = ""
        typed = data.get("add", "")
        if typed.strip() and not data.get("remove"):
            try:
                found = (code_of if data.get("do") == "add" else exact)(organisation, typed)
                if found:
                    members.append(_seat(organisation, found))
                    data["add"] = ""
                elif data.get("do") in ("save", "check"):
                    members.append(_seat(organisation, code_of(organisation, typed)))
                    data["add"] = ""
            except Unknown as bad:
                unknown, means = str(bad), bad.choices
        texts, days = data.getlist("output"), data.getlist("output_day")
        rows = [
            OutputRow(text, _day_of(days, n)[0], _day_of(days, n)[1])
            for n, text in enumerate(texts[: OUTPUTS_LIMIT + 1])
        ]
        if data.get("row") == "add":
            rows.append(OutputRow())
        elif (off := whole(data.get("off", ""))) is not None and len(rows) > 1:
            rows = [row for n, row in enumerate(rows) if n != off]
        form = cls(organisation, data, members=members, outputs=rows)
        form.means = means
        if unknown:
            form.add_error("add", unknown)
        return form

    @property
    def seats(self) -> list[tuple[str, str]]:
        """The members chosen: code and name."""
        return [
            (code, who(self.organisation, code.partition("/")[0], code if "/" in code else "")) for code in self.members
        ]

    @property
    def wrong_days(self) -> bool:
        """Whether a day of a result cannot be read."""
        return any(row.error for row in self.outputs)

    @property
    def mandate(self) -> Mandate:
        """What it says; only of a form that is valid."""
        said = self.cleaned_data
        return Mandate(
            name=said["name"],
            form=said["form"],
            mandate=said["mandate"],
            chair=said["chair"],
            secretary=said["secretary"],
            members=tuple(self.members),
            outputs=tuple((row.text, date.fromisoformat(row.day) if row.day else None) for row in self.outputs),
            matter=said["matter"].strip(),
            decision=whole(said["decision"]),
        )

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show what the act found wrong; members stand beside the field that adds them."""
        super().refuse({{"members": "add"}.get(name, name): sentence for name, sentence in errors.items()})


_DAYS = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII), (1, 2, 3)),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII), (3, 2, 1)),
)


def read_day(text: str) -> date | None:
    """A day as it is typed, year first or day first; None for nothing. Raises ValueError."""
    text = text.strip()
    if not text:
        return None
    for pattern, places in _DAYS:
        found = pattern.fullmatch(text)
        if found:
            return date(*(int(found[place]) for place in places))
    raise ValueError(text)


def _day_of(days: Sequence[str], at: int) -> tuple[str, str]:
    text = clean(days[at]) if at < len(days) else ""
    try:
        day = read_day(text)
    except ValueError:
        return text, _("Tulis tanggal yang ada, misalnya 2026-12-01.")
    return day.isoformat() if day else "", ""


def heads(organisation: Organisation) -> list[Any]:
    """The posts that head a unit, by the order of the pack."""
    return [post for post in organisation.posts.values() if post.head]


def _seat(organisation: Organisation, code: str) -> str:
    """Who sits for what was named: a post itself, the head of a unit, an institution without posts as such."""
    head = organisation.heads.get(code)
    return head.code if head else code


def _editor(request: ActingRequest, form: MandateForm, draft: WorkingGroup | None, status: int = 200) -> HttpResponse:
    asked = whole(str(form["decision"].value() or ""))
    decision = Decision.objects.of(request.government).standing().filter(pk=asked).first() if asked else None
    context = {
        "menu": "working_groups",
        "form": form,
        "draft": draft,
        "action": f"{url_of(draft)}ubah/" if draft else NEW,
        "decision": excerpt_of(decision.text) if decision else "",
        "choices": choices(form.organisation),
        "key": str(uuid4()),
    }
    return render(request, "groups/edit.html", context, status=status)


@policy(Policy.ACTING)
def new(request: ActingRequest) -> HttpResponse:
    """A new working group: name, form, mandate, seats by post, the results expected of it, on what it rests."""
    organisation = history(request.government).on(request.government.today())
    if request.method == "POST":
        return _answered(request, organisation, None)
    asked = request.GET
    initial = {
        "form": asked.get("bentuk", "e"),
        "matter": clean(asked.get("berkas", "")),
        "decision": clean(asked.get("keputusan", "")),
    }
    return _editor(request, MandateForm(organisation, initial=initial), None)


@policy(Policy.ACTING)
def edit(request: ActingRequest, group: int) -> HttpResponse:
    """The same page with what a draft holds; one that was set up leads to its page."""
    found = _find(request.actor, group)
    if found is None:
        return not_found(request)
    if found.phase != "draft":
        return SeeOther(url_of(found))
    organisation = history(request.government).on(request.government.today())
    if request.method == "POST":
        return _answered(request, organisation, found)
    return _editor(request, MandateForm.of(organisation, found), found)


def _answered(request: ActingRequest, organisation: Organisation, draft: WorkingGroup | None) -> HttpResponse:
    form = MandateForm.sent(organisation, request.POST)
    if request.POST.get("do") != "save":
        status = 422 if form.means or (request.POST.get("do") == "add" and form.errors.get("add")) else 200
        return _editor(request, form, draft, status)
    if not form.is_valid() or form.wrong_days:
        return _editor(request, form, draft, 422)
    try:
        kept = acts.save_group(
            actor=request.actor, mandate=form.mandate, draft=draft.pk if draft else None, key=key_of(request)
        )
    except Invalid as bad:
        form.refuse(bad.errors)
        return _editor(request, form, draft, 422)
    except AlreadyDone:
        return SeeOther(url_of(draft) if draft else f"{LIST}?tahap=draf")
    except WorkingGroup.DoesNotExist:  # it was set up or thrown away meanwhile
        messages.warning(request, _("Draf ini sudah dibentuk atau dihapus. Tulisan Anda di bawah belum tersimpan."))
        return _editor(request, form, None, 409)
    messages.success(request, _("Draf tersimpan. Gugus kerja terbentuk dengan naskah pembentukannya."))
    return SeeOther(url_of(kept))


@policy(Policy.ACTING)
def discard(request: ActingRequest, group: int) -> HttpResponse:
    """Throw a draft away, after a look at what it is."""
    found = _find(request.actor, group)
    if found is None or found.phase != "draft":
        return not_found(request)
    if request.method != "POST":
        context = {
            "menu": "working_groups",
            "title": found.name,
            "url": url_of(found),
            "here": f"{url_of(found)}hapus/",
        }
        return render(request, "results/discard.html", context)
    try:
        acts.discard_group(actor=request.actor, draft=group)
    except WorkingGroup.DoesNotExist:
        return not_found(request)
    messages.success(request, _("Draf dihapus."))
    return SeeOther(LIST)

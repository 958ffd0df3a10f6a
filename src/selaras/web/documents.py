"""Documents of coordination in the workspace: the list, and the page of each with its lines, findings and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Prefetch, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions import documents as acts
from selaras.actions.drafts import regulation_today
from selaras.actions.facts import Power, local_day, power_of
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid
from selaras.law import programmes
from selaras.law.organisation import Organisation
from selaras.law.procedures import Refused, Role
from selaras.law.programmes import Coverage, Finding, Programme
from selaras.law.types import Basis
from selaras.records.documents import FORMS, Document, DocumentSeat, Measurement, Row
from selaras.records.groups import WorkingGroup
from selaras.records.outcomes import Decision, FollowUp, FollowUpSeat
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web import lines
from selaras.web.follow_ups import Listed as Task
from selaras.web.follow_ups import TaskForm, listed
from selaras.web.forms import Select, day_field, key_of
from selaras.web.groups import state_words
from selaras.web.language import day_in_language, in_language
from selaras.web.lines import rupiah
from selaras.web.people import OfficeForm
from selaras.web.policies import period_words, plain
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.results import PER_PAGE, Asked, ResultPage, found_for, missing
from selaras.web.subjects import Act, SeeOther, take
from selaras.web.trend import Trend, trend

LIST = "/kerja/naskah/"
NEW = f"{LIST}baru/"
ANEW = "edarkan_ulang"  # the step by which a new version goes round


def url_of(document: Document) -> str:
    """The page of a document."""
    return f"{LIST}{document.pk}/"


def not_found(request: ActingRequest) -> HttpResponse:
    """What a stranger sees."""
    return missing(request, "documents", _("Naskah"), LIST)


def lines_title(form: str) -> str:
    """What the lines of a form are called together."""
    return {"b": _("Sasaran"), "c": _("Program"), "g": _("Indikator")}.get(form, "")


# The page


@dataclass(frozen=True)
class Shown:
    """One line as the page shows it."""

    row: Row
    units: list[str]
    place: str
    period: str
    amount: str
    baseline: Decimal | None
    target: Decimal | None
    measured: list[tuple[Measurement, Decimal, str]]  # with its value, and who reported it
    trend: Trend | None
    missing: list[str]  # months that ended without a report, in words
    found: bool  # whether a finding names it


@dataclass(frozen=True)
class Concerned:
    """A unit concerned: what it said of the draft, and whether it knows what was issued."""

    name: str
    mark: str
    label: str
    text: str
    knows: str
    knows_mark: str
    since: date | None


@dataclass(frozen=True)
class Square:
    """One cell of the matrix: the numbers of the rows, and how full it is (none, one, several)."""

    numbers: tuple[int, ...]
    tint: str


@dataclass
class Page(ResultPage):
    """Everything the page of a document shows."""

    TEMPLATE = "documents/document.html"
    MENU = "documents"
    measure_form: forms.Form | None = None

    @property
    def document(self) -> Document:
        """The document it shows."""
        found: Document = self.subject
        return found

    @property
    def url(self) -> str:
        """The page."""
        return url_of(self.document)

    @property
    def form_row(self) -> Any:
        """The form of coordination that it is."""
        return self.regulation.kinds.form(self.document.form)

    @property
    def period(self) -> str:
        """From when to when it is meant."""
        return period_words(self.document.starts_on, self.document.ends_on)

    @property
    def lines_title(self) -> str:
        """What its lines are called."""
        return lines_title(self.document.form)

    @property
    def others(self) -> list[Act]:
        """What else the reader may do here; a new version has a page of its own."""
        return [act for act in super().others if act.step.code != ANEW]

    @property
    def renews(self) -> bool:
        """Whether the reader may circulate a new version."""
        return any(act.step.code == ANEW and act.form is not None for act in self.acts)

    # Lines

    @cached_property
    def rows(self) -> list[Row]:
        """Its lines with what was measured of them."""
        measured = Prefetch("measurements", Measurement.objects.order_by("period"))
        return list(self.document.rows.prefetch_related(measured))

    @cached_property
    def lines(self) -> list[Shown]:
        """Its lines, ready to be read."""
        return [self._shown(row) for row in self.rows]

    def _shown(self, row: Row) -> Shown:
        name, issued = self.organisation.name_of, self.document.issued_on
        measured = [(m, plain(m.value) or Decimal(0), name(m.unit)) for m in row.measurements.all()]
        watched = self.document.form == "g" and self.document.phase == "open"
        days = [m.period for m, _value, _by in measured]
        return Shown(
            row=row,
            units=[name(code) for code in row.units],
            place=name(row.place) if row.place else "",
            period=period_words(row.starts_on, row.ends_on),
            amount=rupiah(row.amount),
            baseline=plain(row.baseline),
            target=plain(row.target),
            measured=measured,
            trend=trend(((m.period, value) for m, value, _by in measured), plain(row.target)),
            missing=[_month(day) for day in programmes.missing_months(issued, self.today, days)]
            if issued and watched
            else [],
            found=any(row.order in finding.rows for finding in self.findings),
        )

    @cached_property
    def programmes(self) -> list[Programme]:
        """Its lines as programmes, of an integrated table."""
        if self.document.form != "c":
            return []
        return [
            Programme(
                row.order, row.title, tuple(row.units), row.place, row.starts_on, row.ends_on, row.audience, row.amount
            )
            for row in self.rows
        ]

    @cached_property
    def findings(self) -> list[Finding]:
        """Where programmes overlap, whom or where none serves, what lacks."""
        if self.document.form != "c":
            return []
        concerned = [seat.unit for seat in self.participants if seat.role == Role.COUNTERPART]
        return in_language(programmes.findings(self.organisation, self.programmes, concerned))

    @property
    def grounds(self) -> Basis:
        """The ground of these findings."""
        return in_language(programmes.INTEGRATED)

    @cached_property
    def coverage(self) -> Coverage:
        """How many programmes serve each target group in each area."""
        return programmes.coverage(self.organisation, self.programmes)

    @property
    def matrix(self) -> list[tuple[str, list[Square]]]:
        """The same as squares in three tints."""
        tints = ("none", "one", "several")
        return [
            (area.name, [Square(numbers, tints[min(len(numbers), 2)]) for numbers in cells])
            for area, cells in self.coverage.lines
        ]

    @property
    def sums(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The amounts by unit and by place, each with their sum."""
        total, by_units, by_place = programmes.totals(self.programmes)
        name = self.organisation.name_of
        units = [("; ".join(name(code) for code in codes) or "–", rupiah(sum_)) for codes, sum_ in by_units.items()]
        places = [(name(code) if code else _("Seluruh daerah"), rupiah(sum_)) for code, sum_ in by_place.items()]
        whole_ = (_("Seluruhnya"), rupiah(total))
        return [(_("Menurut unit"), [*units, whole_]), (_("Menurut tempat"), [*places, whole_])]

    # Who said what, and who knows

    @cached_property
    def concerned(self) -> list[Concerned]:
        """The units concerned: what each said of the version that stands, and whether it knows what was issued."""
        said = self._said()
        found = []
        for seat in self.participants:
            if seat.role != Role.COUNTERPART:
                continue
            role, issued = Role(seat.role), self.document.issued_on is not None
            stance = self.procedure.slot_state(role, (seat.kept or "") if issued else seat.slot)
            knows = self.procedure.slot_state(role, seat.slot) if issued else None
            text = said.get((seat.unit, stance.code), "") if stance else ""
            found.append(
                Concerned(
                    name=self.name(seat),
                    mark=stance.mark if stance else "",
                    label=stance.label if stance else "",
                    text=text,
                    knows=knows.label if knows else "",
                    knows_mark=knows.mark if knows else "",
                    since=local_day(self.actor.government, seat.slot_since) if issued else None,
                )
            )
        return found

    def _said(self) -> dict[tuple[str, str], str]:
        """What each unit said last, by unit and by the state that it took with it."""
        found: dict[tuple[str, str], str] = {}
        steps = {step.code: step for step in self.procedure.steps}
        for entry in self._entries:
            step = steps.get(entry.step)
            if step and step.slot_to and Role.COUNTERPART in step.by:
                unit = (entry.on_behalf or {}).get("unit") or entry.unit
                found.setdefault((unit, step.slot_to), str(entry.texts.get("text", "")))
        return found

    @property
    def knowing(self) -> int:
        """How many units said that they know it."""
        return sum(one.knows_mark == "done" for one in self.concerned)

    @property
    def carried_out(self) -> list[tuple[Any, str, str]]:
        """What was noted of its being carried out, the newest first."""
        return self.said_by("catat_pelaksanaan")

    @property
    def versions(self) -> list[tuple[int, Any, str]]:
        """The versions before the one that stands, the newest first: number, when, the words."""
        went = [entry for entry in self._entries if entry.step in ("edarkan", ANEW)]
        found = []
        for entry in went[1:]:
            row = entry.texts.get("row")
            row = row if isinstance(row, dict) else {}
            found.append((int(row.get("proposals_count") or 0), entry.recorded_at, str(row.get("text") or "")))
        return found

    # Monitoring

    @property
    def _own(self) -> list[Any]:
        return [seat for seat in self.mine.values() if power_of(self.actor, seat) in (Power.OWN, Power.ACT)]

    @property
    def in_force(self) -> bool:
        """Whether it is issued and stands."""
        return self.document.issued_on is not None and self.document.phase == "open"

    @property
    def reports(self) -> bool:
        """Whether the reader may report what an indicator shows."""
        return self.document.form in ("b", "g") and self.in_force and bool(self._own) and bool(self.rows)

    @property
    def recommends(self) -> bool:
        """Whether the reader may turn a recommendation into a follow-up."""
        return self.in_force and any(seat.role == Role.OPENER for seat in self._own)

    @cached_property
    def measuring(self) -> forms.Form:
        """The form of a periodic report."""
        return self.measure_form or MeasureForm(self.rows, initial={"period": self.today})

    @cached_property
    def tasks(self) -> list[Task]:
        """Its recommendations that became follow-ups."""
        seats = Prefetch("seat_rows", FollowUpSeat.objects.filter(retired=False).order_by("order"), to_attr="now")
        rows = FollowUp.objects.visible_to(self.actor).filter(document=self.document).exclude(phase="draft")
        return listed(self.actor, rows.order_by("due_on", "pk").prefetch_related(seats), self.organisation)

    @property
    def decision(self) -> Decision | None:
        """The decision it rests on."""
        return self.document.decision

    @cached_property
    def group(self) -> WorkingGroup | None:
        """The working group that prepared it, where the reader may open it."""
        key = self.document.group_id
        found: WorkingGroup | None = WorkingGroup.objects.visible_to(self.actor).filter(pk=key).first() if key else None
        return found

    @cached_property
    def replaced(self) -> Document | None:
        """The document it takes the place of."""
        return self.document.replaces

    def context(self) -> dict[str, Any]:
        """The document by its name."""
        return {**super().context(), "row": self.document}


def _month(day: date) -> str:
    """The month of a day in words."""
    return day_in_language(day).partition(" ")[2]


class MeasureForm(OfficeForm):
    """What an indicator showed in a period."""

    def __init__(self, rows: Sequence[Row], data: Any = None, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="capaian-%s", initial=dict(initial or {}))
        wrong = _("Pilih dari daftar.")
        self.fields["row"] = forms.ChoiceField(
            label=_("Indikator"),
            choices=[(str(row.pk), row.title) for row in rows],
            widget=Select,
            error_messages={"required": wrong, "invalid_choice": wrong},
        )
        self.fields["period"] = day_field(_("Akhir masa laporan"), required=True)
        figure = _("Tulis angka, misalnya 72,5.")
        self.fields["value"] = forms.CharField(
            label=_("Capaian"),
            max_length=40,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "narrow", "autocomplete": "off"}),
            error_messages={"required": figure, "max_length": figure},
        )
        self.fields["note"] = forms.CharField(
            label=_("Keterangan"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    def clean_value(self) -> Decimal:
        """The figure as Indonesians write it."""
        try:
            found = lines.number(self.cleaned_data["value"])
        except ValueError:
            found = None
        if found is None:
            raise forms.ValidationError(_("Tulis angka, misalnya 72,5."))
        return found


def find(actor: Actor, pk: int) -> Document | None:
    found: Document | None = found_for(Document, actor, pk)
    return found


@policy(Policy.ACTING)
@require_safe
def document(request: ActingRequest, document: int) -> HttpResponse:
    """Its words and lines, what the units concerned said, who knows of it, what it showed, and how it came to this."""
    found = find(request.actor, document)
    return Page(request.actor, found).answer(request) if found else not_found(request)


@policy(Policy.ACTING)
def step(request: ActingRequest, document: int) -> HttpResponse:
    """Take a step; what was typed is kept whatever comes of it."""

    def load(**kept: Any) -> Page | None:
        found = find(request.actor, document)
        return Page(request.actor, found, **kept) if found else None

    return take(request, load, partial(acts.step_document, document=document), not_found)


@policy(Policy.ACTING)
def measure(request: ActingRequest, document: int) -> HttpResponse:
    """Report what an indicator showed in a period."""
    found = find(request.actor, document)
    if found is None:
        return not_found(request)
    if request.method != "POST":
        return SeeOther(f"{url_of(found)}#laporan")
    form = MeasureForm(list(found.rows.all()), request.POST)
    page = Page(request.actor, found, measure_form=form)
    if not form.is_valid():
        return page.answer(request, 422)
    said = form.cleaned_data
    try:
        acts.measure(
            actor=request.actor,
            document=found.pk,
            row=int(said["row"]),
            period=said["period"],
            value=said["value"],
            note=said["note"],
            key=key_of(request),
        )
    except Invalid as bad:
        form.refuse(bad.errors)
        return page.answer(request, 422)
    except Refused as stop:
        return Page(request.actor, found, measure_form=form, refusal=in_language(stop)).answer(request, 422)
    except AlreadyDone:
        return SeeOther(f"{url_of(found)}#laporan")
    except (Document.DoesNotExist, Row.DoesNotExist):
        return not_found(request)
    messages.success(request, _("Tercatat: capaian sampai %(day)s.") % {"day": day_in_language(said["period"])})
    return SeeOther(f"{url_of(found)}#laporan")


@policy(Policy.ACTING)
def recommend(request: ActingRequest, document: int) -> HttpResponse:
    """Turn a recommendation into a follow-up with an owner, a checker and a day."""
    found = find(request.actor, document)
    if found is None or found.phase == "draft":
        return not_found(request)
    organisation = history(request.government).on(request.government.today())
    form = TaskForm(organisation, request.POST if request.method == "POST" else None)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                row = acts.recommend(actor=request.actor, document=found.pk, task=form.task, key=key_of(request))
                messages.success(request, _("Rekomendasi menjadi tindak lanjut yang berjalan."))
                return SeeOther(f"/kerja/tindak-lanjut/{row.pk}/")
        except Invalid as bad:
            form.refuse(bad.errors)
        except Refused as stop:
            refusal = in_language(stop)
        except AlreadyDone:
            return SeeOther(url_of(found))
        except Document.DoesNotExist:
            return not_found(request)
    context = {
        "menu": "documents",
        "row": found,
        "form": form,
        "refusal": refusal,
        "url": url_of(found),
        "key": str(uuid4()),
    }
    return render(request, "documents/recommend.html", context, status=status)


# The list


@dataclass(frozen=True)
class Entry:
    """A document in the list."""

    row: Document
    form: str
    opener: str
    mark: str
    label: str
    awaited: bool


def _wanted(actor: Actor, asked: Asked) -> QuerySet[Document]:
    found: QuerySet[Document] = Document.objects.visible_to(actor)
    stage = asked["tahap"]
    if stage == "beredar":
        found = found.filter(phase="open", issued_on__isnull=True)
    elif stage == "ditetapkan":
        found = found.filter(phase="open", issued_on__isnull=False)
    elif stage != "semua":
        found = found.filter(phase__in={"": ("draft", "open"), "draf": ("draft",), "berakhir": ("closed",)}[stage])
    if asked["bentuk"]:
        found = found.filter(form=asked["bentuk"])
    seats = Prefetch("seat_rows", DocumentSeat.objects.filter(retired=False).order_by("order"), to_attr="now")
    order = Case(When(phase="draft", then=Value(1)), When(phase="open", then=Value(0)), default=Value(2))
    return found.order_by(order, "-updated_at", "-pk").prefetch_related(seats)


def _forms(actor: Actor) -> dict[str, str]:
    rows = in_language(regulation_today(actor.government)).kinds.forms
    return {row.code: row.label for row in rows if row.code in FORMS}


@policy(Policy.ACTING)
@require_safe
def documents(request: ActingRequest) -> HttpResponse:
    """Naskah koordinasi: those the reader prepares or is concerned by, by form and stage."""
    actor = request.actor
    labels = _forms(actor)
    stages = {
        "": _("Draf dan berjalan"),
        "draf": _("Draf"),
        "beredar": _("Dimintai pendapat"),
        "ditetapkan": _("Ditetapkan"),
        "berakhir": _("Berakhir"),
        "semua": _("Semua"),
    }
    asked = Asked(request, bentuk={"": _("Semua bentuk"), **labels}, tahap=stages)
    page = Paginator(_wanted(actor, asked), PER_PAGE).get_page(asked.number)
    organisation = history(actor.government).on(actor.government.today())
    context = {
        "menu": "documents",
        "page": page,
        "rows": [_listed(actor, row, labels, organisation) for row in page],
        "forms": labels.items(),
        "filters": asked.filters(bentuk=_("Bentuk"), tahap=_("Tahap")),
        "narrowed": bool(asked),
        "query": asked.query,
    }
    return render(request, "documents/list.html", context)


def _listed(actor: Actor, row: Any, labels: Mapping[str, str], organisation: Organisation) -> Entry:
    mark, label = state_words(actor, row)
    opener = next((organisation.name_of(seat.unit) for seat in row.now if seat.role == Role.OPENER), "")
    awaited = any(seat.turn and seat.turn_post in actor.posts for seat in row.now)
    return Entry(row, labels.get(row.form, ""), opener, mark, label, awaited)

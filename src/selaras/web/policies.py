"""Policies, strategic plans, integrated programmes and monitorings as everybody may see them (Pasal 18 a, b, c, g)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions import facts
from selaras.actions.files import path_of
from selaras.law.organisation import Organisation
from selaras.law.procedures import Effect, Role
from selaras.records import reports
from selaras.records.documents import FORMS, Document, DocumentSeat, Measurement, Row
from selaras.records.files import File
from selaras.records.openness import (
    in_phase,
    public_decisions,
    public_documents,
    public_follow_ups,
    public_groups,
    public_matters,
)
from selaras.records.past import by_then, sitting, stand
from selaras.web.day import Moment, dated, page
from selaras.web.decisions import FOLLOWED, beginning, followed, followed_words, tasks_of
from selaras.web.faces import Asked, not_there, papers_of, shows, slot_of, state_of
from selaras.web.files import attachment
from selaras.web.language import day_in_language
from selaras.web.policy import Policy, Request, policy
from selaras.web.thread import public_threads
from selaras.web.trend import Trend, trend

KNOWING = ("seen",)  # the small states of who said that he knows of it


@dataclass(frozen=True)
class Listed:
    """A document in the list."""

    row: Document
    form: str
    opener: str
    mark: str
    label: str


@dataclass(frozen=True)
class Line:
    """A target, a programme or an indicator with what was measured of it."""

    row: Row
    units: list[str]
    place: str
    period: str
    target: Decimal | None
    baseline: Decimal | None
    amount: Decimal | None
    measured: list[tuple[Measurement, Decimal, str]]  # with its value, and who reported it
    trend: Trend | None


@dataclass(frozen=True)
class Concerned:
    """A unit concerned: what it said of the draft, and whether it knows what was issued."""

    name: str
    mark: str
    label: str
    knows: bool


def plain(number: Decimal | None) -> Decimal | None:
    """A figure without the zeros that a column adds: 72.5000 is 72.5, 40.0000 is 40."""
    if number is None:
        return None
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def period_words(begins: date | None, ends: date | None) -> str:
    """From when to when; what is open is left out."""
    if begins and ends:
        return _("%(begins)s sampai %(ends)s") % {"begins": day_in_language(begins), "ends": day_in_language(ends)}
    if begins:
        return _("Sejak %(day)s") % {"day": day_in_language(begins)}
    return _("Sampai %(day)s") % {"day": day_in_language(ends)} if ends else ""


def _rows(request: Request) -> Any:
    openers = DocumentSeat.objects.filter(role=Role.OPENER, retired=False)
    return public_documents(request.government).prefetch_related(Prefetch("seat_rows", openers, to_attr="openers"))


@policy(Policy.PUBLIC)
@dated
def policies(request: Request, moment: Moment) -> HttpResponse:
    """All policies, plans, programmes and monitorings, the newest first; to be narrowed by links."""
    forms = {form.code: form.label for form in moment.regulation.kinds.forms if form.code in FORMS}
    asked = Asked(request, moment, bentuk=forms, tahap=("berlaku", "berakhir"), lanjut=FOLLOWED)
    rows = _rows(request)
    if asked["bentuk"]:
        rows = rows.filter(form=asked["bentuk"])
    if asked["tahap"]:
        phase = "open" if asked["tahap"] == "berlaku" else "closed"
        rows = rows.filter(in_phase(request.government, Document.TYPE, phase))
    if asked["lanjut"]:
        rows = rows.filter(followed(request.government, asked["lanjut"], document=OuterRef("pk"), decision=None))
    found = asked.page(rows.order_by("-issued_on", "-pk"))
    context = {
        "menu": "policies",
        "page": found,
        "rows": [_listed(row, moment, forms) for row in stand(found, request.government)],
        "asked": asked,
        "query": asked.query,
        "filters": [
            (_("Bentuk"), asked.choices("bentuk", forms, _("Semua bentuk"))),
            (
                _("Tahap"),
                asked.choices(
                    "tahap", {"berlaku": _("Berlaku"), "berakhir": _("Tidak berlaku lagi")}, _("Semua tahap")
                ),
            ),
            (_("Tindak lanjut"), asked.choices("lanjut", followed_words(), _("Semua naskah"))),
        ],
    }
    return page(request, moment, "policies/list.html", context)


def _listed(row: Any, moment: Moment, forms: dict[str, str]) -> Listed:
    opener = _opener(row, moment.organisation)
    return Listed(row, forms[row.form], opener, *state_of(row))


def _opener(row: Any, organisation: Organisation) -> str:
    return next((organisation.name_of(seat.unit) for seat in sitting(row, row.openers, Role.OPENER)), "")


@policy(Policy.PUBLIC)
@dated
def policy_page(request: Request, moment: Moment, document: int) -> HttpResponse:
    """One document: its instrument, its words and lines, what the units concerned said, who knows of it, its trend."""
    government, organisation = request.government, moment.organisation
    row = _rows(request).select_related("matter", "decision", "group", "replaces").filter(pk=document).first()
    if row is None:
        sentence = _("Naskah nomor “%(asked)s” tidak ada, atau tidak terbuka bagi umum.")
        return not_there(
            request, moment, "policies", sentence, document, (_("Semua kebijakan dan rencana"), "/kebijakan/")
        )
    stand([row], government)
    form = moment.regulation.kinds.form(row.form)
    others = public_documents(government)
    decision = public_decisions(government).filter(pk=row.decision_id).first()
    open_matters = stand(public_matters(government).filter(pk=row.matter_id, withheld=False), government)
    tasks = public_follow_ups(government).filter(document=row).prefetch_related("seat_rows").order_by("due_on", "pk")
    concerned = _concerned(row, organisation)
    mark, label = state_of(row)
    context = {
        "menu": "policies",
        "row": row,
        "form": form,
        "mark": mark,
        "label": label,
        "period": period_words(row.starts_on, row.ends_on),
        "text": row.text if shows(row, "text") else "",
        "instrument": row.instrument if shows(row, "instrument") else "",
        "instrument_files": instrument_files(row),
        "opener": _opener(row, organisation),
        "concerned": concerned,
        "knowing": sum(unit.knows for unit in concerned),
        "lines": _lines(row, organisation) if shows(row, "rows") else [],
        "group": next(iter(stand(public_groups(government).filter(pk=row.group_id), government)), None),
        "decision": decision,
        "decision_title": beginning(decision.text) if decision else "",
        "before": next(iter(stand(others.filter(pk=row.replaces_id), government)), None),
        "after": next(iter(stand(others.filter(replaces=row)[:1], government)), None),
        "tasks": list(tasks_of(tasks, government, organisation).values()),
        "papers": papers_of(row),
        "threads": public_threads(open_matters),
    }
    return page(request, moment, "policies/document.html", context)


def instrument_files(row: Document) -> list[File]:
    """The files of the instrument itself, which came with the act that issued it; other files are for the parties."""
    if row.issued_on is None or not shows(row, "instrument"):
        return []
    issuing = [step.code for step in facts.procedure_of(row).steps if Effect.ISSUE in step.effects]
    return list(reports.files_of_steps(row, issuing))


@policy(Policy.PUBLIC)
@require_safe
def instrument(request: Request, file: int) -> HttpResponseBase:
    """The file of an instrument that everybody may see, as an attachment; Http404 for any other, as for none."""
    about = File.objects.filter(government=request.government, subject_type=Document.TYPE, pk=file).first()
    row = public_documents(request.government).filter(pk=about.subject_key).first() if about else None
    if row is not None:
        row.government = request.government
    found = next((one for one in instrument_files(row) if one.pk == file), None) if row else None
    if found is None or not path_of(found.sha256).is_file():
        raise Http404
    return attachment(found)


def _concerned(row: Document, organisation: Organisation) -> list[Concerned]:
    """The units concerned: what each said of the draft (kept when it was issued), and who knows what was issued."""
    if not shows(row, "units"):
        return []
    found = []
    said, known = shows(row, "positions"), row.issued_on is not None
    for seat in row.seats():
        if seat.role != Role.COUNTERPART:
            continue
        slot = slot_of(row, seat, kept=True) if said else None
        mark, label = (slot.mark, slot.label) if slot else ("", "")
        found.append(Concerned(organisation.name_of(seat.unit), mark, label, known and seat.slot in KNOWING))
    return found


def _lines(row: Document, organisation: Organisation) -> list[Line]:
    measured = Prefetch("measurements", by_then(Measurement.objects.order_by("period"), row.government))
    found = []
    for line in row.rows.prefetch_related(measured):
        values = [(m, plain(m.value) or Decimal(0), organisation.name_of(m.unit)) for m in line.measurements.all()]
        target = plain(line.target)
        found.append(
            Line(
                row=line,
                units=[organisation.name_of(code) for code in line.units],
                place=organisation.name_of(line.place) if line.place else "",
                period=period_words(line.starts_on, line.ends_on),
                target=target,
                baseline=plain(line.baseline),
                amount=plain(line.amount),
                measured=values if shows(row, "measurements") else [],
                trend=trend(((m.period, value) for m, value, _by in values), target)
                if shows(row, "measurements")
                else None,
            )
        )
    return found

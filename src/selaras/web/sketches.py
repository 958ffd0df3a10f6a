"""Documents being drafted: units concerned and lines typed, pasted or read from a file; new versions that go round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions import documents as acts
from selaras.actions.acts import Deed
from selaras.actions.documents import ROWS_LIMIT, Line, Sketch
from selaras.actions.drafts import regulation_today
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid, Stale
from selaras.law.procedures import Refused, Role
from selaras.records.documents import FORMS, Document
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.outcomes import Decision
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web import lines
from selaras.web.documents import ANEW, LIST, Page, find, lines_title, not_found, url_of
from selaras.web.forms import Select, day_field, key_of, whole
from selaras.web.language import in_language
from selaras.web.lines import Typed
from selaras.web.parties import clean
from selaras.web.people import OfficeForm
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.results import excerpt_of
from selaras.web.subjects import SeeOther

NEW = f"{LIST}baru/"


class SketchForm(OfficeForm):
    """The questions of a document; units concerned and lines stand beside the fields."""

    beside: Mapping[str, str] = {}  # what is wrong with the units or with the lines as a whole
    said: tuple[Line, ...] = ()  # what the lines say, once they were looked at

    def __init__(
        self,
        actor: Actor,
        form: str,
        data: QueryDict | None = None,
        initial: Mapping[str, Any] | None = None,
        units: Sequence[str] = (),
        rows: Sequence[Typed] = (),
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.actor, self.form = actor, form
        self.organisation = history(actor.government).on(actor.government.today())
        self.units = set(units) & set(self.organisation.units)
        self.rows = list(rows) or ([Typed(form, dict.fromkeys(lines.COLUMNS[form], ""))] if lines.COLUMNS[form] else [])
        self.faults = 0
        self.fields["title"] = forms.CharField(label=_("Judul"), error_messages={"required": _("Tulis judul naskah.")})
        self.fields["text"] = forms.CharField(
            label=_("Isi"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
        )
        self.fields["starts_on"] = day_field(_("Berlaku mulai"))
        self.fields["ends_on"] = day_field(_("Berlaku sampai"))
        self.fields["matter"] = forms.CharField(
            label=_("Nomor berkas"), required=False, help_text=_("Berkas yang Anda ikuti, misalnya 2026-00012.")
        )
        standing = Document.objects.visible_to(actor).filter(form=form, phase="open", issued_on__isnull=False)
        options = [
            ("", _("Tidak menggantikan apa pun")),
            *((str(row.pk), row.title) for row in standing.order_by("title")),
        ]
        wrong = _("Pilih dari daftar.")
        self.fields["replaces"] = forms.ChoiceField(
            label=_("Menggantikan"),
            required=False,
            choices=options,
            widget=Select,
            error_messages={"invalid_choice": wrong},
        )
        for name in ("group", "decision"):
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput())

    @classmethod
    def of(cls, actor: Actor, document: Document) -> SketchForm:
        """The form as a draft has it."""
        organisation = history(actor.government).on(actor.government.today())
        initial = {name: getattr(document, name) for name in ("title", "text", "starts_on", "ends_on")}
        initial |= {
            "matter": document.matter.number if document.matter else "",
            "replaces": document.replaces_id or "",
            "group": document.group_id or "",
            "decision": document.decision_id or "",
        }
        units = [seat.unit for seat in document.seats() if seat.role == Role.COUNTERPART]
        rows = lines.lines_of(document, organisation)
        return cls(actor, document.form, initial=initial, units=units, rows=rows)

    @classmethod
    def sent(cls, actor: Actor, form: str, data: QueryDict) -> SketchForm:
        """The form as it was sent."""
        return cls(actor, form, data, units=data.getlist("units"), rows=lines.sent(form, data))

    @property
    def options(self) -> list[dict[str, Any]]:
        """Every unit that may be concerned, with the words by which it is found."""
        return [
            {
                "code": code,
                "name": unit.name,
                "words": f"{code} {unit.abbr or ''}",
                "checked": code in self.units,
            }
            for code, unit in self.organisation.units.items()
            if code != self.actor.unit
        ]

    @property
    def unit_errors(self) -> list[str]:
        """What is wrong with the units concerned."""
        return [self.beside["units"]] if "units" in self.beside else []

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in the order in which a paste is read."""
        return list(lines.labels(self.form).values())

    def look(self) -> None:
        """Find what is wrong with the lines."""
        self.said, self.faults = lines.read(self.rows, self.organisation)

    @property
    def sketch(self) -> Sketch:
        """What it says; only of a form that is valid and whose lines were looked at."""
        said = self.cleaned_data
        return Sketch(
            form=self.form,
            title=said["title"],
            text=said["text"].strip(),
            units=tuple(code for code in self.organisation.units if code in self.units),
            lines=self.said,
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            matter=said["matter"].strip(),
            decision=whole(said["decision"]),
            group=whole(said["group"]),
            replaces=whole(said["replaces"]),
        )

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show what the act found wrong; units and lines have places of their own."""
        self.beside = {name: in_language(errors[name]) for name in ("units", "lines") if name in errors}
        super().refuse({name: sentence for name, sentence in errors.items() if name not in self.beside})


def _editor(
    request: ActingRequest,
    form: SketchForm,
    draft: Document | None,
    status: int = 200,
    *,
    anew: forms.Form | None = None,
    refusal: Refused | None = None,
    stale: str = "",
    hidden: Mapping[str, Any] | None = None,
) -> HttpResponse:
    kinds = in_language(regulation_today(request.government)).kinds
    asked = whole(str(form["decision"].value() or ""))
    decision = Decision.objects.of(request.government).standing().filter(pk=asked).first() if asked else None
    asked = whole(str(form["group"].value() or ""))
    group = WorkingGroup.objects.visible_to(request.actor).filter(pk=asked).first() if asked else None
    part = "versi-baru" if anew else "ubah"
    action = f"{url_of(draft)}{part}/" if draft else f"{NEW}?bentuk={form.form}"
    context = {
        "menu": "documents",
        "form": form,
        "form_row": kinds.form(form.form),
        "forms": [] if draft else [(row, row.code == form.form) for row in kinds.forms if row.code in FORMS],
        "draft": draft,
        "action": action,
        "anew": anew,
        "refusal": refusal,
        "stale": stale,
        "hidden": (hidden or {}).items(),
        "decision": excerpt_of(decision.text) if decision else "",
        "group": group,
        "lines_title": lines_title(form.form),
        "limit": ROWS_LIMIT,
        "key": str(uuid4()),
    }
    return render(request, "documents/edit.html", context, status=status)


def _with_file(request: ActingRequest) -> QueryDict:
    """What was sent; a CSV file that came with it counts as pasted. A file that is no text is left out."""
    file = request.FILES.get("lines_file")
    if file is None:
        return request.POST
    data = request.POST.copy()
    try:
        data["paste"] = file.read(256 * 1024).decode("utf-8-sig")
        data["do"] = "paste"
    except UnicodeDecodeError:
        messages.warning(request, _("Berkas itu bukan teks UTF-8. Simpan tabelnya sebagai CSV UTF-8, lalu pilih lagi."))
    return data


@policy(Policy.ACTING)
def new(request: ActingRequest) -> HttpResponse:
    """A new document of one form: its words and lines, the units concerned, on what it rests."""
    actor, asked = request.actor, request.GET
    form = asked.get("bentuk", "a")
    form = form if form in FORMS else "a"
    if request.method == "POST":
        return _answered(request, SketchForm.sent(actor, form, _with_file(request)), None)
    number = clean(asked.get("berkas", ""))
    matter = Matter.objects.visible_to(actor).filter(number=number).first() if number else None
    units: list[str] = []
    if matter:
        units = [seat.unit for seat in matter.seats() if seat.role in (Role.OPENER, Role.COUNTERPART)]
    initial = {
        "matter": number,
        "title": matter.title if matter else "",
        "group": clean(asked.get("gugus", "")),
        "decision": clean(asked.get("keputusan", "")),
    }
    return _editor(request, SketchForm(actor, form, initial=initial, units=units), None)


@policy(Policy.ACTING)
def edit(request: ActingRequest, document: int) -> HttpResponse:
    """The same page with what a draft holds; one that went round leads to its page."""
    found = find(request.actor, document)
    if found is None:
        return not_found(request)
    if found.phase != "draft":
        return SeeOther(url_of(found))
    if request.method == "POST":
        return _answered(request, SketchForm.sent(request.actor, found.form, _with_file(request)), found)
    return _editor(request, SketchForm.of(request.actor, found), found)


def _answered(request: ActingRequest, form: SketchForm, draft: Document | None) -> HttpResponse:
    do = request.POST.get("do", "")
    if do != "save" or "lines_file" in request.FILES:
        if do == "paste" or "lines_file" in request.FILES:
            form.look()
        form.errors.clear()  # nothing is asked for yet
        return _editor(request, form, draft)
    form.look()
    if not form.is_valid() or form.faults:
        return _editor(request, form, draft, 422)
    try:
        kept = acts.save_document(
            actor=request.actor, sketch=form.sketch, draft=draft.pk if draft else None, key=key_of(request)
        )
    except Invalid as bad:
        form.refuse(bad.errors)
        return _editor(request, form, draft, 422)
    except AlreadyDone:
        return SeeOther(url_of(draft) if draft else f"{LIST}?tahap=draf")
    except Document.DoesNotExist:  # it went round or was thrown away meanwhile
        messages.warning(request, _("Draf ini sudah diedarkan atau dihapus. Tulisan Anda di bawah belum tersimpan."))
        return _editor(request, form, None, 409)
    messages.success(request, _("Draf tersimpan. Belum ada yang dimintai pendapat."))
    return SeeOther(url_of(kept))


class ChangeForm(OfficeForm):
    """What was changed in a new version."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="ubah-%s")
        self.fields["what"] = forms.CharField(
            label=_("Yang diubah"),
            help_text=_("Pendapat atas rancangan lama gugur dan dinyatakan lagi."),
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": _("Tulis yang diubah.")},
        )


@policy(Policy.ACTING)
def renew(request: ActingRequest, document: int) -> HttpResponse:
    """A new version of words and lines goes round; what was said of the old one falls."""
    found = find(request.actor, document)
    if found is None:
        return not_found(request)
    page = Page(request.actor, found)
    act = next((act for act in page.acts if act.step.code == ANEW and act.form is not None), None)
    if act is None and request.method != "POST":
        return SeeOther(url_of(found))
    hidden = {"seat": act.seat.pk, "seen": act.seen} if act else {}
    if request.method != "POST":
        return _editor(request, SketchForm.of(request.actor, found), found, anew=ChangeForm(), hidden=hidden)
    data = _with_file(request)
    data = data.copy()
    data["title"] = found.title
    form, change = SketchForm.sent(request.actor, found.form, data), ChangeForm(request.POST)
    if request.POST.get("do") != "save" or "lines_file" in request.FILES:
        form.look()
        form.errors.clear()
        change.errors.clear()
        return _editor(request, form, found, anew=change, hidden=hidden)
    form.look()
    if not (form.is_valid() & change.is_valid()) or form.faults:
        return _editor(request, form, found, 422, anew=change, hidden=hidden)
    try:
        acts.step_document(
            actor=request.actor,
            document=found.pk,
            seat=whole(request.POST.get("seat", "")) or 0,
            deed=Deed(ANEW, change.cleaned_data["what"]),
            seen=request.POST.get("seen", "")[:100],
            key=key_of(request),
            anew=form.sketch,
        )
    except Invalid as bad:
        form.refuse(bad.errors)
        return _editor(request, form, found, 422, anew=change, hidden=hidden)
    except Refused as stop:
        return _editor(request, form, found, 422, anew=change, hidden=hidden, refusal=in_language(stop))
    except Stale as late:
        return _editor(request, form, found, 409, anew=change, hidden=hidden, stale=in_language(str(late)))
    except Document.DoesNotExist:
        return not_found(request)
    messages.success(request, _("Rancangan baru beredar. Setiap unit terkait menyatakan pendapat lagi."))
    return SeeOther(url_of(found))


@policy(Policy.ACTING)
def discard(request: ActingRequest, document: int) -> HttpResponse:
    """Throw a draft away, after a look at what it is."""
    found = find(request.actor, document)
    if found is None or found.phase != "draft":
        return not_found(request)
    if request.method != "POST":
        context = {"menu": "documents", "title": found.title, "url": url_of(found), "here": f"{url_of(found)}hapus/"}
        return render(request, "results/discard.html", context)
    try:
        acts.discard_document(actor=request.actor, draft=document)
    except Document.DoesNotExist:
        return not_found(request)
    messages.success(request, _("Draf dihapus."))
    return SeeOther(LIST)

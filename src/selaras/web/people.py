"""Officers: who holds which post on a day, one appointment or a whole inauguration, ends, corrections, annulments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions import inaugurations, people
from selaras.actions.inaugurations import COLUMNS, EXAMPLE, LINES_LIMIT, SIZE_LIMIT, Line, Plan, Unreadable
from selaras.actions.offices import AlreadyDone, Office
from selaras.actions.refusals import Invalid, Stale
from selaras.law.organisation import Organisation
from selaras.law.procedures import Refused
from selaras.law.types import Post
from selaras.records import reports
from selaras.records.people import CAPACITIES, Person, Tenure
from selaras.records.units import history
from selaras.web.day import Moment, dated, list_address, page
from selaras.web.forms import Select, day_field, key_of, whole
from selaras.web.language import in_language
from selaras.web.offices import kept_by
from selaras.web.parties import Unknown, choices, clean, code_of
from selaras.web.policy import ActingRequest, Policy, Request, policy
from selaras.web.subjects import SeeOther

LIST = "/kerja/pejabat/"
PER_PAGE = 50
SOON = timedelta(days=30)  # before the last day of a tenure from which it is marked


def capacities() -> list[tuple[str, str]]:
    """The capacities in words, to choose from."""
    return [
        ("definitif", _("Definitif")),
        ("plt", _("Plt. (pelaksana tugas)")),
        ("plh", _("Plh. (pelaksana harian)")),
        ("pj", _("Pj. (penjabat)")),
    ]


def text_field(label: str, help_text: str = "", *, required: bool = True, most: int = 200, **attrs: Any) -> Any:
    """One line of text."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        error_messages={"required": _("Isi %(label)s lebih dahulu.") % {"label": label[:1].lower() + label[1:]}},
    )


class OfficeForm(forms.Form):
    """A form whose act may find more wrong than its fields do."""

    use_required_attribute = False

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show what the act found wrong beside the fields."""
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, in_language(sentence))


class AppointmentForm(OfficeForm):
    """One appointment; its fields are the columns of the file of an inauguration."""

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["post"] = text_field(_("Jabatan"), _("Kode seperti DPUPR/1, atau nama jabatannya."), most=300)
        self.fields["name"] = text_field(
            _("Nama"), _("Orang yang sudah tercatat ditemukan dengan nama atau NIP-nya; yang lain menjadi orang baru.")
        )
        self.fields["nip"] = text_field(
            _("NIP"), _("Tidak pernah ditampilkan kepada umum."), required=False, most=40, inputmode="numeric"
        )
        self.fields["capacity"] = forms.ChoiceField(
            label=_("Kedudukan"),
            choices=capacities(),
            widget=Select,
            error_messages={"invalid_choice": _("Pilih dari daftar."), "required": _("Pilih dari daftar.")},
        )
        self.fields["valid_from"] = day_field(_("Sejak"), _("Hari pertama berwenang."), required=True)
        self.fields["valid_to"] = day_field(_("Sampai"), _("Hari terakhir, bila sudah diketahui."))
        self.fields["decree"] = text_field(_("Nomor keputusan"), most=100)

    @property
    def line(self) -> Line:
        """What was typed, as a line of an inauguration."""
        return Line(0, **{name: str(self[name].value() or "") for name in COLUMNS})


class EndForm(OfficeForm):
    """The end of a tenure."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="akhiri-%s")
        self.fields["valid_to"] = day_field(
            _("Hari terakhir"), _("Sesudah hari itu tidak ada hak lagi."), required=True
        )
        self.fields["reason"] = text_field(_("Nomor keputusan atau alasan"), most=500)


class CorrectionForm(OfficeForm):
    """A tenure put right."""

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="betulkan-%s")
        own = AppointmentForm()
        for name in ("name", "nip", "capacity", "valid_from", "valid_to", "decree"):
            self.fields[name] = own.fields[name]
        self.fields["name"].help_text = _("Berubah pada semua jabatan orang ini.")
        self.fields["valid_to"].help_text = _("Kosongkan bila ternyata belum berakhir.")
        self.fields["reason"] = text_field(_("Apa yang keliru"), most=500)


class AnnulmentForm(OfficeForm):
    """A tenure that should never have been recorded."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="batalkan-%s")
        self.fields["reason"] = text_field(_("Mengapa tidak pernah berlaku"), most=500)


# The list


@dataclass(frozen=True)
class Held:
    """A tenure as the list shows it."""

    tenure: Tenure
    acting: str
    begins: bool  # on this very day
    soon: bool  # to end


@dataclass(frozen=True)
class Row:
    """A post with those who hold it on the day; with nobody it is vacant."""

    post: Post
    unit: str
    held: tuple[Held, ...]


def _rows(organisation: Organisation, tenures: Iterable[Tenure], day: date) -> list[Row]:
    """Every post of the day in the order of the pack, with its holders, the definitive one first."""
    held: dict[str, list[Held]] = {}
    for tenure in tenures:
        soon = tenure.valid_to is not None and tenure.valid_to - day <= SOON
        held.setdefault(tenure.post, []).append(
            Held(tenure, CAPACITIES[tenure.capacity], tenure.valid_from == day, soon)
        )
    return [
        Row(post, organisation.name_of(post.unit), tuple(held.get(post.code, ())))
        for post in organisation.posts.values()
    ]


def _matches(row: Row, words: list[str]) -> bool:
    said = " ".join([row.post.code, row.post.title, row.unit, *(one.tenure.person.name for one in row.held)]).casefold()
    return all(word in said for word in words)


SORTS: dict[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    "kosong": lambda row: not row.held,
    "pelaksana": lambda row: any(one.acting for one in row.held),
    "mulai": lambda row: any(one.begins for one in row.held),
    "berakhir": lambda row: any(one.soon for one in row.held),
}


@policy(Policy.ACTING)
@kept_by(Office.PERSONNEL)
@dated
def tenures(request: Request, moment: Moment) -> HttpResponse:
    """Every post of a day with who holds it, found by unit and by word; vacant, acting and soon ending ones marked."""
    organisation, day = moment.organisation, moment.day
    asked = {"unit": clean(request.GET.get("unit", "")), "q": clean(request.GET.get("q", ""))}
    sort = request.GET.get("tampil", "")
    sort = sort if sort in SORTS else ""
    running = Tenure.objects.filter(government=request.government).on(day).select_related("person")
    rows = _rows(organisation, running.order_by("-capacity", "valid_from", "pk"), day)
    error, meant, unit = "", [], ""
    if asked["unit"]:
        try:
            unit = code_of(organisation, asked["unit"]).split("/")[0]
        except Unknown as bad:
            error = str(bad)
            meant = [
                (name, list_address(asked | {"unit": code.split("/")[0]}, sort, moment)) for code, name in bad.choices
            ]
    words = asked["q"].casefold().split()
    rows = [row for row in rows if (not unit or row.post.unit == unit) and _matches(row, words)]
    shown = [row for row in rows if SORTS[sort](row)]
    labels = (_("Semua"), _("Kosong"), _("Plt., Plh., Pj."), _("Mulai hari itu"), _("Segera berakhir"))
    sorts = [
        (label, sum(bool(fits(row)) for row in rows), list_address(asked, code, moment), code == sort)
        for label, (code, fits) in zip(labels, SORTS.items(), strict=True)
    ]
    context = {
        "menu": "people",
        "asked": asked,
        "unit_name": organisation.name_of(unit) if unit else asked["unit"],
        "error": error,
        "meant": meant,
        "sort": sort,
        "sorts": sorts,
        "page": Paginator(shown, PER_PAGE).get_page(whole(request.GET.get("hal", "")) or 1),
        "query": list_address(asked, sort, moment).removeprefix("?") + "&",
        "choices": choices(organisation),
        "today_url": list_address(asked, sort, None),
        "keep": [(name, value) for name, value in (*asked.items(), ("tampil", sort)) if value],
    }
    return page(request, moment, "people/tenures.html", context, status=422 if error else 200)


# Appointing


def _told(request: ActingRequest, made: list[Tenure], plan: Plan) -> HttpResponse:
    """Say what was recorded and go to the list of the day on which it begins."""
    first = min(tenure.valid_from for tenure in made)
    message = _("Tercatat: %(made)s masa jabatan dimulai, %(ended)s berakhir.")
    messages.success(request, message % {"made": len(made), "ended": plan.endings})
    return SeeOther(f"{LIST}?tampil=mulai&per={first}")


@policy(Policy.ACTING)
@kept_by(Office.PERSONNEL)
def appoint(request: ActingRequest) -> HttpResponse:
    """One appointment: typed, shown with all that follows from it, then recorded."""
    if request.method != "POST":
        key = whole(request.GET.get("person", "")) or 0
        person = Person.objects.filter(government=request.government, pk=key).first()
        initial = {"post": clean(request.GET.get("post", "")), "capacity": "definitif"}
        if person:
            initial |= {"name": person.name, "nip": person.nip}
        return _appointment(request, AppointmentForm(initial=initial))
    form = AppointmentForm(request.POST)
    if not form.is_valid():
        return _appointment(request, form, status=422)
    plan = inaugurations.plan(request.government, [form.line])
    if plan.wrong:
        form.refuse(plan.planned[0].errors)
        return _appointment(request, form, status=422)
    if request.POST.get("do") != "record":
        return _appointment(request, form, plan)
    seen = request.POST.get("seen", "")[:64]
    try:
        made = inaugurations.carry_out(actor=request.actor, lines=[form.line], seen=seen, key=key_of(request))
    except Invalid:  # somebody was appointed between the plan and the act
        form.refuse(inaugurations.plan(request.government, [form.line]).planned[0].errors)
        return _appointment(request, form, status=422)
    except Stale as late:
        fresh = inaugurations.plan(request.government, [form.line])
        return _appointment(request, form, fresh, status=409, stale=in_language(str(late)))
    except AlreadyDone:
        return SeeOther(LIST)
    except Refused as stop:
        return _appointment(request, form, plan, status=403, refusal=in_language(stop))
    return _told(request, made, plan)


def _appointment(
    request: ActingRequest,
    form: AppointmentForm,
    plan: Plan | None = None,
    status: int = 200,
    *,
    stale: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    context = {
        "menu": "people",
        "form": form,
        "plan": in_language(plan) if plan else None,
        "kept": list(zip(COLUMNS, astuple(form.line)[1:], strict=True)) if plan else [],
        "key": str(uuid4()),
        "stale": stale,
        "refusal": refusal,
    }
    return render(request, "people/appoint.html", context, status=status)


@policy(Policy.ACTING)
@kept_by(Office.PERSONNEL)
def inauguration(request: ActingRequest) -> HttpResponse:
    """A whole inauguration as a file: read, shown line by line with all that follows, then recorded at once."""
    if request.method != "POST":
        return _inauguration(request)
    file = request.FILES.get("file")
    if request.POST.get("do") == "record":
        sent = request.POST.get("content", "").encode(errors="surrogatepass")
    elif file is None:
        return _inauguration(request, error=_("Pilih berkas CSV yang hendak diunggah."), status=422)
    else:
        sent = file.read(SIZE_LIMIT + 1)
    try:
        lines = inaugurations.read(sent)
    except Unreadable as bad:
        return _inauguration(request, error=in_language(str(bad)), status=422)
    content = sent.decode("utf-8-sig")
    plan = inaugurations.plan(request.government, lines)
    if request.POST.get("do") != "record" or plan.wrong:
        return _inauguration(request, plan, content, status=422 if plan.wrong else 200)
    seen = request.POST.get("seen", "")[:64]
    try:
        made = inaugurations.carry_out(actor=request.actor, lines=lines, seen=seen, key=key_of(request))
    except (Invalid, Stale) as late:
        fresh = inaugurations.plan(request.government, lines)
        return _inauguration(request, fresh, content, status=409, stale=in_language(str(late)))
    except AlreadyDone:
        return SeeOther(LIST)
    except Refused as stop:
        return _inauguration(request, plan, content, status=403, refusal=in_language(stop))
    return _told(request, made, plan)


def _inauguration(
    request: ActingRequest,
    plan: Plan | None = None,
    content: str = "",
    status: int = 200,
    *,
    error: str = "",
    stale: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    context = {
        "menu": "people",
        "plan": in_language(plan) if plan else None,
        "content": content,
        "error": error,
        "stale": stale,
        "refusal": refusal,
        "key": str(uuid4()),
        "columns": COLUMNS,
        "limit": LINES_LIMIT,
    }
    return render(request, "people/inauguration.html", context, status=status)


@policy(Policy.ACTING)
@kept_by(Office.PERSONNEL)
@require_safe
def example(request: ActingRequest) -> HttpResponse:
    """An example of the file of an inauguration."""
    answer = HttpResponse(EXAMPLE, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="contoh-pelantikan.csv"'
    return answer


# One tenure


@dataclass(frozen=True)
class Note:
    """One entry on a tenure: what was done, when, by which post, and why."""

    label: str
    at: Any
    by: str
    reason: str
    number: int


def _notes(request: ActingRequest, tenure: Tenure) -> list[Note]:
    words = {
        "angkat": _("Dicatat"),
        "akhiri": _("Diakhiri"),
        "betulkan": _("Dibetulkan"),
        "batalkan": _("Dibatalkan"),
    }
    organisation = history(request.government).on(request.government.today())
    found = []
    for entry in reports.entries_of(request.government, "tenure", [str(tenure.pk)]):
        by = organisation.name_of(entry.post) if entry.post else _("Pengelola Selaras")
        reason = str(entry.texts.get("reason", ""))
        found.append(Note(words.get(entry.step, entry.step), entry.recorded_at, by, reason, entry.number))
    return found


@policy(Policy.ACTING)
@kept_by(Office.PERSONNEL)
def tenure(request: ActingRequest, tenure: int) -> HttpResponse:
    """One tenure: whose, since when, what was recorded of it; its end, its correction, its annulment."""
    if tenure >= 1 << 63:
        raise Http404
    found = Tenure.objects.filter(government=request.government, pk=tenure).select_related("person").first()
    if found is None:
        raise Http404
    found.government = found.person.government = request.government
    if request.method != "POST":
        return _tenure(request, found)
    do = request.POST.get("do", "")
    forms_of: dict[str, Any] = {
        "end": EndForm,
        "correct": CorrectionForm,
        "annul": AnnulmentForm,
    }
    if do not in forms_of:
        return _tenure(request, found, status=422)
    form = forms_of[do](request.POST)
    if not form.is_valid():
        return _tenure(request, found, {do: form}, status=422)
    seen, key, values = whole(request.POST.get("seen", "")), key_of(request), form.cleaned_data
    common: dict[str, Any] = {
        "actor": request.actor,
        "tenure": found.pk,
        "seen": seen,
        "reason": values["reason"],
        "key": key,
    }
    try:
        if do == "end":
            people.end(last_day=values["valid_to"], **common)
            done = _("Masa jabatan diakhiri.")
        elif do == "correct":
            wanted = people.Correction(**{name: values[name] for name in people.Correction.__dataclass_fields__})
            people.correct(corrected=wanted, **common)
            done = _("Masa jabatan dibetulkan.")
        else:
            people.annul(**common)
            done = _("Masa jabatan dibatalkan.")
    except Invalid as bad:
        form.refuse(bad.errors)
        return _tenure(request, found, {do: form}, status=422)
    except Stale as late:
        found.refresh_from_db()
        return _tenure(request, found, {do: form}, status=409, stale=in_language(str(late)))
    except Refused as stop:
        return _tenure(request, found, {do: form}, status=403, refusal=in_language(stop))
    except AlreadyDone:
        return SeeOther(f"{LIST}{found.pk}/")
    messages.success(request, done)
    return SeeOther(f"{LIST}{found.pk}/")


def _tenure(
    request: ActingRequest,
    found: Tenure,
    sent: Mapping[str, OfficeForm] | None = None,
    status: int = 200,
    *,
    stale: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    past, today = history(request.government), request.government.today()
    organisation = past.on(today)
    names = {post.code: post.title for post in past.all_posts} | {c: p.title for c, p in organisation.posts.items()}
    beside = Tenure.objects.filter(government=request.government, annulled=False).exclude(pk=found.pk)
    initial = {
        "name": found.person.name,
        "nip": found.person.nip,
        "capacity": found.capacity,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "decree": found.decree,
    }
    own: dict[str, OfficeForm] = {
        "end": EndForm(),
        "correct": CorrectionForm(initial=initial),
        "annul": AnnulmentForm(),
    }
    context = {
        "menu": "people",
        "tenure": found,
        "title": f"{CAPACITIES[found.capacity]} {names.get(found.post, found.post)}".strip(),
        "unit": past.on(max(found.valid_from, min(today, found.valid_to or today))).name_of(found.unit),
        "running": not found.annulled and found.valid_from <= today <= (found.valid_to or today),
        "ahead": not found.annulled and found.valid_from > today,
        "other_posts": [
            (t, f"{CAPACITIES[t.capacity]} {names.get(t.post, t.post)}".strip())
            for t in beside.filter(person=found.person_id).order_by("-valid_from", "pk")
        ],
        "others": [
            (t, CAPACITIES[t.capacity])
            for t in beside.filter(post=found.post).select_related("person").order_by("-valid_from", "pk")
        ],
        "notes": _notes(request, found),
        "forms": own | dict(sent or {}),
        "open": next(iter(sent or {}), ""),
        "key": str(uuid4()),
        "stale": stale,
        "refusal": refusal,
        "today": today,
    }
    return render(request, "people/tenure.html", context, status=status)

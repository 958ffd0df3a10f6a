"""The mapping of coordinators in the hands of its office: found, made official, replaced from a day on, added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions import coordination as acts
from selaras.actions.offices import AlreadyDone, Office
from selaras.actions.refusals import Invalid, Stale
from selaras.law.kinds import agency_of
from selaras.law.organisation import Organisation
from selaras.law.procedures import Refused
from selaras.law.types import Unit
from selaras.records import reports
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.records.units import Coordination, history
from selaras.web.day import Moment, dated, list_address, page
from selaras.web.forms import Select, day_field, key_of, whole
from selaras.web.language import in_language
from selaras.web.offices import kept_by
from selaras.web.parties import Unknown, choices, clean, code_of
from selaras.web.people import OfficeForm, text_field
from selaras.web.policy import ActingRequest, Policy, Request, policy
from selaras.web.subjects import SeeOther

LIST = "/kerja/jalur/"
PER_PAGE = 50


class OfficialForm(OfficeForm):
    """What makes a row official."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="resmi-%s")
        self.fields["annex"] = text_field(
            _("Nomor baris pada lampiran"), _("Misalnya II/12: Lampiran II, baris 12."), most=acts.ANNEX_LIMIT
        )
        self.fields["decree"] = text_field(
            _("Nomor keputusan"),
            _("Bila ada naskah yang menetapkannya tersendiri."),
            required=False,
            most=acts.ANNEX_LIMIT,
        )
        self.fields["day"] = day_field(_("Tanggal keputusan"))

    @property
    def instrument(self) -> acts.Instrument:
        """What was typed; only of a form that is valid."""
        return acts.Instrument(*(self.cleaned_data[name] for name in ("annex", "decree", "day")))


class UndoForm(OfficeForm):
    """Why what was made official is taken back."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="tarik-%s")
        self.fields["reason"] = text_field(_("Mengapa ditarik"), most=acts.TEXT_LIMIT)


class MappingForm(OfficeForm):
    """A row of the mapping: who coordinates from which day on, official or proposed, and why."""

    def __init__(
        self,
        organisation: Organisation,
        data: Any = None,
        *,
        unit: str = "",
        affair: str = "",
        chosen: bool = False,
        prefix: str = "ganti",
    ) -> None:
        super().__init__(data, initial={"unit": unit, "status": acts.PROPOSED}, auto_id=f"{prefix}-%s")
        self.organisation, self.unit, self.affair = organisation, unit, affair
        if not chosen:
            self.fields["unit"] = text_field(_("Unit"), _("Ketik nama, singkatan, atau kodenya."), list="unit")
            self.fields["affair"] = forms.ChoiceField(
                label=_("Urusan"),
                required=False,
                help_text=_("Hanya bila urusan ini dikoordinasikan pejabat lain daripada unitnya."),
                choices=[("", _("Semua urusan unit ini")), *_affairs(organisation)],
                widget=Select,
                error_messages={"invalid_choice": _("Pilih dari daftar.")},
            )
        self.fields["coordinator"] = text_field(
            _("Koordinator"), _("Ketik nama, singkatan, atau kodenya."), list="unit"
        )
        self.fields["valid_from"] = day_field(_("Sejak"), _("Hari pertama baris baru berlaku."), required=True)
        self.fields["status"] = forms.ChoiceField(
            label=_("Status"),
            choices=[
                (acts.PROPOSED, _("Usulan: belum ditetapkan pejabat berwenang")),
                (acts.OFFICIAL, _("Resmi: ada naskah yang menetapkannya")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Pilih salah satu."), "invalid_choice": _("Pilih dari daftar.")},
        )
        self.fields["reason"] = text_field(_("Alasan"), _("Wajib bagi usulan."), required=False, most=acts.TEXT_LIMIT)
        for name, field in OfficialForm().fields.items():
            self.fields[name] = field
            field.required = False
        self.fields["annex"].help_text = _("Wajib bila resmi, misalnya II/12.")

    def clean_unit(self) -> str:
        """The code of the unit that was typed."""
        return self._code("unit")

    def clean_coordinator(self) -> str:
        """The code of the coordinator that was typed."""
        return self._code("coordinator")

    def _code(self, name: str) -> str:
        try:
            return code_of(self.organisation, self.cleaned_data[name]).split("/")[0]
        except Unknown as bad:
            may_be = "; ".join(label for _code, label in bad.choices)
            raise forms.ValidationError(f"{bad} {may_be}".strip()) from bad

    @property
    def mapping(self) -> acts.Mapping:
        """What was typed, with codes for names; only of a form that is valid."""
        values = self.cleaned_data
        affair = values.get("affair", "").partition("/")[2] if "affair" in self.fields else self.affair
        return acts.Mapping(
            unit=values["unit"] if "unit" in self.fields else self.unit,
            coordinator=values["coordinator"],
            affair=affair,
            valid_from=values["valid_from"],
            status=values["status"],
            reason=values["reason"],
            instrument=acts.Instrument(values["annex"], values["decree"], values["day"]),
        )


def _affairs(organisation: Organisation) -> list[tuple[str, str]]:
    return [(code, f"{row.name} ({organisation.name_of(row.unit)})") for code, row in organisation.affairs.items()]


# The list


@dataclass(frozen=True)
class Line:
    """A row of the mapping by name; without a row it is a unit that needs a coordinator and has none."""

    unit: Unit
    row: Coordination | None
    affair: str
    coordinator: str


def _lines(government: Government, moment: Moment) -> list[Line]:
    """Every row that holds on the day, and every unit that lacks one, in the order of the units; one query."""
    organisation, day = moment.organisation, moment.day
    running = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    rows: dict[str, list[Coordination]] = {}
    for row in Coordination.objects.filter(running, government=government, valid_from__lte=day).order_by(
        "affair", "pk"
    ):
        rows.setdefault(row.unit, []).append(row)
    found = []
    for code, unit in organisation.units.items():
        for row in rows.get(code, ()):
            affair = organisation.affairs.get(f"{code}/{row.affair}")
            name = affair.name if affair else row.affair
            found.append(Line(unit, row, name, organisation.name_of(row.coordinator)))
        if code not in rows and organisation.type_of(code).needs_coordinator and agency_of(organisation, code) == code:
            found.append(Line(unit, None, "", ""))
    return found


SORTS: dict[str, Callable[[Line], bool]] = {
    "": lambda line: True,
    "usulan": lambda line: line.row is not None and line.row.status == acts.PROPOSED,
    "resmi": lambda line: line.row is not None and line.row.status == acts.OFFICIAL,
    "belum": lambda line: line.row is None,
}


@policy(Policy.ACTING)
@kept_by(Office.ORGANISATION)
@dated
def rows(request: Request, moment: Moment) -> HttpResponse:
    """The mapping of a day, found by word and coordinator, and the units that have none."""
    asked = {"q": clean(request.GET.get("q", "")), "koordinator": clean(request.GET.get("koordinator", ""))}
    sort = request.GET.get("tampil", "")
    sort = sort if sort in SORTS else ""
    every = _lines(request.government, moment)
    words = asked["q"].casefold().split()
    lines = [
        line
        for line in every
        if all(
            word in f"{line.unit.code} {line.unit.name} {line.unit.abbr or ''} {line.affair}".casefold()
            for word in words
        )
        and (not asked["koordinator"] or (line.row and line.row.coordinator == asked["koordinator"]))
    ]
    labels = (_("Semua"), _("Usulan"), _("Resmi"), _("Belum dipetakan"))
    query = list_address(asked, sort, moment)
    context = {
        "menu": "mapping",
        "asked": asked,
        "coordinators": sorted({(line.row.coordinator, line.coordinator) for line in every if line.row}),
        "sort": sort,
        "sorts": [
            (label, sum(fits(line) for line in lines), list_address(asked, code, moment), code == sort)
            for label, (code, fits) in zip(labels, SORTS.items(), strict=True)
        ],
        "page": Paginator([line for line in lines if SORTS[sort](line)], PER_PAGE).get_page(
            whole(request.GET.get("hal", "")) or 1
        ),
        "query": query.removeprefix("?") + "&",
        "today_url": list_address(asked, sort, None),
        "keep": [(name, value) for name, value in (*asked.items(), ("tampil", sort)) if value],
    }
    return page(request, moment, "coordination/rows.html", context)


# One row


@dataclass(frozen=True)
class Shown:
    """What an act will do, by name: the row as it will stand, the row it ends, the matters that keep their path."""

    opened: Coordination
    coordinator: str
    closed: Coordination | None
    before: str  # who coordinates until then
    matters: tuple[Matter, ...]  # those the reader may open
    others: int  # and how many more


def _shown(actor: Actor, row: Coordination | None, outcome: acts.Outcome) -> Shown:
    past = history(actor.government)
    then = past.on(outcome.opened.valid_from)
    pks = [matter.pk for matter in outcome.keeping]
    readable = set(Matter.objects.visible_to(actor).filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
    seen = tuple(matter for matter in outcome.keeping if matter.pk in readable)
    before = past.on(row.valid_from).name_of(row.coordinator) if row else ""
    name = then.name_of(outcome.opened.coordinator)
    return Shown(outcome.opened, name, outcome.closed, before, seen, len(pks) - len(seen))


@dataclass(frozen=True)
class Note:
    """One entry on the mapping of a unit."""

    label: str
    at: Any
    by: str
    text: str
    number: int


def _notes(government: Government, unit: str) -> list[Note]:
    words = {
        "resmikan": _("Dijadikan resmi"),
        "tarik_resmi": _("Peresmian ditarik"),
        "ganti": _("Koordinator diganti"),
        "tambah": _("Baris ditambahkan"),
    }
    organisation = history(government).on(government.today())
    return [
        Note(
            words.get(entry.step, entry.step),
            entry.recorded_at,
            organisation.name_of(entry.post),
            str(entry.texts.get("text", "")),
            entry.number,
        )
        for entry in reports.entries_of(government, "coordination", [government.code])
        if entry.texts.get("unit") == unit
    ]


@policy(Policy.ACTING)
@kept_by(Office.ORGANISATION)
def row(request: ActingRequest, row: int) -> HttpResponse:
    """One row with the history of its unit; made official, taken back, or replaced, each shown before it is done."""
    found = Coordination.objects.filter(government=request.government, pk=min(row, (1 << 63) - 1)).first()
    if found is None:
        raise Http404
    found.government = request.government
    if request.method != "POST":
        return _row(request, found)
    organisation = history(request.government).on(request.government.today())
    do, record = request.POST.get("do", ""), request.POST.get("record") == "yes"
    made: dict[str, Callable[[], Any]] = {
        "official": lambda: OfficialForm(request.POST),
        "undo": lambda: UndoForm(request.POST),
        "replace": lambda: MappingForm(organisation, request.POST, unit=found.unit, affair=found.affair, chosen=True),
    }
    if do not in made:
        return _row(request, found, status=422)
    form = made[do]()
    if not form.is_valid():
        return _row(request, found, {do: form}, status=422)
    common: dict[str, Any] = {
        "actor": request.actor,
        "row": found.pk,
        "seen": request.POST.get("seen", "")[:64],
        "key": key_of(request),
    }
    try:
        if do == "undo":
            acts.undo_official(reason=form.cleaned_data["reason"], **common)
            return _done(request, found, _("Peresmian ditarik; baris ini usulan lagi."))
        if do == "official":
            if not record:
                outcome = acts.foresee_official(request.government, found, form.instrument)
                return _row(request, found, {do: form}, outcome=outcome)
            acts.make_official(instrument=form.instrument, **common)
            return _done(request, found, _("Baris ini sekarang resmi."))
        if not record:
            outcome = acts.foresee_replacement(request.government, found, form.mapping)
            return _row(request, found, {do: form}, outcome=outcome)
        new = acts.replace(mapping=form.mapping, **common)
        return _done(request, new, _("Koordinator diganti. Berkas yang berjalan tetap pada jalurnya."))
    except Invalid as bad:
        form.refuse(bad.errors)
        return _row(request, found, {do: form}, status=422)
    except Stale as late:
        found.refresh_from_db()
        return _row(request, found, {do: form}, status=409, stale=in_language(str(late)))
    except Refused as stop:
        return _row(request, found, {do: form}, status=403, refusal=in_language(stop))
    except AlreadyDone:
        return SeeOther(f"{LIST}{found.pk}/")


def _done(request: ActingRequest, row: Coordination, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return SeeOther(f"{LIST}{row.pk}/")


def _row(
    request: ActingRequest,
    found: Coordination,
    sent: Mapping[str, OfficeForm] | None = None,
    status: int = 200,
    *,
    outcome: acts.Outcome | None = None,
    stale: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    government, today = request.government, request.government.today()
    past = history(government)
    organisation = past.on(today)
    then = past.on(max(found.valid_from, min(today, found.valid_to or today)))
    names = {unit.code: unit.name for unit in past.all_units}
    affairs = {affair.code: affair.name for affair in past.all_affairs if affair.unit == found.unit}
    periods = Coordination.objects.filter(government=government, unit=found.unit).order_by(
        "-valid_from", "affair", "pk"
    )
    own: dict[str, OfficeForm] = {
        "official": OfficialForm(),
        "undo": UndoForm(),
        "replace": MappingForm(organisation, unit=found.unit, affair=found.affair, chosen=True),
    }
    context = {
        "menu": "mapping",
        "row": found,
        "unit": then.name_of(found.unit),
        "affair": affairs.get(found.affair, found.affair),
        "coordinator": then.name_of(found.coordinator),
        "periods": [
            (one, names.get(one.coordinator, one.coordinator), affairs.get(one.affair, one.affair)) for one in periods
        ],
        "notes": _notes(government, found.unit),
        "undoable": acts.undoable(found) is not None,
        "forms": own | dict(sent or {}),
        "open": next(iter(sent or {}), ""),
        "shown": _shown(request.actor, found, outcome) if outcome else None,
        "kept": _kept(request) if outcome else [],
        "seen": acts.seen_of(found),
        "key": str(uuid4()),
        "stale": stale,
        "refusal": refusal,
        "choices": choices(organisation),
        "today": today,
    }
    return render(request, "coordination/row.html", context, status=status)


def _kept(request: ActingRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent once more when it is confirmed."""
    own = ("csrfmiddlewaretoken", "key", "record", "seen")
    return [(name, str(value)) for name, value in request.POST.items() if name not in own]


@policy(Policy.ACTING)
@kept_by(Office.ORGANISATION)
def add(request: ActingRequest) -> HttpResponse:
    """A missing row: typed, shown with what it does, then recorded."""
    organisation = history(request.government).on(request.government.today())
    if request.method != "POST":
        unit = organisation.units.get(clean(request.GET.get("unit", "")))
        return _addition(
            request, organisation, MappingForm(organisation, unit=unit.name if unit else "", prefix="tambah")
        )
    form = MappingForm(organisation, request.POST, prefix="tambah")
    if not form.is_valid():
        return _addition(request, organisation, form, status=422)
    try:
        if request.POST.get("record") != "yes":
            outcome = acts.foresee_addition(request.government, form.mapping)
            return _addition(request, organisation, form, outcome=outcome)
        made = acts.add(actor=request.actor, mapping=form.mapping, key=key_of(request))
    except Invalid as bad:
        form.refuse(bad.errors)
        return _addition(request, organisation, form, status=422)
    except Refused as stop:
        return _addition(request, organisation, form, status=403, refusal=in_language(stop))
    except AlreadyDone:
        return SeeOther(LIST)
    return _done(request, made, _("Baris pemetaan ditambahkan."))


def _addition(
    request: ActingRequest,
    organisation: Organisation,
    form: MappingForm,
    status: int = 200,
    *,
    outcome: acts.Outcome | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    context = {
        "menu": "mapping",
        "form": form,
        "shown": _shown(request.actor, None, outcome) if outcome else None,
        "unit": organisation.name_of(outcome.opened.unit) if outcome else "",
        "kept": _kept(request) if outcome else [],
        "key": str(uuid4()),
        "refusal": refusal,
        "choices": choices(organisation),
    }
    return render(request, "coordination/add.html", context, status=status)

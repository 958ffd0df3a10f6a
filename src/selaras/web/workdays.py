"""Working days of a year: twelve months, every free day with its ground, and the days that the government declares."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions import workdays as acts
from selaras.actions.offices import AlreadyDone, Office, keeper, serves
from selaras.actions.refusals import Invalid, Stale
from selaras.law.clocks import Calendar
from selaras.law.procedures import Refused
from selaras.law.types import LOCAL, WORKED, Holiday, Hours
from selaras.law.words import MONTHS
from selaras.records import reports
from selaras.records.governments import Government
from selaras.records.units import history
from selaras.records.workdays import Workday
from selaras.web.forms import day_field, key_of, whole
from selaras.web.language import in_language
from selaras.web.offices import kept_by
from selaras.web.people import OfficeForm, text_field
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther

LIST = "/kerja/hari-kerja/"
YEARS = range(2000, 2101)


def weekday_words() -> tuple[str, ...]:
    """The days of the week, Monday first."""
    return (_("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu"))


def kind_words() -> dict[str, str]:
    """The kinds of a declared day, as they are chosen and told."""
    return {
        LOCAL: _("Libur daerah"),
        "libur": _("Libur nasional"),
        "cuti bersama": _("Cuti bersama"),
        WORKED: _("Hari kerja pengganti"),
    }


class DayForm(OfficeForm):
    """A day that the government declares."""

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None, prefix: str = "hari") -> None:
        super().__init__(data, initial=initial, auto_id=f"{prefix}-%s")
        self.fields["date"] = day_field(_("Tanggal"), required=True)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Jenis"),
            choices=list(kind_words().items()),
            widget=forms.RadioSelect,
            error_messages={"required": _("Pilih salah satu."), "invalid_choice": _("Pilih dari daftar.")},
        )
        self.fields["name"] = text_field(_("Nama hari"), _("Misalnya Hari Jadi Kabupaten."), most=acts.NAME_LIMIT)
        self.fields["ground"] = text_field(
            _("Dasar"), _("Nomor dan tanggal surat atau keputusan yang menetapkannya."), most=acts.GROUND_LIMIT
        )

    @property
    def wanted(self) -> acts.Declared:
        """What was typed; only of a form that is valid."""
        return acts.Declared(*(self.cleaned_data[name] for name in ("date", "kind", "name", "ground")))


class CorrectForm(DayForm):
    """A declared day put right."""

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial, "betulkan")
        self.fields["reason"] = text_field(_("Apa yang keliru"), most=acts.REASON_LIMIT)


class WithdrawForm(OfficeForm):
    """Why a declared day is withdrawn."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="tarik-%s")
        self.fields["reason"] = text_field(_("Mengapa ditarik"), most=acts.REASON_LIMIT)


# The year


@dataclass(frozen=True)
class Cell:
    """A day of a month: its sort (work, rest, free, extra) and what it is called, where it has a name."""

    day: date
    sort: str
    words: str
    today: bool


@dataclass(frozen=True)
class Month:
    """A month: its name, how many working days it has, its weeks from Monday on (None outside it)."""

    name: str
    working: int
    weeks: list[list[Cell | None]]


@dataclass(frozen=True)
class Line:
    """A day of the list: free or worked, by which of the grounds that stand below, and the row of a declared one."""

    day: Holiday
    weekday: str
    kind: str
    ground: int
    row: Workday | None


@dataclass(frozen=True)
class Opening:
    """Office hours in words."""

    row: Hours
    days: str
    opens: str
    closes: str


def _cell(calendar: Calendar, named: Mapping[date, Holiday], day: date, today: date) -> Cell:
    found = named.get(day)
    words = f"{kind_words().get(found.kind, found.kind)}: {found.name}" if found else ""
    if calendar.is_working(day):
        sort = "extra" if found else "work"
    else:
        sort, words = ("free", words) if found else ("rest", _("bukan hari kerja"))
    return Cell(day, sort, words, day == today)


def months_of(calendar: Calendar, named: Mapping[date, Holiday], year: int, today: date) -> list[Month]:
    """The twelve months of a year, week by week."""
    found = []
    for month in range(1, 13):
        first, length = monthrange(year, month)
        cells: list[Cell | None] = [None] * first
        cells += [_cell(calendar, named, date(year, month, day), today) for day in range(1, length + 1)]
        cells += [None] * (-len(cells) % 7)
        working = sum(calendar.is_working(cell.day) for cell in cells if cell)
        name = f"{_(MONTHS[month - 1])} {year}"
        found.append(Month(name, working, [cells[n : n + 7] for n in range(0, len(cells), 7)]))
    return found


def opening_of(row: Hours) -> Opening:
    """Office hours in words."""
    words = weekday_words()
    days = [words[int(number) - 1] for number in row.weekdays]
    whole_run = row.weekdays in "1234567" and len(days) > 2
    named = _("%(first)s sampai %(last)s") % {"first": days[0], "last": days[-1]} if whole_run else ", ".join(days)
    return Opening(row, named, f"{row.opens:%H.%M}", f"{row.closes:%H.%M}")


def _page(request: ActingRequest, form: DayForm, status: int = 200, *, refusal: Refused | None = None) -> HttpResponse:
    government = request.government
    today = government.today()
    asked = whole(request.GET.get("tahun", "")) or 0
    year = asked if asked in YEARS else today.year
    past = history(government)
    rows = list(Workday.objects.filter(government=government, date__year=year).order_by("date", "pk"))
    standing = {row.date: row for row in rows if not row.withdrawn}
    days = [day for day in (*past.holidays, *past.workdays) if day.date.year == year]
    named = {day.date: day for day in days}
    months = months_of(past.calendar, named, year, today)
    kinds, words = kind_words(), weekday_words()
    grounds = list(dict.fromkeys(day.source for day in days if day.source and day.date not in standing))
    context = {
        "menu": "workdays",
        "year": year,
        "before": year - 1 if year - 1 in YEARS else None,
        "after": year + 1 if year + 1 in YEARS else None,
        "known": past.calendar.knows(year),
        "months": months,
        "weekdays": words,
        "total": sum(month.working for month in months),
        "lines": [
            Line(
                day,
                words[day.date.weekday()],
                kinds.get(day.kind, day.kind),
                grounds.index(day.source) + 1 if day.source in grounds else 0,
                standing.get(day.date),
            )
            for day in sorted(named.values(), key=lambda day: day.date)
        ],
        "grounds": grounds,
        "withdrawn": [row for row in rows if row.withdrawn],
        "hours": [
            opening_of(row)
            for row in past.hours
            if row.valid_from.year <= year and (row.valid_to is None or row.valid_to.year >= year)
        ],
        "keeps": serves(request.actor, Office.ORGANISATION),
        "keeper": keeper(government, Office.ORGANISATION),
        "form": form,
        "key": str(uuid4()),
        "refusal": refusal,
    }
    return render(request, "workdays/year.html", context, status=status)


@policy(Policy.ACTING)
def workdays(request: ActingRequest) -> HttpResponse:
    """The working days of a year for everyone who works here; its keeper declares a day in the same place."""
    if request.method != "POST":
        return _page(request, DayForm(initial={"kind": LOCAL}))
    form = DayForm(request.POST)
    try:
        if not form.is_valid():
            return _page(request, form, 422)
        made = acts.declare(actor=request.actor, wanted=form.wanted, key=key_of(request))
    except Invalid as bad:
        form.refuse(bad.errors)
        return _page(request, form, 422)
    except Refused as stop:
        return _page(request, form, 422, refusal=in_language(stop))
    except AlreadyDone:
        return SeeOther(LIST)
    messages.success(request, _("Tercatat: %(name)s. Setiap tenggat sudah dihitung dengannya.") % {"name": made.name})
    return SeeOther(f"{LIST}?tahun={made.date.year}#hari-{made.pk}")


# One day


@dataclass(frozen=True)
class Note:
    """One entry on a declared day."""

    label: str
    at: Any
    by: str
    text: str
    number: int


def _row_of(texts: Mapping[str, Any]) -> int | None:
    """Of which row an entry speaks; None where that was erased."""
    said = texts.get("row")
    return said["row"] if said else None


def _notes(government: Government, row: Workday) -> list[Note]:
    words = {
        "tetapkan_hari": _("Ditetapkan"),
        "betulkan_hari": _("Dibetulkan"),
        "tarik_hari": _("Ditarik"),
        "pulihkan_hari": _("Penarikan dibatalkan"),
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
        for entry in reports.entries_of(government, "workdays", [government.code])
        if _row_of(entry.texts) == row.pk
    ]


@policy(Policy.ACTING)
@kept_by(Office.ORGANISATION)
def workday(request: ActingRequest, row: int) -> HttpResponse:
    """A declared day with its history: corrected, withdrawn, or its withdrawal undone."""
    found = Workday.objects.filter(government=request.government, pk=min(row, (1 << 63) - 1)).first()
    if found is None:
        raise Http404
    found.government = request.government
    if request.method != "POST":
        return _day(request, found)
    common: dict[str, Any] = {
        "actor": request.actor,
        "row": found.pk,
        "seen": request.POST.get("seen", "")[:64],
        "key": key_of(request),
    }
    made: dict[str, Callable[[], OfficeForm]] = {
        "correct": lambda: CorrectForm(request.POST),
        "withdraw": lambda: WithdrawForm(request.POST),
        "restore": lambda: OfficeForm(request.POST),
    }
    do = request.POST.get("do", "")
    if do not in made:
        return _day(request, found, status=422)
    form = made[do]()
    if not form.is_valid():
        return _day(request, found, {do: form}, status=422)
    try:
        if isinstance(form, CorrectForm):
            acts.correct(wanted=form.wanted, reason=form.cleaned_data["reason"], **common)
            done = _("Hari ini dibetulkan. Setiap tenggat sudah dihitung dengannya.")
        elif isinstance(form, WithdrawForm):
            acts.withdraw(reason=form.cleaned_data["reason"], **common)
            done = _("Hari ini ditarik dan dihitung seperti semula. Bila keliru, batalkan penarikannya di bawah.")
        else:
            acts.restore(**common)
            done = _("Penarikan dibatalkan. Hari ini berlaku lagi.")
    except Invalid as bad:
        form.refuse(bad.errors)
        return _day(request, found, {do: form}, status=422)
    except Stale as late:
        found.refresh_from_db()
        return _day(request, found, {do: form}, status=409, stale=in_language(str(late)))
    except Refused as stop:
        return _day(request, found, {do: form}, status=403, refusal=in_language(stop))
    except AlreadyDone:
        return SeeOther(f"{LIST}{found.pk}/")
    messages.success(request, done)
    return SeeOther(f"{LIST}{found.pk}/")


def _day(
    request: ActingRequest,
    found: Workday,
    sent: Mapping[str, OfficeForm] | None = None,
    status: int = 200,
    *,
    stale: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    initial = {name: getattr(found, name) for name in ("date", "kind", "name", "ground")}
    own: dict[str, OfficeForm] = {"correct": CorrectForm(initial=initial), "withdraw": WithdrawForm()}
    context = {
        "menu": "workdays",
        "row": found,
        "kind": kind_words().get(found.kind, found.kind),
        "weekday": weekday_words()[found.date.weekday()],
        "forms": own | dict(sent or {}),
        "open": next(iter(sent or {}), ""),
        "notes": _notes(request.government, found),
        "seen": acts.seen_of(found),
        "key": str(uuid4()),
        "stale": stale,
        "refusal": refusal,
    }
    return render(request, "workdays/day.html", context, status=status)

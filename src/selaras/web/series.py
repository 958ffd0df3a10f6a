"""Series: meetings that come again and again, with what every one of them begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions import meetings as acts
from selaras.actions.meetings import ITEMS_LIMIT, TITLE_LIMIT
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid
from selaras.law.organisation import Organisation
from selaras.records.meetings import Series
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web.agenda import sort_words
from selaras.web.calls import PlainForm, secretaries, time_field
from selaras.web.forms import key_of, whole
from selaras.web.meetings import not_found
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther

HERE = "/kerja/rapat/seri/"


@dataclass(frozen=True)
class Choice:
    """A unit to be picked."""

    code: str
    name: str
    words: str
    checked: bool


@dataclass(frozen=True)
class Kept:
    """A series as its page shows it."""

    row: Series
    sort: str
    rhythm: str
    invitees: list[str]
    held: int
    last: Any


def _whole_field(label: str, least: int, most: int) -> forms.IntegerField:
    wrong = _("Tulis %(least)s sampai %(most)s.") % {"least": least, "most": most}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "narrow"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class SeriesForm(PlainForm):
    """What a recurring meeting begins with every time."""

    def __init__(self, actor: Actor, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"sort": "rakor_bidang", "weeks": 4, "minutes": 120, "begins_at": "09:00"})
        self.organisation = history(actor.government).on(actor.government.today())
        self.picked = list(dict.fromkeys(data.getlist("unit"))) if data else []
        self.line("title", _("Judul rapat"), needed=True)
        self.choose("sort", _("Macam rapat"), list(sort_words().items()))
        self.fields["weeks"] = _whole_field(_("Setiap berapa pekan"), 1, 52)
        self.fields["begins_at"] = time_field(_("Mulai pukul"), required=True)
        self.fields["minutes"] = _whole_field(_("Lamanya, menit"), 15, 600)
        self.line("place", _("Tempat"))
        self.choose("secretary", _("Notulis"), secretaries(self.organisation, actor.post), required=False)
        told = _("Satu mata acara satu baris; menitnya sesudah tanda |, misalnya: Laporan per bidang | 30")
        self.line("items", _("Mata acara tetap"), told, rows=4)

    @property
    def options(self) -> list[Choice]:
        """The units that may be called, by name."""
        units = sorted(self.organisation.units.values(), key=lambda unit: unit.name)
        return [Choice(u.code, u.name, f"{u.code} {u.abbr or ''}".lower(), u.code in self.picked) for u in units]

    @property
    def series(self) -> Series:
        """The series as it is typed; only of a form that is valid."""
        values = self.cleaned_data
        plain = ("title", "sort", "weeks", "begins_at", "minutes", "place", "secretary")
        return Series(
            **{name: values[name] for name in plain},
            items=_items(values["items"]),
            invitees=[_head(self.organisation, code) for code in self.picked if code in self.organisation.units],
        )


def _items(text: str) -> list[list[Any]]:
    found: list[list[Any]] = []
    for line in text.replace("\x00", "").splitlines()[:ITEMS_LIMIT]:
        title, _bar, minutes = line.partition("|")
        if title.strip():
            found.append([title.strip()[:TITLE_LIMIT], min(whole(minutes.strip()) or 15, 600)])
    return found


def _head(organisation: Organisation, code: str) -> str:
    head = organisation.heads.get(code)
    return head.code if head else code


def _kept(actor: Actor) -> list[Kept]:
    """The series of the actor's posts, the running ones first."""
    organisation = history(actor.government).on(actor.government.today())
    rows = Series.objects.filter(government=actor.government, drafted_by__in=actor.posts)
    rows = rows.annotate(held=Count("meetings"), last=Max("meetings__starts_at")).order_by("ended", "title", "pk")
    return [
        Kept(
            row=row,
            sort=sort_words()[row.sort],
            rhythm=_("setiap pekan") if row.weeks == 1 else _("setiap %(n)s pekan") % {"n": row.weeks},
            invitees=[organisation.name_of(code.partition("/")[0]) for code in row.invitees],
            held=row.held,
            last=row.last,
        )
        for row in rows
    ]


def _page(request: ActingRequest, form: SeriesForm, status: int = 200) -> HttpResponse:
    context = {"menu": "meetings", "rows": _kept(request.actor), "form": form, "key": str(uuid4())}
    return render(request, "meetings/series.html", context, status=status)


@policy(Policy.ACTING)
def series(request: ActingRequest) -> HttpResponse:
    """The recurring meetings of a post; its form keeps one more, and a button ends one."""
    actor = request.actor
    if request.method != "POST":
        return _page(request, SeriesForm(actor))
    if request.POST.get("do") == "end":
        return _end(request)
    form = SeriesForm(actor, request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        row = acts.start_series(actor=actor, series=form.series, key=key_of(request))
    except Invalid as bad:
        form.refuse(bad.errors)
        return _page(request, form, 422)
    except AlreadyDone:
        return SeeOther(HERE)
    messages.success(request, _("Rapat berkala “%(title)s” tersimpan.") % {"title": row.title})
    return SeeOther(HERE)


def _end(request: ActingRequest) -> HttpResponse:
    try:
        row = acts.end_series(
            actor=request.actor, series=whole(request.POST.get("series", "")) or 0, key=key_of(request)
        )
    except AlreadyDone:
        return SeeOther(HERE)
    except Series.DoesNotExist:
        return not_found(request)
    messages.success(
        request, _("Rapat berkala “%(title)s” dihentikan; rapat yang sudah diundang tetap.") % {"title": row.title}
    )
    return SeeOther(HERE)

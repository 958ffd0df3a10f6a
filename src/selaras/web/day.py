"""The day a public page speaks of: `?per=2020-04-06`, today when it is not given, and what then holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.law.organisation import Organisation
from selaras.law.pack import Pack, Regulation
from selaras.records.asked import NAMES, NoDay, day_asked
from selaras.records.governments import pack_of
from selaras.records.units import history
from selaras.web.language import in_language
from selaras.web.pages import keep
from selaras.web.policy import Request

P = ParamSpec("P")


class BadDay(ValueError):
    """`per` is no day; the message is a sentence for the reader."""


@dataclass(frozen=True)
class Moment:
    """What holds on the day asked: the organisation and the regulation, and how addresses keep that day."""

    day: date
    today: date
    pack: Pack
    organisation: Organisation
    regulation: Regulation
    per: str  # "" for today, else what follows an address: "?per=2020-04-06"

    @property
    def and_per(self) -> str:
        """The day as what follows an address that already asks something."""
        return self.per.replace("?", "&")

    @property
    def in_force(self) -> bool:
        """Whether any regulation was in force by that day (Pasal 22)."""
        return self.day >= self.pack.regulations[0].valid_from


def waiting_kinds(moment: Moment) -> list[str]:
    """The kinds of matter of which nobody outside knows until they are taken."""
    law = moment.regulation
    rows = [row for row in law.book.procedures if row.kind and law.openness.waits(row)]
    return [str(law.kinds.title(row.kind or "", type_ or None)).lower() for row in rows for type_ in row.types or ("",)]


def shown_since(moment: Moment) -> str:
    """From when a matter shows outside, for a list that is empty."""
    if kinds := waiting_kinds(moment):
        words = _("Berkas tampak sejak diajukan; yang %(kinds)s sejak pihak yang dituju menerimanya.")
        return words % {"kinds": "; ".join(kinds)}
    return _("Berkas tampak sejak diajukan.")


def moment_of(request: Request) -> Moment:
    """The moment a request asks for, in the days of the government's zone. Raises BadDay."""
    today = request.government.today()
    try:
        day = day_asked(request.GET)
    except NoDay as wrong:
        sentence = _("“%(text)s” bukan tanggal. Tulis tahun, bulan, dan hari, misalnya 2020-04-06.")
        raise BadDay(sentence % {"text": str(wrong)[:40]}) from None
    pack = in_language(pack_of(request.government))
    asked = day or today
    per = f"?per={day}" if day else ""
    return Moment(asked, today, pack, history(request.government).on(asked), pack.regulation_on(asked), per)


def list_address(asked: Mapping[str, str], sort: str, moment: Moment | None) -> str:
    """The address of a list with these questions, and the day it speaks of."""
    values = {**asked, "tampil": sort, "per": moment.per.removeprefix("?per=") if moment else ""}
    return "?" + urlencode({name: value for name, value in values.items() if value})


def _other_days(request: Request, moment: Moment) -> dict[str, str]:
    """The same page, asked the same, of today, of the day before and of the day after."""
    if moment.day == moment.today:
        return {}

    def address(day: date) -> str:
        asked = {name: value for name, value in request.GET.items() if name not in (*NAMES, "hal")}
        return "?" + urlencode(asked if day == moment.today else {**asked, "per": day.isoformat()})

    found = {"today_url": address(moment.today)}
    if moment.day > date.min:
        found["day_before"] = address(moment.day - timedelta(days=1))
    if moment.day < date.max:
        found["day_after"] = address(moment.day + timedelta(days=1))
    return found


def page(
    request: Request, moment: Moment, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A public page of that moment, with what chips, links and the bar above the page need to keep it."""
    whole = {
        **_other_days(request, moment),
        "day": moment.day,
        "today": moment.today,
        "per": moment.per,
        "and_per": moment.and_per,
        "regulation": moment.regulation.code,
        "law": moment.regulation,
        **(context or {}),
    }
    return render(request, template, whole, status=status)


def dated(
    view: Callable[Concatenate[Request, Moment, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponse]:
    """Give a view the moment asked; answer by itself when it is no day, or lies before any regulation (Pasal 22)."""

    @require_safe
    @wraps(view)
    def asked(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        keep(request)
        try:
            moment = moment_of(request)
        except BadDay as bad:
            return render(request, "portal/bad_day.html", {"sentence": str(bad)}, status=400)
        if not moment.in_force:
            first = moment.pack.regulations[0]
            return page(request, moment, "portal/too_early.html", {"first": first})
        request.government = request.government.seen_on(moment.day)
        return view(request, moment, *args, **kwargs)

    return asked

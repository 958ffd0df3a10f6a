"""Pages of what is not there: they name what was asked, offer what comes near, and lead to the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from selaras.records.faces import Book
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.openness import (
    public_decisions,
    public_documents,
    public_groups,
    public_matters,
    public_meetings,
)
from selaras.web.day import Moment, page
from selaras.web.language import day_in_language
from selaras.web.parties import clean
from selaras.web.policy import Request

NEAR = 3  # how many are offered
LIKE = 0.4  # how alike a code must be to be offered
# What comes to be on a day, by its part of the menu: what of it is open, how it is asked for, what says when, in words.
COMES: Mapping[str, tuple[Callable[[Government], QuerySet[Any]], str, str, str]] = {
    "open_matters": (public_matters, "number", "opened_on", N_("Berkas ini dibuka %(day)s.")),
    "agenda": (public_meetings, "pk", "opened_on", N_("Undangan rapat ini dikirim %(day)s.")),
    "decisions": (public_decisions, "pk", "adopted_on", N_("Keputusan ini ditetapkan %(day)s.")),
    "groups": (public_groups, "pk", "starts_on", N_("Gugus kerja ini mulai bertugas %(day)s.")),
    "policies": (public_documents, "pk", "issued_on", N_("Naskah ini ditetapkan %(day)s.")),
}


def missing(
    request: Request,
    moment: Moment,
    menu: str,
    sentence: str,
    near: Iterable[tuple[str, str, str]],
    listed: tuple[str, str],
    since: str = "",
) -> HttpResponse:
    """Not found: a sentence that names it, name, code and address of what comes near, words and address of the list,
    and `since` when there is what was asked for a day before.
    """
    # What is not there has no lasting address to be shared.
    context = {"menu": menu, "sentence": sentence, "near": list(near), "listed": listed, "share": None}
    return page(request, moment, "portal/missing.html", {**context, "since": since}, status=404)


def begun(request: Request, moment: Moment, menu: str, asked: object) -> str:
    """Since when there is what was not there on the past day asked, as far as everybody may know it today; else ""."""
    if menu not in COMES or moment.day >= moment.today or not str(asked).isprintable():
        return ""
    rows, name, field, words = COMES[menu]
    now = request.government.seen_on(moment.today)
    row = rows(now).filter(**{name: asked}).first()
    if row is None:
        return ""
    row.government = now
    if isinstance(row, Matter) and not Book(now).shows(row, field):
        return ""
    day = getattr(row, field)
    if day is None or day <= moment.day:
        return _("Pada hari itu belum terbuka bagi umum.")
    return _(words) % {"day": day_in_language(day)}


def alike(code: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """The known codes with their names that are most like the one asked, whatever the size of its letters."""
    codes = {key.casefold(): key for key in known}
    found = get_close_matches(clean(code).casefold(), list(codes), n=NEAR, cutoff=LIKE)
    return [(codes[key], known[codes[key]]) for key in found]

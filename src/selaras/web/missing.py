"""Pages of what is not there: they name what was asked, offer what comes near, and lead to the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from django.http import HttpResponse

from selaras.web.day import Moment, page
from selaras.web.parties import clean
from selaras.web.policy import Request

NEAR = 3  # how many are offered
LIKE = 0.4  # how alike a code must be to be offered


def missing(
    request: Request,
    moment: Moment,
    menu: str,
    sentence: str,
    near: Iterable[tuple[str, str, str]],
    listed: tuple[str, str],
) -> HttpResponse:
    """Not found: a sentence that names it, name, code and address of what comes near, words and address of the list."""
    # What is not there has no lasting address to be shared.
    context = {"menu": menu, "sentence": sentence, "near": list(near), "listed": listed, "share": None}
    return page(request, moment, "portal/missing.html", context, status=404)


def alike(code: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """The known codes with their names that are most like the one asked, whatever the size of its letters."""
    codes = {key.casefold(): key for key in known}
    found = get_close_matches(clean(code).casefold(), list(codes), n=NEAR, cutoff=LIKE)
    return [(codes[key], known[codes[key]]) for key in found]

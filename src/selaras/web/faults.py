"""What a visitor sees when a page could not be made: why, what is safe, and what was typed."""

from __future__ import annotations

import sys

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.views import defaults

AGAIN = 5  # seconds after which it is worth while to ask again


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for whatever went wrong.

    A database that did not answer in time (a limit reached, a lock not given, a server that restarts) is no fault of
    the page, and the same request may succeed in a moment: 503 with a button that sends it again. All else is 500.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return defaults.server_error(request)
    # Without the request: the frame of a page would ask the same database who is signed in.
    told = {"again": request.get_full_path(), "reading": request.method != "POST", "typed": typed(request)}
    page = render_to_string("503.html", told)
    return HttpResponse(page, status=503, headers={"Retry-After": str(AGAIN), "Cache-Control": "private, no-store"})


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that was sent, for sending them once more.

    None where sending them would not be the same (files cannot be given back to a browser) or they must not stand in
    a page (passwords).
    """
    try:
        if request.FILES or any("password" in name for name in request.POST):
            return []
        return [(name, value) for name, values in request.POST.lists() for value in map(str, values)]
    except (BadRequest, SuspiciousOperation, UnreadablePostError):
        return []

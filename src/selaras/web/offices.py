"""Pages of the offices that keep a government's own data: who comes in, and what the others are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions.jobs import KEEPERS
from selaras.actions.offices import Office, keeper, serves, unit_of
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web.policy import ActingRequest

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def kept_by(*offices: Office) -> Callable[[View], View]:
    """Let in only posts of the units that keep one of these offices; the others are told who does.

    Where there are several, the last is the one that does the work and to tell of it.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if any(serves(request.actor, office) for office in offices):
                return view(request, *args, **kwargs)
            return _closed(request, offices)

        return cast(View, guarded)

    return declare


def keeps_background(actor: Actor) -> bool:
    """Whether an actor is one of those who look after what runs in the background."""
    return any(serves(actor, office) for office in KEEPERS)


def pages_of(actor: Actor | None) -> list[tuple[str, str]]:
    """The address and name of the pages that only the actor's unit keeps, and of those for who leads or supervises."""
    if actor is None:
        return []
    pages = (
        (Office.PERSONNEL, ("/kerja/pejabat/", _("Pejabat dan masa jabatan"))),
        (Office.ORGANISATION, ("/kerja/jalur/", _("Pemetaan koordinator"))),
        (Office.ORGANISATION, ("/kerja/hari-kerja/", _("Hari kerja"))),
        (Office.ORGANISATION, ("/kerja/kait/", _("Kait"))),
    )
    found = [page for office, page in pages if serves(actor, office)]
    if keeps_background(actor):
        found.append(("/kerja/latar/", _("Pekerjaan latar")))
    if actor.supervises:
        found.append(("/kerja/audit/", _("Meja Inspektorat")))
    head = history(actor.government).on(actor.government.today()).heads.get(actor.unit)
    if actor.supervises or (head and head.code == actor.post):
        found += [("/kerja/pimpinan/", _("Tugas pimpinan")), ("/kerja/plt/", _("Plt., Plh., Pj."))]
    return found


def _closed(request: ActingRequest, offices: Sequence[Office]) -> HttpResponse:
    government = request.government
    keepers = {unit_of(government, office): keeper(government, office) for office in reversed(offices)}
    context = {
        "unit": next(unit for unit, _head in keepers.values()),
        "units": [(code, unit) for code, (unit, _head) in keepers.items()],
        "head": ", ".join(head for _unit, head in keepers.values()),
        "own": any(tenure.unit in keepers for tenure in request.tenures),
        "office": offices[-1].value,
    }
    return render(request, "workspace/kept.html", context, status=403)

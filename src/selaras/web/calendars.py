"""Kalender: the addresses at which calendar programs read meetings, and the secret one of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions import calendars as acts
from selaras.actions.offices import AlreadyDone
from selaras.law.procedures import Refused
from selaras.records.groups import GroupSeat
from selaras.records.openness import public_groups
from selaras.records.units import history
from selaras.web.forms import key_of
from selaras.web.language import in_language
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther

CALENDARS = "/kerja/kalender/"


@dataclass(frozen=True)
class Feed:
    """One calendar as it is offered: what it holds, its whole address, and that for the reader's calendar program."""

    name: str
    address: str
    opens: str


def _feed(request: ActingRequest, name: str, address: str) -> Feed:
    whole = request.build_absolute_uri(address)
    return Feed(name, whole, f"webcal://{whole.partition('://')[2]}")


def _feeds(request: ActingRequest) -> list[Feed]:
    """The calendars that anybody may read: of all, of the actor's unit, of the working groups in which he sits."""
    actor = request.actor
    organisation = history(actor.government).on(actor.government.today())
    seats = GroupSeat.objects.filter(government=actor.government, post=actor.post, retired=False)
    groups = public_groups(actor.government).filter(phase="open", pk__in=seats.values("subject_id")).order_by("name")
    return [
        _feed(request, _("Semua rapat yang terbuka"), "/kalender/publik.ics"),
        _feed(request, organisation.name_of(actor.unit), f"/kalender/unit/{actor.unit}.ics"),
        *(_feed(request, group.name, f"/kalender/gugus-kerja/{group.pk}.ics") for group in groups),
    ]


def _page(
    request: ActingRequest, status: int = 200, *, secret: str = "", refusal: Refused | None = None
) -> HttpResponse:
    context = {
        "menu": "calendars",
        "link": acts.link_of(request.actor),
        "made": _feed(request, _("Kalender Anda"), f"/kalender/pribadi/{secret}.ics") if secret else None,
        "feeds": _feeds(request),
        "key": str(uuid4()),
        "refusal": refusal,
    }
    return render(request, "calendars/calendars.html", context, status=status)


@policy(Policy.ACTING)
def calendars(request: ActingRequest) -> HttpResponse:
    """The addresses of calendars; a new secret address is shown in the answer to the form that made it, this once."""
    if request.method != "POST":
        return _page(request)
    try:
        if request.POST.get("do") == "end":
            acts.end_link(actor=request.actor, key=key_of(request))
            messages.success(request, _("Alamat rahasia Anda dicabut. Kalender yang memakainya berhenti diperbarui."))
            return SeeOther(CALENDARS)
        return _page(request, secret=acts.make_link(actor=request.actor, key=key_of(request)))
    except AlreadyDone:
        messages.info(request, _("Formulir itu sudah diterima. Bila alamatnya belum Anda salin, buat yang baru."))
        return SeeOther(CALENDARS)
    except Refused as stop:
        return _page(request, 422, refusal=in_language(stop))

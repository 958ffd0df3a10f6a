"""Sharing: the lasting address of a public page, and where programs read the same: linked data, feeds, calendars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from selaras.records.asked import NAMES
from selaras.records.governments import pack_of
from selaras.web.language import ASKED
from selaras.web.policy import Policy, Request

# Pages whose subject is told as linked data at their own address with `.jsonld` at its end.
LINKED = (
    "unit",
    "regulation",
    "open_matter",
    "agenda_meeting",
    "decision",
    "open_group",
    "open_policy",
)
DOORS = ("masuk/", "keluar/", "akun/")  # of accounts
LEAF = "hal"  # the number of a page of a list, which is another one tomorrow
AGENDA = ("application/atom+xml", "/feed/agenda.atom")
CALENDAR = ("text/calendar", "/kalender/publik.ics")
DECISIONS = ("application/atom+xml", "/feed/keputusan.atom")
MATTERS = ("application/atom+xml", "/feed/berkas.atom")
FEEDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "home": (AGENDA, CALENDAR, DECISIONS, MATTERS),
    "agenda": (AGENDA, CALENDAR),
    "decisions": (DECISIONS,),
    "open_matters": (MATTERS,),
    "verify": (("application/atom+xml", "/feed/segel.atom"),),
}


@dataclass(frozen=True)
class Share:
    """A public page as others are told of it; `linked` is "" where it has no linked data of its own."""

    address: str
    linked: str
    feeds: list[tuple[str, str, str]]  # type, address and name


def share_of(request: Request) -> Share | None:
    """How the page that is asked for can be shared; None for what not everybody can open."""
    match = request.resolver_match
    if match is None or getattr(match.func, "policy", None) is not Policy.PUBLIC or match.route.startswith(DOORS):
        return None
    name = match.url_name or ""
    ours = name != "regulation" or match.kwargs["code"] in {r.code for r in pack_of(request.government).regulations}
    asked = [(key, value) for key, values in request.GET.lists() for value in values if value]
    kept = urlencode([(key, value) for key, value in asked if key not in (ASKED, LEAF)])
    day = urlencode([("per", value) for key, value in asked if key in NAMES])
    return Share(
        address=request.build_absolute_uri(f"{request.path}?{kept}" if kept else request.path),
        linked=f"{request.path.rstrip('/')}.jsonld{f'?{day}' if day else ''}" if name in LINKED and ours else "",
        feeds=[(sort, address, feed_names()[address]) for sort, address in FEEDS.get(name, ())],
    )


def feed_names() -> Mapping[str, str]:
    """What feeds and calendars are called."""
    return {
        AGENDA[1]: _("Agenda rapat"),
        CALENDAR[1]: _("Kalender rapat"),
        DECISIONS[1]: _("Keputusan baru"),
        MATTERS[1]: _("Berkas yang terbuka"),
        "/feed/segel.atom": _("Segel buku besar"),
    }

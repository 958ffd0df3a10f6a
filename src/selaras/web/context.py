"""What every page shows around its content: whose pages these are, in which post one acts, how much waits."""

from __future__ import annotations

from typing import Any

from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from selaras.actions.cockpit import Cockpit
from selaras.records import turns
from selaras.records.governments import pack_of
from selaras.web.language import NAMES, SOURCE, in_language, same_page
from selaras.web.offices import pages_of
from selaras.web.policy import Request
from selaras.web.share import share_of


def page(request: Request) -> dict[str, Any]:
    """The government as its pack describes it and its regulation today, the seat one acts in, and how much waits."""
    government = getattr(request, "government", None)
    if government is None:
        return {}
    actor, pack = request.actor, in_language(pack_of(government))
    law = pack.regulation_on(government.today())
    return {
        "government": pack.government,
        "per": "",  # what keeps a link on its day; a page that speaks of a past day says which
        "regulation": law.code,
        "law_sentence": _("Disusun menurut %(title)s.") % {"title": law.title},
        "languages": [
            {
                "code": code,
                "name": NAMES[code],
                "url": same_page(request, code),
                "whole": request.build_absolute_uri(same_page(request, code)),
                "now": code == (get_language() or SOURCE),
            }
            for code in pack.government.languages
            if code in NAMES
        ],
        "share": share_of(request),
        "actor": actor,
        "seat": {"title": actor.title, "until": actor.tenure.valid_to} if actor else None,
        "several_posts": len(request.tenures) > 1,
        "own_pages": pages_of(actor),
        "leads": actor is not None and Cockpit(actor).span.leads,
        "turn_count": SimpleLazyObject(lambda: turns.count(actor)) if actor else 0,
    }

"""Findings (temuan): a new consultation by the oversight, with what the finding fills in."""

from __future__ import annotations

from urllib.parse import urlencode

from django.utils.translation import gettext as _

from selaras.records.audit import reference
from selaras.records.people import Actor
from selaras.records.units import history


def finding_url(actor: Actor, unit: str, *, entry: int = 0, matter: str = "") -> str:
    """The form of a new consultation with what a finding fills in: with whom, about what, and its reference."""
    found = reference(entry=entry, matter=matter)
    organisation = history(actor.government).on(actor.government.today())
    said = {
        "kind": "konsultatif",
        "title": found,
        "purpose": _("%(reference)s. Yang ditemukan: ") % {"reference": found},
        "letter_number": found,
        "letter_system": "lain",
        "letter_sender": organisation.name_of(actor.unit),
    }
    to = {"to": unit} if unit in organisation.heads and unit != actor.unit else {}
    return f"/kerja/berkas/baru/?{urlencode({**said, **to})}"

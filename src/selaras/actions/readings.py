"""Readings: who opened a withheld matter, kept from the first day in a table of its own."""

from __future__ import annotations

from selaras.records import clock
from selaras.records.ledger import Reading
from selaras.records.matters import Matter
from selaras.records.people import Actor


def record_reading(*, actor: Actor, matter: Matter) -> Reading | None:
    """Write down that the actor read a withheld matter in full; nothing is kept for a matter that is open."""
    if not matter.withheld:
        return None
    return Reading.objects.create(
        government=matter.government,
        matter=matter.number or "",
        person_key=str(actor.person.pk),
        post=actor.post,
        at=clock.now(),
    )

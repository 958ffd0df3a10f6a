"""Readings: who opened a withheld matter, kept from the first day in a table of its own."""

from __future__ import annotations

from selaras.records import clock
from selaras.records.ledger import Reading
from selaras.records.matters import Matter
from selaras.records.people import Actor


def record_reading(*, actor: Actor, matter: Matter) -> Reading | None:
    """Write down that the actor read a withheld matter in full, or one on whose withholding he decides.

    Nothing is kept for a matter that is open and read by who takes part in it or watches over it.
    """
    if not (matter.withheld or decides(actor, matter)):
        return None
    return Reading.objects.create(
        government=matter.government,
        matter=matter.number or "",
        person_key=str(actor.person.pk),
        post=actor.post,
        at=clock.now(),
    )


def decides(actor: Actor, matter: Matter) -> bool:
    """Whether the actor reads a matter only because he decides whether it is withheld (PPID)."""
    return actor.decides_openness and not any(seat.post in actor.posts for seat in matter.seats())

"""Personal calendars: a secret address that its person makes, replaces and ends; an account matter, no entry."""

from __future__ import annotations

import secrets

from django.db import transaction

from selaras.actions.acts import still_in_office
from selaras.actions.offices import once
from selaras.records import clock
from selaras.records.calendars import CalendarLink, hash_of
from selaras.records.people import Actor, Person

BYTES = 32  # of randomness in an address: too long to guess, so it needs no salt


def make_link(*, actor: Actor, key: str = "") -> str:
    """Make a new secret address for the actor's own calendar and end the one before; returns the secret, this once.

    `key` names the form that was sent, so that two clicks have one effect. Raises Refused, AlreadyDone.
    """
    secret = secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        once(actor, key)
        still_in_office(actor)
        _end(actor)
        CalendarLink.objects.create(government=actor.government, person=actor.person, hashed=hash_of(secret))
    return secret


def end_link(*, actor: Actor, key: str = "") -> None:
    """End the actor's secret address at once; where there is none, nothing is done. Raises Refused, AlreadyDone."""
    with transaction.atomic():
        once(actor, key)
        still_in_office(actor)
        _end(actor)


def _end(actor: Actor) -> None:
    """End what runs; his row is locked first, so that two windows do not make two addresses."""
    Person.objects.select_for_update(no_key=True).get(pk=actor.person.pk)
    running = CalendarLink.objects.filter(government=actor.government, person=actor.person, ended_at__isnull=True)
    running.update(ended_at=clock.now())


def link_of(actor: Actor) -> CalendarLink | None:
    """The actor's address as it runs now: when it was made; the address itself nobody can say any more."""
    return CalendarLink.objects.running(actor.government).filter(person=actor.person).first()

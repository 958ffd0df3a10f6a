"""Mailboxes: where a person gets mail, of what, when, and the hour of a post's digest; account matters, no entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from selaras.actions import jobs
from selaras.actions.acts import still_in_office
from selaras.actions.mail import JOB
from selaras.actions.offices import Office, demand, once
from selaras.actions.refusals import Invalid, clean
from selaras.law.words import say
from selaras.records import clock
from selaras.records.mail import AT_ONCE, FAILED, USUAL, WAITING, WAYS, DigestHour, Mail, Mailbox
from selaras.records.notices import TURN
from selaras.records.people import Actor, Person

ADDRESS_LIMIT = 254


@dataclass(frozen=True)
class Wishes:
    """How a person wants to be told: the way for each sort of notice, and when not."""

    choices: Mapping[str, str]
    quiet_from: time
    quiet_to: time
    quiet_free: bool


def choose(*, actor: Actor, wanted: Wishes, key: str = "") -> Mailbox:
    """Keep how the actor wants to be told; what he had before can be brought back. Raises Invalid, Refused."""
    if set(wanted.choices) != set(USUAL) or not set(wanted.choices.values()) <= set(WAYS):
        raise Invalid({"choices": say("Pilih satu cara bagi setiap hal.")})
    with transaction.atomic():
        once(actor, key)
        row = _own(actor)
        row.before = row.wishes()
        _write(row, wanted)
    return row


def undo(*, actor: Actor) -> bool:
    """Bring back what the actor had chosen before, and keep what he leaves in its place. Raises Refused."""
    with transaction.atomic():
        row = _own(actor)
        if row.before is None:
            return False
        kept, row.before = row.before, row.wishes()
        begins, ends = (time.fromisoformat(kept[name]) for name in ("quiet_from", "quiet_to"))
        _write(row, Wishes(kept["choices"], begins, ends, kept["quiet_free"]))
    return True


def _write(row: Mailbox, wanted: Wishes) -> None:
    at_once = row.way(TURN) == AT_ONCE
    row.choices = dict(wanted.choices)
    row.quiet_from, row.quiet_to, row.quiet_free = wanted.quiet_from, wanted.quiet_to, wanted.quiet_free
    if row.way(TURN) == AT_ONCE and not at_once:
        row.turns_since = clock.now()  # what waited before is not told as new
    row.save()


def set_address(*, actor: Actor, address: str, key: str = "") -> None:
    """Keep the actor's e-mail address ("" for none); it is never in the ledger. Raises Invalid, Refused."""
    errors: dict[str, str] = {}
    address = clean("address", address, ADDRESS_LIMIT, errors)
    if address and not errors:
        try:
            validate_email(address)
        except ValidationError:
            errors["address"] = say("Tulis alamat surel yang lengkap, misalnya nama@contoh.go.id.")
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        once(actor, key)
        row = _own(actor)
        Person.objects.filter(pk=row.person_id).update(email=address)
        row.refused_at, row.refused_address, row.refused_with = None, "", ""
        row.save(update_fields=["refused_at", "refused_address", "refused_with"])


def confirm_address(*, actor: Actor) -> None:
    """Say that an address that refused a mail is right all the same, so that it is tried again. Raises Refused."""
    with transaction.atomic():
        row = _own(actor)
        row.refused_at, row.refused_address, row.refused_with = None, "", ""
        row.save(update_fields=["refused_at", "refused_address", "refused_with"])


def set_hour(*, actor: Actor, at: time, key: str = "") -> DigestHour:
    """Set the hour of the digest of the post in which the actor acts. Raises Refused."""
    with transaction.atomic():
        once(actor, key)
        still_in_office(actor)
        return DigestHour.objects.update_or_create(
            government=actor.government, post=actor.post, defaults={"at": at.replace(second=0, microsecond=0)}
        )[0]


def send_again(*, actor: Actor, key: str = "") -> int:
    """Put all mails that were given up into the queue anew, by the organisation office. Raises Refused, AlreadyDone."""
    with transaction.atomic():
        government, _hand = demand(actor, Office.ORGANISATION, key)
        rows = list(Mail.objects.select_for_update().filter(government=government, state=FAILED).order_by("pk"))
        for row in rows:
            row.state, row.attempts, row.next_at = WAITING, 0, clock.now()
            row.save(update_fields=["state", "attempts", "next_at"])
            jobs.put(JOB, None, mail=row.pk)
    return len(rows)


def _own(actor: Actor) -> Mailbox:
    """The actor's mailbox, locked by his person, so that two windows do not make two."""
    still_in_office(actor)
    Person.objects.select_for_update(no_key=True).get(pk=actor.person.pk)
    return Mailbox.objects.get_or_create(government=actor.government, person=actor.person)[0]

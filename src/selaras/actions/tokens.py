"""Personal tokens: made for one's own post, used, revoked; an account matter, so the ledger names the acts alone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from selaras.actions.acts import still_in_office
from selaras.actions.offices import once
from selaras.actions.refusals import Invalid, clean
from selaras.law.procedures import Refused
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records import clock
from selaras.records.calendars import hash_of
from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.records.tokens import BEGINNING, SCOPES, SHOWN, Token, token_of

BYTES = 32  # of randomness: too long to guess, so the hash needs no salt
NAME_LIMIT = 60
LONGEST = timedelta(days=365)
RUNNING = 20  # of one tenure at a time
OWN = Basis(
    Strength.DESIGNED, reason=say("kuasa melekat pada jabatan dan masanya, juga bila sebuah program yang bertindak")
)


def make_token(
    *, actor: Actor, name: str, scopes: Sequence[str], expires_on: date | None, key: str = ""
) -> tuple[Token, str]:
    """Make a token for the actor's own tenure; returns it with its secret, this once.

    It reads and does what the actor himself could, within its scopes, until its day and never after the tenure. `key`
    names the form that was sent, so that two clicks have one effect. Raises Invalid, Refused, AlreadyDone.
    """
    errors: dict[str, str] = {}
    today = actor.government.today()
    name = clean("name", name, NAME_LIMIT, errors, required=True, example=say('Tulis namanya, misalnya "SIPD".'))
    if not scopes or not set(scopes) <= set(SCOPES):
        errors["scopes"] = say("Pilih sekurang-kurangnya satu cakupan dari daftar.")
    if expires_on is None or not today <= expires_on <= today + LONGEST:
        errors["expires_on"] = say("Tulis hari terakhir berlakunya, paling lama {day}.", day=today + LONGEST)
    if errors or expires_on is None:
        raise Invalid(errors)
    secret = BEGINNING + secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        once(actor, key)
        still_in_office(actor)
        if Token.objects.running(actor.government).filter(tenure=actor.tenure).count() >= RUNNING:
            raise Refused(
                say("Kunci Anda yang berlaku sudah {n}.", n=RUNNING),
                Basis(Strength.DESIGNED, reason=say("kunci yang tidak terawasi membuka jabatan Anda tanpa terlihat")),
                ways_on=(say("Cabut dahulu kunci yang tidak dipakai lagi."),),
            )
        row = Token.objects.create(
            government=actor.government,
            tenure=actor.tenure,
            name=name,
            prefix=secret[:SHOWN],
            hashed=hash_of(secret),
            scopes=[scope for scope in SCOPES if scope in scopes],
            expires_on=expires_on,
        )
    return row, secret


def revoke_token(*, actor: Actor, token: int, key: str = "") -> Token:
    """End a token of the actor's own tenure at once. Raises Token.DoesNotExist, AlreadyDone."""
    with transaction.atomic():
        once(actor, key)
        mine = Token.objects.select_for_update().filter(government=actor.government, tenure=actor.tenure)
        row = mine.get(pk=token)
        if row.revoked_at is None:
            row.revoked_at = clock.now()
            row.save(update_fields=["revoked_at"])
    return row


def use_token(government: Government, secret: str) -> Token | None:
    """The token of that secret, if it opens anything now; that it was used today is noted once a day."""
    found, today = token_of(government, secret), government.today()
    if found and found.last_used_on != today:
        unnoted = Q(last_used_on__isnull=True) | Q(last_used_on__lt=today)
        Token.objects.filter(unnoted, pk=found.pk).update(last_used_on=today)
    return found

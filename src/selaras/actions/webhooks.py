"""Webhooks: addresses outside that the organisation office registers, and what is put down for them with each act."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from base64 import b64encode
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from selaras.actions import jobs
from selaras.actions.offices import Office, demand
from selaras.actions.refusals import Invalid, clean
from selaras.law.procedures import Phase, Refused
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records import clock, openness, quick
from selaras.records.governments import Government
from selaras.records.ledger import Seal
from selaras.records.people import Actor
from selaras.records.webhooks import DEAD, DROPPED, EVENTS, SEAL, SENT, WAITING, Delivery, Endpoint

JOB = "webhooks.send"
URL_LIMIT = 500
NOTE_LIMIT = 200
MOST = 30  # endpoints of one government
LOOKED_UP = 4.0  # seconds for which a name may be looked up
KEPT, KEPT_DEAD = timedelta(days=30), timedelta(days=90)
KEY = "whsec_"  # how a secret begins (Standard Webhooks)
BYTES = 32
OUTSIDE = Basis(Strength.DESIGNED, reason=say("yang dikirim keluar tidak boleh sampai ke dalam jaringan sendiri"))
SHOWN: dict[str, tuple[Callable[[Government], QuerySet[Any]], str]] = {  # what everybody may know of, and its key
    "matter": (openness.public_matters, "number"),
    "meeting": (openness.public_meetings, "pk"),
    "follow_up": (openness.public_follow_ups, "pk"),
    "working_group": (openness.public_groups, "pk"),
    "document": (openness.public_documents, "pk"),
    SEAL: (lambda government: Seal.objects.filter(government=government), "pk"),
}


def register_endpoint(
    *, actor: Actor, url: str, events: Sequence[str], note: str = "", key: str = ""
) -> tuple[Endpoint, str]:
    """Register an address outside; returns it with its secret, this once.

    It hears only of what everybody may know. Raises Invalid, Refused, AlreadyDone.
    """
    errors: dict[str, str] = {}
    url = clean("url", url, URL_LIMIT, errors, required=True, example=say("Tulis alamat penerimanya."))
    note = clean("note", note, NOTE_LIMIT, errors)
    if not events or not set(events) <= set(EVENTS):
        errors["events"] = say("Pilih sekurang-kurangnya satu peristiwa dari daftar.")
    if "url" not in errors and (fault := fault_of(url)):
        errors["url"] = fault
    if errors:
        raise Invalid(errors)
    secret = KEY + b64encode(secrets.token_bytes(BYTES)).decode()
    with transaction.atomic():
        government, _hand = demand(actor, Office.ORGANISATION, key)
        running = Endpoint.objects.running(government)
        if running.filter(url=url).exists():
            raise Invalid({"url": say("Alamat itu sudah terdaftar.")})
        if running.count() >= MOST:
            raise Refused(
                say("Sudah {n} alamat terdaftar.", n=MOST),
                Basis(Strength.DESIGNED, reason=say("setiap perbuatan menunggu catatannya bagi setiap alamat")),
                ways_on=(say("Akhiri dahulu alamat yang tidak dipakai lagi."),),
            )
        row = Endpoint.objects.create(
            government=government,
            url=url,
            note=note,
            events=[event for event in EVENTS if event in events],
            secret=secret,
            post=actor.post,
        )
    return row, secret


def end_endpoint(*, actor: Actor, endpoint: int, key: str = "") -> Endpoint:
    """Tell an address nothing more, at once. Raises Refused, AlreadyDone, Endpoint.DoesNotExist."""
    with transaction.atomic():
        government, _hand = demand(actor, Office.ORGANISATION, key)
        row = Endpoint.objects.select_for_update().get(government=government, pk=endpoint)
        if row.ended_at is None:
            row.ended_at = clock.now()
            row.save(update_fields=["ended_at"])
    return row


def send_again(*, actor: Actor, endpoint: int, key: str = "") -> int:
    """Put all that was given up for an address into the queue anew, with all its attempts; returns how many.

    Raises Refused, AlreadyDone, Endpoint.DoesNotExist.
    """
    with transaction.atomic():
        government, _hand = demand(actor, Office.ORGANISATION, key)
        row = Endpoint.objects.running(government).get(pk=endpoint)
        dead = list(Delivery.objects.select_for_update().filter(endpoint=row, state=DEAD).order_by("pk"))
        for delivery in dead:
            delivery.state, delivery.attempts, delivery.next_at = WAITING, 0, None
            delivery.save(update_fields=["state", "attempts", "next_at"])
            jobs.put(JOB, delivery=delivery.pk)
    return len(dead)


def tell(subject: Any, *, was_draft: bool) -> None:
    """Put down for every address that asked for it that a subject has changed, in the transaction of its act.

    Of what not everybody may know, nothing is put down.
    """
    what = "opened" if was_draft else "closed" if subject.phase == Phase.CLOSED else "changed"
    _put_down(subject.government, subject.TYPE, subject.key, what)


def tell_seal(made: Seal) -> None:
    """Put down for every address that asked for it that the ledger was sealed, in the transaction that makes the seal.

    A seal that nobody outside holds proves nothing, so what is sent is the seal itself.
    """
    _put_down(made.government, SEAL, str(made.pk), "made")


def _put_down(government: Government, sort: str, key: str, what: str) -> None:
    endpoints = quick.find(Endpoint, government_id=government.pk, ended_at=None)
    asked = [row for row in endpoints if sort in row.events]
    if not asked or not shown(government, sort, key):
        return
    event, now = uuid4(), clock.now()
    for endpoint in asked:
        made = Delivery.objects.create(
            government=government,
            endpoint=endpoint,
            event=event,
            type=f"selaras.{sort}.{what}",
            subject_type=sort,
            subject_key=key,
            happened_at=now,
        )
        jobs.put(JOB, delivery=made.pk)


def forget(now: datetime) -> None:
    """Forget what was sent long ago, and later what was given up."""
    Delivery.objects.filter(state__in=[SENT, DROPPED], happened_at__lt=now - KEPT).delete()
    Delivery.objects.filter(state=DEAD, happened_at__lt=now - KEPT_DEAD).delete()


def shown(government: Government, sort: str, key: str) -> bool:
    """Whether everybody may know of a thing now, and what of it changes."""
    rows, column = SHOWN[sort]
    found = rows(government).filter(**{column: key})
    return (found.filter(withheld=False) if sort == "matter" else found).exists()


def loopback_allowed() -> bool:
    """Whether addresses of this very computer are taken: in tests alone, where the receiver stands there."""
    return bool(getattr(settings, "SELARAS_HOOKS_TO_LOOPBACK", False))


def fault_of(url: str) -> str:
    """Why an address cannot be registered, with what to do about it; "" for one that can.

    Where it leads is asked once more with every attempt, since a name may lead elsewhere by then.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        return say("Alamat itu tidak dapat dibaca. Contoh yang benar: https://contoh.go.id/kait")
    schemes = ("https", "http") if loopback_allowed() else ("https",)
    if parts.scheme not in schemes or not host or not url.isprintable() or " " in url:
        return say("Tulis alamat lengkap yang dimulai dengan https://, misalnya https://contoh.go.id/kait")
    if parts.username or parts.password or parts.fragment:
        return say("Alamat tidak boleh memuat nama pengguna, sandi, atau tanda pagar.")
    found = _addresses(host, port)
    if not found:
        return say("Nama {host} tidak ditemukan. Periksa ejaannya.", host=host)
    if not all(map(_outside, found)):
        return say("{host} berada di dalam jaringan sendiri. Hanya alamat di internet yang diterima.", host=host)
    return ""


def _addresses(host: str, port: int) -> list[str]:
    """Where a name leads; nothing where it leads nowhere, or nobody says so in time."""
    one = ThreadPoolExecutor(1)
    try:
        asked = one.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        return [str(row[4][0]) for row in asked.result(LOOKED_UP)]
    except (OSError, UnicodeError, TooSlow):
        return []
    finally:
        one.shutdown(wait=False)


def _outside(address: str) -> bool:
    """Whether an address lies in the internet, not in any network of one's own."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    return (mapped.is_global and not mapped.is_multicast) or (loopback_allowed() and mapped.is_loopback)

"""Deliveries: what was put down for an address outside is sent there, signed, again and again until it is taken."""

from __future__ import annotations

import hmac
import json
import random
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Thread
from typing import Any

from django.db import transaction
from requests import RequestException
from requests_hardened.client import HTTPSession
from requests_hardened.config import Config
from requests_hardened.ip_filter import InvalidIPAddress

from selaras.actions import jobs
from selaras.actions.webhooks import JOB, KEY, loopback_allowed, shown
from selaras.law.words import say
from selaras.records import clock
from selaras.records.governments import site_of
from selaras.records.ledger import Seal
from selaras.records.webhooks import DEAD, DROPPED, SEAL, SENT, WAITING, Delivery

SECONDS = (5, 30, 120, 600, 1800, 7200, 18000, 36000, 50400)  # before each further attempt: about a day and a half
ATTEMPTS = len(SECONDS) + 1
JITTER = 0.2  # by which a delay is longer or shorter, so that many do not come back at the same moment
PATIENCE = (5, 10)  # seconds: to be connected, and between two signs of an answer
WHOLE = 20.0  # seconds for the whole of an attempt
PAGES = {  # where a subject is read: by people, by programs
    "matter": ("/berkas/{}/", "/api/v1/matters/{}"),
    "meeting": ("/agenda/{}/", "/api/v1/meetings/{}"),
    "follow_up": ("/keputusan/", "/api/v1/follow-ups/{}"),
    "working_group": ("/gugus-kerja/{}/", "/api/v1/working-groups/{}"),
    "document": ("/kebijakan/{}/", "/api/v1/policies/{}"),
    SEAL: ("/periksa/", "/periksa/segel-{}.json"),
}


def send(delivery: int) -> None:
    """Send one delivery if it is due; what is not taken is put into the queue for later, or given up.

    The answer is noted after it came, so a worker that is killed between the two lets the same event, with the same
    id, be sent once more.
    """
    row = Delivery.objects.select_related("endpoint", "government").filter(pk=delivery, state=WAITING).first()
    if row is None or (row.next_at and row.next_at > clock.now()):
        return
    gone = row.endpoint.ended_at is not None or not shown(row.government, row.subject_type, row.subject_key)
    taken, answer = (False, say("Tidak terbuka bagi umum lagi.")) if gone else post(row, clock.now())
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update().filter(pk=row.pk, state=WAITING, attempts=row.attempts)
        fresh = waiting.first()
        if fresh is None:  # another worker was quicker
            return
        fresh.attempts, fresh.tried_at, fresh.answer = row.attempts + 1, clock.now(), str(answer)[:200]
        fresh.state, fresh.next_at = DROPPED if gone else SENT if taken else DEAD, None
        if not gone and not taken and fresh.attempts < ATTEMPTS:
            fresh.state, fresh.next_at = WAITING, clock.now() + delay(fresh.attempts)
            jobs.put(JOB, fresh.next_at, delivery=fresh.pk)
        fresh.save()


def delay(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return timedelta(seconds=SECONDS[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER))


def event_of(row: Delivery) -> dict[str, Any]:
    """The event as CloudEvents 1.0 writes it; it says what has changed and where that is read, and nothing besides.

    Of a seal it holds the whole: who has it can hold it against us later.
    """
    site = site_of(row.government)
    page, resource = (site + address.format(row.subject_key) for address in PAGES[row.subject_type])
    data = {"sort": row.subject_type, "key": row.subject_key, "page": page, "resource": resource}
    if row.subject_type == SEAL:
        data["seal"] = json.loads(Seal.objects.get(government=row.government, pk=row.subject_key).document.to_json())
    return {
        "specversion": "1.0",
        "id": str(row.event),
        "source": f"{site}/",
        "type": row.type,
        "subject": f"{row.subject_type}/{row.subject_key}",
        "time": row.happened_at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data,
    }


def signature(secret: str, id: str, moment: int, body: bytes) -> str:
    """The signature of a message as Standard Webhooks writes it: HMAC-SHA256 over id, seconds and body."""
    signed = f"{id}.{moment}.".encode() + body
    digest = hmac.new(b64decode(secret.removeprefix(KEY)), signed, sha256).digest()
    return f"v1,{b64encode(digest).decode()}"


def post(row: Delivery, now: datetime) -> tuple[bool, str]:
    """Send it once; returns whether it was taken, and what was answered. Nothing is followed, nothing read beyond it.

    Where the name leads is looked up for this very attempt, and an address within one's own network is never met.
    """
    body, moment = json.dumps(event_of(row), ensure_ascii=False).encode(), int(now.timestamp())
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": str(row.event),
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(row.endpoint.secret, str(row.event), moment, body),
    }
    found: list[tuple[bool, str]] = []

    def attempt() -> None:
        found.append(_met(row.endpoint.url, body, headers))

    # Who answers letter by letter would keep a worker for hours: after the time of an attempt it is left to itself.
    alone = Thread(target=attempt, daemon=True)
    alone.start()
    alone.join(WHOLE)
    return found[0] if found else (False, say("Tidak selesai menjawab dalam {n} detik.", n=int(WHOLE)))


def _met(url: str, body: bytes, headers: dict[str, str]) -> tuple[bool, str]:
    hardened = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=loopback_allowed(),
        never_redirect=True,
        default_timeout=PATIENCE,
        user_agent_override="Selaras",
    )
    try:
        with HTTPSession(hardened) as session:
            session.trust_env = False  # no proxy and no password of this computer
            with session.post(url, data=body, headers=headers, stream=True) as answer:
                return 200 <= answer.status_code < 300, say("Dijawab {status}.", status=str(answer.status_code))
    except InvalidIPAddress:
        return False, say("Alamat itu menuju ke dalam jaringan sendiri, jadi tidak dikirim.")
    except (RequestException, ValueError, UnicodeError) as fault:
        return False, say("Tidak tersambung: {fault}.", fault=type(fault).__name__)

"""Mail: put down in the transaction of what it tells, sent by the worker again and again until it is taken.

Each mail bears a sign of its row (Message-ID), the same at every attempt. A worker takes a mail for itself before it
sends it, so only one that is killed between sending and noting it, or that never hears the server's answer, lets it be
sent once more: with the same sign, by which mail programs show it once.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from selaras.actions import jobs
from selaras.actions.facts import calendar_of
from selaras.law.words import say
from selaras.records import clock
from selaras.records.governments import Government, site_of
from selaras.records.mail import (
    ANSWER_LIMIT,
    AT_ONCE,
    BOUNCED,
    DROPPED,
    FAILED,
    SENDING,
    SENT,
    WAITING,
    Digest,
    Mail,
    Mailbox,
    mailbox_of,
    overdue,
)
from selaras.records.notices import Notice
from selaras.records.openness import withheld_behind
from selaras.records.people import Person, Tenure, holders
from selaras.records.units import history

JOB = "mail.send"
MINUTE, HOUR = 60, 3600
# Seconds before each further attempt: for about five days, so that no long weekend without the mail server loses one.
SECONDS = (30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, *(12 * HOUR for _ in range(9)))
ATTEMPTS = len(SECONDS) + 1
JITTER = 0.2
LEASE = timedelta(minutes=15)  # for which a mail is its worker's: many times what a server may take to answer
KEPT, KEPT_FAILED = timedelta(days=30), timedelta(days=90)
SUBJECT_LIMIT, HEADING = 200, 120
ADDRESS = re.compile(r"<?[^\s<>;:,]+@[^\s<>;:,]+>?")
LOST = timedelta(minutes=30)  # after which a mail whose task was lost is put into the queue again

Guarded = tuple[str, str, str, str]  # sort and key of a subject, the line that tells of it, and the one instead


def configured() -> bool:
    """Whether this installation has a mail server; without one nothing is put down, and notices stay inside."""
    return bool(settings.SELARAS_MAIL)


# Putting down


@dataclass(frozen=True)
class Letter:
    """What a mail says: its subject, its text without the foot, one link, and the lines that tell of subjects."""

    subject: str
    text: str
    url: str
    guarded: Sequence[Guarded] = ()


def put_down(notice: Notice) -> bool:
    """Put down a mail about a new notice for the holder of its post, if he wants to hear of it at once."""
    if not configured():
        return False
    government = notice.government
    tenure = holders(government, {notice.post}, government.today()).get(notice.post)
    if tenure is None or mailbox_of(tenure.person).way(notice.sort) != AT_ONCE:
        return False
    tenure.government, line = government, notice.text
    guarded = (notice.subject_type, notice.subject_key, line, say("Ada pemberitahuan baru."))
    return put(tenure, f"notice:{notice.pk}", Letter(line, line, notice.url, [guarded]))


def put(tenure: Tenure, about: str, letter: Letter) -> bool:
    """Put down a mail to who holds a post, once for what it is about; whether it was put down now.

    It is not, where he has no address, or one that refused the last mail.
    """
    with transaction.atomic():
        return _put(tenure, about, letter) is not None


def _put(tenure: Tenure, about: str, letter: Letter) -> Mail | None:
    government, person = tenure.government, tenure.person
    mailbox = mailbox_of(person)
    if not person.email or mailbox.refuses:
        return None
    subject, text, guarded = written(tenure, letter)
    row, new = Mail.objects.get_or_create(
        government=government,
        about=about,
        defaults={
            "person": person,
            "post": tenure.post,
            "subject": subject,
            "text": text,
            "guarded": guarded,
            "message_id": f"<{uuid4()}@{urlsplit(site_of(government)).hostname}>",
            "next_at": _over(government, mailbox, clock.now()),
        },
    )
    if not new:
        return None
    jobs.put(JOB, row.next_at, mail=row.pk)
    return row


def written(tenure: Tenure, letter: Letter) -> tuple[str, str, list[Guarded]]:
    """Subject and text of a letter as they are sent to who holds a post, and the lines that stay to be guarded."""
    text = f"{letter.text}\n\n{_foot(tenure, site_of(tenure.government) + letter.url)}"
    return _guarded(tenure.government, _heading(letter.subject), text, letter.guarded)


def put_digest(tenure: Tenure, letter: Letter | None) -> bool:
    """Put down the digest of today for a post, once however often it is tried; None where there is nothing to tell."""
    government = tenure.government
    day = government.today()
    with transaction.atomic():
        row, new = Digest.objects.get_or_create(government=government, post=tenure.post, day=day)
        if not new or letter is None:
            return False
        row.mail = _put(tenure, f"digest:{tenure.post}:{day}", letter)
        row.save(update_fields=["mail"])
    return row.mail is not None


def _heading(subject: str) -> str:
    line = " ".join(subject.split())
    return line if len(line) <= HEADING else line[:HEADING].rsplit(" ", 1)[0] + " …"


def _foot(tenure: Tenure, address: str) -> str:
    name = history(tenure.government).on(tenure.government.today()).name_of(tenure.post)
    return (
        f"Buka di Selaras:\n{address}\n\n"
        f"-- \nUntuk {name}. Dikirim otomatis oleh Selaras; balasan tidak dibaca. Kapan Anda dikirimi surel diatur pada"
        " Pemberitahuan di Selaras.\n"
    )


def _over(government: Government, mailbox: Mailbox, now: datetime) -> datetime:
    """The first moment at which a person may be disturbed."""
    return mailbox.quiet.over(now.astimezone(government.zone), calendar_of(government))


def _guarded(
    government: Government, subject: str, text: str, lines: Sequence[Sequence[str]]
) -> tuple[str, str, list[Guarded]]:
    """Subject and text with the neutral line in the place of each that tells of what is withheld now; the others."""
    hidden = withheld_behind(government, [(sort, key) for sort, key, _line, _instead in lines])
    kept: list[Guarded] = []
    for sort, key, line, instead in lines:
        number = hidden.get((sort, key))
        if number is None:
            kept.append((sort, key, line, instead))
            continue
        neutral = f"{instead} Berkas {number} (dikecualikan)."
        text = text.replace(line, neutral)
        subject = _heading(neutral) if subject == _heading(line) else subject
    return subject, text, kept


# Sending


class Fate(Enum):
    """What became of an attempt: taken, to be tried later, refused for good, or refused because of the address."""

    SENT, LATER, REFUSED, NO_SUCH_ADDRESS = range(4)


def send(mail: int) -> None:
    """Send one mail if it is due and may be; what is not taken is tried again later, or given up."""
    row = take(mail)
    if row is not None:
        note(row, *post(row))


def note(row: Mail, fate: Fate, answer: str) -> None:
    """Note what became of an attempt, and put the next one into the queue where there is one."""
    with transaction.atomic():
        mine = Mail.objects.select_for_update().filter(pk=row.pk, state=SENDING, attempts=row.attempts)
        fresh = mine.first()
        if fresh is None:  # it came back as undeliverable before this was noted, or another took it over
            return
        now = clock.now()
        fresh.tried_at, fresh.answer, fresh.next_at = now, _kept(answer), None
        if fate is Fate.LATER and fresh.attempts < ATTEMPTS:
            fresh.state, fresh.next_at = WAITING, now + delay(fresh.attempts)
            jobs.put(JOB, fresh.next_at, mail=fresh.pk)
        else:
            fresh.state = {Fate.SENT: SENT, Fate.NO_SUCH_ADDRESS: BOUNCED}.get(fate, FAILED)
        fresh.save()
        if fate is Fate.NO_SUCH_ADDRESS:
            _stop(row.person, row.sent_to, answer)


def delay(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return timedelta(seconds=SECONDS[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER))


def take(mail: int) -> Mail | None:
    """Take a mail to send it, so that no other does; None where it is not due, not to be sent, or another's.

    What a killed worker had taken is free again after LEASE. What comes into quiet hours waits until they are over.
    """
    with transaction.atomic():
        rows = Mail.objects.select_for_update(of=("self",)).filter(pk=mail, state__in=[WAITING, SENDING])
        row = rows.select_related("person", "government").first()
        if row is None:
            return None
        now = clock.now()
        if row.next_at and row.next_at > now:
            if row.state == SENDING:
                jobs.put(JOB, row.next_at, mail=row.pk)
            return None
        if why := _no_longer(row):
            row.state, row.next_at, row.tried_at, row.answer = DROPPED, None, now, why
            row.save()
            return None
        until = _over(row.government, mailbox_of(row.person), now)
        if until > now:
            row.state, row.next_at = WAITING, until
            row.save()
            jobs.put(JOB, until, mail=row.pk)
            return None
        row.subject, row.text, row.guarded = _guarded(row.government, row.subject, row.text, row.guarded)
        row.state, row.next_at, row.attempts = SENDING, now + LEASE, row.attempts + 1
        row.sent_to = row.person.email
        row.save()
        return row


def _no_longer(row: Mail) -> str:
    """Why a mail is not to be sent any more; "" where it is."""
    running = Tenure.objects.filter(government=row.government, person=row.person, post=row.post)
    if not running.on(row.government.today()).exists():
        return say("Bukan lagi pemegang jabatan itu.")
    if not row.person.email:
        return say("Tidak ada alamat surel lagi.")
    return say("Alamatnya menolak surel sebelumnya.") if mailbox_of(row.person).refuses else ""


def post(row: Mail) -> tuple[Fate, str]:
    """Send it once to the address it was taken for; returns what became of it and what was answered. It never raises.

    What the server has taken counts as taken, however the conversation ends after that.
    """
    headers = {
        "Message-ID": row.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "id",
    }
    message = EmailMessage(row.subject, row.text, settings.DEFAULT_FROM_EMAIL, [row.sent_to], headers=headers)
    server = get_connection()
    try:
        server.open()
        server.send_messages([message])
        return Fate.SENT, ""
    except SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        return (Fate.NO_SUCH_ADDRESS if code >= 500 else Fate.LATER), _told(code, said)
    except SMTPDataError as refused:
        fate = Fate.REFUSED if refused.smtp_code >= 500 else Fate.LATER
        return fate, _told(refused.smtp_code, refused.smtp_error)
    except (SMTPException, OSError, ValueError) as fault:
        return Fate.LATER, say("Server surel tidak dapat dipakai: {fault}.", fault=type(fault).__name__)
    finally:
        with suppress(SMTPException, OSError):
            server.close()


def _told(code: int, said: str | bytes) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {text}"


def _kept(answer: str) -> str:
    """What a server said, in one line and without the address, since offices read it too."""
    return " ".join(ADDRESS.sub("…", answer).split())[:ANSWER_LIMIT]


# What comes back


def _stop(person: Person, address: str, answer: str) -> None:
    """Send nothing more to an address until its person confirms it or writes another."""
    row = Mailbox.objects.get_or_create(government=person.government, person=person)[0]
    row.refused_address, row.refused_at, row.refused_with = address, clock.now(), _kept(answer)
    row.save(update_fields=["refused_address", "refused_at", "refused_with"])


def came_back(message_id: str, answer: str) -> bool:
    """Note that a mail that was sent came back as undeliverable for good; False where it is none of ours."""
    with transaction.atomic():
        rows = Mail.objects.select_for_update(of=("self",)).select_related("person", "government")
        row = rows.filter(message_id=message_id, state__in=[SENT, SENDING]).first()
        if row is None:
            return False
        row.state, row.next_at, row.answer = BOUNCED, None, _kept(answer)
        row.save()
        _stop(row.person, row.sent_to, row.answer)
    return True


# Tidying up


def put_overdue(government: Government) -> int:
    """Put the mails whose task was lost into the queue again; returns how many."""
    late = overdue(government, clock.now() - LOST)
    with transaction.atomic():
        for pk in late:
            jobs.put(JOB, None, mail=pk)
    return len(late)


def forget(now: datetime) -> None:
    """Forget what was sent or dropped long ago, later what never arrived, and the digests that were looked at."""
    done = Mail.objects.filter(state__in=[SENT, DROPPED], made_at__lt=now - KEPT)
    failed = Mail.objects.filter(state__in=[FAILED, BOUNCED], made_at__lt=now - KEPT_FAILED)
    Digest.objects.filter(day__lt=(now - KEPT).date()).delete()
    for rows in (done, failed):
        rows.delete()


def failed_of(government: Government) -> list[Mail]:
    """The mails that were given up although nothing is known against their address, the latest first."""
    rows = Mail.objects.filter(government=government, state=FAILED).select_related("person")
    return list(rows.order_by("-made_at", "-pk"))

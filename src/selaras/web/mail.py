"""What mails say: the daily digest of a post, and a turn that has come; put down by the worker every 15 minutes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import DatabaseError
from django.utils.translation import override

from selaras.actions import mail as acts
from selaras.actions.facts import calendar_of
from selaras.actions.mail import Guarded, Letter
from selaras.law.clocks import in_words
from selaras.law.words import say
from selaras.records import clock, turns
from selaras.records.governments import Government
from selaras.records.mail import AT_ONCE, DIGEST_AT, WORKSPACE, Digest, DigestHour, Mailbox
from selaras.records.notices import TURN, Notice
from selaras.records.people import Actor, Tenure, holders
from selaras.records.units import history
from selaras.web.language import SOURCE
from selaras.web.templatetags.selaras import ZONES
from selaras.web.workspace import Row, row_of, waiting

MOST = 20  # lines of a part of a digest
UNREAD = 10  # lines of what is unread, which stands in the workspace too
BACK = timedelta(days=7)  # how far back a turn that came while nothing ran is still told of

log = logging.getLogger("selaras.mail")


def tell(government: Government, day: date) -> None:
    """Put down what is due by now: the digests of posts whose hour has come, and the turns to be told at once."""
    if acts.configured():
        acts.put_overdue(government)
        send_digests(government)
        tell_turns(government)


# Digests


def send_digests(government: Government) -> int:
    """Put down the digest of each post whose hour has come on this working day, once; returns how many there were.

    Where nobody worked at the hour it is made up the same day, but not into the quiet hours of who would read it.
    """
    now, today, calendar = government.now(), government.today(), calendar_of(government)
    if not calendar.is_working(today):
        return 0
    done = set(Digest.objects.filter(government=government, day=today).values_list("post", flat=True))
    hours = dict(DigestHour.objects.filter(government=government).values_list("post", "at"))
    count = 0
    for tenure, mailbox in _reached(government):
        if tenure.post in done or now.time() < hours.get(tenure.post, DIGEST_AT):
            continue
        if mailbox.quiet.over(now, calendar).date() > today:
            continue
        actor = Actor(government, tenure.person, tenure)
        try:
            count += acts.put_digest(tenure, digest_of(actor, mailbox))
        except DatabaseError:
            raise
        except Exception:
            log.exception("The digest of %s could not be made; it is tried again", tenure.post)
    return count


def _reached(government: Government) -> Iterator[tuple[Tenure, Mailbox]]:
    """Who holds a post today and can be reached by mail, with how he wants to be told."""
    today = government.today()
    held = Tenure.objects.filter(government=government).on(today).exclude(person__email="")
    boxes = {row.person_id: row for row in Mailbox.objects.filter(government=government)}
    for tenure in holders(government, set(held.values_list("post", flat=True)), today).values():
        mailbox = boxes.get(tenure.person_id) or Mailbox(government=government)
        mailbox.person, tenure.government = tenure.person, government
        if tenure.person.email and not mailbox.refuses:
            yield tenure, mailbox


def digest_of(actor: Actor, mailbox: Mailbox) -> Letter | None:
    """The digest of the post in which somebody acts, as it would be sent now; None where there is nothing to tell."""
    with override(SOURCE):
        rows = [row for row in waiting(actor) if not row.behalf] if mailbox.way(TURN) != WORKSPACE else []
        told = [notice for notice in _unread(actor) if mailbox.way(notice.sort) != WORKSPACE]
        if not rows and not told:
            return None
        late, others = [row for row in rows if row.clock.late], [row for row in rows if not row.clock.late]
        parts = (
            (say("LEWAT TENGGAT"), [_line(row) for row in late], MOST),
            (say("MENUNGGU ANDA"), [_line(row) for row in others], MOST),
            (say("BELUM DIBACA"), [_told(notice) for notice in told], UNREAD),
        )
        figures = (
            (say("{n} menunggu", n=len(rows)), rows),
            (say("{n} di antaranya lewat tenggat", n=len(late)), late),
            (say("{n} belum dibaca", n=len(told)), told),
        )
        now = actor.government.now()
        name = history(actor.government).on(now.date()).name_of(actor.post)
        zone = ZONES.get(actor.government.timezone, "")
        head = say("{name}, {day} pukul {hour} {zone}.", name=name, day=now.date(), hour=f"{now:%H.%M}", zone=zone)
        text = "\n\n".join([head, *(_part(*part) for part in parts if part[1])])
        counted = ", ".join(words for words, found in figures if found)
        guarded = [line for _title, lines, most in parts for line in lines[:most]]
        return Letter(
            say("Ringkasan {day}: {counted}", day=in_words(now.date()), counted=counted), text, "/kerja/", guarded
        )


def _unread(actor: Actor) -> list[Notice]:
    """What the post was told and nobody has read, the newest first."""
    return list(turns.unread(actor).filter(post=actor.post))


def _part(title: str, lines: list[Guarded], most: int) -> str:
    shown = [f"- {line}" for _sort, _key, line, _instead in lines[:most]]
    rest = [say("dan {n} lagi.", n=len(lines) - most)] if len(lines) > most else []
    return "\n".join([f"{title} ({len(lines)})", *shown, *rest])


def _line(row: Row) -> Guarded:
    """What waits, in a line: the act, of what, its number and its clock; without what it is of where that is hidden."""
    clock_words = f" {row.until or row.clock.words}." if row.until or row.clock.target is not None else ""
    title, number = " ".join(row.title.split()), f" {row.number}" if row.number else ""
    line = f"{row.act}: {title}. {row.kind}{number}.{clock_words}"
    return row.subject.TYPE, row.subject.key, line, f"{row.act}.{clock_words}"


def _told(notice: Notice) -> Guarded:
    return notice.subject_type, notice.subject_key, " ".join(notice.text.split()), say("Pemberitahuan.")


# Turns told at once


def tell_turns(government: Government) -> int:
    """Put down a mail for each turn that has come to who wants to hear of it at once; returns how many.

    Only those who chose so are looked at, and only the turns that came since; acts themselves do nothing for it.
    """
    count = 0
    for tenure, mailbox in _reached(government):
        if mailbox.way(TURN) != AT_ONCE:
            continue
        since = max(mailbox.turns_since or clock.now(), clock.now() - BACK)
        actor = Actor(government, tenure.person, tenure)
        for seats in turns.SEATS:
            mine = seats.objects.filter(
                government=government, turn_post=tenure.post, retired=False, turn_since__gt=since
            )
            for seat in mine.exclude(turn="").select_related(turns.subject_of(seats)).order_by("pk"):
                with override(SOURCE):
                    row = row_of(actor, seat, set())
                if row is not None:
                    about = f"turn:{row.subject.TYPE}:{seat.pk}:{seat.turn_since.isoformat()}"
                    line = _line(row)
                    count += acts.put(tenure, about, Letter(line[2], line[2], f"{row.url}#giliran", [line]))
    return count

"""Escalation: who is awaited is told that his clock has run out, then who stands above him on the path the matter took.

Only time does this, and it decides nothing: no state, no clock and no count of reminders changes by it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from selaras.actions import acts, notices
from selaras.actions.acts import TURN_COLUMNS, place_turns
from selaras.actions.facts import clock_of, deadline_of, procedure_of, regulation_of
from selaras.actions.marks import marking
from selaras.actions.people import SYSTEM
from selaras.actions.webhooks import tell
from selaras.law.escalation import Level, Told
from selaras.law.paths import HopRole
from selaras.law.procedures import PARTIES, Role
from selaras.law.words import in_words
from selaras.records import clock, ledger, turns
from selaras.records.escalations import ESCALATED, Escalation, due, of_wait
from selaras.records.governments import Government
from selaras.records.matters import Matter, leading, standing_of
from selaras.records.notices import ESCALATION
from selaras.records.units import history

PARTY_HOPS = (HopRole.OPENER, HopRole.COUNTERPART)
LEADS = (Role.CONVENER, Role.CHAIR)  # who leads: a coordination or a follow-up, a meeting or a working group
MOST = 2_000  # notices of one run, after an upgrade or a long stand
TITLE = 140  # characters of a title that leave room for the rest of a notice


def escalate(government: Government) -> int:
    """Tell whoever is to be told that a clock has run out; returns how many notices that were.

    After days on which nobody worked each one is told his highest level alone. Each notice stands with its row and its
    entry in a transaction of its own, so that who is stopped in between goes on where he was: run twice it does nothing
    more. What is more than `MOST` waits for the next run, so that other tasks have their turn.
    """
    count = 0
    for seats in turns.SEATS:
        for pk in due(government, seats):
            while count < MOST and _next(government, seats, pk):
                count += 1
    return count


def _next(government: Government, seats: Any, pk: int) -> bool:
    """Give the next notice that is due for a seat, if there is one, under the lock of its subject."""
    with transaction.atomic():
        name = turns.subject_of(seats)
        rows: Any = seats._meta.get_field(name).related_model
        key = seats.objects.filter(pk=pk).values(f"{name}_id")
        subject = rows.objects.select_for_update(no_key=True).filter(pk__in=key, phase="open").first()
        if subject is None:
            return False
        subject.government = Government.objects.get(pk=government.pk)  # with the days that were declared meanwhile
        everybody, procedure = subject.seats(), procedure_of(subject)
        for changed in place_turns(subject, everybody, procedure, clock.now()):
            changed.save(update_fields=TURN_COLUMNS)
        seat = next((row for row in everybody if row.pk == pk and row.turn), None)
        if seat is None:
            return False
        reading = clock_of(subject, procedure, seat)
        if reading.pause or reading.left is None:
            return False
        seen = set(of_wait(subject, seat).values_list("level", flat=True))
        posts: dict[str, list[Level]] = {}
        for level in regulation_of(subject).escalation.due(-reading.left, seen):
            posts.setdefault(recipient(subject, everybody, seat, level.to), []).append(level)
        for level in posts.pop("", ()):
            _look(subject, seat, level)
        post = next(iter(posts), "")
        if post:
            _give(subject, seat, post, posts[post], -reading.left)
        return bool(post)


def recipient(subject: Any, everybody: list[Any], seat: Any, to: Told) -> str:
    """The post to be told at a level; "" where the path has none, or none but the one who is awaited himself."""
    if to is Told.AWAITED:
        return _today(subject, seat.turn_post)
    found = ""
    if to is Told.CONVENER:
        found = _leader(subject, everybody)
    elif seat.role not in (Role.COORDINATOR, *LEADS):
        found = _coordinator(subject, everybody, seat)
    post = _today(subject, found)
    return "" if post == _today(subject, seat.turn_post) else post


def without_coordinator(subject: Any, everybody: list[Any], seat: Any, late: int) -> bool:
    """Whether a party's coordinator was to be told of a wait that is so late, and its path has none."""
    levels = regulation_of(subject).escalation.due(late, ())
    return (
        isinstance(subject, Matter)
        and seat.role in PARTIES
        and any(level.to is Told.COORDINATOR for level in levels)
        and not recipient(subject, everybody, seat, Told.COORDINATOR)
    )


def _leader(subject: Any, everybody: list[Any]) -> str:
    """Who leads a subject: who convenes or chairs it, else whom its page names, or its path; "" for none."""
    convening = next((row.post for role in LEADS for row in everybody if row.role == role), "")
    if convening or not isinstance(subject, Matter):
        return convening
    seat, path = leading(subject, everybody), subject.fixed_path
    hops = path.hops if path else ()
    return seat.post if seat else next((hop.post for hop in hops if hop.role is HopRole.CONVENER and hop.post), "")


def _coordinator(subject: Any, everybody: list[Any], seat: Any) -> str:
    """Who coordinates a party on the path its matter took, the nearest to it of several; "" for none.

    That may be another party. Who has no seat is told by the path, but not of what is withheld.
    """
    path = subject.fixed_path if isinstance(subject, Matter) else None
    if path is None:
        return ""
    past, today = history(subject.government), subject.government.today()
    leader = _leader(subject, everybody)
    hops = [
        hop
        for hop in path.hops
        if (hop.role is HopRole.COORDINATOR or (hop.role in PARTY_HOPS and hop.post != leader))
        and any(seat.unit in (unit, *past.heirs(unit, today)) for unit in hop.serves)
    ]
    near = hops if seat.role == Role.OPENER else hops[::-1]  # the path leads up from who opened and down to the others
    posts = {row.unit: row.post for row in everybody if row.role == Role.COORDINATOR}
    known = {row.post for row in everybody}
    found = (posts.get(hop.unit) or hop.post for hop in near)
    return next((post for post in found if post and (post in known or not subject.withheld)), "")


def _today(subject: Any, post: str) -> str:
    """A post as it is today: where its unit has passed into one other, the head of that one."""
    past, today = history(subject.government), subject.government.today()
    unit, now = post.partition("/")[0], past.on(today)
    if not post or unit in now.units:
        return post
    heirs = past.heirs(unit, today)
    head = now.heads.get(next(iter(heirs))) if len(heirs) == 1 else None
    return head.code if head else ""


def _look(subject: Any, seat: Any, level: Level, told: str = "", entry: int | None = None) -> Escalation:
    """Write down that the wait for a seat has come to a level."""
    return Escalation.objects.create(
        government=subject.government,
        sort=subject.TYPE,
        subject=subject.pk,
        seat=seat.order,
        since=seat.turn_since,
        level=level.code,
        told=told,
        entry=entry,
    )


def _give(subject: Any, seat: Any, post: str, levels: list[Level], late: int) -> None:
    """Tell a post the highest of the levels that have come for it: its rows, its entry, its notice."""
    level, passed = levels[-1], levels[:-1]
    subject.version += 1
    subject.save(update_fields=["version", "updated_at"])
    everyone = subject.everyone()
    standing = {"standing": standing_of(subject, everyone)} if isinstance(subject, Matter) else None
    entry = ledger.append(
        government=subject.government,
        subject_type=subject.TYPE,
        subject_key=subject.key,
        subject_version=subject.version,
        state_before=subject.state,
        state_after=subject.state,
        step=ESCALATED,
        actor=SYSTEM,
        basis=level.basis,
        recorded_at=clock.now(),
        texts={
            "escalation": {
                "subject": subject.pk,
                "seat": seat.order,
                "since": acts.said_in(seat.turn_since),
                "awaited": seat.post or seat.unit,
                "told": post,
                "level": level.code,
                "passed": [other.code for other in passed],
                "late": late,
                "words": level.done,
            },
            **(standing or acts.standing_of(subject, everyone)),
        },
        along=marking(subject, moved=False),
    )
    for other in passed:
        _look(subject, seat, other, entry=entry.number)
    row = _look(subject, seat, level, post, entry.number)
    seated = {_today(subject, one.post) for one in everyone if not one.retired}
    url = turns.place_of(subject) if post in seated else f"/berkas/{subject.key}/"  # who has no seat is of a path
    notices.tell(subject, post, f"{ESCALATION}{row.pk}", _words(subject, seat, level, late), url)
    tell(subject, was_draft=False)


def _words(subject: Any, seat: Any, level: Level, late: int) -> str:
    """What the notice says: what it is about, who is awaited for it, and on which day his time was over."""
    title = str(getattr(subject, "title", "") or getattr(subject, "name", "") or getattr(subject, "text", ""))
    title = title if len(title) <= TITLE else title[:TITLE].rsplit(" ", 1)[0] + " …"
    name = history(subject.government).on(subject.government.today()).name_of(seat.post or seat.unit)
    day = deadline_of(subject, procedure_of(subject), seat)
    until = f"tenggatnya {in_words(day)}, " if day else ""
    return f"{level.notice}: {name} masih ditunggu, {until}lewat {late} hari kerja. {title}"


def said_of(row: Escalation) -> tuple[int, int, str, str, str]:
    """What `verify` holds a row against: subject, seat, since when, level, and whom it told."""
    return row.subject, row.seat, str(acts.said_in(row.since)), row.level, row.told


def rows_of(said: dict[str, Any]) -> set[tuple[int, int, str, str, str]]:
    """The rows that an entry speaks of: the level that was told, and those it stood for."""
    wait = (said["subject"], said["seat"], said["since"])
    return {(*wait, said["level"], said["told"]), *((*wait, level, "") for level in said["passed"])}

"""Facts: what the law asks about a subject, counted from the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from selaras.law.clocks import Calendar, Pause
from selaras.law.clocks import Reading as ClockReading
from selaras.law.organisation import Organisation
from selaras.law.pack import Pack, Regulation
from selaras.law.paths import BadQuestion, Path, Question, Resolver
from selaras.law.procedures import PARTIES, Clock, Facts, Offer, Procedure, Role, Seat, Thing
from selaras.law.types import Kind
from selaras.records.documents import Document
from selaras.records.governments import Government, pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Link, Matter, Participant
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from selaras.records.subjects import Seat as SeatRow
from selaras.records.subjects import Subject
from selaras.records.units import history
from selaras.records.withholdings import Withholding, barred


def calendar_of(government: Government) -> Calendar:
    """The working days of a government."""
    return history(government).calendar


def pauses_of(subject: Subject, seat: Any = None) -> list[Pause]:
    """The pauses of a subject's clocks, of a seat its own too; only a matter's clocks are ever suspended."""
    return subject.paused(seat) if isinstance(subject, Matter) and subject.pauses else []


def regulation_of(subject: Subject) -> Regulation:
    """The regulation a subject was opened under; it keeps it to its end."""
    return pack_of(subject.government).regulation(subject.regulation)


def procedure_of(subject: Subject) -> Procedure:
    """The procedure by which a subject goes."""
    return regulation_of(subject).book.get(subject.procedure)


def resolver(government: Government, day: date) -> Resolver:
    """The path finder for a government on a day; kept while its organisation does not change."""
    return _resolver(history(government).on(day), pack_of(government))


@lru_cache(maxsize=16)
def _resolver(organisation: Organisation, pack: Pack) -> Resolver:
    return Resolver(organisation, pack.regulation_on(organisation.day).routes)


def local_day(government: Government, moment: datetime) -> date:
    """The day a moment falls on in the government's zone."""
    return moment.astimezone(government.zone).date()


def facts_of(subject: Any, seats: Sequence[Any], procedure: Procedure) -> Facts:
    """The facts of a subject today; a query for each thing that a step of its state asks for, and none besides."""
    government = subject.government
    calendar = calendar_of(government)
    today = government.today()
    asked = {need.what for step in procedure.steps if subject.state in step.states for need in step.needs}
    children: Counter[str] = Counter()
    if asked & {Thing.CHILDREN, Thing.OFFSPRING}:
        links = Link.objects.filter(source=subject, kind="child").exclude(target__phase="closed")
        children.update(links.values_list("target__opener_post", flat=True))
    paused = {p.pk: calendar.paused(pauses_of(subject, p)) for p in seats}
    units = history(government).on(today).units
    due_on = getattr(subject, "due_on", None)
    overdue = due_on is not None and today > due_on
    return Facts(
        state=subject.state,
        seats=tuple(
            Seat(
                id=p.pk,
                role=Role(p.role),
                unit=p.unit,
                post=p.post or None,
                state=p.slot,
                days=paused[p.pk].between(local_day(government, p.slot_since), today),
                reminders=p.reminders - reminded_lately(p, paused[p.pk], today),
                leads=p.leads,
                external=p.external,
                gone=p.unit not in units and bool(history(government).heirs(p.unit, today)),
                children=children[p.post],
                overdue=overdue,
            )
            for p in seats
        ),
        days=calendar.paused(pauses_of(subject)).between(local_day(government, subject.state_since), today),
        proposals=getattr(subject, "proposals_count", 0),
        offspring=children.total(),
        rerouted=Thing.PATH in asked and new_path(subject, seats) is not None,
        items=subject.items.count() if Thing.ITEMS in asked else 0,
        minutes=_minutes(subject, seats) if Thing.MINUTES in asked and isinstance(subject, Matter) else 0,
        follow_ups=0 if subject.opened or Thing.FOLLOW_UPS not in asked else _follow_ups(subject).count(),
        hour=Thing.HOUR not in asked or has_come(subject, today),
        mandated=Thing.MANDATE not in asked or _mandated(subject, today),
        left=_left(subject, calendar, today) if Thing.REVIEW in asked else None,
        opens=Thing.OPENS in asked and _opens(subject, today),
        barred=_barred(subject, seats) if asked & {Thing.OFFICE, Thing.IMPARTIAL, Thing.BARRED} else "",
    )


def _left(row: Withholding, calendar: Calendar, today: date) -> int | None:
    """Working days until a day of review, negative once it is past; None where none is set, or on the day of the last
    test itself.
    """
    if row.due_on is None or today <= _tested_on(row):
        return None
    return calendar.between(today, row.due_on) if row.due_on >= today else -1


def _tested_on(row: Withholding) -> date:
    return max(row.since or date.min, row.instrument_on or date.min)


def renewable_on(row: Withholding, days: int) -> date | None:
    """The first day on which what is withheld can be renewed: so many working days before its review, and after the
    day of its last test.
    """
    near = calendar_of(row.government).before(row.due_on, days) if row.due_on else None
    return max(near, _tested_on(row) + timedelta(days=1)) if near else None


def _opens(row: Withholding, today: date) -> bool:
    """Whether the term of what is withheld has ended, on a ground by which it then opens by itself."""
    ground = regulation_of(row).openness.ground(row.ground)
    return bool(ground and ground.opens_by_itself and row.ends_on and row.ends_on < today)


def _barred(row: Withholding, seats: Sequence[Any]) -> str:
    """Why who sits to decide may not: he holds the office no more, or his unit is a party."""
    decides = next((seat.post for seat in seats if seat.role == Role.DECIDER), "")
    return barred(row.government, row.matter, decides)


def reminded_lately(seat: SeatRow, calendar: Calendar, today: date) -> int:
    """1 where the last reminder has not had a working day to be heard, so that it does not count yet."""
    return int(seat.reminded_on is not None and calendar.between(seat.reminded_on, today) < 1)


def reminded_today(seat: SeatRow, today: date) -> bool:
    """Whether a seat was reminded today already: a day's reminders count once."""
    return seat.reminded_on is not None and seat.reminded_on >= today


def _minutes(matter: Matter, seats: Sequence[Any]) -> int:
    """How many signed minutes of a meeting decided on a matter: called by who leads it, with all its parties called."""
    offices = (Role.CONVENER, Role.DECIDER)
    leading = {p.post for p in seats if p.post and (p.leads or p.role in offices)}
    parties = {p.unit for p in seats if p.role in PARTIES}
    signed = Meeting.objects.of(matter.government).filter(
        signed_on__isnull=False, decisions__matter=matter, decisions__adopted_on__isnull=False
    )
    count = 0
    for meeting in signed.distinct().prefetch_related("seat_rows"):
        called = [seat for seat in meeting.seat_rows.all() if not seat.retired]
        chaired = any(seat.role == Role.CHAIR and seat.post in leading for seat in called)
        count += chaired and parties <= {seat.unit for seat in called}
    return count


def _follow_ups(subject: Subject) -> QuerySet[FollowUp]:
    """What hangs on a subject and is not done yet."""
    return FollowUp.objects.filter(**{subject.TYPE: subject}).filter(phase="open")


def has_come(meeting: Meeting, today: date) -> bool:
    """Whether the day for which a meeting was called has come."""
    return meeting.starts_at is None or local_day(meeting.government, meeting.starts_at) <= today


def _mandated(subject: Meeting | WorkingGroup | Document, today: date) -> bool:
    """Whether the working group that it is, or whose it is, has not come to its end; who is none needs no mandate.

    A meeting has to be held before that end, not only called.
    """
    group = subject if isinstance(subject, WorkingGroup) else subject.group
    if group is None:
        return True
    starts_at = subject.starts_at if isinstance(subject, Meeting) else None
    day = max(today, local_day(subject.government, starts_at)) if starts_at else today
    return group.phase != "closed" and (group.ends_on is None or day <= group.ends_on)


OFFICES = {Role.COORDINATOR, Role.CONVENER, Role.DECIDER}


def new_path(matter: Matter, participants: Sequence[Participant]) -> Path | None:
    """The path as today's mapping gives it, where it leads through other offices than those that sit in the matter."""
    question = Question(
        opener=matter.opener_unit,
        counterparts=tuple(p.unit for p in participants if p.role == Role.COUNTERPART),
        kind=Kind(matter.kind),
        type=matter.type or None,
        form=matter.form or None,
        affairs=tuple(matter.affairs),
    )
    try:
        path = resolver(matter.government, matter.government.today()).resolve(question)
    except BadQuestion:  # a party is of another day; its successor comes first
        return None
    if path.convener is None:
        return None
    now = {(Role(hop.role.value), hop.unit) for hop in path.hops} | {(Role.CONVENER, path.convener)}
    kept = {(Role(p.role), p.unit) for p in participants}
    changed = {seat for seat in now if seat[0] in OFFICES} != {seat for seat in kept if seat[0] in OFFICES}
    return path if changed else None


class Power(IntEnum):
    """What somebody may do from a seat, the strongest first."""

    OWN = 0  # holds the post, or heads the unit that succeeded its unit
    ACT = 1  # assigned to act, or operator: what does not bind, and with the signed paper what does
    PREPARE = 2  # assigned to prepare


def power_of(actor: Actor, seat: SeatRow) -> Power | None:
    """What an actor may do from a seat; None for nothing."""
    if seat.post == actor.post or seat.unit in actor.succeeded:
        return Power.OWN
    if seat.post in actor.principals:
        return Power.ACT
    return {"bertindak": Power.ACT, "menyiapkan": Power.PREPARE}.get(seat.helpers.get(actor.post, ""))


def hands_of(actor: Actor, seats: Sequence[Any]) -> dict[int, Any]:
    """The seats an actor may do something from."""
    return {p.pk: p for p in seats if power_of(actor, p) is not None}


def hand_for(actor: Actor, offer: Offer, mine: Mapping[int, Any]) -> Any:
    """The seat from which an actor takes an offer: the one that gives him most power."""
    return min((mine[pk] for pk in offer.hands if pk in mine), key=lambda seat: power_of(actor, seat) or Power.OWN)


def clock_of(subject: Subject, procedure: Procedure, seat: SeatRow) -> ClockReading:
    """The clock of a seat's small state, or of the subject's state where only that one has a target."""
    government = subject.government
    clock = _clock(subject, procedure, seat)
    since = local_day(government, seat.turn_since or seat.slot_since)
    pauses, today = pauses_of(subject, seat), government.today()
    calendar = calendar_of(government).paused(pauses)
    pause = next((pause for pause in pauses if pause.holds_on(today)), None)
    used = calendar.between(since, today)
    if (day := _called_for(subject, procedure, seat)) is not None:
        return ClockReading(used, calendar.between(since, day))
    if (due_on := _due(subject, clock)) is not None:
        begin = min(getattr(subject, "opened_on", None) or since, due_on)  # late from that day on, whoever's turn it is
        return ClockReading(calendar.between(begin, today), calendar.between(begin, due_on))
    return ClockReading(used, clock.days if clock else None, pause)


def deadline_of(subject: Subject, procedure: Procedure, seat: SeatRow) -> date | None:
    """The day on which that clock runs out, from which on its lateness is counted; None without a target."""
    clock = _clock(subject, procedure, seat)
    since = local_day(subject.government, seat.turn_since or seat.slot_since)
    if (day := _called_for(subject, procedure, seat)) is not None:
        return max(since, day)
    if clock is None:
        return None
    if (due_on := _due(subject, clock)) is not None:
        return due_on
    return calendar_of(subject.government).paused(pauses_of(subject, seat)).add(since, clock.days)


def _clock(subject: Subject, procedure: Procedure, seat: SeatRow) -> Clock | None:
    slot = procedure.slot_state(Role(seat.role), seat.slot)
    return (slot.clock if slot else None) or procedure.state(subject.state).clock


def _due(subject: Any, clock: Clock | None) -> date | None:
    """The day that was given for a subject, where its clock runs until then."""
    given: date | None = getattr(subject, "due_on", None) or getattr(subject, "ends_on", None)
    return given if clock and clock.due else None


def _called_for(subject: Subject, procedure: Procedure, seat: SeatRow) -> date | None:
    """The day of the meeting, where what is awaited of a seat has to wait for it: it is not late before."""
    starts_at = getattr(subject, "starts_at", None)
    waits = any(step.code == seat.turn and any(n.what is Thing.HOUR for n in step.needs) for step in procedure.steps)
    return local_day(subject.government, starts_at) if waits and starts_at else None

"""Lateness: the seats whose clock has run out, of every sort of subject, each found by the database alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When

from selaras.law.clocks import Calendar
from selaras.law.procedures import SEATS, Clock, Procedure, Thing
from selaras.records.governments import Government, pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Participant
from selaras.records.outcomes import FollowUp
from selaras.records.turns import subject_of
from selaras.records.units import history
from selaras.records.withholdings import Withholding

DUE: Mapping[str, str] = {FollowUp.TYPE: "due_on", WorkingGroup.TYPE: "ends_on", Withholding.TYPE: "due_on"}


@dataclass(frozen=True)
class Measured:
    """Seats that one clock measures: it runs from the latest of these columns, and out after so many working days."""

    seats: Q
    days: int
    since: tuple[str, ...]


def measured(government: Government, seats: Any) -> Iterator[Measured]:
    """The clocks of the packs for the seats of one sort of subject, as `actions.facts.clock_of` reads them.

    What has to wait for the day of a meeting is late after that day. Besides, the clock of a seat's small state goes
    before that of the state of its subject; one that runs until a day that was given is out when that day has passed.
    """
    name = subject_of(seats)
    sort: str = seats._meta.get_field(name).related_model.TYPE
    for regulation in pack_of(government).regulations:
        for procedure in (p for p in regulation.book.procedures if p.subject == sort):
            mine = Q(**{f"{name}__regulation": regulation.code, f"{name}__procedure": procedure.code})
            called = own = Q(turn__in=(codes := _on_the_day(procedure)))
            if codes:
                yield Measured(mine & called, 0, ("turn_since", f"{name}__starts_at"))
            for role in sorted(SEATS[sort]):
                smalls = [small for slot in procedure.slots if slot.of(role) for small in slot.states if small.clock]
                for small in smalls:
                    seat = Q(role=role.value, slot=small.code)
                    yield _measured(mine & seat & ~called, small.clock, sort, name)
                    own |= seat
            for state in (state for state in procedure.states if state.clock):
                yield _measured(mine & Q(**{f"{name}__state": state.code}) & ~own, state.clock, sort, name)


def _on_the_day(procedure: Procedure) -> list[str]:
    """The steps that wait for the day of a meeting."""
    return [step.code for step in procedure.steps if any(need.what is Thing.HOUR for need in step.needs)]


def _measured(seats: Q, clock: Clock | None, sort: str, name: str) -> Measured:
    if clock and clock.due:
        return Measured(seats, 0, (f"{name}__{DUE[sort]}",))
    return Measured(seats, clock.days if clock else 0, ("turn_since",))


def late(government: Government, seats: Any, after: int = 0) -> QuerySet[Any]:
    """The seats in open subjects of one sort whose clock ran out more than so many working days ago.

    Days on which a clock stood still are left out: those few matters are looked at one by one.
    """
    name = subject_of(seats)
    waiting = seats.objects.filter(government=government, retired=False, **{f"{name}__phase": "open"})
    return over_their_clock(government, waiting.exclude(turn="").select_related(name), after)


def over_their_clock(government: Government, waiting: QuerySet[Any], after: int = 0) -> QuerySet[Any]:
    """Of some seats in open subjects on which something waits those that `late` means, in the same order."""
    seats = waiting.model
    calendar, today, clocks = history(government).calendar, government.today(), list(measured(government, seats))
    if not clocks:
        return waiting.none()
    over = (
        clock.seats & _before(clock.since, government, calendar.before(today, clock.days + after)) for clock in clocks
    )
    waiting = waiting.filter(reduce(or_, over))
    if seats is not Participant:
        return waiting
    waiting = waiting.select_related("matter").defer("matter__path", "matter__purpose")
    return waiting.exclude(pk__in=_still_in_time(waiting, clocks, government, calendar, after))


def _before(columns: Sequence[str], government: Government, day: date) -> Q:
    """Rows whose columns all lie before a day of the government."""
    moment = datetime.combine(day, time(), government.zone)
    found = Q()
    for column in columns:
        found &= Q(**{f"{column}__lt": moment if column.endswith(("since", "starts_at")) else day})
    return found


def _still_in_time(
    waiting: QuerySet[Any], clocks: Sequence[Measured], government: Government, calendar: Calendar, after: int
) -> list[int]:
    """Of the seats of matters those that the days on which their clock stood still keep within their time."""
    target = Case(*(When(clock.seats, then=clock.days) for clock in clocks), output_field=IntegerField())
    today, kept = government.today(), []
    for seat in waiting.filter(matter__pauses__isnull=False).annotate(target=target):
        since = seat.turn_since.astimezone(government.zone).date()
        if calendar.paused(seat.matter.paused(seat)).between(since, today) <= seat.target + after:
            kept.append(seat.pk)
    return kept

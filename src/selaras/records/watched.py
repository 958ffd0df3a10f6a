"""Watched: what every subject adds to the figures of the cockpit, and these figures as the sums tell them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from selaras.law.authority import ACTING
from selaras.law.procedures import Procedure, Role
from selaras.law.quarters import Quarter
from selaras.records import sums
from selaras.records.attendance import CALLED
from selaras.records.cockpit import AGES, ENDING, UNEXCUSED, Watch, month_before, turns
from selaras.records.governments import Government, pack_of
from selaras.records.groups import GroupSeat, WorkingGroup
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.outcomes import Decision, FollowUp, FollowUpSeat
from selaras.records.subjects import DRAFT
from selaras.records.sums import Key, Line, Part

OPEN, OPENED, CLOSED, STUCK = "pantau-berkas", "pantau-dibuka", "pantau-selesai", "pantau-buntu"
WAITING, PAUSED = "pantau-giliran", "pantau-giliran-jeda"  # a turn whose clock may have stood still is read live
TASKS, OF_MEETINGS = "pantau-tindak-lanjut", "pantau-tindak-lanjut-rapat"
MINUTES, ABSENT = "pantau-tanpa-notula", "pantau-tidak-hadir"
DECIDED, GROUPS = "pantau-diputuskan", "pantau-gugus-kerja"


# What a subject adds


def of_matters(government: Government, keys: Collection[int]) -> dict[int, Part]:
    """What matters add: that they run, in which quarter they were opened and closed, whose turn it is since when.

    A turn stands under the working days of its clock ("" for none), so that who reads compares with the calendar of
    that very day and no holiday makes anything be counted anew.
    """
    rows = {
        row.pk: row
        for row in Matter.objects.filter(government=government, pk__in=keys)
        .exclude(phase=DRAFT)
        .only("phase", "state", "regulation", "procedure", "opener_unit", "opened_on", "closed_on", "pauses")
    }
    found: dict[int, list[Line]] = {}
    for key, row in rows.items():
        lines = found.setdefault(key, [])
        if row.opened_on:
            lines.append(Line(Key(OPENED, Quarter.of(row.opened_on).first, row.opener_unit)))
            lines += [Line(Key(OPEN, row.opened_on, row.opener_unit))] if row.phase == "open" else []
        if row.closed_on:
            lines.append(Line(Key(CLOSED, Quarter.of(row.closed_on).first, row.opener_unit)))
    running = [key for key, row in rows.items() if row.phase == "open"]
    seats = Participant.objects.filter(matter__in=running, retired=False).order_by("pk")
    against: set[int] = set()
    for key, role, unit, small, turn, since in seats.values_list(
        "matter_id", "role", "unit", "slot", "turn", "turn_since"
    ):
        row = rows[key]
        procedure = pack_of(government).regulation(row.regulation).book.get(row.procedure)
        slot = procedure.slot_state(Role(role), small)
        if slot and slot.mark == "objected":
            against.add(key)
        if turn and since:
            day = since.astimezone(government.zone).date()
            measure = PAUSED if row.pauses else WAITING
            found[key].append(Line(Key(measure, day, unit, kind=_days(procedure, row.state, Role(role), small))))
    for key in against:
        row = rows[key]
        found[key].append(Line(Key(STUCK, row.opened_on or date.min, row.opener_unit)))
    return {key: Part(tuple(lines)) for key, lines in found.items()}


def _days(procedure: Procedure, state: str, role: Role, small: str) -> str:
    """The working days of the clock of a seat: that of its small state, else that of the state; "" for none."""
    slot = procedure.slot_state(role, small)
    clocks = (slot.clock if slot else None, procedure.state(state).clock)
    return next((str(clock.days) for clock in clocks if clock and clock.days > 0), "")


def _seats(model: Any, keys: Collection[int], role: Role) -> dict[int, str]:
    """The unit that sits in a role, by the subject in which it sits."""
    rows = model.objects.filter(subject__in=keys, role=role, retired=False)
    return dict(rows.order_by("-order").values_list("subject_id", "unit"))


def of_meetings(government: Government, keys: Collection[int]) -> dict[int, Part]:
    """What meetings that were held add: that minutes are missing, and who stayed away and gave no reason."""
    held = Meeting.objects.filter(government=government, pk__in=keys, held_on__isnull=False)
    chairs, found = _seats(MeetingSeat, keys, Role.CHAIR), dict[int, list[Line]]()
    for key, phase, state, day, signed in held.values_list("pk", "phase", "state", "held_on", "signed_on"):
        missing = phase == "open" and state != "running" and signed is None
        found[key] = [Line(Key(MINUTES, day, chairs.get(key, "")))] if missing else []
    seats = MeetingSeat.objects.filter(subject__in=found, retired=False, role__in=CALLED).order_by("pk")
    for key, unit, slot, kept, day in seats.values_list("subject_id", "unit", "slot", "kept", "subject__held_on"):
        if day and (kept or slot) == UNEXCUSED:
            found[key].append(Line(Key(ABSENT, Quarter.of(day).first, unit)))
    return {key: Part(tuple(lines)) for key, lines in found.items()}


def of_decisions(government: Government, keys: Collection[int]) -> dict[int, Part]:
    """What decisions that stand add: in which quarter which unit decided, and in what capacity."""
    rows = Decision.objects.of(government).standing().filter(pk__in=keys).order_by()
    return {
        key: Part((Line(Key(DECIDED, Quarter.of(day).first, post.partition("/")[0], kind=capacity)),))
        for key, day, post, capacity in rows.values_list("pk", "adopted_on", "decided_by", "capacity")
        if day
    }


def of_follow_ups(government: Government, keys: Collection[int]) -> dict[int, Part]:
    """What follow-ups that are open add: their last day, state and owner, and the month of their meeting."""
    rows = FollowUp.objects.filter(government=government, pk__in=keys, phase="open").order_by()
    owners, found = _seats(FollowUpSeat, keys, Role.OWNER), dict[int, Part]()
    for key, due, state, held in rows.values_list("pk", "due_on", "state", "meeting__held_on"):
        lines = [Line(Key(TASKS, due, owners.get(key, ""), kind=state))]
        lines += [Line(Key(OF_MEETINGS, held.replace(day=1), owners.get(key, "")))] if held else []
        found[key] = Part(tuple(lines))
    return found


def of_groups(government: Government, keys: Collection[int]) -> dict[int, Part]:
    """What working groups that work add: the day on which they end."""
    rows = WorkingGroup.objects.filter(government=government, pk__in=keys, phase="open", ends_on__isnull=False)
    chairs = _seats(GroupSeat, keys, Role.CHAIR)
    ends = rows.order_by().values_list("pk", "ends_on")
    return {key: Part((Line(Key(GROUPS, day, chairs.get(key, ""))),)) for key, day in ends}


# What the sums tell


def _read(
    watch: Watch, measures: Iterable[str], by: Collection[str], where: Q = sums.EVERYTHING, **days: Any
) -> list[sums.Row]:
    return sums.read(watch.government, measures, by=by, where=watch.among("unit") & where, **days)


def stocks(watch: Watch) -> dict[str, Counter[str]]:
    """What lies with the units now, by the names that a snapshot keeps, each unit by unit."""
    named = {
        OPEN: "open",
        STUCK: "stuck",
        WAITING: "waiting",
        PAUSED: "waiting",
        TASKS: "tasks",
        MINUTES: "minutes",
    }
    found: dict[str, Counter[str]] = {name: Counter() for name in (*named.values(), "late", "tasks_late")}
    for row in _read(watch, named, ("unit",)):
        found[named[row.measure]][row.unit] += row.n
    over = {WAITING: "late", TASKS: "tasks_late"}
    past = Q(measure=TASKS, day__lt=watch.today) | Q(Q(measure=WAITING) & _over_their_clock(watch))
    for row in _read(watch, over, ("unit",), past):
        found[over[row.measure]][row.unit] += row.n
    found["late"] += _late_with_pauses(watch)
    return found


def _late_with_pauses(watch: Watch) -> Counter[str]:
    """The turns that waited longer than their clock although it stood still for some days; few, so read one by one."""
    found: Counter[str] = Counter()
    rows = turns(watch).filter(matter__pauses__isnull=False).select_related("matter")
    for seat in rows.defer("matter__path", "matter__purpose"):
        matter, zone = seat.matter, watch.government.zone
        procedure = pack_of(watch.government).regulation(matter.regulation).book.get(matter.procedure)
        days = _days(procedure, matter.state, Role(seat.role), seat.slot)
        if days and seat.turn_since:
            calendar = watch.calendar.paused(matter.paused(seat))
            found[seat.unit] += calendar.between(seat.turn_since.astimezone(zone).date(), watch.today) > int(days)
    return found


def _over_their_clock(watch: Watch) -> Q:
    """The turns that began so long ago that the working days of their clock have passed."""
    over = Q(pk__in=())
    for days in _targets(watch.government):
        over |= Q(kind=str(days), day__lt=watch.calendar.before(watch.today, days))
    return over


def _targets(government: Government) -> set[int]:
    """The working days of all clocks of matters that there are in the pack."""
    found: set[int] = set()
    for regulation in pack_of(government).regulations:
        for procedure in (p for p in regulation.book.procedures if p.subject == Matter.TYPE):
            clocks = [state.clock for state in procedure.states]
            clocks += [state.clock for slot in procedure.slots for state in slot.states]
            found |= {clock.days for clock in clocks if clock and clock.days > 0}
    return found


def others(watch: Watch) -> dict[str, int]:
    """What is compared with nothing: the follow-ups of last month's meetings, and the groups near their end."""
    soon = watch.today + timedelta(days=ENDING)
    where = Q(measure=OF_MEETINGS, day=month_before(watch.today)[0]) | Q(measure=GROUPS, day__lte=soon)
    found = {row.measure: row.n for row in _read(watch, (OF_MEETINGS, GROUPS), (), where)}
    return {"of_meetings": found.get(OF_MEETINGS, 0), "ending": found.get(GROUPS, 0)}


def by_age(watch: Watch) -> list[int]:
    """How many of the matters that run belong to each age, the youngest first."""
    since = [watch.calendar.before(watch.today, days) for days in AGES]
    found = [0] * (len(since) + 1)
    for row in _read(watch, (OPEN,), ("day",)):
        found[sum(row.day is not None and row.day < first for first in since)] += row.n
    return found


def by_state(watch: Watch) -> dict[str, int]:
    """How many of the follow-ups that are open stand in each state."""
    return {row.kind: row.n for row in _read(watch, (TASKS,), ("kind",))}


def flows(watch: Watch, quarter: Quarter) -> dict[str, tuple[int, int]]:
    """What happened in a quarter, and in the one before."""
    named = {OPENED: "opened", CLOSED: "closed", DECIDED: "decided", ABSENT: "absent"}
    found = {name: [0, 0] for name in (*named.values(), "acting")}
    for row in _read(watch, named, ("day", "kind"), since=quarter.before.first, until=quarter.first):
        then = int(row.day != quarter.first)
        found[named[row.measure]][then] += row.n
        if row.measure == DECIDED and row.kind in ACTING:
            found["acting"][then] += row.n
    return {name: (now, then) for name, (now, then) in found.items()}

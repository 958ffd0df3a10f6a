"""The past: how subjects stood at the end of a day, brought back from the ledger's entries recorded until then."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.lookups import In

from selaras.law import procedures
from selaras.law.clocks import Pause
from selaras.law.organisation import History
from selaras.law.procedures import PARTIES, Facts, Procedure, Role, Step
from selaras.records.governments import Government, pack_of
from selaras.records.ledger import Entry, Secret
from selaras.records.matters import Link, Matter, Participant
from selaras.records.subjects import Stood, Subject
from selaras.records.units import history

DAY = timedelta(days=1)
SCANNED = timedelta(days=90)  # after an act, in which a clock may run out and pass the turn to another
Told = list[tuple[Entry, dict[str, Any]]]  # the entries of one subject with what of them is asked, the oldest first


# What lists ask of the database


def by_then(rows: QuerySet[Any], government: Government, column: str = "created_at") -> QuerySet[Any]:
    """The rows that were there at the end of the day on which their government is seen; all of them today."""
    return rows.filter(**{f"{column}__lt": government.until}) if government.as_of else rows


def _entries_at(government: Government, subject: str, at: str = "") -> QuerySet[Entry]:
    """The entries of the row from which this is asked that were recorded by then, the newest first."""
    key: Any = OuterRef(f"{at}number") if subject == Matter.TYPE else Cast(OuterRef(f"{at}pk"), models.CharField())
    mine = Entry.objects.filter(government=government, subject_type=subject, subject_key=key)
    return by_then(mine, government, "recorded_at").order_by("-number")


def stood_in(government: Government, subject: str, states: Collection[str], *, at: str = "") -> Q:
    """The rows of a sort of subject that stood in one of these states at the end of that day."""
    newest = Subquery(_entries_at(government, subject, at).values("state_after")[:1])
    return Q(In(newest, sorted(states))) if states else Q(pk__in=())


def state_since(government: Government, subject: str) -> Any:
    """Since when a row is in its state, to sort by."""
    if government.as_of is None:
        return F("state_since")
    moved = _entries_at(government, subject).exclude(state_before=F("state_after"))
    return Subquery(moved.values("recorded_at")[:1])


def said(government: Government, sort: type[Subject], column: str) -> Any:
    """What a column said at the end of that day, to sort and narrow by; days and moments as the ledger writes them."""
    newest = _entries_at(government, sort.TYPE).values("pk")[:1]
    rows = Secret.objects.filter(entry=newest, field="row").annotate(row=Cast("value", models.JSONField()))
    return Subquery(rows.annotate(said=KT(f"row__{column}")).values("said")[:1])


# Rows brought back


def stand(rows: Iterable[Any], government: Government) -> list[Any]:
    """Rows of one sort as they stood at the end of the day on which their government is seen, those that had begun.

    Of today they stay as they are. As many queries however many rows. What the ledger does not say of that day keeps
    what never changes after a submission; nothing is guessed.
    """
    listed = list(rows)
    for row in listed:
        row.government = government
    if government.as_of is None or not listed:
        return listed
    sort = type(listed[0])
    told = _told(government, sort, {row.key for row in listed})
    seats = _seats(sort, [row.pk for row in listed])
    outside = _Outside(government, [row.pk for row in listed]) if sort is Matter else None
    found = []
    for row in listed:
        if not told[row.key]:
            continue
        if outside is not None:
            _Replay(row, told[row.key], seats[row.pk], outside).stand()
        else:
            _stand(row, told[row.key], seats[row.pk])
        found.append(row)
    return found


def of_unit(government: Government, rows: QuerySet[Matter], unit: str) -> Q:
    """The matters among some that a unit is party of, on the day on which their government is seen."""
    parties = Participant.objects.filter(government=government, role__in=PARTIES)
    kin = {unit}
    if government.as_of:
        for row in history(government).successions:  # a seat may pass long after its unit ended
            if row.new and kin & {row.old, row.new}:
                kin |= {row.old, row.new}
    if kin == {unit}:
        return Q(pk__in=parties.filter(unit=unit, retired=False).values("matter"))
    # Seats have passed from one of these units to another since: whose they were shows once they are brought back.
    some = rows.filter(pk__in=parties.filter(unit__in=kin).values("matter")).defer("path", "purpose")
    then = stand(some, government)
    return Q(pk__in=[row.pk for row in then if any(seat.unit == unit for seat in sitting(row, (), *PARTIES))])


def _told(government: Government, sort: type[Subject], keys: Collection[str]) -> Mapping[str, Told]:
    """The entries of some subjects recorded by then: every one with what a matter left behind, of others the last."""
    entries = Entry.objects.filter(government=government, subject_type=sort.TYPE, subject_key__in=list(keys))
    listed = list(by_then(entries, government, "recorded_at").order_by("number").defer("body", "leaf_hash"))
    wanted = listed if sort is Matter else list({entry.subject_key: entry for entry in listed}.values())
    fields = ("standing", "path") if sort is Matter else ("row", "details", "outcome", "closed_on", "seats")
    texts: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = Secret.objects.filter(entry__in=[entry.pk for entry in wanted], field__in=fields)
    for entry, name, value in rows.values_list("entry_id", "field", "value"):
        texts[entry][name] = json.loads(value)
    found: dict[str, Told] = defaultdict(list)
    for entry in listed:
        found[entry.subject_key].append((entry, texts[entry.pk]))
    return found


def _seats(sort: type[Subject], keys: Sequence[int]) -> Mapping[int, dict[int, Any]]:
    """The rows of the seats of some subjects, by subject and place."""
    name = "participants" if sort is Matter else "seat_rows"
    rows: Any = sort._meta.get_field(name).related_model
    owner = "matter_id" if sort is Matter else "subject_id"
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for seat in rows._default_manager.filter(**{f"{owner}__in": keys}):
        found[getattr(seat, owner)][seat.order] = seat
    return found


def _move(row: Any, told: Told, seats: list[Any], details: dict[str, Any]) -> None:
    """Put a row into the state of the last of its entries."""
    last = told[-1][0]
    row.stood = Stood(seats, details, row.state, row.phase)
    row.state, row.version = last.state_after, last.subject_version
    row.phase = _procedure(row).state(row.state).phase.value
    row.state_since = next(
        (entry.recorded_at for entry, _texts in reversed(told) if entry.state_before != entry.state_after),
        last.recorded_at,
    )


def _procedure(row: Any) -> Procedure:
    return pack_of(row.government).regulation(row.regulation).book.get(row.procedure)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _sat(row: Any, code: str) -> Any:
    """The seat as who sat there then; a code with a stroke is a post, any other an institution outside."""
    seat = copy(row)
    seat.unit, seat.post = code.partition("/")[0], code if "/" in code else ""
    seat.external = not seat.post
    seat.turn, seat.turn_post, seat.turn_since = "", "", None
    return seat


def _stand(row: Any, told: Told, rows: Mapping[int, Any]) -> None:
    """Bring back a meeting, follow-up, working group or document."""
    texts = told[-1][1]
    for name, value in texts.get("row", {}).items():
        if not name.endswith("_id"):
            setattr(row, name, row._meta.get_field(name).to_python(value))
    row.outcome, row.closed_on = texts.get("outcome", ""), _day(texts.get("closed_on", ""))
    seats = []
    for name, (slot, kept, leads, reminders, retired, *_more) in texts.get("seats", {}).items():
        order, _role, code = name.split(" ", 2)
        seat = _sat(rows[int(order)], code)
        seat.slot, seat.kept, seat.leads, seat.reminders, seat.retired = slot, kept, leads, reminders, retired
        seats.append(seat)
    _move(row, told, sorted(seats, key=lambda seat: seat.order), texts.get("details", {}))


# Matters: whose turn it was


class _Outside:
    """What whose turn it is in some matters hangs on besides their own entries, with the days from when to when."""

    def __init__(self, government: Government, matters: Sequence[int]) -> None:
        self.history: History = history(government)
        self.zone = government.zone
        self.follow_ups: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
        self.children: dict[int, list[tuple[str, date, date | None]]] = defaultdict(list)
        self.held: dict[str, list[Any]] = defaultdict(list)
        for unit in self.history.all_units:
            self.held[unit.code].append(unit)
        tasks = Matter.objects.filter(pk__in=matters, follow_ups__opened_on__isnull=False)
        for pk, opened, closed in tasks.values_list("pk", "follow_ups__opened_on", "follow_ups__closed_on"):
            self.follow_ups[pk].append((opened or date.min, closed))
        links = Link.objects.filter(government=government, source__in=matters, kind="child")
        for pk, post, made, closed in links.values_list(
            "source_id", "target__opener_post", "created_at", "target__closed_on"
        ):
            self.children[pk].append((post, made.astimezone(self.zone).date(), closed))

    def open_tasks(self, matter: int, day: date) -> int:
        """How many follow-ups ran at the end of a day."""
        return sum(begin <= day and (end is None or end > day) for begin, end in self.follow_ups[matter])

    def open_children(self, matter: int, day: date) -> Counter[str]:
        """How many tasks that were given on ran at the end of a day, by who gave them on."""
        rows = self.children[matter]
        return Counter(post for post, begin, end in rows if begin <= day and (end is None or end > day))

    def gone(self, unit: str, day: date) -> bool:
        """Whether a unit had ended and others had succeeded it."""
        if any(period.holds_on(day) for period in self.held[unit]):
            return False
        return bool(self.history.heirs(unit, day))

    def days(self, matter: int) -> set[date]:
        """The days on which whose turn it is may change without an act."""
        ends = [end for _begin, end in self.follow_ups[matter]] + [end for _post, _begin, end in self.children[matter]]
        return {*(end + DAY for end in ends if end), *(row.date for row in self.history.successions)}


@dataclass(frozen=True)
class _Seat:
    """A seat while its matter is gone through act by act."""

    order: int
    role: Role
    code: str
    slot: str
    leads: bool
    reminders: int
    retired: bool
    since: datetime
    reminded_on: date | None = None
    turn: str = ""
    turn_since: datetime | None = None

    @property
    def unit(self) -> str:
        return self.code.partition("/")[0]


class _Replay:
    """One matter gone through act by act, to see what the law awaited of whom, and since when."""

    def __init__(self, matter: Matter, told: Told, rows: Mapping[int, Any], outside: _Outside) -> None:
        self.matter, self.told, self.rows, self.outside = matter, told, rows, outside
        self.procedure = _procedure(matter)
        self.steps: Mapping[str, Step] = {step.code: step for step in self.procedure.steps}
        self.seats: dict[int, _Seat] = {}
        self.standing: dict[str, Any] = {}
        self.state, self.since = "", told[0][0].recorded_at

    def stand(self) -> None:
        """Bring the matter back to the end of the day on which its government is seen."""
        day = self._local(self.since)
        for entry, texts in self.told:
            today = self._local(entry.recorded_at)
            self._wait(day, today)
            self._act(entry, texts, today)
            day = today
        self._wait(day, self.matter.government.today())
        self._write()

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self.outside.zone).date()

    def _act(self, entry: Entry, texts: dict[str, Any], today: date) -> None:
        """What one act left behind."""
        self.standing = texts.get("standing", self.standing)
        self.matter.pauses = self.standing.get("pauses")
        step = self.steps.get(entry.step)
        seats = {}
        for name, (slot, leads, reminders, retired, _helpers) in self.standing.get("seats", {}).items():
            place, role, code = name.split(" ", 2)
            was = self.seats.get(int(place))
            asked_anew = was is None or was.slot != slot or (step is not None and step.asks_anew(was.role, was.slot))
            heard = was.reminded_on if was and reminders == was.reminders else None
            seats[int(place)] = _Seat(
                order=int(place),
                role=Role(role),
                code=code,
                slot=slot,
                leads=leads,
                reminders=reminders,
                retired=retired,
                since=entry.recorded_at if was is None or asked_anew else was.since,
                reminded_on=today if was and reminders > was.reminders else heard,
                turn=was.turn if was else "",
                turn_since=was.turn_since if was else None,
            )
        self.seats = seats
        if entry.state_after != self.state:
            self.state, self.since = entry.state_after, entry.recorded_at
        self._place(self._awaited(today, today), entry.recorded_at)

    def _wait(self, begin: date, end: date) -> None:
        """What the days between two acts changed: a clock ran out, a follow-up was done, a unit ended.

        The worker sees that each morning, as everything outside the matter stood the evening before.
        """
        if end <= begin or not self.seats or self._turns() == self._awaited(end, end - DAY):
            return
        still = sum(len(pause.days) for pause in msgspec.convert(self.standing.get("pauses") or [], list[Pause]))
        last = min(end, begin + SCANNED + still * DAY)
        some = {begin + n * DAY for n in range(1, (last - begin).days + 1)} | {end}
        for day in sorted(some | {day for day in self.outside.days(self.matter.pk) if begin < day < end}):
            awaited = self._awaited(day, day - DAY)
            if awaited != self._turns():
                self._place(awaited, datetime.combine(day, time.min, self.outside.zone))

    def _turns(self) -> dict[int, str]:
        return {seat.order: seat.turn for seat in self.seats.values() if seat.turn}

    def _awaited(self, day: date, outside_on: date) -> dict[int, str]:
        """Of whom the law awaits which step on a day, with what hangs on the matter as it was at the end of another."""
        whole, outside = self.outside.history.calendar, self.outside
        children = outside.open_children(self.matter.pk, outside_on)
        seats = []
        for seat in self.seats.values():
            if seat.retired:
                continue
            calendar = whole.paused(self.matter.paused(seat))
            unheard = seat.reminded_on is not None and calendar.between(seat.reminded_on, day) < 1
            seats.append(
                procedures.Seat(
                    id=seat.order,
                    role=seat.role,
                    unit=seat.unit,
                    post=seat.code if "/" in seat.code else None,
                    state=seat.slot,
                    days=calendar.between(self._local(seat.since), day),
                    reminders=seat.reminders - unheard,
                    leads=seat.leads,
                    external="/" not in seat.code,
                    gone=outside.gone(seat.unit, day),
                    children=children[seat.code],
                )
            )
        facts = Facts(
            state=self.state,
            seats=tuple(seats),
            days=whole.paused(self.matter.paused()).between(self._local(self.since), day),
            proposals=self.standing.get("proposals", 0),
            offspring=children.total(),
            follow_ups=outside.open_tasks(self.matter.pk, outside_on),
        )
        return {turn.seat: turn.step for turn in procedures.turns(self.procedure, facts)}

    def _place(self, awaited: Mapping[int, str], moment: datetime) -> None:
        """Write down whose turn it is from a moment on."""
        for order, seat in self.seats.items():
            step = awaited.get(order, "")
            if step != seat.turn or (step and seat.since == moment):
                self.seats[order] = replace(seat, turn=step, turn_since=moment if step else None)

    def _write(self) -> None:
        """Bring the row and its seats to what was found."""
        matter, standing = self.matter, self.standing
        seats = []
        for order, found in sorted(self.seats.items()):
            seat = _sat(self.rows[order], found.code)
            seat.slot, seat.leads, seat.reminders, seat.retired = (
                found.slot,
                found.leads,
                found.reminders,
                found.retired,
            )
            seat.slot_since, seat.reminded_on = found.since, found.reminded_on
            seat.turn, seat.turn_since, seat.turn_post = found.turn, found.turn_since, seat.post if found.turn else ""
            seats.append(seat)
        matter.outcome, matter.closed_on = standing.get("outcome", ""), _day(standing.get("closed_on", ""))
        matter.proposals_count = standing.get("proposals", 0)
        withheld, ground, until = standing.get("withheld", [False, "", ""])
        if withheld and not matter.withheld:  # what was closed then is shown no wider of that day
            matter.withheld, matter.withheld_ground, matter.withheld_until = True, ground, _day(until)
        _move(matter, self.told, seats, {})
        if "path" not in matter.get_deferred_fields() and _rerouted(matter):
            matter.path = None  # of the path before it the ledger keeps only the offices, which sit in the seats


def _rerouted(matter: Matter) -> bool:
    """Whether the path that the row holds is one that a later act brought."""
    path: dict[str, Any] = matter.path or {}
    return bool(path) and date.fromisoformat(path["on"]) > matter.government.today()


def sitting(row: Any, fetched: Iterable[Any], *roles: Role) -> list[Any]:
    """The seats of a row as it stood, else those a list fetched with it; in some roles only, where they are named."""
    seats = row.stood.seats if row.stood else fetched
    return [seat for seat in seats if not seat.retired and (not roles or seat.role in roles)]

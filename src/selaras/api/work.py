"""Work: a subject as those who take part in it read it, with what each may do now and what that lacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from selaras.actions.acts import seen_of
from selaras.actions.drafts import intent_of
from selaras.actions.facts import clock_of, facts_of, hands_of, procedure_of
from selaras.actions.groups import step_group
from selaras.actions.matters import act
from selaras.actions.meetings import step_meeting
from selaras.actions.outcomes import step_follow_up
from selaras.actions.readings import record_reading
from selaras.api.problems import ground_of
from selaras.law.procedures import Ask, Effect, Lack, Offer, Procedure, Role, offers
from selaras.records import turns
from selaras.records.files import files_of_subject
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from selaras.records.shapes import Ground
from selaras.records.subjects import DRAFT


class WorkShape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value of the work of officers, with named fields and no others."""


class WorkName(WorkShape, frozen=True, kw_only=True):
    """A code with its Indonesian word."""

    code: str
    label: str


class WorkSeat(WorkShape, frozen=True, kw_only=True):
    """Who takes part: its key, its post acting for its unit in a role, how it stands, what it is waited for."""

    seat: int
    role: str
    unit: str
    post: str | None
    state: WorkName | None
    leads: bool
    awaited: str | None
    mine: bool


class WorkLack(WorkShape, frozen=True, kw_only=True):
    """What a step lacks, on which seats that waits, on what ground, and the way on."""

    label: str
    waits_on: list[int]
    basis: Ground
    way_on: str | None


class WorkText(WorkShape, frozen=True, kw_only=True):
    """The text that a step asks for."""

    label: str
    required: bool


class WorkOffer(WorkShape, frozen=True, kw_only=True):
    """A step that belongs to a seat of the reader: whether it can be taken now, what it asks, what it lacks."""

    step: str
    label: str
    seat: int
    open: bool
    awaited: bool
    binding: bool
    text: WorkText | None
    asks: list[str]
    targets: list[int]
    missing: list[WorkLack]
    warnings: list[WorkLack]
    basis: Ground
    seen: str


class WorkFile(WorkShape, frozen=True, kw_only=True):
    """A file that was attached."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str


class Work(WorkShape, frozen=True, kw_only=True):
    """A subject as who takes part in it reads it."""

    sort: str
    key: str
    title: str
    url: str
    version: int
    state: WorkName
    phase: str
    outcome: str | None
    seats: list[WorkSeat]
    offers: list[WorkOffer]
    files: list[WorkFile]


class WorkLetter(WorkShape, frozen=True, kw_only=True):
    """The letter a matter started from."""

    number: str
    dated: date | None
    subject: str
    sender: str
    link: str
    system: str


class WorkSaid(WorkShape, frozen=True, kw_only=True):
    """What somebody said from a seat: a version of the shared text, or an answer."""

    seat: int
    step: str
    text: str
    at: datetime


class MatterWork(Work, frozen=True, kw_only=True):
    """A matter, or the draft of one, as its parties read it."""

    number: str
    purpose: str
    kind: str
    type: str
    form: str
    duty: str
    budget: bool
    urgency: str
    parties: list[str]
    affairs: list[str]
    letter: WorkLetter | None
    opened_on: date | None
    closed_on: date | None
    proposals: list[WorkSaid]
    answers: list[WorkSaid]


class WorkItem(WorkShape, frozen=True, kw_only=True):
    """One item of an agenda."""

    title: str
    minutes: int
    matters: list[str]


class MeetingWork(Work, frozen=True, kw_only=True):
    """A meeting, or the draft of one, as those who are called read it."""

    kind: str
    purpose: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    link: str
    items: list[WorkItem]


class FollowUpWork(Work, frozen=True, kw_only=True):
    """A follow-up as those who carry it out and check it read it."""

    text: str
    due_on: date | None


class WorkOutput(WorkShape, frozen=True, kw_only=True):
    """A result that is expected of a working group."""

    output: int
    text: str
    due_on: date | None
    produced_on: date | None


class GroupWork(Work, frozen=True, kw_only=True):
    """A working group as its members read it."""

    name: str
    mandate: str
    starts_on: date | None
    ends_on: date | None
    outputs: list[WorkOutput]


class InboxRow(WorkShape, frozen=True, kw_only=True):
    """Something that waits for the reader: what, for which step, since when, and by when it should be done."""

    sort: str
    key: str
    title: str
    url: str
    step: str
    label: str
    seat: int
    since: datetime
    days_used: int
    days_target: int | None
    paused_until: date | None
    late: bool


class Inbox(WorkShape, frozen=True, kw_only=True):
    """Giliran Anda: what waits for the post that one acts in, the most pressing first, and its drafts."""

    post: str
    items: list[InboxRow]
    drafts: list[str]


class Sent(WorkShape, frozen=True, kw_only=True):
    """A file that waits for the step that names it by its id."""

    id: str
    name: str
    size: int


# The sorts


@dataclass(frozen=True)
class Sort:
    """A sort of subject: its rows, where people read it, what is said of it besides, and how a step is taken."""

    rows: Any
    url: str
    shape: type[Work]
    title: Callable[[Any], str]
    besides: Callable[[Any, Desk], dict[str, Any]]
    step: Callable[..., Any]
    which: str


@dataclass
class Desk:
    """A subject before somebody who takes part in it: the seats, which are his, and what is offered."""

    actor: Actor
    subject: Any
    seats: list[Any] = field(init=False)
    procedure: Procedure = field(init=False)
    mine: Mapping[int, Any] = field(init=False)
    offers: Sequence[Offer] = field(init=False)

    def __post_init__(self) -> None:
        self.subject.government = self.actor.government
        self.seats = self.subject.seats()
        self.mine = hands_of(self.actor, self.seats)
        if self.subject.phase == DRAFT and not self.seats:  # its path gives it its procedure and its seats
            self.offers = ()
            return
        self.procedure = procedure_of(self.subject)
        self.offers = offers(self.procedure, facts_of(self.subject, self.seats, self.procedure))

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its hours are told."""
        return self.actor.government.zone

    @property
    def own(self) -> list[Offer]:
        """What is offered to the reader, open or not."""
        return [offer for offer in self.offers if self.mine.keys() & set(offer.hands)]

    def seat(self, pk: int) -> Any:
        """A seat by its key; None where it is none of this subject's."""
        return next((seat for seat in self.seats if seat.pk == pk), None)


def work_of(actor: Actor, subject: Any) -> Work:
    """A subject as the actor reads it; that a withheld matter was read is written down."""
    desk, sort = Desk(actor, subject), SORTS[subject.TYPE]
    if isinstance(subject, Matter):
        record_reading(actor=actor, matter=subject)
    state = desk.procedure.state(subject.state) if desk.offers or desk.seats else None
    return sort.shape(
        sort=subject.TYPE,
        key=key_of(subject),
        title=sort.title(subject),
        url=url_of(subject),
        version=subject.version,
        state=WorkName(code=subject.state, label=str(state.label) if state else "Draf"),
        phase=subject.phase,
        outcome=subject.outcome or None,
        seats=[_seat(desk, seat) for seat in desk.seats],
        offers=[_offer(desk, offer) for offer in desk.own],
        files=[
            WorkFile(id=row.pk, name=row.name, media_type=row.media_type, size=row.size, sha256=row.sha256)
            for row in (subject.opened.files if subject.opened else files_of_subject(subject))
        ],
        **sort.besides(subject, desk),
    )


def key_of(subject: Any) -> str:
    """How programs name a subject: a matter by its number, a draft of one as draf-{id}, all else by its key."""
    if isinstance(subject, Matter):
        return subject.number or f"draf-{subject.pk}"
    return str(subject.pk)


def url_of(subject: Any) -> str:
    """Where people read it."""
    url = SORTS[subject.TYPE].url
    draft = f"draf/{subject.pk}" if isinstance(subject, Matter | Meeting) and subject.phase == DRAFT else ""
    return url.format(draft or key_of(subject))


def _seat(desk: Desk, seat: Any) -> WorkSeat:
    slot = desk.procedure.slot_state(Role(seat.role), seat.slot)
    return WorkSeat(
        seat=seat.pk,
        role=seat.role,
        unit=seat.unit,
        post=seat.post or None,
        state=WorkName(code=slot.code, label=str(slot.label)) if slot else None,
        leads=seat.leads,
        awaited=seat.turn or None,
        mine=seat.pk in desk.mine,
    )


def _offer(desk: Desk, offer: Offer) -> WorkOffer:
    step, seat = offer.step, desk.seat(offer.seat.id)
    asks = [ask.value for ask in step.asks]
    if Effect.ATTACH in step.effects and Ask.FILE.value not in asks:
        asks.append(Ask.FILE.value)
    return WorkOffer(
        step=step.code,
        label=str(step.label),
        seat=seat.pk,
        open=offer.open,
        awaited=seat.turn == step.code,
        binding=step.binding,
        text=WorkText(label=str(step.text.label), required=step.text.required) if step.text else None,
        asks=asks,
        targets=[target.id for target in offer.targets],
        missing=[_lack(lack) for lack in offer.missing],
        warnings=[_lack(lack) for lack in offer.warnings],
        basis=ground_of(step.basis),
        seen=seen_of(desk.subject, seat),
    )


def _lack(lack: Lack) -> WorkLack:
    need = lack.need
    return WorkLack(
        label=str(need.label),
        waits_on=[seat.id for seat in lack.waits_on],
        basis=ground_of(need.basis),
        way_on=str(need.way_on) if need.way_on else None,
    )


def _of_matter(matter: Matter, desk: Desk) -> dict[str, Any]:
    intent = intent_of(matter)
    letter = intent.letter
    return {
        "number": key_of(matter),
        "purpose": matter.purpose,
        **{name: getattr(matter, name) for name in ("kind", "type", "form", "duty", "budget", "urgency")},
        "parties": list(matter.parties),
        "affairs": list(matter.affairs),
        "letter": WorkLetter(
            number=letter.number,
            dated=letter.dated,
            subject=letter.subject,
            sender=letter.sender,
            link=letter.link,
            system=letter.system,
        )
        if letter.number
        else None,
        "opened_on": matter.opened_on,
        "closed_on": matter.closed_on,
        "proposals": [_said(row) for row in (matter.proposals.order_by("version") if matter.proposals_count else ())],
        "answers": [_said(row) for row in (matter.answers.order_by("entry") if matter.version > 1 else ())],
    }


def _said(row: Any) -> WorkSaid:
    return WorkSaid(seat=row.participant_id, step=row.step, text=row.text, at=row.created_at)


def _of_meeting(meeting: Meeting, desk: Desk) -> dict[str, Any]:
    items = [
        WorkItem(title=row.title, minutes=row.minutes, matters=sorted(m.number or "" for m in row.matters.all()))
        for row in meeting.items.prefetch_related("matters")
    ]
    said = {name: getattr(meeting, name) for name in ("purpose", "starts_at", "ends_at", "place", "link")}
    return {"kind": meeting.sort, **said, "items": items}


def _of_follow_up(row: FollowUp, desk: Desk) -> dict[str, Any]:
    return {"text": row.text, "due_on": row.due_on}


def _of_group(group: WorkingGroup, desk: Desk) -> dict[str, Any]:
    outputs = [
        WorkOutput(output=row.pk, text=row.text, due_on=row.due_on, produced_on=row.produced_on)
        for row in group.outputs.all()
    ]
    said = {name: getattr(group, name) for name in ("name", "mandate", "starts_on", "ends_on")}
    return {**said, "outputs": outputs}


def _title(subject: Any) -> str:
    return str(subject.title)


SORTS: Mapping[str, Sort] = {
    "matter": Sort(Matter, "/kerja/berkas/{}/", MatterWork, _title, _of_matter, act, "number"),
    "meeting": Sort(Meeting, "/kerja/rapat/{}/", MeetingWork, _title, _of_meeting, step_meeting, "meeting"),
    "follow_up": Sort(
        FollowUp, "/kerja/tindak-lanjut/{}/", FollowUpWork, str, _of_follow_up, step_follow_up, "follow_up"
    ),
    "working_group": Sort(WorkingGroup, "/kerja/gugus-kerja/{}/", GroupWork, str, _of_group, step_group, "group"),
}


def step_of(subject: Any) -> Callable[..., Any]:
    """The act that takes a step on a subject, given actor, seat, deed, seen and key."""
    sort = SORTS[subject.TYPE]
    return partial(sort.step, **{sort.which: subject.number if sort.which == "number" else subject.pk})


# The inbox


def inbox_of(actor: Actor) -> Inbox:
    """All that waits on the actor, the most pressing first; one query for each sort of subject."""
    found = [_row(actor, seat) for seats in turns.SEATS for seat in turns.awaiting(seats, actor)]
    rows = sorted(found, key=lambda row: (row[0], row[1].since))
    drafts = Matter.objects.drafts_of(actor).order_by("-updated_at").values_list("pk", flat=True)[:100]
    return Inbox(post=actor.post, items=[row for _rank, row in rows], drafts=[f"draf-{pk}" for pk in drafts])


def _row(actor: Actor, seat: Any) -> tuple[tuple[bool, int], InboxRow]:
    subject = getattr(seat, turns.subject_of(type(seat)))
    subject.government = actor.government
    procedure = procedure_of(subject)
    step, clock = seat.turn, clock_of(subject, procedure, seat)
    if seat.unit in actor.succeeded:
        step = next((s.code for s in procedure.steps if Effect.SUCCEED in s.effects), step)
    row = InboxRow(
        sort=subject.TYPE,
        key=key_of(subject),
        title=str(getattr(subject, "title", "") or subject),
        url=PAGES[subject.TYPE].format(key_of(subject)),
        step=step,
        label=str(procedure.step(step).label) if step else "",
        seat=seat.pk,
        since=seat.turn_since or seat.slot_since,
        days_used=clock.used,
        days_target=clock.target,
        paused_until=clock.pause.last if clock.pause else None,
        late=clock.late,
    )
    return (clock.left is None, clock.left or 0), row


PAGES = {name: sort.url for name, sort in SORTS.items()} | {"document": "/kerja/naskah/{}/"}

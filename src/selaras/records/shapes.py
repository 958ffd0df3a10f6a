"""Shapes: what everybody may see of each sort of thing, as values that programs, exports, feeds and the index share.

A field is absent where the law does not open it to everybody now; it is null or empty where there is nothing to show.
What a list names of a thing is its head; the whole of it stands at its own address.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

Text = str | UnsetType
Moment = Annotated[datetime, Meta(tz=True)]  # always with the offset of its zone


class Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value with named fields, and no others."""


class Name(Shape, frozen=True, kw_only=True):
    """A unit, a post, a state or whatever else has a code, with its Indonesian name."""

    code: str
    name: str


class Ground(Shape, frozen=True, kw_only=True):
    """The ground of a rule: stated or inferred with its clause, designed with its reason."""

    strength: str
    cite: str | None
    reason: str | None


class Ref(Shape, frozen=True, kw_only=True):
    """Another thing, by its sort, its key, its title and the address of its page."""

    sort: str
    key: str
    title: str
    url: str


class Hidden(Shape, frozen=True, kw_only=True):
    """Why a thing is withheld, and on what day that is looked at again."""

    ground: str
    review_on: date | None


class SeatShape(Shape, frozen=True, kw_only=True):
    """Who sits where: a post acting for a unit in a role; an institution outside may have no post."""

    unit: Name
    post: Name | None
    role: str


class Party(SeatShape, frozen=True, kw_only=True):
    """Who takes part in a matter; how he stood is open with the answers."""

    stance: Name | UnsetType | None = UNSET


class Waiting(Shape, frozen=True, kw_only=True):
    """On whom a matter lies, and since when."""

    unit: Name
    post: Name | None
    since: date


class Silence(Shape, frozen=True, kw_only=True):
    """That somebody was told, on a day, that a matter still waits on a unit: at which level, in which words."""

    unit: Name
    level: Name
    on: date


class KindShape(Shape, frozen=True, kw_only=True):
    """The working relationship: its kind, type and form by their codes, and how it is called."""

    code: str
    type: str | None
    form: str | None
    title: str
    basis: Ground


class Hop(Shape, frozen=True, kw_only=True):
    """One office on a path."""

    unit: str
    post: str | None
    role: str
    serves: list[str]
    basis: Ground
    source: str | None


class PathShape(Shape, frozen=True, kw_only=True):
    """Who stands between whom, as the command `selaras path --json` prints it."""

    status: str
    convener: str | None
    hops: list[Hop]
    reasons: list[str]


class FixedPath(PathShape, frozen=True, kw_only=True):
    """The path that a matter keeps, with the day on which it was fixed."""

    on: date


class Words(Shape, frozen=True, kw_only=True):
    """Words that somebody put forward: under what name, for which unit and post, when."""

    name: str
    text: str
    unit: Name
    post: Name | None
    on: date
    competent: Name | None = None  # the unit that an answer names instead


class Done(Shape, frozen=True, kw_only=True):
    """One act on the way, as the ledger holds it under its number."""

    number: int
    on: date
    unit: Name | None
    step: str
    sentence: str
    basis: Ground


class LinkShape(Shape, frozen=True, kw_only=True):
    """Another matter that belongs to this one; `outward` says that the link leads from here."""

    kind: str
    outward: bool
    matter: Ref


class MatterHead(Shape, frozen=True, kw_only=True):
    """A matter (berkas) in a list; of a withheld one only number, address, and why."""

    number: str
    url: str
    withheld: Hidden | None = None
    kind: KindShape | UnsetType = UNSET
    state: Name | UnsetType = UNSET
    phase: Text = UNSET
    title: Text = UNSET
    units: list[SeatShape] | UnsetType = UNSET
    lies_with: list[Waiting] | UnsetType = UNSET
    opened_on: date | UnsetType = UNSET
    changed_on: date | UnsetType = UNSET
    closed_on: date | UnsetType | None = UNSET
    outcome: str | UnsetType | None = UNSET


class Counted(Shape, frozen=True, kw_only=True):
    """What is only counted: what it is, and how many of it there are."""

    label: str
    count: int


class Unlisted(Shape, frozen=True, kw_only=True):
    """The matters with a number that a list does not show. Those `not_open` are not open to everybody yet, null where
    a past day is asked; of those withheld a list that narrows by nothing has the stubs.
    """

    withheld: int
    counted: list[Counted]
    not_open: int | None


class StanceShape(Shape, frozen=True, kw_only=True):
    """How a unit stood to a decision; silence is silence, never assent.

    In a meeting `stance` is one of agrees, notes, objects, abstains, silent, unbound (who came could only discuss) and
    absent; in a matter it is the small state of the party in its procedure (confirmed, agreed, noted, objected).
    """

    unit: Name
    post: Name | None
    stance: str
    label: str
    note: str


class FollowUpShape(Shape, frozen=True, kw_only=True):
    """What has to be done after a decision: by whom, until when, who checks it, and whether it is done."""

    id: int
    url: str
    text: str
    state: Name
    phase: str
    owner: Name | UnsetType | None = UNSET
    checker: Name | UnsetType | None = UNSET
    due_on: date | UnsetType | None = UNSET
    late: bool
    opened_on: date | None
    closed_on: date | None
    evidence: int | UnsetType = UNSET
    decision: int | None
    document: int | None
    matter: str | None


class DecisionShape(Shape, frozen=True, kw_only=True):
    """A decision that stands: its words and ground, who made it, how the parties stood, and what follows from it."""

    id: int
    url: str
    text: str
    adopted_on: date
    decided_by: Name
    capacity: str
    ground: Text = UNSET
    dissent: Text = UNSET
    stances: list[StanceShape] | UnsetType = UNSET
    aspects: list[str]
    meeting: Ref | None
    matter: Ref | None
    follow_ups: list[FollowUpShape]


class Matter(MatterHead, frozen=True, kw_only=True):
    """The public face of one matter."""

    purpose: Text = UNSET
    path: FixedPath | UnsetType | None = UNSET
    parties: list[Party] | UnsetType = UNSET
    answers: list[Words] | UnsetType = UNSET
    agreement: list[Words] | UnsetType = UNSET
    outcome_words: list[Words] | UnsetType = UNSET
    closing: Text = UNSET
    silence: list[Silence] | UnsetType = UNSET
    journey: list[Done] | UnsetType = UNSET
    decisions: list[DecisionShape] | UnsetType = UNSET
    links: list[LinkShape] | UnsetType = UNSET
    related: list[Ref] | UnsetType = UNSET


class MeetingHead(Shape, frozen=True, kw_only=True):
    """A meeting in a list."""

    id: int
    url: str
    title: str
    sort: str
    state: Name
    phase: str
    starts_at: Moment | UnsetType | None = UNSET
    ends_at: Moment | UnsetType | None = UNSET
    place: Text = UNSET
    chair: SeatShape | UnsetType | None = UNSET
    units: list[SeatShape] | UnsetType = UNSET
    group: Ref | None = None
    held_on: date | None = None
    signed_on: date | None = None


class Item(Shape, frozen=True, kw_only=True):
    """An item of an agenda; `closed` says why its words are not shown: withheld, not_open or task."""

    order: int
    minutes: int
    closed: str | None = None
    title: Text = UNSET
    matters: list[str]
    note: Text = UNSET
    decisions: list[int]


class Attendance(SeatShape, frozen=True, kw_only=True):
    """Who came, and how."""

    came: str | None


class Correction(Shape, frozen=True, kw_only=True):
    """A correction of minutes that were signed."""

    post: Name
    text: str


class Meeting(MeetingHead, frozen=True, kw_only=True):
    """The public face of one meeting."""

    purpose: Text = UNSET
    cancellation: Text = UNSET
    agenda: list[Item] | UnsetType = UNSET
    attendance: list[Attendance] | UnsetType = UNSET
    decisions: list[DecisionShape]
    closed_decisions: int
    addenda: list[Correction] | UnsetType = UNSET


class Instrument(Shape, frozen=True, kw_only=True):
    """The paper by which something was set up or issued."""

    title: str
    number: str
    on: date | None


class GroupHead(Shape, frozen=True, kw_only=True):
    """A working group or forum in a list."""

    id: int
    url: str
    name: str
    form: Name
    state: Name
    phase: str
    chair: SeatShape | UnsetType | None = UNSET
    starts_on: date | None
    ends_on: date | UnsetType | None = UNSET
    instrument: Instrument | UnsetType = UNSET
    expected: int | UnsetType = UNSET
    produced: int | UnsetType = UNSET
    closed_on: date | None


class OutputShape(Shape, frozen=True, kw_only=True):
    """A result that is expected of a working group, and when it was there."""

    order: int
    text: str
    due_on: date | None
    produced_on: date | None
    note: str


class Group(GroupHead, frozen=True, kw_only=True):
    """The public face of one working group or forum."""

    mandate: Text = UNSET
    seats: list[SeatShape] | UnsetType = UNSET
    outputs: list[OutputShape] | UnsetType = UNSET
    related: list[Ref]


class DocumentHead(Shape, frozen=True, kw_only=True):
    """A policy, plan, programme or monitoring in a list."""

    id: int
    url: str
    title: str
    form: Name
    state: Name
    phase: str
    opener: Name | None
    issued_on: date | None
    starts_on: date | None
    ends_on: date | None
    closed_on: date | None
    instrument: Instrument | UnsetType | None = UNSET


class FileShape(Shape, frozen=True, kw_only=True):
    """A file that everybody may have."""

    name: str
    url: str
    media_type: str
    size: int
    sha256: str


class Concerned(Shape, frozen=True, kw_only=True):
    """A unit concerned: what it said of the draft, and whether it knows what was issued."""

    unit: Name
    position: Name | UnsetType | None = UNSET
    knows: bool


class MeasurementShape(Shape, frozen=True, kw_only=True):
    """What an indicator showed in a period."""

    period: date
    value: Decimal
    unit: Name
    note: str


class Line(Shape, frozen=True, kw_only=True):
    """A target, a programme or an indicator."""

    order: int
    title: str
    units: list[Name]
    place: Name | None
    starts_on: date | None
    ends_on: date | None
    audience: str
    amount: Decimal | None
    measure: str
    target: Decimal | None
    baseline: Decimal | None
    measurements: list[MeasurementShape] | UnsetType = UNSET


class Document(DocumentHead, frozen=True, kw_only=True):
    """The public face of one policy, plan, programme or monitoring."""

    text: Text = UNSET
    concerned: list[Concerned] | UnsetType = UNSET
    lines: list[Line] | UnsetType = UNSET
    files: list[FileShape]
    replaces: Ref | None
    replaced_by: Ref | None
    follow_ups: list[FollowUpShape]
    related: list[Ref]


class Holder(Shape, frozen=True, kw_only=True):
    """Who holds a post that is public, by name and capacity alone."""

    name: str
    capacity: str
    since: date


class PostShape(Shape, frozen=True, kw_only=True):
    """A post; who holds it is named of the head of a unit alone."""

    code: str
    unit: str
    title: str
    superior: str | None
    head: bool
    echelon: str | None
    valid_from: date
    valid_to: date | None
    source: str | None
    holder: Holder | UnsetType | None = UNSET


class Mapping(Shape, frozen=True, kw_only=True):
    """Which office coordinates a unit, or one affair of it: official, or a proposal."""

    coordinator: Name
    affair: str | None
    status: str
    agreement: str | None
    basis: Ground
    source: str | None


class AffairShape(Shape, frozen=True, kw_only=True):
    """A government affair that a unit holds."""

    code: str
    name: str
    delegated: bool


class Change(Shape, frozen=True, kw_only=True):
    """What became of a unit on a day."""

    on: date
    kind: str
    old: Name
    new: Name | None
    affair: str | None
    ground: str


class UnitHead(Shape, frozen=True, kw_only=True):
    """A unit in a list."""

    code: str
    url: str
    name: str
    abbr: str | None
    type: str
    agency: bool
    superior: str | None
    through: str | None
    area_code: str | None
    valid_from: date
    valid_to: date | None
    source: str | None
    certainty: str | None
    note: str | None


class Unit(UnitHead, frozen=True, kw_only=True):
    """One unit: its posts, affairs, coordinators and units below on a day, and what became of it."""

    head: PostShape | None
    posts: list[PostShape]
    affairs: list[AffairShape]
    coordinators: list[Mapping]
    below: list[Name]
    successions: list[Change]


class ListedShape(Shape, frozen=True, kw_only=True):
    """A kind, type or form of working relationship, with its clause."""

    code: str
    label: str
    basis: Ground


class KindsShape(Shape, frozen=True, kw_only=True):
    """The five kinds with types and forms, as the command `selaras kinds --json` prints them."""

    kinds: list[ListedShape]
    types: list[ListedShape]
    forms: list[ListedShape]


class ProvisionShape(Shape, frozen=True, kw_only=True):
    """A provision in our own words, its official wording once it was imported, how strongly rules rest on it, and how
    many do so each way.
    """

    key: str
    url: str
    regulation: str
    eid: str
    label: str
    chapter: str | None
    modality: str
    gist: str
    list: str | None
    term: str | None
    cross: tuple[str, ...]
    defect: str | None
    wording: str | None
    strength: str | None
    stated: int
    inferred: int


class EntryShape(Shape, frozen=True, kw_only=True):
    """An entry of the ledger; of one that is not open to everybody its hash alone, so that the chain can be checked."""

    number: int
    leaf: str
    body: Text = UNSET
    subject: Name | UnsetType = UNSET
    step: Text = UNSET
    recorded_at: Moment | UnsetType = UNSET


class SealText(Shape, frozen=True, kw_only=True):
    """A seal as it is published and kept outside."""

    government: str
    size: int
    root: str
    sealed_at: str
    readings_since: str | None
    readings_until: str
    reading_digest: str
    key_id: str
    public_key: str
    signature: str
    schema: str


class SealShape(SealText, frozen=True, kw_only=True):
    """A seal with its number."""

    id: int


class ProofShape(Shape, frozen=True, kw_only=True):
    """That a seal covers an entry (RFC 9162, 2.1.3)."""

    schema: str
    number: int
    body: Text = UNSET
    leaf: Text = UNSET
    proof: list[str]
    seal: SealText


class FormulaShape(Shape, frozen=True, kw_only=True):
    """What a formula of a yardstick shows; the share is null where the records are too few to say so."""

    code: str
    title: str
    counts: str
    meets: str
    basis: Ground
    counted: int
    met: int
    share: int | None


class YardstickShape(Shape, frozen=True, kw_only=True):
    """A yardstick of Pasal 12 ayat (2): the mean of its formulas in per cent, null unless each has enough records."""

    code: str
    label: str
    basis: Ground
    mean: int | None
    formulas: list[FormulaShape]


class IndicatorsShape(Shape, frozen=True, kw_only=True):
    """What the yardsticks show of a period, of one unit or of all."""

    period: str
    first: date
    last: date
    unit: Name | None
    enough: int
    yardsticks: list[YardstickShape]


class HitShape(Shape, frozen=True, kw_only=True):
    """Something that was found, with the stretch of it that fits best."""

    sort: str
    key: str
    title: str
    text: str
    url: str
    day: date | None


class FoundShape(Shape, frozen=True, kw_only=True):
    """What was found, best first; `mended` says which words were taken for others."""

    query: str
    mended: dict[str, str]
    total: int
    more: bool
    items: list[HitShape]
    next_cursor: str | None

"""The register of what is withheld, and the list of public information that a PPID keeps: as everybody may see both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from msgspec import UNSET, UnsetType

from selaras.law.openness import Consent, Information, Sort
from selaras.law.procedures import PARTIES, Role
from selaras.law.words import Sentence, say
from selaras.law.yardsticks import EVERY
from selaras.records import faces
from selaras.records.governments import Government, pack_of
from selaras.records.matters import Participant
from selaras.records.openness import (
    public_decisions,
    public_documents,
    public_follow_ups,
    public_groups,
    public_matters,
    public_meetings,
)
from selaras.records.shapes import Ground, Instrument, MeetingHead, Name, Shape
from selaras.records.units import history
from selaras.records.withholdings import Withholding, WithholdingSeat

CONSENTS = {Consent.GIVEN: True, Consent.NONE: False}
AT_ONCE = 500  # rows that are read and told at a time


class WithholdingShape(Shape, frozen=True, kw_only=True):
    """That a matter is withheld, or was: between whom, on what ground, by whose decision, until when, and when it is
    reviewed.

    Its title says nothing of what the matter holds; `summary` says what the test of consequences came to, in words for
    everybody; `consent` says whether the person concerned consented in writing, where the ground guards one; `opens_on`
    is the day after its term, where the ground lets it open by itself; `overdue` says that the review was not made in
    time.
    """

    id: int
    number: str
    url: str
    title: str | UnsetType = UNSET
    units: list[Name] | UnsetType = UNSET
    state: Name
    phase: str
    ground: Name | UnsetType = UNSET
    basis: Ground | UnsetType = UNSET
    consent: bool | UnsetType | None = UNSET
    decision: Instrument | UnsetType = UNSET
    decided_by: Name | UnsetType | None = UNSET
    capacity: str | UnsetType | None = UNSET
    summary: str | UnsetType | None = UNSET
    keeper: Name | UnsetType | None = UNSET
    since: date | None
    until: date | UnsetType | None = UNSET
    opens_on: date | UnsetType | None = UNSET
    review_on: date | UnsetType | None = UNSET
    overdue: bool
    closed_on: date | None


def withholdings(government: Government, rows: Iterable[Withholding]) -> list[WithholdingShape]:
    """Withholdings as everybody may see them; as many queries however many there are."""
    book = faces.Book(government)
    listed = book.own(rows)
    seats = WithholdingSeat.objects.filter(retired=False).order_by("order")
    parties = Participant.objects.filter(retired=False, role__in=PARTIES).order_by("order")
    prefetch_related_objects(
        listed,
        Prefetch("seat_rows", seats, to_attr="face_seats"),
        Prefetch("matter__participants", parties, to_attr="face_parties"),
    )
    return [_withholding(book, row) for row in listed]


def _withholding(book: faces.Book, row: Any) -> WithholdingShape:
    ground = book.regulation(row).openness.ground(row.ground)
    posts = {seat.role: seat.post for seat in row.face_seats}
    units = dict.fromkeys(seat.unit for seat in row.matter.face_parties)
    decided = row.details()
    paper = Instrument(title=row.instrument, number=row.instrument_number, on=row.instrument_on)
    return WithholdingShape(
        id=row.pk,
        number=row.matter.number,
        url=faces.matter_url(row.matter.number),
        title=book.when(row, "title", lambda: row.title),
        units=book.when(row, "units", lambda: [book.name(unit) for unit in units]),
        state=book.state(row),
        phase=row.phase,
        ground=book.when(row, "ground", lambda: Name(code=row.ground, name=faces.said(ground.label)))
        if ground
        else UNSET,
        basis=book.when(row, "ground", lambda: faces.ground_of(ground.basis)) if ground else UNSET,
        consent=book.when(row, "consent", lambda: CONSENTS.get(decided.get("consent", ""))),
        decision=book.when(row, "decision", lambda: paper),
        decided_by=book.when(row, "decision", lambda: book.maybe(decided.get("decided_by") or posts.get(Role.DECIDER))),
        capacity=book.when(row, "decision", lambda: decided.get("decided_as")),
        summary=book.when(row, "summary", lambda: decided.get("summary")),
        keeper=book.when(row, "keeper", lambda: book.maybe(posts.get(Role.KEEPER))),
        since=row.since,
        until=book.when(row, "ends_on", lambda: _day(decided.get("ends_on"))),
        opens_on=book.when(row, "ends_on", lambda: _opening(row, ground, _day(decided.get("ends_on")))),
        review_on=book.when(row, "due_on", lambda: row.due_on),
        overdue=row.phase == "open" and row.due_on is not None and row.due_on < book.today,
        closed_on=row.closed_on,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _opening(row: Any, ground: Any, until: date | None) -> date | None:
    """The day on which what is withheld opens by itself; None where somebody has to open it."""
    if until is None or until == date.max or row.phase != "open" or ground is None or not ground.opens_by_itself:
        return None
    return until + timedelta(days=1)


class Item(Shape, frozen=True, kw_only=True):
    """One piece of information a government keeps, as its list names it: what it is, who has it, made when and where,
    in what form, and for how long it is kept.
    """

    class_: Name
    sort: Name
    title: str
    gist: str | None
    units: tuple[str, ...]
    keeper: str | None
    since: date | None
    place: str
    kept: str | None
    url: str
    basis: Ground


class Told(NamedTuple):
    """A piece of information before it is listed; without a keeper of its own the head of the first unit answers for
    it, without a gist of its own that of its sort is told.
    """

    title: str
    units: tuple[Name, ...]
    url: str
    since: date | None = None
    keeper: str | None = None
    gist: Sentence | None = None


def items(government: Government) -> Iterator[Item]:
    """The list of public information: everything that everybody may see, class by class as the pack says; what is
    withheld has a list of its own (UU 14/2008 Pasal 11 ayat (1) huruf a).
    """
    pack = pack_of(government)
    openness = pack.regulation_on(government.today()).openness
    classes = {row.code: Name(code=row.code, name=faces.said(row.label)) for row in openness.classes}
    heads = history(government).on(government.today()).heads
    for row in sorted(openness.information, key=lambda one: list(classes).index(one.class_)):
        for told in TELLERS[row.of](government, row):
            gist, head = told.gist or row.gist, next((heads[u.code] for u in told.units if u.code in heads), None)
            yield Item(
                class_=classes[row.class_],
                sort=Name(code=row.code, name=faces.said(row.label)),
                title=told.title,
                gist=faces.said(gist) if gist else None,
                units=tuple(unit.name for unit in told.units),
                keeper=told.keeper or (head.title if head else None),
                since=told.since,
                place=pack.government.papers.place,
                kept=faces.said(row.kept) if row.kept else None,
                url=told.url,
                basis=faces.ground_of(row.basis),
            )


def _in_parts(rows: QuerySet[Any], told: Callable[[list[Any]], list[Any]]) -> Iterator[Any]:
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = found[-1].pk
        yield from told(found)


def _units(seats: Any) -> tuple[Name, ...]:
    return () if seats is UNSET else tuple({seat.unit.code: seat.unit for seat in seats or ()}.values())


def _open(value: Any) -> Any:
    return None if value is UNSET else value


def _matters(government: Government, _row: Information) -> Iterator[Told]:
    rows = public_matters(government).filter(withheld=False).defer("path", "purpose")
    for one in _in_parts(rows, lambda found: faces.matter_heads(government, found)):
        yield Told(_open(one.title) or one.number, _units(one.units), one.url, _open(one.opened_on))


def _meetings(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_meetings(government), lambda found: faces.meeting_heads(government, found)):
        chair = _open(one.chair)
        keeper = chair.post.name if chair and chair.post else None
        yield Told(one.title, _units(one.units), one.url, one.held_on, keeper, _unsigned(one))


def _unsigned(meeting: MeetingHead) -> Sentence | None:
    """What there is of a meeting whose minutes nobody signed; None where they are signed."""
    if meeting.state.code == "cancelled":
        return say("Undangan dan mata acara rapat yang dibatalkan")
    if meeting.signed_on is None:
        return say("Undangan dan mata acara; notula dan daftar hadir belum disahkan")
    return None


def _decisions(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_decisions(government), lambda found: faces.decisions(government, found)):
        unit = _named(government, one.decided_by.code.partition("/")[0])
        yield Told(faces.beginning(one.text), (unit,), one.url, one.adopted_on, one.decided_by.name)


def _follow_ups(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_follow_ups(government), lambda found: faces.follow_ups(government, found)):
        owner = _open(one.owner)
        yield Told(faces.beginning(one.text), (owner,) if owner else (), one.url, one.opened_on)


def _groups(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_groups(government), lambda found: faces.group_heads(government, found)):
        chair = _open(one.chair)
        units = (chair.unit,) if chair else ()
        yield Told(one.name, units, one.url, one.starts_on, chair.post.name if chair and chair.post else None)


def _documents(government: Government, row: Information) -> Iterator[Told]:
    rows = public_documents(government).filter(form__in=row.forms) if row.forms else public_documents(government)
    for one in _in_parts(rows, lambda found: faces.document_heads(government, found)):
        yield Told(one.title, (one.opener,) if one.opener else (), one.url, one.issued_on)


def _regulations(government: Government, _row: Information) -> Iterator[Told]:
    for law in pack_of(government).regulations:
        yield Told(faces.said(law.title), _organising(government), f"/peraturan/{law.code}/", law.valid_from)


def _structure(government: Government, row: Information) -> Iterator[Told]:
    yield Told(faces.said(row.label), _organising(government), "/struktur/")


def _procedures(government: Government, _row: Information) -> Iterator[Told]:
    for kind in pack_of(government).regulation_on(government.today()).kinds.kinds:
        yield Told(faces.said(kind.label), _organising(government), f"/hubungan/{kind.code.value}/")


def _indicators(government: Government, _row: Information) -> Iterator[Told]:
    for measure in EVERY:
        yield Told(faces.said(measure.title), _organising(government), f"/indikator/{measure.code}/")


def _organising(government: Government) -> tuple[Name, ...]:
    """The unit that looks after how the government is organised and works together."""
    return (_named(government, pack_of(government).government.offices.organisation),)


def _named(government: Government, unit: str) -> Name:
    return Name(code=unit, name=history(government).on(government.today()).name_of(unit))


TELLERS: dict[Sort, Callable[[Government, Information], Iterator[Told]]] = {
    Sort.MATTERS: _matters,
    Sort.MEETINGS: _meetings,
    Sort.DECISIONS: _decisions,
    Sort.FOLLOW_UPS: _follow_ups,
    Sort.GROUPS: _groups,
    Sort.DOCUMENTS: _documents,
    Sort.REGULATIONS: _regulations,
    Sort.STRUCTURE: _structure,
    Sort.PROCEDURES: _procedures,
    Sort.INDICATORS: _indicators,
}

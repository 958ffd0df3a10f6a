"""The register of what is withheld, and the list of public information that a PPID keeps: as everybody may see both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from msgspec import UNSET, UnsetType

from selaras.law.openness import Information, Sort
from selaras.law.procedures import PARTIES, Role
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
    public_withholdings,
)
from selaras.records.shapes import Ground, Instrument, Name, Shape
from selaras.records.withholdings import Withholding, WithholdingSeat

AT_ONCE = 500  # rows that are read and told at a time


class WithholdingShape(Shape, frozen=True, kw_only=True):
    """That a matter is withheld, or was: between whom, on what ground, by whose decision, and when it is reviewed.

    Its title says nothing of what the matter holds; `overdue` says that the review was not made in time.
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
    decision: Instrument | UnsetType = UNSET
    decided_by: Name | UnsetType | None = UNSET
    keeper: Name | UnsetType | None = UNSET
    since: date | None
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
        decision=book.when(row, "decision", lambda: paper),
        decided_by=book.when(row, "decision", lambda: book.maybe(posts.get(Role.DECIDER))),
        keeper=book.when(row, "keeper", lambda: book.maybe(posts.get(Role.KEEPER))),
        since=row.since,
        review_on=book.when(row, "due_on", lambda: row.due_on),
        overdue=row.phase == "open" and row.due_on is not None and row.due_on < book.today,
        closed_on=row.closed_on,
    )


class Item(Shape, frozen=True, kw_only=True):
    """One piece of information a government keeps, as its list names it."""

    class_: Name
    sort: Name
    title: str
    units: tuple[str, ...]
    keeper: str | None
    since: date | None
    url: str
    basis: Ground
    review_on: date | None


Told = tuple[str, tuple[str, ...], str | None, date | None, str, date | None]


def items(government: Government) -> Iterator[Item]:
    """The list of public information: everything that everybody may see, class by class as the pack says."""
    regulation = pack_of(government).regulation_on(government.today())
    classes = {row.code: Name(code=row.code, name=faces.said(row.label)) for row in regulation.openness.classes}
    for row in sorted(regulation.openness.information, key=lambda one: list(classes).index(one.class_)):
        sort, basis = Name(code=row.code, name=faces.said(row.label)), faces.ground_of(row.basis)
        for title, units, keeper, since, url, review_on in TELLERS[row.of](government, row):
            yield Item(
                class_=classes[row.class_],
                sort=sort,
                title=title,
                units=units,
                keeper=keeper,
                since=since,
                url=url,
                basis=basis,
                review_on=review_on,
            )


def _in_parts(rows: QuerySet[Any], told: Callable[[list[Any]], list[Any]]) -> Iterator[Any]:
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = found[-1].pk
        yield from told(found)


def _units(seats: Any) -> tuple[str, ...]:
    return () if seats is UNSET else tuple(dict.fromkeys(seat.unit.name for seat in seats or ()))


def _open(value: Any) -> Any:
    return None if value is UNSET else value


def _matters(government: Government, _row: Information) -> Iterator[Told]:
    rows = public_matters(government).filter(withheld=False).defer("path", "purpose")
    for one in _in_parts(rows, lambda found: faces.matter_heads(government, found)):
        yield _open(one.title) or one.number, _units(one.units), None, _open(one.opened_on), one.url, None


def _meetings(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_meetings(government), lambda found: faces.meeting_heads(government, found)):
        chair = _open(one.chair)
        yield (
            one.title,
            _units(one.units),
            chair.post.name if chair and chair.post else None,
            one.held_on,
            one.url,
            None,
        )


def _decisions(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_decisions(government), lambda found: faces.decisions(government, found)):
        yield faces.beginning(one.text), (), None, one.adopted_on, one.url, None


def _follow_ups(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_follow_ups(government), lambda found: faces.follow_ups(government, found)):
        owner = _open(one.owner)
        yield faces.beginning(one.text), (owner.name,) if owner else (), None, one.opened_on, one.url, None


def _groups(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_groups(government), lambda found: faces.group_heads(government, found)):
        chair = _open(one.chair)
        units = (chair.unit.name,) if chair else ()
        yield one.name, units, chair.post.name if chair and chair.post else None, one.starts_on, one.url, None


def _documents(government: Government, row: Information) -> Iterator[Told]:
    rows = public_documents(government).filter(form__in=row.forms) if row.forms else public_documents(government)
    for one in _in_parts(rows, lambda found: faces.document_heads(government, found)):
        yield one.title, (one.opener.name,) if one.opener else (), None, one.issued_on, one.url, None


def _regulations(government: Government, _row: Information) -> Iterator[Told]:
    for law in pack_of(government).regulations:
        yield faces.said(law.title), (), None, law.valid_from, f"/peraturan/{law.code}/", None


def _withheld(government: Government, _row: Information) -> Iterator[Told]:
    rows = public_withholdings(government).filter(phase="open")
    for one in _in_parts(rows, lambda found: withholdings(government, found)):
        units = tuple(unit.name for unit in _open(one.units) or ())
        keeper = _open(one.keeper)
        yield _open(one.title) or one.number, units, keeper and keeper.name, one.since, one.url, _open(one.review_on)


TELLERS: dict[Sort, Callable[[Government, Information], Iterator[Told]]] = {
    Sort.MATTERS: _matters,
    Sort.MEETINGS: _meetings,
    Sort.DECISIONS: _decisions,
    Sort.FOLLOW_UPS: _follow_ups,
    Sort.GROUPS: _groups,
    Sort.DOCUMENTS: _documents,
    Sort.REGULATIONS: _regulations,
    Sort.WITHHOLDINGS: _withheld,
}

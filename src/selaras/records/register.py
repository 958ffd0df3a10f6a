"""The register of what is withheld, and the list of public information that a PPID keeps: as everybody may see both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from msgspec import UNSET, UnsetType

from selaras.law.openness import Consent, Information, Sort
from selaras.law.procedures import PARTIES, Role
from selaras.law.yardsticks import MEASURES
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
from selaras.records.shapes import Ground, Instrument, Name, Shape
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


Told = tuple[str, tuple[str, ...], str | None, date | None, str]


def items(government: Government) -> Iterator[Item]:
    """The list of public information: everything that everybody may see, class by class as the pack says; what is
    withheld has a list of its own (UU 14/2008 Pasal 11 ayat (1) huruf a).
    """
    pack = pack_of(government)
    openness = pack.regulation_on(government.today()).openness
    classes = {row.code: Name(code=row.code, name=faces.said(row.label)) for row in openness.classes}
    for row in sorted(openness.information, key=lambda one: list(classes).index(one.class_)):
        for title, units, keeper, since, url in TELLERS[row.of](government, row):
            yield Item(
                class_=classes[row.class_],
                sort=Name(code=row.code, name=faces.said(row.label)),
                title=title,
                gist=faces.said(row.gist) if row.gist else None,
                units=units,
                keeper=keeper,
                since=since,
                place=pack.government.papers.place,
                kept=faces.said(row.kept) if row.kept else None,
                url=url,
                basis=faces.ground_of(row.basis),
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
        yield _open(one.title) or one.number, _units(one.units), None, _open(one.opened_on), one.url


def _meetings(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_meetings(government), lambda found: faces.meeting_heads(government, found)):
        chair = _open(one.chair)
        yield (
            one.title,
            _units(one.units),
            chair.post.name if chair and chair.post else None,
            one.held_on,
            one.url,
        )


def _decisions(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_decisions(government), lambda found: faces.decisions(government, found)):
        yield faces.beginning(one.text), (), None, one.adopted_on, one.url


def _follow_ups(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_follow_ups(government), lambda found: faces.follow_ups(government, found)):
        owner = _open(one.owner)
        yield faces.beginning(one.text), (owner.name,) if owner else (), None, one.opened_on, one.url


def _groups(government: Government, _row: Information) -> Iterator[Told]:
    for one in _in_parts(public_groups(government), lambda found: faces.group_heads(government, found)):
        chair = _open(one.chair)
        units = (chair.unit.name,) if chair else ()
        yield one.name, units, chair.post.name if chair and chair.post else None, one.starts_on, one.url


def _documents(government: Government, row: Information) -> Iterator[Told]:
    rows = public_documents(government).filter(form__in=row.forms) if row.forms else public_documents(government)
    for one in _in_parts(rows, lambda found: faces.document_heads(government, found)):
        yield one.title, (one.opener.name,) if one.opener else (), None, one.issued_on, one.url


def _regulations(government: Government, _row: Information) -> Iterator[Told]:
    for law in pack_of(government).regulations:
        yield faces.said(law.title), (), None, law.valid_from, f"/peraturan/{law.code}/"


def _structure(government: Government, row: Information) -> Iterator[Told]:
    offices = pack_of(government).government.offices
    yield faces.said(row.label), (_named(government, offices.organisation),), None, None, "/struktur/"


def _procedures(government: Government, _row: Information) -> Iterator[Told]:
    for kind in pack_of(government).regulation_on(government.today()).kinds.kinds:
        yield faces.said(kind.label), (), None, None, f"/hubungan/{kind.code.value}/"


def _indicators(government: Government, _row: Information) -> Iterator[Told]:
    for measure in MEASURES:
        yield faces.said(measure.title), (), None, None, f"/indikator/{measure.code}/"


def _named(government: Government, unit: str) -> str:
    return history(government).on(government.today()).name_of(unit)


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

"""Cooperation: who worked with whom, in which kind, and how quickly it was answered, from what everybody may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any

import msgspec
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from selaras.law.clocks import Calendar, Pause
from selaras.law.organisation import Organisation
from selaras.law.procedures import ATTENDEES, PARTIES, Role
from selaras.law.quarters import Period, Quarter, year_to
from selaras.records.documents import Document, Row
from selaras.records.governments import Government
from selaras.records.indicators import asked
from selaras.records.ledger import Entry
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import MeetingSeat
from selaras.records.openness import open_to_all, public_documents, public_matters, public_meetings
from selaras.records.units import history

INTEGRATED = "c"  # the form of documents that integrate programmes (Pasal 18 huruf c)
OFFICES = (Role.COORDINATOR, Role.CONVENER)
PARTY_FIELDS = ("units", "kind", "opened_on")
ASKS_NOBODY = ("withdrawn", "merged", "changed", "united")  # how a matter ends that waits for no answer any more
EMPTY_LIST = Q(affairs=[])


@dataclass(frozen=True)
class Edge:
    """What one Perangkat Daerah asked of another in a kind and a quarter: in how many matters; of those that came to
    their end, so that everybody may see it, how many the other acted in, and after how many working days in all.
    """

    unit: str
    other: str
    kind: str
    quarter: str
    n: int
    ended: int = 0
    answered: int = 0
    days: int = 0


@dataclass
class Pair:
    """All that two Perangkat Daerah asked of each other, `one` standing first in the structure."""

    one: str
    two: str
    there: int = 0  # what the first asked of the second
    back: int = 0
    ended: int = 0
    answered: int = 0
    days: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        """How many matters in both directions."""
        return self.there + self.back

    @property
    def mean(self) -> float | None:
        """Working days until the one asked acted first, on the average; None where nobody has answered."""
        return self.days / self.answered if self.answered else None


class Places:
    """Which Perangkat Daerah each unit is or stands in today; one that has ended is the one that succeeded it."""

    def __init__(self, government: Government) -> None:
        self.today = government.today()
        past = history(government)
        self.organisation: Organisation = past.on(self.today)
        agencies = asked(government, year_to(self.today)).agencies
        self.of: dict[str, str] = {}
        self.within: dict[str, list[str]] = defaultdict(list)
        for code in dict.fromkeys(unit.code for unit in past.all_units):
            heirs = past.heirs(code, self.today)
            now = heirs[0] if len(heirs) == 1 else code
            self.of[code] = agencies.get(now, now)
            self.within[self.of[code]].append(code)
        self._order = {code: place for place, code in enumerate(self.organisation.units)}

    def __call__(self, code: str) -> str:
        """The Perangkat Daerah of a unit, the unit itself where it stands in none."""
        return self.of.get(code, code)

    def codes(self, place: str) -> list[str]:
        """The units, of today and before, that stand in a Perangkat Daerah."""
        return self.within.get(place, [place])

    def office(self, place: str) -> str:
        """The office that coordinates a Perangkat Daerah, "" where none does."""
        rows = self.organisation.coordination.get(place, ())
        return next((row.coordinator for row in rows if not row.affair), rows[0].coordinator if rows else "")

    @cached_property
    def offices(self) -> list[str]:
        """The offices that coordinate, by the structure; who leads them and has nobody above them stands last."""
        found = {row.coordinator for rows in self.organisation.coordination.values() for row in rows}
        inner = [code for code in found if code in self.of and self.of[code] != code]
        return sorted(inner, key=self.order) + sorted(found - set(inner), key=self.order)

    def order(self, code: str) -> tuple[int, str]:
        """Where a unit stands in the structure; what is no longer there comes last."""
        return self._order.get(code, len(self._order)), code

    def grouped(self, code: str) -> tuple[Any, ...]:
        """The place of a Perangkat Daerah among those of its coordinating office."""
        office = self.office(code)
        return (self.offices.index(office) if office in self.offices else len(self.offices), *self.order(code))


# What is counted


def shown(government: Government, period: Period | None = None) -> QuerySet[Matter]:
    """The matters of which everybody may see between whom, in which kind and since when they are; of a period."""
    rows = public_matters(government).filter(withheld=False)
    for name in PARTY_FIELDS:
        rows = rows.filter(open_to_all(government, Matter.TYPE, name))
    return rows.filter(opened_on__gte=period.first, opened_on__lte=period.last) if period else rows


def told(government: Government) -> Q:
    """The matters that came to their end, still asking, and of which everybody may see who did what."""
    return Q(open_to_all(government, Matter.TYPE, "journey"), phase="closed") & ~Q(state__in=ASKS_NOBODY)


def edges(government: Government, period: Period | None = None) -> list[Edge]:
    """Who asked whom, in a period or ever, each Perangkat Daerah once in a matter; those within one with itself as the other."""
    places, calendar = Places(government), history(government).calendar
    rows = shown(government, period)
    ended = set(rows.filter(told(government)).values_list("pk", flat=True))
    parties = _parties(government, rows, places)
    acted = _acted(government, rows.filter(told(government)), places)
    days = _Days(calendar)
    found: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    listed: QuerySet[Any, Any] = rows.order_by().values_list("pk", "number", "kind", "opened_on", "pauses")
    for pk, number, kind, opened, pauses in listed:
        opener, others = parties.get(pk, ("", set()))
        for other in others if opener else ():
            sums = found[opener, other, kind, Quarter.of(opened).code]
            sums[0] += 1
            if pk in ended and other != opener:
                sums[1] += 1
                if first := acted.get((number, other)):
                    sums[2] += 1
                    sums[3] += days(opened, first, pauses)
    return [Edge(*key, *sums) for key, sums in sorted(found.items())]


class _Days:
    """Working days from one day to another without those on which the clocks stood still; each pair counted once."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.known: dict[tuple[date, date], int] = {}

    def __call__(self, since: date, until: date, pauses: list[Any] | None) -> int:
        if pauses:
            whole = [pause for pause in msgspec.convert(pauses, list[Pause]) if pause.seat is None]
            return self.calendar.paused(whole).between(since, until)
        if (since, until) not in self.known:
            self.known[since, until] = self.calendar.between(since, until)
        return self.known[since, until]


def _parties(government: Government, rows: QuerySet[Matter], places: Places) -> dict[int, tuple[str, set[str]]]:
    """Of some matters the Perangkat Daerah that opened each, and those that it asked."""
    seats = Participant.objects.filter(
        government=government, matter__in=rows.order_by().values("pk"), role__in=PARTIES, retired=False
    )
    found: dict[int, tuple[str, set[str]]] = {}
    for pk, role, unit in seats.order_by().values_list("matter_id", "role", "unit"):
        opener, others = found.get(pk, ("", set()))
        if role == Role.OPENER:
            opener = places(unit)
        else:
            others = others | {places(unit)}
        found[pk] = opener, others
    return found


def acts_of(government: Government) -> QuerySet[Any]:
    """What people did in matters; `by` is the unit for which each was done."""
    rows = Entry.objects.filter(government=government, subject_type=Matter.TYPE).exclude(post="")
    return rows.annotate(by=Coalesce(KT("on_behalf__unit"), Cast("unit", TextField())))


def _acted(government: Government, rows: QuerySet[Matter], places: Places) -> dict[tuple[str, str], date]:
    """The day on which each Perangkat Daerah first acted in some matters, by their numbers."""
    acts = acts_of(government).filter(subject_key__in=rows.order_by().values("number"))
    found: dict[tuple[str, str], date] = {}
    for number, unit, at in acts.order_by().values_list("subject_key", "by").annotate(at=Min("recorded_at")):
        key, day = (number, places(unit)), at.astimezone(government.zone).date()
        found[key] = min(found.get(key, day), day)
    return found


def pairs(found: Iterable[Edge], order: Callable[[str], Any]) -> list[Pair]:
    """The edges of two that are not one and the same, both directions and all kinds together, by the structure."""
    rows: dict[tuple[str, str], Pair] = {}
    for edge in found:
        if edge.unit == edge.other:
            continue
        one, two = sorted((edge.unit, edge.other), key=order)
        pair = rows.setdefault((one, two), Pair(one, two))
        if edge.unit == one:
            pair.there += edge.n
        else:
            pair.back += edge.n
        pair.ended += edge.ended
        pair.answered += edge.answered
        pair.days += edge.days
        pair.kinds[edge.kind] += edge.n
    return sorted(rows.values(), key=lambda pair: (order(pair.one), order(pair.two)))


# The lists behind the figures


def opened_by(government: Government, place: str, places: Places) -> Q:
    """The matters that a Perangkat Daerah opened."""
    return _seated(government, [Role.OPENER], places.codes(place))


def asked_of(government: Government, place: str, places: Places) -> Q:
    """The matters in which a Perangkat Daerah was asked."""
    return _seated(government, [Role.COUNTERPART], places.codes(place))


def _seated(government: Government, roles: Iterable[str], units: Iterable[str]) -> Q:
    seats = Participant.objects.filter(government=government, role__in=roles, unit__in=list(units), retired=False)
    return Q(pk__in=seats.order_by().values("matter"))


def answered_by(government: Government, place: str, places: Places) -> Q:
    """The matters in which a Perangkat Daerah has acted."""
    acts = acts_of(government).filter(subject_key=OuterRef("number"), by__in=places.codes(place))
    return Q(Exists(acts))


def lying_with(government: Government, unit: str) -> Q:
    """The open matters in which something waits for a unit, as far as everybody may see where they lie."""
    seats = Participant.objects.filter(government=government, unit=unit, retired=False).exclude(turn="")
    return Q(open_to_all(government, Matter.TYPE, "lies_with"), phase="open", pk__in=seats.order_by().values("matter"))


def concerning(government: Government, place: str, places: Places) -> Q:
    """The matters that name an affair which a Perangkat Daerah holds, and in which it takes no part."""
    affairs = [key for key, affair in places.organisation.affairs.items() if places(affair.unit) == place]
    seats = Participant.objects.filter(
        government=government, matter=OuterRef("pk"), unit__in=places.codes(place), retired=False
    )
    rows = _with_affairs(government).values_list("pk", "affairs")
    named = [pk for pk, codes in rows if set(codes) & set(affairs)]
    return Q(~Exists(seats), pk__in=named)


# Beside the picture


def desks(government: Government, places: Places) -> Counter[str]:
    """How many open matters wait for each office that coordinates, as far as everybody may see it."""
    rows = shown(government).filter(open_to_all(government, Matter.TYPE, "lies_with"), phase="open")
    seats = Participant.objects.filter(
        government=government, matter__in=rows.order_by().values("pk"), unit__in=places.offices, retired=False
    ).exclude(turn="")
    found = seats.order_by().values_list("unit").annotate(Count("matter", distinct=True))
    return Counter(dict(found))


def _with_affairs(government: Government) -> QuerySet[Matter]:
    """The matters that name affairs, where everybody may see through whom they go."""
    return shown(government).filter(open_to_all(government, Matter.TYPE, "path")).exclude(EMPTY_LIST)


def not_asked(government: Government, places: Places, period: Period, kind: str = "") -> Counter[str]:
    """How many matters of a period, of one kind or of all, name an affair of a Perangkat Daerah that takes no part."""
    affairs = places.organisation.affairs
    rows = _with_affairs(government).filter(opened_on__gte=period.first, opened_on__lte=period.last)
    rows = rows.filter(kind=kind) if kind else rows
    named = {
        pk: {places(affairs[code].unit) for code in codes if code in affairs}
        for pk, codes in rows.values_list("pk", "affairs")
    }
    seats = Participant.objects.filter(government=government, matter__in=rows.order_by().values("pk"), retired=False)
    for pk, unit in seats.values_list("matter_id", "unit"):
        named[pk].discard(places(unit))
    return Counter(place for left in named.values() for place in left)


@dataclass(frozen=True)
class Sharing:
    """Two Perangkat Daerah that carry out rows of the same integrated programmes, and these programmes."""

    one: str
    two: str
    programmes: tuple[tuple[int, str], ...]  # key and title of each


def never_talked(government: Government, places: Places) -> list[Sharing]:
    """The Perangkat Daerah that share an integrated programme in force and that no matter and no meeting, of which
    everybody may know, has ever brought together.
    """
    shared: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    rows = Row.objects.filter(
        government=government,
        document__in=public_documents(government)
        .filter(open_to_all(government, Document.TYPE, "rows"), form=INTEGRATED, phase="open")
        .order_by()
        .values("pk"),
    )
    busy: dict[tuple[int, str], set[str]] = defaultdict(set)
    for document, title, units in rows.order_by("document").values_list("document_id", "document__title", "units"):
        busy[document, title] |= {places(unit) for unit in units}
    for (document, title), units in busy.items():
        for one, two in combinations(sorted(units, key=places.order), 2):
            shared[one, two][document] = title
    if not shared:
        return []
    among = sorted({code for pair in shared for place in pair for code in places.codes(place)})
    met = {*_together(government, among, places), *_called_together(government, among, places)}
    return [
        Sharing(one, two, tuple(programmes.items()))
        for (one, two), programmes in sorted(shared.items(), key=lambda pair: tuple(map(places.order, pair[0])))
        if frozenset((one, two)) not in met
    ]


def _together(government: Government, among: list[str], places: Places) -> Iterator[frozenset[str]]:
    """Those of some units that were parties of the same matter."""
    seats = Participant.objects.filter(
        government=government,
        unit__in=among,
        role__in=PARTIES,
        retired=False,
        matter__in=shown(government).order_by().values("pk"),
        matter__participants__unit__in=among,
        matter__participants__role__in=PARTIES,
        matter__participants__retired=False,
        matter__participants__unit__gt=F("unit"),
    )
    for one, two in seats.order_by().values_list("unit", "matter__participants__unit").distinct():
        yield frozenset((places(one), places(two)))


def _called_together(government: Government, among: list[str], places: Places) -> Iterator[frozenset[str]]:
    """Those of some units that were called to the same meeting that was held."""
    meetings = public_meetings(government).filter(open_to_all(government, "meeting", "units"), held_on__isnull=False)
    seats = MeetingSeat.objects.filter(
        government=government,
        unit__in=among,
        role__in=ATTENDEES,
        retired=False,
        subject__in=meetings.order_by().values("pk"),
        subject__seat_rows__unit__in=among,
        subject__seat_rows__role__in=ATTENDEES,
        subject__seat_rows__retired=False,
        subject__seat_rows__unit__gt=F("unit"),
    )
    for one, two in seats.order_by().values_list("unit", "subject__seat_rows__unit").distinct():
        yield frozenset((places(one), places(two)))


def half_a_year(today: date) -> date:
    """Since when nothing must have been for something to be out of use: at least six whole months, by quarters."""
    return Quarter.of(today).before.before.first


@dataclass(frozen=True)
class Unused:
    """What was used before and is out of use since, with the day on which it was used last; None for never."""

    code: str
    other: str
    last: date | None


def resting_pairs(government: Government, places: Places) -> list[Unused]:
    """Who asked whom before and not in the last six months, by the structure."""
    rows = (
        Participant.objects.filter(
            government=government,
            role=Role.OPENER,
            retired=False,
            matter__in=shown(government).order_by().values("pk"),
            matter__participants__role=Role.COUNTERPART,
            matter__participants__retired=False,
        )
        .order_by()
        .values_list("unit", "matter__participants__unit")
        .annotate(Max("matter__opened_on"))
    )
    last: dict[tuple[str, str], date] = {}
    for unit, other, day in rows:
        key = places(unit), places(other)
        if key[0] != key[1]:
            last[key] = max(last.get(key, day), day)
    since = half_a_year(places.today)
    found = [Unused(one, two, day) for (one, two), day in last.items() if day < since]
    return sorted(found, key=lambda row: (places.order(row.code), places.order(row.other)))


def resting_forms(government: Government, forms: Iterable[str], today: date) -> list[Unused]:
    """The forms of coordination (Pasal 18) in which no matter was opened in the last six months, or ever."""
    rows = shown(government).exclude(form="").order_by().values_list("form").annotate(Max("opened_on"))
    last, since = dict(rows), half_a_year(today)
    return [Unused(form, "", last.get(form)) for form in forms if last.get(form, date.min) < since]


def unwalked(government: Government, places: Places) -> list[Unused]:
    """The rows of the mapping on whose path no matter has gone in the last six months, or ever: unit and coordinator.

    A path is gone where the coordinator sits, as one or as the convener, in a matter of which the unit is a party.
    """
    rows = (
        Participant.objects.filter(
            government=government,
            role__in=PARTIES,
            retired=False,
            matter__in=shown(government).filter(open_to_all(government, Matter.TYPE, "path")).order_by().values("pk"),
            matter__participants__role__in=OFFICES,
            matter__participants__unit__in=places.offices,
            matter__participants__retired=False,
        )
        .order_by()
        .values_list("unit", "matter__participants__unit")
        .annotate(Max("matter__opened_on"))
    )
    last: dict[tuple[str, str], date] = {}
    for unit, office, day in rows:
        for code in (unit, places(unit)):
            last[code, office] = max(last.get((code, office), day), day)
    since, found = half_a_year(places.today), []
    for mapped in places.organisation.coordination.values():
        for office in dict.fromkeys(row.coordinator for row in mapped):
            key = mapped[0].unit, office
            if last.get(key, date.min) < since:
                found.append(Unused(*key, last.get(key)))
    return sorted(found, key=lambda row: (places.grouped(row.code), places.order(row.other)))

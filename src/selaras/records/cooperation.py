"""Cooperation: who worked with whom, in which kind, and how quickly it was answered, from what everybody may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, reduce
from itertools import combinations, product
from operator import or_
from typing import Any, NamedTuple

import msgspec
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Max, Min, OuterRef, Q, QuerySet, TextField
from django.db.models import Sum as Total
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
from selaras.records.sums import Key, Line, Part, Sum, read
from selaras.records.units import history

INTEGRATED = "c"  # the form of documents that integrate programmes (Pasal 18 huruf c)
OFFICES = (Role.COORDINATOR, Role.CONVENER)
PARTY_FIELDS = ("units", "kind", "opened_on")
ASKS_NOBODY = ("withdrawn", "merged", "changed", "united")  # how a matter ends that waits for no answer any more
# What is added up: who opened, who asked whom and whether he answered, which parties met, between whom and which office
# a path led, in which form, on whose desk it lies, whose affair is named without him.
OPENED, ASKED, ANSWERED, MET = "berkas-diajukan", "kerja-sama", "kerja-sama-dijawab", "bertemu"
PATH, FORM, DESK, NAMED = "jalur-dilalui", "bentuk", "meja", "urusan-terkait"


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
        # Of those that are known to begin, to end or to pass to another: the first day on which that changes.
        self.changes: dict[str, date] = {}
        known = [(unit.code, unit.valid_from) for unit in past.all_units]
        known += [(unit.code, unit.valid_to + timedelta(days=1)) for unit in past.all_units if unit.valid_to]
        known += [(code, row.date) for row in past.successions for code in (row.old, row.new) if code]
        for code, day in known:
            if day > self.today:
                self.changes[self(code)] = min(self.changes.get(self(code), day), day)
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


# The measures


def of_matters(government: Government, keys: Collection[int]) -> dict[int, Part]:
    """What matters add to the map: who asked whom and whether he answered, who met, through whom, on whose desk it is,
    and whose affair it names. Of several units of one Perangkat Daerah that were asked the first counts for all.
    """
    places, found = Places(government), dict[int, Part]()
    rows = shown(government).filter(pk__in=keys).order_by()
    seats, answers = _seats(government, rows), _Answers(government, rows, places)
    seen = {
        "desk_seen": Q(open_to_all(government, Matter.TYPE, "lies_with"), phase="open"),
        "path_seen": open_to_all(government, Matter.TYPE, "path"),
    }
    seen_so = {name: ExpressionWrapper(condition, BooleanField()) for name, condition in seen.items()}
    columns = ("pk", "number", "kind", "form", "opened_on", "pauses", "affairs", *seen)
    listed: QuerySet[Any, Any] = rows.annotate(**seen_so).values_list(*columns)
    for pk, number, kind, form, opened, pauses, affairs, desk_seen, path_seen in listed:
        sitting, on, looks = seats[pk], Quarter.of(opened).first, list[date]()
        opener = next((seat.unit for seat in sitting if seat.role == Role.OPENER), "")
        parties = sorted({seat.unit for seat in sitting if seat.role in PARTIES})
        lines = [Line(Key(OPENED, on, opener, kind=kind))]
        for place, unit in _first_of_each(places, (s.unit for s in sitting if s.role == Role.COUNTERPART)).items():
            lines.append(Line(Key(ASKED, on, opener, unit, kind)))
            if number in answers.ended and place != places(opener):
                first = answers.first.get((number, place))
                lasted = answers.lasted(opened, first, pauses)
                lines.append(Line(Key(ANSWERED, on, opener, unit, kind), met=int(first is not None), days=lasted))
                looks += [first] if first else []
        lines += [Line(Key(MET, on, one, two)) for one, two in combinations(parties, 2)]
        lines += [Line(Key(FORM, on, other=form))] if form else []
        if path_seen:
            offices = sorted({seat.unit for seat in sitting if seat.role in OFFICES})
            lines += [Line(Key(PATH, on, unit, office)) for unit, office in product(parties, offices)]
            there = {places(seat.unit) for seat in sitting}
            named = _first_of_each(places, (str(code).partition("/")[0] for code in affairs))
            lines += [Line(Key(NAMED, on, opener, unit, kind)) for at, unit in named.items() if at not in there]
        if desk_seen:
            lines += [Line(Key(DESK, on, unit)) for unit in sorted({seat.unit for seat in sitting if seat.turn})]
        moves = [places.changes[at] for seat in sitting if (at := places(seat.unit)) in places.changes]
        found[pk] = Part(tuple(lines), min(moves, default=None), (opened, max(looks)) if looks else None)
    for pk, opens in _held(government, keys):
        part = found.get(pk, Part())
        found[pk] = replace(part, wakes_on=min(opens, part.wakes_on or opens))
    return found


def _held(government: Government, keys: Collection[int]) -> Iterator[tuple[int, date]]:
    """Those of some matters that a request for a withholding holds, and the day on which each is held no more."""
    rows = Matter.objects.filter(government=government, pk__in=keys, held_until__gte=government.today()).order_by()
    until: QuerySet[Any, Any] = rows.values_list("pk", "held_until")
    for pk, last in until:
        yield pk, last + timedelta(days=1)


class _Seat(NamedTuple):
    role: str
    unit: str
    turn: str


def _seats(government: Government, rows: QuerySet[Matter]) -> dict[int, list[_Seat]]:
    """Who sits in some matters now, in order."""
    seats = Participant.objects.filter(government=government, matter__in=rows.values("pk"), retired=False)
    found: dict[int, list[_Seat]] = defaultdict(list)
    for pk, *said in seats.order_by("order").values_list("matter_id", "role", "unit", "turn"):
        found[pk].append(_Seat(*said))
    return found


def _first_of_each(places: Places, units: Iterable[str]) -> dict[str, str]:
    """The first unit of each Perangkat Daerah."""
    found: dict[str, str] = {}
    for unit in units:
        found.setdefault(places(unit), unit)
    return found


# Reading


@dataclass(frozen=True)
class Tally:
    """What the map shows of a period, read at once: who asked whom, how many matters each opened in each kind, and how
    many name an affair of one that takes no part.
    """

    edges: list[Edge]
    opened: Counter[tuple[str, str]]  # by Perangkat Daerah and kind
    named: Counter[tuple[str, str]]


def tally(government: Government, places: Places, period: Period | None = None, *, quarterly: bool = False) -> Tally:
    """All of a period, or ever; each Perangkat Daerah as it stands today, and its matters by quarter where asked so."""
    since, until = (period.first, period.last) if period else (None, None)
    by = ("unit", "other", "kind", *(["day"] if quarterly else []))
    rows = read(government, (ASKED, ANSWERED, OPENED, NAMED), since=since, until=until, by=by)
    sums: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    opened: Counter[tuple[str, str]] = Counter()
    named: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.measure == OPENED:
            opened[places(row.unit), row.kind] += row.n
        elif row.measure == NAMED:
            named[places(row.other), row.kind] += row.n
        else:
            quarter = Quarter.of(row.day).code if row.day else ""
            found = sums[places(row.unit), places(row.other), row.kind, quarter]
            if row.measure == ASKED:
                found[0] += row.n
            else:
                for place, number in enumerate((row.n, row.met, row.days), start=1):
                    found[place] += number
    return Tally([Edge(*key, *numbers) for key, numbers in sorted(sums.items())], opened, named)


def edges(government: Government) -> list[Edge]:
    """Who ever asked whom, by quarter, each Perangkat Daerah once in a matter."""
    return tally(government, Places(government), quarterly=True).edges


@dataclass(frozen=True)
class Ever:
    """What the map knows of all time: in which quarter (its first day) something was last, and what lies on desks."""

    asked: dict[tuple[str, str], date]
    met: set[frozenset[str]]
    paths: dict[tuple[str, str], date]  # the unit as recorded and as the Perangkat Daerah it stands in
    forms: dict[str, date]
    desks: Counter[str]


def ever(government: Government, places: Places) -> Ever:
    """All time at once; one query."""
    found = Ever({}, set(), {}, {}, Counter())
    rows = (
        Sum.objects.filter(government=government, measure__in=(ASKED, MET, PATH, FORM, DESK), n__gt=0)
        .order_by()
        .values_list("measure", "unit", "other")
        .annotate(Max("day"), Total("n"))
    )
    for measure, unit, other, day, n in rows:
        if measure == DESK:
            found.desks[unit] += n
        elif measure == FORM:
            found.forms[other] = day
        elif measure == MET:
            found.met.add(frozenset((places(unit), places(other))))
        elif measure == PATH:
            for code in (unit, places(unit)):
                found.paths[code, other] = max(found.paths.get((code, other), day), day)
        else:
            key = places(unit), places(other)
            found.asked[key] = max(found.asked.get(key, day), day)
    return found


class _Answers:
    """Of those of some matters that came to their end: when each Perangkat Daerah first acted, by their numbers."""

    def __init__(self, government: Government, rows: QuerySet[Matter], places: Places) -> None:
        self.calendar: Calendar = history(government).calendar
        self.known: dict[tuple[date, date], int] = {}
        self.first: dict[tuple[str, str], date] = {}
        self.ended = set(rows.filter(told(government)).values_list("number", flat=True))
        acts = acts_of(government).filter(subject_key__in=sorted(filter(None, self.ended)))
        for number, unit, at in acts.order_by().values_list("subject_key", "by").annotate(at=Min("recorded_at")):
            key, day = (number, places(unit)), at.astimezone(government.zone).date()
            self.first[key] = min(self.first.get(key, day), day)

    def lasted(self, since: date, until: date | None, pauses: list[Any] | None) -> int:
        """Working days until an answer, without those on which the clocks of all stood still; 0 for none."""
        if until is None:
            return 0
        if pauses:
            whole = [pause for pause in msgspec.convert(pauses, list[Pause]) if pause.seat is None]
            return self.calendar.paused(whole).between(since, until)
        if (since, until) not in self.known:
            self.known[since, until] = self.calendar.between(since, until)
        return self.known[since, until]


def acts_of(government: Government) -> QuerySet[Any]:
    """What people did in matters; `by` is the unit for which each was done."""
    rows = Entry.objects.filter(government=government, subject_type=Matter.TYPE).exclude(post="")
    return rows.annotate(by=Coalesce(KT("on_behalf__unit"), Cast("unit", TextField())))


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
    codes = places.codes(place)
    rows = shown(government).filter(open_to_all(government, Matter.TYPE, "path")).exclude(affairs=[])
    named = reduce(or_, (Q(said__contains=f'"{code}/') for code in codes))  # as JSON writes UNIT/AFFAIR in a list
    rows = rows.annotate(said=Cast("affairs", TextField())).filter(named).order_by()
    seats = Participant.objects.filter(government=government, matter=OuterRef("pk"), unit__in=codes, retired=False)
    return Q(~Exists(seats), pk__in=rows.values("pk"))


# Beside the picture


@dataclass(frozen=True)
class Sharing:
    """Two Perangkat Daerah that carry out rows of the same integrated programmes, these programmes, and whether a
    matter or a meeting, of which everybody may know, has ever brought the two together.
    """

    one: str
    two: str
    programmes: tuple[tuple[int, str], ...]  # key and title of each
    talked: bool


def sharing(government: Government, places: Places, known: Ever) -> list[Sharing]:
    """Who shares the integrated programmes in force, by the structure."""
    documents = public_documents(government).filter(open_to_all(government, Document.TYPE, "rows"))
    in_force = documents.filter(form=INTEGRATED, phase="open").order_by()
    rows = Row.objects.filter(government=government, document__in=in_force.values("pk")).order_by("document")
    busy: dict[tuple[int, str], set[str]] = defaultdict(set)
    for document, title, units in rows.values_list("document_id", "document__title", "units"):
        busy[document, title] |= {places(unit) for unit in units}
    shared: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for programme, units in busy.items():
        for one, two in combinations(sorted(units, key=places.order), 2):
            shared[one, two].append(programme)
    left = {frozenset(pair) for pair in shared} - known.met
    among = sorted({code for pair in left for place in pair for code in places.codes(place)})
    left -= set(_called_together(government, among, places)) if among else set()
    return [
        Sharing(one, two, tuple(shared[one, two]), frozenset((one, two)) not in left)
        for one, two in sorted(shared, key=lambda pair: tuple(map(places.order, pair)))
    ]


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
    """What was used before and is out of use since, with the quarter of its last matter; None for never."""

    code: str
    other: str
    last: Quarter | None


def _unused(code: str, other: str, last: date | None) -> Unused:
    return Unused(code, other, Quarter.of(last) if last else None)


def resting_pairs(known: Ever, places: Places) -> list[Unused]:
    """Who asked whom before and not in the last six months, by the structure."""
    since = half_a_year(places.today)
    found = [_unused(one, two, day) for (one, two), day in known.asked.items() if day < since and one != two]
    return sorted(found, key=lambda row: (places.order(row.code), places.order(row.other)))


def resting_forms(known: Ever, forms: Iterable[str], today: date) -> list[Unused]:
    """The forms of coordination (Pasal 18) in which no matter was opened in the last six months, or ever."""
    since = half_a_year(today)
    return [_unused(form, "", known.forms.get(form)) for form in forms if known.forms.get(form, date.min) < since]


def unwalked(known: Ever, places: Places) -> list[Unused]:
    """The rows of the mapping on whose path no matter has gone in the last six months, or ever: unit and coordinator.

    A path is gone where the coordinator sits, as one or as the convener, in a matter of which the unit is a party.
    """
    since, found = half_a_year(places.today), []
    for code, mapped in places.organisation.coordination.items():
        for office in dict.fromkeys(row.coordinator for row in mapped):
            last = known.paths.get((code, office))
            if last is None or last < since:
                found.append(_unused(code, office, last))
    return sorted(found, key=lambda row: (places.grouped(row.code), places.order(row.other)))

"""Cockpit: what a post watches over, its figures beside the quarter before, and the lists behind them to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, Prefetch, Q, QuerySet

from selaras.actions import marks
from selaras.actions.facts import clock_of, local_day, procedure_of, resolver
from selaras.actions.offices import Office, unit_of
from selaras.law.clocks import Reading
from selaras.law.quarters import Quarter
from selaras.law.span import Span, offices_of, span_of
from selaras.law.words import Sentence, say, word
from selaras.records import cockpit as rows_of
from selaras.records import watched
from selaras.records.cockpit import Watch
from selaras.records.governments import pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting
from selaras.records.openness import public_decisions
from selaras.records.outcomes import FollowUp
from selaras.records.people import CAPACITIES, Actor
from selaras.records.snapshots import stood_on
from selaras.records.sums import Standing
from selaras.records.units import history

LONGEST = 160  # characters of a long text that stands for a title


# Who watches over what


@dataclass
class Cockpit:
    """What one post watches over today."""

    actor: Actor

    def __post_init__(self) -> None:
        self.government = self.actor.government
        self.today = self.government.today()
        self.past = history(self.government)
        self.organisation = self.past.on(self.today)
        self.quarter = Quarter.of(self.today)

    @cached_property
    def span(self) -> Span:
        """The units that the post watches over."""
        oversight = pack_of(self.government).regulation_on(self.today).supervisors
        everything = {code for code, unit in self.organisation.units.items() if unit.type in oversight}
        everything.add(unit_of(self.government, Office.ORGANISATION))
        return span_of(resolver(self.government, self.today), self.actor.post, everything)

    @cached_property
    def watch(self) -> Watch:
        """The same as it is asked of the records: with the units that ended and that one of them succeeded."""
        if self.span.whole:
            return Watch(self.government)
        gone = (self.past.predecessors(code, self.today) for code in self.span.units)
        return Watch(self.government, self.span.units.union(*gone))

    @cached_property
    def units(self) -> frozenset[str]:
        """All units of which a list may be asked, also those that ended."""
        every = frozenset(unit.code for unit in self.past.all_units)
        return every if self.watch.units is None else self.watch.units & every

    def narrowed(self, *, unit: str = "", office: str = "") -> Watch:
        """One unit of the span, or an office with those that it coordinates; the span itself where neither is asked."""
        if unit:
            return Watch(self.government, frozenset({unit}) & self.units)
        if office:
            return Watch(self.government, frozenset(c for c, found in self.offices.items() if found == office))
        return self.watch

    @cached_property
    def offices(self) -> dict[str, str]:
        """The coordinating office of each unit of the span."""
        found = offices_of(self.organisation)
        return {code: office for code, office in found.items() if self.span.whole or code in self.span.units}

    @cached_property
    def standing(self) -> Standing:
        """How current the figures are; what acts have marked is followed first."""
        return marks.current(self.government)

    @cached_property
    def stocks(self) -> dict[str, Counter[str]]:
        """What lies with the units now, unit by unit."""
        _followed = self.standing
        return watched.stocks(self.watch)

    @cached_property
    def before(self) -> tuple[date, Counter[str]] | None:
        """What lay with them at the end of the quarter before, and on what day that was kept."""
        last = self.quarter.before
        return stood_on(self.government, last.first, last.last, self.watch.units)

    @cached_property
    def flows(self) -> dict[str, tuple[int, int]]:
        """What happened in this quarter, and in the one before."""
        return watched.flows(self.watch, self.quarter)

    def name(self, code: str) -> str:
        """A unit or a post by its name."""
        return self.organisation.name_of(code)

    def total(self, name: str) -> int:
        """How much of a sort lies with all of them."""
        return self.stocks[name].total()

    # The first screen

    def oldest(self, most: int) -> list[Told]:
        """Whose turn it has been longest, of what may be told."""
        return _turns(self, self._longest(most))

    def first(self, most: int) -> tuple[list[Told], Told | None]:
        """The same, and the matter that runs longest."""
        longest = self._longest(most)
        rows = rows_of.told(rows_of.matters(self.watch), self.actor).order_by("opened_on", "pk")
        eldest = list(_with_turns(rows)[:1])
        faces = _faces(self, [*(seat.matter for seat in longest), *eldest])
        found = next(iter(_matters(self, eldest, faces=faces)), None)
        if found and not found.places:
            tasks = rows_of.told(rows_of.tasks_about(self.watch, eldest[0].pk), self.actor)
            found = replace(found, tasks=tasks.count())
        return _turns(self, longest, faces), found

    def longest_late(self, than: Told | None) -> Told | None:
        """The follow-up longest past its day, of what may be told, where that is longer than a turn waits."""
        if not self.total("tasks_late"):
            return None
        rows = rows_of.told(rows_of.tasks_late(self.watch), self.actor)
        rows = rows.filter(due_on__lt=than.day) if than and than.day else rows
        return next(iter(_tasks(self, rows.prefetch_related("seat_rows").order_by("due_on", "pk")[:1])), None)

    def _longest(self, most: int) -> list[Participant]:
        rows = rows_of.told(rows_of.turns(self.watch), self.actor).order_by("turn_since", "pk")
        return list(_seated(rows)[:most])

    def meetings_today(self, most: int) -> list[Told]:
        """The meetings of today to which units of the span are called, of what may be told."""
        rows = rows_of.told(rows_of.meetings_on(self.watch, self.today), self.actor).order_by("starts_at", "pk")
        return _meetings(self, rows[:most], lambda row: row.starts_at)

    def due_today(self, most: int) -> list[Told]:
        """The follow-ups whose last day is today, of what may be told."""
        rows = rows_of.told(rows_of.tasks(self.watch).filter(due_on=self.today), self.actor).order_by("pk")
        return _tasks(self, rows.prefetch_related("seat_rows")[:most])

    @cached_property
    def chief(self) -> str:
        """The unit of the highest coordinating office, under which the others stand."""
        return resolver(self.government, self.today).chief or ""

    def desks(self) -> list[Desk]:
        """Where it lies: office by office for who watches over several, else unit by unit; most first."""
        waiting, late = self.stocks["waiting"], self.stocks["late"]
        found: dict[tuple[str, str], Desk] = {}
        several = self.span.whole
        for code, many in waiting.items():
            office = self.offices.get(code, "") if several else ""
            key = ("office", office) if office else ("unit", code)
            if key not in found:
                found[key] = Desk(code=key[1], name=self._desk(key[1]), office=bool(office))
            desk = found[key]
            desk.own += many if code == key[1] else 0
            desk.others += 0 if code == key[1] else many
            desk.late += late[code]
        return sorted(found.values(), key=lambda desk: (-desk.total, desk.name))

    def _desk(self, code: str) -> str:
        head = self.organisation.heads.get(code)
        office = code in self.offices.values() and head is not None
        return head.title if office and head else self.name(code)


@dataclass
class Desk:
    """How much waits at one desk: on the unit itself, and for an office on the units that it coordinates."""

    code: str
    name: str
    office: bool
    own: int = 0
    others: int = 0
    late: int = 0

    @property
    def total(self) -> int:
        """All that waits."""
        return self.own + self.others


# The lists


class Place(NamedTuple):
    """With whom something lies: the unit and the post by name ("" for none), and both as a sentence names them."""

    unit: str
    post: str
    words: str


@dataclass(frozen=True)
class Told:
    """A row of a list: what it is, where its page is, with whom it lies, since when, and its clock or its state.

    Of what the reader may not read there is no title: only where it lies and since when. `tasks` is how many follow-ups
    of a matter are open on which no step is waited for, as far as that was asked.
    """

    title: str
    href: str
    number: str
    places: tuple[Place, ...]
    day: Any
    clock: Reading | None = None
    state: str = ""
    tasks: int = 0


@dataclass(frozen=True)
class Listing:
    """A list behind a figure: its name, what it counts, what its day says, its rows, and in which orders."""

    code: str
    label: Sentence
    counts: Sentence
    day: Sentence
    rows: Callable[[Watch, Quarter], QuerySet[Any]]
    column: str  # the day by which it is ordered
    unit: str  # the column of units (or of posts) by which it is ordered
    read: Callable[[Cockpit, Sequence[Any]], list[Told]]
    related: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows
    by_quarter: bool = False
    clocked: bool = False
    newest_first: bool = False

    def of(self, watch: Watch, quarter: Quarter, narrow: Q | None = None) -> QuerySet[Any]:
        """All rows that its figure counts."""
        rows = self.rows(watch, quarter)
        return rows.filter(narrow) if narrow else rows

    def ordered(self, rows: QuerySet[Any], order: str) -> QuerySet[Any]:
        """The rows with all that is read of them: the oldest first ("lama"), the newest ("baru"), or by unit."""
        if order == "unit":
            rows = rows.order_by(self.unit, self.column, "pk")
        elif order == "baru":
            rows = rows.order_by(F(self.column).desc(), "-pk")
        else:
            rows = rows.order_by(self.column, "pk")
        return self.related(rows)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def _with_turns(rows: QuerySet[Any]) -> QuerySet[Any]:
    waiting = Participant.objects.exclude(turn="").filter(retired=False).order_by("turn_since", "order")
    return rows.defer("path", "purpose").prefetch_related(Prefetch("participants", waiting, to_attr="waiting"))


def _seated(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("matter").defer("matter__path", "matter__purpose")


def _faces(cockpit: Cockpit, rows: Iterable[Matter]) -> dict[int, tuple[str, str, str]]:
    """Of some matters title, page and number, as far as the reader may read them."""
    listed = {row.pk: row for row in rows}
    mine = Matter.objects.visible_to(cockpit.actor).filter(pk__in=listed)
    opens = set(mine.values_list("pk", flat=True))
    public = rows_of.titled(cockpit.government, list(listed))
    found = {}
    for pk, row in listed.items():
        if pk in opens:
            found[pk] = (row.title, f"/kerja/berkas/{row.number}/", row.number or "")
        elif pk in public:
            found[pk] = (row.title, f"/berkas/{row.number}/", row.number or "")
        else:
            found[pk] = ("", "", "")
    return found


def _place(cockpit: Cockpit, unit: str, post: str, capacity: str = "") -> Place:
    """A head of a unit goes by his post alone, another post with its unit."""
    name = cockpit.name(unit)
    if not post:
        return Place(name, "", name)
    title = f"{CAPACITIES.get(capacity, '')} {cockpit.name(post)}".strip()
    head = cockpit.organisation.heads.get(unit)
    alone = (head and head.code == post) or name in title
    return Place(name, title, title if alone else f"{title}, {name}")


Faces = Mapping[int, tuple[str, str, str]]


def _matters(
    cockpit: Cockpit, rows: Sequence[Matter], day: str = "opened_on", faces: Faces | None = None
) -> list[Told]:
    faces = _faces(cockpit, rows) if faces is None else faces
    found = []
    for row in rows:
        row.government = cockpit.government
        seats = row.waiting  # type: ignore[attr-defined]
        procedure = procedure_of(row)
        clocks = [clock_of(row, procedure, seat) for seat in seats]
        pressing = min((c for c in clocks if c.left is not None), key=lambda c: c.left or 0, default=None)
        places = tuple(_place(cockpit, seat.unit, seat.turn_post) for seat in seats)
        if row.phase == "closed":
            places = (_place(cockpit, row.opener_unit, ""),)
        state = procedure.state(row.state).told(seat.role for seat in seats)
        found.append(Told(*faces[row.pk], places, getattr(row, day), pressing, word(state)))
    return found


def _turns(cockpit: Cockpit, rows: Sequence[Participant], faces: Faces | None = None) -> list[Told]:
    faces = _faces(cockpit, [row.matter for row in rows]) if faces is None else faces
    found = []
    for seat in rows:
        seat.matter.government = cockpit.government
        since = local_day(cockpit.government, seat.turn_since) if seat.turn_since else None
        clock = clock_of(seat.matter, procedure_of(seat.matter), seat)
        place = _place(cockpit, seat.unit, seat.turn_post)
        found.append(Told(*faces[seat.matter_id], (place,), since, clock))
    return found


def _tasks(cockpit: Cockpit, rows: Iterable[FollowUp]) -> list[Told]:
    listed = list(rows)
    opens = set(
        FollowUp.objects.all()
        .visible_to(cockpit.actor)
        .filter(pk__in=[r.pk for r in listed])
        .values_list("pk", flat=True)
    )
    found = []
    for row in listed:
        row.government = cockpit.government
        owner = next((s for s in row.seat_rows.all() if s.role == "owner" and not s.retired), None)
        href = f"/kerja/tindak-lanjut/{row.pk}/" if row.pk in opens else ""
        href = href or (f"/keputusan/{row.decision_id}/" if row.decision_id else "")
        procedure = procedure_of(row)
        clock = clock_of(row, procedure, owner) if owner else None
        places = (_place(cockpit, owner.unit, owner.post),) if owner else ()
        state = word(procedure.state(row.state).label)
        found.append(Told(_short(row.text), href, "", places, row.due_on, clock, state))
    return found


def _meetings(
    cockpit: Cockpit, rows: Iterable[Meeting], day: Callable[[Meeting], Any] = lambda row: row.held_on
) -> list[Told]:
    listed = list(rows)
    mine = Meeting.objects.all().visible_to(cockpit.actor).filter(pk__in=[row.pk for row in listed])
    opens = set(mine.values_list("pk", flat=True))
    found = []
    for row in listed:
        row.government = cockpit.government
        href = f"/kerja/rapat/{row.pk}/" if row.pk in opens else f"/agenda/{row.pk}/"
        places = tuple(
            _place(cockpit, s.unit, s.post) for s in row.seat_rows.all() if s.role == "chair" and not s.retired
        )
        state = word(procedure_of(row).state(row.state).label)
        found.append(Told(row.title, href, "", places, day(row), None, state))
    return found


def _absent(cockpit: Cockpit, rows: Sequence[Any]) -> list[Told]:
    mine = Meeting.objects.all().visible_to(cockpit.actor).filter(pk__in=[row.subject_id for row in rows])
    opens = set(mine.values_list("pk", flat=True))
    return [
        Told(
            seat.subject.title,
            f"/kerja/rapat/{seat.subject_id}/" if seat.subject_id in opens else f"/agenda/{seat.subject_id}/",
            "",
            (_place(cockpit, seat.unit, seat.post),),
            seat.subject.held_on,
        )
        for seat in rows
    ]


def _groups(cockpit: Cockpit, rows: Sequence[Any]) -> list[Told]:
    mine = WorkingGroup.objects.all().visible_to(cockpit.actor).filter(pk__in=[row.pk for row in rows])
    opens = set(mine.values_list("pk", flat=True))
    found = []
    for row in rows:
        row.government = cockpit.government
        places = tuple(
            _place(cockpit, s.unit, s.post) for s in row.seat_rows.all() if s.role == "chair" and not s.retired
        )
        over = row.ends_on < cockpit.today
        state = say("Masa tugasnya sudah berakhir") if over else say("Masa tugasnya segera berakhir")
        href = f"/kerja/gugus-kerja/{row.pk}/" if row.pk in opens else f"/gugus-kerja/{row.pk}/"
        found.append(Told(row.name, href, "", places, row.ends_on, None, state))
    return found


def _decisions(cockpit: Cockpit, rows: Sequence[Any]) -> list[Told]:
    public = public_decisions(cockpit.government).filter(pk__in=[row.pk for row in rows])
    opens = set(public.values_list("pk", flat=True))
    found = []
    for row in rows:
        place = _place(cockpit, row.decided_by.partition("/")[0], row.decided_by, row.capacity)
        inside = f"/kerja/berkas/{row.matter.number}/" if row.matter else f"/kerja/rapat/{row.meeting_id}/"
        href = f"/keputusan/{row.pk}/" if row.pk in opens else inside
        found.append(Told(_short(row.text), href, "", (place,), row.adopted_on))
    return found


def _chaired(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.prefetch_related("seat_rows")


LISTINGS: Mapping[str, Listing] = {
    listing.code: listing
    for listing in (
        Listing(
            code="berkas",
            label=say("Berkas yang berjalan"),
            counts=say("Berkas yang dibuka unit dalam lingkup ini dan belum selesai."),
            day=say("Diajukan"),
            rows=lambda watch, quarter: rows_of.matters(watch),
            column="opened_on",
            unit="opener_unit",
            read=_matters,
            related=_with_turns,
            clocked=True,
        ),
        Listing(
            code="giliran",
            label=say("Giliran yang ditunggu"),
            counts=say(
                "Peserta dari unit dalam lingkup ini yang ditunggu pada berkas yang berjalan, siapa pun pembukanya."
                " Satu berkas dapat menunggu beberapa peserta."
            ),
            day=say("Ditunggu sejak"),
            rows=lambda watch, quarter: rows_of.turns(watch),
            column="turn_since",
            unit="unit",
            read=_turns,
            related=_seated,
            clocked=True,
        ),
        Listing(
            code="lewat-tenggat",
            label=say("Giliran lewat tenggat"),
            counts=say("Giliran yang ditunggu lebih lama daripada tenggat langkahnya dalam hari kerja."),
            day=say("Ditunggu sejak"),
            rows=lambda watch, quarter: rows_of.late(watch),
            column="turn_since",
            unit="unit",
            read=_turns,
            related=_seated,
            clocked=True,
        ),
        Listing(
            code="buntu",
            label=say("Berkas buntu"),
            counts=say(
                "Berkas yang berjalan sedangkan sebuah keberatan belum dijawab, dipertahankan, atau belum sepaham."
            ),
            day=say("Diajukan"),
            rows=lambda watch, quarter: rows_of.stuck(watch),
            column="opened_on",
            unit="opener_unit",
            read=_matters,
            related=_with_turns,
            clocked=True,
        ),
        Listing(
            code="tindak-lanjut",
            label=say("Tindak lanjut terbuka"),
            counts=say("Tindak lanjut yang dikerjakan unit dalam lingkup ini dan belum terverifikasi."),
            day=say("Jatuh tempo"),
            rows=lambda watch, quarter: rows_of.tasks(watch),
            column="due_on",
            unit="owner__unit",
            read=_tasks,
            related=_chaired,
            clocked=True,
        ),
        Listing(
            code="tindak-lanjut-lewat",
            label=say("Tindak lanjut lewat tenggat"),
            counts=say("Tindak lanjut yang masih terbuka, sedangkan hari tenggatnya sudah lewat."),
            day=say("Jatuh tempo"),
            rows=lambda watch, quarter: rows_of.tasks_late(watch),
            column="due_on",
            unit="owner__unit",
            read=_tasks,
            related=_chaired,
            clocked=True,
        ),
        Listing(
            code="tindak-lanjut-rapat",
            label=say("Tindak lanjut rapat bulan lalu"),
            counts=say("Tindak lanjut dari rapat yang berlangsung bulan lalu dan masih terbuka."),
            day=say("Jatuh tempo"),
            rows=lambda watch, quarter: rows_of.tasks_of_last_month(watch),
            column="due_on",
            unit="owner__unit",
            read=_tasks,
            related=_chaired,
            clocked=True,
        ),
        Listing(
            code="tanpa-notula",
            label=say("Rapat tanpa notula"),
            counts=say(
                "Rapat yang sudah berlangsung, dipimpin jabatan dalam lingkup ini, dan notulanya belum disahkan."
            ),
            day=say("Berlangsung"),
            rows=lambda watch, quarter: rows_of.without_minutes(watch),
            column="held_on",
            unit="chair__unit",
            read=_meetings,
            related=_chaired,
        ),
        Listing(
            code="gugus-kerja",
            label=say("Gugus kerja yang segera berakhir"),
            counts=say(
                "Gugus kerja dan wadah koordinasi, dipimpin jabatan dalam lingkup ini, yang masa tugasnya berakhir"
                " dalam 60 hari atau sudah lewat."
            ),
            day=say("Berakhir"),
            rows=lambda watch, quarter: rows_of.ending(watch),
            column="ends_on",
            unit="chair__unit",
            read=_groups,
            related=_chaired,
        ),
        Listing(
            code="dibuka",
            label=say("Berkas yang dibuka"),
            counts=say("Berkas yang diajukan unit dalam lingkup ini pada triwulan itu."),
            day=say("Diajukan"),
            rows=rows_of.opened,
            column="opened_on",
            unit="opener_unit",
            read=_matters,
            related=_with_turns,
            by_quarter=True,
            newest_first=True,
        ),
        Listing(
            code="selesai",
            label=say("Berkas yang selesai"),
            counts=say("Berkas unit dalam lingkup ini yang selesai pada triwulan itu."),
            day=say("Selesai"),
            rows=rows_of.closed,
            column="closed_on",
            unit="opener_unit",
            read=lambda cockpit, rows: _matters(cockpit, rows, "closed_on"),
            related=_with_turns,
            by_quarter=True,
            newest_first=True,
        ),
        Listing(
            code="diputuskan",
            label=say("Keputusan"),
            counts=say("Keputusan yang ditetapkan jabatan dalam lingkup ini pada triwulan itu."),
            day=say("Ditetapkan"),
            rows=rows_of.decided,
            column="adopted_on",
            unit="decided_by",
            read=_decisions,
            related=lambda rows: rows.select_related("matter").defer("matter__path", "matter__purpose"),
            by_quarter=True,
            newest_first=True,
        ),
        Listing(
            code="keputusan-pengganti",
            label=say("Keputusan oleh Plt. atau Plh."),
            counts=say("Keputusan yang ditetapkan pejabat yang saat itu Plt. atau Plh. pada triwulan itu."),
            day=say("Ditetapkan"),
            rows=rows_of.by_acting,
            column="adopted_on",
            unit="decided_by",
            read=_decisions,
            related=lambda rows: rows.select_related("matter").defer("matter__path", "matter__purpose"),
            by_quarter=True,
            newest_first=True,
        ),
        Listing(
            code="tidak-hadir",
            label=say("Ketidakhadiran tanpa keterangan"),
            counts=say("Undangan rapat pada triwulan itu yang tidak dihadiri, tanpa pemberitahuan."),
            day=say("Berlangsung"),
            rows=rows_of.absent,
            column="subject__held_on",
            unit="unit",
            read=_absent,
            related=lambda rows: rows.select_related("subject"),
            by_quarter=True,
            newest_first=True,
        ),
    )
}


# Figures


@dataclass(frozen=True)
class Figure:
    """A figure with its list, and what it was in the quarter before; None where nobody kept it."""

    listing: Listing
    now: int
    before: int | None
    query: str = ""

    @property
    def href(self) -> str:
        """The list behind it."""
        return f"/kerja/pantau/{self.listing.code}/{self.query}"

    @property
    def before_href(self) -> str:
        """The list behind what it was, where that is still known row by row."""
        return f"/kerja/pantau/{self.listing.code}/?masa=lalu" if self.listing.by_quarter else ""

    @property
    def change(self) -> int | None:
        """By how much it grew."""
        return None if self.before is None else self.now - self.before


STOCK = {
    "berkas": "open",
    "giliran": "waiting",
    "lewat-tenggat": "late",
    "buntu": "stuck",
    "tindak-lanjut": "tasks",
    "tindak-lanjut-lewat": "tasks_late",
    "tanpa-notula": "minutes",
}
FLOW = {
    "dibuka": "opened",
    "selesai": "closed",
    "diputuskan": "decided",
    "keputusan-pengganti": "acting",
    "tidak-hadir": "absent",
}


@dataclass
class Board:
    """All figures of a cockpit."""

    cockpit: Cockpit
    stocks: list[Figure] = field(default_factory=list)
    flows: list[Figure] = field(default_factory=list)

    def __post_init__(self) -> None:
        before = self.cockpit.before
        self.stocks = [
            Figure(LISTINGS[code], self.cockpit.total(name), before[1][name] if before else None)
            for code, name in STOCK.items()
        ]
        self.flows = [Figure(LISTINGS[code], *self.cockpit.flows[name]) for code, name in FLOW.items()]
        counted = watched.others(self.cockpit.watch)
        others = {"tindak-lanjut-rapat": counted["of_meetings"], "gugus-kerja": counted["ending"]}
        self.others = [Figure(LISTINGS[code], many, None) for code, many in others.items()]

    def figure(self, code: str) -> Figure:
        """One of them, by the code of its list."""
        return next(f for f in (*self.stocks, *self.flows, *self.others) if f.listing.code == code)

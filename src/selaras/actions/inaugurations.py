"""Inaugurations: one appointment from a form or many from a CSV file, first shown with what follows, then carried out.

Each line is read, held against the tenures that run, and against the lines before it. Whoever held the post
definitively, or in the same acting capacity, ends the day before; so does the definitive post that the person leaves.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction

from selaras.actions.offices import Office, demand
from selaras.actions.people import appoint, end_tenure, faults_of, faults_of_name, period
from selaras.actions.refusals import Invalid, Stale
from selaras.law import nip as numbers
from selaras.law.words import say, together
from selaras.records.governments import Government
from selaras.records.people import CAPACITIES, Actor, Person, Tenure
from selaras.records.units import history

COLUMNS = ("name", "nip", "post", "capacity", "valid_from", "valid_to", "decree")
LINES_LIMIT = 500
SIZE_LIMIT = 256 * 1024  # bytes
CELL_LIMIT = 300
EXAMPLE = """\
name,nip,post,capacity,valid_from,valid_to,decree
Contoh Pejabat Satu,193003171955011004,DPUPR/1,definitif,2026-12-01,,800/001/2026
Contoh Pejabat Dua,,Kepala Dinas Kesehatan,plt,2026-12-01,2027-02-28,800/002/2026
"""
_DAYS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", re.ASCII),
    re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})", re.ASCII),
)


class Unreadable(ValueError):
    """A file that is no table of appointments; the sentence says why and what to do."""


@dataclass(frozen=True)
class Line:
    """One appointment as it was typed, on a line of a file or in a form (number 0)."""

    number: int
    name: str = ""
    nip: str = ""
    post: str = ""
    capacity: str = ""
    valid_from: str = ""
    valid_to: str = ""
    decree: str = ""


@dataclass(frozen=True)
class Ending:
    """A tenure that ends because of an appointment, its last day, and what it was."""

    tenure: Tenure
    last_day: date
    title: str


@dataclass
class Planned:
    """What one line will do: the tenure it makes and those it ends, or what is wrong with it, field by field."""

    line: Line
    errors: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    tenure: Tenure | None = None  # not saved yet
    title: str = ""
    endings: list[Ending] = field(default_factory=list)
    completes: bool = False  # the number of a person who was known without one

    @property
    def acting(self) -> str:
        """Plt., Plh. or Pj."""
        return CAPACITIES[self.tenure.capacity] if self.tenure else ""


@dataclass(frozen=True)
class Plan:
    """All lines with what they will do; `digest` (SHA-256) is another one as soon as anything of it changes."""

    planned: tuple[Planned, ...]

    @property
    def wrong(self) -> int:
        """How many lines cannot be carried out."""
        return sum(bool(one.errors) for one in self.planned)

    @property
    def endings(self) -> int:
        """How many tenures end by it."""
        return sum(len(one.endings) for one in self.planned)

    @property
    def digest(self) -> str:
        """What somebody has seen who confirms it."""
        parts = [
            (
                one.line,
                one.tenure and (one.tenure.post, one.tenure.person.pk),
                [(ending.tenure.pk, ending.tenure.version) for ending in one.endings],
            )
            for one in self.planned
        ]
        return sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()


def read(content: bytes) -> list[Line]:
    """The lines of a CSV file: UTF-8, with comma or semicolon, whatever its line ends. Raises Unreadable."""
    if len(content) > SIZE_LIMIT:
        raise Unreadable(say("Berkas lebih besar dari {kb} kB. Bagi menjadi beberapa berkas.", kb=SIZE_LIMIT // 1024))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise Unreadable(say("Berkas bukan teks UTF-8. Simpan sebagai “CSV UTF-8”, lalu unggah lagi.")) from bad
    if "\x00" in text:
        raise Unreadable(say("Berkas bukan teks CSV (memuat tanda NUL). Simpan sebagai “CSV UTF-8”, lalu unggah lagi."))
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = [
            (number, [" ".join(cell.split()) for cell in row])
            for number, row in _numbered(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as bad:
        raise Unreadable(say("Susunan CSV rusak, biasanya karena tanda kutip yang tidak ditutup.")) from bad
    if not rows:
        raise Unreadable(say("Berkas kosong. Ambil contohnya, isi satu baris untuk setiap pejabat, lalu unggah lagi."))
    header = tuple(cell.casefold() for cell in rows[0][1])
    if sorted(header) != sorted(COLUMNS):
        raise Unreadable(say("Baris pertama harus menyebut tujuh kolom ini: {columns}.", columns=COLUMNS))
    if len(rows) == 1:
        raise Unreadable(say("Berkas hanya berisi nama kolom. Isi satu baris untuk setiap pejabat."))
    if len(rows) - 1 > LINES_LIMIT:
        raise Unreadable(
            say(
                "Berkas memuat {count} baris, paling banyak {limit}. Bagi menjadi beberapa berkas.",
                count=len(rows) - 1,
                limit=LINES_LIMIT,
            )
        )
    for number, cells in rows[1:]:
        if len(cells) != len(COLUMNS):
            raise Unreadable(
                say(
                    "Baris {number} memuat {cells} kolom, seharusnya {columns}. Isi yang memuat koma ditulis di antara"
                    " tanda kutip.",
                    number=number,
                    cells=len(cells),
                    columns=len(COLUMNS),
                )
            )
    return [Line(number, **dict(zip(header, cells, strict=True))) for number, cells in rows[1:]]


def _numbered(reader: Iterable[list[str]]) -> Iterable[tuple[int, list[str]]]:
    """Each row with the line of the file on which it begins."""
    begins = 1
    for row in reader:
        yield begins, row
        begins = reader.line_num + 1  # type: ignore[attr-defined]


def plan(government: Government, lines: Sequence[Line]) -> Plan:
    """What these lines will do, one after another; two queries, nothing is written."""
    bench = _Bench(government, lines)
    return Plan(tuple(bench.settle(line) for line in lines))


def carry_out(*, actor: Actor, lines: Sequence[Line], seen: str, key: str) -> list[Tenure]:
    """Carry out a plan as it was seen, all of it or nothing, with one entry for each tenure made or ended.

    `seen` is the digest of the plan that was shown. Raises Invalid, Stale, Refused, AlreadyDone.
    """
    with transaction.atomic():
        government, hand = demand(actor, Office.PERSONNEL, key)
        fresh = plan(government, lines)
        if fresh.wrong:
            raise Invalid({"lines": say("{count} baris belum benar, jadi tidak ada yang dicatat.", count=fresh.wrong)})
        if fresh.digest != seen:
            raise Stale(say("Akibatnya sudah lain daripada yang Anda lihat. Periksa sekali lagi, lalu catat."))
        made = []
        # Tenures are locked before the ledger's head, which the first ending takes.
        ended = [end.tenure.pk for one in fresh.planned for end in one.endings]
        list(Tenure.objects.select_for_update(no_key=True).filter(pk__in=ended).order_by("pk").values_list("pk"))
        for one in fresh.planned:
            assert one.tenure is not None
            for ending in one.endings:
                reason = f"digantikan menurut keputusan {one.tenure.decree}"
                end_tenure(by=hand, tenure=ending.tenure, last_day=ending.last_day, reason=reason)
            person = one.tenure.person
            if person._state.adding:
                person.save()
            elif one.completes:
                person.save(update_fields=["nip"])
            made.append(
                appoint(
                    by=hand,
                    person=person,
                    post=one.tenure.post,
                    capacity=one.tenure.capacity,
                    valid_from=one.tenure.valid_from,
                    valid_to=one.tenure.valid_to,
                    decree=one.tenure.decree,
                )
            )
        return made


class _Bench:
    """The people and tenures of a government as the lines before left them, on which each next line is tried."""

    def __init__(self, government: Government, lines: Sequence[Line]) -> None:
        self.government = government
        people = list(Person.objects.filter(government=government).order_by("pk"))
        self.by_nip = {person.nip: person for person in people if person.nip}
        self.by_name: dict[str, list[Person]] = {}
        for person in people:
            self._know(person)
        by_key = {person.pk: person for person in people}
        earliest = min((day for line in lines if (day := day_of(line.valid_from))), default=date.max)
        running = Tenure.objects.filter(government=government, annulled=False).exclude(valid_to__lt=earliest)
        self.tenures: list[Tenure] = []
        for tenure in running.order_by("valid_from", "pk"):
            tenure.person = by_key[tenure.person_id]
            self.tenures.append(tenure)
        self.lines: dict[int, int] = {}  # the tenure of a line before, by its identity: the line's number
        self._names: dict[date, dict[str, list[str]]] = {}

    def _know(self, person: Person) -> None:
        self.by_name.setdefault(_folded(person.name), []).append(person)

    def settle(self, line: Line) -> Planned:
        """What a line will do after those before it."""
        one = Planned(line)
        first, last = self._days(line, one.errors)
        capacity = line.capacity.casefold().rstrip(".")
        # Without a day the rest is still looked at, as of today, so that everything wrong is named at once.
        day = first or self.government.today()
        post = self._post(line.post, day, one.errors)
        one.title = history(self.government).on(day).name_of(post)
        one.errors = {
            **faults_of(self.government, post, capacity, day, line.decree, last if first else None),
            **one.errors,
        }
        person = self._person(line, one)
        if first and person and not one.errors:
            self._replace(one, person, post, capacity, first, last)
        if first and person and not one.errors:
            one.tenure = Tenure(
                government=self.government,
                person=person,
                post=post,
                capacity=capacity,
                valid_from=first,
                valid_to=last,
                decree=line.decree.strip(),
            )
            self._keep(one)
        return one

    def _days(self, line: Line, errors: dict[str, str]) -> tuple[date | None, date | None]:
        first, last = day_of(line.valid_from), day_of(line.valid_to)
        if first is None:
            errors["valid_from"] = say("Tulis tanggal seperti 2026-12-01 atau 1/12/2026.")
        if last is None and line.valid_to.strip():
            errors["valid_to"] = say("Tulis tanggal seperti 2026-12-01. Kosongkan bila belum diketahui.")
        return first, last

    def _post(self, typed: str, day: date, errors: dict[str, str]) -> str:
        """The code of a post that is named by its code, or by a title that only one post bears."""
        posts = history(self.government).on(day).posts
        if typed in posts:
            return typed
        codes = self._named(day).get(_folded(typed), [])
        if len(codes) > 1:
            errors["post"] = say(
                "Ada {count} jabatan bernama “{title}”. Tulis kodenya, misalnya {some}.",
                count=len(codes),
                title=typed[:60],
                some=codes[:3],
            )
        return codes[0] if len(codes) == 1 else typed[:CELL_LIMIT]

    def _named(self, day: date) -> dict[str, list[str]]:
        """Every name of a post of the day with the codes it may mean: its title, alone and with its unit."""
        if day not in self._names:
            organisation = history(self.government).on(day)
            names: dict[str, list[str]] = {}
            for post in organisation.posts.values():
                unit = organisation.name_of(post.unit)
                for name in {post.code, post.title, f"{post.title} {unit}", f"{post.title}, {unit}"}:
                    names.setdefault(_folded(name), []).append(post.code)
            self._names[day] = names
        return self._names[day]

    def _person(self, line: Line, one: Planned) -> Person | None:
        """Who is meant: by number, else by a name that one person bears; else somebody new."""
        name, nip = " ".join(line.name.split()), numbers.digits_of(line.nip)
        one.errors |= faults_of_name(name)
        if nip and (wrong := numbers.faults_of(nip)):
            one.errors["nip"] = together(wrong)
        if "name" in one.errors or "nip" in one.errors:
            return None
        one.notes += numbers.doubts_about(nip) if nip else []
        known = self.by_nip.get(nip) if nip else None
        if known:
            if _folded(known.name) != _folded(name):
                one.notes.append(say("NIP ini tercatat atas nama {name}; namanya tidak diubah.", name=known.name))
            return known
        alike = [p for p in self.by_name.get(_folded(name), []) if not (nip and p.nip)]
        if len(alike) > 1:
            one.errors["nip"] = say("Ada {count} orang bernama {name}. Tulis NIP-nya.", count=len(alike), name=name)
            return None
        if alike:
            if nip:
                one.completes = True
                one.notes.append(say("Orangnya sudah tercatat; NIP-nya dilengkapi."))
            return alike[0]
        one.notes.append(say("Orang baru; akunnya dibuatkan pengelola Selaras."))
        return Person(government=self.government, name=name, nip=nip)

    def _replace(self, one: Planned, person: Person, post: str, capacity: str, first: date, last: date | None) -> None:
        """End whom this appointment replaces the day before, or say what stands in its way."""
        definitive = capacity == "definitif"
        names = history(self.government).on(first)
        for tenure in self.tenures:
            if not _meet(tenure, first, last):
                continue
            same_post, same_person = tenure.post == post, tenure.person is person
            both = definitive and tenure.capacity == "definitif"
            if same_post and (
                definitive or tenure.capacity == capacity or (same_person and tenure.valid_from == first)
            ):
                where = "post"
            elif both and same_person:
                where = "name"
            else:
                if same_post and tenure.capacity == "definitif":
                    one.notes.append(say("Pejabat definitifnya, {name}, tetap tercatat.", name=tenure.person.name))
                continue
            if id(tenure) in self.lines:
                number = self.lines[id(tenure)]
                one.errors[where] = (
                    say("Baris {number} sudah mengisi jabatan ini pada hari yang sama.", number=number)
                    if where == "post"
                    else say("Baris {number} sudah memberi orang ini jabatan definitif lain.", number=number)
                )
            elif same_post and same_person and tenure.capacity == capacity:
                one.errors["post"] = say(
                    "{name} sudah tercatat pada jabatan ini {period}.", name=person.name, period=period(tenure)
                )
            elif tenure.valid_from < first:
                title = f"{CAPACITIES[tenure.capacity]} {names.name_of(tenure.post)}".strip()
                one.endings.append(Ending(tenure, first - timedelta(days=1), title))
            elif both or tenure.capacity == capacity or same_person:
                one.errors[where] = say(
                    "Bertumpang dengan {name} sebagai {title}, {period}. Betulkan yang lama, atau isi hari terakhir.",
                    name=tenure.person.name,
                    title=names.name_of(tenure.post),
                    period=period(tenure),
                )
        if not definitive and last is None:
            one.notes.append(
                say("{acting} tanpa hari terakhir: akhiri sendiri bila selesai.", acting=CAPACITIES[capacity])
            )

    def _keep(self, one: Planned) -> None:
        """Leave things as this line has them, for the lines after it."""
        assert one.tenure is not None
        person = one.tenure.person
        held = [
            t for t in self.tenures if t.person is person and _meet(t, one.tenure.valid_from, one.tenure.valid_from)
        ]
        ended = {id(ending.tenure) for ending in one.endings}
        names = history(self.government).on(one.tenure.valid_from)
        others = [f"{CAPACITIES[t.capacity]} {names.name_of(t.post)}".strip() for t in held if id(t) not in ended]
        if others:
            one.notes.append(say("Tetap memegang: {posts}.", posts="; ".join(others)))
        if one.completes:
            person.nip = numbers.digits_of(one.line.nip)
        if person.nip:
            self.by_nip[person.nip] = person
        if person._state.adding and person not in self.by_name.get(_folded(person.name), []):
            self._know(person)
        for ending in one.endings:
            ending.tenure.valid_to = ending.last_day
        self.tenures.append(one.tenure)
        self.lines[id(one.tenure)] = one.line.number


def day_of(typed: str) -> date | None:
    """The day that was typed, year first or day first; None for anything else."""
    for pattern in _DAYS:
        if match := pattern.fullmatch(typed.strip()):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                return None
    return None


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _meet(tenure: Tenure, first: date, last: date | None) -> bool:
    """Whether a tenure runs on any day from `first` to `last`."""
    return (tenure.valid_to or date.max) >= first and tenure.valid_from <= (last or date.max)

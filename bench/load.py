"""Fills a database with any number of matters and their history, all of it as acts would have left it.

A few dozen matters are opened and brought to their end by the product's own acts. Each is then copied, row by row, with
other numbers, days and titles: seats, answers, texts, and ledger entries with their commitments, hashes and nodes, so
that `selaras verify` finds nothing. At most RUNNING matters run at once, however many there are: officers close what
they open. The one that is measured has 20 entries, and its opener has 25 matters that wait for him.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import rfc8785
from django.db import connection, models, transaction
from rich.progress import Progress

from selaras.actions.acts import Deed, seen_of
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.matters import act, submit
from selaras.actions.people import create_user
from selaras.records import ledger, merkle, triggers
from selaras.records.governments import Government
from selaras.records.ledger import Entry, Head, Node, Secret
from selaras.records.matters import Answer, Matter, Participant, Proposal
from selaras.records.people import Actor
from selaras.records.units import history

RUNNING = 300  # matters that run at once besides those that wait for the measured officer
WAITING = 25
PAIRS = 40
BATCH = 2000
OWN, ASKED, LED = "DPUPR", "DLH", ("DISPERTAN", "DKP")
SUBJECTS = (
    "perbaikan jembatan", "jadwal irigasi", "pengelolaan sampah pasar", "penanganan banjir", "data penerima bantuan",
    "penerangan jalan", "pemeliharaan embung", "rute angkutan sekolah", "izin keramaian", "vaksinasi ternak",
    "penataan pedagang", "sumur bor desa", "kawasan tanpa rokok", "peta batas wilayah", "jaringan air minum",
    "pameran usaha kecil", "pengawasan pupuk", "rehabilitasi sekolah", "posyandu keliling", "lahan pemakaman",
)  # fmt: skip
PLACES = (
    "Paringin", "Juai", "Halong", "Awayan", "Batumandi", "Lampihong", "Tebing Tinggi", "Paringin Selatan", "Bungin",
    "Layap", "Riwa", "Mampari", "Teluk Masjid", "Uren", "Tabuan", "Gunung Pandau", "Kupang", "Sumber Rejeki",
)  # fmt: skip


class Office:
    """The heads of the units, made when first asked for, and what they do."""

    def __init__(self, government: Government) -> None:
        self.government = government
        self.organisation = history(government).on(government.today())
        self._heads: dict[str, Actor] = {}

    def head(self, unit: str) -> Actor:
        """Who heads a unit."""
        if unit not in self._heads:
            post = self.organisation.heads[unit].code
            tenure, _secret = create_user(
                government=self.government,
                username=post.replace("/", "-").lower(),
                name=f"Pejabat {unit}",
                post=post,
                capacity="definitif",
                valid_from=date(2020, 4, 6),
                decree="821/1/2020",
            )
            self._heads[unit] = Actor(self.government, tenure.person, tenure)
        return replace(self._heads[unit])

    def agencies(self) -> list[str]:
        """The units that take part in matters."""
        found = self.organisation
        return [c for c in found.units if found.type_of(c).is_agency and c in found.heads and c != OWN]

    def open(self, unit: str, kind: str, *parties: str, title: str, **more: Any) -> Matter:
        """Open a matter for a unit."""
        words = Intent(kind=kind, parties=parties, title=title, purpose=f"Mohon pendapat tentang {title}.", **more)
        draft = save_draft(actor=self.head(unit), intent=words)
        return submit(actor=self.head(unit), draft=draft.pk, key="")

    def do(self, unit: str, matter: Matter, step: str, text: str = "", role: str = "", **deed: Any) -> None:
        """Take a step from a unit's seat."""
        now = Matter.objects.get(pk=matter.pk)
        seats = now.participants.filter(retired=False, unit=unit)
        own = (seats.filter(role=role) if role else seats).order_by("order")[0]
        todo = Deed(step=step, text=text, **deed)
        act(actor=self.head(unit), number=str(now.number), seat=own.pk, deed=todo, seen=seen_of(now, own), key="")


def finished(office: Office, one: str, other: str, subject: str) -> Matter:
    """A consultation brought to its end."""
    matter = office.open(one, "konsultatif", f"{other}/1", title=subject)
    office.do(other, matter, "tanggapi", f"Setuju dengan {subject}, dengan catatan tentang waktu dan biayanya.")
    office.do(one, matter, "simpulkan", f"Disepakati: {subject} dikerjakan sesuai pembagian tugas masing-masing.")
    office.do(other, matter, "benarkan")
    office.do(one, matter, "tutup")
    return matter


def measured(office: Office) -> Matter:
    """A matter of coordination with 20 entries, in which the opener has to agree to the third version."""
    matter = office.open(OWN, "koordinatif", *LED, form="c", title="Irigasi menurut kalender tanam")
    lead = next(seat for seat in matter.seats() if seat.role == "convener").unit
    office.do(lead, matter, "ambil", role="convener")
    first, second = LED
    for number in (1, 2, 3):
        step = "sepakati" if number == 1 else "sepakati_ulang"
        office.do(lead, matter, step, f"Rancangan {number}: pintu air dibuka bergilir tiap pekan.", role="convener")
        office.do(first, matter, "keberatan", f"Geser sepekan, karena musim tanam ke-{number} mundur.")
        office.do(second, matter, "setujui_catatan", f"Setuju dengan catatan ke-{number} tentang stok benih.")
        helper = office.organisation.heads[first].code.replace("/1", "/2")
        office.do(first, matter, "tugaskan", post=helper, power="menyiapkan")
        office.do(first, matter, "tarik_tugas", post=helper)
    matter.refresh_from_db()
    while matter.version < 20:
        office.do(
            second, matter, "tarik_sikap" if matter.version % 2 else "setujui_catatan", "Menunggu data curah hujan."
        )
        matter.refresh_from_db()
    return matter


# Copies


@dataclass
class Rows:
    """The rows of one table that belong to a matter, as the database takes them, and where its columns stand."""

    model: type[models.Model]
    columns: list[str]
    rows: list[list[Any]]

    @classmethod
    def of(cls, model: type[models.Model], **which: Any) -> Rows:
        """Those of a matter, in their order."""
        fields = model._meta.concrete_fields
        found = model._default_manager.filter(**which).order_by("pk")
        rows = [[f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields] for row in found]
        return cls(model, [str(f.column) for f in fields], rows)


class Template:
    """A matter from which copies are made."""

    TIMES: Mapping[type[models.Model], tuple[str, ...]] = {
        Matter: ("state_since", "created_at", "updated_at", "opened_on", "closed_on"),
        Participant: ("slot_since", "turn_since"),
        Answer: ("created_at",),
        Proposal: ("created_at",),
        Entry: ("recorded_at",),
    }

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        entries = Entry.objects.filter(subject_type="matter", subject_key=matter.number)
        hanging: tuple[type[models.Model], ...] = (Participant, Answer, Proposal)
        self.tables = {model: Rows.of(model, matter=matter) for model in hanging}
        self.tables |= {
            Matter: Rows.of(Matter, pk=matter.pk),
            Entry: Rows.of(Entry, pk__in=entries),
            Secret: Rows.of(Secret, entry__in=entries),
        }
        self.recorded = list(entries.order_by("number").values_list("number", "pk", "recorded_at"))


COPIED: tuple[type[models.Model], ...] = (Matter, Participant, Answer, Proposal, Entry, Secret)
WRITTEN: tuple[type[models.Model], ...] = (*COPIED, Node)


class Copier:
    """Makes copies and writes them in batches."""

    def __init__(self, government: Government, templates: Sequence[Template]) -> None:
        self.government, self.templates = government, templates
        self.size = ledger.size(government)
        self.keys: dict[type[models.Model], Iterator[int]] = {}
        for model in COPIED:
            newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
            self.keys[model] = count((newest or 0) + 1)
        self.numbers: dict[int, Iterator[int]] = {}
        self.nodes: dict[int, bytes] = {n.level: bytes(n.hash) for n in Node.objects.order_by("index")}
        self.batch: dict[type[models.Model], list[list[Any]]] = {m: [] for m in WRITTEN}

    def copy(self, template: Template, title: str, day: date) -> None:
        """One copy, opened on a day."""
        shift = day - (template.matter.opened_on or day)
        number = f"{day.year}-{next(self.numbers.setdefault(day.year, count(100_001))):06d}"
        new: dict[tuple[type[models.Model], Any], int] = {}
        entries: dict[int, int] = {}
        for model in COPIED[:2]:
            for row in template.tables[model].rows:
                new[model, row[0]] = next(self.keys[model])
        for offset, (old, _pk, _at) in enumerate(template.recorded, 1):
            entries[old] = self.size + offset
        salt, value = os.urandom(32), rfc8785.dumps(title).decode()
        for model in COPIED[:4]:
            self._plain(template, model, number, title, shift, new, entries)
        self._entries(template, number, shift, new, entries, salt, value)

    def _plain(
        self,
        template: Template,
        model: type[models.Model],
        number: str,
        title: str,
        shift: timedelta,
        new: Mapping[tuple[type[models.Model], Any], int],
        entries: Mapping[int, int],
    ) -> None:
        table = template.tables[model]
        at = {name: place for place, name in enumerate(table.columns)}
        for old in table.rows:
            row = list(old)
            row[0] = new[model, old[0]] if (model, old[0]) in new else next(self.keys[model])
            if "matter_id" in at:
                row[at["matter_id"]] = new[Matter, template.matter.pk]
            if "participant_id" in at:
                row[at["participant_id"]] = new[Participant, old[at["participant_id"]]]
            if "entry" in at:
                row[at["entry"]] = entries[old[at["entry"]]]
            if model is Matter:
                row[at["number"]], row[at["title"]] = number, title
            for name in Template.TIMES[model]:
                row[at[name]] = shifted(old[at[name]], shift)
            self.batch[model].append(row)

    def _entries(
        self,
        template: Template,
        number: str,
        shift: timedelta,
        new: Mapping[tuple[type[models.Model], Any], int],
        entries: Mapping[int, int],
        salt: bytes,
        value: str,
    ) -> None:
        table, secrets = template.tables[Entry], template.tables[Secret]
        at = {name: place for place, name in enumerate(table.columns)}
        sat = {name: place for place, name in enumerate(secrets.columns)}
        titled = Secret(field="title", salt=salt, value=value)
        for old, (was, _pk, recorded) in zip(table.rows, template.recorded, strict=True):
            row = list(old)
            row[0] = next(self.keys[Entry])
            for secret in secrets.rows:
                if secret[sat["entry_id"]] == old[0]:
                    kept = list(secret)
                    kept[0], kept[sat["entry_id"]] = next(self.keys[Secret]), row[0]
                    if kept[sat["field"]] == "title":
                        kept[sat["salt"]], kept[sat["value"]] = salt, value
                        commitment = _commitment_of(table, old, at)
                    self.batch[Secret].append(kept)
            place = entries[was]
            body = str(old[at["body"]])
            body = body.replace(f'"number":{was},', f'"number":{place},').replace(
                f'"key":"{template.matter.number}"', f'"key":"{number}"'
            )
            then = recorded + shift
            body = body.replace(ledger._utc(recorded), ledger._utc(then))
            if '"title":"' in body:
                body = body.replace(commitment, f'"title":"{ledger._commitment(titled)}"')
            leaf = merkle.leaf_hash(body.encode())
            row[at["number"]], row[at["subject_key"]], row[at["body"]] = place, number, body
            row[at["recorded_at"]] = shifted(old[at["recorded_at"]], shift)
            row[at["leaf_hash"]] = leaf
            self.batch[Entry].append(row)
            for level, index, made in merkle.completed(place - 1, leaf, lambda level, _index: self.nodes[level]):
                self.nodes[level] = made
                self.batch[Node].append([self.government.pk, level, index, made])
            self.size = place

    def write(self) -> None:
        """Write down the batch."""
        for model, rows in self.batch.items():
            fields = [f for f in model._meta.concrete_fields if model is not Node or not f.primary_key]
            insert(model._meta.db_table, [str(f.column) for f in fields], rows)
            rows.clear()

    def end(self) -> None:
        """The ledger's head and the counters go on from here."""
        Head.objects.filter(government=self.government).update(size=self.size)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for model in self.batch:
                    table = model._meta.db_table
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                    )


def _commitment_of(table: Rows, row: Sequence[Any], at: Mapping[str, int]) -> str:
    """The commitment to the title, as it stands in the body of an entry."""
    body = str(row[at["body"]])
    begin = body.index('"title":"')
    return body[begin : body.index('"', begin + 9) + 1]


def shifted(value: Any, shift: timedelta) -> Any:
    """A day or a moment so much later, as the database takes it."""
    if value is None or isinstance(value, date | datetime):
        return value and value + shift
    text = str(value)
    if len(text) == 10:
        return (date.fromisoformat(text) + shift).isoformat()
    return (datetime.fromisoformat(text) + shift).isoformat(sep=" ")


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows as quickly as the database takes them."""
    names = ", ".join(f'"{column}"' for column in columns)
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows)


def fill(government: Government, matters: int, progress: Progress) -> tuple[Actor, str]:
    """Fill a fresh database; returns the measured officer and the number of the measured matter."""
    office = Office(government)
    agencies = office.agencies()
    task = progress.add_task("contoh", total=PAIRS + WAITING)
    ended, running = [], []
    for place in range(PAIRS):
        one, other = agencies[place % len(agencies)], agencies[(place * 7 + 3) % len(agencies)]
        if one == other:
            other = agencies[(place + 1) % len(agencies)]
        ended.append(Template(finished(office, one, other, SUBJECTS[place % len(SUBJECTS)])))
        if place < PAIRS // 2:
            running.append(Template(office.open(one, "konsultatif", f"{other}/1", title=SUBJECTS[place])))
        progress.advance(task)
    for place in range(WAITING - 1):  # the measured matter is the last of them
        office.open(ASKED, "konsultatif", f"{OWN}/1", title=f"{SUBJECTS[place % len(SUBJECTS)]} {PLACES[place % 18]}")
        progress.advance(task)
    long = measured(office)
    progress.advance(task)
    task = progress.add_task("berkas", total=matters)
    begin = date(2020, 4, 7)
    span = (government.today() - begin).days - 1
    triggers.drop(connection)
    copier = Copier(government, ended)
    try:
        for done in range(matters):
            runs = done >= matters - min(RUNNING, matters // 3)
            template = (running if runs else ended)[done % (len(running) if runs else len(ended))]
            title = f"{template.matter.title} {PLACES[done % len(PLACES)]} tahap {done % 97 + 1}"
            copier.copy(template, title.capitalize(), begin + timedelta(days=done * span // matters))
            if done % BATCH == BATCH - 1 or done == matters - 1:
                with transaction.atomic():
                    copier.write()
                progress.update(task, completed=done + 1)
        copier.end()
    finally:
        triggers.create(connection)
    return office.head(OWN), str(long.number)

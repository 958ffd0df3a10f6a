"""Fills a database with any number of matters and their history, all of it as acts would have left it.

A few dozen matters are opened and brought to their end by the product's own acts. They are then copied inside the
database (bench/copies.py) with other numbers, days and titles. At most RUNNING matters run at once, however many there
are: officers close what they open. The one that is measured has 20 entries, and its opener has 25 matters that wait for
him.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from rich.progress import Progress

from bench import copies
from selaras.actions import search
from selaras.actions.acts import Deed, seen_of
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.matters import act, submit
from selaras.actions.people import create_user
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.records.search import SearchWord
from selaras.records.stems import stem, words
from selaras.records.units import history

RUNNING, ONE_IN = 300, 50  # matters that run at once besides those that wait for the measured officer: so many at least
WAITING = 25
PAIRS = 12
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


def fill(government: Government, matters: int, progress: Progress) -> tuple[Actor, Actor, str]:
    """Fill a fresh database; returns the measured officer, the Sekda, and the number of the measured matter."""
    office = Office(government)
    agencies = office.agencies()
    task = progress.add_task("contoh", total=PAIRS + WAITING)
    ended, running = [], []
    for place in range(PAIRS):
        one, other = agencies[place % len(agencies)], agencies[(place * 7 + 3) % len(agencies)]
        if one == other:
            other = agencies[(place + 1) % len(agencies)]
        ended.append(finished(office, one, other, SUBJECTS[place % len(SUBJECTS)]))
        if place < PAIRS // 2:
            running.append(office.open(one, "konsultatif", f"{other}/1", title=SUBJECTS[place]))
        progress.advance(task)
    for place in range(WAITING - 1):  # the measured matter is the last of them
        office.open(ASKED, "konsultatif", f"{OWN}/1", title=f"{SUBJECTS[place % len(SUBJECTS)]} {PLACES[place % 18]}")
        progress.advance(task)
    long = measured(office)
    progress.advance(task)
    for matter in (*ended, *running):
        matter.refresh_from_db()
    search.rebuild(government.pk)
    task = progress.add_task("berkas", total=matters)
    ordered = orders(ended, running, matters, government.today())
    copies.copy(government, [*ended, *running], ordered, lambda many: progress.advance(task, many))
    learn(government)
    return office.head(OWN), office.head("SETDA"), str(long.number)


def orders(ended: Sequence[Matter], running: Sequence[Matter], matters: int, today: date) -> Iterator[copies.Ordered]:
    """What is to be copied: matters of all days since the regulation, the last of them running."""
    begin = date(2020, 4, 7)
    span = (today - begin).days - 1
    numbers: dict[int, Iterator[int]] = {}
    for done in range(matters):
        runs = done >= matters - min(max(RUNNING, matters // ONE_IN), matters // 3)
        template = (running if runs else ended)[done % (len(running) if runs else len(ended))]
        title = f"{template.title} {PLACES[done % len(PLACES)]} tahap {done % 97 + 1}".capitalize()
        day = begin + timedelta(days=done * span // matters)
        number = f"{day.year}-{next(numbers.setdefault(day.year, count(100_001))):06d}"
        yield copies.Ordered(template, number, title, day)


def learn(government: Government) -> None:
    """The words of the copies' titles among those that a question may be mended with."""
    said = {word for text in (*PLACES, "tahap") for word in words(text.lower())}
    known = set(SearchWord.objects.filter(government=government, word__in=said).values_list("word", flat=True))
    SearchWord.objects.bulk_create(
        SearchWord(government=government, word=word, stem=stem(word)) for word in sorted(said - known)
    )

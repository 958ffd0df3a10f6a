"""Audit: what the oversight keeps for itself, draws at random and takes along with its proof; no subject is changed."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from heapq import nsmallest
from io import BytesIO, StringIO
from itertools import islice
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction
from django.db.models import QuerySet

from selaras.actions import proofs
from selaras.actions.acts import still_in_office
from selaras.actions.facts import new_path
from selaras.actions.offices import once
from selaras.actions.readings import record_reading
from selaras.actions.refusals import Invalid, clean
from selaras.law.procedures import Refused
from selaras.law.types import Basis
from selaras.law.words import say
from selaras.records import clock
from selaras.records.audit import NAME_LIMIT, QUERY_LIMIT, Overseer, SavedFilter, along_the_path, saved_by
from selaras.records.governments import Government, pack_of
from selaras.records.ledger import Entry, Seal, root
from selaras.records.matters import Matter
from selaras.records.people import Actor

MOST = 2000  # entries that are taken along at once
LARGEST = 500  # things drawn at once
SEED = re.compile(r"[0-9A-Za-z._-]{1,40}")
FORGOTTEN = timedelta(days=1)  # after which what was removed cannot be put back
CHOSEN = "selaras-pilihan-1"
COLUMNS = (
    "catatan",
    "tercatat",
    "terjadi",
    "macam",
    "hal",
    "langkah",
    "keadaan_sebelum",
    "keadaan_sesudah",
    "jabatan",
    "unit",
    "kapasitas",
    "atas_nama",
    "kekuatan",
    "dasar",
    "alasan",
    "sidik",
)


def basis(government: Government) -> Basis:
    """On what ground the oversight reads everything and changes nothing."""
    return pack_of(government).regulation_on(government.today()).openness.supervision.basis


def _demand(actor: Actor, key: str = "") -> None:
    """Make sure that it is the oversight that keeps something, inside the transaction. Raises Refused, AlreadyDone."""
    if key:
        once(actor, key)
    still_in_office(actor)
    if not actor.supervises:
        raise Refused(say("Meja ini hanya terbuka bagi unit pengawas."), basis(actor.government))


# The filters that a unit keeps


def save_filter(*, actor: Actor, name: str, query: str, key: str = "") -> SavedFilter:
    """Keep a way to narrow the ledger under a name for the actor's unit; the same name is written over.

    `query` is the address of the list without its beginning. Raises Invalid, Refused, AlreadyDone.
    """
    errors: dict[str, str] = {}
    name = clean(
        "name", name, NAME_LIMIT, errors, required=True, example=say("Tulis nama, misalnya Plt. triwulan ini.")
    )
    query = clean("query", query, QUERY_LIMIT, errors)
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        _demand(actor, key)
        Government.objects.select_for_update(no_key=True).get(pk=actor.government.pk)
        rows = SavedFilter.objects.filter(government=actor.government, unit=actor.unit)
        rows.filter(removed_at__lt=clock.now() - FORGOTTEN).delete()
        kept = saved_by(actor).filter(name=name).first()
        row = kept or SavedFilter(government=actor.government, unit=actor.unit, name=name)
        row.query, row.made_by, row.made_at = query, actor.post, clock.now()
        row.save()
    return row


def remove_filter(*, actor: Actor, row: int) -> SavedFilter:
    """Take away what the actor's unit keeps; it can be put back. Raises Refused, SavedFilter.DoesNotExist."""
    with transaction.atomic():
        _demand(actor)
        found = SavedFilter.objects.select_for_update(no_key=True).get(
            pk=row, government=actor.government, unit=actor.unit
        )
        found.removed_at = found.removed_at or clock.now()
        found.save(update_fields=["removed_at"])
    return found


def restore_filter(*, actor: Actor, row: int) -> SavedFilter:
    """Put back what was taken away, unless the name is in use again. Raises Invalid, Refused, DoesNotExist."""
    with transaction.atomic():
        _demand(actor)
        Government.objects.select_for_update(no_key=True).get(pk=actor.government.pk)
        found = SavedFilter.objects.get(pk=row, government=actor.government, unit=actor.unit)
        if found.removed_at and saved_by(actor).filter(name=found.name):
            raise Invalid({"name": say("Nama “{name}” sudah dipakai lagi.", name=found.name)})
        found.removed_at = None
        found.save(update_fields=["removed_at"])
    return found


# What differs from the mapping


def rerouted(who: Overseer) -> set[int]:
    """Which open matters of coordination go through other offices than today's mapping names; two queries."""
    found = set()
    for matter in along_the_path(who.government) if who.reads else ():
        matter.government = who.government
        if new_path(matter, [seat for seat in matter.participants.all() if not seat.retired]) is not None:
            found.add(matter.pk)
    return found


# Drawing


@dataclass(frozen=True)
class Draw:
    """How a sample is drawn: from entries or from the matters that they speak of, and by which seed.

    `head` is the number of the last entry that there was: what comes later changes nothing.
    """

    seed: str
    size: int
    head: int
    matters: bool = False
    by_unit: bool = False


@dataclass(frozen=True)
class Sample:
    """What was drawn: numbers of entries or of matters in their order, out of how many, and how many of each unit."""

    drawn: tuple[str, ...]
    population: int
    strata: tuple[tuple[str, int, int], ...] = ()  # unit, how many there are, how many were drawn


def lot(seed: str, thing: str) -> str:
    """The lot of a thing: SHA-256 of seed, colon and number; the smallest are drawn."""
    return sha256(f"{seed}:{thing}".encode()).hexdigest()


def draw(found: QuerySet[Entry], how: Draw) -> Sample:
    """Draw from entries as they were narrowed: who orders the numbers by their lots finds the same. One query.

    By unit each gets its share of the size, rounded by the largest remainder, then by the code of the unit.
    """
    rows = found.filter(number__lte=how.head).order_by("number")
    if how.matters:
        rows = rows.filter(subject_type=Matter.TYPE)
    things: dict[str, str] = {}
    for number, key, unit in rows.values_list("number", "subject_key", "unit").iterator(5000):
        things.setdefault(key if how.matters else str(number), unit)
    if not how.by_unit:
        drawn = nsmallest(how.size, things, key=lambda thing: lot(how.seed, thing))
        return Sample(tuple(sorted(drawn, key=_order)), len(things))
    members: dict[str, list[str]] = {}
    for thing, unit in things.items():
        members.setdefault(unit, []).append(thing)
    shares = allot(how.size, {unit: len(those) for unit, those in members.items()})
    drawn = [
        thing
        for unit, those in members.items()
        for thing in nsmallest(shares[unit], those, key=lambda thing: lot(how.seed, thing))
    ]
    strata = tuple((unit, len(those), shares[unit]) for unit, those in sorted(members.items()))
    return Sample(tuple(sorted(drawn, key=_order)), len(things), strata)


def _order(thing: str) -> tuple[int, str]:
    return len(thing), thing


def allot(size: int, members: Mapping[str, int]) -> dict[str, int]:
    """How many of each unit are drawn: in proportion, the rest by the largest remainder, then by code."""
    total = sum(members.values())
    size = min(size, total)
    found = {unit: size * many // total for unit, many in members.items()}
    rest = sorted(members, key=lambda unit: (-(size * members[unit] % total), unit))
    for unit in islice(rest, size - sum(found.values())):
        found[unit] += 1
    return found


# Taking along


@dataclass(frozen=True)
class Taken:
    """A file of entries with their proofs: its bytes, how many it holds, how many no seal covers yet."""

    content: bytes
    entries: int
    unsealed: int


def take_along(*, actor: Actor, chosen: Iterable[Entry], checker: bytes, told: str) -> Taken:
    """Entries as CSV and JSON with the proof of each against the newest seal, the seal, and what checks them offline.

    `told` says how they were chosen. Who takes an entry on a withheld matter reads that matter, and that is kept.
    Raises NoProof where nothing was sealed yet.
    """
    rows = sorted(chosen, key=lambda entry: entry.number)
    seal, documents = proofs.covering(actor.government, rows)
    covered = rows[: len(documents)]
    _read(actor, covered)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("BACA.txt", _explained(told, seal, len(rows) - len(covered)))
        file.writestr("catatan.csv", "\ufeff" + _table(covered))
        file.writestr("catatan.json", _listed(actor.government, covered))
        file.writestr("segel.json", seal.document.to_json())
        file.writestr("periksa_buku.py", checker)
        for document in documents:
            name = f"bukti-{document['number']}.json"
            file.writestr(name, json.dumps(document, ensure_ascii=False) + "\n")
    return Taken(out.getvalue(), len(covered), len(rows) - len(covered))


def _read(actor: Actor, rows: Sequence[Entry]) -> None:
    """Keep that the actor read the withheld matters of these entries."""
    numbers = {entry.subject_key for entry in rows if entry.subject_type == Matter.TYPE}
    for matter in Matter.objects.visible_to(actor).filter(withheld=True, number__in=numbers).order_by("pk"):
        matter.government = actor.government
        record_reading(actor=actor, matter=matter)


def _table(rows: Iterable[Entry]) -> str:
    out = StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for entry in rows:
        other = entry.on_behalf or {}
        lines.writerow(
            (
                entry.number,
                json.loads(entry.body)["recorded_at"],
                entry.happened_on or "",
                entry.subject_type,
                entry.subject_key,
                entry.step,
                entry.state_before,
                entry.state_after,
                entry.post,
                entry.unit,
                entry.capacity,
                " ".join(filter(None, (other.get("capacity"), other.get("post") or other.get("unit")))),
                entry.strength,
                entry.cite,
                json.loads(entry.body)["basis"]["reason"],
                bytes(entry.leaf_hash).hex(),
            )
        )
    return out.getvalue()


def _listed(government: Government, rows: Iterable[Entry]) -> str:
    listed = [{"number": entry.number, "body": entry.body} for entry in rows]
    document = {"schema": CHOSEN, "government": government.code, "entries": listed}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _explained(told: str, seal: Seal, unsealed: int) -> str:
    later = f"{unsealed} catatan pilihan belum tercakup segel itu, jadi tidak ikut; segel berikutnya mencakupnya.\n"
    return (
        f"{told}\n"
        f"Segel: {seal.size} catatan, akar {bytes(seal.root).hex()}\n"
        f"{later if unsealed else ''}\n"
        "Memeriksa tanpa jaringan, dari folder ini:\n"
        "    python3 periksa_buku.py catatan.json segel.json bukti-*.json\n"
        "Hasil 0: setiap catatan tercakup segel itu, dan isinya tidak diubah. Yang dibuktikan ialah catatan.json;\n"
        "catatan.csv memuat yang sama bagi lembar hitung, kolom sidik ialah sidik setiap catatan.\n"
        "Segel itu sendiri dibandingkan dengan yang dipegang orang luar: kaki naskah, atau alamat yang menerimanya.\n"
    )


@dataclass(frozen=True)
class Sealed:
    """What vouches for an entry: the first seal over it, the newest, and the steps of the proof that leads there."""

    first: Seal
    newest: Seal
    proof: tuple[str, ...]


def sealed(government: Government, entry: Entry) -> Sealed | None:
    """What vouches for an entry; None while no seal covers it."""
    first = Seal.objects.filter(government=government, size__gte=entry.number).order_by("size", "id").first()
    if first is None:
        return None
    newest, documents = proofs.covering(government, [entry])
    return Sealed(first, newest, tuple(documents[0]["proof"]))


def leaf_of(entry: Entry) -> str:
    """The hash of an entry, as proofs and seals know it."""
    return bytes(entry.leaf_hash).hex()


def root_of(government: Government, size: int) -> str:
    """The root over the first entries of the ledger."""
    return root(government, size).hex()

"""The ledger as a whole: what it is checked against, and how it is sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from selaras.actions.facts import procedure_of
from selaras.actions.files import path_of
from selaras.actions.people import state_of
from selaras.actions.units import IN_FORCE
from selaras.law.procedures import Effect
from selaras.records import clock, ledger
from selaras.records.files import File
from selaras.records.governments import Government
from selaras.records.matters import DRAFT, Matter, opening_of, standing_of
from selaras.records.people import Tenure

SEALS = "segel"
KEY = "segel.key"
CHUNK = 500


def key_path() -> Path:
    """Where the signing key lies, beside the data."""
    return Path(settings.SELARAS_DATA) / KEY


def seal(government: Government) -> tuple[ledger.Seal, Path]:
    """Seal the ledger of a government as it is now; returns the seal and the file in which it is published."""
    key = ledger.signing_key(key_path())
    with transaction.atomic():
        made = ledger.make_seal(government=government, key=key, now=clock.now())
    path = Path(settings.SELARAS_DATA) / SEALS / f"{government.code}-{made.size}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(made.document.to_json(), encoding="utf-8")
    return made, path


def subjects(government: Government) -> Iterator[ledger.SubjectRow]:
    """Every subject of a government as its own table has it now."""
    matters = Matter.objects.of(government).exclude(phase=DRAFT).order_by("pk")
    for number, version, state in matters.values_list("number", "version", "state").iterator():
        yield ledger.SubjectRow("matter", number or "", version, state)
    for tenure in Tenure.objects.filter(government=government).order_by("pk").iterator():
        yield ledger.SubjectRow("tenure", str(tenure.pk), tenure.version, state_of(tenure))
    fresh = Government.objects.get(pk=government.pk)
    if fresh.organisation_version:
        yield ledger.SubjectRow("organisation", fresh.code, fresh.organisation_version, IN_FORCE)


def verify(government: Government, against: ledger.SealDocument | None = None) -> list[ledger.Fault]:
    """Check the ledger of a government, the rows it speaks of, its stored files, and a seal from outside."""
    found = ledger.verify(government, subjects(government), against)
    return [*found, *_contents(government), *_files(government)]


def _contents(government: Government) -> Iterator[ledger.Fault]:
    """Hold what the rows of every matter say against what its entries committed to; erased values are passed over."""
    matters = Matter.objects.of(government).exclude(phase=DRAFT).order_by("pk")
    rows = matters.prefetch_related("participants__assignments", "proposals", "answers", "links__target")
    for matter in rows.iterator(chunk_size=CHUNK):
        matter.government = government
        entries = ledger.Entry.objects.filter(
            government=government, subject_type="matter", subject_key=matter.number or ""
        ).order_by("number")
        said = [(entry, _texts(entry)) for entry in entries.prefetch_related("secrets")]
        if said:
            yield from _differences(matter, said)


def _texts(entry: ledger.Entry) -> dict[str, Any]:
    try:
        return dict(entry.texts)
    except ValueError:  # the walk through the ledger names the broken value
        return {}


def _differences(matter: Matter, said: list[tuple[ledger.Entry, dict[str, Any]]]) -> Iterator[ledger.Fault]:
    row = f"berkas {matter.number}"
    first, opening = said[0]
    for column, value in opening_of(matter).items():
        if opening.get(column, value) != value:
            yield ledger.Fault("isi baris tidak sama dengan yang dicatat saat diajukan", first.number, column, row)
    last, newest = said[-1]
    standing = standing_of(matter, sorted(matter.participants.all(), key=lambda p: p.order))
    recorded = newest.get("standing", standing)
    for column, value in standing.items():
        if column == "seats":
            for seat in sorted(value.keys() | recorded[column].keys()):
                if value.get(seat) != recorded[column].get(seat):
                    what = f"peserta {seat} tidak sama dengan yang dicatat"
                    yield ledger.Fault(what, last.number, column, row)
        elif recorded[column] != value:
            yield ledger.Fault("isi baris tidak sama dengan yang dicatat", last.number, column, row)
    steps = {step.code: step.effects for step in procedure_of(matter).steps}
    kept = {p.entry: ("naskah bersama", p.text) for p in matter.proposals.all()}
    kept |= {a.entry: ("tanggapan", a.text) for a in matter.answers.all()}
    links = {link.target.number: link.kind for link in matter.links.all()}
    recorded_links: dict[str, tuple[str, int]] = {}
    for entry, texts in said:
        effects = steps.get(entry.step, ())
        what, text = kept.pop(entry.number, ("", None))
        if text is not None and texts.get("text", text) != text:
            yield ledger.Fault(f"bunyi {what} tidak sama dengan yang dicatat", entry.number, "text", row)
        if text is None and (Effect.PROPOSE in effects or Effect.ANSWER in effects):
            yield ledger.Fault("tanggapan atau naskah bersama yang dicatat ini hilang", entry.number, row=row)
        if "linked" in texts:
            other, kind = texts["linked"].split()
            recorded_links[other] = kind, entry.number
    for other, (kind, number) in recorded_links.items():
        if links.get(other) != kind:
            yield ledger.Fault(f"kaitan dengan berkas {other} hilang atau berubah", number, row=row)
    for number, (what, _) in kept.items():
        yield ledger.Fault(f"{what} ini tidak mempunyai catatan", number, row=row)


def _files(government: Government) -> Iterator[ledger.Fault]:
    """Hold every stored file against its row, and the row against the entry it came with."""
    bodies: dict[int, list[str]] = {}
    for file in File.objects.filter(government=government).order_by("entry", "pk").iterator():
        row = f"berkas simpanan {file.pk}"
        if file.entry not in bodies:
            body = ledger.Entry.objects.filter(government=government, number=file.entry).values_list("body", flat=True)
            bodies = {file.entry: _said(body.first())}
        if file.sha256 not in bodies[file.entry]:
            yield ledger.Fault("sidik berkas ini tidak disebut catatannya", file.entry, "sha256", row)
        path = path_of(file.sha256)
        if not path.is_file():
            yield ledger.Fault("isinya tidak ada di folder data", file.entry, row=row)
            continue
        digest = sha256()
        with path.open("rb") as content:
            while block := content.read(1 << 20):
                digest.update(block)
        if digest.hexdigest() != file.sha256:
            yield ledger.Fault("isinya tidak cocok dengan sidiknya", file.entry, row=row)


def _said(body: str | None) -> list[str]:
    try:
        files: list[str] = json.loads(body or "{}").get("files", [])
    except ValueError:  # the walk through the ledger names the broken body
        return []
    return files

"""The ledger as a whole: what it is checked against, and how it is sealed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import rfc8785
from django.conf import settings
from django.db import transaction

from selaras.actions import acts, coordination, delegations, escalations, webhooks, workdays
from selaras.actions.facts import procedure_of
from selaras.actions.files import path_of
from selaras.actions.people import said_of, state_of
from selaras.actions.units import IN_FORCE
from selaras.law.procedures import Effect
from selaras.records import clock, ledger, papers
from selaras.records.delegations import Delegation
from selaras.records.documents import Document, Measurement
from selaras.records.escalations import ESCALATED, Escalation
from selaras.records.files import File
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter, opening_of, standing_of
from selaras.records.meetings import Addendum, Meeting
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.papers import AddressedCopy, Paper, SignedCopy
from selaras.records.people import Operator, Tenure
from selaras.records.subjects import DRAFT
from selaras.records.units import Coordination
from selaras.records.withholdings import Withholding
from selaras.records.workdays import Workday

SEALS = "segel"
KEY = "segel.key"
CHUNK = 500
SUBJECTS: Sequence[Any] = (Meeting, FollowUp, WorkingGroup, Document, Withholding)
STANDING: Mapping[str, type[Delegation] | type[Operator]] = {"delegation": Delegation, "operator": Operator}


def key_path() -> Path:
    """Where the signing key lies, beside the data."""
    return Path(settings.SELARAS_DATA) / KEY


def seal(government: Government) -> tuple[ledger.Seal, Path]:
    """Seal the ledger of a government as it is now; returns the seal and the file in which it is published.

    The addresses outside that asked for seals are sent it, by the worker.
    """
    key = ledger.signing_key(key_path())
    with transaction.atomic():
        made = ledger.make_seal(government=government, key=key, now=clock.now())
        webhooks.tell_seal(made)
    return made, publish(made)


def latest_seal(government: Government) -> ledger.Seal | None:
    """The newest seal of a government's ledger; None before the first."""
    return ledger.Seal.objects.filter(government=government).order_by("-id").first()


def size_of(government: Government) -> int:
    """How many entries a government's ledger holds."""
    return ledger.size(government)


def seals_of(government: Government, most: int) -> list[ledger.SealDocument]:
    """The newest seals of a government's ledger as they are published, the newest first."""
    rows = ledger.Seal.objects.filter(government=government).select_related("government").order_by("-id")
    return [made.document for made in rows[:most]]


def publish(made: ledger.Seal) -> Path:
    """Write a seal where it is published; returns the file, which is on disk by then."""
    path = Path(settings.SELARAS_DATA) / SEALS / f"{made.government.code}-{made.size}.json"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        out.write(made.document.to_json())
        out.flush()
        os.fsync(out.fileno())
    return path


def subjects(government: Government) -> Iterator[ledger.SubjectRow]:
    """Every subject of a government as its own table has it now."""
    matters = Matter.objects.of(government).exclude(phase=DRAFT).order_by("pk")
    for number, version, state in matters.values_list("number", "version", "state").iterator():
        yield ledger.SubjectRow("matter", number or "", version, state)
    for sort in SUBJECTS:
        rows = sort.objects.filter(government=government).exclude(phase=DRAFT).order_by("pk")
        for pk, version, state in rows.values_list("pk", "version", "state").iterator():
            yield ledger.SubjectRow(sort.TYPE, str(pk), version, state)
    for tenure in Tenure.objects.filter(government=government).order_by("pk").iterator():
        yield ledger.SubjectRow("tenure", str(tenure.pk), tenure.version, state_of(tenure))
    for name, model in STANDING.items():
        for row in model.objects.filter(government=government).order_by("pk"):
            yield ledger.SubjectRow(name, str(row.pk), row.version, delegations.state_of(row))
    for paper in Paper.objects.filter(government=government).order_by("pk").iterator():
        yield ledger.SubjectRow("paper", str(paper.pk), paper.version, paper.state)
    fresh = Government.objects.get(pk=government.pk)
    if fresh.organisation_version:
        yield ledger.SubjectRow("organisation", fresh.code, fresh.organisation_version, IN_FORCE)
    if fresh.coordination_version:
        yield ledger.SubjectRow("coordination", fresh.code, fresh.coordination_version, coordination.MAPPED)
    if fresh.workdays_version:
        yield ledger.SubjectRow("workdays", fresh.code, fresh.workdays_version, workdays.KEPT)


def verify(government: Government, against: ledger.SealDocument | None = None) -> list[ledger.Fault]:
    """Check the ledger of a government, the rows it speaks of, its stored files, and a seal from outside."""
    found = ledger.verify(government, subjects(government), against)
    rows = (_contents, _subjects, _outcomes, _tenures, _standing, _mapping, _workdays, _escalations, _files, _papers)
    return [*found, *(fault for held in rows for fault in held(government))]


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
    for column, value in opening_of(matter).items():
        # What a submission fixes stays so, but for the path where a later act took the new one.
        fixed, texts = next(((e, t) for e, t in reversed(said) if column in t), (said[0][0], {column: value}))
        if texts[column] != value:
            yield ledger.Fault("isi baris tidak sama dengan yang dicatat saat ditetapkan", fixed.number, column, row)
    last, newest = said[-1]
    standing = standing_of(matter, sorted(matter.participants.all(), key=lambda p: p.order))
    recorded = newest.get("standing", standing)
    for column in sorted(standing.keys() | recorded.keys()):
        if column == "seats":
            seats, told = standing[column], recorded[column]
            for seat in sorted(seats.keys() | told.keys()):
                if seats.get(seat) != told.get(seat):
                    what = f"peserta {seat} tidak sama dengan yang dicatat"
                    yield ledger.Fault(what, last.number, column, row)
        elif recorded.get(column) != standing.get(column):
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


def _subjects(government: Government) -> Iterator[ledger.Fault]:
    """Hold the rows of every subject but matters against what its newest entry committed to."""
    for sort in SUBJECTS:
        newest = {entry.subject_key: (entry.number, texts) for entry, texts in _entries(government, sort.TYPE)}
        for subject in sort.objects.filter(government=government).exclude(phase=DRAFT).order_by("pk"):
            number, texts = newest.get(subject.key, (0, {}))
            for part, value in acts.standing_of(subject, subject.everyone()).items():
                recorded = texts.get(part, value)
                whole = not isinstance(value, dict)
                for name in [part] if whole else sorted(value.keys() | recorded.keys()):
                    if value != recorded if whole else value.get(name) != recorded.get(name):
                        what = "isi baris tidak sama dengan yang dicatat"
                        yield ledger.Fault(what, number, name, f"baris {sort.TYPE} {subject.pk}")


def _outcomes(government: Government) -> Iterator[ledger.Fault]:
    """Hold decisions, addenda and measurements against the entries they name."""
    decisions = Decision.objects.filter(government=government, meeting__isnull=True)
    addenda = Addendum.objects.filter(government=government)
    measured = Measurement.objects.filter(government=government)
    kept = {row.entry: (f"baris decision {row.pk}", "text", row.text) for row in decisions if row.entry}
    kept |= {row.entry: (f"baris addendum {row.pk}", "text", row.text) for row in addenda}
    kept |= {row.entry: (f"baris measurement {row.pk}", "value", str(row.value.normalize())) for row in measured}
    entries = ledger.Entry.objects.filter(government=government, number__in=kept).prefetch_related("secrets")
    for entry in entries.order_by("number"):
        row, field, value = kept.pop(entry.number)
        if _texts(entry).get(field, value) != value:
            yield ledger.Fault("isi baris tidak sama dengan yang dicatat", entry.number, field, row)
    for number, (row, _field, _value) in kept.items():
        yield ledger.Fault("baris ini tidak mempunyai catatan", number, row=row)


def _entries(government: Government, subject_type: str) -> Iterator[tuple[ledger.Entry, dict[str, Any]]]:
    """The entries of a type in their order, each with its texts; erased ones are missing from them."""
    entries = ledger.Entry.objects.filter(government=government, subject_type=subject_type).order_by("number")
    for entry in entries.prefetch_related("secrets").iterator(chunk_size=CHUNK):
        yield entry, _texts(entry)


def _tenures(government: Government) -> Iterator[ledger.Fault]:
    """Hold every tenure, and the name of its holder, against the newest entry that speaks of them."""
    newest: dict[str, tuple[int, dict[str, Any]]] = {}
    names: dict[str, str] = {}
    for entry, texts in _entries(government, "tenure"):
        newest[entry.subject_key] = entry.number, texts
        if "holder" in texts:
            names[texts["holder"]["key"]] = texts["holder"]["name"]
    rows = Tenure.objects.filter(government=government).select_related("person").order_by("pk")
    for tenure in rows.iterator(chunk_size=CHUNK):
        number, texts = newest.get(str(tenure.pk), (0, {}))
        row, said = f"baris tenure {tenure.pk}", said_of(tenure)
        recorded = texts.get("tenure", said["tenure"])
        for column in (column for column, value in said["tenure"].items() if recorded[column] != value):
            yield ledger.Fault("isi baris tidak sama dengan yang dicatat", number, column, row)
        key = str(tenure.person_id)
        if texts and texts.get("holder", {"key": key})["key"] != key:
            yield ledger.Fault("pemegang jabatan tidak sama dengan yang dicatat", number, "person", row)
        if names.get(key, tenure.person.name) != tenure.person.name:
            yield ledger.Fault("nama pemegang jabatan tidak sama dengan yang dicatat", number, "name", row)


def _standing(government: Government) -> Iterator[ledger.Fault]:
    """Hold every standing power against the newest entry that speaks of it."""
    for name, model in STANDING.items():
        newest = {entry.subject_key: (entry.number, texts) for entry, texts in _entries(government, name)}
        for row in model.objects.filter(government=government).order_by("pk"):
            said = delegations.said_of(row)
            number, texts = newest.get(str(row.pk), (0, {}))
            recorded = texts.get("row", said)
            for column in (column for column, value in said.items() if recorded[column] != value):
                what = "isi baris tidak sama dengan yang dicatat"
                yield ledger.Fault(what, number, column, f"baris {name} {row.pk}")


def _mapping(government: Government) -> Iterator[ledger.Fault]:
    """Hold every row of the mapping that officers have settled against the newest entry that speaks of it."""

    def key(values: dict[str, Any]) -> str:
        return " ".join(filter(None, (values[name] for name in ("unit", "affair", "coordinator", "valid_from"))))

    newest: dict[str, tuple[int, dict[str, Any]]] = {}
    for entry, texts in _entries(government, "coordination"):
        for values in texts.get("rows", ()):
            newest[key(values)] = entry.number, values
    for row in Coordination.objects.filter(government=government).order_by("pk"):
        said = coordination.said_of(row)
        name = f"baris pemetaan {key(said)}"
        number, recorded = newest.pop(key(said), (row.entry, said))
        if number != row.entry:
            yield ledger.Fault("baris ini menyebut catatan lain", number, "entry", name)
        for column in (column for column, value in said.items() if recorded[column] != value):
            yield ledger.Fault("isi baris tidak sama dengan yang dicatat", number, column, name)
    for name, (number, _) in newest.items():
        yield ledger.Fault("ada catatannya, tetapi barisnya tidak ada", number, row=f"baris pemetaan {name}")


def _workdays(government: Government) -> Iterator[ledger.Fault]:
    """Hold every declared day against the newest entry that speaks of it."""
    newest: dict[int, tuple[int, dict[str, Any]]] = {}
    numbers = set()
    for entry, texts in _entries(government, "workdays"):
        numbers.add(entry.number)
        if "row" in texts:
            newest[texts["row"]["row"]] = entry.number, texts["row"]
    for row in Workday.objects.filter(government=government).order_by("pk"):
        said, name = workdays.said_of(row), f"baris hari kerja {row.pk}"
        number, recorded = newest.pop(row.pk, (row.entry, said))
        if number != row.entry or number not in numbers:
            yield ledger.Fault("baris ini menyebut catatan lain", number, "entry", name)
        for column in (column for column, value in said.items() if recorded[column] != value):
            yield ledger.Fault("isi baris tidak sama dengan yang dicatat", number, column, name)
    for pk, (number, _) in newest.items():
        yield ledger.Fault("ada catatannya, tetapi barisnya tidak ada", number, row=f"baris hari kerja {pk}")


def _escalations(government: Government) -> Iterator[ledger.Fault]:
    """Hold every level that a wait has come to against the entry by which somebody was told."""
    told: dict[int | None, set[tuple[int, int, str, str, str]]] = {}
    entries = ledger.Entry.objects.filter(government=government, step=ESCALATED).order_by("number")
    for entry in entries.prefetch_related("secrets").iterator(chunk_size=CHUNK):
        said = _texts(entry).get("escalation")
        if said is not None:
            told[entry.number] = escalations.rows_of(said)
    known = set(entries.values_list("number", flat=True))
    for row in Escalation.objects.filter(government=government).order_by("pk").iterator():
        name = f"baris pengingat {row.pk}"
        if row.entry is not None and row.entry not in known:
            yield ledger.Fault("baris ini menyebut catatan lain", row.entry, "entry", name)
        elif row.entry in told and (said_of_row := escalations.said_of(row)) not in told[row.entry]:
            yield ledger.Fault("isi baris tidak sama dengan yang dicatat", row.entry, row.level, name)
        elif row.entry in told:
            told[row.entry].discard(said_of_row)
    for number, left in told.items():
        for *_wait, level, _post in sorted(left):
            yield ledger.Fault("ada catatannya, tetapi barisnya tidak ada", number or 0, row=f"baris pengingat {level}")


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


def _papers(government: Government) -> Iterator[ledger.Fault]:
    """Hold every paper and every signed copy against the entries that speak of them, and against the stored files."""
    issued = {e.subject_key: (e, texts) for e, texts in _entries(government, "paper") if e.subject_version == 1}
    copied = {e.subject_key: (e, texts) for e, texts in _entries(government, "paper") if e.step == papers.COPIED}
    kept: list[tuple[str, int, str]] = []
    whose: dict[str, set[str]] = {}
    for paper in Paper.objects.filter(government=government).select_related("seal").order_by("pk"):
        row, said = f"baris naskah {paper.number}", {**papers.said_of(paper), "content": digest_of(paper.content)}
        entry, texts = issued.get(str(paper.pk), (None, {}))
        recorded = texts.get("paper", said)
        for column in (column for column, value in said.items() if recorded[column] != value):
            yield ledger.Fault("isi baris tidak sama dengan yang dicatat", paper.entry, column, row)
        if entry is None or entry.number != paper.entry:
            yield ledger.Fault("baris ini menyebut catatan lain", paper.entry, "entry", row)
        if paper.seal is None or paper.seal.size < paper.entry:
            yield ledger.Fault("segelnya tidak mencakup catatan naskah ini", paper.entry, "seal", row)
        if paper.sha256:
            kept.append((str(paper.pk), paper.size, paper.sha256))
        whose[str(paper.pk)] = {one["code"] for one in paper.content.get("recipients", ())}
    copies = SignedCopy.objects.filter(government=government).order_by("pk")
    kept += [(str(copy.paper_id), copy.size, copy.sha256) for copy in copies]
    told: dict[str, set[str]] = {}
    for entry, _texts_of_entry in _entries(government, "paper"):
        told.setdefault(entry.subject_key, set()).update(_said(entry.body))
    addressed: dict[str, dict[str, str]] = {}
    for copy in AddressedCopy.objects.filter(government=government).order_by("pk"):
        addressed.setdefault(str(copy.paper_id), {})[copy.to] = copy.sha256
        kept.append((str(copy.paper_id), copy.size, copy.sha256))
    for key in addressed.keys() | copied.keys():
        made = addressed.get(key, {})
        entry, texts = copied.get(key, (None, {}))
        if entry is None:  # they are being made; the last of them writes the entry
            told.setdefault(key, set()).update(made.values())
        recorded = texts.get("paper", made)
        for to in sorted(recorded.keys() | made.keys()):
            if recorded.get(to) != made.get(to) or to not in whose.get(key, set()):
                what = f"salinan bagi {to} tidak sama dengan yang dicatat"
                yield ledger.Fault(what, entry.number if entry else None, "sha256", f"salinan naskah {key}")
    for key, size, digest in kept:
        path, row = path_of(digest), f"berkas naskah {digest[:12]}"
        if digest not in told.get(key, set()):
            yield ledger.Fault("sidik berkas ini tidak disebut catatannya", None, "sha256", row)
        if not path.is_file():
            yield ledger.Fault("isinya tidak ada di folder data", row=row)
        elif path.stat().st_size != size or sha256(path.read_bytes()).hexdigest() != digest:
            yield ledger.Fault("isinya tidak cocok dengan sidiknya", row=row)


def digest_of(content: Any) -> str:
    """The SHA-256 of what a paper says, as its entry commits to it."""
    return sha256(rfc8785.dumps(content)).hexdigest()


def _said(body: str | None) -> list[str]:
    try:
        files: list[str] = json.loads(body or "{}").get("files", [])
    except ValueError:  # the walk through the ledger names the broken body
        return []
    return files

"""The mapping of coordinators: a row made official, undone, replaced from a day on, or added; each with its entry.

Rows are ended, never deleted, and a pack no longer changes what officers have settled here (see `load_pack`).
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from selaras.actions.offices import Office, demand
from selaras.actions.refusals import Invalid, Stale
from selaras.law import types as law
from selaras.law.check import coordination_circle
from selaras.law.organisation import Organisation
from selaras.law.types import Basis, Strength
from selaras.law.words import in_words, say
from selaras.records import clock, ledger
from selaras.records.governments import Government, pack_of
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.records.units import Coordination, history

OFFICIAL, PROPOSED = "resmi", "usulan"
MAPPED = "terpetakan"  # the state of the mapping as a whole, from its first act on
ANNEX_LIMIT, TEXT_LIMIT = 60, 300
COLUMNS = (
    "unit",
    "affair",
    "coordinator",
    "status",
    "strength",
    "cite",
    "reason",
    "agreement",
    "valid_from",
    "valid_to",
    "source",
)


@dataclass(frozen=True)
class Instrument:
    """What makes a row official: its place in the annex, and the decree with its day where there is one."""

    annex: str = ""
    decree: str = ""
    day: date | None = None

    @property
    def words(self) -> str:
        """As the row itself tells it."""
        decree = f"keputusan {self.decree.strip()}" if self.decree.strip() else ""
        day = f"tanggal {in_words(self.day)}" if self.day else ""
        return ", ".join(
            filter(None, (f"baris {self.annex.strip()} pada lampiran", " ".join(filter(None, (decree, day)))))
        )


@dataclass(frozen=True)
class Mapping:
    """A row as an officer wants it: who coordinates what from which day on, official or proposed, and why."""

    unit: str
    coordinator: str
    affair: str = ""
    valid_from: date | None = None
    status: str = PROPOSED
    reason: str = ""
    instrument: Instrument = Instrument()


@dataclass(frozen=True)
class Outcome:
    """What an act leaves: the rows as they will stand, those it ends, and the open matters that keep their path."""

    opened: Coordination
    closed: Coordination | None
    keeping: tuple[Matter, ...]


def seen_of(row: Coordination) -> str:
    """What somebody has seen of a row: another value as soon as anything of it changes."""
    return sha256(repr((row.pk, row.entry, sorted(said_of(row).items()))).encode()).hexdigest()


def foresee_official(government: Government, row: Coordination, instrument: Instrument) -> Outcome:
    """What making a row official would do; writes nothing. Raises Invalid."""
    errors = _faults_of_instrument(instrument)
    if row.status == OFFICIAL:
        errors["annex"] = say("Baris ini sudah resmi.")
    if errors:
        raise Invalid(errors)
    opened = copy(row)
    _settle(opened, OFFICIAL, instrument.words, government)
    return Outcome(opened, None, _resting_on(government, row))


def make_official(*, actor: Actor, row: int, seen: str, instrument: Instrument, key: str) -> Coordination:
    """Let a proposed row be official, by its place in the annex; its days stay.

    Raises Invalid, Stale, Refused, AlreadyDone, Coordination.DoesNotExist.
    """
    with transaction.atomic():
        government, hand = demand(actor, Office.ORGANISATION, key)
        found = _locked(government, row, seen)
        opened = foresee_official(government, found, instrument).opened
        _record(government, hand, "resmikan", [opened], [said_of(found)], instrument.words)
        return opened


def undoable(row: Coordination) -> ledger.Entry | None:
    """The entry that made a row official, while nothing else has followed on its unit; None otherwise."""
    entry = ledger.Entry.objects.filter(
        government=row.government, subject_type="coordination", number=row.entry, step="resmikan"
    ).first()
    later = Coordination.objects.filter(government=row.government, unit=row.unit, entry__gt=row.entry)
    return entry if entry and "before" in entry.texts and not later.exists() else None


def undo_official(*, actor: Actor, row: int, seen: str, reason: str, key: str) -> Coordination:
    """Take back that a row was made official, while nothing else has followed. Raises as `make_official` does."""
    with transaction.atomic():
        government, hand = demand(actor, Office.ORGANISATION, key)
        found = _locked(government, row, seen)
        entry = undoable(found)
        if entry is None:
            raise Stale(say("Peresmian ini tidak dapat ditarik lagi: sudah ada perubahan lain sesudahnya."))
        if errors := _faults_of_text("reason", reason, say("Tulis mengapa peresmian ini ditarik.")):
            raise Invalid(errors)
        before = said_of(found)
        previous: Any = entry.texts["before"]
        for column in ("status", "strength", "cite", "reason", "agreement", "source"):
            setattr(found, column, previous[0][column])
        _record(government, hand, "tarik_resmi", [found], [before], reason.strip())
        return found


def foresee_replacement(government: Government, row: Coordination, mapping: Mapping) -> Outcome:
    """What replacing a row's coordinator from a day on would do; writes nothing. Raises Invalid."""
    errors = _faults(government, mapping)
    first = mapping.valid_from
    if first and first <= row.valid_from:
        errors["valid_from"] = say("Baris ini baru berlaku sejak {day}. Pilih hari sesudahnya.", day=row.valid_from)
    elif first and row.valid_to and first > row.valid_to:
        errors["valid_from"] = say("Baris ini sudah berakhir pada {day}. Tambahkan baris baru.", day=row.valid_to)
    if mapping.coordinator == row.coordinator and mapping.status == row.status:
        errors["coordinator"] = say("Itu koordinator dan status yang sekarang. Pilih yang lain.")
    if errors or first is None:
        raise Invalid(errors)
    closed = copy(row)
    closed.valid_to = first - timedelta(days=1)
    opened = _row(government, mapping, valid_to=row.valid_to, line=row.line, cite=row.cite)
    _no_clash(government, opened, leaving=row)
    return Outcome(opened, closed, _resting_on(government, row))


def replace(*, actor: Actor, row: int, seen: str, mapping: Mapping, key: str) -> Coordination:
    """End a row the day before and open its successor, with one entry. Raises as `make_official` does."""
    with transaction.atomic():
        government, hand = demand(actor, Office.ORGANISATION, key)
        found = _locked(government, row, seen)
        before = said_of(found)
        outcome = foresee_replacement(government, found, mapping)
        assert outcome.closed is not None
        found.valid_to = outcome.closed.valid_to
        _record(government, hand, "ganti", [found, outcome.opened], [before], outcome.opened.reason)
        return outcome.opened


def foresee_addition(government: Government, mapping: Mapping) -> Outcome:
    """What adding a missing row would do; writes nothing. Raises Invalid."""
    errors = _faults(government, mapping)
    if errors:
        raise Invalid(errors)
    opened = _row(government, mapping, valid_to=None, line=0, cite="")
    _no_clash(government, opened, leaving=None)
    return Outcome(opened, None, ())


def add(*, actor: Actor, mapping: Mapping, key: str) -> Coordination:
    """Add a row for a unit, or an affair of it, that has none. Raises as `make_official` does."""
    with transaction.atomic():
        government, hand = demand(actor, Office.ORGANISATION, key)
        opened = foresee_addition(government, mapping).opened
        _record(government, hand, "tambah", [opened], [], opened.reason)
        return opened


def said_of(row: Coordination) -> dict[str, Any]:
    """What an entry says of a row, and what `verify` holds the row against."""
    values = {column: getattr(row, column) for column in COLUMNS}
    return {column: value.isoformat() if isinstance(value, date) else value for column, value in values.items()}


def _locked(government: Government, row: int, seen: str) -> Coordination:
    found = Coordination.objects.select_for_update().get(government=government, pk=row)
    found.government = government
    if seen_of(found) != seen:
        raise Stale(say("Baris ini sudah diubah sejak halaman Anda dibuka. Periksa keadaannya sekarang."))
    return found


def _faults_of_text(name: str, text: str, example: str) -> dict[str, str]:
    wrong = not text.strip() or len(text) > TEXT_LIMIT or "\x00" in text
    return {name: say("{example} Paling panjang {limit} huruf.", example=example, limit=TEXT_LIMIT)} if wrong else {}


def _faults_of_instrument(instrument: Instrument) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not instrument.annex.strip() or len(instrument.annex) > ANNEX_LIMIT or "\x00" in instrument.annex:
        errors["annex"] = say(
            "Tulis nomor barisnya pada lampiran, misalnya II/12. Paling panjang {limit} huruf.", limit=ANNEX_LIMIT
        )
    if len(instrument.decree) > ANNEX_LIMIT or "\x00" in instrument.decree:
        errors["decree"] = say("Tulis nomor keputusannya saja, paling panjang {limit} huruf.", limit=ANNEX_LIMIT)
    return errors


def _faults(government: Government, mapping: Mapping) -> dict[str, str]:
    """What is wrong with a row that an officer wants, each by its field."""
    errors = {}
    if mapping.status == OFFICIAL:
        errors = _faults_of_instrument(mapping.instrument)
    elif mapping.status == PROPOSED:
        errors = _faults_of_text("reason", mapping.reason, say("Tulis alasannya, misalnya perubahan tugas Asisten."))
    else:
        errors["status"] = say("Pilih resmi atau usulan.")
    if mapping.valid_from is None:
        return errors | {"valid_from": say("Tulis hari mulainya, misalnya 2026-12-01.")}
    organisation = history(government).on(mapping.valid_from)
    day = mapping.valid_from
    if mapping.unit not in organisation.units:
        errors["unit"] = say("Unit itu tidak ada pada {day}. Pilih dari daftar.", day=day)
    if mapping.coordinator not in organisation.units:
        errors["coordinator"] = say("Unit itu tidak ada pada {day}. Pilih koordinatornya dari daftar.", day=day)
    elif mapping.coordinator == mapping.unit:
        errors["coordinator"] = say("Sebuah unit tidak mengoordinasikan dirinya sendiri. Pilih unit lain.")
    if mapping.affair and f"{mapping.unit}/{mapping.affair}" not in organisation.affairs:
        errors["affair"] = say(
            "Urusan itu tidak dipegang unit ini pada {day}. Pilih dari daftar, atau kosongkan.", day=day
        )
    return errors


def _ground(government: Government, day: date) -> Basis:
    """On what the rows of the mapping rest, by the regulation of the day."""
    return pack_of(government).regulation_on(day).routes.rules.rows.basis


def _settle(row: Coordination, status: str, reason: str, government: Government) -> None:
    """Give a row its status with the ground that goes with it: stated where it is official, else inferred."""
    basis = _ground(government, row.valid_from)
    cite = row.cite or basis.cite or ""
    strength = Strength.STATED if status == OFFICIAL else Strength.INFERRED
    row.status, row.reason, row.cite = status, reason, cite
    row.strength = (strength if cite else Strength.DESIGNED).value
    row.agreement = ""
    row.source = f"dicatat {in_words(government.today())}"


def _row(government: Government, mapping: Mapping, *, valid_to: date | None, line: int, cite: str) -> Coordination:
    assert mapping.valid_from is not None
    row = Coordination(
        government=government,
        unit=mapping.unit,
        affair=mapping.affair,
        coordinator=mapping.coordinator,
        valid_from=mapping.valid_from,
        valid_to=valid_to,
        line=line,
        cite=cite,
    )
    official = mapping.status == OFFICIAL
    _settle(row, mapping.status, mapping.instrument.words if official else mapping.reason.strip(), government)
    return row


def _no_clash(government: Government, new: Coordination, leaving: Coordination | None) -> None:
    """Invalid when a row would stand twice on a day, or would lead in a circle."""
    past = history(government)
    gone = leaving and (leaving.unit, leaving.affair or None, leaving.coordinator, leaving.valid_from)
    kept = [r for r in past.all_coordination if (r.unit, r.affair, r.coordinator, r.valid_from) != gone]
    last = new.valid_to or date.max
    for row in kept:
        same = (row.unit, row.affair or "") == (new.unit, new.affair)
        meets = row.valid_from <= last and (row.valid_to or date.max) >= new.valid_from
        if same and meets and (leaving is None or row.coordinator == new.coordinator):
            name = past.on(max(row.valid_from, new.valid_from)).name_of(row.coordinator)
            there = say("Sudah ada baris yang berlaku sejak {day}: {name}.", day=row.valid_from, name=name)
            if leaving is None:
                raise Invalid({"unit": say("{there} Ganti baris itu, jangan menambah.", there=there)})
            raise Invalid({"coordinator": say("{there} Pilih koordinator atau hari lain.", there=there)})
    wanted = law.Coordination(
        new.unit,
        new.affair or None,
        new.coordinator,
        new.status,
        Strength(new.strength),
        new.cite or None,
        new.reason or None,
        None,
        new.valid_from,
        new.valid_to,
    )
    begins = [row.valid_from for row in kept] + [unit.valid_from for unit in past.all_units]
    for day in sorted({new.valid_from, *(first for first in begins if new.valid_from < first <= last)}):
        then = Organisation(day, past.all_types, past.all_units, (), (), (*kept, wanted))
        if circle := coordination_circle(then):
            names = " → ".join(then.name_of(code) for code in circle)
            raise Invalid({"coordinator": say("Jalurnya akan berputar: {units}. Pilih koordinator lain.", units=names)})


def _resting_on(government: Government, row: Coordination) -> tuple[Matter, ...]:
    """The open matters whose path leads over a row; they keep the path they were submitted with."""
    seated = Matter.objects.of(government).filter(phase="open", participants__unit=row.coordinator).distinct()
    return tuple(
        matter
        for matter in seated.only("number", "title", "path").order_by("number").iterator()
        if (path := matter.fixed_path)
        and any((edge.from_unit, edge.to_unit) == (row.unit, row.coordinator) for edge in path.edges)
    )


def _record(
    government: Government,
    hand: ledger.Hand,
    step: str,
    rows: Sequence[Coordination],
    before: Sequence[dict[str, Any]],
    text: str,
) -> None:
    """Write the entry of the mapping as a whole, whose version also tells every process to read it anew."""
    state = MAPPED if government.coordination_version else ""
    government.coordination_version += 1
    government.save(update_fields=["coordination_version"])
    entry = ledger.append(
        government=government,
        subject_type="coordination",
        subject_key=government.code,
        subject_version=government.coordination_version,
        state_before=state,
        state_after=MAPPED,
        step=step,
        actor=hand,
        basis=_ground(government, government.today()),
        recorded_at=clock.now(),
        texts={
            "unit": rows[0].unit,
            "rows": [said_of(row) for row in rows],
            "before": list(before),
            "text": text,
        },
    )
    for row in rows:
        row.entry = entry.number
        row.save()

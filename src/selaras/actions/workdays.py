"""Working days: a day declared free or worked by its government, corrected, withdrawn, restored; each with its entry.

They stand above the days of the pack, and every clock counts with both at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from selaras.actions import jobs
from selaras.actions.offices import Office, demand
from selaras.actions.refusals import Invalid, Stale, clean
from selaras.law.clocks import Calendar
from selaras.law.types import LOCAL, WORKED, Basis, Strength
from selaras.law.words import say
from selaras.records import clock, ledger, sums
from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.records.units import Holiday
from selaras.records.workdays import KINDS, Workday

KEPT = "tercatat"  # the state of the declared days as a whole, from the first on
NAME_LIMIT, GROUND_LIMIT, REASON_LIMIT = 200, 300, 300
BACK, AHEAD = timedelta(days=366), timedelta(days=3 * 366)
BASIS = Basis(
    Strength.DESIGNED,
    reason=say("hari kerja menyusul penetapan pemerintah, dan setiap tenggat dihitung dengan satu kalender"),
)


@dataclass(frozen=True)
class Declared:
    """A day as its office wants it: when, free or worked, what for, and by which letter."""

    date: date | None
    kind: str
    name: str
    ground: str


def seen_of(row: Workday) -> str:
    """What somebody has seen of a row: another value as soon as anything of it changes."""
    return sha256(repr((row.pk, row.entry, sorted(said_of(row).items()))).encode()).hexdigest()


def said_of(row: Workday) -> dict[str, Any]:
    """What an entry says of a row, and what `verify` holds the row against."""
    return {
        "row": row.pk,
        "date": row.date.isoformat(),
        "kind": row.kind,
        "name": row.name,
        "ground": row.ground,
        "withdrawn": row.withdrawn,
    }


def declare(*, actor: Actor, wanted: Declared, key: str) -> Workday:
    """Declare a day free or worked. Raises Invalid, Refused, AlreadyDone."""
    with transaction.atomic():
        government, hand = demand(actor, Office.ORGANISATION, key)
        row = Workday(government=government, entry=0)
        _write(row, _checked(government, wanted, None))
        row.save()
        _record(row, hand, "tetapkan_hari", {}, row.ground)
        return row


def correct(*, actor: Actor, row: int, seen: str, wanted: Declared, reason: str, key: str) -> Workday:
    """Correct a declared day; what it said before stays in the ledger. Raises Stale and DoesNotExist besides."""
    with transaction.atomic():
        government, hand = demand(actor, Office.ORGANISATION, key)
        found = _locked(government, row, seen, withdrawn=False)
        before = said_of(found)
        errors: dict[str, str] = {}
        clean("reason", reason, REASON_LIMIT, errors, required=True, example=say("Tulis apa yang keliru."))
        _write(found, _checked(government, wanted, found, errors))
        if said_of(found) == before:
            raise Invalid({"name": say("Belum ada yang diubah.")})
        _record(found, hand, "betulkan_hari", before, reason.strip())
        return found


def withdraw(*, actor: Actor, row: int, seen: str, reason: str, key: str) -> Workday:
    """Withdraw a declared day: it counts as the pack has it, for the past too. Raises as `correct` does."""
    with transaction.atomic():
        government, hand = demand(actor, Office.ORGANISATION, key)
        found = _locked(government, row, seen, withdrawn=False)
        errors: dict[str, str] = {}
        clean("reason", reason, REASON_LIMIT, errors, required=True, example=say("Tulis mengapa hari ini ditarik."))
        if errors:
            raise Invalid(errors)
        before, found.withdrawn = said_of(found), True
        _record(found, hand, "tarik_hari", before, reason.strip())
        return found


def restore(*, actor: Actor, row: int, seen: str, key: str) -> Workday:
    """Undo a withdrawal, while no other day was declared in its place. Raises as `correct` does."""
    with transaction.atomic():
        government, hand = demand(actor, Office.ORGANISATION, key)
        found = _locked(government, row, seen, withdrawn=True)
        _once(government, found.date, found)
        before, found.withdrawn = said_of(found), False
        _record(found, hand, "pulihkan_hari", before, "")
        return found


def _locked(government: Government, row: int, seen: str, *, withdrawn: bool) -> Workday:
    found = Workday.objects.select_for_update().get(government=government, pk=row)
    found.government = government
    if seen_of(found) != seen or found.withdrawn is not withdrawn:
        raise Stale(say("Hari ini sudah diubah sejak halaman Anda dibuka. Periksa keadaannya sekarang."))
    return found


def _once(government: Government, day: date, own: Workday | None) -> None:
    """Invalid where another declared day stands on that date."""
    rows = Workday.objects.filter(government=government, date=day, withdrawn=False)
    other = (rows.exclude(pk=own.pk) if own else rows).first()
    if other is not None:
        raise Invalid({"date": say("{day} sudah ditetapkan: {name}. Betulkan yang itu.", day=day, name=other.name)})


def _checked(
    government: Government, wanted: Declared, own: Workday | None, errors: dict[str, str] | None = None
) -> Declared:
    """What was wanted, where nothing is wrong with it; Invalid with every field that is."""
    errors = errors if errors is not None else {}
    name, ground = say("Misalnya: Hari Jadi Kabupaten."), say("Misalnya: Keputusan Bupati 100.3/12/2026.")
    clean("name", wanted.name, NAME_LIMIT, errors, required=True, example=name)
    clean("ground", wanted.ground, GROUND_LIMIT, errors, required=True, example=ground)
    today = government.today()
    if wanted.kind not in KINDS:
        errors["kind"] = say("Pilih dari daftar.")
    if wanted.date is None or not today - BACK <= wanted.date <= today + AHEAD:
        errors["date"] = say("Tulis tanggal antara {first} dan {last}.", first=today - BACK, last=today + AHEAD)
    elif wanted.kind in (LOCAL, WORKED):
        free = Holiday.objects.filter(government=government, date=wanted.date).values_list("date", flat=True)
        works = Calendar(list(free)).is_working(wanted.date)
        if works and wanted.kind == WORKED:
            errors["kind"] = say("{day} memang hari kerja, jadi tidak ada yang perlu ditetapkan.", day=wanted.date)
        elif not works and wanted.kind == LOCAL:
            errors["kind"] = say(
                "{day} memang bukan hari kerja, jadi tidak ada yang perlu ditetapkan.", day=wanted.date
            )
    if errors:
        raise Invalid(errors)
    if wanted.date is not None:
        _once(government, wanted.date, own)
    return wanted


def _write(row: Workday, wanted: Declared) -> None:
    assert wanted.date is not None
    row.date, row.kind = wanted.date, wanted.kind
    row.name, row.ground = wanted.name.strip(), wanted.ground.strip()


def _record(row: Workday, hand: ledger.Hand, step: str, before: dict[str, Any], text: str) -> None:
    """Write the entry of the days as a whole, whose version also tells every process to read them anew.

    What is counted in working days that hold this day is counted anew. Whose turn it is where a clock ran out is seen
    anew by the worker at once, not only the next morning.
    """
    government = row.government
    state = KEPT if government.workdays_version else ""
    government.workdays_version += 1
    government.save(update_fields=["workdays_version"])
    entry = ledger.append(
        government=government,
        subject_type="workdays",
        subject_key=government.code,
        subject_version=government.workdays_version,
        state_before=state,
        state_after=KEPT,
        step=step,
        actor=hand,
        basis=BASIS,
        recorded_at=clock.now(),
        texts={"row": said_of(row), "before": before, "text": text},
    )
    row.entry = entry.number
    row.save()
    days = {row.date, *(date.fromisoformat(said) for said in (before.get("date"),) if said)}
    sums.look_again(government, days)
    jobs.put("schedule", entry="giliran", government=government.pk, day=government.today().isoformat())

"""Pauses: the clock of a matter, or of one seat in it, stands still for a while, with a reason and a last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from django.db import transaction

from selaras.actions.acts import TURN_COLUMNS, hand_of, place_turns, receipt_of, still_in_office
from selaras.actions.facts import Power, power_of, procedure_of
from selaras.actions.marks import marking
from selaras.actions.refusals import Invalid, Stale, clean
from selaras.actions.webhooks import tell
from selaras.law.clocks import DAY, LONGEST, WHY, Pause
from selaras.law.procedures import Refused, Role
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records import clock, ledger
from selaras.records.matters import Matter, standing_of
from selaras.records.people import Actor

SUSPEND, RESUME = "tangguhkan_tenggat", "lanjutkan_tenggat"
REASON_LIMIT = 1_000
BASIS = Basis(
    Strength.DESIGNED,
    reason=say("tenggat adalah target; ia berhenti hanya dengan alasan dan hari terakhir, dan selalu tampak"),
)
LEADING = (Role.COORDINATOR, Role.CONVENER)


def may_pause(actor: Actor, seats: Sequence[Any]) -> Any:
    """The seat from which an actor lets the clocks of a matter stand still: who coordinates or leads it; None for none.

    Where nobody coordinates, the one who opened it leads.
    """
    leading = [seat for seat in seats if seat.leads or seat.role in LEADING]
    leading = leading or [seat for seat in seats if seat.role == Role.OPENER]
    return next((seat for seat in leading if power_of(actor, seat) in (Power.OWN, Power.ACT)), None)


def running(matter: Matter, day: date) -> list[Pause]:
    """The pauses of a day, of the whole matter and of single seats; of a closed matter none."""
    every = msgspec.convert(matter.pauses or [], list[Pause]) if matter.phase == "open" else []
    return [pause for pause in every if pause.holds_on(day)]


def suspend(*, actor: Actor, number: str, seat: int | None, why: str, text: str, last: date | None, key: str) -> Matter:
    """Let the clock of a seat (its place in the matter), or those of all, stand still from today to a last day.

    Raises Invalid, Refused, Stale, Matter.DoesNotExist. A form sent twice (same `key`) has one effect.
    """
    with transaction.atomic():
        matter, seats, own = _begun(actor, number, key)
        if own is None:
            return matter
        today = actor.government.today()
        errors: dict[str, str] = {}
        clean("text", text, REASON_LIMIT, errors, required=True, example=say("Tulis apa yang ditunggu dan dari siapa."))
        if why not in WHY:
            errors["why"] = say("Pilih dari daftar.")
        if seat is not None and seat not in {p.order for p in seats}:
            errors["seat"] = say("Pilih peserta dari daftar.")
        elif any(pause.seat == seat for pause in running(matter, today)):
            errors["seat"] = say("Tenggat itu sudah ditangguhkan. Lanjutkan dahulu bila hendak mengubahnya.")
        longest = today + timedelta(days=LONGEST)
        if last is None or not today <= last <= longest:
            errors["last"] = say("Tulis hari terakhirnya, paling lambat {day}.", day=longest)
        if errors or last is None:
            raise Invalid(errors)
        matter.pauses = [*(matter.pauses or []), msgspec.to_builtins(Pause(today, last, why, seat))]
        _record(actor, matter, seats, own, SUSPEND, seat, text.strip())
        return matter


def resume(*, actor: Actor, number: str, seat: int | None, text: str, key: str) -> Matter:
    """Let a clock that stands still run again from today, before the last day of its pause. Raises as `suspend`."""
    with transaction.atomic():
        matter, seats, own = _begun(actor, number, key)
        if own is None:
            return matter
        today = actor.government.today()
        errors: dict[str, str] = {}
        clean("text", text, REASON_LIMIT, errors, required=True, example=say("Tulis mengapa tenggatnya berjalan lagi."))
        if errors:
            raise Invalid(errors)
        every = msgspec.convert(matter.pauses or [], list[Pause])
        held = next((pause for pause in every if pause.seat == seat and pause.holds_on(today)), None)
        if held is None:
            raise Stale(say("Tenggat itu sudah berjalan lagi."))
        ended = [msgspec.structs.replace(pause, last=today - DAY) if pause is held else pause for pause in every]
        matter.pauses = msgspec.to_builtins(ended)
        _record(actor, matter, seats, own, RESUME, seat, text.strip())
        return matter


def _begun(actor: Actor, number: str, key: str) -> tuple[Matter, list[Any], Any]:
    """The matter under lock, its seats, and the seat of who may; None for the seat where the form came before."""
    matter = Matter.objects.locked(actor, number=number)
    matter.government = actor.government
    receipt = receipt_of(actor, key)
    if receipt is not None:
        if receipt.matter_id == matter.pk:
            return matter, [], None
        if receipt.matter_id or receipt.subject:
            raise Stale(say("Formulir itu sudah dikirim untuk hal lain."))
        receipt.matter = matter
        receipt.save(update_fields=["matter"])
    still_in_office(actor)
    seats = matter.seats()
    own = may_pause(actor, seats)
    if matter.phase != "open" or own is None:
        closed = say("Berkas ini sudah selesai, jadi tidak ada tenggat yang berjalan.")
        others = say("Tenggat berkas ini ditangguhkan oleh koordinator atau yang memimpinnya.")
        raise Refused(
            closed if matter.phase != "open" else others,
            BASIS,
            ways_on=(say("Sampaikan apa yang ditunggu kepada yang memimpin berkas ini."),),
        )
    return matter, seats, own


def _record(
    actor: Actor, matter: Matter, seats: Sequence[Any], own: Any, step: str, seat: int | None, text: str
) -> None:
    """Write the matter, whose turn it is now, and the entry."""
    matter.version += 1
    matter.save(update_fields=["pauses", "version", "updated_at"])
    for changed in place_turns(matter, seats, procedure_of(matter), clock.now()):
        changed.save(update_fields=TURN_COLUMNS)
    said: dict[str, Any] = {"text": text, "standing": standing_of(matter, matter.everyone())}
    target = next((p for p in seats if p.order == seat), None)
    if target is not None:
        said["paused"] = target.post or target.unit
    ledger.append(
        government=matter.government,
        subject_type=Matter.TYPE,
        subject_key=matter.key,
        subject_version=matter.version,
        state_before=matter.state,
        state_after=matter.state,
        step=step,
        actor=hand_of(actor, own),
        basis=BASIS,
        recorded_at=clock.now(),
        texts=said,
        along=marking(matter, moved=False),
    )
    tell(matter, was_draft=False)

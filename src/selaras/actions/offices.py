"""Offices that keep a government's own data: which unit it is, who may write, and the refusal that names them."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from django.db import connection

from selaras.actions.refusals import looked_again
from selaras.law.procedures import Refused
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records import ledger
from selaras.records.governments import Government, pack_of
from selaras.records.matters import Receipt
from selaras.records.people import Actor, Tenure
from selaras.records.units import history


class Office(StrEnum):
    """What a unit keeps for the whole government, by the names of `offices` in pack.yaml."""

    PERSONNEL = "personnel"  # who holds which post
    ORGANISATION = "organisation"  # which office coordinates which unit
    SYSTEM = "system"  # whether the machine of Selaras runs


class AlreadyDone(Exception):
    """The same form was sent before and had its effect."""


def unit_of(government: Government, office: Office) -> str:
    """The code of the unit that keeps this office; the organisation office keeps what the pack gives to nobody."""
    offices = pack_of(government).government.offices
    return str(getattr(offices, office.value) or offices.organisation)


def serves(actor: Actor, office: Office) -> bool:
    """Whether the post of an actor, its head's or any other, belongs to the unit of an office."""
    return actor.unit == unit_of(actor.government, office)


def keeper(government: Government, office: Office) -> tuple[str, str]:
    """The unit of an office and the post that heads it, by name."""
    organisation = history(government).on(government.today())
    unit = unit_of(government, office)
    head = organisation.heads.get(unit)
    return organisation.name_of(unit), head.title if head else organisation.name_of(unit)


def once(actor: Actor, key: str) -> None:
    """Keep the receipt of a form (`key`), inside the transaction of its act. Raises AlreadyDone for one that came."""
    _receipt, new = Receipt.objects.get_or_create(
        government=actor.government, key=key or uuid4().hex, defaults={"person": actor.person}
    )
    if not new:
        raise AlreadyDone


def demand(actor: Actor, office: Office, key: str) -> tuple[Government, ledger.Hand]:
    """The government, locked, and the hand of who may write for an office, inside the transaction of the act.

    Raises Refused, and AlreadyDone for a form (`key`) that came before.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Hak hanya diperiksa di dalam transaksi perbuatannya sendiri.")
    looked_again(actor)
    fresh = Government.objects.select_for_update(no_key=True).get(pk=actor.government.pk)
    once(actor, key)
    running = Tenure.objects.select_for_update().filter(government=fresh).on(fresh.today())
    if not running.filter(pk=actor.tenure.pk):
        raise Refused(
            say("Masa jabatan Anda sudah berakhir, jadi tidak ada yang tercatat."),
            Basis(Strength.DESIGNED, reason=say("kuasa melekat pada jabatan dan masanya")),
            ways_on=(say("Salin yang Anda tulis dan serahkan kepada pejabat penggantinya."),),
        )
    if not serves(actor, office):
        unit, head = keeper(fresh, office)
        raise Refused(
            say("Ini dicatat oleh {unit}.", unit=unit),
            Basis(Strength.DESIGNED, reason=say("satu unit memegang data ini bagi seluruh pemerintah daerah")),
            ways_on=(say("Sampaikan kepada {head}.", head=head),),
        )
    hand = ledger.Hand(
        person_key=str(actor.person.pk),
        person_name=actor.person.name,
        post=actor.post,
        unit=actor.unit,
        capacity=actor.capacity,
    )
    return fresh, hand

"""What tests do with matters: open one, take a step from a unit's seat, see it whole in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from selaras.actions.acts import Deed, seen_of
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.ledger import verify
from selaras.actions.matters import act, submit
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.people import Actor

Cast = Callable[..., Actor]


def opened(actor: Actor, **intent: object) -> Matter:
    """A matter submitted today."""
    words = {"title": "Contoh", "purpose": "Untuk diuji."} | intent
    draft = save_draft(actor=actor, intent=Intent(**words))  # type: ignore[arg-type]
    return submit(actor=actor, draft=draft.pk, key="")


def seat_of(matter: Matter, post: str, role: str = "") -> Participant:
    """The seat of a post (of a role, where it has several), or of a unit."""
    seats = matter.participants.filter(retired=False)
    mine = seats.filter(post=post) if "/" in post else seats.filter(unit=post)
    return (mine.filter(role=role) if role else mine).order_by("order")[0]


def take(
    actor: Actor, matter: Matter, step: str, text: str = "", *, seat: str = "", role: str = "", **deed: object
) -> Matter:
    """Take a step, having seen the page just now; `target` is a unit's or a post's code."""
    now = Matter.objects.get(pk=matter.pk)
    own = seat_of(now, seat or actor.post, role)
    if "target" in deed:
        deed["target"] = seat_of(now, str(deed["target"])).pk
    todo = Deed(step=step, text=text, **deed)  # type: ignore[arg-type]
    seen = seen_of(now, own)
    done = act(actor=replace(actor), number=now.number or "", seat=own.pk, deed=todo, seen=seen, key="")
    reminded_last_week(Participant.objects.filter(matter=done))
    return done


def reminded_last_week(seats: QuerySet[Any]) -> None:
    """Let a reminder have been heard: a day's reminders count once, and only when a working day has passed."""
    seats.filter(reminded_on__isnull=False).update(reminded_on=date.today() - timedelta(days=7))


def state(matter: Matter) -> str:
    """The state of a matter now."""
    return Matter.objects.get(pk=matter.pk).state


def slots(matter: Matter, role: str = "") -> dict[str, str]:
    """The small state of each seated unit."""
    seats = matter.participants.filter(retired=False)
    return {p.unit: p.slot for p in (seats.filter(role=role) if role else seats)}


def sound(government: Government, *, besides: str = "") -> bool:
    """Whether verify finds nothing (besides rows of a sort that the test itself changed behind the ledger)."""
    faults = verify(Government.objects.get(pk=government.pk))
    assert not [str(fault) for fault in faults if not (besides and besides in fault.row)]
    return True

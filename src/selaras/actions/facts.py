"""Facts: what the law asks about a subject, counted from the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from selaras.law.clocks import Calendar
from selaras.law.clocks import Reading as ClockReading
from selaras.law.organisation import Organisation
from selaras.law.pack import Pack, Regulation
from selaras.law.paths import Resolver
from selaras.law.procedures import Facts, Offer, Procedure, Role, Seat, Thing
from selaras.records.governments import Government, pack_of
from selaras.records.matters import Link, Matter, Participant
from selaras.records.people import Actor
from selaras.records.units import history


def calendar_of(government: Government) -> Calendar:
    """The working days of a government."""
    return history(government).calendar


def regulation_of(matter: Matter) -> Regulation:
    """The regulation a matter was opened under; it keeps it to its end."""
    return pack_of(matter.government).regulation(matter.regulation)


def procedure_of(matter: Matter) -> Procedure:
    """The procedure by which a matter goes."""
    return regulation_of(matter).book.get(matter.procedure)


def resolver(government: Government, day: date) -> Resolver:
    """The path finder for a government on a day; kept while its organisation does not change."""
    return _resolver(history(government).on(day), pack_of(government))


@lru_cache(maxsize=16)
def _resolver(organisation: Organisation, pack: Pack) -> Resolver:
    return Resolver(organisation, pack.regulation_on(organisation.day).routes)


def local_day(government: Government, moment: datetime) -> date:
    """The day a moment falls on in the government's zone."""
    return moment.astimezone(government.zone).date()


def facts_of(matter: Matter, participants: Sequence[Participant], procedure: Procedure) -> Facts:
    """The facts of a matter today; one query, and only when the procedure asks for open child matters."""
    government = matter.government
    calendar = calendar_of(government)
    today = government.today()
    children = 0
    if any(need.what is Thing.CHILDREN for step in procedure.steps for need in step.needs):
        children = Link.objects.filter(source=matter, kind="child").exclude(target__phase="closed").count()
    return Facts(
        state=matter.state,
        seats=tuple(
            Seat(
                id=p.pk,
                role=Role(p.role),
                unit=p.unit,
                post=p.post or None,
                state=p.slot,
                days=calendar.between(local_day(government, p.slot_since), today),
                reminders=p.reminders,
                leads=p.leads,
                external=p.external,
            )
            for p in participants
        ),
        days=calendar.between(local_day(government, matter.state_since), today),
        proposals=matter.proposals_count,
        children=children,
    )


def hands_of(actor: Actor, participants: Sequence[Participant]) -> dict[int, Participant]:
    """The seats an actor may act from: those of his post, and those whose head let his post act or prepare."""
    return {
        p.pk: p for p in participants if p.post == actor.post or any(a.post == actor.post for a in p.assignments.all())
    }


def power_of(actor: Actor, seat: Participant) -> str:
    """What an actor may do from a seat that is not his own: "bertindak", "menyiapkan", or "" for nothing."""
    return next((a.power for a in seat.assignments.all() if a.post == actor.post), "")


def hand_for(actor: Actor, offer: Offer, mine: Mapping[int, Participant]) -> Participant:
    """The seat from which an actor takes an offer: his own before one he was assigned to, to act before to prepare."""
    seats = [seat for pk, seat in mine.items() if pk in offer.hands]
    return min(seats, key=lambda seat: (seat.post != actor.post, power_of(actor, seat) != "bertindak"))


def clock_of(matter: Matter, procedure: Procedure, participant: Participant) -> ClockReading:
    """The clock of a participant's small state, or of the matter's state where only that one has a target."""
    government = matter.government
    slot = procedure.slot_state(Role(participant.role), participant.slot)
    state = procedure.state(matter.state)
    clock = (slot.clock if slot else None) or state.clock
    since = participant.turn_since or participant.slot_since
    used = calendar_of(government).between(local_day(government, since), government.today())
    return ClockReading(used, clock.days if clock else None)

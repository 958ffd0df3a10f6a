"""Taking steps in a procedure, one after the other, as the tests of each kind do."""

from __future__ import annotations

from msgspec import structs

from selaras.law.procedures import Facts, Offer, Procedure, Refused, Role, after, demand, offers
from selaras.law.types import Strength
from tests.law.walk import CONVENER, COORDINATOR, PROCEDURES, THREE

CONSULTATION = PROCEDURES["konsultatif"]
DELIBERATION = PROCEDURES["kolegial"]
REQUEST = PROCEDURES["fungsional"]
TASK = PROCEDURES["struktural"]
GUIDANCE = PROCEDURES["koordinatif-hierarki"]
COORDINATION = PROCEDURES["koordinatif-jalur"]
OFFICES = (*THREE, COORDINATOR, CONVENER)


def begin(procedure: Procedure) -> Facts:
    """A draft with the opener (1), two counterparts (2, 3) and, along a path, coordinator (4) and convener (5)."""
    return Facts("draft", OFFICES if procedure is COORDINATION else THREE)


def take(procedure: Procedure, facts: Facts, seat: int, step: str, target: int | None = None) -> Facts:
    """The facts once a seat has taken a step; Refused where it may not."""
    return after(facts, demand(procedure, facts, seat, step, [seat]), target)


def play(procedure: Procedure, facts: Facts, *acts: tuple[int, str] | tuple[int, str, int]) -> Facts:
    """The facts after several acts: seat, step and, where one is asked, the target."""
    for seat, step, *target in acts:
        facts = take(procedure, facts, seat, step, *target)
    return facts


def opened(procedure: Procedure) -> Facts:
    """A matter just submitted."""
    return take(procedure, begin(procedure), 1, "ajukan")


def later(facts: Facts, days: int = 99) -> Facts:
    """The same facts when working days have passed."""
    return structs.replace(facts, days=days, seats=tuple(structs.replace(s, days=days) for s in facts.seats))


def states(facts: Facts, role: Role = Role.COUNTERPART) -> list[str]:
    """The small states of a role, in the order of the seats."""
    return [s.state for s in facts.seats if s.role is role]


def all_states(facts: Facts) -> list[str]:
    """The small states of all seats, in order."""
    return [s.state for s in facts.seats]


def offered(procedure: Procedure, facts: Facts, seat: int) -> set[str]:
    """The steps that are open to a seat."""
    return {o.step.code for o in offers(procedure, facts) if o.seat.id == seat and o.open}


def offer_of(procedure: Procedure, facts: Facts, seat: int, step: str) -> Offer:
    """One offer; StopIteration where there is none."""
    return next(o for o in offers(procedure, facts) if o.seat.id == seat and o.step.code == step)


def refusal(procedure: Procedure, facts: Facts, seat: int, step: str) -> Refused:
    """Why a step is refused; AssertionError where it is not."""
    try:
        demand(procedure, facts, seat, step, [seat])
    except Refused as refused:
        return refused
    raise AssertionError(f"{step} is open to {seat}")


def stops(procedure: Procedure, facts: Facts, seat: int, step: str) -> bool:
    """Whether a step is stopped, as inferred or to keep integrity, with a lawful way on."""
    refused = refusal(procedure, facts, seat, step)
    return refused.basis.strength is not Strength.STATED and bool(refused.ways_on)

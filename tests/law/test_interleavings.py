"""Several people act at once, on pages no longer true, while time passes and units end: nothing but Refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from selaras.law.procedures import (
    AWAITED,
    Effect,
    Facts,
    Offer,
    Phase,
    Procedure,
    Refused,
    Role,
    Seat,
    after,
    demand,
    offers,
    turns,
)
from tests.law.walk import (
    CHAIR,
    CHECKER,
    CHECKER_OUTSIDE,
    CONVENER,
    COORDINATOR,
    DECIDER,
    FORMER,
    GUEST,
    INVITED_OUTSIDE,
    INVITEE,
    MATE,
    MEMBER,
    MEMBER_OUTSIDE,
    OBSERVER,
    OPENER,
    OTHER_INVITEE,
    OTHER_MATE,
    OTHER_MEMBER,
    OUTSIDE,
    OVERSEER,
    OWNER,
    OWNER_OUTSIDE,
    PROCEDURES,
    SECRETARY,
    VIA,
)

# The same examples in every run: what fails here fails for everybody, until the tables change.
STEADY = settings(derandomize=True, deadline=None, max_examples=150, database=None)

CASTS: list[tuple[Seat, ...]] = [
    (OPENER, MATE, OTHER_MATE, COORDINATOR, CONVENER),
    (OPENER, MATE, OUTSIDE, COORDINATOR, CONVENER, DECIDER),
    (OPENER, MATE, VIA, OBSERVER, CONVENER),
    (OPENER, OUTSIDE, CONVENER),
    (OPENER,),
]
OUTCOMES: dict[str, list[tuple[Seat, ...]]] = {
    "rapat": [(CHAIR, SECRETARY, INVITEE, OTHER_INVITEE), (CHAIR, SECRETARY, INVITED_OUTSIDE), (CHAIR, GUEST)],
    "tindak-lanjut": [(OWNER, CHECKER, OVERSEER), (OWNER_OUTSIDE, CHECKER_OUTSIDE, OVERSEER)],
    "gugus-kerja": [(FORMER, CHAIR, SECRETARY, MEMBER, OTHER_MEMBER), (FORMER, CHAIR, MEMBER_OUTSIDE)],
}
NUMBERS = st.integers(min_value=-1, max_value=12)


@dataclass(frozen=True)
class Try:
    """Somebody's attempt: from which page (how many acts old), by which hands, for which seat, what, to whom."""

    page: int
    hand: int
    seat: int
    step: int
    target: int


@dataclass(frozen=True)
class Happening:
    """What nobody of the subject does: days pass or come, a unit ends or is succeeded, what it hangs on changes."""

    what: str
    days: int
    seat: int


TRIES = st.builds(Try, st.integers(0, 3), NUMBERS, NUMBERS, st.integers(0, 60), NUMBERS)
HAPPENINGS = st.builds(
    Happening,
    st.sampled_from(["days", "ends", "mapping", "child", "leaves", "mandate", "follow-up", "hour", "due"]),
    st.integers(0, 30),
    NUMBERS,
)
STORIES = st.lists(st.one_of(TRIES, TRIES, TRIES, HAPPENINGS), max_size=40)


def lived(facts: Facts, event: Happening) -> Facts:
    """The facts after something that happened."""

    def each(**changes: Any) -> tuple[Seat, ...]:
        return tuple(structs.replace(s, **changes) if s.id == event.seat else s for s in facts.seats)

    if event.what == "days":
        seats = tuple(structs.replace(s, days=s.days + event.days) for s in facts.seats)
        return structs.replace(facts, days=facts.days + event.days, seats=seats)
    if event.what == "ends":
        return structs.replace(facts, seats=each(gone=event.days % 2 == 0))
    if event.what == "mapping":
        return structs.replace(facts, rerouted=not facts.rerouted)
    if event.what == "mandate":
        return structs.replace(facts, mandated=not facts.mandated)
    if event.what == "hour":
        return structs.replace(facts, hour=not facts.hour)
    if event.what == "due":
        return structs.replace(facts, seats=each(overdue=event.days % 2 == 0))
    if event.what == "follow-up":
        return structs.replace(facts, follow_ups=event.days % 2)
    if event.what == "child":
        return structs.replace(facts, seats=each(children=event.days % 3), offspring=event.days % 3)
    return structs.replace(facts, seats=tuple(s for s in facts.seats if s.id != event.seat or s.role is Role.OPENER))


def looked_at(procedure: Procedure, facts: Facts) -> tuple[Offer, ...]:
    """What is offered, once it is seen to agree with itself."""
    found = offers(procedure, facts)
    assert found == offers(procedure, facts)
    ids = {s.id for s in facts.seats}
    assert all(set(o.hands) <= ids and {t.id for t in o.targets} <= ids - {o.seat.id} for o in found)
    awaited = {(o.seat.id, o.step.code) for o in found if all(lack.need.what in AWAITED for lack in o.missing)}
    assert {(t.seat, t.step) for t in turns(procedure, facts)} <= awaited
    for offer in found:
        assert not {lack.need for lack in offer.missing} & set(offer.met)
        assert all(lack.need.stops for lack in offer.missing) and not any(w.need.stops for w in offer.warnings)
    known = {state.code for state in procedure.states}
    assert facts.state in known and (procedure.state(facts.state).phase is not Phase.CLOSED or not found)
    assert all(not s.state or procedure.slot_state(s.role, s.state) for s in facts.seats)
    return found


def answer(procedure: Procedure, facts: Facts, seat: int, code: str, hand: int) -> Offer | Refused:
    """What the law answers to an attempt."""
    try:
        return demand(procedure, facts, seat, code, [hand])
    except Refused as refused:
        return refused


def tried(procedure: Procedure, facts: Facts, attempt: Try, page: Facts) -> Facts:
    """The facts after an attempt: unchanged where it is refused, and never anything but offered."""
    shown = offers(procedure, page)
    if shown and attempt.step < 45:  # mostly what some page showed, else any step at all
        offer = shown[attempt.step % len(shown)]
        code, seat, hand = offer.step.code, offer.seat.id, (offer.hands or (attempt.hand,))[0]
    else:
        code = ("nothing", *(s.code for s in procedure.steps))[attempt.step % (len(procedure.steps) + 1)]
        seat, hand = attempt.seat, attempt.hand
    granted = answer(procedure, facts, seat, code, hand)
    if isinstance(granted, Refused):
        assert granted.what and granted.basis and granted.ways_on and granted.level
        return facts
    assert granted in offers(procedure, facts) and granted.open and hand in granted.hands
    targets = [t.id for t in granted.targets]
    target = targets[attempt.target % len(targets)] if targets else None
    new = after(facts, granted, target)
    assert new == after(facts, granted, target)
    assert [s.id for s in new.seats] == [s.id for s in facts.seats]
    assert new.state == (granted.step.to or facts.state)
    assert sum(s.leads for s in new.seats) <= 1
    assert new.proposals - facts.proposals == (Effect.PROPOSE in granted.step.effects)
    return new


@pytest.mark.parametrize("code", PROCEDURES)
@STEADY
@given(cast=st.integers(0, 9), story=STORIES)
def test_whatever_is_tried_in_whatever_order_the_law_answers(
    code: str, cast: int, story: list[Try | Happening]
) -> None:
    procedure, casts = PROCEDURES[code], OUTCOMES.get(code, CASTS)
    facts = Facts("draft", casts[cast % len(casts)], minutes=cast % 2)
    pages = [facts]
    looked_at(procedure, facts)
    for event in [Try(0, 1, 1, 0, 0), *story]:
        if isinstance(event, Try):
            facts = tried(procedure, facts, event, pages[-1 - min(event.page, len(pages) - 1)])
        else:
            facts = lived(facts, event)
        looked_at(procedure, facts)
        pages.append(facts)


@pytest.mark.parametrize("code", PROCEDURES)
@STEADY
@given(story=st.lists(TRIES, min_size=5, max_size=30))
def test_of_two_who_take_the_same_step_from_the_same_page_the_second_meets_the_first(
    code: str, story: list[Try]
) -> None:
    """Where a step moves its own seat or the matter, it cannot be taken twice from one page."""
    procedure = PROCEDURES[code]
    facts = Facts("draft", OUTCOMES.get(code, CASTS)[0], minutes=1)
    for attempt in [Try(0, 1, 1, 0, 0), *story]:
        shown = [o for o in offers(procedure, facts) if o.open and o.hands]
        if not shown:
            break
        offer = shown[attempt.step % len(shown)]
        target = offer.targets[attempt.target % len(offer.targets)].id if offer.targets else None
        new = after(facts, offer, target)
        again = [o for o in offers(procedure, new) if o.step.code == offer.step.code and o.seat.id == offer.seat.id]
        left = new.state not in offer.step.states or (
            offer.step.slot and offer.step.slot_to not in (None, *offer.step.slot)
        )
        assert not (left and again)
        facts = new

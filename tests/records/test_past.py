"""The past: in whatever order acts and days came, a matter is brought back to what its rows said at a day's end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from selaras.actions.acts import Deed, refresh_turns, seen_of
from selaras.actions.facts import facts_of, local_day, procedure_of
from selaras.actions.matters import act
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Effect, Refused, offers
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.past import stand
from selaras.records.people import Actor
from tests.acts import opened

Cast = Callable[..., Actor]
KINDS: tuple[dict[str, Any], ...] = (
    {"kind": "konsultatif", "parties": ("DLH", "DKP")},
    {"kind": "kolegial", "parties": ("DLH", "DKP")},
    {"kind": "fungsional", "parties": ("DLH",)},
    {"kind": "koordinatif", "form": "c", "parties": ("DISPERTAN", "DKP")},
)
# Steps that open another matter or name one: they are tried in the stories of tests/web/test_past.py.
APART = {Effect.LINK, Effect.JOIN, Effect.CARRY_ON, Effect.CARRY_UP, Effect.CHANGE_KIND, Effect.REDIRECT, Effect.CHILD}
LONGEST_PAUSE = 9  # days between two acts


def stood(matter: Matter, seats: list[Any]) -> dict[str, Any]:
    """All that pages show of where a matter stands."""
    government = matter.government
    return {
        "state": (matter.state, matter.phase, matter.outcome, matter.closed_on),
        "since": local_day(government, matter.state_since),
        "proposals": matter.proposals_count,
        "seats": [
            (
                seat.order,
                seat.role,
                seat.unit,
                seat.post,
                seat.slot,
                seat.leads,
                seat.retired,
                seat.reminders,
                seat.turn,
                local_day(government, seat.turn_since) if seat.turn_since else None,
            )
            for seat in seats
        ],
    }


def take_one(cast: Cast, matter: Matter, pick: int) -> None:
    """Take one of the steps that somebody may take now; what is refused changes nothing."""
    seats, procedure = matter.seats(), procedure_of(matter)
    open_now = [
        (offer, seat)
        for offer in offers(procedure, facts_of(matter, seats, procedure))
        for seat in seats
        if offer.open and offer.seat.id == seat.pk and seat.post and not APART.intersection(offer.step.effects)
    ]
    if not open_now:
        return
    offer, seat = open_now[pick % len(open_now)]
    deed = Deed(step=offer.step.code, text="Kata.", target=offer.targets[0].id if offer.targets else None)
    try:
        act(
            actor=cast(seat.post),
            number=str(matter.number),
            seat=seat.pk,
            deed=deed,
            seen=seen_of(matter, seat),
            key="",
        )
    except (Invalid, Refused):
        return


def test_who_is_asked_anew_on_a_free_day_is_awaited_since_that_day(balangan: Government, cast: Cast) -> None:
    friday = datetime(2026, 11, 27, 9, tzinfo=balangan.zone)
    saturday = friday + timedelta(days=1)

    def propose(moment: datetime, step: str) -> None:
        with clock.at(moment):
            matter = whole(balangan, key)
            seat = matter.seats()[0]
            deed, seen = Deed(step=step, text="Kata."), seen_of(matter, seat)
            act(actor=cast(seat.post), number=str(matter.number), seat=seat.pk, deed=deed, seen=seen, key="")

    with clock.at(friday):
        key = opened(cast("DPUPR/1"), **KINDS[1]).pk
    propose(friday, "usulkan")
    propose(saturday, "usulkan_ulang")
    with clock.at(saturday):
        was = here(balangan, key)
    assert [seat[-1] for seat in was["seats"] if seat[-1]] == [saturday.date()] * 2
    with clock.at(saturday + timedelta(days=3)):
        assert then(balangan, key, saturday.date()) == was


@pytest.mark.parametrize("intent", KINDS, ids=lambda intent: intent["kind"])
def test_a_matter_is_brought_back_to_every_day(balangan: Government, cast: Cast, intent: dict[str, Any]) -> None:
    # An example takes seconds: the first that fails is told as it is.
    @settings(
        max_examples=6,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, LONGEST_PAUSE)), min_size=2, max_size=9))
    def any_order(acts: list[tuple[int, int]]) -> None:
        day, kept = balangan.today(), {}

        def at(hour: int) -> Any:
            return clock.at(datetime.combine(day, time(hour), balangan.zone))

        with at(9):
            key = opened(cast("DPUPR/1"), **intent).pk
        for pick, pause in acts:
            with at(10):
                take_one(cast, whole(balangan, key), pick)
            for _n in range(pause):
                with at(23):
                    kept[day] = here(balangan, key)
                day += timedelta(days=1)
                with at(0):
                    refresh_turns(balangan)
        with at(12):
            for past, was in kept.items():
                assert then(balangan, key, past) == was, past

    any_order()


def whole(government: Government, key: int) -> Matter:
    """A matter as its row is."""
    matter = Matter.objects.get(pk=key)
    matter.government = government
    return matter


def here(government: Government, key: int) -> dict[str, Any]:
    """How it stands now."""
    matter = whole(government, key)
    return stood(matter, matter.everyone())


def then(government: Government, key: int, day: date) -> dict[str, Any]:
    """How it stood at the end of a day, as it is brought back."""
    (matter,) = stand([whole(government, key)], government.seen_on(day))
    return stood(matter, matter.everyone())


def test_what_had_not_begun_by_then_is_not_brought_back(balangan: Government, cast: Cast) -> None:
    matter = opened(cast("DPUPR/1"), **KINDS[0])
    assert stand([whole(balangan, matter.pk)], balangan.seen_on(balangan.today() - timedelta(days=1))) == []
    (today,) = stand([whole(balangan, matter.pk)], balangan.seen_on(balangan.today()))
    assert today.stood is None

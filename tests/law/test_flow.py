"""A procedure in the order one goes through it, tried on every procedure of the pack and on small ones made for it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from selaras.law.flow import LANES, Band, Flow, flow, shared
from selaras.law.pack import load
from selaras.law.procedures import KIN, PARTIES, Move, Phase, Procedure, Role, Slot, SlotState, State, Step
from selaras.law.types import Basis, Strength

BOOK = load(Path(__file__).parents[2] / "src/selaras/packs/balangan").regulation("perbup-24-2020").book
COMMON = shared(BOOK, "matter")
EVERY = pytest.mark.parametrize("procedure", BOOK.procedures, ids=lambda p: p.code)
WHY = Basis(Strength.DESIGNED, reason="agar dapat diuji")


def drawn(code: str) -> Flow:
    procedure = BOOK.get(code)
    return flow(procedure, shared(BOOK, procedure.subject))


def line(bands: tuple[Band, ...]) -> dict[str, list[str]]:
    """By state the acts of the line; several answers to one question stand with a bar between."""
    return {b.state.code: ["|".join(step.code for step in act.steps) for act in b.line] for b in bands}


def step(code: str, states: str, to: str | None = None, **more: Any) -> Step:
    more.setdefault("by", (Role.OPENER,))
    return Step(code=code, label=code, done=code, states=tuple(states.split()), to=to, basis=WHY, **more)


def made(
    *steps: Step, states: str = "draft one two three", slots: tuple[Slot, ...] = (), end: str = "done"
) -> Procedure:
    rows = [State(code, code, Phase.DRAFT if code == "draft" else Phase.OPEN) for code in states.split()]
    rows += [State(code, code, Phase.CLOSED) for code in ("done", "gone")]
    return Procedure("contoh", "matter", WHY, tuple(rows), slots, steps, outcome=end)


@EVERY
def test_every_step_stands_in_the_drawing_once_under_its_number(procedure: Procedure) -> None:
    found = drawn(procedure.code)
    told = [step.code for act in found.acts for step in act.steps]
    assert sorted(told) == sorted(step.code for step in procedure.steps)
    assert [act.number for act in found.acts] == list(range(1, len(found.acts) + 1))


@EVERY
def test_every_state_stands_in_the_drawing_once(procedure: Procedure) -> None:
    found = drawn(procedure.code)
    told = [band.state for band in found.bands] + list(found.ends)
    assert sorted(s.code for s in told) == sorted(s.code for s in procedure.states)


IN_FORCE = ("in_force", "issued")  # what is withheld or issued holds: nobody waits for its end


@EVERY
def test_the_main_line_leads_from_the_draft_to_the_regular_end_without_a_gap(procedure: Procedure) -> None:
    main = drawn(procedure.code).main
    assert main[0].state.phase is Phase.DRAFT and main[-1].state.phase is Phase.CLOSED
    for band, following in pairwise(main):
        assert following.state.code == band.next
        leads_on = [step for step in band.line[-1].steps if step.to == band.next]
        assert any(step.turn for step in leads_on) or band.state.code in IN_FORCE
    assert any(step.outcome == procedure.outcome for step in main[-2].line[-1].steps)


@EVERY
def test_an_act_on_a_line_is_told_on_one_line_only_and_nowhere_beside(procedure: Procedure) -> None:
    found = drawn(procedure.code)
    lines = [act.number for band in found.bands for act in band.line]
    assert len(lines) == len(set(lines))
    assert not set(lines) & {act.number for band in found.bands for act in band.sides + found.always}


def test_pasal_13_the_consultation_goes_from_one_to_the_other_and_back() -> None:
    found = drawn("konsultatif")
    assert found.lanes == PARTIES
    assert line(found.main) == {
        "draft": ["ajukan"],
        "consulting": ["tanggapi", "simpulkan"],
        "confirming": ["benarkan|catat|tidak_sepaham", "tutup"],
        "closed": [],
    }


def test_pasal_15_a_product_is_accepted_only_after_it_was_handed_over() -> None:
    assert line(drawn("fungsional").main) == {
        "draft": ["ajukan"],
        "running": ["terima", "serahkan"],
        "delivered": ["terima_hasil", "tutup"],
        "closed": [],
    }


def test_pasal_21_what_was_returned_stands_beside_the_line_and_says_how_it_goes_on() -> None:
    found = drawn("koordinatif-jalur")
    assert line(found.aside) == {"returned": ["ajukan_ulang"]}
    assert found.lanes == (Role.OPENER, Role.COUNTERPART, Role.CONVENER, Role.LEAD, Role.DECIDER)
    onward = found.goes_on("returned")
    assert onward and onward.code == "ajukan_ulang"
    assert found.goes_on("closed") is None


def test_what_all_procedures_share_is_on_no_line() -> None:
    assert {"gantikan", "kaitkan"} <= COMMON
    assert shared(BOOK, "meeting") == {"gantikan", "lihat", "lampirkan"}
    for procedure in BOOK.procedures:
        told = {step.code for band in drawn(procedure.code).bands for act in band.line for step in act.steps}
        assert not shared(BOOK, procedure.subject) & told
    alone = flow(BOOK.get("konsultatif"))  # nobody to share with: its awaited steps are all its own
    assert "gantikan" in line(alone.main)["consulting"]


def test_a_way_back_is_not_gone_twice() -> None:
    found = flow(
        made(
            step("mulai", "draft", "one", turn=True),
            step("maju", "one", "two", turn=True),
            step("kembali", "two", "one", turn=True),
            step("selesai", "two", "done", turn=True, outcome="done"),
        )
    )
    assert line(found.main) == {"draft": ["mulai"], "one": ["maju"], "two": ["selesai"], "done": []}
    assert [act.code for act in found.main[2].sides] == ["kembali"]


def test_the_line_ends_where_the_outcome_comes_from_though_another_way_is_longer() -> None:
    found = flow(
        made(
            step("mulai", "draft", "one", turn=True),
            step("selesai", "one", "done", turn=True, outcome="done"),
            step("jauh", "one", "two", turn=True),
            step("hilang", "two", "gone", turn=True, outcome="gone"),
        )
    )
    assert [band.state.code for band in found.main] == ["draft", "one", "done"]
    assert [band.state.code for band in found.aside] == ["two"]
    assert [state.code for state in found.ends] == ["three", "gone"]


def test_where_nothing_is_awaited_every_step_counts() -> None:
    found = flow(made(step("mulai", "draft", "one"), step("ingat", "one"), step("selesai", "one", "done")))
    assert line(found.main) == {"draft": ["mulai"], "one": ["selesai"], "done": []}
    assert [act.code for act in found.main[1].sides] == ["ingat"]


def test_without_any_way_to_an_end_the_line_is_its_beginning() -> None:
    found = flow(made(step("mulai", "draft", "one", turn=True), step("diam", "one", turn=True)))
    assert [band.state.code for band in found.main] == ["draft"]
    assert line(found.aside) == {"one": ["diam"]}
    assert {act.code for act in found.acts} == {"mulai", "diam"}


def test_small_states_order_the_line_whatever_the_order_of_the_steps() -> None:
    asked = Slot(Role.PARTY, tuple(SlotState(code, code) for code in ("idle", "asked", "said")))
    found = flow(
        made(
            step("jawab", "one", by=(Role.PARTY,), slot=("asked",), slot_to="said", turn=True),
            step("tolak", "one", by=(Role.PARTY,), slot=("asked",), slot_to="said"),
            step("tanya", "one", by=(Role.OBSERVER,), moves=(Move(Role.PARTY, "asked"),), turn=True),
            step("selesai", "one", "done", turn=True),
            step("mulai", "draft", "one", turn=True),
            slots=(asked,),
        )
    )
    assert line(found.main)["one"] == ["tanya", "jawab|tolak", "selesai"]
    assert found.main[1].line[1].roles == PARTIES
    assert found.lanes == (*PARTIES, Role.OBSERVER)


def test_what_the_same_seat_may_do_without_answering_is_no_answer() -> None:
    slot = Slot(Role.OPENER, (SlotState("asked", "asked"), SlotState("said", "said")))
    found = flow(
        made(
            step("mulai", "draft", "one", turn=True),
            step("jawab", "one", slot=("asked",), slot_to="said", turn=True),
            step("tanya_balik", "one", slot=("asked",)),
            step("selesai", "one", "done", turn=True),
            slots=(slot,),
        )
    )
    assert line(found.main)["one"] == ["jawab", "selesai"]


def test_every_role_has_its_lane() -> None:
    assert {*LANES, *KIN} == set(Role) and not set(LANES) & set(KIN)

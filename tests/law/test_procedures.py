"""What the procedures of the pack offer, and that no order of steps leads where the law does not."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import pytest
from msgspec import structs

from selaras.law.pack import load
from selaras.law.procedures import (
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
from selaras.law.types import Kind, Strength

PACK = load(Path(__file__).parents[2] / "src/selaras/packs/balangan")
BOOK = PACK.regulation("perbup-24-2020").book
CONSULTATION = BOOK.get("konsultatif")
COORDINATION = BOOK.get("koordinatif-jalur")

SEATS = (
    Seat(1, Role.OPENER, "DPUPR", "DPUPR/1"),
    Seat(2, Role.COUNTERPART, "DISPERTAN", "DISPERTAN/1"),
    Seat(3, Role.COUNTERPART, "DKP", "DKP/1"),
)
OFFICES = (*SEATS, Seat(4, Role.COORDINATOR, "SETDA.AST2", "SETDA.AST2/1"), Seat(5, Role.CONVENER, "SETDA", "SETDA/1"))


def begin(procedure: Procedure) -> Facts:
    return Facts("draft", SEATS if procedure is CONSULTATION else OFFICES)


def take(procedure: Procedure, facts: Facts, seat: int, step: str, target: int | None = None) -> Facts:
    return after(facts, demand(procedure, facts, seat, step, [seat]), target)


def later(facts: Facts, days: int = 99) -> Facts:
    """The same facts when working days have passed."""
    return structs.replace(facts, days=days, seats=tuple(structs.replace(s, days=days) for s in facts.seats))


def states(facts: Facts, role: Role) -> list[str]:
    return [s.state for s in facts.seats if s.role is role]


def test_a_kind_and_type_lead_to_their_procedure_or_to_none() -> None:
    assert BOOK.for_matter(Kind.KONSULTATIF, None) is CONSULTATION
    assert BOOK.for_matter(Kind.KOORDINATIF, "instansional") is COORDINATION
    assert BOOK.for_matter(Kind.KOORDINATIF, "hierarki") is None


def test_pasal_13_ayat_2_consultation_needs_nobody_in_between() -> None:
    roles = {role for step in CONSULTATION.steps for role in step.by if step.turn}
    assert roles == {Role.OPENER, Role.COUNTERPART}
    asked = take(CONSULTATION, begin(CONSULTATION), 1, "ajukan")
    assert {t.seat for t in turns(CONSULTATION, asked)} == {2, 3}
    assert next(o for o in offers(CONSULTATION, asked) if o.step.code == "mengetahui").open


def test_pasal_13_consultation_runs_to_its_end() -> None:
    facts = take(CONSULTATION, begin(CONSULTATION), 1, "ajukan")
    facts = take(CONSULTATION, facts, 2, "tanggapi")
    with pytest.raises(Refused) as refused:
        take(CONSULTATION, facts, 1, "simpulkan")
    assert refused.value.basis.strength is Strength.INFERRED and refused.value.ways_on
    facts = take(CONSULTATION, facts, 3, "tanggapi")
    facts = take(CONSULTATION, facts, 1, "simpulkan")
    assert facts.proposals == 1 and states(facts, Role.COUNTERPART) == ["to_confirm", "to_confirm"]
    facts = take(CONSULTATION, facts, 2, "benarkan")
    facts = take(CONSULTATION, facts, 3, "catat")
    facts = take(CONSULTATION, facts, 1, "tutup")
    assert facts.state == "closed" and states(facts, Role.COUNTERPART) == ["confirmed", "noted"]


@pytest.mark.parametrize("how", ["clock", "reminders"])
def test_pasal_13_who_does_not_answer_is_named_and_holds_nobody(how: str) -> None:
    facts = take(CONSULTATION, begin(CONSULTATION), 1, "ajukan")
    facts = take(CONSULTATION, facts, 2, "tanggapi")
    if how == "clock":
        facts = later(facts, 6)
    else:
        facts = take(CONSULTATION, facts, 1, "ingatkan", 3)
        with pytest.raises(Refused):
            take(CONSULTATION, facts, 1, "simpulkan")
        facts = take(CONSULTATION, facts, 1, "ingatkan", 3)
    facts = take(CONSULTATION, facts, 1, "simpulkan")
    assert states(facts, Role.COUNTERPART) == ["to_confirm", "silent"]
    late = take(CONSULTATION, facts, 3, "susulkan")
    assert states(late, Role.COUNTERPART) == ["to_confirm", "to_confirm"]


def test_a_clock_that_is_just_used_up_has_not_lapsed() -> None:
    facts = later(take(CONSULTATION, begin(CONSULTATION), 1, "ajukan"), 5)
    with pytest.raises(Refused):
        take(CONSULTATION, facts, 1, "simpulkan")


def test_a_new_text_clears_the_confirmations_of_the_old_one() -> None:
    facts = take(CONSULTATION, begin(CONSULTATION), 1, "ajukan")
    for seat in (2, 3):
        facts = take(CONSULTATION, facts, seat, "tanggapi")
    facts = take(CONSULTATION, take(CONSULTATION, facts, 1, "simpulkan"), 2, "benarkan")
    facts = take(CONSULTATION, facts, 1, "simpulkan_ulang")
    assert facts.proposals == 2 and states(facts, Role.COUNTERPART) == ["to_confirm", "to_confirm"]


def test_pasal_21_coordination_runs_along_the_path_to_its_end() -> None:
    facts = take(COORDINATION, begin(COORDINATION), 1, "ajukan")
    assert {t.seat for t in turns(COORDINATION, facts)} == {5}
    facts = take(COORDINATION, facts, 4, "pertimbangkan")
    facts = take(COORDINATION, facts, 5, "ambil")
    with pytest.raises(Refused):
        take(COORDINATION, facts, 5, "putuskan")
    facts = take(COORDINATION, facts, 5, "sepakati")
    facts = take(COORDINATION, facts, 1, "setujui")
    facts = take(COORDINATION, facts, 2, "setujui")
    facts = take(COORDINATION, facts, 3, "keberatan")
    offer = demand(COORDINATION, facts, 5, "putuskan", [5])
    assert [lack.waits_on[0].unit for lack in offer.warnings] == ["DKP"]
    facts = take(COORDINATION, facts, 5, "putuskan")
    facts = take(COORDINATION, facts, 5, "tutup")
    assert facts.state == "closed"


@pytest.mark.parametrize(("silent", "against"), [(1, 2), (2, 1)], ids=["opener silent", "opener objects"])
def test_pasal_1_angka_14_a_decision_names_whoever_is_silent_or_objects_the_opener_too(
    silent: int, against: int
) -> None:
    facts = Facts("draft", tuple(s for s in OFFICES if s.id != 3))
    for seat, step in ((1, "ajukan"), (5, "ambil"), (5, "sepakati"), (against, "keberatan")):
        facts = take(COORDINATION, facts, seat, step)
    offer = demand(COORDINATION, facts, 5, "putuskan", [5])  # warned of, never stopped
    told = {lack.need.states: [s.id for s in lack.waits_on] for lack in offer.warnings}
    assert told == {("to_confirm",): [silent], ("objected",): [against]}


def test_pasal_19_huruf_d_the_convener_delegates_with_one_act_and_takes_back() -> None:
    facts = take(COORDINATION, begin(COORDINATION), 1, "ajukan")
    facts = take(COORDINATION, facts, 5, "limpahkan", 4)
    assert [s.id for s in facts.seats if s.leads] == [4]
    facts = take(COORDINATION, facts, 4, "sepakati")
    assert demand(COORDINATION, facts, 4, "putuskan", [4]).open
    facts = take(COORDINATION, facts, 5, "ambil_kembali")
    assert [s.id for s in facts.seats if s.leads] == [5]
    with pytest.raises(Refused):
        take(COORDINATION, facts, 5, "ambil_kembali")


def test_where_a_decider_sits_the_lead_does_not_decide() -> None:
    facts = Facts("agreed", (*OFFICES, Seat(6, Role.DECIDER, "BUPATI", "BUPATI/1", "waiting")), proposals=1)
    facts = structs.replace(facts, seats=tuple(structs.replace(s, leads=s.id == 5) for s in facts.seats))
    deciders = {o.seat.id for o in offers(COORDINATION, facts) if o.step.code == "putuskan"}
    assert deciders == {6}


def test_an_outside_institution_is_recorded_by_who_leads_or_opened() -> None:
    outside = structs.replace(SEATS[2], unit="EXT.POLRES", post=None, external=True)
    facts = take(CONSULTATION, Facts("draft", (*SEATS[:2], outside)), 1, "ajukan")
    offer = next(o for o in offers(CONSULTATION, facts) if o.step.code == "tanggapi" and o.seat.external)
    assert offer.hands == (1,)
    own = {o.step.code for o in offers(CONSULTATION, facts) if o.seat.external}
    assert own == {"tanggapi"}  # it assigns nobody, links nothing and tells no head: only what it says is recorded


def test_refusals_say_what_why_and_what_to_do() -> None:
    facts = begin(CONSULTATION)
    for seat, step in ((1, "tutup"), (2, "ajukan"), (1, "tidak-ada")):
        with pytest.raises(Refused) as refused:
            demand(CONSULTATION, facts, seat, step, [seat])
        assert refused.value.what and refused.value.ways_on


# The walk: every state that any order of steps reaches, with time standing still or all clocks run out.

Key = tuple[str, tuple[tuple[str, bool, int, bool], ...], int, bool]
Graph = dict[Key, list[tuple[int, str, Key]]]
NOBODY = 0
QUIET = {"mengetahui", "lihat", "tugaskan", "kaitkan", "lampirkan", "lengkapi"}  # they move nothing


def _key(facts: Facts, lapsing: frozenset[Role]) -> Key:
    """What the offers can tell apart; how long a seat waits counts only for roles that a need lets lapse."""
    seats = tuple(
        (s.state, s.leads, min(s.reminders, 2), s.days > 0) if s.role in lapsing else (s.state, s.leads, 0, False)
        for s in facts.seats
    )
    return (facts.state, seats, min(facts.proposals, 2), facts.days > 0)


def _lapsing(procedure: Procedure) -> frozenset[Role]:
    return frozenset(n.role for s in procedure.steps for n in s.needs if n.lapsed and n.role)


def _moves(procedure: Procedure, facts: Facts) -> list[tuple[Offer, Facts]]:
    found: list[tuple[Offer, Facts]] = []
    for offer in offers(procedure, facts):
        if offer.open and Effect.CARRY_ON not in offer.step.effects:
            found += [(offer, after(facts, offer, t.id)) for t in offer.targets] or [(offer, after(facts, offer))]
    return found


def walk(procedure: Procedure, start: Facts) -> Graph:
    """Every reachable state with the steps that lead on from it, and whose they are (0: time passes)."""
    moving = structs.replace(procedure, steps=tuple(s for s in procedure.steps if s.code not in QUIET))
    graph: Graph = {}
    lapsing = _lapsing(procedure)
    todo = deque([start])
    while todo:
        facts = todo.popleft()
        key = _key(facts, lapsing)
        if key in graph:
            continue
        steps = [(offer.seat.id, offer.step.code, new) for offer, new in _moves(moving, facts)]
        if procedure.state(facts.state).phase is Phase.OPEN:
            steps.append((NOBODY, "time", later(facts)))
        graph[key] = [(seat, code, _key(new, lapsing)) for seat, code, new in steps]
        todo.extend(new for _, _, new in steps if _key(new, lapsing) not in graph)
    return graph


def stuck(procedure: Procedure, graph: Graph, start: Key, silent: int | None = None) -> set[Key]:
    """Open states, reachable while one seat never acts, from which no end but the withdrawal can be reached."""
    reached, todo = {start}, deque([start])
    back: dict[Key, set[Key]] = {}
    while todo:
        key = todo.popleft()
        for seat, _, new in graph[key]:
            if seat != silent:
                back.setdefault(new, set()).add(key)
                if new not in reached:
                    reached.add(new)
                    todo.append(new)
    phase = {state.code: state.phase for state in procedure.states}
    good = {key for key in reached if phase[key[0]] is Phase.CLOSED and key[0] != "withdrawn"}
    todo = deque(good)
    while todo:
        for key in back.get(todo.popleft(), ()):
            if key not in good:
                good.add(key)
                todo.append(key)
    return {key for key in reached - good if phase[key[0]] is Phase.OPEN}


@pytest.mark.parametrize("procedure", [CONSULTATION, COORDINATION], ids=["konsultatif", "koordinatif"])
def test_every_open_state_can_be_closed_even_if_one_participant_never_acts(procedure: Procedure) -> None:
    # One counterpart keeps the coordination walk quick; two of them behave alike by construction of the slots.
    seats = SEATS if procedure is CONSULTATION else tuple(s for s in OFFICES if s.id != 3)
    start = take(procedure, Facts("draft", seats), 1, "ajukan")
    graph = walk(procedure, start)
    assert len(graph) > 100
    for silent in (None, *(s.id for s in start.seats if s.role is not Role.CONVENER)):
        hanging = stuck(procedure, graph, _key(start, _lapsing(procedure)), silent)
        assert not hanging, f"seat {silent}: {sorted(hanging)[:2]}"
    assert all(key[2] >= 2 for key in graph if key[0] == "decided"), "a decision without an agreement"


def test_the_walk_sees_a_procedure_that_hangs() -> None:
    steps = tuple(s for s in CONSULTATION.steps if s.code not in ("tutup", "tutup_oleh_mitra"))
    broken = structs.replace(CONSULTATION, steps=steps)
    start = take(broken, begin(broken), 1, "ajukan")
    assert stuck(broken, walk(broken, start), _key(start, _lapsing(broken)))


def test_if_the_convener_never_acts_his_superior_can_be_told() -> None:
    facts = later(take(COORDINATION, begin(COORDINATION), 1, "ajukan"))
    assert next(o for o in offers(COORDINATION, facts) if o.step.code == "beri_tahu_atasan" and o.seat.id == 1).open

"""What the procedures offer: consultation and coordination sentence by sentence, and what all have in common."""

from __future__ import annotations

import pytest
from msgspec import structs

from selaras.law.procedures import Effect, Facts, Phase, Refused, Role, Seat, demand, offers, turns
from selaras.law.types import Kind, Strength
from tests.law.play import (
    CONSULTATION,
    COORDINATION,
    OFFICES,
    begin,
    later,
    offer_of,
    offered,
    opened,
    play,
    refusal,
    states,
    take,
)
from tests.law.walk import BOOK, MATTERS, PROCEDURES, THREE

# Where the opener alone can still end it.
OWN = {"kolegial": ["invited"], "koordinatif-jalur": ["submitted", "returned"]}


def test_pasal_12_ayat_1_every_kind_and_type_leads_to_its_procedure() -> None:
    kinds = [(Kind.KONSULTATIF, None), (Kind.KOLEGIAL, None), (Kind.FUNGSIONAL, None), (Kind.STRUKTURAL, None)]
    types = [(Kind.KOORDINATIF, "hierarki"), (Kind.KOORDINATIF, "lintas_sektor"), (Kind.KOORDINATIF, "instansional")]
    found = [BOOK.for_matter(kind, type_) for kind, type_ in (*kinds, *types)]
    assert [p.code if p else None for p in found] == [
        "konsultatif", "kolegial", "fungsional", "struktural", "koordinatif-hierarki", "koordinatif-jalur",
        "koordinatif-jalur",
    ]  # fmt: skip
    assert BOOK.for_matter(Kind.KOORDINATIF, "lain") is None


def test_pasal_13_ayat_2_consultation_needs_nobody_in_between() -> None:
    roles = {role for step in CONSULTATION.steps for role in step.by if step.turn and step.code != "gantikan"}
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
    assert refusal(COORDINATION, facts, 5, "putuskan").ways_on  # who is silent still has his time
    facts = play(COORDINATION, facts, (5, "ingatkan", silent), (5, "ingatkan", silent))
    offer = demand(COORDINATION, facts, 5, "putuskan", [5])  # warned of, no more stopped
    told = {lack.need.states: [s.id for s in lack.waits_on] for lack in offer.warnings}
    assert told == {("to_confirm",): [silent], ("objected",): [against]}


def test_pasal_19_huruf_d_the_convener_delegates_with_one_act_and_takes_back() -> None:
    facts = take(COORDINATION, begin(COORDINATION), 1, "ajukan")
    facts = take(COORDINATION, facts, 5, "limpahkan", 4)
    assert [s.id for s in facts.seats if s.leads] == [4]
    facts = take(COORDINATION, facts, 4, "sepakati")
    assert demand(COORDINATION, later(facts), 4, "putuskan", [4]).open
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
    outside = structs.replace(THREE[2], unit="EXT.POLRES", post=None, external=True)
    facts = take(CONSULTATION, Facts("draft", (*THREE[:2], outside)), 1, "ajukan")
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


# Konsultatif and koordinatif, what is left of their sentences


def test_pasal_13_ayat_2_a_head_may_be_told_and_stops_nothing() -> None:
    facts = opened(CONSULTATION)
    assert take(CONSULTATION, facts, 2, "mengetahui") == facts
    told = structs.replace(facts, seats=(*facts.seats, Seat(9, Role.OBSERVER, "DKP", "DKP/0", "told")))
    for seat, step in ((2, "tanggapi"), (3, "tanggapi"), (1, "simpulkan"), (2, "benarkan"), (3, "catat"), (1, "tutup")):
        told = take(CONSULTATION, told, seat, step)
    assert (told.state, states(told, Role.OBSERVER)) == ("closed", ["told"])


def test_pasal_13_ayat_1_the_outcome_is_a_note_that_binds_nobody() -> None:
    assert CONSULTATION.outcome == CONSULTATION.step("tutup").outcome == "catatan konsultasi"


def test_pasal_18_huruf_d_what_is_not_aligned_may_be_carried_on_as_coordination() -> None:
    step = CONSULTATION.step("lanjutkan")
    assert Effect.CARRY_ON in step.effects
    for facts in (opened(CONSULTATION), later(opened(CONSULTATION))):
        assert take(CONSULTATION, facts, 1, "lanjutkan").state == "carried_on"


def test_a_new_conclusion_gives_who_has_not_confirmed_the_whole_time_again() -> None:
    facts = play(CONSULTATION, opened(CONSULTATION), (2, "tanggapi"), (3, "tanggapi"), (1, "simpulkan"))
    facts = take(CONSULTATION, later(facts), 1, "simpulkan_ulang")
    assert [s.days for s in facts.seats[1:]] == [0, 0]
    assert refusal(CONSULTATION, facts, 1, "tutup").ways_on


def test_a_mate_closes_what_the_opener_let_lie_and_names_who_did_not_answer() -> None:
    facts = take(CONSULTATION, opened(CONSULTATION), 2, "tanggapi")
    assert refusal(CONSULTATION, structs.replace(facts, days=15), 2, "tutup_oleh_mitra").ways_on
    assert states(take(CONSULTATION, later(facts, 15), 2, "tutup_oleh_mitra")) == ["answered", "silent"]


def test_pasal_21_ayat_1_the_convener_returns_it_with_a_reason_and_it_is_submitted_again() -> None:
    facts = play(COORDINATION, opened(COORDINATION), (5, "limpahkan", 4), (5, "kembalikan"))
    assert facts.state == "returned" and not any(s.leads for s in facts.seats)
    text = COORDINATION.step("kembalikan").text
    assert text is not None and text.required
    facts = take(COORDINATION, facts, 1, "ajukan_ulang")
    assert (facts.state, states(facts, Role.CONVENER)) == ("submitted", ["asked"])
    assert {t.seat for t in turns(COORDINATION, facts)} == {5}


def test_no_decision_without_minutes_or_agreement() -> None:
    facts = structs.replace(play(COORDINATION, opened(COORDINATION), (5, "ambil")), state="agreed")
    assert "Ada kesepakatan yang tercatat" in refusal(COORDINATION, facts, 5, "putuskan").reasons
    facts = play(COORDINATION, opened(COORDINATION), (5, "ambil"), (5, "sepakati"))
    reasons = refusal(COORDINATION, facts, 5, "putuskan").reasons  # what the lead wrote is no agreement at once
    assert [reason.split()[0] for reason in reasons] == ["Pemrakarsa", "Setiap"]


def test_a_decision_is_not_closed_while_another_matter_hangs_on_it() -> None:
    facts = later(play(COORDINATION, opened(COORDINATION), (5, "ambil"), (5, "sepakati")))
    facts = take(COORDINATION, facts, 5, "putuskan")
    assert states(facts, Role.CONVENER) == ["acted"]  # who leads decides, and keeps his own small state
    assert refusal(COORDINATION, structs.replace(facts, offspring=1), 5, "tutup").ways_on
    assert take(COORDINATION, facts, 5, "tutup").state == "closed"


def test_a_matter_under_way_keeps_its_path_and_is_offered_the_new_one() -> None:
    facts = play(COORDINATION, opened(COORDINATION), (5, "ambil"), (5, "sepakati"), (2, "setujui"))
    assert "perbarui_jalur" not in offered(COORDINATION, facts, 1)
    changed = structs.replace(later(facts), rerouted=True)
    assert {"putuskan", "sepakati_ulang"} <= offered(COORDINATION, changed, 5)  # it goes on as it was
    anew = take(COORDINATION, changed, 1, "perbarui_jalur")
    assert (anew.state, states(anew), any(s.leads for s in anew.seats)) == ("submitted", ["waiting"] * 2, False)


def test_pasal_1_angka_14_a_new_agreement_clears_the_positions_on_the_old() -> None:
    facts = play(COORDINATION, opened(COORDINATION), (5, "ambil"), (5, "sepakati"), (1, "setujui"), (2, "keberatan"))
    facts = take(COORDINATION, facts, 5, "sepakati_ulang")
    assert (states(facts, Role.OPENER), states(facts)) == (["to_confirm"], ["to_confirm"] * 2)


# What all procedures have in common


@pytest.mark.parametrize("code", MATTERS)
@pytest.mark.parametrize(("step", "end"), [("cabut", "withdrawn"), ("gabungkan", "merged"), ("ganti_jenis", "changed")])
def test_pasal_12_ayat_1_withdrawn_joined_and_changed_in_kind_with_reason(code: str, step: str, end: str) -> None:
    procedure = PROCEDURES[code]
    facts = opened(procedure)
    text = procedure.step(step).text
    assert text is not None and text.required
    assert step not in offered(procedure, facts, 2)
    assert take(procedure, facts, 1, step).state == end
    running = [s.code for s in procedure.states if s.phase is Phase.OPEN]
    assert list(procedure.step(step).states) == OWN.get(code, running)


@pytest.mark.parametrize("code", MATTERS)
def test_a_seat_is_transferred_to_the_successor_of_its_unit_and_to_nobody_else(code: str) -> None:
    procedure = PROCEDURES[code]
    facts = opened(procedure)
    seats = tuple(structs.replace(s, gone=s.id == 2) for s in facts.seats)
    gone = structs.replace(facts, seats=seats)
    assert offered(procedure, gone, 2) == {"gantikan"}
    assert offer_of(procedure, gone, 2, "gantikan").hands == (2, 1)
    assert "gantikan" not in offered(procedure, facts, 2)


def test_an_institution_outside_that_ended_is_succeeded_by_who_records_for_it() -> None:
    facts = opened(CONSULTATION)
    seats = tuple(structs.replace(s, gone=s.id == 3, external=s.id == 3) for s in facts.seats)
    assert offer_of(CONSULTATION, structs.replace(facts, seats=seats), 3, "gantikan").hands == (1,)


@pytest.mark.parametrize("code", MATTERS)
def test_when_all_parties_have_become_one_unit_the_opener_ends_it(code: str) -> None:
    procedure = PROCEDURES[code]
    facts = opened(procedure)
    assert "akhiri_penerus" not in {o.step.code for o in offers(procedure, facts)}
    alone = structs.replace(facts, seats=tuple(s for s in facts.seats if s.role is not Role.COUNTERPART))
    assert take(procedure, alone, 1, "akhiri_penerus").state == "united"


@pytest.mark.parametrize("code", PROCEDURES)
def test_every_step_says_its_ground_and_none_claims_a_clause_that_has_no_procedure(code: str) -> None:
    stated = {s.code for s in PROCEDURES[code].steps if s.basis.strength is Strength.STATED}
    assert stated == ({"kecualikan"} if code == "pengecualian" else set())  # UU 14/2008 Pasal 19


def test_clocks_are_targets_and_off_where_the_pack_sets_none() -> None:
    slots = tuple(
        structs.replace(slot, states=tuple(structs.replace(s, clock=None) for s in slot.states))
        for slot in CONSULTATION.slots
    )
    timeless = structs.replace(CONSULTATION, slots=slots)
    facts = later(take(timeless, begin(CONSULTATION), 1, "ajukan"))
    assert "simpulkan" not in offered(timeless, facts, 1)
    for _ in range(2):
        for mate in (2, 3):
            facts = take(timeless, facts, 1, "ingatkan", mate)
    assert "tutup_tanpa_tanggapan" in offered(timeless, facts, 1)  # a reminder recorded twice does the same


def test_if_the_convener_never_acts_his_superior_can_be_told() -> None:
    facts = opened(COORDINATION)
    early = offer_of(COORDINATION, structs.replace(facts, days=3), 1, "beri_tahu_atasan")
    assert early.open and len(early.warnings) == 1  # better after the target, but nobody is kept from a word
    assert not offer_of(COORDINATION, structs.replace(facts, days=4), 1, "beri_tahu_atasan").warnings


def test_who_leads_can_be_reminded_as_long_as_it_runs() -> None:
    facts = opened(COORDINATION)
    for acts in ([], [(5, "ambil")], [(5, "sepakati")]):
        facts = play(COORDINATION, facts, *acts)
        assert [s.id for s in offer_of(COORDINATION, facts, 1, "ingatkan_pemimpin").targets] == [5]


def test_pasal_21_ayat_1_once_taken_no_party_ends_it_and_a_position_may_be_taken_back() -> None:
    facts = play(COORDINATION, opened(COORDINATION), (5, "ambil"))
    assert not {"cabut", "gabungkan", "ganti_jenis"} & offered(COORDINATION, facts, 1)
    facts = play(
        COORDINATION, facts, (5, "sepakati"), (2, "setujui"), (3, "setujui"), (1, "setujui"), (2, "tarik_sikap")
    )
    assert states(facts) == ["to_confirm", "confirmed"]
    assert refusal(COORDINATION, facts, 5, "putuskan").ways_on


def test_pasal_1_angka_10_one_alone_shares_no_understanding_and_the_silent_are_named_at_the_end() -> None:
    facts = opened(CONSULTATION)
    assert refusal(CONSULTATION, facts, 1, "tutup_tanpa_tanggapan").ways_on
    assert refusal(CONSULTATION, later(facts), 1, "simpulkan").ways_on
    ended = take(CONSULTATION, later(facts), 1, "tutup_tanpa_tanggapan")
    assert (ended.state, states(ended)) == ("ended", ["silent", "silent"])
    assert CONSULTATION.step("tutup_tanpa_tanggapan").outcome == "tanpa kesamaan pemahaman"
    facts = take(CONSULTATION, later(take(CONSULTATION, facts, 2, "tanggapi")), 1, "simpulkan")
    assert refusal(CONSULTATION, later(facts), 1, "tutup").ways_on  # nobody has confirmed or differed
    assert states(take(CONSULTATION, later(facts), 1, "tutup_tanpa_tanggapan")) == ["unconfirmed", "silent"]


def test_pasal_2_huruf_b_who_understands_it_otherwise_says_so_and_is_not_overruled() -> None:
    facts = play(CONSULTATION, opened(CONSULTATION), (2, "tanggapi"), (3, "tanggapi"), (1, "simpulkan"))
    text = CONSULTATION.step("tidak_sepaham").text
    assert text is not None and text.required
    facts = take(CONSULTATION, facts, 2, "tidak_sepaham")
    assert states(take(CONSULTATION, facts, 1, "simpulkan_ulang")) == ["to_confirm", "to_confirm"]
    assert states(take(CONSULTATION, later(facts), 1, "tutup")) == ["differs", "unconfirmed"]
    assert take(CONSULTATION, facts, 3, "lanjutkan").state == "carried_on"  # any party may carry it on

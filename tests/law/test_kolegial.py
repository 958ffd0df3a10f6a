"""Kolegial (Pasal 14), sentence by sentence: from the invitation to the joint agreement, carried out and closed."""

from __future__ import annotations

import pytest
from msgspec import structs

from selaras.law.procedures import Effect, Facts, Role, offers
from tests.law.play import DELIBERATION as D
from tests.law.play import all_states, later, offer_of, offered, opened, play, refusal, stops, take


def proposed() -> Facts:
    return take(D, opened(D), 1, "usulkan")


def agreed() -> Facts:
    """A concept to which all three agree, written down as the joint agreement."""
    return play(D, proposed(), (2, "setuju"), (3, "setuju_catatan"), (2, "sepakati"))


def test_pasal_14_ayat_2_invited_proposed_agreed_shared_carried_out_and_closed_together() -> None:
    facts = agreed()
    assert (facts.state, all_states(facts)) == ("sharing", ["to_share"] * 3)
    facts = play(D, facts, (1, "ambil_bagian"), (2, "ambil_bagian"), (3, "ambil_bagian"), (1, "mulai"))
    assert (facts.state, all_states(facts)) == ("carrying", ["sharing"] * 3)
    facts = play(D, facts, (1, "laporkan_bagian"), (2, "laporkan_bagian"), (3, "laporkan_bagian"), (3, "tutup"))
    assert (facts.state, all_states(facts)) == ("closed", ["done"] * 3)
    assert D.step("tutup").outcome == "kesepakatan bersama"


def test_pasal_14_ayat_1_huruf_b_equals_all_state_a_position_the_opener_by_his_own_concept() -> None:
    facts = proposed()
    assert all_states(facts) == ["agreed", "to_state", "to_state"]
    assert {"setuju", "setuju_catatan", "keberatan", "abstain"} <= offered(D, facts, 2)
    assert refusal(D, facts, 1, "setuju").what


@pytest.mark.parametrize("step", ["keberatan", "setuju_catatan"])
def test_pasal_2_huruf_b_an_objection_and_a_reservation_give_their_reason(step: str) -> None:
    text = D.step(step).text
    assert text is not None and text.required


def test_pasal_14_ayat_2_silence_is_never_assent_and_the_silent_bear_no_share() -> None:
    facts = take(D, proposed(), 2, "setuju")
    assert stops(D, facts, 1, "sepakati")  # 3 still has his time
    facts = take(D, later(facts, 6), 1, "sepakati")
    assert all_states(facts) == ["to_share", "to_share", "silent"]
    assert "ambil_bagian" not in offered(D, facts, 3)


def test_pasal_14_ayat_2_two_reminders_end_the_wait_as_a_clock_does() -> None:
    facts = play(D, proposed(), (2, "setuju"), (1, "ingatkan", 3))
    assert stops(D, facts, 1, "sepakati")
    assert take(D, take(D, facts, 2, "ingatkan", 3), 1, "sepakati").state == "sharing"


def test_pasal_14_ayat_2_an_objection_is_answered_then_withdrawn() -> None:
    facts = play(D, proposed(), (2, "setuju"), (3, "keberatan"))
    assert stops(D, facts, 1, "sepakati")
    facts = take(D, facts, 2, "jawab_keberatan", 3)
    assert stops(D, facts, 1, "sepakati")  # who objected has his time to judge the answer
    facts = play(D, facts, (3, "cabut_keberatan"), (3, "setuju"), (3, "sepakati"))
    assert all_states(facts) == ["to_share"] * 3


def test_pasal_14_ayat_2_who_lets_an_answer_lie_stands_apart_and_bears_no_share() -> None:
    facts = play(D, proposed(), (2, "setuju"), (3, "keberatan"), (2, "jawab_keberatan", 3))
    facts = take(D, later(facts, 4), 1, "sepakati")
    assert all_states(facts) == ["to_share", "to_share", "apart"]
    assert "ambil_bagian" not in offered(D, facts, 3)


def test_pasal_21_ayat_1_an_upheld_objection_is_carried_up_and_never_passed_over() -> None:
    facts = play(D, proposed(), (2, "setuju"), (3, "keberatan"))
    assert stops(D, later(facts), 1, "naikkan")  # deliberation comes first
    facts = play(D, facts, (2, "jawab_keberatan", 3), (3, "pertahankan"))
    assert stops(D, later(facts), 1, "sepakati")
    step = D.step("naikkan")
    assert Effect.CARRY_UP in step.effects and take(D, facts, 2, "naikkan").state == "carried_up"


def test_pasal_14_ayat_2_who_is_left_alone_with_his_yes_carries_it_up_once_the_others_had_their_time() -> None:
    assert stops(D, proposed(), 1, "naikkan_buntu")
    assert take(D, later(proposed(), 6), 1, "naikkan_buntu").state == "carried_up"
    together = later(take(D, proposed(), 2, "setuju"), 6)
    assert stops(D, together, 1, "naikkan_buntu")  # two agree: the third is named and nothing is carried up
    assert "naikkan_buntu" not in offered(D, later(proposed()), 3)  # nor by who has not stated anything


def test_pasal_14_ayat_2_who_is_left_alone_with_his_share_or_his_report_carries_it_up() -> None:
    facts = take(D, agreed(), 1, "ambil_bagian")
    assert stops(D, facts, 1, "naikkan_beban")
    assert take(D, later(facts, 6), 1, "naikkan_beban").state == "carried_up"
    facts = later(take(D, facts, 2, "ambil_bagian"), 6)
    assert stops(D, facts, 1, "naikkan_beban")  # two bear it, so it goes on
    facts = play(D, facts, (1, "mulai"), (1, "laporkan_bagian"))
    assert stops(D, facts, 1, "naikkan_pelaksanaan")
    assert take(D, later(facts, 21), 1, "naikkan_pelaksanaan").state == "carried_up"


def test_an_objection_that_nobody_answers_in_time_may_be_upheld() -> None:
    facts = play(D, proposed(), (2, "setuju"), (3, "keberatan"))
    assert stops(D, later(facts, 5), 3, "pertahankan_langsung")
    assert all_states(take(D, later(facts, 6), 3, "pertahankan_langsung")) == ["agreed", "agreed", "upheld"]


def test_what_one_left_undone_is_named_as_that_and_not_as_silence() -> None:
    facts = play(D, agreed(), (1, "ambil_bagian"), (2, "ambil_bagian"))
    facts = take(D, later(facts, 6), 1, "mulai")
    assert all_states(facts) == ["sharing", "sharing", "shareless"]
    seats = tuple(structs.replace(s, state="sharing") if s.id == 3 else s for s in facts.seats)
    facts = play(D, structs.replace(facts, seats=seats), (1, "laporkan_bagian"), (2, "laporkan_bagian"))
    assert all_states(take(D, later(facts, 21), 1, "tutup")) == ["done", "done", "unreported"]


def test_who_agreed_reviews_the_agreement_until_it_is_set_down() -> None:
    facts = play(D, proposed(), (2, "setuju"), (3, "abstain"), (1, "sepakati"))
    assert "usulkan_ulang" not in offered(D, facts, 1) and "tinjau_kesepakatan" not in offered(D, facts, 3)
    facts = take(D, facts, 2, "tinjau_kesepakatan")
    assert (facts.state, all_states(facts)) == ("deliberating", ["to_state", "agreed", "to_state"])


def test_pasal_14_ayat_2_an_institution_outside_opens_no_coordination_here() -> None:
    facts = later(take(D, take(D, proposed(), 1, "tarik_sikap"), 3, "setuju"))
    assert "naikkan_buntu" in offered(D, facts, 3)
    seats = tuple(structs.replace(s, external=s.id == 3) for s in facts.seats)
    assert "tarik_sikap" in offered(D, structs.replace(facts, seats=seats), 3)  # what it says is recorded
    assert "naikkan_buntu" not in offered(D, structs.replace(facts, seats=seats), 3)


def test_pasal_14_ayat_1_huruf_b_a_new_version_by_any_party_clears_positions_and_objections() -> None:
    facts = play(D, proposed(), (2, "keberatan"), (3, "usulkan_ulang"))
    assert (facts.proposals, all_states(facts)) == (2, ["to_state", "to_state", "agreed"])


def test_a_new_version_gives_who_has_not_stated_the_whole_time_again() -> None:
    facts = take(D, later(take(D, proposed(), 2, "setuju"), 6), 2, "usulkan_ulang")
    assert facts.seats[2].days == 0
    assert stops(D, play(D, facts, (1, "setuju")), 1, "sepakati")


def test_pasal_14_ayat_2_one_unit_alone_neither_agrees_nor_carries_nor_closes() -> None:
    facts = play(D, proposed(), (2, "abstain"), (3, "abstain"))
    assert stops(D, facts, 1, "sepakati")
    facts = later(play(D, agreed(), (1, "ambil_bagian")))
    assert stops(D, facts, 1, "mulai")
    facts = play(D, agreed(), (1, "ambil_bagian"), (2, "ambil_bagian"), (3, "ambil_bagian"), (1, "mulai"))
    assert stops(D, later(take(D, facts, 1, "laporkan_bagian")), 1, "tutup")


@pytest.mark.parametrize("step", ["cabut", "gabungkan", "ganti_jenis"])
def test_pasal_14_ayat_2_the_opener_ends_it_only_before_a_concept_stands(step: str) -> None:
    assert step in offered(D, opened(D), 1)
    assert step not in offered(D, proposed(), 1)


def test_pasal_14_ayat_1_huruf_a_where_one_bearer_is_left_it_is_deliberated_again() -> None:
    facts = play(D, agreed(), (1, "ambil_bagian"), (2, "ambil_bagian"), (3, "ambil_bagian"), (1, "mulai"))
    assert "usulkan_sisa" not in {o.step.code for o in offers(D, facts)}
    seats = tuple(structs.replace(s, state="abstained") if s.id == 3 else s for s in facts.seats if s.id != 2)
    left = take(D, structs.replace(facts, seats=seats), 1, "usulkan_sisa")
    assert (left.state, all_states(left)) == ("deliberating", ["agreed", "to_state"])


def test_a_position_can_be_taken_back_until_the_agreement_is_written() -> None:
    facts = play(D, proposed(), (2, "setuju"), (2, "tarik_sikap"))
    assert all_states(facts) == ["agreed", "to_state", "to_state"]
    assert "tarik_sikap" not in offered(D, agreed(), 2)


def test_pasal_14_ayat_2_nobody_leads_and_nobody_is_told_first() -> None:
    roles = {role for step in D.steps if step.code not in ("lihat", "gantikan") for role in step.by}
    assert roles <= {Role.PARTY, Role.OPENER, Role.COORDINATOR, Role.CONVENER, Role.DECIDER}
    assert {role for step in D.steps if step.turn and step.code != "gantikan" for role in step.by} == {
        Role.PARTY,
        Role.OPENER,
    }
    assert offer_of(D, proposed(), 2, "mengetahui").open

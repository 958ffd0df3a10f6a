"""No order of steps, events and time leads where the law does not: every reachable state against every invariant."""

from __future__ import annotations

import gc
from functools import cache

import pytest
from msgspec import structs

from selaras.law.procedures import KIN, Procedure
from tests.law.invariants import Breach, breaches_in
from tests.law.invariants_outcomes import DECIDING, INVARIANTS
from tests.law.walk import MATTERS, OPENER, PROCEDURES, WALKED, WORLDS, Graph, Sizes, World, walk


class Survey:
    """What the walks of a procedure found: the breaches of each invariant, and what was seen and taken on the way."""

    def __init__(self, procedure: Procedure) -> None:
        self.breaches: dict[str, list[Breach]] = {}
        self.states: set[str] = set()
        self.small: set[tuple[str, str]] = set()
        self.taken: set[str] = set()
        chosen = [i for i in INVARIANTS.values() if i.speaks_of(procedure)]
        for i in chosen:
            if i.sort == "table" and not i.check(procedure):
                self.breaches[i.name] = [Breach(i.name, procedure.code)]
        for world in WORLDS[procedure.code]:
            graph = Graph(procedure, world)
            for breach in breaches_in(graph, chosen):
                self.breaches.setdefault(breach.invariant, []).append(breach)
            self.states |= {facts.state for facts in graph.facts}
            self.small |= {(seat.role.value, seat.state) for facts in graph.facts for seat in facts.seats}
            self.taken |= {edge.code for edges in graph.edges for edge in edges if edge.offer}
            WALKED.append(Sizes(procedure.code, world.name, len(graph.facts), graph.transitions))


@cache
def survey(code: str) -> Survey:
    gc.disable()  # nothing in the walk goes in circles, and looking for circles takes a third of the time
    try:
        return Survey(PROCEDURES[code])
    finally:
        gc.enable()


EACH = [(code, i.name) for code, p in PROCEDURES.items() for i in INVARIANTS.values() if i.speaks_of(p)]


@pytest.mark.parametrize(("code", "invariant"), EACH)
def test_it_holds_in_every_state_that_can_be_reached(code: str, invariant: str) -> None:
    found = survey(code).breaches.get(invariant, [])
    assert not found, f"{INVARIANTS[invariant].sentence}\n{len(found)} times, first: {found[0].where}"


@pytest.mark.parametrize("code", PROCEDURES)
def test_the_walk_takes_every_step_and_sees_every_state(code: str) -> None:
    procedure, seen = PROCEDURES[code], survey(code)
    assert seen.taken == {step.code for step in procedure.steps}
    assert seen.states == {state.code for state in procedure.states}
    small = {
        (role, s.code) for slot in procedure.slots for role in KIN.get(slot.role, (slot.role,)) for s in slot.states
    }
    never = {
        (role, state) for role in ("via", "observer") for state in ("told", "seen")
    }  # the same in all: sit in some
    assert small - never <= seen.small


def test_a_walk_is_the_same_each_time() -> None:
    world = World("small", WORLDS["konsultatif"][0].seats)
    one, other = (walk(PROCEDURES["konsultatif"], world) for _ in range(2))
    assert one.facts == other.facts
    assert [[e.to for e in edges] for edges in one.edges] == [[e.to for e in edges] for edges in other.edges]


def test_a_walk_goes_nowhere_without_steps() -> None:
    bare = structs.replace(PROCEDURES["konsultatif"], steps=())
    assert len(walk(bare, World("alone", (OPENER,))).facts) == 1


# What each clause asks, by the invariants that keep it.


def keep(code: str, *names: str) -> None:
    assert {name: survey(code).breaches.get(name, [])[:1] for name in names} == {name: [] for name in names}


def test_pasal_13_ayat_2_nobody_but_the_opener_and_the_asked_is_ever_needed() -> None:
    keep("konsultatif", "nobody_but_the_parties_is_needed", "telling_changes_nothing")


def test_pasal_1_angka_10_no_consultation_ends_with_an_unheard_mate_who_is_not_named() -> None:
    keep("konsultatif", "a_conclusion_has_heard_every_mate", "no_mate_is_left_out_of_a_closed_consultation")
    keep("konsultatif", "a_new_conclusion_clears_the_confirmations", "nobody_is_named_silent_in_his_time")


def test_pasal_14_ayat_2_joint_responsibility_never_comes_from_one_unit_nor_from_silence() -> None:
    keep("kolegial", "it_takes_two_to_agree_to_carry_and_to_close", "silence_is_never_assent")
    keep("kolegial", "nobody_ends_a_deliberation_alone", "an_agreement_waits_for_every_party")


def test_pasal_14_ayat_2_no_deliberation_passes_over_an_objection() -> None:
    keep("kolegial", "no_agreement_over_an_open_objection", "a_new_concept_clears_positions_and_objections")
    keep("kolegial", "an_objection_is_answered_by_another_and_judged_by_its_own")


def test_pasal_14_ayat_1_huruf_a_only_who_agreed_bears_a_share() -> None:
    keep("kolegial", "who_did_not_agree_bears_no_share")


def test_pasal_15_ayat_2_a_product_is_its_makers_own() -> None:
    keep("fungsional", "a_product_is_made_by_its_own_unit", "nobody_works_or_declines_for_another")
    keep("fungsional", "completion_is_asked_once", "the_opener_accepts_and_asks_completion")


def test_pasal_15_ayat_1_a_result_is_an_accepted_product_and_who_declines_names_the_competent_unit() -> None:
    keep("fungsional", "a_result_is_a_product_that_was_accepted", "who_declines_names_the_competent_unit")
    keep("fungsional", "nobody_is_sent_away_from_his_work")


def test_pasal_1_angka_13_a_task_goes_down_and_its_report_up_the_same_rungs() -> None:
    keep("struktural", "nobody_reports_while_his_own_child_matter_is_open", "a_task_is_given_on_one_rung")
    keep("struktural", "who_gave_the_task_judges_the_report", "a_task_is_closed_with_its_reports_judged")


def test_pasal_16_ayat_2_a_subordinate_is_heard_until_he_reports() -> None:
    keep("struktural", "an_obstacle_can_be_told_until_the_report")


def test_pasal_19_a_leader_guides_without_convener_and_closes_with_evaluation() -> None:
    keep("koordinatif-hierarki", "hierarchy_knows_no_convener", "nobody_but_the_parties_is_needed")
    keep("koordinatif-hierarki", "a_task_is_closed_with_its_reports_judged", "who_gave_the_task_judges_the_report")


def test_pasal_1_angka_14_no_decision_without_an_agreement_and_dissent_is_named() -> None:
    keep(
        "koordinatif-jalur",
        "a_decision_rests_on_minutes_or_an_agreement",
        "a_decision_names_who_is_silent_and_who_objects",
    )
    keep("koordinatif-jalur", "what_is_agreed_is_written", "a_new_agreement_is_put_to_every_party")


def test_pasal_19_huruf_d_one_leads_at_a_time_by_the_conveners_act() -> None:
    keep("koordinatif-jalur", "one_leads_at_a_time", "leading_is_given_by_the_convener_alone")
    keep("koordinatif-jalur", "the_convener_delegates_and_takes_back")


def test_pasal_21_ayat_1_who_submits_again_or_on_a_new_path_begins_anew() -> None:
    keep("koordinatif-jalur", "what_is_submitted_again_begins_anew", "the_new_path_is_offered_and_not_forced")


def test_pasal_18_huruf_g_nothing_is_closed_while_another_matter_hangs_on_it() -> None:
    keep("koordinatif-jalur", "nothing_is_closed_while_another_hangs_on_it")


def test_no_decision_without_minutes_or_agreement() -> None:
    keep("koordinatif-jalur", "a_decision_rests_on_minutes_or_an_agreement", "no_decision_without_is_written_as_such")
    keep(
        "rapat",
        "no_decision_of_a_meeting_without_signed_minutes",
        "minutes_are_the_only_end_that_decides",
    )


def test_no_follow_up_closed_by_its_owner_alone() -> None:
    keep("tindak-lanjut", "no_follow_up_is_closed_by_its_owner_alone", "nothing_counts_before_its_evidence_is_accepted")
    keep("tindak-lanjut", "what_is_reported_as_done_comes_with_evidence")
    keep("tindak-lanjut", "what_is_not_done_ends_by_a_reason_accepted_or_by_silence")


@pytest.mark.parametrize("code", MATTERS)
def test_no_closing_while_follow_ups_are_open(code: str) -> None:
    keep(code, "no_matter_is_closed_while_follow_ups_are_open", "whatever_closes_a_matter_looks_at_its_follow_ups")


def test_no_follow_up_goes_to_another_matter_without_a_reason() -> None:
    keep("tindak-lanjut", "a_follow_up_is_carried_on_by_who_oversees_it_with_a_reason")


def test_no_meeting_is_called_by_a_group_past_its_end_without_a_new_cited_decision() -> None:
    keep("rapat", "a_group_past_its_end_calls_no_meeting")
    keep("gugus-kerja", "a_group_past_its_end_only_reports_and_ends", "a_group_past_its_end_has_a_way_on")
    keep("gugus-kerja", "a_term_begins_and_goes_on_by_a_cited_decision_alone")


def test_no_meeting_is_held_before_its_day_nor_by_a_group_past_its_end() -> None:
    keep("rapat", "a_meeting_begins_on_its_day_and_within_the_mandate", "a_new_moment_is_answered_anew")
    keep("naskah-koordinasi", "a_group_past_its_end_issues_no_document")


def test_no_decision_of_a_meeting_is_adopted_by_its_chair_alone() -> None:
    keep("rapat", "no_decision_is_adopted_by_a_chair_alone", "a_meeting_can_end_without_a_decision")


def test_no_owner_of_a_follow_up_is_passed_over_before_his_day() -> None:
    keep("tindak-lanjut", "who_oversees_a_follow_up_ends_what_lies")
    keep("tindak-lanjut", "what_is_not_done_ends_by_a_reason_accepted_or_by_silence")


def test_no_report_of_a_group_is_judged_by_the_unit_that_wrote_it() -> None:
    keep("gugus-kerja", "no_unit_accepts_its_own_report")


def test_no_minutes_are_signed_without_a_review_by_those_present() -> None:
    keep("rapat", "no_minutes_are_signed_before_those_present_could_review_them")
    keep("rapat", "minutes_that_were_changed_are_reviewed_anew", "the_silent_do_not_hold_up_the_minutes")


def test_no_signed_minutes_change() -> None:
    keep("rapat", "a_closed_matter_offers_nothing")


def test_nobody_is_recorded_both_present_and_absent() -> None:
    keep("rapat", "nobody_is_recorded_both_present_and_absent", "after_a_meeting_everybody_came_or_did_not")
    keep("rapat", "attendance_is_kept_when_minutes_go_round", "a_wrong_attendance_can_be_put_right")
    keep("rapat", "what_is_put_right_is_recorded_anew")


def test_no_substitute_decides_without_a_letter_that_lets_him() -> None:
    keep("rapat", "a_substitute_without_power_to_decide_never_counts_as_deciding")
    keep("rapat", "a_table_without_power_to_decide_says_so")


def test_pasal_18_huruf_a_and_b_no_document_without_the_say_of_the_units_concerned() -> None:
    keep("naskah-koordinasi", "no_document_is_issued_before_the_units_concerned_could_speak")
    keep("naskah-koordinasi", "what_is_issued_is_told_to_every_unit_concerned")


def test_uu_14_2008_pasal_19_nothing_is_withheld_without_ground_test_keeper_and_expiry() -> None:
    keep("pengecualian", "whatever_withholds_names_ground_test_and_expiry")
    keep("pengecualian", "nothing_is_withheld_without_a_responsible_post", "what_a_decision_says_of_the_matter_is_so")


def test_uu_14_2008_pasal_19_nobody_but_the_ppid_withholds_renews_or_opens() -> None:
    keep("pengecualian", "nobody_but_the_ppid_withholds_renews_or_opens")
    keep("pengecualian", "what_is_not_decided_ends_without_withholding", "a_request_never_waits_for_the_ppid_for_ever")


def test_uu_14_2008_pasal_20_no_withholding_runs_past_its_review_and_only_some_grounds_open_by_themselves() -> None:
    keep("pengecualian", "past_its_review_only_a_new_test_prolongs", "at_expiry_the_ppid_can_renew_or_open")
    keep("pengecualian", "only_some_grounds_open_by_themselves", "an_early_review_can_be_asked_for_and_is_answered")


def test_uu_30_2014_pasal_42_who_is_a_party_or_was_the_ppid_decides_nothing_and_his_seat_passes_on() -> None:
    keep("pengecualian", "who_is_barred_decides_nothing", "the_seat_of_who_is_barred_passes_on")
    keep("pengecualian", "no_decision_is_told_of_an_earlier_day")


@pytest.mark.parametrize("code", DECIDING)
def test_uu_30_2014_pasal_14_ayat_7_whatever_decides_declares_what_it_touches(code: str) -> None:
    keep(code, "whatever_decides_declares_its_aspects")


@pytest.mark.parametrize("code", PROCEDURES)
def test_invariant_3_whoever_is_silent_no_matter_hangs_for_ever(code: str) -> None:
    keep(code, "no_one_who_is_silent_holds_a_matter_up")


@pytest.mark.parametrize(
    "code", ["koordinatif-jalur", "rapat", "tindak-lanjut", "gugus-kerja", "naskah-koordinasi", "pengecualian"]
)
def test_invariant_3_of_a_silent_convener_his_superior_can_be_told(code: str) -> None:
    keep(code, "the_superior_of_a_silent_convener_can_be_told")

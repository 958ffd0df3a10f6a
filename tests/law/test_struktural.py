"""Struktural (Pasal 16, Pasal 1 angka 13) and koordinatif hierarki (Pasal 17 a, 19), sentence by sentence."""

from __future__ import annotations

import pytest
from msgspec import structs

from selaras.law.procedures import Ask, Effect, Facts, Procedure, Role
from tests.law.play import GUIDANCE, TASK, later, offer_of, offered, opened, play, refusal, states, stops, take
from tests.law.walk import COORDINATOR, THREE

BOTH = pytest.mark.parametrize(
    ("procedure", "taken"), [(TASK, "terima_tugas"), (GUIDANCE, "terima_arahan")], ids=["struktural", "hierarki"]
)


def with_child(facts: Facts, seat: int, children: int = 1) -> Facts:
    seats = tuple(structs.replace(s, children=children) if s.id == seat else s for s in facts.seats)
    return structs.replace(facts, seats=seats, offspring=children)


def test_pasal_1_angka_13_a_task_is_given_acknowledged_carried_out_reported_and_accepted() -> None:
    facts = play(TASK, opened(TASK), (2, "terima_tugas"), (3, "terima_tugas"), (2, "laporkan"), (3, "laporkan"))
    facts = play(TASK, facts, (1, "terima_laporan", 2), (1, "terima_laporan", 3), (1, "tutup"))
    assert (facts.state, states(facts)) == ("closed", ["accepted", "accepted"])
    assert TASK.step("tutup").outcome == "laporan pelaksanaan"


def test_pasal_1_angka_13_a_report_is_returned_with_what_is_to_be_mended() -> None:
    facts = play(TASK, opened(TASK), (2, "terima_tugas"), (2, "laporkan"), (1, "kembalikan_laporan", 2))
    assert (facts.state, states(facts)[0]) == ("assigned", "returned")
    text = TASK.step("kembalikan_laporan").text
    assert text is not None and text.required
    assert states(take(TASK, facts, 2, "laporkan"))[0] == "reported"


def test_pasal_1_angka_13_a_task_is_given_on_one_rung_further_as_a_child_matter() -> None:
    step = TASK.step("teruskan")
    assert (step.by, Ask.SUBORDINATE in step.asks, Effect.CHILD in step.effects) == ((Role.COUNTERPART,), True, True)
    facts = opened(TASK)
    assert "teruskan" not in offered(TASK, facts, 2)  # first he takes it himself
    assert "teruskan" in offered(TASK, take(TASK, facts, 2, "terima_tugas"), 2)


def test_pasal_1_angka_13_the_report_goes_up_the_same_rungs() -> None:
    facts = with_child(play(TASK, opened(TASK), (2, "terima_tugas"), (3, "terima_tugas")), 2)
    assert stops(TASK, facts, 2, "laporkan")
    assert "laporkan" in offered(TASK, facts, 3)  # another's child holds nobody
    assert "laporkan" in offered(TASK, with_child(facts, 2, 0), 2)


@BOTH
@pytest.mark.parametrize("acts", [[], ["taken"]], ids=["just asked", "at work"])
def test_pasal_16_ayat_2_the_subordinate_is_heard_with_obstacles_and_another_view(
    procedure: Procedure, taken: str, acts: list[str]
) -> None:
    facts = play(procedure, opened(procedure), *((2, taken) for _ in acts))
    assert offer_of(procedure, facts, 2, "sampaikan_pandangan").open
    assert take(procedure, facts, 2, "sampaikan_pandangan") == facts  # the task goes on


def test_pasal_16_ayat_2_who_mends_his_report_is_heard_as_well() -> None:
    facts = play(TASK, opened(TASK), (2, "terima_tugas"), (2, "laporkan"), (1, "kembalikan_laporan", 2))
    assert "sampaikan_pandangan" in offered(TASK, facts, 2)


def test_a_task_still_under_way_below_is_named_when_its_parent_is_closed_and_stops_nothing() -> None:
    facts = play(TASK, opened(TASK), (2, "terima_tugas"), (2, "laporkan"), (1, "terima_laporan", 2))
    offer = offer_of(TASK, with_child(later(facts), 3), 1, "tutup")
    assert offer.open and len(offer.warnings) == 1


def test_pasal_19_a_leader_guides_is_acknowledged_reported_to_evaluates_and_closes() -> None:
    facts = play(GUIDANCE, opened(GUIDANCE), (2, "terima_arahan"), (3, "terima_arahan"), (2, "laporkan"))
    facts = play(GUIDANCE, facts, (3, "laporkan"), (1, "evaluasi", 2), (1, "evaluasi", 3), (1, "tutup"))
    assert (facts.state, states(facts)) == ("closed", ["evaluated", "evaluated"])


def test_pasal_19_huruf_b_to_develop_is_to_have_it_mended() -> None:
    facts = play(GUIDANCE, opened(GUIDANCE), (2, "terima_arahan"), (2, "laporkan"), (1, "minta_laporan_ulang", 2))
    assert (facts.state, states(facts)[0]) == ("directed", "returned")
    assert states(take(GUIDANCE, facts, 2, "laporkan"))[0] == "reported"


def test_pasal_17_huruf_a_hierarchy_needs_no_convener_and_waits_for_no_asisten() -> None:
    facts = take(GUIDANCE, Facts("draft", (*THREE, COORDINATOR)), 1, "ajukan")
    assert states(facts, Role.COORDINATOR) == ["told"]
    facts = play(GUIDANCE, facts, (2, "terima_arahan"), (2, "laporkan"), (1, "evaluasi", 2))
    assert take(GUIDANCE, later(facts), 1, "tutup").state == "closed"
    assert Role.CONVENER not in {r for s in GUIDANCE.steps if s.turn and s.code != "gantikan" for r in s.by}


@BOTH
def test_closing_waits_for_every_report_or_names_who_let_his_time_lapse(procedure: Procedure, taken: str) -> None:
    judge = "terima_laporan" if procedure is TASK else "evaluasi"
    facts = play(procedure, opened(procedure), (2, taken), (2, "laporkan"), (1, judge, 2))
    assert refusal(procedure, facts, 1, "tutup").ways_on
    assert states(take(procedure, later(facts), 1, "tutup"))[1] == "silent"


@BOTH
def test_without_any_report_it_ends_openly_and_only_after_their_time(procedure: Procedure, taken: str) -> None:
    facts = take(procedure, opened(procedure), 2, taken)
    assert refusal(procedure, facts, 1, "akhiri").ways_on
    facts = take(procedure, later(facts), 1, "akhiri")
    assert (facts.state, states(facts)) == ("ended", ["silent", "silent"])


@BOTH
def test_a_superior_who_lets_the_report_lie_holds_nobody_and_cuts_off_no_colleague(
    procedure: Procedure, taken: str
) -> None:
    facts = play(procedure, opened(procedure), (2, taken), (2, "laporkan"))
    waited = structs.replace(
        facts, days=99, seats=tuple(structs.replace(s, days=99 * (s.id == 2)) for s in facts.seats)
    )
    assert refusal(procedure, waited, 2, "tutup_oleh_bawahan").ways_on  # 3 is still in his time
    assert states(take(procedure, later(facts), 2, "tutup_oleh_bawahan")) == ["reported", "silent"]


@BOTH
def test_the_wait_for_a_silent_superior_counts_from_the_report(procedure: Procedure, taken: str) -> None:
    facts = play(procedure, later(play(procedure, opened(procedure), (2, taken), (3, "laporkan"))), (2, "laporkan"))
    assert refusal(procedure, facts, 3, "tutup_oleh_bawahan").ways_on  # the second report came just now
    assert refusal(procedure, later(facts, 15), 3, "tutup_oleh_bawahan").ways_on
    assert states(take(procedure, later(facts, 16), 3, "tutup_oleh_bawahan")) == ["reported", "reported"]
    assert refusal(procedure, later(facts), 1, "tutup_tanpa_perbaikan").what  # and the superior judges first


@BOTH
def test_a_report_that_was_never_mended_is_not_called_no_report(procedure: Procedure, taken: str) -> None:
    back = "kembalikan_laporan" if procedure is TASK else "minta_laporan_ulang"
    facts = play(procedure, opened(procedure), (2, taken), (2, "laporkan"), (1, back, 2))
    assert "akhiri" not in offered(procedure, later(facts), 1)
    assert refusal(procedure, facts, 1, "tutup_tanpa_perbaikan").ways_on  # he has his time to mend it
    facts = take(procedure, later(facts), 1, "tutup_tanpa_perbaikan")
    assert (facts.state, states(facts)) == ("closed", ["unrevised", "silent"])
    assert procedure.step("tutup_tanpa_perbaikan").outcome == "laporan tidak diperbaiki"


@BOTH
@pytest.mark.parametrize("step", ["cabut", "gabungkan", "ganti_jenis"])
def test_a_report_that_is_there_is_judged_and_does_not_vanish(procedure: Procedure, taken: str, step: str) -> None:
    facts = take(procedure, opened(procedure), 2, taken)
    assert step in offered(procedure, facts, 1)
    assert refusal(procedure, take(procedure, facts, 2, "laporkan"), 1, step).ways_on


@BOTH
def test_one_reports_at_once_without_having_noted_the_task(procedure: Procedure, taken: str) -> None:
    assert {taken, "laporkan"} <= offered(procedure, opened(procedure), 2)

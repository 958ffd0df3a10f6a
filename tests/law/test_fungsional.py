"""Fungsional (Pasal 15), sentence by sentence: from the request to a product that its maker alone may change."""

from __future__ import annotations

import pytest

from selaras.law.procedures import Ask, Effect, Facts
from tests.law.play import REQUEST as R
from tests.law.play import later, offered, opened, play, refusal, states, take


def working() -> Facts:
    return play(R, opened(R), (2, "terima"), (3, "terima"))


def delivered() -> Facts:
    """One product is there, the other unit said that it is not competent."""
    return play(R, opened(R), (2, "terima"), (3, "tolak"), (2, "serahkan"))


def test_pasal_15_ayat_1_requested_accepted_worked_delivered_accepted_and_closed() -> None:
    facts = play(R, working(), (2, "serahkan"), (3, "serahkan"))
    facts = play(R, facts, (1, "terima_hasil", 2), (1, "terima_hasil", 3), (1, "tutup"))
    assert (facts.state, states(facts), facts.proposals) == ("closed", ["accepted", "accepted"], 2)
    assert R.step("tutup").outcome == "hasil kerja fungsional"


def test_pasal_15_ayat_2_who_declines_names_the_competent_unit_and_the_request_goes_there() -> None:
    step = R.step("tolak")
    assert Ask.UNIT in step.asks and step.text is not None and step.text.required
    facts = play(R, opened(R), (2, "tolak"), (3, "tolak"))
    assert Effect.REDIRECT in R.step("alihkan").effects
    assert take(R, facts, 1, "alihkan").state == "redirected"


def test_a_request_that_is_worked_at_is_not_sent_elsewhere() -> None:
    facts = play(R, opened(R), (2, "tolak"), (3, "terima"))
    assert refusal(R, facts, 1, "alihkan").ways_on
    assert refusal(R, facts, 1, "tutup_tanpa_hasil").ways_on


def test_pasal_15_ayat_2_the_work_is_independent() -> None:
    """While it lasts the opener can make clear and remind, and nothing else that touches it."""
    can = offered(R, working(), 1)
    assert can & {s.code for s in R.steps if not s.effects or s.code in ("perjelas", "ingatkan")} == {
        "perjelas",
        "ingatkan",
        "cabut",
    }
    assert not can & {"serahkan", "ganti_hasil", "terima_hasil", "minta_lengkapi"}


def test_pasal_15_ayat_2_later_versions_come_only_from_the_unit_that_made_it() -> None:
    facts = delivered()
    assert "ganti_hasil" in offered(R, facts, 2)
    assert not {"ganti_hasil", "serahkan", "lengkapi_hasil"} & (offered(R, facts, 1) | offered(R, facts, 3))
    facts = take(R, facts, 2, "ganti_hasil")
    assert (facts.proposals, states(facts)) == (2, ["delivered", "declined"])


def test_pasal_15_ayat_2_completion_is_asked_once() -> None:
    facts = play(R, delivered(), (1, "minta_lengkapi", 2))
    assert (facts.state, states(facts)[0]) == ("running", "completing")
    facts = take(R, facts, 2, "lengkapi_hasil")
    assert "minta_lengkapi" not in offered(R, facts, 1)
    assert play(R, facts, (1, "terima_hasil", 2), (1, "tutup")).state == "closed"


def test_pasal_15_ayat_1_nothing_is_closed_with_a_result_while_a_product_lies_unanswered() -> None:
    facts = play(R, working(), (2, "serahkan"), (3, "serahkan"), (1, "terima_hasil", 2))
    assert refusal(R, later(facts), 1, "tutup").ways_on
    assert "tutup" not in offered(R, delivered(), 1)


def test_who_delivers_nothing_in_time_is_named_and_who_did_not_complete_is_not_called_silent() -> None:
    facts = play(R, working(), (2, "serahkan"), (1, "terima_hasil", 2))
    assert "tutup" not in offered(R, later(facts, 10), 1)
    assert states(take(R, later(facts, 11), 1, "tutup")) == ["accepted", "silent"]
    facts = play(R, delivered(), (1, "minta_lengkapi", 2))
    facts = take(R, later(facts, 6), 1, "tutup_tanpa_hasil")
    assert (facts.state, states(facts)) == ("ended", ["incomplete", "declined"])


@pytest.mark.parametrize(("acts", "step", "end"), [
    ([(2, "terima"), (3, "tolak"), (2, "serahkan")], "tutup_oleh_mitra", "closed"),
    ([(2, "tolak"), (3, "tolak")], "tutup_oleh_penolak", "ended"),
])  # fmt: skip
def test_a_silent_opener_holds_nobody_and_nothing_is_called_a_result_that_is_none(
    acts: list[tuple[int, str]], step: str, end: str
) -> None:
    facts = play(R, opened(R), *acts)
    assert step not in offered(R, later(facts, 15), 2)
    assert take(R, later(facts, 16), 2, step).state == end


def test_the_wait_for_a_silent_opener_counts_from_the_product_and_not_from_the_request() -> None:
    facts = play(R, later(play(R, opened(R), (2, "terima"), (3, "tolak"))), (2, "serahkan"))
    assert facts.seats[1].days == 0
    assert refusal(R, facts, 2, "tutup_oleh_mitra").ways_on
    facts = take(R, later(facts, 14), 1, "terima_hasil", 2)
    assert refusal(R, later(facts, 15), 2, "tutup_oleh_mitra").ways_on  # he has as long to close as to accept


@pytest.mark.parametrize("step", ["cabut", "gabungkan", "ganti_jenis"])
def test_pasal_15_ayat_2_who_asked_for_a_product_does_not_make_it_undone(step: str) -> None:
    assert step in offered(R, working(), 1)
    for facts in (
        delivered(),
        take(R, delivered(), 1, "minta_lengkapi", 2),
        take(R, delivered(), 1, "terima_hasil", 2),
    ):
        refused = refusal(R, later(facts), 1, step)
        assert refused.basis.cite == "Pasal 15 ayat (2)" and refused.ways_on


def test_who_finds_out_at_work_that_he_is_not_competent_says_so() -> None:
    facts = take(R, working(), 2, "tolak")
    assert states(facts) == ["declined", "working"]
    assert "tolak" not in offered(R, take(R, facts, 3, "serahkan"), 3)

"""Yardsticks: every one of Pasal 12 ayat (2) has formulas, and a share is said only of enough records."""

from __future__ import annotations

from datetime import date

import pytest

from selaras.law.pack import load
from selaras.law.quarters import Quarter, period, year_to
from selaras.law.types import Strength
from selaras.law.yardsticks import ENOUGH, EVERY, MEASURES, PRINCIPLES, Figure, headline, mean, measure
from tests.conftest import PACK


def test_pasal_12_ayat_2_every_yardstick_of_the_pack_has_formulas_that_are_designed_with_a_reason() -> None:
    yardsticks = [row.code for row in load(PACK).regulations[-1].kinds.yardsticks]
    assert yardsticks == ["keterbukaan", "akuntabilitas", "profesionalitas", "keterpaduan"]
    assert [code for code in yardsticks for m in MEASURES if m.yardstick == code] == [m.yardstick for m in MEASURES]
    assert {m.yardstick for m in MEASURES} == set(yardsticks)
    for formula in EVERY:
        assert formula.basis.strength is Strength.DESIGNED and formula.basis.reason, formula.code
        assert formula.title and formula.counts and formula.meets, formula.code
        assert measure(formula.code) is formula
    assert measure("tidak-ada") is None
    assert len({formula.code for formula in EVERY}) == len(EVERY)


def test_pasal_2_every_principle_of_the_pack_has_formulas_of_its_own() -> None:
    principles = [row.code for row in load(PACK).regulations[-1].kinds.principles]
    assert principles == ["a", "b", "c", "d"]
    assert sorted({m.principle for m in PRINCIPLES}) == principles
    assert [m.principle for m in PRINCIPLES] == sorted(m.principle for m in PRINCIPLES)
    assert all(not m.yardstick for m in PRINCIPLES) and all(not m.principle for m in MEASURES)


@pytest.mark.parametrize(
    ("counted", "met", "share"),
    [(0, 0, None), (ENOUGH - 1, ENOUGH - 1, None), (ENOUGH, 0, 0), (6, 5, 83), (8, 1, 13), (7, 7, 100)],
)
def test_a_share_is_rounded_half_up_and_kept_back_where_records_are_few(
    counted: int, met: int, share: int | None
) -> None:
    assert Figure(MEASURES[0], counted, met).share == share


def test_a_yardstick_is_the_mean_of_its_formulas_only_where_each_has_enough_records() -> None:
    first, second = MEASURES[:2]
    assert mean([Figure(first, 10, 10), Figure(second, 10, 5)]) == 75
    assert mean([Figure(first, 10, 10), Figure(second, 4, 0)]) is None
    assert mean([Figure(first, 8, 1), Figure(second, 10, 0)]) == 7
    assert mean([Figure(first, 4, 4)]) is None
    assert mean([]) is None


def test_a_headline_says_of_how_many_formulas_and_records_it_speaks() -> None:
    first, second = MEASURES[:2]
    both = headline([Figure(first, 10, 10), Figure(second, 10, 5)])
    assert (both.share, both.shown, both.formulas, both.counted, both.whole) == (75, 2, 2, 20, True)
    one = headline([Figure(first, 3, 3), Figure(second, 5, 5)])
    assert (one.share, one.shown, one.formulas, one.counted, one.whole) == (100, 1, 2, 5, False)
    none = headline([Figure(first, 3, 3), Figure(second, 0, 0)])
    assert (none.share, none.shown, none.formulas, none.counted) == (None, 0, 2, 0)
    assert headline([Figure(first, 9, 0), Figure(second, 9, 9), Figure(first, 1, 1)]).share is None  # two of three


def test_periods_are_quarters_or_the_last_four_of_them() -> None:
    assert Quarter.of(date(2026, 1, 1)) == Quarter(2026, 1) and Quarter.of(date(2026, 12, 31)) == Quarter(2026, 4)
    assert (Quarter(2024, 1).first, Quarter(2024, 1).last) == (date(2024, 1, 1), date(2024, 3, 31))
    assert [Quarter(2026, n).last.day for n in (1, 2, 3, 4)] == [31, 30, 30, 31]
    assert Quarter(2026, 1).before == Quarter(2025, 4)
    year = year_to(date(2026, 2, 10))
    assert (year.first, year.last) == (date(2025, 4, 1), date(2026, 3, 31))
    assert year.runs(date(2026, 2, 10)) and not year.runs(date(2026, 3, 31)) and not year.runs(date(2025, 3, 31))
    assert period("", date(2026, 2, 10)) == period("setahun", date(2026, 2, 10)) == year
    found = period("2025-3", date(2026, 2, 10))
    assert found is not None and (found.first, found.last) == (date(2025, 7, 1), date(2025, 9, 30))
    for code in ("2025-5", "0000-1", "kemarin", "2025-3\x00", "٢٠٢٥-٣"):
        assert period(code, date(2026, 2, 10)) is None, code

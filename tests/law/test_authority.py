"""What an acting officer may decide, who takes it over, and whom a leader's span holds."""

from __future__ import annotations

from datetime import date
from itertools import chain, combinations

import pytest

from selaras.law.authority import ACTING, BASIS, Aspect, may_decide, overseen, span, stands_above
from selaras.law.paths import Resolver
from selaras.law.procedures import Refused
from selaras.law.types import Strength
from tests.law.walk import PACK

SETS = [*chain.from_iterable(combinations(Aspect, size) for size in range(len(Aspect) + 1))]


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    """Balangan today."""
    day = date(2026, 11, 26)
    return Resolver(PACK.history.on(day), PACK.regulation_on(day).routes)


@pytest.mark.parametrize("capacity", ["definitif", "plt", "plh", "pj"])
@pytest.mark.parametrize("aspects", SETS, ids=lambda aspects: "+".join(aspects) or "none")
def test_uu_30_2014_pasal_14_ayat_7_plt_and_plh_change_no_legal_status_and_pj_does(
    capacity: str, aspects: tuple[Aspect, ...]
) -> None:
    if capacity in ("plt", "plh") and aspects:
        with pytest.raises(Refused) as refused:
            may_decide(capacity, aspects)
        said = refused.value
        assert said.basis == BASIS and said.level is Strength.STATED and "UU 30/2014" in str(said.basis.cite)
        assert all(aspect.value in said.reasons[0] for aspect in aspects)
        assert said.what.endswith(f"oleh {capacity.title()}.") and "atasan" in said.ways_on[0]
    else:
        may_decide(capacity, aspects)


def test_uu_30_2014_pasal_14_ayat_7_at_the_top_nobody_takes_over_and_that_is_said() -> None:
    with pytest.raises(Refused) as refused:
        may_decide("plt", ["anggaran"], top=True)
    assert "tidak mempunyai atasan" in refused.value.ways_on[0]


def test_a_word_that_is_no_aspect_stops_nobody() -> None:
    may_decide("plt", ["cuaca", ""])
    assert {"plt", "plh"} == ACTING


def test_pasal_19_the_span_is_what_the_path_finder_lets_a_leader_coordinate(resolver: Resolver) -> None:
    asisten, dinkes = span(resolver, "SETDA.AST1/1"), span(resolver, "DINKES/1")
    assert {"DINKES", "DPPKB"} <= {*asisten} and "DISPERTAN" not in asisten
    assert "RSUD" in dinkes and "DPPKB" not in dinkes
    assert {"DPUPR/2", "DPUPR/6"} <= {*span(resolver, "DPUPR/1")}
    assert "DPUPR/1" not in span(resolver, "DPUPR/1") and span(resolver, "DLH/21") == ()


def test_who_stands_above_whom_by_the_line_of_command_and_through_the_secretariat(resolver: Resolver) -> None:
    assert stands_above(resolver, "BUPATI/1", "DINKES/1") and stands_above(resolver, "DINKES/1", "RSUD/1")
    assert stands_above(resolver, "SETDA/1", "DINKES/1") and stands_above(resolver, "SETDA/1", "RSUD/1")
    assert not stands_above(resolver, "SETDA.AST1/1", "DINKES/1")  # he coordinates, and commands only his own
    assert not stands_above(resolver, "DINKES/1", "DINKES/1") and not stands_above(resolver, "DINKES/1", "BUPATI/1")
    assert not stands_above(resolver, "BUPATI/1", "TIDAK/ADA")


def test_whose_acting_officers_a_post_follows(resolver: Resolver) -> None:
    every = {*resolver.organisation.units}
    assert overseen(resolver, "BUPATI/1") == overseen(resolver, "SETDA/1") == every
    assert {"DINKES", "RSUD"} <= overseen(resolver, "DINKES/2") and "DPUPR" not in overseen(resolver, "DINKES/2")
    assert "SETDA.AST1.PEM" in overseen(resolver, "SETDA.AST1/1") and "DINKES" not in overseen(resolver, "SETDA.AST1/1")

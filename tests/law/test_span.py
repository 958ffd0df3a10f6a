"""Whose units a post watches over, and through which office each unit is coordinated."""

from __future__ import annotations

from datetime import date

import pytest

from selaras.law.paths import Resolver
from selaras.law.span import coordinated_by, offices_of, span_of, within
from selaras.law.types import Coordination, Strength
from tests.law.walk import PACK

DAY = date(2026, 11, 26)
EVERYTHING = {"INSPEKTORAT", "SETDA.AST3.ORG"}


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    """Balangan today."""
    return Resolver(PACK.history.on(DAY), PACK.regulation_on(DAY).routes)


@pytest.mark.parametrize(
    "post", ["BUPATI/1", "WABUP/1", "SETDA/1", "SETDA.AST3.ORG/1", "INSPEKTORAT/1", "INSPEKTORAT/3"]
)
def test_pasal_19_who_leads_or_serves_the_whole_government_watches_over_every_unit(
    resolver: Resolver, post: str
) -> None:
    span = span_of(resolver, post, EVERYTHING)
    assert span.whole and span.leads and span.units == set(resolver.organisation.units)


def test_pasal_21_ayat_1_an_asisten_watches_over_what_the_mapping_gives_to_him_and_what_stands_under_him(
    resolver: Resolver,
) -> None:
    spans = {n: span_of(resolver, f"SETDA.AST{n}/1", EVERYTHING) for n in (1, 2, 3)}
    rows = resolver.organisation.coordination
    for n, span in spans.items():
        own = {code for code, found in rows.items() if any(row.coordinator == f"SETDA.AST{n}" for row in found)}
        assert set(span.coordinated) == own <= span.units and not span.whole and span.leads
        assert span.proposed == {c for c in own if all(row.status == "usulan" for row in rows[c])}
        assert {f"SETDA.AST{n}"} < span.units and "SETDA" not in span.units and "BUPATI" not in span.units
    assert {"SETDA.AST1.HUKUM", "DINKES", "RSUD"} <= spans[1].units and "DISPERTAN" not in spans[1].units
    assert "SETDA.AST1.HUKUM" not in spans[2].units | spans[3].units
    assert spans[1].proposed and not spans[1].units & spans[2].units


def test_a_head_watches_over_his_unit_and_those_in_it_and_any_other_post_over_its_own_unit(resolver: Resolver) -> None:
    head, clerk = span_of(resolver, "DINKES/1", EVERYTHING), span_of(resolver, "DINKES/2", EVERYTHING)
    assert {"DINKES", "RSUD"} <= head.units and "DINSOS" not in head.units and head.leads
    assert clerk.units == {"DINKES"} and not clerk.leads and not clerk.coordinated
    village = span_of(resolver, "KEC.PARINGIN/1", EVERYTHING)
    assert village.units > {"KEC.PARINGIN"} and all(code.startswith(("KEC.PAR", "KEL.")) for code in village.units)
    assert span_of(resolver, "SETDA/2", EVERYTHING).units == {"SETDA"}


def test_a_post_of_a_unit_that_is_no_more_watches_over_that_unit_alone(resolver: Resolver) -> None:
    assert span_of(resolver, "DPKP/1", EVERYTHING).units == {"DPKP"} or "DPKP" in resolver.organisation.units
    assert span_of(resolver, "TAK.ADA/1").units == {"TAK.ADA"}


def test_a_row_that_is_official_is_no_proposal_and_one_for_a_single_affair_gives_no_unit() -> None:
    base = {"strength": Strength.DESIGNED, "cite": None, "reason": None, "agreement": None, "valid_to": None}
    organisation = PACK.history.on(DAY)

    def row(unit: str, affair: str | None, to: str, status: str) -> Coordination:
        return Coordination(unit=unit, affair=affair, coordinator=to, status=status, valid_from=DAY, **base)  # type: ignore[arg-type]

    kept = organisation.coordination
    organisation = type(organisation)(
        DAY,
        organisation.types.values(),
        organisation.units.values(),
        organisation.posts.values(),
        (),
        [
            row("DINKES", None, "SETDA.AST2", "resmi"),
            row("DLH", None, "SETDA.AST2", "usulan"),
            row("DPUPR", "1.03", "SETDA.AST2", "resmi"),
        ],
    )
    assert coordinated_by(organisation, "SETDA.AST2") == {"DINKES": True, "DLH": False}
    found = offices_of(organisation)
    assert found["DINKES"] == found["RSUD"] == found["DLH"] == found["SETDA.AST2"] == "SETDA.AST2"
    assert "DPUPR" not in found and "SETDA" not in found and kept


def test_each_unit_lies_with_the_office_that_coordinates_it_or_that_it_stands_in(resolver: Resolver) -> None:
    found = offices_of(resolver.organisation)
    for office in ("SETDA.AST1", "SETDA.AST2", "SETDA.AST3"):
        span = span_of(resolver, f"{office}/1")
        assert {code for code, one in found.items() if one == office} == span.units
    assert found["SA.SA1"] == found["SETDA"] == "SETDA" and found["EXT.POLRES"] == found["WABUP"] == "BUPATI"
    assert set(found) <= set(resolver.organisation.units)


def test_within_holds_all_that_stands_in_a_unit_however_deep(resolver: Resolver) -> None:
    organisation = resolver.organisation
    staff = within(organisation, {"SETDA"})
    assert {"SETDA", "SETDA.AST1", "SETDA.AST1.HUKUM"} <= staff and "DINKES" not in staff
    assert within(organisation, ()) == frozenset()

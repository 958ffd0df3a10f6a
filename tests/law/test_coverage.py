"""Law coverage counts each citation for the provision it names, and lets a provision sum up its parts."""

from datetime import date
from pathlib import Path

import pytest

from selaras.law.coverage import Line, coverage
from selaras.law.pack import load
from selaras.law.types import Strength
from tests.packs.small_pack import LAW, SMALL_PACK, write_pack

BALANGAN = Path(__file__).parents[2] / "src/selaras/packs/balangan"


@pytest.fixture(scope="module")
def lines() -> dict[str, Line]:
    pack = load(BALANGAN)
    return {line.key: line for line in coverage(pack.regulation_on(date(2020, 4, 6)), pack.history)}


def test_every_provision_has_one_line_in_the_order_of_the_regulation(lines: dict[str, Line]) -> None:
    assert list(lines) == list(load(BALANGAN).regulation("perbup-24-2020").provisions)


def test_pasal_13_ayat_2_is_stated_and_says_where(lines: dict[str, Line]) -> None:
    line = lines["pasal-13/ayat-2"]
    assert (line.label, line.strength) == ("Pasal 13 ayat (2)", Strength.STATED)
    assert "kinds.yaml: kinds › konsultatif › manner_basis" in line.places
    assert "procedures.yaml: procedures › konsultatif › steps › ajukan" in line.places


def test_pasal_5_ayat_2_is_only_inferred_from_the_matrix(lines: dict[str, Line]) -> None:
    assert lines["pasal-5/ayat-2"] == Line(
        "pasal-5/ayat-2", "Pasal 5 ayat (2)", Strength.INFERRED, ("matrix.csv: 2 baris",), inferred=1
    )


def test_pasal_16_ayat_1_is_cited_nowhere(lines: dict[str, Line]) -> None:
    assert lines["pasal-16/ayat-1"].strength is None
    assert lines["pasal-16/ayat-1"].places == ()


def test_a_provision_sums_up_its_parts_and_not_the_other_way_round(tmp_path: Path) -> None:
    kinds = SMALL_PACK[f"{LAW}/kinds.yaml"].replace("stated: Pasal 2}", "inferred: Pasal 1}")
    pack = load(write_pack(tmp_path / "p", {f"{LAW}/kinds.yaml": kinds.replace("huruf a", "huruf b")}))
    found = {line.key: line for line in coverage(pack.regulation(LAW), pack.history)}
    assert found["pasal-2"].strength is Strength.STATED  # by huruf b; itself it is only inferred
    assert found["pasal-2/huruf-a"].strength is Strength.INFERRED  # the stated huruf b and Pasal 2 do not count here
    assert [place for place in found["pasal-1"].places if place.startswith("kinds.yaml: kinds › kolegial › manner")]


def test_a_citation_of_another_law_counts_for_nothing_here(tmp_path: Path) -> None:
    openness = SMALL_PACK[f"{LAW}/openness.yaml"].replace(
        "inferred: Pasal 2 huruf a", "stated: UU 14/2008 Pasal 2 huruf a"
    )
    pack = load(write_pack(tmp_path / "p", {f"{LAW}/openness.yaml": openness}))
    found = {line.key: line for line in coverage(pack.regulation(LAW), pack.history)}
    assert [place for place in found["pasal-2/huruf-a"].places if "openness" in place] == []

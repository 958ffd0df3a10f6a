"""The five kinds, the types, forms, duties and principles of the pack, and what the chooser proposes."""

import re
from datetime import date
from pathlib import Path

import pytest

from selaras.law.kinds import Kinds, agency_of, suggest
from selaras.law.organisation import Organisation
from selaras.law.pack import load
from selaras.law.types import Kind, Modality, Strength

BALANGAN = load(Path(__file__).parents[2] / "src/selaras/packs/balangan")
LAW = BALANGAN.regulation("perbup-24-2020")


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return LAW.kinds


@pytest.fixture(scope="module")
def today() -> Organisation:
    return BALANGAN.history.on(date(2020, 4, 6))


def test_pasal_12_ayat_1_five_kinds_each_on_its_point(kinds: Kinds) -> None:
    assert [k.code for k in kinds.kinds] == list(Kind)
    assert [k.basis.cite for k in kinds.kinds] == [f"Pasal 12 ayat (1) huruf {c}" for c in "abcde"]


def test_pasal_17_three_types_pasal_18_seven_forms(kinds: Kinds) -> None:
    assert {t.code: t.basis.cite for t in kinds.types} == {
        "hierarki": "Pasal 17 huruf a",
        "lintas_sektor": "Pasal 17 huruf b",
        "instansional": "Pasal 17 huruf c",
    }
    assert [(f.code, f.basis.cite) for f in kinds.forms] == [(c, f"Pasal 18 huruf {c}") for c in "abcdefg"]


def test_pasal_19_four_duties_pasal_2_four_principles_pasal_12_ayat_2_four_yardsticks(kinds: Kinds) -> None:
    assert [d.basis.cite for d in kinds.duties] == [f"Pasal 19 huruf {c}" for c in "abcd"]
    assert [p.basis.cite for p in kinds.principles] == [f"Pasal 2 huruf {c}" for c in "abcd"]
    assert {y.basis.cite for y in kinds.yardsticks} == {"Pasal 12 ayat (2)"}
    assert len(kinds.yardsticks) == 4


def test_pasal_13_ayat_2_a_may_never_becomes_a_must(kinds: Kinds) -> None:
    for kind in kinds.kinds:
        keys = re.findall(r"Pasal (\d+) ayat \((\d)\)", kind.manner_basis.cite or "")
        if any(LAW.provisions[f"pasal-{a}/ayat-{b}"].modality is Modality.MAY for a, b in keys):
            assert re.search(r"\bdapat\b", kind.manner, re.IGNORECASE), kind.code
            assert not re.search(r"\b(harus|wajib)\b", kind.manner, re.IGNORECASE), kind.code
    assert [k.code for k in kinds.kinds if "apat" in k.manner] == [Kind.KONSULTATIF, Kind.KOLEGIAL]


def test_titles_name_kind_and_type(kinds: Kinds) -> None:
    assert kinds.title("koordinatif", "lintas_sektor") == "Koordinatif, lintas sektor"
    assert kinds.title("konsultatif", None) == "Konsultatif"
    with pytest.raises(KeyError):
        kinds.kind("rapat")


@pytest.mark.parametrize(
    ("parties", "type_", "clause"),
    [
        (("DPUPR", "DISPERTAN", "KEC.LAMPIHONG"), "lintas_sektor", "Pasal 17 huruf b"),
        (("DPUPR/1", "DISPERTAN/1"), "lintas_sektor", "Pasal 17 huruf b"),
        (("BPBD", "DPUPR", "EXT.POLRES"), "instansional", "Pasal 17 huruf c"),
        (("DINKES", "PKM.JUAI"), "hierarki", "Pasal 17 huruf a"),
        (("KEC.PARINGIN", "KEL.PARKOT"), "hierarki", "Pasal 17 huruf a"),
        (("DPUPR",), "lintas_sektor", "Pasal 17 huruf b"),
    ],
)
def test_pasal_17_the_parties_give_the_type(
    kinds: Kinds, today: Organisation, parties: tuple[str, ...], type_: str, clause: str
) -> None:
    proposal = suggest(kinds, today, Kind.KOORDINATIF, parties)
    # What "pimpinan di bawahnya" and "instansi lain" mean is our reading; sectors that differ are named outright.
    strength = Strength.STATED if type_ == "lintas_sektor" else Strength.INFERRED
    assert (proposal.type, proposal.basis.cite, proposal.basis.strength) == (type_, clause, strength)
    assert proposal.why


def test_pasal_1_angka_12_what_is_needed_gives_the_kind(kinds: Kinds, today: Organisation) -> None:
    proposal = suggest(kinds, today, Kind.FUNGSIONAL, ("DPUPR", "DLH"))
    assert (proposal.kind, proposal.type, proposal.basis.cite) == (
        Kind.FUNGSIONAL,
        None,
        "Pasal 1 angka 12; Pasal 15 ayat (1)",
    )


def test_a_unit_within_an_agency_belongs_to_it_and_a_stranger_to_itself(today: Organisation) -> None:
    assert agency_of(today, "PKM.JUAI") == "DINKES"
    assert agency_of(today, "SETDA.AST1.PEM") == "SETDA"
    assert agency_of(today, "EXT.BPS") == "EXT.BPS"
    assert agency_of(today, "ENTAH") == "ENTAH"

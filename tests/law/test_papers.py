"""Numbers, letterheads and signature blocks as official writing demands, and the faults of a pack's rules for them."""

from __future__ import annotations

from datetime import date

import pytest

from selaras.law.organisation import Organisation
from selaras.law.pack import load
from selaras.law.papers import (
    BY_CODE,
    KINDS,
    Letterhead,
    NumberRule,
    PaperRules,
    SignatureRule,
    faults_of,
    faults_of_pattern,
    letterhead,
    number_of,
    place_line,
    signature,
)
from tests.conftest import PACK

DAY = date(2026, 11, 26)
BALANGAN = load(PACK)
RULES = BALANGAN.government.papers


@pytest.fixture
def organisation() -> Organisation:
    """Balangan on a day."""
    return BALANGAN.history.on(DAY)


def lines(
    organisation: Organisation, post: str, rules: PaperRules = RULES, kind: str = "keputusan-koordinasi", **of: str
) -> list[str]:
    """The lines above a signature."""
    return list(signature(organisation, rules, kind, post, **of).lines)


def test_who_signs_for_himself_signs_under_his_own_title(organisation: Organisation) -> None:
    assert lines(organisation, "DPUPR/1") == ["KEPALA DINAS PEKERJAAN UMUM DAN PENATAAN RUANG,"]
    assert lines(organisation, "BUPATI/1") == ["BUPATI BALANGAN,"]


def test_atas_nama_names_the_superior_first(organisation: Organisation) -> None:
    assert lines(organisation, "SETDA/1") == ["a.n. BUPATI BALANGAN", "SEKRETARIS DAERAH,"]
    assert lines(organisation, "SETDA/1", kind="nota-konsultasi") == ["SEKRETARIS DAERAH,"]


def test_untuk_beliau_names_both_above(organisation: Organisation) -> None:
    rules = PaperRules(signatures=(SignatureRule("SETDA.AST2.ADBANG/1", "SETDA/1", ("*",), through="SETDA.AST2/1"),))
    assert lines(organisation, "SETDA.AST2.ADBANG/1", rules) == [
        "a.n. SEKRETARIS DAERAH",
        "ASISTEN PEREKONOMIAN DAN PEMBANGUNAN,",
        "u.b.",
        "KEPALA BAGIAN ADMINISTRASI PEMBANGUNAN,",
    ]


@pytest.mark.parametrize("acting", ["Plt.", "Plh.", "Pj."])
def test_the_acting_mark_stands_before_the_post_he_acts_in_and_never_before_another(
    organisation: Organisation, acting: str
) -> None:
    assert lines(organisation, "SETDA/1", capacity=acting) == ["a.n. BUPATI BALANGAN", f"{acting} SEKRETARIS DAERAH,"]


def test_a_letterhead_is_that_of_the_agency_and_of_the_regent_his_own(organisation: Organisation) -> None:
    def head(unit: str) -> Letterhead:
        return letterhead(organisation, RULES, BALANGAN.government.long_name, unit)

    assert head("SETDA.AST2.ADBANG").unit == head("SETDA").unit == "SEKRETARIAT DAERAH"
    assert head("DPUPR").government == "PEMERINTAH KABUPATEN BALANGAN"
    assert (head("KEL.PARKOT").unit, head("KEL.PARKOT").office) == ("KECAMATAN PARINGIN", "KELURAHAN PARINGIN KOTA")
    assert (head("BUPATI").government, head("BUPATI").unit) == ("", "BUPATI BALANGAN")


def test_a_number_follows_the_first_pattern_that_speaks_of_its_kind() -> None:
    rules = PaperRules(
        numbers=(
            NumberRule(("lembar-arahan",), "{jenis}-{nomor}/{bulan}/{tahun}"),
            NumberRule(("*",), "000/{nomor}/{jenis}/{unit}/{tahun}"),
        )
    )
    assert number_of(rules, BY_CODE["lembar-arahan"], 7, "SETDA", DAY) == "LA-7/XI/2026"
    assert number_of(rules, BY_CODE["nota-konsultasi"], 7, "DPUPR", DAY) == "000/7/NK/DPUPR/2026"
    assert number_of(PaperRules(numbers=()), BY_CODE["kartu-berkas"], 1, "DLH", DAY) == "1/KARTU/DLH/2026"


def test_the_line_of_place_and_day() -> None:
    assert place_line(RULES, DAY) == "Paringin, 26 November 2026"
    assert place_line(PaperRules(), DAY) == "26 November 2026"


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("{jenis}/{tahun}", "{nomor}"),
        ("{nomor}/{nomor}/{jenis}/{tahun}", "{nomor}"),
        ("{nomor}/{jenis}", "{tahun}"),
        ("{nomor}/{tahun}", "{jenis}"),
        ("{nomor}/{jenis}/{tahun}/{hari}", "{hari}"),
        ("{nomor}/{jenis}/{tahun}/{", "kurung"),
        ("{nomor.__class__}/{jenis}/{tahun}", "tidak dikenal"),
        ("{nomor}/{jenis}/{unit}/{bulan}/{tahun}", ""),
    ],
)
def test_a_pattern_that_could_give_a_number_twice_or_none_is_a_fault(pattern: str, fault: str) -> None:
    assert (fault in faults_of_pattern(pattern)) if fault else not faults_of_pattern(pattern)


def test_unknown_posts_units_and_papers_are_faults_with_their_place() -> None:
    rules = PaperRules(
        addresses={"TIDAK.ADA": ("Jalan",)},
        numbers=(NumberRule(("surat-cinta",), "{nomor}/{jenis}/{tahun}"),),
        signatures=(SignatureRule("A/1", "B/1", ("*",), through="C/1"),),
    )
    found = faults_of(rules, ["A/1"], ["A"])
    assert [place for place, _what, _advice in found] == [
        "numbers[0].papers",
        "signatures[0].on_behalf_of",
        "signatures[0].through",
        "addresses.TIDAK.ADA",
    ]
    assert (
        faults_of(RULES, (p.code for p in BALANGAN.history.all_posts), (u.code for u in BALANGAN.history.all_units))
        == []
    )


def test_every_kind_has_its_own_code_and_short_name() -> None:
    assert len({kind.code for kind in KINDS}) == len({kind.short for kind in KINDS}) == len(KINDS)
    assert all(kind.lacking for kind in KINDS if kind.requires)

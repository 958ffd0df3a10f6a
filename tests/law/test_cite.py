"""Citations are read, written and found in prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.law.cite import KEY, Cite, eid, find_cites, format_cite, parse_cite, parse_cites

PAIRS = [
    ("Pasal 12 ayat (1) huruf a", "pasal-12/ayat-1/huruf-a"),
    ("Pasal 17 huruf a", "pasal-17/huruf-a"),
    ("Pasal 1 angka 13", "pasal-1/angka-13"),
    ("Pasal 12A ayat (3)", "pasal-12A/ayat-3"),
    ("Pasal 22", "pasal-22"),
    ("Menimbang huruf a", "menimbang/huruf-a"),
    ("Mengingat angka 4", "mengingat/angka-4"),
    ("Lampiran II", "lampiran-2"),
]


def keys(text: str) -> list[str]:
    return [cite.key for cite in find_cites(text)]


@pytest.mark.parametrize(("text", "key"), PAIRS)
def test_a_citation_and_its_key_both_ways(text: str, key: str) -> None:
    assert parse_cite(text) == key
    assert format_cite(key) == text


@given(st.from_regex(KEY, fullmatch=True, alphabet=st.characters(max_codepoint=127)))
def test_every_key_survives_the_round_trip(key: str) -> None:
    assert parse_cite(format_cite(key)) == key


@pytest.mark.parametrize(
    "text", ["", "Pasal", "Pasal 3 dan seterusnya", "ayat (1)", "BAB II", "UU 30/2014 Pasal 14", "Pasal 1; Pasal 2"]
)
def test_what_is_not_one_citation_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="bukan"):
        parse_cite(text)


@pytest.mark.parametrize("key", ["pasal", "pasal-1/huruf-A", "pasal-1//ayat-1", "lampiran-11", "lampiran-0", "bab-2"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="bukan kunci"):
        format_cite(key)


def test_several_citations_joined_by_a_semicolon_other_laws_among_them() -> None:
    assert parse_cites("Pasal 3 ayat (2); UU 30/2014 Pasal 14 ayat (7)") == [
        Cite("pasal-3/ayat-2", "", 0),
        Cite("pasal-14/ayat-7", "uu-30-2014", 29),
    ]
    with pytest.raises(ValueError, match="kebiasaan"):
        parse_cites("Pasal 3; kebiasaan setempat")


@pytest.mark.parametrize(
    ("text", "regulation", "key"),
    [
        ("UU 30/2014 Pasal 14 ayat (7)", "uu-30-2014", "pasal-14/ayat-7"),
        ("PP 18/2016 Pasal 50 ayat (2)", "pp-18-2016", "pasal-50/ayat-2"),
        ("dikecualikan menurut Pasal 17 huruf h UU 14/2008.", "uu-14-2008", "pasal-17/huruf-h"),
        ("Undang-Undang Nomor 23 Tahun 2014 Pasal 9", "uu-23-2014", "pasal-9"),
        ("Permendagri 33/2008", "permendagri-33-2008", ""),
        ("Perbup 24/2020 Pasal 3", "", "pasal-3"),
    ],
)
def test_other_laws_are_told_apart_from_our_own(text: str, regulation: str, key: str) -> None:
    assert [(cite.regulation, cite.key) for cite in find_cites(text, own="perbup-24-2020")] == [(regulation, key)]


def test_a_law_beside_our_own_clause_leaves_it_ours() -> None:
    found = find_cites("menurut Pasal 15 ayat (2), UU 30/2014 Pasal 14 ayat (7) dan Pasal 5; Pasal 3 tetap berlaku")
    assert [(cite.regulation, cite.key) for cite in found] == [
        ("", "pasal-15/ayat-2"),
        ("uu-30-2014", "pasal-14/ayat-7"),
        ("uu-30-2014", "pasal-5"),
        ("", "pasal-3"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pasal 17 huruf a dan huruf b", ["pasal-17/huruf-a", "pasal-17/huruf-b"]),
        ("Pasal 17 huruf a, b, dan c dibaca", ["pasal-17/huruf-a", "pasal-17/huruf-b", "pasal-17/huruf-c"]),
        ("Pasal 13 ayat (1) huruf a dan ayat (2)", ["pasal-13/ayat-1/huruf-a", "pasal-13/ayat-2"]),
        ("Pasal 1 angka 6–8", ["pasal-1/angka-6", "pasal-1/angka-7", "pasal-1/angka-8"]),
        ("Pasal 17-19", ["pasal-17", "pasal-18", "pasal-19"]),
        ("Pasal 17 huruf a–c", ["pasal-17/huruf-a", "pasal-17/huruf-b", "pasal-17/huruf-c"]),
        ("Pasal 9-5", ["pasal-9", "pasal-5"]),
        ("Pasal 12(1), Pasal 5 ayat 2", ["pasal-12/ayat-1", "pasal-5/ayat-2"]),
        ("Pasal 5 dan 3 unit lain", ["pasal-5"]),
        ("Lampiran I dan II", ["lampiran-1", "lampiran-2"]),
        ("Lampiran I/Lampiran II", ["lampiran-1", "lampiran-2"]),
        ("menimbang usul itu, pasal demi pasal", []),
    ],
)
def test_lists_and_ranges_give_every_member(text: str, expected: list[str]) -> None:
    assert keys(text) == expected


def test_prose_gives_the_place_of_each_citation() -> None:
    text = "Atasan tidak disyaratkan (Pasal 13 ayat (1) huruf b)\nmaupun menurut Pasal 99, sesuai Pasal 1\nangka 5."
    found = find_cites(text)
    assert [cite.key for cite in found] == ["pasal-13/ayat-1/huruf-b", "pasal-99", "pasal-1/angka-5"]
    assert [text[cite.offset :][:7] for cite in found] == ["Pasal 1", "Pasal 9", "Pasal 1"]


@pytest.mark.parametrize(
    ("key", "chapter", "expected"),
    [
        ("pasal-12/ayat-1/huruf-a", "III", "chp_III__art_12__para_1__point_a"),
        ("pasal-1/angka-13", "I", "chp_I__art_1__point_13"),
        ("pasal-22", "", "art_22"),
        ("menimbang/huruf-a", "", "preamble__recs_1__rec_a"),
        ("mengingat/angka-4", "", "preamble__cits_1__cit_4"),
        ("lampiran-1", "", "att_1"),
    ],
)
def test_akoma_ntoso_eid(key: str, chapter: str, expected: str) -> None:
    assert eid(key, chapter) == expected

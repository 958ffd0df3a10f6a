"""Integrated programmes: overlaps and gaps against a naive count, rows that lack something, amounts, months missed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selaras.law import programmes
from selaras.law.organisation import Organisation
from selaras.law.programmes import Programme, alike, coverage, findings, holds, missing_months, totals
from selaras.law.types import Strength, Unit, UnitType

DAY = date(2026, 1, 1)
KINDS = {"BUPATI": "pimpinan", "A": "dinas", "B": "dinas", "C": "dinas", "UTARA": "kecamatan", "SELATAN": "kecamatan"}
ABOVE = {"KOTA": "UTARA", "UTARA": "BUPATI", "SELATAN": "BUPATI", "A": "BUPATI", "B": "BUPATI", "C": "BUPATI"}
TYPES = [UnitType(t, None, None, False, False, False) for t in ("pimpinan", "dinas", "kecamatan", "kelurahan")]


def organisation() -> Organisation:
    """Two areas, one of them with a part of its own, and three agencies."""
    units = [
        Unit(code, f"Unit {code}", None, kind, ABOVE.get(code), None, None, date(2020, 1, 1), None)
        for code, kind in {**KINDS, "KOTA": "kelurahan"}.items()
    ]
    return Organisation(DAY, TYPES, units, [], [], [])


ORGANISATION = organisation()


def row(number: int, units: str = "A", place: str = "UTARA", audience: str = "Balita", **more: object) -> Programme:
    """A row that lacks nothing."""
    values = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30), "amount": Decimal(100)} | more
    return Programme(number, f"Program {number}", tuple(units.split()), place, audience=audience, **values)  # type: ignore[arg-type]


def overlaps(*rows: Programme) -> set[tuple[int, ...]]:
    """The pairs of rows that are said to overlap."""
    return {found.rows for found in findings(ORGANISATION, rows) if found.sort == "overlap"}


# The oracle: days one by one, places as sets of their smallest parts, words as sets

PARTS = {"": {"kota", "desa", "selatan"}, "UTARA": {"kota", "desa"}, "KOTA": {"kota"}, "SELATAN": {"selatan"}}
GROUPS = {
    "Balita": {"balita"},
    "balita berisiko": {"balita", "berisiko"},
    "Para ibu hamil": {"ibu", "hamil"},
    "": set(),
}


def naive_days(one: Programme) -> set[int]:
    """The days of a month on which a row runs."""
    first = one.starts_on.day if one.starts_on else 1
    last = one.ends_on.day if one.ends_on else 28
    return set(range(first, last + 1))


def naive_alike(one: str, other: str) -> bool:
    """Whether two target groups are alike."""
    first, second = GROUPS[one], GROUPS[other]
    return bool(first and second) and first | second in (first, second)


def naive_overlaps(rows: list[Programme]) -> set[tuple[int, ...]]:
    """The pairs that meet, counted the long way."""
    found: set[tuple[int, ...]] = set()
    for one in rows:
        for other in rows:
            meet = PARTS[one.place] & PARTS[other.place] and naive_days(one) & naive_days(other)
            apart = one.units and other.units and not set(one.units).intersection(other.units)
            if one.number < other.number and meet and apart and naive_alike(one.audience, other.audience):
                found.add((one.number, other.number))
    return found


def naive_gaps(rows: list[Programme]) -> set[tuple[str, str]]:
    """The target groups that some row serves, with the areas in which none does."""
    found = set()
    for group in {one.audience for one in rows if one.audience}:
        for area in ("UTARA", "SELATAN"):
            if not any(naive_alike(one.audience, group) and PARTS[one.place] & PARTS[area] for one in rows):
                found.add((group, area))
    return found


@st.composite
def tables(draw: st.DrawFn) -> list[Programme]:
    """Tables of up to six rows within one month."""
    rows = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        first, last = sorted((draw(st.integers(1, 28)), draw(st.integers(1, 28))))
        rows.append(
            Programme(
                number,
                "Program",
                tuple(draw(st.sets(st.sampled_from("ABC"), max_size=2))),
                draw(st.sampled_from(sorted(PARTS))),
                draw(st.sampled_from([None, date(2026, 3, first)])),
                draw(st.sampled_from([None, date(2026, 3, last)])),
                draw(st.sampled_from(sorted(GROUPS))),
            )
        )
    return rows


def found_gaps(rows: list[Programme]) -> set[tuple[str, str]]:
    """The same from the findings; each tells its target group first."""
    told = [found for found in findings(ORGANISATION, rows) if found.sort == "gap"]
    return {(found.sentence.partition(":")[0], place) for found in told for place in found.places}


def differs(rows: list[Programme]) -> bool:
    """Whether the findings are not what the oracle counts."""
    return overlaps(*rows) != naive_overlaps(rows) or found_gaps(rows) != naive_gaps(rows)


@given(tables())
def test_pasal_18_huruf_c_overlaps_and_gaps_are_those_of_a_naive_count(rows: list[Programme]) -> None:
    assert not differs(rows)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("holds", lambda organisation, outer, inner: outer == inner),
        ("alike", lambda one, other: one == other),
        ("serves", lambda organisation, row, area: row.place == area),
    ],
)
def test_a_planted_fault_is_found_by_the_same_count(name: str, fault: object, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = [
        [row(1, "A", "UTARA"), row(2, "B", "KOTA", "balita berisiko")],
        [row(1, "A", "KOTA"), row(2, "B", "", "Para ibu hamil")],
    ]
    march = [[Programme(r.number, r.title, r.units, r.place, None, None, r.audience) for r in rows] for rows in tried]
    assert not any(differs(rows) for rows in march)
    monkeypatch.setattr(programmes, name, fault)
    assert any(differs(rows) for rows in march)


# The same in sentences


def test_pasal_18_huruf_c_two_units_with_the_same_people_place_and_time_are_named() -> None:
    one, other = row(1, "A", "UTARA", "Balita berisiko stunting"), row(2, "B", "", "para balita")
    told = [found for found in findings(ORGANISATION, [one, other]) if found.sort == "overlap"]
    assert [found.sentence for found in told] == [
        "Baris 1 dan 2 (Unit A; Unit B) bertemu pada tempat, masa, dan kelompok sasaran yang sama."
    ]
    assert told[0].basis.strength is Strength.INFERRED and told[0].basis.cite == "Pasal 18 huruf c"
    assert not overlaps(one, row(2, "A", ""))
    assert not overlaps(one, row(2, "B", "SELATAN"))
    assert not overlaps(one, row(2, "B", "UTARA", "Ibu hamil"))
    assert not overlaps(one, row(2, "B", starts_on=date(2026, 7, 1), ends_on=date(2026, 8, 1)))
    assert overlaps(one, row(2, "B", starts_on=date(2026, 6, 30), ends_on=date(2026, 8, 1)))


def test_pasal_18_huruf_c_an_area_without_a_programme_that_others_have_is_named() -> None:
    told = findings(ORGANISATION, [row(1), row(2, audience="Ibu hamil", place="")])
    assert [(found.sort, found.sentence) for found in told] == [("gap", "Balita: belum ada program di Unit SELATAN.")]


def test_pasal_18_huruf_c_what_a_row_lacks_and_which_unit_has_none_is_named() -> None:
    bare = Programme(3, "Program", audience="Balita", starts_on=date(2026, 1, 1))
    told = [found.sentence for found in findings(ORGANISATION, [row(1, place=""), bare], ["A", "B", "UTARA"])]
    assert told == [
        "Baris 3 belum menyebut unit.",
        "Baris 3 belum menyebut masa.",
        "Baris 3 belum menyebut jumlah dana.",
        "Unit B terkait, tetapi tidak mempunyai baris.",
    ]


def test_words_that_say_nothing_of_who_it_is_do_not_count() -> None:
    assert alike("Balita di desa", "desa dan BALITA") and not alike("dan untuk", "dan untuk") and not alike("", "")
    assert not alike("Balita berisiko stunting", "Keluarga berisiko stunting")


def test_a_place_holds_what_lies_under_it_and_the_whole_regency_everything() -> None:
    assert holds(ORGANISATION, "UTARA", "KOTA") and holds(ORGANISATION, "", "KOTA")
    assert not holds(ORGANISATION, "KOTA", "UTARA") and not holds(ORGANISATION, "SELATAN", "KOTA")
    assert not holds(ORGANISATION, "UTARA", "") and holds(ORGANISATION, "", "")


def test_the_matrix_counts_the_rows_that_reach_an_area() -> None:
    table = coverage(ORGANISATION, [row(1), row(2, "B", ""), row(3, "B", "SELATAN", "Ibu hamil")])
    assert table.audiences == ("Balita", "Ibu hamil")
    assert [(area.code, cells) for area, cells in table.lines] == [
        ("UTARA", ((1, 2), ())),
        ("SELATAN", ((2,), (3,))),
    ]


def test_amounts_are_added_by_units_and_by_place_and_each_counts_once() -> None:
    rows = [row(1), row(2, "A B", "", amount=Decimal(50)), row(3, amount=None)]
    whole, by_units, by_place = totals(rows)
    assert whole == 150 and sum(by_units.values()) == whole == sum(by_place.values())
    assert by_units == {("A",): Decimal(100), ("A", "B"): Decimal(50)} and by_place == {"UTARA": 100, "": 50}


def test_pasal_18_huruf_g_a_month_that_ended_without_a_report_is_missed() -> None:
    reported = [date(2025, 12, 31), date(2026, 2, 2)]
    assert missing_months(date(2025, 11, 20), date(2026, 3, 1), reported) == [date(2025, 11, 1), date(2026, 1, 1)]
    assert missing_months(date(2026, 3, 1), date(2026, 3, 31), []) == []

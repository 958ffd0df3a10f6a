"""What people type for a unit, and what it means."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from selaras.law.pack import load
from selaras.web.parties import Unknown, code_of

BALANGAN = load(Path(__file__).parents[2] / "src/selaras/packs/balangan").history.on(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("DPUPR", "DPUPR"),
        ("pupr", "DPUPR"),
        ("Dinas PUPR", "DPUPR"),
        ("dukcapil", "DISDUKCAPIL"),
        ("kominfo", "DISKOMINFO"),
        ("ketahanan pangan", "DKP"),
        ("Kec. Lampihong", "KEC.LAMPIHONG"),
        ("sekretaris daerah", "SETDA"),
        ("bagian hukum", "SETDA.AST1.HUKUM"),
        ("polres", "EXT.POLRES"),
        ("Sekda", "SETDA"),
        ("Kadis PUPR", "DPUPR"),
    ],
)
def test_names_as_people_type_them_are_found(typed: str, code: str) -> None:
    assert code_of(BALANGAN, typed) == code


def test_a_word_that_may_mean_several_gives_them_to_choose_from() -> None:
    with pytest.raises(Unknown, match="beberapa unit") as several:
        code_of(BALANGAN, "lampihong")
    assert ("KEC.LAMPIHONG", "Kecamatan Lampihong") in several.value.choices


def test_a_slip_of_the_pen_gives_the_nearest_to_choose_from() -> None:
    with pytest.raises(Unknown, match="tidak ditemukan") as near:
        code_of(BALANGAN, "dinas pertanain")
    assert near.value.choices[0] == ("DISPERTAN", "Dinas Pertanian")


@pytest.mark.parametrize("typed", ["", "zzz", "...", "\x00", "a" * 500])
def test_what_means_nothing_is_told(typed: str) -> None:
    with pytest.raises(Unknown) as nothing:
        code_of(BALANGAN, typed)
    assert not nothing.value.choices

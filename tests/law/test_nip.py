"""The number of a civil servant: what cannot be, what is only odd, and what spreadsheets do to it."""

from __future__ import annotations

import pytest

from selaras.law.nip import digits_of, doubts_about, faults_of

SOUND = "198503172010011004"


@pytest.mark.parametrize("typed", [SOUND, "19850317 201001 1 004", " '198503172010011004 ", "19850317.201001.1.004"])
def test_a_sound_number_is_read_however_it_is_spaced(typed: str) -> None:
    assert digits_of(typed) == SOUND
    assert faults_of(digits_of(typed)) == doubts_about(digits_of(typed)) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (SOUND[:-1], "di sini 17 tanda"),
        (SOUND + "1", "di sini 19 tanda"),
        ("19850317201001100A", "18 angka"),
        ("١٩٨٥٠٣١٧٢٠١٠٠١١٠٠٤", "18 angka"),
        ("198513172010011004", "bukan tanggal lahir"),
        ("198502302010011004", "bukan tanggal lahir"),
        ("198503172010013004", "1 untuk laki-laki"),
        ("198503172010011000", "nomor urut"),
        ("1,98503E+17", "dibulatkan"),
        ("1.98503172010011E+17", "dibulatkan"),
    ],
)
def test_what_cannot_be_is_named(number: str, words: str) -> None:
    assert words in " ".join(faults_of(digits_of(number)))
    assert doubts_about(number) == []


def test_a_contract_number_is_only_doubted() -> None:
    contract = "198503172024211004"  # year of the contract, then 21 instead of a month
    assert faults_of(contract) == []
    assert "PPPK" in doubts_about(contract)[0]


def test_every_wrong_part_is_named_at_once() -> None:
    assert len(faults_of("198513172010019000")) == 3

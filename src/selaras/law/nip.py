"""The number of a civil servant (NIP): 18 digits for birth, first appointment, sex and a serial number."""

from __future__ import annotations

import re
from datetime import date

from selaras.law.words import say

LENGTH = 18
_SPACES = re.compile(r"[\s.'’-]+")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")


def digits_of(typed: str) -> str:
    """The number as it was typed, without the spaces and marks that people put between its parts."""
    return typed if _ROUNDED.fullmatch(typed.strip()) else _SPACES.sub("", typed)


def faults_of(number: str) -> list[str]:
    """What cannot be in a number of 18 digits: its birth date, sex and serial; sentences, none for a sound one."""
    if _ROUNDED.fullmatch(number.strip()):
        return [say("NIP sudah dibulatkan lembar kerja. Jadikan kolomnya teks, lalu tulis ulang ke-18 angkanya.")]
    if not re.fullmatch(rf"\d{{{LENGTH}}}", number, re.ASCII):
        count = len(number)
        return [say("NIP terdiri dari 18 angka; di sini {count} tanda. Contoh: 19300317 195501 1 004.", count=count)]
    faults: list[str] = []
    try:
        date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        faults.append(say("Delapan angka pertama NIP bukan tanggal lahir (TTTTBBHH)."))
    if number[14] not in "12":
        faults.append(say("Angka ke-15 NIP ialah 1 untuk laki-laki atau 2 untuk perempuan."))
    if number[15:] == "000":
        faults.append(say("Tiga angka terakhir NIP ialah nomor urut, mulai dari 001."))
    return faults


def doubts_about(number: str) -> list[str]:
    """What is odd about a sound number: no month of appointment, as in the numbers of contract staff (PPPK)."""
    if not faults_of(number) and not 1 <= int(number[12:14]) <= 12:
        return [say("Angka ke-13 dan 14 bukan bulan pengangkatan: bukan NIP PNS. Lanjutkan bila ini nomor PPPK.")]
    return []

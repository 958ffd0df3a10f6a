"""The reader of official wording finds what a copy lost, on an invented regulation; nobody's name passes it."""

import pytest

from selaras.law.official_text import Gap, OfficialText, read_official_text

# Invented throughout: the regulation, the office and the persons.
INTACT = """SALINAN

BUPATI SUNGAI RAYA

PERATURAN BUPATI SUNGAI RAYA NOMOR 7 TAHUN 2031

BUPATI SUNGAI RAYA,

Menimbang

- : a. bahwa perahu penyeberangan perlu dijadwalkan;
 - b. bahwa dermaga yang rapi perlu dijaga bersama oleh semua pemakainya;

Mengingat

- : 1. Undang-Undang Nomor 1 Tahun 2030 tentang Sungai;
 - 2. Peraturan Pemerintah Nomor 2 Tahun 2030 tentang Dermaga;
 - 3. Peraturan Daerah Nomor 3 Tahun 2030 tentang Perahu;

MEMUTUSKAN:

Menetapkan

: PERATURAN BUPATI TENTANG PERAHU.

BAB I KETENTUAN UMUM

Pasal 1

Dalam peraturan ini:

- 1. Perahu adalah kendaraan sungai.
- 2. Dermaga adalah tempat perahu bersandar pada waktu malam.

Pasal 2

- (1) Nakhoda memimpin perahu.
- (2) Nakhoda bertugas menjaga penumpang.

Pasal 3

Dermaga dibuka setiap hari.

BAB II PENYEBERANGAN

Pasal 4

- (1) Penyeberangan dilakukan dengan:
 - a. perahu kecil yang didayung oleh dua orang;
 - b. perahu bermesin; dan
 - c. rakit.
- (2) Jadwal penyeberangan tercantum dalam Lampiran I.

Pasal 5

- (1) Penumpang membayar karcis kepada penjaga dermaga.
- (2) Karcis dapat dibeli di dermaga.

BAB III PENUTUP

Pasal 6

Peraturan ini mulai berlaku pada tanggal diundangkan.

Agar setiap orang mengetahuinya, memerintahkan pengundangan peraturan ini.

> Ditetapkan di Muara pada tanggal 1 Mei 2031

BUPATI SUNGAI RAYA,

ttd

H. BADU TELADAN

Salinan sesuai dengan aslinya

KEPALA BAGIAN HUKUM

SITI CONTOH, S.H.
NIP 00000101 000000 0 001

LAMPIRAN I PERATURAN BUPATI SUNGAI RAYA

Pagi pukul tujuh, sore pukul empat.

BUPATI SUNGAI RAYA,

ttd

H. BADU TELADAN
"""
KEYS = [
    *("menimbang/huruf-a", "menimbang/huruf-b", "mengingat/angka-1", "mengingat/angka-2", "mengingat/angka-3"),
    *("pasal-1", "pasal-1/angka-1", "pasal-1/angka-2", "pasal-2", "pasal-2/ayat-1", "pasal-2/ayat-2", "pasal-3"),
    *("pasal-4", "pasal-4/ayat-1", *(f"pasal-4/ayat-1/huruf-{x}" for x in "abc"), "pasal-4/ayat-2"),
    *("pasal-5", "pasal-5/ayat-1", "pasal-5/ayat-2", "pasal-6", "lampiran-1"),
]

REPEATED = (
    "Setiap orang yang hendak menyeberang pada pagi hari memberi tahu penjaga paling lambat sore hari sebelumnya."
)


def read(*changes: tuple[str, str]) -> OfficialText:
    text = INTACT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return read_official_text(text, KEYS)


def gaps(result: OfficialText) -> list[tuple[Gap, str | None]]:
    return [(finding.gap, finding.key) for finding in result.findings if finding.gap is not Gap.CLOSING_DROPPED]


def test_an_intact_text_is_read_whole_and_nothing_is_found() -> None:
    result = read()
    assert gaps(result) == []
    assert set(result.wording) == set(KEYS) - {"pasal-2", "pasal-4", "pasal-5"}
    assert list(result.wording) == [key for key in KEYS if key in result.wording]
    assert result.wording["menimbang/huruf-a"] == "bahwa perahu penyeberangan perlu dijadwalkan;"
    assert result.wording["pasal-1"] == "Dalam peraturan ini:"
    assert result.wording["pasal-4/ayat-1/huruf-b"] == "perahu bermesin; dan"
    assert result.wording["lampiran-1"] == "Pagi pukul tujuh, sore pukul empat."


@pytest.mark.parametrize(
    ("changes", "gap", "key"),
    [
        ([("Pasal 1\n", "")], Gap.HEADING_LOST, "pasal-1"),
        ([("Pasal 2\n", "")], Gap.HEADING_LOST, "pasal-2"),
        ([("Pasal 3\n", "")], Gap.HEADING_LOST, "pasal-3"),
        ([("Pasal 4\n", "")], Gap.HEADING_LOST, "pasal-4"),
        ([("Pasal 5\n", "")], Gap.HEADING_LOST, "pasal-5"),
        ([("Pasal 6\n", "")], Gap.HEADING_LOST, "pasal-6"),
        ([("- a. perahu", "- perahu")], Gap.MARK_LOST, "pasal-4/ayat-1/huruf-a"),
        ([("- b. perahu", "- perahu")], Gap.MARK_LOST, "pasal-4/ayat-1/huruf-b"),
        ([("- c. rakit", "- rakit")], Gap.MARK_LOST, "pasal-4/ayat-1/huruf-c"),
        ([("- 2. Peraturan", "- Peraturan")], Gap.MARK_LOST, "mengingat/angka-2"),
        ([("- 2. Dermaga", "- Dermaga")], Gap.MARK_LOST, "pasal-1/angka-2"),
        ([("- (1) Nakhoda", "- Nakhoda")], Gap.MARK_LOST, "pasal-2/ayat-1"),
        ([("- (2) Jadwal", "- Jadwal")], Gap.MARK_LOST, "pasal-4/ayat-2"),
        ([("perahu bersandar", "perahu\n\n- 2 -\n\nbersandar")], Gap.SENTENCE_CUT, "pasal-1/angka-2"),
        ([("yang didayung", "yang\n\ndidayung")], Gap.SENTENCE_CUT, "pasal-4/ayat-1/huruf-a"),
        ([("LAMPIRAN I PERATURAN", "")], Gap.ANNEX_MISSING, "lampiran-1"),
        ([("- (2) Nakhoda bertugas menjaga penumpang.\n", "")], Gap.NOT_FOUND, "pasal-2/ayat-2"),
        ([("Pasal 3\n\nDermaga dibuka setiap hari.\n", "")], Gap.NOT_FOUND, "pasal-3"),
        (
            [("Dermaga dibuka setiap hari.", REPEATED), ("Karcis dapat dibeli di dermaga.", REPEATED)],
            Gap.CONTENT_REPEATED,
            "pasal-5/ayat-2",
        ),
        ([("Dermaga dibuka setiap hari.", "Pelayaran dilakukan dengan:")], Gap.CHAPTER_DOUBTFUL, "pasal-4"),
        ([("- : a. bahwa perahu", "- dijadwalkan : a. bahwa perahu")], Gap.SCRAMBLED, "menimbang/huruf-a"),
        ([("bersama oleh semua", "bersama bersama oleh semua")], Gap.WORD_REPEATED, "menimbang/huruf-b"),
        ([("bertugas menjaga", "memikul tanggung dan menjaga")], Gap.WORD_LOST, "pasal-2/ayat-2"),
        (
            [("Karcis dapat dibeli di dermaga", "Karcis dapat dibeli pada waktu penyebrangan")],
            Gap.SPELLING,
            "pasal-5/ayat-2",
        ),
        (
            [("perahu penyeberangan perlu dijadwalkan", "dalam rangka penyeberangan")],
            Gap.INCOMPLETE,
            "menimbang/huruf-a",
        ),
        ([("Pemerintah Nomor 2 Tahun 2030", "Pemerintah Nomor 41 Tahun 2007")], Gap.SUPERSEDED, "mengingat/angka-2"),
    ],
)
def test_each_planted_loss_is_found_and_nothing_else(changes: list[tuple[str, str]], gap: Gap, key: str) -> None:
    result = read(*changes)
    assert gaps(result) == [(gap, key)]


@pytest.mark.parametrize(("old", "new"), [("Pasal 3\n", ""), ("Pasal 5\n", ""), ("- b. perahu", "- perahu")])
def test_what_can_stand_in_one_place_only_is_put_there_for_confirmation(old: str, new: str) -> None:
    result = read((old, new))
    assert result.wording == read().wording
    (finding,) = [f for f in result.findings if f.gap is not Gap.CLOSING_DROPPED]
    assert "perlu dikonfirmasi" in finding.message
    assert finding.line > 0


def test_a_cut_sentence_is_joined_again() -> None:
    assert read(("perahu bersandar", "perahu\n\n- 2 -\n\nbersandar")).wording == read().wording


def test_two_headings_lost_in_a_row_are_said_to_be_less_sure() -> None:
    result = read(("Pasal 2\n", ""), ("Pasal 3\n", ""))
    assert gaps(result) == [(Gap.HEADING_LOST, "pasal-2"), (Gap.HEADING_LOST, "pasal-3")]
    assert [f.message.count("yang pertama dari 2") for f in result.findings[:2]] == [1, 0]


def test_what_fits_nowhere_is_not_guessed() -> None:
    result = read(("- c. rakit.", "- c. rakit.\n - d. perahu layar.\n - sampan."), ("- (2) Karcis", "- (1) Karcis"))
    assert [gap for gap, _ in gaps(result)] == [Gap.NOT_FOUND, Gap.UNKNOWN, Gap.UNKNOWN, Gap.UNKNOWN]
    assert not any(word in text for text in result.wording.values() for word in ("layar", "sampan", "dibeli"))


def test_a_stray_bullet_takes_no_place_that_is_marked_further_down() -> None:
    result = read(("- c. rakit.", "- sampan;\n - c. rakit."))
    assert gaps(result) == [(Gap.UNKNOWN, None)]
    assert result.wording == read().wording


@pytest.mark.parametrize(
    "lost",
    [
        (),
        ("> Ditetapkan di Muara pada tanggal 1 Mei 2031\n",),
        ("Agar setiap orang mengetahuinya, memerintahkan pengundangan peraturan ini.\n",),
        (
            "Agar setiap orang mengetahuinya, memerintahkan pengundangan peraturan ini.\n",
            "> Ditetapkan di Muara pada tanggal 1 Mei 2031\n",
            "Salinan sesuai dengan aslinya\n",
        ),
        ("NIP ",),
    ],
)
def test_no_name_and_no_service_number_passes(lost: tuple[str, ...]) -> None:
    result = read(*((line, "") for line in lost))
    everything = " ".join([*result.wording.values(), *(finding.message for finding in result.findings)]).casefold()
    for secret in ("badu", "teladan", "siti", "contoh", "00000101", "nip"):
        assert secret not in everything
    assert gaps(result) == []
    assert result.wording == read().wording
    assert f"{result.dropped} baris penutup" in next(
        finding.message for finding in result.findings if finding.gap is Gap.CLOSING_DROPPED
    )


def test_a_service_number_within_the_articles_takes_its_name_with_it() -> None:
    result = read(("Pasal 3\n", "Siti Lain, S.H.\n00000202 000000 0 002\n\nPasal 3\n"))
    assert "Lain" not in str(result)
    assert "00000202" not in str(result)
    assert result.wording == read().wording


def test_a_bare_signature_without_any_other_sign_is_dropped() -> None:
    text = INTACT.partition("Agar setiap orang")[0] + "ttd\n\nBadu Teladan\n"
    result = read_official_text(text, KEYS)
    assert "Teladan" not in str(result)
    assert result.dropped == 2
    assert result.wording["pasal-6"] == read().wording["pasal-6"]


@pytest.mark.parametrize(
    "text", ["", "\0", "Pasal 1", "BAB I\n(1) a", "- \n- x", "LAMPIRAN I", "Menimbang\n\na\n\nb.\n\nc"]
)
def test_a_text_that_is_no_regulation_is_no_crash(text: str) -> None:
    result = read_official_text(text, KEYS)
    assert {finding.gap for finding in result.findings} >= {Gap.NOT_FOUND}

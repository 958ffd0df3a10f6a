"""A pack loads into a government with its organisation and its regulations, or is refused with every fault."""

from datetime import date
from pathlib import Path

import pytest

from selaras.law.pack import Pack, PackError, load
from selaras.law.procedures import Phase, Role, Thing
from selaras.law.types import Kind, Strength
from tests.packs.small_pack import LAW, SMALL_PACK, write_pack

BALANGAN = Path(__file__).parents[2] / "src/selaras/packs/balangan"
IN_FORCE = date(2020, 4, 6)


@pytest.fixture(scope="module")
def balangan() -> Pack:
    return load(BALANGAN)


def test_balangan_is_the_government_of_its_pack(balangan: Pack) -> None:
    assert (balangan.government.code, balangan.government.name) == ("63.11", "Kabupaten Balangan")
    assert (balangan.government.timezone, balangan.government.zone_label) == ("Asia/Makassar", "WITA")
    today = balangan.history.on(IN_FORCE)
    assert len(today.units) == 89
    assert today.heads["DPUPR"].title == "Kepala Dinas Pekerjaan Umum dan Penataan Ruang"


def test_a_pack_is_read_once(balangan: Pack) -> None:
    assert load(BALANGAN) is balangan


def test_pasal_22_the_regulation_is_in_force_from_6_april_2020(balangan: Pack) -> None:
    regulation = balangan.regulation_on(IN_FORCE)
    assert regulation is balangan.regulation("perbup-24-2020")
    assert regulation.holds_on(IN_FORCE)
    assert not regulation.holds_on(date(2020, 4, 5))
    assert balangan.regulation_on(date(2019, 1, 1)) is regulation
    assert regulation.title.startswith("Peraturan Bupati Balangan Nomor 24 Tahun 2020 tentang Pola Hubungan Kerja")


def test_provisions_stand_in_the_order_of_the_regulation(balangan: Pack) -> None:
    keys = list(balangan.regulation("perbup-24-2020").provisions)
    articles = [key for key in keys if key.startswith("pasal-") and "/" not in key]
    assert articles == [f"pasal-{n}" for n in range(1, 23)]
    assert keys.index("pasal-12/ayat-1/huruf-a") < keys.index("pasal-12/ayat-2") < keys.index("pasal-13")


def test_common_steps_come_after_a_procedures_own_and_hold_in_every_open_state(balangan: Pack) -> None:
    for procedure in balangan.regulation("perbup-24-2020").book.procedures:
        running = tuple(s.code for s in procedure.states if s.phase is Phase.OPEN)
        assert procedure.step("gantikan").states == running
        matter = procedure.subject == "matter"
        assert ("kaitkan" in {s.code for s in procedure.steps}) is matter
        assert ([s.code for s in procedure.states][-4:] == ["withdrawn", "merged", "changed", "united"]) is matter


def test_a_common_step_is_for_those_of_its_roles_that_sit_in_the_subject(balangan: Pack) -> None:
    book = balangan.regulation("perbup-24-2020").book
    assert set(book.get("rapat").step("gantikan").by) == {Role.CHAIR, Role.SECRETARY, Role.ATTENDEE, Role.OBSERVER}
    assert set(book.get("tindak-lanjut").step("lampirkan").by) == {Role.OWNER, Role.CHECKER, Role.CONVENER}
    assert Role.CHAIR not in book.get("kolegial").step("gantikan").by


def test_nothing_that_closes_a_matter_does_without_looking_at_its_follow_ups(balangan: Pack) -> None:
    for procedure in balangan.regulation("perbup-24-2020").book.procedures:
        closed = {s.code for s in procedure.states if s.phase is Phase.CLOSED}
        for step in procedure.steps:
            asked = [n for n in step.needs if n.what is Thing.FOLLOW_UPS and n.integrity]
            assert len(asked) == (procedure.subject == "matter" and step.to in closed)


def test_a_step_of_a_procedure_stands_in_the_place_of_the_common_one(balangan: Pack) -> None:
    book = balangan.regulation("perbup-24-2020").book
    kolegial, codes = book.get("kolegial"), [step.code for step in book.get("kolegial").steps]
    assert kolegial.step("cabut").states == ("invited",)
    assert len(book.get("konsultatif").step("cabut").states) == 2
    assert len(codes) == len(set(codes))


def test_pasal_12_ayat_3_the_matrix_answers_both_ways_where_it_is_symmetric(balangan: Pack) -> None:
    matrix = balangan.regulation("perbup-24-2020").matrix
    for ends in (("dinas", "kecamatan"), ("kecamatan", "dinas")):
        cell = matrix.lookup(*ends, Kind.KONSULTATIF)
        assert cell is not None
        assert cell.answer == "foreseen"
    assert matrix.lookup("kecamatan", "dinas", Kind.FUNGSIONAL) is None
    assert matrix.lookup("pimpinan", "dinas", Kind.KONSULTATIF) is None


def test_a_star_in_the_matrix_is_any_agency_and_nothing_else(tmp_path: Path) -> None:
    matrix = load(write_pack(tmp_path / "p", {})).regulation(LAW).matrix
    assert matrix.lookup("inspektorat", "dinas", Kind.KOORDINATIF, "lintas_sektor") is not None
    assert matrix.lookup("asisten", "dinas", Kind.KOORDINATIF, "lintas_sektor") is None


def test_rows_become_typed_values_and_mappings_know_their_line(tmp_path: Path) -> None:
    history = load(write_pack(tmp_path / "p", {})).history
    assert [row.line for row in history.all_coordination] == [2, 3, 4, 5, 6]
    assert history.all_coordination[0].basis.strength is Strength.INFERRED
    assert history.all_units[4].valid_to == date(2022, 12, 31)
    assert (history.all_posts[0].head, history.all_posts[0].superior) == (True, None)
    assert set(history.on(date(2023, 1, 1)).units) == {"BUPATI", "SETDA", "AST", "A", "C", "X"}


def test_the_calendar_keeps_the_free_days_of_the_pack(tmp_path: Path) -> None:
    calendar = load(write_pack(tmp_path / "p", {})).history.calendar
    assert not calendar.is_working(date(2020, 1, 1))
    assert calendar.is_working(date(2020, 1, 2))


def test_of_two_regulations_the_one_of_the_day_holds(tmp_path: Path) -> None:
    new = "perbup-2-2021"
    both = (
        SMALL_PACK["pack.yaml"]
        + f"  - {{code: {new}, name: Peraturan Bupati Contoh Nomor 2 Tahun 2021, short_title: S}}\n"
    )
    files: dict[str, str | bytes | None] = {"pack.yaml": both}
    folder = write_pack(tmp_path / "p", files)
    (folder / new).mkdir()
    for name, text in SMALL_PACK.items():
        if name.startswith(LAW):
            changed = text.replace(LAW, new).replace("valid_from: 2020-01-01", "valid_from: 2021-01-01")
            (folder / name.replace(LAW, new)).write_text(changed, "utf-8")
    pack = load(folder)
    assert [pack.regulation_on(date(year, 6, 1)).code for year in (2019, 2020, 2021)] == [LAW, LAW, new]


def test_a_pack_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"units\.csv, baris 1: kepala tabel tidak sesuai") as refused:
        load(write_pack(tmp_path / "p", {"units.csv": "code\n", "calendar.csv": "day\n"}))
    assert {fault.file for fault in refused.value.faults} == {"units.csv", "calendar.csv"}


def test_only_what_a_clause_itself_says_is_stated_and_every_reading_gives_its_reason(balangan: Pack) -> None:
    grounds = balangan.regulation("perbup-24-2020").grounds
    stated = [(g.file.rpartition("/")[2], g.cite) for g in grounds if g.strength is Strength.STATED]
    # The regulation has no procedure; that of withholding is of another law, which says who tests and decides.
    assert [cite for file, cite in stated if file == "procedures.yaml"] == ["UU 14/2008 Pasal 19"] * 2
    assert [cite for file, cite in stated if file == "paths.yaml"] == [
        "Pasal 13 ayat (2)", "Pasal 22", "Pasal 1 angka 6", "Pasal 1 angka 7", "Pasal 1 angka 8", "Pasal 3 ayat (2)",
        "Pasal 11 ayat (3)", "Pasal 3 ayat (2)",
    ]  # fmt: skip
    assert not [g.place for g in grounds if g.strength is Strength.INFERRED and not g.reason]

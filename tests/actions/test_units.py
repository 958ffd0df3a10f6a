"""Loading a pack: rows with dates, never lost; differences named before and after; one entry for each change."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from selaras.actions import ledger as acts
from selaras.actions.units import CannotLoad, Difference, load_pack
from selaras.law.pack import PackError
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.units import Affair, Coordination, Holiday, Post, Succession, Unit
from tests.packs.small_pack import LAW, write_pack

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_loaded")]


@pytest.fixture
def pack(tmp_path: Path) -> Iterator[Path]:
    folder = write_pack(tmp_path / "contoh", {})
    with override_settings(SELARAS_PACKS=(folder,)):
        yield folder


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))


def told(difference: Difference) -> list[tuple[str, str]]:
    return [(change.sort, f"{change.table} {change.key}") for change in difference.changes]


def test_a_new_government_comes_with_every_row_and_one_entry(pack: Path) -> None:
    difference = load_pack(pack)
    government = Government.objects.get()
    assert (government.code, government.name, government.timezone) == ("00.00", "Kabupaten Contoh", "Asia/Makassar")
    counts = [model.objects.filter(government=government).count() for model in (Unit, Post, Affair, Coordination)]
    assert counts == [7, 7, 1, 5]
    assert (Succession.objects.count(), Holiday.objects.count()) == (1, 1)
    assert {sort for sort, _ in told(difference)} == {"baru"}
    entry = ledger.Entry.objects.get()
    assert (entry.subject_type, entry.subject_key, entry.subject_version) == ("organisation", "00.00", 1)
    assert (entry.step, entry.state_after, len(json.loads(entry.body)["files"])) == ("muat_paket", "berlaku", 1)
    assert entry.texts["person"] == {"key": "sistem", "name": "Sistem"}
    assert not acts.verify(government)


def test_rows_keep_their_values_and_lines(pack: Path) -> None:
    load_pack(pack)
    row = Coordination.objects.get(unit="A", affair="air")
    assert (row.line, row.strength, row.cite, row.reason) == (5, "designed", "", "menurut Pasal 1 ayat (2)")
    unit = Unit.objects.get(code="B")
    assert (str(unit.valid_from), str(unit.valid_to), unit.superior, unit.certainty) == (
        "2020-01-01",
        "2022-12-31",
        "BUPATI",
        "likely",
    )


def test_an_unchanged_pack_changes_nothing(pack: Path) -> None:
    load_pack(pack)
    again = load_pack(pack)
    assert again.empty
    assert again.summary == "tidak ada perubahan"
    assert Government.objects.get().organisation_version == 1
    assert ledger.Entry.objects.count() == 1


def test_dry_run_says_all_and_writes_nothing(pack: Path) -> None:
    assert load_pack(pack, dry_run=True).changes
    assert not Government.objects.exists()
    load_pack(pack)
    change(pack, "units.csv", "A,Dinas A,", "A,Dinas A Baru,")
    dry = load_pack(pack, dry_run=True)
    assert Unit.objects.get(code="A").name == "Dinas A"
    assert dry == load_pack(pack)
    assert Unit.objects.get(code="A").name == "Dinas A Baru"


def test_changed_added_and_ended_rows_are_told_apart(pack: Path) -> None:
    load_pack(pack)
    change(pack, "units.csv", "A,Dinas A,", "A,Dinas A Baru,")
    change(pack, "affairs.csv", "air,Air,A,no,2020-01-01,,", "air,Air,A,no,2020-01-01,2021-12-31,")
    change(
        pack,
        "coordination.csv",
        "menurut Pasal 1 ayat (2),,2020-01-01,,",
        "menurut Pasal 1 ayat (2),,2020-01-01,2021-12-31,",
    )
    (pack / "calendar.csv").write_text((pack / "calendar.csv").read_text() + "2021-01-01,Tahun Baru,libur,\n")
    difference = load_pack(pack)
    assert told(difference) == [
        ("ubah", "unit A 2020-01-01"),
        ("akhiri", "urusan A air 2020-01-01"),
        ("akhiri", "koordinasi A air AST 2020-01-01"),
        ("baru", "hari libur 2021-01-01"),
    ]
    assert "name “Dinas A” menjadi “Dinas A Baru”" in str(difference.changes[0])
    assert str(Affair.objects.get().valid_to) == "2021-12-31"
    government = Government.objects.get()
    assert government.organisation_version == 2
    assert not acts.verify(government)


def test_a_row_the_pack_no_longer_has_is_kept_and_named(pack: Path) -> None:
    load_pack(pack)
    change(pack, "calendar.csv", "2020-01-01,Tahun Baru,libur,\n", "")
    difference = load_pack(pack)
    assert told(difference) == [("hilang", "hari libur 2020-01-01")]
    assert Holiday.objects.count() == 1
    assert load_pack(pack).empty


def test_a_kept_row_may_not_overlap_its_successor(pack: Path) -> None:
    load_pack(pack)
    change(pack, "affairs.csv", "air,Air,A,no,2020-01-01", "air,Air,A,no,2020-06-01")
    change(
        pack,
        "coordination.csv",
        "A,air,AST,usulan,designed,,menurut Pasal 1 ayat (2),,2020-01-01",
        "A,air,AST,usulan,designed,,menurut Pasal 1 ayat (2),,2020-06-01",
    )
    with pytest.raises(CannotLoad, match="urusan A air 2020-01-01 sudah tersimpan"):
        load_pack(pack)
    assert Affair.objects.count() == 1


def test_rows_on_other_lines_and_other_rules_are_loaded_too(pack: Path) -> None:
    load_pack(pack)
    lines = (pack / "coordination.csv").read_text().splitlines(keepends=True)
    (pack / "coordination.csv").write_text("".join([lines[0], *reversed(lines[1:])]))
    assert load_pack(pack).moved == 4  # the third of five stays
    assert Coordination.objects.get(unit="X").line == 2
    change(pack, f"{LAW}/reading.md", "bersama", "beserta")
    assert load_pack(pack).summary == "hanya aturan atau catatan pada berkas paket yang berubah"
    assert Government.objects.get().organisation_version == 3


def test_a_pack_with_faults_is_refused_whole(pack: Path) -> None:
    change(pack, "units.csv", "AST,Asisten,,asisten,SETDA", "AST,Asisten,,asisten,SETDAA")
    with pytest.raises(PackError, match="SETDAA"):
        load_pack(pack)
    assert not Government.objects.exists()


def test_a_pack_that_would_not_be_found_again_is_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "lain", {})
    with pytest.raises(CannotLoad, match=re.escape("SELARAS_PACKS")):
        load_pack(folder)


def test_a_version_changed_behind_the_ledger_is_found(pack: Path) -> None:
    load_pack(pack)
    Government.objects.update(organisation_version=7)
    faults = acts.verify(Government.objects.get())
    assert [fault.row for fault in faults] == ["baris organisation 00.00"]

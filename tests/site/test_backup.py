"""Backups: what was there comes back byte for byte; what is damaged, incomplete or broken is refused."""

import gzip
import io
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from selaras.site import backup as backups
from selaras.site import env
from selaras.site.terminal import Stop

INSTALL = """
import os
from datetime import date
from hashlib import sha256
from pathlib import Path
import django; django.setup()
from django.core.management import call_command
from selaras.actions import ledger, people, units
from selaras.records.governments import Government
call_command("migrate", verbosity=0)
units.load_pack(Path(units.__file__).parents[1] / "packs/balangan")
government = Government.objects.get()
people.create_user(government=government, username="sekda", name="Pejabat Contoh", post="SETDA/1",
                   valid_from=date(2020, 4, 6), decree="821/1/2020")
ledger.seal(government)
content = b"%PDF-contoh"
path = ledger.path_of(sha256(content).hexdigest())
path.parent.mkdir(parents=True)
path.write_bytes(content)
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> env.Environment:
    """An installation with the Balangan pack, an account, a seal and a stored file."""
    data = tmp_path_factory.mktemp("installation")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SELARAS_")}
    settings = {"SELARAS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "selaras.site.settings"}
    subprocess.run([sys.executable, "-W", "ignore", "-c", INSTALL], env=kept | settings, check=True)
    return env.read({"SELARAS_DATA": str(data)})


@pytest.fixture(scope="module")
def archive(installation: env.Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("archive") / "selaras.tar.gz"
    said = list(backups.back_up(installation, file, "frasa sandi"))
    assert said[-1] == "Buku besar utuh."
    return file


def empty(folder: Path) -> env.Environment:
    return env.read({"SELARAS_DATA": str(folder)})


def rows(environment: env.Environment) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(environment.data / "selaras.sqlite3")) as database:
        names = [
            n
            for (n,) in database.execute(
                "SELECT name FROM sqlite_master WHERE name LIKE 'records_%' AND type = 'table'"
            )
        ]
        return {name: database.execute(f"SELECT * FROM {name} ORDER BY id").fetchall() for name in names}


def contents(environment: env.Environment) -> dict[str, bytes]:
    names = ("files", "segel")
    found = [path for name in names for path in (environment.data / name).rglob("*") if path.is_file()]
    return {path.relative_to(environment.data).as_posix(): path.read_bytes() for path in found}


def test_what_was_backed_up_comes_back_whatever_happened_since(
    installation: env.Environment, archive: Path, tmp_path: Path
) -> None:
    before = rows(installation)
    assert len(before["records_entry"]) == 2
    target = empty(tmp_path / "data")
    list(backups.restore(target, archive, lambda: "frasa sandi", force=False))
    assert rows(target) == before
    assert contents(target) == contents(installation)
    assert len(contents(target)) == 2
    for name in ("segel.key", "secret.key"):
        assert (target.data / name).read_bytes() == (installation.data / name).read_bytes()
        assert (target.data / name).stat().st_mode & 0o777 == 0o600

    with closing(sqlite3.connect(target.data / "selaras.sqlite3")) as database:
        database.execute("UPDATE records_unit SET name = 'Berubah'")
        database.commit()
    assert rows(target) != before
    said = list(backups.restore(target, archive, lambda: "frasa sandi", force=True))
    assert rows(target) == before
    aside = next(target.data.glob("lama-*"))
    assert any(str(aside) in line for line in said)
    assert rows(replace(target, data=aside)) != before
    assert not list(target.data.glob(".pulih-*"))


def test_a_folder_with_data_is_not_touched_without_force(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "catatan.txt").write_text("penting")
    with pytest.raises(Stop, match="--force"):
        list(backups.restore(empty(tmp_path), archive, lambda: "", force=False))
    assert [path.name for path in tmp_path.iterdir()] == ["catatan.txt"]


@pytest.mark.parametrize("kept", [0, 9, 500, 0.5, 0.99, -1])
def test_a_truncated_backup_is_refused(archive: Path, tmp_path: Path, kept: float) -> None:
    content = archive.read_bytes()
    length = int(kept * len(content)) if isinstance(kept, float) else kept
    (tmp_path / "short.tar.gz").write_bytes(content[:length])
    with pytest.raises(Stop, match=r"rusak atau bukan cadangan Selaras: (kepala arsip tidak|arsipnya t|daftar isi)"):
        list(backups.restore(empty(tmp_path / "data"), tmp_path / "short.tar.gz", lambda: "", force=False))
    assert not list((tmp_path / "data").iterdir())


def test_a_backup_with_one_changed_byte_is_refused_wherever_it_is(archive: Path, tmp_path: Path) -> None:
    content = archive.read_bytes()
    chosen = random.Random(24)
    places = [*range(10), len(content) - 1, len(content) - 5, *(chosen.randrange(len(content)) for _ in range(15))]
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1 << chosen.randrange(8)
        (tmp_path / "changed.tar.gz").write_bytes(changed)
        with pytest.raises(Stop, match="rusak atau bukan cadangan"):
            list(backups.restore(empty(tmp_path / "data"), tmp_path / "changed.tar.gz", lambda: "", force=False))


def test_a_missing_backup_and_one_of_another_version_are_told_in_words(archive: Path, tmp_path: Path) -> None:
    def refusal(file: Path) -> str:
        with pytest.raises(Stop) as stop:
            list(backups.restore(empty(tmp_path / "data"), file, lambda: "", force=False))
        return str(stop.value).removeprefix(f"Cadangan {file} ")

    assert refusal(tmp_path / "x") == "tidak dapat dibaca: berkas atau folder itu tidak ada."
    manifest = backups._extract(archive, tmp_path)
    later = archive.with_name("later.tar.gz")
    content = msgspec.json.encode(msgspec.to_builtins(manifest) | {"baru": 1})
    with (
        later.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        backups._add(tar, backups.MANIFEST, io.BytesIO(content), len(content), datetime.now(UTC))
    assert "daftar isinya tidak dikenal versi Selaras ini. " in refusal(later)


def test_a_file_put_into_the_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "work"
    copy.mkdir()
    manifest = backups._extract(archive, copy)
    members = {name: copy / name for name in manifest.files}
    (tmp_path / "jahat").write_text("x")
    for name in ("../jahat", "files/../../jahat", "/etc/jahat", "settings.py"):
        backups._write(tmp_path / "more.tar.gz", {**members, name: tmp_path / "jahat"}, "sqlite")
        with pytest.raises(Stop, match="rusak atau bukan cadangan"):
            list(backups.restore(empty(tmp_path / "data"), tmp_path / "more.tar.gz", lambda: "", force=False))


def test_a_backup_with_a_broken_ledger_is_kept_as_witness_and_not_restored(
    installation: env.Environment, tmp_path: Path
) -> None:
    broken = empty(shutil.copytree(installation.data, tmp_path / "broken"))
    with closing(sqlite3.connect(broken.data / "selaras.sqlite3")) as database:
        database.execute("DROP TRIGGER records_entry_update")
        database.execute("UPDATE records_entry SET body = replace(body, 'berlaku', 'berlaki') WHERE number = 2")
        database.commit()
    with pytest.raises(Stop, match="catatan 2, kolom body"):
        list(backups.back_up(broken, tmp_path / "witness.tar.gz", ""))
    with pytest.raises(Stop, match="catatan 2, kolom body"):
        list(backups.restore(empty(tmp_path / "data"), tmp_path / "witness.tar.gz", lambda: "", force=False))
    assert not list((tmp_path / "data").iterdir())


def test_keys_leave_only_under_a_passphrase(installation: env.Environment, archive: Path, tmp_path: Path) -> None:
    said = list(backups.back_up(installation, tmp_path / "bare.tar.gz", ""))
    assert any("kunci segel tidak disertakan" in line for line in said)
    for file in (archive, tmp_path / "bare.tar.gz"):
        copy = tmp_path / file.stem
        copy.mkdir()
        backups._extract(file, copy)
        for name in ("segel.key", "secret.key"):
            assert not (copy / name).exists()
            secret = (installation.data / name).read_bytes()
            assert not any(secret in path.read_bytes() for path in copy.rglob("*") if path.is_file())
    with pytest.raises(Stop, match="Frasa sandi kunci tidak cocok"):
        list(backups.restore(empty(tmp_path / "data"), archive, lambda: "salah", force=False))
    assert not list((tmp_path / "data").iterdir())


def test_an_older_backup_is_not_overwritten(installation: env.Environment, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(Stop, match="tidak ditimpa"):
        list(backups.back_up(installation, archive, ""))
    assert archive.read_bytes() == before

"""Backups: the whole installation in one checked archive, and its way back."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import IO, Literal
from urllib.parse import unquote, urlsplit, urlunsplit

import dj_database_url
import msgspec
import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from psycopg import sql

from selaras.site.env import Environment
from selaras.site.installed import DATABASE
from selaras.site.terminal import Stop, cause

MANIFEST, DUMP, KEYS = "manifest.json", "selaras.dump", "keys.enc"
FOLDERS = ("files", "segel")  # uploads and published seals
SINGLE = ("peragaan",)  # the mark of the demonstration
SECRETS = ("segel.key", "secret.key", "tanda-tangan.pem")
_NAME = re.compile(rf"{re.escape(DATABASE)}|{DUMP}|{KEYS}|peragaan|(?:files|segel)/[\w./-]+")
# The first bytes of our archives: gzip guards its content by a checksum, but not this head.
_HEAD = bytes.fromhex("1f8b08000000000000ff")
_BLOCK = 1 << 20


class Member(msgspec.Struct, frozen=True):
    """One file of an archive: SHA-256 in hexadecimal, size in bytes."""

    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an archive holds; the time is UTC."""

    made_at: str
    version: str
    database: Literal["sqlite", "postgresql"]
    files: dict[str, Member]
    format: Literal["selaras-cadangan-1"] = "selaras-cadangan-1"


def back_up(environment: Environment, file: Path, passphrase: str) -> Iterator[str]:
    """Write and check the archive; yields what the administrator should know.

    Without a passphrase the keys are left out. Raises Stop; an archive that fails its check is removed, one whose
    ledger is broken stays, since it may be the only witness.
    """
    if file.exists():
        raise Stop(f"{file} sudah ada. Sebut nama lain; cadangan tidak ditimpa.", 2)
    part = file.with_name(f"{file.name}.part")
    with _workshop(environment.data) as work:
        dumped = _dump(environment, work)
        members = {dumped.name: dumped}
        for folder in FOLDERS:
            found = sorted(path for path in (environment.data / folder).rglob("*") if path.is_file())
            members |= {path.relative_to(environment.data).as_posix(): path for path in found}
        members |= {name: environment.data / name for name in SINGLE if (environment.data / name).exists()}
        keys = {name: environment.data / name for name in SECRETS if (environment.data / name).exists()}
        if passphrase and keys:
            members[KEYS] = work / KEYS
            members[KEYS].write_bytes(_lock({name: path.read_text() for name, path in keys.items()}, passphrase))
        copy = work / "check"
        copy.mkdir()
        try:
            _write(part, members, "sqlite" if dumped.name == DATABASE else "postgresql")
            manifest = _extract(part, copy)
            faults = _faults(environment, manifest, copy)
            part.rename(file)
        except OSError as error:
            raise Stop(f"Cadangan {file} tidak dapat ditulis: {cause(error)}.") from error
        finally:
            part.unlink(missing_ok=True)
    total = sum(member.size for member in manifest.files.values())
    yield f"Cadangan {file}: {len(manifest.files)} berkas, {total / 1e6:.1f} MB, sudah dibaca ulang dan cocok."
    if not passphrase:
        yield "Tanpa frasa sandi, kunci segel tidak disertakan. Simpan segel.key secara terpisah dan aman."
    if faults:
        raise Stop("\n".join(["Cadangan tertulis, tetapi buku besarnya rusak:", *faults]))
    yield "Buku besar utuh."


def restore(environment: Environment, file: Path, passphrase: Callable[[], str], *, force: bool) -> Iterator[str]:
    """Check an archive and put it in the place of the data folder's content; yields what the administrator should know.

    With `force` what lies in the data folder (or the database's schema) is moved aside, never deleted. Raises Stop
    before anything is changed when the archive is damaged, its ledger is broken or the passphrase is wrong.
    """
    environment.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = [path for path in environment.data.iterdir() if not path.name.startswith(".pulih-")]
    if there and not force:
        raise Stop(f"Folder {environment.data} sudah berisi. Pakai --force untuk menyingkirkannya ke samping.", 2)
    with _workshop(environment.data) as work:
        manifest = _extract(file, work)
        server = not environment.database_url.startswith("sqlite:")
        if server != (manifest.database == "postgresql"):
            raise Stop(f"Cadangan ini dari {manifest.database}; sesuaikan SELARAS_DATABASE_URL lebih dahulu.", 2)
        if not server and _sqlite_path(environment) != environment.data / DATABASE:
            raise Stop("Pemulihan menulis ke SELARAS_DATA. Kosongkan SELARAS_DATABASE_URL lebih dahulu.", 2)
        keys = {}
        if (locked := work / KEYS).exists():
            phrase = passphrase()
            keys = _unlock(locked.read_bytes(), phrase) if phrase else {}
            locked.unlink()
        if server:
            _restore_server(environment, work / DUMP, force=force)
            (work / DUMP).unlink()
        else:
            if manifest.version != version("selaras"):
                _run(environment, work, "django", "migrate", "--verbosity", "0")
            if faults := _faults(environment, manifest, work):
                raise Stop("\n".join(["Tidak dipulihkan, karena buku besar pada cadangan rusak:", *faults]))
        for name, content in keys.items():
            (work / name).unlink(missing_ok=True)
            with open(os.open(work / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
                out.write(content)
        aside = environment.data / f"lama-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        if there:
            aside.mkdir(mode=0o700)
            for path in there:
                path.rename(aside / path.name)
        for path in list(work.iterdir()):
            path.rename(environment.data / path.name)
    if server and (faults := _faults(environment, manifest, environment.data)):
        raise Stop("\n".join(["Dipulihkan, tetapi buku besarnya rusak:", *faults]))
    yield f"Dipulihkan dari cadangan {manifest.made_at}: {len(manifest.files)} berkas; buku besar utuh."
    if there:
        yield f"Isi folder data sebelumnya disimpan di {aside}."
    if "segel.key" not in keys:
        yield "Kunci segel tidak ikut dipulihkan. Salin segel.key yang lama ke folder data sebelum menyegel lagi."
    yield "Bandingkan dengan segel yang disimpan pihak luar: selaras verify --against SEGEL"


# The archive


def _write(file: Path, members: dict[str, Path], database: Literal["sqlite", "postgresql"]) -> None:
    now = datetime.now(UTC)
    listed = {name: Member(_digest(path), path.stat().st_size) for name, path in members.items()}
    manifest = Manifest(now.isoformat(timespec="seconds"), version("selaras"), database, listed)
    with open(os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as raw:
        with (
            gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w|") as tar,
        ):
            text = msgspec.json.encode(manifest)
            _add(tar, MANIFEST, io.BytesIO(text), len(text), now)
            for name, path in members.items():
                with path.open("rb") as content:
                    _add(tar, name, content, listed[name].size, now)
        raw.flush()
        os.fsync(raw.fileno())


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int, now: datetime) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(now.timestamp())
    tar.addfile(info, content)


def _extract(file: Path, target: Path) -> Manifest:
    """Unpack an archive and hold every file against the manifest; Stop when anything is missing, added or changed."""
    try:
        with file.open("rb") as raw:
            if raw.read(len(_HEAD)) != _HEAD:
                raise _Damaged("kepala arsip tidak sesuai")
            raw.seek(0)
            with gzip.GzipFile(fileobj=raw) as packed:
                with tarfile.open(fileobj=packed, mode="r|") as tar:
                    manifest = _members(tar, target)
                while packed.read(_BLOCK):  # to the checksum at the very end
                    pass
    except _Damaged as error:
        raise _damaged(file, str(error)) from error
    except EOFError as error:
        raise _damaged(file, "arsipnya terpotong") from error
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, ValueError) as error:
        raise _damaged(file, "arsipnya tidak dapat dibuka") from error
    except OSError as error:
        raise Stop(f"Cadangan {file} tidak dapat dibaca: {cause(error)}.") from error
    return manifest


class _Damaged(Exception):
    """What does not fit in an archive, as the end of a sentence."""


def _damaged(file: Path, what: str) -> Stop:
    return Stop(f"Cadangan {file} rusak atau bukan cadangan Selaras: {what}. Pakai cadangan yang lain.")


def _members(tar: tarfile.TarFile, target: Path) -> Manifest:
    first = tar.next()
    content = tar.extractfile(first) if first and first.isreg() and first.name == MANIFEST else None
    if content is None:
        raise _Damaged("daftar isi tidak ada")
    try:
        manifest = msgspec.json.decode(content.read(), type=Manifest)
    except msgspec.MsgspecError as error:
        raise _Damaged("daftar isinya tidak dikenal versi Selaras ini") from error
    missing = dict(manifest.files)
    while info := tar.next():
        said = missing.pop(info.name, None)
        content = tar.extractfile(info) if info.isreg() else None
        if said is None or content is None or not _NAME.fullmatch(info.name) or ".." in info.name:
            raise _Damaged(f"{info.name} tidak ada pada daftar isi")
        path = target / info.name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = sha256()
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            while block := content.read(_BLOCK):
                digest.update(block)
                out.write(block)
        if digest.hexdigest() != said.sha256 or info.size != said.size:
            raise _Damaged(f"isi {info.name} tidak cocok dengan sidiknya")
    if missing:
        raise _Damaged(f"{next(iter(missing))} hilang")
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        digest = sha256()
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


# The database


def _sqlite_path(environment: Environment) -> Path:
    return Path(str(dj_database_url.parse(environment.database_url)["NAME"]))


def _dump(environment: Environment, work: Path) -> Path:
    """A copy of the database as of one moment, while others go on working."""
    if not environment.database_url.startswith("sqlite:"):
        _postgresql("pg_dump", environment, "--format=custom", "--no-owner", "--file", str(work / DUMP))
        return work / DUMP
    try:
        with (
            closing(sqlite3.connect(_sqlite_path(environment))) as source,
            closing(sqlite3.connect(work / DATABASE)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # all in one file
    except sqlite3.Error as error:
        raise Stop(f"Basis data tidak dapat disalin. Pesan dari basis data: {error}") from error
    return work / DATABASE


def _faults(environment: Environment, manifest: Manifest, folder: Path) -> list[str]:
    """What the database itself and `selaras verify` find on the copy in `folder` (on a server, on the live one)."""
    if manifest.database == "sqlite":
        with closing(sqlite3.connect(folder / DATABASE)) as copy:
            try:
                found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check")]
            except sqlite3.Error as error:
                found = [str(error)]
        if found != ["ok"]:
            return [f"basis data: {line}" for line in found]
    lines = _run(environment, folder, "selaras.site.cli", "verify", "--json").splitlines()
    return [f"{fault['where']}: {fault['what']}" for line in lines for fault in json.loads(line)["faults"]]


def _run(environment: Environment, folder: Path, module: str, *arguments: str) -> str:
    """The output of another process of ours that takes `folder` for its data folder."""
    settings = {"SELARAS_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "selaras.site.settings"}
    sqlite = environment.database_url.startswith("sqlite:")
    kept = {name: value for name, value in os.environ.items() if not (sqlite and name == "SELARAS_DATABASE_URL")}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=kept | settings, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or (done.returncode and not done.stdout):
        raise Stop(f"Pemeriksaan tidak dapat dijalankan: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def _postgresql(tool: str, environment: Environment, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools; the password goes by the environment, not by the list of processes."""
    parts = urlsplit(environment.database_url)
    bare = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")))
    command = [tool, "--dbname", bare, *arguments]
    try:
        done = subprocess.run(
            command,
            env=os.environ | {"PGPASSWORD": unquote(parts.password or "")},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise Stop(
            f"{tool} tidak ditemukan. Pasang alat PostgreSQL (pada Debian: sudo apt-get install postgresql-client),"
            " atau cadangkan basis datanya dengan cara server itu sendiri."
        ) from error
    if done.returncode:
        raise Stop(f"{tool} gagal: {done.stderr.strip()}")


def _restore_server(environment: Environment, dump: Path, *, force: bool) -> None:
    """Load a dump; tables that are there already are kept in a schema of their own."""
    try:
        with psycopg.connect(environment.database_url, autocommit=True) as connection:
            there = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone()
            if there and not force:
                raise Stop("Basis data server sudah berisi. Pakai --force untuk menyingkirkannya ke skema lain.", 2)
            if there:
                aside = sql.Identifier(f"lama_{datetime.now(UTC):%Y%m%d_%H%M%S}")
                connection.execute(sql.SQL("ALTER SCHEMA public RENAME TO {}").format(aside))
                connection.execute("CREATE SCHEMA public")
    except psycopg.Error as error:
        raise Stop(f"Basis data server tidak dapat dibuka. Pesan dari server: {error}") from error
    _postgresql("pg_restore", environment, "--no-owner", "--exit-on-error", "--single-transaction", str(dump))


# Keys


def _lock(keys: dict[str, str], passphrase: str) -> bytes:
    """The keys, encrypted with AES-256-GCM under a key that scrypt makes of the passphrase."""
    salt, nonce = os.urandom(16), os.urandom(12)
    locked = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(keys).encode(), None)
    return json.dumps({"salt": salt.hex(), "nonce": nonce.hex(), "locked": locked.hex()}).encode()


def _unlock(content: bytes, passphrase: str) -> dict[str, str]:
    box = {name: bytes.fromhex(value) for name, value in json.loads(content).items()}
    try:
        opened = AESGCM(_key(passphrase, box["salt"])).decrypt(box["nonce"], box["locked"], None)
    except InvalidTag as error:
        raise Stop("Frasa sandi kunci tidak cocok. Tidak ada yang dipulihkan.", 2) from error
    return {name: value for name, value in json.loads(opened).items() if name in SECRETS}


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


@contextmanager
def _workshop(data: Path) -> Iterator[Path]:
    """A private folder on the same disk as the data, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=".pulih-", dir=data))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

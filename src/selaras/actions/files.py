"""Files: taken in, checked and stored under their hash before any act holds a lock."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from selaras.law.procedures import Refused
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records.files import File

SIZE_LIMIT = 10 * 1024 * 1024
# Ending → media type and how such a file begins.
ACCEPTED: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", (b"PK\x03\x04",)),
}


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: its name and content."""

    name: str
    content: bytes


WHAT_TO_SEND = say("Kirim sebagai PDF, PNG, JPG, DOCX, XLSX, ODT, atau ODS, paling besar 10 MB.")


def unfit(upload: Upload) -> str:
    """Why an upload cannot be taken, as a sentence; "" for one that can."""
    name = _name(upload)
    media_type, beginnings = ACCEPTED.get(Path(name).suffix.lower(), ("", ()))
    if not upload.content:
        return say("Naskah {name} kosong.", name=name)
    if len(upload.content) > SIZE_LIMIT:
        return say("Naskah {name} lebih besar dari 10 MB.", name=name)
    if not media_type or not upload.content.startswith(beginnings):
        return say("Naskah {name} bukan PDF, gambar, atau dokumen yang dikenal.", name=name)
    return ""


def store(upload: Upload) -> File:
    """Check an upload and write it under its SHA-256; the returned row is not saved yet. Raises Refused."""
    why = unfit(upload)
    if why:
        raise Refused(
            why,
            Basis(Strength.DESIGNED, reason=say("hanya naskah yang dapat dibuka dengan aman yang disimpan")),
            ways_on=(WHAT_TO_SEND,),
        )
    name = _name(upload)
    media_type, _beginnings = ACCEPTED[Path(name).suffix.lower()]
    return File(name=name, media_type=media_type, size=len(upload.content), sha256=keep(upload.content))


def keep(content: bytes) -> str:
    """Write a content under its SHA-256, safely on disk when this returns; returns that SHA-256 (hexadecimal)."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{uuid4().hex}")
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    for folder in (path.parent, path.parents[1], path.parents[2]):
        _sync(folder)
    return digest


def _sync(folder: Path) -> None:
    """Bring the names in a folder to the disk: a file whose name is lost when the power goes is lost as well."""
    names = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(names)
    finally:
        os.close(names)


def _name(upload: Upload) -> str:
    return Path(upload.name.replace("\\", "/")).name.replace("\x00", "")[-200:] or "naskah"


def path_of(digest: str) -> Path:
    """Where the content with that SHA-256 (hexadecimal) lies."""
    return Path(settings.SELARAS_DATA) / "files" / digest[:2] / digest

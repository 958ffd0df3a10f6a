"""Files: taken in, checked and stored under their hash before any act holds a lock."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from selaras.actions import inspection
from selaras.actions.flaws import Flaw
from selaras.law.procedures import Refused
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records.files import File

SIZE_LIMIT = 10 * 1024 * 1024
NAME_LIMIT = 150  # characters
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
# Endings that start something on somebody's computer; before the true one they deceive who does not see the last.
STARTING = re.compile(
    r"\.(app|apk|bat|cmd|com|cpl|docm|dll|exe|hta|html?|img|iso|jar|jse?|lnk|mht|msc|msi|php|pif|ps1|py|reg|scr|sh|svg|"
    r"url|vb[es]|wsf|xhtml|xlsm|xml)\s*\.",
    re.IGNORECASE,
)


class Layer(StrEnum):
    """The layers of the policy, in the order in which a file passes them."""

    NAME = "name"
    SIZE = "size"
    BEGINNING = "beginning"
    STRUCTURE = "structure"


@dataclass(frozen=True)
class Fault:
    """Why a file cannot be taken: the layer that held it, a sentence, and what is wrong inside, if that is it."""

    layer: Layer
    why: str
    flaw: Flaw | None = None


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: its name and content."""

    name: str
    content: bytes


WHAT_TO_SEND = say("Kirim sebagai PDF, PNG, JPG, DOCX, XLSX, ODT, atau ODS, paling besar 10 MB.")


def unfit(upload: Upload) -> str:
    """Why an upload cannot be taken and what to do about it, in a sentence or two; "" for one that can."""
    fault = fault_of(upload)
    return fault.why if fault else ""


def fault_of(upload: Upload) -> Fault | None:
    """What holds an upload up, layer by layer: name, size, how it begins, what is inside. None for a sound one."""
    fault = fault_of_name(upload.name, len(upload.content))
    if fault:
        return fault
    name = _name(upload.name)
    ending = Path(name).suffix.lower()
    if not upload.content.startswith(ACCEPTED[ending][1]):
        return Fault(Layer.BEGINNING, _unknown(name))
    flaw = inspection.flaw_in(ending, upload.content)
    return Fault(Layer.STRUCTURE, _said(flaw, name), flaw) if flaw else None


def fault_of_name(sent: str, size: int) -> Fault | None:
    """What can be said of an upload before its content arrives, from its name and its size in bytes."""
    name = _name(sent)
    if any(unicodedata.category(char) in HIDDEN for char in name):
        return Fault(
            Layer.NAME,
            say("Nama naskah itu memuat tanda tersembunyi. Beri nama dengan huruf dan angka biasa, lalu kirim lagi."),
        )
    if len(name) > NAME_LIMIT:
        return Fault(
            Layer.NAME,
            say(
                "Nama naskah itu lebih dari {limit} tanda. Beri nama yang lebih pendek, lalu kirim lagi.",
                limit=NAME_LIMIT,
            ),
        )
    if Path(name).suffix.lower() not in ACCEPTED:
        return Fault(Layer.NAME, _unknown(name))
    if STARTING.search(name):
        return Fault(
            Layer.NAME,
            say("Naskah {name} berakhiran ganda. Beri satu akhiran yang benar, lalu kirim lagi.", name=name),
        )
    if not size:
        return Fault(Layer.SIZE, say("Naskah {name} kosong.", name=name))
    if size > SIZE_LIMIT:
        return Fault(Layer.SIZE, say("Naskah {name} lebih besar dari 10 MB.", name=name))
    return None


def refusal(fault: Fault) -> Refused:
    """What an act answers to a file with that fault."""
    ground = Basis(Strength.DESIGNED, reason=say("hanya naskah yang dapat dibuka dengan aman yang disimpan"))
    return Refused(fault.why, ground, ways_on=(WHAT_TO_SEND,))


def store(upload: Upload) -> File:
    """Check an upload and write it under its SHA-256; the returned row is not saved yet. Raises Refused."""
    fault = fault_of(upload)
    if fault:
        raise refusal(fault)
    name = _name(upload.name)
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


# Controls, marks that turn or hide writing, halves of characters, private and unassigned ones, breaks of a line.
HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def _name(sent: str) -> str:
    """The name alone, without the folders that some browsers send before it, its letters composed (NFC)."""
    return unicodedata.normalize("NFC", sent.replace("\\", "/").rpartition("/")[2]).strip() or "naskah"


def _unknown(name: str) -> str:
    return say("Naskah {name} bukan PDF, gambar, atau dokumen yang dikenal.", name=name)


def _said(flaw: Flaw, name: str) -> str:
    """A flaw as a clerk reads it: what it is, and what to do."""
    match flaw:
        case Flaw.DAMAGED:
            return say("Naskah {name} rusak atau tidak utuh. Buka, simpan ulang, lalu kirim lagi.", name=name)
        case Flaw.OTHER_KIND:
            return say("Isi naskah {name} tidak sesuai akhirannya. Simpan ulang dari aplikasinya.", name=name)
        case Flaw.LOCKED:
            return say("Naskah {name} dikunci sandi. Simpan tanpa sandi, lalu kirim lagi.", name=name)
        case Flaw.SCRIPT:
            return say("Naskah {name} memuat skrip atau makro. Simpan tanpa makro, atau cetak ke PDF.", name=name)
        case Flaw.ACTION:
            return say(
                "Naskah {name} menjalankan sesuatu saat dibuka atau diisi. Cetak ke PDF, lalu kirim lagi.",
                name=name,
            )
        case Flaw.ENCLOSED:
            return say(
                "Naskah {name} membawa berkas atau objek lain. Lepaskan isinya itu, dan kirim tersendiri bila perlu.",
                name=name,
            )
        case Flaw.OUTSIDE:
            return say(
                "Naskah {name} mengambil isi dari luar. Putuskan tautan ke templat, gambar, atau data luar, lalu kirim"
                " lagi.",
                name=name,
            )
        case Flaw.ADDRESS:
            return say(
                "Naskah {name} memuat tautan ke berkas atau program. Hapus tautan itu, lalu kirim lagi.", name=name
            )
        case Flaw.SWOLLEN:
            return say(
                "Naskah {name} terlalu besar atau terlalu rumit ketika dibuka. Kecilkan atau bagi, lalu kirim lagi.",
                name=name,
            )
        case Flaw.MIXED:
            return say(
                "Naskah {name} membawa data lain di luar isinya. Buka, simpan ulang dengan nama lain, lalu kirim lagi.",
                name=name,
            )
        case Flaw.ODD:
            return say(
                "Naskah {name} disusun secara tidak lazim. Buka dengan aplikasi kantor, simpan ulang, lalu kirim lagi.",
                name=name,
            )


def path_of(digest: str) -> Path:
    """Where the content with that SHA-256 (hexadecimal) lies."""
    return Path(settings.SELARAS_DATA) / "files" / digest[:2] / digest

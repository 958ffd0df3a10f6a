"""Uploads in pieces: what comes over a weak network waits beside the acts until a form names it, or three days."""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from selaras.actions.files import Upload, fault_of, fault_of_name, refusal
from selaras.law.procedures import Refused
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records import clock
from selaras.records.files import File
from selaras.records.people import Actor

PIECE = 512 * 1024  # bytes that are taken at once
KEPT = timedelta(days=3)  # after the last piece
TAKEN = timedelta(hours=1)  # for which what an act has taken stays, in case the same form comes again
WAITING = 100  # of one person
WAITING_BYTES = 200 * 1024 * 1024
_ID = re.compile(r"[\w-]{32}", re.ASCII)


@dataclass(frozen=True)
class Sending:
    """A file on its way: what its sender says of it, and how many bytes of it are here."""

    id: str
    name: str
    size: int
    said: str = ""  # SHA-256 (hexadecimal) by the sender's reckoning, "" if he gave none
    digest: str = ""  # SHA-256 of what came, once all of it is here and was found sound
    offset: int = 0

    @property
    def whole(self) -> bool:
        """Whether all of it is here."""
        return self.offset == self.size


class Elsewhere(Exception):
    """A piece that does not follow what is here; `offset` is where the next one must begin."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


def begin(*, actor: Actor, name: str, size: int, said: str = "") -> Sending:
    """Make room for a file of that name and size (bytes); `said` is its SHA-256, or "". Raises Refused."""
    fault = fault_of_name(name, size)
    if fault:
        raise refusal(fault)
    folder = _folder(actor)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_room(actor, folder, size)
    sending = Sending(secrets.token_urlsafe(24), name, size, said)
    _note(folder, sending)
    _content(folder, sending.id).touch(mode=0o600)
    return sending


def find(actor: Actor, id: str) -> Sending | None:
    """One's own file on its way, by its id; None for any other."""
    return _read(_folder(actor), id)


def add(*, actor: Actor, id: str, offset: int, piece: bytes) -> Sending:
    """Put a piece behind what is here; with the last one the whole is looked through.

    Raises:
        KeyError: there is no such file on its way from this person.
        Elsewhere: the piece belongs elsewhere, as when an answer was lost and it is sent once more.
        Refused: the whole is not what was announced, or cannot be taken; it is gone then.
    """
    folder = _folder(actor)
    sending = _read(folder, id)
    if sending is None:
        raise KeyError(id)
    with _content(folder, id).open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        here = file.seek(0, os.SEEK_END)
        if offset != here or here + len(piece) > sending.size:
            raise Elsewhere(here)
        file.write(piece)
    sending = replace(sending, offset=here + len(piece))
    return _looked_through(folder, sending) if sending.whole else sending


def upload_of(actor: Actor, id: str) -> Upload | None:
    """One's own file, once all of it is here; None before, after it was removed, and for any other."""
    sending = find(actor, id)
    return Upload(sending.name, _content(_folder(actor), id).read_bytes()) if sending and sending.whole else None


def sweep(now: datetime) -> int:
    """Remove what waited too long; how many files. May run at any time and twice."""
    old = [
        (folder, sending)
        for folder in _root().glob("*/*")
        for sending in _all(folder)
        if _age(folder, sending, now) > KEPT
    ]
    for folder, sending in old:
        _remove(folder, sending)
    return len(old)


def _looked_through(folder: Path, sending: Sending) -> Sending:
    upload = Upload(sending.name, _content(folder, sending.id).read_bytes())
    digest = sha256(upload.content).hexdigest()
    if sending.said not in ("", digest):
        _remove(folder, sending)
        ground = Basis(Strength.DESIGNED, reason=say("yang disimpan harus sama dengan yang dikirim"))
        raise Refused(say("Naskah {name} berubah di perjalanan. Pilih sekali lagi.", name=sending.name), ground)
    fault = fault_of(upload)
    if fault:
        _remove(folder, sending)
        raise refusal(fault)
    sound = replace(sending, digest=digest)
    _note(folder, sound)
    return sound


def _make_room(actor: Actor, folder: Path, size: int) -> None:
    """Let go of what acts have taken, and refuse more than one person may leave waiting."""
    now, waiting = clock.now(), list(_all(folder))
    digests = {sending.digest for sending in waiting if sending.digest}
    taken = set(
        File.objects.filter(government=actor.government, sha256__in=digests).values_list("sha256", flat=True)
        if digests
        else ()
    )
    for sending in [s for s in waiting if s.digest in taken and _age(folder, s, now) > TAKEN]:
        _remove(folder, sending)
        waiting.remove(sending)
    if len(waiting) >= WAITING or size + sum(sending.size for sending in waiting) > WAITING_BYTES:
        raise Refused(
            say("Terlalu banyak naskah Anda yang terkirim tetapi belum dipakai."),
            Basis(Strength.DESIGNED, reason=say("tempat menunggu dibagi bersama")),
            ways_on=(say("Ajukan dahulu formulir yang sudah berisi naskah, atau tunggu tiga hari."),),
        )


# The folder: a note and the content of each file, under its government and its sender


def _root() -> Path:
    return Path(settings.SELARAS_DATA) / "unggahan"


def _folder(actor: Actor) -> Path:
    return _root() / str(actor.government.pk) / str(actor.person.pk)


def _content(folder: Path, id: str) -> Path:
    return folder / f"{id}.part"


def _note(folder: Path, sending: Sending) -> None:
    """Write what is known of a file, all at once."""
    path = folder / f"{sending.id}.json"
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    draft.write_text(json.dumps({**asdict(sending), "offset": 0}))
    draft.replace(path)


def _read(folder: Path, id: str) -> Sending | None:
    if not _ID.fullmatch(id):
        return None
    try:
        noted = Sending(**json.loads((folder / f"{id}.json").read_text()))
        return replace(noted, offset=_content(folder, id).stat().st_size)
    except FileNotFoundError:
        return None


def _all(folder: Path) -> Iterator[Sending]:
    for path in sorted(folder.glob("*.json")):
        sending = _read(folder, path.stem)
        if sending:
            yield sending


def _age(folder: Path, sending: Sending, now: datetime) -> timedelta:
    """How long ago its last piece came."""
    try:
        return now - datetime.fromtimestamp(_content(folder, sending.id).stat().st_mtime, now.tzinfo)
    except FileNotFoundError:  # somebody else removed it just now
        return timedelta()


def _remove(folder: Path, sending: Sending) -> None:
    """The content first: a note without content is no file, and the next sweep of the folder finds nothing."""
    for path in (_content(folder, sending.id), folder / f"{sending.id}.json"):
        path.unlink(missing_ok=True)

"""Who a program acts for: the token it shows, what that covers, the key of its request and the state it has seen."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from selaras.actions.tokens import use_token
from selaras.api.problems import Wrong
from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.records.subjects import DRAFT
from selaras.records.tokens import Token, actor_of

KEY = re.compile(r"[\x21-\x7e]{1,200}")
TAG = re.compile(r'(?:W/)?"([^"]*)"')
BODIED = ("POST", "PUT")
FORM = "multipart/form-data"
JSON = "application/json"


class Asked(HttpRequest):
    """A request of a program: it knows its government, and whom it acts for."""

    government: Government
    auth: Actor


class Bearer(HttpBearer):
    """Lets in whoever shows a running token that covers `scope`; a session of a browser opens nothing here."""

    def __init__(self, scope: str, media: str = JSON) -> None:
        super().__init__()
        self.scope, self.media = scope, media

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Whom the token acts for; None for one that opens nothing. Raises Wrong where it does not cover this."""
        government: Government = request.government  # type: ignore[attr-defined]
        found = use_token(government, token.strip()[:200])
        if found is None:
            return None
        covered(found, self.scope)
        if request.method in BODIED:
            readable(request, self.media)
        return actor_of(found, government)


def covered(token: Token, scope: str) -> None:
    """Raise Wrong where a token does not cover what is asked."""
    if scope not in token.scopes:
        what = f"Kunci ini tidak mencakup “{scope}”. Buat kunci dengan cakupan itu di /kerja/kunci/."
        raise Wrong(403, what)


def readable(request: HttpRequest, media: str) -> None:
    """Raise Wrong for a body of another sort than the address reads, or a larger one than it takes."""
    if request.content_type != media:
        raise Wrong(415, f"Alamat ini membaca {media}. Sebut itu pada Content-Type.")
    length = request.META.get("CONTENT_LENGTH", "")
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    if media == JSON and length.isdigit() and int(length) > most:
        raise Wrong(413, f"Isinya paling besar {most // 1024} kB. Kirim naskah lewat /files.")


def key_of(request: HttpRequest) -> str:
    """The key that a program gave its request. Raises Wrong where there is none."""
    given: str = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(given):
        what = "Sertakan Idempotency-Key: satu kunci baru bagi setiap permintaan (misalnya UUID), sama bila diulang."
        raise Wrong(400, what, {"Idempotency-Key": "tidak ada, atau bukan satu kata tanpa spasi"})
    return given


def tag_of(subject: Any) -> str:
    """The state of a subject as a program names it: the version of a running one, the last change of a draft."""
    if subject.phase == DRAFT:
        return f"d{sha256(subject.updated_at.isoformat().encode()).hexdigest()[:16]}"
    return f"v{subject.version}"


def matches(request: HttpRequest, subject: Any) -> None:
    """Hold what a program says it has seen against the subject as it is. Raises Wrong."""
    given: str | None = request.headers.get("If-Match")
    if given is None:
        raise Wrong(
            428, "Sertakan If-Match dengan ETag dari bacaan terakhir, agar tidak menimpa yang belum Anda lihat."
        )
    if given.strip() == "*":
        return
    # What stands after the stroke names the words of one answer, in which more may change than the state.
    if tag_of(subject) not in {tag.partition("-")[0] for tag in TAG.findall(given)}:
        raise Wrong(412, "Ini sudah berubah sejak Anda baca. Baca lagi, lalu kirim dengan ETag yang baru.")

"""Requests of programs: each with its key has one effect, however often it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from selaras.actions.files import Upload, store
from selaras.records import quick
from selaras.records.people import Actor
from selaras.records.tokens import Request

KEPT = timedelta(days=30)  # for which a key stands for the request that came with it


class OtherContent(Exception):
    """The key came before with another content."""


def once(
    *,
    actor: Actor,
    key: str,
    content: bytes,
    do: Callable[[], Any],
    find: Callable[[str], Any],
    uploads: Sequence[Upload] = (),
) -> tuple[Any, bool]:
    """Do what a program asks for, together with the note that it was done; returns the subject, and whether it is new.

    Who sends the same key again gets what was made the first time, as `find` reads it by its key; what was refused left
    no note, so it may be sent again. Raises OtherContent, and whatever `do` raises.
    """
    for upload in uploads:  # before any lock is held
        store(upload)
    named, digest = sha256(key.encode()).hexdigest(), sha256(content).hexdigest()
    mine = {"government": actor.government, "person": actor.person, "key": named}

    def before() -> Any:
        """What the same request made when it came before; None where it did not."""
        row = Request.objects.filter(**mine).first()
        if row is None:
            return None
        if row.digest != digest:
            raise OtherContent
        return find(row.subject)

    try:
        with transaction.atomic():
            made = do()
            quick.insert([Request(**mine, digest=digest, subject=str(made.pk))])
    except Exception:  # refused, or written down already: perhaps because the same request came before
        if (made := before()) is None:
            raise
        return made, False
    return made, True


def forget(now: datetime) -> None:
    """Forget the keys of long ago."""
    Request.objects.filter(created_at__lt=now - KEPT).delete()

"""Notices: a post is told something once, and puts it aside once it is read."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from selaras.actions.refusals import looked_again
from selaras.records import clock
from selaras.records.notices import Notice
from selaras.records.people import Actor

TEXT_LIMIT = 300


def tell(subject: Any, post: str, kind: str, text: str, url: str) -> bool:
    """Tell a post something about a subject, in the transaction of what it tells of; whether that is new.

    `kind` says what of the subject is told: the same is told to the same post once, however often it is found.
    """
    _notice, new = Notice.objects.get_or_create(
        government=subject.government,
        post=post,
        kind=kind,
        subject_type=subject.TYPE,
        subject_key=subject.key,
        defaults={"text": text[:TEXT_LIMIT], "url": url},
    )
    return new


def put_aside(*, actor: Actor, notice: int) -> None:
    """Note that a notice to one's post was read; not in the ledger. Raises Refused, Notice.DoesNotExist."""
    looked_again(actor)
    with transaction.atomic():
        mine = Notice.objects.select_for_update(no_key=True).filter(government=actor.government, post__in=actor.posts)
        row = mine.get(pk=notice)
        if row.read_at is None:
            row.read_at = clock.now()
            row.save(update_fields=["read_at"])

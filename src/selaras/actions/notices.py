"""Notices: a post is told something once, in the workspace and by mail, and puts it aside once it is read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from selaras.actions import mail
from selaras.actions.refusals import looked_again
from selaras.records import clock
from selaras.records.notices import Notice, of_sort
from selaras.records.people import Actor
from selaras.records.turns import unread

TEXT_LIMIT = 300


def tell(subject: Any, post: str, kind: str, text: str, url: str) -> bool:
    """Tell a post something about a subject, in the transaction of what it tells of; whether that is new.

    `kind` says what of the subject is told: the same is told to the same post once, however often it is found. Its mail
    is put down with it, where its holder wants to hear of such things at once.
    """
    notice, new = Notice.objects.get_or_create(
        government=subject.government,
        post=post,
        kind=kind,
        subject_type=subject.TYPE,
        subject_key=subject.key,
        defaults={"text": text[:TEXT_LIMIT], "url": url},
    )
    if new:
        notice.government = subject.government
        mail.put_down(notice)
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


def take_up(*, actor: Actor, notice: int) -> None:
    """Let a notice to one's post be unread again. Raises Refused, Notice.DoesNotExist."""
    looked_again(actor)
    with transaction.atomic():
        mine = Notice.objects.select_for_update(no_key=True).filter(government=actor.government, post__in=actor.posts)
        row = mine.get(pk=notice)
        row.read_at = None
        row.save(update_fields=["read_at"])


def put_all_aside(*, actor: Actor, sort: str = "") -> tuple[int, datetime]:
    """Note that all that one's posts were told (of a sort) was read; how many, and the moment by which to undo it."""
    looked_again(actor)
    now = clock.now()
    with transaction.atomic():
        rows = unread(actor)
        return (rows.filter(of_sort(sort)) if sort else rows).order_by().update(read_at=now), now


def take_all_up(*, actor: Actor, at: datetime) -> int:
    """Undo what was put aside at a moment all at once; how many are unread again. Raises Refused."""
    looked_again(actor)
    with transaction.atomic():
        mine = Notice.objects.filter(government=actor.government, post__in=actor.posts, read_at=at)
        return mine.update(read_at=None)

"""Notices: put aside once they are read."""

from __future__ import annotations

from django.db import transaction

from selaras.actions.refusals import looked_again
from selaras.records import clock
from selaras.records.notices import Notice
from selaras.records.people import Actor


def put_aside(*, actor: Actor, notice: int) -> None:
    """Note that a notice to one's post was read; not in the ledger. Raises Refused, Notice.DoesNotExist."""
    looked_again(actor)
    with transaction.atomic():
        mine = Notice.objects.select_for_update(no_key=True).filter(government=actor.government, post__in=actor.posts)
        row = mine.get(pk=notice)
        if row.read_at is None:
            row.read_at = clock.now()
            row.save(update_fields=["read_at"])

"""Notices: what somebody is told without anything waiting on him, each once (pemberitahuan)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from selaras.records import clock
from selaras.records.governments import Government

# What people choose about; a turn is no notice, but is told like one. What has no beginning of its own is a reminder.
TURN, REMINDER, ANSWER, TERM = "turn", "reminder", "answer", "term"
BEGINNINGS: Mapping[str, tuple[str, ...]] = {ANSWER: ("decided_",), TERM: ("ends_in_", "review_in_")}
ESCALATION = "escalation_"  # how the kind begins of a reminder that time gave, level by level


class Notice(models.Model):
    """One thing that a post is told about a subject, once."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    post = models.CharField("jabatan", max_length=90)
    kind = models.CharField("hal", max_length=60)  # e.g. ends_in_30
    subject_type = models.CharField("macam", max_length=32)
    subject_key = models.CharField("kunci", max_length=200)
    text = models.CharField("isi", max_length=300)
    url = models.CharField("alamat", max_length=200)
    made_at = models.DateTimeField("dibuat", default=clock.now)
    read_at = models.DateTimeField("dibaca", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["government", "post", "kind", "subject_type", "subject_key"], name="notice_once"
            )
        ]
        indexes = [models.Index(fields=["government", "post", "read_at", "-made_at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.text

    @property
    def sort(self) -> str:
        """Of which sort it is."""
        return next((sort for sort, known in BEGINNINGS.items() if self.kind.startswith(known)), REMINDER)


def of_sort(sort: str) -> Q:
    """The notices of a sort."""
    named = {one: reduce(or_, (Q(kind__startswith=begin) for begin in known)) for one, known in BEGINNINGS.items()}
    return named[sort] if sort in named else ~reduce(or_, named.values())

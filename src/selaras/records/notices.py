"""Notices: what somebody is told without anything waiting on him, each once (pemberitahuan)."""

from __future__ import annotations

from django.db import models

from selaras.records import clock
from selaras.records.governments import Government


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

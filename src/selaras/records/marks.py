"""Marks: what acts have changed, until what is made of it, the rows of the search and the sums, has followed."""

from __future__ import annotations

from django.db import models

from selaras.records.governments import Government


class Mark(models.Model):
    """Something that an act has changed, and of which all that is made of it is made anew before anybody reads that.

    `moved` says that its state has changed, so that what hangs on it may be open or closed now.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    sort = models.CharField("macam", max_length=20)
    subject = models.PositiveBigIntegerField("baris asalnya")
    moved = models.BooleanField("keadaannya berubah")

    def __str__(self) -> str:
        return f"{self.sort} {self.subject}"

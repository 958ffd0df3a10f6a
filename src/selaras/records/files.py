"""Files of a matter: stored under their hash, named in the ledger by it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.matters import Matter


class File(models.Model):
    """One file that came with an act; its content lies in the data folder under its SHA-256."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="files")
    name = models.CharField("nama berkas", max_length=200)
    media_type = models.CharField("jenis", max_length=100)
    size = models.PositiveBigIntegerField("ukuran, byte")
    sha256 = models.CharField("SHA-256", max_length=64)
    note = models.CharField("keterangan", max_length=300, blank=True)
    entry = models.PositiveBigIntegerField("catatan buku besar")
    created_at = models.DateTimeField("diterima", default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "sha256", "entry"], name="file_once_an_act"),
            models.CheckConstraint(name="file_is_not_empty", condition=Q(size__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

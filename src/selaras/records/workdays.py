"""Working days: the days that a government declared itself, free or worked; they stand above those of its pack."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from selaras.law.types import LOCAL, WORKED
from selaras.records.governments import Government

KINDS = (LOCAL, "libur", "cuti bersama", WORKED)


class Workday(models.Model):
    """A day that its government declared free, or worked all the same, on a ground; withdrawn, never deleted.

    `entry` is the ledger's entry of the act that left the row as it is.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    date = models.DateField("tanggal")
    kind = models.CharField("jenis", max_length=20)
    name = models.CharField("nama", max_length=200)
    ground = models.CharField("dasar", max_length=300)
    withdrawn = models.BooleanField("ditarik", default=False)
    entry = models.PositiveBigIntegerField("catatan buku besar")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["government", "date"], condition=Q(withdrawn=False), name="workday_once_a_day"
            ),
            models.CheckConstraint(name="workday_kind_is_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="workday_has_a_name_and_a_ground", condition=~Q(name="") & ~Q(ground="")),
        ]

    def __str__(self) -> str:
        return self.name

"""Snapshots: how much lay with each unit at the end of a day, so that a later quarter can be held against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import Max, Q, Sum

from selaras.records import clock
from selaras.records.governments import Government

STOCKS = ("open", "waiting", "late", "stuck", "tasks", "tasks_late", "minutes")


class Snapshot(models.Model):
    """What lay with a unit on a day; the row of no unit says that the day was kept, also where nothing lay anywhere."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    day = models.DateField("hari")
    unit = models.CharField("unit", max_length=64, blank=True)
    open = models.PositiveIntegerField("berkas berjalan", default=0)
    waiting = models.PositiveIntegerField("giliran", default=0)
    late = models.PositiveIntegerField("giliran lewat tenggat", default=0)
    stuck = models.PositiveIntegerField("berkas buntu", default=0)
    tasks = models.PositiveIntegerField("tindak lanjut terbuka", default=0)
    tasks_late = models.PositiveIntegerField("tindak lanjut lewat tenggat", default=0)
    minutes = models.PositiveIntegerField("rapat tanpa notula", default=0)
    made_at = models.DateTimeField("dibuat", default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "day", "unit"], name="snapshot_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.unit}"


def stood_on(
    government: Government, first: date, last: date, units: Collection[str] | None
) -> tuple[date, Counter[str]] | None:
    """The last day from `first` to `last` that was kept, and what lay then with some units (None: with all).

    None where no such day was kept.
    """
    kept = Snapshot.objects.filter(government=government, day__range=(first, last), unit="")
    day = kept.aggregate(day=Max("day"))["day"]
    if day is None:
        return None
    rows = Snapshot.objects.filter(Q(unit="") if units is None else Q(unit__in=sorted(units)))
    found = rows.filter(government=government, day=day).aggregate(**{f"all_{name}": Sum(name) for name in STOCKS})
    return day, Counter({name: found[f"all_{name}"] or 0 for name in STOCKS})

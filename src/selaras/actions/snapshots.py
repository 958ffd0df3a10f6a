"""Snapshots: what lies with each unit, kept at the end of a day while it is still that day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from selaras.actions import marks
from selaras.records.cockpit import Watch
from selaras.records.governments import Government
from selaras.records.snapshots import Snapshot
from selaras.records.watched import stocks


def keep(government: Government, day: date) -> int:
    """Keep what lies with each unit on `day`; returns how many units.

    Kept again it says how the day ended. Once the day is over nobody knows how it was: nothing is kept then, and who
    compares is told that the figure is missing.
    """
    if government.today() != day:
        return 0
    with transaction.atomic():
        marks.catch_up(government)
        found = stocks(Watch(government))
        units = sorted({unit for counted in found.values() for unit in counted if unit})
        rows = [
            Snapshot(
                government=government, day=day, unit=unit, **{name: counted[unit] for name, counted in found.items()}
            )
            for unit in units
        ]
        whole = {name: counted.total() for name, counted in found.items()}
        Snapshot.objects.filter(government=government, day=day).delete()
        Snapshot.objects.bulk_create([Snapshot(government=government, day=day, **whole), *rows])
    return len(units)

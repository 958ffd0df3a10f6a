"""A unit that ends and goes on in another: what tests of the day before, the day itself and the days after need."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F

from selaras.records import units
from selaras.records.governments import Government

GROUND = "Perda contoh 3/2026"


def merged(government: Government, old: str, new: str, day: date, kind: str = "merge") -> None:
    """From a day on a unit is part of another; its posts, affairs and mapping end with the day before."""
    last, mine = day - timedelta(days=1), {"government": government}
    units.Unit.objects.filter(code=old, **mine).update(valid_to=last)
    for model in (units.Post, units.Coordination, units.Affair):
        model.objects.filter(unit=old, **mine).update(valid_to=last)
    units.Succession.objects.create(date=day, old=old, new=new, kind=kind, ground=GROUND, **mine)
    Government.objects.filter(pk=government.pk).update(organisation_version=F("organisation_version") + 1)
    government.refresh_from_db()

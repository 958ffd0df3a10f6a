"""Calendar links: the secret address at which a person's own calendar is read, kept only as its hash."""

from __future__ import annotations

from hashlib import sha256

from django.db import models
from django.db.models import Q

from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.people import Person


def hash_of(secret: str) -> str:
    """What is kept of a secret: long and random as it is, its hash leads nobody back to it."""
    return sha256(secret.encode()).hexdigest()


class CalendarLinkQuerySet(models.QuerySet["CalendarLink"]):
    """Calendar links, narrowed to those that open something."""

    def running(self, government: Government) -> CalendarLinkQuerySet:
        """Those of a government that were not ended and whose person may still sign in."""
        return self.filter(government=government, ended_at__isnull=True, person__user__is_active=True)


class CalendarLink(models.Model):
    """One address of a person's own calendar; it shows what his posts of the day give, and nothing once it is ended."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="calendar_links")
    hashed = models.CharField("sidik alamat rahasia", max_length=64, unique=True)
    created_at = models.DateTimeField("dibuat", default=clock.now)
    ended_at = models.DateTimeField("diakhiri", null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["government", "person"], condition=Q(ended_at__isnull=True), name="calendarlink_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.created_at:%Y-%m-%d}"

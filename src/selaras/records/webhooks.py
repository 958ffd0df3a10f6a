"""Webhooks (kait): addresses outside that are told when something open to all has changed, and what was sent there."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from selaras.records import clock
from selaras.records.governments import Government

EVENTS = ("matter", "meeting", "follow_up", "working_group", "document")  # the sorts of subject one can hear of
WAITING, SENT, DEAD, DROPPED = "waiting", "sent", "dead", "dropped"


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints, narrowed to those that are told anything."""

    def running(self, government: Government) -> EndpointQuerySet:
        """Those of a government that nobody ended."""
        return self.filter(government=government, ended_at__isnull=True)


class Endpoint(models.Model):
    """One address that is told: of which sorts of subject, by which secret it knows us, which post registered it."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    url = models.CharField("alamat", max_length=500)
    note = models.CharField("keterangan", max_length=200, blank=True)
    events = models.JSONField("peristiwa", default=list)
    secret = models.CharField("rahasia", max_length=100)  # signs what is sent, so its hash would be of no use
    post = models.CharField("didaftarkan jabatan", max_length=90)
    created_at = models.DateTimeField("didaftarkan", default=clock.now)
    ended_at = models.DateTimeField("diakhiri", null=True, blank=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["government", "url"], condition=Q(ended_at__isnull=True), name="endpoint_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event for one endpoint, kept in the transaction of its act; its id stays the same when it is sent again."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    event = models.UUIDField("peristiwa", default=uuid4)
    type = models.CharField("macam", max_length=60)
    subject_type = models.CharField("jenis hal", max_length=32)
    subject_key = models.CharField("hal", max_length=40)
    happened_at = models.DateTimeField("terjadi")
    state = models.CharField("keadaan", max_length=10, default=WAITING)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    tried_at = models.DateTimeField("terakhir dicoba", null=True, blank=True)
    next_at = models.DateTimeField("dicoba lagi", null=True, blank=True)
    answer = models.CharField("jawaban terakhir", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_state_is_known", condition=Q(state__in=[WAITING, SENT, DEAD, DROPPED])
            ),
            models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_once_an_event"),
        ]
        indexes = [models.Index(fields=["endpoint", "state", "-id"], name="delivery_of_endpoint")]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_key}"

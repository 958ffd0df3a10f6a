"""Webhooks (kait): addresses outside that are told when something open to all has changed, and what was sent there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import models
from django.db.models import Max, Q

from selaras.records import clock
from selaras.records.governments import Government

SEAL = "seal"
EVENTS = ("matter", "meeting", "follow_up", "working_group", "document", SEAL)  # what one can hear of
WAITING, SENT, DEAD, DROPPED = "waiting", "sent", "dead", "dropped"


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints, narrowed to those that are told anything."""

    def running(self, government: Government) -> EndpointQuerySet:
        """Those of a government that nobody ended."""
        return self.filter(government=government, ended_at__isnull=True)


class Endpoint(models.Model):
    """One address that is told: of what, by which secret it knows us, which post registered it."""

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

    @property
    def host(self) -> str:
        """The name of the computer it leads to."""
        return urlsplit(self.url).hostname or self.url


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


@dataclass(frozen=True)
class Keeper:
    """An address outside that is sent every day's seal: its host, and the last one that it took."""

    host: str
    last: Delivery | None


def keepers_of_seals(government: Government) -> list[Keeper]:
    """Who outside is sent the seals of a government, and which each of them took last; two queries."""
    asked = [row for row in Endpoint.objects.running(government).order_by("created_at") if SEAL in row.events]
    sent = Delivery.objects.filter(endpoint__in=[row.pk for row in asked], subject_type=SEAL, state=SENT).order_by()
    newest = sent.values("endpoint").annotate(latest=Max("pk")).values("latest")
    taken = {row.endpoint_id: row for row in Delivery.objects.filter(pk__in=newest)}
    return [Keeper(row.host, taken.get(row.pk)) for row in asked]

"""Mail: what is put down to be sent, how each person wants to be told, and the digests that a post has had."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import models
from django.db.models import Q

from selaras.law.quiet import Quiet
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.notices import ANSWER, REMINDER, TERM, TURN
from selaras.records.people import Person

WAITING, SENDING, SENT, FAILED, BOUNCED, DROPPED = "waiting", "sending", "sent", "failed", "bounced", "dropped"
STATES = (WAITING, SENDING, SENT, FAILED, BOUNCED, DROPPED)
AT_ONCE, DIGEST, WORKSPACE = "at_once", "digest", "workspace"
WAYS = (AT_ONCE, DIGEST, WORKSPACE)
USUAL: Mapping[str, str] = {TURN: DIGEST, REMINDER: AT_ONCE, ANSWER: DIGEST, TERM: DIGEST}
EVENING, MORNING = time(20), time(6)
DIGEST_AT = time(7, 30)
ANSWER_LIMIT = 300


class Mail(models.Model):
    """A mail to the holder of a post, put down before it is sent; the address is looked up when it is.

    `about` names what it tells, so that the same is put down once. `guarded` are the lines that tell of subjects, each
    with what stands in its place as soon as its matter is withheld: [sort, key, line, neutral line].
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.CharField("jabatan", max_length=90)
    about = models.CharField("hal", max_length=200)
    subject = models.CharField("perihal", max_length=200)
    text = models.TextField("isi")
    guarded = models.JSONField("baris tentang berkas", default=list)
    message_id = models.CharField("tanda surel", max_length=200, unique=True)
    state = models.CharField("keadaan", max_length=10, default=WAITING)
    sent_to = models.EmailField("dikirim ke", blank=True)  # at the last attempt
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    next_at = models.DateTimeField("dicoba lagi", null=True, blank=True)
    tried_at = models.DateTimeField("dicoba terakhir", null=True, blank=True)
    answer = models.CharField("jawaban server", max_length=ANSWER_LIMIT, blank=True)
    made_at = models.DateTimeField("dibuat", default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "about"], name="mail_once"),
            models.CheckConstraint(name="mail_state_is_known", condition=Q(state__in=STATES)),
        ]
        indexes = [models.Index(fields=["government", "state", "next_at"], name="mail_waiting")]

    def __str__(self) -> str:
        return self.subject


class Mailbox(models.Model):
    """How a person wants to be told, and whether his address has refused a mail; who has none has what is usual.

    `before` is what he had chosen until the last change, so that it can be undone.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, models.PROTECT, related_name="mailbox")
    choices = models.JSONField("cara diberi tahu", default=dict)
    quiet_from = models.TimeField("tenang sejak", default=EVENING)
    quiet_to = models.TimeField("tenang sampai", default=MORNING)
    quiet_free = models.BooleanField("tenang pada hari libur", default=True)
    before = models.JSONField("pilihan sebelumnya", null=True, blank=True)
    turns_since = models.DateTimeField("giliran dikabarkan sejak", null=True, blank=True)
    refused_address = models.EmailField("alamat yang menolak", blank=True)
    refused_at = models.DateTimeField("menolak sejak", null=True, blank=True)
    refused_with = models.CharField("jawabannya", max_length=ANSWER_LIMIT, blank=True)

    def __str__(self) -> str:
        return str(self.person_id)

    @property
    def quiet(self) -> Quiet:
        """When nothing is to be sent to him."""
        return Quiet(self.quiet_from, self.quiet_to, self.quiet_free)

    def way(self, sort: str) -> str:
        """How he wants to be told of a sort of notice."""
        return str(self.choices.get(sort, USUAL[sort]))

    def wishes(self) -> dict[str, Any]:
        """All that he chose, as it is kept to be undone."""
        return {
            "choices": {sort: self.way(sort) for sort in USUAL},
            "quiet_from": self.quiet_from.isoformat("minutes"),
            "quiet_to": self.quiet_to.isoformat("minutes"),
            "quiet_free": self.quiet_free,
        }

    @property
    def refuses(self) -> bool:
        """Whether the address that the person has now has refused a mail, and nobody has confirmed it since."""
        return self.refused_at is not None and self.refused_address == self.person.email


def mailbox_of(person: Person) -> Mailbox:
    """How a person wants to be told; where he never chose, as is usual (and not kept)."""
    found = Mailbox.objects.filter(government=person.government_id, person=person).first()
    found = found or Mailbox(government_id=person.government_id)
    found.person = person
    return found


class DigestHour(models.Model):
    """The hour at which a post wants its digest, where it is not the usual one."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    post = models.CharField("jabatan", max_length=90)
    at = models.TimeField("pukul", default=DIGEST_AT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "post"], name="digesthour_once")]

    def __str__(self) -> str:
        return f"{self.post} {self.at}"


class Digest(models.Model):
    """A post's digest of a day: looked at once, whoever else looks; `mail` is None where there was nothing to tell."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    post = models.CharField("jabatan", max_length=90)
    day = models.DateField("hari")
    mail = models.OneToOneField(Mail, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "post", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.post} {self.day}"


def undelivered(government: Government) -> list[Mailbox]:
    """The persons whose address has refused a mail, the latest first."""
    rows = Mailbox.objects.filter(government=government, refused_at__isnull=False).select_related("person")
    return [row for row in rows.order_by("-refused_at", "pk") if row.refuses]


def overdue(government: Government, now: datetime) -> list[int]:
    """The mails that should have been tried by now."""
    rows = Mail.objects.filter(government=government, state__in=[WAITING, SENDING], next_at__lt=now)
    return list(rows.order_by("pk").values_list("pk", flat=True))

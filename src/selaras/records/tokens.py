"""Personal tokens: the secret by which a program acts for somebody in his post, kept only as its hash."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from selaras.records import clock, quick
from selaras.records.calendars import hash_of
from selaras.records.governments import Government
from selaras.records.people import Actor, Person, Tenure

BEGINNING = "selaras_"  # of every secret, so that one that leaked is known for what it is
SHOWN = 14  # characters of a secret by which its owner knows it again
SCOPES = ("baca", "berkas", "rapat", "hasil")  # read what the post reads; matters; meetings; follow-ups and groups


class TokenQuerySet(models.QuerySet["Token"]):
    """Tokens, narrowed to those that open something."""

    def running(self, government: Government) -> TokenQuerySet:
        """Those of a government that run on its day: not revoked, not over, of somebody still in that very tenure."""
        today = government.today()
        held = Tenure.objects.filter(government=government).on(today)
        return self.filter(
            government=government,
            revoked_at__isnull=True,
            expires_on__gte=today,
            tenure__in=held.values("pk"),
            tenure__person__user__is_active=True,
        )


class Token(models.Model):
    """One token of a person in one tenure, for some of what that post may do, until a day."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="tokens")
    name = models.CharField("nama", max_length=60)
    prefix = models.CharField("awal kunci", max_length=SHOWN)
    hashed = models.CharField("sidik kunci", max_length=64, unique=True)
    scopes = models.JSONField("cakupan", default=list)
    created_at = models.DateTimeField("dibuat", default=clock.now)
    expires_on = models.DateField("berlaku sampai")
    last_used_on = models.DateField("terakhir dipakai", null=True, blank=True)
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="token_has_a_name", condition=~Q(name=""))]
        indexes = [models.Index(fields=["tenure", "-created_at"], name="token_of_tenure")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"

    def runs_on(self, day: date) -> bool:
        """Whether it opens anything on `day`, as `TokenQuerySet.running` asks the database."""
        user = self.tenure.person.user
        known = user is not None and user.is_active and self.tenure.runs_on(day)
        return known and self.revoked_at is None and self.expires_on >= day


class Request(models.Model):
    """One request of a program that changed something: sent again it has no second effect and the same answer."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.CharField("kunci permintaan", max_length=64)
    digest = models.CharField("sidik isi", max_length=64)
    subject = models.CharField("hal", max_length=60, blank=True)  # its sort and key
    created_at = models.DateTimeField("diterima", default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "person", "key"], name="request_once")]
        indexes = [models.Index(fields=["government", "created_at"], name="request_days")]

    def __str__(self) -> str:
        return self.subject


def token_of(government: Government, secret: str) -> Token | None:
    """The token of that secret, if it opens anything today."""
    if not secret.startswith(BEGINNING):
        return None
    along = ("tenure", "tenure__person", "tenure__person__user")
    for found in quick.find(Token, *along, government_id=government.pk, hashed=hash_of(secret)):
        return found if found.runs_on(government.today()) else None
    return None


def actor_of(token: Token, government: Government) -> Actor:
    """Who acts with a token."""
    token.tenure.government = government
    return Actor(government, token.tenure.person, token.tenure)


def tokens_of(actor: Actor) -> list[Token]:
    """The tokens of the actor's own tenure, those that run first, the newest first."""
    rows = Token.objects.filter(government=actor.government, tenure=actor.tenure)
    return list(rows.order_by(F("revoked_at").desc(nulls_first=True), "-created_at", "-pk")[:100])

"""People and their tenures: rights hang on a post and its days, never on the account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from selaras.law.openness import Ground
from selaras.records import quick
from selaras.records.governments import Government, pack_of
from selaras.records.units import history

CAPACITIES = {"definitif": "", "plt": "Plt.", "plh": "Plh.", "pj": "Pj."}


class Person(models.Model):
    """Somebody who holds posts. Number, telephone and e-mail never leave this table for anything public."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person")
    name = models.CharField("nama", max_length=200)
    nip = models.CharField("NIP", max_length=18, blank=True)
    phone = models.CharField("telepon", max_length=30, blank=True)
    email = models.EmailField("surel", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "nip"], name="person_nip_once", condition=~Q(nip=""))
        ]

    def __str__(self) -> str:
        return self.name


class TenureQuerySet(models.QuerySet["Tenure"]):
    """Tenures, narrowed to a day."""

    def on(self, day: date) -> TenureQuerySet:
        """Those that run on `day`; one that was annulled never ran."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day, annulled=False)


class Tenure(models.Model):
    """A person holds a post in a capacity from a day to a day (W3C ORG Membership); it is ended, never deleted."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures")
    post = models.CharField("jabatan", max_length=90)
    capacity = models.CharField("kedudukan", max_length=10, default="definitif")
    valid_from = models.DateField("sejak")
    valid_to = models.DateField("sampai", null=True, blank=True)
    decree = models.CharField("nomor keputusan", max_length=100)
    annulled = models.BooleanField("dibatalkan", default=False)
    version = models.PositiveIntegerField("versi", default=1)

    objects = TenureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tenure_capacity_is_known", condition=Q(capacity__in=["definitif", "plt", "plh", "pj"])
            ),
            models.CheckConstraint(
                name="tenure_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["government", "person", "post", "valid_from"],
                name="tenure_once",
                condition=Q(annulled=False),
            ),
            models.UniqueConstraint(
                fields=["government", "post"],
                name="tenure_one_open_definitive_holder",
                condition=Q(capacity="definitif", valid_to__isnull=True, annulled=False),
            ),
        ]
        indexes = [models.Index(fields=["government", "post", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post} {self.capacity}"

    @property
    def unit(self) -> str:
        """The unit of the post."""
        return self.post.split("/")[0]

    def runs_on(self, day: date) -> bool:
        """Whether it runs on `day`, as `TenureQuerySet.on` asks the database."""
        return not self.annulled and self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


class OperatorQuerySet(models.QuerySet["Operator"]):
    """Operators, narrowed to a day."""

    def on(self, day: date) -> OperatorQuerySet:
        """Those whose task runs on `day`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class Operator(models.Model):
    """A post that prepares and records in another's name, which is named with it in every entry."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    post = models.CharField("jabatan operator", max_length=90)
    principal = models.CharField("untuk jabatan", max_length=90)
    valid_from = models.DateField("sejak")
    valid_to = models.DateField("sampai", null=True, blank=True)
    version = models.PositiveIntegerField("versi", default=1)

    objects = OperatorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="operator_is_another_post", condition=~Q(post=F("principal"))),
            models.CheckConstraint(
                name="operator_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["government", "post", "principal"],
                condition=Q(valid_to__isnull=True),
                name="operator_once_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["government", "post"]), models.Index(fields=["government", "principal"])]

    def __str__(self) -> str:
        return f"{self.post} -> {self.principal}"

    def runs_on(self, day: date) -> bool:
        """Whether the task runs on `day`, as `OperatorQuerySet.on` asks the database."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, in a post, in a capacity, for a government."""

    government: Government
    person: Person
    tenure: Tenure
    changed: bool = False  # he took this post with this very form, and looks once more before anything is done

    @property
    def post(self) -> str:
        """UNIT/POST in which he acts."""
        return self.tenure.post

    @property
    def unit(self) -> str:
        """The unit of that post."""
        return self.tenure.unit

    @property
    def capacity(self) -> str:
        """definitif, plt, plh or pj."""
        return self.tenure.capacity

    @cached_property
    def principals(self) -> frozenset[str]:
        """The posts in whose name he prepares and records today."""
        today = self.government.today()
        rows = quick.find(Operator, government_id=self.government.pk, post=self.post)
        return frozenset(row.principal for row in rows if row.runs_on(today))

    @property
    def posts(self) -> frozenset[str]:
        """The posts whose seats he may sit on: his own and his principals'."""
        return self.principals | {self.post}

    @cached_property
    def succeeded(self) -> frozenset[str]:
        """The units that ended and that his own succeeded, where he heads it."""
        past = history(self.government)
        head = past.on(self.government.today()).heads.get(self.unit)
        if head is None or head.code != self.post:
            return frozenset()
        return past.predecessors(self.unit, self.government.today())

    @property
    def title(self) -> str:
        """The post as it stands in writing, with Plt., Plh. or Pj. before it."""
        name = history(self.government).on(self.government.today()).name_of(self.post)
        return f"{CAPACITIES[self.capacity]} {name}".strip()

    @property
    def decides_openness(self) -> bool:
        """Whether the post belongs to a unit whose head decides what is withheld (PPID, or his superior)."""
        offices = pack_of(self.government).government.offices
        return self.unit in (offices.ppid, offices.ppid_superior)

    @property
    def kept_from(self) -> tuple[Ground, ...]:
        """The grounds on which what is withheld is read of the oversight by its head alone; none for him."""
        head = history(self.government).on(self.government.today()).heads.get(self.unit)
        if head is not None and head.code == self.post:
            return ()
        openness = pack_of(self.government).regulation_on(self.government.today()).openness
        return tuple(ground for ground in openness.grounds if ground.head_reads)

    @property
    def supervises(self) -> bool:
        """Whether the post belongs to the unit of oversight, which reads everything and alters nothing (Pasal 5)."""
        today = self.government.today()
        unit = history(self.government).on(today).units.get(self.unit)
        return unit is not None and unit.type in pack_of(self.government).regulation_on(today).supervisors


def holders(government: Government, posts: set[str], day: date) -> dict[str, Tenure]:
    """Who holds each of these posts on `day`; an acting officer stands before the one he replaces."""
    found: dict[str, Tenure] = {}
    rows = Tenure.objects.filter(government=government, post__in=posts).on(day).select_related("person")
    for tenure in rows.order_by("valid_from", "id"):
        kept = found.get(tenure.post)
        if kept is None or kept.capacity == "definitif" or tenure.capacity != "definitif":
            found[tenure.post] = tenure
    return found

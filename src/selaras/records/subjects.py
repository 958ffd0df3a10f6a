"""Subjects: what the law leads through states, and the seats of those who take part; every sort has its tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.people import Actor

DRAFT = "draft"
PHASES = ("draft", "open", "closed")


@dataclass(frozen=True)
class Stood:
    """How a subject stood at the end of a past day, and the state and phase in which it is today."""

    seats: list[Any]
    details: dict[str, Any]
    state_today: str
    phase_today: str


@dataclass
class Opened:
    """What a subject was opened with in this very request: nobody else has changed it, nothing else hangs on it."""

    seats: list[Any]
    files: list[Any] = field(default_factory=list)


class Subject(models.Model):
    """Something that goes by a procedure of the pack, from its draft to its end."""

    TYPE: ClassVar[str]  # what procedures and the ledger call its sort
    SAID: ClassVar[tuple[str, ...]] = ()  # the columns that every entry commits to

    stood: Stood | None = None  # what the ledger says of a past day, where the row was brought back to it
    opened: Opened | None = None  # what it was opened with, where that happened just now

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    regulation = models.CharField("peraturan", max_length=100)
    procedure = models.CharField("tata cara", max_length=60)
    state = models.CharField("keadaan", max_length=40, default=DRAFT)
    phase = models.CharField("tahap", max_length=10, default=DRAFT)
    state_since = models.DateTimeField("keadaan sejak", default=clock.now)
    version = models.PositiveIntegerField("versi", default=0)
    drafted_by = models.CharField("disusun oleh jabatan", max_length=90)
    closed_on = models.DateField("selesai", null=True, blank=True)
    outcome = models.CharField("hasil", max_length=100, blank=True)
    created_at = models.DateTimeField("dibuat", default=clock.now)
    updated_at = models.DateTimeField("diubah", auto_now=True)

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        """How the ledger names it."""
        return str(self.pk)

    def details(self) -> dict[str, Any]:
        """What else belongs to it and stands, as every entry commits to it."""
        return {}

    def seats(self) -> list[Any]:
        """Who takes part now, in order."""
        if self.stood:
            return [seat for seat in self.stood.seats if not seat.retired]
        return list(self.seat_rows.filter(retired=False).order_by("order"))  # type: ignore[attr-defined]

    def everyone(self) -> list[Any]:
        """Who takes part or did, in order."""
        if self.stood:
            return self.stood.seats
        return list(self.seat_rows.order_by("order"))  # type: ignore[attr-defined]


def closing_constraints() -> list[models.BaseConstraint]:
    """What the database refuses of any subject but a matter, which has constraints of its own."""
    return [
        models.CheckConstraint(name="%(class)s_phase_is_known", condition=Q(phase__in=PHASES)),
        models.CheckConstraint(
            name="%(class)s_draft_is_not_in_the_ledger",
            condition=Q(phase=DRAFT, version=0) | ~Q(phase=DRAFT) & Q(version__gte=1),
        ),
        models.CheckConstraint(
            name="%(class)s_closed_has_its_day",
            condition=Q(phase="closed", closed_on__isnull=False) | ~Q(phase="closed") & Q(closed_on__isnull=True),
        ),
    ]


class Seat(models.Model):
    """A post acting for a unit in a subject, with its role and its small state."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField("urutan")
    role = models.CharField("peran", max_length=20)
    unit = models.CharField("unit", max_length=64)
    post = models.CharField("jabatan", max_length=90, blank=True)
    external = models.BooleanField("di luar perangkat daerah", default=False)
    slot = models.CharField("keadaan peserta", max_length=40, blank=True)
    slot_since = models.DateTimeField("sejak", default=clock.now)
    kept = models.CharField("keadaan yang disimpan", max_length=40, blank=True)
    reminders = models.PositiveSmallIntegerField("pengingat", default=0)
    reminded_on = models.DateField("diingatkan terakhir", null=True, blank=True)
    leads = models.BooleanField("memimpin", default=False)
    retired = models.BooleanField("sudah diganti", default=False)
    turn = models.CharField("langkah yang ditunggu", max_length=40, blank=True)
    turn_post = models.CharField("ditunggu pada jabatan", max_length=90, blank=True)
    turn_since = models.DateTimeField("ditunggu sejak", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.unit} ({self.role})"

    def extra(self) -> list[Any]:
        """What this sort of seat says besides, as every entry commits to it."""
        return []

    @property
    def helpers(self) -> dict[str, str]:
        """The posts that help the holder here, each with what it may do: menyiapkan or bertindak."""
        return {}


def seat_constraints(*roles: str) -> list[models.BaseConstraint]:
    """What the database refuses of the seats of any subject but a matter."""
    return [
        models.UniqueConstraint(
            fields=["subject", "role", "unit", "post"], condition=Q(retired=False), name="%(class)s_once_in_a_role"
        ),
        models.CheckConstraint(name="%(class)s_role_is_known", condition=Q(role__in=roles)),
        models.CheckConstraint(name="%(class)s_has_a_post_or_is_external", condition=Q(external=True) | ~Q(post="")),
        models.CheckConstraint(name="%(class)s_retired_is_idle", condition=Q(retired=False) | Q(turn="", leads=False)),
        models.CheckConstraint(
            name="%(class)s_turn_has_its_day",
            condition=Q(turn="", turn_since__isnull=True) | ~Q(turn="") & Q(turn_since__isnull=False),
        ),
    ]


def seat_indexes() -> list[models.Index]:
    """By what lists look for seats."""
    return [
        models.Index(fields=["government", "turn_post", "turn_since"], condition=~Q(turn=""), name="%(class)s_turns"),
        models.Index(fields=["government", "post", "role"], name="%(class)s_posts"),
    ]


def seats_of(actor: Actor) -> Q:
    """Seats an actor sits on: of his post, of those he is operator for, of units that his own succeeded."""
    found = Q(post__in=actor.posts)
    return Q(retired=False) & (found | Q(unit__in=actor.succeeded) if actor.succeeded else found)


class SubjectQuerySet(models.QuerySet[Any]):
    """Subjects other than matters, narrowed to what somebody may see."""

    def of(self, government: Government) -> Self:
        """Those of one government."""
        return self.filter(government=government)

    def visible_to(self, actor: Actor | None) -> Self:
        """Those whose full page the actor may open: his own drafts, what he sits in; the supervisor all that began."""
        if actor is None:
            return self.none()
        mine = self.filter(government=actor.government)
        drafts = Q(phase=DRAFT, drafted_by__in=actor.posts)
        if actor.supervises and not actor.kept_from:
            return mine.filter(drafts | ~Q(phase=DRAFT))
        rows = self.model._meta.get_field("seat_rows").related_model
        seats = rows.objects.filter(seats_of(actor), government=actor.government)
        besides = ~self._kept(actor) if actor.supervises else self._also(actor)
        return mine.filter(drafts | ~Q(phase=DRAFT) & (Q(pk__in=seats.values("subject_id")) | besides))

    def _also(self, actor: Actor) -> Q:
        """Who else may open the page of this sort of subject."""
        return Q(pk__in=())

    def kept_from(self, actor: Actor) -> Self:
        """Those that the oversight leaves to its head, and that the actor does not read for another reason."""
        return self.filter(self._kept(actor), government=actor.government).exclude(
            pk__in=self.model._default_manager.all().visible_to(actor).values("pk")
        )

    def _kept(self, actor: Actor) -> Q:
        """What of this sort the oversight leaves to its head: what speaks of a matter that it leaves to him."""
        return Q(pk__in=())

    def locked(self, actor: Actor, **which: int | str) -> Any:
        """The one subject under lock, if the actor may see it. Raises DoesNotExist.

        What the actor may see is asked after the wait for the lock, of how it is then.
        """
        list(self.select_for_update(no_key=True).filter(government=actor.government, **which).values_list("pk"))
        return self.visible_to(actor).get(**which)


class SeatQuerySet(models.QuerySet[Any]):
    """Seats, narrowed to those on whom something waits."""

    def awaiting(self, actor: Actor) -> Self:
        """Those whose turn lies with the actor; the running seats of a unit that his own succeeded wait for him too."""
        awaited = ~Q(turn="") & Q(turn_post__in=actor.posts)
        if actor.succeeded:
            awaited |= Q(unit__in=actor.succeeded, subject__phase="open")
        return self.filter(awaited, government=actor.government, retired=False)

"""Audit: what the oversight asks of the ledger and the rows, each question one query, and the filters a unit keeps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from selaras.law.authority import ACTING
from selaras.law.procedures import PARTIES, Role
from selaras.law.types import Kind
from selaras.records import clock, lateness
from selaras.records.governments import Government, pack_of
from selaras.records.ledger import Entry, Reading
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import AgendaItem, Meeting
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.papers import Paper
from selaras.records.people import Actor
from selaras.records.subjects import DRAFT
from selaras.records.units import history
from selaras.records.withholdings import Withholding, standing_for

M = TypeVar("M", bound=models.Model)
FINDING = "Temuan atas "  # begins the reference by which the matter that follows a finding names what was found
NAME_LIMIT, QUERY_LIMIT = 80, 1000


class SavedFilter(models.Model):
    """A way to narrow the ledger that a unit of oversight keeps under a name; no part of the ledger."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    unit = models.CharField("unit", max_length=64)
    name = models.CharField("nama", max_length=NAME_LIMIT)
    query = models.CharField("saringan", max_length=QUERY_LIMIT, blank=True)
    made_by = models.CharField("disimpan oleh jabatan", max_length=90)
    made_at = models.DateTimeField("disimpan", default=clock.now)
    removed_at = models.DateTimeField("dihapus", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="savedfilter_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                fields=["government", "unit", "name"],
                condition=Q(removed_at__isnull=True),
                name="savedfilter_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def saved_by(actor: Actor) -> QuerySet[SavedFilter]:
    """The filters that the actor's unit keeps, by name."""
    return SavedFilter.objects.filter(government=actor.government, unit=actor.unit, removed_at__isnull=True).order_by(
        "name"
    )


@dataclass(frozen=True)
class Overseer:
    """Who sits at the desk, and what the oversight leaves to its head, if he is another, read once."""

    actor: Actor

    @property
    def government(self) -> Government:
        """Whose ledger it is."""
        return self.actor.government

    @property
    def reads(self) -> bool:
        """Whether he reads anything here at all."""
        return self.actor.supervises

    @cached_property
    def kept(self) -> dict[str, list[str]]:
        """What he does not read, by its sort and the key that the ledger has for it."""
        if not self.actor.kept_from:
            return {}
        sealed = Matter.objects.kept_from(self.actor).filter(number__isnull=False)
        found = {Matter.TYPE: [str(number) for number in sealed.values_list("number", flat=True)]}
        for sort in (Meeting, FollowUp, Withholding):
            rows: Any = sort.objects.filter(government=self.government)
            found[sort.TYPE] = [str(key) for key in rows.kept_from(self.actor).values_list("pk", flat=True)]
        about = reduce(or_, (Q(subject_type=sort, subject_key__in=keys) for sort, keys in found.items()))
        papers = Paper.objects.filter(about, government=self.government).values_list("pk", flat=True)
        return {**found, "paper": [str(key) for key in papers]}

    def without_kept(self, rows: QuerySet[M], sort: str, at: str = "pk") -> QuerySet[M]:
        """Rows but those that hang on what he does not read; `at` leads there ("matter")."""
        keys = self.kept.get(sort, [])
        return rows.exclude(**{f"{at}__isnull": False, f"{at}__in": keys}) if keys else rows


# The ledger


@dataclass(frozen=True)
class Sought:
    """How the ledger is narrowed; what is empty narrows nothing. Days are those of the government's zone."""

    since: date | None = None
    until: date | None = None
    unit: str = ""
    post: str = ""
    sort: str = ""
    step: str = ""
    strength: str = ""
    capacity: str = ""
    for_other: bool = False


def entries(who: Overseer, sought: Sought = Sought()) -> QuerySet[Entry]:
    """The entries that the oversight reads, narrowed: all but those on what it leaves to its head, if he is another.

    A unit, post or capacity is that of who recorded the act, or of the one for whom he did. Nothing for others.
    """
    if not who.reads:
        return Entry.objects.none()
    found = Entry.objects.filter(government=who.government)
    for sort, keys in who.kept.items():
        found = found.exclude(subject_type=sort, subject_key__in=keys)
    zone = who.government.zone
    if sought.since:
        found = found.filter(recorded_at__gte=datetime.combine(sought.since, time(), zone))
    if sought.until and sought.until < date.max:
        found = found.filter(recorded_at__lt=datetime.combine(sought.until + timedelta(days=1), time(), zone))
    if sought.unit:
        found = found.filter(Q(unit=sought.unit) | Q(on_behalf__isnull=False, on_behalf__unit=sought.unit))
    if sought.post:
        found = found.filter(Q(post=sought.post) | Q(on_behalf__isnull=False, on_behalf__post=sought.post))
    if sought.capacity:
        other = Q(on_behalf__isnull=False, on_behalf__capacity=sought.capacity)
        found = found.filter(Q(capacity=sought.capacity) | other)
    if sought.for_other:
        found = found.filter(on_behalf__isnull=False)
    for column, value in (("subject_type", sought.sort), ("step", sought.step), ("strength", sought.strength)):
        if value:
            found = found.filter(**{column: value})
    return found


# The questions of the desk, each the rows that it counts


def without_meeting(who: Overseer) -> QuerySet[Decision]:
    """Decisions that stand in a matter of which no meeting speaks whose minutes are signed, the newest first."""
    about = AgendaItem.matters.through.objects.filter(
        matter=OuterRef("matter"), agendaitem__meeting__signed_on__isnull=False
    )
    return _decisions(who).filter(~Exists(about), meeting__isnull=True)


def by_acting(who: Overseer, *, strategic: bool = False) -> QuerySet[Decision]:
    """Decisions that a Plt. or Plh. made, the newest first; asked so, only those that change a legal status."""
    found = _decisions(who).filter(capacity__in=sorted(ACTING))
    return found.exclude(aspects=[]) if strategic else found


def _decisions(who: Overseer) -> QuerySet[Decision]:
    """The decisions that stand and that the oversight reads."""
    if not who.reads:
        return Decision.objects.none()
    found: QuerySet[Decision] = Decision.objects.of(who.government).standing().select_related("matter", "meeting")
    found = who.without_kept(found.defer("matter__path", "matter__purpose"), Matter.TYPE, "matter__number")
    found = who.without_kept(found, Meeting.TYPE, "meeting")
    return found.order_by("-adopted_on", "-pk")


def withheld(who: Overseer) -> QuerySet[Withholding]:
    """What is withheld now, what is to be reviewed first standing first."""
    if not who.reads:
        return Withholding.objects.none()
    found = who.without_kept(standing_for(who.government), Withholding.TYPE).select_related("matter")
    return found.defer("matter__path", "matter__purpose").order_by("due_on", "pk")


def readings(who: Overseer) -> QuerySet[Reading]:
    """Who read a matter that is withheld, or on whose withholding he decided, the latest first."""
    if not who.reads:
        return Reading.objects.none()
    found = who.without_kept(Reading.objects.filter(government=who.government), Matter.TYPE, "matter")
    return found.order_by("-at", "-pk")


def late(who: Overseer) -> QuerySet[Participant]:
    """The seats in open matters on which something waits longer than their clock, the longest wait first."""
    if not who.reads:
        return Participant.objects.none()
    waiting: QuerySet[Participant] = lateness.late(who.government, Participant)
    return who.without_kept(waiting, Matter.TYPE, "matter__number").order_by("turn_since", "pk")


def overdue(who: Overseer) -> QuerySet[FollowUp]:
    """Follow-ups that are open though their day has passed, the oldest day first."""
    if not who.reads:
        return FollowUp.objects.none()
    rows: QuerySet[FollowUp] = FollowUp.objects.of(who.government).filter(
        phase="open", due_on__lt=who.government.today()
    )
    found = who.without_kept(rows, FollowUp.TYPE)
    return found.prefetch_related("seat_rows").order_by("due_on", "pk")


def outside(who: Overseer, rerouted: Collection[int]) -> QuerySet[Matter]:
    """Matters that go beside the pattern, the newest first: sent past a rung, between units that the matrix does not
    foresee, or (`rerouted`) through other offices than the mapping of today names.
    """
    if not who.reads:
        return Matter.objects.none()
    beside = ~Q(urgency="") | Q(pk__in=list(rerouted)) | _unforeseen(who.government)
    found = _matters(who).filter(beside)
    return found.defer("path", "purpose").order_by("-opened_on", "-pk")


def _matters(who: Overseer) -> QuerySet[Matter]:
    """The matters that were submitted and that the oversight reads."""
    rows: QuerySet[Matter] = Matter.objects.of(who.government).exclude(phase=DRAFT)
    return who.without_kept(rows, Matter.TYPE, "number")


def unforeseen(who: Overseer) -> set[int]:
    """Which matters are between units that the matrix does not foresee."""
    found = _matters(who).filter(_unforeseen(who.government))
    return set(found.values_list("pk", flat=True))


def _unforeseen(government: Government) -> Q:
    """Matters of a kind that a matrix does not foresee between the unit that opened them and one of their parties."""
    found = Q(pk__in=())
    units: dict[str, set[str]] = {}
    for unit in history(government).all_units:
        units.setdefault(unit.type, set()).add(unit.code)
    for regulation in pack_of(government).regulations:
        closed = {(cell.kind, cell.type) for cell in regulation.matrix if cell.answer == "not_foreseen"}
        for kind, type_ in sorted(closed, key=str):
            for one, mine in units.items():
                to = [
                    code
                    for other, theirs in units.items()
                    if (cell := regulation.matrix.lookup(one, other, kind, type_)) and cell.answer == "not_foreseen"
                    for code in theirs
                ]
                parties = Participant.objects.filter(
                    matter=OuterRef("pk"), unit__in=to, role__in=[*PARTIES], retired=False
                ).exclude(role=Role.OPENER)
                of = Q(regulation=regulation.code, kind=kind.value, opener_unit__in=mine)
                if to:
                    found |= Q(of, Q(type=type_) if type_ else Q(), Exists(parties))
    return found


def along_the_path(government: Government) -> QuerySet[Matter]:
    """The open matters whose path follows the mapping, with who takes part in them; three columns are left out."""
    rows = Matter.objects.of(government).filter(phase="open", kind=Kind.KOORDINATIF.value)
    return rows.defer("path", "purpose", "parties").order_by("pk").prefetch_related("participants")


def findings(who: Overseer, of: str = "") -> QuerySet[Matter]:
    """The matters by which the actor's unit follows findings, the newest first; those of one reference where asked."""
    if not who.reads:
        return Matter.objects.none()
    mine = _matters(who).filter(opener_unit=who.actor.unit)
    named = mine.filter(letter__number=of) if of else mine.filter(letter__number__startswith=FINDING)
    return named.select_related("letter").defer("path", "purpose").order_by("-opened_on", "-pk")


def reference(*, entry: int = 0, matter: str = "") -> str:
    """How the matter that follows a finding names what was found."""
    return f"{FINDING}catatan {entry}" if entry else f"{FINDING}berkas {matter}"

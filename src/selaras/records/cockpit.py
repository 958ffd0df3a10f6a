"""Cockpit: what a leader watches over, each question one query, and the rows behind every figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from selaras.law.authority import ACTING
from selaras.law.clocks import Calendar
from selaras.law.procedures import Role
from selaras.law.quarters import Quarter
from selaras.records.attendance import CALLED
from selaras.records.governments import Government, pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.lateness import over_their_clock
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.openness import (
    only_counted,
    open_to_all,
    public_decisions,
    public_follow_ups,
    public_groups,
    public_meetings,
)
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.people import Actor
from selaras.records.prepared import ask
from selaras.records.subjects import DRAFT
from selaras.records.units import history

AGES = (10, 30, 60)  # working days since a matter was opened, up to which it belongs to an age; then comes the last
ENDING = 60  # days before its end in which a working group is near it
UNEXCUSED = "absent"  # the small state of who did not come and gave no reason


@dataclass(frozen=True)
class Watch:
    """Of what units (None: of all, also those that ended) is asked, of which government."""

    government: Government
    units: frozenset[str] | None = None

    @cached_property
    def today(self) -> date:
        """The day in the government's zone."""
        return self.government.today()

    @property
    def calendar(self) -> Calendar:
        """The government's working days."""
        return history(self.government).calendar

    def among(self, column: str) -> Q:
        """What belongs to the units by a column of units."""
        return Q() if self.units is None else Q(**{f"{column}__in": sorted(self.units)})

    def held(self, column: str) -> Q:
        """What belongs to the units by a column of posts."""
        if self.units is None:
            return Q()
        posts = {post.code for post in history(self.government).all_posts if post.unit in self.units}
        return Q(**{f"{column}__in": sorted(posts)})


# Matters and whose turn it is


def matters(watch: Watch) -> QuerySet[Matter]:
    """The matters that the units opened and that run."""
    return Matter.objects.of(watch.government).filter(watch.among("opener_unit"), phase="open")


def opened(watch: Watch, quarter: Quarter) -> QuerySet[Matter]:
    """The matters that the units opened in a quarter."""
    days = Q(opened_on__range=(quarter.first, quarter.last))
    return Matter.objects.of(watch.government).filter(days, watch.among("opener_unit")).exclude(phase=DRAFT)


def closed(watch: Watch, quarter: Quarter) -> QuerySet[Matter]:
    """The matters of the units that came to their end in a quarter."""
    days = Q(closed_on__range=(quarter.first, quarter.last))
    return Matter.objects.of(watch.government).filter(days, watch.among("opener_unit"), phase="closed")


def turns(watch: Watch) -> QuerySet[Participant]:
    """The seats of the units in matters that run, whoever opened these, on which something waits."""
    rows: QuerySet[Participant] = Participant.objects.filter(
        watch.among("unit"), government=watch.government, retired=False, matter__phase="open"
    )
    return rows.exclude(turn="")


def late(watch: Watch) -> QuerySet[Participant]:
    """Those seats that are waited for longer than their clock."""
    return over_their_clock(watch.government, turns(watch))


def stuck(watch: Watch) -> QuerySet[Matter]:
    """The matters of the units that run although somebody stands against them: an objection nobody has answered, or
    one that was upheld, by the marks that the procedures give to what a participant said.
    """
    against = Q(pk__in=())
    for regulation in pack_of(watch.government).regulations:
        for procedure in (p for p in regulation.book.procedures if p.subject == Matter.TYPE):
            for role in Role:
                said = {
                    s.code for slot in procedure.slots if slot.of(role) for s in slot.states if s.mark == "objected"
                }
                if said:
                    mine = Q(matter__regulation=regulation.code, matter__procedure=procedure.code)
                    against |= mine & Q(role=role.value, slot__in=sorted(said))
    seats = Participant.objects.filter(against, matter=OuterRef("pk"), retired=False)
    return matters(watch).filter(Exists(seats))


def aged_in(watch: Watch, age: int) -> Q:
    """The matters of an age, by its number."""
    calendar, today = watch.calendar, watch.today
    found = Q()
    if age < len(AGES):
        found &= Q(opened_on__gte=calendar.before(today, AGES[age]))
    if age:
        found &= Q(opened_on__lt=calendar.before(today, AGES[age - 1]))
    return found


# What was decided, and what follows from it


def _of_role(role: Role) -> FilteredRelation:
    return FilteredRelation("seat_rows", condition=Q(seat_rows__role=role, seat_rows__retired=False))


def tasks(watch: Watch) -> QuerySet[FollowUp]:
    """The follow-ups that the units carry out and that are open."""
    rows: QuerySet[FollowUp] = FollowUp.objects.of(watch.government).annotate(owner=_of_role(Role.OWNER))
    return rows.filter(watch.among("owner__unit"), phase="open")


def tasks_late(watch: Watch) -> QuerySet[FollowUp]:
    """Those whose day has passed."""
    return tasks(watch).filter(due_on__lt=watch.today)


def tasks_about(watch: Watch, matter: int) -> QuerySet[FollowUp]:
    """The follow-ups of a matter and of what was decided on it that are open, whoever carries them out."""
    rows: QuerySet[FollowUp] = FollowUp.objects.of(watch.government).filter(phase="open")
    decisions = Decision.objects.of(watch.government).filter(Q(matter=matter) | Q(item__matters=matter))
    return rows.filter(Q(matter=matter) | Q(decision__in=decisions.values("pk")))


def tasks_of_last_month(watch: Watch) -> QuerySet[FollowUp]:
    """Those that came from the meetings of the month before."""
    return tasks(watch).filter(meeting__held_on__range=month_before(watch.today))


def month_before(today: date) -> tuple[date, date]:
    """The first and the last day of the month before that of a day."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def decided(watch: Watch, quarter: Quarter) -> QuerySet[Decision]:
    """The decisions that posts of the units made in a quarter."""
    days = Q(adopted_on__range=(quarter.first, quarter.last))
    return Decision.objects.of(watch.government).standing().filter(days, watch.held("decided_by"))


def by_acting(watch: Watch, quarter: Quarter) -> QuerySet[Decision]:
    """Those that a Plt. or Plh. made."""
    return decided(watch, quarter).filter(capacity__in=sorted(ACTING))


# Meetings and working groups


def without_minutes(watch: Watch) -> QuerySet[Meeting]:
    """The meetings that posts of the units led, that are over, and whose minutes nobody has signed."""
    rows: QuerySet[Meeting] = Meeting.objects.of(watch.government).annotate(chair=_of_role(Role.CHAIR))
    held = rows.filter(watch.among("chair__unit"), phase="open", held_on__isnull=False, signed_on__isnull=True)
    return held.exclude(state="running")


def absent(watch: Watch, quarter: Quarter) -> QuerySet[MeetingSeat]:
    """The seats of the units in meetings of a quarter to which nobody came, and nobody said why."""
    rows: QuerySet[MeetingSeat] = MeetingSeat.objects.filter(
        watch.among("unit"),
        government=watch.government,
        retired=False,
        role__in=CALLED,
        subject__held_on__range=(quarter.first, quarter.last),
    )
    return rows.annotate(stood=Coalesce(NullIf("kept", Value("")), "slot")).filter(stood=UNEXCUSED)


def ending(watch: Watch) -> QuerySet[WorkingGroup]:
    """The working groups led by posts of the units that end soon, or work on though their time has passed."""
    rows: QuerySet[WorkingGroup] = WorkingGroup.objects.of(watch.government).annotate(chair=_of_role(Role.CHAIR))
    soon = watch.today + timedelta(days=ENDING)
    return rows.filter(watch.among("chair__unit"), phase="open", ends_on__lte=soon)


def meetings_on(watch: Watch, day: date) -> QuerySet[Meeting]:
    """The meetings of a day to which posts of the units are called."""
    begins = datetime.combine(day, time(), watch.government.zone)
    seats = MeetingSeat.objects.filter(watch.among("unit"), subject=OuterRef("pk"), retired=False)
    rows: QuerySet[Meeting] = Meeting.objects.of(watch.government).filter(
        Exists(seats), phase="open", starts_at__gte=begins, starts_at__lt=begins + timedelta(days=1)
    )
    return rows.order_by("starts_at", "pk")


# What of the rows may be told to the reader one by one


def told(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """The rows that a list names; of the others the reader learns only how many there are.

    Of matters those that are neither withheld nor only counted, or that he may open; of all else what he may open and
    what is open to everybody. A request for a withholding changes nothing of what stood open when it came, so nobody
    sees that there is one; only a matter that was not open then and went on is not named.
    """
    government, sort = actor.government, rows.model
    if sort is Matter or sort is Participant:
        at = "" if sort is Matter else "matter__"
        held = Q(**{f"{at}held_until__gte": government.today(), f"{at}held_until__isnull": False})
        went_on = (
            held & ~Q(**{f"{at}held_state": F(f"{at}state")}) & ~open_to_all(government, Matter.TYPE, "title", at=at)
        )
        closed_ = Q(**{f"{at}withheld": True}) | only_counted(government, at=at) | went_on
        return rows.filter(~closed_ | Q(**{f"{at}pk__in": Matter.objects.visible_to(actor).values("pk")}))
    if sort is Decision:
        meetings = Meeting.objects.all().visible_to(actor).values("pk")
        read = Q(matter__in=Matter.objects.visible_to(actor).values("pk")) | Q(matter=None, meeting__in=meetings)
        return rows.filter(read | Q(pk__in=public_decisions(government).values("pk")))
    if sort is MeetingSeat:
        meetings = Meeting.objects.all().visible_to(actor).values("pk")
        return rows.filter(Q(subject__in=meetings) | Q(subject__in=public_meetings(government).values("pk")))
    public: Any = {FollowUp: public_follow_ups, Meeting: public_meetings, WorkingGroup: public_groups}[sort]
    opens = sort._default_manager.all().visible_to(actor).values("pk")
    return rows.filter(Q(pk__in=opens) | Q(pk__in=public(government).values("pk")))


def titled(government: Government, keys: list[int]) -> set[int]:
    """Of some matters those whose title everybody may read."""
    return set(ask(_titled, government, of=keys))


def _titled(government: Government, of: Sequence[int]) -> QuerySet[Any]:
    rows = Matter.objects.of(government).filter(open_to_all(government, Matter.TYPE, "title"), pk__in=of)
    return rows.filter(withheld=False).order_by().values_list("pk", flat=True)

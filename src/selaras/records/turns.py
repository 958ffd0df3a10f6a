"""Turns: what waits for somebody in subjects of every sort, and what waits for others; one query for each sort."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from selaras.records.documents import DocumentSeat
from selaras.records.governments import Government
from selaras.records.groups import GroupSeat
from selaras.records.matters import Link, Participant
from selaras.records.meetings import MeetingSeat
from selaras.records.notices import Notice
from selaras.records.outcomes import FollowUpSeat
from selaras.records.people import Actor
from selaras.records.withholdings import WithholdingSeat

SEATS: tuple[Any, ...] = (Participant, MeetingSeat, FollowUpSeat, GroupSeat, DocumentSeat, WithholdingSeat)
UNUSED = {Participant: ("matter__path", "matter__purpose"), MeetingSeat: ("subject__purpose",)}  # long, and not shown


def subject_of(seats: Any) -> str:
    """What a table of seats calls the subject that one sits in."""
    return "matter" if seats is Participant else "subject"


def awaiting(seats: Any, actor: Actor) -> QuerySet[Any]:
    """The seats of one sort whose turn lies with the actor, each with its subject."""
    found: QuerySet[Any] = seats.objects.awaiting(actor).select_related(subject_of(seats))
    return found.defer(*UNUSED.get(seats, ())).order_by("turn_since", "pk")


def count(actor: Actor) -> int:
    """How much waits for the actor in all sorts of subjects; one query."""
    first, *others = (seats.objects.awaiting(actor).order_by().values_list("pk") for seats in SEATS)
    found: QuerySet[Any] = first.union(*others, all=True)
    return found.count()


def tasks_below(government: Government, matters: Collection[int]) -> set[tuple[int, str]]:
    """Of some matters those in which a post gave its task on to one below that is still at it: matter and post."""
    links = Link.objects.filter(source__government=government, source__in=matters, kind="child")
    return set(links.exclude(target__phase="closed").values_list("source_id", "target__opener_post"))


def of_others(seats: Any, actor: Actor) -> QuerySet[Any]:
    """In the open subjects of one sort the actor's post takes part in, those others on whom something waits."""
    name = subject_of(seats)
    mine = seats.objects.filter(government=actor.government, post=actor.post, retired=False)
    mine = mine.filter(**{f"{name}__phase": "open"})
    found: QuerySet[Any] = seats.objects.filter(
        government=actor.government, **{f"{name}__in": mine.values(f"{name}_id")}
    ).exclude(Q(turn="") | Q(turn_post=actor.post))
    return found.select_related(name).defer(*UNUSED.get(seats, ())).order_by("turn_since", "pk")


def unread(actor: Actor) -> QuerySet[Notice]:
    """What the actor's posts were told and have not put aside, the newest first."""
    mine = Notice.objects.filter(government=actor.government, post__in=actor.posts, read_at__isnull=True)
    return mine.order_by("-made_at", "-pk")

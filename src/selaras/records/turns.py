"""Turns: what waits for somebody in subjects of every sort, and what waits for others; one query for each sort."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value

from selaras.records.documents import DocumentSeat
from selaras.records.governments import Government
from selaras.records.groups import GroupSeat
from selaras.records.matters import Link, Matter, Participant
from selaras.records.meetings import MeetingSeat
from selaras.records.notices import ESCALATION, Notice
from selaras.records.outcomes import FollowUpSeat
from selaras.records.people import Actor
from selaras.records.prepared import ask
from selaras.records.withholdings import WithholdingSeat

SEATS: tuple[Any, ...] = (Participant, MeetingSeat, FollowUpSeat, GroupSeat, DocumentSeat, WithholdingSeat)
UNUSED = {Participant: ("matter__path", "matter__purpose"), MeetingSeat: ("subject__purpose",)}  # long, and not shown


def subject_of(seats: Any) -> str:
    """What a table of seats calls the subject that one sits in."""
    return "matter" if seats is Participant else "subject"


FOLDERS = {
    "meeting": "rapat",
    "follow_up": "tindak-lanjut",
    "working_group": "gugus-kerja",
    "document": "naskah",
    "withholding": "pengecualian",
}


def place_of(subject: Any) -> str:
    """The address of a subject's page in the workspace."""
    if subject.TYPE == Matter.TYPE:
        return f"/kerja/berkas/{subject.number}/"
    return f"/kerja/{FOLDERS[subject.TYPE]}/{subject.pk}/"


@dataclass(frozen=True)
class _Hands:
    """All that is asked of an actor to know what waits for him."""

    government: Government
    post: str
    posts: Sequence[str]
    succeeded: Sequence[str]


def _codes(actor: Actor) -> tuple[int, list[str]]:
    """How many posts somebody sits on, and the codes: his own, all of them, the units that his own succeeded."""
    return len(actor.posts), [actor.post, *sorted(actor.posts), *sorted(actor.succeeded)]


def _hands(government: Government, posts: int, of: Sequence[str]) -> Any:
    return _Hands(government, of[0], of[1 : posts + 1], of[posts + 1 :])


def awaiting(seats: Any, actor: Actor) -> list[Any]:
    """The seats of one sort whose turn lies with the actor, each with its subject."""
    posts, codes = _codes(actor)
    return ask(_awaiting, actor.government, seats, posts, of=codes)


def _awaiting(government: Government, seats: Any, posts: int, of: Sequence[str]) -> QuerySet[Any]:
    waiting = seats.objects.awaiting(_hands(government, posts, of)).select_related(subject_of(seats))
    found: QuerySet[Any] = waiting.defer(*UNUSED.get(seats, ())).order_by("turn_since", "pk")
    return found


def count(actor: Actor) -> int:
    """How much waits for the actor in all sorts of subjects; one query."""
    posts, codes = _codes(actor)
    return sum(many for (many,) in ask(_counts, actor.government, posts, of=codes))


def _counts(government: Government, posts: int, of: Sequence[str]) -> QuerySet[Any]:
    hands = _hands(government, posts, of)
    waiting = (seats.objects.awaiting(hands).order_by().annotate(every=Value(1)) for seats in SEATS)
    first, *others = (rows.values("every").annotate(many=Count("pk")).values_list("many") for rows in waiting)
    found: QuerySet[Any] = first.union(*others, all=True)
    return found


def tasks_below(government: Government, matters: Collection[int]) -> set[tuple[int, str]]:
    """Of some matters those in which a post gave its task on to one below that is still at it: matter and post."""
    links = Link.objects.filter(source__government=government, source__in=matters, kind="child")
    return set(links.exclude(target__phase="closed").values_list("source_id", "target__opener_post"))


def of_others(seats: Any, actor: Actor) -> list[Any]:
    """In the open subjects of one sort the actor's post takes part in, those others on whom something waits."""
    return ask(_of_others, actor.government, seats, of=[actor.post])


def _of_others(government: Government, seats: Any, of: Sequence[str]) -> QuerySet[Any]:
    name = subject_of(seats)
    mine = seats.objects.filter(government=government, post__in=of, retired=False)
    mine = mine.filter(**{f"{name}__phase": "open"})
    found: QuerySet[Any] = seats.objects.filter(
        government=government, **{f"{name}__in": mine.values(f"{name}_id")}
    ).exclude(Q(turn="") | Q(turn_post__in=of))
    return found.select_related(name).defer(*UNUSED.get(seats, ())).order_by("turn_since", "pk")


def unread(actor: Actor) -> QuerySet[Notice]:
    """What the actor's posts were told and have not put aside, the newest first."""
    mine = Notice.objects.filter(government=actor.government, post__in=actor.posts, read_at__isnull=True)
    return mine.order_by("-made_at", "-pk")


def news(actor: Actor) -> QuerySet[Any]:
    """What is unread, with a reminder that a later one of the same subject stands for (`superseded`) at the end."""
    told = Notice.objects.filter(government=actor.government, kind__startswith=ESCALATION)
    same = {name: OuterRef(name) for name in ("post", "subject_type", "subject_key")}
    superseded = Q(kind__startswith=ESCALATION) & Exists(told.filter(pk__gt=OuterRef("pk"), **same))
    annotated = unread(actor).annotate(superseded=ExpressionWrapper(superseded, output_field=BooleanField()))
    return annotated.order_by("superseded", "-made_at", "-pk")

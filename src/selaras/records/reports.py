"""Reports: lists and figures that pages show, each one query over the records."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from selaras.records.governments import Government
from selaras.records.ledger import Entry
from selaras.records.matters import Matter, Participant, without_blanks
from selaras.records.people import Actor

_NUMBER = re.compile(r"(?:(\d{4})-)?0*(\d{1,9})", re.ASCII)


def journey(matter: Matter) -> list[Entry]:
    """The ledger's entries of a matter with their texts, the newest first."""
    entries = Entry.objects.filter(government=matter.government, subject_type="matter", subject_key=matter.number or "")
    return list(entries.order_by("-number").prefetch_related("secrets"))


def entries_of(government: Government, subject_type: str, keys: Iterable[str]) -> list[Entry]:
    """The ledger's entries of some subjects of one type with their texts, the newest first."""
    entries = Entry.objects.filter(government=government, subject_type=subject_type, subject_key__in=list(keys))
    return list(entries.order_by("-number").prefetch_related("secrets"))


def turns_of_others(actor: Actor) -> QuerySet[Participant]:
    """In the open matters the actor's post takes part in, those on whom something waits and it is not he."""
    mine = Participant.objects.filter(government=actor.government, matter__phase="open", post=actor.post, retired=False)
    return (
        Participant.objects.filter(government=actor.government, matter__in=mine.values("matter_id"))
        .exclude(Q(turn="") | Q(turn_post=actor.post))
        .select_related("matter")
        .defer("matter__path", "matter__purpose")
        .order_by("turn_since", "pk")
    )


def drafts(actor: Actor) -> QuerySet[Matter]:
    """The drafts the actor may go on with: those of his post, and those that wait for his signature."""
    return Matter.objects.drafts_of(actor).defer("path", "purpose").order_by("-updated_at")


def recently_closed(actor: Actor) -> QuerySet[Matter]:
    """The closed matters the actor's post took part in, the newest first."""
    mine = Participant.objects.filter(government=actor.government, post=actor.post, retired=False)
    return (
        Matter.objects.of(actor.government)
        .filter(phase="closed", pk__in=mine.values("matter_id"))
        .defer("path", "purpose")
        .order_by("-closed_on", "-pk")
    )


def for_oversight(actor: Actor) -> QuerySet[Matter]:
    """All submitted matters, the newest change first, for who supervises (Pasal 5); nothing for others."""
    if not actor.supervises:
        return Matter.objects.none()
    return Matter.objects.visible_to(actor).exclude(phase="draft").defer("path", "purpose").order_by("-updated_at")


def matters_of(actor: Actor, *, kind: str = "", phase: str = "", words: str = "") -> QuerySet[Matter]:
    """The submitted matters the actor may read, the newest change first, each with its `turns`.

    `words` finds by number ("2026-00012", "2026-12", "12"), by a part of the letter's number or sender, or by
    words that all stand in the title.
    """
    found = Matter.objects.visible_to(actor).exclude(phase="draft")
    found = found.filter(**{name: value for name, value in (("kind", kind), ("phase", phase)) if value})
    if words:
        letter = Q(letter__number__icontains=without_blanks(words)) | Q(letter__sender__icontains=words)
        found = found.filter(_titled(words) | _numbered(words) | letter)
    turns = Participant.objects.exclude(turn="").order_by("order")
    return (
        found.select_related("letter")
        .defer("path", "purpose")
        .order_by("-updated_at", "-pk")
        .prefetch_related(Prefetch("participants", turns, to_attr="turns"))
    )


def _titled(words: str) -> Q:
    said = Q()
    for word in words.split():
        said &= Q(title__icontains=word)
    return said


def _numbered(words: str) -> Q:
    number = _NUMBER.fullmatch(words)
    if number is None:
        return Q(pk__in=())
    year, count = number.groups()
    return Q(number=f"{year}-{int(count):05d}") if year else Q(number__endswith=f"-{int(count):05d}")

"""Reports: lists and figures that pages show, each one query over the records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.fields.json import KT

from selaras.records.documents import Document
from selaras.records.files import File, files_of_subject
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.ledger import NOT_DEFINITIVE, Entry
from selaras.records.matters import Link, Matter, Participant, without_blanks
from selaras.records.meetings import AgendaItem, Meeting
from selaras.records.openness import (
    public_decisions,
    public_documents,
    public_follow_ups,
    public_groups,
    public_matters,
    public_meetings,
)
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.past import by_then, stand
from selaras.records.people import Actor
from selaras.records.prepared import ask
from selaras.records.subjects import DRAFT, Subject

_NUMBER = re.compile(r"(?:(\d{4})-)?0*(\d{1,9})", re.ASCII)


def journey(subject: Subject) -> list[Entry]:
    """The ledger's entries of a subject with their texts, the newest first."""
    return entries_of(subject.government, subject.TYPE, [subject.key])


def entries_of(government: Government, subject_type: str, keys: Iterable[str]) -> list[Entry]:
    """The ledger's entries of some subjects of one type with their texts, the newest first."""
    entries = Entry.objects.filter(government=government, subject_type=subject_type, subject_key__in=list(keys))
    return list(by_then(entries, government, "recorded_at").order_by("-number").prefetch_related("secrets"))


def files_of_steps(subject: Subject, steps: Iterable[str]) -> QuerySet[File]:
    """The files that came with some steps of a subject, the newest first."""
    mine = Entry.objects.filter(government=subject.government, subject_type=subject.TYPE, subject_key=subject.key)
    return by_then(files_of_subject(subject), subject.government).filter(
        entry__in=mine.filter(step__in=list(steps)).values("number")
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


@dataclass
class Thread:
    """All that hangs on a matter, from the question to the evaluation; rows know whether they are `public` and `opens`.

    `public` says that everybody may see the row, `opens` that the reader may open its page in the workspace.
    """

    matter: Matter
    links: list[tuple[str, bool, Matter]] = field(default_factory=list)  # kind, whether it leads from here, which
    meetings: list[Meeting] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    groups: list[WorkingGroup] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    follow_ups: list[Any] = field(default_factory=list)  # each with its `evidence`, the number of its files
    closing: Entry | None = None  # the act that closed the matter, with its words


def thread(matter: Matter, actor: Actor | None = None) -> Thread:
    """The thread of one matter."""
    return threads([matter], actor)[0]


def threads(matters: Sequence[Matter], actor: Actor | None = None) -> list[Thread]:
    """The threads of some matters of one government, for a reader; as many queries however much hangs on them."""
    found = {matter.pk: Thread(matter) for matter in matters}
    if not found:
        return []
    government = matters[0].government
    links = Link.objects.filter(Q(source__in=found) | Q(target__in=found), government=government)
    for link in by_then(links, government).order_by("pk"):
        for own, other, outward in ((link.source_id, link.target_id, True), (link.target_id, link.source_id, False)):
            if own in found:
                found[own].links.append((link.kind, outward, Matter(pk=other)))
    _fill_links(found, government, actor)
    hanging: dict[str, list[tuple[int, int]]] = {}
    for sort, matter, key in ask(_hanging, government, of=list(found)):
        hanging.setdefault(sort, []).append((matter, key))
    for sort, pairs in hanging.items():  # what nothing hangs of is not asked for
        keys = list(dict.fromkeys(key for _matter, key in pairs))
        read = _read(sort, government, actor, keys)
        rows = {row.pk: row for row in (read if sort == "decisions" else stand(read, government))}
        for key, row in rows.items():
            for matter in dict.fromkeys(matter for matter, other in pairs if other == key):
                getattr(found[matter], sort).append(row)
    _fill_evidence(found, government)
    _fill_closing(found, government)
    return list(found.values())


# What hangs on a matter, by its name in a thread; of each sort in which order it is told.
_ORDER = {
    "meetings": ("starts_at", "pk"),
    "decisions": ("adopted_on", "pk"),
    **dict.fromkeys(("groups", "documents", "follow_ups"), ("created_at", "pk")),
}
_PUBLIC: dict[str, Callable[[Government], QuerySet[Any]]] = {
    "meetings": public_meetings,
    "decisions": public_decisions,
    "groups": public_groups,
    "documents": public_documents,
    "follow_ups": public_follow_ups,
    "matters": lambda government: public_matters(government).filter(withheld=False),
}


def _hanging(government: Government, of: Sequence[int]) -> QuerySet[Any]:
    """What hangs on some matters, by sort, matter and key."""
    about: QuerySet[Any] = AgendaItem.matters.through.objects.filter(matter__in=of)
    first = about.annotate(sort=Value("meetings")).values_list("sort", "matter_id", "agendaitem__meeting_id")
    decisions = Decision.objects.of(government).standing().filter(adopted_on__lte=government.today())
    tables: Sequence[tuple[str, QuerySet[Any]]] = (
        ("decisions", decisions),
        ("groups", WorkingGroup.objects.of(government)),
        ("documents", Document.objects.of(government)),
        ("follow_ups", FollowUp.objects.of(government)),
    )
    others = (
        rows.filter(matter__in=of).order_by().annotate(sort=Value(sort)).values_list("sort", "matter_id", "pk")
        for sort, rows in tables
    )
    found: QuerySet[Any] = first.order_by().union(*others, all=True)
    return found


def _read(sort: str, government: Government, actor: Actor | None, keys: Sequence[int]) -> list[Any]:
    """The rows of a sort that hang on matters, each knowing whether it is `public`, and whether the reader `opens` it.

    What everybody sees is a question that is kept; what somebody opens depends on who he is.
    """
    if actor is None or sort == "decisions":
        return ask(_public_read, government, sort, of=keys)
    return list(_for_reader(sort, government, actor, keys))


def _public_read(government: Government, sort: str, of: Sequence[int]) -> QuerySet[Any]:
    return _for_reader(sort, government, None, of)


def _for_reader(sort: str, government: Government, actor: Actor | None, of: Sequence[int]) -> QuerySet[Any]:
    """Rows that are no drafts, each knowing whether it is public and whether the reader opens it."""
    public = _PUBLIC[sort](government)
    rows = public.model._default_manager.all()
    found: QuerySet[Any] = (
        rows.filter(government=government, pk__in=of)
        .annotate(public=Exists(public.filter(pk=OuterRef("pk"))))
        .order_by(*_ORDER.get(sort, ()))
    )
    if sort == "decisions":
        return found
    opens = rows.visible_to(actor)
    found = found.defer("path", "purpose") if sort == "matters" else found
    found = found.exclude(phase=DRAFT).annotate(opens=Exists(opens.filter(pk=OuterRef("pk"))))
    return found


def _fill_links(found: dict[int, Thread], government: Government, actor: Actor | None) -> None:
    pks = list(dict.fromkeys(other.pk for thread in found.values() for _kind, _outward, other in thread.links))
    others = {row.pk: row for row in stand(_read("matters", government, actor, pks), government)} if pks else {}
    for thread in found.values():
        thread.links = [(kind, way, others[other.pk]) for kind, way, other in thread.links if other.pk in others]


def _fill_evidence(found: dict[int, Thread], government: Government) -> None:
    keys = [row.key for thread in found.values() for row in thread.follow_ups]
    files = File.objects.filter(government=government, subject_type=FollowUp.TYPE, subject_key__in=keys)
    counted = dict(by_then(files, government).values_list("subject_key").annotate(n=Count("pk")))
    for thread in found.values():
        for row in thread.follow_ups:
            row.evidence = counted.get(row.key, 0)


def _fill_closing(found: dict[int, Thread], government: Government) -> None:
    closed = {thread.matter.key: thread for thread in found.values() if thread.matter.phase == "closed"}
    acts = Entry.objects.filter(government=government, subject_type=Matter.TYPE, subject_key__in=closed)
    ending = by_then(acts, government, "recorded_at").filter(
        state_after__in={thread.matter.state for thread in closed.values()}
    )
    for entry in ending.exclude(state_before=F("state_after")).order_by("number").prefetch_related("secrets"):
        closed[entry.subject_key].closing = entry


def cancellations(government: Government, meetings: Iterable[Meeting]) -> dict[int, str]:
    """Why those of some meetings that were called off were called off, in the words of the act; no query without."""
    off = {row.key: row.pk for row in meetings if row.state == "cancelled"}
    if not off:
        return {}
    acts = Entry.objects.filter(government=government, subject_type=Meeting.TYPE, subject_key__in=off)
    ending = by_then(acts, government, "recorded_at").filter(state_after="cancelled").exclude(state_before="cancelled")
    return {off[act.subject_key]: str(act.texts.get("text", "")) for act in ending.prefetch_related("secrets")}


def under_acting_authority(government: Government, capacities: Sequence[str]) -> QuerySet[Any]:
    """Entries by acting officers, or recorded for them, the newest first: with `by_post`, `by_unit` and `by_capacity`.

    Who records for another acts under the other's authority, unless he is an acting officer himself.
    """

    def whose(name: str) -> Case:
        own = When(Q(capacity__in=capacities), then=F(name))
        return Case(own, default=KT(f"on_behalf__{name}"), output_field=CharField())

    found: QuerySet[Any] = Entry.objects.filter(NOT_DEFINITIVE, government=government).annotate(
        by_post=whose("post"), by_unit=whose("unit"), by_capacity=whose("capacity")
    )
    return found.filter(by_capacity__in=capacities).order_by("-number")


def duties_of(government: Government, post: str) -> QuerySet[Matter]:
    """The matters by which a leader did a duty of Pasal 19 towards those in his span, the newest first."""
    towards = Participant.objects.filter(role="counterpart", retired=False).order_by("order")
    return (
        Matter.objects.of(government)
        .filter(opener_post=post)
        .exclude(Q(duty="") | Q(phase=DRAFT))
        .defer("path", "purpose")
        .order_by("-opened_on", "-pk")
        .prefetch_related(Prefetch("participants", towards, to_attr="towards"))
    )

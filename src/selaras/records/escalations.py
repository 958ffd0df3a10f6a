"""Escalations: which levels of notice a wait has come to, each once; what was told has its entry in the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from selaras.law.organisation import Organisation
from selaras.law.regulation import Regulation
from selaras.law.words import Sentence, say, word
from selaras.records.governments import Government, pack_of
from selaras.records.lateness import late
from selaras.records.ledger import Entry
from selaras.records.past import by_then
from selaras.records.turns import subject_of

ESCALATED = "eskalasi"  # the step of its entries


class Escalation(models.Model):
    """A level of one wait, the turn that a seat has had `since` a moment.

    `told` is the post that was told; it is empty where one notice stood for several levels, of which the post was told
    the highest alone, and where the path has nobody to tell: only then there is no entry.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    sort = models.CharField("macam", max_length=32)
    subject = models.PositiveBigIntegerField("hal")
    seat = models.PositiveSmallIntegerField("urutan peserta")
    since = models.DateTimeField("ditunggu sejak")
    level = models.CharField("tingkat", max_length=40)
    told = models.CharField("diberitahukan kepada", max_length=90, blank=True)
    entry = models.PositiveBigIntegerField("catatan buku besar", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["government", "sort", "subject", "seat", "since", "level"], name="escalation_once"
            ),
            models.UniqueConstraint(
                fields=["government", "entry"], condition=~Q(told=""), name="escalation_one_notice_an_entry"
            ),
            models.CheckConstraint(name="escalation_told_has_its_entry", condition=Q(told="") | Q(entry__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.subject}/{self.seat} {self.level}"


def of_wait(subject: Any, seat: Any) -> QuerySet[Escalation]:
    """The levels that the present wait for a seat has come to."""
    return Escalation.objects.filter(
        government=subject.government, sort=subject.TYPE, subject=subject.pk, seat=seat.order, since=seat.turn_since
    )


def told_of(subjects: Collection[Any]) -> list[Any]:
    """What was told of some subjects of any sort, the oldest first, each `at` the moment of its entry; one query."""
    about = Q()
    for sort in {subject.TYPE for subject in subjects}:
        about |= Q(sort=sort, subject__in=[subject.pk for subject in subjects if sort == subject.TYPE])
    if not about:
        return []
    entry = Entry.objects.filter(government=OuterRef("government"), number=OuterRef("entry"))
    government = next(iter(subjects)).government
    rows = Escalation.objects.filter(about, government=government).exclude(told="")
    rows = by_then(rows.annotate(at=Subquery(entry.values("recorded_at"))), government, "at")
    return list(rows.order_by("entry"))


def due(government: Government, seats: Any) -> list[int]:
    """The seats of one sort that have come to a level nobody looked at yet, the longest wait first; no row is read."""
    name = subject_of(seats)
    sort = seats._meta.get_field(name).related_model.TYPE
    found: dict[int, None] = {}
    for regulation in pack_of(government).regulations:
        for level in regulation.escalation.levels:
            seen = Escalation.objects.filter(
                government=government,
                sort=sort,
                subject=OuterRef(f"{name}_id"),
                seat=OuterRef("order"),
                since=OuterRef("turn_since"),
                level=level.code,
            )
            rows = late(government, seats, level.after).filter(
                ~Exists(seen), **{f"{name}__regulation": regulation.code}
            )
            found |= dict.fromkeys(rows.order_by("turn_since", "pk").values_list("pk", flat=True))
    return list(found)


def done_of(regulation: Regulation, said: dict[str, Any]) -> Sentence:
    """What was done at the level of an entry, in the words of the pack, or in its own where the pack has it no more."""
    level = regulation.escalation.level(str(said["level"]))
    return word(level.done if level else str(said["words"]))


def sentence_of(regulation: Regulation, said: dict[str, Any], then: Organisation) -> Sentence:
    """An entry as the journey tells it: that somebody was told, and on whom the subject waits; silence, no blame."""
    return say("{done}: masih menunggu {name}", done=done_of(regulation, said), name=then.name_of(str(said["awaited"])))


def of_now(entries: Iterable[Entry], seats: Iterable[Any]) -> list[tuple[Entry, dict[str, Any]]]:
    """Of the entries of a subject those that tell of waits that still last, the oldest first, with what they say."""
    since = {seat.order: seat.turn_since for seat in seats if seat.turn and not seat.retired}
    found = []
    for entry in sorted((entry for entry in entries if entry.step == ESCALATED), key=lambda one: one.number):
        said: Any = entry.texts.get("escalation")
        if said and since.get(said["seat"]) == datetime.fromisoformat(said["since"]):
            found.append((entry, said))
    return found

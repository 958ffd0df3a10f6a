"""What rests on a provision: the acts in the ledger whose ground is a clause, as far as everybody may see them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast

from selaras.records.documents import Document
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.ledger import Entry
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.openness import (
    open_to_all,
    public_documents,
    public_follow_ups,
    public_groups,
    public_matters,
    public_meetings,
)
from selaras.records.outcomes import FollowUp
from selaras.records.past import by_then

# Sorts that have no journey of their own on the public pages: of them only what moves their state is seen.
MOVED = {
    Meeting.TYPE: public_meetings,
    FollowUp.TYPE: public_follow_ups,
    WorkingGroup.TYPE: public_groups,
    Document.TYPE: public_documents,
}
MAPPING = "coordination"  # the mapping of coordinators, which has no row of its own and is open as a whole


def journeys(government: Government) -> QuerySet[Matter]:
    """The matters whose journey everybody may see, act by act."""
    found: QuerySet[Matter] = public_matters(government).filter(withheld=False)
    return found.filter(open_to_all(government, Matter.TYPE, "journey"))


def resting(government: Government, cites: Collection[str], regulation: str = "") -> QuerySet[Entry]:
    """The public acts whose ground is one of these citations, of subjects under a regulation where one is named.

    The newest first. An act on a matter counts once its journey is open, any other once it moved a public subject from
    one state to another.
    """
    under = {"regulation": regulation} if regulation else {}
    mine = Entry.objects.filter(government=government, cite__in=sorted(cites))
    numbered = When(subject_type__in=MOVED, then=Cast("subject_key", BigIntegerField()))
    mine = by_then(mine, government, "recorded_at").annotate(subject_pk=Case(numbered))
    seen = Q(subject_type=MAPPING)
    told = journeys(government).filter(number=OuterRef("subject_key"), **under)
    seen |= Q(subject_type=Matter.TYPE) & Q(Exists(told))
    for sort, rows in MOVED.items():
        open_rows = rows(government).filter(pk=OuterRef("subject_pk"), **under)
        seen |= Q(subject_type=sort) & ~Q(state_before=F("state_after")) & Q(Exists(open_rows))
    # Sorted by a figure that no index has, or a database would walk through the whole ledger for some rare ground.
    found: QuerySet[Entry] = mine.filter(seen).defer("body", "leaf_hash").order_by(F("number") * -1)
    return found


def counted(government: Government, cites: Collection[str], regulation: str = "") -> dict[str, int]:
    """How many public acts rest on each of these citations; one query."""
    rows = resting(government, cites, regulation).order_by().values("cite").annotate(n=Count("pk"))
    return dict(rows.values_list("cite", "n"))


def subjects_of(government: Government, entries: Collection[Entry]) -> dict[tuple[str, str], Any]:
    """The subjects of some of these acts, by sort and key; a query for each sort among them."""
    found: dict[tuple[str, str], Any] = {}
    for sort in (Matter, Meeting, FollowUp, WorkingGroup, Document):
        keys = {entry.subject_key for entry in entries if entry.subject_type == sort.TYPE}
        if keys:
            name = "number__in" if sort is Matter else "pk__in"
            for row in sort.objects.filter(government=government, **{name: keys}):
                row.government = government
                found[sort.TYPE, row.key] = row
    return found

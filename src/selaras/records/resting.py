"""What rests on a provision: acts in the ledger and decisions whose ground is a clause, as far as all may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from selaras.law import pack as packs
from selaras.law.cite import find_cites
from selaras.law.coverage import cites
from selaras.law.organisation import History
from selaras.law.quarters import Period
from selaras.law.regulation import Regulation
from selaras.records.documents import Document
from selaras.records.governments import Government, pack_folder
from selaras.records.groups import WorkingGroup
from selaras.records.ledger import Entry
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.openness import (
    open_to_all,
    public_decisions,
    public_documents,
    public_follow_ups,
    public_groups,
    public_matters,
    public_meetings,
)
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.past import by_then
from selaras.records.units import history

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


def resting(
    government: Government, cites: Collection[str], regulation: str = "", period: Period | None = None
) -> QuerySet[Entry]:
    """The public acts whose ground is one of these citations, of subjects under a regulation where one is named, and
    recorded in a period where one is.

    The newest first. An act on a matter counts once its journey is open, any other once it moved a public subject from
    one state to another.
    """
    under = {"regulation": regulation} if regulation else {}
    mine = Entry.objects.filter(_recorded(government, period), government=government, cite__in=sorted(cites))
    numbered = When(subject_type__in=MOVED, then=Cast("subject_key", BigIntegerField()))
    mine = by_then(mine, government, "recorded_at").annotate(subject_pk=Case(numbered))
    seen = Q(subject_type=MAPPING)
    told = journeys(government).filter(number=OuterRef("subject_key"), **under)
    seen |= Q(subject_type=Matter.TYPE) & Q(Exists(told))
    for sort, rows in MOVED.items():
        open_rows = rows(government).filter(pk=OuterRef("subject_pk"), **under)
        seen |= Q(subject_type=sort) & ~Q(state_before=F("state_after")) & Q(Exists(open_rows))
    told_as_decision = ruled(government).filter(entry=OuterRef("number"), ground=OuterRef("cite"))
    mine = mine.filter(~Exists(told_as_decision))
    # Sorted by a figure that no index has, or a database would walk through the whole ledger for some rare ground.
    found: QuerySet[Entry] = mine.filter(seen).defer("body", "leaf_hash").order_by(F("number") * -1)
    return found


def _recorded(government: Government, period: Period | None) -> Q:
    """What was recorded in a period, by the days of the government's zone."""
    if period is None:
        return Q()
    first, after = (
        datetime.combine(day, time(), government.zone) for day in (period.first, period.last + timedelta(days=1))
    )
    return Q(recorded_at__gte=first, recorded_at__lt=after)


def counted(
    government: Government, cites: Collection[str], regulation: str = "", period: Period | None = None
) -> dict[str, int]:
    """How many public acts rest on each of these citations; one query."""
    rows = resting(government, cites, regulation, period).order_by().values("cite").annotate(n=Count("pk"))
    return dict(rows.values_list("cite", "n"))


def ruled(government: Government, regulation: str = "", period: Period | None = None) -> QuerySet[Decision]:
    """The decisions whose ground everybody may read, of meetings and matters under a regulation where one is named, and
    adopted in a period where one is.
    """
    rows = public_decisions(government)
    if period:
        rows = rows.filter(adopted_on__gte=period.first, adopted_on__lte=period.last)
    rows = rows.filter(Q(meeting__isnull=True) | open_to_all(government, Meeting.TYPE, "ground", at="meeting__"))
    if not regulation:
        return rows
    return rows.filter(Q(meeting__regulation=regulation) | Q(meeting__isnull=True, matter__regulation=regulation))


def grounds(government: Government, regulation: str = "", period: Period | None = None) -> dict[str, int]:
    """How many decisions rest on each ground, as it was written; one query."""
    rows = ruled(government, regulation, period).order_by().values("ground").annotate(n=Count("pk"))
    return dict(rows.values_list("ground", "n"))


def listed(
    government: Government,
    cites: Collection[str],
    of: Collection[str],
    regulation: str = "",
    period: Period | None = None,
) -> QuerySet[Any]:
    """The acts and the decisions of these grounds together, the newest first: the number of the entry, and the key of
    the decision (0 for an act).
    """
    acts = resting(government, cites, regulation, period).order_by().annotate(decision=Value(0))
    decisions = ruled(government, regulation, period).filter(ground__in=sorted(of)).order_by()
    decisions = decisions.annotate(decision=F("pk"))
    both = acts.values_list("number", "decision").union(decisions.values_list("entry", "decision"), all=True)
    return both.order_by("-number", "-decision")


def told(government: Government, rows: Collection[tuple[int, int]]) -> tuple[dict[int, Entry], dict[int, Decision]]:
    """The entries and the decisions of some rows of such a list; two queries at most."""
    numbers, keys = {number for number, key in rows if not key}, {key for _number, key in rows if key}
    entries = Entry.objects.filter(government=government, number__in=numbers).defer("body", "leaf_hash")
    return {one.number: one for one in entries} if numbers else {}, Decision.objects.in_bulk(keys) if keys else {}


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


@lru_cache(maxsize=16)
def _cites(pack: str, code: str, past: History) -> Mapping[str, frozenset[tuple[str, str]]]:
    return cites(packs.load(pack_folder(pack)).regulation(code), past)


class Acts:
    """The public acts and decisions that rest on the provisions of a regulation, or of a law outside, of all time or of
    a period; counted by two queries.
    """

    def __init__(
        self, government: Government, regulation: Regulation, law: str = "", period: Period | None = None
    ) -> None:
        self.government, self.regulation, self.law, self.period = government, regulation, law, period
        # The organisation officers have settled since may cite what the pack does not: it is asked with the rest.
        self.named = {
            cite: [key for code, key in names if code == law]
            for cite, names in _cites(government.pack, regulation.code, history(government)).items()
            if any(code == law for code, _key in names)
        }
        self.under = "" if law else regulation.code
        self.counts = counted(government, self.named, self.under, period)
        self.ruled = grounds(government, self.under, period)
        self.ruled_named = {
            ground: [cite.key for cite in find_cites(ground, regulation.code) if cite.regulation == law]
            for ground in self.ruled
        }

    @property
    def total(self) -> int:
        """How many acts there are in all."""
        return sum(self.counts.values()) + sum(self.ruled[ground] for ground, keys in self.ruled_named.items() if keys)

    def cites(self, key: str) -> set[str]:
        """The citations that name a provision or a part of it."""
        return _naming(key, self.named)

    def grounds(self, key: str) -> set[str]:
        """The grounds of decisions that name a provision or a part of it."""
        return _naming(key, self.ruled_named)

    def count(self, key: str) -> int:
        """How many acts and decisions rest on a provision or a part of it."""
        acts = sum(self.counts.get(cite, 0) for cite in self.cites(key))
        return acts + sum(self.ruled[ground] for ground in self.grounds(key))

    def of(self, key: str) -> Any:
        """These acts and decisions, the newest first."""
        return listed(self.government, self.cites(key), self.grounds(key), self.under, self.period)

    def all(self) -> Any:
        """All that rest on any of its provisions, the newest first."""
        named = [ground for ground, keys in self.ruled_named.items() if keys]
        return listed(self.government, self.named, named, self.under, self.period)


def _naming(key: str, named: Mapping[str, Sequence[str]]) -> set[str]:
    """Of what names provisions that which names one of them or a part of it."""
    return {name for name, keys in named.items() if any(k == key or k.startswith(f"{key}/") for k in keys)}

"""Sums: what each subject adds is made anew when an act has marked it or time has changed it, and the sums with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q

from selaras.actions.jobs import put
from selaras.actions.search import MODELS, lock
from selaras.records import clock, cooperation, indicators, stamp, sums, watched
from selaras.records.documents import Document
from selaras.records.governments import Government, rules_of
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.records.search import DECISION
from selaras.records.sums import Contribution, Maker, Part, Reckoning

# What is added up, by the sort of subject that adds it. Whoever adds a measure adds it here, and counts EDITION up when
# one of them counts otherwise than before: then everything is counted once more in the background.
MEASURES_OF: Mapping[str, tuple[Maker, ...]] = {
    Matter.TYPE: (indicators.of_matters, cooperation.of_matters, watched.of_matters),
    Meeting.TYPE: (indicators.of_meetings, watched.of_meetings),
    DECISION: (indicators.of_decisions, watched.of_decisions),
    FollowUp.TYPE: (indicators.of_follow_ups, watched.of_follow_ups),
    WorkingGroup.TYPE: (watched.of_groups,),
    Document.TYPE: (),
}
EDITION = 2
BATCH = 500  # subjects that are made anew at once, under one lock
COLUMNS = ("lines", "wakes_on", "looks_from", "looks_to")


def edition(government: Government) -> str:
    """By which measures and rules is counted, as one word: another one as soon as either is another."""
    makers = [(sort, maker.__module__, maker.__qualname__) for sort, ms in MEASURES_OF.items() for maker in ms]
    return sha256(repr((EDITION, rules_of(government.pack), sorted(makers))).encode()).hexdigest()


def refresh(government: Government, sort: str, keys: Iterable[int]) -> None:
    """Make anew what some subjects of a sort add, and change the sums by the difference. Needs the lock."""
    wanted = sorted(set(keys))
    for begin in range(0, len(wanted), BATCH):
        _refresh(government, sort, wanted[begin : begin + BATCH])


def _refresh(government: Government, sort: str, keys: Collection[int]) -> None:
    made: dict[int, list[Part]] = {}
    for maker in MEASURES_OF.get(sort, ()):
        for key, part in maker(government, keys).items():
            made.setdefault(key, []).append(part)
    rows = Contribution.objects.filter(government=government, sort=sort, subject__in=keys)
    there = {row.subject: row for row in rows}
    wanted = {key: row for key, parts in made.items() if (row := _row(government, sort, key, parts))}
    changed = [row for key, row in wanted.items() if key not in there or _said(row) != _said(there[key])]
    gone = [row for key, row in there.items() if key not in wanted]
    less = [line for row in (*(there[r.subject] for r in changed if r.subject in there), *gone) for line in row.lines]
    sums.change(government, less, (line for row in changed for line in row.lines))
    if gone:
        Contribution.objects.filter(pk__in=[row.pk for row in gone]).delete()
    unique = ("government", "sort", "subject")
    Contribution.objects.bulk_create(changed, update_conflicts=True, unique_fields=unique, update_fields=COLUMNS)


def _row(government: Government, sort: str, key: int, parts: Iterable[Part]) -> Contribution | None:
    """What a subject adds as its row keeps it; None where it adds nothing and time will change nothing."""
    found = list(parts)
    lines = sums.told(line for part in found for line in part.lines)
    today = government.today()  # what a day before it has changed is in the lines already
    wakes = min((part.wakes_on for part in found if part.wakes_on and part.wakes_on > today), default=None)
    looks = [part.looks for part in found if part.looks]
    if not (lines or wakes or looks):
        return None
    first = min((begin for begin, _end in looks), default=None)
    ends = [end for _begin, end in looks]
    last = None if None in ends else max((end for end in ends if end), default=None)
    row = Contribution(government=government, sort=sort, subject=key, lines=lines, wakes_on=wakes)
    row.looks_from, row.looks_to = first, last
    return row


def _said(row: Contribution) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in COLUMNS)


def woken(government: Government, most: int) -> dict[str, set[int]]:
    """What time alone has changed since, by its sort, the longest since first."""
    rows = Contribution.objects.filter(government=government, wakes_on__lte=government.today()).order_by("wakes_on")
    found: dict[str, set[int]] = {}
    for sort, key in rows.values_list("sort", "subject")[:most]:
        found.setdefault(sort, set()).add(key)
    return found


# All of it anew


def remake(government: int) -> None:
    """Make anew what every subject adds: what the worker does after an upgrade, and once where nothing was counted.

    Some hundred subjects at a time, each time under one lock: an act that comes in between has left its mark. Run twice
    it changes nothing more.
    """
    own = Government.objects.get(pk=government)
    now = edition(own)
    known = Contribution.objects.filter(government=own)
    for sort in {*MEASURES_OF, *known.order_by().values_list("sort", flat=True).distinct()}:
        last = 0
        while True:
            with transaction.atomic():
                own = lock(own)
                keys = _next(own, sort, last)
                refresh(own, sort, keys)
            if not keys:
                break
            last = keys[-1]
    with transaction.atomic():
        own = lock(own)
        Reckoning.objects.update_or_create(government=own, defaults={"edition": now, "at": clock.now()})
        stamp.renew()


def _next(government: Government, sort: str, last: int) -> list[int]:
    """The next subjects of a sort, those included that are gone and still add something."""
    among = Q(government=government, subject__gt=last)
    left = Contribution.objects.filter(among, sort=sort).order_by("subject").values_list("subject", flat=True)[:BATCH]
    there: Collection[int] = ()
    if sort in MODELS:
        rows = MODELS[sort].objects.filter(government=government, pk__gt=last).order_by("pk")
        there = rows.values_list("pk", flat=True)[:BATCH]
    return sorted({*left, *there})[:BATCH]


def prepare(government: Government) -> bool:
    """See that everything is counted once by the measures of now; says whether the worker was asked to.

    Where nothing has been done yet there is nothing to count.
    """
    if sums.waits(government)[2] == edition(government):
        return False
    with transaction.atomic():
        begun = any(MODELS[sort].objects.filter(government=government).exists() for sort in MEASURES_OF)
        if begun:
            put("sums.remake", government=government.pk)
        else:
            Reckoning.objects.update_or_create(government=government, defaults={"edition": edition(government)})
    return begun


def again(government: Government) -> None:
    """Ask the worker to count everything once more, in the transaction of what changed the rules."""
    if Contribution.objects.filter(government=government).exists():
        put("sums.remake", government=government.pk)

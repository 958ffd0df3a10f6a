"""Marks: an act only marks what it has changed; whoever reads the search or the sums next lets both follow first.

The worker does so within seconds where nobody reads. Rows of the search and sums follow in one transaction, under one
lock, so that no reader finds one without the other.
"""

from __future__ import annotations

from datetime import date
from logging import getLogger
from typing import Any

from django.db import DatabaseError, transaction

from selaras.actions import search, sums
from selaras.actions.search import MAKERS, hanging, lock
from selaras.records import clock, quick, stamp
from selaras.records import search as found_in
from selaras.records import sums as kept
from selaras.records.governments import Government
from selaras.records.marks import Mark
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor, Tenure
from selaras.records.search import DECISION, POST, Answer, Narrowed
from selaras.records.sums import Reckoning, Standing
from selaras.records.withholdings import Withholding

log = getLogger("selaras.marks")
PORTION = 500  # marks, and subjects that time has changed, that follow at once; no reader of sums waits for more
OPENED_BY_TIME = (Matter.TYPE, DECISION)  # what may open or close with a new day, and with it what hangs on it
# What decisions add changes with these, also where the state of neither changed.
COUNTED_WITH = {Meeting.TYPE: ((DECISION, "meeting"),), FollowUp.TYPE: ((DECISION, "follow_ups"),)}


def marking(subject: Any, *, moved: bool = True) -> list[quick.Statement]:
    """What marks a subject, in the transaction of an act on it; `moved` where the act changed its state or more.

    What hangs on the matter of a withholding may be open or closed now.
    """
    sort, key, moved = subject.TYPE, subject.pk, moved and subject.version > 1  # on what has just begun nothing hangs
    if sort == Withholding.TYPE and subject.matter_id:
        sort, key, moved = Matter.TYPE, subject.matter_id, True
    if sort not in MAKERS:
        return []
    return [quick.writing(Mark, [{"sort": sort, "subject": key, "moved": moved}], government_id=subject.government.pk)]


def follow(subject: Any, *, moved: bool = True) -> None:
    """Mark a subject where nothing else is written that the mark could go along with."""
    quick.send(*marking(subject, moved=moved))


def follow_tenure(tenure: Tenure) -> None:
    """Mark the post of a tenure, in the transaction of an act on it: who heads a unit is found by name."""
    Mark.objects.create(government=tenure.government, sort=POST, subject=tenure.pk, moved=False)


def catch_up(government: Government) -> int:
    """Make anew all that acts have marked and time has changed, and what hangs on it; returns how much there was.

    A portion at a time, each in a transaction of its own: after an import thousands may be marked.
    """
    count = 0
    while True:
        marked, woken, _edition = kept.waits(government)
        took = _follow(government, marked=marked, woken=woken) if marked or woken else 0
        count += took
        if took < PORTION:
            return count


def current(government: Government) -> Standing:
    """Let the sums follow before they are read, and say how current they are; one query where nothing waits.

    Nobody waits for more than a portion: of what is left then the page says how much it is. So it does where something
    cannot be made anew: a page that only mentions a figure is there all the same.
    """
    marked, woken, known = kept.waits(government)
    whole = known == sums.edition(government)
    if not (marked or woken):
        return Standing(whole=whole)
    try:
        if _follow(government, marked=marked, woken=woken) < PORTION:
            return Standing(whole=whole)
    except DatabaseError:
        raise
    except Exception:
        log.exception("Search and sums could not follow; the figures are older")
    left = kept.how_many_wait(government)
    at = Reckoning.objects.filter(government=government).values_list("at", flat=True).first()
    return Standing(left, at.astimezone(government.zone) if at else None, whole)


def each_night(government: Government, _day: date) -> None:
    """Follow what the new day has changed before anybody reads it, and see that everything was counted once."""
    sums.prepare(government)
    catch_up(government)


def _follow(government: Government, *, marked: bool, woken: bool) -> int:
    """Make anew what waits: at most a portion of the marks, and a portion of what time has changed."""
    with transaction.atomic():
        own = lock(government)
        marks = list(Mark.objects.filter(government=own).order_by("pk")[:PORTION]) if marked else []
        changed: dict[str, set[int]] = {}
        moved: dict[str, set[int]] = {}
        for mark in marks:
            changed.setdefault(mark.sort, set()).add(mark.subject)
            if mark.moved:
                moved.setdefault(mark.sort, set()).add(mark.subject)
        _with(changed, hanging(moved))
        for sort, keys in changed.items():
            search.refresh(own, sort, keys)
        aged = sums.woken(own, PORTION) if woken else {}
        count = len(marks) + sum(map(len, aged.values()))
        _with(changed, aged)
        _with(changed, hanging({sort: keys for sort, keys in aged.items() if sort in OPENED_BY_TIME}))
        _with(changed, hanging(changed, COUNTED_WITH))
        for sort in changed.keys() & sums.MEASURES_OF.keys():
            sums.refresh(own, sort, changed[sort])
        Mark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
        if count < PORTION:
            Reckoning.objects.filter(government=own).update(at=clock.unseen())
        else:
            stamp.renew()  # a page that says how much waits is not kept
    return count


def _with(found: dict[str, set[int]], others: dict[str, set[int]]) -> None:
    for sort, keys in others.items():
        found.setdefault(sort, set()).update(keys)


def ask(
    government: Government,
    text: str,
    actor: Actor | None = None,
    narrowed: Narrowed | None = None,
    *,
    exactly: bool = False,
) -> Answer:
    """Search as things stand now (`records.search.ask`)."""
    catch_up(government)
    return found_in.ask(government, text, actor, narrowed, exactly=exactly)

"""What the background says of itself: its schedule, what waits and runs, what failed for good, and who works.

The queue is the table of `django_tasks_db`, one for the whole installation; whose a task is, its arguments say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Model, Q, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.jobs import ScheduleRun, Worker
from selaras.records.mail import Mail
from selaras.records.papers import Paper
from selaras.records.webhooks import Delivery

LEASE = timedelta(seconds=60)  # longer than anything may hold a lock (site/env.py), so that only the dead are silent
DELAYS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))  # before each further attempt
ATTEMPTS = len(DELAYS) + 1
OVERDUE = timedelta(minutes=15)  # a task that waits longer is one that nobody takes
MOST_FAILED = 500  # tasks that failed for good and are looked through
OWNERS: Mapping[str, type[Model]] = {
    "paper": Paper,
    "delivery": Delivery,
    "mail": Mail,
}  # arguments that lead to a government
NAME, ENTRY = "args_kwargs__kwargs__name", "args_kwargs__kwargs__arguments__entry"

Row = DBTaskResult[Any, Any]


# The schedule


@dataclass(frozen=True)
class Entry:
    """Something that is done again and again: its name, and when (in the government's zone)."""

    name: str
    cron: str

    def last_due(self, zone: ZoneInfo, now: datetime) -> datetime:
        """The latest of its times up to and including now, in UTC."""
        from cronsim import CronSim  # noqa: PLC0415 - the worker and one page ask, not every server

        after = now.astimezone(zone).replace(microsecond=0) + timedelta(seconds=1)  # walking back leaves out its start
        return next(CronSim(self.cron, after, reverse=True)).astimezone(UTC)

    def next_due(self, zone: ZoneInfo, now: datetime) -> datetime:
        """The first of its times after now, in UTC."""
        from cronsim import CronSim  # noqa: PLC0415

        return next(CronSim(self.cron, now.astimezone(zone))).astimezone(UTC)


SCHEDULE = (
    Entry("segel-harian", "45 23 * * *"),
    Entry("potret-harian", "50 23 * * *"),
    Entry("angka-hari-ini", "5 0 * * *"),
    Entry("giliran", "10 0 * * *"),
    Entry("pengingat", "15 * * * *"),
    Entry("akhir-gugus-kerja", "0 6 * * *"),
    Entry("hari-tinjau", "20 0 * * *"),
    Entry("kata-pencarian", "30 2 * * *"),
    Entry("bersih-bersih", "15 3 * * *"),
    Entry("data-terbuka", "30 1 * * *"),
    Entry("surel", "*/15 * * * *"),
)


@dataclass(frozen=True)
class Turn:
    """How an entry of the schedule stands: the time of it that was taken last, its task, and when it comes next."""

    entry: Entry
    last: datetime | None
    task: Row | None  # the newest of it that is not forgotten
    missed: bool  # its latest time has long passed, and nobody took it
    next: datetime


def turns(government: Government) -> list[Turn]:
    """The schedule of a government, in the order in which it comes next."""
    now, taken, tasks = clock.now(), _taken(government), _newest(government)
    found = [
        Turn(
            entry=entry,
            last=taken.get(entry.name),
            task=tasks.get(entry.name),
            missed=_missed(entry, government, taken, now),
            next=entry.next_due(government.zone, now),
        )
        for entry in SCHEDULE
    ]
    return sorted(found, key=lambda turn: turn.next)


def _taken(government: Government) -> dict[str, datetime]:
    """The latest time of each entry that somebody took."""
    rows = ScheduleRun.objects.filter(government=government).order_by().values_list("name")
    return dict(rows.annotate(latest=Max("due_at")))


def _newest(government: Government) -> dict[str, Row]:
    """The newest task of each entry."""
    mine = {NAME: "schedule", "args_kwargs__kwargs__arguments__government": government.pk}
    rows = DBTaskResult.objects.filter(**mine).order_by("enqueued_at")
    newest = rows.order_by().values(ENTRY).annotate(latest=Max("enqueued_at")).values_list("latest", flat=True)
    return {said(row)[1]["entry"]: row for row in rows.filter(enqueued_at__in=list(newest))}


def _missed(entry: Entry, government: Government, taken: Mapping[str, datetime], now: datetime) -> bool:
    due, latest = entry.last_due(government.zone, now), taken.get(entry.name)
    return now - due > OVERDUE and (latest is None or latest < due)


# The queue


def said(row: Row) -> tuple[str, dict[str, Any]]:
    """The name of a task and what it was given."""
    named = row.args_kwargs["kwargs"]
    return named.get("name", row.task_path), named.get("arguments", {})


def progress_of(row: Row) -> int | None:
    """The key of the progress that a task tells its steps to."""
    progress: int | None = said(row)[1].get("progress")
    return progress


def told(row: Row) -> str:
    """A task as whoever looks after the machine reads it."""
    name, arguments = said(row)
    return f"{name}({', '.join(f'{key}={value}' for key, value in arguments.items())})"


def alive() -> QuerySet[Worker]:
    """The workers that were heard of a short while ago."""
    return Worker.objects.filter(beat_at__gte=clock.now() - LEASE)


def silent() -> QuerySet[Worker]:
    """The workers that fell silent, until the next one takes up what they left."""
    return Worker.objects.filter(beat_at__lt=clock.now() - LEASE)


def overdue() -> QuerySet[Row]:
    """The tasks that wait for so long that nobody seems to take them."""
    since = clock.now() - OVERDUE
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return ready.filter(Q(run_after=get_date_max(), enqueued_at__lt=since) | Q(run_after__lt=since))


def stalled(government: Government) -> bool:
    """Whether nobody works although something of the queue or of the schedule has long been due."""
    if alive().exists():
        return False
    now, taken = clock.now(), _taken(government)
    return any(_missed(entry, government, taken, now) for entry in SCHEDULE) or overdue().exists()


@dataclass(frozen=True)
class Sort:
    """Tasks of one name (of the schedule, of one entry) that wait or run: how many, and since when the first does."""

    name: str
    entry: str
    count: int
    since: datetime


def waiting() -> list[Sort]:
    """What waits in the queue, by its sort; what failed and is tried again later waits too."""
    return _sorts(TaskResultStatus.READY, "enqueued_at")


def running() -> list[Sort]:
    """What runs, by its sort."""
    return _sorts(TaskResultStatus.RUNNING, "started_at")


def _sorts(status: str, moment: str) -> list[Sort]:
    rows = DBTaskResult.objects.filter(status=status).order_by().values_list(NAME, ENTRY)
    return sorted(
        (
            Sort(name, entry or "", n, since)
            for name, entry, n, since in rows.annotate(n=Count("pk"), since=Min(moment))
        ),
        key=lambda sort: sort.since,
    )


def failed_of(government: Government) -> list[Row]:
    """The tasks of a government that failed for good, the newest first."""
    rows = list(DBTaskResult.objects.failed().order_by("-finished_at")[:MOST_FAILED])
    return of_government(government, rows)


def of_government(government: Government, rows: Iterable[Row]) -> list[Row]:
    """Those of some tasks whose arguments name a government, or a row of it."""
    given = {row.pk: said(row)[1] for row in rows}
    mine: set[UUID] = {pk for pk, arguments in given.items() if arguments.get("government") == government.pk}
    for name, model in OWNERS.items():
        keys = {pk: arguments[name] for pk, arguments in given.items() if name in arguments}
        if keys:
            held = model._default_manager.filter(government=government, pk__in=set(keys.values()))
            own = set(held.values_list("pk", flat=True))
            mine |= {pk for pk, key in keys.items() if key in own}
    return [row for row in rows if row.pk in mine]


# What `selaras jobs --status` tells


@dataclass(frozen=True)
class Failed:
    """A task that failed for good: what it was, when, and the last line of its fault."""

    task: str
    at: str
    fault: str


@dataclass(frozen=True)
class Planned:
    """An entry of the schedule for a government: the latest time that was taken ("" for never), and the next."""

    government: str
    entry: str
    last: str
    next: str


@dataclass(frozen=True)
class Status:
    """How the background stands, with local times; `overdue` tasks wait for so long that nobody seems to take them."""

    workers: int
    waiting: int
    running: int
    overdue: int
    failed: tuple[Failed, ...]
    schedule: tuple[Planned, ...]

    @property
    def well(self) -> bool:
        """Nothing waits for an administrator."""
        return not self.failed and not self.overdue


def status() -> Status:
    """How the background stands now, for all governments of the installation."""
    now = clock.now()
    governments = list(Government.objects.order_by("code"))
    zone = governments[0].zone if governments else ZoneInfo("UTC")

    def local(moment: datetime | None, at: ZoneInfo) -> str:
        return moment.astimezone(at).isoformat(timespec="minutes") if moment else ""

    def planned(government: Government) -> list[Planned]:
        taken, at = _taken(government), government.zone
        return [
            Planned(government.code, entry.name, local(taken.get(entry.name), at), local(entry.next_due(at, now), at))
            for entry in SCHEDULE
        ]

    return Status(
        workers=alive().count(),
        waiting=DBTaskResult.objects.filter(status=TaskResultStatus.READY).count(),
        running=DBTaskResult.objects.running().count(),
        overdue=overdue().count(),
        failed=tuple(
            Failed(told(row), local(row.finished_at, zone), (row.traceback.strip().splitlines() or [""])[-1])
            for row in DBTaskResult.objects.failed().order_by("finished_at")
        ),
        schedule=tuple(row for government in governments for row in planned(government)),
    )

"""The worker: takes tasks from the queue, puts those of the schedule there, and takes up again what a dead one left.

A task that a killed worker had begun would stay RUNNING for ever in the queue's table. So every worker says every few
seconds that it lives; whoever is silent for longer than LEASE is taken for dead and his task goes back to the queue.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cronsim import CronSim
from django.conf import settings
from django.db import DatabaseError, IntegrityError, close_old_connections, connection, connections, transaction
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from selaras.actions import groups, ledger, marks, requests, search, uploads, webhooks, withholdings
from selaras.actions import jobs as acts
from selaras.actions.acts import refresh_turns
from selaras.api import archive
from selaras.records import clock, jobs
from selaras.records.governments import Government
from selaras.records.jobs import Progress, ScheduleRun, Worker

LEASE = timedelta(seconds=60)  # longer than anything may hold a lock (site/env.py), so that only the dead are silent
BEAT = 10.0  # seconds between two signs of life, and between two looks at the schedule and at the dead
PAUSE = 1.0  # seconds until an empty queue is looked at again
DELAYS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))  # before each further attempt
ATTEMPTS = len(DELAYS) + 1
OVERDUE = timedelta(minutes=15)  # a task that waits longer is one that nobody takes
KEPT = timedelta(days=30)  # what is done is forgotten after this time,
KEPT_FAILED = timedelta(days=90)  # what failed after this,
KEPT_RUNS = timedelta(days=400)  # and the taken times of the schedule when even a yearly one has come again

log = logging.getLogger("selaras.jobs")


Row = DBTaskResult[Any, Any]


class Lost(Exception):
    """The worker of a task fell silent in the middle of it."""


# The schedule


@dataclass(frozen=True)
class Entry:
    """Something that is done again and again: its name, when (in the government's zone), and the function.

    The function gets the government and the day its time fell on; like every task it may run twice.
    """

    name: str
    cron: str
    function: Callable[[Government, date], object]

    def last_due(self, zone: ZoneInfo, now: datetime) -> datetime:
        """The latest of its times up to and including now, in UTC."""
        after = now.astimezone(zone).replace(microsecond=0) + timedelta(seconds=1)  # walking back leaves out its start
        return next(CronSim(self.cron, after, reverse=True)).astimezone(UTC)

    def next_due(self, zone: ZoneInfo, now: datetime) -> datetime:
        """The first of its times after now, in UTC."""
        return next(CronSim(self.cron, now.astimezone(zone))).astimezone(UTC)


def tidy(government: Government, day: date) -> None:
    """Forget what is long done; what failed stays longer, and files that no form named three days."""
    now = clock.now()
    uploads.sweep(now)
    requests.forget(now)
    webhooks.forget(now)
    finished = DBTaskResult.objects.order_by()
    finished.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT).delete()
    finished.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - KEPT_FAILED).delete()
    Progress.objects.filter(government=government, changed_at__lt=now - KEPT).delete()
    ScheduleRun.objects.filter(government=government, due_at__lt=now - KEPT_RUNS).delete()


SCHEDULE = (
    Entry("segel-harian", "45 23 * * *", lambda government, day: ledger.seal(government)),
    Entry("giliran", "10 0 * * *", lambda government, day: refresh_turns(government)),
    Entry("akhir-gugus-kerja", "0 6 * * *", groups.warn_of_endings),
    Entry("hari-tinjau", "20 0 * * *", withholdings.review),
    Entry("kata-pencarian", "30 2 * * *", search.each_night),
    Entry("bersih-bersih", "15 3 * * *", tidy),
    Entry("data-terbuka", "30 1 * * *", archive.make),
    Entry("angka-hari-ini", "5 0 * * *", marks.each_night),
)


def _find_what_changed() -> None:
    """Let search and sums follow what has been done since, where nobody read; who reads tells of a fault himself."""
    for government in Government.objects.order_by("code"):
        try:
            marks.catch_up(government)
        except DatabaseError:
            raise
        except Exception:
            log.exception("Search and sums could not follow; it is tried again")


def put_due() -> int:
    """Put what the schedule has due into the queue; returns how many.

    Of the times that were missed while nobody worked only the latest is made up. The row and the task come in one
    transaction, so a time is taken once, whoever else looks at the same moment.
    """
    now, count = clock.now(), 0
    for government in Government.objects.order_by("code"):
        for entry in SCHEDULE:
            due = entry.last_due(government.zone, now)
            taken = ScheduleRun.objects.filter(government=government, name=entry.name, due_at__gte=due)
            if taken.exists():
                continue
            with suppress(IntegrityError), transaction.atomic():
                ScheduleRun.objects.create(government=government, name=entry.name, due_at=due)
                day = due.astimezone(government.zone).date().isoformat()
                acts.put("schedule", entry=entry.name, government=government.pk, day=day)
                count += 1
    return count


def run_scheduled(entry: str, government: int, day: str) -> None:
    """Do an entry of the schedule for a government and the day its time fell on."""
    function = next(one.function for one in SCHEDULE if one.name == entry)
    with _patience():
        function(Government.objects.get(pk=government), date.fromisoformat(day))


@contextmanager
def _patience() -> Iterator[None]:
    """Let a question take its time: nobody waits for what is on the schedule. Before a lock it waits no longer."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")


# The queue


def take_up() -> int:
    """Put the tasks of workers that fell silent back into the queue; returns how many."""
    now, count = clock.now(), 0
    Worker.objects.filter(beat_at__lt=now - LEASE).delete()
    # The tasks first, then who lives: a worker is known before it takes its first task.
    running = list(DBTaskResult.objects.running().values_list("pk", "worker_ids"))
    alive = set(Worker.objects.values_list("name", flat=True))
    for pk, workers in running:
        if workers[-1] not in alive:
            count += _settle(pk, workers[-1], Lost(f"{workers[-1]} fell silent in the middle of this task."))
    return count


def run_next(worker: str) -> bool:
    """Take the next task that is due and run it to its end; False when there is none."""
    if not _due().exists():
        return False
    with transaction.atomic():
        row = _due().select_for_update(skip_locked=True).first()
        if row is None:
            return False
        row.claim(worker)
    fault: Exception | None = None
    try:
        found = row.task_result
        found.task.call(*found.args, **found.kwargs)
    except Exception as error:
        log.exception("Task %s failed, attempt %d", _told(row), len(row.worker_ids))
        fault = error
    if not transaction.get_connection().in_atomic_block:
        close_old_connections()  # the task may have left a broken one
    _settle(row.pk, worker, fault)
    return True


def run_all() -> int:
    """Run every task that is due, in this process, until none is left; returns how many."""
    worker, count = name_of_worker(), 0
    Worker.objects.create(name=worker)
    try:
        take_up()
        while run_next(worker):
            count += 1
    finally:
        Worker.objects.filter(name=worker).delete()
    return count


def retry_failed() -> int:
    """Put every task that failed for good back into the queue, with all its attempts anew; returns how many."""
    with transaction.atomic():
        failed = list(DBTaskResult.objects.failed().select_for_update())
        for row in failed:
            row.status, row.worker_ids, row.run_after = TaskResultStatus.READY, [], get_date_max()
            row.save(update_fields=["status", "worker_ids", "run_after"])
            Progress.objects.filter(pk__in=[_progress(row)], state=jobs.FAILED).update(state=jobs.RUNNING)
    return len(failed)


# What is to be told


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
    """How the background stands now."""
    now = clock.now()
    ready, since = DBTaskResult.objects.filter(status=TaskResultStatus.READY), now - OVERDUE
    governments = list(Government.objects.order_by("code"))
    zone = governments[0].zone if governments else ZoneInfo("UTC")

    def told(moment: datetime | None, at: ZoneInfo) -> str:
        return moment.astimezone(at).isoformat(timespec="minutes") if moment else ""

    def planned(government: Government, entry: Entry) -> Planned:
        taken = ScheduleRun.objects.filter(government=government, name=entry.name).order_by("-due_at").first()
        last, then = told(taken.due_at if taken else None, government.zone), entry.next_due(government.zone, now)
        return Planned(government.code, entry.name, last, told(then, government.zone))

    return Status(
        workers=Worker.objects.filter(beat_at__gte=now - LEASE).count(),
        waiting=ready.count(),
        running=DBTaskResult.objects.running().count(),
        overdue=ready.filter(Q(run_after=get_date_max(), enqueued_at__lt=since) | Q(run_after__lt=since)).count(),
        failed=tuple(
            Failed(_told(row), told(row.finished_at, zone), (row.traceback.strip().splitlines() or [""])[-1])
            for row in DBTaskResult.objects.failed().order_by("finished_at")
        ),
        schedule=tuple(planned(government, entry) for government in governments for entry in SCHEDULE),
    )


def name_of_worker() -> str:
    """A name that no other worker has: the computer's and a random part."""
    return f"{socket.gethostname()[:40]}-{secrets.token_hex(6)}"


def _due() -> Any:
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return ready.filter(Q(run_after=get_date_max()) | Q(run_after__lte=clock.now()))


def _settle(pk: UUID, worker: str, fault: Exception | None) -> bool:
    """Note how an attempt of `worker` ended; False where the task is no longer his, since he was taken for dead."""
    with transaction.atomic():
        row = DBTaskResult.objects.running().select_for_update().filter(pk=pk).first()
        if row is None or row.worker_ids[-1] != worker:
            return False
        if fault is None:
            row.set_successful(None)
            return True
        attempts = len(row.worker_ids)
        row.set_failed(fault)
        if attempts < ATTEMPTS:
            row.status, row.finished_at, row.run_after = (
                TaskResultStatus.READY,
                None,
                clock.now() + DELAYS[attempts - 1],
            )
            row.save(update_fields=["status", "finished_at", "run_after"])
        else:
            name, arguments = _said(row)
            acts.give_up(_progress(row))
            if (failed := f"{name}.failed") in settings.SELARAS_JOBS:
                acts.put(failed, **{key: value for key, value in arguments.items() if key != "progress"})
    return True


def _said(row: Row) -> tuple[str, dict[str, Any]]:
    """The name of a task and what it was given."""
    named = row.args_kwargs["kwargs"]
    return named.get("name", row.task_path), named.get("arguments", {})


def _progress(row: Row) -> int | None:
    progress: int | None = _said(row)[1].get("progress")
    return progress


def _told(row: Row) -> str:
    name, arguments = _said(row)
    return f"{name}({', '.join(f'{key}={value}' for key, value in arguments.items())})"


# The worker


class Signals:
    """What was asked from outside: SIGTERM and SIGINT end the work after the task at hand, a second SIGINT at once."""

    def __init__(self, parent: int | None) -> None:
        self.parent, self.asked = parent, False

    @property
    def stop(self) -> bool:
        """Whether to end: it was asked, or the process that started this one is gone."""
        return self.asked or (self.parent is not None and os.getppid() != self.parent)

    def rest(self, seconds: float) -> None:
        """Wait, but no longer than a moment once the end is asked for."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.stop:
            time.sleep(PAUSE / 4)

    def _hear(self, number: int, frame: object) -> None:
        if self.asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.asked = True

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear the signals as long as this lasts."""
        before = {number: signal.signal(number, self._hear) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def work(*, once: bool = False, parent: int | None = None) -> int:
    """Work until it is asked to end, or with `once` until nothing is due; returns how many tasks were run.

    With `parent` it also ends when that process, which started it, is gone. A database that does not answer is asked
    again; a task whose end could not be noted is taken up again, as a dead worker's.
    """
    signals, count, look_at = Signals(parent), 0, 0.0
    with signals.listening(), _alive() as heart:
        while not signals.stop:
            try:
                close_old_connections()
                if time.monotonic() >= look_at:
                    heart.beat()
                    put_due()
                    take_up()
                    _find_what_changed()
                    look_at = time.monotonic() + BEAT
                ran = run_next(heart.worker)
            except DatabaseError:
                if once:
                    raise
                log.exception("The database does not answer; it is asked again")
                heart.worker, ran, look_at = name_of_worker(), False, 0.0
                signals.rest(BEAT)
            count += ran
            if not ran and once:
                break
            if not ran:
                signals.rest(PAUSE)
    return count


class _Heart(threading.Thread):
    """Says every BEAT seconds, on a connection of its own, that the worker lives."""

    def __init__(self) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker, self.stopped = name_of_worker(), threading.Event()

    def beat(self) -> None:
        """One sign of life; who was taken for dead meanwhile is there again."""
        Worker.objects.update_or_create(name=self.worker, defaults={"beat_at": clock.now()})

    def run(self) -> None:
        try:
            while not self.stopped.wait(BEAT):
                try:
                    close_old_connections()
                    self.beat()
                except DatabaseError:
                    log.warning("No sign of life could be written", exc_info=True)
        finally:
            connections.close_all()


@contextmanager
def _alive() -> Iterator[_Heart]:
    """Be known as a worker as long as this lasts."""
    heart = _Heart()
    heart.beat()
    heart.start()
    try:
        yield heart
    finally:
        heart.stopped.set()
        heart.join()
        with suppress(DatabaseError):
            Worker.objects.filter(name=heart.worker).delete()

"""Work for the background: an act puts a task in its own transaction, and whoever waits sees how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, get_date_max

from selaras.actions.offices import Office, demand, serves
from selaras.records import clock, jobs, queue
from selaras.records.jobs import Progress, ProgressStep
from selaras.records.people import Actor


@task()
def carry_out(name: str, arguments: dict[str, Any]) -> None:
    """What the worker runs: the function that SELARAS_JOBS wires to `name`, so that no floor imports one above it.

    Every such function may run twice, at once or one after the other, and must then leave what one run leaves: a worker
    may be killed between the effect and the note that it is done.
    """
    begun = Progress.objects.filter(pk__in=[arguments.get("progress")], state=jobs.WAITING)
    begun.update(state=jobs.RUNNING, changed_at=clock.now())
    import_string(settings.SELARAS_JOBS[name])(**arguments)


def put(name: str, after: datetime | None = None, /, **arguments: int | str | None) -> None:
    """Put a task into the queue in the transaction of the act that needs it: with it, or not at all.

    It is run as soon as a worker comes to it, but not before the moment `after`.
    `arguments` are keys of rows and short words, never what people wrote. One named `progress` (the key of a Progress)
    is what the task tells its steps to. Raises LookupError for a name that nothing is wired to, and
    TransactionManagementError outside a transaction.
    """
    if name not in settings.SELARAS_JOBS:
        raise LookupError(f"No task is wired to {name}. Known: {', '.join(sorted(settings.SELARAS_JOBS))}.")
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{name} is put outside the transaction of its act.")
    carry_out.using(run_after=after).enqueue(name=name, arguments=arguments)


def begin(*, actor: Actor, key: str, title: str, total: int, url: str = "") -> Progress:
    """Begin to show how far something of `total` things is, in the transaction of the act that puts the tasks.

    `url` is where its result will be. What had this key before is forgotten, and its tasks count no more.
    """
    with transaction.atomic():
        Progress.objects.filter(government=actor.government, key=key).delete()
        return Progress.objects.create(
            government=actor.government,
            person=actor.person,
            key=key,
            title=title,
            total=total,
            url=url,
            state=jobs.WAITING if total else jobs.DONE,
        )


def step(progress: int | None, item: int | str, message: str = "") -> None:
    """Say that one thing is done; said again it counts once, and where nobody waits (None, or gone) it does nothing."""
    if progress is None:
        return
    with transaction.atomic():
        row = Progress.objects.select_for_update().filter(pk=progress).first()
        if row is None:
            return
        ProgressStep.objects.get_or_create(progress=row, item=str(item))
        row.done = min(row.steps.count(), row.total)
        # One task that failed for good stays in sight until all are there after all.
        row.state = jobs.DONE if row.done == row.total else row.state
        row.message, row.changed_at = message, clock.now()
        row.save(update_fields=["done", "state", "message", "changed_at"])


def give_up(progress: int | None, why: str = "") -> None:
    """Say that a task of it failed for good, and why where that helps; what is done stays done."""
    waited_for = Progress.objects.filter(pk__in=[progress]).exclude(state=jobs.DONE)
    told = {"message": why[:300]} if why else {}
    waited_for.update(state=jobs.FAILED, changed_at=clock.now(), **told)


# Tasks that failed for good

KEEPERS = (Office.ORGANISATION, Office.SYSTEM)  # who looks after the background of a government


def retry_failed() -> int:
    """Put every task that failed for good back into the queue, with all its attempts anew; returns how many."""
    with transaction.atomic():
        return _retry(DBTaskResult.objects.failed().select_for_update())


def retry(*, actor: Actor, task: UUID | None = None, key: str = "") -> int:
    """Put one task of the actor's government that failed for good back into the queue, or all; returns how many.

    The ledger hears nothing of it: a task is no subject, it was promised by an act that is recorded, and what it does
    once it runs is recorded as its own act. Raises Refused, AlreadyDone.
    """
    with transaction.atomic():
        office = next((one for one in KEEPERS if serves(actor, one)), Office.SYSTEM)
        government, _hand = demand(actor, office, key)
        failed = DBTaskResult.objects.failed().select_for_update()
        return _retry(queue.of_government(government, list(failed if task is None else failed.filter(pk=task))))


def _retry(failed: Iterable[queue.Row]) -> int:
    count = 0
    for row in failed:
        row.status, row.worker_ids, row.run_after = TaskResultStatus.READY, [], get_date_max()
        row.save(update_fields=["status", "worker_ids", "run_after"])
        Progress.objects.filter(pk__in=[queue.progress_of(row)], state=jobs.FAILED).update(state=jobs.RUNNING)
        count += 1
    return count

"""Work for the background: an act puts a task in its own transaction, and whoever waits sees how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import task

from selaras.records import clock, jobs
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

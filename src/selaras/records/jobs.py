"""Jobs: who works in the background, which hours of the schedule are taken, and how far that is which people wait for.

The queue itself is the table of `django_tasks_db`; a worker belongs to the installation, all else to a government.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.people import Person

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


class Worker(models.Model):
    """A process that takes tasks; it says again and again that it lives, and is taken for dead when it falls silent."""

    name = models.CharField("nama", max_length=64, unique=True)
    started_at = models.DateTimeField("mulai", default=clock.now)
    beat_at = models.DateTimeField("terakhir terdengar", default=clock.now)

    def __str__(self) -> str:
        return self.name


class ScheduleRun(models.Model):
    """A time of the schedule that somebody has taken; the row is what keeps two workers from doing it twice."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    name = models.CharField("nama", max_length=60)
    due_at = models.DateTimeField("waktunya")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "name", "due_at"], name="schedule_run_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at}"


class Progress(models.Model):
    """How far something is that a person asked for; `key` is its name in the address of its page."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.CharField("kunci", max_length=60)
    title = models.CharField("hal", max_length=200)
    url = models.CharField("alamat hasilnya", max_length=200, blank=True)
    total = models.PositiveIntegerField("seluruhnya")
    done = models.PositiveIntegerField("selesai", default=0)
    state = models.CharField("keadaan", max_length=10, default=WAITING)
    message = models.CharField("keterangan", max_length=300, blank=True)
    changed_at = models.DateTimeField("berubah", default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "key"], name="progress_key_once"),
            models.CheckConstraint(
                name="progress_state_is_known", condition=Q(state__in=[WAITING, RUNNING, DONE, FAILED])
            ),
            models.CheckConstraint(name="progress_is_done_when_all_is", condition=~Q(state=DONE) | Q(done=F("total"))),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def over(self) -> bool:
        """Nothing more will change by itself."""
        return self.state in (DONE, FAILED)


class ProgressStep(models.Model):
    """One thing of a progress that is done; a task that runs twice counts it once."""

    progress = models.ForeignKey(Progress, models.CASCADE, related_name="steps")
    item = models.CharField("yang selesai", max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["progress", "item"], name="progress_step_once")]

    def __str__(self) -> str:
        return self.item

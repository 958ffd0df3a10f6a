"""How far something is that people wait for: each thing counts once, and what failed for good stays in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from selaras.actions import jobs as acts
from selaras.actions.jobs import begin, give_up, put, step
from selaras.records import clock, queue
from selaras.records.jobs import Progress
from selaras.records.people import Actor
from selaras.site import jobs

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    with override_settings(SELARAS_JOBS=settings.SELARAS_JOBS | {"count": "tests.site.tasks.count"}):
        yield


def seen(progress: Progress) -> tuple[str, int, str]:
    row = Progress.objects.get(pk=progress.pk)
    return row.state, row.done, row.message


def begun(cast: Callable[..., Actor], total: int = 3) -> Progress:
    return begin(actor=cast("DPUPR/1"), key="undangan", title="Undangan rapat irigasi", total=total)


def test_each_thing_counts_once_however_often_it_is_done(cast: Callable[..., Actor]) -> None:
    progress = begun(cast)
    for key in ("a", "b", "a"):
        put("count", key=key, progress=progress.pk)
    assert seen(progress) == ("waiting", 0, "")
    assert jobs.run_all() == 3
    assert seen(progress) == ("running", 2, "Surat a")
    put("count", key="c", progress=progress.pk)
    jobs.run_all()
    assert seen(progress) == ("done", 3, "Surat c")
    step(progress.pk, "d")
    assert seen(progress)[:2] == ("done", 3)


def test_what_has_begun_says_so_before_its_first_thing_is_done(cast: Callable[..., Actor]) -> None:
    progress = begun(cast)
    put("count", key="a", progress=progress.pk, fails="kertas habis")
    jobs.run_all()
    assert seen(progress) == ("running", 0, "")


def test_what_failed_for_good_stays_in_sight_until_the_rest_is_there_after_all(cast: Callable[..., Actor]) -> None:
    progress, now = begun(cast, total=2), timezone.now()
    put("count", key="a", progress=progress.pk, fails="kertas habis")
    for attempt in range(queue.ATTEMPTS):
        with clock.at(now + attempt * DAY):
            jobs.run_all()
    put("count", key="b", progress=progress.pk)
    jobs.run_all()
    assert seen(progress)[:2] == ("failed", 1)
    acts.retry_failed()
    assert seen(progress)[:2] == ("running", 1)
    step(progress.pk, "a")
    assert seen(progress)[:2] == ("done", 2)
    give_up(progress.pk)
    assert seen(progress)[:2] == ("done", 2)


def test_what_is_asked_for_anew_begins_anew_and_old_tasks_count_no_more(cast: Callable[..., Actor]) -> None:
    old = begun(cast)
    put("count", key="a", progress=old.pk)
    new = begun(cast, total=1)
    jobs.run_all()
    assert seen(new) == ("waiting", 0, "")
    assert Progress.objects.count() == 1


def test_nothing_to_do_is_done_and_where_nobody_waits_nothing_is_told(cast: Callable[..., Actor]) -> None:
    assert begun(cast, total=0).over
    put("count", key="a")
    assert jobs.run_all() == 1
    assert seen(Progress.objects.get())[:2] == ("done", 0)

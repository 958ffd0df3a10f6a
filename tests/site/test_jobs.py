"""The background: tasks come with their act, the dead are taken up again, the schedule keeps its hours, once each."""

from __future__ import annotations

import inspect
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import override_settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from typer.testing import CliRunner, Result

from selaras.actions import jobs as acts
from selaras.actions import mail
from selaras.actions.jobs import begin, put
from selaras.records import clock, queue
from selaras.records.escalations import ESCALATED, Escalation
from selaras.records.governments import Government, ProvisionText
from selaras.records.jobs import Progress, ScheduleRun, Worker
from selaras.records.ledger import Entry, Seal
from selaras.records.mail import Mail, Mailbox
from selaras.records.notices import Notice
from selaras.records.people import Actor
from selaras.site import jobs
from selaras.site.cli import app
from tests.actions.postbox import receiving
from tests.acts import opened, sound, take

PRODUCT = settings.SELARAS_JOBS
WIRED = PRODUCT | {name: f"tests.site.tasks.{name}" for name in ("write", "count", "ask_to_end", "remind", "send")}
ROOT = Path(__file__).parents[2]
LATER = timedelta(hours=2)  # longer than any lease or delay
committed = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    with override_settings(SELARAS_JOBS=WIRED):
        yield


def states() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def effects() -> int:
    return ProvisionText.objects.filter(regulation="uji").count()


def put_one(name: str, **arguments: int | str | None) -> None:
    with transaction.atomic():
        put(name, **arguments)


# A task comes with its act


@committed
def test_a_task_of_an_act_that_fails_is_not_in_the_queue(balangan: Government) -> None:
    def act() -> None:
        with transaction.atomic():
            put("write", government=balangan.pk, key="a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert states() == []
    with transaction.atomic():
        put("write", government=balangan.pk, key="a")
    assert states() == ["READY"]


@committed
def test_a_task_outside_a_transaction_or_of_an_unknown_name_is_refused(balangan: Government) -> None:
    with pytest.raises(transaction.TransactionManagementError, match="outside the transaction"):
        put("write", government=balangan.pk, key="a")
    with pytest.raises(LookupError, match="wired to tulis"), transaction.atomic():
        put("tulis")
    assert states() == []


def test_every_task_of_the_product_is_wired_to_a_function() -> None:
    assert all(callable(import_string(path)) for path in settings.SELARAS_JOBS.values())


def test_every_task_leads_to_its_government() -> None:
    """Else its failure would show on no government's page."""
    for path in PRODUCT.values():
        assert inspect.signature(import_string(path)).parameters.keys() & {"government", *queue.OWNERS}, path


def test_every_entry_of_the_schedule_does_something() -> None:
    assert {entry.name for entry in queue.SCHEDULE} == jobs.DOES.keys()


def test_what_is_due_is_run_in_order_and_once(balangan: Government) -> None:
    for key in ("a", "b", "a"):
        put_one("write", government=balangan.pk, key=key)
    assert jobs.run_all() == 3
    assert (states(), effects()) == (["SUCCESSFUL"] * 3, 2)
    assert jobs.run_all() == 0


# What fails


def test_a_task_that_fails_is_tried_again_later_and_later_and_then_stays_in_sight(
    balangan: Government, caplog: pytest.LogCaptureFixture
) -> None:
    put_one("count", key="a", fails="kertas habis")
    now, runs = timezone.now(), []
    for delay in (*queue.DELAYS, timedelta(days=9)):
        with clock.at(now):
            runs.append(jobs.run_all())
            assert jobs.run_all() == 0 or delay == timedelta(0)
        now += delay + timedelta(seconds=1)
    row = DBTaskResult.objects.get()
    assert (row.status, len(row.worker_ids)) == ("FAILED", queue.ATTEMPTS)
    assert sum(runs) == queue.ATTEMPTS
    assert "kertas habis" in row.traceback
    found = queue.status()
    assert not found.well
    assert [(one.task, one.fault) for one in found.failed] == [
        ("count(key=a, fails=kertas habis)", "ValueError: kertas habis")
    ]


def test_a_task_that_failed_for_good_tells_whoever_keeps_its_row(balangan: Government) -> None:
    with override_settings(SELARAS_JOBS={**WIRED, "count.failed": "tests.site.tasks.count"}):
        put_one("count", key="a", fails="kertas habis", progress=None)
        DBTaskResult.objects.update(worker_ids=["x"] * (queue.ATTEMPTS - 1))
        jobs.run_all()
    told = [(row.status, row.args_kwargs["kwargs"]) for row in DBTaskResult.objects.order_by("enqueued_at")]
    given = {"key": "a", "fails": "kertas habis"}
    assert [(status, kept["name"]) for status, kept in told] == [("FAILED", "count"), ("READY", "count.failed")]
    assert told[1][1]["arguments"] == given


def test_a_task_that_failed_for_good_is_put_back_with_all_its_attempts(balangan: Government) -> None:
    put_one("count", key="a")
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, worker_ids=["x"] * queue.ATTEMPTS)
    assert jobs.run_all() == 0
    assert acts.retry_failed() == 1
    assert jobs.run_all() == 1
    assert states() == ["SUCCESSFUL"]
    assert len(DBTaskResult.objects.get().worker_ids) == 1


# Who dies, and who only seems to


def environment(data: Path) -> dict[str, str]:
    """What another process needs to work on the database of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SELARAS_")}
    name = connection.settings_dict["NAME"]
    address = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        whole, _, _ = os.environ["SELARAS_DATABASE_URL"].rpartition("/")
        address = f"{whole}/{name}"
    modules = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**kept, "SELARAS_DATA": str(data), "SELARAS_DATABASE_URL": address, "PYTHONPATH": modules}


# The wiring of the tests, in the process of the worker.
WORKER = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "selaras.site.settings"
from django.conf import settings
settings.SELARAS_JOBS = {WIRED!r}
from selaras.site.cli import main
sys.argv = ["selaras", *sys.argv[1:]]
main()
"""


def worker(data: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """`selaras jobs` as a process of its own, to its end; `given` stands besides in its environment."""
    command = [sys.executable, "-c", WORKER, "jobs", *words]
    around = environment(data) | given
    return subprocess.run(command, env=around, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def quiet(balangan: Government) -> Government:
    """The schedule has nothing due: its times are taken."""
    for entry in queue.SCHEDULE:
        ScheduleRun.objects.create(government=balangan, name=entry.name, due_at=timezone.now() + LATER)
    return balangan


@committed
@pytest.mark.parametrize("die", ["within", "after"])
def test_what_a_killed_worker_began_is_done_by_the_next_with_one_effect(
    quiet: Government, tmp_path: Path, die: str
) -> None:
    put_one("write", government=quiet.pk, key="surat", folder=str(tmp_path), die=die)
    assert worker(tmp_path, "--once").returncode == -signal.SIGKILL
    assert states() == ["RUNNING"]
    assert effects() == (die == "after")
    assert Worker.objects.count() == 1
    still = worker(
        tmp_path, "--once"
    )  # the dead one may only be slow, so its task is left alone for the time of a lease
    assert (still.returncode, states()) == (0, ["RUNNING"]), still.stderr
    Worker.objects.update(beat_at=timezone.now() - queue.LEASE - timedelta(seconds=1))
    second = worker(tmp_path, "--once")
    assert (second.returncode, second.stdout) == (0, "1 tugas dijalankan.\n"), second.stderr
    assert (states(), effects()) == (["SUCCESSFUL"], 1)
    assert len(set(DBTaskResult.objects.get().worker_ids)) == 2
    assert not Worker.objects.exists()


@committed
@pytest.mark.parametrize("die", ["within", "between"])
def test_a_worker_killed_among_its_notices_leaves_one_entry_for_each_and_loses_none(
    quiet: Government, cast: Callable[..., Actor], tmp_path: Path, die: str
) -> None:
    for post in ("DPUPR/1", "DISPERTAN/1", "KEC.LAMPIHONG/1", "SETDA/1", "SETDA.AST1/1", "SETDA.AST2/1"):
        cast(post)
    with clock.at(datetime.fromisoformat("2026-11-02T10:00+08:00")):
        matter = opened(cast("DPUPR/1"), kind="koordinatif", form="e", parties=("DISPERTAN", "KEC.LAMPIHONG"))
        take(cast("SETDA/1"), matter, "ambil")
        take(cast("SETDA/1"), matter, "sepakati", "Pintu air dibuka 5 Desember.")
    at = "2026-11-13T10:00+08:00"  # two levels for each of three parties
    put_one("remind", government=quiet.pk, at=at, folder=str(tmp_path), die=die)
    assert worker(tmp_path, "--once").returncode == -signal.SIGKILL
    assert [Notice.objects.count(), Entry.objects.filter(step=ESCALATED).count()] == [2, 2]
    Worker.objects.update(beat_at=timezone.now() - queue.LEASE - timedelta(seconds=1))
    second = worker(tmp_path, "--once")
    assert second.returncode == 0, second.stderr
    told = Escalation.objects.exclude(told="").values_list("entry", flat=True)
    assert set(told) == set(Entry.objects.filter(step=ESCALATED).values_list("number", flat=True))
    assert [Notice.objects.count(), told.count(), Escalation.objects.count()] == [6, 6, 9]
    assert sound(quiet)


@committed
def test_a_worker_killed_between_sending_a_mail_and_noting_it_repeats_it_with_the_same_sign(
    quiet: Government, cast: Callable[..., Actor], tmp_path: Path
) -> None:
    head = cast("DPUPR/1")
    head.person.email = "kadis@contoh.go.id"
    head.person.save()
    Mailbox.objects.create(government=quiet, person=head.person, quiet_to=time(20), quiet_free=False)
    with receiving() as postbox:
        letter = mail.Letter("Perihal", "Isi.", "/kerja/")
        assert mail.put(head.tenure, "uji", letter)
        DBTaskResult.objects.all().delete()
        row = Mail.objects.get()
        put_one("send", mail=row.pk, folder=str(tmp_path))
        server = {"SELARAS_EMAIL_URL": f"smtp://127.0.0.1:{postbox.port}/?from=selaras@contoh.go.id"}
        assert worker(tmp_path, "--once", **server).returncode == -signal.SIGKILL
        assert postbox.signs == [row.message_id] and Mail.objects.get().state == "sending"
        Worker.objects.update(beat_at=timezone.now() - queue.LEASE - timedelta(seconds=1))
        assert worker(tmp_path, "--once", **server).returncode == 0
        assert postbox.signs == [row.message_id]  # the dead one may only be slow
        Mail.objects.update(next_at=timezone.now())
        put_one("send", mail=row.pk, folder=str(tmp_path))
        after = worker(tmp_path, "--once", **server)
        assert after.returncode == 0, after.stderr
    assert postbox.signs == [row.message_id] * 2
    assert (Mail.objects.get().state, Mail.objects.get().attempts) == ("sent", 2)


def test_a_task_that_kills_every_worker_is_given_up(balangan: Government) -> None:
    put_one("write", government=balangan.pk, key="a")
    now = timezone.now()
    for attempt in range(queue.ATTEMPTS):
        now += LATER
        with clock.at(now):
            row = DBTaskResult.objects.get()
            assert row.status == "READY", attempt
            row.claim(f"killed-{attempt}")
            jobs.take_up()
    assert states() == ["FAILED"]
    assert "fell silent" in queue.status().failed[0].fault


def test_a_worker_that_was_only_slow_changes_nothing_any_more(balangan: Government) -> None:
    put_one("write", government=balangan.pk, key="a")
    row = DBTaskResult.objects.get()
    row.claim("slow")
    assert jobs.take_up() == 1
    row.claim("quick")
    assert not jobs._settle(row.pk, "slow", None)
    assert not jobs._settle(row.pk, "slow", ValueError("late"))
    assert states() == ["RUNNING"]
    assert jobs._settle(row.pk, "quick", None)
    assert states() == ["SUCCESSFUL"]
    assert not jobs._settle(row.pk, "slow", ValueError("late"))
    assert states() == ["SUCCESSFUL"]


def test_the_task_of_a_living_worker_is_left_to_him(balangan: Government) -> None:
    put_one("write", government=balangan.pk, key="a")
    Worker.objects.create(name="alive")
    DBTaskResult.objects.get().claim("alive")
    assert jobs.take_up() == 0
    with clock.at(timezone.now() + queue.LEASE + timedelta(seconds=1)):
        assert jobs.take_up() == 1


@committed
def test_a_task_is_taken_by_one_of_two_workers(quiet: Government) -> None:
    for key in range(6):
        put_one("write", government=quiet.pk, key=str(key))

    def work(_: int) -> int:
        try:
            return jobs.run_all()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as two:
        assert sum(two.map(work, range(2))) == 6
    assert effects() == 6
    assert [len(row.worker_ids) for row in DBTaskResult.objects.all()] == [1] * 6


@committed
def test_a_worker_that_is_asked_to_end_finishes_the_task_at_hand_alone(quiet: Government) -> None:
    put_one("ask_to_end", key="a")
    put_one("write", government=quiet.pk, key="b")
    assert jobs.work() == 1
    assert sorted(states()) == ["READY", "SUCCESSFUL"]
    assert not Worker.objects.exists()


@committed
def test_a_worker_ends_with_the_process_that_started_it(quiet: Government) -> None:
    put_one("write", government=quiet.pk, key="a")
    assert jobs.work(parent=os.getppid() + 1) == 0
    assert states() == ["READY"]


# The schedule


def times(zone: str, now: str, cron: str = "45 23 * * *") -> tuple[str, str]:
    entry = queue.Entry("uji", cron)
    here = ZoneInfo(zone)
    moment = datetime.fromisoformat(now)
    return tuple(
        at.astimezone(here).strftime("%d %H.%M") for at in (entry.last_due(here, moment), entry.next_due(here, moment))
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("zone", "now", "last", "then"),
    [
        ("Asia/Jakarta", "2026-11-26T16:44:59+00:00", "25 23.45", "26 23.45"),
        ("Asia/Jakarta", "2026-11-26T16:45:00+00:00", "26 23.45", "27 23.45"),
        ("Asia/Jakarta", "2026-11-26T16:45:00.5+00:00", "26 23.45", "27 23.45"),
        ("Asia/Makassar", "2026-11-26T15:44:59+00:00", "25 23.45", "26 23.45"),
        ("Asia/Makassar", "2026-11-26T15:45:00+00:00", "26 23.45", "27 23.45"),
        ("Asia/Jayapura", "2026-11-26T14:44:59+00:00", "25 23.45", "26 23.45"),
        ("Asia/Jayapura", "2026-11-26T14:45:00+00:00", "26 23.45", "27 23.45"),
    ],
)
def test_the_hours_are_those_of_the_governments_zone(zone: str, now: str, last: str, then: str) -> None:
    assert times(zone, now) == (last, then)


def at_wita(text: str) -> Any:
    return clock.at(datetime.fromisoformat(f"{text}+08:00"))


def scheduled() -> list[tuple[str, str]]:
    """What of the schedule is in the queue: entry and day."""
    given = [row.args_kwargs["kwargs"]["arguments"] for row in DBTaskResult.objects.order_by("enqueued_at")]
    return sorted((one["entry"], one["day"]) for one in given)


@pytest.fixture
def daily(balangan: Government, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A schedule with one entry at 06.00, and the days it was done for."""
    done: list[str] = []
    monkeypatch.setattr(queue, "SCHEDULE", (queue.Entry("uji", "0 6 * * *"),))
    monkeypatch.setattr(jobs, "DOES", {"uji": lambda government, day: done.append(f"{government.code} {day}")})
    return done


def test_what_was_missed_while_nobody_worked_is_made_up_once(daily: list[str]) -> None:
    with at_wita("2026-11-02T09:00"):
        assert jobs.put_due() == 1
        assert jobs.put_due() == 0
    with at_wita("2026-11-09T05:59:59"):  # a week later, the worker was off for days
        assert jobs.put_due() == 1
        assert jobs.put_due() == 0
    with at_wita("2026-11-09T06:00"):
        assert jobs.put_due() == 1
    with at_wita("2026-11-05T12:00"):  # a clock that was set back
        assert jobs.put_due() == 0
    assert jobs.run_all() == 3
    assert daily == ["63.11 2026-11-02", "63.11 2026-11-08", "63.11 2026-11-09"]


@committed
def test_two_workers_at_once_take_a_time_once(daily: list[str]) -> None:
    with ThreadPoolExecutor(4) as crew:

        def look(_: int) -> int:
            try:
                with at_wita("2026-11-02T09:00"):
                    return jobs.put_due()
            finally:
                connections.close_all()

        assert sum(crew.map(look, range(12))) == 1
    assert scheduled() == [("uji", "2026-11-02")]


@committed
def test_a_time_whose_task_could_not_be_put_is_not_taken(daily: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: object, **named: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(acts, "put", fails)
        with pytest.raises(ZeroDivisionError):
            jobs.put_due()
    assert not ScheduleRun.objects.exists()
    assert jobs.put_due() == 1


def test_the_whole_schedule_runs_twice_without_harm(balangan: Government) -> None:
    for attempt in (1, 2):
        for entry in queue.SCHEDULE:
            jobs.run_scheduled(entry.name, balangan.pk, "2026-11-02")
        assert Seal.objects.filter(government=balangan).count() == attempt  # one more seal says the same once more
    assert len({bytes(seal.root) for seal in Seal.objects.all()}) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL limits how long a question may take")
def test_what_is_on_the_schedule_may_take_its_time_and_no_question_after_it(
    balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])

    before, seen = limit(), []
    monkeypatch.setattr(jobs, "DOES", {"lama": lambda government, day: seen.append(limit())})
    jobs.run_scheduled("lama", balangan.pk, "2026-11-02")
    assert (before, seen, limit()) == ("20s", ["0"], "20s")


def test_what_is_long_done_is_forgotten_and_what_failed_is_kept_longer(cast: Callable[..., Actor]) -> None:
    actor = cast("DPUPR/1")
    begin(actor=actor, key="undangan", title="Undangan", total=1)
    for status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED, TaskResultStatus.READY):
        put_one("count", key=status)
        DBTaskResult.objects.filter(args_kwargs__kwargs__arguments__key=status).update(
            status=status, finished_at=timezone.now()
        )
    day = actor.government.today()
    left = []
    for days in (29, 31, 91):
        with clock.at(timezone.now() + timedelta(days=days)):
            jobs.tidy(actor.government, day)
        left.append((sorted(states()), Progress.objects.count()))
    assert left == [(["FAILED", "READY", "SUCCESSFUL"], 1), (["FAILED", "READY"], 0), (["READY"], 0)]


# The command


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["jobs", *words])


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the command work on the test database."""
    monkeypatch.setenv("SELARAS_DATABASE_URL", "sqlite:///uji.sqlite3")


def test_the_status_says_what_waits_and_when_the_schedule_comes(quiet: Government, command: None) -> None:
    put_one("count", key="a")
    with at_wita("2026-11-26T09:00"):
        result = run("--json")
        answer = json.loads(result.stdout)
        told = run("--status").output
    assert told.startswith("0 pekerja hidup; 1 tugas menunggu, 0 berjalan.")
    assert re.search(r"segel-harian .* 2026-11-26 23\.45", told)
    assert result.exit_code == 0
    assert (answer["ok"], answer["waiting"], answer["failed"]) == (True, 1, [])
    seals = next(row for row in answer["schedule"] if row["entry"] == "segel-harian")
    assert (seals["government"], seals["next"]) == ("63.11", "2026-11-26T23:45+08:00")


def test_a_queue_that_nobody_works_off_ends_with_1(quiet: Government, command: None) -> None:
    put_one("count", key="a")
    with clock.at(timezone.now() + queue.OVERDUE + timedelta(minutes=1)):
        result = run("--status")
    assert result.exit_code == 1
    assert "1 tugas menunggu terlalu lama. Jalankan pekerja: selaras jobs" in result.output


def test_what_failed_is_named_with_the_way_on_and_put_back(quiet: Government, command: None) -> None:
    put_one("count", key="a")
    DBTaskResult.objects.update(
        status="FAILED", traceback="...\nValueError: kertas habis\n", finished_at=timezone.now()
    )
    result = run("--status")
    assert result.exit_code == 1
    assert "count(key=a). ValueError: kertas habis" in result.output
    assert "selaras jobs --retry" in result.output
    assert run("--retry").output == "1 tugas dikembalikan ke antrean.\n"
    assert run("--status").exit_code == 0


@committed
def test_once_runs_what_is_due_and_what_the_schedule_has_due(daily: list[str], command: None) -> None:
    result = run("--once", "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr == "1 tugas dijalankan.\n"
    assert json.loads(result.stdout)["waiting"] == 0
    assert len(daily) == 1

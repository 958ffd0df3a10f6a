"""The page of the background: what is scheduled, waits and failed, who works, and who may see and retry it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from selaras.actions import ledger, webhooks
from selaras.actions.jobs import put, retry
from selaras.records import clock, queue
from selaras.records.governments import Government
from selaras.records.jobs import ScheduleRun, Worker
from selaras.records.people import Actor
from selaras.records.webhooks import SEAL, SENT, Delivery
from selaras.site import jobs
from selaras.web.jobs import entry_words, fault_words, rhythm, task_words

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
PAGE = "/kerja/latar/"
OFFICE, MACHINE = "SETDA.AST3.ORG/1", "DISKOMINFO/2"
NOBODY_WORKS = "Pekerja latar tidak berjalan."
NOT_OUTSIDE = "Segel belum dikirim ke luar: daftarkan satu alamat."
QUERIES = 19


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def failing(government: Government, count: int = 1) -> list[DBTaskResult[Any, Any]]:
    """Tasks of a government that failed for good."""
    for n in range(count):
        with transaction.atomic():
            put("data.archive", government=government.pk)
        rows = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
        rows.update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now() + timedelta(seconds=n),
            worker_ids=["w"] * queue.ATTEMPTS,
            exception_class_path="builtins.PermissionError",
            traceback="PermissionError: rahasia",
        )
    return list(DBTaskResult.objects.failed().order_by("finished_at"))


@pytest.fixture
def office(cast: Cast, client_for: ClientFor) -> Client:
    return client_for(cast(OFFICE))


@pytest.fixture
def taken(balangan: Government) -> Government:
    """Every time of the schedule was taken when it came."""
    for entry in queue.SCHEDULE:
        due = entry.last_due(balangan.zone, timezone.now())
        ScheduleRun.objects.create(government=balangan, name=entry.name, due_at=due)
    return balangan


# In plain words


def test_every_task_and_every_entry_of_the_schedule_has_its_words() -> None:
    assert task_words().keys() == settings.SELARAS_JOBS.keys()
    assert entry_words().keys() == {entry.name for entry in queue.SCHEDULE}


def test_how_often_an_entry_comes_is_said_in_words() -> None:
    at = datetime.fromisoformat("2026-11-26T23:45+08:00")
    said = [rhythm(cron, at) for cron in ("45 23 * * *", "0 * * * *", "*/5 * * * *")]
    assert said == ["Setiap hari pukul 23.45", "Setiap jam", "Setiap 5 menit"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("selaras.site.jobs.Lost", "Pekerjanya mati di tengah tugas ini."),
        ("django.db.utils.OperationalError", "Basis data tidak menjawab atau menolak."),
        ("builtins.FileNotFoundError", "Berkas atau sambungan tidak dapat dibuka."),
        ("builtins.ValueError", "Kesalahan pada program (ValueError)."),
        ("", "Kesalahan pada program ()."),
    ],
)
def test_a_fault_is_told_by_its_sort_with_what_to_do(path: str, why: str) -> None:
    said, what_to_do = fault_words(path)
    assert said == why and "oba lagi" in what_to_do


# What the page shows


def test_a_failed_task_is_named_with_what_to_do_and_its_own_words_stay_away(
    balangan: Government, office: Client
) -> None:
    failing(balangan)
    page = text(office.get(PAGE))
    assert "1 tugas terhenti sesudah semua percobaannya." in page
    assert "Menyusun ulang arsip data terbuka" in page and "sesudah 5 percobaan" in page
    assert "Periksa ruang dan izin folder datanya" in page and "rahasia" not in page


def test_one_task_is_tried_again_or_all_of_them(balangan: Government, office: Client) -> None:
    first, *_rest = failing(balangan, 3)
    answer = office.post(PAGE, {"task": str(first.pk), "key": "a"}, follow=True)
    assert "1 tugas dicoba lagi." in text(answer) and "2 tugas terhenti" in text(answer)
    first.refresh_from_db()
    assert (first.status, first.worker_ids) == (TaskResultStatus.READY, [])
    assert "2 tugas dicoba lagi." in text(office.post(PAGE, {"task": "", "key": "b"}, follow=True))
    assert not DBTaskResult.objects.failed().exists()
    assert "Tidak ada tugas yang terhenti." in text(office.get(PAGE))
    assert office.post(PAGE, {"task": "bukan nomor", "key": "c"}).status_code == 404


def test_the_same_form_sent_again_tries_nothing_again(balangan: Government, office: Client) -> None:
    form = {"task": "", "key": "a"}
    failing(balangan)
    office.post(PAGE, form)
    failing(balangan)
    office.post(PAGE, form)
    assert DBTaskResult.objects.failed().count() == 2


def test_tasks_of_another_government_are_neither_shown_nor_tried_again(
    balangan: Government, office: Client, cast: Cast
) -> None:
    other = Government.objects.create(code="63.12", name="Tetangga", timezone="Asia/Makassar", pack="balangan")
    task = failing(other)[0]
    page = text(office.get(PAGE))
    assert "Tidak ada tugas yang terhenti." in page
    assert retry(actor=cast(OFFICE)) == retry(actor=cast(OFFICE), task=task.pk) == 0
    assert DBTaskResult.objects.failed().count() == 1


def test_a_killed_worker_shows_and_what_it_left_runs_again(taken: Government, office: Client) -> None:
    with transaction.atomic():
        put("data.archive", government=taken.pk)
    Worker.objects.create(name="pelayan-1")
    DBTaskResult.objects.get().claim("pelayan-1")
    page = text(office.get(PAGE))
    assert "Satu pekerja hidup pelayan-1" in page and "arsip data terbuka: 1 berjalan" in page
    Worker.objects.update(beat_at=timezone.now() - queue.LEASE - timedelta(seconds=1))
    page = text(office.get(PAGE))
    assert "Satu pekerja tidak terdengar lagi pelayan-1" in page and "hidup" not in page
    assert jobs.take_up() == 1
    page = text(office.get(PAGE))
    assert "Tidak ada pekerja yang hidup." in page and "arsip data terbuka: 1 menunggu" in page


def test_the_schedule_says_when_it_was_when_it_comes_and_how_it_ended(balangan: Government, office: Client) -> None:
    seal = next(entry for entry in queue.SCHEDULE if entry.name == "segel-harian")
    due = seal.last_due(balangan.zone, timezone.now())
    assert "Terlewat" in text(office.get(PAGE))
    assert jobs.put_due() == len(queue.SCHEDULE)
    row = re.search(
        r"Segel harian Menyegel .*? (Menunggu) (.*?, 23\.45 WITA) (.*?, 23\.45 WITA)", text(office.get(PAGE))
    )
    assert row and ScheduleRun.objects.get(name="segel-harian").due_at == due
    for state, word in ((TaskResultStatus.SUCCESSFUL, "Selesai"), (TaskResultStatus.FAILED, "Terhenti")):
        DBTaskResult.objects.update(status=state, finished_at=timezone.now())
        page = text(office.get(PAGE))
        assert re.search(rf"Segel harian Menyegel .*?Setiap hari pukul 23\.45 {word} ", page), page
        assert "Terlewat" not in page


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (timedelta(seconds=20), "26 November 2026, 02.30 WITA"),
        (timedelta(minutes=40), "26 November 2026, 03.10 WITA seharusnya pukul 02.30 WITA"),
        (timedelta(hours=30), "27 November 2026, 08.30 WITA seharusnya 26 November 2026, 02.30 WITA"),
    ],
)
def test_the_schedule_says_when_a_task_ended_and_when_it_was_due_where_that_differs(
    balangan: Government, office: Client, late: timedelta, said: str
) -> None:
    due = datetime.fromisoformat("2026-11-26T02:30+08:00")
    ScheduleRun.objects.create(government=balangan, name="kata-pencarian", due_at=due)
    with transaction.atomic():
        put("schedule", entry="kata-pencarian", government=balangan.pk, day="2026-11-26")
    waits = "26 November 2026, 02.30 WITA"
    assert f"seharusnya {waits}" in text(office.get(PAGE))
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=due + late)
    words = re.search(
        r"Kata pencarian Menyusun .*?Setiap hari pukul 02\.30 \S+ (.*? WITA) \d+ \w+ \d+, 02", text(office.get(PAGE))
    )
    assert words and words[1] == said


# Nobody works


def test_where_nobody_works_the_workspace_of_who_looks_after_it_says_so(
    taken: Government, cast: Cast, client_for: ClientFor
) -> None:
    with transaction.atomic():
        put("data.archive", government=taken.pk)
    offices = [client_for(cast(post)) for post in (OFFICE, MACHINE)]
    assert not any(NOBODY_WORKS in text(one.get("/kerja/")) for one in offices)
    later = timezone.now() + queue.OVERDUE + timedelta(minutes=1)
    with clock.at(later):
        assert all(NOBODY_WORKS in text(one.get(page)) for one in offices for page in ("/kerja/", PAGE))
        assert NOBODY_WORKS not in text(client_for(cast("DPUPR/1")).get("/kerja/"))
        Worker.objects.create(name="hidup", beat_at=later)
        assert not any(NOBODY_WORKS in text(one.get("/kerja/")) for one in offices)
        assert "1 tugas menunggu lebih dari 15 menit." in text(offices[0].get(PAGE))


def test_a_schedule_that_nobody_takes_is_nobody_working_too(taken: Government) -> None:
    assert not queue.stalled(taken)
    with clock.at(timezone.now() + timedelta(days=1)):
        assert queue.stalled(taken)


# The seal outside


def test_the_page_warns_until_an_address_outside_takes_the_seals(
    cast: Cast, client_for: ClientFor, balangan: Government, office: Client
) -> None:
    for page in (PAGE, "/kerja/kait/"):
        assert NOT_OUTSIDE in text(office.get(page))
    machine = text(client_for(cast(MACHINE)).get(PAGE))
    assert "Alamatnya didaftarkan Bagian Organisasi" in machine
    webhooks.register_endpoint(actor=cast(OFFICE), url="https://8.8.8.8/kait", events=["matter"])
    assert NOT_OUTSIDE in text(office.get(PAGE))
    webhooks.register_endpoint(actor=cast(OFFICE), url="https://8.8.4.4/arsip", events=[SEAL])
    made, _path = ledger.seal(balangan)
    page = text(office.get(PAGE))
    assert NOT_OUTSIDE not in page and "8.8.4.4 Belum menerima segel." in page and "8.8.8.8" not in page
    Delivery.objects.update(state=SENT, tried_at=timezone.now())
    assert f"8.8.4.4 Menerima segel nomor {made.pk} pada " in text(office.get(PAGE))
    assert NOT_OUTSIDE not in text(office.get("/kerja/kait/"))


# Who comes in, and what it costs


def test_other_posts_are_told_who_looks_after_it(cast: Cast, client_for: ClientFor, client: Client) -> None:
    other = client_for(cast("DPUPR/1")).get(PAGE)
    assert other.status_code == 403
    assert "Pekerjaan latar diurus Dinas Komunikasi dan Informatika" in text(other)
    heads = "Kepala Dinas Komunikasi dan Informatika, Kepala Bagian Organisasi"
    assert f"hanya terbuka bagi {heads} dan jabatan lain pada unitnya." in text(other)
    assert all(f'href="/unit/{unit}/"' in other.content.decode() for unit in ("DISKOMINFO", "SETDA.AST3.ORG"))
    assert client.get(PAGE)["Location"].startswith("/masuk/")
    for post in (OFFICE, MACHINE):
        assert PAGE in client_for(cast(post)).get("/kerja/").content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_asks_as_much_for_one_task_as_for_four(
    balangan: Government, office: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    failing(balangan, count)
    for _ in range(count):
        with transaction.atomic():
            put("schedule", entry="giliran", government=balangan.pk, day="2026-11-26")
    office.get(PAGE)
    with django_assert_num_queries(QUERIES):
        office.get(PAGE)

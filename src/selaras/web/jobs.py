"""The background: how far something is that somebody waits for, and how all of it stands for who looks after it."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks import TaskResultStatus

from selaras.actions import jobs as acts
from selaras.actions.ledger import latest_seal
from selaras.actions.offices import AlreadyDone, Office, keeper, serves
from selaras.law.procedures import Refused
from selaras.records import queue
from selaras.records.jobs import Progress
from selaras.records.webhooks import keepers_of_seals
from selaras.web.forms import key_of
from selaras.web.language import in_language
from selaras.web.offices import kept_by
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther

BACKGROUND = "/kerja/latar/"
SHORT = 50  # tasks that failed and are listed
ENDED = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
PUNCTUAL = timedelta(minutes=1)  # what ended within it needs no word on when it was due


@policy(Policy.ACTING)
@never_cache
@require_safe
def progress(request: ActingRequest, key: str) -> HttpResponse:
    """What a person asked for himself: the whole page, and for its own second look only the part that changes."""
    asked = Progress.objects.filter(government=request.government, person=request.actor.person, key=key).first()
    if asked is None:
        raise Http404
    again = request.headers.get("HX-Request") == "true"
    return render(request, "parts/progress.html" if again else "jobs/progress.html", {"progress": asked})


# In plain words


def task_words() -> dict[str, str]:
    """What each task of the queue does, in words; one of the schedule has those of its entry."""
    return {
        "schedule": _("Pekerjaan menurut jadwal"),
        "data.archive": _("Menyusun ulang arsip data terbuka"),
        "search.rebuild": _("Menyusun ulang kata pencarian"),
        "sums.remake": _("Menghitung ulang semua angka"),
        "mail.send": _("Mengirim surel"),
        "papers.render": _("Membuat PDF naskah dinas"),
        "papers.copies": _("Membuat salinan surat bagi setiap penerima"),
        "papers.render.failed": _("Menandai naskah yang PDF-nya tidak dapat dibuat"),
        "webhooks.send": _("Mengirim kabar ke alamat di luar"),
    }


def entry_words() -> dict[str, tuple[str, str]]:
    """Each entry of the schedule in words: its name, and what it does."""
    return {
        "segel-harian": (_("Segel harian"), _("Menyegel buku besar dan mengirim segelnya ke luar.")),
        "potret-harian": (_("Potret harian"), _("Mencatat angka hari ini untuk dibandingkan pada Pantau.")),
        "angka-hari-ini": (_("Angka hari ini"), _("Menghitung ulang angka yang berubah karena harinya berganti.")),
        "giliran": (_("Giliran"), _("Melihat tenggat dan giliran mana yang berubah karena harinya berganti.")),
        "pengingat": (
            _("Pengingat"),
            _("Mengingatkan yang tenggatnya lewat, lalu memberi tahu koordinator dan pemimpin koordinasinya."),
        ),
        "akhir-gugus-kerja": (
            _("Akhir gugus kerja"),
            _("Memberi tahu pimpinan gugus kerja yang masa tugasnya hampir berakhir."),
        ),
        "hari-tinjau": (_("Hari tinjau"), _("Memberi tahu PPID pengecualian yang hari tinjaunya tiba.")),
        "kata-pencarian": (_("Kata pencarian"), _("Menyusun ulang kata pencarian bila ada yang tertinggal.")),
        "bersih-bersih": (_("Bersih-bersih"), _("Menghapus tugas lama dan unggahan yang tidak dipakai.")),
        "data-terbuka": (_("Data terbuka"), _("Menyusun arsip ZIP semua data terbuka.")),
        "surel": (_("Surel"), _("Mengirim surel yang menunggu dan ringkasan harian setiap jabatan pada jamnya.")),
    }


def rhythm(cron: str, at: datetime) -> str:
    """How often an entry of the schedule comes, in words; `at` is one of its times, in the government's zone."""
    minute, hour, *_days = cron.split()
    if minute.startswith("*/"):
        return _("Setiap %(n)s menit") % {"n": minute[2:]}
    if hour == "*":
        return _("Setiap jam")
    return _("Setiap hari pukul %(time)s") % {"time": f"{at:%H.%M}"}


def named(name: str, entry: str = "") -> str:
    """A task in words."""
    return entry_words().get(entry, (entry, ""))[0] if entry else task_words().get(name, name)


def fault_words(path: str) -> tuple[str, str]:
    """Why a task failed, by the sort of its fault, and what to do; the fault's own words may quote what is withheld."""
    module, _dot, name = path.rpartition(".")
    fault = getattr(builtins, name, None) if module == "builtins" else None
    if name == "Lost":
        return (
            _("Pekerjanya mati di tengah tugas ini."),
            _("Periksa apakah memori komputernya cukup, lalu coba lagi."),
        )
    if module.startswith(("django.db", "psycopg", "sqlite3")) or name == DatabaseError.__name__:
        return (_("Basis data tidak menjawab atau menolak."), _("Periksa basis datanya, lalu coba lagi."))
    if isinstance(fault, type) and issubclass(fault, OSError):
        return (
            _("Berkas atau sambungan tidak dapat dibuka."),
            _("Periksa ruang dan izin folder datanya serta jaringannya, lalu coba lagi."),
        )
    return (
        _("Kesalahan pada program (%(name)s).") % {"name": name or path},
        _("Coba lagi satu kali. Bila tetap terhenti, sampaikan keluaran selaras jobs --status kepada pengembangnya."),
    )


# How all of it stands


@dataclass(frozen=True)
class Failed:
    """A task that failed for good: what it was, in its own words too, since when, why, and what to do."""

    pk: UUID
    name: str
    told: str
    at: datetime | None
    attempts: int
    why: str
    what_to_do: str


@dataclass(frozen=True)
class Planned:
    """An entry of the schedule: what it does, how often, how and when it ended last, when that was due, and the next.

    `due` stands only where it ended at another time than it was due, or has not ended.
    """

    name: str
    does: str
    often: str
    last: datetime | None
    due: datetime | None
    mark: str
    ended: str
    next: datetime

    @property
    def same_day(self) -> bool:
        """Whether it ended on the day it was due."""
        return bool(self.last and self.due) and localdate(self.last) == localdate(self.due)


def _failed(rows: Sequence[queue.Row]) -> list[Failed]:
    found = []
    for row in rows:
        name, arguments = queue.said(row)
        why, what_to_do = fault_words(row.exception_class_path)
        called = named(name, str(arguments.get("entry", "")))
        found.append(Failed(row.pk, called, queue.told(row), row.finished_at, len(row.worker_ids), why, what_to_do))
    return found


def _planned(request: ActingRequest) -> list[Planned]:
    words, found = entry_words(), []
    for turn in queue.turns(request.government):
        name, does = words.get(turn.entry.name, (turn.entry.name, ""))
        often = rhythm(turn.entry.cron, turn.next.astimezone(request.government.zone))
        found.append(Planned(name, does, often, *_moments(turn), *_ended(turn), next=turn.next))
    return found


def _moments(turn: queue.Turn) -> tuple[datetime | None, datetime | None]:
    """When an entry ended last, and when it was due where that is another moment or it has not ended."""
    if turn.task is None:
        return turn.last, None
    last = turn.task.finished_at if turn.task.status in ENDED else None
    punctual = last and turn.last and abs(last - turn.last) <= PUNCTUAL
    return last, None if punctual else turn.last


def _ended(turn: queue.Turn) -> tuple[str, str]:
    """The mark and the word for how an entry stands."""
    if turn.missed:
        return "late", _("Terlewat")
    if turn.task is None:
        return ("", "") if turn.last else ("draft", _("Belum pernah"))
    if turn.task.status == TaskResultStatus.FAILED:
        return "late", _("Terhenti")
    if turn.task.status == TaskResultStatus.SUCCESSFUL:
        return "closed", _("Selesai")
    if turn.task.status == TaskResultStatus.RUNNING:
        return "open", _("Berjalan")
    return "draft", _("Akan dicoba lagi") if turn.task.worker_ids else _("Menunggu")


def _sorts(rows: Sequence[queue.Sort]) -> list[tuple[str, int, datetime]]:
    return [(named(row.name, row.entry), row.count, row.since) for row in rows]


@policy(Policy.ACTING)
@kept_by(*acts.KEEPERS)
@never_cache
def background(request: ActingRequest) -> HttpResponse:
    """The schedule, what waits and runs, what failed and its retry, who works, and who outside holds the seals."""
    return _retry(request) if request.method == "POST" else _page(request)


def _retry(request: ActingRequest) -> HttpResponse:
    asked = request.POST.get("task", "")
    try:
        task = UUID(asked) if asked else None
    except ValueError:
        raise Http404 from None
    try:
        n = acts.retry(actor=request.actor, task=task, key=key_of(request))
    except AlreadyDone:
        return SeeOther(BACKGROUND)
    except Refused as stop:
        return _page(request, 422, refusal=in_language(stop))
    messages.success(request, ngettext("%(n)s tugas dicoba lagi.", "%(n)s tugas dicoba lagi.", n) % {"n": n})
    return SeeOther(BACKGROUND)


def _page(request: ActingRequest, status: int = 200, *, refusal: Refused | None = None) -> HttpResponse:
    government = request.government
    registers = serves(request.actor, Office.ORGANISATION)
    failed, alive = queue.failed_of(government), list(queue.alive().order_by("started_at"))
    context: dict[str, Any] = {
        "menu": "background",
        "stalled": queue.stalled(government),
        "alive": alive,
        "silent": list(queue.silent().order_by("beat_at")),
        "waiting": _sorts(queue.waiting()),
        "running": _sorts(queue.running()),
        "overdue": queue.overdue().count(),
        "failed": _failed(failed[:SHORT]),
        "failed_total": len(failed),
        "planned": _planned(request),
        "latest": latest_seal(government),
        "keepers": keepers_of_seals(government),
        "registrar": "" if registers else keeper(government, Office.ORGANISATION)[0],
        "key": str(uuid4()),
        "refusal": refusal,
    }
    return render(request, "jobs/background.html", context, status=status)

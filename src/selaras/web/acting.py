"""Dilakukan pejabat pengganti: all that was done by Plt., Plh. and Pj., for who follows the units where they act."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions.facts import local_day, resolver
from selaras.law.authority import BASIS, MARKED, overseen
from selaras.law.procedures import Ask, Step
from selaras.law.types import Basis, Strength
from selaras.records import reports
from selaras.records.documents import Document
from selaras.records.governments import pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.records.people import CAPACITIES, Actor
from selaras.records.units import history
from selaras.web.forms import whole
from selaras.web.language import in_language
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.quarters import Choice, address, asked, choices

PER_PAGE = 50
EXPORTED = 20_000  # lines of the file; a whole year of a government
ADDRESS = "/kerja/plt/"
DECISIONS = "keputusan"
SPELLED: dict[str, Callable[[], str]] = {
    "plt": lambda: _("Pelaksana tugas (Plt.)"),
    "plh": lambda: _("Pelaksana harian (Plh.)"),
    "pj": lambda: _("Penjabat (Pj.)"),
}


@dataclass(frozen=True)
class Sort:
    """A sort of subject: what it is called, where its page is, and which of them somebody may open."""

    name: Callable[[], str]
    url: str
    rows: type[Any] | None = None
    by: str = "pk"


SORTS: dict[str, Sort] = {
    "matter": Sort(lambda: _("Berkas"), "/kerja/berkas/{}/", Matter, "number"),
    "meeting": Sort(lambda: _("Rapat"), "/kerja/rapat/{}/", Meeting),
    "follow_up": Sort(lambda: _("Tindak lanjut"), "/kerja/tindak-lanjut/{}/", FollowUp),
    "working_group": Sort(lambda: _("Gugus kerja"), "/kerja/gugus-kerja/{}/", WorkingGroup),
    "document": Sort(lambda: _("Naskah koordinasi"), "/kerja/naskah/{}/", Document),
    "paper": Sort(lambda: _("Naskah dinas"), ""),
    "tenure": Sort(lambda: _("Masa jabatan"), ""),
    "coordination": Sort(lambda: _("Pemetaan koordinator"), ""),
    "workdays": Sort(lambda: _("Hari kerja"), ""),
    "operator": Sort(lambda: _("Kuasa operator"), ""),
    "delegation": Sort(lambda: _("Pelimpahan tetap"), ""),
}


@dataclass(frozen=True)
class Done:
    """One act: by whom and when, what it was and about what, how that can be opened, and on which ground."""

    number: int
    at: datetime
    happened_on: date | None
    who: str
    recorded_by: str  # who wrote it down, where it was not himself
    step: str
    decision: bool
    sort: str
    key: str  # "" where the reader may not open it
    url: str
    basis: Basis


def steps_of(actor: Actor) -> dict[tuple[str, str], Step]:
    """The steps of every sort of subject by sort and code; of a code that several procedures have, the first."""
    book = pack_of(actor.government).regulation_on(actor.government.today()).book
    found: dict[tuple[str, str], Step] = {}
    for procedure in book.procedures:
        for step in procedure.steps:
            found.setdefault((procedure.subject, step.code), step)
    return found


def deciding(actor: Actor) -> set[tuple[str, str]]:
    """The steps by which something is decided: they ask whether the decision is strategic."""
    book = pack_of(actor.government).regulation_on(actor.government.today()).book
    return {(p.subject, s.code) for p in book.procedures for s in p.steps if Ask.ASPECTS in s.asks}


@dataclass
class _List:
    """What was done under acting authority in the units that the reader follows, narrowed as the address asks."""

    actor: Actor
    query: Any

    def __post_init__(self) -> None:
        government = self.actor.government
        self.today = government.today()
        self.organisation = history(government).on(self.today)
        self.deciding = deciding(self.actor)
        self.steps = in_language(steps_of(self.actor))
        capacity = self.query.get("kedudukan", "")
        self.quarter = asked(self.query.get("masa", ""), self.today)
        self.kept = {
            "jabatan": self.query.get("jabatan", "").replace("\x00", "")[:90],
            "kedudukan": capacity if capacity in SPELLED else "",
            "masa": self.quarter.code if self.quarter else "",
            "hanya": DECISIONS if self.query.get("hanya") == DECISIONS else "",
        }

    @property
    def everything(self) -> bool:
        """Whether the reader follows the whole government."""
        units = overseen(resolver(self.actor.government, self.today), self.actor.post)
        return self.actor.supervises or units >= self.organisation.units.keys()

    def _open(self) -> QuerySet[Any]:
        """All that the reader may know of."""
        found = reports.under_acting_authority(self.actor.government, sorted(MARKED))
        if self.everything:
            return found
        return found.filter(by_unit__in=overseen(resolver(self.actor.government, self.today), self.actor.post))

    def entries(self, *, without: str = "") -> QuerySet[Any]:
        """The acts as the address narrows them, but for one of the ways to narrow."""
        found, kept = self._open(), {**self.kept, without: ""}
        if kept["jabatan"]:
            found = found.filter(by_post=kept["jabatan"])
        if kept["kedudukan"]:
            found = found.filter(by_capacity=kept["kedudukan"])
        if kept["masa"] and self.quarter:
            found = found.filter(self.quarter.moments(self.actor.government, "recorded_at"))
        if kept["hanya"]:
            decisions = Q(pk__in=())
            for sort in {sort for sort, _code in self.deciding}:
                decisions |= Q(subject_type=sort, step__in=[code for of, code in self.deciding if of == sort])
            found = found.filter(decisions)
        return found

    def _counted(self, column: str, without: str) -> dict[str, int]:
        rows = self.entries(without=without).order_by().values_list(column).annotate(n=Count("pk"))
        return dict(rows.order_by(column))

    def posts(self) -> list[Choice]:
        """Every post that somebody holds or held in another's place, as a link."""
        return self._choices("jabatan", _("Semua jabatan"), self._counted("by_post", "jabatan"), self._title)

    def capacities(self) -> list[Choice]:
        """Plt., Plh. and Pj., as links."""
        counted = self._counted("by_capacity", "kedudukan")
        spelled = {code: counted.get(code, 0) for code in SPELLED}
        return self._choices("kedudukan", _("Semua kedudukan"), spelled, lambda code: SPELLED[code]())

    def _choices(self, name: str, every: str, counted: dict[str, int], read: Callable[[str], str]) -> list[Choice]:
        chosen = self.kept[name]
        found = [Choice(every, address(self.kept, **{name: ""}), not chosen, sum(counted.values()))]
        return found + [Choice(read(c), address(self.kept, **{name: c}), c == chosen, n) for c, n in counted.items()]

    def only(self) -> list[Choice]:
        """All acts or only decisions, as links."""
        chosen = bool(self.kept["hanya"])
        return [
            Choice(_("Semua perbuatan"), address(self.kept, hanya=""), not chosen),
            Choice(_("Hanya keputusan"), address(self.kept, hanya=DECISIONS), chosen),
        ]

    def _title(self, post: str, day: date | None = None) -> str:
        organisation = history(self.actor.government).on(day) if day else self.organisation
        return organisation.name_of(post)

    def readable(self, entries: Iterable[Any]) -> set[tuple[str, str]]:
        """Which of the subjects the reader may open; one query for each sort."""
        found: set[tuple[str, str]] = set()
        for name, sort in SORTS.items():
            keys = [e.subject_key for e in entries if e.subject_type == name]
            if sort.rows and keys:
                rows = sort.rows._default_manager.all().visible_to(self.actor).filter(**{f"{sort.by}__in": keys})
                found |= {(name, str(key)) for key in rows.values_list(sort.by, flat=True)}
        return found

    def done(self, entries: Iterable[Any]) -> Iterator[Done]:
        """The acts, ready to be read."""
        rows = list(entries)
        readable = self.readable(rows)
        for entry in rows:
            day = local_day(self.actor.government, entry.recorded_at)
            sort = SORTS.get(entry.subject_type)
            opens = (entry.subject_type, entry.subject_key) in readable
            step = self.steps.get((entry.subject_type, entry.step))
            reason = json.loads(entry.body)["basis"]["reason"]
            yield Done(
                number=entry.number,
                at=entry.recorded_at,
                happened_on=entry.happened_on,
                who=f"{CAPACITIES[entry.by_capacity]} {self._title(entry.by_post, day)}",
                recorded_by="" if entry.by_post == entry.post else self._title(entry.post, day) or _("Sistem"),
                step=step.label if step else "",
                decision=(entry.subject_type, entry.step) in self.deciding,
                sort=sort.name() if sort else "",
                key=entry.subject_key if opens else "",
                url=sort.url.format(entry.subject_key) if sort and opens else "",
                basis=Basis(Strength(entry.strength), entry.cite or None, reason or None),
            )


@policy(Policy.ACTING)
@require_safe
def acting(request: ActingRequest) -> HttpResponse:
    """The list, narrowed by links: post, capacity, quarter, only decisions; as a file too."""
    found = _List(request.actor, request.GET)
    entries = found.entries()
    if request.GET.get("bentuk") == "csv":
        return _file(found, entries)
    page = Paginator(entries, PER_PAGE).get_page(whole(request.GET.get("hal", "")) or 1)
    context = {
        "menu": "acting",
        "page": page,
        "rows": list(found.done(page.object_list)),
        "filters": [
            (_("Kedudukan"), found.capacities()),
            (_("Masa"), choices(found.kept, found.today, found.quarter)),
            (_("Perbuatan"), found.only()),
        ],
        "posts": found.posts(),
        "narrowed": any(found.kept.values()),
        "query": address(found.kept).removeprefix("?") + "&",
        "file": address(found.kept, bentuk="csv"),
        "everything": found.everything,
        "unit": found.organisation.name_of(request.actor.unit),
        "basis": BASIS,
        "regulation": pack_of(request.government).regulation_on(found.today).code,
    }
    return render(request, "acting/acting.html", context)


def _file(found: _List, entries: QuerySet[Any]) -> HttpResponse:
    """The same list as CSV, the whole of it."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(
        ("catatan", "tercatat", "terjadi", "pejabat", "dicatat_oleh", "langkah", "keputusan", "jenis", "hal", "dasar")
    )
    for row in found.done(islice(entries.iterator(chunk_size=1000), EXPORTED)):
        lines.writerow(
            (
                row.number,
                timezone.localtime(row.at).isoformat(timespec="seconds"),
                row.happened_on or "",
                row.who,
                row.recorded_by,
                row.step,
                _("ya") if row.decision else "",
                row.sort,
                row.key,
                f"{row.basis.strength.value}: {row.basis.cite or row.basis.reason or ''}",
            )
        )
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="pejabat-pengganti-{found.today}.csv"'
    return answer

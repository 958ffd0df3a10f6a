"""Search: one box over all that everybody may read, and for those who work here over all that they may open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions import marks
from selaras.actions.drafts import regulation_today
from selaras.records import search
from selaras.records.documents import Document
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from selaras.records.search import Answer, Narrowed, Piece, Question, SearchRow
from selaras.records.units import history
from selaras.web.day import Moment, page
from selaras.web.faces import today_only
from selaras.web.forms import whole
from selaras.web.language import in_language
from selaras.web.policy import ActingRequest, Policy, Request, policy

PER_PAGE = 20
UNITS = 60  # units that one can narrow by
DRAFTS = 5  # drafts that are named
FEW = 3  # hits that are shown of a part of the words
# What a sort is called in an address.
NAMES = {
    "berkas": Matter.TYPE,
    "rapat": Meeting.TYPE,
    "keputusan": search.DECISION,
    "tindak-lanjut": FollowUp.TYPE,
    "gugus-kerja": WorkingGroup.TYPE,
    "kebijakan": Document.TYPE,
    "unit": search.UNIT,
    "jabatan": search.POST,
    "ketentuan": search.PROVISION,
    "hubungan": search.KIND,
}
# Where a draft is gone on with.
UNSENT = {
    Matter.TYPE: "berkas/draf",
    Meeting.TYPE: "rapat/draf",
    WorkingGroup.TYPE: "gugus-kerja",
    Document.TYPE: "naskah",
}
FOLDERS = {
    Meeting.TYPE: "rapat",
    FollowUp.TYPE: "tindak-lanjut",
    WorkingGroup.TYPE: "gugus-kerja",
    Document.TYPE: "naskah",
}
_ODD = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def sort_words() -> dict[str, str]:
    """How each sort of thing is called in the reader's language."""
    return {
        Matter.TYPE: _("Berkas"),
        Meeting.TYPE: _("Rapat"),
        search.DECISION: _("Keputusan"),
        FollowUp.TYPE: _("Tindak lanjut"),
        WorkingGroup.TYPE: _("Gugus kerja"),
        Document.TYPE: _("Kebijakan dan rencana"),
        search.UNIT: _("Unit"),
        search.POST: _("Jabatan"),
        search.PROVISION: _("Ketentuan"),
        search.KIND: _("Hubungan kerja"),
    }


@dataclass(frozen=True)
class Shown:
    """A hit on the page."""

    title: list[Piece]
    text: list[Piece]
    url: str
    sort: str
    key: str
    day: date | None
    inside: bool  # read here by the parties alone


@dataclass(frozen=True)
class Choice:
    """One way to narrow the hits, as a link, with how many there would be."""

    label: str
    href: str
    now: bool
    count: int | None = None


@dataclass(frozen=True)
class Partly:
    """What some of the words find, where all of them together find nothing: its first hits, and where the rest are."""

    words: str
    href: str
    rows: list[Shown]


@dataclass(frozen=True)
class Asked:
    """What the address asks: the words, how they are narrowed, whether they are meant as typed, which page."""

    words: str
    narrowed: Narrowed
    exactly: bool
    number: int

    def href(self, **other: str) -> str:
        """The address of the same search with something else asked."""
        sort = next((name for name, sort in NAMES.items() if sort == self.narrowed.sort), "")
        year = str(self.narrowed.year or "")
        kept = {"q": self.words, "persis": "1" if self.exactly else "", "macam": sort, "jenis": self.narrowed.kind}
        kept |= {"unit": self.narrowed.unit, "tahun": year} | other
        return "?" + urlencode({name: value for name, value in kept.items() if value})

    @property
    def query(self) -> str:
        """What was asked, as it stands before the number of a page."""
        return f"{self.href()[1:]}&"


def asked_in(request: Request) -> Asked:
    """What a request asks, whatever somebody wrote in its address."""
    get = request.GET
    year = whole(get.get("tahun", "")) or 0
    narrowed = Narrowed(
        sort=NAMES.get(get.get("macam", ""), ""),
        kind=_word(get.get("jenis", "")),
        unit=_word(get.get("unit", "")),
        year=year if 1 <= year <= 9999 else 0,
    )
    words = " ".join(_ODD.sub(" ", get.get("q", "")[: search.LENGTH + 1]).split())
    return Asked(words, narrowed, get.get("persis", "") == "1", whole(get.get("hal", "")) or 1)


def _word(text: str) -> str:
    """A code as an address may name it; "" for what none is."""
    return text if re.fullmatch(r"[\w.\-]{1,64}", text) else ""


@policy(Policy.PUBLIC)
@today_only
def everything(request: Request, moment: Moment) -> HttpResponse:
    """Search over everything that everybody may read, the same for every reader."""
    return page(request, moment, "search/search.html", _answer(request, None))


@policy(Policy.ACTING)
@require_safe
def inside(request: ActingRequest) -> HttpResponse:
    """Search over everything public, and over all that the post one acts in may open."""
    return render(request, "search/search.html", _answer(request, request.actor))


def _answer(request: Request, actor: Actor | None) -> dict[str, Any]:
    asked = asked_in(request)
    answer = marks.ask(request.government, asked.words, actor, asked.narrowed, exactly=asked.exactly)
    listed = Paginator(answer.found.hits, PER_PAGE).get_page(asked.number)
    begin = (listed.number - 1) * PER_PAGE
    rows = answer.found.rows(begin, begin + PER_PAGE)
    return {
        "menu": "search",
        "inside": actor is not None,
        "asked": asked,
        "page": listed,
        "query": asked.query,
        "rows": _shown(rows, answer.understood.question, actor),
        "total": len(answer.found.hits),
        "understood": _understood(asked, answer),
        "drafts": _drafts(actor, asked) if actor else [],
        "more": answer.found.more,
        "alone": answer.found.alone,
        "narrowed": asked.narrowed != Narrowed(),
        "wide": asked.href(macam="", jenis="", unit="", tahun=""),
        "wider": bool(answer.found.every),
        "mended": [*answer.understood.mended.items()],
        "beginnings": answer.understood.beginnings,
        "exactly": asked.href(persis="1"),
        "loosely": asked.href(persis=""),
        "cut": answer.understood.question.cut,
        "empty_question": bool(asked.words) and not answer.understood.question.wanted,
        "without": _without(request, asked, actor) if asked.words and not answer.found.every else [],
        "most": search.MOST,
        **_filters(request, asked, answer),
    }


def _shown(rows: Sequence[SearchRow], question: Question, actor: Actor | None) -> list[Shown]:
    words = sort_words()
    opens = _opens(rows, actor)
    return [
        Shown(
            title=search.marked(row.title, question),
            text=search.snippet(row.text, question),
            url=_inside(row) if (row.sort, row.subject) in opens else row.url,
            sort=words[row.sort],
            key=row.key if row.sort == Matter.TYPE else "",
            day=row.day if row.subject else None,
            inside=row.audience == search.PARTIES,
        )
        for row in rows
    ]


def _opens(rows: Sequence[SearchRow], actor: Actor | None) -> set[tuple[str, int]]:
    """The subjects among some rows whose page in the workspace the reader may open; a query for each sort there is."""
    if actor is None:
        return set()
    found = set()
    for subject in search.SUBJECTS:
        keys = [row.subject for row in rows if row.sort == subject.TYPE]
        if keys:
            mine = subject.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True)
            found |= {(subject.TYPE, key) for key in mine}
    return found


def _inside(row: SearchRow) -> str:
    """The page of a subject in the workspace."""
    if row.sort == Matter.TYPE:
        return f"/kerja/berkas/{row.key}/"
    return f"/kerja/{FOLDERS[row.sort]}/{row.subject}/"


def _understood(asked: Asked, answer: Answer) -> str:
    """What was searched for: the words as they were typed, the mended ones in their place."""
    mended = answer.understood.mended
    return " ".join(mended.get(word.casefold(), word) for word in asked.words.split())


def _drafts(actor: Actor, asked: Asked) -> list[tuple[str, str, str]]:
    """The reader's own drafts that have the words: sort, title and where he goes on with each."""
    words = sort_words()
    found = search.drafts(actor, search.parse(asked.words))[:DRAFTS]
    return [
        (words[sort], title or _("Tanpa judul"), f"/kerja/{UNSENT[sort]}/{key}/") for sort, key, title in found[:DRAFTS]
    ]


def _without(request: Request, asked: Asked, actor: Actor | None) -> list[Partly]:
    """What is found with one word less; where that is nothing, with each word alone."""
    parts = asked.words.split()[: search.TERMS]
    if len(parts) < 2 or '"' in asked.words:
        return []
    shorter = [" ".join(parts[:n] + parts[n + 1 :]) for n in range(len(parts))]
    return _partly(request, asked, actor, shorter) or _partly(request, asked, actor, parts)


def _partly(request: Request, asked: Asked, actor: Actor | None, ways: Sequence[str]) -> list[Partly]:
    found = []
    for words in dict.fromkeys(ways):
        question = search.parse(words)
        if rows := list(search.hits(request.government, question, actor)[:FEW]):
            found.append(Partly(words, asked.href(q=words), _shown(rows, question, actor)))
    return found


def _filters(request: Request, asked: Asked, answer: Answer) -> dict[str, Any]:
    """The ways to narrow what was found; with how many there would be, where all hits were looked at."""
    found, narrowed = answer.found, asked.narrowed
    organisation = history(request.government).on(request.government.today())
    sorts, kinds, units, years = (found.counts(name, narrowed) for name in ("sort", "kind", "unit", "year"))
    regulation = in_language(regulation_today(request.government))
    labels = {kind.code.value: kind.label for kind in regulation.kinds.kinds}
    words = sort_words()

    def choices(name: str, all_of_them: str, now: str, rows: list[tuple[str, str, int]]) -> list[Choice]:
        listed = [Choice(all_of_them, asked.href(**{name: ""}), not now)]
        for value, label, count in rows:
            href = asked.href(**{name: value})
            listed.append(Choice(label, href, value == now, count if found.complete else None))
        return listed

    by_sort = [(name, words[sort], sorts[sort]) for name, sort in NAMES.items() if sorts[sort]]
    by_kind = [(code, str(label), kinds[code]) for code, label in labels.items() if kinds[code]]
    by_year = [(str(year), str(year), count) for year, count in sorted(years.items(), reverse=True)]
    by_unit = sorted(
        ((code, organisation.name_of(code), count) for code, count in units.most_common(UNITS)),
        key=lambda unit: unit[1],
    )
    sort = next((name for name, sort in NAMES.items() if sort == narrowed.sort), "")
    return {
        "filters": [
            (_("Macam"), choices("macam", _("Semua macam"), sort, by_sort)),
            (_("Jenis"), choices("jenis", _("Semua jenis"), narrowed.kind, by_kind)),
            (_("Tahun"), choices("tahun", _("Semua tahun"), str(narrowed.year or ""), by_year)),
        ],
        "unit_choices": choices("unit", _("Semua unit"), narrowed.unit, by_unit),
    }

"""Meter of compliance: for each provision that asks for something, what proves it in a period, if anything does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.actions import marks
from selaras.law.asks import STATES, AskRow, Evidence, Proof, in_words
from selaras.law.cite import format_cite
from selaras.law.organisation import Organisation
from selaras.law.quarters import Period, period, year_to
from selaras.records import meter as counted
from selaras.records.annual import years
from selaras.records.documents import Document
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.web.day import Moment, page
from selaras.web.faces import Asked, Choice, not_there, state_of, today_only
from selaras.web.indicators import DESCRIBED, days_word
from selaras.web.language import cite_in_language, in_language
from selaras.web.policy import Policy, Request, policy
from selaras.web.quarters import known_periods, periods

APART = (Evidence.ACTS, Evidence.FORMULAS, Evidence.MAPPING)  # what has a list on a page of its own


@dataclass(frozen=True)
class Proven:
    """What proves a provision, in words: how many records, of what sort, and where they are listed."""

    count: int
    label: str
    href: str
    whole: int | None = None  # of a formula: how many records the list has, of which so many prove


@dataclass(frozen=True)
class Asking:
    """A provision that asks for something, as the page shows it."""

    ask: AskRow
    label: str
    url: str  # of the provision
    state: str
    count: int
    proofs: list[Proven]


@dataclass(frozen=True)
class Record:
    """One record that proves something."""

    title: str
    href: str
    note: str
    day: date


def standing(line: counted.Line, at: Period, moment: Moment) -> Asking:
    """A provision with its proofs, each in words and with the address of its list."""
    ask = line.ask
    root, *steps = ask.provision.split("/")
    url = f"/peraturan/{moment.regulation.code}/{root}/" + (f"#{'-'.join(steps)}" if steps else "")
    proofs = [shown for number, proof in enumerate(line.proofs) for shown in _proven(ask, proof, number, at, moment)]
    label = cite_in_language(format_cite(ask.provision))
    return Asking(ask, label, url, line.state, line.count, proofs)


def _proven(ask: AskRow, found: counted.Counted, number: int, at: Period, moment: Moment) -> list[Proven]:
    if found.proof.of is Evidence.FORMULAS:
        return [
            Proven(
                shown.met,
                in_language(shown.measure.title),
                _address(f"/indikator/{shown.measure.code}/", at),
                shown.counted,
            )
            for shown in found.formulas
        ]
    return [Proven(found.count, _said(found.proof, moment), _where(ask, found.proof, number, at, moment))]


def _where(ask: AskRow, proof: Proof, number: int, at: Period, moment: Moment) -> str:
    """The list behind a proof."""
    if proof.of is Evidence.ACTS:
        root, _stroke, part = ask.provision.partition("/")
        said = {"bagian": part.replace("/", "-")} if part else {}
        return _address(f"/peraturan/{moment.regulation.code}/{root}/catatan/", at, **said)
    if proof.of is Evidence.MAPPING:
        return "/jalur/#peta"
    return _address(f"/kepatuhan/{name_of(ask)}/", at, bukti=str(number + 1))


def name_of(ask: AskRow) -> str:
    """A provision as an address names it: "pasal-12-ayat-2"."""
    return ask.provision.replace("/", "-")


def _address(place: str, at: Period, **said: str) -> str:
    return f"{place}?{urlencode({**said, 'masa': at.code})}"


def _said(proof: Proof, moment: Moment) -> str:
    """What a proof counts, in the reader's language."""
    return in_language(in_words(proof, moment.regulation.kinds, counted.called(moment.organisation)))


def chosen_period(request: Request, moment: Moment, **known: Sequence[str]) -> tuple[Asked, Period, dict[str, str]]:
    """What an address asks besides the period, the period, and those one may choose."""
    told = periods(moment.today)
    asked = Asked(request, moment, masa=known_periods(request.government), **known)
    return asked, period(asked["masa"], moment.today) or year_to(moment.today), told


@policy(Policy.PUBLIC)
@today_only
def meter(request: Request, moment: Moment) -> HttpResponse:
    """Every provision that asks for something, with what proves it in a period."""
    asked, at, told = chosen_period(request, moment, keadaan=tuple(STATES))
    current = marks.current(request.government)
    found = counted.Meter(request.government, moment.regulation, at)
    rows = [standing(line, at, moment) for line in found.lines if asked["keadaan"] in ("", line.state)]
    context = {
        "menu": "compliance",
        "days": days_word(at, moment.today),
        "current": current,
        "total": len(found.lines),
        "counts": {state: found.of(state) for state in STATES},
        "links": {state: _address("/kepatuhan/", at, keadaan=state) for state in ("", *STATES)},
        "all": _address("/kepatuhan/", at),
        "rows": rows,
        "proposals": counted.proposals(request.government, at),
        "asked": asked,
        "reports": years(request.government)[:2],
        "filters": [
            (_("Masa"), asked.choices("masa", told, _("Empat triwulan terakhir"))),
            (_("Keadaan"), asked.choices("keadaan", in_language(STATES), _("Semua"))),
        ],
    }
    return page(request, moment, "compliance/meter.html", context)


@policy(Policy.PUBLIC)
@today_only
def provision(request: Request, moment: Moment, name: str) -> HttpResponse:
    """What one provision asks, what proves it, and the records of one of its proofs."""
    ask = next((row for row in moment.regulation.asks if name_of(row) == name), None)
    if ask is None:
        sentence = _("Tidak ada ketentuan “%(asked)s” yang meminta sesuatu.")
        return not_there(request, moment, "compliance", sentence, name, (_("Semua ketentuan"), "/kepatuhan/"))
    numbers = [str(n + 1) for n, proof in enumerate(ask.proofs) if proof.of not in APART]
    asked, at, told = chosen_period(request, moment, bukti=numbers)
    current = marks.current(request.government)
    line = next(row for row in counted.Meter(request.government, moment.regulation, at).lines if row.ask is ask)
    number = asked["bukti"] or (numbers[0] if numbers else "")
    proof = ask.proofs[int(number) - 1] if number else None
    listed = asked.page(counted.records(request.government, at, proof)) if proof else None
    for row in listed or ():
        row.government = request.government
    context = {
        "menu": "compliance",
        "asking": standing(line, at, moment),
        "days": days_word(at, moment.today),
        "current": current,
        "listed": _said(proof, moment) if proof else "",
        "rows": [_record(row, moment.organisation) for row in listed or ()],
        "page": listed,
        "asked": asked,
        "query": asked.query,
        "filters": [
            (_("Masa"), asked.choices("masa", told, _("Empat triwulan terakhir"))),
            (_("Bukti"), _proofs(asked, ask, numbers, number, moment)),
        ],
    }
    return page(request, moment, "compliance/provision.html", context)


def _proofs(asked: Asked, ask: AskRow, numbers: Sequence[str], number: str, moment: Moment) -> list[Choice]:
    """The proofs whose records are listed on this page, as links; the first stands without being asked for."""
    words = {n: _said(ask.proofs[int(n) - 1], moment) for n in numbers}
    return [
        Choice(choice.label, choice.href, words.get(number) == choice.label)
        for choice in asked.choices("bukti", words, "")[1:]
    ]


def _record(row: Any, organisation: Organisation) -> Record:
    title, href, note = NAMED[type(row)](row, organisation)
    return Record(title, href, note, DAYS[type(row)](row))


def _of_document(row: Document, _organisation: Organisation) -> tuple[str, str, str]:
    _mark, label = state_of(row)
    return row.title, f"/kebijakan/{row.pk}/", label


def _of_group(row: WorkingGroup, _organisation: Organisation) -> tuple[str, str, str]:
    _mark, label = state_of(row)
    return row.name, f"/gugus-kerja/{row.pk}/", label


NAMED: Mapping[type[Any], Callable[[Any, Organisation], tuple[str, str, str]]] = {
    **DESCRIBED,
    Document: _of_document,
    WorkingGroup: _of_group,
}
DAYS: Mapping[type[Any], Callable[[Any], Any]] = {
    Matter: lambda row: row.closed_on or row.opened_on,
    Meeting: lambda row: row.held_on,
    FollowUp: lambda row: row.closed_on,
    Document: lambda row: row.issued_on,
    WorkingGroup: lambda row: row.starts_on,
}

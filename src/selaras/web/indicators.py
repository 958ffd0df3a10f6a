"""Indicators: how yardsticks (Pasal 12 ayat (2)) and principles (Pasal 2) stand, by which formulas, on what records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.actions import marks
from selaras.law.organisation import Organisation
from selaras.law.quarters import Period, period, year_to
from selaras.law.yardsticks import ENOUGH, MEASURES, PRINCIPLES, Figure, Headline, Measure, headline, measure
from selaras.records import indicators as counted
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.outcomes import Decision, FollowUp, Stance
from selaras.records.people import CAPACITIES
from selaras.records.sums import Standing
from selaras.web.day import Moment, page
from selaras.web.decisions import beginning, stance_word
from selaras.web.faces import PER_PAGE, Asked, Choice, not_there, slot_of, state_of, today_only, told
from selaras.web.language import day_in_language, in_language
from selaras.web.policy import Policy, Request, policy
from selaras.web.quarters import known_periods, periods, recent

QUARTERS = 4  # the running one and three before it: the year of which the page speaks
COMPARED = 2  # units that stand beside each other


@dataclass(frozen=True)
class Column:
    """A column of figures: of a quarter or of the year, of one Perangkat Daerah or of all."""

    label: str
    quarter: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Share:
    """A figure as it is read, with the address of the list behind it."""

    label: str  # of its column
    figure: Figure
    href: str


@dataclass(frozen=True)
class Line:
    """A formula with what it shows in each column, the first of which leads."""

    measure: Measure
    shares: list[Share]


@dataclass(frozen=True)
class Yardstick:
    """A yardstick or a principle with its formulas, and what it shows in one figure: of whom, and which."""

    code: str  # as an address names it on the page
    label: str
    basis: Any
    heads: list[tuple[str, Headline]]
    lines: list[Line]


@dataclass(frozen=True)
class Record:
    """One record behind a figure."""

    title: str
    href: str
    note: str
    day: date
    met: bool


def standing(government: Government, moment: Moment) -> tuple[list[tuple[str, str, Headline]], Standing]:
    """Code, name and figure of each yardstick for the year up to today, and how current they are; two queries."""
    current = marks.current(government)
    figures = counted.figures(government, year_to(moment.today))
    return [
        (row.code, row.label, headline(f for f in figures if f.measure.yardstick == row.code))
        for row in moment.regulation.kinds.yardsticks
    ], current


def days_word(at: Period, today: date) -> str:
    """From which day to which a period reaches; what still runs reaches up to today."""
    words = {"first": day_in_language(at.first), "last": day_in_language(min(at.last, today))}
    return (_("%(first)s sampai hari ini, %(last)s") if at.runs(today) else _("%(first)s sampai %(last)s")) % words


@policy(Policy.PUBLIC)
@today_only
def indicators(request: Request, moment: Moment) -> HttpResponse:
    """Yardsticks and principles with their formulas and what these show: of all units, of one, or of two together."""
    current = marks.current(request.government)
    tally = counted.Tally(request.government, year_to(moment.today))
    names = {code: moment.organisation.name_of(code) for code in tally.at.agencies.values()}
    chosen = _chosen(request, tally)
    columns = _columns(chosen, names, moment.today)
    kinds = moment.regulation.kinds
    context = {
        "menu": "indicators",
        "yardsticks": [_yardstick(row.code, row, of_yardstick(row.code), tally, columns) for row in kinds.yardsticks],
        "principles": [
            _yardstick(anchor(row), row, of_principle(row.code), tally, columns) for row in kinds.principles
        ],
        "columns": columns,
        "days": days_word(year_to(moment.today), moment.today),
        "enough": ENOUGH,
        "year": str(moment.today.year),
        "current": current,
        "units": [names[code] for code in chosen],
        "pickers": _pickers(chosen, {code: names[code] for code in {*tally.units, *chosen}}),
    }
    return page(request, moment, "indicators/indicators.html", context)


def _chosen(request: Request, tally: counted.Tally) -> list[str]:
    """The Perangkat Daerah that the address names, two at most; a unit within one stands for it."""
    found = dict.fromkeys(tally.at.agency(code) for code in request.GET.getlist("unit")[:COMPARED])
    return [code for code in found if code]


def _columns(chosen: Sequence[str], names: Mapping[str, str], today: date) -> list[Column]:
    year = Column(_("Empat triwulan sampai hari ini"), unit=chosen[0] if chosen else "")
    if len(chosen) == COMPARED:
        return [*(Column(names[code], unit=code) for code in chosen), Column(_("Semua unit"))]
    quarters = recent(today)[:QUARTERS]
    return [year, *(Column(q.label_on(today), q.code, year.unit) for q in quarters)]


def of_yardstick(code: str) -> list[Measure]:
    """The formulas of a yardstick."""
    return [formula for formula in MEASURES if formula.yardstick == code]


def of_principle(code: str) -> list[Measure]:
    """The formulas of a principle."""
    return [formula for formula in PRINCIPLES if formula.principle == code]


def anchor(principle: Any) -> str:
    """How an address names a principle on the page of all figures."""
    return f"asas-{principle.code}"


def _yardstick(
    code: str, row: Any, formulas: Sequence[Measure], tally: counted.Tally, columns: Sequence[Column]
) -> Yardstick:
    heads = [column for column in columns if not column.quarter]
    return Yardstick(
        code=code,
        label=row.label,
        basis=row.basis,
        heads=[(c.label, headline(tally.figure(f, c.unit, c.quarter) for f in formulas)) for c in heads],
        lines=[Line(in_language(f), [_share(tally, f, column) for column in columns]) for f in formulas],
    )


def _share(tally: counted.Tally, formula: Measure, column: Column) -> Share:
    said = {name: value for name, value in (("masa", column.quarter), ("unit", column.unit)) if value}
    href = f"/indikator/{formula.code}/" + (f"?{urlencode(said)}" if said else "")
    return Share(column.label, tally.figure(formula, column.unit, column.quarter), href)


def _pickers(chosen: Sequence[str], names: Mapping[str, str]) -> list[tuple[str, list[Choice]]]:
    """The ways to choose a unit, and another to set beside it, as links."""

    def choices(at: int, everything: str) -> list[Choice]:
        found = []
        for code, label in {"": everything, **dict(sorted(names.items(), key=lambda unit: unit[1]))}.items():
            kept = [*chosen[:at], code, *chosen[at + 1 :]] if code else list(chosen[:at])
            if code and code in chosen and (len(chosen) <= at or chosen[at] != code):
                continue
            asked = urlencode([("unit", unit) for unit in kept])
            found.append(Choice(label, f"?{asked}", code == (chosen[at] if at < len(chosen) else "")))
        return found

    first = (_("Unit"), choices(0, _("Semua unit")))
    return [first, (_("Bandingkan dengan"), choices(1, _("Tanpa pembanding")))] if chosen else [first]


@policy(Policy.PUBLIC)
@today_only
def records(request: Request, moment: Moment, code: str) -> HttpResponse:
    """The records behind a figure, each with whether it meets the formula."""
    government, organisation = request.government, moment.organisation
    formula = measure(code)
    if formula is None:
        sentence = _("Rumus “%(asked)s” tidak ada.")
        return not_there(request, moment, "indicators", sentence, code, (_("Semua ukuran"), "/indikator/"))
    told_periods = periods(moment.today)
    asked = Asked(request, moment, masa=known_periods(government), unit=organisation.units)
    at = period(asked["masa"], moment.today) or year_to(moment.today)
    question = counted.asked(government, at)
    rows = counted.records(formula, question, asked["unit"])
    listed = Paginator(_with_all(rows), PER_PAGE).get_page(asked.number)
    for row in listed:
        row.government = government
    current = marks.current(government)
    figure = counted.Tally(government, at).figure(formula, asked["unit"])
    kinds = moment.regulation.kinds
    norms = kinds.principles if formula.principle else kinds.yardsticks
    norm = next(row for row in norms if row.code == (formula.principle or formula.yardstick))
    chosen = asked["unit"]
    context = {
        "menu": "indicators",
        "measure": in_language(formula),
        "yardstick": norm,
        "anchor": anchor(norm) if formula.principle else norm.code,
        "figure": figure,
        "current": current,
        "hidden": max(0, figure.counted - listed.paginator.count),
        "enough": ENOUGH,
        "days": days_word(at, moment.today),
        "unit": organisation.name_of(chosen) if chosen else "",
        "rows": [_record(formula, question, row, organisation) for row in listed],
        "page": listed,
        "asked": asked,
        "query": asked.query,
        "filters": [(_("Masa"), asked.choices("masa", told_periods, _("Empat triwulan terakhir")))],
        "unit_choices": _one_unit(asked, organisation) if chosen else [],
    }
    return page(request, moment, "indicators/records.html", context)


def _with_all(rows: Any) -> Any:
    """The records with what names them."""
    related = RELATED.get(rows.model)
    return rows.select_related(*related) if related else rows


def _one_unit(asked: Asked, organisation: Organisation) -> list[Choice]:
    """The unit that was chosen, and all units; others are chosen where all figures stand."""
    return asked.choices("unit", {asked["unit"]: organisation.name_of(asked["unit"])}, _("Semua unit"))


def _record(formula: Measure, question: counted.Asked, row: Any, organisation: Organisation) -> Record:
    title, href, note = DESCRIBED[type(row)](row, organisation)
    return Record(title, href, note, counted.day_of(formula, row), counted.meets(formula, question, row))


# How a record is named: its words, its page, and what else is said of it. Everything told here is open to everybody.


def _of_meeting(row: Meeting, _organisation: Organisation) -> tuple[str, str, str]:
    if row.signed_on is None:
        return row.title, f"/agenda/{row.pk}/", _("Notulanya belum disahkan.")
    signed = _("Notulanya disahkan %(day)s.") % {"day": day_in_language(row.signed_on)}
    return row.title, f"/agenda/{row.pk}/", signed


def _of_decision(row: Decision, organisation: Organisation) -> tuple[str, str, str]:
    if not getattr(row, "open", True):
        return _("Keputusan yang tidak terbuka bagi umum"), f"/agenda/{row.meeting_id}/", str(row.meeting or "")
    office = f"{CAPACITIES.get(row.capacity, '')} {organisation.name_of(row.decided_by)}".strip()
    return beginning(row.text), f"/keputusan/{row.pk}/", office


def _of_follow_up(row: FollowUp, _organisation: Organisation) -> tuple[str, str, str]:
    above = f"/keputusan/{row.decision_id}/" if row.decision_id else f"/kebijakan/{row.document_id}/"
    _mark, label = state_of(row)
    return beginning(row.text), above if row.decision_id or row.document_id else "", label


def _of_matter(row: Matter, organisation: Organisation) -> tuple[str, str, str]:
    _mark, label = state_of(row)
    return row.title, f"/berkas/{row.number}/", f"{organisation.name_of(row.opener_unit)}. {label}."


def _of_consulted(row: Participant, organisation: Organisation) -> tuple[str, str, str]:
    row.matter.government = row.government
    if not hasattr(row, "answered"):
        slot = slot_of(row.matter, row)
        where = told(row.matter, slot) if slot else ""
        return row.matter.title, f"/berkas/{row.matter.number}/", f"{organisation.name_of(row.unit)}. {where}."
    answered = row.answered
    said = _("Ditanggapi %(day)s.") % {"day": day_in_language(answered)} if answered else _("Tidak menjawab.")
    return row.matter.title, f"/berkas/{row.matter.number}/", f"{organisation.name_of(row.unit)}. {said}"


def _of_stance(row: Stance, organisation: Organisation) -> tuple[str, str, str]:
    _mark, label = stance_word(row.stance)
    return (
        beginning(row.decision.text),
        f"/keputusan/{row.decision_id}/",
        f"{organisation.name_of(row.unit)}. {label}.",
    )


def _of_invited(row: MeetingSeat, organisation: Organisation) -> tuple[str, str, str]:
    row.subject.government = row.government
    slot = slot_of(row.subject, row, kept=True)
    came = told(row.subject, slot) if slot else ""
    return row.subject.title, f"/agenda/{row.subject_id}/", f"{organisation.name_of(row.unit)}. {came}."


DESCRIBED: Mapping[type[Any], Callable[[Any, Organisation], tuple[str, str, str]]] = {
    Meeting: _of_meeting,
    Decision: _of_decision,
    FollowUp: _of_follow_up,
    Participant: _of_consulted,
    Matter: _of_matter,
    Stance: _of_stance,
    MeetingSeat: _of_invited,
}
RELATED: Mapping[type[Any], tuple[str, ...]] = {
    Decision: ("meeting",),
    Participant: ("matter",),
    Stance: ("decision",),
    MeetingSeat: ("subject",),
}

"""Matters as everybody may see them: what runs between whom, where it lies, and once it is closed how it came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.actions.facts import calendar_of, clock_of, local_day
from selaras.law.clocks import Reading
from selaras.law.organisation import Organisation
from selaras.law.procedures import PARTIES, Effect, Role
from selaras.law.types import Basis, Kind, Strength
from selaras.records import reports
from selaras.records.escalations import sentence_of
from selaras.records.faces import ASIDE
from selaras.records.governments import Government
from selaras.records.matters import Answer, Matter, Participant, Proposal, leading
from selaras.records.openness import (
    counted,
    in_phase,
    not_open_yet,
    parties_of_public_matters,
    public_matters,
)
from selaras.records.past import by_then, of_unit, sitting, stand, state_since
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web import silence
from selaras.web.cooperation import narrowed, narrowed_by, narrowed_words
from selaras.web.day import Moment, dated, page, shown_since
from selaras.web.decisions import Shown, decisions_about
from selaras.web.drawing import Drawing, drawing
from selaras.web.faces import Asked, called, not_there, papers_of, shows, slot_of, state_of, withheld_words
from selaras.web.kinds import role_word
from selaras.web.language import in_language, procedure_of, regulation_of
from selaras.web.open_withholdings import withholding_of
from selaras.web.policy import Policy, Request, policy
from selaras.web.thread import public_threads

LONGEST = 16  # characters of a number
ROWS = 15  # of the list on one page: each says much, and a phone shows them one below the other
PHASES = {"berjalan": "open", "selesai": "closed"}
ORDERS = ("lama", "nomor")  # besides the newest change first


@dataclass(frozen=True)
class Listed:
    """A matter in the list; its number, its day and the posts within one unit tell twins apart."""

    matter: Matter
    opened: date | None
    title: str
    kind: str
    units: list[str]
    mark: str
    label: str
    lies_with: list[tuple[str, date]]  # on whom it lies, and since when
    since: date | None  # when it came into its state


@dataclass(frozen=True)
class Party:
    """Who takes part, with his role and, once it may be seen, how he stood."""

    name: str
    role: str
    mark: str
    label: str
    unit: str
    heirs: list[tuple[str, str]]  # code and name of the units that succeeded one that has ended


@dataclass(frozen=True)
class Led:
    """Who leads a coordination; where the convener let another lead, by whom, when and on what ground."""

    name: str
    given_by: str = ""
    on: date | None = None
    basis: Basis | None = None


@dataclass(frozen=True)
class Done:
    """One act on the way: who did what, when, on what ground."""

    sentence: str
    on: date
    number: int
    basis: Basis


@dataclass(frozen=True)
class Words:
    """Words that somebody put forward: under what name, by whom, when."""

    name: str
    text: str
    by: str
    on: date
    unit: str = ""


@policy(Policy.PUBLIC)
@dated
def matters(request: Request, moment: Moment) -> HttpResponse:
    """All matters that everybody may know of, the newest change first or in another order; to be narrowed by links."""
    government, organisation = request.government, moment.organisation
    ppid = moment.pack.government.offices.ppid
    every = public_matters(government)
    kinds = {row.code.value: row.label for row in moment.regulation.kinds.kinds}
    rows = every.filter(withheld=False)
    codes = parties_of_public_matters(government) | _succeeded_since(government, organisation)
    ever = {unit.code for unit in history(government).all_units}
    narrow = narrowed_by(request, moment)
    asked = Asked(request, moment, jenis=kinds, tahap=PHASES, unit=codes | ever, urut=ORDERS, **narrow)
    if asked.unknown:  # nothing is of a kind, a phase or a unit that is none
        rows = rows.none()
    if asked["jenis"]:
        rows = rows.filter(kind=asked["jenis"])
    if asked["tahap"]:
        rows = rows.filter(in_phase(government, Matter.TYPE, PHASES[asked["tahap"]]))
    if asked["unit"]:
        rows = rows.filter(of_unit(government, rows, asked["unit"]))
    rows = rows.filter(narrowed(government, asked))
    seats = Prefetch("participants", Participant.objects.filter(retired=False).order_by("order"), to_attr="open_seats")
    changed = state_since(government, Matter.TYPE)
    order = {"lama": (changed.asc(), "pk"), "nomor": ("-number",)}.get(asked["urut"], (changed.desc(), "-pk"))
    ordered = rows.defer("path", "purpose").order_by(*order)
    listed = asked.page(ordered.prefetch_related(seats), ROWS)
    names = {code: organisation.name_of(code) for code in codes | {asked["unit"]} if code}
    context = {
        "menu": "open_matters",
        "shown_since": shown_since(moment),
        "page": listed,
        "rows": [_listed(row, organisation) for row in stand(listed, government)],
        "withheld": every.filter(withheld=True).count(),
        "ppid": (ppid, organisation.name_of(ppid)),
        "counted": [(in_language(label), many) for label, many in counted(government)],
        "not_open": not_open_yet(government) if government.as_of is None else 0,
        "asked": asked,
        "query": asked.query,
        "narrowed": narrowed_words(organisation, asked),
        "filters": [
            (_("Jenis"), asked.choices("jenis", kinds, _("Semua jenis"))),
            (
                _("Tahap"),
                asked.choices("tahap", {"berjalan": _("Berjalan"), "selesai": _("Selesai")}, _("Berjalan dan selesai")),
            ),
            (
                _("Urutan"),
                asked.choices(
                    "urut",
                    {"lama": _("Keadaan terlama"), "nomor": _("Nomor terbaru")},
                    _("Perubahan terbaru"),
                ),
            ),
        ],
        "unit_choices": asked.choices("unit", dict(sorted(names.items(), key=lambda unit: unit[1])), _("Semua unit")),
    }
    return page(request, moment, "open_matters/list.html", context)


def _succeeded_since(government: Government, organisation: Organisation) -> set[str]:
    """The units of a past day that others have succeeded since: seats that were theirs are those of others now."""
    rows = history(government).successions if government.as_of else ()
    return {row.old for row in rows if row.date >= organisation.day}


def _listed(row: Any, organisation: Organisation) -> Listed:
    seats: list[Participant] = sitting(row, row.open_seats)
    mark, label = state_of(row, seats)
    units = [called(organisation, p) for p in seats if p.role in PARTIES] if shows(row, "units") else []
    waiting = [p for p in seats if p.turn] if shows(row, "lies_with") else []
    return Listed(
        matter=row,
        opened=row.opened_on if shows(row, "opened_on") else None,
        title=row.title if shows(row, "title") else "",
        kind=regulation_of(row).kinds.title(row.kind, row.type or None) if shows(row, "kind") else "",
        units=list(dict.fromkeys(units)),
        mark=mark,
        label=label,
        lies_with=[(called(organisation, p), since(row.government, p)) for p in waiting],
        since=row.closed_on or local_day(row.government, row.state_since),
    )


def since(government: Government, seat: Participant) -> date:
    """Since when something lies with a seat, the same wherever it is said."""
    return local_day(government, seat.turn_since or seat.slot_since)


@policy(Policy.PUBLIC)
@dated
def matter(request: Request, moment: Moment, number: str) -> HttpResponse:
    """The public face of one matter, in the state it is in; of a withheld one only why, and until when."""
    found = None
    if len(number) <= LONGEST and number.isprintable():
        found = public_matters(request.government).filter(number=number).first()
    if found is None:
        sentence = _("Berkas nomor “%(asked)s” tidak ada, atau belum terbuka bagi umum.")
        listed = (_("Semua berkas yang terbuka"), "/berkas/")
        return not_there(request, moment, "open_matters", sentence, number, listed)
    stand([found], request.government)
    if found.withheld:
        one = withholding_of(request.government, found.pk)
        context = {"menu": "open_matters", "number": number, "why": withheld_words(found), "one": one}
        return page(request, moment, "open_matters/withheld.html", context)
    whole = {
        "menu": "open_matters",
        "face": Face(found, moment),
        "papers": papers_of(found),
        "threads": public_threads([found]),
        "inside": _opens(request.actor, found),
    }
    return page(request, moment, "open_matters/matter.html", whole)


def _opens(actor: Actor | None, matter: Matter) -> bool:
    """Whether the reader works here and opens the matter in his workspace too."""
    return actor is not None and Matter.objects.visible_to(actor).filter(pk=matter.pk).exists()


class Face:
    """Everything that the public page of a matter shows: each part is empty where the law does not show it yet."""

    def __init__(self, matter: Matter, moment: Moment) -> None:
        self.matter, self.organisation = matter, moment.organisation
        self.government = matter.government
        self.regulation, self.procedure = regulation_of(matter), procedure_of(matter)
        self.seats = matter.everyone()
        self.by_key = {seat.pk: seat for seat in self.seats}
        self.mark, self.label = state_of(matter, self.seats)
        texts = by_then(matter.proposals.all(), self.government)
        self.texts = [(self.procedure.step(p.step), p) for p in texts.order_by("-version")]

    def shows(self, field: str) -> bool:
        """Whether everybody may see that field now."""
        return shows(self.matter, field)

    @property
    def title(self) -> str:
        """The title, or its number while the title is not open."""
        return self.matter.title if self.shows("title") else _("Berkas %(n)s") % {"n": self.matter.number}

    @property
    def purpose(self) -> str:
        """What it is for; open once it is closed."""
        return self.matter.purpose if self.shows("purpose") else ""

    @property
    def kind(self) -> str:
        """The kind with its type."""
        found: str = self.regulation.kinds.title(self.matter.kind, self.matter.type or None)
        return found if self.shows("kind") else ""

    @property
    def kind_basis(self) -> Basis:
        """The clause of the type, else of the kind."""
        kinds = self.regulation.kinds
        return kinds.type(self.matter.type).basis if self.matter.type else kinds.kind(self.matter.kind).basis

    @property
    def age(self) -> int:
        """In its how manieth working day it is; 0 once it is closed."""
        if self.matter.phase != "open" or self.matter.opened_on is None:
            return 0
        return calendar_of(self.government).between(self.matter.opened_on, self.government.today()) + 1

    def name(self, seat: Participant) -> str:
        """A seat as it is called on every page of matters."""
        return called(self.organisation, seat)

    @cached_property
    def leader(self) -> Participant | None:
        """The seat that leads it, where everybody may see that."""
        return leading(self.matter, self.seats) if self.shows("path") else None

    @property
    def led(self) -> Led | None:
        """Who leads it, with the act by which the convener let him lead."""
        if self.leader is None:
            return None
        convener = next((s for s in self.seats if s.role == Role.CONVENER and not s.retired), self.leader)
        steps = {s.code: s for s in self.procedure.steps if Effect.LEAD in s.effects and s.target}
        acts = self.entries if convener is not self.leader else []
        entry = next((entry for entry in acts if entry.step in steps), None)
        if entry is None:
            return Led(self.name(self.leader))
        on = entry.happened_on or local_day(self.government, entry.recorded_at)
        return Led(self.name(self.leader), self.name(convener), on, steps[entry.step].basis)

    @cached_property
    def entries(self) -> list[Any]:
        """What the ledger says of it, the newest first."""
        return reports.journey(self.matter)

    @property
    def waiting(self) -> list[tuple[str, date, Reading, str]]:
        """On whom it lies, since when, with which clock; and who was told of it."""
        if not self.shows("lies_with"):
            return []
        found = [
            (seat, since(self.government, seat), clock_of(self.matter, self.procedure, seat))
            for seat in self.seats
            if seat.turn and not seat.retired
        ]
        today = self.government.today()  # what lasts no longer than its target was never late
        old = [(self.matter, s) for s, day, r in found if r.target is not None and (today - day).days > r.target]
        marks = silence.marks_of(old)
        sitting = [seat for seat in self.seats if not seat.retired]
        waiting = []
        for seat, day, reading in found:
            alone = self.shows("path") and silence.alone(self.matter, sitting, seat, reading)
            told = silence.told(marks.get(seat, ""), late=reading.late, alone=alone)
            waiting.append((self.name(seat), day, reading, told))
        return waiting

    @property
    def stood(self) -> bool:
        """Whether everybody may see how the parties stood."""
        return self.shows("answers")

    @property
    def parties(self) -> list[Party]:
        """Who takes part; how each stood is open with the answers."""
        if not self.shows("units"):
            return []
        found = []
        for seat in self.seats:
            if seat.retired or seat.role == Role.OBSERVER:
                continue
            slot = slot_of(self.matter, seat) if self.stood and seat.role in PARTIES else None
            mark, label = (slot.mark, slot.label) if slot else ("", "")
            role = role_word(Role(seat.role))
            if seat is self.leader and seat.role == Role.COORDINATOR:
                role = _("%(role)s, memimpin atas pelimpahan") % {"role": role}
            found.append(Party(self.name(seat), role, mark, label, seat.unit, self._heirs(seat.unit)))
        return found

    def _heirs(self, unit: str) -> list[tuple[str, str]]:
        """The units that had succeeded one by the day of the page, where it had ended."""
        if unit in self.organisation.units:
            return []
        heirs = history(self.government).heirs(unit, self.organisation.day)
        return [(code, self.organisation.name_of(code)) for code in heirs]

    @property
    def rail(self) -> Drawing | None:
        """The path as it was fixed on the day of submission; none for what goes from unit to unit directly."""
        path = self.matter.fixed_path
        if path is None or not self.shows("path") or self.matter.kind != Kind.KOORDINATIF:
            return None
        return drawing(path, history(self.government).on(self.path_day))

    @property
    def path_replaced(self) -> bool:
        """Whether another path has taken the place of the one of that day, of which the seats alone are kept."""
        return bool(self.matter.stood) and self.matter.path is None and self.shows("path")

    @property
    def path_day(self) -> date:
        """The day on which the path was fixed."""
        return date.fromisoformat((self.matter.path or {})["on"])

    @property
    def decisions(self) -> list[Shown]:
        """The open decisions about it, the newest first."""
        return decisions_about(self.matter, self.organisation)

    @property
    def outcome(self) -> list[Words]:
        """The words that ended the parties' part, where no decision of their own stands; open with the decision."""
        if not self.shows("decision"):
            return []
        stood = {one.entry for one in by_then(self.matter.decisions.all(), self.government)}
        return [self._words(step, row) for step, row in self.texts if step.outcome and row.entry not in stood][:1]

    @property
    def agreement(self) -> list[Words]:
        """The texts that the parties shared, the newest first."""
        if not self.shows("agreement"):
            return []
        return [self._words(step, row) for step, row in self.texts if not step.outcome]

    def _words(self, step: Any, row: Proposal) -> Words:
        day = row.happened_on or local_day(self.government, row.created_at)
        by = self.name(self.by_key[row.participant_id])
        return Words(step.text.label if step.text else step.label, row.text, by, day)

    @property
    def answers(self) -> list[Words]:
        """What the parties answered, noted and objected, the oldest first."""
        if not self.shows("answers"):
            return []
        rows = by_then(Answer.objects.filter(matter=self.matter), self.government).exclude(text="").order_by("entry")
        return [
            Words(
                self.procedure.step(row.step).done,
                row.text,
                self.name(self.by_key[row.participant_id]),
                row.happened_on or local_day(self.government, row.created_at),
                self.organisation.name_of(row.unit) if row.unit else "",
            )
            for row in rows
        ]

    @property
    def journey(self) -> list[Done]:
        """How it came to this, the oldest first: who did what. What was typed with it stands elsewhere, or nowhere."""
        if not self.shows("journey"):
            return []
        steps = {step.code: step for step in self.procedure.steps}
        found = []
        for entry in reversed(self.entries):
            step, silent = steps.get(entry.step), entry.texts.get("escalation")
            on = entry.happened_on or local_day(self.government, entry.recorded_at)
            then = history(self.government).on(on)
            if silent:
                basis = silence.ground(self.regulation, silent, entry.strength, entry.cite)
                found.append(Done(in_language(sentence_of(self.regulation, silent, then)), on, entry.number, basis))
                continue
            if step is None or step.code in ASIDE:
                continue
            unit = (entry.on_behalf or {}).get("unit") or entry.unit
            name = then.name_of(unit) if unit else _("Sistem")
            basis = Basis(Strength(entry.strength), entry.cite or None, step.basis.reason)
            found.append(Done(f"{name} {step.done}", on, entry.number, basis))
        return found

    @property
    def closing(self) -> str:
        """With what words it was closed."""
        entry = reports.thread(self.matter).closing if self.shows("remarks") else None
        return str(entry.texts.get("text", "")) if entry else ""

"""Matters in the workspace: the page of each, and every step taken from there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions import matters as acts
from selaras.actions.acts import Deed, seen_of
from selaras.actions.facts import (
    Power,
    calendar_of,
    clock_of,
    facts_of,
    hand_for,
    hands_of,
    local_day,
    new_path,
    power_of,
)
from selaras.actions.readings import record_reading
from selaras.actions.refusals import Invalid, Stale
from selaras.law.clocks import Reading
from selaras.law.organisation import Organisation
from selaras.law.procedures import (
    Ask,
    Effect,
    Lack,
    Offer,
    Procedure,
    Quantifier,
    Refused,
    Role,
    Seat,
    Step,
    offers,
)
from selaras.law.regulation import Regulation
from selaras.law.types import Basis, Strength
from selaras.records import reports
from selaras.records.files import File
from selaras.records.matters import Answer, Letter, Link, Matter, Participant, Proposal
from selaras.records.people import CAPACITIES, Actor
from selaras.records.units import history
from selaras.web.drawing import Drawing, drawing
from selaras.web.flowchart import Chart, Stand, chart, stand
from selaras.web.forms import StepForm, key_of, letter_systems, right_below, target_word, whole
from selaras.web.kinds import role_word
from selaras.web.language import in_language, procedure_of, regulation_of
from selaras.web.parties import clean
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.templatetags.selaras import MARKS
from selaras.web.unsent import typed

EXCERPT = 280  # characters of an answer beside its party; the whole stands among the answers


class SeeOther(HttpResponseRedirect):
    """Sends the browser on after something was done, so that loading again does it only once."""

    status_code = 303


def find(actor: Actor, number: str) -> Matter | None:
    """The matter of that number when the actor may read it in full."""
    if len(number) > 16 or not number.isprintable():
        return None
    found = (
        Matter.objects.visible_to(actor).exclude(phase="draft").select_related("letter").filter(number=number).first()
    )
    if found:
        found.government = actor.government
    return found


def not_found(request: HttpRequest) -> HttpResponse:
    """What a stranger sees, with the number he asked for and what he typed; whether the matter exists is not said."""
    asked = request.resolver_match.kwargs.get("number", "") if request.resolver_match else ""
    context = {"asked": clean(asked), "texts": typed(request) if request.method == "POST" else []}
    return render(request, "matters/not_found.html", context, status=404)


def url_of(matter: Matter) -> str:
    """The page of a matter, or of a draft."""
    return f"/kerja/berkas/{matter.number}/" if matter.number else f"/kerja/berkas/draf/{matter.pk}/"


def who(organisation: Organisation, unit: str, post: str, role: str = "", within: Collection[str] = ()) -> str:
    """A seat by name: offices bear the title of their post, parties the name of their unit.

    Where several posts of a unit take part, `within` it, its name would tell none of them apart.
    """
    office = unit in within or role in (Role.COORDINATOR, Role.CONVENER, Role.DECIDER, Role.OBSERVER, Role.VIA)
    head = organisation.heads.get(unit)
    if post and (office or not (head and head.code == post)):
        return organisation.name_of(post)
    return organisation.name_of(unit)


def units_within(participants: Iterable[Participant]) -> frozenset[str]:
    """The units of which several posts take part in a matter, as where a task goes down within one agency."""
    seats = Counter(unit for unit, post in {(p.unit, p.post) for p in participants} if post)
    return frozenset(unit for unit, posts in seats.items() if posts > 1)


def alternatives(procedure: Procedure, state: str, step: Step) -> list[Step]:
    """The steps that answer the same question of the same seat as this one: to agree, to note, to object."""
    if not (step.slot and step.slot_to):  # what leaves one where one is answers nothing
        return [step]
    return [s for s in procedure.steps if s.slot_to and s.slot == step.slot and s.by == step.by and state in s.states]


def turn_label(procedure: Procedure, state: str, code: str) -> str:
    """What is expected of whose turn it is, as a verb."""
    return question([step.label for step in alternatives(procedure, state, procedure.step(code))])


def question(labels: Sequence[str]) -> str:
    """One or two steps by their verbs; more of them are ways to take a position."""
    if len(labels) > 2:
        return _("Nyatakan sikap")
    return _(" atau ").join([labels[0], *(label[:1].lower() + label[1:] for label in labels[1:])])


def lies_with(matter: Matter, organisation: Organisation, participants: Sequence[Participant]) -> str:
    """Whom a matter waits for, as a sentence to put after an act."""
    if matter.phase == "closed":
        return _("Berkas selesai: %(outcome)s.") % {"outcome": in_language(matter.outcome)}
    within = units_within(participants)
    names = [who(organisation, p.unit, p.post, p.role, within) for p in participants if p.turn]
    if not names:
        return _("Tidak ada yang ditunggu sekarang.")
    return _("Sekarang ada pada %(names)s.") % {"names": "; ".join(dict.fromkeys(names))}


@dataclass
class Act:
    """What the reader may do from one seat: a step, or several that answer one question, with their form."""

    offers: tuple[Offer, ...]
    seat: Participant
    seen: str
    form: StepForm | None  # None where somebody else has to do it
    mine: bool  # the seat is his own, not one he records or was assigned for
    name: str
    clock: Reading
    about: tuple[str, str]  # the text it is about, and where it stands on the page
    warnings: list[Stop]

    @property
    def step(self) -> Step:
        """The first of the steps."""
        return self.offers[0].step

    @property
    def label(self) -> str:
        """What one does, as a verb."""
        return question([offer.step.label for offer in self.offers])

    @property
    def anchor(self) -> str:
        """Where on the page it stands."""
        return f"{self.step.code}-{self.seat.pk}"

    @property
    def codes(self) -> set[str]:
        """The steps it holds."""
        return {offer.step.code for offer in self.offers}

    @property
    def succeeds(self) -> bool:
        """Whether one takes the seat of a unit that has ended."""
        return Effect.SUCCEED in self.step.effects


@dataclass(frozen=True)
class Stop:
    """A step that is held up: what is missing and by whom, what is there already."""

    step: Step
    who: str
    level: str
    reasons: list[str]
    done: list[str]
    basis: Basis
    ways_on: list[str]


@dataclass
class Possible:
    """A step that can be taken now: by whom, whether it is awaited, whether matters of every kind have it."""

    step: Step
    names: list[str]
    awaited: bool
    common: bool


@dataclass(frozen=True)
class Note:
    """One entry of the journey, ready to be read."""

    number: int
    icon: str
    tone: str
    sentence: str
    at: datetime
    happened_on: date | None
    by: str
    texts: list[tuple[str, str]]
    basis: Basis


@dataclass(frozen=True)
class Standing:
    """A participant with his role and his small state."""

    name: str
    role: str
    mark: str
    label: str
    since: date
    reminders: int
    leads: bool
    party: bool
    helpers: list[str]
    excerpt: str
    entry: int


@dataclass
class Page:
    """Everything the page of a matter shows, read with a constant number of queries."""

    actor: Actor
    matter: Matter
    unsent: str = ""
    refusal: Refused | None = None
    stale: str = ""
    forms: dict[tuple[str, int], StepForm] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.matter.government = self.actor.government
        everyone = list(self.matter.participants.prefetch_related("assignments").order_by("order"))
        self.participants = [p for p in everyone if not p.retired]
        self.organisation = history(self.actor.government).on(self.actor.government.today())
        self.regulation: Regulation = regulation_of(self.matter)
        self.procedure: Procedure = procedure_of(self.matter)
        self.state = self.procedure.state(self.matter.state)
        self.seats = {p.pk: p for p in everyone}
        self.mine = hands_of(self.actor, self.participants)
        self.within = units_within(self.participants)
        found = offers(self.procedure, facts_of(self.matter, self.participants, self.procedure))
        self.offers = [offer for offer in found if self._leaves_a_choice(offer)]

    @property
    def today(self) -> date:
        """The day in the government's zone."""
        return self.actor.government.today()

    def name(self, seat: Participant) -> str:
        """A seat by name."""
        return who(self.organisation, seat.unit, seat.post, seat.role, self.within)

    def _leaves_a_choice(self, offer: Offer) -> bool:
        """Whether there is anybody to choose, where the step asks for a post of the unit."""
        asks, post = offer.step.asks, offer.seat.post or ""
        if Ask.ASSIGNED in asks:
            return bool(self.seats[offer.seat.id].assignments.all())
        if Ask.SUBORDINATE in asks:
            return bool(right_below(self.organisation, post))
        return Ask.POST not in asks or bool(self.organisation.under(post))

    @property
    def supervising(self) -> bool:
        """Whether the reader only watches over the work of others."""
        return not self.mine and self.actor.supervises

    @property
    def kind_title(self) -> str:
        """The kind with its type in words."""
        return self.regulation.kinds.title(self.matter.kind, self.matter.type or None)

    @property
    def kind_basis(self) -> Basis:
        """The clause of the type, else of the kind."""
        kinds = self.regulation.kinds
        return kinds.type(self.matter.type).basis if self.matter.type else kinds.kind(self.matter.kind).basis

    @property
    def form_row(self) -> Any:
        """The form of coordination, if one was chosen."""
        return self.regulation.kinds.form(self.matter.form) if self.matter.form else None

    @property
    def age(self) -> int | None:
        """Working days since submission, the first one counted; None once it is closed."""
        if self.matter.closed_on or self.matter.opened_on is None:
            return None
        calendar = calendar_of(self.actor.government)
        return calendar.between(self.matter.opened_on, self.actor.government.today()) + 1

    @cached_property
    def waiting(self) -> list[tuple[str, str, date, Reading]]:
        """Where the matter lies: on whom, for what, since when, with which clock."""
        return [
            (
                self.name(p),
                turn_label(self.procedure, self.matter.state, p.turn),
                local_day(self.actor.government, p.turn_since or p.slot_since),
                clock_of(self.matter, self.procedure, p),
            )
            for p in self.participants
            if p.turn
        ]

    def _act(self, group: tuple[Offer, ...]) -> Act:
        offer = group[0]
        seat = self.seats[offer.seat.id]
        hand = hand_for(self.actor, offer, self.mine)
        power = power_of(self.actor, hand)
        binding = any(o.step.binding for o in group)
        form = None
        if power is not Power.PREPARE:
            paper = ""
            if binding and seat.external:
                paper = _("Naskah dari instansi itu")
            elif binding and power is not Power.OWN:
                paper = _("Pindaian naskah yang ditandatangani pimpinan")
            found = self.forms.get((offer.step.code, seat.pk))
            form = found or StepForm(
                group,
                self.organisation,
                signed_paper=paper,
                assigned=[a.post for a in seat.assignments.all()],
                kinds=[row for row in self.regulation.kinds.kinds if row.code != self.matter.kind],
            )
        return Act(
            offers=group,
            seat=seat,
            seen=seen_of(self.matter, seat),
            form=form,
            mine=seat.post == self.actor.post,
            name=self.name(seat),
            clock=clock_of(self.matter, self.procedure, seat),
            about=self._about(offer),
            warnings=[self._held(o, lack) for o in group for lack in o.warnings],
        )

    def _about(self, offer: Offer) -> tuple[str, str]:
        """What an act is about: what was said to the seat, what he whom it answers said last, the text, the purpose."""
        told = self._told(offer.seat)
        if told:
            return _excerpt(told.text), f"tanggapan-{told.entry}"
        if len(offer.targets) == 1 and Effect.REMIND not in offer.step.effects:
            target = offer.targets[0].id
            said = [row for _step, row in self._texts if row.participant_id == target]
            if said:
                return _excerpt(said[0].text), "naskah-bersama"
            answered = next((row for row in self._answers if row.participant_id == target), None)
            if answered:
                return _excerpt(answered.text), f"tanggapan-{answered.entry}"
        if self._texts:
            return _excerpt(self._texts[0][1].text), "keputusan" if self.decision else "naskah-bersama"
        return _excerpt(self.matter.purpose), "maksud"

    def _told(self, seat: Seat) -> Answer | None:
        """What brought the seat where it stands: the answer to its objection, what its report or its product lacks."""
        post = self.seats[seat.id].post or seat.unit
        to_it = {e.number for e in self._entries if e.texts.get("target") == post}
        said = (row for row in self._answers if row.entry in to_it)
        return next((row for row in said if row.text and self.procedure.step(row.step).target_to == seat.state), None)

    def _slot_label(self, seat: Seat) -> str:
        slot = self.procedure.slot_state(seat.role, seat.state)
        return slot.label if slot else ""

    def _held(self, offer: Offer, *lacks: Lack) -> Stop:
        """What an offer lacks and on whom that waits, with what is there already and the ways on."""
        reasons = []
        for lack in lacks:
            waits = lack.waits_on if lack.need.quantifier is not Quantifier.ANY else ()
            names = "; ".join(dict.fromkeys(self.name(self.seats[s.id]) for s in waits))
            # Who stands in a state that none may stand in is named with that state; on the others one waits.
            stands = {self._slot_label(s) for s in waits} if lack.need.quantifier is Quantifier.NONE else set()
            tail = f" {', '.join(sorted(stands))}: {names}." if stands else _(" Menunggu %(names)s.") % {"names": names}
            reasons.append(f"{lack.need.label}." + (tail if names else ""))
        need = lacks[0].need
        # What an integrity rule stops is held up, not merely warned of.
        held = need.stops and need.basis.strength is Strength.DESIGNED
        level = Strength.INFERRED if held else need.basis.strength
        return Stop(
            step=offer.step,
            who=self.name(self.seats[offer.seat.id]),
            level=level.value,
            reasons=reasons,
            done=[met.label for met in offer.met],
            basis=need.basis,
            ways_on=[lack.need.way_on for lack in lacks if lack.need.way_on],
        )

    @cached_property
    def acts(self) -> list[Act]:
        """What the reader may do now; steps that answer the same question of the same seat stand together."""
        groups: dict[tuple[int, str], list[Offer]] = {}
        for offer in self.offers:
            if offer.open and self.mine.keys() & set(offer.hands):
                question = alternatives(self.procedure, self.matter.state, offer.step)[0].code
                groups.setdefault((offer.seat.id, question), []).append(offer)
        return [self._act(tuple(group)) for group in groups.values()]

    @property
    def panels(self) -> list[Act]:
        """The acts that wait for the reader."""
        return [act for act in self.acts if self._awaited(act)]

    @property
    def others(self) -> list[Act]:
        """What else he may do towards the result."""
        return [act for act in self.acts if not self._awaited(act) and act.step.code not in self._common]

    @property
    def keeping(self) -> list[Act]:
        """What else he may do, as in a matter of any other kind."""
        return [act for act in self.acts if not self._awaited(act) and act.step.code in self._common]

    def _awaited(self, act: Act) -> bool:
        """Whether an act waits for the reader; a seat whose unit has ended waits for the head of its successor."""
        return act.seat.turn in act.codes or (act.succeeds and act.seat.unit in self.actor.succeeded)

    @property
    def keeping_bound(self) -> bool:
        """Whether one of them was sent and has to be seen again."""
        return any(act.form is not None and act.form.is_bound for act in self.keeping)

    @cached_property
    def _common(self) -> frozenset[str]:
        """The steps that matters of every kind have, and that nobody waits for: they keep a matter in order."""
        alike = (p for p in self.regulation.book.procedures if p.subject == self.procedure.subject)
        every = set.intersection(*({s.code for s in p.steps} for p in alike))
        own = (s for s in self.procedure.steps if not (s.turn or s.slot or s.target))
        return frozenset(s.code for s in own if s.code in every)

    @cached_property
    def _possible(self) -> list[Possible]:
        found: dict[str, Possible] = {}
        for offer in self.offers:
            if not offer.open:
                continue
            seat, step = self.seats[offer.seat.id], offer.step
            row = found.setdefault(step.code, Possible(step, [], False, step.code in self._common))
            name = self.name(seat)
            if seat.post == self.actor.post:
                row.names.insert(0, _("Anda (%(name)s)") % {"name": name})
            elif name not in row.names:
                row.names.append(name)
            row.awaited = row.awaited or seat.turn == step.code
        return sorted(found.values(), key=lambda row: not row.awaited)

    @property
    def possible(self) -> list[Possible]:
        """What can be done now and by whom, what is awaited first; the reader is named first as "Anda"."""
        return [row for row in self._possible if not row.common]

    @property
    def common(self) -> list[Possible]:
        """What can be done as in matters of every kind."""
        return [row for row in self._possible if row.common]

    @cached_property
    def stops(self) -> list[Stop]:
        """The steps of the main line that are held up."""
        found: dict[str, Stop] = {}
        for offer in self.offers:
            if offer.missing and offer.step.turn:
                found.setdefault(offer.step.code, self._held(offer, *offer.missing))
        return list(found.values())

    @property
    def later(self) -> list[Stop]:
        """The reader's own steps beside the main line that are held up."""
        return [stop for stop in self._later if stop.step.code not in self._common]

    @property
    def keeping_later(self) -> list[Stop]:
        """Those of them that matters of every kind have."""
        return [stop for stop in self._later if stop.step.code in self._common]

    @cached_property
    def _later(self) -> list[Stop]:
        mine = (o for o in self.offers if self.mine.keys() & set(o.hands))
        return [self._held(o, *o.missing) for o in mine if o.missing and not o.step.turn]

    @cached_property
    def _answers(self) -> list[Answer]:
        """What the participants said, the newest first; some of it without a word."""
        return list(self.matter.answers.order_by("-entry"))

    @property
    def answers(self) -> list[tuple[str, str, Answer, str]]:
        """What the participants said in full, the newest first: name, what they did, the words, the unit they named."""
        return [
            (
                self.name(self.seats[a.participant_id]),
                self.procedure.step(a.step).done,
                a,
                self.organisation.name_of(a.unit) if a.unit else "",
            )
            for a in self._answers
            if a.text
        ]

    @cached_property
    def _texts(self) -> list[tuple[Step, Proposal]]:
        """All versions of the shared text with the steps that made them, the newest first."""
        return [(self.procedure.step(row.step), row) for row in self.matter.proposals.order_by("-version")]

    @property
    def decision(self) -> Proposal | None:
        """The text that ended the parties' part: one made by a step with an outcome."""
        return next((row for step, row in self._texts if step.outcome), None)

    @property
    def proposals(self) -> list[tuple[str, str, Proposal]]:
        """The versions before the decision, the newest first, each under the name of its text, with who wrote it."""
        return [
            (step.text.label if step.text else step.label, self.name(self.seats[row.participant_id]), row)
            for step, row in self._texts
            if not step.outcome
        ]

    @property
    def sealed(self) -> bool:
        """Whether the texts are the sealed products of those who were asked, not a text that the parties share."""
        steps = [step for step in self.procedure.steps if Effect.PROPOSE in step.effects]
        return bool(steps) and all(step.by == (Role.COUNTERPART,) for step in steps)

    @property
    def duty(self) -> Any:
        """The duty of a leader that is done with it, if it is coordination within his span."""
        return next((d for d in self.regulation.kinds.duties if d.code == self.matter.duty), None)

    @property
    def letter(self) -> Letter | None:
        """The letter it started from."""
        return getattr(self.matter, "letter", None)

    @property
    def letter_place(self) -> str:
        """Where that letter lies."""
        return letter_systems().get(self.letter.system, "") if self.letter else ""

    @property
    def reroute(self) -> Act | None:
        """What lets the matter go today's path, where the mapping has changed since and the reader may choose it."""
        return next((a for a in self.acts if Effect.REROUTE in a.step.effects), None)

    @cached_property
    def rerouted(self) -> Drawing | None:
        """The path that today's mapping gives, where it is another than the one the matter keeps."""
        if not any(Effect.REROUTE in offer.step.effects for offer in self.offers):
            return None
        path = new_path(self.matter, self.participants)
        return drawing(in_language(path), self.organisation) if path else None

    @property
    def positions(self) -> list[tuple[str, str, str]]:
        """How each party stood at the decision: the small state, the name, what was noted or objected."""
        return [
            (s.label, s.name, s.excerpt if s.mark in ("noted", "objected") else "") for s in self.standings if s.party
        ]

    @cached_property
    def standings(self) -> list[Standing]:
        """Every participant with his role, his small state and the beginning of what he last said."""
        said: dict[int, Answer] = {}
        for row in reversed(self._answers):
            if row.text:
                said[row.participant_id] = row
        found = []
        for p in self.participants:
            slot = self.procedure.slot_state(Role(p.role), p.slot)
            answer = said.get(p.pk)
            step = self.procedure.step(answer.step) if answer else None
            # What was said before one's state changed stands among the answers; beside the new state it would mislead.
            answer = answer if step and p.slot in (step.slot_to, *step.slot) else None
            text = answer.text if answer else ""
            found.append(
                Standing(
                    name=self.name(p),
                    role=role_word(Role(p.role)),
                    mark=slot.mark if slot else "",
                    label=slot.label if slot else "",
                    since=local_day(self.actor.government, p.slot_since),
                    reminders=p.reminders,
                    leads=p.leads,
                    party=p.role in (Role.OPENER, Role.COUNTERPART),
                    helpers=[self.organisation.name_of(a.post) for a in p.assignments.all()],
                    excerpt=_excerpt(text),
                    entry=answer.entry if answer else 0,
                )
            )
        return found

    @cached_property
    def links(self) -> list[tuple[str, str, Matter | None, str]]:
        """Linked matters in both directions: how, which (None when the reader may not open it), the note."""
        both = Link.objects.filter(Q(source=self.matter) | Q(target=self.matter), government=self.actor.government)
        rows = sorted(both, key=lambda row: (row.source_id != self.matter.pk, row.pk))
        if not rows:
            return []
        pks = [row.target_id if row.source_id == self.matter.pk else row.source_id for row in rows]
        others = Matter.objects.of(self.actor.government).defer("path", "purpose").in_bulk(pks)
        ends = [others[pk] for pk in pks]
        readable = set(Matter.objects.visible_to(self.actor).filter(pk__in=pks).values_list("pk", flat=True))
        found: list[tuple[str, str, Matter | None, str]] = []
        for row, other in zip(rows, ends, strict=True):
            outward = row.source_id == self.matter.pk
            if other.pk in readable:
                found.append((_link_words(row.kind, outward), url_of(other), other, row.note))
            elif other.phase != "draft":
                found.append((_link_words(row.kind, outward), "", None, ""))
        return found

    @cached_property
    def files(self) -> list[File]:
        """The files of the matter, the newest first."""
        return list(self.matter.files.order_by("-entry", "pk"))

    @cached_property
    def _entries(self) -> list[Any]:
        """The entries of the ledger, the newest first."""
        return list(reports.journey(self.matter))

    @cached_property
    def journey(self) -> list[Note]:
        """What was done, the newest first."""
        return [self._note(entry) for entry in self._entries]

    @cached_property
    def course(self) -> tuple[Chart, Stand]:
        """The drawing of the procedure, and where in it the matter stands."""
        found = chart(self.procedure, self.regulation.book)
        awaited = [(p.turn, self.name(p)) for p in self.participants if p.turn]
        return found, stand(found, self.matter.state, [entry.step for entry in self._entries], awaited)

    def _note(self, entry: Any) -> Note:
        step = self.procedure.step(entry.step)
        then = history(self.actor.government).on(local_day(self.actor.government, entry.recorded_at))
        texts = entry.texts
        behalf = entry.on_behalf or {}
        unit, post = (behalf.get("unit") or entry.unit), (behalf.get("post") or ("" if behalf else entry.post))
        role = next((p.role for p in self.participants if p.unit == unit and p.post == post), "")
        by = f"{CAPACITIES.get(entry.capacity, '')} {then.name_of(entry.post)}".strip()
        if behalf:
            by = by or _("Sistem")
            by = _("Dicatat %(by)s atas nama %(other)s") % {"by": by, "other": then.name_of(post or unit)}
        quotes = [("", str(texts["text"]))] if texts.get("text") else []
        if texts.get("target"):
            quotes.append((target_word(step), then.name_of(str(texts["target"]))))
        if texts.get("assigned"):
            post_code, _space, power = str(texts["assigned"]).partition(" ")
            quotes.append((_("Jabatan"), f"{then.name_of(post_code)}, {power}" if power else then.name_of(post_code)))
        if texts.get("linked"):
            number = str(texts["linked"]).split(" ")[0]
            known = any(other and other.number == number for _words, _url, other, _note in self.links)
            quotes.append((_("Berkas"), number) if known else ("", _("Berkas yang tidak terbuka bagi Anda.")))
        if texts.get("unit"):
            quotes.append((_("Unit yang berwenang"), then.name_of(str(texts["unit"]))))
        if texts.get("new_kind"):
            quotes.append((_("Jenis yang baru"), self.regulation.kinds.kind(str(texts["new_kind"])).label))
        if texts.get("succeeded"):
            old, _space, new = str(texts["succeeded"]).partition(" ")
            earlier = history(self.actor.government).on(self.matter.opened_on or self.actor.government.today())
            quotes.append((_("Penerus"), f"{earlier.name_of(old)} → {then.name_of(new)}"))
        names = [file.name for file in self.files if file.entry == entry.number]
        if names or (behalf and step.binding and entry.post):  # the system signs nothing
            quotes.append((_("Naskah"), "; ".join(names) or _("tanpa naskah")))
        reason = json.loads(entry.body)["basis"]["reason"]
        icon, tone = _icon(self.procedure, step, role)
        return Note(
            number=entry.number,
            icon=icon,
            tone=tone,
            sentence=f"{who(then, unit, post, role, self.within)} {step.done}",
            at=entry.recorded_at,
            happened_on=entry.happened_on,
            by=by,
            texts=quotes,
            basis=Basis(Strength(entry.strength), entry.cite or None, reason or None),
        )

    @cached_property
    def rail(self) -> Drawing | None:
        """The path as it was fixed on the day of submission."""
        path = self.matter.fixed_path
        if path is None or self.matter.path is None:
            return None
        return drawing(path, history(self.actor.government).on(self.path_day))

    @property
    def path_day(self) -> date:
        """The day on which the path was fixed."""
        return date.fromisoformat((self.matter.path or {})["on"])

    def answer(self, request: ActingRequest, status: int = 200) -> HttpResponse:
        """The page; that a withheld matter was read is written down."""
        record_reading(actor=self.actor, matter=self.matter)
        context = {
            "menu": "matter",
            "page": self,
            "matter": self.matter,
            "files": self.files,
            "key": str(uuid4()),
            "regulation": self.regulation.code,
        }
        return render(request, "matters/matter.html", context, status=status)


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _link_words(kind: str, outward: bool) -> str:
    words = {
        "follows": (_("Melanjutkan"), _("Dilanjutkan oleh")),
        "child": (_("Mempunyai turunan"), _("Turunan dari")),
        "carried_up": (_("Dinaikkan dari"), _("Dinaikkan ke")),
        "merged": (_("Digabung ke"), _("Gabungan dari")),
        "succeeds": (_("Menggantikan"), _("Digantikan oleh")),
    }
    return words[kind][0 if outward else 1]


def _icon(procedure: Procedure, step: Step, role: str) -> tuple[str, str]:
    """The sign of a step in the journey: what it did to the matter or to the seat."""
    for effect, name in (
        (Effect.SUBMIT, "path"),
        (Effect.REMIND, "clock"),
        (Effect.LINK, "path"),
        (Effect.PROPOSE, "note"),
    ):
        if effect in step.effects:
            return name, ""
    slot = procedure.slot_state(Role(role), step.slot_to) if role and step.slot_to else None
    if slot and slot.mark != "empty":
        return MARKS[slot.mark]
    if step.to in MARKS:
        return MARKS[step.to]
    return ("file", "") if step.code == "lampirkan" else ("right", "")


@policy(Policy.ACTING)
@require_safe
def matter(request: ActingRequest, number: str) -> HttpResponse:
    """Whose turn it is, what may be done, how everyone stands, and how it came to this."""
    found = find(request.actor, number)
    return Page(request.actor, found).answer(request) if found else not_found(request)


@policy(Policy.ACTING)
def step(request: ActingRequest, number: str) -> HttpResponse:
    """Take a step; what was typed is kept whatever comes of it."""
    actor, sent = request.actor, request.POST
    found = find(actor, number)
    if found is None:
        return not_found(request)
    if request.method != "POST":  # who had to sign in again comes here by an address
        return SeeOther(url_of(found))
    seat, code = whole(sent.get("seat", "")) or 0, sent.get("step", "")[:40]
    before = Page(actor, found)
    chosen = next((a for a in before.acts if a.seat.pk == seat and sent.get("form", code) in a.codes and a.form), None)
    kept: dict[tuple[str, int], StepForm] = {}
    deed = Deed(step=code)
    if chosen and chosen.form:
        form = chosen.form.sent(sent, request.FILES)
        kept = {(chosen.step.code, seat): form}
        if not form.is_valid():
            return _again(request, number, kept, 422)
        deed = form.deed
    seen, key = sent.get("seen", "")[:100], key_of(request)
    try:
        done = acts.act(actor=actor, number=number, seat=seat, deed=deed, seen=seen, key=key)
    except Invalid as bad:
        for form in kept.values():
            form.refuse(bad.errors)
        return _again(request, number, kept, 422)
    except Stale as late:
        return _again(request, number, kept, 409, stale=in_language(str(late)))
    except Refused as stop:
        return _again(request, number, kept, 422, refusal=in_language(stop))
    except Matter.DoesNotExist:
        return not_found(request)
    done.government = actor.government
    now = lies_with(done, before.organisation, list(done.participants.all()))
    label = next((s.label for s in before.procedure.steps if s.code == deed.step), code)
    if any(Effect.CARRY_ON in s.effects for s in before.procedure.steps if s.code == deed.step):
        now += " " + _("Draf koordinasinya menunggu Anda di bawah Berkas terkait dan di Giliran Anda.")
    messages.success(request, _("Tercatat: %(step)s. %(now)s") % {"step": label, "now": now})
    return SeeOther(url_of(done))


def _again(
    request: ActingRequest,
    number: str,
    forms: dict[tuple[str, int], StepForm],
    status: int,
    *,
    stale: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    """The page as it stands now with what was typed: in its form while that is there, else in a box of its own."""
    found = find(request.actor, number)
    if found is None:
        return not_found(request)
    page = Page(request.actor, found, refusal=refusal, stale=stale, forms=forms)
    if not any(act.form in forms.values() for act in page.acts):
        page.unsent = request.POST.get("text", "").replace("\x00", "")
    return page.answer(request, status)

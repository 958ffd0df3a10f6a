"""Pages of subjects: whose turn it is, what may be done and what lacks, how everyone stands, how it came to this."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions.acts import Deed, seen_of
from selaras.actions.facts import Power, clock_of, facts_of, hand_for, hands_of, local_day, power_of
from selaras.actions.refusals import Invalid, Stale
from selaras.law.authority import ACTING, MARKED
from selaras.law.authority import BASIS as DECIDING
from selaras.law.clocks import Reading
from selaras.law.openness import Apart
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
from selaras.records.escalations import ESCALATED, sentence_of
from selaras.records.files import File, files_of_subject
from selaras.records.people import CAPACITIES, Actor, holders
from selaras.records.units import history
from selaras.web import silence
from selaras.web.flowchart import Chart, Stand, chart, stand
from selaras.web.forms import StepForm, aspects, key_of, right_below, target_word, whole
from selaras.web.kinds import mark_of, role_word
from selaras.web.language import in_language, procedure_of, regulation_of
from selaras.web.pages import fresh_key, keep
from selaras.web.policy import ActingRequest
from selaras.web.templatetags.selaras import MARKS
from selaras.web.uploads import files_of

EXCERPT = 280  # characters of an answer beside its party; the whole stands among the answers


class SeeOther(HttpResponseRedirect):
    """Sends the browser on after something was done, so that loading again does it only once."""

    status_code = 303


def who(organisation: Organisation, unit: str, post: str, role: str = "", within: Collection[str] = ()) -> str:
    """A seat by name: offices bear the title of their post, parties the name of their unit.

    Where several posts of a unit take part, `within` it, its name would tell none of them apart.
    """
    office = unit in within or role in (Role.COORDINATOR, Role.CONVENER, Role.DECIDER, Role.OBSERVER, Role.VIA)
    head = organisation.heads.get(unit)
    if post and (office or not (head and head.code == post)):
        return organisation.name_of(post)
    return organisation.name_of(unit)


def units_within(participants: Iterable[Any]) -> frozenset[str]:
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
    return question([step.label for step in alternatives(procedure, state, procedure.step(code))], procedure.subject)


def question(labels: Sequence[str], subject: str) -> str:
    """One or two steps by their verbs; more of them are ways to take a position, or to answer an invitation."""
    if len(labels) > 2:
        return _("Jawab undangan") if subject == "meeting" else _("Nyatakan sikap")
    return _(" atau ").join([labels[0], *(label[:1].lower() + label[1:] for label in labels[1:])])


def lies_with(subject: Any, organisation: Organisation, seats: Sequence[Any]) -> str:
    """Whom a subject waits for, as a sentence to put after an act."""
    if subject.phase == "closed":
        return _("Selesai: %(outcome)s.") % {"outcome": in_language(subject.outcome)}
    within = units_within(seats)
    names = [who(organisation, p.unit, p.post, p.role, within) for p in seats if p.turn]
    if not names:
        return _("Tidak ada yang ditunggu sekarang.")
    return _("Sekarang ada pada %(names)s.") % {"names": "; ".join(dict.fromkeys(names))}


@dataclass
class Act:
    """What the reader may do from one seat: a step, or several that answer one question, with their form."""

    offers: tuple[Offer, ...]
    seat: Any
    seen: str
    form: StepForm | None  # None where somebody else has to do it
    mine: bool  # the seat is his own, not one he records or was assigned for
    name: str
    clock: Reading
    about: tuple[str, str]  # the text it is about, and where it stands on the page
    warnings: list[Stop]
    sort: str  # of subject

    @property
    def step(self) -> Step:
        """The first of the steps."""
        return self.offers[0].step

    @property
    def label(self) -> str:
        """What one does, as a verb."""
        return question([offer.step.label for offer in self.offers], self.sort)

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
    acting: str  # who holds it in another's place today
    excerpt: str
    entry: int


@dataclass
class SubjectPage:
    """Everything that the page of any subject shows, read with a constant number of queries."""

    actor: Actor
    subject: Any
    unsent: str = ""
    refusal: Refused | None = None
    stale: str = ""
    forms: dict[tuple[str, int], StepForm] = field(default_factory=dict)

    TEMPLATE: ClassVar[str]
    MENU: ClassVar[str]

    @property
    def url(self) -> str:
        """Where the page is; its steps are sent to `langkah/` below it."""
        raise NotImplementedError

    @property
    def journey_title(self) -> str:
        """What stands above what was done."""
        return _("Perjalanan")

    @property
    def standings_title(self) -> str:
        """What stands above how everyone stands."""
        return _("Keadaan peserta")

    @cached_property
    def _answers(self) -> list[Any]:
        """What the participants said, the newest first, where it is kept beside the ledger."""
        return []

    @cached_property
    def links(self) -> list[tuple[str, str, Any, str]]:
        """Linked matters: how, where, which, the note."""
        return []

    def __post_init__(self) -> None:
        self.subject.government = self.actor.government
        everyone = self.subject.everyone()
        self.participants = [p for p in everyone if not p.retired]
        self.organisation = history(self.actor.government).on(self.actor.government.today())
        self.regulation: Regulation = regulation_of(self.subject)
        self.procedure: Procedure = procedure_of(self.subject)
        self.state = self.procedure.state(self.subject.state)
        self.seats = {p.pk: p for p in everyone}
        self.mine = hands_of(self.actor, self.participants)
        self.within = units_within(self.participants)
        found = offers(self.procedure, facts_of(self.subject, self.participants, self.procedure))
        self.offers = [offer for offer in found if self._leaves_a_choice(offer)]

    @property
    def apart(self) -> Apart | None:
        """Why what it shows cannot be withheld by itself, and what its parties do instead."""
        return in_language(self.regulation.openness.alone(self.procedure.subject))

    @property
    def today(self) -> date:
        """The day in the government's zone."""
        return self.actor.government.today()

    def name(self, seat: Any) -> str:
        """A seat by name."""
        return who(self.organisation, seat.unit, seat.post, seat.role, self.within)

    def _leaves_a_choice(self, offer: Offer) -> bool:
        """Whether there is anybody to choose, where the step asks for a post of the unit."""
        asks, post = offer.step.asks, offer.seat.post or ""
        if Ask.ASSIGNED in asks:
            return bool(self.seats[offer.seat.id].helpers)
        if Ask.SUBORDINATE in asks:
            return bool(right_below(self.organisation, post))
        if Effect.ELEVATE in offer.step.effects:
            own = self.organisation.posts.get(post)
            return bool(own and own.superior)
        return Ask.POST not in asks or bool(self.organisation.under(post))

    @cached_property
    def acting(self) -> dict[str, str]:
        """The posts of its seats that somebody holds in another's place today, with the capacity: plt, plh or pj."""
        held = holders(self.actor.government, {p.post for p in self.participants if p.post}, self.today)
        return {post: tenure.capacity for post, tenure in held.items() if tenure.capacity in MARKED}

    @cached_property
    def acted(self) -> dict[int, str]:
        """By which acting officer an entry was made, or for whom it was recorded: "Plt. Kepala Dinas …"."""
        found = {}
        for entry in self._entries:
            hand = {"post": entry.post, "capacity": entry.capacity}
            for office in (hand, entry.on_behalf or {}):
                if office.get("capacity") in MARKED:
                    then = history(self.actor.government).on(local_day(self.actor.government, entry.recorded_at))
                    found[entry.number] = f"{CAPACITIES[office['capacity']]} {then.name_of(office['post'])}"
        return found

    @cached_property
    def handover(self) -> Act | None:
        """What lets the superior decide, where the reader was just stopped because he only acts in the post."""
        stopped = self.refusal is not None and self.refusal.basis.cite == DECIDING.cite
        return next((a for a in self.acts if stopped and Effect.ELEVATE in a.step.effects), None)

    @property
    def ways_on(self) -> list[Any]:
        """The ways on from a refusal; the one to the superior leads to its step."""
        ways: list[Any] = list(self.refusal.ways_on) if self.refusal else []
        if self.handover:
            ways[0] = {"href": f"#{self.handover.anchor}", "text": ways[0]}
        return ways

    @property
    def supervising(self) -> bool:
        """Whether the reader only watches over the work of others."""
        return not self.mine and self.actor.supervises

    def lies_with(self, done: Any) -> str:
        """Whom the subject waits for after an act, as a sentence."""
        return lies_with(done, self.organisation, done.seats())

    def after(self, done: Any) -> str:
        """Where one goes after an act."""
        return self.url

    @cached_property
    def waiting(self) -> list[tuple[str, str, date, Reading, str]]:
        """Where the matter lies: on whom, for what, since when, with which clock, and who was told of it."""
        marks = silence.marks(self.actor.government, self.regulation, self._entries, self.participants)
        found = []
        for p in (p for p in self.participants if p.turn):
            label = turn_label(self.procedure, self.subject.state, p.turn)
            since = local_day(self.actor.government, p.turn_since or p.slot_since)
            reading = clock_of(self.subject, self.procedure, p)
            alone = silence.alone(self.subject, self.participants, p, reading)
            told = silence.told(marks.get(p.order, ""), late=reading.late, alone=alone)
            found.append((self.name(p), label, since, reading, told))
        return found

    def about(self, offer: Offer) -> tuple[str, str]:
        """What an act is about: an excerpt, and where the whole stands on the page."""
        return "", ""

    def choices(self) -> dict[str, Any]:
        """What its forms offer to choose from, besides what the organisation gives."""
        return {}

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
                assigned=list(seat.helpers),
                acting=CAPACITIES[self.acting[seat.post]] if self.acting.get(seat.post) in ACTING else "",
                **self.choices(),
            )
        return Act(
            offers=group,
            seat=seat,
            seen=seen_of(self.subject, seat),
            form=form,
            mine=seat.post == self.actor.post,
            name=self.name(seat),
            clock=clock_of(self.subject, self.procedure, seat),
            about=self.about(offer),
            warnings=[self._held(o, lack) for o in group for lack in o.warnings],
            sort=self.procedure.subject,
        )

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
                question = alternatives(self.procedure, self.subject.state, offer.step)[0].code
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
        alike = [p for p in self.regulation.book.procedures if p.subject == self.procedure.subject]
        if len(alike) == 1:  # what is nowhere else is common to nothing
            return frozenset()
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
    def standings(self) -> list[Standing]:
        """Every participant with his role, his small state and the beginning of what he last said."""
        said: dict[int, Any] = {}
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
                    role=role_word(Role(p.role), self.procedure.subject),
                    mark=mark_of(slot, Role(p.role)) if slot else "",
                    label=slot.label if slot else "",
                    since=local_day(self.actor.government, p.slot_since),
                    reminders=p.reminders,
                    leads=p.leads,
                    party=p.role in (Role.OPENER, Role.COUNTERPART),
                    helpers=[self.organisation.name_of(post) for post in p.helpers],
                    acting=f"{CAPACITIES[self.acting[p.post]]} {self.organisation.name_of(p.post)}"
                    if p.post in self.acting
                    else "",
                    excerpt=excerpt(text),
                    entry=answer.entry if answer else 0,
                )
            )
        return found

    @cached_property
    def files(self) -> list[File]:
        """Its files, the newest first."""
        return list(files_of_subject(self.subject))

    @cached_property
    def _entries(self) -> list[Any]:
        """The entries of the ledger, the newest first."""
        return list(reports.journey(self.subject))

    @cached_property
    def journey(self) -> list[Note]:
        """What was done, the newest first."""
        return [self._note(entry) for entry in self._entries]

    @cached_property
    def course(self) -> tuple[Chart, Stand]:
        """The drawing of the procedure, and where in it the subject stands."""
        found = chart(self.procedure, self.regulation.book)
        awaited = [(p.turn, self.name(p)) for p in self.participants if p.turn]
        return found, stand(found, self.subject.state, [entry.step for entry in self._entries], awaited)

    def _note(self, entry: Any) -> Note:
        step = next((s for s in self.procedure.steps if s.code == entry.step), None)
        then = history(self.actor.government).on(local_day(self.actor.government, entry.recorded_at))
        texts = entry.texts
        behalf = entry.on_behalf or {}
        unit, post = (behalf.get("unit") or entry.unit), (behalf.get("post") or ("" if behalf else entry.post))
        role = next((p.role for p in self.participants if p.unit == unit and p.post == post), "")
        by = f"{CAPACITIES.get(entry.capacity, '')} {then.name_of(entry.post)}".strip() if entry.post else _("Sistem")
        if behalf:
            other = f"{CAPACITIES.get(behalf.get('capacity', ''), '')} {then.name_of(post or unit)}".strip()
            by = _("Dicatat %(by)s atas nama %(other)s") % {"by": by, "other": other}
        quotes = [("", str(texts["text"]))] if texts.get("text") else []
        if texts.get("target") and step:
            quotes.append((target_word(step), then.name_of(str(texts["target"]))))
        if texts.get("assigned"):
            post_code, _space, power = str(texts["assigned"]).partition(" ")
            quotes.append((_("Jabatan"), f"{then.name_of(post_code)}, {power}" if power else then.name_of(post_code)))
        if texts.get("linked"):
            number = str(texts["linked"]).split(" ")[0]
            known = any(other and other.number == number for _words, _url, other, _note in self.links)
            quotes.append((_("Berkas"), number) if known else ("", _("Berkas yang tidak terbuka bagi Anda.")))
        if texts.get("paused"):
            quotes.append((_("Tenggat bagi"), then.name_of(str(texts["paused"]))))
        if texts.get("unit"):
            quotes.append((_("Unit yang berwenang"), then.name_of(str(texts["unit"]))))
        if texts.get("new_kind"):
            quotes.append((_("Jenis yang baru"), self.regulation.kinds.kind(str(texts["new_kind"])).label))
        if texts.get("elevated"):
            quotes.append((_("Pemutus"), then.name_of(str(texts["elevated"]).split(" ")[-1])))
        if texts.get("aspects"):
            said = [aspects().get(aspect, aspect) for aspect in texts["aspects"]]
            quotes.append((_("Mengubah status hukum pada"), ", ".join(said)))
        if texts.get("succeeded"):
            old, _space, new = str(texts["succeeded"]).partition(" ")
            opened_on = getattr(self.subject, "opened_on", None) or self.today
            earlier = history(self.actor.government).on(opened_on)
            quotes.append((_("Penerus"), f"{earlier.name_of(old)} → {then.name_of(new)}"))
        silent: Any = texts.get("escalation")
        if silent:
            quotes.append((_("Diberitahukan kepada"), then.name_of(str(silent["told"]))))
            quotes.append((_("Lewat tenggat"), _("%(n)s hari kerja") % {"n": silent["late"]}))
            if silent["passed"]:
                quotes.append((_("Sekaligus"), silence.passed(self.regulation, silent)))
        names = [file.name for file in self.files if file.entry == entry.number]
        if names or (behalf and step and step.binding and entry.post):  # the system signs nothing
            quotes.append((_("Naskah"), "; ".join(names) or _("tanpa naskah")))
        reason = json.loads(entry.body)["basis"]["reason"]
        icon, tone = _icon(self.procedure, step, role) if step else ("clock" if silent else "note", "")
        done = step.done if step else done_besides().get(entry.step, entry.step)
        return Note(
            number=entry.number,
            icon=icon,
            tone=tone,
            sentence=in_language(sentence_of(self.regulation, silent, then))
            if silent
            else f"{who(then, unit, post, role, self.within)} {done}",
            at=entry.recorded_at,
            happened_on=entry.happened_on,
            by=by,
            texts=quotes,
            basis=Basis(Strength(entry.strength), entry.cite or None, reason or None),
        )

    def answer(self, request: ActingRequest, status: int = 200) -> HttpResponse:
        """The page."""
        keep(request)
        context = {
            "menu": self.MENU,
            "page": self,
            "subject": self.subject,
            "files": self.files,
            "key": fresh_key(request),
            "regulation": self.regulation.code,
        } | self.context()
        return render(request, self.TEMPLATE, context, status=status)

    def context(self) -> dict[str, Any]:
        """What its template needs besides."""
        return {}


def take(
    request: ActingRequest,
    load: Callable[..., SubjectPage | None],
    do: Callable[..., Any],
    missing: Callable[[ActingRequest], HttpResponse],
) -> HttpResponse:
    """Take the step that a page's form asks for; what was typed is kept whatever comes of it.

    `load` reads the page, with what was typed and why nothing came of it; `do` is the act, given seat, deed, seen, key.
    """
    sent, before = request.POST, load()
    if before is None:
        return missing(request)
    if request.method != "POST":  # who had to sign in again comes here by an address
        return SeeOther(before.url)
    seat, code = whole(sent.get("seat", "")) or 0, sent.get("step", "")[:40]
    chosen = next((a for a in before.acts if a.seat.pk == seat and sent.get("form", code) in a.codes and a.form), None)
    kept: dict[tuple[str, int], StepForm] = {}
    deed = Deed(step=code)

    def again(status: int, **why: Any) -> HttpResponse:
        """The page as it stands now with what was typed: in its form while that is there, else in a box of its own."""
        page = load(forms=kept, **why)
        if page is None:
            return missing(request)
        if not any(act.form in kept.values() for act in page.acts):
            page.unsent = sent.get("text", "").replace("\x00", "")
        return page.answer(request, status)

    if chosen and chosen.form:
        form = chosen.form.sent(sent, files_of(request))
        kept = {(chosen.step.code, seat): form}
        if not form.is_valid():
            return again(422)
        deed = form.deed
    try:
        done = do(actor=request.actor, seat=seat, deed=deed, seen=sent.get("seen", "")[:100], key=key_of(request))
    except Invalid as bad:
        for form in kept.values():
            form.refuse(bad.errors)
        return again(422)
    except Stale as late:
        return again(409, stale=in_language(str(late)))
    except Refused as stop:
        return again(422, refusal=in_language(stop))
    except type(before.subject).DoesNotExist:
        return missing(request)
    done.government = request.actor.government
    now = before.lies_with(done)
    step = next((s for s in before.procedure.steps if s.code == deed.step), None)
    if step and Effect.CARRY_ON in step.effects:
        now += " " + _("Draf koordinasinya menunggu Anda di bawah Berkas terkait dan di Giliran Anda.")
    messages.success(request, _("Tercatat: %(step)s. %(now)s") % {"step": step.label if step else code, "now": now})
    return SeeOther(before.after(done))


def done_besides() -> dict[str, str]:
    """What was done outside the steps of a procedure, as the journey tells it after the name of the unit."""
    return {
        "addendum": _("menambahkan adendum pada notula"),
        "laporkan_capaian": _("melaporkan capaian"),
        "rekomendasikan": _("menjadikan rekomendasi sebagai tindak lanjut"),
        "dikecualikan": _("mengecualikan berkas ini dari keterbukaan"),
        "pengecualian_diperpanjang": _("memperpanjang pengecualian berkas ini"),
        "dibuka_kembali": _("membuka kembali berkas ini bagi umum"),
        "tangguhkan_tenggat": _("menangguhkan tenggat"),
        "lanjutkan_tenggat": _("menjalankan tenggat lagi"),
        ESCALATED: _("memberi tahu bahwa tenggat sudah lewat"),
    }


def excerpt(text: str) -> str:
    """The beginning of a text, whole words only."""
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"


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

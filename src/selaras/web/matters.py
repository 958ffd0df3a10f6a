"""Matters in the workspace: the page of each, and every step taken from there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions import matters as acts
from selaras.actions import pauses
from selaras.actions.facts import (
    calendar_of,
    new_path,
)
from selaras.actions.outcomes import may_add
from selaras.actions.readings import decides, record_reading
from selaras.law.clocks import Pause
from selaras.law.procedures import (
    PARTIES,
    Effect,
    Offer,
    Refused,
    Role,
    Seat,
    Step,
    Thing,
)
from selaras.law.types import Basis
from selaras.records.matters import Answer, Letter, Link, Matter, Proposal
from selaras.records.outcomes import Decision
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.records.withholdings import Withholding
from selaras.web.drawing import Drawing, drawing
from selaras.web.findings import finding_url
from selaras.web.forms import letter_systems
from selaras.web.language import in_language
from selaras.web.parties import clean
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import Act, SubjectPage, excerpt, take
from selaras.web.thread import stage_words, thread_for
from selaras.web.unsent import typed


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


@dataclass
class Page(SubjectPage):
    """Everything the page of a matter shows, read with a constant number of queries."""

    TEMPLATE = "matters/matter.html"
    MENU = "matter"

    @property
    def matter(self) -> Matter:
        """The matter it shows."""
        found: Matter = self.subject
        return found

    @property
    def url(self) -> str:
        """The page of the matter."""
        return url_of(self.matter)

    @property
    def finding(self) -> str:
        """The form of a finding on it, for who only watches over it; "" for others."""
        if not self.supervising:
            return ""
        return finding_url(self.actor, self.matter.opener_unit, matter=self.matter.number or "")

    @property
    def journey_title(self) -> str:
        """What stands above what was done."""
        return _("Perjalanan berkas")

    @property
    def standings_title(self) -> str:
        """What stands above how everyone stands."""
        return _("Keadaan para pihak")

    def choices(self) -> dict[str, Any]:
        """The kinds that the matter could have instead of its own."""
        return {"kinds": [row for row in self.regulation.kinds.kinds if row.code != self.matter.kind]}

    def after(self, done: Matter) -> str:
        """The page of the matter, which has its number now."""
        return url_of(done)

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

    def about(self, offer: Offer) -> tuple[str, str]:
        """What an act is about: what was said to the seat, what he whom it answers said last, the text, the purpose."""
        told = self._told(offer.seat)
        if told:
            return excerpt(told.text), f"tanggapan-{told.entry}"
        if len(offer.targets) == 1 and Effect.REMIND not in offer.step.effects:
            target = offer.targets[0].id
            said = [row for _step, row in self._texts if row.participant_id == target]
            if said:
                return excerpt(said[0].text), "naskah-bersama"
            answered = next((row for row in self._answers if row.participant_id == target), None)
            if answered:
                return excerpt(answered.text), f"tanggapan-{answered.entry}"
        if self._texts:
            return excerpt(self._texts[0][1].text), "keputusan" if self.decision else "naskah-bersama"
        return excerpt(self.matter.purpose), "maksud"

    def _told(self, seat: Seat) -> Answer | None:
        """What brought the seat where it stands: the answer to its objection, what its report or its product lacks."""
        post = self.seats[seat.id].post or seat.unit
        to_it = {e.number for e in self._entries if e.texts.get("target") == post}
        said = (row for row in self._answers if row.entry in to_it)
        return next((row for row in said if row.text and self.procedure.step(row.step).target_to == seat.state), None)

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
        """How each party stood at the decision: the small state, the name, what was noted or objected.

        How it stood in a meeting is said with the decisions of its minutes.
        """
        made = next((step for step, _row in self._texts if step.outcome), None)
        if made and Thing.MINUTES in {need.what for need in made.needs}:
            return []
        return [
            (s.label, s.name, s.excerpt if s.mark in ("noted", "objected") else "") for s in self.standings if s.party
        ]

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
        return super().answer(request, status)

    @property
    def takes_part(self) -> bool:
        """Whether the reader may begin something in this matter: he has a part in it and it runs."""
        return bool(self.mine) and self.matter.phase == "open"

    @property
    def deciding(self) -> bool:
        """Whether the reader is here only to decide whether the matter is withheld (PPID)."""
        return not self.mine and decides(self.actor, self.matter)

    @cached_property
    def withholding(self) -> Withholding | None:
        """That it is withheld, or that this was asked for; a draft of it shows only to who wrote it."""
        rows = Withholding.objects.filter(matter=self.matter).exclude(phase="closed")
        row = rows.first()
        hidden = row is not None and row.phase == "draft" and row.drafted_by not in self.actor.posts
        return None if hidden else row

    @cached_property
    def paused(self) -> list[tuple[Pause, str, str]]:
        """The clocks that stand still today: until when and why, whose ("" for all), and what is waited for."""
        by_order = {seat.order: seat for seat in self.seats.values()}
        found = []
        for pause in pauses.running(self.matter, self.today):
            seat = by_order.get(pause.seat) if pause.seat is not None else None
            of = (seat.post or seat.unit) if seat else None
            said = (e.texts for e in self._entries if e.step == pauses.SUSPEND)
            text = next((str(texts.get("text", "")) for texts in said if texts.get("paused") == of), "")
            found.append((pause, self.name(seat) if seat else "", text))
        return found

    @property
    def may_pause(self) -> bool:
        """Whether the reader coordinates or leads the running matter, so that he may let its clocks stand still."""
        return self.matter.phase == "open" and pauses.may_pause(self.actor, self.participants) is not None

    @property
    def may_withhold(self) -> bool:
        """Whether the reader may ask that it be withheld: he is one of its parties, and nobody has asked yet."""
        return self.withholding is None and any(seat.role in PARTIES for seat in self.mine.values())

    @cached_property
    def to_follow(self) -> list[Decision]:
        """The decisions made without a meeting to which the reader may add follow-ups."""
        found = []
        for decision in Decision.objects.standing().filter(matter=self.matter, meeting=None) if self.takes_part else ():
            with suppress(Refused):
                may_add(self.actor, decision, self.matter)
                found.append(decision)
        return found

    def context(self) -> dict[str, Any]:
        """The matter by its name, and the thread that begins with it; linked matters have a section of their own."""
        told = thread_for(self.actor, self.matter)
        linked = stage_words()["linked"]
        return {"matter": self.matter, "thread": replace(told, stages=[s for s in told.stages if s.word != linked])}


def _link_words(kind: str, outward: bool) -> str:
    words = {
        "follows": (_("Melanjutkan"), _("Dilanjutkan oleh")),
        "child": (_("Mempunyai turunan"), _("Turunan dari")),
        "carried_up": (_("Dinaikkan dari"), _("Dinaikkan ke")),
        "merged": (_("Digabung ke"), _("Gabungan dari")),
        "succeeds": (_("Menggantikan"), _("Digantikan oleh")),
    }
    return words[kind][0 if outward else 1]


@policy(Policy.ACTING)
@require_safe
def matter(request: ActingRequest, number: str) -> HttpResponse:
    """Whose turn it is, what may be done, how everyone stands, and how it came to this."""
    found = find(request.actor, number)
    return Page(request.actor, found).answer(request) if found else not_found(request)


@policy(Policy.ACTING)
def step(request: ActingRequest, number: str) -> HttpResponse:
    """Take a step; what was typed is kept whatever comes of it."""

    def load(**kept: Any) -> Page | None:
        found = find(request.actor, number)
        return Page(request.actor, found, **kept) if found else None

    return take(request, load, partial(acts.act, number=number), not_found)

"""Tugas pimpinan: which of the four duties of Pasal 19 a leader did, when, towards whom, and whom he did not reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions.facts import resolver
from selaras.law.authority import span, stands_above
from selaras.law.procedures import Role, State
from selaras.law.types import Post
from selaras.records import reports
from selaras.records.governments import pack_of
from selaras.records.matters import Matter, Participant
from selaras.records.people import CAPACITIES, Actor, holders
from selaras.records.units import history
from selaras.web.language import in_language, procedure_of
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.quarters import Quarter, asked, choices
from selaras.web.subjects import SeeOther, who

ADDRESS = "/kerja/pimpinan/"


@dataclass(frozen=True)
class Towards:
    """One whom a duty was done towards, and how far it has come with him."""

    name: str
    mark: str
    label: str


@dataclass(frozen=True)
class Instance:
    """A duty that was done: the matter, whether the reader opens it, where it stands, towards whom."""

    matter: Matter
    opens: bool
    state: State
    towards: list[Towards]


@dataclass(frozen=True)
class Duty:
    """One of the four duties, with every time it was done in the period."""

    row: Any
    instances: list[Instance]

    @property
    def states(self) -> list[tuple[str, int]]:
        """How often it stands where, as a word and a figure."""
        return list(Counter(instance.state.label for instance in self.instances).items())

    @property
    def reached(self) -> int:
        """How many units and posts it was done towards."""
        return len({one.name for instance in self.instances for one in instance.towards})


@dataclass
class Page:
    """The page of one leader."""

    actor: Actor
    leader: str
    quarter: Quarter | None

    def __post_init__(self) -> None:
        self.government = self.actor.government
        self.today = self.government.today()
        self.organisation = history(self.government).on(self.today)
        self.resolver = resolver(self.government, self.today)
        self.regulation = in_language(pack_of(self.government).regulation_on(self.today))

    @property
    def title(self) -> str:
        """The post, with who is only acting in it today."""
        held = holders(self.government, {self.leader}, self.today).get(self.leader)
        name = self.organisation.name_of(self.leader)
        return f"{CAPACITIES[held.capacity]} {name}".strip() if held else name

    @property
    def own(self) -> bool:
        """Whether it is the reader's own."""
        return self.leader in self.actor.posts

    @cached_property
    def matters(self) -> list[Matter]:
        """The matters of the period by which a duty was done, the newest first."""
        found = reports.duties_of(self.government, self.leader)
        if self.quarter:
            found = found.filter(opened_on__range=(self.quarter.first, self.quarter.last))
        rows = list(found)
        for row in rows:
            row.government = self.government
        return rows

    @cached_property
    def readable(self) -> set[int]:
        """Those that the reader may open."""
        rows = Matter.objects.visible_to(self.actor).filter(pk__in=[matter.pk for matter in self.matters])
        return set(rows.values_list("pk", flat=True))

    @property
    def duties(self) -> list[Duty]:
        """The four duties, also those that were never done."""
        found: dict[str, list[Instance]] = {row.code: [] for row in self.regulation.kinds.duties}
        for matter in self.matters:
            found.setdefault(matter.duty, []).append(self._instance(matter))
        return [Duty(row, found[row.code]) for row in self.regulation.kinds.duties]

    def _instance(self, matter: Matter) -> Instance:
        procedure, opens = procedure_of(matter), matter.pk in self.readable
        towards = []
        for seat in self._towards(matter):
            slot = procedure.slot_state(Role(seat.role), seat.slot)
            name = who(self.organisation, seat.unit, seat.post)
            towards.append(Towards(name, slot.mark if slot else "", slot.label if slot else ""))
        return Instance(matter, opens, procedure.state(matter.state), towards)

    def _towards(self, matter: Matter) -> list[Participant]:
        """Towards whom it was done; of what is withheld only who takes part may know that."""
        seats: list[Participant] = matter.towards  # type: ignore[attr-defined]
        return seats if matter.pk in self.readable or not matter.withheld else []

    @property
    def hidden(self) -> bool:
        """Whether something was done of which the reader may not know towards whom."""
        return any(matter.withheld and matter.pk not in self.readable for matter in self.matters)

    @cached_property
    def span(self) -> Sequence[str]:
        """Whom the leader may lead: posts of his unit and units below him."""
        return span(self.resolver, self.leader)

    @property
    def unreached(self) -> list[str]:
        """Those of the span towards whom nothing was done in the period, by name."""
        seats = [seat for matter in self.matters for seat in self._towards(matter)]
        reached = {seat.unit for seat in seats} | {seat.post for seat in seats}
        return [self.organisation.name_of(code) for code in self.span if code not in reached]

    @cached_property
    def others(self) -> list[Post]:
        """The heads of units whose pages the reader may open: all for who supervises, else those below him."""
        return [post for post in self.organisation.heads.values() if self._may_open(post.code)]

    def _may_open(self, post: str) -> bool:
        return post in self.actor.posts or self.actor.supervises or stands_above(self.resolver, self.actor.post, post)

    @property
    def allowed(self) -> bool:
        """Whether the reader may open it: the leader himself, who stands above him, and who supervises."""
        return self._may_open(self.leader)

    def answer(self, request: ActingRequest) -> HttpResponse:
        """The page."""
        kept = {"masa": self.quarter.code if self.quarter else ""}
        context = {
            "menu": "leader",
            "page": self,
            "duties": self.duties,
            "unreached": self.unreached,
            "periods": choices(kept, self.today, self.quarter),
            "period": self.quarter.label if self.quarter else _("Sepanjang masa"),
            "regulation": self.regulation.code,
        }
        return render(request, "leaders/leader.html", context)


@policy(Policy.ACTING)
@require_safe
def own(request: ActingRequest) -> HttpResponse:
    """The page of one's own post; the form that chooses another leader comes here and is sent on."""
    chosen = request.GET.get("jabatan", "")
    period = request.GET.get("masa", "")
    if chosen.count("/") == 1 and chosen.isprintable():
        return SeeOther(f"{ADDRESS}{chosen}/" + (f"?{urlencode({'masa': period})}" if period else ""))
    return _page(request, request.actor.post)


@policy(Policy.ACTING)
@require_safe
def leader(request: ActingRequest, unit: str, head: str) -> HttpResponse:
    """The page of a leader, for himself, for who stands above him, and for who supervises."""
    return _page(request, f"{unit}/{head}")


def _page(request: ActingRequest, code: str) -> HttpResponse:
    page = Page(request.actor, code, asked(request.GET.get("masa", ""), request.government.today()))
    if code not in page.organisation.posts:
        return render(request, "leaders/closed.html", {"menu": "leader", "unknown": True}, status=404)
    if not page.allowed:
        return render(request, "leaders/closed.html", {"menu": "leader", "page": page}, status=403)
    return page.answer(request)

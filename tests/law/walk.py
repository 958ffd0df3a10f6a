"""The walk: every state that any order of acts, of events and of time reaches in a procedure, within the bounds of the
design.

What the bounds are, and what is told apart (two facts that `offers` cannot tell apart are one state):

* Two counterparts, one coordinator, one convener; one decider or one outside institution in walks of their own.
* A meeting has a chair, a secretary and two who are called; a follow-up an owner, a checker and who sees to it; a
  working group who formed it, its chair, secretary and two members; a document who wrote it and two units concerned;
  a withholding who asked for it, who decides and who answers for it. Its day of review nears and passes at any moment,
  its term ends at any moment; who decides loses his office, or his unit becomes a party, at any moment.
* The day of a meeting comes at any moment, once it was called; that on which a follow-up is due passes at any moment.
  Reminders do not bring it nearer, so where such a day is given neither they nor other days are told apart.
* Time: any single clock may run out at any moment, and the subject's own waiting too. More than a calendar allows, so
  nothing that a calendar allows is missed. A clock that ran out and a second reminder are one state, as in `lapsed`.
* Texts: none, one, or two and more. Children, signed minutes and open follow-ups: none or one. These counts go on
  without a bound, the states do not.
* A mandate ends at any moment; that of the group which calls a meeting is renewed at any moment, too.
* A unit ends (one at a time), is succeeded by a new one, or by one that is a party already, whose seat is then one.
* The mapping changes as often as it likes; the offices of the new path begin anew, with a coordinator or without.
* Clocks and reminders together are walked where no unit ends and no mapping changes (`WORLDS`), to keep it quick.

The two counterparts are *not* taken for one another: that would hide which of them never acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, structs

from selaras.law.pack import load
from selaras.law.procedures import (
    ATTENDEES,
    KIN,
    PARTIES,
    REMINDERS_THAT_LAPSE,
    Effect,
    Facts,
    Offer,
    Phase,
    Procedure,
    Role,
    Seat,
    Thing,
    after,
    offers,
)

PACK = load(Path(__file__).parents[2] / "src/selaras/packs/balangan")
BOOK = PACK.regulation("perbup-24-2020").book
PROCEDURES = {procedure.code: procedure for procedure in BOOK.procedures}
MATTERS = tuple(code for code, procedure in PROCEDURES.items() if procedure.subject == "matter")

OPENER = Seat(1, Role.OPENER, "DPUPR", "DPUPR/1")
MATE = Seat(2, Role.COUNTERPART, "DISPERTAN", "DISPERTAN/1")
OTHER_MATE = Seat(3, Role.COUNTERPART, "DKP", "DKP/1")
COORDINATOR = Seat(4, Role.COORDINATOR, "SETDA.AST2", "SETDA.AST2/1")
CONVENER = Seat(5, Role.CONVENER, "SETDA", "SETDA/1")
DECIDER = Seat(6, Role.DECIDER, "BUPATI", "BUPATI/1")
VIA = Seat(7, Role.VIA, "SETDA.TU", "SETDA.TU/1")
OUTSIDE = Seat(3, Role.COUNTERPART, "EXT.POLRES", None, external=True)
OBSERVER = Seat(9, Role.OBSERVER, "WABUP", "WABUP/1", "told")

CHAIR = Seat(1, Role.CHAIR, "SETDA.AST2", "SETDA.AST2/1")
SECRETARY = Seat(2, Role.SECRETARY, "SETDA.EKO", "SETDA.EKO/1")
INVITEE = Seat(3, Role.INVITEE, "DPUPR", "DPUPR/1")
OTHER_INVITEE = Seat(4, Role.INVITEE, "DISPERTAN", "DISPERTAN/1")
GUEST = Seat(4, Role.GUEST, "DKP", "DKP/1")
INVITED_OUTSIDE = Seat(4, Role.INVITEE, "EXT.POLRES", None, external=True)

OWNER = Seat(1, Role.OWNER, "DPUPR", "DPUPR/1")
OWNER_OUTSIDE = Seat(1, Role.OWNER, "EXT.POLRES", None, external=True)
CHECKER = Seat(2, Role.CHECKER, "DISPERTAN", "DISPERTAN/1")
CHECKER_OUTSIDE = Seat(2, Role.CHECKER, "EXT.BPS", None, external=True)
OVERSEER = Seat(3, Role.CONVENER, "SETDA.AST2", "SETDA.AST2/1")

FORMER = Seat(5, Role.CONVENER, "SETDA", "SETDA/1")
MEMBER = Seat(3, Role.MEMBER, "DPUPR", "DPUPR/1")
OTHER_MEMBER = Seat(4, Role.MEMBER, "DISPERTAN", "DISPERTAN/1")
MEMBER_OUTSIDE = Seat(4, Role.MEMBER, "EXT.POLRES", None, external=True)

ASKER = Seat(1, Role.OPENER, "DPUPR", "DPUPR/1")
KEEPER = Seat(2, Role.KEEPER, "DPUPR", "DPUPR/2", "named")
PPID = Seat(3, Role.DECIDER, "DISKOMINFO", "DISKOMINFO/1", "to_decide")

LONG = 99  # more working days than any clock or waiting in the pack
NOBODY = 0  # an event: time, another matter, the organisation


@dataclass(frozen=True)
class World:
    """Who sits, and what besides the steps may happen."""

    name: str
    seats: tuple[Seat, ...]
    reminders: bool = False
    texts: int = 1  # from how many on the count of texts is no longer told apart
    ending: bool = False  # units end and are succeeded
    mapping: bool = False  # the mapping changes
    telling: bool = False  # heads and superiors are told
    children: bool = False  # another matter hangs on this one
    minutes: bool = False  # a meeting that dealt with it is held and its minutes are signed
    follow_ups: bool = False  # follow-ups begin and end
    mandate: bool = False  # the mandate of the working group comes to its end
    elevating: bool = False  # who decides hands it over to his superior
    opens: bool = False  # the ground is one by which what is withheld opens by itself once its term has ended
    barring: bool = False  # who sits to decide loses his office, or his unit becomes a party


@dataclass(frozen=True)
class Lens:
    """What a procedure's needs can tell apart, and therefore what makes two facts two states."""

    lapsing: frozenset[Role]
    clocked: frozenset[tuple[Role, str]]
    dated: frozenset[tuple[Role, str]]  # the small states that last until the day on which the subject is due
    phases: dict[str, Phase]
    waiting: frozenset[str]
    reviewed: frozenset[str]  # the states that end with a day of review
    world: World

    def of(self, facts: Facts) -> Facts:
        """The one representative of all facts that look alike; of what is closed only the small states are kept."""
        if self.phases[facts.state] is Phase.CLOSED:
            seats = tuple(Seat(s.id, s.role, s.unit, s.post, s.state, leads=s.leads) for s in facts.seats)
            return Facts(facts.state, seats, proposals=min(facts.proposals, self.world.texts))
        return Facts(
            state=facts.state,
            seats=tuple(self._seat(seat) for seat in facts.seats),
            days=LONG if facts.days and facts.state in self.waiting else 0,
            proposals=min(facts.proposals, self.world.texts),
            offspring=min(facts.offspring, 1),
            rerouted=facts.rerouted,
            minutes=min(facts.minutes, 1),
            follow_ups=min(facts.follow_ups, 1),
            mandated=facts.mandated,
            hour=facts.hour,
            left=facts.left if facts.state in self.reviewed else None,
            opens=facts.opens,
            barred=facts.barred,
        )

    def _seat(self, seat: Seat) -> Seat:
        days = reminders = 0
        if seat.role in self.lapsing and (seat.role, seat.state) not in self.dated:
            clocked = (seat.role, seat.state) in self.clocked
            if seat.reminders >= REMINDERS_THAT_LAPSE or (seat.days and clocked):
                days, reminders = LONG, 0 if clocked else REMINDERS_THAT_LAPSE
            else:
                reminders = seat.reminders
        children = min(seat.children, 1)
        if (days, reminders, children) == (seat.days, seat.reminders, seat.children):
            return seat
        return structs.replace(seat, days=days, reminders=reminders, children=children)


def lens_for(procedure: Procedure, world: World) -> Lens:
    """The lens through which the states of a procedure are told apart."""
    needs = [need for step in procedure.steps for need in step.needs]
    named = {need.role for need in needs if need.lapsed and need.role}
    lapsing = named | {own for role in named for own in KIN.get(role, ())}
    clocks = {
        (role, small.code): small.clock
        for role in lapsing
        for slot in procedure.slots
        if slot.of(role)
        for small in slot.states
        if small.clock
    }
    return Lens(
        lapsing=frozenset(lapsing),
        clocked=frozenset(place for place, clock in clocks.items() if not clock.due),
        dated=frozenset(place for place, clock in clocks.items() if clock.due),
        phases={state.code: state.phase for state in procedure.states},
        waiting=frozenset(
            code for step in procedure.steps if any(n.what is Thing.WAITED for n in step.needs) for code in step.states
        ),
        reviewed=frozenset(
            code for step in procedure.steps if any(n.what is Thing.REVIEW for n in step.needs) for code in step.states
        ),
        world=world,
    )


class Edge(NamedTuple):
    """What leads from one state to another: an open offer, with its target where it has one; or an event."""

    code: str
    offer: Offer | None
    target: int | None
    to: int

    @property
    def hands(self) -> tuple[int, ...]:
        """Who can make it happen; nobody in particular where it is an event."""
        return self.offer.hands if self.offer else (NOBODY,)


@dataclass
class Graph:
    """All states of a procedure in a world, in the order in which they were found, with all that leads on."""

    procedure: Procedure
    world: World
    facts: list[Facts] = field(default_factory=list)
    offers: list[tuple[Offer, ...]] = field(default_factory=list)
    edges: list[list[Edge]] = field(default_factory=list)
    back: list[list[tuple[int, Edge]]] = field(default_factory=list)

    @property
    def transitions(self) -> int:
        """How many ways lead from one state to the next."""
        return sum(len(edges) for edges in self.edges)

    def phase(self, index: int) -> Phase:
        """The phase of a state of the walk."""
        return self.procedure.state(self.facts[index].state).phase

    def reaching(self, goal: Iterable[int], allowed: Callable[[Edge], bool] = lambda _edge: True) -> set[int]:
        """Every state from which a goal can be reached over allowed edges, the goals included."""
        if len(self.back) != len(self.facts):
            self.back = [[] for _ in self.facts]
            for index, edges in enumerate(self.edges):
                for edge in edges:
                    if edge.to != index:
                        self.back[edge.to].append((index, edge))
        found = set(goal)
        todo = list(found)
        while todo:
            for index, edge in self.back[todo.pop()]:
                if index not in found and allowed(edge):
                    found.add(index)
                    todo.append(index)
        return found

    def reached(self, start: Iterable[int]) -> set[int]:
        """Every state that can be reached from a start, the start included."""
        found = set(start)
        todo = list(found)
        while todo:
            for edge in self.edges[todo.pop()]:
                if edge.to not in found:
                    found.add(edge.to)
                    todo.append(edge.to)
        return found


def walk(procedure: Procedure, world: World) -> Graph:
    """The whole graph of a procedure in a world, breadth first from the draft."""
    graph = Graph(procedure, world)
    for _ in steps_of(graph):
        pass
    return graph


def steps_of(graph: Graph) -> Iterator[int]:
    """Walk on, one state at a time; each comes when all that leads on from it is known."""
    procedure, world = graph.procedure, graph.world
    lens = lens_for(procedure, world)
    known: dict[Facts, int] = {}

    def number(facts: Facts) -> int:
        if facts not in known:  # most are their own representative
            facts = lens.of(facts)
        if facts not in known:
            known[facts] = len(known)
            graph.facts.append(facts)
        return known[facts]

    number(Facts(procedure.states[0].code, world.seats))
    for index, facts in enumerate(graph.facts):  # which grows while it is walked through: breadth first
        offered = offers(procedure, facts)
        edges = [
            Edge(offer.step.code, offer, target, number(new))
            for offer in offered
            if offer.open and offer.hands and (world.reminders or Effect.REMIND not in offer.step.effects)
            for target in (*(t.id for t in offer.targets), *(() if offer.targets else (None,)))
            for new in outcomes(procedure, world, facts, offer, target)
        ]
        if lens.phases[facts.state] is not Phase.CLOSED:
            edges += [Edge(code, None, None, number(new)) for code, new in events(procedure, world, lens, facts)]
        graph.offers.append(offered)
        graph.edges.append(edges)
        yield index


def outcomes(procedure: Procedure, world: World, facts: Facts, offer: Offer, target: int | None) -> list[Facts]:
    """All that a step can lead to: what the law says, with each thing that the organisation may make of it."""
    effects = offer.step.effects
    new = after(facts, offer, target)
    if Effect.SUCCEED in effects:
        return succeeded(procedure, new, offer.seat)
    if Effect.ELEVATE in effects:
        above = structs.replace(DECIDER, state=_first(procedure, DECIDER))
        if not any(Role.DECIDER in step.by for step in procedure.steps):  # the seat of who decides passes to him
            return [new]
        held = offer.seat.role is Role.DECIDER
        return [new if held else structs.replace(new, seats=(*new.seats, above))] if world.elevating else []
    if Effect.REROUTE in effects:
        anew = tuple(
            s
            if s.role in PARTIES or s.role is Role.OBSERVER
            else Seat(s.id, s.role, s.unit, s.post, _first(procedure, s))
            for s in new.seats
        )
        alone = tuple(s for s in anew if s.role is not Role.COORDINATOR)
        return [structs.replace(new, seats=seats, rerouted=False) for seats in (anew, alone)]
    if Effect.CHILD in effects:
        if not world.children or facts.offspring:
            return []
        return [structs.replace(new, seats=_with(new, offer.seat.id, children=1), offspring=1)]
    if Effect.LINK in effects and world.children:
        return [new, structs.replace(new, offspring=1)]
    if {Effect.TELL_HEAD, Effect.TELL_SUPERIOR} & set(effects) and world.telling:
        seats = {seat.id: seat for seat in (*new.seats, OBSERVER)} | {seat.id: seat for seat in new.seats}
        return [structs.replace(new, seats=tuple(seats.values()))]
    return [new]


def _first(procedure: Procedure, seat: Seat) -> str:
    """Where an office of a new path begins."""
    return next((slot.states[0].code for slot in procedure.slots if slot.of(seat.role)), "")


def _with(facts: Facts, seat: int, **changes: object) -> tuple[Seat, ...]:
    return tuple(structs.replace(s, **changes) if s.id == seat else s for s in facts.seats)


def succeeded(procedure: Procedure, facts: Facts, seat: Seat) -> list[Facts]:
    """A unit that ended is succeeded by a new one; or by one that is a party already, and two seats become one; or by
    one that sits there as something else.
    """
    found = [structs.replace(facts, seats=_with(facts, seat.id, gone=False))]
    told_apart = {  # whose units a need compares
        frozenset((by, need.role))
        for step in procedure.steps
        for need in step.needs
        if need.what is Thing.APART
        for by in step.by
    }
    units = {s.unit for s in facts.seats if s.id != seat.id and frozenset((s.role, seat.role)) in told_apart}
    found += [structs.replace(facts, seats=_with(facts, seat.id, gone=False, unit=unit)) for unit in sorted(units)]
    mates = [s.id for s in facts.seats if s.role is Role.COUNTERPART]
    alike = [s.id for s in facts.seats if s.role is seat.role]
    joining = seat.role is Role.COUNTERPART or (seat.role in (*ATTENDEES, Role.MEMBER) and len(alike) > 1)
    vanishing = mates if seat.role is Role.OPENER else [seat.id] if joining else []
    for vanished in vanishing:
        seats = tuple(s for s in _with(facts, seat.id, gone=False) if s.id != vanished)
        found.append(
            structs.replace(facts, seats=seats, offspring=min(facts.offspring, sum(s.children for s in seats)))
        )
    return found


def events(procedure: Procedure, world: World, lens: Lens, facts: Facts) -> Iterator[tuple[str, Facts]]:
    """What happens without any step of this subject; to a draft nothing but that the mandate ends."""
    if world.mandate and facts.mandated:
        yield "(mandate ends)", structs.replace(facts, mandated=False)
    if not facts.mandated and procedure.subject != "working_group":
        yield "(mandate is extended)", structs.replace(facts, mandated=True)
    if lens.phases[facts.state] is Phase.DRAFT:
        return
    if world.minutes and not facts.minutes:
        yield "(minutes are signed)", structs.replace(facts, minutes=1)
    if world.follow_ups:
        yield "(follow-ups begin or end)", structs.replace(facts, follow_ups=1 - min(facts.follow_ups, 1))
    if not facts.hour:
        yield "(the day comes)", structs.replace(facts, hour=True)
    if facts.left is None and facts.state in lens.reviewed:
        yield "(the review nears)", structs.replace(facts, left=0)
    if facts.left == 0:
        yield "(the day of review passes)", structs.replace(facts, left=-1)
    if world.opens and not facts.opens and facts.state in lens.reviewed:
        yield "(the term ends)", structs.replace(facts, opens=True)
    if world.barring and not facts.barred:
        yield "(the office changes hands)", structs.replace(facts, barred="office")
        yield "(the unit of who decides becomes a party)", structs.replace(facts, barred="party")
    if not facts.days and facts.state in lens.waiting:
        yield "(waited)", structs.replace(facts, days=LONG)
    for seat in facts.seats:
        if not seat.days and (seat.role, seat.state) in lens.clocked:
            yield "(clock)", structs.replace(facts, seats=_with(facts, seat.id, days=LONG))
        if not seat.overdue and any(role is seat.role for role, _ in lens.dated):
            yield "(the day passes)", structs.replace(facts, seats=_with(facts, seat.id, overdue=True))
        if world.ending and not any(s.gone for s in facts.seats):
            yield "(unit ends)", structs.replace(facts, seats=_with(facts, seat.id, gone=True))
    if world.mapping and not facts.rerouted:
        yield "(mapping changes)", structs.replace(facts, rerouted=True)
    if facts.offspring:
        ended = tuple(structs.replace(s, children=0) for s in facts.seats)
        yield "(child ends)", structs.replace(facts, seats=ended, offspring=0)


class Sizes(Struct, frozen=True):
    """How large a walk was, for the summary of the test run."""

    procedure: str
    world: str
    states: int
    transitions: int

    @property
    def line(self) -> str:
        """The line that the test run prints."""
        return f"{self.procedure:<20} {self.world:<34} {self.states:>7,} states {self.transitions:>9,} transitions"


WALKED: list[Sizes] = []  # what the test run has walked so far


THREE = (OPENER, MATE, OTHER_MATE)
WORLDS: dict[str, tuple[World, ...]] = {
    "konsultatif": (
        World("time, reminders, two texts", THREE, reminders=True, texts=2),
        World("units end, heads are told", THREE, ending=True, telling=True),
        World("an outside institution", (OPENER, MATE, OUTSIDE), reminders=True, ending=True),
    ),
    "kolegial": (
        World("time, reminders", THREE, reminders=True),
        World("units end", THREE, ending=True),
        World("an outside institution", (OPENER, MATE, OUTSIDE)),
        World("all at once, one counterpart", THREE[:2], reminders=True, texts=2, ending=True, telling=True),
    ),
    "fungsional": (
        World("time, reminders, two texts", THREE, reminders=True, texts=2),
        World("units end", THREE, ending=True),
        World("an outside institution", (OPENER, MATE, OUTSIDE), reminders=True),
        World("all at once, one counterpart", THREE[:2], reminders=True, texts=2, ending=True, telling=True),
    ),
    "struktural": (
        World("time, reminders, a child", (*THREE, VIA), reminders=True, children=True),
        World("units end, a child", THREE, ending=True, children=True),
        World("all at once, one subordinate", (*THREE[:2], VIA), True, 2, ending=True, telling=True, children=True),
    ),
    "koordinatif-jalur": (
        World("time, a child", (*THREE, COORDINATOR, CONVENER), children=True),
        World("units end, the mapping changes", (*THREE[:2], COORDINATOR, CONVENER), ending=True, mapping=True),
        World(
            "minutes, follow-ups, the superior",
            (OPENER, MATE, CONVENER),
            minutes=True,
            follow_ups=True,
            elevating=True,
        ),
        World(
            "an outside institution, a decider",
            (OPENER, OUTSIDE, COORDINATOR, CONVENER, DECIDER),
            True,
            2,
            telling=True,
        ),
    ),
    "koordinatif-hierarki": (
        World("time, reminders, those between", (*THREE, COORDINATOR, DECIDER), reminders=True),
        World("units end, heads are told", THREE, ending=True, telling=True),
    ),
    "rapat": (
        World("time, the mandate ends", (CHAIR, SECRETARY, INVITEE, OTHER_INVITEE), mandate=True),
        World("time, reminders, a guest", (CHAIR, SECRETARY, INVITEE, GUEST), reminders=True, telling=True),
        World("units end, no secretary", (CHAIR, INVITEE, OTHER_INVITEE), ending=True),
        World("an outside institution", (CHAIR, SECRETARY, INVITED_OUTSIDE), True, ending=True, mandate=True),
    ),
    "tindak-lanjut": (
        World("time, reminders", (OWNER, CHECKER, OVERSEER), True, telling=True),
        World("units end", (OWNER, CHECKER, OVERSEER), ending=True),
        World("the owner's unit oversees", (OWNER, CHECKER, structs.replace(OVERSEER, unit="DPUPR")), True),
        World("the owner's unit checks", (OWNER, structs.replace(CHECKER, unit="DPUPR"), OVERSEER), True),
        World("an outside owner", (OWNER_OUTSIDE, CHECKER, OVERSEER), True, ending=True),
        World("an outside checker", (OWNER, CHECKER_OUTSIDE, OVERSEER), True, ending=True),
    ),
    "gugus-kerja": (
        World("time, two members", (FORMER, CHAIR, SECRETARY, MEMBER, OTHER_MEMBER), True, telling=True, mandate=True),
        World("units end", (FORMER, CHAIR, SECRETARY, MEMBER, OTHER_MEMBER), ending=True, mandate=True),
        World("an outside member", (FORMER, CHAIR, MEMBER, MEMBER_OUTSIDE), True, ending=True, mandate=True),
        World("its chair's unit formed it", (structs.replace(FORMER, unit=CHAIR.unit), CHAIR, MEMBER), mandate=True),
    ),
    "naskah-koordinasi": (
        World("time, reminders, two texts", THREE, True, 2, telling=True, elevating=True),
        World("units end, a decider", (*THREE, DECIDER), ending=True),
        World("an outside institution", (OPENER, MATE, OUTSIDE), True, ending=True),
        World("a decider, the mandate ends", (OPENER, MATE, DECIDER), mandate=True, elevating=True),
    ),
    "pengecualian": (
        World("time, reminders", (ASKER, KEEPER, PPID), True, telling=True),
        World("time, it opens by itself", (ASKER, KEEPER, PPID), True, telling=True, opens=True),
        World("who decides may no more", (ASKER, KEEPER, PPID), True, telling=True, opens=True, barring=True),
        World("units end", (ASKER, KEEPER, PPID), ending=True, opens=True),
        World("nobody answers for it", (ASKER, PPID), True, telling=True),
        World("who asks decides", (ASKER, KEEPER, structs.replace(PPID, unit="DPUPR")), True),
    ),
}

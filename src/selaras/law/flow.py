"""A procedure in the order one goes through it: its main line, state by state, and beside it what else can be done.

Only order and belonging are decided here, from the procedure alone; how long a line is drawn belongs to the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from selaras.law.procedures import KIN, Book, Phase, Procedure, Role, State, Step

# The order of the lanes: who asks or works, who is asked or called, who stands between, who leads, who decides, who is
# only told.
LANES = (
    Role.OPENER,
    Role.COUNTERPART,
    Role.COORDINATOR,
    Role.OWNER,
    Role.CHECKER,
    Role.KEEPER,
    Role.MEMBER,
    Role.INVITEE,
    Role.GUEST,
    Role.SECRETARY,
    Role.CHAIR,
    Role.CONVENER,
    Role.LEAD,
    Role.DECIDER,
    Role.VIA,
    Role.OBSERVER,
)

Group = tuple[Step, ...]  # steps that answer one question


class Act(Struct, frozen=True):
    """A step, or several that answer one question of the same participants, under one number."""

    number: int
    steps: Group

    @property
    def code(self) -> str:
        """The code of its first step."""
        return self.steps[0].code

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who takes it, in the order of the lanes."""
        return _lanes(self.steps[0].by)

    @property
    def turn(self) -> bool:
        """Whether it is awaited of somebody."""
        return any(step.turn for step in self.steps)


class Band(Struct, frozen=True):
    """A state of the subject: the acts of the line in their order, and what else can be done in it."""

    state: State
    line: tuple[Act, ...]
    sides: tuple[Act, ...]  # those on no line
    next: str = ""  # the state the line leads to; "" at its end and beside it


class Flow(Struct, frozen=True):
    """A procedure as it is drawn."""

    procedure: Procedure
    lanes: tuple[Role, ...]  # who acts on the lines
    main: tuple[Band, ...]  # from the first state to the regular end
    aside: tuple[Band, ...]  # states beside the main line in which something can be done
    ends: tuple[State, ...]  # the other ways to end
    always: tuple[Act, ...]  # what can be done in every open state

    @property
    def bands(self) -> tuple[Band, ...]:
        """The states in which something can be done, and the regular end."""
        return self.main + self.aside

    @property
    def acts(self) -> tuple[Act, ...]:
        """Every act once, in the order of the numbers."""
        found = {act.number: act for band in self.bands for act in band.line + band.sides}
        found.update((act.number, act) for act in self.always)
        return tuple(found[number] for number in sorted(found))

    def goes_on(self, state: str) -> Act | None:
        """The act with which it goes on in a state; None where it ends."""
        return next((act for band in self.bands if band.state.code == state for act in band.line), None)


def shared(book: Book, subject: str) -> frozenset[str]:
    """The codes of the steps that all procedures of a sort of subject share: they belong to the line of none."""
    common = [frozenset(p.common) for p in book.procedures if p.subject == subject]
    return frozenset.intersection(*common) if common else frozenset()


@lru_cache(maxsize=128)
def flow(procedure: Procedure, common: frozenset[str] = frozenset()) -> Flow:
    """The drawing of a procedure, `common` being the steps it shares with others; made once for the same values."""
    groups = _groups(procedure.steps)
    running = {s.code for s in procedure.states if s.phase is Phase.OPEN}
    own = [g for g in groups if g[0].code not in common]
    turns = [g for g in own if any(s.turn for s in g)]
    way = _way(procedure, own)
    after = dict(pairwise(way))
    along = [g for g in own if any(s.to and s.to == after.get(state) for s in g for state in s.states)]
    always = [g for g in groups if g not in turns and g not in along and running and running <= set(g[0].states)]
    bound = [g for g in groups if g not in always]
    beside = [s.code for s in procedure.states if s.code not in way and any(s.code in g[0].states for g in bound)]
    lines: dict[str, list[Group]] = {}
    reached = {slot.states[0].code for slot in procedure.slots}
    for code in way:
        lines[code] = _line(_left(own, code, lines, always), code, after.get(code, ""), reached)
    for code in beside:
        lines[code] = _left(turns, code, lines)
    drawn = [group for line in lines.values() for group in line]
    sides = {code: [g for g in bound if code in g[0].states and g not in drawn] for code in lines}
    told = dict.fromkeys([*drawn, *(group for side in sides.values() for group in side), *always])
    acts = {group: Act(number, group) for number, group in enumerate(told, 1)}

    def band(code: str) -> Band:
        line, side = (tuple(acts[g] for g in found[code]) for found in (lines, sides))
        return Band(procedure.state(code), line, side, after.get(code, ""))

    return Flow(
        procedure=procedure,
        lanes=_lanes(role for group in drawn for role in group[0].by),
        main=tuple(band(code) for code in way),
        aside=tuple(band(code) for code in beside),
        ends=tuple(s for s in procedure.states if s.code not in lines),
        always=tuple(acts[g] for g in always),
    )


def _lanes(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Roles once each in the order of the lanes; the parties are who opened and who was asked."""
    found = {lane for role in roles for lane in KIN.get(role, (role,))}
    return tuple(sorted(found, key=LANES.index))


def _groups(steps: Sequence[Step]) -> list[Group]:
    """Steps that lead the same participants from the same small states elsewhere answer one question."""
    found: dict[tuple[object, ...], list[Step]] = {}
    for step in steps:
        answers = step.slot and (step.slot_to or step.to)
        found.setdefault((step.by, step.slot, step.states) if answers else (step.code,), []).append(step)
    return [tuple(group) for group in found.values()]


def _way(procedure: Procedure, groups: Sequence[Group]) -> list[str]:
    """The states from the first to the regular end, along what is awaited: the longest way that visits none twice.

    The regular end is where the outcome of the procedure comes from, else any; where nothing awaited leads to an end,
    every step counts.
    """
    steps = [step for group in groups for step in group if step.to]
    ends = {s.code for s in procedure.states if s.phase is Phase.CLOSED}
    regular = {s.to for s in steps if s.outcome and s.outcome == procedure.outcome} & ends
    first = next((s.code for s in procedure.states if s.phase is Phase.DRAFT), procedure.states[0].code)
    for among in ([s for s in steps if s.turn], steps):
        for goals in (regular, ends):
            way = _longest(first, among, goals, ())
            if way:
                return way
    return [first]


def _longest(at: str, steps: Sequence[Step], goals: Set[str | None], before: tuple[str, ...]) -> list[str]:
    """The longest way from a state to one of the goals; empty when there is none."""
    if at in goals:
        return [at]
    best: list[str] = []
    for step in steps:
        if at in step.states and step.to and step.to not in (at, *before):
            rest = _longest(step.to, steps, goals, (*before, at))
            if rest and len(rest) >= len(best):
                best = [at, *rest]
    return best


def _left(
    groups: Sequence[Group], state: str, lines: Mapping[str, Sequence[Group]], apart: Sequence[Group] = ()
) -> list[Group]:
    """The groups of a state that stand on no line yet."""
    drawn = [group for line in lines.values() for group in line]
    return [g for g in groups if state in g[0].states and g not in drawn and g not in apart]


def _line(here: Sequence[Group], state: str, after: str, reached: set[str]) -> list[Group]:
    """What is awaited in a state of the main line: first what stays in it, as the small states reached so far allow it
    and bring further ones about; last the one act that leads on.
    """
    line: list[Group] = []

    def due(group: Group) -> bool:
        return all(not before or reached.intersection(before) for before in (group[0].slot, group[0].target_slot))

    def join(group: Group) -> None:
        line.append(group)
        for step in group:
            reached.update(filter(None, (step.slot_to, step.target_to, *(move.to for move in step.moves))))

    staying = [g for g in here if any(s.turn for s in g) and all(s.to in (None, state) for s in g)]
    while following := next((g for g in staying if g not in line and due(g)), None):
        join(following)
    leading = [g for g in here if after and any(s.to == after for s in g)]
    if leading:
        join(min(leading, key=lambda g: (not any(s.turn for s in g), not due(g))))
    return line

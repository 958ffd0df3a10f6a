"""The heart: one pure function says, from a procedure and the facts, what each participant may do now and what lacks.

Buttons, enforcement, refusals and *giliran Anda* are all made from `offers`, so they cannot disagree. A pack combines
the verbs below; it holds no expressions. A new verb is one member of an enum here and one function in the actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct, field, structs

from selaras.law.types import Basis, Kind, Strength
from selaras.law.words import Words, say, word


class Role(StrEnum):
    """What a participant is in a subject; LEAD, PARTY and ATTENDEE are held on top of another."""

    OPENER = "opener"
    COUNTERPART = "counterpart"
    COORDINATOR = "coordinator"
    CONVENER = "convener"
    DECIDER = "decider"
    VIA = "via"
    OBSERVER = "observer"
    LEAD = "lead"  # who leads a coordination now
    PARTY = "party"  # opener or counterpart: the equals among whom a matter runs
    CHAIR = "chair"  # leads a meeting or a working group
    SECRETARY = "secretary"  # writes the minutes, keeps the papers of a working group
    INVITEE = "invitee"  # has to come to a meeting
    GUEST = "guest"  # may come
    ATTENDEE = "attendee"  # invitee or guest: whoever is called to a meeting
    MEMBER = "member"  # of a working group
    OWNER = "owner"  # carries out a follow-up
    CHECKER = "checker"  # of another unit: sees the evidence of a follow-up
    KEEPER = "keeper"  # answers for what is withheld from the public


PARTIES = (Role.OPENER, Role.COUNTERPART)
ATTENDEES = (Role.INVITEE, Role.GUEST)
KIN: Mapping[Role, tuple[Role, ...]] = {Role.PARTY: PARTIES, Role.ATTENDEE: ATTENDEES}  # the roles that one speaks of
ALSO: Mapping[Role, Role] = {own: role for role, kin in KIN.items() for own in kin}  # the role that speaks of one's own
SEATS: Mapping[str, frozenset[Role]] = {  # who can take part in which sort of subject
    "matter": frozenset(
        {
            *PARTIES, Role.PARTY, Role.COORDINATOR, Role.CONVENER, Role.DECIDER, Role.VIA, Role.OBSERVER, Role.LEAD,
        }
    ),
    "meeting": frozenset({Role.CHAIR, Role.SECRETARY, *ATTENDEES, Role.ATTENDEE, Role.OBSERVER}),
    "follow_up": frozenset({Role.OWNER, Role.CHECKER, Role.CONVENER, Role.OBSERVER}),
    "working_group": frozenset({Role.CONVENER, Role.CHAIR, Role.SECRETARY, Role.MEMBER, Role.OBSERVER}),
    "document": frozenset({*PARTIES, Role.PARTY, Role.DECIDER, Role.LEAD, Role.OBSERVER}),
    "withholding": frozenset({Role.OPENER, Role.DECIDER, Role.KEEPER, Role.OBSERVER}),
}  # fmt: skip


class Phase(StrEnum):
    """Where a state stands in the life of its subject."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Quantifier(StrEnum):
    """How many of the things a need looks at must satisfy it."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


class Thing(StrEnum):
    """What a need looks at."""

    SLOTS = "slots"  # the slot states of the seats of a role
    PROPOSALS = "proposals"  # recorded texts: a shared understanding, an agreement
    CHILDREN = "children"  # open matters that hang on this one, given on by the seat that acts
    OFFSPRING = "offspring"  # open matters that hang on this one, whoever gave them on
    WAITED = "waited"  # working days the subject has stood in its state
    PATH = "path"  # another path than the fixed one, where today's mapping leads elsewhere
    ITEMS = "items"  # what stands on the agenda
    MINUTES = "minutes"  # signed minutes of a meeting that dealt with it
    FOLLOW_UPS = "follow_ups"  # open follow-ups that hang on it
    MANDATE = "mandate"  # the mandate of a working group that has not ended; whoever is none needs none
    APART = "apart"  # the seats of a role, in the small states named, that are of another unit than whoever acts
    HOUR = "hour"  # whether the day has come for which a meeting was called
    REVIEW = "review"  # the day of review, so many working days away or less, or past
    OPENS = "opens"  # a term that has ended, on a ground by which what is withheld then opens by itself
    OFFICE = "office"  # that who sits to decide holds the office that decides this today
    IMPARTIAL = "impartial"  # that who sits to decide is of no unit that is a party of what he decides on
    BARRED = "barred"  # one of the two is missing, so that the seat passes to who may decide


class Ask(StrEnum):
    """What a step asks of the one who acts, besides its text."""

    TARGET = "target"  # one other participant
    MATTER = "matter"  # the number of another matter
    POST = "post"  # a post of one's own unit
    ASSIGNED = "assigned"  # a post that was assigned to this seat
    SUBORDINATE = "subordinate"  # a post right below one's own on the line of command
    UNIT = "unit"  # a unit of the government
    KIND = "kind"  # another kind of working relationship
    FILE = "file"
    MOMENT = "moment"  # day, hours and place of a meeting
    SUBSTITUTE = "substitute"  # who comes instead, and the letter that sends him
    DAY = "day"  # until when
    INSTRUMENT = "instrument"  # the decree or letter it rests on: its kind, number and day
    OUTPUT = "output"  # one of the results that are expected of a working group
    ASPECTS = "aspects"  # whether a decision is strategic in organisation, personnel or budget
    GROUND = "ground"  # on what ground of the law something is withheld from the public
    TERM = "term"  # until what day it is withheld at the longest
    SUMMARY = "summary"  # what everybody may read of the test
    CONSENT = "consent"  # whether the person concerned consents in writing that it be open
    APPROVAL = "approval"  # number and day of the paper by which the leader approved
    NEVER = "never"  # that he has read what stays open whatever is withheld


class Effect(StrEnum):
    """What a step does besides moving states."""

    SUBMIT = "submit"  # fixes path and participants, gives the number
    ANSWER = "answer"  # keeps the text as the participant's answer
    PROPOSE = "propose"  # keeps the text as the next version of the shared text
    REMIND = "remind"  # counts a reminder to the target
    LEAD = "lead"  # the target leads; without a target the one who acts
    RELEASE = "release"  # nobody leads any more
    TELL_HEAD = "tell_head"  # the head of one's unit becomes an observer
    TELL_SUPERIOR = "tell_superior"  # the superior of who convenes, or else begins it, becomes an observer
    CARRY_ON = "carry_on"  # opens a draft of the coordinative kind with the same parties, linked
    CARRY_UP = "carry_up"  # the same, because the parties cannot agree among themselves
    REDIRECT = "redirect"  # opens a draft of the same kind to the unit that was named as competent
    CHANGE_KIND = "change_kind"  # opens a draft of another kind with the same parties
    CHILD = "child"  # gives the task one rung further down, as a matter of its own that hangs on this one
    LINK = "link"  # links another matter
    JOIN = "join"  # this matter goes on in another one
    REROUTE = "reroute"  # the offices of today's path take their seats
    SUCCEED = "succeed"  # a seat passes to the unit that succeeded its own
    ATTACH = "attach"  # the file itself is the act, so one must come with it
    ASSIGN = "assign"  # a post of the unit prepares or acts for its head
    UNASSIGN = "unassign"  # takes an assignment back
    SCHEDULE = "schedule"  # fixes day, hours and place
    KEEP = "keep"  # keeps everybody's small state as his attendance or position, whatever comes after
    ADOPT = "adopt"  # the decisions that were noted stand, and their follow-ups begin
    DUE = "due"  # gives another day until which something is due
    CARRY = "carry"  # goes on with another matter
    ISSUE = "issue"  # number and day of the instrument are fixed
    EXTEND = "extend"  # the term ends on another day, by a new instrument
    PRODUCE = "produce"  # a result that was expected is there
    ELEVATE = "elevate"  # the superior decides in one's place
    WITHHOLD = "withhold"  # the matter is withheld from the public on a ground, for a term, with a day of review
    OPEN = "open"  # the matter is open again
    HAND_OVER = "hand_over"  # the seat of who decides passes to who may decide today


OPENS = frozenset({Effect.CARRY_ON, Effect.CARRY_UP, Effect.REDIRECT, Effect.CHANGE_KIND, Effect.CHILD})


class Clock(Struct, frozen=True, forbid_unknown_fields=True):
    """A target in working days, or the day on which the subject is due; a target only: when it has run out nothing
    happens by itself. A day that was given is not shortened by reminders.
    """

    basis: Basis
    days: int = 0
    due: bool = False  # it runs until the day on which the subject is due


class State(Struct, frozen=True, forbid_unknown_fields=True):
    """A state of the subject; `answered` is its word once nobody but who opened it is awaited."""

    code: str
    label: Words
    phase: Phase
    clock: Clock | None = None
    answered: Words | None = None

    def told(self, awaited: Iterable[str]) -> Words:
        """Its word while it lies with participants of these roles."""
        return self.answered if self.answered and set(awaited) == {Role.OPENER} else self.label


class SlotState(Struct, frozen=True, forbid_unknown_fields=True):
    """A small state of one participant."""

    code: str
    label: Words
    mark: str = "empty"  # the icon: empty, done, noted, objected, abstained, half
    clock: Clock | None = None


class Slot(Struct, frozen=True, forbid_unknown_fields=True):
    """The small states of the participants of one role; the first is where they begin."""

    role: Role
    states: tuple[SlotState, ...]

    def of(self, role: Role) -> bool:
        """Whether the participants of `role` go through these states."""
        return _speaks_of(self.role, role)


def _speaks_of(role: Role, own: Role) -> bool:
    """Whether a role of the table speaks of a participant by his own role: PARTY of who opened or was asked."""
    return role is own or own in KIN.get(role, ())


class Need(Struct, frozen=True, forbid_unknown_fields=True):
    """What must be there before a step; its strength says whether its lack refuses, stops or only warns."""

    what: Thing
    quantifier: Quantifier
    label: Words
    basis: Basis
    role: Role | None = None
    states: tuple[str, ...] = field(default=(), name="in")
    lapsed: bool = False  # a seat whose clock has run out, or who was reminded twice, counts as well
    count: int = 1  # how many "any" means, and how many "none" must stay below
    days: int = 0
    way_on: Words | None = None
    integrity: bool = False  # one of the *no … without …* rules: stops although designed
    hides: bool = False  # without it the step is not even spoken of

    @property
    def stops(self) -> bool:
        """Whether its lack keeps the step from being taken: a designed need only warns, except for integrity."""
        return self.integrity or self.basis.strength is not Strength.DESIGNED


class Move(Struct, frozen=True, forbid_unknown_fields=True):
    """A shift of slots that a step brings to all seats of a role."""

    role: Role
    to: str
    states: tuple[str, ...] = field(default=(), name="from")

    def of(self, role: Role) -> bool:
        """Whether the participants of `role` are moved: by what they are, not by what they hold on top of it."""
        return _speaks_of(self.role, role)


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """The text that a step asks for."""

    label: Words
    required: bool = False
    help: Words | None = None


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a participant of a role can do while the subject and his own slot stand where it says."""

    code: str
    label: Words  # the verb on the button
    done: Words  # the sentence of the journey, after the name of the unit
    by: tuple[Role, ...]
    states: tuple[str, ...] = field(name="from")
    basis: Basis = field()
    to: str | None = None
    slot: tuple[str, ...] = ()
    slot_to: str | None = None
    target: Role | None = None
    target_slot: tuple[str, ...] = ()
    target_to: str | None = None
    moves: tuple[Move, ...] = ()
    needs: tuple[Need, ...] = ()
    effects: tuple[Effect, ...] = ()
    text: Text | None = None
    asks: tuple[Ask, ...] = ()
    turn: bool = False  # that this can be done makes it somebody's turn
    binding: bool = False  # needs the holder of the post, not who prepares for him
    help: Words | None = None
    outcome: Words | None = None
    at_once: bool = False  # it holds from the moment it is recorded: no earlier day can be told of it

    def asks_anew(self, role: Role, state: str) -> bool:
        """Whether it gives a seat the whole time once more, though that may stay in the same small state."""
        return any(move.of(role) and (not move.states or state in move.states) for move in self.moves)


Coded = TypeVar("Coded", State, Step, "Procedure")


class Procedure(Struct, frozen=True, forbid_unknown_fields=True):
    """The states, slots and steps of one kind of subject, as the pack writes them."""

    code: str
    subject: str
    basis: Basis
    states: tuple[State, ...]
    slots: tuple[Slot, ...]
    steps: tuple[Step, ...]
    label: Words | None = None  # what it is called, where no kind says so
    kind: Kind | None = None
    types: tuple[str, ...] = ()
    recorders: tuple[Role, ...] = (Role.OPENER, Role.LEAD)  # who records what an institution outside says
    outcome: Words | None = None
    common: tuple[str, ...] = ()  # the steps it did not write itself: those that procedures share

    def state(self, code: str) -> State:
        """The state of that code; KeyError when the procedure has none."""
        return _by_code(self.states, code)

    def step(self, code: str) -> Step:
        """The step of that code; KeyError when the procedure has none."""
        return _by_code(self.steps, code)

    def slot_state(self, role: Role, code: str) -> SlotState | None:
        """The small state of a role, None where the role has no slot or not this state."""
        return next((s for slot in self.slots if slot.of(role) for s in slot.states if s.code == code), None)


def _by_code(things: Iterable[Coded], code: str) -> Coded:
    for thing in things:
        if thing.code == code:
            return thing
    raise KeyError(code)


class Seat(Struct, frozen=True):
    """A participant as the law sees it: who, as what, in which small state, for how many working days."""

    id: int
    role: Role
    unit: str
    post: str | None
    state: str = ""
    days: int = 0
    reminders: int = 0
    leads: bool = False
    external: bool = False
    gone: bool = False  # its unit ended and another succeeded it
    children: int = 0  # open matters that it gave on
    overdue: bool = False  # the day on which the subject is due has passed


class Facts(Struct, frozen=True):
    """All that the law asks of a subject, counted beforehand; days are working days in the present state."""

    state: str
    seats: tuple[Seat, ...]
    days: int = 0
    proposals: int = 0
    offspring: int = 0
    rerouted: bool = False  # today's mapping gives another path than the fixed one
    items: int = 0
    minutes: int = 0
    follow_ups: int = 0
    mandated: bool = True  # the working group it is about, or that calls it, has not come to its end
    hour: bool = True  # the day for which the meeting was called has come
    left: int | None = None  # working days until it is reviewed, negative past that day; None where none is set
    opens: bool = False  # its term has ended, on a ground by which it then opens by itself
    barred: str = ""  # why who sits to decide may not: "office" (he holds it no more), "party" (his unit is one)

    def roles_of(self, seat: Seat) -> frozenset[Role]:
        """Every role of a seat: its own; PARTY of who opened or was asked, ATTENDEE of who is called to a meeting; LEAD
        when it leads; DECIDER when it leads and nobody else is to decide.
        """
        roles = {seat.role, ALSO.get(seat.role, seat.role)}
        if seat.leads:
            roles.add(Role.LEAD)
            if not any(other.role is Role.DECIDER for other in self.seats):
                roles.add(Role.DECIDER)
        return frozenset(roles)


class Lack(Struct, frozen=True):
    """A need that is not met, with the seats on whom it waits."""

    need: Need
    waits_on: tuple[Seat, ...]


class Offer(Struct, frozen=True):
    """A step that belongs to a seat now: open when nothing that stops is missing."""

    step: Step
    seat: Seat
    hands: tuple[int, ...]  # seats who may do it: its own, or who records for an outside institution
    targets: tuple[Seat, ...]
    missing: tuple[Lack, ...]
    warnings: tuple[Lack, ...]
    met: tuple[Need, ...]

    @property
    def open(self) -> bool:
        """Whether it can be done at once."""
        return not self.missing


class Refused(Exception):
    """A step that may not be taken now: what, why, on which ground, and the ways on.

    `unmet` says that the reasons are needs, in the words of their being met.
    """

    def __init__(
        self,
        what: str,
        basis: Basis,
        reasons: Sequence[str] = (),
        ways_on: Sequence[str] = (),
        *,
        unmet: bool = False,
    ) -> None:
        super().__init__(what)
        self.unmet = unmet
        self.what = what
        self.basis = basis
        self.reasons = tuple(reasons)
        self.ways_on = tuple(ways_on)

    @property
    def level(self) -> Strength:
        """How it is shown: what was refused is never shown as a mere warning, even where the rule is designed."""
        return Strength.STATED if self.basis.strength is Strength.STATED else Strength.INFERRED


REMINDERS_THAT_LAPSE = 2


def lapsed(procedure: Procedure, seat: Seat) -> bool:
    """Whether waiting for a seat may end: its clock has run out, or it was reminded twice; or the day it was given has
    passed, which reminders do not bring nearer.
    """
    if not (seat.days or seat.reminders or seat.overdue):
        return False
    state = procedure.slot_state(seat.role, seat.state)
    clock = state.clock if state else None
    if clock is not None and clock.due:
        return seat.overdue
    return seat.reminders >= REMINDERS_THAT_LAPSE or (clock is not None and seat.days > clock.days)


def offers(procedure: Procedure, facts: Facts) -> tuple[Offer, ...]:
    """What each participant may do now, in the order of the procedure's steps; met and missing needs included."""
    return _offered(procedure, facts, procedure.steps)


def _offered(procedure: Procedure, facts: Facts, steps: Iterable[Step]) -> tuple[Offer, ...]:
    found: list[Offer] = []
    roles = {seat.id: facts.roles_of(seat) for seat in facts.seats}
    recorders = tuple(s.id for s in facts.seats if roles[s.id].intersection(procedure.recorders) and not s.gone)
    for step in steps:
        if facts.state not in step.states:
            continue
        for seat in facts.seats:
            if not roles[seat.id].intersection(step.by) or (step.slot and seat.state not in step.slot):
                continue
            if seat.gone is not (Effect.SUCCEED in step.effects):
                continue  # where a unit has ended, its successor comes first; nowhere else can one succeed
            if seat.external and not seat.gone and (not step.slot or OPENS.intersection(step.effects)):
                continue  # of an institution outside only what it says itself is recorded, and it opens nothing here
            targets: tuple[Seat, ...] = ()
            if step.target is not None:
                targets = tuple(
                    other
                    for other in facts.seats
                    if step.target in roles[other.id]
                    and other.id != seat.id
                    and (not step.target_slot or other.state in step.target_slot)
                )
                if not targets:
                    continue
            lacks = [(need, _lack(procedure, facts, roles, need, seat)) for need in step.needs]
            if any(need.hides and lack for need, lack in lacks):
                continue
            found.append(
                Offer(
                    step=step,
                    seat=seat,
                    hands=recorders if seat.external else (seat.id, *recorders) if seat.gone else (seat.id,),
                    targets=targets,
                    missing=tuple(lack for need, lack in lacks if lack and need.stops),
                    warnings=tuple(lack for need, lack in lacks if lack and not need.stops),
                    met=tuple(need for need, lack in lacks if lack is None),
                )
            )
    return tuple(found)


def _lack(
    procedure: Procedure, facts: Facts, roles: Mapping[int, frozenset[Role]], need: Need, acting: Seat
) -> Lack | None:
    if need.what is Thing.SLOTS:
        seats = tuple(s for s in facts.seats if need.role in roles[s.id])
        inside = tuple(s for s in seats if s.state in need.states or (need.lapsed and lapsed(procedure, s)))
        outside = tuple(s for s in seats if s not in inside)
        if need.quantifier is Quantifier.ALL:
            return Lack(need, outside) if outside else None
        if need.quantifier is Quantifier.ANY:
            return None if len(inside) >= need.count else Lack(need, outside)
        return Lack(need, inside) if len(inside) >= need.count else None
    if need.what is Thing.APART:
        seats = tuple(s for s in facts.seats if need.role in roles[s.id])
        named = tuple(s for s in seats if not need.states or s.state in need.states)
        same = tuple(s for s in named if s.unit == acting.unit)
        if need.quantifier is Quantifier.ALL:
            return Lack(need, same) if same else None
        others = tuple(s for s in seats if s.unit != acting.unit)
        return None if len(named) - len(same) >= need.count else Lack(need, others)
    if need.what is Thing.WAITED:
        return None if facts.days >= need.days else Lack(need, ())
    if need.what is Thing.REVIEW:
        return None if facts.left is not None and facts.left <= need.days else Lack(need, ())
    counts = {
        Thing.PROPOSALS: facts.proposals,
        Thing.CHILDREN: acting.children,
        Thing.OFFSPRING: facts.offspring,
        Thing.PATH: int(facts.rerouted),
        Thing.ITEMS: facts.items,
        Thing.MINUTES: facts.minutes,
        Thing.FOLLOW_UPS: facts.follow_ups,
        Thing.MANDATE: int(facts.mandated),
        Thing.HOUR: int(facts.hour),
        Thing.OPENS: int(facts.opens),
        Thing.OFFICE: int(facts.barred != "office"),
        Thing.IMPARTIAL: int(facts.barred != "party"),
        Thing.BARRED: int(bool(facts.barred)),
    }
    return None if (counts[need.what] == 0) is (need.quantifier is Quantifier.NONE) else Lack(need, ())


def demand(procedure: Procedure, facts: Facts, seat: int, code: str, hands: Iterable[int]) -> Offer:
    """The open offer of `code` for the seat, held by one of `hands` (seats of the one who acts); Refused otherwise."""
    wanted = (step for step in procedure.steps if step.code == code)
    return choose(procedure, facts.state, _offered(procedure, facts, wanted), seat, code, hands)


def choose(
    procedure: Procedure, state: str, offered: Iterable[Offer], seat: int, code: str, hands: Iterable[int]
) -> Offer:
    """The same, among what is offered in a state of the subject."""
    try:
        step = procedure.step(code)
    except KeyError:
        raise Refused(
            say("Langkah itu tidak dikenal pada tata cara berkas ini."),
            Basis(Strength.DESIGNED, reason=say("hanya langkah pada tata cara yang dapat dilakukan")),
            ways_on=(say("Muat ulang halaman berkas dan pilih langkah yang tersedia."),),
        ) from None
    mine = frozenset(hands)
    for offer in offered:
        if offer.step.code == code and offer.seat.id == seat:
            if not mine.intersection(offer.hands):
                break
            if offer.missing:
                raise Refused(
                    say("{step} belum dapat dilakukan.", step=word(step.label)),
                    offer.missing[0].need.basis,
                    tuple(lack.need.label for lack in offer.missing),
                    tuple(lack.need.way_on for lack in offer.missing if lack.need.way_on),
                    unmet=True,
                )
            return offer
    now = word(procedure.state(state).label)
    if state not in step.states:
        states = tuple(word(procedure.state(s).label) for s in step.states)
        reason = say(
            "Keadaan berkas sekarang: {now}. Langkah ini hanya ada pada keadaan: {states}.", now=now, states=states
        )
    else:
        reason = say("Langkah ini ada pada peserta lain, atau sudah Anda lakukan.")
    raise Refused(
        say("{step} tidak tersedia bagi Anda sekarang.", step=word(step.label)),
        step.basis,
        (reason,),
        (say("Muat ulang halaman berkas untuk melihat siapa yang dapat melakukan apa."),),
    )


def after(facts: Facts, offer: Offer, target: int | None = None) -> Facts:
    """The facts once the step of an offer is taken: states moved, reminders counted, the lead passed on.

    Seats that a step adds, hands over or takes away are not among them: they depend on the organisation.
    """
    step = offer.step
    leader = (target or offer.seat.id) if Effect.LEAD in step.effects else None
    reminds = Effect.REMIND in step.effects
    released = Effect.RELEASE in step.effects or Effect.REROUTE in step.effects
    withheld = Effect.WITHHOLD in step.effects
    given_a_day = withheld or Effect.DUE in step.effects

    def moved(seat: Seat) -> Seat:
        seat = structs.replace(seat, overdue=False) if given_a_day and seat.overdue else seat
        slot, asked_anew = seat.state, False
        for move in step.moves:
            if move.of(seat.role) and (not move.states or seat.state in move.states):
                slot, asked_anew = move.to, True  # who stood there already has the whole time once more
        if seat.id == offer.seat.id and step.slot_to:
            slot = step.slot_to  # what one does oneself outlasts what the step brings to all
        if seat.id == target and step.target_to:
            slot = step.target_to
        leads = seat.id == leader if leader else seat.leads and not released
        if slot != seat.state or asked_anew:
            return structs.replace(seat, state=slot, days=0, reminders=0, leads=leads)
        if reminds and seat.id == target:
            return structs.replace(seat, reminders=seat.reminders + 1, leads=leads)
        return seat if leads == seat.leads else structs.replace(seat, leads=leads)

    return structs.replace(
        facts,
        state=step.to or facts.state,
        seats=tuple(moved(seat) for seat in facts.seats),
        days=0 if step.to and step.to != facts.state else facts.days,
        proposals=facts.proposals + (Effect.PROPOSE in step.effects),
        mandated=facts.mandated or Effect.EXTEND in step.effects,
        hour=facts.hour and Effect.SCHEDULE not in step.effects,
        left=None if withheld else facts.left,
        barred="" if Effect.HAND_OVER in step.effects else facts.barred,
    )


AWAITED = (Thing.CHILDREN, Thing.HOUR)  # what one waits for and has the turn still


class Turn(Struct, frozen=True):
    """Whose turn it is: a seat and the step that is expected of it."""

    seat: int
    step: str


def turns(procedure: Procedure, facts: Facts) -> tuple[Turn, ...]:
    """Where the matter lies: for each seat its first open step that makes it its turn.

    Who gave a task on has the turn still, although he waits for those below; and who called a meeting, although its day
    is yet to come.
    """
    found: dict[int, str] = {}
    for offer in _offered(procedure, facts, (step for step in procedure.steps if step.turn)):
        if all(lack.need.what in AWAITED for lack in offer.missing):
            found.setdefault(offer.seat.id, offer.step.code)
    return tuple(Turn(seat, step) for seat, step in found.items())


class Book(Struct, frozen=True):
    """All procedures of a regulation."""

    procedures: tuple[Procedure, ...]

    def for_matter(self, kind: Kind, type_: str | None) -> Procedure | None:
        """The procedure of a matter of that kind and type; None where the pack has none yet."""
        for procedure in self.procedures:
            if procedure.subject == "matter" and procedure.kind is kind and type_ in (procedure.types or (type_,)):
                return procedure
        return None

    def of(self, subject: str) -> Procedure:
        """The procedure of a sort of subject that has but one; KeyError when there is none."""
        for procedure in self.procedures:
            if procedure.subject == subject:
                return procedure
        raise KeyError(subject)

    def get(self, code: str) -> Procedure:
        """The procedure of that code; KeyError when there is none."""
        return _by_code(self.procedures, code)

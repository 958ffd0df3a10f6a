"""The path finder: who stands between whom on one day, a walk in the trees of coordination and command (Pasal 21)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from enum import StrEnum
from itertools import pairwise
from threading import Lock
from typing import Any

from msgspec import Struct, to_builtins

from selaras.law.kinds import agency_of
from selaras.law.organisation import Organisation
from selaras.law.routes import EdgeRule, Route, RouteRow, Routes
from selaras.law.types import Basis, Coordination, Kind
from selaras.law.words import Sentence, Value, say, word


class BadQuestion(ValueError):
    """A question that cannot be asked: an unknown code, type or form; the sentence names the nearest valid ones."""


class Status(StrEnum):
    """How sure an answer is, from the best to the worst; a refusal is a stop by a stated or inferred rule."""

    OFFICIAL = "official"
    PROPOSED = "proposed"
    UNDETERMINED = "undetermined"
    REFUSED = "refused"

    @property
    def label(self) -> Sentence:
        """The word on the chip."""
        return {
            "official": say("Resmi"),
            "proposed": say("Usulan"),
            "undetermined": say("Belum ditetapkan"),
            "refused": say("Ditolak"),
        }[self.value]


class HopRole(StrEnum):
    """What an office does in a path."""

    OPENER = "opener"
    COORDINATOR = "coordinator"
    CONVENER = "convener"
    DECIDER = "decider"
    VIA = "via"
    COUNTERPART = "counterpart"


class Question(Struct, frozen=True):
    """Who wants what with whom: codes are a unit or UNIT/POST; affairs are UNIT/AFFAIR; form is a…g of Pasal 18."""

    opener: str
    counterparts: tuple[str, ...]
    kind: Kind
    type: str | None = None
    form: str | None = None
    affairs: tuple[str, ...] = ()
    urgent: bool = False  # a task that cannot wait may go past a rung, who is told


class Hop(Struct, frozen=True):
    """One office of a path; `serves` are the parties' units it is there for, `source` the mapping row behind it."""

    unit: str
    post: str | None
    role: HopRole
    serves: tuple[str, ...]
    basis: Basis
    source: str | None = None
    official: bool = True
    agreement: str | None = None


class Edge(Struct, frozen=True):
    """One step of the drawing, from a hop up to the next; each end is the unit or the post of a hop."""

    from_unit: str
    to_unit: str
    basis: Basis
    official: bool = True
    source: str | None = None
    agreement: str | None = None
    note: str | None = None


class WayOn(Struct, frozen=True):
    """A lawful way on after a stop: a sentence, and the fields of the question to change, if a question helps."""

    text: str
    kind: Kind | None = None
    type: str | None = None
    opener: str | None = None
    counterparts: tuple[str, ...] | None = None
    urgent: bool = False  # the way is open only in urgency, with a written reason


class Path(Struct, frozen=True):
    """The answer: `type` is the proposed one when none was named or rule 3 changes it."""

    status: Status
    convener: str | None
    hops: tuple[Hop, ...]
    reasons: tuple[str, ...]
    kind: Kind
    type: str | None
    route: Route | None
    edges: tuple[Edge, ...] = ()
    ways_on: tuple[WayOn, ...] = ()


def as_json(path: Path) -> dict[str, Any]:
    """The object that `selaras path --json` and the API print."""
    keys = ("unit", "post", "role", "serves", "basis", "source")
    hops = [{key: to_builtins(getattr(hop, key)) for key in keys} for hop in path.hops]
    return {
        "status": path.status.value,
        "convener": path.convener,
        "hops": [hop | {"serves": list(hop["serves"])} for hop in hops],
        "reasons": list(path.reasons),
    }


def resolve_path(organisation: Organisation, routes: Routes, question: Question) -> Path:
    """One answer; whoever asks often keeps a `Resolver`. Raises BadQuestion (see there)."""
    return Resolver(organisation, routes).resolve(question)


# --- the walk ---------------------------------------------------------------------------------------------------------


class _Party(Struct, frozen=True):
    """A party: its unit, the post that acts for it (an outside institution has none), and the code to ask with."""

    unit: str
    post: str | None
    code: str


class _Standing(Struct, frozen=True):
    """Where an office stands in the tree of coordination."""

    edges: tuple[Edge, ...]  # the steps right above it
    order: tuple[str, ...]  # all offices above it, the lowest first
    above: frozenset[str]
    gates: tuple[str, ...]  # the offices every way up goes through, the lowest first
    missing: str | None  # the unit whose mapping row is missing on the way up


class _Leg(Struct, frozen=True):
    """The way of one party up to the convener."""

    edges: tuple[Edge, ...]
    hops: tuple[Hop, ...]
    notes: tuple[str, ...]
    official: bool


class _Stop(Struct, frozen=True):
    """Why one counterpart cannot be reached so, and what can be done instead."""

    status: Status
    reason: Sentence
    ways: tuple[WayOn, ...] = ()


class _Trail:
    """Hops and edges while they are walked: each office once, a party keeps its role, `serves` grows."""

    def __init__(self, parties: Sequence[_Party], by_post: bool) -> None:
        self.by_post = by_post
        self.parties = {self._key(p.unit, p.post) for p in parties}
        self.hops: dict[str, Hop] = {}
        self.served: dict[str, list[str]] = {}
        self.edges: dict[tuple[str, str], Edge] = {}

    def _key(self, unit: str, post: str | None) -> str:
        return post if post and self.by_post else unit

    def party(self, role: HopRole, party: _Party, basis: Basis) -> None:
        self.hops.setdefault(self._key(party.unit, party.post), Hop(party.unit, party.post, role, (), basis))

    def office(self, hop: Hop) -> None:
        """Adds an office, or only whom it serves when it is a party or already there."""
        key = self._key(hop.unit, hop.post)
        served = self.served.setdefault(key, [])
        served.extend(unit for unit in hop.serves if unit not in served and unit != hop.unit)
        if key not in self.parties and key not in self.hops:
            self.hops[key] = hop

    def edge(self, edge: Edge) -> None:
        self.edges.setdefault((edge.from_unit, edge.to_unit), edge)

    def finished(self) -> tuple[Hop, ...]:
        served = self.served
        return tuple(
            Hop(h.unit, h.post, h.role, tuple(served[key]), h.basis, h.source, h.official, h.agreement)
            if key in served
            else h
            for key, h in self.hops.items()
        )


class Resolver:
    """Answers any number of questions about one organisation (one day) under one regulation; pure, keeps what it finds.

    The tree of coordination: a unit hangs on the coordinators of its rows; an office of the coordinating staff (one
    that some row names as coordinator, its superiors, and what hangs on such an office that is no agency) hangs on its
    superior; any other unit stands for its nearest superior agency.
    """

    def __init__(self, organisation: Organisation, routes: Routes) -> None:
        self.organisation = organisation
        self.routes = routes
        units = organisation.units
        self._heads = frozenset(c for c, u in units.items() if u.type in routes.rules.heads.types)
        self._outside = frozenset(c for c, u in units.items() if u.type in routes.outside_types)
        self.root = next((c for c in units if c in self._heads and not units[c].superior), None)
        self._staff = self._find_staff()
        self._agency = {code: agency_of(organisation, code) for code in units}
        # The agency of the staff right under the head of government: it speaks for him where he cannot be a party.
        self.chief = next(
            (c for c in units if c in self._staff and units[c].superior == self.root and c not in self._heads), None
        )
        # What is kept is half made while an answer is sought, so one thread at a time.
        self._alone = Lock()
        self._standings: dict[tuple[str, frozenset[str]], _Standing] = {}
        self._legs: dict[tuple[str, frozenset[str], str], _Leg] = {}
        self._names: dict[str, str] = {}
        self._edges: dict[tuple[str, str], Edge] = {}
        self._lines: dict[str, tuple[str, ...]] = {}
        self._party_cache: dict[str, _Party] = {}

    def resolve(self, question: Question) -> Path:
        """The path of a question. Raises BadQuestion for codes, types and forms that do not exist on the day."""
        with self._alone:
            return self._resolve(question)

    def _resolve(self, question: Question) -> Path:
        if self.organisation.day < self.routes.since:
            return self._too_early(question)
        if not question.counterparts:
            raise BadQuestion(say("Sebutkan paling sedikit satu pihak yang dituju."))
        if question.form is not None and question.form not in self.routes.forms:
            raise BadQuestion(
                say("Bentuk “{form}” tidak ada; pilih {known}.", form=question.form, known=[*self.routes.forms])
            )
        if question.type is not None and question.type not in self.routes.types:
            raise BadQuestion(
                say("Tipe “{type}” tidak ada; pilih {known}.", type=question.type, known=[*self.routes.types])
            )
        for affair in question.affairs:
            if affair not in self.organisation.affairs:
                raise BadQuestion(self._unknown(say("Urusan"), affair, self.organisation.affairs))
        notes: list[Sentence] = []
        opener = self._party(question.opener)
        counterparts: list[_Party] = []
        for code in question.counterparts:
            party = self._party(code)
            if party in counterparts:
                notes.append(say("{name} disebut lebih dari sekali; dihitung satu kali.", name=self._who(party)))
            else:
                counterparts.append(party)
        if opener in counterparts:
            return self._with_itself(question, opener, [p for p in counterparts if p != opener], notes)
        kind, type_ = question.kind, question.type
        if kind is not Kind.KOORDINATIF:
            if type_ or question.form:
                notes.append(
                    say(
                        "Tipe dan bentuk hanya dikenal pada hubungan koordinatif; diabaikan untuk {kind}.",
                        kind=kind.value,
                    )
                )
            type_, row = None, self.routes.kinds[kind]
        else:
            if type_ is None:
                type_ = self._propose(opener, counterparts)
                label = word(self.routes.types[type_].label)
                notes.append(say("Tipe tidak disebut; menurut para pihaknya diusulkan {type}.", type=label))
            row = self.routes.types[type_]
        ask = _Ask(question, opener, tuple(counterparts), kind, type_, row, notes)
        if stopped := self._rule_1(ask):
            return stopped
        if row.route is Route.DIRECT:
            return self._direct(ask)
        if row.route is Route.PATH:
            return self._path(ask)
        if kind is Kind.KOORDINATIF and question.type is None:
            agency = self._one_agency([opener.unit, *(p.unit for p in counterparts)])
            if agency:
                return self._within(ask, agency)
        return self._downward(ask)

    # -- what is known beforehand --

    def _find_staff(self) -> frozenset[str]:
        units, types = self.organisation.units, self.organisation.types
        staff = {r.coordinator for rows in self.organisation.coordination.values() for r in rows} & set(units)
        for code in tuple(staff):
            at = units[code].superior
            while at is not None and at in units and at not in staff:
                staff.add(at)
                at = units[at].superior

        def may_be(code: str) -> bool:
            return not types[units[code].type].needs_coordinator and code not in self.organisation.coordination

        staff = {code for code in staff if may_be(code)}
        waiting = [code for code in staff if code not in self._heads and not types[units[code].type].is_agency]
        while waiting:
            for unit in self.organisation.below.get(waiting.pop(), ()):
                if unit.code not in staff and may_be(unit.code) and not types[unit.type].is_agency:
                    staff.add(unit.code)
                    waiting.append(unit.code)
        return frozenset(staff)

    def _party(self, code: str) -> _Party:
        found = self._party_cache.get(code)
        if found is None:
            organisation = self.organisation
            if "/" in code:
                if code not in organisation.posts or organisation.posts[code].unit not in organisation.units:
                    raise BadQuestion(self._unknown(say("Jabatan"), code, organisation.posts))
                post = organisation.posts[code]
                found = _Party(post.unit, code, post.unit if self._head_post(post.unit) == code else code)
            else:
                if code not in organisation.units:
                    raise BadQuestion(self._unknown(say("Unit"), code, organisation.units))
                found = _Party(code, self._head_post(code), code)
            self._party_cache[code] = found
        return found

    def _unknown(self, what: Sentence, code: str, known: Iterable[str]) -> Sentence:
        near = get_close_matches(code[:80].upper(), list(known), n=3, cutoff=0.4)
        values: dict[str, Value] = {"what": what, "code": code[:80], "day": self.organisation.day}
        if near:
            return say("{what} “{code}” tidak ada pada {day}; yang mendekati: {near}.", near=near, **values)
        return say("{what} “{code}” tidak ada pada {day}.", **values)

    def _head_post(self, unit: str) -> str | None:
        head = self.organisation.heads.get(unit)
        return head.code if head else None

    def _name(self, code: str) -> str:
        """A unit's name, or a post's title with its unit unless the post heads it."""
        name = self._names.get(code)
        if name is None:
            name = self.organisation.name_of(code)
            post = self.organisation.posts.get(code)
            if post and not post.head:
                name = f"{name} ({self.organisation.name_of(post.unit)})"
            self._names[code] = name
        return name

    def _who(self, party: _Party) -> str:
        post = self.organisation.posts.get(party.post) if party.post else None
        return self._name(party.unit if post is None or post.head else post.code)

    def _leader(self, unit: str) -> str:
        """The title of the post that heads a unit; the unit's name when none is recorded."""
        post = self._head_post(unit)
        return self._name(post or unit)

    def _line(self, post: str) -> tuple[str, ...]:
        """The posts above a post, the nearest first."""
        found = self._lines.get(post)
        if found is None:
            line: list[str] = []
            at = self.organisation.posts[post].superior
            while at is not None and at in self.organisation.posts and at not in line and at != post:
                line.append(at)
                at = self.organisation.posts[at].superior
            found = self._lines[post] = tuple(line)
        return found

    def _why(self, ask: _Ask) -> Sentence:
        return say("{why} {ground}.", why=word(ask.row.why.rstrip(".")), ground=ask.row.basis)

    def _match(self, table: tuple[EdgeRule, ...], lower: Iterable[str], upper: str) -> Basis:
        units = self.organisation.units
        codes = tuple(lower)
        types = {units[code].type for code in codes}
        return next(
            rule.basis
            for rule in table
            if (not rule.from_ or types <= set(rule.from_))
            and (not rule.to or units[upper].type in rule.to)
            and (not rule.units or set(codes) <= set(rule.units))
        )

    def _upward(self, lower: str, upper: str) -> Edge:
        """The step from a unit (or post) to one above it that no mapping row is needed for."""
        edge = self._edges.get((lower, upper))
        if edge is None:
            from_unit, to_unit = lower.partition("/")[0], upper.partition("/")[0]
            if from_unit == to_unit:
                basis = self.routes.kinds[Kind.STRUKTURAL].basis
            else:
                basis = self._match(self.routes.edges, (from_unit,), to_unit)
            edge = self._edges[lower, upper] = Edge(lower, upper, basis)
        return edge

    def _standing(self, unit: str, affairs: frozenset[str] = frozenset()) -> _Standing:
        key = (unit, affairs)
        found = self._standings.get(key)
        if found is None:
            # A circle of rows ends here: whoever is met again on the way up counts as without a row.
            self._standings[key] = _Standing((), (), frozenset(), (), unit)
            found = self._standings[key] = self._climb(unit, affairs)
        return found

    def _climb(self, unit: str, affairs: frozenset[str]) -> _Standing:
        edges = self._parents(unit, affairs)
        if not edges:
            return _Standing((), (), frozenset(), (), None if unit == self.root else unit)
        standings = [(edge.to_unit, self._standing(edge.to_unit)) for edge in edges]
        gates = [(code, *standing.gates) for code, standing in standings]
        above = frozenset(code for code, _ in standings).union(*(s.above for _, s in standings))
        order = list(dict.fromkeys(c for code, s in standings for c in (code, *s.order)))
        order.sort(key=lambda code: -len(self._standing(code).order))
        missing = next((s.missing for _, s in standings if s.missing), None)
        shared = tuple(code for code in gates[0] if all(code in other for other in gates))
        return _Standing(edges, tuple(order), above, shared, missing)

    def _parents(self, unit: str, affairs: frozenset[str]) -> tuple[Edge, ...]:
        units = self.organisation.units
        rows = [r for r in self.organisation.coordination.get(unit, ()) if r.coordinator in units]
        if affairs and rows:
            named = [r for r in rows if r.affair in affairs]
            rest = affairs - {r.affair for r in named}
            rows = named + [r for r in rows if r.affair is None and rest]
        if rows:
            weakest: dict[str, Coordination] = {}
            for row in rows:
                if row.coordinator not in weakest or (weakest[row.coordinator].official and not row.official):
                    weakest[row.coordinator] = row
            return tuple(self._row_edge(row) for row in weakest.values())
        superior = units[unit].superior
        if unit in self._staff and superior and superior in units:
            return (self._upward(unit, superior),)
        return ()

    def _row_edge(self, row: Coordination) -> Edge:
        note = None
        if not row.official:
            affair = self.organisation.affairs.get(f"{row.unit}/{row.affair}") if row.affair else None
            unit = (
                say("{unit}, urusan {affair},", unit=self._name(row.unit), affair=word(affair.name)) if affair else None
            )
            note = say(
                "{unit} dikoordinasikan {coordinator}: {status}.",
                unit=unit or self._name(row.unit),
                coordinator=self._name(row.coordinator),
                status=_proposed(row.agreement),
            )
        source = f"coordination.csv:{row.line}" if row.line else "coordination.csv"
        return Edge(row.unit, row.coordinator, row.basis, row.official, source, row.agreement, note)

    def _propose(self, opener: _Party, counterparts: Sequence[_Party]) -> str:
        units = [opener.unit, *(p.unit for p in counterparts)]
        propose = self.routes.propose
        if opener.unit in self._heads:
            return self.span_type() or propose.one_agency
        if not self._outside.isdisjoint(units):
            return propose.outside
        return propose.one_agency if self._one_agency(units) else propose.otherwise

    def _one_agency(self, units: Sequence[str]) -> str | None:
        """The agency all these units belong to, if there is one (rule 3)."""
        agency = self._agency[units[0]]
        if all(self._agency[u] == agency for u in units[1:]) and self.organisation.type_of(agency).is_agency:
            return agency
        return None

    # -- answers --

    def _answer(
        self,
        ask: _Ask,
        status: Status,
        trail: _Trail,
        reasons: Iterable[str],
        convener: str | None = None,
        ways: Iterable[WayOn] = (),
        type_: str | None = None,
        route: Route | None = None,
    ) -> Path:
        kept = tuple(dict.fromkeys(ways))
        said = dict.fromkeys([*ask.notes, *reasons, *map(open_way, kept)])
        return Path(
            status,
            convener,
            trail.finished(),
            tuple(said),
            ask.kind,
            type_ or ask.type,
            route or ask.row.route,
            tuple(trail.edges.values()),
            kept,
        )

    def _parties_only(self, ask: _Ask) -> _Trail:
        trail = _Trail((), by_post=True)
        trail.party(HopRole.OPENER, ask.opener, ask.row.basis)
        for party in ask.counterparts:
            trail.party(HopRole.COUNTERPART, party, ask.row.basis)
        return trail

    def _undetermined(self, ask: _Ask, reason: Sentence, ways: Iterable[WayOn] = ()) -> Path:
        return self._answer(ask, Status.UNDETERMINED, self._parties_only(ask), (reason,), ways=ways)

    def _too_early(self, question: Question) -> Path:
        rule = self.routes.rules.in_force.basis
        reason = say(
            "Peraturan berlaku sejak {since} {ground}; untuk {day} jalur belum ada.",
            since=self.routes.since,
            ground=rule,
            day=self.organisation.day,
        )
        roles = [HopRole.OPENER, *(HopRole.COUNTERPART for _ in question.counterparts)]
        codes = dict(zip((question.opener, *question.counterparts), roles, strict=True))
        hops = tuple(Hop(c.partition("/")[0], c if "/" in c else None, role, (), rule) for c, role in codes.items())
        return Path(Status.UNDETERMINED, None, hops, (reason,), question.kind, question.type, None)

    def _with_itself(self, question: Question, opener: _Party, rest: Sequence[_Party], notes: list[Sentence]) -> Path:
        """A question whose opener is his own counterpart: no type is proposed before he is left out."""
        kind, types = question.kind, self.routes.types
        row = self.routes.kinds.get(kind) or types[question.type or self.routes.propose.otherwise]
        type_ = question.type if kind is Kind.KOORDINATIF else None
        name = self._who(opener)
        if rest:
            text = say("Lepaskan {name} dari pihak yang dituju; pembuka sudah ikut serta.", name=name)
            ways = [WayOn(text, counterparts=tuple(p.code for p in rest))]
        else:
            ways = [WayOn(say("Sebut pihak lain daripada {name} sebagai pihak yang dituju.", name=name))]
            posts = self.organisation.posts.values()
            own = (p for p in posts if p.superior and p.superior == opener.post and p.unit == opener.unit)
            if below := next(own, None):
                text = say(
                    "Di dalam {name} sendiri, tugaskan menurut jenjang, misalnya kepada {post} ({code}).",
                    name=name,
                    post=below.title,
                    code=below.code,
                )
                ways.append(WayOn(text, Kind.STRUKTURAL, counterparts=(below.code,)))
        ask = _Ask(question, opener, tuple(rest), kind, type_, row, notes)
        reason = say("{name} disebut sebagai pembuka sekaligus pihak yang dituju.", name=name)
        return self._undetermined(ask, reason, ways)

    def _rule_1(self, ask: _Ask) -> Path | None:
        """Rule 1: the head of government and his deputy are no Perangkat Daerah, so never counterparts."""
        heads = self._heads
        ground = self.routes.rules.heads.basis
        addressed = [p for p in ask.counterparts if p.unit in heads]
        if addressed:
            names = _and([self._who(p) for p in addressed])
            rest = tuple(p.code for p in ask.counterparts if p.unit not in heads)
            text = say("Undang {names} memberi arahan; pihak yang dituju tetap Perangkat Daerah.", names=names)
            ways = [WayOn(text, counterparts=rest or None)]
            if self.root and ask.opener.unit not in heads | self._outside:
                text = say("Mohon arahan {head}, yang menugaskan menurut jenjang.", head=self._name(self.root))
                ways.append(WayOn(text, Kind.STRUKTURAL, None, self.root, (self._first_rung(ask.opener),)))
            reason = say(
                "{names} bukan Perangkat Daerah sehingga tidak menjadi pihak yang dituju {ground}.",
                names=names,
                ground=ground,
            )
            return self._undetermined(ask, reason, ways)
        if ask.opener.unit not in heads or ask.row.route in (Route.LINE, Route.SPAN):
            return None
        name = self._who(ask.opener)
        ways = self._head_ways(ask.opener, ask.counterparts)
        reason = say(
            "{name} bukan Perangkat Daerah; hubungan ini berlangsung antar-Perangkat Daerah {ground}.",
            name=name,
            ground=ground,
        )
        return self._undetermined(ask, reason, ways)

    def _head_ways(self, opener: _Party, counterparts: Sequence[_Party]) -> list[WayOn]:
        """What a head of government or his deputy can do instead: direct by rungs, or let the chief agency open it."""
        name = self._who(opener)
        if not self._outside.isdisjoint(p.unit for p in counterparts):
            codes = tuple(p.code for p in counterparts if p.unit != self.chief)
            text = say("{chief} membukanya atas arahan {name}.", chief=self._name(self.chief or ""), name=name)
            type_ = self.routes.propose.outside
            return [WayOn(text, Kind.KOORDINATIF, type_, self.chief, codes)] if self.chief else []
        if self.root is None:
            return []
        head = self._name(self.root)
        rungs = tuple(dict.fromkeys(self._first_rung(p) for p in counterparts))
        codes = tuple(p.code for p in counterparts)
        by_rungs = say("{head} memberi arahan menurut jenjang.", head=head)
        in_span = say("{head} mengarahkan dalam koordinasi hierarki.", head=head)
        return [
            WayOn(by_rungs, Kind.STRUKTURAL, None, self.root, rungs),
            WayOn(in_span, Kind.KOORDINATIF, self.span_type(), self.root, codes),
        ]

    def span_type(self) -> str | None:
        """The type of coordination by which a leader leads those in his span."""
        return next((code for code, row in self.routes.types.items() if row.route is Route.SPAN), None)

    def _first_rung(self, party: _Party) -> str:
        """The unit right under the head of government on the line of command to a party."""
        root = self._head_post(self.root) if self.root else None
        line = (party.post, *self._line(party.post)) if party.post else ()
        below = next((post for post, above in pairwise(line) if above == root), None)
        return self.organisation.posts[below].unit if below else party.unit

    def _direct(self, ask: _Ask) -> Path:
        trail = self._parties_only(ask)
        for party in ask.counterparts:
            trail.edge(Edge(ask.opener.code, party.code, ask.row.basis))
        reasons = [self._why(ask)]
        outside = [p.unit for p in (ask.opener, *ask.counterparts) if p.unit in self._outside]
        if outside:
            label = word(self.routes.types[self.routes.propose.outside].label)
            names = tuple(dict.fromkeys(self._name(u) for u in outside))
            text = say(
                "{names} berada di luar Perangkat Daerah; yang sesuai ialah koordinatif {type}.",
                names=names,
                type=label,
            )
            reasons.append(text)
        return self._answer(ask, Status.OFFICIAL, trail, reasons)

    # -- line and span: downward --

    def _downward(self, ask: _Ask) -> Path:
        """Line (struktural) and span (hierarki): each counterpart is checked, the worst status wins."""
        line = ask.row.route is Route.LINE
        basis = ask.row.basis
        trail = _Trail((ask.opener, *ask.counterparts), by_post=True)
        trail.party(HopRole.OPENER, ask.opener, ask.row.basis)
        lift = self._lift(ask, trail, None)
        reasons: list[str] = []
        stops: list[_Stop] = []
        worst = Status.OFFICIAL
        for party in ask.counterparts:
            top, post = ask.opener.post, party.post
            mine = basis
            if top and post and top in self._line(post):
                self._down_the_line(ask, party, post, top, trail)
                mine = self._upward(post, self._line(post)[0]).basis if line else basis
                stop = self._skipped(party, post, top) if line else None
                if stop and ask.question.urgent:
                    reasons.append(self._past_rungs(party, post, top))
                    stop = None
            elif line:
                stop = self._no_subordinate(ask, party)
            else:
                stop, rows = self._down_the_tree(ask, party, trail)
                reasons += [edge.note for edge in rows if edge.note]
                if any(not edge.official for edge in rows):
                    worst = max(worst, Status.PROPOSED, key=_RANK.__getitem__)
            if stop:
                stops.append(stop)
                worst = max(worst, stop.status, key=_RANK.__getitem__)
            trail.party(HopRole.COUNTERPART, party, mine)
        if worst not in (Status.REFUSED, Status.UNDETERMINED):
            reasons = [self._why(ask), *reasons, *lift]
        ways = [way for stop in stops for way in stop.ways]
        return self._answer(ask, worst, trail, [*reasons, *(s.reason for s in stops)], ways=ways)

    def _down_the_line(self, ask: _Ask, party: _Party, post: str, top: str, trail: _Trail) -> None:
        """The posts between, from the opener down; an agency's step to the head of government passes `through`."""
        posts = self.organisation.posts
        rungs = [post, *self._line(post)]
        rungs = rungs[: rungs.index(top)]
        role = HopRole.VIA if ask.row.route is Route.LINE else HopRole.COORDINATOR
        upper = top
        for rung in reversed(rungs):
            unit = posts[rung].unit
            through = self.organisation.units[unit].through
            edge = self._upward(rung, upper)
            if through and through in self.organisation.units and posts[upper].unit not in (unit, through):
                basis = self._match(self.routes.through, (unit,), through)
                head = self._head_post(through)
                trail.office(Hop(through, head, HopRole.VIA, (party.unit,), basis))
                trail.edge(Edge(rung, head or through, basis))
                trail.edge(self._upward(head or through, upper))
            else:
                trail.edge(edge)
            if rung != post:
                trail.office(Hop(unit, rung, role, (party.unit,), edge.basis))
            upper = rung

    def _skipped(self, party: _Party, post: str, top: str) -> _Stop | None:
        """Pasal 1 angka 13: leadership goes level by level, so a task to a post further down than one rung stops."""
        line = self._line(post)
        rung = line.index(top)
        if rung == 0:
            return None
        between = line[rung - 1]
        head = self.organisation.posts[between].head
        code = self.organisation.posts[between].unit if head else between
        names = tuple(self._name(post) for post in reversed(line[:rung]))
        reason = say(
            "Tugas kepada {name} melompati {names} {ground}.",
            name=self._who(party),
            names=names,
            ground=self.routes.rules.rung.basis,
        )
        through = say("Sampaikan melalui {office}.", office=self._name(between))
        urgent = say("Dalam keadaan mendesak boleh langsung dengan alasan tertulis; {names} diberi tahu.", names=names)
        ways = (WayOn(through, Kind.STRUKTURAL, None, None, (code,)), WayOn(urgent, urgent=True))
        return _Stop(Status.REFUSED, reason, ways)

    def _past_rungs(self, party: _Party, post: str, top: str) -> Sentence:
        """What is said of a task that goes past a rung in urgency: the rungs between are told."""
        line = self._line(post)
        return say(
            "Karena mendesak, tugas langsung kepada {name}; {names} diberi tahu {ground}.",
            name=self._who(party),
            names=tuple(self._name(rung) for rung in reversed(line[: line.index(top)])),
            ground=self.routes.rules.rung.basis,
        )

    def _no_subordinate(self, ask: _Ask, party: _Party) -> _Stop:
        opener, name, mine = ask.opener, self._who(party), self._who(ask.opener)
        ground = self.routes.rules.command.basis
        text = say("Konsultasikan langsung dengan {name}.", name=name)
        konsultatif = WayOn(text, Kind.KONSULTATIF, None, None, (party.code,))
        if party.unit not in self._outside and party.post is None:
            reason = say("Jabatan kepala {name} belum tercatat; jenjangnya belum diketahui.", name=name)
            return _Stop(Status.UNDETERMINED, reason)
        if opener.post and party.post and party.post in self._line(opener.post):
            reason = say(
                "{name} adalah atasan {mine}; tugas struktural tidak disampaikan ke atas {ground}.",
                name=name,
                mine=mine,
                ground=ground,
            )
            report = WayOn(say("Laporkan kepada {name} menurut jenjang.", name=name))
            return _Stop(Status.REFUSED, reason, (konsultatif, report))
        reason = say("{name} bukan bawahan {mine} dalam garis komando {ground}.", name=name, mine=mine, ground=ground)
        ways: list[WayOn] = []
        superior = self.organisation.posts[party.post].superior if party.post else None
        head = party.post == self._head_post(party.unit)
        if superior and head and self.organisation.units[party.unit].through == opener.unit:
            above = self.organisation.posts[superior].unit
            text = say(
                "{leader} dapat menyampaikannya atas nama {above}.",
                leader=self._leader(opener.unit),
                above=self._leader(above),
            )
            ways.append(WayOn(text, Kind.STRUKTURAL, None, above, (party.code,)))
        if opener.unit not in self._heads:
            # Within one agency no type is named, so that rule 3 puts the coordination under its head.
            type_: str | None = None
            if opener == self._party(opener.unit) and opener.unit in self._standing(self._node(party.unit)).above:
                type_ = self.span_type() if party.unit not in self._outside else self.routes.propose.outside
            elif not self._one_agency((opener.unit, party.unit)):
                type_ = self._propose(opener, (party,))
            if type_:
                text = say(
                    "Koordinasikan dengan {name} ({type}).", name=name, type=word(self.routes.types[type_].label)
                )
            else:
                text = say("Koordinasikan dengan {name}.", name=name)
            ways += [WayOn(text, Kind.KOORDINATIF, type_, None, (party.code,)), konsultatif]
        else:
            ways += self._head_ways(opener, (party,))
        return _Stop(Status.REFUSED, reason, tuple(ways))

    def _down_the_tree(self, ask: _Ask, party: _Party, trail: _Trail) -> tuple[_Stop | None, tuple[Edge, ...]]:
        """Down the tree of coordination from an opening head: the offices between coordinate; else a stop."""
        opener = ask.opener
        node = self._node(party.unit)
        if opener.post == self._head_post(opener.unit) and party.unit not in self._outside:
            standing = self._standing(node, self._affairs(ask, node))
            if opener.unit in standing.above:
                between = [c for c in standing.order if opener.unit in self._standing(c).above]
                used = self._used(standing, {opener.unit})
                for code in reversed(between):
                    edge = next(e for e in used if e.to_unit == code)
                    trail.office(self._coordinator(code, edge, party.unit))
                for edge in used:
                    trail.edge(edge)
                self._inside(party, node, trail)
                return None, tuple(e for e in used if e.source)
            if standing.missing and opener.unit in self._staff:
                return self._no_row(standing.missing), ()
        return self._outside_span(ask, party), ()

    def _inside(self, party: _Party, node: str, trail: _Trail) -> None:
        """The offices between a party and the unit it stands for in the tree: its superiors up to that head."""
        head = self._head_post(node)
        if party.unit != node:
            edge = self._upward(party.unit, node)
            trail.edge(edge)
            trail.office(Hop(node, head, HopRole.VIA, (party.unit,), self.routes.rules.stand_in.basis))
        elif party.post and head and party.post != head and head in self._line(party.post):
            line = self._line(party.post)
            for lower, upper in zip((party.post, *line), line[: line.index(head) + 1], strict=False):
                trail.edge(self._upward(lower, upper))
            for post in reversed(line[: line.index(head) + 1]):
                basis = self.routes.kinds[Kind.STRUKTURAL].basis
                trail.office(Hop(node, post, HopRole.COORDINATOR, (party.unit,), basis))

    def _outside_span(self, ask: _Ask, party: _Party) -> _Stop:
        opener, name, mine = ask.opener, self._who(party), self._who(ask.opener)
        ground = self.routes.rules.span.basis
        reason = say("{name} berada di luar rentang kendali {mine} {ground}.", name=name, mine=mine, ground=ground)
        agency = self._one_agency((opener.unit, party.unit))
        codes = (party.code,)
        if opener.unit in self._heads:
            return _Stop(Status.REFUSED, reason, tuple(self._head_ways(opener, (party,))))
        text = say("Konsultasikan langsung dengan {name}.", name=name)
        konsultatif = WayOn(text, Kind.KONSULTATIF, None, None, codes)
        if agency is None:
            type_ = self._propose(opener, (party,))
            label = word(self.routes.types[type_].label)
            text = say("Tempuh koordinasi {type} dengan {name}.", type=label, name=name)
            return _Stop(Status.REFUSED, reason, (WayOn(text, Kind.KOORDINATIF, type_, None, codes), konsultatif))
        led = tuple(p.code for p in (opener, party) if p != self._party(agency))
        text = say("Mintakan kepada pimpinan {agency} agar mengarahkannya.", agency=self._name(agency))
        return _Stop(
            Status.REFUSED, reason, (WayOn(text, Kind.KOORDINATIF, self.span_type(), agency, led), konsultatif)
        )

    # -- path: over the coordinators --

    def _node(self, unit: str) -> str:
        """Rule 2: the unit itself, or the agency a unit without a row of its own stands for."""
        if (
            unit in self.organisation.coordination
            or unit in self._staff
            or self.organisation.type_of(unit).needs_coordinator
        ):
            return unit
        return self._agency[unit]

    def _affairs(self, ask: _Ask, unit: str) -> frozenset[str]:
        if not ask.question.affairs:
            return _NO_AFFAIRS
        return frozenset(a.partition("/")[2] for a in ask.question.affairs if a.partition("/")[0] == unit)

    def _used(self, standing: _Standing, tops: set[str]) -> tuple[Edge, ...]:
        """The steps from an office up to one of `tops`, the lowest first."""
        found: dict[tuple[str, str], Edge] = {}
        waiting = list(standing.edges)
        while waiting:
            edge = waiting.pop(0)
            reaches = edge.to_unit in tops or not tops.isdisjoint(self._standing(edge.to_unit).above)
            if reaches and (edge.from_unit, edge.to_unit) not in found:
                found[edge.from_unit, edge.to_unit] = edge
                if edge.to_unit not in tops:
                    waiting += self._standing(edge.to_unit).edges
        return tuple(found.values())

    def _coordinator(self, code: str, edge: Edge, serves: str) -> Hop:
        return Hop(
            code,
            self._head_post(code),
            HopRole.COORDINATOR,
            (serves,),
            edge.basis,
            edge.source,
            edge.official,
            edge.agreement,
        )

    def _no_row(self, unit: str) -> _Stop:
        rule = self.routes.rules.rows
        reason = say(
            "Jalur belum ditetapkan: {unit} belum mempunyai baris pemetaan koordinasi pada {day} {ground}.",
            unit=self._name(unit),
            day=self.organisation.day,
            ground=rule.basis,
        )
        return _Stop(Status.UNDETERMINED, reason, (WayOn(rule.remedy, Kind.KONSULTATIF),))

    def _path(self, ask: _Ask) -> Path:
        parties = (ask.opener, *ask.counterparts)
        units = [p.unit for p in parties]
        if agency := self._one_agency(units):
            return self._within(ask, agency)
        if len(set(units)) < len(units):
            twice = next(u for u in units if units.count(u) > 1)
            reason = say("{unit} disebut dua kali; dalam jalur satu unit adalah satu pihak.", unit=self._name(twice))
            others = {p.unit: p.code for p in reversed(ask.counterparts) if p.unit != ask.opener.unit}
            text = say("Sebut {unit} satu kali saja.", unit=self._name(twice))
            once = WayOn(text, counterparts=(*reversed(others.values()),) or None)
            return self._undetermined(ask, reason, [once])
        nodes = [self._node(u) for u in units]
        standings = [self._standing(n, self._affairs(ask, n)) for n in nodes]
        for node, standing in zip(nodes, standings, strict=True):
            if standing.missing == node:
                stop = self._no_row(node)
                return self._undetermined(ask, stop.reason, stop.ways)
        reaches = [
            (node, *standing.gates) if node in self._staff else standing.gates
            for node, standing in zip(nodes, standings, strict=True)
        ]
        convener = next((c for c in reaches[0] if all(c in other for other in reaches[1:])), None)
        if convener is None:
            missing = next((s.missing for s in standings if s.missing), None)
            if missing:
                stop = self._no_row(missing)
                return self._undetermined(ask, stop.reason, stop.ways)
            return self._undetermined(ask, say("Jalur belum ditetapkan: tidak ada pejabat yang membawahi semua pihak."))
        return self._convened(ask, parties, nodes, convener)

    def _convened(
        self,
        ask: _Ask,
        parties: Sequence[_Party],
        nodes: Sequence[str],
        convener: str,
    ) -> Path:
        """Rule 4: the convener stands above or equal to every party, the offices between coordinate."""
        rules = self.routes.rules
        trail = _Trail(parties, by_post=False)
        reasons = self._remarks(ask, parties)
        legs = [self._leg(p.unit, n, self._affairs(ask, n), convener) for p, n in zip(parties, nodes, strict=True)]
        for leg in legs:
            for edge in leg.edges:
                trail.edge(edge)
        trail.party(HopRole.OPENER, parties[0], ask.row.basis)
        for hop in legs[0].hops:
            trail.office(hop)
        direct = next((e for leg in legs for e in leg.edges if e.to_unit == convener and e.source), None)
        basis = direct.basis if direct else self._match(self.routes.convener_bases, nodes, convener)
        serves = tuple(dict.fromkeys(p.unit for p in parties))
        trail.office(
            Hop(
                convener,
                self._head_post(convener),
                HopRole.CONVENER,
                serves,
                basis,
                direct.source if direct else None,
                direct.official if direct else True,
                direct.agreement if direct else None,
            )
        )
        lift = self._lift(ask, trail, convener)
        for party, leg in zip(parties[1:], legs[1:], strict=True):
            for hop in reversed(leg.hops):
                trail.office(hop)
            trail.party(HopRole.COUNTERPART, party, ask.row.basis)
        reasons.append(
            say(
                "{leader} memimpin sebagai pejabat terendah di atas, atau sama dengan, semua pihak {ground}.",
                leader=self._leader(convener),
                ground=rules.convener.basis,
            )
        )
        status = Status.OFFICIAL if all(leg.official for leg in legs) else Status.PROPOSED
        notes = [note for leg in legs for note in leg.notes]
        return self._answer(ask, status, trail, [*reasons, *notes, *lift], convener)

    def _leg(self, unit: str, node: str, affairs: frozenset[str], convener: str) -> _Leg:
        """The offices and steps from one party up to the convener."""
        key = (unit, affairs, convener)
        leg = self._legs.get(key)
        if leg is None:
            rules = self.routes.rules
            standing = self._standing(node, affairs)
            steps = self._used(standing, {convener}) if node != convener else ()
            edges, hops = list(steps), []
            notes: list[str] = []
            if node != unit:
                edges.insert(0, self._upward(unit, node))
                hops.append(Hop(node, self._head_post(node), HopRole.VIA, (unit,), rules.stand_in.basis))
                values = {"unit": self._name(unit), "agency": self._name(node)}
                notes.append(say("{unit} diwakili {agency} {ground}.", **values, ground=rules.stand_in.basis))
            top = self._standing(convener).above | {convener}
            for code in standing.order:
                if code not in top:
                    hops.append(self._coordinator(code, next(e for e in steps if e.to_unit == code), unit))
            if len(standing.edges) > 1 and not affairs:
                notes.append(
                    say(
                        "{unit} mempunyai beberapa koordinator dan urusannya tidak disebut; "
                        "semuanya mengoordinasikan {ground}.",
                        unit=self._name(node),
                        ground=rules.all_coordinate.basis,
                    )
                )
            notes += [edge.note for edge in steps if edge.note]
            official = all(edge.official for edge in steps)
            leg = self._legs[key] = _Leg(tuple(edges), tuple(hops), tuple(notes), official)
        return leg

    def _remarks(self, ask: _Ask, parties: Sequence[_Party]) -> list[Sentence]:
        """What an officer should know besides: a type that fits better, oversight, affairs that concern nobody."""
        remarks: list[Sentence] = []
        propose, types = self.routes.propose, self.routes.types
        outside = [p.unit for p in parties if p.unit in self._outside]
        if outside and ask.type != propose.outside:
            names, label = tuple(self._name(u) for u in outside), word(types[propose.outside].label)
            remarks.append(say("{names} adalah instansi luar; tipe yang sesuai ialah {type}.", names=names, type=label))
        elif not outside and ask.type == propose.outside:
            label = word(types[propose.otherwise].label)
            remarks.append(
                say("Tidak ada instansi luar di antara para pihak; tipe yang sesuai ialah {type}.", type=label)
            )
        for party in parties:
            if self.organisation.type_of(party.unit).element in self.routes.oversight_elements:
                remarks.append(
                    say(
                        "{unit} di sini menjadi pihak biasa; pengawasan ditempuh langsung sebagai hubungan "
                        "fungsional, tidak melalui koordinator {ground}.",
                        unit=self._name(party.unit),
                        ground=self.routes.rules.oversight.basis,
                    )
                )
        nodes = {self._node(p.unit) for p in parties}
        for affair in ask.question.affairs:
            if affair.partition("/")[0] not in nodes:
                name = self.organisation.affairs[affair].name
                remarks.append(say("Urusan {affair} tidak dipegang pihak mana pun; diabaikan.", affair=word(name)))
        return remarks

    def _lift(self, ask: _Ask, trail: _Trail, convener: str | None) -> list[Sentence]:
        """The decider the form lifts the top to, if the pack says so; the sentence that names the instrument."""
        lift = self.routes.forms.get(ask.question.form) if ask.question.form else None  # type: ignore[call-overload]
        if lift is None or self.root is None or ask.kind is not Kind.KOORDINATIF:
            return []
        if self.root not in (convener, ask.opener.unit):
            serves = tuple(dict.fromkeys(p.unit for p in (ask.opener, *ask.counterparts)))
            trail.office(Hop(self.root, self._head_post(self.root), HopRole.DECIDER, serves, lift.basis))
            trail.edge(Edge(convener or ask.opener.unit, self.root, lift.basis))
        return [
            say(
                "Diputuskan {head} dengan {instrument} {ground}.",
                head=self._name(self.root),
                instrument=word(lift.instrument),
                ground=lift.basis,
            )
        ]

    def _within(self, ask: _Ask, agency: str) -> Path:
        """Rule 3: all parties are one agency, so type hierarki under its head is proposed, without a convener."""
        basis = self.routes.rules.one_agency.basis
        type_ = self.span_type()
        parties = (ask.opener, *ask.counterparts)
        leader = self._head_post(agency)
        if ask.opener.post and all(p.post and ask.opener.post in self._line(p.post) for p in ask.counterparts):
            leader = ask.opener.post
        trail = _Trail(parties, by_post=True)
        lines = []
        for party in parties:
            line = (party.post, *self._line(party.post)) if party.post else ()
            line = line[: line.index(leader) + 1] if leader in line else line[:1]
            lines.append(line[1:])
            for lower, upper in pairwise(line):
                trail.edge(self._upward(lower, upper))
        for index, (party, line) in enumerate(zip(parties, lines, strict=True)):
            units = [self.organisation.posts[post].unit for post in line]
            offices = [
                Hop(unit, post, HopRole.COORDINATOR, (party.unit,), basis)
                for unit, post in zip(units, line, strict=True)
            ]
            if index == 0:
                trail.party(HopRole.OPENER, party, basis)
            for hop in offices if index == 0 else reversed(offices):
                trail.office(hop)
            if index == 0:
                lift = self._lift(ask, trail, agency)
            else:
                trail.party(HopRole.COUNTERPART, party, basis)
        name = self._name(agency)
        label = word(self.routes.types[type_].label) if type_ else ""
        reasons = [
            say(
                "Semua pihak berada dalam {agency}; diusulkan {type} di bawah pimpinannya {ground}.",
                agency=name,
                type=label,
                ground=basis,
            )
        ]
        ways = []
        if leader != ask.opener.post:
            led = tuple(p.code for p in parties if p.post != leader)
            text = say("Pimpinan {agency} membukanya sebagai koordinasi hierarki.", agency=name)
            ways.append(WayOn(text, Kind.KOORDINATIF, type_, agency, led))
        return self._answer(ask, Status.OFFICIAL, trail, [*reasons, *lift], None, ways, type_, Route.SPAN)


class _Ask(Struct, frozen=True):
    """A question with its codes looked up and its route chosen."""

    question: Question
    opener: _Party
    counterparts: tuple[_Party, ...]
    kind: Kind
    type: str | None
    row: RouteRow
    notes: list[Sentence]


_NO_AFFAIRS: frozenset[str] = frozenset()
_RANK = {Status.OFFICIAL: 0, Status.PROPOSED: 1, Status.UNDETERMINED: 2, Status.REFUSED: 3}


def open_way(way: WayOn) -> Sentence:
    """A way on as it stands among the reasons of an answer."""
    return say("Jalan yang terbuka: {way}", way=way.text)


def _proposed(agreement: str | None) -> Sentence:
    """That a row is only proposed, and by how many of the regions that could be read it is mapped likewise."""
    some, _, total = (agreement or "").partition("/")
    if total and some != total:
        return say("usulan, {some} dari {total} daerah sama", some=some, total=total)
    return say("usulan")


def _and(names: Sequence[str]) -> str:
    """Names with "dan" between them."""
    return say("{first} dan {second}", first=_and(names[:-1]), second=names[-1]) if len(names) > 1 else names[0]

"""What must hold everywhere in the walk: each a function with the sentence of the design or of the regulation it keeps.

A check is of the table itself, of a state with its offers, of what such a state looks like to `choose` (its signature,
each tried once), of a deed (what was, who did what, what is), or of the whole graph. Each says whether it holds; the
graph's say where it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from selaras.law.cite import parse_cite
from selaras.law.procedures import (
    Ask,
    Effect,
    Facts,
    Offer,
    Phase,
    Procedure,
    Refused,
    Role,
    Seat,
    Step,
    Thing,
    choose,
    lapsed,
    turns,
)
from selaras.law.types import Modality, Strength
from tests.law.walk import LONG, MATTERS, PACK, Edge, Graph, World, steps_of

BELOW = ("struktural", "koordinatif-hierarki")  # where one stands above the other
COMMON_ENDS = {"withdrawn", "merged", "changed", "united"}
PROVISIONS = PACK.regulation("perbup-24-2020").provisions


@dataclass(frozen=True)
class Invariant:
    """A check by its name, with the sentence it keeps and the procedures it speaks of."""

    name: str
    sentence: str
    sort: str
    procedures: tuple[str, ...]
    check: Callable[..., Any]
    on: Callable[[Step], bool]

    def speaks_of(self, procedure: Procedure) -> bool:
        """Whether it speaks of a procedure; without any named it speaks of all."""
        return not self.procedures or procedure.code in self.procedures


class Breach(NamedTuple):
    """Where an invariant does not hold."""

    invariant: str
    where: str


INVARIANTS: dict[str, Invariant] = {}


def keeps(
    sentence: str, *procedures: str, sort: str, on: Callable[[Step], bool] = lambda _step: True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function among the invariants."""

    def enter(check: Callable[..., Any]) -> Callable[..., Any]:
        INVARIANTS[check.__name__] = Invariant(check.__name__, sentence, sort, procedures, check, on)
        return check

    return enter


def breaches(
    procedure: Procedure, worlds: Iterable[World], invariants: Iterable[Invariant] | None = None
) -> Iterator[Breach]:
    """Every breach of the invariants, the table's own first, then as the walk of each world comes upon them."""
    chosen = [i for i in (INVARIANTS.values() if invariants is None else invariants) if i.speaks_of(procedure)]
    for invariant in chosen:
        if invariant.sort == "table" and not invariant.check(procedure):
            yield Breach(invariant.name, procedure.code)
    if any(invariant.sort != "table" for invariant in chosen):
        for world in worlds:
            yield from breaches_in(Graph(procedure, world), chosen)


def breaches_in(graph: Graph, chosen: Sequence[Invariant]) -> Iterator[Breach]:
    """Every breach in one world, whose graph is walked for it."""
    procedure = graph.procedure
    states = [i for i in chosen if i.sort == "state"]
    once = [i for i in chosen if i.sort == "signature"]
    tried: set[object] = set()
    deeds = {s.code: [i for i in chosen if i.sort == "deed" and i.on(s)] for s in procedure.steps}
    for index in steps_of(graph):
        facts, offered = graph.facts[index], graph.offers[index]
        looks = signature(facts, offered) if once else None
        for invariant in states if looks in tried or not once else (*states, *once):
            if not invariant.check(procedure, facts, offered):
                yield Breach(invariant.name, _where(facts))
        tried.add(looks)
        for edge in graph.edges[index]:
            if edge.offer is None:
                continue
            for invariant in deeds[edge.code]:
                if not invariant.check(procedure, facts, edge.offer, edge.target, graph.facts[edge.to]):
                    yield Breach(invariant.name, f"{edge.code} by {edge.offer.seat.id} at {_where(facts)}")
    for invariant in chosen:
        if invariant.sort == "graph":
            bad = sorted(invariant.check(graph))
            if bad:
                yield Breach(invariant.name, f"{len(bad)} states, the first {_where(graph.facts[bad[0]])}")


def _where(facts: Facts) -> str:
    def seat(s: Seat) -> str:
        marks = "".join(
            m
            for m, on in (("*", s.leads), ("!", s.days > 0), ("†", s.gone), ("+", s.children > 0), ("~", s.overdue))
            if on
        )
        return f"{s.id}:{s.state}{marks}"

    ghosts = (
        ("waited", facts.days),
        ("texts", facts.proposals),
        ("child", facts.offspring),
        ("path", facts.rerouted),
        ("past its end", not facts.mandated),
        ("before its day", not facts.hour),
        ("near its review", facts.left is not None and facts.left >= 0),
        ("past its review", facts.left is not None and facts.left < 0),
        ("opens by itself", facts.opens),
        (f"barred: {facts.barred}", bool(facts.barred)),
    )
    return f"{facts.state} [{' '.join(map(seat, facts.seats))}] {' '.join(name for name, on in ghosts if on)}".strip()


# How the checks speak


def parties(facts: Facts) -> list[Seat]:
    return [s for s in facts.seats if s.role in (Role.OPENER, Role.COUNTERPART)]


def mates(facts: Facts) -> list[Seat]:
    return [s for s in facts.seats if s.role is Role.COUNTERPART]


def office(facts: Facts, role: Role) -> Seat | None:
    return next((s for s in facts.seats if s.role is role), None)


def count(seats: Iterable[Seat], *states: str) -> int:
    return sum(s.state in states for s in seats)


def changes(before: Facts, after: Facts) -> list[tuple[Seat, Seat]]:
    """The seats whose small state changed, as they were and as they are."""
    now = {s.id: s for s in after.seats}
    return [(s, now[s.id]) for s in before.seats if s.id in now and now[s.id].state != s.state]


def fresh(seat: Seat) -> bool:
    return seat.days == 0 and seat.reminders == 0 and not seat.overdue


def enters(*states: str) -> Callable[[Step], bool]:
    return lambda step: step.to in states


def has(*effects: Effect) -> Callable[[Step], bool]:
    return lambda step: bool(set(effects) & set(step.effects))


NO_ENDS = {*COMMON_ENDS, "carried_on", "cancelled", "dissolved"}


def good_ends(graph: Graph) -> list[int]:
    """Closed states that are an end of the subject itself; where all parties became one unit, that too is one.

    To carry a consultation on as coordination is none: everybody may do that at any time, and nothing was consulted.
    To carry a follow-up on is one only where nobody of another unit is left to say whether it was done.
    """

    def good(facts: Facts) -> bool:
        if facts.state == "united":
            return not mates(facts)
        if facts.state == "carried":
            return len({s.unit for s in facts.seats if s.role is not Role.OBSERVER}) < 3
        return facts.state not in NO_ENDS

    return [i for i, facts in enumerate(graph.facts) if graph.phase(i) is Phase.CLOSED and good(facts)]


# Who convenes, chairs or writes: without him it may stand still, and his superior can be told. Who records what an
# institution outside says. With what, and by whom, a draft begins.
LEADING = dict.fromkeys(MATTERS, Role.CONVENER) | {
    "rapat": Role.CHAIR,
    "tindak-lanjut": Role.CONVENER,
    "gugus-kerja": Role.CONVENER,
    "naskah-koordinasi": Role.OPENER,
    "pengecualian": Role.DECIDER,
}
RECORDING = {code: {Role.OPENER, Role.LEAD} for code in MATTERS} | {
    "rapat": {Role.CHAIR, Role.SECRETARY},
    "tindak-lanjut": {Role.CONVENER},
    "gugus-kerja": {Role.CHAIR, Role.SECRETARY},
    "naskah-koordinasi": {Role.OPENER},
    "pengecualian": {Role.OPENER},
}
BEGINNING = {code: ("ajukan", {Role.OPENER}) for code in MATTERS} | {
    "rapat": ("undang", {Role.CHAIR, Role.SECRETARY}),
    "tindak-lanjut": ("buka", {Role.CONVENER}),
    "gugus-kerja": ("bentuk", {Role.CONVENER}),
    "naskah-koordinasi": ("edarkan", {Role.OPENER}),
    "pengecualian": ("mohonkan", {Role.OPENER}),
}


STANDING = {"issued"}  # in force until whoever issued it ends it: nothing is held up by that
ELSEWHERE = {"(unit ends)", "(mapping changes)"}  # may happen, but nobody can count on it


def running(graph: Graph) -> set[int]:
    return {i for i in range(len(graph.facts)) if graph.phase(i) is Phase.OPEN}


# All procedures


@keeps("offers → what each participant may do now. Buttons, enforcement … cannot disagree.", sort="state")
def only_the_hands_of_a_seat_act(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    roles = RECORDING[procedure.code]
    recording = {s.id for s in facts.seats if (s.role in roles or (s.leads and Role.LEAD in roles)) and not s.gone}
    for offer in offered:
        if offer.seat not in facts.seats or not facts.roles_of(offer.seat).intersection(offer.step.by):
            return False
        own = set() if offer.seat.external else {offer.seat.id}
        lent = recording if offer.seat.external or offer.seat.gone else set()
        if set(offer.hands) != own | lent:
            return False
    return True


@keeps("a unit merged, split, renamed: nobody acts for it but its successor, or who leads or opened", sort="state")
def a_seat_whose_unit_ended_can_only_be_succeeded(
    _procedure: Procedure, facts: Facts, offered: Sequence[Offer]
) -> bool:
    gone = {s.id for s in facts.seats if s.gone}
    succeeding = {o.seat.id for o in offered if Effect.SUCCEED in o.step.effects and o.open}
    others = {o.seat.id for o in offered if Effect.SUCCEED not in o.step.effects}
    return facts.state == "draft" or not offered or (succeeding == gone and not others & gone)


@keeps("states of the subject … from opening to closing: what is closed is closed", sort="state")
def a_closed_matter_offers_nothing(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    return procedure.state(facts.state).phase is not Phase.CLOSED or not offered


@keeps("Common: drafts; a number is given at submission", sort="state")
def a_draft_can_only_be_submitted(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    """Where to begin is to decide, an acting officer may hand it over before."""
    step, roles = BEGINNING[procedure.code]
    if procedure.state(facts.state).phase is not Phase.DRAFT:
        return all(Effect.SUBMIT not in o.step.effects and o.step.code != step for o in offered)
    begins = [(step, s.role) for s in facts.seats if s.role in roles]
    lent = {o.seat.role for o in offered if Effect.ELEVATE in o.step.effects}
    deciding = Ask.ASPECTS in procedure.step(step).asks
    others = [(o.step.code, o.seat.role) for o in offered if Effect.ELEVATE not in o.step.effects]
    return others == begins and lent == (roles if deciding else set())


@keeps("states and slots … one small state per participant", sort="state")
def every_small_state_is_one_of_the_procedure(procedure: Procedure, facts: Facts, _offered: Sequence[Offer]) -> bool:
    return all(not s.state or procedure.slot_state(s.role, s.state) is not None for s in facts.seats)


def signature(facts: Facts, offered: Sequence[Offer]) -> tuple[object, ...]:
    """All that `choose` and `turns` look at: the state, and of each offer step, seat, hands and what lacks."""
    seen = tuple((o.step.code, o.seat.id, o.hands, tuple(lack.need.label for lack in o.missing)) for o in offered)
    return (facts.state, tuple(s.id for s in facts.seats), seen)


@keeps("giliran Anda and notices are all made from offers, so they cannot disagree", sort="signature")
def a_turn_is_the_first_open_offer(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    first: dict[int, str] = {}
    for offer in offered:
        awaits = offer.missing and {lack.need.what for lack in offer.missing} <= {Thing.CHILDREN, Thing.HOUR}
        if offer.step.turn and (offer.open or awaits):  # who gave a task on still has to report; who called, to begin
            first.setdefault(offer.seat.id, offer.step.code)
    return {turn.seat: turn.step for turn in turns(procedure, facts)} == first


@keeps("Each refusal names clause and strength, with what to do next", sort="signature")
def what_is_not_offered_is_refused_in_words(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    """Every actor tries every step from every seat."""
    everybody = [s.id for s in facts.seats]
    open_ = {(o.step.code, o.seat.id): o for o in offered if o.open}
    for step in procedure.steps:
        for seat in everybody:
            offer = open_.get((step.code, seat))
            if offer is None:  # refused to all hands together, so to each of them
                tries = [(everybody, False)]
            else:
                tries = [([hand], hand in offer.hands) for hand in everybody] + [([], False)]
            for hands, granted in tries:
                try:
                    if choose(procedure, facts.state, offered, seat, step.code, hands) is not offer or not granted:
                        return False
                except Refused as refused:
                    if granted or not (refused.what and refused.basis and refused.reasons and refused.ways_on):
                        return False
    return True


@keeps(
    "Invariant 3. From every open state a closing state other than withdrawn is reachable even if any one participant "
    "(not the convener, nor who chairs or writes) never acts.",
    sort="graph",
)
def no_one_who_is_silent_holds_a_matter_up(graph: Graph) -> set[int]:
    standing = [i for i, facts in enumerate(graph.facts) if facts.state in STANDING]
    ends = [*good_ends(graph), *standing]
    bad = running(graph) - graph.reaching(ends, lambda edge: edge.code not in ELSEWHERE)
    for seat in {seat.id: seat for facts in graph.facts for seat in facts.seats}.values():
        if seat.role is LEADING[graph.procedure.code]:
            continue

        def without(edge: Edge, silent: int = seat.id) -> bool:
            return edge.code not in ELSEWHERE and any(hand != silent for hand in edge.hands)

        held_up = running(graph) - graph.reaching(ends, without)
        # Without the opener there must be somebody else in the house: institutions outside have no hands in it.
        bad |= {
            i for i in held_up if seat.role is not Role.OPENER or any(not s.external for s in mates(graph.facts[i]))
        }
    return bad


@keeps(
    "Invariant 3. If the convener never acts, some offer tells his superior.",
    "koordinatif-jalur",
    "rapat",
    "tindak-lanjut",
    "gugus-kerja",
    "naskah-koordinasi",
    "pengecualian",
    sort="graph",
)
def the_superior_of_a_silent_convener_can_be_told(graph: Graph) -> set[int]:
    conveners = {s.id for s in graph.world.seats if s.role is LEADING[graph.procedure.code]}

    def without(edge: Edge) -> bool:
        return edge.code not in ELSEWHERE and any(hand not in conveners for hand in edge.hands)

    told = [
        i
        for i, edges in enumerate(graph.edges)
        if any(e.offer and Effect.TELL_SUPERIOR in e.offer.step.effects and without(e) for e in edges)
    ]
    alone = {  # only institutions outside are left: they tell nobody here
        i
        for i, facts in enumerate(graph.facts)
        if all(s.external or s.id in conveners or s.role is Role.OBSERVER for s in facts.seats)
    }
    return running(graph) - graph.reaching([*told, *good_ends(graph), *alone], without)


@keeps("to be told, observer: they stop nothing", sort="deed", on=has(Effect.TELL_HEAD, Effect.TELL_SUPERIOR))
def telling_changes_nothing(
    _procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, after: Facts
) -> bool:
    kept = tuple(s for s in after.seats if s.role is not Role.OBSERVER)
    return after.state == before.state and kept == tuple(s for s in before.seats if s.role is not Role.OBSERVER)


@keeps("a reminder recorded twice: reminding moves nothing but its own count", sort="deed", on=has(Effect.REMIND))
def reminding_moves_nobody(
    _procedure: Procedure, before: Facts, _offer: Offer, target: int | None, after: Facts
) -> bool:
    others = [(a, b) for a, b in zip(before.seats, after.seats, strict=True) if a != b and a.id != target]
    return after.state == before.state and not changes(before, after) and not others


LEFT_UNDONE = {
    "silent": {"asked", "acknowledged", "working", "to_state"},
    "unconfirmed": {"to_confirm"},
    "shareless": {"to_share"},
    "unreported": {"sharing"},
    "unrevised": {"returned"},
    "incomplete": {"completing"},
    "unreviewed": {"to_review"},
    "unsigned": {"to_sign"},
    "unchecked": {"to_check"},
}


@keeps("only who was silent is named silent: the clock ran out, or a reminder was recorded twice", sort="deed")
def nobody_is_named_silent_in_his_time(
    procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, after: Facts
) -> bool:
    return all(lapsed(procedure, was) for was, now in changes(before, after) if now.state in LEFT_UNDONE)


@keeps("a silent unit is named by what it left undone, and by nothing else", sort="deed")
def what_is_recorded_of_the_silent_is_true(
    _procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, after: Facts
) -> bool:
    return all(was.state in LEFT_UNDONE.get(now.state, {was.state}) for was, now in changes(before, after))


@keeps("states of the subject: a matter opens by submission and closes once", sort="deed")
def a_state_follows_only_from_a_step_that_says_so(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    return after.state in (offer.step.to, before.state) and before.state in offer.step.states


@keeps("withdrawn, joined, change of kind with reason", *MATTERS, sort="table")
def who_ends_it_otherwise_is_the_opener_with_a_reason(procedure: Procedure) -> bool:
    ending = [s for s in procedure.steps if s.to in COMMON_ENDS]
    return {s.to for s in ending} == COMMON_ENDS and all(
        s.by == (Role.OPENER,) and s.binding and s.text is not None and s.text.required for s in ending
    )


@keeps("sesudah bergabung: only where no counterpart is left has a matter become one unit's own", sort="deed")
def parties_are_united_only_where_one_is_left(
    _procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, after: Facts
) -> bool:
    return after.state != "united" or not mates(before)


@keeps("A coordination, a consultation or a deliberation is closed with reasons", sort="table")
def an_end_without_result_asks_for_its_reason(procedure: Procedure) -> bool:
    closed = {s.code for s in procedure.states if s.phase is Phase.CLOSED}
    without = [s for s in procedure.steps if s.to in closed - {"closed", "redirected"}]
    return all(s.text is not None and s.text.required for s in without)


BINDING = {
    "konsultatif": {
        "benarkan", "catat", "tidak_sepaham", "tutup", "tutup_tanpa_tanggapan", "tutup_oleh_mitra", "lanjutkan",
    },
    "koordinatif-jalur": {
        "ajukan", "ajukan_ulang", "ambil", "limpahkan", "ambil_kembali", "perbarui_jalur", "kembalikan", "sepakati",
        "sepakati_ulang", "setujui", "setujui_catatan", "keberatan", "tarik_sikap", "putuskan", "putuskan_rapat",
        "angkat", "akhiri", "tutup",
    },
    "kolegial": {
        "usulkan", "usulkan_ulang", "usulkan_sisa", "setuju", "setuju_catatan", "keberatan", "abstain",
        "tarik_sikap", "cabut_keberatan", "pertahankan", "pertahankan_langsung", "lepas_keberatan", "sepakati",
        "tinjau_kesepakatan", "ambil_bagian", "mulai", "naikkan", "naikkan_buntu", "naikkan_beban",
        "naikkan_pelaksanaan", "tutup",
    },
    "fungsional": {
        "terima", "tolak", "serahkan", "ganti_hasil", "terima_hasil", "minta_lengkapi", "lengkapi_hasil", "alihkan",
        "tutup", "tutup_tanpa_hasil", "tutup_oleh_mitra", "tutup_oleh_penolak",
    },
    "struktural": {
        "ajukan", "laporkan", "teruskan", "terima_laporan", "kembalikan_laporan", "tutup", "akhiri",
        "tutup_tanpa_perbaikan", "tutup_oleh_bawahan",
    },
    "koordinatif-hierarki": {
        "ajukan", "laporkan", "evaluasi", "minta_laporan_ulang", "tutup", "akhiri", "tutup_tanpa_perbaikan",
        "tutup_oleh_bawahan",
    },
    "rapat": {
        "batalkan", "wakilkan", "telaah", "beri_catatan", "tanda_tangani", "sahkan", "tutup_tanpa_keputusan", "angkat",
    },
    "tindak-lanjut": {
        "laporkan", "tarik_laporan", "ajukan_tidak_dapat", "verifikasi", "kembalikan_bukti", "terima_tidak_dapat",
        "tolak_tidak_dapat", "verifikasi_pengendali", "terima_tidak_dapat_pengendali", "tutup_tidak_dapat",
        "perpanjang", "alihkan",
    },
    "gugus-kerja": {
        "bentuk", "perpanjang", "angkat", "laporkan", "terima_laporan", "kembalikan", "tutup_oleh_ketua", "akhiri",
        "bubarkan",
    },
    "naskah-koordinasi": {
        "setujui", "setujui_catatan", "keberatan", "tarik_sikap", "tetapkan", "angkat", "akhiri", "akhiri_rancangan",
        "tutup_oleh_unit_terkait",
    },
    "pengecualian": {"kecualikan", "tolak", "perpanjang", "pertahankan", "buka", "buka_sendiri"},
}  # fmt: skip
BINDING_EVERYWHERE = {"tugaskan", "tarik_tugas", "gabungkan", "ganti_jenis", "cabut", "akhiri_penerus"}


@keeps("Acts that bind (agree, object, decide, accept) need the holder; the rest an operator may do.", sort="table")
def the_steps_that_bind_are_those(procedure: Procedure) -> bool:
    everywhere = BINDING_EVERYWHERE if procedure.subject == "matter" else set()
    return {s.code for s in procedure.steps if s.binding} == BINDING[procedure.code] | everywhere


@keeps("designed only warns, except for integrity; inferred may stop, and always offers a lawful way on", sort="table")
def a_need_that_stops_leaves_a_way_on(procedure: Procedure) -> bool:
    """Who cannot see a step is not stopped on his way by it, so a hidden need needs no way on."""
    needs = [need for step in procedure.steps for need in step.needs]
    return all(
        bool(need.way_on or need.hides)
        and (
            need.integrity
            or need.hides
            or need.basis.strength in (Strength.STATED, Strength.INFERRED)
            or not need.stops
        )
        for need in needs
        if need.stops or need.hides
    )


@keeps("A may (“dapat”) never becomes a must.", sort="table")
def a_may_is_no_must(procedure: Procedure) -> bool:
    """No need refuses on a clause that says "dapat"; what is read out of one only stops, with a way on."""
    may = {key for key, p in PROVISIONS.items() if p.modality is Modality.MAY}
    refusing = [n for s in procedure.steps for n in s.needs if n.basis.strength is Strength.STATED]
    return not [n for n in refusing if n.basis.cite and parse_cite(n.basis.cite) in may]


@keeps("Clocks are targets in working days: who is waited for knows until when", sort="table")
def who_is_awaited_has_a_target(procedure: Procedure) -> bool:
    waiting = [
        procedure.slot_state(role, code)
        for step in procedure.steps
        if step.turn
        for role in step.by
        for code in step.slot
    ]
    return all(small is not None and small.clock is not None for small in waiting)


@keeps("some offer comes after a wait: long enough, and nobody can do without it", sort="table")
def what_leans_on_waiting_names_its_days(procedure: Procedure) -> bool:
    """To tell a superior is no more than a word to him, so of that the wait only warns."""
    waited = [(s, n) for s in procedure.steps for n in s.needs if n.what is Thing.WAITED]
    return all(4 <= n.days <= 15 and n.integrity is (Effect.TELL_SUPERIOR not in s.effects) for s, n in waited)


def _opener_may(offered: Sequence[Offer], facts: Facts, code: str) -> bool:
    opener = facts.seats[0]
    return opener.gone or any(o.step.code == code and o.seat.id == opener.id and o.open for o in offered)


@keeps(
    "After its clock (or a reminder recorded twice) … a silent unit … is named, or the matter is carried up: "
    "who is silent is not waited for",
    "konsultatif",
    "kolegial",
    "fungsional",
    "struktural",
    "koordinatif-hierarki",
    sort="state",
)
def who_is_silent_is_not_waited_for(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    """Once everybody has done his part or let his time lapse, the next step is open to whom it belongs."""

    def ready(*states: str) -> bool:
        return all(s.state in states or lapsed(procedure, s) for s in parties(facts) if s.state or s in mates(facts))

    if procedure.state(facts.state).phase is not Phase.OPEN or not mates(facts):
        return True
    if procedure.code == "kolegial":
        return _deliberation_goes_on(facts, offered, ready)
    if procedure.code == "konsultatif":
        spoken = ("answered",) if facts.state == "consulting" else ("confirmed", "noted", "differs")
        step = "simpulkan" if facts.state == "consulting" else "tutup"
        heard = count(mates(facts), *spoken) > 0
        return not ready(*spoken, "silent") or _opener_may(offered, facts, step if heard else "tutup_tanpa_tanggapan")
    done = {"fungsional": ("accepted", "declined"), "struktural": ("accepted",), "koordinatif-hierarki": ("evaluated",)}
    if count(mates(facts), "reported", "delivered", "completed"):
        return True  # here the others wait for the opener, not he for them
    empty_handed = "tutup_tanpa_hasil" if procedure.code == "fungsional" else "akhiri"
    if count(mates(facts), "returned"):
        empty_handed = "tutup_tanpa_perbaikan"
    with_result = count(mates(facts), done[procedure.code][0]) > 0
    return not ready(*done[procedure.code]) or _opener_may(offered, facts, "tutup" if with_result else empty_handed)


APART = ("abstained", "silent", "apart", "shareless")


def _deliberation_goes_on(facts: Facts, offered: Sequence[Offer], ready: Callable[..., bool]) -> bool:
    """Two who did their part go on together; who is alone with it carries it up, once the others' time has run out."""
    here = [s for s in parties(facts) if not s.gone and not s.external]

    def open_to(seats: Iterable[Seat], code: str) -> bool:
        return {s.id for s in seats} <= {o.seat.id for o in offered if o.step.code == code and o.open}

    if facts.state == "invited":
        return open_to(here, "usulkan_ulang")
    if count(parties(facts), "upheld"):
        return open_to(here, "naikkan")
    if count(parties(facts), "objected"):
        return True  # it is answered, withdrawn, or upheld when nobody answers in time
    together, done, alone = {
        "deliberating": ("sepakati", ("agreed", "noted"), "naikkan_buntu"),
        "sharing": ("mulai", ("sharing",), "naikkan_beban"),
        "carrying": ("tutup", ("done",), "naikkan_pelaksanaan"),
    }[facts.state]
    if not ready(*done, *APART):
        return True
    if count(parties(facts), *done) >= 2:
        return open_to(here, together)
    return open_to([s for s in here if s.state in done], alone)


# Konsultatif (Pasal 13)


@keeps(
    "Direct, post to post across units and ranks. A superior is never required.",
    "konsultatif",
    "kolegial",
    "fungsional",
    "struktural",
    "koordinatif-hierarki",
    sort="graph",
)
def nobody_but_the_parties_is_needed(graph: Graph) -> set[int]:
    among = {s.id for s in graph.world.seats if s.role in (Role.OPENER, Role.COUNTERPART)} | {0}
    without = {"carried_on", "carried_up"} | ({"ended"} if graph.procedure.code in BELOW else set())
    own_ends = [i for i in good_ends(graph) if graph.facts[i].state not in without or not mates(graph.facts[i])]
    reaching = graph.reaching(
        own_ends, lambda edge: edge.code not in ELSEWHERE and bool(among.intersection(edge.hands))
    )
    return {i for i in running(graph) - reaching if mates(graph.facts[i])}


@keeps("ask → each counterpart answers → shared understanding", "konsultatif", sort="deed", on=enters("confirming"))
def a_conclusion_has_heard_every_mate(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    heard = all(s.state == "answered" or lapsed(procedure, s) for s in mates(before))
    named = all((s.state == "silent") is (mate.state == "asked") for mate, s in changes(before, after))
    of_two = count(mates(before), "answered") >= 1
    return offer.seat.role is Role.OPENER and heard and of_two and named and not count(mates(after), "asked")


@keeps(
    "After its clock (or a reminder recorded twice) the opener may close with “tidak menjawab” named.",
    "konsultatif",
    sort="deed",
    on=enters("closed"),
)
def no_mate_is_left_out_of_a_closed_consultation(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    unheard = [s for s in mates(before) if s.state == "asked"]
    if count(mates(after), "asked") or any(not lapsed(procedure, s) for s in unheard):
        return False
    if offer.seat.role is Role.OPENER:
        spoken = ("confirmed", "noted", "differs")
        said = all(s.state in (*spoken, "silent") or lapsed(procedure, s) for s in mates(before))
        told = count(mates(after), *spoken, "silent", "unconfirmed") == len(mates(after))
        return said and told and count(mates(after), *spoken) >= 1
    return before.days == LONG  # a counterpart closes only what the opener let lie


@keeps(
    "After its clock (or a reminder recorded twice) the opener may close with “tidak menjawab” named.",
    "konsultatif",
    sort="deed",
    on=enters("ended"),
)
def without_an_answer_it_ends_naming_the_silent(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    late = all(s.state == "silent" or lapsed(procedure, s) for s in mates(before))
    named = count(mates(after), "silent", "unconfirmed") == len(mates(after))
    return offer.seat.role is Role.OPENER and late and named


@keeps("Not aligned: who understands it otherwise says so and is heard as the others are", "konsultatif", sort="state")
def who_confirms_may_as_well_differ(_procedure: Procedure, _facts: Facts, offered: Sequence[Offer]) -> bool:
    def seats(code: str) -> set[int]:
        return {o.seat.id for o in offered if o.step.code == code and o.open}

    return seats("benarkan") == seats("tidak_sepaham")


@keeps(
    "confirmations and objections point to one version of a proposal; a new version clears them",
    "konsultatif",
    sort="deed",
    on=has(Effect.PROPOSE),
)
def a_new_conclusion_clears_the_confirmations(
    _procedure: Procedure, _before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    asked = [s for s in mates(after) if s.state != "silent"]
    return offer.seat.role is Role.OPENER and all(s.state == "to_confirm" and fresh(s) for s in asked)


@keeps("each confirms for himself", "konsultatif", "koordinatif-jalur", sort="deed")
def nobody_confirms_for_another(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    own = ("answered", "confirmed", "noted", "differs", "objected")
    return all(was.id == offer.seat.id for was, now in changes(before, after) if now.state in own)


# Kolegial (Pasal 14)


@keeps(
    "Not agreed or closed by one unit alone [inferred: joint responsibility].",
    "kolegial",
    sort="deed",
    on=enters("sharing", "carrying", "closed"),
)
def it_takes_two_to_agree_to_carry_and_to_close(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, _after: Facts
) -> bool:
    standing = {"sharing": ("agreed", "noted"), "carrying": ("sharing",), "closed": ("done",)}
    return count(parties(before), *standing[offer.step.to or ""]) >= 2


@keeps("silence = “belum menyatakan”, never assent [designed]", "kolegial", sort="deed")
def silence_is_never_assent(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    for was, now in changes(before, after):
        if now.state in ("agreed", "noted", "sharing", "done") and was.id != offer.seat.id:
            return False
        if now.state == "to_share" and was.state not in ("agreed", "noted"):
            return False
    return True


@keeps(
    "every objection answered in writing, withdrawn, or upheld and carried up → joint agreement",
    "kolegial",
    sort="deed",
    on=enters("sharing"),
)
def no_agreement_over_an_open_objection(
    procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, _after: Facts
) -> bool:
    """Answered is not settled: who objected has the time of his clock to withdraw or to uphold."""
    settled = all(lapsed(procedure, s) for s in parties(before) if s.state == "answered")
    return not count(parties(before), "objected", "upheld") and settled


@keeps("A silent unit takes no part and no share", "kolegial", sort="deed", on=enters("sharing", "carrying"))
def an_agreement_waits_for_every_party(
    procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, after: Facts
) -> bool:
    waiting = [s for s in parties(before) if s.state in ("to_state", "to_share")]
    late = all(lapsed(procedure, s) for s in waiting)
    named = {s.id for s in parties(after) if s.state in ("silent", "shareless")} >= {s.id for s in waiting}
    apart = {s.id for s in parties(before) if s.state == "answered"}
    return late and named and apart <= {s.id for s in parties(after) if s.state == "apart"}


@keeps("a share of the load for every agreeing unit", "kolegial", sort="state")
def who_did_not_agree_bears_no_share(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    idle = {s.id for s in parties(facts) if s.state in ("silent", "abstained", "apart", "shareless")}
    return not [o for o in offered if o.step.slot_to in ("sharing", "done") and o.seat.id in idle]


@keeps(
    "positions, confirmations and objections point to one version of a proposal; a new version clears them",
    "kolegial",
    sort="deed",
    on=has(Effect.PROPOSE),
)
def a_new_concept_clears_positions_and_objections(
    _procedure: Procedure, _before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    others = [s for s in parties(after) if s.id != offer.seat.id]
    own = [s for s in parties(after) if s.id == offer.seat.id]
    return (
        after.state == "deliberating"
        and all(s.state == "to_state" and fresh(s) for s in others)
        and own[0].state == "agreed"
    )


@keeps("joint responsibility: once a concept stands nobody ends it alone, the opener included", "kolegial", sort="deed")
def nobody_ends_a_deliberation_alone(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    if procedure.state(after.state).phase is not Phase.CLOSED or before.state == "invited":
        return True
    if after.state == "carried_up":  # what is left where the deliberation did not lead on
        done = {"deliberating": ("agreed", "noted"), "sharing": ("sharing",), "carrying": ("done",)}[before.state]
        others = [s for s in parties(before) if s.id != offer.seat.id]
        spent = all(s.state in (*done, *APART) or lapsed(procedure, s) for s in others)
        return count(parties(before), "upheld") > 0 or (spent and count(parties(before), *done) < 2)
    return after.state in ("closed", "united")


@keeps("objection: raised → answered → withdrawn or upheld → carried up", "kolegial", sort="deed")
def an_objection_is_answered_by_another_and_judged_by_its_own(
    procedure: Procedure, before: Facts, offer: Offer, target: int | None, after: Facts
) -> bool:
    for was, now in changes(before, after):
        own = was.id == offer.seat.id
        if now.state == "answered" and (was.state != "objected" or own or was.id != target):
            return False
        unanswered = was.state == "objected" and lapsed(procedure, was)
        if now.state == "upheld" and not (own and (was.state == "answered" or unanswered)):
            return False
        cleared = Effect.PROPOSE in offer.step.effects or (after.state == "sharing" and was.state == "answered")
        ends = was.state in ("objected", "answered", "upheld") and now.state not in ("answered", "upheld")
        if ends and not own and not cleared:
            return False
    return True


@keeps("objection: raised → … upheld → carried up, even if nobody answers it in time", "kolegial", sort="state")
def an_objection_that_nobody_answers_can_be_upheld(
    procedure: Procedure, facts: Facts, offered: Sequence[Offer]
) -> bool:
    objecting = [s for s in parties(facts) if s.state == "objected"]
    if not all(lapsed(procedure, s) for s in objecting):
        return True
    upholding = {o.seat.id for o in offered if o.step.slot_to == "upheld" and o.open}
    return {s.id for s in objecting if not s.gone} <= upholding


# Fungsional (Pasal 15)


@keeps(
    "expert product, sealed: later versions only by the same unit [inferred from 15(2)]",
    "fungsional",
    sort="state",
)
def a_product_is_made_by_its_own_unit(_procedure: Procedure, _facts: Facts, offered: Sequence[Offer]) -> bool:
    making = [o for o in offered if Effect.PROPOSE in o.step.effects]
    at_work = ("working", "delivered", "completing", "completed")
    return all(o.seat.role is Role.COUNTERPART and o.seat.state in at_work for o in making)


@keeps("independent work: what a unit does with a request it does itself", "fungsional", sort="deed")
def nobody_works_or_declines_for_another(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    own = ("working", "declined", "delivered", "completed")
    return all(was.id == offer.seat.id for was, now in changes(before, after) if now.state in own)


@keeps("accepted, or completion asked within the terms", "fungsional", sort="deed")
def the_opener_accepts_and_asks_completion(
    _procedure: Procedure, before: Facts, offer: Offer, target: int | None, after: Facts
) -> bool:
    for was, now in changes(before, after):
        if now.state == "accepted" and was.state not in ("delivered", "completed"):
            return False
        if now.state in ("accepted", "completing") and (offer.seat.role is not Role.OPENER or was.id != target):
            return False
    return True


@keeps("bounded completion: asked once of each", "fungsional", sort="graph")
def completion_is_asked_once(graph: Graph) -> set[int]:
    bad: set[int] = set()
    for seat in mates(graph.facts[0]):
        asking = [
            (i, edge.to)
            for i, edges in enumerate(graph.edges)
            for edge in edges
            if edge.target == seat.id and edge.offer and edge.offer.step.target_to == "completing"
        ]
        again = graph.reached({to for _, to in asking})
        bad |= {i for i, _ in asking if i in again}
    return bad


@keeps("accepted, or declined naming the competent unit [designed]", "fungsional", sort="table")
def who_declines_names_the_competent_unit(procedure: Procedure) -> bool:
    declining = [s for s in procedure.steps if s.slot_to == "declined"]
    return bool(declining) and all(Ask.UNIT in s.asks and s.text and s.text.required for s in declining)


@keeps(
    "→ accepted … → closed: nothing is closed with a result without one", "fungsional", sort="deed", on=enters("closed")
)
def a_result_is_a_product_that_was_accepted(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, _after: Facts
) -> bool:
    working = [s for s in mates(before) if s.state in ("asked", "working", "completing")]
    if any(not lapsed(procedure, s) for s in working):
        return False
    if offer.seat.role is Role.OPENER:  # he has answered every product that he was given
        return count(mates(before), "accepted") >= 1 and not count(mates(before), "delivered", "completed")
    lying = [s for s in mates(before) if s.state in ("delivered", "completed", "accepted")]
    return bool(lying) and all(lapsed(procedure, s) for s in lying)


@keeps("independent work: who asked for a product does not make it undone", "fungsional", sort="deed")
def a_product_is_not_undone_by_who_asked_for_it(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    undone = after.state in {"withdrawn", "merged", "changed", "ended", "redirected"} - {before.state}
    late = count([s for s in mates(before) if not lapsed(procedure, s)], "completing")
    return not undone or not (late or count(mates(before), "delivered", "completed", "accepted"))


@keeps("a request that somebody still works at is neither ended nor sent elsewhere", "fungsional", sort="deed")
def nobody_is_sent_away_from_his_work(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    if after.state not in ("ended", "redirected") or before.state == after.state:
        return True
    idle = all(s.state == "declined" or lapsed(procedure, s) for s in mates(before))
    named = after.state == "ended" or count(mates(before), "declined") >= 1
    waited = offer.seat.role is Role.OPENER or all(lapsed(procedure, s) for s in mates(before))
    return idle and named and waited


# Struktural (Pasal 16, Pasal 1 angka 13) and koordinatif hierarki (Pasal 17 a, 19)


@keeps("reported back the same rungs", "struktural", sort="deed")
def nobody_reports_while_his_own_child_matter_is_open(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    told = [was for was, now in changes(before, after) if now.state == "reported"]
    return all(was.id == offer.seat.id and not was.children for was in told)


@keeps("given on one rung further (a child matter)", "struktural", sort="table")
def a_task_is_given_on_one_rung(procedure: Procedure) -> bool:
    passing = [s for s in procedure.steps if Effect.CHILD in s.effects]
    return bool(passing) and all(Ask.SUBORDINATE in s.asks and s.by == (Role.COUNTERPART,) for s in passing)


@keeps("→ accepted or returned; reported → evaluated", *BELOW, sort="deed")
def who_gave_the_task_judges_the_report(
    _procedure: Procedure, before: Facts, offer: Offer, target: int | None, after: Facts
) -> bool:
    for was, now in changes(before, after):
        judged = now.state in ("accepted", "returned", "evaluated") or was.state == "reported"
        if judged and (offer.seat.role is not Role.OPENER or was.id != target or was.state != "reported"):
            return False
        if now.state in ("acknowledged", "reported") and was.state != "reported" and was.id != offer.seat.id:
            return False
    return True


@keeps("with obstacles or a differing view if any (16(2))", *BELOW, sort="state")
def an_obstacle_can_be_told_until_the_report(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    if procedure.state(facts.state).phase is not Phase.OPEN:
        return True
    before_report = {s.id for s in mates(facts) if s.state in ("asked", "acknowledged", "returned") and not s.gone}
    return before_report <= {o.seat.id for o in offered if o.step.code == "sampaikan_pandangan" and o.open}


@keeps("reported → evaluated → closed; closing only with evaluation, or lapse", *BELOW, sort="deed")
def a_task_is_closed_with_its_reports_judged(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    if after.state not in ("closed", "ended"):
        return True
    at_work = [s for s in mates(before) if s.state in ("asked", "acknowledged", "returned")]
    if any(not lapsed(procedure, s) for s in at_work) or count(mates(after), "asked", "acknowledged", "returned"):
        return False  # who is still in his time is waited for; who is not is named
    judged = count(mates(before), "accepted", "evaluated")
    if after.state == "ended":
        return offer.seat.role is Role.OPENER and not judged and not count(mates(before), "reported", "returned")
    if offer.seat.role is Role.OPENER:
        return judged + count(mates(before), "returned") >= 1 and not count(mates(before), "reported")
    lying = [s for s in mates(before) if s.state in ("reported", "accepted", "evaluated")]
    return offer.seat in lying and all(lapsed(procedure, s) for s in lying)


@keeps("reported back: a report that is there is judged, and does not vanish with its task", *BELOW, sort="deed")
def a_report_is_not_undone_by_who_gave_the_task(
    _procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, after: Facts
) -> bool:
    undone = after.state in ("withdrawn", "merged", "changed") and before.state != after.state
    return not undone or not count(mates(before), "reported", "returned", "accepted", "evaluated")


@keeps("reported back: one may report at once, whether or not one noted that the task arrived", *BELOW, sort="state")
def whoever_has_a_task_can_report(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    if procedure.state(facts.state).phase is not Phase.OPEN:
        return True
    at_work = {s.id for s in mates(facts) if s.state in ("asked", "acknowledged", "returned") and not s.gone}
    return at_work <= {o.seat.id for o in offered if o.step.code == "laporkan"}


@keeps("No convener, no meeting needed.", "koordinatif-hierarki", sort="table")
def hierarchy_knows_no_convener(procedure: Procedure) -> bool:
    roles = {r for s in procedure.steps for r in (*s.by, s.target, *(n.role for n in s.needs))}
    asked = {n.what for s in procedure.steps for n in s.needs}
    if Role.LEAD in roles or Thing.PROPOSALS in asked:
        return False
    turn = {r for s in procedure.steps if s.turn and Effect.SUCCEED not in s.effects for r in s.by}
    return turn == {Role.OPENER, Role.COUNTERPART} and not any(Effect.LEAD in s.effects for s in procedure.steps)


# Koordinatif along the path (Pasal 17 b–c, 18, 21)

PATH = "koordinatif-jalur"


@keeps("No decision without minutes or agreement", PATH, sort="deed", on=enters("decided"))
def a_decision_rests_on_minutes_or_an_agreement(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, _after: Facts
) -> bool:
    """And no party that was asked to take a stand is passed over, whichever it rests on."""
    decider = office(before, Role.DECIDER)
    rightful = offer.seat.id == decider.id if decider else offer.seat.leads
    heard = all(s.state != "to_confirm" or lapsed(procedure, s) for s in parties(before))
    agreed = before.state == "agreed" and before.proposals >= 1
    return rightful and heard and (agreed or (before.state in ("led", "agreed") and before.minutes >= 1))


@keeps("(no decision without …) integrity is written as such", PATH, sort="table")
def no_decision_without_is_written_as_such(procedure: Procedure) -> bool:
    deciding = [s for s in procedure.steps if s.to == "decided"]
    return bool(deciding) and all(
        any(n.what in (Thing.PROPOSALS, Thing.MINUTES) and n.integrity and n.stops for n in s.needs) for s in deciding
    )


@keeps("recorded agreement", PATH, sort="state")
def what_is_agreed_is_written(_procedure: Procedure, facts: Facts, _offered: Sequence[Offer]) -> bool:
    return facts.state not in ("agreed", "decided") or facts.proposals >= 1


@keeps("silence and dissent are printed with the decision, and stop nothing", PATH, sort="state")
def a_decision_names_who_is_silent_and_who_objects(
    procedure: Procedure, facts: Facts, offered: Sequence[Offer]
) -> bool:
    """It waits for those who still have their time, and for nobody else."""
    standing = {s.id for s in parties(facts) if s.state in ("to_confirm", "objected")}
    in_time = any(s.state == "to_confirm" and not lapsed(procedure, s) for s in parties(facts))
    for offer in offered:
        if offer.step.to == "decided":
            named = {s.id for lack in offer.warnings for s in lack.waits_on}
            by_minutes = Thing.MINUTES in {need.what for need in offer.step.needs}
            due = (facts.minutes > 0 if by_minutes else facts.proposals > 0) and not in_time
            if named != standing or offer.open is not due:
                return False
    return True


@keeps("a party may think again until it is decided", PATH, sort="state")
def a_position_can_be_taken_back_until_the_decision(
    _procedure: Procedure, facts: Facts, offered: Sequence[Offer]
) -> bool:
    stated = {s.id for s in parties(facts) if s.state in ("confirmed", "noted", "objected") and not s.gone}
    back = {o.seat.id for o in offered if o.step.code == "tarik_sikap" and o.open}
    return back == (stated if facts.state == "agreed" else set())


@keeps("submitted along the path → the convener takes it: from then on no party ends it alone", PATH, sort="deed")
def what_is_led_is_not_ended_by_a_party(
    _procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, after: Facts
) -> bool:
    return after.state not in ("withdrawn", "merged", "changed") or before.state in ("submitted", "returned")


@keeps("no closing while follow-ups are open: nor while a matter hangs on it", PATH, sort="deed", on=enters("closed"))
def nothing_is_closed_while_another_hangs_on_it(
    _procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, _after: Facts
) -> bool:
    return not before.offspring and before.state == "decided"


@keeps("the convener takes it, returns it with reason, or delegates: one leads at a time", PATH, sort="state")
def one_leads_at_a_time(_procedure: Procedure, facts: Facts, _offered: Sequence[Offer]) -> bool:
    leading = [s for s in facts.seats if s.leads]
    if facts.state in ("led", "agreed", "decided"):
        return len(leading) == 1 and leading[0].role in (Role.COORDINATOR, Role.CONVENER)
    return not leading or facts.state in ("closed", "ended", *COMMON_ENDS)


@keeps("or delegates with one act", PATH, sort="state")
def the_convener_delegates_and_takes_back(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    convener, coordinator = office(facts, Role.CONVENER), office(facts, Role.COORDINATOR)
    if convener is None or convener.gone or facts.state not in ("submitted", "led", "agreed"):
        return True
    open_ = {o.step.code for o in offered if o.seat.id == convener.id and o.open}
    if coordinator and "limpahkan" not in open_:
        return False
    delegated = any(s.leads and s.role is Role.COORDINATOR for s in facts.seats)
    return ("ambil_kembali" in open_) is delegated


@keeps("the convener takes it", PATH, sort="deed", on=has(Effect.LEAD))
def leading_is_given_by_the_convener_alone(
    _procedure: Procedure, _before: Facts, offer: Offer, target: int | None, after: Facts
) -> bool:
    leading = [s.id for s in after.seats if s.leads]
    return (
        offer.seat.role is Role.CONVENER and leading == [target or offer.seat.id] and after.state in ("led", "agreed")
    )


@keeps("returns it with reason", PATH, sort="deed")
def what_is_submitted_again_begins_anew(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    if offer.step.to != "submitted":
        return True
    convener = office(after, Role.CONVENER)
    waiting = all(s.state == "waiting" for s in parties(after))
    begun = convener is not None and convener.state == "asked" and not any(s.leads for s in after.seats)
    return begun and waiting and before.state != "decided"


@keeps("a matter under way keeps its path when the mapping changes, and is offered the new one", PATH, sort="state")
def the_new_path_is_offered_and_not_forced(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    rerouting = [o for o in offered if Effect.REROUTE in o.step.effects]
    if not facts.rerouted:
        return not rerouting
    opener = office(facts, Role.OPENER)
    expected = facts.state in ("submitted", "led", "agreed", "returned") and opener is not None and not opener.gone
    return not expected or any(o.open and o.seat.id == facts.seats[0].id for o in rerouting)


@keeps("some offer tells his superior: better after the target than before", PATH, sort="state")
def a_superior_is_better_told_of_what_lies(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    telling = [o for o in offered if Effect.TELL_SUPERIOR in o.step.effects]
    return all(o.open and bool(o.warnings) is (facts.days != LONG) for o in telling)


@keeps("positions … point to one version of a proposal", PATH, sort="deed", on=has(Effect.PROPOSE))
def a_new_agreement_is_put_to_every_party(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    if after.state == "decided":
        return all(was.role is Role.DECIDER for was, _ in changes(before, after))
    asked = all(s.state == "to_confirm" and fresh(s) for s in parties(after))
    return after.state == "agreed" and offer.seat.leads and asked


@keeps(
    "the convener or the lead ends what cannot be decided, with the reason",
    PATH,
    sort="deed",
    on=enters("ended", "returned"),
)
def only_who_convenes_or_leads_ends_or_returns(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    returned = after.state != "returned" or offer.seat.role is Role.CONVENER
    return returned and (offer.seat.leads or offer.seat.role is Role.CONVENER) and before.state != "decided"

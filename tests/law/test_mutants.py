"""Faults planted in the tables, one at a time: each is caught by an invariant of the walk, named beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from msgspec import structs

from selaras.law.procedures import Ask, Clock, Effect, Move, Need, Procedure, Quantifier, Role, Step, Thing
from selaras.law.types import Basis, Strength
from tests.law.invariants import breaches
from tests.law.invariants_outcomes import INVARIANTS
from tests.law.walk import (
    ASKER,
    CHAIR,
    CHECKER,
    CONVENER,
    COORDINATOR,
    DECIDER,
    FORMER,
    GUEST,
    INVITEE,
    KEEPER,
    MATE,
    MEMBER,
    OBSERVER,
    OPENER,
    OTHER_INVITEE,
    OVERSEER,
    OWNER,
    PPID,
    PROCEDURES,
    SECRETARY,
    THREE,
    World,
)

# Small worlds, quick to walk; nothing is amiss in them as long as nothing is planted (the first test; `ENDING` is among
# those of test_walk).
SMALL = {
    "konsultatif": World("small", (*THREE, OBSERVER)),
    "kolegial": World("small", THREE),
    "fungsional": World("small", THREE),
    "struktural": World("small", THREE, children=True),
    "koordinatif-jalur": World("small", (OPENER, MATE, COORDINATOR, CONVENER), mapping=True, children=True),
    "koordinatif-hierarki": World("small", (*THREE, COORDINATOR)),
    "rapat": World("small", (CHAIR, SECRETARY, INVITEE, OTHER_INVITEE), mandate=True),
    "tindak-lanjut": World("small", (OWNER, CHECKER, OVERSEER)),
    "gugus-kerja": World("small", (FORMER, CHAIR, SECRETARY, MEMBER), mandate=True),
    "naskah-koordinasi": World("small", THREE, elevating=True),
    "pengecualian": World("small", (ASKER, KEEPER, PPID)),
}
ENDING = World("units end", THREE, ending=True)
REMINDING = World("reminders", (OPENER, MATE), reminders=True)
DECIDING = World("a decider", (OPENER, MATE, CONVENER, DECIDER))
OUTCOMES = World("minutes, follow-ups", (OPENER, MATE, CONVENER), minutes=True, follow_ups=True, elevating=True)
GUESTS = World("one who may come", (CHAIR, SECRETARY, INVITEE, GUEST))
OWN_REPORT = World(
    "its chair's unit formed it", (structs.replace(FORMER, unit=CHAIR.unit), CHAIR, MEMBER), mandate=True
)
PAST_ITS_END = World("the mandate ends", (OPENER, MATE), mandate=True)
OWN_CHECKER = World("the owner's unit checks", (OWNER, structs.replace(CHECKER, unit="DPUPR"), OVERSEER))
OPENING = World("it opens by itself", (ASKER, KEEPER, PPID), opens=True)
BARRING = World("who decides may no more", (ASKER, KEEPER, PPID), barring=True)
UNANSWERED = World("nobody answers for it", (ASKER, PPID))
OWN_OVERSEER = World("the owner's unit oversees", (OWNER, CHECKER, structs.replace(OVERSEER, unit="DPUPR")))

Change = Callable[[Procedure], Procedure]


def step(code: str, **changes: Any) -> Change:
    """A step with other values; a function gets the old value."""

    def change(old: Step) -> Step:
        return structs.replace(old, **{k: v(getattr(old, k)) if callable(v) else v for k, v in changes.items()})

    return lambda p: structs.replace(p, steps=tuple(change(s) if s.code == code else s for s in p.steps))


def without(*codes: str) -> Change:
    """The table without some steps."""
    return lambda p: structs.replace(p, steps=tuple(s for s in p.steps if s.code not in codes))


def need(code: str, number: int, **changes: Any) -> Change:
    """A step with one need changed."""
    return step(
        code,
        needs=lambda needs: tuple(structs.replace(n, **changes) if i == number else n for i, n in enumerate(needs)),
    )


def no_need(code: str, number: int) -> Change:
    """A step without one of its needs."""
    return step(code, needs=lambda needs: tuple(n for i, n in enumerate(needs) if i != number))


def more(*things: Any) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    return lambda old: (*old, *things)


def less(*things: Any) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    return lambda old: tuple(thing for thing in old if thing not in things)


def moved_to(state: str, to: str) -> Callable[[tuple[Move, ...]], tuple[Move, ...]]:
    """The moves with another end for one of the states they begin in."""
    return lambda moves: tuple(structs.replace(m, to=to) if state in m.states else m for m in moves)


def unmoved(state: str) -> Callable[[tuple[Move, ...]], tuple[Move, ...]]:
    """The moves without those that begin in a state."""
    return lambda moves: tuple(m for m in moves if state not in m.states)


def clock(state: str, new: Clock | None) -> Change:
    """The table with another target for one small state."""
    return lambda p: structs.replace(
        p,
        slots=tuple(
            structs.replace(
                slot, states=tuple(structs.replace(s, clock=new) if s.code == state else s for s in slot.states)
            )
            for slot in p.slots
        ),
    )


TOLD_FIRST = Need(
    what=Thing.SLOTS,
    quantifier=Quantifier.ALL,
    role=Role.OBSERVER,
    states=("seen",),
    label="Pimpinan mengetahui",
    way_on="Tunggu pimpinan mengetahui.",
    basis=Basis(Strength.INFERRED, cite="Pasal 13 ayat (2)", reason="salah baca"),
)
SEEN_FIRST = structs.replace(TOLD_FIRST, role=Role.COORDINATOR)
MUST = Basis(Strength.STATED, cite="Pasal 14 ayat (2)")


@dataclass(frozen=True)
class Mutant:
    """One fault: in which procedure, what, and the invariant that must catch it."""

    procedure: str
    fault: str
    change: Change
    caught_by: str
    world: World | None = None

    @property
    def worlds(self) -> tuple[World, ...]:
        return (self.world or SMALL[self.procedure],)


K, C, F, S, H, J, R, T, G, D, W = (
    "konsultatif", "kolegial", "fungsional", "struktural", "koordinatif-hierarki", "koordinatif-jalur",
    "rapat", "tindak-lanjut", "gugus-kerja", "naskah-koordinasi", "pengecualian",
)  # fmt: skip

MUTANTS = [
    # konsultatif
    Mutant(K, "conclude unheard", no_need("simpulkan", 0), "a_conclusion_has_heard_every_mate"),
    Mutant(
        K, "one answer is enough", need("simpulkan", 0, quantifier=Quantifier.ANY), "a_conclusion_has_heard_every_mate"
    ),
    Mutant(
        K, "the silent are not named", step("simpulkan", moves=unmoved("asked")), "a_conclusion_has_heard_every_mate"
    ),
    Mutant(K, "the silent are waited for", need("simpulkan", 0, lapsed=False), "who_is_silent_is_not_waited_for"),
    Mutant(K, "concluded with nobody", no_need("simpulkan", 1), "a_conclusion_has_heard_every_mate"),
    Mutant(K, "closed with nobody", no_need("tutup", 1), "no_mate_is_left_out_of_a_closed_consultation"),
    Mutant(K, "nobody answered, nothing ends", without("tutup_tanpa_tanggapan"), "who_is_silent_is_not_waited_for"),
    Mutant(
        K, "ended in their time", no_need("tutup_tanpa_tanggapan", 0), "without_an_answer_it_ends_naming_the_silent"
    ),
    Mutant(
        K,
        "ended without naming",
        step("tutup_tanpa_tanggapan", moves=unmoved("asked")),
        "without_an_answer_it_ends_naming_the_silent",
    ),
    Mutant(
        K,
        "not to confirm is not to answer",
        step("tutup", moves=moved_to("to_confirm", "silent")),
        "what_is_recorded_of_the_silent_is_true",
    ),
    Mutant(K, "nobody may differ", without("tidak_sepaham"), "who_confirms_may_as_well_differ"),
    Mutant(
        K,
        "who differed is passed over",
        step("simpulkan_ulang", moves=(Move(Role.COUNTERPART, "to_confirm", ("to_confirm", "confirmed", "noted")),)),
        "a_new_conclusion_clears_the_confirmations",
    ),
    Mutant(K, "a head is needed", step("simpulkan", needs=more(TOLD_FIRST)), "who_is_silent_is_not_waited_for"),
    Mutant(
        K, "a new text keeps the yeses", step("simpulkan_ulang", moves=()), "a_new_conclusion_clears_the_confirmations"
    ),
    Mutant(
        K,
        "a new text, the old clock",
        step("simpulkan_ulang", moves=(Move(Role.COUNTERPART, "to_confirm", ("confirmed", "noted")),)),
        "a_new_conclusion_clears_the_confirmations",
    ),
    Mutant(K, "close unconfirmed", no_need("tutup", 0), "no_mate_is_left_out_of_a_closed_consultation"),
    Mutant(
        K, "silence confirms", step("tutup", moves=moved_to("to_confirm", "confirmed")), "nobody_confirms_for_another"
    ),
    Mutant(K, "a mate closes at once", no_need("tutup_oleh_mitra", 0), "no_mate_is_left_out_of_a_closed_consultation"),
    Mutant(
        K, "waiting only warns", need("tutup_oleh_mitra", 0, integrity=False), "what_leans_on_waiting_names_its_days"
    ),
    Mutant(K, "the opener holds it up", without("tutup_oleh_mitra"), "no_one_who_is_silent_holds_a_matter_up"),
    Mutant(K, "telling ends it", step("mengetahui", to="withdrawn"), "telling_changes_nothing"),
    Mutant(K, "reminding answers", step("ingatkan", target_to="answered"), "reminding_moves_nobody", REMINDING),
    Mutant(K, "withdrawn when closed", step("cabut", states=more("closed")), "a_closed_matter_offers_nothing"),
    Mutant(K, "a draft can be linked", step("kaitkan", states=more("draft")), "a_draft_can_only_be_submitted"),
    Mutant(K, "submitted twice", step("ajukan", states=more("consulting")), "a_draft_can_only_be_submitted"),
    Mutant(
        K,
        "no successor",
        step("gantikan", by=less(Role.PARTY)),
        "a_seat_whose_unit_ended_can_only_be_succeeded",
        ENDING,
    ),
    Mutant(K, "an operator confirms", step("benarkan", binding=False), "the_steps_that_bind_are_those"),
    Mutant(
        K,
        "a mate withdraws it",
        step("cabut", by=more(Role.COUNTERPART)),
        "who_ends_it_otherwise_is_the_opener_with_a_reason",
    ),
    Mutant(K, "united with mates left", no_need("akhiri_penerus", 0), "parties_are_united_only_where_one_is_left"),
    Mutant(K, "stopped without a way on", need("simpulkan", 0, way_on=None), "a_need_that_stops_leaves_a_way_on"),
    Mutant(K, "no target day", clock("asked", None), "who_is_awaited_has_a_target"),
    # kolegial
    Mutant(C, "agree over an objection", no_need("sepakati", 0), "no_agreement_over_an_open_objection"),
    Mutant(
        C, "upheld is passed over", need("sepakati", 0, states=("objected",)), "no_agreement_over_an_open_objection"
    ),
    Mutant(
        C,
        "answered is settled",
        need("sepakati", 1, states=("agreed", "noted", "abstained", "objected", "answered", "upheld")),
        "no_agreement_over_an_open_objection",
    ),
    Mutant(C, "nobody is waited for", no_need("sepakati", 1), "an_agreement_waits_for_every_party"),
    Mutant(C, "one agrees", need("sepakati", 2, count=1), "it_takes_two_to_agree_to_carry_and_to_close"),
    Mutant(
        C,
        "who abstains agrees",
        need("sepakati", 2, states=("agreed", "noted", "abstained")),
        "it_takes_two_to_agree_to_carry_and_to_close",
    ),
    Mutant(C, "silence agrees", step("sepakati", moves=moved_to("to_state", "to_share")), "silence_is_never_assent"),
    Mutant(
        C, "dissent is forgotten", step("sepakati", moves=unmoved("answered")), "an_agreement_waits_for_every_party"
    ),
    Mutant(
        C,
        "a new concept keeps positions",
        step("usulkan_ulang", moves=()),
        "a_new_concept_clears_positions_and_objections",
    ),
    Mutant(
        C,
        "a new concept keeps objections",
        step("usulkan_ulang", moves=(Move(Role.PARTY, "to_state", ("agreed", "noted", "abstained")),)),
        "a_new_concept_clears_positions_and_objections",
    ),
    Mutant(C, "one carries", need("mulai", 1, count=1), "it_takes_two_to_agree_to_carry_and_to_close"),
    Mutant(C, "begun before all named a share", no_need("mulai", 0), "an_agreement_waits_for_every_party"),
    Mutant(C, "one closes", need("tutup", 1, count=1), "it_takes_two_to_agree_to_carry_and_to_close"),
    Mutant(
        C, "a share for who abstained", step("ambil_bagian", slot=more("abstained")), "who_did_not_agree_bears_no_share"
    ),
    Mutant(
        C,
        "withdrawn while deliberating",
        step("cabut", states=("invited", "deliberating", "sharing")),
        "nobody_ends_a_deliberation_alone",
    ),
    Mutant(
        C,
        "another kind while carried",
        step("ganti_jenis", states=more("carrying")),
        "nobody_ends_a_deliberation_alone",
    ),
    Mutant(C, "carried up at once", no_need("naikkan", 0), "nobody_ends_a_deliberation_alone"),
    Mutant(C, "alone with his yes", without("naikkan_buntu"), "who_is_silent_is_not_waited_for"),
    Mutant(C, "alone with his share", without("naikkan_beban"), "who_is_silent_is_not_waited_for"),
    Mutant(C, "alone with his report", without("naikkan_pelaksanaan"), "who_is_silent_is_not_waited_for"),
    Mutant(C, "carried up as they think", no_need("naikkan_buntu", 0), "nobody_ends_a_deliberation_alone"),
    Mutant(C, "carried up past an agreement", no_need("naikkan_buntu", 1), "nobody_ends_a_deliberation_alone"),
    Mutant(C, "carried up as they share", no_need("naikkan_beban", 0), "nobody_ends_a_deliberation_alone"),
    Mutant(C, "carried up past the shares", no_need("naikkan_beban", 1), "nobody_ends_a_deliberation_alone"),
    Mutant(C, "carried up as they work", no_need("naikkan_pelaksanaan", 0), "nobody_ends_a_deliberation_alone"),
    Mutant(C, "carried up past the reports", no_need("naikkan_pelaksanaan", 1), "nobody_ends_a_deliberation_alone"),
    Mutant(C, "silence carries it up", need("naikkan", 0, lapsed=True), "nobody_ends_a_deliberation_alone"),
    Mutant(
        C,
        "upheld before it could be answered",
        no_need("pertahankan_langsung", 0),
        "an_objection_is_answered_by_another_and_judged_by_its_own",
    ),
    Mutant(
        C,
        "an unanswered objection hangs",
        without("pertahankan_langsung"),
        "an_objection_that_nobody_answers_can_be_upheld",
    ),
    Mutant(
        C,
        "no share named is silence",
        step("mulai", moves=moved_to("to_share", "silent")),
        "what_is_recorded_of_the_silent_is_true",
    ),
    Mutant(C, "unreported is done", step("tutup", moves=moved_to("sharing", "done")), "silence_is_never_assent"),
    Mutant(
        C,
        "silence is objected to",
        step("jawab_keberatan", target_slot=more("to_state")),
        "an_objection_is_answered_by_another_and_judged_by_its_own",
    ),
    Mutant(
        C,
        "an answer withdraws it",
        step("jawab_keberatan", target_to="to_state"),
        "an_objection_is_answered_by_another_and_judged_by_its_own",
    ),
    Mutant(
        C,
        "upheld unanswered",
        step("pertahankan", slot=more("objected")),
        "an_objection_is_answered_by_another_and_judged_by_its_own",
    ),
    Mutant(C, "one left hangs", without("usulkan_sisa"), "nobody_but_the_parties_is_needed", ENDING),
    Mutant(C, "an operator agrees", step("usulkan", binding=False), "the_steps_that_bind_are_those"),
    Mutant(C, "a may becomes a must", need("sepakati", 1, basis=MUST), "a_may_is_no_must"),
    Mutant(C, "the silent are waited for", need("mulai", 0, lapsed=False), "who_is_silent_is_not_waited_for"),
    # fungsional
    Mutant(F, "who declined delivers", step("serahkan", slot=()), "a_product_is_made_by_its_own_unit"),
    Mutant(
        F, "the opener rewrites it", step("perjelas", effects=(Effect.PROPOSE,)), "a_product_is_made_by_its_own_unit"
    ),
    Mutant(F, "completed twice", step("minta_lengkapi", target_slot=more("completed")), "completion_is_asked_once"),
    Mutant(
        F,
        "accepted unseen",
        step("terima_hasil", target_slot=more("working")),
        "the_opener_accepts_and_asks_completion",
    ),
    Mutant(
        F, "a mate accepts", step("terima_hasil", by=more(Role.COUNTERPART)), "the_opener_accepts_and_asks_completion"
    ),
    Mutant(F, "declined into nowhere", step("tolak", asks=less(Ask.UNIT)), "who_declines_names_the_competent_unit"),
    Mutant(F, "a result without a product", no_need("tutup", 0), "a_result_is_a_product_that_was_accepted"),
    Mutant(
        F,
        "one product is enough",
        need("tutup", 1, quantifier=Quantifier.ANY),
        "a_result_is_a_product_that_was_accepted",
    ),
    Mutant(F, "redirected while worked at", no_need("alihkan", 1), "nobody_is_sent_away_from_his_work"),
    Mutant(F, "redirected to nobody", no_need("alihkan", 0), "nobody_is_sent_away_from_his_work"),
    Mutant(F, "ended while worked at", no_need("tutup_tanpa_hasil", 0), "nobody_is_sent_away_from_his_work"),
    Mutant(
        F,
        "silence is a result",
        step("tutup", moves=moved_to("asked", "accepted")),
        "the_opener_accepts_and_asks_completion",
    ),
    Mutant(
        F,
        "the maker closes at once",
        need("tutup_oleh_mitra", 1, states=("delivered", "completed", "accepted", "declined")),
        "a_result_is_a_product_that_was_accepted",
    ),
    Mutant(F, "closed over a product", no_need("tutup", 2), "a_result_is_a_product_that_was_accepted"),
    Mutant(F, "redirected over a product", no_need("alihkan", 2), "a_product_is_not_undone_by_who_asked_for_it"),
    Mutant(F, "ended over a product", no_need("tutup_tanpa_hasil", 1), "a_product_is_not_undone_by_who_asked_for_it"),
    Mutant(F, "withdrawn over a product", no_need("cabut", 0), "a_product_is_not_undone_by_who_asked_for_it"),
    Mutant(F, "joined over a product", no_need("gabungkan", 0), "a_product_is_not_undone_by_who_asked_for_it"),
    Mutant(F, "another kind over a product", no_need("ganti_jenis", 0), "a_product_is_not_undone_by_who_asked_for_it"),
    Mutant(F, "who declined ends it at once", no_need("tutup_oleh_penolak", 0), "nobody_is_sent_away_from_his_work"),
    Mutant(
        F,
        "not completed is not delivered",
        step("tutup", moves=moved_to("completing", "silent")),
        "what_is_recorded_of_the_silent_is_true",
    ),
    Mutant(F, "nothing is a result", no_need("tutup_oleh_mitra", 0), "a_result_is_a_product_that_was_accepted"),
    Mutant(F, "the opener holds the product", without("tutup_oleh_mitra"), "no_one_who_is_silent_holds_a_matter_up"),
    Mutant(F, "who declined is held", without("tutup_oleh_penolak"), "no_one_who_is_silent_holds_a_matter_up"),
    Mutant(F, "named silent in his time", no_need("tutup_oleh_mitra", 1), "nobody_is_named_silent_in_his_time"),
    # struktural
    Mutant(S, "reported over a child", no_need("laporkan", 0), "nobody_reports_while_his_own_child_matter_is_open"),
    Mutant(S, "a rung skipped", step("teruskan", asks=(Ask.POST,)), "a_task_is_given_on_one_rung"),
    Mutant(S, "peers judge", step("terima_laporan", by=more(Role.COUNTERPART)), "who_gave_the_task_judges_the_report"),
    Mutant(S, "accepted unreported", step("terima_laporan", target_slot=()), "who_gave_the_task_judges_the_report"),
    Mutant(
        S,
        "unheard once returned",
        step("sampaikan_pandangan", slot=less("returned")),
        "an_obstacle_can_be_told_until_the_report",
    ),
    Mutant(
        S,
        "unheard after a report",
        step("sampaikan_pandangan", states=("assigned",)),
        "an_obstacle_can_be_told_until_the_report",
    ),
    Mutant(S, "closed unreported", no_need("tutup", 1), "a_task_is_closed_with_its_reports_judged"),
    Mutant(S, "a colleague is cut off", no_need("tutup_oleh_bawahan", 0), "nobody_is_named_silent_in_his_time"),
    Mutant(S, "the superior holds it up", without("tutup_oleh_bawahan"), "no_one_who_is_silent_holds_a_matter_up"),
    Mutant(S, "the silent are waited for", need("akhiri", 1, lapsed=False), "who_is_silent_is_not_waited_for"),
    Mutant(
        S,
        "closed as soon as reported",
        need("tutup_oleh_bawahan", 0, states=("reported", "accepted")),
        "a_task_is_closed_with_its_reports_judged",
    ),
    Mutant(S, "closed over a report", no_need("tutup", 2), "a_task_is_closed_with_its_reports_judged"),
    Mutant(S, "a report vanishes", no_need("cabut", 0), "a_report_is_not_undone_by_who_gave_the_task"),
    Mutant(S, "a report is joined away", no_need("gabungkan", 0), "a_report_is_not_undone_by_who_gave_the_task"),
    Mutant(
        S,
        "a returned report counts for none",
        need("akhiri", 0, states=("reported", "accepted")),
        "a_task_is_closed_with_its_reports_judged",
    ),
    Mutant(
        S,
        "not mended is not reported",
        step("tutup_tanpa_perbaikan", moves=moved_to("returned", "silent")),
        "what_is_recorded_of_the_silent_is_true",
    ),
    Mutant(S, "not mended, never ended", without("tutup_tanpa_perbaikan"), "who_is_silent_is_not_waited_for"),
    Mutant(S, "mending cut off", no_need("tutup_tanpa_perbaikan", 3), "nobody_is_named_silent_in_his_time"),
    Mutant(S, "noted before reported", step("laporkan", slot=less("asked")), "whoever_has_a_task_can_report"),
    # koordinatif hierarki
    Mutant(
        H,
        "one evaluation is enough",
        need("tutup", 1, quantifier=Quantifier.ANY),
        "a_task_is_closed_with_its_reports_judged",
    ),
    Mutant(
        H,
        "evaluated unreported",
        step("evaluasi", target_slot=more("acknowledged")),
        "who_gave_the_task_judges_the_report",
    ),
    Mutant(H, "an Asisten is needed", step("laporkan", needs=more(SEEN_FIRST)), "nobody_but_the_parties_is_needed"),
    Mutant(H, "an Asisten's turn", step("lihat", turn=True), "hierarchy_knows_no_convener"),
    Mutant(H, "ended in their time", no_need("akhiri", 1), "a_task_is_closed_with_its_reports_judged"),
    Mutant(H, "one silent, all held up", need("tutup", 1, lapsed=False), "who_is_silent_is_not_waited_for"),
    Mutant(H, "a report vanishes", no_need("ganti_jenis", 0), "a_report_is_not_undone_by_who_gave_the_task"),
    Mutant(
        H,
        "not mended is not reported",
        step("tutup", moves=moved_to("returned", "silent")),
        "what_is_recorded_of_the_silent_is_true",
    ),
    Mutant(
        H,
        "a returned report is heard no more",
        step("sampaikan_pandangan", slot=less("returned")),
        "an_obstacle_can_be_told_until_the_report",
    ),
    # koordinatif along the path
    Mutant(J, "agreed on nothing written", step("sepakati", effects=()), "what_is_agreed_is_written"),
    Mutant(J, "decide without agreement", no_need("putuskan", 0), "no_decision_without_is_written_as_such"),
    Mutant(
        J, "no agreement only warns", need("putuskan", 0, integrity=False), "no_decision_without_is_written_as_such"
    ),
    Mutant(
        J, "decide before agreeing", step("putuskan", states=more("led")), "a_decision_rests_on_minutes_or_an_agreement"
    ),
    Mutant(J, "a party decides", step("putuskan", by=more(Role.OPENER)), "a_decision_rests_on_minutes_or_an_agreement"),
    Mutant(J, "dissent is not named", no_need("putuskan", 6), "a_decision_names_who_is_silent_and_who_objects"),
    Mutant(
        J,
        "the opener's silence is not named",
        need("putuskan", 3, quantifier=Quantifier.ALL),
        "a_decision_names_who_is_silent_and_who_objects",
    ),
    Mutant(J, "dissent stops", need("putuskan", 6, integrity=True), "a_decision_names_who_is_silent_and_who_objects"),
    Mutant(J, "decided in the opener's time", no_need("putuskan", 1), "a_decision_names_who_is_silent_and_who_objects"),
    Mutant(J, "decided in a mate's time", no_need("putuskan", 2), "a_decision_names_who_is_silent_and_who_objects"),
    Mutant(
        J,
        "their time only warns",
        need("putuskan", 2, integrity=False),
        "a_decision_names_who_is_silent_and_who_objects",
    ),
    Mutant(
        J,
        "the silent are waited for",
        step("putuskan", needs=lambda needs: (*needs, structs.replace(needs[2], lapsed=False))),
        "a_decision_names_who_is_silent_and_who_objects",
    ),
    Mutant(J, "a yes for good", without("tarik_sikap"), "a_position_can_be_taken_back_until_the_decision"),
    Mutant(
        J,
        "taken back after the decision",
        step("tarik_sikap", states=more("decided")),
        "a_position_can_be_taken_back_until_the_decision",
    ),
    Mutant(J, "withdrawn while led", step("cabut", states=more("led")), "what_is_led_is_not_ended_by_a_party"),
    Mutant(J, "joined once decided", step("gabungkan", states=more("decided")), "what_is_led_is_not_ended_by_a_party"),
    Mutant(
        J, "another kind once agreed", step("ganti_jenis", states=more("agreed")), "what_is_led_is_not_ended_by_a_party"
    ),
    Mutant(J, "closed over a child", no_need("tutup", 0), "nothing_is_closed_while_another_hangs_on_it"),
    Mutant(J, "a child only warns", need("tutup", 0, integrity=False), "nothing_is_closed_while_another_hangs_on_it"),
    Mutant(J, "taken without leading", step("ambil", effects=()), "one_leads_at_a_time"),
    Mutant(J, "returned and still led", step("kembalikan", effects=()), "one_leads_at_a_time"),
    Mutant(
        J,
        "an Asisten takes it himself",
        step("ambil", by=more(Role.COORDINATOR)),
        "leading_is_given_by_the_convener_alone",
    ),
    Mutant(J, "a party leads", step("limpahkan", target=Role.COUNTERPART), "one_leads_at_a_time"),
    Mutant(J, "never taken back", without("ambil_kembali"), "the_convener_delegates_and_takes_back"),
    Mutant(J, "again, with old positions", step("ajukan_ulang", moves=()), "what_is_submitted_again_begins_anew"),
    Mutant(J, "the path is not kept", no_need("perbarui_jalur", 0), "the_new_path_is_offered_and_not_forced"),
    Mutant(J, "the new path is not offered", without("perbarui_jalur"), "the_new_path_is_offered_and_not_forced"),
    Mutant(J, "the old lead on the new path", step("perbarui_jalur", effects=()), "one_leads_at_a_time"),
    Mutant(
        J,
        "nobody to tell",
        step("beri_tahu_atasan", states=less("submitted")),
        "the_superior_of_a_silent_convener_can_be_told",
    ),
    Mutant(J, "told at once", no_need("beri_tahu_atasan", 0), "a_superior_is_better_told_of_what_lies"),
    Mutant(J, "not told in time", need("beri_tahu_atasan", 0, integrity=True), "what_leans_on_waiting_names_its_days"),
    Mutant(J, "a new text keeps positions", step("sepakati_ulang", moves=()), "a_new_agreement_is_put_to_every_party"),
    Mutant(
        J,
        "an Asisten returns it",
        step("kembalikan", by=more(Role.COORDINATOR)),
        "only_who_convenes_or_leads_ends_or_returns",
    ),
    Mutant(J, "a silent decider holds it up", without("akhiri"), "no_one_who_is_silent_holds_a_matter_up", DECIDING),
    Mutant(
        J, "a small state of another", step("ambil", slot_to="decided"), "every_small_state_is_one_of_the_procedure"
    ),
    Mutant(
        J,
        "decided on unsigned minutes",
        no_need("putuskan_rapat", 0),
        "a_decision_rests_on_minutes_or_an_agreement",
        OUTCOMES,
    ),
    Mutant(
        J,
        "minutes only advise",
        need("putuskan_rapat", 0, integrity=False),
        "no_decision_without_is_written_as_such",
    ),
    Mutant(
        J,
        "dissent is not named with the minutes",
        no_need("putuskan_rapat", 4),
        "a_decision_names_who_is_silent_and_who_objects",
        OUTCOMES,
    ),
    Mutant(
        J,
        "minutes pass over who began it",
        no_need("putuskan_rapat", 1),
        "a_decision_rests_on_minutes_or_an_agreement",
        OUTCOMES,
    ),
    Mutant(
        J,
        "minutes pass over who was asked",
        no_need("putuskan_rapat", 2),
        "a_decision_rests_on_minutes_or_an_agreement",
        OUTCOMES,
    ),
    Mutant(
        J,
        "minutes wait for the silent",
        need("putuskan_rapat", 2, lapsed=False),
        "a_decision_names_who_is_silent_and_who_objects",
        OUTCOMES,
    ),
    Mutant(
        J,
        "closed over a follow-up",
        step("tutup", needs=lambda needs: needs[:-1]),
        "no_matter_is_closed_while_follow_ups_are_open",
        OUTCOMES,
    ),
    Mutant(
        J,
        "ended over a follow-up",
        step("akhiri", needs=()),
        "no_matter_is_closed_while_follow_ups_are_open",
        OUTCOMES,
    ),
    Mutant(
        J,
        "a follow-up only warns",
        need("cabut", 0, integrity=False),
        "whatever_closes_a_matter_looks_at_its_follow_ups",
    ),
    Mutant(
        K, "closed over its follow-ups", step("tutup", needs=()), "whatever_closes_a_matter_looks_at_its_follow_ups"
    ),
    Mutant(
        J, "what it touches is not asked", step("putuskan", asks=(Ask.FILE,)), "whatever_decides_declares_its_aspects"
    ),
    Mutant(
        J, "taken over by whoever leads", step("angkat", by=(Role.OPENER,)), "who_takes_it_over_decides_alone", OUTCOMES
    ),
    # rapat
    Mutant(R, "called past the end", no_need("undang", 0), "a_group_past_its_end_calls_no_meeting"),
    Mutant(R, "put off past the end", no_need("jadwal_ulang", 0), "a_group_past_its_end_calls_no_meeting"),
    Mutant(R, "the end only warns", need("undang", 0, integrity=False), "a_group_past_its_end_calls_no_meeting"),
    Mutant(R, "a new day, the old answers", step("jadwal_ulang", moves=()), "a_new_moment_is_answered_anew"),
    Mutant(R, "nobody may be ill", without("sakit"), "whoever_is_called_can_give_every_answer"),
    Mutant(R, "an answer for good", without("ubah_jawaban"), "whoever_is_called_can_give_every_answer"),
    Mutant(
        R,
        "the chair answers for all",
        step("mulai", moves=(Move(Role.ATTENDEE, "coming", ("invited",)),)),
        "nobody_answers_an_invitation_for_another",
    ),
    Mutant(
        R,
        "who came is absent at the end",
        step("akhiri", moves=(Move(Role.ATTENDEE, "absent"),)),
        "nobody_is_recorded_both_present_and_absent",
    ),
    Mutant(
        R,
        "silence is presence",
        step("akhiri", moves=(Move(Role.ATTENDEE, "present", ("invited", "coming", "sends", "sends_voice")),)),
        "nobody_is_recorded_both_present_and_absent",
    ),
    Mutant(
        R,
        "one's presence is put right by another guest",
        step("catat_hadir", by=(Role.ATTENDEE,)),
        "nobody_is_recorded_both_present_and_absent",
    ),
    Mutant(R, "who did not come is forgotten", step("akhiri", moves=()), "after_a_meeting_everybody_came_or_did_not"),
    Mutant(
        R,
        "a voice becomes a vote",
        step("masuk_wakil_bahas", slot_to="deputed"),
        "a_substitute_without_power_to_decide_never_counts_as_deciding",
    ),
    Mutant(
        R,
        "a voice signs in as the head",
        step("masuk", slot=more("sends_voice")),
        "a_substitute_without_power_to_decide_never_counts_as_deciding",
    ),
    Mutant(
        R,
        "sent without a letter",
        step("wakilkan", asks=()),
        "a_substitute_without_power_to_decide_never_counts_as_deciding",
    ),
    Mutant(
        R,
        "listed without a letter",
        step("catat_wakil", asks=(Ask.TARGET,)),
        "a_substitute_without_power_to_decide_never_counts_as_deciding",
    ),
    Mutant(
        R,
        "a voice is counted at the table",
        need("akhiri", 0, states=("present", "deputed", "voiced")),
        "a_table_without_power_to_decide_says_so",
    ),
    Mutant(
        R,
        "signed before it was read",
        no_need("tanda_tangani", 0),
        "no_minutes_are_signed_before_those_present_could_review_them",
    ),
    Mutant(
        R,
        "adopted before it was read",
        no_need("sahkan", 0),
        "no_minutes_are_signed_before_those_present_could_review_them",
    ),
    Mutant(
        R,
        "one reader is enough",
        need("sahkan", 0, quantifier=Quantifier.ANY),
        "no_minutes_are_signed_before_those_present_could_review_them",
    ),
    Mutant(
        R,
        "the chair signs for the secretary",
        step("tanda_tangani", by=(Role.CHAIR,), slot=(), slot_to=None, moves=(Move(Role.SECRETARY, "signed"),)),
        "no_minutes_are_signed_before_those_present_could_review_them",
    ),
    Mutant(R, "adopted unsigned", no_need("sahkan", 2), "no_decision_of_a_meeting_without_signed_minutes"),
    Mutant(
        R,
        "the secretary adopts",
        step("sahkan", by=more(Role.SECRETARY)),
        "no_decision_of_a_meeting_without_signed_minutes",
    ),
    Mutant(
        R,
        "the signature only warns",
        need("sahkan", 2, integrity=False),
        "minutes_are_the_only_end_that_decides",
    ),
    Mutant(
        R,
        "cancelled after it was held",
        step("batalkan", states=more("writing")),
        "minutes_are_the_only_end_that_decides",
    ),
    Mutant(R, "signed minutes are mended", step("perbaiki", states=more("closed")), "a_closed_matter_offers_nothing"),
    Mutant(R, "mended and still signed", step("perbaiki", moves=()), "minutes_that_were_changed_are_reviewed_anew"),
    Mutant(
        R,
        "mended and still approved",
        step("edarkan", moves=unmoved("approved")),
        "minutes_that_were_changed_are_reviewed_anew",
    ),
    Mutant(R, "attendance is not kept", step("edarkan", effects=()), "attendance_is_kept_when_minutes_go_round"),
    Mutant(
        R, "the silent hold up the minutes", need("sahkan", 0, lapsed=False), "the_silent_do_not_hold_up_the_minutes"
    ),
    Mutant(R, "an unsigned page for ever", need("sahkan", 2, lapsed=False), "a_chair_needs_no_secretary"),
    Mutant(
        R,
        "unread is signed",
        step("sahkan", moves=moved_to("to_review", "unsigned")),
        "what_is_recorded_of_the_silent_is_true",
    ),
    Mutant(
        R,
        "the chair's superior hears nothing",
        without("beri_tahu_atasan"),
        "the_superior_of_a_silent_convener_can_be_told",
    ),
    Mutant(R, "aspects are not asked", step("sahkan", asks=()), "whatever_decides_declares_its_aspects"),
    Mutant(R, "nobody takes it over", without("angkat"), "whoever_decides_may_hand_it_over"),
    Mutant(R, "handed over and signed at once", step("angkat", to="closed"), "handing_it_over_moves_nothing_else"),
    Mutant(R, "a draft can be cancelled", step("batalkan", states=more("draft")), "a_draft_can_only_be_submitted"),
    Mutant(R, "begun before its day", no_need("mulai", 0), "a_meeting_begins_on_its_day_and_within_the_mandate"),
    Mutant(R, "held past the end", no_need("mulai", 1), "a_meeting_begins_on_its_day_and_within_the_mandate"),
    Mutant(
        R,
        "its day only warns",
        need("mulai", 0, integrity=False),
        "a_meeting_begins_on_its_day_and_within_the_mandate",
    ),
    Mutant(R, "adopted by the chair alone", no_need("sahkan", 1), "no_decision_is_adopted_by_a_chair_alone"),
    Mutant(
        R,
        "silence is a reading",
        need("sahkan", 1, states=("approved", "remarked", "to_review")),
        "no_decision_is_adopted_by_a_chair_alone",
    ),
    Mutant(
        R,
        "who may come reads for who must",
        need("sahkan", 1, role=Role.ATTENDEE),
        "no_decision_is_adopted_by_a_chair_alone",
        GUESTS,
    ),
    Mutant(
        R, "nobody came, and nothing ends", without("tutup_tanpa_keputusan"), "a_meeting_can_end_without_a_decision"
    ),
    Mutant(
        R,
        "ended, and decided all the same",
        step("tutup_tanpa_keputusan", effects=(Effect.ADOPT,)),
        "minutes_are_the_only_end_that_decides",
    ),
    Mutant(
        R,
        "a wrong presence stays",
        step("catat_sakit", target_slot=less("approved")),
        "a_wrong_attendance_can_be_put_right",
    ),
    Mutant(
        R,
        "put right and not recorded",
        step("catat_hadir", target_to="to_review"),
        "what_is_put_right_is_recorded_anew",
    ),
    # tindak lanjut
    Mutant(
        T,
        "closed by its owner",
        step("verifikasi", by=more(Role.OWNER), slot=(), needs=()),
        "no_follow_up_is_closed_by_its_owner_alone",
    ),
    Mutant(
        T, "checked by its own unit", no_need("verifikasi", 0), "no_follow_up_is_closed_by_its_owner_alone", OWN_CHECKER
    ),
    Mutant(
        T,
        "its own unit only warned",
        need("terima_tidak_dapat", 0, integrity=False),
        "no_follow_up_is_closed_by_its_owner_alone",
        OWN_CHECKER,
    ),
    Mutant(
        T,
        "overseen by its own unit",
        no_need("verifikasi_pengendali", 1),
        "no_follow_up_is_closed_by_its_owner_alone",
        OWN_OVERSEER,
    ),
    Mutant(
        T,
        "its own unit lets it lie",
        no_need("tutup_tidak_dapat", 1),
        "no_follow_up_is_closed_by_its_owner_alone",
        OWN_OVERSEER,
    ),
    Mutant(
        T,
        "counted unseen",
        step("verifikasi", states=more("sedang"), slot=()),
        "nothing_counts_before_its_evidence_is_accepted",
    ),
    Mutant(
        T,
        "the checker is passed over",
        no_need("verifikasi_pengendali", 0),
        "nothing_counts_before_its_evidence_is_accepted",
    ),
    Mutant(
        T,
        "done without evidence",
        step("laporkan", effects=(Effect.ANSWER,)),
        "what_is_reported_as_done_comes_with_evidence",
    ),
    Mutant(
        T,
        "closed while it is worked at",
        no_need("tutup_tidak_dapat", 0),
        "what_is_not_done_ends_by_a_reason_accepted_or_by_silence",
    ),
    Mutant(
        T,
        "a reason is its own judge",
        no_need("terima_tidak_dapat_pengendali", 0),
        "what_is_not_done_ends_by_a_reason_accepted_or_by_silence",
    ),
    Mutant(T, "reported to nobody", step("laporkan", moves=()), "the_state_of_a_follow_up_says_whose_turn_it_is"),
    Mutant(
        T,
        "sent back to nobody",
        step("kembalikan_bukti", moves=()),
        "the_state_of_a_follow_up_says_whose_turn_it_is",
    ),
    Mutant(
        T,
        "the checker reports",
        step("buka", moves=(Move(Role.OWNER, "reported"),)),
        "nobody_reports_for_the_owner",
    ),
    Mutant(
        T,
        "carried on by its owner",
        step("alihkan", by=more(Role.OWNER)),
        "a_follow_up_is_carried_on_by_who_oversees_it_with_a_reason",
    ),
    Mutant(
        T,
        "evidence is carried away",
        step("alihkan", states=more("sudah")),
        "a_follow_up_is_carried_on_by_who_oversees_it_with_a_reason",
    ),
    Mutant(T, "carried on without reason", step("alihkan", text=None), "an_end_without_result_asks_for_its_reason"),
    Mutant(
        T, "another day, and still late", step("perpanjang", effects=()), "another_day_gives_the_whole_time_once_more"
    ),
    Mutant(T, "a silent checker holds it", without("verifikasi_pengendali"), "who_oversees_a_follow_up_ends_what_lies"),
    Mutant(
        T,
        "a silent owner holds it",
        need("tutup_tidak_dapat", 0, lapsed=False),
        "no_one_who_is_silent_holds_a_matter_up",
    ),
    Mutant(T, "evidence cannot be sent back", without("kembalikan_bukti"), "who_may_accept_may_send_back"),
    Mutant(
        T,
        "sent back is silent",
        step("tutup_tidak_dapat", moves=moved_to("returned", "unchecked")),
        "what_is_recorded_of_the_silent_is_true",
    ),
    Mutant(
        T,
        "the overseer's superior hears nothing",
        without("beri_tahu_atasan"),
        "the_superior_of_a_silent_convener_can_be_told",
        OWN_CHECKER,
    ),
    Mutant(
        T,
        "a day shortened by waiting",
        clock("asked", Clock(MUST, days=5)),
        "who_oversees_a_follow_up_ends_what_lies",
    ),
    Mutant(T, "opened twice", step("buka", states=more("belum")), "a_draft_can_only_be_submitted"),
    Mutant(T, "an operator accepts", step("verifikasi", binding=False), "the_steps_that_bind_are_those"),
    # gugus kerja
    Mutant(G, "results past the end", no_need("catat_hasil", 0), "a_group_past_its_end_only_reports_and_ends"),
    Mutant(
        G, "the end only warns", need("catat_hasil", 0, integrity=False), "a_group_past_its_end_only_reports_and_ends"
    ),
    Mutant(
        G,
        "extended without a decision",
        step("perpanjang", asks=(Ask.DAY, Ask.ASPECTS)),
        "a_term_begins_and_goes_on_by_a_cited_decision_alone",
    ),
    Mutant(
        G,
        "it extends itself",
        step("perpanjang", by=(Role.CHAIR,)),
        "a_term_begins_and_goes_on_by_a_cited_decision_alone",
    ),
    Mutant(
        G,
        "formed without an end",
        step("bentuk", asks=less(Ask.DAY)),
        "a_term_begins_and_goes_on_by_a_cited_decision_alone",
    ),
    Mutant(
        G,
        "a result extends it",
        step("laporkan", to=None, effects=(Effect.EXTEND,)),
        "a_term_begins_and_goes_on_by_a_cited_decision_alone",
    ),
    Mutant(
        G,
        "no way on past the end",
        step("perpanjang", needs=(Need(Thing.MANDATE, Quantifier.ANY, "n", MUST, way_on="n", integrity=True),)),
        "a_group_past_its_end_has_a_way_on",
    ),
    Mutant(G, "ended before the end", no_need("akhiri", 0), "a_group_past_its_end_has_a_way_on"),
    Mutant(
        G,
        "ended as if reported",
        step("akhiri", to="closed", needs=()),
        "a_group_ends_with_its_report_or_says_that_there_is_none",
    ),
    Mutant(
        G,
        "accepted unreported",
        step("terima_laporan", states=more("running")),
        "a_group_ends_with_its_report_or_says_that_there_is_none",
    ),
    Mutant(
        G,
        "the chair ends it at once",
        no_need("tutup_oleh_ketua", 0),
        "a_group_ends_with_its_report_or_says_that_there_is_none",
    ),
    Mutant(
        G, "waiting only warns", need("tutup_oleh_ketua", 0, integrity=False), "what_leans_on_waiting_names_its_days"
    ),
    Mutant(G, "it dissolves itself", step("bubarkan", by=more(Role.CHAIR)), "only_who_formed_a_group_dissolves_it"),
    Mutant(
        G,
        "a member is waited for",
        step("laporkan", needs=(structs.replace(TOLD_FIRST, role=Role.MEMBER, states=("serving",)),)),
        "a_group_waits_for_no_member",
    ),
    Mutant(G, "a silent chair holds it", without("akhiri"), "no_one_who_is_silent_holds_a_matter_up"),
    Mutant(
        G,
        "the founder's superior hears nothing",
        without("beri_tahu_atasan", "tutup_oleh_ketua"),
        "the_superior_of_a_silent_convener_can_be_told",
    ),
    Mutant(
        G, "aspects are not asked", step("perpanjang", asks=less(Ask.ASPECTS)), "whatever_decides_declares_its_aspects"
    ),
    Mutant(G, "taken over by its chair", step("angkat", by=(Role.CHAIR,)), "whoever_decides_may_hand_it_over"),
    Mutant(G, "extended once ended", step("perpanjang", states=more("ended")), "a_closed_matter_offers_nothing"),
    Mutant(G, "no target day", clock("appointed", None), "who_is_awaited_has_a_target"),
    Mutant(G, "it judges its own report", no_need("terima_laporan", 0), "no_unit_accepts_its_own_report", OWN_REPORT),
    Mutant(G, "dissolved undeclared", step("bubarkan", asks=()), "whatever_decides_declares_its_aspects"),
    Mutant(G, "set up by who may not", step("angkat", states=less("draft")), "whoever_decides_may_hand_it_over"),
    # naskah koordinasi
    Mutant(D, "issued unheard", no_need("tetapkan", 0), "no_document_is_issued_before_the_units_concerned_could_speak"),
    Mutant(
        D,
        "one unit is enough",
        need("tetapkan", 0, quantifier=Quantifier.ANY),
        "no_document_is_issued_before_the_units_concerned_could_speak",
    ),
    Mutant(
        D,
        "issued past the decider",
        step("tetapkan", by=more(Role.OPENER)),
        "no_document_is_issued_before_the_units_concerned_could_speak",
        DECIDING,
    ),
    Mutant(
        D,
        "issued without an instrument",
        step("tetapkan", asks=less(Ask.INSTRUMENT)),
        "no_document_is_issued_before_the_units_concerned_could_speak",
    ),
    Mutant(
        D,
        "what was said is not kept",
        step("tetapkan", effects=(Effect.ISSUE,)),
        "no_document_is_issued_before_the_units_concerned_could_speak",
    ),
    Mutant(
        D,
        "silence agrees",
        step("edarkan", moves=(Move(Role.COUNTERPART, "agreed"),)),
        "nobody_speaks_for_another_unit_concerned",
    ),
    Mutant(
        D, "a new draft, the old yeses", step("edarkan_ulang", moves=()), "a_new_draft_is_put_to_every_unit_concerned"
    ),
    Mutant(D, "nobody is told", step("tetapkan", moves=()), "what_is_issued_is_told_to_every_unit_concerned"),
    Mutant(D, "nobody can say he knows", without("ketahui"), "what_is_issued_is_told_to_every_unit_concerned"),
    Mutant(D, "dissent is not named", no_need("tetapkan", 2), "a_document_names_who_is_silent_and_who_objects"),
    Mutant(D, "dissent stops", need("tetapkan", 2, integrity=True), "a_document_names_who_is_silent_and_who_objects"),
    Mutant(D, "the silent are not named", no_need("tetapkan", 1), "a_document_names_who_is_silent_and_who_objects"),
    Mutant(
        D,
        "the silent are waited for",
        need("tetapkan", 0, lapsed=False),
        "a_document_names_who_is_silent_and_who_objects",
    ),
    Mutant(
        D,
        "ended by one it binds",
        step("akhiri", by=more(Role.COUNTERPART)),
        "only_who_wrote_or_issued_it_ends_a_document",
    ),
    Mutant(D, "issued, and awaited to end", step("akhiri", turn=True), "what_was_issued_waits_for_nobody_to_end_it"),
    Mutant(
        D,
        "ended past who issued it",
        step("akhiri", by=more(Role.OPENER)),
        "only_who_wrote_or_issued_it_ends_a_document",
        DECIDING,
    ),
    Mutant(
        D,
        "sent round past the end",
        no_need("edarkan", 0),
        "a_group_past_its_end_issues_no_document",
        PAST_ITS_END,
    ),
    Mutant(
        D,
        "sent round anew past the end",
        no_need("edarkan_ulang", 0),
        "a_group_past_its_end_issues_no_document",
        PAST_ITS_END,
    ),
    Mutant(
        D,
        "issued past the end",
        no_need("tetapkan", 3),
        "a_group_past_its_end_issues_no_document",
        PAST_ITS_END,
    ),
    Mutant(D, "dropped at once", no_need("tutup_oleh_unit_terkait", 0), "only_who_wrote_or_issued_it_ends_a_document"),
    Mutant(
        D,
        "dropped as others think",
        no_need("tutup_oleh_unit_terkait", 1),
        "only_who_wrote_or_issued_it_ends_a_document",
    ),
    Mutant(D, "a draft hangs for ever", without("tutup_oleh_unit_terkait"), "a_draft_that_is_let_lie_comes_to_an_end"),
    Mutant(
        D,
        "the writer's superior hears nothing",
        without("beri_tahu_atasan"),
        "the_superior_of_a_silent_convener_can_be_told",
    ),
    Mutant(
        D, "taken over by a unit concerned", step("angkat", by=(Role.COUNTERPART,)), "who_takes_it_over_decides_alone"
    ),
    Mutant(
        D, "aspects are not asked", step("tetapkan", asks=less(Ask.ASPECTS)), "whatever_decides_declares_its_aspects"
    ),
    Mutant(
        D,
        "a silent decider holds it",
        step("akhiri_rancangan", by=(Role.COORDINATOR,)),
        "no_one_who_is_silent_holds_a_matter_up",
        World("one decider", (OPENER, DECIDER)),
    ),
    Mutant(
        W,
        "withheld without a ground",
        step("kecualikan", asks=less(Ask.GROUND)),
        "whatever_withholds_names_ground_test_and_expiry",
    ),
    Mutant(
        W,
        "withheld without the decision's number and day",
        step("kecualikan", asks=less(Ask.INSTRUMENT)),
        "whatever_withholds_names_ground_test_and_expiry",
    ),
    Mutant(
        W,
        "withheld without the sheet of the test",
        step("kecualikan", asks=less(Ask.FILE)),
        "whatever_withholds_names_ground_test_and_expiry",
    ),
    Mutant(
        W,
        "withheld for ever",
        step("kecualikan", asks=less(Ask.TERM)),
        "whatever_withholds_names_ground_test_and_expiry",
    ),
    Mutant(
        W,
        "withheld without a day of review",
        step("kecualikan", asks=less(Ask.DAY)),
        "whatever_withholds_names_ground_test_and_expiry",
    ),
    Mutant(
        W,
        "withheld without the leader's approval",
        step("kecualikan", asks=less(Ask.APPROVAL)),
        "whatever_withholds_names_ground_test_and_expiry",
    ),
    Mutant(
        W,
        "withheld without asking for the consent of the person concerned",
        step("kecualikan", asks=less(Ask.CONSENT)),
        "whatever_withholds_names_ground_test_and_expiry",
    ),
    Mutant(
        W,
        "withheld without having read what stays open",
        step("kecualikan", asks=less(Ask.NEVER)),
        "whatever_withholds_names_ground_test_and_expiry",
    ),
    Mutant(
        W,
        "renewed without a new test",
        step("perpanjang", asks=less(Ask.INSTRUMENT, Ask.FILE)),
        "whatever_withholds_names_ground_test_and_expiry",
    ),
    Mutant(
        W,
        "withheld by who asked",
        step("kecualikan", by=more(Role.OPENER), slot=(), slot_to=None),
        "nobody_but_the_ppid_withholds_renews_or_opens",
    ),
    Mutant(
        W,
        "renewed by who answers for it",
        step("perpanjang", by=more(Role.KEEPER), slot=(), slot_to=None),
        "nobody_but_the_ppid_withholds_renews_or_opens",
    ),
    Mutant(
        W, "opened by who asked", step("buka", by=more(Role.OPENER)), "nobody_but_the_ppid_withholds_renews_or_opens"
    ),
    Mutant(W, "opened by a clerk", step("buka", binding=False), "nobody_but_the_ppid_withholds_renews_or_opens"),
    Mutant(
        W,
        "withheld by asking",
        step("mohonkan", to="in_force"),
        "nobody_but_the_ppid_withholds_renews_or_opens",
    ),
    Mutant(
        W,
        "ended and still withheld",
        step("buka", effects=()),
        "nobody_but_the_ppid_withholds_renews_or_opens",
    ),
    Mutant(
        W,
        "withheld and refused at once",
        step("kecualikan", to="refused"),
        "what_a_decision_says_of_the_matter_is_so",
    ),
    Mutant(
        W,
        "asked with nobody to answer for it",
        no_need("mohonkan", 0),
        "nothing_is_withheld_without_a_responsible_post",
        UNANSWERED,
    ),
    Mutant(W, "renewed years ahead", no_need("perpanjang", 3), "past_its_review_only_a_new_test_prolongs"),
    Mutant(
        W,
        "it cannot be opened",
        without("buka"),
        "at_expiry_the_ppid_can_renew_or_open",
    ),
    Mutant(W, "renewed too late to keep it", need("perpanjang", 3, days=-1), "at_expiry_the_ppid_can_renew_or_open"),
    Mutant(
        W,
        "nobody is told that the review has come",
        step("perpanjang", turn=False),
        "at_expiry_the_ppid_can_renew_or_open",
    ),
    Mutant(
        W,
        "renewed although its term has ended",
        no_need("perpanjang", 2),
        "at_expiry_the_ppid_can_renew_or_open",
        OPENING,
    ),
    Mutant(
        W,
        "an early review that nobody may ask for",
        step("minta_tinjau", by=less(Role.KEEPER)),
        "an_early_review_can_be_asked_for_and_is_answered",
    ),
    Mutant(
        W,
        "an early review that is not answered",
        without("pertahankan"),
        "an_early_review_can_be_asked_for_and_is_answered",
    ),
    Mutant(W, "a former PPID withholds", no_need("kecualikan", 0), "who_is_barred_decides_nothing", BARRING),
    Mutant(
        W, "the PPID withholds for his own unit", no_need("kecualikan", 1), "who_is_barred_decides_nothing", BARRING
    ),
    Mutant(W, "a former PPID refuses", no_need("tolak", 0), "who_is_barred_decides_nothing", BARRING),
    Mutant(W, "the PPID refuses as a party", no_need("tolak", 1), "who_is_barred_decides_nothing", BARRING),
    Mutant(W, "a former PPID renews", no_need("perpanjang", 0), "who_is_barred_decides_nothing", BARRING),
    Mutant(W, "the PPID renews for his own unit", no_need("perpanjang", 1), "who_is_barred_decides_nothing", BARRING),
    Mutant(W, "a former PPID keeps it closed", no_need("pertahankan", 0), "who_is_barred_decides_nothing", BARRING),
    Mutant(W, "the PPID keeps his own closed", no_need("pertahankan", 1), "who_is_barred_decides_nothing", BARRING),
    Mutant(W, "a former PPID opens", no_need("buka", 0), "who_is_barred_decides_nothing", BARRING),
    Mutant(W, "the PPID opens as a party", no_need("buka", 1), "who_is_barred_decides_nothing", BARRING),
    Mutant(W, "the seat stays with who may not", without("alihkan"), "the_seat_of_who_is_barred_passes_on", BARRING),
    Mutant(
        W,
        "the seat passes on from who may decide",
        no_need("alihkan", 0),
        "the_seat_of_who_is_barred_passes_on",
    ),
    Mutant(W, "withheld of an earlier day", step("kecualikan", at_once=False), "no_decision_is_told_of_an_earlier_day"),
    Mutant(
        W,
        "every ground opens by itself",
        no_need("buka_sendiri", 0),
        "only_some_grounds_open_by_themselves",
    ),
    Mutant(
        W,
        "no ground opens by itself",
        without("buka_sendiri"),
        "only_some_grounds_open_by_themselves",
        OPENING,
    ),
    Mutant(
        W,
        "closed as undecided at once",
        no_need("tutup_tanpa_putusan", 0),
        "what_is_not_decided_ends_without_withholding",
    ),
    Mutant(
        W,
        "a silent PPID holds a request for ever",
        without("tutup_tanpa_putusan", "tarik"),
        "a_request_never_waits_for_the_ppid_for_ever",
    ),
    Mutant(
        W,
        "the PPID's superior hears nothing",
        without("beri_tahu_atasan"),
        "the_superior_of_a_silent_convener_can_be_told",
    ),
    Mutant(
        W,
        "noted in another's name",
        step("ketahui", by=(Role.OPENER,), slot=(), slot_to=None, moves=(Move(Role.KEEPER, "noted"),)),
        "a_keeper_notes_his_task_himself",
    ),
]


@pytest.mark.parametrize("code", PROCEDURES)
def test_nothing_is_amiss_where_nothing_is_planted(code: str) -> None:
    worlds = [
        SMALL[code],
        *dict.fromkeys(m.world for m in MUTANTS if m.procedure == code and m.world not in (None, ENDING)),
    ]
    assert list(breaches(PROCEDURES[code], worlds)) == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: f"{m.procedure}: {m.fault}")
def test_a_planted_fault_is_caught(mutant: Mutant) -> None:
    broken = mutant.change(PROCEDURES[mutant.procedure])
    assert broken != PROCEDURES[mutant.procedure]
    found = next(breaches(broken, mutant.worlds, [INVARIANTS[mutant.caught_by]]), None)
    assert found is not None


def test_there_are_enough_faults_and_each_invariant_catches_one() -> None:
    planted = Counter(m.procedure for m in MUTANTS)
    assert set(planted) == set(PROCEDURES)
    assert min(planted[code] for code in (R, T, G, D, W)) >= 12 and planted.total() >= 200
    assert len({(m.procedure, m.fault) for m in MUTANTS}) == len(MUTANTS)


def test_a_fault_survives_where_its_invariant_is_taken_out() -> None:
    mutant = next(m for m in MUTANTS if m.fault == "completed twice")
    broken = mutant.change(PROCEDURES[mutant.procedure])
    rest = [i for i in INVARIANTS.values() if i.name != mutant.caught_by]
    assert list(breaches(broken, mutant.worlds, rest)) == []
    assert next(breaches(broken, mutant.worlds))

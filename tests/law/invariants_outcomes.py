"""What must hold of meetings, follow-ups, groups, documents and withholdings, and of what binds a matter to them."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.law.procedures import Ask, Effect, Facts, Offer, Phase, Procedure, Role, Seat, Step, Thing, lapsed, turns
from tests.law.invariants import INVARIANTS, changes, enters, fresh, has, keeps, mates, office
from tests.law.walk import LONG, MATTERS, Graph

__all__ = ["INVARIANTS"]

MEETING, FOLLOW_UP, GROUP, DOCUMENT = "rapat", "tindak-lanjut", "gugus-kerja", "naskah-koordinasi"
WITHHOLDING = "pengecualian"
PATH = "koordinatif-jalur"

ANSWERED = {"coming", "sends", "sends_voice", "permitted", "ill", "away"}
CAME = {"present", "deputed", "voiced"}
STAYED = {"permitted", "ill", "away", "absent"}
REVIEWED = {"approved", "remarked"}


def attendees(facts: Facts) -> list[Seat]:
    return [s for s in facts.seats if s.role in (Role.INVITEE, Role.GUEST)]


def open_to(offered: Sequence[Offer], code: str) -> set[int]:
    return {o.seat.id for o in offered if o.step.code == code and o.open}


def closes(procedure: Procedure, facts: Facts) -> bool:
    return procedure.state(facts.state).phase is Phase.CLOSED


# All that decides


DECIDING = {
    PATH: {"putuskan", "putuskan_rapat"},
    MEETING: {"sahkan"},
    GROUP: {"bentuk", "perpanjang", "bubarkan"},
    DOCUMENT: {"tetapkan", "akhiri"},
}


@keeps(
    "a decision declares whether it is strategic and changes legal status in organisation, personnel or budget",
    *DECIDING,
    sort="table",
)
def whatever_decides_declares_its_aspects(procedure: Procedure) -> bool:
    asking = {s.code for s in procedure.steps if Ask.ASPECTS in s.asks}
    return asking == DECIDING[procedure.code] and all(procedure.step(code).binding for code in asking)


@keeps(
    "the superior can take it over: and nobody else decides it any more",
    PATH,
    DOCUMENT,
    sort="deed",
    on=has(Effect.ELEVATE),
)
def who_takes_it_over_decides_alone(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    deciding = [s for s in after.seats if Role.DECIDER in after.roles_of(s)]
    unmoved = after.state == before.state and not changes(before, after)
    rightful = Role.DECIDER in before.roles_of(offer.seat)
    return unmoved and rightful and len(deciding) == 1 and deciding[0].role is Role.DECIDER


@keeps("the superior can take it over: whoever decides may hand it over before", *DECIDING, sort="table")
def whoever_decides_may_hand_it_over(procedure: Procedure) -> bool:
    ups = [s for s in procedure.steps if Effect.ELEVATE in s.effects]
    deciding = [procedure.step(code) for code in DECIDING[procedure.code]]
    return bool(ups) and all({*s.states} <= {*ups[0].states} and ups[0].by == s.by for s in deciding)


@keeps("the superior can take it over: nothing else moves", MEETING, GROUP, sort="deed", on=has(Effect.ELEVATE))
def handing_it_over_moves_nothing_else(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    return after == before and offer.seat.role in (Role.CHAIR, Role.CONVENER) and bool(offer.step.binding)


@keeps("no closing while follow-ups are open (they may be carried to a new matter, with reason)", *MATTERS, sort="deed")
def no_matter_is_closed_while_follow_ups_are_open(
    procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, after: Facts
) -> bool:
    return not closes(procedure, after) or not before.follow_ups


@keeps("(no closing while follow-ups are open) of every kind, by whichever step, as integrity", *MATTERS, sort="table")
def whatever_closes_a_matter_looks_at_its_follow_ups(procedure: Procedure) -> bool:
    closed = {s.code for s in procedure.states if s.phase is Phase.CLOSED}

    def looks(step: Step) -> bool:
        return any(n.what is Thing.FOLLOW_UPS and n.integrity and n.stops and n.way_on for n in step.needs)

    return all(looks(step) for step in procedure.steps if step.to in closed)


# Meetings (Pasal 18 huruf c and d)


@keeps("after the end it can call no meeting until a new cited decision extends it", MEETING, sort="state")
def a_group_past_its_end_calls_no_meeting(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    calling = [o for o in offered if Effect.SCHEDULE in o.step.effects]
    return all(o.open is facts.mandated and (o.open or o.missing[0].need.integrity) for o in calling)


@keeps("attendance is of a day that has come, and of a meeting that may be held", MEETING, sort="state")
def a_meeting_begins_on_its_day_and_within_the_mandate(
    _procedure: Procedure, facts: Facts, offered: Sequence[Offer]
) -> bool:
    beginning = [o for o in offered if o.step.to == "running"]
    ready = facts.hour and facts.mandated
    return all(o.open is ready and all(lack.need.integrity for lack in o.missing) for o in beginning)


@keeps("invitations to posts; RSVP: a new moment is answered anew", MEETING, sort="deed", on=has(Effect.SCHEDULE))
def a_new_moment_is_answered_anew(
    _procedure: Procedure, _before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    asked = all(s.state == "invited" and fresh(s) for s in attendees(after))
    called = after.state == "called" and not after.hour
    return asked and called and offer.seat.role in (Role.CHAIR, Role.SECRETARY)


ANSWERS = ("hadiri", "wakilkan", "wakilkan_bahas", "izin", "sakit", "dinas_luar")


@keeps(
    "RSVP; attendance as people use it: whoever is called can give every answer, and change it", MEETING, sort="state"
)
def whoever_is_called_can_give_every_answer(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    if facts.state not in ("called", "running"):
        return True
    here = [s for s in attendees(facts) if not s.gone]
    asked = {s.id for s in here if s.state == "invited"} if facts.state == "called" else set()
    given = {s.id for s in here if s.state in ANSWERED}
    return all(open_to(offered, code) == asked for code in ANSWERS) and open_to(offered, "ubah_jawaban") == given


@keeps("RSVP: each answers for himself", MEETING, sort="deed")
def nobody_answers_an_invitation_for_another(
    procedure: Procedure, before: Facts, offer: Offer, target: int | None, after: Facts
) -> bool:
    """Who keeps the list of those present may write down afterwards why somebody was not there."""
    for was, now in changes(before, after):
        if was.role not in (Role.INVITEE, Role.GUEST) or now.state not in ANSWERED | REVIEWED:
            continue
        written = now.state in STAYED and was.id == target and before.state in ("running", "writing")
        if was.id != offer.seat.id and not written:
            return False
    return True


@keeps("nobody is recorded both present and absent: who came stays there until it is put right", MEETING, sort="deed")
def nobody_is_recorded_both_present_and_absent(
    _procedure: Procedure, before: Facts, offer: Offer, target: int | None, after: Facts
) -> bool:
    """What is recorded of one changes by his own deed, or by one that names him and keeps the list."""
    for was, now in changes(before, after):
        if was.state not in CAME | STAYED and now.state not in CAME | STAYED:
            continue
        ended = offer.step.to == "writing" and was.state in {"invited", *ANSWERED} and now.state == "absent"
        told = was.state in ANSWERED and was.state in STAYED and now.state == "invited" and before.state != "writing"
        reviewed = was.state in CAME and now.state == "to_review" and after.state == "reviewing"
        called_anew = after.state == "called" and now.state == "invited"
        own = was.id == offer.seat.id and before.state in ("called", "running") and now.state != "absent"
        listed = (
            was.id == target
            and before.state in ("running", "writing")
            and offer.seat.role in (Role.CHAIR, Role.SECRETARY)
        )
        if not (own or listed or reviewed or called_anew or (ended and was.state not in STAYED) or (told and own)):
            return False
    return True


@keeps("when a meeting is over, everybody came or did not", MEETING, sort="state")
def after_a_meeting_everybody_came_or_did_not(_procedure: Procedure, facts: Facts, _offered: Sequence[Offer]) -> bool:
    known = CAME | STAYED | REVIEWED | {"to_review", "unreviewed"}
    over = facts.state in ("writing", "reviewing", "closed", "ended")
    return not over or {s.state for s in attendees(facts)} <= known


@keeps("a substitute names the letter that sends him and its extent (decide / only discuss)", MEETING, sort="deed")
def a_substitute_without_power_to_decide_never_counts_as_deciding(
    _procedure: Procedure, before: Facts, offer: Offer, target: int | None, after: Facts
) -> bool:
    """Who sends one comes by one of that extent; another extent is only taken from a letter that is named anew."""
    for was, now in changes(before, after):
        listed = was.id == target and offer.seat.role in (Role.CHAIR, Role.SECRETARY)
        if now.state in ("sends", "sends_voice") and (was.state != "invited" or Ask.SUBSTITUTE not in offer.step.asks):
            return False
        if now.state in ("deputed", "voiced"):
            sent = {"deputed": "sends", "voiced": "sends_voice"}[now.state]
            named = listed and Ask.SUBSTITUTE in offer.step.asks
            if not named and not (was.id == offer.seat.id and was.state == sent):
                return False
        if now.state == "present" and was.state in ("sends", "sends_voice", "deputed", "voiced") and not listed:
            return False
    return True


@keeps(
    "the page shows at once whether the table can decide: one who only discusses is not counted", MEETING, sort="state"
)
def a_table_without_power_to_decide_says_so(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    deciding = [s for s in facts.seats if s.role is Role.INVITEE and s.state in ("present", "deputed")]
    ending = [o for o in offered if o.step.code == "akhiri"]
    return all(o.open and bool(o.warnings) is not bool(deciding) for o in ending)


LISTED = {
    "catat_hadir": "present",
    "catat_wakil": "deputed",
    "catat_wakil_bahas": "voiced",
    "catat_izin": "permitted",
    "catat_sakit": "ill",
    "catat_dinas_luar": "away",
    "catat_tanpa_keterangan": "absent",
}


@keeps("attendance as people use it: what was written down wrongly can be put right", MEETING, sort="state")
def a_wrong_attendance_can_be_put_right(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    """As long as the minutes are written, and again while they are mended."""
    keeping = {s.id for s in facts.seats if s.role in (Role.CHAIR, Role.SECRETARY) and not s.gone}
    for code, small in LISTED.items():
        wanted = {s.id for s in attendees(facts) if s.state != small}
        expected = keeping if wanted and facts.state in ("running", "writing") else set()
        targets = [{t.id for t in o.targets} for o in offered if o.step.code == code]
        if open_to(offered, code) != expected or any(found != wanted for found in targets):
            return False
    return True


@keeps("attendance as people use it: what is put right is recorded anew, and reviewed anew", MEETING, sort="deed")
def what_is_put_right_is_recorded_anew(
    _procedure: Procedure, before: Facts, offer: Offer, target: int | None, after: Facts
) -> bool:
    if offer.step.code in LISTED:
        now = next(s for s in after.seats if s.id == target)
        return now.state == LISTED[offer.step.code] and fresh(now) and len(changes(before, after)) == 1
    moved = [now.state for was, now in changes(before, after) if was.state in REVIEWED]
    return set(moved) <= {"to_review"}


@keeps("minutes: reviewed by those present, signed off by chair and notulis", MEETING, sort="deed")
def no_minutes_are_signed_before_those_present_could_review_them(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    signs = [now for was, now in changes(before, after) if now.state == "signed"]
    if any(seat.id != offer.seat.id or seat.role is not Role.SECRETARY for seat in signs):
        return False
    if not signs and after.state != "closed":
        return True
    waiting = [s for s in attendees(before) if s.state not in REVIEWED | STAYED]
    return before.state == "reviewing" and all(s.state == "to_review" and lapsed(procedure, s) for s in waiting)


@keeps("No decision without minutes or agreement", MEETING, sort="deed", on=has(Effect.ADOPT))
def no_decision_of_a_meeting_without_signed_minutes(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    secretary = office(before, Role.SECRETARY)
    signed = secretary is None or secretary.state == "signed" or lapsed(procedure, secretary)
    return offer.seat.role is Role.CHAIR and signed and (before.state, after.state) == ("reviewing", "closed")


def read_by_others(facts: Facts, unit: str) -> bool:
    """Whether one who had to come reviewed the minutes himself, and is of another unit."""
    return any(s.role is Role.INVITEE and s.state in REVIEWED and s.unit != unit for s in facts.seats)


@keeps("no decision of a meeting is adopted by its chair alone", MEETING, sort="deed", on=has(Effect.ADOPT))
def no_decision_is_adopted_by_a_chair_alone(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, _after: Facts
) -> bool:
    return read_by_others(before, offer.seat.unit)


@keeps("a meeting to which nobody came, or whose minutes nobody read, ends without a decision", MEETING, sort="state")
def a_meeting_can_end_without_a_decision(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    chair = office(facts, Role.CHAIR)
    may = {chair.id} if chair and not chair.gone and facts.state in ("writing", "reviewing") else set()
    return open_to(offered, "tutup_tanpa_keputusan") == may


@keeps(
    "Minutes … signed off by chair and notulis, frozen: nothing else adopts what a meeting decided",
    MEETING,
    sort="table",
)
def minutes_are_the_only_end_that_decides(procedure: Procedure) -> bool:
    adopting = [s for s in procedure.steps if Effect.ADOPT in s.effects]
    closing = [s for s in procedure.steps if s.to == "closed"]
    stopped = all(any(n.role is Role.SECRETARY and n.integrity for n in s.needs) for s in closing)
    cancelled = all(s.states == ("called",) for s in procedure.steps if s.to == "cancelled")
    undecided = [s for s in procedure.steps if s.to == "ended"]
    ending = all(s.by == (Role.CHAIR,) and s.binding and not s.effects and not s.moves for s in undecided)
    return bool(closing) and closing == adopting and stopped and cancelled and bool(undecided) and ending


@keeps("confirmations point to one version: what was changed is reviewed and signed anew", MEETING, sort="deed")
def minutes_that_were_changed_are_reviewed_anew(
    _procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, after: Facts
) -> bool:
    secretary = office(after, Role.SECRETARY)
    if after.state == "writing":
        return secretary is None or secretary.state == "writing"
    if (before.state, after.state) != ("writing", "reviewing"):
        return True
    due = [s for s in attendees(after) if s.state not in STAYED]
    came = {s.id for s in attendees(before) if s.state not in STAYED}
    asked = all(s.state == "to_review" and fresh(s) for s in due) and {s.id for s in due} == came
    return asked and (secretary is None or (secretary.state == "to_sign" and fresh(secretary)))


@keeps("attendance as people use it stays, whatever is asked of those present afterwards", MEETING, sort="table")
def attendance_is_kept_when_minutes_go_round(procedure: Procedure) -> bool:
    moving = [s for s in procedure.steps if any(CAME & set(m.states) for m in s.moves)]
    return bool(moving) and all(Effect.KEEP in s.effects for s in moving)


@keeps("who is silent is not waited for: his clock, or a reminder recorded twice", MEETING, sort="state")
def the_silent_do_not_hold_up_the_minutes(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    if facts.state != "reviewing":
        return True
    reviewed = all(s.state in REVIEWED | STAYED or lapsed(procedure, s) for s in attendees(facts))
    secretary, chair = office(facts, Role.SECRETARY), office(facts, Role.CHAIR)
    signed = secretary is None or secretary.state == "signed" or lapsed(procedure, secretary)
    to_sign = {secretary.id} if secretary and secretary.state == "to_sign" and not secretary.gone else set()
    ready = reviewed and signed and chair is not None and read_by_others(facts, chair.unit)
    may = {chair.id} if chair and not chair.gone and ready else set()
    return open_to(offered, "tanda_tangani") == (to_sign if reviewed else set()) and open_to(offered, "sahkan") == may


@keeps("two writers: the secretary's silence does not keep the chair from anything but waiting", MEETING, sort="graph")
def a_chair_needs_no_secretary(graph: Graph) -> set[int]:
    secretaries = {s.id for s in graph.world.seats if s.role is Role.SECRETARY}
    closed = [i for i, f in enumerate(graph.facts) if f.state == "closed"]
    others = {i for i, f in enumerate(graph.facts) if graph.phase(i) is Phase.OPEN and _sits_with_others(f)}
    return others - graph.reaching(closed, lambda e: any(h not in secretaries for h in e.hands))


def _sits_with_others(facts: Facts) -> bool:
    """Whether somebody who has to come is of another unit than the chair: otherwise nobody can decide."""
    chair = office(facts, Role.CHAIR)
    return chair is not None and any(s.role is Role.INVITEE and s.unit != chair.unit for s in facts.seats)


# Follow-ups (Pasal 18 huruf g)


@keeps("no follow-up closed by its owner alone", FOLLOW_UP, sort="deed", on=enters("terverifikasi", "tidak_dapat"))
def no_follow_up_is_closed_by_its_owner_alone(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, _after: Facts
) -> bool:
    owner = office(before, Role.OWNER)
    return owner is not None and offer.seat.id != owner.id and offer.seat.unit != owner.unit


@keeps(
    "evidence seen and accepted by another unit before it counts", FOLLOW_UP, sort="deed", on=enters("terverifikasi")
)
def nothing_counts_before_its_evidence_is_accepted(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, _after: Facts
) -> bool:
    owner, checker = office(before, Role.OWNER), office(before, Role.CHECKER)
    if owner is None or checker is None or before.state != "sudah" or owner.state != "reported":
        return False
    return offer.seat == checker or (offer.seat.role is Role.CONVENER and lapsed(procedure, checker))


@keeps("evidence: there is some", FOLLOW_UP, sort="table")
def what_is_reported_as_done_comes_with_evidence(procedure: Procedure) -> bool:
    reporting = [s for s in procedure.steps if s.slot_to == "reported" or s.to == "sudah"]
    return bool(reporting) and all({Effect.ATTACH, Effect.ANSWER} <= set(s.effects) and s.text for s in reporting)


@keeps("tidak dapat ditindaklanjuti with reason", FOLLOW_UP, sort="deed", on=enters("tidak_dapat"))
def what_is_not_done_ends_by_a_reason_accepted_or_by_silence(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, _after: Facts
) -> bool:
    owner, checker = office(before, Role.OWNER), office(before, Role.CHECKER)
    if owner is None or checker is None:
        return False
    if before.state == "tidak_dapat_diajukan":
        late = offer.seat.role is Role.CONVENER and lapsed(procedure, checker)
        return owner.state == "declined" and (offer.seat == checker or late)
    return before.state in ("belum", "sedang") and offer.seat.role is Role.CONVENER and owner.overdue


@keeps(
    "states as people use them: what the owner did, what the checker has to do, and the state agree",
    FOLLOW_UP,
    sort="state",
)
def the_state_of_a_follow_up_says_whose_turn_it_is(
    _procedure: Procedure, facts: Facts, _offered: Sequence[Offer]
) -> bool:
    owner, checker = office(facts, Role.OWNER), office(facts, Role.CHECKER)
    expected = {
        "belum": ({"asked"}, {"waiting"}),
        "sedang": ({"working", "returned"}, {"waiting"}),
        "sudah": ({"reported"}, {"to_check"}),
        "tidak_dapat_diajukan": ({"declined"}, {"to_check"}),
        "terverifikasi": ({"reported"}, {"accepted", "unchecked"}),
        "tidak_dapat": ({"declined", "silent", "unrevised"}, {"accepted", "unchecked", "waiting"}),
    }
    if facts.state not in expected or owner is None or checker is None:
        return True
    done, checked = expected[facts.state]
    return owner.state in done and checker.state in checked


@keeps("owner unit: what it does, it says itself", FOLLOW_UP, sort="deed")
def nobody_reports_for_the_owner(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    own = ("working", "reported", "declined")
    return all(was.id == offer.seat.id for was, now in changes(before, after) if now.state in own)


@keeps("they may be carried to a new matter, with reason", FOLLOW_UP, sort="table")
def a_follow_up_is_carried_on_by_who_oversees_it_with_a_reason(procedure: Procedure) -> bool:
    carrying = [s for s in procedure.steps if Effect.CARRY in s.effects or s.to == "carried"]
    return bool(carrying) and all(
        s.by == (Role.CONVENER,)
        and s.to == "carried"
        and Effect.CARRY in s.effects
        and Ask.MATTER in s.asks
        and s.text is not None
        and s.text.required
        and "sudah" not in s.states
        for s in carrying
    )


@keeps(
    "due date in working days: another one with a reason, and the time runs anew",
    FOLLOW_UP,
    sort="deed",
    on=lambda step: Ask.DAY in step.asks,
)
def another_day_gives_the_whole_time_once_more(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    owner = office(after, Role.OWNER)
    reasoned = offer.step.text is not None and offer.step.text.required and Effect.DUE in offer.step.effects
    return reasoned and before.state == after.state and owner is not None and fresh(owner)


@keeps("a silent checker is not waited for, a silent owner until his day has passed", FOLLOW_UP, sort="state")
def who_oversees_a_follow_up_ends_what_lies(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    owner, checker, convener = (office(facts, r) for r in (Role.OWNER, Role.CHECKER, Role.CONVENER))
    if owner is None or checker is None or convener is None or convener.gone:
        return True
    apart = convener.unit != owner.unit
    steps = {
        "tutup_tidak_dapat": facts.state in ("belum", "sedang") and owner.overdue and apart,
        "verifikasi_pengendali": facts.state == "sudah" and lapsed(procedure, checker) and apart,
        "terima_tidak_dapat_pengendali": facts.state == "tidak_dapat_diajukan" and lapsed(procedure, checker) and apart,
        "alihkan": facts.state in ("belum", "sedang", "tidak_dapat_diajukan"),
    }
    return all((convener.id in open_to(offered, code)) is expected for code, expected in steps.items())


@keeps("the other unit can as well send evidence back", FOLLOW_UP, sort="state")
def who_may_accept_may_send_back(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    """Whoever may not accept, being of the owner's unit, may still say that something lacks."""
    pairs = (("verifikasi", "kembalikan_bukti"), ("terima_tidak_dapat", "tolak_tidak_dapat"))
    return all(open_to(offered, accept) <= open_to(offered, back) for accept, back in pairs)


# Working groups (Pasal 18 huruf e and f)


@keeps("a working group past its end: nothing but to extend, to report, to end", GROUP, sort="state")
def a_group_past_its_end_only_reports_and_ends(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    producing = [o for o in offered if Effect.PRODUCE in o.step.effects]
    return all(o.open is facts.mandated and (o.open or o.missing[0].need.integrity) for o in producing)


@keeps("until a new cited decision extends it", GROUP, sort="deed")
def a_term_begins_and_goes_on_by_a_cited_decision_alone(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    gains = after.state == "running" and (before.state == "draft" or after.mandated is not before.mandated)
    gains = gains or Effect.EXTEND in offer.step.effects
    cited = {Ask.INSTRUMENT, Ask.DAY} <= set(offer.step.asks)
    return not gains or (cited and offer.seat.role is Role.CONVENER and offer.step.binding)


@keeps(
    "mandate, instrument, end date: a group past its end can be extended, can report, and can be ended",
    GROUP,
    sort="state",
)
def a_group_past_its_end_has_a_way_on(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    convener, chair = office(facts, Role.CONVENER), office(facts, Role.CHAIR)
    if facts.state != "running" or convener is None or chair is None:
        return True
    if not convener.gone and convener.id not in open_to(offered, "perpanjang") & open_to(offered, "bubarkan"):
        return False
    ended = open_to(offered, "akhiri") == ({convener.id} if not (convener.gone or facts.mandated) else set())
    return ended and (chair.gone or chair.id in open_to(offered, "laporkan"))


@keeps(
    "expected outputs … produced / not produced: it ends with its report",
    GROUP,
    sort="deed",
    on=enters("closed", "ended"),
)
def a_group_ends_with_its_report_or_says_that_there_is_none(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    if after.state == "ended":
        return offer.seat.role is Role.CONVENER and before.state == "running" and not before.mandated
    late = offer.seat.role is Role.CHAIR and before.days == LONG
    return before.state == "reported" and (offer.seat.role is Role.CONVENER or late)


@keeps("who wrote a report does not judge it", GROUP, sort="deed", on=enters("closed"))
def no_unit_accepts_its_own_report(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, _after: Facts
) -> bool:
    chair = office(before, Role.CHAIR)
    return offer.seat.role is Role.CHAIR or chair is None or offer.seat.unit != chair.unit


@keeps("a group is dissolved by who formed it, with the reason", GROUP, sort="table")
def only_who_formed_a_group_dissolves_it(procedure: Procedure) -> bool:
    dissolving = [s for s in procedure.steps if s.to == "dissolved"]
    return bool(dissolving) and all(s.by == (Role.CONVENER,) and s.text and s.text.required for s in dissolving)


@keeps("seats by post: nobody waits for a member", GROUP, sort="graph")
def a_group_waits_for_no_member(graph: Graph) -> set[int]:
    members = {s.id for s in graph.world.seats if s.role in (Role.MEMBER, Role.SECRETARY)}
    ends = [i for i, f in enumerate(graph.facts) if f.state == "closed"]
    open_ = {i for i in range(len(graph.facts)) if graph.phase(i) is Phase.OPEN}
    return open_ - graph.reaching(ends, lambda e: any(h not in members for h in e.hands))


# Documents (Pasal 18 huruf a, b, c and g)


@keeps("drafted with all units concerned, their say recorded, issued", DOCUMENT, sort="deed", on=has(Effect.ISSUE))
def no_document_is_issued_before_the_units_concerned_could_speak(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    heard = all(s.state in ("agreed", "noted", "objected") or lapsed(procedure, s) for s in mates(before))
    decider = office(before, Role.DECIDER)
    rightful = offer.seat == decider if decider else offer.seat.role is Role.OPENER
    cited = Ask.INSTRUMENT in offer.step.asks and Effect.KEEP in offer.step.effects
    return heard and rightful and cited and (before.state, after.state) == ("circulated", "issued")


@keeps("a group past its end: it sends round and issues no document", DOCUMENT, sort="state")
def a_group_past_its_end_issues_no_document(_procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    going_on = {"circulated", "issued"}
    making = [o for o in offered if o.step.to in going_on or Effect.PROPOSE in o.step.effects]
    return facts.mandated or all(o.missing and all(lack.need.integrity for lack in o.missing) for o in making)


@keeps("their say recorded: each says it himself", DOCUMENT, sort="deed")
def nobody_speaks_for_another_unit_concerned(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    own = ("agreed", "noted", "objected", "seen")
    return all(was.id == offer.seat.id for was, now in changes(before, after) if now.state in own)


@keeps("positions point to one version; a new version clears them", DOCUMENT, sort="deed", on=has(Effect.PROPOSE))
def a_new_draft_is_put_to_every_unit_concerned(
    _procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, after: Facts
) -> bool:
    asked = all(s.state == "asked" and fresh(s) for s in mates(after))
    return asked and before.state == after.state == "circulated"


@keeps("known by whom: everybody concerned is told, and says himself that he knows it", DOCUMENT, sort="state")
def what_is_issued_is_told_to_every_unit_concerned(
    _procedure: Procedure, facts: Facts, offered: Sequence[Offer]
) -> bool:
    if facts.state != "issued":
        return True
    told = {s.id for s in mates(facts) if s.state == "told" and not s.gone}
    return {s.state for s in mates(facts)} <= {"told", "seen"} and open_to(offered, "ketahui") == told


@keeps("silence and dissent are printed with it, and stop nothing", DOCUMENT, sort="state")
def a_document_names_who_is_silent_and_who_objects(
    procedure: Procedure, facts: Facts, offered: Sequence[Offer]
) -> bool:
    standing = {s.id for s in mates(facts) if s.state in ("asked", "objected")}
    in_time = any(s.state == "asked" and not lapsed(procedure, s) for s in mates(facts))
    issuing = [o for o in offered if o.step.to == "issued"]
    return all(
        {s.id for lack in o.warnings for s in lack.waits_on} == standing and o.open is (facts.mandated and not in_time)
        for o in issuing
    )


@keeps("no unit ends alone what is meant for all", DOCUMENT, sort="deed", on=enters("ended", "dropped"))
def only_who_wrote_or_issued_it_ends_a_document(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    """A unit concerned ends only a draft that was let lie, once all have spoken or let their time lapse."""
    if offer.seat.role is Role.COUNTERPART:
        spoken = all(s.state in ("agreed", "noted", "objected") or lapsed(procedure, s) for s in mates(before))
        return after.state == "dropped" and before.state == "circulated" and before.days == LONG and spoken
    if after.state == "ended":  # who issued it, or may issue it now
        return before.state == "issued" and Role.DECIDER in before.roles_of(offer.seat)
    return before.state == "circulated"


@keeps("what may be done is nobody's turn: what holds, holds until somebody ends it", sort="table")
def what_was_issued_waits_for_nobody_to_end_it(procedure: Procedure) -> bool:
    """To end what an instrument brought into force becomes a turn by something that came to pass, and not by itself."""
    holding = {s.to for s in procedure.steps if s.to and {Effect.ISSUE, Effect.WITHHOLD} & set(s.effects)}
    ends = {state.code for state in procedure.states if state.phase is Phase.CLOSED}
    return not [s for s in procedure.steps if s.turn and s.to in ends and holding & set(s.states) and not s.needs]


@keeps("a draft that nobody goes on with can be ended by a unit concerned", DOCUMENT, sort="graph")
def a_draft_that_is_let_lie_comes_to_an_end(graph: Graph) -> set[int]:
    openers = {s.id for s in graph.world.seats if s.role is Role.OPENER}
    dropped = [i for i, f in enumerate(graph.facts) if f.state == "dropped"]
    lying = {i for i, f in enumerate(graph.facts) if f.state == "circulated" and any(not s.external for s in mates(f))}
    return lying - graph.reaching(dropped, lambda e: any(h not in openers for h in e.hands))


# Withholdings (UU 14/2008 Pasal 17 to 20)


def closes_to_all(procedure: Procedure, facts: Facts) -> bool:
    """Whether the matter is withheld in these facts."""
    return procedure.state(facts.state).phase is Phase.OPEN and facts.state in WITHHOLDING_STATES


WITHHOLDING_STATES = {"in_force"}


@keeps(
    "withholding takes a ground, the PPID's decision with its consequence test, a responsible post and an expiry",
    WITHHOLDING,
    sort="table",
)
def whatever_withholds_names_ground_test_and_expiry(procedure: Procedure) -> bool:
    withholding = [s for s in procedure.steps if Effect.WITHHOLD in s.effects]
    everything = {
        Ask.GROUND, Ask.CONSENT, Ask.INSTRUMENT, Ask.APPROVAL, Ask.TERM, Ask.DAY, Ask.SUMMARY, Ask.NEVER, Ask.FILE,
    }  # fmt: skip
    return bool(withholding) and all(everything <= set(s.asks) and s.text and s.text.required for s in withholding)


@keeps("withholding takes … the PPID's decision: nobody else withholds, renews or opens", WITHHOLDING, sort="deed")
def nobody_but_the_ppid_withholds_renews_or_opens(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    effects = {Effect.WITHHOLD, Effect.OPEN} & set(offer.step.effects)
    moved = closes_to_all(procedure, before) is not closes_to_all(procedure, after)
    by_ppid = offer.seat.role is Role.DECIDER and offer.hands == (offer.seat.id,) and offer.step.binding
    return (by_ppid or not (effects or moved)) and (bool(effects) or not moved)


@keeps(
    "withholding takes … a decision: what is withheld came there by one, what is open again by the other",
    WITHHOLDING,
    sort="deed",
)
def what_a_decision_says_of_the_matter_is_so(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    if Effect.WITHHOLD in offer.step.effects:
        return closes_to_all(procedure, after) and before.state in ("asked", "in_force")
    return Effect.OPEN not in offer.step.effects or (closes_to_all(procedure, before) and closes(procedure, after))


@keeps("withholding takes … a responsible post", WITHHOLDING, sort="deed", on=enters("asked", "in_force"))
def nothing_is_withheld_without_a_responsible_post(
    _procedure: Procedure, before: Facts, _offer: Offer, _target: int | None, _after: Facts
) -> bool:
    return office(before, Role.KEEPER) is not None


@keeps("… and an expiry: it does not run on past its review without a new test", WITHHOLDING, sort="deed")
def past_its_review_only_a_new_test_prolongs(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    prolonged = closes_to_all(procedure, before) and before.left is not None and after.left is None
    renewed = Effect.WITHHOLD in offer.step.effects and offer.seat.role is Role.DECIDER
    early = Effect.WITHHOLD in offer.step.effects and closes_to_all(procedure, before) and before.left is None
    return not early and (renewed or not (prolonged and closes_to_all(procedure, after)))


@keeps("At expiry the PPID must renew or open: he can, and from then on it is his turn", WITHHOLDING, sort="state")
def at_expiry_the_ppid_can_renew_or_open(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    ppid = office(facts, Role.DECIDER)
    if ppid is None or ppid.gone or facts.barred or not closes_to_all(procedure, facts):
        return True
    due = facts.left is not None and not facts.opens
    opening = ppid.id in open_to(offered, "buka")
    renewing = (ppid.id in open_to(offered, "perpanjang")) is due
    wanted = due or (ppid.state == "to_review" and not facts.opens)
    waited = any(turn.seat == ppid.id for turn in turns(procedure, facts)) is wanted
    return opening and renewing and waited


@keeps("Pasal 35: whoever is refused can have it looked at again before its day", WITHHOLDING, sort="state")
def an_early_review_can_be_asked_for_and_is_answered(
    procedure: Procedure, facts: Facts, offered: Sequence[Offer]
) -> bool:
    ppid = office(facts, Role.DECIDER)
    if ppid is None or ppid.gone or not closes_to_all(procedure, facts):
        return True
    asking = {s.id for s in facts.seats if s.role in (Role.OPENER, Role.KEEPER, Role.DECIDER) and not s.gone}
    answering = {ppid.id} if ppid.state == "to_review" and not facts.opens and not facts.barred else set()
    wanted = asking if ppid.state == "keeping" else set()
    return open_to(offered, "minta_tinjau") == wanted and open_to(offered, "pertahankan") == answering


@keeps("UU 30/2014 Pasal 42: who holds the office no more, or is a party, decides nothing", WITHHOLDING, sort="deed")
def who_is_barred_decides_nothing(
    procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    by_time = before.opens and Effect.OPEN in offer.step.effects
    return not before.barred or by_time or not (offer.seat.role is Role.DECIDER and offer.step.binding)


@keeps("UU 30/2014 Pasal 42: … and his seat passes at once to who may", WITHHOLDING, sort="state")
def the_seat_of_who_is_barred_passes_on(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    waits = procedure.state(facts.state).phase is Phase.OPEN and bool(facts.barred)
    there = {s.id for s in facts.seats if s.role in (Role.OPENER, Role.KEEPER, Role.DECIDER) and not s.gone}
    return open_to(offered, "alihkan") == (there if waits else set())


@keeps("what withholds or opens holds from the moment it is recorded", WITHHOLDING, sort="table")
def no_decision_is_told_of_an_earlier_day(procedure: Procedure) -> bool:
    by_time = {s.code for s in procedure.steps if any(n.what is Thing.OPENS and n.hides for n in s.needs)}
    decides = [s for s in procedure.steps if s.by == (Role.DECIDER,) and s.binding and s.code not in by_time]
    return bool(decides) and all(s.at_once for s in decides)


@keeps("only grounds marked so in the pack open by themselves", WITHHOLDING, sort="state")
def only_some_grounds_open_by_themselves(procedure: Procedure, facts: Facts, offered: Sequence[Offer]) -> bool:
    ppid = office(facts, Role.DECIDER)
    may = {ppid.id} if ppid and not ppid.gone and closes_to_all(procedure, facts) and facts.opens else set()
    return open_to(offered, "buka_sendiri") == may


@keeps(
    "no withholding without the PPID's decision: what he leaves lying is open, and ends so",
    WITHHOLDING,
    sort="deed",
    on=enters("undecided", "recalled"),
)
def what_is_not_decided_ends_without_withholding(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    asks = offer.seat.role is Role.OPENER or (offer.seat.role is Role.KEEPER and after.state == "undecided")
    waited = after.state != "undecided" or before.days == LONG
    return before.state == "asked" and asks and waited


@keeps("nobody notes for another that he answers for it", WITHHOLDING, sort="deed")
def a_keeper_notes_his_task_himself(
    _procedure: Procedure, before: Facts, offer: Offer, _target: int | None, after: Facts
) -> bool:
    return all(was.id == offer.seat.id for was, now in changes(before, after) if now.state == "noted")


@keeps("no withholding without the PPID's decision: a request never waits for him for ever", WITHHOLDING, sort="graph")
def a_request_never_waits_for_the_ppid_for_ever(graph: Graph) -> set[int]:
    ppid = {s.id for s in graph.world.seats if s.role is Role.DECIDER}
    ends = [i for i, f in enumerate(graph.facts) if f.state in ("undecided", "recalled")]
    asked = {i for i, f in enumerate(graph.facts) if f.state == "asked"}
    return asked - graph.reaching(ends, lambda e: any(h not in ppid for h in e.hands))

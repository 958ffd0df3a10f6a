"""Meetings, follow-ups, working groups and documents sentence by sentence, as those who take part live them."""

from __future__ import annotations

from msgspec import structs

from selaras.law.procedures import Effect, Facts, Role, Seat, turns
from selaras.law.types import Strength
from tests.law.play import COORDINATION, later, offer_of, offered, opened, play, refusal, states, take
from tests.law.walk import (
    CHAIR,
    CHECKER,
    FORMER,
    GUEST,
    INVITED_OUTSIDE,
    INVITEE,
    MEMBER,
    OTHER_INVITEE,
    OVERSEER,
    OWNER,
    PROCEDURES,
    SECRETARY,
    THREE,
)

MEETING = PROCEDURES["rapat"]
FOLLOW_UP = PROCEDURES["tindak-lanjut"]
GROUP = PROCEDURES["gugus-kerja"]
DOCUMENT = PROCEDURES["naskah-koordinasi"]


def meeting(*seats: Seat) -> Facts:
    """A meeting on its day: chair (1), secretary (2) and those who are called (3, 4)."""
    called = seats or (INVITEE, OTHER_INVITEE)
    return structs.replace(take(MEETING, Facts("draft", (CHAIR, SECRETARY, *called), items=1), 1, "undang"), hour=True)


def held(*seats: Seat) -> Facts:
    """A meeting that is over, to which two came, its minutes gone round."""
    facts = play(MEETING, meeting(*seats), (3, "hadiri"), (1, "mulai"), (3, "masuk"), (2, "catat_hadir", 4))
    return play(MEETING, facts, (1, "akhiri"), (2, "edarkan"))


def follow_up() -> Facts:
    """A follow-up that runs: owner (1), checker (2), who oversees it (3)."""
    return take(FOLLOW_UP, Facts("draft", (OWNER, CHECKER, OVERSEER)), 3, "buka")


def group() -> Facts:
    """A working group at work: chair (1), secretary (2), a member (3), who formed it (5)."""
    return take(GROUP, Facts("draft", (CHAIR, SECRETARY, MEMBER, FORMER)), 5, "bentuk")


def overdue(facts: Facts) -> Facts:
    """The same facts when the day has passed on which it is due."""
    return structs.replace(facts, seats=tuple(structs.replace(s, overdue=True) for s in facts.seats))


def document() -> Facts:
    """A draft that went round: who wrote it (1) and two units concerned (2, 3)."""
    return take(DOCUMENT, Facts("draft", THREE), 1, "edarkan")


def state_of(facts: Facts, seat: int) -> str:
    return next(s.state for s in facts.seats if s.id == seat)


# Meetings


def test_pasal_18_huruf_d_whoever_is_called_answers_and_may_change_his_answer() -> None:
    facts = meeting()
    answers = {"hadiri", "wakilkan", "wakilkan_bahas", "izin", "sakit", "dinas_luar"}
    assert answers <= offered(MEETING, facts, 3)
    assert {t.seat: t.step for t in turns(MEETING, facts)} == {1: "mulai", 2: "mulai", 3: "hadiri", 4: "hadiri"}
    facts = take(MEETING, facts, 3, "sakit")
    assert not answers & offered(MEETING, facts, 3)
    assert state_of(play(MEETING, facts, (3, "ubah_jawaban"), (3, "hadiri")), 3) == "coming"


def test_a_new_moment_asks_everybody_anew() -> None:
    facts = play(MEETING, meeting(), (3, "hadiri"), (4, "izin"), (2, "jadwal_ulang"))
    assert states(facts, Role.INVITEE) == ["invited", "invited"]


def test_no_meeting_is_called_by_a_group_past_its_end() -> None:
    draft = Facts("draft", (CHAIR, SECRETARY, INVITEE), items=1, mandated=False)
    refused = refusal(MEETING, draft, 1, "undang")
    assert refused.ways_on and refused.basis.strength is Strength.DESIGNED
    past = structs.replace(meeting(), mandated=False)
    assert refusal(MEETING, past, 1, "jadwal_ulang").ways_on
    assert refusal(MEETING, past, 1, "mulai").ways_on  # nor is what was called before held
    assert "batalkan" in offered(MEETING, past, 1)


def test_no_meeting_begins_before_its_day_and_who_called_it_has_the_turn_still() -> None:
    early = structs.replace(meeting(), hour=False)
    assert refusal(MEETING, early, 1, "mulai").reasons == ("Hari rapat sudah tiba",)
    assert {t.seat for t in turns(MEETING, early) if t.step == "mulai"} == {1, 2}
    assert not take(MEETING, meeting(), 1, "jadwal_ulang").hour


def test_an_agenda_without_items_only_warns() -> None:
    offer = offer_of(MEETING, Facts("draft", (CHAIR, INVITEE)), 1, "undang")
    assert offer.open and [lack.need.what.value for lack in offer.warnings] == ["items"]


def test_who_comes_says_so_and_the_list_on_paper_is_typed_in_later() -> None:
    facts = play(MEETING, meeting(), (3, "wakilkan"), (1, "mulai"))
    assert "masuk" not in offered(MEETING, facts, 3) and "masuk_wakil" in offered(MEETING, facts, 3)
    facts = play(MEETING, facts, (3, "masuk_wakil"), (1, "akhiri"))
    assert states(facts, Role.INVITEE) == ["deputed", "absent"]
    assert state_of(take(MEETING, facts, 2, "catat_hadir", 4), 4) == "present"
    assert state_of(take(MEETING, facts, 2, "catat_sakit", 4), 4) == "ill"


def test_a_substitute_who_only_discusses_is_not_counted_as_deciding() -> None:
    facts = play(MEETING, meeting(INVITEE), (3, "wakilkan_bahas"), (1, "mulai"), (3, "masuk_wakil_bahas"))
    assert state_of(facts, 3) == "voiced"
    assert offer_of(MEETING, facts, 1, "akhiri").warnings  # open, but the table could not decide
    able = take(MEETING, facts, 2, "catat_wakil", 3)
    assert not offer_of(MEETING, able, 1, "akhiri").warnings


def test_a_guest_is_no_table() -> None:
    facts = play(MEETING, meeting(GUEST), (1, "mulai"), (4, "masuk"))
    assert offer_of(MEETING, facts, 1, "akhiri").warnings


def test_an_institution_outside_answers_through_who_keeps_the_list() -> None:
    facts = meeting(INVITEE, INVITED_OUTSIDE)
    assert offer_of(MEETING, facts, 4, "hadiri").hands == (1, 2)
    facts = play(MEETING, facts, (1, "mulai"))
    assert offer_of(MEETING, facts, 4, "masuk").hands == (1, 2)


def test_minutes_are_not_signed_before_those_present_could_review_them() -> None:
    facts = held()
    assert states(facts, Role.INVITEE) == ["to_review", "to_review"]
    for seat, step in ((2, "tanda_tangani"), (1, "sahkan")):
        assert refusal(MEETING, facts, seat, step).ways_on
    reviewed = play(MEETING, facts, (3, "telaah"), (4, "beri_catatan"))
    assert refusal(MEETING, reviewed, 1, "sahkan").ways_on  # the secretary first
    signed = take(MEETING, reviewed, 2, "tanda_tangani")
    assert offer_of(MEETING, signed, 1, "sahkan").warnings  # a remark is printed, and stops nothing
    closed = take(MEETING, signed, 1, "sahkan")
    assert closed.state == "closed" and not any(offered(MEETING, closed, s.id) for s in closed.seats)


def test_who_does_not_review_in_time_is_named_and_not_waited_for() -> None:
    read = later(take(MEETING, held(), 3, "telaah"))
    closed = play(MEETING, read, (2, "tanda_tangani"), (1, "sahkan"))
    assert states(closed, Role.INVITEE) == ["approved", "unreviewed"]
    assert state_of(take(MEETING, read, 1, "sahkan"), 2) == "unsigned"


def test_no_decision_is_adopted_by_a_chair_alone() -> None:
    unread = later(held())
    refused = refusal(MEETING, unread, 1, "sahkan")
    assert refused.ways_on and {lack.need.what.value for lack in offer_of(MEETING, unread, 1, "sahkan").missing} == {
        "apart"
    }
    own = later(take(MEETING, held(structs.replace(INVITEE, unit=CHAIR.unit), OTHER_INVITEE), 3, "telaah"))
    missing = offer_of(MEETING, own, 1, "sahkan").missing
    assert [seat.id for lack in missing for seat in lack.waits_on] == [4]  # the one of another unit
    assert offer_of(MEETING, take(MEETING, own, 4, "telaah"), 1, "sahkan").open
    ended = take(MEETING, unread, 1, "tutup_tanpa_keputusan")
    assert ended.state == "ended" and Effect.ADOPT not in MEETING.step("tutup_tanpa_keputusan").effects
    assert states(ended, Role.INVITEE) == [
        "to_review",
        "to_review",
    ]  # what they were asked, they were not given time for


def test_a_wrong_presence_can_be_put_right_when_the_minutes_are_mended() -> None:
    facts = play(MEETING, held(), (3, "telaah"), (2, "perbaiki"), (2, "catat_sakit", 3), (2, "edarkan"))
    assert states(facts, Role.INVITEE) == ["ill", "to_review"]


def test_what_was_changed_is_reviewed_and_signed_anew_and_who_stayed_away_is_left_alone() -> None:
    facts = play(MEETING, meeting(), (4, "izin"), (1, "mulai"), (3, "masuk"), (1, "akhiri"), (2, "edarkan"))
    facts = play(MEETING, facts, (3, "telaah"), (2, "tanda_tangani"), (2, "perbaiki"), (2, "edarkan"))
    assert (states(facts, Role.INVITEE), state_of(facts, 2)) == (["to_review", "permitted"], "to_sign")


def test_if_the_chair_never_acts_his_superior_can_be_told() -> None:
    for seat in (2, 3):
        assert offer_of(MEETING, held(), seat, "beri_tahu_atasan").open


# Follow-ups


def test_no_follow_up_is_closed_by_its_owner_alone() -> None:
    done = play(FOLLOW_UP, follow_up(), (1, "mulai"), (1, "laporkan"))
    closing = {s.code for s in FOLLOW_UP.steps if s.to in ("terverifikasi", "tidak_dapat", "carried")}
    assert not closing & offered(FOLLOW_UP, done, 1)
    assert take(FOLLOW_UP, done, 2, "verifikasi").state == "terverifikasi"
    merged = structs.replace(done, seats=tuple(structs.replace(s, unit="DPUPR") for s in done.seats))
    assert refusal(FOLLOW_UP, merged, 2, "verifikasi").ways_on
    assert refusal(FOLLOW_UP, later(merged), 3, "verifikasi_pengendali").ways_on


def test_evidence_counts_once_another_unit_has_seen_it() -> None:
    assert Effect.ATTACH in FOLLOW_UP.step("laporkan").effects
    done = play(FOLLOW_UP, follow_up(), (1, "laporkan"))
    assert {t.seat: t.step for t in turns(FOLLOW_UP, done)} == {2: "verifikasi"}
    back = take(FOLLOW_UP, done, 2, "kembalikan_bukti")
    assert (back.state, state_of(back, 1)) == ("sedang", "returned")
    assert "verifikasi_pengendali" not in offered(FOLLOW_UP, done, 3)  # the checker is in his time
    late = take(FOLLOW_UP, later(done), 3, "verifikasi_pengendali")
    assert (late.state, state_of(late, 2)) == ("terverifikasi", "unchecked")


def test_what_cannot_be_done_ends_with_a_reason_that_another_unit_accepts() -> None:
    facts = take(FOLLOW_UP, follow_up(), 1, "ajukan_tidak_dapat")
    assert take(FOLLOW_UP, facts, 2, "terima_tidak_dapat").state == "tidak_dapat"
    assert state_of(take(FOLLOW_UP, facts, 2, "tolak_tidak_dapat"), 1) == "returned"


def test_who_does_nothing_is_named_by_who_oversees_it() -> None:
    assert refusal(FOLLOW_UP, follow_up(), 3, "tutup_tidak_dapat").ways_on
    assert refusal(FOLLOW_UP, later(follow_up()), 3, "tutup_tidak_dapat").ways_on  # his day has not come
    reminded = play(FOLLOW_UP, follow_up(), (3, "ingatkan", 1), (2, "ingatkan", 1))
    assert refusal(FOLLOW_UP, reminded, 3, "tutup_tidak_dapat").ways_on
    late = take(FOLLOW_UP, overdue(follow_up()), 3, "tutup_tidak_dapat")
    assert (late.state, state_of(late, 1)) == ("tidak_dapat", "silent")


def test_it_may_be_carried_to_another_matter_with_a_reason_but_not_past_its_evidence() -> None:
    text = FOLLOW_UP.step("alihkan").text
    assert text is not None and text.required
    assert take(FOLLOW_UP, follow_up(), 3, "alihkan").state == "carried"
    assert "alihkan" not in offered(FOLLOW_UP, take(FOLLOW_UP, follow_up(), 1, "laporkan"), 3)


def test_another_day_gives_the_whole_time_once_more() -> None:
    assert "tutup_tidak_dapat" in offered(FOLLOW_UP, overdue(follow_up()), 3)
    anew = take(FOLLOW_UP, overdue(follow_up()), 3, "perpanjang")
    assert "tutup_tidak_dapat" not in offered(FOLLOW_UP, anew, 3)


# Working groups


def test_pasal_18_huruf_e_a_group_past_its_end_only_reports_and_ends_until_it_is_extended() -> None:
    past = structs.replace(group(), mandated=False)
    assert refusal(GROUP, past, 1, "catat_hasil").ways_on
    assert "laporkan" in offered(GROUP, past, 1)
    assert {"perpanjang", "akhiri", "bubarkan"} <= offered(GROUP, past, 5)
    assert "catat_hasil" in offered(GROUP, take(GROUP, past, 5, "perpanjang"), 1)
    assert "akhiri" not in offered(GROUP, group(), 5)


def test_a_group_ends_with_its_report_even_if_nobody_answers_it() -> None:
    reported = take(GROUP, group(), 1, "laporkan")
    assert take(GROUP, reported, 5, "terima_laporan").state == "closed"
    assert take(GROUP, reported, 5, "kembalikan").state == "running"
    assert refusal(GROUP, reported, 1, "tutup_oleh_ketua").ways_on
    assert take(GROUP, later(reported), 1, "tutup_oleh_ketua").state == "closed"


def test_a_group_s_report_is_not_judged_by_the_unit_that_wrote_it() -> None:
    reported = take(GROUP, group(), 1, "laporkan")
    own = structs.replace(reported, seats=tuple(structs.replace(s, unit=CHAIR.unit) for s in reported.seats))
    assert refusal(GROUP, own, 5, "terima_laporan").ways_on and "angkat" in offered(GROUP, own, 5)


def test_uu_30_2014_pasal_14_ayat_7_a_group_can_be_set_up_by_the_superior() -> None:
    draft = Facts("draft", (CHAIR, SECRETARY, MEMBER, FORMER))
    assert offered(GROUP, draft, 5) == {"bentuk", "angkat"}


def test_nobody_waits_for_a_member_to_note_his_appointment() -> None:
    facts = group()
    assert {t.seat: t.step for t in turns(GROUP, facts)} == {1: "laporkan", 3: "terima"}
    assert state_of(take(GROUP, facts, 1, "laporkan"), 3) == "appointed"


# Documents


def test_pasal_18_huruf_b_no_document_is_issued_before_the_units_concerned_could_speak() -> None:
    facts = take(DOCUMENT, document(), 2, "keberatan")
    assert refusal(DOCUMENT, facts, 1, "tetapkan").ways_on
    late = offer_of(DOCUMENT, later(facts), 1, "tetapkan")
    assert late.open and {s.id for lack in late.warnings for s in lack.waits_on} == {2, 3}


def test_pasal_18_huruf_a_what_is_issued_is_told_and_each_says_that_he_knows_it() -> None:
    facts = play(DOCUMENT, document(), (2, "setujui"), (3, "setujui_catatan"), (1, "tetapkan"))
    assert (facts.state, states(facts)) == ("issued", ["told", "told"])
    assert Effect.KEEP in DOCUMENT.step("tetapkan").effects  # what each said stands beside it
    assert states(take(DOCUMENT, facts, 2, "ketahui")) == ["seen", "told"]
    assert "akhiri" not in offered(DOCUMENT, facts, 2) and "akhiri" in offered(DOCUMENT, facts, 1)


def test_who_wrote_it_decides_only_where_nobody_else_does() -> None:
    decider = Seat(6, Role.DECIDER, "BUPATI", "BUPATI/1")
    facts = later(take(DOCUMENT, Facts("draft", (*THREE, decider)), 1, "edarkan"))
    assert "tetapkan" not in offered(DOCUMENT, facts, 1) and "tetapkan" in offered(DOCUMENT, facts, 6)


def test_only_who_issued_a_document_ends_it() -> None:
    decider = Seat(6, Role.DECIDER, "BUPATI", "BUPATI/1")
    facts = take(DOCUMENT, later(take(DOCUMENT, Facts("draft", (*THREE, decider)), 1, "edarkan")), 6, "tetapkan")
    assert "akhiri" not in offered(DOCUMENT, facts, 1) and {"akhiri", "angkat"} <= offered(DOCUMENT, facts, 6)


def test_no_document_of_a_group_past_its_end_is_sent_round_or_issued() -> None:
    draft = Facts("draft", THREE, mandated=False)
    assert refusal(DOCUMENT, draft, 1, "edarkan").ways_on
    past = structs.replace(later(document()), mandated=False)
    for step in ("edarkan_ulang", "tetapkan"):
        assert refusal(DOCUMENT, past, 1, step).ways_on
    assert "akhiri_rancangan" in offered(DOCUMENT, past, 1)


def test_a_new_draft_clears_what_was_said_of_the_old() -> None:
    facts = play(DOCUMENT, document(), (2, "setujui"), (1, "edarkan_ulang"))
    assert (states(facts), facts.proposals) == (["asked", "asked"], 1)


# What binds a matter to them


def test_no_decision_without_minutes_or_agreement() -> None:
    facts = play(COORDINATION, opened(COORDINATION), (5, "ambil"))
    refused = refusal(COORDINATION, facts, 5, "putuskan_rapat")
    assert refused.ways_on and "putuskan" not in offered(COORDINATION, facts, 5)
    decided = take(COORDINATION, structs.replace(facts, minutes=1), 5, "putuskan_rapat")
    assert (decided.state, decided.proposals) == ("decided", 1)


def test_pasal_1_angka_14_minutes_do_not_pass_over_who_still_has_his_time_to_take_a_stand() -> None:
    facts = structs.replace(play(COORDINATION, opened(COORDINATION), (5, "ambil"), (5, "sepakati")), minutes=1)
    assert refusal(COORDINATION, facts, 5, "putuskan_rapat").ways_on
    assert "putuskan_rapat" in offered(COORDINATION, later(facts), 5)
    handed = take(COORDINATION, facts, 5, "limpahkan", 4)  # nor does it help to pass the lead on
    assert "putuskan_rapat" not in offered(COORDINATION, handed, 4)


def test_no_matter_is_closed_while_follow_ups_are_open() -> None:
    facts = play(COORDINATION, structs.replace(opened(COORDINATION), minutes=1), (5, "ambil"), (5, "putuskan_rapat"))
    waiting = structs.replace(facts, follow_ups=1)
    refused = refusal(COORDINATION, waiting, 5, "tutup")
    assert refused.reasons == ("Tidak ada tindak lanjut yang masih terbuka",) and refused.unmet and refused.ways_on
    assert take(COORDINATION, facts, 5, "tutup").state == "closed"
    early = structs.replace(opened(COORDINATION), follow_ups=1)
    assert not {"cabut", "gabungkan", "ganti_jenis"} & offered(COORDINATION, early, 1)

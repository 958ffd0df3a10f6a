"""Withholdings: asked for, decided by the PPID alone with a test of consequences, reviewed, opened."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from selaras.actions import withholdings
from selaras.actions.acts import Deed, refresh_turns, seen_of
from selaras.actions.ledger import verify
from selaras.actions.refusals import Invalid
from selaras.actions.withholdings import Request, review
from selaras.law.openness import decider
from selaras.law.pack import load
from selaras.law.procedures import Refused
from selaras.law.words import in_words
from selaras.records import clock
from selaras.records.ledger import Entry
from selaras.records.matters import Matter
from selaras.records.notices import Notice
from selaras.records.openness import public_decisions, public_matters, public_withholdings
from selaras.records.outcomes import Decision
from selaras.records.withholdings import Withholding
from tests.acts import Cast, opened, sound
from tests.results import PPID, asked, decided, ruled, take, withheld

pytestmark = pytest.mark.django_db
LEGAL, LETTER = "penegakan-hukum", "surat-dirahasiakan"  # which open by themselves at the end of their term
PRIVATE = "rahasia-pribadi"  # which does not


def matter_of(cast: Cast) -> Matter:
    """A matter that runs between two offices."""
    return opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",), title="Data keluarga penerima")


def later(days: int) -> Any:
    return clock.at(clock.now() + timedelta(days=days))


def test_uu_14_2008_pasal_19_until_the_ppid_has_decided_a_matter_stays_open(cast: Cast) -> None:
    matter = matter_of(cast)
    row = asked(cast, matter)
    matter.refresh_from_db()
    assert (row.state, matter.withheld) == ("asked", False)
    assert matter in public_matters(matter.government) and not public_withholdings(matter.government)
    assert [s.post for s in row.seats() if s.turn] == [PPID, "DPUPR/1"]


def test_uu_14_2008_pasal_19_the_ppid_withholds_with_its_test_and_the_matter_says_so_in_its_own_entry(
    cast: Cast,
) -> None:
    matter = matter_of(cast)
    row = withheld(cast, matter)
    matter.refresh_from_db()
    assert (row.state, row.phase, row.instrument_number) == ("in_force", "open", "PPID/1")
    assert (matter.withheld, matter.withheld_ground) == (True, "UU 14/2008 Pasal 17 huruf h")
    assert matter.withheld_until == row.due_on == matter.government.today() + timedelta(days=90)
    mine = Entry.objects.filter(subject_type="matter", subject_key=matter.number).latest("number")
    assert (mine.step, mine.post) == ("dikecualikan", PPID)
    assert Notice.objects.filter(post="DPUPR/1", subject_type="withholding").exists()
    assert sound(matter.government)
    Matter.objects.filter(pk=matter.pk).update(withheld_until=date(2040, 1, 1))  # behind the ledger
    assert any("withheld" in str(fault) for fault in verify(matter.government))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"uploads": ()}, "file"),
        ({"instrument_number": ""}, "instrument_number"),
        ({"instrument_on": None}, "instrument_on"),
        ({"day": None}, "day"),
        ({"ground": ""}, "ground"),
        ({"ground": "karangan"}, "ground"),
        ({"ground": LEGAL, "ends_on": date(2099, 1, 1)}, "ends_on"),  # thirty years at most
        ({"ends_on": None}, "ends_on"),
        ({"day": date(2028, 1, 1), "ends_on": date(2029, 1, 1)}, "day"),  # reviewed within a year
        ({"ends_on": date(2026, 12, 31)}, "day"),  # not after its term
        ({"summary": " "}, "summary"),
        ({"title": "data keluarga penerima"}, "title"),  # that of the matter
        ({"approval": ""}, "approval"),
        ({"approval_on": date(2099, 1, 1)}, "approval_on"),
        ({"confirmed": False}, "confirmed"),
    ],
)
def test_nothing_is_withheld_without_ground_test_paper_and_day_of_review(
    cast: Cast, wrong: dict[str, Any], field: str
) -> None:
    row, actor = asked(cast, matter_of(cast)), cast(PPID)
    with pytest.raises(Invalid) as bad:
        take(actor, row, "kecualikan", "Hasil uji.", **(ruled(actor) | wrong))
    assert field in bad.value.errors and not Matter.objects.filter(withheld=True).exists()


@pytest.mark.parametrize("said", ["", "karangan", "given"])
def test_uu_14_2008_pasal_18_ayat_2_huruf_a_a_private_secret_is_withheld_only_where_its_person_has_not_consented(
    cast: Cast, said: str
) -> None:
    row, actor = asked(cast, matter_of(cast)), cast(PPID)
    with pytest.raises(Invalid) as bad:
        take(actor, row, "kecualikan", "Hasil uji.", **ruled(actor, consent=said))
    assert set(bad.value.errors) == {"consent"} and not Matter.objects.filter(withheld=True).exists()
    row = take(actor, row, "kecualikan", "Hasil uji.", **ruled(actor, consent="none"))
    assert row.consent == "none"
    with pytest.raises(Invalid) as bad:
        take(actor, row, "buka", "Orangnya menyetujui.", consent="given")
    assert set(bad.value.errors) == {"file"}  # the consent itself
    row = take(actor, row, "buka", "Orangnya menyetujui.", consent="given", uploads=ruled(actor)["uploads"])
    assert (row.state, row.consent) == ("opened", "given")
    Withholding.objects.filter(pk=row.pk).update(consent="none")  # behind the ledger
    assert any("withholding" in str(fault) for fault in verify(row.government))


def test_a_ground_that_guards_nobody_asks_for_no_consent(cast: Cast) -> None:
    row, actor = asked(cast, matter_of(cast), ground=LEGAL), cast(PPID)
    row = take(actor, row, "kecualikan", "Hasil uji.", **ruled(actor, ground=LEGAL, consent="given"))
    assert (row.state, row.consent) == ("in_force", "")
    assert take(actor, row, "buka", "Selesai.", consent="given").consent == ""


def test_nobody_but_the_ppid_decides(cast: Cast) -> None:
    row = asked(cast, matter_of(cast))
    for post in ("DPUPR/1",):
        with pytest.raises(Refused):
            take(cast(post), row, "kecualikan", "Hasil uji.", **ruled(cast(post)))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"reason": " "}, "reason"),
        ({"ground": "karangan"}, "ground"),
        ({"keeper": "DLH/1"}, "keeper"),  # of no party
        ({"keeper": ""}, "keeper"),
        ({"number": "2020-99999"}, "matter"),
    ],
)
def test_a_request_says_what_is_wrong_with_it(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    matter = matter_of(cast)
    matter.number = wrong.pop("number", matter.number)
    with pytest.raises(Invalid) as bad:
        asked(cast, matter, **wrong)
    assert field in bad.value.errors and not Withholding.objects.exists()


def test_only_a_party_asks_and_once_at_a_time(cast: Cast) -> None:
    matter = matter_of(cast)
    request = Request(matter.number or "", "Judul", LEGAL, "Alasan.", "DPUPR/1")
    with pytest.raises(Invalid):
        withholdings.save_withholding(actor=cast("DLH/1"), request=request)
    with pytest.raises(Invalid):  # of the Inspektorat its head alone
        withholdings.save_withholding(actor=cast("INSPEKTORAT/2"), request=request)
    asked(cast, matter)
    with pytest.raises(Invalid) as bad:
        withholdings.save_withholding(actor=cast("DISPERTAN/1"), request=request)
    assert "matter" in bad.value.errors


def test_a_draft_is_thrown_away_by_who_wrote_it_alone(cast: Cast) -> None:
    matter = matter_of(cast)
    request = Request(matter.number or "", "Judul", LEGAL, "Alasan.", "DPUPR/1")
    draft = withholdings.save_withholding(actor=cast("DPUPR/1"), request=request)
    with pytest.raises(Withholding.DoesNotExist):
        withholdings.discard_withholding(actor=cast("DISPERTAN/1"), draft=draft.pk)
    withholdings.discard_withholding(actor=cast("DPUPR/1"), draft=draft.pk)
    assert not Withholding.objects.exists()


def test_a_refusal_leaves_the_matter_open_and_it_can_be_asked_again(cast: Cast) -> None:
    matter = matter_of(cast)
    row = take(cast(PPID), asked(cast, matter), "tolak", "Tidak ada akibatnya.")
    assert (row.state, row.phase) == ("refused", "closed")
    assert not Matter.objects.filter(withheld=True).exists() and not public_withholdings(matter.government)
    assert asked(cast, matter).state == "asked"


def test_the_ppid_reads_the_matter_only_while_he_decides(cast: Cast) -> None:
    matter, ppid = matter_of(cast), cast(PPID)

    def reads() -> bool:
        return Matter.objects.visible_to(cast(PPID)).filter(pk=matter.pk).exists()

    assert not reads()
    row = asked(cast, matter)
    assert reads()
    take(ppid, row, "kecualikan", "Hasil uji.", **ruled(ppid))
    assert not reads()
    with later(70):
        withholdings.review(matter.government, matter.government.today())
        refresh_turns(matter.government)
        assert reads()  # the review is near
    assert not Matter.objects.visible_to(cast("DISKOMINFO/2")).filter(pk=matter.pk).exists()


def test_of_the_oversight_its_head_alone_reads_what_is_withheld_for_somebodys_private_life(cast: Cast) -> None:
    private, legal = matter_of(cast), matter_of(cast)
    rows = [withheld(cast, private, ground=PRIVATE), withheld(cast, legal, ground=LEGAL)]

    def reads(post: str) -> tuple[list[bool], list[bool]]:
        matters, papers = Matter.objects.visible_to(cast(post)), Withholding.objects.visible_to(cast(post))
        return [matters.filter(pk=m.pk).exists() for m in (private, legal)], [
            papers.filter(pk=row.pk).exists() for row in rows
        ]

    assert reads("INSPEKTORAT/1") == ([True, True], [True, True])
    assert reads("INSPEKTORAT/2") == ([False, True], [False, True])
    take(cast(PPID), rows[0], "buka", "Tidak lagi merugikan.")
    assert reads("INSPEKTORAT/2") == ([True, True], [True, True])


def test_uu_14_2008_pasal_20_a_renewal_needs_a_new_test_near_the_day_of_review(cast: Cast) -> None:
    matter, ppid = matter_of(cast), cast(PPID)
    row = withheld(cast, matter)
    with pytest.raises(Refused) as early:
        take(ppid, row, "perpanjang", "Masih.", **ruled(ppid, 200, "PPID/2"))
    assert early.value.ways_on
    with later(75):
        for worn in ({"instrument_number": "PPID/1"}, {"instrument_on": row.instrument_on}):
            with pytest.raises(Invalid) as same:
                take(ppid, row, "perpanjang", "Masih.", **(ruled(ppid, 200, "PPID/2") | worn))
            assert set(same.value.errors) == set(worn)
        with pytest.raises(Invalid):
            take(ppid, row, "perpanjang", "Masih.", **(ruled(ppid, 200, "PPID/2") | {"uploads": ()}))
        take(ppid, row, "perpanjang", "Masih.", **ruled(ppid, 200, "PPID/2"))
        matter.refresh_from_db()
        assert matter.withheld_until == matter.government.today() + timedelta(days=200)
    row.refresh_from_db()
    assert row.instrument_number == "PPID/2" and row.since == matter.government.today()
    assert Entry.objects.filter(subject_type="matter", step="pengecualian_diperpanjang").count() == 1
    assert sound(matter.government)


def test_pp_61_2010_at_the_end_of_its_term_opens_what_the_pack_marks_and_no_review_opens_anything(cast: Cast) -> None:
    stays, opens, letter = matter_of(cast), matter_of(cast), matter_of(cast)
    withheld(cast, stays, ground=PRIVATE)
    withheld(cast, opens, ground=LEGAL)
    withheld(cast, letter, ground=LETTER)
    government = stays.government
    for days in (97, 150):  # past the review, and on the last day of the term
        with later(days):
            review(government, government.today())
            assert Matter.objects.filter(withheld=True).count() == 3
    with later(157):  # and a week in which nothing ran
        ended = Withholding.objects.get(matter=opens)
        with pytest.raises(Refused) as late:
            take(cast(PPID), ended, "perpanjang", "Masih.", **ruled(cast(PPID), 200, "PPID/9"))
        assert "Jangka waktunya belum berakhir" in late.value.reasons
        review(government, government.today())
        before = Entry.objects.count()
        assert review(government, government.today()) == 0 and Entry.objects.count() == before
    assert list(Matter.objects.filter(withheld=True)) == [stays]
    row = Withholding.objects.get(matter=letter)
    assert (row.state, row.phase) == ("lapsed", "closed")
    said = Entry.objects.filter(subject_type="matter", subject_key=letter.number).latest("number")
    assert said.step == "dibuka_kembali" and (said.on_behalf or {})["post"] == PPID
    assert sound(government)


def test_those_who_answer_for_it_are_told_60_30_and_7_days_before_and_once_it_has_passed_each_once(cast: Cast) -> None:
    matter = matter_of(cast)
    row = withheld(cast, matter, ground=LEGAL)
    government = matter.government

    def told(days: int) -> int:
        with later(days):
            return review(government, government.today())

    assert [told(days) for days in (29, 30, 31, 60, 61, 83, 84, 90, 97)] == [0, 2, 0, 2, 0, 2, 0, 2, 0]
    assert Notice.objects.filter(kind__startswith="review_in", subject_key=row.key).count() == 8
    assert row.due_on and {notice.text for notice in Notice.objects.filter(kind__startswith="review_in")} == {
        f"{row.title}: ditinjau pada {in_words(row.due_on)}."
    }
    with later(140):
        assert review(government, government.today()) == 0


def test_who_slept_for_weeks_is_told_of_the_nearest_mark_alone(cast: Cast) -> None:
    matter = matter_of(cast)
    withheld(cast, matter, ground=LEGAL)
    with later(100):
        assert review(matter.government, matter.government.today()) == 2


PACK = load(Path(__file__).parents[2] / "src/selaras/packs/balangan")
PARTIES = ("DISPERTAN", "DISKOMINFO", "SETDA.AST3.ORG", "SETDA", "DLH", "BPBD")


@given(units=st.sets(st.sampled_from(PARTIES), min_size=1, max_size=5), opener=st.sampled_from(("DPUPR", *PARTIES)))
def test_uu_30_2014_pasal_42_nobody_decides_on_a_matter_to_which_his_unit_is_a_party(
    units: set[str], opener: str
) -> None:
    """Whoever the parties are: the post that decides is of none of them, the PPID wherever he may, else above him."""
    offices, organisation = PACK.government.offices, PACK.history.on(date(2026, 11, 26))
    parties = {opener, *units}
    found = decider(organisation, (offices.ppid, offices.ppid_superior), parties)
    assert found.partition("/")[0] not in parties
    assert (found == PPID) is ("DISKOMINFO" not in parties)
    assert (found == "SETDA/1") is ("DISKOMINFO" in parties and "SETDA" not in parties)


@pytest.mark.parametrize("sort", ["opener", "counterpart"])
def test_uu_30_2014_pasal_42_the_ppids_superior_decides_where_his_own_unit_is_a_party(cast: Cast, sort: str) -> None:
    who, other = ("DISKOMINFO/1", "DISPERTAN") if sort == "opener" else ("DPUPR/1", "DISKOMINFO")
    matter = opened(cast(who), kind="konsultatif", parties=(other,), title="Data jaringan")
    row = asked(cast, matter, post=who)
    assert row.seat_rows.get(role="decider").post == "SETDA/1"
    assert Matter.objects.visible_to(cast("SETDA/1")).filter(pk=matter.pk).exists()
    row = take(cast("SETDA/1"), row, "kecualikan", "Hasil uji.", **ruled(cast("SETDA/1")))
    assert (row.state, row.decided_by, row.decided_as) == ("in_force", "SETDA/1", "definitif")
    assert sound(matter.government)


@pytest.mark.parametrize(
    ("unit", "need", "cite"),
    [("DLH", "memegang jabatan PPID", "UU 14/2008"), ("DPUPR", "bukan pihak", "UU 30/2014")],
)
def test_a_former_ppid_and_one_whose_unit_is_a_party_take_no_step_and_the_seat_passes_on(
    cast: Cast, unit: str, need: str, cite: str
) -> None:
    """At every step of who decides; each morning the seat passes to who may."""
    matter = matter_of(cast)
    row, post = asked(cast, matter), f"{unit}/1"
    for state, steps in (("asked", ("kecualikan", "tolak")), ("in_force", ("perpanjang", "pertahankan", "buka"))):
        if state == "in_force":
            row = take(cast(PPID), row, "kecualikan", "Hasil uji.", **ruled(cast(PPID)))
            take(cast(PPID), row, "minta_tinjau", "Pemohon berkeberatan.")
        row.seat_rows.filter(role="decider").update(unit=unit, post=post)
        for step in steps:
            own = row.seat_rows.get(role="decider")
            deed = Deed(step=step, text="Hasil uji.", **ruled(cast(post), 200, "PPID/2"))
            now = Withholding.objects.get(pk=row.pk)
            with pytest.raises(Refused) as refused:
                withholdings.step_withholding(
                    actor=cast(post), withholding=row.pk, seat=own.pk, deed=deed, seen=seen_of(now, own), key=""
                )
            assert any(need in reason for reason in refused.value.reasons) and refused.value.ways_on
            assert cite in (refused.value.basis.cite or "")
        assert review(matter.government, matter.government.today()) == 1
        assert row.seat_rows.get(role="decider").post == PPID
        assert review(matter.government, matter.government.today()) == 0
    assert Entry.objects.filter(subject_type="withholding", step="alihkan").count() == 2 and sound(matter.government)


def test_whoever_sits_in_it_hands_it_over_at_once_and_only_where_somebody_else_may_decide(cast: Cast) -> None:
    row = asked(cast, matter_of(cast))
    with pytest.raises(Refused):
        take(cast("DPUPR/1"), row, "alihkan")
    row.seat_rows.filter(role="decider").update(unit="DLH", post="DLH/1")
    take(cast("DPUPR/1"), row, "alihkan")
    assert row.seat_rows.get(role="decider").post == PPID
    assert take(cast(PPID), row, "kecualikan", "Hasil uji.", **ruled(cast(PPID))).state == "in_force"


def test_uu_14_2008_pasal_35_an_early_review_is_asked_for_and_answered_and_the_term_stays(cast: Cast) -> None:
    row = withheld(cast, matter_of(cast))
    take(cast("DPUPR/1"), row, "minta_tinjau", "Pemohon informasi mengajukan keberatan.")
    assert row.seat_rows.get(role="decider").turn == "pertahankan"
    done = take(cast(PPID), row, "pertahankan", "Keadaannya tetap.")
    assert (done.state, done.due_on, done.ends_on) == ("in_force", row.due_on, row.ends_on)
    with pytest.raises(Refused):
        take(cast(PPID), row, "pertahankan", "Sekali lagi.")


def test_the_ppid_begins_of_his_own_motion_and_the_convener_and_the_inspektur_ask(cast: Cast) -> None:
    for post in (PPID, "INSPEKTORAT/1"):
        row = asked(cast, matter_of(cast), post=post, keeper="DPUPR/1")
        assert (row.state, row.seat_rows.get(role="opener").post) == ("asked", post)
    led = opened(cast("DPUPR/1"), kind="koordinatif", form="e", parties=("DISPERTAN",), title="Jaringan")
    convener = next(seat.post for seat in led.seats() if seat.role == "convener")
    assert asked(cast, led, post=convener, keeper="DPUPR/1").state == "asked"
    assert led.state == "submitted" and not public_matters(led.government).filter(pk=led.pk).exists()
    other = opened(cast("DPUPR/1"), kind="koordinatif", form="e", parties=("DISPERTAN",), title="Belum diambil")
    with pytest.raises(Invalid):  # what is not open yet the PPID does not know of
        asked(cast, other, post=PPID, keeper="DPUPR/1")


def test_no_decision_of_the_ppid_is_told_of_an_earlier_day(cast: Cast) -> None:
    row, yesterday = asked(cast, matter_of(cast)), cast(PPID).government.today() - timedelta(days=1)
    take(cast(PPID), row, "kecualikan", "Hasil uji.", **ruled(cast(PPID), happened_on=yesterday))
    entries = Entry.objects.filter(step__in=("kecualikan", "dikecualikan"))
    assert {entry.happened_on for entry in entries} == {None}


def test_what_was_for_the_parties_alone_is_open_once_its_matter_is(cast: Cast) -> None:
    matter, decision = decided(cast)
    row = withheld(cast, matter)
    Decision.objects.filter(pk=decision.pk).update(openness="parties")  # as the minutes of a withheld matter may say
    assert not public_decisions(matter.government)
    take(cast(PPID), row, "buka", "Tidak lagi merugikan.")
    assert list(public_decisions(matter.government)) == [decision] and sound(matter.government)


def test_once_opened_everything_is_open_again_and_the_register_keeps_it(cast: Cast) -> None:
    matter = matter_of(cast)
    row = take(cast(PPID), withheld(cast, matter), "buka", "Tidak lagi merugikan siapa pun.")
    matter.refresh_from_db()
    assert (row.state, matter.withheld, matter.withheld_ground, matter.withheld_until) == ("opened", False, "", None)
    assert list(public_withholdings(matter.government)) == [row]
    assert sound(matter.government)


def test_what_the_ppid_leaves_lying_is_closed_and_his_superior_is_told(cast: Cast) -> None:
    row = asked(cast, matter_of(cast))
    with pytest.raises(Refused):
        take(cast("DPUPR/1"), row, "tutup_tanpa_putusan", "Tidak dijawab.")
    with later(20):
        take(cast("DPUPR/1"), row, "beri_tahu_atasan", "Mohon perhatian.", target="DISKOMINFO")
        assert row.seat_rows.get(role="observer").post == "SETDA/1"
        done = take(cast("DPUPR/1"), row, "tutup_tanpa_putusan", "Tidak dijawab.")
    assert done.state == "undecided" and not Matter.objects.filter(withheld=True).exists()


def test_the_database_keeps_no_withholding_without_its_decision(cast: Cast) -> None:
    row = withheld(cast, matter_of(cast))
    for column, value in (("instrument_number", ""), ("due_on", None), ("ground", "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Withholding.objects.filter(pk=row.pk).update(**{column: value})

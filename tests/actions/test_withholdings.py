"""Withholdings: asked for, decided by the PPID alone with a test of consequences, reviewed, opened."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from selaras.actions import withholdings
from selaras.actions.acts import refresh_turns
from selaras.actions.ledger import verify
from selaras.actions.refusals import Invalid
from selaras.actions.withholdings import Request, review
from selaras.law.procedures import Refused
from selaras.records import clock
from selaras.records.ledger import Entry
from selaras.records.matters import Matter
from selaras.records.notices import Notice
from selaras.records.openness import public_matters, public_withholdings
from selaras.records.withholdings import Withholding
from tests.acts import Cast, opened, sound
from tests.results import PPID, asked, ruled, take, withheld

pytestmark = pytest.mark.django_db
LEGAL = "penegakan-hukum"  # which does not open by itself
LETTER = "surat-dirahasiakan"  # which does


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
        ({"ground": LEGAL, "day": date(2099, 1, 1)}, "day"),  # thirty years at most
    ],
)
def test_nothing_is_withheld_without_ground_test_paper_and_day_of_review(
    cast: Cast, wrong: dict[str, Any], field: str
) -> None:
    row, actor = asked(cast, matter_of(cast)), cast(PPID)
    with pytest.raises(Invalid) as bad:
        take(actor, row, "kecualikan", "Hasil uji.", **(ruled(actor) | wrong))
    assert field in bad.value.errors and not Matter.objects.filter(withheld=True).exists()


def test_nobody_but_the_ppid_decides(cast: Cast) -> None:
    row = asked(cast, matter_of(cast))
    for post in ("DPUPR/1",):
        with pytest.raises(Refused):
            take(cast(post), row, "kecualikan", "Hasil uji.", **ruled(cast(post)))
    row.seat_rows.filter(role="decider").update(unit="DLH", post="DLH/1")  # who was the PPID, and is no more
    with pytest.raises(Invalid) as bad:
        take(cast("DLH/1"), row, "kecualikan", "Hasil uji.", **ruled(cast("DLH/1")))
    assert "" in bad.value.errors


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
    with pytest.raises(Invalid):  # the Inspektorat reads it, and is no party
        withholdings.save_withholding(actor=cast("INSPEKTORAT/1"), request=request)
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


def test_uu_14_2008_pasal_20_a_renewal_needs_a_new_test_near_the_day_of_review(cast: Cast) -> None:
    matter, ppid = matter_of(cast), cast(PPID)
    row = withheld(cast, matter)
    with pytest.raises(Refused) as early:
        take(ppid, row, "perpanjang", "Masih.", **ruled(ppid, 200, "PPID/2"))
    assert early.value.ways_on
    with later(75):
        with pytest.raises(Invalid):
            take(ppid, row, "perpanjang", "Masih.", **(ruled(ppid, 200, "PPID/2") | {"uploads": ()}))
        take(ppid, row, "perpanjang", "Masih.", **ruled(ppid, 200, "PPID/2"))
        matter.refresh_from_db()
        assert matter.withheld_until == matter.government.today() + timedelta(days=200)
    row.refresh_from_db()
    assert row.instrument_number == "PPID/2" and row.since == matter.government.today()
    assert Entry.objects.filter(subject_type="matter", step="pengecualian_diperpanjang").count() == 1
    assert sound(matter.government)


def test_past_its_day_nothing_opens_by_itself_unless_the_ground_says_so(cast: Cast) -> None:
    stays, opens = matter_of(cast), matter_of(cast)
    withheld(cast, stays, ground=LEGAL)
    withheld(cast, opens, ground=LETTER)
    government = stays.government
    with later(90):
        review(government, government.today())
        assert Matter.objects.filter(withheld=True).count() == 2  # the day of review itself is not past
    with later(97):  # and a week in which nothing ran
        review(government, government.today())
        before = Entry.objects.count()
        assert review(government, government.today()) == 0 and Entry.objects.count() == before
    assert list(Matter.objects.filter(withheld=True)) == [stays]
    row = Withholding.objects.get(matter=opens)
    assert (row.state, row.phase) == ("lapsed", "closed")
    said = Entry.objects.filter(subject_type="matter", subject_key=opens.number).latest("number")
    assert said.step == "dibuka_kembali" and (said.on_behalf or {})["post"] == PPID
    assert sound(government)


def test_those_who_answer_for_it_are_told_30_and_7_days_before_and_once_it_has_passed_each_once(cast: Cast) -> None:
    matter = matter_of(cast)
    row = withheld(cast, matter, ground=LEGAL)
    government = matter.government

    def told(days: int) -> int:
        with later(days):
            return review(government, government.today())

    assert [told(days) for days in (59, 60, 61, 83, 84, 90, 97)] == [0, 2, 0, 2, 0, 2, 0]
    assert Notice.objects.filter(kind__startswith="review_in", subject_key=row.key).count() == 6
    with later(200):
        assert review(government, government.today()) == 0


def test_who_slept_for_weeks_is_told_of_the_nearest_mark_alone(cast: Cast) -> None:
    matter = matter_of(cast)
    withheld(cast, matter, ground=LEGAL)
    with later(100):
        assert review(matter.government, matter.government.today()) == 2


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
        assert row.seat_rows.get(role="observer").post == "BUPATI/1"
        done = take(cast("DPUPR/1"), row, "tutup_tanpa_putusan", "Tidak dijawab.")
    assert done.state == "undecided" and not Matter.objects.filter(withheld=True).exists()


def test_the_database_keeps_no_withholding_without_its_decision(cast: Cast) -> None:
    row = withheld(cast, matter_of(cast))
    for column, value in (("instrument_number", ""), ("due_on", None), ("ground", "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Withholding.objects.filter(pk=row.pk).update(**{column: value})

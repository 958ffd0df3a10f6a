"""Acting officers: what they may not decide, who takes it over, and that power ends with the tenure, that second."""

from __future__ import annotations

from datetime import timedelta

import pytest

from selaras.actions import meetings
from selaras.actions.delegations import appoint_operator
from selaras.actions.files import Upload
from selaras.actions.meetings import Ruling, note_decision, note_follow_up
from selaras.actions.outcomes import Task
from selaras.actions.people import SYSTEM, end_tenure
from selaras.law.procedures import Refused
from selaras.law.types import Strength
from selaras.records import clock
from selaras.records.files import File
from selaras.records.governments import Government
from selaras.records.ledger import Entry
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.outcomes import FollowUp, FollowUpSeat
from selaras.records.people import Actor, Tenure
from tests.actions.test_meetings import called, follow
from tests.actions.test_meetings import take as take_in_meeting
from tests.acts import Cast, opened, sound, state, take
from tests.scans import scan

pytestmark = pytest.mark.django_db
PARTIES = ("DISPERTAN", "KEC.LAMPIHONG")
SCAN = Upload("keputusan.pdf", scan())


def agreed(cast: Cast, lead: Actor | None = None, form: str = "c") -> Matter:
    """A matter that waits only for its decision, led by the Sekda or by whom he let lead."""
    matter = opened(cast("DPUPR/1"), kind="koordinatif", form=form, parties=PARTIES)
    if lead:
        take(cast("SETDA/1"), matter, "limpahkan", target=lead.unit)
    else:
        lead = cast("SETDA/1")
        take(lead, matter, "ambil")
    take(lead, matter, "sepakati", "Dibuka 5 Desember.")
    for post in ("DPUPR/1", "DISPERTAN/1", "KEC.LAMPIHONG/1"):
        take(cast(post), matter, "setujui")
    return matter


@pytest.mark.parametrize("capacity", ["plt", "plh"])
def test_uu_30_2014_pasal_14_ayat_7_an_acting_officer_is_stopped_only_where_a_legal_status_changes(
    cast: Cast, balangan: Government, capacity: str
) -> None:
    lead = cast("SETDA.AST2/1", capacity)
    matter = agreed(cast, lead)
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        take(lead, matter, "putuskan", "Ditetapkan.", aspects=("anggaran", "kepegawaian"))
    assert refused.value.level is Strength.STATED and refused.value.basis.cite == "UU 30/2014 Pasal 14 ayat (7)"
    assert Entry.objects.count() == before and state(matter) == "agreed"
    take(lead, matter, "putuskan", "Ditetapkan.")
    entry = Entry.objects.get(subject_key=matter.number, step="putuskan")
    assert (entry.capacity, entry.post) == (capacity, lead.post) and sound(balangan)


@pytest.mark.parametrize("capacity", ["pj", "definitif"])
def test_uu_30_2014_pasal_14_ayat_7_a_pj_decides_and_is_only_marked(cast: Cast, capacity: str) -> None:
    lead = cast("SETDA.AST2/1", capacity)
    matter = agreed(cast, lead)
    take(lead, matter, "putuskan", "Ditetapkan.", aspects=("organisasi",))
    entry = Entry.objects.get(subject_key=matter.number, step="putuskan")
    assert entry.capacity == capacity and entry.texts["aspects"] == ["organisasi"] and state(matter) == "decided"


def test_uu_30_2014_pasal_14_ayat_7_nor_does_an_operator_decide_for_him_with_a_signed_paper(cast: Cast) -> None:
    lead, clerk = cast("SETDA.AST2/1", "plt"), cast("SETDA.AST2.ADBANG/1")
    matter = agreed(cast, lead)
    appoint_operator(actor=lead, post=clerk.post)
    with pytest.raises(Refused, match="strategis"):
        take(clerk, matter, "putuskan", "-", seat=lead.post, aspects=("anggaran",), uploads=(SCAN,))
    take(clerk, matter, "putuskan", "Ditetapkan.", seat=lead.post, uploads=(SCAN,))
    entry = Entry.objects.get(subject_key=matter.number, step="putuskan")
    assert entry.capacity == "definitif" and (entry.on_behalf or {})["capacity"] == "plt"


def test_uu_30_2014_pasal_14_ayat_7_the_superior_takes_it_over_and_decides(cast: Cast, balangan: Government) -> None:
    lead, sekda = cast("SETDA.AST2/1", "plt"), cast("SETDA/1")
    matter = agreed(cast, lead)
    take(lead, matter, "angkat", "Menyangkut anggaran.")
    seat = Participant.objects.get(matter=matter, role="decider")
    assert seat.post == sekda.post and seat.turn == "putuskan" and seat.turn_post == sekda.post
    with pytest.raises(Refused):
        take(lead, matter, "putuskan", "Ditetapkan.")  # he no longer decides, strategic or not
    take(sekda, matter, "putuskan", "Ditetapkan.", role="decider", aspects=("anggaran",))
    assert state(matter) == "decided" and sound(balangan)
    assert Entry.objects.get(subject_key=matter.number, step="angkat").texts["elevated"] == "SETDA.AST2/1 SETDA/1"


def test_uu_30_2014_pasal_14_ayat_7_above_the_head_of_government_there_is_nobody(cast: Cast) -> None:
    bupati = cast("BUPATI/1", "plt")
    matter = agreed(cast, form="e")
    with pytest.raises(Refused) as refused:
        take(bupati, matter, "putuskan", "Ditetapkan.", aspects=("organisasi",))
    assert "tidak mempunyai atasan" in refused.value.ways_on[0]
    with pytest.raises(Refused) as refused:
        take(bupati, matter, "angkat", "Menyangkut organisasi.")
    assert "tidak mempunyai atasan" in refused.value.what and refused.value.ways_on


def reviewed(cast: Cast, lead: Actor) -> Meeting:
    """Minutes with a strategic decision that wait for their chair alone."""
    secretary = cast("SETDA.AST2.ADBANG/1")
    with clock.at(clock.now() - timedelta(days=2)):  # it is called two days before
        matter = opened(cast("DPUPR/1"), kind="koordinatif", form="c", parties=PARTIES)
        take(cast("SETDA/1"), matter, "limpahkan", target="SETDA.AST2")
        meeting = called(cast, matter, invitees=("DPUPR/1", "DISPERTAN/1"), guests=())
    take_in_meeting(lead, meeting, "mulai")
    for unit in ("DPUPR", "DISPERTAN"):
        take_in_meeting(lead, meeting, "catat_hadir", target=unit)
    item = meeting.items.first()
    assert item is not None
    ruling = Ruling(
        text="Dana dialihkan.",
        ground="Pasal 18 huruf c",
        item=item.pk,
        aspects=("anggaran",),
        stances={"DPUPR": ("agrees", ""), "DISPERTAN": ("agrees", "")},
    )
    decision = note_decision(actor=secretary, meeting=meeting.pk, ruling=ruling)
    task = Task("Jadwal disusun.", "DPUPR", "DISPERTAN", 5)
    note_follow_up(actor=secretary, meeting=meeting.pk, decision=decision.pk, task=task)
    meetings.save_note(actor=secretary, item=item.pk, text="Dibahas.", version=0)
    take_in_meeting(lead, meeting, "akhiri")
    take_in_meeting(secretary, meeting, "edarkan")
    for post in ("DPUPR/1", "DISPERTAN/1"):
        take_in_meeting(cast(post), meeting, "telaah")
    take_in_meeting(secretary, meeting, "tanda_tangani")
    return meeting


def test_uu_30_2014_pasal_14_ayat_7_minutes_with_a_strategic_decision_go_to_the_superior_of_an_acting_chair(
    cast: Cast, balangan: Government
) -> None:
    lead, sekda = cast("SETDA.AST2/1"), cast("SETDA/1")
    Tenure.objects.filter(pk=lead.tenure.pk).update(capacity="plt")
    lead.tenure.refresh_from_db()
    meeting = reviewed(cast, lead)
    with pytest.raises(Refused, match="strategis"):
        take_in_meeting(lead, meeting, "sahkan")
    take_in_meeting(lead, meeting, "angkat", "Menyangkut anggaran.")
    chair = MeetingSeat.objects.get(subject=meeting, role="chair", retired=False)
    assert (chair.post, chair.turn, chair.turn_post) == (sekda.post, "sahkan", sekda.post)
    # Who handed it over sees what becomes of it, and alters nothing any more.
    assert Meeting.objects.visible_to(lead).filter(pk=meeting.pk).exists()
    assert MeetingSeat.objects.get(subject=meeting, post=lead.post).role == "observer"
    take_in_meeting(sekda, meeting, "sahkan")
    assert Meeting.objects.get(pk=meeting.pk).state == "closed" and sound(balangan, besides="tenure")


def test_power_in_a_meeting_ends_that_second_and_the_work_lies_with_the_successor(
    cast: Cast, balangan: Government
) -> None:
    lead = cast("SETDA.AST2/1")
    meeting = reviewed(cast, lead)
    chair = MeetingSeat.objects.get(subject=meeting, role="chair")
    end_tenure(by=SYSTEM, tenure=lead.tenure, last_day=balangan.today() - timedelta(days=1))
    before = Entry.objects.count()
    with pytest.raises(Refused, match="sudah berakhir"):
        take_in_meeting(lead, meeting, "sahkan")
    assert Entry.objects.count() == before
    successor = cast("SETDA.AST2/1", "plh")
    awaiting = MeetingSeat.objects.awaiting(successor)
    assert [seat.pk for seat in awaiting] == [chair.pk] and chair.turn == "sahkan"
    take_in_meeting(successor, meeting, "angkat", "Menyangkut anggaran.")


def test_power_over_a_follow_up_ends_that_second_and_the_work_lies_with_the_successor(
    cast: Cast, balangan: Government
) -> None:
    owner = cast("DPUPR/1")
    take_in_meeting(cast("SETDA.AST2/1"), reviewed(cast, cast("SETDA.AST2/1")), "sahkan")
    row = FollowUp.objects.get()
    follow(owner, row, "mulai")
    end_tenure(by=SYSTEM, tenure=owner.tenure, last_day=balangan.today() - timedelta(days=1))
    before = Entry.objects.count()
    with pytest.raises(Refused, match="sudah berakhir"):
        follow(owner, row, "laporkan", "Jadwal terlampir.", uploads=(SCAN,))
    assert Entry.objects.count() == before and not File.objects.filter(subject_type="follow_up").exists()
    successor = cast("DPUPR/1", "plt")
    assert [seat.subject_id for seat in FollowUpSeat.objects.awaiting(successor)] == [row.pk]
    follow(successor, row, "laporkan", "Jadwal terlampir.", uploads=(SCAN,))
    assert Entry.objects.filter(subject_type="follow_up", capacity="plt").count() == 1


def test_a_tenure_that_is_annulled_between_page_and_click_gives_no_power_either(
    cast: Cast, balangan: Government
) -> None:
    lead = cast("SETDA.AST2/1")
    meeting = reviewed(cast, lead)
    Tenure.objects.filter(pk=lead.tenure.pk).update(annulled=True)
    with pytest.raises(Refused, match="sudah berakhir"):
        take_in_meeting(lead, meeting, "sahkan")

"""What nobody brings about alone: a decision on others' matters, assent by silence, power by one's own letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from selaras.actions import meetings
from selaras.actions.acts import Deed, may_bind, refresh_turns, seen_of
from selaras.actions.facts import clock_of, procedure_of
from selaras.actions.files import Upload
from selaras.actions.groups import Mandate, save_group, step_group
from selaras.actions.meetings import Call, Item, Ruling, note_decision, save_meeting
from selaras.actions.outcomes import Task, draft_follow_up, open_follow_up
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting
from selaras.records.outcomes import Decision
from selaras.records.people import Actor, Operator, Tenure
from selaras.records.units import history
from tests.actions.test_meetings import called, follow, take
from tests.acts import opened, reminded_last_week, sound
from tests.acts import take as take_in_matter
from tests.scans import scan

Cast = Callable[..., Actor]


@pytest.fixture
def matter(balangan: Government, cast: Cast) -> Matter:
    """A matter of two under one Asisten, who leads it."""
    found = opened(cast("DPUPR/1"), kind="koordinatif", form="c", parties=("DISPERTAN",))
    take_in_matter(cast("SETDA.AST2/1"), found, "ambil")
    return found


def held(cast: Cast, matter: Matter, **call: object) -> Meeting:
    """A meeting about a matter that has begun, with one note in its minutes."""
    meeting = called(cast, matter, **call)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=clock.now())
    take(cast("SETDA.AST2/1"), meeting, "mulai")
    item = meeting.items.order_by("order")[0]
    meetings.save_note(actor=cast("SETDA.AST2/1"), item=item.pk, text="Dibahas.", version=0)
    return meeting


def decided(cast: Cast, meeting: Meeting, *agree: str) -> Decision:
    item = meeting.items.order_by("order")[0]
    ruling = Ruling("Jadwal bersama.", "Pasal 18 huruf c", item=item.pk, stances=dict.fromkeys(agree, ("agrees", "")))
    return note_decision(actor=cast("SETDA.AST2/1"), meeting=meeting.pk, ruling=ruling)


def stances(decision: Decision) -> dict[str, str]:
    return dict(decision.stances.values_list("unit", "stance"))


def test_a_meeting_of_one_party_decides_nothing_on_a_matter_that_another_leads(cast: Cast, matter: Matter) -> None:
    party = cast("DISPERTAN/1")
    begin = party.government.now()
    call = Call(
        title="Rapat sepihak",
        starts_at=begin,
        ends_at=begin + timedelta(hours=1),
        place="Kantor dinas",
        invitees=("DPUPR/1",),
        items=(Item("Jadwal", 10, (matter.number or "",)),),
    )
    draft = save_meeting(actor=party, call=call)
    take(party, draft, "undang")
    take(party, draft, "mulai")
    item = draft.items.get()
    ruling = Ruling("Kami putuskan.", "Pasal 18", item=item.pk, matter=matter.number or "")
    made = note_decision(actor=party, meeting=draft.pk, ruling=ruling)
    assert made.matter is None


def test_silence_on_the_minutes_is_never_assent_to_what_they_decide(cast: Cast, matter: Matter) -> None:
    lead, secretary = cast("SETDA.AST2/1"), cast("SETDA.AST2.ADBANG/1")
    meeting = held(cast, matter)
    for unit in ("DPUPR", "DISPERTAN"):
        take(lead, meeting, "catat_hadir", target=unit)
    decision = decided(cast, meeting, "DPUPR", "DISPERTAN")
    assert stances(decision) == {"DPUPR": "agrees", "DISPERTAN": "agrees"}
    take(lead, meeting, "akhiri")
    take(secretary, meeting, "edarkan")
    take(cast("DPUPR/1"), meeting, "telaah")
    for _ in range(2):
        take(secretary, meeting, "ingatkan", target="DISPERTAN")
        with pytest.raises(Refused):  # a reminder of today has not been heard yet
            take(secretary, meeting, "tanda_tangani")
        reminded_last_week(meeting.seat_rows.all())
    take(secretary, meeting, "tanda_tangani")
    take(lead, meeting, "sahkan")
    assert stances(decision) == {"DPUPR": "agrees", "DISPERTAN": "silent"} and sound(matter.government)


def test_a_days_reminders_count_once_and_lapse_only_when_a_working_day_has_passed(cast: Cast, matter: Matter) -> None:
    lead = cast("SETDA.AST2/1")
    take_in_matter(lead, matter, "sepakati", "Jadwal.")
    seats = Participant.objects.filter(matter=matter)
    for _ in range(3):
        take_in_matter(lead, matter, "ingatkan", target="DISPERTAN")
        seats.filter(unit="DISPERTAN").update(reminded_on=lead.government.today())
    assert seats.get(unit="DISPERTAN").reminders == 1
    reminded_last_week(seats.all())
    take_in_matter(lead, matter, "ingatkan", target="DISPERTAN")
    take_in_matter(cast("DPUPR/1"), matter, "setujui")
    seats.filter(unit="DISPERTAN").update(reminded_on=lead.government.today())
    with pytest.raises(Refused):
        take_in_matter(lead, matter, "putuskan", "Ditetapkan.")
    reminded_last_week(seats.all())
    assert refresh_turns(lead.government) >= 0 and seats.get(leads=True).turn == "putuskan"
    assert refresh_turns(lead.government) == 0


def test_somebody_else_of_a_unit_does_not_speak_for_its_head(cast: Cast, matter: Matter) -> None:
    meeting = held(cast, matter, guests=("DPUPR/6",))
    lead = cast("SETDA.AST2/1")
    guest = meeting.seat_rows.get(post="DPUPR/6")
    now = Meeting.objects.get(pk=meeting.pk)
    own = now.seat_rows.get(post=lead.post)
    deed = Deed(step="catat_hadir", target=guest.pk)
    meetings.step_meeting(actor=lead, meeting=now.pk, seat=own.pk, deed=deed, seen=seen_of(now, own), key="")
    assert stances(decided(cast, meeting, "DPUPR"))["DPUPR"] == "absent"


def test_a_substitute_is_of_the_agency_with_a_letter_and_sits_nowhere_else(cast: Cast, matter: Matter) -> None:
    meeting = called(cast, matter)
    today = matter.government.today()
    sent: dict[str, Any] = {"post": "DISPERTAN/2", "letter": "094/1", "letter_on": today}
    for wrong in ({"post": "DKP/2"}, {"post": "SETDA.AST2/1"}, {"letter_on": today + timedelta(days=1)}):
        with pytest.raises(Invalid):
            take(cast("DISPERTAN/1"), meeting, "wakilkan", **{**sent, **wrong})
    take(cast("DISPERTAN/1"), meeting, "wakilkan_bahas", **sent)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=clock.now())
    take(cast("SETDA.AST2/1"), meeting, "mulai")
    with pytest.raises(Invalid, match="pindaian"):  # more power than he was sent with needs its paper
        take(cast("SETDA.AST2/1"), meeting, "catat_wakil", target="DISPERTAN", **sent)


@pytest.mark.parametrize(
    ("owner", "checker"),
    [("SETDA.AST2.ADBANG", "SETDA.AST2.PBJ"), ("SETDA", "SETDA.AST1"), ("EXT.POLRES", "DPUPR"), ("BUPATI", "DPUPR")],
)
def test_nobody_of_the_same_agency_checks_and_nobody_outside_is_bound(
    balangan: Government, cast: Cast, owner: str, checker: str
) -> None:
    if owner not in history(balangan).on(balangan.today()).units:
        owner = next(c for c, u in history(balangan).on(balangan.today()).units.items() if u.type == "eksternal")
    with pytest.raises(Invalid):
        draft_follow_up(cast("SETDA/1"), Task("Kerjakan.", owner, checker), overseer="SETDA/1")


def test_one_person_in_two_posts_does_not_accept_his_own_work(cast: Cast, matter: Matter) -> None:
    owner = cast("DPUPR/1")
    with transaction.atomic():
        row = draft_follow_up(owner, Task("Kerjakan.", "DPUPR", "DISPERTAN"), overseer="SETDA/1", matter=matter)
        open_follow_up(owner, row)
    follow(owner, row, "laporkan", "Selesai.", uploads=(Upload("bukti.pdf", scan()),))
    tenure = Tenure.objects.create(
        government=owner.government,
        person=owner.person,
        post="DISPERTAN/1",
        capacity="plt",
        valid_from=owner.tenure.valid_from,
        decree="800/1",
    )
    with pytest.raises(Refused, match="Anda sendiri"):
        follow(Actor(owner.government, owner.person, tenure), row, "verifikasi", "Sesuai.")


def test_pasal_18_huruf_e_a_group_past_its_end_holds_no_meeting_and_needs_a_new_instrument(
    balangan: Government, cast: Cast
) -> None:
    sekda, chair = cast("SETDA/1"), cast("SETDA.AST2/1")
    today = balangan.today()
    with pytest.raises(Invalid):
        save_group(
            actor=sekda,
            mandate=Mandate(name="Sendiri", mandate="M", chair="DPUPR/1", members=("DPUPR/6",), outputs=(("X", None),)),
        )
    group = save_group(
        actor=sekda,
        mandate=Mandate(name="Tim", mandate="M", chair=chair.post, members=("DPUPR/1",), outputs=(("X", None),)),
    )

    def step(code: str, number: str, ahead: int) -> None:
        group.refresh_from_db()
        own = group.seat_rows.get(role="convener")
        deed = Deed(
            step=code,
            text="Diperlukan.",
            instrument="Keputusan Sekda",
            instrument_number=number,
            instrument_on=today,
            day=today + timedelta(days=ahead),
        )
        step_group(actor=sekda, group=group.pk, seat=own.pk, deed=deed, seen=seen_of(group, own), key="")

    step("bentuk", "1/2026", 10)
    begin = balangan.now() + timedelta(days=30)
    call = Call(
        title="Rapat tim",
        starts_at=begin,
        ends_at=begin + timedelta(hours=1),
        place="Aula",
        invitees=("DPUPR/1",),
        items=(Item("Acara"),),
        group=group.pk,
    )
    with pytest.raises(Invalid):
        save_meeting(actor=cast("DPUPR/1"), call=call)  # a mere member does not call in its name
    draft = save_meeting(actor=chair, call=call)
    with pytest.raises((Refused, Invalid)):
        take(chair, draft, "undang")
    with pytest.raises(Invalid):
        step("perpanjang", "1/2026", 60)
    step("perpanjang", "2/2026", 60)
    take(chair, draft, "undang")


def test_a_vacant_post_binds_nobody_whatever_is_attached(cast: Cast, matter: Matter) -> None:
    operator = cast("SETDA.AST2.ADBANG/1")
    Operator.objects.create(
        government=matter.government, post=operator.post, principal="DISPERTAN/1", valid_from=matter.government.today()
    )
    seat = matter.participants.get(unit="DISPERTAN")
    step = procedure_of(matter).step("setujui")
    actor = Actor(operator.government, operator.person, operator.tenure)
    with pytest.raises(Refused, match="sedang memegang"):
        may_bind(actor, seat, seat, step, True)
    cast("DISPERTAN/1")
    may_bind(actor, seat, seat, step, True)


def test_a_due_day_is_read_from_the_day_on_which_the_follow_up_began(cast: Cast, matter: Matter) -> None:
    owner = cast("DPUPR/1")
    with transaction.atomic():
        row = draft_follow_up(owner, Task("Kerjakan.", "DPUPR", "DISPERTAN", 10), overseer="SETDA/1", matter=matter)
        open_follow_up(owner, row)
    row.refresh_from_db()
    assert row.due_on is not None
    seat = row.seat_rows.get(role="owner")
    reading = clock_of(row, procedure_of(row), seat)
    assert (reading.used, reading.target, reading.late) == (0, 10, False)
    with clock.at(clock.now() + timedelta(days=30)):
        assert clock_of(row, procedure_of(row), seat).late and clock_of(row, procedure_of(row), seat).target == 10

"""Meetings: called along the path, who comes with what mandate, minutes, decisions, follow-ups, what may not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from selaras.actions import documents, meetings
from selaras.actions.acts import Deed, seen_of
from selaras.actions.files import Upload
from selaras.actions.meetings import Call, Item, Ruling, check_in, note_decision, note_follow_up, proposed, save_meeting
from selaras.actions.outcomes import Task, step_follow_up
from selaras.actions.refusals import Invalid, Stale
from selaras.law.procedures import Refused
from selaras.records.documents import Document
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.people import Actor
from tests.acts import opened, sound, state
from tests.acts import take as take_in_matter
from tests.scans import scan

Cast = Callable[..., Actor]
SCAN = Upload("jadwal.pdf", scan())


def take(
    actor: Actor, meeting: Meeting, step: str, text: str = "", *, target: str = "", seat: str = "", **deed: object
) -> Meeting:
    """Take a step of a meeting, having seen its page just now."""
    now = Meeting.objects.get(pk=meeting.pk)
    own = MeetingSeat.objects.get(subject=now, post=actor.post, retired=False)
    if target:
        deed["target"] = MeetingSeat.objects.get(subject=now, unit=target).pk
    todo = Deed(step=step, text=text, **deed)  # type: ignore[arg-type]
    return meetings.step_meeting(
        actor=replace(actor), meeting=now.pk, seat=own.pk, deed=todo, seen=seen_of(now, own), key=""
    )


def follow(actor: Actor, row: FollowUp, step: str, text: str = "", **deed: object) -> FollowUp:
    """Take a step of a follow-up, having seen its page just now."""
    now = FollowUp.objects.get(pk=row.pk)
    own = now.seat_rows.get(post=actor.post, retired=False)
    todo = Deed(step=step, text=text, **deed)  # type: ignore[arg-type]
    return step_follow_up(
        actor=replace(actor), follow_up=now.pk, seat=own.pk, deed=todo, seen=seen_of(now, own), key=""
    )


@pytest.fixture
def irrigation(balangan: Government, cast: Cast) -> Matter:
    """The irrigation matter, led by the Asisten."""
    matter = opened(
        cast("DPUPR/1"), kind="koordinatif", form="c", parties=("DISPERTAN", "DKP", "KEC.LAMPIHONG"), budget=True
    )
    take_in_matter(cast("SETDA/1"), matter, "limpahkan", target="SETDA.AST2")
    return matter


def called(cast: Cast, matter: Matter, **call: object) -> Meeting:
    """A meeting about a matter, called by its lead, with everybody who is proposed."""
    lead = cast("SETDA.AST2/1")
    begin = lead.government.now()  # a meeting begins on its day, not before
    wanted = [p for p in proposed(lead.government, [matter]) if p.post != lead.post]
    values: dict[str, object] = {
        "title": "Rapat jadwal irigasi",
        "starts_at": begin,
        "ends_at": begin + timedelta(hours=2),
        "place": "Ruang rapat Sekretariat Daerah",
        "secretary": "SETDA.AST2.ADBANG/1",
        "invitees": tuple(p.post for p in wanted if p.required),
        "guests": tuple(p.post for p in wanted if not p.required),
        "items": (Item("Jadwal tanam dan buka tutup pintu air", 45, (matter.number or "",)), Item("Lain-lain", 15)),
    } | call
    draft = save_meeting(actor=lead, call=Call(**values))  # type: ignore[arg-type]
    return take(lead, draft, "undang")


def test_pasal_18_the_irrigation_meeting_from_its_call_to_the_end_of_its_follow_ups(
    cast: Cast, irrigation: Matter
) -> None:
    government = irrigation.government
    posts = {p.post: p.reason for p in proposed(government, [irrigation])}
    assert {"BKD/1", "BAPPEDA/1"} <= set(posts), "money is involved, so finance and planning are proposed"
    lead, secretary = cast("SETDA.AST2/1"), cast("SETDA.AST2.ADBANG/1")
    meeting = called(cast, irrigation)
    assert state_of(meeting) == "called" and Meeting.objects.get(pk=meeting.pk).code
    take(cast("DPUPR/1"), meeting, "hadiri")
    take(cast("DISPERTAN/1"), meeting, "hadiri")
    take(cast("DKP/1"), meeting, "wakilkan_bahas", post="DKP/2", letter="094/12/DKP", letter_on=government.today())
    take(lead, meeting, "mulai")
    code = Meeting.objects.get(pk=meeting.pk).code
    with pytest.raises(Invalid):
        check_in(actor=cast("DPUPR/1"), meeting=meeting.pk, code="ZZZ", by="kode", key="")
    check_in(actor=cast("DPUPR/1"), meeting=meeting.pk, code=code.lower(), by="kode", key="")
    check_in(actor=cast("DKP/2"), meeting=meeting.pk, code=code, by="qr", key="")
    take(lead, meeting, "catat_hadir", target="DISPERTAN")
    table = meetings.table_of(meeting.seats())
    assert not table.decides and [s.unit for s in table.speaking] == ["DKP"]
    item = meeting.items.first()
    assert item is not None
    written = meetings.save_note(
        actor=secretary, item=item.pk, text="Pintu air dibuka menurut kalender tanam.", version=0
    )
    with pytest.raises(Stale, match="kalender tanam"):
        meetings.save_note(actor=lead, item=item.pk, text="Lain.", version=0)
    assert meetings.save_note(actor=secretary, item=item.pk, text=written.note, version=0).note_version == 1
    decision = note_decision(
        actor=secretary,
        meeting=meeting.pk,
        ruling=Ruling(
            "Pintu air mengikuti kalender tanam.",
            "Pasal 18 huruf c",
            item=item.pk,
            stances={"DPUPR": ("agrees", ""), "DISPERTAN": ("agrees", ""), "DKP": ("agrees", "")},
        ),
    )
    stances = dict(decision.stances.values_list("unit", "stance"))
    assert stances["DPUPR"] == "agrees" and stances["DKP"] == "unbound" and stances["KEC.LAMPIHONG"] == "absent"
    row = note_follow_up(
        actor=secretary,
        meeting=meeting.pk,
        decision=decision.pk,
        task=Task("Jadwal pintu air disusun.", "DPUPR", "DISPERTAN", 5),
    )
    assert row.phase == "draft"
    with pytest.raises(Invalid):
        note_follow_up(
            actor=secretary, meeting=meeting.pk, decision=decision.pk, task=Task("Sendiri.", "DPUPR", "DPUPR", 5)
        )
    take(lead, meeting, "akhiri")
    take(secretary, meeting, "edarkan")
    assert set(meeting.seat_rows.filter(kept="absent").values_list("unit", flat=True)) >= {"KEC.LAMPIHONG", "BKD"}
    with pytest.raises(Refused):
        take(lead, meeting, "sahkan")
    for actor in (cast("DPUPR/1"), cast("DISPERTAN/1"), cast("DKP/1")):
        take(actor, meeting, "telaah")
    take(secretary, meeting, "tanda_tangani")
    assert not Decision.objects.of(government).standing().filter(meeting=meeting).exists()
    take(lead, meeting, "sahkan")
    decision.refresh_from_db()
    row.refresh_from_db()
    assert decision.adopted_on and row.phase == "open" and row.due_on
    assert sound(government)
    # The matter is decided by the minutes and cannot be closed before what follows from it is done.
    take_in_matter(lead, irrigation, "putuskan_rapat", "Menurut notula.")
    with pytest.raises(Refused):
        take_in_matter(lead, irrigation, "tutup", "Selesai.")
    follow(cast("DPUPR/1"), row, "mulai")
    follow(cast("DPUPR/1"), row, "laporkan", "Jadwal terlampir.", uploads=(SCAN,))
    with pytest.raises(Refused):
        follow(cast("DPUPR/1"), row, "verifikasi", "Sudah.")
    follow(cast("DISPERTAN/1"), row, "verifikasi", "Jadwal sudah dilihat dan sesuai.")
    take_in_matter(lead, irrigation, "tutup", "Tercapai.")
    assert state(irrigation) == "closed" and sound(government)


def state_of(meeting: Meeting) -> str:
    return Meeting.objects.get(pk=meeting.pk).state


def test_who_leads_a_document_has_a_superior_who_is_told(cast: Cast) -> None:
    opener, party = cast("DPUPR/1"), cast("DISPERTAN/1")
    sketch = documents.Sketch(title="Pedoman", text="Isi.", units=("DISPERTAN",))
    row = documents.save_document(actor=opener, sketch=sketch)

    def take(actor: Actor, step: str, text: str = "") -> None:
        now = Document.objects.get(pk=row.pk)
        own = now.seat_rows.get(post=actor.post)
        deed = Deed(step=step, text=text)
        documents.step_document(actor=actor, document=now.pk, seat=own.pk, deed=deed, seen=seen_of(now, own), key="")

    take(opener, "edarkan")
    take(party, "beri_tahu_atasan", "Belum ada kabar.")
    assert row.seat_rows.filter(role="observer").values_list("post", flat=True)[0] == "BUPATI/1"

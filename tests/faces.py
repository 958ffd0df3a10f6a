"""What tests of public pages need: the irrigation matter with its meeting, decisions, group, plan and monitoring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from selaras.actions.acts import Deed, seen_of
from selaras.actions.documents import Line, Sketch, measure, recommend, save_document, step_document
from selaras.actions.files import Upload
from selaras.actions.groups import Mandate, save_group, step_group
from selaras.actions.meetings import (
    Call,
    Item,
    Ruling,
    note_decision,
    note_follow_up,
    save_meeting,
    save_note,
    step_meeting,
)
from selaras.actions.outcomes import Task, step_follow_up
from selaras.records.documents import Document
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.people import Actor
from tests.acts import opened
from tests.acts import take as take_in_matter
from tests.scans import scan

Cast = Callable[..., Actor]
STEPS: dict[type, tuple[Callable[..., Any], str]] = {
    Meeting: (step_meeting, "meeting"),
    FollowUp: (step_follow_up, "follow_up"),
    WorkingGroup: (step_group, "group"),
    Document: (step_document, "document"),
}
LEAD, SECRETARY = "SETDA.AST2/1", "SETDA.AST2.ADBANG/1"


def take(actor: Actor, subject: Any, step: str, text: str = "", *, target: str = "", **deed: Any) -> Any:
    """Take a step of any subject but a matter from one's own seat, having seen its page just now."""
    act, name = STEPS[type(subject)]
    now = type(subject).objects.get(pk=subject.pk)
    own = now.seat_rows.filter(post=actor.post, retired=False).order_by("order")[0]
    if target:
        deed["target"] = now.seat_rows.get(unit=target, retired=False).pk
    todo = Deed(step=step, text=text, **deed)
    return act(actor=replace(actor), **{name: now.pk}, seat=own.pk, deed=todo, seen=seen_of(now, own), key="")


def led(cast: Cast, **words: object) -> Matter:
    """A matter of coordination along the path, led by an Asisten."""
    values = {
        "kind": "koordinatif",
        "form": "c",
        "parties": ("DISPERTAN", "DKP"),
        "title": "Irigasi menurut kalender tanam",
        "purpose": "Maksud yang belum terbuka.",
    } | words
    matter = opened(cast("DPUPR/1"), **values)
    if matter.state == "submitted":
        convener = next(seat for seat in matter.seats() if seat.role == "convener")
        take_in_matter(cast(convener.post), matter, "ambil")
    return matter


def called(
    cast: Cast, *matters: Matter, title: str = "Rapat jadwal irigasi", items: tuple[Item, ...] = (), **call: Any
) -> Meeting:
    """A meeting that is called about some matters, in two days."""
    lead = cast(LEAD)
    begin = lead.government.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=2)
    numbers = tuple(str(matter.number) for matter in matters)
    values: dict[str, Any] = {
        "title": title,
        "purpose": "Maksud rapat.",
        "starts_at": begin,
        "ends_at": begin + timedelta(hours=2),
        "place": "Ruang rapat Sekretariat Daerah",
        "link": "https://rapat.contoh.invalid/rahasia",
        "secretary": SECRETARY,
        "invitees": ("DPUPR/1", "DISPERTAN/1", "DKP/1"),
        "guests": ("BAPPEDA/1",),
        "items": items or (Item("Jadwal buka tutup pintu air", 45, numbers), Item("Lain-lain", 15)),
    } | call
    draft = save_meeting(actor=lead, call=Call(**values))
    take(lead, draft, "undang")
    return draft


def held(cast: Cast, meeting: Meeting) -> Meeting:
    """The meeting's day has come: DPUPR and DISPERTAN come, DKP sends who may only discuss, BAPPEDA is ill."""
    lead, today = cast(LEAD), cast(LEAD).government.today()
    begin = lead.government.now().replace(hour=0, minute=0, second=0, microsecond=0)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=begin, ends_at=begin + timedelta(hours=2))
    take(lead, meeting, "mulai")
    for unit in ("DPUPR", "DISPERTAN"):
        take(lead, meeting, "catat_hadir", target=unit)
    take(lead, meeting, "catat_wakil_bahas", target="DKP", post="DKP/2", letter="094/12/DKP", letter_on=today)
    take(lead, meeting, "catat_sakit", target="BAPPEDA")
    return meeting


def ruled(cast: Cast, meeting: Meeting, text: str = "Pintu air mengikuti kalender tanam.", **more: Any) -> Decision:
    """A decision noted in a meeting, on its first item."""
    item = meeting.items.first()
    values: dict[str, Any] = {
        "ground": "Pasal 18 huruf c",
        "item": item.pk if item else None,
        "stances": {"DPUPR": ("agrees", ""), "DISPERTAN": ("objects", "Musim tanam bergeser."), "DKP": ("agrees", "")},
        "dissent": "Dinas Pertanian meminta pekan ketiga.",
    } | more
    return note_decision(actor=cast(SECRETARY), meeting=meeting.pk, ruling=Ruling(text, **values))


def for_the_parties(decision: Decision) -> Decision:
    """A decision that is for the parties alone, as those about what is withheld are."""
    decision.openness = "parties"
    decision.save(update_fields=["openness"])
    return decision


def to_do(cast: Cast, decision: Decision, text: str = "Jadwal pintu air disusun.", days: int = 5) -> FollowUp:
    """A follow-up noted with a decision: DPUPR does it, DISPERTAN checks it."""
    return note_follow_up(
        actor=cast(SECRETARY),
        meeting=decision.meeting_id or 0,
        decision=decision.pk,
        task=Task(text, "DPUPR", "DISPERTAN", days),
    )


def signed(cast: Cast, meeting: Meeting) -> Meeting:
    """The minutes are written, reviewed and signed."""
    lead, secretary = cast(LEAD), cast(SECRETARY)
    for item in meeting.items.filter(note=""):
        save_note(actor=secretary, item=item.pk, text=f"Catatan tentang {item.title}.", version=item.note_version)
    take(lead, meeting, "akhiri")
    take(secretary, meeting, "edarkan")
    for post in ("DPUPR/1", "DISPERTAN/1", "DKP/1"):
        take(cast(post), meeting, "telaah")
    take(secretary, meeting, "tanda_tangani")
    take(lead, meeting, "sahkan")
    return meeting


def done(cast: Cast, task: FollowUp) -> FollowUp:
    """A follow-up is done with evidence that the other unit accepts."""
    take(cast("DPUPR/1"), task, "mulai")
    take(cast("DPUPR/1"), task, "laporkan", "Laporan rinci.", uploads=(Upload("jadwal.pdf", scan()),))
    take(cast("DISPERTAN/1"), task, "verifikasi", "Sesuai.")
    return task


def formed(cast: Cast, matter: Matter | None = None, days: int = 40, **mandate: Any) -> WorkingGroup:
    """A working group that works until a day to come, with two results of which one is there."""
    lead = cast(LEAD)
    today = lead.government.today()
    values: dict[str, Any] = {
        "name": "Gugus kerja irigasi terpadu",
        "mandate": "Menyusun jadwal pintu air setiap musim.",
        "chair": "DPUPR/1",
        "secretary": "DISPERTAN/2",
        "members": ("DKP/1", "DISPERTAN/1"),
        "outputs": (("Jadwal musim pertama", None), ("Peta saluran", today + timedelta(days=20))),
        "matter": str(matter.number) if matter else "",
    } | mandate
    group = save_group(actor=lead, mandate=Mandate(**values))
    take(
        lead,
        group,
        "bentuk",
        instrument="Keputusan Bupati",
        instrument_number="188.45/12/2026",
        instrument_on=today,
        day=today + timedelta(days=days),
    )
    first = group.outputs.order_by("order")[0]
    take(cast("DPUPR/1"), group, "catat_hasil", "Selesai dibahas.", output=first.pk)
    return group


def issued(
    cast: Cast, matter: Matter | None = None, form: str = "a", uploads: tuple[Upload, ...] = (), **sketch: Any
) -> Document:
    """A document that DPUPR drafted with two units, one of which noted something, and that was issued."""
    opener = cast("DPUPR/1")
    today = opener.government.today()
    values: dict[str, Any] = {
        "form": form,
        "title": "Pedoman pembagian air",
        "text": "Air dibagi menurut luas tanam.",
        "units": ("DISPERTAN", "DKP"),
        "matter": str(matter.number) if matter else "",
        "starts_on": today,
        "ends_on": today + timedelta(days=365),
    } | sketch
    document = save_document(actor=opener, sketch=Sketch(**values))
    take(opener, document, "edarkan")
    take(cast("DISPERTAN/1"), document, "setujui")
    take(cast("DKP/1"), document, "setujui_catatan", "Perhatikan tambak.")
    who: dict[str, Any] = {
        "instrument": "Keputusan Bupati",
        "instrument_number": "188.45/20/2026",
        "instrument_on": today,
        "uploads": uploads,
    }
    take(opener, document, "tetapkan", **who)
    take(cast("DKP/1"), document, "ketahui")
    return document


def monitored(cast: Cast, matter: Matter | None = None) -> Document:
    """A monitoring with one indicator that rose in three periods, and a recommendation that is followed up."""
    line = Line("Luas sawah terairi", ("DPUPR",), measure="persen", target=Decimal(90), baseline=Decimal(60))
    document = issued(cast, matter, "g", title="Pemantauan irigasi", lines=(line,))
    row, today = document.rows.get(), cast("DPUPR/1").government.today()
    for n, value in enumerate(("62.5", "70", "81")):
        period = date(today.year, today.month, 1) - timedelta(days=1 + 31 * (3 - n))
        measure(actor=cast("DPUPR/1"), document=document.pk, row=row.pk, period=period, value=Decimal(value), note="")
    task = Task("Saluran sekunder diperbaiki.", "DPUPR", "DISPERTAN", 30)
    recommend(actor=cast("DPUPR/1"), document=document.pk, task=task)
    return document


@dataclass
class Story:
    """Everything at once."""

    government: Government
    matter: Matter
    meeting: Meeting
    decision: Decision
    task: FollowUp
    group: WorkingGroup
    policy: Document
    programme: Document
    monitoring: Document

    @property
    def addresses(self) -> list[str]:
        """The public pages of it."""
        return [
            "/agenda/",
            f"/agenda/{self.meeting.pk}/",
            "/berkas/",
            f"/berkas/{self.matter.number}/",
            "/keputusan/",
            f"/keputusan/{self.decision.pk}/",
            "/gugus-kerja/",
            f"/gugus-kerja/{self.group.pk}/",
            "/kebijakan/",
            *(f"/kebijakan/{row.pk}/" for row in (self.policy, self.programme, self.monitoring)),
        ]


def story(cast: Cast) -> Story:
    """The irrigation matter with all that hangs on it."""
    matter = led(cast)
    meeting = held(cast, called(cast, matter))
    decision = ruled(cast, meeting)
    task = to_do(cast, decision)
    to_do(cast, decision, "Petugas pintu air ditunjuk.", 10)
    signed(cast, meeting)
    done(cast, task)
    programme = Line("Normalisasi saluran", ("DPUPR", "DISPERTAN"), "KEC.LAMPIHONG", amount=Decimal(250_000_000))
    return Story(
        government=matter.government,
        matter=matter,
        meeting=meeting,
        decision=decision,
        task=task,
        group=formed(cast, matter),
        policy=issued(cast, matter),
        programme=issued(cast, matter, "c", title="Rencana terpadu irigasi", lines=(programme,)),
        monitoring=monitored(cast, matter),
    )

"""Meetings: called along the path, held, written down, signed; and every step between, each with its ledger entry."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from selaras.actions.acts import (
    SHARED,
    TEXT_LIMIT,
    Act,
    Deed,
    came_before,
    capacity_in,
    hand_of,
    offered,
    standing_of,
    still_in_office,
    take,
)
from selaras.actions.contents import remarks_of
from selaras.actions.drafts import regulation_today
from selaras.actions.facts import Power, calendar_of, local_day, power_of
from selaras.actions.files import Upload, store
from selaras.actions.marks import follow
from selaras.actions.offices import once
from selaras.actions.outcomes import Task, draft_follow_up, open_follow_up
from selaras.actions.papers import issue_with
from selaras.actions.refusals import Invalid, Stale, clean
from selaras.law.kinds import agency_of
from selaras.law.procedures import Ask, Effect, Refused, Role
from selaras.law.types import Basis, Kind, Strength
from selaras.law.words import say
from selaras.records import clock, ledger, reports
from selaras.records.governments import Government, pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import SORTS, Addendum, AgendaItem, Meeting, MeetingSeat, Series
from selaras.records.outcomes import ASPECTS, STANCES, Decision, FollowUp, Stance
from selaras.records.people import Actor
from selaras.records.units import history

TITLE_LIMIT = 200
PLACE_LIMIT = 200
ITEMS_LIMIT = 60
SEATS_LIMIT = 400
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which look like digits
CAME = ("present", "deputed", "voiced")
ANSWERED = ("coming", "sends", "sends_voice")  # who said that he comes, or whom he sends
DECIDING = Basis(Strength.DESIGNED, reason=say("wakil tanpa kuasa memutuskan tidak pernah dihitung memutuskan"))
KEEPING = Basis(Strength.DESIGNED, reason=say("yang ditulis dalam rapat belum menjadi notula sampai diedarkan"))


@dataclass(frozen=True)
class Item:
    """One item of an agenda as it is typed: its title, its minutes, the numbers of its matters, what it carries on."""

    title: str
    minutes: int = 15
    matters: tuple[str, ...] = ()
    follow_up: int | None = None


@dataclass(frozen=True)
class Call:
    """A meeting as somebody wants to call it; posts are codes UNIT/POST, an outside institution its unit."""

    sort: str = "rapat_koordinasi"
    title: str = ""
    purpose: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    link: str = ""
    secretary: str = ""
    invitees: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    group: int | None = None
    series: int | None = None


@dataclass(frozen=True)
class Proposed:
    """A post that should be called, and why."""

    post: str
    reason: str
    required: bool = True


def proposed(government: Government, matters: Iterable[Matter]) -> list[Proposed]:
    """Whom to call for these matters: their parties and offices, who keeps their affairs, and plans and money where
    a budget is involved; each post once, with the first reason.
    """
    organisation = history(government).on(government.today())
    offices = pack_of(government).government.offices
    found: dict[str, Proposed] = {}

    def add(code: str, reason: str, required: bool = True) -> None:
        head = organisation.heads.get(code)
        post = code if "/" in code else head.code if head else code
        if post.partition("/")[0] in organisation.units:
            found.setdefault(post, Proposed(post, reason, required))

    for matter in matters:
        for seat in matter.seats():
            party = seat.role in (Role.OPENER, Role.COUNTERPART)
            office = seat.role in (Role.COORDINATOR, Role.CONVENER, Role.DECIDER)
            if party or office:
                reason = say("pihak dalam berkas") if party else say("pada jalur koordinasinya")
                add(seat.post or seat.unit, reason, required=party)
        for code in matter.affairs:
            add(str(code).partition("/")[0], say("memegang urusannya"))
        if matter.budget:
            add(offices.planning, say("berkas menyangkut anggaran: perencanaan"))
            add(offices.finance, say("berkas menyangkut anggaran: keuangan"))
    return list(found.values())


def still_open(actor: Actor, matters: Sequence[Matter] = (), group: WorkingGroup | None = None) -> list[Item]:
    """What the agenda begins with: the follow-ups of these matters, or of this group's meetings, that are not done."""
    rows = FollowUp.objects.of(actor.government).filter(phase="open")
    rows = rows.filter(meeting__group=group) if group else rows.filter(matter__in=[m.pk for m in matters])
    return [_carried(row) for row in rows.select_related("matter").order_by("due_on", "pk")]


def after(actor: Actor, meeting: Meeting) -> Call:
    """The meeting that goes on where one ended: with what is still open and what was not dealt with, and its people."""
    matters = list(Matter.objects.of(actor.government).filter(items__meeting=meeting).distinct())
    rows = FollowUp.objects.of(actor.government).filter(phase="open")
    rows = rows.filter(Q(meeting=meeting) | Q(matter__in=[m.pk for m in matters]))
    carried = {row.pk: _carried(row) for row in rows.select_related("matter").order_by("due_on", "pk")}
    left = [
        Item(item.title, item.minutes, tuple(sorted(str(m.number) for m in item.matters.all())), item.follow_up_id)
        for item in meeting.items.prefetch_related("matters")
        if not item.note.strip() and item.follow_up_id not in carried
    ]
    seats = meeting.seats()
    by_role = {role: tuple(s.post or s.unit for s in seats if s.role == role) for role in (Role.INVITEE, Role.GUEST)}
    return Call(
        sort=meeting.sort,
        title=meeting.title,
        purpose=meeting.purpose,
        place=meeting.place,
        link=meeting.link,
        secretary=next((s.post for s in seats if s.role == Role.SECRETARY), ""),
        invitees=by_role[Role.INVITEE],
        guests=by_role[Role.GUEST],
        reasons={s.post or s.unit: s.reason for s in seats if s.reason},
        items=(*carried.values(), *left),
        group=meeting.group_id,
        series=meeting.series_id,
    )


def _carried(row: FollowUp) -> Item:
    """A follow-up that is not done yet, as the next meeting takes it up."""
    matters = (row.matter.number,) if row.matter and row.matter.number else ()
    return Item(row.text[:TITLE_LIMIT], 10, matters, row.pk)


def _checked(actor: Actor, call: Call) -> Call:
    """The call with clean texts and known codes; Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    organisation = history(actor.government).on(actor.government.today())
    known = {*organisation.posts, *(code for code in organisation.units if code not in organisation.heads)}
    title = clean("title", call.title, TITLE_LIMIT, errors, required=True, example=say("Tulis judul rapat."))
    purpose = clean("purpose", call.purpose, TEXT_LIMIT, errors)
    place = clean("place", call.place, PLACE_LIMIT, errors)
    link = clean("link", call.link, 500, errors)
    if link and not link.startswith(("https://", "http://")):
        errors["link"] = say("Tulis alamat lengkap yang dimulai dengan https://.")
    if call.sort not in SORTS:
        errors["sort"] = say("Pilih macam rapat dari daftar.")
    if call.starts_at and call.ends_at and call.ends_at <= call.starts_at:
        errors["ends_at"] = say("Rapat selesai sesudah mulai.")
    for name, codes in (("invitees", call.invitees), ("guests", call.guests)):
        if unknown := [code for code in codes if code not in known]:
            errors[name] = say("Jabatan ini tidak dikenal: {codes}. Pilih dari daftar.", codes=", ".join(unknown[:3]))
    if len(call.invitees) + len(call.guests) > SEATS_LIMIT:
        errors["invitees"] = say("Paling banyak {limit} yang diundang.", limit=SEATS_LIMIT)
    if call.secretary and call.secretary not in organisation.posts:
        errors["secretary"] = say("Pilih jabatan notulis dari daftar.")
    if len(call.items) > ITEMS_LIMIT:
        errors["items"] = say("Paling banyak {limit} mata acara.", limit=ITEMS_LIMIT)
    items = []
    for item in call.items:
        name = clean("items", item.title, TITLE_LIMIT, errors, required=True, example=say("Tulis judul mata acara."))
        items.append(replace(item, title=name, minutes=min(max(item.minutes, 1), 600)))
    readable = set(Matter.objects.visible_to(actor).exclude(phase="draft").values_list("number", flat=True))
    if any(set(item.matters) - readable for item in items):
        errors["items"] = say("Tulis nomor berkas yang Anda ikuti, misalnya 2026-00012.")
    if errors:
        raise Invalid(errors)
    return replace(call, title=title, purpose=purpose, place=place, link=link, items=tuple(items))


def save_meeting(*, actor: Actor, call: Call, draft: int | None = None, principal: str = "", key: str = "") -> Meeting:
    """Keep a meeting as a draft of the actor's post, who chairs it; drafts stand outside the ledger.

    An operator prepares it for the post in whose name he writes (`principal`), which chairs it then.
    Raises Invalid, AlreadyDone, Meeting.DoesNotExist for a draft that is not his or is none any more.
    """
    call = _checked(actor, call)
    government = actor.government
    group = WorkingGroup.objects.visible_to(actor).filter(pk=call.group).first() if call.group else None
    if group is not None and not _speaks_for(actor, group):
        raise Invalid({"group": say("Rapat gugus kerja diundang oleh ketua, sekretaris, atau pembentuknya.")})
    series = Series.objects.filter(government=government, pk=call.series).first() if call.series else None
    with transaction.atomic():
        once(actor, key)
        if draft is None:
            regulation = regulation_today(government)
            chair = principal if principal in actor.posts else actor.post
            meeting = Meeting(government=government, regulation=regulation.code, drafted_by=chair)
            meeting.procedure = regulation.book.of(Meeting.TYPE).code
        else:
            meeting = Meeting.objects.select_for_update(no_key=True).get(
                government=government, pk=draft, phase="draft", drafted_by__in=actor.posts
            )
        for column in ("sort", "title", "purpose", "starts_at", "ends_at", "place", "link"):
            setattr(meeting, column, getattr(call, column))
        meeting.group, meeting.series = group, series
        meeting.save()
        _seat(meeting, call)
        meeting.items.all().delete()
        _agenda(meeting, call.items)
    return meeting


def _speaks_for(actor: Actor, group: WorkingGroup) -> bool:
    """Whether somebody calls meetings in the name of a group."""
    return any(
        seat.post in actor.posts and seat.role in (Role.CHAIR, Role.SECRETARY, Role.CONVENER) for seat in group.seats()
    )


def _seat(meeting: Meeting, call: Call) -> None:
    """Put those who are called on their seats: who chairs first, each post once, as what it is named first."""
    meeting.seat_rows.all().delete()
    organisation = history(meeting.government).on(meeting.government.today())
    wanted: dict[str, Role] = {meeting.drafted_by: Role.CHAIR}
    for role, codes in (
        (Role.SECRETARY, [call.secretary] if call.secretary else []),
        (Role.INVITEE, call.invitees),
        (Role.GUEST, call.guests),
    ):
        for code in codes:
            wanted.setdefault(code, role)
    procedure = regulation_today(meeting.government).book.get(meeting.procedure)
    first = {role: next((s.states[0].code for s in procedure.slots if s.of(role)), "") for role in set(wanted.values())}
    MeetingSeat.objects.bulk_create(
        MeetingSeat(
            government=meeting.government,
            subject=meeting,
            order=order,
            role=role,
            unit=code.partition("/")[0],
            post=code if code in organisation.posts else "",
            external=code not in organisation.posts,
            slot=first[role],
            reason=str(call.reasons.get(code, ""))[:200],
        )
        for order, (code, role) in enumerate(wanted.items())
    )


def _agenda(meeting: Meeting, items: Sequence[Item]) -> None:
    numbers = {number for item in items for number in item.matters}
    matters = {m.number: m for m in Matter.objects.of(meeting.government).filter(number__in=numbers)}
    carried = FollowUp.objects.of(meeting.government).in_bulk([i.follow_up for i in items if i.follow_up])
    for order, item in enumerate(items, start=1):
        row = AgendaItem.objects.create(
            government=meeting.government,
            meeting=meeting,
            order=order,
            title=item.title,
            minutes=item.minutes,
            follow_up=carried.get(item.follow_up or 0),
        )
        row.matters.set([matters[number] for number in item.matters if number in matters])


def discard_meeting(*, actor: Actor, draft: int, key: str = "") -> None:
    """Throw a draft away; Meeting.DoesNotExist where it is not his or is none any more. Raises AlreadyDone."""
    with transaction.atomic():
        once(actor, key)
        Meeting.objects.get(government=actor.government, pk=draft, phase="draft", drafted_by__in=actor.posts).delete()


@dataclass(frozen=True)
class Table:
    """Whether those at the table can decide, and whom that waits for: units that are not there, or only speak."""

    decides: bool
    missing: tuple[MeetingSeat, ...]
    speaking: tuple[MeetingSeat, ...]


def table_of(seats: Iterable[MeetingSeat], *, expected: bool = False) -> Table:
    """The table as it is now: it decides when everybody who has to come is there, or sent one who may decide.

    Before the meeting begins it is told as it is `expected` by the answers.
    """
    needed = [seat for seat in seats if seat.role == Role.INVITEE]
    state = {seat.pk: seat.kept or seat.slot for seat in needed}
    coming = (*CAME, *ANSWERED) if expected else CAME
    missing = tuple(seat for seat in needed if state[seat.pk] not in coming)
    speaking = tuple(seat for seat in needed if state[seat.pk] in ("voiced", "sends_voice") and seat not in missing)
    return Table(not missing and not speaking, missing, speaking)


class MeetingAct(Act):
    """One step of a meeting."""

    COLUMNS = ("delivered_at", "substitute", "letter", "letter_on", "extent", "came_at", "came_by")

    @property
    def meeting(self) -> Meeting:
        """The meeting it is about."""
        found: Meeting = self.subject
        return found

    @classmethod
    def which(cls, actor: Actor, **which: int | str) -> Meeting:
        """The meeting under lock, and after it the matters on its agenda, in their order."""
        found: Meeting = Meeting.objects.locked(actor, **which)
        on_agenda = Matter.objects.filter(government=actor.government, items__meeting=found).values("pk")
        list(Matter.objects.select_for_update(no_key=True).filter(pk__in=on_agenda).order_by("pk").values_list("pk"))
        return found

    def complete(self, errors: dict[str, str]) -> None:
        """What a step of a meeting asks besides what steps of all subjects ask."""
        step, deed, meeting = self.step, self.deed, self.meeting
        organisation = history(self.government).on(self.day)
        if Ask.MOMENT in step.asks:
            moment = self.moment
            if moment.starts_at is None or (deed.starts_at is None and meeting.phase != "draft"):
                errors["starts_at"] = say("Tulis hari dan jam mulainya.")
            elif moment.ends_at is not None and moment.ends_at <= moment.starts_at:
                errors["ends_at"] = say("Rapat selesai sesudah mulai.")
            end = meeting.group.ends_on if meeting.group else None
            if end and moment.starts_at and local_day(self.government, moment.starts_at) > end:
                errors["starts_at"] = say("Masa tugas gugus kerja berakhir {day}. Pilih hari sebelumnya.", day=end)
            where = say("Tulis tempatnya.")
            clean("place", moment.place, PLACE_LIMIT, errors, required=not moment.link.strip(), example=where)
        if Ask.SUBSTITUTE in step.asks:
            own, at_table = self.whose, {s.post for s in self.seats if s.role != Role.GUEST}
            post = organisation.posts.get(deed.post)
            same = post and agency_of(organisation, post.unit) == agency_of(organisation, own.unit)
            if post is None or not same or deed.post in at_table:
                errors["post"] = say("Pilih jabatan lain pada Perangkat Daerah yang diwakili.")
            raised = step.target_to == "deputed" and (own.slot != "sends" or own.substitute != deed.post)
            if raised and not deed.uploads:
                errors["file"] = say("Lampirkan pindaian surat tugas yang memberi kuasa memutuskan.")
            clean("letter", deed.letter, 100, errors, required=True, example=say("Tulis nomor surat tugasnya."))
            if deed.letter_on is None or deed.letter_on > self.day:
                errors["letter_on"] = say("Tulis tanggal surat tugasnya, paling lambat hari ini.")
        if step.slot_to in CAME:  # who is there says so with the letters that stand in the room: `check_in`
            errors["code"] = say("Catat kehadiran dengan kode empat huruf yang tertulis di ruang rapat.")
        if step.to == "reviewing" and not any(note.strip() for note in meeting.items.values_list("note", flat=True)):
            errors[""] = say("Tulis notula sekurang-kurangnya pada satu mata acara lebih dahulu.")

    @property
    def aspects(self) -> tuple[str, ...]:
        """Where the minutes are signed, in what the decisions noted in them are strategic, besides what is declared."""
        noted = self.meeting.decisions.all() if Effect.ADOPT in self.step.effects else ()
        said = {aspect for decision in noted for aspect in decision.aspects} | set(self.deed.aspects)
        return tuple(aspect for aspect in ASPECTS if aspect in said)

    @property
    def whose(self) -> MeetingSeat:
        """The seat that the step speaks of: the target's, else one's own."""
        found: MeetingSeat = next((p for p in self.seats if p.pk == self.deed.target), self.seat)
        return found

    @property
    def moment(self) -> Deed:
        """Day, hours and place as the form says them; where it is silent, as the draft has them."""
        if self.deed.starts_at is not None:
            return self.deed
        meeting = self.meeting
        return replace(
            self.deed, starts_at=meeting.starts_at, ends_at=meeting.ends_at, place=meeting.place, link=meeting.link
        )

    def begin(self) -> None:
        """The invitations go out: each seat has its own at once, and its paper follows."""
        self.meeting.opened_on = self.day
        self.meeting.code = "".join(secrets.choice(LETTERS) for _ in range(4))
        for seat in self.seats:
            seat.delivered_at = self.now

    def carry_out(self) -> int:
        """The step, with what it leaves on the seat of who came or sends another."""
        step, deed, whose = self.step, self.deed, self.whose
        came = step.target_to or step.slot_to
        if Ask.SUBSTITUTE in step.asks:
            whose.substitute, whose.letter, whose.letter_on = deed.post, deed.letter.strip(), deed.letter_on
            whose.extent = "discuss" if came in ("sends_voice", "voiced") else "decide"
        elif came in ("invited", "coming", "present", "permitted", "ill", "away", "absent"):
            whose.substitute, whose.letter, whose.letter_on, whose.extent = "", "", None, ""
        if came in CAME:
            whose.came_at, whose.came_by = self.now, deed.kind if deed.kind in ("qr", "kode") else "kertas"
        elif step.target_to:
            whose.came_at, whose.came_by = None, "kertas"
        if step.to == "running":
            self.meeting.held_on = deed.happened_on or self.day
        if step.to == "cancelled":  # calendars take it out where they see a higher sequence
            self.meeting.sequence += 1
        if step.to == "reviewing":  # who came was perhaps typed in after the decision was noted
            for decision in self.meeting.decisions.prefetch_related("stances"):
                bind(decision, self.seats, {s.unit: (s.stance, s.note) for s in decision.stances.all()})
        return super().carry_out()

    def schedule(self) -> None:
        """Day, hours and place are fixed anew; calendars learn of it by the sequence."""
        moment, meeting = self.moment, self.meeting
        meeting.starts_at, meeting.ends_at = moment.starts_at, moment.ends_at
        meeting.place, meeting.link = moment.place.strip(), moment.link.strip()
        meeting.sequence += 1
        for seat in self.seats:
            seat.substitute, seat.letter, seat.letter_on, seat.extent = "", "", None, ""
            seat.delivered_at = self.now

    def adopt(self) -> None:
        """The minutes are signed: what was noted in them stands from today.

        Who did not read them has not confirmed how he was noted to stand: of him it is noted that he said nothing.
        Who remarked on them agrees at most with a note: what he remarked.
        """
        self.meeting.signed_on = self.day
        remarks = remarks_of(reports.journey(self.meeting))
        for decision in self.meeting.decisions.prefetch_related("stances"):
            given = {s.unit: (s.stance, s.note) for s in decision.stances.all()}
            for seat in speaking(self.seats).values():
                stance, note = given.get(seat.unit, ("silent", ""))
                if seat.slot == "unreviewed" and stance in ("agrees", "notes"):
                    given[seat.unit] = ("silent", note)
                elif seat.slot == "remarked" and stance == "agrees":
                    given[seat.unit] = ("notes", note or remarks.get((seat.unit, seat.post), ""))
            bind(decision, self.seats, given)

    def keep(self, entry: int) -> None:
        """The letter of the call goes out; decisions stand by this entry, and each of their follow-ups begins."""
        issue_with(self.step.code, actor=self.actor, subject=self.meeting, seat=self.seat)
        if Effect.ADOPT not in self.step.effects:
            return
        capacity = capacity_in(self.actor, self.seat)
        self.meeting.decisions.update(adopted_on=self.day, entry=entry, decided_by=self.seat.post, capacity=capacity)
        for row in (
            FollowUp.objects.select_for_update(no_key=True).filter(meeting=self.meeting, phase="draft").order_by("pk")
        ):
            row.government = self.government
            open_follow_up(self.actor, row)


MeetingAct.EFFECTS = {**SHARED, Effect.SCHEDULE: MeetingAct.schedule, Effect.ADOPT: MeetingAct.adopt}


def step_meeting(*, actor: Actor, meeting: int, seat: int, deed: Deed, seen: str, key: str) -> Meeting:
    """Take one step in a meeting from a seat. Raises Invalid, Refused, Stale, Meeting.DoesNotExist."""
    found: Meeting = take(MeetingAct, actor=actor, which={"pk": meeting}, seat=seat, deed=deed, seen=seen, key=key)
    return found


def comes(actor: Actor, seat: MeetingSeat) -> bool:
    """Whether somebody may say that a seat is taken: its holder, or who was sent; nobody who only prepares for him."""
    own = power_of(actor, seat) is Power.OWN or seat.substitute == actor.post
    return own and seat.role in (Role.INVITEE, Role.GUEST)


def check_in(*, actor: Actor, meeting: int, code: str, by: str, key: str) -> Meeting:
    """Say that one is there, by the meeting's four letters (`by` is "kode" or "qr"); who was sent comes for his sender.

    Raises Invalid for wrong letters, Refused where it is not the time, Stale, Meeting.DoesNotExist.
    """
    with transaction.atomic():
        found = MeetingAct.which(actor, pk=meeting)
        found.government = actor.government
        if came_before(actor, key, found):
            return found
        still_in_office(actor)
        if not found.code or not secrets.compare_digest(code.strip().upper().encode(), found.code.encode()):
            raise Invalid({"code": say("Kode hadir itu tidak cocok. Empat huruf, tertulis di ruang rapat.")})
        mine = [s for s in found.seats() if comes(actor, s)]
        mine.sort(key=lambda s: power_of(actor, s) or Power.OWN)
        if not mine:
            raise Meeting.DoesNotExist
        act: MeetingAct | None = None
        for step in ("masuk_wakil", "masuk_wakil_bahas", "masuk"):
            try:
                act = offered(MeetingAct, actor, found, mine[0].pk, Deed(step=step, kind=by), _seen(found, mine[0]))
                break
            except Refused as refused:
                last = refused
        if act is None:
            raise last
        act.carry_out()
        return found


def _seen(meeting: Meeting, seat: MeetingSeat) -> str:
    return f"{meeting.state}.{seat.slot}.0"


def record_attendance(
    *, actor: Actor, meeting: int, deeds: Sequence[Deed], key: str, file: Upload | None = None
) -> Meeting:
    """Type in from paper who came and how: a deed for each seat, each an act of its own, all of them or none.

    Raises Invalid, Refused, Stale, Meeting.DoesNotExist.
    """
    listed = [store(file)] if file else []
    letters = [[store(upload) for upload in deed.uploads] for deed in deeds]
    with transaction.atomic():
        found = MeetingAct.which(actor, pk=meeting)
        found.government = actor.government
        if came_before(actor, key, found):
            return found
        still_in_office(actor)
        seats = found.seats()
        keeper = next((s for s in seats if s.role == Role.SECRETARY and power_of(actor, s) is not None), None)
        keeper = keeper or next((s for s in seats if s.role == Role.CHAIR and power_of(actor, s) is not None), None)
        if keeper is None:
            raise Meeting.DoesNotExist
        for order, deed in enumerate(deeds):
            files = [*listed, *letters[order]] if order == 0 else letters[order]
            act: MeetingAct = offered(MeetingAct, actor, found, keeper.pk, deed, _seen(found, keeper), files)
            act.check()
            act.carry_out()
            keeper = next(s for s in act.seats if s.pk == keeper.pk)
        return found


def mark_read(actor: Actor, meeting: Meeting) -> None:
    """Note that an invitation was opened by who holds the seat, or by who was sent; said once."""
    MeetingSeat.objects.filter(
        subject=meeting, post__in=actor.posts, read_at__isnull=True, delivered_at__isnull=False
    ).update(read_at=clock.now())


# What is written in the meeting


def _writing(actor: Actor, meeting: int) -> Meeting:
    """The meeting under lock, for who writes its minutes while they may be written. Raises Refused, DoesNotExist."""
    found: Meeting = Meeting.objects.locked(actor, pk=meeting)
    found.government = actor.government
    still_in_office(actor)
    writers = (s for s in found.seats() if s.role in (Role.CHAIR, Role.SECRETARY))
    if not any(power_of(actor, seat) is not None for seat in writers):
        raise Refused(
            say("Notula ditulis oleh pimpinan rapat dan notulis."),
            KEEPING,
            ways_on=(say("Sampaikan catatan Anda ketika notula diedarkan."),),
        )
    if found.state not in ("running", "writing"):
        raise Refused(
            say("Notula tidak sedang ditulis."),
            KEEPING,
            ways_on=(say("Notula ditulis sejak rapat dimulai sampai diedarkan; sesudah disahkan ada adendum."),),
        )
    return found


def save_note(*, actor: Actor, item: int, text: str, version: int) -> AgendaItem:
    """Keep the minutes of one item as they are typed; `version` is what the writer began from.

    Two who write do not overwrite each other: Stale carries what the other wrote. Raises Invalid, Refused,
    AgendaItem.DoesNotExist. Written outside the ledger, which takes the minutes in when they go out for review.
    """
    errors: dict[str, str] = {}
    text = clean("note", text, TEXT_LIMIT, errors)
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        meeting = AgendaItem.objects.values_list("meeting_id", flat=True).get(government=actor.government, pk=item)
        _writing(actor, meeting)
        row = AgendaItem.objects.select_for_update(no_key=True).get(pk=item)
        if row.note == text:  # the same sent again after a lost answer
            return row
        if row.note_version != version:
            raise Stale(row.note)
        row.note, row.note_version, row.note_by, row.note_at = text, version + 1, actor.post, clock.now()
        row.save(update_fields=["note", "note_version", "note_by", "note_at"])
        return row


@dataclass(frozen=True)
class Ruling:
    """A decision as it is noted in a meeting; `stances` by unit: how it stands, and its note."""

    text: str
    ground: str
    item: int | None = None
    matter: str = ""
    dissent: str = ""
    openness: str = "public"
    aspects: tuple[str, ...] = ()
    stances: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def note_decision(
    *, actor: Actor, meeting: int, ruling: Ruling, decision: int | None = None, version: int = 0, key: str = ""
) -> Decision:
    """Note a decision in the minutes; it stands when they are signed. Raises Invalid, Refused, Stale, AlreadyDone.

    Units that were not there, or whose substitute may only discuss, are noted as not bound, whatever is typed.
    """
    errors: dict[str, str] = {}
    text = clean("text", ruling.text, TEXT_LIMIT, errors, required=True, example=say("Tulis isi keputusan."))
    ground = clean(
        "ground", ruling.ground, 300, errors, required=True, example=say('Tulis dasarnya, misalnya "Pasal 18 huruf c".')
    )
    dissent = clean("dissent", ruling.dissent, TEXT_LIMIT, errors)
    if ruling.openness not in ("public", "parties"):
        errors["openness"] = say("Pilih terbuka atau hanya bagi para pihak.")
    if not set(ruling.aspects) <= set(ASPECTS):
        errors["aspects"] = say("Pilih aspek dari daftar.")
    given = dict(ruling.stances)
    if any(stance not in STANCES for stance, _note in given.values()):
        errors["stances"] = say("Pilih sikap dari daftar.")
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        once(actor, key)
        found = _writing(actor, meeting)
        row = (
            Decision(government=actor.government, meeting=found)
            if decision is None
            else _noted(found, decision, version)
        )
        if decision is None:
            row.order = (found.decisions.aggregate(last=Max("order"))["last"] or 0) + 1
        row.item = found.items.filter(pk=ruling.item).first() if ruling.item else None
        row.matter = _about(found, row.item, ruling)
        if ruling.openness == "parties" and not (row.matter and row.matter.withheld):
            closed = say("Keputusan terbuka, kecuali berkasnya dikecualikan menurut UU 14/2008.")
            raise Invalid({"openness": closed})
        row.text, row.ground, row.dissent, row.openness = text, ground, dissent, ruling.openness
        row.aspects, row.version = list(ruling.aspects), row.version + 1
        row.save()
        bind(row, found.seats(), given)
        return row


def _about(meeting: Meeting, item: AgendaItem | None, ruling: Ruling) -> Matter | None:
    """The matter on which a meeting decides: one on its agenda that its chair leads, or opened among equals.

    On a matter that somebody else leads a meeting only notes what was said. Raises Invalid where an item has several.
    """
    on_agenda = Matter.objects.filter(items__meeting=meeting).distinct()
    on_item = on_agenda.filter(items=item) if item else on_agenda.none()
    chosen = on_agenda.filter(number=ruling.matter) if ruling.matter else on_item
    found = list(chosen.order_by("pk").prefetch_related("participants"))
    if len(found) > 1:
        raise Invalid({"matter": say("Mata acara ini menyangkut beberapa berkas. Pilih satu berkas.")})
    chair = next(seat.post for seat in meeting.seats() if seat.role == Role.CHAIR)
    for matter in found:
        for seat in matter.participants.all():
            leads = seat.leads or seat.role in (Role.CONVENER, Role.DECIDER)
            equal = seat.role == Role.OPENER and matter.kind != Kind.KOORDINATIF
            if not seat.retired and seat.post == chair and (leads or equal):
                return matter
    return None


def speaking(seats: Iterable[MeetingSeat]) -> dict[str, MeetingSeat]:
    """The seat that speaks for each unit: of those who have to come the first, its head's where he is called.

    Somebody else of the unit, who may come, speaks only where nobody of it has to.
    """
    called = [seat for seat in seats if seat.role in (Role.INVITEE, Role.GUEST)]
    heads: dict[str, str] = {}
    if called:
        government = called[0].government
        heads = {unit: head.code for unit, head in history(government).on(government.today()).heads.items()}
    found: dict[str, MeetingSeat] = {}
    for seat in sorted(called, key=lambda s: (s.role != Role.INVITEE, s.post != heads.get(s.unit), s.order)):
        found.setdefault(seat.unit, seat)
    return found


def bind(decision: Decision, seats: Iterable[MeetingSeat], given: Mapping[str, tuple[str, str]]) -> None:
    """Note how every unit stands to a decision: as given where it could bind itself, else not bound, or absent.

    Of who was there and said nothing it is noted that he said nothing: silence is never assent.
    """
    found: dict[str, tuple[str, str]] = {}
    for unit, seat in speaking(seats).items():
        state = seat.kept or seat.slot
        stance, note = given.get(unit, ("silent", ""))
        if state == "voiced":
            found[unit] = ("unbound", note)
        elif state in CAME:
            found[unit] = ("silent" if stance in ("unbound", "absent") else stance, note)
        elif seat.role == Role.INVITEE:
            found[unit] = ("absent", note)
    decision.stances.all().delete()
    Stance.objects.bulk_create(
        Stance(government=decision.government, decision=decision, unit=unit, stance=stance, note=note[:TEXT_LIMIT])
        for unit, (stance, note) in found.items()
    )


def _noted(meeting: Meeting, decision: int, version: int) -> Decision:
    row = Decision.objects.select_for_update(no_key=True).get(meeting=meeting, pk=decision)
    if row.version != version:
        raise Stale(say("Keputusan ini diubah orang lain sejak Anda buka."))
    return row


def drop_decision(*, actor: Actor, meeting: int, decision: int, version: int, key: str = "") -> None:
    """Strike a decision that was only noted, with its follow-ups. Raises Refused, Stale, AlreadyDone, DoesNotExist."""
    with transaction.atomic():
        once(actor, key)
        row = _noted(_writing(actor, meeting), decision, version)
        FollowUp.objects.filter(decision=row, phase="draft").delete()
        row.delete()


def note_follow_up(*, actor: Actor, meeting: int, decision: int, task: Task, key: str = "") -> FollowUp:
    """Note a follow-up of a noted decision; it begins with the signed minutes. Raises Invalid, Refused, AlreadyDone."""
    with transaction.atomic():
        once(actor, key)
        found = _writing(actor, meeting)
        row = Decision.objects.get(meeting=found, pk=decision)
        chair = next(s for s in found.seats() if s.role == Role.CHAIR)
        return draft_follow_up(actor, task, overseer=chair.post, decision=row, meeting=found, matter=row.matter)


def drop_follow_up(*, actor: Actor, meeting: int, follow_up: int, key: str = "") -> None:
    """Strike a follow-up that was only noted. Raises Refused, AlreadyDone, FollowUp.DoesNotExist."""
    with transaction.atomic():
        once(actor, key)
        found = _writing(actor, meeting)
        FollowUp.objects.get(meeting=found, pk=follow_up, phase="draft").delete()


def add_addendum(*, actor: Actor, meeting: int, text: str, key: str = "") -> Addendum:
    """Correct signed minutes: they stay as they are, this stands beside them. Chair, secretary and who was there may.

    Raises Invalid, Refused, AlreadyDone, Meeting.DoesNotExist.
    """
    errors: dict[str, str] = {}
    how = say("Tulis bagian mana yang keliru, dan yang benar.")
    text = clean("text", text, TEXT_LIMIT, errors, required=True, example=how)
    if errors:
        raise Invalid(errors)
    basis = Basis(Strength.DESIGNED, reason=say("notula yang disahkan tidak diubah; perbaikan berdiri di sampingnya"))
    with transaction.atomic():
        found: Meeting = Meeting.objects.locked(actor, pk=meeting)
        found.government = actor.government
        once(actor, key)
        still_in_office(actor)
        there = [s for s in found.seats() if s.role in (Role.CHAIR, Role.SECRETARY) or s.kept in CAME]
        seat = next((s for s in there if power_of(actor, s) is Power.OWN), None)
        if found.signed_on is None or seat is None:
            raise Refused(
                say("Adendum ditambahkan pada notula yang sudah disahkan, oleh yang hadir."),
                basis,
                ways_on=(say("Selama notula ditelaah, sampaikan perbaikan sebagai catatan."),),
            )
        found.version += 1
        found.save(update_fields=["version", "updated_at"])
        entry = ledger.append(
            government=actor.government,
            subject_type=Meeting.TYPE,
            subject_key=found.key,
            subject_version=found.version,
            state_before=found.state,
            state_after=found.state,
            step="addendum",
            actor=hand_of(actor, seat),
            basis=basis,
            recorded_at=clock.now(),
            texts={"text": text, **standing_of(found, found.everyone())},
        )
        made = Addendum.objects.create(
            government=actor.government, meeting=found, post=seat.post, text=text, entry=entry.number
        )
        follow(found, moved=False)
        return made


# Series


def start_series(*, actor: Actor, series: Series, key: str = "") -> Series:
    """Keep a recurring meeting of the actor's post with its template. Raises Invalid, AlreadyDone."""
    errors: dict[str, str] = {}
    series.title = clean("title", series.title, TITLE_LIMIT, errors, required=True, example=say("Tulis judul rapat."))
    series.place = clean("place", series.place, PLACE_LIMIT, errors)
    if not 1 <= series.weeks <= 52:
        errors["weeks"] = say("Tulis 1 sampai 52 pekan.")
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        once(actor, key)
        series.government, series.drafted_by, series.chair = actor.government, actor.post, actor.post
        series.save()
    return series


def end_series(*, actor: Actor, series: int, key: str = "") -> Series:
    """Let a recurring meeting come no more; those called stay. Raises AlreadyDone, Series.DoesNotExist."""
    with transaction.atomic():
        once(actor, key)
        row = Series.objects.select_for_update(no_key=True).get(
            government=actor.government, pk=series, drafted_by__in=actor.posts
        )
        row.ended = True
        row.save(update_fields=["ended"])
    return row


def next_of(actor: Actor, series: Series) -> Call:
    """The next meeting of a series: a working day the right number of weeks after the last, opened by what is open."""
    government = actor.government
    last = series.meetings.exclude(state="cancelled").order_by("-starts_at").first()
    zone, today = government.zone, government.today()
    day = (last.starts_at.astimezone(zone).date() if last and last.starts_at else today) + timedelta(weeks=series.weeks)
    day = max(day, today + timedelta(days=1))
    while not calendar_of(government).is_working(day):
        day += timedelta(days=1)
    starts_at = datetime.combine(day, series.begins_at, tzinfo=zone)
    of_it = Q(meeting__series=series)
    if series.group is not None and series.group.matter_id is not None:
        of_it |= Q(matter=series.group.matter_id)
    open_rows = FollowUp.objects.of(government).filter(of_it, phase="open").select_related("matter")
    carried = [_carried(row) for row in open_rows.order_by("due_on", "pk")]
    return Call(
        sort=series.sort,
        title=series.title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=series.minutes),
        place=series.place,
        secretary=series.secretary,
        invitees=tuple(series.invitees),
        guests=tuple(series.guests),
        items=(*carried, *(Item(str(title), int(minutes)) for title, minutes in series.items)),
        group=series.group_id,
        series=series.pk,
    )

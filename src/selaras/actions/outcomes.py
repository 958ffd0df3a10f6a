"""Follow-ups: begun by who decided, done with evidence, accepted by another unit; each step with its ledger entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from selaras.actions.acts import SHARED, TEXT_LIMIT, Act, Deed, hand_of, still_in_office, take
from selaras.actions.drafts import regulation_today
from selaras.actions.facts import Power, calendar_of, power_of, procedure_of
from selaras.actions.offices import once
from selaras.actions.people import SYSTEM
from selaras.actions.refusals import Invalid, clean
from selaras.law.check import HEAD_TYPE
from selaras.law.kinds import agency_of
from selaras.law.procedures import Ask, Effect, Refused, Role
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records import ledger
from selaras.records.files import File, files_of_subject
from selaras.records.matters import Matter
from selaras.records.outcomes import Decision, FollowUp, FollowUpSeat
from selaras.records.people import Actor, holders
from selaras.records.units import history

GIVING = Basis(Strength.DESIGNED, reason=say("tindak lanjut dicatat oleh yang memutuskan atau yang memimpin berkasnya"))


@dataclass(frozen=True)
class Task:
    """A follow-up as it is noted: what, which unit, who of another unit checks it, in how many working days."""

    text: str
    owner: str
    checker: str
    days: int = 10


def draft_follow_up(actor: Actor, task: Task, *, overseer: str, **about: Any) -> FollowUp:
    """A follow-up that has not begun, with its three seats; owner and checker are of two units. Raises Invalid."""
    errors: dict[str, str] = {}
    organisation = history(actor.government).on(actor.government.today())
    text = clean("text", task.text, TEXT_LIMIT, errors, required=True, example=say("Tulis yang harus dikerjakan."))
    for name, unit in (("owner", task.owner), ("checker", task.checker)):
        if unit not in organisation.units:
            errors[name] = say("Pilih unit dari daftar.")
        elif unit not in organisation.heads:
            errors[name] = say("Instansi luar tidak ditugasi lewat keputusan ini. Pilih unit yang menghubunginya.")
    if not errors and agency_of(organisation, task.owner) == agency_of(organisation, task.checker):
        errors["checker"] = say("Yang memeriksa adalah Perangkat Daerah lain, bukan yang mengerjakan.")
    if "owner" not in errors and organisation.type_of(task.owner).type == HEAD_TYPE:
        errors["owner"] = say("Pimpinan daerah memutuskan; pilih Perangkat Daerah yang mengerjakan.")
    if not 1 <= task.days <= 365:
        errors["days"] = say("Tulis 1 sampai 365 hari kerja.")
    if errors:
        raise Invalid(errors)
    post = organisation.posts.get(overseer)
    while post and post.superior and agency_of(organisation, post.unit) == agency_of(organisation, task.owner):
        post = organisation.posts.get(post.superior)  # nobody oversees his own agency
    overseer = post.code if post else overseer
    regulation = regulation_today(actor.government)
    procedure = regulation.book.of(FollowUp.TYPE)
    row = FollowUp.objects.create(
        government=actor.government,
        regulation=regulation.code,
        procedure=procedure.code,
        drafted_by=actor.post,
        text=text,
        days=task.days,
        **about,
    )
    seats = ((Role.OWNER, task.owner), (Role.CHECKER, task.checker), (Role.CONVENER, overseer))
    for order, (role, code) in enumerate(seats):
        head = organisation.heads.get(code)
        post_code = code if "/" in code else head.code if head else ""
        FollowUpSeat.objects.create(
            government=actor.government,
            subject=row,
            order=order,
            role=role,
            unit=code.partition("/")[0],
            post=post_code,
            external=not post_code,
            slot=next((s.states[0].code for s in procedure.slots if s.of(role)), ""),
        )
    return row


class FollowUpAct(Act):
    """One step of a follow-up."""

    other: Matter | None = None  # the matter that is named

    @property
    def follow_up(self) -> FollowUp:
        """The follow-up it is about."""
        found: FollowUp = self.subject
        return found

    @classmethod
    def which(cls, actor: Actor, **which: int | str) -> FollowUp:
        """The follow-up under lock."""
        found: FollowUp = FollowUp.objects.locked(actor, **which)
        return found

    def complete(self, errors: dict[str, str]) -> None:
        """A matter that is named must run and be one the actor follows."""
        if Ask.MATTER in self.step.asks:
            self.other = Matter.objects.visible_to(self.actor).filter(number=self.deed.other.strip() or None).first()
            if self.other is None or self.other.phase != "open" or self.other.pk == self.follow_up.matter_id:
                errors["other"] = say(
                    "Tulis nomor berkas lain yang masih berjalan dan Anda ikuti, misalnya 2026-00012."
                )

    def authorised(self) -> None:
        """Refused where one person would accept, from another post, what he carries out himself."""
        super().authorised()
        owner = next((s for s in self.seats if s.role == Role.OWNER), None)
        if owner is None or self.seat.role == Role.OWNER or self.procedure.state(self.subject.state).phase == "draft":
            return
        ends = self.step.to is not None and self.procedure.state(self.step.to).phase == "closed"
        held = holders(self.government, {owner.post}, self.day).get(owner.post)
        if ends and held is not None and held.person_id == self.actor.person.pk and self.hand is None:
            raise Refused(
                say("Anda sendiri yang memegang jabatan penanggung jawabnya."),
                Basis(Strength.DESIGNED, reason=say("tidak ada tindak lanjut yang ditutup oleh pelaksananya sendiri")),
                ways_on=(say("Minta pengendali atau pejabat lain yang memeriksanya."),),
            )

    def begin(self) -> None:
        """The days run from today; what was carried on keeps the day on which it was due."""
        self.follow_up.opened_on = self.day
        self.follow_up.due_on = self.follow_up.due_on or calendar_of(self.government).add(self.day, self.follow_up.days)

    def due(self) -> None:
        """Another day until which it is due."""
        self.said["due_before"] = str(self.follow_up.due_on or "")
        self.follow_up.due_on = self.deed.day

    def carry(self) -> None:
        """It goes on under another matter, as a follow-up of its own; this one is closed."""
        row = self.follow_up
        seats = [(seat.role, seat.unit, seat.post, seat.external) for seat in self.seats if seat.role != Role.OBSERVER]
        anew = FollowUp.objects.create(
            government=self.government,
            regulation=row.regulation,
            procedure=row.procedure,
            drafted_by=row.drafted_by,
            text=row.text,
            days=row.days,
            decision=row.decision,
            document=row.document,
            meeting=row.meeting,
            matter=self.other,
            due_on=row.due_on,
        )
        made = [
            type(self.seat)(
                government=self.government,
                subject=anew,
                order=order,
                role=role,
                unit=unit,
                post=post,
                external=external,
                slot=next((s.states[0].code for s in self.procedure.slots if s.of(Role(role))), ""),
            )
            for order, (role, unit, post, external) in enumerate(seats)
        ]
        type(self.seat).objects.bulk_create(made)
        kept = {f.sha256: f for f in files_of_subject(row)}.values()
        files = [File(name=f.name, media_type=f.media_type, size=f.size, sha256=f.sha256, note=f.note) for f in kept]
        open_follow_up(self.actor, anew, files)
        self.said["linked"] = f"{anew.matter.number if anew.matter else ''} {anew.pk}"


FollowUpAct.EFFECTS = {**SHARED, Effect.DUE: FollowUpAct.due, Effect.CARRY: FollowUpAct.carry}


def step_follow_up(*, actor: Actor, follow_up: int, seat: int, deed: Deed, seen: str, key: str) -> FollowUp:
    """Take one step in a follow-up from a seat. Raises Invalid, Refused, Stale, FollowUp.DoesNotExist."""
    found: FollowUp = take(FollowUpAct, actor=actor, which={"pk": follow_up}, seat=seat, deed=deed, seen=seen, key=key)
    return found


def may_add(actor: Actor, decision: Decision, matter: Matter) -> None:
    """Who decided, or leads the matter, adds follow-ups to a decision that no minutes hold. Raises Refused."""
    if decision.meeting_id:
        raise Refused(
            say("Keputusan ini diambil dalam rapat; tindak lanjutnya dicatat pada notulanya."),
            GIVING,
            ways_on=(say("Undang rapat berikutnya dan catat tindak lanjutnya di sana."),),
        )
    if matter.phase != "open":
        raise Refused(
            say("Berkasnya sudah ditutup, jadi tindak lanjut tidak ditambahkan lagi."),
            GIVING,
            ways_on=(say("Buka berkas baru yang melanjutkan berkas ini."),),
        )
    leads = any(p.leads and power_of(actor, p) in (Power.OWN, Power.ACT) for p in matter.seats())
    if decision.decided_by != actor.post and not leads:
        raise Refused(
            say("Tindak lanjut dicatat oleh yang memutuskan atau yang memimpin berkasnya."),
            GIVING,
            ways_on=(say("Sampaikan usul Anda kepada yang memimpin berkas ini."),),
        )


def add_follow_up(*, actor: Actor, decision: int, task: Task, key: str = "") -> FollowUp:
    """Give a decision made without a meeting a follow-up that runs at once.

    Raises Invalid, Refused, AlreadyDone, Decision.DoesNotExist.
    """
    with transaction.atomic():
        found = Decision.objects.of(actor.government).standing().get(pk=decision)
        try:
            matter = Matter.objects.locked(actor, pk=found.matter_id or 0)
        except Matter.DoesNotExist:
            raise Decision.DoesNotExist from None
        matter.government = actor.government
        still_in_office(actor)
        once(actor, key)
        may_add(actor, found, matter)
        row = draft_follow_up(actor, task, overseer=actor.post, decision=found, matter=matter)
        seat = row.seat_rows.get(role=Role.CONVENER)
        return open_follow_up(actor, row, hand=hand_of(actor, seat))


def open_follow_up(
    actor: Actor, row: FollowUp, files: Sequence[File] = (), *, hand: ledger.Hand | None = None
) -> FollowUp:
    """Let a noted follow-up begin, inside the transaction of the act that makes its decision stand.

    `hand` is who begins it by an act of his own; else it begins by itself, in the name of its convener.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Tindak lanjut dibuka di dalam transaksi perbuatannya.")
    row.government = actor.government
    opening = next(step for step in procedure_of(row).steps if row.state in step.states)
    seat: Any = next(s for s in row.seats() if s.role == Role.CONVENER)
    hand = hand or replace(SYSTEM, on_behalf=ledger.Hand("", "", seat.post, seat.unit, ""))
    FollowUpAct.on(actor, row, seat, Deed(step=opening.code), files, hand).carry_out()
    return row

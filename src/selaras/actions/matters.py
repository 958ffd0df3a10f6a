"""Matters: submitting along the lawful path, and every step to the end, each with its ledger entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from msgspec import to_builtins

from selaras.actions.acts import (
    SHARED,
    TEXT_LIMIT,
    Act,
    Deed,
    capacity_in,
    not_ahead,
    offered,
    receipt_of,
    still_in_office,
)
from selaras.actions.drafts import (
    Intent,
    checked,
    intent_of,
    letter_values,
    may_write_for,
    no_procedure,
    preview,
    regulation_today,
    save_draft,
    standing_delegation,
    write,
)
from selaras.actions.facts import new_path, regulation_of
from selaras.actions.files import Upload, store
from selaras.actions.people import SYSTEM
from selaras.actions.refusals import Invalid, Stale, looked_again
from selaras.law.authority import Aspect
from selaras.law.paths import BadQuestion, HopRole, Path, as_json
from selaras.law.procedures import (
    PARTIES,
    Ask,
    Effect,
    Phase,
    Refused,
    Role,
    Step,
    Thing,
)
from selaras.law.types import Kind
from selaras.law.words import in_words, plain, say, word
from selaras.records import ledger
from selaras.records.files import File
from selaras.records.matters import (
    Answer,
    Assignment,
    Letter,
    Link,
    Matter,
    Participant,
    Proposal,
    opening_of,
    standing_of,
)
from selaras.records.outcomes import Decision
from selaras.records.people import Actor
from selaras.records.subjects import DRAFT, Opened
from selaras.records.units import history

# Submission


def submit(
    *,
    actor: Actor,
    draft: int,
    key: str,
    happened_on: date | None = None,
    uploads: Sequence[Upload] = (),
) -> Matter:
    """Send a draft along its lawful path: the path is fixed, the number given, the participants seated.

    `uploads` hold the signed paper where another than the one who opens submits what binds him. Raises Invalid,
    Refused, Stale, Matter.DoesNotExist. A form sent twice (same `key`) returns the same matter.
    """
    files = [store(upload) for upload in uploads]  # before any lock is held
    with transaction.atomic():
        matter = Matter.objects.locked(actor, pk=draft)
        matter.government = actor.government
        receipt = receipt_of(actor, key)
        if receipt and receipt.matter:
            return receipt.matter
        if matter.phase != DRAFT:
            raise Stale(say("Draf ini sudah diajukan sebagai berkas {number}.", number=matter.number or ""))
        still_in_office(actor)
        not_ahead(actor.government, happened_on)
        wanted = checked(actor.government, intent_of(matter), complete=True)
        _send(actor, matter, wanted, Deed(step="ajukan", text=matter.urgency, happened_on=happened_on), files)
        if receipt:
            receipt.matter = matter
            receipt.save(update_fields=["matter"])
        return matter


def open_matter(
    *,
    actor: Actor,
    intent: Intent,
    principal: str = "",
    happened_on: date | None = None,
    uploads: Sequence[Upload] = (),
) -> Matter:
    """Send a matter along its lawful path at once, in the caller's transaction, as if its draft were submitted.

    Raises Invalid, Refused, Stale.
    """
    looked_again(actor)
    files = [store(upload) for upload in uploads]
    wanted = checked(actor.government, intent, complete=True)
    may_write_for(actor, principal)
    still_in_office(actor)
    not_ahead(actor.government, happened_on)
    matter = Matter(government=actor.government, drafted_by=actor.post)
    write(matter, wanted, principal or actor.post)
    letter = Letter(matter=matter, **letter_values(matter, wanted.letter)) if wanted.letter.number else None
    Matter.letter.related.set_cached_value(matter, letter)
    _send(actor, matter, wanted, Deed(step="ajukan", text=matter.urgency, happened_on=happened_on), files)
    if letter:
        letter.save()
    return matter


def _send(actor: Actor, matter: Matter, intent: Intent, deed: Deed, files: Sequence[File] = ()) -> None:
    """Fix the path of a draft, seat its offices and take the first step; Invalid or Refused where that may not be."""
    government = actor.government
    try:
        plan = preview(government, matter.opener_post, intent)
    except BadQuestion as bad:  # the organisation has changed since the draft was written
        raise Invalid({"parties": str(bad)}) from bad
    if plan is None or plan.path is None:
        raise Invalid({"parties": say("Pilih paling sedikit satu mitra.")})
    if plan.refusal is not None:
        raise plan.refusal
    if plan.procedure is None:  # a refusal says so already; this narrows the type
        raise no_procedure(word(matter.kind))
    step = plan.procedure.step("ajukan")
    if actor.post != matter.opener_post and (step.binding or matter.opener_post not in actor.principals) and not files:
        title = history(government).on(government.today()).name_of(matter.opener_post)
        raise Refused(
            say("Berkas ini mengikat {post}, jadi {post} yang mengajukan.", post=title),
            step.basis,
            (say("Draf sudah tersimpan dan tampak pada {post}.", post=title),),
            (
                say("Minta {post} membuka draf ini dan mengajukannya.", post=title),
                say("Atau lampirkan pindaian naskah yang sudah ditandatangani."),
            ),
        )
    if plan.path.type == SPAN_TYPE and not intent.duty:
        raise Invalid({"duty": say("Pilih tugas pimpinan yang dilakukan: salah satu dari empat tugas Pasal 19.")})
    matter.regulation = regulation_today(government).code  # the one the path was found under
    matter.type = plan.path.type or ""
    matter.duty = intent.duty if matter.type == SPAN_TYPE else ""
    matter.procedure = plan.procedure.code
    matter.path = {"on": government.today().isoformat(), "path": to_builtins(plan.path, enc_hook=plain)}
    matter.opened = Opened(_seat(matter, plan.path), list(files))
    act = MatterAct.on(actor, matter, matter.opened.seats[0], deed, files)
    act.carry_out()  # writes the matter and its seats down
    _by_standing_delegation(act)


SPAN_TYPE = "hierarki"
SEAT_OF = {
    HopRole.OPENER: Role.OPENER,
    HopRole.COUNTERPART: Role.COUNTERPART,
    HopRole.COORDINATOR: Role.COORDINATOR,
    HopRole.CONVENER: Role.CONVENER,
    HopRole.DECIDER: Role.DECIDER,
    HopRole.VIA: Role.VIA,
}


def _seat(matter: Matter, path: Path, kept: Sequence[Participant] = ()) -> list[Participant]:
    """Seat the offices of the path beside those kept; a party that convenes itself holds a second seat as convener.

    The seats are not saved yet: until then each has a number below nought.
    """
    organisation = history(matter.government).on(matter.government.today())
    wanted: list[tuple[Role, str, str | None]] = [(SEAT_OF[hop.role], hop.unit, hop.post) for hop in path.hops]
    if path.convener and not any(role is Role.CONVENER for role, _, _ in wanted):
        head = organisation.heads.get(path.convener)
        wanted.append((Role.CONVENER, path.convener, head.code if head else None))
    wanted.sort(key=lambda seat: seat[0] is not Role.OPENER)
    if kept:
        wanted = [seat for seat in wanted if seat[0] not in PARTIES]
    first = matter.participants.count() if kept else 0
    rows = [
        Participant(
            pk=-1 - order,
            government=matter.government,
            matter=matter,
            order=order,
            role=role,
            unit=unit,
            post=(matter.opener_post if role is Role.OPENER else post) or "",
            external=not post,
        )
        for order, (role, unit, post) in enumerate(wanted, start=first)
    ]
    for row in rows:
        row.seated_now = True
    return rows


def proposed_lead(matter: Matter, participants: Sequence[Participant]) -> Participant | None:
    """Whom a convener would let lead: the first coordinator of the opener's own way (Pasal 21 ayat (1), inferred)."""
    path = matter.fixed_path
    hops = path.hops if path else ()
    mine = [h.unit for h in hops if h.role is HopRole.COORDINATOR and matter.opener_unit in h.serves]
    offices = {p.unit: p for p in participants if p.role == Role.COORDINATOR}
    return next((offices[unit] for unit in mine if unit in offices), None)


def _by_standing_delegation(submitted: MatterAct) -> None:
    """Let the lead pass on at once where the convener said so for all matters of this sort, as an act of its own."""
    matter: Matter = submitted.subject
    procedure, path = submitted.procedure, matter.fixed_path
    step = next((s for s in procedure.steps if Effect.LEAD in s.effects and s.target is Role.COORDINATOR), None)
    if step is None or path is None:
        return
    standing = standing_delegation(matter.government, path, matter.opener_unit, matter.form, matter.budget)
    if standing is None:
        return
    participants = matter.seats()
    convener = next(p for p in participants if p.role == Role.CONVENER)
    lead = next(p for p in participants if p.role == Role.COORDINATOR and p.post == standing.lead)
    text = f"Menurut pelimpahan tetap nomor {standing.pk}, berlaku sampai {in_words(standing.valid_to)}."
    deed = Deed(step=step.code, text=text, target=lead.pk)
    hand = replace(SYSTEM, on_behalf=ledger.Hand("", "", convener.post, convener.unit, ""))
    MatterAct.on(submitted.actor, matter, convener, deed, hand=hand).carry_out()


# Steps


def act(*, actor: Actor, number: str, seat: int, deed: Deed, seen: str, key: str) -> Matter:
    """Take one step in a matter from a seat. Raises Invalid, Refused, Stale, Matter.DoesNotExist.

    `seen` is what the page showed (`seen_of`); `key` names the form, so that two clicks have one effect.
    """
    files = [store(upload) for upload in deed.uploads]  # before any lock is held
    with transaction.atomic():
        matter = Matter.objects.locked(actor, number=number)
        matter.government = actor.government
        if (receipt := receipt_of(actor, key)) is not None:
            if receipt.matter_id == matter.pk:
                return matter
            if receipt.matter_id or receipt.subject:
                raise Stale(say("Formulir itu sudah dikirim untuk berkas lain."))
            receipt.matter = matter
            receipt.save(update_fields=["matter"])
        still_in_office(actor)
        made: MatterAct = offered(MatterAct, actor, matter, seat, deed, seen, files)
        made.check()
        made.carry_out()
        return matter


def _wrong_matter(actor: Actor, matter: Matter, step: Step, deed: Deed) -> dict[str, str]:
    """What is wrong with the other matter that a step names."""
    errors: dict[str, str] = {}
    other = Matter.objects.visible_to(actor).filter(number=deed.other.strip() or None).exclude(phase=DRAFT).first()
    number = (other.number or "") if other else ""
    if other is None:
        errors["other"] = say("Tulis nomor berkas lain yang Anda ikuti, misalnya 2026-00012.")
    elif other.pk == matter.pk:
        errors["other"] = say("{number} adalah berkas ini sendiri. Tulis nomor berkas lain.", number=number)
    elif Link.objects.filter(source=matter, target=other, kind__in=[deed.link_kind, *_fixed(matter)]).exists():
        errors["other"] = say("Berkas {number} sudah dikaitkan.", number=number)
    elif deed.link_kind == "child" and matter.pk in _descendants(other):
        errors["other"] = say(
            "Berkas {number} sudah menaungi berkas ini; keduanya akan saling menunggu.", number=number
        )
    elif Effect.JOIN in step.effects:
        there = {p.unit for p in other.seats()}
        lacking = [p.unit for p in matter.seats() if p.role in PARTIES and p.unit not in there]
        if other.phase != Phase.OPEN:
            errors["other"] = say("Berkas {number} sudah selesai. Pilih berkas yang masih berjalan.", number=number)
        elif lacking:
            names = history(actor.government).on(actor.government.today())
            missing = "; ".join(names.name_of(unit) for unit in lacking)
            errors["other"] = say(
                "Belum menjadi peserta berkas {number}: {missing}. Kaitkan saja kedua berkas.",
                number=number,
                missing=missing,
            )
    if deed.link_kind not in ("follows", "child", "merged"):
        errors["link_kind"] = say("Pilih jenis kaitan.")
    return errors


def _fixed(matter: Matter) -> tuple[str, ...]:
    """The links that nobody makes into others: a task given on stays one, so that its report is waited for."""
    return ("child",) if matter.kind == Kind.STRUKTURAL else ()


def _descendants(matter: Matter) -> set[int]:
    """The matters that hang on a matter as children, and on those."""
    found: set[int] = set()
    rows = {matter.pk}
    while rows:
        children = Link.objects.filter(government=matter.government, source__in=rows, kind="child")
        rows = set(children.values_list("target_id", flat=True)) - found
        found |= rows
    return found


class MatterAct(Act):
    """One step in a matter."""

    @property
    def matter(self) -> Matter:
        """The matter it is about."""
        found: Matter = self.subject
        return found

    def complete(self, errors: dict[str, str]) -> None:
        """What a step of a matter asks besides what steps of all subjects ask."""
        step, deed, seat = self.step, self.deed, self.seat
        organisation = history(self.government).on(self.day)
        if Ask.POST in step.asks:
            post = organisation.posts.get(deed.post)
            if post is None or post not in organisation.under(seat.post or ""):
                errors["post"] = say("Pilih jabatan di bawah jabatan Anda pada unit yang sama.")
            if deed.power not in ("menyiapkan", "bertindak"):
                errors["power"] = say("Pilih menyiapkan atau bertindak.")
        if Ask.ASSIGNED in step.asks and deed.post not in seat.helpers:
            errors["post"] = say("Pilih jabatan yang sedang ditugaskan.")
        if Ask.SUBORDINATE in step.asks:
            below = organisation.posts.get(deed.post)
            if below is None or below.superior != seat.post:
                errors["post"] = say("Pilih jabatan tepat satu jenjang di bawah jabatan Anda.")
        if Ask.UNIT in step.asks and (deed.unit not in organisation.units or deed.unit == seat.unit):
            errors["unit"] = say("Pilih unit lain yang berwenang dari daftar.")
        if Ask.KIND in step.asks and (deed.kind not in set(Kind) or deed.kind == self.matter.kind):
            errors["kind"] = say("Pilih jenis hubungan kerja yang lain.")
        if Ask.MATTER in step.asks:
            errors |= _wrong_matter(self.actor, self.matter, step, deed)

    @property
    def aspects(self) -> tuple[str, ...]:
        """In what the decision is strategic: as declared, and as the decisions of the minutes it rests on are."""
        found = set(self.deed.aspects)
        if Thing.MINUTES in {need.what for need in self.step.needs}:
            for aspects in self.matter.decisions.filter(adopted_on__isnull=False).values_list("aspects", flat=True):
                found |= set(aspects)
        return tuple(aspect.value for aspect in Aspect if aspect.value in found)

    def begin(self) -> None:
        """The day and the number are given."""
        self.matter.opened_on = self.day
        self.head = ledger.lock_head(self.government)
        self.matter.number = self.head.next_number(self.day.year)

    def standing(self) -> dict[str, Any]:
        """What the act leaves behind; a submission fixes more."""
        found: dict[str, Any] = {"standing": standing_of(self.matter, self.matter.everyone())}
        return found | opening_of(self.matter) if Effect.SUBMIT in self.step.effects else found

    def attach(self, file: File) -> None:
        """A file belongs to the matter."""
        file.matter = self.matter

    def keep(self, entry: int) -> None:
        """Keep the words as a version of the shared text or as an answer; what ends the parties' part is a decision."""
        matter, step = self.matter, self.step
        if Effect.PROPOSE in step.effects:
            Proposal.objects.create(
                government=self.government,
                matter=matter,
                version=matter.proposals_count,
                participant=self.seat,
                step=step.code,
                text=self.text,
                entry=entry,
                happened_on=self.deed.happened_on,
            )
            if step.outcome:
                self._decide(entry)
        elif Effect.ANSWER in step.effects:
            Answer.objects.create(
                government=self.government,
                matter=matter,
                participant=self.seat,
                proposal=matter.proposals_count,
                step=step.code,
                text=self.text,
                unit=self.deed.unit,
                entry=entry,
                happened_on=self.deed.happened_on,
            )

    def _decide(self, entry: int) -> None:
        """The words stand as a decision, on the ground of the form that was chosen, else of the step."""
        regulation = regulation_of(self.matter)
        form = regulation.kinds.form(self.matter.form) if self.matter.form else None
        ground = (form.basis.cite if form else None) or self.step.basis.cite or regulation.short_title
        Decision.objects.create(
            government=self.government,
            matter=self.matter,
            order=self.matter.decisions.count() + 1,
            text=self.text,
            ground=ground,
            aspects=list(self.aspects),
            decided_by=self.seat.post or self.actor.post,
            capacity=capacity_in(self.actor, self.seat),
            adopted_on=self.day,
            entry=entry,
        )

    # What a step does besides moving states

    def tell_head(self) -> None:
        organisation = history(self.government).on(self.day)
        post = organisation.posts.get(self.seat.post)
        head = organisation.heads.get(self.seat.unit)
        above = head.code if head and head.code != self.seat.post else (post.superior if post else None)
        self.observe(above, say("Jabatan Anda tidak mempunyai atasan pada susunan ini."))

    def assign(self) -> None:
        Assignment.objects.update_or_create(
            participant=self.seat,
            post=self.deed.post,
            defaults={"government": self.government, "power": self.deed.power},
        )
        self.said["assigned"] = f"{self.deed.post} {self.deed.power}"

    def unassign(self) -> None:
        Assignment.objects.filter(participant=self.seat, post=self.deed.post).delete()
        self.said["assigned"] = self.deed.post

    def link(self) -> None:
        other = Matter.objects.of(self.government).get(number=self.deed.other.strip())
        Link.objects.update_or_create(
            source=self.matter,
            target=other,
            defaults={"government": self.government, "kind": self.deed.link_kind, "note": self.text},
        )
        self.said["linked"] = f"{other.number} {self.deed.link_kind}"

    def answer(self) -> None:
        if self.deed.unit:
            self.said["unit"] = self.deed.unit

    def carry_on(self) -> None:
        self._follow(Kind.KOORDINATIF, "follows")

    def carry_up(self) -> None:
        self._follow(Kind.KOORDINATIF, "carried_up")

    def change_kind(self) -> None:
        self.said["new_kind"] = self.deed.kind
        self._follow(Kind(self.deed.kind), "follows")

    def redirect(self) -> None:
        """A draft of the same kind to the units that those who declined named as competent."""
        named = Answer.objects.filter(matter=self.matter, participant__retired=False).exclude(unit="")
        units = tuple(dict.fromkeys(named.order_by("entry").values_list("unit", flat=True)))
        self._follow(Kind(self.matter.kind), "follows", units)

    def _follow(self, kind: Kind, link: str, parties: Sequence[str] = ()) -> None:
        """Open a draft that goes on from here, with the same parties where no others are named, linked to this one."""
        others = [p for p in self.seats if p.role in PARTIES and p.pk != self.seat.pk]
        same = [p.unit if kind is Kind.KOORDINATIF else p.post or p.unit for p in others]
        wanted = tuple(code for code in dict.fromkeys(parties or same) if code.split("/")[0] != self.seat.unit)
        draft = save_draft(
            actor=self.actor,
            intent=Intent(
                kind=kind,
                parties=wanted,
                title=self.matter.title,
                purpose=f"{self.matter.purpose}\n\n{self.text}".strip()[:TEXT_LIMIT],
            ),
            principal=self.seat.post if self.seat.post in self.actor.principals else "",
        )
        Link.objects.create(government=self.government, source=draft, target=self.matter, kind=link, note=self.text)

    def child(self) -> None:
        """Give the task one rung further down: a matter of its own, submitted with this act, that hangs on this one."""
        child = Matter.objects.create(
            government=self.government,
            drafted_by=self.actor.post,
            title=self.matter.title,
            purpose=self.text,
            kind=self.matter.kind,
            parties=[self.deed.post],
            regulation=self.matter.regulation,
            opener_unit=self.seat.unit,
            opener_post=self.seat.post,
        )
        deed = Deed(step="ajukan", happened_on=self.deed.happened_on)
        _send(self.actor, child, checked(self.government, intent_of(child), complete=True), deed, self.signed)
        Link.objects.create(government=self.government, source=self.matter, target=child, kind="child", note=self.text)
        self.said["linked"] = f"{child.number} child"

    def seat_for(self, role: Role, unit: str, post: str, slot: str = "") -> Participant:
        """A new seat in the matter, not saved yet."""
        return Participant(
            government=self.government,
            matter=self.matter,
            order=len(self.matter.everyone()),
            role=role,
            unit=unit,
            post=post,
            external=not post,
            slot=slot,
            slot_since=self.now,
        )

    def inherit(self, seat: Participant, unit: str, post: str) -> None:
        """Put a unit in the place of another; whom the other let act for it acts for it no longer."""
        seat.assignments.all().delete()
        super().inherit(seat, unit, post)
        if seat.role == Role.OPENER:
            self.matter.opener_unit, self.matter.opener_post = unit, post

    def reroute(self) -> None:
        """The offices of today's path take their seats; those of the old one leave theirs."""
        path = new_path(self.matter, self.seats)
        if path is None:
            raise Stale(say("Pemetaan hari ini memberi jalur yang sama."))
        self.retire([p for p in self.seats if p.role not in (*PARTIES, Role.OBSERVER)])
        self.matter.path = {"on": self.day.isoformat(), "path": to_builtins(path, enc_hook=plain)}
        made = _seat(self.matter, path, kept=self.seats)
        for seat in made:
            slots = next((s.states for s in self.procedure.slots if s.of(Role(seat.role))), ())
            seat.slot, seat.slot_since = (slots[0].code if slots else ""), self.now
        self.seats += made
        self.said["path"] = as_json(path)

    @property
    def signed(self) -> list[File]:
        """The signed papers of this act once more, for the matter that it opens."""
        return [File(name=f.name, media_type=f.media_type, size=f.size, sha256=f.sha256) for f in self.files]


MatterAct.EFFECTS = {
    **SHARED,
    Effect.TELL_HEAD: MatterAct.tell_head,
    Effect.ASSIGN: MatterAct.assign,
    Effect.UNASSIGN: MatterAct.unassign,
    Effect.LINK: MatterAct.link,
    Effect.JOIN: MatterAct.link,
    Effect.ANSWER: MatterAct.answer,
    Effect.CARRY_ON: MatterAct.carry_on,
    Effect.CARRY_UP: MatterAct.carry_up,
    Effect.CHANGE_KIND: MatterAct.change_kind,
    Effect.REDIRECT: MatterAct.redirect,
    Effect.CHILD: MatterAct.child,
    Effect.REROUTE: MatterAct.reroute,
}

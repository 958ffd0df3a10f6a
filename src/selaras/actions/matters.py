"""Matters: submitting along the lawful path, and every step to the end, each with its ledger entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from django.db import transaction
from msgspec import to_builtins

from selaras.actions.drafts import (
    TEXT_LIMIT,
    Intent,
    checked,
    intent_of,
    no_procedure,
    preview,
    regulation_today,
    save_draft,
    standing_delegation,
)
from selaras.actions.facts import Power, facts_of, hand_for, hands_of, new_path, power_of, procedure_of
from selaras.actions.files import Upload, store
from selaras.actions.people import SYSTEM
from selaras.actions.refusals import Invalid, Stale, clean
from selaras.law.paths import BadQuestion, HopRole, Path, as_json
from selaras.law.procedures import (
    PARTIES,
    Ask,
    Effect,
    Facts,
    Offer,
    Phase,
    Procedure,
    Refused,
    Role,
    Step,
    after,
    demand,
    turns,
)
from selaras.law.types import Basis, Kind, Strength
from selaras.law.words import in_words, plain, say, word
from selaras.records import clock, ledger
from selaras.records.files import File
from selaras.records.governments import Government
from selaras.records.matters import (
    DRAFT,
    Answer,
    Assignment,
    Link,
    Matter,
    Participant,
    Proposal,
    Receipt,
    opening_of,
    standing_of,
)
from selaras.records.people import Actor, Tenure
from selaras.records.units import history

# Submission


def _once(actor: Actor, key: str) -> Receipt:
    """The receipt of a form; it names a matter when the same form came before, which has one effect. Raises Stale."""
    receipt, _new = Receipt.objects.select_related("matter").get_or_create(
        government=actor.government, key=key or uuid4().hex, defaults={"person": actor.person}
    )
    if receipt.person_id != actor.person.pk:
        raise Stale(say("Formulir itu sudah pernah dikirim."))
    return receipt


def still_in_office(actor: Actor) -> None:
    """Lock the tenure and make sure that it still runs; Refused otherwise."""
    today = actor.government.today()
    if not Tenure.objects.select_for_update().filter(government=actor.government).on(today).filter(pk=actor.tenure.pk):
        raise Refused(
            say("Masa jabatan Anda sudah berakhir, jadi langkah ini tidak tercatat."),
            Basis(Strength.DESIGNED, reason=say("kuasa melekat pada jabatan dan masanya")),
            ways_on=(say("Salin yang Anda tulis dan serahkan kepada pejabat penggantinya."),),
        )


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
        receipt = _once(actor, key)
        if receipt.matter:
            return receipt.matter
        if matter.phase != DRAFT:
            raise Stale(say("Draf ini sudah diajukan sebagai berkas {number}.", number=matter.number or ""))
        still_in_office(actor)
        _not_ahead(actor.government, happened_on)
        _send(actor, matter, Deed(step="ajukan", text=matter.urgency, happened_on=happened_on), files)
        receipt.matter = matter
        receipt.save(update_fields=["matter"])
        return matter


def _send(actor: Actor, matter: Matter, deed: Deed, files: Sequence[File] = ()) -> None:
    """Fix the path of a draft, seat its offices and take the first step; Invalid or Refused where that may not be."""
    government = actor.government
    intent = checked(government, intent_of(matter), complete=True)
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
    matter.save()
    _seat(matter, plan.path)
    participants = matter.seats()
    facts = facts_of(matter, participants, plan.procedure)
    offer = demand(plan.procedure, facts, participants[0].pk, "ajukan", [participants[0].pk])
    act = _Act(actor, matter, participants, plan.procedure, facts, offer, deed, participants[0], files)
    act.carry_out()
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
    """Seat the offices of the path beside those kept; a party that convenes itself holds a second seat as convener."""
    organisation = history(matter.government).on(matter.government.today())
    wanted: list[tuple[Role, str, str | None]] = [(SEAT_OF[hop.role], hop.unit, hop.post) for hop in path.hops]
    if path.convener and not any(role is Role.CONVENER for role, _, _ in wanted):
        head = organisation.heads.get(path.convener)
        wanted.append((Role.CONVENER, path.convener, head.code if head else None))
    wanted.sort(key=lambda seat: seat[0] is not Role.OPENER)
    if kept:
        wanted = [seat for seat in wanted if seat[0] not in PARTIES]
    first = matter.participants.count()
    rows = [
        Participant(
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
    return Participant.objects.bulk_create(rows)


def proposed_lead(matter: Matter, participants: Sequence[Participant]) -> Participant | None:
    """Whom a convener would let lead: the first coordinator of the opener's own way (Pasal 21 ayat (1), inferred)."""
    path = matter.fixed_path
    hops = path.hops if path else ()
    mine = [h.unit for h in hops if h.role is HopRole.COORDINATOR and matter.opener_unit in h.serves]
    offices = {p.unit: p for p in participants if p.role == Role.COORDINATOR}
    return next((offices[unit] for unit in mine if unit in offices), None)


def _by_standing_delegation(submitted: _Act) -> None:
    """Let the lead pass on at once where the convener said so for all matters of this sort, as an act of its own."""
    matter, procedure, path = submitted.matter, submitted.procedure, submitted.matter.fixed_path
    step = next((s for s in procedure.steps if Effect.LEAD in s.effects and s.target is Role.COORDINATOR), None)
    if step is None or path is None:
        return
    standing = standing_delegation(matter.government, path, matter.opener_unit, matter.form, matter.budget)
    if standing is None:
        return
    participants = matter.seats()
    convener = next(p for p in participants if p.role == Role.CONVENER)
    lead = next(p for p in participants if p.role == Role.COORDINATOR and p.post == standing.lead)
    facts = facts_of(matter, participants, procedure)
    offer = demand(procedure, facts, convener.pk, step.code, [convener.pk])
    text = f"Menurut pelimpahan tetap nomor {standing.pk}, berlaku sampai {in_words(standing.valid_to)}."
    deed = Deed(step=step.code, text=text, target=lead.pk)
    hand = replace(SYSTEM, on_behalf=ledger.Hand("", "", convener.post, convener.unit, ""))
    _Act(submitted.actor, matter, participants, procedure, facts, offer, deed, convener, hand=hand).carry_out()


# Steps


@dataclass(frozen=True)
class Deed:
    """What somebody does in a matter: the step and all that its form asks."""

    step: str
    text: str = ""
    target: int | None = None
    other: str = ""
    link_kind: str = "follows"
    post: str = ""
    power: str = "menyiapkan"
    unit: str = ""
    kind: str = ""
    happened_on: date | None = None
    uploads: tuple[Upload, ...] = ()


def seen_of(matter: Matter, participant: Participant) -> str:
    """What an act depends on, as the page showed it: the state, one's own small state, the shared text's version."""
    return f"{matter.state}.{participant.slot}.{matter.proposals_count}"


def act(*, actor: Actor, number: str, seat: int, deed: Deed, seen: str, key: str) -> Matter:
    """Take one step in a matter from a seat. Raises Invalid, Refused, Stale, Matter.DoesNotExist.

    `seen` is what the page showed (`seen_of`); `key` names the form, so that two clicks have one effect.
    """
    files = [store(upload) for upload in deed.uploads]  # before any lock is held
    with transaction.atomic():
        matter = Matter.objects.locked(actor, number=number)
        receipt = _once(actor, key)
        if receipt.matter_id == matter.pk:
            return matter
        if receipt.matter_id:
            raise Stale(say("Formulir itu sudah dikirim untuk berkas lain."))
        receipt.matter = matter
        receipt.save(update_fields=["matter"])
        still_in_office(actor)
        participants = matter.seats()
        procedure = procedure_of(matter)
        mine = hands_of(actor, participants)
        facts = facts_of(matter, participants, procedure)
        own = next((p for p in participants if p.pk == seat), None)
        if own is None:
            raise Matter.DoesNotExist
        if seen != seen_of(matter, own):
            now = word(procedure.state(matter.state).label)
            raise Stale(say("Berkas berubah sejak halaman Anda dibuka. Keadaannya sekarang: {state}.", state=now))
        offer = demand(procedure, facts, seat, deed.step, mine)
        _may_bind(actor, hand_for(actor, offer, mine), own, offer.step, bool(files))
        deed = _asked(offer.step, deed)
        _complete(actor, matter, offer, own, deed)
        _Act(actor, matter, participants, procedure, facts, offer, deed, own, files).carry_out()
        return matter


def _asked(step: Step, deed: Deed) -> Deed:
    """The deed with only what its step asks for."""
    return replace(
        deed,
        text=deed.text if step.text else "",
        target=deed.target if Ask.TARGET in step.asks else None,
        unit=deed.unit if Ask.UNIT in step.asks else "",
        link_kind="merged" if Effect.JOIN in step.effects else deed.link_kind,
    )


def _may_bind(actor: Actor, hand: Participant, seat: Participant, step: Step, signed_paper: bool) -> None:
    """Who is not the holder of a seat acts for it where nothing binds, or with the scan of the signed paper."""
    if seat.external and step.binding and not signed_paper:
        raise Refused(
            say("{step} memerlukan naskah dari instansi itu.", step=word(step.label)),
            Basis(Strength.DESIGNED, reason=say("sikap instansi luar dicatat menurut surat yang ditandatanganinya")),
            (say("Langkah ini mengikat instansi yang Anda catat."),),
            (say("Lampirkan pindaian surat atau berita acara yang ditandatangani instansi itu."),),
        )
    power = power_of(actor, hand)
    if power is Power.PREPARE or (power is Power.ACT and step.binding and not signed_paper):
        prepares = say("Anda ditugaskan menyiapkan.")
        need = prepares if power is Power.PREPARE else say("Langkah ini mengikat pemegang jabatannya.")
        raise Refused(
            say("{step} memerlukan pemegang jabatannya.", step=word(step.label)),
            Basis(Strength.INFERRED, cite="Pasal 19 huruf d", reason=say("pendelegasian diberikan oleh pimpinan")),
            (need,),
            (say("Minta pemegang jabatan melakukannya, atau lampirkan pindaian naskah yang beliau tanda tangani."),),
        )


def _not_ahead(government: Government, happened_on: date | None) -> None:
    if happened_on and happened_on > government.today():
        raise Invalid({"happened_on": say("Tanggal kejadian tidak boleh sesudah hari ini.")})


def _complete(actor: Actor, matter: Matter, offer: Offer, seat: Participant, deed: Deed) -> None:
    """Check the form of a step; Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    step, government = offer.step, actor.government
    organisation = history(government).on(government.today())
    if step.text:
        clean(
            "text",
            deed.text,
            TEXT_LIMIT,
            errors,
            required=step.text.required,
            example=say("Isi {text} lebih dahulu.", text=word(step.text.label[:1].lower() + step.text.label[1:])),
        )
    if Ask.TARGET in step.asks and deed.target not in {t.id for t in offer.targets}:
        errors["target"] = say("Pilih peserta dari daftar.")
    if Effect.ATTACH in step.effects and not deed.uploads:
        errors["file"] = say("Pilih naskah yang hendak dilampirkan.")
    if deed.happened_on and deed.happened_on > government.today():
        errors["happened_on"] = say("Tanggal kejadian tidak boleh sesudah hari ini.")
    elif deed.happened_on and deed.happened_on < (begun := _begun(matter)):
        errors["happened_on"] = say("Berkas ini baru dimulai pada {day}.", day=begun)
    if Ask.POST in step.asks:
        post = organisation.posts.get(deed.post)
        if post is None or post not in organisation.under(offer.seat.post or ""):
            errors["post"] = say("Pilih jabatan di bawah jabatan Anda pada unit yang sama.")
        if deed.power not in ("menyiapkan", "bertindak"):
            errors["power"] = say("Pilih menyiapkan atau bertindak.")
    if Ask.ASSIGNED in step.asks and deed.post not in {a.post for a in seat.assignments.all()}:
        errors["post"] = say("Pilih jabatan yang sedang ditugaskan.")
    if Ask.SUBORDINATE in step.asks:
        below = organisation.posts.get(deed.post)
        if below is None or below.superior != offer.seat.post:
            errors["post"] = say("Pilih jabatan tepat satu jenjang di bawah jabatan Anda.")
    if Ask.UNIT in step.asks and (deed.unit not in organisation.units or deed.unit == offer.seat.unit):
        errors["unit"] = say("Pilih unit lain yang berwenang dari daftar.")
    if Ask.KIND in step.asks and (deed.kind not in set(Kind) or deed.kind == matter.kind):
        errors["kind"] = say("Pilih jenis hubungan kerja yang lain.")
    if Ask.MATTER in step.asks:
        errors |= _wrong_matter(actor, matter, step, deed)
    if errors:
        raise Invalid(errors)


def _begun(matter: Matter) -> date:
    """The day a matter began: that of its submission, or the earlier day on which it was in fact opened."""
    happened = (
        ledger.Entry.objects.filter(
            government=matter.government, subject_type="matter", subject_key=matter.number or "", subject_version=1
        )
        .values_list("happened_on", flat=True)
        .first()
    )
    opened = matter.opened_on or matter.government.today()
    return min(opened, happened or opened)


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


@dataclass
class _Act:
    """One step that the law allows, about to be taken."""

    actor: Actor
    matter: Matter
    participants: list[Participant]
    procedure: Procedure
    facts: Facts
    offer: Offer
    deed: Deed
    seat: Participant
    files: Sequence[File] = ()
    hand: ledger.Hand | None = None  # who acts, where it is not the actor from his seat

    def __post_init__(self) -> None:
        self.now = clock.now()
        self.step = self.offer.step
        self.text = self.deed.text.strip()
        self.government = self.matter.government
        self.day = self.government.today()
        self.said: dict[str, ledger.JSONValue] = {}

    def carry_out(self) -> None:
        """Change the rows as the step says, see whose turn it is now, and write the entry."""
        matter, step = self.matter, self.step
        before = matter.state
        target = next((p for p in self.participants if p.pk == self.deed.target), None)
        if self.text:
            self.said["text"] = self.text
        if target:
            self.said["target"] = target.post or target.unit
        self._settle(after(self.facts, self.offer, self.deed.target))
        if Effect.SUBMIT in step.effects:
            matter.opened_on = self.day
            matter.number = _next_number(self.government)
        for effect in step.effects:
            if made := EFFECTS.get(effect):
                made(self)
        if matter.phase == Phase.CLOSED:
            matter.closed_on, matter.outcome = self.day, step.outcome or self.procedure.outcome or ""
        matter.version += 1
        self._turns()
        matter.save()
        columns = ["unit", "post", "external", "slot", "slot_since", "reminders", "leads", "retired"]
        turn = ["turn", "turn_post", "turn_since"]
        Participant.objects.bulk_update(self.participants, [*columns, *turn])
        rows = matter.participants.prefetch_related("assignments").order_by("order")
        self.said["standing"] = standing_of(matter, rows)
        if Effect.SUBMIT in step.effects:
            self.said |= opening_of(matter)
        entry = ledger.append(
            government=self.government,
            subject_type="matter",
            subject_key=matter.number or "",
            subject_version=matter.version,
            state_before=before,
            state_after=matter.state,
            step=step.code,
            actor=self.hand or hand_of(self.actor, self.seat),
            basis=step.basis,
            recorded_at=self.now,
            happened_on=self.deed.happened_on,
            files=[f.sha256 for f in self.files],
            texts=self.said,
        )
        self._keep_text(entry.number)
        for file in self.files:
            file.government, file.matter, file.entry = self.government, matter, entry.number
            file.note = self.text[:300] if Effect.ATTACH in step.effects else ""
        File.objects.bulk_create(self.files)

    def _keep_text(self, entry: int) -> None:
        matter, effects = self.matter, self.step.effects
        if Effect.PROPOSE in effects:
            Proposal.objects.create(
                government=self.government,
                matter=matter,
                version=matter.proposals_count,
                participant=self.seat,
                step=self.step.code,
                text=self.text,
                entry=entry,
                happened_on=self.deed.happened_on,
            )
        elif Effect.ANSWER in effects:
            Answer.objects.create(
                government=self.government,
                matter=matter,
                participant=self.seat,
                proposal=matter.proposals_count,
                step=self.step.code,
                text=self.text,
                unit=self.deed.unit,
                entry=entry,
                happened_on=self.deed.happened_on,
            )

    def _settle(self, facts: Facts) -> None:
        """Bring the rows to where the law says they stand now."""
        matter = self.matter
        if facts.state != matter.state:
            matter.state, matter.state_since = facts.state, self.now
            matter.phase = self.procedure.state(facts.state).phase
        matter.proposals_count = facts.proposals
        for row, seat, was in zip(self.participants, facts.seats, self.facts.seats, strict=True):
            if seat.state != row.slot or seat.days < was.days:  # who is asked anew has the whole time once more
                row.slot, row.slot_since = seat.state, self.now
            row.reminders = seat.reminders
            if row.leads and not seat.leads:
                # One lead at a time is a constraint checked row by row: the old one lets go first.
                Participant.objects.filter(pk=row.pk).update(leads=False)
            row.leads = seat.leads

    def _turns(self) -> None:
        """Write down whose turn it is; an outside institution's turn lies with who leads, else with the opener."""
        facts = facts_of(self.matter, self.participants, self.procedure)
        awaited = {turn.seat: turn.step for turn in turns(self.procedure, facts)}
        recorder = next((p.post for p in self.participants if p.leads), None) or self.participants[0].post
        for seat in self.participants:
            step = awaited.get(seat.pk, "")
            if step != seat.turn or (step and seat.slot_since == self.now):
                seat.turn_since = self.now if step else None
            seat.turn = step
            seat.turn_post = (recorder if seat.external else seat.post) if step else ""

    # What a step does besides moving states

    def tell_head(self) -> None:
        organisation = history(self.government).on(self.day)
        post = organisation.posts.get(self.seat.post)
        head = organisation.heads.get(self.seat.unit)
        above = head.code if head and head.code != self.seat.post else (post.superior if post else None)
        self._observe(above, say("Jabatan Anda tidak mempunyai atasan pada susunan ini."))

    def tell_superior(self) -> None:
        organisation = history(self.government).on(self.day)
        convener = next(p for p in self.participants if p.role == Role.CONVENER)
        post = organisation.posts.get(convener.post)
        self._observe(post.superior if post else None, say("Pemimpin koordinasi tidak mempunyai atasan."))

    def _observe(self, post: str | None, nobody: str) -> None:
        """Let a post follow the matter without holding it up."""
        basis = Basis(Strength.DESIGNED, reason=say("pengamat diberi tahu sekali"))
        if post is None:
            raise Refused(nobody, basis, ways_on=(say("Tidak ada yang perlu diberi tahu."),))
        if any(p.post == post for p in self.participants):
            raise Refused(
                say("Pimpinan itu sudah mengikuti berkas ini."),
                basis,
                ways_on=(say("Tidak ada lagi yang perlu dilakukan."),),
            )
        observer = Participant.objects.create(
            government=self.government,
            matter=self.matter,
            order=self.matter.participants.count(),
            role=Role.OBSERVER,
            unit=post.split("/")[0],
            post=post,
            slot="told",
            slot_since=self.now,
        )
        self.participants.append(observer)
        self.said["target"] = post

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
        others = [p for p in self.participants if p.role in PARTIES and p.pk != self.seat.pk]
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
        _send(self.actor, child, Deed(step="ajukan", happened_on=self.deed.happened_on), self.signed)
        Link.objects.create(government=self.government, source=self.matter, target=child, kind="child", note=self.text)
        self.said["linked"] = f"{child.number} child"

    def succeed(self) -> None:
        """The seat passes to the unit that succeeded its own; who then sits twice in one role sits once."""
        heirs = history(self.government).heirs(self.seat.unit, self.day)
        own = [unit for unit in heirs if unit == self.actor.unit]
        if not own and len(heirs) > 1:
            raise Invalid({"": say("Unit itu terbagi atas beberapa penerus; penerusnya sendiri yang meneruskan.")})
        heir = (own or list(heirs))[0]
        head = history(self.government).on(self.day).heads.get(heir)
        self.said["succeeded"] = f"{self.seat.unit} {heir}"
        kept, role = self.seat, self.seat.role
        same = (p for p in self.participants if p.unit == heir and p.pk != kept.pk)
        twin = next((p for p in same if p.role == role or {p.role, role} <= set(PARTIES)), None)
        if twin is None or role == Role.OPENER:  # the opener's seat stays: without it nobody could end the matter
            self._inherit(kept, heir, head.code if head else "")
        if twin is not None:
            kept, lost = (kept, twin) if role == Role.OPENER else (twin, kept)
            leads = kept.leads or lost.leads
            self._retire([lost])
            kept.leads = leads  # the lead stays with the office, whoever sits on it

    def _inherit(self, seat: Participant, unit: str, post: str) -> None:
        """Put a unit in the place of another; whom the other let act for it acts for it no longer."""
        seat.assignments.all().delete()
        seat.unit, seat.post, seat.external = unit, post, not post
        if seat.role == Role.OPENER:
            self.matter.opener_unit, self.matter.opener_post = unit, post

    def _retire(self, seats: Sequence[Participant]) -> None:
        for seat in seats:
            seat.retired, seat.leads, seat.turn, seat.turn_post, seat.turn_since = True, False, "", "", None
            seat.save()
            self.participants.remove(seat)

    def reroute(self) -> None:
        """The offices of today's path take their seats; those of the old one leave theirs."""
        path = new_path(self.matter, self.participants)
        if path is None:
            raise Stale(say("Pemetaan hari ini memberi jalur yang sama."))
        self._retire([p for p in self.participants if p.role not in (*PARTIES, Role.OBSERVER)])
        self.matter.path = {"on": self.day.isoformat(), "path": to_builtins(path, enc_hook=plain)}
        made = _seat(self.matter, path, kept=self.participants)
        for seat in made:
            slots = next((s.states for s in self.procedure.slots if s.of(Role(seat.role))), ())
            seat.slot, seat.slot_since = (slots[0].code if slots else ""), self.now
        self.participants += made
        self.said["path"] = as_json(path)

    @property
    def signed(self) -> list[File]:
        """The signed papers of this act once more, for the matter that it opens."""
        return [File(name=f.name, media_type=f.media_type, size=f.size, sha256=f.sha256) for f in self.files]


EFFECTS = {
    Effect.TELL_HEAD: _Act.tell_head,
    Effect.TELL_SUPERIOR: _Act.tell_superior,
    Effect.ASSIGN: _Act.assign,
    Effect.UNASSIGN: _Act.unassign,
    Effect.LINK: _Act.link,
    Effect.JOIN: _Act.link,
    Effect.ANSWER: _Act.answer,
    Effect.CARRY_ON: _Act.carry_on,
    Effect.CARRY_UP: _Act.carry_up,
    Effect.CHANGE_KIND: _Act.change_kind,
    Effect.REDIRECT: _Act.redirect,
    Effect.CHILD: _Act.child,
    Effect.SUCCEED: _Act.succeed,
    Effect.REROUTE: _Act.reroute,
}


def hand_of(actor: Actor, seat: Participant) -> ledger.Hand:
    """Who acts, and for whom when the seat is not his own (an assigned post, or an outside institution)."""
    other = None
    if seat.post != actor.post:
        other = ledger.Hand(person_key="", person_name="", post=seat.post, unit=seat.unit, capacity="")
    return ledger.Hand(
        person_key=str(actor.person.pk),
        person_name=actor.person.name,
        post=actor.post,
        unit=actor.unit,
        capacity=actor.capacity,
        on_behalf=other,
    )


def _next_number(government: Government) -> str:
    """The next number of the year, given under the lock of the ledger's head, never reused."""
    head = ledger.lock_head(government)
    year = government.today().year
    last = head.number_last + 1 if head.number_year == year else 1
    ledger.Head.objects.filter(pk=head.pk).update(number_year=year, number_last=last)
    return f"{year}-{last:05d}"

"""One act on a subject, of whatever sort: lock it, ask the law, change its rows, write its entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Self

from django.db import transaction

from selaras.actions.facts import Power, facts_of, hand_for, hands_of, local_day, power_of, procedure_of, reminded_today
from selaras.actions.files import Upload, store
from selaras.actions.marks import follow, marking
from selaras.actions.refusals import Invalid, Stale, clean, looked_again
from selaras.actions.webhooks import tell
from selaras.law.authority import Aspect, may_decide
from selaras.law.procedures import (
    PARTIES,
    Ask,
    Effect,
    Facts,
    Offer,
    Procedure,
    Refused,
    Role,
    Step,
    after,
    demand,
    turns,
)
from selaras.law.types import Basis, Post, Strength
from selaras.law.words import say, word
from selaras.records import clock, ledger, quick
from selaras.records.documents import Document
from selaras.records.files import File
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter, Receipt
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor, Tenure, holders
from selaras.records.subjects import Seat, Subject
from selaras.records.units import history
from selaras.records.withholdings import Withholding

TEXT_LIMIT = 20_000
SHORT_LIMIT = 200
PROVEN = frozenset({Effect.ATTACH, Effect.WITHHOLD})  # what is not done without its paper
LEADING = (Role.CONVENER, Role.CHAIR, Role.OPENER)  # who leads a subject, the first of them that it has
SEAT_COLUMNS = (
    "unit",
    "post",
    "external",
    "slot",
    "slot_since",
    "kept",
    "reminders",
    "reminded_on",
    "leads",
    "retired",
)
TURN_COLUMNS = ("turn", "turn_post", "turn_since")


@dataclass(frozen=True)
class Deed:
    """What somebody does: the step and all that its form asks."""

    step: str
    text: str = ""
    target: int | None = None
    other: str = ""
    link_kind: str = "follows"
    post: str = ""
    power: str = "menyiapkan"
    unit: str = ""
    kind: str = ""
    day: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    link: str = ""
    letter: str = ""
    letter_on: date | None = None
    instrument: str = ""
    instrument_number: str = ""
    instrument_on: date | None = None
    output: int | None = None
    ground: str = ""
    ends_on: date | None = None
    title: str = ""
    summary: str = ""
    consent: str = ""
    approval: str = ""
    approval_on: date | None = None
    confirmed: bool = False
    aspects: tuple[str, ...] = ()
    happened_on: date | None = None
    uploads: tuple[Upload, ...] = ()


def still_in_office(actor: Actor) -> None:
    """Lock the tenure and make sure that it still runs; Refused otherwise."""
    looked_again(actor)
    held = quick.find(Tenure, lock=True, government_id=actor.government.pk, id=actor.tenure.pk)
    if not any(tenure.runs_on(actor.government.today()) for tenure in held):
        raise Refused(
            say("Masa jabatan Anda sudah berakhir, jadi langkah ini tidak tercatat."),
            Basis(Strength.DESIGNED, reason=say("kuasa melekat pada jabatan dan masanya")),
            ways_on=(say("Salin yang Anda tulis dan serahkan kepada pejabat penggantinya."),),
        )


def not_ahead(government: Government, happened_on: date | None) -> None:
    """Raise Invalid where something is said to have happened on a day to come."""
    if happened_on and happened_on > government.today():
        raise Invalid({"happened_on": say("Tanggal kejadian tidak boleh sesudah hari ini.")})


def begun(subject: Any) -> date:
    """The day a subject began: that of its first act, or the earlier day on which that in fact happened."""
    entries = ledger.Entry.objects.filter(
        government=subject.government, subject_type=subject.TYPE, subject_key=subject.key, subject_version=1
    )
    first = entries.values_list("happened_on", "recorded_at").first() if subject.version else None
    today: date = subject.government.today()
    if first is None:
        return date.min
    happened, recorded = first
    return min(happened or today, local_day(subject.government, recorded))


def receipt_of(actor: Actor, key: str) -> Receipt | None:
    """The receipt of a form; it names its subject when the same form came before: it has one effect. Raises Stale.

    None for what came without a key: who sends that twice means it twice.
    """
    if not key:
        return None
    receipt, _new = Receipt.objects.select_related("matter").get_or_create(
        government=actor.government, key=key, defaults={"person": actor.person}
    )
    if receipt.person_id != actor.person.pk:
        raise Stale(say("Formulir itu sudah pernah dikirim."))
    return receipt


def came_before(actor: Actor, key: str, subject: Subject) -> bool:
    """Whether the same form had its effect on this subject already; otherwise it is written down. Raises Stale."""
    receipt = receipt_of(actor, key)
    if receipt is None:
        return False
    name = f"{subject.TYPE} {subject.pk}"
    if receipt.subject == name:
        return True
    if receipt.subject or receipt.matter_id:
        raise Stale(say("Formulir itu sudah dikirim untuk hal lain."))
    receipt.subject = name
    receipt.save(update_fields=["subject"])
    return False


def seen_of(subject: Any, seat: Seat) -> str:
    """What an act depends on, as the page showed it: the state, one's own small state, the shared text's version."""
    return f"{subject.state}.{seat.slot}.{getattr(subject, 'proposals_count', 0)}"


def hand_of(actor: Actor, seat: Seat) -> ledger.Hand:
    """Who acts, and for whom when the seat is not his own (an assigned post, or an outside institution)."""
    other = None
    if seat.post != actor.post:
        held = _capacity_of(actor.government, seat.post) if seat.post else ""
        other = ledger.Hand(person_key="", person_name="", post=seat.post, unit=seat.unit, capacity=held)
    return ledger.Hand(
        person_key=str(actor.person.pk),
        person_name=actor.person.name,
        post=actor.post,
        unit=actor.unit,
        capacity=actor.capacity,
        on_behalf=other,
    )


def may_bind(actor: Actor, hand: Seat, seat: Seat, step: Step, signed_paper: bool) -> None:
    """Who is not the holder of a seat acts for it where nothing binds, or with the scan of the signed paper."""
    if seat.external and step.binding and not signed_paper:
        raise Refused(
            say("{step} memerlukan naskah dari instansi itu.", step=word(step.label)),
            Basis(Strength.DESIGNED, reason=say("sikap instansi luar dicatat menurut surat yang ditandatanganinya")),
            (say("Langkah ini mengikat instansi yang Anda catat."),),
            (say("Lampirkan pindaian surat atau berita acara yang ditandatangani instansi itu."),),
        )
    power = power_of(actor, hand)
    today = actor.government.today()
    if power is Power.ACT and step.binding and seat.post and not holders(actor.government, {seat.post}, today):
        raise Refused(
            say("{step} memerlukan pejabat yang sedang memegang jabatannya.", step=word(step.label)),
            Basis(Strength.DESIGNED, reason=say("jabatan yang kosong tidak dapat mengikat unitnya")),
            (say("Jabatan ini sedang tidak ada pejabatnya."),),
            (say("Tunggu pejabat definitif, atau pelaksana tugasnya, lalu ulangi langkah ini."),),
        )
    if power is Power.PREPARE or (power is Power.ACT and step.binding and not signed_paper):
        prepares = say("Anda ditugaskan menyiapkan.")
        need = prepares if power is Power.PREPARE else say("Langkah ini mengikat pemegang jabatannya.")
        raise Refused(
            say("{step} memerlukan pemegang jabatannya.", step=word(step.label)),
            Basis(Strength.INFERRED, cite="Pasal 19 huruf d", reason=say("pendelegasian diberikan oleh pimpinan")),
            (need,),
            (say("Minta pemegang jabatan melakukannya, atau lampirkan pindaian naskah yang beliau tanda tangani."),),
        )


def capacity_in(actor: Actor, seat: Seat) -> str:
    """In what capacity the post of a seat is held today: by the actor, or by the holder for whom he records."""
    if seat.post == actor.post or not seat.post:
        return actor.capacity
    return _capacity_of(actor.government, seat.post) or "definitif"


def _capacity_of(government: Government, post: str) -> str:
    """In what capacity a post is held today; "" while it is vacant."""
    held = holders(government, {post}, government.today()).get(post)
    return held.capacity if held else ""


@dataclass
class Act:
    """One step that the law allows, about to be taken on a subject."""

    actor: Actor
    subject: Any
    seats: list[Any]
    procedure: Procedure
    facts: Facts
    offer: Offer
    deed: Deed
    seat: Any
    files: Sequence[File] = ()
    hand: ledger.Hand | None = None  # who acts, where it is not the actor from his seat
    head: ledger.Head | None = None  # the head of the ledger, once it is locked

    EFFECTS: ClassVar[Mapping[Effect, Callable[[Any], None]]] = {}
    COLUMNS: ClassVar[tuple[str, ...]] = ()  # of the seats, besides those that all have

    def __post_init__(self) -> None:
        self.now = clock.now()
        self.step = self.offer.step
        self.text = self.deed.text.strip()
        self.government: Government = self.subject.government
        self.day = self.government.today()
        self.said: dict[str, ledger.JSONValue] = {}
        self.before = {seat.pk: self._columns_of(seat) for seat in self.seats}

    @classmethod
    def on(
        cls,
        actor: Actor,
        subject: Any,
        seat: Any,
        deed: Deed,
        files: Sequence[File] = (),
        hand: ledger.Hand | None = None,
    ) -> Self:
        """The act of a seat as the law offers it now, for who holds that seat or whom `hand` names. Raises Refused."""
        seats, procedure = subject.seats(), procedure_of(subject)
        facts = facts_of(subject, seats, procedure)
        offer = demand(procedure, facts, seat.pk, deed.step, [seat.pk])
        own = next(row for row in seats if row.pk == seat.pk)
        return cls(actor, subject, seats, procedure, facts, offer, deed, own, files, hand)

    # What each sort of subject adds

    @classmethod
    def which(cls, actor: Actor, **which: int | str) -> Any:
        """The subject under lock. Raises DoesNotExist."""
        raise NotImplementedError

    def complete(self, errors: dict[str, str]) -> None:
        """Add what else is wrong with the form of the step."""

    def begin(self) -> None:
        """What happens once, when the draft becomes real."""

    def standing(self) -> dict[str, Any]:
        """What the act leaves behind in the rows, as its entry commits to it."""
        return standing_of(self.subject, self.subject.everyone())

    def keep(self, entry: int) -> None:
        """Keep what was said, in rows that name the entry."""

    # The act

    def check(self) -> None:
        """Hold the form against what the step asks; Invalid with every field that is wrong."""
        errors: dict[str, str] = {}
        step, deed = self.step, self.deed
        if step.text:
            clean(
                "text",
                deed.text,
                TEXT_LIMIT,
                errors,
                required=step.text.required,
                example=say("Isi {text} lebih dahulu.", text=word(step.text.label[:1].lower() + step.text.label[1:])),
            )
        if Ask.TARGET in step.asks and deed.target not in {t.id for t in self.offer.targets}:
            errors["target"] = say("Pilih peserta dari daftar.")
        if PROVEN.intersection(step.effects) and not deed.uploads:
            errors["file"] = say("Pilih naskah yang hendak dilampirkan.")
        if Ask.INSTRUMENT in step.asks:
            name, number = say("Misalnya: Keputusan Bupati."), say("Tulis nomor naskahnya.")
            clean("instrument", deed.instrument, SHORT_LIMIT, errors, required=True, example=name)
            clean("instrument_number", deed.instrument_number, 100, errors, required=True, example=number)
            if deed.instrument_on is None or deed.instrument_on > self.day:
                errors["instrument_on"] = say("Tulis tanggal naskahnya, paling lambat hari ini.")
        if Ask.DAY in step.asks and (deed.day is None or deed.day <= self.day):
            errors["day"] = say("Tulis hari sesudah hari ini.")
        if Ask.ASPECTS in step.asks and not set(deed.aspects) <= set(Aspect):
            errors["aspects"] = say("Pilih aspek dari daftar.")
        if deed.happened_on and deed.happened_on > self.day:
            errors["happened_on"] = say("Tanggal kejadian tidak boleh sesudah hari ini.")
        elif deed.happened_on and deed.happened_on < (first := begun(self.subject)):
            errors["happened_on"] = say("Ini baru dimulai pada {day}.", day=first)
        self.complete(errors)
        if errors:
            raise Invalid(errors)

    @property
    def aspects(self) -> tuple[str, ...]:
        """In what the decision of this act is strategic."""
        return self.deed.aspects

    def authorised(self) -> None:
        """Refused where an acting officer decides what only the holder of the post may (UU 30/2014)."""
        if Ask.ASPECTS in self.step.asks and self.aspects:
            post = history(self.government).on(self.day).posts.get(self.seat.post)
            may_decide(capacity_in(self.actor, self.seat), self.aspects, top=not (post and post.superior))
            self.said["aspects"] = list(self.aspects)

    def carry_out(self) -> int:
        """Change the rows as the step says, see whose turn it is now, and write the entry; returns its number."""
        subject, step = self.subject, self.step
        self.authorised()
        before, was_draft = subject.state, subject.phase == "draft"
        target = next((p for p in self.seats if p.pk == self.deed.target), None)
        if self.text:
            self.said["text"] = self.text
        if target:
            self.said["target"] = target.post or target.unit
        if Effect.KEEP in step.effects:
            for seat in self.seats:
                seat.kept = seat.kept or seat.slot
        elif target and step.target_to:
            target.kept = ""  # what is recorded anew stands in the place of what was kept
        self._settle(after(self.facts, self.offer, self.deed.target))
        if was_draft and subject.phase != "draft":
            self.begin()
        for effect in step.effects:
            if made := self.EFFECTS.get(effect):
                made(self)
        if subject.phase == "closed":
            subject.closed_on, subject.outcome = self.day, step.outcome or self.procedure.outcome or ""
        subject.version += 1
        place_turns(subject, self.seats, self.procedure, self.now)
        if subject.pk is None:
            quick.insert([subject])
        else:
            subject.save()
        self._save_seats()
        self.said |= self.standing()
        moved = before != subject.state or bool(step.effects)
        entry = ledger.append(
            government=self.government,
            subject_type=subject.TYPE,
            subject_key=subject.key,
            subject_version=subject.version,
            state_before=before,
            state_after=subject.state,
            step=step.code,
            actor=self.hand or hand_of(self.actor, self.seat),
            basis=step.basis,
            recorded_at=self.now,
            happened_on=self.deed.happened_on,
            files=[f.sha256 for f in self.files],
            texts=self.said,
            head=self.head,
            along=marking(subject, moved=moved),
        )
        self.keep(entry.number)
        for file in self.files:
            file.government, file.entry = self.government, entry.number
            file.note = self.text[:300] if Effect.ATTACH in step.effects else ""
            self.attach(file)
        File.objects.bulk_create(self.files)
        tell(subject, was_draft=was_draft)
        return int(entry.number)

    def _columns_of(self, seat: Any) -> dict[str, Any]:
        """All of a seat that an act can change."""
        return {name: getattr(seat, name) for name in (*SEAT_COLUMNS, *TURN_COLUMNS, *self.COLUMNS)}

    def _save_seats(self) -> None:
        """Write down the new seats, and what changed on the others, that alone: a meeting may have hundreds of them."""
        new = [seat for seat in self.seats if seat._state.adding]
        there = [seat for seat in self.seats if not seat._state.adding]
        for seat in new:
            seat.pk = None  # the number by which the law told it from others
        quick.insert(new)
        columns: dict[str, None] = {}
        changed = []
        for seat in there:
            was = self.before.get(seat.pk, {})
            differ = [name for name, value in self._columns_of(seat).items() if name not in was or value != was[name]]
            if differ:
                changed.append(seat)
                columns |= dict.fromkeys(differ)
        if changed:
            type(self.seat).objects.bulk_update(changed, list(columns))

    def attach(self, file: File) -> None:
        """Say to what a file belongs."""
        file.subject_type, file.subject_key = self.subject.TYPE, self.subject.key

    def _settle(self, facts: Facts) -> None:
        """Bring the rows to where the law says they stand now."""
        subject = self.subject
        if facts.state != subject.state:
            subject.state, subject.state_since = facts.state, self.now
            subject.phase = self.procedure.state(facts.state).phase
        if Effect.PROPOSE in self.step.effects:
            subject.proposals_count = facts.proposals
        for row, seat, was in zip(self.seats, facts.seats, self.facts.seats, strict=True):
            if seat.state != row.slot or self.step.asks_anew(seat.role, was.state):
                row.slot, row.slot_since, row.reminders, row.reminded_on = seat.state, self.now, 0, None
            elif seat.reminders > was.reminders and not reminded_today(row, self.day):
                row.reminders, row.reminded_on = row.reminders + 1, self.day
            if row.leads and not seat.leads:
                # One lead at a time is a constraint checked row by row: the old one lets go first.
                type(row).objects.filter(pk=row.pk).update(leads=False)
            row.leads = seat.leads

    # What a step of any subject can do besides moving states

    def tell_superior(self) -> None:
        """The superior of who leads follows from now on; where the step is about somebody, it is his superior."""
        organisation = history(self.government).on(self.day)
        about = LEADING if self.step.target is None else (self.step.target,)
        leading = min((p for p in self.seats if p.role in about), key=lambda p: about.index(Role(p.role)))
        post = organisation.posts.get(leading.post)
        self.observe(post.superior if post else None, say("Pemimpin koordinasi tidak mempunyai atasan."))

    def observe(self, post: str | None, nobody: str) -> None:
        """Let a post follow the subject without holding it up. Raises Refused."""
        basis = Basis(Strength.DESIGNED, reason=say("pengamat diberi tahu sekali"))
        if post is None:
            raise Refused(nobody, basis, ways_on=(say("Tidak ada yang perlu diberi tahu."),))
        if any(p.post == post for p in self.seats):
            raise Refused(
                say("Pimpinan itu sudah mengikuti hal ini."),
                basis,
                ways_on=(say("Tidak ada lagi yang perlu dilakukan."),),
            )
        observer = self.seat_for(Role.OBSERVER, post.split("/")[0], post, slot="told")
        self.join(observer)
        self.said["target"] = post

    def seat_for(self, role: Role, unit: str, post: str, slot: str = "") -> Any:
        """A new seat on the subject, not saved yet."""
        return type(self.seat)(
            government=self.government,
            subject=self.subject,
            order=len(self.subject.everyone()),
            role=role,
            unit=unit,
            post=post,
            external=not post,
            slot=slot,
            slot_since=self.now,
        )

    def join(self, seat: Any) -> None:
        """Let a new seat take part; of a subject that is only being opened all are written down together."""
        self.seats.append(seat)
        if self.subject.opened:
            seat.pk = -1 - seat.order
            self.subject.opened.seats.append(seat)
        else:
            seat.save()

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
        same = (p for p in self.seats if p.unit == heir and p.pk != kept.pk)
        twin = next((p for p in same if p.role == role or {p.role, role} <= set(PARTIES)), None)
        if twin is None or role == Role.OPENER:  # the opener's seat stays: without it nobody could end the matter
            self.inherit(kept, heir, head.code if head else "")
        if twin is not None:
            kept, lost = (kept, twin) if role == Role.OPENER else (twin, kept)
            leads = kept.leads or lost.leads
            self.retire([lost])
            kept.leads = leads  # the lead stays with the office, whoever sits on it

    def elevate(self) -> None:
        """The superior takes the decision in the place of who may not, or would rather not, decide it himself."""
        organisation = history(self.government).on(self.day)
        post = organisation.posts.get(self.seat.post)
        above = organisation.posts.get(post.superior) if post and post.superior else None
        if above is None:
            raise Refused(
                say("Jabatan Anda tidak mempunyai atasan pada susunan ini."),
                self.step.basis,
                ways_on=(say("Keputusan ini menunggu pejabat definitif, atau ditetapkan pemerintah di atasnya."),),
            )
        self.said["elevated"] = f"{self.seat.post} {above.code}"
        if self.seat.role == Role.DECIDER or not any(Role.DECIDER in step.by for step in self.procedure.steps):
            self._pass_to(above)
            return
        slots = next((s.states for s in self.procedure.slots if s.of(Role.DECIDER)), ())
        decider = self.seat_for(Role.DECIDER, above.unit, above.code, slots[0].code if slots else "")
        self.join(decider)

    def _pass_to(self, above: Post) -> None:
        """The seat of who decides passes to his superior; he himself follows what becomes of it."""
        unit, post = self.seat.unit, self.seat.post
        self.seat.unit, self.seat.post = above.unit, above.code
        if all(p.post != post for p in self.seats):
            observer = self.seat_for(Role.OBSERVER, unit, post, slot="told")
            self.join(observer)

    def inherit(self, seat: Any, unit: str, post: str) -> None:
        """Put a unit in the place of another."""
        seat.unit, seat.post, seat.external = unit, post, not post

    def retire(self, seats: Sequence[Any]) -> None:
        """Let seats leave the subject; what was said from them stays."""
        for seat in seats:
            seat.retired, seat.leads, seat.turn, seat.turn_post, seat.turn_since = True, False, "", "", None
            seat.save()
            self.seats.remove(seat)


def place_turns(subject: Any, seats: Sequence[Any], procedure: Procedure, now: datetime) -> list[Any]:
    """Write down whose turn it is, and return the seats that this changes; they are not saved yet.

    An outside institution's turn lies with who records what it says.
    """
    facts = facts_of(subject, seats, procedure)
    awaited = {turn.seat: turn.step for turn in turns(procedure, facts)}
    recorder = _recorder(procedure, seats)
    changed = []
    for seat in seats:
        step = awaited.get(seat.pk, "")
        post = (recorder if seat.external else seat.post) if step else ""
        if (step, post) != (seat.turn, seat.turn_post):
            changed.append(seat)
        if step != seat.turn or (step and seat.slot_since == now):
            seat.turn_since = now if step else None
        seat.turn, seat.turn_post = step, post
    return changed


def _recorder(procedure: Procedure, seats: Sequence[Any]) -> str:
    recorders = procedure.recorders
    leading = (p.post for p in seats if p.leads and Role.LEAD in recorders and p.post)
    return next(leading, None) or next((p.post for p in seats if p.role in recorders and p.post), "")


TURNING: tuple[Any, ...] = (Matter, Meeting, FollowUp, WorkingGroup, Document, Withholding)


def refresh_turns(government: Government, sorts: Sequence[Any] = TURNING) -> int:
    """See anew whose turn it is in all that runs, where only time has passed; returns how many seats that changed.

    A clock that ran out or a reminder that was heard lets somebody go on without any act: the worker does this each
    morning. No entry is written, because nobody did anything; run twice it changes nothing more.
    """
    count = 0
    for sort in sorts:
        keys = sort.objects.filter(government=government, phase="open").order_by("pk").values_list("pk", flat=True)
        for key in list(keys):
            with transaction.atomic():
                subject: Any = sort.objects.select_for_update(no_key=True).filter(pk=key, phase="open").first()
                if subject is None:
                    continue
                subject.government = government
                seats = subject.seats()
                changed = place_turns(subject, seats, procedure_of(subject), clock.now())
                for seat in changed:
                    seat.save(update_fields=TURN_COLUMNS)
                if changed:
                    follow(subject, moved=False)
                count += len(changed)
    return count


SHARED: Mapping[Effect, Callable[[Any], None]] = {
    Effect.TELL_SUPERIOR: Act.tell_superior,
    Effect.SUCCEED: Act.succeed,
    Effect.ELEVATE: Act.elevate,
}


def said_in(value: Any) -> ledger.JSONValue:
    """A column's value as an entry commits to it; a moment in UTC, as the row has it when it is read again."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def standing_of(subject: Any, everyone: Sequence[Any]) -> dict[str, Any]:
    """What the rows of a subject other than a matter say, seat by seat, as every entry commits to it."""
    return {
        "row": {name: said_in(getattr(subject, name)) for name in subject.SAID},
        "details": subject.details(),
        "outcome": subject.outcome,
        "closed_on": said_in(subject.closed_on) or "",
        "seats": {
            f"{p.order} {p.role} {p.post or p.unit}": [p.slot, p.kept, p.leads, p.reminders, p.retired, *p.extra()]
            for p in everyone
        },
    }


def asked(step: Step, deed: Deed) -> Deed:
    """The deed with only what its step asks for."""
    return replace(
        deed,
        text=deed.text if step.text else "",
        target=deed.target if Ask.TARGET in step.asks else None,
        unit=deed.unit if Ask.UNIT in step.asks else "",
        ground=deed.ground if Ask.GROUND in step.asks else "",
        happened_on=None if step.at_once else deed.happened_on,
        aspects=deed.aspects if Ask.ASPECTS in step.asks else (),
        link_kind="merged" if Effect.JOIN in step.effects else deed.link_kind,
    )


def take(
    sort: type[Act], *, actor: Actor, which: Mapping[str, int | str], seat: int, deed: Deed, seen: str, key: str
) -> Any:
    """Take one step on a subject from a seat. Raises Invalid, Refused, Stale, DoesNotExist.

    `seen` is what the page showed (`seen_of`); `key` names the form, so that two clicks have one effect.
    """
    files = [store(upload) for upload in deed.uploads]  # before any lock is held
    with transaction.atomic():
        subject = sort.which(actor, **which)
        subject.government = actor.government
        if came_before(actor, key, subject):
            return subject
        still_in_office(actor)
        act = offered(sort, actor, subject, seat, deed, seen, files)
        act.check()
        act.carry_out()
        return subject


def offered(
    sort: type[Act], actor: Actor, subject: Any, seat: int, deed: Deed, seen: str, files: Sequence[File] = ()
) -> Any:
    """The act that an actor asks for, where the law offers it to him now. Raises Refused, Stale, DoesNotExist."""
    seats, procedure = subject.seats(), procedure_of(subject)
    mine = hands_of(actor, seats)
    facts = facts_of(subject, seats, procedure)
    own = next((p for p in seats if p.pk == seat), None)
    if own is None:
        raise type(subject).DoesNotExist
    if seen != seen_of(subject, own):
        now = word(procedure.state(subject.state).label)
        raise Stale(say("Halaman ini sudah berubah sejak Anda buka. Keadaannya sekarang: {state}.", state=now))
    offer = demand(procedure, facts, seat, deed.step, mine)
    may_bind(actor, hand_for(actor, offer, mine), own, offer.step, bool(files))
    return sort(actor, subject, seats, procedure, facts, offer, asked(offer.step, deed), own, files)

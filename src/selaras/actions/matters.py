"""Matters: drafting, submitting along the lawful path, and every step to the end, each with its ledger entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from selaras.actions.facts import facts_of, hand_for, hands_of, power_of, procedure_of, resolver
from selaras.actions.files import Upload, store
from selaras.law.clocks import in_words
from selaras.law.kinds import Suggestion, suggest
from selaras.law.pack import Regulation
from selaras.law.paths import BadQuestion, HopRole, Path, Question, as_kept
from selaras.law.procedures import (
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
from selaras.law.types import Basis, Kind, MatrixCell, Strength
from selaras.records import clock, ledger
from selaras.records.files import File
from selaras.records.governments import Government, pack_of
from selaras.records.matters import (
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

TITLE_LIMIT = 200
TEXT_LIMIT = 20_000
PARTIES_LIMIT = 40


class Invalid(Exception):
    """What was typed cannot be taken: for each field what is wrong and an example of what is right."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


class Stale(Exception):
    """Somebody acted first: what one saw is no longer so."""


@dataclass(frozen=True)
class Intent:
    """What somebody wants to open: the chooser's answers and the words typed."""

    kind: str = ""
    type: str = ""
    form: str = ""
    parties: tuple[str, ...] = ()
    affairs: tuple[str, ...] = ()
    title: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Preview:
    """What would happen, before anything is saved: the kind proposed, the path, and what stands against it."""

    suggestion: Suggestion
    path: Path | None
    procedure: Procedure | None
    matrix: tuple[tuple[str, MatrixCell | None], ...] = ()
    refusal: Refused | None = None


def _no_procedure(label: str) -> Refused:
    return Refused(
        f"Berkas {label.lower()} belum dapat diajukan di Selaras.",
        Basis(Strength.DESIGNED, reason="tata caranya belum ada pada paket peraturan"),
        ("Jalurnya dapat dilihat, langkah-langkahnya belum ditulis sebagai data.",),
        ("Pilih konsultatif, atau koordinatif lintas sektor, bila sesuai dengan maksud Anda.",),
    )


def preview(government: Government, opener: str, intent: Intent) -> Preview | None:
    """What opening a matter would mean today; None while the kind or the parties are not chosen. Writes nothing."""
    day = government.today()
    organisation = history(government).on(day)
    regulation = pack_of(government).regulation_on(day)
    if intent.kind not in set(Kind):
        return None
    kind = Kind(intent.kind)
    parties = tuple(p for p in dict.fromkeys(intent.parties) if p.split("/")[0] in organisation.units)
    found = suggest(regulation.kinds, organisation, kind, (opener, *parties))
    type_ = intent.type or found.type
    label = regulation.kinds.title(kind, type_)
    procedure = regulation.book.for_matter(kind, type_)
    if not parties:
        return Preview(found, None, procedure)
    along = _goes_by_path(kind)
    question = Question(
        opener=opener.split("/", maxsplit=1)[0] if along else opener,
        counterparts=tuple(p.split("/")[0] for p in parties) if along else parties,
        kind=kind,
        type=type_,
        form=intent.form or None,
        affairs=intent.affairs,
    )
    path = resolver(government, day).resolve(question)
    own = organisation.units[opener.split("/", maxsplit=1)[0]].type
    matrix = tuple(
        (code, regulation.matrix.lookup(own, organisation.units[code.split("/")[0]].type, kind, type_))
        for code in parties
    )
    refusal = _refusal(path, procedure, label, along)
    return Preview(found, path, procedure, matrix, refusal)


def _goes_by_path(kind: Kind) -> bool:
    """Whether the kind binds units (through their heads) rather than going from post to post."""
    return kind is Kind.KOORDINATIF


def _refusal(path: Path, procedure: Procedure | None, label: str, along: bool) -> Refused | None:
    ways = tuple(way.text for way in path.ways_on)
    reasons = tuple(reason for reason in path.reasons if not reason.endswith(ways))  # the ways stand on their own
    if path.status == "refused":
        basis = path.hops[-1].basis if path.hops else Basis(Strength.INFERRED, cite="Pasal 1 angka 13")
        return Refused(f"{label} tidak dapat diajukan dengan pihak-pihak ini.", basis, reasons, ways)
    if path.status == "undetermined":
        return Refused("Jalur belum ditetapkan.", Basis(Strength.INFERRED, cite="Pasal 21 ayat (1)"), reasons, ways)
    if procedure is None or (along and path.convener is None):
        return _no_procedure(label)
    return None


# Drafts: private work, outside the ledger


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _clean(
    name: str, value: str, limit: int, errors: dict[str, str], *, required: bool = False, example: str = ""
) -> str:
    text = value.strip()
    if "\x00" in text:
        errors[name] = "Teks memuat tanda yang tidak dapat disimpan (NUL). Hapus tanda itu, lalu kirim lagi."
    elif len(text) > limit:
        errors[name] = (
            f"Teks terlalu panjang: {_thousands(len(text))} tanda, paling banyak {_thousands(limit)}."
            " Ringkas, atau lampirkan sebagai naskah."
        )
    elif required and not text:
        errors[name] = example
    return text


def intent_of(matter: Matter) -> Intent:
    """What a draft, or the matter it became, was meant to be."""
    return Intent(
        kind=matter.kind,
        type=matter.type,
        form=matter.form,
        parties=tuple(matter.parties),
        affairs=tuple(matter.affairs),
        title=matter.title,
        purpose=matter.purpose,
    )


def _checked(government: Government, intent: Intent, *, complete: bool) -> Intent:
    """The intent with clean texts and known codes; Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    organisation = history(government).on(government.today())
    regulation = pack_of(government).regulation_on(government.today())
    title = _clean(
        "title",
        intent.title,
        TITLE_LIMIT,
        errors,
        required=complete,
        example='Tulis judul, misalnya "Penyesuaian jadwal irigasi".',
    )
    if "\n" in title or "\r" in title:
        title = " ".join(title.split())
    purpose = _clean(
        "purpose",
        intent.purpose,
        TEXT_LIMIT,
        errors,
        required=complete,
        example="Tulis maksudnya dalam beberapa kalimat: apa yang ditanyakan atau hendak dipadukan, dan mengapa.",
    )
    if intent.kind not in set(Kind):
        if intent.kind:
            errors["kind"] = "Pilih salah satu dari lima jenis hubungan kerja."
        elif complete:
            errors["kind"] = "Pilih dahulu apa yang Anda perlukan."
    elif intent.type and intent.type not in {t.code for t in regulation.kinds.types}:
        errors["type"] = "Tipe koordinasi itu tidak dikenal. Pilih dari daftar."
    if intent.form and intent.form not in {f.code for f in regulation.kinds.forms}:
        errors["form"] = "Bentuk koordinasi itu tidak dikenal. Pilih satu dari tujuh bentuk Pasal 18."
    unknown = [p for p in intent.parties if p not in organisation.units and p not in organisation.posts]
    if unknown:
        errors["parties"] = f"Tidak dikenal: {', '.join(u[:40] for u in unknown[:3])}. Pilih unit dari daftar."
    elif len(intent.parties) > PARTIES_LIMIT:
        errors["parties"] = f"Paling banyak {PARTIES_LIMIT} pihak dalam satu berkas."
    elif complete and not intent.parties:
        errors["parties"] = "Pilih paling sedikit satu mitra."
    if any(a not in organisation.affairs for a in intent.affairs):
        errors["affairs"] = "Urusan itu tidak dikenal. Pilih dari daftar urusan unit."
    if errors:
        raise Invalid(errors)
    coordinative = intent.kind == Kind.KOORDINATIF
    return Intent(
        kind=intent.kind,
        type=intent.type if coordinative else "",
        form=intent.form if coordinative else "",
        parties=tuple(dict.fromkeys(intent.parties)),
        affairs=intent.affairs,
        title=title,
        purpose=purpose,
    )


def save_draft(*, actor: Actor, intent: Intent, draft: int | None = None, seen: str = "") -> Matter:
    """Keep what was typed as a draft, seen by the actor's post and by the head who has to submit it.

    `seen` is the draft's `updated_at` as the page showed it (ISO 8601). Raises Invalid, Stale, Matter.DoesNotExist.
    """
    government = actor.government
    checked = _checked(government, intent, complete=False)
    regulation = pack_of(government).regulation_on(government.today())
    organisation = history(government).on(government.today())
    head = organisation.heads.get(actor.unit)
    along = bool(checked.kind) and _goes_by_path(Kind(checked.kind))
    with transaction.atomic():
        if draft is None:
            matter = Matter(government=government, drafted_by=actor.post)
        else:
            matter = _locked(actor, pk=draft, phase="draft")
            if seen and seen != matter.updated_at.isoformat() and intent_of(matter) != checked:
                raise Stale("Draf ini sudah diubah orang lain. Tulisan Anda di bawah belum tersimpan.")
        matter.title, matter.purpose, matter.kind = checked.title, checked.purpose, checked.kind
        matter.type, matter.form = checked.type, checked.form
        matter.parties, matter.affairs = list(checked.parties), list(checked.affairs)
        matter.regulation = regulation.code
        matter.opener_unit = actor.unit
        matter.opener_post = head.code if along and head else (matter.opener_post or actor.post)
        if not along:
            matter.opener_post = actor.post
        matter.save()
    return matter


def discard_draft(*, actor: Actor, draft: int) -> None:
    """Throw a draft away; it was never part of the record. Raises Matter.DoesNotExist."""
    with transaction.atomic():
        _locked(actor, pk=draft, phase="draft").delete()


# Submission


def _locked(actor: Actor, **which: int | str) -> Matter:
    """The matter under lock, if the actor may see it. Raises Matter.DoesNotExist.

    The wait for the lock may last until a rival has changed the matter: what the actor may see is asked afterwards, of
    how it is then.
    """
    list(Matter.objects.select_for_update().filter(government=actor.government, **which).values_list("pk"))
    return Matter.objects.visible_to(actor).get(**which)


def _once(actor: Actor, key: str) -> Receipt:
    """The receipt of a form; it names a matter when the same form came before, which has one effect. Raises Stale."""
    receipt, _new = Receipt.objects.select_related("matter").get_or_create(
        government=actor.government, key=key or uuid4().hex, defaults={"person": actor.person}
    )
    if receipt.person_id != actor.person.pk:
        raise Stale("Formulir itu sudah pernah dikirim.")
    return receipt


def _still_in_office(actor: Actor) -> None:
    """Lock the tenure and make sure that it still runs; Refused otherwise."""
    today = actor.government.today()
    if not Tenure.objects.select_for_update().filter(government=actor.government).on(today).filter(pk=actor.tenure.pk):
        raise Refused(
            "Masa jabatan Anda sudah berakhir, jadi langkah ini tidak tercatat.",
            Basis(Strength.DESIGNED, reason="kuasa melekat pada jabatan dan masanya"),
            ways_on=("Salin yang Anda tulis dan serahkan kepada pejabat penggantinya.",),
        )


def submit(*, actor: Actor, draft: int, key: str) -> Matter:
    """Send a draft along its lawful path: the path is fixed, the number given, the participants seated.

    Raises Invalid, Refused, Stale, Matter.DoesNotExist. A form sent twice (same `key`) returns the same matter.
    """
    with transaction.atomic():
        matter = _locked(actor, pk=draft)
        receipt = _once(actor, key)
        if receipt.matter:
            return receipt.matter
        if matter.phase != "draft":
            raise Stale(f"Draf ini sudah diajukan sebagai berkas {matter.number}.")
        _still_in_office(actor)
        intent = _checked(actor.government, intent_of(matter), complete=True)
        try:
            plan = preview(actor.government, matter.opener_post, intent)
        except BadQuestion as bad:  # the organisation has changed since the draft was written
            raise Invalid({"parties": str(bad)}) from bad
        if plan is None or plan.path is None:
            raise Invalid({"parties": "Pilih paling sedikit satu mitra."})
        if plan.refusal is not None:
            raise plan.refusal
        if plan.procedure is None:  # a refusal says so already; this narrows the type
            raise _no_procedure(matter.kind)
        if plan.procedure.step("ajukan").binding and actor.post != matter.opener_post:
            title = history(actor.government).on(actor.government.today()).name_of(matter.opener_post)
            raise Refused(
                "Berkas ini mengikat unit Anda, jadi pimpinannya yang mengajukan.",
                plan.procedure.step("ajukan").basis,
                (f"Draf sudah tersimpan dan tampak pada {title}.",),
                (f"Minta {title} membuka draf ini dan mengajukannya.",),
            )
        matter.regulation = regulation_today(actor.government).code  # the one the path was found under
        matter.type = plan.path.type or ""
        matter.procedure = plan.procedure.code
        matter.path = {"on": actor.government.today().isoformat(), "path": as_kept(plan.path)}
        participants = _seat(matter, plan.path)
        facts = facts_of(matter, participants, plan.procedure)
        offer = demand(plan.procedure, facts, participants[0].pk, "ajukan", [participants[0].pk])
        _carry_out(
            actor=actor,
            matter=matter,
            participants=participants,
            procedure=plan.procedure,
            facts=facts,
            offer=offer,
            deed=Deed(step="ajukan"),
            as_seat=participants[0],
        )
        receipt.matter = matter
        receipt.save(update_fields=["matter"])
        return matter


SEAT_OF = {
    HopRole.OPENER: Role.OPENER,
    HopRole.COUNTERPART: Role.COUNTERPART,
    HopRole.COORDINATOR: Role.COORDINATOR,
    HopRole.CONVENER: Role.CONVENER,
    HopRole.DECIDER: Role.DECIDER,
    HopRole.VIA: Role.VIA,
}


def _seat(matter: Matter, path: Path) -> list[Participant]:
    """Seat the offices of the path; a party that convenes itself holds a second seat as convener."""
    organisation = history(matter.government).on(matter.government.today())
    wanted: list[tuple[Role, str, str | None]] = [(SEAT_OF[hop.role], hop.unit, hop.post) for hop in path.hops]
    if path.convener and not any(role is Role.CONVENER for role, _, _ in wanted):
        head = organisation.heads.get(path.convener)
        wanted.append((Role.CONVENER, path.convener, head.code if head else None))
    wanted.sort(key=lambda seat: seat[0] is not Role.OPENER)
    matter.save()
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
        for order, (role, unit, post) in enumerate(wanted)
    ]
    Participant.objects.bulk_create(rows)
    return list(matter.participants.prefetch_related("assignments").order_by("order"))


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
        matter = _locked(actor, number=number)
        receipt = _once(actor, key)
        if receipt.matter_id == matter.pk:
            return matter
        if receipt.matter_id:
            raise Stale("Formulir itu sudah dikirim untuk berkas lain.")
        receipt.matter = matter
        receipt.save(update_fields=["matter"])
        _still_in_office(actor)
        participants = list(matter.participants.prefetch_related("assignments").order_by("order"))
        procedure = procedure_of(matter)
        mine = hands_of(actor, participants)
        facts = facts_of(matter, participants, procedure)
        own = next((p for p in participants if p.pk == seat), None)
        if own is None:
            raise Matter.DoesNotExist
        if seen != seen_of(matter, own):
            raise Stale(
                f"Berkas berubah sejak halaman Anda dibuka. Keadaannya sekarang: {procedure.state(matter.state).label}."
            )
        offer = demand(procedure, facts, seat, deed.step, mine)
        _may_bind(actor, hand_for(actor, offer, mine), own, offer.step, bool(files))
        deed = _asked(offer.step, deed)
        _complete(actor, matter, offer, deed)
        _carry_out(
            actor=actor,
            matter=matter,
            participants=participants,
            procedure=procedure,
            facts=facts,
            offer=offer,
            deed=deed,
            as_seat=own,
            files=files,
        )
        return matter


def _asked(step: Step, deed: Deed) -> Deed:
    """The deed with only what its step asks for."""
    return replace(
        deed,
        text=deed.text if step.text else "",
        target=deed.target if Ask.TARGET in step.asks else None,
        happened_on=deed.happened_on if Ask.HAPPENED_ON in step.asks else None,
    )


def _may_bind(actor: Actor, hand: Participant, seat: Participant, step: Step, signed_paper: bool) -> None:
    """Who is not the holder of a seat acts for it where nothing binds, or with the scan of the signed paper."""
    if seat.external and step.binding and not signed_paper:
        raise Refused(
            f"{step.label} memerlukan naskah dari instansi itu.",
            Basis(Strength.DESIGNED, reason="sikap instansi luar dicatat menurut surat yang ditandatanganinya"),
            ("Langkah ini mengikat instansi yang Anda catat.",),
            ("Lampirkan pindaian surat atau berita acara yang ditandatangani instansi itu.",),
        )
    if hand.post == actor.post:
        return
    power = power_of(actor, hand)
    if power == "menyiapkan" or (step.binding and not signed_paper):
        need = "Anda ditugaskan menyiapkan." if power == "menyiapkan" else "Langkah ini mengikat unit."
        raise Refused(
            f"{step.label} memerlukan pimpinan unit.",
            Basis(Strength.INFERRED, cite="Pasal 19 huruf d", reason="pendelegasian diberikan oleh pimpinan"),
            (need,),
            ("Minta pimpinan unit melakukannya, atau lampirkan pindaian naskah yang beliau tanda tangani.",),
        )


def _complete(actor: Actor, matter: Matter, offer: Offer, deed: Deed) -> None:
    """Check the form of a step; Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    step = offer.step
    if step.text:
        _clean(
            "text",
            deed.text,
            TEXT_LIMIT,
            errors,
            required=step.text.required,
            example=f"Isi {step.text.label[:1].lower()}{step.text.label[1:]} lebih dahulu.",
        )
    if Ask.TARGET in step.asks and deed.target not in {t.id for t in offer.targets}:
        errors["target"] = "Pilih peserta dari daftar."
    if Effect.ATTACH in step.effects and not deed.uploads:
        errors["file"] = "Pilih naskah yang hendak dilampirkan."
    if deed.happened_on and deed.happened_on > actor.government.today():
        errors["happened_on"] = "Tanggal kejadian tidak boleh sesudah hari ini."
    elif deed.happened_on and matter.opened_on and deed.happened_on < matter.opened_on:
        errors["happened_on"] = f"Berkas ini baru diajukan pada {in_words(matter.opened_on)}."
    if Ask.POST in step.asks:
        organisation = history(actor.government).on(actor.government.today())
        post = organisation.posts.get(deed.post)
        if post is None or post not in organisation.under(offer.seat.post or ""):
            errors["post"] = "Pilih jabatan di bawah jabatan Anda pada unit yang sama."
        if deed.power not in ("menyiapkan", "bertindak"):
            errors["power"] = "Pilih menyiapkan atau bertindak."
    if Ask.MATTER in step.asks:
        other = (
            Matter.objects.visible_to(actor).filter(number=deed.other.strip() or None).exclude(phase="draft").first()
        )
        if other is None:
            errors["other"] = "Tulis nomor berkas lain yang Anda ikuti, misalnya 2026-00012."
        elif other.pk == matter.pk:
            errors["other"] = f"{other.number} adalah berkas ini sendiri. Tulis nomor berkas lain."
        elif Link.objects.filter(source=matter, target=other, kind=deed.link_kind).exists():
            errors["other"] = f"Berkas {other.number} sudah dikaitkan."
        elif deed.link_kind == "child" and matter.pk in _descendants(other):
            errors["other"] = f"Berkas {other.number} sudah menaungi berkas ini; keduanya akan saling menunggu."
        if deed.link_kind not in ("follows", "child"):
            errors["link_kind"] = "Pilih jenis kaitan."
    if errors:
        raise Invalid(errors)


def _descendants(matter: Matter) -> set[int]:
    """The matters that hang on a matter as children, and on those."""
    found: set[int] = set()
    rows = {matter.pk}
    while rows:
        children = Link.objects.filter(government=matter.government, source__in=rows, kind="child")
        rows = set(children.values_list("target_id", flat=True)) - found
        found |= rows
    return found


def _carry_out(
    *,
    actor: Actor,
    matter: Matter,
    participants: list[Participant],
    procedure: Procedure,
    facts: Facts,
    offer: Offer,
    deed: Deed,
    as_seat: Participant,
    files: Sequence[File] = (),
) -> None:
    """Change the rows as the step says, see whose turn it is now, and write the entry."""
    now = clock.now()
    step = offer.step
    before, text = matter.state, deed.text.strip()
    government = matter.government
    target = next((p for p in participants if p.pk == deed.target), None)
    _settle(matter, participants, after(facts, offer, deed.target), procedure, now)
    if Effect.SUBMIT in step.effects:
        matter.opened_on = government.today()
        matter.number = _next_number(government)
    told = ""
    if Effect.TELL_HEAD in step.effects:
        participants.append(_tell_head(matter, participants, as_seat, now))
        told = participants[-1].post
    if Effect.TELL_SUPERIOR in step.effects:
        participants.append(_tell_superior(matter, participants, now))
        told = participants[-1].post
    if Effect.ASSIGN in step.effects:
        Assignment.objects.update_or_create(
            participant=as_seat, post=deed.post, defaults={"government": government, "power": deed.power}
        )
    if Effect.LINK in step.effects:
        other = Matter.objects.of(government).get(number=deed.other.strip())
        Link.objects.update_or_create(
            source=matter, target=other, defaults={"government": government, "kind": deed.link_kind, "note": text}
        )
    if Effect.CARRY_ON in step.effects:
        _carry_on(actor, matter, text)
    if matter.phase == Phase.CLOSED:
        matter.closed_on, matter.outcome = government.today(), step.outcome or procedure.outcome or ""
    matter.version += 1
    _turns(matter, participants, procedure, now)
    matter.save()
    Participant.objects.bulk_update(
        participants,
        ["slot", "slot_since", "reminders", "leads", "turn", "turn_post", "turn_since"],
    )
    standing = standing_of(matter, matter.participants.prefetch_related("assignments").order_by("order"))
    texts: dict[str, ledger.JSONValue] = {"standing": standing}
    if Effect.SUBMIT in step.effects:
        texts |= opening_of(matter)
    details = {
        "text": text,
        "target": (target.post or target.unit) if target else told,
        "assigned": f"{deed.post} {deed.power}" if Effect.ASSIGN in step.effects else "",
        "linked": f"{deed.other.strip()} {deed.link_kind}" if Effect.LINK in step.effects else "",
    }
    texts |= {name: value for name, value in details.items() if value}
    entry = ledger.append(
        government=government,
        subject_type="matter",
        subject_key=matter.number or "",
        subject_version=matter.version,
        state_before=before,
        state_after=matter.state,
        step=step.code,
        actor=hand_of(actor, as_seat),
        basis=step.basis,
        recorded_at=now,
        happened_on=deed.happened_on,
        files=[f.sha256 for f in files],
        texts=texts,
    )
    if Effect.PROPOSE in step.effects:
        Proposal.objects.create(
            government=government,
            matter=matter,
            version=matter.proposals_count,
            step=step.code,
            text=text,
            entry=entry.number,
            happened_on=deed.happened_on,
        )
    elif Effect.ANSWER in step.effects:
        Answer.objects.create(
            government=government,
            matter=matter,
            participant=as_seat,
            proposal=matter.proposals_count,
            step=step.code,
            text=text,
            entry=entry.number,
            happened_on=deed.happened_on,
        )
    for file in files:
        file.government, file.matter, file.entry = government, matter, entry.number
        file.note = text[:300] if Effect.ATTACH in step.effects else ""
    File.objects.bulk_create(files)


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


def _settle(
    matter: Matter, participants: Sequence[Participant], facts: Facts, procedure: Procedure, now: datetime
) -> None:
    """Bring the rows to where the law says they stand now."""
    if facts.state != matter.state:
        matter.state, matter.state_since = facts.state, now
        matter.phase = procedure.state(facts.state).phase
    matter.proposals_count = facts.proposals
    for row, seat in zip(participants, facts.seats, strict=True):
        if seat.state != row.slot:
            row.slot, row.slot_since = seat.state, now
        row.reminders = seat.reminders
        if row.leads and not seat.leads:
            # One lead at a time is a constraint checked row by row: the old one lets go first.
            Participant.objects.filter(pk=row.pk).update(leads=False)
        row.leads = seat.leads


def _next_number(government: Government) -> str:
    """The next number of the year, given under the lock of the ledger's head, never reused."""
    head = ledger.lock_head(government)
    year = government.today().year
    last = head.number_last + 1 if head.number_year == year else 1
    ledger.Head.objects.filter(pk=head.pk).update(number_year=year, number_last=last)
    return f"{year}-{last:05d}"


def _tell_head(matter: Matter, participants: Sequence[Participant], seat: Participant, now: datetime) -> Participant:
    organisation = history(matter.government).on(matter.government.today())
    post = organisation.posts.get(seat.post)
    head = organisation.heads.get(seat.unit)
    above = head.code if head and head.code != seat.post else (post.superior if post else None)
    return _observer(matter, participants, above, now, "Jabatan Anda tidak mempunyai atasan pada susunan ini.")


def _tell_superior(matter: Matter, participants: Sequence[Participant], now: datetime) -> Participant:
    organisation = history(matter.government).on(matter.government.today())
    convener = next(p for p in participants if p.role == Role.CONVENER)
    post = organisation.posts.get(convener.post)
    return _observer(
        matter, participants, post.superior if post else None, now, "Pemimpin koordinasi tidak mempunyai atasan."
    )


def _observer(
    matter: Matter, participants: Sequence[Participant], post: str | None, now: datetime, nobody: str
) -> Participant:
    basis = Basis(Strength.DESIGNED, reason="pengamat diberi tahu sekali")
    if post is None:
        raise Refused(nobody, basis, ways_on=("Tidak ada yang perlu diberi tahu.",))
    if any(p.post == post for p in participants):
        raise Refused(
            "Pimpinan itu sudah mengikuti berkas ini.", basis, ways_on=("Tidak ada lagi yang perlu dilakukan.",)
        )
    return Participant.objects.create(
        government=matter.government,
        matter=matter,
        order=len(participants),
        role=Role.OBSERVER,
        unit=post.split("/")[0],
        post=post,
        slot="told",
        slot_since=now,
    )


def _carry_on(actor: Actor, matter: Matter, reason: str) -> Matter:
    """Open a draft of the coordinative kind with the same parties, linked to the consultation it follows."""
    units = dict.fromkeys(p.unit for p in matter.participants.all() if p.role == Role.COUNTERPART)
    draft = save_draft(
        actor=actor,
        intent=Intent(
            kind=Kind.KOORDINATIF,
            parties=tuple(u for u in units if u != actor.unit),
            title=matter.title,
            purpose=f"{matter.purpose}\n\n{reason}".strip()[:TEXT_LIMIT],
        ),
    )
    Link.objects.create(government=matter.government, source=draft, target=matter, kind="follows", note=reason)
    return draft


def _turns(matter: Matter, participants: Sequence[Participant], procedure: Procedure, now: datetime) -> None:
    """Write down whose turn it is; an outside institution's turn lies with who leads, else with the opener."""
    facts = facts_of(matter, participants, procedure)
    awaited = {turn.seat: turn.step for turn in turns(procedure, facts)}
    recorder = next((p.post for p in participants if p.leads), None) or participants[0].post
    for seat in participants:
        step = awaited.get(seat.pk, "")
        if step != seat.turn:
            seat.turn_since = now if step else None
        seat.turn = step
        seat.turn_post = (recorder if seat.external else seat.post) if step else ""


def regulation_today(government: Government) -> Regulation:
    """The regulation in force today."""
    return pack_of(government).regulation_on(government.today())

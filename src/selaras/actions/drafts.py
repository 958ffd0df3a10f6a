"""Drafts: what somebody wants to open, what that would mean today, and its keeping outside the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from selaras.actions.facts import resolver
from selaras.actions.refusals import Invalid, Stale, clean, looked_again
from selaras.law.kinds import Suggestion, suggest
from selaras.law.pack import Regulation
from selaras.law.paths import HopRole, Path, Question
from selaras.law.procedures import Procedure, Refused
from selaras.law.routes import Route
from selaras.law.types import Basis, Kind, MatrixCell, Strength
from selaras.law.words import Sentence, say
from selaras.records.delegations import Delegation
from selaras.records.governments import Government, pack_of
from selaras.records.matters import LETTER_SYSTEMS, Letter, Matter, without_blanks
from selaras.records.people import Actor
from selaras.records.subjects import DRAFT
from selaras.records.units import history

TITLE_LIMIT = 200
TEXT_LIMIT = 20_000
PARTIES_LIMIT = 40


@dataclass(frozen=True)
class Origin:
    """The letter a matter starts from; `system` says where the letter itself lies (`LETTER_SYSTEMS`)."""

    number: str = ""
    dated: date | None = None
    subject: str = ""
    sender: str = ""
    link: str = ""
    system: str = ""


@dataclass(frozen=True)
class Intent:
    """What somebody wants to open: the chooser's answers and the words typed."""

    kind: str = ""
    type: str = ""
    form: str = ""
    duty: str = ""  # of Pasal 19, for coordination within a leader's span
    parties: tuple[str, ...] = ()
    affairs: tuple[str, ...] = ()
    title: str = ""
    purpose: str = ""
    budget: bool = False
    urgency: str = ""  # why a task cannot go rung by rung
    letter: Origin = field(default_factory=Origin)


@dataclass(frozen=True)
class Preview:
    """What would happen, before anything is saved: the kind proposed, the path, and what stands against it."""

    suggestion: Suggestion
    path: Path | None
    procedure: Procedure | None
    matrix: tuple[tuple[str, MatrixCell | None], ...] = ()
    refusal: Refused | None = None


def regulation_today(government: Government) -> Regulation:
    """The regulation in force today."""
    return pack_of(government).regulation_on(government.today())


def no_procedure(label: Sentence) -> Refused:
    """The refusal of a kind for which the pack has no steps yet."""
    return Refused(
        say("Berkas {kind} belum dapat diajukan di Selaras.", kind=label.lower()),
        Basis(Strength.DESIGNED, reason=say("tata caranya belum ada pada paket peraturan")),
        (say("Jalurnya dapat dilihat, langkah-langkahnya belum ditulis sebagai data."),),
        (say("Pilih jenis lain bila sesuai dengan maksud Anda."),),
    )


def binds_units(regulation: Regulation, kind: str, type_: str) -> bool:
    """Whether a kind, with the type that was named, binds units through their heads rather than going post to post."""
    row = regulation.routes.types.get(type_ or regulation.routes.propose.otherwise)
    return kind == Kind.KOORDINATIF and row is not None and row.route is Route.PATH


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
    along = binds_units(regulation, kind, intent.type)
    question = Question(
        opener=opener.split("/", maxsplit=1)[0] if along else opener,
        counterparts=tuple(p.split("/")[0] for p in parties) if along else parties,
        kind=kind,
        type=type_,
        form=intent.form or None,
        affairs=intent.affairs,
        urgent=bool(intent.urgency.strip()),
    )
    path = resolver(government, day).resolve(question)
    own = organisation.units[opener.split("/", maxsplit=1)[0]].type
    matrix = tuple(
        (code, regulation.matrix.lookup(own, organisation.units[code.split("/")[0]].type, kind, type_))
        for code in parties
    )
    return Preview(found, path, procedure, matrix, _refusal(path, procedure, label))


def _refusal(path: Path, procedure: Procedure | None, label: Sentence) -> Refused | None:
    ways = tuple(way.text for way in path.ways_on)
    reasons = tuple(reason for reason in path.reasons if not reason.endswith(ways))  # the ways stand on their own
    if path.status == "refused":
        basis = path.hops[-1].basis if path.hops else Basis(Strength.INFERRED, cite="Pasal 1 angka 13")
        return Refused(say("{kind} tidak dapat diajukan dengan pihak-pihak ini.", kind=label), basis, reasons, ways)
    if path.status == "undetermined":
        return Refused(
            say("Jalur belum ditetapkan."), Basis(Strength.INFERRED, cite="Pasal 21 ayat (1)"), reasons, ways
        )
    if procedure is None or (path.route is Route.PATH and path.convener is None):
        return no_procedure(label)
    return None


def standing_delegation(government: Government, path: Path, opener: str, form: str, budget: bool) -> Delegation | None:
    """The standing delegation by which a matter along that path is led by a coordinator of the opener at once."""
    head = history(government).on(government.today()).heads.get(path.convener or "")
    mine = (h for h in path.hops if h.role is HopRole.COORDINATOR and opener.partition("/")[0] in h.serves)
    leads = [hop.post for hop in mine if hop.post]
    if head is None or not leads:
        return None
    given = Delegation.objects.filter(government=government, convener=head.code, lead__in=leads)
    rows = given.on(government.today()).order_by("pk")
    return next((row for row in rows if row.covers(form, budget)), None)


def intent_of(matter: Matter) -> Intent:
    """What a draft, or the matter it became, was meant to be."""
    letter = getattr(matter, "letter", None)
    return Intent(
        kind=matter.kind,
        type=matter.type,
        form=matter.form,
        duty=matter.duty,
        parties=tuple(matter.parties),
        affairs=tuple(matter.affairs),
        title=matter.title,
        purpose=matter.purpose,
        budget=matter.budget,
        urgency=matter.urgency,
        letter=Origin(letter.number, letter.dated, letter.subject, letter.sender, letter.link, letter.system)
        if letter
        else Origin(),
    )


def checked(government: Government, intent: Intent, *, complete: bool) -> Intent:
    """The intent with clean texts and known codes; Invalid with every field that is wrong."""
    errors: dict[str, str] = {}
    organisation = history(government).on(government.today())
    regulation = regulation_today(government)
    title = clean(
        "title",
        intent.title,
        TITLE_LIMIT,
        errors,
        required=complete,
        example=say('Tulis judul, misalnya "Penyesuaian jadwal irigasi".'),
    )
    purpose = clean(
        "purpose",
        intent.purpose,
        TEXT_LIMIT,
        errors,
        required=complete,
        example=say("Tulis maksudnya dalam beberapa kalimat: apa yang ditanyakan atau hendak dipadukan, dan mengapa."),
    )
    if intent.kind not in set(Kind):
        if intent.kind:
            errors["kind"] = say("Pilih salah satu dari lima jenis hubungan kerja.")
        elif complete:
            errors["kind"] = say("Pilih dahulu apa yang Anda perlukan.")
    elif intent.type and intent.type not in {t.code for t in regulation.kinds.types}:
        errors["type"] = say("Tipe koordinasi itu tidak dikenal. Pilih dari daftar.")
    if intent.form and intent.form not in {f.code for f in regulation.kinds.forms}:
        errors["form"] = say("Bentuk koordinasi itu tidak dikenal. Pilih satu dari tujuh bentuk Pasal 18.")
    if intent.duty and intent.duty not in {d.code for d in regulation.kinds.duties}:
        errors["duty"] = say("Tugas pimpinan itu tidak dikenal. Pilih satu dari empat tugas Pasal 19.")
    unknown = [p for p in intent.parties if p not in organisation.units and p not in organisation.posts]
    if unknown:
        errors["parties"] = say("Tidak dikenal: {typed}. Pilih unit dari daftar.", typed=[u[:40] for u in unknown[:3]])
    elif len(intent.parties) > PARTIES_LIMIT:
        errors["parties"] = say("Paling banyak {limit} pihak dalam satu berkas.", limit=PARTIES_LIMIT)
    elif complete and not intent.parties:
        errors["parties"] = say("Pilih paling sedikit satu mitra.")
    if any(a not in organisation.affairs for a in intent.affairs):
        errors["affairs"] = say("Urusan itu tidak dikenal. Pilih dari daftar urusan unit.")
    urgency = clean("urgency", intent.urgency, TEXT_LIMIT, errors)
    letter = _letter(intent.letter, government.today(), errors)
    if errors:
        raise Invalid(errors)
    coordinative = intent.kind == Kind.KOORDINATIF
    return Intent(
        kind=intent.kind,
        type=intent.type if coordinative else "",
        form=intent.form if coordinative else "",
        duty=intent.duty if coordinative else "",
        parties=tuple(dict.fromkeys(intent.parties)),
        affairs=intent.affairs,
        title=" ".join(title.split()),
        purpose=purpose,
        budget=intent.budget and coordinative,
        urgency=urgency if intent.kind == Kind.STRUKTURAL else "",
        letter=letter,
    )


def _letter(letter: Origin, today: date, errors: dict[str, str]) -> Origin:
    number = without_blanks(clean("letter_number", letter.number, 100, errors))
    subject = clean("letter_subject", letter.subject, 200, errors)
    sender = clean("letter_sender", letter.sender, 200, errors)
    link = clean("letter_link", letter.link, 500, errors)
    if link and not link.startswith(("https://", "http://")):
        errors["letter_link"] = say("Tulis alamat yang lengkap, misalnya https://srikandi.arsip.go.id/…")
    if letter.system not in ("", *LETTER_SYSTEMS):
        errors["letter_system"] = say("Pilih tempat surat dari daftar.")
    if letter.dated and letter.dated > today:
        errors["letter_dated"] = say("Tanggal surat tidak boleh sesudah hari ini.")
    if not number and (letter.dated or subject or sender or link):
        errors["letter_number"] = say(
            "Tulis nomor suratnya, misalnya 600/123/DPUPR/2026, agar berkas ini dapat ditemukan."
        )
    return Origin(number, letter.dated, subject, sender, link, letter.system) if number else Origin()


def save_draft(
    *, actor: Actor, intent: Intent, draft: int | None = None, seen: str = "", principal: str = ""
) -> Matter:
    """Keep what was typed as a draft, seen by the actor's post and by the one who has to submit it.

    `seen` is the draft's `updated_at` as the page showed it (ISO 8601); `principal` the post in whose name an operator
    writes. Raises Invalid, Stale, Refused, Matter.DoesNotExist.
    """
    looked_again(actor)
    government = actor.government
    wanted = checked(government, intent, complete=False)
    may_write_for(actor, principal)
    with transaction.atomic():
        if draft is None:
            matter = Matter(government=government, drafted_by=actor.post)
        else:
            matter = Matter.objects.locked(actor, pk=draft, phase=DRAFT)
            if seen and seen != matter.updated_at.isoformat() and intent_of(matter) != wanted:
                raise Stale(say("Draf ini sudah diubah orang lain. Tulisan Anda di bawah belum tersimpan."))
            principal = principal or (matter.opener_post if matter.opener_post in actor.principals else "")
        write(matter, wanted, principal or actor.post)
        matter.save()
        _keep_letter(matter, wanted.letter)
    return matter


def write(matter: Matter, wanted: Intent, post: str) -> None:
    """Put down in a draft what its author wants to open in the name of a post; it is not saved yet."""
    matter.title, matter.purpose, matter.kind = wanted.title, wanted.purpose, wanted.kind
    matter.type, matter.form, matter.duty = wanted.type, wanted.form, wanted.duty
    matter.parties, matter.affairs = list(wanted.parties), list(wanted.affairs)
    matter.budget, matter.urgency = wanted.budget, wanted.urgency
    matter.regulation = regulation_today(matter.government).code
    matter.opener_post = opener_of(matter.government, post, wanted)
    matter.opener_unit = matter.opener_post.split("/")[0]


def may_write_for(actor: Actor, principal: str) -> None:
    """Raise Invalid where somebody writes in the name of a post whose operator he is not."""
    if principal and principal not in actor.posts:
        raise Invalid({"principal": say("Anda bukan operator jabatan itu. Pilih dari daftar.")})


def opener_of(government: Government, post: str, intent: Intent) -> str:
    """The post that opens: what binds units along a path is opened by the head of the unit."""
    head = history(government).on(government.today()).heads.get(post.split("/", maxsplit=1)[0])
    return head.code if head and binds_units(regulation_today(government), intent.kind, intent.type) else post


def letter_values(matter: Matter, letter: Origin) -> dict[str, Any]:
    """The columns of the letter a matter starts from."""
    said = ("number", "dated", "subject", "sender", "link", "system")
    return {"government": matter.government, **{name: getattr(letter, name) for name in said}}


def _keep_letter(matter: Matter, letter: Origin) -> None:
    if letter.number:
        Letter.objects.update_or_create(matter=matter, defaults=letter_values(matter, letter))
    else:
        Letter.objects.filter(matter=matter).delete()


def discard_draft(*, actor: Actor, draft: int) -> None:
    """Throw a draft away; it was never part of the record. Raises Refused, Matter.DoesNotExist."""
    looked_again(actor)
    with transaction.atomic():
        Matter.objects.locked(actor, pk=draft, phase=DRAFT).delete()

"""Papers: issuing one with number, entry and seal in one act; its file made afterwards; signed copies taken in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max
from msgspec import to_builtins

from selaras.actions import files, jobs
from selaras.actions.acts import came_before, still_in_office
from selaras.actions.contents import CONTENTS, Content, content_of
from selaras.actions.facts import Power, power_of
from selaras.actions.ledger import digest_of, key_path, publish
from selaras.actions.marks import follow
from selaras.actions.people import SYSTEM
from selaras.actions.refusals import Invalid, clean
from selaras.actions.signatures import Finding, beginnings, findings, only_signed
from selaras.law.papers import (
    BY_CODE,
    DESKS,
    KINDS,
    SIGNING,
    PaperKind,
    PaperRules,
    agency_of,
    letterhead,
    number_of,
    place_line,
    signature,
)
from selaras.law.procedures import Refused, Role
from selaras.law.types import Basis, Strength
from selaras.law.words import in_words, say, word
from selaras.records import clock, ledger
from selaras.records.governments import Government, pack_of, site_of
from selaras.records.papers import ASKED, COPIED, FAILED, MADE, SUBJECTS, AddressedCopy, Paper, SignedCopy, said_of
from selaras.records.people import CAPACITIES, Actor, holders
from selaras.records.subjects import Seat, Subject
from selaras.records.units import history

RENDER, COPIES = "papers.render", "papers.copies"
MEDIA = {"pdf": "application/pdf", "zip": "application/zip"}
# Letters and digits that nobody mistakes for one another when he types them from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LENGTH = 3, 4  # some 59 bits
SIGNED_LIMIT = 20 * 1024 * 1024
PLACE_LIMIT = 100
UNSIGNED = "unsigned"  # how who wrote the minutes stands where they were adopted without him


@dataclass(frozen=True)
class Elsewhere:
    """Where and how a signed copy came to be, as who takes it in says."""

    number: str = ""
    dated: date | None = None
    place: str = ""


def rules_of(government: Government) -> PaperRules:
    """How a government writes its papers."""
    return pack_of(government).government.papers


def new_code() -> str:
    """A code to check a paper by: short enough to type, too long to guess."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))


def root_of(paper: Paper) -> str:
    """The root of a paper's seal in groups of four, as its footer shows it: whole, so that one sheet is a proof."""
    root = bytes(paper.seal.root).hex() if paper.seal else ""
    return " ".join(root[i : i + 4] for i in range(0, len(root), 4))


def normal_code(typed: str) -> str:
    """The code as it is kept, however it was typed; "" for what can be none."""
    letters = "".join(c for c in typed.lower() if c.isalnum())
    if len(letters) != GROUPS * LENGTH or any(c not in LETTERS for c in letters):
        return ""
    return "-".join(letters[i : i + LENGTH] for i in range(0, len(letters), LENGTH))


# Who may issue one


@dataclass(frozen=True)
class Possible:
    """A kind of paper that an actor may issue from one of his seats; with `lacking`, what has to be there first."""

    kind: PaperKind
    seat: Seat
    lacking: str = ""


def possible(actor: Actor, subject: Subject, content: Content | None = None) -> list[Possible]:
    """The papers that an actor may issue about a subject as it is now, in the order of the table."""
    kind, type_ = getattr(subject, "kind", getattr(subject, "form", "")), getattr(subject, "type", "")
    found: list[Possible] = []
    for row in KINDS:
        if not row.fits(subject.TYPE, kind, type_) or not row.ready(subject.state, subject.phase):
            continue
        seat = _seat_for(actor, row, subject.seats())
        if seat is None:
            continue
        told = content if content is not None else content_of(subject)
        there = not row.requires or bool(told[row.requires])
        found.append(Possible(row, seat, "" if there else str(row.lacking)))
    return found


def _seat_for(actor: Actor, kind: PaperKind, seats: Sequence[Seat]) -> Seat | None:
    """The seat from which an actor may issue: his own first; who only prepares issues nothing that is signed."""
    ranked: list[tuple[Power, int, Seat]] = []
    for seat in seats:
        power = power_of(actor, seat)
        if power is None or not _roles(seat).intersection(kind.by):
            continue
        if power is Power.PREPARE and kind.signed_by != "nobody":
            continue
        ranked.append((power, seat.order, seat))
    return min(ranked, key=lambda row: row[:2])[2] if ranked else None


def _roles(seat: Seat) -> set[Role]:
    return {Role(seat.role)} | ({Role.LEAD} if seat.leads else set())


# Issuing


def issue(
    *,
    actor: Actor,
    kind: str,
    subject: Subject,
    key: str,
    public: bool = True,
    site: str = "",
) -> Paper:
    """Issue a paper about a subject: row, number, entry and a seal that covers it, in one transaction.

    Its file is made in the background. `site` is the address under which the reader found the product. A form sent
    twice (same `key`) returns the same paper. Raises Refused, Stale, the subject's DoesNotExist.
    """
    wanted = BY_CODE.get(kind)
    if wanted is None or subject.TYPE not in CONTENTS:
        raise _not_here()
    with transaction.atomic():
        model: Any = SUBJECTS[subject.TYPE]
        row: Any = model.objects.locked(actor, pk=subject.pk)
        row.government = actor.government
        if came_before(actor, key, row):
            return Paper.objects.of(row).filter(kind=kind)[0]
        still_in_office(actor)
        content = content_of(row)
        choice = next((p for p in possible(actor, row, content) if p.kind is wanted), None)
        if choice is None:
            raise _not_here()
        if choice.lacking:
            way_on = say("Buka halaman berkasnya.")
            raise Refused(say("{lacking}.", lacking=word(choice.lacking)), SIGNING, (), (way_on,))
        return _send(actor, wanted, row, choice.seat, content, public, site or site_of(actor.government))


def issue_with(act: str, *, actor: Actor, subject: Subject, seat: Seat) -> None:
    """Issue the papers that go out with an act (its step) by itself, in the transaction of that act.

    Whether the act may be done was asked before; a paper for which something is lacking does not go out.
    """
    kind_of_subject = getattr(subject, "kind", getattr(subject, "form", ""))
    for kind in KINDS:
        if act in kind.with_steps and kind.fits(subject.TYPE, kind_of_subject):
            content = content_of(subject)
            if not kind.requires or content[kind.requires]:
                _send(actor, kind, subject, seat, content, True, site_of(actor.government))


def _not_here() -> Refused:
    return Refused(
        say("Naskah ini tidak dapat Anda keluarkan sekarang."),
        SIGNING,
        (say("Setiap naskah dikeluarkan dari kedudukannya, pada keadaan yang sesuai."),),
        (say("Buka daftar naskah berkas itu; yang dapat dikeluarkan disebut di sana."),),
    )


def _send(actor: Actor, kind: PaperKind, subject: Any, seat: Seat, content: Content, public: bool, site: str) -> Paper:
    """Issue a paper and have its file made; a letter names the one it replaces, and each addressee gets a copy."""
    if not kind.copies:
        paper = _write(actor, kind, subject, seat, content, public, site)
        jobs.put(RENDER, paper=paper.pk)
        return paper
    earlier = Paper.objects.of(subject).filter(kind=kind.code).first()
    replaces = {"number": earlier.number, "day": in_words(earlier.dated)} if earlier else {}
    paper = _write(actor, kind, subject, seat, {**content, "replaces": replaces}, public, site)
    jobs.put(RENDER, paper=paper.pk)
    title = str(say("{kind} bagi masing-masing: {title}", kind=word(kind.title), title=paper.about))[:200]
    url, total = f"/periksa/{paper.code}/", len(content["recipients"])
    shown_to = jobs.begin(actor=actor, key=copies_key(paper), title=title, total=total, url=url)
    jobs.put(COPIES, paper=paper.pk, progress=shown_to.pk)
    return paper


def copies_key(paper: Paper) -> str:
    """Under which key it is shown how far the copies of the newest letter about a subject are."""
    return f"{paper.kind}-{paper.subject_key}"


def _write(actor: Actor, kind: PaperKind, subject: Any, seat: Seat, content: Content, public: bool, site: str) -> Paper:
    """The row with its number, its entry and its seal; the head of the ledger is locked from the number on."""
    government, now = actor.government, clock.now()
    day = government.today()
    rules, organisation = rules_of(government), history(government).on(day)
    own, seat = seat, _signatory(kind, subject, seat)
    head = letterhead(organisation, rules, pack_of(government).government.long_name, seat.unit)
    signers = _signers(actor, kind, subject, seat)
    content = {
        **content,
        "letterhead": to_builtins(head),
        "place_line": place_line(rules, day),
        "day": day.isoformat(),
        "signatures": signers,
        "archive": _archived(subject, content) if kind.ending == "zip" else [],
    }
    ledger.lock_head(government)
    given = Paper.objects.filter(government=government, kind=kind.code, year=day.year)
    sequence = (given.aggregate(last=Max("sequence"))["last"] or 0) + 1
    unit = organisation.units.get(agency_of(organisation, seat.unit))
    short = unit.short.upper() if unit and unit.abbr else agency_of(organisation, seat.unit)
    abbreviated = "".join(short.split())
    held = holders(government, {seat.post}, day).get(seat.post)
    paper = Paper(
        government=government,
        kind=kind.code,
        subject_type=subject.TYPE,
        subject_key=subject.key,
        code=new_code(),
        year=day.year,
        sequence=sequence,
        number=number_of(rules, kind, sequence, abbreviated, day),
        dated=day,
        about=str(content["title"])[:200],
        content=content,
        site=site.rstrip("/"),
        post=seat.post if kind.signed_by != "nobody" else "",
        capacity=(actor.capacity if seat.post == actor.post else held.capacity if held else "")
        if kind.signed_by != "nobody"
        else "",
        public=public,
        entry=ledger.size(government) + 1,
        media_type=MEDIA[kind.ending],
        created_at=now,
    )
    paper.save(force_insert=True)
    entry = _record(paper, _hand(actor, own), "", "keluarkan", said={**said_of(paper), "content": digest_of(content)})
    paper.seal = ledger.make_seal(government=government, key=ledger.signing_key(key_path()), now=now)
    paper.save(update_fields=["seal"])
    if paper.entry != entry.number:  # the head was locked from before the row was written
        raise ledger.LedgerBroken("Nomor catatan berubah selagi buku besar terkunci.")
    seal = paper.seal
    transaction.on_commit(lambda: _publish(seal))
    return paper


def _signatory(kind: PaperKind, subject: Any, seat: Seat) -> Seat:
    """Under whose letterhead and name a paper goes out: of who issues it, or of who leads where he only writes."""
    leads = [s for s in subject.seats() if s.role == Role.CHAIR] if kind.signed_by in ("chair", "desk") else []
    return leads[0] if leads else seat


def _archived(subject: Any, content: Content) -> list[Content]:
    """What an archive holds besides the description: the papers that are made, their signed copies, the attachments."""
    found = []
    for paper in Paper.objects.of(subject).filter(state=MADE).order_by("entry").prefetch_related("copies"):
        ending = BY_CODE[paper.kind].ending
        if ending == "zip":
            continue
        found.append({"name": f"naskah/{paper.entry:06d}-{paper.kind}.{ending}", "sha256": paper.sha256})
        for copy in paper.copies.all():
            found.append({"name": f"naskah/{copy.entry:06d}-{paper.kind}-{copy.way}.pdf", "sha256": copy.sha256})
    for file in content["files"]:
        name = "".join(c if c.isalnum() or c in "._-" else "-" for c in file["name"])
        found.append({"name": f"lampiran/{file['entry']:06d}-{file['sha256'][:8]}-{name}", "sha256": file["sha256"]})
    return found


def _publish(seal: ledger.Seal) -> None:
    """Publish the seal of a paper; `selaras seal` publishes a later one where the disk does not let it now."""
    try:
        publish(seal)
    except OSError:
        return


def _hand(actor: Actor, seat: Seat) -> ledger.Hand:
    other = None
    if seat.post != actor.post:
        other = ledger.Hand(person_key="", person_name="", post=seat.post, unit=seat.unit, capacity="")
    return ledger.Hand(str(actor.person.pk), actor.person.name, actor.post, actor.unit, actor.capacity, other)


def _signers(actor: Actor, kind: PaperKind, subject: Any, seat: Seat) -> list[Content]:
    """The signature blocks: of who issues, of every party, or none; a name where the product knows the holder."""
    government = actor.government
    day, rules = government.today(), rules_of(government)
    organisation = history(government).on(day)
    seats = [seat] if kind.signed_by == "issuer" else []
    for role in DESKS.get(kind.signed_by, ()):
        seats += [s for s in subject.seats() if s.role == role and s.slot != UNSIGNED]
    held = holders(government, {s.post for s in seats if s.post}, day)
    found = []
    for row in seats:
        tenure = actor.tenure if row.post == actor.post else held.get(row.post)
        name = (actor.person.name if row.post == actor.post else tenure.person.name) if tenure else ""
        if not row.post:
            found.append({"lines": [f"{organisation.name_of(row.unit).upper()},"], "name": "", "unit": row.unit})
            continue
        capacity = CAPACITIES[tenure.capacity] if tenure else ""
        block = signature(organisation, rules, kind.code, row.post, capacity=capacity, name=name)
        found.append(to_builtins(block))
    return found


def _record(
    paper: Paper,
    hand: ledger.Hand,
    before: str,
    step: str,
    *,
    files_of_act: Sequence[str] = (),
    said: Mapping[str, Any] | None = None,
    basis: Basis = SIGNING,
) -> ledger.Entry:
    return ledger.append(
        government=paper.government,
        subject_type="paper",
        subject_key=str(paper.pk),
        subject_version=paper.version,
        state_before=before,
        state_after=paper.state,
        step=step,
        actor=hand,
        basis=basis,
        recorded_at=clock.now(),
        files=files_of_act,
        texts={"paper": dict(said)} if said else {},
    )


# The file


def keep_file(*, paper: int, content: bytes) -> Paper:
    """Keep the file that was made of a paper, by an entry of its own; a paper that has its file keeps that one."""
    digest = files.keep(content)  # before any lock is held
    with transaction.atomic():
        row = Paper.objects.select_for_update(of=("self",)).select_related("government").get(pk=paper)
        if row.state == MADE:
            return row
        before, row.state, row.sha256, row.size = row.state, MADE, digest, len(content)
        row.version += 1
        row.save(update_fields=["state", "sha256", "size", "version"])
        _record(row, SYSTEM, before, "buat_berkas", files_of_act=[digest], basis=_MAKING)
        follow(row.subject(), moved=False)  # from now on it is found by the number
        return row


_MAKING = Basis(Strength.DESIGNED, reason="berkas dibuat di latar belakang dari isi yang sudah dicatat")


def give_up(*, paper: int) -> Paper:
    """Say that the file of a paper could not be made; asking anew is an act of its own."""
    with transaction.atomic():
        row = Paper.objects.select_for_update(of=("self",)).select_related("government").get(pk=paper)
        if row.state != ASKED:
            return row
        row.state, row.version = FAILED, row.version + 1
        row.save(update_fields=["state", "version"])
        _record(row, SYSTEM, ASKED, "gagal", basis=_MAKING)
        return row


def ask_again(*, actor: Actor, paper: int) -> Paper:
    """Have the file of a paper made once more, where that failed; a paper that waits or has its file stays as it is."""
    with transaction.atomic():
        row = Paper.objects.select_for_update(of=("self",)).get(pk=paper, government=actor.government)
        row.government = actor.government
        if row.state != FAILED:
            return row
        still_in_office(actor)
        row.state, row.version = ASKED, row.version + 1
        row.save(update_fields=["state", "version"])
        hand = ledger.Hand(str(actor.person.pk), actor.person.name, actor.post, actor.unit, actor.capacity)
        _record(row, hand, FAILED, "buat_ulang", basis=_MAKING)
        jobs.put(RENDER, paper=row.pk)
        return row


# Copies for each addressee


def left_of(paper: Paper) -> list[Content]:
    """To whom the letter goes and whose copy is not made yet, in the order of the letter."""
    made = set(paper.addressed.values_list("to", flat=True))
    return [one for one in paper.content["recipients"] if one["code"] not in made]


def keep_copy(*, paper: int, to: str, content: bytes, progress: int | None = None) -> AddressedCopy:
    """Keep the copy of a letter for one addressee; who has his keeps that one.

    With the last of them comes one entry that names them all. Raises Paper.DoesNotExist.
    """
    digest = files.keep(content)  # before any lock is held
    with transaction.atomic():
        row = Paper.objects.select_for_update(of=("self",)).select_related("government").get(pk=paper)
        new = {"government": row.government, "sha256": digest, "size": len(content)}
        copy, is_new = AddressedCopy.objects.get_or_create(paper=row, to=to, defaults=new)
        jobs.step(progress, to)
        if is_new and not left_of(row):
            row.version += 1
            row.save(update_fields=["version"])
            said = dict(row.addressed.values_list("to", "sha256"))
            _record(row, SYSTEM, row.state, COPIED, files_of_act=sorted(set(said.values())), said=said, basis=_MAKING)
        return copy


def go_on(*, paper: int, progress: int | None = None) -> None:
    """Put the copies that are left at the end of the queue, so that others need not wait for all of them."""
    with transaction.atomic():
        jobs.put(COPIES, paper=paper, progress=progress)


# Signed copies

STEPS = {"setempat": "tanda_tangani", "nasional": "tanda_tangani", "luar": "terima_bertanda_tangan"}


def keep_signed(
    *,
    actor: Actor,
    paper: int,
    way: str,
    content: bytes,
    found: Sequence[Finding],
    original: bool,
    elsewhere: Elsewhere = Elsewhere(),
) -> SignedCopy:
    """Keep a signed copy of a paper with what was found of its signatures, by an entry; the same file only once.

    `original` says whether the file begins with the paper's own bytes. Raises Invalid, Refused, Paper.DoesNotExist.
    """
    errors: dict[str, str] = {}
    number = clean("number", elsewhere.number, PLACE_LIMIT, errors)
    place = clean("place", elsewhere.place, PLACE_LIMIT, errors)
    if elsewhere.dated and elsewhere.dated > actor.government.today():
        errors["dated"] = say("Tanggal penandatanganan tidak boleh sesudah hari ini.")
    if not content or len(content) > SIGNED_LIMIT or not content.startswith(b"%PDF-"):
        errors["file"] = say("Pilih naskah bertanda tangan berupa PDF, paling besar 20 MB.")
    if errors:
        raise Invalid(errors)
    digest = files.keep(content)
    with transaction.atomic():
        row = Paper.objects.select_for_update(of=("self",)).get(pk=paper, government=actor.government)
        row.government = actor.government
        before = SignedCopy.objects.filter(paper=row, sha256=digest).first()
        if before is not None:
            return before
        still_in_office(actor)
        if not may_sign(actor, row):
            raise refused_signing(row)
        row.version += 1
        row.save(update_fields=["version"])
        hand = ledger.Hand(str(actor.person.pk), actor.person.name, actor.post, actor.unit, actor.capacity)
        said = {"way": way, "number": number, "dated": str(elsewhere.dated or ""), "place": place, "original": original}
        entry = _record(row, hand, row.state, STEPS[way], files_of_act=[digest], said=said)
        return SignedCopy.objects.create(
            government=row.government,
            paper=row,
            way=way,
            number=number,
            dated=elsewhere.dated,
            place=place,
            findings=[dict(finding) for finding in found],
            original=original,
            sha256=digest,
            size=len(content),
            entry=entry.number,
        )


def may_sign(actor: Actor, paper: Paper) -> bool:
    """Whether an actor signs a paper here or takes in its signed copy: a signatory of it, or his operator."""
    blocks = {block["post"] for block in paper.content["signatures"] if block.get("post")}
    return paper.state == MADE and bool((blocks | ({paper.post} if paper.post else set())) & actor.posts)


def refused_signing(paper: Paper) -> Refused:
    """Why somebody may not sign a paper, and who may."""
    today = paper.government.today()
    title = history(paper.government).on(today).name_of(paper.post) if paper.post else ""
    way_on = say("Minta {post} melakukannya.", post=title) if title else say("Naskah ini tidak ditandatangani.")
    return Refused(say("Naskah ini bukan Anda yang menandatangani."), SIGNING, (), (way_on,))


def holds(paper: Paper, content: bytes) -> bool:
    """Whether a file is a paper's own with nothing but signatures added."""
    own = paper.size and sha256(content[: paper.size]).hexdigest() == paper.sha256
    return bool(own) and only_signed(content)


# Checking a file


class Verdict(StrEnum):
    """What a file is, held against the papers of a government."""

    ORIGINAL = "original"  # a paper exactly as it was made
    SIGNED = "signed"  # a paper as it was made, with nothing but signatures added
    CHANGED = "changed"  # comes from a paper, or says so, and is not what was made
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Checked:
    """A verdict with the paper it speaks of and what was found of the signatures in the file."""

    verdict: Verdict
    paper: Paper | None = None
    findings: Sequence[Finding] = ()


def check(government: Government, content: bytes, about: Paper | None = None) -> Checked:
    """Hold a file against the papers of a government; nothing of it is kept.

    `about` is the paper it should be: any other content is then a changed one, unless it is another paper itself.
    """
    mine = Paper.objects.filter(government=government).select_related("government", "seal")

    def made_as(digest: str) -> Paper | None:
        return mine.filter(sha256=digest).first() or mine.filter(addressed__sha256=digest).first()

    digest = sha256(content).hexdigest()
    if paper := made_as(digest):
        return Checked(Verdict.ORIGINAL, paper)
    for beginning in islice(beginnings(content), MOST_STATES):
        paper = made_as(sha256(beginning).hexdigest())
        if paper and only_signed(content):
            found = findings(content, government)
            whole = all(one["intact"] and one["whole"] for one in found)
            return Checked(Verdict.SIGNED if whole else Verdict.CHANGED, paper, found)
        if paper:
            return Checked(Verdict.CHANGED, paper)
    copy = SignedCopy.objects.filter(government=government, sha256=digest).select_related("paper__seal").first()
    if copy:  # signed elsewhere after it was written anew: not our bytes, but taken in by its signatory
        copy.paper.government = government
        return Checked(Verdict.SIGNED, copy.paper, copy.findings)
    if about is not None:
        return Checked(Verdict.CHANGED, about)
    named = _NAMED.search(content)
    paper = mine.filter(code=named[1].decode()).first() if named else None
    return Checked(Verdict.CHANGED, paper) if paper else Checked(Verdict.UNKNOWN)


# How a file of ours says which paper it is.
_NAMED = re.compile(rb"periksa/([%s]{4}-[%s]{4}-[%s]{4})" % ((LETTERS.encode(),) * 3))
MOST_STATES = 50  # earlier states of one file that are looked at

"""Writing: what officers do through programs, by the same acts, under the same law, as from the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Annotated, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as N_
from msgspec import json
from ninja import Router, UploadedFile
from ninja.errors import AuthenticationError
from ninja.params.models import File, Form

from selaras.actions import matters
from selaras.actions import uploads as waiting
from selaras.actions.acts import Deed, seen_of
from selaras.actions.drafts import discard_draft as discard
from selaras.actions.drafts import save_draft
from selaras.actions.files import SIZE_LIMIT, Layer, Upload, fault_of
from selaras.actions.matters import submit
from selaras.actions.meetings import Call, Item, save_meeting
from selaras.actions.refusals import Stale
from selaras.actions.requests import OtherContent, once
from selaras.api.bodies import AnswerBody, DraftBody, MatterBody, MeetingBody, PositionBody, StepBody, Text, here
from selaras.api.operations import tells
from selaras.api.problems import NOT_THERE, Wrong, problem
from selaras.api.tokens import BODIED, FORM, JSON, Asked, Bearer, key_of, matches, tag_of
from selaras.api.work import (
    SORTS,
    Desk,
    FollowUpWork,
    GroupWork,
    Inbox,
    MatterWork,
    MeetingWork,
    Sent,
    inbox_of,
    step_of,
    work_of,
)
from selaras.api.work import key_of as name_of
from selaras.law.procedures import PARTIES, Effect, Offer, Refused, Role
from selaras.law.words import plain, say
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.people import Actor
from selaras.records.subjects import DRAFT

router = Router(tags=[N_("Pejabat")])
DRAFTS = "draf-"
Pick = tuple[Deed, int | None]  # a deed, and the seat from which it is done where one is named
MARKS = {"agree": "done", "note": "noted", "object": "objected", "abstain": "abstained"}
STANCES = frozenset(MARKS.values())
NUMBER = 16  # characters of the longest number


# What is asked for


def does(
    verb: str, path: str, scope: str, shape: Any, *, media: str = JSON, once: bool = True
) -> Callable[[Callable[..., HttpResponse]], Any]:
    """An operation for who shows a token that covers `scope`, and the shape of what it answers.

    What is sent is sent `once` with a key of its own; whatever changes something that is there names what was seen.
    """
    bodied, writing = verb in BODIED, verb != "GET"
    seen = writing and "{" in path
    status = 204 if verb == "DELETE" else 201 if bodied and not seen else 200
    problems = ((409,) if writing else ()) + ((413, 415) if bodied else ())
    described = tells(shape, status, *problems, key=bodied and once, seen=seen)

    def declare(view: Callable[..., HttpResponse]) -> Any:
        add = getattr(router, verb.lower())
        return add(path, auth=Bearer(scope, media), operation_id=view.__name__, **described)(view)

    return declare


def _find(actor: Actor, sort: str, key: str) -> Any:
    """The subject of that name, if the actor may read it in full. Raises Wrong."""
    model = SORTS[sort].rows
    rows = model.objects.visible_to(actor)
    draft = key.removeprefix(DRAFTS)
    if model is Matter and draft == key:
        rows = rows.exclude(phase=DRAFT).filter(number=key[: NUMBER + 1])
    elif draft.isascii() and draft.isdigit() and len(draft) < 19:
        rows = rows.filter(pk=int(draft))  # a draft that was submitted answers as what it became
    else:
        rows = rows.none()
    found = rows.first()
    if found is None:
        raise Wrong(404, NOT_THERE)
    found.government = actor.government
    return found


def _told(actor: Actor, subject: Any, status: int = 200) -> HttpResponse:
    """A subject as the actor reads it, with what names its state."""
    subject.government = actor.government
    body = json.encode(work_of(actor, subject), enc_hook=plain)
    answer = HttpResponse(body, status=status, content_type="application/json")
    answer["ETag"] = f'"{tag_of(subject)}-{sha256(body).hexdigest()[:16]}"'
    answer["Cache-Control"] = "private, no-store"
    if status == 201:
        answer["Location"] = f"/api/v1/{PLACES[subject.TYPE]}/{name_of(subject)}/work"
    return answer


PLACES = {"matter": "matters", "meeting": "meetings", "follow_up": "follow-ups", "working_group": "working-groups"}


# Doing it once


def _once(
    request: Asked,
    model: Any,
    do: Callable[[], Any],
    content: bytes | None = None,
    files: Sequence[Upload] = (),
    status: int = 200,
) -> HttpResponse:
    """Do what is asked for once, however often it is sent; a refusal tells whether it is a matter of rights."""
    actor, named = request.auth, key_of(request)
    said = f"{request.method} {request.path}\n".encode() + (request.body if content is None else content)
    try:
        made, _new = once(
            actor=actor,
            key=named,
            content=said,
            do=do,
            find=lambda pk: model.objects.get(government=actor.government, pk=pk),
            uploads=files,
        )
    except OtherContent:
        raise Wrong(422, "Idempotency-Key itu sudah dipakai untuk isi lain. Pakai kunci baru.", KEYED) from None
    except ObjectDoesNotExist:
        raise Wrong(404, NOT_THERE) from None
    return _told(actor, made, status)


KEYED = {"Idempotency-Key": "sudah dipakai untuk isi lain"}


def _unchanged(request: Asked, subject: Any) -> Any:
    """The subject under its lock, as the program saw it. Raises Wrong, Stale, DoesNotExist."""
    matches(request, subject)
    fresh = type(subject).objects.locked(request.auth, pk=subject.pk)
    if tag_of(fresh) != tag_of(subject):
        raise Stale(say("Orang lain lebih dahulu bertindak. Baca lagi, lalu putuskan."))
    fresh.government = request.auth.government
    return fresh


def _files(actor: Actor, ids: Sequence[str]) -> tuple[Upload, ...]:
    """The files that were sent before, by their ids. Raises Wrong."""
    found = [waiting.upload_of(actor, id) for id in ids]
    if missing := [id for id, upload in zip(ids, found, strict=True) if upload is None]:
        said = f"Naskah {missing[0][:40]} tidak ada atau belum lengkap. Kirim dahulu lewat POST /api/v1/uploads."
        raise Wrong(422, said, {"uploads": said})
    return tuple(upload for upload in found if upload)


def _upload(file: UploadedFile) -> Upload:
    """A file that came with a form, sound. Raises Wrong."""
    if (file.size or 0) > SIZE_LIMIT:
        raise Wrong(413, "Naskah itu lebih besar dari 10 MB.", {"file": "lebih besar dari 10 MB"})
    upload = Upload(file.name or "", file.read())
    if fault := fault_of(upload):
        raise Wrong(415 if fault.layer is Layer.BEGINNING else 422, fault.why, {"file": fault.why})
    return upload


# Matters


@does("GET", "/inbox", "baca", Inbox)
def inbox(request: Asked) -> HttpResponse:
    """What waits for the post of who shows the token, the most pressing first, and its drafts."""
    answer = HttpResponse(json.encode(inbox_of(request.auth), enc_hook=plain), content_type="application/json")
    answer["Cache-Control"] = "private, no-store"
    return answer


@does("POST", "/matters", "berkas", MatterWork)
def open_matter(request: Asked, body: MatterBody) -> HttpResponse:
    """Keep a draft, or submit it along its path at once; a refusal leaves no draft."""
    actor = request.auth
    files = _files(actor, body.uploads)

    def do() -> Matter:
        if not body.submit:
            return save_draft(actor=actor, intent=body.intent, principal=body.principal)
        return matters.open_matter(
            actor=actor, intent=body.intent, principal=body.principal, happened_on=body.happened_on, uploads=files
        )

    return _once(request, Matter, do, files=files, status=201)


@does("GET", "/matters/{number}/work", "baca", MatterWork)
def matter_work(request: Asked, number: str) -> HttpResponse:
    """A matter, or a draft as draf-{id}: what can be done now, and what that lacks."""
    return _told(request.auth, _find(request.auth, "matter", number))


def own_matter(request: Any, number: str) -> HttpResponse | None:
    """The same for who shows a token and takes part; None for everybody else, who reads what is open. Raises Wrong."""
    if "Authorization" not in request.headers:
        return None
    actor = Bearer("baca")(request)
    if actor is None:
        raise AuthenticationError
    try:
        return _told(actor, _find(actor, "matter", number))
    except Wrong:
        return None


@does("PUT", "/matters/{number}", "berkas", MatterWork)
def change_draft(request: Asked, number: str, body: DraftBody) -> HttpResponse:
    """Replace a draft whole; what was submitted changes by its steps alone."""
    actor, draft = request.auth, _find(request.auth, "matter", number)

    def do() -> Matter:
        _draft(draft)
        _unchanged(request, draft)
        return save_draft(actor=actor, intent=body.intent, draft=draft.pk, principal=body.principal)

    return _once(request, Matter, do)


@does("DELETE", "/matters/{number}", "berkas", None)
def discard_draft(request: Asked, number: str) -> HttpResponse:
    """Throw a draft away; what was submitted stays."""
    draft = _find(request.auth, "matter", number)
    _draft(draft)
    matches(request, draft)
    try:
        discard(actor=request.auth, draft=draft.pk)
    except Matter.DoesNotExist:
        raise Wrong(404, NOT_THERE) from None
    return HttpResponse(status=204)


def _draft(matter: Matter) -> None:
    if matter.phase != DRAFT:
        raise Wrong(409, "Ini bukan draf lagi. Yang sudah diajukan berubah lewat langkah-langkahnya saja.")


@does("POST", "/matters/{number}/steps", "berkas", MatterWork)
def matter_step(request: Asked, number: str, body: StepBody) -> HttpResponse:
    """Take a step of the procedure from a seat of one's own; a draft is submitted by the step ajukan."""
    found = _find(request.auth, "matter", number)
    return _step(request, found, lambda desk: (body.deed(desk.zone), body.seat), body.uploads)


@does("POST", "/matters/{number}/answers", "berkas", MatterWork)
def matter_answer(request: Asked, number: str, body: AnswerBody) -> HttpResponse:
    """Answer what was asked: the step of one's own seat that keeps an answer and takes no position."""

    def pick(desk: Desk) -> Pick:
        answers = [o for o in desk.own if Effect.ANSWER in o.step.effects and not _position(desk, o)]
        chosen = _one([o for o in answers if o.step.turn] or answers)
        if chosen is None:
            raise _nothing(desk, say("Tidak ada yang dapat Anda tanggapi sekarang."))
        deed = Deed(step=chosen.step.code, text=body.text, unit=body.unit, happened_on=body.happened_on)
        return deed, body.seat or chosen.seat.id

    return _step(request, _find(request.auth, "matter", number), pick, body.uploads)


@does("POST", "/matters/{number}/positions", "berkas", MatterWork)
def matter_position(request: Asked, number: str, body: PositionBody) -> HttpResponse:
    """Agree, agree with a note, object or abstain, as the sort of matter has it."""

    def pick(desk: Desk) -> Pick:
        chosen = _one([offer for offer in desk.own if _position(desk, offer) == MARKS[body.position]])
        if chosen is None:
            raise _nothing(desk, say("Sikap itu tidak dapat Anda nyatakan sekarang."))
        return Deed(step=chosen.step.code, text=body.text, happened_on=body.happened_on), body.seat or chosen.seat.id

    return _step(request, _find(request.auth, "matter", number), pick, body.uploads)


@does("POST", "/matters/{number}/files", "berkas", MatterWork, media=FORM)
def matter_file(
    request: Asked,
    number: str,
    file: Annotated[UploadedFile, File(...)],
    text: Annotated[Text, Form("")] = "",
) -> HttpResponse:
    """Attach a file to a matter, with what it is."""
    found, sent = _find(request.auth, "matter", number), _upload(file)
    content = f"{sent.name}\n{sha256(sent.content).hexdigest()}\n{text}".encode()
    deed = Deed(step="lampirkan", text=text, uploads=(sent,))
    return _step(request, found, lambda desk: (deed, None), (), content)


@does("POST", "/uploads", "berkas", Sent, media=FORM, once=False)
def upload(request: Asked, file: Annotated[UploadedFile, File(...)]) -> HttpResponse:
    """A file waits three days until a step names it by its id."""
    found = _upload(file)
    sent = waiting.begin(actor=request.auth, name=found.name, size=len(found.content))
    waiting.add(actor=request.auth, id=sent.id, offset=0, piece=found.content)
    said = Sent(id=sent.id, name=found.name, size=len(found.content))
    return HttpResponse(json.encode(said), status=201, content_type="application/json")


# Other subjects


@does("POST", "/meetings", "rapat", MeetingWork)
def open_meeting(request: Asked, body: MeetingBody) -> HttpResponse:
    """Keep a meeting as a draft, or send its invitations at once."""
    actor = request.auth

    def do() -> Meeting:
        meeting = save_meeting(actor=actor, call=_call(actor, body), principal=body.principal)
        if not body.call:
            return meeting
        meeting.government = actor.government
        chair = next(seat for seat in meeting.seats() if seat.role == Role.CHAIR)
        deed = Deed(step="undang")
        called: Meeting = step_of(meeting)(actor=actor, seat=chair.pk, deed=deed, seen=seen_of(meeting, chair), key="")
        return called

    return _once(request, Meeting, do, status=201)


def _call(actor: Actor, body: MeetingBody) -> Call:
    return Call(
        starts_at=here(body.starts_at, actor.government.zone),
        ends_at=here(body.ends_at, actor.government.zone),
        sort=body.sort,
        title=body.title,
        purpose=body.purpose,
        place=body.place,
        link=body.link,
        secretary=body.secretary,
        invitees=tuple(body.invitees),
        guests=tuple(body.guests),
        items=tuple(Item(i.title, i.minutes, tuple(i.matters), i.follow_up) for i in body.items),
        group=body.group,
    )


@does("GET", "/meetings/{meeting}/work", "baca", MeetingWork)
def meeting_work(request: Asked, meeting: str) -> HttpResponse:
    """A meeting as those who are called read it."""
    return _told(request.auth, _find(request.auth, "meeting", meeting))


@does("POST", "/meetings/{meeting}/steps", "rapat", MeetingWork)
def meeting_step(request: Asked, meeting: str, body: StepBody) -> HttpResponse:
    """Invite, answer an invitation, pass the minutes round, sign them."""
    found = _find(request.auth, "meeting", meeting)
    return _step(request, found, lambda desk: (body.deed(desk.zone), body.seat), body.uploads)


@does("GET", "/follow-ups/{follow_up}/work", "baca", FollowUpWork)
def follow_up_work(request: Asked, follow_up: str) -> HttpResponse:
    """A follow-up as those who carry it out and check it read it."""
    return _told(request.auth, _find(request.auth, "follow_up", follow_up))


@does("POST", "/follow-ups/{follow_up}/steps", "hasil", FollowUpWork)
def follow_up_step(request: Asked, follow_up: str, body: StepBody) -> HttpResponse:
    """Take a step of the procedure from a seat of one's own."""
    found = _find(request.auth, "follow_up", follow_up)
    return _step(request, found, lambda desk: (body.deed(desk.zone), body.seat), body.uploads)


@does("GET", "/working-groups/{group}/work", "baca", GroupWork)
def group_work(request: Asked, group: str) -> HttpResponse:
    """A working group as its members read it."""
    return _told(request.auth, _find(request.auth, "working_group", group))


@does("POST", "/working-groups/{group}/steps", "hasil", GroupWork)
def group_step(request: Asked, group: str, body: StepBody) -> HttpResponse:
    """Take a step of the procedure from a seat of one's own."""
    found = _find(request.auth, "working_group", group)
    return _step(request, found, lambda desk: (body.deed(desk.zone), body.seat), body.uploads)


# Steps


def _step(
    request: Asked,
    subject: Any,
    pick: Callable[[Desk], Pick],
    ids: Sequence[str],
    content: bytes | None = None,
) -> HttpResponse:
    """Take the step that `pick` chooses from what is offered, once; from the only seat that has it if it names none."""
    actor, taken = request.auth, ""
    key_of(request)
    files = _files(actor, ids)

    def do() -> Any:
        nonlocal taken
        fresh = _unchanged(request, subject)
        desk = Desk(actor, fresh)
        deed, seat = pick(desk)
        taken, deed = deed.step, replace(deed, uploads=deed.uploads or files)
        if fresh.phase == DRAFT and isinstance(fresh, Matter):
            if deed.step != "ajukan":
                raise Wrong(409, "Draf hanya dapat diajukan: langkah “ajukan”.", {"step": "draf hanya dapat diajukan"})
            return submit(actor=actor, draft=fresh.pk, key="", happened_on=deed.happened_on, uploads=deed.uploads)
        own = _seat(desk, deed.step, seat)
        return step_of(fresh)(actor=actor, seat=own.pk, deed=deed, seen=seen_of(fresh, own), key="")

    try:
        return _once(request, type(subject), do, content, files)
    except Refused as stop:
        return _refuse(request, stop, Desk(actor, _find(actor, subject.TYPE, name_of(subject))), taken)


def _seat(desk: Desk, step: str, asked: int | None) -> Any:
    """The seat from which a step is taken. Raises Wrong where there are several, or none of that key."""
    if asked is not None:
        if (seat := desk.seat(asked)) is None:
            raise Wrong(422, "Kursi itu bukan bagian dari hal ini.", {"seat": "bukan bagian dari hal ini"})
        return seat
    mine = [offer for offer in desk.own if offer.step.code == step]
    keys = {offer.seat.id for offer in mine if offer.open} or {offer.seat.id for offer in mine} or {*desk.mine}
    if not keys:
        raise Wrong(403, "Jabatan Anda membaca hal ini tanpa ikut bertindak di dalamnya.")
    if len(keys) > 1:
        own = [pk for pk in keys if desk.seat(pk).post == desk.actor.post]
        if len(own) != 1:
            raise Wrong(422, "Sebut kursinya: lebih dari satu dapat melakukannya.", {"seat": "lebih dari satu"})
        keys = {own[0]}
    return desk.seat(keys.pop())


def _position(desk: Desk, offer: Offer) -> str:
    """The mark of the position that an offer is one way to take; "" for what is no position of a party."""
    step = offer.step
    if not step.slot or not step.slot_to or offer.seat.role not in PARTIES:
        return ""
    ways = [s for s in desk.procedure.steps if s.slot_to and s.slot == step.slot and s.by == step.by]
    states = (desk.procedure.slot_state(offer.seat.role, way.slot_to or "") for way in ways)
    marks = {state.mark for state in states if state}
    own = desk.procedure.slot_state(offer.seat.role, step.slot_to)
    return own.mark if own and len(marks & STANCES) > 1 and own.mark in STANCES else ""


def _one(found: Sequence[Offer]) -> Offer | None:
    """The first that can be taken now, else the first."""
    return next((offer for offer in found if offer.open), found[0] if found else None)


def _nothing(desk: Desk, what: str) -> Refused:
    """The refusal of what no step of one's own gives now; the ways on are the steps there are."""
    steps = dict.fromkeys(str(offer.step.code) for offer in desk.own if offer.open)
    ways = [say("Langkah yang dapat Anda ambil: {steps}.", steps=list(steps))] if steps else []
    return Refused(what, desk.procedure.basis, ways_on=ways)


def _refuse(request: HttpRequest, stop: Refused, desk: Desk, step: str) -> HttpResponse:
    """A refusal: 409 where something lacks that may come, 403 where the step is not one's own to take."""
    mine = [offer for offer in desk.own if offer.step.code == step]
    others = [offer for offer in desk.offers if offer.step.code == step]
    right = any(offer.open for offer in mine) or bool(others and not mine)
    said: dict[str, Any] = {"basis": stop.basis, "missing": stop.reasons, "ways_on": stop.ways_on}
    return problem(request, 403 if right else 409, str(stop.what), **said)

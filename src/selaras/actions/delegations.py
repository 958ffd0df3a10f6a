"""Standing powers: a convener lets an Asisten lead from the start, and an officer lets operators record in his name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from selaras.actions.acts import still_in_office
from selaras.actions.offices import once
from selaras.actions.refusals import Invalid
from selaras.law.kinds import agency_of
from selaras.law.organisation import Organisation
from selaras.law.types import Basis, Post, Strength
from selaras.law.words import say
from selaras.records import clock, ledger
from selaras.records.delegations import Delegation
from selaras.records.governments import pack_of
from selaras.records.people import Actor, Operator
from selaras.records.units import history

GIVEN = "berlaku"
ENDED = "diakhiri"
DELEGATING = Basis(
    Strength.INFERRED,
    cite="Pasal 19 huruf d",
    reason=say("pendelegasian kami baca boleh diberikan sekali untuk sejenis berkas"),
)
OPERATING = Basis(
    Strength.DESIGNED, reason=say("yang menyiapkan dan yang bertanggung jawab disebut keduanya pada setiap catatan")
)


def leads_of(organisation: Organisation, post: str) -> tuple[Post, ...]:
    """The offices right below a post's unit that coordinate: those whom it may let lead for good."""
    coordinating = {row.coordinator for rows in organisation.coordination.values() for row in rows}
    coordinating |= {organisation.units[code].superior or "" for code in coordinating if code in organisation.units}
    unit = post.split("/", maxsplit=1)[0]
    head = organisation.heads.get(unit)
    below = organisation.below.get(unit, ()) if head and head.code == post else ()
    heads = (organisation.heads.get(unit.code) for unit in below if unit.code in coordinating)
    return tuple(head for head in heads if head)


def operators_of(organisation: Organisation, post: str) -> tuple[Post, ...]:
    """The posts that may be an officer's operators: of his own agency, or of the staff below who belongs to none."""
    unit = post.split("/", maxsplit=1)[0]
    if unit not in organisation.units:  # it ended while somebody still holds the post
        return ()
    agencies = {agency_of(organisation, unit)}
    if not organisation.type_of(unit).is_agency and agencies == {unit}:
        agencies |= {agency_of(organisation, lead.unit) for lead in leads_of(organisation, post)}
    posts = organisation.posts.values()
    return tuple(p for p in posts if p.code != post and agency_of(organisation, p.unit) in agencies)


def delegate(
    *,
    actor: Actor,
    lead: str,
    form: str,
    with_budget: bool,
    valid_from: date | None,
    valid_to: date | None,
    key: str = "",
) -> Delegation:
    """Let an Asisten lead every matter of a form (or of any) from its submission until a day.

    `key` names the form that was sent, so that two clicks have one effect. Raises Invalid, Refused, AlreadyDone.
    """
    errors = {}
    today = actor.government.today()
    organisation = history(actor.government).on(today)
    forms = pack_of(actor.government).regulation_on(today).kinds.forms
    valid_from = valid_from or today
    if lead not in {post.code for post in leads_of(organisation, actor.post)}:
        errors["lead"] = say("Pilih pejabat koordinator tepat di bawah Anda.")
    if form and form not in {row.code for row in forms}:
        errors["form"] = say("Bentuk koordinasi itu tidak dikenal. Pilih satu dari tujuh bentuk Pasal 18.")
    if valid_from < today:
        errors["valid_from"] = say("Pelimpahan tetap tidak berlaku surut. Tulis hari ini atau sesudahnya.")
    if valid_to is None or valid_to < valid_from:
        errors["valid_to"] = say("Tulis hari terakhir berlakunya, sesudah hari mulainya.")
    if errors or valid_to is None:
        raise Invalid(errors)
    with transaction.atomic():
        once(actor, key)
        still_in_office(actor)
        row = Delegation.objects.create(
            government=actor.government,
            convener=actor.post,
            lead=lead,
            form=form,
            with_budget=with_budget,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        _record(actor, "delegation", row, DELEGATING, "", GIVEN, "limpahkan_tetap")
    return row


def end_delegation(*, actor: Actor, delegation: int, key: str = "") -> Delegation:
    """End a standing delegation of the actor's post at once; matters it has reached keep their lead.

    Raises Delegation.DoesNotExist, Invalid, Refused, AlreadyDone.
    """
    with transaction.atomic():
        once(actor, key)
        still_in_office(actor)
        mine = Delegation.objects.select_for_update().filter(government=actor.government, convener=actor.post)
        row = mine.get(pk=delegation)
        if row.ended:
            raise Invalid({"": say("Pelimpahan tetap ini sudah diakhiri.")})
        row.ended, row.version = True, row.version + 1
        row.save(update_fields=["ended", "version"])
        _record(actor, "delegation", row, DELEGATING, GIVEN, ENDED, "akhiri_pelimpahan")
    return row


def appoint_operator(*, actor: Actor, post: str, valid_to: date | None = None, key: str = "") -> Operator:
    """Let a post of one's agency prepare and record in one's name from today on. Raises as `delegate` does."""
    errors = {}
    today = actor.government.today()
    if post not in {p.code for p in operators_of(history(actor.government).on(today), actor.post)}:
        errors["post"] = say("Pilih jabatan pada Perangkat Daerah Anda sendiri.")
    if valid_to and valid_to < today:
        errors["valid_to"] = say("Hari terakhirnya tidak boleh sebelum hari ini.")
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        once(actor, key)
        still_in_office(actor)
        row = Operator(
            government=actor.government, post=post, principal=actor.post, valid_from=today, valid_to=valid_to
        )
        if Operator.objects.filter(government=actor.government, post=post, principal=actor.post).on(today).exists():
            raise Invalid({"post": say("Jabatan itu sudah menjadi operator Anda.")})
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:  # a rival was quicker
            raise Invalid({"post": say("Jabatan itu sudah menjadi operator Anda.")}) from error
        _record(actor, "operator", row, OPERATING, "", state_of(row), "tunjuk_operator")
    return row


def end_operator(*, actor: Actor, operator: int, key: str = "") -> Operator:
    """Let an operator's task end with today. Raises Operator.DoesNotExist, Invalid, Refused, AlreadyDone."""
    today = actor.government.today()
    with transaction.atomic():
        once(actor, key)
        still_in_office(actor)
        mine = Operator.objects.select_for_update().filter(government=actor.government, principal=actor.post)
        row = mine.get(pk=operator)
        if row.valid_to and row.valid_to <= today:
            raise Invalid({"": say("Tugas operator ini sudah berakhir.")})
        before = state_of(row)
        row.valid_to, row.version = today, row.version + 1
        row.save(update_fields=["valid_to", "version"])
        _record(actor, "operator", row, OPERATING, before, state_of(row), "akhiri_operator")
    return row


def state_of(row: Delegation | Operator) -> str:
    """The state of a standing power as the ledger knows it: given, or its end set."""
    over = row.ended if isinstance(row, Delegation) else row.valid_to is not None
    return ENDED if over else GIVEN


def said_of(row: Delegation | Operator) -> dict[str, Any]:
    """What a row says, as its entry commits to it."""
    names = (
        ("convener", "lead", "form", "with_budget", "ended") if isinstance(row, Delegation) else ("post", "principal")
    )
    days = {name: value.isoformat() if (value := getattr(row, name)) else "" for name in ("valid_from", "valid_to")}
    return {name: getattr(row, name) for name in names} | days


def _record(
    actor: Actor, subject: str, row: Delegation | Operator, basis: Basis, before: str, after: str, step: str
) -> None:
    ledger.append(
        government=actor.government,
        subject_type=subject,
        subject_key=str(row.pk),
        subject_version=row.version,
        state_before=before,
        state_after=after,
        step=step,
        actor=ledger.Hand(str(actor.person.pk), actor.person.name, actor.post, actor.unit, actor.capacity),
        basis=basis,
        recorded_at=clock.now(),
        texts={"row": said_of(row)},
    )


def rows_of(model: type[Delegation] | type[Operator], actor: Actor) -> Sequence[Any]:
    """The standing powers that the actor's post gave, the newest first."""
    name = "convener" if model is Delegation else "principal"
    return list(model._default_manager.filter(government=actor.government, **{name: actor.post}).order_by("-pk")[:100])


def rows_to(model: type[Delegation] | type[Operator], actor: Actor) -> Sequence[Any]:
    """The standing powers that were given to the actor's post, the newest first."""
    name = "lead" if model is Delegation else "post"
    return list(model._default_manager.filter(government=actor.government, **{name: actor.post}).order_by("-pk")[:100])

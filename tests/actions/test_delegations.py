"""Standing powers: operators who record in another's name, and delegations that hold until a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from selaras.actions.acts import Deed, seen_of
from selaras.actions.delegations import appoint_operator, delegate, end_delegation, end_operator
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.files import Upload
from selaras.actions.ledger import verify
from selaras.actions.matters import act, submit
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records import ledger
from selaras.records.delegations import Delegation
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor, Operator
from tests.scans import scan

Cast = Callable[..., Actor]

pytestmark = pytest.mark.django_db
PDF = scan()
SCHOOLS = Intent(
    kind="koordinatif", form="c", parties=("DINKES", "DINSOS"), title="Imunisasi", purpose="Jadwal bersama."
)
FIELDS = Intent(
    kind="koordinatif", form="c", parties=("DISPERTAN", "DKP", "KEC.BATUMANDI"), title="Irigasi", purpose="x"
)


def opened(actor: Actor, intent: Intent) -> Matter:
    return submit(actor=actor, draft=save_draft(actor=actor, intent=intent).pk, key="")


def take(actor: Actor, matter: Matter, unit: str, step: str, **details: object) -> Matter:
    fresh = Matter.objects.get(pk=matter.pk)
    fresh.government = actor.government
    seat = fresh.participants.filter(unit=unit, retired=False).order_by("-role").first()
    assert seat and fresh.number
    deed = Deed(step=step, **details)  # type: ignore[arg-type]
    return act(actor=actor, number=fresh.number, seat=seat.pk, deed=deed, seen=seen_of(fresh, seat), key="")


def give(actor: Actor, lead: str = "SETDA.AST2/1", form: str = "c", *, with_budget: bool = False) -> Delegation:
    until = actor.government.today() + timedelta(days=30)
    return delegate(actor=actor, lead=lead, form=form, with_budget=with_budget, valid_from=None, valid_to=until)


def test_pasal_19_huruf_d_a_standing_delegation_lets_the_asisten_lead_from_the_submission(
    cast: Cast, balangan: Government
) -> None:
    sekda = cast("SETDA/1")
    cast("SETDA.AST2/1")
    given = give(sekda)
    matter = opened(cast("DPUPR/1"), FIELDS)
    assert matter.state == "led"
    assert matter.participants.get(leads=True).post == "SETDA.AST2/1"
    entry = ledger.Entry.objects.get(subject_key=matter.number, step="limpahkan")
    assert entry.post == "" and (entry.on_behalf or {})["post"] == "SETDA/1"  # the system, in the convener's name
    assert f"nomor {given.pk}" in str(entry.texts["text"])
    assert verify(balangan) == []


@pytest.mark.parametrize(
    ("form", "with_budget", "ended", "led"),
    [("c", False, False, False), ("", True, False, True), ("d", True, False, False), ("", True, True, False)],
    ids=["without budget", "any form with budget", "another form", "ended"],
)
def test_a_standing_delegation_reaches_only_what_it_says(
    cast: Cast, form: str, with_budget: bool, ended: bool, led: bool
) -> None:
    sekda = cast("SETDA/1")
    cast("SETDA.AST2/1")
    given = give(sekda, form=form, with_budget=with_budget)
    if ended:
        end_delegation(actor=sekda, delegation=given.pk)
    costly = Intent(kind="koordinatif", form="c", parties=FIELDS.parties, title="x", purpose="x", budget=True)
    assert (opened(cast("DPUPR/1"), costly).state == "led") is led


def test_a_standing_delegation_goes_only_to_an_office_right_below_and_ends_on_a_day(cast: Cast) -> None:
    sekda, today = cast("SETDA/1"), cast("SETDA/1").government.today()
    for lead, until in (("DPUPR/1", today), ("SETDA.AST2/1", None), ("SETDA.AST2/1", today - timedelta(days=1))):
        with pytest.raises(Invalid):
            delegate(actor=sekda, lead=lead, form="", with_budget=False, valid_from=None, valid_to=until)
    with pytest.raises(Invalid):  # a head of dinas convenes nothing and delegates nothing for good
        give(cast("DPUPR/1"), lead="DPUPR/6")
    with pytest.raises(Delegation.DoesNotExist):
        end_delegation(actor=cast("DPUPR/1"), delegation=give(sekda).pk)


def test_an_operator_records_for_the_sekda_both_named_and_binds_only_with_the_signed_paper(
    cast: Cast, balangan: Government
) -> None:
    sekda, clerk = cast("SETDA/1"), cast("SETDA.AST3.UMUM/1")
    matter = opened(cast("DPUPR/1"), FIELDS)
    assert not Matter.objects.visible_to(clerk).exists()
    appoint_operator(actor=sekda, post=clerk.post)
    clerk = replace(clerk)  # the next request
    assert Matter.objects.visible_to(clerk).get() == matter
    with pytest.raises(Refused) as refused:
        take(clerk, matter, "SETDA", "ambil")
    assert "pindaian" in refused.value.ways_on[0]
    take(clerk, matter, "SETDA", "ambil", uploads=(Upload("disposisi.pdf", PDF),))
    entry = ledger.Entry.objects.get(subject_key=matter.number, step="ambil")
    assert entry.post == clerk.post and (entry.on_behalf or {})["post"] == "SETDA/1"
    assert verify(balangan) == []


def test_an_operator_drafts_in_the_name_of_a_head_and_submits_what_does_not_bind(cast: Cast) -> None:
    head, clerk = cast("DPUPR/1"), cast("DPUPR/2")
    question = Intent(kind="konsultatif", parties=("DLH/1",), title="Tanya", purpose="Mohon pendapat.")
    with pytest.raises(Invalid):
        save_draft(actor=clerk, intent=question, principal=head.post)
    appoint_operator(actor=head, post=clerk.post)
    clerk = replace(clerk)  # the next request
    draft = save_draft(actor=clerk, intent=question, principal=head.post)
    assert Matter.objects.visible_to(head).get() == draft  # who signs sees what is prepared in his name
    matter = submit(actor=clerk, draft=draft.pk, key="")
    assert matter.opener_post == head.post
    entry = ledger.Entry.objects.get(subject_key=matter.number)
    assert entry.post == clerk.post and (entry.on_behalf or {})["post"] == head.post
    binding = save_draft(actor=clerk, intent=FIELDS, principal=head.post)
    with pytest.raises(Refused):
        submit(actor=clerk, draft=binding.pk, key="")
    signed = submit(actor=clerk, draft=binding.pk, key="", uploads=(Upload("surat.pdf", PDF),))
    assert signed.number and signed.files.count() == 1


def test_the_bupati_delegates_for_good_to_the_sekda_and_has_operators_in_the_secretariat(cast: Cast) -> None:
    bupati = cast("BUPATI/1")
    give(bupati, lead="SETDA/1")
    cast("SETDA/1")
    outside = Intent(kind="koordinatif", form="c", parties=("EXT.POLRES", "DLH"), title="Karhutla", purpose="Patroli.")
    matter = opened(cast("BPBD/1"), outside)
    assert matter.participants.get(role="convener").post == "BUPATI/1"
    assert matter.participants.get(leads=True).post == "SETDA/1"
    assert appoint_operator(actor=bupati, post="SETDA.AST3.UMUM/1").principal == "BUPATI/1"


def test_an_operator_is_of_the_same_agency_and_ends_on_the_day(cast: Cast) -> None:
    head = cast("DPUPR/1")
    for post in ("DLH/2", "DPUPR/1", "TIDAK/ADA"):
        with pytest.raises(Invalid):
            appoint_operator(actor=head, post=post)
    given = appoint_operator(actor=head, post="DPUPR/2")
    with pytest.raises(Invalid):
        appoint_operator(actor=head, post="DPUPR/2")
    end_operator(actor=head, operator=given.pk)
    with pytest.raises(Invalid):
        end_operator(actor=head, operator=given.pk)
    row = Operator.objects.get(pk=given.pk)
    assert not Operator.objects.on(head.government.today() + timedelta(days=1)).filter(pk=row.pk)


def test_verify_names_a_standing_power_that_was_changed_beside_the_ledger(cast: Cast, balangan: Government) -> None:
    row = give(cast("SETDA/1"))
    operator = appoint_operator(actor=cast("DPUPR/1"), post="DPUPR/2")
    Delegation.objects.filter(pk=row.pk).update(with_budget=True)
    Operator.objects.filter(pk=operator.pk).update(post="DPUPR/3")
    named = {(fault.row, fault.column) for fault in verify(balangan)}
    assert named == {(f"baris delegation {row.pk}", "with_budget"), (f"baris operator {operator.pk}", "post")}


def test_an_operator_takes_a_draft_back_into_his_own_name(cast: Cast) -> None:
    head, clerk = cast("DPUPR/1"), cast("DPUPR/2")
    appoint_operator(actor=head, post=clerk.post)
    clerk = replace(clerk)
    question = Intent(kind="konsultatif", parties=("DLH/1",), title="Tanya", purpose="Mohon pendapat.")
    draft = save_draft(actor=clerk, intent=question, principal=head.post)
    assert save_draft(actor=clerk, intent=question, draft=draft.pk).opener_post == head.post
    assert save_draft(actor=clerk, intent=question, draft=draft.pk, principal=clerk.post).opener_post == clerk.post

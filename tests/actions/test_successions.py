"""Organisations change under running matters: successors take seats, mappings lead elsewhere, tenures end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import F

from selaras.actions.people import SYSTEM, end_tenure
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records import ledger, units
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.people import Actor, Tenure
from tests.acts import Cast, opened, slots, sound, state, take

pytestmark = pytest.mark.django_db
IRRIGATION = {"kind": "koordinatif", "form": "c", "parties": ("DISPERTAN", "DKP")}


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Organisations are remembered by version; each test here makes a version of its own."""
    units.forget()
    yield
    units.forget()


def changed(government: Government) -> None:
    """A new version of the organisation, as loading a pack makes it."""
    Government.objects.filter(pk=government.pk).update(organisation_version=F("organisation_version") + 1)
    government.refresh_from_db()


def end_unit(government: Government, old: str, *heirs: str, kind: str = "merge") -> None:
    """A unit ends with yesterday and others succeed it today."""
    yesterday = government.today() - timedelta(days=1)
    mine = {"government": government}
    units.Unit.objects.filter(code=old, **mine).update(valid_to=yesterday)
    units.Post.objects.filter(unit=old, **mine).update(valid_to=yesterday)
    units.Coordination.objects.filter(unit=old, **mine).update(valid_to=yesterday)
    units.Affair.objects.filter(unit=old, **mine).update(valid_to=yesterday)
    for new in heirs:
        units.Succession.objects.create(
            date=government.today(), old=old, new=new, kind=kind, ground="Perda contoh", **mine
        )
    changed(government)


def now(actor: Actor, government: Government) -> Actor:
    """The actor as of his next request."""
    return replace(actor, government=government)


def test_two_units_merged_the_successor_takes_the_seat_and_the_matter_goes_on(cast: Cast, balangan: Government) -> None:
    opener = cast("DPUPR/1")
    cast("DISPERTAN/1")
    asked = opened(opener, kind="konsultatif", parties=("DKP", "DLH"))
    end_unit(balangan, "DKP", "DISPERTAN")
    heir = now(cast("DISPERTAN/1"), balangan)
    assert Matter.objects.visible_to(heir).get() == asked
    assert Participant.objects.awaiting(heir).get().unit == "DKP"
    with pytest.raises(Refused):
        take(now(opener, balangan), asked, "tanggapi", "Kami jawab sendiri.", seat="DKP")
    take(heir, asked, "gantikan", seat="DKP")
    take(heir, asked, "tanggapi", "Sebagai penerus kami menjawab.")
    assert slots(asked, "counterpart") == {"DISPERTAN": "answered", "DLH": "asked"}
    entry = ledger.Entry.objects.get(subject_key=asked.number, step="gantikan")
    assert entry.texts["succeeded"] == "DKP DISPERTAN" and sound(balangan, besides="organisation")


def test_a_counterpart_that_merges_with_another_keeps_one_seat_and_both_answers(
    cast: Cast, balangan: Government
) -> None:
    opener, one, two = cast("DPUPR/1"), cast("DKP/1"), cast("DISPERTAN/1")
    matter = opened(opener, kind="konsultatif", parties=("DKP", "DISPERTAN"))
    take(one, matter, "tanggapi", "Dari pangan.")
    end_unit(balangan, "DKP", "DISPERTAN")
    take(now(opener, balangan), matter, "gantikan", seat="DKP")  # who opened may do it as well: there is one heir
    assert slots(matter, "counterpart") == {"DISPERTAN": "asked"} and matter.answers.count() == 1
    take(now(two, balangan), matter, "tanggapi", "Dari pertanian.")
    take(now(opener, balangan), matter, "simpulkan", "Dipahami.")
    assert state(matter) == "confirming" and sound(balangan, besides="organisation")


def test_parties_that_become_one_unit_end_the_matter_with_a_word_on_how_it_goes_on(
    cast: Cast, balangan: Government
) -> None:
    opener = cast("DISPERTAN/1")
    cast("DKP/1")
    matter = opened(opener, kind="kolegial", parties=("DKP",))
    take(opener, matter, "usulkan", "Satu gudang.")
    end_unit(balangan, "DKP", "DISPERTAN")
    opener = now(opener, balangan)
    take(opener, matter, "gantikan", seat="DKP")
    with pytest.raises(Refused):
        take(opener, matter, "sepakati")
    take(opener, matter, "akhiri_penerus", "Diteruskan oleh bidang baru.")
    assert state(matter) == "united" and sound(balangan, besides="organisation")


def test_the_openers_unit_ends_and_its_successor_opens_on(cast: Cast, balangan: Government) -> None:
    opener = cast("DKP/1")
    cast("DISPERTAN/1")
    matter = opened(opener, kind="konsultatif", parties=("DPUPR",))
    end_unit(balangan, "DKP", "DISPERTAN", kind="rename")
    heir = now(cast("DISPERTAN/1"), balangan)
    take(heir, matter, "gantikan", seat="DKP")
    fresh = Matter.objects.get(pk=matter.pk)
    assert (fresh.opener_unit, fresh.opener_post) == ("DISPERTAN", "DISPERTAN/1") and sound(
        balangan, besides="organisation"
    )
    take(heir, matter, "cabut", "Tidak lagi diperlukan.")


def test_of_a_unit_that_was_split_only_the_successors_themselves_take_the_seat(
    cast: Cast, balangan: Government
) -> None:
    opener = cast("DPUPR/1")
    matter = opened(opener, kind="konsultatif", parties=("DKP",))
    end_unit(balangan, "DKP", "DISPERTAN", "DLH", kind="split")
    with pytest.raises(Invalid):
        take(now(opener, balangan), matter, "gantikan", seat="DKP")
    take(now(cast("DLH/1"), balangan), matter, "gantikan", seat="DKP")
    assert slots(matter, "counterpart") == {"DLH": "asked"}


def test_pasal_21_a_mapping_that_changes_leaves_the_path_and_offers_the_new_one(
    cast: Cast, balangan: Government
) -> None:
    opener, sekda, one = cast("DISPERTAN/1"), cast("SETDA/1"), cast("SETDA.AST2/1")
    matter = opened(opener, **{**IRRIGATION, "parties": ("DKP",)})
    before = dict(slots(matter))
    convener = matter.participants.get(role="convener")
    assert convener.unit == "SETDA.AST2"
    with pytest.raises(Refused):
        take(opener, matter, "perbarui_jalur", "Pemetaan baru.")
    units.Coordination.objects.filter(government=balangan, unit="DKP").update(coordinator="SETDA.AST1")
    Government.objects.filter(pk=balangan.pk).update(coordination_version=F("coordination_version") + 1)
    balangan.refresh_from_db()
    opener, sekda = now(opener, balangan), now(sekda, balangan)
    assert slots(matter) == before  # a matter under way keeps its path
    take(now(one, balangan), matter, "ambil")
    take(opener, matter, "perbarui_jalur", "Pemetaan baru berlaku.")
    offices = {p.role: p.unit for p in matter.participants.filter(retired=False)}
    assert offices["convener"] == "SETDA" and state(matter) == "submitted"
    assert matter.participants.filter(retired=True).get().unit == "SETDA.AST2"
    assert not matter.participants.filter(leads=True).exists()
    take(sekda, matter, "ambil")
    assert state(matter) == "led" and sound(balangan, besides="coordination")


def test_a_tenure_that_ends_while_the_form_is_open_gets_a_clear_refusal(cast: Cast, balangan: Government) -> None:
    opener = cast("DPUPR/1")
    matter = opened(opener, kind="konsultatif", parties=("DLH",))
    tenure = Tenure.objects.get(pk=opener.tenure.pk)
    end_tenure(by=SYSTEM, tenure=tenure, last_day=balangan.today() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        take(opener, matter, "cabut", "Selesai.")
    assert "Masa jabatan" in refused.value.what and "Salin" in refused.value.ways_on[0]
    assert state(matter) == "consulting" and sound(balangan)


def test_what_the_old_unit_let_others_do_ends_with_it_and_offices_of_the_old_path_read_no_more(
    cast: Cast, balangan: Government
) -> None:
    opener, head, helper = cast("DPUPR/1"), cast("DKP/1"), cast("DKP/2")
    cast("DISPERTAN/1")
    matter = opened(opener, kind="konsultatif", parties=("DKP", "DLH"))
    take(head, matter, "tugaskan", post="DKP/2", power="bertindak")
    assert Matter.objects.visible_to(helper).exists()
    end_unit(balangan, "DKP", "DISPERTAN")
    take(now(cast("DISPERTAN/1"), balangan), matter, "gantikan", seat="DKP")
    assert not Matter.objects.visible_to(now(helper, balangan)).exists()
    assert sound(balangan, besides="organisation")

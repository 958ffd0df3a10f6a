"""Pasal 17 huruf a and Pasal 19: a leader's four duties towards the units in his span."""

from __future__ import annotations

import pytest

from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records.governments import Government
from tests.acts import Cast, opened, slots, sound, state, take

pytestmark = pytest.mark.django_db
STUNTING = {"kind": "koordinatif", "type": "hierarki", "parties": ("DINKES", "DPPKB"), "title": "Bimbingan stunting"}


def test_pasal_19_huruf_d_an_asisten_guides_units_in_his_span_without_convener_or_meeting(
    cast: Cast, balangan: Government
) -> None:
    leader, one, two = cast("SETDA.AST1/1"), cast("DINKES/1"), cast("DPPKB/1")
    matter = opened(leader, duty="d", **STUNTING)
    assert not matter.participants.filter(role="convener").exists() and matter.duty == "d"
    for actor in (one, two):
        take(actor, matter, "terima_arahan")
    take(one, matter, "sampaikan_pandangan", "Kader kurang di dua kecamatan.")
    for actor in (one, two):
        take(actor, matter, "laporkan", "Sudah dilaksanakan.")
    take(leader, matter, "minta_laporan_ulang", "Sertakan angka.", target="DPPKB")
    take(two, matter, "laporkan", "Angka terlampir.")
    for unit in ("DINKES", "DPPKB"):
        take(leader, matter, "evaluasi", "Tercapai.", target=unit)
    take(leader, matter, "tutup")
    assert state(matter) == "closed" and set(slots(matter, "counterpart").values()) == {"evaluated"}
    assert sound(balangan)


def test_pasal_19_the_duty_is_named_and_is_one_of_four(cast: Cast) -> None:
    leader = cast("SETDA.AST1/1")
    with pytest.raises(Invalid) as invalid:
        opened(leader, **STUNTING)
    assert set(invalid.value.errors) == {"duty"}
    with pytest.raises(Invalid):
        opened(leader, duty="e", **STUNTING)


def test_pasal_17_huruf_a_outside_his_span_a_leader_coordinates_otherwise(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        opened(cast("DPUPR/1"), duty="a", **STUNTING)
    assert refused.value.ways_on


def test_pasal_19_a_head_of_dinas_leads_the_sections_of_his_own_agency(cast: Cast) -> None:
    leader = cast("DPUPR/1")
    matter = opened(leader, kind="koordinatif", type="hierarki", duty="b", parties=("DPUPR/6", "DPUPR/4"))
    assert set(matter.participants.filter(role="counterpart").values_list("post", flat=True)) == {"DPUPR/6", "DPUPR/4"}

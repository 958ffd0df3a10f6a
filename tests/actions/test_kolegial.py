"""Pasal 14: equals deliberate, share the load and end together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from selaras.actions.acts import Deed, seen_of
from selaras.actions.facts import local_day
from selaras.actions.matters import act
from selaras.actions.refusals import Stale
from selaras.law.procedures import Refused
from selaras.law.types import Strength
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.matters import Link, Matter
from selaras.records.people import Actor
from tests.acts import Cast, opened, seat_of, slots, sound, state, take

pytestmark = pytest.mark.django_db
UNITS = ("DKUKMP", "DISDAG", "DISPAR")


def fair(cast: Cast) -> tuple[Matter, Actor, Actor, Actor]:
    one, two, three = (cast(f"{unit}/1") for unit in UNITS)
    matter = opened(one, kind="kolegial", parties=("DISDAG", "DISPAR"), title="Pameran usaha kecil bersama")
    take(one, matter, "usulkan", "Pameran pekan ketiga, biaya dibagi tiga.")
    return matter, one, two, three


def test_pasal_14_ayat_2_from_the_invitation_to_closing_together(cast: Cast, balangan: Government) -> None:
    matter, one, two, three = fair(cast)
    take(two, matter, "setuju_catatan", "Tempatnya di pasar.")
    take(three, matter, "keberatan", "Bertepatan dengan festival.")
    with pytest.raises(Refused) as refused:
        take(one, matter, "sepakati")
    assert refused.value.basis.strength is Strength.DESIGNED and refused.value.ways_on
    take(one, matter, "jawab_keberatan", "Digeser sepekan.", target="DISPAR")
    take(three, matter, "cabut_keberatan")
    take(three, matter, "setuju")
    take(two, matter, "sepakati")  # anyone of them, not the opener alone
    for actor, share in ((one, "Tenda"), (two, "Tempat"), (three, "Promosi")):
        take(actor, matter, "ambil_bagian", share)
    take(three, matter, "mulai")
    take(one, matter, "laporkan_bagian", "Tenda terpasang.")
    with pytest.raises(Refused):
        take(one, matter, "tutup")  # nobody ends it alone
    for actor in (two, three):
        take(actor, matter, "laporkan_bagian", "Terlaksana.")
    take(two, matter, "tutup", "Pameran berhasil.")
    done = Matter.objects.get(pk=matter.pk)
    assert (done.state, done.outcome) == ("closed", "kesepakatan bersama")
    assert set(slots(matter).values()) == {"done"} and sound(balangan)


def test_pasal_14_ayat_2_silence_is_never_assent_and_the_silent_unit_bears_no_share(
    cast: Cast, balangan: Government
) -> None:
    matter, one, two, _three = fair(cast)
    take(two, matter, "setuju")
    with pytest.raises(Refused):
        take(one, matter, "sepakati")
    for _ in range(2):
        take(one, matter, "ingatkan", target="DISPAR")
    take(one, matter, "sepakati")
    assert slots(matter) == {"DKUKMP": "to_share", "DISDAG": "to_share", "DISPAR": "silent"} and sound(balangan)


def test_pasal_14_ayat_2_a_text_changed_after_positions_clears_them_and_a_stale_form_is_told(cast: Cast) -> None:
    matter, _one, two, three = fair(cast)
    take(two, matter, "setuju")
    now, seat = Matter.objects.get(pk=matter.pk), seat_of(matter, three.post)
    seen = seen_of(now, seat)  # the third opens the page
    take(two, matter, "usulkan_ulang", "Pameran pekan keempat.")
    assert slots(matter) == {"DKUKMP": "to_state", "DISDAG": "agreed", "DISPAR": "to_state"}
    with pytest.raises(Stale):
        act(actor=three, number=now.number or "", seat=seat.pk, deed=Deed(step="setuju"), seen=seen, key="")
    assert [p.participant.unit for p in matter.proposals.order_by("version")] == ["DKUKMP", "DISDAG"]


def test_pasal_14_an_upheld_objection_is_carried_up_along_the_path(cast: Cast, balangan: Government) -> None:
    matter, one, two, three = fair(cast)
    with pytest.raises(Refused):
        take(one, matter, "naikkan", "Buntu.")  # deliberation comes first
    take(three, matter, "keberatan", "Tidak sanggup.")
    take(one, matter, "jawab_keberatan", "Bagian Anda kecil.", target="DISPAR")
    take(three, matter, "pertahankan", "Tetap tidak.")
    take(two, matter, "naikkan", "Pembagian biaya tidak disepakati.")
    assert state(matter) == "carried_up" and sound(balangan)
    draft = Link.objects.get(target=matter, kind="carried_up").source
    assert (draft.kind, set(draft.parties), draft.opener_post) == ("koordinatif", {"DKUKMP", "DISPAR"}, "DISDAG/1")


@pytest.mark.parametrize("step", ["cabut", "gabungkan", "ganti_jenis"])
def test_pasal_14_ayat_2_once_a_concept_stands_not_even_the_opener_ends_it_alone(cast: Cast, step: str) -> None:
    matter, one, _two, _three = fair(cast)
    with pytest.raises(Refused):
        take(one, matter, step, "Sudahi.", kind="konsultatif", other="2026-00001")


def test_pasal_14_ayat_2_who_is_asked_about_a_new_text_has_the_whole_time_once_more(
    cast: Cast, balangan: Government
) -> None:
    with clock.at(clock.now() - timedelta(days=30)):
        matter, one, two, three = fair(cast)
    take(two, matter, "usulkan_ulang", "Pameran pekan keempat.")
    late = seat_of(matter, three.post)  # silent on the old text for weeks, asked about the new one today
    assert local_day(balangan, late.slot_since) == local_day(balangan, late.turn_since or late.slot_since)
    assert local_day(balangan, late.slot_since) == balangan.today()
    with pytest.raises(Refused):
        take(one, matter, "sepakati")

"""Pasal 16 and Pasal 1 angka 13: tasks go down rung by rung and reports come back up the same rungs."""

from __future__ import annotations

import pytest

from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records.governments import Government
from selaras.records.matters import Link, Matter
from tests.acts import Cast, opened, seat_of, slots, sound, state, take

pytestmark = pytest.mark.django_db


def test_pasal_1_angka_13_a_task_goes_down_two_rungs_and_its_report_comes_back_up_both(
    cast: Cast, balangan: Government
) -> None:
    head, middle, section = cast("DPUPR/1"), cast("DPUPR/6"), cast("DPUPR/62")
    matter = opened(head, kind="struktural", parties=("DPUPR/6",), title="Perbaikan tanggul")
    take(middle, matter, "terima_tugas")
    with pytest.raises(Invalid) as invalid:
        take(middle, matter, "teruskan", "Kerjakan.", post="DPUPR/31")  # another's subordinate
    assert set(invalid.value.errors) == {"post"}
    take(middle, matter, "teruskan", "Kerjakan pekan ini.", post="DPUPR/62")
    child = Link.objects.get(source=matter, kind="child").target
    assert (child.kind, child.opener_post, child.phase) == ("struktural", "DPUPR/6", "open")
    with pytest.raises(Refused) as refused:
        take(middle, matter, "laporkan", "Sudah.")
    assert "jenjang yang sama" in refused.value.ways_on[0]
    take(section, child, "terima_tugas")
    take(section, child, "sampaikan_pandangan", "Alat berat rusak.")  # Pasal 16 ayat (2)
    take(section, child, "laporkan", "Selesai dengan tenaga warga.")
    take(middle, child, "terima_laporan", target="DPUPR/62")
    take(middle, child, "tutup")
    take(middle, matter, "laporkan", "Tanggul selesai.")
    take(head, matter, "kembalikan_laporan", "Lampirkan foto.", target="DPUPR/6")
    take(middle, matter, "laporkan", "Foto terlampir.")
    take(head, matter, "terima_laporan", target="DPUPR/6")
    take(head, matter, "tutup", "Baik.")
    assert state(matter) == state(child) == "closed" and sound(balangan)


def test_pasal_1_angka_13_a_rung_skipped_is_refused_sent_through_the_rung_between_or_past_it_in_urgency(
    cast: Cast, balangan: Government
) -> None:
    head = cast("DPUPR/1")
    with pytest.raises(Refused) as refused:
        opened(head, kind="struktural", parties=("DPUPR/62",))
    assert refused.value.basis.cite == "Pasal 1 angka 13"
    assert any("melalui Kepala Bidang Sumber Daya Air" in way for way in refused.value.ways_on)
    assert opened(head, kind="struktural", parties=("DPUPR/6",)).state == "assigned"
    urgent = opened(head, kind="struktural", parties=("DPUPR/62",), urgency="Tanggul jebol malam ini.")
    assert urgent.urgency and slots(urgent)["DPUPR"] is not None
    told = seat_of(urgent, "DPUPR/6")
    assert (told.role, told.slot) == ("via", "told")
    take(cast("DPUPR/6"), urgent, "lihat")
    assert sound(balangan)


def test_pasal_11_ayat_3_a_camat_gives_a_task_to_the_lurah_right_below(cast: Cast) -> None:
    camat, lurah = cast("KEC.PARINGIN/1"), cast("KEL.PARKOT/1")
    matter = opened(camat, kind="struktural", parties=("KEL.PARKOT",))
    take(lurah, matter, "terima_tugas")
    take(lurah, matter, "laporkan", "Pendataan selesai.")
    take(camat, matter, "terima_laporan", target="KEL.PARKOT")
    take(camat, matter, "tutup")
    assert state(matter) == "closed"


def test_pasal_16_urgency_is_kept_only_for_a_task_and_its_reason_stands_in_the_ledger(
    cast: Cast, balangan: Government
) -> None:
    asked = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",), urgency="Segera.")
    assert Matter.objects.get(pk=asked.pk).urgency == "" and sound(balangan)


def test_pasal_1_angka_13_a_task_given_on_stays_one_until_its_report_came(cast: Cast) -> None:
    head, middle = cast("DPUPR/1"), cast("DPUPR/6")
    matter = opened(head, kind="struktural", parties=("DPUPR/6",))
    take(middle, matter, "terima_tugas")
    take(middle, matter, "teruskan", "Kerjakan.", post="DPUPR/62")
    child = Link.objects.get(source=matter, kind="child").target
    with pytest.raises(Invalid) as invalid:
        take(middle, matter, "kaitkan", other=child.number, link_kind="follows")
    assert set(invalid.value.errors) == {"other"} and Link.objects.get(target=child).kind == "child"

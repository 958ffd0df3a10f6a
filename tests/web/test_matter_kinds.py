"""The page of a matter of every kind, as those see it who take part: the words at hand, the names, what is folded."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from selaras.actions.people import SYSTEM, end_tenure
from selaras.records.governments import Government
from selaras.records.matters import Link, Matter
from selaras.records.people import Actor, Tenure
from tests.acts import Cast, opened, seat_of, take
from tests.web.test_matters import fields, text, url

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]


def panel(client: Client, matter: Matter) -> str:
    """The one panel that wants an act, as it reads."""
    page = client.get(url(Matter.objects.get(pk=matter.pk))).content.decode()
    found = re.findall(r'<section class="panel".*?</section>', page, re.DOTALL)
    assert len(found) == 1
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def test_pasal_14_who_objected_reads_the_answer_to_his_objection_above_his_form(
    cast: Cast, client_for: ClientFor
) -> None:
    one, two, three = cast("DKUKMP/1"), cast("DISDAG/1"), cast("DISPAR/1")
    matter = opened(one, kind="kolegial", parties=("DISDAG", "DISPAR"))
    take(one, matter, "usulkan", "Pameran pekan ketiga.")
    for actor in (two, three):
        take(actor, matter, "keberatan", "Tidak sanggup.")
    take(one, matter, "jawab_keberatan", "Bagian Anda kecil.", target="DISDAG")
    take(one, matter, "jawab_keberatan", "Tempatnya kami carikan.", target="DISPAR")
    assert "Bagian Anda kecil. Selengkapnya" in panel(client_for(two), matter)
    assert "Tempatnya kami carikan. Selengkapnya" in panel(client_for(three), matter)


def test_pasal_15_what_a_product_lacks_stands_above_the_form_of_its_maker(cast: Cast, client_for: ClientFor) -> None:
    asker, expert = cast("DISDIK/1"), cast("DISKOMINFO/1")
    matter = opened(asker, kind="fungsional", parties=("DISKOMINFO/1",))
    take(expert, matter, "terima")
    take(expert, matter, "serahkan", "Serat optik.")
    take(asker, matter, "minta_lengkapi", "Biayanya belum ada.", target="DISKOMINFO")
    shown = panel(client_for(expert), matter)
    assert "Biayanya belum ada." in shown and "Serat optik." not in shown
    page = text(client_for(expert).get(url(matter)))
    assert "Pihak: Kepala Dinas Komunikasi dan Informatika" in page  # in the journey; nobody is spoken to


def test_pasal_15_the_unit_named_as_competent_is_told_beside_the_answer(cast: Cast, client_for: ClientFor) -> None:
    asker, asked = cast("DISDIK/1"), cast("DISHUB/1")
    matter = opened(asker, kind="fungsional", parties=("DISHUB/1",))
    take(asked, matter, "tolak", "Bukan wewenang kami.", unit="DISKOMINFO")
    page = text(client_for(asker).get(url(matter)))
    told = "Bukan wewenang kami. Unit yang berwenang: Dinas Komunikasi dan Informatika"
    assert page.count(told) == 2  # among the answers, and in the journey


def test_pasal_1_angka_13_posts_of_one_agency_are_called_by_their_titles(cast: Cast, client_for: ClientFor) -> None:
    head, middle = cast("DPUPR/1"), cast("DPUPR/6")
    matter = opened(head, kind="struktural", parties=("DPUPR/6",))
    page = text(client_for(middle).get(url(matter)))
    assert "Kepala Dinas Pekerjaan Umum dan Penataan Ruang memberi tugas" in page
    assert "Ada pada Kepala Bidang Sumber Daya Air sejak" in page
    answer = client_for(middle).post(url(matter, "langkah/"), fields(matter, middle, "terima_tugas"), follow=True)
    assert "Sekarang ada pada Kepala Bidang Sumber Daya Air." in text(answer)


def test_pasal_16_what_a_report_lacks_stands_above_its_form_and_rare_steps_are_folded(
    cast: Cast, client_for: ClientFor
) -> None:
    head, middle = cast("DPUPR/1"), cast("DPUPR/6")
    matter = opened(head, kind="struktural", parties=("DPUPR/6",))
    take(middle, matter, "terima_tugas")
    take(middle, matter, "laporkan", "Selesai.")
    page = client_for(head).get(url(matter)).content.decode()
    direct, _fold, folded = page.partition('<div class="inset">')
    for code, where in (("kembalikan_laporan", direct), ("arahkan", direct), ("tugaskan", folded), ("kaitkan", folded)):
        assert f'id="{code}-{seat_of(matter, head.post).pk}"' in where, code
    assert 'id="tarik_tugas-' not in page  # nobody was assigned
    assert "Terima laporan <span" in page.partition('class="blocks"')[2]  # what is awaited is never put aside
    take(head, matter, "kembalikan_laporan", "Lampirkan foto.", target="DPUPR/6")
    assert "Lampirkan foto." in panel(client_for(middle), matter)
    page = client_for(head).get(url(matter)).content.decode()
    assert f'id="ingatkan-{seat_of(matter, head.post).pk}"' in page.partition('<div class="inset">')[0]


def test_pasal_14_carried_up_the_two_matters_name_each_other_the_right_way_round(
    cast: Cast, client_for: ClientFor
) -> None:
    one, two = cast("DISHUB/1"), cast("DISDAG/1")
    matter = opened(one, kind="kolegial", parties=("DISDAG",))
    take(one, matter, "usulkan", "Malam saja.")
    take(two, matter, "keberatan", "Pagi perlu.")
    take(one, matter, "jawab_keberatan", "Kendaraan kecil boleh.", target="DISDAG")
    take(two, matter, "pertahankan", "Tidak cukup.")
    take(one, matter, "naikkan", "Buntu.")
    draft = Link.objects.get(target=matter).source
    page = client_for(one).get(url(matter)).content.decode()
    assert re.search(rf"Dinaikkan ke</p><a href=\"/kerja/berkas/draf/{draft.pk}/\"", page)
    assert re.search(r'<span class="state ">.{0,90}#i-path.{0,60}Dinaikkan', page)  # over, not under way


def test_pasal_19_the_preview_gives_the_ground_of_the_type_that_was_chosen(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("SETDA.AST1/1"))
    asked = {"kind": "koordinatif", "type": "hierarki", "to": ["DINKES"]}
    page = client.get("/kerja/berkas/baru/", asked).content.decode()
    preview = text(client.get("/kerja/berkas/baru/", asked)).partition("Saran kami")[2]
    assert "Koordinatif, hierarki Tafsir · Pasal 17 huruf a" in preview and "id_duty" in page


def test_a_tenure_that_ended_is_the_reason_told_and_what_was_typed_stays(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    actor = cast("DPUPR/1")
    matter = opened(actor, kind="konsultatif", parties=("DLH",))
    sent = fields(matter, actor, "cabut", text="Sudah selesai lewat telepon.")
    end_tenure(by=SYSTEM, tenure=Tenure.objects.get(pk=actor.tenure.pk), last_day=balangan.today() - timedelta(days=1))
    answer = client_for(actor).post(url(matter, "langkah/"), sent)
    assert answer.status_code == 403
    assert "Masa jabatan Anda sudah berakhir ketika formulir ini tiba" in text(answer)
    assert "Sudah selesai lewat telepon." in text(answer)


def test_what_was_typed_for_a_matter_that_is_closed_to_one_now_is_shown_once_more(
    cast: Cast, client_for: ClientFor
) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",))
    stranger = client_for(cast("DKP/1"))
    answers = [
        stranger.post(f"/kerja/berkas/{number}/langkah/", {"text": "Tulisan yang panjang.", "step": "tanggapi"})
        for number in (matter.number, "2026-09999")
    ]
    for answer in answers:
        assert answer.status_code == 404 and "Tulisan yang panjang." in text(answer)
    numbers = (str(matter.number), "2026-09999")
    own, none = (text(answer).replace(number, "") for answer, number in zip(answers, numbers, strict=True))
    assert own == none  # whether it exists is not said

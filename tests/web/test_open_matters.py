"""Matters as everybody may see them, in every state; of a withheld one only why and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions.papers import issue, keep_file
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from selaras.web.language import day_in_language
from tests.acts import opened, take
from tests.faces import called, done, held, led, ruled, signed, to_do

Cast = Callable[..., Actor]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def alike(html: str, number: object) -> str:
    """A page without the number that was asked for."""
    return html.replace(f"“{number}”", "N").replace(f"/berkas/{number}/", "N")


def test_pasal_20_ayat_1_an_open_matter_shows_between_whom_it_runs_and_where_it_lies(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = led(cast)
    for text in (page(client, "/berkas/"), page(client, f"/berkas/{matter.number}/")):
        assert "Irigasi menurut kalender tanam" in text and str(matter.number) in text
        assert "Dinas Ketahanan Pangan" in text and "Asisten Perekonomian dan Pembangunan" in text
        assert "Maksud yang belum terbuka." not in text
    whole = page(client, f"/berkas/{matter.number}/")
    assert "Koordinatif, lintas sektor" in whole and "Pasal 21 ayat (1)" in whole and "Hari kerja ke-1" in whole
    assert "Perjalanan berkas" not in whole


def test_pasal_13_a_consultation_says_whether_it_waits_for_who_was_asked_or_for_who_asked(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = opened(cast("DLH/1"), kind="konsultatif", parties=("DPUPR", "DISDIK"))
    faces = ("/berkas/", f"/berkas/{matter.number}/", f"/api/v1/matters/{matter.number}")
    concluded = "Sudah ditanggapi, menunggu kesimpulan pemrakarsa"
    take(cast("DPUPR/1"), matter, "tanggapi", "Dapat dipakai.")
    for face in faces:
        assert "Menunggu tanggapan" in page(client, face) and concluded not in page(client, face), "one is awaited"
    take(cast("DISDIK/1"), matter, "tanggapi", "Setuju.")
    for face in faces:
        assert concluded in page(client, face) and "Menunggu tanggapan" not in page(client, face)
    take(cast("DLH/1"), matter, "simpulkan", "Lahan itu dipakai.")
    assert "Menunggu pembenaran" in page(client, faces[0])
    for one in ("DPUPR/1", "DISDIK/1"):
        take(cast(one), matter, "benarkan")
    assert "Kesimpulan sudah ditanggapi, menunggu penutupan oleh pemrakarsa" in page(client, faces[0])


def test_a_decided_matter_says_which_follow_ups_are_still_open_and_how_many_are_late(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = led(cast)
    meeting = held(cast, called(cast, matter))
    task = to_do(cast, ruled(cast, meeting, "Air dibagi dua."), "Mengirim daftar saluran.")
    signed(cast, meeting)
    Participant.objects.filter(matter=matter).update(turn="", turn_post="", turn_since=None)
    FollowUp.objects.filter(pk=task.pk).update(due_on=balangan.today() - timedelta(days=3))
    text = page(client, f"/berkas/{matter.number}/")
    head = text[text.index("Ada pada siapa") : text.index('id="keputusan"')]
    assert "1 tindak lanjut masih terbuka" in head and "1 lewat tenggat" in head and "Mengirim daftar saluran." in head
    assert "Tidak ada yang ditunggu sekarang." not in text


def test_pasal_19_huruf_d_a_matter_says_who_leads_it_and_by_what_act(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = led(cast, parties=("DISDIK",))
    address = f"/berkas/{matter.number}/"
    assert "<span>Dipimpin <b>Sekretaris Daerah</b>.</span></p>" in page(client, address)
    take(cast("SETDA/1"), matter, "limpahkan", target="SETDA.AST2")
    told = page(client, address)
    by_whom = f"atas pelimpahan Sekretaris Daerah pada {day_in_language(balangan.today())}."
    assert f"Dipimpin <b>Asisten Perekonomian dan Pembangunan</b>, {by_whom}" in told
    assert "pasal-19/#huruf-d" in told and told.count("Koordinator, memimpin atas pelimpahan") == 1
    take(cast("SETDA/1"), matter, "ambil_kembali")
    assert "<span>Dipimpin <b>Sekretaris Daerah</b>.</span></p>" in page(client, address)
    asked = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",))
    assert "Dipimpin" not in page(client, f"/berkas/{asked.number}/")


def test_a_draft_and_a_submitted_matter_answer_like_what_never_was(
    balangan: Government, cast: Cast, client: Client
) -> None:
    waiting = opened(cast("SETDA.AST2/1"), kind="koordinatif", form="c", parties=("DPUPR", "DISDIK"), title="Belum")
    assert waiting.state == "submitted"
    answers = [client.get(f"/berkas/{number}/") for number in (waiting.number, "2026-09999")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert alike(answers[0].content.decode(), waiting.number) == alike(answers[1].content.decode(), "2026-09999")
    assert "Belum ada berkas yang terbuka." in page(client, "/berkas/")


def test_a_withheld_matter_shows_its_ground_and_the_day_of_review_and_nothing_else(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = led(cast, title="Pemeriksaan pompa")
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2030, 1, 1)
    )
    why = "Dikecualikan menurut UU 14/2008 Pasal 17 huruf a, ditinjau paling lambat 1 Januari 2030."
    stub, listed = page(client, f"/berkas/{matter.number}/"), page(client, "/berkas/")
    assert why in stub and "1 berkas dikecualikan" in listed and 'href="/dikecualikan/#hak"' in listed
    assert 'PPID: <a href="/unit/DISKOMINFO/">Dinas Komunikasi dan Informatika</a>' in listed
    assert "permohonan informasi" in page(client, "/unit/DISKOMINFO/") and "PPID" not in page(client, "/unit/DPUPR/")
    for text in (stub, listed):
        assert "Pemeriksaan pompa" not in text and "Dinas Pertanian" not in text and "Asisten" not in text
    assert str(matter.number) not in listed


def test_a_closed_matter_shows_how_it_came_out_with_answers_and_positions(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = led(cast)
    lead = cast("SETDA.AST2/1")
    take(lead, matter, "sepakati", "Dibuka tiap pekan kedua.")
    take(cast("DPUPR/1"), matter, "setujui")
    take(cast("DISPERTAN/1"), matter, "setujui_catatan", "Kecuali musim hujan.")
    take(cast("DKP/1"), matter, "setujui")
    address = f"/berkas/{matter.number}/"
    for secret in ("Dibuka tiap pekan kedua.", "Kecuali musim hujan.", "Setuju dengan catatan"):
        assert secret not in page(client, address)
    take(lead, matter, "putuskan", "Pintu dibuka pekan kedua.")
    text = page(client, address)
    assert "Pintu dibuka pekan kedua." in text and "Kecuali musim hujan." not in text
    take(lead, matter, "tutup", "Air sampai ke hilir.")
    text = page(client, address)
    for said in (
        "Maksud yang belum terbuka.",
        "Dibuka tiap pekan kedua.",
        "Kecuali musim hujan.",
        "Setuju dengan catatan",
        "Air sampai ke hilir.",
        "Dinas Pertanian menyatakan setuju dengan catatan",
    ):
        assert said in text
    assert "Selesai: keputusan koordinasi" in page(client, "/berkas/")


def test_a_link_to_a_matter_that_is_not_open_is_nowhere_on_the_page(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter, other = led(cast), led(cast, title="Pemeriksaan pompa")
    take(cast("DPUPR/1"), matter, "kaitkan", "Bersambung.", other=str(other.number))
    assert "Pemeriksaan pompa" in page(client, f"/berkas/{matter.number}/")
    Matter.objects.filter(pk=other.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=date(2030, 1, 1)
    )
    text = page(client, f"/berkas/{matter.number}/")
    assert "Pemeriksaan pompa" not in text and str(other.number) not in text and "Bersambung." not in text


def test_a_paper_is_listed_once_it_is_made_and_the_law_shows_all_that_stands_in_it(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter, lead = led(cast), cast("SETDA.AST2/1")
    address = f"/berkas/{matter.number}/"
    paper = issue(actor=lead, kind="kartu-berkas", subject=matter, key="")
    keep_file(paper=paper.pk, content=b"%PDF-1.7 contoh")
    assert paper.code not in page(client, address)
    take(lead, matter, "akhiri", "Tidak lagi diperlukan.")
    text = page(client, address)
    assert f'href="/naskah/{paper.code}.pdf"' in text and f'href="/periksa/{paper.code}/"' in text
    waiting = issue(actor=lead, kind="kartu-berkas", subject=Matter.objects.get(pk=matter.pk), key="")
    private = issue(actor=lead, kind="kartu-berkas", subject=Matter.objects.get(pk=matter.pk), key="", public=False)
    keep_file(paper=private.pk, content=b"%PDF-1.7 lain")
    text = page(client, address)
    assert waiting.code not in text and private.code not in text


def test_the_list_is_narrowed_by_kind_phase_and_unit(balangan: Government, cast: Cast, client: Client) -> None:
    matter = led(cast)
    asked = opened(cast("DISHUB/1"), kind="konsultatif", parties=("DLH",), title="Tanya sampah")
    assert "Tanya sampah" in page(client, "/berkas/?jenis=konsultatif")
    assert str(matter.number) not in page(client, "/berkas/?jenis=konsultatif")
    assert str(asked.number) not in page(client, "/berkas/?unit=DKP")
    text = page(client, "/berkas/?tahap=selesai")
    assert "Tidak ada berkas yang cocok." in text and 'href="/berkas/"' in text


def test_the_list_says_its_order_and_is_put_in_another_by_links(
    balangan: Government, cast: Cast, client: Client
) -> None:
    first = opened(cast("DISHUB/1"), kind="konsultatif", parties=("DLH",), title="Tanya sampah")
    second = opened(cast("DISHUB/1"), kind="konsultatif", parties=("DPUPR",), title="Tanya jalan")
    later = balangan.now() + timedelta(minutes=5)
    Matter.objects.filter(pk=first.pk).update(state_since=later)
    orders = {
        "": (first, second, "dari yang terakhir berubah keadaannya."),
        "?urut=lama": (second, first, "dari yang paling lama pada keadaannya."),
        "?urut=nomor": (second, first, "dari nomor yang terbaru."),
    }
    for query, (before, after, said) in orders.items():
        text = page(client, f"/berkas/{query}")
        assert text.index(str(before.title)) < text.index(str(after.title)) and f"2 berkas, {said}" in text
    assert 'href="?unit=DLH&amp;urut=nomor"' in page(client, "/berkas/?urut=nomor"), "filters keep the order"


def test_each_row_of_the_list_shows_the_day_by_which_it_is_ordered(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = opened(cast("DISHUB/1"), kind="konsultatif", parties=("DLH",))
    moved = balangan.today() - timedelta(days=6)
    Matter.objects.filter(pk=matter.pk).update(state_since=balangan.now() - timedelta(days=6))
    state = page(client, "/berkas/").split('data-label="Keadaan">')[1].split("</td>")[0]
    assert "Menunggu tanggapan" in state and f"sejak {day_in_language(moved)}" in state


def test_a_printed_matter_bears_its_number(balangan: Government, cast: Cast, client: Client) -> None:
    matter = opened(cast("DISHUB/1"), kind="konsultatif", parties=("DLH",))
    assert f'<p class="on-paper">Berkas {matter.number}</p>' in page(client, f"/berkas/{matter.number}/")


def test_twins_of_one_title_are_told_apart_by_number_day_and_posts(
    balangan: Government, cast: Cast, client: Client
) -> None:
    task = opened(cast("DPUPR/1"), kind="struktural", parties=("DPUPR/3",), title="Perbaikan pintu air")
    take(cast("DPUPR/3"), task, "terima_tugas")
    take(cast("DPUPR/3"), task, "teruskan", "Kerjakan.", post="DPUPR/31")
    text, day = page(client, "/berkas/"), day_in_language(balangan.today())
    assert text.count(">Perbaikan pintu air</a>") == 2
    for number, units in (
        (task.number, "Dinas Pekerjaan Umum dan Penataan Ruang; Kepala Bidang Bina Marga, Dinas"),
        (Matter.objects.latest("pk").number, "Kepala Bidang Bina Marga, Dinas Pekerjaan Umum dan Penataan Ruang;"),
    ):
        row = text[text.index(f"<b>{number}</b>") :]
        assert row.startswith(f'<b>{number}</b><span class="quiet">, diajukan {day}</span>')
        assert f"Struktural. {units}" in row.partition("</tr>")[0]


@pytest.mark.parametrize(
    "query", ["jenis=xx", "tahap=xx", "unit=XX", "urut=xx", "jenis=koordinatif&unit=XX", "jenis=%00&unit=XX"]
)
def test_a_filter_that_is_unknown_is_said_to_be_so_and_shows_nothing_as_if_it_had_filtered(
    balangan: Government, cast: Cast, client: Client, query: str
) -> None:
    matter = led(cast)
    text = page(client, f"/berkas/?{query}&hal=%00")
    assert str(matter.number) not in text and "tidak dikenal." in text and query[-2:] in text
    assert '<a href="/berkas/">Tampilkan semua berkas</a>' in text
    assert "tidak dikenal" not in page(client, "/berkas/?jenis=&unit=DKP")


def test_list_and_matter_take_the_same_queries_however_much_there_is(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        while Matter.objects.count() < count:
            matter = led(cast)
        meeting = held(cast, called(cast, matter))
        for n in range(count):
            task = to_do(cast, ruled(cast, meeting, f"Keputusan {n}."))
        signed(cast, meeting)
        done(cast, task)
        client.get("/berkas/")
        with django_assert_num_queries(LISTED):
            client.get("/berkas/")
        with django_assert_num_queries(WHOLE):
            client.get(f"/berkas/{matter.number}/")


LISTED, WHOLE = 8, 22


def test_who_works_on_a_matter_is_led_from_its_public_page_to_his_own(
    balangan: Government, cast: Cast, client: Client, client_for: Callable[[Actor], Client]
) -> None:
    matter = led(cast)
    inside = f'<a href="/kerja/berkas/{matter.number}/">Buka di ruang kerja</a>'
    assert inside in page(client_for(cast("DPUPR/1")), f"/berkas/{matter.number}/")
    for who in (client, client_for(cast("DLH/1"))):
        assert inside not in page(who, f"/berkas/{matter.number}/")
    assert "Jalur ini dicatat" in page(client, f"/berkas/{matter.number}/")


@pytest.mark.parametrize("number", ["2026-00001%00", "x" * 3000, "2026-1", "%3Cb%3E"])
def test_a_strange_number_is_not_found(balangan: Government, client: Client, number: str) -> None:
    answer = client.get(f"/berkas/{number}/")
    assert answer.status_code == 404 and "<b>”" not in answer.content.decode() and len(answer.content) < 20_000

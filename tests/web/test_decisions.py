"""Decisions: words, ground, parties and dissent, acting capacity, and what became of what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions import contents
from selaras.actions.meetings import save_note
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.outcomes import STANCES, Decision
from selaras.records.people import Actor
from selaras.web.decisions import stance_word
from tests.acts import take as take_in_matter
from tests.faces import LEAD, SECRETARY, called, done, held, led, ruled, signed, take, to_do
from tests.papers.letters import made

Cast = Callable[..., Actor]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def test_a_decision_of_a_meeting_names_ground_parties_dissent_and_who_is_not_bound(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = led(cast)
    meeting = held(cast, called(cast, matter))
    decision = ruled(cast, meeting)
    assert "Belum ada keputusan yang terbuka." in page(client, "/keputusan/")
    assert client.get(f"/keputusan/{decision.pk}/").status_code == 404
    signed(cast, meeting)
    text = page(client, f"/keputusan/{decision.pk}/")
    assert 'href="/peraturan/perbup-24-2020/pasal-18/#huruf-c"' in text and "Pasal 18 huruf c" in text
    assert "Keberatan" in text and "Musim tanam bergeser." in text and "Dinas Pertanian meminta pekan ketiga." in text
    assert "Belum terikat: wakilnya hanya membahas" in text
    assert f'href="/agenda/{meeting.pk}/#keputusan-{decision.pk}"' in text
    assert f'href="/berkas/{matter.number}/"' in text
    assert "Pintu air mengikuti kalender tanam." in page(client, "/keputusan/")


def test_silence_is_silence_and_absence_binds_nobody(balangan: Government, cast: Cast, client: Client) -> None:
    meeting = held(cast, called(cast, led(cast), invitees=("DPUPR/1", "DISPERTAN/1", "DKP/1", "DISHUB/1")))
    decision = ruled(cast, meeting, stances={"DPUPR": ("agrees", "")}, dissent="")
    signed(cast, meeting)
    text = page(client, f"/keputusan/{decision.pk}/")
    assert "Belum menyatakan" in text and "Belum terikat: tidak hadir" in text and "Pendapat berbeda" not in text


def test_who_is_not_bound_is_never_shown_as_one_who_agreed() -> None:
    assert {stance for stance in STANCES if stance_word(stance)[0] == "done"} == {"agrees"}


def test_what_was_decided_by_an_acting_officer_says_so(balangan: Government, cast: Cast, client: Client) -> None:
    meeting = held(cast, called(cast, led(cast)))
    decision = ruled(cast, meeting)
    signed(cast, meeting)
    assert "pejabat definitif" not in page(client, f"/keputusan/{decision.pk}/")
    Decision.objects.filter(pk=decision.pk).update(capacity="plt", aspects=["anggaran"])
    text = page(client, f"/keputusan/{decision.pk}/")
    assert "Ditetapkan oleh Plt. Asisten Perekonomian dan Pembangunan, yang bertindak" in text
    assert "Bersifat strategis pada" in text and "anggaran" in text
    assert "Ditetapkan pejabat yang bertindak" in page(client, "/keputusan/")


def test_a_follow_up_shows_who_does_it_who_checks_it_and_how_much_evidence_came_but_not_the_evidence(
    balangan: Government, cast: Cast, client: Client
) -> None:
    meeting = held(cast, called(cast, led(cast)))
    decision = ruled(cast, meeting)
    task = to_do(cast, decision)
    signed(cast, meeting)
    address = f"/keputusan/{decision.pk}/"
    text = page(client, address)
    assert "Belum ditindaklanjuti" in text and "Tenggat" in text and f'id="tindak-lanjut-{task.pk}"' in text
    assert "Dikerjakan Dinas Pekerjaan Umum dan Penataan Ruang, diperiksa Dinas Pertanian." in text
    done(cast, task)
    text = page(client, address)
    assert "Terverifikasi" in text and "1 naskah bukti" in text
    for secret in ("Laporan rinci.", "Sesuai.", "jadwal.pdf"):
        assert secret not in text
    assert "1 dari 1 tindak lanjut terverifikasi" in page(client, "/keputusan/")


def test_a_late_follow_up_is_called_late(balangan: Government, cast: Cast, client: Client) -> None:
    meeting = held(cast, called(cast, led(cast)))
    decision = ruled(cast, meeting)
    task = to_do(cast, decision)
    signed(cast, meeting)
    type(task).objects.filter(pk=task.pk).update(due_on="2026-01-05")
    assert "Lewat tenggat 5 Januari 2026" in page(client, f"/keputusan/{decision.pk}/")


def test_a_decision_made_in_a_matter_shows_positions_once_the_matter_is_closed(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter, lead = led(cast), cast("SETDA.AST2/1")
    take_in_matter(lead, matter, "sepakati", "Dibuka tiap pekan kedua.")
    for post in ("DPUPR/1", "DISPERTAN/1", "DKP/1"):
        take_in_matter(cast(post), matter, "setujui")
    take_in_matter(lead, matter, "putuskan", "Pintu dibuka pekan kedua.")
    decision = matter.decisions.get()
    assert "Sikap para pihak</h2>" not in page(client, f"/keputusan/{decision.pk}/")
    take_in_matter(lead, matter, "tutup", "Tercapai.")
    text = page(client, f"/keputusan/{decision.pk}/")
    assert "Sikap para pihak</h2>" in text and text.count("<span>Setuju</span>") == 3


def test_pasal_18_huruf_c_the_act_that_decides_by_the_minutes_is_a_decision_of_its_own(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter, lead = led(cast), cast("SETDA.AST2/1")
    meeting = held(cast, called(cast, matter))
    noted = ruled(cast, meeting)
    signed(cast, meeting)
    take_in_matter(lead, matter, "putuskan_rapat", "Irigasi diatur bersama menurut notula.")
    own = matter.decisions.get(meeting=None)
    assert "Irigasi diatur bersama menurut notula." in page(client, "/keputusan/")
    assert "Asisten Perekonomian dan Pembangunan" in page(client, f"/keputusan/{own.pk}/")
    whole = page(client, f"/berkas/{matter.number}/")
    assert f'href="/keputusan/{own.pk}/"' in whole and f'href="/keputusan/{noted.pk}/"' in whole
    # Of an act from before, whose words are no row of their own, the matter's page shows the words.
    own.delete()
    assert "Irigasi diatur bersama menurut notula." in page(client, f"/berkas/{matter.number}/")


def test_a_decision_lists_no_paper_of_its_matter_that_was_issued_before_it(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter, lead = led(cast), cast("SETDA.AST2/1")
    first = ruled(cast, held(cast, called(cast, matter)))
    assert first.meeting is not None
    signed(cast, first.meeting)
    take_in_matter(lead, matter, "putuskan_rapat", "Irigasi diatur bersama menurut notula.")
    paper = made(lead, Matter.objects.get(pk=matter.pk), "keputusan-koordinasi")
    second = ruled(cast, held(cast, called(cast, matter, title="Rapat kedua")), "Saluran dibersihkan.")
    assert second.meeting is not None
    signed(cast, second.meeting)
    assert paper.number in page(client, f"/keputusan/{first.pk}/")
    assert paper.number not in page(client, f"/keputusan/{second.pk}/"), "it cannot tell of what came later"


def test_the_list_is_narrowed_by_unit_year_and_what_became_of_it(
    balangan: Government, cast: Cast, client: Client
) -> None:
    meeting = held(cast, called(cast, led(cast)))
    first, second = ruled(cast, meeting, "Pertama."), ruled(cast, meeting, "Kedua.")
    task, _other = to_do(cast, first), to_do(cast, second)
    signed(cast, meeting)
    done(cast, task)
    assert "Pertama." not in page(client, "/keputusan/?lanjut=terbuka")
    assert "Kedua." not in page(client, "/keputusan/?lanjut=selesai")
    assert "Pertama." in page(client, "/keputusan/?lanjut=selesai&unit=DKP&tahun=1")
    assert "Pertama." in page(client, "/keputusan/?unit=XX&hal=0")


def test_list_and_decision_take_the_same_queries_however_much_there_is(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    matter = led(cast)
    for count in (1, 3):
        meeting = held(cast, called(cast, matter))
        while Decision.objects.count() < count:
            decision = ruled(cast, meeting)
            for _ in range(count):
                to_do(cast, decision)
        signed(cast, meeting)
        client.get("/keputusan/")
        with django_assert_num_queries(LISTED):
            client.get("/keputusan/")
        with django_assert_num_queries(WHOLE):
            client.get(f"/keputusan/{decision.pk}/")


LISTED, WHOLE = 13, 18


def test_uu_14_2008_pasal_18_a_decision_on_an_item_that_also_speaks_of_a_withheld_matter_stays(
    balangan: Government, cast: Cast, client: Client
) -> None:
    shown, hidden = led(cast), led(cast, title="Pemeriksaan pompa")
    meeting = held(cast, called(cast, shown, hidden))
    decision = ruled(cast, meeting, matter=str(shown.number))
    signed(cast, meeting)
    assert decision.matter == shown and client.get(f"/keputusan/{decision.pk}/").status_code == 200
    hidden.withheld, hidden.withheld_ground, hidden.withheld_until = True, "UU 14/2008 Pasal 17", date(2030, 1, 1)
    hidden.save(update_fields=["withheld", "withheld_ground", "withheld_until"])
    text = page(client, f"/keputusan/{decision.pk}/")
    assert str(shown.number) in text and str(hidden.number) not in text and hidden.title not in text


@pytest.mark.parametrize("address", ["/keputusan/0/", "/keputusan/99999999999999999999/", "/keputusan/x/"])
def test_a_strange_address_is_not_found(balangan: Government, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_position_with_a_note_keeps_its_words_on_the_page_of_the_decision(cast: Cast, client: Client) -> None:
    matter, lead = led(cast), cast("SETDA.AST2/1")
    take_in_matter(lead, matter, "sepakati", "Dibuka tiap pekan kedua.")
    take_in_matter(cast("DPUPR/1"), matter, "setujui")
    take_in_matter(cast("DISPERTAN/1"), matter, "setujui_catatan", "Kecuali musim hujan.")
    take_in_matter(cast("DKP/1"), matter, "setujui")
    take_in_matter(lead, matter, "putuskan", "Pintu dibuka pekan kedua.")
    decision = matter.decisions.get()
    assert "Kecuali musim hujan." not in client.get(f"/keputusan/{decision.pk}/").content.decode()  # not open yet
    take_in_matter(lead, matter, "tutup", "Air sampai ke hilir.")
    assert client.get(f"/keputusan/{decision.pk}/").content.decode().count("Kecuali musim hujan.") == 1
    stances = client.get(f"/api/v1/decisions/{decision.pk}").json()["stances"]
    assert {one["unit"]["code"]: one["note"] for one in stances if one["note"]} == {"DISPERTAN": "Kecuali musim hujan."}


def test_who_remarked_on_the_minutes_agrees_with_his_remark_in_page_paper_and_api(
    balangan: Government, cast: Cast, client: Client
) -> None:
    meeting = held(cast, called(cast, led(cast)))
    first = ruled(cast, meeting)
    last = meeting.items.get(title="Lain-lain")
    second = ruled(cast, meeting, "Saluran dibersihkan lebih dahulu.", item=last.pk, dissent="")
    noted = meeting.items.first()
    assert noted is not None
    save_note(actor=cast(SECRETARY), item=noted.pk, text="Dibahas.", version=0)
    take(cast(LEAD), meeting, "akhiri")
    take(cast(SECRETARY), meeting, "edarkan")
    take(cast("DPUPR/1"), meeting, "beri_catatan", "Sejak Oktober satu pintu lagi rusak.")
    for post in ("DISPERTAN/1", "DKP/1"):
        take(cast(post), meeting, "telaah")
    take(cast(SECRETARY), meeting, "tanda_tangani")
    take(cast(LEAD), meeting, "sahkan")
    meeting.refresh_from_db()
    of_paper = [row["stances"] for row in contents.content_of(meeting)["decisions"]]
    for place, row in enumerate((first, second)):
        text = page(client, f"/keputusan/{row.pk}/")
        assert "Setuju dengan catatan" in text and '<p class="small">Sejak Oktober satu pintu lagi rusak.</p>' in text
        assert f"</a>, keputusan ke-{place + 1}</dd>" in text
        notes = [one["note"] for one in of_paper[place] if one["stance"] == "Setuju dengan catatan"]
        assert notes == ["Sejak Oktober satu pintu lagi rusak."]
        told = client.get(f"/api/v1/decisions/{row.pk}").json()["stances"]
        assert "Sejak Oktober satu pintu lagi rusak." in [one["note"] for one in told]
    minutes = page(client, f"/agenda/{meeting.pk}/")
    one, two = (minutes.index(f'id="keputusan-{row.pk}"') for row in (first, second))
    assert one < minutes.index("Lain-lain") < two, "each stands under its own item"
    assert one < minutes.index("Keputusan ke-1 rapat ini") < two < minutes.index("Keputusan ke-2 rapat ini")

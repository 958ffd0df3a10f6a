"""The agenda and the public page of a meeting: the invitation at once, the minutes once they are signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions.meetings import Call, Item, add_addendum, save_meeting, save_note
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.meetings import AgendaItem, Meeting
from selaras.records.people import Actor
from selaras.web.language import day_in_language
from tests.acts import opened
from tests.faces import LEAD, SECRETARY, called, for_the_parties, formed, held, led, ruled, signed, take, to_do

Cast = Callable[..., Actor]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def alike(html: str, pk: object) -> str:
    """A page without the number that was asked for."""
    return html.replace(f"“{pk}”", "N").replace(f"/agenda/{pk}/", "N")


def withhold(matter: Matter) -> None:
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2030, 1, 1)
    )


def test_an_invitation_is_public_from_the_day_it_goes_out(balangan: Government, cast: Cast, client: Client) -> None:
    assert "Belum ada rapat yang terbuka." in page(client, "/agenda/")
    matter = led(cast)
    meeting = called(cast, matter)
    listed, whole = page(client, "/agenda/"), page(client, f"/agenda/{meeting.pk}/")
    for text in (listed, whole):
        assert "Rapat jadwal irigasi" in text and "09.00 sampai 11.00 WITA" in text
        assert "Ruang rapat Sekretariat Daerah" in text and "Asisten Perekonomian dan Pembangunan" in text
    assert "Akan datang" in listed and "Sudah lewat" not in listed
    assert "Jadwal buka tutup pintu air" in whole and f'href="/berkas/{matter.number}/"' in whole
    assert "Dinas Ketahanan Pangan" in whole and "Wajib hadir" in whole and "Undangan" in whole
    assert "rapat.contoh.invalid" not in whole and "Maksud rapat." not in whole


def test_nothing_of_unsigned_minutes_is_public_and_all_of_signed_ones_is(
    balangan: Government, cast: Cast, client: Client
) -> None:
    meeting = held(cast, called(cast, led(cast)))
    decision = ruled(cast, meeting)
    to_do(cast, decision)
    first = meeting.items.first()
    assert first is not None
    save_note(actor=cast(SECRETARY), item=first.pk, text="Pembahasan panjang.", version=0)
    secrets = (
        "Pembahasan panjang.", "Pintu air mengikuti", "Musim tanam", "pekan ketiga", "Jadwal pintu air disusun", "Sakit"
    )  # fmt: skip
    address = f"/agenda/{meeting.pk}/"
    for _ in ("running", "writing", "reviewing"):
        text = page(client, address)
        assert not [secret for secret in secrets if secret in text]
        assert "terbuka sesudah notula disahkan" in text
        if Meeting.objects.get(pk=meeting.pk).state == "running":
            take(cast(LEAD), meeting, "akhiri")
        elif Meeting.objects.get(pk=meeting.pk).state == "writing":
            take(cast(SECRETARY), meeting, "edarkan")
    for post in ("DPUPR/1", "DISPERTAN/1", "DKP/1"):
        take(cast(post), meeting, "telaah")
    take(cast(SECRETARY), meeting, "tanda_tangani")
    take(cast(LEAD), meeting, "sahkan")
    text = page(client, address)
    for said in ("Pembahasan panjang.", "Pintu air mengikuti kalender tanam.", "Pasal 18 huruf c", "Maksud rapat."):
        assert said in text
    notice = "Berhalangan dengan pemberitahuan"
    for word in ("Hadir", "Diwakili, wakil hanya membahas", notice, "Memimpin rapat", "Menyusun notula"):
        assert f"<span>{word}</span>" in text
    assert f"3 dari 4 unit yang diundang hadir atau diwakili. {notice}: Badan Perencanaan" in text
    assert text.index('id="daftar-hadir"') < text.index('id="benang"')
    assert "0 dari 1 tindak lanjut terverifikasi" in text and f'href="/keputusan/{decision.pk}/"' in text
    add_addendum(actor=cast("DPUPR/1"), meeting=meeting.pk, text="Pekan kedua, bukan ketiga.")
    assert "Pekan kedua, bukan ketiga." in page(client, address)


def test_what_is_not_public_answers_like_what_never_was(balangan: Government, cast: Cast, client: Client) -> None:
    lead = cast(LEAD)
    draft = save_meeting(actor=lead, call=Call(title="Rapat rahasia"))
    matter = led(cast, title="Pemeriksaan")
    closed = called(cast, matter, title="Rapat pemeriksaan")
    withhold(matter)
    pks = (draft.pk, closed.pk, 987654)
    answers = [client.get(f"/agenda/{pk}/") for pk in pks]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    bodies = {alike(answer.content.decode(), pk) for answer, pk in zip(answers, pks, strict=True)}
    assert len(bodies) == 1
    text = page(client, "/agenda/")
    assert "Rapat rahasia" not in text and "Rapat pemeriksaan" not in text


def test_an_item_about_what_is_closed_to_all_keeps_its_words_to_itself(
    balangan: Government, cast: Cast, client: Client
) -> None:
    shown, hidden = led(cast), led(cast, title="Pemeriksaan pompa")
    waiting = opened(cast(LEAD), kind="koordinatif", form="c", parties=("DPUPR", "DISDIK"), title="Belum diambil")
    assert waiting.state == "submitted"
    numbers = [str(m.number) for m in (shown, hidden, waiting)]
    items = tuple(
        Item(title, 15, (number,)) for title, number in zip(("Irigasi", "Pompa rusak", "Sekolah"), numbers, strict=True)
    )
    meeting = held(cast, called(cast, items=items, title="Rapat bulanan"))
    for item, words in zip(meeting.items.all(), ("Air", "Pompa macet", "Kelas"), strict=True):
        save_note(actor=cast(SECRETARY), item=item.pk, text=words, version=0)
    staying = ruled(cast, meeting, "Diperiksa ulang.", item=meeting.items.all()[1].pk)
    signed(cast, meeting)
    withhold(hidden)
    text = page(client, f"/agenda/{meeting.pk}/")
    assert "Irigasi" in text and "Air" in text
    assert "Dikecualikan menurut UU 14/2008 Pasal 17 huruf a, ditinjau paling lambat 1 Januari 2030." in text
    assert "Berkasnya belum terbuka bagi umum." in text
    for word in ("Pompa", "Sekolah", "Kelas", numbers[1], numbers[2]):
        assert word not in text
    assert client.get(f"/keputusan/{staying.pk}/").status_code == 200  # UU 14/2008 Pasal 18 ayat (1) huruf b


def test_a_decision_for_the_parties_alone_is_only_counted(balangan: Government, cast: Cast, client: Client) -> None:
    meeting = held(cast, called(cast, led(cast)))
    decision = for_the_parties(ruled(cast, meeting, "Pagu dibagi dua."))
    to_do(cast, decision, "Surat pagu disusun.")
    item = meeting.items.first()
    assert item is not None
    save_note(actor=cast(SECRETARY), item=item.pk, text="Tentang pagu.", version=0)
    signed(cast, meeting)
    text = page(client, f"/agenda/{meeting.pk}/")
    assert "1 keputusan hanya bagi para pihak." in text
    assert "Catatannya hanya bagi para pihak" in text
    assert "Pagu dibagi" not in text and "Surat pagu" not in text and "Tentang pagu" not in text
    assert client.get(f"/keputusan/{decision.pk}/").status_code == 404


def test_the_list_is_narrowed_by_links_and_a_narrowing_that_finds_nothing_leads_back(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter, now = led(cast), balangan.now()
    meeting = called(cast, matter)
    called(cast, matter, title="Temu petani", sort="temu_konsultasi", invitees=("DLH/1",), guests=(),
           starts_at=now + timedelta(days=70), ends_at=None)  # fmt: skip
    text = page(client, "/agenda/")
    assert 'href="?macam=temu_konsultasi"' in text and 'href="?unit=DLH"' in text
    assert "Temu petani" in page(client, "/agenda/?macam=temu_konsultasi")
    assert "Rapat jadwal irigasi" not in page(client, "/agenda/?macam=temu_konsultasi")
    assert "Temu petani" not in page(client, "/agenda/?unit=DKP")
    month = f"{now + timedelta(days=70):%Y-%m}"
    text = page(client, f"/agenda/?bulan={month}")
    assert "Temu petani" in text and f"/agenda/{meeting.pk}/" not in text
    text = page(client, "/agenda/?macam=musyawarah")
    assert "Tidak ada rapat yang cocok." in text and 'href="/agenda/"' in text
    for odd in ("?macam=x&bulan=2026-13&unit=%00", "?hal=999", "?hal=-1"):
        assert "Rapat jadwal irigasi" in page(client, f"/agenda/{odd}")


def test_of_another_day_the_agenda_shows_what_was_called_by_then(
    balangan: Government, cast: Cast, client: Client
) -> None:
    meeting = called(cast, led(cast))
    assert "Rapat jadwal irigasi" not in page(client, "/agenda/?per=2026-05-01")
    assert client.get(f"/agenda/{meeting.pk}/?per=2026-05-01").status_code == 404
    assert "Rapat jadwal irigasi" in page(client, f"/agenda/?per={balangan.today()}")


def test_a_meeting_that_was_called_off_stays_to_be_seen(balangan: Government, cast: Cast, client: Client) -> None:
    meeting = called(cast, led(cast))
    take(cast(LEAD), meeting, "batalkan", "Hari besar.")
    text = page(client, f"/agenda/{meeting.pk}/")
    day = day_in_language(balangan.today())
    assert f"<dt>Dibatalkan pada</dt><dd>{day}</dd>" in text
    assert "tidak ada notulanya" in text and "<dt>Alasannya</dt><dd>Hari besar.</dd>" in text
    assert client.get(f"/api/v1/meetings/{meeting.pk}").json()["cancellation"] == "Hari besar."


def test_why_a_meeting_was_called_off_stays_closed_with_any_of_its_items(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = led(cast)
    meeting = called(cast, matter)
    take(cast(LEAD), meeting, "batalkan", "Pengadaan pompa ditunda.")
    closed = AgendaItem.objects.create(government=balangan, meeting=meeting, order=9, title="Pengadaan pompa")
    closed.matters.add(opened(cast("SETDA.AST2/1"), kind="koordinatif", form="c", parties=("DPUPR", "DISDIK")))
    assert "Dibatalkan pada" in (text := page(client, f"/agenda/{meeting.pk}/"))
    assert "Pengadaan pompa" not in text
    assert "cancellation" not in client.get(f"/api/v1/meetings/{meeting.pk}").json()


def test_a_meeting_that_ended_without_signed_minutes_shows_who_came_and_no_decision(
    balangan: Government, cast: Cast, client: Client
) -> None:
    meeting = held(cast, called(cast, led(cast)))
    ruled(cast, meeting)
    take(cast(LEAD), meeting, "akhiri")
    Meeting.objects.filter(pk=meeting.pk).update(state="ended", phase="closed", closed_on=balangan.today())
    text = page(client, f"/agenda/{meeting.pk}/")
    assert "berakhir tanpa notula yang disahkan" in text and "<span>Hadir</span>" in text
    assert "Pintu air mengikuti" not in text and "Sakit" not in text


def test_agenda_and_meeting_take_the_same_queries_however_much_there_is(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    matter = led(cast)
    formed(cast, matter)
    for count in (1, 3):
        while Meeting.objects.count() < count:
            meeting = held(cast, called(cast, matter, group=matter.groups.get().pk))
            for n in range(Meeting.objects.count()):
                to_do(cast, ruled(cast, meeting, f"Keputusan {n}."))
            signed(cast, meeting)
        client.get("/agenda/")
        with django_assert_num_queries(LISTED):
            client.get("/agenda/")
        with django_assert_num_queries(WHOLE):
            client.get(f"/agenda/{meeting.pk}/")


LISTED, WHOLE = 6, 27


@pytest.mark.parametrize("address", ["/agenda/0/", "/agenda/99999999999999999999/", "/agenda/x/"])
def test_a_strange_address_is_not_found(balangan: Government, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_who_may_come_and_need_not_is_not_missed(balangan: Government, cast: Cast, client: Client) -> None:
    must, may = "Kecamatan Lampihong", "Dinas Perdagangan"
    invitees = ("DPUPR/1", "DISPERTAN/1", "DKP/1", "KEC.LAMPIHONG/1")
    meeting = held(cast, called(cast, led(cast), invitees=invitees, guests=("BAPPEDA/1", "DISDAG/1")))
    ruled(cast, meeting)
    signed(cast, meeting)
    rows = page(client, f"/agenda/{meeting.pk}/").split("<tr>")
    told = {name: row for name in (must, may) for row in rows if name in row and "Tidak hadir" in row}
    assert "#i-bar" in told[must] and "#i-broken" in told[may]

"""Pemberitahuan: what a post was told, put aside and back; how its holder wants to be told; texts for messengers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from selaras.records.governments import Government
from selaras.records.mail import Mail, Mailbox, mailbox_of
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.notices import Notice
from selaras.records.people import Actor, Person
from tests.acts import opened
from tests.acts import take as step
from tests.web.rooms import text

Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
LIST, SETTINGS = "/kerja/pemberitahuan/", "/kerja/pemberitahuan/pengaturan/"
LIST_QUERIES = 10


def told(government: Government, post: str, words: str, kind: str = "late_1", **more: Any) -> Notice:
    more = {"subject_type": "matter", "subject_key": words, "url": "/kerja/", **more}
    return Notice.objects.create(government=government, post=post, kind=kind, text=words, **more)


@pytest.fixture
def head(cast: Cast) -> Actor:
    return cast("DPUPR/1")


@pytest.fixture
def client(head: Actor, client_for: ClientFor) -> Client:
    return client_for(head)


# The list


def test_the_unread_stand_first_and_are_narrowed_by_sort(client: Client, balangan: Government, cast: Cast) -> None:
    told(balangan, "DPUPR/1", "Sudah lama dibaca.", read_at=timezone.now())
    told(balangan, "DPUPR/1", "Lewat tenggat.", made_at=timezone.now() - timedelta(days=9))
    told(balangan, "DPUPR/1", "Satgas berakhir.", "ends_in_7_x")
    told(balangan, "DPUPR/1", "Diputus PPID.", "decided_4")
    told(balangan, "DLH/1", "Milik orang lain.")
    page = text(client.get(LIST))
    places = [page.index(words) for words in ("Diputus", "Satgas", "Lewat", "Sudah lama")]
    assert places == sorted(places) and "Milik orang" not in page and "3 belum dibaca." in page
    for query, words in (("jenis=tenggat", "Satgas"), ("jenis=jawaban", "Diputus"), ("jenis=pengingat", "Lewat")):
        page = text(client.get(f"{LIST}?{query}"))
        assert [one for one in ("Satgas", "Diputus", "Lewat") if one in page] == [words]
    assert "Sudah lama" not in text(client.get(f"{LIST}?keadaan=belum"))


def test_one_is_put_aside_and_back_and_nobody_elses(client: Client, balangan: Government) -> None:
    mine, other = told(balangan, "DPUPR/1", "Punya saya."), told(balangan, "DLH/1", "Punya orang.")
    for row in (mine, other):
        assert client.post(f"{LIST}{row.pk}/", {"from": "list"}).headers["Location"] == LIST
    assert Notice.objects.get(pk=mine.pk).read_at and not Notice.objects.get(pk=other.pk).read_at
    client.post(f"{LIST}{mine.pk}/", {"from": "list", "do": "unread"})
    assert not Notice.objects.get(pk=mine.pk).read_at


def test_the_address_of_one_that_is_merely_opened_leads_to_the_list(client: Client, balangan: Government) -> None:
    row = told(balangan, "DPUPR/1", "Punya saya.")
    assert client.get(f"{LIST}{row.pk}/").headers["Location"] == LIST
    assert not Notice.objects.get(pk=row.pk).read_at


def test_all_are_put_aside_at_once_and_that_is_undone(client: Client, balangan: Government) -> None:
    before = told(balangan, "DPUPR/1", "Dibaca kemarin.", read_at=timezone.now() - timedelta(days=1))
    for n in range(3):
        told(balangan, "DPUPR/1", f"Satgas {n}.", "ends_in_7_x")
    told(balangan, "DPUPR/1", "Diputus.", "decided_1")
    told(balangan, "DLH/1", "Punya orang.")
    page = client.post(f"{LIST}?jenis=tenggat", {"do": "all"}, follow=True)
    assert "3 pemberitahuan sudah dibaca." in text(page) and Notice.objects.filter(read_at=None).count() == 2
    at = re.search(r'name="at" value="([^"]+)"', page.content.decode())
    assert at
    client.post(LIST, {"do": "undo", "at": at[1].replace("&#x2B;", "+")})
    assert Notice.objects.filter(read_at=None).count() == 5 and Notice.objects.get(pk=before.pk).read_at


@pytest.mark.parametrize(
    "query", ["jenis=lain&keadaan=x", "hal=x", "dibaca=kapan", "dibaca=2026-01-01", "dibaca=%00", "jenis=%00"]
)
def test_an_address_that_means_nothing_shows_the_list(client: Client, query: str) -> None:
    assert client.get(f"{LIST}?{query}").status_code == 200
    assert client.post(LIST, {"do": "undo", "at": query}).status_code == 303


def test_nothing_was_told_yet_and_nothing_fits(client: Client, balangan: Government) -> None:
    assert "Belum ada pemberitahuan." in text(client.get(LIST))
    assert "Tidak ada pemberitahuan yang cocok." in text(client.get(f"{LIST}?jenis=jawaban"))


@pytest.mark.parametrize("count", [3, 120])
def test_the_list_takes_the_same_queries_however_long_it_is(
    client: Client, balangan: Government, django_assert_num_queries: Callable[[int], Any], count: int
) -> None:
    for n in range(count):
        told(balangan, "DPUPR/1", f"Satgas {n}.")
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(LIST)
    assert page.content.count(b'<button class="link small">') == min(count, 50)


def test_the_head_of_the_inbox_counts_and_leads_to_what_it_counts(
    cast: Cast, client: Client, balangan: Government
) -> None:
    for n in range(12):
        told(balangan, "DPUPR/1", f"Satgas {n}.")
    opened(cast("DLH/1"), kind="konsultatif", parties=("DPUPR/1",))
    page = client.get("/kerja/").content.decode()
    assert '<a href="/kerja/pemberitahuan/?keadaan=belum">12 belum dibaca</a>' in page
    where = re.search(r'<a href="/kerja/#(\w+)">1 belum ditindaklanjuti</a>', page)
    assert where and f'id="{where[1]}"' in page and "lewat tenggat</a>" not in page
    assert page.count("Satgas") == 6  # three of them, each with its button; the rest are on the list
    assert "Semua pemberitahuan" in page
    assert text(client.get(f"{LIST}?keadaan=belum")).count("Belum dibaca Satgas") == 12


def test_the_inbox_shows_of_the_reminders_of_one_subject_the_latest_and_the_list_all(
    client: Client, balangan: Government
) -> None:
    first = told(balangan, "DPUPR/1", "Talud, lewat 1 hari.", "escalation_1", subject_key="a")
    other = told(balangan, "DPUPR/1", "Irigasi, lewat 1 hari.", "escalation_2", subject_key="b")
    told(balangan, "DPUPR/1", "Talud diputus.", "decided_1", subject_key="a")
    last = told(balangan, "DPUPR/1", "Talud, lewat 5 hari.", "escalation_3", subject_key="a")
    told(balangan, "DLH/1", "Irigasi, lewat 5 hari.", "escalation_4", subject_key="b")
    inbox = text(client.get("/kerja/"))
    assert first.text not in inbox and "4 belum dibaca" in inbox and "Semua pemberitahuan" in inbox
    assert all(words in inbox for words in (last.text, other.text, "Talud diputus."))
    assert first.text in text(client.get(LIST))
    client.post(f"{LIST}{last.pk}/")
    assert first.text not in text(client.get("/kerja/"))  # nor once the latest is put aside


# Settings


def send(client: Client, do: str, **data: str) -> Any:
    return client.post(SETTINGS, {"do": do, **data}, follow=True)


WISHES = {
    "turn": "at_once",
    "reminder": "digest",
    "answer": "workspace",
    "term": "digest",
    "quiet_from": "21:00",
    "quiet_to": "05.30",
}


def test_how_one_wants_to_be_told_is_kept_shown_and_undone(client: Client, head: Actor) -> None:
    assert "Pilihan Anda disimpan." in text(send(client, "wishes", **WISHES))
    box = Mailbox.objects.get()
    assert box.choices == {name: WISHES[name] for name in ("turn", "reminder", "answer", "term")}
    assert (str(box.quiet), box.quiet_free) == (str(box.quiet), False) and box.quiet_to.hour == 5
    page = client.get(SETTINGS).content.decode()
    assert '<option value="at_once" selected>' in page and 'value="21:00"' in page
    assert "Pilihan yang sebelumnya berlaku lagi." in text(send(client, "undo"))
    assert mailbox_of(head.person).way("turn") == "digest"


@pytest.mark.parametrize(
    ("do", "data"),
    [
        ("wishes", {**WISHES, "turn": "fax"}),
        ("wishes", {**WISHES, "quiet_to": "25.00"}),
        ("wishes", {}),
        ("address", {"address": "bukan alamat"}),
        ("address", {"address": "a" * 300}),
        ("address", {"address": "a\x00@contoh.go.id"}),
        ("digest", {"at": "pagi"}),
        ("lain", {}),
        ("undo", {}),
    ],
)
def test_what_cannot_be_meant_is_answered_beside_its_field(client: Client, do: str, data: dict[str, str]) -> None:
    page = send(client, do, **data)
    assert page.status_code == 422 and not Mailbox.objects.exclude(before=None).exists()
    assert ('class="error"' in page.content.decode()) is bool(data or do == "wishes")


def test_ones_own_address_is_written_and_taken_away(client: Client, head: Actor) -> None:
    assert "Alamat surel Anda belum ada" in text(client.get(SETTINGS))
    assert "disimpan" in text(send(client, "address", address="kadis@contoh.go.id"))
    assert Person.objects.get(pk=head.person.pk).email == "kadis@contoh.go.id"
    assert 'value="kadis@contoh.go.id"' in client.get(SETTINGS).content.decode()
    send(client, "address", address="")
    assert Person.objects.get(pk=head.person.pk).email == ""


def test_an_address_that_refused_is_shown_to_its_person_and_to_the_offices(
    cast: Cast, client: Client, client_for: ClientFor, head: Actor, balangan: Government
) -> None:
    Person.objects.filter(pk=head.person.pk).update(email="kadis@contoh.go.id")
    refused = {"refused_address": "kadis@contoh.go.id", "refused_at": timezone.now(), "refused_with": "550 5.1.1"}
    Mailbox.objects.create(government=balangan, person=head.person, **refused)
    for url in (LIST, SETTINGS):
        assert "Surel ke kadis@contoh.go.id tidak sampai." in text(client.get(url))
    for post in ("BKPPD/1", "SETDA.AST3.ORG/1"):
        page = text(client_for(cast(post)).get(SETTINGS))
        assert f"Surel ke {head.person.name} tidak sampai" in page and "550 5.1.1" in page and "kadis@" not in page
    assert "tidak sampai" not in text(client_for(cast("DLH/1")).get(SETTINGS)).replace("Surel yang tidak sampai", "")
    send(client, "confirm")
    assert "tidak sampai." not in text(client.get(LIST))


def test_mails_that_were_given_up_are_sent_again_by_the_organisation_office_alone(
    cast: Cast, client: Client, client_for: ClientFor, head: Actor, balangan: Government
) -> None:
    lost = {"post": head.post, "subject": "Hal", "text": "Isi", "answer": "Server surel tidak dapat dipakai"}
    Mail.objects.create(
        government=balangan, person=head.person, about="uji", message_id="<1@uji>", state="failed", **lost
    )
    office = client_for(cast("SETDA.AST3.ORG/1"))
    page = text(office.get(SETTINGS))
    assert "1 surel tidak terkirim" in page and "Buka kait" in page
    assert send(client, "again").status_code == 422 and Mail.objects.get().state == "failed"
    assert "1 surel dikirim ulang." in text(send(office, "again")) and Mail.objects.get().state == "waiting"


def test_the_page_says_whether_there_is_a_mail_server(client: Client) -> None:
    assert "belum memakai server surel" in text(client.get(SETTINGS))
    with override_settings(SELARAS_MAIL=True):
        assert "belum memakai server surel" not in text(client.get(SETTINGS))
        assert "Tulis alamat surel" in text(client.get(LIST))


def test_the_digest_is_shown_before_it_is_sent_and_its_hour_is_kept(cast: Cast, client: Client, head: Actor) -> None:
    assert "Tidak ada yang perlu diringkas sekarang." in text(client.get(f"{SETTINGS}?contoh=1"))
    opened(cast("DLH/1"), kind="konsultatif", parties=("DPUPR/1",), title="Talud runtuh")
    page = text(client.get(f"{SETTINGS}?contoh=1"))
    assert "MENUNGGU ANDA (1)" in page and "Talud runtuh" in page and not Mail.objects.exists()
    assert "Jam ringkasan jabatan ini disimpan." in text(send(client, "digest", at="06.45"))
    assert 'value="06:45"' in client.get(SETTINGS).content.decode()


def test_the_pages_are_for_who_acts_in_a_post(client: Client) -> None:
    for url in (LIST, SETTINGS, "/kerja/pesan/berkas/2026-00001/"):
        assert Client().get(url).status_code == 302


# Texts for messengers


def test_a_text_for_messengers_says_no_more_than_everybody_may_see(
    cast: Cast, client_for: ClientFor, client: Client
) -> None:
    matter = opened(
        cast("DPUPR/1"), kind="koordinatif", parties=("DISPERTAN", "KEC.LAMPIHONG"), form="c", title="Irigasi"
    )
    url = f"/kerja/pesan/berkas/{matter.number}/"
    submitted = client.get(url).content.decode()
    assert f"Berkas {matter.number}\nhttp://testserver/b/{matter.number}/" in submitted and "Irigasi" not in submitted
    step(cast("SETDA/1"), matter, "ambil")
    assert f"Irigasi (berkas {matter.number})" in client.get(url).content.decode()
    withheld = {"withheld": True, "withheld_ground": "Pasal 17 huruf a", "withheld_until": date(2040, 1, 1)}
    Matter.objects.filter(pk=matter.pk).update(**withheld)
    page = client.get(url).content.decode()
    assert "Irigasi" not in page and "Judulnya tidak terbuka" in page
    assert client_for(cast("DLH/1")).get(url).status_code == 404


def test_a_short_link_leads_each_to_the_page_he_may_read(cast: Cast, client_for: ClientFor, client: Client) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN/1",))
    short = f"/b/{matter.number}/"
    assert client.get(short).headers["Location"] == f"/kerja/berkas/{matter.number}/"
    for other in (Client(), client_for(cast("DLH/1"))):
        assert other.get(short).headers["Location"] == f"/berkas/{matter.number}/"
    assert Client().get("/b/2026-99999/").headers["Location"] == "/berkas/2026-99999/"
    assert Client().get("/b/%0d%0aX/").status_code in (302, 404)
    assert Client().get(f"/r/{'9' * 30}/").headers["Location"] == f"/agenda/{'9' * 30}/"


def test_a_meeting_has_its_text_and_its_short_link_too(cast: Cast, client_for: ClientFor, balangan: Government) -> None:
    chair = cast("SETDA.AST2/1")
    meeting = Meeting.objects.create(
        government=balangan,
        regulation="perbup-24-2020",
        procedure="rapat",
        state="draft",
        drafted_by=chair.post,
        title="Rapat talud",
    )
    assert client_for(chair).get(f"/kerja/pesan/rapat/{meeting.pk}/").status_code == 404
    assert client_for(chair).get(f"/r/{meeting.pk}/").headers["Location"] == f"/agenda/{meeting.pk}/"

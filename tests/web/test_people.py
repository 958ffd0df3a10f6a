"""Officers and their tenures in the hands of the personnel office: found, appointed, ended, by nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions import ledger as whole
from selaras.actions.inaugurations import COLUMNS, EXAMPLE
from selaras.actions.people import SYSTEM, appoint, end_tenure
from selaras.records import clock, ledger
from selaras.records.governments import Government
from selaras.records.people import Actor, Person, Tenure

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
LIST, APPOINT, FILE = "/kerja/pejabat/", "/kerja/pejabat/angkat/", "/kerja/pejabat/pelantikan/"
NIP = "198503172010011004"
LIST_QUERIES = 7  # government, session, account, tenures and principals of who asks, tenures of the day, his turns
GOOD = {
    "name": "Embun Rawa",
    "nip": "",
    "post": "DPUPR/1",
    "capacity": "definitif",
    "valid_from": "2026-12-01",
    "valid_to": "",
    "decree": "800/7/2026",
}


@pytest.fixture
def clerk(cast: Cast, client_for: ClientFor) -> Client:
    """A browser of the personnel office; any post of its unit will do."""
    return client_for(cast("BKPPD/32"))


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def hidden(response: Any, name: str) -> str:
    """What a form of the page sends along under a name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, name
    return unescape(found[1])


def confirmed(client: Client, address: str, shown: Any, **sent: str) -> HttpResponse:
    """Confirm what a page has shown."""
    own = {name: hidden(shown, name) for name in ("key", "seen")}
    return client.post(address, {**sent, **own, "do": "record"})  # type: ignore[return-value]


def upload(client: Client, content: str | bytes) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(FILE, {"do": "preview", "file": SimpleUploadedFile("pelantikan.csv", data)})


def table(*rows: str) -> str:
    return "\n".join((",".join(COLUMNS), *rows))


# The list


def test_the_list_shows_who_holds_each_post_and_which_are_vacant(cast: Cast, clerk: Client) -> None:
    cast("DPUPR/1")
    page = text(clerk.get(LIST + "?unit=DPUPR"))
    assert "Pemegang DPUPR/1" in page and "821/1/2020" in page and "sejak 6 April 2020" in page
    assert page.count("Kosong") > 5
    assert f"{APPOINT}?post=DPUPR/2" in page
    assert "Dinas Pendidikan" not in page.partition("</datalist>")[2]


def test_acting_and_soon_ending_tenures_are_marked(cast: Cast, clerk: Client, balangan: Government) -> None:
    tenure = cast("DPUPR/1", "plt").tenure
    Tenure.objects.filter(pk=tenure.pk).update(valid_to=date(2026, 6, 30))
    for day, marked in (("2026-05-30", False), ("2026-05-31", True), ("2026-06-30", True)):
        page = text(clerk.get(f"{LIST}?q=pemegang+dpupr&per={day}"))
        assert "Plt. Pemegang DPUPR/1" in page
        assert ("Berakhir 30 Juni 2026" in page) is marked, day
        soon = text(clerk.get(f"{LIST}?q=dpupr&tampil=berakhir&per={day}"))
        assert ("Plt. Pemegang DPUPR/1" in soon) is marked, day
    assert "Plt. Pemegang DPUPR/1" not in text(clerk.get(f"{LIST}?q=pemegang+dpupr&per=2026-07-01"))
    acting = text(clerk.get(f"{LIST}?tampil=pelaksana&per=2026-06-30"))
    assert "Plt. Pemegang DPUPR/1" in acting and "BKPPD/32" not in acting.partition("<table")[2]


def test_the_list_is_found_by_unit_and_word_and_leafed_through(clerk: Client) -> None:
    every = text(clerk.get(LIST))
    assert "Halaman 1 dari 14" in every
    second = text(clerk.get(LIST + "?hal=2"))
    assert "Halaman 2 dari 14" in second
    found = text(clerk.get(LIST + "?q=sekretaris+dinas+kesehatan")).partition("<table")[2]
    assert "DINKES/2" in found and "DPUPR/2" not in found
    nothing = text(clerk.get(LIST + "?q=tidak+ada+yang+begini"))
    assert "Tidak ada jabatan yang cocok." in nothing
    kept = text(clerk.get(LIST + "?unit=DPUPR&per=2026-05-30&tampil=kosong"))
    assert "?unit=DPUPR&per=2026-05-30" in kept and "Keadaan per <b>30 Mei 2026</b>" in kept


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?unit=Dinas", 422, "dapat berarti beberapa unit"),
        ("?unit=zzzz", 422, "tidak ditemukan"),
        ("?unit=%00", 200, "Keadaan per"),
        ("?q=" + "x" * 3000, 200, "Tidak ada jabatan yang cocok"),
        ("?per=2026-02-30", 400, "bukan tanggal"),
        ("?per=2020-04-05", 200, "belum berlaku"),
        ("?hal=9999999999999999999999", 200, "Halaman 1"),
        ("?tampil=lain", 200, "Halaman 1"),
    ],
)
def test_odd_questions_get_a_clear_answer(clerk: Client, query: str, status: int, words: str) -> None:
    answer = clerk.get(LIST + query)
    assert answer.status_code == status
    assert words in text(answer)


def test_the_list_takes_the_same_queries_with_one_tenure_and_with_many(
    cast: Cast, clerk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        clerk.get(LIST)
    for n in (1, 2, 3, 4):
        cast(f"DPUPR/{n}")
    with django_assert_num_queries(LIST_QUERIES):
        clerk.get(LIST + "?q=dpupr")


# Rights


def test_rights_begin_and_end_with_the_day_of_the_government(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    """Midnight in Paringin, when it is still the day before in Greenwich."""
    actor = cast("DPUPR/1")
    end_tenure(by=SYSTEM, tenure=actor.tenure, last_day=date(2026, 6, 30))
    appoint(
        by=SYSTEM, person=actor.person, post="DISDIK/1", capacity="pj", valid_from=date(2026, 8, 1), decree="800/1/2026"
    )
    browser = client_for(actor)
    moments = {
        datetime(2026, 6, 30, 23, 59, 59, 999_999, balangan.zone): "Kepala Dinas Pekerjaan Umum dan Penataan Ruang",
        datetime(2026, 7, 1, 0, 0, 0, 0, balangan.zone): "",
        datetime(2026, 7, 31, 23, 59, 59, 999_999, balangan.zone): "",
        datetime(2026, 8, 1, 0, 0, 0, 0, balangan.zone): "Pj. Kepala Dinas Pendidikan",
    }
    for moment, title in moments.items():
        with clock.at(moment.astimezone(UTC)):
            answer = browser.get("/kerja/")
            assert answer.status_code == (200 if title else 302), moment
            if title:
                assert f"Anda bertindak sebagai <b>{title}</b>" in text(answer)


def test_a_clerk_whose_tenure_ended_while_the_form_was_open_writes_nothing(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    actor, tenure = cast("BKPPD/1"), cast("DPUPR/1").tenure
    browser = client_for(actor)
    end_tenure(by=SYSTEM, tenure=actor.tenure, last_day=date(2026, 6, 30))
    sent = {"do": "annul", "seen": "1", "reason": "salah orang", "key": "k"}
    with clock.at(datetime(2026, 7, 1, 0, 0, 0, 0, balangan.zone).astimezone(UTC)):
        answer = browser.post(f"{LIST}{tenure.pk}/", sent)
    assert answer.status_code == 403 and "salah orang" in text(answer)  # what was typed is shown to be copied
    tenure.refresh_from_db()
    assert not tenure.annulled


@pytest.mark.parametrize(
    "post", ["DPUPR/1", "SETDA/1", "SETDA.AST3/1", "SETDA.AST3.ORG/1", "INSPEKTORAT/1", "BUPATI/1"]
)
def test_an_outsider_is_refused_and_told_who_may(cast: Cast, client_for: ClientFor, post: str) -> None:
    outsider = cast(post)
    browser, tenure = client_for(outsider), outsider.tenure
    before = ledger.Entry.objects.count()
    for address in (LIST, APPOINT, FILE, FILE + "contoh.csv", f"{LIST}{tenure.pk}/", f"{LIST}999999/"):
        for answer in (browser.get(address), browser.post(address, {**GOOD, "do": "record"})):
            assert answer.status_code == 403, address
            assert "Kepala Badan Kepegawaian, Pendidikan dan Pelatihan Daerah" in text(answer)
    assert ledger.Entry.objects.count() == before
    assert LIST not in text(browser.get("/kerja/"))


def test_who_holds_a_post_there_too_is_told_to_change(cast: Cast, client_for: ClientFor) -> None:
    actor = cast("DPUPR/1")
    appoint(
        by=SYSTEM, person=actor.person, post="BKPPD/1", capacity="plt", valid_from=date(2021, 1, 1), decree="800/1/2021"
    )
    page = text(client_for(actor).get(LIST))
    assert "/kerja/jabatan/?next=/kerja/pejabat/" in page


def test_a_stranger_is_sent_to_sign_in(client: Client, balangan: Government) -> None:
    for address in (LIST, APPOINT, FILE, FILE + "contoh.csv", LIST + "1/"):
        assert client.get(address)["Location"].startswith("/masuk/"), address


def test_the_office_finds_its_page_from_the_workspace(clerk: Client) -> None:
    assert f'<a href="{LIST}">Pejabat dan masa jabatan</a>' in text(clerk.get("/kerja/"))


def test_numbers_are_for_the_personnel_office_alone(cast: Cast, clerk: Client, client: Client) -> None:
    tenure = cast("DPUPR/1").tenure
    Person.objects.filter(pk=tenure.person.pk).update(nip=NIP)
    assert NIP in text(clerk.get(f"{LIST}{tenure.pk}/"))
    for address in ("/unit/DPUPR/", "/struktur/", "/jalur/"):
        assert NIP not in text(client.get(address))


# One appointment


def test_an_appointment_is_shown_with_all_that_follows_before_it_is_recorded(
    cast: Cast, clerk: Client, balangan: Government
) -> None:
    incumbent = cast("DPUPR/1").tenure
    shown = clerk.post(APPOINT, {**GOOD, "do": "preview"})
    page = text(shown)
    assert "Pemegang DPUPR/1 sebagai Kepala Dinas Pekerjaan Umum dan Penataan Ruang berakhir 30 November 2026." in page
    assert "Orang baru" in page
    assert not Person.objects.filter(name="Embun Rawa").exists()
    done = confirmed(clerk, APPOINT, shown, **GOOD)
    assert (done.status_code, done["Location"]) == (303, f"{LIST}?tampil=mulai&per=2026-12-01")
    page = text(clerk.get(done["Location"]))
    assert "Tercatat: 1 masa jabatan dimulai, 1 berakhir." in page and "Embun Rawa" in page
    incumbent.refresh_from_db()
    assert incumbent.valid_to == date(2026, 11, 30)
    assert not whole.verify(balangan)


def test_the_form_comes_filled_in_from_the_list_and_from_a_person(cast: Cast, clerk: Client) -> None:
    person = cast("DPUPR/1").person
    page = clerk.get(f"{APPOINT}?post=DINKES/2&person={person.pk}").content.decode()
    assert 'value="DINKES/2"' in page and 'value="Pemegang DPUPR/1"' in page
    for person_key in ("0", "999999999999999999", "x", "%00"):
        assert clerk.get(f"{APPOINT}?person={person_key}").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Isi nama lebih dahulu"),
        ({"nip": "123"}, "NIP terdiri dari 18 angka"),
        ({"post": "DPUPR/99"}, "Yang terdekat: DPUPR/"),
        ({"post": "a\x00b"}, "tidak"),
        ({"capacity": "tetap"}, "Pilih dari daftar"),
        ({"valid_from": "2026-02-30"}, "Tulis tanggal yang ada"),
        ({"valid_to": "2026-11-01"}, "berakhir sebelum mulai"),
        ({"decree": "d" * 1_000_000}, "100"),
        ({"name": "n" * 1_000_000}, "200"),
    ],
)
def test_what_is_wrong_is_said_on_its_field_and_nothing_typed_is_lost(
    clerk: Client, wrong: dict[str, str], words: str
) -> None:
    answer = clerk.post(APPOINT, {**GOOD, **wrong, "do": "preview"})
    page = text(answer)
    assert answer.status_code == 422
    assert words in page
    assert all(
        f'value="{value}"' in page for name, value in GOOD.items() if name not in wrong and name != "capacity" and value
    )
    assert 'value="definitif"' in page
    assert "Catat pengangkatan ini" not in page


def test_a_confirmation_of_other_words_than_shown_is_shown_again(cast: Cast, clerk: Client) -> None:
    shown = clerk.post(APPOINT, {**GOOD, "do": "preview"})
    answer = confirmed(clerk, APPOINT, shown, **{**GOOD, "post": "DISDIK/1"})
    assert answer.status_code == 409
    assert "Akibatnya sudah lain daripada yang Anda lihat" in text(answer)
    assert not Tenure.objects.filter(post="DISDIK/1").exists()
    assert confirmed(clerk, APPOINT, answer, **{**GOOD, "post": "DISDIK/1"}).status_code == 303


def test_a_confirmation_sent_twice_counts_once(clerk: Client) -> None:
    shown = clerk.post(APPOINT, {**GOOD, "do": "preview"})
    own = {name: hidden(shown, name) for name in ("key", "seen")}
    answers = [clerk.post(APPOINT, {**GOOD, **own, "do": "record"}) for _ in range(2)]
    assert answers[0].status_code == 303
    assert answers[1].status_code in (303, 422)
    assert Tenure.objects.filter(post="DPUPR/1").count() == 1


# An inauguration


def test_a_file_is_shown_line_by_line_and_then_recorded_at_once(
    cast: Cast, clerk: Client, balangan: Government
) -> None:
    cast("DPUPR/1")
    content = table(
        f"Embun Rawa,{NIP},DPUPR/1,definitif,2026-12-01,,800/7/2026",
        "Kabut Lereng,,Kepala Dinas Kesehatan,plt,2026-12-01,2027-02-28,800/8/2026",
    )
    shown = upload(clerk, content)
    page = text(shown)
    assert shown.status_code == 200 and "2 masa jabatan dimulai, 1 berakhir" in page
    assert "Pemegang DPUPR/1 sebagai Kepala Dinas" in page
    before = ledger.size(balangan)
    done = confirmed(clerk, FILE, shown, content=hidden(shown, "content"))
    assert done.status_code == 303
    assert ledger.size(balangan) == before + 3
    assert Person.objects.get(name="Embun Rawa").nip == NIP
    assert not whole.verify(balangan)


def test_one_wrong_line_is_named_and_nothing_can_be_recorded(clerk: Client, balangan: Government) -> None:
    content = table(
        "Embun Rawa,,DPUPR/1,definitif,2026-12-01,,800/7/2026", "Kabut Lereng,12,DPUPR/99,tetap,kapan,,", ",,,,,,x"
    )
    shown = upload(clerk, content)
    page = text(shown)
    assert shown.status_code == 422
    assert "2 dari 3 baris belum benar" in page and "Catat semua baris" not in page
    for words in ("NIP terdiri dari 18 angka", "DPUPR/99", "Kedudukan “tetap”", "2026-12-01", "nomor keputusan"):
        assert words in page
    forced = clerk.post(FILE, {"do": "record", "content": content, "seen": "x", "key": "k"})
    assert forced.status_code == 422
    assert not Person.objects.filter(name="Embun Rawa").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"\xff\xfe" + "name".encode("utf-16-le"), "CSV UTF-8"),
        (b"x" * 1_000_000, "256 kB"),
        (b"nama,jabatan\nA,B\n", "tujuh kolom"),
        (table().encode(), "hanya berisi nama kolom"),
    ],
)
def test_a_file_that_is_no_table_says_why(clerk: Client, content: bytes, words: str) -> None:
    answer = upload(clerk, content)
    assert answer.status_code == 422
    assert words in text(answer)
    missing = clerk.post(FILE, {"do": "preview"})
    assert missing.status_code == 422 and "Pilih berkas CSV" in text(missing)


def test_cells_that_look_like_formulas_are_shown_as_text(clerk: Client) -> None:
    shown = upload(clerk, table('"=HYPERLINK(""x"")<script>",,DPUPR/1,definitif,2026-12-01,,@800'))
    page = shown.content.decode()
    assert "=HYPERLINK(&quot;x&quot;)&lt;script&gt;" in page and "<script>" not in page


def test_the_example_is_downloaded_and_every_column_explained(clerk: Client) -> None:
    answer = clerk.get(FILE + "contoh.csv")
    assert answer.content.decode() == EXAMPLE
    assert answer["Content-Disposition"] == 'attachment; filename="contoh-pelantikan.csv"'
    page = text(clerk.get(FILE))
    assert [f'<dt class="code">{name}</dt>' in page for name in COLUMNS] == [True] * 7
    assert upload(clerk, EXAMPLE).status_code == 200


# One tenure


def act(client: Client, tenure: Tenure, do: str, **sent: str) -> Any:
    page = client.get(f"{LIST}{tenure.pk}/")
    own = {name: hidden(page, name) for name in ("key", "seen")}
    return client.post(f"{LIST}{tenure.pk}/", {"do": do, **own, **sent})


def test_a_tenure_is_ended_put_right_and_annulled_from_its_page(
    cast: Cast, clerk: Client, balangan: Government
) -> None:
    tenure = cast("DPUPR/1").tenure
    assert "Berwenang hari ini" in text(clerk.get(f"{LIST}{tenure.pk}/"))
    assert act(clerk, tenure, "end", valid_to="2026-11-30", reason="800/9/2026").status_code == 303
    tenure.refresh_from_db()
    assert tenure.valid_to == date(2026, 11, 30)
    right = {**GOOD, "nip": NIP, "valid_from": "2021-01-04", "valid_to": "", "reason": "salah ketik"}
    assert act(clerk, tenure, "correct", **right).status_code == 303
    tenure.refresh_from_db()
    assert (tenure.valid_from, str(tenure.valid_to), tenure.person.nip) == (date(2021, 1, 4), "None", NIP)
    assert act(clerk, tenure, "annul", reason="keputusan dicabut").status_code == 303
    page = text(clerk.get(f"{LIST}{tenure.pk}/"))
    assert "Dibatalkan, tidak pernah berlaku" in page and "Simpan pembetulan" not in page
    notes = page.partition("<h2>Catatan</h2>")[2]
    assert [notes.index(word) for word in ("Dibatalkan", "Dibetulkan", "Diakhiri", "Dicatat")] == sorted(
        notes.index(word) for word in ("Dibatalkan", "Dibetulkan", "Diakhiri", "Dicatat")
    )
    assert "keputusan dicabut" in notes and "Kepala Sub Bidang Mutasi" in notes
    assert not whole.verify(balangan)


@pytest.mark.parametrize(
    ("do", "sent", "words"),
    [
        ("end", {"valid_to": "2020-01-01", "reason": "x"}, "baru mulai pada 6 April 2020"),
        ("end", {"valid_to": "", "reason": "x"}, "Tulis tanggal yang ada"),
        ("end", {"valid_to": "2026-11-30", "reason": ""}, "Isi nomor keputusan atau alasan"),
        ("correct", {**GOOD, "nip": "1", "reason": "x"}, "NIP terdiri dari 18 angka"),
        ("correct", {**GOOD, "reason": "r" * 100_000}, "500"),
        ("annul", {"reason": ""}, "Isi mengapa tidak pernah berlaku"),
        ("annul", {"reason": "a\x00b"}, "idak"),
        ("hapus", {}, "Ubah"),
    ],
)
def test_what_cannot_be_done_to_a_tenure_is_said_beside_its_field(
    cast: Cast, clerk: Client, do: str, sent: dict[str, str], words: str
) -> None:
    tenure = cast("DPUPR/1").tenure
    answer = act(clerk, tenure, do, **sent)
    assert answer.status_code == 422
    assert words in text(answer)
    tenure.refresh_from_db()
    assert tenure.version == 1


def test_what_was_changed_meanwhile_is_said_and_nothing_typed_is_lost(cast: Cast, clerk: Client) -> None:
    tenure = cast("DPUPR/1").tenure
    sent = {"do": "end", "seen": "1", "key": "k", "valid_to": "2026-11-30", "reason": "800/9/2026, pensiun"}
    end_tenure(by=SYSTEM, tenure=tenure, last_day=date(2026, 12, 31))
    answer = clerk.post(f"{LIST}{tenure.pk}/", sent)
    assert answer.status_code == 409
    assert "sudah diubah sejak halaman Anda dibuka" in text(answer) and "800/9/2026, pensiun" in text(answer)


def test_a_tenure_that_never_was_or_is_of_others_is_not_found(cast: Cast, clerk: Client) -> None:
    other = Government.objects.create(code="00.01", name="Lain", timezone="Asia/Jakarta", pack="balangan")
    person = Person.objects.create(government=other, name="Orang Lain")
    foreign = Tenure.objects.create(
        government=other, person=person, post="DPUPR/1", valid_from=date(2021, 1, 1), decree="1"
    )
    for pk in (foreign.pk, 10**9, 1 << 70):
        for answer in (clerk.get(f"{LIST}{pk}/"), clerk.post(f"{LIST}{pk}/", {"do": "annul", "reason": "x"})):
            assert answer.status_code == 404

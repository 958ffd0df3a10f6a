"""Signing in, choosing the post one acts in, and signing out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from selaras.actions.people import SYSTEM, appoint
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor, Tenure
from selaras.web.chosen import CHOSEN

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
STAFF = ("/kerja/", "/kerja/jabatan/", "/kerja/berkas/baru/", "/kerja/berkas/draf/1/", "/kerja/berkas/2026-00001/")


def second_post(actor: Actor) -> Tenure:
    return appoint(
        by=SYSTEM,
        person=actor.person,
        post="DISPERTAN/1",
        capacity="plt",
        valid_from=date(2026, 1, 2),
        valid_to=actor.government.today() + timedelta(days=30),
        decree="800/2/2026",
    )


@pytest.mark.parametrize("address", STAFF)
def test_an_outsider_is_sent_to_the_sign_in_and_then_where_he_wanted(balangan: Government, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302 and answer["Location"] == f"/masuk/?next={address}"


def test_the_right_password_opens_the_workspace(cast: Cast) -> None:
    user = cast("DPUPR/1").person.user
    assert user is not None
    user.set_password("kata-sandi-panjang")
    user.save()
    client = Client()
    answer = client.post("/masuk/?next=/kerja/", {"login": user.username, "password": "kata-sandi-panjang"})
    assert answer.status_code == 302 and answer["Location"] == "/kerja/"
    page = client.get("/kerja/").content.decode()
    assert "Kepala Dinas Pekerjaan Umum dan Penataan Ruang" in page
    assert client.post("/keluar/")["Location"] == "/"
    assert client.get("/kerja/").status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"login": "DPUPR-1-definitif", "password": "salah"},
        {"login": "tidak-ada", "password": "salah"},
        {"login": "", "password": ""},
        {"login": "a\x00b", "password": "c\x00d"},
        {"login": "x" * 100_000, "password": "y" * 1000},
        {},
    ],
)
def test_a_wrong_name_or_password_is_told_beside_the_form(cast: Cast, typed: dict[str, str]) -> None:
    cast("DPUPR/1")
    answer = Client().post("/masuk/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and ('class="error"' in page or 'id="galat"' in page)
    assert 'name="password"' in page
    assert Client().get("/kerja/").status_code == 302


def test_the_sign_in_page_names_no_account_by_itself(cast: Cast) -> None:
    cast("DPUPR/1")
    assert "DPUPR-1" not in Client().get("/masuk/").content.decode()


def test_nobody_can_sign_up(balangan: Government) -> None:
    assert Client().get("/daftar/").status_code == 404
    assert not User.objects.exists()


def test_the_sign_out_page_asks_first(cast: Cast, client_for: Callable[[Actor], Client]) -> None:
    client = client_for(cast("DPUPR/1"))
    assert "Keluar dari Selaras?" in client.get("/keluar/").content.decode()
    assert client.get("/kerja/").status_code == 200


def test_one_post_needs_no_choice_and_several_do(cast: Cast, client_for: Callable[[Actor], Client]) -> None:
    actor = cast("DKP/1")
    client = client_for(actor)
    session = client.session
    del session[CHOSEN]
    session.save()
    assert client.get("/kerja/").status_code == 200
    acting = second_post(actor)
    assert client.get("/kerja/")["Location"] == "/kerja/jabatan/?next=%2Fkerja%2F"
    page = client.get("/kerja/jabatan/?next=/kerja/").content.decode()
    assert "Plt. Kepala Dinas Pertanian" in page and "Kepala Dinas Ketahanan Pangan" in page
    assert "Sampai" in page and "800/2/2026" in page
    answer = client.post("/kerja/jabatan/", {"tenure": str(acting.pk), "next": "/kerja/berkas/baru/"})
    assert answer.status_code == 303 and answer["Location"] == "/kerja/berkas/baru/"
    assert "Anda bertindak sebagai <b>Plt. Kepala Dinas Pertanian</b>" in client.get("/kerja/").content.decode()


@pytest.mark.parametrize("tenure", ["", "0", "999999999999999999", "9" * 5000, "-1", "x\x00", "1 or 1=1"])
def test_a_post_that_is_not_ones_own_cannot_be_chosen(
    cast: Cast, client_for: Callable[[Actor], Client], tenure: str
) -> None:
    other = cast("SETDA/1")
    client = client_for(cast("DPUPR/1"))
    for value in (tenure, str(other.tenure.pk)):
        answer = client.post("/kerja/jabatan/", {"tenure": value})
        assert answer.status_code == 422 and "Pilih salah satu jabatan Anda" in answer.content.decode()
    assert "Sekretaris Daerah</b>" not in client.get("/kerja/").content.decode()


@pytest.mark.parametrize("after", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\x00"])
def test_the_choice_leads_nowhere_outside(cast: Cast, client_for: Callable[[Actor], Client], after: str) -> None:
    actor = cast("DPUPR/1")
    answer = client_for(actor).post("/kerja/jabatan/", {"tenure": str(actor.tenure.pk), "next": after})
    assert answer["Location"] == "/kerja/"


def test_rights_end_with_the_tenure(cast: Cast, balangan: Government, client_for: Callable[[Actor], Client]) -> None:
    actor = cast("DPUPR/1")
    client = client_for(actor)
    Tenure.objects.filter(pk=actor.tenure.pk).update(valid_to=balangan.today() - timedelta(days=1))
    assert client.get("/kerja/")["Location"].startswith("/kerja/jabatan/")
    assert "Anda tidak memegang jabatan hari ini" in client.get("/kerja/jabatan/").content.decode()


def test_pages_of_who_is_signed_in_are_kept_by_nobody(cast: Cast, client_for: Callable[[Actor], Client]) -> None:
    client = client_for(cast("DPUPR/1"))
    for address in ("/kerja/", "/kerja/berkas/baru/", "/kerja/berkas/2026-1/", "/"):
        assert client.get(address)["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in Client().get("/")


WRITTEN = {
    "title": "Jadwal irigasi",
    "purpose": "Baris pertama.\r\nBaris <kedua>.",
    "kind": "koordinatif",
    "key": "a-1",
    "letter_number": "600/12",
    "ulasan": "Kata yang diketik.",
    "password": "kata sandi panjang",
}


def boxes(answer: Any) -> list[str]:
    """The texts that can be copied from the page."""
    return re.findall(r"<textarea[^>]* readonly[^>]*>\n(.*?)</textarea>", answer.content.decode(), re.DOTALL)


def test_what_was_typed_when_the_session_ends_can_be_copied_and_is_kept_nowhere(cast: Cast) -> None:
    cast("DPUPR/1")
    paper = SimpleUploadedFile("rahasia.pdf", b"%PDF-1.7 isi")
    answer = Client().post("/kerja/berkas/baru/", {**WRITTEN, "file": paper})
    page = answer.content.decode()
    assert answer.status_code == 403 and "Yang Anda tulis belum terkirim" in page and "Sesi Anda sudah berakhir" in page
    texts = ["Jadwal irigasi", "Baris pertama.\r\nBaris &lt;kedua&gt;.", "600/12", "Kata yang diketik."]
    assert boxes(answer) == texts
    assert "pilih lagi" in page and "rahasia" not in page and "kata sandi panjang" not in page
    assert 'href="/masuk/?next=/kerja/berkas/baru/" target="_blank"' in page
    assert answer["Cache-Control"] == "private, no-store"
    assert not Session.objects.exists() and not Matter.objects.exists()


@pytest.mark.parametrize("text", ["x" * 1_000_000, "a\x00b c"])
def test_a_strange_text_after_the_session_ended_is_shown_too(balangan: Government, text: str) -> None:
    answer = Client().post("/kerja/berkas/2026-00001/langkah/", {"text": text})
    assert answer.status_code == 403 and boxes(answer) == [text.replace("\x00", "")]


def test_who_typed_nothing_is_sent_to_the_sign_in(balangan: Government) -> None:
    answer = Client().post("/kerja/berkas/baru/", {"kind": "koordinatif", "title": " "})
    assert answer["Location"] == "/masuk/?next=/kerja/berkas/baru/"


def test_what_was_typed_before_a_post_is_chosen_can_be_copied(
    cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    actor = cast("DKP/1")
    client = client_for(actor)
    second_post(actor)
    session = client.session
    del session[CHOSEN]
    session.save()
    answer = client.post("/kerja/berkas/baru/", WRITTEN)
    assert answer.status_code == 403 and "Jadwal irigasi" in boxes(answer)
    assert "/kerja/jabatan/?next=%2Fkerja%2Fberkas%2Fbaru%2F" in answer.content.decode()


def test_a_form_opened_before_the_last_sign_in_gives_back_what_was_typed(
    cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    client = client_for(cast("DPUPR/1"))
    client.handler.enforce_csrf_checks = True
    client.get("/kerja/berkas/baru/")
    answer = client.post("/kerja/berkas/baru/", {**WRITTEN, "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403 and "Jadwal irigasi" in boxes(answer)
    for other in (
        client.post("/kerja/berkas/baru/", WRITTEN, HTTP_ORIGIN="https://lain.example"),
        client.post("/masuk/", WRITTEN),
    ):
        assert other.status_code == 403 and boxes(other) == [] and "Jadwal irigasi" not in other.content.decode()


def test_a_body_beyond_all_measure_is_refused_before_it_is_read(db: None, balangan: Government) -> None:
    answer = Client().post("/masuk/", CONTENT_LENGTH=str(10**9))
    assert answer.status_code == 413


def test_a_host_name_means_its_government_however_it_is_written(balangan: Government) -> None:
    Government.objects.create(code="99.01", name="Lain", head_title="Bupati", timezone="Asia/Makassar", pack="balangan")
    with override_settings(ALLOWED_HOSTS=["*"], SELARAS_HOSTS={"lain.example": "99.01", "balangan.example": "63.11"}):
        for host in ("lain.example", "LAIN.example:8000", "Lain.Example."):
            assert Client().get("/", HTTP_HOST=host).wsgi_request.government.code == "99.01"  # type: ignore[attr-defined]
        assert Client().get("/", HTTP_HOST="balangan.example").wsgi_request.government == balangan  # type: ignore[attr-defined]

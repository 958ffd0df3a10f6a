"""The mapping of coordinators in the hands of its office: found, shown before it is changed, and by nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions import ledger as whole
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.matters import submit
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.records.units import Coordination, forget

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
LIST, ADD = "/kerja/jalur/", "/kerja/jalur/tambah/"
LIST_QUERIES = 7  # government, session, account, tenures and principals of who asks, the rows of the day, his turns
AST1 = "Asisten Pemerintahan dan Kesejahteraan Rakyat"
NEW = {
    "coordinator": AST1,
    "valid_from": "2026-12-01",
    "status": "usulan",
    "reason": "tugas Asisten berubah",
    "annex": "",
    "decree": "",
    "day": "",
}


@pytest.fixture(autouse=True)
def mapping_read_afresh() -> Iterator[None]:
    """What a test before left in the memory of organisations is gone: the database went back, its versions too."""
    forget()
    yield
    forget()


@pytest.fixture
def officer(cast: Cast, client_for: ClientFor) -> Client:
    """A browser of the organisation office; any post of its unit will do."""
    return client_for(cast("SETDA.AST3.ORG/11"))


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def hidden(response: Any, name: str) -> str:
    """What a form of the page sends along under a name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, name
    return unescape(found[1])


def row_of(unit: str = "DPUPR") -> Coordination:
    return Coordination.objects.get(unit=unit, affair="", valid_to=None)


def asked(client: Client, row: Coordination, do: str, **sent: str) -> Any:
    """What an act on a row would do, as its page shows it."""
    page = client.get(f"{LIST}{row.pk}/")
    own = {name: hidden(page, name) for name in ("key", "seen")}
    return client.post(f"{LIST}{row.pk}/", {"do": do, **own, **sent})


def confirmed(client: Client, row: Coordination, do: str, **sent: str) -> Any:
    shown = asked(client, row, do, **sent)
    assert shown.status_code == 200, text(shown)
    own = {name: hidden(shown, name) for name in ("key", "seen")}
    return client.post(f"{LIST}{row.pk}/", {"do": do, "record": "yes", **own, **sent})


def test_the_list_shows_every_row_and_the_units_without_one(officer: Client, balangan: Government) -> None:
    page = text(officer.get(LIST))
    assert page.count("Usulan") > 40 and "Pasal 21 ayat (1)" in page
    assert "Dinas Pekerjaan Umum dan Penataan Ruang" in page
    Coordination.objects.filter(unit="DPUPR").delete()
    missing = text(officer.get(LIST + "?tampil=belum"))
    assert "Belum dipetakan" in missing and f"{ADD}?unit=DPUPR" in missing


def test_the_list_is_found_by_word_coordinator_and_status(officer: Client) -> None:
    assert "Dinas Pekerjaan Umum" in text(officer.get(LIST + "?q=pekerjaan")).partition("<table")[2]
    by = text(officer.get(LIST + "?koordinator=SETDA.AST3")).partition("<table")[2]
    assert "Badan Kepegawaian" in by and "Dinas Pekerjaan Umum" not in by
    assert "Tidak ada baris yang cocok." in text(officer.get(LIST + "?tampil=resmi"))
    confirmed(officer, row_of(), "official", annex="II/12", decree="", day="")
    assert "Dinas Pekerjaan Umum" in text(officer.get(LIST + "?tampil=resmi"))


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?per=2026-02-30", 400, "bukan tanggal"),
        ("?per=2020-04-05", 200, "belum berlaku"),
        ("?koordinator=TIDAK&q=%00" + "x" * 3000, 200, "Tidak ada baris yang cocok"),
        ("?tampil=lain&hal=0", 200, "Usulan"),
    ],
)
def test_odd_questions_get_a_clear_answer(officer: Client, query: str, status: int, words: str) -> None:
    answer = officer.get(LIST + query)
    assert answer.status_code == status
    assert words in text(answer)


def test_the_list_takes_the_same_queries_however_many_rows_there_are(
    officer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer.get(LIST)
    for query in ("", "?q=dinas+kesehatan"):
        with django_assert_num_queries(LIST_QUERIES):
            officer.get(LIST + query)


def test_a_row_is_made_official_after_it_was_shown_and_taken_back(officer: Client, balangan: Government) -> None:
    row = row_of()
    shown = asked(officer, row, "official", annex="II/12", decree="100.3/7/2026", day="2026-11-02")
    page = text(shown)
    assert "Yang akan tercatat" in page and "Resmi" in page.partition("Yang akan tercatat")[2]
    assert "baris II/12 pada lampiran, keputusan 100.3/7/2026 tanggal 2 November 2026" in page
    row.refresh_from_db()
    assert row.status == "usulan"
    sent = {"annex": "II/12", "decree": "100.3/7/2026", "day": "2026-11-02"}
    assert confirmed(officer, row, "official", **sent).status_code == 303
    row.refresh_from_db()
    assert row.status == "resmi"
    page = text(officer.get(f"{LIST}{row.pk}/"))
    assert "Dijadikan resmi" in page and "Tarik peresmian" in page
    assert asked(officer, row, "undo", reason="salah baris").status_code == 303
    row.refresh_from_db()
    assert row.status == "usulan"
    assert "Tarik peresmian" not in text(officer.get(f"{LIST}{row.pk}/"))
    assert not whole.verify(balangan)


def test_a_replacement_names_the_matters_that_keep_their_path(
    officer: Client, cast: Cast, balangan: Government
) -> None:
    intent = Intent(
        kind="koordinatif", form="c", parties=("DISPERTAN",), title="Irigasi rahasia", purpose="Jadwal air."
    )
    opener, row = cast("DPUPR/1"), row_of()
    submit(actor=opener, draft=save_draft(actor=opener, intent=intent).pk, key="")
    page = text(asked(officer, row, "replace", **NEW))
    assert "sampai 30 November 2026" in page and AST1 in page
    assert "1 berkas yang tidak Anda ikuti" in page and "Irigasi rahasia" not in page
    done = confirmed(officer, row, "replace", **NEW)
    new = row_of()
    assert (done.status_code, done["Location"]) == (303, f"{LIST}{new.pk}/")
    history = text(officer.get(done["Location"])).partition("Riwayat unit ini")[2]
    assert history.index(AST1) < history.index("Asisten Perekonomian dan Pembangunan")
    assert "Koordinator diganti" in history and "tugas Asisten berubah" in history
    assert not whole.verify(balangan)


def test_the_public_map_follows_at_once(officer: Client, client: Client) -> None:
    confirmed(officer, row_of(), "replace", **NEW)
    for day, name in (("2026-11-30", "Asisten Perekonomian dan Pembangunan"), ("2026-12-01", AST1)):
        page = (
            text(client.get(f"/unit/DPUPR/?per={day}")).partition("<h2>Koordinator</h2>")[2].partition("</section>")[0]
        )
        assert name in page


def test_a_missing_row_is_added_after_it_was_shown(officer: Client, balangan: Government) -> None:
    Coordination.objects.filter(unit="DPUPR").delete()
    forget()
    sent = {**NEW, "unit": "dinas pupr", "affair": ""}
    page = officer.get(ADD + "?unit=DPUPR")
    assert 'value="Dinas Pekerjaan Umum dan Penataan Ruang"' in page.content.decode()
    shown = officer.post(ADD, {**sent, "key": "k"})
    assert shown.status_code == 200 and "Yang akan tercatat" in text(shown)
    assert not Coordination.objects.filter(unit="DPUPR").exists()
    done = officer.post(ADD, {**sent, "record": "yes", "key": hidden(shown, "key")})
    assert done.status_code == 303
    assert row_of().coordinator == "SETDA.AST1"
    assert not whole.verify(balangan)


@pytest.mark.parametrize(
    ("do", "sent", "words"),
    [
        ("official", {"annex": ""}, "Isi nomor baris pada lampiran"),
        ("official", {"annex": "x" * 100_000}, "60"),
        ("official", {"annex": "a\x00b"}, "idak"),
        ("official", {"annex": "1", "day": "2026-02-30"}, "Tulis tanggal yang ada"),
        ("replace", {**NEW, "coordinator": "zzzz"}, "tidak ditemukan"),
        ("replace", {**NEW, "coordinator": "Asisten"}, "dapat berarti beberapa unit"),
        ("replace", {**NEW, "coordinator": "DPUPR"}, "dirinya sendiri"),
        ("replace", {**NEW, "valid_from": "2020-04-06"}, "baru berlaku sejak 6 April 2020"),
        ("replace", {**NEW, "valid_from": ""}, "Tulis tanggal yang ada"),
        ("replace", {**NEW, "status": "sah"}, "Pilih dari daftar"),
        ("replace", {**NEW, "reason": ""}, "Tulis alasannya"),
        ("replace", {**NEW, "status": "resmi"}, "Tulis nomor barisnya"),
        ("undo", {"reason": "x"}, "tidak dapat ditarik"),
        ("hapus", {}, "Ubah"),
    ],
)
def test_what_cannot_be_done_is_said_beside_its_field_and_nothing_typed_is_lost(
    officer: Client, do: str, sent: dict[str, str], words: str
) -> None:
    row = row_of()
    answer = asked(officer, row, do, **sent)
    assert answer.status_code == (409 if do == "undo" else 422)
    assert words in text(answer)
    if do == "replace" and sent["reason"]:
        assert f'value="{sent["reason"]}"' in answer.content.decode()
    assert not ledger.Entry.objects.filter(subject_type="coordination").exists()


def test_a_row_changed_meanwhile_is_not_overwritten_and_a_confirmation_counts_once(officer: Client) -> None:
    row = row_of()
    shown = asked(officer, row, "official", annex="II/12", decree="", day="")
    own = {name: hidden(shown, name) for name in ("key", "seen")}
    sent = {"do": "official", "record": "yes", "annex": "II/12", "decree": "", "day": "", **own}
    answers = [officer.post(f"{LIST}{row.pk}/", sent).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert officer.post(f"{LIST}{row.pk}/", {**sent, "key": "lain"}).status_code == 409
    assert ledger.Entry.objects.filter(subject_type="coordination").count() == 1


@pytest.mark.parametrize("post", ["DPUPR/1", "SETDA/1", "SETDA.AST3/1", "BKPPD/1", "INSPEKTORAT/1", "BUPATI/1"])
def test_an_outsider_is_refused_and_told_who_may(cast: Cast, client_for: ClientFor, post: str) -> None:
    browser, row = client_for(cast(post)), row_of()
    for address in (LIST, ADD, f"{LIST}{row.pk}/", f"{LIST}999999/"):
        for answer in (browser.get(address), browser.post(address, {**NEW, "do": "replace", "record": "yes"})):
            assert answer.status_code == 403, address
            assert "Kepala Bagian Organisasi" in text(answer)
    assert not ledger.Entry.objects.filter(subject_type="coordination").exists()
    assert LIST not in text(browser.get("/kerja/"))


def test_a_stranger_is_sent_to_sign_in(client: Client, balangan: Government) -> None:
    for address in (LIST, ADD, LIST + "1/"):
        assert client.get(address)["Location"].startswith("/masuk/"), address


def test_a_row_that_never_was_or_is_of_others_is_not_found(officer: Client) -> None:
    other = Government.objects.create(code="00.01", name="Lain", timezone="Asia/Jakarta", pack="balangan")
    foreign = Coordination.objects.create(
        government=other,
        unit="DPUPR",
        coordinator="SETDA.AST1",
        status="usulan",
        strength="designed",
        reason="x",
        valid_from=date(2020, 4, 6),
    )
    for pk in (foreign.pk, 10**9, 1 << 70):
        for answer in (officer.get(f"{LIST}{pk}/"), officer.post(f"{LIST}{pk}/", {"do": "undo", "reason": "x"})):
            assert answer.status_code == 404

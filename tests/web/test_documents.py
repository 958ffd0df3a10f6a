"""Documents in the browser: drafted with lines typed or pasted, new versions, findings, reports, recommendations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.actions.acts import seen_of
from selaras.actions.documents import Line
from selaras.records import clock
from selaras.records.documents import Document
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from selaras.web.lines import number, pasted, rupiah, written
from tests.acts import Cast
from tests.results import drafted, issued, take

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
LIST = "/kerja/naskah/"
NEW = f"{LIST}baru/"
LIST_QUERIES = 9
PAGE_QUERIES = 15
DEBIT = Line("Debit air", measure="m3", baseline=Decimal(4), target=Decimal(9))
COLUMNS = ("title", "place", "starts_on", "ends_on", "audience", "amount", "units")
ROW = ("Makanan tambahan", "Halong", "2026-03-01", "30/11/2026", "Balita", "Rp1.250.000.000", "DPUPR; Dinas Pertanian")


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def fields(document: Document, post: str, step: str, **more: Any) -> dict[str, Any]:
    """What the form of a step sends, as the page shows it now."""
    now = Document.objects.get(pk=document.pk)
    seat = now.seat_rows.filter(post=post, retired=False).order_by("order")[0]
    return {"step": step, "form": step, "seat": seat.pk, "seen": seen_of(now, seat), "key": "a1"} | more


def programme(*rows: tuple[str, ...], **more: Any) -> dict[str, Any]:
    """An integrated programme as its form sends it."""
    cells = {f"line_{name}": [row[n] for row in rows] for n, name in enumerate(COLUMNS)}
    return (
        {"title": "Program terpadu", "text": "-", "units": ["DISPERTAN", "DLH"], "do": "save", "key": "a1"}
        | cells
        | more
    )


def test_a_programme_is_drafted_circulated_and_issued_with_names_and_figures_as_people_write_them(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast("DPUPR/1"))
    answer = client.post(f"{NEW}?bentuk=c", programme(ROW))
    document = Document.objects.get()
    url = f"{LIST}{document.pk}/"
    assert answer.status_code == 303 and answer["Location"] == url
    row = document.rows.get()
    assert row.place == "KEC.HALONG" and row.units == ["DPUPR", "DISPERTAN"] and row.amount == 1_250_000_000
    assert (row.starts_on, row.ends_on) == (date(2026, 3, 1), date(2026, 11, 30))
    assert client_for(cast("DLH/1")).get(url).status_code == 404
    assert 'value="1250000000"' in client.get(f"{url}ubah/").content.decode()
    assert client.post(f"{url}langkah/", fields(document, "DPUPR/1", "edarkan")).status_code == 303
    for post in ("DISPERTAN/1", "DLH/1"):
        sent = fields(document, post, "setujui", form="setujui")
        assert client_for(cast(post)).post(f"{url}langkah/", sent).status_code == 303
    page = text(client.get(url))
    assert "Rp1.250.000.000" in page and "Kecamatan Halong" in page and "1 Maret 2026 sampai 30 November 2026" in page
    paper = {"instrument": "Keputusan", "instrument_number": "050/3", "instrument_on": str(document.government.today())}
    assert client.post(f"{url}langkah/", fields(document, "DPUPR/1", "tetapkan", **paper)).status_code == 303
    page = text(client_for(cast("DLH/1")).get(url))
    assert "Keputusan Nomor 050/3" in page and "0 dari 2 unit mencatat sudah mengetahui." in page
    assert client.get(f"{url}ubah/").status_code == 303


def test_pasal_18_huruf_c_overlaps_and_gaps_stand_on_the_page_with_links_to_their_rows(
    cast: Cast, client_for: ClientFor
) -> None:
    other = (*ROW[:1], "", *ROW[2:4], "para balita", "", "DLH")
    client = client_for(cast("DPUPR/1"))
    url = client.post(f"{NEW}?bentuk=c", programme(ROW, other))["Location"]
    answer = client.get(url)
    page = text(answer)
    assert "Baris 1 dan 2" in page and "Baris 2 belum menyebut jumlah dana." in page
    assert 'href="#baris-2"' in answer.content.decode() and 'id="baris-2"' in answer.content.decode()
    assert answer.content.decode().count('class="tint-several"') == 1
    alone = client.post(f"{NEW}?bentuk=c", programme(ROW, key="b2"))["Location"]
    page = text(client.get(alone))
    assert "Baris 1 dan 2" not in page and "Balita: belum ada program di Kecamatan Juai" in page
    assert "Dinas Lingkungan Hidup terkait, tetapi tidak mempunyai baris." in page


def test_rows_pasted_from_a_spreadsheet_or_read_from_a_file_are_shown_with_their_faults(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast("DPUPR/1"))
    table = "Program\tTempat\nKelas ibu\tKota Bulan\t31/02/2026\t\tIbu hamil\tdua juta\tDinas Antariksa\n"
    table += "Dapur\t\t\t\tBalita\t5,5\tDLH"
    answer = client.post(f"{NEW}?bentuk=c", programme(ROW, do="paste", paste=table))
    page = answer.content.decode()
    assert answer.status_code == 200 and page.count('name="line_title"') == 3 and 'value="dua juta"' in page
    assert page.count('aria-invalid="true"') == 4 and "1 baris perlu diperbaiki" in page
    file = SimpleUploadedFile("baris.csv", "Program;Tempat\nDapur;Halong\n".encode("utf-8-sig"))
    page = client.post(f"{NEW}?bentuk=c", programme(ROW, lines_file=file)).content.decode()
    assert page.count('name="line_title"') == 2 and 'value="Dapur"' in page
    image = SimpleUploadedFile("baris.csv", b"\xff\xd8\xff\xe0\x00")
    assert "bukan teks UTF-8" in text(client.post(f"{NEW}?bentuk=c", programme(ROW, lines_file=image)))
    refused = client.post(f"{NEW}?bentuk=c", programme((*ROW[:5], "dua juta", ROW[6])))
    assert refused.status_code == 422 and "misalnya 1.250.000.000" in refused.content.decode()
    assert not Document.objects.exists()


def test_rows_are_added_and_taken_off_by_buttons(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/1"))
    page = client.post(f"{NEW}?bentuk=c", programme(ROW, do="", row="add")).content.decode()
    assert page.count('name="line_title"') == 2 and page.count("checked") == 2
    page = client.post(f"{NEW}?bentuk=c", programme(ROW, ROW, do="", off="0")).content.decode()
    assert page.count('name="line_title"') == 1 and "Program terpadu" in page
    assert 'name="line_title"' not in client.get(f"{NEW}?bentuk=a").content.decode()


def test_a_new_version_goes_round_with_changed_words_and_lines_and_the_old_one_stays_readable(
    cast: Cast, client_for: ClientFor
) -> None:
    document, client = drafted(cast, "g", (DEBIT,)), client_for(cast("DPUPR/1"))
    take(cast("DISPERTAN/1"), document, "keberatan", "Debit terlalu kecil.")
    url = f"{LIST}{document.pk}/"
    assert "Debit terlalu kecil." in text(client.get(url))
    page = client.get(f"{url}versi-baru/").content.decode()
    assert 'value="Debit air"' in page and "1. Dibuka bersama." in page
    seat = document.seat_rows.get(role="opener")
    seen = seen_of(Document.objects.get(pk=document.pk), seat)
    sent = {"text": "2. Dibuka bergantian.", "do": "save", "key": "a1", "seat": seat.pk, "seen": seen}
    sent |= {"line_title": ["Debit air"], "line_measure": ["m3"], "line_baseline": ["4"], "line_target": ["12,5"]}
    sent |= {"line_units": [""]}
    bare = client.post(f"{url}versi-baru/", sent)
    assert bare.status_code == 422 and "Tulis yang diubah." in text(bare) and "2. Dibuka bergantian." in text(bare)
    done = client.post(f"{url}versi-baru/", sent | {"what": "Target naik."})
    assert done.status_code == 303, text(done)
    page = text(client.get(url))
    assert "Versi 2" in page and "2. Dibuka bergantian." in page and "target 12,5" in page
    assert "Versi 1, diedarkan" in page and "1. Dibuka bersama." in page
    late = client.post(f"{url}versi-baru/", sent | {"what": "Lagi.", "key": "b2"})
    assert late.status_code == 409 and "Lagi." in late.content.decode()
    assert client_for(cast("DLH/1")).get(f"{url}versi-baru/").status_code == 303


def test_pasal_18_huruf_g_reports_are_drawn_with_their_target_and_months_without_one_are_named(
    cast: Cast, client_for: ClientFor
) -> None:
    document, client = issued(cast, "g", (DEBIT,)), client_for(cast("DISPERTAN/1"))
    url, row, today = f"{LIST}{document.pk}/", document.rows.get(), document.government.today()
    with clock.at(clock.now() + timedelta(days=100)):
        page = text(client.get(url))
        assert "Belum ada laporan." in page and "Bulan tanpa laporan:" in page
        wrong = client.post(f"{url}capaian/", {"row": row.pk, "period": str(today), "value": "banyak", "key": "a0"})
        assert wrong.status_code == 422 and 'value="banyak"' in wrong.content.decode()
        for days, value in ((0, "5,5"), (99, "7")):
            sent = {
                "row": row.pk,
                "period": str(today + timedelta(days=days)),
                "value": value,
                "note": "",
                "key": f"a{days + 1}",
            }
            assert client.post(f"{url}capaian/", sent).status_code == 303
        page = client.get(url).content.decode()
        assert 'class="goal"' in page and page.count('class="dot"') == 2 and "5,5 sampai" in page
        ahead = {"row": row.pk, "period": "2099-01-31", "value": "1", "key": "z9"}
        assert client.post(f"{url}capaian/", ahead).status_code == 422


def test_pasal_18_huruf_g_a_recommendation_becomes_a_follow_up(cast: Cast, client_for: ClientFor) -> None:
    document, client = issued(cast, "g", (DEBIT,)), client_for(cast("DPUPR/1"))
    url = f"{LIST}{document.pk}/rekomendasi/"
    sent = {"text": "Keruk saluran.", "owner": "DISPERTAN", "checker": "DLH", "days": "9", "key": "a1"}
    assert client.post(url, sent | {"checker": "DISPERTAN"}).status_code == 422
    done = client.post(url, sent)
    row = FollowUp.objects.get()
    assert done.status_code == 303 and done["Location"] == f"/kerja/tindak-lanjut/{row.pk}/"
    assert "Keruk saluran." in text(client.get(f"{LIST}{document.pk}/"))
    assert client.post(url, sent).status_code == 303 and FollowUp.objects.count() == 1
    refused = client_for(cast("DLH/1")).post(url, sent | {"key": "b2"})
    assert refused.status_code == 422 and "Sampaikan usul Anda" in text(refused)


def test_pages_take_the_same_queries_however_much_there_is(
    cast: Cast, client_for: ClientFor, django_assert_num_queries: Any
) -> None:
    document, client = issued(cast, "g", (DEBIT,)), client_for(cast("DPUPR/1"))
    client.get(LIST)
    for _ in range(2):
        with django_assert_num_queries(LIST_QUERIES):
            client.get(LIST)
        issued(cast, "g", (DEBIT, DEBIT, DEBIT))
    for n in range(2):
        with django_assert_num_queries(PAGE_QUERIES):
            client.get(f"{LIST}{document.pk}/")
        sent = {"row": document.rows.get().pk, "period": f"2026-0{n + 1}-28", "value": "1", "key": f"a{n}"}
        assert client.post(f"{LIST}{document.pk}/capaian/", sent).status_code == 303
        client.get(LIST)  # which tells that it was recorded


def test_bad_input_never_fails_and_an_outsider_finds_nothing(cast: Cast, client_for: ClientFor) -> None:
    document, client = drafted(cast, "g", (DEBIT,)), client_for(cast("DPUPR/1"))
    url = f"{LIST}{document.pk}/"
    wrongs: tuple[dict[str, Any], ...] = (
        {"title": "a\x00b"},
        {"title": "x" * 1_000_000},
        {"line_title": ["x"] * 400},
        {"line_title": ["\x00"], "line_place": []},
        {"starts_on": "kapan", "ends_on": "0000-00-00"},
        {"units": ["TIDAK", "\x00"]},
        {"units": []},
        {"replaces": "9" * 40, "group": "9" * 40, "decision": "x"},
        {"matter": "\x00"},
    )
    for bad in wrongs:
        assert client.post(f"{NEW}?bentuk=c", programme(ROW, **bad)).status_code in (303, 413, 422), bad.keys()
    for form in ("", "z", "\x00", "a" * 9999):
        assert (
            client.get(NEW, {"bentuk": form, "berkas": "\x00", "gugus": "x", "keputusan": "9" * 40}).status_code == 200
        )
    for place in ("langkah/", "versi-baru/", "capaian/", "rekomendasi/"):
        for sent in ({}, {"step": "\x00", "seat": "x", "value": "\x00", "row": "9" * 40, "do": "save", "text": "\x00"}):
            assert client.post(f"{url}{place}", sent).status_code in (200, 404, 409, 422), place
    outsider = client_for(cast("DISPAR/1"))
    for place in ("", "langkah/", "versi-baru/", "capaian/", "rekomendasi/", "ubah/", "hapus/"):
        assert outsider.get(f"{url}{place}").status_code == 404
        assert outsider.get(f"{LIST}{'9' * 25}/{place}").status_code == 404
    assert "Belum ada naskah" in text(outsider.get(LIST))


# Figures and tables as they are typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.250", "1250"),
        ("1.250.000.000", "1250000000"),
        ("Rp 1.250.000,50", "1250000.50"),
        ("72,5", "72.5"),
        ("72.5", "72.5"),
        ("-3", "-3"),
        ("1250000000", "1250000000"),
        ("Rp500.000,-", "500000"),
    ],
)
def test_figures_are_read_as_indonesians_write_them(typed: str, meant: str) -> None:
    assert number(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["dua", "1.25.0", "1,2,3", "٣", "1e9", "NaN", "Infinity", "9" * 40])
def test_what_is_no_figure_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        number(typed)


def test_figures_are_written_as_they_are_read() -> None:
    assert rupiah(Decimal("1250000000.00")) == "Rp1.250.000.000" and rupiah(Decimal("0.5")) == "Rp0,50"
    for figure in ("1250000000.00", "72.5000", "40.0000", "0.0000", "-3.2500"):
        assert number(written(Decimal(figure))) == Decimal(figure)
    assert number("") is None and written(None) == "" and rupiah(None) == ""


def test_a_table_is_read_with_whatever_parts_its_columns() -> None:
    for mark in "\t;,":
        rows = pasted("g", mark.join(("Indikator", "Satuan")) + "\n" + mark.join(("Debit", "m3", "4", "9")))
        assert [row.texts["title"] for row in rows] == ["Debit"] and rows[0].texts["target"] == "9"
    assert pasted("g", '"tidak ditutup\nbaris') and not pasted("g", " \n \n")

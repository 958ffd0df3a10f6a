"""Policies, plans, programmes and monitorings in public (Pasal 18 a, b, c, g), and the trend of what was measured."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions.documents import Line, Sketch, save_document
from selaras.actions.files import Upload
from selaras.records.documents import Document
from selaras.records.files import files_of_subject
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.web.language import day_in_language
from selaras.web.trend import HEIGHT, WIDTH, trend
from tests.faces import issued, led, monitored, take
from tests.scans import scan

Cast = Callable[..., Actor]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def test_pasal_18_huruf_a_a_policy_shows_its_instrument_what_the_units_said_and_who_knows_of_it(
    balangan: Government, cast: Cast, client: Client
) -> None:
    assert "Belum ada kebijakan yang terbuka." in page(client, "/kebijakan/")
    document = issued(cast)
    text = page(client, f"/kebijakan/{document.pk}/")
    assert "Keputusan Bupati Nomor 188.45/20/2026" in text and "Air dibagi menurut luas tanam." in text
    assert "<span>Setuju</span>" in text and "<span>Setuju dengan catatan</span>" in text
    assert "1 dari 2 unit mencatat sudah mengetahui." in text and "Pasal 18 huruf a" in text
    assert "Perhatikan tambak." not in text
    assert "Pedoman pembagian air" in page(client, "/kebijakan/")


def test_uu_14_2008_pasal_11_the_instrument_itself_is_open_with_its_policy_and_no_other_file_is(
    balangan: Government, cast: Cast, client: Client
) -> None:
    document = issued(cast, led(cast), uploads=(Upload("pedoman.pdf", scan("pedoman")),))
    take(cast("DPUPR/1"), document, "lampirkan", "Denah", uploads=(Upload("denah.pdf", scan("denah")),))
    files = {file.name: f"/kebijakan/naskah/{file.pk}/" for file in files_of_subject(document)}
    text = page(client, f"/kebijakan/{document.pk}/")
    assert "Unduh pedoman.pdf" in text and files["pedoman.pdf"] in text and "denah.pdf" not in text
    answer = client.get(files["pedoman.pdf"])
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    assert answer.getvalue() == scan("pedoman")
    assert "sandbox" in answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(files["denah.pdf"]).status_code == 404
    assert client.post(files["pedoman.pdf"]).status_code == 405
    Matter.objects.update(withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2030, 1, 1))
    kept = client.get(files["pedoman.pdf"])  # what was issued is never withheld (Pasal 18)
    assert kept.getvalue() == scan("pedoman")
    assert client.get(files["denah.pdf"]).status_code == 404


def test_pasal_18_huruf_c_programmes_stand_in_a_table_with_place_units_and_amount(
    balangan: Government, cast: Cast, client: Client
) -> None:
    line = Line("Normalisasi saluran", ("DPUPR", "DKP"), "KEC.LAMPIHONG", amount=Decimal("250000000"))
    document = issued(cast, form="c", title="Rencana terpadu", lines=(line, Line("Pelatihan", ("DISPERTAN",))))
    text = page(client, f"/kebijakan/{document.pk}/")
    assert "Normalisasi saluran" in text and "Kecamatan Lampihong" in text and "250.000.000" in text
    assert "Seluruh daerah" in text and "Dinas Pekerjaan Umum dan Penataan Ruang; Dinas Ketahanan Pangan" in text


def test_pasal_18_huruf_g_a_monitoring_draws_its_trend_beside_the_table_with_what_follows_from_it(
    balangan: Government, cast: Cast, client: Client
) -> None:
    document = monitored(cast)
    text = page(client, f"/kebijakan/{document.pk}/")
    assert "target 90" in text and "Awal 60" in text
    assert "62,5" in text and ">81<" in text and "Dari 62,5 pada" in text
    assert text.count('class="dot"') == 3 and '<polyline class="run"' in text and '<path class="goal"' in text
    assert "Saluran sekunder diperbaiki." in text and "Belum ditindaklanjuti" in text


def test_a_trend_rises_to_its_target_and_one_period_shows_none() -> None:
    days = [date(2026, month, 1) for month in (1, 2, 4)]
    found = trend([(days[2], Decimal(90)), (days[0], Decimal(10)), (days[1], Decimal(50))], Decimal(100))
    assert found is not None and found.rises == 1 and found.target is not None
    assert [dot.value for dot in found.dots] == [10, 50, 90]
    heights = [dot.y for dot in found.dots]
    assert heights == sorted(heights, reverse=True) and found.target < heights[-1]
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in found.dots)
    assert found.dots[1].x - found.dots[0].x < found.dots[2].x - found.dots[1].x
    assert trend([(days[0], Decimal(1))], None) is None
    flat = trend([(days[0], Decimal(5)), (days[1], Decimal(5))], None)
    assert flat is not None and flat.rises == 0 and flat.line == f"8,{HEIGHT // 2} 312,{HEIGHT // 2}"
    falling = trend([(days[0], Decimal(5)), (days[1], Decimal(-5))], None)
    assert falling is not None and falling.rises == -1


def test_a_draft_and_what_is_asked_round_answer_like_what_never_was(
    balangan: Government, cast: Cast, client: Client
) -> None:
    draft = save_document(actor=cast("DPUPR/1"), sketch=Sketch(title="Naskah rahasia", units=("DKP",)))
    for _ in range(2):
        assert client.get(f"/kebijakan/{draft.pk}/").status_code == 404
        assert "Naskah rahasia" not in page(client, "/kebijakan/")
        if Document.objects.get(pk=draft.pk).phase == "draft":
            take(cast("DPUPR/1"), draft, "edarkan")


def test_uu_14_2008_pasal_18_what_was_issued_stays_though_its_matter_is_withheld(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = led(cast, title="Kuncupmelati")
    document = issued(cast, matter)
    assert client.get(f"/kebijakan/{document.pk}/").status_code == 200
    matter.withheld, matter.withheld_ground, matter.withheld_until = True, "UU 14/2008 Pasal 17", date(2030, 1, 1)
    matter.save(update_fields=["withheld", "withheld_ground", "withheld_until"])
    for address in (f"/kebijakan/{document.pk}/", "/kebijakan/"):
        text = page(client, address)
        assert "Pedoman pembagian air" in text and "Kuncupmelati" not in text


def test_the_list_is_narrowed_by_form_and_phase(balangan: Government, cast: Cast, client: Client) -> None:
    issued(cast)
    monitored(cast)
    assert "Pemantauan irigasi" not in page(client, "/kebijakan/?bentuk=a")
    assert "Pedoman pembagian air" not in page(client, "/kebijakan/?bentuk=g")
    assert "Tidak ada naskah yang cocok." in page(client, "/kebijakan/?tahap=berakhir")
    assert "Pemantauan irigasi" in page(client, "/kebijakan/?bentuk=e&tahap=x")


def test_a_policy_that_no_longer_holds_says_since_when(balangan: Government, cast: Cast, client: Client) -> None:
    document = issued(cast)
    for address in ("/kebijakan/", f"/kebijakan/{document.pk}/"):
        assert "sejak" not in page(client, address).split("<main")[1].split("</main>")[0]
    Document.objects.filter(pk=document.pk).update(state="ended", phase="closed", closed_on=date(2026, 9, 3))
    day = day_in_language(document.issued_on or balangan.today())
    assert f"sejak 3 September 2026, ditetapkan {day}" in page(client, "/kebijakan/")
    one = page(client, f"/kebijakan/{document.pk}/")
    assert "<dt>Tidak berlaku lagi sejak</dt><dd>3 September 2026</dd>" in one


def test_list_and_document_take_the_same_queries_however_much_there_is(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    matter = led(cast)
    for count in (1, 3):
        while Document.objects.count() < count:
            document = monitored(cast, matter)
        client.get("/kebijakan/")
        with django_assert_num_queries(LISTED):
            client.get("/kebijakan/")
        with django_assert_num_queries(WHOLE):
            client.get(f"/kebijakan/{document.pk}/")


LISTED, WHOLE = 4, 21


@pytest.mark.parametrize("address", ["/kebijakan/0/", "/kebijakan/99999999999999999999/", "/kebijakan/x/"])
def test_a_strange_address_is_not_found(balangan: Government, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404

"""The regulations article by article, and their coverage."""

from __future__ import annotations

import re

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.law.cite import format_cite
from selaras.law.coverage import coverage
from selaras.law.types import Strength
from selaras.records.governments import Government, ProvisionText, pack_of
from selaras.web.grounds import places

BASE = "/peraturan/perbup-24-2020/"


def test_every_provision_has_its_page_and_its_anchor(balangan: Government, client: Client) -> None:
    found = pack_of(balangan).regulations[0]
    pages: dict[str, str] = {}
    for key in found.provisions:
        root, *steps = key.split("/")
        if root not in pages:
            answer = client.get(f"{BASE}{root}/")
            assert answer.status_code == 200, root
            pages[root] = answer.content.decode()
        if steps:
            assert f'id="{"-".join(steps)}"' in pages[root], key


def test_the_clauses_of_all_chips_lead_to_a_provision(balangan: Government, client: Client) -> None:
    links = set()
    for page in ("/hubungan/", "/jalur/", "/struktur/", "/unit/DPUPR/", "/jalur/?from=DPUPR&to=DISPERTAN"):
        links |= set(re.findall(rf'href="{BASE}([^"?/]+)/(?:#([^"]+))?"', client.get(page).content.decode()))
    assert ("pasal-21", "ayat-1") in links
    for root, anchor in links:
        html = client.get(f"{BASE}{root}/").content.decode()
        assert not anchor or f'id="{anchor}"' in html, (root, anchor)


def test_pasal_13_ayat_2_a_may_is_shown_as_no_duty(balangan: Government, client: Client) -> None:
    html = client.get(f"{BASE}pasal-13/").content.decode()
    second = html[html.index('id="ayat-2"') :]
    assert "Dapat, bukan kewajiban" in second
    assert "daftar terbuka: antara lain" in html
    assert "Langkah konsultatif: Ajukan konsultasi" in html
    assert "Menetapkan" not in html
    assert 'rel="prev"' in html
    assert 'rel="next"' in html


def test_pasal_16_ayat_1_the_defect_of_our_copy_is_said(balangan: Government, client: Client) -> None:
    assert "Salinan kami" in client.get(f"{BASE}pasal-16/").content.decode()


def test_the_official_wording_is_shown_once_imported(
    balangan: Government, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert "Bunyi resmi belum diimpor" in client.get(f"{BASE}pasal-13/").content.decode()
    for key in ("pasal-13/ayat-1", "pasal-13/ayat-2", "pasal-130/ayat-1"):
        ProvisionText.objects.create(
            government=balangan, regulation="perbup-24-2020", key=key, wording=f"Bunyi <contoh> {key}"
        )
    with django_assert_num_queries(4):
        html = client.get(f"{BASE}pasal-13/").content.decode()
    assert "Bunyi &lt;contoh&gt; pasal-13/ayat-2" in html
    assert "Bunyi resmi belum diimpor" in client.get(f"{BASE}pasal-1/").content.decode()
    assert "diimpor" in html


def test_an_article_that_is_none_is_named_with_the_nearest_and_the_list(balangan: Government, client: Client) -> None:
    for root in ("pasal-23", "pasal-0", "menimbang-x", "pasal-13%00"):
        answer = client.get(f"{BASE}{root}/?per=2026-11-26")
        html = answer.content.decode()
        assert answer.status_code == 404 and f"Ketentuan “{root.replace('%00', '')}” tidak ada pada Peraturan" in html
        assert f'<a href="{BASE}?per=2026-11-26">Semua pasalnya</a>' in html
    assert f'<a href="{BASE}pasal-22/">Pasal 22</a>' in client.get(f"{BASE}pasal-222/").content.decode()


def test_a_regulation_that_is_none_is_named_with_the_nearest_and_the_list(balangan: Government, client: Client) -> None:
    for address in ("", "pasal-1/"):
        answer = client.get(f"/peraturan/perbup-24-2002/{address}")
        html = answer.content.decode()
        assert answer.status_code == 404 and "Peraturan “perbup-24-2002” tidak ada pada Selaras." in html
        assert f'<a href="{BASE}">' in html and '<a href="/peraturan/">Semua peraturan</a>' in html
    assert client.get("/peraturan/" + "x" * 3000 + "/").status_code == 404


def test_coverage_counts_what_the_law_floor_counts(
    balangan: Government, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pack = pack_of(balangan)
    lines = coverage(pack.regulations[0], pack.history)
    client.get("/pasal-demi-pasal/")
    with django_assert_num_queries(3):
        html = client.get("/pasal-demi-pasal/").content.decode()
    for line in lines:
        assert f">{line.label}</a>" in html
    nowhere = sum(line.strength is None for line in lines)
    stated = sum(line.strength is Strength.STATED for line in lines)
    assert f"<b>{len(lines) - nowhere} dirujuk</b>" in html
    assert f'<b class="figure">{stated}</b>' in html
    both = [line for line in lines if line.stated and line.inferred]
    assert both and all(line.strength is Strength.STATED for line in both)
    for line in both:
        assert f"{line.stated} tegas, {line.inferred} tafsir" in html, line.key
    assert all((line.stated + line.inferred > 0) == bool(line.places) for line in lines)


def test_long_lists_are_folded_by_chapter_and_opened_where_they_are_narrowed(
    balangan: Government, client: Client
) -> None:
    whole = client.get("/pasal-demi-pasal/").content.decode()
    assert whole.count('<details class="fold">') == len(re.findall(r"<summary><h2>", whole)) >= 7
    assert "51 ketentuan, 4 belum dirujuk" in whole
    narrowed = client.get("/pasal-demi-pasal/?dasar=tafsir").content.decode()
    assert '<details class="fold">' not in narrowed and '<details class="fold" open>' in narrowed
    structure = client.get("/struktur/").content.decode()
    types = set(re.findall(r'href="#(tipe-[^"]+)"', structure))
    assert types == set(re.findall(r'<details class="fold" id="(tipe-[^"]+)">', structure))


def test_what_rests_on_a_provision_is_said_without_names_of_files(balangan: Government) -> None:
    pack = pack_of(balangan)
    for line in coverage(pack.regulations[0], pack.history):
        for place in places(pack.regulations[0], line.places):
            assert not re.search(r"\.csv|\.yaml|›|_", place.text), place


def test_the_regulation_lists_every_article_and_defect(balangan: Government, client: Client) -> None:
    found = pack_of(balangan).regulations[0]
    html = client.get(BASE).content.decode()
    for key, provision in found.provisions.items():
        if "/" not in key:
            assert f'href="{BASE}{key}/"' in html
        if provision.defect:
            assert f">{format_cite(key)}</a>" in html
    assert BASE in client.get("/peraturan/").content.decode()


def test_an_outsider_is_refused_another_governments_wording(balangan: Government, client: Client) -> None:
    other = Government.objects.create(
        code="00.00", name="Contoh", head_title="Bupati", timezone="Asia/Makassar", pack="balangan"
    )
    ProvisionText.objects.create(government=other, regulation="perbup-24-2020", key="pasal-13/ayat-1", wording="Asing")
    assert "Asing" not in client.get(f"{BASE}pasal-13/").content.decode()

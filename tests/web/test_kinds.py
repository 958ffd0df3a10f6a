"""The page of the five kinds."""

from __future__ import annotations

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.records.governments import Government, pack_of


def test_pasal_12_ayat_1_all_five_kinds_stand_on_one_page_with_their_clauses(
    balangan: Government, client: Client
) -> None:
    html = client.get("/hubungan/").content.decode()
    for kind in pack_of(balangan).regulations[0].kinds.kinds:
        assert f'id="{kind.code}"' in html
        assert f"· {kind.basis.cite}</span>" in html


def test_pasal_17_18_19_types_forms_and_duties_stand_there_too(balangan: Government, client: Client) -> None:
    html = client.get("/hubungan/").content.decode()
    found = pack_of(balangan).regulations[0].kinds
    assert (len(found.types), len(found.forms), len(found.duties), len(found.principles)) == (3, 7, 4, 4)
    rows = [r.basis for r in found.types] + [r.basis for r in found.forms] + [r.basis for r in found.duties]
    for basis in rows + [r.basis for r in found.principles]:
        assert f"· {basis.cite}</span>" in html


def test_a_kind_whose_procedure_is_not_yet_data_says_so(balangan: Government, client: Client) -> None:
    html = client.get("/hubungan/").content.decode()
    without = {k.code for k in pack_of(balangan).regulations[0].kinds.kinds} - {
        p.kind for p in pack_of(balangan).regulations[0].book.procedures
    }
    assert html.count("Hubungan ini belum dapat dibuka sebagai berkas") == len(without)
    assert "Ajukan konsultasi" in html


def test_the_strengths_are_explained_where_chips_lead(
    balangan: Government, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/hubungan/")
    with django_assert_num_queries(1):
        html = client.get("/hubungan/").content.decode()
    for anchor in ("tegas", "tafsir", "rancangan", "usulan"):
        assert f'id="{anchor}"' in html


def test_an_outsider_is_refused_the_form_to_open_a_matter(balangan: Government, client: Client) -> None:
    assert client.get("/kerja/berkas/baru/").status_code == 302

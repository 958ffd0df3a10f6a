"""The structure and the pages of units, as of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.records.units import Succession, Unit, history
from selaras.web.language import day_in_language

Cast = Callable[..., Actor]


def renew(government: Government) -> None:
    """Rows were changed by hand: the next page must read them anew."""
    Government.objects.filter(pk=government.pk).update(organisation_version=government.organisation_version + 1)


def test_structure_names_every_unit_of_the_day_in_full(balangan: Government, client: Client) -> None:
    html = client.get("/struktur/").content.decode()
    for unit in history(balangan).on(balangan.today()).units.values():
        assert f'href="/unit/{unit.code}/"' in html
        assert unit.name in html
    assert "<svg" in html
    assert "<table" in html


def test_structure_and_unit_take_the_same_queries_however_many_units_there_are(
    balangan: Government, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for address, queries in (("/struktur/", 1), ("/unit/DPUPR/", 2), ("/unit/DINKES/", 2)):
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)


def test_pasal_21_a_unit_shows_its_coordinator_with_ground_and_proposal(balangan: Government, client: Client) -> None:
    html = " ".join(client.get("/unit/DPUPR/").content.decode().split())
    assert "Asisten Perekonomian dan Pembangunan" in html
    assert "Pasal 21 ayat (1)" in html
    assert "Usulan" in html
    assert "Usulan, 2 dari 3 daerah sama" in " ".join(client.get("/unit/SETWAN/").content.decode().split())


def test_a_unit_without_a_row_of_its_own_shows_that_of_its_agency(balangan: Government, client: Client) -> None:
    html = " ".join(client.get("/unit/PKM.JUAI/").content.decode().split())
    assert "diwakili Dinas Kesehatan" in html


def test_a_unit_shows_its_posts_and_only_the_head_by_name(balangan: Government, cast: Cast, client: Client) -> None:
    head = cast("DPUPR/1", "plt").tenure
    cast("DPUPR/31")
    html = " ".join(client.get("/unit/DPUPR/").content.decode().split())
    assert html.count("Plt. Pemegang DPUPR/1") == 2  # among the facts and in the tree of posts
    assert f"Pelaksana tugas sejak {day_in_language(head.valid_from)}" in html
    assert "DPUPR/31" in html
    assert "Pemegang DPUPR/31" not in html
    head.valid_from = date(2021, 1, 1)
    head.save()
    assert "Pejabatnya belum tercatat" in client.get("/unit/DPUPR/?per=2020-12-31").content.decode()


def test_a_unit_that_was_merged_is_found_on_its_day_and_leads_on(balangan: Government, client: Client) -> None:
    Unit.objects.filter(government=balangan, code="BPPD").update(valid_to=date(2021, 12, 31))
    Succession.objects.create(
        government=balangan, date=date(2022, 1, 1), old="BPPD", new="BAPPEDA", kind="merge", ground="Perda contoh"
    )
    renew(balangan)
    gone = client.get("/unit/BPPD/?per=2022-01-01")
    assert gone.status_code == 200
    assert "Hari terakhirnya 31 Desember 2021" in gone.content.decode()
    assert 'href="/unit/BAPPEDA/?per=2022-01-01"' in gone.content.decode()
    assert "tidak ada pada 1 Januari 2022" in gone.content.decode()
    assert "digabung ke dalam" in gone.content.decode()
    assert client.get("/unit/BPPD/?per=2021-12-31").status_code == 200
    assert "/unit/BPPD/?per=2021-12-31" in client.get("/unit/BAPPEDA/").content.decode()


@pytest.mark.parametrize(
    ("code", "near"),
    [("DISXYZ", "DISPUS"), ("dpupr", "DPUPR"), ("DPUPRR", "DPUPR"), ("Bagian Hukum", "SETDA.AST1.HUKUM")],
)
def test_a_code_that_never_was_is_named_with_the_nearest_and_the_list(
    balangan: Government, client: Client, code: str, near: str
) -> None:
    answer = client.get(f"/unit/{code}/?per=2026-11-26")
    html = answer.content.decode()
    assert answer.status_code == 404 and f"Unit “{code}” tidak ada pada 26 November 2026." in html
    assert f'<a href="/unit/{near}/?per=2026-11-26">' in html and 'href="/struktur/?per=2026-11-26#tabel"' in html


@pytest.mark.parametrize("code", ["TIDAK-ADA", "%00", "x" * 3000, "%3Cb%3E", "TIDAK-ADA/1", "DPUPR/%00", "DPUPR/999"])
def test_a_strange_code_is_not_found_either(balangan: Government, client: Client, code: str) -> None:
    answer = client.get(f"/unit/{code}/")
    assert answer.status_code == 404 and "tidak ada pada" in answer.content.decode()
    assert "<b>”" not in answer.content.decode() and len(answer.content) < 20_000


def test_a_post_leads_to_its_place_and_one_that_never_was_is_named_with_the_nearest(
    balangan: Government, client: Client
) -> None:
    place = client.get("/unit/DPUPR/31/?per=2026-11-26")["Location"]
    assert place == "/unit/DPUPR/?per=2026-11-26#jabatan-31"
    assert '<li id="jabatan-31">' in client.get(place.partition("#")[0]).content.decode()
    html = client.get("/unit/DPUPR/331/?per=2026-11-26").content.decode()
    assert "Jabatan “DPUPR/331” tidak ada pada 26 November 2026." in html
    assert '<a href="/unit/DPUPR/31/?per=2026-11-26">' in html
    assert "Semua jabatan pada Dinas Pekerjaan Umum dan Penataan Ruang" in html


def test_an_outsider_is_refused_numbers_and_telephones(balangan: Government, cast: Cast, client: Client) -> None:
    person = cast("DPUPR/1").person
    person.nip, person.phone, person.email = "9" * 18, "0811-CONTOH", "contoh@example.go.id"
    person.save()
    html = client.get("/unit/DPUPR/").content.decode()
    for secret in (person.nip, person.phone, person.email):
        assert secret not in html

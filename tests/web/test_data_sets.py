"""The page of open data: every set with its forms, columns and licence, as of the day asked, and how to cite it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.records import clock
from selaras.records.datasets import DATASETS
from selaras.records.governments import Government

pytestmark = pytest.mark.django_db


def page(address: str = "/data/") -> str:
    """The page as it is sent."""
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_set_is_there_with_its_forms_and_columns(balangan: Government) -> None:
    text = page()
    for found in DATASETS:
        assert f'<li id="{found.code}">' in text and str(found.title) in text
        for form in ("csv", "json", "xlsx", "ods"):
            assert f'href="/data/{found.code}.{form}"' in text
        assert all(f">{column.name}<" in text for column in found.columns)
    assert "usulan, sampai pemerintah daerah menetapkannya" in text and "UU 28/2014 Pasal 42" in text
    assert "CC-BY-4.0" in text and "Pemerintah Kabupaten Balangan, “Keputusan”" in text
    assert len(text.encode()) < 150_000


def test_every_link_of_the_page_leads_somewhere(balangan: Government) -> None:
    client = Client()
    for address in sorted(set(re.findall(r'href="(/(?:data|feed|api|kalender)/[^"#]*)"', page()))):
        answer = client.get(address)
        answer.getvalue()  # with its end the answer is closed
        assert answer.status_code == 200, address


def test_pasal_22_the_sets_of_the_organisation_keep_the_day_asked(balangan: Government) -> None:
    text = page("/data/?per=2021-02-03")
    assert 'href="/data/unit.csv?per=2021-02-03"' in text and 'href="/data/organisasi.jsonld?per=2021-02-03"' in text
    assert 'href="/data/segel.csv"' in text  # shows what is so now


@pytest.mark.parametrize(("year", "warned"), [(2026, False), (2027, True)])
def test_the_set_of_holidays_warns_of_a_year_without_any(balangan: Government, year: int, *, warned: bool) -> None:
    with clock.at(datetime(year, 1, 5, 1, tzinfo=UTC)):
        text = page()
    assert (f"Hari libur {year} belum dimuat" in text) is warned


def test_the_page_is_read_in_english_too(balangan: Government) -> None:
    assert Client().get("/data/?bahasa=en").status_code == 200


def test_the_page_asks_a_handful_of_queries(
    balangan: Government, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page("/data/?per=2024-01-02")
    with django_assert_num_queries(1):
        page("/data/?per=2024-01-03")  # a page that nobody asked for before


@pytest.mark.parametrize("address", ["/data/?per=bukan-hari", "/data/?per=%00"])
def test_a_day_that_is_none_is_said_plainly(balangan: Government, address: str) -> None:
    assert Client().get(address).status_code == 400

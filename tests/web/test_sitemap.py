"""What search engines are told: every page for everybody by its lasting address, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.web import sitemap
from tests.acts import opened
from tests.faces import led, story
from tests.results import withheld

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "http://testserver"


def pages(client: Client) -> dict[str, str]:
    """The addresses that are told, without the host, each with its day."""
    answer = client.get("/sitemap.xml")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/xml"
    found = {}
    for row in fromstring(answer.content):
        address = row.findtext(f"{SPACE}loc", "")
        assert address.startswith(SITE)
        found[address.removeprefix(SITE)] = row.findtext(f"{SPACE}lastmod", "")
    return found


def test_engines_are_told_each_page_that_everybody_may_read(cast: Cast, client: Client) -> None:
    one = story(cast)
    waiting = opened(cast("SETDA.AST2/1"), kind="koordinatif", form="c", parties=("DPUPR", "DISDIK"), title="Belum")
    hidden = led(cast)
    withheld(cast, hidden)
    told = pages(client)
    today = str(one.government.today())
    assert {address for address in one.addresses if address.count("/") > 2} <= set(told)
    assert told[f"/berkas/{one.matter.number}/"] == told[f"/keputusan/{one.decision.pk}/"] == today
    assert not {f"/berkas/{waiting.number}/", f"/berkas/{hidden.number}/"} & set(told)
    things = [address for address in told if told[address]]
    few = ["/", "/api/v1/docs", "/hubungan/kolegial/", "/peraturan/perbup-24-2020/pasal-13/", "/unit/DPUPR/", *things]
    for address in few:
        assert address in told and client.get(address).status_code == 200, address


def test_a_sitemap_takes_the_same_queries_and_ends_where_it_must(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(3):
        led(cast)
    pages(client)
    with django_assert_num_queries(6):
        assert len([address for address in pages(client) if address.startswith("/berkas/2")]) == 3
    monkeypatch.setattr(sitemap, "MOST", 1)
    led(cast)
    assert len([address for address in pages(client) if address.startswith("/berkas/2")]) == 1


def test_engines_may_read_what_everybody_may(balangan: Government, client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *" and "Disallow: /kerja/" in lines and f"Sitemap: {SITE}/sitemap.xml" in lines
    assert not any(line in ("Disallow: /", "Disallow: /berkas/") for line in lines)

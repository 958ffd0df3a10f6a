"""Feeds: what an Atom parser reads in them, who is in them, and that an entry keeps its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from selaras.actions.ledger import seal
from selaras.api import feeds
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.faces import called, led, story

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning:feedparser")]
Cast = Callable[..., Actor]
FEEDS = ("agenda", "keputusan", "berkas", "segel")
QUERIES = {"agenda": 4, "keputusan": 15, "berkas": 4, "segel": 3}


def read(name: str, host: str = "testserver") -> feedparser.FeedParserDict:
    """A feed as a parser reads it."""
    answer = Client().get(f"/feed/{name}.atom", headers={"host": host})
    assert answer.status_code == 200 and answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert not found.bozo and found.version == "atom10", found.get("bozo_exception")
    return found


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_read_by_a_stranger_s_parser(balangan: Government, cast: Cast, name: str) -> None:
    one = story(cast)
    made, _path = seal(balangan)
    found = read(name)
    assert found.feed.language == "id" and found.feed.author == "Pemerintah Kabupaten Balangan"
    assert bytes(made.root).hex() in found.feed.subtitle and "creativecommons.org" in found.feed.rights
    assert found.entries and len({entry.id for entry in found.entries}) == len(found.entries)
    assert all(entry.updated and entry.title and entry.summary for entry in found.entries)
    days = [entry.updated_parsed for entry in found.entries]
    assert max(days) == found.feed.updated_parsed
    places = {entry.link.removeprefix("http://testserver") for entry in found.entries}
    assert places <= {*one.addresses, "/periksa/"}
    assert all(Client().get(place).status_code == 200 for place in places)


def test_an_entry_keeps_its_name_at_another_host_and_when_it_changes(balangan: Government, cast: Cast) -> None:
    matter = led(cast)
    (before,) = read("berkas").entries
    Matter.objects.filter(pk=matter.pk).update(title="Judul lain")
    (after,) = read("berkas", "localhost").entries
    assert before.id == after.id and before.id.startswith("urn:uuid:")
    assert after.title == "Judul lain" and after.link.startswith("http://localhost/berkas/")


def test_what_is_typed_is_no_markup(balangan: Government, cast: Cast) -> None:
    called(cast, led(cast), title="<b>Tebal</b> & <script>", place="<i>miring</i>")
    (entry,) = read("agenda").entries
    assert entry.title == "&lt;b&gt;Tebal&lt;/b&gt; &amp; &lt;script&gt;" or "<" in entry.title
    raw = Client().get("/feed/agenda.atom").content.decode()
    assert "<script>" not in raw and "&amp;lt;i&amp;gt;miring" in raw


def test_pasal_20_ayat_1_a_withheld_matter_is_in_no_feed(balangan: Government, cast: Cast) -> None:
    matter = led(cast)
    called(cast, matter)
    assert len(read("berkas").entries) == len(read("agenda").entries) == 1
    ground = {"withheld_ground": "UU 14/2008 Pasal 17 huruf a", "withheld_until": date(2027, 1, 1)}
    Matter.objects.filter(pk=matter.pk).update(withheld=True, **ground)
    assert read("berkas").entries == read("agenda").entries == []


def test_a_feed_holds_the_newest_and_no_more_than_its_measure(
    balangan: Government, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "ENTRIES", 2)
    numbers = [led(cast).number for _ in range(3)]
    assert [entry.link.split("/")[-2] for entry in read("berkas").entries] == numbers[:0:-1]


@pytest.mark.parametrize("name", FEEDS)
def test_who_has_a_feed_just_so_is_told_so_until_something_changes(balangan: Government, cast: Cast, name: str) -> None:
    client, address = Client(), f"/feed/{name}.atom"
    answer = client.get(address)
    assert answer["Last-Modified"] and client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    seal(balangan)  # every feed names the newest one
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 200


def test_a_feed_asks_as_many_queries_for_many_as_for_few(balangan: Government, cast: Cast) -> None:
    for _stories in (1, 2):
        story(cast)
        seal(balangan)
        asked = {}
        for name in FEEDS:
            with CaptureQueriesContext(connection) as queries:
                Client().get(f"/feed/{name}.atom")
            asked[name] = len(queries)
        assert asked == QUERIES

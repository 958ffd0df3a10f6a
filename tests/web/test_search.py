"""The search page: what everybody finds, what an officer finds besides, and what helps when nothing is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions import marks
from selaras.actions import search as acts
from selaras.actions.drafts import Intent, save_draft
from selaras.records import search
from selaras.records.governments import Government
from selaras.records.people import Actor
from tests.acts import opened
from tests.faces import led, story
from tests.results import withheld

Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
PUBLIC, INSIDE = "/cari/", "/kerja/cari/"


def html(client: Client, words: str = "", address: str = PUBLIC, **asked: str) -> str:
    answer = client.get(address, {"q": words, **asked})
    assert answer.status_code == 200, words
    return " ".join(answer.content.decode().split())


def hits(page: str) -> list[tuple[str, str]]:
    """The hits of a page: address and title."""
    listed = re.findall(r'<h3><a href="([^"]*)">(.*?)</a></h3>', page.partition('<ol class="rows hits">')[2])
    return [(url, unescape(re.sub(r"<[^>]+>", "", title))) for url, title in listed]


def test_pasal_20_ayat_1_everybody_searches_all_that_is_open(balangan: Government, cast: Cast, client: Client) -> None:
    told = story(cast)
    page = html(client, "irigasi")
    assert (f"/berkas/{told.matter.number}/", told.matter.title) in hits(page)
    assert {f"/agenda/{told.meeting.pk}/", f"/kebijakan/{told.programme.pk}/"} <= {url for url, _title in hits(page)}
    assert "<mark>Irigasi</mark> menurut kalender tanam" in page and '<input class="input" type="search"' in page
    for url, _title in hits(page):
        assert client.get(url.partition("#")[0], follow=True).status_code == 200, url


def test_every_sort_leads_to_a_page_that_is_there(balangan: Government, cast: Cast, client: Client) -> None:
    story(cast)
    marks.catch_up(balangan)
    seen = set()
    for row in search.SearchRow.objects.filter(audience="public").order_by("sort", "key"):
        if (sort := row.sort) in seen and sort in search.DESCRIBED:
            continue
        seen.add(sort)
        assert client.get(row.url.partition("#")[0], follow=True).status_code == 200, row.url
    assert seen == set(search.SORTS)


def test_an_officer_searches_what_he_may_open_and_is_led_to_his_own_pages(
    balangan: Government, cast: Cast, client: Client, client_for: ClientFor
) -> None:
    matter = led(cast, purpose="Rahasianya kuncupmelati.")
    own, other = client_for(cast("DPUPR/1")), client_for(cast("DLH/1"))
    page = html(own, "kuncupmelati", INSIDE)
    assert hits(page) == [(f"/kerja/berkas/{matter.number}/", matter.title)]
    assert "<mark>kuncupmelati</mark>" in page and "termasuk yang belum terbuka bagi umum" in page
    assert hits(html(other, "irigasi kalender tanam", INSIDE))[0][0] == f"/berkas/{matter.number}/"
    for client_, address in ((own, PUBLIC), (other, INSIDE), (other, PUBLIC), (client, PUBLIC)):
        assert "Tidak ada yang cocok dengan “kuncupmelati”." in html(client_, "kuncupmelati", address)
    assert client.get(INSIDE).status_code == 302
    assert 'action="/kerja/cari/"' in html(own) and 'action="/cari/"' in html(client)
    assert 'href="/kerja/cari/?q=kuncupmelati"' in html(own, "kuncupmelati")


def test_an_officer_finds_his_own_drafts_and_nobody_elses(
    balangan: Government, cast: Cast, client: Client, client_for: ClientFor
) -> None:
    intent = Intent(kind="konsultatif", parties=("DISPERTAN",), title="Pompa lapangan", purpose="Mohon pendapat.")
    draft = save_draft(actor=cast("DPUPR/1"), intent=intent)
    own, other = client_for(cast("DPUPR/1")), client_for(cast("DISPERTAN/1"))
    for words in ("pompa", "lapangan pendapat"):
        assert f'<a href="/kerja/berkas/draf/{draft.pk}/">Pompa lapangan</a>' in html(own, words, INSIDE)
    assert "Draf Anda" not in html(own, "pompa -lapangan", INSIDE)
    for who, address in ((other, INSIDE), (own, PUBLIC), (client, PUBLIC)):
        assert "Pompa lapangan" not in html(who, "pompa", address)


def test_what_was_decided_is_found_by_what_it_was_about_before_the_meetings(
    balangan: Government, cast: Cast, client: Client
) -> None:
    told = story(cast)
    matter = told.matter
    found = [url for url, _title in hits(html(client, "kalender tanam"))]
    decision, meeting = f"/keputusan/{told.decision.pk}/", f"/agenda/{told.meeting.pk}/"
    assert found[0] == f"/berkas/{matter.number}/" and found.index(decision) < found.index(meeting)
    assert found.count(decision) == 1 + told.decision.follow_ups.count(), "its follow-ups stand on its page"
    withheld(cast, matter)
    assert matter.title not in html(client, "kalender tanam"), "what is withheld lends its title to nothing"


def test_the_number_of_a_matter_in_full_finds_that_matter_alone(
    balangan: Government, cast: Cast, client: Client
) -> None:
    for n in range(9):
        matter = led(cast, title=f"Berkas urutan {n + 1}")
    year, short = str(matter.number).split("-")
    assert int(short) == 9, "many things are called by a nine, Pasal 9 among them"
    whole = html(client, "9")
    assert len(hits(whole)) > 1 and "Hanya berkas bernomor" not in whole
    for words in (f"{year}-{short}", short, f" {short} "):
        answer = html(client, words)
        assert hits(answer) == [(f"/berkas/{matter.number}/", "Berkas urutan 9")]
        assert f"Hanya berkas bernomor {words.strip()}." in answer and "persis=1" in answer
    assert len(hits(html(client, short, persis="1"))) > 1
    assert not hits(html(client, "00888")), "where no matter bears it, it is a number like any other"


def test_who_heads_a_unit_is_found_by_name_and_nobody_else(balangan: Government, cast: Cast, client: Client) -> None:
    cast("DPUPR/1", "plt")
    cast("DPUPR/31")
    page = html(client, "pemegang")
    assert ("/unit/DPUPR/1/", "Kepala Dinas Pekerjaan Umum dan Penataan Ruang") in hits(page)
    assert "Plt. <mark>Pemegang</mark> DPUPR/1" in page and "DPUPR/31" not in page
    assert hits(html(client, "PPID"))[0][0] == "/unit/DISKOMINFO/"


def test_what_is_withheld_leaves_no_hint(balangan: Government, cast: Cast, client: Client) -> None:
    matter = led(cast, title="Kuncupmelati di Lampihong")
    assert len(hits(html(client, "kuncupmelati"))) == 1
    withheld(cast, matter)
    for words in ("kuncupmelati", "kuncupmelatu", "kuncupm"):
        page = html(client, words)
        assert not hits(page) and "Menampilkan" not in page and "Kuncupmelati di" not in page
    page = html(client, str(matter.number))
    assert hits(page) == [(f"/berkas/{matter.number}/", "Berkas yang dikecualikan")], "it is in the register"
    assert "Lampihong" not in page and "Pekerjaan Umum" not in page


def test_a_typing_error_is_mended_and_said_with_a_way_back(balangan: Government, client: Client) -> None:
    page = html(client, "pertanain")
    assert "Tidak ada kata “pertanain”. Menampilkan hasil untuk <b>pertanian</b>." in page and hits(page)
    exactly = re.search(r'href="(\?[^"]*persis=1)"', page)
    assert exactly is not None
    typed = " ".join(client.get(PUBLIC + unescape(exactly[1])).content.decode().split())
    assert "Tidak ada yang cocok dengan “pertanain”." in typed and "Dicari persis seperti yang diketik." in typed
    page = html(client, "lampih")
    assert "Menampilkan kata yang berawal dengan <b>lampih</b>." in page and hits(page)


def test_results_are_named_by_the_mended_word_and_nothing_is_mended_in_vain(
    balangan: Government, client: Client
) -> None:
    assert "hasil untuk “pertanian”" in html(client, "pertanain")
    page = html(client, "pertanain kuncupmelati")
    assert "Menampilkan hasil" not in page and "Tidak ada yang cocok dengan “pertanain kuncupmelati”." in page


def test_what_was_typed_and_what_was_found_is_escaped(balangan: Government, cast: Cast, client: Client) -> None:
    opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN/1",), title="<script>irigasi</script> & <b>air</b>")
    page = html(client, "irigasi")
    assert "&lt;script&gt;<mark>irigasi</mark>&lt;/script&gt; &amp; &lt;b&gt;air&lt;/b&gt;" in page
    page = html(client, '"><script>alert(1)</script>')
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_hits_are_narrowed_by_links_with_their_numbers(balangan: Government, cast: Cast, client: Client) -> None:
    story(cast)
    page = html(client, "irigasi")
    for name, value in (("macam", "berkas"), ("unit", "DKP")):
        link = re.search(rf'<a href="(\?[^"]*{name}={value})">[^<]+</a> <span class="quiet">(\d+)</span>', page)
        assert link is not None, name
        assert parse_qs(unescape(link[1])[1:]) == {"q": ["irigasi"], name: [value]}
        narrowed = " ".join(client.get(PUBLIC + unescape(link[1])).content.decode().split())
        assert len(hits(narrowed)) == int(link[2]) and f"{link[2]} hasil untuk “irigasi”" in narrowed
        assert 'aria-current="true"' in narrowed
    empty = html(client, "irigasi", macam="unit")
    assert "Tidak ada yang cocok" in empty and ">Cari tanpa saringan</a>" in empty


def test_a_long_list_is_leafed_through_and_keeps_what_was_asked(balangan: Government, client: Client) -> None:
    first = html(client, "dinas", macam="jabatan")
    assert len(hits(first)) == 20 and "?q=dinas&amp;macam=jabatan&amp;hal=2" in first
    second = html(client, "dinas", macam="jabatan", hal="2")
    assert len(hits(second)) == 20 and not set(hits(first)) & set(hits(second))
    assert hits(html(client, "dinas", macam="jabatan", hal="9" * 18)) and hits(html(client, "dinas", hal="x"))


def test_of_too_many_hits_it_is_said_that_there_are_more(
    balangan: Government, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST", 30)
    page = html(client, "dinas")
    assert "Lebih dari 30 hasil" in page and ">Jabatan</a></li>" in page  # without numbers that would be wrong


def test_an_empty_page_helps(balangan: Government, client: Client) -> None:
    page = html(client)
    assert "Atau telusuri daftarnya" in page and 'href="/keputusan/"' in page and "hasil untuk" not in page
    page = html(client, "kuncupmelati dinas")
    assert "Tidak ada yang memuat semua kata" in page and "Hanya “dinas”" in page and '<a href="?q=dinas">' in page
    assert "Hanya “kuncupmelati”" not in page, "what finds nothing either is not suggested"
    assert page.count('<ol class="rows hits">') == 1 and "dinas</mark>" in page.casefold()
    page = html(client, "kuncupmelati dinas pohonkelor")
    assert "Hanya “dinas”" in page, "where one word less finds nothing, each word alone may"
    assert "Cari tanpa saringan" in html(client, "dinas", macam="rapat")
    assert "Cari tanpa saringan" not in html(client, "kuncupmelati", macam="rapat")
    assert "Belum ada kata yang dicari." in html(client, "-irigasi")
    assert "Hanya 200 tanda atau 12 kata pertama yang dipakai." in html(client, "kata " * 50)


BAD = [
    "\x00",
    "a\x00b",
    '"',
    "😀",
    "-",
    "*",
    "NEAR(a b)",
    "a:b",
    "x" * 1_000_000,
    "' OR 1=1 --",
    "\ud800",
    "%",
    "{a}: b",
]


@pytest.mark.parametrize("words", BAD, ids=range(len(BAD)))
def test_nothing_that_is_typed_makes_it_stumble(
    balangan: Government, cast: Cast, client: Client, client_for: ClientFor, words: str
) -> None:
    for who, address in ((client, PUBLIC), (client_for(cast("DPUPR/1")), INSIDE)):
        for asked in ({"q": words}, {"q": "dinas", "unit": words, "macam": words, "jenis": words, "tahun": words}):
            query = urlencode(asked, errors="surrogatepass")
            assert who.get(f"{address}?{query}").status_code == 200


QUERIES = {"dinas": 5, "pertanain": 7, '"dinas pertanian"': 4, "": 2}  # one of each asks what acts have marked


@pytest.mark.parametrize("words", QUERIES)
def test_a_search_asks_the_database_as_often_however_much_it_finds(
    balangan: Government,
    cast: Cast,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    words: str,
) -> None:
    story(cast)
    acts.count_words(balangan)
    for asked in (words, f"{words} kepala" if words == "dinas" else words):
        html(client, asked)
        with django_assert_num_queries(QUERIES[words]):
            html(client, asked)

"""The portal's front: what anybody may see of the work that runs now, and the pages shown when something fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from selaras.actions.drafts import Intent, save_draft
from selaras.actions.facts import clock_of
from selaras.actions.matters import submit
from selaras.law.clocks import Reading
from selaras.law.procedures import Procedure
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter, Participant
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from selaras.web import portal
from selaras.web.portal import bad_request
from tests.acts import take
from tests.faces import called, formed, held, led, ruled, signed, to_do

Cast = Callable[..., Actor]
QUESTION = Intent(
    kind="konsultatif",
    parties=("SETDA.AST1.HUKUM", "DLH"),
    title="Rancangan aturan sampah",
    purpose="Mohon pendapat.",
)
PATH = Intent(kind="koordinatif", parties=("DISPERTAN",), title="Jadwal irigasi", purpose="Disesuaikan.")
PAGES = (
    "/",
    "/struktur/",
    "/unit/DPUPR/",
    "/jalur/",
    "/jalur/?from=DPUPR&to=DISPERTAN",
    "/hubungan/",
    "/peraturan/",
    "/peraturan/perbup-24-2020/",
    "/peraturan/perbup-24-2020/pasal-13/",
    "/pasal-demi-pasal/",
    "/unsur/",
)


def opened(actor: Actor, intent: Intent) -> Matter:
    return submit(actor=actor, draft=save_draft(actor=actor, intent=intent).pk, key="")


def on(address: str, day: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}per={day}"


def test_every_public_page_opens_without_an_account_and_is_light(balangan: Government, client: Client) -> None:
    for address in PAGES:
        answer = client.get(address)
        html = answer.content.decode()
        assert answer.status_code == 200, address
        assert len(answer.content) <= 150_000, address
        assert html.count("<h1") == 1, address
        assert "style=" not in html, address
        assert "<script>" not in html, address


def test_pasal_22_before_6_april_2020_every_page_says_that_the_regulation_was_not_in_force(
    balangan: Government, client: Client
) -> None:
    for address in PAGES:
        eve = client.get(on(address, "2020-04-05"))
        assert eve.status_code == 200, address
        assert "Pada hari itu peraturan belum berlaku" in eve.content.decode(), address
        day = client.get(on(address, "2020-04-06")).content.decode()
        assert "Pada hari itu peraturan belum berlaku" not in day, address
        assert "Keadaan per <b>6 April 2020</b>" in day, address


def test_a_day_to_come_says_that_what_is_shown_is_what_is_known_today(balangan: Government, client: Client) -> None:
    tomorrow = balangan.today() + timedelta(days=1)
    remark = "Hari itu belum tiba"
    for address in (*PAGES, "/unit/TIDAKADA/"):
        assert remark in client.get(on(address, tomorrow.isoformat())).content.decode(), address
        for day in (balangan.today(), date(2020, 5, 1)):
            assert remark not in client.get(on(address, day.isoformat())).content.decode(), address


def test_a_day_that_is_none_is_answered_with_a_sentence(balangan: Government, client: Client) -> None:
    for per in ("kemarin", "2020-13-01", "20200406", "2020-4-6", "2020-04-06\x00", "٢٠٢٠-٠٤-٠٦", "x" * 9000):
        answer = client.get("/struktur/", {"per": per})
        assert answer.status_code == 400, per
        assert "bukan tanggal" in answer.content.decode()
        assert 'href="?"' in answer.content.decode()


def test_links_keep_the_day_asked(balangan: Government, client: Client) -> None:
    for address in PAGES:
        html = client.get(on(address, "2020-05-01")).content.decode()
        for link in re.findall(r'href="(/(?:unit|peraturan|hubungan|struktur|pasal-demi-pasal)/[^"]*)"', html):
            assert "per=2020-05-01" in link, (address, link)


def test_home_says_so_when_nothing_runs(balangan: Government, client: Client) -> None:
    assert "Belum ada berkas bersama yang sedang berjalan" in client.get("/").content.decode()


def test_pasal_20_ayat_1_home_counts_what_runs_and_names_where_it_lies(
    balangan: Government, cast: Cast, client: Client
) -> None:
    opened(cast("DPUPR/1"), QUESTION)
    html = " ".join(client.get("/").content.decode().split())
    assert "1 berkas bersama</a>" in html
    assert '<a href="#perangkat-daerah">3 Perangkat Daerah</a>' in html  # a Bagian counts for its Sekretariat
    listed = html[html.index('id="perangkat-daerah"') :].partition("</details>")[0]
    assert re.findall(r'href="/unit/([^"]+)/"', listed) == ["DLH", "DPUPR", "SETDA"]
    assert "Rancangan aturan sampah" in html
    assert "Bagian Hukum" in html
    assert "Tidak ada yang lewat tenggat." in html


def test_home_says_in_lists_what_was_decided_which_meetings_come_and_which_groups_end(
    balangan: Government, cast: Cast, client: Client
) -> None:
    html = " ".join(client.get("/").content.decode().split())
    assert "Tidak ada dalam tujuh hari terakhir." in html and "Tidak ada yang sedang diundang." in html
    assert (
        "Tidak ada gugus kerja atau wadah koordinasi yang berakhir dalam 60 hari." in html
        and html.count("Belum cukup catatan") == 4
    )
    meeting = held(cast, called(cast, led(cast)))
    decision = ruled(cast, meeting)
    signed(cast, meeting)
    coming = called(cast, led(cast), title="Rapat pekan depan")
    group = formed(cast)
    html = " ".join(client.get("/").content.decode().split())
    assert f'<li><a href="/keputusan/{decision.pk}/">Pintu air mengikuti kalender tanam.</a>' in html
    assert f'<li><a href="/agenda/{coming.pk}/">Rapat pekan depan</a>' in html
    assert f'<li><a href="/gugus-kerja/{group.pk}/">Gugus kerja irigasi terpadu</a>' in html
    assert "1 keputusan</a> ditetapkan tujuh hari terakhir" in html and '<a href="/indikator/#keterpaduan">' in html
    WorkingGroup.objects.filter(pk=group.pk).update(
        starts_on=balangan.today() - timedelta(days=9), ends_on=balangan.today() - timedelta(days=1)
    )
    html = " ".join(client.get("/").content.decode().split())
    assert (
        "Masa tugas sudah berakhir" in html
        and "1 gugus kerja atau wadah koordinasi sudah melewati masa tugasnya" in html
    )
    assert 'tidak ada <a href="/gugus-kerja/">gugus kerja atau wadah koordinasi</a> yang berakhir dalam 60 hari' in html


def test_every_public_page_says_its_lasting_address_in_text_to_copy(balangan: Government, client: Client) -> None:
    for address in PAGES:
        html = client.get(on(address, "2020-05-01") + "&bahasa=id&hal=2").content.decode()
        shared = re.search(r'<textarea id="bagikan" readonly[^>]*>\n(.*?)</textarea>', html, re.DOTALL)
        assert shared, address
        title, whose, link = shared[1].strip().splitlines()
        assert title and whose.startswith("Selaras, Kabupaten Balangan, keadaan per 1 Mei 2020")
        assert unescape(link) == "http://testserver" + on(address, "2020-05-01"), address
        assert f'<link rel="canonical" href="{link}">' in html
        assert f"{link}</p>" in html  # the line on paper


def test_what_is_not_for_everybody_offers_nothing_to_share(
    balangan: Government, cast: Cast, client_for: Callable[[Actor], Client], client: Client
) -> None:
    inside = client_for(cast("DPUPR/1")).get("/kerja/").content.decode()
    for html in (inside, client.get("/masuk/").content.decode(), client.get("/keputusan/999/").content.decode()):
        assert 'id="bagikan"' not in html and "ld+json" not in html


def test_pages_lead_to_their_linked_data_and_feeds(balangan: Government, cast: Cast, client: Client) -> None:
    matter = led(cast)
    for address, linked in {
        f"/berkas/{matter.number}/": f"/berkas/{matter.number}.jsonld",
        "/unit/DPUPR/?per=2021-06-01": "/unit/DPUPR.jsonld?per=2021-06-01",
        "/peraturan/perbup-24-2020/": "/peraturan/perbup-24-2020.jsonld",
    }.items():
        html = client.get(address).content.decode()
        assert f'<link rel="alternate" type="application/ld+json" href="{linked}">' in html, address
        assert client.get(linked).status_code == 200, linked
    for address in ("/", "/agenda/", "/keputusan/", "/berkas/", "/periksa/"):
        html = client.get(address).content.decode()
        feeds = re.findall(r'<link rel="alternate" type="(?:application/atom\+xml|text/calendar)" href="([^"]+)"', html)
        assert feeds, address
        for feed in feeds:
            assert client.get(feed).status_code == 200, feed
            assert f'<a href="{feed}">' in html, feed  # for people too


def test_home_shows_nothing_of_a_matter_that_its_convener_has_not_taken(
    balangan: Government, cast: Cast, client: Client
) -> None:
    opened(cast("DPUPR/1"), PATH)
    html = client.get("/").content.decode()
    assert "Belum ada berkas bersama" in html
    assert "Jadwal irigasi" not in html


def test_home_counts_a_matter_late_once_its_target_has_passed(balangan: Government, cast: Cast, client: Client) -> None:
    opened(cast("DPUPR/1"), QUESTION)
    Participant.objects.exclude(turn="").update(turn_since=balangan.now() - timedelta(days=60))
    html = " ".join(client.get("/").content.decode().split())
    assert "1 lewat tenggat</a>" in html
    assert "hari kerja" in html


def test_home_says_who_is_late_and_names_nobody_else_beside_it(
    balangan: Government, cast: Cast, client: Client
) -> None:
    opened(cast("DPUPR/1"), QUESTION)
    both = "Ada pada <b>Bagian Hukum, Dinas Lingkungan Hidup</b>"
    html = " ".join(client.get("/").content.decode().split())
    assert both in html and '</b> <span class="clock">' not in html, "all are pressed alike"
    late = Participant.objects.filter(unit="DLH")
    late.update(turn_since=balangan.now() - timedelta(days=60))
    html = " ".join(client.get("/").content.decode().split())
    assert both in html and '<b class="small">Dinas Lingkungan Hidup:</b> <span class="clock">' in html
    late.update(turn="", turn_since=None)
    html = " ".join(client.get("/").content.decode().split())
    assert "Ada pada <b>Bagian Hukum</b>" in html and '<b class="small">' not in html


def test_pasal_19_huruf_d_the_tiles_of_home_count_a_matter_for_who_leads_it_now(
    balangan: Government, cast: Cast, client: Client
) -> None:
    def tiles() -> list[str]:
        return re.findall(r'<p class="label">([^<]*)</p>\s*<p class="tally">', client.get("/").content.decode())

    across = led(cast, parties=("DISDIK",))
    assert tiles() == ["Sekretaris Daerah"]
    take(cast("SETDA/1"), across, "limpahkan", target="SETDA.AST2")
    assert tiles() == ["Asisten Perekonomian dan Pembangunan"]
    guided = replace(PATH, type="hierarki", parties=("DISDIK",), duty="a")
    opened(cast("SETDA.AST1/1"), guided)
    opened(cast("DPUPR/1"), QUESTION)
    names = ["Asisten Perekonomian dan Pembangunan", "Asisten Pemerintahan dan Kesejahteraan Rakyat"]
    assert sorted(tiles()) == sorted([*names, "Tanpa pemimpin koordinasi"])


def test_home_orders_what_runs_by_how_late_it_is(balangan: Government, cast: Cast, client: Client) -> None:
    for days, title in ((20, "Yang lama"), (60, "Yang terlama"), (0, "Yang baru")):
        matter = opened(cast("DPUPR/1"), replace(QUESTION, title=title))
        waiting = Participant.objects.filter(matter=matter).exclude(turn="")
        waiting.update(turn_since=balangan.now() - timedelta(days=days))
    html = client.get("/").content.decode()
    places = [html.index(title) for title in ("Yang terlama", "Yang lama", "Yang baru")]
    assert places == sorted(places)
    assert html.count("Lewat") == 2 and "target 5 hari kerja" in html, "how late it is is said once"


def test_home_of_a_past_day_shows_what_ran_then(balangan: Government, cast: Cast, client: Client) -> None:
    day, matter = balangan.today(), opened(cast("DPUPR/1"), QUESTION)
    with clock.at(clock.now() + timedelta(days=2)):
        html = " ".join(client.get(on("/", day.isoformat())).content.decode().split())
        assert "1 berkas bersama</a> berjalan." in html and "Berjalan pada hari itu" in html
        assert f'href="/berkas/{matter.number}/?per={day}"' in html
        eve = client.get(on("/", (day - timedelta(days=1)).isoformat())).content.decode()
        assert "tidak ada berkas bersama yang terbuka" in eve
        ahead = client.get(on("/", (day + timedelta(days=9)).isoformat())).content.decode()
        assert "Hari itu belum tiba." in ahead and '<a href="/">Lihat hari ini</a>' in ahead


def test_home_says_how_many_follow_ups_are_late_beside_the_matters_and_leads_to_them(
    balangan: Government, cast: Cast, client: Client
) -> None:
    meeting = held(cast, called(cast, led(cast)))
    tasks = [to_do(cast, ruled(cast, meeting, text)) for text in ("Air dibagi dua.", "Saluran dibersihkan.")]
    signed(cast, meeting)
    FollowUp.objects.filter(pk=tasks[0].pk).update(due_on=balangan.today() - timedelta(days=3))
    html = " ".join(client.get("/").content.decode().split())
    assert '<a class="bad" href="/keputusan/?lanjut=lewat">1 tindak lanjut keputusan lewat tenggat</a>' in html
    decisions = client.get("/keputusan/?lanjut=lewat").content.decode()
    assert "Air dibagi dua." in decisions and "Saluran dibersihkan." not in decisions


def test_home_of_a_past_day_begins_with_what_was_longest_in_its_state(
    balangan: Government, cast: Cast, client: Client
) -> None:
    """As its words say, though the newer one alone has a target."""
    longest = led(cast)
    with clock.at(clock.now() + timedelta(days=1)):
        newer = opened(cast("DPUPR/1"), QUESTION)
        day = balangan.today().isoformat()
    with clock.at(clock.now() + timedelta(days=3)):
        html = client.get(on("/", day)).content.decode()
    assert html.index(f"/berkas/{longest.number}/") < html.index(f"/berkas/{newer.number}/")


def test_home_tells_nothing_of_a_withheld_matter(balangan: Government, cast: Cast, client: Client) -> None:
    matter = opened(cast("DPUPR/1"), QUESTION)
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=date(2030, 1, 1)
    )
    html = client.get("/").content.decode()
    assert "Rancangan aturan sampah" not in html
    assert "Belum ada berkas bersama" in html


def test_home_takes_as_many_queries_with_one_matter_as_with_three(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        while Matter.objects.count() < count:
            opened(cast("DPUPR/1"), QUESTION)
        client.get("/")
        with django_assert_num_queries(10):  # of them two for the yardsticks
            client.get("/")


def test_home_asks_the_law_once_for_all_that_stand_alike_and_apart_for_what_a_request_holds(
    balangan: Government, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Satu", "Dua", "Tiga", "Tertahan"):
        opened(cast("DPUPR/1"), replace(QUESTION, title=f"Berkas {title}"))
    until = balangan.today() + timedelta(days=9)
    Matter.objects.filter(title="Berkas Tertahan").update(held_state="consulting", held_until=until)
    asked, clocks = [], []

    def shows(matter: Matter, field: str) -> bool:
        asked.append((matter.held_state, field))
        return field != "title" or not matter.held_state

    def read(matter: Matter, procedure: Procedure, seat: Any) -> Reading:
        clocks.append(seat.slot)
        return clock_of(matter, procedure, seat)

    monkeypatch.setattr(portal, "shows", shows)
    monkeypatch.setattr(portal, "clock_of", read)
    html = client.get("/").content.decode()
    assert all(f"Berkas {title}" in html for title in ("Satu", "Dua", "Tiga"))
    assert "Berkas Tertahan" not in html
    assert len(asked) == len(set(asked)) == 2 * len(portal.TOLD)
    assert clocks == ["asked"], "all eight seats wait alike"


def test_home_asks_the_law_apart_where_it_depends_on_who_takes_part(
    balangan: Government, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[tuple[str, list[str]]] = []
    for party in ("DLH", "SETDA.AST1.HUKUM"):
        opened(cast("DPUPR/1"), replace(QUESTION, parties=(party,)))

    def shows(matter: Matter, field: str) -> bool:
        counted.append((matter.opener_unit, matter.parties))
        return True

    monkeypatch.setattr(portal, "shows", shows)
    client.get("/")
    assert len(counted) == len(portal.TOLD)
    monkeypatch.setattr(portal, "by_parties", lambda government, columns: True)
    counted.clear()
    client.get("/")
    assert counted == [("DPUPR", ["DLH"])] * 5 + [("DPUPR", ["SETDA.AST1.HUKUM"])] * 5


def test_the_past_shows_nothing_of_what_runs_now(balangan: Government, cast: Cast, client: Client) -> None:
    opened(cast("DPUPR/1"), QUESTION)
    html = client.get("/?per=2020-05-01").content.decode()
    assert "Rancangan aturan sampah" not in html
    assert "tidak ada berkas bersama yang terbuka" in html


def test_an_address_that_is_none_is_answered_politely(balangan: Government, client: Client) -> None:
    answer = client.get("/tidak-ada/")
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.content.decode()


def test_a_request_that_is_too_large_says_that_nothing_was_saved(balangan: Government, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.session = {}  # type: ignore[assignment]
    answer = bad_request(request, RequestDataTooBig("besar"))
    assert answer.status_code == 413
    assert "tidak ada yang disimpan" in answer.content.decode()
    assert bad_request(request, ValueError("rusak")).status_code == 400


def test_an_outsider_is_refused_what_is_not_public(balangan: Government, client: Client) -> None:
    answer = client.get("/kerja/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/")


def test_a_day_begins_with_the_zone_of_the_government(balangan: Government, client: Client) -> None:
    with clock.at(datetime.fromisoformat("2026-11-23T17:00:00+00:00")):
        assert "24 November 2026" in client.get("/").content.decode()

"""Pages of a past day: what was shown on that day, never more than may be seen today, in the names of that day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions.acts import refresh_turns
from selaras.records import clock, units
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.acts import opened, take
from tests.faces import called, done, formed, held, issued, led, monitored, ruled, signed, to_do
from tests.faces import take as step
from tests.merging import merged

Cast = Callable[..., Actor]
LEAD = "SETDA.AST2/1"
# What a page says of the day it speaks of and how its links keep it, not of what it shows.
_DAY = re.compile(r'<aside class="time-machine".*?</aside>|[?&](?:amp;)?per=[0-9-]+|<link rel="alternate"[^>]*>')
MAIN = re.compile(r"<main.*</main>", re.DOTALL)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    units.forget()
    yield
    units.forget()


def shown(client: Client, address: str, per: date | None = None) -> str:
    """The content of a page; a sentence in the place of one that is not there."""
    stroke = "&" if "?" in address else "?"
    answer = client.get(f"{address}{stroke}per={per}" if per else address)
    if answer.status_code == 404:
        return "tidak ada"
    assert answer.status_code == 200, (address, answer.status_code)
    main = MAIN.search(answer.content.decode())
    assert main
    return _DAY.sub("", " ".join(main[0].split())).replace('href="?"', 'href=""')


def parties(text: str) -> str:
    """The table of who takes part on the page of a matter."""
    return text.partition("Para pihak</h2>")[2].partition("</table>")[0]


def asked_of(client: Client, number: str | None, on: date) -> set[str]:
    """The units that took part in a matter on a day, as a program is told."""
    found = client.get(f"/api/v1/matters/{number}?on={on}").json()
    return {seat["unit"]["code"] for seat in found["units"]}


class Days:
    """Lets days pass, and keeps at the end of each what the pages showed."""

    def __init__(self, government: Government, client: Client, addresses: Callable[[], list[str]]) -> None:
        self.government, self.client, self.addresses = government, client, addresses
        self.day = government.today()
        self.kept: dict[date, dict[str, str]] = {}

    def at(self, hour: int, minute: int = 0) -> Any:
        """The clock on the day it is."""
        return clock.at(
            datetime(self.day.year, self.day.month, self.day.day, hour, minute, tzinfo=self.government.zone)
        )

    def ends(self, passing: int = 1) -> None:
        """The day ends; a number of days later the worker has seen anew whose turn it is."""
        with self.at(23, 59):
            self.kept[self.day] = {address: shown(self.client, address) for address in self.addresses()}
        for _n in range(passing):
            self.day += timedelta(days=1)
            with self.at(0, 10):
                refresh_turns(self.government)

    def differ(self) -> list[tuple[date, str, str, str]]:
        """The pages of past days that are not what was shown on their day."""
        found = []
        for day, pages in self.kept.items():
            for address, then in pages.items():
                with self.at(12):
                    now = shown(self.client, address, day)
                if now != then:
                    found.append((day, address, then, now))
        return found


def first_difference(found: list[tuple[date, str, str, str]]) -> str:
    """Where two pages part, for who reads why a test failed."""
    if not found:
        return ""
    day, address, then, now = found[0]
    at = next((n for n, (a, b) in enumerate(zip(then, now, strict=False)) if a != b), min(len(then), len(now)))
    part = slice(max(at - 120, 0), at + 240)
    return f"{len(found)}: {day} {address}\nTHEN {then[part]}\nNOW  {now[part]}"


def test_a_unit_merge_with_open_matters_before_on_and_after_the_day(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matters: list[Matter] = []
    days = Days(balangan, client, lambda: ["/berkas/", "/berkas/?unit=DKP", f"/berkas/{matters[0].number}/"])
    with days.at(9):
        matters.append(led(cast))
    days.ends(2)
    day = days.day
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    number, name, heir = matters[0].number, "Dinas Ketahanan Pangan", "Dinas Pertanian"
    with days.at(8):
        merged(balangan, "DKP", "DISPERTAN", day)
        refresh_turns(balangan)
        on_the_day = shown(client, f"/berkas/{number}/")
        unit = shown(client, "/unit/DKP/")
    assert name in on_the_day and "Unit ini sudah berakhir; penerusnya" in on_the_day
    assert 'href="/unit/DISPERTAN/"' in on_the_day
    assert "digabung ke dalam" in unit and "Perda contoh 3/2026" in unit and 'href="/unit/DISPERTAN/"' in unit
    assert 'href="/berkas/?unit=DISPERTAN"' in unit
    days.ends()
    with days.at(9):
        heads = replace(cast("DISPERTAN/1"), government=balangan)
        take(heads, matters[0], "gantikan", seat="DKP")
        assert name not in parties(shown(client, f"/berkas/{number}/"))
        assert str(number) not in shown(client, "/berkas/?unit=DKP")
    days.ends(3)
    with days.at(9):
        then = shown(client, f"/berkas/{number}/", before)
        assert name in then and "sudah berakhir" not in then and heir in then
        assert str(number) in shown(client, "/berkas/?unit=DKP", before)
        assert str(number) in shown(client, "/berkas/?unit=DKP", day)
        assert str(number) not in shown(client, "/berkas/?unit=DKP", after)
        assert "Unit ini sudah berakhir" in shown(client, f"/berkas/{number}/", day)
        assert name not in parties(shown(client, f"/berkas/{number}/", after))
        assert "Unit ini tidak ada pada" not in shown(client, "/unit/DKP/", before)
        assert "Hari terakhirnya" in shown(client, "/unit/DKP/", day)
        assert "Dinas Ketahanan Pangan" in shown(client, "/struktur/", before)
        for when, there in ((before, True), (day, False), (after, False)):
            codes = [u["code"] for u in client.get(f"/api/v1/units?on={when}&limit=200").json()["items"]]
            assert ("DKP" in codes) is there and "DISPERTAN" in codes
            org = client.get(f"/data/organisasi.jsonld?per={when}").json()["@graph"]
            node = next((n for n in org if n.get("org:identifier") == "DKP"), None)
            assert ("org:hasPost" in (node or {})) is there
            assert any(n.get("@type") == "org:ChangeEvent" for n in org) is (when >= day)
        seats = {when: asked_of(client, number, when) for when in (before, day, after, days.day)}
        assert "DKP" in seats[before] and "DKP" in seats[day]
        assert "DKP" not in seats[after] and "DISPERTAN" in seats[after] and seats[days.day] == seats[after]
        for when, count in ((before, 1), (day, 1), (after, 0)):
            assert len(client.get(f"/api/v1/matters?unit=DKP&on={when}").json()["items"]) == count
    # The pages of the days before the merge are what they were, but that the unit is now known to have ended.
    found = [one for one in days.differ() if one[1] != "/berkas/?unit=DKP"]
    assert not found, first_difference(found)


def test_what_is_withheld_today_is_a_stub_on_every_day(balangan: Government, cast: Cast, client: Client) -> None:
    matter = led(cast)
    today = balangan.today()
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2030, 1, 1)
    )
    with clock.at(clock.now() + timedelta(days=2)):
        for address in ("/berkas/", f"/berkas/{matter.number}/", "/berkas/?unit=DKP", "/keputusan/", "/agenda/"):
            text = shown(client, address, today)
            assert "Irigasi" not in text and "Dinas Pertanian" not in text, address


def test_no_past_day_shows_more_than_today(balangan: Government, cast: Cast, client: Client) -> None:
    matter = led(cast)
    lead = cast(LEAD)
    take(lead, matter, "sepakati", "Dibuka tiap pekan kedua.")
    for post in ("DPUPR/1", "DISPERTAN/1", "DKP/1"):
        take(cast(post), matter, "setujui")
    take(lead, matter, "putuskan", "Pintu dibuka pekan kedua.")
    today = balangan.today()
    assert "Pintu dibuka pekan kedua." in shown(client, f"/berkas/{matter.number}/")
    Matter.objects.filter(pk=matter.pk).update(state="led")  # as if the law showed less of it again
    with clock.at(clock.now() + timedelta(days=2)):
        assert "Pintu dibuka pekan kedua." not in shown(client, f"/berkas/{matter.number}/", today)
        assert "Pintu dibuka pekan kedua." not in shown(client, "/keputusan/", today)


def test_a_field_that_is_open_no_more_is_closed_on_every_day(balangan: Government, cast: Cast, client: Client) -> None:
    matter = led(cast)
    today = balangan.today()
    take(cast(LEAD), matter, "akhiri", "Tidak diteruskan.")
    with clock.at(clock.now() + timedelta(days=2)):
        assert "Maksud yang belum terbuka." in shown(client, f"/berkas/{matter.number}/", today)
        Matter.objects.filter(pk=matter.pk).update(state="led", phase="open", closed_on=None)
        text = shown(client, f"/berkas/{matter.number}/", today)
        assert "Maksud yang belum terbuka." not in text and str(matter.number) in text


def test_a_day_before_the_matter_began_knows_nothing_of_it(balangan: Government, cast: Cast, client: Client) -> None:
    matter = led(cast)
    yesterday = balangan.today() - timedelta(days=1)
    assert str(matter.number) not in shown(client, "/berkas/", yesterday)
    assert shown(client, f"/berkas/{matter.number}/", yesterday) == "tidak ada"
    text = client.get(f"/berkas/?per={yesterday}&jenis=koordinatif").content.decode()
    bar = text.partition('class="time-machine"')[2].partition("</aside>")[0]
    assert "Keadaan per" in bar and f'href="?jenis=koordinatif&amp;per={yesterday - timedelta(days=1)}"' in bar
    assert 'href="?jenis=koordinatif"' in bar


def test_pages_of_a_past_day_take_the_same_queries_however_much_there_is(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    today = balangan.today()
    for count in (1, 3):
        while Matter.objects.count() < count:
            matter = led(cast)
            meeting = held(cast, called(cast, matter))
            to_do(cast, ruled(cast, meeting))
            signed(cast, meeting)
        with clock.at(clock.now() + timedelta(days=2)):
            for address, queries in PAST.items():
                asked = f"{address.format(matter=matter.number, meeting=meeting.pk)}?per={today}"
                client.get(asked)
                with django_assert_num_queries(queries):
                    client.get(asked)


PAST = {"/berkas/": 12, "/berkas/{matter}/": 42, "/agenda/": 9, "/agenda/{meeting}/": 50, "/keputusan/": 24}


def test_a_page_of_a_past_day_is_what_was_shown_on_that_day(balangan: Government, cast: Cast, client: Client) -> None:
    matter: list[Matter] = []
    more: list[str] = []

    def addresses() -> list[str]:
        lists = [
            "/berkas/",
            "/berkas/?tahap=berjalan",
            "/berkas/?unit=DKP",
            "/keputusan/",
            "/keputusan/?lanjut=terbuka",
        ]
        lists += ["/agenda/", "/gugus-kerja/", "/kebijakan/"]
        return [*lists, *(f"/berkas/{m.number}/" for m in matter), *more]

    days = Days(balangan, client, addresses)
    with days.at(9):
        matter.append(led(cast))
    days.ends()
    with days.at(9):
        meeting = called(cast, matter[0])
        more.append(f"/agenda/{meeting.pk}/")
        asked = opened(cast("DISHUB/1"), kind="konsultatif", parties=("DLH",), title="Tanya sampah")
        matter.append(asked)
    days.ends()
    with days.at(9):
        begin = clock.now() + timedelta(days=3)
        when: dict[str, Any] = {"starts_at": begin, "ends_at": begin + timedelta(hours=1), "place": "Aula"}
        step(cast(LEAD), meeting, "jadwal_ulang", "Ruang penuh.", **when)
    days.ends(3)
    with days.at(10):
        take(cast("DLH/1"), asked, "tanggapi", "Diangkut tiap pagi.")
        held(cast, meeting)
        decision = ruled(cast, meeting)
        task = to_do(cast, decision)
        signed(cast, meeting)
        more.append(f"/keputusan/{decision.pk}/")
    days.ends(2)
    with days.at(9):
        take(cast("DISHUB/1"), asked, "simpulkan", "Dipahami.")
        group = formed(cast, matter[0])
        more.append(f"/gugus-kerja/{group.pk}/")
    days.ends(12)
    with days.at(9):
        done(cast, task)
        policy = issued(cast, matter[0])
        watch = monitored(cast)
        more.extend([f"/kebijakan/{policy.pk}/", f"/kebijakan/{watch.pk}/"])
    days.ends()
    with days.at(9):
        take(cast(LEAD), matter[0], "sepakati", "Dibuka tiap pekan kedua.")
        take(cast("DPUPR/1"), matter[0], "setujui")
        take(cast("DISPERTAN/1"), matter[0], "setujui_catatan", "Kecuali musim hujan.")
    days.ends()
    with days.at(9):
        take(cast("DKP/1"), matter[0], "setujui")
        take(cast(LEAD), matter[0], "putuskan", "Pintu dibuka pekan kedua.")
    days.ends()
    with days.at(9):
        take(cast(LEAD), matter[0], "tutup", "Air sampai ke hilir.")
    days.ends()
    found = days.differ()
    assert not found, first_difference(found)

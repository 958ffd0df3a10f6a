"""Pages of a past day: what was shown on that day, never more than may be seen today, in the names of that day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from selaras.actions.acts import refresh_turns
from selaras.records import clock, units
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.acts import opened, take
from tests.faces import called, done, formed, held, issued, led, monitored, ruled, signed, to_do
from tests.faces import take as step

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

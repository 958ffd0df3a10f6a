"""The clocks of a matter that stand still: seen by everybody, suspended by who leads, on a page of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.acts import opened

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
SECRET = "Menunggu surat balai nomor 77."
TOLD = "menunggu instansi di luar pemerintah daerah"


@pytest.fixture
def matter(cast: Cast) -> Matter:
    cast("DLH/1")
    return opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH", "DKP"))


@pytest.fixture
def leader(cast: Cast, client_for: ClientFor) -> Client:
    return client_for(cast("DPUPR/1"))


def text(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def sent(cast: Cast, **changed: str) -> dict[str, str]:
    last = cast("DPUPR/1").government.today() + timedelta(days=7)
    return {"do": "suspend", "seat": "semua", "why": "instansi", "text": SECRET, "last": str(last)} | changed


def test_a_suspended_clock_is_seen_wherever_a_clock_is(
    cast: Cast, client_for: ClientFor, leader: Client, client: Client, matter: Matter
) -> None:
    page, clocks = f"/kerja/berkas/{matter.number}/", f"/kerja/berkas/{matter.number}/tenggat/"
    assert "Tangguhkan tenggat" in text(leader.get(page))
    answer = leader.post(clocks, sent(cast))
    assert (answer.status_code, answer["Location"]) == (303, page)
    said = text(leader.get(page))
    assert SECRET in said and TOLD in said and "menangguhkan tenggat" in said
    asked = client_for(cast("DLH/1"))
    assert "menunggu instansi" in text(asked.get("/kerja/")) and "Jalankan lagi" not in text(asked.get(clocks))
    for address in (f"/berkas/{matter.number}/", "/"):
        seen = text(client.get(address))
        assert TOLD in seen and SECRET not in seen, address
    assert leader.post(clocks, {"do": "resume", "seat": "semua", "text": "Balasannya datang."}).status_code == 303
    assert "Ditangguhkan sejak" not in text(leader.get(page))


def test_who_does_not_lead_is_told_who_does_and_a_stranger_nothing(
    cast: Cast, client_for: ClientFor, matter: Matter
) -> None:
    clocks = f"/kerja/berkas/{matter.number}/tenggat/"
    answer = client_for(cast("DLH/1")).post(clocks, sent(cast))
    assert answer.status_code == 422 and "koordinator atau yang memimpinnya" in text(answer) and SECRET in text(answer)
    stranger = client_for(cast("DISDIK/1"))
    assert stranger.get(clocks).status_code == 404 and stranger.post(clocks, sent(cast)).status_code == 404
    assert Matter.objects.get(pk=matter.pk).pauses is None


@pytest.mark.parametrize(
    "changed",
    [
        {"last": "2026-02-30"},
        {"last": "9999-12-31"},
        {"why": ""},
        {"seat": "99"},
        {"text": "a\x00"},
        {"text": "x" * 9999},
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    cast: Cast, leader: Client, matter: Matter, changed: dict[str, str]
) -> None:
    answer = leader.post(f"/kerja/berkas/{matter.number}/tenggat/", sent(cast, **changed))
    assert answer.status_code == 422 and ("text" in changed or SECRET in unescape(answer.content.decode()))
    assert Matter.objects.get(pk=matter.pk).pauses is None

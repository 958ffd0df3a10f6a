"""The page of working days: read by all who work here, written by the keeper of the organisation, wrong or right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.records.units import forget
from selaras.records.workdays import Workday

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
PAGE = "/kerja/hari-kerja/"
QUERIES = 7  # government, session, account, tenures and principals of who asks, the declared days, his turns
DAY = {
    "date": "2026-11-04",
    "kind": "libur daerah",
    "name": "Hari Jadi Kabupaten",
    "ground": "Keputusan Bupati 100.3/12/2026",
}


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    forget()
    with clock.at(datetime(2026, 11, 26, 2, tzinfo=UTC)):
        yield
    forget()


@pytest.fixture
def officer(cast: Cast, client_for: ClientFor) -> Client:
    return client_for(cast("SETDA.AST3.ORG/11"))


def text(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, name
    return found[1]


def test_everybody_who_works_here_reads_a_year_and_only_its_keeper_has_a_form(
    cast: Cast, client_for: ClientFor, officer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = client_for(cast("DPUPR/1"))
    with django_assert_num_queries(QUERIES):
        page = reader.get(PAGE)
    said = text(page)
    assert "November 2026 21 hari kerja" in said and "Proklamasi Kemerdekaan" in said
    assert "07.30 sampai 16.00" in said and "Ramadan 1447" in said and "Usulan" in said
    assert "libur: Hari Suci Nyepi" not in said and "Libur nasional: Proklamasi Kemerdekaan" in said
    assert 'name="ground"' not in page.content.decode() and "Bagian Organisasi" in said
    assert 'name="ground"' in officer.get(PAGE).content.decode()
    assert reader.post(PAGE, DAY).status_code == 422 and not Workday.objects.exists()


@pytest.mark.parametrize("year", ["2027", "2028"])
def test_a_year_without_holidays_is_warned_of(officer: Client, year: str) -> None:
    assert f"Hari libur {year} belum dimuat" in text(officer.get(f"{PAGE}?tahun={year}"))
    assert "belum dimuat" not in text(officer.get(PAGE))


@pytest.mark.parametrize("year", ["", "x", "0", "1999", "99999999999999999999", "2026\x00", "-1"])
def test_a_year_that_is_none_is_this_one(officer: Client, year: str) -> None:
    assert "Hari kerja 2026" in text(officer.get(PAGE, {"tahun": year}))


def test_a_day_is_declared_corrected_withdrawn_and_restored(officer: Client, balangan: Government) -> None:
    answer = officer.post(PAGE, {**DAY, "key": hidden(officer.get(PAGE), "key")})
    row = Workday.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?tahun=2026#hari-{row.pk}")
    page = officer.get(PAGE)
    assert "November 2026 20 hari kerja" in text(page) and "Libur daerah: Hari Jadi Kabupaten" in text(page)

    def send(do: str, **sent: str) -> Any:
        there = officer.get(f"{PAGE}{row.pk}/")
        return officer.post(
            f"{PAGE}{row.pk}/", {"do": do, "seen": hidden(there, "seen"), "key": hidden(there, "key"), **sent}
        )

    assert send("correct", **{**DAY, "date": "2026-11-05"}, reason="").status_code == 422
    assert send("correct", **{**DAY, "date": "2026-11-05"}, reason="Salah tanggal.").status_code == 303
    assert send("withdraw", reason="Dicabut.").status_code == 303
    assert "November 2026 21 hari kerja" in text(officer.get(PAGE))
    assert send("restore").status_code == 303
    said = text(officer.get(f"{PAGE}{row.pk}/"))
    assert all(
        word in said for word in ("Ditetapkan", "Dibetulkan", "Ditarik", "Penarikan dibatalkan", "Salah tanggal")
    )
    late = officer.post(f"{PAGE}{row.pk}/", {"do": "withdraw", "seen": "x", "reason": "Dicabut lagi.", "key": "k9"})
    assert late.status_code == 409 and "Dicabut lagi." in unescape(late.content.decode())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"date": "2026-02-30"}, "Tulis tanggal yang ada"),
        ({"date": "2026-11-07"}, "memang bukan hari kerja"),
        ({"name": ""}, "Isi nama hari lebih dahulu"),
        ({"name": "a\x00b"}, ""),
        ({"ground": "x" * 1_000_000}, ""),
        ({"kind": "lain"}, "Pilih dari daftar"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(officer: Client, changed: dict[str, str], words: str) -> None:
    answer = officer.post(PAGE, {**DAY, **changed})
    assert answer.status_code == 422 and words in text(answer)
    assert DAY["ground"] in answer.content.decode() or "ground" in changed
    assert not Workday.objects.exists()


@pytest.mark.parametrize("row", ["1", "999999999999999999999999"])
def test_a_day_that_never_was_is_not_found(officer: Client, row: str) -> None:
    assert officer.get(f"{PAGE}{row}/").status_code == 404
    assert officer.post(f"{PAGE}{row}/", {"do": "restore"}).status_code == 404

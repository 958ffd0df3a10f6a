"""The page of calendars: a secret address is shown once, replaced and ended by its own person alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client

from selaras.actions.calendars import link_of
from selaras.actions.people import SYSTEM, end_tenure
from selaras.records.calendars import CalendarLink
from selaras.records.people import Actor

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
PAGE = "/kerja/kalender/"
QUERIES = 8
KEY = "11111111-2222-3333-4444-555555555555"
ADDRESS = re.compile(r'data-copy="(http://testserver/kalender/pribadi/[\w-]{43}\.ics)"')


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def addresses(answer: Any) -> list[str]:
    """The secret addresses that a page shows."""
    return ADDRESS.findall(answer.content.decode())


def test_a_secret_address_is_shown_once_and_works(cast: Cast, client_for: ClientFor, client: Client) -> None:
    own = client_for(cast("DPUPR/1"))
    assert "Belum ada alamat rahasia." in text(own.get(PAGE))
    made = own.post(PAGE, {"do": "make", "key": KEY})
    assert made.status_code == 200 and made["Cache-Control"] == "private, no-store"
    (address,) = addresses(made)
    assert "alamat ini hanya ditampilkan sekali" in text(made) and f"webcal{address[4:]}" in made.content.decode()
    assert client.get(address).status_code == 200
    later = own.get(PAGE)
    assert not addresses(later) and "tidak dapat ditampilkan lagi" in text(later)


def test_the_same_form_sent_again_makes_no_other_address(cast: Cast, client_for: ClientFor) -> None:
    own = client_for(cast("DPUPR/1"))
    own.post(PAGE, {"do": "make", "key": KEY})
    again = own.post(PAGE, {"do": "make", "key": KEY})
    assert (again.status_code, again["Location"]) == (303, PAGE)
    assert "Bila alamatnya belum Anda salin, buat yang baru." in text(own.get(PAGE))
    assert CalendarLink.objects.count() == 1


def test_a_new_address_ends_the_one_before_and_an_end_leaves_none(
    cast: Cast, client_for: ClientFor, client: Client
) -> None:
    head, other = cast("DPUPR/1"), cast("DLH/1")
    own = client_for(head)
    (neighbours,) = addresses(client_for(other).post(PAGE, {"do": "make"}))
    (first,) = addresses(own.post(PAGE, {"do": "make"}))
    (second,) = addresses(own.post(PAGE, {"do": "make"}))
    assert [client.get(address).status_code for address in (first, second)] == [404, 200]
    done = own.post(PAGE, {"do": "end"})
    assert (done.status_code, done["Location"]) == (303, PAGE)
    assert "Alamat rahasia Anda dicabut." in text(own.get(PAGE))
    assert client.get(second).status_code == 404 and link_of(replace(head)) is None
    assert client.get(neighbours).status_code == 200


def test_the_open_calendars_stand_with_their_addresses(
    cast: Cast, client_for: ClientFor, django_assert_num_queries: Any
) -> None:
    own = client_for(cast("DPUPR/1"))
    own.get(PAGE)
    with django_assert_num_queries(QUERIES):
        page = own.get(PAGE)
    for address in ("publik.ics", "unit/DPUPR.ics"):
        assert f'data-copy="http://testserver/kalender/{address}"' in page.content.decode()
        assert own.get(f"/kalender/{address}").status_code == 200


def test_the_page_of_a_unit_leads_to_its_calendar(client: Client) -> None:
    page = client.get("/unit/DPUPR/").content.decode()
    assert '<link rel="alternate" type="text/calendar" title="Rapat unit ini" href="/kalender/unit/DPUPR.ics">' in page
    assert '<a href="/kalender/unit/DPUPR.ics" type="text/calendar">' in page


def test_who_is_not_in_office_any_more_makes_none(cast: Cast, client_for: ClientFor, client: Client) -> None:
    head = cast("DPUPR/1")
    own = client_for(head)
    end_tenure(by=SYSTEM, tenure=head.tenure, last_day=head.government.today().replace(year=2025))
    assert own.post(PAGE, {"do": "make", "key": KEY}).status_code in (302, 403)
    assert client.get(PAGE)["Location"].startswith("/masuk/") and not CalendarLink.objects.exists()

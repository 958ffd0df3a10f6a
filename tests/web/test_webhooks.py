"""The page of webhooks: the organisation office registers, sees what did not arrive, sends again, ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from selaras.actions.webhooks import register_endpoint
from selaras.records.people import Actor
from selaras.records.webhooks import DEAD, EVENTS, WAITING, Delivery, Endpoint
from tests.acts import opened

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
PAGE = "/kerja/kait/"
OFFICE = "SETDA.AST3.ORG/1"
URL = "https://8.8.8.8/kait"
QUERIES = 9
FORM = {"do": "make", "url": URL, "events": ["matter"], "note": "Neraca", "key": "a1"}


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_an_address_is_registered_and_its_secret_shown_once(cast: Cast, client_for: ClientFor) -> None:
    office = client_for(cast(OFFICE))
    assert "Belum ada alamat." in text(office.get(PAGE))
    made = office.post(PAGE, FORM)
    secret = Endpoint.objects.get().secret
    assert made.status_code == 200 and secret in made.content.decode()
    assert office.post(PAGE, FORM).status_code == 303 and Endpoint.objects.count() == 1
    later = office.get(PAGE)
    assert secret not in later.content.decode() and URL in text(later) and "Neraca" in text(later)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"url": "https://10.0.0.1/"}, "berada di dalam jaringan sendiri"),
        ({"url": "http://8.8.8.8/"}, "dimulai dengan https://"),
        ({"url": ""}, "Isi alamat penerima lebih dahulu."),
        ({"url": "https://8.8.8.8/\x00"}, ""),
        ({"url": "https://" + "a" * 5000}, ""),
        ({"events": []}, "Pilih sekurang-kurangnya satu peristiwa."),
        ({"events": ["ledger"]}, "Pilih dari daftar."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    cast: Cast, client_for: ClientFor, wrong: dict[str, Any], sentence: str
) -> None:
    answer = client_for(cast(OFFICE)).post(PAGE, {**FORM, **wrong})
    assert answer.status_code == 422 and sentence in text(answer)
    assert 'value="Neraca"' in answer.content.decode() and not Endpoint.objects.exists()


def test_what_did_not_arrive_is_in_sight_and_is_sent_again(cast: Cast, client_for: ClientFor) -> None:
    office = client_for(cast(OFFICE))
    row, _secret = register_endpoint(actor=cast(OFFICE), url=URL, events=EVENTS)
    matter = opened(cast("DPUPR/6"), kind="konsultatif", parties=("DLH/1",))
    Delivery.objects.update(state=DEAD, answer="Dijawab 500.")
    page = text(office.get(PAGE))
    assert "1 kiriman tidak sampai" in page and "Dijawab 500." in page and str(matter.number) in page
    again = {"do": "again", "endpoint": row.pk, "key": "b"}
    assert office.post(PAGE, again).status_code == 303
    assert Delivery.objects.get().state == WAITING
    assert "1 kiriman dicoba lagi." in text(office.get(PAGE))


def test_an_address_is_ended(cast: Cast, client_for: ClientFor) -> None:
    office = client_for(cast(OFFICE))
    row, _secret = register_endpoint(actor=cast(OFFICE), url=URL, events=EVENTS)
    assert office.post(PAGE, {"do": "end", "endpoint": "9" * 30, "key": "a"}).status_code == 404
    assert office.post(PAGE, {"do": "end", "endpoint": row.pk, "key": "b"}).status_code == 303
    assert "1 alamat yang sudah diakhiri" in text(office.get(PAGE))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_address_as_for_three(
    cast: Cast, client_for: ClientFor, django_assert_num_queries: Any, count: int
) -> None:
    for n in range(count):
        register_endpoint(actor=cast(OFFICE), url=f"{URL}/{n}", events=EVENTS)
    office = client_for(cast(OFFICE))
    office.get(PAGE)
    with django_assert_num_queries(QUERIES):
        office.get(PAGE)


def test_other_posts_are_told_who_keeps_them(cast: Cast, client_for: ClientFor, client: Client) -> None:
    other = client_for(cast("DPUPR/1"))
    assert other.get(PAGE).status_code == 403 and other.post(PAGE, FORM).status_code == 403
    assert client.get(PAGE)["Location"].startswith("/masuk/") and not Endpoint.objects.exists()

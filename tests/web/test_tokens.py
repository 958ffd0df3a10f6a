"""The page of keys: each is shown once, lists what it covers, and is revoked by its own officer alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from selaras.actions.people import SYSTEM, end_tenure
from selaras.actions.tokens import RUNNING, make_token
from selaras.records.people import Actor
from selaras.records.tokens import Token

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
PAGE = "/kerja/kunci/"
QUERIES = 7
KEY = "11111111-2222-3333-4444-555555555555"
SECRET = re.compile(r"selaras_[\w-]{43}")


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def asked(actor: Actor, **other: Any) -> dict[str, Any]:
    """The form as it is sent."""
    last = actor.government.today() + timedelta(days=90)
    return {"do": "make", "name": "SIPD", "scopes": ["baca", "berkas"], "expires_on": str(last), "key": KEY, **other}


def test_a_key_is_shown_once_and_works(cast: Cast, client_for: ClientFor, client: Client) -> None:
    actor = cast("DPUPR/1")
    own = client_for(actor)
    assert "Belum ada kunci." in text(own.get(PAGE))
    made = own.post(PAGE, asked(actor))
    assert made.status_code == 200 and made["Cache-Control"] == "private, no-store"
    (secret,) = set(SECRET.findall(made.content.decode()))
    assert "kunci ini hanya ditampilkan sekali" in text(made)
    answer = client.get("/api/v1/inbox", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200 and answer.json()["post"] == "DPUPR/1"
    later = own.get(PAGE)
    assert not SECRET.findall(later.content.decode()) and secret[:14] in text(later)
    assert "Terakhir dipakai" in text(later) and "Membuka berkas dan mengambil langkah di dalamnya" in text(later)


def test_the_same_form_sent_again_makes_no_other_key(cast: Cast, client_for: ClientFor) -> None:
    actor = cast("DPUPR/1")
    own = client_for(actor)
    own.post(PAGE, asked(actor))
    again = own.post(PAGE, asked(actor))
    assert (again.status_code, again["Location"]) == (303, PAGE)
    assert Token.objects.count() == 1


def test_a_key_is_revoked_at_once_by_its_own_officer_alone(cast: Cast, client_for: ClientFor, client: Client) -> None:
    actor, other = cast("DPUPR/1"), cast("DLH/1")
    own = client_for(actor)
    secret = SECRET.findall(own.post(PAGE, asked(actor)).content.decode())[0]
    pk = Token.objects.get().pk
    revoke = {"do": "revoke", "token": pk, "key": "a"}
    assert client_for(other).post(PAGE, revoke).status_code == 404
    assert own.post(PAGE, {**revoke, "token": "9" * 30}).status_code == 404
    assert own.post(PAGE, revoke).status_code == 303
    assert client.get("/api/v1/inbox", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert "1 kunci yang tidak berlaku lagi" in text(own.get(PAGE))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Isi nama lebih dahulu."),
        ({"name": "a\x00"}, ""),
        ({"scopes": []}, "Pilih sekurang-kurangnya satu cakupan."),
        ({"scopes": ["semua"]}, "Pilih dari daftar."),
        ({"expires_on": "2026-02-30"}, "Tulis tanggal yang ada"),
        ({"expires_on": "2020-01-01"}, "Tulis hari terakhir berlakunya"),
        ({"expires_on": "2099-01-01"}, "paling lama"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    cast: Cast, client_for: ClientFor, wrong: dict[str, Any], sentence: str
) -> None:
    actor = cast("DPUPR/1")
    answer = client_for(actor).post(PAGE, asked(actor, **wrong))
    assert answer.status_code == 422 and sentence in text(answer)
    assert not Token.objects.exists()
    assert wrong.keys() & {"name"} or 'value="SIPD"' in answer.content.decode()


def test_nobody_leaves_keys_without_number(cast: Cast, client_for: ClientFor) -> None:
    actor = cast("DPUPR/1")
    for n in range(RUNNING):
        make_token(actor=actor, name=str(n), scopes=("baca",), expires_on=actor.government.today())
    answer = client_for(actor).post(PAGE, asked(actor))
    assert answer.status_code == 422 and "Cabut dahulu kunci yang tidak dipakai lagi." in text(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_key_as_for_three(
    cast: Cast, client_for: ClientFor, django_assert_num_queries: Any, count: int
) -> None:
    actor = cast("DPUPR/1")
    for n in range(count):
        make_token(actor=actor, name=str(n), scopes=("baca",), expires_on=actor.government.today())
    own = client_for(actor)
    own.get(PAGE)
    with django_assert_num_queries(QUERIES):
        own.get(PAGE)


def test_who_is_not_in_office_any_more_makes_none(cast: Cast, client_for: ClientFor, client: Client) -> None:
    actor = cast("DPUPR/1")
    own = client_for(actor)
    end_tenure(by=SYSTEM, tenure=actor.tenure, last_day=actor.government.today().replace(year=2025))
    assert own.post(PAGE, asked(actor)).status_code in (302, 403)
    assert client.get(PAGE)["Location"].startswith("/masuk/") and not Token.objects.exists()

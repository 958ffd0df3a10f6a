"""Kuasa: operators and standing delegations given, ended and received, each once, by the post they belong to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from selaras.actions.delegations import appoint_operator, delegate
from selaras.actions.ledger import verify
from selaras.records import clock, ledger
from selaras.records.delegations import Delegation
from selaras.records.governments import Government
from selaras.records.people import Actor, Operator

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
POWERS = "/kerja/kuasa/"
QUERIES = 11
ASISTEN = "SETDA.AST2/1"
KEY = "11111111-2222-3333-4444-555555555555"


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<option.*?</option>|<[^>]+>", " ", answer.content.decode())).split())


def until(government: Government, days: int = 30) -> str:
    return (government.today() + timedelta(days=days)).isoformat()


def operator(post: str, **more: str) -> dict[str, str]:
    return {"do": "operator", "post": post, "valid_to": "", "key": KEY, **more}


def standing(government: Government, **more: str) -> dict[str, str]:
    return {"do": "delegation", "lead": ASISTEN, "form": "semua", "valid_to": until(government), "key": KEY, **more}


def test_an_operator_is_appointed_and_both_pages_say_so(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    head, clerk = cast("DPUPR/1"), cast("DPUPR/2")
    client = client_for(head)
    page = text(client.get(POWERS))
    assert "Belum ada operator." in page and "langkah yang mengikat tetap Anda lakukan sendiri" in page
    answer = client.post(POWERS, operator("DPUPR/2"))
    assert (answer.status_code, answer["Location"]) == (303, POWERS)
    page = text(client.get(POWERS))
    assert "menjadi operator Anda mulai hari ini" in page and f"Dijabat {clerk.person.name}" in page
    assert "Anda operator bagi Kepala Dinas Pekerjaan Umum dan Penataan Ruang Sejak" in text(
        client_for(clerk).get(POWERS)
    )
    entry = ledger.Entry.objects.get(subject_type="operator")
    assert (entry.step, entry.post) == ("tunjuk_operator", "DPUPR/1")
    assert verify(balangan) == []


def test_two_clicks_give_one_operator_and_one_delegation(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    client = client_for(cast("SETDA/1"))
    for form in (operator("SETDA.AST3.UMUM/1"), standing(balangan)):
        assert [client.post(POWERS, form).status_code for _ in range(2)] == [303, 303]
    assert (Operator.objects.count(), Delegation.objects.count()) == (1, 1)
    # The same form with other words is another act; who is operator already is not appointed again.
    assert client.post(POWERS, standing(balangan, form="c")).status_code == 303
    answer = client.post(POWERS, operator("SETDA.AST3.UMUM/1", valid_to=until(balangan)))
    assert answer.status_code == 422 and "sudah menjadi operator Anda" in text(answer)
    assert (Operator.objects.count(), Delegation.objects.count()) == (1, 2)


def test_ending_asks_once_more_and_has_one_effect(cast: Cast, client_for: ClientFor, balangan: Government) -> None:
    sekda = cast("SETDA/1")
    client = client_for(sekda)
    clerk = appoint_operator(actor=sekda, post="SETDA.AST3.UMUM/1")
    given = delegate(actor=sekda, lead=ASISTEN, form="c", with_budget=True, valid_from=None, valid_to=balangan.today())
    for address, told in (
        (f"{POWERS}operator/{clerk.pk}/akhiri/", "Hari ini hari terakhirnya."),
        (f"{POWERS}limpahan/{given.pk}/akhiri/", "menunggu Anda lagi"),
    ):
        asked = client.get(address)
        assert asked.status_code == 200 and told in text(asked)
        assert [client.post(address, {"key": KEY}).status_code for _ in range(2)] == [303, 303]
        assert client.get(address)["Location"] == POWERS  # nothing is left to end
        assert client.post(address, {"key": KEY[::-1]}).status_code == 409
    assert Operator.objects.get().valid_to == balangan.today() and Delegation.objects.get().ended
    page = text(client.get(POWERS))
    assert "Berakhir hari ini" in page and "1 pelimpahan yang sudah berakhir" in page
    assert "Diakhiri lebih awal" in page and "Belum ada pelimpahan tetap." in page
    with clock.at(clock.now() + timedelta(days=1)):
        assert "1 tugas operator yang sudah berakhir" in text(client.get(POWERS))
    assert verify(balangan) == []


def test_pasal_19_huruf_d_only_who_has_a_coordinating_office_below_may_delegate_for_good(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    assert "Pelimpahan tetap" in text(client_for(cast("BUPATI/1")).get(POWERS))
    for post in ("DPUPR/1", ASISTEN, "INSPEKTORAT/1"):
        client = client_for(cast(post))
        assert 'id="pelimpahan"' not in client.get(POWERS).content.decode()
        assert client.post(POWERS, standing(balangan)).status_code == 422
    assert not Delegation.objects.exists()


def test_a_standing_delegation_says_what_it_reaches_to_both(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    sekda, asisten = cast("SETDA/1"), cast(ASISTEN)
    client = client_for(sekda)
    assert f'<option value="{ASISTEN}" selected>' in client.get(POWERS, {"lead": ASISTEN}).content.decode()
    assert client.post(POWERS, standing(balangan, form="c", with_budget="on")).status_code == 303
    row = Delegation.objects.get()
    assert (row.lead, row.form, row.with_budget, row.convener) == (ASISTEN, "c", True, "SETDA/1")
    assert "Dengan dan tanpa anggaran" in text(client.get(POWERS))
    page = text(client_for(asisten).get(POWERS))
    assert "Berkas langsung dilimpahkan kepada Anda oleh Sekretaris Daerah" in page


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    client = client_for(cast("SETDA/1"))
    answer = client.post(POWERS, standing(balangan, form="c", with_budget="on", valid_to=until(balangan, -1)))
    page = answer.content.decode()
    assert answer.status_code == 422 and "sesudah hari mulainya" in page
    assert f'<option value="{ASISTEN}" selected>' in page and '<option value="c" selected>' in page
    assert re.search(r'name="with_budget"[^>]* checked', page) and f'value="{until(balangan, -1)}"' in page
    answer = client.post(POWERS, standing(balangan, valid_to=""))
    assert answer.status_code == 422 and "Tulis hari terakhir berlakunya" in text(answer)
    answer = client.post(POWERS, operator("SETDA.AST1/1", valid_to=until(balangan, -1)))
    assert answer.status_code == 422 and "tidak boleh sebelum hari ini" in text(answer)
    assert not Delegation.objects.exists() and not Operator.objects.exists()


def test_an_operator_whose_post_nobody_holds_is_marked(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/1"))
    client.post(POWERS, operator("DPUPR/3"))
    assert "Tidak ada pemegangnya hari ini" in text(client.get(POWERS))


def test_who_has_no_other_post_in_his_agency_is_told(cast: Cast, client_for: ClientFor) -> None:
    page = text(client_for(cast("WABUP/1")).get(POWERS))
    assert "Tidak ada jabatan lain pada Perangkat Daerah Anda." in page and "Tunjuk operator" not in page


def test_the_powers_of_another_post_are_not_ones_own_to_end(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    sekda, clerk = cast("SETDA/1"), cast("SETDA.AST3.UMUM/1")
    given = appoint_operator(actor=sekda, post=clerk.post)
    row = delegate(actor=sekda, lead=ASISTEN, form="", with_budget=False, valid_from=None, valid_to=balangan.today())
    for actor in (clerk, cast(ASISTEN), cast("INSPEKTORAT/1")):  # not even who was given it
        client = client_for(actor)
        for address in (f"{POWERS}operator/{given.pk}/akhiri/", f"{POWERS}limpahan/{row.pk}/akhiri/"):
            assert client.get(address).status_code == 404
            assert client.post(address, {"key": KEY}).status_code == 404
    assert Operator.objects.get().valid_to is None and not Delegation.objects.get().ended


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "x" * 1_000_000},
        {"do": "operator", "post": "a\x00b"},
        {"do": "operator", "post": "DLH/2"},
        {"do": "operator", "post": "DPUPR/2", "valid_to": "2026-02-30"},
        {"do": "delegation", "lead": "DPUPR/1", "form": "z", "valid_to": "\x00"},
        {"do": "delegation", "lead": ASISTEN, "valid_to": "9" * 5000},
        {"do": "delegation", "lead": ASISTEN, "valid_to": "0001-01-01", "key": "\x00"},
    ],
    ids=lambda sent: str(sent)[:40],
)
def test_strange_input_is_answered_and_gives_nothing(cast: Cast, client_for: ClientFor, sent: dict[str, str]) -> None:
    for post in ("SETDA/1", "DPUPR/1"):
        assert client_for(cast(post)).post(POWERS, sent).status_code == 422
    assert not Delegation.objects.exists() and not Operator.objects.exists()


def test_strange_addresses_are_answered(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("SETDA/1"))
    for tail in ("operator/1/akhiri/", f"limpahan/{'9' * 40}/akhiri/", "operator/0/akhiri/"):
        assert client.get(POWERS + tail).status_code == 404
        assert client.post(POWERS + tail).status_code == 404
    assert client.get(POWERS, {"lead": "\x00", "form": "x" * 5000}).status_code == 200


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_takes_the_same_queries_with_1_and_with_10_of_each(
    cast: Cast,
    balangan: Government,
    client_for: ClientFor,
    django_assert_num_queries: Callable[[int], object],
    count: int,
) -> None:
    sekda, today = cast("SETDA/1"), balangan.today()
    for n in range(count):
        Operator.objects.create(
            government=balangan, post=f"SETDA.AST1.HUKUM/{n + 1}", principal=sekda.post, valid_from=today
        )
        Operator.objects.create(government=balangan, post=sekda.post, principal=f"DPUPR/{n + 1}", valid_from=today)
        for posts in ((sekda.post, ASISTEN), ("BUPATI/1", sekda.post)):
            Delegation.objects.create(
                government=balangan, convener=posts[0], lead=posts[1], valid_from=today, valid_to=today
            )
    client = client_for(sekda)
    client.get(POWERS)
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        page = client.get(POWERS)
    assert page.content.decode().count("/akhiri/") == 2 * count


def test_an_outsider_is_refused(balangan: Government) -> None:
    for address in (POWERS, f"{POWERS}operator/1/akhiri/", f"{POWERS}limpahan/1/akhiri/"):
        assert Client().get(address)["Location"].startswith("/masuk/")
        assert Client().post(address, {"key": KEY})["Location"].startswith("/masuk/")

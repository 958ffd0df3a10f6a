"""Working groups in public: mandate, instrument, seats by post, results and the day they end (Pasal 18 e, f)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions.groups import Mandate, save_group
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.people import Actor
from selaras.web.language import day_in_language
from tests.faces import LEAD, called, formed, led

Cast = Callable[..., Actor]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def test_pasal_18_huruf_e_a_group_shows_mandate_instrument_seats_and_results(
    balangan: Government, cast: Cast, client: Client
) -> None:
    assert "Belum ada gugus kerja." in page(client, "/gugus-kerja/")
    matter = led(cast)
    group = formed(cast, matter)
    meeting = called(cast, matter, group=group.pk)
    text = page(client, f"/gugus-kerja/{group.pk}/")
    assert "Menyusun jadwal pintu air setiap musim." in text and "Keputusan Bupati Nomor 188.45/12/2026" in text
    assert "Sekretaris, Dinas Pertanian" in text and "Kepala Dinas Ketahanan Pangan" in text
    assert "Dihasilkan" in text and "Belum dihasilkan" in text and "1 dari 2 dihasilkan" in text
    assert "Sisa 40 hari" in text and "Pasal 18 huruf e" in text
    assert f'href="/agenda/{meeting.pk}/"' in text and f'href="/berkas/{matter.number}/"' in text
    listed = page(client, "/gugus-kerja/")
    assert "Gugus kerja irigasi terpadu" in listed and "Sisa 40 hari" in listed and "1 dari 2 dihasilkan" in listed


def test_a_group_whose_term_has_run_out_says_that_it_can_call_no_meeting(
    balangan: Government, cast: Cast, client: Client
) -> None:
    group, today = formed(cast), balangan.today()
    address = f"/gugus-kerja/{group.pk}/"
    for ends, words in ((today, "Hari terakhir"), (today - timedelta(days=2), "Lewat 2 hari")):
        start = {"starts_on": today - timedelta(days=30), "ends_on": ends}
        WorkingGroup.objects.filter(pk=group.pk).update(**start)
        assert words in page(client, address) and words in page(client, "/gugus-kerja/")
        assert ("rapatnya tidak dapat diundang" in page(client, address)) is (ends < today)


def test_a_group_that_ended_early_is_listed_with_the_day_on_which_it_ended(
    balangan: Government, cast: Cast, client: Client
) -> None:
    group, over = formed(cast), balangan.today() - timedelta(days=3)
    begun = over - timedelta(days=9)
    over_now = {"state": "dissolved", "phase": "closed", "closed_on": over, "starts_on": begun, "outcome": "dibubarkan"}
    WorkingGroup.objects.filter(pk=group.pk).update(**over_now)
    group.refresh_from_db()
    assert group.ends_on
    cell = page(client, "/gugus-kerja/").split('data-label="Berakhir pada">')[1].split("</td>")[0]
    assert cell.startswith(day_in_language(over)) and f"semula sampai {day_in_language(group.ends_on)}" in cell


def test_a_draft_answers_like_what_never_was(balangan: Government, cast: Cast, client: Client) -> None:
    mandate = Mandate(
        name="Gugus rahasia",
        mandate="Belum.",
        chair="DPUPR/1",
        members=("DKP/1", "DISPERTAN/1"),
        outputs=(("Satu", None),),
    )
    draft = save_group(actor=cast(LEAD), mandate=mandate)
    assert client.get(f"/gugus-kerja/{draft.pk}/").status_code == 404
    assert "Gugus rahasia" not in page(client, "/gugus-kerja/")


def test_uu_14_2008_pasal_18_a_group_that_was_set_up_stays_though_its_matter_is_withheld(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = led(cast, title="Kuncupmelati")
    group = formed(cast, matter)
    matter.withheld, matter.withheld_ground, matter.withheld_until = True, "UU 14/2008 Pasal 17", date(2030, 1, 1)
    matter.save(update_fields=["withheld", "withheld_ground", "withheld_until"])
    for address in (f"/gugus-kerja/{group.pk}/", "/gugus-kerja/"):
        text = page(client, address)
        assert "Gugus kerja irigasi terpadu" in text and "Kuncupmelati" not in text


def test_the_list_puts_first_what_ends_next_and_is_narrowed_by_form(
    balangan: Government, cast: Cast, client: Client
) -> None:
    formed(cast, days=90, name="Gugus lama")
    formed(cast, days=9, name="Forum dekat", form="f")
    text = page(client, "/gugus-kerja/")
    assert text.index("Forum dekat") < text.index("Gugus lama")
    assert "Gugus lama" not in page(client, "/gugus-kerja/?bentuk=f")
    assert "Tidak ada gugus kerja yang cocok." in page(client, "/gugus-kerja/?tahap=selesai")
    assert "Gugus lama" in page(client, "/gugus-kerja/?bentuk=z&tahap=%00")


def test_list_and_group_take_the_same_queries_however_much_there_is(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    matter = led(cast)
    for count in (1, 3):
        while WorkingGroup.objects.count() < count:
            group = formed(cast, matter)
            for _ in range(count):
                called(cast, matter, group=group.pk)
        client.get("/gugus-kerja/")
        with django_assert_num_queries(LISTED):
            client.get("/gugus-kerja/")
        with django_assert_num_queries(WHOLE):
            client.get(f"/gugus-kerja/{group.pk}/")


LISTED, WHOLE = 4, 14


@pytest.mark.parametrize("address", ["/gugus-kerja/0/", "/gugus-kerja/99999999999999999999/", "/gugus-kerja/x/"])
def test_a_strange_address_is_not_found(balangan: Government, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404

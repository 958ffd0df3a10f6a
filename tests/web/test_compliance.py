"""Meter of compliance: what a provision asks, what proves it in a period, and that each number is that of its list."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions import sums
from selaras.law.asks import Evidence, Proof
from selaras.law.quarters import Period, Quarter, year, year_to
from selaras.records.governments import Government, pack_of
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.meter import Meter, proposals, records
from selaras.records.people import Actor
from selaras.records.units import Coordination
from tests.acts import opened
from tests.faces import called, held, issued, led, ruled, signed, to_do

Cast = Callable[..., Actor]
pytestmark = pytest.mark.django_db


def metered(government: Government, period: Period | None = None) -> Meter:
    sums.remake(government.pk)  # tests also change rows without an act that marks them
    law = pack_of(government).regulations[-1]
    return Meter(government, law, period or year_to(government.today()))


def counts(government: Government, period: Period | None = None) -> dict[str, list[int]]:
    """Of each provision the number of each proof."""
    found = metered(government, period).lines
    return {line.ask.provision: [proof.count for proof in line.proofs] for line in found if line.count}


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(html.unescape(answer.content.decode()).split())


@pytest.fixture
def worked(cast: Cast) -> Meeting:
    """A meeting with a decision and a follow-up, and a policy that was issued."""
    meeting = held(cast, called(cast, led(cast)))
    to_do(cast, ruled(cast, meeting))
    signed(cast, meeting)
    issued(cast)
    return meeting


def test_nothing_is_proven_before_anything_was_recorded(balangan: Government, client: Client) -> None:
    meter = metered(balangan)
    assert [meter.of(state) for state in ("ada", "belum", "luar")] == [0, 29, 6] and len(meter.lines) == 35
    text = page(client, "/kepatuhan/")
    assert ">0</a> dari <a" in text and "Belum ada bukti" in text and "Di luar Selaras" in text
    assert "Lampiran I belum kami miliki" in text and "%" not in re.sub(r"<[^>]*>", "", text)


def test_what_is_recorded_proves_what_it_names(balangan: Government, worked: Meeting) -> None:
    found = counts(balangan)
    assert found["pasal-12/ayat-1/huruf-e"] == [1]  # the matter
    assert found["pasal-18/huruf-c"][:2] == [0, 1] and found["pasal-18/huruf-c"][2] >= 1  # the meeting, and the ground
    assert found["pasal-3/ayat-2"][0] == 1  # an Asisten is in the chair
    assert found["pasal-18/huruf-a"][0] == 1  # the policy
    assert "pasal-12/ayat-1/huruf-a" not in found and "pasal-18/huruf-e" not in found
    assert found["pasal-12/ayat-2"][0] >= 4
    Matter.objects.update(withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=date(2099, 1, 1))
    assert "pasal-12/ayat-1/huruf-e" not in counts(balangan)


def test_only_what_falls_in_the_period_proves(balangan: Government, worked: Meeting) -> None:
    last = Quarter.of(balangan.today()).before  # figures are kept by quarters
    before = Period("", last.first, last.last)
    assert counts(balangan, before) == {}
    Meeting.objects.update(held_on=last.last)
    assert counts(balangan, before)["pasal-18/huruf-c"] == [0, 1, 0]
    Meeting.objects.update(signed_on=None)
    assert "pasal-18/huruf-c" not in counts(balangan, before)  # minutes that nobody signed prove nothing


def test_every_number_is_that_of_the_list_behind_it(balangan: Government, cast: Cast, client: Client) -> None:
    meeting = held(cast, called(cast, led(cast)))
    ruled(cast, meeting)
    signed(cast, meeting)
    issued(cast)
    opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH", "DISHUB"))
    this_year = balangan.today().year
    for query in ("", f"?masa={this_year}"):
        text = page(client, f"/kepatuhan/{query}")
        met = re.findall(r'<b>([\d.]+)</b> dari <a href="(/indikator/[^"]+)"><b>([\d.]+)</b>', text)
        assert any(number != whole for number, _address, whole in met)
        for number, address, whole in met:  # a formula's list has all that it counted, not only what meets it
            behind = page(client, address)
            assert f"{number} dari {whole} catatan" in behind, address
            hidden = re.search(r"([\d.]+) catatan lain hanya dihitung", behind)
            rows = behind.partition("<tbody>")[2].count("<tr>") + int(hidden[1] if hidden else 0)
            assert str(rows) == whole, address
        links = re.findall(r'<a href="([^"]+)"><b>([\d.]+)</b>', text)
        assert len(links) > 8
        for address, number in links:
            behind = page(client, address)
            if address.startswith("/indikator/"):
                assert f" dari {number} catatan memenuhinya" in behind, address
            elif address.startswith("/peraturan/"):
                assert f">{number} catatan<" in behind, address
            elif address.startswith("/kepatuhan/"):
                rows = behind.partition("<tbody>")[2].count("<tr>")
                assert str(rows) == number, address
            else:
                assert address == "/jalur/#peta"
    assert "Rapat jadwal irigasi" in page(client, "/kepatuhan/pasal-18-huruf-c/?bukti=2")


def test_pasal_21_ayat_2_a_row_that_is_a_proposal_proves_nothing(balangan: Government) -> None:
    rows = Coordination.objects.filter(government=balangan, valid_to__isnull=True)
    every, period = rows.count(), year_to(balangan.today())
    assert "pasal-21/ayat-2" not in counts(balangan) and proposals(balangan, period) == every
    rows.filter(unit="DPUPR").update(status="resmi")
    assert counts(balangan)["pasal-21/ayat-2"] == [1] and proposals(balangan, period) == every - 1
    assert "pasal-21/ayat-2" not in counts(balangan, year(2019))  # before it held


def test_who_was_asked_narrows_what_proves(balangan: Government, cast: Cast) -> None:
    opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",))
    period = year_to(balangan.today())
    for unit, many in (("dinas", 1), ("badan", 0), ("kelurahan", 0)):
        assert records(balangan, period, Proof(Evidence.MATTERS, units=(unit,))).count() == many, unit
    assert records(balangan, period, Proof(Evidence.MATTERS, ended=True)).count() == 0
    Matter.objects.update(phase="closed", state="closed", closed_on=balangan.today())
    assert records(balangan, period, Proof(Evidence.MATTERS, ended=True)).count() == 1
    assert records(balangan, year(2020), Proof(Evidence.MATTERS, ended=True)).count() == 0


def test_states_are_links_and_strange_questions_are_answered(balangan: Government, client: Client) -> None:
    for state, many in (("ada", 0), ("belum", 29), ("luar", 6)):
        text = page(client, f"/kepatuhan/?keadaan={state}")
        assert text.partition("<tbody>")[2].count('<th scope="row">') == many, state
    for query in ("?masa=2026-9", "?masa=9999", "?keadaan=x", "?hal=-1", "?masa=%00&bukti=99"):
        page(client, f"/kepatuhan/{query}")
        page(client, f"/kepatuhan/pasal-18-huruf-c/{query}")
    for name in ("pasal-99", "%00", "x" * 2000):
        page(client, f"/kepatuhan/{name}/", 404)
    assert "pasal-12-ayat-2" not in page(client, "/kepatuhan/pasal-2-huruf-a/").partition("<h2")[2]


def test_the_meter_takes_the_same_queries_however_much_there_is(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(2):
        ruled(cast, held(cast, called(cast, led(cast))))
        client.get("/kepatuhan/")
        with django_assert_num_queries(16):
            client.get("/kepatuhan/")
        with django_assert_num_queries(16):
            client.get("/kepatuhan/pasal-18-huruf-c/?bukti=2")


def test_places_that_speak_of_provisions_lead_here(balangan: Government, client: Client) -> None:
    for address in ("/pasal-demi-pasal/", "/indikator/", "/peraturan/"):
        assert 'href="/kepatuhan/"' in page(client, address).partition("<h1>")[2].partition("</main>")[0], address

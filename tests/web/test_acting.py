"""What was done under acting authority: who reads it, how it is narrowed, and that it takes the same queries."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.actions.delegations import appoint_operator
from selaras.records import clock, reports
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.acts import Cast, opened, take
from tests.conftest import Tab

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Tab]
QUERIES = 11
EARLIER = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def consulted(cast: Cast, post: str, capacity: str, asker: str = "DPUPR/1") -> Matter:
    """A consultation that an acting officer answered."""
    matter = opened(cast(asker), kind="konsultatif", parties=(post.split("/", maxsplit=1)[0],))
    take(cast(post, capacity), matter, "tanggapi", "Setuju.")
    return matter


def rows(page: str) -> list[str]:
    """Who acted, line by line."""
    return re.findall(r'<th scope="row">(.*?)(?:<br>|</th>)', page)


def shown(client: Tab, query: str = "") -> str:
    answer = client.get(f"/kerja/plt/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_act_of_plt_plh_and_pj_stands_there_and_no_other(cast: Cast, client_for: ClientFor) -> None:
    for post, capacity in (("DLH/1", "plt"), ("DKP/1", "plh"), ("KEC.HALONG/1", "pj"), ("DINKES/1", "definitif")):
        matter = consulted(cast, post, capacity)
    page = shown(client_for(cast("INSPEKTORAT/1")))
    names = ["Pj. Camat Halong", "Plh. Kepala Dinas Ketahanan Pangan", "Plt. Kepala Dinas Lingkungan Hidup"]
    assert rows(page) == names
    assert "Tanggapi" in page and "UU 30/2014 Pasal 14 ayat (7)" in page
    assert matter.number and f"/kerja/berkas/{matter.number}/" not in page
    assert f'href="/kerja/berkas/{Matter.objects.order_by("pk")[0].number}/"' in page


def test_who_leads_sees_his_own_unit_and_those_below_and_the_top_sees_all(cast: Cast, client_for: ClientFor) -> None:
    for post, capacity in (("DINKES/1", "plt"), ("RSUD/1", "plt"), ("DLH/1", "plh")):
        consulted(cast, post, capacity)
    seen = {
        post: len(rows(shown(client_for(cast(post)))))
        for post in ("BUPATI/1", "SETDA/1", "INSPEKTORAT/1", "DINKES/2", "RSUD/2", "DLH/2", "DPUPR/1")
    }
    below = {"DINKES/2": 2, "RSUD/2": 1, "DLH/2": 1, "DPUPR/1": 0}
    assert seen == {"BUPATI/1": 3, "SETDA/1": 3, "INSPEKTORAT/1": 3, **below}


def test_a_matter_that_is_not_open_to_the_reader_is_neither_linked_nor_numbered(
    cast: Cast, client_for: ClientFor
) -> None:
    matter = consulted(cast, "DLH/1", "plt")
    page = shown(client_for(cast("DLH/2")))
    assert rows(page) == ["Plt. Kepala Dinas Lingkungan Hidup"] and str(matter.number) not in page
    assert str(matter.number) in shown(client_for(cast("DLH/1", "plt")))


def test_what_an_operator_records_for_an_acting_officer_is_done_under_acting_authority(
    cast: Cast, client_for: ClientFor
) -> None:
    head, clerk = cast("DLH/1", "plt"), cast("DLH/2")
    appoint_operator(actor=head, post=clerk.post)
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",))
    take(clerk, matter, "tanggapi", "Setuju.", seat="DLH/1")
    page = shown(client_for(cast("BUPATI/1")))
    assert rows(page)[0] == "Plt. Kepala Dinas Lingkungan Hidup" and "dicatat Sekretaris" in page
    seen = client_for(cast("DPUPR/1")).get(f"/kerja/berkas/{matter.number}/").content.decode()
    assert "atas nama Plt. Kepala Dinas Lingkungan Hidup" in seen


def test_the_list_is_narrowed_by_post_capacity_quarter_and_to_decisions(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    consulted(cast, "DLH/1", "plt")
    consulted(cast, "DKP/1", "plh")
    with clock.at(EARLIER):
        consulted(cast, "DLH/1", "plt")
    client = client_for(cast("INSPEKTORAT/1"))
    plt, plh = "Plt. Kepala Dinas Lingkungan Hidup", "Plh. Kepala Dinas Ketahanan Pangan"
    page = shown(client)
    assert rows(page) == [plt, plh, plt]
    assert rows(shown(client, "?jabatan=DLH/1")) == [plt, plt]
    assert rows(shown(client, "?kedudukan=plh")) == [plh]
    assert rows(shown(client, "?masa=2026-1&kedudukan=plh")) == []
    assert rows(shown(client, "?hanya=keputusan")) == []
    assert "Tidak ada perbuatan yang cocok." in shown(client, "?hanya=keputusan")
    assert 'href="?kedudukan=plh">Pelaksana harian (Plh.)</a> <span class="quiet">1</span>' in page
    narrowed = shown(client, "?jabatan=DLH/1&kedudukan=plt")
    assert 'href="?jabatan=DLH%2F1&amp;kedudukan=plt&amp;hanya=keputusan"' in narrowed
    for odd in ("?jabatan=%00", "?kedudukan=x", "?masa=9999-9", f"?jabatan={'x' * 5000}", "?hal=-1&hanya=lain"):
        shown(client, odd)


def test_the_file_holds_what_the_list_holds_and_nobody_by_name(cast: Cast, client_for: ClientFor) -> None:
    matter = consulted(cast, "DLH/1", "plt")
    answer = client_for(cast("INSPEKTORAT/1")).get("/kerja/plt/?bentuk=csv")
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    lines = list(csv.DictReader(StringIO(text)))
    assert [(line["pejabat"], line["langkah"], line["hal"]) for line in lines] == [
        ("Plt. Kepala Dinas Lingkungan Hidup", "Tanggapi", matter.number)
    ]
    assert "Pemegang DLH/1" not in text


def test_an_empty_list_says_what_will_stand_there(cast: Cast, client_for: ClientFor) -> None:
    assert "Belum ada yang dilakukan pejabat pengganti." in shown(client_for(cast("DPUPR/1")))


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_takes_the_same_queries_with_1_and_6_acts(cast: Cast, client_for: ClientFor, count: int) -> None:
    for _ in range(count):
        consulted(cast, "DLH/1", "plt")
    client = client_for(cast("INSPEKTORAT/1"))
    client.get("/kerja/plt/")
    with CaptureQueriesContext(
        connection,
    ) as taken:
        client.get("/kerja/plt/")
    assert len(taken) == QUERIES, "\n".join(query["sql"] for query in taken)


def test_the_few_acts_are_found_by_their_own_index(cast: Cast, balangan: Government) -> None:
    consulted(cast, "DLH/1", "plt")
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL reads a small table as it lies")
    plan = reports.under_acting_authority(balangan, ["pj", "plh", "plt"]).explain()
    assert "records_entry_acting" in plan

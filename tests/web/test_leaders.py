"""Pasal 19: which of the four duties a leader did, when, towards whom, and whom he did not reach."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.acts import Cast, opened, take
from tests.conftest import Tab

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Tab]
QUERIES = 10
AST1, DINKES = "SETDA.AST1/1", "DINKES/1"
EARLIER = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def led(leader: Actor, duty: str, *parties: str, title: str = "Bimbingan stunting") -> Matter:
    """A duty done towards some units."""
    return opened(leader, kind="koordinatif", type="hierarki", duty=duty, parties=parties, title=title)


def shown(client: Tab, address: str = "") -> str:
    answer = client.get(f"/kerja/pimpinan/{address}")
    assert answer.status_code == 200
    return unescape(str(answer.content.decode()))


def section(page: str, name: str) -> str:
    """One part of the page by its anchor, without its tags."""
    found = re.search(rf'<section class="section" id="{name}">(.*?)</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split())


@pytest.fixture
def two_leaders(cast: Cast) -> tuple[Matter, Matter, Matter]:
    """An Asisten who guided two dinas and oversaw one of them before, a head of dinas who empowered his hospital."""
    asisten, dinkes = cast(AST1), cast(DINKES)
    with clock.at(EARLIER):
        overseen = led(asisten, "b", "DINKES", title="Pembinaan puskesmas")
    guided = led(asisten, "d", "DINKES", "DPPKB")
    empowered = led(dinkes, "c", "RSUD", title="Pelatihan perawat")
    take(dinkes, guided, "laporkan", "Sudah.")
    take(asisten, guided, "evaluasi", "Tercapai.", target="DINKES")
    return overseen, guided, empowered


def test_pasal_19_each_duty_says_how_often_when_towards_whom_and_how_far(
    two_leaders: tuple[Matter, ...], cast: Cast, client_for: ClientFor
) -> None:
    overseen, guided, _empowered = two_leaders
    page = shown(client_for(cast(AST1)))
    assert section(page, "tugas-a").endswith("Belum pernah.") and section(page, "tugas-c").endswith("Belum pernah.")
    told = section(page, "tugas-d")
    assert "1 kali, terhadap 2 unit atau jabatan. Ada laporan: 1." in told and str(guided.number) in told
    assert "Dinas Kesehatan Dievaluasi" in told and "Belum mencatat penerimaan" in told
    assert "1 kali, terhadap 1 unit atau jabatan. Dilaksanakan: 1." in section(page, "tugas-b")
    assert "2 Maret 2026" in section(page, "tugas-b") and f'href="/kerja/berkas/{overseen.number}/"' in page
    for letter in "abcd":
        assert f"Pasal 19 huruf {letter}" in section(page, f"tugas-{letter}")
    assert "Pelatihan perawat" not in page


def test_pasal_19_each_leader_has_his_own_page(
    two_leaders: tuple[Matter, ...], cast: Cast, client_for: ClientFor
) -> None:
    page = shown(client_for(cast(DINKES)))
    assert "Pelatihan perawat" in section(page, "tugas-c") and "Bimbingan stunting" not in page
    assert section(page, "tugas-d").endswith("Belum pernah.")


def test_pasal_19_the_period_is_chosen_by_links_and_says_never_where_nothing_was_done(
    two_leaders: tuple[Matter, ...], cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    client = client_for(cast(AST1))
    earlier = shown(client, "?masa=2026-1")
    assert 'href="?masa=2026-1" aria-current="true">Triwulan I 2026' in earlier
    assert "Pembinaan puskesmas" in earlier and "Bimbingan stunting" not in earlier
    assert section(earlier, "tugas-d").endswith("Belum pernah pada Triwulan I 2026.")
    assert "Bimbingan stunting" in shown(client, "?masa=x%00")


def test_pasal_19_those_of_the_span_whom_nothing_reached_are_named(
    two_leaders: tuple[Matter, ...], cast: Cast, client_for: ClientFor
) -> None:
    told = section(shown(client_for(cast(AST1))), "belum")
    assert "Dinas Pendidikan" in told and "Dinas Kesehatan" not in told and "Dinas Pertanian" not in told
    # In the first quarter only one of them was reached.
    before = section(shown(client_for(cast(AST1)), "?masa=2026-1"), "belum")
    assert "Pengendalian Penduduk" in before and "Pengendalian Penduduk" not in told
    counted = [int(re.match(r"Belum tersentuh (\d+) dari", text)[1]) for text in (told, before)]  # type: ignore[index]
    assert counted[1] == counted[0] + 1


def test_pasal_16_a_structural_task_is_no_duty_of_pasal_19(cast: Cast, client_for: ClientFor) -> None:
    opened(cast(DINKES), kind="struktural", parties=("RSUD",), title="Tugas biasa")
    page = shown(client_for(cast(DINKES)))
    assert "Tugas biasa" not in page and all(section(page, f"tugas-{c}").endswith("Belum pernah.") for c in "abcd")


def test_a_head_leads_the_posts_right_below_him(cast: Cast, client_for: ClientFor) -> None:
    led(cast("DPUPR/1"), "b", "DPUPR/6", title="Pembinaan bidang")
    page = shown(client_for(cast("DPUPR/1")))
    assert "Pembinaan bidang" in section(page, "tugas-b")
    told = section(page, "belum")
    assert "Sumber Daya Air" not in told and "Sekretaris" in told


def test_who_leads_nobody_is_told_so(cast: Cast, client_for: ClientFor) -> None:
    assert "Jabatan ini tidak membawahkan unit atau jabatan." in shown(client_for(cast("DLH/21")))


def test_superiors_and_the_supervisor_choose_another_leader_and_nobody_else_does(
    two_leaders: tuple[Matter, ...], cast: Cast, client_for: ClientFor
) -> None:
    _overseen, _guided, empowered = two_leaders
    for post in ("BUPATI/1", "SETDA/1", "INSPEKTORAT/1"):
        client = client_for(cast(post))
        assert f'<option value="{DINKES}"' in shown(client)
        sent = client.get(f"/kerja/pimpinan/?jabatan={DINKES}&masa=2026-1")
        assert sent["Location"] == f"/kerja/pimpinan/{DINKES}/?masa=2026-1"
        assert "Dinas Kesehatan" in shown(client, f"{DINKES}/")
    # The matter itself opens only for who takes part in it, and for the supervisor.
    assert str(empowered.number) in shown(client_for(cast("INSPEKTORAT/1")), f"{DINKES}/")
    page = shown(client_for(cast("SETDA/1")), f"{DINKES}/")
    assert str(empowered.number) not in page and "Berkas yang tidak terbuka bagi Anda." in page
    for post in ("DLH/1", "DINKES/2", "RSUD/1", AST1):
        answer = client_for(cast(post)).get(f"/kerja/pimpinan/{DINKES}/")
        assert answer.status_code == 403 and "atasannya, dan Inspektorat" in answer.content.decode()


def test_of_what_is_withheld_a_superior_learns_only_that_it_was_done(
    two_leaders: tuple[Matter, ...], cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    pk = two_leaders[2].pk
    until = balangan.today()
    Matter.objects.filter(pk=pk).update(withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=until)
    page = shown(client_for(cast("SETDA/1")), f"{DINKES}/")
    told = section(page, "tugas-c")
    assert "Berkas yang tidak terbuka bagi Anda." in told and "Rumah Sakit" not in told
    # Nor may he conclude it from who is missing among those who were not reached.
    assert "Rumah Sakit" in section(page, "belum") and "dikecualikan" in section(page, "belum")


@pytest.mark.parametrize("address", ["TIDAK/ADA/", "DLH/999/", "DLH/%00/", f"{'x' * 900}/1/"])
def test_a_post_that_does_not_exist_is_told(cast: Cast, client_for: ClientFor, address: str) -> None:
    answer = client_for(cast("BUPATI/1")).get(f"/kerja/pimpinan/{address}")
    assert answer.status_code == 404 and "Jabatan itu tidak ada" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_takes_the_same_queries_with_1_and_5_matters(cast: Cast, client_for: ClientFor, count: int) -> None:
    leader = cast(AST1)
    for number in range(count):
        led(leader, "abcd"[number % 4], "DINKES", "DPPKB")
    client = client_for(leader)
    client.get("/kerja/pimpinan/")
    with CaptureQueriesContext(connection) as taken:
        client.get("/kerja/pimpinan/")
    assert len(taken) == QUERIES, "\n".join(query["sql"] for query in taken)

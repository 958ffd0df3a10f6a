"""Working groups in the browser: drafted and set up without script, their term and results, bad input."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from selaras.actions.acts import seen_of
from selaras.records import clock
from selaras.records.groups import WorkingGroup
from selaras.records.people import Actor
from tests.acts import Cast
from tests.results import founded, take

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
LIST = "/kerja/gugus-kerja/"
NEW = f"{LIST}baru/"
LIST_QUERIES = 9
PAGE_QUERIES = 15
GOOD: dict[str, Any] = {
    "form": "e",
    "name": "Gugus Kerja Banjir",
    "mandate": "Menangani genangan.",
    "chair": "DPUPR/1",
    "secretary": "BPBD/1",
    "member": ["DLH/1"],
    "output": ["Peta titik rawan", ""],
    "output_day": ["2030-01-31", ""],
    "do": "save",
    "key": "a1",
}


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def fields(group: WorkingGroup, post: str, step: str, **more: Any) -> dict[str, Any]:
    """What the form of a step sends, as the page shows it now."""
    now = WorkingGroup.objects.get(pk=group.pk)
    seat = now.seat_rows.filter(post=post, retired=False).order_by("order")[0]
    return {"step": step, "form": step, "seat": seat.pk, "seen": seen_of(now, seat), "key": "a1", **more}


def test_pasal_18_huruf_e_a_group_is_drafted_changed_and_set_up_on_its_page(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("SETDA/1"))
    answer = client.post(NEW, GOOD)
    group = WorkingGroup.objects.get()
    url = f"{LIST}{group.pk}/"
    assert answer.status_code == 303 and answer["Location"] == url
    page = text(client.get(url))
    assert "Draf: baru Anda yang melihatnya." in page and "Giliran Anda: bentuk gugus kerja" in page
    assert client_for(cast("DPUPR/1")).get(url).status_code == 404
    assert client.post(NEW, GOOD).status_code == 303 and WorkingGroup.objects.count() == 1
    assert 'value="Gugus Kerja Banjir"' in client.get(f"{url}ubah/").content.decode()
    changed = client.post(f"{url}ubah/", GOOD | {"name": "Gugus Kerja Genangan", "key": "b2"})
    assert changed.status_code == 303
    today = cast("SETDA/1").government.today()
    paper = {"instrument": "Keputusan Bupati", "instrument_number": "188/7", "instrument_on": str(today)}
    bare = client.post(f"{url}langkah/", fields(group, "SETDA/1", "bentuk", **paper))
    assert bare.status_code == 422 and 'value="188/7"' in bare.content.decode()
    done = client.post(
        f"{url}langkah/", fields(group, "SETDA/1", "bentuk", day=str(today + timedelta(days=40)), **paper, key="c3")
    )
    assert done.status_code == 303
    page = text(client_for(cast("DPUPR/1")).get(url))
    assert "Gugus Kerja Genangan" in page and "Sisa 40 hari" in page and "Keputusan Bupati Nomor 188/7" in page
    assert "60 hari (sudah), 30 hari, 7 hari" in page and "0 dari 1 dihasilkan" in page
    assert client.get(f"{url}ubah/").status_code == 303 and client.get(f"{url}hapus/").status_code == 404


def test_members_and_results_are_added_and_taken_off_by_buttons_and_nothing_typed_is_lost(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast("SETDA/1"))
    asked = GOOD | {"do": "add", "add": "dinas pertanian"}
    page = client.post(NEW, asked).content.decode()
    assert 'name="member" value="DISPERTAN/1"' in page and 'name="member" value="DLH/1"' in page
    page = client.post(NEW, GOOD | {"do": "", "remove": "DLH/1"}).content.decode()
    assert 'name="member"' not in page and 'value="Peta titik rawan"' in page
    page = client.post(NEW, GOOD | {"do": "", "row": "add"}).content.decode()
    assert page.count('name="output"') == 3
    page = client.post(NEW, GOOD | {"do": "", "off": "0"}).content.decode()
    assert page.count('name="output"') == 1 and "Peta titik rawan" not in page
    unknown = client.post(NEW, asked | {"add": "Dinas Pertanain"})
    assert unknown.status_code == 422 and 'name="pick" value="DISPERTAN"' in unknown.content.decode()
    assert not WorkingGroup.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Tulis nama"),
        ({"chair": "TIDAK/ADA"}, "Pilih jabatan dari daftar."),
        ({"output": ["", ""]}, "hasil yang diharapkan"),
        ({"output_day": ["31/02/2026", ""]}, "Tulis tanggal yang ada"),
        ({"matter": "2020-99999"}, "nomor berkas"),
        ({"name": "a\x00b"}, '<p class="error">'),
        ({"mandate": "x" * 1_000_000}, "terlalu panjang"),
    ],
)
def test_a_draft_says_what_is_wrong_beside_what_was_typed(
    cast: Cast, client_for: ClientFor, wrong: dict[str, Any], said: str
) -> None:
    answer = client_for(cast("SETDA/1")).post(NEW, GOOD | wrong)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert "Peta titik rawan" in answer.content.decode() or "output" in wrong
    assert not WorkingGroup.objects.exists()


def test_a_draft_is_thrown_away_after_a_look(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("SETDA/1"))
    url = client.post(NEW, GOOD)["Location"]
    assert "Hapus draf ini?" in text(client.get(f"{url}hapus/")) and WorkingGroup.objects.exists()
    assert client_for(cast("DLH/1")).post(f"{url}hapus/").status_code == 404
    assert client.post(f"{url}hapus/")["Location"] == LIST and not WorkingGroup.objects.exists()


def test_a_result_is_chosen_from_those_that_lack(cast: Cast, client_for: ClientFor) -> None:
    group, client = founded(cast), client_for(cast("DPUPR/1"))
    url, first = f"{LIST}{group.pk}/", group.outputs.get(order=1)
    sent = fields(group, "DPUPR/1", "catat_hasil", text="Enam titik.", output=first.pk)
    assert client.post(f"{url}langkah/", sent).status_code == 303
    page = text(client.get(url))
    assert "1 dari 2 dihasilkan" in page and "Hasil: Peta titik rawan" in page
    again = client.post(f"{url}langkah/", sent | {"key": "b2"})
    assert again.status_code == 422 and "Enam titik." in again.content.decode()


def test_past_its_end_the_page_says_what_it_can_no_longer_do_and_the_way_on(cast: Cast, client_for: ClientFor) -> None:
    group = founded(cast, days=10)
    url = f"{LIST}{group.pk}/"
    chair = client_for(cast("DPUPR/1"))
    assert f"/kerja/rapat/baru/?gugus={group.pk}" in chair.get(url).content.decode()
    with clock.at(clock.now() + timedelta(days=12)):
        page = chair.get(url)
        assert "tidak dapat mengundang rapat" in text(page) and "Minta yang membentuk memperpanjangnya" in text(page)
        assert "?gugus=" not in page.content.decode() and "Lewat 2 hari" in text(page)
        own = client_for(cast("SETDA/1")).get(url)
        anchor = re.search(r'href="#(perpanjang-\d+)"', own.content.decode())
        assert anchor and f'id="{anchor[1]}"' in own.content.decode()
        assert "Gugus Kerja Banjir" in text(chair.get(LIST, {"tahap": "lewat"}))


def test_pages_take_the_same_queries_however_much_there_is(
    cast: Cast, client_for: ClientFor, django_assert_num_queries: Any
) -> None:
    group, client = founded(cast), client_for(cast("DPUPR/1"))
    client.get(LIST)
    for number in range(2):
        with django_assert_num_queries(LIST_QUERIES):
            client.get(LIST)
        founded(cast, name=f"Gugus {number}")
    for _ in range(2):
        with django_assert_num_queries(PAGE_QUERIES):
            client.get(f"{LIST}{group.pk}/")
        take(cast("DPUPR/1"), group, "ingatkan", "Mohon.", target="DLH")


def test_bad_input_never_fails_and_an_outsider_finds_nothing(cast: Cast, client_for: ClientFor) -> None:
    group, client = founded(cast), client_for(cast("SETDA/1"))
    step = f"{LIST}{group.pk}/langkah/"
    for bad in (
        {},
        {"step": "\x00", "seat": "-1"},
        fields(group, "SETDA/1", "perpanjang", text="x" * 1_000_000, day="2030-01-01"),
        fields(group, "SETDA/1", "perpanjang", text="a", day="99999-99-99", instrument="\x00"),
        fields(group, "SETDA/1", "catat_hasil", text="a", output="999999999999999999999"),
    ):
        assert client.post(step, bad).status_code in (404, 409, 413, 422)
    for query in ({"hal": "x"}, {"tahap": "\x00"}, {"bentuk": "z" * 9999}):
        assert client.get(LIST, query).status_code == 200
    for query in ({"berkas": "\x00"}, {"keputusan": "9" * 40}, {"bentuk": "x"}):
        assert client.get(NEW, query).status_code == 200
    for bad in ({"do": "save", "output": ["x"] * 60}, {"do": "add", "add": "\x00" * 500}, {"off": "99"}):
        assert client.post(NEW, bad).status_code in (200, 422)
    outsider = client_for(cast("DISPAR/1"))
    for url in (f"{LIST}{group.pk}/", f"{LIST}{group.pk}/ubah/", f"{LIST}{'9' * 25}/"):
        assert outsider.get(url).status_code == 404
    assert "Jabatan Anda tidak duduk" in text(outsider.get(LIST))

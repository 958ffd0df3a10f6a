"""Follow-ups in the browser: the list with what is late first, the page with its evidence, new ones, bad input."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.actions.acts import seen_of
from selaras.records import clock
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from tests.acts import Cast
from tests.results import decided, followed, take
from tests.scans import scan

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
LIST = "/kerja/tindak-lanjut/"
NEW = f"{LIST}baru/"
LIST_QUERIES = 9
PAGE_QUERIES = 19


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def fields(row: FollowUp, post: str, step: str, **more: Any) -> dict[str, Any]:
    """What the form of a step sends, as the page shows it now."""
    now = FollowUp.objects.get(pk=row.pk)
    seat = now.seat_rows.get(post=post, retired=False)
    return {
        "step": step,
        "form": more.pop("form", step),
        "seat": seat.pk,
        "seen": seen_of(now, seat),
        "key": "a1",
        **more,
    }


def given(cast: Cast, **more: Any) -> dict[str, Any]:
    """A new follow-up as its form sends it."""
    decision = decided(cast)[1].pk
    task = {"text": "Jadwal disusun.", "owner": "DPUPR", "checker": "DISPERTAN", "days": "5"}
    return {"keputusan": decision, "key": "a1", **task, **more}


def test_who_decided_gives_a_follow_up_on_its_page_and_it_is_on_the_owners_list(
    cast: Cast, client_for: ClientFor
) -> None:
    sent = given(cast)
    client = client_for(cast("BUPATI/1"))
    assert "Ditetapkan menurut kesepakatan." in text(client.get(NEW, {"keputusan": sent["keputusan"]}))
    answer = client.post(NEW, sent)
    row = FollowUp.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"{LIST}{row.pk}/"
    page = text(client.get(answer["Location"]))
    assert "Tindak lanjut dibuka. Sekarang ada pada Dinas Pekerjaan Umum" in page
    assert "Sisa 5 hari kerja" in page and "Pasal 18 huruf e" in page
    assert client.post(NEW, sent).status_code == 303 and FollowUp.objects.count() == 1
    mine = text(client_for(cast("DPUPR/1")).get(LIST))
    assert "Jadwal disusun." in mine and "Anda: Penanggung jawab, giliran Anda" in mine


def test_a_new_follow_up_keeps_what_was_typed_and_says_what_is_wrong(cast: Cast, client_for: ClientFor) -> None:
    client, sent = client_for(cast("BUPATI/1")), given(cast)
    wrongs = (
        {"checker": "DPUPR"},
        {"days": "0"},
        {"days": "abc"},
        {"owner": "TIDAK"},
        {"text": ""},
        {"text": "a\x00b"},
    )
    for wrong in wrongs:
        answer = client.post(NEW, sent | wrong | {"key": "b2"})
        page = answer.content.decode()
        assert answer.status_code == 422 and page.count('<p class="error">') == 1
        assert "text" in wrong or "Jadwal disusun." in page
    assert not FollowUp.objects.exists()


def test_who_neither_decided_nor_leads_is_refused_with_a_way_on_and_a_stranger_finds_nothing(
    cast: Cast, client_for: ClientFor
) -> None:
    sent = given(cast)
    answer = client_for(cast("DISPERTAN/1")).post(NEW, sent)
    assert answer.status_code == 403 and "Sampaikan usul Anda" in text(answer)
    assert client_for(cast("DISPAR/1")).get(NEW, {"keputusan": sent["keputusan"]}).status_code == 404
    assert client_for(cast("DISPAR/1")).get(NEW, {"keputusan": "9" * 30}).status_code == 404
    assert not FollowUp.objects.exists()


def test_pasal_18_huruf_g_evidence_stands_with_who_of_another_unit_saw_it(cast: Cast, client_for: ClientFor) -> None:
    row, owner, checker = followed(cast), client_for(cast("DPUPR/1")), client_for(cast("DISPERTAN/1"))
    step = f"{LIST}{row.pk}/langkah/"
    bare = owner.post(step, fields(row, "DPUPR/1", "laporkan", text="Sudah."))
    assert bare.status_code == 422 and "Pilih naskah" in text(bare) and "Sudah." in bare.content.decode()
    file = SimpleUploadedFile("jadwal.pdf", scan())
    done = owner.post(step, fields(row, "DPUPR/1", "laporkan", text="Jadwal terlampir.", file=file))
    assert done.status_code == 303
    page = text(owner.get(f"{LIST}{row.pk}/"))
    assert "jadwal.pdf" in page and "Belum dinilai unit lain." in page
    assert checker.post(step, fields(row, "DISPERTAN/1", "verifikasi", text="Sudah dilihat.")).status_code == 303
    page = text(checker.get(f"{LIST}{row.pk}/"))
    assert "Kepala Dinas Pertanian menerima bukti tindak lanjut: Sudah dilihat." in page and "Terverifikasi" in page


def test_the_list_has_what_is_late_first_and_is_narrowed_by_links(cast: Cast, client_for: ClientFor) -> None:
    row = followed(cast)
    other = followed(cast)
    take(cast("BUPATI/1"), other, "perpanjang", "Musim.", day=row.government.today() + timedelta(days=90))
    later = clock.now() + timedelta(days=20)
    with clock.at(later):
        client = client_for(cast("DPUPR/1"))
        page = text(client.get(LIST))
        assert page.index("Lewat tenggat 1") < page.index("Lainnya 1") and re.search(r"Lewat \d+ hari kerja", page)
        assert "Tidak ada tindak lanjut pada pilihan ini." in text(client.get(LIST, {"lihat": "periksa"}))
        assert "Jadwal pintu air" in text(client.get(LIST, {"lihat": "kerjakan", "keadaan": "belum"}))
        assert "Tidak ada tindak lanjut pada pilihan ini." in text(client.get(LIST, {"keadaan": "terverifikasi"}))
        assert "Lewat tenggat 1" in text(client.get(LIST, {"keadaan": "\x00", "hal": "9" * 40, "lihat": "x" * 9999}))


def test_the_list_comes_as_csv_and_no_cell_is_a_formula(cast: Cast, client_for: ClientFor) -> None:
    row = followed(cast)
    FollowUp.objects.filter(pk=row.pk).update(text="=1+1")
    answer = client_for(cast("DPUPR/1")).get(LIST, {"unduh": "csv"})
    lines = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0]["tindak_lanjut"] == "'=1+1" and lines[0]["hari_kerja"] == "5"
    assert answer["Content-Disposition"].startswith("attachment")


def test_pages_take_the_same_queries_however_much_there_is(
    cast: Cast, client_for: ClientFor, django_assert_num_queries: Any
) -> None:
    row = followed(cast)
    client = client_for(cast("DPUPR/1"))
    client.get(LIST)
    for _ in range(2):
        with django_assert_num_queries(LIST_QUERIES):
            client.get(LIST)
        followed(cast)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(f"{LIST}{row.pk}/")
    for _ in range(6):
        take(cast("BUPATI/1"), row, "ingatkan", "Mohon.", target="DPUPR")
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(f"{LIST}{row.pk}/")


def test_bad_input_never_fails_and_a_stranger_finds_nothing(cast: Cast, client_for: ClientFor) -> None:
    row, client = followed(cast), client_for(cast("DPUPR/1"))
    step = f"{LIST}{row.pk}/langkah/"
    for bad in (
        {},
        {"step": "\x00", "seat": "x", "seen": "\x00"},
        fields(row, "DPUPR/1", "laporkan", text="x" * 1_000_000),
        fields(row, "DPUPR/1", "mulai", text="a\x00b"),
        fields(row, "DPUPR/1", "mulai", happened_on="31/02/2026"),
        {"step": "perpanjang", "form": "perpanjang", "seat": "9" * 18, "day": "kapan"},
    ):
        assert client.post(step, bad).status_code in (404, 409, 413, 422), bad.keys()
    boss = client_for(cast("BUPATI/1"))
    wrong = boss.post(step, fields(row, "BUPATI/1", "perpanjang", text="Alasan", day="kapan-kapan"))
    assert wrong.status_code == 422 and "Alasan" in wrong.content.decode()
    for number in ("0", "999999", "9" * 25):
        assert client.get(f"{LIST}{number}/").status_code == 404
    outsider = client_for(cast("DISPAR/1"))
    assert outsider.get(f"{LIST}{row.pk}/").status_code == 404
    lost = outsider.post(step, {"text": "Tulisan yang panjang sekali"})
    assert lost.status_code == 404 and "Tulisan yang panjang sekali" in lost.content.decode()

"""The register of what is withheld: counted and explained to everybody, reviews that are overdue named, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from msgspec import structs

from selaras.actions.documents import recommend
from selaras.actions.marks import catch_up
from selaras.actions.withholdings import review
from selaras.api import archive
from selaras.law.regulation import Desk
from selaras.records import clock
from selaras.records.governments import Government, pack_of
from selaras.records.ledger import Entry
from selaras.records.matters import Matter
from selaras.records.openness import (
    public_decisions,
    public_documents,
    public_entries,
    public_follow_ups,
    public_groups,
    public_matters,
    staying,
)
from selaras.records.register import items
from selaras.web import day
from tests import faces
from tests.acts import Cast, opened
from tests.acts import take as take_in_matter
from tests.results import PPID, TASK, asked, decided, founded, issued, ruled, take, withheld

pytestmark = pytest.mark.django_db
SECRET = "Keluarga penerima di Paringin"


def a_matter(cast: Cast, **intent: Any) -> Matter:
    return opened(cast("DPUPR/1"), **({"kind": "konsultatif", "parties": ("DISPERTAN",), "title": SECRET} | intent))


def test_uu_14_2008_the_register_names_number_units_ground_decision_and_review_and_not_the_matter(
    cast: Cast, client: Client
) -> None:
    matter = a_matter(cast)
    row = withheld(cast, matter)
    page = client.get("/dikecualikan/").content.decode()
    assert "1 berkas dikecualikan dari keterbukaan." in page and "lewat hari tinjaunya" not in page
    for word in (matter.number or "", "Permintaan data", "Dinas Pekerjaan Umum", "Rahasia pribadi", "PPID/1"):
        assert word in page, word
    for word in (row.summary, "Kepala Dinas Komunikasi", "Sampai ", "Ditinjau paling lambat", "Komisi Informasi"):
        assert word in page, word  # what it came to, who decided, both days, and what anybody may do about it
    stub = client.get(f"/berkas/{matter.number}/").content.decode()
    for word in ("Permintaan data", "PPID/1", "Rahasia pribadi", "/dikecualikan/"):
        assert word in stub, word
    for words in (page, stub):
        assert SECRET not in words and row.reason not in words and "Menutup lebih melindungi" not in words


def test_uu_14_2008_pasal_18_ayat_2_everybody_reads_whether_the_person_consented(cast: Cast, client: Client) -> None:
    row = withheld(cast, a_matter(cast))
    told = "/api/v1/withholdings"
    for address in ("/dikecualikan/", f"/berkas/{row.matter.number}/"):
        page = client.get(address).content.decode()
        assert "Orangnya tidak memberi persetujuan tertulis" in page and "Pasal 18 ayat (2) huruf a" in page
    assert client.get(told).json()["items"][0]["consent"] is False
    take(cast(PPID), row, "buka", "Disetujui.", consent="given", uploads=ruled(cast(PPID))["uploads"])
    assert "Orangnya memberi persetujuan tertulis" in client.get("/dikecualikan/").content.decode()
    assert client.get(told).json()["items"][0]["consent"] is True
    withheld(cast, a_matter(cast), ground="penegakan-hukum")
    assert [one["consent"] for one in client.get(told).json()["items"]].count(None) == 1


def test_an_overdue_review_is_counted_in_public_and_an_opened_matter_is_open_again(cast: Cast, client: Client) -> None:
    matter = a_matter(cast)
    row = withheld(cast, matter)
    with clock.at(clock.now() + timedelta(days=91)):
        page = client.get("/dikecualikan/").content.decode()
        assert "1 lewat hari tinjaunya" in page
        assert "Permintaan data" in client.get("/dikecualikan/?keadaan=lewat").content.decode()
    assert "Permintaan data" not in client.get("/dikecualikan/?keadaan=lewat").content.decode()
    take(cast(PPID), row, "buka", "Tidak lagi merugikan.")
    assert SECRET in client.get(f"/berkas/{matter.number}/").content.decode()
    page = client.get("/dikecualikan/").content.decode()
    assert "Tidak ada berkas yang dikecualikan" in page and "Dibuka kembali" in page


def test_what_is_only_asked_for_is_no_part_of_the_register(cast: Cast, client: Client) -> None:
    matter = a_matter(cast)
    asked(cast, matter)
    page = client.get("/dikecualikan/").content.decode()
    assert "Belum pernah ada yang dikecualikan." in page and "Permintaan data" not in page
    assert SECRET in client.get(f"/berkas/{matter.number}/").content.decode()


@pytest.mark.parametrize("ending", ["decided", "time"])
def test_what_is_asked_for_stays_as_open_as_it_was_for_ten_working_days(
    cast: Cast, client: Client, ending: str
) -> None:
    parties = ("DISPERTAN", "KEC.LAMPIHONG")
    matter = opened(cast("DPUPR/1"), kind="koordinatif", form="e", parties=parties, title=SECRET)
    row = asked(cast, matter)
    take_in_matter(cast("SETDA/1"), matter, "ambil")  # which opens its outline to everybody

    def shown() -> set[str]:
        there = {address for address in PLACES if SECRET in client.get(address.format(matter.number)).content.decode()}
        found = public_matters(matter.government).filter(pk=matter.pk).exists()
        assert found is bool(there), there
        return there

    assert shown() == set()
    if ending == "decided":
        take(cast(PPID), row, "tolak", "Tidak merugikan siapa pun.")
        assert shown() == set(PLACES)
        return
    with clock.at(clock.now() + timedelta(days=13)):
        assert shown() == set()
    with clock.at(clock.now() + timedelta(days=25)):
        assert shown() == set(PLACES) - {PLACES[-1]}  # the search knows in the morning
        review(matter.government, matter.government.today())
        catch_up(matter.government)
        assert shown() == set(PLACES)


PLACES = ("/berkas/", "/berkas/{}/", "/api/v1/matters/{}", "/cari/?q={}")


@pytest.mark.parametrize(
    "query",
    [
        "keadaan=berlaku",
        "dasar=rahasia-pribadi",
        "unit=DISPERTAN",
        "tahun={year}",
        "keadaan=dibuka",
        "keadaan=x&dasar=%00&unit=9&tahun=abc&hal=-1",
    ],
)
def test_filters_are_links_and_no_query_breaks_it(cast: Cast, client: Client, query: str) -> None:
    matter = a_matter(cast)
    withheld(cast, matter)
    year = matter.government.today().year
    page = client.get("/dikecualikan/?" + query.format(year=year))
    assert page.status_code == 200
    assert ("Permintaan data" in page.content.decode()) is (query != "keadaan=dibuka")


def test_a_running_examination_is_only_counted_and_its_outline_alone_is_open_once_it_is_closed(
    cast: Cast, client: Client
) -> None:
    matter = opened(
        cast("DPUPR/1"), kind="fungsional", parties=("INSPEKTORAT",), title="Reviu kontrak", purpose="Dugaan selisih."
    )
    take_in_matter(cast("INSPEKTORAT/1"), matter, "terima")
    page = client.get("/berkas/").content.decode()
    assert "1 pemeriksaan sedang berjalan." in page and str(matter.number) not in page and "Reviu" not in page
    assert client.get(f"/berkas/{matter.number}/").status_code == 404
    assert "1 pemeriksaan sedang berjalan." in client.get("/dikecualikan/").content.decode()
    take_in_matter(cast("INSPEKTORAT/1"), matter, "serahkan", "Hasil reviu: lebih bayar.")
    take_in_matter(cast("DPUPR/1"), matter, "terima_hasil", target="INSPEKTORAT")
    take_in_matter(cast("DPUPR/1"), matter, "tutup", "Temuan ditindaklanjuti.")
    assert "Reviu kontrak" in client.get("/berkas/").content.decode()
    for address in (f"/berkas/{matter.number}/", f"/api/v1/matters/{matter.number}", f"/cari/?q={matter.number}"):
        page = client.get(address).content.decode()
        assert "Reviu kontrak" in page, address
        for secret in ("Dugaan selisih", "lebih bayar", "Temuan ditindaklanjuti"):
            assert secret not in page, (address, secret)
    entries = Entry.objects.filter(public_entries(matter.government), subject_type="matter")
    assert not entries.filter(subject_key=matter.number).exists()
    ordinary = opened(cast("INSPEKTORAT/1"), kind="fungsional", parties=("DISPERTAN",), title="Data sawah")
    take_in_matter(cast("DISPERTAN/1"), ordinary, "terima")
    assert "Data sawah" in client.get("/berkas/").content.decode()  # who asks another for its work examines nothing


def test_uu_14_2008_pasal_18_what_was_decided_and_set_up_stays_open_and_the_matter_does_not(
    cast: Cast, client: Client
) -> None:
    matter, decision = decided(cast)
    group = founded(cast, matter=matter.number or "", chair="DPUPR/1")
    document = issued(cast, group=group.pk)
    task = recommend(actor=cast("DPUPR/1"), document=document.pk, task=TASK)
    assert [(row.of.value, many) for row, many in staying(matter)] == [
        ("decisions", 1),
        ("documents", 0),
        ("groups", 1),
    ]
    withheld(cast, matter)
    for rows, thing in (
        (public_decisions, decision),
        (public_groups, group),
        (public_documents, document),
        (public_follow_ups, task),
    ):
        assert thing in rows(matter.government)
    for address in (f"/keputusan/{decision.pk}/", f"/gugus-kerja/{group.pk}/", f"/kebijakan/{document.pk}/"):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200 and matter.title not in page and (matter.number or "-") not in page, address


def test_uu_14_2008_pasal_9_10_11_17_the_list_of_public_information_has_each_class_once_seen(
    cast: Cast, client: Client
) -> None:
    matter, _decision = decided(cast)
    hidden = a_matter(cast)
    withheld(cast, hidden)
    found = list(items(matter.government))
    assert {item.class_.code for item in found} == {"setiap-saat", "berkala"}
    assert {item.sort.code for item in found} >= {"susunan", "tata-cara", "indikator", "keputusan", "berkas"}
    one = next(item for item in found if item.title == matter.title)
    assert one.gist and one.kept and one.place == "Paringin"
    assert SECRET not in {item.title for item in found} and "Permintaan data" not in {item.title for item in found}
    page = client.get("/dikecualikan/").content.decode()
    for cite in ("Pasal 9", "Pasal 10", "Pasal 11", "Pasal 17"):
        assert cite in page
    sheet = b"".join(client.get("/data/informasi-publik.csv").streaming_content)  # type: ignore[attr-defined]
    assert b"golongan,macam,judul,ringkasan,penguasa" in sheet
    assert b"Permintaan data" not in sheet and SECRET.encode() not in sheet
    assert "Belum ada yang disimpan di sini menurut golongan ini." in page


def test_uu_14_2008_the_list_names_who_has_each_piece_and_answers_for_it(
    cast: Cast,
) -> None:
    told = faces.story(cast)
    gone = faces.called(cast, told.matter, title="Rapat yang batal")
    faces.take(cast(faces.LEAD), gone, "batalkan", "Jadwal bentrok.")
    found = list(items(told.government))
    assert not [item.title for item in found if not item.units or not item.keeper]
    by_title = {item.title: item for item in found}
    ruling = by_title[told.decision.text]
    assert ruling.units == ("Asisten Perekonomian dan Pembangunan",) and ruling.keeper == ruling.units[0]
    assert by_title["Rapat yang batal"].gist == "Undangan dan mata acara rapat yang dibatalkan"
    assert by_title[told.meeting.title].gist == "Mata acara, siapa hadir, dan notula yang disahkan"


def test_the_register_asks_as_often_however_long_it_is(
    cast: Cast, client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for _n in range(3):
        withheld(cast, a_matter(cast))
    client.get("/dikecualikan/")
    with django_assert_num_queries(LISTED):
        client.get("/dikecualikan/")


LISTED = 12


def test_a_running_examination_that_is_withheld_besides_is_still_only_counted(cast: Cast, client: Client) -> None:
    matter = opened(cast("DPUPR/1"), kind="fungsional", parties=("INSPEKTORAT",), title="Reviu kas")
    withheld(cast, matter)
    for address in ("/dikecualikan/", "/data/dikecualikan.csv", "/data/informasi-publik.csv", "/api/v1/withholdings"):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        page = body.decode()
        assert "Permintaan data" not in page and (matter.number or "-") not in page, address
    assert "1 pemeriksaan sedang berjalan" in client.get("/dikecualikan/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_file_of_everything_public_is_gone_with_the_act_that_withholds(cast: Cast) -> None:
    matter = a_matter(cast)
    path = archive.make(matter.government)
    assert SECRET in "".join(ZipFile(path).read(name).decode() for name in ZipFile(path).namelist())
    withheld(cast, matter)
    assert not path.exists()
    archive.again(government=matter.government.pk)  # what the act put into the queue
    assert SECRET not in "".join(ZipFile(path).read(name).decode() for name in ZipFile(path).namelist())
    tasks = [task.args_kwargs["kwargs"] for task in DBTaskResult.objects.all()]
    assert {"name": "data.archive", "arguments": {"government": matter.government_id}} in tasks


def test_uu_14_2008_who_asks_finds_the_offices_and_the_desk_or_that_it_was_not_filled_in(
    balangan: Government, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get("/dikecualikan/").content.decode()
    rights = page[page.index('id="hak"') : page.index('id="golongan"')]
    assert "Kepala Dinas Komunikasi" in rights and "Sekretaris Daerah" in rights
    assert rights.count("<dd>belum diisi</dd>") == 3 and "pack.yaml, bagian desk" in rights
    filled = Desk("Jalan Contoh Nomor 1, Paringin", "Senin sampai Kamis", "Di meja layanan")
    government = structs.replace(pack_of(balangan).government, desk=filled)
    monkeypatch.setattr(day, "pack_of", lambda _government: replace(pack_of(balangan), government=government))
    page = client.get("/dikecualikan/").content.decode()
    assert "Jalan Contoh Nomor 1, Paringin" in page and "belum diisi" not in page


def test_pasal_20_ayat_1_the_register_says_which_kinds_wait_and_that_the_others_are_open_at_once(
    balangan: Government, cast: Cast, client: Client
) -> None:
    page = " ".join(client.get("/dikecualikan/").content.decode().split())
    assert "berkas koordinatif, lintas sektor; koordinatif, instansional sampai diterima pihak yang dituju" in page
    asked = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",))
    assert client.get(f"/berkas/{asked.number}/").status_code == 200

"""Meetings in the browser: called with their people and agenda, answered, attended, listed, reported on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.actions.delegations import appoint_operator
from selaras.actions.meetings import Call, Item, next_of, save_meeting
from selaras.records.files import File
from selaras.records.governments import Government
from selaras.records.groups import GroupSeat, WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting, MeetingSeat, Series
from selaras.records.notices import Notice
from selaras.records.outcomes import FollowUp
from tests import faces
from tests.acts import opened
from tests.acts import take as take_in_matter
from tests.scans import scan
from tests.web.rooms import (
    CALLED,
    LEAD,
    NEW,
    SECRETARY,
    Cast,
    ClientFor,
    call,
    fields,
    invited,
    running,
    seat,
    sends,
    text,
    url,
)

pytestmark = pytest.mark.django_db
LIST = "/kerja/rapat/"
ABSENCES = "/kerja/rapat/ketidakhadiran/"
NEW_QUERIES, MEETING_QUERIES, LIST_QUERIES = 6, 18, 9


@pytest.fixture
def irrigation(balangan: Government, cast: Cast) -> Matter:
    """The irrigation matter, led by the Asisten."""
    parties = ("DISPERTAN", "DKP", "KEC.LAMPIHONG")
    matter = opened(cast("DPUPR/1"), kind="koordinatif", form="c", parties=parties, budget=True)
    take_in_matter(cast("SETDA/1"), matter, "limpahkan", target="SETDA.AST2")
    return matter


# Calling


def test_who_is_proposed_stands_on_the_form_with_the_reason_and_nothing_is_saved(
    cast: Cast, client_for: ClientFor, irrigation: Matter
) -> None:
    page = client_for(cast(LEAD)).get(NEW, {"berkas": str(irrigation.number)})
    said = text(page)
    assert said.count("Disarankan: pihak dalam berkas.") == 4
    assert "Disarankan: berkas menyangkut anggaran: keuangan." in said
    assert "Disarankan: pada jalur koordinasinya." in said, "the Sekda, who may come"
    html = page.content.decode()
    assert f'value="{irrigation.number}"' in html and 'value="Rapat Contoh"' in html
    assert f'name="called" value="{LEAD}"' not in html, "who chairs is not called"
    assert not Meeting.objects.exists()


def test_a_meeting_is_called_in_one_go_and_the_same_form_calls_it_once(
    cast: Cast, client_for: ClientFor, balangan: Government, irrigation: Matter
) -> None:
    client = client_for(cast(LEAD))
    meeting = invited(client, balangan, item_matters=[str(irrigation.number), ""])
    sent = call(balangan, do="call", key="a0", item_matters=[str(irrigation.number), ""])
    assert client.post(NEW, sent)["Location"].startswith(LIST) and Meeting.objects.count() == 1
    meeting.refresh_from_db()
    assert meeting.state == "called" and re.fullmatch("[A-Z]{4}", meeting.code)
    assert seat(meeting, "DPUPR/1").reason == "pihak dalam berkas"
    assert [item.title for item in meeting.items.all()] == ["Jadwal pintu air", "Lain-lain"]
    assert [m.number for m in meeting.items.all()[0].matters.all()] == [irrigation.number]
    said = text(client.get(url(meeting)))
    assert "Undangan terkirim kepada 4 jabatan." in said and "09.00 sampai 11.00 WITA" in said


def test_rows_and_guests_are_moved_by_buttons_and_nothing_typed_is_lost(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    client = client_for(cast(LEAD))

    def titles(**button: Any) -> list[str]:
        page = client.post(NEW, call(balangan, **button)).content.decode()
        assert 'value="Rapat jadwal irigasi"' in page and "Jadwal dipadukan." in page
        return re.findall(r'name="item_title" value="(.*?)"', page)

    assert titles(row="down-0") == ["Lain-lain", "Jadwal pintu air"] == titles(row="up-1")
    assert titles(row="add") == ["Jadwal pintu air", "Lain-lain", ""]
    assert titles(row="off-0") == ["Lain-lain"]
    assert titles(row="up-0") == titles(row="off-9") == titles(row="sideways-x") == ["Jadwal pintu air", "Lain-lain"]
    page = client.post(NEW, call(balangan, do="add", add="Dinas Pendidikan", how="undangan")).content.decode()
    assert '<option value="DISDIK/1" selected>' in page
    page = client.post(NEW, call(balangan, remove="DKP/1")).content.decode()
    assert '<option value="DKP/1" selected>' not in page and '<option value="DPUPR/1" selected>' in page
    page = text(client.post(NEW, call(balangan, do="add", add="tidak dikenal sama sekali")))
    assert "tidak ditemukan" in page
    assert not Meeting.objects.exists()


def test_the_agenda_is_held_against_the_hours_and_the_people_against_other_meetings(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    invited(client_for(cast(LEAD)), balangan)
    other = client_for(cast("DISDIK/1"))
    sent = call(
        balangan, do="check", called=["DPUPR/1", "DLH/1"], role=["wajib", "wajib"], secretary="", begins="10:00"
    )
    page = text(other.post(NEW, {**sent, "item_minutes": ["45", "90"]}))
    assert "mata acara memerlukan 135 menit, rapatnya 60 menit" in page
    clash = page.partition("Peringatan: diundang ke rapat lain pada jam itu")[2].partition("Perbarui")[0]
    assert "Kepala Dinas Pekerjaan Umum dan Penataan Ruang" in clash and "Lingkungan Hidup" not in clash
    page = text(other.post(NEW, {**sent, "begins": "11:00", "ends": "12:00"}))
    assert "diundang ke rapat lain" not in page, "one ends when the other begins"
    page = text(other.post(NEW, {**sent, "begins": "07:00", "ends": "09:00"}))
    assert "diundang ke rapat lain" not in page, "and the other way round"


@pytest.mark.parametrize(
    ("day", "begins", "warned"),
    [
        ("2030-02-04", "10:00", ""),
        ("2030-02-04", "05:00", "Peringatan: di luar jam kerja hari itu, 07.30 sampai 16.00"),
        ("2030-02-09", "10:00", "Peringatan: hari itu bukan hari kerja"),
    ],
)
def test_a_meeting_outside_office_hours_is_warned_of_and_not_refused(
    cast: Cast, client_for: ClientFor, balangan: Government, day: str, begins: str, warned: str
) -> None:
    client = client_for(cast(LEAD))
    page = text(client.post(NEW, call(balangan, do="check", day=day, begins=begins, ends="11:30")))
    assert warned in page and ("jam kerja" in page or "hari kerja" in page) is bool(warned)
    client.post(NEW, call(balangan, do="call", day=day, begins=begins, ends="11:30"))
    assert Meeting.objects.get().state != "draft"


def test_a_draft_is_kept_without_its_hour_sent_later_and_thrown_away(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    client = client_for(cast(LEAD))
    place = client.post(NEW, call(balangan, do="save", key="a1", day="", begins="", ends=""))["Location"]
    draft = Meeting.objects.get()
    assert place == f"/kerja/rapat/draf/{draft.pk}/" and draft.phase == "draft" and draft.starts_at is None
    answer = client.post(place, call(balangan, do="call", key="a2", day="", begins="", ends=""))
    assert answer.status_code == 422 and "Tulis hari dan jam mulainya." in text(answer)
    assert client_for(cast("DPUPR/1")).get(place).status_code == 404
    assert client.get(url(draft))["Location"] == place
    assert "Hapus draf rapat ini?" in text(client.get(f"{place}hapus/"))
    assert client.post(f"{place}hapus/").status_code == 303 and not Meeting.objects.exists()
    place = client.post(NEW, call(balangan, do="save", key="a3"))["Location"]
    assert client.post(place, call(balangan, do="call", key="a4")).status_code == 303
    assert client.get(place)["Location"] == url(Meeting.objects.get())
    again = client.post(place, call(balangan, do="call", key="a4"))
    assert again["Location"] == url(Meeting.objects.get()), "two clicks have one effect"
    late = client.post(place, call(balangan, do="save", key="a5", title="Judul yang terlambat"))
    assert late.status_code == 409 and "Judul yang terlambat" in late.content.decode()


def test_an_operator_calls_in_the_name_of_his_principal(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    head, operator = cast("DPUPR/1"), cast("DPUPR/2")
    appoint_operator(actor=head, post=operator.post)
    client = client_for(operator)
    assert "Atas nama" in text(client.get(NEW))
    meeting = invited(client, balangan, principal=head.post, called=["DLH/1"], role=["wajib"], secretary="DPUPR/2")
    assert seat(meeting, head.post).role == "chair"
    stranger = client.post(NEW, call(balangan, do="save", key="b", principal="SETDA/1", secretary=""))
    assert stranger.status_code == 303 and Meeting.objects.latest("pk").drafted_by == operator.post


def test_pasal_18_a_working_group_past_its_end_calls_no_meeting(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    lead, today = cast(LEAD), balangan.today()
    group = WorkingGroup.objects.create(
        government=balangan,
        regulation="perbup-24-2020",
        procedure="gugus-kerja",
        name="Satgas irigasi",
        state="running",
        phase="open",
        version=1,
        instrument="Keputusan Bupati",
        instrument_number="1/2026",
        instrument_on=today - timedelta(days=90),
        starts_on=today - timedelta(days=90),
        ends_on=today - timedelta(days=1),
        drafted_by=lead.post,
    )
    for order, (role, post) in enumerate((("chair", LEAD), ("secretary", SECRETARY), ("member", "DPUPR/1"))):
        unit = post.partition("/")[0]
        GroupSeat.objects.create(government=balangan, subject=group, order=order, role=role, unit=unit, post=post)
    client = client_for(lead)
    page = client.get(NEW, {"gugus": group.pk})
    assert "Diundang oleh Satgas irigasi." in text(page) and "anggota gugus kerja" in text(page)
    sent = call(balangan, do="call", key="a1", group=str(group.pk), called=["DPUPR/1"], role=["wajib"])
    answer = client.post(NEW, sent)
    assert answer.status_code == 422 and "Masa tugas gugus kerja yang mengundang belum berakhir" in text(answer)
    assert Meeting.objects.get().phase == "draft", "what was typed is kept as a draft"


# Answering


def test_an_invitation_is_delivered_read_and_answered_in_one_question(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    lead = client_for(cast(LEAD))
    meeting = invited(lead, balangan)
    assert text(lead.get(url(meeting))).count("Belum dibaca") == 4
    head = client_for(cast("DPUPR/1"))
    head.head(url(meeting))
    assert seat(meeting, "DPUPR/1").read_at is None, "who only asks for the head of a page has read nothing"
    page = text(head.get(url(meeting)))
    assert "Giliran Anda: jawab undangan" in page and "Kirim wakil yang hanya membahas" in page
    assert seat(meeting, "DPUPR/1").read_at is not None
    assert text(lead.get(url(meeting))).count("Belum dibaca") == 3
    answer = head.post(url(meeting, "langkah/"), fields(meeting, "DPUPR/1", "wakilkan_bahas", form="hadiri"))
    assert answer.status_code == 422 and "Pilih jabatan lain pada Perangkat Daerah yang diwakili." in text(answer)
    sent = {"form": "hadiri", "post": "DPUPR/6", "letter": "094/1", "letter_on": str(balangan.today())}
    sends(head, meeting, "DPUPR/1", "wakilkan_bahas", **sent)
    page = text(lead.get(url(meeting)))
    assert "Wakil: Kepala Bidang Sumber Daya Air, surat tugas 094/1" in page and ", hanya membahas" in page
    assert "Meja rapat belum dapat memutuskan" in page
    assert "Wakilnya hanya membahas: Dinas Pekerjaan Umum dan Penataan Ruang." in page
    for post in CALLED[1:]:
        sends(client_for(cast(post)), meeting, post, "hadiri")
    sends(head, meeting, "DPUPR/1", "ubah_jawaban")
    sends(head, meeting, "DPUPR/1", "hadiri")
    assert "Meja rapat akan dapat memutuskan" in text(lead.get(url(meeting)))


def test_the_invitation_waits_in_giliran_anda_and_is_filed_by_what_the_reader_owes(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    meeting = invited(client_for(cast(LEAD)), balangan)
    head = client_for(cast("DPUPR/1"))
    inbox = head.get("/kerja/").content.decode()
    assert f'<a class="act" href="/kerja/rapat/{meeting.pk}/#giliran">Jawab undangan</a>' in inbox
    assert (
        "Rapat koordinasi, " in inbox and "1 belum ditindaklanjuti" in inbox and '<span class="count">1</span>' in inbox
    )
    assert "<h2>Menunggu Anda</h2>" in head.get(LIST).content.decode()
    sends(head, meeting, "DPUPR/1", "hadiri")
    page = text(head.get(LIST))
    assert "Menunggu Anda" not in page and "Akan datang" in page and "Anda: Akan hadir" in page
    assert "Rapat jadwal irigasi" in text(head.get("/kerja/")).partition("Menunggu pihak lain")[2]
    assert "Tidak ada rapat pada pilihan ini." in text(head.get(LIST, {"lihat": "notula"}))
    assert "Tidak ada rapat yang berjalan." in text(client_for(cast("DINKES/1")).get(LIST))


def test_pasal_5_the_inspectorate_reads_every_meeting_and_a_stranger_none(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    meeting = invited(client_for(cast(LEAD)), balangan)
    page = text(client_for(cast("INSPEKTORAT/1")).get(url(meeting)))
    assert "sebagai pengawas" in page and "Rapat jadwal irigasi" in page
    stranger = client_for(cast("DINKES/1"))
    for tail in ("", "kode/", "hadir/", "daftar-hadir/", "notula/"):
        assert stranger.get(url(meeting, tail)).status_code == 404, tail
    lost = stranger.post(url(meeting, "langkah/"), fields(meeting, "DPUPR/1", "hadiri", text="Tulisan yang tetap"))
    assert lost.status_code == 404 and "Tulisan yang tetap" in text(lost)


def test_another_day_asks_everybody_anew(cast: Cast, client_for: ClientFor, balangan: Government) -> None:
    lead = client_for(cast(LEAD))
    meeting = invited(lead, balangan)
    sends(client_for(cast("DPUPR/1")), meeting, "DPUPR/1", "hadiri")
    page = lead.get(url(meeting)).content.decode()
    assert 'type="datetime-local"' in page and 'value="Ruang rapat"' in page, "the form begins with what is fixed"
    day = (balangan.now() + timedelta(days=9)).date()
    moment = {"starts_at": f"{day}T13:30", "ends_at": f"{day}T12:00", "place": "Aula", "text": "Bentrok."}
    answer = lead.post(url(meeting, "langkah/"), fields(meeting, LEAD, "jadwal_ulang", **moment))
    assert answer.status_code == 422 and "Rapat selesai sesudah mulai." in text(answer)
    sends(lead, meeting, LEAD, "jadwal_ulang", **{**moment, "ends_at": f"{day}T15:00"})
    assert "13.30 sampai 15.00 WITA. Aula" in text(lead.get(url(meeting)))
    assert seat(meeting, "DPUPR/1").slot == "invited"


# Being there


def test_the_code_stands_in_the_room_only_while_the_meeting_runs_and_only_for_who_leads_it(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    lead, head = client_for(cast(LEAD)), client_for(cast("DPUPR/1"))
    meeting = invited(lead, balangan)
    assert "Kode hadir terbuka selama rapat berlangsung." in text(lead.get(url(meeting, "kode/")))
    assert "Kehadiran belum atau tidak lagi dapat dicatat di sini." in text(head.get(url(meeting, "hadir/")))
    sends(lead, meeting, LEAD, "mulai")
    meeting.refresh_from_db()
    page = lead.get(url(meeting, "kode/")).content.decode()
    assert meeting.code in page and "<svg" in page and "style=" not in page
    assert head.get(url(meeting, "kode/")).status_code == 404
    assert meeting.code not in text(head.get(url(meeting)))


def test_who_is_there_says_so_with_the_letters_and_by_no_other_way(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    lead, head = client_for(cast(LEAD)), client_for(cast("DPUPR/1"))
    meeting = invited(lead, balangan)
    sends(lead, meeting, LEAD, "mulai")
    meeting.refresh_from_db()
    answer = head.post(url(meeting, "langkah/"), fields(meeting, "DPUPR/1", "masuk"))
    assert answer.status_code == 422 and seat(meeting, "DPUPR/1").slot == "invited"
    assert f'value="{meeting.code}"' in head.get(url(meeting, f"hadir/?kode={meeting.code}")).content.decode()
    assert seat(meeting, "DPUPR/1").came_at is None, "opening the page records nothing"
    wrong = head.post(url(meeting, "hadir/"), {"code": "XX", "by": "qr", "key": "b"})
    assert wrong.status_code == 422 and "Kode hadir itu tidak cocok." in text(wrong)
    sent = {"code": meeting.code.lower(), "by": "kode", "key": "c"}
    for _again in range(2):
        assert head.post(url(meeting, "hadir/"), sent).status_code == 303
    assert "Kehadiran tercatat" in text(head.get(url(meeting, "hadir/")))
    own = seat(meeting, "DPUPR/1")
    assert (own.slot, own.came_by) == ("present", "kode")


def test_pasal_19_a_substitute_comes_as_far_as_his_letter_goes(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    meeting = running(cast, client_for, balangan)
    assert seat(meeting, "DKP/1").slot == "voiced"
    page = text(client_for(cast("DKP/2")).get(url(meeting, "hadir/")))
    assert "Diwakili, wakil hanya membahas" in page and "Untuk Kepala Dinas Ketahanan Pangan." in page
    page = text(client_for(cast(LEAD)).get(url(meeting)))
    assert "Meja rapat belum dapat memutuskan" in page and "Belum hadir: Kecamatan Lampihong." in page
    assert "Wakilnya hanya membahas: Dinas Ketahanan Pangan." in page


def test_the_paper_list_is_typed_in_whole_or_not_at_all_with_its_scan(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    meeting = running(cast, client_for, balangan)
    writer = client_for(cast(SECRETARY))
    away, deputy = seat(meeting, "KEC.LAMPIHONG/1"), seat(meeting, "DPUPR/1")
    page = writer.get(url(meeting, "daftar-hadir/"))
    assert "Sekarang: Belum menjawab" in text(page)
    sent: dict[str, Any] = {f"s{away.pk}-how": "catat_sakit", f"s{deputy.pk}-how": "catat_wakil", "key": "p1"}
    answer = writer.post(url(meeting, "daftar-hadir/"), sent)
    assert answer.status_code == 422 and "Pilih jabatan yang mewakili." in text(answer)
    assert seat(meeting, "KEC.LAMPIHONG/1").slot == "invited", "all of it or nothing"
    letter = {"post": "DPUPR/6", "letter": "094/2", "letter_on": str(balangan.today())}
    sent |= {f"s{deputy.pk}-{name}": value for name, value in letter.items()}
    sent |= {"key": "p2", "file": SimpleUploadedFile("hadir.pdf", scan())}
    answer = writer.post(url(meeting, "daftar-hadir/"), sent)
    assert answer.status_code == 422 and "surat tugas yang memberi kuasa memutuskan" in text(answer)
    sent |= {"key": "p3", "file": SimpleUploadedFile("hadir.pdf", scan())}
    sent |= {f"s{deputy.pk}-file": SimpleUploadedFile("tugas.pdf", scan("Tugas"))}
    assert writer.post(url(meeting, "daftar-hadir/"), sent).status_code == 303
    assert seat(meeting, "KEC.LAMPIHONG/1").slot == "ill"
    deputy = seat(meeting, "DPUPR/1")
    assert (deputy.slot, deputy.substitute, deputy.extent, deputy.came_by) == ("deputed", "DPUPR/6", "decide", "kertas")
    nothing = writer.post(url(meeting, "daftar-hadir/"), {"key": "p4"})
    assert nothing.status_code == 422 and "Tidak ada kehadiran yang diubah." in text(nothing)
    file = File.objects.get(subject_type="meeting", name="hadir.pdf")
    assert File.objects.filter(subject_type="meeting").count() == 2
    scanned = writer.get(f"/kerja/lampiran/{file.pk}/")
    assert scanned["Content-Disposition"] == 'attachment; filename="hadir.pdf"'
    assert scanned["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(scanned.streaming_content) == scan()  # type: ignore[attr-defined]
    assert client_for(cast("DINKES/1")).get(f"/kerja/lampiran/{file.pk}/").status_code == 404
    assert client_for(cast("DPUPR/1")).get(url(meeting, "daftar-hadir/")).status_code == 404


# What comes after


def ended(cast: Cast, client_for: ClientFor, government: Government, **more: Any) -> Meeting:
    meeting = running(cast, client_for, government, **more)
    sends(client_for(cast(LEAD)), meeting, LEAD, "akhiri")
    return meeting


def test_absences_are_counted_by_unit_for_who_oversees_and_for_each_its_own(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    meeting = ended(cast, client_for, balangan)
    inspector = client_for(cast("INSPEKTORAT/1"))
    page = inspector.get(ABSENCES)
    rows = {
        re.sub(r"<[^>]+>", "", name): [int(n) for n in re.findall(r">(\d+)</td>", cells)]
        for name, cells in re.findall(
            r'<th scope="row">(.*?)(?:<details.*?)?</th>(.*?)</tr>', page.content.decode(), re.S
        )
    }
    assert rows["Kecamatan Lampihong"] == [1, 0, 0, 0, 0, 0, 1]
    assert rows["Dinas Ketahanan Pangan"] == [1, 0, 1, 0, 0, 0, 0]
    assert rows["Dinas Pertanian"] == [1, 1, 0, 0, 0, 0, 0]
    assert f'href="/kerja/rapat/{meeting.pk}/#undangan"' in page.content.decode()
    for post in ("SETDA/1", "BUPATI/1"):
        assert "Kecamatan Lampihong" in text(client_for(cast(post)).get(ABSENCES)), post
    own = text(client_for(cast("KEC.LAMPIHONG/1")).get(ABSENCES))
    assert "Kecamatan Lampihong" in own and "Dinas Pertanian" not in own
    assert "Belum ada rapat yang berlangsung" in text(client_for(cast("DINKES/1")).get(ABSENCES))
    assert "Belum ada rapat" in text(inspector.get(ABSENCES, {"masa": f"{balangan.today().year - 1}-4"}))


def test_cells_of_the_file_are_never_formulas(cast: Cast, client_for: ClientFor, balangan: Government) -> None:
    ended(cast, client_for, balangan, title='=HYPERLINK("http://contoh")')
    answer = client_for(cast("INSPEKTORAT/1")).get(f"{ABSENCES}unduh.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert "Kecamatan Lampihong,1,0,0,0,0,0,1" in lines
    assert '"\'=HYPERLINK(""http://contoh"")"' in answer.content.decode()


def test_the_next_meeting_opens_with_what_is_still_open_and_what_was_not_dealt_with(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    meeting = ended(cast, client_for, balangan)
    meeting.items.filter(order=1).update(note="Dibahas.")
    FollowUp.objects.create(
        government=balangan,
        regulation="perbup-24-2020",
        procedure="tindak-lanjut",
        drafted_by=LEAD,
        state="belum",
        phase="open",
        version=1,
        text="Susun jadwal.",
        meeting=meeting,
        due_on=balangan.today(),
    )
    page = client_for(cast(LEAD)).get(NEW, {"lanjutan": meeting.pk})
    html = page.content.decode()
    assert re.findall(r'name="item_title" value="(.*?)"', html) == ["Susun jadwal.", "Lain-lain"]
    assert "Lanjutan: belum selesai" in html and '<option value="DPUPR/1" selected>' in html
    assert 'value="Rapat jadwal irigasi"' in html


def test_a_series_comes_again_with_its_people_and_items_until_it_is_ended(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    client = client_for(cast("DISDIK/1"))
    here = "/kerja/rapat/seri/"
    assert "Jabatan Anda belum mempunyai rapat berkala." in text(client.get(here))
    sent: dict[str, Any] = {
        "title": "Rakor pendidikan",
        "sort": "rakor_bidang",
        "weeks": "4",
        "begins_at": "08:30",
        "minutes": "90",
    }
    sent |= {"unit": ["DINKES", "DINSOS"], "items": "Laporan | 30\n\nLain-lain", "do": "start", "key": "s1"}
    bad = client.post(here, {**sent, "weeks": "0", "begins_at": "x"})
    assert bad.status_code == 422 and "Tulis 1 sampai 52." in text(bad) and "Tulis jam yang ada" in text(bad)
    assert client.post(here, sent).status_code == 303
    row = Series.objects.get()
    assert row.items == [["Laporan", 30], ["Lain-lain", 15]] and row.invitees == ["DINKES/1", "DINSOS/1"]
    html = client.get(NEW, {"seri": row.pk}).content.decode()
    assert re.findall(r'name="item_title" value="(.*?)"', html) == ["Laporan", "Lain-lain"]
    assert 'value="08:30"' in html and '<option value="DINKES/1" selected>' in html
    other = client_for(cast("DINKES/1"))
    assert "tidak ada, atau jabatan Anda tidak ikut" in text(other.get(NEW, {"seri": row.pk}))
    assert other.post(here, {"do": "end", "series": row.pk, "key": "s2"}).status_code == 404
    assert client.post(here, {"do": "end", "series": row.pk, "key": "s3"}).status_code == 303
    assert "Dihentikan" in text(client.get(here)) and f"?seri={row.pk}" not in client.get(here).content.decode()


def test_what_a_groups_series_decides_stands_in_the_thread_of_the_groups_matter(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    matter = faces.led(cast)
    group = faces.formed(cast, matter)
    chair = next(seat.post for seat in group.seats() if seat.role == "chair")
    row = Series.objects.create(
        government=balangan,
        title="Rapat gugus",
        chair=chair,
        drafted_by=chair,
        begins_at=time(8),
        group=group,
        items=[["Perkembangan", 30]],
    )
    call = next_of(cast(chair), row)
    assert [(item.title, item.matters) for item in call.items] == [("Perkembangan", (matter.number,))]
    assert next_of(cast("KESBANGPOL/1"), row).items[0].matters == ()  # who may not read it does not learn of it
    Series.objects.update(group=None)
    assert next_of(cast(chair), Series.objects.get()).items[0].matters == ()


def test_a_notice_stands_above_until_it_is_put_aside_by_its_own_post(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    head = cast("DPUPR/1")
    told = {"kind": "contoh", "subject_type": "meeting", "subject_key": "1", "url": "/kerja/rapat/"}
    notice = Notice.objects.create(government=balangan, post=head.post, text="Satgas berakhir.", **told)
    client = client_for(head)
    assert "Satgas berakhir." in text(client.get("/kerja/"))
    client_for(cast("DLH/1")).post(f"/kerja/pemberitahuan/{notice.pk}/")
    assert "Satgas berakhir." in text(client.get("/kerja/"))
    assert client.post(f"/kerja/pemberitahuan/{notice.pk}/").status_code == 303
    assert "Satgas berakhir." not in text(client.get("/kerja/"))


# Bad input, and weight

HUGE, NUL, FAR = "x" * 1_000_000, "a\x00b", "9" * 30


@pytest.mark.parametrize("bad", [HUGE, NUL, FAR, "-1", "2026-13-45", "99:99"])
def test_nothing_that_can_be_typed_breaks_the_form_of_a_call(
    cast: Cast, client_for: ClientFor, balangan: Government, bad: str
) -> None:
    client = client_for(cast(LEAD))
    scalars = ("sort", "title", "purpose", "day", "begins", "ends", "place", "link", "secretary", "add", "group")
    for name in (*scalars, "series", "principal", "row", "pick", "remove"):
        answer = client.post(NEW, call(balangan, do="save", key="k", **{name: bad}))
        assert answer.status_code < 500, name
    for name in ("called", "role", "item_title", "item_minutes", "item_matters", "item_follow_up"):
        assert client.post(NEW, call(balangan, do="save", key="k", **{name: [bad, bad, bad]})).status_code < 500, name
    for name in ("berkas", "gugus", "seri", "lanjutan"):
        assert client.get(NEW, {name: bad[:5000]}).status_code == 200, name


def test_addresses_of_meetings_that_never_were_are_not_found(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast(LEAD))
    for pk in ("0", "987654321", FAR):
        for tail in ("", "kode/", "hadir/", "daftar-hadir/", "notula/"):
            assert client.get(f"/kerja/rapat/{pk}/{tail}").status_code == 404, (pk, tail)
        assert client.get(f"/kerja/rapat/draf/{pk}/").status_code == 404
        assert client.get(f"/kerja/lampiran/{pk}/").status_code == 404
        assert client.post(f"/kerja/rapat/{pk}/langkah/", {"step": "hadiri", "seat": FAR}).status_code == 404
        assert client.post(f"/kerja/pemberitahuan/{pk}/").status_code == 303
    for query in ("lihat=%00", "macam=x", "hal=" + FAR, "hal=x"):
        assert client.get(f"{LIST}?{query}").status_code == 200
    for query in ("masa=%00", "masa=2026-9", "masa=" + FAR):
        assert client.get(f"{ABSENCES}?{query}").status_code == 200


@pytest.mark.parametrize("bad", [HUGE, NUL, FAR, ""])
def test_nothing_that_can_be_typed_breaks_the_pages_of_the_attendance(
    cast: Cast, client_for: ClientFor, balangan: Government, bad: str
) -> None:
    meeting = running(cast, client_for, balangan)
    own = seat(meeting, "KEC.LAMPIHONG/1")
    writer, head = client_for(cast(SECRETARY)), client_for(cast("KEC.LAMPIHONG/1"))
    for name in ("how", "post", "letter", "letter_on"):
        sent = {f"s{own.pk}-how": "catat_wakil", f"s{own.pk}-{name}": bad, "key": "k"}
        assert writer.post(url(meeting, "daftar-hadir/"), sent).status_code < 500, name
    assert head.post(url(meeting, "hadir/"), {"code": bad, "by": bad, "key": bad[:100]}).status_code == 422
    assert head.get(url(meeting, "hadir/"), {"kode": bad[:5000]}).status_code == 200


def _many(government: Government, count: int) -> None:
    """That many invited posts besides, written straight into the table."""
    meeting = Meeting.objects.latest("pk")
    MeetingSeat.objects.bulk_create(
        MeetingSeat(
            government=government,
            subject=meeting,
            order=10 + n,
            role="guest",
            unit="DISDIK",
            post=f"DISDIK/x{n}",
            slot="coming",
        )
        for n in range(count)
    )


@pytest.mark.parametrize("count", [0, 100])
def test_the_page_and_the_list_take_the_same_queries_however_many_are_called(
    cast: Cast,
    client_for: ClientFor,
    balangan: Government,
    django_assert_num_queries: Callable[[int], Any],
    count: int,
) -> None:
    meeting = running(cast, client_for, balangan)
    _many(balangan, count)
    client = client_for(cast(LEAD))
    for address, queries in ((url(meeting), MEETING_QUERIES), (LIST, LIST_QUERIES), (NEW, NEW_QUERIES)):
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)


def test_a_draft_of_somebody_else_is_no_draft(cast: Cast, client_for: ClientFor, balangan: Government) -> None:
    draft = save_meeting(actor=cast(LEAD), call=Call(title="Rahasia", items=(Item("Satu"),)))
    client = client_for(cast("DPUPR/1"))
    for address in (f"/kerja/rapat/draf/{draft.pk}/", f"/kerja/rapat/draf/{draft.pk}/hapus/"):
        for send in (client.get, client.post):
            assert send(address).status_code == 404
    assert Meeting.objects.filter(pk=draft.pk).exists() and isinstance(client, Client)

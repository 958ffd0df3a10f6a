"""Papers of meetings: what everybody may read of them, what was said of the minutes, and on what a meeting rests."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from selaras import papers as package
from selaras.actions import contents
from selaras.actions.meetings import Item, save_note
from selaras.law.words import in_words
from selaras.papers import letters
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.public_papers import is_public
from tests import faces
from tests.acts import Cast, opened, take
from tests.papers.letters import CASES, issued

pytestmark = pytest.mark.django_db
TEMPLATES = Path(package.__file__).parent / "templates/papers"
PAGES = {"sign.html"}  # pages on screen, which speak to their reader


def said_in(page: str) -> str:
    """A page in one line."""
    return " ".join(page.split())


def again(cast: Cast, meeting: Meeting) -> Meeting:
    """The meeting as it is now."""
    row = Meeting.objects.get(pk=meeting.pk)
    row.government = cast(faces.LEAD).government
    return row


def test_an_invitation_for_everybody_tells_only_what_the_table_allows(cast: Cast) -> None:
    shown, hidden = faces.led(cast), faces.led(cast, title="Pemeriksaan pompa")
    lasting = faces.led(cast, title="Jadwal tanam")
    waiting = opened(cast(faces.LEAD), kind="koordinatif", form="c", parties=("DPUPR", "DISDIK"), title="Sekolah")
    Matter.objects.filter(pk=hidden.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until="2030-01-01"
    )
    titles = ("Pintu air", "Pompa rusak", "Atap sekolah", "Lain-lain")
    numbers = [(str(shown.number),), (str(hidden.number),), (str(waiting.number),), (str(lasting.number),)]
    items = tuple(Item(title, 15, number) for title, number in zip(titles, numbers, strict=True))
    meeting = again(cast, faces.called(cast, items=items, title="Rapat bulanan"))
    paper = issued(cast(faces.LEAD), meeting, "undangan")
    assert is_public(paper, meeting)
    page = said_in(Client().get(f"/naskah/{paper.code}/").content.decode())
    assert "Pintu air (15 menit)" in page and "Lain-lain (15 menit)" in page
    assert (
        page.count("Mata acara tertutup (15 menit)") == 2
        and f"berkas nomor {shown.number}, {lasting.number} dan" in page
    )
    for words in ("Pompa", "Atap", "Maksud rapat.", str(waiting.number), str(hidden.number)):
        assert words not in page
    own = said_in(letters.html(paper, to="Kepala Dinas Pekerjaan Umum dan Penataan Ruang"))
    assert "Pompa rusak (15 menit)" in own and "Atap sekolah (15 menit)" in own and "Maksud rapat." in own
    inner = issued(cast(faces.LEAD), meeting, "undangan", public=False)
    assert "Atap sekolah (15 menit)" in letters.html(inner) and not is_public(inner, meeting)
    Matter.objects.filter(pk=shown.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until="2030-01-01"
    )
    assert not is_public(paper, meeting), "it tells of what was closed since"


def test_a_paper_of_a_meeting_that_speaks_of_nothing_open_is_not_public(cast: Cast) -> None:
    waiting = opened(cast(faces.LEAD), kind="koordinatif", form="c", parties=("DPUPR", "DISDIK"), title="Sekolah")
    item = Item("Atap sekolah", 15, (str(waiting.number),))
    meeting = again(cast, faces.called(cast, items=(item,), title="Rapat atap"))
    assert not is_public(issued(cast(faces.LEAD), meeting, "undangan"), meeting)


def test_minutes_that_note_something_closed_are_for_the_parties(cast: Cast) -> None:
    waiting = opened(cast(faces.LEAD), kind="koordinatif", form="c", parties=("DPUPR", "DISDIK"), title="Sekolah")
    items = (Item("Pintu air", 15, (str(faces.led(cast).number),)), Item("Atap", 15, (str(waiting.number),)))
    meeting = again(cast, faces.signed(cast, faces.held(cast, faces.called(cast, items=items))))
    assert not is_public(issued(cast(faces.LEAD), meeting, "notula"), meeting)
    assert is_public(issued(cast(faces.LEAD), meeting, "daftar-hadir"), meeting)


def reviewed(cast: Cast) -> Meeting:
    """Minutes on which one remarked, that another did not read, and that their writer did not sign."""
    meeting = faces.held(cast, faces.called(cast, faces.led(cast)))
    faces.ruled(cast, meeting)
    lead, secretary = cast(faces.LEAD), cast(faces.SECRETARY)
    for item in meeting.items.all():
        save_note(actor=secretary, item=item.pk, text="Dicatat.", version=item.note_version)
    faces.take(lead, meeting, "akhiri")
    faces.take(secretary, meeting, "edarkan")
    faces.take(cast("DPUPR/1"), meeting, "telaah")
    faces.take(cast("DISPERTAN/1"), meeting, "beri_catatan", "Pekan ketiga, bukan kedua.")
    return meeting


def test_minutes_print_remarks_silence_and_who_did_not_sign(cast: Cast) -> None:
    meeting = reviewed(cast)
    Meeting.objects.get(pk=meeting.pk).seat_rows.filter(slot="to_review").update(slot="unreviewed")
    Meeting.objects.get(pk=meeting.pk).seat_rows.filter(role="secretary").update(slot="unsigned")
    row = again(cast, meeting)
    told = {one["name"]: (one["how"], one["remark"]) for one in contents.content_of(row)["reviews"]}
    assert told == {
        "Kepala Bagian Administrasi Pembangunan": ("Tidak menandatangani", ""),
        "Kepala Dinas Pekerjaan Umum dan Penataan Ruang": ("Menyetujui notula", ""),
        "Kepala Dinas Pertanian": ("Memberi catatan atas notula", "Pekan ketiga, bukan kedua."),
        "Kepala Dinas Ketahanan Pangan": ("Tidak menelaah notula", ""),
    }
    paper = issued(cast(faces.LEAD), row, "notula")
    page = said_in(letters.html(paper))
    assert "Pekan ketiga, bukan kedua." in page and "Tidak menandatangani" in page and "Tidak menelaah notula" in page
    assert [block["post"] for block in paper.content["signatures"]] == [faces.LEAD], "who did not sign has no block"


def test_a_remark_that_was_taken_back_or_taken_up_is_not_printed(cast: Cast) -> None:
    meeting = reviewed(cast)
    faces.take(cast("DISPERTAN/1"), meeting, "telaah_lagi")
    assert not [one for one in contents.content_of(again(cast, meeting))["reviews"] if one["remark"]]
    faces.take(cast("DISPERTAN/1"), meeting, "beri_catatan", "Masih pekan ketiga.")
    faces.take(cast(faces.SECRETARY), meeting, "perbaiki", "Pekan diperbaiki.")
    faces.take(cast(faces.SECRETARY), meeting, "edarkan")
    assert {one["remark"] for one in contents.content_of(again(cast, meeting))["reviews"]} == {""}


def test_minutes_that_a_superior_adopts_say_who_led_and_who_adopted(cast: Cast) -> None:
    meeting = reviewed(cast)
    faces.take(cast(faces.LEAD), meeting, "angkat", "Menyangkut anggaran.")
    told = contents.content_of(again(cast, meeting))
    assert told["chair"] == "Asisten Perekonomian dan Pembangunan" and told["signed_by"] == "Sekretaris Daerah"
    assert {one["name"] for one in told["attendance"] if one["how"] == "Pimpinan rapat"} == {told["chair"]}
    Meeting.objects.filter(pk=meeting.pk).update(signed_on=meeting.government.today())
    page = said_in(letters.html(issued(cast("SETDA/1"), again(cast, meeting), "notula")))
    assert "Disahkan oleh Sekretaris Daerah, tanggal" in page
    assert '<th scope="row">Pimpinan rapat</th><td>Asisten Perekonomian dan Pembangunan</td>' in page


@pytest.mark.parametrize(
    ("sort", "about", "grounds"),
    [
        ("temu_konsultasi", False, ["Tegas · Pasal 18 huruf d"]),
        ("temu_konsultasi", True, ["Tegas · Pasal 18 huruf d", "Tafsir · Pasal 18 huruf c"]),
        ("musyawarah", False, ["Tafsir · Pasal 14 ayat (2)"]),
        ("rapat_koordinasi", True, ["Tafsir · Pasal 18 huruf c"]),
        ("rakor_bidang", False, ["Rancangan · rapat koordinasi lain tidak diatur tersendiri"]),
    ],
)
def test_pasal_18_is_said_only_of_the_meetings_it_speaks_of(
    cast: Cast, sort: str, about: bool, grounds: list[str]
) -> None:
    matters = [faces.led(cast)] if about else []
    meeting = faces.called(cast, *matters, sort=sort)
    found = contents.content_of(again(cast, meeting))["grounds"]
    assert [f"{chip['label']} · {chip['cite']}" for chip in found] == grounds


@pytest.mark.parametrize("code", CASES)
def test_no_issued_paper_speaks_as_a_page_does(cast: Cast, code: str) -> None:
    actor, subject = CASES[code](cast)
    told = issued(actor, subject, code)
    text = str(told.content) if code == "arsip-berkas" else letters.html(told)
    assert "Anda" not in text and "Pemimpin rapat" not in text and '<th scope="col">Perangkat Daerah</th>' not in text


def test_no_template_of_a_paper_says_anda() -> None:
    found = [path for path in TEMPLATES.iterdir() if path.name not in PAGES]
    assert len(found) > 15 and not [path.name for path in found if "Anda" in path.read_text().replace("Tanda", "")]


def test_a_decision_on_a_matter_tells_apart_what_meetings_adopted_and_how_each_unit_stood_there(cast: Cast) -> None:
    matter = faces.led(cast)
    meeting = faces.held(cast, faces.called(cast, matter))
    ruling = faces.ruled(cast, meeting)
    faces.signed(cast, meeting)
    lead = cast(faces.LEAD)
    take(lead, matter, "putuskan_rapat", "Irigasi diatur bersama menurut notula.")
    paper = issued(lead, Matter.objects.get(pk=matter.pk), "keputusan-koordinasi")
    page = said_in(letters.html(paper))
    decided, met = page.split("Keputusan yang ditetapkan dalam rapat")
    assert "Irigasi diatur bersama menurut notula." in decided and ruling.text not in decided
    adopted = f"Ditetapkan oleh Asisten Perekonomian dan Pembangunan, tanggal {in_words(lead.government.today())}"
    assert ruling.text in met and adopted in met
    assert "Musim tanam bergeser." in met and "Belum terikat: wakilnya hanya membahas" in met
    assert "Sikap para pihak atas kesepakatan" not in page, "nobody was asked for a position on an agreement"
    assert "Diberi tahu" not in page and "Menunggu" not in page


def test_a_decision_on_a_matter_shows_the_positions_that_were_taken_on_its_agreement(cast: Cast) -> None:
    page = said_in(letters.html(issued(*CASES["keputusan-koordinasi"](cast), "keputusan-koordinasi")))
    assert "Sikap para pihak atas kesepakatan" in page and "Dahulukan desa yang jauh." in page
    assert "Keputusan yang ditetapkan dalam rapat" not in page

"""Withholdings in the workspace: asked for from the matter's page, decided by the PPID, seen by nobody outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.actions.acts import refresh_turns
from selaras.actions.drafts import regulation_today
from selaras.actions.facts import calendar_of
from selaras.law.clocks import in_words
from selaras.law.openness import years_after
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.ledger import Reading
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.records.withholdings import Withholding
from tests.acts import Cast, opened, sound
from tests.results import PPID, asked, followed, founded, issued, withheld
from tests.scans import scan
from tests.web.rooms import LEAD, invited

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
TITLE = "Keluarga penerima di Paringin"
REQUEST = {
    "title": "Permintaan data",
    "ground": "rahasia-pribadi",
    "reason": "Memuat riwayat kesehatan.",
    "keeper": "DPUPR/1",
    "key": "a",
    "do": "save",
}


@pytest.fixture
def matter(cast: Cast) -> Matter:
    return opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",), title=TITLE)


def sent(client: Client, row: Withholding, post: str, step: str, **fields: Any) -> Any:
    """Send the form of a step as the page shows it."""
    page = client.get(f"/kerja/pengecualian/{row.pk}/").content.decode()
    seat = row.seat_rows.get(post=post, retired=False, role={"mohonkan": "opener"}.get(step, "decider"))
    seen = page.split('name="seen" value="')[1].split('"')[0]
    data = {"seat": seat.pk, "step": step, "form": step, "seen": seen, "key": step, **fields}
    return client.post(f"/kerja/pengecualian/{row.pk}/langkah/", data)


def test_from_the_matter_to_the_ppid_and_back(cast: Cast, client_for: ClientFor, matter: Matter) -> None:
    officer, ppid = client_for(cast("DPUPR/1")), client_for(cast(PPID))
    page = officer.get(f"/kerja/berkas/{matter.number}/").content.decode()
    assert f"/kerja/pengecualian/baru/?berkas={matter.number}" in page
    assert "Judul netral" in officer.get(f"/kerja/pengecualian/baru/?berkas={matter.number}").content.decode()
    kept = officer.post(f"/kerja/pengecualian/baru/?berkas={matter.number}", REQUEST)
    row = Withholding.objects.get()
    assert (kept.status_code, kept["Location"]) == (303, f"/kerja/pengecualian/{row.pk}/")
    assert ppid.get(f"/kerja/berkas/{matter.number}/").status_code == 404
    assert sent(officer, row, "DPUPR/1", "mohonkan").status_code == 303
    assert "menunggu PPID" in officer.get(f"/kerja/berkas/{matter.number}/").content.decode()
    turn = ppid.get("/kerja/").content.decode()
    assert "Uji konsekuensi dan kecualikan" in turn and "Permintaan data" in turn and TITLE not in turn
    assert "sebagai PPID" in ppid.get(f"/kerja/berkas/{matter.number}/").content.decode()
    assert Reading.objects.filter(matter=matter.number, post=PPID).count() == 1
    bad = sent(ppid, row, PPID, "kecualikan", ground="rahasia-pribadi", text="Hasil uji.")
    assert bad.status_code == 422 and "Hasil uji." in bad.content.decode()  # nothing typed is lost
    today = row.government.today()
    decision = {
        "ground": "rahasia-pribadi",
        "consent": "none",
        "instrument": "Penetapan PPID",
        "instrument_number": "1/PPID",
        "instrument_on": today.isoformat(),
        "approval": "100/SETDA",
        "approval_on": today.isoformat(),
        "day": today.replace(year=today.year + 1, day=1).isoformat(),
        "ends_on": today.replace(year=today.year + 3, day=1).isoformat(),
        "title": "Permintaan data warga",
        "summary": "Membukanya mengungkap kesehatan orang yang dilayani.",
        "text": "Menutup lebih melindungi.",
        "file": SimpleUploadedFile("uji.pdf", scan(), "application/pdf"),
    }
    unread = sent(ppid, row, PPID, "kecualikan", **decision)
    assert unread.status_code == 422 and "Keputusan yang sudah ditetapkan: 0" in unread.content.decode()
    assert not re.search(r'id="(kecualikan|tolak)-\d+-happened_on"', unread.content.decode())  # it holds from now
    decision["file"] = SimpleUploadedFile("uji.pdf", scan(), "application/pdf")
    assert sent(ppid, row, PPID, "kecualikan", **decision, confirmed="ya").status_code == 303
    matter.refresh_from_db()
    assert matter.withheld and sound(matter.government)
    assert ppid.get(f"/kerja/berkas/{matter.number}/").status_code == 404
    page = ppid.get(f"/kerja/pengecualian/{row.pk}/").content.decode()
    for word in ("1/PPID", "100/SETDA", "Permintaan data warga", "Jangka waktu sampai"):
        assert word in page, word
    page = officer.get(f"/kerja/berkas/{matter.number}/").content.decode()
    assert "Dikecualikan menurut" in page and "mengecualikan berkas ini dari keterbukaan" in page


def test_uu_14_2008_pasal_18_ayat_2_huruf_a_consent_is_asked_without_an_answer_that_contradicts_the_ground(
    cast: Cast, client_for: ClientFor, matter: Matter
) -> None:
    officer, ppid = client_for(cast("DPUPR/1")), client_for(cast(PPID))
    chosen = {}
    for ground in ("rahasia-pribadi", "penegakan-hukum"):
        officer.post(f"/kerja/pengecualian/baru/?berkas={matter.number}", {**REQUEST, "ground": ground, "key": ground})
        row = Withholding.objects.latest("pk")
        sent(officer, row, "DPUPR/1", "mohonkan")
        page = ppid.get(f"/kerja/pengecualian/{row.pk}/").content.decode()
        asked = page[page.index("Persetujuan tertulis orangnya") :]
        assert "boleh kosong" not in asked[: asked.index("</select>")]
        assert "Semua isian wajib, kecuali yang bertanda boleh kosong." in page
        chosen[ground] = re.findall(r'<option value="([^"]*)" selected', asked[: asked.index("</select>")])
        sent(ppid, row, PPID, "tolak", text="Belum.")
    assert chosen == {"rahasia-pribadi": [""], "penegakan-hukum": ["-"]}


def test_who_is_no_party_cannot_ask_and_an_outsider_finds_nothing(
    cast: Cast, client_for: ClientFor, client: Client, matter: Matter
) -> None:
    row = withheld(cast, matter, ground="penegakan-hukum")
    outsider, watcher = client_for(cast("DLH/1")), client_for(cast("INSPEKTORAT/2"))
    for address in ("", "langkah/", "ubah/", "hapus/"):
        assert outsider.get(f"/kerja/pengecualian/{row.pk}/{address}").status_code == 404
    assert outsider.get(f"/kerja/pengecualian/baru/?berkas={matter.number}").status_code == 404
    assert watcher.get(f"/kerja/pengecualian/{row.pk}/").status_code == 200
    other = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",), title="Lain")
    assert watcher.get(f"/kerja/pengecualian/baru/?berkas={other.number}").status_code == 403
    assert client.get(f"/kerja/pengecualian/{row.pk}/").status_code == 302


def test_what_is_no_matter_says_that_it_is_not_withheld_by_itself_why_and_what_to_do(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    group, document = founded(cast), issued(cast)
    follow_up, meeting = followed(cast), invited(client_for(cast(LEAD)), balangan)
    officer = client_for(cast("DPUPR/1"))
    pages = {
        f"/kerja/gugus-kerja/{group.pk}/": ("tidak dikecualikan; laporan", "Pasal 18 ayat (1) huruf b"),
        f"/kerja/naskah/{document.pk}/": ("sudah ditetapkan tidak dikecualikan", "Pasal 18 ayat (1) huruf b"),
        f"/kerja/tindak-lanjut/{follow_up.pk}/": ("Tindak lanjut tidak dikecualikan tersendiri", "UU 14/2008 Pasal 19"),
        f"/kerja/rapat/{meeting.pk}/": ("bawa sebagai berkas dan mohonkan", "UU 14/2008 Pasal 19"),
    }
    listed = officer.get("/kerja/pengecualian/").content.decode()
    for address, (words, clause) in pages.items():
        page = officer.get(address).content.decode().partition('id="keterbukaan"')[2].partition("</section>")[0]
        assert words in page and clause in page, address
        assert words in listed
    number = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",), title=TITLE).number
    assert 'id="keterbukaan"' not in officer.get(f"/kerja/berkas/{number}/").content.decode()  # which can be asked for


def test_to_withhold_and_to_refuse_stand_as_equals_below_the_reason(
    cast: Cast, client_for: ClientFor, matter: Matter
) -> None:
    row = asked(cast, matter, reason="Memuat riwayat kesehatan.")
    page = client_for(cast(PPID)).get(f"/kerja/pengecualian/{row.pk}/").content.decode()
    turns = page.partition('id="giliran"')[2].partition('class="side')[0]
    ways = re.findall(r'<a class="button button-secondary" href="#([^"]+)">([^<]+)</a>', turns)
    assert [label for _way, label in ways] == ["Uji konsekuensi dan kecualikan", "Tolak permohonan"]
    assert all(f'id="{way}"' in turns for way, _label in ways)
    assert turns.index("Memuat riwayat kesehatan.") < turns.index("<form")
    assert f"paling lambat {in_words(years_after(row.government.today(), 1))}." in turns
    mine = client_for(cast("DPUPR/1")).get(f"/kerja/pengecualian/{row.pk}/").content.decode()
    assert "Putuskan permohonan" not in mine


@pytest.mark.parametrize("days", [20, 200])
def test_from_which_day_it_can_be_renewed_is_said_and_no_form_stands_before_it(
    cast: Cast, client_for: ClientFor, matter: Matter, days: int
) -> None:
    row = withheld(cast, matter, days=days)
    assert row.due_on
    near = calendar_of(row.government).before(row.due_on, 45)
    first = max(near, row.government.today() + timedelta(days=1))  # never on the day of the test itself
    assert (first == near) is (days == 200)

    def seen() -> tuple[bool, bool, bool]:
        refresh_turns(row.government)
        client = client_for(cast(PPID))
        page, inbox = (
            client.get(address).content.decode() for address in (f"/kerja/pengecualian/{row.pk}/", "/kerja/")
        )
        said = f"<dt>Dapat diperpanjang mulai</dt><dd>{in_words(first)}</dd>" in page
        assert (f"Dapat dilakukan mulai {in_words(first)}." in page) is said
        return said, 'name="step" value="perpanjang"' in page, "Tinjau dan perpanjang" in inbox

    assert seen() == (True, False, False)
    with clock.at(clock.now() + (first - row.government.today()) - timedelta(days=1)):
        assert seen() == (True, False, False)
    with clock.at(clock.now() + (first - row.government.today())):
        assert seen() == (False, True, True)


def test_a_request_that_lacks_something_loses_nothing(cast: Cast, client_for: ClientFor, matter: Matter) -> None:
    officer = client_for(cast("DPUPR/1"))
    answer = officer.post(f"/kerja/pengecualian/baru/?berkas={matter.number}", REQUEST | {"ground": "", "title": ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Memuat riwayat kesehatan." in page and "Pilih dasarnya." in page
    for bad in ("x", "\x00", "9" * 300, ""):
        assert officer.get("/kerja/pengecualian/baru/", {"berkas": bad}).status_code == 404


def test_a_draft_can_be_changed_and_thrown_away_until_it_is_sent(
    cast: Cast, client_for: ClientFor, matter: Matter
) -> None:
    officer = client_for(cast("DPUPR/1"))
    officer.post(f"/kerja/pengecualian/baru/?berkas={matter.number}", REQUEST)
    row = Withholding.objects.get()
    assert officer.get(f"/kerja/pengecualian/baru/?berkas={matter.number}")["Location"].endswith(f"/{row.pk}/")
    officer.post(f"/kerja/pengecualian/{row.pk}/ubah/", REQUEST | {"title": "Judul lain", "key": "b"})
    row.refresh_from_db()
    assert row.title == "Judul lain"
    assert officer.post(f"/kerja/pengecualian/{row.pk}/hapus/").status_code == 303
    assert not Withholding.objects.exists()


def test_the_ppid_begins_with_the_number_of_a_matter_that_is_public(
    cast: Cast, client_for: ClientFor, matter: Matter
) -> None:
    ppid, officer = client_for(cast(PPID)), client_for(cast("DPUPR/1"))
    assert "Kecualikan tanpa permohonan" in ppid.get("/kerja/pengecualian/").content.decode()
    assert "Kecualikan tanpa permohonan" not in officer.get("/kerja/pengecualian/").content.decode()
    address = f"/kerja/pengecualian/baru/?berkas={matter.number}"
    assert ppid.get(address).status_code == 200
    same = ppid.post(address, REQUEST | {"title": TITLE.upper()})
    assert same.status_code == 422 and "sama dengan judul berkasnya" in same.content.decode()
    assert ppid.post(address, REQUEST | {"key": "b"}).status_code == 303
    row = Withholding.objects.get()
    assert sent(ppid, row, PPID, "mohonkan").status_code == 303
    assert ppid.get(f"/kerja/pengecualian/{row.pk}/ubah/").status_code == 303


def test_the_list_is_narrowed_and_its_queries_do_not_grow(
    cast: Cast, client_for: ClientFor, matter: Matter, django_assert_num_queries: Any
) -> None:
    withheld(cast, matter)
    asked(cast, opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",), title="Lain"))
    ppid = client_for(cast(PPID))
    assert ppid.get("/kerja/pengecualian/").content.decode().count('<th scope="row">') == 2
    with django_assert_num_queries(LISTED):
        page = ppid.get("/kerja/pengecualian/?tahap=menunggu").content.decode()
    assert page.count('<th scope="row">') == 1
    assert "Tidak ada pengecualian" in client_for(cast("DLH/1")).get("/kerja/pengecualian/").content.decode()


LISTED = 8


def test_pp_61_2010_the_form_of_the_ppid_marks_the_grounds_that_open_by_themselves(
    cast: Cast, client_for: ClientFor, matter: Matter
) -> None:
    row = asked(cast, matter)
    page = client_for(cast(PPID)).get(f"/kerja/pengecualian/{row.pk}/").content.decode()
    assert "Pada dasar yang ditandai berkas terbuka sendiri sesudahnya." in page
    options = dict(re.findall(r'<option value="([a-z-]+)"[^>]*>([^<]+)</option>', page))
    grounds = regulation_today(row.government).openness.grounds
    assert {ground.opens_by_itself for ground in grounds} == {True, False}
    for ground in grounds:
        assert ("Terbuka dengan sendirinya" in options[ground.code]) is ground.opens_by_itself, ground.code

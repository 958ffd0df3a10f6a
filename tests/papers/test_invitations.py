"""The letter by which a meeting is called: one number for all, and in the background a copy for each addressee."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.actions import ledger as whole
from selaras.actions import papers as acts
from selaras.actions.acts import Deed, seen_of
from selaras.actions.files import keep as keep_file
from selaras.actions.files import path_of
from selaras.actions.meetings import step_meeting
from selaras.papers import letters, pdf
from selaras.records.governments import Government
from selaras.records.jobs import Progress
from selaras.records.ledger import Entry
from selaras.records.meetings import Meeting
from selaras.records.papers import AddressedCopy, Paper
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.site.jobs import run_all
from tests.acts import Cast, sound
from tests.papers.letters import pages, text
from tests.web.rooms import LEAD, NEW, SECRETARY, call, invited, url

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
THREE = ("DPUPR/1", "DISPERTAN/1", "DKP/1")
QUERIES = 93  # of the form that calls 200; 87 for one that calls three: SQLite takes so many rows at a time


def letter_of(meeting: Meeting) -> Paper:
    """The newest letter of a meeting, as it is now."""
    return Paper.objects.of(meeting).filter(kind="undangan").select_related("government", "seal")[0]


def called(client: Client, government: Government, *posts: str, **more: Any) -> Meeting:
    """A meeting that was called a moment ago, of these posts."""
    return invited(client, government, called=[*posts], role=["wajib"] * len(posts), **more)


def content(copy: AddressedCopy) -> bytes:
    """The file of a copy."""
    return path_of(copy.sha256).read_bytes()


def checked(file: bytes, code: str = "") -> str:
    """What the public page says of a file."""
    sent = {"file": SimpleUploadedFile("undangan.pdf", file)}
    page = Client().post(f"/periksa/{code}/" if code else "/periksa/", sent).content.decode()
    return page.partition('id="putusan">')[2].partition("</h2>")[0].partition("</svg>")[2].strip()


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A renderer that costs nothing; the list gets the texts that it is given."""
    given: list[str] = []

    def make(html: str) -> tuple[bytes, int]:
        given.append(html)
        return b"%PDF-1.7\n" + html.encode() + b"\nstartxref\n0\n%%EOF\n", 1

    monkeypatch.setattr(pdf, "make", make)
    return given


@pytest.fixture
def lead(cast: Cast, client_for: ClientFor) -> Client:
    return client_for(cast(LEAD))


def test_200_are_called_at_once_and_their_letters_are_made_in_the_background(
    lead: Client, balangan: Government, cheap: list[str], django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    organisation = history(balangan).on(balangan.today())
    posts = [code for code in organisation.posts if code not in (LEAD, SECRETARY)][:200]
    sent = call(balangan, do="call", key="a0", called=posts, role=["wajib"] * 200)
    with django_assert_max_num_queries(QUERIES):
        answer = lead.post(NEW, sent)
    assert answer.status_code == 303 and not cheap, "no letter is made while the page waits"
    meeting = Meeting.objects.get()
    paper = letter_of(meeting)
    assert (paper.sequence, Paper.objects.count(), AddressedCopy.objects.count()) == (1, 1, 0)
    progress = Progress.objects.get()
    assert (progress.key, progress.total, progress.done, progress.state) == (
        f"undangan-{meeting.pk}",
        200,
        0,
        "waiting",
    )
    assert "0 dari 200" in lead.get(url(meeting)).content.decode()
    assert run_all() == 11  # the letter, and ten times twenty copies
    progress.refresh_from_db()
    assert (progress.done, progress.state) == (200, "done")
    copies = {copy.to: copy for copy in AddressedCopy.objects.all()}
    assert [*copies] == posts
    assert all(f"Yth. {name_of(paper, to)}" in unescape(content(copy).decode()) for to, copy in copies.items())
    entry = Entry.objects.get(subject_type="paper", step="buat_salinan")
    assert json.loads(entry.body)["files"] == sorted({copy.sha256 for copy in copies.values()})
    assert len(cheap) == 201 and sound(balangan)


def name_of(paper: Paper, code: str) -> str:
    """How a letter names one of its addressees."""
    return next(str(one["name"]) for one in paper.content["recipients"] if one["code"] == code)


def test_each_copy_is_the_same_letter_addressed_to_one_post_alone(
    cast: Cast, client_for: ClientFor, lead: Client, balangan: Government
) -> None:
    meeting = called(lead, balangan, *THREE)
    mine = client_for(cast("DKP/1"))
    assert "Undangan Anda sebagai PDF sedang dibuat" in mine.get(url(meeting)).content.decode()
    assert run_all() == 2
    paper = letter_of(meeting)
    copies = {copy.to: copy for copy in paper.addressed.all()}
    assert [*copies] == [*THREE]
    file = content(copies["DKP/1"])
    said = text(file)
    assert "Yth. Kepala Dinas Ketahanan Pangan di tempat" in said and "Kepala Dinas Pertanian" not in said
    assert paper.number in said and paper.code in said and "ASISTEN PEREKONOMIAN DAN PEMBANGUNAN" in said
    shades = pages(file)[0].render(scale=0.5).to_pil().convert("L").histogram()
    assert 0.004 < sum(shades[:128]) / sum(shades) < 0.4, "an empty page, or a black one"
    address = f"/naskah/{paper.code}/bagi/{copies['DKP/1'].pk}.pdf"
    page = mine.get(url(meeting)).content.decode()
    assert f'href="{address}"' in page and "Unduh undangan Anda (PDF)" in page and "/bagi/" in page
    answer = mine.get(address)
    assert b"".join(answer.streaming_content) == file  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert client_for(cast("DLH/1")).get(address).status_code == 303, "a copy tells all, so nobody else has it"
    assert Client().get(address)["Location"] == f"/periksa/{paper.code}/"
    whose = lead.get(f"/kerja/naskah-dinas/rapat/{meeting.pk}/").content.decode()
    assert whose.count("/bagi/") == 3 and "Kepala Dinas Pertanian" in whose
    assert "/bagi/" not in lead.get(url(meeting)).content.decode(), "who calls is not called"


def test_a_copy_is_original_and_with_one_byte_changed_it_is_changed(lead: Client, balangan: Government) -> None:
    meeting = called(lead, balangan, *THREE)
    run_all()
    paper = letter_of(meeting)
    file = content(paper.addressed.all()[0])
    assert checked(file) == checked(file, paper.code) == "Asli"
    place = len(file) // 2
    changed = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
    assert checked(changed) == checked(changed, paper.code) == "Berubah"
    assert checked(b"%PDF-1.7 lain") == "Tidak dikenal"


def test_an_outside_institution_has_its_copy_too(lead: Client, balangan: Government, cheap: list[str]) -> None:
    organisation = history(balangan).on(balangan.today())
    outside = next(code for code in organisation.units if code not in organisation.heads)
    meeting = called(lead, balangan, "DPUPR/1", outside)
    run_all()
    copy = letter_of(meeting).addressed.get(to=outside)
    assert f"Yth. {organisation.name_of(outside)}" in content(copy).decode()


def test_a_later_day_has_a_letter_of_its_own_that_says_which_it_replaces(
    cast: Cast, lead: Client, balangan: Government, cheap: list[str]
) -> None:
    meeting = called(lead, balangan, *THREE)
    run_all()
    first, chair = letter_of(meeting), cast(LEAD)
    assert "menggantikan" not in letters.html(first)
    meeting.refresh_from_db()
    seat = meeting.seat_rows.get(role="chair")
    begin = balangan.now() + timedelta(days=3)
    later = Deed("jadwal_ulang", "Ruang dipakai.", starts_at=begin, ends_at=begin + timedelta(hours=1), place="Aula")
    seen = seen_of(meeting, seat)
    step_meeting(actor=chair, meeting=meeting.pk, seat=seat.pk, deed=later, seen=seen, key="b")
    step_meeting(actor=chair, meeting=meeting.pk, seat=seat.pk, deed=later, seen=seen, key="b")
    second = letter_of(meeting)
    assert (second.sequence, Paper.objects.count()) == (2, 2) and second.number != first.number
    said = letters.html(second)
    assert f"Undangan ini menggantikan undangan nomor {first.number}" in said and "Aula" in said
    assert Progress.objects.get().done == 0, "what was before is forgotten"
    run_all()
    assert Progress.objects.get().state == "done" and AddressedCopy.objects.count() == 6
    assert sound(balangan)
    page = " ".join(Client().get(f"/agenda/{meeting.pk}/").content.decode().split())
    newer, older = page.index(f"Nomor {second.number},"), page.index(f"Nomor {first.number},")
    replaced = page.index(f"Tidak berlaku lagi: digantikan nomor {second.number}.")
    assert newer < older < replaced and page.count("Tidak berlaku lagi") == 1


def test_a_meeting_to_which_nobody_is_called_has_no_letter(cast: Cast, lead: Client, balangan: Government) -> None:
    called(lead, balangan)
    assert not Paper.objects.exists() and not Progress.objects.exists()


def test_the_copies_go_on_where_they_were_killed_and_running_twice_is_harmless(
    lead: Client, balangan: Government, cheap: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = called(lead, balangan, *THREE)
    paper, progress = letter_of(meeting), Progress.objects.get()
    keep, kept = acts.keep_copy, 0

    def killed(**given: Any) -> AddressedCopy:
        """The worker dies when the second file lies on the disk and its row is not written."""
        nonlocal kept
        kept += 1
        if kept == 2:
            keep_file(given["content"])
            raise KeyboardInterrupt
        return keep(**given)

    monkeypatch.setattr(letters, "keep_copy", killed)
    with pytest.raises(KeyboardInterrupt):
        letters.copies(paper=paper.pk, progress=progress.pk)
    progress.refresh_from_db()
    assert (paper.addressed.count(), progress.done) == (1, 1) and sound(balangan)
    assert not Entry.objects.filter(step="buat_salinan").exists()
    made = len(cheap)
    letters.copies(paper=paper.pk, progress=progress.pk)
    assert len(cheap) == made + 2, "what was made is not made again"
    size, version = Entry.objects.count(), letter_of(meeting).version
    letters.copies(paper=paper.pk, progress=progress.pk)
    first = paper.addressed.all()[0]
    again = keep(paper=paper.pk, to=first.to, content=b"%PDF-1.7 lain", progress=progress.pk)
    progress.refresh_from_db()
    assert (progress.done, progress.state, again.sha256) == (3, "done", first.sha256)
    assert (Entry.objects.count(), letter_of(meeting).version, len(cheap)) == (size, version, made + 2)
    assert sound(balangan)


def test_without_pango_who_waits_is_told_so_and_the_page_to_print_is_there(
    cast: Cast, client_for: ClientFor, lead: Client, balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = called(lead, balangan, *THREE)
    paper, progress = letter_of(meeting), Progress.objects.get()

    def missing(_html: str) -> tuple[bytes, int]:
        raise pdf.CannotMakePDF("Pango belum terpasang, jadi naskah ditawarkan sebagai halaman cetak.")

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "make", missing)
        with pytest.raises(pdf.CannotMakePDF):
            letters.copies(paper=paper.pk, progress=progress.pk)
    told = lead.get(url(meeting)).content.decode()
    assert "Pango belum terpasang" in told and "Terhenti" in told
    page = client_for(cast("DKP/1")).get(f"/naskah/{paper.code}/").content.decode()
    assert "mengundang Saudara" in page and "Kepala Dinas Ketahanan Pangan" in page
    letters.copies(paper=paper.pk, progress=progress.pk)
    progress.refresh_from_db()
    assert progress.state == "done"


def test_verify_holds_the_copies_against_their_entry(lead: Client, balangan: Government, cheap: list[str]) -> None:
    meeting = called(lead, balangan, *THREE)
    run_all()
    assert sound(balangan)
    copy = letter_of(meeting).addressed.get(to="DKP/1")
    rows = AddressedCopy.objects.filter(pk=copy.pk)
    for column, value in (("sha256", "0" * 64), ("to", "DLH/1"), ("size", 1)):
        was = getattr(copy, column)
        rows.update(**{column: value})
        assert whole.verify(balangan), column
        rows.update(**{column: was})
    path, kept = path_of(copy.sha256), content(copy)
    path.write_bytes(kept + b" ")
    assert any("tidak cocok" in str(fault) for fault in whole.verify(balangan))
    path.write_bytes(kept)
    assert sound(balangan)
    rows.delete()
    assert any("salinan bagi DKP/1" in str(fault) for fault in whole.verify(balangan))

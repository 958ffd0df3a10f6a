"""Verification: a code leads to its record, a file is told as original, signed, changed or unknown, nothing is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.actions import papers as acts
from selaras.actions.papers import Verdict
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.papers import Paper
from selaras.records.people import Actor
from selaras.records.public_papers import is_public
from selaras.web import verify
from tests.acts import Cast
from tests.papers.conftest import pango
from tests.papers.letters import content, decided, deliberated, finished, issued, made

__all__ = ["pango"]  # skips all of this where no PDF can be made

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(cast: Cast) -> Paper:
    """A decision that anybody may see, with its file."""
    return made(*finished(cast), "keputusan-koordinasi")


def sent(url: str, file: bytes, name: str = "naskah.pdf") -> str:
    """The page after a file was sent."""
    answer = Client().post(url, {"file": SimpleUploadedFile(name, file)})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_code_leads_anybody_to_number_day_seal_and_original(paper: Paper) -> None:
    page = Client().get(f"/periksa/{paper.code}/").content.decode()
    assert paper.number in page and "SEKRETARIAT DAERAH" in page and paper.sha256 in page
    assert acts.root_of(paper) in page and f"ke-{paper.entry}" in page
    assert f'href="/naskah/{paper.code}.pdf"' in page and "Jadwal imunisasi" in page


@pytest.mark.parametrize("typed", ["{}", " {} ", "/periksa/{}/", "https://contoh.go.id/periksa/{}"])
def test_a_code_may_be_typed_in_many_ways(paper: Paper, typed: str) -> None:
    for code in (paper.code, paper.code.upper(), paper.code.replace("-", "")):
        answer = Client().get("/periksa/", {"kode": typed.format(code)})
        assert answer.status_code == 303 and answer["Location"] == f"/periksa/{paper.code}/"


@pytest.mark.parametrize("typed", ["zzzz-zzzz-zzzz", "1", "", "a" * 5000, "\x00", "' OR 1=1", "abcd-efgh-jkm\u0660"])
def test_a_code_that_is_none_is_said_and_shown_again(balangan: Government, typed: str) -> None:
    answer = Client().get("/periksa/", {"kode": typed})
    assert answer.status_code == 404 and "Tidak ada naskah dengan kode itu" in answer.content.decode()


def test_the_original_is_told_as_original_and_one_byte_makes_it_changed(paper: Paper) -> None:
    file = content(paper)
    for url in ("/periksa/", f"/periksa/{paper.code}/"):
        assert "Asli</h2>" in sent(url, file)
        for place in (20, len(file) // 2, len(file) - 2):
            other = bytearray(file)
            other[place] ^= 1
            page = sent(url, bytes(other))
            assert "Berubah</h2>" in page and "Asli</h2>" not in page


def test_a_file_of_nobodys_is_unknown_and_on_the_page_of_a_paper_another_one(paper: Paper, cast: Cast) -> None:
    assert "Tidak dikenal</h2>" in sent("/periksa/", b"%PDF-1.7 lain")
    assert "Berubah</h2>" in sent(f"/periksa/{paper.code}/", b"%PDF-1.7 lain")
    card = made(cast("SETDA.AST1/1"), Matter.objects.get(number=paper.subject_key), "kartu-berkas")
    page = sent(f"/periksa/{paper.code}/", content(card))
    assert "Yang Anda kirim ialah naskah lain" in page and card.number in page


def test_a_paper_that_is_not_yet_open_says_who_may_ask_and_no_title(
    cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    lead, matter = decided(cast)
    card = made(lead, matter, "kartu-berkas")
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until="2030-01-01"
    )
    page = Client().get(f"/periksa/{card.code}/").content.decode()
    assert matter.title not in page and "PPID" in page and f"/naskah/{card.code}.pdf" not in page
    assert Client().get(f"/naskah/{card.code}.pdf").status_code == 303
    inside = client_for(lead)
    assert matter.title in inside.get(f"/periksa/{card.code}/").content.decode()
    assert b"".join(inside.get(f"/naskah/{card.code}.pdf")) == content(card)


def test_everybody_who_signs_a_paper_is_named_and_of_one_that_is_closed_only_who_issues_it(
    cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    actor, matter = deliberated(cast)
    agreement = issued(actor, matter, "kesepakatan-bersama")
    first, *others = (
        "Kepala Dinas Koperasi, Usaha Kecil/Mikro dan Perindustrian",
        "Kepala Dinas Perdagangan",
        "Kepala Dinas Pariwisata",
    )
    page = client_for(actor).get(f"/periksa/{agreement.code}/").content.decode()
    assert f"<dt>Penanda tangan</dt><dd>{'; '.join([first, *others])}</dd>" in page
    page = Client().get(f"/periksa/{agreement.code}/").content.decode()
    assert f"<dd>{first} dan 2 penanda tangan lain</dd>" in page and others[0] not in page


def test_what_its_issuer_called_personal_stays_with_the_parties_for_good(cast: Cast) -> None:
    lead, matter = finished(cast)
    own = made(lead, matter, "keputusan-koordinasi", public=False)
    assert not is_public(own, matter)
    assert Client().get(f"/naskah/{own.code}.pdf").status_code == 303
    assert is_public(made(lead, matter, "keputusan-koordinasi"), matter)


def test_while_the_file_is_being_made_the_record_says_so(cast: Cast) -> None:
    paper = issued(*finished(cast), "keputusan-koordinasi")
    assert "Sedang dibuat" in Client().get(f"/periksa/{paper.code}/").content.decode()
    assert Client().get(f"/naskah/{paper.code}.pdf")["Location"] == f"/periksa/{paper.code}/"
    page = Client().get(f"/naskah/{paper.code}/").content.decode()
    assert paper.number in page and "Halaman" not in page  # the page to print is there at once


def test_a_file_that_is_checked_is_read_in_memory_and_kept_nowhere(
    paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))  # no temporary file can be made at all
    data = Path(settings.SELARAS_DATA)
    before = set(data.rglob("*"))
    large = b"%PDF-1.7 " + b"x" * (6 * 1024 * 1024)  # beyond what is usually written to a temporary file
    assert "Tidak dikenal</h2>" in sent("/periksa/", large)
    assert set(data.rglob("*")) == before


def test_a_file_that_is_too_large_is_refused_with_a_sentence(
    balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "LIMIT", 1000)
    answer = Client().post("/periksa/", {"file": SimpleUploadedFile("a.pdf", b"x" * 200_000)})
    assert answer.status_code == 422 and "paling besar 20 MB" in answer.content.decode()


def test_nothing_chosen_is_said_beside_the_field(balangan: Government) -> None:
    answer = Client().post("/periksa/")
    assert answer.status_code == 422 and "Pilih berkas yang hendak diperiksa" in answer.content.decode()


def test_a_form_without_its_token_is_refused_before_the_file_is_looked_at(
    balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "check", lambda *args: pytest.fail("looked at"))
    careful = Client(enforce_csrf_checks=True)
    answer = careful.post("/periksa/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert answer.status_code == 403


def test_a_paper_of_another_government_is_unknown_here(paper: Paper, balangan: Government) -> None:
    other = Government.objects.create(
        code="00.00", name="Lain", head_title="Bupati", timezone="Asia/Jakarta", pack=balangan.pack
    )
    assert acts.check(other, content(paper)).verdict is Verdict.UNKNOWN
    assert acts.check(balangan, content(paper)).verdict is Verdict.ORIGINAL


def test_the_front_page_shows_the_newest_seal(paper: Paper) -> None:
    page = Client().get("/periksa/").content.decode()
    assert paper.seal and bytes(paper.seal.root).hex() in page

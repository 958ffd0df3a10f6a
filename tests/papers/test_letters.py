"""Papers: what each says and looks like, its number and seal, made twice without harm, two at once with two numbers."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from hashlib import sha256

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from selaras.actions import contents, jobs
from selaras.actions import ledger as whole
from selaras.actions import papers as acts
from selaras.actions.delegations import appoint_operator
from selaras.actions.files import Upload, path_of
from selaras.actions.refusals import Stale
from selaras.law.papers import BY_CODE, KINDS
from selaras.law.procedures import Refused
from selaras.papers import letters, pdf
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.papers import ASKED, FAILED, MADE, Paper
from selaras.records.public_papers import is_public
from tests import faces
from tests.acts import Cast, opened, sound, take
from tests.papers.letters import (
    CASES,
    commanded,
    content,
    decided,
    deliberated,
    examined,
    finished,
    issued,
    made,
    pages,
    sat,
    tags,
    text,
)
from tests.scans import scan

pytestmark = pytest.mark.django_db
PDFS = [code for code in CASES if BY_CODE[code].ending == "pdf"]
SAID = {
    "undangan": (
        "mengundang Saudara",
        "Kepala Dinas Pertanian",
        "09.00 sampai 11.00 WITA",
        "Jadwal buka tutup pintu air (45 menit)",
        "berwenang memutuskan atau hanya membahas",
    ),
    "daftar-hadir": ("Hadir", "Berhalangan dengan pemberitahuan", "094/12", "Pimpinan rapat", "Tanda tangan"),
    "notula": (
        "Catatan tentang Jadwal buka tutup pintu air",
        "Pintu air mengikuti kalender tanam. Dasar: Pasal 18 huruf c",
        "Pendapat berbeda: Dinas Pertanian meminta pekan ketiga",
        "Belum terikat: wakilnya hanya membahas",
        "Petugas pintu air ditunjuk",
        "Disahkan oleh Asisten Perekonomian dan Pembangunan",
        "Menandatangani",
    ),
    "rancangan-keputusan": ("Menimbang", "KESATU", "Gugus kerja irigasi terpadu", "Peta saluran", "Anggota"),
    "matriks-rencana-terpadu": ("Normalisasi saluran", "Rp250.000.000,00", "Rp350.000.000,00", "Kecamatan Lampihong"),
    "laporan-pemantauan": ("62,5", "81", "target 90 persen", "Saluran sekunder diperbaiki"),
    "nota-konsultasi": ("Pemadanan dilakukan per kecamatan", "Hasilnya tanda cocok", "Tidak menjawab", "Pasal 12 ayat"),
    "berita-acara-musyawarah": (
        "Pada hari ini",
        "Digeser sepekan",
        "Setuju dengan catatan",
        "Tempatnya di pasar",
        "Plt. KEPALA DINAS PERDAGANGAN",
    ),
    "kesepakatan-bersama": ("Listrik dan tempat", "Panggung seni", "Setuju dengan catatan", "Pekan ketiga"),
    "hasil-fungsional": ("Sembilan sekolah dengan serat optik", "Peninjauan pekan ini", "Mohon rekomendasi"),
    "lembar-arahan": ("Yth. Kepala Bidang", "Perbaiki tiga pintu", "Dahulukan yang di hulu", "Saudara diminta"),
    "laporan-pelaksanaan": ("Tiga pintu air berfungsi", "Suku cadang harus dipesan", "KEPALA BIDANG"),
    "keputusan-koordinasi": (
        "Imunisasi pada pekan kedua. Dasar: ",
        "Daftar murid dikirim lima hari sebelumnya. Dasar: ",
        "Dahulukan desa yang jauh",
        "a.n. SEKRETARIS DAERAH",
        "Tafsir · Pasal 21 ayat (1)",
    ),
    "kartu-berkas": ("Jadwal imunisasi", "Perjalanan terakhir", "Selesai"),
}


def test_every_kind_of_paper_is_tried_here() -> None:
    missing = {kind.code for kind in KINDS} - set(CASES)
    assert not missing, "give these kinds a case in tests/papers/letters.py"


@pytest.mark.parametrize("code", PDFS)
def test_every_kind_says_what_it_must_on_pages_that_are_not_empty(cast: Cast, code: str) -> None:
    paper = made(*CASES[code](cast), code)
    file = content(paper)
    said = text(file)
    for words in (*SAID[code], paper.number, str(BY_CODE[code].title).upper(), acts.root_of(paper)):
        assert words in said or (words.lower() in said.lower() and words.isupper()), words
    assert "QR ini bukan tanda tangan elektronik" in said and f"/periksa/{paper.code}" in said
    assert f"Halaman 1 dari {len(pages(file))}" in said
    for page in pages(file):
        shades = page.render(scale=0.5).to_pil().convert("L").histogram()
        assert 0.004 < sum(shades[:128]) / sum(shades) < 0.4, "an empty page, or a black one"
    assert sound(paper.government)


@pytest.mark.parametrize("code", PDFS)
def test_no_paper_says_anda_or_bears_a_number_of_a_person(cast: Cast, code: str) -> None:
    actor, matter = CASES[code](cast)
    actor.person.nip = "198001012005011001"
    actor.person.save()
    said = text(content(made(actor, matter, code)))
    assert "Anda" not in said.replace("Pandangan", "") and "NIP" not in said and "198001012005011001" not in said


@pytest.mark.parametrize("code", PDFS)
def test_papers_are_tagged_with_language_title_headings_and_table_headers(cast: Cast, code: str) -> None:
    paper = made(*CASES[code](cast), code)
    with pikepdf.open(io.BytesIO(content(paper))) as document:
        assert document.Root.Lang == "id" and document.Root.MarkInfo.Marked
        assert paper.number in str(document.docinfo["/Title"])
        with document.open_metadata() as meta:
            assert meta["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    found = tags(content(paper))
    assert found.count("H1") == 1 and "TH" in found and found.index("H1") < found.index("TH")
    assert code == "kartu-berkas" or "H2" in found


def test_a_card_has_one_page_whatever_happened(cast: Cast) -> None:
    opener = cast("DPUPR/1")
    units = ("DISPERTAN", "DKP", "DLH", "DISHUB", "DISDIK", "DINKES", "DINSOS", "DISDAG", "DISPAR", "DPMD")
    words = {"title": "Judul yang panjang sekali " * 7, "purpose": "Maksud yang panjang. " * 400}
    matter = opened(opener, kind="koordinatif", form="c", parties=units, **words)
    for n in range(14):
        take(opener, matter, "lampirkan", "Naskah", uploads=(Upload(f"naskah-{n}.pdf", scan(str(n))),))
    file = content(made(opener, Matter.objects.get(pk=matter.pk), "kartu-berkas"))
    assert len(pages(file)) == 1 and "Asisten" in text(file)


def test_a_paper_is_issued_with_entry_and_seal_of_its_own_act(cast: Cast) -> None:
    lead, matter = decided(cast)
    before = ledger.size(lead.government)
    paper = issued(lead, matter, "keputusan-koordinasi")
    assert paper.state == ASKED and paper.entry == before + 1
    assert paper.seal and paper.seal.size == paper.entry and paper.seal.document.is_genuine
    entry = ledger.Entry.objects.get(government=lead.government, number=paper.entry)
    assert (entry.subject_type, entry.subject_key, entry.step) == ("paper", str(paper.pk), "keluarkan")
    assert paper.about not in entry.body, "the hashed body holds commitments only"


def test_the_file_is_made_once_by_an_entry_and_making_it_again_is_harmless(cast: Cast) -> None:
    paper = made(*decided(cast), "keputusan-koordinasi")
    size, file = ledger.size(paper.government), content(paper)
    letters.render(paper=paper.pk)
    again = Paper.objects.get(pk=paper.pk)
    assert (again.sha256, again.version, ledger.size(paper.government)) == (paper.sha256, 2, size)
    assert letters.file_of(paper) == file, "the same paper gives the same bytes"
    entry = ledger.Entry.objects.get(government=paper.government, number=size)
    assert json.loads(entry.body)["files"] == [sha256(file).hexdigest()]


def test_what_a_paper_says_stays_as_it_was_when_it_was_issued(cast: Cast) -> None:
    lead, matter = decided(cast)
    paper = issued(lead, matter, "kartu-berkas")
    take(lead, matter, "tutup", "Selesai sudah.")
    letters.render(paper=paper.pk)
    said = text(content(Paper.objects.get(pk=paper.pk)))
    assert "Diputuskan" in said and "menutup" not in said


def test_numbers_run_by_kind_and_year_without_a_gap_and_are_never_used_again(cast: Cast) -> None:
    lead, matter = decided(cast)
    found = [issued(lead, matter, kind) for kind in ("keputusan-koordinasi", "kartu-berkas", "keputusan-koordinasi")]
    year = found[0].year
    assert [p.number for p in found] == [
        f"100.3.4/1/KK/SETDA/{year}",
        f"KARTU/1/SETDA/{year}",
        f"100.3.4/2/KK/SETDA/{year}",
    ]
    twin = Paper.objects.get(pk=found[0].pk)
    twin.pk, twin.code = None, acts.new_code()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_the_same_form_sent_twice_issues_one_paper(cast: Cast) -> None:
    lead, matter = decided(cast)
    first, again = (issued(lead, matter, "keputusan-koordinasi", key="abc") for _ in range(2))
    assert first.pk == again.pk and Paper.objects.count() == 1
    other = decided(cast)[1]
    with pytest.raises(Stale):
        issued(lead, other, "keputusan-koordinasi", key="abc")


def test_who_has_no_seat_that_issues_it_or_is_too_early_is_refused(cast: Cast) -> None:
    lead, matter = decided(cast)
    with pytest.raises(Refused):
        issued(cast("DISDIK/1"), matter, "keputusan-koordinasi")
    with pytest.raises(Matter.DoesNotExist):
        issued(cast("DLH/1"), matter, "kartu-berkas")
    with pytest.raises(Refused):
        issued(cast("INSPEKTORAT/1"), matter, "kartu-berkas")  # who supervises alters nothing
    with pytest.raises(Refused):
        issued(lead, matter, "arsip-berkas")  # it is not closed yet
    with pytest.raises(Refused):
        issued(lead, matter, "tidak-ada")
    asker = cast("DISDIK/1")
    early = opened(asker, kind="fungsional", parties=("DISKOMINFO/1",))
    with pytest.raises(Refused, match="Belum ada hasil kerja"):
        issued(asker, early, "hasil-fungsional")
    assert Paper.objects.count() == 0


def test_a_failed_file_can_be_asked_for_again_and_the_paper_stands(cast: Cast) -> None:
    lead, matter = decided(cast)
    paper = issued(lead, matter, "keputusan-koordinasi")
    assert acts.give_up(paper=paper.pk).state == FAILED
    assert acts.give_up(paper=paper.pk).version == 2
    assert acts.ask_again(actor=replace(lead), paper=paper.pk).state == ASKED
    letters.render(paper=paper.pk)
    assert Paper.objects.get(pk=paper.pk).state == MADE and sound(lead.government)


def test_without_pango_the_product_says_so_and_offers_the_page_to_print(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "import_module", missing)
    pdf._engine.cache_clear()
    assert not pdf.available()
    paper = issued(*finished(cast), "keputusan-koordinasi")
    with pytest.raises(pdf.CannotMakePDF, match="libpango"):
        letters.render(paper=paper.pk)
    page = Client().get(f"/naskah/{paper.code}/").content.decode()
    assert "Imunisasi pada pekan kedua" in page and "bukan tanda tangan elektronik" in page
    assert "http" not in page.split("<link")[1].split(">")[0]
    monkeypatch.undo()
    pdf._engine.cache_clear()


def test_the_style_sheet_of_papers_has_no_rule_that_their_maker_does_not_know(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    paper = issued(*finished(cast), "keputusan-koordinasi")
    pdf.make(letters.html(paper))
    assert not [record.getMessage() for record in caplog.records]
    assert 'class="in-browser"' not in letters.html(paper)
    assert '<html lang="id" class="in-browser">' in letters.html(paper, styles="/static/dist/paper.css")


def test_a_paper_fetches_nothing_but_its_own_styles_and_letters(caplog: pytest.LogCaptureFixture) -> None:
    asked = '<img src="http://192.0.2.1/a.png"><img src="file:///etc/passwd"><img src="fonts/../../app.css">'
    pdf.make(f'<html lang="id"><head><title>x</title></head><body><p>ada</p>{asked}</body></html>')
    failed = [record.getMessage() for record in caplog.records]
    assert sum("A paper may not fetch" in line for line in failed) == 3


def test_the_archive_of_a_closed_matter_holds_papers_attachments_entries_and_their_description(cast: Cast) -> None:
    lead, matter = finished(cast)
    decision = made(lead, matter, "keputusan-koordinasi")
    archive = made(lead, matter, "arsip-berkas")
    assert letters.file_of(archive) == content(archive), "the same archive from the same matter"
    with zipfile.ZipFile(io.BytesIO(content(archive))) as bundle:
        assert bundle.testzip() is None
        names = bundle.namelist()
        paper = next(name for name in names if name.startswith("naskah/"))
        assert bundle.read(paper) == content(decision)
        assert any(name.startswith("lampiran/") and name.endswith("denah.pdf") for name in names)
        entries = json.loads(bundle.read("catatan.json"))["catatan"]
        assert entries[0]["did"].startswith("mengajukan") and len(entries) == 9
        described = ET.fromstring(bundle.read("metadata.xml"))  # our own file
        seal = ledger.SealDocument.from_json(bundle.read("segel.json"))
        assert seal.is_genuine and not whole.verify(lead.government, seal)
        digest = sha256(content(decision)).hexdigest()
        assert f"{digest}  {paper}" in bundle.read("BACA.txt").decode()
    dc = "{http://purl.org/dc/elements/1.1/}"
    assert described.findtext(f"{dc}identifier") == matter.number and described.findtext(f"{dc}title") == matter.title


def test_a_matter_with_odd_words_makes_a_sound_archive_and_sound_papers(cast: Cast) -> None:
    asker = cast("DINSOS/1")
    cast("DISDUKCAPIL/1")
    odd = 'A & B <script>alert("1")</script> ]]> {{ x }} {% y %}'
    matter = opened(asker, kind="konsultatif", parties=("DISDUKCAPIL/1",), title=odd, purpose=odd)
    said = text(content(made(asker, matter, "nota-konsultasi")))
    assert "<script>alert" in said and "{{ x }}" in said
    take(asker, matter, "cabut", "Sudah tidak perlu.")
    archive = made(asker, Matter.objects.get(pk=matter.pk), "arsip-berkas")
    with zipfile.ZipFile(io.BytesIO(content(archive))) as bundle:
        described = ET.fromstring(bundle.read("metadata.xml"))
        assert described.findtext("{http://purl.org/dc/elements/1.1/}title") == odd
        assert odd in bundle.read("BACA.txt").decode()


def test_a_position_on_an_older_text_is_gone_and_silence_is_told_as_silence(cast: Cast) -> None:
    one, two = cast("DKUKMP/1"), cast("DISDAG/1")
    cast("DISPAR/1")
    matter = opened(one, kind="kolegial", parties=("DISDAG", "DISPAR"), title="Pameran")
    take(one, matter, "usulkan", "Pekan ketiga.")
    take(two, matter, "setuju")
    told = {p["unit"]: p["position"] for p in contents.content_of(Matter.objects.get(pk=matter.pk))["parties"]}
    assert told == {"DKUKMP": "Setuju", "DISDAG": "Setuju", "DISPAR": "Belum menyatakan"}
    take(two, matter, "usulkan_ulang", "Pekan keempat.")
    told = {p["unit"]: p["position"] for p in contents.content_of(Matter.objects.get(pk=matter.pk))["parties"]}
    assert told == {"DKUKMP": "Belum menyatakan", "DISDAG": "Setuju", "DISPAR": "Belum menyatakan"}


def test_verify_finds_a_changed_paper_a_changed_file_and_a_foreign_seal(cast: Cast) -> None:
    paper = made(*decided(cast), "keputusan-koordinasi")
    assert sound(paper.government)
    rows = Paper.objects.filter(pk=paper.pk)
    for column, value in (("number", "palsu"), ("about", "palsu"), ("public", False), ("content", {}), ("entry", 1)):
        was = getattr(paper, column)
        rows.update(**{column: value})
        assert whole.verify(paper.government), column
        rows.update(**{column: was})
    path = path_of(paper.sha256)
    kept = path.read_bytes()
    path.write_bytes(kept + b" ")
    assert any("tidak cocok" in str(fault) for fault in whole.verify(paper.government))
    path.write_bytes(kept)
    rows.update(seal=None)
    assert any("segelnya" in str(fault) for fault in whole.verify(paper.government))


def test_a_paper_puts_its_task_in_the_transaction_of_its_act(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    put: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(jobs, "put", lambda name, **arguments: put.append((name, arguments)))
    lead, matter = decided(cast)
    paper = issued(lead, matter, "keputusan-koordinasi")
    assert put == [("papers.render", {"paper": paper.pk})]

    def full(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the queue is full")

    monkeypatch.setattr(jobs, "put", full)
    size = ledger.size(lead.government)
    with pytest.raises(RuntimeError), transaction.atomic():
        issued(lead, matter, "keputusan-koordinasi")
    assert Paper.objects.count() == 1 and ledger.size(lead.government) == size


def test_the_operator_issues_in_the_name_of_his_principal(cast: Cast, balangan: Government) -> None:
    head, matter = commanded(cast)
    appoint_operator(actor=head, post="DPUPR/2")
    paper = made(cast("DPUPR/2"), matter, "lembar-arahan")
    assert paper.post == "DPUPR/1" and "KEPALA DINAS" in text(content(paper))
    entry = ledger.Entry.objects.get(government=balangan, number=paper.entry)
    assert entry.post == "DPUPR/2" and entry.on_behalf == {"post": "DPUPR/1", "unit": "DPUPR", "capacity": ""}


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (31, "tiga puluh satu"),
        (100, "seratus"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2026, "dua ribu dua puluh enam"),
    ],
)
def test_days_and_years_are_written_in_words(n: int, words: str) -> None:
    assert letters.in_letters(n) == words


def test_both_who_asked_and_who_worked_may_issue_a_result(cast: Cast) -> None:
    expert, matter = examined(cast)
    offered = {p.kind.code for p in acts.possible(expert, matter)}
    assert offered == {"hasil-fungsional", "kartu-berkas"}
    assert {p.kind.code for p in acts.possible(cast("DISDIK/1"), matter)} == offered


def test_minutes_with_a_withheld_matter_or_a_closed_decision_are_not_for_everybody(cast: Cast) -> None:
    secretary, meeting = sat(cast)
    paper = made(secretary, meeting, "notula")
    assert is_public(paper, meeting)
    meeting.decisions.update(openness="parties")
    assert not is_public(paper, meeting)
    meeting.decisions.update(openness="public")
    ground = {"withheld_ground": "UU 14/2008 Pasal 17", "withheld_until": "2030-01-01"}
    Matter.objects.update(withheld=True, **ground)
    assert not is_public(paper, meeting)


def test_a_long_list_of_addressees_stands_on_an_annex(cast: Cast) -> None:
    posts = ("DPUPR/1", "DKP/1", "DLH/1", "DISHUB/1", "DISDIK/1", "DINKES/1", "DINSOS/1", "DISDAG/1", "DISPAR/1")
    meeting = faces.called(cast, faces.led(cast), invitees=posts)
    said = text(content(made(cast(faces.LEAD), meeting, "undangan")))
    assert "Pejabat pada daftar terlampir" in said and "Lampiran: daftar yang diundang" in said


def test_a_paper_of_all_parties_has_a_block_for_each(cast: Cast) -> None:
    actor, matter = deliberated(cast)
    blocks = Paper.objects.get(pk=issued(actor, matter, "kesepakatan-bersama").pk).content["signatures"]
    assert [block["post"] for block in blocks] == ["DKUKMP/1", "DISDAG/1", "DISPAR/1"]
    assert blocks[1]["lines"] == ["Plt. KEPALA DINAS PERDAGANGAN,"]

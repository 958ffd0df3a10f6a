"""Work that goes otherwise than planned: silence, another text or mapping, an end of office, a clerk, a merger."""

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.conftest import Installation, Site, serving
from tests.journeys.days import a_week_passes
from tests.scans import scan

BALANGAN = Path(__file__).parents[2] / "src/selaras/packs/balangan"
Window = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demonstration of its own, on a copy of the pack: here offices and units change."""
    folder = tmp_path_factory.mktemp("perubahan")
    pack = shutil.copytree(BALANGAN, folder / "contoh")
    with serving(Installation(folder / "data", pack)) as served:
        yield served


def test_pasal_13_a_counterpart_that_never_answers_is_reminded_twice_and_named_silent(
    site: Site, window: Window
) -> None:
    """Nothing can be stated before; after two reminders it can, and the outcome says who did not answer."""
    asker, answerer = window("kadis.sosial"), window("kadis.dukcapil")
    number = opened(asker, "konsultatif", ("DISDUKCAPIL/1", "DINKES/1"), "Pemadanan data lansia")
    go(answerer, number)
    do(turn(answerer, "tanggapi"), "Tanggapi", "Dapat dipadankan per kecamatan.")

    go(asker, number)
    expect(asker.locator("#giliran > .panel")).to_have_count(0)
    held = asker.get_by_role("group").filter(has_text="nyatakan kesamaan pemahaman belum dapat dilakukan")
    expect(held).to_contain_text("Menunggu Dinas Kesehatan.")
    expect(held).to_contain_text("Jalan lain: Ingatkan mitra yang belum menanggapi")
    for _ in range(2):
        remind = fold(asker, "Ingatkan")
        expect(remind.get_by_label("Kepada")).to_contain_text("Dinas Kesehatan")
        do(remind, "Ingatkan")
        told(asker, "Tercatat: Ingatkan.")
        a_week_passes(site)
    asker.reload()
    do(turn(asker, "nyatakan kesamaan pemahaman"), "Nyatakan kesamaan pemahaman", "Dipadankan per kecamatan.")
    expect(party(asker, "Dinas Kesehatan")).to_contain_text("Tidak menjawab")

    go(answerer, number)
    stance = turn(answerer, "nyatakan sikap")
    choice(stance, "Benarkan").check()
    do(stance, "Nyatakan sikap")
    go(asker, number)
    do(turn(asker, "tutup konsultasi"), "Tutup konsultasi")
    told(asker, "Selesai: catatan konsultasi.")
    expect(party(asker, "Dinas Kesehatan")).to_contain_text("Tidak menjawab")


def test_pasal_14_ayat_2_a_text_changed_after_positions_clears_them_and_the_stale_form_is_told(
    window: Window,
) -> None:
    """The second officer objects to a text that is gone: a clear conflict, his words kept, the positions cleared."""
    first, second = window("kadis.kb"), window("kadis.sosial")
    for page in (first, second):
        page.goto("/kerja/berkas/?q=posyandu+keliling")
        page.get_by_role("link", name="Jadwal bersama posyandu keliling").click()
    expect(party(second, "Dinas Kesehatan")).to_contain_text("Setuju")
    stance, words = turn(second, "nyatakan sikap"), "Petugas kami hanya ada pada pekan kedua."
    choice(stance, "Keberatan").check()
    stance.get_by_role("textbox").first.fill(words)
    do(fold(first, "Ajukan konsep baru"), "Ajukan konsep baru", "Satu jadwal dua bulan sekali per desa.")
    told(first, "Tercatat: Ajukan konsep baru.")

    with second.expect_response(lambda answer: answer.request.method == "POST") as sent:
        do(stance, "Nyatakan sikap")
    assert sent.value.status == 409
    expect(second.get_by_role("alert")).to_contain_text("Belum tercatat: keadaannya sudah berubah")
    again = turn(second, "nyatakan sikap")
    expect(again.get_by_role("blockquote")).to_have_text("Satu jadwal dua bulan sekali per desa.")
    expect(again.get_by_role("textbox").first).to_have_value(words)
    expect(choice(again, "Keberatan")).to_be_checked()
    expect(party(second, "Dinas Kesehatan")).to_contain_text("Belum menyatakan")
    expect(party(second, "Dinas Pengendalian Penduduk")).to_contain_text("Setuju")

    do(again, "Nyatakan sikap")  # having read the new text
    told(second, "Tercatat: Keberatan.")
    expect(party(second, "Dinas Sosial")).to_contain_text("Keberatan")


def test_pasal_21_a_mapping_that_changes_leaves_the_path_of_a_matter_and_offers_the_new_one(window: Window) -> None:
    """The office of organisation maps another coordinator; the matter stays until its opener takes the new path."""
    opener, office = window("kadis.perdagangan"), window("kabag.organisasi")
    number = opened(opener, "koordinatif&form=c", ("DKUKMP",), "Pasar murah menjelang hari raya")
    path = section(opener, "Jalur")
    expect(path).to_contain_text("Asisten Perekonomian dan Pembangunan")

    office.goto("/kerja/jalur/?q=DKUKMP")
    office.get_by_role("row", name="Dinas Koperasi").get_by_role("link", name="Asisten Perekonomian").click()
    office.get_by_text("Ganti koordinator", exact=True).first.click()
    form = office.locator("form").filter(has=office.get_by_label("Sejak"))
    form.get_by_label("Koordinator").fill("Asisten Pemerintahan dan Kesejahteraan Rakyat")
    form.get_by_label("Sejak").fill(str(date.today()))
    form.get_by_label("Alasan").fill("Pembagian tugas Asisten yang baru.")
    form.get_by_role("button", name="Lihat akibatnya").click()
    expect(office.get_by_role("region", name="Yang akan tercatat")).to_contain_text("Tetap pada jalur")
    office.get_by_role("button", name="Ganti koordinator").click()
    told(office, "Koordinator diganti. Berkas yang berjalan tetap pada jalurnya.")

    go(opener, number)
    expect(path).to_contain_text("Pemetaan koordinasi sudah berubah. Berkas ini tetap pada jalurnya")
    expect(party(opener, "Asisten Perekonomian dan Pembangunan")).to_contain_text("Pemimpin koordinasi")
    path.get_by_role("link", name="Pakai jalur baru").click()
    do(fold(opener, "Pakai jalur baru"), "Pakai jalur baru", "Pembagian tugas Asisten sudah berganti.")
    told(opener, "Sekarang ada pada Sekretaris Daerah.")
    expect(path).not_to_contain_text("Pemetaan koordinasi sudah berubah")
    expect(path).to_contain_text("Asisten Pemerintahan dan Kesejahteraan Rakyat")
    expect(party(opener, "Sekretaris Daerah")).to_contain_text("Pemimpin koordinasi")


def test_a_tenure_that_ends_while_the_form_is_open_records_nothing_and_loses_no_word(window: Window) -> None:
    """The office of personnel ends it; what the officer sends is refused, told why, and stands there to be copied."""
    officer, office = window("kadis.perhubungan"), window("kaban.kepegawaian")
    words = "Hasil hitung kendaraan tiga hari dan denahnya terlampir."
    officer.goto("/kerja/")
    officer.get_by_role("listitem").filter(has_text="Penataan parkir").get_by_role("link", name="Ajukan lagi").click()
    panel = turn(officer, "ajukan lagi")
    panel.get_by_role("textbox").first.fill(words)

    office.goto("/kerja/pejabat/?q=Layar+Senja")
    office.get_by_role("link", name="Layar Senja").click()
    office.get_by_text("Akhiri masa jabatan").first.click()
    office.get_by_label("Hari terakhir").fill(str(date.today() - timedelta(days=1)))
    office.get_by_label("Nomor keputusan atau alasan").fill("821/17/2026")
    office.get_by_role("button", name="Akhiri masa jabatan").click()
    expect(office.locator(".marks")).to_contain_text("Berakhir")

    with officer.expect_response(lambda answer: answer.request.method == "POST") as sent:
        do(panel, "Ajukan lagi")
    assert sent.value.status == 403
    expect(officer.get_by_role("main")).to_contain_text("Masa jabatan Anda sudah berakhir")
    expect(officer.get_by_role("main").get_by_role("textbox").first).to_have_value(words)
    reader = window("sekda")
    reader.goto("/kerja/berkas/?q=Penataan+parkir")
    reader.get_by_role("link", name="Penataan parkir").click()
    expect(reader.locator(".marks").first).to_contain_text("Dikembalikan")


def test_pasal_19_huruf_d_an_operator_records_for_the_sekda_and_binds_only_with_the_signed_paper(
    window: Window,
) -> None:
    """A letter is added in the Sekda's name, both named; taking the lead needs the scan of what he signed."""
    clerk = window("kabag.umum")
    clerk.goto("/kerja/")
    row = clerk.locator(".inbox > li").filter(has_text="Rencana pemakaian bersama pusat data")
    expect(row).to_contain_text("dicatat untuk Sekretaris Daerah")
    row.get_by_role("link", name="Ambil dan pimpin").click()
    clerk.get_by_text("Yang tersedia pada setiap berkas").last.click()
    add = fold(clerk, "Lampirkan naskah untuk Sekretaris Daerah")
    add.get_by_label("Naskah", exact=True).set_input_files(paper("daftar.pdf"))
    do(add, "Lampirkan naskah", "Daftar peladen.")
    told(clerk, "Tercatat: Lampirkan naskah.")
    both = "Dicatat Kepala Bagian Umum atas nama Sekretaris Daerah"
    expect(clerk.locator(".journey > li").first).to_contain_text(both)
    before = clerk.locator(".journey > li").count()

    lead = turn(clerk, "ambil dan pimpin")
    expect(lead).to_contain_text("Dicatat untuk Sekretaris Daerah.")
    do(lead, "Ambil dan pimpin")
    expect(lead.get_by_label("Pindaian naskah yang ditandatangani pimpinan")).to_be_focused()
    expect(lead).to_contain_text("Pilih naskah yang hendak dilampirkan.")
    expect(clerk.locator(".journey > li")).to_have_count(before)
    scan = lead.get_by_label("Pindaian naskah yang ditandatangani pimpinan")
    scan.set_input_files(paper("disposisi.pdf"))
    do(lead, "Ambil dan pimpin")
    told(clerk, "Tercatat: Ambil dan pimpin.")
    done = clerk.locator(".journey > li").first
    expect(done).to_contain_text("Sekretaris Daerah mengambil berkas dan memimpin koordinasi")
    expect(done).to_contain_text(both)
    expect(done).to_contain_text("Naskah: disposisi.pdf")


def test_pasal_1_angka_13_a_rung_skipped_is_refused_goes_through_the_rung_between_or_past_it_in_urgency(
    window: Window,
) -> None:
    """Refused with its clause and kept as a draft; sent as offered; another goes past the rung once it says why."""
    head, between, skipping = (
        window("kadis.pupr"),
        window("kabid.sda"),
        "/kerja/berkas/baru/?kind=struktural&to=DPUPR/62",
    )
    head.goto(skipping)
    write(head, "Pembersihan saluran tersier", "Bersihkan saluran di tiga desa pekan ini.")
    head.get_by_role("button", name="Ajukan").click()
    refusal = head.get_by_role("alert")
    expect(refusal).to_contain_text("melompati Kepala Bidang Sumber Daya Air")
    expect(refusal).to_contain_text("Pasal 1 angka 13")
    expect(refusal).to_contain_text("Yang Anda tulis tersimpan sebagai draf.")

    head.get_by_role("button", name="Sampaikan melalui Kepala Bidang Sumber Daya Air").click()
    expect(head.get_by_label("Judul berkas")).to_have_value("Pembersihan saluran tersier")
    head.get_by_role("button", name="Ajukan").click()
    told(head, "Sekarang ada pada Kepala Bidang Sumber Daya Air.")
    go(between, head.url.rstrip("/").rsplit("/", 1)[-1])
    do(turn(between, "catat penerimaan"), "Catat penerimaan")
    expect(fold(between, "Teruskan satu jenjang").get_by_label("Bawahan langsung")).to_contain_text("Kepala Seksi")

    head.goto(skipping)
    write(head, "Pengangkatan pohon tumbang", "Angkat pohon yang menutup saluran.")
    reason = "Air sudah masuk rumah warga dan Kepala Bidang tidak dapat dihubungi."
    head.get_by_label("Alasan mendesak").fill(reason)
    head.get_by_role("button", name="Ajukan").click()
    told(head, "Sekarang ada pada Kepala Seksi")
    for words in ("Mendesak, melewati jenjang", reason):
        expect(section(head, "Maksud")).to_contain_text(words)
    expect(party(head, "Kepala Bidang Sumber Daya Air")).to_contain_text("Diberi tahu")
    go(between, head.url.rstrip("/").rsplit("/", 1)[-1])
    do(fold(between, "Catat sudah mengetahui"), "Catat sudah mengetahui")
    expect(party(between, "Kepala Bidang Sumber Daya Air")).to_contain_text("Mengetahui")


def test_two_units_merge_while_a_matter_is_open_between_them_and_the_successor_takes_the_seat(
    window: Window, site: Site
) -> None:
    """The pack says that one unit succeeded the other; its head goes on in the seat, and the ledger stays whole.

    Everybody sees the day before, the day itself and what came after.
    """
    heir = window("kadis.perdagangan")
    heir.goto("/kerja/berkas/?q=pasar+wisata")
    heir.get_by_role("link", name="Pemantauan bersama pasar wisata").click()
    expect(party(heir, "Dinas Pariwisata")).to_contain_text("Mitra")
    number, yesterday = heir.url.rstrip("/").rsplit("/", 1)[-1], date.today() - timedelta(days=1)
    merge(site, "DISPAR", "DISDAG")

    heir.goto(f"/berkas/{number}/")
    expect(row_of(heir, "Dinas Pariwisata")).to_contain_text("Unit ini sudah berakhir; penerusnya Dinas Perdagangan")
    row_of(heir, "Dinas Pariwisata").get_by_role("link", name="Dinas Pariwisata").click()
    expect(heir.locator("main")).to_contain_text("digabung ke dalam Dinas Perdagangan. Peraturan Daerah contoh")
    heir.get_by_role("link", name="Berkasnya pada hari itu").click()
    expect(heir.get_by_role("complementary", name="Hari yang ditampilkan")).to_contain_text("Keadaan per")
    heir.get_by_role("link", name="Pemantauan bersama pasar wisata").click()
    expect(heir).to_have_url(f"{site.url}/berkas/{number}/?per={yesterday}")
    expect(row_of(heir, "Dinas Pariwisata")).not_to_contain_text("sudah berakhir")

    heir.goto("/kerja/")
    row = heir.get_by_role("listitem").filter(has_text="Pemantauan bersama pasar wisata")
    row.get_by_role("link", name="Teruskan sebagai penerus").click()
    do(turn(heir, "teruskan sebagai penerus"), "Teruskan sebagai penerus")
    told(heir, "Tercatat: Teruskan sebagai penerus.")
    expect(heir.locator(".journey > li").first).to_contain_text("Penerus: Dinas Pariwisata → Dinas Perdagangan")
    expect(party(heir, "Dinas Pariwisata")).to_have_count(0)
    expect(party(heir, "Dinas Perdagangan")).to_have_count(1)
    heir.goto(f"/berkas/{number}/?per={yesterday}")
    expect(row_of(heir, "Dinas Pariwisata")).to_have_count(1)
    heir.get_by_role("link", name="Lihat keadaan hari ini").click()
    expect(row_of(heir, "Dinas Pariwisata")).to_have_count(0)

    leader = window("asisten2")
    go(leader, number)
    do(turn(leader, "catat kesepakatan"), "Catat kesepakatan", "Dipantau setiap bulan.")
    told(leader, "Sekarang ada pada Dinas Perdagangan;")
    assert site.installation.verified() == (0, [])


def row_of(page: Page, name: str) -> Locator:
    """Who takes part, on the public page of a matter."""
    return page.locator("section").filter(has_text="Para pihak").get_by_role("row").filter(has_text=name)


def merge(site: Site, old: str, new: str) -> None:
    """Load the pack anew with one unit ended yesterday and another as its successor from today on."""
    pack = site.installation.pack
    assert pack is not None
    today = date.today()
    for name, column in (("units", "code"), ("posts", "unit"), ("affairs", "unit"), ("coordination", "unit")):
        with (pack / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            if row[column] == old:
                row["valid_to"] = str(today - timedelta(days=1))
        with (pack / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    with (pack / "successions.csv").open("a", encoding="utf-8") as file:
        file.write(f"{today},{old},{new},merge,,Peraturan Daerah contoh\n")
    loaded = site.installation.run("load-pack", str(pack))
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr


def opened(page: Page, kind: str, parties: tuple[str, ...], title: str) -> str:
    """Open a matter; its number."""
    page.goto(f"/kerja/berkas/baru/?kind={kind}{''.join(f'&to={party}' for party in parties)}")
    write(page, title, "Contoh untuk perjalanan ini.")
    page.get_by_role("button", name="Ajukan").click()
    told(page, "diajukan.")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def paper(name: str) -> FilePayload:
    """A scan."""
    return {"name": name, "mimeType": "application/pdf", "buffer": scan()}


def write(page: Page, title: str, purpose: str) -> None:
    """Fill in what every new matter needs."""
    page.get_by_label("Judul berkas").fill(title)
    page.get_by_label("Maksud").fill(purpose)


def go(page: Page, number: str) -> None:
    """Open the page of a matter."""
    page.goto(f"/kerja/berkas/{number}/")


def turn(page: Page, what: str) -> Locator:
    """The panel that waits for the reader."""
    return page.get_by_role("region", name=f"Giliran Anda: {what}")


def fold(page: Page, what: str) -> Locator:
    """Another act, unfolded."""
    found = page.locator("details.more").filter(has=page.locator("summary", has_text=what)).last
    if not found.evaluate("fold => fold.open"):
        found.locator("summary").first.click()
    return found


def party(page: Page, name: str) -> Locator:
    """How a party stands."""
    named = page.get_by_role("heading", level=3, name=name)
    return section(page, "Keadaan para pihak").get_by_role("listitem").filter(has=named)


def section(page: Page, title: str) -> Locator:
    """A part of the page by its heading."""
    return page.locator("section").filter(has=page.get_by_role("heading", level=2, name=title, exact=True))


def choice(panel: Locator, what: str) -> Locator:
    """One of several answers to a question."""
    return panel.locator(".choice").filter(has=panel.page.get_by_text(what, exact=True)).get_by_role("radio")


def do(form: Locator, what: str, words: str = "") -> None:
    """Write and send."""
    if words:
        form.get_by_role("textbox").first.fill(words)
    form.get_by_role("button", name=what, exact=True).click()


def told(page: Page, sentence: str) -> None:
    """What the page says after an act."""
    expect(page.get_by_role("status").first).to_contain_text(sentence)

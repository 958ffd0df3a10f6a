"""The meeting of the irrigation matter: called, answered, attended, written down, signed, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Site, violations

TITLE = "Rapat jadwal pintu air"
INTENT = "/kerja/berkas/baru/?kind=koordinatif&form=c&to=DISPERTAN&to=DKP&to=KEC.LAMPIHONG"
DECISIONS = (
    ("Pintu air dibuka mulai 5 Januari menurut kalender tanam.", "Pasal 18 huruf c"),
    ("Saluran di Lampihong dipelihara sebelum pintu dibuka.", "Pasal 18 huruf c"),
    ("Jadwal diumumkan kepada desa sepekan sebelumnya.", "Pasal 17 huruf b"),
)
TASKS = (
    ("Susun jadwal buka tutup pintu air", "Dinas Pekerjaan Umum dan Penataan Ruang", "Dinas Pertanian"),
    ("Umumkan jadwal kepada desa", "Kecamatan Lampihong", "Dinas Ketahanan Pangan"),
)
Window = Callable[..., Page]
TODAY = datetime.now(ZoneInfo("Asia/Makassar")).date()


def test_the_irrigation_meeting_from_its_invitation_to_its_signed_minutes(site: Site, window: Window) -> None:
    """Two come, one sends a substitute who only discusses, one stays away; three decisions, two follow-ups."""
    number = a_led_matter(window)
    address = called(window, number)
    answered(window, address)
    held(window, address)
    written(window, address)
    signed(window, address)
    goes_on(window, address)
    assert site.installation.verified() == (0, [])


def turn(page: Page, what: str) -> Locator:
    """The panel of what waits for the reader."""
    return page.get_by_role("region", name=f"Giliran Anda: {what}")


def a_led_matter(window: Window) -> str:
    """The Kepala Dinas opens the matter, the Sekda lets the Asisten lead it."""
    head = window("kadis.pupr")
    head.goto(INTENT)
    head.get_by_label("Judul berkas").fill("Jadwal pintu air dan masa tanam")
    head.get_by_label("Maksud").fill("Pintu air dibuka menurut kalender tanam.")
    head.get_by_label("Menyangkut anggaran").check()
    head.get_by_role("button", name="Ajukan melalui jalur ini").click()
    expect(head.get_by_role("status")).to_contain_text("Sekarang ada pada Sekretaris Daerah.")
    number = head.url.rstrip("/").rsplit("/", 1)[-1]
    sekda = window("sekda")
    sekda.goto(f"/kerja/berkas/{number}/")
    act = sekda.locator("details").filter(has_text="Limpahkan kepada Asisten").first
    act.locator("summary").first.click()
    act.get_by_label("Kepada").select_option(label="Asisten Perekonomian dan Pembangunan")
    act.get_by_role("button", name="Limpahkan kepada Asisten").click()
    expect(sekda.get_by_role("status")).to_contain_text("Tercatat: Limpahkan")
    return number


def called(window: Window, number: str) -> str:
    """The Asisten calls it: who is proposed stands there with the reason, and finance and planning are among them."""
    lead = window("asisten2")
    lead.goto(f"/kerja/rapat/baru/?berkas={number}")
    expect(lead.get_by_text("Disarankan: pihak dalam berkas.")).to_have_count(4)
    expect(lead.get_by_text("Disarankan: berkas menyangkut anggaran", exact=False)).to_have_count(2)
    for unit in ("Badan Perencanaan Pembangunan Daerah", "Badan Keuangan Daerah"):
        lead.get_by_label(f"Sebagai: {unit}").select_option(label="Peserta undangan")
    lead.get_by_label("Judul rapat").fill(TITLE)
    lead.get_by_label("Hari", exact=False).first.fill(str(TODAY))
    lead.get_by_label("Mulai pukul").fill("09:00")
    lead.get_by_label("Selesai pukul").fill("11:00")
    lead.get_by_label("Tempat").fill("Ruang rapat Sekretariat Daerah")
    lead.get_by_label("Notulis").select_option(
        label="Kepala Bagian Administrasi Pembangunan, Bagian Administrasi Pembangunan"
    )
    lead.get_by_role("button", name="Tambah mata acara").click()
    lead.get_by_role("textbox", name="Yang dibahas").nth(1).fill("Lain-lain")
    expect(lead.get_by_label("Judul rapat")).to_have_value(TITLE)
    assert not violations(lead)
    lead.get_by_role("button", name="Kirim undangan").click()
    expect(lead.get_by_role("status")).to_contain_text("Undangan terkirim")
    return lead.url.split("#")[0]


def answered(window: Window, address: str) -> None:
    """Each finds the invitation in giliran Anda and answers from there; one says nothing."""
    for who, post in (("kadis.pangan", "Kepala Dinas Ketahanan Pangan"), ("kadis.pangan", "Kepala Dinas Pertanian")):
        officer = window(who, post=post)
        officer.goto("/kerja/")
        row = officer.get_by_role("listitem").filter(has_text=TITLE)
        row.get_by_role("link", name="Jawab undangan").click()
        panel = turn(officer, "jawab undangan")
        panel.get_by_role("radio", name="Akan hadir").check()
        panel.get_by_role("button", name="Jawab undangan").click()
        expect(officer.get_by_role("status")).to_contain_text("Tercatat: Akan hadir")
    head = window("kadis.pupr")
    head.goto(address)
    panel = turn(head, "jawab undangan")
    panel.get_by_role("radio", name="Kirim wakil yang hanya membahas").check()
    panel.get_by_label("Yang mewakili").select_option(
        label="Kepala Bidang Sumber Daya Air, Dinas Pekerjaan Umum dan Penataan Ruang"
    )
    panel.get_by_role("textbox", name="Nomor surat tugas").fill("094/12/DPUPR")
    panel.get_by_label("Tanggal surat tugas").fill(str(TODAY))
    panel.get_by_role("button", name="Jawab undangan").click()
    expect(head.get_by_role("status")).to_contain_text("Tercatat: Kirim wakil yang hanya membahas")
    lead = window("asisten2")
    lead.goto(address)
    expect(lead.get_by_role("heading", name="Meja rapat belum dapat memutuskan")).to_be_visible()
    expect(lead.get_by_text("Wakilnya hanya membahas: Dinas Pekerjaan Umum dan Penataan Ruang.")).to_be_visible()
    expect(lead.get_by_text("Belum menyatakan akan hadir: Kecamatan Lampihong.")).to_be_visible()


def held(window: Window, address: str) -> None:
    """The meeting begins; the code stands in the room; one comes by QR, one by letters, one is typed in from paper."""
    lead = window("asisten2")
    lead.goto(address)
    turn(lead, "mulai rapat").get_by_role("button", name="Mulai rapat").click()
    lead.get_by_role("link", name="Tampilkan kode hadir").click()
    expect(lead.locator("svg.qr")).to_be_visible()
    code = lead.locator(".letters-big").inner_text().split()[-1]
    assert not violations(lead)
    deputy = window("kabid.sda", width=360)
    deputy.goto(f"{address}hadir/?kode={code}")
    expect(deputy.get_by_text("hanya membahas; keputusan atas nama unit itu tidak Anda ambil")).to_be_visible()
    deputy.get_by_role("button", name="Saya hadir").click()
    expect(deputy.get_by_role("heading", name="Kehadiran tercatat")).to_be_visible()
    head = window("kadis.pangan", post="Kepala Dinas Ketahanan Pangan", width=360)
    head.goto(f"{address}hadir/")
    head.get_by_label("Kode hadir").fill("XXXX" if code != "XXXX" else "YYYY")
    head.get_by_role("button", name="Saya hadir").click()
    expect(head.get_by_text("Kode hadir itu tidak cocok.", exact=False)).to_be_visible()
    head.get_by_label("Kode hadir").fill(code.lower())
    head.get_by_role("button", name="Saya hadir").click()
    expect(head.get_by_role("heading", name="Kehadiran tercatat")).to_be_visible()
    secretary = window("kabag.adbang")
    secretary.goto(f"{address}daftar-hadir/")
    line = secretary.get_by_role("group", name="Dinas Pertanian", exact=False)
    line.get_by_label("Kehadiran").select_option(label="Catat hadir")
    secretary.get_by_role("button", name="Catat kehadiran").click()
    expect(secretary.get_by_role("status")).to_contain_text("1 kehadiran tercatat")


def written(window: Window, address: str) -> None:
    """The notulis writes while the connection breaks; the chair writes at the same time and nothing is lost."""
    secretary, lead = window("kabag.adbang"), window("asisten2")
    secretary.goto(f"{address}notula/")
    lead.goto(f"{address}notula/")
    note = secretary.get_by_label("Catatan rapat", exact=False).first
    note.fill("Jadwal tanam dibacakan.")
    status = secretary.locator("[data-status]").first
    expect(status).to_contain_text("Tersimpan")
    secretary.context.set_offline(True)
    note.fill("Jadwal tanam dibacakan. Pintu air dibuka 5 Januari.")
    expect(status).to_contain_text("Belum tersimpan, sambungan terputus")
    secretary.context.set_offline(False)
    expect(status).to_contain_text("Tersimpan", timeout=15_000)
    other = lead.get_by_label("Catatan rapat", exact=False).first
    other.fill("Rapat dibuka Asisten.")
    expect(lead.locator("[data-status]").first).to_contain_text("orang lain menulis lebih dahulu")
    expect(lead.get_by_label("tersimpan lebih dahulu", exact=False)).to_have_value(
        "Jadwal tanam dibacakan. Pintu air dibuka 5 Januari."
    )
    other.fill("Rapat dibuka Asisten. Jadwal tanam dibacakan. Pintu air dibuka 5 Januari.")
    lead.get_by_role("button", name="Simpan", exact=True).first.click()
    expect(lead.locator("[data-status]").first).to_contain_text("Tersimpan")
    secretary.reload()
    expect(secretary.get_by_label("Catatan rapat", exact=False).first).to_have_value(
        "Rapat dibuka Asisten. Jadwal tanam dibacakan. Pintu air dibuka 5 Januari."
    )
    for text, ground in DECISIONS:
        form = secretary.locator("details").filter(has_text="Catat keputusan pada mata acara 1").first
        form.locator("summary").click()
        expect(form.get_by_text("Belum terikat: wakilnya hanya membahas")).to_be_visible()
        expect(form.get_by_text("Belum terikat: tidak hadir")).to_be_visible()
        form.get_by_label("Isi keputusan").fill(text)
        form.get_by_role("combobox", name="Dasar").fill(ground)
        for unit in ("Dinas Pertanian", "Dinas Ketahanan Pangan"):
            form.get_by_label(unit, exact=True).select_option(label="Setuju")
        form.get_by_role("button", name="Catat keputusan").click()
        expect(secretary.get_by_role("status").first).to_contain_text("tercatat pada notula")
    for n, (text, owner, checker) in enumerate(TASKS):
        form = secretary.locator("details").filter(has_text="Catat tindak lanjut").nth(n)
        form.locator("summary").first.click()
        form.get_by_label("Yang dikerjakan").fill(text)
        form.get_by_label("Penanggung jawab").select_option(label=owner)
        form.get_by_label("Diperiksa oleh Perangkat Daerah lain").select_option(label=checker)
        form.get_by_label("Tenggat, hari kerja").fill("5")
        form.get_by_role("button", name="Catat tindak lanjut").click()
        expect(secretary.get_by_role("status").first).to_contain_text("Tindak lanjut tercatat")
    assert not violations(secretary)


def signed(window: Window, address: str) -> None:
    """Ended, sent round, reviewed by those who were there, signed by the notulis and by the chair: frozen."""
    lead, secretary = window("asisten2"), window("kabag.adbang")
    lead.goto(address)
    turn(lead, "akhiri rapat").get_by_role("button", name="Akhiri rapat").click()
    secretary.goto(address)
    turn(secretary, "edarkan notula").get_by_role("button", name="Edarkan notula untuk ditelaah").click()
    for who, post in (
        ("kadis.pangan", "Kepala Dinas Ketahanan Pangan"),
        ("kadis.pangan", "Kepala Dinas Pertanian"),
        ("kadis.pupr", ""),
    ):
        officer = window(who, post=post)
        officer.goto(address)
        expect(officer.get_by_role("heading", name="Keputusan 3")).to_be_visible()
        panel = turn(officer, "notula sesuai atau beri catatan")
        panel.get_by_role("radio", name="Notula sesuai").check()
        panel.get_by_role("button", name="Notula sesuai atau beri catatan").click()
        expect(officer.get_by_role("status")).to_contain_text("Tercatat: Notula sesuai")
    secretary.goto(address)
    turn(secretary, "tandatangani notula").get_by_role("button", name="Tandatangani notula").click()
    lead.goto(address)
    turn(lead, "sahkan notula").get_by_role("button", name="Sahkan notula").click()
    expect(lead.get_by_role("status")).to_contain_text("Tercatat: Sahkan notula")
    expect(lead.get_by_text("Belum terikat: wakilnya hanya membahas")).to_have_count(3)
    assert not violations(lead)
    secretary.goto(f"{address}notula/")
    expect(secretary.get_by_role("button", name="Simpan", exact=True)).to_have_count(0)
    secretary.get_by_label("Bagian mana yang keliru, dan yang benar").fill(
        "Nama desa yang benar ialah Lampihong Kanan."
    )
    secretary.get_by_role("button", name="Catat adendum").click()
    expect(secretary.get_by_role("status")).to_contain_text("Adendum tercatat")


def goes_on(window: Window, address: str) -> None:
    """The follow-ups wait for their units; the next meeting opens with them; who stayed away is counted."""
    head = window("kadis.pupr")
    head.goto("/kerja/")
    expect(head.get_by_role("listitem").filter(has_text=TASKS[0][0])).to_be_visible()
    lead = window("asisten2")
    lead.goto(address)
    lead.get_by_role("link", name="Buat rapat berikutnya").click()
    expect(lead.get_by_role("textbox", name="Yang dibahas").nth(0)).to_have_value(TASKS[0][0])
    expect(lead.get_by_role("textbox", name="Yang dibahas").nth(1)).to_have_value(TASKS[1][0])
    expect(lead.get_by_text("Lanjutan: belum selesai")).to_have_count(2)
    inspector = window("inspektur")
    inspector.goto("/kerja/rapat/ketidakhadiran/")
    row = inspector.get_by_role("row").filter(has_text="Kecamatan Lampihong")
    expect(row).to_contain_text("undangan tidak dihadiri")
    row.locator("summary").click()
    expect(row.get_by_role("link", name=TITLE)).to_be_visible()
    assert not violations(inspector)

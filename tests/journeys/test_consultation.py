"""A consultation from post to post on a phone whose browser runs no script."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in

PHONE = {"width": 360, "height": 740, "java_script_enabled": False}


def test_pasal_13_ayat_2_a_consultation_goes_from_post_to_post_without_script_on_a_phone(
    window: Callable[..., Page],
) -> None:
    """A Kepala Bidang asks the Kepala Bagian Hukum directly; nobody stands between; both agree in the end."""
    asker, asked = window(**PHONE), window(**PHONE)
    sign_in(asker, "kabid.sampah")
    sign_in(asked, "kabag.hukum")

    asker.get_by_role("main").get_by_role("link", name="Berkas baru").click()
    asker.get_by_role("radio", name="Pendapat atau kesamaan pemahaman").check()
    asker.get_by_label("Tambah perangkat daerah atau instansi").fill("Kepala Bagian Hukum")
    asker.get_by_role("button", name="Tambah", exact=True).click()
    expect(asker.get_by_role("radio", name="Pendapat atau kesamaan pemahaman")).to_be_checked()
    preview = asker.get_by_role("complementary", name="Pratinjau")
    chosen = asker.get_by_role("list", name="Mitra yang dipilih").get_by_role("combobox")
    expect(chosen.get_by_role("option", selected=True)).to_have_text("Kepala Bagian Hukum")
    expect(preview).to_contain_text("Langsung kepada 1 mitra.")
    expect(preview.locator(".stop")).to_contain_text(["Kepala Bidang Pengelolaan Sampah", "Bagian Hukum"])
    asker.get_by_label("Judul berkas").fill("Sanksi bagi pembuang sampah di saluran irigasi")
    asker.get_by_label("Maksud").fill("Apakah sanksi administratif dapat diatur dengan Peraturan Bupati?")
    asker.get_by_role("button", name="Ajukan").click()
    expect(asker.get_by_role("status")).to_contain_text("Sekarang ada pada Bagian Hukum.")
    number = asker.url.rstrip("/").rsplit("/", 1)[-1]

    asked.goto("/kerja/")
    asked.get_by_role("listitem").filter(has_text=number).get_by_role("link", name="Tanggapi").click()
    act(asked, "Tanggapi", "Dapat, sejauh Peraturan Daerah menyebutnya.")
    expect(asked.get_by_role("status")).to_contain_text("Sekarang ada pada Kepala Bidang Pengelolaan Sampah")

    asker.goto(f"/kerja/berkas/{number}/")
    act(asker, "Nyatakan kesamaan pemahaman", "Sanksi administratif diatur sebagai pelaksanaan Peraturan Daerah.")
    asked.goto(f"/kerja/berkas/{number}/")
    asked.get_by_role("radio", name="Benarkan", exact=True).check()
    act(asked, "Nyatakan sikap")
    asker.goto(f"/kerja/berkas/{number}/")
    act(asker, "Tutup konsultasi")
    expect(asker.get_by_role("status")).to_contain_text("Selesai: catatan konsultasi.")
    for page in (asker, asked):
        page.goto(f"/kerja/berkas/{number}/")
        expect(page.get_by_role("main")).to_contain_text("Sanksi administratif diatur sebagai pelaksanaan")


def act(page: Page, what: str, words: str = "") -> None:
    """Do what the panel at the top asks; it comes before everything else on a phone."""
    panel = page.locator("#giliran > .panel")
    box = panel.bounding_box()
    assert box is not None and box["y"] < 740, "the act begins on the first screen"
    if words:
        panel.get_by_role("textbox").first.fill(words)
    panel.get_by_role("button", name=what, exact=True).click()

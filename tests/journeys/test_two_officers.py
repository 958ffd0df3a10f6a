"""Two officers at the same act, and one officer who is quicker than the network."""

import contextlib
from collections.abc import Callable

from playwright.sync_api import Error, Page, Route, expect

WORDS = "Penanganan sementara: karung pasir, lalu pemeriksaan bersama di kedua desa."


def test_two_officers_act_at_once_and_one_sees_the_conflict(window: Callable[..., Page]) -> None:
    """The act of the first counts; the second is told, and finds what he typed."""
    number = opened(window, "Tanggul bocor di dua desa")
    first, second = window("kabid.sda"), window("kabid.sda")
    for page, words in ((first, "Kami periksa besok."), (second, WORDS)):
        page.goto(f"/kerja/berkas/{number}/")
        page.get_by_label("Tanggapan Anda").first.fill(words)
    first.get_by_role("button", name="Tanggapi", exact=True).click()
    expect(first.get_by_role("status")).to_contain_text("Tercatat: Tanggapi.")

    with second.expect_response(lambda answer: answer.request.method == "POST") as sent:
        second.get_by_role("button", name="Tanggapi", exact=True).click()
    assert sent.value.status == 409
    expect(second.get_by_role("alert")).to_contain_text("Belum tercatat: keadaannya sudah berubah")
    expect(second.get_by_label("Tulisan Anda, belum terkirim")).to_have_value(WORDS)
    expect(second.get_by_text("Kami periksa besok.").first).to_be_visible()


def test_a_double_click_has_one_effect(window: Callable[..., Page]) -> None:
    """Submitted twice, there is one matter; answered twice, there is one entry."""
    page = window("camat.halong")
    number = opened(window, "Pintu air rusak", twice=True)
    page.goto("/kerja/")
    expect(page.get_by_role("link", name="Pintu air rusak")).to_have_count(1)

    officer = window("kabid.sda")
    officer.goto(f"/kerja/berkas/{number}/")
    officer.get_by_label("Tanggapan Anda").first.fill(WORDS)
    officer.get_by_role("button", name="Tanggapi", exact=True).dblclick()
    expect(officer.get_by_role("status")).to_contain_text("Tercatat: Tanggapi.")
    expect(officer.locator(".journey > li").filter(has_text="menanggapi")).to_have_count(1)


def test_what_is_typed_while_the_network_is_slow_stays(window: Callable[..., Page]) -> None:
    """An answer that comes late neither takes away a name half typed nor a party already chosen."""
    page = window("camat.halong")
    page.goto("/kerja/berkas/baru/")
    held: list[Route] = []
    page.route("**/pratinjau/", lambda route: held.append(route))
    name = page.get_by_label("Tambah perangkat daerah atau instansi")
    with page.expect_request("**/pratinjau/"):
        page.get_by_role("radio", name="Rencana beberapa pihak dipadukan").check()
    name.press_sequentially("Dinas Pertan")
    held.pop().continue_()
    preview = page.get_by_role("complementary", name="Pratinjau")
    expect(preview).to_contain_text("Koordinatif")
    expect(name).to_have_value("Dinas Pertan")

    # The first question is still under way when the party is added: its answer must not take the party away again.
    with page.expect_request("**/pratinjau/"):
        page.get_by_role("radio", name="Rencana terpadu").check()
    page.unroute("**/pratinjau/")
    name.press("End")
    name.press_sequentially("ian")
    page.get_by_role("button", name="Tambah", exact=True).click()
    expect(page.get_by_role("list", name="Mitra yang dipilih")).to_contain_text("Dinas Pertanian")
    late = held.pop()
    with contextlib.suppress(Error):  # the browser has put it aside
        late.continue_()
    expect(preview).to_contain_text("Dipimpin")
    expect(page.get_by_role("list", name="Mitra yang dipilih")).to_contain_text("Dinas Pertanian")
    expect(name).to_have_value("")


def opened(window: Callable[..., Page], title: str, *, twice: bool = False) -> str:
    """The number of a consultation that the Camat Halong puts to the Kepala Bidang Sumber Daya Air."""
    page = window("camat.halong")
    page.goto("/kerja/berkas/baru/?kind=konsultatif&to=DPUPR/6")
    page.get_by_label("Judul berkas").fill(title)
    page.get_by_label("Maksud").fill("Mohon pendapat teknis tentang penanganan sementara.")
    submit = page.get_by_role("button", name="Ajukan")
    submit.dblclick() if twice else submit.click()
    expect(page.get_by_role("status")).to_contain_text("diajukan.")
    return page.url.rstrip("/").rsplit("/", 1)[-1]

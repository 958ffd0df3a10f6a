"""One person in two posts, with two tabs open: nothing happens in the post he did not see."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

OWN, ACTING = "Kepala Dinas Ketahanan Pangan", "Plt. Kepala Dinas Pertanian"
WORDS = "Stok beras bulan ini, dengan rencana bulan depan."


def act_as(page: Page, post: str) -> None:
    page.goto("/kerja/jabatan/")
    page.get_by_role("radio", name=post).check()
    page.get_by_role("button", name="Bertindak dalam jabatan ini").click()
    expect(page.get_by_role("complementary", name="Jabatan Anda")).to_contain_text(post)


def test_a_form_of_the_other_tab_is_stopped_and_goes_on_in_its_own_post(window: Callable[..., Page]) -> None:
    """He writes as head of one agency, changes the post in a second tab, and sends the first."""
    first = window("kadis.pangan", post=OWN)
    first.goto("/kerja/berkas/baru/?kind=konsultatif&to=DLH")
    first.get_by_label("Judul berkas").fill("Cadangan beras")
    first.get_by_label("Maksud").fill(WORDS)

    second = first.context.new_page()
    act_as(second, ACTING)

    with first.expect_response(lambda answer: answer.request.method == "POST") as sent:
        first.get_by_role("button", name="Ajukan").click()
    assert sent.value.status == 409
    expect(first.get_by_role("heading", level=1)).to_have_text("Belum tercatat: jabatan Anda sudah berganti")
    expect(first.get_by_role("main")).to_contain_text(f"dibuka sebagai {OWN}. Sekarang Anda bertindak sebagai {ACTING}")
    expect(first.get_by_label("Maksud")).to_have_value(WORDS)

    first.get_by_role("button", name=f"Lanjutkan sebagai {OWN}").click()
    expect(first.get_by_role("complementary", name="Jabatan Anda")).to_contain_text(OWN)
    expect(first.get_by_label("Judul berkas")).to_have_value("Cadangan beras")
    expect(first.get_by_label("Maksud")).to_have_value(WORDS)
    expect(first.get_by_role("main")).to_contain_text("Periksa isian Anda, lalu kirim sekali lagi.")
    first.get_by_role("button", name="Ajukan").click()
    expect(first.get_by_role("status")).to_contain_text("diajukan")
    expect(first.locator(".journey > li").first).to_contain_text(OWN)

    expect(second.get_by_role("complementary", name="Jabatan Anda")).to_contain_text(ACTING)
    second.reload()
    expect(second.get_by_role("complementary", name="Jabatan Anda")).to_contain_text(OWN)

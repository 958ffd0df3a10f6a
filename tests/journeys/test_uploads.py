"""A file over a weak network: it is broken off, goes on by itself, and is stored once; without script as ever."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Route, expect

from tests.journeys.conftest import Site, violations
from tests.scans import scan

Window = Callable[..., Page]
PIECES = re.compile(r"/kerja/unggah/[\w-]{32}/$")
BEGIN = "/kerja/berkas/baru/?kind=konsultatif&to=DINKES/1"


@pytest.fixture
def weak(
    window: Window, browser: Browser, site: Site, browser_context_args: dict[str, object]
) -> Iterator[Callable[..., Page]]:
    """Opens a window of the head of public works whose network a journey may break: nothing else may go wrong in it."""
    window("kadis.pupr").close()
    noise: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(**settings: object) -> Page:
        options: dict[str, Any] = {
            "storage_state": site.signed_in["kadis.pupr", ""],
            **browser_context_args,
            **settings,
        }
        made = browser.new_context(base_url=site.url, **options)
        made.on("console", lambda message: noise.append(message.text) if message.type == "error" else None)
        made.on("weberror", lambda error: noise.append(str(error.error)))
        contexts.append(made)
        return made.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert not [text for text in noise if "net::ERR_" not in text and "status of 4" not in text]


def large(name: str) -> FilePayload:
    """A PDF of some three pieces that is like no other."""
    return {"name": name, "mimeType": "application/pdf", "buffer": scan(os.urandom(350_000).hex())}


def matter(page: Page, title: str) -> None:
    """Open a matter and the fold in which a file is attached to it."""
    page.goto(BEGIN)
    page.get_by_label("Judul berkas").fill(title)
    page.get_by_label("Maksud").fill("Contoh untuk perjalanan ini.")
    page.get_by_role("button", name="Ajukan").click()
    expect(page.locator("main")).to_contain_text("diajukan.")


def attaching(page: Page) -> None:
    """Unfold the form that attaches a file, and say what it is."""
    fold = page.locator("details.more").filter(has=page.locator("summary", has_text="Lampirkan naskah")).last
    if not fold.evaluate("fold => fold.open"):
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    fold.locator("textarea").fill("Peta lokasi.")


def stored(site: Site, file: FilePayload) -> int:
    """How often the content lies in the data folder of the installation."""
    digest = sha256(file["buffer"]).hexdigest()
    return len([*(site.installation.data / "files").glob(f"*/{digest}")])


def test_a_file_broken_off_goes_on_by_itself_and_its_form_waits_for_it(weak: Window, site: Site) -> None:
    """The network fails after the first piece; the form is sent meanwhile; all arrives once the network is back."""
    page, file = weak(), large("peta-lokasi.pdf")
    matter(page, "Peta lokasi posyandu")
    attaching(page)
    form = page.locator("form").filter(has=page.locator("input[value=lampirkan]")).last
    passed: list[str] = []
    broken = True

    def lossy(route: Route) -> None:
        if broken and passed:
            route.abort("internetdisconnected")
        else:
            passed.append(route.request.url)
            route.continue_()

    page.route(PIECES, lossy)
    form.locator("input[type=file]").set_input_files(file)
    sending = form.locator(".sending")
    expect(sending.get_by_role("status")).to_contain_text("Sambungan terputus. Dilanjutkan sendiri")
    expect(sending.get_by_role("progressbar")).to_have_attribute(
        "aria-label", re.compile(r"^Mengirim peta-lokasi.pdf: 256\sKB")
    )
    assert violations(page) == []
    form.get_by_role("button", name="Lampirkan naskah").click()
    expect(sending.get_by_role("status")).to_contain_text(re.compile("Formulir dikirim begitu|Sambungan terputus"))
    assert stored(site, file) == 0

    broken = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("main")).to_contain_text("Tercatat: Lampirkan naskah.")
    expect(page.locator(".journey > li").first).to_contain_text("Naskah: peta-lokasi.pdf")
    assert len(passed) == 3 and len(set(passed)) == 1  # no piece went twice
    assert stored(site, file) == 1


def test_a_file_sent_before_its_form_can_be_left_out_or_chosen_anew(weak: Window, site: Site) -> None:
    """What was sent stands below the field, ticked; another choice takes its place; what is unfit is told at once."""
    page, first, second = (
        weak(viewport={"width": 320, "height": 800}, color_scheme="dark"),
        large("satu.pdf"),
        large("dua.pdf"),
    )
    matter(page, "Peta posyandu kedua")
    attaching(page)
    form = page.locator("form").filter(has=page.locator("input[value=lampirkan]")).last
    field = form.locator("input[type=file]")
    field.set_input_files({"name": "palsu.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 palsu"})
    expect(form.locator(".sending .error")).to_contain_text("Naskah palsu.pdf membawa data lain")
    field.set_input_files(first)
    expect(form.get_by_role("checkbox", name=re.compile("^satu.pdf, .* sudah terkirim$"))).to_be_checked()
    field.set_input_files(second)
    expect(form.get_by_role("checkbox", name=re.compile("^dua.pdf, .* sudah terkirim$"))).to_be_checked()
    expect(form.get_by_role("checkbox")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []
    form.get_by_role("button", name="Lampirkan naskah").click()
    expect(page.locator(".journey > li").first).to_contain_text("Naskah: dua.pdf")
    assert (stored(site, first), stored(site, second)) == (0, 1)


def test_without_script_a_file_goes_with_its_form(weak: Window, site: Site) -> None:
    page, file = weak(java_script_enabled=False), large("tanpa-skrip.pdf")
    page.goto(BEGIN)
    page.get_by_label("Judul berkas").fill("Peta posyandu ketiga")
    page.get_by_label("Maksud").fill("Contoh untuk perjalanan ini.")
    page.get_by_text("Sudah berlangsung atau sudah ditandatangani di luar?").click()
    page.get_by_label("Pindaian naskah yang sudah ditandatangani").set_input_files(file)
    page.get_by_role("button", name="Ajukan").click()
    expect(page.locator("main")).to_contain_text("diajukan.")
    assert stored(site, file) == 1

"""Every page as its readers meet it: both schemes, wide, narrow, printed, by keyboard, over a weak network."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, violations

PATH = "/jalur/?from=DPUPR&to=DISPERTAN&to=DKP&to=KEC.LAMPIHONG&kind=koordinatif&form=c"
NEW = "/kerja/berkas/baru/"
PARTIES = "?kind=koordinatif&form=c&to=DISPERTAN&to=DKP&to=KEC.LAMPIHONG"
SKIPPED = "?kind=struktural&to=DPUPR/62"
GUIDANCE = "?kind=koordinatif&type=hierarki&to=DINKES&to=DPPKB"
PAGES = {  # who reads, and the address; a name in braces is that of a matter in the script of the demonstration
    "home": ("", "/"),
    "structure": ("", "/struktur/"),
    "unit": ("", "/unit/DPUPR/"),
    "path finder": ("", "/jalur/"),
    "path": ("", PATH),
    "kinds": ("", "/hubungan/"),
    "procedure": ("", "/hubungan/koordinatif-jalur/"),
    "procedure of few": ("", "/hubungan/kolegial/"),
    "regulations": ("", "/peraturan/"),
    "regulation": ("", "/peraturan/perbup-24-2020/"),
    "provision": ("", "/peraturan/perbup-24-2020/pasal-13/"),
    "provision_acts": ("", "/peraturan/perbup-24-2020/pasal-13/catatan/"),
    "coverage": ("", "/pasal-demi-pasal/"),
    "signs": ("", "/unsur/"),
    "another day": ("", "/unit/DPUPR/?per=2021-06-01"),
    "before it was in force": ("", "/jalur/?per=2020-04-05"),
    "a day that is none": ("", "/struktur/?per=2026-02-30"),
    "nothing there": ("", "/unit/TIDAKADA/"),
    "agenda": ("", "/agenda/"),
    "agenda, nothing found": ("", "/agenda/?macam=musyawarah"),
    "agenda, another day": ("", "/agenda/?per=2026-06-01"),
    "meeting, signed": ("", "/agenda/1/"),
    "meeting, called off": ("", "/agenda/4/"),
    "meeting, to come": ("", "/agenda/6/"),
    "meeting that is not there": ("", "/agenda/9999/"),
    "open matters": ("", "/berkas/"),
    "open matter": ("", "/berkas/2026-00002/"),
    "open matter, closed": ("", "/berkas/2026-00005/"),
    "register of what is withheld": ("", "/dikecualikan/"),
    "register, nothing found": ("", "/dikecualikan/?keadaan=lewat"),
    "open matter, withheld": ("", "{open_withheld}"),
    "decisions": ("", "/keputusan/"),
    "decision of a meeting": ("", "/keputusan/1/"),
    "decision of a matter": ("", "/keputusan/6/"),
    "working groups": ("", "/gugus-kerja/"),
    "working group": ("", "/gugus-kerja/3/"),
    "policies": ("", "/kebijakan/"),
    "policy": ("", "/kebijakan/2/"),
    "programme": ("", "/kebijakan/4/"),
    "monitoring": ("", "/kebijakan/3/"),
    "search": ("", "/cari/"),
    "search, found": ("", "/cari/?q=irigasi+dinas"),
    "search, mended and narrowed": ("", "/cari/?q=pertanain&macam=unit"),
    "search, nothing found": ("", "/cari/?q=kuncup+wijaya"),
    "search inside": ("sekda", "/kerja/cari/?q=irigasi"),
    "open data": ("", "/data/"),
    "indicators": ("", "/indikator/"),
    "indicators of two": ("", "/indikator/?unit=DINKES&unit=DPPKB"),
    "records of an indicator": ("", "/indikator/sikap-dinyatakan/"),
    "map of cooperation": ("", "/kerja-sama/"),
    "map of cooperation of one": ("", "/kerja-sama/?unit=DINKES&urut=berkas"),
    "matters behind a figure": ("", "/berkas/?dari=DINKES&dengan=DPPKB&sejak=2026-01-01"),
    "annual report": ("", "/indikator/laporan/2026/"),
    "meter of compliance": ("", "/kepatuhan/"),
    "proofs of a provision": ("", "/kepatuhan/pasal-18-huruf-c/"),
    "interface": ("", "/api/v1/docs"),
    "sign in": ("", "/masuk/"),
    "inbox": ("sekda", "/kerja/"),
    "list of matters": ("kadis.pupr", "/kerja/berkas/"),
    "list of matters, nothing found": ("kadis.pupr", "/kerja/berkas/?q=tidak+ada"),
    "new matter": ("kadis.pupr", NEW),
    "new matter with parties": ("kadis.pupr", NEW + PARTIES),
    "new task past a rung": ("kadis.pupr", NEW + SKIPPED),
    "new guidance within a span": ("asisten1", NEW + GUIDANCE),
    "new matter in another's name": ("kabag.umum", NEW + "?kind=konsultatif&to=DLH"),
    "draft": ("kadis.pupr", "{draft}"),
    "matter as opener": ("kadis.pupr", "{irigasi}"),
    "matter as convener": ("sekda", "{irigasi}"),
    "matter as inspector": ("inspektur", "{irigasi}"),
    "matter in another's name": ("kabag.umum", "{pusatdata}"),
    "consultation": ("camat.halong", "{penduduk}"),
    "consultation begun with a letter": ("kadis.lh", "{lahan}"),
    "deliberation, to the silent": ("kadis.sosial", "{posyandu}"),
    "deliberation, closed": ("kadis.koperasi", "{pameran}"),
    "deliberation, carried up": ("kadis.perdagangan", "{bongkar}"),
    "expert work asked of one": ("kadis.kesehatan", "{datagizi_kesehatan}"),
    "expert work, sealed": ("kadis.pendidikan", "{jaringan}"),
    "task, reported": ("kadis.pupr", "{pintuair}"),
    "task on the lowest rung": ("lurah.paringinkota", "{pendataan}"),
    "task past a rung, to the one between": ("kabid.sda", "{jebol}"),
    "guidance within a span": ("asisten1", "{stunting}"),
    "guidance, to the guided": ("kadis.sosial", "{stunting}"),
    "meetings": ("asisten2", "/kerja/rapat/"),
    "meetings that are over": ("inspektur", "/kerja/rapat/?lihat=lalu"),
    "new meeting": ("asisten2", "/kerja/rapat/baru/"),
    "meeting": ("inspektur", "/kerja/rapat/1/"),
    "minutes": ("inspektur", "/kerja/rapat/1/notula/"),
    "recurring meetings": ("asisten2", "/kerja/rapat/seri/"),
    "absences": ("inspektur", "/kerja/rapat/ketidakhadiran/"),
    "choice of post": ("kadis.pangan", "/kerja/jabatan/"),
    "triage": ("sekda", "/kerja/triase/"),
    "triage, all ticked, for another": ("kabag.umum", "/kerja/triase/?pilih=semua"),
    "triage, nothing waits": ("kadis.pupr", "/kerja/triase/"),
    "cockpit of the whole": ("sekda", "/kerja/pantau/"),
    "cockpit of an assistant": ("asisten1", "/kerja/pantau/"),
    "cockpit of a unit": ("kabid.sda", "/kerja/pantau/"),
    "list of the cockpit": ("sekda", "/kerja/pantau/giliran/"),
    "list of a quarter of the cockpit": ("sekda", "/kerja/pantau/diputuskan/?masa=lalu"),
    "oversight's desk": ("inspektur", "/kerja/audit/"),
    "oversight's desk, to others": ("kadis.pupr", "/kerja/audit/"),
    "question of the desk": ("inspektur", "/kerja/audit/tanya/lewat-tenggat/"),
    "entry of the ledger": ("inspektur", "/kerja/audit/catatan/100/"),
    "sample": ("inspektur", "/kerja/audit/contoh/?n=8&benih=7f3a&lapis=1&sampai_catatan=150"),
    "powers": ("sekda", "/kerja/kuasa/"),
    "powers of an operator": ("kabag.umum", "/kerja/kuasa/"),
    "withholdings": ("kadis.kominfo", "/kerja/pengecualian/"),
    "withholding, to decide": ("kadis.kominfo", "/kerja/pengecualian/3/"),
    "withholding, to the PPID": ("kadis.kominfo", "/kerja/pengecualian/2/"),
    "request to withhold": ("kadis.dukcapil", "/kerja/pengecualian/baru/?berkas=2026-00003"),
    "calendars": ("kadis.pupr", "/kerja/kalender/"),
    "notices": ("kadis.pupr", "/kerja/pemberitahuan/"),
    "notices, nothing found": ("kadis.pupr", "/kerja/pemberitahuan/?jenis=jawaban&keadaan=belum"),
    "settings of notices": ("kadis.pupr", "/kerja/pemberitahuan/pengaturan/?contoh=1"),
    "settings of notices, to an office": ("kabag.organisasi", "/kerja/pemberitahuan/pengaturan/"),
    "text for messengers": ("sekda", "/kerja/pesan/berkas/2026-00030/"),
    "working days": ("kadis.pupr", "/kerja/hari-kerja/"),
    "working days, to their keeper": ("kabag.organisasi", "/kerja/hari-kerja/"),
    "clocks of a matter": ("sekda", "/kerja/berkas/2026-00030/tenggat/"),
    "keys of programs": ("kadis.pupr", "/kerja/kunci/"),
    "webhooks": ("kabag.organisasi", "/kerja/kait/"),
    "end of an operator": ("sekda", "/kerja/kuasa/operator/1/akhiri/"),
    "officers": ("kaban.kepegawaian", "/kerja/pejabat/?unit=DPUPR"),
    "appointment": ("kaban.kepegawaian", "/kerja/pejabat/angkat/?post=DPUPR/2"),
    "inauguration": ("kaban.kepegawaian", "/kerja/pejabat/pelantikan/"),
    "tenure": ("kaban.kepegawaian", "/kerja/pejabat/1/"),
    "officers, to others": ("kadis.pupr", "/kerja/pejabat/"),
    "mapping": ("kabag.organisasi", "/kerja/jalur/"),
    "row of the mapping": ("kabag.organisasi", "/kerja/jalur/1/"),
    "new row of the mapping": ("kabag.organisasi", "/kerja/jalur/tambah/"),
}
SECOND_POST = {"kadis.pangan": "Kepala Dinas Ketahanan Pangan"}
COLOURS = ("color-contrast", "link-in-text-block")
FIRST_VISIT, NEXT_PAGE, HTML = 100_000, 30_000, 150_000  # bytes
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary"


@pytest.mark.parametrize(("who", "address"), PAGES.values(), ids=PAGES)
def test_page_is_fit_for_every_reader(window: Callable[..., Page], site: Site, who: str, address: str) -> None:
    """Light enough, without barriers, no wider than a small phone, and printed without what only a screen can do."""
    page = window(who, post=SECOND_POST.get(who, ""))
    weigh(page, address.format(**site.addresses))
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light")
        assert violations(page) == [], f"{width} px"
        page.emulate_media(color_scheme="dark")
        assert violations(page, rules=COLOURS) == [], f"{width} px, dark"  # the scheme changes colours alone
    for width in (640, 320):  # 1280 px at 200 %, and a small phone
        page.set_viewport_size({"width": width, "height": 600})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(":is(nav, form, button, input, select, textarea, .skip):visible")).to_have_count(0)


def weigh(page: Page, address: str) -> None:
    """Load the page with nothing kept from before, then once more as the next page of a visit."""
    loaded: list[float] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    for most in (FIRST_VISIT, NEXT_PAGE):
        loaded.clear()
        answer = page.goto(address)
        page.evaluate("document.fonts.ready.then(() => true)")
        assert answer is not None
        assert 0 < sum(loaded) <= most
        assert len(answer.body()) <= HTML
    network.detach()


def test_a_new_matter_is_filled_in_by_keyboard_alone(window: Callable[..., Page]) -> None:
    """The first key leads past the menu; every control can be reached, and one sees where one is."""
    page = window("kadis.pupr")
    page.goto(NEW + PARTIES)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Langsung ke isi")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#isi")).to_be_focused()

    page.reload()
    walk_by_keyboard(page)


@pytest.mark.parametrize("name", ["home", "open matters", "decision of a meeting", "indicators"])
def test_public_pages_are_read_by_keyboard_alone(window: Callable[..., Page], name: str) -> None:
    page = window()
    page.goto(PAGES[name][1])
    walk_by_keyboard(page)


def walk_by_keyboard(page: Page) -> None:
    """Every control can be reached with the Tab key, and one sees where one is."""
    controls = page.locator(f":is({CONTROLS}):visible:not([tabindex='-1'])").count()
    reached = 0
    for _ in range(3 * controls):  # a date is typed in three parts
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        assert focused["seen"], focused["what"]
        reached += focused["stands_for"]
    assert reached == controls


def test_public_pages_are_read_without_scripts_and_pictures(window: Callable[..., Page]) -> None:
    """All words are there, the menu opens, and every form has its button."""
    page = window(width=360, java_script_enabled=False)
    for name, (who, address) in PAGES.items():
        if who:
            continue
        page.goto(address)
        expect(page.get_by_role("heading", level=1), name).to_be_visible()
        expect(page.locator("img"), name).to_have_count(0)  # there is no picture to miss
        page.locator(".menu-button > summary").click()
        expect(page.locator(".menu-button").get_by_role("link", name="Struktur"), name).to_be_visible()
        for form in page.locator("main form").all():
            expect(form.get_by_role("button").first, name).to_be_visible()


# The control in focus: whether one sees the focus, and how many controls it stands for (one Tab for all radios of a
# question, between which arrows move; none once more for the further parts of a date, and for what only scrolls). None
# once the focus has left the page.
FOCUSED = """() => {
  const control = document.activeElement;
  if (!control || control === document.body) return null;
  const style = getComputedStyle(control);
  const again = control.dataset.reached === "yes";
  control.dataset.reached = "yes";
  const radios = control.type === "radio" ? control.form.elements[control.name] : null;
  return {
    what: control.outerHTML.slice(0, 120),
    seen: again || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    stands_for: again || !control.matches("CONTROLS") ? 0 : radios ? radios.length : 1,
  };
}""".replace("CONTROLS", CONTROLS)


def test_the_check_for_barriers_finds_barriers(window: Callable[..., Page]) -> None:
    """A picture without words and white text on white are found: the check is not blind."""
    page = window()
    page.goto("/peraturan/")
    assert violations(page) == []
    page.evaluate("""() => {
      const picture = document.createElement("img");
      const text = Object.assign(document.createElement("p"), { textContent: "tidak terbaca" });
      text.style.color = "white";
      text.style.background = "white";
      document.querySelector("main").append(picture, text);
    }""")
    assert {fault.split(":")[0] for fault in violations(page)} == {"image-alt", "color-contrast"}

"""The irrigation matter, from the first click of the Kepala Dinas PUPR to the proof of its ledger."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Installation, Site, sign_in
from tests.journeys.days import a_week_passes

TITLE = "Penyesuaian jadwal irigasi dengan kalender tanam"
PARTIES = ("Dinas Pertanian", "Dinas Ketahanan Pangan", "Kecamatan Lampihong")
ECONOMY = "Asisten Perekonomian dan Pembangunan"
WELFARE = "Asisten Pemerintahan dan Kesejahteraan Rakyat"
DATABASE = "selaras.sqlite3"
PICTURES = Path(__file__).parents[2] / "docs/gambar"


def test_irrigation_goes_its_lawful_way_and_the_ledger_proves_it(
    site: Site, window: Callable[..., Page], tmp_path: Path
) -> None:
    """Opened, seen before it is saved, taken, agreed on, objected to, decided, closed; then the proof is attacked."""
    early = tmp_path / "awal.tar.gz"
    assert site.installation.run("backup", str(early)).returncode == 0

    page = window()
    sign_in(page, "kadis.pupr")
    before = matters(site)
    fill_in(page)
    path_is_seen(page)
    assert matters(site) == before, "nothing is saved before one says so"

    page.get_by_role("button", name="Ajukan melalui jalur ini").click()
    expect(page.get_by_role("status")).to_contain_text("Sekarang ada pada Sekretaris Daerah.")
    number = page.url.rstrip("/").rsplit("/", 1)[-1]
    assert [row for row in matters(site) if row not in before] == [(number, TITLE)]

    carried_to_its_end(site, window, number)
    pictures(window, site)
    the_ledger_proves_it(site, number, early, tmp_path)


def matters(site: Site) -> list[tuple[str, str]]:
    """Every matter and draft in the database: number and title."""
    with closing(sqlite3.connect(site.installation.data / DATABASE)) as database:
        return database.execute("SELECT number, title FROM records_matter").fetchall()


def fill_in(page: Page) -> None:
    """The three questions of a new matter, its title and purpose; parties are typed by name."""
    page.get_by_role("link", name="Berkas baru").first.click()
    page.get_by_role("radio", name="Rencana beberapa pihak dipadukan").check()
    for name in PARTIES:
        page.get_by_label("Tambah perangkat daerah atau instansi").press_sequentially(name)
        page.get_by_role("button", name="Tambah", exact=True).click()
        expect(page.get_by_role("list", name="Mitra yang dipilih")).to_contain_text(name)
    page.get_by_role("radio", name="Rencana terpadu").check()
    page.get_by_label("Judul berkas").fill(TITLE)
    page.get_by_label("Maksud").fill("Pembukaan pintu air perlu disesuaikan dengan masa tanam di Kecamatan Lampihong.")


def path_is_seen(page: Page) -> None:
    """Every office between, each with its ground, and the mark of a mapping that nobody has made official."""
    preview = page.get_by_role("complementary", name="Pratinjau")
    expect(preview.get_by_role("heading", level=2)).to_have_text("Koordinatif, lintas sektor")
    expect(preview).to_contain_text("Dipimpin Sekretaris Daerah, melalui 2 koordinator.")
    expect(preview).to_contain_text("Belum ada yang tersimpan atau terkirim.")
    # A branch of the drawing leads from its parties to their coordinator, the trunk to whoever convenes.
    economy, welfare = preview.locator(".rail > .branch").all()
    for branch, parties, coordinator in (
        (economy, ("Dinas Pekerjaan Umum dan Penataan Ruang", *PARTIES[:2]), ECONOMY),
        (welfare, PARTIES[2:], WELFARE),
    ):
        stops = branch.get_by_role("listitem")
        expect(stops.get_by_role("link").filter(has_not_text="·")).to_have_text([*parties, coordinator])
        expect(stops.nth(len(parties) - 1)).to_contain_text("Tafsir · Pasal 21 ayat (1)")
        expect(stops.nth(len(parties) - 1)).to_contain_text("Usulan")
        expect(stops.last).to_contain_text("Koordinator, usulan")
        expect(stops.last).to_contain_text("Tegas · Pasal 1 angka")
    convener = preview.locator(".rail > .stop").last
    expect(convener).to_contain_text("Sekretaris Daerah")
    expect(convener).to_contain_text("Pemimpin koordinasi")
    expect(convener).to_contain_text("Tafsir · Pasal 21 ayat (1)")


def carried_to_its_end(site: Site, window: Callable[..., Page], number: str) -> None:
    """The Sekda takes, records the agreement, decides over an objection and a silence, and closes."""
    sekda = window("sekda")
    sekda.goto("/kerja/")
    row = sekda.get_by_role("listitem").filter(has_text=number)
    row.get_by_role("link", name="Ambil dan pimpin").click()
    turn(sekda, "ambil dan pimpin").get_by_role("button", name="Ambil dan pimpin").click()
    agree = turn(sekda, "catat kesepakatan")
    agree.get_by_label("Isi kesepakatan").fill("Pintu air dibuka 5 Desember, setelah saluran dipelihara.")
    agree.get_by_role("button", name="Catat kesepakatan").click()

    for who, post, choice, words in (
        ("kadis.pupr", "", "Setuju", ""),
        ("camat.lampihong", "", "Setuju dengan catatan", "Desa diberi tahu sepekan sebelumnya."),
        ("kadis.pangan", "Kepala Dinas Ketahanan Pangan", "Keberatan", "Penyaluran cadangan pangan belum selesai."),
    ):
        officer = window(who, post=post)
        officer.goto(f"/kerja/berkas/{number}/")
        stance = turn(officer, "nyatakan sikap")
        stance.locator(".choice").filter(has=officer.get_by_text(choice, exact=True)).get_by_role("radio").check()
        stance.get_by_role("textbox").first.fill(words)
        stance.get_by_role("button", name="Nyatakan sikap").click()
        expect(officer.get_by_role("status")).to_contain_text(f"Tercatat: {choice}.")

    for _ in range(2):  # who is silent still has his time, unless he was reminded twice
        sekda.reload()
        expect(turn(sekda, "putuskan")).to_have_count(0)
        remind = sekda.locator("details.more").filter(has=sekda.locator("summary", has_text="Ingatkan")).last
        remind.locator("summary").first.click()
        remind.get_by_role("button", name="Ingatkan").click()
        expect(sekda.get_by_role("status")).to_contain_text("Tercatat: Ingatkan.")
        a_week_passes(site)

    sekda.reload()
    decide = turn(sekda, "putuskan")
    expect(decide).to_contain_text("Setiap mitra menyatakan sikap. Belum menyatakan: Dinas Pertanian.")
    expect(decide).to_contain_text("Tidak ada mitra yang berkeberatan. Keberatan: Dinas Ketahanan Pangan.")
    decide.get_by_label("Isi keputusan").fill("Pintu air dibuka 12 Desember; keberatan dipenuhi dengan menunda.")
    decide.get_by_role("button", name="Putuskan").click()
    close = turn(sekda, "tutup berkas")
    close.get_by_label("Evaluasi singkat").fill("Pintu air dibuka pada hari yang ditetapkan.")
    close.get_by_role("button", name="Tutup berkas").click()
    expect(sekda.get_by_role("status")).to_contain_text("Selesai: keputusan koordinasi.")


def turn(page: Page, what: str) -> Locator:
    """The panel that waits for the reader."""
    return page.get_by_role("region", name=f"Giliran Anda: {what}")


def pictures(window: Callable[..., Page], site: Site) -> None:
    """The pictures of the readme, when GAMBAR is set: a matter one has to act on, and a path."""
    if not os.environ.get("GAMBAR"):
        return
    PICTURES.mkdir(exist_ok=True)
    for name, page, address in (
        ("berkas", window("sekda", height=1240), site.addresses["irigasi"]),
        ("jalur", window(height=880), "/jalur/?from=DPUPR&to=DISPERTAN&to=DKP&to=KEC.LAMPIHONG&kind=koordinatif"),
    ):
        page.goto(address)
        page.screenshot(path=PICTURES / f"{name}.png")


def the_ledger_proves_it(site: Site, number: str, early: Path, tmp_path: Path) -> None:
    """The ledger is whole; a byte of an entry, a matter's state and an older backup are each found out."""
    assert site.installation.verified() == (0, [])

    assert site.installation.run("seal").returncode == 0
    seal = tmp_path / "disimpan-pihak-luar.json"
    sealed = (site.installation.data / "segel").iterdir()
    shutil.copy(max(sealed, key=lambda path: int(path.stem.rpartition("-")[2])), seal)  # the largest is the newest

    copy = Installation(tmp_path / "salinan")
    shutil.copytree(site.installation.data, copy.data, ignore=shutil.ignore_patterns(f"{DATABASE}*", "static"))
    with (
        closing(sqlite3.connect(site.installation.data / DATABASE)) as running,
        closing(sqlite3.connect(copy.data / DATABASE)) as database,
    ):
        running.backup(database)
    with forged(copy) as database:
        # The worker goes on writing entries of its own: the matter's last one is sought by its name.
        mine = "SELECT max(number) FROM records_entry WHERE subject_type = 'matter' AND subject_key = ?"
        last = database.execute(mine, [number]).fetchone()[0]
        database.execute("UPDATE records_entry SET body = replace(body, 'tutup', 'tutuq') WHERE number = ?", [last])
        database.execute("UPDATE records_matter SET state = 'decided' WHERE number = ?", [number])
    named = [f"catatan {last}, kolom body", f"catatan {last}, baris matter {number}, kolom state"]
    assert copy.verified() == (1, named)

    older = Installation(tmp_path / "lama")
    assert older.run("restore", str(early)).returncode == 0
    refuted = older.run("verify", "--against", str(seal))
    assert refuted.returncode == 1
    assert "lebih tua daripada segel itu" in refuted.stdout


@contextmanager
def forged(installation: Installation) -> Iterator[sqlite3.Connection]:
    """The database in the hands of its owner: the triggers are gone while he writes and back afterwards."""
    with closing(sqlite3.connect(installation.data / DATABASE)) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        yield database
        for _, definition in triggers:
            database.execute(definition)
        database.commit()

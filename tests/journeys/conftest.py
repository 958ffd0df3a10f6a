"""Runs the journeys in the system's Chromium, against a demonstration served as an administrator starts it."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from selaras.site.marked import PASSWORD
from selaras.site.script import SCRIPT
from selaras.site.story import MATTERS_BEFORE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Nothing in the browser may call home during a journey; root has no sandbox to give it.
ARGUMENTS = [
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_WITHIN = 120  # seconds: what `selaras start` promises
# The browser library runs an event loop in the test's thread, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder as a journey, and skips it where no Chromium is installed.

    Journeys come last: what a browser leaves pending in its event loop cannot break into another test then.
    """
    items.sort(key=lambda item: "journeys" in item.path.parts)
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker("journey")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this system"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How the browser is started."""
    return {"executable_path": CHROMIUM, "args": ARGUMENTS, "headless": True}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """How each journey's window is set: an officer in Balangan."""
    return {"locale": "id-ID", "timezone_id": "Asia/Makassar"}


@dataclass(frozen=True)
class Installation:
    """A data folder with the command `selaras` on it, and the folder of its pack where it is not the built-in one."""

    data: Path
    pack: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a fresh installation: nothing of ours but the data folder."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SELARAS_", "DJANGO_"))}
        own = {"SELARAS_PACKS": str(self.pack)} if self.pack else {}
        return {**kept, **own, "SELARAS_DATA": str(self.data)}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command of `selaras` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "selaras.site.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def verified(self) -> tuple[int, list[str]]:
        """Exit code of `selaras verify --json`, and the places it names."""
        done = self.run("verify", "--json")
        return done.returncode, [fault["where"] for fault in json.loads(done.stdout)["faults"]]


@dataclass
class Site:
    """The demonstration in service, and the command line beside it."""

    url: str
    installation: Installation
    signed_in: dict[tuple[str, str], Any] = field(default_factory=dict)

    @cached_property
    def addresses(self) -> dict[str, str]:
        """The pages of the demonstration's matters by their names in the script, of its draft, of the withheld one."""
        scenes = sorted(SCRIPT, key=lambda scene: (-scene.ago, scene.at))
        names = [s.details.get("child") or s.matter for s in scenes if {"intent", "after", "child"} & s.details.keys()]
        with closing(sqlite3.connect(self.installation.data / "selaras.sqlite3")) as database:
            rows = database.execute(
                "SELECT number FROM records_matter WHERE number IS NOT NULL ORDER BY number"
            ).fetchall()
            (draft,) = database.execute("SELECT min(id) FROM records_matter WHERE phase = 'draft'").fetchone()
            (withheld,) = database.execute("SELECT min(number) FROM records_matter WHERE withheld").fetchone()
        found = {name: f"/kerja/berkas/{row[0]}/" for name, row in zip(names, rows[MATTERS_BEFORE:], strict=False)}
        return found | {"draft": f"/kerja/berkas/draf/{draft}/", "open_withheld": f"/berkas/{withheld}/"}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration on an empty data folder, for all journeys that leave officers and units as they are."""
    with serving(Installation(tmp_path_factory.mktemp("peragaan") / "data")) as served:
        yield served


@contextmanager
def serving(installation: Installation) -> Iterator[Site]:
    """`selaras start --demo` on a free port, ready to serve."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    log = installation.data.with_name("log")
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "selaras.site.cli", "start", "--demo", "--port", str(port)],
            env=installation.environment,
            stdout=out,
            stderr=out,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/readyz", server, log)
            yield Site(f"http://127.0.0.1:{port}", installation)
        finally:
            server.terminate()
            server.wait(20)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The demonstration did not start:\n{log.read_text()}")


@pytest.fixture
def base_url(site: Site) -> str:
    """Journeys go to addresses of the demonstration."""
    return site.url


@pytest.fixture
def window(browser: Browser, site: Site, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """Opens windows, each with its own cookies: `window("sekda", width=360)`, signed in as that officer or as nobody.

    `post` names the post to act in where the officer holds two; other settings are those of a browser context.
    A message on the browser's console, a breach of the content policy among them, fails the journey.
    """
    contexts: list[BrowserContext] = []
    noise: list[str] = []

    def opened(who: str = "", *, post: str = "", width: int = 1280, height: int = 900, **settings: Any) -> Page:
        if who and (who, post) not in site.signed_in:
            context = browser.new_context(base_url=site.url, **browser_context_args)
            sign_in(context.new_page(), who, post)
            site.signed_in[who, post] = context.storage_state()
            context.close()
        state = site.signed_in[who, post] if who else None
        size: Any = {"width": width, "height": height}
        made = browser.new_context(
            base_url=site.url, viewport=size, storage_state=state, **(browser_context_args | settings)
        )
        contexts.append(made)
        made.on("console", lambda message: noise.append(message.text) if _wrong(message.type, message.text) else None)
        made.on("weberror", lambda error: noise.append(str(error.error)))
        return made.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert not noise


def _wrong(kind: str, text: str) -> bool:
    """Whether a message of the console is a fault of the page.

    Answers such as 409 and 422 are meant, that a newer question puts aside the one under way, and that a journey cuts
    the connection.
    """
    answers = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")
    meant = any(words in text for words in answers) or text.startswith(("htmx:afterRequest", "htmx:sendAbort"))
    return kind in ("error", "warning") and not meant


def sign_in(page: Page, who: str, post: str = "") -> None:
    """Sign in as a person does, and choose the post where there are two."""
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna").fill(who)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk").click()
    if post:
        page.get_by_role("radio", name=post).check()
        page.get_by_role("button", name="Bertindak dalam jabatan ini").click()
    expect(page.get_by_role("heading", level=1, name="Giliran Anda")).to_be_visible()


def violations(page: Page, *, rules: tuple[str, ...] = ()) -> list[str]:
    """What axe finds wrong on the page as it is shown now, by rule and place; `rules` narrows what is looked for."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found: list[str] = page.evaluate(_FAULTS, {"resultTypes": ["violations", "incomplete"], **only})
    return found


# Text in exactly the colour of its ground is only doubtful to axe, since it may be meant; here it never is.
_FAULTS = """async (options) => {
  const told = await axe.run(options);
  const named = (results, counts) =>
    results.flatMap(({ id, nodes }) => nodes.filter(counts).map((node) => `${id}: ${node.target}`));
  return [
    ...named(told.violations, () => true),
    ...named(told.incomplete, (node) => node.any.some((check) => check.data?.messageKey === "equalRatio")),
  ];
}"""

"""The built front end is light enough for a weak network and asks nothing of strangers; the locks name no registry."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIST = ROOT / "src/selaras/web/static/dist"


@pytest.mark.parametrize(
    ("name", "kilobytes"), [("app.css", 33), ("app.js", 22), ("fonts/public-sans-latin-wght-normal.woff2", 28)]
)
def test_first_visit_stays_light(name: str, kilobytes: int) -> None:
    content = (DIST / name).read_bytes()
    assert len(content if name.endswith(".woff2") else gzip.compress(content)) <= kilobytes * 1000


def test_styles_load_only_files_of_our_own() -> None:
    addresses = re.findall(r"""url\(["']?([^"')]*)""", (DIST / "app.css").read_text())
    assert any(address.endswith(".woff2") for address in addresses)
    assert [address for address in addresses if not (DIST / address).is_file() and not address.startswith("#")] == []


def test_both_schemes_come_from_the_two_colours() -> None:
    css = (DIST / "app.css").read_text().lower()
    assert "--ds-color-utama-base-default: #3a3d98" in css
    assert "--ds-color-utama-base-default: #a4a6d0" in css
    assert "--ds-color-kedua-base-default: #8a6d2b" in css


def test_locks_pin_everything_and_name_no_registry() -> None:
    npm, pip = (ROOT / "package-lock.json").read_text(), (ROOT / "requirements.lock").read_text()
    assert '"resolved"' not in npm
    assert npm.count('"integrity"') == npm.count('"node_modules/')
    assert "://" not in pip
    assert len(re.findall(r"^\S+==.*\\\n    --hash=sha256:", pip, re.MULTILINE)) == pip.count("==") - pip.count("== '")

"""The words on the screen: plain Indonesian, without blame, slogans or English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "src/selaras/web"
TRANSLATE = re.compile(r"""{%\s*translate\s+"([^"]*)"|_\("([^"]*)"\)""")
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*(?:plural|endblocktranslate)", re.DOTALL)
ENGLISH = (
    "the and or of not please error invalid failed submit update upload download file form login logout user password"
    " deadline feedback preview draft approve reject link email website setting default reset search page"
)
BLAME = (
    "anda salah|kesalahan anda|anda lupa|anda terlambat|anda gagal|anda tidak boleh|dilarang|terjadi kesalahan|gagal"
    "|ilegal|tidak sah|tidak valid|harap|mohon maaf|silakan"
)


def said() -> list[tuple[str, str]]:
    """Every sentence of templates and views, with the file it stands in."""
    found: list[tuple[str, str]] = []
    for path in sorted(WEB.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        found += [(path.name, words) for match in TRANSLATE.findall(text) for words in match if words]
        found += [(path.name, re.sub(r"{{.*?}}|{%.*?%}|<[^>]*>", " ", words)) for words in BLOCK.findall(text)]
    for path in sorted(WEB.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "gettext", "ngettext"):
                found += [
                    (path.name, a.value) for a in node.args if isinstance(a, ast.Constant) and type(a.value) is str
                ]
    return found


def faults(words: str) -> list[str]:
    """What in a sentence is English, blame, or shouted."""
    plain = re.sub(r"%\(\w+\)s", " ", words).casefold()
    english = set(re.findall(r"[a-z]+", plain)) & set(ENGLISH.split())
    return [*sorted(english), *re.findall(rf"\b(?:{BLAME})\b", plain), *re.findall("!", plain)]


def test_the_screen_speaks_plain_indonesian_without_blame() -> None:
    sentences = said()
    assert len(sentences) > 400
    assert [(file, words, faults(words)) for file, words in sentences if faults(words)] == []


@pytest.mark.parametrize(
    "words", ["Upload gagal", "Anda salah memilih", "Submit", "Berhasil!", "Terjadi kesalahan.", "The matter"]
)
def test_the_check_hears_what_it_should(words: str) -> None:
    assert faults(words)

"""Collects all words that readers meet into catalogues, names those without English, and compiles them.

`make messages` does it for the pages and the packs in this repository; `make messages PACK=FOLDER` for another pack.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from hatch_build import CODE, compile_messages
from selaras.law import pack as packs
from selaras.law import papers
from selaras.law.words import Sentence, speaking

CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "say", "N_"}
COUNT = "{n}"  # a sentence that counts has a form for one and a form for many
HEADER = """\
# {title}
# Kata Indonesianya ialah msgid; terjemahannya ditulis di sini. `make messages` menyusunnya kembali.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


class Found(NamedTuple):
    """A message as it is asked for, and where: its plural is "" when it counts nothing."""

    text: str
    plural: str
    place: str


def of_pages() -> dict[str, Found]:
    """Every message of the program: of its Python files, its templates and its table of papers."""
    found: dict[str, Found] = {}
    for path in sorted(CODE.rglob("*.py")):
        for message in _of_python(path):
            found.setdefault(message.text, message)
    for path in sorted(CODE.rglob("*.html")):
        for message in _of_template(path):
            if bool(message.plural) is not bool(found.setdefault(message.text, message).plural):
                sys.exit(f"{message.place}: {message.text!r} counts in one place and not in another")
    for text, place in _of_value(papers.KINDS, False, ""):
        found.setdefault(text, Found(text, "", place))
    return found


def of_pack(folder: Path) -> dict[str, Found]:
    """Every word of a pack that people read, with the kind of value and the field that hold it first."""
    found: dict[str, Found] = {}
    for text, place in _of_value(packs.load(folder), False, ""):
        found.setdefault(text, Found(text, "", place))
    return found


def _of_python(path: Path) -> Iterator[Found]:
    place = path.relative_to(CODE.parents[1]).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in CALLS:
            continue
        first = node.args[0] if node.args else None
        if isinstance(first, ast.JoinedStr) or (node.func.id == "say" and not isinstance(first, ast.Constant)):
            sys.exit(f"{place}:{node.lineno}: a message is written out where it is said, not put together")
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            many = node.args[1] if node.func.id == "ngettext" else None
            plural = many.value if isinstance(many, ast.Constant) else ""
            yield Found(first.value, str(plural) or (first.value if COUNT in first.value else ""), place)


def _of_template(path: Path) -> Iterator[Found]:
    place = path.relative_to(CODE.parents[1]).as_posix()
    source = f"({templatize(path.read_text(encoding='utf-8'))})"  # in brackets no indentation counts
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type != tokenize.NL]
    for at, token in enumerate(tokens):
        if token.type == tokenize.NAME and token.string in CALLS and tokens[at + 1].string == "(":
            texts = [ast.literal_eval(t.string) for t in tokens[at + 2 : at + 5] if t.type == tokenize.STRING]
            yield Found(texts[0], texts[1] if token.string == "ngettext" else "", place)


def _of_value(value: Any, words: bool, place: str) -> Iterator[tuple[str, str]]:
    """The words in a value of the law, each with the kind and field that holds it."""
    if isinstance(value, Enum | Sentence):
        return
    if isinstance(value, str):
        if words and value:
            yield value, place
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _of_value(item, words, place)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _of_value(item, words, place)
    else:
        named = speaking(type(value))  # type: ignore[arg-type]  # a class is hashable
        fields = named or dict.fromkeys(getattr(value, "__dict__", ()), False)
        for name, speaks in fields.items():
            yield from _of_value(getattr(value, name), speaks, f"{type(value).__name__}.{name}")


def catalogue(folder: Path, language: str) -> Path:
    """Where the owner in `folder` (the pages, or a pack) keeps a language."""
    return folder / "locale" / language / "LC_MESSAGES/django.po"


def read(path: Path) -> Catalog:
    """A catalogue; an empty one where there is no file yet."""
    if not path.is_file():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def untranslated(path: Path, found: Mapping[str, Found]) -> list[str]:
    """The messages that the catalogue does not translate, or only in one of their forms."""
    known = read(path)
    return [text for text in found if not _whole(known.get(text))]


def _whole(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    said = message.string
    return all(said) if isinstance(said, tuple | list) else bool(said)


def update(path: Path, language: str, title: str, found: Mapping[str, Found]) -> None:
    """Writes the catalogue anew: every message once, with the translation it has, without those nobody asks for."""
    known, fresh = read(path), Catalog(locale=language)
    for text, message in found.items():
        old = known.get(text)
        said: Any = old.string if old else ""
        if message.plural and not isinstance(said, tuple | list):
            said = (said, said)
        elif not message.plural and isinstance(said, tuple | list):
            said = said[-1]
        fresh.add((text, message.plural) if message.plural else text, said, [(message.place, 0)])
    written = io.BytesIO()
    write_po(written, fresh, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER.format(title=title, language=language) + written.getvalue().decode(), encoding="utf-8")


def main(language: str, others: list[str]) -> int:
    """Renews the catalogues of a language and names every message without a translation; 1 when there are any."""
    owners: list[tuple[Path, str, dict[str, Found]]] = []
    for folder in [Path(other) for other in others] or sorted((CODE / "packs").iterdir()):
        owners.append((folder, f"Kata-kata paket {folder.name}", of_pack(folder)))
    if not others:
        owners.insert(0, (CODE / "web", "Kata-kata pada halaman Selaras", of_pages()))
    lacking = 0
    for folder, title, found in owners:
        path = catalogue(folder, language)
        update(path, language, title, found)
        missing = untranslated(path, found)
        lacking += len(missing)
        print(f"{path}: {len(found)} pesan, {len(missing)} belum diterjemahkan")
        for text in missing:
            print(f"  {text!r}")
        compile_messages(folder)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main("en", sys.argv[1:]))

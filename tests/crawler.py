"""A stranger's program that reads everything public: follows every link, opens every file, looks for personal data."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pypdfium2

# Personal data by how it looks, whoever it belongs to. A number is no part of a longer one, nor of a hash.
SHAPES = {
    "NIP": re.compile(
        r"(?<![\w.-])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ .]?"
        r"(?:19|20)\d\d(?:0[1-9]|1[0-2])[ .]?[12][ .]?\d{3}(?![\w-])"
    ),
    "NIK": re.compile(r"(?<![\w.-])(?<!\d,)[1-9]\d{15}(?![\w-])"),
    "telephone": re.compile(r"(?<![\w./-])(?:\+62|62|0)[ -]?8\d{2}[ -]?\d{3,4}[ -]?\d{3,5}(?![\w-])"),
    "e-mail": re.compile(r"(?<![\w/])[\w.+%-]+@(?:[\w-]+\.)+[A-Za-z]{2,}"),
}
MARKED = re.compile(r"\b(?:href|src|action)=[\"']([^\"']+)", re.IGNORECASE)
WRITTEN = re.compile(r"https?://[^\s\"'<>\\)}\]]+")
QUOTED = re.compile(r"\"(/[^\"\s{}]*)\"")
ONWARD = {"hal", "cursor"}  # the next part of a list is always read
IN_OTHER_WORDS = {"bahasa"}  # the same in another language


@dataclass(frozen=True)
class Read:
    """What an address answered."""

    status: int
    type: str
    body: bytes
    location: str = ""


@dataclass
class Crawl:
    """All that was read: what each address answered."""

    base: str
    found: dict[str, Read] = field(default_factory=dict)
    led_by: dict[str, str] = field(default_factory=dict)  # the address that named it first

    def broken(self) -> list[str]:
        """The links of pages that lead nowhere: "from: to". Other files name things that are no addresses."""
        return [
            f"{self.led_by[address]}: {address}"
            for address, read in self.found.items()
            if read.status == 404 and address in self.led_by and "html" in self.found[self.led_by[address]].type
        ]

    def leaks(self, planted: Iterable[str] = ()) -> list[str]:
        """Where personal data or planted words stand: "address: sort value"."""
        return [
            f"{address}: {leak}"
            for address, read in self.found.items()
            for leak in personal(read.type, read.body, planted)
        ]


def crawl(
    fetch: Callable[[str], Read], roots: Iterable[str], base: str, but: tuple[str, ...] = (), most: int = 5000
) -> Crawl:
    """Read the roots and all that they lead to at the same host, as somebody who is not signed in.

    Of a list that can be asked for in many ways each way to ask is followed once, and every further part of it.
    What begins with one of `but` is left out.
    """
    done, asked = Crawl(base), set()
    waiting = deque(roots)
    while waiting:
        address = waiting.popleft()
        sort = _sort_of(address)
        if sort in asked or not address.startswith("/") or address.startswith(but):
            continue
        asked.add(sort)
        read = fetch(address)
        done.found[address] = read
        assert len(done.found) <= most, "the site has no end"
        for link in [read.location] if read.location else links(read):
            led = _own(link, address, base)
            done.led_by.setdefault(led, address)
            waiting.append(led)
    return done


def _sort_of(address: str) -> object:
    """What is read once: an address with each set of questions, whatever the answers; with every part of a list."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    onward = tuple(sorted((name, value) for name, value in asked.items() if name in ONWARD))
    return parts.path, frozenset(asked) - ONWARD, onward


def _own(link: str, at: str, base: str) -> str:
    """A link as an address of the site; "" for what leads elsewhere or only to another place of the page."""
    link = html.unescape(link).partition("#")[0]
    if link.startswith(base):
        link = link.removeprefix(base) or "/"
    if link.startswith("?"):
        link = urlsplit(at).path + link
    words = {name for name, _value in parse_qsl(urlsplit(link).query)}
    away = not link.startswith("/") or link.startswith("//") or words & IN_OTHER_WORDS
    return "" if away else link


def links(read: Read) -> Iterator[str]:
    """The addresses that an answer names."""
    if read.status != 200 or not _is_text(read.type):
        return
    text = read.body.decode(errors="replace")
    if "html" in read.type:
        yield from MARKED.findall(text)
    else:
        yield from WRITTEN.findall(text)
        yield from QUOTED.findall(text)


def _is_text(sort: str) -> bool:
    return sort.startswith("text/") or any(word in sort for word in ("json", "xml", "turtle", "atom"))


def personal(sort: str, body: bytes, planted: Iterable[str] = ()) -> list[str]:
    """The personal data in a file of whatever sort, by its looks and by the words that were planted."""
    found: list[str] = []
    for text in texts(sort, body):
        found += [f"{name} {match[0]}" for name, shape in SHAPES.items() for match in shape.finditer(text)]
        found += [f"planted {word}" for word in planted if word in text]
    return list(dict.fromkeys(found))


def texts(sort: str, body: bytes) -> Iterator[str]:
    """All that can be read in a file: of a PDF its pages and what it says of itself, of an archive every member."""
    if body[:5] == b"%PDF-":
        reader: Any = pypdfium2.PdfDocument  # this library has no types
        document = reader(body)
        yield " ".join(str(value) for value in document.get_metadata_dict().values())
        for page in document:
            yield page.get_textpage().get_text_bounded()
        for n in range(document.count_attachments()):
            attached = document.get_attachment(n)
            yield attached.get_name()
            yield from texts("", bytes(attached.get_data()))
    elif body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts(name.rpartition(".")[2], archive.read(name))
    else:
        text = body.decode(errors="replace")
        yield text
        if "html" in sort or "xml" in sort:
            yield html.unescape(text)
        if "json" in sort:
            yield from _spoken(text)
        if "%" in text:
            yield unquote(text)


def _spoken(text: str) -> Iterator[str]:
    """The values of JSON as they are meant, without its escapes; of a file of lines those of each."""
    for part in (text, *text.splitlines()) if text.lstrip()[:1] in ("{", "[") else ():
        try:
            yield json.dumps(json.loads(part), ensure_ascii=False)
        except ValueError:
            continue
        if part is text:
            return

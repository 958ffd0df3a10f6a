"""The reader's language: which one a page is in, and how words of packs and sentences of the law are said in it."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_noop as N_

from selaras.actions import facts
from selaras.law.pack import Pack, Regulation
from selaras.law.procedures import Procedure, Refused
from selaras.law.words import MONTHS, Sentence, Value, speaking, word
from selaras.records.subjects import Subject

SOURCE = "id"  # the language of everything written in the source, of packs and of the ledger
ASKED = "bahasa"  # its name in an address and of the cookie that remembers it
NAMES = {"id": "Bahasa Indonesia", "en": "English"}
T = TypeVar("T")


def language_of(request: HttpRequest, known: tuple[str, ...]) -> str:
    """The language the address asks for, else the one chosen before; never the browser's own."""
    for wanted in (request.GET.get(ASKED), request.COOKIES.get(ASKED)):
        if wanted in known:
            return wanted
    return SOURCE


def same_page(request: HttpRequest, language: str) -> str:
    """The address of this page in another language, with all that it asks."""
    query = [(name, value) for name, values in request.GET.lists() for value in values if name != ASKED]
    return f"{escape_leading_slashes(request.path)}?{urlencode([*query, (ASKED, language)])}"


def regulation_of(subject: Subject) -> Regulation:
    """The regulation a subject goes by, in the reader's language."""
    return in_language(facts.regulation_of(subject))


def procedure_of(subject: Subject) -> Procedure:
    """The procedure of a subject, in the reader's language."""
    return regulation_of(subject).book.get(subject.procedure)


def in_language(value: T) -> T:
    """A word, a sentence, or a whole value of the law with every word in it, as the reader's language says it.

    What acts keep stays Indonesian: this is for pages alone. Names and what people typed have no translation and stay.
    """
    return value if get_language() == SOURCE else typing.cast(T, _anew(value, words=True))


def cite_in_language(cite: str) -> str:
    """A citation as the reader's language writes it: "Pasal 12 ayat (1) huruf a" is "Article 12(1)(a)"."""
    if get_language() == SOURCE:
        return cite
    for pattern, said in _CITE_PARTS:
        cite = re.sub(pattern, lambda match, said=said: gettext(said).format(*match.groups()), cite)  # type: ignore[misc]
    return cite


def day_in_language(day: date) -> str:
    """A day in words: "6 April 2020"."""
    return f"{day.day} {gettext(MONTHS[day.month - 1])} {day.year}"


# A part of a citation, and how it is said; what follows a part of its own kind keeps its "dan".
_CITE_PARTS = (
    (r"\bMenimbang huruf ([a-z])\b", N_("Menimbang huruf {}")),
    (r"\bMengingat angka (\d+)", N_("Mengingat angka {}")),
    (r"\bMenimbang\b", N_("Menimbang")),
    (r"\bMengingat\b", N_("Mengingat")),
    (r"\bLampiran ([IVX]+)\b", N_("Lampiran {}")),
    (r"\bPasal (\d+[A-Z]?)", N_("Pasal {}")),
    (r" dan ayat \((\d+)\)", N_(" dan ayat ({})")),
    (r" dan huruf ([a-z])\b", N_(" dan huruf {}")),
    (r" ayat \((\d+)\)", N_(" ayat ({})")),
    (r" huruf ([a-z])[-–]([a-z])\b", N_(" huruf {}–{}")),
    (r" huruf ([a-z])\b", N_(" huruf {}")),
    (r" angka (\d+(?:[-–]\d+)?)", N_(" angka {}")),
    (r"\bUU (?=\d)", N_("UU ")),
)
_kept: dict[tuple[int, str], tuple[object, object]] = {}


def _anew(value: Any, *, words: bool) -> Any:
    """The value in the language at hand; of plain text only what is marked as words of a pack."""
    if isinstance(value, Sentence):
        return _sentence(value)
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return _word(value) if words else value
    if isinstance(value, tuple | list):
        return _rows(value, words)
    if isinstance(value, Mapping):
        return {key: _anew(item, words=words) for key, item in value.items()}
    if isinstance(value, Pack | Regulation):
        return _once(value)
    if isinstance(value, Refused):
        said = Refused(*(_anew(part, words=True) for part in (value.what, value.basis, value.reasons, value.ways_on)))
        return said.with_traceback(value.__traceback__)
    return _fields_anew(value)


def _rows(value: Any, words: bool) -> Any:
    items = [_anew(item, words=words) for item in value]
    if all(new is old for new, old in zip(items, value, strict=True)):
        return value
    return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)


def _once(value: Any) -> Any:
    """A pack or a regulation, said anew once for each language; the original is kept so that its id stays its own."""
    key = (id(value), get_language() or SOURCE)
    if key not in _kept:
        _kept[key] = (value, _fields_anew(value))
    return _kept[key][1]


def _fields_anew(value: Any) -> Any:
    changed = {}
    for name, words in speaking(type(value)).items():  # type: ignore[arg-type]  # a class is hashable
        old = getattr(value, name)
        new = _anew(old, words=words)
        if new is not old:
            changed[name] = new
    if not changed:
        return value
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.replace(value, **changed)
    return dataclasses.replace(value, **changed)


def _word(text: str) -> str:
    """Words in the language at hand, also without the capital they begin or the full stop they end with."""
    if not text:
        return text
    said = gettext(text)
    if said != text:
        return said
    stopped, capital = text + ".", text[0].upper() + text[1:]
    if (said := gettext(stopped)) != stopped:
        return said.removesuffix(".")
    return text if (said := gettext(capital)) == capital else said[0].lower() + said[1:]


def _sentence(sentence: Sentence) -> Sentence:
    template, values = sentence.template, {name: _value(name, value) for name, value in sentence.values.items()}
    if not values:
        return word(_word(template))
    count = values.get("n")
    said = ngettext(template, template, count) if isinstance(count, int) else gettext(template)
    told = Sentence(said.format_map({name: _text(value) for name, value in values.items()}))
    told.template, told.values = said, values
    return told


def _value(name: str, value: Value) -> Value:
    """What is filled in, in the language at hand: names and typed text stay, a ground's citation does not."""
    if isinstance(value, date):
        return day_in_language(value)
    if isinstance(value, str) and not isinstance(value, Sentence):
        return cite_in_language(value) if name == "ground" else value
    return typing.cast(Value, _anew(value, words=False))


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | date):
        return f"{value:,}" if isinstance(value, int) else day_in_language(value)
    return ", ".join(value) if isinstance(value, tuple | list) else _sentence(value.said)  # type: ignore[union-attr]

"""What people read: sentences that keep what they were made of, so that another language can say them anew."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from typing import Annotated, Any, Protocol

from msgspec import Meta, Struct, structs

# A field of a pack that people read; its words stand in the pack's catalogues. Any other text is a code or a name.
WORDS = {"words": True}
Words = Annotated[str, Meta(extra=WORDS)]


class Said(Protocol):
    """A value that says itself in a sentence of its own, such as a ground."""

    @property
    def said(self) -> Sentence: ...


Value = str | int | date | Said | Sequence[str]


class Sentence(str):
    """An Indonesian sentence that remembers its template and what was put into it."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Value]

    def __str__(self) -> Sentence:
        """Itself: whoever makes sure that this is text keeps what it was made of."""
        return self

    def lower(self) -> Sentence:
        """In small letters, names and typed text excepted, for the middle of another sentence."""
        values = {name: value.lower() if isinstance(value, Sentence) else value for name, value in self.values.items()}
        return _made(self.template.lower(), values)


def _spoken(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return ", ".join(value) if isinstance(value, Sequence) else value.said


def say(template: str, /, **values: Value) -> Sentence:
    """The template with its `{names}` filled in: days in words, several words with commas, figures, grounds.

    The template is the message that catalogues translate, so it is written out where it is said, never put together.
    Plain text that is filled in is a name or what somebody typed and stays as it is; words of a pack come as `word`.
    """
    return _made(template, values)


def word(text: str) -> Sentence:
    """Words of a pack, to be filled into a sentence."""
    return _made(text, {})


def together(sentences: Iterable[str]) -> str:
    """Sentences one after another, each of which another language can still say anew."""
    return reduce(lambda said, more: say("{said} {more}", said=said, more=more), sentences)


def _made(template: str, values: Mapping[str, Value]) -> Sentence:
    filled = template.format_map({name: _spoken(value) for name, value in values.items()}) if values else template
    sentence = Sentence(filled)
    sentence.template, sentence.values = template, values
    return sentence


MONTHS = (
    say("Januari"),
    say("Februari"),
    say("Maret"),
    say("April"),
    say("Mei"),
    say("Juni"),
    say("Juli"),
    say("Agustus"),
    say("September"),
    say("Oktober"),
    say("November"),
    say("Desember"),
)


def plain(value: Any) -> str:
    """A sentence as mere text, for encoders that know no other (msgspec's `enc_hook`); TypeError for anything else."""
    if isinstance(value, Sentence):
        return "".join(value)
    raise TypeError(f"{type(value).__name__} is no sentence")


def in_words(day: date) -> str:
    """A day as it is written: 6 April 2020."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@cache
def speaking(kind: type) -> dict[str, bool]:
    """The fields of a kind of value, and whether their text is `Words`; no field for anything but values."""
    if issubclass(kind, Struct):
        return {field.name: _has_words(field.type) for field in structs.fields(kind)}
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind, include_extras=True)
        return {field.name: _has_words(hints[field.name]) for field in dataclasses.fields(kind)}
    return {}


def _has_words(hint: Any) -> bool:
    """Whether a type is `Words`, alone, as one of several, or in a tuple."""
    marks = getattr(hint, "__metadata__", ())
    return any(isinstance(mark, Meta) and mark.extra == WORDS for mark in marks) or any(
        _has_words(part) for part in typing.get_args(hint)
    )

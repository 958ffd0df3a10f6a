"""Stems: a text as the plain words that a search compares, so that "mengoordinasikan" finds "koordinasi".

Both databases get the same tokens of letters or digits alone and stem nothing themselves, so that they find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
from Sastrawi.Stemmer.Stemmer import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

BREAK = "zzz"  # stands between two texts, so that no phrase runs from one into the other
LONGEST = 40  # letters of a word; what is longer is cut
TOKENS = 12_000  # of one row; PostgreSQL counts places in a text up to 16,383
KEPT = 20_000  # words whose stem is remembered: some two megabytes
_RUN = re.compile(r"[^\W_]+")
_PART = re.compile(r"[a-z]+|[0-9]+")


def folded(text: str) -> str:
    """A text in small letters without accents: "Café" is "cafe"; what is no Latin letter or digit falls away."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def parts(word: str) -> list[str]:
    """A run of letters and digits as tokens: "Perbup24" is "perbup" and "24", and "00012" is "12"."""
    return [_plain(part) for part in _PART.findall(folded(word))]


def words(text: str) -> Iterator[str]:
    """The tokens of a text in their order, not stemmed."""
    for run in _RUN.finditer(text):
        yield from parts(run[0])


def runs(text: str) -> Iterator[re.Match[str]]:
    """The places of a text where its words stand, as they are written."""
    return _RUN.finditer(text)


def stems(texts: Iterable[str]) -> list[str]:
    """The stems of some texts in their order, with a break between two of them."""
    found: list[str] = []
    for text in texts:
        if found:
            found.append(BREAK)
        found += [stem(word) for word in words(text)]
    return found[:TOKENS]


@lru_cache(KEPT)
def stem(word: str) -> str:
    """The stem of a token: that of an Indonesian word after Nazief and Adriani; a number, or a short word, is its own.

    The first time costs 0.003 to 1 ms, from then on next to nothing.
    """
    if len(word) < 4 or word.isdigit():
        return word
    found: str = _stemmer().stem_word(word)
    return found if found.isascii() and found.isalpha() else word


def _plain(part: str) -> str:
    return (part.lstrip("0") or "0")[:LONGEST] if part.isdigit() else part[:LONGEST]


@cache
def _stemmer() -> Stemmer:
    return Stemmer(ArrayDictionary(StemmerFactory().get_words()))

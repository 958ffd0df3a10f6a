"""Units and posts as people name them: lists to choose from, and what a typed name or code means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from django.utils.translation import gettext as _

from selaras.law.organisation import Organisation
from selaras.law.types import Unit
from selaras.law.words import say
from selaras.web.language import in_language

MOST = 100  # characters of a name that are looked at
GROUPS = {
    "pimpinan": say("Pimpinan daerah"),
    "sekretariat_daerah": say("Sekretariat Daerah"),
    "asisten": say("Asisten"),
    "bagian": say("Bagian pada Sekretariat Daerah"),
    "staf_ahli": say("Staf Ahli Bupati"),
    "sekretariat_dprd": say("Sekretariat DPRD"),
    "inspektorat": say("Inspektorat"),
    "bappeda": say("Perencanaan"),
    "dinas": say("Dinas"),
    "satuan": say("Satuan"),
    "badan": say("Badan"),
    "kantor": say("Kantor"),
    "rumah_sakit": say("Rumah sakit"),
    "lembaga_lain": say("Lembaga lain"),
    "kecamatan": say("Kecamatan"),
    "kelurahan": say("Kelurahan"),
    "uptd": say("UPTD"),
    "eksternal": say("Instansi luar"),
}
SHOWN = 10  # units to choose from when a word may mean several
LIKE = 0.7  # how alike a name must be to be offered for one that is unknown
SHORTEST_PART = 3
SPOKEN = {  # what officers say for the titles of heads
    "sekda": "sekretaris daerah",
    "sekwan": "sekretaris dprd",
    "kadis": "kepala dinas",
    "kaban": "kepala badan",
    "kabag": "kepala bagian",
}
_WORD = re.compile(r"\w+")
_ODD = re.compile(r"[\x00-\x1f\x7f]+")


class Unknown(ValueError):
    """What was typed names no single unit of the day; `choices` are those it may mean: code and name."""

    def __init__(self, sentence: str, typed: str = "", choices: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(sentence)
        self.typed, self.choices = typed, choices


def type_label(code: str) -> str:
    """The type of a unit as a heading; a type of another pack by its own name."""
    return in_language(GROUPS[code]) if code in GROUPS else code.replace("_", " ").capitalize()


def by_type(organisation: Organisation) -> list[tuple[str, list[Unit]]]:
    """All units of the day, grouped by type in the order of the pack's types."""
    groups: dict[str, list[Unit]] = {code: [] for code in organisation.types}
    for unit in organisation.units.values():
        groups[unit.type].append(unit)
    return [(code, units) for code, units in groups.items() if units]


def choices(organisation: Organisation) -> list[tuple[str, list[Unit]]]:
    """The units by type, under the heading of each, to choose a party from."""
    return [(type_label(code), units) for code, units in by_type(organisation)]


def clean(text: str) -> str:
    """A typed name without control characters and spaces at its ends, cut to a length worth reading."""
    return _ODD.sub(" ", text).strip()[:MOST]


def exact(organisation: Organisation, text: str) -> str | None:
    """The code that is typed, or whose name or abbreviation is typed in full; None for anything less."""
    text = clean(text)
    if text in organisation.units or text in organisation.posts:
        return text
    return _names(organisation).get(text.casefold())


def code_of(organisation: Organisation, text: str) -> str:
    """The code that a typed code, name, abbreviation or part of a name means on the day. Raises Unknown."""
    found = exact(organisation, text)
    if found:
        return found
    text, names = clean(text), _names(organisation)
    said = " ".join(SPOKEN.get(word, word) for word in text.casefold().split())
    if said in names:
        return names[said]
    alike = _alike(organisation, said)
    if len(alike) == 1:
        return alike[0]
    if alike:
        sentence = _("“%(text)s” dapat berarti beberapa unit. Pilih yang dimaksud, atau tulis lebih lengkap.")
        raise Unknown(sentence % {"text": text}, text, _shown(organisation, alike))
    near = get_close_matches(text.casefold(), list(names), n=3, cutoff=LIKE)
    if near:
        sentence = _("“%(text)s” tidak ditemukan. Pilih bila salah satu ini yang dimaksud.")
        raise Unknown(sentence % {"text": text}, text, _shown(organisation, (names[name] for name in near)))
    raise Unknown(_("“%(text)s” tidak ditemukan. Pilih nama dari daftar.") % {"text": text})


def _shown(organisation: Organisation, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, organisation.name_of(code)) for code in list(dict.fromkeys(codes))[:SHOWN])


def _alike(organisation: Organisation, text: str) -> list[str]:
    """The units whose words hold every typed word, best first: as a whole word before a part of one ("Dinas PUPR")."""
    typed = _WORD.findall(text)
    if not typed:
        return []
    found: dict[int, list[str]] = {}
    for code, words in _words(organisation).items():
        if all(any(t == w or (len(t) >= SHORTEST_PART and t in w) for w in words) for t in typed):
            found.setdefault(sum(t in words for t in typed), []).append(code)
    return found[max(found)] if found else []


@lru_cache(maxsize=8)
def _words(organisation: Organisation) -> Mapping[str, frozenset[str]]:
    """The words of every unit of the day: of its code, name, abbreviations and the title of its head."""
    words: dict[str, frozenset[str]] = {}
    for unit in organisation.units.values():
        head = organisation.heads.get(unit.code)
        said = f"{unit.code} {unit.name} {unit.abbr or ''} {head.title if head else ''}".casefold()
        words[unit.code] = frozenset(_WORD.findall(said))
    return words


@lru_cache(maxsize=8)
def _names(organisation: Organisation) -> Mapping[str, str]:
    """Every name of a unit of the day in small letters: its code, name and abbreviations, with its code."""
    names: dict[str, str] = {}
    for unit in organisation.units.values():
        short = unit.abbr.split(" / ") if unit.abbr else []
        for name in (unit.code, unit.name, *short):
            names.setdefault(name.casefold(), unit.code)
    for post in organisation.posts.values():
        names.setdefault(post.code.casefold(), post.code)
        if post.head:
            names.setdefault(post.title.casefold(), post.unit)
    return names

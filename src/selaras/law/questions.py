"""Questions about a path as people write them, on the command line, in a batch or in an address, and their answers."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Collection
from datetime import date
from difflib import get_close_matches
from typing import Any

from msgspec import Struct

from selaras.law.paths import BadQuestion, Question, Resolver, as_json
from selaras.law.types import Kind

CODE_LIMIT = 100
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


class Asked(Struct, frozen=True, forbid_unknown_fields=True, rename={"opener": "from", "affairs": "affair"}):
    """One question as it is written."""

    opener: str
    to: tuple[str, ...]
    kind: str
    type: str | None = None
    form: str | None = None
    affairs: tuple[str, ...] = ()
    on: str | None = None


def answer(asked: Asked, today: date, resolver: Callable[[date], Resolver]) -> dict[str, Any]:
    """The object that the command and the API print; BadQuestion with a sentence when it cannot be asked."""
    for word in (asked.opener, *asked.to, asked.kind, asked.type, asked.form, *asked.affairs, asked.on):
        if word is not None and (len(word) > CODE_LIMIT or not word.isprintable()):
            raise BadQuestion(f"Kode paling panjang {CODE_LIMIT} tanda, tanpa tanda kendali.")
    found = resolver(day_of(asked.on, today) if asked.on else today)
    organisation = found.organisation
    parties = [_as_written(code, organisation.units, organisation.posts) for code in (asked.opener, *asked.to)]
    kind = _as_written(asked.kind, list(Kind))
    if kind not in set(Kind):
        raise BadQuestion(f"Jenis “{asked.kind}” tidak dikenal. {nearest(asked.kind, list(Kind))}")
    question = Question(
        parties[0],
        tuple(parties[1:]),
        Kind(kind),
        _as_written(asked.type, found.routes.types) if asked.type else None,
        _as_written(asked.form, found.routes.forms) if asked.form else None,
        tuple(_as_written(affair, organisation.affairs) for affair in asked.affairs),
    )
    return as_json(found.resolve(question))


def nearest(word: str, known: list[str]) -> str:
    """The known words most like one that is not: `Yang terdekat: a, b.`"""
    found = get_close_matches(word, known, n=3, cutoff=0.3) or known[:3]
    return f"Yang terdekat: {', '.join(found)}."


def _as_written(code: str, *known: Collection[str]) -> str:
    """A code typed in any case as the pack writes it; one that nothing bears as it was typed."""
    if any(code in codes for codes in known):
        return code
    typed = code.casefold()
    return next((one for codes in known for one in codes if one.casefold() == typed), code)


def day_of(text: str, today: date) -> date:
    """A day written TTTT-BB-HH; BadQuestion names the nearest one."""
    match = _DAY.fullmatch(text)
    try:
        if match and len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    near = today
    turned = _DAY_FIRST.fullmatch(text)
    parts = match.groups() if match else turned.groups()[::-1] if turned else None
    if parts:
        year = min(max(int(parts[0]), 1), 9999)
        month = min(max(int(parts[1]), 1), 12)
        near = date(year, month, min(max(int(parts[2]), 1), calendar.monthrange(year, month)[1]))
    raise BadQuestion(f"“{text}” bukan tanggal. Tulis TTTT-BB-HH; yang terdekat: {near.isoformat()}.")

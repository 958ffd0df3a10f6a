"""The day that an address asks for: `per` and `on` are two names of one question, on pages as for programs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

NAMES = ("per", "on")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class NoDay(ValueError):
    """What was asked is no day, or two days at once; the message is what was written."""


def day_asked(given: Mapping[str, str]) -> date | None:
    """The day asked, whatever its name; None where none is. Raises NoDay."""
    asked = dict.fromkeys(text for name in NAMES if (text := given.get(name)))
    try:
        days = [date.fromisoformat(text) if _DAY.fullmatch(text) else None for text in asked]
    except ValueError:
        days = [None]
    if None in days or len(days) > 1:
        raise NoDay(", ".join(asked))
    return days[0] if days else None

"""Law coverage: for each provision the strongest ground that cites it, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from selaras.law.cite import find_cites, format_cite
from selaras.law.organisation import History
from selaras.law.regulation import Regulation
from selaras.law.types import Strength


class Line(Struct, frozen=True):
    """A provision with the strongest ground citing it; None when it is cited nowhere."""

    key: str
    label: str
    strength: Strength | None
    places: tuple[str, ...]


def coverage(regulation: Regulation, history: History) -> tuple[Line, ...]:
    """One line per provision, in the order of the regulation.

    A citation counts for exactly the provision it names. A provision that has parts of its own (an article with
    paragraphs, a paragraph with points) sums them up: it takes the strongest of its own and of theirs.
    """
    stated: set[str] = set()
    cited: dict[str, list[str]] = {}
    for cite, strength, place in _grounds(regulation, history):
        for found in find_cites(cite, regulation.code):
            if not found.regulation:
                places = cited.setdefault(found.key, [])
                if place not in places:
                    places.append(place)
                if strength is Strength.STATED:
                    stated.add(found.key)
    lines = []
    for key in regulation.provisions:
        whole = [other for other in cited if other == key or other.startswith(f"{key}/")]
        best = Strength.STATED if stated.intersection(whole) else Strength.INFERRED if whole else None
        where = tuple(dict.fromkeys(place for other in whole for place in cited[other]))
        lines.append(Line(key, format_cite(key), best, where))
    return tuple(lines)


def _grounds(regulation: Regulation, history: History) -> Iterator[tuple[str, Strength, str]]:
    """Every ground with a citation: the citation, its strength, and the file with the place or the number of rows."""
    for ground in regulation.grounds:
        if ground.cite:
            yield ground.cite, ground.strength, f"{ground.file.rpartition('/')[2]}: {ground.place}"
    rows: Counter[tuple[str, str, Strength]] = Counter()
    rows.update(("types.csv", t.cite, Strength.STATED) for t in history.all_types if t.cite)
    rows.update(("coordination.csv", c.cite, c.strength) for c in history.all_coordination if c.cite)
    rows.update(("matrix.csv", c.cite, c.strength) for c in regulation.matrix if c.cite)
    for (file, cite, strength), count in rows.items():
        yield cite, strength, f"{file}: {count} baris"

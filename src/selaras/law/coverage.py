"""Law coverage: for each provision the strongest ground that cites it, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from selaras.law.cite import find_cites, format_cite
from selaras.law.organisation import History
from selaras.law.regulation import Regulation
from selaras.law.types import Strength


class Line(Struct, frozen=True):
    """A provision with the strongest ground citing it, None when it is cited nowhere; how many grounds state it, and
    how many read it so.
    """

    key: str
    label: str
    strength: Strength | None
    places: tuple[str, ...]
    stated: int = 0
    inferred: int = 0


def coverage(regulation: Regulation, history: History) -> tuple[Line, ...]:
    """One line per provision, in the order of the regulation.

    A citation counts for exactly the provision it names. A provision that has parts of its own (an article with
    paragraphs, a paragraph with points) sums them up: it takes the strongest of its own and of theirs.
    """
    cited: dict[str, dict[tuple[str, Strength], None]] = {}
    for cite, strength, place in _grounds(regulation, history):
        for found in find_cites(cite, regulation.code):
            if not found.regulation:
                cited.setdefault(found.key, {})[place, strength] = None
    lines = []
    for key in regulation.provisions:
        whole = [other for other in cited if other == key or other.startswith(f"{key}/")]
        grounds = dict.fromkeys(ground for other in whole for ground in cited[other])
        lines.append(_line(key, format_cite(key), grounds))
    return tuple(lines)


def _line(key: str, label: str, grounds: Iterable[tuple[str, Strength]]) -> Line:
    """A provision with the grounds that cite it: where they stand, and how strong each is."""
    told = list(grounds)
    stated = sum(strength is Strength.STATED for _place, strength in told)
    best = Strength.STATED if stated else Strength.INFERRED if told else None
    places = tuple(dict.fromkeys(place for place, _strength in told))
    return Line(key, label, best, places, stated, len(told) - stated)


def cites(regulation: Regulation, history: History) -> dict[str, frozenset[tuple[str, str]]]:
    """Every citation of the pack's grounds, with what it names: the regulation ("" for this one) and the provision."""
    found = {cite for cite, _strength, _place in _grounds(regulation, history)}
    return {cite: frozenset((c.regulation, c.key) for c in find_cites(cite, regulation.code)) for cite in sorted(found)}


def outside(regulation: Regulation, history: History) -> dict[str, tuple[Line, ...]]:
    """The provisions of other laws that grounds of the pack cite, by the code of the law ("uu-14-2008")."""
    cited: dict[tuple[str, str], dict[tuple[str, Strength], None]] = {}
    for cite, strength, place in _grounds(regulation, history):
        for found in find_cites(cite, regulation.code):
            if found.regulation:
                cited.setdefault((found.regulation, found.key), {})[place, strength] = None
    laws: dict[str, list[Line]] = {}
    for code, key in sorted(cited, key=lambda name: (name[0], _in_order(name[1]))):
        laws.setdefault(code, []).append(_line(key, format_cite(key) if key else "", cited[code, key]))
    return {code: tuple(lines) for code, lines in laws.items()}


def _in_order(key: str) -> tuple[tuple[int, str], ...]:
    """The place of a provision among others: Pasal 9 before Pasal 11, the whole before its parts."""
    numbers = (part.partition("-")[2] for part in key.split("/"))
    return tuple((int(n), "") if n.isdigit() else (0, n) for n in numbers)


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

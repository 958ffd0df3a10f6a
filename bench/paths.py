"""Path finder: every ordered pair of internal units × every kind and type, in one process; questions per second."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from itertools import permutations
from pathlib import Path

import selaras
from selaras.law.pack import load
from selaras.law.paths import Question, Resolver
from selaras.law.types import Kind


def main() -> int:
    """Ask all of them and print count, crashes, questions per second and statuses; 1 when any crashed."""
    pack = load(Path(selaras.__file__).parent / "packs" / "balangan")
    day = date(2020, 4, 6)
    routes, organisation = pack.regulation_on(day).routes, pack.history.on(day)
    internal = [code for code, unit in organisation.units.items() if unit.type not in routes.outside_types]
    kinds = [(k, None) for k in Kind if k is not Kind.KOORDINATIF] + [(Kind.KOORDINATIF, t) for t in routes.types]
    questions = [Question(a, (b,), kind, type_) for a, b in permutations(internal, 2) for kind, type_ in kinds]
    resolver = Resolver(organisation, routes)
    tally: Counter[str] = Counter()
    crashes = 0
    start = time.perf_counter()
    for question in questions:
        try:
            tally[resolver.resolve(question).status.value] += 1
        except Exception as error:
            crashes += 1
            print(f"{question}: {error!r}")
    seconds = time.perf_counter() - start
    print(f"{len(questions)} questions, {crashes} crashes, {len(questions) / seconds:,.0f} questions/s, {dict(tally)}")
    return 1 if crashes else 0


if __name__ == "__main__":
    raise SystemExit(main())

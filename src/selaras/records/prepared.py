"""Prepared questions: what openness makes long is put into SQL once in a process, and then asked of others.

To write a question down takes ten times what the database takes to answer it, where it asks of each row whether the
law shows it to everybody. What such a question is made from changes seldom: the regulations, the organisation, the day.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass
from threading import Lock
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value, prefetch_related_objects

from selaras.law.pack import Pack
from selaras.records.governments import Government, pack_of
from selaras.records.units import history

KEPT = 256  # questions in one process, of a few kilobytes each
_FIRST = -(2**52)  # in place of the first number, the second below it; no row has such a key
_TEXT = "\ue000{}"  # in place of a text; nobody can write such a sign
_lock = Lock()


@dataclass(frozen=True)
class _Question:
    """A question as the database takes it, how its answer becomes rows, and where the numbers stand."""

    sql: str
    values: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]  # in the values, and among what is asked for
    compiler: Any  # Django's, without the query that it wrote down
    iterable: type
    besides: tuple[Any, ...]  # what is asked once the rows are there

    def rows(self, of: Sequence[int | str]) -> list[Any]:
        """The answer."""
        values = list(self.values)
        for at, place in self.places:
            values[at] = of[place]
        compiler = copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda: (self.sql, tuple(values))
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked = SimpleNamespace(query=query, db=connection.alias, _known_related_objects={})
        found = list(self.iterable(asked))
        if self.besides:
            prefetch_related_objects(found, *self.besides)
        return found


_kept: OrderedDict[Hashable, tuple[Pack, _Question | None]] = OrderedDict()


def ask(
    build: Callable[..., QuerySet[Any]], government: Government, *said: Hashable, of: Sequence[int | str] | None = None
) -> list[Any]:
    """The rows of `build(government, *said)`, or of `build(government, *said, of)` where keys or codes are given.

    `build` is a function of a module. It makes its question from nothing but what it is given, and does not look at
    what stands in `of`: the question is kept for whoever asks the same of others.
    """
    if government.as_of:  # each of the past days would be kept apart
        return list(build(government, *said) if of is None else build(government, *said, of))
    if of is not None and not of:
        return []
    pack = pack_of(government)
    stands = (government.pk, government.timezone, government.today(), history(government), id(pack))
    sorts = None if of is None else tuple(map(type, of))
    key = (build, said, sorts, stands)
    with _lock:
        known = _kept.get(key)
        if known:
            _kept.move_to_end(key)
    if known is None:
        known = pack, _written(build, government, said, sorts)
        with _lock:
            _kept[key] = known
            if len(_kept) > KEPT:
                _kept.popitem(last=False)
    question = known[1]
    return question.rows(of or ()) if question else []


def forget() -> None:
    """Empty the memory (between tests)."""
    with _lock:
        _kept.clear()


def _written(
    build: Callable[..., QuerySet[Any]], government: Government, said: Sequence[Hashable], sorts: Sequence[type] | None
) -> _Question | None:
    """The question written down; None where nothing can answer it."""
    of = {_FIRST - n if sort is int else _TEXT.format(n): n for n, sort in enumerate(sorts or ())}
    rows = build(government, *said) if sorts is None else build(government, *said, list(of))
    asked: Any = rows
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        return None
    places = tuple((at, of[value]) for at, value in enumerate(values) if isinstance(value, int | str) and value in of)
    compiler.select = [(_light(made), *more) for made, *more in compiler.select]
    compiler.query = compiler.connection = None
    return _Question(sql, tuple(values), places, compiler, asked._iterable_class, asked._prefetch_related_lookups)


def _light(made: Any) -> Any:
    """What is selected, as far as it says how a value is read; a whole question in it is not kept."""
    return made if hasattr(made, "target") else Value(None, output_field=made.output_field)

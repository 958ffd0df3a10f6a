"""The few statements that stand in the way of every act, put together once: Django puts its own together each time.

What they do is what `bulk_create`, `filter` and `update` do for plain columns, by Django's own conversions, in a fifth
of the time. Signals are not sent. Everything else asks the database by Django's queries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
Answer = TypeVar("Answer")
Statement = tuple[str, list[Any]]
KEPT = "selaras_cursor"  # where a connection keeps the cursor of these statements
# Columns whose values both databases take as they stand.
AS_THEY_ARE = (
    *(models.CharField, models.TextField, models.BooleanField, models.ForeignKey, models.OneToOneField),
    *(models.PositiveIntegerField, models.PositiveSmallIntegerField, models.PositiveBigIntegerField),
)
MOMENTS = (models.DateField, models.DateTimeField)  # which PostgreSQL's driver takes too


@dataclass(frozen=True)
class _Table:
    """What statements about a model's table are made of."""

    name: str
    key: str
    fields: Sequence[tuple[str, Field[Any, Any] | None]]  # of a new row: the attribute, and what converts its value
    links: Sequence[Any]  # those that point to another row
    names: Sequence[str]
    model: type[Model]
    columns: Sequence[str]
    new: str  # those of a new row
    places: str
    key_at: int  # the place of the key among the columns
    convert: Sequence[tuple[int, Any]]  # where what the database returns becomes a value, by which functions


@lru_cache(maxsize=64)
def _table(model: type[Model]) -> _Table:
    connection = connections[DEFAULT_DB_ALIAS]
    quote, meta = connection.ops.quote_name, model._meta
    fields = list(meta.concrete_fields)
    plain = {*AS_THEY_ARE, *(MOMENTS if connection.vendor == "postgresql" else ())}
    given = [field for field in fields if not field.primary_key]
    compiler = model._default_manager.all().query.get_compiler(connection=connection)
    return _Table(
        name=quote(meta.db_table),
        key=quote(str(meta.pk.column)),
        fields=[
            (field.attname, None if type(field) in plain and not _sets_itself(field) else field) for field in given
        ],
        links=[field for field in given if field.is_relation],
        names=[field.attname for field in fields],
        model=model,
        columns=[str(field.column) for field in fields],
        new=", ".join(quote(str(field.column)) for field in given),
        places=f"({', '.join(['%s'] * len(given))})",
        key_at=fields.index(meta.pk),
        convert=list(compiler.get_converters([field.cached_col for field in fields]).items()),
    )


def _sets_itself(field: Any) -> bool:
    """Whether a column takes the present moment by itself whenever its row is written."""
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _cursor() -> Any:
    """The cursor of these statements, one for as long as the connection lives: to make one takes as long as to ask.

    The first statement of a request makes a new one, by which Django sees whether the connection still answers.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    kept = vars(connection).get(KEPT)
    alive = kept is not None and kept.connection is connection.connection and connection.health_check_done
    if not alive or connection.queries_logged:
        kept = connection.cursor()
        setattr(connection, KEPT, kept)
    return kept


def tried(question: Callable[[], Answer]) -> Answer:
    """The answer to the first question of a request, asked once more where the lasting connection turns out dead.

    So no other question has to try it first.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.in_atomic_block or connection.connection is None:
        return question()
    connection.health_check_done = True
    try:
        return question()
    except DatabaseError:
        connection.close()
        return question()


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model and give them their keys."""
    if not rows:
        return
    connection, table = connections[DEFAULT_DB_ALIAS], _table(type(rows[0]))
    values: list[Any] = []
    for row in rows:
        for field in table.links:
            if getattr(row, field.attname) is None and field.is_cached(row):  # what it points to was written meanwhile
                setattr(row, field.attname, getattr(field.get_cached_value(row), field.target_field.attname, None))
        values += [
            getattr(row, name) if field is None else field.get_db_prep_save(field.pre_save(row, True), connection)
            for name, field in table.fields
        ]
    places = ", ".join([table.places] * len(rows))
    cursor = _cursor()
    cursor.execute(f"INSERT INTO {table.name} ({table.new}) VALUES {places} RETURNING {table.key}", values)
    for row, (made,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = made
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def writing(model: type[Model], rows: Sequence[dict[str, Any]], **shared: Any) -> Statement:
    """What writes new rows of one model, one or more, all with the same columns; their keys are not asked for.

    The `shared` columns hold the same in each and are said once: a statement of few values is put together once.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    binary = connection.Database.Binary
    values = [binary(value) if type(value) is bytes else value for row in rows for value in row.values()]
    return _written(model, tuple(shared), tuple(rows[0]), len(rows)), [*shared.values(), *values]


@lru_cache(maxsize=256)
def _written(model: type[Model], shared: tuple[str, ...], columns: tuple[str, ...], rows: int) -> str:
    names = ", ".join(map(_quoted, (*shared, *columns)))
    places = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * rows)
    taken = ", ".join([*["%s"] * len(shared), *(f"column{number + 1}" for number in range(len(columns)))])
    return f"INSERT INTO {_table(model).name} ({names}) SELECT {taken} FROM (VALUES {places}) AS each_row"


def updating(row: Model, *columns: str) -> Statement:
    """What writes down some columns of a row that is there."""
    connection, table = connections[DEFAULT_DB_ALIAS], _table(type(row))
    fields: list[Any] = [row._meta.get_field(name) for name in columns]
    said = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    return f"UPDATE {table.name} SET {said} WHERE {table.key} = %s", [*values, row.pk]


def send(*statements: Statement) -> None:
    """Carry out statements that answer nothing, one after the other; PostgreSQL takes them all in one go."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        statements = (("; ".join(said for said, _values in statements), [v for _said, vs in statements for v in vs]),)
    cursor = _cursor()
    for said, values in statements:
        cursor.execute(said, values)


def find(model: type[Row], *along: str, lock: bool = False, **which: str | int | None) -> list[Row]:
    """The rows whose columns hold these values, None for none, by their keys; `lock` keeps them until the end.

    With each come the rows to which it points `along` these fields ("tenure", "tenure__person"), each after the one on
    which it hangs. The values are such as the database takes: numbers, texts, nothing.
    """
    said, sorts = _question(model, along, lock, tuple((name, value is None) for name, value in which.items()))
    cursor = _cursor()
    cursor.execute(said, [value for value in which.values() if value is not None])
    return [_put_together(sorts, row) for row in cursor.fetchall()]


@lru_cache(maxsize=256)
def _quoted(name: str) -> str:
    return str(connections[DEFAULT_DB_ALIAS].ops.quote_name(name))


@lru_cache(maxsize=128)
def _question(
    model: type[Model], along: tuple[str, ...], lock: bool, which: tuple[tuple[str, bool], ...]
) -> tuple[str, tuple[tuple[_Table, Any, int], ...]]:
    """A question; and of each model in its answer the table, the field that leads there, and from which model."""
    asked: list[tuple[_Table, Any, int]] = [(_table(model), None, 0)]
    joins = ""
    for way in along:
        before, _blank, name = way.rpartition("__")
        parent = along.index(before) + 1 if before else 0
        link: Any = asked[parent][0].model._meta.get_field(name)
        table, number = _table(link.related_model), len(asked)
        joins += f" LEFT JOIN {table.name} t{number} ON t{number}.{table.key} = t{parent}.{_quoted(link.column)}"
        asked.append((table, link, parent))
    columns = (f"t{number}.{_quoted(name)}" for number, (table, *_link) in enumerate(asked) for name in table.columns)
    places = (f"t0.{_quoted(name)} {'IS NULL' if none else '= %s'}" for name, none in which)
    wanted = f" WHERE {' AND '.join(places)}" if which else ""
    kept = " FOR UPDATE" if lock and connections[DEFAULT_DB_ALIAS].features.has_select_for_update else ""
    first = asked[0][0]
    said = f"SELECT {', '.join(columns)} FROM {first.name} t0{joins}{wanted} ORDER BY t0.{first.key}{kept}"
    return said, tuple(asked)


def _put_together(asked: Sequence[tuple[_Table, Any, int]], row: Sequence[Any]) -> Any:
    """One row of an answer as its model, with the rows that came along."""
    connection = connections[DEFAULT_DB_ALIAS]
    found: list[Any] = []
    begin = 0
    for table, link, parent in asked:
        values = list(row[begin : begin + len(table.names)])
        begin += len(table.names)
        for place, (functions, column) in table.convert:
            for function in functions:
                values[place] = function(values[place], column, connection)
        there = values[table.key_at] is not None
        found.append(table.model.from_db(DEFAULT_DB_ALIAS, table.names, values) if there else None)
        if link and found[parent] is not None:
            link.set_cached_value(found[parent], found[-1])
    return found[0]

"""The few statements that stand in the way of every act, put together once: Django puts its own together each time.

What they do is what `bulk_create`, `filter` and `update` do for plain columns, by Django's own conversions, in a fifth
of the time. Signals are not sent. Everything else asks the database by Django's queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
# Columns whose values both databases take as they stand.
AS_THEY_ARE = (
    *(models.CharField, models.TextField, models.BooleanField, models.ForeignKey, models.OneToOneField),
    *(models.PositiveIntegerField, models.PositiveSmallIntegerField, models.PositiveBigIntegerField),
)


@dataclass(frozen=True)
class _Table:
    """What statements about a model's table are made of."""

    name: str
    key: str
    fields: Sequence[tuple[str, Field[Any, Any] | None]]  # of a new row: the attribute, and what converts its value
    names: Sequence[str]
    all: str  # its columns
    new: str  # those of a new row
    places: str
    convert: Any  # from what the database returns, as (position, functions)


@lru_cache(maxsize=64)
def _table(model: type[Model]) -> _Table:
    connection = connections[DEFAULT_DB_ALIAS]
    quote, meta = connection.ops.quote_name, model._meta
    fields = list(meta.concrete_fields)
    given = [field for field in fields if not field.primary_key]
    compiler = model._default_manager.all().query.get_compiler(connection=connection)
    return _Table(
        name=quote(meta.db_table),
        key=quote(str(meta.pk.column)),
        fields=[(field.attname, None if type(field) in AS_THEY_ARE else field) for field in given],
        names=[field.attname for field in fields],
        all=", ".join(quote(str(field.column)) for field in fields),
        new=", ".join(quote(str(field.column)) for field in given),
        places=f"({', '.join(['%s'] * len(given))})",
        convert=compiler.get_converters([field.cached_col for field in fields]),
    )


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model and give them their keys."""
    if not rows:
        return
    connection, table = connections[DEFAULT_DB_ALIAS], _table(type(rows[0]))
    values: list[Any] = []
    for row in rows:
        row._prepare_related_fields_for_save(operation_name="insert")  # type: ignore[attr-defined]
        values += [
            getattr(row, name) if field is None else field.get_db_prep_save(field.pre_save(row, True), connection)
            for name, field in table.fields
        ]
    places = ", ".join([table.places] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table.name} ({table.new}) VALUES {places} RETURNING {table.key}", values)
        for row, (made,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = made
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def find(model: type[Row], *, lock: bool = False, **which: str | int | None) -> list[Row]:
    """The rows whose columns hold these values, None for none, by their keys; `lock` keeps them until the end.

    The values are such as the database takes: numbers, texts, nothing.
    """
    connection, table = connections[DEFAULT_DB_ALIAS], _table(model)
    quote = connection.ops.quote_name
    places = (f"{quote(name)} {'IS NULL' if value is None else '= %s'}" for name, value in which.items())
    wanted = f" WHERE {' AND '.join(places)}" if which else ""
    kept = " FOR UPDATE" if lock and connection.features.has_select_for_update else ""
    said = f"SELECT {table.all} FROM {table.name}{wanted} ORDER BY {table.key}{kept}"
    with connection.cursor() as cursor:
        cursor.execute(said, [value for value in which.values() if value is not None])
        found: Iterable[Sequence[Any]] = cursor.fetchall()
    if table.convert:
        compiler = model._default_manager.all().query.get_compiler(connection=connection)
        found = compiler.apply_converters(found, table.convert)
    return [model.from_db(DEFAULT_DB_ALIAS, table.names, row) for row in found]


def update(row: Model, *columns: str) -> None:
    """Write down some columns of a row that is there."""
    connection, table = connections[DEFAULT_DB_ALIAS], _table(type(row))
    quote = connection.ops.quote_name
    fields: list[Any] = [row._meta.get_field(name) for name in columns]
    said = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table.name} SET {said} WHERE {table.key} = %s", [*values, row.pk])

"""The databases' own part of the search: an FTS5 table on SQLite, a tsvector with a GIN index on PostgreSQL.

Both are made after every migration and follow the rows by themselves; they hold plain tokens that are stemmed already.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from selaras.records.stems import BREAK

ROWS, TEXT = "records_searchrow", "search_text"
_COLUMNS = "rowid, title_stems, stems"
_OUT = f"INSERT INTO {TEXT}({TEXT}, {_COLUMNS}) VALUES ('delete', OLD.id, OLD.title_stems, OLD.stems)"
_IN = f"INSERT INTO {TEXT}({_COLUMNS}) VALUES (NEW.id, NEW.title_stems, NEW.stems)"
_SQLITE = {
    f"{TEXT}_follows_insert": f"AFTER INSERT ON {ROWS} BEGIN {_IN}; END",
    f"{TEXT}_follows_delete": f"AFTER DELETE ON {ROWS} BEGIN {_OUT}; END",
    f"{TEXT}_follows_update": f"AFTER UPDATE OF title_stems, stems ON {ROWS} BEGIN {_OUT}; {_IN}; END",
}
_VECTOR = (
    "setweight(to_tsvector('simple'::regconfig, title_stems), 'A')"
    f" || to_tsvector('simple'::regconfig, '{BREAK} ' || stems)"
)


def create(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing beside the rows, where there is a table of them."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if ROWS not in tables:
            return
        if connection.vendor == "postgresql":
            # A table is changed only where something is missing: rows that wait for the end of a transaction forbid it.
            if "terms" not in {column.name for column in connection.introspection.get_table_description(cursor, ROWS)}:
                vector = f"tsvector GENERATED ALWAYS AS ({_VECTOR}) STORED"
                cursor.execute(f"ALTER TABLE {ROWS} ADD COLUMN terms {vector}")
            if f"{ROWS}_terms" not in connection.introspection.get_constraints(cursor, ROWS):
                cursor.execute(f"CREATE INDEX {ROWS}_terms ON {ROWS} USING gin (terms)")
            return
        fresh = TEXT not in tables
        if fresh:
            cursor.execute(
                f"CREATE VIRTUAL TABLE {TEXT} USING fts5("
                f"title_stems, stems, content='{ROWS}', content_rowid='id', tokenize='ascii')"
            )
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
        for name, body in _SQLITE.items():
            if name not in there:
                cursor.execute(f"CREATE TRIGGER {name} {body}")
        if fresh or not set(_SQLITE) <= there:
            cursor.execute(f"INSERT INTO {TEXT}({TEXT}) VALUES ('rebuild')")


def before_migrate(*, using: str, plan: list[Any], **_: Any) -> None:
    """Take the triggers off SQLite when a migration is about to run (signal pre_migrate); they are made anew."""
    if plan and connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def after_migrate(*, using: str, **_: Any) -> None:
    """Put back what a migration took away (signal post_migrate)."""
    create(connections[using])

"""The database's own refusal to change the ledger: triggers for SQLite and PostgreSQL, made after every migration.

They are a second wall; what proves the ledger is its hashes and the seals that others hold.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_FIXED = "Buku besar hanya dapat ditambah, tidak dapat diubah atau dihapus."
_TAKEN = "Nomor atau tempat itu dalam buku besar sudah terisi."
_GAP = "Nomor catatan harus tepat satu di atas catatan terakhir."
_GROWS = "Ukuran buku besar hanya bertambah satu demi satu, sesudah catatannya ada."
_KEPT = "Isi yang dilindungi hanya dapat dihapus bersama catatan penghapusannya."

# The bits of pg_trigger.tgtype: row 1, before 2, then one for each event.
_PG_BITS = {"INSERT": 1 + 2 + 4, "DELETE": 1 + 2 + 8, "UPDATE": 1 + 2 + 16, "TRUNCATE": 2 + 32}


@dataclass(frozen=True)
class _Guard:
    """One refusal: before this event on this table, when the condition (SQL over OLD and NEW) holds."""

    name: str
    table: str
    event: str
    message: str
    condition: str = "TRUE"

    @property
    def sqlite(self) -> str:
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self.condition}"
            f" BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    @property
    def postgresql_body(self) -> str:
        result = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(self.event, "NEW")
        return (
            f"BEGIN IF {self.condition} THEN RAISE EXCEPTION USING MESSAGE = '{self.message}',"
            f" ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {result}; END"
        )

    @property
    def postgresql(self) -> str:
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql"
            f" AS $body${self.postgresql_body}$body$;"
            f" DROP TRIGGER IF EXISTS {self.name} ON {self.table};"
            f" CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}"
            f" FOR EACH {each} EXECUTE FUNCTION {self.name}()"
        )


_NEXT = """NEW.number <> COALESCE((
    SELECT head.size + 1 FROM records_head head WHERE head.government_id = NEW.government_id), -1)"""
_NOT_ERASED = """NOT EXISTS (
    SELECT 1 FROM records_entry kept JOIN records_entry erasure ON erasure.government_id = kept.government_id
    WHERE kept.id = OLD.entry_id AND erasure.number > kept.number AND erasure.step = 'erase'
      AND erasure.subject_type = 'secret' AND erasure.subject_key = kept.number || '/' || OLD.field)"""
_NOT_GROWN = """OLD.id <> NEW.id OR OLD.government_id <> NEW.government_id OR NEW.size <> OLD.size AND (
    NEW.size <> OLD.size + 1 OR NOT EXISTS (
        SELECT 1 FROM records_entry entry WHERE entry.government_id = NEW.government_id AND entry.number = NEW.size))"""


def _append_only(
    table: str, *key: str, update: tuple[str, str] = (_FIXED, "TRUE"), delete: tuple[str, str] = (_FIXED, "TRUE")
) -> list[_Guard]:
    """Return the guards of one table; `key` are the columns that no two rows share, beside the id."""
    same = " AND ".join(f'there."{column}" = NEW."{column}"' for column in key)
    # SQLite's INSERT OR REPLACE takes another row's place without waking the trigger on DELETE.
    taken = f"EXISTS (SELECT 1 FROM {table} there WHERE there.id = NEW.id{' OR ' + same if same else ''})"
    return [
        _Guard(f"{table}_taken", table, "INSERT", _TAKEN, taken),
        _Guard(f"{table}_update", table, "UPDATE", *update),
        _Guard(f"{table}_delete", table, "DELETE", *delete),
        _Guard(f"{table}_truncate", table, "TRUNCATE", _FIXED),
    ]


_GUARDS = [
    *_append_only("records_head", "government_id", update=(_GROWS, _NOT_GROWN)),
    _Guard("records_head_begins", "records_head", "INSERT", _GROWS, "NEW.size <> 0"),
    *_append_only("records_entry", "government_id", "number"),
    _Guard("records_entry_next", "records_entry", "INSERT", _GAP, _NEXT),
    *_append_only("records_node", "government_id", "level", "index"),
    *_append_only("records_secret", "entry_id", "field", delete=(_KEPT, _NOT_ERASED)),
    *_append_only("records_seal"),
    *_append_only("records_reading"),
]


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that are absent, switched off or not as we make them; empty when all is well."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            there = set(cursor.fetchall())
            return [guard.name for guard in _guards(connection) if (guard.name, guard.table, guard.sqlite) not in there]
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgtype, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = current_schema() AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''"
        )
        there = set(cursor.fetchall())
    return [
        guard.name
        for guard in _guards(connection)
        if (guard.name, guard.table, _PG_BITS[guard.event], guard.postgresql_body) not in there
    ]


def create(connection: BaseDatabaseWrapper) -> None:
    """Make every trigger that is missing, on the tables that exist."""
    missing = set(missing_triggers(connection))
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards(connection):
            if guard.name in missing and guard.table in tables:
                if connection.vendor == "sqlite":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")
                cursor.execute(guard.sqlite if connection.vendor == "sqlite" else guard.postgresql)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger off, for the time in which tables are remade."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards(connection):
            if guard.table in tables:
                on = "" if connection.vendor == "sqlite" else f" ON {guard.table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{on}")


def before_migrate(*, using: str, plan: list[Any], **_: Any) -> None:
    """Take the triggers off SQLite when a migration is about to run (signal pre_migrate).

    It refuses to rename a remade table while a trigger elsewhere names it.
    """
    if plan and connections[using].vendor == "sqlite":
        drop(connections[using])


def after_migrate(*, using: str, **_: Any) -> None:
    """Put the triggers back (signal post_migrate): SQLite loses those of a remade table silently."""
    create(connections[using])


def _guards(connection: BaseDatabaseWrapper) -> list[_Guard]:
    """Return the guards this database needs: only PostgreSQL knows TRUNCATE."""
    return [guard for guard in _GUARDS if connection.vendor == "postgresql" or guard.event != "TRUNCATE"]

"""What the database does by itself, made for SQLite and PostgreSQL after every migration.

It refuses to change the ledger: a second wall; what proves the ledger is its hashes and the seals that others hold.
And it gives the stamp (records/stamp.py) a new value whenever a row is written that a page may show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
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


_CHANCE = {
    "sqlite": "random()",
    "postgresql": "('x' || md5(random()::text || clock_timestamp()::text))::bit(64)::bigint",
}


@dataclass(frozen=True)
class _Mark:
    """A new stamp whenever a row of a table is written; `columns` narrows the updates to those that a page may show."""

    table: str
    columns: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_stamp"

    @property
    def sqlite(self) -> dict[str, str]:
        """The trigger for each event."""
        events = {"insert": "INSERT", "delete": "DELETE", "update": f"UPDATE{self.columns and ' OF ' + self.columns}"}
        return {
            f"{self.name}_{name}": f'CREATE TRIGGER {self.name}_{name} AFTER {event} ON "{self.table}"'
            f" BEGIN UPDATE records_stamp SET value = {_CHANCE['sqlite']}; END"
            for name, event in events.items()
        }

    @property
    def postgresql(self) -> list[str]:
        """One that acts when the transaction ends, so that it locks the stamp for no longer than that; and TRUNCATE."""
        update = f"UPDATE{self.columns and ' OF ' + self.columns}"
        return [
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"CREATE CONSTRAINT TRIGGER {self.name} AFTER INSERT OR DELETE OR {update} ON {self.table}"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION records_new_stamp()",
            f"DROP TRIGGER IF EXISTS {self.name}_truncate ON {self.table}",
            f"CREATE TRIGGER {self.name}_truncate AFTER TRUNCATE ON {self.table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION records_new_stamp()",
        ]


# Once a transaction is enough; the setting ends with it.
_NEW_STAMP = f"""BEGIN
    IF current_setting('selaras.stamped', true) IS DISTINCT FROM 'yes' THEN
        UPDATE records_stamp SET value = {_CHANCE["postgresql"]};
        PERFORM set_config('selaras.stamped', 'yes', true);
    END IF;
    RETURN NULL;
END"""
_NEW_STAMP_FUNCTION = (
    f"CREATE OR REPLACE FUNCTION records_new_stamp() RETURNS trigger LANGUAGE plpgsql AS $body${_NEW_STAMP}$body$"
)
# Tables that no page shows, or only pages that are not kept: what workers say of themselves, who read what, which
# forms and requests came before, what is on its way to other systems, the inner hashes of the ledger, the stamp itself.
# The rows of the search and what is added to the sums follow acts that have marked already; what makes them anew by
# itself says so (stamp.renew). The sums themselves are no part of this: they may change without any act.
UNMARKED = frozenset(
    f"records_{name}"
    for name in (
        *("worker", "schedulerun", "reading", "receipt", "request", "delivery", "node", "stamp"),
        *("mark", "contribution", "reckoning", "searchrow", "searchword"),
    )
)
# Beside our own tables: who may sign in. That somebody did changes no page.
_ACCOUNTS = _Mark("auth_user", "username, password, is_active")


def marks() -> list[_Mark]:
    """A mark for every table that a kept page may show: all of ours but those named above, and the accounts."""
    ours = apps.get_app_config("records").get_models(include_auto_created=True)
    tables = sorted(model._meta.db_table for model in ours)
    return [*(_Mark(table) for table in tables if table not in UNMARKED), _ACCOUNTS]


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the ledger's triggers that are absent, switched off or not as we make them; empty if all is well."""
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


def missing_marks(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the stamp's triggers that are absent, switched off or not as we make them; empty if all is well."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            there = dict(cursor.fetchall())
            return [name for mark in marks() for name, sql in mark.sqlite.items() if there.get(name) != sql]
        cursor.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema()"
            " AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND p.proname = 'records_new_stamp' AND p.prosrc = %s"
            " AND t.tgtype IN (29, 32) AND t.tgname LIKE c.relname || '_stamp%%'",
            [_NEW_STAMP],
        )
        named = {name for (name,) in cursor.fetchall()}
    return [name for mark in marks() for name in (mark.name, f"{mark.name}_truncate") if name not in named]


def create(connection: BaseDatabaseWrapper) -> None:
    """Make every trigger that is missing, on the tables that exist."""
    missing = {*missing_triggers(connection), *missing_marks(connection)}
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards(connection):
            if guard.name in missing and guard.table in tables:
                if connection.vendor == "sqlite":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")
                cursor.execute(guard.sqlite if connection.vendor == "sqlite" else guard.postgresql)
        if "records_stamp" not in tables:  # a migration has stopped before it
            return
        cursor.execute(
            "INSERT INTO records_stamp (id, value) SELECT 1, 1 WHERE NOT EXISTS (SELECT 1 FROM records_stamp)"
        )
        if connection.vendor == "postgresql":
            cursor.execute(_NEW_STAMP_FUNCTION)
        for mark in marks():
            if mark.table in tables and not missing.isdisjoint({mark.name, f"{mark.name}_truncate", *mark.sqlite}):
                for statement in _made(mark, connection):
                    cursor.execute(statement)


def _made(mark: _Mark, connection: BaseDatabaseWrapper) -> Iterator[str]:
    if connection.vendor == "postgresql":
        yield from mark.postgresql
        return
    for name, statement in mark.sqlite.items():
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield statement


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger off, for the time in which tables are remade."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards(connection):
            if guard.table in tables:
                on = "" if connection.vendor == "sqlite" else f" ON {guard.table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{on}")
        _drop_marks(cursor, connection.vendor)


def _drop_marks(cursor: Any, vendor: str) -> None:
    """Take the stamp's triggers off whatever tables they are on, also those that the models no longer have."""
    if vendor == "postgresql":
        cursor.execute("DROP FUNCTION IF EXISTS records_new_stamp() CASCADE")
        return
    cursor.execute(r"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\_stamp\_%' ESCAPE '\'")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {name}")


def before_migrate(*, using: str, plan: list[Any], **_: Any) -> None:
    """Take the triggers off when a migration is about to run (signal pre_migrate).

    SQLite refuses to rename a remade table while a trigger elsewhere names it, PostgreSQL to remake one while a
    deferred trigger waits for the end of the transaction.
    """
    connection = connections[using]
    if plan and connection.vendor == "sqlite":
        drop(connection)
    elif plan:
        with connection.cursor() as cursor:
            _drop_marks(cursor, connection.vendor)


def after_migrate(*, using: str, **_: Any) -> None:
    """Put the triggers back (signal post_migrate): SQLite loses those of a remade table silently."""
    create(connections[using])


def _guards(connection: BaseDatabaseWrapper) -> list[_Guard]:
    """Return the guards this database needs: only PostgreSQL knows TRUNCATE."""
    return [guard for guard in _GUARDS if connection.vendor == "postgresql" or guard.event != "TRUNCATE"]

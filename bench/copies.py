"""Copies of matters, made inside the database: a few statements for any number of them, the ledger's hashes included.

Each copy is its template with another number, day and title: seats, answers, texts, what can be found, and entries of
the ledger with their commitments, hashes and nodes, so that `selaras verify` finds nothing. Where the rows of a copy
begin is reckoned beforehand (`bench_copy`); the templates lie in tables of their own, with the place of each row. On
PostgreSQL, indexes, foreign keys and triggers are off meanwhile and made afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Any

import rfc8785
from django.db import connection, models, transaction

from selaras.records import ledger, merkle, triggers
from selaras.records.governments import Government
from selaras.records.ledger import Entry, Head, Node, Secret
from selaras.records.matters import Answer, Matter, Participant, Proposal
from selaras.records.search import SearchRow
from selaras.records.stems import stems

BATCH = 50_000  # copies in one transaction
# In the order in which they refer to one another.
COPIED: tuple[type[models.Model], ...] = (Matter, Participant, Answer, Proposal, Entry, Secret, SearchRow)
TABLES = [model._meta.db_table for model in COPIED]
DAYS = {Matter: ("opened_on", "closed_on"), SearchRow: ("day",)}
MOMENTS = {
    Matter: ("state_since", "created_at", "updated_at"),
    Participant: ("slot_since", "turn_since"),
    Answer: ("created_at",),
    Proposal: ("created_at",),
    Entry: ("recorded_at",),
}
# What the copies are made with, alike for both databases: each the body of a function in SQL, and one in Python.
FUNCTIONS: dict[str, tuple[str, str, str, Callable[..., Any]]] = {
    "bench_leaf": (
        "body text",
        "bytea",
        r"sha256('\x00'::bytea || convert_to(body, 'UTF8'))",
        lambda body: merkle.leaf_hash(body.encode()),
    ),
    "bench_node": (
        "one bytea, other bytea",
        "bytea",
        r"sha256('\x01'::bytea || one || other)",
        lambda one, other: merkle.node_hash(bytes(one), bytes(other)),
    ),
    "bench_promise": (
        "salt bytea, field text, value text",
        "text",
        "encode(sha256(salt || convert_to('[\"' || field || '\",' || value || ']', 'UTF8')), 'hex')",
        lambda salt, field, value: sha256(bytes(salt) + f'["{field}",{value}]'.encode()).hexdigest(),
    ),
    "bench_day": (
        "day date, days int",
        "date",
        "day + days",
        lambda day, days: day and (date.fromisoformat(day) + timedelta(days=days)).isoformat(),
    ),
    "bench_moment": (
        "moment timestamptz, days int",
        "timestamptz",
        "moment + days * interval '1 day'",
        lambda moment, days: moment and (datetime.fromisoformat(moment) + timedelta(days=days)).isoformat(sep=" "),
    ),
    "bench_said": (
        "day text, days int",
        "text",
        "to_char(day::date + days, 'YYYY-MM-DD')",
        lambda day, days: day and (date.fromisoformat(day) + timedelta(days=days)).isoformat(),
    ),
}
COPY = {
    "n": "integer",
    "template": "bigint",
    "days": "integer",
    "number": "text",
    "title": "text",
    "title_said": "text",  # as JSON
    "title_stems": "text",
    "number_stems": "text",
    "names": "text",
    "told": "bigint",  # the last number of the ledger before its entries
    **{f"records_{name}": "bigint" for name in ("matter", "participant", "answer", "proposal", "entry", "secret")},
    "records_searchrow": "bigint",
}
# What the body of a template's entry says that is said otherwise in a copy's.
SAID = {
    "entry_id": "bigint",
    "number_said": "text",
    "key_said": "text",
    "moment_said": "text",
    "title_promise": "text",
    "title_salt": "bytea",
    "standing_promise": "text",
    "standing_salt": "bytea",
    "standing": "text",
    "closed_on": "text",
}
CLOSED = (
    "replace(t.{}, '\"closed_on\":\"' || t.closed_on || '\"',"
    " '\"closed_on\":\"' || bench_said(t.closed_on, c.days) || '\"')"
)
BODY = (
    ("t.number_said", "'\"number\":' || (c.told + t.place) || ','"),
    ("t.key_said", "'\"key\":\"' || c.number || '\"'"),
    ("t.moment_said", "bench_said(substr(t.moment_said, 1, 10), c.days) || substr(t.moment_said, 11)"),
    ("t.title_promise", "bench_promise(t.title_salt, 'title', c.title_said)"),
    ("t.standing_promise", f"bench_promise(t.standing_salt, 'standing', {CLOSED.format('standing')})"),
)
NAMED = "CASE WHEN t.title = t.was THEN {} ELSE {} END"  # whose title is not open bears its number


@dataclass(frozen=True)
class Ordered:
    """A copy as it is ordered: of which template, under what number and title, opened on which day."""

    template: Matter
    number: str
    title: str
    day: date


def copy(
    government: Government, templates: Sequence[Matter], ordered: Iterator[Ordered], advance: Callable[[int], None]
) -> None:
    """Make the copies, and let ledger and counters go on from there; `advance` is told how many were made."""
    before = ledger.size(government)
    _functions()
    _templates(templates)
    maker = _Maker(before)
    with _unhindered():
        while rows := list(islice(ordered, BATCH)):
            with transaction.atomic():
                maker.make(rows)
            advance(len(rows))
        _nodes(government, before, maker.size)
        Head.objects.filter(government=government).update(size=maker.size)
        if connection.vendor == "postgresql":
            for table in (*TABLES, Node._meta.db_table):
                _run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


class _Maker:
    """Knows where the next copy's rows begin, and how many rows each template has."""

    def __init__(self, size: int) -> None:
        self.size, self.done = size, 0
        self.last: dict[str, int] = {}
        self.rows: dict[str, dict[int, int]] = {}
        for table in TABLES:
            self.last[table] = _ask(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0]
            self.rows[table] = dict(_ask(f"SELECT template, count(*) FROM bench_{table} GROUP BY template"))

    def make(self, ordered: Sequence[Ordered]) -> None:
        """Write a batch."""
        _run("DELETE FROM bench_copy")
        insert("bench_copy", list(COPY), [self._row(one) for one in ordered])
        for model in COPIED:
            _run(_statement(model))

    def _row(self, one: Ordered) -> list[Any]:
        template = one.template.pk
        begins = list(self.last.values())
        for table, many in self.rows.items():
            self.last[table] += many.get(template, 0)
        told = self.size
        self.size += self.rows["records_entry"][template]
        self.done += 1
        title, number = _stemmed(one.title), " ".join(one.number.split("-"))
        count = one.number.partition("-")[2]
        days = (one.day - (one.template.opened_on or one.day)).days
        said = [self.done, template, days, one.number, one.title, rfc8785.dumps(one.title).decode()]
        return [*said, title, f"{number} {count}", f"|{title}|{number}|{count}|", told, *begins]


def _statement(model: type[models.Model]) -> str:
    """How the rows of a table are copied: as they are, but for what differs from copy to copy."""
    table = model._meta.db_table
    other = {"id": f"c.{table} + t.place", "matter_id": "c.records_matter + 1"}
    other |= {name: f"bench_day(t.{name}, c.days)" for name in DAYS.get(model, ())}
    other |= {name: f"bench_moment(t.{name}, c.days)" for name in MOMENTS.get(model, ())}
    if model is Matter:
        other |= {"number": "c.number", "title": "c.title"}
    elif model in (Answer, Proposal):
        other |= {"participant_id": "c.records_participant + t.seat", "entry": "c.told + t.told"}
    elif model is Entry:
        body = "t.body"
        for old, new in BODY:
            body = f"CASE WHEN {old} IS NULL THEN {body} ELSE replace({body}, {old}, {new}) END"
        other |= {"number": "c.told + t.place", "subject_key": "c.number", "body": body}
    elif model is Secret:
        closed = f"CASE WHEN t.closed_on IS NULL THEN t.value ELSE {CLOSED.format('value')} END"
        value = f"CASE t.field WHEN 'title' THEN c.title_said WHEN 'standing' THEN {closed} ELSE t.value END"
        other |= {"entry_id": "c.records_entry + t.told", "value": value}
    elif model is SearchRow:
        other |= {"key": "c.number", "subject": "c.records_matter + 1", "url": "replace(t.url, t.was, c.number)"}
        other |= {"title": NAMED.format("c.number", "c.title"), "stems": "c.number_stems || substr(t.stems, t.prefix)"}
        other["title_stems"] = NAMED.format("replace(c.number, '-', ' ')", "c.title_stems")
        other["names"] = NAMED.format("replace(c.names, '|' || c.title_stems || '|', '|')", "c.names")
    columns = [str(field.column) for field in model._meta.concrete_fields]
    inside = ", ".join(f"{other.get(name, f't.{_named(name)}')} AS {_named(name)}" for name in columns)
    outside = ", ".join("bench_leaf(body)" if name == "leaf_hash" else _named(name) for name in columns)
    return (
        f"INSERT INTO {table} ({', '.join(map(_named, columns))}) SELECT {outside} FROM (SELECT {inside}"
        f" FROM bench_copy c JOIN bench_{table} t ON t.template = c.template ORDER BY c.n, t.place) made"
    )


def _named(column: str) -> str:
    return f'"{column}"'


@cache
def _stem_of(word: str) -> str:
    return " ".join(stems([word]))


def _stemmed(title: str) -> str:
    """The stems of a title, word by word."""
    return " ".join(map(_stem_of, title.split()))


# What the copies are made of


def _functions() -> None:
    for name, (given, answer, body, python) in FUNCTIONS.items():
        if connection.vendor == "postgresql":
            _run(
                f"CREATE OR REPLACE FUNCTION {name}({given}) RETURNS {answer} LANGUAGE sql STABLE"
                f" AS $body$SELECT {body}$body$"
            )
        else:
            connection.connection.create_function(name, given.count(",") + 1, python)


def _templates(matters: Sequence[Matter]) -> None:
    """The rows of the templates, each with its template and its place among those of its table."""
    _table("bench_copy", COPY)
    _table("bench_said", SAID)
    insert("bench_said", list(SAID), [_said(entry) for entry in _entries(matters)])
    keys = ", ".join(str(matter.pk) for matter in matters)
    place = "row_number() OVER (PARTITION BY {} ORDER BY t.id) AS place"
    hanging = f"t.*, t.matter_id AS template, {place.format('t.matter_id')}"
    seat = "s.place AS seat, e.place AS told"
    places = (
        "JOIN bench_records_participant s ON s.id = t.participant_id"
        " JOIN bench_records_entry e ON e.template = t.matter_id AND e.number = t.entry"
    )
    of_entry = "JOIN records_matter m ON m.number = t.subject_key AND t.subject_type = 'matter'"
    names = ", ".join(f"b.{name}" for name in SAID if name != "entry_id")
    made = {
        Matter: f"t.*, t.id AS template, 1 AS place FROM records_matter t WHERE t.id IN ({keys})",
        Participant: f"{hanging} FROM records_participant t WHERE t.matter_id IN ({keys})",
        Entry: f"t.*, m.id AS template, {place.format('m.id')}, {names} FROM records_entry t {of_entry}"
        f" JOIN bench_said b ON b.entry_id = t.id WHERE m.id IN ({keys})",
        Answer: f"{hanging}, {seat} FROM records_answer t {places} WHERE t.matter_id IN ({keys})",
        Proposal: f"{hanging}, {seat} FROM records_proposal t {places} WHERE t.matter_id IN ({keys})",
        Secret: f"t.*, e.template, e.place AS told, e.closed_on, {place.format('e.template')}"
        " FROM records_secret t JOIN bench_records_entry e ON e.id = t.entry_id",
        SearchRow: f"t.*, t.subject AS template, m.number AS was, {place.format('t.subject')},"
        " length(replace(m.number, '-', ' ')) AS prefix"
        " FROM records_searchrow t JOIN records_matter m ON m.id = t.subject"
        f" WHERE t.sort = 'matter' AND m.id IN ({keys})",
    }
    for model, what in made.items():
        _run(f"CREATE TEMPORARY TABLE bench_{model._meta.db_table} AS SELECT {what}")
    for row in SearchRow.objects.filter(sort=Matter.TYPE, subject__in=[matter.pk for matter in matters]):
        prefix = len(" ".join(stems([row.key, row.key.partition("-")[2]]))) + 1
        _run(f"UPDATE bench_records_searchrow SET prefix = {prefix} WHERE id = {row.pk}")


def _entries(matters: Sequence[Matter]) -> Any:
    keys = [matter.number for matter in matters]
    return Entry.objects.filter(subject_type=Matter.TYPE, subject_key__in=keys).prefetch_related("secrets")


def _said(entry: Entry) -> list[Any]:
    secrets = {secret.field: secret for secret in entry.secrets.all()}
    title, standing = secrets.get("title"), secrets.get("standing")
    closed_on = json.loads(standing.value)["closed_on"] if standing else ""
    closed = standing if closed_on else None
    return [
        entry.pk,
        f'"number":{entry.number},',
        f'"key":"{entry.subject_key}"',
        ledger._utc(entry.recorded_at),
        title and ledger._committed(title),
        title and bytes(title.salt),
        closed and ledger._committed(closed),
        closed and bytes(closed.salt),
        closed and closed.value,
        closed_on or None,
    ]


def _nodes(government: Government, before: int, after: int) -> None:
    """The inner hashes of the ledger over the new entries, level by level."""
    _run(
        'INSERT INTO records_node (government_id, level, "index", hash) SELECT government_id, 0, number - 1, leaf_hash'
        f" FROM records_entry WHERE government_id = {government.pk} AND number > {before} ORDER BY number"
    )
    level = 1
    while after >> level:
        _run("ANALYZE records_node")
        _run(
            'INSERT INTO records_node (government_id, level, "index", hash)'
            f' SELECT one.government_id, {level}, one."index" / 2, bench_node(one.hash, other.hash)'
            " FROM records_node one"
            " JOIN records_node other ON other.government_id = one.government_id AND other.level = one.level"
            ' AND other."index" = one."index" + 1'
            f" WHERE one.government_id = {government.pk} AND one.level = {level - 1}"
            f' AND one."index" % 2 = 0 AND one."index" >= {before >> level << 1}'
            f' AND one."index" / 2 < {after >> level} ORDER BY one."index"'
        )
        level += 1


@contextmanager
def _unhindered() -> Iterator[None]:
    """Without what each row has to pass: triggers, and on PostgreSQL foreign keys and indexes but the primary keys."""
    triggers.drop(connection)
    back: list[str] = []
    if connection.vendor == "postgresql":
        _run("SET synchronous_commit = off")
        _run("SET maintenance_work_mem = '512MB'")
        _run("SET work_mem = '256MB'")
        tables = ", ".join(f"'{table}'::regclass" for table in (*TABLES, Node._meta.db_table))
        for table, name, made, sort in _ask(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype FROM pg_constraint"
            f" WHERE conrelid IN ({tables}) AND contype IN ('f', 'u') ORDER BY contype DESC"
        ):
            if table != Node._meta.db_table or sort == "f":
                _run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
                back.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}')
        for name, made in _ask(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            f" WHERE indrelid IN ({tables}) AND NOT indisprimary AND indrelid <> 'records_node'::regclass"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
        ):
            _run(f"DROP INDEX {name}")
            back.insert(0, made)
    try:
        yield
    finally:
        for statement in back:
            _run(statement)
        triggers.create(connection)


# The database


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _ask(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def _table(name: str, columns: dict[str, str]) -> None:
    _run(f"CREATE TEMPORARY TABLE {name} ({', '.join(f'{column} {sort}' for column, sort in columns.items())})")


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows as quickly as the database takes them."""
    names = ", ".join(map(_named, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copied:
                for row in rows:
                    copied.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows)

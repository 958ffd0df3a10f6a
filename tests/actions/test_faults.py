"""A matter never changes without its entry: every statement of every act fails once, and nothing is left half done."""

from __future__ import annotations

import inspect
import pkgutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import override_settings

from bench import plants
from selaras import actions
from selaras.actions import ledger as whole
from selaras.actions.offices import AlreadyDone
from selaras.law.pack import load
from selaras.records import ledger, units
from selaras.records.governments import Government
from tests.actions.stories import CONSULTATION, CREATES, START, STORIES, Act, Line, Office
from tests.acts import Cast
from tests.conftest import PACK
from tests.packs.small_pack import write_pack

ENDLESS = 300  # statements that no act comes near

# Failing


def _broken(raw: Any) -> None:
    """Make the database itself refuse a statement: PostgreSQL then refuses all that follow in the transaction."""
    with suppress(Exception):
        raw.cursor().execute("SELECT 1 FROM there_is_no_such_table")


def _fails(raw: Any) -> DatabaseError:
    _broken(raw)
    return OperationalError("a failure on purpose")


def _contradicts(raw: Any) -> DatabaseError:
    """The kind of failure that acts themselves expect, and answer with a sentence."""
    _broken(raw)
    return IntegrityError("a contradiction on purpose")


def _is_lost(raw: Any) -> DatabaseError:
    raw.close()
    return OperationalError("the connection is lost on purpose")


Fault = Callable[[Any], DatabaseError]
FAULTS = (_fails, _contradicts, _is_lost)


@contextmanager
def failing(place: int, fault: Fault) -> Iterator[list[str]]:
    """Let the statement at this place (from 1) fail before it is done; COMMIT is one. Yields the statements seen."""
    seen: list[str] = []
    commit = connection._commit  # type: ignore[attr-defined]

    def met(words: str) -> None:
        seen.append(words)
        if len(seen) == place:
            raise fault(connection.connection)

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        met(sql)
        return execute(sql, params, many, context)

    def committing() -> None:
        met("COMMIT")
        commit()

    with connection.execute_wrapper(statement), mock.patch.object(connection, "_commit", committing):
        yield seen


@contextmanager
def answer_lost() -> Iterator[list[str]]:
    """Let the first COMMIT be done and its answer never arrive; yields what was lost."""
    lost: list[str] = []
    commit = connection._commit  # type: ignore[attr-defined]

    def committing() -> None:
        commit()
        if not lost:
            lost.append("COMMIT")
            connection.connection.close()
            raise OperationalError("the answer is lost on purpose")

    with mock.patch.object(connection, "_commit", committing):
        yield lost


Rows = dict[str, list[Any]]
_last: dict[int, Rows] = {}


def rows() -> Rows:
    """Every row that there is, by table; on SQLite read again only once something was committed."""
    if connection.vendor != "sqlite":
        return _read("SELECT md5(string_agg(whole::text, ',' ORDER BY id)) FROM {} whole")  # put together over there
    (version,) = _onlooker().execute("PRAGMA data_version").fetchone()
    if version not in _last:
        _last.clear()
        _last[version] = _read("SELECT * FROM {} ORDER BY id")
    return _last[version]


@cache
def _onlooker() -> sqlite3.Connection:
    """Another connection to the same file: to it, every commit of ours is another's."""
    return sqlite3.connect(connection.settings_dict["NAME"])


def _read(question: str) -> Rows:
    apps_with_rows = ("records", "auth", "django_tasks_database")  # a task in the queue is a part of its act
    tables = [model._meta.db_table for app in apps_with_rows for model in apps.get_app_config(app).get_models()]
    with connection.cursor() as cursor:
        return {table: _all(cursor, question.format(table)) for table in tables}


def _all(cursor: Any, question: str) -> list[Any]:
    cursor.execute(question)
    return list(cursor.fetchall())


def faults() -> list[str]:
    """What `selaras verify` would say."""
    return [str(fault) for government in Government.objects.all() for fault in whole.verify(government)]


def entries() -> int:
    """How many acts the ledgers hold."""
    return ledger.Entry.objects.count()


def attempt(act: Act, place: int, fault: Fault) -> str:
    """Try an act with a fault planted; returns the statement that failed, "" when the act was done whole."""
    with failing(place, fault) as seen:
        try:
            act()
        except Exception:  # whatever the act makes of it: what counts is what it leaves behind
            if len(seen) < place:
                raise
        else:
            if len(seen) < place:
                return ""
    if fault is _is_lost:
        connection.close()  # as the end of the request does; the next one opens its own
    return seen[place - 1]


# The proof


def tell(office: Office, line: Line) -> int:
    """Do one act with a fault planted at each of its statements in turn, then in earnest; returns how many failed.

    Three kinds of fault take turns, and lines of the same act begin with different ones.
    `selaras verify` reads rows and stored files alone, so where every row is as before, so is what it says.
    """
    act, before, known = line.prepare(office), rows(), faults()
    size, place, stopped = entries(), 0, "before it began" if line.tried else ""
    while stopped:
        place += 1
        assert place < ENDLESS, f"{line.name} never ends"
        fault = FAULTS[(place + len(line.name)) % len(FAULTS)]
        stopped = attempt(act, place, fault)
        where = f"{line.name}, {fault.__name__}, statement {place}"
        assert not stopped or rows() == before, f"{where}: half done at {stopped[:200]}"
    if not line.tried:
        act()
    after = rows()
    assert after != before, f"{line.name}: nothing was done"
    assert (entries() > size) is line.recorded, line.name
    assert not line.tried or faults() == known, line.name
    if line.keyed:
        again(act)
        assert rows() == after, f"{line.name}: sent again, done again"
    return max(place - 1, 0)


def again(act: Act) -> None:
    """Send the same form once more; some acts answer as before, some say that it came before."""
    with suppress(AlreadyDone):
        act()


@pytest.fixture
def office(cast: Cast, balangan: Government, tmp_path: Path) -> Iterator[Office]:
    folder = write_pack(tmp_path / "contoh", {})
    units.forget()
    with override_settings(SELARAS_PACKS=(folder,)):
        yield Office(cast, balangan, folder)
    units.forget()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("story", STORIES)
def test_every_statement_of_every_act_fails_once_and_nothing_is_left_half_done(office: Office, story: str) -> None:
    assert sum([tell(office, line) for line in STORIES[story]]) > 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("story", STORIES)
def test_an_act_whose_answer_was_lost_is_complete_and_sent_again_is_done_once(office: Office, story: str) -> None:
    for line in STORIES[story]:
        act, size, known = line.prepare(office), entries(), faults()
        if not line.keyed:
            act()
            continue
        with answer_lost() as lost, suppress(OperationalError, InterfaceError):  # a program's request may find out
            act()
        assert lost, line.name
        connection.close()
        complete = rows()
        assert entries() > size and faults() == known, line.name
        again(act)
        assert rows() == complete, line.name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("line", [CONSULTATION[0], CREATES], ids=["submit", "create_user"])
def test_the_missing_transaction_is_caught(office: Office, line: Line) -> None:
    with plants.without_transactions(), pytest.raises(AssertionError, match="half done"):
        tell(office, line)


def _writes(function: Callable[..., Any]) -> bool:
    source = inspect.getsource(function)
    return any(word in source for word in ("transaction.atomic(", ".objects.create(", ".save(", "quick.insert("))


def test_every_act_and_every_effect_has_its_line() -> None:
    shown = {what for story in STORIES.values() for line in story for what in line.shows}
    modules = [import_module(found.name) for found in pkgutil.iter_modules(actions.__path__, "selaras.actions.")]
    writing = {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and _writes(function)
    }
    missing = {f"{function.__module__}.{function.__name__}" for function in writing - shown}
    assert not missing, "tell these acts in a story of tests/actions/stories.py"
    procedures = load(PACK).regulation_on(START).book.procedures
    unshown = {str(effect) for p in procedures for step in p.steps for effect in step.effects if effect not in shown}
    assert not unshown, "tell a step with each of these effects in a story of tests/actions/stories.py"

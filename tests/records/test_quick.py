"""The quick statements do what Django's own do, and live through what happens to a connection."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.test.utils import CaptureQueriesContext

from selaras.records import quick
from selaras.records.governments import Government, default_government
from selaras.records.marks import Mark


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_takes_its_cursor_with_it(nothing_loaded: None) -> None:
    connection: Any = connections[DEFAULT_DB_ALIAS]
    assert quick.find(Government) == []
    connection.close()
    assert quick.find(Government) == []
    kept = vars(connection)[quick.KEPT]
    assert kept.connection is connection.connection


def test_statements_share_one_cursor_and_are_all_seen(balangan: Government) -> None:
    connection: Any = connections[DEFAULT_DB_ALIAS]
    quick.find(Government)
    kept = vars(connection)[quick.KEPT]
    quick.find(Government, code="63.11")
    assert vars(connection)[quick.KEPT] is kept
    with CaptureQueriesContext(connection) as asked:
        quick.find(Government, code="63.11")
    assert len(asked) == 1


def test_a_health_check_comes_before_the_first_statement_of_a_request(
    balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection: Any = connections[DEFAULT_DB_ALIAS]
    quick.find(Government)
    looked: list[bool] = []

    def usable() -> bool:
        looked.append(True)
        return True

    monkeypatch.setattr(connection, "is_usable", usable)
    monkeypatch.setattr(connection, "health_check_enabled", True)
    monkeypatch.setattr(connection, "health_check_done", False)
    quick.find(Government)
    quick.find(Government)
    assert looked == [True]


@pytest.mark.parametrize("rows", [1, 3])
def test_what_rows_share_is_said_once(balangan: Government, rows: int) -> None:
    marks = [{"sort": "matter", "subject": 900 + row, "moved": bool(row % 2)} for row in range(rows)]
    statement, values = quick.writing(Mark, marks, government_id=balangan.pk)
    assert len(values) == statement.count("%s") == 3 * rows + 1
    quick.send((statement, values))
    found = Mark.objects.filter(government=balangan, subject__gte=900).order_by("subject")
    assert list(found.values("sort", "subject", "moved")) == marks


@pytest.mark.django_db(transaction=True)
def test_a_lasting_connection_that_died_is_made_anew_by_the_first_question(nothing_loaded: None) -> None:
    connection: Any = connections[DEFAULT_DB_ALIAS]
    quick.find(Government)
    connection.connection.close()  # as when the server was restarted; Django does not know
    with pytest.raises(Government.DoesNotExist):  # nothing is loaded, but it was asked
        default_government()


def test_the_first_question_asks_once(balangan: Government) -> None:
    connection: Any = connections[DEFAULT_DB_ALIAS]
    with CaptureQueriesContext(connection) as asked:
        assert default_government() == balangan
    assert len(asked) == 1

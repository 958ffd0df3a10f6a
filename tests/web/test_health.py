"""Liveness and readiness."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from selaras.records import clock, triggers
from selaras.records.governments import Government


def test_the_process_answers_without_asking_the_database(client: Client) -> None:
    assert client.get("/healthz").content == b"baik\n"


def test_ready_when_all_is_there(balangan: Government, client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert {word for name, word in answer.json().items() if name != "peringatan"} == {"baik"}


@pytest.mark.parametrize(("year", "warned"), [(2026, None), (2027, "hari libur 2027 belum dimuat pada calendar.csv")])
def test_a_year_without_holidays_is_warned_of_and_keeps_nobody_from_working(
    balangan: Government, client: Client, year: int, warned: str | None
) -> None:
    with clock.at(datetime(year, 1, 5, 1, tzinfo=UTC)):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json().get("peringatan")) == (200, warned)


@pytest.mark.django_db
def test_not_ready_without_a_pack(nothing_loaded: None, client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "load-pack" in answer.json()["paket"]


def test_not_ready_when_a_trigger_of_the_ledger_is_missing(balangan: Government, client: Client) -> None:
    triggers.drop(connection)
    answer = client.get("/readyz")
    triggers.create(connection)
    assert answer.status_code == 503
    assert "records_entry_update" in answer.json()["pemicu buku besar"]


def test_not_ready_while_a_migration_waits(
    balangan: Government, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [object()])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrasi"] == "1 migrasi belum dijalankan"


def test_an_outsider_is_refused_any_secret_of_the_installation(balangan: Government, client: Client) -> None:
    said = client.get("/readyz").content.decode()
    assert "sqlite" not in said
    assert "/" not in said

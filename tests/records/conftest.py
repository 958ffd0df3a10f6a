"""What the tests of the records share: one government, its ledger with a few acts, and a hand that tampers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from selaras.law.types import Basis, Strength
from selaras.records import ledger, triggers
from selaras.records.governments import Government

NOON = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
GROUND = Basis(Strength.STATED, cite="Pasal 13 ayat (1)")
CHOICE = Basis(Strength.DESIGNED, reason="Permintaan penghapusan data pribadi dikabulkan.")
HEAD = ledger.Hand("o-1", "Kepala Contoh", "DPUPR/1", "DPUPR", "definitif")
CLERK = ledger.Hand("o-2", "Operator Contoh", "DPUPR/31", "DPUPR", "operator", on_behalf=HEAD)


class Desk:
    """Keeps matters as their table would and writes every act into the ledger, an hour after the one before."""

    def __init__(self, government: Government) -> None:
        self.government = government
        self.now = NOON
        self.rows: dict[str, ledger.SubjectRow] = {}

    def act(
        self, key: str, state: str, actor: ledger.Hand = HEAD, texts: dict[str, ledger.JSONValue] | None = None
    ) -> ledger.Entry:
        """Bring a matter into a state, with the question or answer given."""
        row = self.rows.get(key, ledger.SubjectRow("matter", key, 0, ""))
        self.rows[key] = ledger.SubjectRow("matter", key, row.version + 1, state)
        self.now += timedelta(hours=1)
        with transaction.atomic():
            return ledger.append(
                government=self.government,
                subject_type="matter",
                subject_key=key,
                subject_version=row.version + 1,
                state_before=row.state,
                state_after=state,
                step=f"to_{state}",
                actor=actor,
                basis=GROUND,
                recorded_at=self.now,
                happened_on=self.now.date(),
                files=["ab" * 32],
                texts=texts,
                peers=[("63.00", "2026-00007")],
            )

    def faults(self, against: ledger.SealDocument | None = None) -> list[str]:
        """What the check finds, as it is printed."""
        return [str(fault) for fault in ledger.verify(self.government, self.rows.values(), against)]


@pytest.fixture
def government(nothing_loaded: None) -> Government:
    return Government.objects.create(
        code="63.99", name="Kabupaten Contoh", head_title="Bupati", timezone="Asia/Makassar", pack="contoh"
    )


@pytest.fixture
def desk(government: Government) -> Desk:
    """Six entries: two matters, an act in another's name, one erased question."""
    desk = Desk(government)
    asked = desk.act("2026-00001", "submitted", texts={"question": "Kapan saluran dibersihkan?"})
    desk.act("2026-00002", "submitted")
    desk.act("2026-00001", "answered", CLERK, {"answer": {"text": "Pekan kedua.", "amount": 12.5}})
    desk.act("2026-00002", "answered", texts={"answer": "Belum."})
    desk.act("2026-00001", "closed")
    with transaction.atomic():
        ledger.erase(entry=asked, field="question", actor=HEAD, basis=CHOICE, recorded_at=desk.now)
    return desk


@pytest.fixture
def tamper() -> Callable[..., None]:
    """Change the ledger as someone with the database's own tools would, leaving the triggers as they were."""

    def run(*statements: str) -> None:
        connection.check_constraints()
        triggers.drop(connection)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.check_constraints()
        triggers.create(connection)

    return run

"""Faults planted on purpose, so that each harness can be seen to find what it is there to find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any
from unittest import mock

from django.db import connection, models, transaction

from selaras.records import ledger, quick

_atomic = transaction.atomic


@contextmanager
def without_transactions() -> Iterator[None]:
    """The missing transaction: every statement of an act counts at once, only the ledger's own writing is still whole.

    On SQLite this takes the lock as well, for there the transaction is the lock.
    """

    def atomic(*given: Any, **named: Any) -> AbstractContextManager[None]:
        return _atomic(*given, **named) if connection.in_atomic_block else nullcontext()

    with ExitStack() as planted:
        planted.enter_context(_locks(lambda model: connection.in_atomic_block))
        planted.enter_context(mock.patch.object(transaction, "atomic", atomic))
        planted.enter_context(mock.patch.object(ledger.Head, "next_number", _at_once(ledger.Head.next_number)))
        for name in ("append", "lock_head"):
            planted.enter_context(mock.patch.object(ledger, name, _atomic(getattr(ledger, name))))
        yield


@contextmanager
def without_locks() -> Iterator[None]:
    """The lock taken out: no row is locked but the head of the ledger, which gives the numbers."""
    if connection.vendor == "sqlite":
        with without_transactions():
            yield
    else:
        with _locks(lambda model: model is ledger.Head):
            yield


def _at_once(next_number: Any) -> Any:
    """A number counts as given as soon as it is taken, not with the entry that comes after."""

    def given(head: ledger.Head, year: int) -> Any:
        number = next_number(head, year)
        quick.send(quick.updating(head, "number_year", "number_last"))
        return number

    return given


@contextmanager
def _locks(kept: Callable[[type[models.Model]], bool]) -> Iterator[None]:
    """Leave out every SELECT … FOR UPDATE but of those models whose locks are to be kept."""
    lock, find = models.QuerySet.select_for_update, quick.find

    def select_for_update(queryset: Any, *given: Any, **named: Any) -> Any:
        return lock(queryset, *given, **named) if kept(queryset.model) else queryset.all()

    def unlocked(model: Any, *, lock: bool = False, **which: Any) -> Any:
        return find(model, lock=lock and kept(model), **which)

    with (
        mock.patch.object(models.QuerySet, "select_for_update", select_for_update),
        mock.patch.object(quick, "find", unlocked),
    ):
        yield

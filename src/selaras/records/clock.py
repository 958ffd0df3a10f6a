"""The one clock of the product, which tests and the demonstration may set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """This moment (with its zone)."""
    return _moment.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at a moment; for the demonstration's past and for tests."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)

"""The one clock of the product, which tests and the demonstration may set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


@dataclass
class Watch:
    """Whether anybody asked for the hour, and not only for the day."""

    asked: bool = False


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


def now() -> datetime:
    """This moment (with its zone)."""
    watch = _watch.get()
    if watch is not None:
        watch.asked = True
    return unseen()


def unseen() -> datetime:
    """This moment, for who needs no more of it than the day; no watch sees it."""
    return _moment.get() or datetime.now(UTC)


@contextmanager
def watched() -> Iterator[Watch]:
    """See whether the hour is asked for: what is made without it holds until the day ends."""
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at a moment; for the demonstration's past and for tests."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)

"""Silence: who was told, and when, that a subject still waits; it is written where the subject lies, without blame."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from selaras.actions.escalations import without_coordinator
from selaras.actions.facts import local_day, regulation_of
from selaras.law.clocks import Reading
from selaras.law.regulation import Regulation
from selaras.law.types import Basis, Strength
from selaras.law.words import Sentence, word
from selaras.records.escalations import done_of, of_now, told_of
from selaras.records.governments import Government
from selaras.web.language import day_in_language, in_language


def ground(regulation: Regulation, said: dict[str, Any], strength: str, cite: str) -> Basis:
    """On what ground somebody was told."""
    level = regulation.escalation.level(str(said["level"]))
    return Basis(Strength(strength), cite or None, level.basis.reason if level else None)


def marks(
    government: Government, regulation: Regulation, entries: Iterable[Any], seats: Iterable[Any]
) -> dict[int, str]:
    """Of each seat on which something waits, by its place: when who was told in this wait, the first first."""
    found: dict[int, list[str]] = {}
    for entry, said in of_now(entries, seats):
        found.setdefault(said["seat"], []).append(_on(government, done_of(regulation, said), entry.recorded_at))
    return {seat: _series(told) for seat, told in found.items()}


def marks_of(waiting: Iterable[tuple[Any, Any]]) -> dict[Any, str]:
    """The same for subjects of any sort, each with a seat, by the seat; one query, and none for none."""
    found: dict[Any, list[str]] = {}
    there = {(subject.TYPE, subject.pk, seat.order, seat.turn_since): (subject, seat) for subject, seat in waiting}
    for row in told_of([subject for subject, _seat in there.values()]):
        subject, seat = there.get((row.sort, row.subject, row.seat, row.since), (None, None))
        level = regulation_of(subject).escalation.level(row.level) if subject else None
        if subject and level:
            found.setdefault(seat, []).append(_on(subject.government, word(level.done), row.at))
    return {seat: _series(told) for seat, told in found.items()}


def told(mark: str, *, late: bool, alone: bool = False) -> str:
    """The same as a sentence; where its time is not over any more, because days were counted anew, that is said too.

    `alone` is who has no coordinator on the path, when that one was to be told.
    """
    if alone:
        words = _("tidak ada koordinator pada jalur ini")
        return f"{mark}; {words}." if mark else f"{words[:1].upper()}{words[1:]}."
    if not mark:
        return ""
    return (
        f"{mark}." if late else _("%(told)s. Sesudah itu tenggatnya dihitung ulang dan belum lewat.") % {"told": mark}
    )


def alone(subject: Any, everybody: list[Any], seat: Any, reading: Reading) -> bool:
    """Whether the coordinator of a seat was to be told that it is awaited, and the path has none."""
    return reading.late and without_coordinator(subject, everybody, seat, -(reading.left or 0))


def passed(regulation: Regulation, said: dict[str, Any]) -> str:
    """The levels for which one notice stood, because nobody worked when they were due."""
    levels = (regulation.escalation.level(code) for code in said["passed"])
    return "; ".join(in_language(level.label) for level in levels if level)


def _on(government: Government, done: Sentence, at: datetime) -> str:
    return f"{in_language(done)} {day_in_language(local_day(government, at))}"


def _series(told: list[str]) -> str:
    return ", ".join([told[0], *(f"{words[:1].lower()}{words[1:]}" for words in told[1:])])

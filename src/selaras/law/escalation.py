"""Escalation: who is told that a clock has run out, in which order and after how many working days; nobody decides."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from selaras.law.types import Basis
from selaras.law.words import Words


class Told(StrEnum):
    """Who is told: whoever is awaited, who coordinates him on the path the matter took, or who leads it."""

    AWAITED = "awaited"
    COORDINATOR = "coordinator"
    CONVENER = "convener"


class Level(Struct, frozen=True, forbid_unknown_fields=True):
    """One notice: `after` so many working days beyond the day after the clock ran out.

    `done` is what the journey says of it, `notice` what is read by who is told.
    """

    code: Annotated[str, Meta(pattern="^[a-z][a-z_]{0,39}$")]
    after: Annotated[int, Meta(ge=0)]
    to: Told
    label: Words
    done: Words
    notice: Words
    basis: Basis


class Escalation(Struct, frozen=True, forbid_unknown_fields=True):
    """escalation.yaml: the levels in their order; a regulation without the file has none."""

    levels: tuple[Level, ...] = ()

    def level(self, code: str) -> Level | None:
        """The level of that code; None where there is none any more."""
        return next((level for level in self.levels if level.code == code), None)

    def due(self, late: int, told: Collection[str]) -> list[Level]:
        """The levels whose day has come, so many working days after a clock ran out, and that were not told yet."""
        return [level for level in self.levels if late > level.after and level.code not in told]

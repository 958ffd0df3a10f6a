"""Trends: what an indicator showed from period to period, as a small line beside its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT = 320, 96  # of the drawing, in whole units
LEFT, ABOVE = 8, 10  # free room beside and above the line


@dataclass(frozen=True)
class Dot:
    """One period: where it lies on the drawing, what it showed."""

    x: int
    y: int
    day: date
    value: Decimal


@dataclass(frozen=True)
class Trend:
    """The line of an indicator with its target; `rises` says how it went from the first period to the last."""

    dots: list[Dot]
    target: int | None  # how high the target lies on the drawing
    rises: int  # -1, 0 or 1

    @property
    def line(self) -> str:
        """The line through all periods, as SVG writes points."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)

    @property
    def last(self) -> Dot:
        """The newest period."""
        return self.dots[-1]


def trend(measured: Iterable[tuple[date, Decimal]], target: Decimal | None) -> Trend | None:
    """The trend of what was measured, the oldest first; None while one period alone shows none."""
    values = sorted(measured)
    if len(values) < 2:
        return None
    heights = [value for _day, value in values] + ([target] if target is not None else [])
    first, last = values[0], values[-1]
    days = (last[0] - first[0]).days
    dots = [
        Dot(LEFT + round((WIDTH - 2 * LEFT) * (day - first[0]).days / days), _height(value, heights), day, value)
        for day, value in values
    ]
    rises = (last[1] > first[1]) - (last[1] < first[1])
    return Trend(dots, _height(target, heights) if target is not None else None, rises)


def _height(value: Decimal, among: Sequence[Decimal]) -> int:
    """How far from the top a value lies; the greatest on top, and all in the middle where they are one and the same."""
    low, high = min(among), max(among)
    if low == high:
        return HEIGHT // 2
    return ABOVE + round((HEIGHT - 2 * ABOVE) * float((high - value) / (high - low)))

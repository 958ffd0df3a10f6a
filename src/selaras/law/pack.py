"""Loads a pack: a folder of files becomes a government with its organisation and its regulations, or is refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from selaras.law.check import examine
from selaras.law.packfiles import Fault
from selaras.law.regulation import Chapter, GovernmentRow, Header, Matrix, Pack, Regulation

BUILT_IN = Path(__file__).parents[1] / "packs"

__all__ = ["BUILT_IN", "Chapter", "GovernmentRow", "Header", "Matrix", "Pack", "PackError", "Regulation", "load"]


class PackError(ValueError):
    """A pack with faults is not loaded; `faults` says all of them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@cache
def load(folder: Path) -> Pack:
    """The pack in `folder`, read and checked once; PackError with every fault when it has any."""
    report, pack = examine(folder)
    if pack is None:
        raise PackError(report.faults)
    return pack

"""Authority: what an acting officer may not decide, and who decides it then (UU 30/2014 Pasal 14 ayat (7))."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from selaras.law.procedures import Refused
from selaras.law.types import Basis, Strength
from selaras.law.words import say


class Aspect(StrEnum):
    """In what a decision is strategic: it changes a legal status there."""

    ORGANISATION = "organisasi"
    PERSONNEL = "kepegawaian"
    BUDGET = "anggaran"


ACTING = frozenset({"plt", "plh"})  # who is stopped; an acting head of a region (pj) is only marked
MARKED = ACTING | {"pj"}
BASIS = Basis(Strength.STATED, cite="UU 30/2014 Pasal 14 ayat (7)")


def may_decide(capacity: str, aspects: Iterable[str]) -> None:
    """Raise Refused where an acting officer would decide what changes a legal status."""
    touched = [aspect.value for aspect in Aspect if aspect.value in set(aspects)]
    if capacity in ACTING and touched:
        raise Refused(
            say("Keputusan strategis ini tidak dapat ditetapkan oleh {capacity}.", capacity=f"{capacity.title()}."),
            BASIS,
            (
                say(
                    "Keputusan ini dinyatakan mengubah status hukum pada aspek {aspects}.",
                    aspects=", ".join(touched),
                ),
            ),
            (
                say("Serahkan keputusan ini kepada atasan pejabat yang digantikan."),
                say("Atau tunggu pejabat definitif."),
            ),
        )

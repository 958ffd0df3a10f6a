"""Meter: for each provision that asks for something, how many public records of a period prove it, and which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from selaras.law.asks import AskRow, Evidence, Proof
from selaras.law.organisation import Organisation
from selaras.law.procedures import Role
from selaras.law.quarters import Period
from selaras.law.regulation import Regulation
from selaras.law.yardsticks import EVERY, Figure
from selaras.records import resting
from selaras.records.documents import Document
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.indicators import CONCLUDED, VERIFIED, Tally
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.openness import (
    public_documents,
    public_follow_ups,
    public_groups,
    public_matters,
    public_meetings,
)
from selaras.records.outcomes import FollowUp
from selaras.records.units import Coordination, history

OFFICIAL = "resmi"  # a row of the mapping that is no proposal any more


@dataclass(frozen=True)
class Counted:
    """A proof with how many records there are of it in a period; of formulas, what each of them shows."""

    proof: Proof
    count: int
    formulas: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Line:
    """A provision that asks for something, with what proves it in a period."""

    ask: AskRow
    proofs: tuple[Counted, ...]

    @property
    def count(self) -> int:
        """How many records prove it; one that stands under two proofs counts under each."""
        return sum(proof.count for proof in self.proofs)

    @property
    def state(self) -> str:
        """Whether it is proven ("ada"), not yet ("belum"), or cannot be here ("luar")."""
        return "luar" if self.ask.outside else "ada" if self.count else "belum"


class Meter:
    """What proves each provision that asks for something in a period; the same number of queries at any time.

    Who has counted the formulas of the period already hands them over.
    """

    def __init__(self, government: Government, regulation: Regulation, period: Period, tally: Tally | None = None):
        self.government, self.regulation, self.period = government, regulation, period
        self.tally = tally or Tally(government, period)
        self.acts = resting.Acts(government, regulation, period=period)
        self._opened = _by(matters(government, period, Proof(Evidence.MATTERS)), "kind", "type", "duty")
        self._ended = _by(matters(government, period, Proof(Evidence.MATTERS, ended=True)), "kind", "type", "duty")
        self._met = _by(meetings(government, period, Proof(Evidence.MEETINGS)), "sort")
        self._issued = _by(documents(government, period, Proof(Evidence.DOCUMENTS)), "form")
        self._formed = _by(groups(government, period, Proof(Evidence.GROUPS)), "form")
        self.lines = tuple(
            Line(ask, tuple(self._counted(ask, proof) for proof in ask.proofs)) for ask in regulation.asks
        )

    def of(self, state: str) -> int:
        """How many provisions are proven ("ada"), not yet ("belum"), or cannot be here ("luar")."""
        return sum(line.state == state for line in self.lines)

    def _counted(self, ask: AskRow, proof: Proof) -> Counted:
        if proof.of is Evidence.FORMULAS:
            found = [formula for formula in EVERY if formula.code in proof.formulas]
            figures = tuple(self.tally.figure(formula) for formula in found)
            return Counted(proof, sum(figure.met for figure in figures), figures)
        return Counted(proof, self._count(ask, proof))

    def _count(self, ask: AskRow, proof: Proof) -> int:
        if proof.of is Evidence.ACTS:
            return self.acts.count(ask.provision)
        if proof.units or proof.of not in _GROUPED:
            return int(records(self.government, self.period, proof).count())
        if proof.of is Evidence.MATTERS:
            wanted: tuple[Collection[str], ...] = (proof.kinds, proof.types, proof.duties)
            return _sum(self._ended if proof.ended else self._opened, wanted)
        if proof.of is Evidence.MEETINGS:
            return _sum(self._met, (proof.sorts,))
        return _sum(self._issued if proof.of is Evidence.DOCUMENTS else self._formed, (proof.forms,))


def called(organisation: Organisation) -> dict[str, str]:
    """How each type of unit is called: by the name of its only unit, else by its own."""
    units: dict[str, list[str]] = {}
    for unit in organisation.units.values():
        units.setdefault(unit.type, []).append(unit.name)
    return {code: names[0] if len(names) == 1 else code.replace("_", " ") for code, names in units.items()}


_GROUPED = (Evidence.MATTERS, Evidence.MEETINGS, Evidence.DOCUMENTS, Evidence.GROUPS)
Groups = list[tuple[tuple[str, ...], int]]


def _by(rows: QuerySet[Any], *columns: str) -> Groups:
    """How many rows there are of each value of some columns; one query."""
    found = rows.order_by().values_list(*columns).annotate(n=Count("pk"))
    return [(tuple(values), n) for *values, n in found]


def _sum(groups: Groups, wanted: Sequence[Collection[str]]) -> int:
    """How many of them have a wanted value in each column; where nothing is wanted, any value will do."""
    return sum(
        n for values, n in groups if all(not of or value in of for value, of in zip(values, wanted, strict=True))
    )


# The records behind each sort of evidence, as everybody may see them


def records(government: Government, period: Period, proof: Proof) -> QuerySet[Any]:
    """The records of a proof that stand in a table of their own, the newest first."""
    found = {
        Evidence.MATTERS: (matters, "-opened_on"),
        Evidence.MEETINGS: (meetings, "-held_on"),
        Evidence.DOCUMENTS: (documents, "-issued_on"),
        Evidence.GROUPS: (groups, "-starts_on"),
        Evidence.FOLLOW_UPS: (follow_ups, "-closed_on"),
        Evidence.MAPPING: (mapping, "unit"),
    }
    rows, order = found[proof.of]
    return rows(government, period, proof).order_by("-closed_on" if proof.ended else order, "-pk")


def _within(period: Period, column: str) -> Q:
    return Q(**{f"{column}__gte": period.first, f"{column}__lte": period.last})


def _either(column: str, wanted: Iterable[str]) -> Q:
    """Rows with a wanted value; all of them where nothing is wanted."""
    listed = list(wanted)
    return Q(**{f"{column}__in": listed}) if listed else Q()


def _units(government: Government, types: Collection[str]) -> list[str]:
    """The units of some types, with those that stand within one of them."""
    units = {unit.code: unit for unit in history(government).all_units}

    def among(code: str) -> bool:
        unit = units[code]
        return unit.type in types or (unit.superior in units and _internal(government, unit) and among(unit.superior))

    return sorted(code for code in units if among(code))


def _internal(government: Government, unit: Any) -> bool:
    return any(row.type == unit.type and row.internal for row in history(government).all_types)


def matters(government: Government, period: Period, proof: Proof) -> QuerySet[Matter]:
    """Matters that were opened in a period, or came to their end in it; what is withheld is left out."""
    rows = public_matters(government).filter(
        _either("kind", proof.kinds), _either("type", proof.types), _either("duty", proof.duties), withheld=False
    )
    if proof.units:
        asked = Participant.objects.filter(matter=OuterRef("pk"), government=government, retired=False)
        asked = asked.filter(role=Role.COUNTERPART, unit__in=_units(government, proof.units))
        rows = rows.filter(Exists(asked))
    if proof.ended:
        return rows.filter(_within(period, "closed_on"), phase="closed", state__in=CONCLUDED)
    return rows.filter(_within(period, "opened_on"))


def meetings(government: Government, period: Period, proof: Proof) -> QuerySet[Meeting]:
    """Meetings that were held in a period and whose minutes are signed."""
    rows = public_meetings(government).filter(_within(period, "held_on"), _either("sort", proof.sorts))
    if proof.units:
        chairs = MeetingSeat.objects.filter(subject=OuterRef("pk"), government=government, retired=False)
        rows = rows.filter(Exists(chairs.filter(role=Role.CHAIR, unit__in=_units(government, proof.units))))
    return rows.filter(signed_on__isnull=False)


def documents(government: Government, period: Period, proof: Proof) -> QuerySet[Document]:
    """Documents of coordination that were issued in a period."""
    return public_documents(government).filter(_within(period, "issued_on"), _either("form", proof.forms))


def groups(government: Government, period: Period, proof: Proof) -> QuerySet[WorkingGroup]:
    """Working groups and forums that began in a period."""
    return public_groups(government).filter(_within(period, "starts_on"), _either("form", proof.forms))


def follow_ups(government: Government, period: Period, _proof: Proof) -> QuerySet[FollowUp]:
    """Follow-ups that another unit verified in a period."""
    return public_follow_ups(government).filter(_within(period, "closed_on"), state=VERIFIED)


def mapping(government: Government, period: Period, _proof: Proof) -> QuerySet[Coordination]:
    """Rows of the mapping that are official and hold at the end of a period."""
    return _mapped(government, period).filter(status=OFFICIAL)


def proposals(government: Government, period: Period) -> int:
    """How many rows of the mapping hold at the end of a period and are proposals still."""
    return _mapped(government, period).exclude(status=OFFICIAL).count()


def _mapped(government: Government, period: Period) -> QuerySet[Coordination]:
    day = min(period.last, government.today())
    holds = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return Coordination.objects.filter(holds, government=government, valid_from__lte=day)

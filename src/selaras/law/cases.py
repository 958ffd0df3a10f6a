"""Worked cases of a pack that a legal officer can read: each asks a question and says what the answer must be."""

from __future__ import annotations

from datetime import date

from msgspec import UNSET, Struct, UnsetType

from selaras.law.organisation import History
from selaras.law.paths import BadQuestion, HopRole, Path, Question, Resolver, Status
from selaras.law.routes import Routes
from selaras.law.types import Kind


class Expect(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must hold of a path; what is left out is not looked at. Offices are unit codes in the order of the path."""

    status: Status
    type: str | UnsetType = UNSET
    convener: str | UnsetType | None = UNSET
    coordinators: tuple[str, ...] | UnsetType = UNSET
    via: tuple[str, ...] | UnsetType = UNSET
    decider: str | UnsetType = UNSET
    refused_by: str | UnsetType = UNSET  # the clause that the reasons name
    says: tuple[str, ...] = ()  # words that stand in the reasons


class PathCase(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"opener": "from"}):
    """One case of the path finder, asked on the first day of the regulation unless `day` names another."""

    title: str
    opener: str
    to: tuple[str, ...]
    kind: Kind
    type: str | None = None
    form: str | None = None
    affairs: tuple[str, ...] = ()
    day: date | None = None
    expect: Expect


class Cases(Struct, frozen=True, forbid_unknown_fields=True):
    """cases.yaml."""

    paths: tuple[PathCase, ...]


class Failed(Struct, frozen=True):
    """A case whose answer is another than it says, with what differs in Indonesian."""

    title: str
    difference: str

    def __str__(self) -> str:
        return f"Kasus “{self.title}”: {self.difference}"


def run_cases(cases: Cases, history: History, routes: Routes) -> list[Failed]:
    """The cases that do not come out as they say; an empty list when all do."""
    resolvers: dict[date, Resolver] = {}
    failed = []
    for case in cases.paths:
        day = case.day or routes.since
        if day not in resolvers:
            resolvers[day] = Resolver(history.on(day), routes)
        question = Question(case.opener, case.to, case.kind, case.type, case.form, case.affairs)
        try:
            path = resolvers[day].resolve(question)
        except BadQuestion as error:
            failed.append(Failed(case.title, str(error).rstrip(".")))
            continue
        failed += [Failed(case.title, text) for text in _differences(case.expect, path)]
    return failed


def _differences(expect: Expect, path: Path) -> list[str]:
    found = {role: tuple(hop.unit for hop in path.hops if hop.role is role) for role in HopRole}
    decider = next(iter(found[HopRole.DECIDER]), None)
    compared: list[tuple[str, object, object]] = [
        ("keadaan", expect.status, path.status),
        ("tipe", expect.type, path.type),
        ("pemimpin", expect.convener, path.convener),
        ("koordinator", expect.coordinators, found[HopRole.COORDINATOR]),
        ("melalui", expect.via, found[HopRole.VIA]),
        ("pemutus", expect.decider, decider),
    ]
    differences = [
        f"{what} {_shown(answer)}, seharusnya {_shown(wanted)}"
        for what, wanted, answer in compared
        if wanted is not UNSET and wanted != answer
    ]
    said = " ".join(path.reasons)
    words = [*expect.says, *([expect.refused_by] if isinstance(expect.refused_by, str) else [])]
    return differences + [f"alasan tidak menyebut “{word}”" for word in words if word not in said]


def _shown(value: object) -> str:
    return (", ".join(value) if isinstance(value, tuple) else str(value or "")) or "tidak ada"

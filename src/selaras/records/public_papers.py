"""Which papers everybody may read: those that their issuer let be public and in which the law shows all that stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from selaras.law.openness import Viewer
from selaras.law.papers import BY_CODE
from selaras.law.procedures import Phase
from selaras.records.governments import pack_of
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.openness import closed_items, closed_to_all, public_meetings, states_shown
from selaras.records.papers import Paper
from selaras.records.subjects import Subject


def is_public(paper: Paper, subject: Subject) -> bool:
    """Whether everybody may see a paper now: its issuer let it, and the law shows all that stands in it."""
    return paper.public and shown(paper, subject, BY_CODE[paper.kind].shows) and not closed_in(paper, subject)


def closed_in(paper: Paper, subject: Any) -> bool:
    """Whether a paper tells what is closed to all: a withheld matter, an item or a decision for the parties alone.

    An invitation tells of the items that were closed when it was issued only that there are some.
    """
    if isinstance(subject, Matter):
        return closed_to_all(subject)
    if isinstance(subject, Meeting):
        if not public_meetings(subject.government).filter(pk=subject.pk).exists():
            return True
        shows = BY_CODE[paper.kind].shows
        closed = set(closed_items(subject).values_list("order", flat=True)) if "agenda" in shows else set()
        if closed.intersection(item["order"] for item in paper.content["items"] if not item["closed"]):
            return True
        noted = "minutes" in shows and closed_items(subject).exists()
        ruled = "decision" in shows and subject.decisions.filter(openness="parties", released_on__isnull=True).exists()
        return bool(noted or ruled)
    group = getattr(subject, "group", None)
    about = [subject.matter, subject.decision and subject.decision.matter, group and group.matter]
    for matter in about:
        if matter is not None:
            matter.government = subject.government
    return any(matter is not None and closed_to_all(matter) for matter in about)


def shown(paper: Paper, subject: Subject, fields: Sequence[str]) -> bool:
    """Whether the law shows these fields of the subject of a paper to everybody today."""
    openness = pack_of(paper.government).regulation(subject.regulation).openness
    return all(
        openness.visible(paper.subject_type, field, Phase(phase), Viewer(), closed_to_all(subject, field), state)
        for field in fields
        for state, phase in states_shown(subject)
    )

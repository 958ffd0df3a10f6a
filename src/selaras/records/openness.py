"""Openness: the rows that the law shows to everybody, as the lists of the public pages are made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from selaras.law.openness import Never, Sort, Viewer
from selaras.law.procedures import PARTIES, Role
from selaras.records.documents import Document
from selaras.records.governments import Government, pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import AgendaItem, Meeting
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.past import stood_in
from selaras.records.prepared import ask
from selaras.records.subjects import DRAFT
from selaras.records.units import Unit, history
from selaras.records.withholdings import Withholding


def open_to_all(government: Government, subject: str, field: str, *, at: str = "") -> Q:
    """The rows of a sort of subject of which everybody may see a field, each by its own regulation and state.

    `at` leads to the row from where the condition is asked ("matter__"). What is withheld is asked besides.
    """
    parts: list[Q] = []
    for regulation in pack_of(government).regulations:
        procedures = [procedure for procedure in regulation.book.procedures if procedure.subject == subject]
        shown = {
            procedure.code: {
                state.code
                for state in procedure.states
                if regulation.openness.visible(subject, field, state.phase, Viewer(), state=state.code)
            }
            for procedure in procedures
        }
        every: set[str] = set().union(*shown.values())
        alike = all(s.code in shown[p.code] for p in procedures for s in p.states if s.code in every)
        if alike and government.as_of is None:  # no need to name the procedures: a database reads it in one go
            parts.append(Q(**{f"{at}regulation": regulation.code, f"{at}state__in": sorted(every)}))
            continue
        for code, states in shown.items():
            row = {"regulation": regulation.code, "procedure": code, "state__in": sorted(states)}
            stands = Q(**{f"{at}{name}": value for name, value in row.items()})
            # Of a past day only what may be seen today as well as then.
            parts.append(stands & stood_in(government, subject, states, at=at) if government.as_of else stands)
    found = reduce(or_, parts, Q(pk__in=()) if not parts else Q())
    if subject != Matter.TYPE:
        return found
    return found & ~only_counted(government, at=at, field=field) & ~_held(government, field, at)


def _held(government: Government, field: str, at: str) -> Q:
    """The matters that a request for a withholding holds, in a state in which a field was not open yet."""
    shown: set[str] = set()
    for regulation in pack_of(government).regulations:
        for procedure in regulation.book.procedures:
            states = procedure.states if procedure.subject == Matter.TYPE else ()
            shown |= {
                s.code for s in states if regulation.openness.visible("matter", field, s.phase, Viewer(), state=s.code)
            }
    holds = Q(**{f"{at}held_until__gte": government.today(), f"{at}held_until__isnull": False})
    return holds & ~Q(**{f"{at}held_state__in": sorted(shown)})


def states_shown(subject: Any) -> list[tuple[str, str]]:
    """The states, each with its phase, in all of which a field must be open to be seen: that of now, that of the day to
    which the subject was brought back, and that in which a request for a withholding holds it.
    """
    found = [(subject.state, subject.phase)]
    if subject.stood:
        found.append((subject.stood.state_today, subject.stood.phase_today))
    until = getattr(subject, "held_until", None)
    if until and until >= subject.government.today():
        procedure = pack_of(subject.government).regulation(subject.regulation).book.get(subject.procedure)
        found.append((subject.held_state, procedure.state(subject.held_state).phase))
    return found


def only_counted(government: Government, *, at: str = "", field: str = "") -> Q:
    """The matters of which everybody learns only how many there are, as long as they run: a running examination. Asked
    of a field, those as well whose field stays closed once they run no more.
    """
    found = Q(pk__in=())
    for regulation in pack_of(government).regulations:
        for row in regulation.openness.counted:
            units = {unit.code for unit in history(government).all_units if unit.type in row.types}
            seats = Participant.objects.filter(government=government, unit__in=units, role__in=row.roles)
            stands = Q(**{f"{at}regulation": regulation.code, f"{at}kind__in": row.kinds})
            if not field or field in row.afterwards:
                stands &= reduce(or_, (in_phase(government, Matter.TYPE, phase, at=at) for phase in row.phases))
            found |= Q(stands, Exists(seats.filter(matter=OuterRef(f"{at}pk"))))
    return found


def parties_of_public_matters(government: Government) -> set[str]:
    """The units that take part in matters of which everybody may know more than that they exist."""
    return set(ask(_parties, government))


def _parties(government: Government) -> QuerySet[Any]:
    open_matters = public_matters(government).filter(withheld=False, pk=OuterRef("matter_id"))
    mine = Participant.objects.filter(government=government, unit=OuterRef("code"), retired=False, role__in=PARTIES)
    # One row of each unit is enough; asked like this, the database goes by the index to it and reads no other.
    first = mine.filter(Exists(open_matters)).order_by("matter_id").values("pk")[:1]
    units = Unit.objects.filter(government=government).annotate(first=Subquery(first)).filter(first__isnull=False)
    return units.order_by().values_list("code", flat=True).distinct()


def counted(government: Government) -> list[tuple[str, int]]:
    """What is only counted, and how many of it run: ("pemeriksaan", 2)."""
    many = Matter.objects.of(government).exclude(phase=DRAFT).filter(only_counted(government)).count()
    label = next((row.label for r in pack_of(government).regulations for row in r.openness.counted), "")
    return [(label, many)] if many else []


def not_open_yet(government: Government) -> int:
    """How many matters have a number and are not open to everybody yet, so that the numbers in the lists have gaps."""
    states = [
        Q(regulation=regulation.code, procedure=procedure.code, phase=state.phase.value, state=state.code)
        for regulation in pack_of(government).regulations
        for procedure in regulation.book.procedures
        for state in procedure.states
        if procedure.subject == Matter.TYPE and state.phase != DRAFT
        if not regulation.openness.visible(Matter.TYPE, ANY_FIELD, state.phase, Viewer(), state=state.code)
    ]
    hidden = reduce(or_, states, Q(pk__in=()))
    return Matter.objects.of(government).filter(hidden).exclude(only_counted(government)).count()


def closed_matters(government: Government) -> QuerySet[Matter]:
    """The matters of which nothing is said but that they exist: withheld, or only counted."""
    return Matter.objects.of(government).filter(_closed(government, ""))


def closed_to_all(subject: Any, field: str = "") -> bool:
    """Whether everybody learns nothing of a subject but that it is there: withheld, or only counted while it runs.

    Asked of a field: whether that one is closed to everybody.
    """
    if not isinstance(subject, Matter) or subject.withheld:
        return isinstance(subject, Matter)
    if not by_parties(subject.government, {"regulation": subject.regulation, "kind": subject.kind}):
        return False
    openness = pack_of(subject.government).regulation(subject.regulation).openness
    types = {unit.code: unit.type for unit in history(subject.government).all_units}
    asked = [(Role.COUNTERPART, code.partition("/")[0]) for code in subject.parties]
    seats = {(role, types.get(unit, "")) for role, unit in [(Role.OPENER, subject.opener_unit), *asked]}
    return openness.hides(subject.kind, subject.phase, field or ANY_FIELD, seats)


def by_parties(government: Government, matter: Mapping[str, Any]) -> bool:
    """Whether what everybody may see of such a matter depends on who takes part in it."""
    openness = pack_of(government).regulation(matter["regulation"]).openness
    return any(matter["kind"] in row.kinds for row in openness.counted)


ANY_FIELD = "number"  # whoever may know that something is there may know its number


def _closed(government: Government, at: str, of: Sort | None = None) -> Q:
    """The rows that hang on a matter of which everybody learns nothing; `at` leads to it ("matter__"). What stays open
    although its matter is withheld (`of`) hangs on none.
    """
    withheld = Q(**{f"{at}withheld": True})
    if of is not None:
        going = [r.code for r in pack_of(government).regulations if not r.openness.stays(of)]
        withheld = withheld & Q(**{f"{at}regulation__in": going}) if going else Q(pk__in=())
    return withheld | only_counted(government, at=at)


def public_withholdings(government: Government) -> QuerySet[Withholding]:
    """The register of what is withheld, or was: everybody sees that it exists, on what ground, and until when.

    What is only counted stays so when it is withheld besides: its row would say whose examination runs.
    """
    found: QuerySet[Withholding] = Withholding.objects.of(government)
    return found.filter(open_to_all(government, "withholding", "number"), ~only_counted(government, at="matter__"))


def in_phase(government: Government, subject: str, phase: str, *, at: str = "") -> Q:
    """The rows of a sort of subject that are in a phase, on the day on which their government is seen."""
    if government.as_of is None:
        return Q(**{f"{at}phase": phase})
    procedures = [p for r in pack_of(government).regulations for p in r.book.procedures if p.subject == subject]
    states = {state.code for procedure in procedures for state in procedure.states if state.phase == phase}
    return stood_in(government, subject, states, at=at)


def public_matters(government: Government) -> QuerySet[Matter]:
    """The matters that everybody may know of, the withheld ones included: of those only that they exist."""
    return Matter.objects.of(government).filter(open_to_all(government, "matter", "number"))


def public_meetings(government: Government) -> QuerySet[Meeting]:
    """The meetings that everybody may know of; one that speaks of nothing but what is closed to all is none of them."""
    about = AgendaItem.matters.through.objects.filter(agendaitem__meeting=OuterRef("pk"))
    shown = about.filter(open_to_all(government, "matter", "number", at="matter__"), matter__withheld=False)
    found: QuerySet[Meeting] = Meeting.objects.of(government).filter(open_to_all(government, "meeting", "title"))
    return found.filter(~Exists(about) | Exists(shown)).exclude(_closed(government, "group__matter__"))


def closed_items(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The items of an agenda whose words are not for everybody: of what is not open yet, or is withheld."""
    government = meeting.government
    about = AgendaItem.matters.through.objects.filter(agendaitem=OuterRef("pk"))
    titled = open_to_all(government, "matter", "title", at="matter__") & Q(matter__withheld=False)
    carried = Q(follow_up__isnull=False) & ~Q(follow_up__in=public_follow_ups(government))
    return meeting.items.filter(Exists(about.exclude(titled)) | carried).order_by("order")


def public_decisions(government: Government) -> QuerySet[Decision]:
    """The decisions that stand and are open: of public meetings, and of matters where the law shows their decision.

    What was decided on a matter that is withheld is open although the meeting has nothing else that is.
    """
    met = open_to_all(government, "meeting", "decision", at="meeting__")
    decided = open_to_all(government, "matter", "decision", at="matter__")
    closed = _closed(government, "matter__", Sort.DECISIONS)
    through = AgendaItem.matters.through.objects.filter(closed)
    held = Q(meeting__in=public_meetings(government)) | Q(matter__withheld=True)
    return (
        Decision.objects.of(government)
        .public()
        .filter(
            met & held | Q(meeting__isnull=True) & decided,
            adopted_on__lte=government.today(),
        )
        .exclude(item__in=through.values("agendaitem"))
        .exclude(closed)
        .exclude(released_on__gt=government.today())
    )


def staying(matter: Matter) -> list[tuple[Never, int]]:
    """What came of a matter and stays open although it is withheld: each sort that the law names, and how many."""
    government = matter.government
    found: dict[Sort, QuerySet[Any]] = {
        Sort.DECISIONS: public_decisions(government).filter(Q(matter=matter) | Q(item__matters=matter)),
        Sort.DOCUMENTS: public_documents(government).filter(Q(matter=matter) | Q(decision__matter=matter)),
        Sort.GROUPS: public_groups(government).filter(Q(matter=matter) | Q(decision__matter=matter)),
    }
    never = pack_of(government).regulation(matter.regulation).openness.never
    return [(row, found[row.of].distinct().count()) for row in never]


def public_follow_ups(government: Government) -> QuerySet[FollowUp]:
    """The follow-ups that everybody may see: of open decisions, of matters and documents that are not withheld."""
    found: QuerySet[FollowUp] = FollowUp.objects.of(government).filter(open_to_all(government, "follow_up", "text"))
    of_decision = Q(decision__isnull=True) | Q(decision__in=public_decisions(government))
    of_document = Q(document__isnull=True) | Q(document__in=public_documents(government))
    return found.filter(of_decision & of_document).exclude(_closed(government, "matter__"))


def public_groups(government: Government) -> QuerySet[WorkingGroup]:
    """The working groups and forums that everybody may see."""
    found: QuerySet[WorkingGroup] = WorkingGroup.objects.of(government)
    found = found.filter(open_to_all(government, "working_group", "name"))
    return _apart(found, government, Sort.GROUPS)


def _apart(rows: QuerySet[Any], government: Government, of: Sort) -> QuerySet[Any]:
    """What came of matters that are open to all, directly or by the decision it rests on; and what stays open although
    they are not.
    """
    ruled = AgendaItem.matters.through.objects.filter(_closed(government, "matter__", of)).values("agendaitem")
    rows = rows.exclude(_closed(government, "matter__", of)).exclude(_closed(government, "decision__matter__", of))
    return rows.exclude(decision__item__in=ruled)


def public_documents(government: Government) -> QuerySet[Document]:
    """The policies, plans, programmes and monitorings that everybody may see."""
    found: QuerySet[Document] = Document.objects.of(government)
    found = found.filter(open_to_all(government, "document", "title"))
    return _apart(found, government, Sort.DOCUMENTS).exclude(_closed(government, "group__matter__", Sort.DOCUMENTS))


# The field of a subject that tells who did what in it: where everybody may see that, everybody may read its entries.
TOLD_BY = {
    "matter": "journey",
    "meeting": "attendance",
    "follow_up": "evidence",
    "working_group": "seats",
    "document": "positions",
    "withholding": "decision",
}
# What the ledger says of the government's own order is for everybody: offices, never persons.
OF_ORDER = ("organisation", "coordination", "workdays", "tenure", "key", "secret")


def public_entries(government: Government) -> Q:
    """The entries of the ledger that everybody may read; of the others everybody may know that they are there."""
    lists: dict[str, QuerySet[Any]] = {
        "meeting": public_meetings(government),
        "follow_up": public_follow_ups(government),
        "working_group": public_groups(government),
        "document": public_documents(government),
        "withholding": public_withholdings(government),
    }
    matters = public_matters(government).filter(open_to_all(government, "matter", TOLD_BY["matter"]), withheld=False)
    found = Q(subject_type__in=OF_ORDER) | Q(subject_type="matter", subject_key__in=matters.order_by().values("number"))
    for subject, rows in lists.items():
        told = rows.filter(open_to_all(government, subject, TOLD_BY[subject])).order_by()
        keys = told.annotate(key_in_ledger=Cast("pk", CharField())).values("key_in_ledger")
        found |= Q(subject_type=subject, subject_key__in=keys)
    return found


# By which ways a subject of each sort hangs on matters.
HANGS_ON: Mapping[str, tuple[type[Any], tuple[str, ...]]] = {
    "meeting": (Meeting, ("items__matters", "group__matter")),
    "follow_up": (FollowUp, ("matter", "decision__matter", "decision__item__matters", "document__matter")),
    "working_group": (WorkingGroup, ("matter", "decision__matter", "decision__item__matters")),
    "document": (Document, ("matter", "decision__matter", "decision__item__matters", "group__matter")),
    "withholding": (Withholding, ("matter",)),
}


def withheld_behind(government: Government, subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Of some subjects (sort and key) those that are, or hang on, a matter that is withheld now, with its number.

    What leaves the house by mail says of them that number alone, also to those who may read more. A few queries.
    """
    keys: dict[str, set[str]] = {}
    for sort, key in subjects:
        keys.setdefault(sort, set()).add(key)
    found: dict[tuple[str, str], str] = {}
    numbers = Matter.objects.of(government).filter(number__in=keys.pop(Matter.TYPE, ()), withheld=True)
    for number in numbers.values_list("number", flat=True):
        found[Matter.TYPE, str(number)] = str(number)
    for sort, those in keys.items():
        model, ways = HANGS_ON[sort]
        for way in ways:
            rows = model.objects.filter(government=government, pk__in=those, **{f"{way}__withheld": True})
            for pk, number in rows.values_list("pk", f"{way}__number"):
                found.setdefault((sort, str(pk)), str(number))
    return found

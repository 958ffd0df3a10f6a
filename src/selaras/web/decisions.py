"""Decisions: what was decided, on what ground, how the parties stood to it, and what became of what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.law.organisation import Organisation
from selaras.law.procedures import PARTIES, Role
from selaras.records.faces import noted
from selaras.records.files import File
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.openness import in_phase, public_decisions, public_follow_ups, public_matters, public_meetings
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.past import by_then, sitting, stand
from selaras.records.people import CAPACITIES
from selaras.records.prepared import ask
from selaras.web.day import Moment, dated, page
from selaras.web.faces import Asked, called, not_there, papers_of, shows, slot_of, state_of
from selaras.web.language import procedure_of
from selaras.web.policy import Policy, Request, policy
from selaras.web.thread import public_threads

BEGINNING = 160  # characters of a decision that name it


def stance_word(stance: str) -> tuple[str, str]:
    """How a unit stands to a decision: its mark and its word. Silence is silence, never assent."""
    return {
        "agrees": ("done", _("Setuju")),
        "notes": ("noted", _("Setuju dengan catatan")),
        "objects": ("objected", _("Keberatan")),
        "abstains": ("abstained", _("Abstain")),
        "silent": ("empty", _("Belum menyatakan")),
        "unbound": ("empty", _("Belum terikat: wakilnya hanya membahas")),
        "absent": ("empty", _("Belum terikat: tidak hadir")),
    }[stance]


def aspect_word(aspect: str) -> str:
    """In what a decision is strategic (UU 30/2014 Pasal 14 ayat (7))."""
    return {"organisasi": _("organisasi"), "kepegawaian": _("kepegawaian"), "anggaran": _("anggaran")}[aspect]


def beginning(text: str) -> str:
    """The first words of a text, to name it by."""
    line = " ".join(text.split())
    return line if len(line) <= BEGINNING else line[:BEGINNING].rsplit(" ", 1)[0] + " …"


FOLLOWED = ("terbuka", "lewat", "selesai")  # how follow-ups stand, as an address asks for it


@dataclass(frozen=True)
class Task:
    """A follow-up as everybody may see it."""

    pk: int
    text: str
    owner: str
    checker: str
    due_on: date | None
    closed_on: date | None
    mark: str
    label: str
    late: bool
    evidence: int

    @property
    def verified(self) -> bool:
        """Whether another unit accepted what was shown."""
        return self.mark == "closed"


@dataclass
class Shown:
    """A decision as everybody may see it."""

    row: Decision
    title: str
    decided_by: str
    acting: bool
    aspects: list[str]
    ground: bool
    dissent: str
    stances: list[tuple[str, str, str, str]]  # unit, mark, word, note
    meeting: Any = None  # the meeting it was made in, where that is public
    matter: Any = None  # the matter it is about, where that is public
    tasks: list[Task] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its page."""
        return f"/keputusan/{self.row.pk}/"

    @property
    def done(self) -> int:
        """How many of its follow-ups are verified."""
        return sum(task.verified for task in self.tasks)


def with_all(rows: QuerySet[Decision], government: Government) -> QuerySet[Decision]:
    """Decisions with all that their public face shows; six queries however many there are."""
    tasks = public_follow_ups(government).prefetch_related("seat_rows").order_by("due_on", "pk")
    return rows.select_related("meeting", "matter").prefetch_related(
        "stances", "matter__participants", "matter__answers", Prefetch("follow_ups", tasks, to_attr="open_follow_ups")
    )


def tasks_of(rows: Iterable[FollowUp], government: Government, organisation: Organisation) -> dict[int, Task]:
    """Follow-ups as everybody may see them, by their key, with the number of files that came as evidence; one query."""
    listed = stand(rows, government)
    keys = [row.key for row in listed]
    files = File.objects.filter(government=government, subject_type=FollowUp.TYPE, subject_key__in=keys)
    evidence = dict(by_then(files, government).values_list("subject_key").annotate(n=Count("pk"))) if keys else {}
    found = {}
    for row in listed:
        names = {seat.role: organisation.name_of(seat.unit) for seat in sitting(row, row.seat_rows.all())}
        mark, label = state_of(row)
        found[row.pk] = Task(
            pk=row.pk,
            text=row.text,
            owner=names.get(Role.OWNER, ""),
            checker=names.get(Role.CHECKER, ""),
            due_on=row.due_on,
            closed_on=row.closed_on,
            mark=mark,
            label=label,
            late=row.phase == "open" and row.due_on is not None and row.due_on < government.today(),
            evidence=evidence.get(row.key, 0) if shows(row, "evidence") else 0,
        )
    return found


def decisions_about(matter: Matter, organisation: Organisation) -> list[Shown]:
    """The open decisions about a matter, the newest first."""
    keys = ask(_about, matter.government, of=[matter.pk])
    rows = Decision.objects.filter(pk__in=keys).order_by("-adopted_on", "-pk")
    return shown(with_all(rows, matter.government), matter.government, organisation) if keys else []


def _about(government: Government, of: Sequence[int]) -> QuerySet[Any]:
    return public_decisions(government).filter(matter__in=of).values_list("pk", flat=True)


def shown(rows: Iterable[Decision], government: Government, organisation: Organisation) -> list[Shown]:
    """Decisions that `with_all` brought, ready to be read."""
    listed = list(rows)
    stand([d.meeting for d in listed if d.meeting], government)
    stand([d.matter for d in listed if d.matter], government)
    open_meetings = set(ask(_open_meetings, government, of=list({d.meeting_id for d in listed if d.meeting_id})))
    open_matters = set(ask(_open_matters, government, of=list({d.matter_id for d in listed if d.matter_id})))
    tasks = tasks_of((f for d in listed for f in d.open_follow_ups), government, organisation)  # type: ignore[attr-defined]
    return [_shown(d, organisation, open_meetings, open_matters, tasks) for d in listed]


def _open_meetings(government: Government, of: Sequence[int]) -> QuerySet[Any]:
    return public_meetings(government).filter(pk__in=of).values_list("pk", flat=True)


def _open_matters(government: Government, of: Sequence[int]) -> QuerySet[Any]:
    return public_matters(government).filter(pk__in=of, withheld=False).values_list("pk", flat=True)


def _shown(
    row: Decision,
    organisation: Organisation,
    open_meetings: set[int],
    open_matters: set[int],
    tasks: Mapping[int, Task],
) -> Shown:
    office = organisation.name_of(row.decided_by)
    capacity = CAPACITIES.get(row.capacity, "")
    meeting = row.meeting
    return Shown(
        row=row,
        title=beginning(row.text),
        decided_by=f"{capacity} {office}".strip(),
        acting=bool(capacity),
        aspects=[aspect_word(aspect) for aspect in row.aspects],
        ground=meeting is None or shows(meeting, "ground"),
        dissent=row.dissent if meeting is None or shows(meeting, "dissent") else "",
        stances=_stances(row, organisation),
        meeting=meeting if row.meeting_id in open_meetings else None,
        matter=row.matter if row.matter_id in open_matters else None,
        tasks=[tasks[f.pk] for f in row.open_follow_ups if f.pk in tasks],  # type: ignore[attr-defined]
    )


def _stances(row: Decision, organisation: Organisation) -> list[tuple[str, str, str, str]]:
    """How everybody stood: as the signed minutes say it, else as the parties of the matter stood once it is closed."""
    if row.meeting is not None:
        if not shows(row.meeting, "stances"):
            return []
        return [(organisation.name_of(s.unit), *stance_word(s.stance), s.note) for s in row.stances.all()]
    if row.matter is None or not shows(row.matter, "answers"):
        return []
    found = []
    for seat in sitting(row.matter, row.matter.participants.all(), *PARTIES):
        slot = slot_of(row.matter, seat)
        if slot:
            note = noted(procedure_of(row.matter), row.matter, seat, slot.code)
            found.append((called(organisation, seat), slot.mark, slot.label, note))
    return found


def followed(government: Government, how: str, **where: OuterRef | None) -> Q:
    """Those with follow-ups that run, that are past their day, or that are all over, by the words of an address."""
    tasks = public_follow_ups(government).filter(**where)
    running = Exists(tasks.filter(in_phase(government, FollowUp.TYPE, "open")))
    late = Exists(tasks.filter(in_phase(government, FollowUp.TYPE, "open"), due_on__lt=government.today()))
    return {"terbuka": Q(running), "lewat": Q(late), "selesai": Q(Exists(tasks)) & ~Q(running)}[how]


def followed_words() -> dict[str, str]:
    """How the follow-ups of something stand, by the words of an address."""
    return {"terbuka": _("Masih berjalan"), "lewat": _("Lewat tenggat"), "selesai": _("Selesai semua")}


@policy(Policy.PUBLIC)
@dated
def decisions(request: Request, moment: Moment) -> HttpResponse:
    """All open decisions, the newest first, to be narrowed by year, unit and what became of them."""
    government, organisation = request.government, moment.organisation
    rows = public_decisions(government)
    years = [str(day.year) for day in rows.dates("adopted_on", "year", order="DESC")]
    units = {
        code: organisation.name_of(code)
        for code in rows.order_by().values_list("stances__unit", flat=True).distinct()
        if code
    }
    asked = Asked(request, moment, tahun=years, unit=units, lanjut=FOLLOWED)
    if asked["tahun"]:
        rows = rows.filter(adopted_on__year=int(asked["tahun"]))
    if asked["unit"]:
        rows = rows.filter(stances__unit=asked["unit"])
    if asked["lanjut"]:
        rows = rows.filter(followed(government, asked["lanjut"], decision=OuterRef("pk")))
    listed = asked.page(with_all(rows.order_by("-adopted_on", "-pk"), government))
    context = {
        "menu": "decisions",
        "page": listed,
        "rows": shown(listed, government, organisation),
        "asked": asked,
        "query": asked.query,
        "filters": [
            (_("Tahun"), asked.choices("tahun", {year: year for year in years}, _("Semua tahun"))),
            (
                _("Tindak lanjut"),
                asked.choices("lanjut", followed_words(), _("Semua keputusan")),
            ),
        ],
        "unit_choices": asked.choices("unit", dict(sorted(units.items(), key=lambda unit: unit[1])), _("Semua unit")),
    }
    return page(request, moment, "decisions/list.html", context)


@policy(Policy.PUBLIC)
@dated
def decision(request: Request, moment: Moment, decision: int) -> HttpResponse:
    """One decision: its words, ground, parties and dissent, its follow-ups, and the thread it belongs to."""
    government = request.government
    row = with_all(public_decisions(government), government).filter(pk=decision).first()
    if row is None:
        sentence = _("Keputusan nomor “%(asked)s” tidak ada, atau tidak terbuka bagi umum.")
        listed = (_("Semua keputusan yang terbuka"), "/keputusan/")
        return not_there(request, moment, "decisions", sentence, decision, listed)
    one = shown([row], government, moment.organisation)[0]
    context = {
        "menu": "decisions",
        "one": one,
        "papers": [
            *(papers_of(one.meeting) if one.meeting else ()),
            *(papers_of(one.matter, since=row.entry or 0) if one.matter else ()),
        ],
        "threads": public_threads([one.matter] if one.matter else []),
    }
    return page(request, moment, "decisions/decision.html", context)

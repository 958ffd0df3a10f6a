"""The thread (benang): from the question over meetings and decisions to what was done, evaluated, and came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.actions.facts import local_day
from selaras.records import reports
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.records.reports import Thread
from selaras.web.faces import shows, state_of
from selaras.web.language import day_in_language, in_language

TITLE = 140  # characters by which a long text is named
FEW = 4  # knots of a stage that are shown at once
# The stages in their order; those that a running thread comes to in the end are shown before they are reached.
STAGES = ("question", "linked", "meeting", "decision", "group", "policy", "action", "evidence", "evaluation", "outcome")
EXPECTED = ("meeting", "decision", "action", "evidence", "evaluation")


@dataclass(frozen=True)
class Knot:
    """One thing on a thread: what it is, where it stands and since when, where its page is."""

    title: str
    url: str
    day: date | None
    mark: str
    label: str
    note: str = ""
    done: bool = True  # whether nothing more is awaited of it
    late: bool = False  # whether its day has passed


@dataclass
class Stage:
    """One stage of a thread with the things that belong to it."""

    word: str
    knots: list[Knot] = field(default_factory=list)

    @property
    def reach(self) -> str:
        """How far it is: "done", "now" while something of it is under way, "ahead" while nothing is there."""
        if not self.knots:
            return "ahead"
        return "done" if all(knot.done for knot in self.knots) else "now"

    @property
    def shown(self) -> list[Knot]:
        """What is shown at once: all of a few things; of many the first, what still runs before what is done."""
        return self.knots if len(self.knots) <= FEW + 1 else self._running_first[:FEW]

    @property
    def folded(self) -> list[Knot]:
        """What a long stage has besides."""
        return self._running_first[len(self.shown) :]

    @property
    def _running_first(self) -> list[Knot]:
        return sorted(self.knots, key=lambda knot: knot.done)

    @property
    def running(self) -> list[Knot]:
        """What is still awaited of it."""
        return [knot for knot in self.knots if not knot.done]


@dataclass(frozen=True)
class Told:
    """The thread of one matter, ready to be shown."""

    number: str
    title: str
    url: str
    stages: list[Stage]
    to_do: list[Knot]  # the follow-ups that run, which a printed page names before all else

    @property
    def late(self) -> int:
        """How many of the follow-ups that run are past their day."""
        return sum(knot.late for knot in self.to_do)


def public_threads(matters: Iterable[Matter]) -> list[Told]:
    """The threads of public matters as everybody may see them; as many queries however many there are."""
    return [_Telling(thread, None).told() for thread in reports.threads(list(matters))]


def thread_for(actor: Actor | None, matter: Matter) -> Told:
    """The thread of one matter: for who takes part with the addresses of his workspace, for others the public one."""
    return _Telling(reports.thread(matter, actor), actor).told()


def threads_for(actor: Actor, matters: Sequence[Matter]) -> list[Told]:
    """The threads of several matters for somebody in his workspace, as of a meeting that speaks of more than one."""
    return [_Telling(thread, actor).told() for thread in reports.threads(matters, actor)]


def stage_words() -> Mapping[str, str]:
    """What the stages of a thread are called."""
    return {
        "question": _("Berkas"),
        "linked": _("Konsultasi dan berkas terkait"),
        "meeting": _("Rapat"),
        "decision": _("Keputusan"),
        "group": _("Gugus kerja"),
        "policy": _("Kebijakan dan rencana"),
        "action": _("Tindak lanjut"),
        "evidence": _("Bukti"),
        "evaluation": _("Evaluasi"),
        "outcome": _("Hasil"),
    }


def link_words(kind: str, outward: bool, number: str) -> str:
    """How a linked matter belongs to the one of that number, said of the linked one."""
    words = {
        "follows": (_("dilanjutkan berkas %(number)s"), _("melanjutkan berkas %(number)s")),
        "child": (_("turunan dari berkas %(number)s"), _("induk dari berkas %(number)s")),
        "carried_up": (_("dinaikkan menjadi berkas %(number)s"), _("kelanjutan dari berkas %(number)s yang dinaikkan")),
        "merged": (_("memuat berkas %(number)s yang digabungkan"), _("digabungkan ke berkas %(number)s")),
        "succeeds": (_("digantikan berkas %(number)s"), _("menggantikan berkas %(number)s")),
    }
    return words[kind][0 if outward else 1] % {"number": number}


class _Telling:
    """One thread being told to one reader."""

    def __init__(self, thread: Thread, actor: Actor | None) -> None:
        self.thread, self.actor, self.matter = thread, actor, thread.matter
        self.government = thread.matter.government
        place = "/kerja/berkas" if actor else "/berkas"
        self.url = f"{place}/{self.matter.number}/"
        self.stages = {code: Stage(word) for code, word in stage_words().items()}

    def told(self) -> Told:
        """All of it, stage by stage."""
        matter = self.matter
        title = self.title_of(matter)
        state, closed, note = self.stands(matter), matter.phase == "closed", self.opened(matter)
        self.add("question", title, self.url, self.since(matter), state, note=note, done=closed)
        for part in (self.linked, self.meetings, self.decisions, self.groups, self.documents, self.actions):
            part()
        self.closing()
        runs = matter.phase == "open"
        stages = [self.stages[code] for code in STAGES if self.stages[code].knots or (runs and code in EXPECTED)]
        return Told(str(matter.number), title, self.url, stages, self.stages["action"].running)

    def title_of(self, matter: Matter) -> str:
        """The title of a matter where this reader may see it, else its number."""
        return matter.title if self.actor or shows(matter, "title") else str(matter.number)

    def stands(self, matter: Matter) -> tuple[str, str]:
        """Where a matter stands; in the workspace by the name of its state, beside which stands whom it waits for."""
        return state_of(matter, () if self.actor else None)

    def since(self, row: Any) -> date | None:
        """The day from which a row stands as it stands: that of its closing, or of its paper, else of the last move."""
        return row.closed_on or getattr(row, "issued_on", None) or local_day(self.government, row.state_since)

    def opened(self, matter: Matter) -> str:
        """When a matter was opened, where it has moved since."""
        if matter.opened_on is None or matter.opened_on == self.since(matter):
            return ""
        return _("dibuka %(day)s") % {"day": day_in_language(matter.opened_on)}

    def add(
        self,
        stage: str,
        title: str,
        url: str,
        day: date | None,
        state: tuple[str, str],
        *,
        note: str = "",
        done: bool = True,
        late: bool = False,
    ) -> None:
        """Tie a knot."""
        short = " ".join(title.split())
        short = short if len(short) <= TITLE else short[:TITLE].rsplit(" ", 1)[0] + " …"
        self.stages[stage].knots.append(Knot(short, url, day, *state, note, done, late))

    def address(self, row: Any, public: str, staff: str) -> str:
        """The page of a row for this reader; "" where the row is not for him."""
        if self.actor is not None and row.opens:
            return staff
        return public if row.public else ""

    def linked(self) -> None:
        """The matters that belong to it, the consultations before it among them."""
        for kind, outward, other in self.thread.links:
            if url := self.address(other, f"/berkas/{other.number}/", f"/kerja/berkas/{other.number}/"):
                title, closed = self.title_of(other), other.phase == "closed"
                note = link_words(kind, outward, str(self.matter.number))
                self.add("linked", title, url, self.since(other), self.stands(other), note=note, done=closed)

    def meetings(self) -> None:
        """The meetings that had it on their agenda."""
        for row in self.thread.meetings:
            if url := self.address(row, f"/agenda/{row.pk}/", f"/kerja/rapat/{row.pk}/"):
                day = row.held_on or (local_day(self.government, row.starts_at) if row.starts_at else None)
                note = _("rapat %(day)s") % {"day": day_in_language(day)} if day else ""
                state, closed = state_of(row), row.phase == "closed"
                self.add("meeting", row.title, url, self.since(row), state, note=note, done=closed)

    def decisions(self) -> None:
        """What was decided about it."""
        for row in self.thread.decisions:
            staff = f"/kerja/rapat/{row.meeting_id}/notula/" if row.meeting_id else self.url
            if row.public or self.actor:  # type: ignore[attr-defined]
                url = f"/keputusan/{row.pk}/" if row.public else staff  # type: ignore[attr-defined]
                self.add("decision", row.text, url, row.adopted_on, ("closed", _("Ditetapkan")))

    def groups(self) -> None:
        """The working groups and forums that were set up for it."""
        for row in self.thread.groups:
            if url := self.address(row, f"/gugus-kerja/{row.pk}/", f"/kerja/gugus-kerja/{row.pk}/"):
                self.add("group", row.name, url, self.since(row), state_of(row), done=row.phase == "closed")

    def documents(self) -> None:
        """The policies, plans and programmes that came of it; what monitors it belongs to its evaluation."""
        for row in self.thread.documents:
            if url := self.address(row, f"/kebijakan/{row.pk}/", f"/kerja/naskah/{row.pk}/"):
                stage = "evaluation" if row.form == "g" else "policy"
                self.add(stage, row.title, url, self.since(row), state_of(row), done=row.issued_on is not None)

    def actions(self) -> None:
        """What has to be done, what still runs first and by its target, and the evidence that it was done."""
        for row in sorted(self.thread.follow_ups, key=lambda row: (row.phase != "open", row.due_on)):
            place = f"/keputusan/{row.decision_id}/" if row.decision_id else f"/kebijakan/{row.document_id}/"
            url = self.address(row, f"{place}#tindak-lanjut-{row.pk}", f"/kerja/tindak-lanjut/{row.pk}/")
            if not url:
                continue
            runs, verified = row.phase == "open", row.state == "terverifikasi"
            late = runs and row.due_on < self.government.today()
            words = _("Lewat tenggat %(day)s") if late else _("Tenggat %(day)s")
            due = words % {"day": day_in_language(row.due_on)} if runs else ""
            self.add("action", row.text, url, self.since(row), state_of(row), note=due, done=not runs, late=late)
            if row.evidence and (row.opens or shows(row, "evidence")):
                count = ngettext("%(n)s naskah", "%(n)s naskah", row.evidence) % {"n": row.evidence}
                said = _("Diterima unit lain") if verified else _("Belum diterima unit lain")
                state = ("closed" if verified else "waiting", said)
                self.add("evidence", count, url, row.closed_on, state, note=row.text[:TITLE], done=verified)

    def closing(self) -> None:
        """How it came out, and with what words it was closed; that is no evaluation."""
        entry = self.thread.closing
        if entry is None:
            return
        text = str(entry.texts.get("text", "")) if self.actor or shows(self.matter, "remarks") else ""
        day = local_day(self.government, entry.recorded_at)
        outcome = in_language(self.matter.outcome)
        title = text or outcome[:1].upper() + outcome[1:]
        self.add("outcome", title, self.url, day, state_of(self.matter))

"""What a paper says: gathered from the rows at the moment it is issued, as plain words that stay as they were."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from selaras.actions.facts import local_day, procedure_of, regulation_of
from selaras.law.organisation import Organisation
from selaras.law.paths import HopRole
from selaras.law.procedures import PARTIES, Effect, Procedure, Role, Step
from selaras.law.regulation import Regulation
from selaras.law.types import Basis, Strength
from selaras.law.words import in_words
from selaras.records import reports
from selaras.records.files import File
from selaras.records.ledger import Entry
from selaras.records.matters import Letter, Link, Matter, Participant
from selaras.records.people import CAPACITIES
from selaras.records.subjects import Subject
from selaras.records.units import history

Content = dict[str, Any]
STANCES = ("done", "noted", "objected", "abstained")  # the marks of a position that was taken
OFFICES = (Role.COORDINATOR, Role.CONVENER, Role.DECIDER, Role.OBSERVER, Role.VIA)
ROLES: Mapping[str, str] = {
    Role.OPENER: "Pemrakarsa",
    Role.COUNTERPART: "Mitra",
    Role.COORDINATOR: "Koordinator",
    Role.CONVENER: "Pemimpin koordinasi",
    Role.DECIDER: "Pemutus",
    Role.VIA: "Tembusan",
    Role.OBSERVER: "Pengamat",
}
_NUMBERED = re.compile(r"^\d+[.)]\s+")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def chip(basis: Basis) -> Content:
    """A ground as papers print it: its strength, its word, its clause or its reason."""
    return {"strength": basis.strength.value, "label": str(basis.strength.label), "cite": basis.cite or ""}


def hour(moment: datetime, zone: str) -> str:
    """An hour as it is written: 09.00 WITA."""
    return f"{moment:%H.%M} {zone}"


def weekday(day: date) -> str:
    """The name of a day."""
    return DAYS[day.weekday()]


def content_of(subject: Subject) -> Content:
    """All that papers may say of a subject, as it is now; KeyError for a sort of subject that has no papers."""
    return CONTENTS[subject.TYPE](subject)


# Matters


class _Matter:
    """One matter being told: its rows read once, its people by the names they bear today."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        self.government = matter.government
        self.regulation: Regulation = regulation_of(matter)
        self.procedure: Procedure = procedure_of(matter)
        self.organisation: Organisation = history(self.government).on(self.government.today())
        self.everyone = matter.everyone()
        self.seats = {p.pk: p for p in self.everyone}
        self.entries = list(reversed(reports.journey(matter)))

    def day(self, entry: Entry) -> str:
        """When what an entry tells happened."""
        return in_words(entry.happened_on or local_day(self.government, entry.recorded_at))

    def name(self, seat: Participant) -> str:
        """A seat by name: offices and posts below a head by their title, parties by their unit."""
        head = self.organisation.heads.get(seat.unit)
        own = seat.post and (seat.role in OFFICES or not (head and head.code == seat.post))
        return self.organisation.name_of(seat.post if own else seat.unit)

    def seat(self, entry: Entry) -> Participant | None:
        """The seat from which an entry was done."""
        behalf = entry.on_behalf or {}
        unit = behalf.get("unit") or entry.unit
        post = behalf.get("post") or ("" if behalf else entry.post)
        same = [p for p in self.everyone if p.unit == unit and p.post == post]
        step = self.step(entry)
        fits = [p for p in same if step and self._takes(step, p)]
        return (fits or same or [None])[0]  # type: ignore[list-item]

    def step(self, entry: Entry) -> Step | None:
        """The step an entry tells; None for one that the procedure no longer has."""
        return next((s for s in self.procedure.steps if s.code == entry.step), None)

    def _takes(self, step: Step, seat: Participant) -> bool:
        roles = {Role(seat.role)} | ({Role.PARTY} if seat.role in PARTIES else set())
        return bool(roles.intersection(step.by))

    def parties(self) -> list[Content]:
        """The equals among whom it runs, each with its position and what was said with it."""
        stances = self.stances()
        found = []
        for seat in self.everyone:
            if seat.retired or seat.role not in PARTIES:
                continue
            label, note, day = stances.get(seat.pk, ("", "", ""))
            slot = self.procedure.slot_state(Role(seat.role), seat.slot)
            found.append(
                {
                    "name": self.name(seat),
                    "title": self.organisation.name_of(seat.post or seat.unit),
                    "unit": seat.unit,
                    "post": seat.post,
                    "role": ROLES[seat.role],
                    "external": seat.external,
                    "position": label or (slot.label if slot and slot.mark in ("empty", "abstained") else ""),
                    "note": note,
                    "day": day,
                    "now": slot.label if slot else "",
                }
            )
        return found

    def stances(self) -> dict[int, tuple[str, str, str]]:
        """The last position of each seat on the text that stands: its word, what was noted with it, the day."""
        found: dict[int, tuple[str, str, str]] = {}
        for entry in self.entries:
            step, seat = self.step(entry), self.seat(entry)
            if step is None:
                continue
            if Effect.PROPOSE in step.effects and step.moves:
                found = {pk: s for pk, s in found.items() if not self._asked_anew(step, self.seats[pk])}
            if seat is None or not step.slot_to:
                continue
            state = self.procedure.slot_state(Role(seat.role), step.slot_to)
            if state is None or seat.role not in PARTIES:
                continue
            came = [self.procedure.slot_state(Role(seat.role), code) for code in step.slot]
            asked = any(slot is not None and slot.mark == "empty" for slot in came)
            proposes = Effect.PROPOSE in step.effects  # who puts a text forward stands behind it
            if state.mark in STANCES and (asked or proposes or state.mark == "objected"):
                note = "" if proposes else str(entry.texts.get("text", ""))
                found[seat.pk] = (state.label, note, self.day(entry))
            elif state.mark == "empty":
                found.pop(seat.pk, None)
        return found

    def _asked_anew(self, step: Step, seat: Participant) -> bool:
        moved = [move for move in step.moves if move.of(Role(seat.role))]
        slots = [self.procedure.slot_state(Role(seat.role), move.to) for move in moved]
        return any(slot is not None and slot.mark == "empty" for slot in slots)

    def offices(self) -> list[Content]:
        """The offices along the path and beside it, each with what it does."""
        rows = [p for p in self.everyone if not p.retired and p.role not in PARTIES]
        return [{"name": self.name(p), "role": ROLES[p.role], "leads": p.leads} for p in rows]

    def texts(self) -> list[Content]:
        """Every version of the shared text or of a product, the oldest first, with who wrote it and on what ground."""
        found = []
        for row in self.matter.proposals.order_by("version"):
            step = self.procedure.step(row.step)
            found.append(
                {
                    "label": str(step.text.label if step.text else step.label),
                    "version": row.version,
                    "by": self.name(self.seats[row.participant_id]),
                    "unit": self.seats[row.participant_id].unit,
                    "text": row.text,
                    "day": in_words(row.happened_on or local_day(self.government, row.created_at)),
                    "decision": bool(step.outcome),
                }
            )
        return found

    def answers(self) -> list[Content]:
        """What was said besides, the oldest first: by whom, what he did with it, the words."""
        found = []
        for row in self.matter.answers.order_by("entry"):
            step, seat = self.procedure.step(row.step), self.seats[row.participant_id]
            slot = self.procedure.slot_state(Role(seat.role), step.slot_to) if step.slot_to else None
            found.append(
                {
                    "by": self.name(seat),
                    "did": str(step.done),
                    "label": str(step.text.label) if step.text else "",
                    "step": row.step,
                    "slot": slot.code if slot else "",
                    "role": seat.role,
                    "unit": self.organisation.name_of(row.unit) if row.unit else "",
                    "text": row.text,
                    "day": in_words(row.happened_on or local_day(self.government, row.created_at)),
                }
            )
        return [row for row in found if row["text"] or row["unit"]]

    def journey(self) -> list[Content]:
        """Every entry of it in a sentence, the oldest first."""
        found = []
        for entry in self.entries:
            then = history(self.government).on(local_day(self.government, entry.recorded_at))
            step, seat, behalf = self.step(entry), self.seat(entry), entry.on_behalf or {}
            by = f"{CAPACITIES.get(entry.capacity, '')} {then.name_of(entry.post)}".strip() or "Sistem"
            found.append(
                {
                    "entry": entry.number,
                    "day": self.day(entry),
                    "name": self.name(seat) if seat else by,
                    "did": str(step.done) if step else entry.step,
                    "by": f"{by}, dicatat atas nama jabatan itu" if behalf else by,
                    "text": str(entry.texts.get("text", "")),
                    "target": then.name_of(str(entry.texts["target"])) if entry.texts.get("target") else "",
                    "recorded_at": entry.recorded_at.isoformat(),
                    "leaf": bytes(entry.leaf_hash).hex(),
                    "body": json.loads(entry.body),
                }
            )
        return found

    def path(self) -> list[Content]:
        """The offices of the fixed path in their order, each with its ground; only proposed ones say so."""
        fixed = self.matter.fixed_path
        if fixed is None or self.matter.path is None:
            return []
        then = history(self.government).on(date.fromisoformat(self.matter.path["on"]))
        words = {HopRole.OPENER: Role.OPENER, HopRole.COUNTERPART: Role.COUNTERPART}
        return [
            {
                "name": then.name_of(hop.unit if hop.role in words or not hop.post else hop.post),
                "role": ROLES[hop.role.value],
                "chip": chip(hop.basis),
            }
            for hop in fixed.hops
        ]

    def grounds(self) -> list[Content]:
        """The clauses it rests on: its kind, its type, its form."""
        kinds, matter = self.regulation.kinds, self.matter
        found = [kinds.kind(matter.kind).basis]
        if matter.type:
            found.append(kinds.type(matter.type).basis)
        if matter.form:
            found.append(kinds.form(matter.form).basis)
        if matter.duty:
            found += [duty.basis for duty in kinds.duties if duty.code == matter.duty]
        unlike = {(b.strength, b.cite): b for b in found}
        return [chip(basis) for basis in unlike.values() if basis.strength is not Strength.DESIGNED]

    def follow_ups(self) -> list[Content]:
        """Who carries what out until when, and who checks it."""
        rows = self.matter.follow_ups.exclude(phase="draft").prefetch_related("seat_rows").order_by("pk")
        return follow_ups_of(rows, self.organisation)

    def decisions(self, texts: Sequence[Content]) -> list[Content]:
        """What was decided, one by one, with its ground and dissent: of meetings that dealt with it, else of itself."""
        rows = list(self.matter.decisions.standing().order_by("adopted_on", "order"))
        found = [
            {"text": d.text, "ground": d.ground, "dissent": d.dissent, "day": in_words(d.adopted_on)}
            for d in rows
            if d.adopted_on
        ]
        last = [text for text in texts if text["decision"]][-1:]
        told = {row["text"] for row in found}
        found += [
            {"text": part, "ground": "", "dissent": "", "day": text["day"]}
            for text in last
            for part in _parts(text["text"])
            if part not in told
        ]
        return found

    def content(self) -> Content:
        """Everything."""
        matter, texts, answers = self.matter, self.texts(), self.answers()
        kinds = self.regulation.kinds
        letter = Letter.objects.filter(matter=matter).first()
        files = File.objects.filter(matter=matter).order_by("entry", "pk")
        return {
            "number": matter.number,
            "title": matter.title,
            "purpose": matter.purpose,
            "kind": kinds.title(matter.kind, matter.type or None),
            "form": kinds.form(matter.form).label if matter.form else "",
            "duty": next((d.label for d in kinds.duties if d.code == matter.duty), ""),
            "regulation": self.regulation.title,
            "state": self.procedure.state(matter.state).label,
            "phase": matter.phase,
            "opened_on": in_words(matter.opened_on) if matter.opened_on else "",
            "closed_on": in_words(matter.closed_on) if matter.closed_on else "",
            "outcome": matter.outcome,
            "urgency": matter.urgency,
            "letter": _letter(letter),
            "grounds": self.grounds(),
            "parties": self.parties(),
            "offices": self.offices(),
            "waits_on": [self.name(p) for p in self.everyone if p.turn],
            "path": self.path(),
            "texts": texts,
            "products": [t for t in texts if not t["decision"]],
            "answers": answers,
            "shares": [a for a in answers if a["slot"] == "sharing"],
            "reports": [a for a in answers if a["slot"] in ("reported", "done") or a["step"] == "laporkan"],
            "decisions": self.decisions(texts),
            "follow_ups": self.follow_ups(),
            "journey": self.journey(),
            "files": [{"name": f.name, "sha256": f.sha256, "size": f.size, "entry": f.entry} for f in files],
            "links": _links(matter),
            "proposed": (matter.path or {"path": {}})["path"].get("status") == "proposed",
        }


def _parts(text: str) -> list[str]:
    """The paragraphs of a text, without the numbers that were typed before them."""
    return [_NUMBERED.sub("", line.strip()) for line in text.splitlines() if line.strip()]


def _letter(letter: Letter | None) -> Content | None:
    if letter is None:
        return None
    dated = in_words(letter.dated) if letter.dated else ""
    return {"number": letter.number, "dated": dated, "subject": letter.subject, "sender": letter.sender}


def _links(matter: Matter) -> list[Content]:
    """The matters it goes with, by their numbers alone."""
    rows = Link.objects.filter(source=matter).exclude(target__phase="draft").select_related("target")
    words = {"follows": "melanjutkan", "child": "menaungi", "carried_up": "dinaikkan dari", "merged": "digabung ke"}
    return [{"how": words.get(r.kind, "menggantikan"), "number": r.target.number} for r in rows.order_by("pk")]


def follow_ups_of(rows: Iterable[Any], organisation: Organisation) -> list[Content]:
    """Follow-ups as a table: who carries out what until when, and who checks it."""
    found = []
    for row in rows:
        seats = {seat.role: seat for seat in row.seat_rows.all() if not seat.retired}
        owner, checker = seats.get(Role.OWNER), seats.get(Role.CHECKER)
        found.append(
            {
                "owner": organisation.name_of(owner.unit) if owner else "",
                "text": row.text,
                "due": in_words(row.due_on) if row.due_on else "",
                "checker": organisation.name_of(checker.unit) if checker else "",
            }
        )
    return found


def of_matter(matter: Any) -> Content:
    """All that papers may say of a matter."""
    return _Matter(matter).content()


CONTENTS: dict[str, Callable[[Any], Content]] = {Matter.TYPE: of_matter}

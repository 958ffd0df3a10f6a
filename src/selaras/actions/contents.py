"""What a paper says: gathered from the rows at the moment it is issued, as plain words that stay as they were."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from selaras.actions.facts import local_day, procedure_of, regulation_of
from selaras.law.openness import Viewer
from selaras.law.organisation import Organisation
from selaras.law.paths import HopRole
from selaras.law.procedures import PARTIES, Effect, Phase, Procedure, Role, Step
from selaras.law.programmes import Programme, findings
from selaras.law.regulation import Regulation
from selaras.law.types import Basis, Strength
from selaras.law.words import in_words
from selaras.records import reports
from selaras.records.documents import Document
from selaras.records.files import File
from selaras.records.governments import pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.ledger import Entry
from selaras.records.matters import Letter, Link, Matter, Participant
from selaras.records.meetings import Meeting
from selaras.records.openness import closed_items
from selaras.records.outcomes import STANCE_WORDS, Decision
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
    cite = basis.cite or str(basis.reason)
    return {"strength": basis.strength.value, "label": str(basis.strength.label), "cite": cite}


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
                    "taken": bool(label) or (slot is not None and slot.mark == "abstained"),
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
        """What was decided, one by one, with its ground and dissent: in meetings that dealt with it, and of itself.

        Those of a meeting say on which day, who adopted them and how every unit stood: a paper on the matter tells of
        them, and they are not decided by it.
        """
        rows = self.matter.decisions.standing().select_related("meeting").prefetch_related("stances")
        found: list[Content] = []
        for d in rows.order_by("adopted_on", "order"):
            told = {"ground": d.ground, "dissent": d.dissent, "day": in_words(d.adopted_on or date.min)}
            if d.meeting is None:
                found += [{"text": part, **told} for part in _parts(d.text)]
                continue
            held = {
                "by": f"{CAPACITIES.get(d.capacity, '')} {office(self.organisation, d.decided_by)}".strip(),
                "met_on": in_words(d.meeting.held_on) if d.meeting.held_on else "",
                "stances": _stood(d, self.organisation),
            }
            found.append({"text": d.text, **told, **held})
        last = [text for text in texts if text["decision"]][-1:]
        already = {row["text"] for row in found}
        found += [
            {"text": part, "ground": "", "dissent": "", "day": text["day"]}
            for text in last
            for part in _parts(text["text"])
            if part not in already
        ]
        return found

    def content(self) -> Content:
        """Everything."""
        matter, texts, answers, parties = self.matter, self.texts(), self.answers(), self.parties()
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
            "parties": parties,
            "unasked": not any(party["taken"] for party in parties),
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


def office(organisation: Organisation, code: str) -> str:
    """A post with the unit in which it stands where its title does not say it; a unit by its name."""
    post = organisation.posts.get(code)
    head = organisation.heads.get(code.split("/", maxsplit=1)[0])
    if post is None or (head and head.code == code):
        return organisation.name_of(code)
    return f"{post.title}, {organisation.name_of(post.unit)}"


# Meetings

SORT_WORDS = {
    "rapat_koordinasi": "Rapat koordinasi",
    "temu_konsultasi": "Temu konsultasi",
    "rakor_bidang": "Rapat koordinasi bidang",
    "musyawarah": "Musyawarah",
}


def of_meeting(meeting: Any) -> Content:
    """All that papers may say of a meeting: who is called, what about, who came, what was noted and decided."""
    government = meeting.government
    organisation = history(government).on(government.today())
    zone = pack_of(government).government.zone_label
    starts, ends = (moment and moment.astimezone(government.zone) for moment in (meeting.starts_at, meeting.ends_at))
    items = list(meeting.items.prefetch_related("matters").order_by("order"))
    closed = set(closed_items(meeting).values_list("pk", flat=True))
    rows = [seat for seat in meeting.seats() if seat.role != Role.OBSERVER]
    entries = reports.journey(meeting)
    chair = next((seat.post for seat in rows if seat.role == Role.CHAIR), "")
    led_by = _led_by(entries) or chair
    called = [seat.post or seat.unit for seat in rows if seat.role in (Role.INVITEE, Role.GUEST)]
    return {
        "title": meeting.title,
        "sort": SORT_WORDS[meeting.sort],
        "purpose": meeting.purpose,
        "state": procedure_of(meeting).state(meeting.state).label,
        "day_words": f"{weekday(starts.date())}, {in_words(starts.date())}" if starts else "",
        "hours": f"{starts:%H.%M} sampai {hour(ends, zone)}"
        if starts and ends
        else hour(starts, zone)
        if starts
        else "",
        "place": meeting.place,
        "numbers": _numbers(items),
        "open_numbers": _numbers(item for item in items if item.pk not in closed),
        "chair": office(organisation, led_by),
        "signed_by": office(organisation, chair),
        "recipients": [{"code": code, "name": office(organisation, code)} for code in called],
        "attendance": _attendance(meeting, rows, organisation, led_by),
        "reviews": _reviews(meeting, rows, organisation, entries),
        "items": [
            {
                "order": item.order,
                "closed": item.pk in closed,
                "title": item.title,
                "minutes": item.minutes,
                "note": item.note,
                "numbers": [m.number for m in item.matters.all()],
            }
            for item in items
        ],
        "notes": [item.note for item in items if item.note],
        "decisions": _rulings(meeting, organisation),
        "follow_ups": follow_ups_of(meeting.follow_ups.prefetch_related("seat_rows").order_by("pk"), organisation),
        "addenda": [
            {
                "text": row.text,
                "by": organisation.name_of(row.post),
                "day": in_words(local_day(government, row.created_at)),
            }
            for row in meeting.addenda.order_by("entry")
        ],
        "signed_on": in_words(meeting.signed_on) if meeting.signed_on else "",
        "grounds": [chip(basis) for basis in meeting_grounds(meeting.sort, items)],
        "regulation": regulation_of(meeting).title,
    }


SORT_GROUNDS = {
    "temu_konsultasi": Basis(Strength.STATED, "Pasal 18 huruf d"),
    "musyawarah": Basis(Strength.INFERRED, "Pasal 14 ayat (2)", "musyawarah dapat diutamakan dan dapat berupa rapat"),
}
UNREGULATED = Basis(Strength.DESIGNED, reason="rapat koordinasi lain tidak diatur tersendiri")
INTEGRATED = Basis(Strength.INFERRED, "Pasal 18 huruf c", "rencana dan program dipadukan dalam rapat koordinasi")


def meeting_grounds(sort: str, items: Iterable[Any]) -> list[Basis]:
    """On what a meeting rests: by its sort, and by whether it integrates the plans and programmes of a matter."""
    integrates = any(matter.form == "c" for item in items for matter in item.matters.all())
    found = [SORT_GROUNDS[sort]] if sort in SORT_GROUNDS else []
    return [*found, *([INTEGRATED] if integrates else [])] or [UNREGULATED]


def _numbers(items: Iterable[Any]) -> list[str]:
    """The matters that some items are about, by their numbers, each once; of withheld ones nothing is said."""
    numbers = [m.number for item in items for m in item.matters.all() if m.number and not m.withheld]
    return list(dict.fromkeys(numbers))


def _led_by(entries: Sequence[Entry]) -> str:
    """The post that led a meeting whose minutes a superior took over to sign; "" where nobody did."""
    passed = [str(entry.texts["elevated"]) for entry in entries if entry.texts.get("elevated")]
    return passed[-1].split(" ")[0] if passed else ""  # the newest stands first


def remarks_of(entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """What was remarked on the minutes since they last went out, by unit and post; the newest entry comes first."""
    remarks: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry.step == "edarkan":
            break
        if entry.step == "beri_catatan":
            behalf = entry.on_behalf or {}
            said_by = (behalf["unit"], behalf["post"]) if behalf else (entry.unit, entry.post)
            remarks.setdefault(said_by, str(entry.texts.get("text", "")))
    return remarks


def _reviews(meeting: Any, rows: Sequence[Any], organisation: Organisation, entries: Sequence[Entry]) -> list[Content]:
    """What everybody who was there said of the minutes that went out last, and whether who wrote them signed them."""
    procedure, remarks, found = procedure_of(meeting), remarks_of(entries), []
    for seat in rows:
        signs = seat.role == Role.SECRETARY and seat.slot != "writing"
        slot = procedure.slot_state(Role(seat.role), seat.slot)
        if slot and (signs or seat.slot in REVIEWED):
            remark = remarks.get((seat.unit, seat.post), "") if seat.slot == "remarked" else ""
            found.append({"name": office(organisation, seat.post or seat.unit), "how": slot.label, "remark": remark})
    return found


REVIEWED = ("to_review", "approved", "remarked", "unreviewed")


def _attendance(meeting: Any, rows: Sequence[Any], organisation: Organisation, led_by: str) -> list[Content]:
    """How everybody came, as it was kept when the meeting ended, else as it stands; `told` as everybody may read it."""
    procedure, found = procedure_of(meeting), []
    openness, everybody = regulation_of(meeting).openness, Viewer()
    for seat in rows:
        slot = procedure.slot_state(Role(seat.role), seat.kept or seat.slot)
        word = {Role.CHAIR: "Pimpinan rapat", Role.SECRETARY: "Notulis"}.get(Role(seat.role), "")
        told = openness.told(meeting.TYPE, slot, Phase(meeting.phase), everybody, meeting.state) if slot else ""
        code = led_by if seat.role == Role.CHAIR else seat.post or seat.unit
        deputy = office(organisation, seat.substitute) if seat.substitute else ""
        letter = f"{seat.letter}, {in_words(seat.letter_on)}" if seat.letter and seat.letter_on else seat.letter
        found.append(
            {
                "name": office(organisation, code),
                "how": word or (slot.label if slot else ""),
                "told": word or told,
                "deputy": deputy,
                "letter": letter,
            }
        )
    return found


def _rulings(meeting: Any, organisation: Organisation) -> list[Content]:
    """The decisions of a meeting with their ground, dissent, and how every unit stood."""
    rows = meeting.decisions.prefetch_related("stances").order_by("order")
    return [
        {
            "text": row.text,
            "ground": row.ground,
            "dissent": row.dissent,
            "stances": _stood(row, organisation),
        }
        for row in rows
    ]


def _stood(row: Decision, organisation: Organisation) -> list[Content]:
    """How every unit stood to a decision of a meeting."""
    return [
        {"unit": organisation.name_of(s.unit), "stance": STANCE_WORDS[s.stance], "note": s.note}
        for s in row.stances.all()
    ]


# Working groups and documents


def of_group(group: Any) -> Content:
    """All that papers may say of a working group: mandate, seats by post, results expected, term."""
    organisation = history(group.government).on(group.government.today())
    words = {Role.CONVENER: "Pembentuk", Role.CHAIR: "Ketua", Role.SECRETARY: "Sekretaris", Role.MEMBER: "Anggota"}
    rows = [seat for seat in group.seats() if seat.role in words]
    return {
        "title": group.name,
        "purpose": group.mandate,
        "members": [
            {"name": office(organisation, seat.post or seat.unit), "role": words[Role(seat.role)]}
            for seat in rows
            if seat.role != Role.CONVENER
        ],
        "outputs": [
            {"text": row.text, "due": in_words(row.due_on) if row.due_on else ""}
            for row in group.outputs.order_by("order")
        ],
        "ends_on": in_words(group.ends_on) if group.ends_on else "",
        "number": group.matter.number if group.matter and not group.matter.withheld else "",
        "decision": group.decision.text if group.decision else "",
        "grounds": [chip(Basis(Strength.STATED, f"Pasal 18 huruf {group.form}"))],
        "regulation": regulation_of(group).title,
    }


def of_document(document: Any) -> Content:
    """All that papers may say of a document: its rows with places, amounts and measurements, what was said of it."""
    organisation = history(document.government).on(document.government.today())
    procedure, positions = procedure_of(document), []
    for seat in document.seats():
        if seat.role == Role.COUNTERPART:
            slot = procedure.slot_state(Role.COUNTERPART, seat.kept or seat.slot)
            positions.append({"name": organisation.name_of(seat.unit), "position": slot.label if slot else ""})
    rows = list(document.rows.prefetch_related("measurements").order_by("order"))
    amounts = [row.amount for row in rows if row.amount is not None]
    return {
        "title": document.title,
        "purpose": document.text,
        "form": document.form,
        "period": " sampai ".join(in_words(d) for d in (document.starts_on, document.ends_on) if d),
        "instrument": " ".join(filter(None, (document.instrument, document.instrument_number and "Nomor"))),
        "instrument_number": document.instrument_number,
        "opener": next((organisation.name_of(s.unit) for s in document.seats() if s.role == Role.OPENER), ""),
        "positions": positions,
        "rows": [_line(row, organisation) for row in rows],
        "total": _money(sum(amounts, Decimal(0))) if amounts else "",
        "findings": _findings(rows, organisation) if document.form == "c" else [],
        "follow_ups": follow_ups_of(document.follow_ups.prefetch_related("seat_rows").order_by("pk"), organisation),
        "number": document.matter.number if document.matter and not document.matter.withheld else "",
        "grounds": [chip(Basis(Strength.STATED, f"Pasal 18 huruf {document.form}"))],
        "regulation": regulation_of(document).title,
    }


def _line(row: Any, organisation: Organisation) -> Content:
    measured = list(row.measurements.all())
    return {
        "title": row.title,
        "units": [organisation.name_of(code) for code in row.units],
        "place": organisation.name_of(row.place) if row.place else "Seluruh daerah",
        "period": " sampai ".join(in_words(day) for day in (row.starts_on, row.ends_on) if day),
        "audience": row.audience,
        "amount": _money(row.amount) if row.amount is not None else "",
        "measure": row.measure,
        "target": _figure(row.target),
        "baseline": _figure(row.baseline),
        "measured": [{"period": in_words(m.period), "value": _figure(m.value), "note": m.note} for m in measured],
    }


def _findings(rows: Sequence[Any], organisation: Organisation) -> list[str]:
    """What overlaps and what is missing in a table of programmes, in sentences."""
    lines = [
        Programme(n, r.title, tuple(r.units), r.place, r.starts_on, r.ends_on, r.audience, r.amount)
        for n, r in enumerate(rows, 1)
    ]
    return [str(found.sentence) for found in findings(organisation, lines)]


def _money(amount: Decimal) -> str:
    """An amount as official papers write it: Rp250.000.000,00."""
    return "Rp" + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _figure(value: Decimal | None) -> str:
    """A figure without noughts that say nothing: 62,5."""
    if value is None:
        return ""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


CONTENTS: dict[str, Callable[[Any], Content]] = {
    Matter.TYPE: of_matter,
    Meeting.TYPE: of_meeting,
    WorkingGroup.TYPE: of_group,
    Document.TYPE: of_document,
}

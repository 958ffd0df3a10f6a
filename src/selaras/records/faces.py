"""Faces: rows as everybody may see them, the one source of what programs, exports, feeds and the index show.

Each function takes rows that `records/openness.py` lets everybody know of, and asks as many queries however many they
are. Words are Indonesian, as the pack has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from django.db.models import Case, Count, Prefetch, Q, Value, When, prefetch_related_objects
from msgspec import UNSET, UnsetType

from selaras.law import types as law
from selaras.law.coverage import Line, coverage
from selaras.law.openness import Viewer
from selaras.law.organisation import History, Organisation
from selaras.law.pack import Regulation
from selaras.law.paths import Path, as_json
from selaras.law.procedures import ATTENDEES, PARTIES, Effect, Phase, Procedure, Role, SlotState
from selaras.law.quarters import Period
from selaras.law.types import Basis, Kind, Strength
from selaras.law.yardsticks import ENOUGH, Figure, mean
from selaras.records import indicators as counted
from selaras.records import reports
from selaras.records import shapes as s
from selaras.records.documents import Document, DocumentSeat, Measurement
from selaras.records.files import File
from selaras.records.governments import Government, ProvisionText, pack_of
from selaras.records.groups import GroupSeat, WorkingGroup
from selaras.records.ledger import Entry, Seal
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import AgendaItem, Meeting, MeetingSeat
from selaras.records.openness import (
    closed_to_all,
    not_open_yet,
    public_decisions,
    public_documents,
    public_entries,
    public_follow_ups,
    public_groups,
    public_matters,
    public_meetings,
    states_shown,
)
from selaras.records.openness import counted as only_counted
from selaras.records.outcomes import STANCE_WORDS, Decision, FollowUp
from selaras.records.past import by_then, sitting, stand
from selaras.records.people import holders
from selaras.records.subjects import Seat
from selaras.records.units import history

T = TypeVar("T")
BEGINNING = 160  # characters of a text that name it
# What moves nothing but who helps, reminds or points elsewhere is no part of how a matter came to this.
ASIDE = ("tugaskan", "tarik_tugas", "ingatkan", "lihat", "lampirkan", "kaitkan", "mengetahui")
SEATED = (Role.CHAIR, Role.SECRETARY, *ATTENDEES)
KNOWING = ("seen",)  # the small states of who said that he knows of a document


def beginning(text: str) -> str:
    """The first words of a text, to name it by."""
    line = " ".join(text.split())
    return line if len(line) <= BEGINNING else line[:BEGINNING].rsplit(" ", 1)[0] + " …"


def said(words: object) -> str:
    """Words as plain text, without what they were made of."""
    return str(words)[:]


def ground_of(basis: Basis) -> s.Ground:
    """A ground as everybody reads it."""
    return s.Ground(strength=basis.strength.value, cite=basis.cite, reason=said(basis.reason) if basis.reason else None)


class Book:
    """What faces are made with: a government, seen now or at the end of a past day, and its organisation of a day."""

    def __init__(self, government: Government, day: date | None = None) -> None:
        self.government = government
        self.today = government.today()
        self.organisation: Organisation = history(government).on(day or self.today)

    def regulation(self, row: Any) -> Regulation:
        """The regulation a subject goes by."""
        return pack_of(self.government).regulation(row.regulation)

    def procedure(self, row: Any) -> Procedure:
        """The procedure a subject goes by."""
        return self.regulation(row).book.get(row.procedure)

    def shows(self, row: Any, field: str) -> bool:
        """Whether everybody may see a field of a subject: now, and on the past day to which it was brought back."""
        openness = self.regulation(row).openness
        withheld = closed_to_all(row, field)
        return all(
            openness.visible(row.TYPE, field, Phase(phase), Viewer(), withheld, state)
            for state, phase in states_shown(row)
        )

    def when(self, row: Any, field: str, value: Callable[[], T]) -> T | UnsetType:
        """A value where everybody may see its field; nothing at all where not."""
        return value() if self.shows(row, field) else UNSET

    def name(self, code: str) -> s.Name:
        """A unit or a post with its name."""
        return s.Name(code=code, name=self.organisation.name_of(code))

    def maybe(self, code: str | None) -> s.Name | None:
        """A unit or a post with its name, where one is named."""
        return self.name(code) if code else None

    def state(self, row: Any, seats: Iterable[Seat] = ()) -> s.Name:
        """Where a subject stands; with its seats, by whom it lies with where that changes it and is open."""
        state = self.procedure(row).state(row.state)
        awaited = [seat.role for seat in seats if seat.turn] if state.answered and self.shows(row, "lies_with") else []
        return s.Name(code=state.code, name=said(state.told(awaited)))

    def slot(self, row: Any, seat: Seat, *, kept: bool = False) -> SlotState | None:
        """The small state of a seat, or the one that was kept of it."""
        return self.procedure(row).slot_state(Role(seat.role), (seat.kept if kept else "") or seat.slot)

    def told(self, row: Any, slot: SlotState) -> str:
        """The word of a small state as everybody may read it."""
        return said(self.regulation(row).openness.told(row.TYPE, slot, Phase(row.phase), Viewer(), row.state))

    def seat(self, seat: Seat) -> s.SeatShape:
        """Who sits where."""
        return s.SeatShape(unit=self.name(seat.unit), post=self.maybe(seat.post), role=seat.role)

    def day(self, moment: datetime) -> date:
        """The day a moment falls on in the government's zone."""
        return moment.astimezone(self.government.zone).date()

    def own(self, rows: Iterable[Any]) -> list[Any]:
        """Subjects as they are, or stood on the day seen; each knows its government without asking for it."""
        return stand(rows, self.government)

    def then(self, rows: Iterable[T]) -> list[T]:
        """The rows that were there by the end of the day seen, among some that were fetched."""
        seen = self.government.as_of
        return [row for row in rows if not seen or row.created_at < self.government.until]  # type: ignore[attr-defined]

    def form(self, row: WorkingGroup | Document) -> s.Name:
        """The form of coordination a group or a document is of."""
        found = self.regulation(row).kinds.form(row.form)
        return s.Name(code=row.form, name=said(found.label))


# Matters


def matter_url(number: str) -> str:
    """The public page of a matter."""
    return f"/berkas/{number}/"


def matter_heads(government: Government, rows: Iterable[Matter]) -> list[s.MatterHead]:
    """Matters as a list names them."""
    book = Book(government)
    listed = _with_seats(book, rows)
    return [s.MatterHead(**_matter_head(book, row)) for row in listed]


def unlisted(government: Government) -> s.Unlisted:
    """How many matters have a number that no list of what is open shows, and why."""
    return s.Unlisted(
        withheld=public_matters(government).filter(withheld=True).count(),
        counted=[s.Counted(label=said(label), count=many) for label, many in only_counted(government)],
        not_open=not_open_yet(government) if government.as_of is None else None,
    )


def _with_seats(book: Book, rows: Iterable[Matter]) -> list[Matter]:
    listed = book.own(rows)
    seats = Prefetch("participants", Participant.objects.order_by("order"), to_attr="face_seats")
    prefetch_related_objects(listed, seats)
    return listed


def _hidden(row: Matter) -> s.Hidden:
    return s.Hidden(ground=row.withheld_ground, review_on=row.withheld_until)


def _matter_head(book: Book, row: Any) -> dict[str, Any]:
    known = {"number": row.number or "", "url": matter_url(row.number or "")}
    if row.withheld:
        return known | {"withheld": _hidden(row)}
    seats = sitting(row, row.face_seats)
    return known | {
        "kind": book.when(row, "kind", lambda: _kind(book, row)),
        "state": book.state(row, seats),
        "phase": row.phase,
        "title": book.when(row, "title", lambda: row.title),
        "units": book.when(row, "units", lambda: [book.seat(seat) for seat in seats if seat.role in PARTIES]),
        "lies_with": book.when(row, "lies_with", lambda: [_waiting(book, seat) for seat in seats if seat.turn]),
        "opened_on": book.when(row, "opened_on", lambda: row.opened_on),
        "changed_on": book.day(row.state_since),
        "closed_on": row.closed_on,
        "outcome": row.outcome or None,
    }


def _kind(book: Book, row: Matter) -> s.KindShape:
    kinds = book.regulation(row).kinds
    basis = kinds.type(row.type).basis if row.type else kinds.kind(Kind(row.kind)).basis
    return s.KindShape(
        code=row.kind,
        type=row.type or None,
        form=row.form or None,
        title=said(kinds.title(Kind(row.kind), row.type or None)),
        basis=ground_of(basis),
    )


def _waiting(book: Book, seat: Participant) -> s.Waiting:
    since = book.day(seat.turn_since or seat.slot_since)
    return s.Waiting(unit=book.name(seat.unit), post=book.maybe(seat.post), since=since)


def matters(government: Government, rows: Iterable[Matter]) -> list[s.Matter]:
    """The public faces of matters, whole."""
    book = Book(government)
    listed = _with_seats(book, rows)
    shown = [row for row in listed if not row.withheld]
    prefetch_related_objects(shown, "proposals", "answers", "decisions")
    entries: dict[str, list[Entry]] = {}
    acts = Entry.objects.filter(government=government, subject_type=Matter.TYPE, subject_key__in=[r.key for r in shown])
    for entry in by_then(acts, government, "recorded_at").order_by("number").defer("body"):
        entries.setdefault(entry.subject_key, []).append(entry)
    threads = {thread.matter.pk: thread for thread in reports.threads(shown)}
    rulings: dict[int, list[s.DecisionShape]] = {}
    owners = dict(public_decisions(government).filter(matter__in=shown).values_list("pk", "matter_id"))
    for one in decisions(government, public_decisions(government).filter(pk__in=owners)):
        rulings.setdefault(owners[one.id] or 0, []).append(one)
    return [
        s.Matter(**_matter_head(book, row))
        if row.withheld
        else _matter(book, row, entries.get(row.key, []), threads[row.pk], rulings.get(row.pk, []))
        for row in listed
    ]


def _matter(
    book: Book, row: Any, entries: Sequence[Entry], thread: reports.Thread, rulings: list[s.DecisionShape]
) -> s.Matter:
    seats = {seat.pk: seat for seat in (row.stood.seats if row.stood else row.face_seats)}
    steps = {step.code: step for step in book.procedure(row).steps}
    texts = [(steps[one.step], one) for one in sorted(book.then(row.proposals.all()), key=lambda one: -one.version)]
    stood = {one.entry for one in book.then(row.decisions.all())}

    def words(name: object, one: Any) -> s.Words:
        seat = seats[one.participant_id]
        return s.Words(
            name=said(name),
            text=one.text,
            unit=book.name(seat.unit),
            post=book.maybe(seat.post),
            on=one.happened_on or book.day(one.created_at),
            competent=book.maybe(getattr(one, "unit", "")),
        )

    def shared(outcome: bool) -> list[s.Words]:
        return [
            words(step.text.label if step.text else step.label, one)
            for step, one in texts
            if bool(step.outcome) == outcome and not (outcome and one.entry in stood)
        ]

    def answers() -> list[s.Words]:
        said = sorted((one for one in book.then(row.answers.all()) if one.text), key=lambda one: one.entry)
        return [words(steps[one.step].done, one) for one in said]

    return s.Matter(
        **_matter_head(book, row),
        purpose=book.when(row, "purpose", lambda: row.purpose),
        path=book.when(row, "path", lambda: _fixed(row)),
        parties=book.when(row, "units", lambda: [_party(book, row, seat) for seat in seats.values() if _takes(seat)]),
        answers=book.when(row, "answers", answers),
        agreement=book.when(row, "agreement", lambda: shared(False)),
        outcome_words=book.when(row, "decision", lambda: shared(True)[:1]),
        closing=book.when(row, "remarks", lambda: str(thread.closing.texts.get("text", "")) if thread.closing else ""),
        journey=book.when(row, "journey", lambda: [d for e in entries if (d := _done(book, steps, e))]),
        decisions=rulings,
        links=[_link(book, *link) for link in thread.links if link[2].public],  # type: ignore[attr-defined]
        related=_related(thread),
    )


def _takes(seat: Participant) -> bool:
    return not seat.retired and seat.role != Role.OBSERVER


def _party(book: Book, row: Matter, seat: Participant) -> s.Party:
    stance: s.Name | UnsetType | None = UNSET
    if book.shows(row, "answers"):
        slot = book.slot(row, seat) if seat.role in PARTIES else None
        stance = s.Name(code=slot.code, name=said(slot.label)) if slot else None
    return s.Party(unit=book.name(seat.unit), post=book.maybe(seat.post), role=seat.role, stance=stance)


def path_of(path: Path) -> s.PathShape:
    """A path as the command prints it."""
    return msgspec.convert(as_json(path), s.PathShape)


def _fixed(row: Matter) -> s.FixedPath | None:
    path = row.fixed_path
    if path is None or row.kind != Kind.KOORDINATIF:
        return None
    return msgspec.convert(as_json(path) | {"on": (row.path or {})["on"]}, s.FixedPath)


def _done(book: Book, steps: Mapping[str, Any], entry: Entry) -> s.Done | None:
    step = steps.get(entry.step)
    if step is None or step.code in ASIDE:
        return None
    unit = (entry.on_behalf or {}).get("unit") or entry.unit
    on = entry.happened_on or book.day(entry.recorded_at)
    name = history(book.government).on(on).name_of(unit) if unit else "Sistem"
    return s.Done(
        number=entry.number,
        on=on,
        unit=s.Name(code=unit, name=name) if unit else None,
        step=step.code,
        sentence=said(f"{name} {step.done}"),
        basis=ground_of(Basis(Strength(entry.strength), entry.cite or None, step.basis.reason)),
    )


def _link(book: Book, kind: str, outward: bool, other: Matter) -> s.LinkShape:
    return s.LinkShape(kind=kind, outward=outward, matter=_matter_ref(book, other))


def _matter_ref(book: Book, row: Matter) -> s.Ref:
    title = row.title if book.shows(row, "title") else row.key
    return s.Ref(sort="matter", key=row.key, title=title, url=matter_url(row.key))


def _related(thread: reports.Thread) -> list[s.Ref]:
    """What hangs on a matter besides its decisions: meetings, groups, documents and follow-ups."""
    rows: list[Any] = [*thread.meetings, *thread.groups, *thread.documents, *thread.follow_ups]
    return [_ref(row, thread.matter.key) for row in rows if row.public]


def _ref(row: Any, number: str | None = None) -> s.Ref:
    if row.TYPE == FollowUp.TYPE:
        title, url = beginning(row.text), _task_url(row.decision_id, row.document_id, number)
    elif row.TYPE == WorkingGroup.TYPE:
        title, url = row.name, f"/gugus-kerja/{row.pk}/"
    else:
        place = "agenda" if row.TYPE == Meeting.TYPE else "kebijakan"
        title, url = row.title, f"/{place}/{row.pk}/"
    return s.Ref(sort=row.TYPE, key=str(row.pk), title=title, url=url)


def _task_url(decision: int | None, document: int | None, number: str | None) -> str:
    """The page on which a follow-up stands."""
    if decision:
        return f"/keputusan/{decision}/"
    if document:
        return f"/kebijakan/{document}/"
    return matter_url(number) if number else "/keputusan/"


# Decisions and follow-ups


def decisions(government: Government, rows: Iterable[Decision]) -> list[s.DecisionShape]:
    """Decisions with what follows from them."""
    listed = list(rows)
    if not listed:
        return []
    book = Book(government)
    prefetch_related_objects(listed, "meeting", "matter", "stances", "matter__participants", "matter__answers")
    book.own(row.meeting for row in listed if row.meeting)
    book.own(row.matter for row in listed if row.matter)
    met = _open_keys(public_meetings(government), [row.meeting_id for row in listed])
    about = _open_keys(public_matters(government).filter(withheld=False), [row.matter_id for row in listed])
    due = public_follow_ups(government).filter(decision__in=listed).order_by("due_on", "pk")
    tasks: dict[int, list[s.FollowUpShape]] = {}
    for task in follow_ups(government, due):
        tasks.setdefault(task.decision or 0, []).append(task)
    return [_decision(book, row, met, about, tasks.get(row.pk, [])) for row in listed]


def _open_keys(rows: Any, keys: Iterable[int | None]) -> set[int]:
    wanted = {key for key in keys if key is not None}
    return set(rows.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _decision(
    book: Book, row: Decision, met: set[int], about: set[int], tasks: list[s.FollowUpShape]
) -> s.DecisionShape:
    meeting, matter = row.meeting, row.matter
    return s.DecisionShape(
        id=row.pk,
        url=f"/keputusan/{row.pk}/",
        text=row.text,
        adopted_on=row.adopted_on or date.min,
        decided_by=book.name(row.decided_by),
        capacity=row.capacity,
        ground=row.ground if meeting is None or book.shows(meeting, "ground") else UNSET,
        dissent=row.dissent if meeting is None or book.shows(meeting, "dissent") else UNSET,
        stances=_stances(book, row),
        aspects=list(row.aspects),
        meeting=_ref(meeting) if meeting and meeting.pk in met else None,
        matter=_matter_ref(book, matter) if matter and matter.pk in about else None,
        follow_ups=tasks,
    )


def _stances(book: Book, row: Decision) -> list[s.StanceShape] | UnsetType:
    """As the signed minutes say it, else as the parties of the matter stood once it is closed."""
    if row.meeting is not None:
        if not book.shows(row.meeting, "stances"):
            return UNSET
        return [
            s.StanceShape(
                unit=book.name(one.unit), post=None, stance=one.stance, label=STANCE_WORDS[one.stance], note=one.note
            )
            for one in sorted(row.stances.all(), key=lambda one: one.pk)
        ]
    if row.matter is None or not book.shows(row.matter, "answers"):
        return UNSET
    found = []
    seats: list[Participant] = sitting(row.matter, row.matter.participants.all(), *PARTIES)
    for seat in sorted(seats, key=lambda seat: seat.order):
        slot = book.slot(row.matter, seat)
        if slot:
            unit, post = book.name(seat.unit), book.maybe(seat.post)
            note = noted(book.procedure(row.matter), row.matter, seat, slot.code)
            found.append(s.StanceShape(unit=unit, post=post, stance=slot.code, label=said(slot.label), note=note))
    return found


def noted(procedure: Procedure, matter: Any, seat: Participant, slot: str) -> str:
    """The words with which a seat took the position it holds; "" where there were none."""
    ways = {step.code for step in procedure.steps if step.slot_to == slot}
    until = matter.government.until if matter.government.as_of else None
    answers = [one for one in matter.answers.all() if one.participant_id == seat.pk and one.step in ways]
    told = [(one.entry, str(one.text)) for one in answers if until is None or one.created_at < until]
    return max(told)[1] if told else ""


def follow_ups(government: Government, rows: Iterable[FollowUp]) -> list[s.FollowUpShape]:
    """Follow-ups with who does them, who checks them, and how many files came as evidence."""
    book = Book(government)
    listed = book.own(rows)
    if not listed:
        return []
    prefetch_related_objects(listed, "seat_rows")
    about = public_matters(government).filter(withheld=False, pk__in=[row.matter_id for row in listed])
    numbers: dict[int | None, str | None] = dict(about.values_list("pk", "number"))
    decided = _open_keys(public_decisions(government), [row.decision_id for row in listed])
    issued = _open_keys(public_documents(government), [row.document_id for row in listed])
    keys = [row.key for row in listed]
    files = File.objects.filter(government=government, subject_type=FollowUp.TYPE, subject_key__in=keys)
    evidence = dict(by_then(files, government).values_list("subject_key").annotate(n=Count("pk")))
    return [
        _follow_up(
            book,
            row,
            decision=row.decision_id if row.decision_id in decided else None,
            document=row.document_id if row.document_id in issued else None,
            matter=numbers.get(row.matter_id),
            evidence=evidence.get(row.key, 0),
        )
        for row in listed
    ]


def _follow_up(
    book: Book, row: Any, *, decision: int | None, document: int | None, matter: str | None, evidence: int
) -> s.FollowUpShape:
    seats = {seat.role: book.name(seat.unit) for seat in sitting(row, row.seat_rows.all())}
    return s.FollowUpShape(
        id=row.pk,
        url=_task_url(decision, document, matter),
        text=row.text,
        state=book.state(row),
        phase=row.phase,
        owner=book.when(row, "units", lambda: seats.get(Role.OWNER)),
        checker=book.when(row, "units", lambda: seats.get(Role.CHECKER)),
        due_on=book.when(row, "due_on", lambda: row.due_on),
        late=row.phase == "open" and row.due_on is not None and row.due_on < book.today,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        evidence=book.when(row, "evidence", lambda: evidence),
        decision=decision,
        document=document,
        matter=matter,
    )


# Meetings


def meeting_heads(government: Government, rows: Iterable[Meeting]) -> list[s.MeetingHead]:
    """Meetings as a list names them."""
    book = Book(government)
    listed = _with_called(book, rows)
    groups = _groups_of(book, listed)
    return [s.MeetingHead(**_meeting_head(book, row, groups)) for row in listed]


def _with_called(book: Book, rows: Iterable[Meeting]) -> list[Meeting]:
    listed = book.own(rows)
    called = MeetingSeat.objects.filter(retired=False).order_by("order")
    prefetch_related_objects(listed, Prefetch("seat_rows", called, to_attr="face_seats"))
    return listed


def _groups_of(book: Book, rows: Iterable[Any]) -> dict[int, s.Ref]:
    """The public working groups of meetings or documents."""
    wanted = {row.group_id for row in rows if row.group_id}
    found = public_groups(book.government).filter(pk__in=wanted) if wanted else ()
    return {row.pk: _ref(row) for row in book.own(found)}


def _meeting_head(book: Book, row: Any, groups: Mapping[int, s.Ref]) -> dict[str, Any]:
    chair = next(iter(sitting(row, row.face_seats, Role.CHAIR)), None)
    zone = book.government.zone
    return {
        "id": row.pk,
        "url": f"/agenda/{row.pk}/",
        "title": row.title,
        "sort": row.sort,
        "state": book.state(row),
        "phase": row.phase,
        "starts_at": book.when(row, "day", lambda: row.starts_at and row.starts_at.astimezone(zone)),
        "ends_at": book.when(row, "day", lambda: row.ends_at and row.ends_at.astimezone(zone)),
        "place": book.when(row, "place", lambda: row.place),
        "chair": book.when(row, "chair", lambda: book.seat(chair) if chair else None),
        "units": book.when(
            row, "units", lambda: [book.seat(seat) for seat in sitting(row, row.face_seats, *ATTENDEES)]
        ),
        "group": groups.get(row.group_id),
        "held_on": row.held_on,
        "signed_on": row.signed_on,
    }


def meetings(government: Government, rows: Iterable[Meeting]) -> list[s.Meeting]:
    """The public faces of meetings, whole."""
    book = Book(government)
    listed = _with_called(book, rows)
    prefetch_related_objects(listed, "items__matters", "decisions", "addenda")
    groups = _groups_of(book, listed)
    held = public_decisions(government).filter(meeting__in=listed).order_by("order", "pk")
    where = {pk: (meeting, item) for pk, meeting, item in held.values_list("pk", "meeting_id", "item_id")}
    rulings: dict[int, list[tuple[int | None, s.DecisionShape]]] = {}
    for one in decisions(government, held):
        meeting, item = where[one.id]
        rulings.setdefault(meeting or 0, []).append((item, one))
    carried = [item.follow_up_id for row in listed for item in row.items.all()]
    tasks = _open_keys(public_follow_ups(government), carried)
    return [_meeting(book, row, groups, rulings.get(row.pk, []), tasks) for row in listed]


def _meeting(
    book: Book,
    row: Any,
    groups: Mapping[int, s.Ref],
    rulings: list[tuple[int | None, s.DecisionShape]],
    tasks: set[int],
) -> s.Meeting:
    signed = row.signed_on is not None and book.shows(row, "minutes")
    adopted = [one for one in row.decisions.all() if one.adopted_on and one.adopted_on <= book.today]
    closed = {one.item_id for one in adopted} - {item for item, _one in rulings}
    addenda = sorted(book.then(row.addenda.all()), key=lambda one: one.pk)
    return s.Meeting(
        **_meeting_head(book, row, groups),
        purpose=book.when(row, "purpose", lambda: row.purpose),
        agenda=book.when(
            row,
            "agenda",
            lambda: [_item(book, item, signed and item.pk not in closed, tasks, rulings) for item in _agenda(row)],
        ),
        attendance=book.when(
            row, "attendance", lambda: [_came(book, row, seat) for seat in sitting(row, row.face_seats, *SEATED)]
        ),
        decisions=[one for _item_key, one in rulings],
        closed_decisions=len(adopted) - len(rulings),
        addenda=[s.Correction(post=book.name(one.post), text=one.text) for one in addenda] if signed else UNSET,
    )


def _agenda(row: Meeting) -> list[AgendaItem]:
    """The items of an agenda; of a past day those that stood on it then, in the words of then."""
    items = sorted(row.items.all(), key=lambda item: item.order)
    if row.stood is None:
        return items
    then = {order: (title, minutes) for order, title, minutes, *_more in row.stood.details.get("agenda", ())}
    for item in items:
        item.title, item.minutes = then.get(item.order, (item.title, item.minutes))
    return [item for item in items if item.order in then]


def _item(
    book: Book, item: Any, noted: bool, tasks: set[int], rulings: list[tuple[int | None, s.DecisionShape]]
) -> s.Item:
    about = book.own(item.matters.all())
    closed = None
    if any(matter.withheld for matter in about):
        closed = "withheld"
    elif any(not book.shows(matter, "title") for matter in about):
        closed = "not_open"
    elif item.follow_up_id and item.follow_up_id not in tasks:
        closed = "task"
    return s.Item(
        order=item.order,
        minutes=item.minutes,
        closed=closed,
        title=UNSET if closed else item.title,
        matters=sorted(matter.key for matter in about if not matter.withheld and book.shows(matter, "number")),
        note=item.note if noted and not closed else UNSET,
        decisions=[one.id for key, one in rulings if key == item.pk],
    )


def _came(book: Book, row: Meeting, seat: MeetingSeat) -> s.Attendance:
    slot = book.slot(row, seat, kept=True) if seat.role in ATTENDEES else None
    came = book.told(row, slot) if slot else None
    return s.Attendance(unit=book.name(seat.unit), post=None, role=seat.role, came=came)


# Working groups


def group_heads(government: Government, rows: Iterable[WorkingGroup]) -> list[s.GroupHead]:
    """Working groups as a list names them."""
    book = Book(government)
    return [s.GroupHead(**_group_head(book, row)) for row in _with_members(book, rows)]


def _with_members(book: Book, rows: Iterable[WorkingGroup]) -> list[WorkingGroup]:
    listed = book.own(rows)
    seats = GroupSeat.objects.filter(retired=False).order_by("order")
    prefetch_related_objects(listed, Prefetch("seat_rows", seats, to_attr="face_seats"), "outputs")
    return listed


def _group_head(book: Book, row: Any) -> dict[str, Any]:
    chair = next(iter(sitting(row, row.face_seats, Role.CHAIR)), None)
    outputs = _outputs(row)
    return {
        "id": row.pk,
        "url": f"/gugus-kerja/{row.pk}/",
        "name": row.name,
        "form": book.form(row),
        "state": book.state(row),
        "phase": row.phase,
        "chair": book.when(row, "seats", lambda: book.seat(chair) if chair else None),
        "starts_on": row.starts_on,
        "ends_on": book.when(row, "ends_on", lambda: row.ends_on),
        "instrument": book.when(row, "instrument", lambda: _instrument(row) or UNSET),
        "expected": book.when(row, "outputs", lambda: len(outputs)),
        "produced": book.when(row, "outputs", lambda: sum(one.produced_on is not None for one in outputs)),
        "closed_on": row.closed_on,
    }


def _instrument(row: WorkingGroup | Document) -> s.Instrument | None:
    if not row.instrument:
        return None
    return s.Instrument(title=row.instrument, number=row.instrument_number, on=row.instrument_on)


def groups(government: Government, rows: Iterable[WorkingGroup]) -> list[s.Group]:
    """The public faces of working groups, whole."""
    book = Book(government)
    listed = _with_members(book, rows)
    met = public_meetings(government).filter(group__in=listed).order_by("-starts_at", "-pk")
    issued = public_documents(government).filter(group__in=listed).order_by("-issued_on", "-pk")
    related: dict[int, list[s.Ref]] = _origins(book, listed)
    after: list[Any] = [*book.own(met), *book.own(issued)]
    for one in after:
        related.setdefault(one.group_id, []).append(_ref(one))
    return [_group(book, row, related.get(row.pk, [])) for row in listed]


def _group(book: Book, row: Any, related: list[s.Ref]) -> s.Group:
    return s.Group(
        **_group_head(book, row),
        mandate=book.when(row, "mandate", lambda: row.mandate),
        seats=book.when(row, "seats", lambda: [book.seat(seat) for seat in sitting(row, row.face_seats)]),
        outputs=book.when(row, "outputs", lambda: _outputs(row)),
        related=related,
    )


def _outputs(row: WorkingGroup) -> list[s.OutputShape]:
    """The results that are expected of a group; of a past day those of then, and which of them were there."""
    rows = sorted(row.outputs.all(), key=lambda one: one.order)
    if row.stood:
        notes = {one.order: one.note for one in rows}
        then = row.stood.details.get("outputs", ())
        told = [(order, text, _day(due_on), _day(day), notes.get(order, "")) for order, text, due_on, day in then]
    else:
        told = [(one.order, one.text, one.due_on, one.produced_on, one.note) for one in rows]
    return [
        s.OutputShape(order=order, text=text, due_on=due_on, produced_on=day, note=note if day else "")
        for order, text, due_on, day, note in told
    ]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _origins(book: Book, rows: Sequence[Any]) -> dict[int, list[s.Ref]]:
    """The matter, decision and group that groups or documents come from, where these are public."""
    government = book.government
    from_matters = book.own(
        public_matters(government).filter(withheld=False, pk__in={row.matter_id for row in rows if row.matter_id})
    )
    about = {row.pk: _matter_ref(book, row) for row in from_matters}
    rulings = public_decisions(government).filter(pk__in={row.decision_id for row in rows if row.decision_id})
    decided = {
        row.pk: s.Ref(sort="decision", key=str(row.pk), title=beginning(row.text), url=f"/keputusan/{row.pk}/")
        for row in rulings
    }
    return {
        row.pk: [ref for ref in (about.get(row.matter_id), decided.get(row.decision_id)) if ref is not None]
        for row in rows
    }


# Policies, plans, programmes and monitoring


def document_heads(government: Government, rows: Iterable[Document]) -> list[s.DocumentHead]:
    """Policies, plans, programmes and monitorings as a list names them."""
    book = Book(government)
    return [s.DocumentHead(**_document_head(book, row)) for row in _with_units(book, rows)]


def _with_units(book: Book, rows: Iterable[Document]) -> list[Document]:
    listed = book.own(rows)
    seats = DocumentSeat.objects.filter(retired=False).order_by("order")
    prefetch_related_objects(listed, Prefetch("seat_rows", seats, to_attr="face_seats"))
    return listed


def _document_head(book: Book, row: Any) -> dict[str, Any]:
    opener = next((seat.unit for seat in sitting(row, row.face_seats, Role.OPENER)), None)
    return {
        "id": row.pk,
        "url": f"/kebijakan/{row.pk}/",
        "title": row.title,
        "form": book.form(row),
        "state": book.state(row),
        "phase": row.phase,
        "opener": book.maybe(opener),
        "issued_on": row.issued_on,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "closed_on": row.closed_on,
        "instrument": book.when(row, "instrument", lambda: _instrument(row)),
    }


def documents(government: Government, rows: Iterable[Document]) -> list[s.Document]:
    """The public faces of policies, plans, programmes and monitorings, whole."""
    book = Book(government)
    listed = _with_units(book, rows)
    measured = Prefetch("rows__measurements", Measurement.objects.order_by("period"))
    prefetch_related_objects(listed, "rows", measured)
    origins, working = _origins(book, listed), _groups_of(book, listed)
    others = public_documents(government)
    versions = others.filter(Q(pk__in=[r.replaces_id for r in listed if r.replaces_id]) | Q(replaces__in=listed))
    near = {row.pk: row for row in book.own(versions)} if listed else {}
    files = _instrument_files(book, listed)
    due = public_follow_ups(government).filter(document__in=listed).order_by("due_on", "pk")
    tasks: dict[int, list[s.FollowUpShape]] = {}
    for task in follow_ups(government, due):
        tasks.setdefault(task.document or 0, []).append(task)
    found = []
    for row in listed:
        before = near.get(row.replaces_id or 0)
        after = next((one for one in near.values() if one.replaces_id == row.pk), None)
        group = working.get(row.group_id or 0)
        found.append(
            s.Document(
                **_document_head(book, row),
                text=row.text if book.shows(row, "text") else UNSET,
                concerned=_concerned(book, row),
                lines=_lines(book, row),
                files=files.get(row.key, []),
                replaces=_ref(before) if before else None,
                replaced_by=_ref(after) if after else None,
                follow_ups=tasks.get(row.pk, []),
                related=[*origins.get(row.pk, []), *([group] if group else [])],
            )
        )
    return found


def _instrument_files(book: Book, rows: Sequence[Document]) -> dict[str, list[s.FileShape]]:
    """The files of the instruments themselves, which came with the acts that issued them."""
    issuing = {
        row.key: {step.code for step in book.procedure(row).steps if Effect.ISSUE in step.effects}
        for row in rows
        if row.issued_on is not None and book.shows(row, "instrument")
    }
    if not issuing:
        return {}
    mine = {"government": book.government, "subject_type": Document.TYPE, "subject_key__in": issuing}
    acts = Entry.objects.filter(**mine, step__in=set().union(*issuing.values()))
    steps: dict[int, str] = dict(acts.values_list("number", "step"))
    found: dict[str, list[s.FileShape]] = {}
    for file in by_then(File.objects.filter(**mine, entry__in=steps), book.government).order_by("-entry", "pk"):
        if steps[file.entry] in issuing[file.subject_key]:
            found.setdefault(file.subject_key, []).append(
                s.FileShape(
                    name=file.name,
                    url=f"/kebijakan/naskah/{file.pk}/",
                    media_type=file.media_type,
                    size=file.size,
                    sha256=file.sha256,
                )
            )
    return found


def _concerned(book: Book, row: Any) -> list[s.Concerned] | UnsetType:
    """What each unit concerned said of the draft (kept when it was issued), and whether it knows what was issued."""
    if not book.shows(row, "units"):
        return UNSET
    found = []
    for seat in sitting(row, row.face_seats, Role.COUNTERPART):
        position: s.Name | UnsetType | None = UNSET
        if book.shows(row, "positions"):
            slot = book.slot(row, seat, kept=True)
            position = s.Name(code=slot.code, name=said(slot.label)) if slot else None
        knows = row.issued_on is not None and seat.slot in KNOWING
        found.append(s.Concerned(unit=book.name(seat.unit), position=position, knows=knows))
    return found


def _lines(book: Book, row: Document) -> list[s.Line] | UnsetType:
    if not book.shows(row, "rows"):
        return UNSET
    measured = book.shows(row, "measurements")
    return [
        s.Line(
            order=line.order,
            title=line.title,
            units=[book.name(code) for code in line.units],
            place=book.maybe(line.place),
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            audience=line.audience,
            amount=plain(line.amount),
            measure=line.measure,
            target=plain(line.target),
            baseline=plain(line.baseline),
            measurements=[_measurement(book, one) for one in book.then(line.measurements.all())] if measured else UNSET,
        )
        for line in sorted(row.rows.all(), key=lambda line: line.order)
    ]


def _measurement(book: Book, row: Measurement) -> s.MeasurementShape:
    value = plain(row.value) or Decimal(0)
    return s.MeasurementShape(period=row.period, value=value, unit=book.name(row.unit), note=row.note)


def plain(number: Decimal | None) -> Decimal | None:
    """A figure without the zeros that a column adds: 72.5000 is 72.5, 40.0000 is 40."""
    if number is None:
        return None
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


# The organisation


def unit_heads(government: Government, day: date | None = None) -> list[s.UnitHead]:
    """All units of a day, in the order of the pack; no query where the organisation is known already."""
    book = Book(government, day)
    return [s.UnitHead(**_unit_head(book, unit)) for unit in book.organisation.units.values()]


def _unit_head(book: Book, unit: law.Unit) -> dict[str, Any]:
    names = ("code", "name", "abbr", "type", "superior", "through", "area_code", "valid_from", "valid_to", "source")
    return {
        **{name: getattr(unit, name) for name in (*names, "certainty", "note")},
        "url": f"/unit/{unit.code}/",
        "agency": book.organisation.type_of(unit.code).is_agency,
    }


def units(government: Government, day: date | None = None, codes: Iterable[str] | None = None) -> list[s.Unit]:
    """The public faces of the units of a day, whole; of all of them, or of these."""
    book = Book(government, day)
    organisation, past = book.organisation, history(government)
    wanted = [organisation.units[code] for code in codes if code in organisation.units] if codes is not None else None
    chosen = list(organisation.units.values()) if wanted is None else wanted
    held = _holders(book, {unit.code for unit in chosen})
    found = []
    for unit in chosen:
        seats = [_post(post, held) for post in organisation.posts_of.get(unit.code, ())]
        found.append(
            s.Unit(
                **_unit_head(book, unit),
                head=next((post for post in seats if post.head), None),
                posts=seats,
                affairs=[
                    s.AffairShape(code=affair.code, name=said(affair.name), delegated=affair.delegated)
                    for affair in organisation.affairs.values()
                    if affair.unit == unit.code
                ],
                coordinators=[_mapping(book, row) for row in organisation.coordination.get(unit.code, ())],
                below=[book.name(one.code) for one in organisation.below.get(unit.code, ())],
                successions=[
                    _change(past.all_units, row) for row in past.successions if unit.code in (row.old, row.new)
                ],
            )
        )
    return found


def posts(government: Government, day: date | None = None) -> list[s.PostShape]:
    """All posts of a day; who holds the head of a unit is named, nobody else."""
    book = Book(government, day)
    held = _holders(book, set(book.organisation.units))
    return [_post(post, held) for post in book.organisation.posts.values()]


def _holders(book: Book, codes: set[str]) -> dict[str, s.Holder]:
    """Who holds the heads of these units, by name and capacity alone."""
    heads = {post.code for code, post in book.organisation.heads.items() if code in codes}
    found = holders(book.government, heads, book.organisation.day)
    return {
        code: s.Holder(name=tenure.person.name, capacity=tenure.capacity, since=tenure.valid_from)
        for code, tenure in found.items()
    }


def _post(post: law.Post, held: Mapping[str, s.Holder]) -> s.PostShape:
    names = ("code", "unit", "title", "superior", "head", "echelon", "valid_from", "valid_to", "source")
    holder = held.get(post.code) if post.head else UNSET
    return s.PostShape(**{name: getattr(post, name) for name in names}, holder=holder)


def _mapping(book: Book, row: law.Coordination) -> s.Mapping:
    return s.Mapping(
        coordinator=book.name(row.coordinator),
        affair=row.affair,
        status=row.status,
        agreement=row.agreement,
        basis=ground_of(row.basis),
        source=row.source,
    )


def _change(units: Iterable[law.Unit], row: law.Succession) -> s.Change:
    names = {unit.code: unit.name for unit in units}
    return s.Change(
        on=row.date,
        kind=row.kind,
        old=s.Name(code=row.old, name=names.get(row.old, row.old)),
        new=s.Name(code=row.new, name=names.get(row.new, row.new)) if row.new else None,
        affair=row.affair,
        ground=said(row.ground),
    )


# The law


def kinds(government: Government, day: date | None = None) -> s.KindsShape:
    """The five kinds with types and forms, by the regulation of a day."""
    found = pack_of(government).regulation_on(day or government.today()).kinds
    parts: dict[str, Sequence[Any]] = {"kinds": found.kinds, "types": found.types, "forms": found.forms}
    rows = {
        name: [s.ListedShape(code=said(row.code), label=said(row.label), basis=ground_of(row.basis)) for row in part]
        for name, part in parts.items()
    }
    return s.KindsShape(**rows)


def provisions(government: Government, day: date | None = None) -> list[s.ProvisionShape]:
    """Every provision of the regulation of a day, in its order; one query."""
    pack = pack_of(government)
    regulation = pack.regulation_on(day or government.today())
    texts = ProvisionText.objects.filter(government=government, regulation=regulation.code)
    wording = dict(texts.values_list("key", "wording"))
    return [_provision(regulation, line, wording.get(line.key)) for line in _coverage(regulation, pack.history)]


# A regulation never changes once read; keeping it beside its lines keeps its id from being given to another.
_covered: dict[int, tuple[Regulation, tuple[Line, ...]]] = {}


def _coverage(regulation: Regulation, past: History) -> tuple[Line, ...]:
    if id(regulation) not in _covered:
        _covered[id(regulation)] = (regulation, coverage(regulation, past))
    return _covered[id(regulation)][1]


def _provision(regulation: Regulation, line: Line, wording: str | None) -> s.ProvisionShape:
    row = regulation.provisions[line.key]
    root = row.key.partition("/")[0]
    return s.ProvisionShape(
        key=row.key,
        url=f"/peraturan/{regulation.code}/{root}/",
        regulation=regulation.code,
        eid=row.eid,
        label=said(line.label),
        chapter=row.chapter,
        modality=row.modality.value,
        gist=said(row.gist),
        list=row.list,
        term=row.term and said(row.term),
        cross=tuple(row.cross),
        defect=row.defect and said(row.defect),
        wording=wording,
        strength=line.strength.value if line.strength else None,
        stated=line.stated,
        inferred=line.inferred,
    )


# The ledger


def entries(government: Government, after: int, limit: int) -> list[s.EntryShape]:
    """Some entries of the ledger behind a number; of what is not open to everybody its hash alone; one query."""
    rows = Entry.objects.filter(government=government, number__gt=after).order_by("number")
    told = rows.annotate(told=Case(When(public_entries(government), then=Value(True)), default=Value(False)))
    return [_entry(row) if row.told else _leaf(row) for row in told[:limit]]


def _leaf(row: Entry) -> s.EntryShape:
    return s.EntryShape(number=row.number, leaf=bytes(row.leaf_hash).hex())


def _entry(row: Entry) -> s.EntryShape:
    return s.EntryShape(
        number=row.number,
        leaf=bytes(row.leaf_hash).hex(),
        body=row.body,
        subject=s.Name(code=row.subject_type, name=row.subject_key),
        step=row.step,
        recorded_at=row.recorded_at,
    )


def seals(government: Government, before: int | None, limit: int) -> list[s.SealShape]:
    """Some seals as they were published, the newest first; one query."""
    rows = Seal.objects.filter(government=government, **({"pk__lt": before} if before else {})).order_by("-id")
    found = []
    for row in rows[:limit]:
        row.government = government
        found.append(msgspec.convert({"id": row.pk, **msgspec.to_builtins(row.document)}, s.SealShape))
    return found


# The yardsticks


def indicators(government: Government, at: Period, unit: str = "") -> s.IndicatorsShape:
    """What the yardsticks show of a period, of one unit or of all; one query."""
    figures = counted.figures(government, at, unit)
    rows = pack_of(government).regulation_on(government.today()).kinds.yardsticks
    return s.IndicatorsShape(
        period=at.code,
        first=at.first,
        last=at.last,
        unit=Book(government).maybe(unit),
        enough=ENOUGH,
        yardsticks=[_yardstick(row, [f for f in figures if f.measure.yardstick == row.code]) for row in rows],
    )


def _yardstick(row: Any, figures: Sequence[Figure]) -> s.YardstickShape:
    return s.YardstickShape(
        code=row.code,
        label=said(row.label),
        basis=ground_of(row.basis),
        mean=mean(figures),
        formulas=[
            s.FormulaShape(
                code=figure.measure.code,
                title=said(figure.measure.title),
                counts=said(figure.measure.counts),
                meets=said(figure.measure.meets),
                basis=ground_of(figure.measure.basis),
                counted=figure.counted,
                met=figure.met,
                share=figure.share,
            )
            for figure in figures
        ],
    )

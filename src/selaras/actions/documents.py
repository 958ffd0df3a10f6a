"""Documents of coordination: drafted with all units concerned, issued, known, measured (Pasal 18 huruf a, b, c, g)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from selaras.actions.acts import SHARED, TEXT_LIMIT, Act, Deed, hand_of, standing_of, still_in_office, take
from selaras.actions.drafts import regulation_today
from selaras.actions.facts import Power, power_of
from selaras.actions.offices import once
from selaras.actions.outcomes import Task, draft_follow_up, open_follow_up
from selaras.actions.refusals import Invalid, clean
from selaras.law.procedures import Effect, Phase, Refused, Role
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records import clock, ledger
from selaras.records.documents import FORMS, Document, DocumentSeat, Measurement, Row
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.people import Actor
from selaras.records.units import history

TITLE_LIMIT = 200
ROWS_LIMIT = 300
UNITS_LIMIT = 60
MEASURING = Basis(Strength.INFERRED, cite="Pasal 18 huruf g", reason=say("pemantauan bertumpu pada laporan berulang"))


@dataclass(frozen=True)
class Line:
    """One line of a document as it is typed: a target, a programme, or an indicator."""

    title: str
    units: tuple[str, ...] = ()
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    audience: str = ""
    amount: Decimal | None = None
    measure: str = ""
    target: Decimal | None = None
    baseline: Decimal | None = None


@dataclass(frozen=True)
class Sketch:
    """A document as somebody drafts it; `units` are the units concerned."""

    form: str = "a"
    title: str = ""
    text: str = ""
    units: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    matter: str = ""
    decision: int | None = None
    group: int | None = None
    replaces: int | None = None


def save_document(*, actor: Actor, sketch: Sketch, draft: int | None = None, key: str = "") -> Document:
    """Keep a document as a draft of the actor's post; drafts stand outside the ledger.

    Raises Invalid, AlreadyDone, Document.DoesNotExist.
    """
    government = actor.government
    organisation = history(government).on(government.today())
    errors: dict[str, str] = {}
    title = clean("title", sketch.title, TITLE_LIMIT, errors, required=True, example=say("Tulis judul naskah."))
    text = clean("text", sketch.text, TEXT_LIMIT, errors)
    if sketch.form not in FORMS:
        errors["form"] = say("Pilih bentuk naskah dari daftar.")
    units = tuple(dict.fromkeys(code for code in sketch.units if code != actor.unit))
    if not units or len(units) > UNITS_LIMIT or not set(units) <= set(organisation.units):
        errors["units"] = say("Pilih sekurang-kurangnya satu unit lain yang terkait dari daftar.")
    if sketch.starts_on and sketch.ends_on and sketch.ends_on < sketch.starts_on:
        errors["ends_on"] = say("Masa berakhir sesudah mulai.")
    if sketch.form == "b" and not (sketch.starts_on and sketch.ends_on):
        errors["starts_on"] = say("Rencana strategis mempunyai masa: tulis hari mulai dan hari akhirnya.")
    lines = _lines(sketch.lines, set(organisation.units), errors)
    matter = Matter.objects.visible_to(actor).filter(number=sketch.matter).first() if sketch.matter else None
    if sketch.matter and matter is None:
        errors["matter"] = say("Tulis nomor berkas yang Anda ikuti, misalnya 2026-00012.")
    decision = Decision.objects.of(government).standing().filter(pk=sketch.decision or 0).first()
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        once(actor, key)
        if draft is None:
            regulation = regulation_today(government)
            procedure = regulation.book.of(Document.TYPE).code
            row = Document(
                government=government, regulation=regulation.code, procedure=procedure, drafted_by=actor.post
            )
        else:
            row = Document.objects.select_for_update(no_key=True).get(
                government=government, pk=draft, phase="draft", drafted_by__in=actor.posts
            )
        row.form, row.title, row.text = sketch.form, title, text
        row.starts_on, row.ends_on = sketch.starts_on, sketch.ends_on
        row.decision, row.matter = decision, matter or (decision.matter if decision else None)
        row.group = WorkingGroup.objects.visible_to(actor).filter(pk=sketch.group or 0).first()
        row.replaces = Document.objects.visible_to(actor).filter(pk=sketch.replaces or 0, phase="open").first()
        row.save()
        keep_lines(row, lines)
        _seat(row, actor, units)
    return row


def _lines(lines: Sequence[Line], units: set[str], errors: dict[str, str]) -> list[Line]:
    found = [line for line in lines if line.title.strip()]
    if len(found) > ROWS_LIMIT:
        errors["lines"] = say("Paling banyak {n} baris.", n=ROWS_LIMIT)
    for line in found:
        clean("lines", line.title, 300, errors)
        clean("lines", line.audience, 200, errors)
        clean("lines", line.measure, 60, errors)
        if not set(line.units) <= units or (line.place and line.place not in units):
            errors["lines"] = say("Baris {title}: pilih unit dan tempat dari daftar.", title=line.title[:60])
        if line.starts_on and line.ends_on and line.ends_on < line.starts_on:
            errors["lines"] = say("Baris {title}: masa berakhir sesudah mulai.", title=line.title[:60])
        if line.amount is not None and not 0 <= line.amount < 10**15:
            errors["lines"] = say("Baris {title}: tulis jumlah dana sebagai angka rupiah.", title=line.title[:60])
        if any(n is not None and abs(n) >= 10**13 for n in (line.target, line.baseline)):
            errors["lines"] = say("Baris {title}: angkanya terlalu besar.", title=line.title[:60])
    return found


def keep_lines(row: Document, lines: Sequence[Line]) -> None:
    """Put the lines of a document in the place of those it had."""
    row.rows.all().delete()
    Row.objects.bulk_create(
        Row(
            government=row.government,
            document=row,
            order=order,
            title=line.title.strip(),
            units=list(line.units),
            place=line.place,
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            audience=line.audience.strip(),
            amount=line.amount,
            measure=line.measure.strip(),
            target=line.target,
            baseline=line.baseline,
        )
        for order, line in enumerate(lines, start=1)
    )


def _seat(row: Document, actor: Actor, units: Sequence[str]) -> None:
    row.seat_rows.all().delete()
    organisation = history(row.government).on(row.government.today())
    slots = regulation_today(row.government).book.get(row.procedure).slots
    wanted = [(Role.OPENER, row.drafted_by)]
    for unit in units:
        head = organisation.heads.get(unit)
        wanted.append((Role.COUNTERPART, head.code if head else unit))
    DocumentSeat.objects.bulk_create(
        DocumentSeat(
            government=row.government,
            subject=row,
            order=order,
            role=role,
            unit=code.partition("/")[0],
            post=code if "/" in code else "",
            external="/" not in code,
            slot=next((s.states[0].code for s in slots if s.of(role)), ""),
        )
        for order, (role, code) in enumerate(wanted)
    )


def discard_document(*, actor: Actor, draft: int, key: str = "") -> None:
    """Throw a draft away. Raises AlreadyDone, Document.DoesNotExist."""
    with transaction.atomic():
        once(actor, key)
        Document.objects.get(government=actor.government, pk=draft, phase="draft", drafted_by__in=actor.posts).delete()


class DocumentAct(Act):
    """One step of a document."""

    anew: Sketch | None = None  # the words and lines of a new version

    def complete(self, errors: dict[str, str]) -> None:
        """The words and lines of a new version are held against what they may be."""
        if self.anew is not None:
            clean("text", self.anew.text, TEXT_LIMIT, errors)
            units = set(history(self.government).on(self.day).units)
            self.anew = replace(self.anew, lines=tuple(_lines(self.anew.lines, units, errors)))

    @property
    def document(self) -> Document:
        """The document it is about."""
        found: Document = self.subject
        return found

    @classmethod
    def which(cls, actor: Actor, **which: int | str) -> Document:
        """The document under lock, and with it the one it replaces."""
        mine = Document.objects.filter(government=actor.government, **which)
        old = Document.objects.filter(government=actor.government, pk__in=mine.values("replaces"))
        list(old.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        found: Document = Document.objects.locked(actor, **which)
        return found

    def begin(self) -> None:
        """The first version goes round."""
        self.document.proposals_count = max(self.document.proposals_count, 1)

    def propose(self) -> None:
        """A new version of the words and lines; what was said of the old one falls."""
        if self.anew is not None:
            self.document.text = self.anew.text.strip()
            keep_lines(self.document, self.anew.lines)

    def issue(self) -> None:
        """It is issued by its instrument, and what it replaces ends with it."""
        deed, row = self.deed, self.document
        row.instrument, row.instrument_number = deed.instrument.strip(), deed.instrument_number.strip()
        row.instrument_on, row.issued_on = deed.instrument_on, self.day

    def keep(self, entry: int) -> None:
        """What is replaced ends in the same moment, by an entry of its own."""
        old = self.document.replaces
        if Effect.ISSUE not in self.step.effects or old is None or old.phase != Phase.OPEN:
            return
        old.government = self.government
        ends = {state.code for state in self.procedure.states if state.phase is Phase.CLOSED}
        ending = next(
            s for s in self.procedure.steps if old.state in s.states and s.to in ends and Role.DECIDER in s.by
        )
        seats = old.seats()
        seat = next((s for s in seats if s.role == Role.DECIDER), None) or next(s for s in seats if s.leads)
        text = f"Digantikan oleh {self.document.instrument} Nomor {self.document.instrument_number}."
        hand = hand_of(self.actor, self.seat)
        DocumentAct.on(self.actor, old, seat, Deed(step=ending.code, text=text), hand=hand).carry_out()


DocumentAct.EFFECTS = {**SHARED, Effect.PROPOSE: DocumentAct.propose, Effect.ISSUE: DocumentAct.issue}


def step_document(
    *, actor: Actor, document: int, seat: int, deed: Deed, seen: str, key: str, anew: Sketch | None = None
) -> Document:
    """Take one step in a document from a seat; `anew` holds words and lines where the step makes a new version.

    Raises Invalid, Refused, Stale, Document.DoesNotExist.
    """
    sort = type("DocumentAct", (DocumentAct,), {"anew": anew})
    found: Document = take(sort, actor=actor, which={"pk": document}, seat=seat, deed=deed, seen=seen, key=key)
    return found


def _issued(actor: Actor, document: int) -> tuple[Document, Any]:
    """An issued document under lock, with the seat of the actor's own unit. Raises Refused, DoesNotExist."""
    found: Document = Document.objects.locked(actor, pk=document)
    found.government = actor.government
    still_in_office(actor)
    seat = next((s for s in found.seats() if power_of(actor, s) in (Power.OWN, Power.ACT)), None)
    if seat is None or found.issued_on is None or found.phase != "open":
        raise Refused(
            say("Laporan berkala dicatat oleh unit terkait selama naskahnya berlaku."),
            MEASURING,
            ways_on=(say("Tetapkan naskah ini lebih dahulu, atau minta unit terkait melaporkannya."),),
        )
    return found, seat


def measure(
    *, actor: Actor, document: int, row: int, period: date, value: Decimal, note: str = "", key: str = ""
) -> Measurement:
    """Report what an indicator showed in a period; said again for the same period, the newer value stands.

    Raises Invalid, Refused, AlreadyDone, Document.DoesNotExist, Row.DoesNotExist.
    """
    errors: dict[str, str] = {}
    note = clean("note", note, TEXT_LIMIT, errors)
    if period > actor.government.today():
        errors["period"] = say("Masa laporan berakhir paling lambat hari ini.")
    if not value.is_finite() or abs(value) >= 10**13:
        errors["value"] = say("Tulis angka, misalnya 72,5.")
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        found, seat = _issued(actor, document)
        once(actor, key)
        line = found.rows.get(pk=row)
        said = {"indicator": line.title, "period": period.isoformat(), "value": str(value.normalize()), "note": note}
        entry = _record(actor, found, seat, "laporkan_capaian", said)
        kept, _new = Measurement.objects.update_or_create(
            row=line,
            period=period,
            defaults={"government": found.government, "value": value, "note": note, "unit": seat.unit, "entry": entry},
        )
        return kept


def recommend(*, actor: Actor, document: int, task: Task, key: str = "") -> FollowUp:
    """Turn a recommendation of a monitoring into a follow-up that runs. Raises Invalid, Refused, AlreadyDone."""
    with transaction.atomic():
        found, seat = _issued(actor, document)
        once(actor, key)
        if seat.role != Role.OPENER:
            raise Refused(
                say("Rekomendasi dijadikan tindak lanjut oleh penyusunnya."),
                MEASURING,
                ways_on=(say("Sampaikan usul Anda kepada penyusun naskah."),),
            )
        row = draft_follow_up(actor, task, overseer=seat.post, document=found, matter=found.matter)
        open_follow_up(actor, row)
        _record(actor, found, seat, "rekomendasikan", {"text": row.text, "follow_up": str(row.pk)})
        return row


def _record(actor: Actor, row: Document, seat: Any, step: str, said: dict[str, str]) -> int:
    row.version += 1
    row.save(update_fields=["version", "updated_at"])
    entry = ledger.append(
        government=row.government,
        subject_type=Document.TYPE,
        subject_key=row.key,
        subject_version=row.version,
        state_before=row.state,
        state_after=row.state,
        step=step,
        actor=hand_of(actor, seat),
        basis=MEASURING,
        recorded_at=clock.now(),
        texts={**said, **standing_of(row, row.everyone())},
    )
    return int(entry.number)

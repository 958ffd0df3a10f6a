"""Working groups: set up by an instrument, extended by a new one, ended with what they produced (Pasal 18 e, f)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from selaras.actions import notices
from selaras.actions.acts import SHARED, TEXT_LIMIT, Act, Deed, take
from selaras.actions.drafts import regulation_today
from selaras.actions.offices import once
from selaras.actions.refusals import Invalid, clean
from selaras.law.kinds import agency_of
from selaras.law.procedures import Ask, Effect, Role
from selaras.law.words import in_words, say
from selaras.records.governments import Government
from selaras.records.groups import FORMS, GroupSeat, Output, WorkingGroup
from selaras.records.matters import Matter
from selaras.records.outcomes import Decision
from selaras.records.people import Actor
from selaras.records.units import history

NAME_LIMIT = 200
OUTPUTS_LIMIT = 40
MIN_AGENCIES = 2  # a working group involves several institutions (Pasal 18 huruf e)
WARNINGS = (60, 30, 7)  # days before the end on which those who lead are told


@dataclass(frozen=True)
class Mandate:
    """A working group as somebody wants to set it up; posts are codes UNIT/POST."""

    name: str = ""
    form: str = "e"
    mandate: str = ""
    chair: str = ""
    secretary: str = ""
    members: tuple[str, ...] = ()
    outputs: tuple[tuple[str, date | None], ...] = ()
    matter: str = ""
    decision: int | None = None


def save_group(*, actor: Actor, mandate: Mandate, draft: int | None = None, key: str = "") -> WorkingGroup:
    """Keep a working group as a draft of the actor's post, who sets it up; drafts stand outside the ledger.

    Raises Invalid, AlreadyDone, WorkingGroup.DoesNotExist.
    """
    errors: dict[str, str] = {}
    government = actor.government
    organisation = history(government).on(government.today())
    name = clean("name", mandate.name, NAME_LIMIT, errors, required=True, example=say("Tulis nama gugus kerja."))
    text = clean("mandate", mandate.mandate, TEXT_LIMIT, errors, required=True, example=say("Tulis mandatnya."))
    if mandate.form not in FORMS:
        errors["form"] = say("Pilih gugus kerja atau badan dan forum.")
    if mandate.chair not in organisation.posts:
        errors["chair"] = say("Pilih jabatan ketua dari daftar.")
    if mandate.secretary and mandate.secretary not in organisation.posts:
        errors["secretary"] = say("Pilih jabatan sekretaris dari daftar.")
    known = {*organisation.posts, *(code for code in organisation.units if code not in organisation.heads)}
    if unknown := [code for code in mandate.members if code not in known]:
        errors["members"] = say("Jabatan ini tidak dikenal: {codes}. Pilih dari daftar.", codes=", ".join(unknown[:3]))
    seated = {agency_of(organisation, code.partition("/")[0]) for code in (mandate.chair, *mandate.members) if code}
    if not errors and len(seated) < MIN_AGENCIES:
        errors["members"] = say("Libatkan sekurang-kurangnya dua Perangkat Daerah atau instansi.")
    outputs = [(clean("outputs", text, 300, errors), day) for text, day in mandate.outputs if text.strip()]
    if not outputs or len(outputs) > OUTPUTS_LIMIT:
        errors["outputs"] = say("Tulis satu sampai {n} hasil yang diharapkan.", n=OUTPUTS_LIMIT)
    matter = Matter.objects.visible_to(actor).filter(number=mandate.matter).first() if mandate.matter else None
    if mandate.matter and matter is None:
        errors["matter"] = say("Tulis nomor berkas yang Anda ikuti, misalnya 2026-00012.")
    decision = Decision.objects.of(government).standing().filter(pk=mandate.decision or 0).first()
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        once(actor, key)
        if draft is None:
            regulation = regulation_today(government)
            procedure = regulation.book.of(WorkingGroup.TYPE).code
            group = WorkingGroup(
                government=government, regulation=regulation.code, procedure=procedure, drafted_by=actor.post
            )
        else:
            group = WorkingGroup.objects.select_for_update(no_key=True).get(
                government=government, pk=draft, phase="draft", drafted_by__in=actor.posts
            )
        group.name, group.form, group.mandate = name, mandate.form, text
        group.decision, group.matter = decision, matter or (decision.matter if decision else None)
        group.save()
        group.outputs.all().delete()
        Output.objects.bulk_create(
            Output(government=government, group=group, order=order, text=said, due_on=day)
            for order, (said, day) in enumerate(outputs, start=1)
        )
        group.seat_rows.all().delete()
        wanted: dict[tuple[str, str], Role] = {(Role.CONVENER, actor.post): Role.CONVENER}
        taken: set[str] = set()
        for role, codes in (
            (Role.CHAIR, (mandate.chair,)),
            (Role.SECRETARY, (mandate.secretary,) if mandate.secretary else ()),
            (Role.MEMBER, mandate.members),
        ):
            for code in codes:
                if code not in taken:
                    taken.add(code)
                    wanted[role, code] = role
        slots = regulation_today(government).book.get(group.procedure).slots
        GroupSeat.objects.bulk_create(
            GroupSeat(
                government=government,
                subject=group,
                order=order,
                role=role,
                unit=code.partition("/")[0],
                post=code if code in organisation.posts else "",
                external=code not in organisation.posts,
                slot=next((s.states[0].code for s in slots if s.of(role)), ""),
            )
            for order, ((_role, code), role) in enumerate(wanted.items())
        )
    return group


def discard_group(*, actor: Actor, draft: int, key: str = "") -> None:
    """Throw a draft away. Raises AlreadyDone, WorkingGroup.DoesNotExist."""
    with transaction.atomic():
        once(actor, key)
        WorkingGroup.objects.get(
            government=actor.government, pk=draft, phase="draft", drafted_by__in=actor.posts
        ).delete()


class GroupAct(Act):
    """One step of a working group."""

    output: Output  # the result that is said to be there

    @property
    def group(self) -> WorkingGroup:
        """The group it is about."""
        found: WorkingGroup = self.subject
        return found

    @classmethod
    def which(cls, actor: Actor, **which: int | str) -> WorkingGroup:
        """The group under lock."""
        found: WorkingGroup = WorkingGroup.objects.locked(actor, **which)
        return found

    def complete(self, errors: dict[str, str]) -> None:
        """A result that is said to be there is one of those expected."""
        if Ask.OUTPUT in self.step.asks:
            expected = self.group.outputs.filter(pk=self.deed.output or 0, produced_on__isnull=True).first()
            if expected is None:
                errors["output"] = say("Pilih hasil yang belum dicatat.")
            else:
                self.output = expected
        if Effect.EXTEND in self.step.effects and "instrument_number" not in errors:
            same = self.deed.instrument_number.strip() == self.group.instrument_number
            dated, before = self.deed.instrument_on, self.group.instrument_on
            if same or (dated and before and dated < before):
                errors["instrument_number"] = say("Perpanjangan memerlukan naskah baru. Tulis nomor dan tanggalnya.")

    def begin(self) -> None:
        """The instrument that sets it up, and its term."""
        self._instrument()
        self.group.starts_on, self.group.ends_on = min(self.deed.instrument_on or self.day, self.day), self.deed.day

    def extend(self) -> None:
        """A new instrument gives it another end."""
        self.said["ended_before"] = f"{self.group.ends_on} {self.group.instrument_number}"
        self._instrument()
        self.group.ends_on = self.deed.day

    def _instrument(self) -> None:
        group, deed = self.group, self.deed
        group.instrument, group.instrument_number = deed.instrument.strip(), deed.instrument_number.strip()
        group.instrument_on = deed.instrument_on

    def produce(self) -> None:
        """A result is there."""
        self.said["output"] = self.output.text

    def keep(self, entry: int) -> None:
        """The result names the entry by which it is there."""
        if Effect.PRODUCE in self.step.effects:
            self.output.produced_on = self.deed.happened_on or self.day
            self.output.note, self.output.entry = self.text, entry
            self.output.save()

    def standing(self) -> dict[str, object]:
        """As of every subject, with the result of this act already there."""
        found = super().standing()
        if Effect.PRODUCE in self.step.effects:
            for row in found["details"]["outputs"]:
                if row[0] == self.output.order:
                    row[3] = str(self.deed.happened_on or self.day)
        return found


GroupAct.EFFECTS = {**SHARED, Effect.EXTEND: GroupAct.extend, Effect.PRODUCE: GroupAct.produce}


def step_group(*, actor: Actor, group: int, seat: int, deed: Deed, seen: str, key: str) -> WorkingGroup:
    """Take one step in a working group from a seat. Raises Invalid, Refused, Stale, WorkingGroup.DoesNotExist."""
    found: WorkingGroup = take(GroupAct, actor=actor, which={"pk": group}, seat=seat, deed=deed, seen=seen, key=key)
    return found


def warn_of_endings(government: Government, day: date) -> int:
    """Tell those who lead a working group that it ends in 60, 30 or 7 days, each once; returns how many were told.

    Whoever was not told in time, because nothing ran that day, is told of the nearest of them.
    """
    told = 0
    running = WorkingGroup.objects.of(government).filter(phase="open", ends_on__gte=day)
    with transaction.atomic():
        for group in running.filter(ends_on__lte=day + timedelta(days=max(WARNINGS))).order_by("pk"):
            left = (group.ends_on - day).days
            mark = min(days for days in WARNINGS if left <= days)
            words = f"{group.name} berakhir pada {in_words(group.ends_on)}."
            for seat in group.seats():
                if seat.post and seat.role in (Role.CONVENER, Role.CHAIR, Role.SECRETARY):
                    kind, url = f"ends_in_{mark}_{group.ends_on}", f"/kerja/gugus-kerja/{group.pk}/"
                    told += notices.tell(group, seat.post, kind, words, url)
    return told

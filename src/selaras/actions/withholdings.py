"""Withholdings: asked for by a party of a matter, decided, renewed and opened by the PPID (UU 14/2008 Pasal 19)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from selaras.actions.acts import SHARED, TEXT_LIMIT, Act, Deed, hand_of, take
from selaras.actions.drafts import regulation_today
from selaras.actions.facts import facts_of, procedure_of, regulation_of
from selaras.actions.jobs import put
from selaras.actions.offices import once
from selaras.actions.people import SYSTEM
from selaras.actions.refusals import Invalid, clean
from selaras.law.openness import Ground
from selaras.law.procedures import PARTIES, Ask, Effect, Refused, Role, Step, Thing, offers
from selaras.law.types import Basis, Strength
from selaras.law.words import in_words, say, word
from selaras.records import ledger
from selaras.records.datasets import archive_path
from selaras.records.governments import Government, pack_of
from selaras.records.matters import Matter, standing_of
from selaras.records.notices import Notice
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.records.withholdings import Withholding, WithholdingSeat, standing_for

TITLE_LIMIT = 200
WARNINGS = (30, 7)  # days before the day of review on which those are told who answer for it, and once it has come
WITHHELD, RENEWED, OPENED = (
    "dikecualikan",
    "pengecualian_diperpanjang",
    "dibuka_kembali",
)  # what the matter's entry says


@dataclass(frozen=True)
class Request:
    """What somebody wants withheld: the matter, a title that tells nothing, on what ground, why, and who answers."""

    matter: str = ""
    title: str = ""
    ground: str = ""
    reason: str = ""
    keeper: str = ""


def ppid(government: Government) -> str:
    """The post that decides what is withheld: whoever heads the unit that pack.yaml names; "" where there is none."""
    head = history(government).on(government.today()).heads.get(pack_of(government).government.offices.ppid)
    return head.code if head else ""


def keepers(government: Government, matter: Matter) -> list[str]:
    """The posts that may answer for what is withheld: those of the units that are parties."""
    organisation = history(government).on(government.today())
    units = dict.fromkeys(seat.unit for seat in matter.seats() if seat.role in PARTIES)
    return [post.code for unit in units for post in organisation.posts_of.get(unit, ())]


def may_ask(actor: Actor, matter: Matter) -> bool:
    """Whether the actor may ask for a withholding: he sits in the matter as one of its parties."""
    return any(seat.role in PARTIES and seat.post in actor.posts for seat in matter.seats())


def save_withholding(*, actor: Actor, request: Request, draft: int | None = None, key: str = "") -> Withholding:
    """Keep what somebody wants withheld as a draft of his post; drafts stand outside the ledger.

    Raises Invalid, Refused, AlreadyDone, Withholding.DoesNotExist.
    """
    errors: dict[str, str] = {}
    government, regulation = actor.government, regulation_today(actor.government)
    clean(
        "title", request.title, TITLE_LIMIT, errors, required=True, example=say("Tulis judul yang tidak membuka isi.")
    )
    clean("reason", request.reason, TEXT_LIMIT, errors, required=True, example=say("Tulis alasannya."))
    if regulation.openness.ground(request.ground) is None:
        errors["ground"] = say("Pilih dasar pengecualian dari daftar.")
    matter = Matter.objects.visible_to(actor).filter(number=request.matter or None).exclude(phase="draft").first()
    if matter is None or not may_ask(actor, matter):
        errors["matter"] = say(
            "Yang memohon adalah pihak pada berkasnya. Tulis nomor berkas yang Anda ikuti sebagai pihak."
        )
    elif Withholding.objects.filter(matter=matter).exclude(phase="closed").exclude(pk=draft).exists():
        errors["matter"] = say(
            "Pengecualian berkas {number} sudah disusun atau dimohonkan.", number=matter.number or ""
        )
    elif request.keeper not in keepers(government, matter):
        errors["keeper"] = say("Pilih jabatan penanggung jawab dari unit para pihak.")
    decider = ppid(government)
    if errors or matter is None:
        raise Invalid(errors)
    if not decider:
        raise Refused(
            say("Pemerintah daerah ini belum menunjuk PPID."),
            Basis(Strength.STATED, cite="UU 14/2008 Pasal 13 ayat (1)"),
            ways_on=(say("Minta pengelola paket menyebutkan unit PPID."),),
        )
    with transaction.atomic():
        once(actor, key)
        if draft is None:
            found = Withholding(government=government, matter=matter, drafted_by=actor.post)
        else:
            found = Withholding.objects.select_for_update(no_key=True).get(
                government=government, pk=draft, phase="draft", drafted_by__in=actor.posts, matter=matter
            )
        found.regulation = regulation.code
        found.procedure = regulation.book.of(Withholding.TYPE).code
        found.title, found.reason, found.ground = request.title.strip(), request.reason.strip(), request.ground
        found.save()
        found.seat_rows.all().delete()
        slots = procedure_of(found).slots
        opener = next(s for s in matter.seats() if s.role in PARTIES and s.post in actor.posts)
        wanted = ((Role.OPENER, opener.post), (Role.DECIDER, decider), (Role.KEEPER, request.keeper))
        WithholdingSeat.objects.bulk_create(
            WithholdingSeat(
                government=government,
                subject=found,
                order=order,
                role=role,
                unit=post.partition("/")[0],
                post=post,
                slot=next((s.states[0].code for s in slots if s.of(role)), ""),
            )
            for order, (role, post) in enumerate(wanted)
        )
    return found


def discard_withholding(*, actor: Actor, draft: int, key: str = "") -> None:
    """Throw a draft away. Raises AlreadyDone, Withholding.DoesNotExist."""
    with transaction.atomic():
        once(actor, key)
        mine = Withholding.objects.filter(government=actor.government, phase="draft", drafted_by__in=actor.posts)
        mine.get(pk=draft).delete()


class WithholdingAct(Act):
    """One step of a withholding; what it changes of the matter is an entry of the matter as well."""

    @property
    def withholding(self) -> Withholding:
        """What it is about."""
        found: Withholding = self.subject
        return found

    @classmethod
    def which(cls, actor: Actor, **which: int | str) -> Withholding:
        """The withholding under lock, its matter locked before it."""
        rows = Matter.objects.of(actor.government).filter(
            withholdings__in=Withholding.objects.filter(government=actor.government, **which)
        )
        list(rows.select_for_update(no_key=True).values_list("pk"))
        found: Withholding = Withholding.objects.locked(actor, **which)
        return found

    @property
    def ground(self) -> Ground | None:
        """The ground that was chosen."""
        return regulation_of(self.withholding).openness.ground(self.deed.ground)

    def complete(self, errors: dict[str, str]) -> None:
        """The ground is one of the law's, and nothing is withheld for longer than it says, nor by another than PPID."""
        if Ask.GROUND not in self.step.asks:
            return
        ground = self.ground
        if ground is None:
            errors["ground"] = say("Pilih dasar pengecualian dari daftar.")
        elif ground.longest and self.deed.day and self.deed.day > (last := self._last(ground.longest)):
            errors["day"] = say("Menurut dasar ini paling lama sampai {day}.", day=last)
        if self.withholding.since is None and self.seat.post != ppid(self.government):
            errors[""] = say("Yang memutus sekarang PPID yang lain. Minta permohonannya diajukan lagi.")

    def _last(self, years: int) -> date:
        """The last day on which it may be reviewed, so many years after it was first withheld."""
        since = self.withholding.since or self.day
        try:
            return since.replace(year=since.year + years)
        except ValueError:  # 29 February
            return since.replace(year=since.year + years, day=28)

    def withhold(self) -> None:
        """Ground, decision and day of review are those of this act."""
        row, deed = self.withholding, self.deed
        if row.due_on:
            self.said["due_before"] = row.due_on.isoformat()
        row.ground, row.since, row.due_on = deed.ground, row.since or self.day, deed.day
        row.instrument, row.instrument_number = deed.instrument.strip(), deed.instrument_number.strip()
        row.instrument_on = deed.instrument_on
        # The file of everything public of last night still tells of it: it is gone with this act, and made anew.
        put("data.archive", government=self.government.pk)
        transaction.on_commit(partial(archive_path(self.government).unlink, missing_ok=True))

    def open(self) -> None:
        """The matter is open again; the decision by which it was withheld stays in the register."""

    def keep(self, entry: int) -> None:
        """The matter says the same, by an entry of its own; whoever asked is told how it was decided."""
        if {Effect.WITHHOLD, Effect.OPEN}.intersection(self.step.effects):
            self._say_of_matter(Effect.WITHHOLD in self.step.effects)
        if self.seat.role == Role.DECIDER and self.step.code != "lampirkan":
            for seat in self.seats:
                if seat.post and seat.role in (Role.OPENER, Role.KEEPER):
                    text = f"{self.withholding.title}: {word(self.procedure.state(self.withholding.state).label)}."
                    _tell(self.withholding, seat.post, f"decided_{entry}", text)

    def _say_of_matter(self, withheld: bool) -> None:
        matter = Matter.objects.get(pk=self.withholding.matter_id)
        matter.government = self.government
        step = OPENED if not withheld else RENEWED if matter.withheld else WITHHELD
        ground = self.ground
        matter.withheld = withheld
        matter.withheld_ground = ground.cite if withheld and ground else ""
        matter.withheld_until = self.withholding.due_on if withheld else None
        matter.version += 1
        matter.save(update_fields=["withheld", "withheld_ground", "withheld_until", "version", "updated_at"])
        ledger.append(
            government=self.government,
            subject_type=Matter.TYPE,
            subject_key=matter.key,
            subject_version=matter.version,
            state_before=matter.state,
            state_after=matter.state,
            step=step,
            actor=self.hand or hand_of(self.actor, self.seat),
            basis=self.step.basis,
            recorded_at=self.now,
            happened_on=self.deed.happened_on,
            texts={"standing": standing_of(matter, matter.everyone())},
        )


WithholdingAct.EFFECTS = {**SHARED, Effect.WITHHOLD: WithholdingAct.withhold, Effect.OPEN: WithholdingAct.open}


def step_withholding(*, actor: Actor, withholding: int, seat: int, deed: Deed, seen: str, key: str) -> Withholding:
    """Take one step in a withholding from a seat. Raises Invalid, Refused, Stale, Withholding.DoesNotExist."""
    found: Withholding = take(
        WithholdingAct, actor=actor, which={"pk": withholding}, seat=seat, deed=deed, seen=seen, key=key
    )
    return found


# What time does


def review(government: Government, day: date) -> int:
    """Each morning: open what opens by itself, and tell who answers for the rest that its review is near or past.

    Each is told once for each of the marks; who was not told in time, because nothing ran, is told of the nearest.
    Returns how many were opened or told. Run twice it does nothing more.
    """
    return _open_lapsed(government) + _warn(government, day)


def _open_lapsed(government: Government) -> int:
    """Open what was withheld on a ground that opens by itself, now that its day of review has passed."""
    nobody: Any = None  # no person acts: time does, in the name of the PPID
    count = 0
    past = standing_for(government).filter(due_on__lt=government.today()).order_by("pk")
    for pk, matter in list(past.values_list("pk", "matter_id")):
        with transaction.atomic():
            list(Matter.objects.select_for_update(no_key=True).filter(pk=matter).values_list("pk"))
            row = Withholding.objects.select_for_update(no_key=True).filter(pk=pk, phase="open").first()
            if row is None:
                continue
            row.government = government
            seats, procedure = row.seats(), procedure_of(row)
            found = (o for o in offers(procedure, facts_of(row, seats, procedure)) if o.open and _by_itself(o.step))
            if offer := next(found, None):
                seat = next(s for s in seats if s.pk == offer.seat.id)
                hand = replace(SYSTEM, on_behalf=ledger.Hand("", "", seat.post, seat.unit, ""))
                day = in_words(row.due_on)
                text = f"Hari tinjau {day} lewat tanpa diperpanjang, dan dasarnya terbuka dengan sendirinya."
                WithholdingAct.on(nobody, row, seat, Deed(step=offer.step.code, text=text), hand=hand).carry_out()
                count += 1
    return count


def _by_itself(step: Step) -> bool:
    """Whether a step only records that something has opened by itself."""
    return Effect.OPEN in step.effects and any(need.what is Thing.OPENS for need in step.needs)


def _warn(government: Government, day: date) -> int:
    told = 0
    near = standing_for(government).filter(due_on__lte=day + timedelta(days=max(WARNINGS))).order_by("pk")
    with transaction.atomic():
        for row in near:
            left = (row.due_on - day).days if row.due_on else 0
            mark = min(days for days in (*WARNINGS, 0) if left <= days)
            words = (
                f"ditinjau dalam {left} hari"
                if left > 0
                else "hari tinjaunya hari ini"
                if left == 0
                else "lewat hari tinjau"
            )
            for seat in row.seats():
                if seat.post and seat.role in (Role.DECIDER, Role.KEEPER):
                    told += _tell(row, seat.post, f"review_in_{mark}_{row.due_on}", f"{row.title}: {words}.")
    return told


def _tell(row: Withholding, post: str, kind: str, text: str) -> bool:
    """Tell a post, once; whether that is new."""
    _notice, new = Notice.objects.get_or_create(
        government=row.government,
        post=post,
        kind=kind,
        subject_type=Withholding.TYPE,
        subject_key=row.key,
        defaults={"text": text[:300], "url": f"/kerja/pengecualian/{row.pk}/"},
    )
    return new

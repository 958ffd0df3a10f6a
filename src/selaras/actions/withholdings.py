"""Withholdings: asked for, decided by the PPID or his superior, renewed, handed over, opened (UU 14/2008 Pasal 19)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from selaras.actions import notices
from selaras.actions.acts import SHARED, TEXT_LIMIT, Act, Deed, capacity_in, hand_of, take
from selaras.actions.drafts import regulation_today
from selaras.actions.facts import calendar_of, facts_of, procedure_of, regulation_of
from selaras.actions.jobs import put
from selaras.actions.marks import follow
from selaras.actions.offices import once
from selaras.actions.people import SYSTEM
from selaras.actions.refusals import Invalid, clean
from selaras.law.openness import Consent, Ground
from selaras.law.procedures import PARTIES, Ask, Effect, Refused, Role, Step, Thing, offers
from selaras.law.types import Basis, Strength
from selaras.law.words import in_words, say, word
from selaras.records import ledger
from selaras.records.datasets import archive_path
from selaras.records.governments import Government, pack_of
from selaras.records.matters import Matter, standing_of
from selaras.records.openness import public_matters
from selaras.records.outcomes import Decision
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.records.withholdings import Withholding, WithholdingSeat, above, decider_of, standing_for

TITLE_LIMIT = 200
WARNINGS = (60, 30, 7)  # days before the day of review on which those are told who answer for it, and once it has come
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


ASKERS = (*PARTIES, Role.CONVENER)  # who of those that sit in a matter may ask that it be withheld


def ppid(government: Government) -> str:
    """The post that decides what is withheld: whoever heads the unit that pack.yaml names; "" where there is none."""
    head = history(government).on(government.today()).heads.get(pack_of(government).government.offices.ppid)
    return head.code if head else ""


def keepers(government: Government, matter: Matter) -> list[str]:
    """The posts that may answer for what is withheld: those of the units that are parties."""
    organisation = history(government).on(government.today())
    units = dict.fromkeys(seat.unit for seat in matter.seats() if seat.role in PARTIES)
    return [post.code for unit in units for post in organisation.posts_of.get(unit, ())]


def matter_to_withhold(actor: Actor, number: str) -> Matter | None:
    """The matter of that number, if the actor reads it; the PPID may name any that is public, of his own motion."""
    if not number:
        return None
    found: Matter | None = Matter.objects.visible_to(actor).filter(number=number).exclude(phase="draft").first()
    if found is None and actor.post == ppid(actor.government):
        found = public_matters(actor.government).filter(number=number, withheld=False).first()
    return found


def asks_as(actor: Actor, matter: Matter) -> str:
    """The post as which the actor asks for a withholding: his seat as a party or convener; his own where he heads the
    oversight or is the PPID; "" where he may not ask.
    """
    seated = next((s.post for s in matter.seats() if s.role in ASKERS and s.post and s.post in actor.posts), "")
    heads = history(actor.government).on(actor.government.today()).heads
    oversees = actor.supervises and heads.get(actor.unit) is not None and heads[actor.unit].code == actor.post
    return seated or (actor.post if oversees or actor.post == ppid(actor.government) else "")


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
    matter = matter_to_withhold(actor, request.matter)
    asker = asks_as(actor, matter) if matter else ""
    if matter is None or not asker:
        errors["matter"] = say(
            "Yang memohon adalah pihak berkas, pemimpin koordinasinya, Inspektur, atau PPID. Tulis nomor berkas yang "
            "Anda ikuti."
        )
    elif Withholding.objects.filter(matter=matter).exclude(phase="closed").exclude(pk=draft).exists():
        errors["matter"] = say(
            "Pengecualian berkas {number} sudah disusun atau dimohonkan.", number=matter.number or ""
        )
    elif request.keeper not in keepers(government, matter):
        errors["keeper"] = say("Pilih jabatan penanggung jawab dari unit para pihak.")
    if matter is not None and _tells(request.title, matter):
        errors["title"] = say("Judul ini sama dengan judul berkasnya. Tulis judul yang tidak membuka isi.")
    if errors or matter is None:
        raise Invalid(errors)
    if not (decider := decider_of(government, matter)):
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
        wanted = ((Role.OPENER, asker), (Role.DECIDER, decider), (Role.KEEPER, request.keeper))
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


def _tells(title: str, matter: Matter) -> bool:
    """Whether a title that should tell nothing is that of the matter."""
    return title.strip().casefold() == matter.title.strip().casefold()


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

    @property
    def consented(self) -> bool:
        """Whether it is opened because the person whom its ground guards consented in writing."""
        held = regulation_of(self.withholding).openness.ground(self.withholding.ground)
        guards = held is not None and held.consent_basis is not None
        return guards and Effect.OPEN in self.step.effects and self.deed.consent == Consent.GIVEN

    def begin(self) -> None:
        """From the request on nothing more of the matter opens, until it is decided or the PPID's time has run out."""
        matter, clock = self.withholding.matter, self.procedure.state(self.withholding.state).clock
        if clock is not None:
            until = calendar_of(self.government).add(self.day, clock.days)
            Matter.objects.filter(pk=matter.pk).update(held_state=matter.state, held_until=until)
            self.said["held_until"] = until.isoformat()

    def complete(self, errors: dict[str, str]) -> None:
        """What withholds names a ground of the law, keeps within its term, and rests on papers of its own."""
        if self.consented and not self.deed.uploads:
            errors["file"] = say("Lampirkan persetujuan tertulisnya.")
        if Effect.WITHHOLD not in self.step.effects:
            return
        row, deed, openness = self.withholding, self.deed, regulation_of(self.withholding).openness
        ground = self.ground
        if ground is None:
            errors["ground"] = say("Pilih dasar pengecualian dari daftar.")
        else:
            errors |= openness.beyond(ground, row.since or self.day, self.day, deed.ends_on, deed.day)
            if sentence := ground.unanswered(deed.consent):
                errors["consent"] = sentence
        clean("summary", deed.summary, TEXT_LIMIT, errors, required=True, example=say("Tulis ringkasannya bagi umum."))
        if _tells(deed.title, row.matter):
            errors["title"] = say("Judul ini sama dengan judul berkasnya. Tulis judul yang tidak membuka isi.")
        if Ask.APPROVAL in self.step.asks:
            number = say("Tulis nomor persetujuannya.")
            clean("approval", deed.approval, 100, errors, required=True, example=number)
            if deed.approval_on is None or deed.approval_on > self.day:
                errors["approval_on"] = say("Tulis tanggal persetujuannya, paling lambat hari ini.")
        if not deed.confirmed:
            errors["confirmed"] = say("Nyatakan bahwa Anda sudah membaca apa yang tetap terbuka.")
        if row.since and deed.instrument_number.strip() == row.instrument_number:
            errors["instrument_number"] = say("Perpanjangan memerlukan nomor yang baru.")
        if row.instrument_on and deed.instrument_on and deed.instrument_on <= row.instrument_on:
            errors["instrument_on"] = say("Perpanjangan memerlukan tanggal sesudah {day}.", day=row.instrument_on)

    def withhold(self) -> None:
        """Ground, decision, term and day of review are those of this act; so is in what capacity it was decided."""
        row, deed = self.withholding, self.deed
        if row.due_on:
            self.said |= {"due_before": row.due_on.isoformat(), "term_before": (row.ends_on or row.due_on).isoformat()}
        row.ground, row.since, row.due_on, row.ends_on = deed.ground, row.since or self.day, deed.day, deed.ends_on
        row.title, row.summary = deed.title.strip() or row.title, deed.summary.strip()
        row.instrument, row.instrument_number = deed.instrument.strip(), deed.instrument_number.strip()
        row.instrument_on = deed.instrument_on
        row.consent = deed.consent if self.ground and self.ground.consent_basis else ""
        row.approval, row.approval_on = deed.approval.strip(), deed.approval_on
        row.decided_by, row.decided_as = self.seat.post, capacity_in(self.actor, self.seat)
        # The file of everything public of last night still tells of it: it is gone with this act, and made anew.
        put("data.archive", government=self.government.pk)
        transaction.on_commit(partial(archive_path(self.government).unlink, missing_ok=True))

    def tell_superior(self) -> None:
        """Who would decide in his place follows from now on: the PPID's superior as the pack names him."""
        seat = next(s for s in self.seats if s.role == Role.DECIDER)
        post = above(self.government, seat.unit)
        self.observe(post if post != seat.post else None, say("Yang memutus tidak mempunyai atasan."))

    def hand_over(self) -> None:
        """The seat of who decides passes to the PPID of today, or to his superior where his own unit is a party."""
        seat = next(s for s in self.seats if s.role == Role.DECIDER)
        post = decider_of(self.government, self.withholding.matter)
        if not post or post == seat.post:
            raise Refused(
                say("Belum ada pejabat lain yang berwenang memutus."),
                self.step.basis,
                ways_on=(say("Minta pengelola paket menyebutkan unit PPID dan atasannya."),),
            )
        self.said["handed_over"] = f"{seat.post} {post}"
        seat.unit, seat.post = post.partition("/")[0], post

    def open(self) -> None:
        """The matter is open again, and what was decided on it for the parties alone; the register keeps its row, and
        says so where the person concerned consented.
        """
        if self.consented:
            self.withholding.consent = self.deed.consent
        held = Decision.objects.filter(government=self.government, matter=self.withholding.matter_id)
        self.said["released"] = held.filter(openness="parties", released_on__isnull=True).update(released_on=self.day)

    def keep(self, entry: int) -> None:
        """The matter says the same, by an entry of its own; whoever asked is told how it was decided."""
        waits = self.withholding.phase == "open" and self.withholding.since is None
        if self.step.to and not waits:
            _let_go(self.withholding.matter_id)
        if {Effect.WITHHOLD, Effect.OPEN}.intersection(self.step.effects):
            self._say_of_matter(Effect.WITHHOLD in self.step.effects)
        if self.seat.role == Role.DECIDER and self.step.code != "lampirkan":
            for seat in self.seats:
                if seat.post and seat.role in (Role.OPENER, Role.KEEPER):
                    text = f"{self.withholding.title}: {word(self.procedure.state(self.withholding.state).label)}."
                    url = f"/kerja/pengecualian/{self.withholding.pk}/"
                    notices.tell(self.withholding, seat.post, f"decided_{entry}", text, url)

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


WithholdingAct.EFFECTS = {
    **SHARED,
    Effect.WITHHOLD: WithholdingAct.withhold,
    Effect.OPEN: WithholdingAct.open,
    Effect.HAND_OVER: WithholdingAct.hand_over,
    Effect.TELL_SUPERIOR: WithholdingAct.tell_superior,
}


def step_withholding(*, actor: Actor, withholding: int, seat: int, deed: Deed, seen: str, key: str) -> Withholding:
    """Take one step in a withholding from a seat. Raises Invalid, Refused, Stale, Withholding.DoesNotExist."""
    found: Withholding = take(
        WithholdingAct, actor=actor, which={"pk": withholding}, seat=seat, deed=deed, seen=seen, key=key
    )
    return found


# What time does


def review(government: Government, day: date) -> int:
    """Each morning: seat who may decide today, open what opens by itself, tell who answers for the rest that its review
    is near or past.

    Each is told once for each of the marks; who was not told in time, because nothing ran, is told of the nearest.
    Returns how many were handed over, opened or told. Run twice it does nothing more.
    """
    running = Withholding.objects.of(government).filter(phase="open")
    for row in running.filter(matter__held_until__lt=government.today()):
        _let_go(row.matter_id)
        follow(row)
    handed = _of_time(government, running, lambda step: Effect.HAND_OVER in step.effects, lambda _row: "")
    ended = standing_for(government).filter(ends_on__lt=government.today())
    return handed + _of_time(government, ended, _by_itself, _ended) + _warn(government, day)


def _let_go(matter: int) -> None:
    """A matter is held no more by the request that it be withheld."""
    Matter.objects.filter(pk=matter).update(held_state="", held_until=None)


def _of_time(
    government: Government,
    rows: QuerySet[Withholding],
    wanted: Callable[[Step], bool],
    words: Callable[[Withholding], str],
) -> int:
    """Take the step that no person takes but time, in each of these withholdings where the law offers it now."""
    nobody: Any = None
    count = 0
    for pk, matter in list(rows.order_by("pk").values_list("pk", "matter_id")):
        with transaction.atomic():
            list(Matter.objects.select_for_update(no_key=True).filter(pk=matter).values_list("pk"))
            row = rows.select_for_update(no_key=True).filter(pk=pk).first()
            if row is None:
                continue
            row.government = government
            seats, procedure = row.seats(), procedure_of(row)
            found = (o for o in offers(procedure, facts_of(row, seats, procedure)) if o.open and wanted(o.step))
            if offer := next(found, None):
                seat = next(s for s in seats if s.pk == offer.seat.id)
                hand = replace(SYSTEM, on_behalf=ledger.Hand("", "", seat.post, seat.unit, ""))
                deed = Deed(step=offer.step.code, text=words(row))
                WithholdingAct.on(nobody, row, seat, deed, hand=hand).carry_out()
                count += 1
    return count


def _ended(row: Withholding) -> str:
    last = in_words(row.ends_on) if row.ends_on else ""
    return f"Jangka waktunya berakhir {last}, dan dasarnya terbuka dengan sendirinya."


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
            review = in_words(row.due_on) if row.due_on else ""
            words = f"ditinjau pada {review}" if left >= 0 else f"lewat hari tinjau {review}"
            for seat in row.seats():
                if seat.post and seat.role in (Role.DECIDER, Role.KEEPER):
                    kind, url = f"review_in_{mark}_{row.due_on}", f"/kerja/pengecualian/{row.pk}/"
                    told += notices.tell(row, seat.post, kind, f"{row.title}: {words}.", url)
    return told

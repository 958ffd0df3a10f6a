"""Matters: one piece of joint work each, with its participants, answers, proposals and links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from django.db import models
from django.db.models import Q

from selaras.law.clocks import Pause
from selaras.law.paths import Path, as_json
from selaras.law.procedures import Role
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.people import Actor, Person
from selaras.records.subjects import DRAFT, Seat, Subject, seats_of

LETTER_SYSTEMS = ("srikandi", "kertas", "sipd", "lapor", "lain")


def _drafts(actor: Actor) -> Q:
    return Q(phase=DRAFT) & (Q(drafted_by=actor.post) | Q(opener_post__in=actor.posts))


class MatterQuerySet(models.QuerySet["Matter"]):
    """Matters, narrowed to what somebody may see."""

    def of(self, government: Government) -> MatterQuerySet:
        """Those of one government."""
        return self.filter(government=government)

    def drafts_of(self, actor: Actor) -> MatterQuerySet:
        """The drafts of the actor's post, and those that wait for his signature as head."""
        return self.filter(_drafts(actor), government=actor.government)

    def visible_to(self, actor: Actor | None) -> MatterQuerySet:
        """Those whose full page the actor may open: his own drafts, what he sits in, what his post
        was assigned to; the supervisor all, but for what is withheld on a ground that leaves it to its head.

        Nobody is an actor outside his own government; without an actor nothing is visible in full.
        """
        if actor is None:
            return self.none()
        mine = self.filter(government=actor.government)
        drafts = _drafts(actor)
        if actor.supervises and not actor.kept_from:
            return mine.filter(drafts | ~Q(phase=DRAFT))
        # Two lists, because one over both tables would read every seat of the government.
        seats = Participant.objects.filter(seats_of(actor), government=actor.government)
        given = Assignment.objects.filter(government=actor.government, post=actor.post, participant__retired=False)
        reads = Q(pk__in=seats.values("matter_id")) | Q(pk__in=given.values("participant__matter_id"))
        if actor.decides_openness:
            reads |= Q(pk__in=self._to_decide(actor).values("matter_id"))
        if actor.supervises:
            reads |= ~Q(withheld=True, withheld_ground__in=[ground.cite for ground in actor.kept_from])
        return mine.filter(drafts | ~Q(phase=DRAFT) & reads)

    def kept_from(self, actor: Actor) -> MatterQuerySet:
        """Those that the oversight leaves to its head, and that the actor does not read for another reason."""
        cites = [ground.cite for ground in actor.kept_from]
        rows = self.filter(government=actor.government, withheld=True, withheld_ground__in=cites)
        return rows.exclude(pk__in=self.visible_to(actor).values("pk"))

    def _to_decide(self, actor: Actor) -> models.QuerySet[Any]:
        """The withholdings that wait for the actor's decision: who decides reads the matter, and only while he does."""
        rows: Any = self.model._meta.get_field("withholdings").related_model
        found: models.QuerySet[Any] = rows.objects.filter(
            government=actor.government,
            seat_rows__role="decider",
            seat_rows__turn__gt="",
            seat_rows__turn_post__in=actor.posts,
            seat_rows__retired=False,
        )
        return found

    def locked(self, actor: Actor, **which: int | str) -> Matter:
        """The one matter under lock, if the actor may see it. Raises Matter.DoesNotExist.

        The wait for the lock may last until a rival has changed the matter: what the actor may see is asked afterwards,
        of how it is then. The lock leaves the key alone: acts on other matters that point here need not wait for it.
        """
        list(self.select_for_update(no_key=True).filter(government=actor.government, **which).values_list("pk"))
        return self.visible_to(actor).select_related("letter").get(**which)


class Matter(Subject):
    """One piece of joint work with a cause and a result, of one kind (berkas)."""

    TYPE = "matter"

    number = models.CharField("nomor", max_length=16, null=True, blank=True)  # noqa: DJ001 - none before submission
    title = models.CharField("judul", max_length=200)
    purpose = models.TextField("maksud", blank=True)
    kind = models.CharField("jenis", max_length=20, blank=True)
    type = models.CharField("tipe", max_length=40, blank=True)
    form = models.CharField("bentuk", max_length=1, blank=True)
    duty = models.CharField("tugas pimpinan", max_length=1, blank=True)
    budget = models.BooleanField("menyangkut anggaran", default=False)
    urgency = models.TextField("alasan mendesak", blank=True)
    affairs = models.JSONField("urusan", default=list)
    parties = models.JSONField("mitra", default=list)
    proposals_count = models.PositiveIntegerField("versi naskah bersama", default=0)
    path = models.JSONField("jalur", null=True, blank=True)
    opener_unit = models.CharField("unit pemrakarsa", max_length=64)
    opener_post = models.CharField("jabatan pemrakarsa", max_length=90)
    opened_on = models.DateField("diajukan", null=True, blank=True)
    withheld = models.BooleanField("dikecualikan", default=False)
    withheld_ground = models.CharField("dasar pengecualian", max_length=200, blank=True)
    withheld_until = models.DateField("dikecualikan sampai", null=True, blank=True)
    held_state = models.CharField("keadaan saat pengecualian dimohonkan", max_length=40, blank=True)
    held_until = models.DateField("tidak terbuka lebih jauh sampai", null=True, blank=True)
    pauses = models.JSONField("penangguhan tenggat", null=True, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "number"], name="matter_number_once"),
            models.CheckConstraint(name="matter_phase_is_known", condition=Q(phase__in=["draft", "open", "closed"])),
            models.CheckConstraint(
                name="matter_draft_has_no_number_and_others_have",
                condition=Q(phase=DRAFT, number__isnull=True, opened_on__isnull=True, version=0)
                | ~Q(phase=DRAFT) & Q(number__isnull=False, opened_on__isnull=False, version__gte=1),
            ),
            models.CheckConstraint(
                name="matter_closed_has_its_day",
                condition=Q(phase="closed", closed_on__isnull=False) | ~Q(phase="closed") & Q(closed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="matter_kind_is_one_of_five",
                condition=Q(kind__in=["konsultatif", "kolegial", "fungsional", "struktural", "koordinatif"])
                | Q(phase=DRAFT, kind=""),
            ),
            models.CheckConstraint(
                name="matter_only_coordination_has_a_type_and_form",
                condition=Q(kind="koordinatif") | Q(type="", form=""),
            ),
            models.CheckConstraint(
                name="matter_duty_belongs_to_hierarchy",
                condition=Q(type="hierarki", duty__in=["a", "b", "c", "d"])
                | Q(duty="") & (Q(phase=DRAFT) | ~Q(type="hierarki")),
            ),
            models.CheckConstraint(
                name="matter_urgency_belongs_to_command", condition=Q(urgency="") | Q(kind__in=["struktural", ""])
            ),
            models.CheckConstraint(
                name="matter_withheld_names_ground_and_end",
                condition=Q(withheld=False) | ~Q(withheld_ground="") & Q(withheld_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["government", "phase", "state_since"]),
            models.Index(fields=["government", "-updated_at", "-id"]),
            models.Index(fields=["government", "-state_since", "-id"], name="matter_newest"),
            models.Index(fields=["government", "drafted_by"], condition=Q(phase=DRAFT), name="matter_drafts"),
            models.Index(fields=["government", "withheld_until"], condition=Q(withheld=True), name="matter_withheld"),
            models.Index(fields=["government", "opened_on"], condition=Q(phase="open"), name="matter_oldest"),
            models.Index(fields=["government"], condition=Q(pauses__isnull=False), name="matter_paused"),
        ]

    def __str__(self) -> str:
        return self.number or f"draf {self.pk}"

    @property
    def key(self) -> str:
        """How the ledger names it: by its number."""
        return self.number or ""

    def seats(self) -> list[Participant]:
        """Who takes part now, in order, with the posts assigned to help."""
        if known := self.stood or self.opened:
            return [seat for seat in known.seats if not seat.retired]
        return list(self.participants.filter(retired=False).prefetch_related("assignments").order_by("order"))

    def everyone(self) -> list[Participant]:
        """Who takes part or did, in order, with the posts assigned to help."""
        if known := self.stood or self.opened:
            return known.seats
        return list(self.participants.prefetch_related("assignments").order_by("order"))

    def paused(self, seat: Any = None) -> list[Pause]:
        """The pauses of its clocks: those of the whole matter, and of a seat its own too."""
        found = msgspec.convert(self.pauses or [], list[Pause])
        return [pause for pause in found if pause.seat is None or (seat is not None and pause.seat == seat.order)]

    @property
    def fixed_path(self) -> Path | None:
        """The path as it stood on the day of submission, which the matter keeps; None for a draft."""
        return msgspec.convert(self.path["path"], Path) if self.path else None


def standing_of(matter: Matter, participants: Iterable[Participant]) -> dict[str, Any]:
    """What an act leaves behind in the rows, as its entry commits to it: what may change, seat by seat.

    The participants come with their assignments. `verify` holds the rows against the newest entry's copy of this.
    """
    pauses = {"pauses": matter.pauses} if matter.pauses else {}
    return {
        **pauses,
        "outcome": matter.outcome,
        "closed_on": matter.closed_on.isoformat() if matter.closed_on else "",
        "withheld": [matter.withheld, matter.withheld_ground, str(matter.withheld_until or "")],
        "proposals": matter.proposals_count,
        "seats": {
            f"{p.order} {p.role} {p.post or p.unit}": [
                p.slot,
                p.leads,
                p.reminders,
                p.retired,
                sorted(f"{a.post} {a.power}" for a in p.assigned),
            ]
            for p in participants
        },
    }


def opening_of(matter: Matter) -> dict[str, Any]:
    """What a submission fixes once and for all, as its entry commits to it."""
    path = matter.fixed_path
    return {
        "title": matter.title,
        "purpose": matter.purpose,
        "kind": [matter.kind, matter.type, matter.form, matter.regulation, matter.procedure],
        "terms": [matter.duty, matter.budget, matter.urgency],
        "path": as_json(path) if path else None,
        "letter": letter_of(matter),
    }


def letter_of(matter: Matter) -> list[str]:
    """The letter a matter started from, as its entry commits to it; empty where it started from none."""
    letter: Letter | None = getattr(matter, "letter", None)
    if letter is None:
        return []
    dated = letter.dated.isoformat() if letter.dated else ""
    return [letter.number, dated, letter.subject, letter.sender, letter.link, letter.system]


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """Participants, narrowed to those on whom something waits."""

    def awaiting(self, actor: Actor) -> ParticipantQuerySet:
        """Those whose turn lies with the actor: with a post whose hands he is, or one that he was assigned to help.

        The running seats of a unit that his own succeeded wait for him to take them over.
        """
        assigned = Assignment.objects.filter(government=actor.government, post=actor.post)
        awaited = ~Q(turn="") & (Q(turn_post__in=actor.posts) | Q(pk__in=assigned.values("participant_id")))
        if actor.succeeded:
            awaited |= Q(unit__in=actor.succeeded, matter__phase="open")
        return self.filter(awaited, government=actor.government, retired=False)


class Participant(Seat):
    """A post acting for a unit in a matter, with its role and its small state."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="participants")
    seated_now = False  # with the act that opens the matter, so that nobody was assigned to help yet

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "role", "unit", "post"],
                condition=Q(retired=False),
                name="participant_once_in_a_role",
            ),
            models.UniqueConstraint(fields=["matter"], condition=Q(leads=True), name="participant_one_lead"),
            models.UniqueConstraint(fields=["matter"], condition=Q(role="opener"), name="participant_one_opener"),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(role="convener", retired=False), name="participant_one_convener"
            ),
            models.CheckConstraint(
                name="participant_retired_is_idle", condition=Q(retired=False) | Q(turn="", leads=False)
            ),
            models.CheckConstraint(
                name="participant_role_is_known",
                condition=Q(
                    role__in=["opener", "counterpart", "coordinator", "convener", "decider", "via", "observer"]
                ),
            ),
            models.CheckConstraint(
                name="participant_has_a_post_or_is_external", condition=Q(external=True) | ~Q(post="")
            ),
            models.CheckConstraint(
                name="participant_turn_has_its_day",
                condition=Q(turn="", turn_since__isnull=True) | ~Q(turn="") & Q(turn_since__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["government", "turn_post", "turn_since"], condition=~Q(turn=""), name="participant_turns"
            ),
            models.Index(fields=["government", "turn_since"], condition=~Q(turn=""), name="participant_longest"),
            models.Index(fields=["government", "post", "role"]),
            models.Index(fields=["government", "unit", "matter"], name="participant_units"),
        ]
        ordering = ["order"]

    @property
    def helpers(self) -> dict[str, str]:
        """The posts of the unit that the head assigned, each with what it may do."""
        return {a.post: a.power for a in self.assigned}

    @property
    def assigned(self) -> list[Assignment]:
        """The posts that help the holder; whoever is being seated just now has none."""
        return [] if self.seated_now else list(self.assignments.all())


class Assignment(models.Model):
    """The head of a unit lets a post of the unit prepare a matter, or act in it."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="assignments")
    post = models.CharField("jabatan", max_length=90)
    power = models.CharField("kuasa", max_length=12)
    given_at = models.DateTimeField("ditugaskan", default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "post"], name="assignment_once"),
            models.CheckConstraint(
                name="assignment_power_is_known", condition=Q(power__in=["menyiapkan", "bertindak"])
            ),
        ]
        indexes = [models.Index(fields=["government", "post"])]

    def __str__(self) -> str:
        return f"{self.post} {self.power}"


class Proposal(models.Model):
    """A version of a text, by who wrote it: what the parties share, what was decided, or an expert's sealed product."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="proposals")
    version = models.PositiveIntegerField("versi")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="proposals")
    step = models.CharField("langkah", max_length=40)
    text = models.TextField("naskah")
    entry = models.PositiveBigIntegerField("catatan buku besar")
    happened_on = models.DateField("terjadi pada", null=True, blank=True)
    created_at = models.DateTimeField("dicatat", default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "version"], name="proposal_version_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} v{self.version}"


class Answer(models.Model):
    """What a participant answered, noted or objected; it speaks of the version that stood then."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="answers")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="answers")
    proposal = models.PositiveIntegerField("versi naskah", default=0)
    step = models.CharField("langkah", max_length=40)
    text = models.TextField("isi")
    unit = models.CharField("unit yang disebut berwenang", max_length=64, blank=True)
    entry = models.PositiveBigIntegerField("catatan buku besar")
    happened_on = models.DateField("terjadi pada", null=True, blank=True)
    created_at = models.DateTimeField("dicatat", default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "entry"], name="answer_once_an_act")]

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.participant_id}"


def without_blanks(number: str) -> str:
    """The number of a letter as it is kept and sought: without the blanks that people put around its strokes."""
    return re.sub(r"\s*/\s*", "/", " ".join(number.split()))


class Letter(models.Model):
    """The letter a matter started from; the letter itself stays in its own system."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    matter = models.OneToOneField(Matter, models.CASCADE, related_name="letter")
    number = models.CharField("nomor surat", max_length=100)
    dated = models.DateField("tanggal surat", null=True, blank=True)
    subject = models.CharField("perihal", max_length=200, blank=True)
    sender = models.CharField("pengirim", max_length=200, blank=True)
    link = models.CharField("alamat surat", max_length=500, blank=True)
    system = models.CharField("tempat surat", max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="letter_has_a_number", condition=~Q(number="")),
            models.CheckConstraint(name="letter_system_is_known", condition=Q(system__in=["", *LETTER_SYSTEMS])),
        ]
        indexes = [models.Index(fields=["government", "number"])]

    def __str__(self) -> str:
        return self.number


class Link(models.Model):
    """Two matters that belong together."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    source = models.ForeignKey(Matter, models.CASCADE, related_name="links")
    target = models.ForeignKey(Matter, models.CASCADE, related_name="linked_from")
    kind = models.CharField("kaitan", max_length=12)
    note = models.TextField("keterangan", blank=True)
    created_at = models.DateTimeField("dicatat", default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="link_once"),
            models.CheckConstraint(name="link_joins_two", condition=~Q(source=models.F("target"))),
            models.CheckConstraint(
                name="link_is_of_a_known_kind",
                condition=Q(kind__in=["child", "follows", "carried_up", "merged", "succeeds"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Receipt(models.Model):
    """One sent form: the same form sent twice has one effect."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    key = models.CharField("kunci", max_length=64)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, related_name="+")
    subject = models.CharField("hal", max_length=60, blank=True)  # of another sort: its type and key
    created_at = models.DateTimeField("diterima", default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return self.key


def leading(matter: Matter, seats: Iterable[Participant]) -> Participant | None:
    """Who leads a coordination: whom the lead was given to, else who convenes it, or whose duty as a leader it is."""
    sitting = [seat for seat in seats if not seat.retired]
    role = Role.OPENER if matter.duty else Role.CONVENER
    given = next((seat for seat in sitting if seat.leads), None)
    return given or next((seat for seat in sitting if seat.role == role), None)

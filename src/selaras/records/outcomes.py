"""Outcomes: decisions with their ground, parties and dissent, and follow-ups with owner, checker and evidence."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from selaras.records import clock
from selaras.records.documents import Document
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.meetings import AgendaItem, Meeting
from selaras.records.people import Actor
from selaras.records.subjects import (
    Seat,
    SeatQuerySet,
    Subject,
    SubjectQuerySet,
    closing_constraints,
    seat_constraints,
    seat_indexes,
)

ASPECTS = ("organisasi", "kepegawaian", "anggaran")
STANCE_WORDS = {
    "agrees": "Setuju",
    "notes": "Setuju dengan catatan",
    "objects": "Keberatan",
    "abstains": "Abstain",
    "silent": "Belum menyatakan",
    "unbound": "Belum terikat: wakilnya hanya membahas",
    "absent": "Belum terikat: tidak hadir",
}
STANCES = tuple(STANCE_WORDS)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, narrowed to what somebody may see."""

    def of(self, government: Government) -> DecisionQuerySet:
        """Those of one government."""
        return self.filter(government=government)

    def standing(self) -> DecisionQuerySet:
        """Those that stand, and are no longer only noted in minutes that nobody has signed."""
        return self.filter(adopted_on__isnull=False)

    def public(self) -> DecisionQuerySet:
        """Those that everybody may read: one for the parties alone from the day on which its matter is open again."""
        return self.standing().filter(Q(openness="public") | Q(released_on__isnull=False))


class Decision(models.Model):
    """What was decided: in a meeting, once its minutes are signed, or in a matter (keputusan)."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="decisions")
    order = models.PositiveSmallIntegerField("urutan")
    text = models.TextField("isi keputusan")
    ground = models.CharField("dasar", max_length=300)
    dissent = models.TextField("pendapat berbeda", blank=True)
    openness = models.CharField("keterbukaan", max_length=10, default="public")
    released_on = models.DateField("terbuka sejak", null=True, blank=True)  # one that was for the parties alone
    aspects = models.JSONField("bersifat strategis pada", default=list)
    decided_by = models.CharField("jabatan yang menetapkan", max_length=90, blank=True)
    capacity = models.CharField("kapasitas", max_length=10, blank=True)
    adopted_on = models.DateField("ditetapkan", null=True, blank=True)
    entry = models.PositiveBigIntegerField("catatan buku besar", null=True, blank=True)
    version = models.PositiveIntegerField("versi", default=0)  # of the noted text, against two who write at once
    created_at = models.DateTimeField("dicatat", default=clock.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="decision_has_text_and_ground", condition=~Q(text="") & ~Q(ground="")),
            models.CheckConstraint(name="decision_openness_is_known", condition=Q(openness__in=["public", "parties"])),
            models.CheckConstraint(
                name="decision_comes_from_a_meeting_or_a_matter",
                condition=Q(meeting__isnull=False) | Q(matter__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_that_stands_is_in_the_ledger",
                condition=Q(adopted_on__isnull=True, entry__isnull=True)
                | Q(adopted_on__isnull=False, entry__isnull=False) & ~Q(decided_by=""),
            ),
            models.UniqueConstraint(
                fields=["meeting", "order"], condition=Q(meeting__isnull=False), name="decision_order_once"
            ),
        ]
        indexes = [models.Index(fields=["government", "-adopted_on", "-id"], name="decision_days")]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.text[:80]

    def said(self) -> list[Any]:
        """What it says, as the entry that makes it stand commits to it."""
        stances = sorted([s.unit, s.stance, s.note] for s in self.stances.all())
        return [self.order, self.text, self.ground, self.dissent, self.openness, self.aspects, stances]


class Stance(models.Model):
    """How one unit stood towards a decision; who was not there, or could not bind his unit, is not taken to agree."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="stances")
    unit = models.CharField("unit", max_length=64)
    stance = models.CharField("sikap", max_length=10)
    note = models.TextField("catatan", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "unit"], name="stance_once"),
            models.CheckConstraint(name="stance_is_known", condition=Q(stance__in=STANCES)),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.stance}"


class FollowUpQuerySet(SubjectQuerySet):
    """Follow-ups; who takes part in the matter may open them too."""

    def _also(self, actor: Actor) -> Q:
        matters = Matter.objects.visible_to(actor).exclude(phase="draft")
        return Q(matter__in=matters.values("pk"))

    def _kept(self, actor: Actor) -> Q:
        return Q(matter__in=Matter.objects.kept_from(actor).values("pk"), matter__isnull=False)


class FollowUp(Subject):
    """What has to be done after a decision: by whom, until when, and who of another unit checks it (tindak lanjut)."""

    TYPE = "follow_up"
    SAID = ("text", "decision_id", "document_id", "meeting_id", "matter_id", "days", "due_on", "opened_on")

    text = models.TextField("yang dikerjakan")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    days = models.PositiveSmallIntegerField("tenggat, hari kerja", default=10)
    due_on = models.DateField("tenggat", null=True, blank=True)
    opened_on = models.DateField("dibuka", null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            *closing_constraints(),
            models.CheckConstraint(name="followup_says_what", condition=~Q(text="")),
            models.CheckConstraint(name="followup_days_from_1", condition=Q(days__gte=1)),
            models.CheckConstraint(
                name="followup_that_runs_is_due", condition=Q(phase="draft") | Q(due_on__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["government", "phase", "due_on"], name="followup_due"),
            models.Index(fields=["matter", "phase"], name="followup_of_matter"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class FollowUpSeat(Seat):
    """Who carries a follow-up out, who checks it, who sees to it."""

    subject = models.ForeignKey(FollowUp, models.CASCADE, related_name="seat_rows")

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            *seat_constraints("owner", "checker", "convener", "observer"),
            *(
                models.UniqueConstraint(
                    fields=["subject"], condition=Q(role=role, retired=False), name=f"followupseat_one_{role}"
                )
                for role in ("owner", "checker", "convener")
            ),
        ]
        indexes = seat_indexes()
        ordering = ["order"]

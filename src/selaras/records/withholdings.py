"""Withholdings: a matter closed to the public on a ground of the law, by the PPID's decision, until a day of review."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from selaras.records.governments import Government
from selaras.records.matters import Matter
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


class WithholdingQuerySet(SubjectQuerySet):
    """Withholdings, narrowed to what somebody may see."""

    def _also(self, actor: Actor) -> Q:
        """Whoever reads the matter reads why it is withheld."""
        return Q(matter__in=Matter.objects.visible_to(actor))


class Withholding(Subject):
    """That a matter is withheld from the public: asked for by one of its parties, decided and reviewed by the PPID."""

    TYPE = "withholding"
    SAID = (
        "matter_id",
        "title",
        "reason",
        "ground",
        "instrument",
        "instrument_number",
        "instrument_on",
        "since",
        "due_on",
    )

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="withholdings")
    title = models.CharField("judul netral", max_length=200)
    reason = models.TextField("alasan permohonan", blank=True)
    ground = models.CharField("dasar pengecualian", max_length=60)  # its code in the pack
    instrument = models.CharField("keputusan PPID dengan uji konsekuensinya", max_length=200, blank=True)
    instrument_number = models.CharField("nomor keputusan", max_length=100, blank=True)
    instrument_on = models.DateField("tanggal keputusan", null=True, blank=True)
    since = models.DateField("dikecualikan sejak", null=True, blank=True)
    due_on = models.DateField("ditinjau paling lambat", null=True, blank=True)

    objects = WithholdingQuerySet.as_manager()

    class Meta:
        constraints = [
            *closing_constraints(),
            models.CheckConstraint(name="withholding_names_its_ground", condition=~Q(ground="") & ~Q(title="")),
            models.CheckConstraint(
                name="withholding_in_force_has_decision_and_review",
                condition=Q(
                    since__isnull=True,
                    instrument="",
                    instrument_number="",
                    instrument_on__isnull=True,
                    due_on__isnull=True,
                )
                | Q(since__isnull=False, instrument_on__isnull=False, due_on__isnull=False)
                & ~Q(instrument="")
                & ~Q(instrument_number=""),
            ),
            models.UniqueConstraint(fields=["matter"], condition=~Q(phase="closed"), name="withholding_once_at_a_time"),
        ]
        indexes = [models.Index(fields=["government", "phase", "due_on"], name="withholding_review")]

    def __str__(self) -> str:
        return self.title


class WithholdingSeat(Seat):
    """Who asked for a withholding, who decides and who answers for it: posts, never persons."""

    subject = models.ForeignKey(Withholding, models.CASCADE, related_name="seat_rows")

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            *seat_constraints("opener", "decider", "keeper", "observer"),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(role="decider", retired=False), name="withholdingseat_one_decider"
            ),
        ]
        indexes = seat_indexes()
        ordering = ["order"]


def standing_for(government: Government) -> models.QuerySet[Withholding]:
    """The withholdings that hold now: decided, and not opened again."""
    found: models.QuerySet[Withholding] = Withholding.objects.of(government)
    return found.filter(phase="open", since__isnull=False)

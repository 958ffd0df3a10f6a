"""Working groups and forums: mandate, instrument, seats by post, expected results, end (Pasal 18 huruf e, f)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.subjects import (
    Seat,
    SeatQuerySet,
    Subject,
    SubjectQuerySet,
    closing_constraints,
    seat_constraints,
    seat_indexes,
)

FORMS = ("e", "f")


class GroupQuerySet(SubjectQuerySet):
    """Working groups."""


class WorkingGroup(Subject):
    """A group of posts with a mandate, results that are expected of it, and a day on which it ends."""

    TYPE = "working_group"
    SAID = (
        "form",
        "name",
        "mandate",
        "matter_id",
        "decision_id",
        "instrument",
        "instrument_number",
        "instrument_on",
        "starts_on",
        "ends_on",
    )

    form = models.CharField("bentuk", max_length=1, default="e")
    name = models.CharField("nama", max_length=200)
    mandate = models.TextField("mandat", blank=True)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="groups")
    decision = models.ForeignKey(
        "Decision", models.PROTECT, null=True, blank=True, related_name="groups", verbose_name="keputusan"
    )
    instrument = models.CharField("naskah pembentukan", max_length=200, blank=True)
    instrument_number = models.CharField("nomor naskah", max_length=100, blank=True)
    instrument_on = models.DateField("tanggal naskah", null=True, blank=True)
    starts_on = models.DateField("mulai", null=True, blank=True)
    ends_on = models.DateField("berakhir", null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            *closing_constraints(),
            models.CheckConstraint(name="workinggroup_form_is_e_or_f", condition=Q(form__in=FORMS)),
            models.CheckConstraint(
                name="workinggroup_that_works_has_instrument_and_end",
                condition=Q(phase="draft")
                | ~Q(instrument="")
                & ~Q(instrument_number="")
                & Q(instrument_on__isnull=False, starts_on__isnull=False, ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="workinggroup_ends_after_it_begins",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["government", "phase", "ends_on"], name="workinggroup_ends")]

    def __str__(self) -> str:
        return self.name

    def details(self) -> dict[str, Any]:
        """The results that are expected of it, and which are there."""
        return {
            "outputs": [[o.order, o.text, str(o.due_on or ""), str(o.produced_on or "")] for o in self.outputs.all()]
        }


class GroupSeat(Seat):
    """A seat of a working group: a post, never a person."""

    subject = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="seat_rows")

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            *seat_constraints("convener", "chair", "secretary", "member", "observer"),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(role="chair", retired=False), name="groupseat_one_chair"
            ),
        ]
        indexes = seat_indexes()
        ordering = ["order"]


class Output(models.Model):
    """A result that is expected of a working group, and when it was there."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="outputs")
    order = models.PositiveSmallIntegerField("urutan")
    text = models.CharField("hasil yang diharapkan", max_length=300)
    due_on = models.DateField("tenggat", null=True, blank=True)
    produced_on = models.DateField("dihasilkan", null=True, blank=True)
    note = models.TextField("keterangan", blank=True)
    entry = models.PositiveBigIntegerField("catatan buku besar", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "order"], name="output_order_once"),
            models.CheckConstraint(
                name="output_produced_is_in_the_ledger",
                condition=Q(produced_on__isnull=True, entry__isnull=True)
                | Q(produced_on__isnull=False, entry__isnull=False),
            ),
        ]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.text

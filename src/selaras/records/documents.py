"""Documents of coordination (Pasal 18 a, b, c, g): policies, strategic plans, integrated programmes, monitoring."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
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

FORMS = ("a", "b", "c", "g")


class DocumentQuerySet(SubjectQuerySet):
    """Documents of coordination."""


class Document(Subject):
    """A policy, a plan, a table of programmes or a monitoring, with the units concerned and what they said of it."""

    TYPE = "document"
    SAID = (
        "form",
        "title",
        "text",
        "proposals_count",
        "starts_on",
        "ends_on",
        "matter_id",
        "decision_id",
        "group_id",
        "instrument",
        "instrument_number",
        "instrument_on",
        "issued_on",
        "replaces_id",
    )

    form = models.CharField("bentuk", max_length=1, default="a")
    title = models.CharField("judul", max_length=200)
    text = models.TextField("isi", blank=True)
    proposals_count = models.PositiveIntegerField("versi naskah", default=0)
    starts_on = models.DateField("masa dari", null=True, blank=True)
    ends_on = models.DateField("masa sampai", null=True, blank=True)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="documents")
    decision = models.ForeignKey(
        "Decision", models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="keputusan"
    )
    group = models.ForeignKey(WorkingGroup, models.PROTECT, null=True, blank=True, related_name="documents")
    instrument = models.CharField("naskah penetapan", max_length=200, blank=True)
    instrument_number = models.CharField("nomor naskah", max_length=100, blank=True)
    instrument_on = models.DateField("tanggal naskah", null=True, blank=True)
    issued_on = models.DateField("ditetapkan", null=True, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            *closing_constraints(),
            models.CheckConstraint(name="document_form_is_known", condition=Q(form__in=FORMS)),
            models.CheckConstraint(
                name="document_period_runs_forward",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["government", "form", "phase"], name="document_forms"),
            models.Index(fields=["government", "-updated_at", "-id"], name="document_changed"),
        ]

    def __str__(self) -> str:
        return self.title

    def details(self) -> dict[str, Any]:
        """Its lines; what indicators showed comes with entries of its own."""
        return {"rows": [row.said() for row in self.rows.all()]}


class DocumentSeat(Seat):
    """A unit concerned by a document, and what it said of it."""

    subject = models.ForeignKey(Document, models.CASCADE, related_name="seat_rows")

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = seat_constraints("opener", "counterpart", "decider", "observer")
        indexes = seat_indexes()
        ordering = ["order"]


class Row(models.Model):
    """One line of a document: a target of a plan, a programme, or an indicator of a monitoring."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="rows")
    order = models.PositiveSmallIntegerField("urutan")
    title = models.CharField("program, sasaran, atau indikator", max_length=300)
    units = models.JSONField("unit", default=list)
    place = models.CharField("tempat", max_length=64, blank=True)  # code of a kecamatan or kelurahan, or empty: all
    starts_on = models.DateField("dari", null=True, blank=True)
    ends_on = models.DateField("sampai", null=True, blank=True)
    audience = models.CharField("kelompok sasaran", max_length=200, blank=True)
    amount = models.DecimalField("jumlah dana, rupiah", max_digits=18, decimal_places=2, null=True, blank=True)
    measure = models.CharField("satuan", max_length=60, blank=True)
    target = models.DecimalField("target", max_digits=18, decimal_places=4, null=True, blank=True)
    baseline = models.DecimalField("keadaan awal", max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "order"], name="row_order_once"),
            models.CheckConstraint(
                name="row_period_runs_forward",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="row_amount_is_not_negative", condition=Q(amount__isnull=True) | Q(amount__gte=0)
            ),
        ]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title

    def said(self) -> list[Any]:
        """What the line says, as the entries of its document commit to it."""
        days = [str(self.starts_on or ""), str(self.ends_on or "")]
        numbers = [None if n is None else str(n.normalize()) for n in (self.amount, self.target, self.baseline)]
        return [self.order, self.title, self.units, self.place, *days, self.audience, *numbers, self.measure]


class Measurement(models.Model):
    """What an indicator showed in a period, as a unit reported it."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    row = models.ForeignKey(Row, models.CASCADE, related_name="measurements")
    period = models.DateField("akhir masa laporan")
    value = models.DecimalField("capaian", max_digits=18, decimal_places=4)
    note = models.TextField("keterangan", blank=True)
    unit = models.CharField("dilaporkan oleh", max_length=64)
    entry = models.PositiveBigIntegerField("catatan buku besar")
    created_at = models.DateTimeField("dicatat", default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "period"], name="measurement_once_a_period")]
        ordering = ["period"]

    def __str__(self) -> str:
        return f"{self.row_id} {self.period}"

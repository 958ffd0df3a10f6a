"""Files: stored under their hash, named by it in the ledger's entry of the act they came with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.subjects import Subject


class File(models.Model):
    """One file that came with an act; its content lies in the data folder under its SHA-256."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, blank=True, related_name="files")
    subject_type = models.CharField("macam hal", max_length=32, default="matter")
    subject_key = models.CharField("kunci hal", max_length=200, blank=True)  # of any sort but a matter
    name = models.CharField("nama berkas", max_length=200)
    media_type = models.CharField("jenis", max_length=100)
    size = models.PositiveBigIntegerField("ukuran, byte")
    sha256 = models.CharField("SHA-256", max_length=64)
    note = models.CharField("keterangan", max_length=300, blank=True)
    entry = models.PositiveBigIntegerField("catatan buku besar")
    created_at = models.DateTimeField("diterima", default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "sha256", "entry"], name="file_once_an_act"),
            models.CheckConstraint(name="file_is_not_empty", condition=Q(size__gte=1)),
            models.CheckConstraint(
                name="file_belongs_to_one",
                condition=Q(subject_type="matter", matter__isnull=False, subject_key="")
                | Q(matter__isnull=True) & ~Q(subject_type="matter") & ~Q(subject_key=""),
            ),
        ]
        indexes = [models.Index(fields=["government", "subject_type", "subject_key"], name="file_subjects")]

    def __str__(self) -> str:
        return self.name


def files_of_subject(subject: Subject) -> models.QuerySet[File]:
    """The files of a subject of any sort, the newest first."""
    mine = File.objects.filter(government=subject.government).order_by("-entry", "pk")
    if isinstance(subject, Matter):
        return mine.filter(matter=subject)
    return mine.filter(subject_type=subject.TYPE, subject_key=subject.key)

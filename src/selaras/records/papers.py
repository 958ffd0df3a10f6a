"""Papers (naskah dinas): what was issued, with its number, its code to check it by, its seal, and its copies."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from selaras.records import clock
from selaras.records.documents import Document
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.ledger import Seal
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.people import Actor
from selaras.records.subjects import Subject

ASKED, MADE, FAILED = "asked", "made", "failed"
WAYS = ("setempat", "nasional", "luar")
COPIED = "buat_salinan"  # the step that names the copies of a letter for each addressee
SUBJECTS: dict[str, type[Subject]] = {model.TYPE: model for model in (Matter, Meeting, WorkingGroup, Document)}


class PaperQuerySet(models.QuerySet["Paper"]):
    """Papers, narrowed to those of one subject."""

    def of(self, subject: Subject) -> PaperQuerySet:
        """Those of a matter, a meeting, a working group or a document, the newest first."""
        mine = self.filter(government=subject.government, subject_type=subject.TYPE, subject_key=subject.key)
        return mine.order_by("-entry")


class Paper(models.Model):
    """One paper: what it says was fixed when it was issued; the file is made from that afterwards."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    kind = models.CharField("macam naskah", max_length=40)
    subject_type = models.CharField("macam pokok", max_length=32)
    subject_key = models.CharField("pokok", max_length=200)
    code = models.CharField("kode periksa", max_length=20)
    year = models.PositiveSmallIntegerField("tahun")
    sequence = models.PositiveIntegerField("nomor urut")
    number = models.CharField("nomor", max_length=100)
    dated = models.DateField("tanggal")
    about = models.CharField("tentang", max_length=200)
    content = models.JSONField("isi")
    site = models.CharField("alamat layanan", max_length=200)
    post = models.CharField("jabatan yang menandatangani", max_length=90, blank=True)
    capacity = models.CharField("kedudukan", max_length=10, blank=True)
    public = models.BooleanField("boleh dibuka untuk umum", default=True)
    state = models.CharField("keadaan", max_length=10, default=ASKED)
    version = models.PositiveIntegerField("versi", default=1)
    entry = models.PositiveBigIntegerField("catatan buku besar")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="+", null=True)
    media_type = models.CharField("jenis", max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("ukuran, byte", default=0)
    created_at = models.DateTimeField("dikeluarkan", default=clock.now)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "code"], name="paper_code_once"),
            models.UniqueConstraint(fields=["government", "kind", "year", "sequence"], name="paper_sequence_once"),
            models.UniqueConstraint(fields=["government", "kind", "number"], name="paper_number_once"),
            models.CheckConstraint(name="paper_state_is_known", condition=Q(state__in=[ASKED, MADE, FAILED])),
            models.CheckConstraint(
                name="paper_that_is_made_has_its_file",
                condition=Q(state=MADE, size__gte=1) & ~Q(sha256="") | ~Q(state=MADE) & Q(sha256="", size=0),
            ),
        ]
        indexes = [
            models.Index(fields=["government", "subject_type", "subject_key"], name="paper_of_subject"),
            models.Index(fields=["government", "sha256"], condition=~Q(sha256=""), name="paper_file"),
        ]

    def __str__(self) -> str:
        return self.number

    def subject(self) -> Subject:
        """The matter or whatever else it is about, as it is now."""
        key = {"number": self.subject_key} if self.subject_type == Matter.TYPE else {"pk": self.subject_key}
        model: Any = SUBJECTS[self.subject_type]
        found: Subject = model.objects.get(government=self.government, **key)
        found.government = self.government
        return found

    def read_by(self, actor: Actor | None) -> bool:
        """Whether somebody may open its subject in full, and so every paper of it."""
        key = {"number": self.subject_key} if self.subject_type == Matter.TYPE else {"pk": self.subject_key}
        model: Any = SUBJECTS[self.subject_type]
        return bool(model.objects.visible_to(actor).filter(government=self.government, **key).exists())


def said_of(paper: Paper) -> dict[str, Any]:
    """What the entries of a paper commit to, and what `verify` holds its row against."""
    return {
        "kind": paper.kind,
        "subject": f"{paper.subject_type} {paper.subject_key}",
        "code": paper.code,
        "number": paper.number,
        "dated": paper.dated.isoformat(),
        "about": paper.about,
        "signer": f"{paper.post} {paper.capacity}".strip(),
        "public": paper.public,
    }


class SignedCopy(models.Model):
    """A paper with signatures in it: signed here, by the national service, or elsewhere and taken in."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="copies")
    way = models.CharField("cara", max_length=10)
    number = models.CharField("nomor di tempat lain", max_length=100, blank=True)
    dated = models.DateField("tanggal di tempat lain", null=True, blank=True)
    place = models.CharField("tempat penandatanganan", max_length=100, blank=True)
    findings = models.JSONField("hasil pemeriksaan tanda tangan", default=list)
    original = models.BooleanField("memuat naskah asli tanpa perubahan", default=False)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("ukuran, byte")
    entry = models.PositiveBigIntegerField("catatan buku besar")
    created_at = models.DateTimeField("dicatat", default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "sha256"], name="signedcopy_once"),
            models.CheckConstraint(name="signedcopy_way_is_known", condition=Q(way__in=WAYS)),
            models.CheckConstraint(name="signedcopy_is_not_empty", condition=Q(size__gte=1)),
        ]
        indexes = [models.Index(fields=["government", "sha256"], name="signedcopy_file")]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.way}"


class AddressedCopy(models.Model):
    """A letter as one of those to whom it goes has it: the same words and number, addressed to him alone."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="addressed")
    to = models.CharField("jabatan atau unit yang dituju", max_length=90)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("ukuran, byte")
    made_at = models.DateTimeField("dibuat", default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "to"], name="addressedcopy_once"),
            models.CheckConstraint(name="addressedcopy_is_not_empty", condition=Q(size__gte=1) & ~Q(sha256="")),
        ]
        indexes = [models.Index(fields=["government", "sha256"], name="addressedcopy_file")]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.to}"

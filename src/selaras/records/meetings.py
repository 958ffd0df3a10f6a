"""Meetings (rapat): who is called, on what day, about what, who came, and the minutes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
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

SORTS = ("rapat_koordinasi", "temu_konsultasi", "rakor_bidang", "musyawarah")
EXTENTS = ("decide", "discuss")


class Series(models.Model):
    """A meeting that comes again and again, with what every one of them begins with (rakor bidang)."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    title = models.CharField("judul", max_length=200)
    sort = models.CharField("macam", max_length=20, default="rakor_bidang")
    chair = models.CharField("jabatan pimpinan", max_length=90)
    secretary = models.CharField("jabatan notulis", max_length=90, blank=True)
    invitees = models.JSONField("jabatan yang wajib hadir", default=list)
    guests = models.JSONField("jabatan undangan lain", default=list)
    items = models.JSONField("mata acara tetap", default=list)  # [[title, minutes]]
    place = models.CharField("tempat", max_length=200, blank=True)
    weeks = models.PositiveSmallIntegerField("setiap berapa pekan", default=4)
    begins_at = models.TimeField("mulai pukul")
    minutes = models.PositiveSmallIntegerField("lamanya, menit", default=120)
    group = models.ForeignKey(WorkingGroup, models.PROTECT, null=True, blank=True, related_name="series")
    ended = models.BooleanField("sudah dihentikan", default=False)
    drafted_by = models.CharField("disusun oleh jabatan", max_length=90)
    created_at = models.DateTimeField("dibuat", default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="series_sort_is_known", condition=Q(sort__in=SORTS)),
            models.CheckConstraint(name="series_comes_again", condition=Q(weeks__gte=1, weeks__lte=52)),
        ]
        indexes = [models.Index(fields=["government", "ended"], name="series_running")]

    def __str__(self) -> str:
        return self.title


class MeetingQuerySet(SubjectQuerySet):
    """Meetings; who takes part in a matter on the agenda may open them too, and who was sent."""

    def _also(self, actor: Actor) -> Q:
        sent = MeetingSeat.objects.filter(government=actor.government, substitute=actor.post, retired=False)
        matters = Matter.objects.visible_to(actor).exclude(phase="draft")
        about = AgendaItem.matters.through.objects.filter(matter__in=matters.values("pk"))
        return Q(pk__in=sent.values("subject_id")) | Q(pk__in=about.values("agendaitem__meeting_id"))

    def _kept(self, actor: Actor) -> Q:
        kept = Matter.objects.kept_from(actor).values("pk")
        about = AgendaItem.matters.through.objects.filter(matter__in=kept)
        return Q(pk__in=about.values("agendaitem__meeting_id"))


class Meeting(Subject):
    """One meeting: its day, its place, who is called, its agenda and its minutes."""

    TYPE = "meeting"
    SAID = (
        "sort",
        "title",
        "purpose",
        "starts_at",
        "ends_at",
        "place",
        "link",
        "group_id",
        "sequence",
        "held_on",
        "signed_on",
    )

    sort = models.CharField("macam", max_length=20, default="rapat_koordinasi")
    title = models.CharField("judul", max_length=200)
    purpose = models.TextField("maksud", blank=True)
    starts_at = models.DateTimeField("mulai", null=True, blank=True)
    ends_at = models.DateTimeField("selesai pukul", null=True, blank=True)
    place = models.CharField("tempat", max_length=200, blank=True)
    link = models.CharField("alamat daring", max_length=500, blank=True)
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="meetings")
    group = models.ForeignKey(WorkingGroup, models.PROTECT, null=True, blank=True, related_name="meetings")
    code = models.CharField("kode hadir", max_length=4, blank=True)
    uid = models.UUIDField("UID kalender", default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("urutan perubahan jadwal", default=0)
    opened_on = models.DateField("diundang pada", null=True, blank=True)
    held_on = models.DateField("berlangsung pada", null=True, blank=True)
    signed_on = models.DateField("notula disahkan", null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            *closing_constraints(),
            models.CheckConstraint(name="meeting_sort_is_known", condition=Q(sort__in=SORTS)),
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="meeting_that_is_called_has_its_hour", condition=Q(phase="draft") | Q(starts_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["government", "phase", "starts_at"], name="meeting_days"),
            models.Index(fields=["government", "-updated_at", "-id"], name="meeting_changed"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def frozen(self) -> bool:
        """Whether the minutes stand before those who were there, or are signed: what they say is in the ledger."""
        return self.state == "reviewing" or self.signed_on is not None

    def details(self) -> dict[str, Any]:
        """The agenda, and the minutes as soon as they are before those who were there."""
        items = self.items.prefetch_related("matters")
        agenda = [[i.order, i.title, i.minutes, sorted(str(m.number) for m in i.matters.all())] for i in items]
        if not self.frozen:
            return {"agenda": agenda}
        return {
            "agenda": agenda,
            "minutes": [[i.order, i.note] for i in items],
            "decisions": [d.said() for d in self.decisions.prefetch_related("stances")],
        }


class MeetingSeat(Seat):
    """Who is called to a meeting: his invitation, whether it was read, who comes instead, and how he came."""

    subject = models.ForeignKey(Meeting, models.CASCADE, related_name="seat_rows")
    reason = models.CharField("alasan diundang", max_length=200, blank=True)
    delivered_at = models.DateTimeField("disampaikan", null=True, blank=True)
    read_at = models.DateTimeField("dibaca", null=True, blank=True)
    substitute = models.CharField("jabatan yang mewakili", max_length=90, blank=True)
    letter = models.CharField("nomor surat tugas", max_length=100, blank=True)
    letter_on = models.DateField("tanggal surat tugas", null=True, blank=True)
    extent = models.CharField("lingkup mandat", max_length=10, blank=True)
    came_at = models.DateTimeField("masuk", null=True, blank=True)
    came_by = models.CharField("cara mencatat hadir", max_length=10, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            *seat_constraints("chair", "secretary", "invitee", "guest", "observer"),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(role="chair", retired=False), name="meetingseat_one_chair"
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(role="secretary", retired=False), name="meetingseat_one_secretary"
            ),
            models.CheckConstraint(
                name="meetingseat_substitute_has_a_letter_and_its_extent",
                condition=Q(substitute="", letter="", extent="")
                | ~Q(substitute="") & ~Q(letter="") & Q(extent__in=EXTENTS),
            ),
            models.CheckConstraint(
                name="meetingseat_came_somehow", condition=Q(came_by__in=["", "qr", "kode", "kertas"])
            ),
        ]
        indexes = [
            *seat_indexes(),
            models.Index(
                fields=["government", "substitute"], condition=~Q(substitute=""), name="meetingseat_substitutes"
            ),
        ]
        ordering = ["order"]

    def extra(self) -> list[Any]:
        """Who comes instead, on what letter and how far he may go; how it is known who came."""
        return [self.substitute, self.letter, str(self.letter_on or ""), self.extent, self.came_by]

    @property
    def helpers(self) -> dict[str, str]:
        """Who was sent may check in for the one who sent him."""
        return {self.substitute: "bertindak"} if self.substitute else {}


class AgendaItem(models.Model):
    """One item of an agenda (mata acara): what is spoken about, how long, for which matters, and what was noted."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("urutan")
    title = models.CharField("mata acara", max_length=200)
    minutes = models.PositiveSmallIntegerField("waktu, menit", default=15)
    matters = models.ManyToManyField(Matter, related_name="items", blank=True)
    follow_up = models.ForeignKey(
        "FollowUp", models.PROTECT, null=True, blank=True, related_name="items", verbose_name="tindak lanjut"
    )
    note = models.TextField("catatan rapat", blank=True)
    note_version = models.PositiveIntegerField("versi catatan", default=0)
    note_by = models.CharField("ditulis oleh jabatan", max_length=90, blank=True)
    note_at = models.DateTimeField("ditulis", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="agendaitem_order_once"),
        ]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class Addendum(models.Model):
    """A correction of minutes that were signed: they stay as they are, this stands beside them."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="addenda")
    post = models.CharField("jabatan", max_length=90)
    text = models.TextField("perbaikan")
    entry = models.PositiveBigIntegerField("catatan buku besar")
    created_at = models.DateTimeField("dicatat", default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "entry"], name="addendum_once_an_act")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.entry}"

"""Withholdings: a matter closed to the public on a ground of the law, by the PPID's decision, for a term."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from selaras.law.openness import decider
from selaras.law.procedures import PARTIES
from selaras.records.governments import Government, pack_of
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
from selaras.records.units import history


class WithholdingQuerySet(SubjectQuerySet):
    """Withholdings, narrowed to what somebody may see."""

    def _also(self, actor: Actor) -> Q:
        """Whoever reads the matter reads why it is withheld."""
        return Q(matter__in=Matter.objects.visible_to(actor))

    def _kept(self, actor: Actor) -> Q:
        return Q(matter__in=Matter.objects.kept_from(actor).values("pk"))


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
    ends_on = models.DateField("jangka waktu sampai", null=True, blank=True)  # none of what was withheld before 0005
    summary = models.TextField("ringkasan uji konsekuensi bagi umum", blank=True)
    consent = models.CharField("persetujuan tertulis orangnya", max_length=10, blank=True)
    approval = models.CharField("nomor persetujuan pimpinan", max_length=100, blank=True)
    approval_on = models.DateField("tanggal persetujuan pimpinan", null=True, blank=True)
    decided_by = models.CharField("jabatan yang memutus", max_length=90, blank=True)
    decided_as = models.CharField("kapasitas yang memutus", max_length=10, blank=True)

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
            models.CheckConstraint(
                name="withholding_is_reviewed_within_its_term",
                condition=Q(ends_on__isnull=True) | Q(due_on__isnull=False, due_on__lte=models.F("ends_on")),
            ),
            models.UniqueConstraint(fields=["matter"], condition=~Q(phase="closed"), name="withholding_once_at_a_time"),
        ]
        indexes = [models.Index(fields=["government", "phase", "due_on"], name="withholding_review")]

    def __str__(self) -> str:
        return self.title

    def details(self) -> dict[str, Any]:
        """What its last decision says besides, as every entry commits to it; what is not said is left out."""
        if self.stood:
            return self.stood.details
        said = {name: getattr(self, name) for name in SAID_OF_DECISION}
        return {name: str(value) for name, value in said.items() if value}


SAID_OF_DECISION = ("ends_on", "summary", "consent", "approval", "approval_on", "decided_by", "decided_as")


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


def decider_of(government: Government, matter: Matter) -> str:
    """The post that decides today whether a matter is withheld: the PPID, or his superior where his own unit is a party
    (UU 30/2014 Pasal 42); "" where there is none.
    """
    return _decider(government, {seat.unit for seat in matter.seats() if seat.role in PARTIES})


def above(government: Government, unit: str) -> str:
    """Who would decide in the place of a unit's head: of the PPID his superior, of him who stands above him."""
    return _decider(government, {pack_of(government).government.offices.ppid, unit})


def _decider(government: Government, parties: set[str]) -> str:
    offices = pack_of(government).government.offices
    organisation = history(government).on(government.today())
    return decider(organisation, (offices.ppid, offices.ppid_superior), parties)


def barred(government: Government, matter: Matter, post: str) -> str:
    """Why a post may not decide whether a matter is withheld, as `Facts.barred` says it; "" where it may."""
    if not post or post == decider_of(government, matter):
        return ""
    parties = {seat.unit for seat in matter.seats() if seat.role in PARTIES}
    return "party" if post.partition("/")[0] in parties else "office"

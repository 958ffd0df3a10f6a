"""Units, posts, affairs and mappings as dated rows, and the organisation of a day cut from them."""

from __future__ import annotations

from functools import lru_cache

from django.db import models
from django.db.models import F, Q

from selaras.law import types as law
from selaras.law.organisation import History
from selaras.records.governments import Government, pack_of
from selaras.records.workdays import Workday


def _dates(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{name}_ends_after_it_begins", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
    )


class Dated(models.Model):
    """A row that holds from a day to a day, both included; rows are ended, never deleted."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    valid_from = models.DateField("berlaku sejak")
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    source = models.CharField("sumber", max_length=300, blank=True)
    line = models.PositiveIntegerField("baris pada paket", default=0)

    class Meta:
        abstract = True


class Unit(Dated):
    """An organisational unit as it stood in a period (W3C ORG OrganizationalUnit)."""

    code = models.CharField("kode", max_length=64)
    name = models.CharField("nama", max_length=300)
    abbr = models.CharField("singkatan", max_length=100, blank=True)
    type = models.CharField("tipe", max_length=40)
    superior = models.CharField("atasan", max_length=64, blank=True)
    through = models.CharField("melalui", max_length=64, blank=True)
    area_code = models.CharField("kode wilayah", max_length=20, blank=True)
    certainty = models.CharField("kepastian", max_length=40, blank=True)
    note = models.TextField("catatan", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "code", "valid_from"], name="unit_once_a_day"),
            _dates("unit"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(Dated):
    """A post of a unit (W3C ORG Post); `superior` is the post above it, written UNIT/POST."""

    unit = models.CharField("unit", max_length=64)
    post = models.CharField("jabatan", max_length=20)
    title = models.CharField("nama jabatan", max_length=300)
    superior = models.CharField("atasan", max_length=90, blank=True)
    head = models.BooleanField("memimpin unit")
    echelon = models.CharField("eselon", max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "unit", "post", "valid_from"], name="post_once_a_day"),
            _dates("post"),
        ]

    def __str__(self) -> str:
        return self.title


class Affair(Dated):
    """A government affair held by a unit (UU 23/2014)."""

    code = models.CharField("kode", max_length=64)
    name = models.CharField("nama", max_length=300)
    unit = models.CharField("unit", max_length=64)
    delegated = models.BooleanField("dilimpahkan")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "unit", "code", "valid_from"], name="affair_once_a_day"),
            _dates("affair"),
        ]

    def __str__(self) -> str:
        return self.name


class Coordination(Dated):
    """Which office coordinates a unit, or one affair of it (Pasal 21): official, or somebody's proposal.

    `entry` is the ledger's entry of the officers' act that left the row as it is; 0 for a row as its pack has it.
    """

    unit = models.CharField("unit", max_length=64)
    affair = models.CharField("urusan", max_length=64, blank=True)
    coordinator = models.CharField("koordinator", max_length=64)
    status = models.CharField("status", max_length=10)
    strength = models.CharField("kekuatan", max_length=10)
    cite = models.CharField("pasal", max_length=200, blank=True)
    reason = models.TextField("alasan", blank=True)
    agreement = models.CharField("kesamaan", max_length=20, blank=True)
    entry = models.PositiveBigIntegerField("catatan buku besar", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["government", "unit", "affair", "coordinator", "valid_from"], name="coordination_once_a_day"
            ),
            models.CheckConstraint(
                name="coordination_is_official_or_proposed", condition=Q(status__in=["resmi", "usulan"])
            ),
            models.CheckConstraint(
                name="coordination_has_a_ground",
                condition=Q(strength="designed") & ~Q(reason="") | Q(strength__in=["stated", "inferred"]) & ~Q(cite=""),
            ),
            _dates("coordination"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.coordinator}"


class Succession(models.Model):
    """On a day one unit became another, on a ground."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    date = models.DateField("tanggal")
    old = models.CharField("dari", max_length=64)
    new = models.CharField("menjadi", max_length=64, blank=True)
    kind = models.CharField("jenis", max_length=10)
    affair = models.CharField("urusan", max_length=64, blank=True)
    ground = models.CharField("dasar", max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "date", "old", "new", "affair"], name="succession_once"),
            models.CheckConstraint(
                name="succession_is_of_a_known_kind",
                condition=Q(kind__in=["merge", "split", "rename", "transfer", "dissolve"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new or '–'}"


class Holiday(models.Model):
    """A day on which the government's offices do not work."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    date = models.DateField("tanggal")
    name = models.CharField("nama", max_length=200)
    kind = models.CharField("jenis", max_length=40)
    source = models.CharField("sumber", max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "date"], name="holiday_once")]

    def __str__(self) -> str:
        return self.name


def history(government: Government) -> History:
    """All dated rows of a government as law values; read once for each version of them."""
    return _read(
        government.pk, government.organisation_version, government.coordination_version, government.workdays_version
    )


def forget() -> None:
    """Empty the memory of organisations (after a restore, and between tests)."""
    _read.cache_clear()


@lru_cache(maxsize=32)
def _read(key: int, organisation_version: int, coordination_version: int, workdays_version: int) -> History:
    government = Government.objects.get(pk=key)
    mine = {"government": government}
    return History(
        types=pack_of(government).history.all_types,
        units=[
            law.Unit(
                u.code,
                u.name,
                u.abbr or None,
                u.type,
                u.superior or None,
                u.through or None,
                u.area_code or None,
                u.valid_from,
                u.valid_to,
                u.source or None,
                u.certainty or None,
                u.note or None,
            )
            for u in Unit.objects.filter(**mine).order_by("line", "id")
        ],
        posts=[
            law.Post(
                p.unit,
                p.post,
                p.title,
                p.superior or None,
                p.head,
                p.echelon or None,
                p.valid_from,
                p.valid_to,
                p.source or None,
            )
            for p in Post.objects.filter(**mine).order_by("line", "id")
        ],
        affairs=[
            law.Affair(a.code, a.name, a.unit, a.delegated, a.valid_from, a.valid_to, a.source or None)
            for a in Affair.objects.filter(**mine).order_by("line", "id")
        ],
        coordination=[
            law.Coordination(
                c.unit,
                c.affair or None,
                c.coordinator,
                c.status,
                law.Strength(c.strength),
                c.cite or None,
                c.reason or None,
                c.agreement or None,
                c.valid_from,
                c.valid_to,
                c.source or None,
                c.line,
            )
            for c in Coordination.objects.filter(**mine).order_by("line", "id")
        ],
        successions=[
            law.Succession(s.date, s.old, s.new or None, s.kind, s.affair or None, s.ground)
            for s in Succession.objects.filter(**mine).order_by("date", "id")
        ],
        holidays=[
            law.Holiday(h.date, h.name, h.kind, h.source or None)
            for h in Holiday.objects.filter(**mine).order_by("date")
        ],
        hours=pack_of(government).history.hours,
        workdays=[
            law.Holiday(d.date, d.name, d.kind, d.ground)
            for d in Workday.objects.filter(withdrawn=False, **mine).order_by("date")
        ],
    )

"""Governments: the regencies, cities and provinces that keep their work here; every other row belongs to one."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from selaras.law import pack as packs
from selaras.records import clock, quick


class Government(models.Model):
    """One regency, city or province, with the versions of its organisation, mapping and working days."""

    code = models.CharField("kode", max_length=16, unique=True)
    name = models.CharField("nama", max_length=200)
    head_title = models.CharField("sebutan kepala daerah", max_length=100)
    timezone = models.CharField("zona waktu", max_length=64)
    pack = models.CharField("paket", max_length=100)
    organisation_version = models.PositiveIntegerField("versi organisasi", default=0)
    coordination_version = models.PositiveIntegerField("versi pemetaan koordinator", default=0)
    workdays_version = models.PositiveIntegerField("versi hari kerja", default=0)

    as_of: date | None = None  # the past day at whose end it is seen; None while it is seen as it is

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the government's days begin."""
        return ZoneInfo(self.timezone)

    def now(self) -> datetime:
        """This moment, in the government's zone; of a past day its last one."""
        return self.until - timedelta.resolution if self.as_of else clock.now().astimezone(self.zone)

    def today(self) -> date:
        """The day it is in the government's zone, or the past day of which it is seen."""
        return self.as_of or clock.unseen().astimezone(self.zone).date()

    @property
    def until(self) -> datetime:
        """The moment at which the day it is seen on ends."""
        return datetime.combine(self.today() + timedelta(days=1), time.min, self.zone)

    def seen_on(self, day: date) -> Government:
        """The same government as it stood at the end of a past day; today and days to come are seen as they are."""
        seen = copy(self)
        seen.as_of = day if day < self.today() else None
        return seen


def pack_folder(name: str) -> Path:
    """The folder of a pack by its name, among the built-in packs and those of SELARAS_PACKS.

    Raises FileNotFoundError with the names that exist.
    """
    return _folder(name, tuple(settings.SELARAS_PACKS))


@cache
def _folder(name: str, added: tuple[Path, ...]) -> Path:
    folders = [*packs.BUILT_IN.iterdir(), *added]
    for folder in folders:
        if folder.name == name and (folder / "pack.yaml").is_file():
            return folder
    known = ", ".join(sorted(folder.name for folder in folders if (folder / "pack.yaml").is_file()))
    raise FileNotFoundError(f"Paket {name} tidak ditemukan. Yang ada: {known}.")


def digest_of(folder: Path) -> str:
    """SHA-256 (hexadecimal) over the names and contents of a pack's files, in the order of their names."""
    total = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        total.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def pack_of(government: Government) -> packs.Pack:
    """The pack of a government, read once."""
    return packs.load(pack_folder(government.pack))


@cache
def rules_of(pack: str) -> str:
    """The digest of a pack by its name, as this process read it first."""
    return digest_of(pack_folder(pack))


def default_government() -> Government:
    """The government named by SELARAS_GOVERNMENT, else the first one loaded; DoesNotExist when there is none.

    The first question of almost every request, it is also the one by which a lasting connection is tried.
    """
    code = settings.SELARAS_GOVERNMENT
    for found in quick.tried(lambda: quick.find(Government, code=code) if code else quick.find(Government)):
        return found
    raise Government.DoesNotExist("Belum ada pemerintah daerah. Muat paketnya dengan: selaras load-pack FOLDER")


class ProvisionText(models.Model):
    """The official wording of a provision, imported by the administrator; never part of the project."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    regulation = models.CharField("peraturan", max_length=100)
    key = models.CharField("ketentuan", max_length=100)
    wording = models.TextField("bunyi")
    imported_at = models.DateTimeField("diimpor", default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "regulation", "key"], name="provision_text_once")]

    def __str__(self) -> str:
        return self.key


def site_of(government: Government) -> str:
    """The address at which the government answers; that of this computer where it has no host name."""
    hosts: Mapping[str, str] = settings.SELARAS_HOSTS
    own = next((host for host, code in hosts.items() if code == government.code), "")
    host = own or next((host for host, code in hosts.items() if not code), "")
    return f"https://{host}" if host else str(settings.SELARAS_ADDRESS)

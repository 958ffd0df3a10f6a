"""Sums: what every subject adds to the figures, and the figures themselves, kept so that reading costs always the same.

A figure is never counted when it is read. Each subject has one contribution, a few lines of whole numbers; when an act
has marked it, its lines are made anew and the sums change by the difference. Units stand in the lines as recorded: to
which agency they belong is seen when the sums are read, so that a new organisation changes no line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import Q
from django.db.models import Sum as Total

from selaras.law.words import Sentence, say
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.marks import Mark


class Key(NamedTuple):
    """Under what something is added up.

    `day` is as fine as the measure needs: the first day of a quarter for what is past, the very day for what is open.
    `unit` and `other` are codes as recorded, `kind` a further word of the measure's own. Nothing of a person.
    """

    measure: str
    day: date
    unit: str = ""
    other: str = ""
    kind: str = ""


class Line(NamedTuple):
    """What a subject adds under a key: so many, of which so many meet the formula, and so many days in all."""

    key: Key
    n: int = 1
    met: int = 0
    days: int = 0


@dataclass(frozen=True)
class Part:
    """What one measure says of one subject.

    `wakes_on` is the first day on which time alone may change it. `looks` are the first and the last day (None for all
    to come) of which it matters whether they are working days.
    """

    lines: tuple[Line, ...] = ()
    wakes_on: date | None = None
    looks: tuple[date, date | None] | None = None


# What a measure is: of some subjects of one sort, by their keys, what each adds. One question for many keys.
Maker = Callable[[Government, Collection[int]], Mapping[int, Part]]


class Contribution(models.Model):
    """What one subject adds to the sums, as they hold it now."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    sort = models.CharField("macam", max_length=20)
    subject = models.PositiveBigIntegerField("baris asalnya")
    lines = models.JSONField("baris angka", default=list)
    wakes_on = models.DateField("berubah sendiri pada", null=True)
    looks_from = models.DateField("melihat hari kerja sejak", null=True)
    looks_to = models.DateField("melihat hari kerja sampai", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "sort", "subject"], name="contribution_once"),
        ]
        indexes = [
            models.Index(
                fields=["government", "wakes_on"], condition=Q(wakes_on__isnull=False), name="contribution_wakes"
            ),
            models.Index(
                fields=["government", "looks_to"], condition=Q(looks_from__isnull=False), name="contribution_looks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.subject}"


class Sum(models.Model):
    """What all contributions add up to under one key; what adds up to nothing has no row."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    measure = models.CharField("ukuran", max_length=40)
    day = models.DateField("hari")
    unit = models.CharField("unit", max_length=64, blank=True)
    other = models.CharField("unit lain", max_length=64, blank=True)
    kind = models.CharField("rincian", max_length=60, blank=True)
    n = models.BigIntegerField("banyaknya", default=0)
    met = models.BigIntegerField("yang memenuhi", default=0)
    days = models.BigIntegerField("hari seluruhnya", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "measure", "day", "unit", "other", "kind"], name="sum_once"),
        ]
        indexes = [
            models.Index(fields=["government"], condition=Q(n=0, met=0, days=0), name="sum_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.day} {self.unit} {self.n}"


class Reckoning(models.Model):
    """How far the sums of a government are: by which measures everything was counted once, and when nothing waited."""

    government = models.OneToOneField(Government, models.PROTECT, related_name="+")
    edition = models.CharField("ukuran yang dihitung", max_length=64, blank=True)
    at = models.DateTimeField("lengkap pada", default=clock.now)

    def __str__(self) -> str:
        return self.edition


@dataclass(frozen=True)
class Standing:
    """How current the sums are that were just read: how much waits, since when, and whether all was ever counted."""

    left: int = 0
    at: datetime | None = None
    whole: bool = True

    @property
    def words(self) -> Sentence | None:
        """What a page says of it; None where the figures are as things stand now."""
        if not self.whole:
            return say("Angka masih dihitung untuk pertama kali dan belum lengkap.")
        if self.left and self.at:
            return say("{n} hal masih dihitung; angka ini menurut keadaan {day}.", n=self.left, day=self.at.date())
        return None


# Reading


class Row(NamedTuple):
    """What was read: the keys that were asked apart, empty where they were not, and the three numbers."""

    measure: str
    day: date | None
    unit: str
    other: str
    kind: str
    n: int
    met: int
    days: int


EVERYTHING = Q()
KEYS = ("measure", "day", "unit", "other", "kind")


def read(
    government: Government,
    measures: Iterable[str],
    *,
    since: date | None = None,
    until: date | None = None,
    by: Collection[str] = KEYS[1:],
    where: Q = EVERYTHING,
) -> list[Row]:
    """The sums of some measures from a day to a day, both included, told apart by the keys that are asked; one query.

    Let what is marked be made anew before (`actions/marks.py`, `current`). The order is that of the keys.
    """
    rows = Sum.objects.filter(where, government=government, measure__in=sorted(measures))
    rows = rows.filter(day__gte=since) if since else rows
    rows = rows.filter(day__lte=until) if until else rows
    apart = [name for name in KEYS if name == "measure" or name in by]
    found = rows.order_by(*apart).values_list(*apart).annotate(Total("n"), Total("met"), Total("days"))
    blank: dict[str, Any] = {"day": None, "unit": "", "other": "", "kind": ""}
    return [
        Row(**{**blank, **dict(zip(apart, row, strict=False))}, n=row[-3], met=row[-2], days=row[-1]) for row in found
    ]


_WAITS = (
    "SELECT EXISTS (SELECT 1 FROM records_mark WHERE government_id = %s),"
    " EXISTS (SELECT 1 FROM records_contribution WHERE government_id = %s AND wakes_on <= %s),"
    " (SELECT edition FROM records_reckoning WHERE government_id = %s)"
)


def waits(government: Government) -> tuple[bool, bool, str]:
    """Whether anything is marked, whether time has changed anything, and by which measures all was counted; one query.

    Every reader of sums asks it, so it is written down as the database takes it.
    """
    today = connection.ops.adapt_datefield_value(government.today())
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, [government.pk, government.pk, today, government.pk])
        marked, woken, edition = cursor.fetchone()
    return bool(marked), bool(woken), edition or ""


def how_many_wait(government: Government) -> int:
    """How many marks and how many contributions wait to be made anew; two queries."""
    woken = Contribution.objects.filter(government=government, wakes_on__lte=government.today())
    return Mark.objects.filter(government=government).count() + woken.count()


# Writing


def told(lines: Iterable[Line]) -> list[list[Any]]:
    """Lines as a row keeps them, in order, those under the same key as one; none that adds nothing."""
    together: dict[Key, list[int]] = {}
    for line in lines:
        found = together.setdefault(line.key, [0, 0, 0])
        for place, number in enumerate(line[1:]):
            found[place] += number
    return [
        [key.measure, key.day.isoformat(), *key[2:], *numbers]
        for key, numbers in sorted(together.items())
        if any(numbers)
    ]


BATCH = 400  # sums that one statement changes


def change(government: Government, less: Iterable[Sequence[Any]], more: Iterable[Sequence[Any]]) -> None:
    """Change the sums by what is no longer added and what is added now; both are lines as rows keep them.

    Needs the lock under which marks are followed, so that nobody else changes them meanwhile.
    """
    differences: dict[tuple[Any, ...], list[int]] = {}
    for sign, lines in ((-1, less), (1, more)):
        for line in lines:
            found = differences.setdefault(tuple(line[:5]), [0, 0, 0])
            for place, number in enumerate(line[5:]):
                found[place] += sign * number
    rows = [(*key, *numbers) for key, numbers in sorted(differences.items()) if any(numbers)]
    for begin in range(0, len(rows), BATCH):
        _add(government, rows[begin : begin + BATCH])
    if any(number < 0 for row in rows for number in row[5:]):
        Sum.objects.filter(government=government, n=0, met=0, days=0).delete()


def _add(government: Government, rows: Sequence[tuple[Any, ...]]) -> None:
    columns = ("government_id", *KEYS, "n", "met", "days")
    place = f"({', '.join(['%s'] * len(columns))})"
    added = ", ".join(f"{name} = records_sum.{name} + excluded.{name}" for name in columns[-3:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO records_sum ({', '.join(columns)}) VALUES {', '.join([place] * len(rows))}"
            f" ON CONFLICT (government_id, {', '.join(KEYS)}) DO UPDATE SET {added}",
            [value for row in rows for value in (government.pk, *row)],
        )


def look_again(government: Government, days: Iterable[date]) -> int:
    """Let what looks at one of these days be made anew, in the transaction of an act that changed what they are.

    Needs the lock of the government's row, which such an act has. Returns how many contributions look at them.
    """
    looks = Q(pk__in=())
    for day in days:
        looks |= Q(looks_from__lte=day) & (Q(looks_to__gte=day) | Q(looks_to__isnull=True))
    return Contribution.objects.filter(looks, government=government).update(wakes_on=government.today())


def added(government: Government) -> Iterator[tuple[Any, ...]]:
    """What the contributions add up to, key by key, and the three numbers: for who holds the sums against them."""
    found: dict[tuple[Any, ...], list[int]] = {}
    rows = Contribution.objects.filter(government=government).values_list("lines", flat=True)
    for lines in rows.iterator(chunk_size=2000):
        for line in lines:
            numbers = found.setdefault(tuple(line[:5]), [0, 0, 0])
            for place, number in enumerate(line[5:]):
                numbers[place] += number
    for key, numbers in sorted(found.items()):
        yield (key[0], date.fromisoformat(key[1]), *key[2:], *numbers)

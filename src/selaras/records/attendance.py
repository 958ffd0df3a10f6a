"""Attendance: who is called elsewhere at the same hour, and who came to meetings or stayed away, each one query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from selaras.records.governments import Government
from selaras.records.meetings import MeetingSeat

USUAL = timedelta(hours=2)  # how long a meeting takes that does not say so
CALLED = ("invitee", "guest")


def called_elsewhere(
    government: Government, posts: Collection[str], starts_at: datetime, ends_at: datetime | None, besides: int | None
) -> list[MeetingSeat]:
    """The seats of these posts in other meetings at that hour, with their meetings; who stays away is free."""
    ends_at = ends_at or starts_at + USUAL
    later = Q(subject__ends_at__gt=starts_at) | Q(subject__ends_at=None, subject__starts_at__gt=starts_at - USUAL)
    seats = MeetingSeat.objects.filter(
        later,
        government=government,
        retired=False,
        post__in=posts,
        subject__state__in=("called", "running"),
        subject__starts_at__lt=ends_at,
    )
    if besides is not None:
        seats = seats.exclude(subject=besides)
    free = ("permitted", "ill", "away", "sends", "sends_voice")
    return list(seats.exclude(role="observer").exclude(slot__in=free).select_related("subject").order_by("order"))


def attendance(government: Government, first: date | None, last: date | None, unit: str = "") -> QuerySet[MeetingSeat]:
    """Who was called to the meetings that were held from a day to a day, with their meetings; of one unit or of all."""
    seats = MeetingSeat.objects.filter(government=government, retired=False, role__in=CALLED)
    seats = seats.filter(subject__held_on__isnull=False).exclude(subject__state="running")
    if first is not None and last is not None:
        seats = seats.filter(subject__held_on__gte=first, subject__held_on__lte=last)
    if unit:
        seats = seats.filter(unit=unit)
    return seats.select_related("subject").order_by("unit", "-subject__held_on", "subject_id", "order")

"""Calendars (iCalendar, RFC 5545, published as RFC 5546 says): of everybody, a unit, a working group, and one's own.

A calendar holds the last year and all that is to come. Who reads one replaces what he read before: what he may no
longer see is gone with the next reading, and a meeting that was called off stays a year as CANCELLED.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions.facts import procedure_of, regulation_of
from selaras.law.openness import Viewer
from selaras.law.organisation import Organisation
from selaras.law.procedures import Phase, Role
from selaras.law.words import word
from selaras.records.calendars import CalendarLink, hash_of
from selaras.records.governments import Government, pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.meetings import AgendaItem, Meeting, MeetingSeat
from selaras.records.openness import open_to_all, public_groups, public_meetings
from selaras.records.outcomes import FollowUp, FollowUpSeat
from selaras.records.people import Person, Tenure
from selaras.records.subjects import Subject
from selaras.records.units import history

if TYPE_CHECKING:
    from icalendar import Event, Timezone

KEPT = timedelta(days=365)  # how long what is over, or was called off, still stands in a calendar
AGAIN = timedelta(hours=1)  # after how long a client should ask again
SAID_LIMIT = 120  # characters of a follow-up in its headline
CANCELLED = "cancelled"
# How somebody stands to a meeting, in the standard's words; who chairs it or writes its minutes comes.
ANSWERS = {
    "invited": "NEEDS-ACTION",
    **dict.fromkeys(("sends", "sends_voice", "deputed", "voiced"), "DELEGATED"),
    **dict.fromkeys(("permitted", "ill", "away", "absent"), "DECLINED"),
}
COMES = "ACCEPTED"


class Asked(HttpRequest):
    """A request as the entrance hands it over: with its government."""

    government: Government


# The addresses


@require_safe
def everybody(request: Asked) -> HttpResponseBase:
    """The public meetings of a government, and the days on which its working groups end."""
    book = Book(request, _("Agenda koordinasi"))
    book.add_meetings(_open_meetings(request.government))
    book.add_groups(public_groups(request.government))
    return book.sent("publik")


@require_safe
def of_unit(request: Asked, code: str) -> HttpResponseBase:
    """The public meetings that a unit takes part in; Http404 for a unit that never was."""
    unit = next((u for u in reversed(history(request.government).all_units) if u.code == code), None)
    if unit is None:
        raise Http404
    book = Book(request, _("Agenda %(unit)s") % {"unit": unit.name})
    seats = MeetingSeat.objects.filter(government=request.government, unit=code, retired=False)
    called = _open_meetings(request.government).filter(open_to_all(request.government, "meeting", "units"))
    book.add_meetings(called.filter(pk__in=seats.values("subject_id")))
    return book.sent(code)


@require_safe
def of_group(request: Asked, group: int) -> HttpResponseBase:
    """The public meetings of a working group, and the day on which it ends; Http404 for one that is not public."""
    found = public_groups(request.government).filter(pk=group)
    row = found.first()
    if row is None:
        raise Http404
    book = Book(request, row.name)
    book.add_meetings(_open_meetings(request.government).filter(group=row))
    book.add_groups(found)
    return book.sent(f"gugus-kerja-{group}")


@require_safe
def of_person(request: Asked, secret: str) -> HttpResponseBase:
    """The meetings of the posts that a person holds today, and what they have to do by when.

    A secret that was ended, or that never was, is looked for by its hash alone and answers like no address at all.
    """
    links = CalendarLink.objects.running(request.government).select_related("person")
    link = links.filter(hashed=hash_of(secret)).first()
    if link is None:
        raise Http404
    book = Book(request, _("Agenda jabatan saya"))
    posts = _posts_today(request.government, link.person)
    book.add_own_meetings(posts)
    book.add_tasks(posts)
    return book.sent("pribadi")


def _posts_today(government: Government, person: Person) -> frozenset[str]:
    """The posts that a person holds today: with the tenure ends what it shows."""
    held = Tenure.objects.filter(government=government, person=person).on(government.today())
    return frozenset(held.values_list("post", flat=True))


def _open_meetings(government: Government) -> QuerySet[Meeting]:
    """The meetings of which everybody may know the day; those of a group that is closed to all are none of them."""
    found = public_meetings(government).filter(open_to_all(government, "meeting", "day"))
    return found.filter(Q(group__isnull=True) | Q(group__in=public_groups(government).values("pk")))


def _open(subject: Subject, field: str) -> bool:
    """Whether everybody may see a field of a meeting or a group as it is now."""
    openness = regulation_of(subject).openness
    return openness.visible(subject.TYPE, field, Phase(subject.phase), Viewer(), state=subject.state)


def _withheld(meeting: str) -> Q:
    """Whether a meeting speaks of a matter that is withheld, or is of a group set up for one; `meeting` leads to it."""
    about = AgendaItem.matters.through.objects.filter(agendaitem__meeting=OuterRef(meeting), matter__withheld=True)
    groups = WorkingGroup.objects.filter(meetings=OuterRef(meeting), matter__withheld=True)
    return Q(Exists(about)) | Q(Exists(groups))


# What stands in a calendar


class Book:
    """One calendar while it is made: what it is called, its events, and when the newest of them changed."""

    def __init__(self, request: Asked, name: str) -> None:
        self.request, self.government = request, request.government
        self.today = self.government.today()
        self.since = self.government.now() - KEPT
        self.organisation: Organisation = history(self.government).on(self.today)
        self.changed: datetime | None = None
        self.calendar = _icalendar().Calendar()
        for key, value in (
            ("VERSION", "2.0"),
            ("PRODID", "-//Selaras//Selaras//ID"),
            ("CALSCALE", "GREGORIAN"),
            ("METHOD", "PUBLISH"),
            ("NAME", _line(f"{name}, {pack_of(self.government).government.name}")),
            ("X-WR-CALNAME", _line(f"{name}, {pack_of(self.government).government.name}")),
            ("X-WR-TIMEZONE", self.government.timezone),
        ):
            self.calendar.add(key, value)
        self.calendar.add("REFRESH-INTERVAL", AGAIN, parameters={"VALUE": "DURATION"})
        self.calendar.add("X-PUBLISHED-TTL", "PT1H")
        self.calendar.add_component(zone_of(self.government.timezone))

    def recent(self, rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
        """Those of the last year and to come; what was called off, for a year from then."""
        off = Q(state=CANCELLED)
        lasting = ~off & Q(starts_at__gte=self.since) | off & Q(closed_on__gte=self.since.date())
        return rows.filter(lasting).exclude(phase="draft").order_by("starts_at", "pk")

    def add_meetings(self, rows: QuerySet[Meeting]) -> None:
        """Meetings as everybody may see them: title, day, hours, place and who is called."""
        seats = Prefetch("seat_rows", MeetingSeat.objects.filter(retired=False).order_by("order"), to_attr="called")
        for meeting in self.recent(rows).prefetch_related(seats):
            meeting.government = self.government
            called: Sequence[MeetingSeat] = meeting.called
            names = [self.name(seat.unit) for seat in called if seat.role != Role.OBSERVER]
            event = self.meeting(meeting, f"/agenda/{meeting.pk}/")
            if not _open(meeting, "place"):
                event.pop("LOCATION", None)
            if not _open(meeting, "chair"):
                event.pop("ORGANIZER")
            units = _("Peserta: %(units)s.") % {"units": "; ".join(dict.fromkeys(names))}
            self.say(event, [units] if _open(meeting, "units") else [])
            self.add(event, meeting)

    def add_own_meetings(self, posts: frozenset[str]) -> None:
        """Meetings to which these posts are called, or sent in another's place: with agenda, way in and own answer.

        A calendar is read far from here: of what is withheld it says when and where, the rest stands on its page.
        """
        mine = Q(post__in=posts) | Q(substitute__in=posts)
        seats = MeetingSeat.objects.filter(mine, government=self.government, retired=False)
        rows = Meeting.objects.of(self.government).filter(pk__in=seats.values("subject_id"))
        shown = self.recent(rows).annotate(withheld=_withheld("pk"))
        for meeting in shown.prefetch_related("items", Prefetch("seat_rows", seats.order_by("order"), to_attr="mine")):
            meeting.government = self.government
            own: Sequence[MeetingSeat] = meeting.mine
            event = self.meeting(meeting, f"/kerja/rapat/{meeting.pk}/")
            answers = [COMES if seat.post not in posts else ANSWERS.get(seat.kept or seat.slot, COMES) for seat in own]
            answer = next((a for a in (COMES, "NEEDS-ACTION") if a in answers), answers[0])
            event.add("X-SELARAS-PARTSTAT", answer)
            if answer in ("DECLINED", "DELEGATED"):
                event["TRANSP"] = "TRANSPARENT"
            lines = [self.part(meeting, seat, posts) for seat in own]
            if meeting.withheld:
                event["SUMMARY"] = _("Rapat tertutup")
                lines.append(_("Rapat ini membahas berkas yang dikecualikan. Mata acaranya ada pada halamannya."))
            else:
                lines += [_("Daring: %(link)s") % {"link": meeting.link}] if meeting.link else []
                lines += self.agenda(meeting.items.all())
            self.say(event, lines)
            self.add(event, meeting)

    def add_groups(self, rows: QuerySet[WorkingGroup]) -> None:
        """The day on which each working group ends; of one that ended before, that this day is none any more."""
        known = rows.filter(open_to_all(self.government, "working_group", "ends_on"))
        for group in known.filter(ends_on__gte=self.since.date()).order_by("ends_on", "pk"):
            group.government = self.government
            named = _("Masa tugas berakhir: %(group)s") % {"group": group.name}
            event = self.whole_day(group, "gugus-kerja", group.ends_on, named, f"/gugus-kerja/{group.pk}/")
            if group.closed_on and group.ends_on and group.closed_on < group.ends_on:
                event.add("STATUS", "CANCELLED")
            instrument = f"{group.instrument} {group.instrument_number}"
            told = [_("Masa tugas menurut %(instrument)s.") % {"instrument": instrument}]
            self.say(event, told if _open(group, "instrument") else [])
            self.add(event, group)

    def add_tasks(self, posts: frozenset[str]) -> None:
        """The follow-ups that these posts carry out and that are not done, each on the day it is due."""
        owned = FollowUpSeat.objects.filter(role=Role.OWNER, post__in=posts, retired=False)
        rows = FollowUp.objects.of(self.government).filter(phase="open", pk__in=owned.values("subject_id"))
        hidden = rows.annotate(met_withheld=_withheld("meeting")).select_related("matter").order_by("due_on", "pk")
        for row in hidden:
            text = " ".join(row.text.split())
            if row.met_withheld or (row.matter and row.matter.withheld):
                named = _("Tenggat tindak lanjut (dikecualikan)")
            else:
                short = text if len(text) <= SAID_LIMIT else f"{text[: SAID_LIMIT - 1]}…"
                named = _("Tenggat tindak lanjut: %(text)s") % {"text": short}
            self.add(self.whole_day(row, "tindak-lanjut", row.due_on, named, f"/kerja/tindak-lanjut/{row.pk}/"), row)

    # One event

    def begun(self, subject: Subject, uid: str, sequence: int, summary: str, address: str) -> Event:
        """An event with what every one has; it keeps its UID for good, and the highest SEQUENCE is what holds."""
        event: Event = _icalendar().Event()
        event.add("UID", f"{uid}@{self.government.code}")
        event.add("SEQUENCE", sequence)
        event.add("DTSTAMP", subject.updated_at)
        event.add("CREATED", subject.created_at)
        event.add("LAST-MODIFIED", subject.updated_at)
        event.add("SUMMARY", _line(summary))
        event.add("URL", self.request.build_absolute_uri(address))
        return event

    def meeting(self, meeting: Meeting, address: str) -> Event:
        """The day, hours and place of a meeting, in the zone of the government."""
        event = self.begun(meeting, str(meeting.uid), meeting.sequence, meeting.title, address)
        zone = self.government.zone
        if meeting.starts_at:
            event.add("DTSTART", meeting.starts_at.astimezone(zone))
        if meeting.ends_at:
            event.add("DTEND", meeting.ends_at.astimezone(zone))
        if meeting.place:
            event.add("LOCATION", _line(meeting.place))
        event.add("STATUS", "CANCELLED" if meeting.state == CANCELLED else "CONFIRMED")
        event.add("TRANSP", "OPAQUE")
        caller = _icalendar().vCalAddress(
            self.request.build_absolute_uri(f"/unit/{meeting.drafted_by.partition('/')[0]}/")
        )
        caller.params["CN"] = _line(self.name(meeting.drafted_by)).replace('"', "'")
        event.add("ORGANIZER", caller)
        return event

    def whole_day(self, subject: Subject, sort: str, day: date | None, summary: str, address: str) -> Event:
        """Something that is due on a day, and takes nobody's time."""
        event = self.begun(subject, f"{sort}-{subject.pk}", subject.version, summary, address)
        if day:
            event.add("DTSTART", day)
            event.add("DTEND", day + timedelta(days=1))
        event.add("TRANSP", "TRANSPARENT")
        return event

    def say(self, event: Event, lines: Iterable[str]) -> None:
        """What else is said of an event, line by line, and where the rest stands."""
        said = [_line(line) for line in lines]
        event.add("DESCRIPTION", "\n".join([*said, _("Selengkapnya: %(url)s") % {"url": event["URL"]}]))

    def part(self, meeting: Meeting, seat: MeetingSeat, posts: frozenset[str]) -> str:
        """As what somebody is called, and how he answered or on what letter he comes; posts alone, never persons."""
        post = self.name(seat.post or seat.unit)
        if seat.post not in posts:
            extent = _("dapat memutuskan") if seat.extent == "decide" else _("hanya membahas")
            return _("Anda mewakili %(post)s dengan surat tugas %(letter)s, %(extent)s.") % {
                "post": post,
                "letter": seat.letter,
                "extent": extent,
            }
        if seat.role == Role.CHAIR:
            return _("Anda memimpin sebagai %(post)s.") % {"post": post}
        if seat.role == Role.SECRETARY:
            return _("Anda notulis sebagai %(post)s.") % {"post": post}
        slot = procedure_of(meeting).slot_state(Role(seat.role), seat.kept or seat.slot)
        answer = _(word(slot.label)) if slot else ""
        return _("Anda diundang sebagai %(post)s. %(answer)s") % {"post": post, "answer": answer}

    def agenda(self, items: Iterable[AgendaItem]) -> list[str]:
        """The agenda, item by item with its minutes."""
        said = [f"{item.order}. {item.title} ({_('%(n)s menit') % {'n': item.minutes}})" for item in items]
        return [_("Acara:"), *said] if said else []

    def name(self, code: str) -> str:
        """A post or a unit by its name; of one that is no more, its code."""
        return self.organisation.name_of(code)

    def add(self, event: Event, subject: Subject) -> None:
        """Put an event into the calendar."""
        self.calendar.add_component(event)
        self.changed = max(self.changed or subject.updated_at, subject.updated_at)

    # The answer

    def sent(self, name: str) -> HttpResponseBase:
        """The calendar as a file, or 304 for who has it just so.

        That is known by the ETag alone: what he may no longer see leaves no date behind by which a client would learn
        that it is gone.
        """
        body = self.calendar.to_ical(sorted=False)
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{name}.ics"'
        response["Cache-Control"] = "no-cache"
        response["ETag"] = etag = f'"{sha256(body).hexdigest()}"'
        if self.changed:
            response["Last-Modified"] = http_date(self.changed.timestamp())
        answer: HttpResponseBase | None = get_conditional_response(self.request, etag=etag, response=response)
        return response if answer is None else answer


def _icalendar() -> Any:
    """What writes calendars: loaded with the first of them, for most processes of the server never make one."""
    return import_module("icalendar")


@cache
def zone_of(name: str) -> Timezone:
    """A time zone with its offsets, since clients know zones by other names than ours."""
    zone: Timezone = _icalendar().Timezone.from_tzid(name, first_date=date(2020, 1, 1))
    zone.pop("COMMENT", None)
    return zone


def _line(text: str) -> str:
    """A text on one line, without signs that steer a machine."""
    return " ".join("".join(c if unicodedata.category(c) != "Cc" else " " for c in text).split())

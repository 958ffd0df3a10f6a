"""The agenda: meetings to come and held as everybody may see them, and after their signing the minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db.models import Case, F, Prefetch, Q, Value, When
from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from selaras.law.organisation import Organisation
from selaras.law.procedures import ATTENDEES, Role
from selaras.law.words import MONTHS
from selaras.records import reports
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.meetings import AgendaItem, Meeting, MeetingSeat
from selaras.records.openness import public_decisions, public_follow_ups, public_groups, public_meetings
from selaras.records.past import by_then, said, sitting, stand
from selaras.web.day import Moment, dated, page
from selaras.web.decisions import Shown, shown, with_all
from selaras.web.faces import (
    Asked,
    day_and_hours,
    name_of,
    not_there,
    papers_of,
    shows,
    slot_of,
    state_of,
    told,
    withheld_words,
)
from selaras.web.kinds import role_word
from selaras.web.policy import Policy, Request, policy
from selaras.web.thread import public_threads

SEATED = (Role.CHAIR, Role.SECRETARY, *ATTENDEES)
CAME = ("done", "noted", "half")  # the marks of who is there, or sends somebody


def sort_words() -> Mapping[str, str]:
    """The sorts of meeting."""
    return {
        "rapat_koordinasi": _("Rapat koordinasi"),
        "temu_konsultasi": _("Temu konsultasi"),
        "rakor_bidang": _("Rapat koordinasi bidang"),
        "musyawarah": _("Musyawarah"),
    }


@dataclass(frozen=True)
class Listed:
    """A meeting in the list: when and where, who leads it, where it stands."""

    row: Meeting
    sort: str
    when: str
    place: str
    chair: str
    mark: str
    label: str


@dataclass(frozen=True)
class Came:
    """Whether a unit came: its name, as what it was there, the mark and the word of its coming."""

    unit: str
    role: str
    mark: str
    label: str
    called: bool

    @property
    def came(self) -> bool:
        """Whether it was called, and came or sent somebody."""
        return self.called and self.mark in CAME


@dataclass
class Item:
    """An item of an agenda as everybody may see it; `closed` says why its words are not shown."""

    order: int
    title: str
    minutes: int
    closed: str = ""
    matters: list[Matter] = field(default_factory=list)
    note: str = ""
    note_closed: bool = False
    decisions: list[Shown] = field(default_factory=list)


@policy(Policy.PUBLIC)
@dated
def agenda(request: Request, moment: Moment) -> HttpResponse:
    """All meetings that are called, those to come first, then those held, by month; to be narrowed by links."""
    government, organisation, now = request.government, moment.organisation, request.government.now()
    rows = public_meetings(government)
    months = [f"{month:%Y-%m}" for month in rows.datetimes("starts_at", "month", order="DESC", tzinfo=government.zone)]
    seats = MeetingSeat.objects.filter(government=government, retired=False, role__in=SEATED)
    units = set(seats.filter(subject__in=rows).values_list("unit", flat=True).distinct())
    asked = Asked(request, moment, macam=sort_words(), bulan=months, unit=units)
    if asked["macam"]:
        rows = rows.filter(sort=asked["macam"])
    if asked["unit"]:
        rows = rows.filter(pk__in=seats.filter(unit=asked["unit"]).values("subject"))
    rows = rows.annotate(begins=_begins(government))
    if asked["bulan"]:
        year, month = (int(part) for part in asked["bulan"].split("-"))
        first = datetime(year, month, 1, tzinfo=government.zone)
        after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=government.zone)
        rows = rows.filter(begins__gte=_moment(government, first), begins__lt=_moment(government, after))
    held = Q(held_on__lte=government.today())  # "berlangsung pada" is never written ahead
    over = Q(begins__lt=_moment(government, now)) | held
    past = Case(When(over, then=Value(True)), default=Value(False))
    coming = Case(When(~over, then=F("begins")))
    chairs = Prefetch("seat_rows", seats.filter(role=Role.CHAIR), to_attr="chairs")
    ordered = rows.annotate(past=past, coming=coming).order_by("past", "coming", "-begins", "-pk")
    listed = asked.page(ordered.prefetch_related(chairs))
    names = {code: organisation.name_of(code) for code in units}
    context = {
        "menu": "agenda",
        "page": listed,
        "parts": _parts(stand(listed, government), organisation),
        "asked": asked,
        "query": asked.query,
        "filters": [
            (_("Macam"), asked.choices("macam", sort_words(), _("Semua macam"))),
            (_("Bulan"), asked.choices("bulan", {code: month_word(code) for code in months}, _("Semua bulan"))),
        ],
        "unit_choices": asked.choices("unit", dict(sorted(names.items(), key=lambda unit: unit[1])), _("Semua unit")),
    }
    return page(request, moment, "agenda/list.html", context)


def month_word(month: str) -> str:
    """A month in words: "2026-11" is "November 2026"."""
    year, number = month.split("-")
    return f"{_(MONTHS[int(number) - 1])} {year}"


def _begins(government: Government) -> Any:
    """When a meeting begins, as it was called by the day on which its government is seen."""
    return said(government, Meeting, "starts_at") if government.as_of else F("starts_at")


def _moment(government: Government, moment: datetime) -> Any:
    """A moment to hold that against: of a past day it is compared as the ledger writes it."""
    return moment.astimezone(UTC).isoformat() if government.as_of else moment


def _parts(rows: Iterable[Any], organisation: Organisation) -> list[tuple[bool, list[tuple[str, list[Listed]]]]]:
    """The meetings of a page: whether they are past, then month by month."""
    parts = []
    for past, some in groupby(rows, lambda row: bool(row.past)):
        months = [
            (month_word(code), [_listed(row, organisation) for row in found])
            for code, found in groupby(some, lambda row: f"{localtime(row.starts_at):%Y-%m}")
        ]
        parts.append((past, months))
    return parts


def _listed(row: Any, organisation: Organisation) -> Listed:
    mark, label = state_of(row)
    return Listed(
        row=row,
        sort=sort_words()[row.sort],
        when=day_and_hours(row.starts_at, row.ends_at),
        place=row.place if shows(row, "place") else "",
        chair=_chair(row, organisation) if shows(row, "chair") else "",
        mark=mark,
        label=label,
    )


def _chair(row: Any, organisation: Organisation) -> str:
    return next((name_of(organisation, seat) for seat in sitting(row, row.chairs, Role.CHAIR)), "")


@policy(Policy.PUBLIC)
@dated
def meeting(request: Request, moment: Moment, meeting: int) -> HttpResponse:
    """One meeting: who is called to what, and once they are signed the minutes, decisions and who came."""
    government, organisation = request.government, moment.organisation
    row = public_meetings(government).filter(pk=meeting).first()
    if row is None:
        sentence = _("Rapat nomor “%(asked)s” tidak ada, atau tidak terbuka bagi umum.")
        return not_there(request, moment, "agenda", sentence, meeting, (_("Semua rapat yang terbuka"), "/agenda/"))
    stand([row], government)
    signed = row.signed_on is not None and shows(row, "minutes")
    seats = [seat for seat in row.seats() if seat.role in SEATED]
    decisions = shown(with_all(public_decisions(government).filter(meeting=row), government), government, organisation)
    items = _items(row, decisions, signed)
    matters = {matter.pk: matter for item in items for matter in item.matters}
    in_items = {one.row.pk for item in items for one in item.decisions}
    chair = next((seat for seat in seats if seat.role == Role.CHAIR), None)
    free = shows(row, "cancellation") and not any(item.closed for item in items)
    mark, label = state_of(row)
    attendance = _attendance(row, seats, organisation) if shows(row, "attendance") else []
    group = next(iter(stand(public_groups(government).filter(pk=row.group_id or 0), government)), None)
    context = {
        "menu": "agenda",
        "row": row,
        "sort": sort_words()[row.sort],
        "when": day_and_hours(row.starts_at, row.ends_at),
        "place": row.place if shows(row, "place") else "",
        "why_off": reports.cancellations(government, [row]).get(row.pk, "") if free else "",
        "purpose": row.purpose if shows(row, "purpose") else "",
        "chair": name_of(organisation, chair) if chair and shows(row, "chair") else "",
        "group": group,
        "mark": mark,
        "label": label,
        "signed": signed,
        "items": items if shows(row, "agenda") else [],
        "decisions": decisions,
        "other_decisions": [one for one in decisions if one.row.pk not in in_items],
        "closed_decisions": row.decisions.filter(adopted_on__lte=government.today()).count() - len(decisions),
        "attendance": attendance,
        "came": sum(one.came for one in attendance),
        "invited": sum(one.called for one in attendance),
        "away": _away(attendance),
        "called": [
            (organisation.name_of(seat.unit), role_word(Role(seat.role), "meeting"))
            for seat in seats
            if seat.role in ATTENDEES and shows(row, "units")
        ],
        "addenda": [(organisation.name_of(a.post), a) for a in by_then(row.addenda.order_by("pk"), government)]
        if signed
        else [],
        "papers": papers_of(row),
        "threads": public_threads(matters.values()),
    }
    return page(request, moment, "agenda/meeting.html", context)


def _away(attendance: Iterable[Came]) -> list[tuple[str, str]]:
    """Who was called and did not come, by how everybody reads it."""
    found: dict[str, list[str]] = {}
    for one in attendance:
        if one.called and not one.came:
            found.setdefault(one.label, []).append(one.unit)
    return [(label, ", ".join(units)) for label, units in found.items()]


def _items(row: Meeting, decisions: list[Shown], signed: bool) -> list[Item]:
    """The agenda: what belongs to a matter or a follow-up that is not open to everybody keeps its words to itself."""
    government = row.government
    carried = row.items.filter(follow_up__isnull=False)
    open_tasks = set(public_follow_ups(government).filter(items__in=carried).values_list("pk", flat=True))
    kept = {d.item_id for d in row.decisions.all() if d.adopted_on} - {None}
    kept -= {one.row.item_id for one in decisions}
    found = []
    for item in _agenda_of(row):
        matters = stand(item.matters.all(), government)
        closed = _closed(item, matters, open_tasks)
        note = item.note if signed and not closed else ""
        found.append(
            Item(
                order=item.order,
                title="" if closed else item.title,
                minutes=item.minutes,
                closed=closed,
                matters=[matter for matter in matters if shows(matter, "number")],
                note="" if item.pk in kept else note,
                note_closed=bool(note) and item.pk in kept,
                decisions=[one for one in decisions if one.row.item_id == item.pk],
            )
        )
    return found


def _agenda_of(row: Meeting) -> list[AgendaItem]:
    """The items of an agenda; of a past day those that stood on it then, in the words of then."""
    items = list(row.items.prefetch_related("matters"))
    if row.stood is None:
        return items
    then = {order: (title, minutes) for order, title, minutes, *_more in row.stood.details.get("agenda", ())}
    for item in items:
        item.title, item.minutes = then.get(item.order, (item.title, item.minutes))
    return [item for item in items if item.order in then]


def _closed(item: AgendaItem, matters: list[Matter], open_tasks: set[int]) -> str:
    """Why the words of an item are not shown; "" where they are."""
    for matter in matters:
        if matter.withheld:
            return withheld_words(matter)
    if any(not shows(matter, "title") for matter in matters):
        return _("Berkasnya belum terbuka bagi umum.")
    if item.follow_up_id and item.follow_up_id not in open_tasks:
        return _("Tindak lanjut yang tidak terbuka bagi umum.")
    return ""


def _attendance(row: Meeting, seats: list[MeetingSeat], organisation: Organisation) -> list[Came]:
    """Who came, unit by unit; nothing before the minutes are signed."""
    led = {Role.CHAIR: _("Memimpin rapat"), Role.SECRETARY: _("Menyusun notula")}
    found = []
    for seat in seats:
        role = Role(seat.role)
        slot = slot_of(row, seat, kept=True) if role in ATTENDEES else None
        mark, label = (slot.mark, told(row, slot)) if slot else ("done", led[role])
        if role in ATTENDEES and mark not in CAME:  # the same whatever the reason; a guest leaves nothing undone
            mark = "empty" if role is Role.GUEST else "abstained"
        found.append(Came(organisation.name_of(seat.unit), role_word(role, "meeting"), mark, label, role in ATTENDEES))
    return found

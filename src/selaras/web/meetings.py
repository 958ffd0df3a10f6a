"""Meetings in the workspace: the list of them, the page of each with its invitations, and the steps taken there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from msgspec import structs

from selaras.actions import meetings as acts
from selaras.actions.facts import power_of
from selaras.actions.meetings import CAME, DECIDING, Table
from selaras.actions.papers import copies_key
from selaras.law.clocks import Reading
from selaras.law.procedures import ATTENDEES, Effect, Role, SlotState, Step
from selaras.records.jobs import DONE, Progress
from selaras.records.meetings import AgendaItem, Meeting, MeetingSeat
from selaras.records.papers import AddressedCopy, Paper
from selaras.records.people import Actor
from selaras.web.agenda import sort_words
from selaras.web.forms import whole
from selaras.web.kinds import role_word
from selaras.web.language import procedure_of
from selaras.web.noted import Noted
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import Act, Possible, SeeOther, SubjectPage, alternatives, question, take
from selaras.web.templatetags.selaras import tanggal, tanggal_jam
from selaras.web.unsent import typed

LIST = "/kerja/rapat/"
LETTER = "undangan"  # the kind of paper by which a meeting is called
PER_PAGE = 40
NAMED = 4  # so many are named one by one where the same is expected of them


def hours(begins: datetime | None, ends: datetime | None) -> str:
    """Day and hours as they are written: "6 April 2020, 09.00 sampai 11.00 WITA"; "" while no day is fixed."""
    if begins is None:
        return ""
    if ends is None:
        return tanggal_jam(begins)
    first, last = tanggal_jam(begins), tanggal_jam(ends)
    day = f"{tanggal(timezone.localtime(ends))}, "
    if first.startswith(day):
        return f"{first.rpartition(' ')[0]} {_('sampai')} {last.removeprefix(day)}"
    return f"{first} {_('sampai')} {last}"


def find(actor: Actor, meeting: int) -> Meeting | None:
    """The meeting of that key when the actor may open its page."""
    found: Meeting | None = (
        Meeting.objects.visible_to(actor).select_related("group", "series").filter(pk=meeting).first()
    )
    if found:
        found.government = actor.government
    return found


def url_of(meeting: Meeting) -> str:
    """The page of a meeting, or of a draft."""
    return f"{LIST}draf/{meeting.pk}/" if meeting.phase == "draft" else f"{LIST}{meeting.pk}/"


def not_found(request: HttpRequest) -> HttpResponse:
    """What a stranger sees, with what he typed; whether the meeting exists is not said."""
    texts = typed(request) if request.method == "POST" else []
    return render(request, "meetings/not_found.html", {"menu": "meetings", "texts": texts}, status=404)


# The page of a meeting


@dataclass(frozen=True)
class Invitation:
    """Somebody who is called: who, as what, why, when he had and read his invitation, what he answered, how he came."""

    seat: MeetingSeat
    name: str
    role: str
    reason: str
    attendance: SlotState | None
    review: SlotState | None
    substitute: str
    extent: str
    came_by: str

    @property
    def is_called(self) -> bool:
        """Whether he was invited; who chairs and who writes the minutes are there anyway."""
        return self.seat.role in ATTENDEES


@dataclass
class Page(SubjectPage):
    """Everything the page of a meeting shows, read with a constant number of queries."""

    TEMPLATE = "meetings/meeting.html"
    MENU = "meetings"

    @property
    def meeting(self) -> Meeting:
        """The meeting it shows."""
        found: Meeting = self.subject
        return found

    @property
    def url(self) -> str:
        """The page of the meeting."""
        return url_of(self.meeting)

    @property
    def journey_title(self) -> str:
        """What stands above what was done."""
        return _("Perjalanan rapat")

    @property
    def sort(self) -> str:
        """Its sort in words."""
        return sort_words()[self.meeting.sort]

    @property
    def when(self) -> str:
        """Day and hours in words."""
        return hours(self.meeting.starts_at, self.meeting.ends_at)

    def choices(self) -> dict[str, Any]:
        """Day, hours and place as they are, where they may be fixed anew."""
        return {"initial": {name: getattr(self.meeting, name) for name in ("starts_at", "ends_at", "place", "link")}}

    # Acts

    def _recorded(self, step: Step) -> bool:
        """Whether a step records who came: that is done on the pages of the attendance, for all at once."""
        return step.slot_to in CAME or bool(step.target_to and Effect.REMIND not in step.effects)

    @property
    def others(self) -> list[Act]:
        """What else the reader may do, without what the pages of the attendance do."""
        return [act for act in super().others if not self._recorded(act.step)]

    @property
    def possible(self) -> list[Possible]:
        """What can be done now and by whom, the ways to answer an invitation in one line, without who came."""
        found, answered = [], False
        for row in super().possible:
            ways = alternatives(self.procedure, self.meeting.state, row.step)
            if self._recorded(row.step) or (len(ways) > 2 and answered):
                continue
            if len(ways) > 2:
                answered, label = True, question([way.label for way in ways], self.procedure.subject)
                found.append(self._shorter(replace(row, step=structs.replace(row.step, label=label))))
            else:
                found.append(self._shorter(row))
        return found

    def _shorter(self, row: Possible) -> Possible:
        """A line that names so many as can be read; the reader stays named."""
        own = [name for name in row.names if name.startswith(_("Anda"))]
        others = len(row.names) - len(own)
        many = _("%(n)s jabatan lain") if own else _("%(n)s jabatan")
        return row if others <= NAMED else replace(row, names=[*own, many % {"n": others}])

    @cached_property
    def waiting(self) -> list[tuple[str, str, date, Reading, str]]:
        """Where the meeting lies: those of whom the same is expected since the same day together."""
        groups: dict[tuple[str, date, Reading, str], list[str]] = {}
        for name, label, since, reading, told in super().waiting:
            groups.setdefault((label, since, reading, told), []).append(name)
        many = _("%(n)s jabatan")
        return [
            ("; ".join(names) if len(names) <= NAMED else many % {"n": len(names)}, *same)
            for same, names in groups.items()
        ]

    @cached_property
    def writes(self) -> bool:
        """Whether the reader chairs the meeting or writes its minutes, himself or for who does."""
        leading = (seat for seat in self.participants if seat.role in (Role.CHAIR, Role.SECRETARY))
        return any(power_of(self.actor, seat) is not None for seat in leading)

    @property
    def checks_in(self) -> bool:
        """Whether the reader may say now that he is there."""
        return any(act.step.slot_to in CAME for act in self.acts)

    # The table

    @cached_property
    def held(self) -> bool:
        """Whether the meeting has begun."""
        return self.meeting.held_on is not None

    @cached_property
    def table(self) -> Table:
        """Whether those at the table can decide; before it begins, by what they answered."""
        return acts.table_of(self.participants, expected=not self.held)

    @property
    def table_sentence(self) -> str:
        """The same in a sentence."""
        if self.table.decides:
            return _("Meja rapat dapat memutuskan") if self.held else _("Meja rapat akan dapat memutuskan")
        return _("Meja rapat belum dapat memutuskan")

    @property
    def table_reasons(self) -> list[str]:
        """Whom it waits for, and who only speaks."""
        found = []
        if self.table.missing:
            names = "; ".join(self.name(seat) for seat in self.table.missing)
            told = _("Belum hadir: %(names)s.") if self.held else _("Belum menyatakan akan hadir: %(names)s.")
            found.append(told % {"names": names})
        if self.table.speaking:
            names = "; ".join(self.name(seat) for seat in self.table.speaking)
            found.append(_("Wakilnya hanya membahas: %(names)s.") % {"names": names})
        return found

    # Invitations and agenda

    @cached_property
    def invitations(self) -> list[Invitation]:
        """Everybody at the table, in order."""
        return [self._invitation(seat) for seat in self.participants if seat.role != Role.OBSERVER]

    def _invitation(self, seat: MeetingSeat) -> Invitation:
        role = Role(seat.role)
        slot = self.procedure.slot_state(role, seat.slot)
        kept = self.procedure.slot_state(role, seat.kept) if seat.kept else None
        called = role in ATTENDEES
        extents = {"decide": _("dapat memutuskan"), "discuss": _("hanya membahas")}
        ways = {"qr": _("kode QR"), "kode": _("kode empat huruf"), "kertas": _("dicatat dari daftar hadir")}
        return Invitation(
            seat=seat,
            name=self.name(seat),
            role=role_word(role, "meeting"),
            reason=seat.reason,
            attendance=(kept or slot) if called else None,
            review=slot if kept or not called else None,
            substitute=self.organisation.name_of(seat.substitute) if seat.substitute else "",
            extent=extents.get(seat.extent, ""),
            came_by=ways.get(seat.came_by, ""),
        )

    @cached_property
    def letter(self) -> Paper | None:
        """The letter by which it was called last, with the reader's own copies of it (`own`)."""
        mine = Prefetch("addressed", AddressedCopy.objects.filter(to__in=self.actor.posts), to_attr="own")
        return Paper.objects.of(self.meeting).filter(kind=LETTER).prefetch_related(mine).first()

    @property
    def invited(self) -> bool:
        """Whether the letter is addressed to the reader, or to whom he prepares for."""
        whose = {one["code"] for one in self.letter.content["recipients"]} if self.letter else set()
        return bool(whose & self.actor.posts)

    @cached_property
    def progress(self) -> Progress | None:
        """How far the copies of the letter are, for who sent it, until all are made."""
        if not (self.writes and self.letter):
            return None
        asked = Progress.objects.filter(government=self.actor.government, person=self.actor.person)
        return asked.filter(key=copies_key(self.letter)).exclude(state=DONE).first()

    @cached_property
    def items(self) -> list[AgendaItem]:
        """The agenda in its order."""
        rows = self.meeting.items.select_related("follow_up").prefetch_related("matters")
        return list(rows)

    @property
    def total(self) -> int:
        """The minutes of the agenda."""
        return sum(item.minutes for item in self.items)

    @property
    def writing(self) -> bool:
        """Whether the reader may write the minutes now."""
        return self.writes and self.meeting.state in ("running", "writing")

    @cached_property
    def noted(self) -> Noted | None:
        """The minutes for who may read them: who writes them while he does, the others once they went out."""
        if not (self.writing or self.meeting.frozen):
            return None
        return Noted(self.meeting, self.organisation, self.items, self._remarks)

    @property
    def _remarks(self) -> list[tuple[str, str]]:
        """What was remarked on the text that went out last, each with who did."""
        found: list[tuple[str, str]] = []
        for entry in self._entries:  # the newest first
            if entry.step == "edarkan":
                break
            if entry.step == "beri_catatan" and entry.texts.get("text"):
                behalf = entry.on_behalf or {}
                unit = str(behalf.get("unit") or entry.unit)
                found.insert(0, (self.organisation.name_of(unit), str(entry.texts["text"])))
        return found

    @property
    def goes_on(self) -> bool:
        """Whether a next meeting can be called from here."""
        return self.writes and self.meeting.state in ("writing", "reviewing", "closed")

    def answer(self, request: ActingRequest, status: int = 200) -> HttpResponse:
        """The page; who is called has read his invitation with it."""
        if request.method == "GET" and self.meeting.phase == "open":
            acts.mark_read(self.actor, self.meeting)
        return super().answer(request, status)

    def context(self) -> dict[str, Any]:
        """The meeting by its name, and the ground of what its table can do."""
        return {"meeting": self.meeting, "deciding": DECIDING}


@policy(Policy.ACTING)
@require_safe
def meeting(request: ActingRequest, meeting: int) -> HttpResponse:
    """Whose turn it is, whether the table can decide, who is called and how each answered, and how it came to this."""
    found = find(request.actor, meeting)
    if found is None:
        return not_found(request)
    if found.phase == "draft":
        return SeeOther(url_of(found))
    return Page(request.actor, found).answer(request)


@policy(Policy.ACTING)
def step(request: ActingRequest, meeting: int) -> HttpResponse:
    """Take a step; what was typed is kept whatever comes of it."""

    def load(**kept: Any) -> Page | None:
        found = find(request.actor, meeting)
        return Page(request.actor, found, **kept) if found and found.phase != "draft" else None

    return take(request, load, partial(acts.step_meeting, meeting=meeting), not_found)


# The list


@dataclass(frozen=True)
class Listed:
    """A meeting in the list: its hours, where it stands, what the reader answered or still has to."""

    meeting: Meeting
    url: str
    sort: str
    when: str
    state: str
    label: str
    answer: SlotState | None
    awaited: bool


@dataclass(frozen=True)
class Filter:
    """One way to narrow the list, as a link."""

    label: str
    href: str
    now: bool


PHASES = {"": "open", "lalu": "closed", "draf": "draft"}
STATES = {
    "akan-datang": ("called",),
    "notula": ("running", "writing", "reviewing"),
}


def _views() -> dict[str, str]:
    return {
        "": _("Yang berjalan"),
        "akan-datang": _("Akan datang"),
        "notula": _("Menunggu notula"),
        "lalu": _("Sudah lewat"),
        "draf": _("Draf"),
    }


def _wanted(actor: Actor, view: str, sort: str) -> QuerySet[Meeting]:
    """The meetings of a view, the nearest first; those that are over the newest first."""
    found: QuerySet[Meeting] = Meeting.objects.visible_to(actor)
    found = found.filter(state__in=STATES[view]) if view in STATES else found.filter(phase=PHASES[view])
    if sort:
        found = found.filter(sort=sort)
    mine = MeetingSeat.objects.filter(Q(post__in=actor.posts) | Q(substitute=actor.post), retired=False)
    order = ("-starts_at", "-pk") if view == "lalu" else ("starts_at", "pk")
    return found.select_related("series").order_by(*order).prefetch_related(Prefetch("seat_rows", mine, to_attr="mine"))


def _listed(actor: Actor, meeting: Meeting) -> Listed:
    meeting.government = actor.government
    procedure = procedure_of(meeting)
    seats: Iterable[MeetingSeat] = meeting.mine  # type: ignore[attr-defined]
    own = next((seat for seat in seats if seat.role in ATTENDEES), None)
    state = procedure.state(meeting.state)
    return Listed(
        meeting=meeting,
        url=url_of(meeting),
        sort=sort_words()[meeting.sort],
        when=hours(meeting.starts_at, meeting.ends_at),
        state=state.code,
        label=state.label,
        answer=procedure.slot_state(Role(own.role), own.kept or own.slot) if own else None,
        awaited=any(seat.turn for seat in seats if seat.post in actor.posts and _is_due(meeting, seat)),
    )


def _is_due(meeting: Meeting, seat: MeetingSeat) -> bool:
    """Whether a turn can be taken: nobody begins a meeting before its day."""
    if seat.role in ATTENDEES or meeting.state != "called" or meeting.starts_at is None:
        return True
    return timezone.localtime(meeting.starts_at).date() <= meeting.government.today()


def _sections(view: str, rows: list[Listed]) -> list[tuple[str, list[Listed]]]:
    """The rows under their headings: what waits for the reader first."""
    if view in PHASES and view:
        return [(_views()[view], rows)]
    found = [
        (_("Menunggu Anda"), [row for row in rows if row.awaited]),
        (_("Akan datang"), [row for row in rows if not row.awaited and row.state in STATES["akan-datang"]]),
        (_("Berlangsung dan menunggu notula"), [r for r in rows if not r.awaited and r.state in STATES["notula"]]),
    ]
    return [(name, group) for name, group in found if group]


@policy(Policy.ACTING)
@require_safe
def meetings(request: ActingRequest) -> HttpResponse:
    """Rapat: those to come with what the reader has to answer, those that wait for their minutes, and those past."""
    actor, asked = request.actor, request.GET
    views, sorts = _views(), {"": _("Semua macam"), **sort_words()}
    view = asked.get("lihat", "") if asked.get("lihat", "") in views else ""
    sort = asked.get("macam", "") if asked.get("macam", "") in sorts else ""

    def address(**changed: str) -> str:
        kept = {name: value for name, value in ({"lihat": view, "macam": sort} | changed).items() if value}
        return f"?{urlencode(kept)}" if kept else LIST

    page = Paginator(_wanted(actor, view, sort), PER_PAGE).get_page(whole(asked.get("hal", "")) or 1)
    rows = [_listed(actor, row) for row in page]
    kept = {name: value for name, value in (("lihat", view), ("macam", sort)) if value}
    context = {
        "menu": "meetings",
        "page": page,
        "sections": _sections(view, rows),
        "filters": [
            (_("Lihat"), [Filter(label, address(lihat=code), code == view) for code, label in views.items()]),
            (_("Macam"), [Filter(label, address(macam=code), code == sort) for code, label in sorts.items()]),
        ],
        "narrowed": bool(kept),
        "query": f"{urlencode(kept)}&" if kept else "",
    }
    return render(request, "meetings/list.html", context)

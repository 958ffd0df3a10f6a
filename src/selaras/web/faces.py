"""Public faces: what everybody may see of a subject, the same for every reader, and how the rest answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.actions import facts
from selaras.law.openness import Viewer
from selaras.law.organisation import Organisation
from selaras.law.papers import BY_CODE
from selaras.law.procedures import PARTIES, Phase, Role, SlotState, State
from selaras.records.matters import Matter
from selaras.records.openness import closed_to_all, states_shown
from selaras.records.papers import MADE, Paper
from selaras.records.past import by_then
from selaras.records.public_papers import is_public
from selaras.records.subjects import Seat, Subject
from selaras.web.day import Moment, dated, page
from selaras.web.forms import whole
from selaras.web.language import cite_in_language, day_in_language, in_language, procedure_of
from selaras.web.missing import begun, missing
from selaras.web.parties import clean
from selaras.web.policy import Request
from selaras.web.templatetags.selaras import angka, tanggal, tanggal_jam

P = ParamSpec("P")
PER_PAGE = 25
MOST = 2500  # rows of a list to leaf through
# The mark of a state where its own code has none: what was called off is crossed out, what is done is ticked.
STATE_MARKS = {
    "called": "waiting",
    "cancelled": "withdrawn",
    "dissolved": "withdrawn",
    "dropped": "withdrawn",
    "withdrawn": "withdrawn",
    "ended": "ended",
    "circulated": "draft",
    "belum": "draft",
    "tidak_dapat_diajukan": "returned",
    "tidak_dapat": "ended",
    "carried": "merged",
    "terverifikasi": "closed",
    "issued": "closed",
    "closed": "closed",
    "asked": "submitted",
    "in_force": "withheld",
    "opened": "closed",
    "lapsed": "closed",
    "refused": "returned",
    "undecided": "ended",
    "recalled": "withdrawn",
}


def shows(subject: Any, field: str) -> bool:
    """Whether everybody may see a field of a subject: now, and on the past day to which it was brought back."""
    openness = facts.regulation_of(subject).openness
    withheld = closed_to_all(subject, field)
    return all(
        openness.visible(subject.TYPE, field, Phase(phase), Viewer(), withheld, state)
        for state, phase in states_shown(subject)
    )


def state_of(subject: Any, seats: Iterable[Seat] | None = None) -> tuple[str, str]:
    """Where a subject stands: its mark and its word, by whom it lies with where that changes it and is open."""
    state: State = procedure_of(subject).state(subject.state)
    awaited = []
    if state.answered and shows(subject, "lies_with"):
        awaited = [seat.role for seat in (subject.everyone() if seats is None else seats) if seat.turn]
    return STATE_MARKS.get(state.code, state.code), state.told(awaited)


def slot_of(subject: Any, seat: Seat, kept: bool = False) -> SlotState | None:
    """The small state of a seat, or the one that was kept of it."""
    return procedure_of(subject).slot_state(Role(seat.role), (seat.kept if kept else "") or seat.slot)


def told(subject: Any, slot: SlotState) -> str:
    """The word of a small state as everybody may read it: that somebody was not there, never why."""
    openness = facts.regulation_of(subject).openness
    return in_language(openness.told(subject.TYPE, slot, Phase(subject.phase), Viewer(), subject.state))


def name_of(organisation: Organisation, seat: Seat) -> str:
    """A seat by its post, with the unit where its title alone would not tell; an institution outside by its name."""
    if not seat.post:
        return organisation.name_of(seat.unit)
    title, unit = organisation.name_of(seat.post), organisation.name_of(seat.unit)
    head = organisation.heads.get(seat.unit)
    return title if (head and head.code == seat.post) or unit in title else f"{title}, {unit}"


def called(organisation: Organisation, seat: Seat) -> str:
    """A party by its unit, an office by its post; within one unit every seat by its post."""
    head = organisation.heads.get(seat.unit)
    party = seat.role in PARTIES and (not seat.post or (head and head.code == seat.post))
    return organisation.name_of(seat.unit) if party else name_of(organisation, seat)


def withheld_words(matter: Matter) -> str:
    """Why a matter is withheld and when that is looked at again; all that everybody may know of it."""
    day = day_in_language(matter.withheld_until) if matter.withheld_until else ""
    values = {"ground": cite_in_language(matter.withheld_ground), "day": day}
    return _("Dikecualikan menurut %(ground)s, ditinjau paling lambat %(day)s.") % values


def day_and_hours(begins: datetime | None, ends: datetime | None) -> str:
    """Day and hours as they are written: "6 April 2020, 09.00 sampai 11.00 WITA"."""
    if begins is None:
        return ""
    first, last = tanggal_jam(begins), tanggal_jam(ends)
    if ends is None:
        return first
    if timezone.localtime(begins).date() != timezone.localtime(ends).date():
        return _("%(begins)s sampai %(ends)s") % {"begins": first, "ends": last}
    day = tanggal(timezone.localtime(begins))
    hour = first.removeprefix(f"{day}, ").split(" ")[0]
    return _("%(day)s, %(begins)s sampai %(ends)s") % {
        "day": day,
        "begins": hour,
        "ends": last.removeprefix(f"{day}, "),
    }


# Lists


@dataclass(frozen=True)
class Choice:
    """One way to narrow a list, as a link."""

    label: str
    href: str
    now: bool


class Leafing(Paginator[Any]):
    """Leafs through the beginning of a list: to count a long one to its end would cost more than to show it."""

    @cached_property
    def _known(self) -> int:
        rows: Any = self.object_list
        return int(rows[: MOST + 1].count())

    @property
    def count(self) -> int:
        """How many rows there are to leaf through."""
        return min(self._known, MOST)

    @property
    def more(self) -> bool:
        """Whether the list goes on beyond them."""
        return self._known > MOST

    @property
    def told(self) -> str:
        """How many there are, in words where that was not counted."""
        return _("lebih dari %(n)s") % {"n": angka(MOST)} if self.more else angka(self.count)


class Asked:
    """What a list was asked for by its address: the known values of each question, and the addresses of others."""

    def __init__(self, request: Request, moment: Moment, **known: Iterable[str]) -> None:
        values = {name: request.GET.get(name, "") for name in known}
        self.values = {name: values[name] if values[name] in set(known[name]) else "" for name in known}
        self.unknown = [clean(values[name]) for name in known if values[name] != self.values[name]]
        self.moment = moment
        self.number = whole(request.GET.get("hal", "")) or 1

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def __bool__(self) -> bool:
        return any(self.values.values())

    @property
    def query(self) -> str:
        """What was asked, as it stands before the number of a page."""
        kept = {name: value for name, value in self.values.items() if value}
        kept |= {"per": self.moment.per.removeprefix("?per=")} if self.moment.per else {}
        return f"{urlencode(kept)}&" if kept else ""

    def choices(self, name: str, words: Mapping[str, str], all_of_them: str) -> list[Choice]:
        """The ways to answer one question while the others stay answered; first the one that leaves it open."""
        found = []
        for value, label in {"": all_of_them, **words}.items():
            kept = {key: given for key, given in {**self.values, name: value}.items() if given}
            kept |= {"per": self.moment.per.removeprefix("?per=")} if self.moment.per else {}
            found.append(Choice(label, f"?{urlencode(kept)}", self.values[name] == value))
        return found

    def page(self, rows: QuerySet[Any], many: int = PER_PAGE) -> Page[Any]:
        """The page of a list that was asked for, or the nearest there is."""
        return Leafing(rows, many).get_page(self.number)


# Pages


def today_only(
    view: Callable[Concatenate[Request, Moment, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponse]:
    """Give a view the moment; of another day than today it is said that this page knows only how things stand now."""

    @dated
    def asked(request: Request, moment: Moment, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if moment.day != moment.today:
            return page(request, moment, "faces/today_only.html", {"here": request.path})
        return view(request, moment, *args, **kwargs)

    return asked


def not_there(
    request: Request, moment: Moment, menu: str, sentence: str, asked: object, listed: tuple[str, str]
) -> HttpResponse:
    """What is not public answers like what never was."""
    since = begun(request, moment, menu, asked)
    return missing(request, moment, menu, sentence % {"asked": clean(str(asked))}, [], listed, since)


# Papers


@dataclass(frozen=True)
class Issued:
    """A paper that everybody may open."""

    title: str
    number: str
    dated: date
    url: str
    check: str
    ending: str
    size: int
    replaced_by: str = ""  # the number of the newer letter by which this one no longer holds


def papers_of(subject: Subject, since: int = 0) -> list[Issued]:
    """The papers of a subject that are made and public, the newest first; one query.

    With the number of an entry only those issued after it, which alone can tell of what that entry did.
    """
    found: list[Issued] = []
    letters: dict[str, str] = {}  # of a sort of which each replaces the one before: the number of the newer one
    for paper in (
        by_then(Paper.objects.of(subject), subject.government)
        .filter(state=MADE, public=True, entry__gt=since)
        .defer("content")
    ):
        paper.government = subject.government
        if is_public(paper, subject):
            kind = BY_CODE[paper.kind]
            url, check = f"/naskah/{paper.code}.{kind.ending}", f"/periksa/{paper.code}/"
            title = in_language(kind.title)
            newer = letters.get(kind.code, "")
            found.append(Issued(title, paper.number, paper.dated, url, check, kind.ending, paper.size, newer))
            if kind.copies:
                letters[kind.code] = paper.number
    return found

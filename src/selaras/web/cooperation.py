"""The map of cooperation: who worked with whom, in which kind, how quickly answered; drawn, and as tables beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.actions import marks
from selaras.law.organisation import Organisation
from selaras.law.quarters import Period, period, year_to
from selaras.law.quarters import Quarter as LawQuarter
from selaras.records import cooperation as counted
from selaras.records.cooperation import Edge, Pair, Places, Sharing
from selaras.records.governments import Government
from selaras.records.units import history
from selaras.web.chords import MOST, Circle, Ribbon, circle
from selaras.web.day import Moment, page
from selaras.web.faces import PER_PAGE, Asked, Choice, today_only
from selaras.web.indicators import days_word
from selaras.web.language import day_in_language
from selaras.web.policy import Policy, Request, policy
from selaras.web.quarters import Quarter, recent

BARS = 8  # pairs on a phone
ONE_WAY = 3  # matters in one direction, and none back, from which on it is told
SORTS = ("berkas", "cepat", "lama")  # besides the order of the structure
ANSWERS = ("ada", "tidak")
# What narrows the list of matters to those behind a figure of the map.
NARROWING = ("dari", "dengan", "pada", "terkait", "jawab", "sejak", "sampai")


# The list behind a figure


def narrowed_by(request: Request, moment: Moment) -> dict[str, Iterable[str]]:
    """The values that the list of matters takes for what the map narrows it by; of a past day none."""
    if moment.day != moment.today:
        return dict.fromkeys(NARROWING, ())
    units = {unit.code for unit in history(request.government).all_units}
    days = {name: [text] if _day(text := request.GET.get(name, "")) else [] for name in ("sejak", "sampai")}
    return {"dari": units, "dengan": units, "pada": units, "terkait": units, "jawab": ANSWERS, **days}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2020-04-06") else None
    except ValueError:
        return None


def narrowed(government: Government, asked: Asked) -> Q:
    """The matters of which everybody may see that they are between those, opened in those days, answered or not."""
    if not any(asked[name] for name in NARROWING):
        return Q()
    places = Places(government)
    found = Q(pk__in=counted.shown(government).order_by().values("pk"))
    if asked["dari"]:
        found &= counted.opened_by(government, places(asked["dari"]), places)
    if asked["dengan"]:
        found &= counted.asked_of(government, places(asked["dengan"]), places)
    if asked["pada"]:
        found &= counted.lying_with(government, asked["pada"])
    if asked["terkait"]:
        found &= counted.concerning(government, places(asked["terkait"]), places)
    if asked["jawab"]:
        answered = counted.answered_by(government, places(asked["dengan"]), places)
        found &= counted.told(government) & (answered if asked["jawab"] == "ada" else ~answered)
    if since := _day(asked["sejak"]):
        found &= Q(opened_on__gte=since)
    if until := _day(asked["sampai"]):
        found &= Q(opened_on__lte=until)
    return found


def narrowed_words(organisation: Organisation, asked: Asked) -> list[tuple[str, str]]:
    """By what the list is narrowed, in words, each with the address of the list without it."""
    said = {
        "dari": _("Diajukan %(of)s"),
        "dengan": _("Diminta kepada %(of)s"),
        "pada": _("Ada pada %(of)s"),
        "terkait": _("Menyangkut urusan %(of)s tanpa memintanya"),
        "sejak": _("Diajukan sejak %(of)s"),
        "sampai": _("Diajukan sampai %(of)s"),
    }
    found = []
    for name, words in said.items():
        if asked[name]:
            day = _day(asked[name])
            of = day_in_language(day) if day else organisation.name_of(asked[name])
            found.append((words % {"of": of}, asked.choices(name, {}, "")[0].href))
    if asked["jawab"]:
        words = _("Sudah dijawab") if asked["jawab"] == "ada" else _("Selesai tanpa dijawab")
        found.append((words, asked.choices("jawab", {}, "")[0].href))
    return found


# The page


@dataclass(frozen=True)
class Link:
    """A figure with the address of the list behind it."""

    n: int
    href: str


@dataclass(frozen=True)
class Line:
    """A pair as it stands in the table, each figure with its list."""

    anchor: str
    place: str  # its address on the page of the table that has it
    one: str
    two: str
    there: Link
    back: Link
    kinds: str
    pair: Pair
    answered: list[Link]
    ended: int
    mean: float | None
    width: int  # of its bar, in hundredths of the longest


@dataclass(frozen=True)
class Cell:
    """A field of the matrix: how many matters, how strong its tint, and the list behind."""

    link: Link | None
    tint: str = ""
    said: str = ""


@dataclass(frozen=True)
class Resting:
    """Something that is out of use: its words, the list of its matters, and when it was used last."""

    words: str
    href: str
    last: str


class Map:
    """All that the page shows of a period, one kind or all, one Perangkat Daerah or all."""

    def __init__(self, government: Government, moment: Moment, asked: Asked) -> None:
        self.government, self.moment, self.asked = government, moment, asked
        self.at: Period = period(asked["masa"], moment.today) or year_to(moment.today)
        self.places = Places(government)
        self.of = self.places(asked["unit"]) if asked["unit"] else ""
        self.current = marks.current(government)
        self.tally = counted.tally(government, self.places, self.at)
        self.ever = counted.ever(government, self.places)
        self.edges: list[Edge] = [
            edge
            for edge in self.tally.edges
            if asked["jenis"] in ("", edge.kind) and self.of in ("", edge.unit, edge.other)
        ]
        self.pairs: list[Pair] = counted.pairs(self.edges, self.places.grouped)
        self.circle: Circle = circle(self.pairs, self.places.office, self.places.grouped, self.short, self.of)

    def name(self, code: str) -> str:
        """The full name of a unit."""
        return self.moment.organisation.name_of(code)

    def short(self, code: str) -> str:
        """Its name for tight places."""
        unit = self.moment.organisation.units.get(code)
        return unit.short if unit else self.name(code)

    def title(self, code: str) -> str:
        """An office by the post that leads it."""
        head = self.moment.organisation.heads.get(code)
        return head.title if head else self.name(code)

    def list_of(self, **said: str) -> str:
        """The address of the matters behind a figure, of this period and kind."""
        asked = {**said, "jenis": self.asked["jenis"], "sejak": str(self.at.first), "sampai": str(self.at.last)}
        return "/berkas/?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def total(self) -> Link:
        """All matters of the period; those that it opened, of one Perangkat Daerah."""
        found = self.tally.opened.items()
        n = sum(n for (of, kind), n in found if self.asked["jenis"] in ("", kind) and self.of in ("", of))
        return Link(n, self.list_of(dari=self.of))

    @cached_property
    def lines(self) -> list[Line]:
        """The pairs as rows, in the order that was asked for."""
        most = max((pair.n for pair in self.pairs), default=1)
        kinds = {row.code.value: row.label for row in self.moment.regulation.kinds.kinds}
        rows = [
            Line(
                anchor=f"{pair.one}-{pair.two}",
                place="",
                one=self.name(pair.one),
                two=self.name(pair.two),
                there=Link(pair.there, self.list_of(dari=pair.one, dengan=pair.two)),
                back=Link(pair.back, self.list_of(dari=pair.two, dengan=pair.one)),
                kinds=", ".join(str(kinds.get(code, code)) for code in kinds if pair.kinds[code]),
                pair=pair,
                answered=self._answered(pair),
                ended=pair.ended,
                mean=_plain(pair.mean),
                width=max(2, round(100 * pair.n / most)),
            )
            for pair in self.pairs
        ]
        if self.asked["urut"] == "berkas":
            rows.sort(key=lambda row: -row.pair.n)
        elif self.asked["urut"]:
            sign = 1 if self.asked["urut"] == "cepat" else -1
            rows.sort(key=lambda row: (row.pair.mean is None, sign * (row.pair.mean or 0)))
        return [
            replace(row, place=f"?{self.asked.query}hal={1 + place // PER_PAGE}#{row.anchor}")
            for place, row in enumerate(rows)
        ]

    def _answered(self, pair: Pair) -> list[Link]:
        """How many matters of a pair were answered: in both directions, each with its list."""
        found = []
        for one, two in ((pair.one, pair.two), (pair.two, pair.one)):
            edges = [edge for edge in self.edges if (edge.unit, edge.other) == (one, two)]
            if many := sum(edge.answered for edge in edges):
                found.append(Link(many, self.list_of(dari=one, dengan=two, jawab="ada")))
        return found

    @property
    def drawn(self) -> list[tuple[Ribbon, str]]:
        """Each ribbon of the circle with the address of its row in the table."""
        places = {(line.pair.one, line.pair.two): line.place for line in self.lines}
        return [(ribbon, places[ribbon.pair.one, ribbon.pair.two]) for ribbon in self.circle.ribbons]

    @property
    def bars(self) -> list[Line]:
        """The strongest pairs, for phones."""
        return sorted(self.lines, key=lambda row: -row.pair.n)[:BARS]

    @property
    def matrix(self) -> list[tuple[str, str, list[Cell]]]:
        """Of those in the drawing: code and short name of who opened, and a field for each who was asked.

        What stays within one of them stands on the diagonal and has no tint, as it is no pair.
        """
        counts: dict[tuple[str, str], int] = {}
        for edge in self.edges:
            key = edge.unit, edge.other
            counts[key] = counts.get(key, 0) + edge.n
        most = max((n for (one, two), n in counts.items() if one != two), default=0)
        found = []
        for one in self.circle.codes:
            cells = []
            for two in self.circle.codes:
                n = counts.get((one, two), 0)
                words = _("%(one)s kepada %(two)s") if one != two else _("%(one)s, di dalam satu unit")
                said = words % {"one": self.name(one), "two": self.name(two)}
                link = Link(n, self.list_of(dari=one, dengan=two)) if n else None
                cells.append(Cell(link, _tint(n, most) if one != two else "", said))
            found.append((one, self.short(one), cells))
        return found

    @property
    def inside(self) -> bool:
        """Whether anything in the matrix stays within one unit."""
        return any(edge.unit == edge.other and edge.n and edge.unit in self.circle.codes for edge in self.edges)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Short and full name of each column of the matrix."""
        return [(self.short(code), self.name(code)) for code in self.circle.codes]

    @property
    def middle(self) -> int:
        """The middle of the drawing."""
        return self.circle.size // 2

    @property
    def left_out(self) -> int:
        """How many pairs the drawing leaves to the table."""
        return len(self.pairs) - len(self.circle.ribbons)

    @property
    def legend(self) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
        """The letters on the ring: whose office each is, and code, short and full name of those whom it coordinates."""
        return [
            (
                group.letter,
                self.title(group.office) if group.office else _("Tanpa koordinator"),
                [(code, self.short(code), self.name(code)) for code in group.members],
            )
            for group in self.circle.groups
        ]

    # Beside the picture

    @property
    def desks(self) -> list[tuple[str, str, Link]]:
        """Each office that coordinates, with the open matters that wait for it today."""
        return [
            (code, self.title(code), Link(self.ever.desks[code], f"/berkas/?tahap=berjalan&pada={code}"))
            for code in self.places.offices
        ]

    def fullest(self, desks: Sequence[tuple[str, str, Link]]) -> list[tuple[str, str, Link]]:
        """Of the offices within a Perangkat Daerah (the Asisten) those with most on the desk; none where nothing is."""
        inner = [desk for desk in desks if self.places(desk[0]) != desk[0]]
        most = max((link.n for _code, _name, link in inner), default=0)
        return [desk for desk in inner if most and desk[2].n == most]

    @cached_property
    def sharing(self) -> list[Sharing]:
        """Who share programmes."""
        rows = counted.sharing(self.government, self.places, self.ever)
        return [row for row in rows if self.of in ("", row.one, row.two)]

    @property
    def never_talked(self) -> list[tuple[str, str, tuple[tuple[int, str], ...]]]:
        """Who share programmes and never worked together: both names, and the programmes."""
        return [(self.name(row.one), self.name(row.two), row.programmes) for row in self.sharing if not row.talked]

    @property
    def one_way(self) -> list[Line]:
        """The pairs of which one asks several times and the other never."""
        return [row for row in self.lines if row.pair.n >= ONE_WAY and 0 in (row.pair.there, row.pair.back)]

    @property
    def not_asked(self) -> list[tuple[str, Link]]:
        """Whose affairs matters name that take no part in them."""
        many: Counter[str] = Counter()
        for (code, kind), n in self.tally.named.items():
            many[code] += n if self.asked["jenis"] in ("", kind) else 0
        return [
            (self.name(code), Link(many[code], self.list_of(terkait=code)))
            for code in sorted(many, key=self.places.order)
            if many[code] and self.of in ("", code)
        ]

    @property
    def resting(self) -> list[Resting]:
        """Who asked whom before and not in the last six months."""
        words = _("%(one)s kepada %(two)s")
        return [
            Resting(
                words % {"one": self.name(row.code), "two": self.name(row.other)},
                "/berkas/?" + urlencode({"dari": row.code, "dengan": row.other}),
                _quarter(row.last),
            )
            for row in counted.resting_pairs(self.ever, self.places)
            if not self.of or self.of in (row.code, row.other)
        ]

    @property
    def unwalked(self) -> list[Resting]:
        """The paths of the mapping on which nothing went in the last six months, or ever."""
        words = _("%(unit)s melalui %(office)s")
        return [
            Resting(
                words % {"unit": self.name(row.code), "office": self.title(row.other)},
                f"/unit/{row.code}/",
                _quarter(row.last),
            )
            for row in counted.unwalked(self.ever, self.places)
            if not self.of or self.of == self.places(row.code)
        ]

    @property
    def resting_forms(self) -> list[Resting]:
        """The forms of coordination in which nothing was opened in the last six months, or ever."""
        labels = {form.code: str(form.label) for form in self.moment.regulation.kinds.forms}
        rows = counted.resting_forms(self.ever, labels, self.moment.today)
        return [Resting(labels[row.code], "/hubungan/", _quarter(row.last)) for row in rows]


def _plain(mean: float | None) -> float | None:
    """A mean as it is read: to a tenth, 6 rather than 6.0."""
    found = None if mean is None else round(mean, 1)
    return int(found) if found is not None and found == int(found) else found


def _quarter(found: LawQuarter | None) -> str:
    return Quarter(found.year, found.number).label if found else ""


def _tint(n: int, most: int) -> str:
    """Three tints: up to a third of the greatest number, up to two thirds, and more."""
    return "" if not n else f"tint-{1 + (3 * n > most) + (3 * n > 2 * most)}"


def _named(quarters: Iterable[Any], today: date) -> Mapping[str, str]:
    return {q.code: Quarter(q.year, q.number).label_on(today) for q in quarters}


@policy(Policy.PUBLIC)
@today_only
def cooperation(request: Request, moment: Moment) -> HttpResponse:
    """Who worked with whom: the answers in sentences, the circle, the pairs, the matrix, and what is not walked."""
    government = request.government
    kinds = {row.code.value: row.label for row in moment.regulation.kinds.kinds}
    quarters = _named(recent(moment.today), moment.today)
    units = {unit.code for unit in history(government).all_units}
    asked = Asked(request, moment, masa=quarters, jenis=kinds, unit=units, urut=SORTS)
    found = Map(government, moment, asked)
    desks = found.desks
    lines = found.lines
    listed = Paginator(lines, PER_PAGE).get_page(asked.number)
    context = {
        "menu": "cooperation",
        "map": found,
        "current": found.current,
        "unit": found.name(found.of) if found.of else "",
        "unit_code": found.of,
        "total": found.total,
        "days": days_word(found.at, moment.today),
        "desks": desks,
        "fullest": found.fullest(desks),
        "sharing": len(found.sharing),
        "never_talked": found.never_talked,
        "rows": list(listed),
        "page": listed,
        "pairs": len(lines),
        "most": MOST,
        "one_way_from": ONE_WAY,
        "since": counted.half_a_year(moment.today),
        "asked": asked,
        "query": asked.query,
        "filters": [
            (_("Masa"), asked.choices("masa", quarters, _("Empat triwulan terakhir"))),
            (_("Jenis"), asked.choices("jenis", kinds, _("Semua jenis"))),
        ],
        "sorts": asked.choices(
            "urut",
            {
                "berkas": _("Berkas terbanyak"),
                "cepat": _("Tercepat dijawab"),
                "lama": _("Terlama dijawab"),
            },
            _("Menurut susunan"),
        ),
        "unit_choices": _unit_choices(found, asked),
    }
    return page(request, moment, "cooperation/cooperation.html", context)


def _unit_choices(found: Map, asked: Asked) -> list[Choice]:
    """The Perangkat Daerah of the government as links, by their names."""
    places = {found.places(code) for code in found.moment.organisation.units} | ({found.of} if found.of else set())
    names = {code: found.name(code) for code in places}
    return asked.choices("unit", dict(sorted(names.items(), key=lambda unit: unit[1])), _("Semua Perangkat Daerah"))

"""Pantau: what a leader watches over in one sentence and few figures, each a link to the list behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions.cockpit import LISTINGS, STOCK, Board, Cockpit, Desk, Listing, Told
from selaras.law.quarters import Quarter
from selaras.records import cockpit as rows_of
from selaras.records import watched
from selaras.records.governments import pack_of
from selaras.records.outcomes import FollowUp
from selaras.web.forms import whole
from selaras.web.language import day_in_language, in_language
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.quarters import Choice
from selaras.web.quarters import Quarter as Named
from selaras.web.sheets import workbook

DESK = "/kerja/pantau/"
PER_PAGE = 50
LARGEST = 20_000  # rows of a workbook
OLDEST = 5  # turns on the first screen
FEW = 3  # desks that a sentence names
LONGEST = 90  # characters of an answer in an address
SQUARES = 40  # squares of a desk; more is a number alone
SQUARE = 13  # pitch of a square in units of the drawing


@dataclass(frozen=True)
class Heap:
    """A desk with one square for each turn that waits there, the late ones first, and the lists behind it."""

    desk: Desk
    href: str
    own_href: str

    @property
    def squares(self) -> list[tuple[int, bool]]:
        """Place and lateness of each square; none when there are too many to count at a glance."""
        many = self.desk.total
        return [(n * SQUARE, n < self.desk.late) for n in range(many)] if many <= SQUARES else []

    @property
    def width(self) -> int:
        """Width of all squares in units of the drawing."""
        return self.desk.total * SQUARE


def _heaps(cockpit: Cockpit) -> list[Heap]:
    found = []
    for desk in cockpit.desks():
        own = f"{DESK}giliran/?{urlencode({'unit': desk.code})}"
        whole_href = f"{DESK}giliran/?{urlencode({'kantor': desk.code})}"
        found.append(Heap(desk, whole_href if desk.office else own, own))
    return found


def age_words() -> list[str]:
    """The ages of matters in words, the youngest first."""
    steps = rows_of.AGES
    between = [_("%(a)s sampai %(b)s") % {"a": a + 1, "b": b} for a, b in pairwise(steps)]
    return [_("sampai %(n)s hari kerja") % {"n": steps[0]}, *between, _("lebih dari %(n)s") % {"n": steps[-1]}]


def ages(cockpit: Cockpit) -> list[tuple[str, int, str]]:
    """The ages of the matters that run: in words, how many, and the list."""
    counted = zip(age_words(), watched.by_age(cockpit.watch), strict=True)
    return [(label, many, f"{DESK}berkas/?umur={n}") for n, (label, many) in enumerate(counted)]


def _states(cockpit: Cockpit) -> list[tuple[str, int, str]]:
    """The follow-ups that are open by the state in which they stand, in the order of the procedure."""
    counted = watched.by_state(cockpit.watch)
    named = _state_words(cockpit)
    return [(named.get(c, c), counted[c], f"{DESK}tindak-lanjut/?keadaan={c}") for c in [*named] if c in counted] + [
        (c, n, f"{DESK}tindak-lanjut/?keadaan={c}") for c, n in counted.items() if c not in named
    ]


def _state_words(cockpit: Cockpit) -> dict[str, str]:
    book = in_language(pack_of(cockpit.government).regulation_on(cockpit.today).book)
    return {
        state.code: state.label
        for procedure in book.procedures
        if procedure.subject == FollowUp.TYPE
        for state in procedure.states
    }


def _few(names: list[str]) -> list[str]:
    """The first of some names, and how many there are besides."""
    rest = len(names) - FEW
    return [*names[:FEW], _("%(n)s lain") % {"n": rest}] if rest > 0 else names


@policy(Policy.ACTING)
@require_safe
def cockpit(request: ActingRequest) -> HttpResponse:
    """The cockpit of the post in which one acts."""
    found = Cockpit(request.actor)
    board = Board(found)
    heaps = _heaps(found)
    below = [h.desk for h in heaps if h.desk.office and h.desk.code != found.chief]
    own = max((desk.own for desk in below), default=0)
    oldest, eldest = found.first(OLDEST)
    context = {
        "menu": "cockpit",
        "cockpit": found,
        "scope": scope_words(found),
        "board": board,
        "n": {name: found.total(name) for name in found.stocks},
        "last_month": board.figure("tindak-lanjut-rapat").now,
        "heaps": heaps,
        "most": [h.desk.name for h in heaps if h.desk.total == heaps[0].desk.total] if len(heaps) > 1 else [],
        "own": own,
        "own_names": [desk.name for desk in below if desk.own == own],
        "oldest": oldest,
        "oldest_matter": eldest,
        "lies": _few([place.words for place in eldest.places]) if eldest else [],
        "longest_late": found.longest_late(oldest[0] if oldest else None),
        "ages": ages(found),
        "states": _states(found),
        "quarter": Named(found.quarter.year, found.quarter.number),
        "before": Named(found.quarter.before.year, found.quarter.before.number),
        "current": found.standing,
        "kept_on": found.before[0] if found.before else None,
        "today": found.today,
        "proposed": [found.name(code) for code in found.span.coordinated if code in found.span.proposed],
        "unit": found.name(request.actor.unit),
    }
    return render(request, "cockpit/cockpit.html", context)


# Lists


class Asked:
    """What a list was asked for by its address, and the address of the same list with something changed."""

    NAMES = ("unit", "kantor", "umur", "keadaan", "masa", "urut")

    def __init__(self, cockpit: Cockpit, listing: Listing, query: Any) -> None:
        self.cockpit, self.listing = cockpit, listing
        given = {name: query.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in self.NAMES}
        narrows = {
            "unit": given["unit"] in cockpit.units,
            "kantor": given["kantor"] in set(cockpit.offices.values()),
            "umur": listing.code == "berkas" and whole(given["umur"]) in range(len(rows_of.AGES) + 1),
            "keadaan": listing.code == "tindak-lanjut" and given["keadaan"] in _state_words(cockpit),
            "masa": listing.by_quarter and given["masa"] == "lalu",
            "urut": given["urut"] in ("lama", "baru", "unit"),
        }
        self.given = {name: value for name, value in given.items() if narrows[name]}
        self.watch = cockpit.narrowed(unit=self.given.get("unit", ""), office=self.given.get("kantor", ""))
        self.quarter: Quarter = cockpit.quarter.before if "masa" in self.given else cockpit.quarter
        self.order = self.given.get("urut", "baru" if listing.newest_first else "lama")

    @property
    def every(self) -> Any:
        """All rows that the figure counts."""
        narrow = Q()
        if "umur" in self.given:
            narrow &= rows_of.aged_in(self.watch, int(self.given["umur"]))
        if "keadaan" in self.given:
            narrow &= Q(state=self.given["keadaan"])
        return self.listing.of(self.watch, self.quarter, narrow)

    def told(self) -> Any:
        """Those of them that the reader may learn of one by one, in order."""
        return self.listing.ordered(rows_of.told(self.every, self.cockpit.actor), self.order)

    def address(self, **changed: str) -> str:
        """The query of the same list with something changed."""
        said = {name: value for name, value in {**self.given, **changed}.items() if value}
        return f"?{urlencode(said)}" if said else "?"

    @property
    def query(self) -> str:
        """What narrows and orders the list, as it stands before the number of a page."""
        return f"{urlencode(self.given)}&" if self.given else ""

    @property
    def narrowed(self) -> str:
        """By what the list is narrowed, in words."""
        cockpit, given = self.cockpit, self.given
        said = [cockpit.name(given["unit"])] if "unit" in given else []
        if "kantor" in given:
            said.append(_("%(office)s dan yang dikoordinasikannya") % {"office": cockpit.name(given["kantor"])})
        if "umur" in given:
            said.append(age_words()[int(given["umur"])])
        if "keadaan" in given:
            said.append(_state_words(cockpit)[given["keadaan"]])
        return "; ".join(said)

    def orders(self) -> list[Choice]:
        """The ways to order the list, as links."""
        names = (("lama", _("Terlama dahulu")), ("baru", _("Terbaru dahulu")), ("unit", _("Menurut unit")))
        return [Choice(label, self.address(urut=code), code == self.order) for code, label in names]

    def periods(self) -> list[Choice]:
        """This quarter and the one before, as links; none where a list is of today."""
        if not self.listing.by_quarter:
            return []
        now, then = self.cockpit.quarter, self.cockpit.quarter.before
        return [
            Choice(Named(now.year, now.number).label, self.address(masa=""), self.quarter == now),
            Choice(Named(then.year, then.number).label, self.address(masa="lalu"), self.quarter == then),
        ]


def _asked(request: ActingRequest, code: str) -> Asked:
    listing = LISTINGS.get(code)
    if listing is None:
        raise Http404
    return Asked(Cockpit(request.actor), listing, request.GET)


@policy(Policy.ACTING)
@require_safe
def listing(request: ActingRequest, code: str) -> HttpResponse:
    """The list behind a figure."""
    asked = _asked(request, code)
    page: Page[Any] = Paginator(asked.told(), PER_PAGE).get_page(whole(request.GET.get("hal", "")) or 1)
    total = asked.every.count()
    context = {
        "menu": "cockpit",
        "scope": scope_words(asked.cockpit),
        "listing": in_language(asked.listing.label),
        "counts": in_language(asked.listing.counts),
        "day_head": in_language(asked.listing.day),
        "clocked": asked.listing.clocked,
        "asked": asked,
        "page": page,
        "rows": asked.listing.read(asked.cockpit, list(page)),
        "total": total,
        "hidden": total - page.paginator.count,
        "query": asked.query,
        "file": f"{DESK}{code}/unduh.xlsx{asked.address().rstrip('?')}",
        "today": asked.cockpit.today,
    }
    return render(request, "cockpit/list.html", context)


@policy(Policy.ACTING)
@require_safe
def listing_file(request: ActingRequest, code: str) -> HttpResponse:
    """The same list as a workbook, with what it counts and how many of its rows it does not name."""
    asked = _asked(request, code)
    rows = list(asked.told()[:LARGEST])
    every = asked.every.count()
    read = asked.listing.read(asked.cockpit, rows)
    about = [
        (_("Hal"), in_language(asked.listing.label)),
        (_("Yang dihitung"), in_language(asked.listing.counts)),
        (_("Lingkup"), scope_words(asked.cockpit)),
        (_("Dipersempit"), asked.narrowed),
        (_("Keadaan pada"), day_in_language(asked.cockpit.today)),
        (_("Semua"), every),
        (_("Terhitung tetapi tidak disebut"), every - len(read)),
    ]
    return workbook(f"pantau-{code}-{asked.cockpit.today}", [(code, _lines(asked, read)), (_("keterangan"), about)])


def _lines(asked: Asked, rows: list[Told]) -> Iterator[tuple[Any, ...]]:
    yield (
        _("Hal"),
        _("Unit"),
        _("Jabatan"),
        in_language(asked.listing.day),
        _("Nomor"),
        _("Keadaan"),
        _("Hari kerja terpakai"),
        _("Tenggat, hari kerja"),
    )
    for row in rows:
        yield (
            row.title or _("Judul belum terbuka"),
            "; ".join(place.unit for place in row.places),
            "; ".join(place.post for place in row.places if place.post),
            _day(asked, row.day),
            row.number,
            in_language(row.state),
            row.clock.used if row.clock else None,
            row.clock.target if row.clock else None,
        )


def _day(asked: Asked, value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(asked.cockpit.government.zone).date()
    return value if isinstance(value, date) else None


def scope_words(cockpit: Cockpit) -> str:
    """Over what a post watches, in words."""
    name = cockpit.name(cockpit.actor.unit)
    if cockpit.span.whole:
        return _("Seluruh unit pemerintah daerah")
    if cockpit.span.coordinated:
        values = {"unit": name, "n": len(cockpit.span.coordinated)}
        return _("%(unit)s dan %(n)s unit yang dikoordinasikannya") % values
    if len(cockpit.span.units) > 1:
        return _("%(unit)s dan %(n)s unit di dalamnya") % {"unit": name, "n": len(cockpit.span.units) - 1}
    return name


@policy(Policy.ACTING)
@require_safe
def figures_file(request: ActingRequest) -> HttpResponse:
    """All figures of the cockpit as a workbook: of the whole span, and unit by unit."""
    found = Cockpit(request.actor)
    board = Board(found)
    now, then = found.quarter, found.quarter.before
    kept = day_in_language(found.before[0]) if found.before else _("belum ada angka pembanding")

    def figures() -> Iterator[tuple[Any, ...]]:
        yield _("Angka"), _("Sekarang"), _("Triwulan sebelumnya"), _("Pembanding dari"), _("Yang dihitung")
        for figure in (*board.stocks, *board.others, *board.flows):
            at = kept if figure.listing in [f.listing for f in board.stocks] else ""
            at = Named(then.year, then.number).label if figure.listing.by_quarter else at
            counts = in_language(figure.listing.counts)
            yield in_language(figure.listing.label), figure.now, figure.before, at, counts

    def units() -> Iterator[tuple[Any, ...]]:
        yield _("Unit"), *(in_language(figure.listing.label) for figure in board.stocks)
        codes = {code for counted in found.stocks.values() for code in counted if code}
        for code in sorted(codes, key=found.name):
            yield found.name(code), *(found.stocks[name][code] for name in STOCK.values())

    about = [
        (_("Lingkup"), scope_words(found)),
        (_("Jabatan"), found.name(request.actor.post)),
        (_("Keadaan pada"), day_in_language(found.today)),
        (_("Triwulan"), Named(now.year, now.number).label_on(found.today)),
    ]
    sheets = [(_("angka"), figures()), (_("menurut unit"), units()), (_("keterangan"), about)]
    return workbook(f"pantau-{found.today}", sheets)

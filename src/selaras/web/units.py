"""The structure of the government, drawn and as a table, and the page of each unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from selaras.law.kinds import agency_of
from selaras.law.organisation import Organisation
from selaras.law.types import Basis, Coordination, Post, Strength, Succession, Unit, UnitType
from selaras.records.people import CAPACITIES, Tenure, holders
from selaras.records.units import history
from selaras.web.day import Moment, dated, page
from selaras.web.drawing import structure_tree, tree_drawing
from selaras.web.language import day_in_language
from selaras.web.missing import alike, missing
from selaras.web.parties import Unknown, by_type, clean, code_of, type_label
from selaras.web.policy import Policy, Request, policy


@dataclass(frozen=True)
class Change:
    """What became of a unit on a day: one unit ended or changed, and went on as another."""

    row: Succession
    word: str
    before: date  # the last day of what was


@dataclass(frozen=True)
class Seat:
    """A post of a unit with who holds it (for the head alone) and the posts right below it in the unit."""

    post: Post
    holder: str
    below: tuple[Seat, ...]


@policy(Policy.PUBLIC)
@dated
def structure(request: Request, moment: Moment) -> HttpResponse:
    """All units of the day: a tree by superiors, and tables by type with coordinators."""
    organisation = moment.organisation
    tops = [u for u in organisation.units.values() if not u.superior and organisation.below.get(u.code)]
    trees = [structure_tree(organisation, unit.code) for unit in tops]
    drawings = [(tree, tree_drawing(tree)) for tree in trees]
    for node in (node for _tree, drawn in drawings for node in drawn.nodes):
        node.href += moment.per
    groups = []
    for code, units in by_type(organisation):
        row, listed = organisation.types[code], [(u, _rows(organisation, u.code)) for u in units]
        groups.append((type_label(code), row, type_basis(row), any(rows for _unit, rows in listed), listed))
    context = {
        "menu": "structure",
        "drawings": drawings,
        "groups": groups,
        "names": _names(organisation),
        "total": len(organisation.units),
        "agencies": sum(organisation.type_of(code).is_agency for code in organisation.units),
    }
    return page(request, moment, "units/structure.html", context)


@policy(Policy.PUBLIC)
@dated
def post(request: Request, moment: Moment, unit: str, post: str) -> HttpResponse:
    """A post by its code leads to its place on the page of its unit."""
    organisation, code = moment.organisation, f"{unit}/{post}"
    if unit not in organisation.units:
        return _of_another_day(request, moment, unit)
    if code in organisation.posts:
        return HttpResponseRedirect(f"/unit/{unit}/{moment.per}#jabatan-{post}")
    titles = {p.code: p.title for p in organisation.posts_of.get(unit, ())}
    near = [(title, found, f"/unit/{found}/{moment.per}") for found, title in alike(code, titles)]
    words = _("Semua jabatan pada %(unit)s") % {"unit": organisation.name_of(unit)}
    asked = {"code": clean(code), "day": day_in_language(moment.day)}
    sentence = _("Jabatan “%(code)s” tidak ada pada %(day)s.") % asked
    return missing(request, moment, "structure", sentence, near, (words, f"/unit/{unit}/{moment.per}"))


@policy(Policy.PUBLIC)
@dated
def unit(request: Request, moment: Moment, code: str) -> HttpResponse:
    """One unit: what it is, under whom, coordinated by whom, its affairs, posts, units and successions."""
    organisation = moment.organisation
    found = organisation.units.get(code)
    if found is None:
        return _of_another_day(request, moment, code)
    past = history(request.government)
    head = organisation.heads.get(code)
    holder = holders(request.government, {head.code}, moment.day).get(head.code) if head else None
    agency = agency_of(organisation, code)
    own = _rows(organisation, code)
    context = {
        "menu": "structure",
        "unit": found,
        "type": organisation.type_of(code),
        "type_label": type_label(found.type),
        "type_basis": type_basis(organisation.type_of(code)),
        "through_basis": _through(moment, found),
        "names": {u.code: u.name for u in past.all_units} | _names(organisation),
        "rows": own or _rows(organisation, agency),
        "agency": agency if agency != code else "",
        "row_of_agency": not own and agency != code,
        "affairs": [a for a in organisation.affairs.values() if a.unit == code],
        "affair_names": {a.code: a.name for a in organisation.affairs.values() if a.unit == code},
        "head": head,
        "ppid": moment.pack.government.offices.ppid == code,
        "holder": _named(holder),
        "standing": _standing(holder),
        "seats": _seats(organisation, code, head, holder),
        "below": organisation.below.get(code, ()),
        "successions": _changes(past.successions, code),
    }
    return page(request, moment, "units/unit.html", context)


def _of_another_day(request: Request, moment: Moment, code: str) -> HttpResponse:
    """A unit of another day keeps its address: it says when it stood, on what ground it ended and who succeeded it.

    A code that never was is told so.
    """
    past = history(request.government)
    periods = [u for u in past.all_units if u.code == code]
    if not periods:
        return _no_such_unit(request, moment, code)
    context = {
        "menu": "structure",
        "unit": periods[-1],
        "periods": periods,
        "names": {u.code: u.name for u in past.all_units},
        "successions": _changes(past.successions, code),
        "last": _last_day(periods, moment),
        "heirs": [(heir, moment.organisation.name_of(heir)) for heir in past.heirs(code, moment.day)],
    }
    return page(request, moment, "units/another_day.html", context)


def _last_day(periods: list[Unit], moment: Moment) -> date | None:
    """The day on which a unit ended, before the day of the page; None for one that is yet to begin."""
    return max((u.valid_to for u in periods if u.valid_to and u.valid_to < moment.day), default=None)


def _no_such_unit(request: Request, moment: Moment, code: str) -> HttpResponse:
    """A code that never was names itself and offers the units it may have meant."""
    organisation = moment.organisation
    try:
        meant = code_of(organisation, code).partition("/")[0]
        found: Iterable[tuple[str, str]] = [(meant, organisation.name_of(meant))]
    except Unknown as unknown:
        found = unknown.choices or alike(code, _names(organisation))
    near = [(name, one, f"/unit/{one}/{moment.per}") for one, name in found]
    sentence = _("Unit “%(code)s” tidak ada pada %(day)s.") % {"code": clean(code), "day": day_in_language(moment.day)}
    listed = (_("Semua unit pada halaman struktur"), f"/struktur/{moment.per}#tabel")
    return missing(request, moment, "structure", sentence, near, listed)


def type_basis(row: UnitType) -> Basis | None:
    """The ground of a type: the clause that names it; none for a type of our own."""
    return Basis(Strength.STATED, row.cite) if row.cite else None


def _through(moment: Moment, unit: Unit) -> Basis | None:
    """Why a unit answers through another: the first row of the table that fits it."""
    above = moment.organisation.units.get(unit.through or "")
    if above is None:
        return None
    return next(
        rule.basis
        for rule in moment.regulation.routes.through
        if (not rule.from_ or unit.type in rule.from_)
        and (not rule.to or above.type in rule.to)
        and (not rule.units or unit.code in rule.units)
    )


def _changes(successions: tuple[Succession, ...], code: str) -> list[Change]:
    words = {
        "merge": _("digabung ke dalam"),
        "split": _("dipecah, di antaranya menjadi"),
        "rename": _("berganti nama menjadi"),
        "transfer": _("menyerahkan urusan kepada"),
        "dissolve": _("dihapus"),
    }
    return [Change(s, words[s.kind], s.date - timedelta(days=1)) for s in successions if code in (s.old, s.new)]


def _names(organisation: Organisation) -> dict[str, str]:
    return {code: unit.name for code, unit in organisation.units.items()}


def _rows(organisation: Organisation, code: str) -> tuple[Coordination, ...]:
    return organisation.coordination.get(code, ())


def _named(holder: Tenure | None) -> str:
    """The holder as people write him: "Plt. …" before the name of an acting one; nothing when nobody holds the post."""
    return f"{CAPACITIES[holder.capacity]} {holder.person.name}".strip() if holder else ""


def _standing(holder: Tenure | None) -> str:
    """In what capacity somebody holds a post, since when, and until when where that is known."""
    if holder is None:
        return ""
    capacity = {
        "definitif": _("Pejabat definitif"),
        "plt": _("Pelaksana tugas"),
        "plh": _("Pelaksana harian"),
        "pj": _("Penjabat"),
    }[holder.capacity]
    values = {"capacity": capacity, "since": day_in_language(holder.valid_from)}
    if holder.valid_to is None:
        return _("%(capacity)s sejak %(since)s") % values
    return _("%(capacity)s sejak %(since)s sampai %(until)s") % {**values, "until": day_in_language(holder.valid_to)}


def _seats(organisation: Organisation, unit: str, head: Post | None, holder: Tenure | None) -> tuple[Seat, ...]:
    """The posts of a unit as a tree; a post whose superior sits elsewhere is a root."""
    posts = organisation.posts_of.get(unit, ())
    codes = {post.code for post in posts}
    under: dict[str, list[Post]] = {}
    for post in posts:
        above = post.superior if post.superior in codes and post.superior != post.code else ""
        under.setdefault(above or "", []).append(post)

    def seat(post: Post) -> Seat:
        below = tuple(seat(p) for p in under.get(post.code, ()))
        return Seat(post, _named(holder) if post is head else "", below)

    return tuple(seat(post) for post in under.get("", ()))

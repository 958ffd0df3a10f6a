"""Span: whose work a post watches over: the whole government's, that of the units it coordinates, or its own unit's."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct

from selaras.law.organisation import Organisation
from selaras.law.paths import Resolver


class Span(Struct, frozen=True):
    """The units of a span; of those `coordinated` the mapping says so, of the `proposed` ones only by a proposal.

    `whole` says that it is every unit there is, also those that ended.
    """

    units: frozenset[str]
    whole: bool = False
    leads: bool = False  # whether it is more than to belong to the unit
    coordinated: tuple[str, ...] = ()
    proposed: frozenset[str] = frozenset()


def within(organisation: Organisation, units: Iterable[str]) -> frozenset[str]:
    """These units with all that stand in them, directly or through others."""
    found = frozenset(units)
    below = {unit.code for code in found for unit in organisation.below.get(code, ())}
    return found if below <= found else within(organisation, found | below)


def coordinated_by(organisation: Organisation, unit: str) -> dict[str, bool]:
    """The units that the mapping gives to an office as a whole, each with whether a row that gives it is official."""
    found: dict[str, bool] = {}
    for code, rows in organisation.coordination.items():
        mine = [row for row in rows if row.coordinator == unit and row.affair is None]
        if mine and code in organisation.units:
            found[code] = any(row.official for row in mine)
    return found


def offices_of(organisation: Organisation) -> dict[str, str]:
    """The coordinating office of each unit: who coordinates it or what it stands in, itself where it is such an office.

    Units that nobody coordinates are not there.
    """
    offices = {
        row.coordinator for rows in organisation.coordination.values() for row in rows if row.affair is None
    } & set(organisation.units)

    def office(code: str | None) -> str:
        if code is None or code not in organisation.units or code in offices:
            return code if code in offices else ""
        own = [row.coordinator for row in organisation.coordination.get(code, ()) if row.affair is None]
        return next((found for found in own if found in offices), "") or office(organisation.units[code].superior)

    return {code: found for code in organisation.units if (found := office(code))}


def span_of(resolver: Resolver, post: str, everything: Collection[str] = ()) -> Span:
    """What a post watches over (Pasal 19, Pasal 21).

    The head of the government, who heads the agency that speaks for him, and every post of the units that serve all
    (`everything`: oversight, organisation) watch over all units; who heads an office over its unit, those in it and
    those that it coordinates with all that stand in them; any other post over its own unit alone.
    """
    organisation = resolver.organisation
    unit = post.split("/", maxsplit=1)[0]
    head = organisation.heads.get(unit)
    leads = head is not None and head.code == post
    known = organisation.units.get(unit)
    top = known is not None and (unit == resolver.chief or known.type in resolver.routes.rules.heads.types)
    if unit in everything or (leads and top):
        return Span(frozenset(organisation.units), whole=True, leads=True)
    if not leads:
        return Span(frozenset({unit}))
    coordinated = coordinated_by(organisation, unit)
    return Span(
        units=within(organisation, (unit, *coordinated)),
        leads=True,
        coordinated=tuple(coordinated),
        proposed=frozenset(code for code, official in coordinated.items() if not official),
    )

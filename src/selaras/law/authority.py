"""Authority: what an acting officer may not decide, and who decides it then (UU 30/2014 Pasal 14 ayat (7))."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from selaras.law.paths import Question, Resolver, Status
from selaras.law.procedures import Refused
from selaras.law.types import Basis, Kind, Strength
from selaras.law.words import say


class Aspect(StrEnum):
    """In what a decision is strategic: it changes a legal status there."""

    ORGANISATION = "organisasi"
    PERSONNEL = "kepegawaian"
    BUDGET = "anggaran"


ACTING = frozenset({"plt", "plh"})  # who is stopped; an acting head of a region (pj) is only marked
MARKED = ACTING | {"pj"}
BASIS = Basis(Strength.STATED, cite="UU 30/2014 Pasal 14 ayat (7)")


def overseen(resolver: Resolver, post: str) -> frozenset[str]:
    """The units whose acting officers a post follows: its own, and those that answer to it directly or through others.

    The head of government, and who heads the agency that speaks for him, follow the whole government.
    """
    organisation = resolver.organisation
    unit = post.split("/", maxsplit=1)[0]
    head = organisation.heads.get(unit)
    if head and head.code == post and unit in (resolver.root, resolver.chief):
        return frozenset(organisation.units)
    found, waiting = {unit}, [unit]
    while waiting:
        above = waiting.pop()
        below = {u.code for u in organisation.units.values() if above in (u.superior, u.through)} - found
        found |= below
        waiting += below
    return frozenset(found)


def stands_above(resolver: Resolver, above: str, below: str) -> bool:
    """Whether a post is a superior of another in the line of command, or heads the agency through which it answers."""
    organisation, found = resolver.organisation, set[str]()
    post = organisation.posts.get(below)
    while post and post.superior and post.superior not in found:
        through = organisation.heads.get(organisation.units[post.unit].through or "")
        if above in (post.superior, through and through.code):
            return True
        found.add(post.superior)
        post = organisation.posts.get(post.superior)
    return False


def span(resolver: Resolver, leader: str) -> tuple[str, ...]:
    """Whom a leader may coordinate in hierarchy: the posts right below him in his unit, and the units of his span.

    Asked of the path finder, unit by unit, so that it is what he may do (Pasal 17 huruf a, Pasal 19).
    """
    organisation = resolver.organisation
    post, type_ = organisation.posts[leader], resolver.span_type()
    found = [p.code for p in organisation.posts_of.get(post.unit, ()) if p.superior == leader]
    if type_ is None:
        return tuple(found)
    for unit in organisation.units:
        if unit != post.unit:
            path = resolver.resolve(Question(leader, (unit,), Kind.KOORDINATIF, type_))
            if path.status in (Status.OFFICIAL, Status.PROPOSED):
                found.append(unit)
    return tuple(found)


def may_decide(capacity: str, aspects: Iterable[str], *, top: bool = False) -> None:
    """Raise Refused where an acting officer decides what changes a legal status; at the `top` nobody can take over."""
    touched = [aspect.value for aspect in Aspect if aspect.value in set(aspects)]
    if capacity in ACTING and touched:
        raise Refused(
            say("Keputusan strategis ini tidak dapat ditetapkan oleh {capacity}.", capacity=capacity.title()),
            BASIS,
            (
                say(
                    "Keputusan ini dinyatakan mengubah status hukum pada aspek {aspects}.",
                    aspects=", ".join(touched),
                ),
            ),
            (
                (
                    say("Jabatan ini tidak mempunyai atasan: tunggu pejabat definitif, atau pemerintah di atasnya."),
                    say("Bila tidak satu pun status hukum berubah, periksa kembali pernyataan itu."),
                )
                if top
                else (
                    say("Serahkan keputusan ini kepada atasan pejabat yang digantikan."),
                    say("Atau tunggu pejabat definitif."),
                )
            ),
        )

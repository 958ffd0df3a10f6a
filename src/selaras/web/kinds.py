"""The five kinds of working relationship on one page, with types, forms, duties, principles and the steps of each."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.law.flow import shared
from selaras.law.kinds import KindRow, Kinds, TypeRow
from selaras.law.procedures import Book, Procedure, Role, Step
from selaras.web.day import Moment, dated, page
from selaras.web.policy import Policy, Request, policy


def role_word(role: Role) -> str:
    """The Indonesian word of a role in a matter."""
    return {
        Role.OPENER: _("Pemrakarsa"),
        Role.COUNTERPART: _("Mitra"),
        Role.COORDINATOR: _("Koordinator"),
        Role.CONVENER: _("Pemimpin koordinasi"),
        Role.DECIDER: _("Pemutus"),
        Role.VIA: _("Tembusan"),
        Role.OBSERVER: _("Pengamat"),
        Role.LEAD: _("Yang memimpin"),
        Role.PARTY: _("Para pihak"),
    }[role]


def procedure_title(kinds: Kinds, procedure: Procedure) -> str:
    """What a procedure is called: its kind, with the types it is for."""
    if procedure.kind is None:
        return procedure.code
    label = kinds.kind(procedure.kind).label
    types = [kinds.type(code).label.lower() for code in procedure.types]
    if len(types) > 1:
        types = [_("%(first)s dan %(last)s") % {"first": ", ".join(types[:-1]), "last": types[-1]}]
    return ", ".join([label, *types])


@policy(Policy.PUBLIC)
@dated
def kinds(request: Request, moment: Moment) -> HttpResponse:
    """All of Pasal 12 to 19 on one screen, each kind with its steps where its procedure is data."""
    book = moment.regulation.book
    common = shared(book)
    found = moment.regulation.kinds
    context = {
        "menu": "kinds",
        "kinds": [(kind, _tables(found, book, kind, common), _without(found, book, kind)) for kind in found.kinds],
        "common": _rows([s for s in book.procedures[0].steps if s.code in common]) if book.procedures else [],
        "all": found,
        "routes": moment.regulation.routes,
    }
    return page(request, moment, "kinds/kinds.html", context)


def _tables(
    kinds: Kinds, book: Book, kind: KindRow, common: frozenset[str]
) -> list[tuple[Procedure, str, list[tuple[str, Step]]]]:
    """The procedures of a kind with what they are called and the steps that only they have."""
    return [
        (p, procedure_title(kinds, p), _rows([s for s in p.steps if s.code not in common]))
        for p in book.procedures
        if p.kind == kind.code
    ]


def _without(kinds: Kinds, book: Book, kind: KindRow) -> list[TypeRow]:
    """The types of a kind that no procedure is for, where its procedures go by types."""
    typed = any(p.types for p in book.procedures if p.kind == kind.code)
    return [row for row in kinds.types if typed and book.for_matter(kind.code, row.code) is None]


def _rows(steps: list[Step]) -> list[tuple[str, Step]]:
    """Each step after the words for who takes it."""
    return [(", ".join(role_word(role) for role in step.by), step) for step in steps]

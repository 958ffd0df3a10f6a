"""The five kinds of working relationship on one page, with types, forms, duties, principles and the steps of each."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

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
        Role.LEAD: _("Yang memimpin"),
        Role.VIA: _("Tembusan"),
        Role.OBSERVER: _("Pengamat"),
    }[role]


@policy(Policy.PUBLIC)
@dated
def kinds(request: Request, moment: Moment) -> HttpResponse:
    """All of Pasal 12 to 19 on one screen, each kind with its steps where its procedure is data."""
    book = moment.regulation.book
    common = _common(book)
    found = moment.regulation.kinds
    context = {
        "menu": "kinds",
        "kinds": [(kind, _tables([p for p in book.procedures if p.kind == kind.code], common)) for kind in found.kinds],
        "common": _rows([s for s in book.procedures[0].steps if _same(s) in common]) if book.procedures else [],
        "all": found,
        "routes": moment.regulation.routes,
    }
    return page(request, moment, "kinds/kinds.html", context)


def _same(step: Step) -> tuple[object, ...]:
    return (step.code, step.label, step.basis, step.by)


def _common(book: Book) -> set[tuple[object, ...]]:
    """The steps that every procedure has alike; they are told once."""
    if len(book.procedures) < 2:
        return set()
    return set.intersection(*({_same(s) for s in p.steps} for p in book.procedures))


def _tables(
    procedures: list[Procedure], common: set[tuple[object, ...]]
) -> list[tuple[Procedure, list[tuple[str, Step]]]]:
    return [(p, _rows([s for s in p.steps if _same(s) not in common])) for p in procedures]


def _rows(steps: list[Step]) -> list[tuple[str, Step]]:
    """Each step after the words for who takes it."""
    return [(", ".join(role_word(role) for role in step.by), step) for step in steps]

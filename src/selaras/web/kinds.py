"""The five kinds of working relationship on one page, with types, forms, duties, principles and the steps of each."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.law.flow import shared
from selaras.law.kinds import KindRow, Kinds, TypeRow
from selaras.law.procedures import Book, Procedure, Role, SlotState, Step
from selaras.web.day import Moment, dated, page
from selaras.web.policy import Policy, Request, policy


def mark_of(slot: SlotState, role: Role) -> str:
    """The mark of a small state; who may come and need not is not missed."""
    return "abstained" if role is Role.GUEST and slot.mark == "objected" else slot.mark


def role_word(role: Role, subject: str = "matter") -> str:
    """The Indonesian word of a role in a sort of subject."""
    return {
        "matter": {
            Role.OPENER: _("Pemrakarsa"),
            Role.COUNTERPART: _("Mitra"),
            Role.COORDINATOR: _("Koordinator"),
            Role.CONVENER: _("Pemimpin koordinasi"),
            Role.DECIDER: _("Pemutus"),
            Role.VIA: _("Tembusan"),
            Role.OBSERVER: _("Pengamat"),
            Role.LEAD: _("Yang memimpin"),
            Role.PARTY: _("Para pihak"),
        },
        "meeting": {
            Role.CHAIR: _("Pimpinan rapat"),
            Role.SECRETARY: _("Notulis"),
            Role.INVITEE: _("Wajib hadir"),
            Role.GUEST: _("Peserta undangan"),
            Role.ATTENDEE: _("Peserta rapat"),
            Role.OBSERVER: _("Pengamat"),
        },
        "follow_up": {
            Role.OWNER: _("Penanggung jawab"),
            Role.CHECKER: _("Pemeriksa"),
            Role.CONVENER: _("Pengendali"),
            Role.OBSERVER: _("Pengamat"),
        },
        "working_group": {
            Role.CONVENER: _("Pembentuk"),
            Role.CHAIR: _("Ketua"),
            Role.SECRETARY: _("Sekretaris"),
            Role.MEMBER: _("Anggota"),
            Role.OBSERVER: _("Pengamat"),
        },
        "document": {
            Role.OPENER: _("Penyusun"),
            Role.COUNTERPART: _("Unit terkait"),
            Role.DECIDER: _("Penetap"),
            Role.OBSERVER: _("Pengamat"),
            Role.LEAD: _("Yang memimpin"),
            Role.PARTY: _("Penyusun dan unit terkait"),
        },
        "withholding": {
            Role.OPENER: _("Pemohon"),
            Role.DECIDER: _("PPID"),
            Role.KEEPER: _("Penanggung jawab"),
            Role.OBSERVER: _("Pengamat"),
        },
    }[subject][role]


def procedure_title(kinds: Kinds, procedure: Procedure) -> str:
    """What a procedure is called: its kind, with the types it is for; without a kind by its own name."""
    if procedure.kind is None:
        return procedure.label or procedure.code
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
    common = shared(book, "matter")
    found = moment.regulation.kinds
    first = next((p for p in book.procedures if p.subject == "matter"), None)
    context = {
        "menu": "kinds",
        "kinds": [(kind, _tables(found, book, kind), _without(found, book, kind)) for kind in found.kinds],
        "common": _rows(first, [s for s in first.steps if s.code in common]) if first else [],
        "others": _tables(found, book, None),
        "all": found,
        "routes": moment.regulation.routes,
    }
    return page(request, moment, "kinds/kinds.html", context)


def _tables(kinds: Kinds, book: Book, kind: KindRow | None) -> list[tuple[Procedure, str, list[tuple[str, Step]]]]:
    """The procedures of a kind, or of none, with what they are called and the steps that only they have."""
    return [
        (p, procedure_title(kinds, p), _rows(p, [s for s in p.steps if s.code not in shared(book, p.subject)]))
        for p in book.procedures
        if p.kind == (kind.code if kind else None)
    ]


def _without(kinds: Kinds, book: Book, kind: KindRow) -> list[TypeRow]:
    """The types of a kind that no procedure is for, where its procedures go by types."""
    typed = any(p.types for p in book.procedures if p.kind == kind.code)
    return [row for row in kinds.types if typed and book.for_matter(kind.code, row.code) is None]


def _rows(procedure: Procedure, steps: list[Step]) -> list[tuple[str, Step]]:
    """Each step after the words for who takes it."""
    return [(", ".join(role_word(role, procedure.subject) for role in step.by), step) for step in steps]

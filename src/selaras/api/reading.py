"""Reading: all that everybody may see, for programs; the same values that exports, feeds and the search show."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext_noop as N_
from ninja import Router
from ninja.params.models import Query

from selaras.actions import marks, proofs
from selaras.actions.facts import resolver
from selaras.actions.proofs import NoProof
from selaras.api.bodies import KindCode, MeetingSort
from selaras.api.lists import (
    Asked,
    Code,
    Cursor,
    Day,
    Limit,
    On,
    answer,
    cursor_of,
    day_of,
    list_of,
    listed,
    number_of,
    place_of,
    reads,
    rows_of,
    seen,
    values_of,
)
from selaras.api.problems import NOT_THERE, Wrong
from selaras.api.work import MatterWork
from selaras.api.writing import own_matter
from selaras.law import quarters, questions
from selaras.law.paths import BadQuestion
from selaras.records import faces, register
from selaras.records import search as index
from selaras.records import shapes as s
from selaras.records.documents import Document
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.openness import (
    in_phase,
    public_decisions,
    public_documents,
    public_follow_ups,
    public_groups,
    public_matters,
    public_meetings,
    public_withholdings,
)
from selaras.records.outcomes import FollowUp
from selaras.records.past import of_unit
from selaras.records.register import WithholdingShape
from selaras.records.subjects import Subject
from selaras.records.units import history
from selaras.records.withholdings import Withholding

organisation = Router(tags=[N_("Organisasi")])
law = Router(tags=[N_("Peraturan dan jalur")])
work = Router(tags=[N_("Pekerjaan bersama")])
book = Router(tags=[N_("Buku besar")])

Phase = Literal["open", "closed"]
SearchSort = Literal[
    "matter", "meeting", "decision", "follow_up", "working_group", "document", "unit", "post", "provision", "kind"
]


def only(found: list[Any]) -> HttpResponse:
    """The one thing that was asked for. Raises Wrong where there is none."""
    if not found:
        raise Wrong(404, NOT_THERE)
    return answer(found[0])


# The organisation


@reads(organisation, "/units", list_of(s.UnitHead))
def units(
    request: Asked,
    on: On = None,
    type: Code = None,
    agency: bool | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HttpResponse:
    """The units that hold on the day, by their codes; agencies alone where it is asked."""
    found = faces.unit_heads(request.government, day_of(on))
    fitting = [u for u in found if type in (None, u.type) and agency in (None, u.agency)]
    return values_of(request, fitting, lambda unit: unit.code, limit, cursor)


@reads(organisation, "/units/{str:code}", s.Unit)
def unit(request: Asked, code: str, on: On = None) -> HttpResponse:
    """Its posts, affairs, coordinators and units below on the day, and what became of it."""
    found = faces.units(request.government, day_of(on), [code])
    past = history(request.government)
    if not found and (rows := [row for row in past.successions if row.old == code]):
        heirs = ", ".join(dict.fromkeys(row.new for row in rows if row.new)) or "–"
        raise Wrong(404, f"Unit {code} tidak ada pada hari itu. Penerusnya: {heirs}. Tanyakan hari lain dengan on.")
    return only(found)


@reads(organisation, "/posts", list_of(s.PostShape))
def posts(
    request: Asked, on: On = None, unit: Code = None, head: bool | None = None, limit: Limit = 50, cursor: Cursor = None
) -> HttpResponse:
    """The posts that hold on the day; who holds one is named of the heads of units alone."""
    found = faces.posts(request.government, day_of(on))
    fitting = [p for p in found if unit in (None, p.unit) and head in (None, p.head)]
    return values_of(request, fitting, lambda post: post.code, limit, cursor)


# The law and the path


@reads(law, "/kinds", s.KindsShape)
def kinds(request: Asked, on: On = None) -> HttpResponse:
    """Kinds, types and forms by the regulation in force on the day, with their clauses."""
    return answer(faces.kinds(request.government, day_of(on)))


@reads(law, "/provisions", list_of(s.ProvisionShape))
def provisions(
    request: Asked,
    on: On = None,
    strength: Literal["stated", "inferred", "none"] | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HttpResponse:
    """The gist of each provision, its official wording once imported, and how strongly rules rest on it."""
    found = faces.provisions(request.government, day_of(on))
    fitting = [p for p in found if strength in (None, p.strength or "none")]
    return values_of(request, fitting, lambda provision: provision.key, limit, cursor)


@reads(law, "/provisions/{path:key}", s.ProvisionShape)
def provision(request: Asked, key: str, on: On = None) -> HttpResponse:
    """One provision by its key, as pasal-13/ayat-1."""
    return only([p for p in faces.provisions(request.government, day_of(on)) if p.key == key])


PARTY = "Kode unit, atau jabatan sebagai UNIT/JABATAN."


@reads(law, "/path", s.PathShape)
def path(
    request: Asked,
    opener: Annotated[str, Query(..., alias="from", min_length=1, max_length=100, description=PARTY)],
    to: Annotated[list[str], Query(..., min_length=1, max_length=50, description=PARTY)],
    kind: Annotated[str, Query(..., description="Salah satu dari lima jenis.")],
    type: Code = None,
    form: Code = None,
    affair: Annotated[list[str] | None, Query(None, max_length=50, description="UNIT/URUSAN; dapat diulang.")] = None,
    on: On = None,
) -> HttpResponse:
    """The path between two units or more with the ground of each step; the object of `selaras path --json`."""
    asked = questions.Asked(opener, tuple(to), kind, type, form, tuple(affair or ()), on)
    government = request.government
    try:
        found = questions.answer(asked, government.today(), lambda day: resolver(government, day))
    except BadQuestion as bad:
        raise Wrong(422, str(bad)) from None
    return answer(found)


# Work in common


MATTERS = list_of(s.MatterHead, ("unlisted", s.Unlisted | None))


def _narrowed(government: Government, rows: Any, of: type[Subject], phase: Phase | None, /, **said: str | None) -> Any:
    """The rows in a phase, and of which a column says just this, where either is asked."""
    rows = rows.filter(**{column: value for column, value in said.items() if value})
    return rows.filter(in_phase(government, of.TYPE, phase)) if phase else rows


@reads(work, "/matters", MATTERS)
def matters(
    request: Asked,
    on: On = None,
    kind: KindCode | None = None,
    phase: Phase | None = None,
    unit: Code = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HttpResponse:
    """What everybody may know of, the last submitted first; of what is withheld only that it is there, and nothing by
    which a list could be narrowed.
    """
    government = seen(request, on)
    rows = public_matters(government)
    if kind or phase or unit:
        rows = rows.filter(withheld=False)
    rows = _narrowed(government, rows, Matter, phase, kind=kind)
    if unit:
        rows = rows.filter(of_unit(government, rows, unit))
    heads = partial(faces.matter_heads, government)
    unlisted = None if cursor else faces.unlisted(government)
    return rows_of(request, rows, heads, limit, cursor, key="number", unlisted=unlisted)


@reads(work, "/matters/{number}", s.Matter, MatterWork)
def matter(request: Asked, number: str, on: On = None) -> HttpResponse:
    """All that everybody may know of one matter in its state; of a withheld one only why, and until when."""
    if own := own_matter(request, number):
        return own
    government = seen(request, on)
    return only(faces.matters(government, public_matters(government).filter(number=number[:17])))


@reads(work, "/meetings", list_of(s.MeetingHead))
def meetings(
    request: Asked,
    on: On = None,
    sort: MeetingSort | None = None,
    phase: Phase | None = None,
    unit: Code = None,
    since: Day = None,
    until: Day = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HttpResponse:
    """The meetings that were called; since and until narrow by their day."""
    government = seen(request, on)
    rows = _narrowed(government, public_meetings(government), Meeting, phase, sort=sort)
    if unit:
        seats = MeetingSeat.objects.filter(government=government, retired=False, role__in=faces.SEATED, unit=unit)
        rows = rows.filter(pk__in=seats.values("subject"))
    rows = rows.filter(_between("starts_at__date", since, until))
    return rows_of(request, rows, lambda some: faces.meeting_heads(government, some), limit, cursor)


def _between(column: str, since: str | None, until: str | None) -> Q:
    first, last = day_of(since, "since"), day_of(until, "until")
    return (Q(**{f"{column}__gte": first}) if first else Q()) & (Q(**{f"{column}__lte": last}) if last else Q())


@reads(work, "/meetings/{int:meeting}", s.Meeting)
def meeting(request: Asked, meeting: int, on: On = None) -> HttpResponse:
    """Agenda and who is called, and once they are signed the minutes, who came, and the decisions."""
    government = seen(request, on)
    return only(faces.meetings(government, public_meetings(government).filter(pk=meeting)))


@reads(work, "/decisions", list_of(s.DecisionShape))
def decisions(
    request: Asked,
    on: On = None,
    unit: Code = None,
    since: Day = None,
    until: Day = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HttpResponse:
    """The decisions that stand, with ground, stances, dissent and what follows from them."""
    government = seen(request, on)
    rows = public_decisions(government).filter(_between("adopted_on", since, until))
    if unit:
        rows = rows.filter(stances__unit=unit)
    return rows_of(request, rows, lambda some: faces.decisions(government, some), limit, cursor)


@reads(work, "/decisions/{int:decision}", s.DecisionShape)
def decision(request: Asked, decision: int, on: On = None) -> HttpResponse:
    """One decision."""
    government = seen(request, on)
    return only(faces.decisions(government, public_decisions(government).filter(pk=decision)))


@reads(work, "/follow-ups", list_of(s.FollowUpShape))
def follow_ups(
    request: Asked,
    on: On = None,
    phase: Phase | None = None,
    since: Day = None,
    until: Day = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HttpResponse:
    """What is done of decisions, by whom, until when; since and until narrow by the day it is due."""
    government = seen(request, on)
    rows = _narrowed(government, public_follow_ups(government), FollowUp, phase).filter(
        _between("due_on", since, until)
    )
    return rows_of(request, rows, lambda some: faces.follow_ups(government, some), limit, cursor)


@reads(work, "/follow-ups/{int:follow_up}", s.FollowUpShape)
def follow_up(request: Asked, follow_up: int, on: On = None) -> HttpResponse:
    """One follow-up."""
    government = seen(request, on)
    return only(faces.follow_ups(government, public_follow_ups(government).filter(pk=follow_up)))


@reads(work, "/working-groups", list_of(s.GroupHead))
def working_groups(
    request: Asked,
    on: On = None,
    form: Literal["e", "f"] | None = None,
    phase: Phase | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HttpResponse:
    """The working groups, bodies and forums that were set up."""
    government = seen(request, on)
    rows = _narrowed(government, public_groups(government), WorkingGroup, phase, form=form)
    return rows_of(request, rows, lambda some: faces.group_heads(government, some), limit, cursor)


@reads(work, "/working-groups/{int:group}", s.Group)
def working_group(request: Asked, group: int, on: On = None) -> HttpResponse:
    """Mandate, instrument, members by their posts, and results."""
    government = seen(request, on)
    return only(faces.groups(government, public_groups(government).filter(pk=group)))


@reads(work, "/policies", list_of(s.DocumentHead))
def policies(
    request: Asked,
    on: On = None,
    form: Literal["a", "b", "c", "g"] | None = None,
    phase: Phase | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HttpResponse:
    """The policies, strategic plans, integrated programmes and monitorings that were issued."""
    government = seen(request, on)
    rows = _narrowed(government, public_documents(government), Document, phase, form=form)
    return rows_of(request, rows, lambda some: faces.document_heads(government, some), limit, cursor)


@reads(work, "/policies/{int:document}", s.Document)
def policy(request: Asked, document: int, on: On = None) -> HttpResponse:
    """Its words and instrument, what the units concerned said, its lines with what was measured, its follow-ups."""
    government = seen(request, on)
    return only(faces.documents(government, public_documents(government).filter(pk=document)))


@reads(work, "/withholdings", list_of(WithholdingShape))
def withholdings(
    request: Asked, on: On = None, phase: Phase | None = None, limit: Limit = 50, cursor: Cursor = None
) -> HttpResponse:
    """What is withheld, or was: on what ground, by whose decision, until when; never what it says."""
    government = seen(request, on)
    rows = _narrowed(government, public_withholdings(government), Withholding, phase)
    return rows_of(
        request, rows.select_related("matter"), lambda some: register.withholdings(government, some), limit, cursor
    )


@reads(work, "/indicators", s.IndicatorsShape)
def indicators(request: Asked, period: Code = None, unit: Code = None) -> HttpResponse:
    """What the yardsticks of Pasal 12 ayat (2) show of a quarter such as 2026-4, else of the last four quarters."""
    government = request.government
    at = quarters.period(period or "", government.today())
    if at is None or not 2000 <= at.first.year < 2200:
        said = f"“{period}” bukan masa. Tulis tahun dan triwulan, misalnya 2026-4."
        raise Wrong(422, said, {"period": said})
    if unit and all(known.code != unit for known in history(government).all_units):
        raise Wrong(422, f"Unit {unit} tidak ada.", {"unit": "tidak dikenal"})
    marks.current(request.government)
    return answer(faces.indicators(government, at, unit or ""))


@reads(work, "/search", s.FoundShape)
def search(
    request: Asked,
    q: Annotated[str, Query(..., min_length=1, max_length=200, example="irigasi", description="Yang dicari.")],
    sort: SearchSort | None = None,
    kind: KindCode | None = None,
    unit: Code = None,
    year: Annotated[int | None, Query(None, ge=2000, le=2199)] = None,
    exactly: bool = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HttpResponse:
    """What everybody may find, best first; `exactly` mends no word. At most the first thousand hits can be had."""
    narrowed = index.Narrowed(sort=sort or "", kind=kind or "", unit=unit or "", year=year or 0)
    found = marks.ask(request.government, q, None, narrowed, exactly=exactly)
    begin = number_of(place_of(cursor)) if cursor else 0
    question, hits = found.understood.question, found.found
    items = [
        s.HitShape(
            sort=row.sort,
            key=row.key,
            title=row.title,
            text="".join(piece.text for piece in index.snippet(row.text, question)),
            url=row.url,
            day=row.day if row.subject else None,
        )
        for row in hits.rows(begin, begin + limit)
    ]
    end = begin + limit
    return answer(
        s.FoundShape(
            query=q,
            mended=found.understood.mended,
            total=len(hits.hits),
            more=hits.more,
            items=items,
            next_cursor=cursor_of(str(end)) if end < len(hits.hits) else None,
        )
    )


# The ledger


@reads(book, "/ledger", list_of(s.EntryShape))
def ledger(request: Asked, limit: Limit = 50, cursor: Cursor = None) -> HttpResponse:
    """Entries by their numbers; of what is not open to everybody its hash alone, so that the chain can be checked."""
    after = number_of(place_of(cursor)) if cursor else 0
    found = faces.entries(request.government, after, limit + 1)
    return listed(request, found[:limit], str(found[limit - 1].number) if len(found) > limit else "")


@reads(book, "/ledger/{int:number}", s.ProofShape)
def ledger_entry(request: Asked, number: int) -> HttpResponse:
    """One entry with the proof that the newest seal covers it (RFC 9162, 2.1.3)."""
    try:
        return answer(proofs.inclusion(request.government, number))
    except NoProof as missing:
        raise Wrong(404, str(missing)) from None


@reads(book, "/seals", list_of(s.SealShape))
def seals(request: Asked, limit: Limit = 50, cursor: Cursor = None) -> HttpResponse:
    """The seals that were published, the newest first."""
    before = number_of(place_of(cursor)) if cursor else None
    found = faces.seals(request.government, before, limit + 1)
    return listed(request, found[:limit], str(found[limit - 1].id) if len(found) > limit else "")


PARTS = (organisation, law, work, book)

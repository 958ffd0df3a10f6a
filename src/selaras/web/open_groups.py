"""Working groups and forums as everybody may see them: mandate, instrument, seats, results and the day they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.law.organisation import Organisation
from selaras.law.procedures import Role
from selaras.records.governments import Government
from selaras.records.groups import FORMS, GroupSeat, Output, WorkingGroup
from selaras.records.openness import (
    in_phase,
    public_decisions,
    public_documents,
    public_groups,
    public_matters,
    public_meetings,
)
from selaras.records.past import said, sitting, stand
from selaras.records.prepared import ask
from selaras.web.agenda import sort_words
from selaras.web.day import Moment, dated, page
from selaras.web.decisions import beginning
from selaras.web.faces import Asked, day_and_hours, name_of, not_there, papers_of, shows, state_of
from selaras.web.kinds import role_word
from selaras.web.policy import Policy, Request, policy
from selaras.web.thread import public_threads

SOON = 60  # days before its end from which a group is said to end soon
MEETINGS = 12  # of its last meetings on its page


@dataclass(frozen=True)
class Listed:
    """A group with where it stands, how long it has left, and how much of what is expected of it is there."""

    row: WorkingGroup
    form: str
    chair: str
    mark: str
    label: str
    left: int | None  # days until its end; negative once that has passed
    left_words: str
    expected: int
    produced: int

    @property
    def past(self) -> bool:
        """Whether its term has run out while it has not been ended."""
        return self.left is not None and self.left < 0

    @property
    def soon(self) -> bool:
        """Whether its term ends soon."""
        return self.left is not None and 0 <= self.left <= SOON


def listed(row: Any, organisation: Organisation, today: date) -> Listed:
    """A group that was read with `chairs`, `expected` and `produced`."""
    mark, label = state_of(row)
    left = (row.ends_on - today).days if row.phase == "open" and row.ends_on and shows(row, "ends_on") else None
    words = ""
    if left is not None and left >= 0:
        words = ngettext("Sisa %(n)s hari", "Sisa %(n)s hari", left) % {"n": left} if left else _("Hari terakhir")
    elif left is not None:
        words = ngettext("Lewat %(n)s hari", "Lewat %(n)s hari", -left) % {"n": -left}
    form = form_word(row)
    chairs = sitting(row, row.chairs, Role.CHAIR) if shows(row, "seats") else []
    chair = next((name_of(organisation, seat) for seat in chairs), "")
    expected, produced = row.expected, row.produced
    if row.stood:
        outputs = row.stood.details.get("outputs", ())
        expected, produced = len(outputs), sum(bool(produced_on) for *_more, produced_on in outputs)
    return Listed(row, form, chair, mark, label, left, words, expected, produced)


def form_word(row: WorkingGroup) -> str:
    """Whether it is a working group (huruf e) or a body or forum (huruf f)."""
    return _("Gugus kerja") if row.form == "e" else _("Badan atau wadah koordinasi")


def _rows(government: Government) -> Any:
    chairs = Prefetch("seat_rows", GroupSeat.objects.filter(role=Role.CHAIR, retired=False), to_attr="chairs")
    return (
        public_groups(government)
        .annotate(
            expected=Count("outputs"),
            produced=Count("outputs", filter=Q(outputs__produced_on__isnull=False)),
            runs=Case(When(in_phase(government, WorkingGroup.TYPE, "open"), then=Value(0)), default=Value(1)),
            ending=said(government, WorkingGroup, "ends_on") if government.as_of else F("ends_on"),
        )
        .prefetch_related(chairs)
    )


@policy(Policy.PUBLIC)
@dated
def groups(request: Request, moment: Moment) -> HttpResponse:
    """All working groups and forums, those that end next first; to be narrowed by form and phase."""
    asked = Asked(request, moment, bentuk=FORMS, tahap=("bertugas", "selesai"))
    government = request.government
    rows = _rows(government)
    if asked["bentuk"]:
        rows = rows.filter(form=asked["bentuk"])
    if asked["tahap"]:
        phase = "open" if asked["tahap"] == "bertugas" else "closed"
        rows = rows.filter(in_phase(government, WorkingGroup.TYPE, phase))
    found = asked.page(rows.order_by("runs", "ending", "pk"))
    context = {
        "menu": "groups",
        "page": found,
        "rows": [listed(row, moment.organisation, government.today()) for row in stand(found, government)],
        "asked": asked,
        "query": asked.query,
        "filters": [
            (
                _("Bentuk"),
                asked.choices(
                    "bentuk", {"e": _("Gugus kerja"), "f": _("Badan atau wadah koordinasi")}, _("Semua bentuk")
                ),
            ),
            (
                _("Tahap"),
                asked.choices("tahap", {"bertugas": _("Bertugas"), "selesai": _("Selesai")}, _("Bertugas dan selesai")),
            ),
        ],
    }
    return page(request, moment, "open_groups/list.html", context)


@policy(Policy.PUBLIC)
@dated
def group(request: Request, moment: Moment, group: int) -> HttpResponse:
    """One working group or forum: what it is to do, by which instrument, who sits in it, what came of it."""
    government, organisation = request.government, moment.organisation
    row = _rows(government).select_related("matter", "decision").filter(pk=group).first()
    if row is None:
        sentence = _("Gugus kerja nomor “%(asked)s” tidak ada, atau tidak terbuka bagi umum.")
        return not_there(request, moment, "groups", sentence, group, (_("Semua gugus kerja"), "/gugus-kerja/"))
    stand([row], government)
    open_matters = stand(public_matters(government).filter(pk=row.matter_id, withheld=False), government)
    decision = public_decisions(government).filter(pk=row.decision_id).first()
    documents = stand(public_documents(government).filter(group=row).order_by("-issued_on", "-pk"), government)
    meetings = stand(public_meetings(government).filter(group=row).order_by("-starts_at")[:MEETINGS], government)
    outputs = _outputs(row) if shows(row, "outputs") else []
    context = {
        "menu": "groups",
        "one": listed(row, organisation, government.today()),
        "row": row,
        "mandate": row.mandate if shows(row, "mandate") else "",
        "instrument": shows(row, "instrument"),
        "form_basis": moment.regulation.kinds.form(row.form).basis,
        "seats": [_seat(seat, organisation) for seat in row.seats()] if shows(row, "seats") else [],
        "outputs": [(output, _output_mark(output, row, government.today())) for output in outputs],
        "decision": decision,
        "decision_title": beginning(decision.text) if decision else "",
        "meetings": [_meeting(meeting) for meeting in meetings],
        "documents": documents,
        "papers": papers_of(row),
        "threads": public_threads(open_matters),
    }
    return page(request, moment, "open_groups/group.html", context)


def _seat(seat: GroupSeat, organisation: Organisation) -> tuple[str, str]:
    """A seat: its post and its role."""
    return name_of(organisation, seat), role_word(Role(seat.role), "working_group")


def _outputs(row: WorkingGroup) -> list[Output]:
    """The results that are expected of a group; of a past day those of then, and which of them were there."""
    outputs = list(row.outputs.all())
    if row.stood is None:
        return outputs
    then = {order: (text, due_on, produced_on) for order, text, due_on, produced_on in row.stood.details["outputs"]}
    for output in outputs:
        output.text, due_on, produced_on = then.get(output.order, (output.text, "", ""))
        output.due_on = date.fromisoformat(due_on) if due_on else None
        output.produced_on = date.fromisoformat(produced_on) if produced_on else None
        output.note = output.note if output.produced_on else ""
    return [output for output in outputs if output.order in then]


def _output_mark(output: Output, row: WorkingGroup, today: date) -> tuple[str, str]:
    """Whether a result is there: its mark and its word."""
    if output.produced_on:
        return "closed", _("Dihasilkan")
    if row.phase == "closed":
        return "ended", _("Tidak dihasilkan")
    if output.due_on and output.due_on < today:
        return "late", _("Belum dihasilkan, lewat tenggat")
    return "draft", _("Belum dihasilkan")


def _meeting(meeting: Any) -> tuple[Any, str, str, tuple[str, str]]:
    when = day_and_hours(meeting.starts_at, meeting.ends_at)
    return meeting, sort_words()[meeting.sort], when, state_of(meeting)


def ending_soon(request: Request, moment: Moment) -> list[Any]:
    """The groups that work and end within the next sixty days, or should have ended."""
    return ask(_ending, request.government)


def _ending(government: Government) -> QuerySet[WorkingGroup]:
    until = government.today() + timedelta(days=SOON)
    rows = public_groups(government).filter(in_phase(government, WorkingGroup.TYPE, "open"))
    return rows.filter(ends_on__lte=until).order_by("ends_on", "pk")

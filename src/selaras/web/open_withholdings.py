"""What is withheld, as everybody may see it: how much, on what grounds, until when, and which reviews are overdue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.utils.translation import gettext as _
from msgspec import UNSET

from selaras.law.openness import Consent, Ground
from selaras.law.procedures import PARTIES
from selaras.records.governments import Government
from selaras.records.matters import Participant
from selaras.records.openness import counted, in_phase, public_withholdings
from selaras.records.people import CAPACITIES
from selaras.records.register import WithholdingShape, withholdings
from selaras.records.shapes import Name
from selaras.records.withholdings import Withholding
from selaras.web.day import Moment, dated, page, waiting_kinds
from selaras.web.faces import STATE_MARKS, Asked
from selaras.web.forms import consents
from selaras.web.language import in_language, regulation_of
from selaras.web.policy import Policy, Request, policy

STANDING = ("berlaku", "lewat", "dibuka")
WITHHELD_CLASS = "dikecualikan"  # of which the register itself is the list


@dataclass(frozen=True)
class Listed:
    """A withholding in the register."""

    told: WithholdingShape
    mark: str
    label: str
    ground: Ground | None
    units: list[str]
    consent: str  # whether the person concerned consented in writing; "" where the ground guards nobody
    decided_by: str  # the post, in the capacity in which it decided

    @property
    def title(self) -> str:
        """The neutral title."""
        return "" if self.told.title is UNSET else str(self.told.title)


def listed(government: Government, rows: list[Withholding]) -> list[Listed]:
    """Withholdings ready to be read, in the reader's language."""
    found = []
    for row, told in zip(rows, withholdings(government, rows), strict=True):
        row.government = government
        units = [] if told.units is UNSET else [unit.name for unit in told.units]
        ground = None if told.ground is UNSET else regulation_of(row).openness.ground(row.ground)
        mark = STATE_MARKS.get(told.state.code, told.state.code)
        found.append(
            Listed(told, mark, in_language(_label(row, told)), ground, units, _consent(told), _decided_by(told))
        )
    return found


def _consent(told: WithholdingShape) -> str:
    said = {False: Consent.NONE, True: Consent.GIVEN}.get(told.consent) if isinstance(told.consent, bool) else None
    return consents()[said] if said else ""


def _decided_by(told: WithholdingShape) -> str:
    post, capacity = told.decided_by, told.capacity
    if not isinstance(post, Name):
        return ""
    return f"{CAPACITIES.get(capacity, '') if isinstance(capacity, str) else ''} {post.name}".strip()


def _label(row: Withholding, told: WithholdingShape) -> str:
    return next((s.label for s in _states(row) if s.code == told.state.code), told.state.name)


def _states(row: Withholding) -> Any:
    return regulation_of(row).book.get(row.procedure).states


def _narrowed(government: Government, asked: Asked) -> QuerySet[Withholding]:
    rows, today = public_withholdings(government), government.today()
    runs = in_phase(government, Withholding.TYPE, "open")
    if asked["keadaan"] == "berlaku":
        rows = rows.filter(runs)
    elif asked["keadaan"] == "lewat":
        rows = rows.filter(runs, due_on__lt=today)
    elif asked["keadaan"] == "dibuka":
        rows = rows.exclude(runs)
    if asked["dasar"]:
        rows = rows.filter(ground=asked["dasar"])
    if asked["tahun"]:
        rows = rows.filter(since__year=int(asked["tahun"]))
    if asked["unit"]:
        parties = Participant.objects.filter(government=government, retired=False, role__in=PARTIES)
        rows = rows.filter(matter__in=parties.filter(unit=asked["unit"]).values("matter_id"))
    order = Case(When(runs, then=Value(0)), default=Value(1))
    return rows.order_by(order, F("due_on").asc(nulls_last=True), "pk")


@policy(Policy.PUBLIC)
@dated
def register(request: Request, moment: Moment) -> HttpResponse:
    """The register of what is withheld, to be narrowed by state, ground, unit and year; and what else is open."""
    government, organisation = request.government, moment.organisation
    every, today = public_withholdings(government), government.today()
    runs = in_phase(government, Withholding.TYPE, "open")
    openness = moment.regulation.openness
    used = set(every.order_by().values_list("ground", flat=True).distinct())
    grounds = {row.code: row.label for row in openness.grounds if row.code in used}
    years = [str(day.year) for day in every.dates("since", "year", order="DESC")]
    parties = Participant.objects.filter(government=government, retired=False, role__in=PARTIES)
    codes = parties.filter(matter__in=every.order_by().values("matter_id")).values_list("unit", flat=True).distinct()
    units = {code: organisation.name_of(code) for code in codes.order_by()}
    asked = Asked(request, moment, keadaan=STANDING, dasar=grounds, tahun=years, unit=units)
    found = asked.page(_narrowed(government, asked).select_related("matter"))
    states = {"berlaku": _("Berlaku"), "lewat": _("Lewat hari tinjau"), "dibuka": _("Sudah dibuka")}
    context = {
        "menu": "withheld",
        "page": found,
        "rows": listed(government, list(found)),
        "asked": asked,
        "query": asked.query,
        "standing": every.filter(runs).count(),
        "overdue": every.filter(runs, due_on__lt=today).count(),
        "opened": every.exclude(runs).count(),
        "counted": [(in_language(label), many) for label, many in counted(government)],
        "classes": openness.classes,
        "information": openness.information,
        "filled": {row.class_ for row in openness.information},
        "withheld_class": WITHHELD_CLASS,
        "rights": openness.rights,
        "waiting": waiting_kinds(moment),
        "desk": moment.pack.government.desk,
        "offices": _offices(moment),
        "filters": [
            (_("Keadaan"), asked.choices("keadaan", states, _("Semua"))),
            (_("Dasar"), asked.choices("dasar", grounds, _("Semua dasar"))),
            (_("Tahun"), asked.choices("tahun", {year: year for year in years}, _("Semua tahun"))),
        ],
        "unit_choices": asked.choices("unit", dict(sorted(units.items(), key=lambda unit: unit[1])), _("Semua unit")),
    }
    return page(request, moment, "open_withholdings/register.html", context)


def _offices(moment: Moment) -> list[tuple[str, str, str]]:
    """Whom everybody asks and to whom he objects: the word of the office, its post, and its unit."""
    offices, heads = moment.pack.government.offices, moment.organisation.heads
    rows = ((_("PPID"), offices.ppid), (_("Atasan PPID"), offices.ppid_superior))
    return [(word, heads[unit].title, unit) for word, unit in rows if unit in heads]


def withholding_of(government: Government, matter: int) -> Listed | None:
    """The withholding that holds of a matter, for its stub; None where none is recorded."""
    rows = public_withholdings(government).filter(Q(matter=matter), phase="open").select_related("matter")
    return next(iter(listed(government, list(rows[:1]))), None)

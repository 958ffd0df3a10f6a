"""Annual report: the page of a year's figures, to be read and printed; its PDF and its workbook stand beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.actions import marks
from selaras.law.yardsticks import ENOUGH, Figure
from selaras.records.annual import HEIGHT, WIDTH, Part, Report, report_of_year, years
from selaras.web.day import Moment, page
from selaras.web.faces import Choice, not_there, today_only
from selaras.web.forms import whole
from selaras.web.language import cite_in_language, in_language
from selaras.web.policy import Policy, Request, policy
from selaras.web.quarters import ROMAN, year_word


def _by_unit(found: Report, parts: Iterable[Part]) -> list[tuple[Part, list[tuple[str, list[Figure]]]]]:
    """Each yardstick or principle with what its formulas show of each Perangkat Daerah that has records of it."""
    return [(part, found.of_units(part)) for part in parts]


@policy(Policy.PUBLIC)
@today_only
def report(request: Request, moment: Moment, year: str) -> HttpResponse:
    """The report of a year, up to today while it runs."""
    known = years(request.government)
    number = whole(year)
    if number not in known or str(number) != year:
        sentence = _("Belum ada laporan tahun “%(asked)s”.")
        return not_there(request, moment, "indicators", sentence, year, (_("Indikator"), "/indikator/"))
    current = marks.current(request.government)
    found = report_of_year(request.government, int(year))
    context: dict[str, Any] = {
        "menu": "indicators",
        "found": found,
        "current": current,
        "year": year,
        "summary": [in_language(sentence) for sentence in found.summary],
        "notes": [in_language(sentence) for sentence in found.notes],
        "yardsticks": _by_unit(found, found.yardsticks),
        "principles": _by_unit(found, found.principles),
        "parts": _by_unit(found, found.parts),
        "quarters": ROMAN,
        "asked": [(row, cite_in_language(row.label)) for row in found.asked],
        "enough": ENOUGH,
        "drawing": {"width": WIDTH, "height": HEIGHT},
        "years": [(year_word(n), Choice(str(n), f"/indikator/laporan/{n}/", n == number)) for n in known],
    }
    return page(request, moment, "annual/report.html", context)

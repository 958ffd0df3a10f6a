"""Annual report as a PDF: the same figures as its page, made once an hour; without Pango the page is for printing."""

from __future__ import annotations

from threading import Lock

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import override
from django.views.decorators.http import require_safe

from selaras.actions import marks
from selaras.law.words import in_words
from selaras.papers import pdf
from selaras.records.annual import HEIGHT, WIDTH, report_of_year, years
from selaras.records.governments import Government, pack_of, site_of

HOUR = 60 * 60  # seconds for which a report that was made is given out again
_making = Lock()  # one at a time in a process: others wait and find it made


class Asked(HttpRequest):
    """A request as the entrance hands it over: with its government."""

    government: Government


@require_safe
def report(request: Asked, year: str) -> HttpResponseBase:
    """The report of a year as a PDF; where none can be made, the page to print."""
    government = request.government
    if year not in map(str, years(government)):
        raise Http404
    try:
        content = _kept(government, int(year))
    except pdf.CannotMakePDF:
        response: HttpResponseBase = HttpResponse(status=303, headers={"Location": f"/indikator/laporan/{year}/"})
        return response
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{government.code}-laporan-{year}.pdf"'
    response["Cache-Control"] = "no-cache"
    return response


def _kept(government: Government, year: int) -> bytes:
    """The file as it was made in this hour, else made now."""
    key = f"annual:{government.pk}:{year}:{government.now():%Y%m%d%H}"
    found: bytes | None = cache.get(key)
    if found is None:
        with _making:
            found = cache.get(key)
            if found is None:
                found, _pages = pdf.make(html(government, year))
                cache.set(key, found, HOUR)
    return found


def html(government: Government, year: int) -> str:
    """The report as the HTML of which its PDF is made."""
    marks.catch_up(government)
    found = report_of_year(government, year)
    now = government.now()
    context = {
        "found": found,
        "year": year,
        "government": pack_of(government).government,
        "parts": [(part, found.of_units(part)) for part in found.parts],
        "first": in_words(found.first),
        "until": in_words(found.until),
        "made": f"{in_words(now.date())} pukul {now:%H.%M} {pack_of(government).government.zone_label}",
        "address": f"{site_of(government)}/indikator/laporan/{year}/".partition("//")[2].rstrip("/"),
        "drawing": {"width": WIDTH, "height": HEIGHT},
        "styles": pdf.STYLES,
    }
    with override("id"):
        return render_to_string("papers/laporan-tahunan.html", context)

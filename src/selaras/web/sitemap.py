"""What search engines are told: which pages are for everybody, and since when each is as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from selaras.law.pack import Regulation
from selaras.records.governments import Government, pack_of
from selaras.records.openness import (
    public_decisions,
    public_documents,
    public_groups,
    public_matters,
    public_meetings,
)
from selaras.records.units import history
from selaras.web.pages import keep
from selaras.web.policy import Policy, Request, policy

MOST = 9_000  # pages of each sort, the newest; a sitemap holds 50,000 in all
NOT_FOR_ENGINES = ("/kerja/", "/masuk/", "/keluar/", "/akun/", "/cari/")
LISTS = (
    "/",
    "/struktur/",
    "/hubungan/",
    "/peraturan/",
    "/pasal-demi-pasal/",
    "/jalur/",
    "/agenda/",
    "/berkas/",
    "/dikecualikan/",
    "/keputusan/",
    "/gugus-kerja/",
    "/kebijakan/",
    "/indikator/",
    "/kerja-sama/",
    "/kepatuhan/",
    "/data/",
    "/periksa/",
    "/api/v1/docs",
)
# Each sort of page: what is open, what stands in its address, and since when it is as it is.
PAGES: tuple[tuple[str, Callable[[Government], QuerySet[Any]], str, str], ...] = (
    ("/berkas/", lambda government: public_matters(government).filter(withheld=False), "number", "state_since__date"),
    ("/agenda/", public_meetings, "pk", "state_since__date"),
    ("/keputusan/", public_decisions, "pk", "adopted_on"),
    ("/gugus-kerja/", public_groups, "pk", "state_since__date"),
    ("/kebijakan/", public_documents, "pk", "state_since__date"),
)


@policy(Policy.PUBLIC)
@require_safe
def robots(request: Request) -> HttpResponse:
    """Engines may read what everybody may; the rooms of officers and the search are not for them."""
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in NOT_FOR_ENGINES)]
    lines += ["", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@policy(Policy.PUBLIC)
@require_safe
def sitemap(request: Request) -> HttpResponse:
    """The public pages by their lasting addresses (sitemaps.org), with the day of their last change where it is one."""
    keep(request)
    site = request.build_absolute_uri("/")[:-1]
    rows = "".join(
        f"<url><loc>{escape(site + place)}</loc>{f'<lastmod>{day.isoformat()}</lastmod>' if day else ''}</url>\n"
        for place, day in _pages(request.government)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return HttpResponse(f"{head}{rows}</urlset>\n", content_type="application/xml")


def _law(government: Government) -> Regulation:
    return pack_of(government).regulation_on(government.today())


def _pages(government: Government) -> Iterator[tuple[str, date | None]]:
    for place in (*LISTS, *(f"/hubungan/{row.code}/" for row in _law(government).book.procedures)):
        yield place, None
    for regulation in pack_of(government).regulations:
        for root in dict.fromkeys(key.partition("/")[0] for key in regulation.provisions):
            yield f"/peraturan/{regulation.code}/{root}/", None
    for code in history(government).on(government.today()).units:
        yield f"/unit/{code}/", None
    for place, rows, key, since in PAGES:
        for name, day in rows(government).annotate(day=F(since)).order_by("-pk").values_list(key, "day")[:MOST]:
            yield f"{place}{name}/", day

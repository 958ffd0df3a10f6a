"""The addresses of open data: each set in each form, the catalogue, the organisation, the law, and all in one file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from selaras.actions import marks
from selaras.api import akn, linked, subjects, tables
from selaras.api.publication import Asked, Publication, published, refused, sent
from selaras.records.datasets import BY_CODE, Dataset, archive_path
from selaras.records.governments import pack_of

LONGEST = 16  # characters of a number


# One set


def _set(told: Publication, name: str) -> Dataset:
    """The set of that name. Raises Http404."""
    if name not in BY_CODE:
        raise Http404
    if BY_CODE[name].summed:
        marks.current(told.government)
    return BY_CODE[name]


def _undated(told: Publication, found: Dataset) -> HttpResponse | None:
    """Why a set cannot be given as of a day; None where it can, or where no day was asked."""
    if not told.per or found.dated:
        return None
    return refused(f"Kumpulan {found.code} memuat keadaan sekarang dan tidak dapat diminta per hari. Hapus ?per=.")


def _file(told: Publication, found: Dataset, ending: str) -> str:
    return f'attachment; filename="{told.government.code}-{found.code}-{told.mark}.{ending}"'


@published
def as_csv(request: Asked, told: Publication, name: str) -> HttpResponseBase:
    """A set as CSV, sent line by line; what its columns mean stands beside it."""
    found = _set(told, name)
    if stop := _undated(told, found):
        return stop
    response = StreamingHttpResponse(tables.csv_lines(told, found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _file(told, found, "csv")
    response["Link"] = (
        f'<{told.at(f"/data/{name}.csv-metadata.json")}>; rel="describedby"; type="application/csvm+json"'
    )
    response["Cache-Control"] = "no-cache"
    return response


@published
def as_json(request: Asked, told: Publication, name: str) -> HttpResponseBase:
    """A set as JSON, sent line by line."""
    found = _set(told, name)
    if stop := _undated(told, found):
        return stop
    response = StreamingHttpResponse(tables.json_lines(told, found), content_type="application/json")
    response["Cache-Control"] = "no-cache"
    return response


def _spreadsheet(ending: str, media: str, write: Callable[[Publication, Dataset, Any], None]) -> Any:
    @published
    def as_spreadsheet(request: Asked, told: Publication, name: str) -> HttpResponseBase:
        """A set as a spreadsheet; one of too many rows says where the whole of it is."""
        found = _set(told, name)
        if stop := _undated(told, found):
            return stop
        out = TemporaryFile()  # noqa: SIM115 - the answer closes it
        try:
            write(told, found, out)
        except tables.TooLong:
            out.close()
            most = f"{tables.SHEET_ROWS:,}".replace(",", ".")
            where = told.at(f"/data/{name}.csv")
            return refused(
                f"Kumpulan ini lebih dari {most} baris, terlalu panjang bagi lembar kerja. Pakai {where}", 422
            )
        out.seek(0)
        response = FileResponse(out, content_type=media)
        response["Content-Disposition"] = _file(told, found, ending)
        response["Cache-Control"] = "no-cache"
        return response

    return as_spreadsheet


MEDIA = {ending: media for ending, _name, media in linked.FORMS}
as_xlsx = _spreadsheet("xlsx", MEDIA["xlsx"], tables.xlsx)
as_ods = _spreadsheet("ods", MEDIA["ods"], tables.ods)


def _json(request: Asked, value: Any, media: str = "application/json") -> HttpResponseBase:
    return sent(request, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode(), media)


@published
def columns(request: Asked, told: Publication, name: str) -> HttpResponseBase:
    """What the columns of a set mean (CSV on the Web)."""
    return _json(request, tables.csv_metadata(told, _set(told, name)), "application/csvm+json")


# Several at once


@published
def catalogue(request: Asked, told: Publication) -> HttpResponseBase:
    """The catalogue of all sets (DCAT)."""
    return sent(request, linked.as_json(linked.catalogue(told)), linked.JSON_LD)


@published
def catalogue_turtle(request: Asked, told: Publication) -> HttpResponseBase:
    """The same catalogue as Turtle."""
    return sent(request, linked.as_turtle(linked.catalogue(told)), linked.TURTLE)


@published
def organisation(request: Asked, told: Publication) -> HttpResponseBase:
    """The organisation of a day (W3C ORG)."""
    return sent(request, linked.as_json(linked.organisation(told)), linked.JSON_LD)


@published
def organisation_turtle(request: Asked, told: Publication) -> HttpResponseBase:
    """The same organisation as Turtle."""
    return sent(request, linked.as_turtle(linked.organisation(told)), linked.TURTLE)


@published
def popolo(request: Asked, told: Publication) -> HttpResponseBase:
    """The organisation of a day in the shapes of Popolo."""
    return _json(request, linked.popolo(told))


@published
def jdihn(request: Asked, told: Publication) -> HttpResponseBase:
    """The policies that were issued, by the names of JDIHN."""
    return _json(request, subjects.jdihn(told))


@published
def law(request: Asked, told: Publication, code: str) -> HttpResponseBase:
    """A regulation as Akoma Ntoso. Raises Http404."""
    for regulation in pack_of(told.government).regulations:
        if regulation.code == code:
            return sent(request, akn.akoma_ntoso(told, regulation), akn.MEDIA_TYPE)
    raise Http404


@published
def everything(request: Asked, told: Publication) -> HttpResponseBase:
    """The file that was made last night; before the first one, when it will be there."""
    path = archive_path(told.government)
    if not path.is_file():
        return refused("Berkas ini dibuat setiap malam dan belum ada. Pakai kumpulan masing-masing di /data/.", 404)
    made = path.stat()
    etag = f'"{made.st_mtime_ns:x}-{made.st_size:x}"'
    known = get_conditional_response(request, etag=etag, response=HttpResponse())
    if known is not None and known.status_code != 200:
        return known
    response = FileResponse(path.open("rb"), content_type="application/zip")
    day = datetime.fromtimestamp(made.st_mtime, UTC).astimezone(told.government.zone)
    response["Content-Disposition"] = f'attachment; filename="{told.government.code}-data-terbuka-{day:%Y%m%d}.zip"'
    response["Cache-Control"] = "no-cache"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(made.st_mtime)
    return response


# One page


def _linked(request: Asked, found: dict[str, Any] | None) -> HttpResponseBase:
    if found is None:
        raise Http404
    return sent(request, linked.as_json(found), linked.JSON_LD)


@published
def unit(request: Asked, told: Publication, code: str) -> HttpResponseBase:
    """One unit. Raises Http404."""
    return _linked(request, linked.unit_document(told, code))


@published
def post(request: Asked, told: Publication, unit: str, post: str) -> HttpResponseBase:
    """One post. Raises Http404."""
    return _linked(request, linked.post_document(told, f"{unit}/{post}"))


@published
def regulation(request: Asked, told: Publication, code: str) -> HttpResponseBase:
    """One regulation. Raises Http404."""
    for found in pack_of(told.government).regulations:
        if found.code == code:
            return _linked(request, linked.regulation_document(told, found))
    raise Http404


@published
def matter(request: Asked, told: Publication, number: str) -> HttpResponseBase:
    """One matter. Raises Http404."""
    readable = len(number) <= LONGEST and number.isprintable()
    return _linked(request, subjects.matter(told, number) if readable else None)


def _numbered(topic: Callable[[Publication, int], dict[str, Any] | None]) -> Any:
    @published
    def one(request: Asked, told: Publication, key: int) -> HttpResponseBase:
        """What one page says. Raises Http404."""
        return _linked(request, topic(told, key) if key < 2**63 else None)

    return one


meeting = _numbered(subjects.meeting)
decision = _numbered(subjects.decision)
group = _numbered(subjects.group)
policy = _numbered(subjects.policy)

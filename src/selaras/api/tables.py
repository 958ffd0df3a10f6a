"""Sets of open data written down: as CSV and JSON line by line, as XLSX and ODS for who works with spreadsheets."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from selaras.api.publication import RIGHTS, Publication
from selaras.records.datasets import ADDRESS, Column, Dataset

BETWEEN = ";"  # between the values of a cell that holds several
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHEET_ROWS = 20_000  # a spreadsheet of more would keep others waiting; CSV and JSON have no such end
_LONGEST = 32_767  # characters that a cell of a spreadsheet holds
_MADE = (2020, 1, 1, 0, 0, 0)  # the time of every file within a file, so that the same rows make the same bytes


class TooLong(Exception):
    """A set holds more rows than a spreadsheet is made of here."""


def plain(value: Any) -> Any:
    """A value as JSON has it: days and moments as ISO 8601 writes them, figures as figures."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    return value


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text


def _told(told: Publication, column: Column, value: Any) -> Any:
    """A value with its whole address where it is one."""
    return told.at(value) if column.holds == ADDRESS and isinstance(value, str) else value


def _cell(value: Any) -> str | int | float | bool | None:
    """A value as one cell: text safe, several values with a semicolon between them."""
    value = plain(value)
    if isinstance(value, list):
        value = BETWEEN.join(str(one) for one in value)
    return safe(value) if isinstance(value, str) else value


def cells(told: Publication, found: Dataset) -> Iterator[list[str | int | float | bool | None]]:
    """The rows of a set as cells."""
    for row in found.rows(told.government, told.day):
        values = zip(found.columns, row, strict=True)
        yield [_cell(_told(told, column, value)) for column, value in values]


# CSV and JSON


class _Line:
    """Takes one written line and gives it back."""

    def write(self, line: str) -> str:
        return line


def _text(value: str | int | float | bool | None) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def csv_lines(told: Publication, found: Dataset) -> Iterator[str]:
    """A set as CSV (RFC 4180, UTF-8), line by line; truth is true or false, what is not known is empty."""
    out = csv.writer(_Line(), lineterminator="\r\n")
    yield out.writerow([column.name for column in found.columns])
    for row in cells(told, found):
        yield out.writerow([_text(value) for value in row])


def about(told: Publication, found: Dataset) -> dict[str, Any]:
    """What a set says of itself."""
    return {
        "set": found.code,
        "title": found.title,
        "description": found.about,
        "publisher": told.row.long_name,
        "licence": {
            "code": told.licence.licence,
            "title": told.licence.title,
            "url": told.licence.url,
            "settled_by": told.licence.settled_by or None,
        },
        "rights": [f"Lisensi: {told.licence_said}.", *RIGHTS],
        "date": plain(told.made),
        "on": plain(told.day),
        "seal": told.seal,
        "url": told.at(f"/data/{found.code}.json"),
    }


def json_lines(told: Publication, found: Dataset) -> Iterator[str]:
    """A set as JSON: what it says of itself, its columns, and its rows with their names, one a line."""
    columns = [
        {"name": c.name, "description": c.about, "type": c.holds, **({"many": True} if c.many else {})}
        for c in found.columns
    ]
    yield json.dumps({**about(told, found), "columns": columns}, ensure_ascii=False)[:-1] + ', "rows": ['
    between = "\n"
    for row in found.rows(told.government, told.day):
        values = zip(found.columns, row, strict=True)
        named = {column.name: plain(_told(told, column, value)) for column, value in values}
        yield between + json.dumps(named, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def csv_metadata(told: Publication, found: Dataset) -> dict[str, Any]:
    """What the columns of the CSV mean, as CSV on the Web (W3C) has it."""
    columns = [
        {
            "name": c.name,
            "titles": c.name,
            "dc:description": c.about,
            "datatype": c.holds,
            **({"separator": BETWEEN} if c.many else {}),
        }
        for c in found.columns
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "id"}],
        "url": told.at(f"/data/{found.code}.csv"),
        "dc:title": found.title,
        "dc:description": found.about,
        "dc:publisher": told.row.long_name,
        "dc:license": {"@id": told.licence.url},
        "dc:rights": " ".join([f"Lisensi: {told.licence_said}.", *RIGHTS]),
        "dc:date": plain(told.day),
        "dc:provenance": told.seal_said,
        "tableSchema": {"columns": columns},
    }


# Spreadsheets


def _notes(told: Publication, found: Dataset) -> list[list[str]]:
    """The second sheet: what the set is, under which licence, of which day, beside which seal, and its columns."""
    return [
        ["Kumpulan", found.title],
        ["Isi", found.about],
        ["Penerbit", told.row.long_name],
        ["Lisensi", f"{told.licence_said}, {told.licence.url}"],
        *(["Hak", said] for said in RIGHTS),
        ["Keadaan pada", plain(told.day)],
        ["Segel", told.seal_said],
        ["Alamat", told.at(f"/data/{found.code}.csv")],
        [],
        ["Kolom", "Arti"],
        *([column.name, column.about] for column in found.columns),
    ]


def clean(text: str) -> str:
    """A text as XML can keep it: without signs that steer a machine."""
    return "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))


def _clean(value: Any) -> Any:
    """A cell as a spreadsheet can keep it, no longer than it holds."""
    return clean(value)[:_LONGEST] if isinstance(value, str) else value


def _sheets(told: Publication, found: Dataset) -> Iterator[tuple[str, Iterable[list[Any]]]]:
    """The two sheets; raises TooLong on the way where there are too many rows."""

    def rows() -> Iterator[list[Any]]:
        yield [column.name for column in found.columns]
        taken = cells(told, found)
        yield from islice(taken, SHEET_ROWS)
        if next(taken, None) is not None:
            raise TooLong

    yield found.code, rows()
    yield "keterangan", ([safe(text) for text in row] for row in _notes(told, found))


def xlsx(told: Publication, found: Dataset, out: IO[bytes]) -> None:
    """Write a set as a workbook of Office Open XML, row by row; raises TooLong."""
    from openpyxl import Workbook  # noqa: PLC0415 - a worker that nobody asks for a workbook stays smaller

    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime(*_MADE)
    try:
        for name, rows in _sheets(told, found):
            sheet = book.create_sheet(name[:31])
            for row in rows:
                sheet.append([_clean(value) for value in row])
    finally:
        book.save(out)  # also what is thrown away: only so is nothing left behind


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{_ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
_CLOSING = "</office:spreadsheet></office:body></office:document-content>"


def _ods_cell(value: Any) -> str:
    """One cell of OpenDocument."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        sort = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, (int, float)):
        sort = f'office:value-type="float" office:value="{value}"'
    else:
        sort = 'office:value-type="string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in (_text(value).splitlines() or [""]))
    return f"<table:table-cell {sort}>{lines}</table:table-cell>"


def ods(told: Publication, found: Dataset, out: IO[bytes]) -> None:
    """Write a set as a spreadsheet of OpenDocument, row by row; raises TooLong."""
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        book.writestr(member("mimetype", ZIP_STORED), _ODS)
        book.writestr(member("META-INF/manifest.xml"), _MANIFEST)
        with book.open(member("content.xml"), "w") as content:
            content.write(_OPENING.encode())
            for name, rows in _sheets(told, found):
                content.write(f"<table:table table:name={quoteattr(name)}>".encode())
                for row in rows:
                    line = "".join(_ods_cell(_clean(value)) for value in row)
                    content.write(f"<table:table-row>{line}</table:table-row>".encode())
                content.write(b"</table:table>")
            content.write(_CLOSING.encode())


def member(name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    """A file within a file, by its name, with a time that never changes."""
    found = ZipInfo(name, _MADE)
    found.compress_type = compression
    return found

"""Annual report as a workbook: yardsticks and principles by unit and quarter, the meter, the formulas, the notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, Http404, HttpResponseBase

from selaras.actions import marks
from selaras.api.linked import FORMS
from selaras.api.publication import Asked, Publication, published
from selaras.api.tables import clean, safe
from selaras.law.yardsticks import Figure
from selaras.records.annual import OUTSIDE, Part, Report, report_of_year, years

MEDIA = {ending: media for ending, _name, media in FORMS}
_MADE = (2020, 1, 1)
FIGURES = ("Ukuran atau asas", "Rumus", "Kode rumus", "Kode unit", "Perangkat Daerah", "Masa")
COUNTS = ("Dihitung", "Memenuhi", "Persen")


@published
def as_xlsx(request: Asked, told: Publication, year: str) -> HttpResponseBase:
    """The report of a year as a workbook."""
    if year not in map(str, years(told.government)):
        raise Http404
    marks.catch_up(told.government)
    out = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write(report_of_year(told.government, int(year)), told, out)
    out.seek(0)
    response = FileResponse(out, content_type=MEDIA["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{told.government.code}-laporan-{year}-{told.mark}.xlsx"'
    response["Cache-Control"] = "no-cache"
    return response


def write(found: Report, told: Publication, out: IO[bytes]) -> None:
    """Write the report, sheet by sheet."""
    from openpyxl import Workbook  # noqa: PLC0415 - a worker that nobody asks for a workbook stays smaller

    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime(*_MADE)
    for name, rows in sheets(found, told):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([clean(safe(str(value))) if isinstance(value, str) else value for value in row])
    book.save(out)


def sheets(found: Report, told: Publication) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    """The sheets by their names, each row by row."""
    yield "Ringkasan", _summary(found, told)
    yield "Ukuran per unit", _figures(found, found.yardsticks)
    yield "Asas per unit", _figures(found, found.principles)
    yield "Kepatuhan pasal", _asked(found)
    yield "Rumus", _formulas(found)
    yield "Cara membaca", ((sentence,) for sentence in found.notes)


def _summary(found: Report, told: Publication) -> Iterator[tuple[Any, ...]]:
    yield f"Laporan hubungan kerja tahun {found.year}", told.row.long_name
    yield "Masa", f"{found.first.isoformat()} sampai {found.until.isoformat()}"
    yield "Lisensi", f"{told.licence_said}, {told.licence.url}"
    yield "Segel", told.seal_said
    yield "Alamat", told.at(f"/indikator/laporan/{found.year}/")
    yield ()
    for sentence in found.summary:
        yield (sentence,)


def _figures(found: Report, parts: tuple[Part, ...]) -> Iterator[tuple[Any, ...]]:
    """Every formula: of all units for the year and each quarter, then by Perangkat Daerah and of what is in none."""
    yield *FIGURES, *COUNTS
    for part in parts:
        for row in part.rows:
            own = (part.label, row.measure.title, row.measure.code)
            yield *own, "", "Semua unit", f"{found.year}", *_counts(row.whole)
            for number, figure in row.quarters:
                yield *own, "", "Semua unit", f"Triwulan {number} {found.year}", *_counts(figure)
            for (code, name), figure in zip(found.units, row.units, strict=True):
                if figure.counted:
                    yield *own, code, name, f"{found.year}", *_counts(figure)
            if row.outside.counted:
                yield *own, "", OUTSIDE, f"{found.year}", *_counts(row.outside)


def _counts(figure: Figure) -> tuple[int, int, int | None]:
    return figure.counted, figure.met, figure.share


def _asked(found: Report) -> Iterator[tuple[Any, ...]]:
    """Each provision that asks for something, with a row for each of its proofs."""
    yield "Ketentuan", "Yang diminta dari", "Yang diminta", "Dasar", "Alasan", "Keadaan", "Bukti", "Jumlah"
    for row in found.asked:
        own = (row.label, row.by, row.what, row.basis.strength.label, row.basis.reason or "", row.said)
        for count, words in row.proofs or ((None, row.outside),):
            yield *own, words, count


def _formulas(found: Report) -> Iterator[tuple[Any, ...]]:
    yield "Ukuran atau asas", "Rumus", "Kode rumus", "Yang dihitung", "Yang memenuhi", "Dasar", "Alasan"
    for part in found.parts:
        for row in part.rows:
            m = row.measure
            yield part.label, m.title, m.code, m.counts, m.meets, m.basis.strength.label, m.basis.reason

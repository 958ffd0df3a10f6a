"""Workbooks: what a page shows, as XLSX for who works with spreadsheets."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what a spreadsheet takes for a formula
LONGEST = 32_767  # characters that a cell holds
WIDTHS = (60, 34, 40, 16)  # of the first columns, in characters; then the last for all others

Row = Sequence[Any]


def cell(value: Any) -> Any:
    """A value as a cell keeps it: figures and days as such, text without signs that steer and never a formula."""
    if value is None or isinstance(value, (bool, int, float, date, datetime)):
        return value
    text = "".join(c for c in str(value) if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    return (f"'{text}" if text.startswith(RISKY) else text)[:LONGEST]


def workbook(name: str, sheets: Iterable[tuple[str, Iterable[Row]]]) -> HttpResponse:
    """A workbook as an attachment; the first row of each sheet is its head."""
    from openpyxl import Workbook  # noqa: PLC0415 - a worker that nobody asks for a workbook stays smaller
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        for n in range(12):
            sheet.column_dimensions[get_column_letter(n + 1)].width = WIDTHS[min(n, len(WIDTHS) - 1)]
        for n, row in enumerate(rows):
            cells = [WriteOnlyCell(sheet, value=cell(value)) for value in row]
            if n == 0:
                for one in cells:
                    one.font = Font(bold=True)
            sheet.append(cells)
    out = BytesIO()
    book.save(out)
    answer = HttpResponse(out.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer["Cache-Control"] = "private, no-store"
    return answer

"""Lines of documents as they are typed, pasted or read from a file: every cell a text, with what is wrong beside it."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import StringIO

from django.http import QueryDict
from django.utils.translation import gettext as _

from selaras.actions.documents import ROWS_LIMIT, Line
from selaras.law.organisation import Organisation
from selaras.law.programmes import AREA
from selaras.records.documents import Document, Row
from selaras.web.forms import whole
from selaras.web.groups import read_day
from selaras.web.parties import Unknown, code_of, exact

TERRITORIES = (AREA, "kelurahan")
# The columns of each form, in the order in which they are shown and read from a file.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "a": (),
    "b": ("title", "measure", "baseline", "target", "units", "starts_on", "ends_on"),
    "c": ("title", "place", "starts_on", "ends_on", "audience", "amount", "units"),
    "g": ("title", "measure", "baseline", "target", "units"),
}
WIDE = ("title", "units")
LIMITS = {"title": 300, "audience": 200, "measure": 60}
_CELL = 400  # characters of a cell that are kept
_PASTED = 200_000  # characters of a paste that are read
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII)
_PLAIN = re.compile(r"-?\d{1,15}([.,]\d{1,6})?", re.ASCII)


def labels(form: str) -> dict[str, str]:
    """What the columns of a form are called."""
    title = {"b": _("Sasaran"), "c": _("Program"), "g": _("Indikator")}.get(form, "")
    named = {
        "title": title,
        "place": _("Tempat"),
        "starts_on": _("Mulai"),
        "ends_on": _("Berakhir pada"),
        "audience": _("Kelompok sasaran"),
        "amount": _("Jumlah dana, rupiah"),
        "units": _("Unit"),
        "measure": _("Satuan"),
        "baseline": _("Keadaan awal"),
        "target": _("Target"),
    }
    return {column: named[column] for column in COLUMNS[form]}


def number(text: str) -> Decimal | None:
    """A figure as Indonesians write it, with "Rp" or without; None for nothing. Raises ValueError.

    "1.250" is one thousand two hundred and fifty, "72,5" and "72.5" are both seventy-two and a half.
    """
    text = text.strip().removeprefix("Rp").strip().replace(" ", "").removesuffix(",-")
    if not text:
        return None
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    raise ValueError(text)


def written(figure: Decimal | None) -> str:
    """A figure as it is typed: without the zeros that a column adds, with a decimal comma."""
    if figure is None:
        return ""
    text = f"{figure:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def rupiah(amount: Decimal | None) -> str:
    """An amount of money as Indonesians write it: "Rp1.250.000.000"."""
    if amount is None:
        return ""
    whole_, _point, cents = f"{amount:,.2f}".partition(".")
    said = whole_.replace(",", ".")
    return f"Rp{said}" if cents == "00" else f"Rp{said},{cents}"


@dataclass(frozen=True)
class Cell:
    """One cell of a line as it is typed."""

    name: str
    label: str
    text: str
    error: str
    wide: bool


@dataclass
class Typed:
    """One line as it is typed, with what was found wrong in its cells."""

    form: str
    texts: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is typed in it."""
        return not any(text.strip() for text in self.texts.values())

    @property
    def cells(self) -> list[Cell]:
        """Its cells in order."""
        return [
            Cell(name, label, self.texts.get(name, ""), self.errors.get(name, ""), name in WIDE)
            for name, label in labels(self.form).items()
        ]

    def line(self, organisation: Organisation) -> Line:
        """What it says; what cannot be read is noted in `errors`."""
        self.errors = {}
        return Line(
            title=self._text("title", required=True),
            units=tuple(self._units(organisation)),
            place=self._place(organisation),
            starts_on=self._day("starts_on"),
            ends_on=self._day("ends_on"),
            audience=self._text("audience"),
            amount=self._number("amount"),
            measure=self._text("measure"),
            target=self._number("target"),
            baseline=self._number("baseline"),
        )

    def _text(self, name: str, *, required: bool = False) -> str:
        text = self.texts.get(name, "").strip()
        if required and not text:
            self.errors[name] = _("Isi kolom ini, atau keluarkan barisnya.")
        if len(text) > LIMITS[name]:
            self.errors[name] = _("Paling panjang %(n)s tanda.") % {"n": LIMITS[name]}
        return text

    def _units(self, organisation: Organisation) -> list[str]:
        found: list[str] = []
        for typed in self.texts.get("units", "").split(";"):
            if typed.strip():
                try:
                    found.append(code_of(organisation, typed).partition("/")[0])
                except Unknown as bad:
                    self.errors["units"] = _meant(bad)
        return list(dict.fromkeys(found))

    def _place(self, organisation: Organisation) -> str:
        typed = self.texts.get("place", "").strip()
        if not typed or typed.casefold() in (_("Seluruh daerah").casefold(), "seluruh kabupaten"):
            return ""
        try:
            code = exact(organisation, typed) or _territory(organisation, typed) or code_of(organisation, typed)
        except Unknown as bad:
            self.errors["place"] = _meant(bad)
            return ""
        if code not in organisation.units or organisation.units[code].type not in TERRITORIES:
            self.errors["place"] = _("Tulis nama kecamatan atau kelurahan, atau kosongkan bagi seluruh daerah.")
            return ""
        return code

    def _day(self, name: str) -> date | None:
        try:
            return read_day(self.texts.get(name, ""))
        except ValueError:
            self.errors[name] = _("Tulis tanggal yang ada, misalnya 2026-12-31.")
            return None

    def _number(self, name: str) -> Decimal | None:
        try:
            return number(self.texts.get(name, ""))
        except ValueError:
            example = "1.250.000.000" if name == "amount" else "72,5"
            self.errors[name] = _("Tulis angka, misalnya %(example)s.") % {"example": example}
            return None


def _meant(bad: Unknown) -> str:
    """Why a name is not known, with those that it may mean."""
    names = "; ".join(name for _code, name in bad.choices[:3])
    return f"{bad} {names}".strip()


def _territory(organisation: Organisation, typed: str) -> str:
    """A territory by its bare name: "Halong" is Kecamatan Halong; "" where there is none or several."""
    said = typed.casefold().removeprefix("kec. ").removeprefix("kel. ")
    found = [
        unit.code
        for unit in organisation.units.values()
        if unit.type in TERRITORIES and said in (unit.name.casefold(), unit.name.casefold().partition(" ")[2])
    ]
    return found[0] if len(found) == 1 else ""


def typed_of(row: Row, form: str, organisation: Organisation) -> Typed:
    """A line as a document has it."""
    values = {
        "title": row.title,
        "place": organisation.name_of(row.place) if row.place else "",
        "starts_on": row.starts_on.isoformat() if row.starts_on else "",
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
        "audience": row.audience,
        "amount": written(row.amount),
        "units": "; ".join(organisation.name_of(code) for code in row.units),
        "measure": row.measure,
        "baseline": written(row.baseline),
        "target": written(row.target),
    }
    return Typed(form, {name: values[name] for name in COLUMNS[form]})


def lines_of(document: Document, organisation: Organisation) -> list[Typed]:
    """The lines of a document to be changed."""
    return [typed_of(row, document.form, organisation) for row in document.rows.all()]


def sent(form: str, data: QueryDict) -> list[Typed]:
    """The lines as they were sent, with what the buttons ask: one more, one less, or those that were pasted."""
    columns = COLUMNS[form]
    if not columns:
        return []
    cells = {name: data.getlist(f"line_{name}")[: ROWS_LIMIT + 1] for name in columns}
    length = len(cells[columns[0]])
    rows = [
        Typed(form, {name: _clean(texts[n]) if n < len(texts) else "" for name, texts in cells.items()})
        for n in range(length)
    ]
    if (off := whole(data.get("off", ""))) is not None:
        rows = [row for n, row in enumerate(rows) if n != off]
    if data.get("do") == "paste":
        rows = [row for row in rows if not row.empty] + pasted(form, data.get("paste", ""))
    if data.get("row") == "add" or not rows:
        rows.append(Typed(form, dict.fromkeys(columns, "")))
    return rows[: ROWS_LIMIT + 1]


def _clean(text: str) -> str:
    return "".join(" " if ord(sign) < 32 or ord(sign) == 127 else sign for sign in text)[:_CELL]


def pasted(form: str, text: str) -> list[Typed]:
    """The lines of a table that was pasted from a spreadsheet or a CSV file; a first row of headings is left out."""
    text = text.replace("\x00", "").lstrip("\ufeff")[:_PASTED]
    first = text.strip().partition("\n")[0]
    mark = max("\t;,", key=first.count)
    columns, found = COLUMNS[form], []
    csv.field_size_limit(_PASTED)
    reader = csv.reader(StringIO(text.strip()), delimiter=mark)
    try:
        table = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        table = [line.split(mark) for line in text.splitlines() if line.strip()]
    headings = {label.casefold() for label in labels(form).values()} | set(columns)
    if table and table[0] and table[0][0].strip().casefold() in headings:
        table = table[1:]
    for row in table[: ROWS_LIMIT + 1]:
        texts = {name: _clean(row[n]).strip() if n < len(row) else "" for n, name in enumerate(columns)}
        found.append(Typed(form, texts))
    return found


def read(rows: Sequence[Typed], organisation: Organisation) -> tuple[tuple[Line, ...], int]:
    """What the lines say, empty ones left out, and how many of them have a fault."""
    filled = [row for row in rows if not row.empty]
    said = tuple(row.line(organisation) for row in filled)
    return said, sum(bool(row.errors) for row in filled)

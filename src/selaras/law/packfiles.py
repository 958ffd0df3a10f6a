"""Reads the files of a pack into values and notes every fault of form: its file, its place and what to do about it."""

from __future__ import annotations

import csv
import io
import re
import types
import typing
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, time
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml
from msgspec import Struct

from selaras.law.types import Basis, Coordination, Hours, MatrixCell, Strength, Succession, Unit

Row = TypeVar("Row", bound=Struct)
Shape = TypeVar("Shape", bound=Struct)
Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

CHOICES: Mapping[tuple[type, str], tuple[str, ...]] = {
    (Coordination, "status"): ("resmi", "usulan"),
    (Hours, "status"): ("resmi", "usulan"),
    (MatrixCell, "answer"): ("foreseen", "not_foreseen"),
    (MatrixCell, "certainty"): ("confirmed", "likely", "guess"),
    (Unit, "certainty"): ("confirmed", "likely", "guess"),
    (Succession, "kind"): ("merge", "split", "rename", "transfer", "dissolve"),
}
DEEPEST = 40
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HOUR = re.compile(r"\d{2}:\d{2}")
_STRENGTHS = tuple(s.value for s in Strength)
_NAMES = ("code", "key", "provision", "field", "name", "title")
_WORDS = {
    "str": "teks",
    "int": "bilangan",
    "bool": "true atau false",
    "date": "tanggal",
    "array": "daftar",
    "object": "kumpulan kunci",
    "null": "kosong",
}
_BAD: Any = object()


class Fault(Struct, frozen=True):
    """One fault of a pack: file, place in it, what is wrong and what to do, in Indonesian."""

    file: str
    place: str
    message: str
    advice: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.message}. {self.advice}."


class Ground(Struct, frozen=True):
    """A ground as a file states it, and where: what coverage counts."""

    file: str
    place: str
    path: str
    strength: Strength
    cite: str | None
    reason: str | None


class Source:
    """One YAML file: its data with grounds brought into the shape of `Basis`, and where each value stands."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.data: object = None
        self.texts: list[tuple[str, str]] = []
        self.grounds: list[Ground] = []
        self._faults = faults
        self._places: dict[str, tuple[int, str]] = {}
        self._seen: set[int] = set()
        self._kept: dict[str, list[int]] = {}

    def item(self, name: str, index: int) -> str:
        """The path of an item of a filled list at the top of the file: `$.steps[3]`."""
        return f"$.{name}[{self._kept[f'$.{name}'][index]}]"

    def fault(self, path: str, message: str, advice: str) -> None:
        """Note a fault at a path such as `$.steps[3].label`."""
        self._faults.append(Fault(self.file, self.place(path), message, advice))

    def place(self, path: str) -> str:
        """Where a path stands, in words: line number and the names on the way to it."""
        while path not in self._places and "." in path:
            path = path[: max(path.rfind("."), path.rfind("["))]
        line, name = self._places.get(path, (1, ""))
        return f"baris {line} ({name})" if name else f"baris {line}"

    def parse(self, text: str) -> bool:
        """Read the text; False, with a fault, when it is no YAML."""
        try:
            if _too_deep(text):
                self.fault("$", "susunan terlalu dalam", "Sederhanakan susunan berkas ini")
                return False
            loader = Loader(text)
            node = loader.get_single_node()
            if node is None:
                self.fault("$", "berkas kosong", "Isi berkas ini, atau ambil dari contoh pada paket Balangan")
                return False
            self.data = self._build(loader, node, "$", "")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line = mark.line + 1 if mark else 1
            self._places["$"] = (line, "")
            self.fault("$", "tulisan YAML rusak", "Periksa tanda kutip, kurung, titik dua, dan lekuk pada baris ini")
            return False
        return True

    def _build(self, loader: yaml.SafeLoader, node: yaml.Node, path: str, name: str) -> object:
        self._places[path] = (node.start_mark.line + 1, name)
        if id(node) in self._seen:
            self.fault(path, "jangkar dan rujukan (& dan *) tidak dipakai", "Tulis isinya sekali lagi")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(loader, node, path, name)
        if isinstance(node, yaml.SequenceNode):
            return [
                self._build(loader, child, f"{path}[{i}]", _join(name, _label(child, i)))
                for i, child in enumerate(node.value)
            ]
        try:
            value: object = loader.construct_object(node)
        except ValueError:
            self.fault(path, f"“{node.value}” bukan tanggal", "Tulis TTTT-BB-HH, misalnya 2020-04-06")
            return None
        except (LookupError, AttributeError, TypeError):  # what the constructors of odd tags raise
            self.fault(path, f"“{node.value}” tidak dapat dibaca", "Hapus tanda !! di depannya")
            return None
        if isinstance(value, str):
            self.texts.append((path, value))
        return value

    def _mapping(self, loader: yaml.SafeLoader, node: yaml.MappingNode, path: str, name: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(path, "kunci bukan teks", "Tulis kunci sebagai satu kata")
                continue
            key = str(key_node.value)
            at = f"{path}.{key}"
            if key in found:
                self._places[at] = (key_node.start_mark.line + 1, _join(name, key))
                self.fault(at, f"kunci “{key}” ditulis dua kali", "Hapus salah satunya")
                continue
            value = self._build(loader, child, at, _join(name, key))
            found[key] = self._basis(value, at) if key == "basis" or key.endswith("_basis") else value
        return found

    def _basis(self, value: object, path: str) -> object:
        """`{stated: clause}`, `{inferred: clause, reason: …}` or `{designed: reason}` in the shape of `Basis`."""
        advice = "Tulis tepat satu dari stated: pasal, inferred: pasal, designed: alasan"
        given = [s for s in _STRENGTHS if isinstance(value, dict) and s in value]
        if not isinstance(value, dict) or len(given) != 1:
            self.fault(path, "dasar tidak menyebut tepat satu kekuatan (tegas, tafsir, atau rancangan)", advice)
            return _BAD
        strength, text, reason = Strength(given[0]), value[given[0]], value.get("reason")
        unknown = [k for k in value if k not in (given[0], "reason")]
        if unknown or (strength is Strength.DESIGNED and "reason" in value):
            odd = unknown[0] if unknown else "reason"
            self.fault(f"{path}.{odd}", f"kunci “{odd}” tidak dikenal pada dasar ini", advice)
            return _BAD
        if not isinstance(text, str) or not text.strip() or not (reason is None or isinstance(reason, str)):
            what = "tanpa alasan" if strength is Strength.DESIGNED else "tanpa pasal"
            self.fault(path, f"dasar {strength.label.lower()} {what}", advice)
            return _BAD
        designed = strength is Strength.DESIGNED
        ground = Ground(
            self.file,
            self._places[path][1].removesuffix(" › basis"),
            path,
            strength,
            None if designed else text,
            text if designed else reason,
        )
        self.grounds.append(ground)
        return {"strength": ground.strength.value, "cite": ground.cite, "reason": ground.reason}

    def fill(self, shape: type[Shape]) -> Shape | None:
        """The data as a value of that shape; None, with faults, when it does not fit. Sound list items are kept."""
        value = self._fill(self.data, shape, "$")
        return value if isinstance(value, shape) else None

    def _fill(self, value: object, kind: Any, path: str) -> Any:
        if value is _BAD:
            return _BAD
        if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
            members = [m for m in typing.get_args(kind) if m not in (type(None), msgspec.UnsetType)]
            if value is None and type(None) in typing.get_args(kind):
                return None
            if len(members) == 1:
                return self._fill(value, members[0], path)
        if isinstance(kind, type) and issubclass(kind, Struct) and isinstance(value, dict):
            return self._struct(value, kind, path)
        if typing.get_origin(kind) is tuple and isinstance(value, list):
            item = typing.get_args(kind)[0]
            items = [self._fill(v, item, f"{path}[{i}]") for i, v in enumerate(value)]
            kept = [i for i, v in enumerate(items) if v is not _BAD]
            if len(kept) < len(items) and path.count(".") > 1:
                return _BAD
            self._kept[path] = kept  # a list at the top keeps its sound items, so that one bad item hides no other
            return tuple(items[i] for i in kept)
        if typing.get_origin(kind) in (dict, Mapping) and isinstance(value, dict):
            key, item = typing.get_args(kind)
            pairs = [(self._fill(k, key, f"{path}.{k}"), self._fill(v, item, f"{path}.{k}")) for k, v in value.items()]
            return dict(pairs) if all(k is not _BAD and v is not _BAD for k, v in pairs) else _BAD
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            self.fault(path, *_words(str(error), value, kind))
            return _BAD

    def _struct(self, value: dict[str, object], kind: type[Struct], path: str) -> Any:
        fields = _fields(kind)
        bad = False
        for key in value:
            if key not in fields:
                self.fault(f"{path}.{key}", f"kunci “{key}” tidak dikenal", f"Kunci yang dikenal: {', '.join(fields)}")
                bad = True
        values: dict[str, Any] = {}
        for name, field in fields.items():
            if name in value:
                values[field.name] = self._fill(value[name], field.type, f"{path}.{name}")
                bad = bad or values[field.name] is _BAD
            elif field.required:
                bad = True
                if field.type is Basis:
                    advice = f"Tulis {name}: dengan tepat satu dari stated, inferred, designed"
                    self.fault(path, f"tanpa dasar: kunci “{name}” belum ada", advice)
                else:
                    self.fault(path, f"kunci “{name}” belum ada", f"Tambahkan {name}: dengan isinya")
        if bad:
            return _BAD
        try:
            return kind(**values)
        except ValueError as error:
            self.fault(path, str(error), "Betulkan isi bagian ini")
            return _BAD


@cache
def _fields(kind: type[Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {f.encode_name: f for f in msgspec.structs.fields(kind)}


def _too_deep(text: str) -> bool:
    """Whether values lie in one another beyond any use; asked first, because the composer would exhaust the stack."""
    depth = 0
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


def _join(name: str, part: str) -> str:
    return f"{name} › {part}" if name else part


def _label(node: yaml.Node, index: int) -> str:
    """How people call an item of a list: by its code, key or name, else by its place."""
    if isinstance(node, yaml.MappingNode):
        scalar = yaml.ScalarNode
        named = {k.value: v.value for k, v in node.value if isinstance(k, scalar) and isinstance(v, scalar)}
        for name in _NAMES:
            if name in named:
                return str(named[name])
    return f"ke-{index + 1}"


def _words(error: str, value: object, kind: Any) -> tuple[str, str]:
    """A message of msgspec about one value, in Indonesian, with advice."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"nilai “{value}” tidak dikenal", f"Nilai yang dikenal: {', '.join(str(m.value) for m in kind)}"
    match = re.search(r"Expected `([\w |]+)`", error)
    if not match:
        return f"nilai “{value}” tidak sesuai", "Bandingkan dengan berkas yang sama pada paket Balangan"
    wanted = " atau ".join(_WORDS.get(word.strip(), word.strip()) for word in match[1].split("|"))
    quote = "; beri tanda kutip bila memang teks" if "str" in match[1] else ""
    return f"nilai “{value}” bukan {wanted}", f"Tulis {wanted}{quote}"


def read_text(path: Path, file: str, faults: list[Fault]) -> str | None:
    """The text of a file; None, with a fault, when it is missing or not plain UTF-8 with line feeds."""
    try:
        raw = path.read_bytes()
    except OSError:
        faults.append(Fault(file, "berkas", "berkas tidak ada atau tidak dapat dibaca", f"Tambahkan berkas {file}"))
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.append(Fault(file, f"baris {line}", "bukan UTF-8", "Simpan ulang berkas ini sebagai UTF-8"))
        return None
    for odd, name in (("\ufeff", "tanda BOM"), ("\r", "akhir baris CRLF"), ("\0", "karakter NUL")):
        if odd in text:
            line = text.count("\n", 0, text.index(odd)) + 1
            advice = "Simpan ulang berkas ini sebagai UTF-8 tanpa BOM dengan akhir baris LF"
            faults.append(Fault(file, f"baris {line}", f"memuat {name}", advice))
            return None
    return text


class Table:
    """The rows of one CSV file with their lines; `broken` holds the codes of rows that could not be read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: list[Any] = []
        self.broken: set[str] = set()
        self.readable = False
        self._lines: dict[int, int] = {}

    def add(self, line: int, row: Struct) -> None:
        """Keep a row with the line on which it begins."""
        self.rows.append(row)
        self._lines[id(row)] = line

    def line(self, row: Struct) -> int:
        """The line of a row of this table."""
        return self._lines[id(row)]

    def place(self, row: Struct, name: str = "") -> str:
        """Where a row stands, in words."""
        return f"baris {self.line(row)} ({name})" if name else f"baris {self.line(row)}"


def read_table(path: Path, file: str, kind: type[Row], faults: list[Fault]) -> Table:
    """The rows of a CSV file as values of `kind`, by its HEADER; every cell that does not fit is a fault."""
    table = Table(file)
    text = read_text(path, file, faults)
    if text is None:
        return table
    header: list[str] = kind.HEADER.split(",")  # type: ignore[attr-defined]
    columns = [(name, info.name, info.type) for name, info in zip(header, msgspec.structs.fields(kind), strict=False)]
    reader = csv.reader(io.StringIO(text), strict=True)
    line, seen = 1, dict[Hashable, int]()
    try:
        for cells in reader:
            at, line = line, reader.line_num + 1
            if at == 1:
                if cells != header:
                    advice = f"Tulis baris pertama tepat seperti ini: {','.join(header)}"
                    faults.append(Fault(file, "baris 1", "kepala tabel tidak sesuai", advice))
                    return table
                table.readable = True
            elif len(cells) != len(header):
                table.broken |= _codes(cells)
                message = f"ada {len(cells)} kolom, seharusnya {len(header)}"
                advice = "Periksa koma, tanda kutip, dan baris kosong; teks berkoma diapit tanda kutip"
                faults.append(Fault(file, f"baris {at}", message, advice))
            elif tuple(cells) in seen:
                message = f"baris kembar dengan baris {seen[tuple(cells)]}"
                faults.append(Fault(file, f"baris {at}", message, "Hapus salah satunya"))
            else:
                seen[tuple(cells)] = at
                row = _row(kind, columns, cells, file, at, faults)
                if row is None:
                    table.broken |= _codes(cells)
                else:
                    table.add(at, row)
    except csv.Error:
        faults.append(Fault(file, f"baris {line}", "baris CSV rusak", "Periksa tanda kutip pada baris ini"))
    if not table.readable and text == "":
        advice = f"Tulis baris pertama tepat seperti ini: {','.join(header)}"
        faults.append(Fault(file, "baris 1", "berkas kosong", advice))
    return table


def _codes(cells: Sequence[str]) -> set[str]:
    return {cells[0], "/".join(cells[:2])} if cells else set()


def _row(
    kind: type[Row], columns: list[tuple[str, str, Any]], cells: list[str], file: str, line: int, faults: list[Fault]
) -> Row | None:
    values: dict[str, Any] = {}
    before = len(faults)
    for (column, name, shape), cell in zip(columns, cells, strict=True):
        try:
            values[name] = _cell(shape, cell, CHOICES.get((kind, name)))
        except ValueError as error:
            message, advice = error.args
            faults.append(Fault(file, f"baris {line}, kolom {column}", message, advice))
    if len(faults) > before:
        return None
    if "line" in kind.__struct_fields__:
        values["line"] = line
    if "strength" in values:
        try:
            Basis(values["strength"], values["cite"], values["reason"])
        except ValueError as error:
            faults.append(Fault(file, f"baris {line}", str(error), "Isi kolom cite, atau reason bila designed"))
            return None
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and last < first:
        advice = "Betulkan salah satu tanggalnya"
        faults.append(Fault(file, f"baris {line}, kolom valid_to", "berakhir sebelum mulai", advice))
        return None
    return kind(**values)


def _cell(shape: Any, text: str, choices: tuple[str, ...] | None) -> object:
    """The value of one cell; ValueError(message, advice) when it does not fit."""
    members = typing.get_args(shape) if typing.get_origin(shape) in (types.UnionType, typing.Union) else (shape,)
    if not text.strip():
        if type(None) in members:
            return None
        raise ValueError("kolom kosong", "Isi kolom ini")
    if text != text.strip():
        raise ValueError(f"“{text}” berspasi di tepi", "Hapus spasi di awal atau akhir")
    if choices and text not in choices:
        raise ValueError(f"nilai “{text}” tidak dikenal", f"Nilai yang dikenal: {', '.join(choices)}")
    kind = members[0]
    if kind is bool:
        if text not in ("yes", "no"):
            raise ValueError(f"“{text}” bukan yes atau no", "Tulis yes atau no")
        return text == "yes"
    if kind is date:
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise ValueError(f"“{text}” bukan tanggal", "Tulis TTTT-BB-HH, misalnya 2020-04-06")
    if kind is time:
        try:
            if _HOUR.fullmatch(text):
                return time.fromisoformat(text)
        except ValueError:
            pass
        raise ValueError(f"“{text}” bukan jam", "Tulis JJ:MM, misalnya 07:30")
    if isinstance(kind, type) and issubclass(kind, Enum):
        known = [str(member.value) for member in kind]
        if text not in known:
            raise ValueError(f"nilai “{text}” tidak dikenal", f"Nilai yang dikenal: {', '.join(known)}")
        return kind(text)
    return text

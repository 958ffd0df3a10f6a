"""Units: a pack becomes a government with its dated rows, or brings them up to date; no row is ever deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.db import models, transaction

from selaras.actions import sums
from selaras.actions.people import SYSTEM
from selaras.actions.search import describe_anew
from selaras.law import pack as packs
from selaras.law.check import examine
from selaras.law.types import Basis, Strength
from selaras.records import clock, ledger
from selaras.records.governments import Government, digest_of, pack_folder
from selaras.records.units import Affair, Coordination, Holiday, Post, Succession, Unit

IN_FORCE = "berlaku"
LEFT_ALONE = ("hilang", "tetap")


class CannotLoad(Exception):
    """A pack that cannot be loaded; the sentence says why and what to do."""


class Change(NamedTuple):
    """One difference between pack and database.

    `sort` is baru, ubah, akhiri; or what loading leaves as it is: hilang (no longer in the pack), tetap (settled here).
    """

    sort: str
    table: str
    key: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.sort:<6} {self.table} {self.key}{f': {self.detail}' if self.detail else ''}"


@dataclass(frozen=True)
class Difference:
    """What loading a pack changes; `moved` rows only stand on another line, `rules` says that other files changed."""

    government: str
    changes: tuple[Change, ...]
    moved: int
    rules: bool

    @property
    def empty(self) -> bool:
        """Whether there is nothing to load."""
        return not (self.moved or self.rules or any(change.sort not in LEFT_ALONE for change in self.changes))

    @property
    def summary(self) -> str:
        """The numbers in one sentence."""
        if self.empty:
            return "tidak ada perubahan"
        counts = [(sum(c.sort == sort for c in self.changes), sort) for sort in ("baru", "ubah", "akhiri")]
        words = [f"{count} {sort}" for count, sort in counts if count]
        if self.moved:
            words.append(f"{self.moved} berpindah baris")
        return ", ".join(words) or "hanya aturan atau catatan pada berkas paket yang berubah"


class _Table(NamedTuple):
    name: str
    model: type[models.Model]
    key: tuple[str, ...]  # with the day it begins, last, where rows are dated
    rows: Sequence[Any]

    @property
    def dated(self) -> bool:
        return self.key[-1] == "valid_from"


def load_pack(folder: Path, *, dry_run: bool = False) -> Difference:
    """Create the government of a pack, or bring its rows up to date, with one ledger entry; or only say the difference.

    A row that the pack no longer has is kept and reported; so is the coordinator of a unit, or of an affair of it, that
    officers have settled here. Raises PackError with the pack's faults, CannotLoad.
    """
    # Read afresh: `pack.load` would give what the folder held at the first look.
    report, pack = examine(folder)
    if pack is None:
        raise packs.PackError(report.faults)
    _known(folder)
    with transaction.atomic():
        government = Government.objects.select_for_update(no_key=True).filter(code=pack.government.code).first()
        difference, new, changed = _compare(government, pack, folder)
        if dry_run or difference.empty:
            return difference
        _apply(government, pack, folder, difference, new, changed)
    return difference


def _known(folder: Path) -> None:
    """A pack is looked up by its folder's name whenever it is needed: it must be found there again."""
    try:
        found = pack_folder(folder.resolve().name)
    except FileNotFoundError:
        found = None
    if found is None or found.resolve() != folder.resolve():
        raise CannotLoad(
            f"Paket {folder.resolve().name} tidak ditemukan di antara paket yang terpasang, atau namanya sudah dipakai."
            f" Tambahkan foldernya pada SELARAS_PACKS dengan nama yang belum dipakai: {folder.resolve()}"
        )


def _tables(pack: packs.Pack) -> tuple[_Table, ...]:
    history = pack.history
    return (
        _Table("unit", Unit, ("code", "valid_from"), history.all_units),
        _Table("jabatan", Post, ("unit", "post", "valid_from"), history.all_posts),
        _Table("urusan", Affair, ("unit", "code", "valid_from"), history.all_affairs),
        _Table("koordinasi", Coordination, ("unit", "affair", "coordinator", "valid_from"), history.all_coordination),
        _Table("penerus", Succession, ("date", "old", "new", "affair"), history.successions),
        _Table("hari libur", Holiday, ("date",), history.holidays),
    )


def _values(table: _Table, row: Any, line: int) -> dict[str, Any]:
    """The columns of a row of the pack; an empty cell of text is an empty text."""
    values = {}
    for name in row.__struct_fields__:
        value, column = getattr(row, name), table.model._meta.get_field(name)
        values[name] = "" if value is None and not column.null else value
    if table.dated:
        values["line"] = getattr(row, "line", 0) or line
    return values


def _compare(
    government: Government | None, pack: packs.Pack, folder: Path
) -> tuple[Difference, list[models.Model], list[models.Model]]:
    """The difference, the rows to add and those to save again (with their new values already set)."""
    changes: list[Change] = []
    new: list[models.Model] = []
    changed: list[models.Model] = []
    moved = 0
    for table in _tables(pack):
        manager = table.model._default_manager
        there = {_key(table, row): row for row in manager.filter(government=government)} if government else {}
        wanted = [_values(table, row, line) for line, row in enumerate(table.rows, start=2)]
        if table.model is Coordination:
            wanted, there = _unsettled(table, wanted, there, changes)
        for values in wanted:
            key = tuple(values[name] for name in table.key)
            row = there.pop(key, None)
            if row is None:
                new.append(table.model(government=government, **values))
                changes.append(Change("baru", table.name, _words(key)))
                continue
            differs = [name for name, value in values.items() if getattr(row, name) != value]
            if not differs:
                continue
            told = [name for name in differs if name != "line"]
            if told:
                changes.append(_change(table, key, row, values, told))
            else:
                moved += 1
            for name in differs:
                setattr(row, name, values[name])
            changed.append(row)
        changes += [Change("hilang", table.name, _words(key), "tetap disimpan") for key in there]
        _no_overlap(table, wanted, there)
    rules = government is not None and _last_digest(government) != digest_of(folder)
    if government:
        facts = _facts(pack, folder)
        told = [name for name, value in facts.items() if getattr(government, name) != value]
        changes += [Change("ubah", "pemerintah daerah", name, str(facts[name])) for name in told]
    return Difference(pack.government.code, tuple(changes), moved, rules), new, changed


def _unsettled(
    table: _Table, wanted: list[dict[str, Any]], there: dict[tuple[Any, ...], Any], changes: list[Change]
) -> tuple[list[dict[str, Any]], dict[tuple[Any, ...], Any]]:
    """The rows of the mapping without those of every unit and affair that officers have settled; differences are told.

    Who coordinates what is theirs from their first act on: a pack would take back what they made official or replaced.
    """
    settled = {key[:2] for key, row in there.items() if row.entry}
    for values in wanted:
        key = tuple(values[name] for name in table.key)
        kept = there.get(key)
        if key[:2] in settled and (
            kept is None or any(getattr(kept, name) != value for name, value in values.items() if name != "line")
        ):
            changes.append(
                Change("tetap", table.name, _words(key), "sudah ditetapkan di sini, paket tidak mengubahnya")
            )
    return (
        [values for values in wanted if (values["unit"], values["affair"]) not in settled],
        {key: row for key, row in there.items() if key[:2] not in settled},
    )


def _change(table: _Table, key: tuple[Any, ...], row: Any, values: dict[str, Any], told: Sequence[str]) -> Change:
    if told == ["valid_to"] and row.valid_to is None:
        return Change("akhiri", table.name, _words(key), f"berlaku sampai {values['valid_to']}")
    detail = "; ".join(f"{name} “{_word(getattr(row, name))}” menjadi “{_word(values[name])}”" for name in told)
    return Change("ubah", table.name, _words(key), detail)


def _no_overlap(table: _Table, wanted: Sequence[dict[str, Any]], kept: dict[tuple[Any, ...], Any]) -> None:
    """A row that only the database has must not hold on the days of the pack's rows of the same name."""
    if not table.dated:
        return
    for key, row in kept.items():
        for values in wanted:
            same = all(getattr(row, name) == values[name] for name in table.key[:-1])
            first, last = max(row.valid_from, values["valid_from"]), _earlier(row.valid_to, values["valid_to"])
            if same and (last is None or first <= last):
                raise CannotLoad(
                    f"Baris {table.name} {_words(key)} sudah tersimpan dan tidak ada lagi pada paket, padahal masa"
                    f" berlakunya bertumpang dengan baris sejak {values['valid_from']}. Kembalikan baris lama ke paket"
                    " dan isi valid_to-nya."
                )


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other


def _apply(
    government: Government | None,
    pack: packs.Pack,
    folder: Path,
    difference: Difference,
    new: Sequence[models.Model],
    changed: Sequence[models.Model],
) -> None:
    before = IN_FORCE if government else ""
    government = government or Government(code=pack.government.code)
    for name, value in _facts(pack, folder).items():
        setattr(government, name, value)
    government.organisation_version += 1
    government.save()
    for model, rows in _by_model(new):
        for row in rows:
            row.government = government
        model._default_manager.bulk_create(rows)
    for model, rows in _by_model(changed):
        columns = [f.name for f in model._meta.concrete_fields if f.name not in ("id", "government")]
        model._default_manager.bulk_update(rows, columns)
    ledger.append(
        government=government,
        subject_type="organisation",
        subject_key=government.code,
        subject_version=government.organisation_version,
        state_before=before,
        state_after=IN_FORCE,
        step="muat_paket",
        actor=SYSTEM,
        basis=Basis(Strength.DESIGNED, reason="organisasi dimuat dari paket, bertanggal, tanpa menghapus riwayat"),
        recorded_at=clock.now(),
        files=[digest_of(folder)],
        texts={"text": difference.summary, "changes": [str(change) for change in difference.changes]},
    )
    describe_anew(government)
    if not sums.prepare(government):
        sums.again(government)


def _by_model(rows: Sequence[models.Model]) -> Iterator[tuple[type[models.Model], list[Any]]]:
    for model in dict.fromkeys(type(row) for row in rows):
        yield model, [row for row in rows if type(row) is model]


def _facts(pack: packs.Pack, folder: Path) -> dict[str, str]:
    own = pack.government
    return {
        "name": own.name,
        "head_title": own.head_title,
        "timezone": own.timezone,
        "pack": folder.resolve().name,
    }


def _last_digest(government: Government) -> str:
    last = (
        ledger.Entry.objects.filter(government=government, subject_type="organisation", step="muat_paket")
        .order_by("-number")
        .first()
    )
    files: list[str] = json.loads(last.body)["files"] if last else []
    return files[0] if files else ""


def _key(table: _Table, row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in table.key)


def _words(key: tuple[Any, ...]) -> str:
    return " ".join(_word(part) for part in key if part != "")


def _word(value: Any) -> str:
    return {None: "kosong", True: "ya", False: "tidak", "": "kosong"}.get(value, str(value))

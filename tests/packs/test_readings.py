"""Our readings of openness stand on one page for the legal officer, each with its clause and its test, to strike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import msgspec
import pytest

from selaras.law.check import check
from selaras.law.openness import Sort
from selaras.law.pack import load
from selaras.law.regulation import Regulation

ROOT = Path(__file__).parents[2]
BALANGAN = ROOT / "src/selaras/packs/balangan"
TABLE = "perbup-24-2020/openness.yaml"
PAGE = ROOT / "docs/keterbukaan-tafsir.md"
ROW = re.compile(r"^\| (?!bacaan)([^|]+) \| ([^|]+) \| [^|]+ \| `(test_\w+)` \|$", re.MULTILINE)


def inferred(value: Any) -> Iterator[tuple[str, str]]:
    """Every ground by inference in a part of the pack: its reason and its clause."""
    if isinstance(value, dict):
        if value.get("strength") == "inferred" and value.get("cite"):
            yield value["reason"], value["cite"]
        for inner in value.values():
            yield from inferred(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from inferred(inner)


def regulation(folder: Path = BALANGAN) -> Regulation:
    return load(folder).regulations[-1]


def test_every_reading_of_another_law_stands_on_the_page_and_no_other() -> None:
    law = regulation()
    parts = msgspec.to_builtins([law.openness, law.book.of("withholding")])
    kept = {
        (reason, cite) for reason, cite in inferred(parts) if not cite.startswith("Pasal ")
    }  # of our own regulation
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert {(reason, cite) for reason, cite, _test in rows} == kept
    assert len(rows) == len(kept)


def test_each_names_a_test_that_is_there() -> None:
    there = {
        name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    assert {test for _reason, _cite, test in ROW.findall(PAGE.read_text(encoding="utf-8"))} <= there


@pytest.mark.parametrize("of", [Sort.DECISIONS, Sort.DOCUMENTS, Sort.GROUPS])
def test_uu_14_2008_pasal_18_striking_what_is_never_withheld_takes_one_line(of: Sort, tmp_path: Path) -> None:
    struck = strike(tmp_path, rf"  - \{{of: {of}, .*")
    assert regulation().openness.stays(of) and not struck.openness.stays(of)
    assert [row.of for row in struck.openness.never] == [
        s for s in (Sort.DECISIONS, Sort.DOCUMENTS, Sort.GROUPS) if s != of
    ]


def test_pp_61_2010_striking_that_a_ground_opens_by_itself_takes_one_line(tmp_path: Path) -> None:
    struck = strike(tmp_path, "    opens_by_itself: true")
    opens = [ground.cite[-1] for ground in struck.openness.grounds if ground.opens_by_itself]
    assert opens == ["b", "c", "d", "e", "f", "i"]


def strike(place: Path, line: str) -> Regulation:
    """The regulation without the first line that reads so; the pack has no fault without it."""
    folder = copytree(BALANGAN, place / "balangan")
    table = folder / TABLE
    text, many = re.subn(rf"^{line}\n", "", table.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert many == 1
    table.write_text(text, encoding="utf-8")
    assert check(folder).faults == ()
    return regulation(folder)

"""The measurement of speed says of each bound whether it is held."""

from typing import Any

import pytest

from bench.speed import bounds

SQL = {"(d) pencarian": {"queries": 5, "cpu_ms": 1.0, "database_cpu_ms": 9.0}}


def row(name: str, cpu: float, database: float = 0.0, **more: Any) -> dict[str, Any]:
    """A row of figures, without a bound unless it is told."""
    return {"name": name, "cpu_ms": cpu, "database_cpu_ms": database, "floor": "", "most": None, **more}


@pytest.mark.parametrize(("database", "held"), [(30.0, True), (40.0, False)])
def test_a_search_may_take_four_times_its_bare_queries_and_the_page(database: float, held: bool) -> None:
    rows = [row("25 baris", 5.0, 99.0), row("(d) pencarian, dibuat baru", 10.0, database)]
    search = bounds(rows, SQL, {"sesudah": 119.0})[0]
    assert (search["measured"], search["most"], search["held"]) == (10.0 + database, 4 * 10.0 + 5.0, held)


def test_each_bound_is_told_with_its_floor_and_what_has_none_is_left_out() -> None:
    kept = row("(e) beranda", 0.3, floor="ok", most=1.5, ratio=1.2)
    slow = row("(c) buka berkas lewat API", 4.0, floor="sisipan", most=3.0, ratio=3.3)
    told = bounds([kept, slow, row("ok", 0.2)], SQL, {"sesudah": 121.0})
    assert [(bound["name"], bound["unit"], bound["held"]) for bound in told] == [
        ("(e) beranda", "× ok", True),
        ("(c) buka berkas lewat API", "× sisipan", False),
        ("memori pelayan sesudah", "MB", False),
    ]

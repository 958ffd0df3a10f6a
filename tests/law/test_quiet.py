"""Quiet hours: over midnight, over free days, in whichever zone the clock hangs."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from selaras.law.clocks import Calendar
from selaras.law.quiet import Quiet

WITA = ZoneInfo("Asia/Makassar")
USUAL = Quiet(time(20), time(6))
CHRISTMAS = Calendar([date(2026, 12, 25)])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        ("2026-11-26 10:00", "2026-11-26 10:00"),
        ("2026-11-26 19:59", "2026-11-26 19:59"),
        ("2026-11-26 20:00", "2026-11-27 06:00"),
        ("2026-11-27 05:59", "2026-11-27 06:00"),
        ("2026-11-27 06:00", "2026-11-27 06:00"),
        ("2026-11-27 20:01", "2026-11-30 06:00"),  # a Friday evening
        ("2026-11-29 12:00", "2026-11-30 06:00"),  # a Sunday
        ("2026-12-24 21:00", "2026-12-28 06:00"),  # a holiday on a Friday
        ("2028-02-28 23:00", "2028-02-29 06:00"),  # a leap day
        ("2026-12-31 22:00", "2027-01-01 06:00"),  # the turn of the year
    ],
)
def test_the_usual_quiet_hours_last_the_night_and_every_free_day(moment: str, over: str) -> None:
    assert USUAL.over(at(moment), CHRISTMAS) == at(over)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = Quiet(time(12), time(13), free_days=False)
    assert noon.over(at("2026-11-28 12:30"), CHRISTMAS) == at("2026-11-28 13:00")
    assert noon.over(at("2026-11-28 11:59"), CHRISTMAS) == at("2026-11-28 11:59")
    never = Quiet(time(8), time(8), free_days=False)
    assert never.over(at("2026-11-29 08:00"), CHRISTMAS) == at("2026-11-29 08:00")
    assert Quiet(time(20), time(6), free_days=False).over(at("2026-11-28 21:00"), CHRISTMAS) == at("2026-11-29 06:00")


def test_the_same_instant_is_quiet_in_one_zone_and_not_in_another() -> None:
    instant = datetime(2026, 11, 26, 12, 30, tzinfo=ZoneInfo("UTC"))  # 19.30 WIB, 20.30 WITA, 21.30 WIT
    found = [USUAL.over(instant.astimezone(ZoneInfo(zone)), CHRISTMAS) for zone in ("Asia/Jakarta", "Asia/Makassar")]
    assert found[0] == instant and found[1] == at("2026-11-27 06:00")
    assert (
        USUAL.over(instant.astimezone(ZoneInfo("Asia/Jayapura")), CHRISTMAS).isoformat() == "2026-11-27T06:00:00+09:00"
    )

"""Sums: after every act and on every new day they are what the formulas' own questions count, without counting."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from selaras.actions import marks, search, sums, workdays
from selaras.law.quarters import Period, Quarter
from selaras.law.types import LOCAL, WORKED
from selaras.law.yardsticks import MEASURES
from selaras.records import clock, indicators, units
from selaras.records import sums as kept
from selaras.records.governments import Government
from selaras.records.marks import Mark
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.stamp import Stamp
from selaras.records.sums import Contribution, Key, Line, Reckoning, Sum
from selaras.records.units import Unit
from tests.actions.stories import STORIES, Office
from tests.acts import Cast, opened
from tests.acts import take as take_in_matter
from tests.faces import called, done, held, led, ruled, signed, to_do
from tests.packs.small_pack import write_pack
from tests.results import PPID, withheld
from tests.results import take as take_withholding

pytestmark = pytest.mark.django_db
EVER = Period("", date(2000, 1, 1), date(2099, 12, 31))
Figures = dict[tuple[str, str, str], tuple[int, int]]


def plain(government: Government) -> Figures:
    """Of every formula, agency ("" for all) and quarter: counted record by record by the formula's own question."""
    at = indicators.asked(government, EVER)
    counted: Counter[tuple[str, str, str]] = Counter()
    met: Counter[tuple[str, str, str]] = Counter()
    for measure in MEASURES:
        formula = indicators.FORMULAS[measure.code]
        rows = formula.rows(at).filter(formula.of).order_by()
        if formula.belongs:
            rows = rows.filter(at.belong(formula.unit))
        for row in rows.values(formula.unit, formula.day, *formula.columns):
            agency, quarter = at.agency(row[formula.unit]), Quarter.of(row[formula.day]).code
            for unit in {"", agency}:
                counted[measure.code, unit, quarter] += 1
                met[measure.code, unit, quarter] += formula.meets(measure, at, *(row[name] for name in formula.columns))
    return {key: (many, met[key]) for key, many in counted.items()}


def read(government: Government) -> Figures:
    """The same as a page reads it."""
    marks.current(government)
    tally = indicators.Tally(government, EVER)
    return {
        (measure.code, unit, quarter): (figure.counted, figure.met)
        for measure in MEASURES
        for unit in ("", *tally.units)
        for quarter, figure in tally.course(measure, unit).quarters.items()
        if figure.counted
    }


def whole(government: Government) -> bool:
    """Whether the sums are what all contributions add up to, and nothing waits to be made anew again and again."""
    rows = Sum.objects.filter(government=government).order_by(*kept.KEYS)
    stands = list(rows.values_list(*kept.KEYS, "n", "met", "days"))
    return sorted(stands) == sorted(kept.added(government)) and not any(kept.waits(government)[:2])


@pytest.fixture
def office(cast: Cast, balangan: Government, tmp_path: Path) -> Iterator[Office]:
    folder = write_pack(tmp_path / "contoh", {})
    units.forget()
    with override_settings(SELARAS_PACKS=(folder,)):
        yield Office(cast, balangan, folder)
    units.forget()


@pytest.mark.parametrize("story", STORIES)
def test_after_every_act_the_sums_are_what_the_formulas_count(office: Office, story: str) -> None:
    for line in STORIES[story]:
        line.prepare(office)()
        for government in Government.objects.all():
            assert read(government) == plain(government), line.name
            assert whole(government), line.name


# Whatever happens in whatever order, and on whatever day


class Works:
    """A government at work: acts in an order that chance gives, and days that pass."""

    def __init__(self, cast: Cast, chance: random.Random) -> None:
        self.cast, self.chance, self.number = cast, chance, 0

    def some(self, rows: Any) -> Any:
        """One of some rows; None where there is none."""
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None

    def opens(self) -> None:
        """A consultation is opened."""
        self.number += 1
        units = ("DLH", "DISHUB", "DISPERTAN", "DKP")
        parties = tuple(self.chance.sample(units, self.chance.randint(1, 3)))
        opened(self.cast("DPUPR/1"), kind="konsultatif", parties=parties, title=f"Konsultasi {self.number}")

    def answers(self) -> None:
        """One who was asked answers."""
        matter = self.some(Matter.objects.filter(kind="konsultatif", phase="open", withheld=False))
        seats = [seat for seat in matter.seats() if seat.slot == "asked"] if matter else []
        if seats:
            take_in_matter(self.cast(self.chance.choice(seats).post), matter, "tanggapi", "Sepakat.")

    def meets(self) -> None:
        """A meeting is held, with a decision and a follow-up."""
        self.number += 1
        meeting = held(self.cast, called(self.cast, led(self.cast, title=f"Koordinasi {self.number}")))
        to_do(self.cast, ruled(self.cast, meeting), days=self.chance.randint(1, 9))

    def signs(self) -> None:
        """The minutes of a meeting are signed."""
        if meeting := self.some(Meeting.objects.filter(state="running")):
            signed(self.cast, meeting)

    def does(self) -> None:
        """A follow-up is done."""
        if task := self.some(FollowUp.objects.filter(state="belum")):
            done(self.cast, task)

    def withholds(self) -> None:
        """A matter is withheld."""
        if matter := self.some(Matter.objects.filter(phase="open", withheld=False)):
            withheld(self.cast, matter)

    def act(self) -> None:
        """One of these."""
        acts: list[Callable[[], None]] = [self.opens, self.answers, self.meets, self.signs, self.does]
        self.chance.choices([*acts, self.withholds], [3, 3, 2, 2, 2, 1])[0]()


@pytest.mark.parametrize(
    ("seed", "begins"),
    [(1, datetime(2026, 11, 20, 2, tzinfo=UTC)), (2, datetime(2027, 12, 20, 2, tzinfo=UTC))],
)
def test_acts_of_chance_over_days_of_chance_leave_the_sums_as_the_formulas_count(
    cast: Cast, balangan: Government, seed: int, begins: datetime
) -> None:
    chance = random.Random(seed)
    works, moment = Works(cast, chance), begins
    seen = 0
    for _n in range(26):
        with clock.at(moment):
            works.act()
            if chance.random() < 0.7:
                figures = read(balangan)
                assert figures == plain(balangan), moment
                seen = max(seen, len(figures))
        moment += timedelta(days=chance.choice((0, 0, 1, 2, 4, 8)))
    for days in (0, 1, 30, 70):
        with clock.at(moment + timedelta(days=days)):
            assert read(balangan) == plain(balangan), days
            assert whole(balangan)
    assert seen > 10


@pytest.mark.parametrize(
    "begins",
    [
        datetime(2028, 2, 24, 2, tzinfo=UTC),  # over the leap day
        datetime(2026, 12, 22, 2, tzinfo=UTC),  # over the turn of the year
    ],
)
def test_time_alone_changes_the_sums_on_the_very_day(cast: Cast, balangan: Government, begins: datetime) -> None:
    with clock.at(begins):
        meeting = held(cast, called(cast, led(cast)))
        late = held(cast, called(cast, led(cast, title="Yang kedua")))
        to_do(cast, ruled(cast, meeting), days=3)
        signed(cast, meeting)
        opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH", "DISHUB"))
        before = read(balangan)
    changes = 0
    for day in range(45):
        with clock.at(begins + timedelta(days=day)):
            figures = read(balangan)
            assert figures == plain(balangan), day
            changes += figures != before
            before = figures
    assert late.signed_on is None
    assert changes >= 3  # minutes that are late, a follow-up's day, a consultation's; and the quarter it runs into


def test_the_night_follows_what_the_day_has_changed_so_that_no_reader_waits(
    cast: Cast, balangan: Government, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    begins = datetime(2026, 11, 20, 2, tzinfo=UTC)
    with clock.at(begins):
        held(cast, called(cast, led(cast)))
        marks.current(balangan)
    with clock.at(begins + timedelta(days=40)):
        assert kept.waits(balangan)[1]
        marks.each_night(balangan, balangan.today())
        assert not kept.waits(balangan)[1]
        with django_assert_num_queries(2):  # whether anything waits, and the sums
            assert marks.current(balangan) == kept.Standing()
            indicators.figures(balangan, EVER)
        assert read(balangan) == plain(balangan)


def test_a_day_that_was_declared_free_or_worked_afterwards_changes_what_was_counted_in_working_days(
    cast: Cast, balangan: Government
) -> None:
    begins = datetime(2026, 11, 16, 2, tzinfo=UTC)  # a Monday
    with clock.at(begins):
        opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",))
        meeting = held(cast, called(cast, led(cast)))
    with clock.at(begins + timedelta(days=14)):
        signed(cast, Meeting.objects.get(pk=meeting.pk))  # on the tenth working day
        assert read(balangan)["notula-terbuka", "", "2026-4"] == (1, 1)
    office = cast("SETDA.AST3.ORG/1")
    with clock.at(begins + timedelta(days=15)):
        saturday = workdays.Declared(date(2026, 11, 21), WORKED, "Hari kerja pengganti", "SE 1/2026")
        row = workdays.declare(actor=office, wanted=saturday, key="a")
        units.forget()
        balangan.refresh_from_db()
        figures = read(balangan)
        assert figures["notula-terbuka", "", "2026-4"] == (1, 0)
        assert figures == plain(balangan)
        workdays.withdraw(actor=office, row=row.pk, seen=workdays.seen_of(row), reason="Keliru.", key="b")
        balangan.refresh_from_db()
        assert read(balangan)["notula-terbuka", "", "2026-4"] == (1, 1)
    with clock.at(begins + timedelta(days=8)):
        yesterday = workdays.Declared(date(2026, 11, 23), LOCAL, "Hari jadi", "SE 2/2026")
        workdays.declare(actor=office, wanted=yesterday, key="c")
        balangan.refresh_from_db()
        assert read(balangan) == plain(balangan)


def test_uu_14_2008_pasal_17_what_is_withheld_leaves_the_sums_and_comes_back(cast: Cast, balangan: Government) -> None:
    matter = led(cast)
    meeting = held(cast, called(cast, matter))
    to_do(cast, ruled(cast, meeting))
    signed(cast, meeting)
    open_figures = read(balangan)
    row = withheld(cast, matter)
    closed = read(balangan)
    assert closed == plain(balangan) != open_figures
    take_withholding(cast(PPID), row, "buka", "Tidak lagi perlu ditutup.")
    assert read(balangan) == plain(balangan) == open_figures


def test_what_a_request_holds_opens_on_the_day_after_and_what_hangs_on_it_too(cast: Cast, balangan: Government) -> None:
    begins = datetime(2026, 11, 16, 2, tzinfo=UTC)
    with clock.at(begins):
        matter = led(cast)
        meeting = held(cast, called(cast, matter))
        to_do(cast, ruled(cast, meeting))
        signed(cast, meeting)
        opened_to_all = read(balangan)
        held_until = balangan.today() + timedelta(days=2)
        Matter.objects.filter(pk=matter.pk).update(held_state="submitted", held_until=held_until)
        marks.follow(Matter.objects.get(pk=matter.pk))
        assert read(balangan) == plain(balangan) != opened_to_all
    for days, like in ((2, False), (3, True)):
        with clock.at(begins + timedelta(days=days)):
            figures = read(balangan)
            assert figures == plain(balangan) and (figures == opened_to_all) is like, days


def test_a_fault_leaves_a_page_its_older_figures_and_it_says_so(
    cast: Cast, balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = cast("DPUPR/1")
    marks.current(balangan)
    opened(opener, kind="konsultatif", parties=("DLH",))

    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(sums, "refresh", breaks)
        standing = marks.current(balangan)
        assert standing.left == 1 and standing.words
    assert marks.current(balangan).words is None


def test_where_a_unit_belongs_is_seen_when_the_sums_are_read(cast: Cast, balangan: Government) -> None:
    meeting = held(cast, called(cast, led(cast)))
    ruled(cast, meeting)
    signed(cast, meeting)
    assert ("sikap-dinyatakan", "DKP", Quarter.of(balangan.today()).code) in read(balangan)
    before = list(Contribution.objects.order_by("pk").values_list("lines", flat=True))
    Unit.objects.filter(government=balangan, code="DKP").update(type="bagian", superior="DISPERTAN")
    balangan.organisation_version += 1
    balangan.save(update_fields=["organisation_version"])
    figures = read(balangan)
    assert figures == plain(balangan)
    quarter = Quarter.of(balangan.today()).code
    assert figures["sikap-dinyatakan", "DISPERTAN", quarter] == (2, 1) and not any(
        unit == "DKP" for _, unit, _ in figures
    )
    assert list(Contribution.objects.order_by("pk").values_list("lines", flat=True)) == before
    units.forget()


@pytest.mark.parametrize("fault", ["what was is not taken away", "an act forgets its mark", "what hangs on it stays"])
def test_a_planted_fault_is_seen(cast: Cast, balangan: Government, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    matter = led(cast)
    meeting = held(cast, called(cast, matter))
    to_do(cast, ruled(cast, meeting))
    signed(cast, meeting)
    assert read(balangan) == plain(balangan)
    if fault == "what was is not taken away":
        change = kept.change
        monkeypatch.setattr(kept, "change", lambda government, _less, more: change(government, [], more))
    if fault == "an act forgets its mark":
        monkeypatch.setattr("selaras.actions.acts.marking", lambda *_a, **_k: [])
    if fault == "what hangs on it stays":
        monkeypatch.setattr(marks, "hanging", lambda *_a: {})
    withheld(cast, matter)
    assert read(balangan) != plain(balangan)


# What is kept, and how much of it


def test_lines_under_one_key_are_one_and_what_adds_up_to_nothing_has_no_row(balangan: Government) -> None:
    day = date(2026, 10, 1)
    one, other = Key("x", day, "DLH"), Key("x", day, "DKP", "DLH", "konsultatif")
    lines = kept.told([Line(one), Line(one, met=1), Line(other, days=3), Line(other, n=-1, days=-3), Line(other, n=0)])
    assert lines == [["x", "2026-10-01", "DLH", "", "", 2, 1, 0]]
    kept.change(balangan, [], [*lines, ["x", "2026-10-02", "DLH", "", "", 1, 0, 5]])
    kept.change(balangan, [], lines)
    found = kept.read(balangan, ["x"], by=("unit",))
    assert [(row.unit, row.day, row.n, row.met, row.days) for row in found] == [("DLH", None, 5, 2, 5)]
    assert kept.read(balangan, ["x"], since=date(2026, 10, 2))[0].n == 1
    kept.change(balangan, [*lines, *lines, ["x", "2026-10-02", "DLH", "", "", 1, 0, 5]], [])
    assert not Sum.objects.filter(measure="x").exists()


def test_nobody_waits_for_more_than_a_portion_and_the_page_says_so(
    cast: Cast, balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = cast("DPUPR/1")
    marks.current(balangan)
    for number in range(5):
        opened(opener, kind="konsultatif", parties=("DLH",), title=f"Berkas {number}")
    monkeypatch.setattr(marks, "PORTION", 2)
    before = Stamp.objects.get().value
    standing = marks.current(balangan)
    assert standing.left == 3 and standing.whole and "3 hal masih dihitung" in str(standing.words)
    assert Stamp.objects.get().value != before, "no page that says so is kept"
    assert marks.catch_up(balangan) == 3
    assert marks.current(balangan).words is None


def test_thousands_of_marks_follow_a_portion_at_a_time(balangan: Government, monkeypatch: pytest.MonkeyPatch) -> None:
    marks.catch_up(balangan)
    many = [Mark(government=balangan, sort="matter", subject=10**6 + n, moved=True) for n in range(2600)]
    Mark.objects.bulk_create(many)
    hanging, asked = search.hanging, list[int]()

    def counted(changed: Any, *ways: Any) -> dict[str, set[int]]:
        asked.append(sum(map(len, changed.values())))
        return hanging(changed, *ways)

    monkeypatch.setattr(marks, "hanging", counted)
    assert marks.catch_up(balangan) == 2600
    assert max(asked) == marks.PORTION, "a database takes only so many values at once"
    assert not any(kept.waits(balangan)[:2])


def test_after_an_upgrade_everything_is_counted_once_in_the_background(
    cast: Cast, balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = held(cast, called(cast, led(cast)))
    to_do(cast, ruled(cast, meeting))
    signed(cast, meeting)
    figures = read(balangan)
    Contribution.objects.all().delete()
    Sum.objects.all().delete()
    Contribution.objects.create(government=balangan, sort="meeting", subject=10**9, lines=[])  # of what is gone
    assert not sums.prepare(balangan), "everything was counted by these measures"
    monkeypatch.setattr(sums, "EDITION", sums.EDITION + 1)
    assert not marks.current(balangan).whole and "belum lengkap" in str(marks.current(balangan).words)
    before = DBTaskResult.objects.count()
    assert sums.prepare(balangan) and DBTaskResult.objects.count() == before + 1
    sums.remake(balangan.pk)
    assert marks.current(balangan).words is None and not sums.prepare(balangan)
    assert read(balangan) == plain(balangan) == figures
    assert not Contribution.objects.filter(subject=10**9).exists()
    rows = list(Contribution.objects.order_by("pk").values_list("pk", "lines"))
    sums.remake(balangan.pk)
    assert list(Contribution.objects.order_by("pk").values_list("pk", "lines")) == rows  # run twice it changes nothing


def test_where_nothing_has_been_done_there_is_nothing_to_count(balangan: Government) -> None:
    assert marks.current(balangan).words is None
    Reckoning.objects.all().delete()
    assert not marks.current(balangan).whole
    assert not sums.prepare(balangan) and marks.current(balangan).whole


def test_of_many_subjects_what_they_add_is_asked_with_a_few_questions(
    cast: Cast, balangan: Government, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        while Decision.objects.count() < count:
            ruled(cast, meeting := held(cast, called(cast, led(cast))))
            signed(cast, meeting)
        marks.catch_up(balangan)
        own = Government.objects.get(pk=balangan.pk)
        units.history(own)
        keys = list(Meeting.objects.values_list("pk", flat=True))
        with django_assert_num_queries(8):  # three of formulas, the days of meetings, three of the cockpit, what stands
            sums.refresh(own, "meeting", keys)

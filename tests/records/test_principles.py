"""Principles: what the formulas of Pasal 2 show equals a plain count of random records, of all and of each agency."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from selaras.actions import sums
from selaras.law.quarters import Period
from selaras.law.yardsticks import PRINCIPLES
from selaras.records import indicators
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.outcomes import Decision, FollowUp, FollowUpSeat, Stance

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
UNITS = ("DPUPR", "DISPERTAN", "DKP", "SETDA.AST2", "EXT.POLRES", "BUPATI")
AGENCY = {"DPUPR": "DPUPR", "DISPERTAN": "DISPERTAN", "DKP": "DKP", "SETDA.AST2": "SETDA"}
LAW = "perbup-24-2020"
SLOTS = {
    "konsultatif": ("answered", "confirmed", "noted", "differs", "unconfirmed", "silent", "asked"),
    "fungsional": ("accepted", "declined", "silent", "incomplete", "working", "completed", "asked"),
    "kolegial": ("agreed", "done"),
}
ENDS = ("closed", "ended", "carried_up", "carried_on", "withdrawn")
STANCES = ("agrees", "notes", "objects", "abstains", "silent", "unbound", "absent")
Found = dict[tuple[str, str], tuple[int, int]]


def days(dice: random.Random) -> date:
    """A day in the half year that is asked for, or near it."""
    return FIRST + timedelta(days=dice.randrange(-40, 220))


class Plain:
    """Counts, by formula and agency, what a test has just written."""

    def __init__(self) -> None:
        self.counted: Counter[tuple[str, str]] = Counter()
        self.met: Counter[tuple[str, str]] = Counter()

    def __call__(self, code: str, unit: str, day: date, met: bool) -> None:
        if FIRST <= day <= LAST:
            for owner in {"", AGENCY.get(unit, "")}:
                self.counted[code, owner] += 1
                self.met[code, owner] += met

    def found(self) -> Found:
        """Of each formula and agency how many met it, of how many."""
        return {key: (self.met[key], n) for key, n in self.counted.items()}


def of_matters(government: Government, dice: random.Random, plain: Plain) -> None:
    for n in range(120):
        kind, state, unit = dice.choice(sorted(SLOTS)), dice.choice(ENDS), dice.choice(UNITS)
        if (state == "carried_up") != (kind == "kolegial" and state == "carried_up"):
            state = "closed"
        day, withheld = days(dice), dice.random() < 0.1
        row = Matter.objects.create(
            government=government,
            number=f"2026-{n:05}",
            title=f"Berkas {n}",
            regulation=LAW,
            procedure=kind,
            kind=kind,
            state=state,
            phase="closed",
            version=1,
            drafted_by="DKP/1",
            opener_unit=unit,
            opener_post=f"{unit}/1",
            opened_on=day - timedelta(days=9),
            closed_on=day,
            withheld=withheld,
            withheld_ground="UU 14/2008 Pasal 17" if withheld else "",
            withheld_until=date(2099, 1, 1) if withheld else None,
        )
        if kind == "kolegial" and state in ("closed", "ended", "carried_up") and not withheld:
            plain("selesai-antarpihak", unit, day, state == "closed")
        for order, other in enumerate(dice.sample(UNITS, 2)):
            slot, retired = dice.choice(SLOTS[kind]), dice.random() < 0.1
            Participant.objects.create(
                government=government,
                matter=row,
                order=order,
                role="counterpart",
                unit=other,
                post=f"{other}/1",
                slot=slot,
                retired=retired,
            )
            asked = kind != "kolegial" and state in ("closed", "ended") and other in AGENCY
            if withheld or retired or not asked:
                continue
            plain("permintaan-dilayani", other, day, slot not in ("silent", "asked", "incomplete", "working"))
            if kind == "fungsional" and slot not in ("asked", "silent", "declined"):
                plain("hasil-diterima", other, day, slot == "accepted")


def of_meetings(government: Government, dice: random.Random, plain: Plain) -> None:
    calendar = indicators.asked(government, Period("", FIRST, LAST)).calendar
    noon = datetime(2026, 1, 1, 12, tzinfo=government.zone)
    for n in range(60):
        day, unit, open_ = days(dice), dice.choice(UNITS), dice.random() < 0.8
        called = dice.choice([None, day - timedelta(days=dice.randrange(0, 9))])
        meeting = Meeting.objects.create(
            government=government,
            regulation=LAW,
            procedure="rapat",
            title=f"Rapat {n}",
            state="closed" if open_ else "reviewing",
            phase="closed" if open_ else "open",
            version=1,
            drafted_by="DKP/1",
            starts_at=noon,
            opened_on=called,
            held_on=day,
            signed_on=day if open_ else None,
            closed_on=day if open_ else None,
        )
        MeetingSeat.objects.create(
            government=government, subject=meeting, order=0, role="chair", unit=unit, post=f"{unit}/1"
        )
        if called:
            plain("undangan-memberi-waktu", unit, day, calendar.between(called, day) >= 3)
        for number in range(2):
            public, dissent = dice.random() < 0.8, dice.choice(["", "Pendapat lain."])
            decision = Decision.objects.create(
                government=government,
                meeting=meeting,
                order=number + 1,
                text="Keputusan.",
                ground="Pasal 18 huruf c",
                dissent=dissent,
                openness="public" if public else "parties",
                decided_by="SETDA.AST2/1",
                adopted_on=day,
                entry=1,
            )
            for who in dice.sample(UNITS, 3):
                stance = dice.choice(STANCES)
                Stance.objects.create(government=government, decision=decision, unit=who, stance=stance)
                if not (open_ and public and who in AGENCY and day <= government.today()):
                    continue
                if stance in ("agrees", "notes", "objects", "abstains"):
                    plain("keputusan-disetujui", who, day, stance in ("agrees", "notes"))
                if stance == "objects":
                    plain("keberatan-dimuat", who, day, dissent != "")


def of_follow_ups(government: Government, dice: random.Random, plain: Plain) -> None:
    for _n in range(60):
        day, unit = days(dice), dice.choice(UNITS)
        state = dice.choice(["terverifikasi", "tidak_dapat", "carried", "sedang"])
        phase = "open" if state == "sedang" else "closed"
        row = FollowUp.objects.create(
            government=government,
            regulation=LAW,
            procedure="tindak-lanjut",
            state=state,
            phase=phase,
            version=1,
            drafted_by="DKP/1",
            text="Dikerjakan.",
            due_on=day,
            opened_on=day,
            closed_on=None if phase == "open" else day,
        )
        FollowUpSeat.objects.create(
            government=government, subject=row, order=0, role="owner", unit=unit, post=f"{unit}/1"
        )
        if phase == "closed":
            plain("tuntas-oleh-pelaksana", unit, day, state == "terverifikasi")


@pytest.mark.parametrize("seed", [1, 2])
def test_pasal_2_each_formula_of_a_principle_equals_a_plain_count_of_random_records(
    balangan: Government, seed: int
) -> None:
    dice, plain = random.Random(seed), Plain()
    of_matters(balangan, dice, plain)
    of_meetings(balangan, dice, plain)
    of_follow_ups(balangan, dice, plain)
    period = Period("", FIRST, LAST)
    sums.remake(balangan.pk)
    tally = indicators.Tally(balangan, period)
    shown: dict[tuple[str, str], Any] = {}
    for formula in PRINCIPLES:
        for unit in ("", *tally.units):
            figure = tally.figure(formula, unit)
            if figure.counted:
                shown[formula.code, unit] = (figure.met, figure.counted)
            if unit in ("", "DKP"):  # the list behind the figure, and the figure counted by itself
                rows = indicators.records(formula, tally.at, unit)
                met = sum(indicators.meets(formula, tally.at, row) for row in rows)
                assert (met, len(rows)) == (figure.met, figure.counted), formula.code
    assert shown == plain.found()
    assert {code for code, _unit in shown} == {formula.code for formula in PRINCIPLES}

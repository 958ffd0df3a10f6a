"""Rivals on one step, one form sent again and again: a short run of `python -m bench rivals` and `resend`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from bench import plants, rivals
from bench import resend as sender
from bench.crew import QUESTION, Crew, Figures, House, faults, threads
from selaras.actions.matters import submit
from selaras.records.governments import Government

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def met(size: int, government: Government) -> Iterator[tuple[House, Crew]]:
    with threads(size) as crew:
        yield House(government, size), crew


def contended(government: Government, rounds: int) -> Figures:
    with met(rivals.RIVALS, government) as (house, crew):
        return rivals.contend(house, crew, rounds)


def test_of_eight_rivals_on_one_step_one_wins_and_seven_see_the_conflict(balangan: Government) -> None:
    figures = contended(balangan, 2 * len(rivals.CONTESTS))
    assert not figures.wrong and not faults(balangan)


def test_with_the_lock_taken_out_more_than_one_wins(balangan: Government) -> None:
    with plants.without_locks():
        figures = contended(balangan, 2 * len(rivals.CONTESTS))
    assert figures.wrong and figures.most_done > 1 and faults(balangan)


def test_one_form_sent_six_times_at_once_has_one_effect_and_six_equal_answers(balangan: Government) -> None:
    with met(sender.TIMES, balangan) as (house, crew):
        figures = sender.resend(house, crew, 2 * len(sender.FORMS))
    assert not figures.wrong and not faults(balangan)


def test_eight_matters_opened_at_once_get_eight_numbers_in_a_row(balangan: Government) -> None:
    with met(rivals.RIVALS, balangan) as (house, crew):
        asker = house.officers("DPUPR/1")[0]
        drafts = [house.draft(QUESTION) for _ in range(rivals.RIVALS)]
        outcomes = crew.together([partial(submit, actor=asker, draft=draft, key="") for draft in drafts])
    year = balangan.today().year
    numbers = sorted(outcome.answer.split()[0] for outcome in outcomes)
    assert numbers == [f"{year}-{n:05d}" for n in range(1, rivals.RIVALS + 1)] and not faults(balangan)

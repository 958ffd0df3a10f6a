"""Rivals: eight officers take one step of one matter at the same moment, and exactly one of them does.

    python -m bench rivals --rounds 1000 [--plant no-lock]

Each round opens a matter and lets eight processes begin together. Exactly one may win, seven must be told of the
conflict, and the ledger may grow by exactly one entry; at the end it is verified. `--plant no-lock` takes the lock out
(on SQLite the transaction, which is the lock there), so that more than one wins.
SELARAS_DATABASE_URL chooses the database.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from uuid import uuid4

from bench import plants
from bench.crew import (
    COORDINATION,
    QUESTION,
    Crew,
    Figures,
    House,
    Job,
    entries,
    filled_in,
    own_database,
    processes,
    report,
)
from selaras.actions.matters import submit
from selaras.records.matters import Participant

RIVALS = 8


# Contests: each opens a matter and gives the rivals their forms


def one_officer_in_eight_windows(house: House) -> list[Job]:
    """He answers in each of them, with other words."""
    matter = house.opened(QUESTION)
    answerer = house.officers("DLH/1")[0]
    return [filled_in(matter, "DLH/1", answerer, "tanggapi", str(i), f"Jawaban {i}") for i in range(RIVALS)]


def eight_officers_of_one_post(house: House) -> list[Job]:
    """Each may act in it; each answers."""
    matter = house.opened(QUESTION)
    return [filled_in(matter, "DLH/1", actor, "tanggapi", str(i)) for i, actor in enumerate(house.officers("DLH/1"))]


def one_draft_submitted_eight_times(house: House) -> list[Job]:
    """By eight officers of the post that opens it, each with a form of his own."""
    draft = house.draft(QUESTION)
    return [partial(submit, actor=actor, draft=draft, key=str(uuid4())) for actor in house.officers("DPUPR/1")]


def two_ends_of_one_matter(house: House) -> list[Job]:
    """Four withdraw it, four carry it on as coordination."""
    matter = house.opened(QUESTION)
    ends = ("cabut", "lanjutkan")
    return [filled_in(matter, "DPUPR/1", who, ends[i % 2], str(i)) for i, who in enumerate(house.officers("DPUPR/1"))]


def to_lead_or_to_return(house: House) -> list[Job]:
    """Four of the convener's officers take a coordination, four return it."""
    matter = house.opened(COORDINATION)
    post = Participant.objects.get(matter=matter, role="convener").post
    steps = ("ambil", "kembalikan")
    return [filled_in(matter, post, actor, steps[i % 2], str(i)) for i, actor in enumerate(house.officers(post))]


Contest = Callable[[House], list[Job]]
CONTESTS: tuple[Contest, ...] = (
    one_officer_in_eight_windows,
    eight_officers_of_one_post,
    one_draft_submitted_eight_times,
    two_ends_of_one_matter,
    to_lead_or_to_return,
)


def contend(house: House, crew: Crew, rounds: int) -> Figures:
    """So many rounds, the contests in turn."""
    figures = Figures()
    for number in range(rounds):
        contest = CONTESTS[number % len(CONTESTS)]
        jobs = contest(house)
        before = entries(house.government)
        outcomes = crew.together(jobs)
        right = Counter(outcome.sort for outcome in outcomes) == Counter(done=1, conflict=RIVALS - 1)
        figures.add(contest.__name__, outcomes, right, entries(house.government) - before)
    return figures


def main(arguments: list[str]) -> int:
    """Run the rounds, print the figures; 1 when a round was not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m bench rivals", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--plant", choices=["no-lock"])
    asked = parser.parse_args(arguments)
    with own_database() as government:
        with plants.without_locks() if asked.plant else nullcontext(), processes(RIVALS) as crew:
            begin = time.perf_counter()
            figures = contend(House(government, RIVALS), crew, asked.rounds)
            seconds = time.perf_counter() - begin
        return report("rivals", figures, government, seconds)

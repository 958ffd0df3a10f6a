"""Resend: one form is sent six times at the same moment, has one effect, and gets six equal answers.

    python -m bench resend --rounds 1000

Each round one form is sent by six processes together: a draft submitted, a step taken, and the page's own form, through
the whole web floor. The ledger may grow by exactly one entry and no draft may be left over; at the end the ledger is
verified. SELARAS_DATABASE_URL chooses the database.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client

from bench.crew import (
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
from selaras.records.matters import Matter

TIMES = 6


def a_draft_submitted(house: House) -> Job:
    """As the act takes it."""
    actor = house.officers("DPUPR/1")[0]
    return partial(submit, actor=actor, draft=house.draft(QUESTION), key=str(uuid4()))


def a_step_taken(house: House) -> Job:
    """As the act takes it."""
    return filled_in(house.opened(QUESTION), "DLH/1", house.officers("DLH/1")[0], "tanggapi", "one form")


def the_form_of_a_new_matter(house: House) -> Job:
    """As the browser sends it: it saves a draft and submits it in one go."""
    user = house.officers("DPUPR/1")[0].person.user
    assert user is not None
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    form = {"kind": "konsultatif", "party": ["DLH/1"], "title": "Pertanyaan", "purpose": "Mohon pendapat."}
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return partial(_posted, session, "/kerja/berkas/baru/", {**form, "do": "submit", "key": str(uuid4())})


def _posted(session: str, address: str, form: dict[str, Any]) -> str:
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    answer = client.post(address, form)
    return f"{answer.status_code} {answer.get('Location')}"


FORMS: tuple[Callable[[House], Job], ...] = (a_draft_submitted, a_step_taken, the_form_of_a_new_matter)


def resend(house: House, crew: Crew, rounds: int) -> Figures:
    """So many rounds, the forms in turn."""
    figures = Figures()
    for number in range(rounds):
        form = FORMS[number % len(FORMS)]
        job = form(house)
        before = entries(house.government)
        outcomes = crew.together([job] * TIMES)
        equal = {outcome.sort for outcome in outcomes} == {"done"} and len({o.answer for o in outcomes}) == 1
        left = Matter.objects.filter(phase="draft").exists()
        figures.add(form.__name__, outcomes, equal and not left, entries(house.government) - before)
    return figures


def main(arguments: list[str]) -> int:
    """Run the rounds, print the figures; 1 when a round was not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m bench resend", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    asked = parser.parse_args(arguments)
    with own_database() as government:
        with processes(TIMES) as crew:
            begin = time.perf_counter()
            figures = resend(House(government, TIMES), crew, asked.rounds)
            seconds = time.perf_counter() - begin
        return report("resend", figures, government, seconds)

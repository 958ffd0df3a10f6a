"""What the harnesses share: a database of their own, many officers of one post, and several who begin at one moment."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

from django.conf import settings
from django.db import connection, connections

import selaras
from selaras.actions import ledger as whole
from selaras.actions.acts import Deed, seen_of
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.matters import act, submit
from selaras.actions.people import create_user
from selaras.actions.refusals import Stale
from selaras.actions.units import load_pack
from selaras.law.procedures import Refused
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.people import Actor

Job = Callable[[], object]
SHOWN = 10
PATIENCE = 120  # seconds after which a crew that does not come together is given up


@contextmanager
def own_database() -> Iterator[Government]:
    """Kabupaten Balangan in a fresh database beside the one that is set, gone afterwards."""
    connection.settings_dict["TEST"]["NAME"] = (
        str(Path(settings.SELARAS_DATA) / "bench.sqlite3") if connection.vendor == "sqlite" else None
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        load_pack(Path(selaras.__file__).parent / "packs" / "balangan")
        yield Government.objects.get(code="63.11")
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def officers(government: Government, post: str, count: int) -> list[Actor]:
    """So many persons who may act in one post: its holder, and who stands in for him."""
    made = [
        create_user(
            government=government,
            username=f"{post.replace('/', '-')}-{index}",
            name=f"Pejabat {index}",
            post=post,
            capacity="plt" if index else "definitif",
            valid_from=date(2020, 4, 6),
            decree="821/1/2020",
        )[0]
        for index in range(count)
    ]
    return [Actor(government, tenure.person, tenure) for tenure in made]


class House:
    """A government with several officers in each of the posts that are needed, made when first asked for."""

    def __init__(self, government: Government, size: int) -> None:
        self.government, self.size = government, size
        self._officers: dict[str, list[Actor]] = {}

    def officers(self, post: str) -> list[Actor]:
        """Who may act in a post."""
        if post not in self._officers:
            self._officers[post] = officers(self.government, post, self.size)
        return self._officers[post]

    def draft(self, intent: Intent) -> int:
        """A fresh draft of the Kepala Dinas PUPR."""
        return save_draft(actor=self.officers("DPUPR/1")[0], intent=intent).pk

    def opened(self, intent: Intent) -> Matter:
        """A fresh matter of his."""
        return submit(actor=self.officers("DPUPR/1")[0], draft=self.draft(intent), key="")


QUESTION = Intent(kind="konsultatif", parties=("DLH/1",), title="Pertanyaan", purpose="Mohon pendapat.")
COORDINATION = Intent(kind="koordinatif", form="c", parties=("DISPERTAN",), title="Irigasi", purpose="Jadwal bersama.")


def filled_in(matter: Matter, post: str, actor: Actor, step: str, key: str, text: str = "Sudah dibaca.") -> Job:
    """The form of a step, as the page shows it now, filled in by an officer of the post."""
    seat = Participant.objects.filter(matter=matter, post=post).latest("order")
    return partial(
        act,
        actor=actor,
        number=str(matter.number),
        seat=seat.pk,
        deed=Deed(step, text=text),
        seen=seen_of(matter, seat),
        key=f"{matter.pk}-{key}",
    )


@dataclass(frozen=True)
class Outcome:
    """How it ended for one of the crew: `done` with an answer, `conflict` clearly said, or anything else, a fault."""

    sort: str
    answer: str = ""


_gate: Any = None


def _enter(gate: Any) -> None:
    global _gate  # noqa: PLW0603 - a worker gets its gate when it begins, not with each job
    _gate = gate


def _run(job: Job) -> Outcome:
    _gate.wait(PATIENCE)
    try:
        found = job()
    except (Stale, Refused) as conflict:
        return Outcome("conflict", str(conflict))
    except Exception as fault:
        return Outcome("fault", repr(fault))
    return Outcome("done", f"{found.number} {found.state}" if isinstance(found, Matter) else str(found))


class Crew:
    """Several who begin at the same moment: processes, or threads, each with a connection of its own."""

    def __init__(self, pool: Executor, size: int) -> None:
        self.pool, self.size = pool, size

    def together(self, jobs: Sequence[Job]) -> list[Outcome]:
        """How it ended for each; as many jobs as the crew has members, since each waits for all the others."""
        if len(jobs) != self.size:
            raise ValueError(f"{self.size} jobs for a crew of {self.size}, not {len(jobs)}")
        return list(self.pool.map(_run, jobs, timeout=PATIENCE))


@contextmanager
def processes(size: int) -> Iterator[Crew]:
    """A crew of processes, born before any connection is opened."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    gate = fork.Barrier(size)
    with ProcessPoolExecutor(size, mp_context=fork, initializer=_enter, initargs=(gate,)) as pool:
        yield _ready(Crew(pool, size))


@contextmanager
def threads(size: int) -> Iterator[Crew]:
    """A crew of threads of this process."""
    with ThreadPoolExecutor(size, initializer=_enter, initargs=(Barrier(size),)) as pool:
        crew = _ready(Crew(pool, size))
        try:
            yield crew
        finally:
            crew.together([_leave] * size)


def _leave() -> None:
    """Close the connection of the thread that calls: PostgreSQL removes no database that somebody still holds."""
    connection.close()


def _ready(crew: Crew) -> Crew:
    crew.together([partial(str, "here")] * crew.size)
    return crew


@dataclass
class Figures:
    """What came of all rounds: how often each outcome, and every round that was not as it must be."""

    rounds: int = 0
    tally: Counter[str] = field(default_factory=Counter)
    most_done: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, outcomes: Sequence[Outcome], right: bool, grown: int) -> None:
        """Count a round."""
        sorts = Counter(outcome.sort for outcome in outcomes)
        self.tally += sorts
        self.most_done = max(self.most_done, sorts["done"])
        if not right or grown != 1:
            told = "; ".join(dict.fromkeys(outcome.answer for outcome in outcomes if outcome.sort == "fault"))
            self.wrong.append(f"round {self.rounds}, {name}: {dict(sorts)}, {grown} entries written {told}".strip())
        self.rounds += 1


def report(name: str, figures: Figures, government: Government, seconds: float) -> int:
    """Print what came of it, verify the ledger; 1 when anything was wrong."""
    found = faults(government)
    for line in [*figures.wrong[:SHOWN], *found[:SHOWN]]:
        print(line)
    print(
        f"{name}, {connection.vendor}: {figures.rounds} rounds, {len(figures.wrong)} wrong, {dict(figures.tally)},"
        f" at most {figures.most_done} done in one round; {entries(government)} entries, {len(found)} faults;"
        f" {figures.rounds / seconds:.1f} rounds/s"
    )
    return 1 if figures.wrong or found else 0


def entries(government: Government) -> int:
    """How many acts the ledger holds."""
    return ledger.size(government)


def faults(government: Government) -> list[str]:
    """What `selaras verify` says."""
    return [str(fault) for fault in whole.verify(Government.objects.get(pk=government.pk))]

"""Kill: the real server is killed at a random moment under load, started again, and held to what it acknowledged.

    python -m bench kill --rounds 100 [--plant synchronous-off|no-transaction]

Officers of the demonstration work over HTTP; each answer 303 is kept in mind. Then the whole process group gets SIGKILL
(bench/databases.py tells what happens to the database at that moment). Every act acknowledged in any round so far must
be there, and `selaras verify` must find nothing: no row without its entry, no entry without its rows.
SELARAS_DATABASE_URL chooses the database: without it SQLite in a folder of its own, else a database of its own on that
server. A plant is a fault in the settings of the server (bench/planted.py), which must be found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bench.databases import Postgresql, Sqlite
from bench.officers import ANSWER, OFFICERS, Memory, Officer, missing

ROOT = Path(__file__).parents[1]
START = 120  # seconds within which the server must answer
ACTS = 60  # how many acts are acknowledged at most before the kill comes
SHOWN = 10


class Server:
    """`selaras start` in a process group of its own, on a free port."""

    def __init__(self, data: Path, environment: dict[str, str], plant: str | None) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SELARAS_", "DJANGO_"))}
        self.environment = kept | {"SELARAS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "selaras.site.settings"}
        self.environment |= environment
        if plant:
            self.environment |= {"DJANGO_SETTINGS_MODULE": "bench.planted", "BENCH_PLANT": plant}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.log = data.with_name("server.log")

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "selaras.site.cli", "start", "--demo", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True, cwd=ROOT
            )
        deadline = time.monotonic() + START
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", self.port, timeout=ANSWER)) as c:
                c.request("GET", "/healthz")
                if c.getresponse().status == 200:
                    return
            time.sleep(0.05)
        self.kill()
        raise SystemExit(f"The server does not start; {self.told()}")

    def told(self) -> str:
        """The end of its log."""
        return f"its log ends: {self.log.read_text(errors='replace')[-2000:]}"

    def kill(self) -> None:
        """SIGKILL for the whole group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def verify(self, folder: Path) -> list[str]:
        """What `selaras verify` finds on the data in a folder."""
        unplanted = {"SELARAS_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "selaras.site.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "selaras.site.cli", "verify", "--json"],
            env=self.environment | unplanted,
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        if done.returncode not in (0, 1) or not done.stdout:
            return [f"verify: {done.stderr.strip()[-300:]}"]
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return [f"{fault['where']}: {fault['what']}" for line in lines for fault in line["faults"]]


@contextmanager
def database(data: Path) -> Iterator[Sqlite | Postgresql]:
    """The database that SELARAS_DATABASE_URL chooses, gone afterwards."""
    url = os.environ.get("SELARAS_DATABASE_URL", "")
    chosen = Postgresql(data, url) if url.startswith("postgres") else Sqlite(data)
    try:
        yield chosen
    finally:
        chosen.close()


def kill_and_look(server: Server, chosen: Sqlite | Postgresql, memory: Memory, chance: random.Random) -> list[str]:
    """One round: load, kill, and everything that is not as it must be."""
    server.start()
    memory.cookies[chance.choice(list(OFFICERS))].clear()  # one of them signs in anew
    before, errors = len(memory.acks), memory.statuses[500]
    officers = [Officer(name, server.port, memory) for name in OFFICERS]
    for officer in officers:
        officer.start()
    deadline, enough = time.monotonic() + START, before + chance.randint(1, ACTS)
    while len(memory.acks) < enough and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.2))
    deaths = [server.kill, chosen.crash]
    for death in deaths if chance.random() < 0.5 else reversed(deaths):
        death()
    for officer in officers:
        officer.join(ANSWER)
    wrong = [*memory.wrong, *([] if len(memory.acks) > before else ["nothing was acknowledged"])]
    if memory.statuses[500] > errors and not chosen.crashes:
        wrong.append(f"{memory.statuses[500] - errors} error pages; {server.told()}")
    memory.wrong.clear()
    for state, folder in chosen.left():
        found = [*missing(memory.acks, chosen.rows(folder)), *server.verify(folder)]
        wrong += [f"{state}: {fault}" for fault in found]
    return wrong


def main(arguments: list[str]) -> int:
    """Run the rounds, print the figures; 1 when a round was not as it must be."""
    parser = argparse.ArgumentParser(
        prog="python -m bench kill", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--plant", choices=["synchronous-off", "no-transaction"])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    memory, chance = Memory(), random.Random(asked.seed)
    bad = 0
    with tempfile.TemporaryDirectory(prefix="selaras-kill-", ignore_cleanup_errors=True) as work:
        data = Path(work) / "data"
        data.mkdir()
        with database(data) as chosen:
            first = Server(data, chosen.environment, None)
            first.start()  # loads the pack and the demonstration, once and without a plant
            first.kill()
            server = Server(data, chosen.environment, asked.plant)
            for number in range(1, asked.rounds + 1):
                try:
                    wrong = kill_and_look(server, chosen, memory, chance)
                finally:
                    server.kill()
                bad += bool(wrong)
                for line in wrong[:SHOWN]:
                    print(f"round {number}: {line}", flush=True)
                if number % 10 == 0:
                    print(f"{number} rounds, {len(memory.acks)} acknowledged", file=sys.stderr, flush=True)
                if asked.plant and wrong:
                    break  # what was lost or spoilt stays so: the next round would only tell it again
    sorts = {sort: sum(ack.sort == sort for ack in memory.acks) for sort in ("draft", "matter", "step")}
    print(
        f"kill, {chosen.name}{f', planted {asked.plant}' if asked.plant else ''}: {number} rounds, {bad} wrong;"
        f" {len(memory.acks)} acknowledged acts {sorts}; answers by status {dict(sorted(memory.statuses.items()))}"
    )
    return 1 if bad else 0

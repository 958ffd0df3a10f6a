"""Speed: the pages that matter most, and beside them in the same run what any Django page costs at the least.

    python -m bench speed --matters 100000 --database postgresql

Fills a database of its own (bench/load.py), starts the real server twice, once as it is and once without kept pages,
and asks for each page in short turns, so that whatever else the machine does falls on all of them alike. Told are
requests a second, p50, p95 and p99, and above all CPU per request: of the server's process, and apart from it of the
database (PostgreSQL's processes; SQLite's work is done in the server's own). Ratios compare CPU per request. The floors
are a view that answers "ok", a signed-in view with one indexed query and 25 rows, a view that inserts a row, all with
the middleware of a fresh Django project, a static file, and the queries of a page sent bare: after the pages were read
and before the first matter is opened, so that all saw the same rows.
Beside the figures stands each bound and whether it is held. A search made anew may take, server and database together,
four times what its queries take sent bare, and the page around it, which is what the 25 rows cost. The cockpit of
who leads and the map of cooperation may cost 25 times those rows, also made anew.
Writes bench/results/SIZE-DATABASE.json and .md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from selaras.site.serving import ARENAS

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"
START = 60  # seconds within which a server must answer
SLICE = 0.6  # seconds of one turn
CLIENTS = 2
FORM = "application/x-www-form-urlencoded"
PAGE = "25 baris"
WATCHED = 25.0  # how often of that page the cockpit and the map of cooperation may cost, made anew


@dataclass
class Target:
    """Something that is asked for again and again."""

    name: str
    port: int
    request: Callable[[], bytes]
    expected: int = 200
    floor: str = ""  # whose CPU it is held against
    most: float | None = None  # how often of it is allowed
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    server: float = 0.0
    database: float = 0.0

    @property
    def cpu(self) -> float:
        """Milliseconds of the server's CPU for one request."""
        return 1000 * self.server / len(self.times)

    def told(self) -> dict[str, Any]:
        """The figures."""
        times = sorted(self.times)
        return {
            "name": self.name,
            "requests": len(times),
            "per_second": round(len(times) / self.seconds, 1),
            **{f"p{n}_ms": round(1000 * times[min(len(times) - 1, len(times) * n // 100)], 2) for n in (50, 95, 99)},
            "cpu_ms": round(self.cpu, 3),
            "database_cpu_ms": round(1000 * self.database / len(times), 3),
            "floor": self.floor,
            "most": self.most,
        }


class Connection:
    """A browser's lasting connection, as lean as it can be."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request and read its answer."""
        self.socket.sendall(request)
        said = b""
        while b"\r\n\r\n" not in said:
            more = self.socket.recv(1 << 16)
            if not more:
                raise ConnectionError("the server hung up")
            said += more
        head, _blank, body = said.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        left = (int(lengths[0].split(b":")[1]) if lengths else 0) - len(body)
        while left > 0:
            more = self.socket.recv(1 << 16)
            body, left = body + more, left - len(more)
        return int(head.split(b" ", 2)[1]), body


def get(path: str, **headers: str) -> bytes:
    """A request for a page, as a browser makes it."""
    return sent("GET", path, b"", headers)


def always(asked: bytes) -> Callable[[], bytes]:
    """The same request each time."""
    return lambda: asked


def sent(method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A request as bytes."""
    usual = {"Host": "127.0.0.1", "Accept": "text/html", "Accept-Encoding": "gzip, deflate", "User-Agent": "bench"}
    usual |= {name.replace("_", "-"): value for name, value in headers.items()}
    if body:
        usual["Content-Length"] = str(len(body))
    lines = "".join(f"{name}: {value}\r\n" for name, value in usual.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


# CPU


def cpu_of(pids: Sequence[int]) -> float:
    """Seconds of CPU that processes have used, with all their threads, to the nanosecond."""
    total = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except OSError:  # ended meanwhile
                continue
    return total / 1e9


def below(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += below(int(child))
    return found


def memory_of(pid: int) -> float:
    """MB that a process holds in memory."""
    line = next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


# Servers


class Server:
    """A server of the product in a process of its own."""

    def __init__(self, folder: Path, *, anew: bool) -> None:
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        self.log = (folder / f"server-{self.port}.log").open("w")
        environment = {"MALLOC_ARENA_MAX": ARENAS, **os.environ, "BENCH_ANEW": "1" if anew else ""}
        command = [sys.executable, "-m", "bench.server", str(self.port)]
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log, cwd=ROOT)
        until = time.monotonic() + START
        while True:
            try:
                Connection(self.port).ask(get("/healthz"))
                break
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    self.stop()
                    raise SystemExit(f"The server does not start: {Path(self.log.name).read_text()[-2000:]}") from None
                time.sleep(0.1)

    @property
    def pids(self) -> list[int]:
        """Its processes; the last is the worker."""
        return below(self.process.pid)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)


# Measuring


def turn(target: Target, server: Sequence[int], database: Sequence[int], seconds: float) -> None:
    """Ask for one thing for a while, with a few clients, and add up what it took."""
    faults: list[str] = []
    times: list[float] = []
    lines = [Connection(target.port) for _client in range(CLIENTS)]
    for line in lines:
        line.ask(target.request())
    end = time.perf_counter() + seconds

    def ask(line: Connection) -> None:
        while (begin := time.perf_counter()) < end and not faults:
            status, body = line.ask(target.request())
            times.append(time.perf_counter() - begin)
            if status != target.expected:
                faults.append(f"{target.name}: {status} {body[:300]!r}")

    crew = [threading.Thread(target=ask, args=(line,)) for line in lines]
    before, database_before, begin = cpu_of(server), cpu_of(database), time.perf_counter()
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    target.server += cpu_of(server) - before
    target.database += cpu_of(database) - database_before
    target.seconds += time.perf_counter() - begin
    target.times += times
    if faults:
        raise SystemExit(faults[0])


@contextmanager
def chosen(database: str, work: Path) -> Iterator[None]:
    """The database that was chosen, in the environment; PostgreSQL on a server of its own."""
    if database == "sqlite":
        yield
        return
    from tests.postgres import cluster, programs  # noqa: PLC0415 - only PostgreSQL needs it

    found = programs()
    if found is None:
        raise SystemExit("PostgreSQL is missing. On Debian: sudo apt-get install postgresql.")
    with cluster(found) as made:
        os.environ["SELARAS_DATABASE_URL"] = made.url
        yield


def bare(address: str, actor: Any, seconds: float) -> dict[str, Any]:
    """The queries of a page, sent bare one after the other: how many, and the CPU of ours and of the database."""
    from django.db import connection  # noqa: PLC0415 - needs the settings
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    if actor:
        client.cookies["sessionid"] = session_of(actor)
    for _warm in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
    statements = [query["sql"] for query in asked.captured_queries if query["sql"].startswith(("SELECT", "(SELECT"))]
    database = postgres_pids()
    raw = connection.connection.cursor()
    before, there, begin, times = time.process_time(), cpu_of(database), time.perf_counter(), 0
    while time.perf_counter() < begin + seconds:
        for statement in statements:
            raw.execute(statement)
            raw.fetchall()
        times += 1
    return {
        "queries": len(statements),
        "cpu_ms": round(1000 * (time.process_time() - before) / times, 3),
        "database_cpu_ms": round(1000 * (cpu_of(database) - there) / times, 3),
    }


def postgres_pids() -> list[int]:
    """The processes of the database server; none for SQLite."""
    folder = os.environ.get("SELARAS_DATABASE_URL", "")
    if not folder:
        return []
    from urllib.parse import unquote, urlsplit  # noqa: PLC0415

    data = Path(unquote(urlsplit(folder).netloc.rpartition("@")[2])) / "data/postmaster.pid"
    return below(int(data.read_text().splitlines()[0]))


def session_of(actor: Any) -> str:
    """The key of a session in which an actor is signed in and acts in his post."""
    from django.conf import settings  # noqa: PLC0415 - needs the settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from selaras.web.chosen import CHOSEN  # noqa: PLC0415

    store = SessionStore()
    user = actor.person.user
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY], store[CHOSEN] = user.get_session_auth_hash(), actor.tenure.pk
    store.save()
    return str(store.session_key)


def targets(kept: Server, anew: Server, actor: Any, leader: Any, number: str, token: str) -> list[Target]:
    """Everything that is asked for, floors first."""
    cookie, leads = f"sessionid={session_of(actor)}", f"sessionid={session_of(leader)}"
    page = f"/kerja/berkas/{number}/"
    static = (
        "/static/"
        + json.loads((Path(os.environ["SELARAS_DATA"]) / "static/staticfiles.json").read_text())["paths"][
            "dist/app.css"
        ]
    )
    own = urlencode({"q": "irigasi"})

    def note() -> bytes:
        body = urlencode({"title": "Pertanyaan", "text": "Mohon pendapat. " * 10, "kind": "konsultatif"}).encode()
        return sent("POST", "/lantai/insert", body, {"Cookie": cookie, "Content-Type": FORM})

    def opened() -> bytes:
        said = {"kind": "konsultatif", "parties": ["DLH/1"], "title": f"Pertanyaan {secrets.token_hex(4)}"}
        body = json.dumps({**said, "purpose": "Mohon pendapat. " * 10, "submit": True}).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return sent("POST", "/api/v1/matters", body, {**headers, "Idempotency-Key": str(uuid4())})

    post = quote(actor.post, safe="/")
    reads = [
        ("(a) giliran Anda", "/kerja/", cookie, "25 baris", 1.5),
        ("(b) berkas dengan 20 catatan", page, cookie, "25 baris", 1.5),
        ("(d) pencarian", f"/cari/?{own}", "", "", None),
        ("(e) beranda", "/", "", "ok", 1.5),
        ("(e) daftar berkas", "/berkas/", "", "ok", 1.5),
        ("(e) berkas untuk umum", f"/berkas/{number}/", "", "ok", 1.5),
        ("(f) pantau", "/kerja/pantau/", leads, PAGE, WATCHED),
        ("(g) peta kerja sama", "/kerja-sama/", "", PAGE, WATCHED),
    ]
    found = [
        Target("ok", kept.port, lambda: get("/lantai/ok")),
        Target("25 baris", kept.port, lambda: get(f"/lantai/rows/{post}", Cookie=cookie)),
        Target("sisipan", kept.port, note, 201),
        Target("berkas statis", kept.port, lambda: get(static)),
        Target("ok, perantara kami", kept.port, lambda: get("/lantai-kami/ok")),
        Target("25 baris, perantara kami", kept.port, lambda: get(f"/lantai-kami/rows/{post}", Cookie=cookie)),
    ]
    for name, path, who, floor, most in reads:
        asked = get(path, **({"Cookie": who} if who else {}))
        found.append(Target(name, kept.port, always(asked), floor=floor, most=most))
        watched = most if most == WATCHED else None  # what leaders look at is hardly ever kept
        found.append(Target(f"{name}, dibuat baru", anew.port, always(asked), floor=floor, most=watched))
    found.append(Target("(c) buka berkas lewat API", kept.port, opened, 201, "sisipan", 3.0))
    return found


def measure(asked: argparse.Namespace, work: Path) -> dict[str, Any]:
    """Fill, serve, ask; returns all figures."""
    import django  # noqa: PLC0415 - the database is chosen before the settings are read
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    django.setup()
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    import selaras  # noqa: PLC0415
    from bench.floors import Note  # noqa: PLC0415
    from bench.load import fill  # noqa: PLC0415
    from selaras.actions import marks, sums  # noqa: PLC0415
    from selaras.actions.tokens import make_token  # noqa: PLC0415
    from selaras.actions.units import load_pack  # noqa: PLC0415
    from selaras.records.governments import Government  # noqa: PLC0415

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    load_pack(Path(selaras.__file__).parent / "packs" / "balangan")
    government = Government.objects.get(code="63.11")
    begin = time.perf_counter()
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*bar) as progress:
        actor, leader, number = fill(government, asked.matters, progress)
    filled = time.perf_counter() - begin
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    marks.catch_up(government)  # as the background has done by then
    sums.remake(government.pk)
    _row, token = make_token(
        actor=actor, name="bench", scopes=["baca", "berkas"], expires_on=government.today() + timedelta(days=1)
    )
    with ExitStack() as stack:
        kept, anew = Server(work, anew=False), Server(work, anew=True)
        stack.callback(kept.stop)
        stack.callback(anew.stop)
        idle = memory_of(kept.pids[-1])
        every = targets(kept, anew, actor, leader, number, token)
        if asked.only:
            every = [t for t in every if any(word in t.name for word in (*asked.only, *FLOORS))]
        first = {}
        for target in every:  # the first answer of each, with nothing kept and nothing compiled
            start = time.perf_counter()
            status, body = Connection(target.port).ask(target.request())
            first[target.name] = (round(1000 * (time.perf_counter() - start), 1), len(body))
            if status != target.expected:
                log = (work / f"server-{target.port}.log").read_text()[-3000:]
                raise SystemExit(f"{target.name}: {status} {body[:500]!r}\n{log}")
        chance = random.Random(1)
        reading = [t for t in every if t.expected == 200]
        writing = [t for t in every if t.expected != 200]
        sql: dict[str, Any] = {}
        for group in (reading, writing):  # a new matter gives every page a new stamp, so they come last
            for _round in range(asked.rounds):
                for target in chance.sample(group, len(group)):
                    server = kept if target.port == kept.port else anew
                    turn(target, server.pids, postgres_pids(), asked.slice)
            sql = sql or {
                "(a) giliran Anda": bare("/kerja/", actor, 1.0),
                "(b) berkas dengan 20 catatan": bare(f"/kerja/berkas/{number}/", actor, 1.0),
                "(d) pencarian": bare("/cari/?q=irigasi", None, 1.0),
                "(e) beranda": bare("/", None, 1.0),
                "(e) daftar berkas": bare("/berkas/", None, 1.0),
                "(f) pantau": bare("/kerja/pantau/", leader, 1.0),
                "(g) peta kerja sama": bare("/kerja-sama/", None, 1.0),
            }
        memory = {"mulai": idle, "sesudah": memory_of(kept.pids[-1]), "tanpa simpanan": memory_of(anew.pids[-1])}
    rows = [{**t.told(), "first_ms": first[t.name][0], "bytes": first[t.name][1]} for t in every]
    cpu = {t.name: t.cpu for t in every}
    for row in rows:
        if row["floor"] in cpu:
            row["ratio"] = round(cpu[row["name"]] / cpu[row["floor"]], 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_entry")
        entries = cursor.fetchone()[0]
    return {
        "day": date.today().isoformat(),
        "matters": asked.matters,
        "database": asked.database,
        "entries": entries,
        "filled_s": round(filled, 1),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "load": [round(x, 2) for x in os.getloadavg()],
        "memory_mb": memory,
        "rows": rows,
        "sql": sql,
        "bounds": bounds(rows, sql, memory),
    }


MEMORY = 120  # MB of a worker
SEARCH = "(d) pencarian"
TIMES = 4  # how often of its bare queries a search may take besides its page


def bounds(rows: list[dict[str, Any]], sql: dict[str, Any], memory: dict[str, float]) -> list[dict[str, Any]]:
    """Each bound of this run: what was measured, how much is allowed, and whether it is held."""
    by_name = {row["name"]: row for row in rows}
    found = [
        {"name": row["name"], "unit": f"× {row['floor']}", "measured": row["ratio"], "most": row["most"]}
        for row in rows
        if row["most"] and "ratio" in row
    ]
    if made := by_name.get(f"{SEARCH}, dibuat baru"):
        bare_cpu = sql[SEARCH]["cpu_ms"] + sql[SEARCH]["database_cpu_ms"]
        most = round(TIMES * bare_cpu + by_name[PAGE]["cpu_ms"], 1)
        took = round(made["cpu_ms"] + made["database_cpu_ms"], 1)
        unit = f"ms, {TIMES} × SQL-nya + {PAGE}"
        found.append({"name": f"{SEARCH}, dibuat baru", "unit": unit, "measured": took, "most": most})
    found.append({"name": "memori pelayan sesudah", "unit": "MB", "measured": memory["sesudah"], "most": MEMORY})
    return [{**bound, "held": bound["measured"] <= bound["most"]} for bound in found]


FLOORS = ("ok", "25 baris", "sisipan", "berkas statis")


def table(told: dict[str, Any]) -> str:
    """The figures as a table in Markdown."""
    head = (
        f"# {told['matters']:,} berkas, {told['entries']:,} catatan, {told['database']}\n\n"
        f"{told['day']}, {told['processors']} prosesor, Python {told['python']}, beban {told['load']}."
        f" Diisi dalam {told['filled_s']} s, termasuk indeks pencarian."
        f" Memori proses pelayan (MB): {', '.join(f'{k} {v}' for k, v in told['memory_mb'].items())}.\n\n"
        "| Yang diminta | per detik | p50 ms | p95 ms | p99 ms | CPU ms | CPU basis data ms | rasio CPU | batas"
        " | pertama ms | byte |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    )
    lines = [
        f"| {r['name']} | {r['per_second']} | {r['p50_ms']} | {r['p95_ms']} | {r['p99_ms']} | {r['cpu_ms']}"
        f" | {r['database_cpu_ms']} | {str(r['ratio']) + '× ' + r['floor'] if 'ratio' in r else ''}"
        f" | {r['most'] or ''} | {r['first_ms']} | {r['bytes']} |"
        for r in told["rows"]
    ]
    sql = [
        f"| {name} | {found['queries']} | {found['cpu_ms']} | {found['database_cpu_ms']} |"
        for name, found in told["sql"].items()
    ]
    bare_head = (
        "\n\nSQL halaman itu saja, dikirim langsung:\n\n"
        "| Halaman | pertanyaan | CPU ms | CPU basis data ms |\n|---|--:|--:|--:|\n"
    )
    held = [
        f"| {b['name']} | {b['measured']} {b['unit']} | {b['most']} | {'ya' if b['held'] else '**tidak**'} |"
        for b in told["bounds"]
    ]
    held_head = (
        "\n\nBatas pada pengukuran ini:\n\n| Yang diukur | terukur | paling banyak | dipenuhi |\n|---|--:|--:|---|\n"
    )
    return head + "\n".join(lines) + bare_head + "\n".join(sql) + held_head + "\n".join(held) + "\n"


def main(arguments: list[str]) -> int:
    """Measure, print, write down."""
    parser = argparse.ArgumentParser(
        prog="python -m bench speed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--matters", type=int, default=10_000)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--slice", type=float, default=SLICE)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="selaras-speed-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        own = {"SELARAS_DATA": str(work / "data"), "DJANGO_SETTINGS_MODULE": "bench.served", "BENCH_ANEW": "1"}
        os.environ.update(own)
        os.environ.pop("SELARAS_DATABASE_URL", None)
        with chosen(asked.database, work):
            told = measure(asked, work)
            from django.db import connections  # noqa: PLC0415 - needs the settings

            connections.close_all()
    asked.results.mkdir(parents=True, exist_ok=True)
    name = f"{asked.matters}-{asked.database}"
    (asked.results / f"{name}.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    (asked.results / f"{name}.md").write_text(table(told))
    print(table(told))
    return 0

"""Officers at their browsers: they sign in, save drafts, submit, take steps, and remember what was acknowledged."""

from __future__ import annotations

import json
import os
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from queue import Empty, Queue
from urllib.parse import quote
from uuid import uuid4

from bench.databases import Ask
from tests.scans import scan

PASSWORD = "peragaan-selaras"
OFFICERS = {
    "kadis.pupr": "DPUPR/1",
    "kadis.lh": "DLH/1",
    "kadis.dukcapil": "DISDUKCAPIL/1",
    "kadis.sosial": "DINSOS/1",
    "kadis.kesehatan": "DINKES/1",
    "kadis.pendidikan": "DISDIK/1",
}


@dataclass(frozen=True)
class Step:
    """One step of a consultation: who takes it, the one who asked or the one asked, and what its form brings along."""

    who: str
    code: str
    words: bool = True
    file: bool = False


COURSE = (
    Step("asked", "tanggapi", file=True),
    Step("asker", "lampirkan", file=True),
    Step("asker", "simpulkan"),
    Step("asked", "benarkan", words=False),
    Step("asker", "tutup", words=False),
)
LOCK_SECONDS = 15
ANSWER = 30  # seconds within which the server must answer


@dataclass(frozen=True)
class Ack:
    """One act the server has acknowledged: a draft, a matter or a step, and the words that came with it."""

    sort: str
    key: str
    text: str


def missing(acks: list[Ack], rows: Ask) -> list[str]:
    """The acknowledged acts that the database does not hold, asked of its tables directly."""
    drafts = {(str(pk), title) for pk, title in rows("SELECT id, title FROM records_matter")}
    matters = set(rows("SELECT number, title FROM records_matter WHERE number IS NOT NULL"))
    steps = set(rows("SELECT subject_key, step FROM records_entry WHERE subject_type = 'matter'"))
    said = {json.loads(value) for (value,) in rows("SELECT value FROM records_secret WHERE field = 'text'")}
    lost = []
    for ack in acks:
        there = {
            "draft": lambda ack: (ack.key, ack.text) in drafts,
            "matter": lambda ack: (ack.key, ack.text) in matters and (ack.key, "ajukan") in steps,
            "step": lambda ack: tuple(ack.key.split()) in steps and (not ack.text or ack.text in said),
        }[ack.sort](ack)
        if not there:
            lost.append(f"lost: {ack.sort} {ack.key} {ack.text}")
    return lost


@dataclass
class Task:
    """A consultation on its way: who asked, who was asked, and which step of the course comes next."""

    number: str
    asker: str
    asked: str
    at: int = 0

    @property
    def whose(self) -> str:
        """Whose step it is."""
        return self.asker if COURSE[self.at].who == "asker" else self.asked


@dataclass
class Memory:
    """What officers share: what was acknowledged, what should not be, their cookies, what lies on their desks."""

    acks: list[Ack] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    cookies: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in OFFICERS})
    desks: dict[str, Queue[Task]] = field(default_factory=lambda: {name: Queue() for name in OFFICERS})


class Officer(threading.Thread):
    """Somebody at his browser, until the server is gone."""

    def __init__(self, name: str, port: int, memory: Memory) -> None:
        super().__init__(daemon=True)
        self.user, self.memory, self.cookies = name, memory, memory.cookies[name]
        self.http = HTTPConnection("127.0.0.1", port, timeout=ANSWER)
        self.chance = random.Random(name)

    def run(self) -> None:
        """Work until the connection breaks; whatever was not answered by then counts as not acknowledged."""
        try:
            if not self.cookies.get("sessionid"):
                self._sign_in()
            while True:
                try:
                    task = self.memory.desks[self.user].get_nowait()
                except Empty:
                    self._ask()
                else:
                    self._go_on(task)
        except TimeoutError:
            self.memory.wrong.append(f"no answer to {self.user} within {ANSWER} s")
        except (OSError, HTTPException):
            pass  # the server was killed
        finally:
            self.http.close()

    def _send(
        self, method: str, address: str, form: dict[str, str] | None = None, file: bytes = b""
    ) -> tuple[int, str, str]:
        """Status, place to go on to, and page."""
        body, headers = b"", {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            mark = uuid4().hex
            headers["Content-Type"] = f"multipart/form-data; boundary={mark}"
            fields = {**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
            body = b"".join(_part(mark, f'name="{name}"', value.encode()) for name, value in fields.items())
            if file:
                body += _part(mark, 'name="file"; filename="naskah.pdf"\r\nContent-Type: application/pdf', file)
            body += f"--{mark}--\r\n".encode()
        self.http.request(method, address, body, headers)
        answer = self.http.getresponse()
        for header in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        text = answer.read().decode(errors="replace")
        self.memory.statuses[answer.status] += 1
        place = answer.headers.get("Location") or ""
        if place.startswith("/masuk/") and address != "/masuk/":
            self.memory.wrong.append(f"the session of {self.user} is lost")
            self.cookies.clear()
            self._sign_in()
        return answer.status, place, text

    def _sign_in(self) -> None:
        """Enter name and password, again while a kill has left the count of attempts locked (ten seconds)."""
        self._send("GET", "/masuk/")
        for _ in range(LOCK_SECONDS):
            status, _, _ = self._send("POST", "/masuk/", {"login": self.user, "password": PASSWORD})
            if status == 302:
                return
            time.sleep(1)
        self.memory.wrong.append(f"{self.user} cannot sign in: {status}")
        raise HTTPException

    def _ask(self) -> None:
        """Save a draft, and submit it a moment later."""
        other = self.chance.choice([name for name in OFFICERS if name != self.user])
        title = f"Pertanyaan {uuid4().hex[:12]}"
        form = {"kind": "konsultatif", "party": OFFICERS[other], "title": title, "purpose": "Mohon pendapat."}
        status, place, _ = self._send("POST", "/kerja/berkas/baru/", {**form, "do": "save"})
        if status == 303:
            self.memory.acks.append(Ack("draft", place.split("/")[-2], title))
            status, place, _ = self._send("POST", place, {**form, "do": "submit", "key": str(uuid4())})
            if status == 303:
                task = Task(place.split("/")[-2], self.user, other)
                self.memory.acks.append(Ack("matter", task.number, title))
                self.memory.desks[task.whose].put(task)

    def _go_on(self, task: Task) -> None:
        """Take the next step of a consultation, as its page offers it; what was broken off stays on the desk."""
        step = COURSE[task.at]
        address = f"/kerja/berkas/{quote(task.number)}/"
        try:
            form = offered(self._send("GET", address)[2], step.code)
            if form is not None:  # else it was taken before, and its answer lost
                text = uuid4().hex if step.words else ""
                file = scan(os.urandom(10_000).hex()) if step.file else b""
                status, _, _ = self._send("POST", f"{address}langkah/", {**form, "step": step.code, "text": text}, file)
                if status == 303:
                    self.memory.acks.append(Ack("step", f"{task.number} {step.code}", text))
            task.at += 1
        finally:
            if task.at < len(COURSE):
                self.memory.desks[task.whose].put(task)


def _part(mark: str, disposition: str, value: bytes) -> bytes:
    return f"--{mark}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + value + b"\r\n"


def offered(page: str, step: str) -> dict[str, str] | None:
    """The hidden fields of the form by which a page offers a step; None where it does not."""
    for form in re.findall(r"<form[^>]*/langkah/.*?</form>", page, re.DOTALL):
        tags = re.findall(r"<(?:input|textarea)[^>]*>", form)
        fields = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in tags]
        if any(field.get("name") == "step" and field.get("value") == step for field in fields):
            return {f["name"]: unescape(f.get("value", "")) for f in fields if f.get("type") == "hidden"}
    return None

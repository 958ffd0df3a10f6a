"""Requests that nobody wrote: the whole interface asked from its own description, and the seeds that lead further in.

`python -m tests.api [requests]` asks 5,000 times, or as often as is said, in a database that is gone afterwards.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from selaras.api.problems import MEDIA, NO_FAULT, Problem
from tests.faces import Story

ROOT = "/api/v1"
Operation = APIOperation[Any, Any, Any, Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENGLISH = re.compile(r"\b(should|must|input|valid|required|unable|error|field|cannot)\b", re.IGNORECASE)
REQUESTS = "FUZZ_REQUESTS"  # in the environment: how many requests the trial makes


@dataclass(frozen=True)
class Seed:
    """One request of our own: what is asked, and what it must get; "" where the description alone decides."""

    verb: str
    path: str  # as the description writes it
    parts: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    status: int = 0


@dataclass(frozen=True)
class Fault:
    """What was wrong with an answer, and to what request."""

    operation: str
    what: str
    request: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.what} ({self.request})"


def seeds(told: Story) -> list[Seed]:
    """Requests that name what is there: every list and every thing, narrowed, page by page, today and before."""
    number, today = str(told.matter.number), told.government.today()
    things: dict[str, tuple[str, Any]] = {
        "units": ("code", "DPUPR"),
        "provisions": ("key", "pasal-13/ayat-1"),
        "matters": ("number", number),
        "meetings": ("meeting", told.meeting.pk),
        "decisions": ("decision", told.decision.pk),
        "follow-ups": ("follow_up", told.task.pk),
        "working-groups": ("group", told.group.pk),
        "policies": ("document", told.monitoring.pk),
        "ledger": ("number", 1),
    }
    found = []
    for name in (*things, "posts", "withholdings", "seals"):
        found += [
            Seed("GET", f"/{name}", status=200),
            Seed("GET", f"/{name}", query={"limit": 1}, status=200),
            Seed("GET", f"/{name}", query={"limit": 200}, status=200),
            Seed("GET", f"/{name}", query={"limit": 201}, status=422),
            Seed("GET", f"/{name}", query={"cursor": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"}, status=0),
            Seed("GET", f"/{name}", query={"cursor": "4pyT_w"}, status=422),
            Seed("GET", f"/{name}", query={"x": "a\x00b"}, status=400),
        ]
    for name, (place, key) in things.items():
        found += [
            Seed("GET", f"/{name}/{{{place}}}", {place: key}, status=0 if name == "ledger" else 200),
            Seed("GET", f"/{name}/{{{place}}}", {place: 10**30 if isinstance(key, int) else "tidak-ada"}, status=404),
        ]
    for name in ("matters", "meetings", "decisions", "follow-ups", "working-groups", "policies"):
        for day in (today, today - timedelta(days=1), "2020-04-06", "1900-01-01", "2199-12-31"):
            found.append(Seed("GET", f"/{name}", query={"on": str(day), "limit": 3}, status=200))
    for unit in ("DPUPR", "DISPERTAN", "tidak-ada", "%", "'", "😀"):
        found += [Seed("GET", f"/{name}", query={"unit": unit}, status=200) for name in ("matters", "meetings")]
    for words in ("irigasi", "irigsai", '"jadwal pintu"', "-air", "*", "'", '"', "OR", "a" * 200, "\ud7ff"):
        found.append(Seed("GET", "/search", query={"q": words, "limit": 2}, status=200))
    asked = {"from": "DPUPR", "to": ["DISPERTAN", "KEC.LAMPIHONG"], "kind": "koordinatif", "form": "c"}
    for more in ({}, {"on": "2020-04-05"}, {"type": "lintas_sektor"}):
        found.append(Seed("GET", "/path", query=asked | more, status=200))
    for bad in ({"from": "BUKAN"}, {"kind": "lain"}, {"form": "z"}, {"type": "lain"}, {"affair": ["X/Y"]}):
        found.append(Seed("GET", "/path", query=asked | bad, status=422))
    return found


def _served(application: Any) -> Any:
    """The product as a server calls it, which keeps the connection in which the test will take everything back."""

    def serve(environ: Any, start_response: Any) -> list[bytes]:
        signals = (request_started, request_finished)
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # answers as they are
        for signal in signals:
            signal.disconnect(close_old_connections)
        answer = application(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()
            for signal in signals:
                signal.connect(close_old_connections)

    return serve


class Trial:
    """The interface under trial: its operations, its seeds, and whose token it shows (nobody's, where it is "")."""

    def __init__(self, own: Sequence[Seed], token: str = "", *, only: Callable[[str], bool] = bool) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", _served(get_wsgi_application()))
            found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
        self.operations: dict[tuple[str, str], Operation] = {
            (one.method.upper(), one.path.removeprefix(ROOT)): one for one in found if only(one.path)
        }
        self.own = [one for one in own if (one.verb, one.path) in self.operations]
        self.token = token
        self.asked = 0

    def faults(self, requests: int, number: int = 0) -> Iterator[Fault]:
        """Ask the seeds, then each operation its share of the requests, half of them as the description forbids."""
        for one in self.own:
            yield from self._sown(one)
        each = max(1, (requests - self.asked) // (2 * len(self.operations)))
        for operation in self.operations.values():
            for mode in GenerationMode:
                yield from self._grown(operation, mode, each, number)

    def _sown(self, one: Seed) -> Iterator[Fault]:
        operation = self.operations[one.verb, one.path]
        body = {} if one.body is None else {"body": one.body, "media_type": "application/json"}
        case = operation.Case(path_parameters=dict(one.parts), query=dict(one.query), **body)
        answer, faults = self._ask(case)
        yield from faults
        if one.status and answer.status_code != one.status:
            yield _fault(case, f"answers {answer.status_code}, not {one.status}")
        if one.verb == "GET" and answer.status_code == 200:
            yield from self._listed(case, answer, one)

    def _listed(self, case: Any, answer: Response, one: Seed) -> Iterator[Fault]:
        """What a list and an ETag promise beyond any description."""
        told = answer.json()
        limit = one.query.get("limit", 50)
        if isinstance(told, dict) and "next_cursor" in told:
            if len(told["items"]) > limit:
                yield _fault(case, "tells more than was asked")
            if told["next_cursor"]:
                case.query = {**one.query, "cursor": told["next_cursor"]}
                after, faults = self._ask(case)
                yield from faults
                if after.status_code != 200 or any(row in told["items"] for row in after.json()["items"]):
                    yield _fault(case, "does not go on where it stopped")
                case.query = dict(one.query)
        case.headers = {"If-None-Match": answer.headers["etag"][0] if "etag" in answer.headers else ""}
        again, faults = self._ask(case)
        yield from faults
        if again.status_code != 304:
            yield _fault(case, "does not know its own ETag")

    def _grown(self, operation: Operation, mode: GenerationMode, requests: int, number: int) -> Iterator[Fault]:
        found: list[Fault] = []

        @seed(number)
        @settings(
            max_examples=requests,
            deadline=None,
            database=None,
            derandomize=False,
            phases=[Phase.generate],
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            found.extend(self._ask(case)[1])

        try:
            ask()
        except Exception as error:
            if type(error).__name__ != "Unsatisfiable" and "nsatisf" not in str(error):
                raise
        yield from found

    def _ask(self, case: Any) -> tuple[Response, list[Fault]]:
        """One answer, and what is wrong with it."""
        headers = {**(case.headers or {})}
        if self.token:
            headers |= {"Authorization": f"Bearer {self.token}"}
            headers.setdefault("Idempotency-Key", str(uuid4()))
        case.headers = headers
        self.asked += 1
        answer = case.call()
        found = []
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            found += [_fault(case, one.title) for one in group.exceptions]
        except Failure as failure:
            found.append(_fault(case, failure.title))
        if answer.status_code >= 400:
            found += _problem(case, answer)
        return answer, found


def _problem(case: Any, answer: Response) -> list[Fault]:
    """What is wrong with a problem."""
    if answer.headers.get("content-type", [""])[0] != MEDIA:
        return [_fault(case, "a problem that does not say it is one")]
    try:
        told = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.MsgspecError as error:
        return [_fault(case, f"no problem: {error}")]
    words = [told.detail, *(fault.detail for fault in told.errors)]
    if NO_FAULT in words or any(ENGLISH.search(said) for said in words):
        return [_fault(case, f"a problem without words of ours: {words}")]
    return (
        [] if told.status == answer.status_code and told.title and told.detail else [_fault(case, "an empty problem")]
    )


def _fault(case: Any, what: str) -> Fault:
    given = {name: getattr(case, name, None) for name in ("path_parameters", "query", "body")}
    asked = {name: said for name, said in given.items() if said and not isinstance(said, NotSet)}
    return Fault(f"{case.method} {case.operation.path}", what, repr(asked)[:300])

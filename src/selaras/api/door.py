"""The door of every address for programs: verbs, who may read from elsewhere, and what must never reach a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from ninja.operation import Operation, PathView

from selaras.api.problems import problem
from selaras.records.asked import NAMES

View = Callable[..., HttpResponse]
LANGUAGE = "id"  # what programs read is written in one language
EXPOSED = "ETag, Last-Modified, Link, Location"
READING = ("GET", "HEAD", "OPTIONS")
PER, ON = NAMES


class Door:
    """One address with what answers at it, verb by verb; `anything` answers every verb."""

    def __init__(self, reading: View | None = None, *, anything: View | None = None) -> None:
        self.views: dict[str, View] = {"GET": reading} if reading else {}
        self.known: dict[str, frozenset[str]] = {}  # what may be asked, verb by verb, where that is looked at
        self.anything = anything
        self.open = True  # whether nobody needs a token here
        self.name = ""

    def add(self, path_view: PathView) -> None:
        """Let the operations of a path answer here."""
        for operation in path_view.operations:
            self.views |= dict.fromkeys(operation.methods, path_view.get_view())
            self.known |= dict.fromkeys(operation.methods, asked_of(operation))
            self.open = self.open and not operation.auth_callbacks
            self.name = self.name or operation.view_func.__name__

    @property
    def verbs(self) -> list[str]:
        """The verbs that are answered here."""
        return sorted({*self.views, "OPTIONS", *(["HEAD"] if "GET" in self.views else [])})

    def view(self) -> View:
        """The view of this address: what it reads may be read by a page of any other host.

        Programs show no cookie but a token, so that no form of another host can act in anybody's name.
        """

        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with translation.override(LANGUAGE):
                response = self._answer(request, *args, **kwargs)
            if "GET" in self.views or self.anything:
                response["Access-Control-Allow-Origin"] = "*"
                response["Access-Control-Expose-Headers"] = EXPOSED
            return response

        asked.csrf_exempt = True  # type: ignore[attr-defined]
        return asked

    def _answer(self, request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return self._preflight()
        # The server leaves the body out of what answers HEAD.
        view = self.anything or self.views.get("GET" if request.method == "HEAD" else request.method or "")
        if view is None:
            response = problem(request, 405, f"Alamat ini menjawab {', '.join(self.verbs)}.")
            response["Allow"] = ", ".join(self.verbs)
            return response
        if _unreadable(request):
            detail = "Permintaan memuat tanda tak terlihat yang tidak dapat dicari. Hapus tanda itu."
            return problem(request, 400, detail)
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        found = self._misread(request) or view(request, *args, **kwargs)
        reading, request.method = request.method == "GET", asked
        if not reading or not found.get("ETag"):
            return found
        answer: HttpResponse | None = get_conditional_response(request, etag=found["ETag"], response=found)
        return found if answer is None else answer

    def _misread(self, request: HttpRequest) -> HttpResponse | None:
        """The problem of a question that nobody would answer, None where each is known; puts its day under one name."""
        known = self.known.get(request.method or "")
        if known is None:
            return None
        names = {*known, PER} if ON in known else known
        if strange := [name[:40] for name in request.GET if name not in names]:
            said = f"tidak dikenal. Yang dikenal: {', '.join(sorted(names)) or 'tidak ada'}."
            detail = "Alamat ini tidak mengenal " + ", ".join(f"“{name}”" for name in strange)
            return problem(request, 422, f"{detail[:400]}.", errors=dict.fromkeys(strange, said))
        if PER not in request.GET or PER in known:
            return None
        if len({day for name in NAMES for day in request.GET.getlist(name)}) > 1:
            said = f"{ON} dan {PER} menyebut hari yang berbeda. Sebut satu saja."
            return problem(request, 422, said, errors={ON: said})
        given = request.GET.copy()
        given[ON] = given.pop(PER)[-1]
        request.GET = given  # type: ignore[assignment]
        return None

    def _preflight(self) -> HttpResponse:
        """What a browser asks before it lets a page of another host read: reading is open to all, nothing else."""
        response = HttpResponse(status=204)
        response["Allow"] = ", ".join(self.verbs)
        response["Access-Control-Allow-Methods"] = ", ".join(verb for verb in self.verbs if verb in READING)
        response["Access-Control-Allow-Headers"] = "Accept, Authorization, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
        return response


def _unreadable(request: HttpRequest) -> bool:
    """Whether the address holds a sign that no database keeps."""
    asked = [(name, *values) for name, values in request.GET.lists()]
    return "\x00" in request.path or any("\x00" in part for parts in asked for part in parts)


def asked_of(operation: Operation) -> frozenset[str]:
    """The names of what an operation may be asked in its address."""
    models: list[Any] = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return frozenset(name for model in models for name in model.__ninja_flatten_map__)

"""The machine interface, version 1: the one API object, its parts, and its addresses with who may come in at each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLResolver, include, path, re_path
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router
from ninja.constants import NOT_SET
from ninja.operation import PathView

from selaras.api import description, lesson, reading, writing
from selaras.api.door import Door
from selaras.api.lists import Asked, answer, reads
from selaras.api.problems import NOT_THERE, SAID, handled, problem
from selaras.records.governments import pack_of
from selaras.records.shapes import Name, Shape

Guard = Callable[[Any], Any]
ROOT = "api/v1/"
ANYTHING = r"^(?P<rest>(?s:.*))\Z"  # also with signs that end a line
entrance = Router(tags=[N_("Daftar isi")])
PARTS: tuple[Router, ...] = (entrance, *reading.PARTS, writing.router)  # what stands in the interface

api = NinjaAPI(
    title="Selaras",
    version="1",
    description="Hubungan kerja antarperangkat daerah: yang terbuka bagi umum, dan tindakan pejabat dengan tokennya.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
)
handled(api)


class Resource(Shape, frozen=True, kw_only=True):
    """Something that can be read, and where."""

    title: str
    url: str


class Index(Shape, frozen=True, kw_only=True):
    """What the interface is, whose it is, and what can be read without a token."""

    title: str
    version: str
    government: Name
    description: str
    docs: str
    openapi: str
    licence: str
    resources: list[Resource]


@reads(entrance, "/", Index)
def index(request: Asked) -> HttpResponse:
    """Everything that has a list or stands alone, by its address; the rest is in the description."""
    lines = [line for lines in description.parts(api, ROOT).values() for line in lines]
    open_to_all = [line for line in lines if line.verb == "GET" and not line.token and "{" not in line.path]
    row = pack_of(request.government).government
    return answer(
        Index(
            title=api.title,
            version=api.version,
            government=Name(code=request.government.code, name=row.long_name),
            description=api.description,
            docs=f"/{ROOT}docs",
            openapi=f"/{ROOT}openapi.json",
            licence=row.open_data.url,
            resources=[Resource(title=line.summary, url=line.path) for line in open_to_all if line.code != "index"],
        )
    )


for part in PARTS:
    api.add_router("", part)


def addresses(*, public: Guard, token: Guard) -> list[URLResolver]:
    """Every address of the interface: `public` where each operation is open, `token` where one asks for a token.

    Raises ImproperlyConfigured for an operation that does not say which of the two it is (`auth=None`, or its guard).
    """
    doors: dict[str, Door] = {}
    for route, path_view in _paths():
        doors.setdefault(route, Door()).add(path_view)
    found = [
        path(route, (public if door.open else token)(door.view()), name=f"api_{door.name}")
        for route, door in doors.items()
    ]
    every = [
        path("docs", public(_docs), name="api_docs"),
        path("openapi.json", public(Door(_described).view()), name="api_openapi"),
        *found,
        re_path(ANYTHING, public(Door(anything=nowhere).view()), name="api_nowhere"),
    ]
    return [path(ROOT, include(every))]  # who asks for a page passes them all by at once


def _paths() -> Iterator[tuple[str, PathView]]:
    """Every path with its operations; two parts may answer at one path, each its own verbs."""
    for router in api._get_bound_routers():
        for route, path_view in router.path_operations.items():
            for operation in path_view.operations:
                if operation.auth_param is NOT_SET and router.auth is NOT_SET:
                    name = operation.view_func.__qualname__
                    raise ImproperlyConfigured(f"Operasi {name} tidak menyatakan siapa yang boleh masuk.")
            yield route.strip("/").replace("{", "<").replace("}", ">"), path_view


@require_safe
def _docs(request: HttpRequest) -> HttpResponse:
    """The page on which people read how the interface is used; it needs no script and nothing from elsewhere."""
    context = {
        "menu": "data",
        "base": request.build_absolute_uri(f"/{ROOT}")[:-1],
        "lesson": lesson.PARTS,
        "new": lesson.NEW,
        "bodies": description.bodies(api, ROOT),
        "parts": description.parts(api, ROOT),
        "problems": SAID,
        "licence": pack_of(request.government).government.open_data,  # type: ignore[attr-defined]
    }
    return render(request, "api/docs.html", context)


def _described(request: HttpRequest) -> HttpResponse:
    """The description of the whole interface (OpenAPI 3.1)."""
    return description.document(request, api, ROOT)


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """What is no address of the interface."""
    return problem(request, 404, NOT_THERE)

"""The description of the interface (OpenAPI 3.1), and the page on which people read it without any script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from selaras.api.examples import example
from selaras.api.lists import DAY
from selaras.api.operations import components
from selaras.api.told import tell

VERBS = ("get", "post", "put", "delete")
TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "Kunci pribadi yang dibuat pejabat di /kerja/kunci/, dengan cakupan dan masa berlakunya.",
}


@cache
def described(api: NinjaAPI, root: str) -> dict[str, Any]:
    """The whole description: what its operations say, with the shapes they answer."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=root))
    schemas = found["components"].setdefault("schemas", {})
    schemas.update(components())
    tell(operations_in(found), schemas)
    for operation in operations_in(found):
        _settle(operation)
        for told in (operation.get("requestBody", {}), *operation["responses"].values()):
            for media, content in told.get("content", {}).items():
                if media.endswith("json"):
                    content["example"] = example(content["schema"], schemas)
    if "securitySchemes" in found["components"]:
        found["components"]["securitySchemes"] = {"Bearer": TOKEN}
    found["servers"] = [{"url": "/"}]
    return found


def _settle(operation: dict[str, Any]) -> None:
    """What the library leaves open in an operation: statuses are text; a parameter that may be left out is not null."""
    operation["responses"] = {str(status): told for status, told in sorted(operation["responses"].items(), key=_place)}
    for parameter in operation["parameters"]:
        parameter["schema"] = given = _given(parameter["schema"])
        if given.get("pattern") == DAY:
            given["format"] = "date"
    if "security" in operation:
        operation["security"] = [{"Bearer": []} if way else {} for way in operation["security"]]


def _place(answer: tuple[Any, Any]) -> str:
    return str(answer[0])


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter where it is given: in an address nothing is null."""
    ways = [way for way in schema.get("anyOf", []) if way != {"type": "null"}]
    if len(ways) != 1:
        return schema
    kept = {name: said for name, said in schema.items() if name not in ("anyOf", "default") or said is not None}
    kept.pop("anyOf", None)
    return {**ways[0], **kept}


def operations_in(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of a description."""
    for verbs in found["paths"].values():
        yield from (verbs[verb] for verb in VERBS if verb in verbs)


def document(request: HttpRequest, api: NinjaAPI, root: str) -> HttpResponse:
    """The description as a program reads it."""
    body = _text(api, root)
    response = HttpResponse(body, content_type="application/json")
    response["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _text(api: NinjaAPI, root: str) -> bytes:
    return json.dumps(described(api, root), ensure_ascii=False).encode()


@dataclass(frozen=True)
class Line:
    """An operation as the page lists it."""

    verb: str
    path: str
    code: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    answers: list[tuple[str, str]]
    token: bool


def parts(api: NinjaAPI, root: str) -> dict[str, list[Line]]:
    """The operations by the part they belong to."""
    found: dict[str, list[Line]] = {}
    for path, verbs in described(api, root)["paths"].items():
        for verb in (verb for verb in VERBS if verb in verbs):
            one = verbs[verb]
            line = Line(
                verb=verb.upper(),
                path=path,
                code=one["operationId"],
                summary=one["summary"],
                description=one.get("description", ""),
                parameters=one["parameters"],
                answers=[(status, _shape(told)) for status, told in one["responses"].items()],
                token={} not in one.get("security", [{}]),
            )
            found.setdefault(one.get("tags", [""])[0], []).append(line)
    return found


def _shape(told: dict[str, Any]) -> str:
    """The name of what an answer is made of; "" for an answer without a body."""
    content: dict[str, Any] = next(iter(told.get("content", {}).values()), {})
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]

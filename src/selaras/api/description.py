"""The description of the interface (OpenAPI 3.1), and the page on which people read it without any script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as N_
from ninja import NinjaAPI

from selaras.api.examples import BODIES, example
from selaras.api.lists import DAY
from selaras.api.operations import components
from selaras.api.problems import KIND, MEDIA, SAID
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
        for status, told in (("", operation.get("requestBody", {})), *operation["responses"].items()):
            for media, content in told.get("content", {}).items():
                if media.endswith("json"):
                    content["example"] = example(content["schema"], schemas)
                if media == MEDIA:
                    content["example"] |= {
                        "type": KIND.format(status),
                        "title": SAID[int(status)],
                        "status": int(status),
                    }
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
    body: str
    answers: list[tuple[str, str]]
    token: bool


@dataclass(frozen=True)
class Field:
    """A field of what is sent: what it holds, and in what sort of value."""

    name: str
    about: str
    holds: str
    choices: list[str]
    required: bool


@dataclass(frozen=True)
class Body:
    """What is sent to an operation, field by field, with an example that would be taken."""

    name: str
    about: str
    fields: list[Field]
    example: str


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
                body=_shape(one.get("requestBody", {})),
                answers=[(status, _shape(told)) for status, told in one["responses"].items()],
                token={} not in one.get("security", [{}]),
            )
            found.setdefault(one.get("tags", [""])[0], []).append(line)
    return found


# What a field holds, in words.
HOLDS = {
    "string": N_("teks"),
    "integer": N_("bilangan bulat"),
    "boolean": N_("true atau false"),
    "array": N_("larik"),
    "object": N_("objek"),
    "date": N_("tanggal"),
    "date-time": N_("hari dan jam"),
}


def bodies(api: NinjaAPI, root: str) -> list[Body]:
    """What is sent, in the order of the description."""
    schemas = described(api, root)["components"]["schemas"]
    return [
        Body(
            name=name,
            about=schema["description"],
            fields=[_field(field, inside, schema) for field, inside in schema["properties"].items()],
            example=json.dumps(BODIES[name], ensure_ascii=False) if name in BODIES else "",
        )
        for name, schema in schemas.items()
        if name.endswith("Body")
    ]


def _field(name: str, schema: dict[str, Any], body: dict[str, Any]) -> Field:
    given = _given(schema)
    inside = given.get("items", given)
    held = given.get("format") or given.get("type") or "object"
    choices = [choice for choice in inside.get("enum", []) if choice]
    return Field(name, schema["description"], HOLDS[held], choices, name in body.get("required", []))


def _shape(told: dict[str, Any]) -> str:
    """The name of what an answer is made of; "" for an answer without a body."""
    content: dict[str, Any] = next(iter(told.get("content", {}).values()), {})
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]

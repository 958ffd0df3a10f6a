"""Operations: what the description of the interface says of an operation beyond its body: headers, shapes, problems."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec

from selaras.api.problems import MEDIA, Problem

REF = "#/components/schemas/{name}"
ALWAYS = (400, 401, 403, 404, 422)  # of every operation that asks for a token
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "Satu kunci baru bagi setiap permintaan, misalnya UUID; sama bila permintaan itu diulang.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
SEEN = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "ETag dari bacaan terakhir, agar tidak menimpa yang belum dilihat; * menerima keadaan apa pun.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": '^(\\*|[ -~]*"[ -~]*)$'},
}
_shapes: dict[str, Any] = {"Problem": Problem}


def tells(
    shape: Any,
    status: int = 200,
    *problems: int,
    key: bool = False,
    seen: bool = False,
    always: tuple[int, ...] = ALWAYS,
    own: Any = None,
) -> dict[str, Any]:
    """What an operation answers: the shape with its status, and the problems it may tell; which headers it asks for.

    `own` is the shape for who shows a token where none is needed.
    """
    for one in (shape, own):
        if one is not None:
            _shapes[one.__name__] = one
    told = sorted({*always, *problems, *((409,) if key else ()), *((412, 428) if seen else ())})
    answers: dict[int, Any] = {one: _told(MEDIA, Problem) | {"description": HTTPStatus(one).phrase} for one in told}
    answers[status] = {"description": HTTPStatus(status).phrase, **(_told("application/json", shape) if shape else {})}
    asked = [*([KEY] if key else []), *([SEEN] if seen else [])]
    extra: dict[str, Any] = {"responses": answers, "parameters": asked}
    if own is not None:
        ways = [_told("", one)["content"][""]["schema"] for one in (shape, own)]
        answers[status]["content"] = {"application/json": {"schema": {"anyOf": ways}}}
        extra["security"] = [{}, {"Bearer": []}]
    return {"response": {status: None}, "openapi_extra": extra}


def _told(media: str, shape: Any) -> dict[str, Any]:
    return {"content": {media: {"schema": {"$ref": REF.format(name=shape.__name__)}}}}


def components() -> dict[str, Any]:
    """The shapes that operations answer with, as schemas of the description."""
    _refs, found = msgspec.json.schema_components(_shapes.values(), ref_template=REF)
    return found

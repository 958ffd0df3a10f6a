"""Operations: what the description of the interface says of an operation beyond its body: headers, shapes, problems."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec

from selaras.api.problems import MEDIA, Problem

REF = "#/components/schemas/{name}"
ALWAYS = (401, 403, 404)  # of every operation that asks for a token
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
) -> dict[str, Any]:
    """What an operation answers: the shape with its status, and the problems it may tell; which headers it asks for."""
    if shape is not None:
        _shapes[shape.__name__] = shape
    told = sorted({*always, *problems, *((400, 409) if key else ()), *((412, 428) if seen else ())})
    answers: dict[int, Any] = {one: _told(MEDIA, Problem) | {"description": HTTPStatus(one).phrase} for one in told}
    answers[status] = {"description": HTTPStatus(status).phrase, **(_told("application/json", shape) if shape else {})}
    asked = [*([KEY] if key else []), *([SEEN] if seen else [])]
    return {"response": {status: None}, "openapi_extra": {"responses": answers, "parameters": asked}}


def _told(media: str, shape: Any) -> dict[str, Any]:
    return {"content": {media: {"schema": {"$ref": REF.format(name=shape.__name__)}}}}


def components() -> dict[str, Any]:
    """The shapes that operations answer with, as schemas of the description."""
    _refs, found = msgspec.json.schema_components(_shapes.values(), ref_template=REF)
    return found

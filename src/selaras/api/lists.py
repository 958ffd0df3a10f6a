"""Lists: what everybody may read, as programs get it: some at a time, each answer with what names just its state."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from msgspec import Struct, defstruct
from ninja import Router
from ninja.params.models import Query

from selaras.api.operations import tells
from selaras.api.problems import Wrong
from selaras.law.words import plain
from selaras.records.governments import Government

View = TypeVar("View", bound=Callable[..., HttpResponse])
MOST, FEW = 200, 50  # things in one answer, and where nothing is asked
DAY = r"^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
KEYS = 2**63 - 1
LONGEST_CURSOR = 200
UNREADABLE = "Penanda halaman itu tidak dikenal. Pakai next_cursor dari jawaban sebelumnya, apa adanya."
A_DAY = "2020-04-06"
AT_ITS_END = (
    "Keadaan pada akhir hari itu, TTTT-BB-HH; bawaannya sekarang. Boleh juga ditulis per, seperti pada halaman."
)
AS_IT_WAS = "next_cursor dari jawaban sebelumnya, apa adanya."

On = Annotated[str | None, Query(None, pattern=DAY, description=AT_ITS_END, example=A_DAY)]
Day = Annotated[str | None, Query(None, pattern=DAY, example=A_DAY)]
Limit = Annotated[int, Query(FEW, ge=1, le=MOST, description="Banyaknya dalam satu jawaban.")]
Cursor = Annotated[str | None, Query(None, max_length=LONGEST_CURSOR, description=AS_IT_WAS)]
Code = Annotated[str | None, Query(None, min_length=1, max_length=90)]


class Asked(HttpRequest):
    """A request as the entrance hands it over: with its government."""

    government: Government


# What is asked


def day_of(text: str | None, field: str = "on") -> date | None:
    """The day that was asked; None where none was. Raises Wrong."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        said = f"“{text}” bukan tanggal. Tulis tahun, bulan, dan hari, misalnya 2020-04-06."
        raise Wrong(422, said, {field: said}) from None


def seen(request: Asked, on: str | None) -> Government:
    """The government of a request, as it stood at the end of the day asked. Raises Wrong."""
    day = day_of(on)
    return request.government.seen_on(day) if day else request.government


# What is answered


def answer(value: Any) -> HttpResponse:
    """A value as JSON, with what names just this value, so that who has it already need not get it again."""
    body = msgspec.json.encode(value, enc_hook=plain)
    response = HttpResponse(body, content_type="application/json")
    response["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
    response["Cache-Control"] = "no-cache"
    return response


@cache
def list_of(shape: type[Struct], *more: tuple[str, Any]) -> type[Struct]:
    """What a list answers: some things, where the rest begins (`next_cursor` is null at its end), and more."""
    fields: list[Any] = [("items", list[shape]), ("next_cursor", str | None), *more]  # type: ignore[valid-type]
    made = defstruct(f"{shape.__name__}List", fields, frozen=True, forbid_unknown_fields=True)
    made.__doc__ = "Some of a list, and where the rest begins; `next_cursor` is null at its end."
    return made


def rows_of(
    request: Asked,
    rows: QuerySet[Any],
    make: Callable[[list[Any]], Sequence[Any]],
    limit: int,
    cursor: str | None,
    key: str = "pk",
    **more: Any,
) -> HttpResponse:
    """Some of the rows, those that came last first; a row that comes meanwhile moves no other. Raises Wrong."""
    ordered = rows.order_by(f"-{key}")
    if cursor:
        after = place_of(cursor)
        ordered = ordered.filter(**{f"{key}__lt": number_of(after) if key == "pk" else after})
    found = list(ordered[: limit + 1])
    place = str(getattr(found[limit - 1], key)) if len(found) > limit else ""
    return listed(request, make(found[:limit]), place, **more)


def values_of(
    request: Asked, values: Sequence[Any], key: Callable[[Any], str], limit: int, cursor: str | None
) -> HttpResponse:
    """Some of the values, in the order of their keys. Raises Wrong."""
    after = place_of(cursor) if cursor else ""
    found = [value for value in sorted(values, key=key) if key(value) > after]
    return listed(request, found[:limit], key(found[limit - 1]) if len(found) > limit else "")


def listed(request: Asked, items: Sequence[Any], place: str, **more: Any) -> HttpResponse:
    """The answer of a list, where its rest begins, "" at its end, and what more it tells."""
    cursor = cursor_of(place)
    response = answer({"items": items, "next_cursor": cursor, **more})
    if cursor:
        query = request.GET.copy()
        query["cursor"] = cursor
        response["Link"] = f'<{request.path}?{query.urlencode()}>; rel="next"'
    return response


def cursor_of(place: str) -> str | None:
    """A cursor that names a place in a list; None for none."""
    return urlsafe_b64encode(place.encode()).decode().rstrip("=") if place else None


def place_of(cursor: str) -> str:
    """The place that a cursor names. Raises Wrong."""
    try:
        place = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        place = ""
    if not place or "\x00" in place:
        raise Wrong(422, UNREADABLE, {"cursor": UNREADABLE})
    return place


def number_of(place: str) -> int:
    """The key of a row that a cursor names. Raises Wrong."""
    if not re.fullmatch(r"\d{1,19}", place, re.ASCII) or int(place) > KEYS:
        raise Wrong(422, UNREADABLE, {"cursor": UNREADABLE})
    return int(place)


# What describes it


def reads(router: Router, path: str, shape: type[Struct], own: type[Struct] | None = None) -> Callable[[View], View]:
    """An operation that everybody may ask for, with what it answers; `own` to who takes part and shows a token."""
    asked = (401, 403) if own else ()
    described = tells(shape, 200, 400, *asked, 422, always=(404,) if "{" in path else (), own=own)
    described["openapi_extra"]["responses"][304] = {"description": HTTPStatus.NOT_MODIFIED.phrase}

    def declare(view: View) -> View:
        operation = router.get(path, auth=None, operation_id=view.__name__, **described)
        return operation(view)

    return declare

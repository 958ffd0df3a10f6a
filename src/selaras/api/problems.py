"""Problems: what a program gets when it does not get what it asked for (RFC 9457), with the ground of every refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as N_
from msgspec import Struct
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from selaras.actions.refusals import Invalid, Stale
from selaras.law.procedures import Refused
from selaras.law.types import Basis
from selaras.law.words import plain
from selaras.records.shapes import Ground

MEDIA = "application/problem+json"
KIND = "/api/v1/docs#masalah-{}"  # where a problem of that status is explained
SAID = {  # a title is the same for every problem of its sort
    400: N_("Permintaan tidak dapat dibaca"),
    401: N_("Kunci tidak ada atau tidak berlaku"),
    403: N_("Tidak berwenang"),
    404: N_("Tidak ditemukan"),
    405: N_("Cara ini tidak dikenal di alamat ini"),
    409: N_("Keadaannya sudah berubah, atau ketentuan belum terpenuhi"),
    412: N_("Yang Anda lihat sudah tidak sama"),
    413: N_("Kiriman terlalu besar"),
    415: N_("Jenis isi ini tidak dibaca di alamat ini"),
    422: N_("Isian tidak dapat diterima"),
    428: N_("Keadaan yang Anda lihat perlu disebut"),
}


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """What is wrong with one field of what was sent."""

    field: str
    detail: str


class Problem(Struct, frozen=True, forbid_unknown_fields=True):
    """A problem as RFC 9457 says it, with what this law adds: ground, what is missing, the ways on, the fields."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    basis: Ground | None = None
    missing: list[str] = []
    ways_on: list[str] = []
    errors: list[Fault] = []


class Wrong(Exception):
    """Something that ends a request: its status, what happened and what to do, and the fields it is about."""

    def __init__(self, status: int, detail: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, dict(errors or {})


def ground_of(basis: Basis) -> Ground:
    """A ground as programs read it."""
    reason = str(basis.reason) if basis.reason else None
    return Ground(strength=basis.strength.value, cite=basis.cite, reason=reason)


def problem(
    request: HttpRequest,
    status: int,
    detail: str,
    *,
    basis: Basis | None = None,
    missing: Sequence[str] = (),
    ways_on: Sequence[str] = (),
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer that tells a problem."""
    told = Problem(
        type=KIND.format(status),
        title=SAID.get(status) or HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.path,
        basis=ground_of(basis) if basis else None,
        missing=[str(line) for line in missing],
        ways_on=[str(line) for line in ways_on],
        errors=[Fault(field, str(said)) for field, said in (errors or {}).items()],
    )
    response = HttpResponse(msgspec.json.encode(told, enc_hook=plain), status=status, content_type=MEDIA)
    response["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="Selaras"'
    return response


def handled(api: NinjaAPI) -> None:
    """Let an API answer every refusal as a problem."""

    @api.exception_handler(Wrong)
    def _wrong(request: HttpRequest, wrong: Wrong) -> HttpResponse:
        return problem(request, wrong.status, wrong.detail, errors=wrong.errors)

    @api.exception_handler(Refused)
    def _refused(request: HttpRequest, stop: Refused) -> HttpResponse:
        said = {"basis": stop.basis, "missing": stop.reasons, "ways_on": stop.ways_on}
        return problem(request, 409, str(stop.what), **said)  # type: ignore[arg-type]

    @api.exception_handler(Stale)
    def _stale(request: HttpRequest, stale: Stale) -> HttpResponse:
        return problem(request, 409, str(stale))

    @api.exception_handler(Invalid)
    def _invalid(request: HttpRequest, invalid: Invalid) -> HttpResponse:
        return problem(request, 422, str(invalid), errors=invalid.errors)

    @api.exception_handler(ValidationError)
    def _unread(request: HttpRequest, unread: ValidationError) -> HttpResponse:
        errors = {_field(error["loc"]): _said(error) for error in unread.errors}
        detail = "Tidak dapat diterima: " + "; ".join(f"{field}: {said}" for field, said in errors.items())
        return problem(request, 422, detail, errors=errors)

    @api.exception_handler(Http404)
    def _missing(request: HttpRequest, _: Http404) -> HttpResponse:
        return problem(request, 404, NOT_THERE)

    @api.exception_handler(AuthenticationError)
    def _unknown(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
        return problem(request, 401, "Sertakan kunci pribadi yang masih berlaku: Authorization: Bearer …")

    @api.exception_handler(HttpError)
    def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(request, error.status_code, UNREAD)


UNREAD = "Isi permintaan tidak dapat dibaca. Kirim JSON dalam UTF-8, seperti pada contoh di /api/v1/docs."
NOT_THERE = "Yang diminta tidak ada, atau tidak terbuka bagi umum."

# What is wrong with a value, by the name that the library gives it; `{…}` is what was expected.
FAULTS = {
    "missing": N_("wajib diisi"),
    "extra_forbidden": N_("tidak dikenal di sini"),
    "string_type": N_("harus berupa teks"),
    "string_too_long": N_("paling panjang {max_length} tanda"),
    "string_too_short": N_("paling pendek {min_length} tanda"),
    "string_pattern_mismatch": N_("bukan tanggal; tulis tahun, bulan, dan hari, misalnya 2020-04-06"),
    "int_type": N_("harus berupa bilangan bulat"),
    "int_parsing": N_("harus berupa bilangan bulat"),
    "int_parsing_size": N_("bilangan terlalu besar"),
    "int_from_float": N_("harus berupa bilangan bulat"),
    "greater_than_equal": N_("sekurang-kurangnya {ge}"),
    "less_than_equal": N_("paling banyak {le}"),
    "bool_type": N_("harus true atau false"),
    "bool_parsing": N_("harus true atau false"),
    "literal_error": N_("harus salah satu dari {expected}"),
    "list_type": N_("harus berupa larik"),
    "too_long": N_("paling banyak {max_length} buah"),
    "too_short": N_("sekurang-kurangnya {min_length} buah"),
    "date_parsing": N_("bukan tanggal"),
    "date_from_datetime_parsing": N_("bukan tanggal"),
    "datetime_parsing": N_("bukan hari dan jam"),
    "datetime_from_date_parsing": N_("bukan hari dan jam"),
    "value_error": "{error}",
    "model_attributes_type": N_("harus berupa objek JSON"),
    "dict_type": N_("harus berupa objek JSON"),
}
NO_FAULT = N_("tidak dapat diterima")


def _said(error: Mapping[str, Any]) -> str:
    """What is wrong with a value, in words."""
    given = {name: str(said).replace(" or ", " atau ") for name, said in error.get("ctx", {}).items()}
    return FAULTS.get(error["type"], NO_FAULT).format_map(given)


def _field(place: Sequence[object]) -> str:
    """The name of a field by its place: the parameter, or the way to it within the body."""
    return ".".join(str(part) for part in place[1:] if part != "body") or str(place[0])

"""Proofs (bukti): the public part of the ledger, its seals and proofs to download, and the checker of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions import proofs
from selaras.records.governments import Government
from selaras.web.policy import Policy, Request, policy

CHECKER = Path(__file__).parent / "periksa_buku.py"
LARGEST = 2**63 - 1
LINES = "application/jsonl; charset=utf-8"
SHORTEST = 16  # hexadecimal digits of a root that are worth a comparison


@policy(Policy.PUBLIC)
@require_safe
def checker(request: Request) -> FileResponse:
    """The checker as a file."""
    return FileResponse(CHECKER.open("rb"), as_attachment=True, filename=CHECKER.name, content_type="text/x-python")


@policy(Policy.PUBLIC)
@require_safe
def book(request: Request, first: int, last: int) -> HttpResponseBase:
    """One file of the ledger's public part."""
    return _answer(lambda: _lines(proofs.book(request.government, first, last), f"buku-besar-{first}-{last}"), last)


@policy(Policy.PUBLIC)
@require_safe
def seals(request: Request) -> HttpResponseBase:
    """Every seal."""
    return _lines(proofs.seals(request.government), "segel")


@policy(Policy.PUBLIC)
@require_safe
def seal(request: Request, pk: int) -> HttpResponseBase:
    """One seal as it was published."""
    return _answer(
        lambda: _file(
            HttpResponse(
                proofs.seal_of(request.government, pk).document.to_json(),
                content_type="application/json; charset=utf-8",
            ),
            f"segel-{pk}.json",
        ),
        pk,
    )


@policy(Policy.PUBLIC)
@require_safe
def inclusion(request: Request, number: int, pk: int | None = None) -> HttpResponseBase:
    """The proof that a seal covers an entry; the newest seal where none is named."""
    government = request.government
    name = f"bukti-{number}.json" if pk is None else f"bukti-{number}-{pk}.json"
    return _answer(
        lambda: _file(_json(proofs.inclusion(government, number, _seal(government, pk))), name), number, pk or 0
    )


@policy(Policy.PUBLIC)
@require_safe
def consistency(request: Request, first: int, second: int | None = None) -> HttpResponseBase:
    """The proof that what a seal covers is the beginning of what a later one covers; the newest where none is named."""
    government = request.government
    name = f"sambungan-{first}.json" if second is None else f"sambungan-{first}-{second}.json"

    def made() -> HttpResponseBase:
        early = proofs.seal_of(government, first)
        return _file(_json(proofs.consistency(government, early, _seal(government, second))), name)

    return _answer(made, first, second or 0)


def _seal(government: Government, pk: int | None) -> Any:
    return None if pk is None else proofs.seal_of(government, pk)


def _answer(made: Callable[[], HttpResponseBase], *numbers: int) -> HttpResponseBase:
    """What was asked for; a sentence with 404 where it is not there."""
    try:
        if max(numbers) > LARGEST:
            raise proofs.NoProof("Nomor sebesar itu tidak ada.")
        return made()
    except proofs.NoProof as nothing:
        sentence = f"{nothing} {_('Yang ada disebut pada halaman /periksa/.')}\n"
        return HttpResponse(sentence, status=404, content_type="text/plain; charset=utf-8")


def _json(document: proofs.Document) -> HttpResponse:
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def _lines(lines: Iterable[str], name: str) -> HttpResponseBase:
    return _file(StreamingHttpResponse(lines, content_type=LINES), f"{name}.jsonl")


def _file(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def sheet(size: str, root: str) -> tuple[int, str] | None:
    """A seal as somebody typed it from a paper: the number of entries and its root; None for what can be none."""
    digits, letters = re.sub(r"[\s.]", "", size), re.sub(r"\s", "", root).lower()
    if not re.fullmatch(r"[0-9]{1,18}", digits) or not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", letters):
        return None
    return int(digits), letters

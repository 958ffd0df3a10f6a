"""What every open publication says of itself: whose it is, under which licence, of which day, and the newest seal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec
from uuid import NAMESPACE_URL, uuid5

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from selaras.actions.ledger import latest_seal
from selaras.law.regulation import GovernmentRow, OpenData
from selaras.records.asked import NoDay, day_asked
from selaras.records.governments import Government, pack_of, site_of

P = ParamSpec("P")
LANGUAGE = "id"  # what programs read is written in one language


PROPOSED = "usulan, sampai pemerintah daerah menetapkannya"
RIGHTS = (  # what no licence of ours can give, and what it does not take away
    "Peraturan perundang-undangan sendiri tanpa hak cipta (UU 28/2014 Pasal 42 huruf b).",
    "Nama yang ada hanya nama pemegang jabatan publik; lisensi tidak mengizinkan pemakaian lain atas data pribadi"
    " (UU 27/2022).",
)


class Asked(HttpRequest):
    """A request as the entrance hands it over: with its government."""

    government: Government


@dataclass(frozen=True)
class Publication:
    """One government's data on one day, at the address under which it answers (`site`, without the last stroke).

    Of a past day the government is seen as it stood then, and never more of it than may be seen today.
    """

    government: Government
    site: str
    day: date
    made: datetime
    seal: dict[str, Any] | None
    per: str = ""  # the day as it was asked, "" for today

    @property
    def row(self) -> GovernmentRow:
        """The government as its pack describes it."""
        return pack_of(self.government).government

    @property
    def licence(self) -> OpenData:
        """Under which licence this may be used."""
        return self.row.open_data

    @property
    def licence_said(self) -> str:
        """The licence in one line, and whether the government has settled it."""
        by = self.licence.settled_by
        state = f"ditetapkan dengan {by}" if by else PROPOSED
        return f"{self.licence.title} ({self.licence.licence}), {state}"

    @property
    def seal_said(self) -> str:
        """The newest seal in one line; that there is none yet, before the first."""
        if self.seal is None:
            return "Belum ada segel."
        return f"Segel {self.seal['sealed_at']}, {self.seal['size']} catatan, akar {self.seal['root']}"

    @property
    def mark(self) -> str:
        """What the name of a file ends in: its day, and the seal beside which it was made."""
        sealed = f"-segel-{self.seal['size']}-{self.seal['root'][:8]}" if self.seal else ""
        return f"{self.day:%Y%m%d}{sealed}"

    def at(self, path: str) -> str:
        """The whole address of a place on this site; any other address stays as it is."""
        return f"{self.site}{path}" if path.startswith("/") else path

    def id_of(self, path: str) -> str:
        """A name that something keeps when the government moves to another host."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'selaras:{self.government.code}{path}')}"


def publication(government: Government, site: str = "", asked: Mapping[str, str] | None = None) -> Publication:
    """The data of a government on the day asked (`per` or `on`), today where none is; raises NoDay."""
    made = government.now()
    day = day_asked(asked or {})
    seal = latest_seal(government)
    told = None
    if seal is not None:
        seal.government = government
        document = seal.document
        told = {"size": document.size, "root": document.root, "sealed_at": document.sealed_at}
        told |= {"key_id": document.key_id, "signature": document.signature}
    seen = government.seen_on(day) if day else government
    return Publication(seen, site or site_of(government), day or made.date(), made, told, str(day or ""))


def published(
    view: Callable[Concatenate[Asked, Publication, P], HttpResponseBase],
) -> Callable[Concatenate[Asked, P], HttpResponseBase]:
    """Give a view its publication, in Indonesian, readable from pages of any host; say so where `per` is no day."""

    @require_safe
    @wraps(view)
    def asked(request: Asked, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        with translation.override(LANGUAGE):
            try:
                told = publication(request.government, request.build_absolute_uri("/")[:-1], request.GET)
            except NoDay as wrong:
                said = "bukan satu tanggal. Tulis tahun, bulan, dan hari, misalnya ?per=2020-04-06."
                return refused(f"“{str(wrong)[:40]}” {said}")
            response = view(request, told, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, X-Selaras-Seal"
        links = response.get("Link", "")
        response["Link"] = f"{links}, " * bool(links) + f'<{told.licence.url}>; rel="license"'
        if told.seal:
            response["X-Selaras-Seal"] = f"{told.seal['size']} {told.seal['root']}"
        return response

    return asked


def refused(sentence: str, status: int = 400) -> HttpResponse:
    """A sentence that says what cannot be given, and what to do."""
    response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def sent(request: HttpRequest, body: bytes, content_type: str, changed: datetime | None = None) -> HttpResponseBase:
    """A document, or 304 for who has it just so."""
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = "no-cache"
    response["ETag"] = etag = f'"{sha256(body).hexdigest()}"'
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag, response=response)
    return response if answer is None else answer


def one_of(rows: Iterable[Any]) -> Any:
    """The one row there is; Http404 where there is none."""
    for row in rows:
        return row
    raise Http404

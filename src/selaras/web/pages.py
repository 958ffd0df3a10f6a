"""Kept pages: what was rendered once is shown again while nothing has changed, to nobody but those it was made for.

Each worker keeps pages in its own memory. Whether they still hold is asked of the database at every request: its stamp
(records/stamp.py) is another one after every act. A page is kept under all that it was made from besides: the address,
the language, who reads and in which post; and until the day ends, or the minute where the hour was asked for. What must
be fresh each time (the token against forgery, the key of a form) is put in when the page is answered. A page with a
message is not kept, nor one whose making wrote something down, so that each reading of a withheld matter is recorded.
"""

from __future__ import annotations

import secrets
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from threading import Lock
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers

from selaras.records import clock, stamp
from selaras.web.language import ASKED, NAMES

MEMORY = 16 * 2**20  # bytes of kept pages in one worker
LARGEST = 2**19  # bytes of one page
LONGEST = 512  # characters of an address
READERS = 2000  # sessions of which it is known whose they are
ASKS_NOTHING = ("/healthz", "/readyz")  # the first must answer without the database, the second tries it
NOBODY = (0, 0)
# What stands in a kept page for what is put in afresh; nobody outside can write it into a text.
TOKEN, KEY = (f"{name}-{secrets.token_hex(16)}" for name in ("token", "key"))
HOLES = {TOKEN.encode(): TOKEN, KEY.encode(): KEY}
OWN = frozenset({"accept-encoding", "cookie"})  # by what answers may differ, for a page to be kept
NOT_KEPT = frozenset({"content-length", "set-cookie"})
MINUTE = timedelta(minutes=1)

Reader = tuple[int, int]  # account and tenure


def keep(request: HttpRequest) -> None:
    """Say that the page may be kept: all it shows comes from the database, its address, who reads it, and the day."""
    request.kept = True  # type: ignore[attr-defined]


def is_kept(request: HttpRequest) -> bool:
    """Whether the page being made is one that is kept, so that what must be fresh is left open in it."""
    return bool(getattr(request, "kept", False)) and bool(getattr(request, "keeping", False))


def fresh_key(request: HttpRequest) -> str:
    """The key of a form: another one for each time its page is shown."""
    return KEY if is_kept(request) else str(uuid4())


@dataclass(frozen=True)
class Page:
    """An answer as it was made, with what is put in afresh cut out."""

    status: int
    headers: tuple[tuple[str, str], ...]
    parts: tuple[bytes, ...]
    holes: tuple[str, ...]  # between each two parts
    packed: tuple[bytes, ...]  # the parts, each compressed by itself
    since: datetime
    until: datetime

    @property
    def size(self) -> int:
        """Bytes in memory."""
        packed = sum(map(len, self.packed))
        return sum(map(len, self.parts)) + packed * (1 if self.holes else 2)

    @cached_property
    def zipped(self) -> bytes:
        """The whole of a page in which nothing is put in, ready to be sent."""
        return self._zipped([])

    def holds(self, now: datetime) -> bool:
        """Whether its day, or its minute, goes on."""
        return self.since <= now < self.until

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page for this request."""
        etag = next((value for name, value in self.headers if name == "ETag"), None)
        if etag and self.status == 200 and etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
            return self._headed(HttpResponse(status=304), without="content-type")
        fresh = {hole: _fresh(hole, request).encode() for hole in set(self.holes)}
        inside = [fresh[hole] for hole in self.holes]
        if not re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            whole = self.parts[0] + b"".join(hole + part for hole, part in zip(inside, self.parts[1:], strict=True))
            return self._headed(HttpResponse(whole, status=self.status))
        made = self._headed(HttpResponse(self._zipped(inside) if inside else self.zipped, status=self.status))
        made.headers["Content-Encoding"] = "gzip"
        return made

    def _headed(self, made: HttpResponse, without: str = "") -> HttpResponse:
        for name, value in self.headers:
            if name.lower() != without:
                made.headers[name] = value
        made.headers["Content-Length"] = str(len(made.content))
        return made

    def _zipped(self, inside: list[bytes]) -> bytes:
        """One gzip file of the compressed parts and of what was put in, with a name of random length.

        Whoever can make a reader ask for pages must not learn from their length what is in them (as Django does it).
        """
        check, size = zlib.crc32(self.parts[0]), len(self.parts[0])
        body = [self.packed[0]]
        for hole, part, packed in zip(inside, self.parts[1:], self.packed[1:], strict=True):
            check, size = zlib.crc32(part, zlib.crc32(hole, check)), size + len(hole) + len(part)
            body += [_stored(hole), packed]
        name = b"a" * secrets.randbelow(100) if self.holes else b""
        head = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + name + b"\0"
        return b"".join([head, *body, b"\x03\0", check.to_bytes(4, "little"), size.to_bytes(4, "little")])


def _packed(part: bytes) -> bytes:
    """A part as deflate blocks that end at a byte and refer to nothing before them."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)


def _stored(hole: bytes) -> bytes:
    """A short text as one uncompressed block."""
    length = len(hole)
    return b"\0" + length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little") + hole


def _fresh(hole: str, request: HttpRequest) -> str:
    return get_token(request) if hole == TOKEN else str(uuid4())


class Memory:
    """The pages of one worker, all of one stamp, the least used given up first; and whose the sessions are."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stamp: int | None = None
        self._pages: OrderedDict[Any, Page] = OrderedDict()
        self._readers: OrderedDict[str, tuple[str, Reader, datetime]] = OrderedDict()
        self._size = 0

    def reader(self, stamp: int, session: str, data: str, now: datetime) -> Reader | None:
        """Whose session it is, as the database keeps it; None where that is not known."""
        with self._lock:
            known = self._readers.get(session) if stamp == self._stamp else None
            return known[1] if known and known[0] == data and now < known[2] else None

    def page(self, stamp: int, place: Any, now: datetime) -> Page | None:
        """The page that is kept there and still holds."""
        with self._lock:
            found = self._pages.get(place) if stamp == self._stamp else None
            if found is None or not found.holds(now):
                return None
            self._pages.move_to_end(place)
            return found

    def keep_reader(self, stamp: int, session: str, data: str, reader: Reader, until: datetime) -> None:
        """Remember whose session it is."""
        with self._lock:
            self._begin(stamp)
            self._readers[session] = (data, reader, until)
            if len(self._readers) > READERS:
                self._readers.popitem(last=False)

    def keep_page(self, stamp: int, place: Any, page: Page) -> None:
        """Keep a page."""
        with self._lock:
            self._begin(stamp)
            if before := self._pages.pop(place, None):
                self._size -= before.size
            self._pages[place] = page
            self._size += page.size
            while self._size > MEMORY:
                self._size -= self._pages.popitem(last=False)[1].size

    def _begin(self, stamp: int) -> None:
        """Give up what was made under another stamp."""
        if stamp != self._stamp:
            self._stamp, self._size = stamp, 0
            self._pages.clear()
            self._readers.clear()


MEMORY_OF_WORKER = Memory()


@contextmanager
def _writing() -> Iterator[list[str]]:
    """The statements that do more than read."""
    found: list[str] = []

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SELECT", "(SELECT")):  # several lists in one begin with a bracket
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(statement):
        yield found


class PagesMiddleware:
    """Answers with a page that is kept, or lets it be made and keeps it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.tokens = CsrfViewMiddleware(lambda request: HttpResponse())

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Ask the stamp first: a page that was made before it holds."""
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        read = stamp.read(session) if _may_be_kept(request) else None
        if read is None or (session and not read[1]):
            return self.get_response(request)
        value, data = read
        now, place = clock.unseen(), _place(request)
        memory = MEMORY_OF_WORKER
        reader = memory.reader(value, session, data, now) if session else NOBODY
        page = memory.page(value, (reader, place), now) if reader else None
        if page is None:
            return self._made(request, value, session, data, place)
        self.tokens.process_request(request)
        return self.tokens.process_response(request, page.answer(request))

    def _made(self, request: Any, value: int, session: str, data: str, place: Any) -> HttpResponseBase:
        """Let the page be made, and keep it where that may be."""
        request.keeping = True
        begin = clock.unseen()
        with clock.watched() as watch, _writing() as written:
            made = self.get_response(request)
        if not is_kept(request) or made.streaming or not isinstance(made, HttpResponse):
            return made
        since, until = _span(request, begin, hour=watch.asked)
        page = _page(made, since, until)
        reader = _reader(request, data) if session else NOBODY
        if reader and not written and page.holds(clock.unseen()) and _is_plain(made, page):
            if session:
                MEMORY_OF_WORKER.keep_reader(value, session, data, reader, until)
            MEMORY_OF_WORKER.keep_page(value, (reader, place), page)
        answer = page.answer(request)
        answer.cookies = made.cookies
        return self.tokens.process_response(request, answer)


def _may_be_kept(request: HttpRequest) -> bool:
    """Whether nothing but the address, the language and the session can change the answer."""
    meta = request.META
    return (
        request.method == "GET"
        and request.path not in ASKS_NOTHING
        and "HTTP_HX_REQUEST" not in meta
        and "HTTP_AUTHORIZATION" not in meta
        and "HTTP_RANGE" not in meta
        and len(meta.get("PATH_INFO", "")) + len(meta.get("QUERY_STRING", "")) <= LONGEST
    )


def _place(request: HttpRequest) -> tuple[str, ...]:
    """All of a request that a page is made from, but who asks."""
    language = request.COOKIES.get(ASKED, "")
    said = language if language in NAMES else ""
    return (request.scheme or "", request.get_host(), request.path, request.META.get("QUERY_STRING", ""), said)


def _span(request: Any, begin: datetime, *, hour: bool) -> tuple[datetime, datetime]:
    """From when until when a page holds that was begun then: its day in the government's zone, or its minute."""
    if hour:
        minute = begin.replace(second=0, microsecond=0)
        return minute, minute + MINUTE
    local = begin.astimezone(request.government.zone)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return day, day + timedelta(days=1)


def _reader(request: Any, data: str) -> Reader | None:
    """Who reads, where the session is still what it was when the request came, and keeps no message."""
    found: SessionBase = request.session
    if found.modified or "_messages" in found or found.decode(data) != dict(found.items()):
        return None
    if not request.user.is_authenticated:
        return NOBODY
    return request.user.pk, request.actor.tenure.pk if request.actor else 0


def _is_plain(made: HttpResponse, page: Page) -> bool:
    """Whether an answer is a whole page of a bearable size that leaves nothing at the reader's but the usual cookie."""
    varies = {name.strip().lower() for name in made.get("Vary", "").split(",") if name.strip()}
    return (
        made.status_code == 200
        and set(made.cookies) <= {settings.CSRF_COOKIE_NAME}
        and varies <= OWN
        and page.size <= LARGEST
    )


def _page(made: HttpResponse, since: datetime, until: datetime) -> Page:
    """The answer, cut at what is put in afresh."""
    parts, holes = _cut(made.content)
    patch_vary_headers(made, ["Accept-Encoding"])
    headers: Mapping[str, str] = made.headers
    kept = [(name, value) for name, value in headers.items() if name.lower() not in NOT_KEPT]
    if not holes and "Cache-Control" not in headers and made.status_code == 200:
        kept.append(("Cache-Control", "no-cache"))
        if "ETag" not in headers:
            kept.append(("ETag", f'W/"{blake2b(made.content, digest_size=12).hexdigest()}"'))
    packed = tuple(_packed(part) for part in parts)
    return Page(made.status_code, tuple(kept), parts, holes, packed, since, until)


def _cut(content: bytes) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """The parts of a page and the names of the holes between them."""
    parts: list[bytes] = []
    holes: list[str] = []
    rest = content
    while True:
        found = min(((at, mark) for mark in HOLES if (at := rest.find(mark)) >= 0), default=None)
        if found is None:
            return (*parts, rest), tuple(holes)
        at, mark = found
        parts.append(rest[:at])
        holes.append(HOLES[mark])
        rest = rest[at + len(mark) :]

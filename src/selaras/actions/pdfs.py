"""Looks through a PDF: it must read to its end, hold still when opened, and carry no other file."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from io import BytesIO
from zipfile import is_zipfile

from pikepdf import Array, DataDecodingError, Dictionary, Name, Object, PasswordError, Pdf, PdfError, Stream
from pikepdf.settings import set_qpdf_limits

from selaras.actions.flaws import MEGABYTE, SAFE_LINKS, Flaw, Flawed, scheme_of

PAGES = 2000
OBJECTS = 300_000
NESTING = 100
FILTERS = 3  # one after another on a single stream
STREAM = 64 * MEGABYTE  # unpacked: the text of a page, a font, a table of objects
STREAMS = 256 * MEGABYTE  # all of them together
PIXELS = 200_000_000  # of one picture
PICTURE = 8  # bytes of a pixel at most: four colours of 16 bits
PICTURES = 2048 * MEGABYTE  # all of them together: a thick scan without loss

# What an action does (its /S), what a note on a page is (its /Subtype), and what a dictionary holds (its keys).
ACTIONS = {
    "/JavaScript": Flaw.SCRIPT,
    "/Launch": Flaw.ACTION,
    "/GoToR": Flaw.ACTION,
    "/GoToE": Flaw.ACTION,
    "/SubmitForm": Flaw.ACTION,
    "/ImportData": Flaw.ACTION,
    "/Rendition": Flaw.ENCLOSED,
    "/RichMediaExecute": Flaw.ENCLOSED,
    "/Movie": Flaw.ENCLOSED,
    "/Sound": Flaw.ENCLOSED,
}
SUBTYPES = {
    "/PS": Flaw.SCRIPT,
    "/FileAttachment": Flaw.ENCLOSED,
    "/RichMedia": Flaw.ENCLOSED,
    "/Movie": Flaw.ENCLOSED,
    "/Sound": Flaw.ENCLOSED,
    "/Screen": Flaw.ENCLOSED,
    "/3D": Flaw.ENCLOSED,
}
KEYS = {
    "/JS": Flaw.SCRIPT,
    "/JavaScript": Flaw.SCRIPT,
    "/XFA": Flaw.SCRIPT,
    "/AA": Flaw.ACTION,
    "/EF": Flaw.ENCLOSED,
    "/EmbeddedFiles": Flaw.ENCLOSED,
    "/RichMediaContent": Flaw.ENCLOSED,
    "/Collection": Flaw.ENCLOSED,
}
BLANKS = b"\0\t\n\f\r "
PAGE_MARKS = (b"<html", b"<script", b"<!doctype html", b"<?php")


def look(content: bytes) -> None:
    """Read a PDF (bytes) through; raises Flawed at the first thing that cannot be taken."""
    if not content.rstrip(BLANKS).endswith(b"%%EOF") or is_zipfile(BytesIO(content)):
        raise Flawed(Flaw.MIXED)
    if any(mark in content[:1024].lower() for mark in PAGE_MARKS):
        raise Flawed(Flaw.MIXED)
    set_qpdf_limits(
        flate_max_memory=STREAM,
        run_length_max_memory=STREAM,
        png_max_memory=STREAM,
        tiff_max_memory=STREAM,
        max_stream_filters=FILTERS,
        parser_max_nesting=NESTING,
        parser_max_container_size=OBJECTS,
    )
    try:
        # What can only be read after a repair is read differently by each reader.
        with Pdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            _whole(pdf)
    except PasswordError:
        raise Flawed(Flaw.LOCKED) from None
    except (PdfError, DataDecodingError, ValueError, RuntimeError, zlib.error):
        raise Flawed(Flaw.DAMAGED) from None
    except (MemoryError, RecursionError):
        raise Flawed(Flaw.SWOLLEN) from None


def _whole(pdf: Pdf) -> None:
    if pdf.is_encrypted:
        raise Flawed(Flaw.LOCKED)
    objects = pdf.objects
    if len(objects) > OBJECTS or len(pdf.pages) > PAGES:
        raise Flawed(Flaw.SWOLLEN)
    if not len(pdf.pages):
        raise Flawed(Flaw.DAMAGED)
    streams = pictures = 0
    for thing in (*objects, pdf.trailer):
        _inside(thing)
        if isinstance(thing, Stream):
            picture = thing.get("/Subtype") == Name("/Image")
            size = _unpacked(thing, _room(thing) if picture else STREAM)
            pictures, streams = (pictures + size, streams) if picture else (pictures, streams + size)
        if streams > STREAMS or pictures > PICTURES:
            raise Flawed(Flaw.SWOLLEN)


def _inside(thing: object) -> None:
    """Look at one object and all that is written inside it; what it only refers to has its own turn."""
    waiting = [thing]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Dictionary | Stream):
            _dictionary(value)
            parts: Iterable[object] = (part for _key, part in value.items())
        elif isinstance(value, Array):
            parts = list(value)
        else:
            continue
        waiting += [part for part in parts if isinstance(part, Dictionary | Array) and not part.is_indirect]


def _dictionary(value: Dictionary | Stream) -> None:
    found = dict(value.items())
    for key, flaw in KEYS.items():
        if key in found:
            raise Flawed(flaw)
    for table, key in ((ACTIONS, "/S"), (SUBTYPES, "/Subtype")):
        name = found.get(key)
        if isinstance(name, Name) and str(name) in table:
            raise Flawed(table[str(name)])
    if not _still(found.get("/OpenAction")):
        raise Flawed(Flaw.ACTION)
    if isinstance(value, Stream) and ("/F" in found or "/FFilter" in found):
        raise Flawed(Flaw.OUTSIDE)  # its content lies in another file
    if "/Ref" in found and found.get("/Subtype") == Name("/Form"):
        raise Flawed(Flaw.OUTSIDE)  # a page of another file
    addresses = (found.get("/URI"), found.get("/Base"))
    if any(_text(address) and scheme_of(_text(address)) not in ("", *SAFE_LINKS) for address in addresses):
        raise Flawed(Flaw.ADDRESS)


def _still(action: object) -> bool:
    """Whether opening only turns to a page of the same file, as many applications write it; nothing is still too."""
    if isinstance(action, Dictionary):
        return action.get("/S") == Name("/GoTo")
    return True


def _text(value: object) -> str:
    return str(value) if isinstance(value, Object) and not isinstance(value, Dictionary | Array | Stream) else ""


def _room(picture: Stream) -> int:
    """How many bytes the picture may unpack to; raises Flawed for one with too many pixels."""
    width, height = (int(picture.get(key, 0)) for key in ("/Width", "/Height"))
    if not 0 <= width * height <= PIXELS:
        raise Flawed(Flaw.SWOLLEN)
    return PICTURE * width * height + height + MEGABYTE


def _unpacked(stream: Stream, limit: int) -> int:
    """The size of a stream unpacked, in bytes; raises Flawed beyond the limit."""
    named = stream.get("/Filter", Array())
    filters = [str(name) for name in named] if isinstance(named, Array) else [str(named)]
    if len(filters) > FILTERS or len(set(filters)) < len(filters):
        raise Flawed(Flaw.SWOLLEN)
    raw = stream.read_raw_bytes()
    if filters[:1] in (["/FlateDecode"], ["/Fl"]):
        size, packed, tool = 0, raw, zlib.decompressobj()
        while packed and not tool.eof:
            size += len(tool.decompress(packed, MEGABYTE))
            if size > limit:
                raise Flawed(Flaw.SWOLLEN)
            packed = tool.unconsumed_tail
        return size
    if any(name in ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL") for name in filters):
        size = len(stream.read_bytes())  # qpdf keeps to the limits set above
        if size > limit:
            raise Flawed(Flaw.SWOLLEN)
        return size
    return len(raw)

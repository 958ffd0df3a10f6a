"""Looks through a picture: it must be what its ending says, decode to its end, and be nothing else besides."""

from __future__ import annotations

import warnings
import zlib
from io import BytesIO
from zipfile import is_zipfile

from PIL import Image

from selaras.actions.flaws import Flaw, Flawed

PIXELS = 80_000_000  # an A3 sheet at 600 dots per inch
SCANS = 100  # of a progressive JPEG
FORMATS = {".png": ("PNG",), ".jpg": ("JPEG", "MPO"), ".jpeg": ("JPEG", "MPO")}
# How pages, scripts and documents begin; none of it stands in a photograph or in what cameras note in it.
OTHERS = (b"<script", b"<html", b"<!doctype", b"<?php", b"<svg", b"<iframe", b"javascript:", b"%pdf-")
START_OF_IMAGE, END_OF_IMAGE, START_OF_SCAN = 0xD8, 0xD9, 0xDA
BARE = {0x01, *range(0xD0, 0xD8)}  # JPEG markers without a length


def look(ending: str, content: bytes) -> None:
    """Decode a picture (bytes) named with that ending; raises Flawed at the first thing that cannot be taken."""
    end = _end_of_png(content) if ending == ".png" else _end_of_jpeg(content)
    if content[end:].strip(b"\0"):
        raise Flawed(Flaw.MIXED)
    small = content.lower()
    if any(mark in small for mark in OTHERS) or is_zipfile(BytesIO(content)):
        raise Flawed(Flaw.MIXED)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is lower
            with Image.open(BytesIO(content), formats=FORMATS[ending]) as picture:
                width, height = picture.size
                if width * height > PIXELS:
                    raise Flawed(Flaw.SWOLLEN)
                picture.verify()
            with Image.open(BytesIO(content), formats=FORMATS[ending]) as picture:
                picture.load()
    except (Image.DecompressionBombError, MemoryError):
        raise Flawed(Flaw.SWOLLEN) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, zlib.error):
        raise Flawed(Flaw.DAMAGED) from None


def _end_of_png(content: bytes) -> int:
    """Where the last chunk of a PNG ends."""
    at = 8
    while at + 12 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        at += 12 + size
        if kind == b"IEND" and at <= len(content):
            return at
    raise Flawed(Flaw.DAMAGED)


def _end_of_jpeg(content: bytes) -> int:
    """Where a JPEG ends; cameras put further whole JPEGs behind the first, each of which is passed as well."""
    at = _after_jpeg(content, 0)
    while content.startswith(b"\xff\xd8\xff", at):
        at = _after_jpeg(content, at)
    return at


def _after_jpeg(content: bytes, begin: int) -> int:
    at, scans = begin + 2, 0
    while at + 4 <= len(content) + 2:
        if content[at] != 0xFF:
            raise Flawed(Flaw.DAMAGED)
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == END_OF_IMAGE:
            return at + 2
        elif marker in BARE:
            at += 2
        elif marker == START_OF_SCAN:
            scans += 1
            if scans > SCANS:
                raise Flawed(Flaw.SWOLLEN)
            at = _after_scan(content, at + 2 + int.from_bytes(content[at + 2 : at + 4]))
        else:
            at += 2 + max(2, int.from_bytes(content[at + 2 : at + 4]))
    raise Flawed(Flaw.DAMAGED)


def _after_scan(content: bytes, at: int) -> int:
    """The next marker behind the coded data of a scan, in which FF is always followed by 00 or a restart."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0 and content[at + 1] not in BARE:
            return at
        at += 2
    raise Flawed(Flaw.DAMAGED)

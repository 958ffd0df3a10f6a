"""Signatures in a PDF: what can be found out about each, in plain words, and whether the paper under them is whole."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from selaras.records.governments import Government

ROOTS = "sertifikat-induk"  # folder of the certificates (PEM) that this installation trusts
Finding = dict[str, Any]


class Unreadable(ValueError):
    """The file cannot be read as a PDF; the message is a sentence."""


def findings(content: bytes, government: Government) -> list[Finding]:
    """What is found of every signature in a PDF, in its order; an empty list where there is none. Raises Unreadable.

    `intact` says whether what was signed is unchanged, `whole` whether nothing else was added after it, `known`
    whether the certificate was issued by somebody that this installation trusts.
    """
    found: list[Finding] = _reading().findings(content, government)
    return found


def only_signed(content: bytes) -> bool:
    """Whether what was added to a PDF after its first state only signs it and changes nothing that is read."""
    return bool(_reading().only_signed(content))


def _reading() -> Any:
    """What reads signatures; most processes never need it, and it would be a sixth of their memory."""
    return import_module("selaras.actions.signed_pdfs")


def beginnings(content: bytes) -> Iterator[bytes]:
    """The earlier states of a PDF that was added to: everything up to each of its ends, the shortest first."""
    mark, at = b"%%EOF", content.find(b"%%EOF")
    while at >= 0:
        end = at + len(mark)
        for tail in (b"\r\n", b"\n", b"\r", b""):
            if content.startswith(tail, end) and end + len(tail) < len(content):
                yield content[: end + len(tail)]
                if tail:
                    break
        at = content.find(mark, end)

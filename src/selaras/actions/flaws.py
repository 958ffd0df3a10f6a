"""What may be wrong inside a file, as the parsers of its structure name it."""

from __future__ import annotations

from enum import StrEnum


class Flaw(StrEnum):
    """Why the inside of a file cannot be taken."""

    DAMAGED = "damaged"  # does not read to its end as what it says it is
    OTHER_KIND = "other kind"  # is another kind of file than its ending says
    LOCKED = "locked"  # needs a password
    SCRIPT = "script"  # carries code or macros
    ACTION = "action"  # does something by itself when it is opened
    ENCLOSED = "enclosed"  # carries other files or objects
    OUTSIDE = "outside"  # fetches something from outside when it is opened
    ADDRESS = "address"  # a link that leads to a file or starts a program
    SWOLLEN = "swollen"  # unpacks to more than can be looked through
    MIXED = "mixed"  # holds data before, between or after its own, or another file at the same time
    ODD = "odd"  # is built as no application builds it, which readers understand differently


class Flawed(Exception):
    """Raised by a parser at the first flaw it meets."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


MEGABYTE = 1024 * 1024
SAFE_LINKS = ("http", "https", "mailto", "tel")


def scheme_of(address: str) -> str:
    """How an address begins, in small letters: "http", "mailto", "file"; "" for one inside the same file.

    Readers drop blanks and control characters before they look, so they are dropped here as well. A path to another
    computer or another drive counts as "file".
    """
    text = "".join(char for char in address if char.isprintable() and not char.isspace())
    if text.startswith(("\\\\", "//", "/\\", "\\/")):
        return "file"
    head, colon, _rest = text.partition(":")
    if not colon or any(char in head for char in "/#?\\"):
        return ""
    return "file" if len(head) == 1 else head.lower()

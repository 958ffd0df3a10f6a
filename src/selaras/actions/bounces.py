"""Bounces: what a mail server sends back when it cannot deliver a mail (RFC 3464), read and matched by its sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser

from selaras.actions.mail import came_back

LARGEST = 2**20  # bytes of a report that are read


@dataclass(frozen=True)
class Report:
    """What a report says: the signs of the mails it may speak of, whether one failed for good, and the words for it."""

    message_ids: tuple[str, ...]
    for_good: bool
    why: str


def read(raw: bytes) -> Report | None:
    """The report in a mail; None where it is none."""
    mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw[:LARGEST])
    status = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if status is None:
        return None
    blocks = [block for block in status.walk() if block is not status and _said(block, "Action")]
    failed = [block for block in blocks if _said(block, "Action").lower() == "failed"]
    for_good = any(_said(block, "Status").startswith("5") for block in failed)
    first = (failed or blocks or [status])[0]
    words = _said(first, "Diagnostic-Code") or _said(first, "Status")
    return Report(tuple(dict.fromkeys(_signs(mail))), for_good, words)


def take_in(raw: bytes) -> str:
    """Read a report and stop sending to the address that failed for good; says in one word what became of it.

    "dicatat", "bukan laporan", "sementara" (the server tries on), or "tidak dikenal" (no mail of ours).
    """
    report = read(raw)
    if report is None:
        return "bukan laporan"
    if not report.for_good:
        return "sementara"
    return "dicatat" if any(came_back(sign, report.why) for sign in report.message_ids) else "tidak dikenal"


def _signs(mail: Message) -> Iterator[str]:
    """The signs of the mails that come back inside a report, whole or as their heads alone."""
    for part in mail.walk():
        sort = part.get_content_type()
        if part is not mail and (sign := _said(part, "Message-ID")):
            yield sign
        elif sort == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            inner = BytesParser(policy=policy.compat32).parsebytes(text if isinstance(text, bytes) else b"")
            yield _said(inner, "Message-ID")


def _said(part: Message, name: str) -> str:
    """A line of the head of a part; "" where it has none or it cannot be read."""
    try:
        return " ".join(str(part.get(name, "")).split())
    except (ValueError, IndexError, AttributeError):  # what the library makes of a broken one
        return ""

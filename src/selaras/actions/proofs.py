"""Proofs: the ledger's public part, its seals, and that an entry or an older seal belongs to it, as files to download.

Whoever holds them needs nothing of ours to check them: hash trees and proofs are those of RFC 9162, section 2.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Case, Value, When

from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.openness import public_entries
from selaras.records.papers import Paper
from selaras.records.public_papers import is_public

BOOK, INCLUSION, CONSISTENCY = "selaras-buku-1", "selaras-bukti-1", "selaras-sambungan-1"
PART = 50_000  # entries of one file
BATCH = 1000

Document = dict[str, Any]


class NoProof(LookupError):
    """There is no such entry or seal; the message says what there is."""


def parts(size: int) -> list[tuple[int, int]]:
    """The first and the last entry of each file that a ledger of this size is downloaded in."""
    return [(first, min(first + PART - 1, size)) for first in range(1, size + 1, PART)]


def book(government: Government, first: int, last: int) -> Iterator[str]:
    """The lines of one file of the ledger: a head, then every entry; of what is not open to all its hash alone.

    Raises NoProof where these entries are not there.
    """
    if not 1 <= first <= last <= ledger.size(government) or last - first >= PART:
        raise NoProof("Rentang catatan itu tidak ada pada buku besar.")
    return _book(government, first, last)


def _book(government: Government, first: int, last: int) -> Iterator[str]:
    yield _line({"schema": BOOK, "government": government.code, "first": first, "last": last})
    entries = ledger.Entry.objects.filter(government=government).order_by("number")
    told = entries.annotate(told=Case(When(public_entries(government), then=Value(True)), default=Value(False)))
    for begin in range(first, last + 1, BATCH):
        rows = told.filter(number__range=(begin, min(begin + BATCH - 1, last)))
        for number, body, leaf, open_to_all in rows.values_list("number", "body", "leaf_hash", "told"):
            yield _line(_entry(number, body, bytes(leaf), open_to_all))


def _entry(number: int, body: str, leaf: bytes, open_to_all: bool) -> Document:
    return {"number": number, "body": body} if open_to_all else {"number": number, "leaf": leaf.hex()}


def _line(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def seals(government: Government) -> Iterator[str]:
    """The lines of the file with every seal, the oldest first."""
    rows = ledger.Seal.objects.filter(government=government).order_by("id")
    for seal in rows.iterator(BATCH):
        seal.government = government
        yield _line(_published(seal))


def _published(seal: ledger.Seal) -> Document:
    found: Document = json.loads(seal.document.to_json())
    return found


def seal_of(government: Government, pk: int) -> ledger.Seal:
    """One seal. Raises NoProof."""
    found = ledger.Seal.objects.filter(government=government, pk=pk).first()
    if found is None:
        raise NoProof("Segel itu tidak ada.")
    found.government = government
    return found


def _newest(government: Government) -> ledger.Seal:
    """The seal over the most entries."""
    found = ledger.Seal.objects.filter(government=government).order_by("-size", "-id").first()
    if found is None:
        raise NoProof("Belum ada segel.")
    found.government = government
    return found


def inclusion(government: Government, number: int, seal: ledger.Seal | None = None) -> Document:
    """The proof that a seal, the newest where none is named, covers an entry (RFC 9162, 2.1.3). Raises NoProof."""
    sealed = seal or _newest(government)
    entries = ledger.Entry.objects.filter(government=government, number=number)
    told = entries.annotate(told=Case(When(public_entries(government), then=Value(True)), default=Value(False)))
    entry = told.first()
    if entry is None or number > sealed.size:
        raise NoProof(f"Catatan {number} tidak tercakup segel itu, yang mencakup {sealed.size} catatan.")
    open_to_all = entry.told or _issues_what_is_public(government, entry)
    return {
        "schema": INCLUSION,
        **_entry(number, entry.body, bytes(entry.leaf_hash), open_to_all),
        "proof": [step.hex() for step in ledger.inclusion_proof(government, number, sealed.size)],
        "seal": _published(sealed),
    }


def covering(government: Government, rows: Sequence[ledger.Entry]) -> tuple[ledger.Seal, list[Document]]:
    """The newest seal and the proof of each entry that it covers, with its whole body: for who reads all of it.

    The entries come in the order of their numbers; three queries for any number of them. Raises NoProof.
    """
    seal = _newest(government)
    covered = [entry for entry in rows if entry.number <= seal.size]
    steps = ledger.inclusion_proofs(government, [entry.number for entry in covered], seal.size)
    published = _published(seal)
    documents = [
        {
            "schema": INCLUSION,
            "number": entry.number,
            "body": entry.body,
            "proof": [step.hex() for step in proof],
            "seal": published,
        }
        for entry, proof in zip(covered, steps, strict=True)
    ]
    return seal, documents


def _issues_what_is_public(government: Government, entry: ledger.Entry) -> bool:
    """Whether it is the entry of a paper that anybody may open."""
    if entry.subject_type != "paper":
        return False
    paper = Paper.objects.filter(government=government, pk=int(entry.subject_key)).first()
    if paper is None:
        return False
    paper.government = government
    return is_public(paper, paper.subject())


def consistency(government: Government, first: ledger.Seal, second: ledger.Seal | None = None) -> Document:
    """The proof that what one seal covers is the beginning of what a later one covers (RFC 9162, 2.1.4).

    Without a second seal it leads to the newest. Raises NoProof where the first covers more, or nothing.
    """
    later = second or _newest(government)
    if not 0 < first.size <= later.size:
        raise NoProof("Segel yang pertama harus mencakup catatan, dan tidak lebih banyak daripada yang kedua.")
    return {
        "schema": CONSISTENCY,
        "proof": [step.hex() for step in ledger.consistency_proof(government, first.size, later.size)],
        "first": _published(first),
        "second": _published(later),
    }


def still_holds(government: Government, size: int, root: str) -> bool | None:
    """Whether the first entries of the ledger still have this root, or one that begins so; None where it is shorter."""
    if not 0 < size <= ledger.size(government):
        return None
    return ledger.root(government, size).hex().startswith(root)


def genuine(text: bytes) -> ledger.SealDocument | None:
    """The seal that a file holds, with a signature that fits; None where it holds none. Raises ValueError if forged."""
    try:
        found = ledger.SealDocument.from_json(text)
    except ValueError:
        return None
    if not found.is_genuine:
        raise ValueError("Tanda tangan segel itu tidak sah.")
    return found

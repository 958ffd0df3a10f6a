"""How the signatures in a PDF are read and tried; large to load, so loaded with the first PDF that is tried."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, SuspiciousModification
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from selaras.actions.signatures import ROOTS, Finding, Unreadable
from selaras.law.words import say
from selaras.records.governments import Government

MOST = 20  # signatures of one file that are looked at

# What is wrong with somebody's file is a finding, not a fault of the product.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def findings(content: bytes, government: Government) -> list[Finding]:
    """What is found of every signature in a PDF, in its order; an empty list where there is none. Raises Unreadable.

    `intact` says whether what was signed is unchanged, `whole` whether nothing else was added after it, `known`
    whether the certificate was issued by somebody that this installation trusts.
    """
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        return [_finding(signature, government) for signature in list(reader.embedded_regular_signatures)[:MOST]]
    except _FAULTS as fault:
        raise Unreadable(say("Berkas ini tidak dapat dibaca sebagai PDF yang utuh.")) from fault


_FAULTS = (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, RecursionError)


def _finding(signature: Any, government: Government) -> Finding:
    name = str(signature.signer_cert.subject.native.get("common_name", "")) if signature.signer_cert else ""
    try:
        status = validate_pdf_signature(signature, _trusted())
    except SignatureValidationError:
        words = [str(say("Tanda tangan ini tidak menurut bentuk yang dikenal, jadi tidak dapat diperiksa."))]
        return {"name": name, "at": "", "intact": False, "whole": False, "known": False, "words": words}
    moment = status.signer_reported_dt
    intact = bool(status.intact and status.valid)
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE or bool(intact and status.docmdp_ok)
    known = bool(status.trusted)
    words = [
        say("Yang ditandatangani tidak berubah.")
        if intact
        else say("Yang ditandatangani sudah berubah, atau tanda tangannya bukan dari sertifikat itu."),
        say("Sesudah ditandatangani tidak ada yang ditambahkan pada isinya.")
        if whole
        else say("Sesudah ditandatangani ada yang ditambahkan atau diubah pada berkas ini."),
        say("Penerbit sertifikatnya dikenal pemasangan ini.")
        if known
        else say(
            "Penerbit sertifikatnya tidak dikenal pemasangan ini, jadi pemiliknya tidak dapat dipastikan di sini."
        ),
    ]
    return {
        "name": name,
        "at": moment.astimezone(government.zone).isoformat() if moment else "",
        "intact": intact,
        "whole": whole,
        "known": known,
        "words": [str(word) for word in words],
    }


def _trusted() -> ValidationContext:
    """Whom this installation trusts: the certificates in a folder beside the data; nothing is fetched."""
    folder = Path(settings.SELARAS_DATA) / ROOTS
    files = sorted(str(path) for path in folder.glob("*.pem")) if folder.is_dir() else []
    read: Any = load_certs_from_pemder
    return ValidationContext(trust_roots=list(read(files)), allow_fetching=False)


def only_signed(content: bytes) -> bool:
    """Whether what was added to a PDF after its first state only signs it and changes nothing that is read."""
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.xrefs.total_revisions < 2 or not list(reader.embedded_regular_signatures):
            return False
        result = DEFAULT_DIFF_POLICY.review_file(reader, 0)
    except _FAULTS:
        return False
    if isinstance(result, SuspiciousModification):
        return False
    return bool(result.modification_level <= ModificationLevel.FORM_FILLING)

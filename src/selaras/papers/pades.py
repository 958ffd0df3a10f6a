"""How a signature is written into a PDF (PAdES); large to load, so loaded with the first signature."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore


def sign(content: bytes, signer: Any, *, name: str, reason: str, place: str | None) -> bytes:
    """The signed file. Raises ValueError, KeyError or OSError where the PDF takes no signature."""
    meta = signers.PdfSignatureMetadata(
        field_name=f"Selaras{datetime.now(UTC):%Y%m%d%H%M%S%f}",
        name=name,
        reason=reason,
        location=place,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    signers.PdfSigner(meta, signer=signer).sign_pdf(writer, output=out)
    return out.getvalue()


def of_file(content: bytes, passphrase: str) -> Any:
    """Who signs with a certificate file (PKCS #12); None, or ValueError, where the passphrase does not open it."""
    return signers.SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=passphrase.encode() or None)


def of_pem(pem: bytes) -> Any:
    """Who signs with a key and its certificate (PEM)."""
    key, certificate = load_pem_private_key(pem, None), x509.load_pem_x509_certificate(pem)
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store: Any = SimpleCertificateStore  # these libraries have no types
    certificates: Any = asn1_x509.Certificate
    keys: Any = asn1_keys.PrivateKeyInfo
    signing_certificate = certificates.load(certificate.public_bytes(Encoding.DER))
    return signers.SimpleSigner(
        signing_cert=signing_certificate,
        signing_key=keys.load(plain),
        cert_registry=store.from_certs([signing_certificate]),
    )

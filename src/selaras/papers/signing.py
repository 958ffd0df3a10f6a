"""Signing by adapter: with a certificate of this installation, or by the national service; passphrases stay nowhere."""

from __future__ import annotations

import base64
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit

from django.conf import settings

from selaras.law.words import say
from selaras.records.governments import Government, pack_of

CERTIFICATE = "tanda-tangan.pem"  # key and certificate of this installation, beside the data (0600)
YEARS = 5
PATIENCE = 20  # seconds that the national service may take
ANSWER_LIMIT = 40 * 1024 * 1024
NOT_CERTIFIED = say(
    "Ditandatangani dengan sertifikat pemasangan ini: bukan tanda tangan elektronik tersertifikasi. Ia membuktikan"
    " bahwa naskah tidak berubah sejak itu, bukan siapa penandatangannya."
)
CERTIFIED = say("Ditandatangani melalui layanan sertifikasi elektronik.")


class CannotSign(Exception):
    """Nothing was signed: a sentence, and the field it speaks of ("" where it is none)."""

    def __init__(self, why: str, name: str = "") -> None:
        super().__init__(why)
        self.field = name


@dataclass(frozen=True)
class Signatory:
    """Who signs: name and title of the office as they stand in the signature, and his number at the service.

    The number (NIK) and the passphrase are handed on once and never kept; neither shows in a log (`repr`).
    """

    name: str
    office: str
    number: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True)
class Signed:
    """A signed PDF and what may be said of its signature."""

    content: bytes = field(repr=False)
    way: str
    said: str


class Signer(Protocol):
    """Puts a signature into a PDF."""

    @property
    def way(self) -> str:
        """The word of it in the records: setempat or nasional."""
        ...

    @property
    def says(self) -> str:
        """What such a signature is, and what it is not."""
        ...

    @property
    def asks_number(self) -> bool:
        """Whether it needs the number (NIK) of the signatory."""
        ...

    @property
    def asks_passphrase(self) -> bool:
        """Whether it needs a passphrase."""
        ...

    def sign(self, content: bytes, who: Signatory, *, reason: str) -> Signed:
        """The signed file, which begins with the unsigned one. Raises CannotSign."""
        ...


def signer_of(government: Government) -> Signer:
    """The way of signing that the installation is set to: the national service, a certificate file, or its own."""
    chosen = settings.SELARAS_SIGNER
    parts = urlsplit(chosen)
    if parts.scheme in ("http", "https"):
        return NationalSigner(chosen)
    if parts.scheme == "file":
        return LocalSigner(government, Path(unquote(parts.path)))
    return LocalSigner(government)


# With a certificate of this installation


class LocalSigner:
    """Signs (PAdES) with a certificate file, or with one that the installation makes for itself at the first use."""

    way = "setempat"
    asks_number = False
    says = NOT_CERTIFIED

    def __init__(self, government: Government, file: Path | None = None) -> None:
        self.government, self.file = government, file
        self.asks_passphrase = file is not None

    def sign(self, content: bytes, who: Signatory, *, reason: str) -> Signed:
        """The signed file. Raises CannotSign: wrong passphrase, no readable certificate, a PDF that takes none."""
        signer = self._from_file(who.passphrase) if self.file else _pades().of_pem(_own(self.government))
        place = pack_of(self.government).government.papers.place or None
        try:
            signed = _pades().sign(
                content, signer, name=f"{who.name}, {who.office}".strip(", "), reason=reason, place=place
            )
        except (ValueError, KeyError, OSError) as fault:
            raise CannotSign(say("Naskah ini tidak dapat ditandatangani di sini.")) from fault
        return Signed(signed, self.way, str(self.says))

    def _from_file(self, passphrase: str) -> Any:
        assert self.file is not None
        try:
            content = self.file.read_bytes()
        except OSError as fault:
            raise CannotSign(say("Berkas sertifikat pemasangan ini tidak dapat dibaca.")) from fault
        wrong = CannotSign(say("Frasa sandi sertifikat itu keliru. Tidak ada yang ditandatangani."), "password")
        try:
            found = _pades().of_file(content, passphrase)
        except ValueError:
            raise wrong from None
        if found is None:
            raise wrong
        return found


def _pades() -> Any:
    """What writes signatures; most processes never need it, and it would be a sixth of their memory."""
    return import_module("selaras.papers.pades")


def _own(government: Government) -> bytes:
    return own_certificate(government).read_bytes()


def own_certificate(government: Government) -> Path:
    """The file with the key and certificate of this installation (PEM, 0600), made on first use."""
    from cryptography import x509  # noqa: PLC0415 - made once for each installation
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    path = Path(settings.SELARAS_DATA) / CERTIFICATE
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, pack_of(government).government.long_name[:64]),
                x509.NameAttribute(NameOID.COMMON_NAME, f"Selaras {government.name}, tidak tersertifikasi"[:64]),
            ]
        )
        usage = x509.KeyUsage(True, True, *[False] * 7)  # signs, and cannot be disowned
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(days=365 * YEARS))
            .add_extension(usage, critical=True)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            out.write(plain + made.public_bytes(Encoding.PEM))
            os.fsync(out.fileno())
        # A link never replaces: of two processes at once the first one's certificate counts for both.
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    return path


# By the national service


class NationalSigner:
    """Hands the PDF to an electronic certification service and takes the signed one back.

    The address is `https://user:password@host/`; the service is asked at `/api/v2/sign/pdf` in JSON, with the number
    (NIK) and the passphrase of the signatory, and answers with the signed file or with `status_code` and `error`.
    """

    way = "nasional"
    asks_number = True
    asks_passphrase = True
    says = CERTIFIED
    WRONG_PASSPHRASE, UNKNOWN_NUMBER = 2031, 2011

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        parts = urlsplit(address)
        host = parts.hostname or ""
        self._url = f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path.rstrip('/')}"
        account = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        self._account = base64.b64encode(account.encode()).decode()
        self._patience = patience

    def sign(self, content: bytes, who: Signatory, *, reason: str) -> Signed:
        """The signed file. Raises CannotSign: wrong passphrase, unknown number, service down, slow or odd."""
        body = {
            "nik": who.number,
            "passphrase": who.passphrase,
            "signatureProperties": [{"tampilan": "INVISIBLE", "reason": reason, "location": "Indonesia"}],
            "file": [base64.b64encode(content).decode()],
        }
        answer = self._ask(json.dumps(body).encode())
        try:
            signed = base64.b64decode(answer["file"][0], validate=True)
        except (KeyError, IndexError, TypeError, ValueError):
            signed = b""
        if not signed.startswith(b"%PDF-"):
            raise CannotSign(say("Layanan sertifikasi menjawab tanpa naskah. Tidak ada yang ditandatangani."))
        return Signed(signed, self.way, str(self.says))

    def _ask(self, body: bytes) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {self._account}"}
        asked = request.Request(f"{self._url}/api/v2/sign/pdf", data=body, headers=headers, method="POST")
        try:
            with _DIRECT.open(asked, timeout=self._patience) as answer:
                return self._read(answer.read(ANSWER_LIMIT))
        except HTTPError as refused:
            with refused:
                raise self._refusal(self._read(refused.read(ANSWER_LIMIT)), refused.code) from None
        except (URLError, TimeoutError, OSError) as fault:
            slow = isinstance(fault, TimeoutError) or isinstance(getattr(fault, "reason", None), TimeoutError)
            raise CannotSign(
                say("Layanan sertifikasi tidak menjawab pada waktunya. Tidak ada yang tercatat; coba lagi nanti.")
                if slow
                else say("Layanan sertifikasi tidak dapat dihubungi. Tidak ada yang tercatat; coba lagi nanti.")
            ) from None

    @staticmethod
    def _read(text: bytes) -> dict[str, Any]:
        try:
            found = json.loads(text)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _refusal(self, answer: dict[str, Any], status: int) -> CannotSign:
        code = answer.get("status_code")
        if code == self.WRONG_PASSPHRASE:
            return CannotSign(
                say("Frasa sandi ditolak layanan sertifikasi. Tidak ada yang ditandatangani."), "password"
            )
        if code == self.UNKNOWN_NUMBER:
            return CannotSign(say("NIK itu belum terdaftar pada layanan sertifikasi."), "number")
        if status in (401, 403):
            return CannotSign(say("Layanan sertifikasi menolak akun pemasangan ini. Hubungi pengelolanya."))
        return CannotSign(say("Layanan sertifikasi sedang terganggu. Tidak ada yang tercatat; coba lagi nanti."))


class _NoRedirect(request.HTTPRedirectHandler):
    """A passphrase goes to the address that was set and to no other."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_DIRECT = request.build_opener(_NoRedirect)

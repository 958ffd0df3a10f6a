"""Reads the settings of an installation from the environment, and refuses what it does not know."""

import difflib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "SELARAS_"
KNOWN = {
    "SELARAS_ADDRESS",
    "SELARAS_DATA",
    "SELARAS_DATABASE_URL",
    "SELARAS_DEBUG",
    "SELARAS_EMAIL_URL",
    "SELARAS_GOVERNMENT",
    "SELARAS_HOSTS",
    "SELARAS_PACKS",
    "SELARAS_SECRET_KEY",
    "SELARAS_SECRET_KEY_FILE",
    "SELARAS_SIGNER",
}
NOT_YET = {"SELARAS_OIDC_CLIENT_ID", "SELARAS_OIDC_CLIENT_SECRET", "SELARAS_OIDC_ISSUER"}
YES, NO = {"1", "ya", "true"}, {"", "0", "tidak", "false"}
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}

# Seconds that a page waits for the database; a proxy gives up after 60, a person sooner.
PATIENCE = 20
# What a page asks takes milliseconds; to compile it first, as PostgreSQL does from a size on, takes half a second.
NO_COMPILING = "-c jit=off"
LIMITS = {
    # No single question of a page takes this long; one that does would keep one of few threads from all others.
    "statement_timeout": PATIENCE,
    # Less than the limit above, so that the log tells a queue before a lock from a slow question.
    "lock_timeout": PATIENCE // 2,
    # Acts do no slow work between two statements; a process that froze there must not hold its locks for ever.
    "idle_in_transaction_session_timeout": 3 * PATIENCE,
}
# A server that vanished without a word is noticed within the same time, and not after the quarter of an hour that the
# network waits by itself: seconds, but for the last, which is milliseconds.
NETWORK = {"connect_timeout": 5, "keepalives_idle": PATIENCE, "tcp_user_timeout": PATIENCE * 1000}


@dataclass(frozen=True)
class Environment:
    """What the person who runs Selaras has set.

    `address` is where an installation without host names answers, as its papers name it. `hosts` maps each host name
    to the code of its government, or to "" where it is the default one.
    """

    address: str
    data: Path
    database_url: str
    debug: bool
    email: dict[str, str | int | bool]
    government: str
    hosts: dict[str, str]
    packs: tuple[Path, ...]
    secret_key: str
    signer: str


def read(environ: Mapping[str, str]) -> Environment:
    """Read all settings named `SELARAS_…`.

    Raises:
        ImproperlyConfigured: a name is unknown, or a value cannot be meant; says which, and what would be right.
    """
    for name in sorted(environ):
        if name.startswith(PREFIX):
            _refuse_unknown(name)
    data = Path(environ.get("SELARAS_DATA") or "var").resolve()
    return Environment(
        address=_address(environ.get("SELARAS_ADDRESS", "")),
        data=data,
        database_url=environ.get("SELARAS_DATABASE_URL") or f"sqlite:///{quote(str(data / 'selaras.sqlite3'))}",
        debug=_yes_or_no(environ, "SELARAS_DEBUG"),
        email=_email(environ.get("SELARAS_EMAIL_URL", "")),
        government=environ.get("SELARAS_GOVERNMENT", ""),
        hosts=_hosts(environ.get("SELARAS_HOSTS", "")),
        packs=_packs(environ.get("SELARAS_PACKS", "")),
        secret_key=_secret_key(environ),
        signer=_signer(environ.get("SELARAS_SIGNER", "")),
    )


def address(host: str, port: int) -> str:
    """Where this computer answers: "http://127.0.0.1:8000"."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def kept_secret_key(data: Path) -> str:
    """The key in the data folder, made at the first call, readable by its owner alone.

    The whole file appears at once under its name, so that two processes starting together take the same key.
    """
    path = data / "secret.key"
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=data)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return path.read_text().strip()


def postgresql_options(given: Mapping[str, str]) -> dict[str, str | int]:
    """How a connection to PostgreSQL is opened: with our limits, each overruled by the same one in the address.

    `given` are the parameters behind the `?` of `SELARAS_DATABASE_URL`.
    """
    limits = " ".join(f"-c {name}={seconds}s" for name, seconds in LIMITS.items())
    return {**NETWORK, **given, "options": f"{limits} {NO_COMPILING} {given.get('options', '')}".strip()}


def _refuse_unknown(name: str) -> None:
    if name in NOT_YET:
        raise ImproperlyConfigured(f"Pengaturan {name} belum tersedia pada versi ini. Hapus dari lingkungan.")
    if name not in KNOWN:
        nearest = difflib.get_close_matches(name, sorted(KNOWN), n=1, cutoff=0)[0]
        raise ImproperlyConfigured(
            f"Pengaturan {name} tidak dikenal. Yang terdekat: {nearest}. Seluruhnya: {', '.join(sorted(KNOWN))}."
        )


def _address(value: str) -> str:
    found = urlsplit(value or address("127.0.0.1", 8000))
    if found.scheme not in ("http", "https") or not found.netloc or found.path.strip("/") or found.query:
        raise ImproperlyConfigured(f"SELARAS_ADDRESS berisi “{value}”. Tulis misalnya http://127.0.0.1:8000.")
    return f"{found.scheme}://{found.netloc}"


def _yes_or_no(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "").lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} berisi “{value}”. Isi dengan 1 (ya) atau 0 (tidak).")
    return value in YES


def _hosts(value: str) -> dict[str, str]:
    hosts = {}
    for item in filter(None, (part.strip() for part in value.split(","))):
        host, _, government = item.partition("=")
        if not host or "/" in host or "*" in host or " " in item:
            raise ImproperlyConfigured(
                f"SELARAS_HOSTS memuat “{item}”. Tulis nama host dipisah koma, bila perlu dengan kode"
                " pemerintah daerah, misalnya selaras.contoh.go.id=63.11."
            )
        hosts[host.lower()] = government
    return hosts


def _packs(value: str) -> tuple[Path, ...]:
    folders = tuple(Path(part).resolve() for part in value.split(os.pathsep) if part)
    for folder in folders:
        if not folder.is_dir():
            raise ImproperlyConfigured(f"SELARAS_PACKS menunjuk {folder}, tetapi folder itu tidak ada.")
    return folders


def _secret_key(environ: Mapping[str, str]) -> str:
    """The key that was given, or "" if the one in the data folder is to be used."""
    key, file = environ.get("SELARAS_SECRET_KEY", ""), environ.get("SELARAS_SECRET_KEY_FILE", "")
    if key and file:
        raise ImproperlyConfigured("Isi salah satu saja: SELARAS_SECRET_KEY atau SELARAS_SECRET_KEY_FILE.")
    if not file:
        return key
    try:
        key = Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"SELARAS_SECRET_KEY_FILE menunjuk {file} yang tidak dapat dibaca.") from error
    if not key:
        raise ImproperlyConfigured(f"SELARAS_SECRET_KEY_FILE menunjuk {file} yang kosong.")
    return key


def _signer(address: str) -> str:
    """How papers are signed: "" with a certificate of the installation's own, a certificate file, or a service."""
    parts = urlsplit(address)
    if address and not ((parts.scheme == "file" and parts.path) or (parts.scheme == "https" and parts.hostname)):
        raise ImproperlyConfigured(
            "SELARAS_SIGNER tidak dapat dibaca. Kosongkan, atau tulis file:///srv/selaras/instansi.p12 atau"
            " https://akun:sandi@layanan.contoh.go.id/"
        )
    return address


def _email(url: str) -> dict[str, str | int | bool]:
    """Django's mail settings from `scheme://user:password@host:port/?from=address`; `smtp+tls` means STARTTLS."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port or MAIL_PORTS[parts.scheme]
        sender = parse_qs(parts.query)["from"][0]
    except (KeyError, ValueError):
        parts, port, sender = urlsplit(""), 0, ""
    if not parts.hostname:
        raise ImproperlyConfigured(
            "SELARAS_EMAIL_URL tidak dapat dibaca. Contoh yang benar:"
            " smtp+tls://nama:sandi@surat.contoh.go.id:587/?from=selaras@contoh.go.id"
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": sender,
    }

"""How Selaras starts: the database is brought up to date, and an empty one filled from the pack."""

from __future__ import annotations

import io
import ipaddress
import socket
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, connections, transaction

from selaras.actions import ledger as acts
from selaras.actions import search, sums
from selaras.actions.units import CannotLoad, load_pack
from selaras.records import ledger
from selaras.records.governments import Government, default_government
from selaras.records.matters import Matter
from selaras.records.people import Person
from selaras.site import demo as demonstration
from selaras.site import marked
from selaras.site.env import Environment
from selaras.site.installed import own_packs
from selaras.site.terminal import Stop, cause

SHOWN = 40
BUILT = ("dist/app.css", "dist/app.js", "dist/paper.css")  # what every page and paper loads


def check_address(host: str, port: int, *, demo: bool) -> None:
    """See that the address may be used and is free; raises Stop with what to do."""
    if not _is_loopback(host) or settings.SELARAS_HOSTS:
        if demo or marked.mark().exists():
            raise Stop(
                "Data peragaan memakai sandi yang diketahui umum, jadi hanya berjalan di komputer ini: pakai --host"
                " 127.0.0.1 tanpa SELARAS_HOSTS. Untuk pemasangan sebenarnya, pakai SELARAS_DATA yang lain.",
                2,
            )
        if not settings.SELARAS_HOSTS:
            raise Stop(f"Untuk melayani {host}, sebut nama host layanan ini pada SELARAS_HOSTS.", 2)
    try:
        family, kind, protocol, _, there = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(there)
    except OSError as error:
        raise Stop(
            f"Alamat {host} porta {port} tidak dapat dipakai: {cause(error)}. Pilih porta lain dengan --port."
        ) from error


def check_assets() -> None:
    """See that the styles and scripts of the pages were built; raises Stop with what to do."""
    if missing := [name for name in BUILT if not finders.find(name)]:
        raise Stop(
            f"Bagian depan belum dibangun: {', '.join(missing)} tidak ada. Jalankan di folder sumbernya: make assets,"
            " lalu ulangi perintah ini."
        )


def prepare(environment: Environment, *, demo: bool) -> Iterator[str]:
    """Bring everything up to date and yield what the person at the keyboard should read. Raises Stop."""
    try:
        call_command("check", stdout=io.StringIO())
        _take_time()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except SystemCheckError as error:
        raise Stop(str(error)) from error
    except (CommandError, DatabaseError) as error:
        raise Stop(f"Basis data tidak dapat disiapkan. Pesan dari basis data: {error}") from error
    call_command("collectstatic", verbosity=0, interactive=False)
    try:
        ledger.signing_key(acts.key_path())
        if not Government.objects.exists():
            for folder, _ in own_packs(environment):
                difference = load_pack(folder)
                yield f"Paket {folder.name} dimuat untuk pemerintah daerah {difference.government}."
        for one in Government.objects.order_by("code"):
            if search.prepare(one):
                yield f"Pencarian {one.name} disusun; berkas yang sudah ada menyusul di latar."
            if sums.prepare(one):
                yield f"Angka {one.name} dihitung di latar dari semua yang sudah ada."
        government = default_government()
    except OSError as error:
        raise Stop(f"Folder data {settings.SELARAS_DATA} tidak dapat dipakai: {cause(error)}.") from error
    except (ValueError, CannotLoad, Government.DoesNotExist) as error:
        raise Stop(str(error)) from error
    if demo:
        _load_demo(government)
    yield from _how_to_sign_in(government)
    connections.close_all()


def _take_time() -> None:
    """Lift the limits of pages from this one connection: to bring a large table up to date may take long."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _load_demo(government: Government) -> None:
    """Fill an empty database with the demonstration, once; Stop where somebody else's data lie."""
    if not marked.mark().exists():
        if Matter.objects.exists() or Person.objects.exists():
            raise Stop(
                "Basis data ini berisi data yang bukan peragaan. Jalankan tanpa --demo, atau pakai SELARAS_DATA lain.",
                2,
            )
        # The mark comes first: data with a known password never lie unmarked, even when this stops halfway.
        marked.mark().touch()
    if not Person.objects.exists():
        with transaction.atomic():
            demonstration.load_demo(government)


def _how_to_sign_in(government: Government) -> Iterator[str]:
    if not User.objects.exists():
        yield "Belum ada akun. Buat dengan:"
        yield "  selaras user create NAMA_PENGGUNA --name NAMA --post UNIT/JABATAN --decree NOMOR"
    if not marked.mark().exists():
        return
    yield f"\nData peragaan. Masuk dengan sandi {marked.PASSWORD} dan salah satu nama pengguna:"
    for username, title in list(marked.accounts(government).items())[:SHOWN]:
        yield f"  {username:<24} {title}"

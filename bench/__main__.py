"""The measurements, each by its name: `python -m bench NAME --help`; `make bench` takes path finder and pages."""

from __future__ import annotations

import os
import sys
import tempfile
from importlib import import_module

import django

from bench import kill, paths, speed

ON_A_DATABASE = {
    "rivals": "eight officers on one step of one matter: one wins, seven see the conflict",
    "resend": "one form sent six times at once: one effect, six equal answers",
}
KILL = "the server killed under load: what was acknowledged is there, nothing is half written"
SPEED = "what the pages cost, beside what any Django page costs at the least"


def main(given: list[str]) -> int:
    """Run what is named; without a name the path finder, which needs no database."""
    name, arguments = (given[0], given[1:]) if given else ("paths", [])
    if name == "paths":
        return paths.main()
    if name == "kill":
        return kill.main(arguments)
    if name == "speed":
        return speed.main(arguments)
    if name not in ON_A_DATABASE:
        known = {"paths": paths.__doc__, **ON_A_DATABASE, "kill": KILL, "speed": SPEED}
        print(*(f"{harness}: {what}" for harness, what in known.items()), sep="\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="selaras-bench-", ignore_cleanup_errors=True) as data:
        os.environ.update(SELARAS_DATA=data, DJANGO_SETTINGS_MODULE="selaras.site.settings")
        django.setup()
        harness = import_module(f"bench.{name}")
        return int(harness.main(arguments))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

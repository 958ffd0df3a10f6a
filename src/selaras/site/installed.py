"""Which packs an installation uses, read from its environment and the folders alone."""

from __future__ import annotations

from pathlib import Path

from selaras.law import pack as packs
from selaras.site.env import Environment
from selaras.site.terminal import Stop

DATABASE = "selaras.sqlite3"


def own_packs(environment: Environment) -> list[tuple[Path, packs.Pack]]:
    """The packs with their folders: of the government that is set, else those of SELARAS_PACKS, else the built-in ones.

    Raises Stop when a pack has faults or there is none for the government.
    """
    built_in = sorted(path.parent for path in packs.BUILT_IN.glob("*/pack.yaml"))
    folders = [*environment.packs, *built_in] if environment.government else [*environment.packs] or built_in
    try:
        found = [(folder, packs.load(folder)) for folder in folders]
    except packs.PackError as error:
        raise Stop(f"Paket tidak dapat dipakai:\n{error}") from error
    if environment.government:
        chosen = [(folder, pack) for folder, pack in found if pack.government.code == environment.government]
        if not chosen:
            codes = ", ".join(pack.government.code for _, pack in found)
            raise Stop(
                f"SELARAS_GOVERNMENT berisi {environment.government}, tetapi paketnya tidak ada. Yang ada: {codes}.", 2
            )
        found = chosen
    return found

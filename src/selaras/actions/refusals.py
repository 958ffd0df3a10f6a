"""What an action answers when it does nothing: what was typed cannot be taken, or somebody acted first."""

from __future__ import annotations

from collections.abc import Mapping

from selaras.law.procedures import Refused
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records.people import Actor


class Invalid(Exception):
    """What was typed cannot be taken: for each field what is wrong and an example of what is right."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


class Stale(Exception):
    """Somebody acted first: what one saw is no longer so."""


def looked_again(actor: Actor) -> None:
    """Raise Refused where the actor took his post with this very form: nothing is done before he sees it there."""
    if actor.changed:
        raise Refused(
            say("Belum tercatat: sekarang Anda bertindak sebagai {post}.", post=actor.title),
            Basis(Strength.DESIGNED, reason=say("yang memegang dua jabatan melihat sekali lagi sebelum bertindak")),
            ways_on=(say("Periksa isian Anda, lalu kirim sekali lagi."),),
        )


def clean(
    name: str, value: str, limit: int, errors: dict[str, str], *, required: bool = False, example: str = ""
) -> str:
    """A text without blanks around it; what is wrong with it is noted under the name of its field."""
    text = value.strip()
    if "\x00" in text:
        errors[name] = say(
            "Teks memuat tanda tak terlihat yang tidak dapat disimpan. Ketik ulang bagian itu, lalu kirim lagi."
        )
    elif len(text) > limit:
        errors[name] = say(
            "Teks terlalu panjang: {length} tanda, paling banyak {limit}. Ringkas, atau lampirkan sebagai naskah.",
            length=len(text),
            limit=limit,
        )
    elif required and not text:
        errors[name] = example
    return text

"""What an installation of before finds again after its upgrade."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from django.apps import apps

from selaras.records.governments import Government
from selaras.records.outcomes import Decision
from selaras.records.people import Actor
from tests.acts import opened, sound, take

Cast = Callable[..., Actor]


def test_what_a_matter_decided_before_is_among_the_decisions_once(balangan: Government, cast: Cast) -> None:
    matter = opened(cast("DPUPR/1"), kind="koordinatif", form="c", parties=("DISPERTAN",))
    take(cast("SETDA.AST2/1"), matter, "ambil")
    take(cast("SETDA.AST2/1"), matter, "sepakati", "Jadwal bersama.")
    for party in ("DPUPR/1", "DISPERTAN/1"):
        take(cast(party), matter, "setujui")
    take(cast("SETDA.AST2/1"), matter, "putuskan", "Jadwal bersama ditetapkan.")
    made = Decision.objects.get(matter=matter)
    said = (made.text, made.ground, made.decided_by, made.entry)
    gather = import_module("selaras.records.migrations.0003_decisions_of_matters").gather
    gather(apps, None)
    assert Decision.objects.get(matter=matter).pk == made.pk  # what is there is left alone
    made.delete()
    gather(apps, None)
    found = Decision.objects.get(matter=matter)
    assert (found.text, found.ground, found.decided_by, found.entry) == said
    assert sound(balangan)

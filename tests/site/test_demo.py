"""The demonstration shows what it promises, and its ledger holds."""

from __future__ import annotations

from django.db.models import Count

from selaras.actions import ledger as whole
from selaras.records.governments import Government
from selaras.records.ledger import Seal
from selaras.records.matters import Matter, Participant
from selaras.site.demo import CAST, accounts, load_demo


def test_the_demonstration_has_matters_at_different_stages_and_a_sound_ledger(balangan: Government) -> None:
    load_demo(balangan)
    states = dict(Matter.objects.values_list("state").annotate(n=Count("pk")))
    assert set(states) == {
        "draft",
        "consulting",
        "confirming",
        "submitted",
        "led",
        "agreed",
        "returned",
        "closed",
        "withdrawn",
    }
    assert Participant.objects.filter(external=True).count() == 3
    assert Seal.objects.get().size == balangan.head.size
    assert not whole.verify(Government.objects.get(pk=balangan.pk))
    told = accounts(balangan)
    assert list(told) == [role.username for role in CAST]
    assert told["kadis.pangan"] == "Kepala Dinas Ketahanan Pangan; Plt. Kepala Dinas Pertanian"


def test_the_cast_holds_one_post_each_and_no_post_twice() -> None:
    assert len({role.post for role in CAST}) == len({role.username for role in CAST}) == len(CAST)

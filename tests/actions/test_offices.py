"""Who may write a government's own data: the posts of the unit its pack names, as long as their tenure runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from selaras.actions.offices import AlreadyDone, Office, demand, serves
from selaras.actions.people import SYSTEM, end_tenure
from selaras.law.procedures import Refused
from selaras.records.people import Actor

Cast = Callable[..., Actor]


@pytest.mark.parametrize(
    ("post", "personnel", "organisation"),
    [
        ("BKPPD/1", True, False),
        ("BKPPD/32", True, False),
        ("SETDA.AST3.ORG/1", False, True),
        ("SETDA.AST3.ORG/11", False, True),
        ("SETDA.AST3/1", False, False),
        ("SETDA/1", False, False),
        ("INSPEKTORAT/1", False, False),
    ],
)
def test_only_posts_of_the_unit_itself_serve(cast: Cast, post: str, personnel: bool, organisation: bool) -> None:
    actor = cast(post)
    assert serves(actor, Office.PERSONNEL) is personnel
    assert serves(actor, Office.ORGANISATION) is organisation


def test_the_refusal_names_who_may(cast: Cast) -> None:
    with transaction.atomic(), pytest.raises(Refused) as refused:
        demand(cast("DPUPR/1"), Office.PERSONNEL, "k")
    assert refused.value.what == "Ini dicatat oleh Badan Kepegawaian, Pendidikan dan Pelatihan Daerah."
    assert refused.value.ways_on == ("Sampaikan kepada Kepala Badan Kepegawaian, Pendidikan dan Pelatihan Daerah.",)


def test_a_tenure_that_ended_while_the_form_was_open_writes_nothing(cast: Cast) -> None:
    actor = cast("BKPPD/1")
    end_tenure(by=SYSTEM, tenure=actor.tenure, last_day=date(2021, 1, 31))
    with transaction.atomic(), pytest.raises(Refused, match="sudah berakhir"):
        demand(actor, Office.PERSONNEL, "k")


def test_a_form_sent_twice_is_known_again(cast: Cast) -> None:
    actor = cast("BKPPD/1")
    with transaction.atomic():
        assert demand(actor, Office.PERSONNEL, "k")[1].post == "BKPPD/1"
    with transaction.atomic(), pytest.raises(AlreadyDone):
        demand(actor, Office.PERSONNEL, "k")


def test_rights_are_only_asked_inside_the_transaction_of_the_act(cast: Cast) -> None:
    actor = cast("BKPPD/1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("selaras.actions.offices.connection", type("Outside", (), {"in_atomic_block": False}))
        with pytest.raises(RuntimeError):
            demand(actor, Office.PERSONNEL, "k")

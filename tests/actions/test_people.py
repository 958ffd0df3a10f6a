"""Accounts and tenures: what is refused, what is recorded, and that a name is only committed to."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User

from selaras.actions import ledger as acts
from selaras.actions.people import SYSTEM, appoint, create_user, end_tenure, reset_password
from selaras.actions.refusals import Invalid
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.people import Actor, Person, Tenure

START = date(2020, 4, 6)
GOOD: dict[str, Any] = {
    "username": "kadis.pupr",
    "name": "Pejabat Contoh",
    "post": "DPUPR/1",
    "valid_from": START,
    "decree": "821/2/2020",
}


def test_an_account_holds_its_post_and_its_password_opens_it(balangan: Government) -> None:
    tenure, password = create_user(government=balangan, **GOOD)
    assert (tenure.post, tenure.capacity, tenure.person.name) == ("DPUPR/1", "definitif", "Pejabat Contoh")
    assert User.objects.get().check_password(password)
    assert len(password) >= 20


def test_the_entry_commits_to_the_name_and_does_not_hold_it(balangan: Government) -> None:
    tenure, _ = create_user(government=balangan, **GOOD)
    entry = ledger.Entry.objects.get(subject_type="tenure")
    assert "Pejabat" not in entry.body
    assert "821/2/2020" not in entry.body
    assert entry.texts["holder"] == {"key": str(tenure.person_id), "name": "Pejabat Contoh"}
    assert not acts.verify(balangan)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"username": "kadis pupr"}, "username", "hanya huruf"),
        ({"name": " "}, "name", "Tulis nama"),
        ({"name": "a\x00b"}, "name", "Tulis nama"),
        ({"post": "DPUPR/99"}, "post", "Yang terdekat: DPUPR/"),
        ({"capacity": "tetap"}, "capacity", "definitif, plt, plh, pj"),
        ({"decree": ""}, "decree", "nomor keputusan"),
        ({"valid_from": date(2019, 1, 1)}, "valid_from", "Belum ada susunan"),
        ({"password": "12345678"}, "password", "12"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    balangan: Government, wrong: dict[str, str], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create_user(government=balangan, **{**GOOD, **wrong})
    assert sentence in refused.value.errors[field]
    assert not User.objects.exists()
    assert not Tenure.objects.exists()


def test_a_user_name_is_used_once(balangan: Government) -> None:
    create_user(government=balangan, **GOOD)
    with pytest.raises(Invalid, match="selaras user reset"):
        create_user(government=balangan, **{**GOOD, "username": "Kadis.PUPR", "post": "DISDIK/1"})


def test_a_post_has_one_definitive_holder_and_may_have_an_acting_one(balangan: Government) -> None:
    create_user(government=balangan, **GOOD)
    with pytest.raises(Invalid, match="sudah ada pemegang definitifnya"):
        create_user(government=balangan, **{**GOOD, "username": "lain"})
    assert User.objects.count() == Person.objects.count() == 1
    tenure, _ = create_user(government=balangan, **{**GOOD, "username": "plt", "capacity": "plt"})
    assert tenure.capacity == "plt"


def test_the_end_of_a_tenure_is_an_entry_of_its_own(cast: Callable[..., Actor]) -> None:
    actor = cast("DPUPR/1")
    ended = end_tenure(by=SYSTEM, tenure=actor.tenure, last_day=date(2021, 1, 31))
    assert (ended.version, ended.valid_to) == (2, date(2021, 1, 31))
    entries = ledger.Entry.objects.filter(subject_type="tenure").order_by("number")
    assert [(e.step, e.state_before, e.state_after) for e in entries] == [
        ("angkat", "", "berlaku"),
        ("akhiri", "berlaku", "berakhir"),
    ]
    assert not acts.verify(actor.government)
    with pytest.raises(Invalid, match="baru mulai"):
        end_tenure(by=SYSTEM, tenure=ended, last_day=date(2020, 1, 1))


def test_an_appointment_for_some_days_records_its_end_at_once(cast: Callable[..., Actor]) -> None:
    person = cast("DPUPR/1").person
    tenure = appoint(
        by=SYSTEM,
        person=person,
        post="DISDIK/1",
        capacity="plh",
        valid_from=START,
        valid_to=date(2020, 4, 10),
        decree="800/3/2020",
    )
    tenure.refresh_from_db()
    assert tenure.version == 2
    assert not acts.verify(person.government)


def test_a_tenure_prolonged_behind_the_ledger_is_found(cast: Callable[..., Actor]) -> None:
    actor = cast("DPUPR/1")
    end_tenure(by=SYSTEM, tenure=actor.tenure, last_day=date(2021, 1, 31))
    Tenure.objects.update(valid_to=None)
    assert [fault.row for fault in acts.verify(actor.government)] == [f"baris tenure {actor.tenure.pk}"]


def test_a_reset_replaces_the_password(cast: Callable[..., Actor]) -> None:
    actor = cast("DPUPR/1")
    assert actor.person.user is not None
    name = actor.person.user.get_username()
    password = reset_password(government=actor.government, username=name)
    assert authenticate(username=name, password=password)
    assert authenticate(username=name, password=reset_password(government=actor.government, username=name))
    assert not authenticate(username=name, password=password)
    with pytest.raises(Invalid, match=f"Yang terdekat: {name}"):
        reset_password(government=actor.government, username=f"{name}x")

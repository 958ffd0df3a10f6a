"""Accounts and tenures: what is refused, what is recorded, and that a name is only committed to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User

from selaras.actions import ledger as acts
from selaras.actions.people import (
    SYSTEM,
    Correction,
    annul,
    appoint,
    correct,
    create_user,
    end,
    end_tenure,
    reset_password,
)
from selaras.actions.refusals import Invalid, Stale
from selaras.law.procedures import Refused
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


def test_an_appointment_for_some_days_is_one_entry_that_says_its_end(cast: Callable[..., Actor]) -> None:
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
    entry = ledger.Entry.objects.get(subject_type="tenure", subject_key=str(tenure.pk))
    assert (entry.step, entry.state_after, tenure.version) == ("angkat", "berakhir", 1)
    assert not acts.verify(person.government)


def test_a_tenure_prolonged_behind_the_ledger_is_found(cast: Callable[..., Actor]) -> None:
    actor = cast("DPUPR/1")
    end_tenure(by=SYSTEM, tenure=actor.tenure, last_day=date(2021, 1, 31))
    Tenure.objects.update(valid_to=None)
    row = f"baris tenure {actor.tenure.pk}"
    assert [(fault.row, fault.column) for fault in acts.verify(actor.government)] == [(row, "state"), (row, "valid_to")]


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


def test_an_account_made_after_the_appointment_is_joined_to_the_person(balangan: Government) -> None:
    """The personnel agency records an inauguration first; the administrator makes the accounts afterwards."""
    person = Person.objects.create(government=balangan, name="Pejabat Contoh")
    recorded = appoint(by=SYSTEM, person=person, post="DPUPR/1", capacity="definitif", valid_from=START, decree="1")
    tenure, _ = create_user(government=balangan, **{**GOOD, "valid_from": date(2021, 1, 1)})
    assert tenure == recorded
    assert Person.objects.get().user == User.objects.get()
    assert ledger.Entry.objects.filter(subject_type="tenure").count() == 1
    with pytest.raises(Invalid, match="sudah ada pemegang definitifnya"):  # the person has his account already
        create_user(government=balangan, **{**GOOD, "username": "lain", "valid_from": date(2021, 1, 1)})


# Acts of the personnel office


def corrected(tenure: Tenure, **values: Any) -> Correction:
    same = Correction(tenure.person.name, "", tenure.capacity, tenure.valid_from, tenure.valid_to, tenure.decree)
    return replace(same, **values)


def test_an_end_is_recorded_with_who_did_it_and_why(cast: Callable[..., Actor]) -> None:
    clerk, tenure = cast("BKPPD/32"), cast("DPUPR/1").tenure
    ended = end(actor=clerk, tenure=tenure.pk, seen=1, last_day=date(2026, 6, 30), reason="800/9/2026, pensiun", key="")
    assert ended.valid_to == date(2026, 6, 30)
    entry = ledger.Entry.objects.order_by("-number")[0]
    assert (entry.step, entry.post, entry.capacity) == ("akhiri", "BKPPD/32", "definitif")
    assert entry.texts["reason"] == "800/9/2026, pensiun"
    assert not acts.verify(clerk.government)


@pytest.mark.parametrize(
    ("last_day", "reason", "field", "words"),
    [
        (date(2020, 4, 5), "pensiun", "valid_to", "baru mulai pada 6 April 2020. Bila tidak pernah terjadi, batalkan"),
        (date(2022, 1, 1), "pensiun", "valid_to", "sudah berakhir pada 31 Desember 2021"),
        (date(2021, 1, 1), " ", "reason", "alasan berakhirnya"),
        (date(2021, 1, 1), "a\x00b", "reason", "alasan berakhirnya"),
    ],
)
def test_an_end_that_cannot_be_is_said(
    cast: Callable[..., Actor], last_day: date, reason: str, field: str, words: str
) -> None:
    clerk, tenure = cast("BKPPD/1"), cast("DPUPR/1").tenure
    end_tenure(by=SYSTEM, tenure=tenure, last_day=date(2021, 12, 31))
    with pytest.raises(Invalid) as refused:
        end(actor=clerk, tenure=tenure.pk, seen=2, last_day=last_day, reason=reason, key="")
    assert words in refused.value.errors[field]


def test_a_correction_keeps_what_stood_before_in_the_ledger(cast: Callable[..., Actor]) -> None:
    clerk, tenure = cast("BKPPD/1"), cast("DPUPR/1").tenure
    wanted = corrected(tenure, name="Embun Rawa", nip="19850317 201001 1 004", valid_from=date(2020, 5, 1), decree="7")
    correct(actor=clerk, tenure=tenure.pk, seen=1, corrected=wanted, reason="salah ketik", key="")
    tenure.refresh_from_db()
    assert (tenure.valid_from, tenure.decree, tenure.version) == (date(2020, 5, 1), "7", 2)
    assert (tenure.person.name, tenure.person.nip) == ("Embun Rawa", "198503172010011004")
    newest, first = ledger.Entry.objects.filter(subject_key=str(tenure.pk)).order_by("-number")
    assert (newest.step, newest.texts["holder"]) == ("betulkan", {"key": str(tenure.person_id), "name": "Embun Rawa"})
    assert first.texts["tenure"]["valid_from"] == "2020-04-06"  # type: ignore[index, call-overload]
    assert "198503172010011004" not in newest.body + "".join(s.value for s in newest.secrets.all())
    assert not acts.verify(clerk.government)


def test_a_correction_may_open_again_what_was_ended_by_mistake(cast: Callable[..., Actor]) -> None:
    clerk, tenure = cast("BKPPD/1"), cast("DPUPR/1").tenure
    end_tenure(by=SYSTEM, tenure=tenure, last_day=date(2021, 1, 31))
    correct(actor=clerk, tenure=tenure.pk, seen=2, corrected=corrected(tenure), reason="salah orang", key="")
    tenure.refresh_from_db()
    assert tenure.valid_to is None
    assert not acts.verify(clerk.government)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": ""}, "name", "Tulis nama"),
        ({"nip": "1"}, "nip", "18 angka"),
        ({"nip": "198503172010011004"}, "nip", "atas nama Pemegang DISDIK/1"),
        ({"capacity": "tetap"}, "capacity", "tidak dikenal"),
        ({"valid_to": date(2020, 1, 1)}, "valid_to", "sebelum mulai"),
        ({"valid_to": None}, "valid_from", "Bertumpang dengan masa jabatan Embun Rawa: sejak 1 Januari 2022"),
        ({"decree": ""}, "decree", "nomor keputusan"),
    ],
)
def test_a_correction_that_cannot_be_is_said_on_its_field(
    cast: Callable[..., Actor], values: dict[str, Any], field: str, words: str
) -> None:
    clerk, tenure = cast("BKPPD/1"), cast("DPUPR/1").tenure
    Person.objects.filter(pk=cast("DISDIK/1").person.pk).update(nip="198503172010011004")
    tenure = end_tenure(by=SYSTEM, tenure=tenure, last_day=date(2021, 12, 31))
    successor = Person.objects.create(government=clerk.government, name="Embun Rawa")
    appoint(by=SYSTEM, person=successor, post="DPUPR/1", capacity="definitif", valid_from=date(2022, 1, 1), decree="2")
    wanted = corrected(tenure, **values)
    with pytest.raises(Invalid) as refused:
        correct(actor=clerk, tenure=tenure.pk, seen=2, corrected=wanted, reason="salah ketik", key="")
    assert words in refused.value.errors[field]
    tenure.refresh_from_db()
    assert (tenure.version, tenure.person.name) == (2, "Pemegang DPUPR/1")


def test_an_annulled_tenure_gives_no_right_on_any_day_and_stays(cast: Callable[..., Actor]) -> None:
    clerk, tenure = cast("BKPPD/1"), cast("DPUPR/1").tenure
    annul(actor=clerk, tenure=tenure.pk, seen=1, reason="keputusannya dicabut", key="")
    assert not Tenure.objects.on(date(2022, 1, 1)).filter(post="DPUPR/1").exists()
    assert Tenure.objects.filter(pk=tenure.pk).exists()
    assert ledger.Entry.objects.order_by("-number")[0].state_after == "dibatalkan"
    assert not acts.verify(clerk.government)
    with pytest.raises(Stale):
        annul(actor=clerk, tenure=tenure.pk, seen=2, reason="sekali lagi", key="")


def test_what_was_changed_meanwhile_is_not_overwritten(cast: Callable[..., Actor]) -> None:
    clerk, tenure = cast("BKPPD/1"), cast("DPUPR/1").tenure
    end(actor=clerk, tenure=tenure.pk, seen=1, last_day=date(2026, 6, 30), reason="pensiun", key="")
    for seen in (1, 3, None):
        with pytest.raises(Stale):
            correct(actor=clerk, tenure=tenure.pk, seen=seen, corrected=corrected(tenure), reason="x", key="")


def test_an_outsider_is_refused_every_act_on_a_tenure(cast: Callable[..., Actor]) -> None:
    tenure = cast("DPUPR/1").tenure
    for post in ("DPUPR/2", "SETDA.AST3.ORG/1", "SETDA/1", "INSPEKTORAT/1"):
        outsider = cast(post)
        with pytest.raises(Refused):
            end(actor=outsider, tenure=tenure.pk, seen=1, last_day=date(2026, 6, 30), reason="x", key="")
        with pytest.raises(Refused):
            correct(actor=outsider, tenure=tenure.pk, seen=1, corrected=corrected(tenure), reason="x", key="")
        with pytest.raises(Refused):
            annul(actor=outsider, tenure=tenure.pk, seen=1, reason="x", key="")
    tenure.refresh_from_db()
    assert tenure.version == 1


def test_a_tenure_of_another_government_is_as_one_that_never_was(cast: Callable[..., Actor]) -> None:
    other = Government.objects.create(code="00.01", name="Lain", timezone="Asia/Jakarta", pack="balangan")
    person = Person.objects.create(government=other, name="Orang Lain")
    tenure = Tenure.objects.create(government=other, person=person, post="DPUPR/1", valid_from=START, decree="1")
    for pk in (tenure.pk, 10**9):
        with pytest.raises(Tenure.DoesNotExist):
            annul(actor=cast("BKPPD/1"), tenure=pk, seen=1, reason="x", key="")


@pytest.mark.parametrize(
    ("forged", "column"),
    [
        ({"post": "DINKES/1"}, "post"),
        ({"capacity": "plt"}, "capacity"),
        ({"valid_from": date(2019, 1, 1)}, "valid_from"),
        ({"decree": "palsu"}, "decree"),
        ({"annulled": True}, "state"),
        ({"person": "other"}, "person"),
    ],
)
def test_a_forged_tenure_is_named_by_verify(cast: Callable[..., Actor], forged: dict[str, Any], column: str) -> None:
    tenure, other = cast("DPUPR/1").tenure, cast("DISDIK/1").person
    values = {name: other.pk if value == "other" else value for name, value in forged.items()}
    Tenure.objects.filter(pk=tenure.pk).update(**values)
    faults = [(fault.row, fault.column) for fault in acts.verify(tenure.government)]
    assert faults == [(f"baris tenure {tenure.pk}", column)]


def test_a_forged_name_is_named_by_verify(cast: Callable[..., Actor]) -> None:
    tenure = cast("DPUPR/1").tenure
    Person.objects.filter(pk=tenure.person.pk).update(name="Nama Palsu")
    faults = [(fault.row, fault.column) for fault in acts.verify(tenure.government)]
    assert faults == [(f"baris tenure {tenure.pk}", "name")]

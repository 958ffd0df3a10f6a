"""People: accounts, appointments to posts and their ends; each change of a tenure is an entry of the ledger."""

from __future__ import annotations

import secrets
from datetime import date
from difflib import get_close_matches

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from selaras.actions.refusals import Invalid
from selaras.law.types import Basis, Strength
from selaras.records import clock, ledger
from selaras.records.governments import Government
from selaras.records.people import CAPACITIES, Person, Tenure
from selaras.records.units import history

# Who acts when a command does: the machine's administrator, who holds no post.
SYSTEM = ledger.Hand(person_key="sistem", person_name="Sistem", post="", unit="", capacity="")
HOLDING, ENDED = "berlaku", "berakhir"
NAME_LIMIT = 200
# Letters and digits that nobody mistakes for one another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """A random password of four groups of five letters (some 99 bits), easy to read out."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def create_user(
    *,
    government: Government,
    username: str,
    name: str,
    post: str,
    capacity: str = "definitif",
    valid_from: date,
    decree: str,
    password: str | None = None,
    by: ledger.Hand = SYSTEM,
) -> tuple[Tenure, str]:
    """Make an account for a person who holds a post (UNIT/POST); returns the tenure and the password.

    Without `password` a random one is made. Raises Invalid with every field that is wrong.
    """
    errors: dict[str, str] = {}
    if not username or len(username) > 150 or not all(c.isalnum() or c in "@.+-_" for c in username):
        errors["username"] = "Nama pengguna hanya huruf, angka, dan @ . + - _, misalnya kadis.pupr."
    elif User.objects.filter(username__iexact=username).exists():
        errors["username"] = f"Nama pengguna {username} sudah dipakai. Sandinya dapat diganti: selaras user reset."
    name = " ".join(name.split())
    if not name or len(name) > NAME_LIMIT or "\x00" in name:
        errors["name"] = f"Tulis nama orangnya, paling panjang {NAME_LIMIT} huruf."
    errors |= _wrong(government, post, capacity, valid_from, decree)
    if password is not None:
        try:
            validate_password(password, get_user_model()(username=username))
        except ValidationError as weak:
            errors["password"] = " ".join(weak.messages)
    if errors:
        raise Invalid(errors)
    chosen = password or new_password()
    with transaction.atomic():
        user = User.objects.create_user(username, password=chosen)
        person = Person.objects.create(government=government, user=user, name=name)
        tenure = appoint(by=by, person=person, post=post, capacity=capacity, valid_from=valid_from, decree=decree)
    return tenure, chosen


def reset_password(*, government: Government, username: str) -> str:
    """Give an account a new random password, which ends its sessions; returns it. Raises Invalid."""
    users = User.objects.filter(person__government=government)
    user = users.filter(username=username).first()
    if user is None:
        near = get_close_matches(username, list(users.values_list("username", flat=True)), n=3, cutoff=0.5)
        hint = f" Yang terdekat: {', '.join(near)}." if near else ""
        raise Invalid({"username": f"Nama pengguna {username} tidak dikenal.{hint}"})
    password = new_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def appoint(
    *,
    by: ledger.Hand,
    person: Person,
    post: str,
    capacity: str,
    valid_from: date,
    decree: str,
    valid_to: date | None = None,
) -> Tenure:
    """Let a person hold a post from a day on, with its entry (and that of its end, where the day is known already).

    Raises Invalid: the post does not exist on that day, the capacity is unknown, the post has its definitive holder.
    """
    errors = _wrong(person.government, post, capacity, valid_from, decree)
    if valid_to and valid_to < valid_from:
        errors["valid_to"] = "Masa jabatan berakhir sebelum mulai. Betulkan salah satu tanggalnya."
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        tenure = Tenure(
            government=person.government,
            person=person,
            post=post,
            capacity=capacity,
            valid_from=valid_from,
            decree=decree.strip(),
        )
        try:
            with transaction.atomic():
                tenure.save()
        except IntegrityError as error:
            advice = "Akhiri masa jabatan yang lama, atau catat sebagai plt, plh, atau pj."
            raise Invalid({"post": f"Jabatan {post} sudah ada pemegang definitifnya. {advice}"}) from error
        _record(by, tenure, "", "angkat")
        if valid_to:
            end_tenure(by=by, tenure=tenure, last_day=valid_to)
    return tenure


def end_tenure(*, by: ledger.Hand, tenure: Tenure, last_day: date) -> Tenure:
    """Let a tenure run to a day, that day included, and no longer. Raises Invalid for a day before it began."""
    with transaction.atomic():
        tenure = Tenure.objects.select_for_update().get(pk=tenure.pk)
        if last_day < tenure.valid_from:
            raise Invalid({"valid_to": f"Masa jabatan ini baru mulai pada {tenure.valid_from.isoformat()}."})
        before = state_of(tenure)
        tenure.valid_to = last_day
        tenure.version += 1
        tenure.save(update_fields=["valid_to", "version"])
        _record(by, tenure, before, "akhiri")
    return tenure


def state_of(tenure: Tenure) -> str:
    """The state of a tenure as the ledger knows it: `berlaku` until its last day is set, then `berakhir`."""
    return ENDED if tenure.valid_to else HOLDING


def _wrong(government: Government, post: str, capacity: str, valid_from: date, decree: str) -> dict[str, str]:
    errors = {}
    if capacity not in CAPACITIES:
        errors["capacity"] = f"Kedudukan “{capacity[:40]}” tidak dikenal. Pilih {', '.join(CAPACITIES)}."
    if not decree.strip() or len(decree) > 100 or "\x00" in decree:
        errors["decree"] = "Tulis nomor keputusan pengangkatannya, paling panjang 100 huruf."
    posts = history(government).on(valid_from).posts
    if not posts:
        errors["valid_from"] = f"Belum ada susunan organisasi pada {valid_from.isoformat()}."
    elif post not in posts:
        near = get_close_matches(post, posts, n=3, cutoff=0.3)
        hint = f" Yang terdekat: {', '.join(f'{code} ({posts[code].title})' for code in near)}." if near else ""
        errors["post"] = f"Jabatan “{post[:40]}” tidak ada pada {valid_from.isoformat()}.{hint}"
    return errors


def _record(by: ledger.Hand, tenure: Tenure, before: str, step: str) -> None:
    ledger.append(
        government=tenure.government,
        subject_type="tenure",
        subject_key=str(tenure.pk),
        subject_version=tenure.version,
        state_before=before,
        state_after=state_of(tenure),
        step=step,
        actor=by,
        basis=Basis(Strength.DESIGNED, reason="hak bertindak melekat pada jabatan dan masanya, dengan nomor keputusan"),
        recorded_at=clock.now(),
        texts={
            "holder": {"key": str(tenure.person_id), "name": tenure.person.name},
            "tenure": {
                "post": tenure.post,
                "capacity": tenure.capacity,
                "valid_from": tenure.valid_from.isoformat(),
                "valid_to": tenure.valid_to.isoformat() if tenure.valid_to else None,
                "decree": tenure.decree,
            },
        },
    )

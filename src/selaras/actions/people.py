"""People: accounts, appointments to posts and their ends; each change of a tenure is an entry of the ledger."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from selaras.actions.marks import follow_tenure
from selaras.actions.offices import Office, demand
from selaras.actions.refusals import Invalid, Stale
from selaras.law import nip as numbers
from selaras.law.types import Basis, Strength
from selaras.law.words import say, together
from selaras.records import clock, ledger
from selaras.records.governments import Government
from selaras.records.people import CAPACITIES, Actor, Person, Tenure
from selaras.records.units import history

# Who acts when a command does: the machine's administrator, who holds no post.
SYSTEM = ledger.Hand(person_key="sistem", person_name="Sistem", post="", unit="", capacity="")
HOLDING, ENDED, ANNULLED = "berlaku", "berakhir", "dibatalkan"
NAME_LIMIT, DECREE_LIMIT, REASON_LIMIT = 200, 100, 500
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

    Without `password` a random one is made. A person of that name who was recorded in that post already, still without
    an account, gets this one. Raises Invalid with every field that is wrong.
    """
    errors: dict[str, str] = {}
    if not username or len(username) > 150 or not all(c.isalnum() or c in "@.+-_" for c in username):
        errors["username"] = "Nama pengguna hanya huruf, angka, dan @ . + - _, misalnya kadis.pupr."
    elif User.objects.filter(username__iexact=username).exists():
        errors["username"] = f"Nama pengguna {username} sudah dipakai. Sandinya dapat diganti: selaras user reset."
    name = " ".join(name.split())
    errors |= faults_of_name(name) | faults_of(government, post, capacity, valid_from, decree)
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
        recorded = Tenure.objects.filter(government=government, post=post, capacity=capacity).on(valid_from)
        held = recorded.filter(person__name__iexact=name, person__user=None).select_related("person").first()
        if held:
            held.person.user = user
            held.person.save(update_fields=["user"])
            return held, chosen
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
    """Let a person hold a post from a day on, until a day where it is known already, with one entry.

    Raises Invalid: the post does not exist on that day, the capacity is unknown, the post has its definitive holder.
    """
    errors = faults_of(person.government, post, capacity, valid_from, decree, valid_to)
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        tenure = Tenure(
            government=person.government,
            person=person,
            post=post,
            capacity=capacity,
            valid_from=valid_from,
            valid_to=valid_to,
            decree=decree.strip(),
        )
        try:
            with transaction.atomic():
                tenure.save()
        except IntegrityError as error:
            wrong = say(
                "Jabatan {post} sudah ada pemegang definitifnya. Akhiri masa jabatan yang lama, atau catat sebagai plt,"
                " plh, atau pj.",
                post=post,
            )
            raise Invalid({"post": wrong}) from error
        _record(by, tenure, "", "angkat")
    return tenure


def end_tenure(*, by: ledger.Hand, tenure: Tenure, last_day: date, reason: str = "") -> Tenure:
    """Let a tenure run to a day, that day included, and no longer. Raises Invalid for a day before it began."""
    with transaction.atomic():
        tenure = Tenure.objects.select_for_update(of=("self",)).select_related("person").get(pk=tenure.pk)
        if last_day < tenure.valid_from:
            raise Invalid({"valid_to": say("Masa jabatan ini baru mulai pada {day}.", day=tenure.valid_from)})
        before = state_of(tenure)
        tenure.valid_to = last_day
        tenure.version += 1
        tenure.save(update_fields=["valid_to", "version"])
        _record(by, tenure, before, "akhiri", reason)
    return tenure


# Acts of the personnel office


@dataclass(frozen=True)
class Correction:
    """A tenure as it should have been recorded: who (name, number), in what capacity, when, by which decree."""

    name: str
    nip: str
    capacity: str
    valid_from: date
    valid_to: date | None
    decree: str


def end(*, actor: Actor, tenure: int, seen: int | None, last_day: date, reason: str, key: str) -> Tenure:
    """End a tenure on its last day, with the decree or reason.

    `seen` is the version the page showed. Raises Invalid, Stale, Refused, AlreadyDone, Tenure.DoesNotExist.
    """
    with transaction.atomic():
        government, hand = demand(actor, Office.PERSONNEL, key)
        row = _locked(government, tenure, seen)
        errors = _faults_of_reason(reason, say("Tulis nomor keputusan atau alasan berakhirnya."))
        if last_day < row.valid_from:
            errors["valid_to"] = say(
                "Masa jabatan ini baru mulai pada {day}. Bila tidak pernah terjadi, batalkan.", day=row.valid_from
            )
        elif row.valid_to and last_day > row.valid_to:
            errors["valid_to"] = say(
                "Masa jabatan ini sudah berakhir pada {day}. Perpanjangan dicatat sebagai pengangkatan baru; tanggal"
                " yang salah tulis dibetulkan.",
                day=row.valid_to,
            )
        if errors:
            raise Invalid(errors)
        return end_tenure(by=hand, tenure=row, last_day=last_day, reason=reason.strip())


def correct(*, actor: Actor, tenure: int, seen: int | None, corrected: Correction, reason: str, key: str) -> Tenure:
    """Put a tenure right that was recorded wrongly; what stood before stays in the ledger.

    The name and number are the person's, so they change wherever he is named. Raises as `end` does.
    """
    with transaction.atomic():
        government, hand = demand(actor, Office.PERSONNEL, key)
        row = _locked(government, tenure, seen)
        name, nip = " ".join(corrected.name.split()), numbers.digits_of(corrected.nip)
        errors = faults_of_name(name) | _faults_of_reason(
            reason, say("Tulis apa yang keliru, misalnya salah ketik nomor.")
        )
        errors |= faults_of(
            government, row.post, corrected.capacity, corrected.valid_from, corrected.decree, corrected.valid_to
        )
        if nip and (wrong := numbers.faults_of(nip)):
            errors["nip"] = together(wrong)
        elif nip and (other := Person.objects.filter(government=government, nip=nip).exclude(pk=row.person_id).first()):
            errors["nip"] = say("NIP itu sudah tercatat atas nama {name}.", name=other.name)
        before = state_of(row)
        row.person.name, row.person.nip = name, nip
        row.capacity, row.decree = corrected.capacity, corrected.decree.strip()
        row.valid_from, row.valid_to = corrected.valid_from, corrected.valid_to
        if not errors and (other_tenure := _in_the_way(row)):
            errors["valid_from"] = say(
                "Bertumpang dengan masa jabatan {name}: {period}.",
                name=other_tenure.person.name,
                period=period(other_tenure),
            )
        if errors:
            raise Invalid(errors)
        row.person.save(update_fields=["name", "nip"])
        row.version += 1
        row.save()
        _record(hand, row, before, "betulkan", reason.strip())
        return row


def annul(*, actor: Actor, tenure: int, seen: int | None, reason: str, key: str) -> Tenure:
    """Annul a tenure that should never have been recorded: it gives no right on any day. Raises as `end` does."""
    with transaction.atomic():
        government, hand = demand(actor, Office.PERSONNEL, key)
        row = _locked(government, tenure, seen)
        errors = _faults_of_reason(reason, say("Tulis mengapa masa jabatan ini tidak pernah berlaku."))
        if errors:
            raise Invalid(errors)
        before = state_of(row)
        row.annulled = True
        row.version += 1
        row.save(update_fields=["annulled", "version"])
        _record(hand, row, before, "batalkan", reason.strip())
        return row


def _locked(government: Government, tenure: int, seen: int | None) -> Tenure:
    row = Tenure.objects.select_for_update(of=("self",)).select_related("person").get(government=government, pk=tenure)
    row.government = row.person.government = government
    if row.version != seen or row.annulled:
        raise Stale(say("Masa jabatan ini sudah diubah sejak halaman Anda dibuka. Periksa keadaannya sekarang."))
    return row


def _in_the_way(tenure: Tenure) -> Tenure | None:
    """Another tenure that cannot run beside this one: a definitive holder of the post, or himself once more."""
    last = tenure.valid_to or date.max
    others = Tenure.objects.filter(government=tenure.government, post=tenure.post, annulled=False)
    others = others.exclude(pk=tenure.pk).exclude(valid_to__lt=tenure.valid_from).filter(valid_from__lte=last)
    clash = Q(person=tenure.person_id, capacity=tenure.capacity) | Q(
        person=tenure.person_id, valid_from=tenure.valid_from
    )
    if tenure.capacity == "definitif":
        clash |= Q(capacity="definitif")
    return others.filter(clash).select_related("person").order_by("valid_from").first()


def state_of(tenure: Tenure) -> str:
    """The state of a tenure as the ledger knows it: `berlaku` until its last day is set, then `berakhir`; annulled."""
    return ANNULLED if tenure.annulled else ENDED if tenure.valid_to else HOLDING


def period(tenure: Tenure) -> str:
    """From when to when a tenure runs, in words."""
    if tenure.valid_to:
        return say("sejak {first} sampai {last}", first=tenure.valid_from, last=tenure.valid_to)
    return say("sejak {first}", first=tenure.valid_from)


def faults_of_name(name: str) -> dict[str, str]:
    """What is wrong with a person's name."""
    wrong = not name or len(name) > NAME_LIMIT or "\x00" in name
    return {"name": say("Tulis nama orangnya, paling panjang {limit} huruf.", limit=NAME_LIMIT)} if wrong else {}


def _faults_of_reason(reason: str, example: str) -> dict[str, str]:
    wrong = not reason.strip() or len(reason) > REASON_LIMIT or "\x00" in reason
    return (
        {"reason": say("{example} Paling panjang {limit} huruf.", example=example, limit=REASON_LIMIT)} if wrong else {}
    )


def faults_of(
    government: Government, post: str, capacity: str, valid_from: date, decree: str, valid_to: date | None = None
) -> dict[str, str]:
    """What is wrong with the parts of a tenure, each by its field."""
    errors: dict[str, str] = {}
    if capacity not in CAPACITIES:
        errors["capacity"] = say(
            "Kedudukan “{typed}” tidak dikenal. Pilih {known}.", typed=capacity[:40], known=list(CAPACITIES)
        )
    if not decree.strip() or len(decree) > DECREE_LIMIT or "\x00" in decree:
        errors["decree"] = say(
            "Tulis nomor keputusan pengangkatannya, paling panjang {limit} huruf.", limit=DECREE_LIMIT
        )
    if valid_to and valid_to < valid_from:
        errors["valid_to"] = say("Masa jabatan berakhir sebelum mulai. Betulkan salah satu tanggalnya.")
    posts = history(government).on(valid_from).posts
    if not posts:
        errors["valid_from"] = say("Belum ada susunan organisasi pada {day}.", day=valid_from)
    elif post not in posts:
        near = get_close_matches(post[:100], posts, n=3, cutoff=0.3)
        wrong = say("Jabatan “{post}” tidak ada pada {day}.", post=post[:40], day=valid_from)
        nearest = [f"{code} ({posts[code].title})" for code in near]
        errors["post"] = say("{wrong} Yang terdekat: {near}.", wrong=wrong, near=nearest) if near else wrong
    return errors


def said_of(tenure: Tenure) -> dict[str, Any]:
    """What the entries of a tenure commit to, and what `verify` holds its row against; never the person's number."""
    return {
        "holder": {"key": str(tenure.person_id), "name": tenure.person.name},
        "tenure": {
            "post": tenure.post,
            "capacity": tenure.capacity,
            "valid_from": tenure.valid_from.isoformat(),
            "valid_to": tenure.valid_to.isoformat() if tenure.valid_to else None,
            "decree": tenure.decree,
        },
    }


def _record(by: ledger.Hand, tenure: Tenure, before: str, step: str, reason: str = "") -> None:
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
        texts={**said_of(tenure), **({"reason": reason} if reason else {})},
    )
    follow_tenure(tenure)

"""The ledger (buku besar): one append-only, hashed and sealed log per government, how it is written and checked.

Bodies are canonical JSON (RFC 8785), leaves and nodes are hashed as RFC 9162 says, seals are signed with Ed25519.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial, reduce
from hashlib import sha256
from itertools import islice
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec
import rfc8785
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from selaras.law.types import Basis
from selaras.records import merkle, quick
from selaras.records.governments import Government
from selaras.records.triggers import missing_triggers

if TYPE_CHECKING:  # what seals and checks seals needs eight megabytes that the pages can do without
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

JSONValue = bool | int | float | str | None | Sequence["JSONValue"] | Mapping[str, "JSONValue"]
T = TypeVar("T")

SCHEMA = 1
_EXACT = 2**53  # whole numbers below it are written alike by all
DRAFT = "draft"
# Subjects that live in the ledger alone: they have no row elsewhere to be compared with.
_OWN_SUBJECTS = {"secret", "key"}
_BATCH = 1000
# Columns that the body repeats under their own name, and those it keeps one level down.
_COLUMNS = (
    "number",
    "subject_version",
    "state_before",
    "state_after",
    "step",
    "post",
    "unit",
    "capacity",
    "on_behalf",
    "recorded_at",
    "happened_on",
)
_NESTED = {
    "subject_type": ("subject", "type"),
    "subject_key": ("subject", "key"),
    "strength": ("basis", "strength"),
    "cite": ("basis", "cite"),
}


def _salt() -> bytes:
    """Return 32 random bytes, so that nobody can guess a committed value and try it out."""
    return os.urandom(32)


def _bytes_32(column: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Exact(Length(column), 32))


# By whom an entry may be made under acting authority: pj, plh and plt follow "definitif" in the alphabet, who records
# for another may record for one of them. An index holds these few, so its words stay as simple as databases match them.
NOT_DEFINITIVE = Q(capacity__gt="definitif") | Q(on_behalf__isnull=False)


class Head(models.Model):
    """The end of one government's ledger: its size, and the last number given to a matter; locked last of all."""

    government = models.OneToOneField(Government, models.PROTECT, related_name="head")
    size = models.PositiveBigIntegerField(default=0)
    number_year = models.PositiveIntegerField(default=0)
    number_last = models.PositiveIntegerField(default=0)

    def next_number(self, year: int) -> str:
        """The next number of a year, never reused; written down with the entry of the act that takes it."""
        self.number_last = self.number_last + 1 if self.number_year == year else 1
        self.number_year = year
        return f"{year}-{self.number_last:05d}"


class Entry(models.Model):
    """One act (catatan buku besar): `body` is the canonical JSON exactly as hashed, columns repeat it for queries."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField()
    subject_type = models.CharField(max_length=32)
    subject_key = models.CharField(max_length=200)
    subject_version = models.PositiveBigIntegerField()
    state_before = models.CharField(max_length=64, blank=True)
    state_after = models.CharField(max_length=64)
    step = models.CharField(max_length=64)
    post = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=64, blank=True)
    capacity = models.CharField(max_length=32, blank=True)
    on_behalf = models.JSONField(null=True)
    strength = models.CharField(max_length=16)
    cite = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    happened_on = models.DateField(null=True)
    body = models.TextField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_entry_one_per_number", fields=["government", "number"]),
            models.CheckConstraint(name="records_entry_number_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(name="records_entry_version_from_1", condition=Q(subject_version__gte=1)),
            models.CheckConstraint(
                name="records_entry_says_what",
                condition=~Q(subject_type="") & ~Q(subject_key="") & ~Q(step="") & ~Q(state_after="") & ~Q(body=""),
            ),
            models.CheckConstraint(
                name="records_entry_has_ground",
                condition=Q(strength="designed") | (Q(strength__in=["stated", "inferred"]) & ~Q(cite="")),
            ),
            _bytes_32("leaf_hash", "records_entry_leaf_of_32_bytes"),
        ]
        indexes = [
            models.Index(name="records_entry_subject", fields=["government", "subject_type", "subject_key", "number"]),
            models.Index(name="records_entry_acting", fields=["government", "number"], condition=NOT_DEFINITIVE),
            models.Index(name="records_entry_cited", fields=["government", "cite", "number"]),
            models.Index(name="records_entry_unit", fields=["government", "unit", "number"]),
            models.Index(name="records_entry_step", fields=["government", "step", "number"]),
            models.Index(name="records_entry_time", fields=["government", "recorded_at"]),
        ]

    @property
    def texts(self) -> dict[str, JSONValue]:
        """The protected values of this entry by field, without the erased ones; prefetch `secrets` for lists."""
        return {secret.field: json.loads(secret.value) for secret in self.secrets.all()}


class Node(models.Model):
    """The hash of one perfect subtree: it covers the 2**level entries from number index * 2**level + 1 on."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_node_one_per_place", fields=["government", "level", "index"]),
            models.CheckConstraint(name="records_node_level", condition=Q(level__lt=64)),
            _bytes_32("hash", "records_node_of_32_bytes"),
        ]


class Secret(models.Model):
    """A personal or text value to which an entry only commits; erasable, together with an erasure entry."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="secrets")
    field = models.CharField(max_length=64)
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="records_secret_one_per_field", fields=["entry", "field"]),
            models.CheckConstraint(name="records_secret_named", condition=~Q(field="") & ~Q(value="")),
            _bytes_32("salt", "records_secret_salt_of_32_bytes"),
        ]


class Reading(models.Model):
    """Who read a withheld matter, in which post and when; written outside the head's lock."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    matter = models.CharField(max_length=200)
    person_key = models.CharField(max_length=64)
    post = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    salt = models.BinaryField(max_length=32, default=_salt)

    class Meta:
        constraints = [
            models.CheckConstraint(name="records_reading_named", condition=~Q(matter="") & ~Q(person_key="")),
            _bytes_32("salt", "records_reading_salt_of_32_bytes"),
        ]
        indexes = [models.Index(name="records_reading_day", fields=["government", "at"])]


class SealDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A seal as it is published and kept outside: times are UTC, hashes, key and signature are hexadecimal."""

    government: str
    size: int
    root: str
    sealed_at: str
    readings_since: str | None
    readings_until: str
    reading_digest: str
    key_id: str
    public_key: str
    signature: str
    schema: Literal["selaras-segel-1"] = "selaras-segel-1"

    @property
    def signed(self) -> bytes:
        """The canonical JSON of everything but the signature."""
        return rfc8785.dumps(
            {name: value for name, value in msgspec.structs.asdict(self).items() if name != "signature"}
        )

    @property
    def is_genuine(self) -> bool:
        """Whether the signature is that of the key named in the document."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only who checks a seal needs it
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(self.signature), self.signed)
        except (ValueError, InvalidSignature):
            return False
        return True

    def to_json(self) -> str:
        """Return the text of the file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode() + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> "SealDocument":
        """Read the file's text; raises ValueError when it is no seal."""
        try:
            return msgspec.json.decode(text, type=cls)
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise ValueError(f"Berkas itu bukan segel Selaras yang utuh: {error}") from error


class Seal(models.Model):
    """A signed size, root and time, with the digest of the readings from `readings_since` up to `readings_until`."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="seals")
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    readings_since = models.DateTimeField(null=True)
    readings_until = models.DateTimeField()
    reading_digest = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=16)
    public_key = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = [
            _bytes_32("root", "records_seal_root_of_32_bytes"),
            _bytes_32("reading_digest", "records_seal_digest_of_32_bytes"),
            _bytes_32("public_key", "records_seal_key_of_32_bytes"),
            models.CheckConstraint(name="records_seal_signature_of_64_bytes", condition=Exact(Length("signature"), 64)),
            models.CheckConstraint(name="records_seal_key_named", condition=~Q(key_id="")),
            models.CheckConstraint(
                name="records_seal_readings_in_order",
                condition=Q(readings_since__isnull=True) | Q(readings_since__lte=F("readings_until")),
            ),
        ]
        indexes = [models.Index(name="records_seal_size", fields=["government", "size", "id"])]

    @property
    def document(self) -> SealDocument:
        """The seal as it is published."""
        return SealDocument(
            government=self.government.code,
            size=self.size,
            root=bytes(self.root).hex(),
            sealed_at=_utc(self.sealed_at),
            readings_since=_utc(self.readings_since) if self.readings_since else None,
            readings_until=_utc(self.readings_until),
            reading_digest=bytes(self.reading_digest).hex(),
            key_id=self.key_id,
            public_key=bytes(self.public_key).hex(),
            signature=bytes(self.signature).hex(),
        )


@dataclass(frozen=True)
class Hand:
    """Who acts: a person in a post of a unit and a capacity (definitif, plt, …), perhaps in another's name.

    Keys and codes are the product's own, never a NIP. `on_behalf` may lack person and post (an outside institution).
    """

    person_key: str
    person_name: str
    post: str
    unit: str
    capacity: str
    on_behalf: "Hand | None" = None

    @property
    def office(self) -> dict[str, JSONValue]:
        """What may stand in the hashed body: the office without the person."""
        return {"post": self.post, "unit": self.unit, "capacity": self.capacity}


@dataclass(frozen=True)
class SubjectRow:
    """A subject as its own table has it now, to be held against its last entry; state `draft` may have no entry yet."""

    type: str
    key: str
    version: int
    state: str


@dataclass(frozen=True)
class Fault:
    """One broken place: the number of an entry, a column, the key of a row (what does not apply is empty)."""

    what: str
    entry: int | None = None
    column: str = ""
    row: str = ""

    @property
    def where(self) -> str:
        """The place in Indonesian."""
        entry = f"catatan {self.entry}" if self.entry is not None else ""
        column = f"kolom {self.column}" if self.column else ""
        return ", ".join(part for part in (entry, self.row, column) if part) or "buku besar"

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class LedgerBroken(Exception):
    """The stored ledger contradicts itself, so nothing may be added; `selaras verify` names the place."""


# Writing


def lock_head(government: Government) -> Head:
    """Lock the head of a government's ledger until the transaction ends; taken last, heads in order of government code.

    Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Buku besar hanya ditulis di dalam transaksi perbuatannya sendiri.")
    for head in quick.find(Head, lock=True, government_id=government.pk):
        return head
    return Head.objects.select_for_update().get_or_create(government=government)[0]


def append(
    *,
    government: Government,
    subject_type: str,
    subject_key: str,
    subject_version: int,
    state_before: str,
    state_after: str,
    step: str,
    actor: Hand,
    basis: Basis,
    recorded_at: datetime,
    happened_on: date | None = None,
    files: Sequence[str] = (),
    texts: Mapping[str, JSONValue] | None = None,
    peers: Sequence[tuple[str, str]] = (),
    head: Head | None = None,
    along: Sequence[quick.Statement] = (),
) -> Entry:
    """Write one act into the ledger, in the transaction of the act itself, and return its entry.

    `head` is the head as this act locked it already, perhaps to give a number (`Head.next_number`); what else the act
    writes may go `along` with it. `files` are SHA-256 in hexadecimal, `texts` the personal and text fields (only
    commitments to them are hashed), `peers` (government code, subject key) of the same act elsewhere. Raises ValueError
    for a time without zone, a malformed hash, a reserved field name or a value that is no JSON; RuntimeError outside a
    transaction; LedgerBroken.
    """
    if recorded_at.tzinfo is None:
        raise ValueError("Waktu pencatatan harus menyebut zonanya.")
    if any(len(bytes.fromhex(file)) != 32 for file in files):
        raise ValueError("Sidik berkas harus SHA-256 dalam heksadesimal.")
    values: dict[str, JSONValue] = {"person": {"key": actor.person_key, "name": actor.person_name}}
    other = actor.on_behalf
    if other and other.person_key:
        values["on_behalf_person"] = {"key": other.person_key, "name": other.person_name}
    if reserved := {"person", "on_behalf_person"} & set(texts or {}):
        raise ValueError(f"Nama isian {', '.join(sorted(reserved))} dipakai buku besar sendiri.")
    values |= texts or {}
    secrets = [(field, _salt(), _canonical(value)) for field, value in values.items()]

    head = head or lock_head(government)
    entry = Entry(
        government=government,
        number=head.size + 1,
        subject_type=subject_type,
        subject_key=subject_key,
        subject_version=subject_version,
        state_before=state_before,
        state_after=state_after,
        step=step,
        post=actor.post,
        unit=actor.unit,
        capacity=actor.capacity,
        on_behalf=other.office if other else None,
        strength=basis.strength.value,
        cite=basis.cite or "",
        recorded_at=recorded_at,
        happened_on=happened_on,
    )
    body = {
        **{column: _plain(getattr(entry, column)) for column in _COLUMNS},
        "schema": SCHEMA,
        "government": government.code,
        "subject": {"type": subject_type, "key": subject_key},
        "basis": {"strength": entry.strength, "cite": entry.cite, "reason": basis.reason or ""},
        "files": list(files),
        "peers": [{"government": code, "key": key} for code, key in peers],
        "commitments": {field: _commitment(field, salt, value) for field, salt, value in secrets},
    }
    canonical = _canonical(body)
    leaf = merkle.leaf_hash(canonical)
    nodes = merkle.completed(head.size, leaf, partial(_node, government))
    entry.body, entry.leaf_hash = canonical.decode(), leaf
    quick.insert([entry])
    head.size = entry.number
    protected = [{"field": field, "salt": salt, "value": value.decode()} for field, salt, value in secrets]
    completed = [{"level": level, "index": index, "hash": found} for level, index, found in nodes]
    quick.send(
        quick.writing(Secret, protected, government_id=government.pk, entry_id=entry.pk),
        quick.writing(Node, completed, government_id=government.pk),
        quick.updating(head, "size", "number_year", "number_last"),
        *along,
    )
    return entry


def erase(
    *,
    entry: Entry,
    field: str,
    actor: Hand,
    basis: Basis,
    recorded_at: datetime,
    texts: Mapping[str, JSONValue] | None = None,
) -> Entry:
    """Erase one protected value of an entry and return the entry that says so; the commitment in the body stays.

    `texts` may hold the reason. Raises Secret.DoesNotExist when there is nothing to erase.
    """
    secret = Secret.objects.get(entry=entry, field=field)
    erasure = append(
        government=entry.government,
        subject_type="secret",
        subject_key=f"{entry.number}/{field}",
        subject_version=1,
        state_before="kept",
        state_after="erased",
        step="erase",
        actor=actor,
        basis=basis,
        recorded_at=recorded_at,
        texts=texts,
    )
    secret.delete()
    return erasure


# Roots and proofs


def size(government: Government) -> int:
    """Return how many entries the ledger has."""
    return Head.objects.filter(government=government).values_list("size", flat=True).first() or 0


def root(government: Government, at: int | None = None) -> bytes:
    """Return the root over the first `at` entries (all of them if not given)."""
    total = size(government) if at is None else at
    return _from_nodes(government, lambda get: merkle.root(total, get))


def inclusion_proof(government: Government, number: int, at: int | None = None) -> list[bytes]:
    """Return the proof that entry `number` is among the first `at`; raises ValueError when it is not."""
    total = size(government) if at is None else at
    return _from_nodes(government, lambda get: merkle.inclusion_proof(number - 1, total, get))


def inclusion_proofs(government: Government, numbers: Sequence[int], at: int) -> list[list[bytes]]:
    """Return the proof for each of these entries, with one query for all; raises ValueError when one is not there."""
    return _from_nodes(government, lambda get: [merkle.inclusion_proof(number - 1, at, get) for number in numbers])


def consistency_proof(government: Government, first: int, second: int | None = None) -> list[bytes]:
    """Return the proof that the ledger of size `first` is the beginning of that of size `second`; else ValueError."""
    total = size(government) if second is None else second
    return _from_nodes(government, lambda get: merkle.consistency_proof(first, total, get))


# Sealing


def signing_key(path: Path) -> "Ed25519PrivateKey":
    """Return the signing key in this file (PEM, 0600), made on first use.

    Raises PermissionError when others may read the file, ValueError when it holds no Ed25519 key.
    """
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 - only who seals needs it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    if not path.exists():
        plain = (form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
        pem = Ed25519PrivateKey.generate().private_bytes(*plain)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(pem)
            os.fsync(file.fileno())
        # A link never replaces: of two processes at once the first one's key counts for both.
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"Kunci segel {path} terbaca oleh pengguna lain; jalankan: chmod 600 {path}")
    key = form.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"Berkas {path} bukan kunci Ed25519.")
    return key


def make_seal(*, government: Government, key: "Ed25519PrivateKey", now: datetime) -> Seal:
    """Seal the ledger as it is now, in the transaction of the act that needs it, and return the stored seal.

    It also covers who read what is withheld, up to the last midnight in the government's zone.
    """
    head = lock_head(government)
    last = Seal.objects.filter(government=government).order_by("-id").first()
    # Ten minutes' grace: a reading stamped just before midnight may still be on its way into the table.
    day = (now - timedelta(minutes=10)).astimezone(government.zone).date()
    since = last.readings_until if last else None
    until = datetime.combine(day, time.min, government.zone).astimezone(UTC)
    until = max(until, since) if since else until
    public = key.public_key().public_bytes_raw()
    seal = Seal(
        government=government,
        size=head.size,
        root=root(government, head.size),
        sealed_at=now,
        readings_since=since,
        readings_until=until,
        reading_digest=_reading_digest(government, since, until),
        key_id=_key_id(public),
        public_key=public,
    )
    seal.signature = key.sign(seal.document.signed)
    seal.save(force_insert=True)
    return seal


def rotate_key(
    *,
    government: Government,
    old: "Ed25519PrivateKey",
    new: "Ed25519PrivateKey",
    actor: Hand,
    basis: Basis,
    recorded_at: datetime,
) -> Entry:
    """Record that seals are signed with another key from now on, and return the entry, which names both public keys."""
    before, after = old.public_key().public_bytes_raw(), new.public_key().public_bytes_raw()
    return append(
        government=government,
        subject_type="key",
        subject_key=f"{before.hex()}/{after.hex()}",
        subject_version=1,
        state_before=_key_id(before),
        state_after=_key_id(after),
        step="rotate",
        actor=actor,
        basis=basis,
        recorded_at=recorded_at,
    )


# Checking


def verify(
    government: Government, rows: Iterable[SubjectRow], against: SealDocument | None = None, limit: int = 100
) -> list[Fault]:
    """Check the whole ledger, the rows it speaks of and a seal from outside; return the first `limit` faults.

    `rows` are all subjects of the government as their tables have them now; they are read in the same snapshot.
    """
    with _snapshot():
        return list(islice(_Check(government, against).faults(rows), limit))


class _Check:
    """One walk through a ledger, from the first entry to the last, that yields faults in their order."""

    def __init__(self, government: Government, against: SealDocument | None) -> None:
        self.government = government
        self.against = against
        self.size = size(government)
        self.frontier: dict[int, bytes] = {}
        self.whole = True
        self.subjects: dict[tuple[str, str], tuple[int, int, str]] = {}
        self.keys: set[str] = set()
        self.key: str | None = None
        self.since: datetime | None = None
        self.seals = Seal.objects.filter(government=government).order_by("size", "id").iterator(_BATCH)
        self.seal = next(self.seals, None)
        self.erased = dict(
            Entry.objects.filter(government=government, subject_type="secret", step="erase").values_list(
                "subject_key", "number"
            )
        )

    def faults(self, rows: Iterable[SubjectRow]) -> Iterator[Fault]:
        """Yield everything that is wrong; a row that cannot even be read ends the walk."""
        try:
            yield from self._walk(rows)
        except (ValueError, TypeError, AttributeError, DatabaseError):
            if (fault := self._unreadable()) is None:
                raise
            yield fault

    def _walk(self, rows: Iterable[SubjectRow]) -> Iterator[Fault]:
        yield from self._outside()
        yield from self._sealed(0)
        reached = 0
        entries = Entry.objects.filter(government=self.government).order_by("number", "id").iterator(_BATCH)
        while batch := list(islice(entries, _BATCH)):
            bounds = (batch[0].number, batch[-1].number)
            nodes = self._nodes(*bounds)
            secrets: dict[int, dict[str, Secret]] = {}
            for secret in Secret.objects.filter(entry__government=self.government, entry__number__range=bounds):
                secrets.setdefault(secret.entry_id, {})[secret.field] = secret
            for entry in batch:
                if entry.number <= reached:
                    yield Fault("nomor ini dipakai lebih dari sekali", entry.number)
                    continue
                if entry.number > reached + 1:
                    self.whole = False
                    yield Fault(f"tidak ada; nomor melompat dari {reached} ke {entry.number}", reached + 1)
                reached = entry.number
                yield from self._entry(entry, nodes, secrets.get(entry.pk, {}))
                yield from self._sealed(reached)
        if reached < self.size:
            self.whole = False
            yield Fault(f"tidak ada, padahal buku besar berukuran {self.size}", reached + 1)
        elif reached > self.size:
            yield Fault(
                f"buku besar menyebut {self.size} catatan, padahal ada {reached}", row="records_head", column="size"
            )
        if self.whole:
            expected = sum(reached >> level for level in range(64))
            if (found := Node.objects.filter(government=self.government).count()) != expected:
                yield Fault(f"ada {found} simpul, seharusnya {expected}", row="records_node")
        while self.seal:
            yield Fault(f"mencakup {self.seal.size} catatan, padahal hanya ada {reached}", row=f"segel {self.seal.pk}")
            self.seal = next(self.seals, None)
        yield from self._outside_keys()
        yield from self._rows(rows)
        for name in missing_triggers(connection):
            yield Fault("tidak terpasang; hentikan layanan, lalu jalankan: selaras start", row=f"pemicu {name}")

    def _outside(self) -> Iterator[Fault]:
        """Hold the seal from outside against what is known before the walk."""
        seal = self.against
        if seal is None:
            return
        if seal.government != self.government.code:
            yield Fault(f"segel itu milik pemerintah daerah {seal.government}", row="segel dari luar")
        elif not seal.is_genuine:
            yield Fault("tanda tangan segel itu tidak sah", row="segel dari luar")
        elif seal.size > self.size:
            what = f"segel mencakup {seal.size} catatan, di sini hanya ada {self.size}"
            yield Fault(f"buku besar ini lebih tua daripada segel itu: {what}", row="segel dari luar")
        else:
            return
        self.against = None

    def _outside_keys(self) -> Iterator[Fault]:
        """Hold key and readings of the seal from outside against those met on the walk."""
        seal = self.against
        if seal is None or not self.keys:
            return
        if seal.public_key not in self.keys:
            yield Fault(
                "segel itu ditandatangani dengan kunci yang tidak dikenal buku besar ini", row="segel dari luar"
            )
            return
        since = datetime.fromisoformat(seal.readings_since) if seal.readings_since else None
        digest = _reading_digest(self.government, since, datetime.fromisoformat(seal.readings_until))
        if digest.hex() != seal.reading_digest:
            yield Fault("riwayat pembacaan bukan lagi yang disegel", row="segel dari luar")

    def _sealed(self, reached: int) -> Iterator[Fault]:
        """Check every seal over the entries reached so far."""
        root = merkle.root(reached, lambda level, _: self.frontier[level]) if self.whole else None
        if self.against and self.against.size == reached and root and self.against.root != root.hex():
            what = f"catatan 1 sampai {reached} bukan lagi yang disegel pada {self.against.sealed_at}"
            yield Fault(what, row="segel dari luar")
        while (seal := self.seal) and seal.size <= reached:
            seal.government = self.government
            row, document = f"segel {seal.pk}", seal.document
            if not document.is_genuine:
                yield Fault("tanda tangan tidak sah", row=row)
            if root and bytes(seal.root) != root:
                yield Fault(f"tidak cocok dengan catatan 1 sampai {reached}", row=row, column="root")
            if self.key not in (None, document.public_key):
                yield Fault("kunci berganti tanpa catatan pergantian", row=row, column="public_key")
            if seal.readings_since != self.since:
                yield Fault("tidak bersambung dengan segel sebelumnya", row=row, column="readings_since")
            if bytes(seal.reading_digest) != _reading_digest(self.government, seal.readings_since, seal.readings_until):
                yield Fault("riwayat pembacaan bukan lagi yang disegel", row=row, column="reading_digest")
            self.key, self.since = document.public_key, seal.readings_until
            self.keys.add(document.public_key)
            self.seal = next(self.seals, None)

    def _nodes(self, first: int, last: int) -> dict[tuple[int, int], bytes]:
        """Return the stored nodes that the entries with these numbers complete."""
        if not self.whole:
            return {}
        places = [
            Q(level=level, index__gte=(first - 1) >> level, index__lt=last >> level)
            for level in range(last.bit_length())
        ]
        nodes = Node.objects.filter(reduce(or_, places), government=self.government)
        return {(level, index): bytes(stored) for level, index, stored in nodes.values_list("level", "index", "hash")}

    def _entry(
        self, entry: Entry, nodes: Mapping[tuple[int, int], bytes], secrets: dict[str, Secret]
    ) -> Iterator[Fault]:
        """Check one entry: its hash, its nodes, its columns, its commitments, its place in the life of its subject."""
        number, stored = entry.number, bytes(entry.leaf_hash)
        computed = merkle.leaf_hash(entry.body.encode())
        node = nodes.get((0, number - 1))
        if computed != stored:
            # The node beside them tells which of the two was changed.
            column = "leaf_hash" if node == computed else "body"
            yield Fault("isi catatan tidak cocok dengan sidiknya", number, column)
        if self.whole:
            leaf = node if node in (computed, stored) else computed
            for level, index, expected in merkle.completed(number - 1, leaf, lambda level, _: self.frontier[level]):
                self.frontier[level] = expected
                if nodes.get((level, index)) != expected:
                    row = f"records_node tingkat {level} urutan {index}"
                    yield Fault("simpul tidak ada atau tidak sama dengan hasil hitung", number, "hash", row)
        if computed == stored or node == computed:
            yield from self._body(entry, secrets)
        yield from self._life(entry)

    def _body(self, entry: Entry, secrets: dict[str, Secret]) -> Iterator[Fault]:
        """Check columns and commitments against the body, whose hash is known to be right."""
        number = entry.number
        try:
            body = json.loads(entry.body)
            canonical = rfc8785.dumps(body).decode() == entry.body
            said = {column: body[column] for column in _COLUMNS}
            said |= {column: body[outer][inner] for column, (outer, inner) in _NESTED.items()}
            promised = dict(body["commitments"])
            bound = (body["schema"], body["government"]) == (SCHEMA, self.government.code)
        except (ValueError, KeyError, TypeError):
            yield Fault("bukan isi catatan buku besar", number, "body")
            return
        if not canonical:
            yield Fault("tidak ditulis dalam bentuk baku RFC 8785", number, "body")
        if not bound:
            yield Fault("isi catatan milik pemerintah daerah atau susunan lain", number, "government")
        for column, value in said.items():
            if _plain(getattr(entry, column)) != value:
                yield Fault("tidak sama dengan isi catatan yang disidik", number, column)
        for field, commitment in promised.items():
            row, secret = f"records_secret {field}", secrets.pop(field, None)
            erased = self.erased.get(f"{number}/{field}", 0) > number
            if secret is None and not erased:
                yield Fault("isi hilang tanpa catatan penghapusan", number, row=row)
            elif secret and erased:
                yield Fault("dinyatakan terhapus, padahal isinya masih ada", number, row=row)
            elif secret and (_committed(secret) != commitment or secret.government_id != entry.government_id):
                yield Fault("isi tidak cocok dengan janji pada catatan", number, "value", row)
        for field in secrets:
            yield Fault("tidak dijanjikan oleh catatan", number, row=f"records_secret {field}")

    def _life(self, entry: Entry) -> Iterator[Fault]:
        """Check that this entry follows on the one before it on the same subject, and note a change of key."""
        subject = (entry.subject_type, entry.subject_key)
        before = self.subjects.get(subject)
        if before and entry.subject_version != before[1] + 1:
            yield Fault(f"versi tidak menyambung catatan {before[0]}", entry.number, "subject_version")
        if before and entry.state_before != before[2]:
            yield Fault(f"keadaan tidak menyambung catatan {before[0]}", entry.number, "state_before")
        self.subjects[subject] = (entry.number, entry.subject_version, entry.state_after)
        if entry.subject_type == "key" and entry.step == "rotate":
            old, _, new = entry.subject_key.partition("/")
            if self.key not in (None, old):
                yield Fault("pergantian kunci tidak berawal dari kunci yang berlaku", entry.number, "subject_key")
            self.key = new
            self.keys |= {old, new}

    def _rows(self, rows: Iterable[SubjectRow]) -> Iterator[Fault]:
        """Hold every subject's row against its last entry."""
        for row in rows:
            name = f"baris {row.type} {row.key}"
            last = self.subjects.pop((row.type, row.key), None)
            if last is None:
                if row.state != DRAFT:
                    yield Fault("tidak ada catatannya dalam buku besar", row=name)
                continue
            number, version, state = last
            if row.state != state:
                yield Fault(f"berisi '{row.state}', menurut catatan itu '{state}'", number, "state", name)
            if row.version != version:
                yield Fault(f"berisi {row.version}, menurut catatan itu {version}", number, "version", name)
        for (kind, key), (number, _, _) in self.subjects.items():
            if kind not in _OWN_SUBJECTS:
                yield Fault("ada catatannya, tetapi barisnya tidak ada", number, row=f"baris {kind} {key}")

    def _unreadable(self) -> Fault | None:
        """Find the first row whose values are not even of their type, as SQLite allows."""
        for model in (Head, Entry, Node, Secret, Seal, Reading):
            rows = model._default_manager.filter(government=self.government)
            for key in rows.order_by("pk").values_list("pk", flat=True).iterator(_BATCH):
                name = f"{model._meta.db_table} id {key}"
                try:
                    row = rows.get(pk=key)
                    for field in model._meta.concrete_fields:
                        value = getattr(row, field.attname)
                        if value is not None and field.to_python(value) != value:
                            return Fault("isi kolom bukan dari jenisnya", column=field.attname, row=name)
                except (ValueError, TypeError, AttributeError, DatabaseError, ValidationError) as error:
                    return Fault(f"isi baris tidak terbaca ({error})", row=name)
        return None


# Small parts


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    """Return a column's value as the body writes it."""
    if isinstance(value, datetime):
        return _utc(value)
    return value.isoformat() if isinstance(value, date) else value


def _canonical(value: JSONValue) -> bytes:
    """Return the canonical JSON of a value (RFC 8785); of most values any JSON without blanks, sorted, is canonical."""
    if _is_plain(value):
        with suppress(UnicodeEncodeError):  # refused below, in words
            found = msgspec.json.encode(value, order="sorted")
            if found.isascii():
                return found
    return rfc8785.dumps(value)


def _is_plain(value: JSONValue) -> bool:
    """Return whether a value holds nothing that JSON can write in two ways: no fractions, no large numbers."""
    sort = type(value)
    if sort is dict:
        return all(type(name) is str and _is_plain(one) for name, one in value.items())  # type: ignore[union-attr]
    if sort is list:
        return all(map(_is_plain, value))  # type: ignore[arg-type]
    return sort is str or sort is bool or value is None or (sort is int and -_EXACT < value < _EXACT)  # type: ignore[operator]


def _committed(secret: Secret) -> str:
    """Return what the entry of a stored value commits to; it is stored in its canonical form."""
    return _commitment(secret.field, bytes(secret.salt), secret.value.encode())


def _commitment(field: str, salt: bytes, value: bytes) -> str:
    """Return SHA-256(salt, canonical [field, value]) in hexadecimal, of a value in its canonical form."""
    return sha256(salt + _beginning(field) + value + b"]").hexdigest()


@lru_cache(maxsize=128)
def _beginning(field: str) -> bytes:
    return b"[" + _canonical(field) + b","


def _key_id(public: bytes) -> str:
    return sha256(public).hexdigest()[:16]


def _from_nodes(government: Government, formula: Callable[[merkle.Getter], T]) -> T:
    """Work out a formula over stored nodes with a single query: it is run once to see which nodes it asks for."""
    wanted: set[tuple[int, int]] = set()

    def note(level: int, index: int) -> bytes:
        wanted.add((level, index))
        return b""

    result = formula(note)
    if not wanted:
        return result
    levels: dict[int, list[int]] = {}
    for level, index in sorted(wanted):
        levels.setdefault(level, []).append(index)
    places = reduce(or_, (Q(level=level, index__in=found) for level, found in levels.items()))
    rows = Node.objects.filter(places, government=government).values_list("level", "index", "hash")
    nodes = {(level, index): bytes(stored) for level, index, stored in rows}
    if missing := wanted - nodes.keys():
        raise LedgerBroken(f"Simpul buku besar {sorted(missing)[0]} tidak ada; jalankan: selaras verify")
    return formula(lambda level, index: nodes[level, index])


def _node(government: Government, level: int, index: int) -> bytes:
    """The stored hash of one perfect subtree."""
    for node in quick.find(Node, government_id=government.pk, level=level, index=index):
        return bytes(node.hash)
    raise LedgerBroken(f"Simpul buku besar {(level, index)} tidak ada; jalankan: selaras verify")


def _reading_digest(government: Government, since: datetime | None, until: datetime) -> bytes:
    """Return the SHA-256 over the readings from `since` (or the first one) up to, not including, `until`."""
    readings = Reading.objects.filter(government=government, at__lt=until)
    if since:
        readings = readings.filter(at__gte=since)
    digest = sha256()
    for reading in readings.order_by("at", "id").iterator(_BATCH):
        salt = bytes(reading.salt).hex()
        digest.update(rfc8785.dumps([salt, reading.matter, reading.person_key, reading.post, _utc(reading.at)]) + b"\n")
    return digest.digest()


@contextmanager
def _snapshot() -> Iterator[None]:
    """See one moment of the database throughout, without keeping anybody from writing."""
    raw: Any = connection
    if connection.in_atomic_block:
        yield
        return
    mode = getattr(raw, "transaction_mode", None)
    raw.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    # Nobody waits for a reader: it may take the time that a long ledger and its files need.
                    cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
            yield
    finally:
        raw.transaction_mode = mode

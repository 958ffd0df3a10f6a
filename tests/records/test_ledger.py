"""The ledger: tampering is found and named, an untouched ledger has no fault, the database itself refuses changes."""

import json
import stat
import threading
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from selaras.records import ledger, merkle, triggers
from selaras.records.governments import Government
from selaras.records.ledger import Entry, Head, Node, Reading, Seal, SealDocument, Secret
from tests.records.conftest import CHOICE, CLERK, GROUND, HEAD, NOON, Desk

Tamper = Callable[..., None]
SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def seal(desk: Desk, key: Ed25519PrivateKey) -> SealDocument:
    with transaction.atomic():
        return ledger.make_seal(government=desk.government, key=key, now=desk.now).document


def read(desk: Desk, days: int) -> Reading:
    at = NOON + timedelta(days=days)
    return Reading.objects.create(
        government=desk.government, matter="2026-00001", person_key="o-3", post="INSP/1", at=at
    )


# Writing


def test_untouched_ledger_has_no_fault(desk: Desk, key: Ed25519PrivateKey) -> None:
    read(desk, -1)
    read(desk, 0)
    first = seal(desk, key)
    desk.act("2026-00002", "closed")
    desk.now += timedelta(days=2)
    second = seal(desk, key)
    desk.act("2026-00003", "submitted")
    assert (first.size, second.size) == (6, 7)
    assert first.reading_digest != second.reading_digest
    for against in (None, first, second, SealDocument.from_json(second.to_json())):
        assert desk.faults(against) == []


def test_empty_ledger_has_no_fault_and_can_be_sealed(government: Government, key: Ed25519PrivateKey) -> None:
    desk = Desk(government)
    assert seal(desk, key).root == merkle.EMPTY.hex()
    assert desk.faults() == []


def test_body_names_the_office_and_commits_to_the_person(desk: Desk) -> None:
    entry = Entry.objects.get(number=3)
    body = json.loads(entry.body)
    commitments = body.pop("commitments")
    assert body == {
        "schema": 1,
        "government": "63.99",
        "number": 3,
        "subject": {"type": "matter", "key": "2026-00001"},
        "subject_version": 2,
        "state_before": "submitted",
        "state_after": "answered",
        "step": "to_answered",
        "post": "DPUPR/31",
        "unit": "DPUPR",
        "capacity": "operator",
        "on_behalf": {"post": "DPUPR/1", "unit": "DPUPR", "capacity": "definitif"},
        "basis": {"strength": "stated", "cite": "Pasal 13 ayat (1)", "reason": ""},
        "recorded_at": "2026-11-03T07:00:00.000000Z",
        "happened_on": "2026-11-03",
        "files": ["ab" * 32],
        "peers": [{"government": "63.00", "key": "2026-00007"}],
    }
    assert commitments == {
        secret.field: sha256(bytes(secret.salt) + rfc8785.dumps([secret.field, json.loads(secret.value)])).hexdigest()
        for secret in Secret.objects.filter(entry=entry)
    }
    assert entry.texts == {
        "person": {"key": "o-2", "name": "Operator Contoh"},
        "on_behalf_person": {"key": "o-1", "name": "Kepala Contoh"},
        "answer": {"text": "Pekan kedua.", "amount": 12.5},
    }
    assert "Contoh" not in entry.body
    assert "Pekan" not in entry.body


def test_proofs_from_stored_nodes_hold(desk: Desk) -> None:
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("number").values_list("leaf_hash", flat=True)]
    root = ledger.root(desk.government)
    for number, leaf in enumerate(leaves, 1):
        assert merkle.verify_inclusion(number - 1, 6, leaf, ledger.inclusion_proof(desk.government, number), root)
        old, proof = ledger.root(desk.government, number), ledger.consistency_proof(desk.government, number)
        assert merkle.verify_consistency(number, 6, old, root, proof)


def test_each_act_and_each_proof_take_the_same_few_queries_whatever_the_size(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        with django_assert_max_num_queries(10):
            desk.act("2026-00009", "submitted")
    with django_assert_max_num_queries(2):
        ledger.consistency_proof(desk.government, 3)


def test_act_undone_leaves_no_entry(desk: Desk) -> None:
    act = transaction.savepoint()
    desk.act("2026-00004", "submitted")
    transaction.savepoint_rollback(act)
    del desk.rows["2026-00004"]
    assert ledger.size(desk.government) == 6
    assert desk.faults() == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"recorded_at": NOON.replace(tzinfo=None)}, "zonanya"),
        ({"files": ["ab"]}, "SHA-256"),
        ({"files": ["bukan"]}, "hexadecimal"),
        ({"texts": {"person": "x"}}, "person"),
        ({"texts": {"note": float("nan")}}, "nan"),
        ({"texts": {"note": "\ud800"}}, "codepoints"),
    ],
)
def test_malformed_act_is_refused(government: Government, change: dict[str, object], message: str) -> None:
    act = {
        "government": government,
        "subject_type": "matter",
        "subject_key": "2026-00001",
        "subject_version": 1,
        "state_before": "",
        "state_after": "submitted",
        "step": "submit",
        "actor": HEAD,
        "basis": GROUND,
        "recorded_at": NOON,
    }
    with pytest.raises(ValueError, match=message):
        ledger.append(**{**act, **change})  # type: ignore[arg-type]
    assert not Entry.objects.exists()


def test_hostile_text_is_kept_as_it_is(desk: Desk) -> None:
    entry = desk.act("2026-00004", "submitted", texts={"note": "nol \x00, petik \" ', 😀, " + "a" * 100_000})
    entry.refresh_from_db()
    assert entry.texts["note"] == "nol \x00, petik \" ', 😀, " + "a" * 100_000
    assert desk.faults() == []


@pytest.mark.parametrize(
    "change", [{"strength": "kuat"}, {"cite": ""}, {"step": ""}, {"leaf_hash": b"x"}, {"number": 0}]
)
def test_database_refuses_an_impossible_entry(desk: Desk, change: dict[str, object]) -> None:
    triggers.drop(connection) if SQLITE else connection.check_constraints()
    entry = Entry.objects.get(number=6)
    entry.pk, entry.number, entry.strength, entry.cite = None, 7, "stated", "Pasal 1"
    for column, value in change.items():
        setattr(entry, column, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


# Tampering


def changed(column: str) -> str:
    """A value that differs from any there."""
    if column in {"number", "subject_version"}:
        return "77"
    if column == "leaf_hash":
        return ("X'" if SQLITE else "'\\x") + "00" * 32 + "'"
    return {
        "recorded_at": "'2026-11-03 07:00:01+00:00'" if not SQLITE else "'2026-11-03 07:00:01'",
        "happened_on": "'2026-01-01'",
        "on_behalf": '\'{"post": "SETDA/1"}\'',
        "strength": "'inferred'",
    }.get(column, "'lain'")


COLUMNS = [field.name for field in Entry._meta.concrete_fields if field.name not in {"id", "government"}]


@pytest.mark.parametrize("column", COLUMNS)
def test_changed_column_is_named(desk: Desk, tamper: Tamper, column: str) -> None:
    tamper(f"UPDATE records_entry SET {column} = {changed(column)} WHERE number = 3")
    faults = desk.faults()
    if column == "number":
        assert faults[0].startswith("catatan 3: tidak ada")
        assert any(fault.startswith("catatan 77, kolom number") for fault in faults)
    else:
        assert faults[0].startswith(f"catatan 3, kolom {column}: ")


def test_one_byte_of_a_body_is_named_and_nothing_else(desk: Desk, tamper: Tamper) -> None:
    tamper("UPDATE records_entry SET body = replace(body, 'definitif', 'definitiv') WHERE number = 5")
    assert desk.faults() == ["catatan 5, kolom body: isi catatan tidak cocok dengan sidiknya"]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE records_secret SET value = replace(value, 'Pekan', 'Bulan') WHERE field = 'answer'",
            "catatan 3, records_secret answer, kolom value: isi tidak cocok",
        ),
        (
            "DELETE FROM records_secret WHERE field = 'on_behalf_person'",
            "catatan 3, records_secret on_behalf_person: isi hilang tanpa catatan penghapusan",
        ),
        (
            "UPDATE records_secret SET field = 'kabar' WHERE field = 'on_behalf_person'",
            "catatan 3, records_secret on_behalf_person: isi hilang",
        ),
        (
            "UPDATE records_entry SET step = 'read' WHERE step = 'erase'",
            "catatan 1, records_secret question: isi hilang",
        ),
        ('DELETE FROM records_node WHERE level = 1 AND "index" = 1', "catatan 4, records_node tingkat 1 urutan 1"),
        ("UPDATE records_head SET size = 7", "catatan 7: tidak ada, padahal buku besar berukuran 7"),
        ("UPDATE records_head SET size = 5", "records_head, kolom size: buku besar menyebut 5 catatan"),
    ],
)
def test_changed_row_is_named(desk: Desk, tamper: Tamper, statement: str, fault: str) -> None:
    tamper(statement)
    assert desk.faults()[0].startswith(fault)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_changed_node_is_named(desk: Desk, tamper: Tamper, level: int) -> None:
    tamper(f'UPDATE records_node SET hash = {changed("leaf_hash")} WHERE level = {level} AND "index" = 0')
    assert [fault.split(":")[0] for fault in desk.faults()] == [
        f"catatan {1 << level}, records_node tingkat {level} urutan 0, kolom hash"
    ]


def test_surplus_node_is_found(desk: Desk) -> None:
    Node.objects.create(government=desk.government, level=9, index=0, hash=b"0" * 32)
    assert desk.faults() == ["records_node: ada 11 simpul, seharusnya 10"]


def test_erased_value_put_back_is_found(desk: Desk, tamper: Tamper) -> None:
    Secret.objects.create(
        government=desk.government, entry=Entry.objects.get(number=1), field="question", salt=b"0" * 32, value='"?"'
    )
    assert desk.faults() == ["catatan 1, records_secret question: dinyatakan terhapus, padahal isinya masih ada"]


def test_deleted_last_entry_is_named(desk: Desk, tamper: Tamper) -> None:
    desk.act("2026-00002", "closed")
    last = "SELECT id FROM records_entry WHERE number = 7"
    tamper(f"DELETE FROM records_secret WHERE entry_id IN ({last})", "DELETE FROM records_entry WHERE number = 7")
    assert desk.faults()[0] == "catatan 7: tidak ada, padahal buku besar berukuran 7"


def test_last_entry_deleted_without_a_trace_is_seen_in_the_row(desk: Desk, tamper: Tamper) -> None:
    desk.act("2026-00002", "closed")
    last = "SELECT id FROM records_entry WHERE number = 7"
    tamper(
        f"DELETE FROM records_secret WHERE entry_id IN ({last})",
        "DELETE FROM records_entry WHERE number = 7",
        'DELETE FROM records_node WHERE level = 0 AND "index" = 6',
        "UPDATE records_head SET size = 6",
    )
    assert desk.faults() == [
        "catatan 4, baris matter 2026-00002, kolom state: berisi 'closed', menurut catatan itu 'answered'",
        "catatan 4, baris matter 2026-00002, kolom version: berisi 3, menurut catatan itu 2",
    ]


def test_deleted_entry_in_the_middle_is_named(desk: Desk, tamper: Tamper) -> None:
    third = "SELECT id FROM records_entry WHERE number = 3"
    tamper(f"DELETE FROM records_secret WHERE entry_id IN ({third})", "DELETE FROM records_entry WHERE number = 3")
    assert desk.faults()[0] == "catatan 3: tidak ada; nomor melompat dari 2 ke 4"


def test_swapped_entries_are_named(desk: Desk, tamper: Tamper) -> None:
    tamper(
        "UPDATE records_entry SET number = 99 WHERE number = 3",
        "UPDATE records_entry SET number = 3 WHERE number = 4",
        "UPDATE records_entry SET number = 4 WHERE number = 99",
    )
    faults = desk.faults()
    assert any(fault.startswith("catatan 3, kolom number") for fault in faults)
    assert any(fault.startswith("catatan 4, kolom number") for fault in faults)


def test_changed_lost_and_invented_rows_are_named(desk: Desk) -> None:
    desk.rows["2026-00001"] = ledger.SubjectRow("matter", "2026-00001", 3, "answered")
    del desk.rows["2026-00002"]
    desk.rows["2026-00008"] = ledger.SubjectRow("matter", "2026-00008", 1, "submitted")
    desk.rows["draf-5"] = ledger.SubjectRow("matter", "draf-5", 4, "draft")
    assert desk.faults() == [
        "catatan 5, baris matter 2026-00001, kolom state: berisi 'answered', menurut catatan itu 'closed'",
        "baris matter 2026-00008: tidak ada catatannya dalam buku besar",
        "catatan 4, baris matter 2026-00002: ada catatannya, tetapi barisnya tidak ada",
    ]


def test_broken_chain_of_a_subject_is_named(desk: Desk) -> None:
    desk.rows["2026-00002"] = ledger.SubjectRow("matter", "2026-00002", 5, "withdrawn")
    desk.act("2026-00002", "closed")
    assert desk.faults() == [
        "catatan 7, kolom subject_version: versi tidak menyambung catatan 4",
        "catatan 7, kolom state_before: keadaan tidak menyambung catatan 4",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"number":1', '"number": 1', "kolom body: tidak ditulis dalam bentuk baku"),
        ("63.99", "63.98", "kolom government: isi catatan milik pemerintah daerah"),
        ('"step":"to_submitted",', "", "kolom body: bukan isi catatan"),
        ("definitif", "plt", "kolom capacity: tidak sama"),
    ],
)
def test_body_rewritten_with_its_hashes_is_still_held_against_the_rest(
    government: Government, tamper: Tamper, old: str, new: str, fault: str
) -> None:
    desk = Desk(government)
    body = desk.act("2026-00001", "submitted").body.replace(old, new)
    leaf = ("X'" if SQLITE else "'\\x") + merkle.leaf_hash(body.encode()).hex() + "'"
    tamper(f"UPDATE records_entry SET body = '{body}', leaf_hash = {leaf}", f"UPDATE records_node SET hash = {leaf}")
    assert [text[: len(fault) + 11] for text in desk.faults()] == [f"catatan 1, {fault}"]


def test_secret_given_to_another_government_is_named(desk: Desk, tamper: Tamper) -> None:
    other = Government.objects.create(code="63.98", name="x", head_title="x", timezone="Asia/Makassar", pack="x")
    tamper(f"UPDATE records_secret SET government_id = {other.pk} WHERE field = 'on_behalf_person'")
    assert desk.faults() == [
        "catatan 3, records_secret on_behalf_person, kolom value: isi tidak cocok dengan janji pada catatan"
    ]


def test_erasure_written_beforehand_erases_nothing(desk: Desk, tamper: Tamper) -> None:
    desk.act("x", "erased")
    tamper("UPDATE records_entry SET step = 'erase', subject_type = 'secret', subject_key = '8/note' WHERE number = 7")
    desk.act("2026-00003", "submitted", texts={"note": "Baru."})
    with pytest.raises(IntegrityError, match="penghapusannya"), transaction.atomic():
        Secret.objects.get(field="note").delete()
    tamper("DELETE FROM records_secret WHERE field = 'note'")
    assert "catatan 8, records_secret note: isi hilang tanpa catatan penghapusan" in desk.faults()


@pytest.mark.skipif(SQLITE, reason="SQLite cannot drop a constraint")
def test_number_used_twice_is_named(desk: Desk, tamper: Tamper) -> None:
    tamper(
        "ALTER TABLE records_entry DROP CONSTRAINT records_entry_one_per_number",
        "UPDATE records_entry SET number = 2 WHERE number = 3",
    )
    assert "catatan 2: nomor ini dipakai lebih dari sekali" in desk.faults()


def test_first_fault_comes_first_and_the_list_ends_at_its_limit(desk: Desk, tamper: Tamper) -> None:
    tamper("UPDATE records_entry SET step = 'lain' WHERE step <> 'erase'")
    assert [fault.entry for fault in ledger.verify(desk.government, [], limit=3)] == [1, 2, 3]


@pytest.mark.skipif(not SQLITE, reason="only SQLite stores a value that is not of its column's type")
@pytest.mark.parametrize(
    "change",
    [
        "recorded_at = 'rusak'",
        "number = 'x'",
        "on_behalf = '{'",
        "happened_on = 5",
        "leaf_hash = 'x'",
        "body = X'7b7d'",
    ],
)
def test_value_of_a_wrong_type_is_named(desk: Desk, tamper: Tamper, change: str) -> None:
    tamper("PRAGMA ignore_check_constraints = ON")
    key = Entry.objects.get(number=3).pk
    try:
        tamper(f"UPDATE records_entry SET {change} WHERE number = 3")
        faults = desk.faults()
        assert any("catatan 3" in fault or f"records_entry id {key}" in fault for fault in faults), faults
    finally:
        tamper("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.skipif(not SQLITE, reason="only SQLite stores a text that is no UTF-8")
def test_body_that_is_no_text_is_named(desk: Desk, tamper: Tamper) -> None:
    tamper("UPDATE records_entry SET body = CAST(X'7bff7d' AS TEXT) WHERE number = 3")
    key = Entry.objects.only("id").get(number=3).pk
    assert desk.faults()[-1].startswith(f"records_entry id {key}: isi baris tidak terbaca")


# Seals


def test_older_backup_is_refuted_by_a_seal_from_outside(desk: Desk, key: Ed25519PrivateKey) -> None:
    seal(desk, key)
    backup = transaction.savepoint()
    desk.act("2026-00002", "closed")
    outside = seal(desk, key)
    transaction.savepoint_rollback(backup)
    desk.rows["2026-00002"] = ledger.SubjectRow("matter", "2026-00002", 2, "answered")
    assert desk.faults() == []
    assert desk.faults(outside) == [
        "segel dari luar: buku besar ini lebih tua daripada segel itu: segel mencakup 7 catatan, di sini hanya ada 6"
    ]


def test_rewritten_ledger_is_refuted_by_a_seal_from_outside(desk: Desk, key: Ed25519PrivateKey) -> None:
    before = transaction.savepoint()
    desk.act("2026-00002", "closed", HEAD)
    outside = seal(desk, key)
    transaction.savepoint_rollback(before)
    desk.rows["2026-00002"] = ledger.SubjectRow("matter", "2026-00002", 2, "answered")
    desk.act("2026-00002", "closed", CLERK)
    desk.act("2026-00003", "submitted")
    seal(desk, key)
    assert desk.faults() == []
    assert desk.faults(outside)[0].startswith("segel dari luar: catatan 1 sampai 7 bukan lagi yang disegel pada 2026-")


def test_foreign_forged_and_unknown_seals_are_refused(desk: Desk, key: Ed25519PrivateKey) -> None:
    genuine = seal(desk, key)
    document = json.loads(genuine.to_json())
    forged = SealDocument.from_json(json.dumps({**document, "size": 5}))
    foreign = SealDocument.from_json(json.dumps({**document, "government": "63.00"}))
    stranger = transaction.savepoint()
    other = Ed25519PrivateKey.generate()
    unknown = seal(desk, other)
    transaction.savepoint_rollback(stranger)
    assert desk.faults(forged) == ["segel dari luar: tanda tangan segel itu tidak sah"]
    assert desk.faults(foreign) == ["segel dari luar: segel itu milik pemerintah daerah 63.00"]
    assert "kunci yang tidak dikenal" in desk.faults(unknown)[0]
    for text in ("", "{}", "[]", json.dumps({**document, "size": "5"}), b"\xff"):
        with pytest.raises(ValueError, match="bukan segel"):
            SealDocument.from_json(text)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("size = 5", "tanda tangan tidak sah"),
        (f"root = {changed('leaf_hash')}", "tanda tangan tidak sah"),
        ("size = 99", "mencakup 99 catatan, padahal hanya ada 6"),
        ("key_id = 'abc'", "tanda tangan tidak sah"),
    ],
)
def test_changed_seal_is_named(desk: Desk, key: Ed25519PrivateKey, tamper: Tamper, change: str, fault: str) -> None:
    seal(desk, key)
    tamper(f"UPDATE records_seal SET {change}")
    assert desk.faults()[0].startswith(f"segel {Seal.objects.get().pk}")
    assert fault in desk.faults()[0]


def test_rewritten_ledger_is_refuted_by_its_own_seals(desk: Desk, key: Ed25519PrivateKey) -> None:
    old = seal(desk, key)
    Seal.objects.create(
        government=desk.government,
        size=3,
        root=bytes.fromhex(old.root),
        sealed_at=NOON,
        readings_until=NOON,
        reading_digest=bytes(32),
        key_id=old.key_id,
        public_key=bytes.fromhex(old.public_key),
        signature=bytes(64),
    )
    assert any("kolom root: tidak cocok dengan catatan 1 sampai 3" in fault for fault in desk.faults())


def test_deleted_seal_between_others_is_found(desk: Desk, key: Ed25519PrivateKey, tamper: Tamper) -> None:
    for _ in range(3):
        seal(desk, key)
        desk.now += timedelta(days=1)
    seals = list(Seal.objects.order_by("id"))
    tamper(f"DELETE FROM records_seal WHERE id = {seals[1].pk}")
    assert desk.faults() == [f"segel {seals[2].pk}, kolom readings_since: tidak bersambung dengan segel sebelumnya"]


def test_deleted_or_changed_reading_is_refuted_by_the_days_seal(
    desk: Desk, key: Ed25519PrivateKey, tamper: Tamper
) -> None:
    read(desk, -2)
    read(desk, -1)
    outside = seal(desk, key)
    tamper("UPDATE records_reading SET person_key = 'o-4' WHERE id IN (SELECT max(id) FROM records_reading)")
    assert desk.faults() == [
        f"segel {Seal.objects.get().pk}, kolom reading_digest: riwayat pembacaan bukan lagi yang disegel"
    ]
    tamper("DELETE FROM records_reading WHERE id IN (SELECT max(id) FROM records_reading)")
    assert desk.faults(outside)[-1] == "segel dari luar: riwayat pembacaan bukan lagi yang disegel"


def test_key_is_changed_only_by_an_entry_with_both(desk: Desk, key: Ed25519PrivateKey) -> None:
    new = Ed25519PrivateKey.generate()
    seal(desk, key)
    without = transaction.savepoint()
    seal(desk, new)
    assert "kunci berganti tanpa catatan pergantian" in desk.faults()[0]
    transaction.savepoint_rollback(without)
    ledger.rotate_key(government=desk.government, old=key, new=new, actor=HEAD, basis=CHOICE, recorded_at=desk.now)
    outside = seal(desk, new)
    assert desk.faults(outside) == []


def test_signing_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "segel.pem"
    first, second = ledger.signing_key(path), ledger.signing_key(path)
    assert first.private_bytes_raw() == second.private_bytes_raw()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    path.chmod(0o644)
    with pytest.raises(PermissionError, match="chmod 600"):
        ledger.signing_key(path)


# The database's own refusal


@pytest.mark.parametrize("model", [Entry, Node, Secret, Seal, Reading, Head])
def test_database_refuses_update_and_delete(desk: Desk, key: Ed25519PrivateKey, model: type[models.Model]) -> None:
    read(desk, 0)
    seal(desk, key)
    rows = model._default_manager.all()
    column = {Entry: "step", Node: "level", Secret: "value", Seal: "size", Reading: "post", Head: "size"}[model]
    with pytest.raises(IntegrityError, match=r"[Bb]uku besar"), transaction.atomic():
        rows.update(**{column: 0})
    with (
        pytest.raises(IntegrityError, match=r"Buku besar|penghapusannya"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    if not SQLITE:
        connection.check_constraints()
        with pytest.raises(IntegrityError, match="Buku besar"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
    assert desk.faults() == []


@pytest.mark.skipif(not SQLITE, reason="INSERT OR REPLACE is SQLite's own")
@pytest.mark.parametrize("model", [Entry, Node, Secret, Seal, Reading, Head])
@pytest.mark.parametrize("same_id", [True, False])
def test_sqlite_refuses_insert_or_replace(
    desk: Desk, key: Ed25519PrivateKey, model: type[models.Model], same_id: bool
) -> None:
    read(desk, 0)
    seal(desk, key)
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields if same_id or field.column != "id"]
    if not same_id and model in {Seal, Reading}:
        pytest.skip("these have no key beside the id")
    listed, table = ", ".join(columns), model._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} ({listed}) SELECT {listed} FROM {table} LIMIT 1")
    assert desk.faults() == []


@pytest.mark.skipif(not SQLITE, reason="INSERT OR REPLACE is SQLite's own")
def test_sqlite_refuses_the_next_number_in_the_place_of_an_old_row(desk: Desk) -> None:
    columns = [f'"{field.column}"' for field in Entry._meta.concrete_fields]
    listed = ", ".join(columns)
    values = listed.replace('"number"', "7")
    with pytest.raises(IntegrityError, match="terisi"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO records_entry ({listed}) SELECT {values} FROM records_entry LIMIT 1")


@pytest.mark.parametrize("number", [6, 8])
def test_database_refuses_a_number_that_is_not_the_next(desk: Desk, number: int) -> None:
    entry = Entry.objects.get(number=6)
    entry.pk, entry.number = None, number
    with pytest.raises(IntegrityError, match="Nomor"), transaction.atomic():
        entry.save(force_insert=True)


def test_database_refuses_a_size_without_its_entry(desk: Desk) -> None:
    for size in (5, 7, 8):
        with pytest.raises(IntegrityError, match="Ukuran"), transaction.atomic():
            Head.objects.update(size=size)
    Head.objects.update(number_year=2026, number_last=3)
    other = Government.objects.create(code="63.98", name="x", head_title="x", timezone="Asia/Makassar", pack="x")
    with pytest.raises(IntegrityError, match="Ukuran"), transaction.atomic():
        Head.objects.create(government=other, size=6)


def test_secret_goes_only_with_its_own_erasure(desk: Desk) -> None:
    answers = Secret.objects.filter(field="answer").order_by("id")
    with transaction.atomic():
        ledger.erase(entry=answers[0].entry, field="answer", actor=HEAD, basis=CHOICE, recorded_at=desk.now)
    assert desk.faults() == []
    with pytest.raises(IntegrityError, match="penghapusannya"), transaction.atomic():
        answers[0].delete()


def test_missing_trigger_is_a_fault(desk: Desk) -> None:
    assert triggers.missing_triggers(connection) == []
    connection.check_constraints()
    on = "" if SQLITE else " ON records_entry"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER records_entry_update{on}")
    assert triggers.missing_triggers(connection) == ["records_entry_update"]
    assert [fault.split(":")[0] for fault in desk.faults()] == ["pemicu records_entry_update"]


def test_trigger_made_harmless_under_its_name_is_missing(desk: Desk) -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        if SQLITE:
            cursor.execute("DROP TRIGGER records_entry_delete")
            cursor.execute("CREATE TRIGGER records_entry_delete BEFORE DELETE ON records_entry BEGIN SELECT 1; END")
        else:
            cursor.execute("ALTER TABLE records_entry DISABLE TRIGGER records_entry_delete")
    assert triggers.missing_triggers(connection) == ["records_entry_delete"]


@pytest.mark.django_db(transaction=True)
def test_triggers_outlive_a_remade_table() -> None:
    wider = models.CharField(max_length=65)
    wider.set_attributes_from_name("step")
    triggers.before_migrate(using="default", plan=["something"])
    narrow = Entry._meta.get_field("step")
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, narrow, wider)
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, wider, narrow)
    if SQLITE:
        assert "records_entry_update" in triggers.missing_triggers(connection)
    triggers.after_migrate(using="default")
    assert triggers.missing_triggers(connection) == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_numbers_without_gap(transactional_db: None) -> None:
    government = Government.objects.create(code="63.99", name="x", head_title="x", timezone="Asia/Makassar", pack="x")
    errors: list[DatabaseError] = []

    def work(key: str) -> None:
        try:
            desk = Desk(government)
            for state in ("submitted", "answered", "closed"):
                desk.act(key, state)
        except DatabaseError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[f"2026-0000{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    rows = [ledger.SubjectRow("matter", f"2026-0000{number}", 3, "closed") for number in range(4)]
    assert ledger.verify(government, rows) == []
    assert ledger.size(government) == 12


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.sampled_from((0.5, 1.0, -2.25, 1e21))
    | st.text()
)


@given(st.recursive(VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)))
def test_rfc_8785_a_value_is_canonical_whichever_way_it_is_written(value: Any) -> None:
    assert ledger._canonical(value) == rfc8785.dumps(value)

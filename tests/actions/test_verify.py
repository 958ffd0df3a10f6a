"""What the rows say is held against what the entries committed to: every forgery of a row is named."""

from __future__ import annotations

from django.db import connection, transaction

from selaras.actions import ledger as whole
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.site.demo import load_demo

MATTER = "(SELECT id FROM records_matter WHERE number = %s)"
# What is forged: the statement, and the word by which the fault names it.
FORGERIES = {
    "the title": ("UPDATE records_matter SET title = 'Judul palsu' WHERE number = %s", "kolom title"),
    "the purpose": ("UPDATE records_matter SET purpose = 'Maksud palsu' WHERE number = %s", "kolom purpose"),
    "the kind": ("UPDATE records_matter SET form = 'a' WHERE number = %s", "kolom kind"),
    "the path": ("UPDATE records_matter SET path = NULL WHERE number = %s", "kolom path"),
    "the outcome": ("UPDATE records_matter SET outcome = 'lain' WHERE number = %s", "kolom outcome"),
    "a position": (
        f"UPDATE records_participant SET slot = 'confirmed' WHERE slot = 'objected' AND matter_id = {MATTER}",
        "peserta",
    ),
    "a participant": (
        f"DELETE FROM records_participant WHERE unit = 'SETDA.AST1' AND matter_id = {MATTER}",
        "peserta",
    ),
    "an agreement": (f"UPDATE records_proposal SET text = 'Palsu' WHERE matter_id = {MATTER}", "bunyi naskah bersama"),
    "an answer": (f"UPDATE records_answer SET text = 'Palsu' WHERE matter_id = {MATTER}", "bunyi tanggapan"),
    "an answer taken away": (f"DELETE FROM records_answer WHERE matter_id = {MATTER}", "hilang"),
}


def test_every_forged_row_is_named(balangan: Government) -> None:
    load_demo(balangan)
    irrigation = Matter.objects.get(government=balangan, state="agreed", participants__slot="objected")
    number = str(irrigation.number)
    assert not whole.verify(Government.objects.get(pk=balangan.pk))
    for forgery, (statement, word) in FORGERIES.items():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [number])
            assert cursor.rowcount >= 1, forgery
            found = [str(fault) for fault in whole.verify(Government.objects.get(pk=balangan.pk))]
            transaction.set_rollback(True)
        assert found, forgery
        assert all(number in fault for fault in found), forgery
        assert word in " ".join(found), forgery
    assert not whole.verify(Government.objects.get(pk=balangan.pk))

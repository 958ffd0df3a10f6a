"""Documents: drafted with all units concerned, issued once they were heard, known, measured, recommended from."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from selaras.actions import documents
from selaras.actions.documents import Line, Sketch
from selaras.actions.offices import AlreadyDone
from selaras.actions.outcomes import Task
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records import ledger
from selaras.records.documents import Document, Measurement
from tests.acts import Cast, sound
from tests.results import drafted, instrument, issued, take

DEBIT = Line("Debit air", measure="m3", baseline=Decimal(4), target=Decimal(9))
GOOD = Sketch(title="Pedoman", units=("DISPERTAN",))


@pytest.mark.django_db
def test_pasal_18_huruf_b_nothing_is_issued_before_the_units_concerned_were_heard(cast: Cast) -> None:
    document = drafted(cast)
    with pytest.raises(Refused):
        take(cast("DPUPR/1"), document, "tetapkan", **instrument(cast("DPUPR/1")))
    take(cast("DISPERTAN/1"), document, "setujui_catatan", "Sebut kalender tanam.")
    take(cast("DLH/1"), document, "keberatan", "Debit terlalu kecil.")
    take(cast("DPUPR/1"), document, "tetapkan", **instrument(cast("DPUPR/1")))
    document.refresh_from_db()
    assert document.issued_on and document.state == "issued"
    seats = {s.unit: (s.kept, s.slot) for s in document.seats() if s.role == "counterpart"}
    assert seats == {"DISPERTAN": ("noted", "told"), "DLH": ("objected", "told")} and sound(document.government)


@pytest.mark.django_db
def test_pasal_18_huruf_a_who_knows_of_it_is_written_down(cast: Cast) -> None:
    document = issued(cast)
    take(cast("DLH/1"), document, "ketahui")
    assert {s.unit: s.slot for s in document.seats() if s.role == "counterpart"} == {"DISPERTAN": "told", "DLH": "seen"}


@pytest.mark.django_db
def test_a_new_version_has_new_words_and_lines_and_what_was_said_of_the_old_one_falls(cast: Cast) -> None:
    document = drafted(cast, "g", (DEBIT,))
    take(cast("DISPERTAN/1"), document, "setujui")
    anew = Sketch(form="g", text="2. Dibuka bergantian.", lines=(DEBIT, Line("Luas sawah", measure="ha")))
    take(cast("DPUPR/1"), document, "edarkan_ulang", "Giliran diatur.", anew=anew)
    document.refresh_from_db()
    assert document.text == "2. Dibuka bergantian." and document.proposals_count == 2 and document.rows.count() == 2
    assert {s.slot for s in document.seats() if s.role == "counterpart"} == {"asked"} and sound(document.government)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sketch", "field"),
    [
        (Sketch(title="", units=("DLH",)), "title"),
        (Sketch(title="x", units=()), "units"),
        (Sketch(title="x", units=("DPUPR",)), "units"),
        (Sketch(title="x", units=("TIDAKADA",)), "units"),
        (Sketch(form="z", title="x", units=("DLH",)), "form"),
        (Sketch(form="b", title="x", units=("DLH",)), "starts_on"),
        (Sketch(title="x", units=("DLH",), starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)), "ends_on"),
        (Sketch(title="x", units=("DLH",), lines=(Line("p", place="TIDAKADA"),)), "lines"),
        (Sketch(title="x", units=("DLH",), lines=(Line("p", amount=Decimal(-1)),)), "lines"),
        (Sketch(title="x", units=("DLH",), lines=(Line("p", target=Decimal(10) ** 13),)), "lines"),
        (Sketch(title="x", units=("DLH",), lines=tuple(Line("p") for _ in range(301))), "lines"),
        (Sketch(title="x", units=("DLH",), matter="2020-99999"), "matter"),
    ],
)
def test_a_draft_says_what_is_wrong_with_it(cast: Cast, sketch: Sketch, field: str) -> None:
    with pytest.raises(Invalid) as bad:
        documents.save_document(actor=cast("DPUPR/1"), sketch=sketch)
    assert field in bad.value.errors and not Document.objects.exists()


@pytest.mark.django_db
def test_a_draft_is_changed_and_thrown_away_by_who_wrote_it_and_by_nobody_else(cast: Cast) -> None:
    draft = documents.save_document(actor=cast("DPUPR/1"), sketch=GOOD)
    with pytest.raises(Document.DoesNotExist):
        documents.save_document(actor=cast("DLH/1"), sketch=GOOD, draft=draft.pk)
    with pytest.raises(Document.DoesNotExist):
        documents.discard_document(actor=cast("DISPERTAN/1"), draft=draft.pk)
    documents.discard_document(actor=cast("DPUPR/1"), draft=draft.pk)
    assert not Document.objects.exists() and not ledger.Entry.objects.filter(subject_type="document").exists()


@pytest.mark.django_db
def test_pasal_18_huruf_g_a_report_said_again_for_the_same_period_stands_anew(cast: Cast) -> None:
    document, actor = issued(cast, "g", (DEBIT,)), cast("DISPERTAN/1")
    row, day = document.rows.get(), document.government.today()
    for value in ("7.5", "8"):
        documents.measure(actor=actor, document=document.pk, row=row.pk, period=day, value=Decimal(value), note="Alat.")
    assert Measurement.objects.get().value == 8
    said = ledger.Entry.objects.filter(step="laporkan_capaian").order_by("number")
    assert [entry.texts["value"] for entry in said] == ["7.5", "8"] and sound(document.government)


@pytest.mark.django_db
def test_only_units_concerned_report_only_while_it_is_issued_and_never_ahead(cast: Cast) -> None:
    going, row = drafted(cast, "g", (DEBIT,)), None
    row, day = going.rows.get(), going.government.today()
    given = {"document": going.pk, "row": row.pk, "value": Decimal(1)}
    with pytest.raises(Refused):
        documents.measure(actor=cast("DPUPR/1"), period=day, **given)  # type: ignore[arg-type]
    document = issued(cast, "g", (DEBIT,))
    given = {"document": document.pk, "row": document.rows.get().pk}
    for value, period in ((Decimal(1), day + timedelta(days=1)), (Decimal("NaN"), day), (Decimal(10) ** 13, day)):
        with pytest.raises(Invalid):
            documents.measure(actor=cast("DPUPR/1"), period=period, value=value, **given)  # type: ignore[arg-type]
    with pytest.raises(Document.DoesNotExist):
        documents.measure(actor=cast("DISPAR/1"), period=day, value=Decimal(1), **given)  # type: ignore[arg-type]
    documents.measure(actor=cast("DPUPR/1"), period=day, value=Decimal(1), key="k-1", **given)  # type: ignore[arg-type]
    with pytest.raises(AlreadyDone):
        documents.measure(actor=cast("DPUPR/1"), period=day, value=Decimal(1), key="k-1", **given)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_pasal_18_huruf_g_a_recommendation_becomes_a_follow_up_by_who_prepared_it(cast: Cast) -> None:
    document = issued(cast, "g", (DEBIT,))
    task = Task("Keruk saluran.", "DISPERTAN", "DLH", 9)
    with pytest.raises(Refused, match="penyusunnya"):
        documents.recommend(actor=cast("DLH/1"), document=document.pk, task=task)
    row = documents.recommend(actor=cast("DPUPR/1"), document=document.pk, task=task)
    assert row.phase == "open" and row.document_id == document.pk and row.due_on and sound(document.government)

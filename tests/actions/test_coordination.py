"""The mapping of coordinators in the hands of officers: each act, its entry, and what neither pack nor matter loses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from selaras.actions import ledger as whole
from selaras.actions.coordination import (
    Instrument,
    Mapping,
    add,
    foresee_replacement,
    make_official,
    replace,
    seen_of,
    undo_official,
    undoable,
)
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.facts import resolver
from selaras.actions.matters import submit
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid, Stale
from selaras.actions.units import load_pack
from selaras.law.paths import Question, Status
from selaras.law.procedures import Refused
from selaras.law.types import Kind
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.records.units import Coordination, forget, history

Cast = Callable[..., Actor]
PACK = Path(__file__).parents[2] / "src/selaras/packs/balangan"
ANNEX = Instrument("II/12", "100.3/7/2026", date(2026, 11, 2))
FIRST = date(2026, 12, 1)


def row_of(unit: str) -> Coordination:
    return Coordination.objects.get(unit=unit, affair="", valid_to=None)


def official(actor: Actor, unit: str = "DPUPR", key: str = "") -> Coordination:
    row = row_of(unit)
    return make_official(actor=actor, row=row.pk, seen=seen_of(row), instrument=ANNEX, key=key)


def mapping(**values: Any) -> Mapping:
    return Mapping(
        **{
            "unit": "DPUPR",
            "coordinator": "SETDA.AST1",
            "valid_from": FIRST,
            "reason": "tugas Asisten berubah",
            **values,
        }
    )


def replaced(actor: Actor, key: str = "", **values: Any) -> Coordination:
    row = row_of("DPUPR")
    return replace(actor=actor, row=row.pk, seen=seen_of(row), mapping=mapping(**values), key=key)


@pytest.fixture(autouse=True)
def mapping_read_afresh() -> Iterator[None]:
    """What a test before left in the memory of organisations is gone: the database went back, its versions too."""
    forget()
    yield
    forget()


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return cast("SETDA.AST3.ORG/11")


def path(government: Government, day: date) -> tuple[Status, str | None]:
    fresh = Government.objects.get(pk=government.pk)
    question = Question("DPUPR", ("DISPERTAN",), Kind.KOORDINATIF, "lintas_sektor", "c")
    found = resolver(fresh, day).resolve(question)
    return found.status, found.convener


def test_pasal_21_a_row_made_official_names_the_annex_and_the_path_is_official(officer: Actor) -> None:
    government = officer.government
    assert path(government, FIRST)[0] is Status.PROPOSED
    made = official(officer)
    official(officer, "DISPERTAN")
    assert (made.status, made.strength, made.cite) == ("resmi", "stated", "Pasal 21 ayat (1)")
    assert made.reason == "baris II/12 pada lampiran, keputusan 100.3/7/2026 tanggal 2 November 2026"
    assert path(government, FIRST) == (Status.OFFICIAL, "SETDA.AST2")
    entry = ledger.Entry.objects.get(number=made.entry)
    assert (entry.subject_type, entry.subject_key, entry.subject_version) == ("coordination", "63.11", 1)
    assert (entry.step, entry.post, entry.capacity) == ("resmikan", "SETDA.AST3.ORG/11", "definitif")
    assert not whole.verify(government)


def test_what_was_made_official_can_be_taken_back_while_nothing_followed(officer: Actor) -> None:
    before = row_of("DPUPR")
    made = official(officer)
    assert undoable(made)
    undone = undo_official(actor=officer, row=made.pk, seen=seen_of(made), reason="salah baris", key="")
    for column in ("status", "strength", "cite", "reason", "agreement", "source", "valid_from", "valid_to"):
        assert getattr(undone, column) == getattr(before, column), column
    assert [e.step for e in ledger.Entry.objects.filter(subject_type="coordination").order_by("number")] == [
        "resmikan",
        "tarik_resmi",
    ]
    assert not whole.verify(officer.government)
    with pytest.raises(Stale, match="tidak dapat ditarik"):
        undo_official(actor=officer, row=undone.pk, seen=seen_of(undone), reason="lagi", key="")


def test_what_was_made_official_stays_once_something_followed(officer: Actor) -> None:
    made = official(officer)
    replaced(officer)
    made.refresh_from_db()
    assert undoable(made) is None
    with pytest.raises(Stale, match="tidak dapat ditarik"):
        undo_official(actor=officer, row=made.pk, seen=seen_of(made), reason="x", key="")


def test_what_was_made_official_stays_once_another_row_of_its_unit_followed(officer: Actor) -> None:
    made = official(officer)
    affair = next(a.code for a in history(officer.government).on(FIRST).affairs.values() if a.unit == "DPUPR")
    add(actor=officer, mapping=mapping(affair=affair), key="")
    with pytest.raises(Stale, match="tidak dapat ditarik"):
        undo_official(actor=officer, row=made.pk, seen=seen_of(made), reason="x", key="")


def test_a_replacement_ends_the_old_row_the_day_before_with_one_entry(officer: Actor) -> None:
    government, old = officer.government, row_of("DPUPR")
    new = replaced(officer)
    old.refresh_from_db()
    assert (old.valid_to, old.coordinator) == (date(2026, 11, 30), "SETDA.AST2")
    assert (new.valid_from, new.valid_to, new.status, new.strength) == (FIRST, None, "usulan", "inferred")
    assert (new.reason, new.entry, old.entry) == ("tugas Asisten berubah", new.entry, new.entry)
    assert ledger.Entry.objects.filter(subject_type="coordination").count() == 1
    assert path(government, date(2026, 11, 30))[1] == "SETDA.AST2"
    assert path(government, FIRST)[1] == "SETDA"
    assert not whole.verify(government)


def test_the_same_coordinator_may_become_official_from_a_day_on(officer: Actor) -> None:
    new = replaced(officer, coordinator="SETDA.AST2", status="resmi", instrument=ANNEX, reason="")
    assert (new.status, new.strength) == ("resmi", "stated")
    with pytest.raises(Invalid, match="koordinator dan status yang sekarang"):
        replaced(officer, coordinator="SETDA.AST2", status="resmi", instrument=ANNEX, valid_from=date(2027, 1, 1))


def test_a_running_matter_keeps_its_path_and_is_named_before(officer: Actor, cast: Cast) -> None:
    opener = cast("DPUPR/1")
    intent = Intent(kind="koordinatif", form="c", parties=("DISPERTAN",), title="Irigasi", purpose="Jadwal air.")
    matter = submit(actor=opener, draft=save_draft(actor=opener, intent=intent).pk, key="")
    kept = matter.fixed_path
    outcome = foresee_replacement(officer.government, row_of("DPUPR"), mapping(valid_from=officer.government.today()))
    assert [m.number for m in outcome.keeping] == [matter.number]
    assert foresee_replacement(officer.government, row_of("DLH"), mapping(unit="DLH")).keeping == ()
    replaced(officer, valid_from=officer.government.today())
    matter.refresh_from_db()
    assert matter.fixed_path == kept
    assert kept is not None and kept.convener == "SETDA.AST2"
    fresh = Actor(Government.objects.get(pk=opener.government.pk), opener.person, opener.tenure)
    second = submit(actor=fresh, draft=save_draft(actor=fresh, intent=intent).pk, key="")
    assert second.fixed_path is not None and second.fixed_path.convener == "SETDA"
    assert not whole.verify(officer.government)


def test_a_missing_row_is_added_and_a_second_one_is_not(officer: Actor) -> None:
    """An affair whose coordination differs gets a row of its own; the same affair twice is refused."""
    affair = next(a.code for a in history(officer.government).on(FIRST).affairs.values() if a.unit == "DPUPR")
    wanted = mapping(affair=affair)
    made = add(actor=officer, mapping=wanted, key="")
    assert (made.affair, made.valid_to, made.line) == (affair, None, 0)
    with pytest.raises(Invalid, match="Sudah ada baris"):
        add(actor=officer, mapping=wanted, key="")
    assert not whole.verify(officer.government)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"unit": "TIDAK"}, "unit", "tidak ada pada 1 Desember 2026"),
        ({"coordinator": "TIDAK"}, "coordinator", "tidak ada pada 1 Desember 2026"),
        ({"coordinator": "DPUPR"}, "coordinator", "dirinya sendiri"),
        ({"affair": "tidak"}, "affair", "tidak dipegang unit ini"),
        ({"valid_from": None}, "valid_from", "2026-12-01"),
        ({"status": "sah"}, "status", "resmi atau usulan"),
        ({"reason": " "}, "reason", "Tulis alasannya"),
        ({"reason": "a\x00b"}, "reason", "Tulis alasannya"),
        ({"status": "resmi"}, "annex", "nomor barisnya"),
        ({"status": "resmi", "instrument": Instrument("1", "x" * 61)}, "decree", "paling panjang 60"),
        ({}, "unit", "Sudah ada baris yang berlaku sejak 6 April 2020: Asisten Perekonomian"),
    ],
)
def test_what_is_wrong_with_a_new_row_is_said_on_its_field(
    officer: Actor, values: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(actor=officer, mapping=mapping(**values), key="")
    assert words in refused.value.errors[field]
    assert Government.objects.get(pk=officer.government.pk).coordination_version == 0


def test_rows_never_lead_in_a_circle_on_any_day(officer: Actor) -> None:
    replaced(officer, coordinator="DLH")
    row = row_of("DLH")
    with pytest.raises(Invalid, match=r"berputar: .*Dinas Lingkungan Hidup"):
        replace(
            actor=officer,
            row=row.pk,
            seen=seen_of(row),
            mapping=mapping(unit="DLH", coordinator="DPUPR", valid_from=date(2026, 6, 1)),  # before the other begins
            key="",
        )


@pytest.mark.parametrize("first", [date(2020, 4, 6), date(2019, 1, 1)])
def test_a_row_is_not_replaced_before_it_began(officer: Actor, first: date) -> None:
    with pytest.raises(Invalid):
        replaced(officer, valid_from=first)


def test_an_ended_row_is_not_replaced_after_its_end(officer: Actor) -> None:
    old = row_of("DPUPR")
    replaced(officer)
    old.refresh_from_db()
    with pytest.raises(Invalid, match="sudah berakhir pada 30 November 2026"):
        replace(actor=officer, row=old.pk, seen=seen_of(old), mapping=mapping(valid_from=date(2027, 1, 1)), key="")


def test_what_was_changed_meanwhile_is_not_overwritten_and_a_form_counts_once(officer: Actor) -> None:
    seen = seen_of(row_of("DPUPR"))
    made = official(officer, key="k")
    with pytest.raises(Stale):
        make_official(actor=officer, row=made.pk, seen=seen, instrument=ANNEX, key="")
    with pytest.raises(AlreadyDone):
        make_official(actor=officer, row=made.pk, seen=seen, instrument=ANNEX, key="k")
    with pytest.raises(Invalid, match="sudah resmi"):
        official(officer)


@pytest.mark.parametrize("post", ["BKPPD/1", "SETDA.AST3/1", "SETDA/1", "BUPATI/1", "INSPEKTORAT/1", "DPUPR/1"])
def test_an_outsider_is_refused_every_act_on_the_mapping(cast: Cast, balangan: Government, post: str) -> None:
    outsider, row = cast(post), row_of("DPUPR")
    calls: list[Callable[[], object]] = [
        lambda: official(outsider),
        lambda: undo_official(actor=outsider, row=row.pk, seen=seen_of(row), reason="x", key=""),
        lambda: replaced(outsider),
        lambda: add(actor=outsider, mapping=mapping(), key=""),
    ]
    for call in calls:
        with pytest.raises(Refused, match="Bagian Organisasi"):
            call()
    assert not ledger.Entry.objects.filter(subject_type="coordination").exists()


def test_a_row_of_another_government_is_as_one_that_never_was(officer: Actor) -> None:
    other = Government.objects.create(code="00.01", name="Lain", timezone="Asia/Jakarta", pack="balangan")
    row = Coordination.objects.create(
        government=other,
        unit="DPUPR",
        coordinator="SETDA.AST1",
        status="usulan",
        strength="designed",
        reason="x",
        valid_from=date(2020, 4, 6),
    )
    for pk in (row.pk, 10**9):
        with pytest.raises(Coordination.DoesNotExist):
            make_official(actor=officer, row=pk, seen=seen_of(row), instrument=ANNEX, key="")


# What the pack and a forger can no longer do


def test_a_pack_loaded_again_leaves_what_officers_settled(officer: Actor) -> None:
    made, new = official(officer, "DISPERTAN"), replaced(officer)
    before = list(Coordination.objects.order_by("pk").values())
    difference = load_pack(PACK)
    assert [(c.sort, c.key) for c in difference.changes] == [
        ("tetap", "DPUPR SETDA.AST2 2020-04-06"),
        ("tetap", "DISPERTAN SETDA.AST2 2020-04-06"),
    ]
    assert difference.empty
    assert list(Coordination.objects.order_by("pk").values()) == before
    assert (made.status, new.coordinator) == ("resmi", "SETDA.AST1")
    assert not whole.verify(officer.government)


@pytest.mark.parametrize(
    "forged",
    [
        {"coordinator": "SETDA.AST3"},
        {"status": "usulan"},
        {"reason": "palsu"},
        {"valid_to": date(2026, 12, 31)},
        {"entry": 0},
    ],
)
def test_a_forged_row_is_named_by_verify(officer: Actor, forged: dict[str, Any]) -> None:
    made = official(officer)
    Coordination.objects.filter(pk=made.pk).update(**forged)
    faults = whole.verify(officer.government)
    assert faults
    assert all(fault.row.startswith("baris pemetaan DPUPR SETDA.AST") for fault in faults)


def test_a_row_taken_away_behind_the_ledger_is_found(officer: Actor) -> None:
    replaced(officer).delete()
    found = [(fault.row, fault.what) for fault in whole.verify(officer.government)]
    assert found == [("baris pemetaan DPUPR SETDA.AST1 2026-12-01", "ada catatannya, tetapi barisnya tidak ada")]


def test_a_version_of_the_mapping_set_behind_the_ledger_is_found(officer: Actor) -> None:
    official(officer)
    Government.objects.filter(pk=officer.government.pk).update(coordination_version=7)
    fresh = Government.objects.get(pk=officer.government.pk)
    assert [fault.row for fault in whole.verify(fresh)] == ["baris coordination 63.11"]

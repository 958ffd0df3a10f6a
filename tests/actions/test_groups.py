"""Working groups: set up by an instrument, ended on a day, extended by a new instrument, told of their end once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from selaras.actions import groups
from selaras.actions.groups import Mandate
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.law.words import in_words
from selaras.records import clock
from selaras.records.groups import WorkingGroup
from selaras.records.notices import Notice
from tests.acts import Cast, sound
from tests.results import founded, instrument, take

GOOD = {"name": "Gugus", "mandate": "Mandat.", "chair": "DPUPR/1", "members": ("DLH/1",), "outputs": (("Peta", None),)}


@pytest.mark.django_db
def test_pasal_18_huruf_e_a_group_has_mandate_instrument_seats_results_and_an_end(cast: Cast) -> None:
    group = founded(cast)
    group.refresh_from_db()
    assert group.phase == "open" and group.instrument_number == "188/1" and group.starts_on and group.ends_on
    assert {(s.role, s.post) for s in group.seats()} == {
        ("convener", "SETDA/1"),
        ("chair", "DPUPR/1"),
        ("secretary", "BPBD/1"),
        ("member", "DLH/1"),
        ("member", "KEC.LAMPIHONG/1"),
    }
    assert list(group.outputs.values_list("text", flat=True)) == ["Peta titik rawan", "Laporan"]
    assert sound(group.government)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"mandate": " "}, "mandate"),
        ({"form": "a"}, "form"),
        ({"chair": "TIDAK/ADA"}, "chair"),
        ({"secretary": "TIDAK/ADA"}, "secretary"),
        ({"members": ("DLH/1", "TIDAK/ADA")}, "members"),
        ({"outputs": ()}, "outputs"),
        ({"outputs": (("x" * 301, None),)}, "outputs"),
        ({"matter": "2020-99999"}, "matter"),
    ],
)
def test_a_draft_says_what_is_wrong_with_it(cast: Cast, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as bad:
        groups.save_group(actor=cast("SETDA/1"), mandate=Mandate(**(GOOD | wrong)))  # type: ignore[arg-type]
    assert field in bad.value.errors and not WorkingGroup.objects.exists()


@pytest.mark.django_db
def test_a_draft_is_changed_and_thrown_away_by_who_wrote_it_and_by_nobody_else(cast: Cast) -> None:
    draft = groups.save_group(actor=cast("SETDA/1"), mandate=Mandate(**GOOD))  # type: ignore[arg-type]
    with pytest.raises(WorkingGroup.DoesNotExist):
        groups.save_group(actor=cast("DLH/1"), mandate=Mandate(**GOOD), draft=draft.pk)  # type: ignore[arg-type]
    again = groups.save_group(actor=cast("SETDA/1"), mandate=Mandate(**(GOOD | {"name": "Lain"})), draft=draft.pk)  # type: ignore[arg-type]
    assert again.pk == draft.pk and again.name == "Lain" and again.seat_rows.count() == 3
    with pytest.raises(WorkingGroup.DoesNotExist):
        groups.discard_group(actor=cast("DLH/1"), draft=draft.pk)
    groups.discard_group(actor=cast("SETDA/1"), draft=draft.pk)
    assert not WorkingGroup.objects.exists()


@pytest.mark.django_db
def test_a_group_is_set_up_with_instrument_and_a_day_to_come(cast: Cast) -> None:
    actor = cast("SETDA/1")
    draft = groups.save_group(actor=actor, mandate=Mandate(**GOOD))  # type: ignore[arg-type]
    for day in (None, actor.government.today()):
        with pytest.raises(Invalid) as bad:
            take(actor, draft, "bentuk", day=day)
        assert {"instrument", "instrument_number", "instrument_on", "day"} <= set(bad.value.errors)


@pytest.mark.django_db
def test_a_result_is_said_to_be_there_once_with_the_entry_that_says_so(cast: Cast) -> None:
    group = founded(cast)
    first = group.outputs.get(order=1)
    take(cast("DPUPR/1"), group, "catat_hasil", "Enam titik.", output=first.pk)
    first.refresh_from_db()
    assert first.produced_on and first.entry and first.note == "Enam titik."
    with pytest.raises(Invalid, match="belum dicatat"):
        take(cast("DPUPR/1"), group, "catat_hasil", "Lagi.", output=first.pk)
    assert sound(group.government)


@pytest.mark.django_db
def test_after_its_end_a_group_only_reports_or_is_extended_by_a_new_instrument(cast: Cast) -> None:
    group = founded(cast, days=10)
    with clock.at(clock.now() + timedelta(days=11)):
        with pytest.raises(Refused) as stop:
            take(cast("DPUPR/1"), group, "catat_hasil", "Terlambat.", output=group.outputs.get(order=1).pk)
        assert any("Perpanjang" in way for way in stop.value.ways_on)
        day = group.government.today() + timedelta(days=30)
        take(cast("SETDA/1"), group, "perpanjang", "Belum tuntas.", **instrument(cast("SETDA/1"), "188/2"), day=day)
        take(cast("DPUPR/1"), group, "catat_hasil", "Sudah.", output=group.outputs.get(order=1).pk)
    group.refresh_from_db()
    assert group.ends_on == day and group.instrument_number == "188/2"


@pytest.mark.django_db
def test_those_who_lead_are_told_of_the_end_60_30_and_7_days_before_each_once(cast: Cast) -> None:
    group = founded(cast, days=90)
    today = group.government.today()

    def told(days: int) -> int:
        return groups.warn_of_endings(group.government, today + timedelta(days=days))

    assert told(29) == 0
    assert [told(days) for days in (30, 31, 59)] == [3, 0, 0]
    assert [told(days) for days in (60, 61)] == [3, 0]
    assert [told(days) for days in (83, 84, 90)] == [3, 0, 0]
    assert told(91) == 0
    assert set(Notice.objects.values_list("post", flat=True)) == {"SETDA/1", "DPUPR/1", "BPBD/1"}
    assert group.ends_on and {notice.text for notice in Notice.objects.all()} == {
        f"{group.name} berakhir pada {in_words(group.ends_on)}."
    }

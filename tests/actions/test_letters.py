"""Matters that start from a letter, what happened before it was recorded, joining and changing kind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from selaras.actions.drafts import Intent, Origin, save_draft
from selaras.actions.ledger import verify
from selaras.actions.matters import submit
from selaras.actions.refusals import Invalid
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.matters import Letter, Link, Matter
from tests.acts import Cast, opened, sound, state, take

pytestmark = pytest.mark.django_db
LETTER = Origin("600/12/DPUPR/2026", date(2026, 11, 2), "Irigasi", "Camat", "https://contoh.go.id/1", "srikandi")


def test_a_matter_starts_from_a_letter_which_is_found_by_its_number_and_committed_to(
    cast: Cast, balangan: Government
) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",), letter=LETTER)
    assert Letter.objects.get(government=balangan, number="600/12/DPUPR/2026").matter == matter
    assert sound(balangan)
    Letter.objects.update(sender="Orang lain")
    assert [fault.column for fault in verify(balangan)] == ["letter"]


@pytest.mark.parametrize(
    ("letter", "field"),
    [
        (Origin(subject="Tanpa nomor"), "letter_number"),
        (Origin("1", link="javascript:alert(1)"), "letter_link"),
        (Origin("1", system="faks"), "letter_system"),
        (Origin("1", dated=date(2999, 1, 1)), "letter_dated"),
        (Origin("x" * 200), "letter_number"),
    ],
)
def test_a_letter_that_cannot_be_kept_is_told_beside_its_field(cast: Cast, letter: Origin, field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        save_draft(actor=cast("DPUPR/1"), intent=Intent(letter=letter))
    assert set(invalid.value.errors) == {field}


def test_any_act_may_carry_the_day_on_which_it_happened_the_submission_too(cast: Cast, balangan: Government) -> None:
    opener, today = cast("DPUPR/1"), balangan.today()
    draft = save_draft(
        actor=opener, intent=Intent(kind="konsultatif", parties=("DLH",), title="Telepon", purpose="Sudah dibahas.")
    )
    with pytest.raises(Invalid):
        submit(actor=opener, draft=draft.pk, key="", happened_on=today + timedelta(days=1))
    matter = submit(actor=opener, draft=draft.pk, key="", happened_on=today - timedelta(days=5))
    take(cast("DLH/1"), matter, "tanggapi", "Lewat telepon.", happened_on=today - timedelta(days=4))
    with pytest.raises(Invalid):
        take(opener, matter, "lampirkan", happened_on=today - timedelta(days=6))
    take(opener, matter, "simpulkan", "Dipahami.", happened_on=today - timedelta(days=3))
    days = (
        ledger.Entry.objects.filter(subject_key=matter.number).order_by("number").values_list("happened_on", flat=True)
    )
    assert [(today - day).days for day in days if day] == [5, 4, 3] and sound(balangan)


def test_two_matters_on_one_thing_are_joined_where_all_parties_sit_in_the_other(
    cast: Cast, balangan: Government
) -> None:
    opener = cast("DPUPR/1")
    small = opened(opener, kind="konsultatif", parties=("DLH",))
    large = opened(opener, kind="konsultatif", parties=("DLH", "DKP"))
    with pytest.raises(Invalid) as invalid:
        take(opener, large, "gabungkan", "Sama.", other=small.number)
    assert "Ketahanan Pangan" in invalid.value.errors["other"]
    take(opener, small, "gabungkan", "Hal yang sama.", other=large.number)
    assert state(small) == "merged" and Link.objects.get(source=small).kind == "merged"
    with pytest.raises(Invalid):
        take(opener, large, "gabungkan", "Sama.", other=small.number)  # that one is closed
    assert sound(balangan)


def test_pasal_12_ayat_1_a_change_of_kind_is_another_matter_with_the_reason(cast: Cast, balangan: Government) -> None:
    opener = cast("DPUPR/1")
    matter = opened(opener, kind="konsultatif", parties=("DLH/1", "DKP/1"))
    for kind in ("", "konsultatif", "lain"):
        with pytest.raises(Invalid):
            take(opener, matter, "ganti_jenis", "Perlu hasil kerja.", kind=kind)
    take(opener, matter, "ganti_jenis", "Perlu hasil kerja ahli.", kind="fungsional")
    draft = Link.objects.get(target=matter).source
    assert (state(matter), draft.kind, draft.parties) == ("changed", "fungsional", ["DLH/1", "DKP/1"])
    assert sound(balangan)


def test_pasal_19_huruf_d_an_assignment_is_taken_back(cast: Cast, balangan: Government) -> None:
    head, helper = cast("DLH/1"), cast("DLH/4")
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",))
    take(head, matter, "tugaskan", post="DLH/4", power="bertindak")
    with pytest.raises(Invalid):
        take(head, matter, "tarik_tugas", post="DLH/3")
    take(head, matter, "tarik_tugas", "Sudah cukup.", post="DLH/4")
    assert not Matter.objects.visible_to(helper).exists() and sound(balangan)

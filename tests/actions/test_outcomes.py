"""Follow-ups: given by who decides, never closed by who carries them out, carried on and never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from selaras.actions.acts import Deed
from selaras.actions.files import Upload
from selaras.actions.offices import AlreadyDone
from selaras.actions.outcomes import Task, add_follow_up, step_follow_up
from selaras.actions.refusals import Invalid, Stale
from selaras.law.procedures import Refused
from selaras.records import ledger
from selaras.records.matters import Matter
from selaras.records.outcomes import Decision, FollowUp
from tests.acts import Cast, opened, sound
from tests.acts import take as take_in_matter
from tests.results import TASK, decided, followed, take
from tests.scans import scan

PROOF = (Upload("bukti.pdf", scan()),)


@pytest.mark.django_db
def test_who_decided_gives_a_follow_up_that_runs_at_once_in_his_own_name(cast: Cast) -> None:
    row = followed(cast)
    assert (row.phase, row.state) == ("open", "belum") and row.due_on and row.opened_on
    assert {s.role: s.post for s in row.seats()} == {
        "owner": "DPUPR/1",
        "checker": "DISPERTAN/1",
        "convener": "BUPATI/1",
    }
    entry = ledger.Entry.objects.get(subject_type="follow_up", subject_key=row.key)
    assert (entry.post, entry.step) == ("BUPATI/1", "buka") and sound(row.government)


@pytest.mark.django_db
def test_who_leads_the_matter_gives_one_too_and_nobody_else_does(cast: Cast) -> None:
    matter, decision = decided(cast)
    assert add_follow_up(actor=cast("SETDA/1"), decision=decision.pk, task=TASK).phase == "open"
    with pytest.raises(Refused, match="yang memutuskan atau yang memimpin"):
        add_follow_up(actor=cast("DISPERTAN/1"), decision=decision.pk, task=TASK)
    with pytest.raises(Decision.DoesNotExist):
        add_follow_up(actor=cast("DISPAR/1"), decision=decision.pk, task=TASK)
    assert matter.follow_ups.count() == 1


@pytest.mark.django_db
def test_the_same_form_gives_one_follow_up(cast: Cast) -> None:
    _matter, decision = decided(cast)
    add_follow_up(actor=cast("SETDA/1"), decision=decision.pk, task=TASK, key="a-1")
    with pytest.raises(AlreadyDone):
        add_follow_up(actor=cast("SETDA/1"), decision=decision.pk, task=TASK, key="a-1")
    assert FollowUp.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("task", "field"),
    [
        (Task("", "DPUPR", "DISPERTAN", 5), "text"),
        (Task("x", "TIDAKADA", "DISPERTAN", 5), "owner"),
        (Task("x", "DPUPR", "DPUPR", 5), "checker"),
        (Task("x", "DPUPR", "DISPERTAN", 0), "days"),
        (Task("x", "DPUPR", "DISPERTAN", 366), "days"),
        (Task("x\x00", "DPUPR", "DISPERTAN", 5), "text"),
    ],
)
def test_a_follow_up_names_what_by_whom_who_of_another_unit_checks_it_and_until_when(
    cast: Cast, task: Task, field: str
) -> None:
    _matter, decision = decided(cast)
    with pytest.raises(Invalid) as bad:
        add_follow_up(actor=cast("SETDA/1"), decision=decision.pk, task=task)
    assert field in bad.value.errors and not FollowUp.objects.exists()


@pytest.mark.django_db
def test_pasal_18_huruf_g_evidence_counts_once_another_unit_saw_it(cast: Cast) -> None:
    row, owner, checker = followed(cast), cast("DPUPR/1"), cast("DISPERTAN/1")
    take(owner, row, "mulai")
    with pytest.raises(Invalid, match="Pilih naskah"):
        take(owner, row, "laporkan", "Sudah.")
    take(owner, row, "laporkan", "Sudah.", uploads=PROOF)
    with pytest.raises(Refused):
        take(owner, row, "verifikasi", "Saya sendiri.")
    take(checker, row, "kembalikan_bukti", "Belum ada tanggalnya.")
    take(owner, row, "laporkan", "Lengkap.", uploads=PROOF)
    take(checker, row, "verifikasi", "Sudah dilihat.")
    row.refresh_from_db()
    assert row.phase == "closed" and row.closed_on and sound(row.government)


@pytest.mark.django_db
def test_no_matter_is_closed_while_a_follow_up_is_open(cast: Cast) -> None:
    row = followed(cast)
    matter = Matter.objects.get(pk=row.matter_id or 0)
    with pytest.raises(Refused):
        take_in_matter(cast("SETDA/1"), matter, "tutup", "Selesai.")
    take(cast("DPUPR/1"), row, "ajukan_tidak_dapat", "Bukan wewenang kami.")
    take(cast("DISPERTAN/1"), row, "terima_tidak_dapat", "Benar.")
    take_in_matter(cast("SETDA/1"), matter, "tutup", "Selesai.")
    with pytest.raises(Refused, match="sudah ditutup"):
        add_follow_up(actor=cast("SETDA/1"), decision=row.decision_id or 0, task=TASK)


@pytest.mark.django_db
def test_another_day_is_given_with_its_reason_and_the_old_one_stays_in_the_ledger(cast: Cast) -> None:
    row = followed(cast)
    before, day = row.due_on, row.government.today() + timedelta(days=60)
    with pytest.raises(Invalid):
        take(cast("BUPATI/1"), row, "perpanjang", "Musim hujan.", day=row.government.today())
    take(cast("BUPATI/1"), row, "perpanjang", "Musim hujan.", day=day)
    row.refresh_from_db()
    entry = ledger.Entry.objects.filter(subject_type="follow_up").latest("number")
    assert row.due_on == day and entry.texts["due_before"] == str(before) and sound(row.government)


@pytest.mark.django_db
def test_what_is_carried_on_runs_under_the_other_matter_with_the_same_people(cast: Cast) -> None:
    row = followed(cast)
    other = opened(cast("DPUPR/1"), kind="koordinatif", form="e", parties=("DKP", "KEC.LAMPIHONG"))
    with pytest.raises(Invalid, match="berkas lain"):
        take(cast("BUPATI/1"), row, "alihkan", "Lebih tepat.", other="2020-99999")
    take(cast("BUPATI/1"), row, "alihkan", "Lebih tepat.", other=other.number)
    row.refresh_from_db()
    anew = FollowUp.objects.get(matter=other)
    assert row.state == "carried" and anew.phase == "open" and anew.text == row.text
    assert {s.role: s.post for s in anew.seats()} == {s.role: s.post for s in row.seats()} and sound(row.government)


@pytest.mark.django_db
def test_who_saw_an_older_state_is_told_and_does_nothing(cast: Cast) -> None:
    row = followed(cast)
    seat = row.seat_rows.get(role="owner")
    take(cast("DPUPR/1"), row, "mulai")
    with pytest.raises((Stale, Refused)):
        step_follow_up(
            actor=cast("DPUPR/1"), follow_up=row.pk, seat=seat.pk, deed=Deed("mulai"), seen="belum.asked.0", key=""
        )

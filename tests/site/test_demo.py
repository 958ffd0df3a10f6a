"""The demonstration shows what it promises, and its ledger holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from selaras.actions import ledger as whole
from selaras.actions.facts import local_day
from selaras.records import clock
from selaras.records.documents import Document, DocumentSeat, Measurement
from selaras.records.escalations import Escalation
from selaras.records.governments import Government, pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.ledger import Entry, Seal
from selaras.records.matters import Letter, Link, Matter, Participant
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.openness import counted
from selaras.records.outcomes import Decision, FollowUp, Stance
from selaras.records.papers import ASKED, Paper
from selaras.records.past import stand
from selaras.records.people import Operator, Tenure
from selaras.records.public_papers import is_public
from selaras.records.snapshots import Snapshot
from selaras.records.units import history
from selaras.records.withholdings import Withholding
from selaras.site.demo import CAST, load_demo
from selaras.site.marked import accounts
from selaras.site.story import last_day

SORTS: tuple[Any, ...] = (Meeting, FollowUp, WorkingGroup, Document, Withholding)


def test_the_demonstration_has_matters_at_different_stages_and_a_sound_ledger(balangan: Government) -> None:
    load_demo(balangan)
    shown = set(Matter.objects.exclude(phase="draft").values_list("procedure", "phase"))
    book = pack_of(balangan).regulation_on(balangan.today()).book
    shown = {*shown, *(row for sort in SORTS for row in sort.objects.values_list("procedure", "phase"))}
    missing = {(p.code, phase) for p in book.procedures for phase in ("open", "closed")} - shown
    assert not missing  # every way of working together, under way and ended
    types = set(Matter.objects.exclude(type="").values_list("type", flat=True))
    assert types == {"hierarki", "lintas_sektor", "instansional"}
    assert {"child", "carried_up", "follows"} <= set(Link.objects.values_list("kind", flat=True))
    assert Matter.objects.exclude(urgency="").exists() and Letter.objects.exists() and Operator.objects.exists()
    assert Entry.objects.filter(step="limpahkan", post="").exists()  # led at once under the standing delegation
    assert Participant.objects.filter(external=True).count() == 3
    attended = set(MeetingSeat.objects.exclude(kept="").values_list("kept", flat=True))
    assert {"present", "deputed", "voiced", "permitted", "ill", "away", "absent"} <= attended
    states = set(FollowUp.objects.values_list("state", flat=True))
    assert {"belum", "sedang", "terverifikasi", "tidak_dapat", "draft"} <= states
    assert set(Document.objects.values_list("form", flat=True)) == {"a", "b", "c", "g"}
    assert set(WorkingGroup.objects.values_list("form", flat=True)) == {"e", "f"}
    assert Measurement.objects.count() == 8 and Decision.objects.standing().exclude(dissent="").exists()
    assert Stance.objects.filter(stance="unbound").exists() and Entry.objects.filter(step="angkat").exists()
    withheld = Withholding.objects.get(state="in_force")
    assert withheld.matter.withheld and withheld.due_on == withheld.matter.withheld_until
    assert counted(balangan) == [("pemeriksaan", 1)]
    days = set(Snapshot.objects.filter(unit="").values_list("day", flat=True))
    assert len(days) > 20 and max(days) < balangan.today()  # each kept on the evening of that very day
    grown = Snapshot.objects.filter(unit="").order_by("day").values_list("open", flat=True)
    assert grown[0] == 1 and max(grown) > 10
    assert Seal.objects.order_by("-size")[0].size == balangan.head.size
    assert not whole.verify(Government.objects.get(pk=balangan.pk))
    issued = Paper.objects.exclude(kind="undangan")
    assert len({paper.kind for paper in issued if is_public(paper, paper.subject())}) >= 5
    assert not Paper.objects.exclude(state=ASKED).exists(), "the worker makes the files, not who loads it"
    turns = set(Participant.objects.filter(turn_post="BUPATI/1").values_list("turn", flat=True))
    assert turns == {"putuskan"}, "the Bupati has something to decide"
    assert not DocumentSeat.objects.filter(subject__state="issued", turn="akhiri").exists()
    day = balangan.today() - timedelta(days=1)
    for matter in stand(Matter.objects.filter(government=balangan, phase="open"), balangan.seen_on(day)):
        then = {seat.pk: local_day(balangan, seat.turn_since) for seat in matter.stood.seats if seat.turn}
        now = {seat.pk: local_day(balangan, seat.turn_since) for seat in matter.participants.exclude(turn="")}
        assert not {pk for pk, since in now.items() if since <= day and then.get(pk) != since}, matter.number
    signed = Meeting.objects.exclude(signed_on=None)
    assert {paper.subject_key for paper in issued if paper.kind == "notula"} == {str(row.pk) for row in signed}
    measured = "; ".join(signed.values_list("items__note", flat=True))
    assert "28,1" not in measured and "31,4" in measured  # what was not measured yet cannot be noted
    assert Withholding.objects.get(state="asked").seat_rows.get(role="decider").turn_post == "DISKOMINFO/1"
    told = accounts(balangan)
    assert list(told) == [role.username for role in CAST]
    gugus = WorkingGroup.objects.get(form="e", phase="open")
    assert gugus.starts_on and gugus.ends_on == last_day(gugus.starts_on, 4)  # four months, as was decided
    decided = Decision.objects.filter(meeting__group=gugus)
    assert {row.matter_id for row in decided} == {gugus.matter_id}, "what its meetings decide is on the thread"
    assert not decided.filter(item__follow_up__isnull=False).exists(), "nor does it stand under what is carried on"
    assert WorkingGroup.objects.values("mandate").distinct().count() == WorkingGroup.objects.count()
    program = Document.objects.get(form="c")
    assert program.issued_on and not program.rows.filter(starts_on__lte=program.issued_on).exists()
    silent = Matter.objects.get(title__startswith="Penyesuaian jadwal irigasi")
    rows = Escalation.objects.filter(sort="matter", subject=silent.pk).order_by("entry")
    assert [(row.level, row.told) for row in rows] == [
        ("pengingat", "DISPERTAN/1"),
        ("pengingat_kedua", "DISPERTAN/1"),
        ("koordinator", "SETDA.AST2/1"),
        ("pemimpin", "SETDA/1"),
    ]
    plt = Tenure.objects.get(capacity="plt")
    assert plt.valid_to == last_day(plt.valid_from, 3) and plt.runs_on(balangan.today())
    assert plt.valid_from < min(local_day(balangan, e.recorded_at) for e in Entry.objects.filter(capacity="plt"))
    asked = Entry.objects.get(subject_type="withholding", subject_key=withheld.key, step="mohonkan")
    assert withheld.since and withheld.since > local_day(balangan, asked.recorded_at)  # a test takes its time
    assert told["kadis.pangan"] == "Kepala Dinas Ketahanan Pangan; Plt. Kepala Dinas Pertanian"


def test_the_demonstration_works_on_working_days_also_where_today_is_none(balangan: Government) -> None:
    saturday = datetime(2026, 8, 15, 4, tzinfo=UTC)
    with clock.at(saturday):
        load_demo(balangan)
    acts = Entry.objects.exclude(post="").values_list("recorded_at", flat=True)
    days = {at.astimezone(balangan.zone).date() for at in acts}
    assert not {day for day in days if not history(balangan).calendar.is_working(day)}
    assert max(days) == date(2026, 8, 14)


@pytest.mark.parametrize(
    ("since", "months", "last"),
    [
        (date(2026, 8, 21), 4, date(2026, 12, 20)),
        (date(2026, 9, 1), 3, date(2026, 11, 30)),
        (date(2026, 10, 31), 4, date(2027, 2, 27)),
        (date(2026, 12, 1), 12, date(2027, 11, 30)),
    ],
)
def test_the_last_day_of_so_many_months(since: date, months: int, last: date) -> None:
    assert last_day(since, months) == last


def test_the_cast_holds_one_post_each_and_no_post_twice() -> None:
    assert len({role.post for role in CAST}) == len({role.username for role in CAST}) == len(CAST)

"""Matters carried through their procedures by the acts alone, against the ledger and rivals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection

from selaras.actions import ledger as whole
from selaras.actions.acts import Deed, seen_of
from selaras.actions.drafts import Intent, discard_draft, preview, save_draft
from selaras.actions.files import Upload
from selaras.actions.matters import act, submit
from selaras.actions.refusals import Invalid, Stale
from selaras.law.procedures import Refused
from selaras.law.types import Strength
from selaras.records import clock, ledger
from selaras.records.governments import Government
from selaras.records.matters import Link, Matter, Participant
from selaras.records.people import Actor, Tenure
from selaras.records.units import history
from tests.acts import reminded_last_week
from tests.scans import scan

Cast = Callable[..., Actor]
PDF = scan()
IRRIGATION = Intent(
    kind="koordinatif",
    form="c",
    parties=("DISPERTAN", "DKP", "KEC.LAMPIHONG"),
    title="Penyesuaian jadwal irigasi",
    purpose="Jadwal buka pintu air disesuaikan dengan kalender tanam.",
)
QUESTION = Intent(
    kind="konsultatif",
    parties=("SETDA.AST1.HUKUM/1", "DLH"),
    title="Rancangan Perbup pengelolaan sampah",
    purpose="Mohon pendapat atas rancangan terlampir.",
)


def opened(actor: Actor, intent: Intent, key: str = "") -> Matter:
    return submit(actor=actor, draft=save_draft(actor=actor, intent=intent).pk, key=key)


def do(
    actor: Actor, matter: Matter, step: str, *, role: str = "", key: str = "", seen: str = "", **deed: object
) -> Matter:
    """Act from the actor's own seat (of a role, where he has several), having seen the page just now."""
    now = Matter.objects.get(pk=matter.pk)
    seats = Participant.objects.filter(matter=matter, post=actor.post)
    seat = seats.filter(role=role).get() if role else seats.order_by("order").first()
    assert seat is not None and now.number
    return act(
        actor=actor,
        number=now.number,
        seat=seat.pk,
        deed=Deed(step=step, **deed),  # type: ignore[arg-type]
        seen=seen or seen_of(now, seat),
        key=key,
    )


def turns(matter: Matter) -> dict[str, str]:
    return {p.turn_post: p.turn for p in matter.participants.exclude(turn="")}


def faults(government: Government) -> list[str]:
    return [str(fault) for fault in whole.verify(Government.objects.get(pk=government.pk))]


def test_pasal_21_the_path_is_shown_before_anything_is_saved(cast: Cast, balangan: Government) -> None:
    plan = preview(balangan, "DPUPR/1", IRRIGATION)
    assert plan and plan.path and plan.suggestion.type == "lintas_sektor"
    assert plan.path.convener == "SETDA" and plan.path.status == "proposed"
    assert Matter.objects.count() == 0


def test_pasal_13_consultation_from_opening_to_closing(cast: Cast, balangan: Government) -> None:
    asker, law, dlh = cast("DPUPR/6"), cast("SETDA.AST1.HUKUM/1"), cast("DLH/1")
    matter = opened(asker, QUESTION)
    assert matter.number == f"{balangan.today().year}-00001"
    assert turns(matter) == {law.post: "tanggapi", dlh.post: "tanggapi"}
    do(law, matter, "tanggapi", text="Pasal 4 perlu diperjelas.")
    do(dlh, matter, "tanggapi", text="Setuju.", happened_on=balangan.today())
    assert turns(matter) == {asker.post: "simpulkan"}
    do(asker, matter, "simpulkan", text="Pasal 4 diperjelas.")
    do(law, matter, "benarkan")
    do(dlh, matter, "catat", text="Sebutkan TPS.")
    matter = do(asker, matter, "tutup")
    assert (matter.state, matter.phase, matter.outcome) == ("closed", "closed", "catatan konsultasi")
    assert matter.closed_on == balangan.today() and turns(matter) == {}
    entries = ledger.Entry.objects.filter(government=balangan, subject_type="matter", subject_key=matter.number)
    assert [e.step for e in entries.order_by("number")] == [
        "ajukan",
        "tanggapi",
        "tanggapi",
        "simpulkan",
        "benarkan",
        "catat",
        "tutup",
    ]
    assert {e.cite for e in entries} >= {"Pasal 13 ayat (2)", "Pasal 1 angka 10"}
    assert not faults(balangan)


def test_pasal_17_huruf_b_coordination_along_the_path_to_its_end(cast: Cast, balangan: Government) -> None:
    head, sekda = cast("DPUPR/1"), cast("SETDA/1")
    matter = opened(head, IRRIGATION)
    assert {(p.role, p.unit) for p in matter.participants.all()} == {
        ("opener", "DPUPR"),
        ("counterpart", "DISPERTAN"),
        ("counterpart", "DKP"),
        ("counterpart", "KEC.LAMPIHONG"),
        ("coordinator", "SETDA.AST1"),
        ("coordinator", "SETDA.AST2"),
        ("convener", "SETDA"),
    }
    assert turns(matter) == {sekda.post: "ambil"}
    do(sekda, matter, "ambil")
    with pytest.raises(Refused):
        do(sekda, matter, "putuskan", text="Tanpa kesepakatan.")
    do(sekda, matter, "sepakati", text="Pintu air dibuka 12 Desember.", uploads=(Upload("notula.pdf", PDF),))
    do(cast("DISPERTAN/1"), matter, "setujui")
    do(cast("DKP/1"), matter, "keberatan", text="Terlalu cepat.")
    do(head, matter, "setujui")
    with pytest.raises(Refused) as refused:  # the kecamatan still has its time
        do(sekda, matter, "putuskan", text="Pintu air dibuka 12 Desember.")
    assert refused.value.reasons == ("Setiap mitra menyatakan sikap, atau tenggatnya lewat",)
    silent = Participant.objects.get(matter=matter, unit="KEC.LAMPIHONG")
    for _ in range(2):
        do(sekda, matter, "ingatkan", target=silent.pk)
        reminded_last_week(Participant.objects.filter(matter=matter))
    do(sekda, matter, "putuskan", text="Pintu air dibuka 12 Desember.")
    matter = do(sekda, matter, "tutup", text="Tercapai.")
    assert matter.state == "closed" and matter.proposals_count == 2
    assert not faults(balangan)


def test_pasal_19_huruf_d_delegation_return_and_resubmission(cast: Cast, balangan: Government) -> None:
    head, sekda, ast = cast("DPUPR/1"), cast("SETDA/1"), cast("SETDA.AST2/1")
    matter = opened(head, IRRIGATION)
    with pytest.raises(Invalid):
        do(sekda, matter, "kembalikan", text=" ")
    do(sekda, matter, "kembalikan", text="Lampirkan peta.")
    assert turns(matter) == {head.post: "ajukan_ulang"}
    do(head, matter, "ajukan_ulang", text="Peta dilampirkan.", uploads=(Upload("peta.pdf", PDF),))
    seat = Participant.objects.get(matter=matter, unit="SETDA.AST2")
    do(sekda, matter, "limpahkan", target=seat.pk)
    assert turns(matter) == {ast.post: "sepakati"}
    do(ast, matter, "sepakati", text="Sepakat.")
    do(sekda, matter, "ambil_kembali")
    for party in Participant.objects.filter(matter=matter, role__in=("opener", "counterpart")):
        for _ in range(2):
            do(sekda, matter, "ingatkan", target=party.pk)  # the opener as well
            reminded_last_week(Participant.objects.filter(matter=matter))
    do(sekda, matter, "putuskan", text="Putus.")
    do(sekda, matter, "tutup", text="Tercapai.")
    assert not faults(balangan)


def test_an_outside_institution_is_recorded_by_an_officer_in_its_name(cast: Cast, balangan: Government) -> None:
    head = cast("BPBD/1")
    intent = Intent(kind="koordinatif", parties=("EXT.POLRES", "DLH"), title="Kesiapsiagaan karhutla", purpose="Siaga.")
    matter = opened(head, intent)
    assert matter.type == "instansional"
    bupati = cast("BUPATI/1")
    assert turns(matter) == {bupati.post: "ambil"}
    do(bupati, matter, "limpahkan", target=Participant.objects.get(matter=matter, unit="SETDA").pk)
    sekda = cast("SETDA/1")
    do(sekda, matter, "sepakati", text="Posko bersama.")
    police = Participant.objects.get(matter=matter, unit="EXT.POLRES")
    assert police.turn_post == sekda.post
    fresh = Matter.objects.get(pk=matter.pk)
    with pytest.raises(Refused):  # the leader cannot agree for the police without their paper
        act(
            actor=sekda,
            number=str(fresh.number),
            seat=police.pk,
            deed=Deed("setujui"),
            seen=seen_of(fresh, police),
            key="",
        )
    act(
        actor=sekda,
        number=str(fresh.number),
        seat=police.pk,
        deed=Deed(step="setujui", happened_on=balangan.today(), uploads=(Upload("surat.pdf", PDF),)),
        seen=seen_of(fresh, police),
        key="",
    )
    entry = ledger.Entry.objects.filter(government=balangan, step="setujui").get()
    assert entry.unit == "SETDA" and entry.on_behalf == {"post": "", "unit": "EXT.POLRES", "capacity": ""}
    assert not faults(balangan)


def test_pasal_18_huruf_d_a_consultation_is_carried_on_as_coordination(cast: Cast, balangan: Government) -> None:
    asker = cast("DPUPR/1")
    matter = opened(asker, QUESTION)
    matter = do(asker, matter, "lanjutkan", text="Perlu keputusan bersama.")
    assert matter.state == "carried_on" and matter.phase == "closed"
    draft = Matter.objects.get(phase="draft")
    assert draft.kind == "koordinatif" and draft.parties == ["SETDA.AST1.HUKUM", "DLH"]
    assert Link.objects.get().target == matter
    assert not faults(balangan)


def test_pasal_13_ayat_2_the_head_may_be_told_and_nothing_waits_for_him(cast: Cast, balangan: Government) -> None:
    asker, head = cast("DPUPR/6"), cast("DPUPR/1")
    matter = opened(asker, QUESTION)
    before = turns(matter)
    do(asker, matter, "mengetahui")
    assert turns(matter) == before
    assert Matter.objects.visible_to(head).filter(pk=matter.pk).exists()
    do(head, matter, "lihat")
    with pytest.raises(Refused):
        do(asker, matter, "mengetahui")
    assert not faults(balangan)


def test_whose_hands_an_assigned_post_acts_where_nothing_binds(cast: Cast, balangan: Government) -> None:
    asker, head, clerk = cast("DPUPR/1"), cast("DLH/1"), cast("DLH/3")
    matter = opened(asker, QUESTION)
    assert not Matter.objects.visible_to(clerk).exists()
    do(head, matter, "tugaskan", post=clerk.post, power="bertindak")
    seat = Participant.objects.get(matter=matter, unit="DLH")
    now = Matter.objects.get(pk=matter.pk)
    act(
        actor=clerk,
        number=str(now.number),
        seat=seat.pk,
        deed=Deed(step="tanggapi", text="Dari kami."),
        seen=seen_of(now, seat),
        key="",
    )
    entry = ledger.Entry.objects.get(government=balangan, step="tanggapi")
    assert entry.post == clerk.post
    assert entry.on_behalf == {"post": head.post, "unit": "DLH", "capacity": "definitif"}
    do(cast("SETDA.AST1.HUKUM/1"), matter, "tanggapi", text="Ya.")
    do(asker, matter, "simpulkan", text="Sama.")
    now, seat = Matter.objects.get(pk=matter.pk), Participant.objects.get(pk=seat.pk)
    with pytest.raises(Refused) as refused:
        act(actor=clerk, number=str(now.number), seat=seat.pk, deed=Deed("benarkan"), seen=seen_of(now, seat), key="")
    assert refused.value.basis.strength is Strength.INFERRED
    assert not faults(balangan)


def test_pasal_19_huruf_d_work_is_given_downward_only_and_not_passed_on(cast: Cast, balangan: Government) -> None:
    asker, clerk = cast("DPUPR/6"), cast("DPUPR/7")
    matter = opened(asker, QUESTION)
    own = history(balangan).on(balangan.today()).under(asker.post)
    assert own and all(post.unit == "DPUPR" for post in own)
    for post in ("DPUPR/1", asker.post, "DLH/3"):
        with pytest.raises(Invalid):
            do(asker, matter, "tugaskan", post=post)
    do(asker, matter, "tugaskan", post=own[0].code, power="bertindak")
    helper = cast(own[0].code)
    seat = matter.participants.get(post=asker.post)
    for deed in (Deed("tugaskan", post=clerk.post), Deed("cabut", text="Tidak jadi.")):
        with pytest.raises(Refused):
            act(
                actor=helper,
                number=str(matter.number),
                seat=seat.pk,
                deed=deed,
                seen=seen_of(Matter.objects.get(pk=matter.pk), seat),
                key="",
            )


def test_a_step_takes_only_what_it_asks_for(cast: Cast) -> None:
    head, sekda = cast("DPUPR/1"), cast("SETDA/1")
    matter = opened(head, IRRIGATION)
    other = matter.participants.get(unit="DKP")
    do(sekda, matter, "ambil", target=other.pk, text="x" * 30_000, unit="DKP")
    assert matter.participants.get(leads=True).post == sekda.post
    entry = ledger.Entry.objects.get(step="ambil")
    assert not {"text", "target", "unit"} & entry.texts.keys()


def test_matters_that_wait_for_each_other_cannot_be_made_and_a_link_can_be_changed(cast: Cast) -> None:
    head = cast("DPUPR/1")
    one, two, three = (opened(head, IRRIGATION) for _ in range(3))
    do(head, one, "kaitkan", other=two.number, link_kind="child")
    do(head, two, "kaitkan", other=three.number, link_kind="child")
    with pytest.raises(Invalid):
        do(head, three, "kaitkan", other=one.number, link_kind="child")
    with pytest.raises(Invalid):
        do(head, one, "kaitkan", other=two.number, link_kind="child")
    do(head, one, "kaitkan", other=two.number, link_kind="follows")
    assert Link.objects.get(source=one, target=two).kind == "follows"
    do(head, three, "kaitkan", other=one.number, link_kind="child")


def test_only_the_head_submits_what_binds_the_unit(cast: Cast, balangan: Government) -> None:
    section, head = cast("DPUPR/6"), cast("DPUPR/1")
    draft = save_draft(actor=section, intent=IRRIGATION)
    with pytest.raises(Refused):
        submit(actor=section, draft=draft.pk, key="")
    assert Matter.objects.visible_to(head).filter(pk=draft.pk).exists()
    assert submit(actor=head, draft=draft.pk, key="").number


@pytest.mark.parametrize(
    ("intent", "field"),
    [
        (Intent(kind="konsultatif", parties=("DLH",), purpose="x"), "title"),
        (Intent(kind="konsultatif", parties=("DLH",), title="x"), "purpose"),
        (Intent(kind="konsultatif", title="x", purpose="x"), "parties"),
        (Intent(parties=("DLH",), title="x", purpose="x"), "kind"),
    ],
)
def test_a_draft_may_be_incomplete_a_matter_not(cast: Cast, intent: Intent, field: str) -> None:
    actor = cast("DPUPR/1")
    draft = save_draft(actor=actor, intent=intent)
    with pytest.raises(Invalid) as invalid:
        submit(actor=actor, draft=draft.pk, key="")
    assert list(invalid.value.errors) == [field]
    assert Matter.objects.get(pk=draft.pk).phase == "draft" and not Participant.objects.exists()


@pytest.mark.parametrize(
    "intent",
    [
        Intent(kind="romantis", parties=("DLH",)),
        Intent(kind="konsultatif", parties=("TIDAK.ADA",)),
        Intent(kind="koordinatif", type="besar", parties=("DLH",)),
        Intent(kind="koordinatif", form="z", parties=("DLH",)),
        Intent(kind="konsultatif", title="a" * 201),
        Intent(kind="konsultatif", purpose="a" * 1_000_000),
        Intent(kind="konsultatif", purpose="a\x00b"),
        Intent(kind="konsultatif", affairs=("X/Y",)),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(cast: Cast, intent: Intent) -> None:
    with pytest.raises(Invalid) as invalid:
        save_draft(actor=cast("DPUPR/1"), intent=intent)
    assert all(len(sentence) < 300 for sentence in invalid.value.errors.values())
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    ("actor", "intent"),
    [
        ("DPUPR/1", Intent(kind="koordinatif", parties=("BUPATI",), title="x", purpose="x")),
        ("DPUPR/1", Intent(kind="koordinatif", type="hierarki", parties=("DLH",), title="x", purpose="x")),
        ("DPUPR/1", Intent(kind="struktural", parties=("DLH",), title="x", purpose="x")),
    ],
)
def test_what_has_no_lawful_way_stays_a_draft_and_says_what_to_do(cast: Cast, actor: str, intent: Intent) -> None:
    opener = cast(actor)
    draft = save_draft(actor=opener, intent=intent)
    with pytest.raises(Refused) as refused:
        submit(actor=opener, draft=draft.pk, key="")
    assert refused.value.ways_on
    assert Matter.objects.get(pk=draft.pk).phase == "draft"


def test_the_same_form_sent_twice_has_one_effect(cast: Cast, balangan: Government) -> None:
    asker, law = cast("DPUPR/1"), cast("SETDA.AST1.HUKUM/1")
    draft = save_draft(actor=asker, intent=QUESTION)
    first = submit(actor=asker, draft=draft.pk, key="k1")
    assert submit(actor=asker, draft=draft.pk, key="k1").number == first.number
    seat = Participant.objects.get(matter=first, unit="SETDA.AST1.HUKUM")
    seen = seen_of(first, seat)
    for _ in range(2):
        do(law, first, "tanggapi", text="Ya.", key="k2", seen=seen)
    assert ledger.Entry.objects.filter(government=balangan, step="tanggapi").count() == 1


def test_the_second_of_two_officers_sees_the_conflict(cast: Cast) -> None:
    asker, law = cast("DPUPR/1"), cast("SETDA.AST1.HUKUM/1")
    matter = opened(asker, QUESTION)
    seat = Participant.objects.get(matter=matter, unit="SETDA.AST1.HUKUM")
    seen = seen_of(matter, seat)
    do(law, matter, "tanggapi", text="Ya.")
    with pytest.raises(Stale):
        do(law, matter, "tanggapi", text="Tidak.", seen=seen)


def test_two_counterparts_do_not_stand_in_each_others_way(cast: Cast) -> None:
    asker, law, dlh = cast("DPUPR/1"), cast("SETDA.AST1.HUKUM/1"), cast("DLH/1")
    matter = opened(asker, QUESTION)
    seats = {p.unit: seen_of(matter, p) for p in matter.participants.all()}
    do(law, matter, "tanggapi", text="Ya.", seen=seats["SETDA.AST1.HUKUM"])
    do(dlh, matter, "tanggapi", text="Ya.", seen=seats["DLH"])


def test_a_tenure_that_ended_ends_the_power_that_second(cast: Cast, balangan: Government) -> None:
    asker, law = cast("DPUPR/1"), cast("SETDA.AST1.HUKUM/1")
    matter = opened(asker, QUESTION)
    Tenure.objects.filter(pk=law.tenure.pk).update(valid_to=balangan.today() - timedelta(days=1))
    with pytest.raises(Refused):
        do(law, matter, "tanggapi", text="Ya.")


def test_the_key_of_a_form_is_good_for_one_matter_and_one_person(cast: Cast) -> None:
    asker, law = cast("DPUPR/1"), cast("SETDA.AST1.HUKUM/1")
    one, two = opened(asker, QUESTION), opened(asker, QUESTION)
    do(law, one, "tanggapi", text="Ya.", key="k")
    do(law, one, "lengkapi", text="Terkirim dua kali.", key="k")
    assert one.answers.count() == 1
    with pytest.raises(Stale):
        do(law, two, "tanggapi", text="Ya.", key="k")
    with pytest.raises(Stale):
        do(cast("DLH/1"), one, "tanggapi", text="Ya.", key="k")
    assert not two.answers.exists()


def test_outsiders_see_and_do_nothing(cast: Cast) -> None:
    matter = opened(cast("DPUPR/1"), QUESTION)
    stranger = cast("DINSOS/1")
    assert not Matter.objects.visible_to(stranger).exists() and not Matter.objects.visible_to(None).exists()
    with pytest.raises(Matter.DoesNotExist):
        act(actor=stranger, number=str(matter.number), seat=1, deed=Deed("tanggapi", text="x"), seen="", key="")
    draft = save_draft(actor=cast("DPUPR/1"), intent=QUESTION)
    for use in (
        lambda: submit(actor=stranger, draft=draft.pk, key=""),
        lambda: discard_draft(actor=stranger, draft=draft.pk),
    ):
        with pytest.raises(Matter.DoesNotExist):
            use()


def test_pasal_5_the_inspektorat_reads_every_matter_and_acts_in_none(cast: Cast) -> None:
    matter = opened(cast("DPUPR/1"), QUESTION)
    save_draft(actor=cast("DPUPR/1"), intent=QUESTION)
    inspector = cast("INSPEKTORAT/1")
    assert list(Matter.objects.visible_to(inspector)) == [matter]
    seat = matter.participants.get(role="opener")
    with pytest.raises(Refused):
        act(
            actor=inspector,
            number=str(matter.number),
            seat=seat.pk,
            deed=Deed("cabut", text="x"),
            seen=seen_of(matter, seat),
            key="",
        )


def test_numbers_run_by_year_and_are_never_reused(cast: Cast, balangan: Government) -> None:
    actor = cast("DPUPR/1")
    with clock.at(datetime(2026, 12, 31, 12, tzinfo=UTC)):
        assert opened(actor, QUESTION).number == "2026-00001"
        assert opened(actor, QUESTION).number == "2026-00002"
    with clock.at(datetime(2026, 12, 31, 17, tzinfo=UTC)):  # already 2027 in WITA
        assert opened(actor, QUESTION).number == "2027-00001"


def test_linking_another_matter_is_an_act_and_a_child_holds_the_closing(cast: Cast, balangan: Government) -> None:
    head, sekda = cast("DPUPR/1"), cast("SETDA/1")
    parent = opened(head, IRRIGATION)
    child = opened(head, QUESTION)
    do(sekda, parent, "ambil")
    do(head, parent, "kaitkan", other=str(child.number), link_kind="child")
    with pytest.raises(Invalid):
        do(head, parent, "kaitkan", other=str(child.number), link_kind="child")
    do(sekda, parent, "sepakati", text="Ya.")
    for post in ("DPUPR/1", "DISPERTAN/1", "DKP/1", "KEC.LAMPIHONG/1"):
        do(cast(post), parent, "setujui")
    do(sekda, parent, "putuskan", text="Ya.")
    with pytest.raises(Refused):
        do(sekda, parent, "tutup", text="Tercapai.")
    do(head, child, "cabut", text="Tidak perlu lagi.")
    do(sekda, parent, "tutup", text="Tercapai.")
    assert not faults(balangan)


def test_a_fault_in_the_middle_leaves_nothing_half_written(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = cast("DPUPR/1")
    draft = save_draft(actor=actor, intent=QUESTION)

    def fail(**_: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(ledger, "append", fail)
    with pytest.raises(RuntimeError):
        submit(actor=actor, draft=draft.pk, key="k")
    monkeypatch.undo()
    assert not Participant.objects.exists() and Matter.objects.get(pk=draft.pk).number is None
    assert submit(actor=actor, draft=draft.pk, key="k").number


def test_sql_tools_that_change_a_state_are_named(cast: Cast, balangan: Government) -> None:
    matter = opened(cast("DPUPR/1"), QUESTION)
    assert not faults(balangan)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_matter SET state = 'confirming' WHERE id = %s", [matter.pk])
    found = faults(balangan)
    assert len(found) == 1
    assert str(matter.number) in found[0]


def test_happened_on_lies_between_the_submission_and_today(cast: Cast, balangan: Government) -> None:
    yesterday = balangan.today() - timedelta(days=1)
    with clock.at(datetime.combine(yesterday, time(12), tzinfo=balangan.zone)):
        matter = opened(cast("DPUPR/1"), QUESTION)
    law = cast("SETDA.AST1.HUKUM/1")
    for day in (balangan.today() + timedelta(days=1), yesterday - timedelta(days=1)):
        with pytest.raises(Invalid):
            do(law, matter, "tanggapi", text="x", happened_on=day)
    do(law, matter, "tanggapi", text="x", happened_on=yesterday)
    assert ledger.Entry.objects.get(government=balangan, step="tanggapi").happened_on == yesterday

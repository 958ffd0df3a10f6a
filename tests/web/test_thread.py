"""The thread: from the question over meetings and decisions to evidence and evaluation, for each reader his own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions.facts import local_day
from selaras.records import reports
from selaras.records.governments import Government
from selaras.records.matters import Link, Matter
from selaras.records.people import Actor
from selaras.web.language import day_in_language
from selaras.web.thread import Told, public_threads, thread_for, threads_for
from tests.acts import take as take_in_matter
from tests.faces import called, done, for_the_parties, held, issued, led, monitored, ruled, signed, story, to_do

Cast = Callable[..., Actor]


def stages(told: Told) -> dict[str, str]:
    return {stage.word: stage.reach for stage in told.stages}


def words(told: Told) -> list[str]:
    return [knot.title for stage in told.stages for knot in stage.knots]


def test_the_thread_of_the_irrigation_matter_goes_from_the_question_to_the_evidence(
    balangan: Government, cast: Cast
) -> None:
    whole = story(cast)
    told = thread_for(None, whole.matter)
    assert stages(told) == {
        "Berkas": "now",
        "Rapat": "done",
        "Keputusan": "done",
        "Gugus kerja": "now",
        "Kebijakan dan rencana": "done",
        "Tindak lanjut": "now",
        "Bukti": "done",
        "Evaluasi": "done",
    }
    urls = {knot.url for stage in told.stages for knot in stage.knots}
    assert urls == {
        f"/berkas/{whole.matter.number}/",
        f"/agenda/{whole.meeting.pk}/",
        f"/keputusan/{whole.decision.pk}/",
        f"/gugus-kerja/{whole.group.pk}/",
        f"/kebijakan/{whole.policy.pk}/",
        f"/kebijakan/{whole.programme.pk}/",
        f"/kebijakan/{whole.monitoring.pk}/",
        *(f"/keputusan/{t.decision_id}/#tindak-lanjut-{t.pk}" for t in whole.decision.follow_ups.all()),
        *(f"/kebijakan/{t.document_id}/#tindak-lanjut-{t.pk}" for t in whole.monitoring.follow_ups.all()),
    }


def test_what_a_running_thread_has_not_reached_is_shown_as_ahead(balangan: Government, cast: Cast) -> None:
    assert stages(thread_for(None, led(cast))) == {
        "Berkas": "now",
        "Rapat": "ahead",
        "Keputusan": "ahead",
        "Tindak lanjut": "ahead",
        "Bukti": "ahead",
        "Evaluasi": "ahead",
    }


def test_a_closed_matter_ends_its_thread_with_how_it_came_out_which_is_no_evaluation(
    balangan: Government, cast: Cast
) -> None:
    matter = led(cast)
    take_in_matter(cast("SETDA.AST2/1"), matter, "akhiri", "Tidak lagi diperlukan.")
    told = thread_for(None, Matter.objects.select_related("government").get(pk=matter.pk))
    assert stages(told) == {"Berkas": "done", "Hasil": "done"}
    assert "Tidak lagi diperlukan." in words(told)


def test_everybody_sees_of_a_thread_what_is_public_and_who_takes_part_sees_the_rest(
    balangan: Government, cast: Cast
) -> None:
    matter, hidden = led(cast), led(cast, title="Pemeriksaan pompa")
    take_in_matter(cast("DPUPR/1"), matter, "kaitkan", "-", other=str(hidden.number))
    Matter.objects.filter(pk=hidden.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=date(2030, 1, 1)
    )
    meeting = held(cast, called(cast, matter))
    secret = for_the_parties(ruled(cast, meeting, "Pagu dibagi dua."))
    task = to_do(cast, secret, "Surat pagu disusun.")
    noted = words(thread_for(cast("DPUPR/1"), matter))
    assert "Pagu dibagi dua." not in noted and "Surat pagu disusun." not in noted, "nobody has signed the minutes"
    signed(cast, meeting)
    public, party = thread_for(None, matter), thread_for(cast("DPUPR/1"), matter)
    for word in ("Pagu dibagi dua.", "Surat pagu disusun.", "Pemeriksaan pompa"):
        assert word not in words(public) and word in words(party)
    urls = {knot.url for stage in party.stages for knot in stage.knots}
    assert {
        f"/kerja/berkas/{matter.number}/",
        f"/kerja/berkas/{hidden.number}/",
        f"/kerja/rapat/{meeting.pk}/",
        f"/kerja/rapat/{meeting.pk}/notula/",
        f"/kerja/tindak-lanjut/{task.pk}/",
    } == urls


def test_a_document_that_is_asked_round_is_on_nobodys_public_thread(balangan: Government, cast: Cast) -> None:
    matter = led(cast)
    document = issued(cast, matter)
    assert "Pedoman pembagian air" in words(thread_for(None, matter))
    type(document).objects.filter(pk=document.pk).update(state="circulated")
    assert "Pedoman pembagian air" not in words(thread_for(None, matter))
    assert "Pedoman pembagian air" in words(thread_for(cast("DKP/1"), matter))


def test_threads_take_the_same_queries_however_many_and_however_long(
    balangan: Government, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    linked, reader = led(cast), cast("DPUPR/1")
    matters: list[Matter] = []
    for count in (1, 3):
        while len(matters) < count:
            matters.append(led(cast))
            take_in_matter(reader, matters[-1], "kaitkan", "-", other=str(linked.number))
        meeting = held(cast, called(cast, *matters))
        for _ in range(count):
            to_do(cast, ruled(cast, meeting, matter=str(matters[-1].number)))
        signed(cast, meeting)
        monitored(cast, matters[-1])
        with django_assert_num_queries(8):
            reports.threads(matters)
        with django_assert_num_queries(8):
            public_threads(matters)
        with django_assert_num_queries(8):
            threads_for(reader, matters)
    assert reports.threads([]) == []


def test_a_meeting_about_several_matters_folds_the_threads_after_the_first(
    balangan: Government, cast: Cast, client: Client
) -> None:
    first, second = led(cast), led(cast, title="Saluran sekunder")
    meeting = called(cast, first, second)
    text = " ".join(client.get(f"/agenda/{meeting.pk}/").content.decode().split())
    assert text.count('<ol class="thread screen">') == 2
    assert f"<summary>Berkas {second.number}: Saluran sekunder</summary>" in text
    assert f"<b>Berkas {first.number}</b>" in text


def test_a_thing_on_a_thread_bears_the_day_of_its_state_and_the_question_its_opening_besides(
    balangan: Government, cast: Cast
) -> None:
    matter = led(cast)
    Matter.objects.filter(pk=matter.pk).update(opened_on="2026-01-05")
    meeting = called(cast, matter)
    today, own = balangan.today(), Matter.objects.select_related("government").get(pk=matter.pk)
    question, meets = (thread_for(None, own).stages[n].knots[0] for n in (0, 1))
    assert (question.day, question.note) == (today, "dibuka 5 Januari 2026")
    assert meets.label == "Diundang" and meets.day == today, "it was called today"
    assert meets.note == f"rapat {day_in_language(local_day(balangan, meeting.starts_at or balangan.now()))}"


def test_a_long_stage_shows_what_still_runs_and_folds_the_rest(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = led(cast)
    meeting = held(cast, called(cast, matter))
    decision = ruled(cast, meeting)
    first, *_others = (to_do(cast, decision, f"Pekerjaan {n}.") for n in range(6))
    signed(cast, meeting)
    done(cast, first)
    stage = next(stage for stage in thread_for(None, matter).stages if stage.word == "Tindak lanjut")
    assert [len(stage.shown), len(stage.folded)] == [4, 2] and stage.folded[-1].title == "Pekerjaan 0."
    assert "<summary>dan 2 lagi</summary>" in client.get(f"/berkas/{matter.number}/").content.decode()


def test_evidence_counts_only_once_another_unit_has_accepted_it(balangan: Government, cast: Cast) -> None:
    matter = led(cast)
    meeting = held(cast, called(cast, matter))
    task = to_do(cast, ruled(cast, meeting))
    signed(cast, meeting)
    assert stages(thread_for(None, matter))["Bukti"] == "ahead"
    notes = [knot.note for stage in thread_for(None, matter).stages for knot in stage.knots]
    assert any(note.startswith("Tenggat") for note in notes)
    type(task).objects.filter(pk=task.pk).update(due_on="2026-01-05")
    notes = [knot.note for stage in thread_for(None, matter).stages for knot in stage.knots]
    assert "Lewat tenggat 5 Januari 2026" in notes
    done(cast, task)
    found = next(stage for stage in thread_for(None, matter).stages if stage.word == "Bukti")
    assert found.reach == "done" and found.knots[0].title == "1 naskah"
    type(task).objects.filter(pk=task.pk).update(state="sudah", phase="open", closed_on=None)
    found = next(stage for stage in thread_for(None, matter).stages if stage.word == "Bukti")
    assert found.reach == "now" and found.knots[0].label == "Belum diterima unit lain"


@pytest.mark.parametrize(
    ("kind", "of_target", "of_source"),
    [
        ("follows", "dilanjutkan berkas {source}", "melanjutkan berkas {target}"),
        ("child", "turunan dari berkas {source}", "induk dari berkas {target}"),
        ("carried_up", "dinaikkan menjadi berkas {source}", "kelanjutan dari berkas {target} yang dinaikkan"),
        ("merged", "memuat berkas {source} yang digabungkan", "digabungkan ke berkas {target}"),
        ("succeeds", "digantikan berkas {source}", "menggantikan berkas {target}"),
    ],
)
def test_a_linked_matter_says_in_whole_words_how_it_belongs(
    balangan: Government, cast: Cast, kind: str, of_target: str, of_source: str
) -> None:
    source, target = led(cast, title="Yang baru"), led(cast, title="Yang lama")
    Link.objects.create(government=balangan, source=source, target=target, kind=kind)
    numbers = {"source": source.number, "target": target.number}
    for matter, other, said in ((source, target, of_target), (target, source, of_source)):
        stage = next(stage for stage in thread_for(None, matter).stages if stage.word.startswith("Konsultasi"))
        assert [(knot.title, knot.note) for knot in stage.knots] == [(other.title, said.format(**numbers))]

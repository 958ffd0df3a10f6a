"""The public faces of rows: what the law opens is there, what it does not is absent, in as many queries as ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
from pytest_django import DjangoAssertNumQueries

from selaras.records import faces, openness
from selaras.records.datasets import BY_CODE
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.outcomes import STANCE_WORDS
from selaras.records.people import Actor
from selaras.records.shapes import Shape
from tests.acts import take
from tests.faces import called, for_the_parties, held, led, ruled, signed, story, to_do

Cast = Callable[..., Actor]
# What is asked for one row and for several: the functions, their rows, and how many queries they take.
SORTS: dict[str, tuple[Any, Any, int]] = {
    "matter_heads": (faces.matter_heads, openness.public_matters, 2),
    "matters": (faces.matters, openness.public_matters, 28),
    "decisions": (faces.decisions, openness.public_decisions, 13),
    "follow_ups": (faces.follow_ups, openness.public_follow_ups, 6),
    "meeting_heads": (faces.meeting_heads, openness.public_meetings, 2),
    "meetings": (faces.meetings, openness.public_meetings, 20),
    "group_heads": (faces.group_heads, openness.public_groups, 3),
    "groups": (faces.groups, openness.public_groups, 6),
    "document_heads": (faces.document_heads, openness.public_documents, 2),
    "documents": (faces.documents, openness.public_documents, 13),
}


def told(face: Shape) -> dict[str, Any]:
    """A face as programs read it."""
    found: dict[str, Any] = msgspec.to_builtins(face)
    return found


def test_many_rows_ask_as_many_queries_as_few(
    balangan: Government, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few: dict[str, int] = {}
    for stories in (1, 2):
        story(cast)
        faces.Book(balangan)  # the organisation is read once
        for sort, (function, rows, count) in SORTS.items():
            with django_assert_num_queries(count):
                found = len(function(balangan, rows(balangan)))
            assert stories == 1 or found == 2 * few[sort]
            few[sort] = found


def test_pasal_20_ayat_1_an_open_matter_says_between_whom_it_runs_and_nothing_of_what_is_for_the_parties(
    balangan: Government, cast: Cast
) -> None:
    matter = led(cast)
    face = told(faces.matters(balangan, openness.public_matters(balangan))[0])
    assert face["title"] == "Irigasi menurut kalender tanam" and face["number"] == matter.number
    assert [seat["unit"]["code"] for seat in face["units"]] == ["DPUPR", "DISPERTAN", "DKP"]
    assert face["lies_with"][0]["unit"]["code"] == "SETDA.AST2"
    assert face["path"]["convener"] == "SETDA.AST2" and face["path"]["on"] == str(balangan.today())
    closed = {"purpose", "answers", "agreement", "outcome_words", "closing", "journey"}
    assert not closed & set(face) and all("stance" not in party for party in face["parties"])


def test_a_withheld_matter_is_its_number_and_why(balangan: Government, cast: Cast) -> None:
    matter = led(cast)
    ground = {"withheld_ground": "UU 14/2008 Pasal 17 huruf a", "withheld_until": date(2027, 1, 1)}
    Matter.objects.filter(pk=matter.pk).update(withheld=True, **ground)
    stub = {
        "number": matter.number,
        "url": f"/berkas/{matter.number}/",
        "withheld": {"ground": "UU 14/2008 Pasal 17 huruf a", "review_on": "2027-01-01"},
    }
    rows = openness.public_matters(balangan)
    assert told(faces.matters(balangan, rows)[0]) == stub == told(faces.matter_heads(balangan, rows)[0])


def test_a_closed_matter_says_how_it_came_out(balangan: Government, cast: Cast) -> None:
    matter, lead = led(cast), cast("SETDA.AST2/1")
    take(lead, matter, "sepakati", "Dibuka tiap pekan kedua.")
    take(cast("DPUPR/1"), matter, "setujui")
    take(cast("DISPERTAN/1"), matter, "setujui_catatan", "Kecuali musim hujan.")
    take(cast("DKP/1"), matter, "setujui")
    take(lead, matter, "putuskan", "Pintu dibuka pekan kedua.")
    take(lead, matter, "tutup", "Air sampai ke hilir.")
    face = told(faces.matters(balangan, openness.public_matters(balangan))[0])
    assert face["phase"] == "closed" and face["closing"] == "Air sampai ke hilir." and face["lies_with"] == []
    assert face["purpose"] == "Maksud yang belum terbuka."
    assert [(words["text"], words["unit"]["code"]) for words in face["answers"]] == [
        ("Kecuali musim hujan.", "DISPERTAN")
    ]
    assert [words["text"] for words in face["agreement"]] == ["Dibuka tiap pekan kedua."]
    assert [one["text"] for one in face["decisions"]] == ["Pintu dibuka pekan kedua."] and face["outcome_words"] == []
    first = face["journey"][0]
    assert first["unit"]["code"] == "DPUPR" and first["basis"]["strength"] and first["number"] >= 1
    stances = {party["unit"]["code"]: party["stance"] for party in face["parties"]}
    assert stances["DISPERTAN"]["name"] == "Setuju dengan catatan" and stances["SETDA.AST2"] is None


def test_a_decision_tells_its_ground_dissent_stances_and_follow_ups(balangan: Government, cast: Cast) -> None:
    one = story(cast)
    face = told(faces.decisions(balangan, openness.public_decisions(balangan))[0])
    assert face["ground"] == "Pasal 18 huruf c" and face["dissent"] == "Dinas Pertanian meminta pekan ketiga."
    assert {s["unit"]["code"]: s["stance"] for s in face["stances"]}["DISPERTAN"] == "objects"
    labels = {s["unit"]["code"]: s["label"] for s in face["stances"]}
    assert labels["DISPERTAN"] == "Keberatan" and labels["DKP"] == "Belum terikat: wakilnya hanya membahas"
    column = next(column for column in BY_CODE["sikap"].columns if column.name == "stance")
    assert not [code for code in STANCE_WORDS if code not in str(column.about)], "every code is explained"
    assert face["matter"]["key"] == one.matter.number and face["meeting"]["key"] == str(one.meeting.pk)
    first = face["follow_ups"][0]
    assert first["owner"]["code"] == "DPUPR" and first["checker"]["code"] == "DISPERTAN" and first["evidence"] == 1
    assert not first["late"] and first["closed_on"] and first["url"] == face["url"]


def test_uu_27_2022_nobody_reads_why_somebody_was_not_there(balangan: Government, cast: Cast) -> None:
    story(cast)
    face = told(faces.meetings(balangan, openness.public_meetings(balangan))[0])
    came = {seat["unit"]["code"]: seat["came"] for seat in face["attendance"]}
    assert came["BAPPEDA"] == "Berhalangan dengan pemberitahuan" and came["DPUPR"] == "Hadir"
    assert "rahasia" not in msgspec.json.encode(face).decode()


def test_minutes_that_nobody_signed_are_not_told(balangan: Government, cast: Cast) -> None:
    meeting = held(cast, called(cast, led(cast)))
    ruled(cast, meeting)
    face = told(faces.meetings(balangan, openness.public_meetings(balangan))[0])
    assert face["decisions"] == [] and face["closed_decisions"] == 0
    assert not {"attendance", "addenda", "purpose"} & set(face) and "note" not in face["agenda"][0]


def test_a_decision_for_the_parties_is_counted_and_its_note_is_not_told(balangan: Government, cast: Cast) -> None:
    meeting = held(cast, called(cast, led(cast)))
    decision = ruled(cast, meeting)
    to_do(cast, decision)
    signed(cast, meeting)
    for_the_parties(decision)
    face = told(faces.meetings(balangan, openness.public_meetings(balangan))[0])
    assert face["decisions"] == [] and face["closed_decisions"] == 1
    assert "note" not in face["agenda"][0] and "note" in face["agenda"][1]
    assert not openness.public_follow_ups(balangan).exists()


def test_an_item_about_what_is_not_open_keeps_its_words(balangan: Government, cast: Cast) -> None:
    matter, hidden = led(cast), led(cast, title="Lain")
    called(cast, matter, hidden)
    Matter.objects.filter(pk=hidden.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2027, 1, 1)
    )
    item = told(faces.meetings(balangan, openness.public_meetings(balangan))[0])["agenda"][0]
    assert item["closed"] == "withheld" and "title" not in item and item["matters"] == [matter.number]


def test_a_group_and_a_document_tell_their_instruments_and_lines(balangan: Government, cast: Cast) -> None:
    one = story(cast)
    group = told(faces.groups(balangan, openness.public_groups(balangan))[0])
    assert group["instrument"]["number"] == "188.45/12/2026" and group["expected"] == 2 and group["produced"] == 1
    assert group["chair"]["unit"]["code"] == "DPUPR" and group["related"][0]["key"] == one.matter.number
    found = {d["id"]: d for d in map(told, faces.documents(balangan, openness.public_documents(balangan)))}
    assert [unit["knows"] for unit in found[one.policy.pk]["concerned"]] == [False, True]
    line = found[one.monitoring.pk]["lines"][0]
    assert [m["value"] for m in line["measurements"]] == ["62.5", "70", "81"] and line["target"] == "90"
    assert found[one.monitoring.pk]["follow_ups"][0]["text"] == "Saluran sekunder diperbaiki."


def test_only_the_head_of_a_unit_is_named_and_only_by_name(balangan: Government, cast: Cast) -> None:
    for post in ("DPUPR/1", "DPUPR/2"):
        person = cast(post).person
        person.nip, person.phone, person.email = f"19800101200501{post[-1]}001", "0812 5555 1234", "a@contoh.invalid"
        person.save()
    unit = told(faces.units(balangan, codes=["DPUPR"])[0])
    assert unit["head"]["holder"] == {"name": "Pemegang DPUPR/1", "capacity": "definitif", "since": "2020-04-06"}
    text = msgspec.json.encode([faces.units(balangan), faces.posts(balangan)]).decode()
    assert "Pemegang DPUPR/1" in text
    assert not [secret for secret in ("Pemegang DPUPR/2", "19800101", "5555", "contoh.invalid") if secret in text]


def test_units_are_those_of_the_day(balangan: Government) -> None:
    today = {unit.code for unit in faces.unit_heads(balangan)}
    first = {unit.code for unit in faces.unit_heads(balangan, date(2020, 4, 6))}
    assert today and first and faces.units(balangan, codes=["TIDAK.ADA"]) == []


def test_of_a_past_day_there_is_only_what_was_recorded_by_its_end(balangan: Government, cast: Cast) -> None:
    one = story(cast)
    then = balangan.seen_on(balangan.today() - timedelta(days=1))
    assert not openness.public_matters(then).exists() and not openness.public_decisions(then).exists()
    told: list[tuple[Any, Any]] = [
        (faces.matters, one.matter),
        (faces.meetings, one.meeting),
        (faces.groups, one.group),
        (faces.documents, one.policy),
        (faces.follow_ups, one.task),
    ]
    for function, row in told:
        assert function(then, [row]) == [] and len(function(balangan, [row])) == 1

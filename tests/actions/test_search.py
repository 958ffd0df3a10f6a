"""What can be found is at every moment what it would be if it were made anew, and nobody finds what he may not open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Q
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from selaras.actions import marks
from selaras.actions import search as acts
from selaras.actions.drafts import Intent, discard_draft, save_draft
from selaras.actions.provisions import import_text
from selaras.law.official_text import OfficialText
from selaras.papers import letters
from selaras.records import openness, search, units
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.papers import Paper
from selaras.records.people import Actor
from selaras.records.search import SearchRow, SearchWord
from selaras.records.units import Unit
from tests.actions.stories import STORIES, Office
from tests.acts import Cast, opened
from tests.faces import called, led, story
from tests.packs.small_pack import write_pack
from tests.papers.letters import decided, issued, made, sat
from tests.results import PPID, withheld
from tests.results import take as take_withholding

pytestmark = pytest.mark.django_db


def standing() -> dict[tuple[Any, ...], str]:
    """The rows of all that hangs on acts, as they stand once what the acts marked is made anew."""
    for government in Government.objects.all():
        marks.catch_up(government)
    rows = SearchRow.objects.exclude(sort__in=search.DESCRIBED)
    return {(row.government_id, row.sort, row.key, row.audience): row.digest for row in rows}


def anew() -> dict[tuple[Any, ...], str]:
    """The same rows as they would be if everything were made anew."""
    return {
        (government.pk, row.sort, row.key, row.audience): row.digest
        for government in Government.objects.all()
        for sort, make in acts.MAKERS.items()
        for thing in make(government, list(acts.MODELS[sort].objects.values_list("pk", flat=True)))
        for row in acts._rows(government, thing)
    }


@pytest.fixture
def office(cast: Cast, balangan: Government, tmp_path: Path) -> Iterator[Office]:
    folder = write_pack(tmp_path / "contoh", {})
    units.forget()
    with override_settings(SELARAS_PACKS=(folder,)):
        yield Office(cast, balangan, folder)
    units.forget()


@pytest.mark.parametrize("story", STORIES)
def test_after_every_act_what_can_be_found_is_what_it_would_be_if_made_anew(office: Office, story: str) -> None:
    for line in STORIES[story]:
        line.prepare(office)()
        # After an upgrade the worker makes the rows of all that hangs on acts, a little later.
        assert acts.prepare in line.shows or standing() == anew(), line.name


# Who finds what


def found(government: Government, text: str, actor: Actor | None = None) -> list[str]:
    """What a reader finds, as sort and title, best first."""
    answer = marks.ask(government, text, actor)
    return [f"{row.sort}: {row.title}" for row in answer.found.rows(0, 50)]


def test_pasal_20_ayat_1_what_the_parties_may_read_is_found_by_them_and_by_the_supervisor_alone(
    balangan: Government, cast: Cast
) -> None:
    matter = led(cast, title="Pintu air", purpose="Rahasianya kuncupmelati.")
    for word, actor, finds in (
        ("pintu", None, True),  # the title is open
        ("kuncupmelati", None, False),  # the purpose is not, until it is closed
        ("kuncupmelati", cast("DPUPR/1"), True),
        ("kuncupmelati", cast("DISPERTAN/1"), True),
        ("kuncupmelati", cast("INSPEKTORAT/1"), True),
        ("kuncupmelati", cast("DLH/1"), False),
        ("pintu kuncupmelati", cast("DPUPR/1"), True),  # of one row, though half of it is open to all
        ("pintu kuncupmelati", cast("DLH/1"), False),
    ):
        assert (f"matter: {matter.title}" in found(balangan, word, actor)) is finds, (word, actor and actor.post)
    assert found(balangan, "pintu", cast("DPUPR/1")).count(f"matter: {matter.title}") == 1  # never twice


def test_what_is_not_open_yet_is_found_by_nobody_else(balangan: Government, cast: Cast) -> None:
    draft = save_draft(actor=cast("DPUPR/1"), intent=Intent(title="Kuncupmelati", purpose="x", kind="konsultatif"))
    assert found(balangan, "kuncupmelati") == found(balangan, "kuncupmelati", cast("DPUPR/1")) == []
    discard_draft(actor=cast("DPUPR/1"), draft=draft.pk)
    matter = opened(cast("DPUPR/1"), kind="koordinatif", form="c", parties=("DISPERTAN",), title="Kuncupmelati mekar")
    assert matter.state == "submitted"
    assert found(balangan, "kuncupmelati") == [] == found(balangan, matter.number or "")
    assert found(balangan, "kuncupmelati", cast("DPUPR/1")) == [f"matter: {matter.title}"]


def test_uu_14_2008_pasal_17_of_what_is_withheld_not_even_a_word_is_left_to_the_public(
    balangan: Government, cast: Cast
) -> None:
    matter = led(cast, title="Kuncupmelati di Lampihong")
    meeting = called(cast, matter, title="Rapat kuncupmelati")
    assert found(balangan, "kuncupmelati") == [f"matter: {matter.title}", f"meeting: {meeting.title}"]
    assert found(balangan, "kuncupmelatu") == found(balangan, "kuncupmelati")  # mended
    withheld(cast, matter)
    for word in ("kuncupmelati", "kuncupmelatu", "kuncupme", "kuncupme*", "Lampihong -nol", "DPUPR"):
        for actor in (None, cast("DLH/1")):
            answer = marks.ask(balangan, word, actor)
            assert not [row for row in answer.found.rows(0, 50) if row.sort in ("matter", "meeting")], word
            assert not answer.understood.mended and not answer.understood.beginnings, word
    assert not SearchWord.objects.filter(word__startswith="kuncup").exists()
    for number in (str(matter.number), str(matter.number).partition("-")[2], f'"{matter.number}"'):
        for actor in (None, cast("DLH/1")):  # that it is there is in the register
            assert found(balangan, number, actor) == ["matter: Berkas yang dikecualikan"], number
    row = SearchRow.objects.get(sort="matter", key=matter.number, audience="public")
    assert (row.text, row.kind, row.units, row.url) == (matter.number, "", "", f"/berkas/{matter.number}/")
    for post in ("DPUPR/1", "INSPEKTORAT/1"):
        assert f"matter: {matter.title}" in found(balangan, "kuncupmelati", cast(post))


def test_an_act_leaves_a_mark_that_the_worker_follows_where_nobody_searches(balangan: Government, cast: Cast) -> None:
    matter = led(cast, title="Kuncupmelati")
    assert not SearchRow.objects.filter(sort="matter", key=matter.number).exists()
    assert marks.catch_up(balangan) > 0
    row = SearchRow.objects.get(sort="matter", key=matter.number, audience="public")
    assert marks.catch_up(balangan) == 0  # once
    withheld(cast, matter)
    marks.catch_up(balangan)
    assert SearchRow.objects.get(pk=row.pk).title == "Berkas yang dikecualikan"
    assert not SearchWord.objects.filter(word="kuncupmelati").exists()


def test_what_opens_again_is_found_again_with_its_act(balangan: Government, cast: Cast) -> None:
    matter = led(cast, title="Kuncupmelati di Lampihong")
    row, ppid = withheld(cast, matter), cast(PPID)
    assert found(balangan, "kuncupmelati") == []
    take_withholding(ppid, row, "buka", "Tidak lagi perlu ditutup.")
    assert found(balangan, "kuncupmelati") == [f"matter: {matter.title}"]


def everyone(cast: Cast) -> list[Actor | None]:
    posts = ("DPUPR/1", "DISPERTAN/1", "DKP/1", "DLH/1", "SETDA/1", "SETDA.AST2/1", "INSPEKTORAT/1", "BAPPEDA/1", PPID)
    return [None, *map(cast, posts)]


def not_theirs(government: Government, actor: Actor | None) -> list[str]:
    """What a reader finds with any word there is, and may not open: asked of the law's own lists, row by row."""
    public: dict[str, set[int]] = {
        "matter": set(openness.public_matters(government).filter(withheld=False).values_list("pk", flat=True)),
        "meeting": set(openness.public_meetings(government).values_list("pk", flat=True)),
        "decision": set(openness.public_decisions(government).values_list("pk", flat=True)),
        "follow_up": set(openness.public_follow_ups(government).values_list("pk", flat=True)),
        "working_group": set(openness.public_groups(government).values_list("pk", flat=True)),
        "document": set(openness.public_documents(government).values_list("pk", flat=True)),
    }
    stubs = dict(openness.public_matters(government).filter(withheld=True).values_list("pk", "number"))
    inside = {sort.TYPE: set(sort.objects.visible_to(actor).values_list("pk", flat=True)) for sort in search.SUBJECTS}
    marks.catch_up(government)
    words = {word for row in SearchRow.objects.exclude(sort__in=search.DESCRIBED) for word in row.stems.split()}
    faults = []
    for word in sorted(words - {"zzz"}):
        question = search.Question((search.Term((word,), quoted=True),))
        for row in search.hits(government, question, actor).exclude(sort__in=search.DESCRIBED):
            mine = inside.get(row.sort, set()) if row.audience == search.PARTIES else public[row.sort]
            stub = row.sort == "matter" and row.text == stubs.get(row.subject)
            if row.subject not in mine and not stub:
                faults.append(f"{word}: {row}")
    return faults


def test_nobody_finds_what_he_may_not_open_whatever_word_he_tries(balangan: Government, cast: Cast) -> None:
    story(cast)
    hidden = led(cast, title="Kuncupmelati di Lampihong")
    called(cast, hidden, title="Rapat kuncupmelati")
    withheld(cast, hidden)
    led(cast, title="Yang kedua", kind="konsultatif", form="", parties=("DISPERTAN/1",))
    for actor in everyone(cast):
        assert not not_theirs(balangan, actor), actor and actor.post


@pytest.mark.parametrize("fault", ["public", "parties", "stale"])
def test_a_planted_leak_is_found(balangan: Government, cast: Cast, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    if fault == "stale":  # the act forgets the index
        monkeypatch.setattr("selaras.actions.acts.marking", lambda *_a, **_k: [])
    matter = led(cast, title="Kuncupmelati di Lampihong")
    if fault == "stale":
        acts.refresh(balangan, "matter", [matter.pk])
    if fault == "public":
        monkeypatch.setattr(acts, "_open", lambda _government, rows: {row.pk for row in rows})
        monkeypatch.setattr("selaras.records.faces.Book.shows", lambda *_: True)
    if fault == "parties":
        everything = Q(government=balangan)
        monkeypatch.setattr(search, "seen_by", lambda *_: everything)
    withheld(cast, matter)
    assert not_theirs(balangan, None)


@pytest.fixture
def another_name() -> Iterator[None]:
    """Forgets the organisation that was read with the test's own names."""
    yield
    units.forget()


@pytest.mark.usefixtures("another_name")
def test_a_unit_that_gets_another_name_is_found_by_both_at_once_and_its_matters_by_the_workers_next_step(
    balangan: Government, cast: Cast
) -> None:
    led(cast)
    marks.catch_up(balangan)
    Unit.objects.filter(government=balangan, code="DISPERTAN").update(name="Dinas Kuncupmelati")
    balangan.organisation_version += 1
    balangan.save(update_fields=["organisation_version"])
    assert found(balangan, "kuncupmelati") == []
    before = DBTaskResult.objects.count()
    acts.describe_anew(balangan)
    assert "unit: Dinas Kuncupmelati" in found(balangan, "kuncupmelati")
    assert DBTaskResult.objects.count() == before + 1
    acts.rebuild(balangan.pk)
    assert "matter: Irigasi menurut kalender tanam" in found(balangan, "irigasi kuncupmelati")
    rows = rows_of(balangan)
    acts.rebuild(balangan.pk)
    assert rows_of(balangan) == rows  # run twice it changes nothing more


def rows_of(government: Government) -> list[Any]:
    """The rows as they stand, keys and all."""
    marks.catch_up(government)
    return list(SearchRow.objects.filter(government=government).order_by("pk").values_list("pk", "digest"))


def test_the_official_wording_is_found_as_soon_as_it_is_imported(balangan: Government) -> None:
    assert found(balangan, "kuncupmelati") == []
    text = OfficialText(wording={"pasal-13/ayat-2": "Konsultasi kuncupmelati."}, findings=(), dropped=0)
    import_text(government=balangan, regulation="perbup-24-2020", text=text)
    assert found(balangan, "kuncupmelati") == ["provision: Pasal 13 ayat (2), Perbup Balangan 24/2020"]


def test_words_are_counted_anew_at_night_and_none_is_left_of_what_is_gone(balangan: Government, cast: Cast) -> None:
    for title in ("Kuncupmelati satu", "Kuncupmelati dua"):
        led(cast, title=title)
        marks.catch_up(balangan)
    SearchWord.objects.create(government=balangan, word="hilangsudah", stem="hilangsudah", rows=9)
    assert SearchWord.objects.get(word="kuncupmelati").rows == 1
    acts.each_night(balangan, balangan.today())
    assert SearchWord.objects.get(word="kuncupmelati").rows == 2
    assert not SearchWord.objects.filter(word="hilangsudah").exists()


def test_an_upgraded_database_is_filled_once(balangan: Government, cast: Cast) -> None:
    led(cast)
    before = rows_of(balangan)
    SearchRow.objects.all().delete()
    tasks = DBTaskResult.objects.count()
    assert acts.prepare(balangan) and DBTaskResult.objects.count() == tasks + 1
    assert not acts.prepare(balangan)
    acts.rebuild(balangan.pk)
    assert sorted(digest for _pk, digest in rows_of(balangan)) == sorted(digest for _pk, digest in before)


def numbers_of(government: Government, paper: Paper, actor: Actor | None = None) -> list[list[str]]:
    """What a reader finds with a paper's number, in full and in parts."""
    begin, _own, sort, unit, year = paper.number.split("/")
    return [found(government, words, actor) for words in (paper.number, f"{begin} {year}", f"{sort}/{unit}")]


def test_a_paper_is_found_by_its_number_with_the_subject_it_is_about(balangan: Government, cast: Cast) -> None:
    lead, matter = decided(cast)
    paper = made(lead, matter, "keputusan-koordinasi")
    subject = [f"matter: {matter.title}"]
    assert numbers_of(balangan, paper) == [subject] * 3 == numbers_of(balangan, paper, cast("DLH/1"))
    own = made(lead, matter, "keputusan-koordinasi", public=False)
    assert found(balangan, own.number) == [] == found(balangan, own.number, cast("DLH/1"))
    assert found(balangan, own.number, lead) == subject == found(balangan, own.number, cast("INSPEKTORAT/1"))
    assert standing() == anew()
    closing = {"withheld": True, "withheld_ground": "UU 14/2008 Pasal 17 huruf a", "withheld_until": "2030-01-01"}
    Matter.objects.filter(pk=matter.pk).update(**closing)
    acts.refresh(balangan, "matter", [matter.pk])
    assert not any(row.startswith("matter") for found_of in numbers_of(balangan, paper) for row in found_of)
    assert found(balangan, paper.number, lead) == subject


def test_a_paper_of_a_meeting_is_found_as_soon_as_its_file_is_made(balangan: Government, cast: Cast) -> None:
    secretary, meeting = sat(cast)
    marks.catch_up(balangan)
    paper = issued(secretary, meeting, "notula")
    assert found(balangan, paper.number) == []
    letters.render(paper=paper.pk)
    assert found(balangan, paper.number) == [f"meeting: {meeting.title}"]

"""The page of each procedure: drawn, as a list and as the table of an SOP; and where a matter stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from selaras.law.pack import load
from selaras.law.procedures import SEATS, Ask, Effect, Procedure, Role, Step
from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.web.flowchart import Chart, chart, stand
from selaras.web.kinds import role_word
from selaras.web.procedures import Row, Table, table
from tests.web.test_matters import QUESTION, fields, opened, url

BOOK = load(Path(__file__).parents[2] / "src/selaras/packs/balangan").regulation("perbup-24-2020").book
EVERY = pytest.mark.parametrize("procedure", BOOK.procedures, ids=lambda p: p.code)
Cast = Callable[..., Actor]


def drawn(code: str) -> Chart:
    return chart(BOOK.get(code), BOOK)


def rows_of(found: Table) -> list[Row]:
    return found.main + found.beside + found.always


def ground(step: Step) -> str:
    """What the chip of a step says."""
    return f"{step.basis.strength.label}</b>" + (escape(f" · {step.basis.cite}") if step.basis.cite else "")


@EVERY
def test_every_step_stands_in_drawing_list_and_table_with_its_clause(
    balangan: Government, client: Client, procedure: Procedure
) -> None:
    html = client.get(f"/hubungan/{procedure.code}/").content.decode()
    picture, listed = re.findall(r"<svg viewBox.*?</svg></div>", html, re.DOTALL)[0], html.split('class="course"')[1]
    listed, rest = listed.split('id="tabel"')
    rows = dict(re.findall(r'<tr id="baris-(\w+)">(.*?)</tr>', rest, re.DOTALL))
    for act in drawn(procedure.code).flow.acts:
        assert f">{act.number}. " in picture
        item = re.search(rf'<li value="{act.number}".*?</li>', listed, re.DOTALL)
        assert item
        for step in act.steps:
            assert f"/hubungan/{procedure.code}/" not in picture and f'href="#baris-{act.code}"' in picture
            for told in (item[0], rows[act.code]):
                assert escape(step.label) in told
                assert ground(step) in told


@EVERY
def test_every_actor_of_a_step_has_his_symbol_or_stands_in_words(procedure: Procedure) -> None:
    found = table(drawn(procedure.code))
    acts = {act.number: act for act in drawn(procedure.code).flow.acts}
    assert len(rows_of(found)) == len(acts)
    subject = procedure.subject
    for row in found.main + found.beside:
        roles = acts[row.told.number].roles
        assert [cell.role for cell in row.cells if cell.acts] == [role_word(r, subject) for r in roles]
        assert [cell.role for cell in row.cells] == found.roles
    for row in found.always:
        assert row.cells == [] and row.told.who == ", ".join(role_word(r, subject) for r in acts[row.told.number].roles)


@EVERY
def test_lines_of_the_table_lead_from_every_symbol_to_every_next_one(procedure: Procedure) -> None:
    main = table(drawn(procedure.code)).main
    for row, following in pairwise(main):
        ends = [n for n, (a, b) in enumerate(zip(row.cells, following.cells, strict=True)) if a.acts or b.acts]
        for n, (above, below) in enumerate(zip(row.cells, following.cells, strict=True)):
            pieces = {place for place, _strength in above.pieces if place != "in"}
            assert ("out" in pieces) is above.acts
            assert ("down" in pieces) is below.acts is ("in" in {place for place, _strength in below.pieces})
            assert ("right" in pieces) is (min(ends) <= n < max(ends))
            assert ("left" in pieces) is (min(ends) < n <= max(ends))
    assert not any(cell.pieces for row in main[:1] for cell in row.cells if ("in", row.strength) in cell.pieces)


def test_the_five_symbols_say_what_kind_of_act_it_is() -> None:
    found = table(drawn("koordinatif-jalur"))
    symbols = {row.told.code: row.symbol for row in rows_of(found)}
    assert symbols["ajukan"] == symbols["tutup"] == symbols["akhiri"] == "capsule"
    assert symbols["ambil"] == symbols["kembalikan"] == "box"
    assert symbols["setujui"] == "diamond"
    assert not any(row.goes_on for row in found.main)  # the arrows say it
    back = next(row for row in found.beside if row.told.code == "kembalikan")
    again = next(row for row in found.beside if row.told.code == "ajukan_ulang")
    assert back.goes_on == [again.told.number]
    assert again.goes_on == [next(row.told.number for row in found.main if row.told.code == "ambil")]


def test_time_is_the_target_of_what_is_awaited_and_nothing_else() -> None:
    times = {row.told.code: [clock.days for _w, clock in row.times] for row in rows_of(table(drawn("konsultatif")))}
    assert times["tanggapi"] == [5] and times["benarkan"] == [3]
    assert times["simpulkan"] == times["lengkapi"] == times["tutup_oleh_mitra"] == []
    taken = {
        row.told.code: [clock.days for _w, clock in row.times] for row in rows_of(table(drawn("koordinatif-jalur")))
    }
    assert taken["ambil"] == [3]


@EVERY
def test_a_target_is_a_number_of_days_or_the_day_that_was_set(procedure: Procedure) -> None:
    times = [words for row in rows_of(table(drawn(procedure.code))) for words, _clock in row.times]
    assert not [words for words in times if words.startswith("0 ")]
    set_ones = [words for words in times if words == "sampai harinya"]
    assert bool(set_ones) is (procedure.code in ("tindak-lanjut", "gugus-kerja", "pengecualian"))


@EVERY
def test_every_row_says_what_is_asked_needed_and_brought_about(procedure: Procedure) -> None:
    acts = {act.number: act for act in drawn(procedure.code).flow.acts}
    for row in rows_of(table(drawn(procedure.code))):
        steps = acts[row.told.number].steps
        assert len(row.asks) >= max((len(step.asks) + bool(step.text) for step in steps), default=0)
        assert set(row.needs) == {need for step in steps for need in step.needs}
        assert row.outputs and not set(row.outputs) & {*Effect, *Ask, *(s.code for s in procedure.states)}


@EVERY
def test_nothing_lies_on_anything_else_or_outside_the_drawing(procedure: Procedure) -> None:
    found = drawn(procedure.code)
    for a, b in combinations(found.boxes, 2):
        assert a.x >= b.right or b.x >= a.right or a.y >= b.bottom or b.y >= a.bottom
    for box in found.boxes:
        assert 0 <= box.x < box.right <= found.width and all(box.y < row.y < box.bottom for row in box.rows)
    for row in found.sides:
        assert row.y < found.height
    for stage, following in pairwise(found.stages):
        assert stage.bottom == following.y
    for stage in found.stages:
        assert all(stage.y < row.y < stage.bottom for row in stage.rows) and stage.mark_y < stage.bottom
    for capsule in found.capsules:
        assert capsule.x >= 0 and capsule.x + capsule.w <= found.width and capsule.y + capsule.h < found.height


@EVERY
def test_from_each_act_of_the_main_line_an_arrow_leads_on(procedure: Procedure) -> None:
    found = drawn(procedure.code)
    arrows = [line for line in found.lines if line.strength != "line"]
    acts = sum(len(band.line) for band in found.flow.main)
    assert len(arrows) == len(found.tips) >= acts
    beside = {band.line[-1].number for band in found.flow.aside if band.line}
    starts = {int(re.match(r"M\d+ (\d+)", line.d)[1]) for line in arrows}  # type: ignore[index]
    assert starts == {box.bottom for box in found.boxes if box.told.number not in beside}


def test_a_stand_marks_the_state_what_was_passed_and_on_whom_one_waits() -> None:
    found = drawn("koordinatif-jalur")
    awaited = [("ambil", "Sekretaris Daerah"), ("pertimbangkan", "Asisten"), ("tidak_ada", "Siapa")]
    mark = stand(found, "submitted", ["ajukan", "kembalikan", "ajukan_ulang"], awaited)
    assert mark.state == "submitted"
    assert mark.passed == {"draft", "returned"}
    numbers = {act.code: act.number for act in found.flow.acts}
    assert mark.awaited == {numbers["ambil"]: "Sekretaris Daerah", numbers["pertimbangkan"]: "Asisten"}


def test_the_page_of_a_matter_shows_where_it_stands(cast: Cast, client_for: Callable[[Actor], Client]) -> None:
    matter = opened(cast("DPUPR/1"), QUESTION)
    html = client_for(cast("DPUPR/1")).get(url(matter)).content.decode()
    fold = html.split("Tata cara dan letak berkas")[1]
    here = re.search(r'<li class="[^"]*" aria-current="step"><h3>([^<]*)</h3>', fold)
    assert here and here[1] == "Menunggu tanggapan"
    assert fold.count('aria-current="step"') == 1
    passed = re.findall(r"<h3>([^<]*)</h3>\s*<p><span[^>]*>(?:(?!</p>).)*Sudah dilalui", fold)
    assert passed == ["Draf"]
    awaited = re.findall(r'<li value="\d+" aria-current="true"><b>([^<]*)</b>', fold)
    assert awaited == ["Tanggapi"]
    assert "Ditunggu dari Bagian Hukum" in fold
    assert fold.count('class="deed deed-inferred awaited"') == 1 and "di sini sekarang" in fold


def test_a_matter_that_moved_on_is_marked_there(cast: Cast, client_for: Callable[[Actor], Client]) -> None:
    matter = opened(cast("DPUPR/1"), QUESTION)
    client = client_for(cast("DPUPR/1"))
    withdraw = fields(matter, cast("DPUPR/1"), "cabut", text="Sudah jelas.")
    assert client.post(url(matter, "langkah/"), withdraw).status_code == 303
    fold = client.get(url(matter)).content.decode().split("Tata cara dan letak berkas")[1]
    assert re.findall(r'aria-current="step">([^<]*)', fold) == ["Dicabut "]
    assert "capsule-now" in fold and 'aria-current="true"' not in fold


def test_an_unknown_procedure_offers_what_comes_near(balangan: Government, client: Client) -> None:
    answer = client.get("/hubungan/konsultatip/?per=2024-01-02")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "“konsultatip”" in html and 'href="/hubungan/konsultatif/?per=2024-01-02"' in html
    assert 'href="/hubungan/?per=2024-01-02"' in html


@pytest.mark.parametrize("code", ["%00", "a" * 5000, "%3Cscript%3E", "konsultatif%20", "..%2F"])
def test_no_address_breaks_the_page(balangan: Government, client: Client, code: str) -> None:
    answer = client.get(f"/hubungan/{code}/")
    assert answer.status_code == 404 and "<script>" not in answer.content.decode().split("<main")[1]


def test_the_page_keeps_its_day_and_asks_one_question_of_the_database(
    balangan: Government, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/hubungan/kolegial/")
    with django_assert_num_queries(1):
        html = client.get("/hubungan/kolegial/?per=2024-01-02").content.decode()
    main = html.split("<main")[1].split("</main")[0]
    assert 'href="/hubungan/konsultatif/?per=2024-01-02"' in main
    assert not re.findall(r'href="/(?!hubungan/kolegial/)[^"?]*"', main)
    assert "belum" in client.get("/hubungan/kolegial/?per=2019-01-01").content.decode()
    assert client.get("/hubungan/kolegial/?per=kemarin").status_code == 400
    assert client.post("/hubungan/kolegial/").status_code in (403, 405)


def test_every_kind_leads_to_its_procedures(balangan: Government, client: Client) -> None:
    html = client.get("/hubungan/").content.decode()
    for procedure in BOOK.procedures:
        assert f'href="/hubungan/{procedure.code}/"' in html
        assert client.get(f"/hubungan/{procedure.code}/").status_code == 200


@pytest.mark.parametrize("subject", SEATS)
def test_every_role_that_sits_in_a_subject_has_a_word_of_its_own(subject: str) -> None:
    assert len({role_word(role, subject) for role in SEATS[subject]}) == len(SEATS[subject])


def test_a_role_is_called_as_it_is_in_its_subject() -> None:
    words = {subject: role_word(Role.CONVENER, subject) for subject in ("matter", "follow_up", "working_group")}
    assert words == {"matter": "Pemimpin koordinasi", "follow_up": "Pengendali", "working_group": "Pembentuk"}
    assert (role_word(Role.CHAIR, "meeting"), role_word(Role.CHAIR, "working_group")) == ("Pimpinan rapat", "Ketua")


def test_pasal_18_what_a_matter_bears_fruit_in_is_drawn_as_well(balangan: Government, client: Client) -> None:
    html = client.get("/hubungan/rapat/").content.decode()
    assert "<h1>Tata cara rapat</h1>" in html and 'href="/hubungan/#bersama"' in html
    assert "Notulis" in html and "Selama belum selesai" in html and "Selama berkas berjalan" not in html
    assert 'href="/hubungan/gugus-kerja/"' in html and 'href="/hubungan/kolegial/"' not in html
    listed = client.get("/hubungan/").content.decode()
    assert "Tata cara tindak lanjut: diagram dan tabel SOP" in listed

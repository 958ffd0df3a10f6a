"""Annual report: page, PDF and workbook tell the same figures, those of the formulas and of the meter."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from selaras.actions import marks, sums
from selaras.law.quarters import Quarter, year
from selaras.law.yardsticks import EVERY, PRINCIPLES, Figure
from selaras.papers import annual as paper
from selaras.papers import pdf
from selaras.records.annual import Course, report_of_year
from selaras.records.governments import Government
from selaras.records.indicators import Tally
from selaras.records.meetings import Meeting
from selaras.records.outcomes import Decision
from selaras.records.people import Actor
from tests.faces import called, held, issued, led, ruled, signed

Cast = Callable[..., Actor]
pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(html.unescape(answer.content.decode()).split())


@pytest.fixture
def worked(balangan: Government, cast: Cast) -> int:
    """Two meetings of this year with decisions, and a policy that was issued; the year."""
    for _n in range(2):
        meeting = held(cast, called(cast, led(cast)))
        ruled(cast, meeting)
        signed(cast, meeting)
    issued(cast)
    return balangan.today().year


def test_the_report_tells_what_formulas_and_meter_show_of_the_year(balangan: Government, worked: int) -> None:
    marks.catch_up(balangan)
    found, tally = report_of_year(balangan, worked), Tally(balangan, year(worked))
    rows = {row.measure.code: row for part in found.parts for row in part.rows}
    assert list(rows) == [formula.code for formula in EVERY]
    for formula in EVERY:
        row = rows[formula.code]
        assert row.whole == tally.figure(formula)
        assert sum(figure.counted for _n, figure in row.quarters) == row.whole.counted
        assert [f.counted for f in row.units] == [tally.figure(formula, code).counted for code, _name in found.units]
    assert found.proven("ada") + found.proven("belum") + found.proven("luar") == len(found.asked) == 35
    assert rows["keputusan-disetujui"].whole.counted == 6 - 2  # DKP was there to discuss and is bound by nothing
    assert any(sentence.startswith("Dari 35 ketentuan") for sentence in found.summary)
    assert len(found.summary) == 9 and any("belum cukup catatan" in sentence for sentence in found.summary)
    few = sum(row.whole.share is None for row in rows.values())
    assert any(note.startswith(f"{few} dari {len(EVERY)} rumus tidak berpersentase") for note in found.notes)
    assert not report_of_year(balangan, worked - 1).running
    assert all(row.whole.counted == 0 for part in report_of_year(balangan, worked - 1).parts for row in part.rows)


def test_page_pdf_and_workbook_tell_the_same_figures(balangan: Government, client: Client, worked: int) -> None:
    marks.catch_up(balangan)
    found = report_of_year(balangan, worked)
    shown = page(client, f"/indikator/laporan/{worked}/")
    text = " ".join(html.unescape(paper.html(balangan, worked)).split())
    sent = client.get(f"/indikator/laporan/{worked}.xlsx")
    book = load_workbook(io.BytesIO(b"".join(sent.streaming_content)))  # type: ignore[attr-defined]
    assert book.sheetnames == [
        "Ringkasan",
        "Ukuran per unit",
        "Asas per unit",
        "Kepatuhan pasal",
        "Rumus",
        "Cara membaca",
    ]
    cells = [row for name in book.sheetnames[1:3] for row in book[name].iter_rows(min_row=2, values_only=True)]
    of_year = {row[2]: row[6:] for row in cells if row[4] == "Semua unit" and row[5] == str(worked)}
    for part in found.parts:
        for row in part.rows:
            figure = row.whole
            assert of_year[row.measure.code] == (figure.counted, figure.met, figure.share)
            if figure.counted:
                assert f"{figure.met} dari {figure.counted}" in shown and f"{figure.met} dari {figure.counted}" in text
            assert row.measure.title in shown and row.measure.title in text and row.measure.counts in text
            units = {line[3]: line[6:] for line in cells if line[2] == row.measure.code and line[3]}
            told = {code: (f.counted, f.met, f.share) for (code, _n), f in zip(found.units, row.units, strict=True)}
            assert units == {code: figures for code, figures in told.items() if figures[0]}
    asked = list(book["Kepatuhan pasal"].iter_rows(min_row=2, values_only=True))
    assert [(line[6], line[7]) for line in asked] == [
        (words, count) for row in found.asked for count, words in row.proofs or ((None, row.outside),)
    ]
    whole = {row.measure.title: row.whole for part in found.parts for row in part.rows}
    told_of = [
        (count, *words.split(" catatan memenuhi rumus: "))
        for count, words, *_none in (line[7:5:-1] for line in asked)
        if "memenuhi rumus: " in words
    ]
    assert told_of and all(
        (count, said) == (whole[title].met, f"dari {whole[title].counted}") for count, said, title in told_of
    )
    for sentence in (*found.summary, *found.notes):
        assert sentence in shown and sentence in text
    assert all(formula.title in shown for formula in PRINCIPLES)
    for asking in found.asked:
        for count, words in asking.proofs:
            assert f"<b>{count}</b> {words}" in shown and f"<b>{count}</b> {words}" in text


def test_the_rows_of_units_add_up_to_the_total(balangan: Government, client: Client, worked: int) -> None:
    Decision.objects.filter(pk=Decision.objects.earliest("pk").pk).update(decided_by="BUPATI/1")
    sums.remake(balangan.pk)
    found = report_of_year(balangan, worked)
    for part in found.parts:
        rows = [figures for _name, figures in found.of_units(part)]
        for n, row in enumerate(part.rows):
            assert sum(figures[n].counted for figures in rows) == row.whole.counted, row.measure.code
            assert sum(figures[n].met for figures in rows) == row.whole.met, row.measure.code
    outside = "Di luar Perangkat Daerah, atau unitnya tidak terbuka"
    assert f'<th scope="row">{outside}</th>' in page(client, f"/indikator/laporan/{worked}/")
    assert f'<th scope="row">{outside}</th>' in paper.html(balangan, worked)
    sent = client.get(f"/indikator/laporan/{worked}.xlsx")
    book = load_workbook(io.BytesIO(b"".join(sent.streaming_content)))  # type: ignore[attr-defined]
    rows = book["Ukuran per unit"].iter_rows(values_only=True)
    assert [row[6:8] for row in rows if row[2] == "keputusan-terbuka" and row[4] == outside] == [(1, 1)]


def test_a_year_without_records_is_told_in_one_line(balangan: Government, client: Client) -> None:
    said = "Belum ada catatan pada tahun ini."
    found = report_of_year(balangan, 2020)
    assert found.empty and found.summary == (said,)
    for text in (page(client, "/indikator/laporan/2020/"), paper.html(balangan, 2020)):
        assert said in text and "TW I" not in text and "Kepatuhan pasal</h2>" not in text


def test_a_paper_has_no_column_where_nothing_is_drawn(balangan: Government, worked: int) -> None:
    marks.catch_up(balangan)
    assert not any(part.drawn for part in report_of_year(balangan, worked).parts)
    text = paper.html(balangan, worked)
    assert "TW IV" in text and "Arah, 0–100%" not in text


def test_a_report_of_a_year_is_there_since_the_regulation(balangan: Government, client: Client) -> None:
    today = balangan.today()
    for asked in (str(today.year + 1), "2019", "0", "x", "%00", "٢٠٢٦", f"0{today.year}", "9" * 30):
        for ending in ("/", ".pdf", ".xlsx"):
            assert client.get(f"/indikator/laporan/{asked}{ending}").status_code == 404, asked + ending
    assert "Tahun 2020" in page(client, "/indikator/laporan/2020/")
    assert "2020 masih berjalan" not in page(client, "/indikator/laporan/2020/")
    assert f"Tahun {today.year} masih berjalan" in page(client, f"/indikator/laporan/{today.year}/")
    assert f'href="/indikator/laporan/{today.year}/"' in page(client, "/indikator/")


def test_its_pdf_is_made_once_an_hour(balangan: Government, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def make(text: str) -> tuple[bytes, int]:
        made.append(text)
        return b"%PDF-1.7 example", 1

    monkeypatch.setattr(pdf, "make", make)
    for _n in range(2):
        answer = client.get("/indikator/laporan/2020.pdf")
        assert answer.content == b"%PDF-1.7 example" and answer["Content-Type"] == "application/pdf"
    assert len(made) == 1

    def cannot(text: str) -> tuple[bytes, int]:
        raise pdf.CannotMakePDF("Pango")

    monkeypatch.setattr(pdf, "make", cannot)
    answer = client.get("/indikator/laporan/2021.pdf")
    assert answer.status_code == 303 and answer["Location"] == "/indikator/laporan/2021/"


def test_a_quarter_of_few_records_interrupts_the_line() -> None:
    def course(*counted: int) -> Course:
        return Course(tuple(Figure(EVERY[0], n, n // 2) for n in counted))

    assert [dot[2] for dot in course(10, 2, 10, 20).dots] == [50, 50, 50]
    assert len(course(10, 2, 10, 20).runs) == 1 and len(course(10, 10, 10, 20).runs) == 3
    assert course(1, 2, 0, 4).dots == [] and course(0, 0, 0, 0).runs == []
    top, bottom = Course((Figure(EVERY[0], 5, 5), Figure(EVERY[0], 5, 0))).dots
    assert (top[1], bottom[1]) == (10, 58)


def test_what_fell_in_another_quarter_stands_there(balangan: Government, worked: int) -> None:
    today = balangan.today()
    meeting = Meeting.objects.earliest("pk")
    day = next(d for n in range(1, 366) if Quarter.of(d := today - timedelta(days=n)) != Quarter.of(today))
    Decision.objects.filter(meeting=meeting).update(adopted_on=day)
    sums.remake(balangan.pk)
    row = next(
        r
        for part in report_of_year(balangan, day.year).parts
        for r in part.rows
        if r.measure.code == "keputusan-terbuka"
    )
    figures = [figure.counted for _number, figure in row.quarters]
    assert figures[Quarter.of(day).number - 1] == 1
    assert row.whole.counted == sum(figures) == (2 if day.year == today.year else 1)


def test_the_report_takes_the_same_queries_however_much_there_is(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/indikator/laporan/{balangan.today().year}/"
    for _n in range(2):
        signed(cast, held(cast, called(cast, led(cast))))
        client.get(address)
        with django_assert_num_queries(16):
            client.get(address)
    assert not re.search(r"NIP", page(client, address))

"""Indicators: what the formulas of Pasal 12 ayat (2) show, counted from public records, with the list behind each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions import sums
from selaras.law.quarters import Period, Quarter, year_to
from selaras.law.yardsticks import MEASURES, measure
from selaras.records import clock, indicators
from selaras.records.governments import Government
from selaras.records.matters import Answer, Matter
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.outcomes import Decision, FollowUp, Stance
from selaras.records.people import Actor
from tests.acts import opened
from tests.acts import take as take_in_matter
from tests.faces import called, done, for_the_parties, held, led, ruled, signed, to_do

Cast = Callable[..., Actor]


def shown(government: Government, unit: str = "", period: Period | None = None) -> dict[str, tuple[int, int]]:
    """Of each formula how many records meet it, of how many; tests also change rows without an act that marks them."""
    sums.remake(government.pk)
    found = indicators.figures(government, period or year_to(government.today()), unit)
    return {figure.measure.code: (figure.met, figure.counted) for figure in found}


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


@pytest.fixture
def decided(balangan: Government, cast: Cast) -> tuple[Meeting, Decision, FollowUp]:
    meeting = held(cast, called(cast, led(cast)))
    decision = ruled(cast, meeting)
    task = to_do(cast, decision)
    signed(cast, meeting)
    return meeting, Decision.objects.get(pk=decision.pk), FollowUp.objects.get(pk=task.pk)


def test_pasal_12_ayat_2_each_formula_counts_what_it_says(
    balangan: Government, cast: Cast, decided: tuple[Meeting, Decision, FollowUp]
) -> None:
    _meeting, decision, task = decided
    assert shown(balangan) == {
        "notula-terbuka": (1, 1),
        "keputusan-terbuka": (1, 1),
        "keputusan-ditindaklanjuti": (1, 1),
        "tindak-lanjut-terverifikasi": (0, 0),  # its day has not come
        "pejabat-definitif": (1, 1),
        "konsultasi-ditanggapi": (0, 0),
        "sikap-dinyatakan": (2, 3),
        "undangan-dipenuhi": (2, 3),  # who may come and need not is not missed
    }
    FollowUp.objects.filter(pk=task.pk).update(due_on=balangan.today() - timedelta(days=1))
    assert shown(balangan)["tindak-lanjut-terverifikasi"] == (0, 1)
    done(cast, task)
    assert shown(balangan)["tindak-lanjut-terverifikasi"] == (1, 1)
    for_the_parties(decision)
    after = shown(balangan)
    assert after["keputusan-terbuka"] == (0, 1)  # that it is there may be known, its words may not
    assert after["keputusan-ditindaklanjuti"] == after["pejabat-definitif"] == after["sikap-dinyatakan"] == (0, 0)


def test_minutes_are_counted_once_they_are_signed_or_ten_working_days_have_passed(
    balangan: Government, cast: Cast
) -> None:
    meeting = held(cast, called(cast, led(cast)))
    assert shown(balangan)["notula-terbuka"] == (0, 0)
    calendar, today = indicators.asked(balangan, year_to(balangan.today())).calendar, balangan.today()
    last = next(d for n in range(60) if calendar.between(d := today - timedelta(days=n), today) > 10)
    everything = Period("", date(2020, 1, 1), date(2099, 12, 31))
    Meeting.objects.filter(pk=meeting.pk).update(held_on=last + timedelta(days=1))
    assert shown(balangan, period=everything)["notula-terbuka"] == (0, 0)
    Meeting.objects.filter(pk=meeting.pk).update(held_on=last)
    assert shown(balangan, period=everything)["notula-terbuka"] == (0, 1)
    signed(cast, meeting)
    assert shown(balangan, period=everything)["notula-terbuka"] == (0, 1)
    Meeting.objects.filter(pk=meeting.pk).update(held_on=last + timedelta(days=1))
    assert shown(balangan, period=everything)["notula-terbuka"] == (1, 1)


def test_a_consultation_is_answered_in_time_within_five_working_days(balangan: Government, cast: Cast) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH", "DISHUB"))
    take_in_matter(cast("DLH/1"), matter, "tanggapi", "Sepakat.")
    assert shown(balangan)["konsultasi-ditanggapi"] == (0, 0)  # while it runs, answers are for the parties
    today = balangan.today()
    rows = Matter.objects.filter(pk=matter.pk)
    rows.update(opened_on=today - timedelta(days=20))
    assert shown(balangan)["konsultasi-ditanggapi"] == (0, 1)  # who let the time lapse is not waited for in silence
    rows.update(opened_on=today, phase="closed", state="closed", closed_on=today)
    assert shown(balangan)["konsultasi-ditanggapi"] == (1, 2)
    rows.update(opened_on=today - timedelta(days=20))
    Answer.objects.filter(matter=matter).update(happened_on=today - timedelta(days=19))
    assert shown(balangan)["konsultasi-ditanggapi"] == (0, 2)  # the day on which it was recorded, not one that is told
    earlier = balangan.now() - timedelta(days=19)
    Answer.objects.filter(matter=matter).update(happened_on=today, created_at=earlier)
    assert shown(balangan)["konsultasi-ditanggapi"] == (1, 2)
    for state in ("carried_on", "withdrawn"):
        rows.update(state=state)
        assert shown(balangan)["konsultasi-ditanggapi"] == (0, 0), state
    rows.update(state="closed", withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=date(2099, 1, 1))
    assert shown(balangan)["konsultasi-ditanggapi"] == (0, 0)


def test_pasal_14_ayat_7_who_acts_within_his_authority_is_counted_like_who_holds_the_post(
    balangan: Government, decided: tuple[Meeting, Decision, FollowUp]
) -> None:
    rows = Decision.objects.filter(pk=decided[1].pk)
    for capacity, aspects, said in (
        ("plt", [], (1, 1)),
        ("plt", ["anggaran"], (0, 1)),
        ("plh", ["organisasi"], (0, 1)),
        ("pj", ["anggaran"], (1, 1)),
        ("definitif", ["anggaran"], (1, 1)),
        ("", ["anggaran"], (0, 0)),  # nobody knows in which capacity
    ):
        rows.update(capacity=capacity, aspects=aspects)
        assert shown(balangan)["pejabat-definitif"] == said, (capacity, aspects)


def test_what_is_decided_behind_closed_doors_is_counted_as_a_bare_number(
    balangan: Government, cast: Cast, client: Client, decided: tuple[Meeting, Decision, FollowUp]
) -> None:
    meeting, decision, _task = decided
    meeting.items.update(title="Perkara rahasia")
    for matter in Matter.objects.filter(items__meeting=meeting):
        Matter.objects.filter(pk=matter.pk).update(
            withheld=True, withheld_ground="UU 14/2008", withheld_until="2099-01-01"
        )
    for_the_parties(decision)
    assert shown(balangan)["keputusan-terbuka"] == (0, 1)
    text = page(client, "/indikator/keputusan-terbuka/")
    assert "0 dari 1" in text and "1 catatan lain hanya dihitung" in text
    assert f"/agenda/{meeting.pk}/" not in text and meeting.title not in text
    assert shown(balangan, "SETDA")["keputusan-terbuka"] == (0, 0)  # nor is it said whose


def test_who_was_excused_and_who_is_no_agency_leave_the_count(
    balangan: Government, cast: Cast, decided: tuple[Meeting, Decision, FollowUp]
) -> None:
    meeting, decision, _task = decided
    Stance.objects.filter(decision=decision, unit="DKP").update(stance="absent")
    assert shown(balangan)["sikap-dinyatakan"] == (2, 3)
    MeetingSeat.objects.filter(subject=meeting, unit="DKP").update(kept="away")
    after = shown(balangan)
    assert after["sikap-dinyatakan"] == (2, 2) and after["undangan-dipenuhi"] == (2, 2)
    MeetingSeat.objects.filter(subject=meeting, unit="DKP").update(kept="absent")
    assert shown(balangan)["undangan-dipenuhi"] == (2, 3)
    MeetingSeat.objects.filter(subject=meeting, unit="DKP").update(unit="EXT.POLRES")
    Stance.objects.filter(decision=decision, unit="DKP").update(unit="EXT.POLRES")
    after = shown(balangan)
    assert after["sikap-dinyatakan"] == (2, 2) and after["undangan-dipenuhi"] == (2, 2)
    tally = indicators.Tally(balangan, year_to(balangan.today()))
    assert "EXT.POLRES" not in tally.units
    assert tally.at.agency("SETDA.AST2/1") == tally.at.agency("SETDA") == "SETDA"
    assert tally.at.agency("BUPATI/1") == tally.at.agency("EXT.POLRES") == ""


def test_figures_of_units_quarters_and_lists_agree_with_those_of_the_government(
    balangan: Government, cast: Cast, decided: tuple[Meeting, Decision, FollowUp]
) -> None:
    year = year_to(balangan.today())
    whole = shown(balangan)
    tally = indicators.Tally(balangan, year)
    at = tally.at
    for formula in MEASURES:
        course = tally.course(formula)
        assert (course.whole.met, course.whole.counted) == whole[formula.code]
        now = course.quarters.get(Quarter.of(balangan.today()).code)
        assert (now.met, now.counted) == whole[formula.code] if now else whole[formula.code] == (0, 0)
        rows = indicators.records(formula, at)
        assert (sum(indicators.meets(formula, at, row) for row in rows), len(rows)) == whole[formula.code]
        units = {unit: tally.figure(formula, unit) for unit in tally.units}
        assert (sum(f.met for f in units.values()), sum(f.counted for f in units.values())) == whole[formula.code]
        for unit, figure in units.items():
            assert shown(balangan, unit)[formula.code] == (figure.met, figure.counted)
            assert len(indicators.records(formula, at, unit)) == figure.counted
    stated = measure("sikap-dinyatakan")
    assert stated and tally.figure(stated, "DISPERTAN").met == 1
    assert tally.figure(stated, "DKP").met == 0  # who only discusses binds nobody
    assert shown(balangan, "DISPERTA")["sikap-dinyatakan"] == (0, 0)  # no part of a code is a unit


def test_every_figure_leads_to_the_list_behind_it_and_few_records_make_no_percentage(
    balangan: Government, cast: Cast, client: Client, decided: tuple[Meeting, Decision, FollowUp]
) -> None:
    text = page(client, "/indikator/")
    assert "Belum cukup" in text and "Rancangan" in text and "Pasal 12 ayat (2)" in text
    assert not re.search(r"\d%", text)
    links = set(re.findall(r'href="(/indikator/(?!laporan/)[a-z-]+/[^"]*)"', text))
    quarter = Quarter.of(balangan.today()).code
    assert {"/indikator/sikap-dinyatakan/", f"/indikator/sikap-dinyatakan/?masa={quarter}"} <= links
    for link in links:
        said = page(client, link)
        assert "catatan memenuhinya" in said
    said = page(client, "/indikator/sikap-dinyatakan/")
    assert "2 dari 3 catatan memenuhinya" in said and "Belum cukup catatan untuk sebuah persentase" in said
    assert f'href="/keputusan/{decided[1].pk}/"' in said and "Dinas Pertanian. Keberatan." in said
    one = page(client, "/indikator/sikap-dinyatakan/?unit=DISPERTAN")
    assert "1 dari 1 catatan memenuhinya, Dinas Pertanian" in one and "Dinas Ketahanan Pangan." not in one
    invited = page(client, "/indikator/undangan-dipenuhi/")
    assert "Dinas Ketahanan Pangan. Diwakili" in invited and "Sakit" not in invited
    assert "Badan Perencanaan" not in invited  # ill, and so not counted


def test_a_decision_that_is_closed_is_counted_without_a_word_of_it(
    balangan: Government, client: Client, decided: tuple[Meeting, Decision, FollowUp]
) -> None:
    meeting, decision, _task = decided
    for_the_parties(decision)
    text = page(client, "/indikator/keputusan-terbuka/")
    assert "0 dari 1" in text and "Keputusan yang tidak terbuka bagi umum" in text
    assert decision.text not in text and f'href="/agenda/{meeting.pk}/"' in text


def test_from_five_records_a_percentage_is_said(balangan: Government, cast: Cast, client: Client) -> None:
    for _n in range(2):
        meeting = held(cast, called(cast, led(cast)))
        ruled(cast, meeting)
        signed(cast, meeting)
    assert shown(balangan)["sikap-dinyatakan"] == (4, 6)
    text = page(client, "/indikator/")
    assert '<b class="figure">67%</b>' in text and "4 dari 6" in text
    assert "<b>67%</b>: 4 dari 6 catatan memenuhinya" in page(client, "/indikator/sikap-dinyatakan/")


def test_without_records_the_page_still_says_what_would_be_counted(balangan: Government, client: Client) -> None:
    text = page(client, "/indikator/")
    assert "Belum cukup catatan" in text and "Tidak ada" in text and "Diam bukan sikap." in text
    assert "Belum ada catatan pada masa ini." in page(client, "/indikator/notula-terbuka/")


def test_what_is_no_formula_period_or_unit_is_answered_politely(balangan: Government, client: Client) -> None:
    for code in ("tidak-ada", "%00", "x" * 2000):
        assert client.get(f"/indikator/{code}/").status_code == 404, code
    for query in ({"masa": "2026-9"}, {"unit": "TIDAKADA"}, {"hal": "-1"}, {"masa": "\x00", "unit": "x" * 9000}):
        assert client.get("/indikator/", query).status_code == 200
        assert client.get("/indikator/sikap-dinyatakan/", query).status_code == 200


def test_the_pages_take_as_many_queries_with_one_decision_as_with_three(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        while Decision.objects.count() < count:
            meeting = held(cast, called(cast, led(cast)))
            ruled(cast, meeting)
            signed(cast, meeting)
        client.get("/indikator/")
        for query in ("", "?unit=DISPERTAN", "?unit=DISPERTAN&unit=DKP"):
            client.get(f"/indikator/{query}")
            with django_assert_num_queries(3):  # the government, whether anything waits, the sums
                client.get(f"/indikator/{query}")
        with django_assert_num_queries(5):
            client.get("/indikator/sikap-dinyatakan/")


def test_two_agencies_stand_beside_each_other(
    balangan: Government, client: Client, decided: tuple[Meeting, Decision, FollowUp]
) -> None:
    text = page(client, "/indikator/?unit=DISPERTAN&unit=DKP")
    heads = re.findall(r'<th scope="col">([^<]*)</th>', text)[:4]
    assert heads == ["Rumus", "Dinas Pertanian", "Dinas Ketahanan Pangan", "Semua unit"]
    for query, said in (("?unit=DISPERTAN", "1 dari 1"), ("?unit=DKP", "0 dari 1"), ("", "2 dari 3")):
        assert re.search(rf'href="/indikator/sikap-dinyatakan/{re.escape(query)}">{said}<', text), query
    one = page(client, "/indikator/?unit=DISPERTAN")
    assert 'href="?unit=DISPERTAN&amp;unit=DKP"' in one and "Bandingkan dengan" in one
    assert ">Semua unit</th>" not in page(client, "/indikator/?unit=DISPERTAN&unit=DISPERTAN&unit=x")
    inner = page(client, "/indikator/?unit=SETDA.AST2")
    assert "Empat ukuran dan empat asas hubungan kerja: Sekretariat Daerah" in inner
    sent = client.get("/data/indikator.json")
    rows = json.loads(b"".join(sent.streaming_content))["rows"]  # type: ignore[attr-defined]
    found = [row for row in rows if row["formula"] == "sikap-dinyatakan" and row["period"] == "setahun"]
    assert {row["unit"]: row["counted"] for row in found if row["unit"] in ("DISPERTAN", "DKP", "")} == {
        "": 3,
        "DISPERTAN": 1,
        "DKP": 1,
    }


def test_whoever_tells_the_figures_first_tells_them_as_they_are_now(
    balangan: Government, cast: Cast, client: Client
) -> None:
    for many, address in ((3, "/data/indikator.json"), (6, "/api/v1/indicators"), (9, "/indikator/sikap-dinyatakan/")):
        meeting = held(cast, called(cast, led(cast)))
        ruled(cast, meeting)
        signed(cast, meeting)
        answer = client.get(address)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        if address.endswith("json"):
            rows = [row for row in json.loads(text)["rows"] if row["formula"] == "sikap-dinyatakan"]
            assert {row["counted"] for row in rows if not row["unit"] and row["period"] == "setahun"} == {many}
        elif "api" in address:
            formulas = [f for row in json.loads(text)["yardsticks"] for f in row["formulas"]]
            assert next(f["counted"] for f in formulas if f["code"] == "sikap-dinyatakan") == many
        else:
            assert f"dari {many} catatan" in text.decode()


def test_the_running_quarter_is_told_from_those_that_ended(balangan: Government, client: Client) -> None:
    with clock.at(datetime(2026, 11, 26, 3, tzinfo=UTC)):
        text = page(client, "/indikator/")
        assert "1 Januari 2026 sampai hari ini, 26 November 2026" in text
        assert "Berjalan, Triwulan IV 2026 sampai hari ini" in text and "Berjalan, Triwulan III" not in text
        assert "1 Juli 2026 sampai 30 September 2026" in page(client, "/indikator/notula-terbuka/?masa=2026-3")
    with clock.at(datetime(2026, 12, 31, 3, tzinfo=UTC)):
        assert "Berjalan" not in page(client, "/indikator/")

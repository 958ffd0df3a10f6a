"""The map of cooperation: every figure is the list behind it, and the same as a plain count over random matters."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions.marks import current
from selaras.actions.sums import remake
from selaras.law.quarters import Period, Quarter, year_to
from selaras.records import clock, cooperation, triggers
from selaras.records.cooperation import Pair, Places
from selaras.records.documents import Document, Row
from selaras.records.governments import Government
from selaras.records.ledger import Entry
from selaras.records.matters import Matter, Participant
from selaras.records.people import Actor
from selaras.records.units import forget, history
from selaras.web.chords import MOST, chosen, circle
from selaras.web.faces import shows
from tests.acts import opened, take
from tests.faces import called, held, issued, led, signed
from tests.merging import merged
from tests.results import withheld

Cast = Callable[..., Actor]
Figures = dict[tuple[str, str, str, str], tuple[int, int, int, int]]
UNITS = ("DPUPR", "DLH", "DISHUB", "DINKES", "DINSOS")


@pytest.fixture(autouse=True)
def _organisation() -> Iterator[None]:
    """A merger that a test makes is undone with it, and another one comes to its version."""
    forget()
    yield
    forget()


def known(government: Government) -> cooperation.Ever:
    remake(government.pk)
    return cooperation.ever(government, Places(government))


def never_talked(government: Government) -> list[cooperation.Sharing]:
    rows = cooperation.sharing(government, Places(government), known(government))
    return [row for row in rows if not row.talked]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def listed(client: Client, address: str) -> int:
    """How many matters the list at an address has."""
    text = page(client, address)
    found = re.search(r'<p class="small quiet">([\d.]+) berkas, dari', text)
    return int(found[1]) if found else 0


def asks(cast: Cast, one: str, *others: str, **intent: object) -> Matter:
    return opened(cast(f"{one}/1"), kind="konsultatif", parties=others, **intent)


def ended(matter: Matter, day: date | None = None) -> None:
    Matter.objects.filter(pk=matter.pk).update(
        phase="closed", state="closed", closed_on=day or matter.government.today()
    )
    Participant.objects.filter(matter=matter).update(turn="", turn_since=None)


def counted(government: Government, period: Period | None = None) -> Figures:
    remake(government.pk)  # rows were changed without an act
    return seen(government, period)


def seen(government: Government, period: Period | None = None) -> Figures:
    """The figures as they are read."""
    found = cooperation.tally(government, Places(government), period, quarterly=True).edges
    return {(e.unit, e.other, e.kind, e.quarter): (e.n, e.ended, e.answered, e.days) for e in found}


def plain(government: Government, period: Period | None = None) -> Figures:
    """The same counted one by one, by what the page of each matter shows."""
    past, today = history(government), government.today()
    units, types = past.on(today).units, {row.type: row for row in past.all_types}

    def agency(code: str) -> str:
        heirs = past.heirs(code, today)
        code = at = heirs[0] if len(heirs) == 1 else code
        while at in units and types[units[at].type].internal and units[at].superior:
            at = units[at].superior or ""
        return at if at in units and types[units[at].type].is_agency else code

    found: dict[tuple[str, str, str, str], list[int]] = {}
    for matter in Matter.objects.filter(government=government).exclude(phase="draft"):
        matter.government = government
        opened_on = matter.opened_on
        if matter.withheld or not opened_on or not all(shows(matter, f) for f in ("units", "kind", "opened_on")):
            continue
        if period and not period.first <= opened_on <= period.last:
            continue
        seats = matter.participants.filter(retired=False)
        opener = next(agency(seat.unit) for seat in seats if seat.role == "opener")
        for other in {agency(seat.unit) for seat in seats if seat.role == "counterpart"}:
            sums = found.setdefault((opener, other, matter.kind, Quarter.of(opened_on).code), [0, 0, 0, 0])
            sums[0] += 1
            asking = matter.state not in ("withdrawn", "merged", "changed", "united")
            if other != opener and matter.phase == "closed" and shows(matter, "journey") and asking:
                sums[1] += 1
                acts = Entry.objects.filter(subject_type="matter", subject_key=matter.number or "")
                days = [
                    act.recorded_at.astimezone(government.zone).date()
                    for act in acts
                    if act.post and agency((act.on_behalf or {}).get("unit") or act.unit) == other
                ]
                if days:
                    sums[2] += 1
                    sums[3] += past.calendar.between(opened_on, min(days))
    return {key: (a, b, c, d) for key, (a, b, c, d) in found.items()}


def at_random(government: Government, cast: Cast, seed: int, many: int = 14) -> None:
    """Matters between units in every direction, in several kinds, states and quarters, some of them answered."""
    chance = random.Random(seed)
    today = government.today()
    for _ in range(many):
        one, *others = chance.sample([*UNITS, "SETDA.AST1.HUKUM", "SETDA.AST3.ORG"], chance.choice((2, 2, 3)))
        matter = asks(cast, one, *others)
        if chance.random() < 0.6:
            take(cast(f"{others[0]}/1"), matter, "tanggapi", "Sepakat.")
        day = today - timedelta(days=chance.randrange(400))
        rows = Matter.objects.filter(pk=matter.pk)
        rows.update(opened_on=day, kind=chance.choice(("konsultatif", "kolegial", "fungsional")))
        if chance.random() < 0.6:
            ended(matter)
            rows.update(state=chance.choice(("closed", "closed", "ended", "withdrawn")))
        if chance.random() < 0.15:
            rows.update(withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=date(2099, 1, 1))
        if chance.random() < 0.1:
            rows.update(state="consulting", phase="open", closed_on=None)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_is_the_list_behind_it_and_a_plain_count(
    balangan: Government, cast: Cast, client: Client, seed: int
) -> None:
    at_random(balangan, cast, seed)
    assert counted(balangan) == plain(balangan)
    year = year_to(balangan.today())
    quarter = Quarter.of(balangan.today()).before
    for period in (year, Period(quarter.code, quarter.first, quarter.last)):
        assert counted(balangan, period) == plain(balangan, period)
    found = cooperation.tally(balangan, Places(balangan), year).edges
    days = f"sejak={year.first}&sampai={year.last}"
    for one, other in {(e.unit, e.other) for e in found}:
        mine = [e for e in found if (e.unit, e.other) == (one, other)]
        address = f"/berkas/?dari={one}&dengan={other}&{days}"
        assert listed(client, address) == sum(e.n for e in mine), address
        assert listed(client, f"{address}&jawab=ada") == sum(e.answered for e in mine), address
        if one != other:
            assert listed(client, f"{address}&jawab=tidak") == sum(e.ended - e.answered for e in mine), address
        for edge in mine[:1]:
            kind = sum(e.n for e in mine if e.kind == edge.kind)
            assert listed(client, f"{address}&jenis={edge.kind}") == kind
    text = page(client, "/kerja-sama/")
    for address, figure in set(re.findall(r'<a href="(/berkas/\?[^"]*)">([\d.]+)(?: berkas)?[<]', text)):
        assert listed(client, unescape(address)) == int(figure), address


def test_after_each_act_the_figures_follow(balangan: Government, cast: Cast) -> None:
    first = asks(cast, "DPUPR", "DLH", "DISHUB")
    second = asks(cast, "DLH", "DPUPR")
    irrigation = led(cast)
    acts: list[Callable[[], object]] = [
        lambda: take(cast("DLH/1"), first, "tanggapi", "Sepakat."),
        lambda: take(cast("DISHUB/1"), first, "tanggapi", "Sepakat."),
        lambda: take(cast("DPUPR/1"), first, "simpulkan", "Sepakat."),
        lambda: take(cast("DLH/1"), second, "cabut", "Tidak perlu lagi."),
        lambda: withheld(cast, irrigation),
    ]
    known: list[Figures] = []
    for act in acts:
        act()
        assert current(balangan).words is None
        assert seen(balangan) == plain(balangan)
        known.append(seen(balangan))
    assert known[0] != known[-1]


def test_a_unit_that_was_merged_counts_for_the_one_that_succeeded_it(
    balangan: Government, cast: Cast, client: Client
) -> None:
    both = asks(cast, "DPUPR", "DLH", "DISHUB")
    take(cast("DLH/1"), both, "tanggapi", "Sepakat.")
    ended(both)
    asks(cast, "DLH", "DINKES")
    merged(balangan, "DLH", "DISHUB", balangan.today())
    found = counted(balangan)
    assert found == plain(balangan)
    assert {key[:2]: sums for key, sums in found.items()} == {
        ("DPUPR", "DISHUB"): (1, 1, 1, 0),  # once, although both were asked
        ("DISHUB", "DINKES"): (1, 0, 0, 0),
    }
    again = asks(cast, "DPUPR", "DINKES", "DINSOS")
    Matter.objects.filter(pk=again.pk).update(kind="kolegial")  # no yardstick wakes it
    merged(balangan, "DINSOS", "DINKES", balangan.today() + timedelta(days=10))
    assert counted(balangan) == plain(balangan)
    assert len([key for key in plain(balangan) if key[0] == "DPUPR"]) == 3
    current(balangan)  # what acts have marked has followed
    with clock.at(balangan.now() + timedelta(days=10)):  # known before, it comes about by time alone
        assert current(balangan).words is None
        assert seen(balangan) == plain(balangan)
        assert seen(balangan)["DPUPR", "DINKES", "kolegial", Quarter.of(again.opened_on or date.max).code][0] == 1
    assert listed(client, "/berkas/?dari=DPUPR&dengan=DISHUB") == listed(client, "/berkas/?dari=DPUPR&dengan=DLH") == 1


def test_what_stays_within_a_unit_is_no_pair(balangan: Government, cast: Cast, client: Client) -> None:
    for _n in range(4):
        asks(cast, "SETDA.AST1.HUKUM", "SETDA.AST3.ORG")
    text = page(client, "/kerja-sama/")
    link = re.search(r'<a href="([^"]+)">4 berkas</a> di dalam satu unit\.', text)
    assert link and listed(client, unescape(link[1])) == 4 and "0 pasangan" not in text
    asks(cast, "DPUPR", "SETDA.AST3.ORG")
    text = page(client, "/kerja-sama/")
    assert 'mempertemukan <a href="#pasangan">1 pasangan</a>' in text and "Pada diagonal" in text
    assert re.search(
        r'<td class=""><a href="[^"]+">4<span class="hidden"> Sekretariat Daerah, di dalam satu unit', text
    )
    assert re.search(r'<td class="tint-3"><a href="[^"]+">1<span class="hidden"> Dinas Pekerjaan Umum', text)


def test_an_answer_counts_once_everybody_may_see_it_and_only_what_people_did(balangan: Government, cast: Cast) -> None:
    matter = asks(cast, "DPUPR", "DLH", "DISHUB")
    take(cast("DLH/1"), matter, "tanggapi", "Sepakat.")
    assert set(counted(balangan).values()) == {(1, 0, 0, 0)}  # while it runs, answers are for the parties
    rows, today = Matter.objects.filter(pk=matter.pk), balangan.today()
    calendar = history(balangan).calendar
    since = next(d for n in range(1, 30) if calendar.between(d := today - timedelta(days=n), today) == 4)
    rows.update(opened_on=since)
    ended(matter)
    found = {key[1]: sums for key, sums in counted(balangan).items()}
    assert found == {"DLH": (1, 1, 1, 4), "DISHUB": (1, 1, 0, 0)}
    rows.update(pauses=[{"first": str(today - timedelta(days=20)), "last": str(today), "why": "kahar", "seat": None}])
    assert {key[1]: sums for key, sums in counted(balangan).items()}["DLH"] == (1, 1, 1, 0)
    rows.update(state="withdrawn")
    assert set(counted(balangan).values()) == {(1, 0, 0, 0)}  # it asks nobody any more
    rows.update(withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=date(2099, 1, 1))
    assert counted(balangan) == {}


def test_who_acts_for_another_answers_for_him_and_the_clock_for_nobody(balangan: Government, cast: Cast) -> None:
    matter = asks(cast, "DPUPR", "DLH")
    take(cast("DLH/1"), matter, "tanggapi", "Sepakat.")
    ended(matter)
    acts = cooperation.acts_of(balangan).filter(subject_key=matter.number)
    assert set(acts.values_list("by", flat=True)) == {"DPUPR", "DLH"}
    assert {key[1]: sums for key, sums in counted(balangan).items()} == {"DLH": (1, 1, 1, 0)}
    # A clerk of another unit whom the head of DLH let act for it, and a clock that ran out.
    for post, behalf, answered in (("DISHUB/2", "DLH", 1), ("", "DLH", 0), ("DISHUB/2", "DPUPR", 0)):
        taken = Entry.objects.filter(subject_key=matter.number or "", subject_version__gt=1)
        triggers.drop(connection)  # the ledger lets nobody else change its entries
        taken.update(post=post, unit=post.partition("/")[0], on_behalf={"post": f"{behalf}/1", "unit": behalf})
        assert {sums[2] for sums in counted(balangan).values()} == {answered}, (post, behalf)


def test_the_asisten_with_most_on_the_desk_is_said_first(balangan: Government, cast: Cast, client: Client) -> None:
    assert "Tidak ada berkas yang terbuka bagi umum menunggu di meja Asisten." in page(client, "/kerja-sama/")
    led(cast)
    first = Participant.objects.exclude(turn="").filter(retired=False)
    first.update(turn="", turn_since=None)
    desk = Participant.objects.filter(role="convener", retired=False)
    desk.update(turn="putuskan", turn_since=balangan.now(), unit="SETDA.AST2", turn_post="SETDA.AST2/1")
    remake(balangan.pk)
    text = page(client, "/kerja-sama/")
    said = "Di meja Asisten sendiri terbanyak: <b>Asisten Perekonomian dan Pembangunan</b>"
    address = "/berkas/?tahap=berjalan&amp;pada=SETDA.AST2"
    assert said in text and f'<a href="{address}">1 berkas</a> yang terbuka bagi umum' in text
    assert listed(client, unescape(address)) == 1
    assert listed(client, "/berkas/?tahap=berjalan&pada=SETDA.AST1") == 0
    Matter.objects.update(state="submitted")  # not open to everybody
    assert known(balangan).desks == Counter()


def test_pasal_18_c_who_share_programmes_and_never_talked(balangan: Government, cast: Cast, client: Client) -> None:
    document = issued(cast, form="c", title="Program terpadu air")
    for order, units in enumerate((["DPUPR"], ["DISPERTAN"], ["DLH", "SETDA.AST2.ADBANG"]), start=1):
        Row.objects.create(government=balangan, document=document, order=order, title="Baris", units=units)

    def apart() -> set[tuple[str, str]]:
        return {(row.one, row.two) for row in never_talked(balangan)}

    every = {("SETDA", "DPUPR"), ("SETDA", "DISPERTAN"), ("SETDA", "DLH"), ("DPUPR", "DISPERTAN"), ("DPUPR", "DLH")}
    assert apart() == every | {("DISPERTAN", "DLH")}
    asks(cast, "DLH", "DPUPR", "DISPERTAN")
    assert apart() == {("SETDA", "DPUPR"), ("SETDA", "DISPERTAN"), ("SETDA", "DLH")}  # who were asked together too
    text = page(client, "/kerja-sama/")
    said = 'Dari 6 pasangan yang berbagi program terpadu, <a href="#belum-pernah">3 belum pernah bekerja sama</a>'
    assert f"{said}: <b>Sekretariat Daerah</b> dan" in text and f'href="/kebijakan/{document.pk}/"' in text
    assert "Keduanya mengerjakan baris pada program terpadu yang sama" in text
    Matter.objects.update(withheld=True, withheld_ground="UU 14/2008", withheld_until=date(2099, 1, 1))
    assert len(apart()) == 6  # nobody learns from this that they did
    Document.objects.update(phase="closed", closed_on=balangan.today())
    assert apart() == set()


def test_who_met_has_talked(balangan: Government, cast: Cast) -> None:
    document = issued(cast, form="c")
    for order, unit in enumerate(("DKP", "DISPERTAN"), start=1):
        Row.objects.create(government=balangan, document=document, order=order, title="Baris", units=[unit])
    assert len(never_talked(balangan)) == 1
    meeting = called(cast)
    assert len(never_talked(balangan)) == 1  # it has not been held
    signed(cast, held(cast, meeting))
    assert never_talked(balangan) == []


def test_agencies_whose_affair_is_named_and_that_take_no_part(balangan: Government, cast: Cast, client: Client) -> None:
    asks(cast, "DPUPR", "DLH", affairs=("DISHUB/perhubungan", "DLH/lingkungan-hidup"))
    asks(cast, "DPUPR", "DISHUB", affairs=("DISHUB/perhubungan",))
    asks(cast, "DPUPR", "DLH")
    assert current(balangan).words is None
    tally = cooperation.tally(balangan, Places(balangan), year_to(balangan.today()))
    assert tally.named == Counter({("DISHUB", "konsultatif"): 1})
    text = page(client, "/kerja-sama/")
    address = re.search(r'Dinas Perhubungan: <a href="([^"]*terkait=DISHUB[^"]*)">1 berkas', text)
    assert address and listed(client, unescape(address[1])) == 1
    assert listed(client, "/berkas/?terkait=DLH") == 0


def test_one_way_pairs_and_what_has_not_been_used_for_six_months(
    balangan: Government, cast: Cast, client: Client
) -> None:
    for _ in range(3):
        asks(cast, "DPUPR", "DLH")
    asks(cast, "DISHUB", "DINKES")
    old = asks(cast, "DINSOS", "DINKES")
    Matter.objects.filter(pk=old.pk).update(opened_on=cooperation.half_a_year(balangan.today()) - timedelta(days=1))
    remake(balangan.pk)
    text = page(client, "/kerja-sama/")
    way = re.search(r'id="searah".*?</section>', text)
    assert way and way[0].count("<li>") == 1
    assert "Dinas Pekerjaan Umum dan Penataan Ruang kepada Dinas Lingkungan Hidup: <a" in way[0]
    places = Places(balangan)
    resting = cooperation.resting_pairs(known(balangan), places)
    before = Quarter.of(cooperation.half_a_year(balangan.today())).before
    assert [(row.code, row.other, row.last) for row in resting] == [("DINSOS", "DINKES", before)]
    assert "Pasangan yang dahulu bekerja sama: <b>1</b>" in text
    asks(cast, "DINSOS", "DINKES")
    assert cooperation.resting_pairs(known(balangan), places) == []
    asks(cast, "DLH", "DPUPR")
    assert (
        "Dinas Pekerjaan Umum dan Penataan Ruang kepada"
        not in re.findall(r'id="searah".*?</section>', page(client, "/kerja-sama/"))[0]
    )


def test_paths_of_the_mapping_on_which_nothing_went(balangan: Government, cast: Cast) -> None:
    places = Places(balangan)
    rows = {(r.code, r.other) for found in [cooperation.unwalked(known(balangan), places)] for r in found}
    mapped = {(code, row.coordinator) for code, found in places.organisation.coordination.items() for row in found}
    assert rows == mapped
    led(cast)
    walked = rows - {(r.code, r.other) for r in cooperation.unwalked(known(balangan), places)}
    assert walked == {("DPUPR", "SETDA.AST2"), ("DISPERTAN", "SETDA.AST2"), ("DKP", "SETDA.AST2")}
    forms = [row.code for row in cooperation.resting_forms(known(balangan), "abc", balangan.today())]
    assert forms == ["a", "b"]
    Matter.objects.update(opened_on=cooperation.half_a_year(balangan.today()) - timedelta(days=1))
    assert {(r.code, r.other) for r in cooperation.unwalked(known(balangan), places)} == mapped
    assert len(cooperation.resting_forms(known(balangan), "abc", balangan.today())) == 3


def test_the_page_takes_as_many_queries_with_one_matter_as_with_twelve(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = issued(cast, form="c")
    for order, unit in enumerate(("DKP", "DISPERTAN"), start=1):
        Row.objects.create(government=balangan, document=document, order=order, title="Baris", units=[unit])
    asks(cast, "DPUPR", "DLH", affairs=("DISHUB/perhubungan",))
    for seed in (None, 5):
        if seed:
            at_random(balangan, cast, seed, 11)
            remake(balangan.pk)
        client.get("/kerja-sama/")
        for query in ("", "?unit=DPUPR", "?jenis=konsultatif&urut=cepat"):
            with django_assert_num_queries(6):
                client.get(f"/kerja-sama/{query}")
        client.get("/berkas/?dari=DPUPR&dengan=DLH")
        with django_assert_num_queries(6):
            client.get("/berkas/?dari=DPUPR&dengan=DLH&jawab=ada&sejak=2020-01-01")


def test_unknown_questions_are_answered(balangan: Government, cast: Cast, client: Client) -> None:
    asks(cast, "DPUPR", "DLH")
    for query in ("?masa=x&jenis=x&unit=x&urut=x&hal=x", "?unit=SETDA.AST1.HUKUM", "?masa=2025-1", "?hal=99"):
        assert client.get(f"/kerja-sama/{query}").status_code == 200, query
    assert "Sekretariat Daerah bekerja sama dengan siapa" in page(client, "/kerja-sama/?unit=SETDA.AST1.HUKUM")
    for query in ("dari=x", "dengan=<b>", "pada=x", "terkait=x", "jawab=x", "sejak=31-12-2026", "sampai=2026-99-99"):
        assert "tidak dikenal" in page(client, f"/berkas/?{query}"), query
    past = balangan.today() - timedelta(days=1)
    assert "tidak dikenal" in page(client, f"/berkas/?dari=DPUPR&per={past}")
    assert client.get(f"/kerja-sama/?per={past}").status_code == 200
    said = page(client, "/berkas/?dari=DPUPR&dengan=DLH&sejak=2020-04-06")
    assert "Diajukan Dinas Pekerjaan Umum dan Penataan Ruang" in said and "Diajukan sejak 6 April 2020" in said
    assert 'href="?dari=DPUPR&amp;sejak=2020-04-06"' in said  # the list without one of them


def test_the_data_set_has_the_same_figures(balangan: Government, cast: Cast, client: Client) -> None:
    at_random(balangan, cast, 7, 6)
    remake(balangan.pk)
    rows = client.get("/data/kerja-sama.json")
    found = {
        (row["unit"], row["other"], row["kind"], row["quarter"]): (
            row["count"],
            row["ended"],
            row["answered"],
            row["days"],
        )
        for row in json.loads(b"".join(rows.streaming_content))["rows"]  # type: ignore[attr-defined]
    }
    assert found and found == plain(balangan)


# The drawing


def pairs(*found: tuple[str, str, int]) -> list[Pair]:
    return [Pair(one, two, n) for one, two, n in found]


def test_the_circle_leaves_single_matters_out_once_several_pairs_have_more() -> None:
    single = [("A", f"B{n}", 1) for n in range(10)]
    assert len(chosen(pairs(*single, ("C", "D", 2)))[0]) == 11  # few have more: all are drawn
    strong = [(f"C{n}", f"D{n}", 2) for n in range(8)]
    kept, least = chosen(pairs(*single, *strong))
    assert least == 2 and {pair.n for pair in kept} == {2}


def test_the_circle_has_sixteen_at_most_and_the_one_that_was_asked_for() -> None:
    many = pairs(*((f"U{n:02}", f"U{n + 1:02}", 50 - n) for n in range(40)))
    kept, _least = chosen(many)
    assert len({code for pair in kept for code in (pair.one, pair.two)}) == MOST
    mine = pairs(*(("ME", f"U{n:02}", 1) for n in range(30)))
    kept, _least = chosen(mine, "ME")
    assert all(pair.one == "ME" for pair in kept) and len(kept) == MOST - 1


def test_the_circle_groups_by_office_and_tells_who_works_across() -> None:
    office = {"A": "X", "B": "X", "C": "Y"}.__getitem__
    drawn = circle(pairs(("A", "B", 3), ("A", "C", 1)), office, lambda code: (code,), str.lower)
    assert [(group.letter, group.office, group.members) for group in drawn.groups] == [
        ("A", "X", ["A", "B"]),
        ("B", "Y", ["C"]),
    ]
    assert [(ribbon.pair.two, ribbon.across) for ribbon in drawn.ribbons] == [("B", False), ("C", True)]
    assert [(arc.code, arc.short, arc.n) for arc in drawn.arcs] == [("A", "a", 4), ("B", "b", 3), ("C", "c", 1)]
    assert circle([], office, lambda code: (code,), str.lower).arcs == []

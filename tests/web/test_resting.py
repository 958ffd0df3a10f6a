"""What rests on a provision: the acts of the ledger that name it, as far as everybody may see them, counted exactly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pytest
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.law.cite import find_cites
from selaras.law.coverage import cites
from selaras.records import clock, resting
from selaras.records.governments import Government, pack_of
from selaras.records.ledger import Entry
from selaras.records.matters import Matter
from selaras.records.openness import public_decisions
from selaras.records.outcomes import Decision
from selaras.records.people import Actor
from selaras.records.units import history
from tests.acts import opened, take
from tests.faces import called, held, issued, led, ruled, signed, story

Cast = Callable[..., Actor]
OWN = "perbup-24-2020"


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(answer.content.decode().split())


def consulted(cast: Cast, title: str = "Tanya sampah") -> Matter:
    """A consultation that came to its end."""
    matter = opened(cast("DISHUB/1"), kind="konsultatif", parties=("DLH",), title=title)
    take(cast("DLH/1"), matter, "tanggapi", "Diangkut tiap pagi.")
    take(cast("DISHUB/1"), matter, "simpulkan", "Dipahami.")
    take(cast("DLH/1"), matter, "benarkan")
    take(cast("DISHUB/1"), matter, "tutup", "Selesai.")
    return matter


def naming(entries: list[Entry], key: str, rulings: Iterable[Decision] = ()) -> list[int]:
    """The numbers of the entries whose ground names a provision or a part of it, found one by one, and of the decisions
    that do; an act that is told as the decision it made is told once.
    """
    decided = {(one.entry, one.ground) for one in rulings}
    grounds = [(one.entry or 0, one.ground) for one in rulings]
    grounds += [(one.number, one.cite) for one in entries if (one.number, one.cite) not in decided]
    named = [
        number
        for number, ground in grounds
        if any(not c.regulation and (c.key == key or c.key.startswith(f"{key}/")) for c in find_cites(ground, OWN))
    ]
    return sorted(named, reverse=True)


def listed(client: Client, address: str) -> list[int]:
    """The numbers of the acts on a page."""
    found = re.findall(
        r"Catatan ke-([\d.]+) buku besar",
        page(client, address).partition('<main class="wrap"')[2].partition("</main>")[0],
    )
    return [int(number.replace(".", "")) for number in found]


def test_an_act_rests_on_its_clause_once_its_matter_is_closed(balangan: Government, cast: Cast, client: Client) -> None:
    matter = opened(cast("DISHUB/1"), kind="konsultatif", parties=("DLH",), title="Tanya sampah")
    address = f"/peraturan/{OWN}/pasal-13/catatan/"
    assert "Belum ada catatan terbuka yang bersandar padanya." in page(client, address)
    assert listed(client, address) == []
    take(cast("DISHUB/1"), matter, "cabut", "Tidak lagi diperlukan.")
    entries = list(Entry.objects.filter(subject_type="matter", subject_key=matter.number))
    assert listed(client, address) == naming(entries, "pasal-13") != []
    text = page(client, address)
    assert f'href="/berkas/{matter.number}/"' in text and "Tanya sampah" in text and "Dinas Perhubungan" in text
    assert f"Lihat {len(listed(client, address))} catatan" in page(client, f"/peraturan/{OWN}/pasal-13/").replace(
        "semua ", ""
    )


def test_the_list_and_each_number_are_those_counted_one_by_one(
    balangan: Government, cast: Cast, client: Client
) -> None:
    told = story(cast)
    consulted(cast)
    take(cast("SETDA.AST2/1"), told.matter, "kaitkan", "Bersambung.", other=str(led(cast).number))
    mine = {str(m.number) for m in Matter.objects.filter(phase="closed")}
    entries = [
        entry
        for entry in Entry.objects.exclude(cite="")
        if (entry.subject_type == "matter" and entry.subject_key in mine)
        or (entry.subject_type in resting.MOVED and entry.state_before != entry.state_after)
    ]
    rulings = list(public_decisions(balangan))
    assert "pasal-18/huruf-c" in {c.key for one in rulings for c in find_cites(one.ground, OWN)}
    for key in pack_of(balangan).regulation(OWN).provisions:
        root, _stroke, part = key.partition("/")
        query = f"?bagian={part.replace('/', '-')}" if part else ""
        wanted = naming(entries, key, rulings)
        if "/" not in key or wanted:
            if root.startswith(("menimbang", "mengingat")):
                continue
            assert listed(client, f"/peraturan/{OWN}/{root}/catatan/{query}") == wanted[:25], key
    counts = dict(
        re.findall(
            r'href="/peraturan/perbup-24-2020/([^/"]+/catatan/[^"]*)">(\d+)<', page(client, "/pasal-demi-pasal/")
        )
    )
    assert counts["pasal-18/catatan/?bagian=huruf-c"] == str(len(naming(entries, "pasal-18/huruf-c", rulings)))
    assert counts["pasal-13/catatan/"] == str(len(naming(entries, "pasal-13")))
    assert counts["pasal-13/catatan/?bagian=ayat-2"] == str(len(naming(entries, "pasal-13/ayat-2")))


def test_a_decision_rests_on_its_clause_from_the_day_it_is_adopted(
    balangan: Government, cast: Cast, client: Client
) -> None:
    address = f"/peraturan/{OWN}/pasal-18/catatan/?bagian=huruf-c"
    meeting = held(cast, called(cast, led(cast)))
    one = ruled(cast, meeting)
    before = listed(client, address)
    signed(cast, meeting)
    one.refresh_from_db()
    assert listed(client, address) == [one.entry, *before]
    text = page(client, address)
    assert f'href="/keputusan/{one.pk}/">{one.text}</a>' in text
    assert "Asisten Perekonomian dan Pembangunan menetapkan keputusan" in text and "Pasal 18 huruf c" in text
    Matter.objects.update(withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=date(2030, 1, 1))
    type(one).objects.update(openness="parties")
    assert one.text not in page(client, address) and listed(client, address) == []


def test_every_ground_in_the_ledger_is_one_that_the_pack_names(balangan: Government, cast: Cast) -> None:
    story(cast)
    consulted(cast)
    known = cites(pack_of(balangan).regulation(OWN), history(balangan))
    assert set(Entry.objects.exclude(cite="").values_list("cite", flat=True)) <= set(known)


def test_what_is_withheld_or_still_open_proves_nothing_in_public(
    balangan: Government, cast: Cast, client: Client
) -> None:
    matter = consulted(cast, "Pemeriksaan pompa")
    address = f"/peraturan/{OWN}/pasal-13/catatan/"
    assert listed(client, address)
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2030, 1, 1)
    )
    assert listed(client, address) == [] and "Pemeriksaan pompa" not in page(client, address)
    assert "pasal-13/catatan/" not in page(client, "/pasal-demi-pasal/")


def test_an_act_that_moves_nothing_public_is_not_told(balangan: Government, cast: Cast, client: Client) -> None:
    meeting = held(cast, called(cast, led(cast)))
    steps = set(Entry.objects.filter(subject_type="meeting").values_list("step", flat=True))
    assert "catat_sakit" in steps
    issued(cast)
    still = Entry.objects.filter(subject_type="document", state_before=F("state_after")).exclude(cite="")
    assert {"setujui", "ketahui"} & set(still.values_list("step", flat=True))
    known = cites(pack_of(balangan).regulation(OWN), history(balangan))
    seen = {e.step for e in resting.resting(balangan, known) if e.subject_type == "meeting"}
    told_of = resting.resting(balangan, known).filter(subject_type="document")
    assert told_of.exists() and not told_of.filter(state_before=F("state_after")).exists()
    assert not seen & {"catat_sakit", "catat_hadir", "catat_wakil_bahas"}
    ruled(cast, meeting)
    signed(cast, meeting)
    told = [e.step for e in resting.resting(balangan, known) if e.subject_type == "meeting"]
    assert set(told) <= {"undang", "mulai", "akhiri", "edarkan", "sahkan"}


def test_of_a_past_day_only_what_was_recorded_by_then(balangan: Government, cast: Cast, client: Client) -> None:
    consulted(cast)
    address = f"/peraturan/{OWN}/pasal-13/catatan/"
    today = balangan.today()
    with clock.at(clock.now() + timedelta(days=2)):
        before = listed(client, address)
        consulted(cast, "Tanya lagi")
        assert len(listed(client, address)) == 2 * len(before)
        assert listed(client, f"{address}?per={today}") == before
        assert listed(client, f"{address}?per={today - timedelta(days=1)}") == []


def test_pages_take_the_same_queries_however_many_acts(
    balangan: Government, cast: Cast, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(2):
        consulted(cast)
        for address, count in (
            (f"/peraturan/{OWN}/pasal-13/", 7),
            (f"/peraturan/{OWN}/pasal-13/catatan/", 7),
            ("/pasal-demi-pasal/", 3),
        ):
            client.get(address)
            with django_assert_num_queries(count):
                client.get(address)


def test_a_law_outside_has_a_page_with_what_rests_on_it(balangan: Government, client: Client) -> None:
    text = page(client, "/peraturan/uu-30-2014/")
    assert "<h1>UU 30/2014</h1>" in text and 'id="pasal-14-ayat-7"' in text and "Pasal 14 ayat (7)" in text
    assert 'href="/peraturan/uu-14-2008/"' in page(client, "/peraturan/")
    assert "tidak ada pada Selaras" in page(client, "/peraturan/uu-1-1945/", 404)
    signs = page(client, "/unsur/")
    assert 'href="/peraturan/uu-30-2014/#pasal-14-ayat-7"' in signs


def test_each_provision_says_why_it_is_not_followed_and_filters_are_links(balangan: Government, client: Client) -> None:
    text = page(client, "/pasal-demi-pasal/?dasar=belum")
    assert "27 ketentuan cocok" in text and "Pertimbangan: menerangkan mengapa peraturan dibuat." in text
    assert "Tugas yang dijalankan unit itu sendiri, di luar Selaras." in text
    assert 'href="?dasar=tegas' in text and "Pasal 13 ayat (2)" not in text.partition("<table")[2]
    odd = page(client, "/pasal-demi-pasal/?dasar=x&bukti=%00")
    assert "ketentuan cocok" not in odd


def test_cross_references_go_both_ways_and_the_name_in_akoma_ntoso_is_shown(
    balangan: Government, client: Client
) -> None:
    found = pack_of(balangan).regulation(OWN)
    one = next(p for p in found.provisions.values() if p.cross)
    other = one.cross[0]
    text = page(client, f"/peraturan/{OWN}/{other.partition('/')[0]}/")
    assert "ditunjuk oleh" in text and found.provisions[other].eid in text


@pytest.mark.parametrize(
    "address", ["pasal-99/catatan/", "pasal-13/catatan/?bagian=%00&hal=x", "pasal-13/catatan/?bagian=ayat-99"]
)
def test_strange_questions_are_answered(balangan: Government, client: Client, address: str) -> None:
    assert client.get(f"/peraturan/{OWN}/{address}").status_code in (200, 404)
    assert client.get(f"/peraturan/uu-30-2014/{address}").status_code == 404

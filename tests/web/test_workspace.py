"""Giliran Anda: what waits for a post, what waits on others, drafts and what just closed, in so many queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from selaras.actions.acts import Deed, refresh_turns, seen_of
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.facts import calendar_of
from selaras.actions.matters import act, submit
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Letter, Matter, Participant
from selaras.records.people import Actor
from tests.acts import opened, take
from tests.faces import called
from tests.faces import take as held_to
from tests.results import PPID, founded, instrument, withheld
from tests.results import take as extended

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
INBOX_QUERIES = 20  # two for each of six sorts of subjects, and eight besides
LIST_QUERIES = 9


def asked(actor: Actor, title: str, *parties: str) -> Matter:
    intent = Intent(kind="konsultatif", parties=parties, title=title, purpose="Mohon pendapat.")
    return submit(actor=actor, draft=save_draft(actor=actor, intent=intent).pk, key="")


def many(government: Government, asker: Actor, answerer: Actor, count: int) -> None:
    """That many consultations between two posts, written straight into the tables."""
    now = clock.now()
    matters = Matter.objects.bulk_create(
        Matter(
            government=government,
            number=f"2025-{n:05d}",
            title=f"Berkas {n}",
            kind="konsultatif",
            regulation="perbup-24-2020",
            procedure="konsultatif",
            state="consulting",
            phase="open",
            version=1,
            opener_unit=asker.unit,
            opener_post=asker.post,
            drafted_by=asker.post,
            opened_on=government.today(),
        )
        for n in range(count)
    )
    for order, (role, actor, slot, turn) in enumerate(
        [("opener", asker, "", ""), ("counterpart", answerer, "asked", "tanggapi")]
    ):
        Participant.objects.bulk_create(
            Participant(
                government=government,
                matter=matter,
                order=order,
                role=role,
                unit=actor.unit,
                post=actor.post,
                slot=slot,
                turn=turn,
                turn_post=actor.post if turn else "",
                turn_since=now if turn else None,
            )
            for matter in matters
        )


def test_the_row_leads_with_the_act_and_says_from_whom_and_since_when(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    asker, answerer = cast("DPUPR/6"), cast("SETDA.AST1.HUKUM/1")
    matter = asked(asker, "Rancangan aturan sampah", answerer.post)
    page = client_for(answerer).get("/kerja/").content.decode()
    assert "1 belum ditindaklanjuti" in page and "<h2>Pekan ini</h2>" in page
    assert f'<a class="act" href="/kerja/berkas/{matter.number}/#giliran">Tanggapi</a>' in page
    assert "Konsultatif, dari Dinas Pekerjaan Umum dan Penataan Ruang" in page
    assert "Sisa 5 hari kerja" in page and "0 dari 5 hari kerja terpakai" in page
    assert '<span class="count">1</span>' in page


def test_late_ones_come_first_and_are_counted(cast: Cast, balangan: Government, client_for: ClientFor) -> None:
    asker, answerer = cast("DPUPR/6"), cast("SETDA.AST1.HUKUM/1")
    asked(asker, "Yang baru", answerer.post)
    with clock.at(clock.now() - timedelta(days=30)):
        asked(asker, "Yang lama", answerer.post)
    page = client_for(answerer).get("/kerja/").content.decode()
    assert "2 belum ditindaklanjuti" in page and "1 lewat tenggat" in page
    assert page.index("Lewat tenggat") < page.index("Yang lama") < page.index("Pekan ini") < page.index("Yang baru")
    mine = client_for(asker).get("/kerja/").content.decode()
    assert "Tidak ada yang menunggu Anda." in mine and "2 hal Anda ada pada pihak lain." in mine
    others = mine.partition('id="lain"')[2]
    assert others.index("Yang lama") < others.index("Yang baru") and "Bagian Hukum" in others and "Tanggapi" in others


def test_what_cannot_be_done_yet_or_has_long_time_stands_under_later(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    middle, chair = cast("DPUPR/6"), cast("SETDA.AST2/1")
    task = opened(cast("DPUPR/1"), kind="struktural", parties=("DPUPR/6",), title="Perbaikan tanggul")
    take(middle, task, "terima_tugas")
    mine = client_for(middle)
    assert "Menunggu laporan dari jenjang" not in mine.get("/kerja/").content.decode()
    take(middle, task, "teruskan", "Kerjakan pekan ini.", post="DPUPR/62")
    page = mine.get("/kerja/").content.decode()
    assert page.index("<h2>Kemudian</h2>") < page.index("Perbaikan tanggul")
    assert "Menunggu laporan dari jenjang di bawahnya" in page
    meeting = called(cast, title="Rapat pintu air")
    calling = client_for(chair).get("/kerja/").content.decode()
    assert calling.index("<h2>Kemudian</h2>") < calling.index("Rapat pintu air") < calling.index("Pada ")
    assert meeting.starts_at is not None
    with clock.at(meeting.starts_at):
        assert "Kemudian" not in client_for(chair).get("/kerja/").content.decode()


def test_the_report_of_a_group_is_due_when_its_mandate_ends(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    group = founded(cast, days=60)
    chair = next(seat for seat in group.seats() if seat.role == "chair")
    mine = client_for(cast(chair.post))
    page = mine.get("/kerja/").content.decode()
    assert page.index("<h2>Kemudian</h2>") < page.index("Sampaikan laporan akhir")
    WorkingGroup.objects.filter(pk=group.pk).update(ends_on=balangan.today() + timedelta(days=2))
    assert "<h2>Pekan ini</h2>" in mine.get("/kerja/").content.decode()


def test_past_its_mandate_nobody_is_asked_to_join_a_group_and_its_end_is_late_since_that_day(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    group = founded(cast, days=10)
    member, maker = client_for(cast("DLH/1")), client_for(cast("SETDA/1"))
    assert "Terima penunjukan" in member.get("/kerja/").content.decode()
    with clock.at(clock.now() + timedelta(days=25)):
        refresh_turns(balangan)
        assert "Terima penunjukan" not in member.get("/kerja/").content.decode()
        assert "Giliran Anda: terima" not in member.get(f"/kerja/gugus-kerja/{group.pk}/").content.decode()
        page = maker.get("/kerja/").content.decode()
        late = calendar_of(balangan).between(balangan.today() - timedelta(days=15), balangan.today())
        assert late and f"Lewat {late} hari kerja" in page
        assert "Nyatakan berakhir tanpa laporan" in page and "0 dari 0" not in page
        until = balangan.today() + timedelta(days=30)
        extended(cast("SETDA/1"), group, "perpanjang", "Belum tuntas.", **instrument(cast("SETDA/1"), "2"), day=until)
        assert "Terima penunjukan" in member.get("/kerja/").content.decode()


def test_a_meeting_is_not_late_in_beginning_before_its_day(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    begins = balangan.now().replace(hour=9, minute=0) + timedelta(days=14)
    meeting = called(cast, starts_at=begins, ends_at=begins + timedelta(hours=2))
    for seat in meeting.seats():
        if seat.turn and seat.role in ("invitee", "guest"):
            held_to(cast(seat.post), meeting, "hadiri")

    def elsewhere() -> str:
        return client_for(cast("DPUPR/1")).get("/kerja/").content.decode().partition('id="lain"')[2]

    with clock.at(begins - timedelta(days=1)):
        assert "Mulai rapat" in elsewhere() and "Lewat" not in elsewhere()
        assert "lewat tenggat" not in client_for(cast("SETDA.AST2/1")).get("/kerja/").content.decode()
    with clock.at(begins + timedelta(days=7)):
        assert "Mulai rapat" in elsewhere() and "Lewat" in elsewhere()


def test_what_is_withheld_waits_for_the_ppid_only_near_its_review_and_says_that_he_is_asked_as_ppid(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN",), title="Data warga")
    ppid = client_for(cast(PPID))
    row = withheld(cast, matter, days=90)
    assert "Tinjau dan perpanjang" not in ppid.get("/kerja/").content.decode()
    with clock.at(clock.now() + timedelta(days=60)):
        refresh_turns(balangan)
        page = ppid.get("/kerja/").content.decode()
        assert "Tinjau dan perpanjang" in page and "Anda: PPID." in page
        row.seat_rows.filter(role="decider").update(post="SETDA/1", unit="SETDA", turn_post="SETDA/1")
        page = client_for(cast("SETDA/1")).get("/kerja/").content.decode()
        assert "Tinjau dan perpanjang" in page and "Anda: PPID." not in page


def test_drafts_and_what_just_closed_are_there_for_their_own_post_alone(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    asker, answerer, stranger = cast("DPUPR/6"), cast("DLH/1"), cast("DINKES/1")
    draft = save_draft(actor=asker, intent=Intent(kind="konsultatif", title="Masih dipikirkan"))
    matter = asked(asker, "Sudah dicabut", "DLH")
    seat = matter.participants.get(role="opener")
    act(
        actor=asker,
        number=matter.number or "",
        seat=seat.pk,
        deed=Deed("cabut", text="Tidak perlu lagi."),
        seen=seen_of(matter, seat),
        key="",
    )
    page = client_for(asker).get("/kerja/").content.decode()
    assert f'href="/kerja/berkas/draf/{draft.pk}/"' in page and "Baru selesai" in page and "Sudah dicabut" in page
    assert "Sudah dicabut" in client_for(answerer).get("/kerja/").content.decode()
    for other in (answerer, stranger):
        assert "Masih dipikirkan" not in client_for(other).get("/kerja/").content.decode()
    assert "Sudah dicabut" not in client_for(stranger).get("/kerja/").content.decode()


def test_an_empty_inbox_says_so_and_what_next(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast("DINKES/1")).get("/kerja/").content.decode()
    assert "Tidak ada yang menunggu Anda." in page and 'href="/kerja/berkas/baru/"' in page


def test_pasal_5_the_inspectorate_sees_every_matter(cast: Cast, client_for: ClientFor) -> None:
    matter = asked(cast("DPUPR/6"), "Di luar Inspektorat", "DLH")
    page = client_for(cast("INSPEKTORAT/1")).get("/kerja/").content.decode()
    assert "Berkas yang diawasi" in page and f"/kerja/berkas/{matter.number}/" in page


@pytest.mark.parametrize("count", [10, 200])
def test_the_inbox_takes_the_same_queries_with_10_and_with_200_matters(
    cast: Cast,
    balangan: Government,
    client_for: ClientFor,
    django_assert_num_queries: Callable[[int], object],
    count: int,
) -> None:
    asker, answerer = cast("DPUPR/6"), cast("DLH/1")
    many(balangan, asker, answerer, count)
    for actor in (asker, answerer):
        client = client_for(actor)
        client.get("/kerja/")
        with django_assert_num_queries(INBOX_QUERIES):  # type: ignore[attr-defined]
            page = client.get("/kerja/")
        assert len(page.content) <= 60_000


def test_what_waits_is_leafed_through_by_fifty(cast: Cast, balangan: Government, client_for: ClientFor) -> None:
    asker, answerer = cast("DPUPR/6"), cast("DLH/1")
    many(balangan, asker, answerer, 120)
    client = client_for(answerer)
    found: list[str] = []
    for number in (1, 2, 3):
        page = client.get(f"/kerja/?hal={number}").content.decode()
        assert f"Halaman {number} dari 3" in page
        found += re.findall(r"/kerja/berkas/(2025-\d+)/#giliran", page)
    assert len(found) == len(set(found)) == 120
    others = client_for(asker).get("/kerja/?bagian=lain&hal=3").content.decode()
    assert len(set(re.findall(r"/kerja/berkas/(2025-\d+)/", others))) == 20


@pytest.mark.parametrize("query", ["hal=0", "hal=x", "hal=-3", "hal=" + "9" * 5000, "hal=%00", "bagian=%00&hal=7"])
def test_a_page_that_is_none_shows_one_that_is(cast: Cast, client_for: ClientFor, query: str) -> None:
    assert client_for(cast("DLH/1")).get(f"/kerja/?{query}").status_code == 200


LIST = "/kerja/berkas/"


def listed(client: Client, **query: str) -> list[str]:
    """The titles on the list, in their order."""
    page = client.get(LIST, query).content.decode()
    return re.findall(r'<th scope="row"><a href="/kerja/berkas/\d{4}-\d{5}/">(.*?)</a>', page)


def test_the_list_holds_all_one_takes_part_in_the_newest_change_first(cast: Cast, client_for: ClientFor) -> None:
    asker, answerer = cast("DPUPR/6"), cast("SETDA.AST1.HUKUM/1")
    first, second = asked(asker, "Yang pertama", answerer.post), asked(asker, "Yang kedua", answerer.post)
    asked(cast("DINKES/1"), "Milik orang lain", "DLH")
    save_draft(actor=asker, intent=Intent(kind="konsultatif", title="Masih draf"))
    assert listed(client_for(asker)) == ["Yang kedua", "Yang pertama"]
    seat = first.participants.get(role="opener")
    act(
        actor=asker,
        number=first.number or "",
        seat=seat.pk,
        deed=Deed("cabut", "Batal."),
        seen=seen_of(first, seat),
        key="",
    )
    for client in (client_for(asker), client_for(answerer)):
        assert listed(client) == ["Yang pertama", "Yang kedua"]
        assert listed(client, tahap="selesai") == ["Yang pertama"] and listed(client, tahap="berjalan") == [
            "Yang kedua"
        ]
        assert listed(client, jenis="konsultatif", tahap="berjalan") == ["Yang kedua"]
        assert listed(client, jenis="kolegial") == []
    page = client_for(asker).get(LIST).content.decode()
    assert f"Konsultatif. {second.number}</span>" in page and "Bagian Hukum" in page
    assert "Selesai: dicabut" in page and '<a href="/kerja/berkas/" aria-current="page">Daftar berkas</a>' in page


def test_a_matter_is_found_again_by_its_number_and_by_words_of_its_title(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    asker, answerer = cast("DPUPR/6"), cast("DLH/1")
    many(balangan, asker, answerer, 20)
    Matter.objects.filter(number="2025-00012").update(title="Jadwal irigasi 100% Batumandi")
    client = client_for(asker)
    for words in ("2025-00012", "2025-12", "12", "00012", "irigasi", "batumandi JADWAL", "100%", " irigasi\t"):
        found = listed(client, q=words)
        assert "Jadwal irigasi 100% Batumandi" in found and len(found) == 1, words
    Letter.objects.create(
        government=balangan, matter=Matter.objects.get(number="2025-00007"), number="600/12/DPUPR-2/XI"
    )
    assert set(listed(client, q="12")) == {"Jadwal irigasi 100% Batumandi", "Berkas 7"}
    for words in ("600/12/DPUPR-2/XI", "dpupr-2"):
        assert listed(client, q=words) == ["Berkas 7"], words
    assert "Konsultatif. 2025-00007. Surat 600/12/DPUPR-2/XI" in client.get(LIST, {"q": "2025-7"}).content.decode()
    for words in ("2024-00012", "2", "irigasi Awayan", "_", "12 irigasi"):
        assert "Jadwal irigasi 100% Batumandi" not in listed(client, q=words), words
    assert listed(client_for(cast("DINKES/1")), q="12") == []


def test_the_list_is_leafed_through_and_keeps_what_was_asked(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    asker = cast("DPUPR/6")
    many(balangan, asker, cast("DLH/1"), 60)
    client = client_for(asker)
    page = client.get(LIST, {"q": "berkas", "tahap": "berjalan"}).content.decode()
    assert "Halaman 1 dari 2" in page and "?q=berkas&amp;tahap=berjalan&amp;hal=2" in page
    assert 'value="berkas"' in page and '<option value="berjalan" selected>' in page
    assert len(listed(client, q="berkas", hal="2")) == 10


def test_an_empty_list_says_so_and_what_next(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DINKES/1"))
    page = client.get(LIST).content.decode()
    assert "Belum ada berkas yang diikuti jabatan Anda." in page and 'href="/kerja/berkas/baru/"' in page
    page = client.get(LIST, {"q": "irigasi"}).content.decode()
    assert "Tidak ada berkas yang cocok." in page and '<a href="/kerja/berkas/">Tampilkan semua berkas</a>' in page


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "x" * 5000, "q=" + "9" * 5000, "jenis=%00&tahap=x", "hal=x", "hal=" + "9" * 5000, "q=%25_%5C"],
)
def test_a_strange_question_of_the_list_is_answered(cast: Cast, client_for: ClientFor, query: str) -> None:
    assert client_for(cast("DLH/1")).get(f"{LIST}?{query}").status_code == 200


def test_pasal_5_the_list_of_the_inspectorate_holds_every_matter(cast: Cast, client_for: ClientFor) -> None:
    asked(cast("DPUPR/6"), "Di luar Inspektorat", "DLH")
    assert listed(client_for(cast("INSPEKTORAT/1"))) == ["Di luar Inspektorat"]


@pytest.mark.parametrize("count", [10, 200])
def test_the_list_takes_the_same_queries_with_10_and_with_200_matters(
    cast: Cast,
    balangan: Government,
    client_for: ClientFor,
    django_assert_num_queries: Callable[[int], object],
    count: int,
) -> None:
    many(balangan, cast("DPUPR/6"), cast("DLH/1"), count)
    for actor in (cast("DPUPR/6"), cast("DLH/1"), cast("INSPEKTORAT/1")):
        client = client_for(actor)
        client.get(LIST)
        for query in ("", "?q=berkas+1&jenis=konsultatif&tahap=berjalan"):
            with django_assert_num_queries(LIST_QUERIES):  # type: ignore[attr-defined]
                page = client.get(LIST + query)
            assert len(page.content) <= 60_000


def test_days_are_those_of_the_governments_zone(cast: Cast, balangan: Government, client_for: ClientFor) -> None:
    asker, answerer = cast("DPUPR/6"), cast("DLH/1")
    late_evening = datetime.combine(balangan.today(), datetime.min.time(), balangan.zone) + timedelta(minutes=30)
    with clock.at(late_evening):
        asked(asker, "Lewat tengah malam", "DLH")
    page = client_for(answerer).get("/kerja/").content.decode()
    assert re.search(rf"Pada Anda sejak {balangan.today().day} \w+ {balangan.today().year}", page)


def test_an_outsider_is_refused(balangan: Government) -> None:
    for address in ("/kerja/", "/kerja/berkas/", "/kerja/jabatan/"):
        assert Client().get(address)["Location"].startswith("/masuk/")

"""Inaugurations: what each line will do, whom it ends, what is wrong with it, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from selaras.actions import ledger as whole
from selaras.actions.inaugurations import (
    COLUMNS,
    EXAMPLE,
    LINES_LIMIT,
    SIZE_LIMIT,
    Line,
    Planned,
    Unreadable,
    carry_out,
    day_of,
    plan,
    read,
)
from selaras.actions.offices import AlreadyDone
from selaras.actions.people import SYSTEM, annul, appoint
from selaras.actions.refusals import Invalid, Stale
from selaras.law.procedures import Refused
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.people import Actor, Person, Tenure, holders

Cast = Callable[..., Actor]
DAY = date(2026, 12, 1)
NIP = "198503172010011004"


def line(number: int = 2, name: str = "Embun Rawa", post: str = "DPUPR/1", **other: str) -> Line:
    values = {"capacity": "definitif", "valid_from": "2026-12-01", "decree": "800/7/2026", **other}
    return Line(number, name=name, post=post, **values)


def only(government: Government, **values: str) -> Planned:
    return plan(government, [line(**values)]).planned[0]  # type: ignore[arg-type]


def do(actor: Actor, *lines: Line, key: str = "") -> list[Tenure]:
    return carry_out(actor=actor, lines=lines, seen=plan(actor.government, lines).digest, key=key)


# Reading the file


def table(*rows: str, header: str = ",".join(COLUMNS)) -> bytes:
    return "\n".join((header, *rows)).encode()


ROW = "Embun Rawa,,DPUPR/1,definitif,2026-12-01,,800/7/2026"


@pytest.mark.parametrize(
    "content",
    [
        table(ROW),
        b"\xef\xbb\xbf" + table(ROW) + b"\n",
        table(ROW).replace(b"\n", b"\r\n") + b"\r\n\r\n",
        table(ROW).replace(b"\n", b"\r"),
        table(ROW).replace(b",", b";"),
        table(";;;;;;", ROW.replace(",", ";"), header=";".join(COLUMNS).upper()),
        table(" Embun  Rawa , ,DPUPR/1,definitif,2026-12-01,,800/7/2026"),
        table(
            "DPUPR/1,definitif,2026-12-01,,800/7/2026,Embun Rawa,",
            header="post,capacity,valid_from,valid_to,decree,name,nip",
        ),
    ],
    ids=["plain", "BOM", "CRLF", "CR", "semicolons", "empty line", "spaces", "other order"],
)
def test_a_file_is_read_as_spreadsheets_write_it(content: bytes) -> None:
    (found,) = read(content)
    assert found.number == (3 if b";;;;" in content else 2)
    assert (found.name, found.nip, found.post, found.valid_to) == ("Embun Rawa", "", "DPUPR/1", "")
    assert (found.capacity, found.valid_from, found.decree) == ("definitif", "2026-12-01", "800/7/2026")


def test_a_line_is_counted_as_the_file_counts_it() -> None:
    lines = read(table('"Embun\nRawa",,DPUPR/1,definitif,2026-12-01,,1', ROW))
    assert [(one.number, one.name) for one in lines] == [(2, "Embun Rawa"), (4, "Embun Rawa")]


@pytest.mark.parametrize("start", "=+-@")
def test_a_cell_that_looks_like_a_formula_is_text(start: str, balangan: Government) -> None:
    (found,) = read(table(f'"{start}HYPERLINK(""x"")",,DPUPR/1,definitif,2026-12-01,,{start}800'))
    assert (found.name, found.decree) == (f'{start}HYPERLINK("x")', f"{start}800")
    planned = plan(balangan, [found]).planned[0]
    assert planned.tenure is not None
    assert planned.tenure.person.name == found.name


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"\n \n", "kosong"),
        (table(), "hanya berisi nama kolom"),
        (table(ROW, header="nama,nip,jabatan,kedudukan,mulai,sampai,keputusan"), "tujuh kolom"),
        (table(ROW + ",lebih"), "Baris 2 memuat 8 kolom"),
        (table(ROW, "Embun,DPUPR/1"), "Baris 3 memuat 2 kolom"),
        (table('"Embun Rawa,,DPUPR/1'), "tanda kutip"),
        (b"\xff\xfe" + table(ROW).decode().encode("utf-16-le"), "CSV UTF-8"),
        (table(ROW).replace(b"Rawa", b"Raw\xe9"), "CSV UTF-8"),
        (table(ROW).replace(b"Rawa", b"Ra\0wa"), "NUL"),
        (table(*[ROW] * (LINES_LIMIT + 1)), "paling banyak 500"),
        (b"x" * (SIZE_LIMIT + 1), "256 kB"),
        (b"PK\x03\x04" + bytes(range(256)), "CSV UTF-8"),
    ],
)
def test_a_file_that_is_no_table_says_why(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(content)


def test_the_example_to_download_is_a_sound_file(balangan: Government) -> None:
    assert plan(balangan, read(EXAMPLE.encode())).wrong == 0


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-01", DAY),
        ("1/12/2026", DAY),
        ("01-12-2026", DAY),
        ("1.12.2026", DAY),
        ("2026-02-30", None),
        ("12/31/2026", None),
        ("besok", None),
        ("", None),
        ("٢٠٢٦-12-01", None),
    ],
)
def test_days_are_read_year_first_or_day_first(typed: str, day: date | None) -> None:
    assert day_of(typed) == day


# What a line will do


def test_a_new_holder_ends_the_incumbent_the_day_before_and_both_are_entries(cast: Cast, balangan: Government) -> None:
    incumbent, clerk = cast("DPUPR/1").tenure, cast("BKPPD/32")
    one = only(balangan)
    assert [(e.tenure.pk, e.last_day, e.title) for e in one.endings] == [
        (incumbent.pk, date(2026, 11, 30), "Kepala Dinas Pekerjaan Umum dan Penataan Ruang")
    ]
    before = ledger.size(balangan)
    (made,) = do(clerk, line())
    assert ledger.size(balangan) == before + 2
    newest = list(ledger.Entry.objects.order_by("-number")[:2])
    assert [(e.step, e.subject_key, e.post) for e in newest] == [
        ("angkat", str(made.pk), "BKPPD/32"),
        ("akhiri", str(incumbent.pk), "BKPPD/32"),
    ]
    assert newest[1].texts["reason"] == "digantikan menurut keputusan 800/7/2026"
    for day, person in ((date(2026, 11, 30), incumbent.person), (DAY, made.person)):
        assert holders(balangan, {"DPUPR/1"}, day)["DPUPR/1"].person == person
    assert not whole.verify(balangan)


def test_who_takes_another_definitive_post_leaves_his_own(cast: Cast, balangan: Government) -> None:
    one = only(balangan, name="Pemegang DISDIK/1") if cast("DISDIK/1") else None
    assert one is not None
    assert [e.title for e in one.endings] == ["Kepala Dinas Pendidikan"]


def test_one_person_holds_several_posts_when_he_acts_for_another(cast: Cast, balangan: Government) -> None:
    cast("DISDIK/1")
    one = only(balangan, name="Pemegang DISDIK/1", capacity="Plt.", valid_to="2027-02-28")
    assert one.endings == []
    assert one.notes == ["Tetap memegang: Kepala Dinas Pendidikan."]
    assert one.acting == "Plt."


def test_an_acting_holder_replaces_only_his_like(cast: Cast, balangan: Government) -> None:
    cast("DPUPR/1"), cast("DPUPR/1", "plt")
    by = {c: only(balangan, capacity=c, valid_to="2027-01-31") for c in ("plt", "plh", "pj")}
    assert [e.tenure.capacity for e in by["plt"].endings] == ["plt"]
    assert by["plh"].endings == by["pj"].endings == []
    assert "Pejabat definitifnya, Pemegang DPUPR/1, tetap tercatat." in by["plh"].notes
    assert {e.tenure.capacity for e in only(balangan).endings} == {"definitif", "plt"}
    assert "Plh. tanpa hari terakhir: akhiri sendiri bila selesai." in only(balangan, capacity="plh").notes


def test_lines_are_tried_on_what_the_lines_before_left(cast: Cast, balangan: Government) -> None:
    """Two heads change places: neither is told to end twice, and neither stands in the other's way."""
    cast("DPUPR/1"), cast("DISDIK/1")
    swapped = [line(2, "Pemegang DISDIK/1", "DPUPR/1"), line(3, "Pemegang DPUPR/1", "DISDIK/1")]
    found = plan(balangan, swapped)
    assert (found.wrong, found.endings) == (0, 2)
    do(cast("BKPPD/1"), *swapped)
    there = holders(balangan, {"DPUPR/1", "DISDIK/1"}, DAY)
    assert (there["DPUPR/1"].person.name, there["DISDIK/1"].person.name) == ("Pemegang DISDIK/1", "Pemegang DPUPR/1")
    assert not whole.verify(balangan)


def test_the_same_new_person_on_two_lines_is_one_person(cast: Cast, balangan: Government) -> None:
    lines = [
        line(2, nip=NIP),
        line(3, "Embun  rawa", "DISDIK/1", capacity="plt", valid_to="2027-01-31"),
    ]
    made = do(cast("BKPPD/1"), *lines)
    assert made[0].person_id == made[1].person_id
    assert Person.objects.get(name="Embun Rawa").nip == NIP


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": " "}, "name", "Tulis nama"),
        ({"name": "N" * 201}, "name", "200 huruf"),
        ({"name": "a\x00b"}, "name", "Tulis nama"),
        ({"nip": "123"}, "nip", "18 angka"),
        ({"post": "DPUPR/99"}, "post", "Yang terdekat: DPUPR/"),
        ({"post": "x" * 100_000}, "post", "tidak ada pada 1 Desember 2026"),
        ({"post": "Sekretaris"}, "post", "Tulis kodenya, misalnya"),
        ({"capacity": "tetap"}, "capacity", "definitif, plt, plh, pj"),
        ({"capacity": ""}, "capacity", "definitif, plt, plh, pj"),
        ({"valid_from": ""}, "valid_from", "2026-12-01"),
        ({"valid_from": "31/12/26"}, "valid_from", "2026-12-01"),
        ({"valid_from": "2019-01-01"}, "valid_from", "Belum ada susunan"),
        ({"valid_to": "2026-11-30"}, "valid_to", "sebelum mulai"),
        ({"valid_to": "kapan-kapan"}, "valid_to", "Kosongkan"),
        ({"decree": ""}, "decree", "nomor keputusan"),
        ({"decree": "d" * 101}, "decree", "100 huruf"),
    ],
)
def test_what_is_wrong_with_a_line_is_named_on_its_field(
    balangan: Government, values: dict[str, str], field: str, words: str
) -> None:
    one = only(balangan, **values)
    assert words in one.errors[field]
    assert one.tenure is None


def test_a_post_is_named_by_its_code_its_title_or_its_title_with_its_unit(balangan: Government) -> None:
    named = ("DPUPR/2", "dpupr/2", "Sekretaris Dinas Pekerjaan Umum dan Penataan Ruang")
    posts = {(t.post if (t := only(balangan, post=post).tenure) else "") for post in named}
    assert posts == {"DPUPR/2"}
    head = only(balangan, post="kepala dinas  pendidikan").tenure
    assert head is not None and head.post == "DISDIK/1"


def test_a_number_finds_its_person_and_a_name_only_where_one_bears_it(cast: Cast, balangan: Government) -> None:
    person = cast("DISDIK/1").person
    Person.objects.filter(pk=person.pk).update(nip=NIP)
    one = only(balangan, name="Nama Lain", nip=NIP)
    assert one.tenure is not None and one.tenure.person == person
    assert "NIP ini tercatat atas nama Pemegang DISDIK/1; namanya tidak diubah." in one.notes
    Person.objects.create(government=balangan, name="PEMEGANG disdik/1")
    assert "Tulis NIP-nya" in only(balangan, name="Pemegang DISDIK/1").errors["nip"]
    other = only(balangan, name="Pemegang DISDIK/1", nip="198503172010011005")
    assert other.tenure is not None and other.tenure.person.name == "PEMEGANG disdik/1"
    assert "NIP-nya dilengkapi" in other.notes[0]


def test_what_overlaps_is_said_and_nothing_ends_before_it_began(cast: Cast, balangan: Government) -> None:
    early = cast("DPUPR/1").tenure
    again = only(balangan, name="Pemegang DPUPR/1")
    assert again.errors["post"] == "Pemegang DPUPR/1 sudah tercatat pada jabatan ini sejak 6 April 2020."
    same_day = only(balangan, valid_from=early.valid_from.isoformat())
    assert "Bertumpang dengan Pemegang DPUPR/1" in same_day.errors["post"]
    elsewhere = only(balangan, name="Pemegang DPUPR/1", post="DISDIK/1", valid_from="2020-04-06")
    assert "Bertumpang dengan Pemegang DPUPR/1 sebagai Kepala Dinas Pekerjaan Umum" in elsewhere.errors["name"]


def test_two_lines_for_one_post_are_told_apart(balangan: Government) -> None:
    found = plan(balangan, [line(2), line(3, "Kabut Lereng"), line(4, "Embun Rawa", "DISDIK/1")]).planned
    assert found[1].errors == {"post": "Baris 2 sudah mengisi jabatan ini pada hari yang sama."}
    assert found[2].errors == {"name": "Baris 2 sudah memberi orang ini jabatan definitif lain."}


def test_an_annulled_tenure_stands_in_nobodys_way(cast: Cast, balangan: Government) -> None:
    clerk, wrong = cast("BKPPD/1"), cast("DPUPR/1").tenure
    annul(actor=clerk, tenure=wrong.pk, seen=1, reason="salah orang", key="")
    assert only(balangan, valid_from="2020-04-06").errors == {}
    appoint(
        by=SYSTEM, person=wrong.person, post="DPUPR/1", capacity="definitif", valid_from=wrong.valid_from, decree="2"
    )


def test_a_plan_takes_the_same_queries_for_one_line_and_for_many(
    cast: Cast, balangan: Government, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast("DPUPR/1")
    many = [line(n, f"Orang {n}", f"DPUPR/{n}") for n in (1, 2, 3, 4, 5, 6)]
    plan(balangan, many)
    for lines in (many[:1], many):
        with django_assert_num_queries(2):
            plan(balangan, lines)


# Carrying it out


def test_one_wrong_line_and_nothing_is_written(cast: Cast, balangan: Government) -> None:
    clerk = cast("BKPPD/1")
    before = (Tenure.objects.count(), Person.objects.count(), ledger.size(balangan))
    with pytest.raises(Invalid, match="1 baris belum benar"):
        do(clerk, line(2), line(3, "Kabut Lereng", "DPUPR/99"))
    assert (Tenure.objects.count(), Person.objects.count(), ledger.size(balangan)) == before


def test_what_breaks_halfway_leaves_nothing(cast: Cast, balangan: Government, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk, incumbent = cast("BKPPD/1"), cast("DPUPR/1").tenure
    lines = [line(2), line(3, "Kabut Lereng", "DISDIK/1")]
    seen = plan(balangan, lines).digest
    before = (Tenure.objects.count(), Person.objects.count(), ledger.size(balangan))
    written: list[object] = []
    append = ledger.append

    def fails(**entry: object) -> ledger.Entry:
        written.append(entry)
        if len(written) == 3:
            raise OSError("putus")
        return append(**entry)  # type: ignore[arg-type]

    monkeypatch.setattr(ledger, "append", fails)
    with pytest.raises(OSError, match="putus"):
        carry_out(actor=clerk, lines=lines, seen=seen, key="k")
    monkeypatch.undo()
    assert (Tenure.objects.count(), Person.objects.count(), ledger.size(balangan)) == before
    incumbent.refresh_from_db()
    assert incumbent.valid_to is None
    assert len(carry_out(actor=clerk, lines=lines, seen=seen, key="k")) == 2  # the form was not used up


def test_other_consequences_than_seen_are_shown_again(cast: Cast, balangan: Government) -> None:
    clerk = cast("BKPPD/1")
    seen = plan(balangan, [line()]).digest
    cast("DPUPR/1")  # somebody took the post meanwhile
    with pytest.raises(Stale):
        carry_out(actor=clerk, lines=[line()], seen=seen, key="")


def test_a_form_sent_twice_appoints_once(cast: Cast, balangan: Government) -> None:
    clerk = cast("BKPPD/1")
    do(clerk, line(), key="k")
    with pytest.raises(AlreadyDone):
        do(clerk, line(), key="k")
    assert Tenure.objects.filter(post="DPUPR/1").count() == 1


def test_an_outsider_is_refused(cast: Cast, balangan: Government) -> None:
    for post in ("SETDA.AST3.ORG/1", "SETDA/1", "INSPEKTORAT/1"):
        with pytest.raises(Refused, match="Badan Kepegawaian"):
            do(cast(post), line())
    assert not Tenure.objects.filter(post="DPUPR/1").exists()


def test_the_number_reaches_neither_body_nor_secret(cast: Cast, balangan: Government) -> None:
    do(cast("BKPPD/1"), line(nip=NIP))
    assert not ledger.Entry.objects.filter(body__contains=NIP).exists()
    assert not ledger.Secret.objects.filter(value__contains=NIP).exists()

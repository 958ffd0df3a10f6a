"""What a question is taken to mean, and what it finds: the same on both databases, in the same order."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selaras.actions import marks
from selaras.actions import search as acts
from selaras.records import search
from selaras.records.governments import Government
from selaras.records.search import Narrowed, Piece, SearchRow, Term
from selaras.records.stems import BREAK, TOKENS, folded, stem, stems, words
from tests.acts import Cast, opened
from tests.faces import story

# Words


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("mengoordinasikan", "koordinasi"),
        ("pengoordinasian", "koordinasi"),
        ("dikoordinasikan", "koordinasi"),
        ("pertanian", "tani"),
        ("kesejahteraan", "sejahtera"),
        ("penyesuaian", "sesuai"),
        ("dikecualikan", "kecuali"),
        ("dpupr", "dpupr"),
        ("air", "air"),
        ("2026", "2026"),
    ],
)
def test_words_of_one_root_have_one_stem(word: str, root: str) -> None:
    assert stem(word) == root


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Berkas 2026-00012", "berkas 2026 12"),
        ("600/012/DPUPR-2/XI", "600 12 dpupr 2 xi"),
        ("Perbup24, café & naïve", "perbup 24 cafe naive"),
        ("ayat (2) huruf a_b", "ayat 2 huruf a b"),
        ("١٢ 😀 \x00 ﬁn", "fin"),
        ("0 000", "0 0"),
        ("a" * 50, "a" * 40),
    ],
)
def test_a_text_falls_into_plain_tokens(text: str, tokens: str) -> None:
    assert " ".join(words(text)) == tokens


@given(st.text())
def test_tokens_are_letters_or_digits_alone_whatever_is_written(text: str) -> None:
    for word in words(text):
        assert word.isascii() and (word.isdigit() or (word.isalpha() and word.islower())) and len(word) <= 40
    assert folded(text).isascii()


def test_two_texts_are_kept_apart_and_endless_ones_are_cut() -> None:
    assert stems(["pintu air", "irigasi"]) == ["pintu", "air", BREAK, "irigasi"]
    assert len(stems(["kata " * (2 * TOKENS)])) == TOKENS


# Questions


def test_a_question_is_words_phrases_and_what_is_not_wanted() -> None:
    terms = search.parse('jadwal "pintu air" -padi -"musim kering" 2026-00012 irig* dan').terms
    assert terms == (
        Term(("jadwal",)),
        Term(("pintu", "air"), quoted=True),
        Term(("padi",), unwanted=True),
        Term(("musim", "kering"), quoted=True, unwanted=True),
        Term(("2026", "12")),
        Term(("irig",), starred=True),
    )
    assert [term.words for term in search.parse("dan yang").terms] == [("dan",), ("yang",)]  # better than nothing


@pytest.mark.parametrize("text", ["", " ", '"', '""', "- -", "*", "😀", "\x00", BREAK, "()&|!<->:*'\\", "-irigasi"])
def test_what_asks_for_nothing_finds_nothing(balangan: Government, text: str) -> None:
    question = search.parse(text)
    assert not question.wanted and search.find(balangan, question).hits == []


def test_a_long_question_is_cut_and_says_so() -> None:
    assert search.parse("kata " * 200_000).cut and len(search.parse("kata " * 200_000).terms) == search.TERMS
    assert not search.parse("kata").cut


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("tani", "tani", 0),
        ("tani", "tnai", 1),
        ("tani", "tai", 1),
        ("tani", "tanni", 1),
        ("tani", "tamu", 2),
        ("irigasi", "irgiasi", 1),
        ("irigasi", "irgasii", 2),
        ("irigasi", "koordinasi", 3),
        ("", "ab", 2),
    ],
)
def test_typing_errors_are_counted(one: str, other: str, errors: int) -> None:
    assert search.distance(one, other, 2) == errors == search.distance(other, one, 2)


# What is found


def found(government: Government, text: str, **more: object) -> list[str]:
    answer = marks.ask(government, text, **more)  # type: ignore[arg-type]
    return [f"{row.sort}: {row.title}" for row in answer.found.rows(0, 5)]


GOLDEN = {
    "dinas kesehatan": [
        "unit: Dinas Kesehatan",  # called so
        "post: Kepala Dinas Kesehatan",  # in its title
        "post: Sekretaris",
        "post: Kepala Sub Bagian Perencanaan dan Keuangan",
        "post: Kepala Sub Bagian Umum dan Kepegawaian",
    ],
    "DINKES": ["unit: Dinas Kesehatan"],
    "pasal 13 ayat (2)": ["provision: Pasal 13 ayat (2), Perbup Balangan 24/2020"],
    "irigasi": [
        "matter: Irigasi menurut kalender tanam",
        "decision: Pintu air mengikuti kalender tanam.",  # by the title of its matter
        "meeting: Rapat jadwal irigasi",
        "working_group: Gugus kerja irigasi terpadu",
        "document: Rencana terpadu irigasi",
    ],
    "mengairi irigasi -rapat -rencana": [
        "working_group: Gugus kerja irigasi terpadu",
        "document: Pemantauan irigasi",
    ],
    '"pintu air mengikuti"': ["decision: Pintu air mengikuti kalender tanam.", "meeting: Rapat jadwal irigasi"],
    '"air pintu"': [],
    "penyesuaian": [
        "provision: Hubungan kerja konsultatif (Pasal 1 angka 10, Perbup Balangan 24/2020)",
        "provision: Pasal 20 ayat (2), Perbup Balangan 24/2020",
        "provision: Pasal 4 ayat (2), Perbup Balangan 24/2020",
    ],
    "pertanain": [
        "unit: Dinas Pertanian",
        "post: Kepala Sub Bidang Pertanian dan Ketahanan Pangan",
        "post: Kepala Dinas Pertanian",
        "matter: Irigasi menurut kalender tanam",
        "decision: Pintu air mengikuti kalender tanam.",
    ],
    "kalendar tanan": [
        "matter: Irigasi menurut kalender tanam",
        "decision: Pintu air mengikuti kalender tanam.",
        "meeting: Rapat jadwal irigasi",
        "follow_up: Jadwal pintu air disusun.",
        "follow_up: Petugas pintu air ditunjuk.",
    ],
    "lampih": [
        "unit: Kecamatan Lampihong",
        "unit: Puskesmas Lampihong",
        "unit: UPT Pendidikan Kecamatan Lampihong",
        "post: Camat Lampihong",
        "post: Kepala Puskesmas Lampihong",
    ],
    "600/1/DPUPR": [],
}


def test_both_databases_find_the_same_in_the_same_order(balangan: Government, cast: Cast) -> None:
    story(cast)
    marks.catch_up(balangan)
    acts.count_words(balangan)
    assert {text: found(balangan, text) for text in GOLDEN} == GOLDEN


@pytest.mark.parametrize("text", ["2026-{n}", "{n}", "{year}-{short}", '"{year} {short}"'])
def test_a_matter_is_found_first_by_its_number(balangan: Government, cast: Cast, text: str) -> None:
    opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN/1",), title="Yang lain")
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DISPERTAN/1",), title="Pintu air")
    year, number = str(matter.number).split("-")
    asked = text.format(n=number, year=year, short=int(number)).replace("2026", year)
    assert found(balangan, asked)[0] == "matter: Pintu air"


def test_what_is_narrowed_is_counted_and_kept(balangan: Government, cast: Cast) -> None:
    told = story(cast)
    answer = marks.ask(balangan, "irigasi")
    sorts = answer.found.counts("sort", Narrowed())
    assert sorts["meeting"] == 1 and sum(sorts.values()) == len(answer.found.hits) == len(answer.found.every)
    for name, value in (("sort", "matter"), ("unit", "DKP"), ("year", told.government.today().year)):
        narrowed = Narrowed(**{name: value})  # type: ignore[arg-type]
        fitting = search.ask(balangan, "irigasi", narrowed=narrowed).found
        assert len(fitting.hits) == answer.found.counts(name, Narrowed())[value] > 0
        rows = narrowed.of(search.hits(balangan, search.parse("irigasi")))
        assert [row.pk for row in rows] == [hit.pk for hit in fitting.hits]  # the database narrows alike
    assert search.ask(balangan, "irigasi", narrowed=Narrowed(unit="_")).found.hits == []


def test_of_more_than_a_thousand_hits_the_first_thousand_are_kept(
    balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST", 10)
    answer = search.ask(balangan, "dinas")
    assert len(answer.found.hits) == 10 and answer.found.more and not answer.found.complete
    narrowed = search.ask(balangan, "dinas", narrowed=Narrowed(sort="provision")).found
    assert 0 < len(narrowed.hits) < 10 and not narrowed.more and not narrowed.complete


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("irigas tanh0129\"'*-()&|!:<>^~+{}\\%_\x00\x1f😀é/.,"), max_size=60))
def test_no_sign_that_somebody_types_makes_a_database_stumble(balangan: Government, text: str) -> None:
    search.ask(balangan, text)


def test_words_are_mended_by_how_often_they_stand(balangan: Government) -> None:
    make = search.SearchWord.objects.create
    for word, rows in (("kuncup", 2), ("kuncip", 9), ("kuncupan", 50)):
        make(government=balangan, word=word, stem=word, rows=rows)
    vocabulary = search.SearchWord.objects.filter(government=balangan)
    assert search.nearest(vocabulary, "kuncop") == "kuncip"  # one error either way: the more frequent
    assert search.nearest(vocabulary, "kuncpu") == "kuncup"  # turned letters are one error
    assert search.nearest(vocabulary, "kuncupant") == "kuncupan"
    assert search.nearest(vocabulary, "kun") == search.nearest(vocabulary, "melati") == ""


def test_as_typed_nothing_is_mended(balangan: Government) -> None:
    mended = search.ask(balangan, "pertanain")
    assert mended.understood.mended == {"pertanain": "pertanian"} and mended.found.hits
    typed = search.ask(balangan, "pertanain", exactly=True)
    assert not typed.understood.mended and not typed.found.hits
    for text in ('"pertanain"', "-pertanain dinas", "20266"):
        assert not search.ask(balangan, text).understood.mended


def test_the_index_is_used(balangan: Government) -> None:
    rows = search.hits(balangan, search.parse("irigasi")).values_list("pk")[:10]
    if connection.vendor == "sqlite":
        plan = rows.explain()
        assert "SCAN search_text VIRTUAL TABLE INDEX" in plan
        assert "rowid=?" in plan and "SCAN records_searchrow" not in plan
        return
    with connection.cursor() as cursor:
        # As the database does by itself once rows have come.
        cursor.execute("SELECT gin_clean_pending_list('records_searchrow_terms'::regclass)")
        cursor.execute("ANALYZE records_searchrow")
        cursor.execute("SET LOCAL enable_seqscan = off")  # of a few rows it would rather read all
    assert "records_searchrow_terms" in rows.explain()


def test_what_stands_beside_the_rows_follows_them(balangan: Government) -> None:
    row = SearchRow.objects.filter(sort="unit").first()
    assert row is not None
    for title, hit in (("kuncupmelati", True), ("lain", False)):
        row.title_stems = title
        row.save()
        assert search.hits(balangan, search.parse("kuncupmelati")).filter(pk=row.pk).exists() is hit
    row.title_stems = "kuncupmelati"
    row.save()
    SearchRow.objects.filter(pk=row.pk).delete()
    assert not search.hits(balangan, search.parse("kuncupmelati")).exists()


# What is shown


def test_a_snippet_shows_the_words_as_they_are_written() -> None:
    question = search.parse("koordinasi irigasi")
    pieces = search.snippet("Awal. " * 40 + "Dinas mengoordinasikan saluran Irigasi, lalu " + "akhir " * 40, question)
    assert [piece.text for piece in pieces if piece.asked] == ["mengoordinasikan", "Irigasi"]
    assert pieces[0] == Piece("… ") and pieces[-1] == Piece(" …")
    assert len("".join(piece.text for piece in pieces)) < 300
    whole = "".join(piece.text for piece in search.marked("Rapat <b>irigasi</b>", question))
    assert whole == "Rapat <b>irigasi</b>"
    assert search.snippet("", question) == []

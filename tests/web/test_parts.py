"""The small signs of the pages: chips, clocks, marks, dates, figures, refusals."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone

from selaras.law.clocks import Reading
from selaras.law.types import Basis, Strength
from selaras.web.templatetags.selaras import MARKS, clause_url, proposed_text

WEB = Path(__file__).parents[2] / "src/selaras/web"
PERBUP = "perbup-24-2020"
STATED = Basis(Strength.STATED, "Pasal 21 ayat (1)")


def shown(source: str, **context: object) -> str:
    return Template("{% load selaras %}" + source).render(Context({"regulation": PERBUP, **context}))


@pytest.mark.parametrize(
    ("cite", "url"),
    [
        ("Pasal 21 ayat (1)", "/peraturan/perbup-24-2020/pasal-21/#ayat-1"),
        ("Pasal 3", "/peraturan/perbup-24-2020/pasal-3/"),
        ("Pasal 12 ayat (1) huruf a", "/peraturan/perbup-24-2020/pasal-12/#ayat-1-huruf-a"),
        ("UU 30/2014 Pasal 14 ayat (7)", None),
        ("UU 14/2008 Pasal 17; Pasal 20", "/peraturan/perbup-24-2020/pasal-20/"),
        ("bukan kutipan", None),
        (None, None),
    ],
)
def test_a_chip_leads_to_its_clause_but_not_into_foreign_laws(cite: str | None, url: str | None) -> None:
    assert clause_url(cite, PERBUP) == url


def test_the_chip_of_a_stated_rule_is_a_link_with_word_and_clause() -> None:
    html = shown("{% basis_chip basis %}", basis=STATED)
    assert '<a href="/peraturan/perbup-24-2020/pasal-21/#ayat-1" class="chip chip-stated">' in html
    assert "<b>Tegas</b> · Pasal 21 ayat (1)" in html


def test_a_short_reason_stands_in_the_chip_a_long_one_beside_it() -> None:
    short = Basis(Strength.DESIGNED, reason="diam bukan setuju")
    long = Basis(Strength.DESIGNED, reason="naskah pendukung disimpan bersama berkasnya")
    assert "<b>Rancangan</b> · diam bukan setuju</span>" in shown("{% basis_chip basis %}", basis=short)
    html = shown("{% basis_chip basis %}", basis=long)
    assert '<span class="chip-reason">naskah pendukung disimpan bersama berkasnya</span>' in html
    assert "naskah" not in shown('{% basis_chip basis note="off" %}', basis=long)


def test_no_basis_no_chip() -> None:
    assert shown("{% basis_chip basis %}", basis=None).strip() == ""


def test_a_disputed_row_says_how_many_regions_agree() -> None:
    assert proposed_text("1/2") == "Usulan, 1 dari 2 daerah sama"
    assert proposed_text("2/2") == "Usulan"
    assert proposed_text(None) == "Usulan"


@pytest.mark.parametrize(
    ("used", "target", "words", "squares"),
    [
        (2, 5, "Sisa 3 hari kerja", "used used left left left"),
        (5, 5, "Hari ini terakhir", "used used used used used"),
        (7, 5, "Lewat 2 hari kerja", "used used used used used late late"),
    ],
)
def test_a_clock_has_a_square_for_each_working_day_and_words(used: int, target: int, words: str, squares: str) -> None:
    html = shown("{% clock reading %}", reading=Reading(used, target))
    assert words in html
    late = f", lewat {used - target} hari kerja" if used > target else ""
    assert f'aria-label="{min(used, target)} dari {target} hari kerja terpakai{late}"' in html
    assert re.findall(r'<rect class="(\w+)"', html) == squares.split()


def test_a_long_clock_is_a_number_and_no_clock_is_said() -> None:
    html = shown("{% clock reading %}", reading=Reading(14, 20))
    assert "<rect" not in html
    assert "14 dari 20 hari kerja terpakai" in html
    for nothing in (None, Reading(3, None)):
        html = shown("{% clock reading %}", reading=nothing)
        assert "Tanpa tenggat" in html
        assert "<rect" not in html


def test_every_mark_has_its_icon_in_the_sprite_and_a_word() -> None:
    sprite = (WEB / "templates/parts/sprite.html").read_text()
    for name, _tone in MARKS.values():
        assert f'<symbol id="i-{name}"' in sprite
    html = shown('{% stance_mark "objected" "Keberatan" %}{% state_mark "tak-dikenal" "Menunggu" %}')
    assert 'href="#i-objection"' in html
    assert 'href="#i-half"' in html
    assert "Keberatan" in html
    assert "Menunggu" in html


def test_labels_are_escaped() -> None:
    assert "&lt;b&gt;" in shown('{% state_mark "open" label %}', label="<b>")


def test_dates_times_and_figures_are_written_as_indonesians_write_them() -> None:
    moment = datetime(2020, 4, 6, 1, 0, tzinfo=UTC)
    assert shown("{{ day|tanggal }}", day=date(2020, 4, 6)) == "6 April 2020"
    with timezone.override("Asia/Makassar"):
        assert shown("{{ moment|tanggal_jam }}", moment=moment) == "6 April 2020, 09.00 WITA"
    with timezone.override("Asia/Jakarta"):
        assert shown("{{ moment|tanggal_jam }}", moment=moment) == "6 April 2020, 08.00 WIB"
    assert shown("{{ n|angka }} {{ f|angka }}", n=1250, f=2.5) == "1.250 2,5"
    assert shown("{{ n|tanggal }}{{ n|tanggal_jam }}{{ n|angka }}", n=None) == ""


@pytest.mark.parametrize(
    ("level", "word"), [("stated", "Ditolak"), ("inferred", "Tertahan"), ("designed", "Peringatan")]
)
def test_a_refusal_says_first_what_it_is_and_then_the_way_on(level: str, word: str) -> None:
    html = render_to_string(
        "parts/refusal.html",
        {
            "level": level,
            "what": "belum dapat ditutup",
            "reasons": ["Kurang satu"],
            "basis": STATED,
            "ways_on": ["Ingatkan"],
        },
    )
    assert f"notice-{level}" in html
    assert f"<h3>{word}: belum dapat ditutup</h3>" in html
    assert html.index("Kurang satu") < html.index("Tegas") < html.index("Jalan lain") < html.index("Ingatkan")


def test_a_need_that_is_not_met_never_reads_as_a_fact() -> None:
    words = {"level": "inferred", "what": "Tutup belum dapat dilakukan.", "reasons": ["Tidak ada yang terbuka"]}
    said = render_to_string("parts/refusal.html", words | {"done": ["Notula disahkan"], "unmet": True})
    assert "<b>Belum terpenuhi:</b> Tidak ada yang terbuka" in said and "<b>Terpenuhi:</b> Notula disahkan" in said
    assert "Belum terpenuhi" not in render_to_string("parts/refusal.html", words), "another reason is a fact"


def test_the_page_frame_stands_without_any_context() -> None:
    html = render_to_string("base.html", {})
    assert '<html lang="id"' in html
    assert 'href="#isi"' in html
    assert "Anda bertindak sebagai" not in html


def test_templates_hold_no_inline_style_or_script() -> None:
    for template in (WEB / "templates").rglob("*.html"):
        text = template.read_text()
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", text), template
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), template


def test_no_page_puts_a_sentence_together_from_the_words_around_a_link() -> None:
    piece = re.compile(r'</a> ?\{% translate "[a-z,;]')
    for template in (WEB / "templates").rglob("*.html"):
        if template.parent.name != "provisions":  # a chip stands there before its word
            assert not piece.search(template.read_text()), template


def test_names_one_after_the_other_and_terms_are_whole_phrases() -> None:
    for names, said in (([], ""), (["A"], "A"), (["A", "B"], "A dan B"), (["A", "B", "C"], "A, B, dan C")):
        assert shown("{{ names|and_last }}", names=names) == said
    first, last = date(2020, 4, 6), date(2026, 11, 30)
    for end, said in ((None, "sejak 6 April 2020"), (last, "sejak 6 April 2020 sampai 30 November 2026")):
        assert render_to_string("parts/term.html", {"first": first, "last": end}).lstrip() == said, "a stop may follow"


def test_the_day_of_a_moment_is_that_of_the_governments_zone() -> None:
    with timezone.override("Asia/Makassar"):
        assert shown("{{ moment|tanggal }}", moment=datetime(2026, 11, 23, 19, tzinfo=UTC)) == "24 November 2026"

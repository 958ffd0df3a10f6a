"""Matters in the browser: opening one, its page, every step, and what comes of bad or late input."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.actions.acts import Deed, seen_of
from selaras.actions.delegations import appoint_operator
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.matters import act, submit
from selaras.actions.readings import record_reading
from selaras.records import ledger
from selaras.records.files import File
from selaras.records.governments import Government
from selaras.records.matters import Assignment, Link, Matter, Participant
from selaras.records.people import Actor
from tests.acts import reminded_last_week
from tests.scans import scan

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
NEW = "/kerja/berkas/baru/"
IRRIGATION = {
    "kind": "koordinatif",
    "form": "c",
    "party": ["DISPERTAN", "DKP", "KEC.LAMPIHONG"],
    "title": "Penyesuaian jadwal irigasi",
    "purpose": "Jadwal pintu air dipadukan dengan kalender tanam.",
}
QUESTION = {
    "kind": "konsultatif",
    "party": ["SETDA.AST1.HUKUM"],
    "title": "Rancangan aturan sampah",
    "purpose": "Mohon pendapat.",
}
MATTER_QUERIES = 21
NEW_QUERIES = 7
NUL = "a\x00b"


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def opened(actor: Actor, form: dict[str, Any]) -> Matter:
    intent = Intent(
        kind=form["kind"],
        form=form.get("form", ""),
        parties=tuple(form["party"]),
        title=form["title"],
        purpose=form["purpose"],
    )
    return submit(actor=actor, draft=save_draft(actor=actor, intent=intent).pk, key="")


def fields(matter: Matter, actor: Actor, step: str, **more: Any) -> dict[str, Any]:
    """What the form of a step sends, as the page shows it now."""
    now = Matter.objects.get(pk=matter.pk)
    seat = Participant.objects.filter(matter=matter, post=actor.post).order_by("order").first()
    assert seat is not None
    return {"step": step, "form": step, "seat": seat.pk, "seen": seen_of(now, seat), "key": f"a-{now.version}", **more}


def url(matter: Matter, tail: str = "") -> str:
    return f"/kerja/berkas/{matter.number}/{tail}"


# Opening


def test_pasal_21_the_path_stands_on_the_page_before_anything_is_saved(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/1"))
    page = text(client.get(NEW, {"kind": "koordinatif", "form": "c", "to": IRRIGATION["party"]}))
    assert "Koordinatif, lintas sektor" in page and "Dipimpin Sekretaris Daerah, melalui 2 koordinator" in page
    assert "Asisten Perekonomian dan Pembangunan" in page and "Asisten Pemerintahan dan Kesejahteraan Rakyat" in page
    assert "Pasal 17 huruf b" in page and "Usulan" in page
    assert "Belum ada yang tersimpan atau terkirim." in page
    assert not Matter.objects.exists()


def test_a_matter_is_opened_in_one_go_and_the_answer_names_the_next(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/1"))
    answer = client.post(NEW, {**IRRIGATION, "do": "submit", "key": "abc-1"})
    matter = Matter.objects.get()
    assert answer.status_code == 303 and answer["Location"] == url(matter)
    page = text(client.get(url(matter)))
    assert f"Berkas {matter.number} diajukan. Sekarang ada pada Sekretaris Daerah." in page
    assert "Hasil yang dituju: Rencana terpadu" in page


def test_the_same_form_sent_twice_opens_one_matter(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/1"))
    first = client.post(NEW, {**IRRIGATION, "do": "submit", "key": "abc-1"})
    second = client.post(NEW, {**IRRIGATION, "do": "submit", "key": "abc-1"})
    assert first["Location"] == second["Location"] and Matter.objects.count() == 1


def test_a_form_sent_again_with_other_words_never_passes_for_the_first(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/1"))
    client.post(NEW, {**IRRIGATION, "do": "submit", "key": "abc-1"})
    client.post(NEW, {**IRRIGATION, "title": "Berkas lain", "do": "submit", "key": "abc-1"})
    assert sorted(Matter.objects.values_list("title", flat=True)) == ["Berkas lain", IRRIGATION["title"]]


def test_a_draft_submitted_twice_leads_to_its_matter_and_keeps_what_was_typed_since(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast("DPUPR/1"))
    place = client.post(NEW, {**IRRIGATION, "do": "save"})["Location"]
    sent = {**IRRIGATION, "do": "submit", "key": "abc-1"}
    first, second = client.post(place, sent), client.post(place, sent)
    assert first["Location"] == second["Location"] == client.get(place)["Location"]
    late = client.post(place, {**sent, "purpose": "Kalimat baru."})
    assert late.status_code == 409 and "Kalimat baru." in late.content.decode()
    assert "sudah diajukan sebagai berkas" in text(late) and Matter.objects.count() == 1
    assert client_for(cast("DLH/1")).get(place).status_code == 404


def test_two_who_change_one_draft_do_not_overwrite_each_other(cast: Cast, client_for: ClientFor) -> None:
    section, head = client_for(cast("DPUPR/6")), client_for(cast("DPUPR/1"))
    place = section.post(NEW, {**IRRIGATION, "do": "save"})["Location"]
    shown = re.search(r'name="seen" value="([^"]+)"', head.get(place).content.decode())
    assert shown
    sent = {**IRRIGATION, "do": "save", "seen": shown[1]}
    assert section.post(place, {**sent, "title": "Judul dari seksi"}).status_code == 303
    late = head.post(place, {**sent, "title": "Judul dari pimpinan"})
    assert late.status_code == 409 and "sudah diubah orang lain" in text(late)
    assert "Judul dari pimpinan" in late.content.decode() and Matter.objects.get().title == "Judul dari seksi"


def test_parties_are_picked_by_typing_and_taken_off_without_script(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/1"))
    typed = {"kind": "koordinatif", "title": "Judul tetap", "party": ["DKP"], "add": "dinas pertanian", "do": "add"}
    page = client.post(NEW, typed).content.decode()
    assert page.count('name="party"') == 2 and 'value="DISPERTAN"' in page and 'value="Judul tetap"' in page
    page = client.post(NEW, {**typed, "party": ["DKP", "DISPERTAN"], "add": "", "remove": "DKP"}).content.decode()
    assert page.count('name="party"') == 1 and "Keluarkan Dinas Pertanian" in page
    wrong = client.post(NEW, {**typed, "add": "Dinas Pertanain"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and 'value="Dinas Pertanain"' in page
    assert '<button class="button button-secondary" name="pick" value="DISPERTAN"' in page
    page = client.post(NEW, {**typed, "add": "Dinas Pertanain", "do": "", "pick": "DISPERTAN"}).content.decode()
    assert "Keluarkan Dinas Pertanian" in page and "Dinas Pertanain" not in page and 'name="pick"' not in page
    assert not Matter.objects.exists()


def test_pasal_13_ayat_2_a_consultation_may_be_narrowed_to_one_post(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/6"))
    page = client.post(NEW, {**QUESTION, "do": "add"}).content.decode()
    assert 'select id="mitra-1" name="party"' in page and "Kepala Bagian Hukum" in page
    answer = client.post(NEW, {**QUESTION, "party": ["DPUPR/1", "DLH/4"], "do": "submit"})
    assert answer.status_code == 303
    seats = Participant.objects.filter(role="counterpart").values_list("post", flat=True)
    assert set(seats) == {"DPUPR/1", "DLH/4"}


def test_pasal_1_angka_13_a_stop_shows_the_lawful_ways_on_as_links(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast("DPUPR/6")).get(NEW, {"kind": "struktural", "to": "DISPERTAN", "title": "Tugas"})
    assert "Tertahan: Struktural tidak dapat diajukan" in text(page)
    assert text(page).count("Koordinasikan dengan") == 2  # as a button, and as a sentence for paper
    ways = [unescape(way) for way in re.findall(r'name="way" value="([^"]+)"', page.content.decode())]
    assert "kind=konsultatif&to=DISPERTAN" in ways


def test_a_way_on_changes_some_answers_and_keeps_what_was_typed(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/1"))
    skipped = {"kind": "struktural", "party": "DPUPR/62", "title": "Tanggul", "purpose": "Perbaiki malam ini."}
    page = client.post(NEW, {**skipped, "do": "add"})
    way = next(unescape(w) for w in re.findall(r'name="way" value="([^"]+)"', page.content.decode()))
    went = client.post(NEW, {**skipped, "way": way}).content.decode()
    assert 'value="Tanggul"' in went and "Perbaiki malam ini." in went
    assert '<option value="DPUPR/6" selected>' in went and "Tertahan" not in went
    assert not Matter.objects.exists()
    for strange in ("kind=%00&to=%00", "to=X&to=BUPATI", "=" * 9000, "kind=lain&type=lain&principal=SETDA/1"):
        assert client.post(NEW, {**skipped, "way": strange}).status_code in (200, 422)


def party_field(answer: Any) -> str:
    """What stands where the parties are chosen."""
    page = answer.content.decode()
    return unescape(page[page.index('<div id="mitra"') : page.index('<div id="hasil"')])


@pytest.mark.parametrize("kind", ["koordinatif", "konsultatif", "kolegial"])
def test_pasal_1_angka_5_the_bupati_chosen_as_partner_is_explained_in_place(
    cast: Cast, client_for: ClientFor, kind: str
) -> None:
    client = client_for(cast("DPUPR/1"))
    asked = {"kind": kind, "to": ["BUPATI", "DLH"], "title": "Irigasi"}
    for answer in (client.get(NEW, asked), client.post(NEW, {**asked, "party": asked["to"], "do": "submit"})):
        place = party_field(answer)
        assert "Bupati Balangan bukan Perangkat Daerah, jadi tidak dapat menjadi mitra" in place
        assert "Pasal 1 angka 5" in place and "Undang Bupati Balangan memberi arahan" in place
    assert "Tertahan" not in party_field(client.get(NEW, {**asked, "to": "DLH"}))


def test_pasal_17_ones_own_unit_chosen_as_partner_is_explained_in_place(cast: Cast, client_for: ClientFor) -> None:
    asked = {"kind": "koordinatif", "to": ["DPUPR", "DLH"], "title": "Irigasi"}
    for actor in (cast("DPUPR/1"), cast("DPUPR/6")):
        place = party_field(client_for(actor).get(NEW, asked))
        assert "ialah unit Anda sendiri dan sudah ikut sebagai pemrakarsa" in place and "Pasal 17 huruf a" in place
        assert "tugaskan menurut jenjang" in place
        assert 'name="way" value="kind=struktural&to=DPUPR%2F' in place


def test_pasal_13_a_section_may_consult_its_own_head_but_nobody_himself(cast: Cast, client_for: ClientFor) -> None:
    asked = {"kind": "konsultatif", "to": "DPUPR"}
    assert "Tertahan" not in party_field(client_for(cast("DPUPR/6")).get(NEW, asked))
    place = party_field(client_for(cast("DPUPR/1")).get(NEW, asked))
    assert "ialah jabatan Anda sendiri" in place and "Pasal 1 angka 13" in place


def test_a_missing_title_and_purpose_are_named_beside_their_fields_and_nothing_is_kept(
    cast: Cast, client_for: ClientFor
) -> None:
    answer = client_for(cast("DPUPR/1")).post(NEW, {**IRRIGATION, "title": " ", "purpose": "", "do": "submit"})
    page = text(answer)
    assert answer.status_code == 422 and "Isian berikut perlu diperbaiki" in page and "Tulis judul, misalnya" in page
    assert answer.content.decode().count('name="party"') == 3 and not Matter.objects.exists()


def test_a_draft_is_kept_changed_and_thrown_away(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/6"))
    place = client.post(NEW, {"kind": "konsultatif", "title": "Nanti", "do": "save"})["Location"]
    draft = Matter.objects.get()
    assert place == f"/kerja/berkas/draf/{draft.pk}/"
    assert "Draf tersimpan. Belum ada yang terkirim." in text(client.get(place))
    assert client.post(place, {**QUESTION, "do": "save"}).status_code == 303
    assert 'value="Rancangan aturan sampah"' in client.get(place).content.decode()
    assert "Hapus draf ini?" in text(client.get(f"{place}hapus/")) and Matter.objects.count() == 1
    assert client.post(f"{place}hapus/")["Location"] == "/kerja/"
    assert not Matter.objects.exists() and client.get(place).status_code == 404


def test_what_binds_the_unit_waits_for_its_head_as_a_draft(cast: Cast, client_for: ClientFor) -> None:
    clerk, head = cast("DPUPR/6"), cast("DPUPR/1")
    client = client_for(clerk)
    assert "jadi Kepala Dinas Pekerjaan Umum dan Penataan Ruang yang mengajukan" in text(
        client.get(NEW, {"kind": "koordinatif", "to": "DKP"})
    )
    answer = client.post(NEW, {**IRRIGATION, "do": "submit"})
    draft = Matter.objects.get()
    assert answer.status_code == 422 and "yang mengajukan" in text(answer)
    assert f'action="/kerja/berkas/draf/{draft.pk}/"' in answer.content.decode()
    done = client_for(head).post(f"/kerja/berkas/draf/{draft.pk}/", {**IRRIGATION, "do": "submit"})
    assert done.status_code == 303 and Matter.objects.get().number


def test_a_draft_is_nobody_elses(cast: Cast, client_for: ClientFor) -> None:
    draft = save_draft(actor=cast("DPUPR/6"), intent=Intent(kind="konsultatif", title="Rahasia kecil"))
    for post in ("DLH/1", "INSPEKTORAT/1"):
        client = client_for(cast(post))
        for tail in ("", "hapus/"):
            place = f"/kerja/berkas/draf/{draft.pk}/{tail}"
            assert client.get(place).status_code == client.post(place, {"do": "save"}).status_code == 404
    assert Matter.objects.get().title == "Rahasia kecil"


def test_the_script_gets_the_preview_the_parties_and_the_third_question(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/1"))
    part = client.post("/kerja/berkas/pratinjau/", {**IRRIGATION, "add": "DLH"}, headers={"HX-Request": "true"})
    page = part.content.decode()
    assert part.status_code == 200 and "<html" not in page and "Dipimpin Sekretaris Daerah" in page
    assert page.count('name="party"') == 4
    half = client.post("/kerja/berkas/pratinjau/", {**IRRIGATION, "add": "Dinas Per"}, headers={"HX-Request": "true"})
    assert half.status_code == 200 and 'id="id_add"' not in half.content.decode()
    assert client.get("/kerja/berkas/pratinjau/").status_code == 405 and not Matter.objects.exists()


BAD_NEW = [
    {"kind": "persahabatan"},
    {"kind": NUL},
    {"type": "antariksa"},
    {"form": "z"},
    {"party": ["DINAS.SIHIR"]},
    {"party": ["DKP/999"]},
    {"party": [NUL]},
    {"party": []},
    {"party": ["BUPATI"]},
    {"title": "x" * 1_000_000},
    {"title": NUL},
    {"purpose": "y" * 1_000_000},
    {"purpose": NUL},
    {"add": "z" * 1_000_000},
    {"party": ["DPUPR"]},
]


@pytest.mark.parametrize("wrong", BAD_NEW, ids=lambda w: f"{next(iter(w))}-{str(next(iter(w.values())))[:12]!r}")
def test_bad_input_for_a_new_matter_gets_a_sentence_and_loses_nothing(
    cast: Cast, client_for: ClientFor, wrong: dict[str, Any]
) -> None:
    client = client_for(cast("DPUPR/1"))
    answer = client.post(NEW, {**IRRIGATION, **wrong, "do": "submit"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="error"' in page or 'class="notice' in page
    kept = {**IRRIGATION, **wrong}
    for name in ("title", "purpose"):
        assert name in wrong or str(kept[name]) in page
    assert not Matter.objects.exclude(phase="draft").exists()


@pytest.mark.parametrize("key", ["", NUL, "k" * 500, "'; drop table"])
def test_a_strange_key_is_no_obstacle(cast: Cast, client_for: ClientFor, key: str) -> None:
    assert client_for(cast("DPUPR/1")).post(NEW, {**IRRIGATION, "do": "submit", "key": key}).status_code == 303


@pytest.mark.parametrize("query", ["kind=%00&to=%00", "to=X&type=Y&form=Z&affair=Q", "title=%00", "kind=" + "k" * 5000])
def test_a_strange_address_of_a_new_matter_opens_an_empty_form(cast: Cast, client_for: ClientFor, query: str) -> None:
    assert client_for(cast("DPUPR/1")).get(f"{NEW}?{query}").status_code == 200


@pytest.mark.parametrize("number", ["2026-99999", "x", "%00", "2" * 3000, "..", "draf", "2026-00001%0A"])
def test_a_number_that_is_none_is_a_page_that_helps(cast: Cast, client_for: ClientFor, number: str) -> None:
    client = client_for(cast("DPUPR/1"))
    answer = client.get(f"/kerja/berkas/{number}/")
    assert answer.status_code == 404 and "tidak ditemukan" in text(answer)
    assert 'href="/kerja/berkas/"' in answer.content.decode() and len(answer.content) < 21_000
    assert ("Berkas “2026-99999” tidak ada, atau" in text(answer)) == (number == "2026-99999")
    assert client.post(f"/kerja/berkas/{number}/langkah/", {"step": "tutup"}).status_code == 404
    assert client.get(f"/kerja/berkas/{number}/naskah/1/").status_code == 404


@pytest.mark.parametrize("draft", ["0", "9" * 18, "9" * 30, "9" * 5000])
def test_a_huge_draft_number_is_not_found(cast: Cast, client_for: ClientFor, draft: str) -> None:
    assert client_for(cast("DPUPR/1")).get(f"/kerja/berkas/draf/{draft}/").status_code == 404


# The page and its steps


def test_pasal_13_a_consultation_from_asking_to_closing_by_the_pages_alone(
    cast: Cast, balangan: Government, client_for: ClientFor
) -> None:
    asker, law = cast("DPUPR/6"), cast("SETDA.AST1.HUKUM/1")
    ask, answer = client_for(asker), client_for(law)
    ask.post(NEW, {**QUESTION, "do": "submit"})
    matter = Matter.objects.get()
    page = text(answer.get(url(matter)))
    assert "Giliran Anda: tanggapi" in page and "Sisa 5 hari kerja" in page and "Mohon pendapat." in page
    assert "Ada pada Bagian Hukum sejak" in page
    assert "nyatakan kesamaan pemahaman belum dapat dilakukan oleh" in text(ask.get(url(matter)))
    today = balangan.today()
    sent = fields(matter, law, "tanggapi", text="Pasal 4 perlu diperjelas.", happened_on=today.isoformat())
    paper = SimpleUploadedFile("telaah.pdf", scan("telaah"))
    done = answer.post(url(matter, "langkah/"), {**sent, "file": paper})
    assert done.status_code == 303 and done["Location"] == url(matter)
    assert "Tercatat: Tanggapi. Sekarang ada pada Kepala Bidang" in text(answer.get(url(matter)))
    page = text(ask.get(url(matter)))
    assert "Giliran Anda: nyatakan kesamaan pemahaman" in page and "telaah.pdf" in page and "terjadi" in page
    ask.post(url(matter, "langkah/"), fields(matter, asker, "simpulkan", text="Pasal 4 diperjelas."))
    page = text(answer.get(url(matter)))
    assert "Giliran Anda: nyatakan sikap" in page and "Beri catatan" in page
    sent = fields(matter, law, "catat", form="benarkan", text="Sebutkan TPS.")
    assert answer.post(url(matter, "langkah/"), sent).status_code == 303
    ask.post(url(matter, "langkah/"), fields(matter, asker, "tutup"))
    page = text(ask.get(url(matter)))
    assert "Selesai: catatan konsultasi." in page and "Memberi catatan" in page
    assert "Langkah lain bagi Anda" not in page
    assert page.count("buku besar") == 5


def test_pasal_21_a_coordination_from_submission_to_decision_by_the_pages_alone(
    cast: Cast, client_for: ClientFor
) -> None:
    head, sekda, asisten = cast("DPUPR/1"), cast("SETDA/1"), cast("SETDA.AST2/1")
    matter = opened(head, IRRIGATION)
    lead = client_for(sekda)
    page = text(lead.get(url(matter)))
    assert "Giliran Anda: ambil dan pimpin" in page and "Limpahkan kepada Asisten" in page
    to = matter.participants.get(post=asisten.post)
    sent = fields(matter, sekda, "limpahkan", target=str(to.pk), text="Silakan dipimpin.")
    assert lead.post(url(matter, "langkah/"), sent).status_code == 303
    assert "Tercatat: Limpahkan kepada Asisten. Sekarang ada pada Asisten Perekonomian" in text(lead.get(url(matter)))
    chair = client_for(asisten)
    chair.post(url(matter, "langkah/"), fields(matter, asisten, "sepakati", text="Pintu air dibuka 5 Desember."))
    for post in ("DPUPR/1", "DISPERTAN/1"):
        party = cast(post)
        client_for(party).post(url(matter, "langkah/"), fields(matter, party, "setujui"))
    camat = cast("KEC.LAMPIHONG/1")
    sent = fields(matter, camat, "keberatan", form="setujui", text="Jalan belum siap.")
    assert client_for(camat).post(url(matter, "langkah/"), sent).status_code == 303
    silent = str(matter.participants.get(unit="DKP").pk)
    for _ in range(2):
        chair.post(url(matter, "langkah/"), fields(matter, asisten, "ingatkan", target=silent))
        reminded_last_week(matter.participants.all())
    page = text(chair.get(url(matter)))
    assert (
        "Peringatan: belum terpenuhi Setiap mitra menyatakan sikap. Belum menyatakan: Dinas Ketahanan Pangan." in page
    )
    assert "Tidak ada mitra yang berkeberatan. Keberatan: Kecamatan Lampihong." in page
    sent = fields(matter, asisten, "putuskan", text="Ditetapkan 5 Desember.")
    assert chair.post(url(matter, "langkah/"), sent).status_code == 303
    decided = text(chair.get(url(matter)))
    assert "Keputusan Ditetapkan 5 Desember. " in decided
    assert "Keberatan: Kecamatan Lampihong" in decided and "Belum menyatakan: Dinas Ketahanan Pangan" in decided
    assert chair.post(url(matter, "langkah/"), fields(matter, asisten, "tutup", text="Tercapai.")).status_code == 303
    page = text(client_for(head).get(url(matter)))
    assert "Berkas selesai" not in page and "keputusan koordinasi" in page and "Jalan belum siap." in page


def test_a_stale_page_is_told_so_and_keeps_what_was_typed(cast: Cast, client_for: ClientFor) -> None:
    asker, law = cast("DPUPR/6"), cast("SETDA.AST1.HUKUM/1")
    matter = opened(asker, {**QUESTION, "party": ["SETDA.AST1.HUKUM", "DLH"]})
    late = fields(matter, asker, "ingatkan", text="Mohon segera ditanggapi.", target="0")
    late["target"] = str(matter.participants.get(post=law.post).pk)
    for party in (law, cast("DLH/1")):
        client_for(party).post(url(matter, "langkah/"), fields(matter, party, "tanggapi", text="Setuju."))
    now = fields(matter, asker, "simpulkan", text="Sepaham.")
    client_for(asker).post(url(matter, "langkah/"), now)
    answer = client_for(asker).post(url(matter, "langkah/"), {**late, "key": "lain-1"})
    page = text(answer)
    assert answer.status_code == 409 and "Halaman ini sudah berubah sejak Anda buka" in page
    assert "Menunggu pembenaran" in page and "Mohon segera ditanggapi." in answer.content.decode()
    gone = client_for(asker).post(url(matter, "langkah/"), {**now, "text": "Naskah lain.", "key": "lain-2"})
    assert gone.status_code == 409 and "Tulisan Anda, belum terkirim" in text(gone)
    assert "Naskah lain.</textarea>" in gone.content.decode()


def test_two_clicks_have_one_effect(cast: Cast, client_for: ClientFor) -> None:
    asker, law = cast("DPUPR/6"), cast("SETDA.AST1.HUKUM/1")
    matter = opened(asker, QUESTION)
    sent = fields(matter, law, "tanggapi", text="Jawaban.")
    client = client_for(law)
    assert [client.post(url(matter, "langkah/"), sent).status_code for _ in range(2)] == [303, 303]
    assert matter.answers.count() == 1


def test_two_files_from_one_page_are_both_kept(cast: Cast, client_for: ClientFor) -> None:
    asker = cast("DPUPR/6")
    matter = opened(asker, QUESTION)
    sent = fields(matter, asker, "lampirkan")
    for name in ("satu.pdf", "dua.pdf", "dua.pdf"):
        paper = SimpleUploadedFile(name, scan())
        assert client_for(asker).post(url(matter, "langkah/"), {**sent, "file": paper}).status_code == 303
    assert list(matter.files.order_by("pk").values_list("name", flat=True)) == ["satu.pdf", "dua.pdf"]


def test_the_address_of_a_step_leads_to_its_matter(cast: Cast, client_for: ClientFor) -> None:
    matter = opened(cast("DPUPR/6"), QUESTION)
    assert client_for(cast("DPUPR/6")).get(url(matter, "langkah/"))["Location"] == url(matter)


def test_a_step_that_is_held_up_is_refused_with_its_ground_and_a_way_on(cast: Cast, client_for: ClientFor) -> None:
    asker = cast("DPUPR/6")
    matter = opened(asker, QUESTION)
    answer = client_for(asker).post(
        url(matter, "langkah/"), fields(matter, asker, "simpulkan", text="Sudah saya simpulkan sendiri.")
    )
    page = text(answer)
    assert answer.status_code == 422 and "Tertahan" in page and "Pasal 1 angka 10" in page and "Jalan lain" in page
    assert "Sudah saya simpulkan sendiri.</textarea>" in answer.content.decode()
    assert Matter.objects.get().state == "consulting"


def test_what_a_step_lacks_is_named_beside_its_field(cast: Cast, client_for: ClientFor) -> None:
    law = cast("SETDA.AST1.HUKUM/1")
    matter = opened(cast("DPUPR/6"), QUESTION)
    answer = client_for(law).post(url(matter, "langkah/"), fields(matter, law, "tanggapi"))
    assert answer.status_code == 422 and "Isi tanggapan Anda lebih dahulu." in text(answer)


BAD_STEPS: list[dict[str, Any]] = [
    {"text": "x" * 1_000_000},
    {"text": NUL},
    {"text": ""},
    {"step": "terbang", "form": "terbang"},
    {"step": NUL, "form": NUL},
    {"step": "", "form": ""},
    {"step": "tutup", "form": "tutup"},
    {"seat": "0"},
    {"seat": "9" * 5000},
    {"seat": "satu"},
    {"seat": NUL},
    {"happened_on": "2020-13-45"},
    {"happened_on": "kemarin"},
    {"happened_on": NUL},
    {"happened_on": "9999-12-31"},
    {"step": "ingatkan", "form": "ingatkan", "target": "9" * 400},
    {"step": "tugaskan", "form": "tugaskan", "post": "SETDA/1", "power": "raja"},
    {"step": "kaitkan", "form": "kaitkan", "other": NUL, "link_kind": "follows"},
    {"step": "kaitkan", "form": "kaitkan", "other": "2026-99999", "link_kind": "teman"},
    {"step": "lampirkan", "form": "lampirkan"},
]


@pytest.mark.parametrize("wrong", BAD_STEPS, ids=lambda w: f"{next(iter(w))}-{str(next(iter(w.values())))[:12]!r}")
def test_bad_input_for_a_step_gets_a_sentence_and_changes_nothing(
    cast: Cast, client_for: ClientFor, wrong: dict[str, Any]
) -> None:
    law = cast("SETDA.AST1.HUKUM/1")
    matter = opened(cast("DPUPR/6"), QUESTION)
    sent = {**fields(matter, law, "tanggapi", text="Jawaban yang panjang."), **wrong}
    answer = client_for(law).post(url(matter, "langkah/"), sent)
    page = answer.content.decode()
    assert answer.status_code in (404, 422)
    if answer.status_code == 422:
        assert 'class="error"' in page or 'class="notice' in page
        assert "text" in wrong or "post" in wrong or "Jawaban yang panjang." in page
    assert Matter.objects.get().version == matter.version


@pytest.mark.parametrize("missing", ["step", "seat", "seen", "key", "form"])
def test_a_form_with_a_part_missing_never_breaks_the_page(cast: Cast, client_for: ClientFor, missing: str) -> None:
    law = cast("SETDA.AST1.HUKUM/1")
    matter = opened(cast("DPUPR/6"), QUESTION)
    sent = fields(matter, law, "tanggapi", text="Jawaban.")
    del sent[missing]
    assert client_for(law).post(url(matter, "langkah/"), sent).status_code in (303, 404, 409, 422)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("virus.exe", b"MZ", "bukan PDF, gambar, atau dokumen"),
        ("palsu.pdf", b"<html>", "bukan PDF, gambar, atau dokumen"),
        ("kosong.pdf", b"", "kosong"),
        ("besar.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), "lebih besar dari 10 MB"),
    ],
)
def test_a_file_that_is_unfit_is_refused_and_the_text_stays(
    cast: Cast, client_for: ClientFor, name: str, content: bytes, sentence: str
) -> None:
    law = cast("SETDA.AST1.HUKUM/1")
    matter = opened(cast("DPUPR/6"), QUESTION)
    sent = fields(matter, law, "tanggapi", text="Jawaban saya.", happened_on="2026-11-02")
    answer = client_for(law).post(url(matter, "langkah/"), {**sent, "file": SimpleUploadedFile(name, content)})
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in text(answer)
    assert "Jawaban saya." in page and 'value="2026-11-02"' in page and not File.objects.exists()


@pytest.mark.parametrize("name", ["virus.exe", "kosong.pdf"])
def test_a_refused_file_leaves_its_form_open_with_the_sentence_beside_the_field(
    cast: Cast, client_for: ClientFor, name: str
) -> None:
    law = cast("SETDA.AST1.HUKUM/1")
    matter = opened(cast("DPUPR/6"), QUESTION)
    sent = fields(matter, law, "lampirkan", text="Peta lokasinya.")
    content = b"" if name == "kosong.pdf" else b"MZ"
    answer = client_for(law).post(url(matter, "langkah/"), {**sent, "file": SimpleUploadedFile(name, content)})
    page = answer.content.decode()
    place = re.search(rf'<details class="more" id="lampirkan-{sent["seat"]}" open>(.*?)</details>', page, re.DOTALL)
    assert answer.status_code == 422 and place
    form = place[1]
    assert f"Tidak tersimpan: Naskah {name}" in form and "Kirim sebagai PDF" in form
    assert "Peta lokasinya." in form
    assert page.count(" open>") == 2 and page.count(" autofocus") == 1  # the form, and the fold it stands in
    assert re.search(r'<input[^>]*type="file"[^>]* autofocus', form)


def test_a_form_that_came_too_late_stays_open_with_what_was_typed(cast: Cast, client_for: ClientFor) -> None:
    asker = cast("DPUPR/6")
    matter = opened(asker, QUESTION)
    sent = fields(matter, asker, "cabut", text="Tidak diperlukan lagi.", seen="lain")
    late = client_for(asker).post(url(matter, "langkah/"), sent)
    place = re.search(
        rf'<details class="more" id="cabut-{sent["seat"]}" open>(.*?)</details>', late.content.decode(), re.DOTALL
    )
    assert late.status_code == 409 and place and "Tidak diperlukan lagi." in place[1]


def test_a_file_comes_as_an_attachment_to_those_who_may_read(cast: Cast, client_for: ClientFor) -> None:
    law, asker = cast("SETDA.AST1.HUKUM/1"), cast("DPUPR/6")
    matter = opened(asker, QUESTION)
    paper = SimpleUploadedFile("telaah.pdf", scan("telaah"))
    client_for(law).post(url(matter, "langkah/"), {**fields(matter, law, "tanggapi", text="Terlampir."), "file": paper})
    place = url(matter, f"naskah/{File.objects.get().pk}/")
    answer = client_for(asker).get(place)
    assert b"".join(answer.streaming_content) == scan("telaah")  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="telaah.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    assert client_for(asker).get(url(matter, "naskah/" + "9" * 18 + "/")).status_code == 404
    assert client_for(cast("DLH/1")).get(place).status_code == 404
    assert Client().get(place)["Location"].startswith("/masuk/")


def test_who_was_let_act_binds_only_with_the_signed_paper(cast: Cast, client_for: ClientFor) -> None:
    head, clerk = cast("DISPERTAN/1"), cast("DISPERTAN/2")
    matter = opened(cast("DPUPR/1"), IRRIGATION)
    Participant.objects.filter(matter=matter, post="SETDA/1").update(leads=True)
    sekda = cast("SETDA/1")
    client_for(sekda).post(url(matter, "langkah/"), fields(matter, sekda, "ambil"))
    client_for(sekda).post(url(matter, "langkah/"), fields(matter, sekda, "sepakati", text="Sepakat."))
    sent = fields(matter, head, "tugaskan", post=clerk.post, power="bertindak")
    assert client_for(head).post(url(matter, "langkah/"), sent).status_code == 303
    client = client_for(clerk)
    page = text(client.get(url(matter)))
    assert "Dicatat untuk Dinas Pertanian." in page and "Pindaian naskah yang ditandatangani pimpinan" in page
    sent = fields(matter, head, "setujui")
    assert client.post(url(matter, "langkah/"), sent).status_code == 422
    paper = SimpleUploadedFile("sikap.pdf", scan())
    assert client.post(url(matter, "langkah/"), {**sent, "file": paper}).status_code == 303
    assert "atas nama Kepala Dinas Pertanian" in text(client.get(url(matter)))
    Assignment.objects.update(power="menyiapkan")
    assert "Anda ditugaskan menyiapkan bahan" in text(client.get(url(matter)))


def test_an_outside_institution_binds_itself_by_its_paper_which_the_journey_names(
    cast: Cast, client_for: ClientFor
) -> None:
    matter = opened(cast("DPUPR/1"), {**IRRIGATION, "party": ["DISPERTAN", "EXT.POLRES"]})
    client = client_for(cast("BUPATI/1"))
    client.post(url(matter, "langkah/"), fields(matter, cast("BUPATI/1"), "ambil"))
    client.post(url(matter, "langkah/"), fields(matter, cast("BUPATI/1"), "sepakati", text="Sepakat."))
    police = Participant.objects.get(matter=matter, unit="EXT.POLRES")
    page = client.get(url(matter)).content.decode()
    assert "Naskah dari instansi itu" in page and f'id="setujui-{police.pk}"' in page
    assert not any(f'id="{step}-{police.pk}"' in page for step in ("tugaskan", "kaitkan", "lampirkan", "mengetahui"))
    sent = {"seat": police.pk, "seen": "agreed.to_confirm.1", "step": "setujui", "form": "setujui", "key": "a1"}
    without = client.post(url(matter, "langkah/"), sent)
    assert without.status_code == 422 and "Pilih naskah" in text(without)
    paper = SimpleUploadedFile("surat-polres.pdf", scan())
    assert client.post(url(matter, "langkah/"), {**sent, "key": "a2", "file": paper}).status_code == 303
    assert "Naskah: surat-polres.pdf" in text(client.get(url(matter)))


def test_linked_matters_show_on_both_sides_and_only_to_who_may_read_them(cast: Cast, client_for: ClientFor) -> None:
    asker = cast("DPUPR/6")
    one, two = opened(asker, QUESTION), opened(asker, {**QUESTION, "party": ["DLH"], "title": "Berkas kedua"})
    sent = fields(one, asker, "kaitkan", other=two.number, link_kind="follows", text="Soal yang sama.")
    assert client_for(asker).post(url(one, "langkah/"), sent).status_code == 303
    assert "Melanjutkan Berkas kedua" in text(client_for(asker).get(url(one)))
    assert "Dilanjutkan oleh Rancangan aturan sampah" in text(client_for(asker).get(url(two)))
    page = text(client_for(cast("SETDA.AST1.HUKUM/1")).get(url(one)))
    assert "Berkas kedua" not in page and "Berkas yang tidak terbuka bagi Anda" in page
    draft = save_draft(actor=asker, intent=Intent(kind="konsultatif", title="Draf lanjutan"))
    Link.objects.filter().delete()
    Link.objects.create(government=asker.government, source=draft, target=one, kind="follows")
    assert "Draf lanjutan" in text(client_for(asker).get(url(one)))
    assert "Berkas terkait" not in text(client_for(cast("SETDA.AST1.HUKUM/1")).get(url(one)))


def test_pasal_5_the_inspectorate_reads_and_changes_nothing(cast: Cast, client_for: ClientFor) -> None:
    asker, watch = cast("DPUPR/6"), cast("INSPEKTORAT/1")
    matter = opened(asker, QUESTION)
    client = client_for(watch)
    page = client.get(url(matter))
    assert "Anda membaca berkas ini sebagai pengawas." in text(page)
    assert "/langkah/" not in page.content.decode()
    answer = client.post(url(matter, "langkah/"), fields(matter, asker, "cabut", text="Dibatalkan pengawas."))
    assert answer.status_code == 422 and Matter.objects.get().phase == "open"


def test_every_reading_of_a_withheld_matter_is_kept(cast: Cast, balangan: Government, client_for: ClientFor) -> None:
    asker, watch = cast("DPUPR/6"), cast("INSPEKTORAT/1")
    matter = opened(asker, QUESTION)
    assert record_reading(actor=watch, matter=matter) is None
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2027, 1, 1)
    )
    assert "Setiap pembacaan halaman ini dicatat." in text(client_for(watch).get(url(matter)))
    client_for(asker).get(url(matter))
    assert client_for(cast("DLH/1")).get(url(matter)).status_code == 404
    kept = ledger.Reading.objects.filter(government=balangan, matter=matter.number).order_by("at")
    assert [(r.post, r.person_key) for r in kept] == [
        (watch.post, str(watch.person.pk)),
        (asker.post, str(asker.person.pk)),
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_the_same_queries_with_1_and_30_entries(
    cast: Cast, client_for: ClientFor, django_assert_num_queries: Callable[[int], Any], count: int
) -> None:
    asker, dlh = cast("DPUPR/6"), cast("DLH/1")
    matter = opened(asker, {**QUESTION, "party": ["DLH"]})
    seat = matter.participants.get(post=dlh.post)
    for n in range(count - 1):
        deed = Deed("tanggapi" if n == 0 else "lengkapi", text=f"Jawaban {n}")
        now = Participant.objects.get(pk=seat.pk)
        act(actor=dlh, number=matter.number or "", seat=seat.pk, deed=deed, seen=seen_of(matter, now), key="")
    client = client_for(asker)
    client.get(url(matter))
    with django_assert_num_queries(MATTER_QUERIES):
        page = client.get(url(matter))
    assert text(page).count("buku besar") == count and len(page.content) <= 150_000


@pytest.mark.parametrize("parties", [1, 10])
def test_the_new_matter_page_takes_the_same_queries_with_1_and_10_parties(
    cast: Cast, client_for: ClientFor, django_assert_num_queries: Callable[[int], Any], parties: int
) -> None:
    client = client_for(cast("DPUPR/1"))
    units = ["DINKES", "DKP", "DISPERTAN", "DLH", "DISDIK", "DISHUB", "DINSOS", "BPBD", "KEC.HALONG", "DISKOMINFO"]
    asked = {"kind": "koordinatif", "to": units[:parties]}
    client.get(NEW, asked)
    with django_assert_num_queries(NEW_QUERIES):
        page = client.get(NEW, asked)
    assert len(page.content) <= 60_000


def test_every_form_is_guarded_against_other_sites(cast: Cast, client_for: ClientFor) -> None:
    actor = cast("DPUPR/1")
    matter = opened(actor, IRRIGATION)
    guarded = client_for(actor)
    guarded.handler.enforce_csrf_checks = True
    draft = save_draft(actor=actor, intent=Intent(kind="konsultatif", title="Draf"))
    for address in (
        NEW,
        "/kerja/berkas/pratinjau/",
        f"/kerja/berkas/draf/{draft.pk}/",
        f"/kerja/berkas/draf/{draft.pk}/hapus/",
        url(matter, "langkah/"),
        "/kerja/jabatan/",
    ):
        assert guarded.post(address, {"do": "save"}).status_code == 403
    assert Matter.objects.count() == 2


def test_an_outsider_is_refused(cast: Cast, client_for: ClientFor) -> None:
    matter = opened(cast("DPUPR/6"), QUESTION)
    stranger = client_for(cast("DINKES/1"))
    answer = stranger.get(url(matter))
    assert answer.status_code == 404 and "jabatan Anda tidak ikut di dalamnya" in text(answer)
    assert stranger.post(url(matter, "langkah/"), {"step": "cabut", "text": "x"}).status_code == 404
    for address in (NEW, url(matter), url(matter, "langkah/"), url(matter, "naskah/1/"), "/kerja/berkas/pratinjau/"):
        assert Client().get(address)["Location"].startswith("/masuk/")
        assert Client().post(address)["Location"].startswith("/masuk/")


def test_a_strange_principal_is_no_obstacle_and_lends_no_name(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("DPUPR/1"))
    for principal in ("X", "SETDA/1", "a\x00b", "../.."):
        asked = {"kind": "konsultatif", "to": "DLH", "principal": principal}
        assert client.get(NEW, asked).status_code == 200
        sent = client.post(NEW, {**QUESTION, "principal": principal, "do": "submit"})
        assert sent.status_code in (303, 422)
    assert not Matter.objects.exclude(opener_post="DPUPR/1").exists()


def test_pasal_1_angka_13_the_sekda_gives_a_task_in_the_name_of_the_bupati_as_his_operator(
    cast: Cast, client_for: ClientFor
) -> None:
    bupati, sekda = cast("BUPATI/1"), cast("SETDA/1")
    asked = {"kind": "struktural", "to": "DPUPR", "title": "Tugas"}
    assert "principal=" not in client_for(sekda).get(NEW, asked).content.decode()
    appoint_operator(actor=bupati, post="SETDA/1")
    page = client_for(sekda).get(NEW, asked).content.decode()
    way = next(unescape(w) for w in re.findall(r'name="way" value="([^"]+)"', page) if "principal=" in w)
    assert "BUPATI%2F1" in way
    form = client_for(sekda).post(NEW, {**asked, "way": way}).content.decode()
    assert '<option value="BUPATI/1" selected>' in form and "Tertahan" not in form

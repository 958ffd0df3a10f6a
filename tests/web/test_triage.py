"""Triase: several matters that wait for a convener delegated at once, each an act of its own with its own outcome."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.actions.acts import Deed, seen_of
from selaras.actions.delegations import appoint_operator
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.ledger import verify
from selaras.actions.matters import act, submit
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.people import Actor
from tests.scans import scan

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
TRIAGE = "/kerja/triase/"
QUERIES = 8
KEY = "11111111-2222-3333-4444-555555555555"
ECONOMY = "Asisten Perekonomian dan Pembangunan"
PDF = scan()


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<option.*?</option>|<[^>]+>", " ", answer.content.decode())).split())


def opened(actor: Actor, title: str, *parties: str) -> Matter:
    intent = Intent(kind="koordinatif", form="c", parties=parties, title=title, purpose="Dipadukan.")
    return submit(actor=actor, draft=save_draft(actor=actor, intent=intent).pk, key="")


def irrigation(cast: Cast, title: str = "Jadwal irigasi") -> Matter:
    """Waits for the Sekda; its opener hangs on the Asisten of economy."""
    return opened(cast("DPUPR/1"), title, "DISPERTAN", "DKP", "KEC.BATUMANDI")


def convener(matter: Matter) -> Participant:
    return matter.participants.get(role="convener")


def lead_of(matter: Matter) -> str:
    seat = matter.participants.filter(leads=True).first()
    return seat.post if seat else ""


def form_of(*matters: Matter, **more: Any) -> dict[str, Any]:
    """What the page sends when these matters are ticked and the leads that it proposes stay."""
    sent: dict[str, Any] = {"pick": [convener(matter).pk for matter in matters], "key": KEY, "text": ""}
    for matter in matters:
        seat = convener(matter)
        sent[f"lead-{seat.pk}"] = matter.participants.get(unit="SETDA.AST2").pk
        sent[f"seen-{seat.pk}"] = seen_of(Matter.objects.get(pk=matter.pk), seat)
    return sent | more


def test_the_page_says_how_many_wait_and_to_whom_they_may_go(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("SETDA/1"))
    first, _second = irrigation(cast), irrigation(cast, "Tanggul bocor")
    other = opened(cast("DINKES/1"), "Imunisasi petani", "DISPERTAN")
    page = client.get(TRIAGE)
    told = "3 berkas menunggu Anda; 2 dapat dilimpahkan kepada Asisten Perekonomian dan Pembangunan, 1 kepada Asisten"
    assert told in text(page)
    assert "Dinas Pekerjaan Umum dan Penataan Ruang" in text(page) and "Kecamatan Batumandi" in text(page)
    assert "Sisa 3 hari kerja" in text(page) and str(other.number) in text(page)
    html = page.content.decode()
    proposed = first.participants.get(unit="SETDA.AST2")
    assert f'<option value="{proposed.pk}" selected>{ECONOMY}</option>' in html
    assert '<option value="sendiri">Saya pimpin sendiri</option>' in html
    assert 'href="/kerja/kuasa/?lead=SETDA.AST2/1#pelimpahan"' in html
    assert " checked" not in html
    assert client.get(TRIAGE, {"pilih": "semua"}).content.decode().count(" checked") == 3


def test_pasal_19_huruf_d_one_button_delegates_several_each_with_its_own_entry(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    matters = [irrigation(cast, f"Berkas {n}") for n in range(3)]
    client = client_for(cast("SETDA/1"))
    sent = form_of(*matters, text="Selesaikan bulan ini.")
    sent["pick"] = sent["pick"][:2]
    answer = client.post(TRIAGE, sent)
    assert (answer.status_code, answer["Location"]) == (303, TRIAGE)
    numbers = f"{matters[0].number}, {matters[1].number}"
    page = text(client.get(TRIAGE))
    assert f"Tercatat: 2 berkas kini dipimpin {ECONOMY}: {numbers}." in page and "1 berkas menunggu Anda" in page
    assert [lead_of(matter) for matter in matters] == ["SETDA.AST2/1", "SETDA.AST2/1", ""]
    entries = ledger.Entry.objects.filter(step="limpahkan").order_by("number")
    assert [entry.subject_key for entry in entries] == [matters[0].number, matters[1].number]
    assert {str(entry.texts["text"]) for entry in entries} == {"Selesaikan bulan ini."}
    assert verify(balangan) == []


def test_another_coordinator_or_he_himself_may_lead(cast: Cast, client_for: ClientFor) -> None:
    other, own = irrigation(cast), irrigation(cast, "Saya sendiri")
    sent = form_of(other, own)
    coordinator = other.participants.filter(role="coordinator").exclude(unit="SETDA.AST2").get()
    sent |= {f"lead-{convener(other).pk}": coordinator.pk, f"lead-{convener(own).pk}": "sendiri"}
    assert client_for(cast("SETDA/1")).post(TRIAGE, sent).status_code == 303
    assert (lead_of(other), lead_of(own)) == (coordinator.post, "SETDA/1")
    assert ledger.Entry.objects.get(subject_key=own.number, step="ambil")


def test_the_same_form_sent_twice_has_one_effect(cast: Cast, client_for: ClientFor) -> None:
    matters = [irrigation(cast), irrigation(cast, "Kedua")]
    client, sent = client_for(cast("SETDA/1")), form_of(*matters)
    assert [client.post(TRIAGE, sent).status_code for _ in range(2)] == [303, 303]
    assert ledger.Entry.objects.filter(step="limpahkan").count() == 2


def test_what_changed_meanwhile_or_is_not_chosen_is_told_and_holds_up_nothing_else(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    sekda, opener = cast("SETDA/1"), cast("DPUPR/1")
    taken, withdrawn, open_, wrong, left = (irrigation(cast, f"Berkas {n}") for n in range(5))
    sent = form_of(taken, withdrawn, open_, wrong, left, text="Mohon dipercepat.")
    sent[f"lead-{convener(open_).pk}"] = ""
    sent[f"lead-{convener(wrong).pk}"] = withdrawn.participants.get(role="opener").pk
    for actor, matter, role, step in ((sekda, taken, "convener", "ambil"), (opener, withdrawn, "opener", "cabut")):
        seat = matter.participants.get(role=role)
        now = Matter.objects.get(pk=matter.pk)
        deed = Deed(step, text="Batal." if step == "cabut" else "")
        act(actor=actor, number=str(matter.number), seat=seat.pk, deed=deed, seen=seen_of(now, seat), key="")
    answer = client_for(sekda).post(TRIAGE, sent)
    page, html = text(answer), answer.content.decode()
    assert answer.status_code == 409
    assert "4 berkas belum tercatat" in page and page.count("Berubah sementara itu.") == 2
    assert "Keadaannya sekarang: Dipimpin" in page
    assert "Pilih siapa yang memimpin." in page and "Pilih peserta dari daftar." in page
    assert f"Tercatat: 1 berkas kini dipimpin {ECONOMY}: {left.number}." in page
    assert [lead_of(m) for m in (taken, withdrawn, open_, wrong, left)] == ["SETDA/1", "", "", "", "SETDA.AST2/1"]
    # What was typed is there again: the ticks of those that still wait, and the direction.
    ticked = re.findall(r'name="pick" value="(\d+)" form="triase" checked', html)
    assert ticked == [str(convener(open_).pk), str(convener(wrong).pk)]
    assert "Mohon dipercepat." in html
    assert verify(balangan) == []


def test_an_operator_delegates_only_with_the_signed_paper_one_for_all(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    matters = [irrigation(cast), irrigation(cast, "Kedua")]
    appoint_operator(actor=cast("SETDA/1"), post="SETDA.AST3.UMUM/1")
    client = client_for(cast("SETDA.AST3.UMUM/1"))
    page = text(client.get(TRIAGE))
    assert "2 berkas menunggu Sekretaris Daerah; 2 dapat dilimpahkan" in page
    assert "Pindaian naskah yang ditandatangani pimpinan" in page and "Jadikan pelimpahan tetap" not in page
    sent = form_of(*matters, text="Sesuai disposisi.")
    answer = client.post(TRIAGE, sent)
    assert answer.status_code == 422 and "Lampirkan pindaian naskah yang beliau tanda tangani." in text(answer)
    assert "Sesuai disposisi." in text(answer) and answer.content.decode().count(" checked") == 2
    answer = client.post(TRIAGE, sent | {"file": SimpleUploadedFile("disposisi.exe", b"MZ")})
    assert answer.status_code == 422 and "bukan PDF, gambar, atau dokumen yang dikenal" in text(answer)
    assert not any(lead_of(matter) for matter in matters)
    assert client.post(TRIAGE, sent | {"file": SimpleUploadedFile("disposisi.pdf", PDF)}).status_code == 303
    for matter in matters:
        assert lead_of(matter) == "SETDA.AST2/1" and matter.files.get().name == "disposisi.pdf"
        entry = ledger.Entry.objects.get(subject_key=matter.number, step="limpahkan")
        assert entry.post == "SETDA.AST3.UMUM/1" and (entry.on_behalf or {})["post"] == "SETDA/1"
    assert verify(balangan) == []


def test_nothing_ticked_is_told_and_nothing_typed_is_lost(cast: Cast, client_for: ClientFor) -> None:
    matter = irrigation(cast)
    sent = form_of(matter, text="Arahan saya.", pick=[]) | {f"lead-{convener(matter).pk}": "sendiri"}
    answer = client_for(cast("SETDA/1")).post(TRIAGE, sent)
    assert answer.status_code == 422 and "tidak ada berkas yang dicentang" in text(answer)
    assert "Arahan saya." in text(answer)
    assert '<option value="sendiri" selected>' in answer.content.decode()


def test_only_the_convener_and_his_operator_delegate(cast: Cast, client_for: ClientFor) -> None:
    matter = irrigation(cast)
    for post in ("DPUPR/1", "SETDA.AST2/1", "BUPATI/1", "INSPEKTORAT/1", "SETDA.AST3.UMUM/1"):
        client = client_for(cast(post))
        page = text(client.get(TRIAGE))
        assert "Tidak ada berkas yang menunggu Anda pimpin." in page and str(matter.number) not in page
        assert client.post(TRIAGE, form_of(matter)).status_code == 422
    assert not lead_of(matter)


@pytest.mark.parametrize(
    "change",
    [
        {"pick": ["x", "\x00", "9" * 5000, "-1", "0"]},
        {"lead": "9" * 18},
        {"lead": "\x00"},
        {"seen": "x" * 1_000_000},
        {"seen": "\x00"},
        {"text": "x" * 1_000_000},
        {"text": "a\x00b"},
    ],
    ids=lambda change: str(change)[:30],
)
def test_strange_input_is_answered_and_changes_nothing(
    cast: Cast, client_for: ClientFor, change: dict[str, Any]
) -> None:
    matter = irrigation(cast)
    seat = convener(matter).pk
    named = {f"{name}-{seat}" if name in ("lead", "seen") else name: value for name, value in change.items()}
    assert client_for(cast("SETDA/1")).post(TRIAGE, form_of(matter) | named).status_code in (409, 422)
    assert not lead_of(matter)


@pytest.mark.parametrize("query", ["hal=x", "hal=" + "9" * 5000, "hal=%00", "pilih=%00"])
def test_a_strange_address_is_answered(cast: Cast, client_for: ClientFor, query: str) -> None:
    irrigation(cast)
    assert client_for(cast("SETDA/1")).get(f"{TRIAGE}?{query}").status_code == 200


def test_the_inbox_leads_to_triage_when_two_wait(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast("SETDA/1"))
    irrigation(cast)
    question = Intent(kind="konsultatif", parties=("SETDA/1",), title="Tanya", purpose="Mohon pendapat.")
    submit(actor=cast("DINKES/1"), draft=save_draft(actor=cast("DINKES/1"), intent=question).pk, key="")
    page = client.get("/kerja/")
    assert "2 belum ditindaklanjuti" in text(page) and TRIAGE not in page.content.decode()
    irrigation(cast, "Kedua")
    assert "2 berkas menunggu pemimpin koordinasi." in text(client.get("/kerja/"))
    assert f'href="{TRIAGE}"' in client.get("/kerja/").content.decode()
    assert TRIAGE not in client_for(cast("SETDA.AST2/1")).get("/kerja/").content.decode()


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_takes_the_same_queries_with_1_and_with_10_matters(
    cast: Cast,
    client_for: ClientFor,
    django_assert_num_queries: Callable[[int], object],
    count: int,
) -> None:
    for n in range(count):
        irrigation(cast, f"Berkas {n}")
    client = client_for(cast("SETDA/1"))
    client.get(TRIAGE)
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        page = client.get(TRIAGE)
    assert page.content.decode().count('name="pick"') == count


def test_an_outsider_is_refused(balangan: Government) -> None:
    assert Client().get(TRIAGE)["Location"].startswith("/masuk/")
    assert Client().post(TRIAGE, {"key": KEY})["Location"].startswith("/masuk/")

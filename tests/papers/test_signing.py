"""Signing: a local certificate that says what it is not, the national service with its faults, signatures checked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from cryptography.x509 import load_pem_x509_certificate
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings

from selaras.actions import papers as acts
from selaras.actions import signatures
from selaras.actions.files import path_of
from selaras.actions.papers import Verdict
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.papers import signing
from selaras.papers.signing import CannotSign, LocalSigner, NationalSigner, Signatory
from selaras.records.governments import Government
from selaras.records.papers import Paper, SignedCopy
from selaras.records.people import Actor
from tests.acts import Cast, sound
from tests.papers.letters import CASES, content, decided, deliberated, made
from tests.papers.service import NUMBER, PASSPHRASE, serving
from tests.scans import scan

pytestmark = pytest.mark.django_db
WHO = Signatory("Damar Telaga", "Asisten", NUMBER, PASSPHRASE)


@pytest.fixture
def paper(cast: Cast) -> Paper:
    """A decision of the Asisten with its file."""
    return made(*decided(cast), "keputusan-koordinasi")


@contextmanager
def p12(government: Government, folder: Path) -> Iterator[None]:
    """A certificate file with a passphrase, set as the way of signing."""
    pem = signing.own_certificate(government).read_bytes()
    key, certificate = load_pem_private_key(pem, None), load_pem_x509_certificate(pem)
    file = folder / "instansi.p12"
    sealed = BestAvailableEncryption(PASSPHRASE.encode())
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"s", key, certificate, None, sealed))  # type: ignore[arg-type]
    with override_settings(SELARAS_SIGNER=f"file://{file}"):
        yield


# Here


def test_the_own_certificate_is_made_once_readable_by_its_owner_and_says_what_it_is_not(balangan: Government) -> None:
    path = signing.own_certificate(balangan)
    first = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert signing.own_certificate(balangan).read_bytes() == first
    name = load_pem_x509_certificate(first).subject.rfc4514_string()
    assert "tidak tersertifikasi" in name


def test_a_paper_is_signed_from_its_page_and_told_as_not_certified(
    paper: Paper, cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    browser = client_for(cast("SETDA.AST1/1"))
    page = browser.get(f"/naskah/{paper.code}/tanda-tangan/").content.decode()
    assert "bukan tanda tangan elektronik tersertifikasi" in page and 'type="password"' not in page
    answer = browser.post(f"/naskah/{paper.code}/tanda-tangan/", follow=True)
    assert "bukan tanda tangan elektronik tersertifikasi" in answer.content.decode()
    copy = SignedCopy.objects.get()
    signed = path_of(copy.sha256).read_bytes()
    assert copy.original and copy.way == "setempat" and signed.startswith(content(paper))
    assert [(f["intact"], f["whole"], f["known"]) for f in copy.findings] == [(True, True, False)]
    assert acts.check(paper.government, signed).verdict is Verdict.SIGNED and sound(paper.government)


def test_several_signatories_sign_one_file_and_all_of_it_stays_valid(
    cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    actor, matter = deliberated(cast)
    paper = made(actor, matter, "kesepakatan-bersama")
    for signatory in (cast("DKUKMP/1"), actor, cast("DISPAR/1")):
        assert client_for(signatory).post(f"/naskah/{paper.code}/tanda-tangan/").status_code == 303
    last = SignedCopy.objects.latest("entry")
    assert [(f["intact"], f["whole"]) for f in last.findings] == [(True, True)] * 3
    assert acts.check(paper.government, path_of(last.sha256).read_bytes()).verdict is Verdict.SIGNED


def test_who_is_no_signatory_is_refused_and_told_who_is(
    paper: Paper, cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    answer = client_for(cast("DISDIK/1")).post(f"/naskah/{paper.code}/tanda-tangan/")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "bukan Anda yang menandatangani" in page and "Asisten Pemerintahan" in page
    with pytest.raises(Refused):
        acts.keep_signed(
            actor=cast("DISDIK/1"), paper=paper.pk, way="luar", content=content(paper), found=[], original=True
        )
    assert SignedCopy.objects.count() == 0


def test_a_certificate_file_asks_its_passphrase_and_refuses_a_wrong_one(
    paper: Paper, cast: Cast, client_for: Callable[[Actor], Client], tmp_path: Path
) -> None:
    browser = client_for(cast("SETDA.AST1/1"))
    url = f"/naskah/{paper.code}/tanda-tangan/"
    with p12(paper.government, tmp_path):
        assert 'type="password"' in browser.get(url).content.decode()
        empty = browser.post(url, {"password": ""})
        assert empty.status_code == 422 and "Tulis frasa sandi" in empty.content.decode()
        wrong = browser.post(url, {"password": "salah-sekali"})
        assert wrong.status_code == 422 and "Frasa sandi sertifikat itu keliru" in wrong.content.decode()
        assert "salah-sekali" not in wrong.content.decode() and SignedCopy.objects.count() == 0
        assert browser.post(url, {"password": PASSPHRASE}).status_code == 303
    assert SignedCopy.objects.count() == 1
    with override_settings(SELARAS_SIGNER="file:///tidak/ada.p12"):
        answer = browser.post(url, {"password": "x"})
        assert answer.status_code == 422 and "tidak dapat dibaca" in answer.content.decode()


# The national service


def test_the_service_gets_what_it_asks_and_its_answer_is_kept(
    paper: Paper, cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    browser = client_for(cast("SETDA.AST1/1"))
    url = f"/naskah/{paper.code}/tanda-tangan/"
    with serving(paper.government) as (service, address), override_settings(SELARAS_SIGNER=address):
        page = browser.get(url).content.decode()
        assert "NIK" in page and "rahasia-akun" not in page
        assert browser.post(url, {"number": NUMBER, "password": PASSPHRASE}).status_code == 303
    asked = service.asked[0]
    assert asked["path"] == "/api/v2/sign/pdf" and asked["type"] == "application/json"
    assert set(asked) >= {"nik", "passphrase", "file", "signatureProperties"}
    assert SignedCopy.objects.get().way == "nasional"


@pytest.mark.parametrize(
    ("fault", "who", "words", "field"),
    [
        ("", replace(WHO, passphrase="lain"), "menolak frasa sandi|Frasa sandi ditolak", "password"),
        ("", replace(WHO, number="6311000000000009"), "belum terdaftar", "number"),
        ("broken", WHO, "sedang terganggu", ""),
        ("down", WHO, "tidak dapat dihubungi", ""),
        ("slow", WHO, "tidak menjawab pada waktunya", ""),
        ("odd", WHO, "menjawab tanpa naskah", ""),
        ("elsewhere", WHO, "sedang terganggu", ""),
    ],
)
def test_each_fault_of_the_service_is_a_sentence_and_signs_nothing(
    balangan: Government, fault: str, who: Signatory, words: str, field: str
) -> None:
    with serving(balangan) as (service, address):
        service.fault = fault
        with pytest.raises(CannotSign, match=words) as stop:
            NationalSigner(address, patience=0.5).sign(scan(), who, reason="-")
    assert stop.value.field == field
    assert PASSPHRASE not in str(stop.value) and stop.value.__cause__ is None


def test_an_account_that_the_service_refuses_and_a_service_that_is_not_there(balangan: Government) -> None:
    with serving(balangan) as (_service, address):
        with pytest.raises(CannotSign, match="menolak akun pemasangan"):
            NationalSigner(address.replace("rahasia-akun", "salah")).sign(scan(), WHO, reason="-")
        gone = address
    with pytest.raises(CannotSign, match="tidak dapat dihubungi"):
        NationalSigner(gone, patience=0.5).sign(scan(), WHO, reason="-")


def test_passphrase_and_number_are_nowhere_afterwards(
    paper: Paper, cast: Cast, client_for: Callable[[Actor], Client], caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = client_for(cast("SETDA.AST1/1"))
    url = f"/naskah/{paper.code}/tanda-tangan/"
    with serving(paper.government) as (service, address), override_settings(SELARAS_SIGNER=address):
        for fault in ("broken", "odd", "down", ""):
            service.fault = fault
            browser.post(url, {"number": NUMBER, "password": PASSPHRASE})
        browser.post(url, {"number": NUMBER, "password": f"{PASSPHRASE}-salah"})
    with p12(paper.government, tmp_path):
        browser.post(url, {"password": PASSPHRASE})
    assert SignedCopy.objects.count() == 2, "both ways signed, so there was something to leak"
    secrets = (PASSPHRASE.encode(), NUMBER.encode())
    everything = [record.getMessage().encode() for record in caplog.records] + [str(repr(WHO)).encode()]
    everything += list(_rows())
    everything += [path.read_bytes() for path in Path(settings.SELARAS_DATA).rglob("*") if path.is_file()]
    leaks = [found[:80] for found in everything for secret in secrets if secret in found]
    assert not leaks


def test_the_search_for_the_passphrase_would_find_it(paper: Paper, cast: Cast) -> None:
    person = cast("SETDA.AST1/1").person
    person.phone = PASSPHRASE[:30]
    person.save()
    assert any(PASSPHRASE.encode() in row for row in _rows())


def _rows() -> Iterator[bytes]:
    """Every row of every table, as bytes."""
    models = [model for config in apps.get_app_configs() for model in config.get_models()]
    with connection.cursor() as cursor:
        for table in {model._meta.db_table for model in models}:
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                yield b"|".join(map(_bytes, row))


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


# Signed elsewhere


def test_a_copy_signed_elsewhere_is_taken_in_with_what_was_found(
    paper: Paper, cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    signed = LocalSigner(paper.government).sign(content(paper), WHO, reason="-").content
    browser = client_for(cast("SETDA.AST1/1"))
    url = f"/kerja/naskah-dinas/berkas/{paper.subject_key}/"
    sent = {"do": "take", "paper": paper.pk, "number": "B/12/SRIKANDI/2026", "dated": "2026-11-02", "place": "SRIKANDI"}
    answer = browser.post(url, {**sent, "file": SimpleUploadedFile("a.pdf", signed)}, follow=True)
    page = answer.content.decode()
    assert "B/12/SRIKANDI/2026" in page and "Yang ditandatangani tidak berubah." in page
    assert "Penerbit sertifikatnya tidak dikenal" in page and "Naskah aslinya utuh di dalamnya." in page
    assert "B/12/SRIKANDI/2026" in browser.get(f"/periksa/{paper.code}/").content.decode()
    assert sound(paper.government)


def test_a_file_without_a_signature_or_that_is_no_pdf_is_not_taken_in_and_what_was_typed_stays(
    paper: Paper, cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    browser = client_for(cast("SETDA.AST1/1"))
    url = f"/kerja/naskah-dinas/berkas/{paper.subject_key}/"
    for file, words in ((content(paper), "Tidak ada tanda tangan"), (b"%PDF-1.7 x", "tidak dapat dibaca"), (b"", "")):
        sent = {"do": "take", "paper": paper.pk, "number": "B/99", "file": SimpleUploadedFile("a.pdf", file)}
        answer = browser.post(url, sent)
        assert answer.status_code == 422 and words in answer.content.decode() and "B/99" in answer.content.decode()
    late = {"do": "take", "paper": paper.pk, "dated": "2099-01-01"}
    signed = LocalSigner(paper.government).sign(content(paper), WHO, reason="-").content
    answer = browser.post(url, {**late, "file": SimpleUploadedFile("a.pdf", signed)})
    assert answer.status_code == 422 and "tidak boleh sesudah hari ini" in answer.content.decode()
    assert SignedCopy.objects.count() == 0


def test_a_signed_file_in_which_a_byte_was_changed_says_so(paper: Paper, balangan: Government) -> None:
    signed = bytearray(LocalSigner(balangan).sign(content(paper), WHO, reason="-").content)
    assert signatures.findings(bytes(signed), balangan)[0]["intact"]
    signed[1000] ^= 1
    found = signatures.findings(bytes(signed), balangan)[0]
    assert not found["intact"] and "sudah berubah" in found["words"][0]
    assert acts.check(balangan, bytes(signed)).verdict is Verdict.CHANGED


def test_what_was_added_after_the_original_is_only_let_pass_when_it_signs(paper: Paper, balangan: Government) -> None:
    original = content(paper)
    for tail in (b"\n%%EOF\n", b"1 0 obj\n<</Type/Catalog>>\nendobj\nstartxref\n0\n%%EOF\n", b"x"):
        assert acts.check(balangan, original + tail).verdict is Verdict.CHANGED


def test_a_certificate_that_the_installation_trusts_is_told_as_known(paper: Paper, balangan: Government) -> None:
    signed = LocalSigner(balangan).sign(content(paper), WHO, reason="-").content
    folder = Path(settings.SELARAS_DATA) / signatures.ROOTS
    folder.mkdir()
    pem = signing.own_certificate(balangan).read_text()
    (folder / "sendiri.pem").write_text(pem[pem.index("-----BEGIN CERTIFICATE") :])
    try:
        assert signatures.findings(signed, balangan)[0]["known"]
    finally:
        (folder / "sendiri.pem").unlink()
        folder.rmdir()
    assert not signatures.findings(signed, balangan)[0]["known"]


@pytest.mark.parametrize("junk", [b"", b"%PDF-", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", b"\x00" * 5000, scan()[:-40]])
def test_no_junk_breaks_the_reading_of_signatures(balangan: Government, junk: bytes) -> None:
    assert not signatures.only_signed(junk)
    assert acts.check(balangan, junk).verdict is Verdict.UNKNOWN
    with pytest.raises(signatures.Unreadable, match="tidak dapat dibaca"):
        signatures.findings(junk, balangan)


def test_a_too_large_or_empty_copy_is_refused(paper: Paper, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "SIGNED_LIMIT", 10)
    for file in (b"", b"%PDF-" + b"x" * 10, b"kosong"):
        with pytest.raises(Invalid):
            acts.keep_signed(
                actor=cast("SETDA.AST1/1"), paper=paper.pk, way="luar", content=file, found=[], original=False
            )


def test_the_card_is_signed_by_nobody(cast: Cast) -> None:
    lead, matter = CASES["kartu-berkas"](cast)
    assert not acts.may_sign(lead, made(lead, matter, "kartu-berkas"))

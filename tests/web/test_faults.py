"""When the database does not answer in time: a page that says so, nothing half done, and nothing typed lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from threading import Event
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.test import Client

from selaras.actions.acts import seen_of
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.matters import submit
from selaras.records import ledger
from selaras.records.governments import Government
from selaras.records.matters import Matter, Participant
from selaras.records.people import Actor
from selaras.web.chosen import OPENED

Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
QUESTION = Intent(kind="konsultatif", parties=("DLH",), title="Pertanyaan", purpose="Mohon pendapat.")
ANSWER = 'Kami "setuju" & menunggu\nnaskahnya'
SQLITE = connection.vendor == "sqlite"


@contextmanager
def held(matter: Matter) -> Iterator[None]:
    """Somebody else's act on the matter, under way and not coming to its end; we wait a tenth of a second for it."""
    locked, leave = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Matter.objects.select_for_update().get(pk=matter.pk)
                locked.set()
                leave.wait()
        finally:
            connection.close()

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100" if SQLITE else "SET lock_timeout = '100ms'")
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(hold)
        locked.wait()
        try:
            yield
        finally:
            leave.set()
            other.result()
            connection.close()  # the next one waits as long as it should


def hidden(page: str) -> dict[str, str]:
    """The fields that the page sends with its button."""
    return {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    }


def broken(error: Exception) -> Callable[..., Any]:
    def fail(*_: Any) -> Any:
        raise error

    return fail


@pytest.mark.django_db(transaction=True)
def test_an_act_that_waited_too_long_keeps_what_was_typed_and_goes_through_when_sent_again(
    cast: Cast, client_for: ClientFor, balangan: Government
) -> None:
    asker, answerer = cast("DPUPR/1"), cast("DLH/1")
    matter = submit(actor=asker, draft=save_draft(actor=asker, intent=QUESTION).pk, key="")
    seat = Participant.objects.get(matter=matter, role="counterpart")
    client = client_for(answerer)
    client.raise_request_exception = False
    address = f"/kerja/berkas/{matter.number}/langkah/"
    form = {"step": "tanggapi", "form": "tanggapi", "seat": str(seat.pk), "seen": seen_of(matter, seat), "key": "a-1"}
    before = ledger.size(balangan)

    with held(matter):
        answer = client.post(address, {**form, "text": ANSWER})
    page = answer.content.decode()
    assert answer.status_code == 503 and "Selaras sedang sibuk" in page
    assert int(answer["Retry-After"]) > 0 and "no-store" in answer["Cache-Control"]
    assert f'action="{address}"' in page
    assert ledger.size(balangan) == before

    sent = hidden(page)
    assert sent == {**form, "text": ANSWER, OPENED: str(answerer.tenure.pk)}
    assert client.post(address, sent).status_code == 303
    assert ledger.Entry.objects.get(government=balangan, number=before + 1).step == "tanggapi"


@pytest.mark.skipif(SQLITE, reason="only PostgreSQL has a time limit for a single statement")
@pytest.mark.django_db(transaction=True)
def test_a_page_whose_question_takes_too_long_offers_to_ask_again(balangan: Government) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '100ms'")

    def slow(execute: Callable[..., Any], _sql: str, _params: Any, many: bool, context: Any) -> Any:
        return execute("SELECT pg_sleep(60)", (), many, context)

    with connection.execute_wrapper(slow):
        answer = Client(raise_request_exception=False).get("/struktur/?per=2026-01-02")
    connection.close()
    assert answer.status_code == 503
    assert '<a class="button" href="/struktur/?per=2026-01-02">Coba lagi</a>' in answer.content.decode()


@pytest.mark.django_db
def test_a_password_is_never_given_back(balangan: Government) -> None:
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(broken(OperationalError("database is locked"))):
        answer = client.post("/masuk/", {"login": "sekda", "password": "rahasia-sekali"})
    page = answer.content.decode()
    assert answer.status_code == 503 and "kembali ke halaman sebelumnya" in page
    assert "rahasia-sekali" not in page and "<form class" not in page


@pytest.mark.django_db
def test_a_form_with_a_file_is_not_sent_again_without_it(balangan: Government) -> None:
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(broken(OperationalError("database is locked"))):
        sent = {"teks": "Terlampir.", "berkas": SimpleUploadedFile("surat.pdf", b"%PDF-1.4")}
        answer = client.post("/kerja/berkas/2026-00001/langkah/", sent)
    assert answer.status_code == 503
    assert not hidden(answer.content.decode())


@pytest.mark.django_db
def test_a_fault_of_our_own_stays_one(balangan: Government) -> None:
    with connection.execute_wrapper(broken(ValueError("salah"))):
        answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert "Selaras sedang terganggu" in answer.content.decode()

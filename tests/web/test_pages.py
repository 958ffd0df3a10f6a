"""Kept pages: never of before an act, never of somebody else, and what must be fresh is."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from selaras.actions import marks
from selaras.records import clock, stamp, triggers
from selaras.records.governments import Government
from selaras.records.ledger import Reading
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.web import pages
from tests.acts import opened

Cast = Callable[..., Actor]
pytestmark = pytest.mark.django_db(transaction=True)
# The stamp, with the session, is all that is asked; of PostgreSQL without Django, which therefore counts nothing.
ONE = 1 if connection.vendor == "sqlite" else 0


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MEMORY_OF_WORKER", pages.Memory())


def words(answer: object) -> str:
    """A page without what is fresh each time."""
    text = answer.content.decode()  # type: ignore[attr-defined]
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", text)
    return re.sub(r'(name="key" value=")[^"]+', r"\1", text)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


# Never of before an act


def test_a_page_is_shown_again_without_asking_more_than_the_stamp(balangan: Government, client: Client) -> None:
    first = client.get("/")
    assert queries(client, "/") == ONE
    again = client.get("/")
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)


def test_the_pages_most_asked_for_are_kept(
    balangan: Government, cast: Cast, client: Client, client_for: Callable[[Actor], Client]
) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH/1",))
    officer = client_for(cast("DLH/1"))
    for reader, address in (
        (officer, "/kerja/"),
        (officer, f"/kerja/berkas/{matter.number}/"),
        (client, f"/berkas/{matter.number}/"),
        (client, "/berkas/"),
        (client, "/cari/?q=contoh"),
    ):
        for _once in range(2):  # who searches first makes what can be found as it should be
            assert reader.get(address).status_code == 200
        assert queries(reader, address) == ONE, address


def test_after_an_act_the_page_is_another(balangan: Government, cast: Cast, client: Client) -> None:
    assert "Irigasi bersama" not in words(client.get("/berkas/"))
    opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH/1",), title="Irigasi bersama", purpose="Maksud.")
    assert "Irigasi bersama" in words(client.get("/berkas/"))


def test_an_act_rolled_back_changes_no_stamp_and_leaves_no_page(balangan: Government, client: Client) -> None:
    client.get("/")
    before = stamp.read("")
    with transaction.atomic():
        Government.objects.update(name="Kabupaten Lain")
        connection.check_constraints()
        transaction.set_rollback(True)
    assert stamp.read("") == before
    assert queries(client, "/") == ONE


def test_inside_a_transaction_nothing_is_kept_nor_shown(balangan: Government, client: Client) -> None:
    with transaction.atomic():
        client.get("/")
        assert queries(client, "/") > ONE


def test_planted_a_stamp_that_stands_still_shows_an_old_page(balangan: Government, cast: Cast, client: Client) -> None:
    client.get("/berkas/")
    actor = cast("DPUPR/1")
    client.get("/berkas/")
    triggers.drop(connection)
    try:
        opened(actor, kind="konsultatif", parties=("DLH/1",), title="Irigasi bersama", purpose="Maksud.")
        assert "Irigasi bersama" not in words(client.get("/berkas/"))
    finally:
        triggers.create(connection)


# Every table


def test_every_table_raises_the_stamp_or_is_named_as_one_that_no_page_shows() -> None:
    ours = {m._meta.db_table for m in apps.get_app_config("records").get_models(include_auto_created=True)}
    marked = {mark.table for mark in triggers.marks()}
    assert marked | triggers.UNMARKED == ours | {"auth_user"}
    assert not marked & triggers.UNMARKED
    assert triggers.missing_marks(connection) == []


def test_each_sort_of_writing_raises_it(balangan: Government) -> None:
    seen = [stamp.read("")]
    user = User.objects.create(username="baru", password="!")
    seen.append(stamp.read(""))
    User.objects.filter(pk=user.pk).update(is_active=False)
    seen.append(stamp.read(""))
    user.delete()
    seen.append(stamp.read(""))
    assert len(set(seen)) == 4


def test_who_signed_in_last_raises_nothing(balangan: Government) -> None:
    user = User.objects.create(username="baru", password="!")
    before = stamp.read("")
    User.objects.filter(pk=user.pk).update(last_login=balangan.now())
    assert stamp.read("") == before


def test_a_trigger_taken_off_is_missed_and_put_back(balangan: Government) -> None:
    name = "records_matter_stamp_update" if connection.vendor == "sqlite" else "records_matter_stamp"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{'' if connection.vendor == 'sqlite' else ' ON records_matter'}")
    assert triggers.missing_marks(connection) == [name]
    triggers.create(connection)
    assert triggers.missing_marks(connection) == []


def test_migrations_find_no_trigger_in_their_way_and_leave_all_behind(balangan: Government) -> None:
    triggers.before_migrate(using="default", plan=["something"])
    assert triggers.missing_marks(connection)
    triggers.after_migrate(using="default")
    assert triggers.missing_marks(connection) == []


# Never of somebody else


def test_each_reader_has_pages_of_his_own(
    balangan: Government, cast: Cast, client: Client, client_for: Callable[[Actor], Client]
) -> None:
    one, other = client_for(cast("DPUPR/1")), client_for(cast("DLH/1"))
    for _again in range(2):
        assert "Kepala Dinas Pekerjaan Umum" in words(one.get("/kerja/"))
        assert "Kepala Dinas Lingkungan Hidup" in words(other.get("/kerja/"))
        assert "/keluar/" in words(one.get("/"))
        assert "/masuk/" in words(client.get("/"))
    assert queries(one, "/kerja/") == queries(client, "/") == ONE


def test_planted_a_memory_that_forgets_who_reads_shows_a_page_of_another(
    balangan: Government, cast: Cast, client_for: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = client_for(cast("DPUPR/1")), client_for(cast("DLH/1"))
    monkeypatch.setattr(pages, "_reader", lambda request, data: (1, 1))
    marks.catch_up(balangan)  # a page for which sums had to follow is not kept
    one.get("/kerja/")
    other.get("/")
    assert "Kepala Dinas Pekerjaan Umum" in words(other.get("/kerja/"))


def test_who_signs_out_or_takes_another_post_sees_no_page_of_before(
    balangan: Government, cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    reader = client_for(cast("DPUPR/1"))
    for _again in range(2):
        assert reader.get("/kerja/").status_code == 200
    reader.post("/keluar/")
    assert reader.get("/kerja/").status_code == 302


def test_a_locked_account_sees_nothing_more(
    balangan: Government, cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    actor = cast("DPUPR/1")
    reader = client_for(actor)
    for _again in range(2):
        assert reader.get("/kerja/").status_code == 200
    User.objects.filter(person=actor.person).update(is_active=False)
    assert reader.get("/kerja/").status_code == 302


# Fresh each time


def test_tokens_and_keys_of_forms_are_fresh_and_good(
    balangan: Government, cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH/1",), title="Tanya", purpose="Maksud.")
    reader, address = client_for(cast("DLH/1")), f"/kerja/berkas/{matter.number}/"
    reader.handler.enforce_csrf_checks = True
    found = [reader.get(address).content.decode() for _again in range(3)]
    keys = [re.findall(r'name="key" value="([^"]+)"', page)[0] for page in found]
    tokens = [re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0] for page in found]
    assert len(set(keys)) == len(set(tokens)) == 3
    assert pages.KEY not in "".join(found)
    assert pages.TOKEN not in "".join(found)
    assert queries(reader, address) == ONE
    seat = re.findall(r'name="seat" value="(\d+)"', found[2])[0]
    seen = re.findall(r'name="seen" value="([^"]+)"', found[2])[0]
    form = {"csrfmiddlewaretoken": tokens[2], "key": keys[2], "seat": seat, "seen": seen, "step": "tanggapi"}
    answer = reader.post(f"{address}langkah/", {**form, "text": "Sudah dibaca."})
    assert answer.status_code == 303
    shown = reader.get(answer["Location"])
    assert "Tercatat" in words(shown)
    assert "Tercatat" not in words(reader.get(answer["Location"]))


def test_packed_pages_unpack_to_the_same(
    balangan: Government, cast: Cast, client: Client, client_for: Callable[[Actor], Client]
) -> None:
    for reader, address in ((client, "/"), (client_for(cast("DPUPR/1")), "/kerja/")):
        plain = words(reader.get(address))
        for _again in range(2):
            packed = reader.get(address, HTTP_ACCEPT_ENCODING="gzip")
            assert packed["Content-Encoding"] == "gzip"
            packed.content = gzip.decompress(packed.content)
            assert words(packed) == plain


def test_a_page_the_reader_has_is_not_sent_again(balangan: Government, client: Client, cast: Cast) -> None:
    etag = client.get("/")["ETag"]
    answer = client.get("/", HTTP_IF_NONE_MATCH=etag)
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH/1",), title="Tanya", purpose="Maksud.")
    assert client.get("/", HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_each_reading_of_a_withheld_matter_is_recorded(
    balangan: Government, cast: Cast, client_for: Callable[[Actor], Client]
) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH/1",), title="Tanya", purpose="Maksud.")
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf i", withheld_until=balangan.today()
    )
    reader = client_for(cast("DLH/1"))
    for _again in range(3):
        assert reader.get(f"/kerja/berkas/{matter.number}/").status_code == 200
    assert Reading.objects.count() == 3


# As long as the day


def test_a_page_of_yesterday_is_made_anew_at_midnight_of_the_government(balangan: Government, client: Client) -> None:
    night = balangan.now().replace(hour=23, minute=59, second=58) + timedelta(days=1)
    with clock.at(night):
        client.get("/struktur/")
        assert queries(client, "/struktur/") == ONE
    with clock.at(night + timedelta(seconds=1)):
        assert queries(client, "/struktur/") == ONE
    with clock.at(night + timedelta(seconds=2)):
        assert queries(client, "/struktur/") > ONE


def test_a_page_that_asks_the_hour_holds_for_its_minute(balangan: Government, client: Client) -> None:
    noon = balangan.now().replace(hour=12, minute=0, second=1) + timedelta(days=1)
    with clock.at(noon):
        client.get("/agenda/")
    with clock.at(noon + timedelta(seconds=58)):
        assert queries(client, "/agenda/") == ONE
    with clock.at(noon + timedelta(seconds=59)):
        assert queries(client, "/agenda/") > ONE


# Memory


def test_memory_is_bounded(balangan: Government, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/")
    one = pages.MEMORY_OF_WORKER._size
    monkeypatch.setattr(pages, "MEMORY", one * 3)
    for number in range(20):
        client.get(f"/?hal={number}")
    assert pages.MEMORY_OF_WORKER._size <= one * 3
    assert len(pages.MEMORY_OF_WORKER._pages) <= 3


def test_what_was_made_under_another_stamp_is_given_up(balangan: Government, client: Client, cast: Cast) -> None:
    for number in range(5):
        client.get(f"/?hal={number}")
    cast("DPUPR/1")
    for _again in range(2):  # the first lets the sums follow, and what has written is not kept
        client.get("/")
    assert len(pages.MEMORY_OF_WORKER._pages) == 1


def test_while_no_stamp_can_be_read_every_page_is_made(balangan: Government, client: Client, cast: Cast) -> None:
    stamp.Stamp.objects.all().delete()
    try:
        for _again in range(2):
            assert queries(client, "/") > ONE
    finally:
        triggers.create(connection)

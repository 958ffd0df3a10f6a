"""After every act of the stories, a kept page is what it would be if it were made anew, for every kind of reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, override_settings

from selaras.records import triggers, units
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.web import pages
from tests.actions.stories import STORIES, Office
from tests.acts import Cast
from tests.packs.small_pack import write_pack

PARTY, OTHER, SUPERVISOR = "DPUPR/1", "DISPERTAN/1", "INSPEKTORAT/1"
# Who reads ("" is everybody), and what; the newest matter besides, "{number}".
PAGES = {
    "": ("/berkas/", "/keputusan/", "/berkas/{number}/"),
    PARTY: ("/kerja/", "/kerja/berkas/{number}/"),
    OTHER: ("/kerja/",),
    SUPERVISOR: ("/kerja/berkas/{number}/",),
}
ALL = ("/", "/agenda/", "/gugus-kerja/", "/kebijakan/", "/struktur/", "/hubungan/")


@pytest.fixture
def office(cast: Cast, balangan: Government, tmp_path: Path) -> Iterator[Office]:
    folder = write_pack(tmp_path / "contoh", {})
    units.forget()
    with override_settings(SELARAS_PACKS=(folder,)):
        yield Office(cast, balangan, folder)
    units.forget()


def shown(client: Client, address: str) -> tuple[int, str]:
    """What a reader sees, without what is fresh each time."""
    answer = client.get(address)
    return answer.status_code, re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]+"', "", answer.content.decode())


@contextmanager
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(pages, "MEMORY_OF_WORKER", pages.Memory())
        yield


def different(readers: dict[str, Client], monkeypatch: pytest.MonkeyPatch, besides: tuple[str, ...] = ()) -> list[str]:
    """The pages that are shown otherwise than they would be made now."""
    number = Matter.objects.exclude(number=None).order_by("-pk").values_list("number", flat=True).first()
    found = []
    for name, client in readers.items():
        for page in (*PAGES[name], *besides):
            address = page.format(number=number)
            kept = shown(client, address)
            with nothing_kept(monkeypatch):
                fresh = shown(client, address)
            if kept != fresh:
                found.append(f"{name or 'everybody'} {address}")
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("story", STORIES)
def test_after_every_act_each_reader_sees_what_is_so_now(
    office: Office, client_for: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch, story: str
) -> None:
    monkeypatch.setattr(pages, "MEMORY_OF_WORKER", pages.Memory())
    readers = {"": Client()} | {post: client_for(office.actor(post)) for post in PAGES if post}
    for line in STORIES[story]:
        line.prepare(office)()
        assert not different(readers, monkeypatch), line.name
    assert not different(readers, monkeypatch, ALL)


@pytest.mark.django_db(transaction=True)
def test_planted_a_mark_that_is_missing_is_found(
    office: Office, client_for: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MEMORY_OF_WORKER", pages.Memory())
    readers = {"": Client()} | {post: client_for(office.actor(post)) for post in PAGES if post}
    first, *others = STORIES["consultation"]
    first.prepare(office)()
    assert not different(readers, monkeypatch)
    triggers.drop(connection)
    try:
        found = []
        for line in others[:4]:
            line.prepare(office)()
            found += different(readers, monkeypatch)
    finally:
        triggers.create(connection)
    assert found


@pytest.mark.django_db(transaction=True)
def test_planted_a_memory_that_forgets_the_reader_is_found(
    office: Office, client_for: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MEMORY_OF_WORKER", pages.Memory())
    readers = {post: client_for(office.actor(post)) for post in PAGES if post}
    STORIES["consultation"][0].prepare(office)()
    monkeypatch.setattr(pages, "_reader", lambda request, data: pages.NOBODY)
    for client in readers.values():  # whose session it is, is known from the first page on
        client.get("/struktur/")
    assert different(readers, monkeypatch)

"""The page of what somebody waits for: what it says in each state, that it looks again, and that it is his alone."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions.jobs import begin, give_up, step
from selaras.records.jobs import Progress
from selaras.records.people import Actor

PAGE = "/kerja/tugas/undangan/"
AGAIN = {"HX-Request": "true"}


@pytest.fixture
def asked(cast: Callable[..., Actor]) -> Progress:
    return begin(
        actor=cast("DPUPR/1"), key="undangan", title="Undangan rapat irigasi", total=1200, url="/kerja/berkas/"
    )


@pytest.fixture
def look(cast: Callable[..., Actor], client_for: Callable[[Actor], Client]) -> Callable[..., str]:
    client = client_for(cast("DPUPR/1"))

    def read(**headers: Any) -> str:
        answer = client.get(PAGE, headers=headers or None)
        assert answer.status_code == 200
        return " ".join(unescape(answer.content.decode()).split())

    return read


def test_it_says_how_far_it_is_and_looks_again_with_and_without_a_script(
    asked: Progress, look: Callable[..., str]
) -> None:
    assert "<b>Menunggu</b>: 0 dari 1.200" in look()
    Progress.objects.update(state="running")
    step(asked.pk, "a", "Surat untuk Dinas Pertanian")
    text = look()
    assert "<h1>Undangan rapat irigasi</h1>" in text
    assert "<b>Berjalan</b>: 1 dari 1.200" in text
    assert '<progress max="1200" value="1"' in text
    assert "Surat untuk Dinas Pertanian" in text
    assert f'hx-get="{PAGE}" hx-trigger="every 2s"' in text
    assert f'<a href="{PAGE}">Muat ulang</a>' in text
    assert "Lihat yang sudah ada" in text


def test_its_own_second_look_gets_only_the_part_that_changes(asked: Progress, look: Callable[..., str]) -> None:
    part = look(**AGAIN)
    assert part.startswith('<div class="flow" id="tugas-undangan"')
    assert "<h1>" not in part


def test_what_is_over_looks_no_more_and_says_the_way_on(asked: Progress, look: Callable[..., str]) -> None:
    give_up(asked.pk)
    failed = look(**AGAIN)
    assert "<b>Terhenti</b>: 0 dari 1.200" in failed
    assert "Sampaikan kepada pengelola Selaras dengan menyebut tugas undangan" in failed
    Progress.objects.update(state="done", done=1200)
    done = look(**AGAIN)
    assert "<b>Selesai</b>: 1.200 dari 1.200" in done
    assert '<a href="/kerja/berkas/">Lihat hasilnya</a>' in done
    assert not any("hx-get" in part or "Muat ulang" in part for part in (failed, done))
    assert 'role="status"' in done


def test_a_look_costs_as_much_whatever_the_size(
    asked: Progress,
    cast: Callable[..., Actor],
    client_for: Callable[[Actor], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(cast("DPUPR/1"))
    client.get(PAGE, headers=AGAIN)
    for key in ("a", "b", "c"):
        step(asked.pk, key)
        with django_assert_num_queries(5):
            client.get(PAGE, headers=AGAIN)


def test_it_is_for_who_asked_alone(
    asked: Progress, cast: Callable[..., Actor], client_for: Callable[[Actor], Client], client: Client
) -> None:
    for post in ("DPUPR/6", "SETDA/1", "INSPEKTORAT/1"):
        assert client_for(cast(post)).get(PAGE).status_code == 404
    assert client.get(PAGE).status_code == 302

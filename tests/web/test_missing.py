"""What is not there on a past day: its page says since when there is one, as far as everybody may know that today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from selaras.law.words import in_words
from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.acts import opened
from tests.faces import story
from tests.results import withheld

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]


def page(client: Client, address: str) -> str:
    """A page of something that is not there."""
    answer = client.get(address)
    assert answer.status_code == 404, address
    return " ".join(answer.content.decode().split())


def test_what_came_later_says_on_what_day(cast: Cast, client: Client) -> None:
    one = story(cast)
    today = one.government.today()
    before, said = f"?per={today - timedelta(days=1)}", in_words(today)
    pages = {
        f"/berkas/{one.matter.number}/": f"Berkas ini dibuka {said}.",
        f"/agenda/{one.meeting.pk}/": f"Undangan rapat ini dikirim {said}.",
        f"/keputusan/{one.decision.pk}/": f"Keputusan ini ditetapkan {said}.",
        f"/gugus-kerja/{one.group.pk}/": f"Gugus kerja ini mulai bertugas {said}.",
        f"/kebijakan/{one.monitoring.pk}/": f"Naskah ini ditetapkan {said}.",
    }
    for address, sentence in pages.items():
        html = page(client, address + before)
        assert f"<p>{sentence}</p>" in html and "Lihat keadaan hari ini" in html, address
        assert client.get(address).status_code == 200
    Matter.objects.filter(pk=one.matter.pk).update(opened_on=today - timedelta(days=9))
    assert "Pada hari itu belum terbuka bagi umum." in page(client, f"/berkas/{one.matter.number}/{before}")


def test_what_nobody_may_know_of_today_says_nothing(cast: Cast, client: Client) -> None:
    one = story(cast)
    before = f"?per={one.government.today() - timedelta(days=1)}"
    chair = cast("SETDA.AST2/1")
    waiting = opened(chair, kind="koordinatif", form="c", parties=("DPUPR", "DISDIK"), title="Belum terbuka")
    never = page(client, f"/berkas/2026-09999/{before}").replace("2026-09999", str(waiting.number))
    assert "ini dibuka" not in never
    assert page(client, f"/berkas/{waiting.number}/{before}") == never
    withheld(cast, one.matter)
    assert "ini dibuka" not in page(client, f"/berkas/{one.matter.number}/{before}")
    for odd in ("%00", "%0a", "x" * 300):
        page(client, f"/berkas/{odd}/{before}")

"""The same data never shows differently: what a page says the interface says; feeds, sets and the search never more."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from selaras.actions.search import rebuild
from selaras.api import feeds, tables
from selaras.records import faces, openness
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.web import open_matters
from tests.acts import opened, take
from tests.faces import called, for_the_parties, held, led, ruled, signed, story, to_do

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
# All that somebody typed in the story, each unlike any other words.
TYPED = (
    "Irigasi menurut kalender tanam",
    "Maksud yang belum terbuka.",
    "Dibuka tiap pekan kedua.",
    "Kecuali musim hujan.",
    "Pintu dibuka pekan kedua.",
    "Air sampai ke hilir.",
    "Belum diambil siapa pun",
    "Pemeriksaan pompa desa",
    "Rapat jadwal irigasi",
    "Rapat pompa desa",
    "Maksud rapat.",
    "Ruang rapat Sekretariat Daerah",
    "rapat.contoh.invalid",
    "Jadwal buka tutup pintu air",
    "Lain-lain",
    "Catatan tentang Jadwal buka tutup pintu air.",
    "Catatan tentang Lain-lain.",
    "Pintu air mengikuti kalender tanam.",
    "Pompa dipindah ke hulu.",
    "Musim tanam bergeser.",
    "Dinas Pertanian meminta pekan ketiga.",
    "Jadwal pintu air disusun.",
    "Petugas pintu air ditunjuk.",
    "Pompa diangkut.",
    "Laporan rinci.",
    "Gugus kerja irigasi terpadu",
    "Menyusun jadwal pintu air setiap musim.",
    "Jadwal musim pertama",
    "Peta saluran",
    "Selesai dibahas.",
    "188.45/12/2026",
    "188.45/20/2026",
    "Pedoman pembagian air",
    "Air dibagi menurut luas tanam.",
    "Perhatikan tambak.",
    "Rencana terpadu irigasi",
    "Normalisasi saluran",
    "Pemantauan irigasi",
    "Luas sawah terairi",
    "Saluran sekunder diperbaiki.",
    "Pedoman yang masih diedarkan",
)
SETS = ("berkas", "rapat", "keputusan", "tindak-lanjut", "gugus-kerja", "kebijakan")
FEEDS = ("agenda", "keputusan", "berkas")
LISTS = ("matters", "meetings", "decisions", "follow-ups", "working-groups", "policies")
PAGES = ("agenda", "berkas", "keputusan", "gugus-kerja", "kebijakan")


def words(answers: Iterable[Any]) -> set[str]:
    """Which of the typed words stand in some answers, whatever they are written in."""
    text = " ".join(_plain(answer) for answer in answers)
    return {typed for typed in TYPED if typed in text}


def _plain(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode()
    if "json" in answer["Content-Type"]:
        text = json.dumps(json.loads(text), ensure_ascii=False).replace('\\"', '"')
    else:
        text = html.unescape(html.unescape(re.sub(r"<[^>]*>", " ", html.unescape(text))))
    return " ".join(text.split())


class Shown:
    """What is shown now to everybody, face by face."""

    def __init__(self, client: Client, government: Government) -> None:
        rebuild(government.pk)
        self.client = client
        self.things = self._listed()
        self.page = words(self._pages())
        self.interface = words(self._resources())
        self.linked = words(self._linked())
        self.sets = words(self._get(f"/data/{name}.json") for name in SETS)
        self.feeds = words(self._get(f"/feed/{name}.atom") for name in FEEDS)
        self.search = {typed for typed in TYPED if self._found(typed)}

    def _get(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer

    def _listed(self) -> list[tuple[str, str]]:
        """Each thing in the lists of the interface: its resource, and its page."""
        found = []
        for name in LISTS:
            for row in self._get(f"/api/v1/{name}?limit=200").json()["items"]:
                found.append((f"/api/v1/{name}/{row.get('number') or row['id']}", row["url"]))
        return found

    def _pages(self) -> list[Any]:
        own = [self._main(url) for url in {url for _resource, url in self.things}]
        return [*own, *(self._main(f"/{name}/") for name in PAGES)]

    def _main(self, url: str) -> Any:
        answer = self._get(url)
        answer.content = re.sub(rb"^.*<main|</main>.*$", b"", answer.content, flags=re.S)
        return answer

    def _resources(self) -> list[Any]:
        return [
            *(self._get(f"/api/v1/{name}?limit=200") for name in LISTS),
            *(self._get(resource) for resource, _url in self.things),
        ]

    def _linked(self) -> list[Any]:
        return [self._get(f"{url.rstrip('/')}.jsonld") for url in {url for _resource, url in self.things}]

    def _found(self, typed: str) -> bool:
        """Whether the search finds these very words one after another."""
        said = " ".join(re.findall(r"\w+", typed))
        answer = self.client.get("/api/v1/search", {"q": f'"{said}"', "exactly": "true"})
        assert answer.status_code == 200
        return any(typed.rstrip(".") in f"{hit['title']} {hit['text']}" for hit in answer.json()["items"])


def agree(shown: Shown) -> None:
    """Raise AssertionError where a face shows otherwise than the others."""
    assert shown.page == shown.interface, shown.page ^ shown.interface
    for face in ("linked", "sets", "feeds", "search"):
        more = getattr(shown, face) - shown.page
        assert not more, (face, more)


@pytest.fixture
def several(cast: Cast) -> Government:
    """Work in every state: submitted, running, decided, closed, withheld; meetings called, held and signed; drafts."""
    one = story(cast)
    lead = cast("SETDA.AST2/1")
    opened(lead, kind="koordinatif", form="c", parties=("DPUPR", "DISDIK"), title="Belum diambil siapa pun")
    pump = led(cast, title="Pemeriksaan pompa desa")
    meeting = held(cast, called(cast, pump, title="Rapat pompa desa"))
    to_do(cast, ruled(cast, meeting, "Pompa dipindah ke hulu."), "Pompa diangkut.")
    signed(cast, meeting)
    called(cast, one.matter, title="Rapat berikutnya")
    return one.government


def close(cast: Cast, matter: Matter) -> None:
    """A matter is decided and comes to its end."""
    lead = cast("SETDA.AST2/1")
    take(lead, matter, "sepakati", "Dibuka tiap pekan kedua.")
    take(cast("DPUPR/1"), matter, "setujui")
    take(cast("DISPERTAN/1"), matter, "setujui_catatan", "Kecuali musim hujan.")
    take(cast("DKP/1"), matter, "setujui")
    take(lead, matter, "putuskan", "Pintu dibuka pekan kedua.")
    take(lead, matter, "tutup", "Air sampai ke hilir.")


def withhold(matter: Matter) -> None:
    """A matter is withheld, as the PPID's decision leaves it."""
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2030, 1, 1)
    )


def test_every_face_says_the_same_in_every_state(several: Government, cast: Cast, client: Client) -> None:
    running = Shown(client, several)
    agree(running)
    assert {"Irigasi menurut kalender tanam", "Rapat pompa desa", "Pompa dipindah ke hulu."} <= running.search
    assert {"Pedoman pembagian air", "Rapat jadwal irigasi"} <= running.sets and "Rapat pompa desa" in running.feeds
    hidden = {"Belum diambil siapa pun", "Laporan rinci.", "rapat.contoh.invalid", "Perhatikan tambak."}
    assert not hidden & running.page and "Maksud yang belum terbuka." not in running.page

    consulted = opened(cast("DPUPR/1"), kind="koordinatif", form="c", parties=("DISPERTAN", "DKP"), title="Tertutup")
    assert consulted.state == "submitted"
    finished = led(cast, title="Lain lagi")
    close(cast, finished)
    ended = Shown(client, several)
    agree(ended)
    assert {"Air sampai ke hilir.", "Kecuali musim hujan.", "Maksud yang belum terbuka."} <= ended.page
    assert "Air sampai ke hilir." in ended.search

    pump = Matter.objects.get(title="Pemeriksaan pompa desa")
    withhold(pump)
    silent = Shown(client, several)
    agree(silent)
    gone = {"Pemeriksaan pompa desa", "Rapat pompa desa", "Pompa diangkut."}
    assert gone <= running.page and not gone & (silent.page | silent.search | silent.sets | silent.feeds)
    assert "Pompa dipindah ke hulu." in silent.page & silent.sets  # what was decided stays open


@pytest.mark.parametrize("face", ["page", "interface", "sets", "feeds", "search"])
def test_a_face_that_shows_more_than_the_others_is_found(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, face: str
) -> None:
    matter = led(cast)
    agree(Shown(client, matter.government))
    hidden, lines = "Maksud yang belum terbuka.", tables.json_lines
    leak: dict[str, tuple[Any, str, Any]] = {
        "page": (open_matters, "shows", lambda subject, field: True),
        "interface": (faces.Book, "shows", lambda book, row, field: True),
        "sets": (tables, "json_lines", lambda *asked: (line.replace(matter.title, hidden) for line in lines(*asked))),
        "feeds": (feeds, "clean", lambda text: hidden),
    }
    if face not in leak:  # what is indexed with a law that hides nothing stays in the index
        with monkeypatch.context() as patch:
            patch.setattr(faces.Book, "shows", lambda book, row, field: True)
            rebuild(matter.government.pk)
        monkeypatch.setattr("tests.api.test_same_everywhere.rebuild", lambda key: None)
    else:
        monkeypatch.setattr(*leak[face])
    with pytest.raises(AssertionError):
        agree(Shown(client, matter.government))


def test_what_is_for_the_parties_is_in_no_face(cast: Cast, client: Client) -> None:
    meeting = held(cast, called(cast, led(cast)))
    decision = ruled(cast, meeting)
    to_do(cast, decision)
    signed(cast, meeting)
    for_the_parties(decision)
    shown = Shown(client, meeting.government)
    agree(shown)
    secret = {
        "Pintu air mengikuti kalender tanam.",
        "Jadwal pintu air disusun.",
        "Dinas Pertanian meminta pekan ketiga.",
    }
    assert not secret & (shown.page | shown.interface | shown.search | shown.sets | shown.feeds | shown.linked)
    assert openness.public_meetings(meeting.government).count() == 1

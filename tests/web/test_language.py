"""English is a whole translation: chosen by the reader, kept, said on every public page, and never kept by an act."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.utils import translation

from hatch_build import CODE
from selaras.actions.acts import Deed, seen_of
from selaras.actions.cockpit import LISTINGS
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.matters import act, submit
from selaras.law.types import Basis, Strength
from selaras.law.words import Sentence, say
from selaras.records import reports
from selaras.records.documents import Document, Row
from selaras.records.governments import Government, pack_of
from selaras.records.groups import Output, WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import AgendaItem, Meeting
from selaras.records.outcomes import Decision, FollowUp, Stance
from selaras.records.people import Actor
from selaras.records.units import Coordination, history
from selaras.records.withholdings import Withholding
from selaras.web.language import cite_in_language, in_language
from tests.faces import LEAD, called, held, led, story
from tests.results import PPID, withheld
from tests.results import asked as requested
from tests.web.test_background import OFFICE, failing
from tests.web.test_portal import PAGES
from tools import messages

Cast = Callable[..., Actor]
CATALOGUES = sorted(CODE.rglob("locale/en/LC_MESSAGES/django.po"))
HOLES = re.compile(r"%\(\w+\)s|\{\w*\}")
COMMON = re.compile(
    r"\b(yang|dengan|untuk|belum|tidak|adalah|oleh|pada|dari|tanpa|sudah|setiap|menurut|berkas)\b", re.I
)
ALIKE = 12  # letters; a shorter single word may be part of a name and proves nothing
EXPLAINED = "(Perangkat Daerah)"  # the Indonesian term beside its English where it first stands


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def text_of(content: bytes) -> str:
    """What a page says: its text and the words of its controls, without marks."""
    page = re.sub(r"(?s)<svg.*?</svg>|<datalist.*?</datalist>|<option.*?</option>", " ", content.decode())
    said = re.findall(r'(?:aria-label|title|placeholder)="([^"]*)"', page)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()) + " " + " | ".join(said))


def test_indonesian_is_shown_whatever_the_browser_prefers(balangan: Government, client: Client) -> None:
    answer = client.get("/", headers={"accept-language": "en-GB,en;q=0.9"})
    assert '<html lang="id"' in answer.content.decode()
    assert answer["Content-Language"] == "id"
    assert "Accept-Language" not in answer["Vary"]


def test_a_link_leads_to_the_same_page_in_english_with_all_it_asks(balangan: Government, client: Client) -> None:
    page = client.get("/jalur/?from=DPUPR&to=DISPERTAN&per=2020-04-06").content.decode()
    link = "/jalur/?from=DPUPR&amp;to=DISPERTAN&amp;per=2020-04-06&amp;bahasa=en"
    assert f'<a href="{link}" lang="en" hreflang="en">English</a>' in page
    assert f'<link rel="alternate" hreflang="en" href="http://testserver{link}">' in page
    answer = client.get(html.unescape(link))
    assert '<html lang="en"' in answer.content.decode()
    assert answer["Content-Language"] == "en"
    assert "Convened by" in text_of(answer.content)


def test_the_choice_is_remembered_and_taken_back(balangan: Government, client: Client) -> None:
    answer = client.get("/?bahasa=en")
    cookie = answer.cookies["bahasa"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("en", "Lax", True)
    again = client.get("/struktur/")
    assert '<html lang="en"' in again.content.decode()
    assert "bahasa" not in again.cookies
    assert "Cookie" in again["Vary"]
    client.get("/?bahasa=id")
    assert '<html lang="id"' in client.get("/struktur/").content.decode()


@pytest.mark.parametrize("asked", ["fr", "", "en-GB", "\x00", "x" * 10_000])
def test_a_language_that_is_not_there_is_answered_in_indonesian(
    balangan: Government, client: Client, asked: str
) -> None:
    answer = client.get("/", {"bahasa": asked})
    assert '<html lang="id"' in answer.content.decode()
    assert "bahasa" not in answer.cookies


def test_a_government_with_one_language_offers_no_other(
    balangan: Government, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selaras.web.middleware.NAMES", {"id": "Bahasa Indonesia"})
    monkeypatch.setattr("selaras.web.context.NAMES", {"id": "Bahasa Indonesia"})
    page = client.get("/?bahasa=en").content.decode()
    assert '<html lang="id"' in page
    assert "hreflang" not in page


def test_staff_choose_their_language_too(balangan: Government, cast: Cast, client_for: Callable[..., Client]) -> None:
    page = client_for(cast("DPUPR/1")).get("/kerja/?bahasa=en")
    assert '<html lang="en"' in page.content.decode()
    assert "Your turn" in text_of(page.content)


def test_what_an_act_keeps_stays_indonesian(balangan: Government, cast: Cast, in_english: None) -> None:
    intent = Intent(kind="koordinatif", parties=("DISPERTAN",), title="Jadwal irigasi", purpose="Disesuaikan.")
    actor = cast("DPUPR/1")
    matter = submit(actor=actor, draft=save_draft(actor=actor, intent=intent).pk, key="")
    entry = reports.journey(matter)[0]
    assert "jalur ditetapkan untuk ditempuh" in entry.body
    assert matter.path is not None
    assert any("memimpin sebagai pejabat terendah" in reason for reason in matter.path["path"]["reasons"])


def test_a_sentence_is_said_anew_with_all_that_was_put_into_it(in_english: None) -> None:
    ground = Basis(Strength.INFERRED, "Pasal 1 angka 13")
    day = say("Tugas kepada {name} melompati {names} {ground}.", name="A", names=("B", "C"), ground=ground)
    assert day == "Tugas kepada A melompati B, C (tafsir: Pasal 1 angka 13)."
    assert in_language(day) == "The task for A skips B, C (inferred: Article 1(13))."
    since = say("{what} “{code}” tidak ada pada {day}.", what=say("Unit"), code="X", day=date(2020, 8, 17))
    assert in_language(since) == "Unit “X” does not exist on 17 August 2020."
    assert in_language(say("Sisa {n} hari kerja", n=1)) == "1 working day left"
    assert in_language(say("Sisa {n} hari kerja", n=3)) == "3 working days left"
    assert isinstance(in_language(since), Sentence)


def test_citations_are_written_as_english_writes_them(in_english: None) -> None:
    assert cite_in_language("Pasal 12 ayat (1) huruf a") == "Article 12(1)(a)"
    assert cite_in_language("Pasal 13 ayat (1) huruf a–d; Pasal 1 angka 6–8") == "Article 13(1)(a)–(d); Article 1(6–8)"
    assert cite_in_language("UU 14/2008 Pasal 11 ayat (1) huruf b") == "Law 14/2008 Article 11(1)(b)"
    assert cite_in_language("Menimbang huruf a; Lampiran II") == "Recital (a); Annex II"


def test_a_pack_is_said_anew_without_touching_its_codes(balangan: Government, in_english: None) -> None:
    law = pack_of(balangan).regulation_on(balangan.today())
    said = in_language(law)
    assert said.kinds.kind("koordinatif").label == "Coordinative"
    assert [k.code for k in said.kinds.types] == [k.code for k in law.kinds.types]
    assert law.kinds.kind("koordinatif").label == "Koordinatif"
    assert in_language(law) is said


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_translations_fill_the_same_holes(path: Path) -> None:
    wrong = []
    for asked, said in _pairs(path):
        ends = asked.endswith(" {ground}.")  # a page shows the ground a sentence ends on as a chip instead
        fits = sorted(HOLES.findall(said)) == sorted(HOLES.findall(asked)) and said.endswith(" {ground}.") is ends
        wrong += [] if fits else [asked]
    assert wrong == []


def test_a_word_of_pages_and_packs_is_said_alike() -> None:
    """The pages' translation is the one that is shown, so a pack's own must agree with it."""
    pages = dict(_pairs(CODE / "web/locale/en/LC_MESSAGES/django.po"))
    packs = [pair for path in CATALOGUES if "packs" in path.parts for pair in _pairs(path)]
    assert [(word, said, pages[word]) for word, said in packs if pages.get(word, said) != said] == []


@pytest.fixture
def indonesian(balangan: Government) -> Callable[[bytes], list[str]]:
    """Finds what is left of Indonesian on a page: words that have a translation, and the commonest words of all."""
    past = history(balangan)
    names = {unit.name for unit in past.all_units} | {post.title for post in past.all_posts} | {EXPLAINED}
    longest_first = sorted(names, key=len, reverse=True)
    source = [
        asked.strip()
        for path in CATALOGUES
        for asked, said in _pairs(path)
        if said != asked and (len(asked) > ALIKE or " " in asked) and not HOLES.search(asked)
    ]
    assert len(source) > 1000

    def found(content: bytes) -> list[str]:
        said = text_of(content)
        for name in longest_first:  # legal names stay as they are
            said = said.replace(name, "")
        # words of the regulation that are quoted or explained, and addresses
        said = re.sub(r'"[^"]*"|\(berkas\)|https?://\S+', "", said)
        left = [word for word in source if word in said and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said)]
        return left + [said[max(m.start() - 30, 0) : m.end() + 30] for m in COMMON.finditer(said)]

    return found


def test_every_public_page_is_english_throughout(
    balangan: Government, client: Client, indonesian: Callable[[bytes], list[str]]
) -> None:
    client.get("/?bahasa=en")
    book = pack_of(balangan).regulation("perbup-24-2020").book
    procedures = [f"/hubungan/{procedure.code}/" for procedure in book.procedures]
    pages = (*PAGES, *procedures, "/peraturan/perbup-24-2020/menimbang/", "/tidak-ada/", "/masuk/")
    found = {address: indonesian(client.get(address).content) for address in pages}
    found["unknown"] = indonesian(client.post("/masuk/", {"login": "tidak.ada", "password": "salah"}).content)
    assert {address: words for address, words in found.items() if words} == {}


def test_the_pages_of_those_who_work_are_english_throughout(
    balangan: Government,
    cast: Cast,
    client_for: Callable[..., Client],
    indonesian: Callable[[bytes], list[str]],
) -> None:
    """With matters of two kinds, a draft, a refused step and a form that lacks everything."""
    actor = cast("DPUPR/1")
    path = Intent(kind="koordinatif", parties=("DISPERTAN",), title="Jadwal irigasi", purpose="Disesuaikan.")
    task = Intent(kind="struktural", parties=("DISPERTAN",), title="Perintah", purpose="Dikerjakan.")
    matter = submit(actor=actor, draft=save_draft(actor=actor, intent=path).pk, key="")
    draft = save_draft(actor=actor, intent=task)
    client = client_for(actor)
    client.get("/kerja/?bahasa=en")
    here = f"/kerja/berkas/{matter.number}/"
    answers = {
        address: client.get(address)
        for address in ("/kerja/", "/kerja/berkas/", "/kerja/berkas/baru/", "/kerja/kuasa/", "/kerja/berkas/2026-9/")
    }
    answers[here] = client.get(here)
    answers["draft"] = client.get(f"/kerja/berkas/draf/{draft.pk}/")
    answers["empty"] = client.post("/kerja/berkas/baru/", {"do": "submit", "kind": "koordinatif"})
    answers["refused"] = client.post(
        "/kerja/berkas/baru/",
        {"do": "submit", "kind": "struktural", "party": "DISPERTAN", "title": "Perintah", "purpose": "Dikerjakan."},
    )
    seat = matter.participants.get(role="opener")
    ahead = {
        "step": "cabut",
        "seat": seat.pk,
        "seen": seen_of(matter, seat),
        "text": "Batal.",
        "happened_on": "2099-01-01",
    }
    answers["ahead"] = client.post(f"{here}langkah/", ahead)
    answers["stale"] = client.post(f"{here}langkah/", {"step": "cabut", "seat": "1", "seen": "x", "text": "Batal."})
    assert {answers[name].status_code for name in ("empty", "refused", "ahead")} == {422}
    found = {address: indonesian(answer.content) for address, answer in answers.items()}
    assert {address: words for address, words in found.items() if words} == {}


def test_the_pages_of_the_offices_are_english_throughout(
    balangan: Government,
    cast: Cast,
    client_for: Callable[..., Client],
    indonesian: Callable[[bytes], list[str]],
) -> None:
    """Those who convene, and those who keep the officers and the mapping; with a number that cannot be."""
    opener, task = cast("DPUPR/1"), Intent(kind="konsultatif", parties=("DISPERTAN",), title="Irigasi", purpose="-")
    path = Intent(kind="koordinatif", parties=("DISPERTAN",), title="Jadwal irigasi", purpose="Disesuaikan.")
    ended = submit(actor=opener, draft=save_draft(actor=opener, intent=task).pk, key="")
    submit(actor=opener, draft=save_draft(actor=opener, intent=path).pk, key="")
    seat = ended.participants.get(role="opener")
    carried_on = Deed("lanjutkan", text="Perlu dipadukan.")
    act(actor=opener, number=str(ended.number), seat=seat.pk, deed=carried_on, seen=seen_of(ended, seat), key="")
    row = Coordination.objects.exclude(reason="").filter(valid_to=None).first()
    assert row
    addresses = {
        "DPUPR/1": ["/kerja/berkas/"],
        "SETDA/1": ["/kerja/triase/", "/kerja/kuasa/"],
        "BKPPD/32": ["/kerja/pejabat/", "/kerja/pejabat/angkat/", f"/kerja/pejabat/{opener.tenure.pk}/"],
        "SETDA.AST3.ORG/11": ["/kerja/jalur/", "/kerja/jalur/tambah/", f"/kerja/jalur/{row.pk}/"],
    }
    found: dict[str, list[str]] = {}
    for post, pages in addresses.items():
        client = client_for(cast(post))
        client.get("/kerja/?bahasa=en")
        found |= {address: indonesian(client.get(address).content) for address in pages}
        if post == "BKPPD/32":
            wrong = {"name": "Embun Rawa", "nip": "123", "post": "DPUPR/1", "capacity": "plt", "decree": "1"}
            wrong |= {"do": "preview", "valid_from": "2026-12-01"}
            found["wrong"] = indonesian(client.post("/kerja/pejabat/angkat/", wrong).content)
    assert {address: words for address, words in found.items() if words} == {}


def test_the_pages_of_what_comes_of_coordination_are_english_throughout(
    balangan: Government,
    client: Client,
    cast: Cast,
    client_for: Callable[..., Client],
    indonesian: Callable[[bytes], list[str]],
) -> None:
    """Meetings called, in session and signed off, follow-ups, a working group and documents, in public and at work."""
    told = story(cast)
    coming, running = called(cast, led(cast, title="Irigasi kedua")), held(cast, called(cast, led(cast)))
    meetings = [f"/kerja/rapat/{row.pk}/" for row in (told.meeting, coming, running)]
    minutes = [f"{address}notula/" for address in meetings]
    documents = [f"/kerja/naskah/{row.pk}/" for row in (told.policy, told.programme, told.monitoring)]
    results = [f"/kerja/tindak-lanjut/{told.task.pk}/", f"/kerja/gugus-kerja/{told.group.pk}/"]
    new = ["rapat/baru/", "rapat/seri/", "gugus-kerja/baru/", *(f"naskah/baru/?bentuk={form}" for form in "abcg")]
    lists = ["rapat/", "rapat/ketidakhadiran/", "tindak-lanjut/", "gugus-kerja/", "naskah/", "pimpinan/", "plt/"]
    papers = [f"/kerja/naskah-dinas/{key}/" for key in (f"rapat/{told.meeting.pk}", f"berkas/{told.matter.number}")]
    at_work = [*(f"/kerja/{name}" for name in ("kalender/", *lists, *new)), *meetings, *minutes, *results, *papers]
    visits = {
        "public": (client, [*told.addresses, "/periksa/", "/periksa/abcd-efgh-jkmn/"]),
        LEAD: (client_for(cast(LEAD)), [*at_work, f"{meetings[2]}kode/", f"{meetings[2]}daftar-hadir/"]),
        "DPUPR/1": (client_for(cast("DPUPR/1")), [*meetings, f"{meetings[2]}hadir/", *results, *documents]),
    }
    found: dict[str, list[str]] = {}
    words = _typed()
    for who, (reader, addresses) in visits.items():
        reader.get("/?bahasa=en")
        answers = {address: reader.get(address) for address in addresses}
        assert {address for address, answer in answers.items() if answer.status_code not in (200, 404)} == set()
        if who == LEAD:
            wrong = {"/kerja/rapat/baru/": {"do": "call"}, "/kerja/gugus-kerja/baru/": {}, "/kerja/rapat/seri/": {}}
            answers |= {f"{address} wrong": reader.post(address, sent) for address, sent in wrong.items()}
        for address, answer in answers.items():
            page = answer.content.decode()
            for word in words:
                page = page.replace(html.escape(word), "")
            found[f"{who} {address}"] = indonesian(page.encode())
    assert {address: left for address, left in found.items() if left} == {}


def test_the_pages_of_what_is_open_and_what_is_withheld_are_english_throughout(
    balangan: Government,
    client: Client,
    cast: Cast,
    client_for: Callable[..., Client],
    indonesian: Callable[[bytes], list[str]],
) -> None:
    """Search, indicators, data, interface, proofs; withholdings from draft to decision; keys and addresses."""
    told = story(cast)
    opener, kind = cast("DPUPR/1"), Intent(kind="konsultatif", parties=("DISPERTAN",), title="Irigasi", purpose="-")
    closed, wanted = (submit(actor=opener, draft=save_draft(actor=opener, intent=kind).pk, key="") for _ in "ab")
    kept, waiting = withheld(cast, closed), requested(cast, wanted)
    law = "/peraturan/perbup-24-2020"
    public = ["/cari/", "/cari/?q=xyzzy", "/indikator/?per=2020-04-06", "/data/"]
    public += [
        "/indikator/",
        "/indikator/tindak-lanjut-terverifikasi/",
        "/api/v1/docs",
        "/dikecualikan/",
        f"/berkas/{closed.number}/",
    ]
    public += ["/periksa/", "/peraturan/uu-14-2008/", f"{law}/pasal-18/", f"{law}/pasal-18/catatan/"]
    office = "SETDA.AST3.ORG/1"
    visits = {
        "public": (client, public),
        "DPUPR/1": (
            client_for(opener),
            [
                f"/kerja/pengecualian/baru/?berkas={told.matter.number}",
                *(f"/kerja/berkas/{row.number}/" for row in (closed, wanted, told.matter)),
                f"/kerja/pengecualian/{kept.pk}/",
                "/kerja/cari/?q=xyzzy",
                "/kerja/kunci/",
            ],
        ),
        PPID: (
            client_for(cast(PPID)),
            ["/kerja/", "/kerja/pengecualian/", *(f"/kerja/pengecualian/{row.pk}/" for row in (kept, waiting))],
        ),
        office: (client_for(cast(office)), ["/kerja/kait/"]),
    }
    found: dict[str, list[str]] = {}
    words = _typed()
    for who, (reader, addresses) in visits.items():
        reader.get("/?bahasa=en")
        answers = {address: reader.get(address) for address in addresses}
        assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 200} == {}
        wrong = {"/kerja/kunci/": "DPUPR/1", "/kerja/kait/": office}
        answers |= {
            f"{address} wrong": reader.post(address, {"do": "make"}) for address in wrong if wrong[address] == who
        }
        for address, answer in answers.items():
            page = answer.content.decode()
            for word in words:
                page = page.replace(html.escape(word), "")
            found[f"{who} {address}"] = indonesian(page.encode())
    assert {address: left for address, left in found.items() if left} == {}


def test_the_rooms_that_watch_and_remind_are_english_throughout(
    balangan: Government,
    client: Client,
    cast: Cast,
    client_for: Callable[..., Client],
    indonesian: Callable[[bytes], list[str]],
) -> None:
    """Cooperation, compliance and the report of a year in public; what leaders, reminders and machines do at work."""
    told = story(cast)
    failing(balangan)
    overview = ["/kerja/", "/kerja/pantau/", *(f"/kerja/pantau/{code}/" for code in LISTINGS)]
    notices = ["/kerja/pemberitahuan/", "/kerja/pemberitahuan/pengaturan/"]
    public = ["/kerja-sama/", "/kerja-sama/?unit=DPUPR", "/kepatuhan/", "/kepatuhan/pasal-18-huruf-c/"]
    public += [f"/indikator/laporan/{balangan.today().year}/"]
    visits = {
        "public": (client, public),
        "SETDA/1": (client_for(cast("SETDA/1")), overview),
        LEAD: (client_for(cast(LEAD)), [*overview, *notices, f"/kerja/pesan/berkas/{told.matter.number}/"]),
        OFFICE: (client_for(cast(OFFICE)), ["/kerja/latar/", "/kerja/hari-kerja/", *notices]),
        "INSPEKTORAT/1": (client_for(cast("INSPEKTORAT/1")), ["/kerja/audit/", "/kerja/audit/contoh/"]),
    }
    found: dict[str, list[str]] = {}
    words = _typed()
    for who, (reader, addresses) in visits.items():
        reader.get("/?bahasa=en")
        for address in addresses:
            answer = reader.get(address)
            assert answer.status_code == 200, (who, address)
            page = answer.content.decode()
            for word in words:
                page = page.replace(html.escape(word), "")
            found[f"{who} {address}"] = indonesian(page.encode())
    assert {address: left for address, left in found.items() if left} == {}


def _typed() -> list[str]:
    """What people wrote, which nobody translates; the longest first."""
    columns = {
        Matter: ("title", "purpose"),
        Meeting: ("title", "purpose", "place"),
        AgendaItem: ("title", "note"),
        Decision: ("text", "dissent"),
        Stance: ("note",),
        FollowUp: ("text",),
        WorkingGroup: ("name", "mandate"),
        Output: ("text", "note"),
        Document: ("title", "text"),
        Row: ("title",),
        Withholding: ("title", "reason", "instrument", "summary"),
    }
    values = {
        text for model, names in columns.items() for row in model._default_manager.values_list(*names) for text in row
    }
    return sorted(values - {""}, key=len, reverse=True)


def _pairs(path: Path) -> list[tuple[str, str]]:
    """Every translated message with each of its translations."""
    with path.open("rb") as file:
        known = [message for message in read_po(file) if message.id]
    ids = [message.id if isinstance(message.id, str) else message.id[0] for message in known]
    return [
        (asked, said)
        for asked, message in zip(ids, known, strict=True)
        for said in ((message.string,) if isinstance(message.string, str) else message.string or ())
        if said
    ]


def test_nothing_that_readers_meet_lacks_english() -> None:
    packs = [path.parent for path in sorted(CODE.glob("packs/*/pack.yaml"))]
    owners = {CODE / "web": messages.of_pages()} | {pack: messages.of_pack(pack) for pack in packs}
    lacking = {
        owner.name: messages.untranslated(messages.catalogue(owner, "en"), found) for owner, found in owners.items()
    }
    assert {name: texts for name, texts in lacking.items() if texts} == {}

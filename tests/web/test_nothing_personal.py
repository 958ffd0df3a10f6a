"""Nothing personal: a stranger who reads every public page, feed, export, paper and answer of the API finds none."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from selaras.actions import ledger, papers
from selaras.actions.drafts import Intent, Origin, save_draft
from selaras.actions.files import Upload
from selaras.actions.matters import submit
from selaras.actions.meetings import Call, save_meeting
from selaras.actions.tokens import make_token
from selaras.api import archive
from selaras.papers import letters, pdf
from selaras.records.governments import Government
from selaras.records.ledger import Entry, Seal
from selaras.records.matters import Link, Matter
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.outcomes import FollowUp
from selaras.records.papers import Paper
from selaras.records.people import Actor, Person
from selaras.web.policy import Policy
from tests.acts import take as take_in_matter
from tests.crawler import Crawl, Read, crawl, personal
from tests.faces import LEAD, Story, called, issued, led, story
from tests.scans import scan

Cast = Callable[..., Actor]
BASE = "http://testserver"
NIP, NIK, PHONE, MAIL = "19790817200312{n:04d}", "63110117087{n:05d}", "0811-5550-{n:04d}", "orang{n}@contoh.invalid"


@pytest.fixture
def planted(balangan: Government, cast: Cast, client: Client) -> tuple[Story, list[str]]:
    """Everything public at once; canaries in all that is not: persons, drafts, remarks, letters, names of files."""
    words: list[str] = []

    def canary(place: str) -> str:
        words.append(f"zqkenari-{place}-qz")
        return words[-1]

    whole = story(cast)
    issued(cast, title="Pedoman yang diunduh", uploads=(Upload("pedoman.pdf", scan("SK")),))
    opener, lead = cast("DPUPR/1"), cast(LEAD)
    save_draft(actor=opener, intent=Intent(title=canary("draft"), purpose=canary("draft-purpose"), kind="konsultatif"))
    save_meeting(actor=lead, call=Call(title=canary("meeting-draft"), purpose=canary("meeting-draft-purpose")))
    letter = Origin(
        number=canary("letter"),
        sender=canary("sender"),
        subject=canary("subject"),
        link=f"https://{canary('link')}.invalid/",
    )
    asked = Intent(
        kind="konsultatif", parties=("DLH", "DISHUB"), title="Terbuka", purpose=canary("purpose"), letter=letter
    )
    matter = submit(actor=opener, draft=save_draft(actor=opener, intent=asked).pk, key="")
    take_in_matter(cast("DLH/1"), matter, "tanggapi", canary("answer"))
    take_in_matter(opener, matter, "lampirkan", uploads=(Upload(f"{canary('file')}.pdf", scan()),))
    take_in_matter(opener, matter, "kaitkan", canary("remark"), other=whole.matter.number or "")
    hidden = led(cast, title=canary("withheld"), purpose=canary("withheld-purpose"))
    called(cast, hidden, title=canary("withheld-meeting"), link=f"https://{canary('online')}.invalid/")
    Meeting.objects.filter(pk=whole.meeting.pk).update(link=f"https://{canary('room')}.invalid/")
    MeetingSeat.objects.filter(subject=whole.meeting.pk, slot="ill").update(reason=canary("ill"))
    MeetingSeat.objects.filter(subject=whole.meeting.pk).exclude(letter="").update(letter=canary("warrant"))
    Link.objects.filter(government=balangan).update(note=canary("link-note"))
    Matter.objects.filter(pk=hidden.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=date(2099, 1, 1)
    )
    _token, secret = make_token(
        actor=replace(opener), name=canary("token"), scopes=("baca",), expires_on=balangan.today()
    )
    words.append(secret)
    for n, person in enumerate(Person.objects.filter(government=balangan).select_related("user"), 1):
        person.nip, person.phone, person.email = NIP.format(n=n), PHONE.format(n=n), MAIL.format(n=n)
        person.save()
        assert person.user is not None
        person.user.username, person.user.email = canary(f"account{n}"), f"akun{n}@contoh.invalid"
        person.user.save()
    if pdf.available():
        for paper in Paper.objects.filter(government=balangan):
            letters.render(paper=paper.pk)
        opened = Matter.objects.get(pk=whole.matter.pk)
        opened.government = balangan
        card = papers.issue(actor=replace(opener), kind="kartu-berkas", subject=opened, key="kartu")
        letters.render(paper=card.pk)
    ledger.seal(balangan)
    archive.make(balangan)
    return whole, words


def reader(client: Client) -> Callable[[str], Read]:
    """Somebody who is not signed in."""

    def fetch(address: str) -> Read:
        answer: Any = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return Read(answer.status_code, answer.get("Content-Type", ""), body, answer.get("Location", ""))

    return fetch


def public_routes(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """The routes of all addresses that anybody may ask for."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from public_routes(pattern, route)
        elif getattr(pattern.callback, "policy", None) in (Policy.PUBLIC, Policy.TOKEN):
            yield route, pattern


ROOTS = [f"/{route}" for route, _pattern in public_routes() if "<" not in route]


def everything(client: Client, whole: Story) -> Crawl:
    """All that the public pages, feeds, exports and lists lead to, and what programs ask for by its number."""
    group, policy = whole.group.pk, whole.policy.pk
    first, last = Seal.objects.order_by("pk").values_list("pk", flat=True)[:2]
    numbers = Matter.objects.exclude(number=None).values_list("number", flat=True)
    asked = (
        *(f"matters/{number}" for number in numbers),
        *(f"ledger/{number}" for number in Entry.objects.values_list("number", flat=True)),
        *(f"meetings/{pk}" for pk in Meeting.objects.values_list("pk", flat=True)),
        *(f"follow-ups/{pk}" for pk in FollowUp.objects.values_list("pk", flat=True)),
        *(f"decisions/{whole.decision.pk}", f"policies/{policy}", f"working-groups/{group}"),
        *("units/DPUPR", "provisions/perbup-24-2020/pasal-13", "provisions/pasal-13"),
    )
    files = (
        f"/kalender/gugus-kerja/{group}.ics",
        "/unit/DPUPR/1.jsonld",
        "/periksa/bukti-1.json",
        f"/periksa/bukti-1-{last}.json",
        f"/periksa/sambungan-{first}-{last}.json",
        *(f"/b/{number}/" for number in numbers),
        f"/r/{whole.meeting.pk}/",
    )
    return crawl(reader(client), (*ROOTS, *(f"/api/v1/{address}" for address in asked), *files), BASE)


OF_THE_LAW = ("/unit/", "/peraturan/", "/hubungan/", "/jalur/")  # many pages that speak of no meeting
# Routes that nobody meets without a secret, a token or a part in the matter.
APART = re.compile(
    r"kalender/pribadi/.*|api/v1/\^\(\?P<rest>.*|api/v1/.*/(steps|answers|positions|files|work)|naskah/.*(zip|/.*pdf)"
)


def test_a_stranger_who_reads_everything_public_finds_no_personal_data(
    planted: tuple[Story, list[str]], client: Client
) -> None:
    whole, words = planted
    read = everything(client, whole)
    assert read.leaks(words) == []
    assert {answer.status for answer in read.found.values()} <= {200, 302, 401, 404, 405, 422}
    assert read.broken() == []
    there = (a for a, answer in read.found.items() if answer.status != 404 and not a.startswith("/static/"))
    met = {resolve(address.partition("?")[0]).route for address in there}
    missed = {route for route, _pattern in public_routes()} - met
    assert [route for route in sorted(missed) if not APART.fullmatch(route)] == []
    sorts = {answer.type.partition(";")[0] for answer in read.found.values()}
    assert {"text/html", "application/json", "application/atom+xml", "text/calendar", "text/csv"} <= sorts
    assert ("application/pdf" in sorts) == pdf.available()


def test_what_leaks_is_found_wherever_it_stands(balangan: Government, cast: Cast, client: Client) -> None:
    whole = story(cast)
    Meeting.objects.filter(pk=whole.meeting.pk).update(title=f"Hubungi {PHONE.format(n=7)}")
    leaks = crawl(reader(client), ROOTS, BASE, but=OF_THE_LAW).leaks()
    where = {leak.partition(":")[0] for leak in leaks}
    assert {leak.partition(": ")[2] for leak in leaks} == {"telephone 0811-5550-0007"}
    assert {"/agenda/", f"/agenda/{whole.meeting.pk}/", "/feed/agenda.atom", "/kalender/publik.ics"} <= where
    assert any(address.startswith("/data/") for address in where), "no export"
    assert any(address.startswith("/api/v1/") for address in where), "no answer of the API"


@pytest.mark.parametrize("value", [NIP.format(n=1001), "19790817 200312 1 001", NIK.format(n=3), "+62 811 5550 1234"])
def test_a_number_is_known_for_what_it_is_in_every_sort_of_file(value: str) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as inner:
        inner.writestr("xl/sharedStrings.xml", f"<t>{value}</t>")
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive_:
        archive_.writestr("lengkap/orang.xlsx", book.getvalue())
    for sort, body in (
        ("text/html", f"<p>{value}</p>".encode()),
        ("text/csv", f"nama,{value},x".encode()),
        ("application/json", b'{"a": "' + "".join(f"\\u{ord(c):04x}" for c in value).encode() + b'"}'),
        ("application/zip", outer.getvalue()),
    ):
        assert personal(sort, body), sort


def test_what_looks_alike_is_no_personal_data() -> None:
    harmless = (
        "sidik 198001012005011001ab0811555010012345678901234567890123456789abcd1980",
        "Nomor 188.45/12/2026 tanggal 6 April 2020, catatan ke-1.234.567.890.123.456",
        "2026-11-26T09:00:00+08:00 63.11.01.2001 DPUPR/1 urn:uuid:08115550-1234-5678-0811-555012345678",
        "Rp1.250.000.000.000.000 dan 0,8115550123456",
    )
    for text in harmless:
        assert personal("text/html", text.encode()) == [], text


def test_a_paper_is_read_page_by_page(cast: Cast, balangan: Government) -> None:
    if not pdf.available():
        pytest.skip("Pango tidak ada; pasang dengan make pango")
    content, _pages = pdf.make("<html><body><p>Surel: orang1@contoh.invalid</p></body></html>")
    assert personal("application/pdf", content) == ["e-mail orang1@contoh.invalid"]

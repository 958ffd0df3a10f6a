"""Every role asks every address about every matter with every verb; the oracle knows what each must get."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from selaras.law.openness import Openness
from selaras.records import prepared
from selaras.records.ledger import Entry
from selaras.records.matters import MatterQuerySet
from selaras.web.policy import Policy, policy
from tests.access import oracle
from tests.access.world import POSTS, PRIVATE, WORDS, Realm, Request, Visitor, request_for

STATUS = {
    200: "page",
    201: "made",
    204: "taken",
    400: "bad request",
    401: "no token",
    403: "forbidden",
    404: "not found",
    405: "not allowed",
    409: "late",
    422: "refused",
}


def patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product: its route and its pattern."""
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


# What takes forms; programs send none, and show a token instead.
FORMS = [name for name, row in oracle.ADDRESSES.items() if "POST" in row[3] and row[1] != "program"]
FACES = ("agenda/", "berkas/", "keputusan/", "gugus-kerja/", "kebijakan/")
PATTERNS = {pattern.name or route: pattern for route, pattern in patterns(get_resolver())}
ROUTES = {pattern.name or route: route for route, pattern in patterns(get_resolver())}


def outcome(answer: Any) -> str:
    """What somebody got, in the oracle's words."""
    where = answer.get("Location", "")
    for door, place in (("sign in", "/masuk/?next="), ("choose a post", "/kerja/jabatan/?next=")):
        # Whoever typed something first sees it once more, with the way to the door.
        if (answer.status_code == 302 and where.startswith(place)) or (
            answer.status_code == 403 and f'href="{place}'.encode() in answer.body
        ):
            return door
    if answer.status_code in (302, 303):
        return "onward"
    if answer.get("Content-Disposition", "").startswith("attachment"):
        return "file"
    return STATUS.get(answer.status_code, str(answer.status_code))


# HEAD asks of a database what GET asks, and what is not spoken is refused before it is asked: SQLite's run tries them.
VERBS = oracle.VERBS if connection.vendor == "sqlite" else ("GET", "POST")


def differences(realm: Realm, address: str, roles: Iterable[str] = (), verbs: Iterable[str] = VERBS) -> list[str]:
    """Where the product answers otherwise than the oracle, or says a word that it must not; the roles stand last."""
    found: dict[str, list[str]] = {}
    for verb in verbs:
        for matter in oracle.subjects(address, verb):
            for deed in oracle.deeds(address, verb, matter):
                case = " · ".join(w for w in (address, matter, verb, deed) if w)
                blind: list[tuple[Request, Any]] = []
                for role in roles or oracle.askers(verb):
                    asked = request_for(realm, role, address, verb, matter, deed)
                    answer = for_all(blind, asked)
                    if answer is None:
                        answer = realm.visitors[role].ask(verb, asked.url, asked.data)
                        if getattr(answer.wsgi_request, "blind", False):
                            blind.append((asked, answer))
                    want, got = oracle.expected(role, address, verb, matter, deed), outcome(answer)
                    if want != got:
                        found.setdefault(f"{case}: the oracle says {want}, the product {got}", []).append(role)
                    for said in spoken(realm, role, answer, asked, address):
                        found.setdefault(f"{case}: shows {said}", []).append(role)
                    if address == "matter" and verb == "GET" and want == got == "page":
                        whole = {(what, matter) for what in oracle.shown_in_full(matter)}
                        for what, _matter in sorted(whole - words_in(realm, answer.body.decode())):
                            found.setdefault(f"{case}: does not show the {what}", []).append(role)
    return [f"{line}: {', '.join(those)}" for line, those in found.items()]


def for_all(blind: list[tuple[Request, Any]], asked: Request) -> Any | None:
    """The answer that everybody gets: two askers already got one to just this without a look at who they are."""
    answers = [answer for before, answer in blind if before == asked]
    return answers[-1] if len(answers) > 1 else None


def spoken(realm: Realm, role: str, answer: Any, asked: Request, address: str = "") -> list[str]:
    """The words of matters in an answer that are not for this role nor asked by him, and anybody's personal data."""
    text = answer.body.decode(errors="replace")
    if address in oracle.OWN_ADDRESS and (reader := getattr(answer.wsgi_request.user, "person", None)):
        text = text.replace(f'value="{reader.email}"', "")
    brought = words_in(realm, f"{asked.url} {asked.data}")
    met = sorted((what, matter) for what, matter in words_in(realm, text) - brought)
    found = [f"the {what} of {matter}" for what, matter in met if what not in oracle.words(role, matter)]
    kept = () if role in oracle.KEEPERS["personnel"] else PRIVATE[:1]
    return [*found, *("personal data" for secret in (*kept, *PRIVATE[1:]) if secret in text)]


def words_in(realm: Realm, text: str) -> set[tuple[str, str]]:
    """Which words of which matters stand in a text; a matter of the other government is nobody's."""
    found = {("number", name) for name, row in realm.matters.items() if row.number and row.number in text}
    for what, matter, pack in WORDS.findall(text):
        ours = pack == realm.government.pack
        found.add((what, matter.replace("-", " ") if ours else f"{matter} of the neighbour"))
    return found


def shown(realm: Realm, role: str, url: str) -> set[tuple[str, str]]:
    """Which words of which matters a page shows to a role."""
    return words_in(realm, realm.visitors[role].ask("GET", url).body.decode())


# The oracle


def test_the_oracle_imports_nothing_of_the_product() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"__future__"}


def test_every_address_has_its_row_in_the_oracle() -> None:
    rows = {name: row[0] for name, row in oracle.ADDRESSES.items()}
    assert rows == ROUTES, f"write their rows in tests/access/oracle.py: {sorted(rows.items() ^ ROUTES.items())}"


# The product


@pytest.mark.django_db
@pytest.mark.parametrize("address", [name for name in ROUTES if name in oracle.ADDRESSES])
def test_every_role_gets_at_every_address_what_the_oracle_says(realms: tuple[Realm, Realm], address: str) -> None:
    found = differences(realms[0], address)
    assert not found, "\n".join(found)


@pytest.mark.django_db
def test_the_list_of_an_officer_holds_what_he_takes_part_in(realms: tuple[Realm, Realm]) -> None:
    numbered = [name for name, stage in oracle.STAGE.items() if stage != "draft"]
    for role in (role for role, standing in oracle.STANDING.items() if standing == "officer"):
        listed = {name for what, name in shown(realms[0], role, "/kerja/berkas/") if what == "title"}
        assert listed == {name for name in numbered if oracle.takes_part(role, name)}, role


@pytest.mark.django_db
def test_the_portal_names_what_runs_and_what_was_decided_and_nothing_of_what_is_withheld_or_only_submitted(
    realms: tuple[Realm, Realm],
) -> None:
    running = {(what, matter) for what in ("number", "title") for matter in ("running", "decided", "consulted")}
    lately = {("decision", matter) for matter in ("decided", "closed")}
    assert shown(realms[0], "nobody", "/") == running | lately


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", [name for name, row in oracle.ADDRESSES.items() if row[1] == "anybody" and row[0].startswith(FACES)]
)
def test_everybody_meets_the_same_public_face(realms: tuple[Realm, Realm], address: str) -> None:
    for matter in oracle.subjects(address, "GET"):
        asked = request_for(realms[0], "nobody", address, "GET", matter, "")
        # Whoever takes part is led to his own page besides; nobody else is.
        besides = rb".*<main|</main>.*|<p class=\"screen\"><a href=\"/kerja/berkas/[^\"]*\">.*?</p>"
        faces = {
            role: re.sub(besides, b"", realms[0].visitors[role].ask("GET", asked.url).body, flags=re.S)
            for role in oracle.askers("HEAD")
        }
        assert len(set(faces.values())) == 1, (matter, [role for role in faces if faces[role] != faces["nobody"]])


@pytest.mark.django_db
@pytest.mark.parametrize("address", FORMS)
def test_no_form_is_taken_without_its_token(realms: tuple[Realm, Realm], address: str) -> None:
    opener = realms[0].visitors["opener"]
    careful = Visitor(opener.host, opener.session, forged=True)
    matter = next(iter(oracle.subjects(address, "POST")))
    asked = request_for(realms[0], "opener", address, "POST", matter, next(iter(oracle.deeds(address, "POST", matter))))
    assert careful.ask("POST", asked.url, asked.data).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("address", FORMS)
def test_no_form_does_anything_in_another_post_than_it_was_opened_in(realms: tuple[Realm, Realm], address: str) -> None:
    here, there = (realms[0].visitors[f"two posts, in {which}"] for which in ("this", "the other"))
    matter = next(iter(oracle.subjects(address, "POST")))
    deed = next(iter(oracle.deeds(address, "POST", matter)))
    asked = request_for(realms[0], "two posts, in this", address, "POST", matter, deed)
    astray = Visitor(here.host, here.session, opened=there.opened)
    if oracle.ADDRESSES[address][1] in ("officer", *oracle.KEEPERS):
        assert astray.ask("POST", asked.url, asked.data).status_code == 409
        # Who then takes the post in which it was opened is shown it again, and nothing is done yet.
        changing, before = Visitor(there.host, there.session, opened=here.opened), Entry.objects.count()
        answer = changing.ask("POST", asked.url, {**asked.data, "change": "yes"})
        assert answer.status_code in (200, 201, 204, 302, 303, 403, 404, 409, 422), answer.status_code
        assert Entry.objects.count() == before
        assert answer.status_code != 302 or answer["Location"] == asked.url
        # What is no draft any more has no form to show again: one comes to its page.
        assert answer.status_code != 303 or asked.url.startswith(answer["Location"])


# What the comparison catches


@pytest.mark.django_db
def test_a_permission_flipped_in_the_records_is_caught(
    realms: tuple[Realm, Realm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MatterQuerySet, "visible_to", lambda rows, actor: rows.of(actor.government))
    found = differences(realms[0], "matter", ["unrelated", "opener"], ["GET"])
    assert "matter · withheld · GET: the oracle says not found, the product page: unrelated" in found
    assert "matter · withheld · GET: shows the purpose of withheld: unrelated" in found
    assert not any("· submitted ·" in line and "opener" in line for line in found)


@pytest.mark.django_db
def test_a_policy_flipped_on_an_address_is_caught(realms: tuple[Realm, Realm], monkeypatch: pytest.MonkeyPatch) -> None:
    view = inspect.unwrap(PATTERNS["posts"].callback)
    monkeypatch.setattr(PATTERNS["posts"], "callback", policy(Policy.PUBLIC)(view))
    found = differences(realms[0], "posts", ["nobody", "opener"], ["GET"])
    assert found == ["posts · GET: the oracle says sign in, the product page: nobody"]


@pytest.mark.django_db
@pytest.mark.parametrize(("looks", "asked"), [(False, 2), (True, len(oracle.askers("GET")))])
def test_a_page_that_looks_at_who_asks_is_asked_by_everybody_and_what_one_gets_otherwise_is_caught(
    realms: tuple[Realm, Realm], monkeypatch: pytest.MonkeyPatch, looks: bool, asked: int
) -> None:
    def view(request: Any) -> HttpResponse:
        who = request.actor if looks else None
        return HttpResponse(status=404 if who and who.post == POSTS["inspector"] else 200)

    monkeypatch.setattr(PATTERNS["robots"], "callback", policy(Policy.PUBLIC)(view))
    with mock.patch.object(Visitor, "ask", autospec=True, side_effect=Visitor.ask) as asks:
        found = differences(realms[0], "robots", verbs=["GET"])
    assert found == (["robots · GET: the oracle says page, the product not found: inspector"] if looks else [])
    assert asks.call_count == asked


@pytest.mark.django_db
def test_an_openness_flipped_in_the_law_is_caught(realms: tuple[Realm, Realm], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Openness, "visible", lambda *args, **kwargs: True)
    prepared.forget()  # what was asked of the law before
    try:
        found = differences(realms[0], "home", ["nobody"], ["GET"])
    finally:
        prepared.forget()
    assert "home · GET: shows the title of submitted: nobody" in found


@pytest.mark.django_db
def test_a_row_flipped_in_the_oracle_is_caught(realms: tuple[Realm, Realm], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(oracle.SEATS, "submitted", {**oracle.SEATS["submitted"], "unrelated": "counterpart"})
    found = differences(realms[0], "matter", ["unrelated"], ["GET"])
    assert found == ["matter · submitted · GET: the oracle says page, the product not found: unrelated"]

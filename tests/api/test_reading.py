"""What everybody may read through the interface: exact shapes, lists that nothing moves, problems with a way on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from ninja import NinjaAPI, Router
from pytest_django import DjangoAssertNumQueries

from selaras.actions.facts import resolver
from selaras.actions.search import rebuild
from selaras.api import operations, reading, v1
from selaras.api.description import described
from selaras.api.lists import list_of
from selaras.api.problems import Problem
from selaras.law.paths import Question, as_json
from selaras.law.types import Kind
from selaras.records import register
from selaras.records import shapes as s
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor, Tenure
from selaras.records.units import Succession, Unit, forget
from tests.acts import opened
from tests.faces import Story, led, story

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ROOT = "/api/v1/"
# Each list with its shape and how many queries it takes, however much it tells.
LISTS: dict[str, tuple[type[msgspec.Struct], int]] = {
    "units": (s.UnitHead, 1),
    "posts": (s.PostShape, 2),
    "provisions": (s.ProvisionShape, 2),
    "matters": (s.MatterHead, 6),
    "meetings": (s.MeetingHead, 3),
    "decisions": (s.DecisionShape, 14),
    "follow-ups": (s.FollowUpShape, 7),
    "working-groups": (s.GroupHead, 4),
    "policies": (s.DocumentHead, 3),
    "withholdings": (register.WithholdingShape, 2),
    "ledger": (s.EntryShape, 2),
    "seals": (s.SealShape, 2),
}


def shape_of(path: str) -> Any:
    """The shape of a list."""
    return reading.MATTERS if path == "matters" else list_of(LISTS[path][0])


def get(client: Client, path: str, **asked: Any) -> Any:
    return client.get(f"{ROOT}{path}?{urlencode(asked, doseq=True)}")


def read(client: Client, path: str, shape: Any, **asked: Any) -> Any:
    """An answer that is exactly of its shape."""
    answer = get(client, path, **asked)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/json"
    msgspec.json.decode(answer.content, type=shape)
    return json.loads(answer.content)


def wrong(client: Client, path: str, status: int, **asked: Any) -> Any:
    """A problem as RFC 9457 has it."""
    answer = get(client, path, **asked)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = msgspec.json.decode(answer.content, type=Problem)
    assert problem.status == status and problem.title and problem.instance == f"{ROOT}{path}"
    return problem


def holding(government: Government) -> Cast:
    """Whoever holds a post since the story."""

    def holder(post: str) -> Actor:
        tenure = Tenure.objects.select_related("person").get(government=government, post=post)
        return Actor(government, tenure.person, tenure)

    return holder


def second(told: Story) -> Story:
    """The same story once more, by the same people."""
    return story(holding(told.government))


# Lists


def test_a_list_is_of_its_shape_and_asks_as_many_queries_for_many_as_for_few(
    told: Story, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few = {}
    for path, (_shape, count) in LISTS.items():
        read(client, path, shape_of(path))  # what is kept in memory is read
        with django_assert_num_queries(count):
            few[path] = len(read(client, path, shape_of(path), limit=200)["items"])
    second(told)
    for path, (_shape, count) in LISTS.items():
        with django_assert_num_queries(count):
            assert len(read(client, path, shape_of(path), limit=200)["items"]) >= few[path]


def test_a_list_goes_on_where_it_stopped_and_a_new_row_moves_nothing(told: Story, client: Client) -> None:
    cast = holding(told.government)
    for _n in range(4):
        led(cast)
    all_of_them = [m["number"] for m in read(client, "matters", reading.MATTERS)["items"]]
    assert len(all_of_them) == 5 and all_of_them == sorted(all_of_them, reverse=True)
    first = get(client, "matters", limit=2)
    led(cast)  # comes in between
    seen, cursor = [m["number"] for m in first.json()["items"]], first.json()["next_cursor"]
    assert first["Link"] == f'<{ROOT}matters?limit=2&cursor={cursor}>; rel="next"'
    while cursor:
        page = read(client, "matters", reading.MATTERS, limit=2, cursor=cursor)
        seen, cursor = [*seen, *(m["number"] for m in page["items"])], page["next_cursor"]
    assert seen == all_of_them


@pytest.mark.parametrize("path", ["units", "posts", "provisions", "ledger"])
def test_lists_kept_in_memory_and_the_ledger_go_on_too(told: Story, client: Client, path: str) -> None:
    shape = list_of(LISTS[path][0])
    key = {"provisions": "key", "ledger": "number"}.get(path, "code")
    first = read(client, path, shape, limit=3)
    second = read(client, path, shape, limit=3, cursor=first["next_cursor"])
    both = read(client, path, shape, limit=6)
    assert [row[key] for row in (*first["items"], *second["items"])] == [row[key] for row in both["items"]]
    whole = read(client, path, shape, limit=200)
    assert whole["next_cursor"] is not None or len(whole["items"]) <= 200


def test_a_cursor_that_none_of_ours_gave_is_no_error_page(told: Story, client: Client) -> None:
    for path in LISTS:
        for cursor in ("!", "AA", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "4pyT"):
            assert get(client, path, cursor=cursor).status_code in (200, 422), (path, cursor)


def test_filters_narrow(told: Story, client: Client) -> None:
    def numbers(**asked: Any) -> list[str]:
        return [m["number"] for m in read(client, "matters", reading.MATTERS, **asked)["items"]]

    number = str(told.matter.number)
    assert numbers(kind="koordinatif", phase="open", unit="DISPERTAN") == [number]
    assert numbers(kind="kolegial") == numbers(phase="closed") == numbers(unit="DLH") == []
    today = told.government.today()
    assert read(client, "decisions", list_of(s.DecisionShape), since=today, until=today, unit="DKP")["items"]
    assert not read(client, "decisions", list_of(s.DecisionShape), until=today - timedelta(days=1))["items"]
    assert read(client, "meetings", list_of(s.MeetingHead), since=today, until=today, sort="rapat_koordinasi")["items"]
    assert not read(client, "meetings", list_of(s.MeetingHead), since=today + timedelta(days=1))["items"]
    agencies = read(client, "units", list_of(s.UnitHead), agency="true", type="dinas", limit=200)["items"]
    assert agencies and {unit["type"] for unit in agencies} == {"dinas"}
    heads = read(client, "posts", list_of(s.PostShape), unit="DPUPR", head="true")["items"]
    assert [post["code"] for post in heads] == ["DPUPR/1"]


def test_a_past_day_is_answered_as_it_was(told: Story, client: Client) -> None:
    before = told.government.today() - timedelta(days=1)
    for path in ("matters", "meetings", "decisions", "follow-ups", "working-groups", "policies"):
        assert read(client, path, shape_of(path), on=before)["items"] == []
        assert read(client, path, shape_of(path), on=told.government.today())["items"] != []
    wrong(client, f"matters/{told.matter.number}", 404, on=before)


def test_a_day_is_asked_by_either_name_wherever_one_is_asked(told: Story, client: Client) -> None:
    today = told.government.today()
    before = today - timedelta(days=1)
    for path in ("matters", "units", "decisions", "kinds"):
        one, other = get(client, path, on=before, limit=2), get(client, path, per=before, limit=2)
        if path == "kinds":
            one, other = get(client, path, on=before), get(client, path, per=before)
        assert one.status_code == 200 and one.content == other.content, path
    assert read(client, "matters", reading.MATTERS, per=before)["items"] == []
    assert get(client, "matters", per=today, on=today).status_code == 200
    assert [fault.field for fault in wrong(client, "matters", 422, per=before, on=today).errors] == ["on"]
    assert [fault.field for fault in wrong(client, "matters", 422, per="kemarin").errors] == ["on"]
    for address in ("/berkas/", "/data/berkas.json", "/data/organisasi.ttl", "/unit/DPUPR.jsonld"):
        answers = [client.get(f"{address}?{name}={before}") for name in ("per", "on")]
        first, second = (b"".join(answer) for answer in answers)
        assert answers[0].status_code == answers[1].status_code, address
        if address != "/berkas/":  # a page names its own address, a set the moment it was made
            assert re.sub(rb'"date": "[^"]*"', b"", first) == re.sub(rb'"date": "[^"]*"', b"", second), address
        assert client.get(f"{address}?per={before}&on={today}").status_code == 400, address
        assert client.get(f"{address}?on=kemarin").status_code == 400, address
    page = client.get(f"/berkas/?on={before}").content.decode()
    assert told.matter.title not in page and f"?per={before}" in page


def test_a_question_that_nobody_would_answer_is_refused_by_its_name(told: Story, client: Client) -> None:
    for path in (*LISTS, "kinds", "", f"matters/{told.matter.number}"):
        problem = wrong(client, path, 422, tahap="open")
        assert [fault.field for fault in problem.errors] == ["tahap"] and "tahap" in problem.detail, path
    assert "phase" in wrong(client, "matters", 422, tahap="open").errors[0].detail
    wrong(client, "seals", 422, on=told.government.today())
    answer = client.post(f"{ROOT}uploads?x=1")
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"


# One thing


def test_the_index_leads_to_all_that_can_be_read_and_the_catalogue_leads_to_it(told: Story, client: Client) -> None:
    found = read(client, "", v1.Index)
    addresses = {one["url"] for one in found["resources"]}
    assert {f"{ROOT}{path}" for path in (*LISTS, "kinds", "indicators", "path", "search")} == addresses
    for address in (found["docs"], found["openapi"], *addresses - {f"{ROOT}path", f"{ROOT}search"}):
        assert client.get(address).status_code == 200, address
    assert client.get("/api/v1").headers["Location"] == ROOT
    nodes = client.get("/data/katalog.jsonld").json()["@graph"]
    (service,) = (node for node in nodes if node["@type"] == "dcat:DataService")
    assert service["dcat:endpointURL"]["@id"] == f"http://testserver{ROOT}"


def test_one_thing_is_of_its_shape(told: Story, client: Client) -> None:
    told_paths: dict[str, Any] = {
        "units/DPUPR": s.Unit,
        "kinds": s.KindsShape,
        "provisions/pasal-13/ayat-1": s.ProvisionShape,
        f"matters/{told.matter.number}": s.Matter,
        f"meetings/{told.meeting.pk}": s.Meeting,
        f"decisions/{told.decision.pk}": s.DecisionShape,
        f"follow-ups/{told.task.pk}": s.FollowUpShape,
        f"working-groups/{told.group.pk}": s.Group,
        f"policies/{told.monitoring.pk}": s.Document,
        "indicators": s.IndicatorsShape,
    }
    for path, shape in told_paths.items():
        read(client, path, shape)


def test_a_matter_that_is_not_open_answers_like_what_never_was(told: Story, client: Client) -> None:
    cast = holding(told.government)
    waiting = opened(cast("SETDA.AST2/1"), kind="koordinatif", form="c", parties=("DPUPR", "DISDIK"), title="Belum")
    assert waiting.state == "submitted"
    one, other = wrong(client, f"matters/{waiting.number}", 404), wrong(client, "matters/2026-09999", 404)
    assert (one.title, one.detail) == (other.title, other.detail)
    listed = read(client, "matters", reading.MATTERS)["items"]
    assert [m["number"] for m in listed] == [told.matter.number]


def test_a_withheld_matter_is_a_stub_in_lists_that_nothing_narrows_and_tells_why_at_its_address(
    told: Story, client: Client
) -> None:
    Matter.objects.filter(pk=told.matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2030, 1, 1)
    )
    rebuild(told.government.pk)
    (stub,) = read(client, "matters", reading.MATTERS)["items"]
    assert set(stub) == {"number", "url", "withheld"}
    for asked in ({"kind": "koordinatif"}, {"phase": "open"}, {"unit": "DISPERTAN"}):
        assert read(client, "matters", reading.MATTERS, **asked)["items"] == [], asked
    face = read(client, f"matters/{told.matter.number}", s.Matter)
    assert set(face) == {"number", "url", "withheld"} and face["withheld"]["review_on"] == "2030-01-01"
    for path in ("meetings", "decisions", "follow-ups", "working-groups", "policies", "search?q=jadwal"):
        assert told.matter.title not in client.get(f"{ROOT}{path}").content.decode()  # what was issued stays open


def test_what_the_list_does_not_show_is_counted_as_the_page_counts_it(told: Story, client: Client) -> None:
    """Numbers have gaps: what nobody has taken up yet is not open; what is withheld is a stub here, a count there."""
    cast = holding(told.government)
    chair = cast("SETDA.AST2/1")
    for title in ("Belum satu", "Belum dua"):
        opened(chair, kind="koordinatif", form="c", parties=("DPUPR", "DISDIK"), title=title)
    hidden = led(cast, title="Ditutup")
    Matter.objects.filter(pk=hidden.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2030, 1, 1)
    )
    found = read(client, "matters", reading.MATTERS)
    assert found["unlisted"] == {"withheld": 1, "counted": [], "not_open": 2}
    assert len([row for row in found["items"] if row["withheld"]]) == 1
    given = Matter.objects.exclude(phase="draft").count()
    assert given == len(found["items"]) + found["unlisted"]["not_open"]
    page = client.get("/berkas/").content.decode()
    assert "1 berkas dikecualikan" in page and "2 berkas sudah bernomor tetapi belum terbuka" in page
    assert "Belum satu" not in page
    rest = read(
        client, "matters", reading.MATTERS, limit=1, cursor=get(client, "matters", limit=1).json()["next_cursor"]
    )
    assert rest["unlisted"] is None
    before = read(client, "matters", reading.MATTERS, on=told.government.today() - timedelta(days=1))
    assert before["unlisted"]["not_open"] is None
    assert (
        "belum terbuka, karena"
        not in client.get(f"/berkas/?per={told.government.today() - timedelta(days=1)}").content.decode()
    )


def test_a_unit_that_ended_names_its_successors(balangan: Government, client: Client) -> None:
    row = Unit.objects.get(government=balangan, code="DKP")
    Unit.objects.filter(pk=row.pk).update(valid_to=date(2026, 1, 1))
    Succession.objects.create(
        government=balangan, date=date(2026, 1, 2), old="DKP", new="DISPERTAN", kind="merge", ground="Perda contoh"
    )
    forget()
    problem = wrong(client, "units/DKP", 404)
    assert "DISPERTAN" in problem.detail
    assert read(client, "units/DKP", s.Unit, on="2025-12-31")["successions"][0]["new"]["code"] == "DISPERTAN"
    forget()


# The path


def test_the_path_is_the_object_of_the_command(balangan: Government, client: Client) -> None:
    asked = {"from": "DPUPR", "to": ["DISPERTAN", "KEC.LAMPIHONG"], "kind": "koordinatif", "form": "c"}
    question = Question("DPUPR", ("DISPERTAN", "KEC.LAMPIHONG"), Kind.KOORDINATIF, None, "c")
    found = as_json(resolver(balangan, balangan.today()).resolve(question))
    assert read(client, "path", s.PathShape, **asked) == json.loads(json.dumps(found))
    early = read(client, "path", s.PathShape, **asked, on="2020-04-05")
    assert early["status"] == "undetermined" and early["reasons"]


def test_a_path_that_cannot_be_asked_names_what_comes_near(balangan: Government, client: Client) -> None:
    assert "DPUPR" in wrong(client, "path", 422, **{"from": "DPUPRR", "to": "DLH", "kind": "konsultatif"}).detail
    assert "konsultatif" in wrong(client, "path", 422, **{"from": "DPUPR", "to": "DLH", "kind": "konsultasi"}).detail
    missing = wrong(client, "path", 422, kind="konsultatif")
    assert {fault.field for fault in missing.errors} == {"from", "to"}


# How it is asked


def test_who_has_the_answer_already_is_told_so(told: Story, client: Client) -> None:
    first = get(client, "matters")
    again = client.get(f"{ROOT}matters", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content and again["ETag"] == first["ETag"]
    Matter.objects.filter(pk=told.matter.pk).update(title="Judul lain")
    changed = client.get(f"{ROOT}matters", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


def test_a_page_of_any_other_host_may_read_and_nothing_else(balangan: Government, client: Client) -> None:
    answer = client.get(f"{ROOT}kinds", headers={"Origin": "https://contoh.invalid"})
    assert answer["Access-Control-Allow-Origin"] == "*" and "ETag" in answer["Access-Control-Expose-Headers"]
    asked = client.options(f"{ROOT}matters", headers={"Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204 and asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert asked["Allow"] == "GET, HEAD, OPTIONS, POST" and "Access-Control-Allow-Credentials" not in asked
    writing_only = client.options(f"{ROOT}uploads")
    assert "Access-Control-Allow-Origin" not in writing_only


def test_another_verb_is_told_which_are_known(balangan: Government, client: Client) -> None:
    answer = client.delete(f"{ROOT}kinds")
    assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD, OPTIONS"
    assert msgspec.json.decode(answer.content, type=Problem).status == 405
    head = client.head(f"{ROOT}kinds")
    assert head.status_code == 200 and not head.content


WRONG: list[tuple[str, dict[str, str], str]] = [
    ("matters", {"limit": "0"}, "limit"),
    ("matters", {"limit": "201"}, "limit"),
    ("matters", {"limit": "banyak"}, "limit"),
    ("matters", {"kind": "lain"}, "kind"),
    ("matters", {"on": "2026-02-30"}, "on"),
    ("matters", {"on": "kemarin"}, "on"),
    ("matters", {"on": "0001-01-01"}, "on"),
    ("matters", {"cursor": "x" * 201}, "cursor"),
    ("decisions", {"since": "2026-13-01"}, "since"),
    ("indicators", {"period": "2026-5"}, "period"),
    ("search", {"q": ""}, "q"),
    ("search", {"q": "air", "year": "1"}, "year"),
]


def test_what_cannot_be_taken_is_named_by_its_field(balangan: Government, client: Client) -> None:
    for path, asked, field in WRONG:
        problem = wrong(client, path, 422, **asked)
        assert [fault.field for fault in problem.errors] == [field] and problem.errors[0].detail, (path, asked)


def test_signs_that_no_database_keeps_reach_none(told: Story, client: Client) -> None:
    for path in ("matters/2026%00", "units/D%00", "provisions/pasal%00", "matters/%ff%fe", "units/%0a"):
        assert client.get(f"{ROOT}{path}").status_code in (400, 404), path


def test_signs_in_a_question_reach_no_database(told: Story, client: Client) -> None:
    for asked in ({"unit": "D\x00"}, {"cursor": "\x00"}, {"x\x00": "1"}):
        wrong(client, "matters", 400, **asked)
    assert get(client, "search", q="\ud800".encode("utf-8", "surrogatepass").decode("latin-1")).status_code == 200
    assert get(client, "matters", unit="x" * 91).status_code == 422
    assert client.get(f"{ROOT}meetings/{'9' * 400}").status_code == 404
    assert client.get(f"{ROOT}ledger/{'9' * 40}").status_code == 404
    assert client.get(f"{ROOT}ledger/0").status_code == 404
    wrong(client, "tidak-ada", 404)
    answer = client.get(f"{ROOT}provisions/a%0Ab")
    assert answer.status_code == 404 and answer["Content-Type"] == "application/problem+json"
    wrong(client, "indicators", 422, unit="tidak-ada")


# Search


def test_the_search_finds_what_is_open_and_says_which_word_it_mended(told: Story, client: Client) -> None:
    found = read(client, "search", s.FoundShape, q="irigsai")
    assert found["mended"] and found["total"] >= 1
    assert any(hit["url"] == f"/berkas/{told.matter.number}/" for hit in found["items"])
    assert read(client, "search", s.FoundShape, q="irigasi", sort="provision", limit=1)["items"] == []
    first = read(client, "search", s.FoundShape, q="irigasi", limit=1)
    second = read(client, "search", s.FoundShape, q="irigasi", limit=1, cursor=first["next_cursor"])
    assert first["items"] != second["items"]


# The description


def test_the_description_names_every_operation_and_what_it_answers(balangan: Government, client: Client) -> None:
    document = client.get(f"{ROOT}openapi.json").json()
    assert document["openapi"].startswith("3.1") and document["paths"] == described(v1.api, v1.ROOT)["paths"]
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            assert operation["summary"] and operation["responses"], (path, verb)
            shown = [told for status, told in operation["responses"].items() if status[0] == "2"]
            assert shown, (path, verb)
            for status, told in operation["responses"].items():
                media = "application/problem+json" if status[0] == "4" else "application/json"
                assert status in ("204", "304") or list(told["content"]) == [media], (path, verb, status)
    known = set(document["components"]["schemas"])
    named = {ref.rpartition("/")[2] for ref in _refs(document)}
    assert named <= known and all("/" not in name for name in known)


def test_every_answer_has_an_example_that_is_exactly_of_its_shape(balangan: Government) -> None:
    found = described(v1.api, v1.ROOT)
    shapes = operations._shapes
    tried = set()
    for verbs in found["paths"].values():
        for told in (told for one in verbs.values() for told in one["responses"].values()):
            for content in told.get("content", {}).values():
                names = [ref.rpartition("/")[2] for ref in sorted(_refs(content["schema"]))]
                msgspec.convert(content["example"], shapes[names[0]])
                tried.update(names)
    assert tried == set(shapes)


def _refs(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(_refs, value.values())) if value else own
    return set().union(*map(_refs, value)) if isinstance(value, list) else set()


def test_the_page_lists_every_operation_and_loads_nothing_from_elsewhere(balangan: Government, client: Client) -> None:
    page = client.get(f"{ROOT}docs").content.decode()
    for path in described(v1.api, v1.ROOT)["paths"]:
        assert path.replace("{", "{") in page
    assert "masalah-422" in page and "<script>" not in page and 'src="http' not in page and len(page) < 150_000


def test_an_operation_that_does_not_say_who_may_come_in_keeps_the_product_from_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stray = Router()
    stray.get("/tersesat")(lambda request: None)
    api = NinjaAPI(openapi_url=None, docs_url=None, urls_namespace="tersesat")
    api.add_router("", stray)
    monkeypatch.setattr(v1, "api", api)
    with pytest.raises(ImproperlyConfigured, match="siapa yang boleh masuk"):
        v1.addresses(public=lambda view: view, token=lambda view: view)

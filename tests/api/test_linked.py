"""Linked data: what strangers' tools read in it, and what our own shapes find when a promise is broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rdflib import DCAT, DCTERMS, FOAF, ORG, PROV, RDF, SKOS, Graph, URIRef
from rdflib.compare import isomorphic

from selaras.actions.ledger import seal
from selaras.api import linked
from selaras.records.datasets import DATASETS
from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.records.units import Post, Succession, Unit, forget
from tests.faces import led, story
from tests.results import withheld

# The readers use names of their own library that are going away.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
    pytest.mark.filterwarnings("ignore:Dataset..* is deprecated"),
]
Cast = Callable[..., Actor]
SHAPES = Path(__file__).parents[1] / "shapes"
SITE = "http://testserver"
QUERIES = {"matter": 30, "meeting": 22, "decision": 15, "group": 8, "document": 15, "unit": 3}


def read(address: str) -> Graph:
    """A document as a stranger's tool reads it, without fetching anything else."""
    answer = Client().get(address)
    assert answer.status_code == 200, address
    form = "turtle" if address.partition("?")[0].endswith(".ttl") else "json-ld"
    if form == "json-ld":
        assert isinstance(json.loads(answer.content)["@context"], dict)  # nothing to fetch
    return Graph().parse(data=answer.content, format=form)


def day_of(value: Any) -> date:
    """A day as a stranger's tool reads it."""
    found: date = value.toPython()
    return found


def faults(graph: Graph, shapes: str) -> str:
    """What our shapes find wrong with a graph; "" for nothing."""
    sound, _graph, text = pyshacl.validate(graph, shacl_graph=str(SHAPES / f"{shapes}.ttl"), inference="none")
    return "" if sound else str(text)


def unit(code: str) -> URIRef:
    """A unit's IRI: the address of its page."""
    return URIRef(f"{SITE}/unit/{code}/")


def merged(balangan: Government) -> None:
    """Dinas Ketahanan Pangan went on in Dinas Pertanian today."""
    today = balangan.today()
    for rows in (Unit.objects.filter(code="DKP"), Post.objects.filter(unit="DKP")):
        rows.filter(government=balangan).update(valid_to=today - timedelta(days=1))
    Succession.objects.create(
        government=balangan, date=today, old="DKP", new="DISPERTAN", kind="merge", ground="Perda contoh"
    )
    Government.objects.filter(pk=balangan.pk).update(organisation_version=balangan.organisation_version + 1)
    forget()  # another test may have had an organisation of that number


@pytest.mark.parametrize("ending", ["jsonld", "ttl"])
def test_the_organisation_keeps_what_w3c_org_promises(balangan: Government, cast: Cast, ending: str) -> None:
    cast("DPUPR/1")
    merged(balangan)
    graph = read(f"/data/organisasi.{ending}")
    assert faults(graph, "org") == ""
    assert len(list(graph.subjects(RDF.type, ORG.Post))) > 300
    assert graph.value(unit("DPUPR"), SKOS.prefLabel).toPython() == "Dinas Pekerjaan Umum dan Penataan Ruang"  # type: ignore[union-attr]
    assert [str(name) for name in graph.objects(None, FOAF.name)].count("Pemegang DPUPR/1") == 1


@pytest.mark.parametrize(
    ("shape", "breaks"),
    [
        ("org", lambda g: g.remove((unit("DPUPR"), SKOS.prefLabel, None))),
        ("org", lambda g: g.remove((URIRef(f"{SITE}/unit/DPUPR/1/"), ORG.postIn, None))),
        ("org", lambda g: g.add((unit("DPUPR"), ORG.resultedFrom, unit("DISPERTAN")))),
        ("org", lambda g: g.add((next(g.subjects(RDF.type, FOAF.Person)), FOAF.mbox, URIRef("mailto:a@b.invalid")))),
        ("dcat", lambda g: g.remove((URIRef(f"{SITE}/data/#unit"), DCTERMS.license, None))),
        ("dcat", lambda g: g.remove((URIRef(f"{SITE}/data/#unit"), DCAT.distribution, None))),
        ("dcat", lambda g: g.remove((None, DCAT.mediaType, None))),
        ("dcat", lambda g: g.remove((None, RDF.type, DCTERMS.ProvenanceStatement))),
    ],
)
def test_a_broken_promise_is_found_by_the_shapes(
    balangan: Government, cast: Cast, shape: str, breaks: Callable[[Graph], object]
) -> None:
    cast("DPUPR/1")
    graph = read("/data/organisasi.jsonld" if shape == "org" else "/data/katalog.jsonld")
    breaks(graph)
    assert faults(graph, shape)


def test_pasal_22_a_merger_leads_from_the_old_unit_to_the_new_before_on_and_after_its_day(balangan: Government) -> None:
    merged(balangan)
    today = balangan.today()
    before = read(f"/data/organisasi.jsonld?per={today - timedelta(days=1)}")
    assert (unit("DKP"), RDF.type, ORG.OrganizationalUnit) in before and not list(
        before.subjects(RDF.type, ORG.ChangeEvent)
    )
    for day in (today, today + timedelta(days=1)):
        after = read(f"/data/organisasi.ttl?per={day}")
        (event,) = after.subjects(RDF.type, ORG.ChangeEvent)
        assert (unit("DKP"), ORG.changedBy, event) in after and (unit("DISPERTAN"), ORG.resultedFrom, event) in after
        assert (event, ORG.originalOrganization, unit("DKP")) in after
        assert after.value(event, DCTERMS.date).toPython() == today  # type: ignore[union-attr]
        assert (unit("DKP"), RDF.type, ORG.OrganizationalUnit) in after  # it keeps its name and address
        posts = after.subjects(ORG.postIn, unit("DKP"))
        assert not list(posts), "a unit that ended has no posts any more"
    alone = read("/unit/DKP.jsonld")
    assert (unit("DISPERTAN"), None, None) not in alone and list(alone.objects(unit("DKP"), ORG.changedBy))


@pytest.mark.parametrize("ending", ["jsonld", "ttl"])
def test_the_catalogue_keeps_what_dcat_promises_and_names_what_is_there(balangan: Government, ending: str) -> None:
    seal(balangan)
    graph = read(f"/data/katalog.{ending}")
    assert faults(graph, "dcat") == ""
    codes = {str(code).rpartition("/")[2] for code in graph.objects(None, DCTERMS.identifier)}
    assert codes == {found.code for found in DATASETS} | {"semua"}
    for address in graph.objects(None, DCAT.downloadURL):
        path = str(address).removeprefix(SITE)
        answer = Client().get(path)
        answer.getvalue()  # with its end the answer is closed
        assert answer.status_code == 200 or path == "/data/semua.zip", path
    assert Client().get("/api/v1/openapi.json").status_code == 200


def test_turtle_says_what_json_ld_says(balangan: Government, cast: Cast) -> None:
    one = story(cast)
    merged(balangan)
    seal(balangan)
    for name in ("katalog", "organisasi"):
        assert isomorphic(read(f"/data/{name}.ttl"), read(f"/data/{name}.jsonld")), name
    for page in (*one.addresses, "/unit/DPUPR/", "/peraturan/perbup-24-2020/"):
        if page.count("/") > 2:  # pages have no Turtle of their own, and show every shape of value
            found = json.loads(Client().get(f"{page[:-1]}.jsonld").content)
            turtle = Graph().parse(data=linked.as_turtle(found), format="turtle")
            assert isomorphic(turtle, Graph().parse(data=json.dumps(found), format="json-ld")), page


def test_what_is_typed_stays_a_text_in_turtle() -> None:
    typed = 'Ia berkata "air\\" <b>\n\t\x0b . @prefix'
    node = {"@id": "http://contoh.invalid/a b>", "dct:title": linked.words(typed), "schema:value": [1, 2.5, True, None]}
    graph = Graph().parse(data=linked.as_turtle(linked.document([node])), format="turtle")
    assert [str(text) for text in graph.objects(None, DCTERMS.title)] == [typed] and len(graph) == 4


def test_every_page_has_its_linked_data(balangan: Government, cast: Cast) -> None:
    one = story(cast)
    for page in [*one.addresses, "/unit/DPUPR/", "/unit/DPUPR/1/", "/peraturan/perbup-24-2020/"]:
        if page.count("/") > 2:
            graph = read(f"{page[:-1]}.jsonld")
            topic = graph.value(URIRef(f"{SITE}{page[:-1]}.jsonld"), FOAF.primaryTopic)
            assert topic == URIRef(f"{SITE}{page}") and len(list(graph.objects(topic, None))) > 4, page
            assert list(graph.objects(None, DCTERMS.provenance)) and list(graph.objects(None, DCTERMS.license)), page


def test_the_linked_data_of_a_matter_says_who_works_with_whom(balangan: Government, cast: Cast) -> None:
    matter = led(cast)
    topic = URIRef(f"{SITE}/berkas/{matter.number}/")
    graph = read(f"/berkas/{matter.number}.jsonld")
    assert {unit("DPUPR"), unit("DISPERTAN"), unit("DKP")} <= set(graph.objects(topic, PROV.wasAssociatedWith))
    assert not list(graph.objects(topic, DCTERMS.description))  # what it is for is open once it is closed


def test_the_linked_data_of_a_withheld_matter_says_why_and_until_when_alone(balangan: Government, cast: Cast) -> None:
    matter = led(cast)
    row = withheld(cast, matter, ground="penegakan-hukum")
    graph = read(f"/berkas/{matter.number}.jsonld")
    told = dict(graph.predicate_objects(URIRef(f"{SITE}/berkas/{matter.number}/")))
    assert set(told) == {RDF.type, DCTERMS.identifier, DCTERMS.accessRights, DCTERMS.available}
    assert row.ends_on and row.due_on and row.due_on < row.ends_on
    assert day_of(told[DCTERMS.available]) == row.ends_on + timedelta(days=1)  # it opens by itself after its term
    rights = told[DCTERMS.accessRights]
    assert day_of(graph.value(rights, DCTERMS.valid)) == row.due_on  # the day of review, which opens nothing
    term = graph.value(rights, DCTERMS.temporal)
    assert [day_of(graph.value(term, DCAT[name])) for name in ("startDate", "endDate")] == [row.since, row.ends_on]


def test_what_does_not_open_by_itself_names_no_day_on_which_it_does(balangan: Government, cast: Cast) -> None:
    matter = led(cast)
    withheld(cast, matter, ground="rahasia-pribadi")
    told = dict(read(f"/berkas/{matter.number}.jsonld").predicate_objects(URIRef(f"{SITE}/berkas/{matter.number}/")))
    assert set(told) == {RDF.type, DCTERMS.identifier, DCTERMS.accessRights}


def test_linked_data_asks_as_few_queries_as_ever(balangan: Government, cast: Cast) -> None:
    one = story(cast)
    pages = {
        "matter": f"/berkas/{one.matter.number}.jsonld",
        "meeting": f"/agenda/{one.meeting.pk}.jsonld",
        "decision": f"/keputusan/{one.decision.pk}.jsonld",
        "group": f"/gugus-kerja/{one.group.pk}.jsonld",
        "document": f"/kebijakan/{one.monitoring.pk}.jsonld",
        "unit": "/unit/DPUPR.jsonld",
    }
    asked = {}
    for sort, page in pages.items():
        with CaptureQueriesContext(connection) as queries:
            Client().get(page)
        asked[sort] = len(queries)
    assert asked == QUERIES


def test_popolo_holds_together(balangan: Government, cast: Cast) -> None:
    cast("DPUPR/1")
    told: dict[str, Any] = json.loads(Client().get("/data/popolo.json").content)
    organisations = {one["id"]: one for one in told["organizations"]}
    posts = {one["id"]: one for one in told["posts"]}
    people = {one["id"]: one for one in told["persons"]}
    assert all(one["parent_id"] in organisations for one in told["organizations"] if one["id"] != "63.11")
    assert all(one["organization_id"] in organisations for one in posts.values())
    (membership,) = told["memberships"]
    assert membership["post_id"] == "DPUPR/1" and membership["organization_id"] == posts["DPUPR/1"]["organization_id"]
    assert people[membership["person_id"]] == {"id": membership["person_id"], "name": "Pemegang DPUPR/1"}


def test_jdihn_takes_every_policy_that_was_issued(balangan: Government, cast: Cast) -> None:
    one = story(cast)
    found = {row["idData"]: row for row in json.loads(Client().get("/data/jdihn.json").content)}
    row = found[str(one.policy.pk)]
    assert set(found) == {str(document.pk) for document in (one.policy, one.programme, one.monitoring)}
    assert row["judul"] == "Pedoman pembagian air" and row["noPeraturan"] == "188.45/20/2026"
    assert row["jenis"] == "Keputusan Bupati" and row["status"] == "Berlaku" and row["operasi"] == "4"
    assert row["tanggal_penetapan"] == str(balangan.today())
    assert row["urlDetailPeraturan"] == f"{SITE}/kebijakan/{one.policy.pk}/"

"""Linked data: the catalogue (DCAT), the organisation (W3C ORG), and what one page says, as JSON-LD with its context.

The IRI of a thing is the address of its page. Turtle is made from the same JSON-LD, so the two cannot differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from selaras.api.publication import RIGHTS, Publication
from selaras.api.tables import plain
from selaras.law.organisation import Organisation
from selaras.law.regulation import Regulation
from selaras.law.types import Affair, Post, Succession, Unit
from selaras.records.datasets import DATASETS, Dataset
from selaras.records.governments import pack_of
from selaras.records.people import Tenure, holders
from selaras.records.units import history

Node = dict[str, Any]
PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
# In which forms a set is given: how its address ends, what it is called, its media type.
FORMS = (
    ("csv", "CSV", "text/csv"),
    ("json", "JSON", "application/json"),
    ("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ods", "ODS", "application/vnd.oasis.opendocument.spreadsheet"),
)
JSON_LD, TURTLE = "application/ld+json", "text/turtle"


def document(nodes: Iterable[Node]) -> Node:
    """Nodes as one JSON-LD document that needs nothing fetched to be read."""
    return {"@context": PREFIXES, "@graph": list(nodes)}


def as_json(found: Node) -> bytes:
    """A document as it is sent."""
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def as_turtle(found: Node) -> bytes:
    """The same document as Turtle (RDF 1.1): the shape of our own documents, which is all that is ever written here."""
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in found["@context"].items()]
    waiting = list(found["@graph"])
    for node in waiting:
        waiting += [inner for inner in _within(node) if "@id" in inner and len(inner) > 1]
        lines.append(f"\n<{_iri(node['@id'])}> {_said(node)} .")
    return ("\n".join(lines) + "\n").encode()


def _within(node: Node) -> Iterator[Node]:
    """The nodes within a node, at any depth."""
    for value in node.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "@value" not in one:
                yield one
                yield from () if "@id" in one else _within(one)


def _said(node: Node) -> str:
    """What is said of a node: its types, then each property with its values."""
    told = []
    for name, value in node.items():
        values = [one for one in (value if isinstance(value, list) else [value]) if one is not None]
        if name == "@type":
            told.append(f"a {', '.join(values)}")
        elif name != "@id" and values:
            told.append(f"{name} {', '.join(_object(one) for one in values)}")
    return " ;\n  ".join(told)


def _object(value: Any) -> str:
    """A value as Turtle writes it: an IRI, a node without a name, a text with its language or type, a figure."""
    if isinstance(value, dict):
        if "@value" in value:
            text = json.dumps(value["@value"], ensure_ascii=False)
            return f"{text}@{value['@language']}" if "@language" in value else f"{text}^^{value['@type']}"
        return f"<{_iri(value['@id'])}>" if "@id" in value else f"[ {_said(value)} ]"
    return f"{value:E}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _iri(address: str) -> str:
    """An IRI without the signs that would end it."""
    return "".join(f"\\u{ord(c):04X}" if c <= " " or c in '<>"{}|^`\\' else c for c in address)


def link(address: str) -> Node:
    """Something by its IRI."""
    return {"@id": address}


def words(text: str) -> Node:
    """An Indonesian text."""
    return {"@value": str(text), "@language": "id"}


def day(value: date | str | None) -> Node | None:
    """A day, or None."""
    return {"@value": str(value), "@type": "xsd:date"} if value else None


def without_nothing(node: Mapping[str, Any]) -> Node:
    """A node without what is not known."""
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}


def period(begins: date | str | None, ends: date | str | None) -> Node | None:
    """From a day to a day, of which one may be open."""
    if not begins and not ends:
        return None
    return without_nothing({"@type": "dct:PeriodOfTime", "dcat:startDate": day(begins), "dcat:endDate": day(ends)})


def concept(code: str, label: str = "") -> Node:
    """A word of a list: a type, a state."""
    named = words(label) if label else None
    return without_nothing({"@type": "skos:Concept", "skos:notation": code, "skos:prefLabel": named})


def provenance(told: Publication) -> Node:
    """Beside which seal a document was made."""
    return {"@type": "dct:ProvenanceStatement", "rdfs:label": words(told.seal_said)}


def about_page(told: Publication, place: str) -> Node:
    """The document itself: what it is about, under which licence, of which day, beside which seal."""
    return {
        "@id": told.at(f"{place.rstrip('/') or '/data/organisasi'}.jsonld"),
        "@type": "foaf:Document",
        "foaf:primaryTopic": link(told.at(place)),
        "dct:license": link(told.licence.url),
        "dct:publisher": link(told.at("/")),
        "dct:date": day(told.day),
        "dct:provenance": provenance(told),
    }


# The organisation (W3C ORG)


def government(told: Publication) -> Node:
    """The government itself."""
    return {
        "@id": told.at("/"),
        "@type": ["org:FormalOrganization", "foaf:Agent"],
        "skos:prefLabel": words(told.row.long_name),
        "foaf:name": told.row.long_name,
        "org:identifier": told.government.code,
    }


def unit_node(told: Publication, unit: Unit, organisation: Organisation) -> Node:
    """A unit with its place in the tree, its posts and what changed it."""
    events = [(f"{_event(told, s)}", s) for s in changes(told)]
    coordinators = [c.coordinator for c in organisation.coordination.get(unit.code, ()) if c.official]
    return without_nothing(
        {
            "@id": _unit(told, unit.code),
            "@type": "org:OrganizationalUnit",
            "skos:prefLabel": words(unit.name),
            "skos:altLabel": unit.abbr,
            "org:identifier": unit.code,
            "org:classification": concept(unit.type),
            "org:unitOf": link(told.at("/")),
            "org:subOrganizationOf": link(_unit(told, unit.superior)) if unit.superior else None,
            "org:linkedTo": [link(_unit(told, code)) for code in coordinators],
            "org:hasPost": [link(_post(told, p.code)) for p in organisation.posts_of.get(unit.code, ())],
            "org:resultedFrom": [link(event) for event, s in events if s.new == unit.code],
            "org:changedBy": [link(event) for event, s in events if s.old == unit.code],
            "dct:temporal": period(unit.valid_from, unit.valid_to),
            "dct:source": unit.source,
        }
    )


def _former(told: Publication, unit: Unit) -> Node:
    """A unit that is no more: its name and what changed it, without superior and posts."""
    found = unit_node(told, unit, history(told.government).on(told.day))
    return {key: value for key, value in found.items() if key not in ("org:subOrganizationOf", "org:hasPost")}


def post_node(told: Publication, post: Post) -> Node:
    """A post in its unit and under its superior."""
    return without_nothing(
        {
            "@id": _post(told, post.code),
            "@type": "org:Post",
            "skos:prefLabel": words(post.title),
            "dct:identifier": post.code,
            "org:postIn": link(_unit(told, post.unit)),
            "org:reportsTo": link(_post(told, post.superior)) if post.superior else None,
            "org:role": concept("pimpinan", "Pimpinan unit") | {"@type": "org:Role"} if post.head else None,
            "dct:temporal": period(post.valid_from, post.valid_to),
        }
    )


def holder_nodes(told: Publication, tenure: Tenure) -> Iterator[Node]:
    """Who holds a post, and his membership; a name, and nothing else of the person."""
    person = told.id_of(f"/pejabat/{tenure.pk}")
    ends = {"time:hasEnd": {"@type": "time:Instant", "time:inXSDDate": day(tenure.valid_to)}} if tenure.valid_to else {}
    begins = {"@type": "time:Instant", "time:inXSDDate": day(tenure.valid_from)}
    yield {
        "@id": person,
        "@type": "foaf:Person",
        "foaf:name": tenure.person.name,
        "org:holds": link(_post(told, tenure.post)),
    }
    yield {
        "@id": told.id_of(f"/masa-jabatan/{tenure.pk}"),
        "@type": "org:Membership",
        "org:member": link(person),
        "org:organization": link(_unit(told, tenure.unit)),
        "org:role": {"@type": "org:Role", "skos:notation": tenure.capacity},
        "org:memberDuring": {"@type": "time:Interval", "time:hasBeginning": begins, **ends},
    }


def change_node(told: Publication, change: Succession) -> Node:
    """What happened to units on a day: a merger, a split, another name, an affair handed over, an end."""
    return without_nothing(
        {
            "@id": _event(told, change),
            "@type": "org:ChangeEvent",
            "dct:type": change.kind,
            "dct:date": day(change.date),
            "dct:description": words(change.ground),
            "org:originalOrganization": link(_unit(told, change.old)),
            "org:resultingOrganization": link(_unit(told, change.new)) if change.new else None,
        }
    )


def changes(told: Publication) -> list[Succession]:
    """The changes of units up to the day asked."""
    return [s for s in history(told.government).successions if s.date <= told.day]


def organisation(told: Publication) -> Node:
    """The whole organisation of a day, with the units of before that its changes speak of."""
    past = history(told.government)
    now = past.on(told.day)
    nodes = [{**about_page(told, "/struktur/"), "@id": told.at("/data/organisasi.jsonld")}, government(told)]
    nodes += [unit_node(told, unit, now) for unit in now.units.values()]
    named = {code for change in changes(told) for code in (change.old, change.new) if code} - now.units.keys()
    nodes += [_former(told, unit) for unit in _last(past.all_units, named)]
    nodes += [post_node(told, post) for post in now.posts.values()]
    nodes += [change_node(told, change) for change in changes(told)]
    heads = {post.code for post in now.heads.values()}
    held = holders(told.government, heads, told.day)
    nodes += [node for _code, tenure in sorted(held.items()) for node in holder_nodes(told, tenure)]
    return document(nodes)


def unit_document(told: Publication, code: str) -> Node | None:
    """One unit with its posts, who leads it, and what became of it; None for a code that never was."""
    past = history(told.government)
    now = past.on(told.day)
    unit = now.units.get(code) or next(iter(_last(past.all_units, {code})), None)
    if unit is None:
        return None
    at = now if code in now.units else past.on(unit.valid_to or told.day)
    nodes = [about_page(told, f"/unit/{code}/"), government(told), unit_node(told, unit, at)]
    nodes += [post_node(told, post) for post in at.posts_of.get(code, ())]
    nodes += [change_node(told, change) for change in changes(told) if code in (change.old, change.new)]
    nodes[2] |= without_nothing({"dct:subject": [_affair(a) for a in at.affairs.values() if a.unit == code]})
    if (head := now.heads.get(code)) and (tenure := holders(told.government, {head.code}, told.day).get(head.code)):
        nodes += holder_nodes(told, tenure)
    return document(nodes)


def post_document(told: Publication, code: str) -> Node | None:
    """One post; None for one that does not stand on the day."""
    now = history(told.government).on(told.day)
    post = now.posts.get(code)
    if post is None:
        return None
    nodes = [about_page(told, f"/unit/{code}/"), post_node(told, post)]
    if post.head and (tenure := holders(told.government, {code}, told.day).get(code)):
        nodes += holder_nodes(told, tenure)
    return document(nodes)


def _last(units: Iterable[Unit], codes: set[str]) -> list[Unit]:
    """The last row of each of these codes."""
    return list({unit.code: unit for unit in units if unit.code in codes}.values())


def _affair(affair: Affair) -> Node:
    return concept(affair.code, affair.name)


def _unit(told: Publication, code: str) -> str:
    return told.at(f"/unit/{code}/")


def _post(told: Publication, code: str) -> str:
    return told.at(f"/unit/{code}/")


def _event(told: Publication, change: Succession) -> str:
    return told.id_of(f"/perubahan-unit/{change.date}/{change.old}/{change.new or ''}/{change.affair or ''}")


# The organisation (Popolo)


def popolo(told: Publication) -> Node:
    """The organisation of a day in the shapes of the Popolo project; only those who lead units are named."""
    now = history(told.government).on(told.day)
    held = holders(told.government, {post.code for post in now.heads.values()}, told.day)
    organisations = [
        {"id": told.government.code, "name": told.row.long_name, "classification": "pemerintah daerah"},
        *(
            {
                "id": u.code,
                "name": u.name,
                "other_names": [{"name": u.abbr, "note": "singkatan"}] if u.abbr else [],
                "classification": u.type,
                "parent_id": u.superior or told.government.code,
                "founding_date": plain(u.valid_from),
                "dissolution_date": plain(u.valid_to),
                "links": [{"url": _unit(told, u.code)}],
            }
            for u in now.units.values()
        ),
    ]
    posts = [
        {
            "id": p.code,
            "label": p.title,
            "organization_id": p.unit,
            "start_date": plain(p.valid_from),
            "end_date": plain(p.valid_to),
        }
        for p in now.posts.values()
    ]
    people = [(told.id_of(f"/pejabat/{tenure.pk}"), tenure) for _code, tenure in sorted(held.items())]
    memberships = [
        {
            "person_id": name,
            "organization_id": tenure.unit,
            "post_id": tenure.post,
            "role": tenure.capacity,
            "start_date": plain(tenure.valid_from),
            "end_date": plain(tenure.valid_to),
        }
        for name, tenure in people
    ]
    return {
        "meta": {
            "publisher": told.row.long_name,
            "licence": told.licence.url,
            "date": plain(told.day),
            "seal": told.seal,
        },
        "organizations": organisations,
        "posts": posts,
        "persons": [{"id": name, "name": tenure.person.name} for name, tenure in people],
        "memberships": memberships,
    }


# A regulation (ELI)


def regulation_document(told: Publication, found: Regulation) -> Node:
    """A regulation by the names that the European Legislation Identifier gives such facts."""
    header, place = found.header, f"/peraturan/{found.code}/"
    xml = told.at(f"/data/akn/{found.code}.xml")
    topic = {
        "@id": told.at(place),
        "@type": "eli:LegalResource",
        "eli:title": words(found.title),
        "eli:title_short": words(found.short_title),
        "eli:id_local": f"{header.kind} {header.number}/{header.year}",
        "eli:type_document": concept(header.kind.lower().replace(" ", "-"), header.kind),
        "eli:date_document": day(header.enacted),
        "eli:first_date_entry_in_force": day(found.valid_from),
        "eli:date_no_longer_in_force": day(found.valid_to),
        "eli:passed_by": link(told.at("/")),
        "eli:published_in": header.gazette,
        "dct:identifier": header.work,
        "eli:has_part": [
            {
                "@id": told.at(f"{place}{key}/"),
                "@type": "eli:LegalResourceSubdivision",
                "dct:identifier": provision.eid,
                "dct:description": words(provision.gist),
            }
            for key, provision in found.provisions.items()
            if "/" not in key
        ],
        "dct:hasFormat": {"@id": xml, "dct:format": "application/akn+xml"},
    }
    return document([about_page(told, place), government(told), without_nothing(topic)])


# The catalogue (DCAT)


def catalogue(told: Publication) -> Node:
    """Every set with its forms, the machine interface, and all of it as one file."""
    here = told.at("/data/katalog.jsonld")
    nodes: list[Node] = [
        {
            "@id": here,
            "@type": "dcat:Catalog",
            "dct:title": words(f"Data terbuka {told.row.long_name}"),
            "dct:description": words("Hubungan kerja dan jalur koordinasi perangkat daerah."),
            "dct:publisher": link(told.at("/")),
            "dct:license": link(told.licence.url),
            "dct:rights": [
                {"@type": "dct:RightsStatement", "rdfs:label": words(said)}
                for said in (f"Lisensi: {told.licence_said}.", *RIGHTS)
            ],
            "dct:language": "id",
            "dct:modified": day(told.day),
            "dct:provenance": provenance(told),
            "foaf:homepage": link(told.at("/data/")),
            "dcat:dataset": [link(_dataset(told, found.code)) for found in (*DATASETS,)]
            + [link(_dataset(told, "semua"))],
            "dcat:service": link(told.at("/api/v1/")),
        },
        {**government(told), "@type": ["org:FormalOrganization", "foaf:Agent", "foaf:Organization"]},
        {
            "@id": told.at("/api/v1/"),
            "@type": "dcat:DataService",
            "dct:title": words("API Selaras"),
            "dcat:endpointURL": link(told.at("/api/v1/")),
            "dcat:endpointDescription": link(told.at("/api/v1/openapi.json")),
            "dct:license": link(told.licence.url),
        },
    ]
    nodes += [node for found in DATASETS for node in _set(told, found)]
    nodes += _whole(told)
    return document(nodes)


def _set(told: Publication, found: Dataset) -> Iterator[Node]:
    forms = [(told.at(f"/data/{found.code}.{ending}"), name, media) for ending, name, media in FORMS]
    forms += [(told.at(place), name, media) for place, name, media in others(told, found.code)]
    yield from _described(told, found.code, found.title, f"{found.about} {found.readers}", forms, "CONT")
    schema = told.at(f"/data/{found.code}.csv-metadata.json")
    yield {"@id": schema, "@type": "dct:Standard", "rdfs:label": words("Kolomnya (CSV on the Web)")}


def _whole(told: Publication) -> Iterator[Node]:
    about = "Semua kumpulan data dalam satu berkas ZIP dengan penjelasannya, dibuat setiap malam."
    forms = [(told.at("/data/semua.zip"), "ZIP", "application/zip")]
    yield from _described(told, "semua", "Semua data terbuka", about, forms, "DAILY")


def _described(
    told: Publication, code: str, title: str, about: str, forms: Iterable[tuple[str, str, str]], often: str
) -> Iterator[Node]:
    forms = list(forms)
    yield without_nothing(
        {
            "@id": _dataset(told, code),
            "@type": "dcat:Dataset",
            "dct:identifier": f"{told.government.code}/{code}",
            "dct:title": words(title),
            "dct:description": words(about),
            "dct:publisher": link(told.at("/")),
            "dct:license": link(told.licence.url),
            "dct:language": "id",
            "dct:modified": day(told.day),
            "dct:accrualPeriodicity": link(f"{FREQUENCY}{often}"),
            "dct:provenance": provenance(told),
            "dct:conformsTo": None if code == "semua" else link(told.at(f"/data/{code}.csv-metadata.json")),
            "dcat:landingPage": link(told.at("/data/")),
            "dcat:distribution": [link(f"{address}#berkas") for address, _name, _media in forms],
        }
    )
    for address, name, media in forms:
        yield {
            "@id": f"{address}#berkas",
            "@type": "dcat:Distribution",
            "dct:title": words(f"{title}, {name}"),
            "dcat:accessURL": link(address),
            "dcat:downloadURL": link(address),
            "dcat:mediaType": link(f"{MEDIA}{media}"),
            "dct:license": link(told.licence.url),
        }


def _dataset(told: Publication, code: str) -> str:
    return told.at(f"/data/#{code}")


def others(told: Publication, code: str) -> list[tuple[str, str, str]]:
    """The further forms of a set: their places, names and media types."""
    if code == "unit":
        return [
            ("/data/organisasi.jsonld", "W3C ORG sebagai JSON-LD", JSON_LD),
            ("/data/organisasi.ttl", "W3C ORG sebagai Turtle", TURTLE),
            ("/data/popolo.json", "Popolo", "application/json"),
        ]
    if code == "ketentuan":
        return [
            (f"/data/akn/{found.code}.xml", f"Akoma Ntoso {found.short_title}", "application/akn+xml")
            for found in pack_of(told.government).regulations
        ]
    if code == "kebijakan":
        return [("/data/jdihn.json", "JDIHN", "application/json")]
    return []

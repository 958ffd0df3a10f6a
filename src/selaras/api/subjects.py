"""What the page of one matter, meeting, decision, working group or policy says, as JSON-LD.

Everything comes from the faces, so it is what everybody may see now and nothing else; the words are those of PROV,
schema.org, W3C ORG and ELI.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import UNSET

from selaras.api.linked import Node, about_page, concept, day, document, link, period, without_nothing, words
from selaras.api.publication import Publication
from selaras.api.tables import plain
from selaras.records import faces
from selaras.records import shapes as s
from selaras.records.openness import (
    in_phase,
    public_decisions,
    public_documents,
    public_groups,
    public_matters,
    public_meetings,
    public_withholdings,
)
from selaras.records.register import withholdings


def _given(value: Any) -> Any:
    return None if value is UNSET else value


def _words(value: Any) -> Node | None:
    """A text where there is one and everybody may see it."""
    return words(_given(value)) if _given(value) else None


def _unit(told: Publication, name: s.Name | None) -> Node | None:
    if name is None:
        return None
    return {"@id": told.at(f"/unit/{name.code}/"), "@type": "org:Organization", "skos:prefLabel": words(name.name)}


def _seats(told: Publication, seats: Iterable[s.SeatShape]) -> list[Node]:
    """Who takes part, each with the post that acts and its role."""
    return [
        without_nothing(
            {
                "@type": "prov:Association",
                "prov:agent": _unit(told, seat.unit),
                "prov:hadRole": {"@type": "prov:Role", "skos:notation": seat.role},
                "org:holder": link(told.at(f"/unit/{seat.post.code}/")) if seat.post else None,
            }
        )
        for seat in seats
    ]


def _status(state: s.Name | None) -> Node | None:
    return concept(state.code, state.name) if state else None


def _ref(told: Publication, ref: s.Ref | None) -> Node | None:
    return {"@id": told.at(ref.url), "dct:title": words(ref.title)} if ref else None


def _moment(value: Any) -> Node | None:
    return {"@value": plain(value), "@type": "xsd:dateTime"} if value else None


def matter(told: Publication, number: str) -> Node | None:
    """One matter: who works with whom on what, where it lies; of a withheld one why, and until when."""
    rows = public_matters(told.government).filter(number=number)
    found = next(iter(faces.matters(told.government, rows)), None)
    if found is None:
        return None
    topic: Node = {"@id": told.at(found.url), "dct:identifier": found.number}
    if found.withheld:
        return _page(told, topic | _withheld(told, number, found.withheld))
    kind, seats = _given(found.kind), _given(found.parties) or []
    topic |= {
        "@type": ["prov:Activity", "schema:Project"],
        "dct:title": _words(found.title),
        "dct:type": concept(kind.code, kind.title) | {"@id": told.at(f"/hubungan/{kind.code}/")} if kind else None,
        "dct:conformsTo": kind.basis.cite if kind else None,
        "dct:description": _words(found.purpose),
        "adms:status": _status(_given(found.state)),
        "schema:startDate": day(_given(found.opened_on)),
        "schema:endDate": day(_given(found.closed_on)),
        "prov:wasAssociatedWith": [link(told.at(f"/unit/{code}/")) for code in _units(seats)],
        "prov:qualifiedAssociation": _seats(told, seats),
        "schema:maintainer": [_unit(told, one.unit) for one in _given(found.lies_with) or []],
        "prov:generated": [link(told.at(one.url)) for one in _given(found.decisions) or []],
        "dct:relation": [_ref(told, one) for one in _given(found.related) or []]
        + [_ref(told, one.matter) for one in _given(found.links) or []],
        "schema:step": [_step(told, one) for one in _given(found.journey) or []],
    }
    return _page(told, topic)


def _withheld(told: Publication, number: str, hidden: s.Hidden) -> Node:
    """On what ground it is withheld, from when to when, and until what day that holds without being looked at again;
    the day it becomes available is told where it opens by itself.
    """
    rows = (
        public_withholdings(told.government)
        .filter(in_phase(told.government, "withholding", "open"), matter__number=number)
        .select_related("matter")
    )
    row = next(iter(withholdings(told.government, rows)), None)
    rights = {
        "@type": "dct:RightsStatement",
        "rdfs:label": words(hidden.ground),
        "dct:valid": day(hidden.review_on),
        "dct:temporal": period(row.since, _given(row.until)) if row else None,
    }
    return {
        "@type": "prov:Activity",
        "dct:accessRights": without_nothing(rights),
        "dct:available": day(_given(row.opens_on)) if row else None,
    }


def _units(seats: Iterable[s.SeatShape]) -> list[str]:
    return list(dict.fromkeys(seat.unit.code for seat in seats))


def _step(told: Publication, done: s.Done) -> Node:
    return without_nothing(
        {
            "@type": "prov:Activity",
            "dct:identifier": str(done.number),
            "dct:description": words(done.sentence),
            "dct:date": day(done.on),
            "dct:conformsTo": done.basis.cite,
            "prov:wasAssociatedWith": link(told.at(f"/unit/{done.unit.code}/")) if done.unit else None,
        }
    )


def meeting(told: Publication, key: int) -> Node | None:
    """One meeting: when, where, who is called, what is on the agenda, and what was decided."""
    rows = public_meetings(told.government).filter(pk=key)
    found = next(iter(faces.meetings(told.government, rows)), None)
    if found is None:
        return None
    chair = _given(found.chair)
    topic = {
        "@id": told.at(found.url),
        "@type": ["schema:Event", "prov:Activity"],
        "dct:title": words(found.title),
        "dct:type": concept(found.sort),
        "adms:status": _status(found.state),
        "schema:startDate": _moment(_given(found.starts_at)),
        "schema:endDate": _moment(_given(found.ends_at)),
        "schema:location": _words(found.place),
        "schema:organizer": _unit(told, chair.unit) if chair else None,
        "prov:qualifiedAssociation": _seats(told, _given(found.units) or []),
        "schema:subEvent": [_item(told, item) for item in _given(found.agenda) or []],
        "prov:generated": [link(told.at(one.url)) for one in found.decisions],
        "dct:isPartOf": _ref(told, found.group),
    }
    return _page(told, topic)


def _item(told: Publication, item: s.Item) -> Node:
    return without_nothing(
        {
            "@type": "schema:Event",
            "schema:position": item.order,
            "dct:title": _words(item.title),
            "dct:description": _words(item.note),
            "dct:subject": [link(told.at(faces.matter_url(number))) for number in item.matters],
        }
    )


def decision(told: Publication, key: int) -> Node | None:
    """One decision: its words, its ground, who made it, how the units stood, and what follows from it."""
    rows = public_decisions(told.government).filter(pk=key)
    found = next(iter(faces.decisions(told.government, rows)), None)
    if found is None:
        return None
    origin = [ref for ref in (found.meeting, found.matter) if ref]
    topic = {
        "@id": told.at(found.url),
        "@type": ["prov:Entity", "schema:CreativeWork"],
        "dct:identifier": str(found.id),
        "dct:title": words(faces.beginning(found.text)),
        "schema:text": words(found.text),
        "dct:issued": day(found.adopted_on),
        "dct:conformsTo": _given(found.ground),
        "dct:creator": {"@id": told.at(f"/unit/{found.decided_by.code}/"), "rdfs:label": words(found.decided_by.name)},
        "rdfs:comment": _words(found.dissent),
        "prov:wasGeneratedBy": [_ref(told, ref) for ref in origin],
        "schema:review": [
            without_nothing(
                {
                    "@type": "schema:Review",
                    "schema:author": _unit(told, one.unit),
                    "schema:reviewBody": concept(one.stance, one.label),
                    "rdfs:comment": words(one.note) if one.note else None,
                }
            )
            for one in _given(found.stances) or []
        ],
        "schema:potentialAction": [_task(told, one) for one in found.follow_ups],
    }
    return _page(told, topic)


def _task(told: Publication, task: s.FollowUpShape) -> Node:
    return without_nothing(
        {
            "@type": "schema:Action",
            "dct:identifier": str(task.id),
            "dct:description": words(task.text),
            "schema:agent": _unit(told, _given(task.owner)),
            "schema:endTime": day(_given(task.due_on)),
            "schema:actionStatus": _status(task.state),
        }
    )


def group(told: Publication, key: int) -> Node | None:
    """One working group: its mandate, who sits in it, what is expected of it, and until when."""
    rows = public_groups(told.government).filter(pk=key)
    found = next(iter(faces.groups(told.government, rows)), None)
    if found is None:
        return None
    topic = {
        "@id": told.at(found.url),
        "@type": "org:OrganizationalCollaboration",
        "skos:prefLabel": words(found.name),
        "org:purpose": _words(found.mandate),
        "org:classification": concept(found.form.code, found.form.name),
        "adms:status": _status(found.state),
        "dct:temporal": period(found.starts_on, _given(found.ends_on)),
        "dct:source": _paper(_given(found.instrument)),
        "org:hasMember": [link(told.at(f"/unit/{code}/")) for code in _units(_given(found.seats) or [])],
        "prov:qualifiedAssociation": _seats(told, _given(found.seats) or []),
        "prov:generated": [
            without_nothing({"@type": "prov:Entity", "dct:title": words(one.text), "dct:issued": day(one.produced_on)})
            for one in _given(found.outputs) or []
        ],
        "dct:relation": [_ref(told, one) for one in found.related],
    }
    return _page(told, topic)


def _paper(paper: s.Instrument | None) -> str | None:
    return f"{paper.title} {paper.number}".strip() if paper else None


def policy(told: Publication, key: int) -> Node | None:
    """One policy, plan, programme or monitoring with its instrument, its files and its lines."""
    rows = public_documents(told.government).filter(pk=key)
    found = next(iter(faces.documents(told.government, rows)), None)
    if found is None:
        return None
    paper = _given(found.instrument)
    topic = {
        "@id": told.at(found.url),
        "@type": ["eli:LegalResource", "schema:CreativeWork"],
        "eli:title": words(found.title),
        "eli:type_document": concept(found.form.code, found.form.name),
        "eli:id_local": _paper(paper),
        "eli:date_document": day(paper.on) if paper else None,
        "eli:date_publication": day(found.issued_on),
        "dct:temporal": period(found.starts_on, found.ends_on),
        "adms:status": _status(found.state),
        "eli:responsibility_of_agent": _unit(told, found.opener),
        "schema:text": _words(found.text),
        "dct:audience": [_unit(told, one.unit) for one in _given(found.concerned) or []],
        "dct:replaces": _ref(told, found.replaces),
        "dct:isReplacedBy": _ref(told, found.replaced_by),
        "dct:hasFormat": [
            {"@id": told.at(one.url), "dct:format": one.media_type, "dct:title": one.name} for one in found.files
        ],
        "dct:hasPart": [_line(told, line) for line in _given(found.lines) or []],
        "schema:potentialAction": [_task(told, one) for one in found.follow_ups],
        "dct:relation": [_ref(told, one) for one in found.related],
    }
    return _page(told, topic)


def _line(told: Publication, line: s.Line) -> Node:
    figures = [("target", line.target), ("keadaan awal", line.baseline), ("dana, rupiah", line.amount)]
    return without_nothing(
        {
            "@type": "schema:CreativeWork",
            "schema:position": line.order,
            "dct:title": words(line.title),
            "schema:contributor": [_unit(told, unit) for unit in line.units],
            "schema:spatialCoverage": _unit(told, line.place),
            "dct:temporal": period(line.starts_on, line.ends_on),
            "schema:variableMeasured": [
                without_nothing(
                    {
                        "@type": "schema:PropertyValue",
                        "schema:name": words(name),
                        "schema:value": plain(value),
                        "schema:unitText": line.measure,
                    }
                )
                for name, value in figures
                if value is not None
            ],
        }
    )


def _page(told: Publication, topic: Mapping[str, Any]) -> Node:
    place = str(topic["@id"]).removeprefix(told.site)
    return document([about_page(told, place), without_nothing(topic)])


# JDIHN: what every legal documentation office gives to the national network, by its names


def _jdihn(told: Publication, found: s.Document) -> Node:
    paper, files = _given(found.instrument), found.files
    dated = (paper.on if paper and paper.on else None) or found.issued_on
    return {
        "idData": str(found.id),
        "tahun_pengundangan": str(dated.year) if dated else "",
        "tanggal_penetapan": plain(dated) or "",
        "tanggal_pengundangan": plain(found.issued_on) or "",
        "jenis": paper.title if paper else "",
        "noPeraturan": paper.number if paper else "",
        "judul": found.title,
        "noPanggil": "-",
        "singkatanJenis": "",
        "tempatTerbit": told.row.papers.place,
        "penerbit": told.row.long_name,
        "deskripsiFisik": "-",
        "sumber": "",
        "subjek": found.form.name,
        "isbn": "-",
        "status": "Berlaku" if found.phase == "open" else "Tidak berlaku",
        "bahasa": "Indonesia",
        "bidangHukum": "Hukum Administrasi Negara",
        "teuBadan": found.opener.name if found.opener else told.row.long_name,
        "nomorIndukBuku": "-",
        "fileDownload": files[0].name if files else "",
        "urlDownload": told.at(files[0].url) if files else "",
        "urlDetailPeraturan": told.at(found.url),
        "operasi": "4",
        "display": "1",
    }


def jdihn(told: Publication) -> list[Node]:
    """Every policy that was issued, as the national network of legal documentation (JDIHN) takes it."""
    rows = public_documents(told.government).filter(issued_on__isnull=False).order_by("pk")
    return [_jdihn(told, found) for found in faces.documents(told.government, rows)]


TOPICS: Mapping[str, Callable[[Publication, Any], Node | None]] = {
    "berkas": matter,
    "agenda": meeting,
    "keputusan": decision,
    "gugus-kerja": group,
    "kebijakan": policy,
}

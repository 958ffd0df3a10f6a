"""Letters: a paper as HTML from what was fixed when it was issued, and the file made of it in the background."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from selaras.actions import jobs
from selaras.actions.contents import ROLES
from selaras.actions.files import path_of
from selaras.actions.papers import go_on, keep_copy, keep_file, left_of, root_of
from selaras.law.papers import BY_CODE
from selaras.law.procedures import Role
from selaras.law.words import in_words
from selaras.papers import pdf
from selaras.records.papers import MADE, Paper

# How much a card tells of journey, parties and purpose (characters): less and less until it fits on one page.
EXCERPTS = ((10, 14, 420), (6, 10, 300), (3, 8, 200), (1, 5, 120))
AFTERWARDS = ("sharing", "done")  # what is said in these small states follows an agreement
ADDRESSEES = 8  # more of them stand on an annex
ONE_PAGE = ("kartu-berkas",)
AT_A_TIME = 20  # copies of a letter, before others have their turn
EPOCH = (2020, 4, 6, 0, 0, 0)


def address(paper: Paper) -> str:
    """Where anybody checks a paper."""
    return f"{paper.site}/periksa/{paper.code}/"


def qr(url: str) -> SafeString:
    """The QR code of an address as a drawing."""
    drawn = segno.make(url, error="m", micro=False).svg_inline(
        scale=4, border=0, dark="#000", svgclass=None, lineclass=None, omitsize=True, title=url
    )
    return mark_safe(drawn)  # segno's own drawing of our own address


def html(paper: Paper, *, styles: str = pdf.STYLES, told: tuple[int, int, int] = EXCERPTS[0], to: str = "") -> str:
    """A paper as HTML: `styles` is where its style sheet lies, `told` how much a card tells, `to` whose copy it is."""
    latest, most, purpose = told
    kind, seal = BY_CODE[paper.kind], paper.seal
    parties, ruled = paper.content.get("parties", []), paper.content.get("decisions", [])
    veiled = paper.public and not to  # everybody may come to read it; who is addressed has the whole
    context = {
        "paper": paper,
        "kind": kind,
        "place": paper.content.get("place_line", ""),
        "annex": len(paper.content.get("recipients", [])) > ADDRESSEES,
        "to": to,
        "veiled": veiled,
        "numbers": paper.content.get("open_numbers" if veiled else "numbers", []),
        "doc": paper.content,
        "styles": styles,
        "in_browser": styles != pdf.STYLES,
        "address": address(paper).removeprefix("https://").removeprefix("http://").rstrip("/"),
        "qr": qr(address(paper)),
        "dated": in_words(paper.dated),
        "spoken_day": spoken(paper),
        "seal_day": in_words(seal.sealed_at.astimezone(paper.government.zone).date()) if seal else "",
        "seal_size": seal.size if seal else 0,
        "seal_root": root_of(paper),
        "purpose": Truncator(paper.content.get("purpose", "")).chars(purpose),
        "ruled_here": [row for row in ruled if "by" not in row],
        "ruled_in_meetings": [row for row in ruled if "by" in row],
        "shown_parties": parties[:most],
        "more_parties": max(0, len(parties) - most),
        "opener": next((p["name"] for p in parties if p["role"] == ROLES[Role.OPENER]), ""),
        "counterparts": [p["name"] for p in parties if p["role"] == ROLES[Role.COUNTERPART]],
        "opener_title": next((p["title"] for p in parties if p["role"] == ROLES[Role.OPENER]), ""),
        "counterpart_titles": [p["title"] for p in parties if p["role"] == ROLES[Role.COUNTERPART]],
        "signatures": pairs(paper.content.get("signatures", [])),
        "meanwhile": [r for r in paper.content.get("answers", []) if r not in paper.content.get("reports", [])],
        "debate": [row for row in paper.content.get("answers", []) if row["slot"] not in AFTERWARDS],
        "latest": list(reversed(paper.content.get("journey", [])))[:latest],
        "untold": max(0, len(paper.content.get("journey", [])) - latest),
    }
    return render_to_string(f"papers/{paper.kind}.html", context)


def pairs(blocks: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Signature blocks two by two; a single one stands on the right, as official letters have it."""
    if len(blocks) == 1:
        return [[{"lines": [], "name": ""}, blocks[0]]]
    found = [blocks[i : i + 2] for i in range(0, len(blocks), 2)]
    return [[*pair, *[{"lines": [], "name": ""}] * (2 - len(pair))] for pair in found]


UNITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")


def in_letters(n: int) -> str:
    """A number from 0 to 9999 in words, as minutes write the day: 2026 is "dua ribu dua puluh enam"."""
    for size, one, name in ((1000, "seribu", "ribu"), (100, "seratus", "ratus"), (20, "", "")):
        if n >= size and size > 20:
            head = one if n < 2 * size else f"{in_letters(n // size)} {name}"
            return f"{head} {in_letters(n % size)}" if n % size else head
    if n < len(UNITS):
        return UNITS[n]
    if n < 20:
        return f"{UNITS[n - 10]} belas"
    return f"{UNITS[n // 10]} puluh {UNITS[n % 10]}" if n % 10 else f"{UNITS[n // 10]} puluh"


def spoken(paper: Paper) -> str:
    """The day of a paper as minutes open with it."""
    weekday = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")[paper.dated.weekday()]
    month = in_words(paper.dated).split()[1]
    return f"{weekday}, tanggal {in_letters(paper.dated.day)} bulan {month} tahun {in_letters(paper.dated.year)}"


# The file


def render(*, paper: int) -> None:
    """Make the file of a paper and keep it; may run twice. Raises CannotMakePDF where Pango is missing."""
    row = Paper.objects.select_related("government", "seal").get(pk=paper)
    if row.state != MADE:
        keep_file(paper=row.pk, content=file_of(row))


def copies(*, paper: int, progress: int | None = None) -> None:
    """Make the next copies of a letter, each for one addressee, and put the others back into the queue; may run twice.

    Where Pango is missing who waits for them is told so at once. Raises CannotMakePDF.
    """
    row = Paper.objects.select_related("government", "seal").get(pk=paper)
    left = left_of(row)
    for one in left[:AT_A_TIME]:
        try:
            content, _pages = pdf.make(html(row, to=one["name"]))
        except pdf.CannotMakePDF as stop:
            jobs.give_up(progress, str(stop))
            raise
        keep_copy(paper=row.pk, to=one["code"], content=marked(content, row), progress=progress)
    if left[AT_A_TIME:]:
        go_on(paper=row.pk, progress=progress)


def file_of(paper: Paper) -> bytes:
    """The file of a paper: a PDF, or the archive of a matter."""
    if BY_CODE[paper.kind].ending == "zip":
        return archive(paper)
    content, pages = pdf.make(html(paper))
    for told in EXCERPTS[1:] if paper.kind in ONE_PAGE else ():
        if pages > 1:
            content, pages = pdf.make(html(paper, told=told))
    return marked(content, paper)


def marked(content: bytes, paper: Paper) -> bytes:
    """A PDF that says in plain bytes which paper it is, so that one that was changed is still recognised as coming
    from it.
    """
    end = content.rindex(b"startxref")
    return content[:end] + f"%periksa/{paper.code}\n".encode() + content[end:]


# The archive of a closed matter


def archive(paper: Paper) -> bytes:
    """One file for the records office: the papers, what was attached, every entry, and a description (Dublin Core)."""
    doc: dict[str, Any] = paper.content
    told = {"paper": paper, "doc": doc, "address": address(paper)}
    parts: dict[str, bytes] = {
        "BACA.txt": render_to_string("papers/baca.txt", told).encode(),
        "metadata.xml": render_to_string("papers/metadata.xml", told).encode(),
        "catatan.json": _json({"berkas": doc["number"], "catatan": doc["journey"]}),
        "isi.json": _json({k: v for k, v in doc.items() if k not in ("journey", "archive")}),
    }
    if paper.seal:
        parts["segel.json"] = paper.seal.document.to_json().encode()
    for item in doc["archive"]:
        path = path_of(item["sha256"])
        if path.is_file():
            parts[item["name"]] = path.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in sorted(parts.items()):
            # The same content gives the same file: no clock of this computer goes into it.
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            bundle.writestr(entry, content)
        bundle.comment = f"periksa/{paper.code}".encode()
    return out.getvalue()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()

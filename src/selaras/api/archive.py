"""Everything public in one file: made every night in an order that never changes, with its README."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from selaras.actions import marks, proofs
from selaras.actions.ledger import size_of
from selaras.api import akn, linked, subjects, tables
from selaras.api.publication import RIGHTS, Publication, publication
from selaras.law.words import in_words
from selaras.records import faces
from selaras.records.datasets import DATASETS, all_told, archive_path
from selaras.records.governments import Government, pack_of
from selaras.records.openness import (
    public_decisions,
    public_documents,
    public_groups,
    public_matters,
    public_meetings,
)

# What the program's interface says of each thing, whole, one a line.
WHOLE: tuple[tuple[str, Callable[[Government], Any], Callable[..., list[Any]]], ...] = (
    ("berkas", public_matters, faces.matters),
    ("rapat", public_meetings, faces.meetings),
    ("keputusan", public_decisions, faces.decisions),
    ("gugus-kerja", public_groups, faces.groups),
    ("kebijakan", public_documents, faces.documents),
)


def make(government: Government, day: date | None = None) -> Path:
    """Make the file of a government anew and put it in the place of the last one; returns it.

    Who reads the last one meanwhile has it whole; a run that is broken off leaves it as it was.
    """
    marks.catch_up(government)
    told = publication(government)
    path = archive_path(government)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".baru")
    with ZipFile(unfinished, "w", ZIP_DEFLATED) as book:
        for name, pieces in members(told):
            with book.open(tables.member(name), "w", force_zip64=True) as out:
                for piece in pieces:
                    out.write(piece)
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(path)
    return path


def again(*, government: int) -> None:
    """Make the file of a government anew, because something that it told of is withheld."""
    make(Government.objects.get(pk=government))


def members(told: Publication) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files within, each by its name and its pieces."""
    yield "README.md", [readme(told).encode()]
    yield "segel-terbaru.json", [_json(told.seal)]
    yield "katalog.jsonld", [linked.as_json(linked.catalogue(told))]
    yield "organisasi.jsonld", [linked.as_json(linked.organisation(told))]
    yield "popolo.json", [_json(linked.popolo(told))]
    yield "jdihn.json", [_json(subjects.jdihn(told))]
    for regulation in pack_of(told.government).regulations:
        yield f"akn/{regulation.code}.xml", [akn.akoma_ntoso(told, regulation)]
    for found in DATASETS:
        yield f"{found.code}.csv", (line.encode() for line in tables.csv_lines(told, found))
        yield f"{found.code}.csv-metadata.json", [_json(tables.csv_metadata(told, found))]
        yield f"{found.code}.json", (line.encode() for line in tables.json_lines(told, found))
    for name, rows, whole in WHOLE:
        yield f"lengkap/{name}.jsonl", _whole(told.government, rows(told.government), whole)
    yield "buku-besar/segel.jsonl", (line.encode() for line in proofs.seals(told.government))
    for first, last in proofs.parts(size_of(told.government)):
        yield f"buku-besar/{first:09}.jsonl", (line.encode() for line in proofs.book(told.government, first, last))


def _whole(government: Government, rows: Any, whole: Callable[..., list[Any]]) -> Iterator[bytes]:
    for one in all_told(rows, lambda found: whole(government, found)):
        yield msgspec.json.encode(one, enc_hook=str) + b"\n"


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def readme(told: Publication) -> str:
    """What is in the file and how to use it, in plain words."""
    lines = [
        f"# Data terbuka {told.row.long_name}",
        "",
        f"Dibuat {in_words(told.day)} dari {told.at('/data/')}. Berkas ini dibuat ulang setiap malam.",
        "",
        f"Lisensi: {told.licence_said}, {told.licence.url}",
        "",
        *RIGHTS,
        "",
        f"Kutip sebagai: {told.row.long_name}, “Data terbuka Selaras”, {in_words(told.day)}, {told.at('/data/')}",
        "",
        f"{told.seal_said} (`segel-terbaru.json`). Simpan segel itu: siapa pun dapat membuktikan bila catatan",
        f"lama diubah kemudian dengannya. Cara memeriksanya ada pada {told.at('/periksa/')}.",
        "",
        "Setiap kumpulan ada sebagai CSV (UTF-8, koma, baris pertama nama kolom) dan JSON. Sel CSV yang diawali = + -",
        "atau @ didahului tanda petik tunggal agar tidak dibaca sebagai rumus; beberapa nilai dipisahkan titik koma.",
        "Yang tidak terbuka bagi umum tidak ada di sini; yang dikecualikan hanya disebut nomor dan dasarnya.",
        "",
        "| berkas | isi |",
        "|---|---|",
        *(f"| `{found.code}.csv`, `{found.code}.json` | {found.title}. {found.about} |" for found in DATASETS),
        *(f"| `lengkap/{name}.jsonl` | Halaman utuh setiap {name}, satu JSON per baris. |" for name, *_rest in WHOLE),
        "| `organisasi.jsonld` | Organisasi menurut W3C ORG. |",
        "| `popolo.json` | Organisasi menurut Popolo. |",
        "| `jdihn.json` | Kebijakan yang ditetapkan, dengan nama isian JDIHN. |",
        "| `akn/` | Peraturan sebagai Akoma Ntoso. |",
        "| `katalog.jsonld` | Katalog DCAT. |",
        "| `buku-besar/` | Bagian terbuka buku besar dan semua segel, untuk diperiksa dengan `periksa_buku.py`. |",
        "| `segel-terbaru.json` | Segel terbaru ketika berkas ini dibuat. |",
    ]
    for found in DATASETS:
        lines += [
            "",
            f"## {found.code}: {found.title}",
            "",
            found.readers,
            "",
            "| kolom | arti | isi |",
            "|---|---|---|",
        ]
        lines += [f"| `{c.name}` | {c.about} | {c.holds}{', beberapa' if c.many else ''} |" for c in found.columns]
    return "\n".join(lines) + "\n"

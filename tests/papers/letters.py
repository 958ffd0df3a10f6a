"""What the tests of papers share: matters with something to say in each kind of relationship, and a paper of each."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pikepdf
import pypdfium2

from selaras.actions import papers
from selaras.actions.documents import Line
from selaras.actions.files import Upload, path_of
from selaras.papers import letters
from selaras.records import clock
from selaras.records.documents import Document
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.papers import Paper
from selaras.records.people import Actor
from selaras.records.subjects import Subject
from tests import faces
from tests.acts import Cast, opened, take
from tests.scans import scan

Case = Callable[[Cast], tuple[Actor, Any]]


def consulted(cast: Cast) -> tuple[Actor, Matter]:
    """A consultation of two: one answered and agrees, one never answered."""
    asker, one = cast("DINSOS/1"), cast("DISDUKCAPIL/1")
    cast("DINKES/1")
    now = clock.now()
    with clock.at(now - timedelta(days=21)):
        matter = opened(
            asker,
            kind="konsultatif",
            parties=("DISDUKCAPIL/1", "DINKES/1"),
            title="Pemadanan data penerima bantuan",
            purpose="Mohon pendapat tentang cara memadankan data.",
        )
        take(one, matter, "tanggapi", "Pemadanan dilakukan per kecamatan.")
    for days in (14, 7):
        with clock.at(now - timedelta(days=days)):
            take(asker, matter, "ingatkan", "Mohon tanggapan.", target="DINKES")
    take(asker, matter, "simpulkan", "Hasilnya tanda cocok atau tidak cocok.")
    take(one, matter, "benarkan")
    take(asker, matter, "tutup")
    return asker, Matter.objects.get(pk=matter.pk)


def deliberated(cast: Cast) -> tuple[Actor, Matter]:
    """Three equals: one objected first, one agrees with a note; the load is divided."""
    one, two, three = cast("DKUKMP/1"), cast("DISDAG/1", "plt"), cast("DISPAR/1")
    matter = opened(
        one, kind="kolegial", parties=("DISDAG", "DISPAR"), title="Pameran bersama", purpose="Satu pameran saja."
    )
    take(one, matter, "usulkan", "Pekan ketiga, biaya dibagi tiga.")
    take(two, matter, "setuju_catatan", "Tempatnya di pasar.")
    take(three, matter, "keberatan", "Bertepatan dengan festival.")
    take(one, matter, "jawab_keberatan", "Digeser sepekan.", target="DISPAR")
    take(three, matter, "cabut_keberatan")
    take(three, matter, "setuju")
    take(two, matter, "sepakati")
    for actor, share in ((one, "Empat puluh gerai."), (two, "Listrik dan tempat."), (three, "Panggung seni.")):
        take(actor, matter, "ambil_bagian", share)
    return two, Matter.objects.get(pk=matter.pk)


def examined(cast: Cast) -> tuple[Actor, Matter]:
    """A technical recommendation that was delivered and accepted."""
    asker, expert = cast("DISDIK/1"), cast("DISKOMINFO/1")
    matter = opened(
        asker, kind="fungsional", parties=("DISKOMINFO/1",), title="Jaringan sekolah", purpose="Mohon rekomendasi."
    )
    take(expert, matter, "terima", "Peninjauan pekan ini.")
    take(expert, matter, "serahkan", "Sembilan sekolah dengan serat optik.")
    take(asker, matter, "terima_hasil", "Sesuai permintaan.", target="DISKOMINFO")
    return expert, Matter.objects.get(pk=matter.pk)


def commanded(cast: Cast) -> tuple[Actor, Matter]:
    """A task that a head gave to a head of division."""
    head, below = cast("DPUPR/1"), cast("DPUPR/6")
    matter = opened(head, kind="struktural", parties=("DPUPR/6",), title="Pintu air", purpose="Perbaiki tiga pintu.")
    take(below, matter, "terima_tugas")
    take(below, matter, "sampaikan_pandangan", "Suku cadang harus dipesan.")
    take(head, matter, "arahkan", "Dahulukan yang di hulu.")
    take(below, matter, "laporkan", "Tiga pintu air berfungsi.")
    return head, Matter.objects.get(pk=matter.pk)


def reported(cast: Cast) -> tuple[Actor, Matter]:
    """The same, seen from below."""
    matter = commanded(cast)[1]
    return cast("DPUPR/6"), matter


def decided(cast: Cast) -> tuple[Actor, Matter]:
    """A coordination under the Asisten for welfare, decided in two points."""
    opener, lead = cast("DISDIK/1"), cast("SETDA.AST1/1")
    matter = opened(
        opener, kind="koordinatif", form="c", parties=("DINKES", "DINSOS"), title="Jadwal imunisasi", purpose="Padukan."
    )
    take(opener, matter, "lampirkan", "Denah", uploads=(Upload("denah.pdf", scan()),))
    take(lead, matter, "ambil")
    take(lead, matter, "sepakati", "Pekan kedua dan ketiga.")
    take(opener, matter, "setujui")
    take(cast("DINKES/1"), matter, "setujui")
    take(cast("DINSOS/1"), matter, "setujui_catatan", "Dahulukan desa yang jauh.")
    take(lead, matter, "putuskan", "1. Imunisasi pada pekan kedua.\n2. Daftar murid dikirim lima hari sebelumnya.")
    return lead, Matter.objects.get(pk=matter.pk)


def finished(cast: Cast) -> tuple[Actor, Matter]:
    """The same, closed."""
    lead, matter = decided(cast)
    take(lead, matter, "tutup", "Semua sekolah terlayani.")
    return lead, Matter.objects.get(pk=matter.pk)


def sat(cast: Cast) -> tuple[Actor, Meeting]:
    """The irrigation meeting, held and signed, with a decision, dissent and two follow-ups."""
    meeting = faces.held(cast, faces.called(cast, faces.led(cast)))
    decision = faces.ruled(cast, meeting)
    faces.to_do(cast, decision)
    faces.to_do(cast, decision, "Petugas pintu air ditunjuk.", 10)
    faces.signed(cast, meeting)
    return cast(faces.SECRETARY), Meeting.objects.get(pk=meeting.pk)


def invited(cast: Cast) -> tuple[Actor, Meeting]:
    """The same meeting before it begins."""
    meeting = faces.called(cast, faces.led(cast))
    return cast(faces.LEAD), Meeting.objects.get(pk=meeting.pk)


def grouped(cast: Cast) -> tuple[Actor, WorkingGroup]:
    """A working group of four posts with two results to come."""
    group = faces.formed(cast)
    return cast(faces.LEAD), WorkingGroup.objects.get(pk=group.pk)


def tabled(cast: Cast) -> tuple[Actor, Document]:
    """An integrated programme of two rows that overlap."""
    rows = (
        Line("Normalisasi saluran", ("DPUPR",), "KEC.LAMPIHONG", audience="petani", amount=Decimal(250_000_000)),
        Line("Perbaikan saluran tersier", ("DISPERTAN",), "KEC.LAMPIHONG", audience="petani", amount=Decimal("1e8")),
    )
    document = faces.issued(cast, form="c", title="Program irigasi terpadu", lines=rows)
    return cast("DPUPR/1"), Document.objects.get(pk=document.pk)


def measured(cast: Cast) -> tuple[Actor, Document]:
    """A monitoring of one indicator over three periods, with a recommendation."""
    document = faces.monitored(cast)
    return cast("DPUPR/1"), Document.objects.get(pk=document.pk)


CASES: dict[str, Case] = {
    "undangan": invited,
    "daftar-hadir": sat,
    "notula": sat,
    "rancangan-keputusan": grouped,
    "matriks-rencana-terpadu": tabled,
    "laporan-pemantauan": measured,
    "nota-konsultasi": consulted,
    "berita-acara-musyawarah": deliberated,
    "kesepakatan-bersama": deliberated,
    "hasil-fungsional": examined,
    "lembar-arahan": commanded,
    "laporan-pelaksanaan": reported,
    "keputusan-koordinasi": decided,
    "kartu-berkas": finished,
    "arsip-berkas": finished,
}


def issued(actor: Actor, matter: Subject, kind: str, key: str = "", *, public: bool = True) -> Paper:
    """A paper as it is right after its act, its file not yet made."""
    matter.government = actor.government
    return papers.issue(actor=replace(actor), kind=kind, subject=matter, key=key, public=public)


def made(actor: Actor, matter: Subject, kind: str, *, public: bool = True) -> Paper:
    """A paper with its file."""
    paper = issued(actor, matter, kind, public=public)
    letters.render(paper=paper.pk)
    return Paper.objects.select_related("government", "seal").get(pk=paper.pk)


def content(paper: Paper) -> bytes:
    """The file of a paper."""
    return path_of(paper.sha256).read_bytes()


def pages(pdf: bytes) -> list[Any]:
    """The pages of a PDF, to be read and looked at."""
    document: Any = pypdfium2.PdfDocument  # this library has no types
    return list(document(pdf))


def text(pdf: bytes) -> str:
    """All that is written in a PDF, in one line."""
    said = [page.get_textpage().get_text_bounded() for page in pages(pdf)]
    return " ".join(" ".join(said).replace("￾", "").split())


def tags(pdf: bytes) -> list[str]:
    """The structure of a tagged PDF: the name of every element, from the first to the last."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S).lstrip("/"))
            if "/K" in node:
                walk(node.K)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot.K)
    return found

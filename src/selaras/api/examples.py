"""Examples: what each answer looks like, made from its shape, so that no example can differ from what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HOUR = "2026-12-01T09:00:00+08:00"
# What a field of that name holds in every example, or in those of one shape; invented, as all of it.
SAMPLES: Mapping[str, str] = {
    **dict.fromkeys(("at", "ends_at", "since", "starts_at", "recorded_at"), HOUR),
    **dict.fromkeys(("readings_since", "readings_until", "sealed_at"), "2026-12-01T01:00:00.000000Z"),
    **dict.fromkeys(("leaf", "root", "sha256", "reading_digest", "public_key", "proof"), "9f" * 32),
    **dict.fromkeys(("post", "secretary", "superior", "principal"), "DPUPR/1"),
    **dict.fromkeys(("parties", "invitees", "guests", "serves"), "DISPERTAN"),
    **dict.fromkeys(("matter", "matters", "number", "key"), "2026-00012"),
    "abbr": "DPUPR",
    "affair": "pekerjaan-umum",
    "affairs": "DPUPR/pekerjaan-umum",
    "agreement": "2/2",
    "area_code": "63.11.03",
    "asks": "file",
    "aspects": "anggaran",
    "audience": "Petani pemakai air",
    "awaited": "tanggapi",
    "body": '{"number":12,"step":"ajukan"}',
    "came": "Hadir",
    "cancellation": "Ruang rapat dipakai sebagai posko banjir.",
    "capacity": "definitif",
    "certainty": "confirmed",
    "chapter": "IV",
    "cite": "Pasal 21 ayat (1)",
    "closed": "not_open",
    "closing": "Air sampai ke hilir.",
    "code": "DPUPR",
    "convener": "SETDA.AST2",
    "counts": "Keputusan terbuka yang ditetapkan pada masa itu.",
    "cross": "pasal-12/ayat-3",
    "defect": "Tidak ada pada salinan.",
    "description": "Hubungan kerja antarperangkat daerah.",
    "detail": "Yang diminta tidak ada, atau tidak terbuka bagi umum.",
    "dissent": "Dinas Pertanian meminta pekan ketiga.",
    "docs": "/api/v1/docs",
    "drafts": "draf-12",
    "duty": "b",
    "echelon": "II.b",
    "eid": "chp_IV__art_13__para_1",
    "field": "on",
    "form": "c",
    "gist": "Konsultasi terjadi karena tanggung jawab jabatan dan hasilnya mengikat para pihak.",
    "government": "63.11",
    "ground": "Pasal 18 huruf c",
    "id": "6f1e0b1c5f1e4c559c2e0d6d9b9f2a11",
    "instance": "/api/v1/matters/2026-00012",
    "instrument": "Keputusan Bupati",
    "instrument_number": "188.45/12/2026",
    "key_id": "5a1e067c71e6885c",
    "kind": "koordinatif",
    "label": "Koordinatif",
    "letter": "000.1.5/7/DPUPR/2026",
    "licence": "https://creativecommons.org/licenses/by/4.0/",
    "link": "https://rapat.contoh.invalid/irigasi",
    "link_kind": "follows",
    "list": "closed",
    "mandate": "Menyusun jadwal pintu air setiap musim.",
    "measure": "persen",
    "media_type": "application/pdf",
    "meets": "Isinya dapat dibaca siapa saja.",
    "missing": "Tanggapan Dinas Lingkungan Hidup belum ada.",
    "modality": "shall",
    "name": "Dinas Pekerjaan Umum dan Penataan Ruang",
    "next_cursor": "MjAyNi0wMDAxMQ",
    "note": "Kecuali musim hujan.",
    "openapi": "/api/v1/openapi.json",
    "outcome": "tindak lanjut terverifikasi",
    "period": "2026-4",
    "phase": "open",
    "place": "Ruang rapat Sekretariat Daerah",
    "power": "menyiapkan",
    "purpose": "Menyusun jadwal pintu air.",
    "query": "irigasi",
    "reason": "jalur dibaca berlaku bagi koordinasi lintas sektor",
    "reasons": "Dinas Pertanian dikoordinasikan Asisten Perekonomian dan Pembangunan.",
    "regulation": "perbup-24-2020",
    "role": "opener",
    "schema": "selaras-segel-1",
    "seen": "v3",
    "sender": "Dinas Pertanian",
    "sentence": "Dinas Pertanian menanggapi",
    "signature": "9f" * 64,
    "sort": "matter",
    "source": "perbandingan tiga daerah",
    "stance": "agrees",
    "state": "waiting",
    "status": "usulan",
    "step": "tanggapi",
    "strength": "stated",
    "subject": "Jadwal pintu air",
    "summary": "Dibuka sebelum pemeriksaan selesai akan mengganggu pemeriksaan itu.",
    "system": "srikandi",
    "term": "Hubungan kerja konsultatif",
    "text": "Pintu air mengikuti kalender tanam.",
    "through": "SETDA",
    "title": "Irigasi menurut kalender tanam",
    "type": "lintas_sektor",
    "unit": "DPUPR",
    "uploads": "6f1e0b1c5f1e4c559c2e0d6d9b9f2a11",
    "urgency": "Tanggul jebol.",
    "url": "/berkas/2026-00012/",
    "version": "1",
    "way_on": "Ingatkan dahulu.",
    "ways_on": "Ingatkan Dinas Lingkungan Hidup.",
    "wording": "Bunyi resmi ketentuan itu.",
    "FileShape.name": "notula.pdf",
    "HitShape.key": "2026-00012",
    "Instrument.number": "188.45/12/2026",
    "Instrument.title": "Keputusan Bupati",
    "MeetingHead.sort": "rapat_koordinasi",
    "Meeting.sort": "rapat_koordinasi",
    "Meeting.title": "Rapat jadwal irigasi",
    "MeetingHead.title": "Rapat jadwal irigasi",
    "MeetingWork.kind": "rapat_koordinasi",
    "PathShape.status": "proposed",
    "FixedPath.status": "proposed",
    "Problem.type": "/api/v1/docs#masalah-404",
    "Problem.title": "Tidak ditemukan",
    "ProvisionShape.key": "pasal-13/ayat-1",
    "ProvisionShape.label": "Pasal 13 ayat (1)",
    "ProvisionShape.url": "/peraturan/perbup-24-2020/pasal-13/",
    "Resource.title": "Semua berkas yang terbuka",
    "Resource.url": "/api/v1/matters",
    "Index.title": "Selaras",
    "Sent.name": "izin.pdf",
    "Unit.type": "dinas",
    "Unit.superior": "BUPATI",
    "Unit.url": "/unit/DPUPR/",
    "UnitHead.type": "dinas",
    "UnitHead.superior": "BUPATI",
    "UnitHead.url": "/unit/DPUPR/",
    "WorkFile.name": "izin.pdf",
    "WorkName.label": "Menunggu tanggapan",
}
# What is sent, shape by shape: a test sends each of these to the address that takes it.
BODIES: Mapping[str, dict[str, Any]] = {
    "MatterBody": {
        "kind": "konsultatif",
        "parties": ["DLH/1"],
        "title": "Pembuangan sisa galian",
        "purpose": "Mohon tanggapan atas tempat pembuangan sisa galian saluran.",
    },
    "DraftBody": {
        "kind": "konsultatif",
        "parties": ["DLH/1"],
        "title": "Pembuangan sisa galian saluran sekunder",
        "purpose": "Mohon tanggapan atas tempat pembuangannya.",
        "letter": {
            "number": "000.1.5/7/DPUPR/2026",
            "dated": "2026-11-02",
            "subject": "Sisa galian",
            "sender": "Bidang Sumber Daya Air",
            "system": "srikandi",
        },
    },
    "StepBody": {"step": "ajukan"},
    "AnswerBody": {"text": "Boleh, dengan izin pembuangan."},
    "PositionBody": {"position": "note", "text": "Sebut tempat pembuangannya."},
    "MeetingBody": {
        "title": "Rapat sisa galian",
        "starts_at": "2099-12-01T09:00:00+08:00",
        "ends_at": "2099-12-01T11:00:00+08:00",
        "place": "Ruang rapat Sekretariat Daerah",
        "invitees": ["DPUPR/1", "DLH/1"],
        "items": [{"title": "Tempat pembuangan", "minutes": 30}],
    },
}
FORMATS = {"date": "2026-12-01", "date-time": HOUR, "decimal": "72.5"}
DEEPEST = 5  # shapes within shapes; what lies deeper stands at its own address


def example(schema: Mapping[str, Any], known: Mapping[str, Any], field: str = "", depth: int = 0) -> Any:
    """A value of a schema; `known` are the shapes that it may point to, `field` is where it stands ("Shape.field")."""
    if ref := schema.get("$ref"):
        name = ref.rpartition("/")[2]
        return BODIES[name] if name in BODIES else example(known[name], known, name, depth + 1)
    if ways := schema.get("anyOf"):
        given = [way for way in ways if way != {"type": "null"}]
        return None if depth > DEEPEST else example(given[0], known, field, depth)
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    return _value(schema, known, field, depth)


def _value(schema: Mapping[str, Any], known: Mapping[str, Any], field: str, depth: int) -> Any:
    sort = schema.get("type")
    if sort == "object":
        if "properties" not in schema:
            return {}
        shape = field.partition(".")[0]
        return {name: example(inside, known, f"{shape}.{name}", depth) for name, inside in schema["properties"].items()}
    if sort == "array":
        inside = schema.get("items")
        return [example(inside, known, field, depth)] if isinstance(inside, dict) and depth <= DEEPEST else []
    if sort == "integer":
        return int(schema.get("minimum", 1))
    if sort == "boolean":
        return False
    return FORMATS.get(schema.get("format", "")) or SAMPLES.get(field) or SAMPLES.get(field.partition(".")[2], "contoh")

"""The lesson: a consultation from its draft to its answer, as commands that can be typed; a test sends every one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as N_

from selaras.api.examples import BODIES

KEY = '-H "Authorization: Bearer $KUNCI"'
NEW = "baru() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }"  # a key that nobody had before
ONCE = '-H "Idempotency-Key: $(baru)"'
SEEN = '-H "If-Match: $ETAG"'
JSON = '-H "Content-Type: application/json"'


@dataclass(frozen=True)
class Part:
    """One request: what it is for, whose key it takes, how it is typed, and what of its answer is used next."""

    title: str
    command: str
    answer: str
    answering: bool = False  # typed by the one who is asked, with his own key


def _command(path: str, *headers: str, body: Mapping[str, Any] | None = None, tags: str = "-i") -> str:
    lines = [f'curl {tags} "$API{path}"', *headers]
    if body is not None:
        lines += [JSON, f"-d '{json.dumps(body, ensure_ascii=False)}'"]
    return " \\\n  ".join(line.strip() for line in lines)


PARTS = (
    Part(
        N_("Baca giliran jabatan Anda"),
        _command("/inbox", KEY),
        '200 {"post": "DPUPR/6", "items": [], "drafts": []}',
    ),
    Part(
        N_("Simpan draf. Catat number sebagai NOMOR, dan kepala ETag dengan tanda kutipnya sebagai ETAG"),
        _command("/matters", KEY, ONCE, body=BODIES["MatterBody"]),
        '201 ETag: "d…" {"number": "draf-12", "phase": "draft", …}',
    ),
    Part(
        N_("Ajukan. Nomornya kini nomor berkas; catat lagi NOMOR dan ETAG"),
        _command("/matters/$NOMOR/steps", KEY, ONCE, SEEN, body=BODIES["StepBody"]),
        '200 ETag: "v1-…" {"number": "2026-00012", "version": 1, "phase": "open", …}',
    ),
    Part(
        N_("Pejabat yang ditanya membaca berkasnya dengan kuncinya sendiri: offers menyebut yang dapat dilakukannya"),
        _command("/matters/$NOMOR/work", KEY),
        '200 ETag: "v1-…" {"offers": [{"step": "tanggapi", "open": true, "text": {"required": true, …}, …}], …}',
        answering=True,
    ),
    Part(
        N_("Ia mengirim naskah lebih dahulu. Catat id sebagai NASKAH"),
        _command("/uploads", KEY, "-F file=@izin.pdf"),
        '201 {"id": "6f1e…", "name": "izin.pdf", "size": 48213}',
        answering=True,
    ),
    Part(
        N_("Ia menanggapi, dan menyebut naskah itu"),
        _command("/matters/$NOMOR/answers", KEY, ONCE, SEEN, body=BODIES["AnswerBody"] | {"uploads": ["'$NASKAH'"]}),
        '200 ETag: "v2-…" {"answers": [{"text": "Boleh, …", …}], "files": [{"name": "izin.pdf", …}], …}',
        answering=True,
    ),
    Part(
        N_("Pembuka berkas melampirkan naskah lain dengan keterangannya, sesudah membaca ETAG yang baru"),
        _command("/matters/$NOMOR/files", KEY, ONCE, SEEN, "-F file=@peta.pdf", '-F "text=Peta lokasi"'),
        '200 ETag: "v3-…" {"files": [{"name": "izin.pdf", …}, {"name": "peta.pdf", …}], …}',
    ),
)

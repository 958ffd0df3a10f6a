"""Examples: what each answer looks like, made from its shape, so that no example can differ from what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HOUR = "2026-12-01T09:00:00+08:00"
# What a field of that name holds in every example; invented, as all of it.
SAMPLES: Mapping[str, str] = {
    **dict.fromkeys(("at", "ends_at", "since", "starts_at"), HOUR),
    "abbr": "DPUPR",
    "cite": "Pasal 21 ayat (1)",
    "code": "DPUPR",
    "convener": "SETDA.AST2",
    "detail": "Yang diminta tidak ada, atau tidak terbuka bagi umum.",
    "instance": "/api/v1/matters/2026-00012",
    "key": "2026-00012",
    "label": "Koordinatif",
    "leaf": "9f" * 32,
    "matter": "2026-00012",
    "name": "Dinas Pekerjaan Umum dan Penataan Ruang",
    "number": "2026-00012",
    "phase": "open",
    "place": "Ruang rapat Sekretariat Daerah",
    "role": "opener",
    "root": "9f" * 32,
    "strength": "stated",
    "text": "Pintu air mengikuti kalender tanam.",
    "title": "Irigasi menurut kalender tanam",
    "unit": "DPUPR",
    "url": "/berkas/2026-00012/",
}
FORMATS = {"date": "2026-12-01", "date-time": HOUR, "decimal": "72.5"}
DEEPEST = 5  # shapes within shapes; what lies deeper stands at its own address


def example(schema: Mapping[str, Any], known: Mapping[str, Any], field: str = "", depth: int = 0) -> Any:
    """A value of a schema; `known` are the shapes that it may point to."""
    if ref := schema.get("$ref"):
        return example(known[ref.rpartition("/")[2]], known, field, depth + 1)
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
        return {name: example(inside, known, name, depth) for name, inside in schema["properties"].items()}
    if sort == "array":
        inside = schema.get("items")
        return [example(inside, known, field, depth)] if isinstance(inside, dict) and depth <= DEEPEST else []
    if sort == "integer":
        return int(schema.get("minimum", 1))
    if sort == "boolean":
        return False
    return FORMATS.get(schema.get("format", "")) or SAMPLES.get(field, "contoh")

"""Citations: `Pasal 12 ayat (1) huruf a` and its key `pasal-12/ayat-1/huruf-a`, both ways, and those within a text."""

import re
from bisect import bisect

from msgspec import Struct

_N = r"[1-9]\d*"
KEY = re.compile(
    rf"pasal-{_N}[A-Z]?(?:/ayat-{_N})?(?:/huruf-[a-z])?(?:/angka-{_N})?"
    rf"|menimbang/huruf-[a-z]|mengingat/angka-{_N}|lampiran-(?:[1-9]|10)"
)
_KINDS = {
    "undang-undang": "uu",
    "peraturan pemerintah": "pp",
    "peraturan presiden": "perpres",
    "peraturan menteri dalam negeri": "permendagri",
    "peraturan daerah": "perda",
    "peraturan bupati": "perbup",
}
_REGULATION = re.compile(
    r"\b(?P<kind>UU|PP|Perppu|Perpres|Permen\w+|Perda|Perbup|Perki|Undang-Undang|Peraturan (?:Pemerintah|Presiden"
    r"|Menteri Dalam Negeri|Daerah|Bupati))(?: (?:Kabupaten )?Balangan)?"
    r"\s+(?:Nomor\s+|No\.?\s*)?(?P<number>\d+)(?:/|\s+Tahun\s+)(?P<year>\d{4})\b",
    re.IGNORECASE,
)
# One part of a citation; a dash after its value opens a range, as in "Pasal 17–19" or "huruf a–d".
_ANNEX = r"(?:I{1,3}|IV|VI{0,3}|IX|X)"
_DASH = r"\s*(?:[-–]|s\.d\.|sampai dengan)\s*"
_PART = re.compile(
    rf"(?i:pasal)\s+(?P<pasal>\d+[A-Z]?\b)(?:{_DASH}(?:[Pp]asal\s+)?(?P<pasal_to>\d+)\b)?"
    rf"|(?:(?i:ayat)\s+\(?|\((?=\d+\)))(?P<ayat>\d+)\)?(?:{_DASH}(?:ayat\s+)?\((?P<ayat_to>\d+)\))?"
    rf"|(?i:huruf)\s+(?P<huruf>[a-z])\b(?:{_DASH}(?:huruf\s+)?(?P<huruf_to>[a-z])\b)?"
    rf"|(?i:angka)\s+(?P<angka>\d+)\b(?:{_DASH}(?:angka\s+)?(?P<angka_to>\d+)\b)?"
    rf"|(?i:lampiran)\s+(?P<lampiran>{_ANNEX})\b"
    r"|(?P<menimbang>(?i:menimbang))(?=\s+huruf\s)|(?P<mengingat>(?i:mengingat))(?=\s+angka\s)"
)
_LEVELS = ("pasal", "menimbang", "mengingat", "lampiran", "ayat", "huruf", "angka")
_ROOTS = _LEVELS[:4]
_START = re.compile(
    rf"\b(?:(?i:pasal)\s+\d+[A-Z]?\b|(?i:lampiran)\s+{_ANNEX}\b|(?i:menimbang)\s+huruf\s|(?i:mengingat)\s+angka\s)"
)
_SPACE = re.compile(r"\s*")
_AND = re.compile(r"\s*,\s*(?:(?:dan|atau|serta)\s+)?|\s+(?:dan|atau|serta)\s+|/")
_BARE = {"huruf": re.compile(r"(?P<huruf>[a-z])\b"), "lampiran": re.compile(rf"(?P<lampiran>{_ANNEX})\b")}
_LABELS = {"pasal": "Pasal {}", "ayat": "ayat ({})", "huruf": "huruf {}", "angka": "angka {}"}
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


class Cite(Struct, frozen=True):
    """One citation: `regulation` is "" for the regulation at hand, else e.g. "uu-30-2014"; `key` is "" when only the
    regulation is named; `offset` is its place in the text, in characters."""

    key: str
    regulation: str = ""
    offset: int = 0


def parse_cite(text: str) -> str:
    """The key of one citation of the regulation at hand; ValueError when `text` is anything else."""
    cites = parse_cites(text)
    if len(cites) != 1 or cites[0].regulation:
        raise ValueError(f"“{text}” bukan satu kutipan ketentuan peraturan ini")
    return cites[0].key


def parse_cites(text: str, own: str = "") -> list[Cite]:
    """All citations of a field that holds nothing else, joined by ";": "Pasal 3; UU 30/2014 Pasal 14 ayat (7)".

    ValueError, in Indonesian, when some part is no citation. `own` is the regulation at hand ("perbup-24-2020").
    """
    found: list[Cite] = []
    offset = 0
    for part in text.split(";"):
        here = _scan(part, own)
        left = part
        for start, end, _ in reversed(here):
            left = left[:start] + left[end:]
        if not here or left.strip(" ,"):
            raise ValueError(f"“{part.strip()}” bukan kutipan; tulis misalnya “Pasal 12 ayat (1) huruf a”")
        found += [Cite(c.key, c.regulation, c.offset + offset) for _, _, cites in here for c in cites]
        offset += len(part) + 1
    return found


def find_cites(text: str, own: str = "") -> list[Cite]:
    """Every citation in a text, in order.

    Lists and ranges give one citation for each member ("Pasal 17 huruf a dan huruf b", "Pasal 1 angka 9–14"). Another
    regulation is recognised when it stands right before or right after ("Pasal 17 huruf h UU 14/2008") and holds for
    the whole list; a ";" ends it. "ayat (1)" without its Pasal is no citation.
    """
    return [cite for _, _, cites in _scan(text, own) for cite in cites]


def format_cite(key: str) -> str:
    """`pasal-12/ayat-1/huruf-a` as people write it: "Pasal 12 ayat (1) huruf a"; ValueError for what is no key."""
    if not KEY.fullmatch(key):
        raise ValueError(f"“{key}” bukan kunci ketentuan")
    words = []
    for part in key.split("/"):
        name, _, value = part.partition("-")
        if name == "lampiran":
            words.append(f"Lampiran {_ROMAN[int(value)]}")
        else:
            words.append(_LABELS[name].format(value) if value else name.capitalize())
    return " ".join(words)


def eid(key: str, chapter: str) -> str:
    """The Akoma Ntoso eId of a key; `chapter` is the Roman number of the BAB, "" for the preamble and the annexes.

    Abbreviations are those of the OASIS naming convention (art, para, point, rec, cit, att); the enclosing BAB is the
    prefix: `chp_III__art_12__para_1__point_a`.
    """
    names = {"pasal": "art", "ayat": "para", "huruf": "point", "angka": "point", "lampiran": "att"}
    head, *rest = key.split("/")
    if head in ("menimbang", "mengingat"):
        group, item = ("recs", "rec") if head == "menimbang" else ("cits", "cit")
        return "__".join([f"preamble__{group}_1", *(f"{item}_{part.partition('-')[2]}" for part in rest)])
    parts = [f"chp_{chapter}"] if chapter else []
    for part in key.split("/"):
        name, _, value = part.partition("-")
        parts.append(f"{names[name]}_{value}")
    return "__".join(parts)


def regulation_code(kind: str, number: str, year: str) -> str:
    """Code of a regulation: ("Undang-Undang", "30", "2014") → "uu-30-2014"."""
    return f"{_KINDS.get(kind.lower(), kind.lower())}-{number}-{year}"


def _scan(text: str, own: str) -> list[tuple[int, int, list[Cite]]]:
    """Stretches of the text that are citations: start, end, and the citations of each."""
    laws = [
        (m.start(), m.end(), regulation_code(m["kind"], m["number"], m["year"])) for m in _REGULATION.finditer(text)
    ]
    starts = [start for start, _, _ in laws]
    stretches: list[tuple[int, int, list[Cite]]] = []
    taken: set[int] = set()
    position = 0
    while match := _START.search(text, position):
        end, keys = _chain(text, match.start())
        start, law = match.start(), ""
        nearest = bisect(starts, start)
        for law_start, law_end, code in laws[max(nearest - 1, 0) : nearest + 1]:
            before = law_end <= match.start() and not text[law_end : match.start()].strip()
            after = law_start >= end and not text[end:law_start].strip() and not _START.match(text, law_end + 1)
            if (before or after) and law_start not in taken:
                start, end, law = min(start, law_start), max(end, law_end), code
                taken.add(law_start)
                break
        law = "" if law == own else law
        stretches.append((start, end, [Cite(key, law, offset) for offset, key in keys]))
        position = end
    stretches += [(start, end, [Cite("", code, start)]) for start, end, code in laws if start not in taken]
    return sorted(stretches, key=lambda stretch: stretch[0])


def _chain(text: str, start: int) -> tuple[int, list[tuple[int, str]]]:
    """The citation at `start` and the members that "dan" and commas add: its end, and (offset, key) of each member."""
    found: list[tuple[int, str]] = []
    path: list[tuple[str, str]] = []
    end = position = start
    while (part := _PART.match(text, position)) or (
        part := _BARE[path[-1][0]].match(text, position) if path and path[-1][0] in _BARE else None
    ):
        opened, first, keys = position, True, []
        while part:
            name, values = _values(part)
            if name in _ROOTS:
                if not first:
                    break
                path = []
            elif first:  # "… dan ayat (2)": back to the level where that part stands
                path = path[: next((i for i, (level, _) in enumerate(path) if level == name), len(path))]
            keys = [_key([*path, (name, value)]) for value in values]
            path = [*path, (name, values[-1])]
            end, first = part.end(), False
            position = _SPACE.match(text, end).end()  # type: ignore[union-attr]  # matches nothing, too
            part = _PART.match(text, position)
        found += [(opened, key) for key in keys]
        link = _AND.match(text, end)
        if not link:
            break
        position = link.end()
    return end, found


def _values(part: re.Match[str]) -> tuple[str, list[str]]:
    """The level of a matched part and its value, or all values of its range."""
    groups = part.groupdict()
    name = next(level for level in _LEVELS if groups.get(level))
    value, last = part[name], groups.get(f"{name}_to")
    if name in ("menimbang", "mengingat"):
        return name, [""]
    if name == "lampiran":
        return name, [str(_ROMAN.index(value))]
    if not last:
        return name, [value]
    low, high = (ord(value), ord(last)) if name == "huruf" else (int(value), int(last))
    if not low < high <= low + 99:  # a range written backwards or absurdly long: name its ends, and let the reader see
        return name, [value, last]
    return name, [chr(n) if name == "huruf" else str(n) for n in range(low, high + 1)]


def _key(path: list[tuple[str, str]]) -> str:
    return "/".join(f"{name}-{value}" if value else name for name, value in path)

"""Papers (naskah dinas): their kinds, who may issue each and when, numbers, letterheads and signature blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from selaras.law.organisation import Organisation
from selaras.law.procedures import Role
from selaras.law.types import Basis, Kind, Strength
from selaras.law.words import Words, in_words

ANY = "*"
LEADERS = "pimpinan"  # the type of unit of the head of government and his deputy
STAFF = "staf"  # the element whose internal units write under their agency's name alone
PLACES = ("nomor", "jenis", "unit", "bulan", "tahun")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_PLACE = re.compile(r"\{([^{}]*)\}")
SIGNING = Basis(Strength.DESIGNED, reason="naskah dikeluarkan oleh pejabat yang memegang langkahnya")
MATTER_PARTIES = (Role.OPENER, Role.COUNTERPART)
EVERYBODY = (*MATTER_PARTIES, Role.COORDINATOR, Role.CONVENER, Role.DECIDER, Role.VIA, Role.OBSERVER)


class PaperKind(Struct, frozen=True):
    """A kind of paper: its template bears its code, `requires` names what the subject must hold before it is issued.

    `shows` names the fields of the openness table that it makes visible: who may see all of them may see the paper.
    `signed_by` is "issuer", "nobody", or whose blocks stand under it (`DESKS`); `ending` is that of its address.
    `with_steps` names the steps with which it goes out by itself; of a letter with `copies` each addressee gets one.
    """

    code: str
    title: Words
    short: str
    subject: str
    by: tuple[Role, ...]
    shows: tuple[str, ...]
    kinds: tuple[str, ...] = ()  # of matters; with a type behind a stroke where only that one has it
    states: tuple[str, ...] = ()
    phases: tuple[str, ...] = ("open", "closed")
    requires: str = ""
    lacking: Words = ""  # what is said while it is not there
    signed_by: str = "issuer"
    heading: Words = ""
    ending: str = "pdf"
    with_steps: tuple[str, ...] = ()
    copies: bool = False

    def fits(self, subject: str, kind: str = "", type_: str = "") -> bool:
        """Whether subjects of this sort have such a paper."""
        return self.subject == subject and (not self.kinds or kind in self.kinds or f"{kind}/{type_}" in self.kinds)

    def ready(self, state: str, phase: str) -> bool:
        """Whether it may be issued in that state."""
        return phase in self.phases and (not self.states or state in self.states)


KINDS: tuple[PaperKind, ...] = (
    PaperKind(
        "nota-konsultasi",
        "Nota konsultasi dan tanggapan",
        "NK",
        "matter",
        (Role.OPENER,),
        ("purpose", "answers", "agreement"),
        (Kind.KONSULTATIF,),
    ),
    PaperKind(
        "berita-acara-musyawarah",
        "Berita acara musyawarah",
        "BA",
        "matter",
        MATTER_PARTIES,
        ("purpose", "answers", "agreement"),
        (Kind.KOLEGIAL,),
        requires="texts",
        lacking="Belum ada konsep kesepakatan yang dimusyawarahkan",
        signed_by="all",
    ),
    PaperKind(
        "kesepakatan-bersama",
        "Kesepakatan bersama",
        "KB",
        "matter",
        MATTER_PARTIES,
        ("purpose", "answers", "agreement"),
        (Kind.KOLEGIAL,),
        ("sharing", "carrying", "closed"),
        requires="texts",
        lacking="Belum ada naskah yang disepakati",
        signed_by="all",
    ),
    PaperKind(
        "hasil-fungsional",
        "Permintaan dan hasil kerja fungsional",
        "HF",
        "matter",
        MATTER_PARTIES,
        ("purpose", "answers", "agreement"),
        (Kind.FUNGSIONAL,),
        requires="texts",
        lacking="Belum ada hasil kerja yang diserahkan",
    ),
    PaperKind(
        "lembar-arahan",
        "Lembar arahan",
        "LA",
        "matter",
        (Role.OPENER,),
        ("purpose", "answers"),
        (Kind.STRUKTURAL, f"{Kind.KOORDINATIF}/hierarki"),
    ),
    PaperKind(
        "laporan-pelaksanaan",
        "Laporan pelaksanaan",
        "LP",
        "matter",
        (Role.COUNTERPART,),
        ("purpose", "answers"),
        (Kind.STRUKTURAL, f"{Kind.KOORDINATIF}/hierarki"),
        requires="reports",
        lacking="Belum ada laporan yang disampaikan",
    ),
    PaperKind(
        "keputusan-koordinasi",
        "Keputusan koordinasi",
        "KK",
        "matter",
        (Role.DECIDER, Role.LEAD, Role.CONVENER),
        ("decision",),
        (f"{Kind.KOORDINATIF}/lintas_sektor", f"{Kind.KOORDINATIF}/instansional"),
        ("decided", "closed"),
        requires="decisions",
        lacking="Belum ada keputusan",
    ),
    PaperKind(
        "kartu-berkas",
        "Kartu berkas",
        "KARTU",
        "matter",
        EVERYBODY,
        ("journey", "purpose"),
        signed_by="nobody",
    ),
    PaperKind(
        "arsip-berkas",
        "Arsip berkas",
        "ARSIP",
        "matter",
        EVERYBODY,
        ("files",),
        phases=("closed",),
        signed_by="nobody",
        ending="zip",
    ),
)
# Meetings, working groups and documents of coordination
KINDS += (
    PaperKind(
        "undangan",
        "Undangan",
        "UND",
        "meeting",
        (Role.CHAIR, Role.SECRETARY),
        ("title", "day", "place", "chair", "units", "agenda"),
        states=("called", "running"),
        requires="recipients",
        lacking="Belum ada yang diundang",
        signed_by="chair",
        with_steps=("undang", "jadwal_ulang"),
        copies=True,
    ),
    PaperKind(
        "daftar-hadir",
        "Daftar hadir",
        "DH",
        "meeting",
        (Role.CHAIR, Role.SECRETARY),
        ("title", "units", "attendance"),
        states=("called", "running", "writing", "reviewing", "closed"),
        signed_by="chair",
    ),
    PaperKind(
        "notula",
        "Notula rapat",
        "NOT",
        "meeting",
        (Role.CHAIR, Role.SECRETARY),
        ("title", "purpose", "minutes", "attendance", "decision", "ground", "stances", "dissent"),
        states=("reviewing", "closed"),
        requires="notes",
        lacking="Belum ada yang ditulis pada mata acaranya",
        signed_by="desk",
    ),
    PaperKind(
        "rancangan-keputusan",
        "Rancangan keputusan pembentukan",
        "RK",
        "working_group",
        (Role.CONVENER, Role.CHAIR, Role.SECRETARY),
        ("name", "mandate", "seats", "outputs", "remarks"),
        phases=("draft", "open"),
        signed_by="nobody",
    ),
    PaperKind(
        "matriks-rencana-terpadu",
        "Matriks rencana terpadu",
        "MRT",
        "document",
        (Role.OPENER, Role.DECIDER),
        ("title", "text", "rows"),
        kinds=("b", "c"),
        requires="rows",
        lacking="Belum ada baris pada matriksnya",
    ),
    PaperKind(
        "laporan-pemantauan",
        "Laporan pemantauan dan evaluasi",
        "LPE",
        "document",
        (Role.OPENER, Role.DECIDER),
        ("title", "text", "rows", "measurements"),
        kinds=("g",),
        states=("issued", "ended"),
        requires="rows",
        lacking="Belum ada indikator yang dipantau",
    ),
)
# Whose blocks stand under a paper that is not signed by its issuer, and in which order.
DESKS: Mapping[str, tuple[Role, ...]] = {
    "all": MATTER_PARTIES,
    "chair": (Role.CHAIR,),
    "desk": (Role.SECRETARY, Role.CHAIR),
}
BY_CODE: Mapping[str, PaperKind] = {kind.code: kind for kind in KINDS}


def kinds_of(subject: str, kind: str = "", type_: str = "") -> list[PaperKind]:
    """The kinds of paper that such a subject has, in the order of the table."""
    return [row for row in KINDS if row.fits(subject, kind, type_)]


# What a government lays down in its pack


class NumberRule(Struct, frozen=True, forbid_unknown_fields=True):
    """The pattern of the numbers of some kinds of paper: text with places such as `{nomor}` and `{tahun}`."""

    papers: tuple[str, ...]
    pattern: str


class SignatureRule(Struct, frozen=True, forbid_unknown_fields=True):
    """Who signs in whose name: a.n. `on_behalf_of`, or u.b. where the mandate came `through` another post."""

    signer: str
    on_behalf_of: str
    papers: tuple[str, ...]
    through: str = ""


class PaperRules(Struct, frozen=True, forbid_unknown_fields=True):
    """How a government writes its papers: place, addresses under its letterheads, numbers, signature blocks."""

    place: str = ""
    addresses: Mapping[str, tuple[str, ...]] = {}
    numbers: tuple[NumberRule, ...] = (NumberRule((ANY,), "{nomor}/{jenis}/{unit}/{tahun}"),)
    signatures: tuple[SignatureRule, ...] = ()


def faults_of_pattern(pattern: str) -> str:
    """What is wrong with the pattern of a number; "" when nothing is."""
    places = _PLACE.findall(pattern)
    if unknown := [name for name in places if name not in PLACES]:
        return f"tempat isian “{{{unknown[0]}}}” tidak dikenal"
    if re.sub(_PLACE, "", pattern).count("{") or re.sub(_PLACE, "", pattern).count("}"):
        return "kurung kurawalnya tidak berpasangan"
    for needed in ("nomor", "jenis", "tahun"):
        if places.count(needed) != 1:
            return f"tempat isian “{{{needed}}}” harus ada tepat sekali"
    return ""


def number_of(rules: PaperRules, kind: PaperKind, sequence: int, unit: str, day: date) -> str:
    """The number of a paper by the first pattern that speaks of its kind."""
    pattern = next((r.pattern for r in rules.numbers if kind.code in r.papers or ANY in r.papers), "")
    pattern = pattern or PaperRules().numbers[0].pattern
    values = {"nomor": sequence, "jenis": kind.short, "unit": unit, "bulan": ROMAN[day.month - 1], "tahun": day.year}
    return pattern.format_map(values)


# Letterhead and signature block


class Letterhead(Struct, frozen=True):
    """The lines above the double rule; `office` is a kelurahan or UPTD that writes under its agency."""

    government: str
    unit: str
    office: str = ""
    address: tuple[str, ...] = ()


class Block(Struct, frozen=True):
    """A signature block: the lines of the office, then the name. Never a NIP."""

    lines: tuple[str, ...]
    name: str
    unit: str = ""
    post: str = ""


def agency_of(organisation: Organisation, unit: str) -> str:
    """The unit under whose letterhead a unit writes: itself, or the agency within which it stands."""
    found = organisation.units.get(unit)
    if found is None or found.superior is None or not organisation.type_of(unit).internal:
        return unit
    return agency_of(organisation, found.superior)


def letterhead(organisation: Organisation, rules: PaperRules, government: str, unit: str) -> Letterhead:
    """The letterhead of a unit; a head of government writes under his own name alone."""
    code = agency_of(organisation, unit)
    row = organisation.units.get(code)
    if row is not None and row.type == LEADERS:
        return Letterhead("", organisation.name_of(code).upper(), "", rules.addresses.get(code, ()))
    below = code != unit and unit in organisation.units and organisation.type_of(unit).element != STAFF
    return Letterhead(
        government.upper(),
        organisation.name_of(code).upper(),
        organisation.name_of(unit).upper() if below else "",
        rules.addresses.get(code, rules.addresses.get(ANY, ())),
    )


def office_title(organisation: Organisation, post: str) -> str:
    """A post as it stands above a signature; the head of government with the name of his region."""
    unit = organisation.units.get(post.split("/", maxsplit=1)[0])
    return organisation.name_of(unit.code if unit and unit.type == LEADERS else post).upper()


def signature(
    organisation: Organisation, rules: PaperRules, kind: str, post: str, *, capacity: str = "", name: str = ""
) -> Block:
    """The block of who signs: "a.n." another where the pack says so, "u.b." where the mandate came through a third.

    `capacity` is "Plt.", "Plh." or "Pj."; it stands before the post he acts in, never before the one he signs for.
    """
    own = f"{capacity} {office_title(organisation, post)}".strip()
    rule = next((r for r in rules.signatures if r.signer == post and (kind in r.papers or ANY in r.papers)), None)
    lines: Iterable[str] = (f"{own},",)
    if rule and rule.through:
        above, between = office_title(organisation, rule.on_behalf_of), office_title(organisation, rule.through)
        lines = (f"a.n. {above}", f"{between},", "u.b.", f"{own},")
    elif rule:
        lines = (f"a.n. {office_title(organisation, rule.on_behalf_of)}", f"{own},")
    return Block(tuple(lines), name, post.split("/", maxsplit=1)[0], post)


def place_line(rules: PaperRules, day: date) -> str:
    """Place and day above the signature: "Paringin, 6 April 2020"."""
    return f"{rules.place}, {in_words(day)}" if rules.place else in_words(day)


def faults_of(rules: PaperRules, posts: Iterable[str], units: Iterable[str]) -> list[tuple[str, str, str]]:
    """What is wrong with the rules of a pack: place in them, what, and what to do about it."""
    found: list[tuple[str, str, str]] = []
    known, offices, departments = {kind.code for kind in KINDS} | {ANY}, set(posts), set(units) | {ANY}
    named = [(f"numbers[{i}]", row.papers) for i, row in enumerate(rules.numbers)]
    named += [(f"signatures[{i}]", row.papers) for i, row in enumerate(rules.signatures)]
    for place, papers in named:
        for code in (code for code in papers if code not in known):
            advice = f"Naskah yang dikenal: {', '.join(kind.code for kind in KINDS)}, atau * bagi semuanya"
            found.append((f"{place}.papers", f"naskah “{code}” tidak dikenal", advice))
    for i, number in enumerate(rules.numbers):
        if wrong := faults_of_pattern(number.pattern):
            advice = f"Tempat isian: {', '.join(f'{{{name}}}' for name in PLACES)}"
            found.append((f"numbers[{i}].pattern", wrong, advice))
    for i, row in enumerate(rules.signatures):
        for field in ("signer", "on_behalf_of", "through"):
            code = getattr(row, field)
            if code and code not in offices:
                found.append((f"signatures[{i}].{field}", f"jabatan “{code}” tidak dikenal", "Tulis UNIT/JABATAN"))
    for code in (code for code in rules.addresses if code not in departments):
        found.append((f"addresses.{code}", f"unit “{code}” tidak dikenal", "Pakai kode unit pada units.csv"))
    return found

"""Checks a whole pack: every fault with its file, its place and what to do, and the gaps that the law itself leaves."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from selaras.law import papers, yardsticks
from selaras.law.asks import SORTS_OF_MEETING, AskRow, AsksFile, Evidence, Proof
from selaras.law.cases import Cases, run_cases
from selaras.law.cite import KEY, Cite, find_cites, format_cite, parse_cites
from selaras.law.coverage import coverage
from selaras.law.escalation import Escalation
from selaras.law.kinds import Kinds
from selaras.law.openness import Openness, Sort
from selaras.law.organisation import History, Organisation
from selaras.law.packfiles import Fault, Source, Table, read_table, read_text
from selaras.law.procedures import (
    KIN,
    SEATS,
    Ask,
    Clock,
    Effect,
    Phase,
    Procedure,
    Quantifier,
    Role,
    Step,
    Thing,
)
from selaras.law.regulation import (
    ANY_AGENCY,
    BookFile,
    Matrix,
    Pack,
    PackFile,
    ProvisionsFile,
    Regulation,
    RegulationRow,
    belongs,
)
from selaras.law.routes import Routes
from selaras.law.types import (
    Affair,
    Coordination,
    Holiday,
    Hours,
    Kind,
    MatrixCell,
    Modality,
    Post,
    Provision,
    Strength,
    Succession,
    Unit,
    UnitType,
)

Shape = TypeVar("Shape", bound=Struct)

HEAD_TYPE = "pimpinan"
OUTSIDE_TYPE = "eksternal"
HEADED = frozenset({"ppid", "ppid_superior"})  # the offices whose head decides himself
OPTIONAL = frozenset({"system"})  # the offices that a government may leave to another
TABLES: Mapping[str, type[Struct]] = {
    "types.csv": UnitType,
    "units.csv": Unit,
    "posts.csv": Post,
    "affairs.csv": Affair,
    "coordination.csv": Coordination,
    "successions.csv": Succession,
    "calendar.csv": Holiday,
    "hours.csv": Hours,
}
ESCALATION, ASKS = "escalation.yaml", "asks.yaml"
LEFT_OUT = frozenset({"hours.csv", ESCALATION, ASKS})  # a pack may do without
# By what each sort of evidence may be narrowed.
NARROWED: Mapping[Evidence, frozenset[str]] = {
    Evidence.ACTS: frozenset(),
    Evidence.MATTERS: frozenset({"kinds", "types", "duties", "ended", "units"}),
    Evidence.MEETINGS: frozenset({"sorts", "units"}),
    Evidence.DOCUMENTS: frozenset({"forms"}),
    Evidence.GROUPS: frozenset({"forms"}),
    Evidence.FOLLOW_UPS: frozenset(),
    Evidence.MAPPING: frozenset(),
    Evidence.FORMULAS: frozenset({"formulas"}),
}
# What a step asks is used by one of these effects; what it does needs that it asks for this.
USED_BY: Mapping[Ask, frozenset[Effect]] = {
    Ask.MATTER: frozenset({Effect.LINK, Effect.JOIN, Effect.CARRY}),
    Ask.POST: frozenset({Effect.ASSIGN}),
    Ask.ASSIGNED: frozenset({Effect.UNASSIGN}),
    Ask.SUBORDINATE: frozenset({Effect.CHILD}),
    Ask.KIND: frozenset({Effect.CHANGE_KIND}),
    Ask.MOMENT: frozenset({Effect.SCHEDULE}),
    Ask.DAY: frozenset({Effect.DUE, Effect.EXTEND, Effect.ISSUE, Effect.WITHHOLD}),
    Ask.INSTRUMENT: frozenset({Effect.ISSUE, Effect.EXTEND, Effect.WITHHOLD}),
    Ask.OUTPUT: frozenset({Effect.PRODUCE}),
    Ask.CONSENT: frozenset({Effect.WITHHOLD, Effect.OPEN}),
    **dict.fromkeys((Ask.GROUND, Ask.TERM, Ask.SUMMARY, Ask.APPROVAL, Ask.NEVER), frozenset({Effect.WITHHOLD})),
}
ASKS_FOR: Mapping[Effect, frozenset[Ask]] = {
    Effect.LINK: frozenset({Ask.MATTER}),
    Effect.JOIN: frozenset({Ask.MATTER}),
    Effect.CARRY: frozenset({Ask.MATTER}),
    Effect.ASSIGN: frozenset({Ask.POST}),
    Effect.UNASSIGN: frozenset({Ask.ASSIGNED}),
    Effect.CHILD: frozenset({Ask.SUBORDINATE}),
    Effect.CHANGE_KIND: frozenset({Ask.KIND}),
    Effect.ATTACH: frozenset({Ask.FILE}),
    Effect.SCHEDULE: frozenset({Ask.MOMENT}),
    Effect.DUE: frozenset({Ask.DAY}),
    Effect.ISSUE: frozenset({Ask.INSTRUMENT}),
    Effect.EXTEND: frozenset({Ask.INSTRUMENT, Ask.DAY}),
    Effect.PRODUCE: frozenset({Ask.OUTPUT}),
    Effect.WITHHOLD: frozenset({Ask.GROUND, Ask.INSTRUMENT, Ask.TERM, Ask.DAY, Ask.SUMMARY, Ask.NEVER, Ask.FILE}),
}
# Where an effect or a need has a meaning, if not everywhere.
_MATTER = frozenset({"matter"})
ONLY: Mapping[Effect | Thing, frozenset[str]] = {
    **dict.fromkeys(
        (
            Effect.SUBMIT,
            Effect.RELEASE,
            Effect.TELL_HEAD,
            Effect.CARRY_ON,
            Effect.CARRY_UP,
            Effect.REDIRECT,
            Effect.CHANGE_KIND,
            Effect.CHILD,
            Effect.LINK,
            Effect.JOIN,
            Effect.REROUTE,
            Effect.ASSIGN,
            Effect.UNASSIGN,
            Thing.CHILDREN,
            Thing.OFFSPRING,
            Thing.PATH,
            Thing.MINUTES,
        ),
        _MATTER,
    ),
    Effect.SCHEDULE: frozenset({"meeting"}),
    Effect.ADOPT: frozenset({"meeting"}),
    Effect.DUE: frozenset({"follow_up"}),
    Effect.CARRY: frozenset({"follow_up"}),
    Effect.EXTEND: frozenset({"working_group"}),
    Effect.PRODUCE: frozenset({"working_group"}),
    Effect.ISSUE: frozenset({"working_group", "document"}),
    Effect.KEEP: frozenset({"meeting", "document"}),
    Effect.ELEVATE: frozenset({"matter", "document", "meeting", "working_group"}),
    Thing.ITEMS: frozenset({"meeting"}),
    Thing.HOUR: frozenset({"meeting"}),
    Thing.MANDATE: frozenset({"meeting", "working_group", "document"}),
    Thing.FOLLOW_UPS: frozenset({"matter", "meeting", "document"}),
    **dict.fromkeys(
        (
            Effect.WITHHOLD,
            Effect.OPEN,
            Effect.HAND_OVER,
            Thing.REVIEW,
            Thing.OPENS,
            Thing.OFFICE,
            Thing.IMPARTIAL,
            Thing.BARRED,
        ),
        frozenset({"withholding"}),
    ),
}
BY_DECIDER = frozenset({Effect.WITHHOLD, Effect.OPEN})  # what nobody does but who decides, holding his post
NEVER = frozenset({Sort.DECISIONS, Sort.DOCUMENTS, Sort.GROUPS})  # what comes of a matter and can outlast it
DUE = frozenset({"follow_up", "withholding"})  # the sorts of subject that are given a day
ENDING = frozenset({"working_group"})  # and those that end on one
_PROSE = ("reason", "note", "source", "ground")
_PART = re.compile(r"(\w+)-(\w+)")


class Gap(Struct, frozen=True):
    """Something the law or its data leaves open: no fault of the pack, but to be known."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Report(Struct, frozen=True):
    """What a check found; the pack may be used when there is no fault."""

    faults: tuple[Fault, ...]
    gaps: tuple[Gap, ...]


def check(folder: Path, *, today: date | None = None) -> Report:
    """Every fault of the pack in `folder`, and the gaps of its law; with a day, of its calendar too.

    Never raises for what the files hold.
    """
    return examine(folder, today=today)[0]


def examine(folder: Path, *, today: date | None = None) -> tuple[Report, Pack | None]:
    """The report on a pack, and the pack itself when it has no fault; with a day also on what that day lacks."""
    examination = _Examination(folder, today)
    pack = examination.run()
    faults = tuple(dict.fromkeys(examination.faults))
    return Report(faults, tuple(examination.gaps)), None if faults else pack


class _Examination:
    """One walk through a pack; what cannot be read is left out of the checks that need it."""

    def __init__(self, folder: Path, today: date | None = None) -> None:
        self.folder = folder
        self.today = today
        self.faults: list[Fault] = []
        self.gaps: list[Gap] = []
        self.tables: dict[str, Table] = {}
        self.sources: list[Source] = []

    def run(self) -> Pack | None:
        if not self.folder.is_dir():
            self.faults.append(Fault(str(self.folder), "folder", "folder paket tidak ada", "Periksa nama foldernya"))
            return None
        main, head = self._yaml("pack.yaml", PackFile)
        for file, kind in TABLES.items():
            there = file not in LEFT_OUT or (self.folder / file).exists()
            self.tables[file] = read_table(self.folder / file, file, kind, self.faults) if there else Table(file)
        history = History(*(self.tables[file].rows for file in TABLES))
        _OrganisationCheck(self.tables, self.faults, history).run()
        if self.today and not history.calendar.knows(self.today.year):
            message = f"hari libur {self.today.year} belum dimuat, sehingga tenggat tahun itu terhitung terlalu cepat"
            self.gaps.append(Gap("calendar.csv", message))
        if head is None:
            return None
        self._government(main, head)
        found = [self._regulation(main, i, row, history) for i, row in enumerate(head.regulations)]
        if not found:
            main.fault("$.regulations", "tidak ada peraturan", "Sebutkan sekurang-kurangnya satu peraturan")
        regulations = sorted((r for r in found if r is not None), key=lambda r: r.valid_from)
        return Pack(head.code, head.government, history, tuple(regulations))

    def _yaml(self, file: str, shape: type[Shape]) -> tuple[Source, Shape | None]:
        source = Source(file, self.faults)
        text = read_text(self.folder / file, file, self.faults)
        if text is None or not source.parse(text):
            return source, None
        self.sources.append(source)
        return source, source.fill(shape)

    def _government(self, source: Source, head: PackFile) -> None:
        try:
            zoneinfo.ZoneInfo(head.government.timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            message = f"zona waktu “{head.government.timezone}” tidak dikenal"
            source.fault("$.government.timezone", message, "Tulis misalnya Asia/Jakarta, Asia/Makassar, Asia/Jayapura")
        units, posts = self.tables["units.csv"], self.tables["posts.csv"]
        known = {unit.code for unit in units.rows} | units.broken
        if units.readable and posts.readable:
            offices = {post.code for post in posts.rows} | posts.broken
            for place, what, advice in papers.faults_of(head.government.papers, offices, known):
                source.fault(f"$.government.papers.{place}", what, advice)
        lasting = {unit.code for unit in units.rows if unit.valid_to is None} | units.broken
        headed = {post.unit for post in posts.rows if post.head and post.valid_to is None}
        headed |= {code.partition("/")[0] for code in posts.broken}
        for office in head.government.offices.__struct_fields__ if units.readable else ():
            code, place = getattr(head.government.offices, office), f"$.government.offices.{office}"
            if office in OPTIONAL and not code:
                continue
            if code not in known:
                source.fault(place, f"unit “{code}” tidak dikenal", "Pakai kode unit pada units.csv")
            elif code not in lasting:
                source.fault(place, f"unit “{code}” sudah berakhir", "Sebutkan unit penerusnya")
            elif office in HEADED and posts.readable and code not in headed:
                source.fault(
                    place, f"unit “{code}” tanpa kepala yang memutus", "Sebutkan unit yang dipimpin PPID atau atasannya"
                )

    def _regulation(self, main: Source, index: int, row: RegulationRow, history: History) -> Regulation | None:
        folder = row.code
        if not re.fullmatch(r"[a-z0-9-]+", folder) or not (self.folder / folder).is_dir():
            message = f"folder peraturan “{folder}” tidak ada"
            main.fault(f"$.regulations[{index}].code", message, "Samakan kode peraturan dengan nama foldernya")
            return None
        first = len(self.sources)
        law_source, law = self._yaml(f"{folder}/provisions.yaml", ProvisionsFile)
        _, kinds = self._yaml(f"{folder}/kinds.yaml", Kinds)
        book_source, book = self._yaml(f"{folder}/procedures.yaml", BookFile)
        route_source, routes = self._yaml(f"{folder}/paths.yaml", Routes)
        open_source, openness = self._yaml(f"{folder}/openness.yaml", Openness)
        case_source, cases = self._yaml(f"{folder}/cases.yaml", Cases)
        escalation: Escalation | None = Escalation()
        if (self.folder / folder / ESCALATION).exists():
            told_source, escalation = self._yaml(f"{folder}/{ESCALATION}", Escalation)
            _check_escalation(told_source, escalation or Escalation())
        asks_source = Source(f"{folder}/{ASKS}", self.faults)
        asks: AsksFile | None = AsksFile(())
        if (self.folder / folder / ASKS).exists():
            asks_source, asks = self._yaml(f"{folder}/{ASKS}", AsksFile)
        cells = read_table(self.folder / folder / "matrix.csv", f"{folder}/matrix.csv", MatrixCell, self.faults)
        reading = read_text(self.folder / folder / "reading.md", f"{folder}/reading.md", self.faults)
        sources = self.sources[first:]

        provisions: dict[str, Provision] = {}
        if law:
            provisions = _check_provisions(law_source, law, folder)
            self._cites(folder, provisions, [main, *sources], cells, reading or "")
        if kinds:
            _check_kinds(next(s for s in sources if s.file.endswith("kinds.yaml")), kinds)
            self._cells(cells, kinds, law)
        if asks and law:
            _check_asks(asks_source, asks.asks, provisions, kinds, self._types())
        if book:
            _BookCheck(book_source, book, kinds).run()
        if openness:
            _check_openness(open_source, openness, book, self._types())
            _check_withholding(open_source, openness, book, self._types())
        if routes:
            self._routes(route_source, routes, kinds)
        if routes and cases and not any(f.file in TABLES for f in self.faults):
            for failed in run_cases(cases, history, routes):
                at = next((i for i, c in enumerate(cases.paths) if c.title == failed.title), 0)
                advice = "Betulkan kasus ini atau data yang dilaluinya"
                case_source.fault(case_source.item("paths", at), f"kasus gagal: {failed.difference}", advice)
        if not (law and kinds and book and routes and openness and cases and escalation and asks):
            return None
        agencies = [t.type for t in history.all_types if t.is_agency]
        regulation = Regulation(
            header=law.regulation,
            title=f"{row.name} tentang {law.regulation.title}",
            short_title=row.short_title,
            chapters=law.chapters,
            provisions=provisions,
            kinds=kinds,
            book=book.book(),
            routes=routes,
            openness=openness,
            matrix=Matrix(cells.rows, agencies),
            cases=cases,
            escalation=escalation,
            grounds=tuple(ground for source in sources for ground in source.grounds),
            asks=asks.asks,
        )
        self._gaps(regulation, history)
        return regulation

    def _types(self) -> frozenset[str]:
        return frozenset(row.type for row in self.tables["types.csv"].rows)

    def _cites(
        self, own: str, provisions: Mapping[str, Provision], sources: Iterable[Source], cells: Table, reading: str
    ) -> None:
        """Every citation, in grounds, cite columns and prose, names a provision that exists."""
        in_text: dict[str, list[Cite]] = {}

        def unknown(text: str, strict: bool) -> list[tuple[str, str]]:
            try:
                if strict:
                    cites = parse_cites(text, own)
                else:
                    cites = in_text[text] if text in in_text else in_text.setdefault(text, find_cites(text, own))
            except ValueError as error:
                return [(str(error), "Tulis kutipan seperti “Pasal 12 ayat (1) huruf a”, dipisah titik koma")]
            advice = "Betulkan kutipannya, atau sebutkan peraturan lain di sebelahnya"
            lost = [c.key for c in cites if not c.regulation and c.key not in provisions]
            names = [format_cite(key) if KEY.fullmatch(key) else key for key in lost]
            return [(f"{name} tidak ada pada peraturan ini", advice) for name in names]

        for source in sources:
            for ground in source.grounds:
                for message, advice in unknown(ground.cite, True) if ground.cite else ():
                    source.fault(ground.path, message, advice)
                if ground.strength is Strength.STATED and _names_law_alone(ground.cite or "", own):
                    advice = "Sebutkan pasalnya, atau tulis inferred: dengan alasannya"
                    source.fault(ground.path, "dasar tegas menyebut peraturan lain tanpa pasalnya", advice)
            strict = {f"{g.path}.{g.strength.value}" for g in source.grounds if g.cite}
            for path, text in source.texts:
                if path not in strict:
                    for message, advice in unknown(text, False):
                        source.fault(path, message, advice)
        for table in (*self.tables.values(), cells):
            for row in table.rows:
                for column in ("cite", *_PROSE):
                    words: str | None = getattr(row, column, None)
                    for message, advice in unknown(words, column == "cite") if words else ():
                        place = f"baris {table.line(row)}, kolom {column}"
                        self.faults.append(Fault(table.file, place, message, advice))
        for number, line in enumerate(reading.splitlines(), 1):
            for message, advice in unknown(line, False):
                self.faults.append(Fault(f"{own}/reading.md", f"baris {number}", message, advice))

    def _cells(self, cells: Table, kinds: Kinds, law: ProvisionsFile | None) -> None:
        """Cells name known types, a type of coordination exactly with koordinatif, and each question once."""
        types, known = {*self._types(), ANY_AGENCY}, {t.code for t in kinds.types}
        broken = self.tables["types.csv"].broken
        seen: dict[tuple[str, str, Kind, str | None], int] = {}
        annex_missing = law is None or any(p.missing and p.key == "lampiran-1" for p in law.provisions)

        def fault(row: MatrixCell, column: str, message: str, advice: str) -> None:
            self.faults.append(Fault(cells.file, f"baris {cells.line(row)}, kolom {column}", message, advice))

        for row in cells.rows:
            for column, value in (("from_type", row.from_type), ("to_type", row.to_type)):
                if value not in types and value not in broken and self.tables["types.csv"].readable:
                    fault(row, column, f"tipe unit “{value}” tidak dikenal", "Pakai tipe pada types.csv")
            if row.kind is Kind.KOORDINATIF and row.type not in known:
                fault(row, "type", "tipe koordinasi tidak dikenal", f"Tulis salah satu: {', '.join(sorted(known))}")
            if row.kind is not Kind.KOORDINATIF and row.type:
                fault(row, "type", "tipe hanya ada pada koordinatif", "Kosongkan kolom ini")
            if row.answer == "not_foreseen" and annex_missing:
                advice = "Tulis foreseen, atau hapus baris ini (kosong berarti belum diatur)"
                fault(row, "answer", "Lampiran I tidak ada, jadi tidak ada yang dapat dinyatakan tertutup", advice)
            ends = [(row.from_type, row.to_type)]
            if row.symmetric and row.from_type != row.to_type:
                ends.append((row.to_type, row.from_type))
            for one, other in ends:
                first = seen.setdefault((one, other, row.kind, row.type), cells.line(row))
                if first != cells.line(row):
                    fault(row, "kind", f"pertanyaan yang sama sudah dijawab baris {first}", "Hapus salah satunya")

    def _routes(self, source: Source, routes: Routes, kinds: Kinds | None) -> None:
        """Routes name known types of unit, units, and every type of coordination."""
        if not self.tables["types.csv"].readable or not self.tables["units.csv"].readable:
            return
        types = self._types() | self.tables["types.csv"].broken
        units = {u.code for u in self.tables["units.csv"].rows} | self.tables["units.csv"].broken
        named: list[tuple[str, Iterable[str], Container[str]]] = [
            ("$.outside_types", routes.outside_types, types),
            ("$.rules.heads.types", routes.rules.heads.types, types),
        ]
        for name in ("edges", "through", "convener_bases"):
            for i, edge in enumerate(getattr(routes, name)):
                at = source.item(name, i)
                named += [(at, edge.from_, types), (at, edge.to, types), (at, edge.units, units)]
        for path, codes, known in named:
            for code in codes:
                if code not in known:
                    source.fault(path, f"“{code}” tidak dikenal", "Pakai kode pada types.csv atau units.csv")
        for code in {t.code for t in kinds.types} ^ set(routes.types) if kinds else ():
            source.fault("$.types", f"tipe “{code}” tidak sama dengan kinds.yaml", "Samakan daftar tipe kedua berkas")

    def _gaps(self, regulation: Regulation, history: History) -> None:
        for provision in regulation.provisions.values():
            if provision.defect or provision.missing:
                message = provision.defect or "tidak ada pada salinan"
                self.gaps.append(Gap(format_cite(provision.key), message.rstrip(".")))
        for line in coverage(regulation, history):
            if line.strength is None:
                self.gaps.append(Gap(line.label, "belum dirujuk aturan mana pun"))
        asking = {row.provision for row in regulation.asks}
        for provision in regulation.provisions.values():
            whole = any(key.startswith(f"{provision.key}/") for key in regulation.provisions)
            if regulation.asks and provision.modality is Modality.SHALL and not whole and provision.key not in asking:
                self.gaps.append(Gap(format_cite(provision.key), f"meminta sesuatu, tetapi belum ada pada {ASKS}"))
        for row in history.all_coordination:
            same, _, of = (row.agreement or "").partition("/")
            if not row.official and same != of:
                message = f"{row.unit} ke {row.coordinator} masih usulan, {same} dari {of} daerah sama"
                self.gaps.append(Gap(f"coordination.csv, baris {row.line}", message))
        named = {end for cell in regulation.matrix for end in (cell.from_type, cell.to_type)}
        for unit_type in history.all_types:
            if unit_type.type not in named:
                message = f"tipe {unit_type.type} belum diatur dengan tipe mana pun"
                self.gaps.append(Gap(f"{regulation.code}/matrix.csv", message))


def _names_law_alone(cite: str, own: str) -> bool:
    """Whether a ground names another regulation as a whole: who states a rule names its article."""
    try:
        return any(found.regulation and not found.key for found in parse_cites(cite, own))
    except ValueError:  # a fault of its own
        return False


def _check_provisions(source: Source, law: ProvisionsFile, folder: str) -> dict[str, Provision]:
    """Keys and eIds are unique, numbers run without a gap, chapters and cross references exist."""
    if law.regulation.code != folder:
        advice = f"Tulis {folder}"
        source.fault("$.regulation.code", "kode tidak sama dengan nama folder", advice)
    first, last = law.regulation.valid_from, law.regulation.valid_to
    if last and last < first:
        source.fault("$.regulation.valid_to", "berakhir sebelum mulai", "Betulkan salah satu tanggalnya")
    found: dict[str, Provision] = {}
    eids: set[str] = set()
    last_of: dict[str, tuple[int, str]] = {}
    chapters = {c.number for c in law.chapters}
    for i, provision in enumerate(law.provisions):
        at, key = source.item("provisions", i), provision.key
        if not KEY.fullmatch(key):
            advice = "Tulis misalnya pasal-12/ayat-1/huruf-a"
            source.fault(f"{at}.key", f"“{key}” bukan kunci ketentuan", advice)
            continue
        if key in found:
            source.fault(f"{at}.key", f"kunci {key} sudah ada", "Hapus salah satunya")
            continue
        found[key] = provision
        if provision.eid in eids:
            source.fault(f"{at}.eid", f"eId {provision.eid} sudah dipakai", "Setiap ketentuan mempunyai eId sendiri")
        eids.add(provision.eid)
        if provision.chapter is not None and provision.chapter not in chapters:
            source.fault(f"{at}.chapter", f"BAB {provision.chapter} tidak ada", "Pakai nomor pada chapters")
        if provision.list not in (None, "open", "closed"):
            source.fault(f"{at}.list", f"nilai “{provision.list}” tidak dikenal", "Tulis open atau closed")
        above, _, part = key.rpartition("/")
        if above.startswith("pasal") and above not in found:
            source.fault(f"{at}.key", f"induknya, {above}, belum ada di atasnya", "Tambahkan induknya lebih dahulu")
        match = _PART.fullmatch(part)
        if match:
            level = f"{above}/{match[1]}"
            number = int(re.sub(r"\D", "", match[2])) if match[2][0].isdigit() else ord(match[2]) - ord("a") + 1
            before, previous = last_of.get(level, (0, ""))
            if number != before + 1 and not (number == before and match[2] > previous):
                advice = "Tambahkan yang hilang (bila hilang pada salinan: missing: true) atau betulkan urutannya"
                source.fault(f"{at}.key", f"urutan terputus: sebelum {format_cite(key)} ada yang hilang", advice)
            last_of[level] = (number, match[2])
    for i, provision in enumerate(law.provisions):
        for key in provision.cross:
            if key not in found:
                source.fault(f"{source.item('provisions', i)}.cross", f"{key} tidak ada", "Betulkan rujukannya")
    return found


def _check_kinds(source: Source, kinds: Kinds) -> None:
    """The five kinds are all there, and no code stands twice."""
    for code in set(Kind) - {k.code for k in kinds.kinds}:
        source.fault("$.kinds", f"jenis {code.value} belum ada", "Tulis kelima jenis Pasal 12 ayat (1)")
    for name in ("kinds", "types", "forms", "duties", "principles", "yardsticks"):
        _once(source, name, (row.code for row in getattr(kinds, name)))


def _check_asks(
    source: Source,
    asks: Iterable[AskRow],
    provisions: Mapping[str, Provision],
    kinds: Kinds | None,
    types: Container[str],
) -> None:
    """Each provision that asks is there and named once; it has proofs of known codes, or says why there are none."""
    rows = list(asks)
    _once(source, "asks", (row.provision for row in rows))
    known: dict[str, Container[str]] = {
        "sorts": SORTS_OF_MEETING,
        "units": types,
        "formulas": [formula.code for formula in yardsticks.EVERY],
    }
    if kinds:
        known |= {name: [row.code for row in getattr(kinds, name)] for name in ("types", "duties", "forms")}
    for i, row in enumerate(rows):
        at = source.item("asks", i)
        if row.provision not in provisions:
            source.fault(f"{at}.provision", f"{row.provision} tidak ada", "Pakai kunci pada provisions.yaml")
        if bool(row.proofs) == bool(row.outside):
            message = "proofs dan outside ditulis bersama" if row.outside else "tanpa proofs dan tanpa outside"
            source.fault(at, message, "Tulis catatan yang membuktikannya, atau mengapa tidak dapat dibuktikan di sini")
        for n, proof in enumerate(row.proofs):
            place = f"{at}.proofs[{n}]"
            for name in _given(proof) - NARROWED[proof.of]:
                source.fault(f"{place}.{name}", f"{name} tidak menyaring {proof.of.value}", "Hapus kunci ini")
            if proof.of is Evidence.FORMULAS and not proof.formulas:
                source.fault(place, "tanpa rumus", "Sebutkan formulas:")
            for name, codes in known.items():
                for code in getattr(proof, name):
                    if code not in codes:
                        source.fault(f"{place}.{name}", f"“{code}” tidak dikenal", "Pakai kode yang ada")


def _given(proof: Proof) -> set[str]:
    """By what a proof narrows its records."""
    return {name for name in Proof.__struct_fields__ if name != "of" and getattr(proof, name)}


def _once(source: Source, name: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for i, code in enumerate(codes):
        if code in seen:
            source.fault(source.item(name, i), f"kode “{code}” sudah ada", "Hapus salah satunya, atau ganti kodenya")
        seen.add(code)


def _check_openness(source: Source, openness: Openness, book: BookFile | None, types: frozenset[str]) -> None:
    """States named in a row exist, supervisors are known types, and no row repeats what one above it settles."""
    for code in openness.supervision.types if types else ():
        if code not in types:
            source.fault("$.supervision.types", f"tipe unit “{code}” tidak dikenal", "Pakai tipe pada types.csv")
    states = {(p.subject, s.code) for p in book.procedures for s in p.states} if book else set()
    subjects = {subject for subject, _ in states}
    seen: set[tuple[str, str, Phase]] = set()
    for i, rule in enumerate(openness.rules):
        at = source.item("rules", i)
        if book and rule.subject not in subjects:
            message = f"subjek “{rule.subject}” tidak dikenal"
            source.fault(f"{at}.subject", message, "Pakai subject pada procedures.yaml")
        for state in rule.states if book else ():
            if (rule.subject, state) not in states:
                source.fault(f"{at}.states", f"keadaan “{state}” tidak dikenal", "Pakai keadaan pada procedures.yaml")
        for field in rule.fields:
            for phase in rule.phases:
                if (rule.subject, field, phase) in seen:
                    message = f"{field} pada fase {phase.value} sudah dijawab baris di atasnya"
                    source.fault(f"{at}.fields", message, "Hapus salah satunya, atau naikkan yang lebih khusus")
                if not rule.states:
                    seen.add((rule.subject, field, phase))
    slots = {(p.subject, s.code) for p in book.procedures for row in p.slots for s in row.states} if book else set()
    for i, instead in enumerate(openness.instead):
        at = source.item("instead", i)
        if not any(subject == instead.subject and field == instead.field for subject, field, _phase in seen):
            source.fault(f"{at}.field", f"isian “{instead.field}” tidak dikenal", "Pakai isian pada salah satu baris")
        for slot in instead.slots if book else ():
            if (instead.subject, slot) not in slots:
                message = f"keadaan peserta “{slot}” tidak dikenal"
                source.fault(f"{at}.slots", message, "Pakai keadaan peserta pada procedures.yaml")


def _check_withholding(source: Source, openness: Openness, book: BookFile | None, types: frozenset[str]) -> None:
    """Grounds, classes and sorts of information stand once each, name one another, and are there where needed."""
    for name in ("grounds", "classes", "information"):
        _once(source, name, (row.code for row in getattr(openness, name)))
    subjects = {p.subject for p in book.procedures} if book else set()
    if "withholding" in subjects and not openness.grounds:
        advice = "Tulis grounds: dasar pengecualian, masing-masing dengan pasalnya"
        source.fault("$.grounds", "tata cara pengecualian tanpa satu pun dasar pengecualian", advice)
    if "withholding" in subjects and (openness.review is None or openness.review.years < 1):
        advice = "Tulis review: years (bilangan tahun) dan basis"
        source.fault("$.review", "pengecualian tanpa batas terlama hari tinjaunya", advice)
    for i, ground in enumerate(openness.grounds):
        at = source.item("grounds", i)
        if not ground.basis.cite:
            source.fault(
                f"{at}.basis", "dasar pengecualian tanpa pasal", "Tulis stated: atau inferred: dengan pasalnya"
            )
        if (ground.longest is None) is not (ground.longest_basis is None):
            message = "jangka terlama dan dasarnya tidak berpasangan"
            source.fault(at, message, "Tulis longest: bilangan tahun dan longest_basis: dasarnya, atau hapus keduanya")
        elif ground.longest is not None and ground.longest < 1:
            source.fault(f"{at}.longest", "jangka terlama kurang dari setahun", "Tulis bilangan tahun")
        if ground.opens_by_itself and ground.opening_basis is None:
            message = "terbuka dengan sendirinya tanpa dasar"
            source.fault(at, message, "Tulis opening_basis: dengan tepat satu dari stated, inferred, designed")
        withholding = [s for p in book.procedures for s in p.steps if Effect.WITHHOLD in s.effects] if book else []
        if ground.consent_basis and not all(Ask.CONSENT in step.asks for step in withholding):
            message = "terbuka dengan persetujuan orangnya, tetapi tata caranya tidak menanyakannya"
            source.fault(at, message, "Tulis consent pada asks setiap langkah yang mengecualikan")
    classes = {row.code for row in openness.classes}
    for i, row in enumerate(openness.information):
        if row.class_ not in classes:
            at = source.item("information", i)
            source.fault(f"{at}.class", f"golongan “{row.class_}” tidak dikenal", "Pakai kode pada classes")
    for i, rule in enumerate(openness.counted):
        for code in rule.types if types else ():
            if code not in types:
                at = source.item("counted", i)
                source.fault(f"{at}.types", f"tipe unit “{code}” tidak dikenal", "Pakai tipe pada types.csv")
    for i, apart in enumerate(openness.apart if book else ()):
        if apart.subject not in subjects - {"matter", "withholding"}:
            at = source.item("apart", i)
            source.fault(
                f"{at}.subject", f"subjek “{apart.subject}” tidak dikenal", "Pakai subject pada procedures.yaml"
            )
    for i, kept in enumerate(openness.never):
        if kept.of not in NEVER:
            at, known = source.item("never", i), ", ".join(sorted(NEVER))
            source.fault(f"{at}.of", f"“{kept.of.value}” tidak berasal dari berkas", f"Pakai salah satu: {known}")


class _BookCheck:
    """Procedures: every name leads somewhere, everything can be reached, and whatever is open can be closed."""

    def __init__(self, source: Source, file: BookFile, kinds: Kinds | None) -> None:
        self.source = source
        self.file = file
        self.kinds = kinds

    def run(self) -> None:
        _once(self.source, "procedures", (p.code for p in self.file.procedures))
        self._common()
        taken: dict[tuple[str, Kind | None, str], str] = {}
        for i, procedure in enumerate(self.file.book().procedures):
            at = self.source.item("procedures", i)
            if procedure.subject not in SEATS:
                self._no_subject(f"{at}.subject", procedure.subject)
                continue
            if (procedure.subject == "matter") is (procedure.kind is None):
                advice = "Tulis kind pada tata cara berkas, dan hanya di sana"
                self.source.fault(at, "jenis hubungan kerja (kind) ada pada berkas dan tidak pada yang lain", advice)
            if procedure.kind is None and not procedure.label:
                self.source.fault(at, "tanpa nama: tidak ada kind dan label", "Tulis label: nama tata cara ini")
            for type_ in procedure.types or ("",):
                if self.kinds and type_ and type_ not in {t.code for t in self.kinds.types}:
                    self.source.fault(f"{at}.types", f"tipe “{type_}” tidak dikenal", "Pakai tipe pada kinds.yaml")
                other = taken.setdefault((procedure.subject, procedure.kind, type_), procedure.code)
                if other != procedure.code:
                    message = f"jenis dan tipe ini sudah mempunyai tata cara {other}"
                    self.source.fault(at, message, "Satu jenis dan tipe mempunyai satu tata cara")
            self._procedure(procedure, at, self.file.procedures[i])

    def _no_subject(self, place: str, subject: str) -> None:
        self.source.fault(place, f"subjek “{subject}” tidak dikenal", f"Pakai salah satu: {', '.join(sorted(SEATS))}")

    def _common(self) -> None:
        """What is shared is for sorts of subject that exist, and each of its roles sits in one of them."""
        for section in ("common", "common_states", "common_slots", "common_closing"):
            for i, row in enumerate(getattr(self.file, section)):
                at = self.source.item(section, i)
                for subject in row.subjects:
                    if subject not in SEATS:
                        self._no_subject(f"{at}.subjects", subject)
                somewhere = {role for s in row.subjects or SEATS for role in SEATS.get(s, ())}
                for role in getattr(row, "by", ()):
                    self._sits(f"{at}.by", role, somewhere, ", ".join(row.subjects or SEATS))

    def _sits(self, place: str, role: Role | None, seats: Container[Role], subject: str) -> None:
        """A role that a place names can take part in the subject."""
        if role is not None and role not in seats:
            message = f"peran “{role.value}” tidak ada pada subjek {subject}"
            self.source.fault(place, message, "Pakai peran yang duduk pada subjek itu")

    def _procedure(self, procedure: Procedure, at: str, own: Procedure) -> None:
        def place(name: str, index: int) -> str:
            """Where a row of the whole procedure is written: among its own, else among the common ones."""
            rows, section = getattr(own, name), "common" if name == "steps" else f"common_{name}"
            if index < len(rows):
                return f"{at}.{name}[{index}]"
            replaced = {row.code for row in rows} if name == "steps" else set()
            shared = [
                i
                for i, row in enumerate(getattr(self.file, section))
                if belongs(row, procedure.subject) and getattr(row, "code", "") not in replaced
            ]
            return self.source.item(section, shared[index - len(rows)])

        for name, codes in (
            ("states", [s.code for s in procedure.states]),
            ("slots", [s.role.value for s in procedure.slots]),
            ("steps", [s.code for s in procedure.steps]),
        ):
            for i, code in enumerate(codes):
                if code in codes[:i]:
                    self.source.fault(place(name, i), f"“{code}” sudah ada pada tata cara ini", "Hapus salah satunya")
        if not procedure.states:
            self.source.fault(f"{at}.states", "tidak ada keadaan", "Tulis keadaan dari draf sampai selesai")
            return
        seats = SEATS[procedure.subject]
        for role in own.recorders:
            self._sits(f"{at}.recorders", role, seats, procedure.subject)
        for i, slot in enumerate(procedure.slots):
            self._sits(f"{place('slots', i)}.role", slot.role, seats, procedure.subject)
        for i, standing in enumerate(procedure.states):
            self._clock(procedure, standing.clock, place("states", i), procedure.subject in ENDING)
        for i, slot in enumerate(procedure.slots):
            for j, small in enumerate(slot.states):
                self._clock(procedure, small.clock, f"{place('slots', i)}.states[{j}]", procedure.subject in DUE)
        slots: dict[Role, set[str]] = {}
        for slot in procedure.slots:
            for role in _kin(slot.role):
                slots.setdefault(role, set()).update(state.code for state in slot.states)
        every = {code for codes in slots.values() for code in codes}
        for role in (Role.LEAD, Role.DECIDER):  # whoever leads or decides brings the slot of his own role
            slots[role] = slots.get(role, set()) | every
        for i, step in enumerate(procedure.steps):
            self._step(procedure, step, place("steps", i), slots)
            self._asks(procedure, step, place("steps", i))
        self._reach(procedure, own, place)

    def _clock(self, procedure: Procedure, clock: Clock | None, at: str, due: bool) -> None:
        """A target is a number of working days, or the day that was given where there is one: of a small state."""
        if clock is None:
            return
        if clock.due and not due:
            message = f"tenggat yang ditetapkan (due) tidak ada di sini pada subjek {procedure.subject}"
            self.source.fault(f"{at}.clock", message, "Tulis days: bilangan hari kerja")
        elif not clock.due and clock.days < 1:
            self.source.fault(f"{at}.clock", "target waktu tanpa days", "Tulis days: bilangan hari kerja")

    def _step(self, procedure: Procedure, step: Step, at: str, slots: Mapping[Role, set[str]]) -> None:
        states = {s.code for s in procedure.states}
        where = f"pada tata cara {procedure.code}"

        def known(part: str, codes: Iterable[str], allowed: set[str], what: str) -> None:
            for code in codes:
                if code not in allowed:
                    advice = f"Pakai salah satu: {', '.join(sorted(allowed)) or 'belum ada satu pun'}"
                    self.source.fault(f"{at}.{part}", f"{what} “{code}” tidak ada {where}", advice)

        def of(roles: Iterable[Role]) -> set[str]:
            return {code for role in roles for code in slots.get(role, ())}

        if not step.by or not step.states:
            self.source.fault(at, "tidak menyebut by atau from", "Tulis siapa yang melakukannya, dari keadaan apa")
        known("from", step.states, states, "keadaan")
        known("to", [step.to] if step.to else [], states, "keadaan")
        known("slot", step.slot, of(step.by), "keadaan peserta")
        for role in step.by:
            known("slot_to", [step.slot_to] if step.slot_to else [], slots.get(role, set()), "keadaan peserta")
        if step.target is None and (step.target_slot or step.target_to or Ask.TARGET in step.asks):
            self.source.fault(at, "menyebut sasaran tanpa target", "Tulis target: peran peserta yang dituju")
        if step.target is not None:
            ends = [*step.target_slot, *([step.target_to] if step.target_to else [])]
            known("target_slot", ends, slots.get(step.target, set()), "keadaan peserta")
        for i, move in enumerate(step.moves):
            known(f"moves[{i}]", [move.to, *move.states], slots.get(move.role, set()), "keadaan peserta")
        for i, need in enumerate(step.needs):
            if need.what is Thing.SLOTS:
                nobody = need.quantifier is Quantifier.ALL and not need.lapsed  # all in none: there is no such seat
                if need.role is None or not (need.states or nobody):
                    self.source.fault(f"{at}.needs[{i}]", "syarat atas peserta tanpa role atau in", "Tulis role dan in")
                else:
                    known(f"needs[{i}]", need.states, slots.get(need.role, set()), "keadaan peserta")
            elif need.what is Thing.WAITED and need.days < 1:
                self.source.fault(f"{at}.needs[{i}]", "syarat waktu tanpa days", "Tulis days: bilangan hari kerja")
            elif need.what is Thing.REVIEW and need.days < 1:
                self.source.fault(f"{at}.needs[{i}]", "syarat hari tinjau tanpa days", "Tulis days: bilangan hari")
            elif need.what is Thing.APART and need.role is None:
                self.source.fault(
                    f"{at}.needs[{i}]", "syarat unit lain tanpa role", "Tulis role: dari siapa ia terpisah"
                )
            elif need.what is Thing.APART:
                known(f"needs[{i}]", need.states, slots.get(need.role or Role.PARTY, set()), "keadaan peserta")
                if need.quantifier is Quantifier.NONE:
                    advice = "Tulis quantifier: all (semuanya unit lain) atau any (ada yang unit lain)"
                    self.source.fault(f"{at}.needs[{i}]", "syarat unit lain dengan quantifier none", advice)

    def _asks(self, procedure: Procedure, step: Step, at: str) -> None:
        """Roles sit in the subject; what is asked is used, and what is done has what it needs."""
        subject, seats = procedure.subject, SEATS[procedure.subject]
        named = [*step.by, step.target, *(m.role for m in step.moves), *(n.role for n in step.needs)]
        for role in dict.fromkeys(named):
            self._sits(at, role, seats, subject)
        for ask in step.asks:
            if ask in USED_BY and not USED_BY[ask].intersection(step.effects):
                advice = f"Tambahkan salah satu akibat: {', '.join(sorted(e.value for e in USED_BY[ask]))}"
                self.source.fault(f"{at}.asks", f"“{ask.value}” diminta tetapi tidak dipakai", advice)
        for effect in step.effects:
            for ask in sorted(ASKS_FOR.get(effect, frozenset()).difference(step.asks)):
                advice = f"Tambahkan {ask.value} pada asks"
                self.source.fault(f"{at}.effects", f"“{effect.value}” memerlukan “{ask.value}”", advice)
        if Effect.REMIND in step.effects and step.target is None:
            self.source.fault(f"{at}.effects", "pengingat tanpa target", "Tulis target: peran yang diingatkan")
        if Ask.SUBSTITUTE in step.asks and not (step.slot_to or step.target_to):
            advice = "Tulis slot_to atau target_to: keadaan peserta yang diwakili"
            self.source.fault(f"{at}.asks", "wakil diminta tanpa tempat mencatatnya", advice)
        if Ask.ASPECTS in step.asks and not step.binding:
            advice = "Tulis binding: true"
            self.source.fault(f"{at}.asks", "langkah yang memutuskan tidak mengikat pemegang jabatannya", advice)
        if BY_DECIDER.intersection(step.effects) and not (step.by == (Role.DECIDER,) and step.binding):
            advice = "Tulis by: [decider] dan binding: true"
            self.source.fault(
                f"{at}.by", "mengecualikan dan membuka hanya oleh pemutus yang memegang jabatannya", advice
            )
        decides = subject == "withholding" and step.by == (Role.DECIDER,) and step.binding
        lacking = {Thing.OFFICE, Thing.IMPARTIAL}.difference(need.what for need in step.needs if need.stops)
        by_time = any(need.what is Thing.OPENS and need.hides for need in step.needs)
        if decides and lacking and not by_time:
            advice = f"Tambahkan pada needs: {', '.join(sorted(lacking))}"
            self.source.fault(f"{at}.needs", "pemutus tidak diperiksa: masih menjabat, dan bukan pihak", advice)
        things: list[Effect | Thing] = [*step.effects, *(need.what for need in step.needs)]
        for thing in dict.fromkeys(things):
            if thing in ONLY and subject not in ONLY[thing]:
                advice = f"Hanya pada subjek: {', '.join(sorted(ONLY[thing]))}"
                self.source.fault(at, f"“{thing.value}” tidak berarti apa-apa pada subjek {subject}", advice)

    def _reach(self, procedure: Procedure, own: Procedure, place: Callable[[str, int], str]) -> None:
        ways: dict[str, set[str]] = {}
        for step in procedure.steps:
            for state in step.states:
                ways.setdefault(state, set()).add(step.to or state)
        reached = _closure(ways, [procedure.states[0].code])
        shared_ends = {step.to for step in self.file.common}
        ends = {s.code for s in own.states if s.phase is Phase.CLOSED} - shared_ends
        for i, standing in enumerate(procedure.states):
            if standing.code not in reached:
                message = f"keadaan “{standing.code}” tidak pernah tercapai"
                self.source.fault(place("states", i), message, "Tambahkan langkah yang menuju ke sana, atau hapus")
            if standing.phase is Phase.OPEN and not ends & _closure(ways, [standing.code]):
                message = f"dari keadaan “{standing.code}” berkas tidak pernah dapat selesai selain dicabut"
                self.source.fault(place("states", i), message, "Tambahkan langkah yang menuju keadaan selesai")
        held: dict[Role, set[str]] = {s.role: {s.states[0].code} for s in procedure.slots if s.states}

        def brought(role: Role, code: str | None) -> None:
            for kin in _kin(role) if code else ():
                held.setdefault(kin, set()).add(code or "")

        for step in procedure.steps:
            for role in step.by:
                brought(role, step.slot_to)
            if step.target:
                brought(step.target, step.target_to)
            for move in step.moves:
                brought(move.role, move.to)
        anywhere = {code for codes in held.values() for code in codes}
        for i, slot in enumerate(procedure.slots):
            for j, small in enumerate(slot.states):
                if small.code not in held.get(slot.role, set()):
                    message = f"keadaan peserta “{small.code}” tidak pernah tercapai"
                    advice = "Tambahkan langkah yang membawa peserta ke sana, atau hapus"
                    self.source.fault(f"{place('slots', i)}.states[{j}]", message, advice)
        for i, step in enumerate(procedure.steps):
            from_slot = not step.slot or anywhere & set(step.slot)
            if step.states and not (reached & set(step.states) and from_slot):
                message = f"langkah “{step.code}” tidak pernah tersedia"
                self.source.fault(place("steps", i), message, "Periksa from dan slot, atau hapus langkah ini")


def _kin(role: Role) -> tuple[Role, ...]:
    """The roles whose participants a role speaks of: a party is the opener or a counterpart."""
    return (role, *KIN.get(role, ()), *(above for above, own in KIN.items() if role in own))


def _closure(ways: Mapping[str, Iterable[str]], start: Iterable[str]) -> set[str]:
    """All that can be reached from `start`, itself included."""
    found, waiting = set(start), list(start)
    while waiting:
        for other in ways.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _check_escalation(source: Source, escalation: Escalation) -> None:
    """Each level once, and none before the one that stands above it."""
    for i, (earlier, level) in enumerate(pairwise(escalation.levels), start=1):
        at = source.item("levels", i)
        if any(level.code == other.code for other in escalation.levels[:i]):
            source.fault(f"{at}.code", f"tingkat “{level.code}” sudah ada", "Hapus salah satunya, atau beri kode lain")
        if level.after < earlier.after:
            message = f"tingkat “{level.code}” lebih awal daripada “{earlier.code}” di atasnya"
            source.fault(f"{at}.after", message, "Urutkan tingkatnya menurut harinya")


class _OrganisationCheck:
    """Units, posts, affairs and mappings: each reference holds on every day, and nothing goes round in a circle."""

    def __init__(self, tables: Mapping[str, Table], faults: list[Fault], history: History) -> None:
        self.tables = tables
        self.faults = faults
        self.history = history
        self.codes: dict[str, set[str]] = {
            "units.csv": {u.code for u in history.all_units} | tables["units.csv"].broken,
            "posts.csv": {p.code for p in history.all_posts} | tables["posts.csv"].broken,
            "affairs.csv": {f"{a.unit}/{a.code}" for a in history.all_affairs}
            | {"/".join(code.split("/")[::-1]) for code in tables["affairs.csv"].broken},
            "types.csv": {t.type for t in history.all_types} | tables["types.csv"].broken,
        }
        self.said: set[tuple[str, int, str]] = set()

    def run(self) -> None:
        self._once("types.csv", lambda t: t.type)
        self._once("calendar.csv", lambda h: h.date.isoformat())
        for row in self.tables["hours.csv"].rows:
            if not re.fullmatch("[1-7]+", row.weekdays):
                self._say("hours.csv", row, "weekdays", "bukan hari dalam pekan", "Tulis angka 1 (Senin) sampai 7")
            if row.closes <= row.opens:
                self._say("hours.csv", row, "closes", "tutup sebelum buka", "Betulkan salah satu jamnya")
        self._overlaps("units.csv", lambda u: u.code)
        self._overlaps("posts.csv", lambda p: p.code)
        self._overlaps("affairs.csv", lambda a: f"{a.unit}/{a.code}")
        self._overlaps("coordination.csv", lambda c: f"{c.unit} {c.affair or ''} {c.coordinator}")
        for unit in self.history.all_units:
            self._known("units.csv", unit, "type", unit.type, "types.csv")
        for change in self.history.successions:
            self._succession(change)
        for row in self.history.all_coordination:
            match = re.fullmatch(r"(\d+)/(\d+)", row.agreement) if row.agreement else None
            if row.agreement and not (match and 0 < int(match[2]) >= int(match[1])):
                self._say("coordination.csv", row, "agreement", "bukan bandingan seperti 2/3", "Tulis misalnya 2/3")
        for day in self._days():
            self._day(self.history.on(day))

    def _say(self, file: str, row: Any, column: str, message: str, advice: str) -> None:
        """Note a fault of a row once per column, however many days it holds on."""
        line = self.tables[file].line(row)
        if (file, line, column) not in self.said:
            self.said.add((file, line, column))
            self.faults.append(Fault(file, f"baris {line}, kolom {column}", message, advice))

    def _once(self, file: str, name: Callable[[Any], str]) -> None:
        seen: dict[str, int] = {}
        for row in self.tables[file].rows:
            first = seen.setdefault(name(row), self.tables[file].line(row))
            if first != self.tables[file].line(row):
                advice = "Hapus salah satunya"
                self._say(file, row, TABLES[file].__struct_fields__[0], f"sama dengan baris {first}", advice)

    def _overlaps(self, file: str, name: Callable[[Any], str]) -> None:
        table = self.tables[file]
        rows: dict[str, list[Any]] = {}
        for row in table.rows:
            rows.setdefault(name(row), []).append(row)
        for same in rows.values():
            same.sort(key=lambda row: row.valid_from)
            for earlier, later in pairwise(same):
                if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                    message = f"masa berlaku bertumpang tindih dengan baris {table.line(earlier)}"
                    advice = "Akhiri yang lama sehari sebelum yang baru mulai"
                    self._say(file, later, "valid_from", message, advice)

    def _known(self, file: str, row: Any, column: str, code: str, of: str) -> bool:
        if code in self.codes[of]:
            return True
        if self.tables[of].readable:
            self._say(file, row, column, f"“{code}” tidak dikenal", f"Pakai kode yang ada pada {of}")
        return False

    def _refer(self, file: str, row: Any, column: str, code: str | None, of: str, today: Mapping[str, Any]) -> None:
        """The code exists, and holds on this day on which the row itself holds."""
        if code is None or code in today or not self._known(file, row, column, code, of):
            return
        if code not in self.tables[of].broken:
            day = max(row.valid_from, self._today)
            message = f"“{code}” tidak berlaku pada {day.isoformat()}"
            self._say(file, row, column, message, f"Samakan masa berlakunya dengan baris {code} pada {of}")

    def _succession(self, row: Succession) -> None:
        for column, code in (("from", row.old), ("to", row.new)):
            if code is not None:
                self._known("successions.csv", row, column, code, "units.csv")
        if (row.new is None) is not (row.kind == "dissolve"):
            advice = "Isi unit penggantinya; hanya dissolve yang tanpa pengganti"
            self._say("successions.csv", row, "to", "pengganti tidak sesuai dengan kind", advice)

    def _days(self) -> list[date]:
        """The days on which something begins, or is over for the first time."""
        days: set[date] = set()
        history = self.history
        rows: tuple[Any, ...] = (
            *history.all_units,
            *history.all_posts,
            *history.all_affairs,
            *history.all_coordination,
        )
        for row in rows:
            days.add(row.valid_from)
            if row.valid_to and row.valid_to < date.max:
                days.add(row.valid_to + timedelta(days=1))
        return sorted(days)

    def _day(self, today: Organisation) -> None:
        self._today = today.day
        self._units(today)
        self._posts(today)
        for affair in today.affairs.values():
            self._refer("affairs.csv", affair, "unit", affair.unit, "units.csv", today.units)
        for rows in today.coordination.values():
            for row in rows:
                for column, code in (("unit", row.unit), ("coordinator", row.coordinator)):
                    self._refer("coordination.csv", row, column, code, "units.csv", today.units)
                affair_code = f"{row.unit}/{row.affair}" if row.affair else None
                self._refer("coordination.csv", row, "affair", affair_code, "affairs.csv", today.affairs)
        self._circle("units.csv", "superior", today.units, lambda u: [u.superior] if u.superior else [])
        self._circle("posts.csv", "superior", today.posts, lambda p: [p.superior] if p.superior else [])
        self._coordination_circle(today)

    def _units(self, today: Organisation) -> None:
        head: Unit | None = None
        for unit in today.units.values():
            for column, code in (("superior", unit.superior), ("through", unit.through)):
                self._refer("units.csv", unit, column, code, "units.csv", today.units)
            if unit.superior is None and unit.type == HEAD_TYPE:
                if head:
                    advice = f"Isi atasannya; kepala daerah sudah {head.code}"
                    self._say("units.csv", unit, "superior", "pimpinan kedua tanpa atasan", advice)
                head = unit
            elif unit.superior is None and unit.type != OUTSIDE_TYPE:
                self._say("units.csv", unit, "superior", f"unit {unit.code} tanpa atasan", "Isi kode unit atasannya")
            row = today.types.get(unit.type)
            if row and row.needs_coordinator and unit.code not in today.coordination:
                table = self.tables["coordination.csv"]
                if table.readable and unit.code not in table.broken:
                    message = f"tipe {unit.type} memerlukan koordinator, dan {unit.code} tidak mempunyainya"
                    advice = f"Tambahkan baris {unit.code} pada coordination.csv, berstatus usulan bila belum resmi"
                    self._say("units.csv", unit, "code", f"{message} pada {self._today.isoformat()}", advice)
        if today.units and head is None and self.tables["units.csv"].readable and not self.tables["units.csv"].broken:
            first = next(iter(today.units.values()))
            advice = f"Tambahkan satu unit bertipe {HEAD_TYPE} tanpa atasan"
            self._say("units.csv", first, "type", f"tidak ada kepala daerah pada {self._today.isoformat()}", advice)

    def _posts(self, today: Organisation) -> None:
        heads: dict[str, Post] = {}
        for post in today.posts.values():
            self._refer("posts.csv", post, "unit", post.unit, "units.csv", today.units)
            self._refer("posts.csv", post, "superior", post.superior, "posts.csv", today.posts)
            unit = today.units.get(post.unit)
            if post.superior is None and unit and not (post.head and unit.superior is None):
                message = f"jabatan {post.code} tanpa atasan"
                self._say("posts.csv", post, "superior", message, "Isi UNIT/JABATAN atasannya")
            if post.head and post.unit in heads:
                message = f"unit {post.unit} sudah mempunyai kepala, {heads[post.unit].code}"
                self._say("posts.csv", post, "head", message, "Satu unit mempunyai satu kepala")
            if post.head:
                heads.setdefault(post.unit, post)
        broken = {code.split("/")[0] for code in self.tables["posts.csv"].broken}
        for unit_code, posts in today.posts_of.items():
            if unit_code not in heads and unit_code not in broken:
                message = f"unit {unit_code} tanpa kepala pada {self._today.isoformat()}"
                self._say("posts.csv", posts[0], "head", message, "Tandai satu jabatan dengan head yes")

    def _circle(self, file: str, column: str, rows: Mapping[str, Any], above: Callable[[Any], list[str]]) -> None:
        circle = _find_circle({code: above(row) for code, row in rows.items()})
        if circle:
            advice = "Betulkan salah satu atasan pada lingkaran ini"
            self._say(file, rows[circle[0]], column, f"lingkaran: {' → '.join(circle)}", advice)

    def _coordination_circle(self, today: Organisation) -> None:
        circle = coordination_circle(today)
        rows = [row for code in circle for row in today.coordination.get(code, ())]
        if rows:
            message, advice = f"lingkaran: {' → '.join(circle)}", "Betulkan koordinator pada lingkaran ini"
            self._say("coordination.csv", rows[0], "coordinator", message, advice)


def coordination_circle(today: Organisation) -> list[str]:
    """The units that coordinate one another in a circle, the first repeated at the end; empty when there are none.

    Rows lead upward: to the coordinator, or where a unit has no row, to its superior.
    """
    graph = {
        code: [row.coordinator for row in today.coordination.get(code, ())] or ([u.superior] if u.superior else [])
        for code, u in today.units.items()
    }
    return _find_circle(graph)


def _find_circle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """The codes of one circle, its first one repeated at the end; empty when there is none."""
    done: set[str] = set()
    for start in graph:
        trail: dict[str, None] = {}
        waiting: list[tuple[str, bool]] = [(start, False)]
        while waiting:
            code, leaving = waiting.pop()
            if leaving:
                trail.pop(code, None)
                done.add(code)
            elif code in trail:
                names = list(trail)
                return [*names[names.index(code) :], code]
            elif code not in done and code in graph:
                trail[code] = None
                waiting.append((code, True))
                waiting += [(other, False) for other in graph[code]]
    return []

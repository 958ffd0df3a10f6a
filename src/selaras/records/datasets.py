"""Open data: the sets that everybody may take away, each with its columns and the rows it holds on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Max, Min, QuerySet
from msgspec import UNSET, Struct

from selaras.law.cite import format_cite
from selaras.law.coverage import coverage
from selaras.law.organisation import Organisation
from selaras.law.procedures import PARTIES
from selaras.law.quarters import Period, Quarter, year_to
from selaras.law.regulation import Regulation
from selaras.law.types import WORKED, Basis
from selaras.law.words import Sentence, say
from selaras.law.yardsticks import EVERY
from selaras.records import cooperation, faces, register
from selaras.records.governments import Government, ProvisionText, pack_of
from selaras.records.indicators import Tally
from selaras.records.ledger import Seal
from selaras.records.matters import Participant
from selaras.records.openness import (
    open_to_all,
    public_decisions,
    public_documents,
    public_follow_ups,
    public_groups,
    public_matters,
    public_meetings,
    public_withholdings,
)
from selaras.records.people import holders
from selaras.records.shapes import SeatShape
from selaras.records.units import history

Row = tuple[Any, ...]
AT_ONCE = 500  # rows that are read and told at a time
# What a column holds, in the words of XML Schema.
TEXT, WHOLE, DECIMAL, YES_NO, DAY, MOMENT, ADDRESS = (
    "string",
    "integer",
    "decimal",
    "boolean",
    "date",
    "dateTime",
    "anyURI",
)


class Column(Struct, frozen=True):
    """A column: its name, what it says, what sort of value it holds, and whether it holds several in one cell."""

    name: str
    about: Sentence
    holds: str = TEXT
    many: bool = False


class Dataset(Struct, frozen=True):
    """A set of data: its name in addresses, what it is and for whom, its columns, and what gives its rows.

    `dated` sets are asked for a day (`?per=`); the others always show what is so now. `summed` ones are read from the
    sums, which follow before. An address that a row gives begins with a stroke and lies under the government's own.
    """

    code: str
    title: Sentence
    about: Sentence
    readers: Sentence
    columns: tuple[Column, ...]
    rows: Callable[[Government, date], Iterable[Row]]
    dated: bool = False
    summed: bool = False

    def named(self, row: Row) -> dict[str, Any]:
        """A row with the names of its columns."""
        return dict(zip((column.name for column in self.columns), row, strict=True))


def _on(government: Government, day: date) -> Organisation:
    return history(government).on(day)


# The organisation


def _units(government: Government, day: date) -> Iterator[Row]:
    organisation = _on(government, day)
    for u in organisation.units.values():
        head = organisation.heads.get(u.code)
        row = organisation.types[u.type]
        yield (
            u.code,
            u.name,
            u.abbr,
            u.type,
            row.is_agency,
            u.superior,
            u.through,
            head.code if head else None,
            u.area_code,
            u.valid_from,
            u.valid_to,
            u.source,
            u.certainty,
            f"/unit/{u.code}/",
        )


def _posts(government: Government, day: date) -> Iterator[Row]:
    for p in _on(government, day).posts.values():
        yield p.code, p.unit, p.title, p.superior, p.head, p.echelon, p.valid_from, p.valid_to, p.source


def _holders(government: Government, day: date) -> Iterator[Row]:
    organisation = _on(government, day)
    heads = {post.code: post for post in organisation.heads.values()}
    held = holders(government, set(heads), day)
    for code, post in heads.items():
        if tenure := held.get(code):
            yield code, post.unit, post.title, tenure.person.name, tenure.capacity, tenure.valid_from, tenure.valid_to


def _affairs(government: Government, day: date) -> Iterator[Row]:
    for a in _on(government, day).affairs.values():
        yield a.unit, a.code, a.name, a.delegated, a.valid_from, a.valid_to, a.source


def _successions(government: Government, day: date) -> Iterator[Row]:
    for s in history(government).successions:
        if s.date <= day:
            yield s.date, s.kind, s.old, s.new, s.affair, s.ground


def _paths(government: Government, day: date) -> Iterator[Row]:
    for rows in _on(government, day).coordination.values():
        for c in rows:
            basis = (c.strength.value, c.cite, c.reason)
            yield (c.unit, c.affair, c.coordinator, c.status, *basis, c.agreement, c.valid_from, c.valid_to, c.source)


def _holidays(government: Government, day: date) -> Iterator[Row]:
    past = history(government)
    worked = [day for day in past.workdays if day.kind == WORKED]
    for h in sorted((*past.holidays, *worked), key=lambda day: day.date):
        yield h.date, h.name, h.kind, h.source


# The regulations


def _basis(basis: Basis) -> tuple[str, str | None, str | None]:
    return basis.strength.value, basis.cite, basis.reason


def _kinds(government: Government, day: date) -> Iterator[Row]:
    kinds = pack_of(government).regulation_on(day).kinds
    for kind in kinds.kinds:
        yield "jenis", kind.code.value, kind.label, kind.manner, *_basis(kind.basis)
    for type_ in kinds.types:
        yield "tipe", type_.code, type_.label, type_.manner, *_basis(type_.basis)
    for form in kinds.forms:
        yield "bentuk", form.code, form.label, form.result, *_basis(form.basis)
    for sort, rows in (("tugas", kinds.duties), ("asas", kinds.principles), ("ukuran", kinds.yardsticks)):
        for row in rows:
            yield sort, row.code, row.label, None, *_basis(row.basis)


def _matrix(government: Government, day: date) -> Iterator[Row]:
    for c in pack_of(government).regulation_on(day).matrix:
        ground = (c.strength.value, c.cite, c.reason, c.certainty)
        yield c.from_type, c.to_type, c.kind.value, c.type, c.answer, c.symmetric, *ground


def wording_of(government: Government, regulation: Regulation) -> dict[str, str]:
    """The official wording of the provisions that it was imported for."""
    rows = ProvisionText.objects.filter(government=government, regulation=regulation.code)
    return dict(rows.values_list("key", "wording"))


def _provisions(government: Government, day: date) -> Iterator[Row]:
    pack = pack_of(government)
    for regulation in pack.regulations:
        wording = wording_of(government, regulation)
        lines = {line.key: line for line in coverage(regulation, pack.history)}
        for p in regulation.provisions.values():
            line, (root, *parts) = lines[p.key], p.key.split("/")
            place = f"/peraturan/{regulation.code}/{root}/" + (f"#{'-'.join(parts)}" if parts else "")
            yield (
                regulation.code,
                p.key,
                p.eid,
                format_cite(p.key),
                p.chapter,
                p.modality.value,
                p.list,
                p.gist,
                wording.get(p.key),
                p.cross,
                line.strength.value if line.strength else None,
                p.defect,
                place,
            )


# What is done together


def _given(value: Any) -> Any:
    """A value, or None where everybody may not see it."""
    return None if value is UNSET else value


def _code(named: Any) -> str | None:
    """The code of a unit, a post, a state or a seat's unit, where there is one and everybody may see it."""
    found = _given(named)
    if found is None:
        return None
    code: str = found.unit.code if isinstance(found, SeatShape) else found.code
    return code


def _codes(seats: Any) -> tuple[str, ...]:
    """The units of some seats, each once."""
    return tuple(dict.fromkeys(seat.unit.code for seat in _given(seats) or ()))


def _since(waiting: Any) -> dict[str, date]:
    """The units on which something lies, each once, with the day since when; of several posts of one the first day."""
    found: dict[str, date] = {}
    for one in _given(waiting) or ():
        found[one.unit.code] = min(one.since, found.get(one.unit.code, one.since))
    return found


def all_told(rows: QuerySet[Any], told: Callable[[list[Any]], list[Any]]) -> Iterator[Any]:
    """The faces of all rows, of some hundreds at a time, so that neither memory nor a question grows with them."""
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = found[-1].pk
        yield from told(found)


def _matters(government: Government, day: date) -> Iterator[Row]:
    rows = public_matters(government).defer("path", "purpose")
    for m in all_told(rows, lambda found: faces.matter_heads(government, found)):
        kind, state, waiting = _given(m.kind), _given(m.state), _since(m.lies_with)
        yield (
            m.number,
            _given(m.title),
            kind and kind.code,
            kind and kind.type,
            kind and kind.form,
            _code(m.state),
            state and state.name,
            _given(m.phase),
            _codes(m.units),
            tuple(waiting),
            tuple(waiting.values()),
            _given(m.opened_on),
            _given(m.closed_on),
            _given(m.outcome),
            m.withheld is not None,
            m.withheld and m.withheld.ground,
            m.withheld and m.withheld.review_on,
            m.url,
        )


def _meetings(government: Government, day: date) -> Iterator[Row]:
    for m in all_told(public_meetings(government), lambda found: faces.meeting_heads(government, found)):
        yield (
            m.id,
            m.title,
            m.sort,
            m.state.code,
            m.state.name,
            _given(m.starts_at),
            _given(m.ends_at),
            _given(m.place),
            _code(m.chair),
            _codes(m.units),
            m.group and m.group.key,
            m.held_on,
            m.signed_on,
            m.url,
        )


def _ruled(government: Government) -> Iterator[Any]:
    return all_told(public_decisions(government), lambda found: faces.decisions(government, found))


def _decisions(government: Government, day: date) -> Iterator[Row]:
    for d in _ruled(government):
        yield (
            d.id,
            d.text,
            _given(d.ground),
            d.adopted_on,
            d.decided_by.code,
            d.decided_by.name,
            d.capacity,
            _given(d.dissent),
            tuple(d.aspects),
            d.meeting and d.meeting.key,
            d.meeting and d.meeting.title,
            d.matter and d.matter.key,
            d.matter and d.matter.title,
            d.url,
        )


def _stances(government: Government, day: date) -> Iterator[Row]:
    for d in _ruled(government):
        for one in _given(d.stances) or ():
            yield d.id, one.unit.code, one.unit.name, _code(one.post), one.stance, one.label, one.note


def _follow_ups(government: Government, day: date) -> Iterator[Row]:
    for f in all_told(public_follow_ups(government), lambda found: faces.follow_ups(government, found)):
        yield (
            f.id,
            f.text,
            f.state.code,
            f.state.name,
            f.phase,
            _code(f.owner),
            _code(f.checker),
            _given(f.due_on),
            f.late,
            f.opened_on,
            f.closed_on,
            _given(f.evidence),
            f.decision,
            f.document,
            f.matter,
            f.url,
        )


def _instrument(shape: Any) -> tuple[str | None, str | None, date | None]:
    paper = _given(shape)
    return (paper.title, paper.number, paper.on) if paper else (None, None, None)


def _groups(government: Government, day: date) -> Iterator[Row]:
    for g in all_told(public_groups(government), lambda found: faces.group_heads(government, found)):
        yield (
            g.id,
            g.name,
            g.form.code,
            g.state.code,
            g.state.name,
            _code(g.chair),
            g.starts_on,
            _given(g.ends_on),
            g.closed_on,
            *_instrument(g.instrument),
            _given(g.expected),
            _given(g.produced),
            g.url,
        )


def _documents(government: Government, day: date) -> Iterator[Row]:
    for d in all_told(public_documents(government), lambda found: faces.document_heads(government, found)):
        yield (
            d.id,
            d.title,
            d.form.code,
            d.state.code,
            d.state.name,
            _code(d.opener),
            d.issued_on,
            d.starts_on,
            d.ends_on,
            d.closed_on,
            *_instrument(d.instrument),
            d.url,
        )


def _lined(government: Government) -> Iterator[tuple[int, Any]]:
    for document in all_told(public_documents(government), lambda found: faces.documents(government, found)):
        for line in _given(document.lines) or ():
            yield document.id, line


def _lines(government: Government, day: date) -> Iterator[Row]:
    for document, line in _lined(government):
        units = tuple(unit.code for unit in line.units)
        figures = (line.amount, line.measure, line.baseline, line.target)
        days = (line.starts_on, line.ends_on)
        yield document, line.order, line.title, units, _code(line.place), *days, line.audience, *figures


def _measurements(government: Government, day: date) -> Iterator[Row]:
    for document, line in _lined(government):
        for one in _given(line.measurements) or ():
            yield document, line.order, one.period, one.value, one.unit.code, one.note


def _indicators(government: Government, day: date) -> Iterator[Row]:
    running, year = Quarter.of(day), year_to(day)
    quarters = [running, running.before, running.before.before, running.before.before.before]
    periods = [("", year), *((q.code, Period(q.code, q.first, q.last)) for q in quarters)]
    tally = Tally(government, year)
    for quarter, at in periods:
        for unit in ("", *tally.units):
            for f in EVERY:
                found = tally.figure(f, unit, quarter)
                words = (
                    f.yardstick,
                    f.principle,
                    f.code,
                    faces.said(f.title),
                    faces.said(f.counts),
                    faces.said(f.meets),
                )
                figures = (found.counted, found.met, found.share)
                yield at.code, at.first, at.last, unit, *words, *figures, f.basis.strength, f.basis.cite, f.basis.reason


def worked_together(government: Government) -> Any:
    """Pairs of units that took part in the same matters, by year and kind, from what everybody may know of matters."""
    shown = public_matters(government).filter(withheld=False)
    shown = shown.filter(open_to_all(government, "matter", "units") & open_to_all(government, "matter", "kind"))
    return (
        Participant.objects.filter(government=government, matter__in=shown.values("pk"))
        .filter(
            retired=False,
            role__in=PARTIES,
            matter__participants__retired=False,
            matter__participants__role__in=PARTIES,
            matter__participants__unit__gt=F("unit"),
        )
        .order_by()
        .values_list("unit", "matter__participants__unit", "matter__kind", "matter__opened_on__year")
        .annotate(Count("matter", distinct=True), Min("matter__opened_on"), Max("matter__opened_on"))
        .order_by("matter__opened_on__year", "unit", "matter__participants__unit", "matter__kind")
    )


def _edges(government: Government, day: date) -> Iterator[Row]:
    yield from worked_together(government)


def _cooperation(government: Government, day: date) -> Iterator[Row]:
    for edge in cooperation.edges(government):
        first = Quarter.read(edge.quarter)
        figures = (edge.n, edge.ended, edge.answered, edge.days)
        yield edge.quarter, first and first.first, edge.unit, edge.other, edge.kind, *figures


def _withholdings(government: Government, day: date) -> Iterator[Row]:
    for w in all_told(public_withholdings(government), lambda found: register.withholdings(government, found)):
        basis = _given(w.basis)
        yield (
            w.id,
            w.number,
            _given(w.title),
            tuple(unit.code for unit in _given(w.units) or ()),
            w.state.code,
            w.state.name,
            w.phase,
            _code(w.ground),
            basis and basis.cite,
            _given(w.consent),
            *_instrument(w.decision),
            _code(w.decided_by),
            _given(w.capacity),
            _given(w.summary),
            _code(w.keeper),
            w.since,
            _given(w.until),
            _given(w.review_on),
            w.overdue,
            w.closed_on,
            w.url,
        )


def _information(government: Government, day: date) -> Iterator[Row]:
    for i in register.items(government):
        yield (
            i.class_.name,
            i.sort.name,
            i.title,
            i.gist,
            i.units,
            i.keeper,
            i.since,
            i.place,
            "elektronik",
            i.kept,
            i.basis.cite,
            i.url,
        )


def _seals(government: Government, day: date) -> Iterator[Row]:
    for seal in Seal.objects.filter(government=government).select_related("government").order_by("id").iterator():
        told = seal.document
        yield told.size, told.root, told.sealed_at, told.key_id, told.public_key, told.signature


_FROM = Column("valid_from", say("hari pertama berlakunya"), DAY)
_TO = Column("valid_to", say("hari terakhir berlakunya; kosong bila masih berlaku"), DAY)
_SOURCE = Column("source", say("asal keterangan ini"))
_STRENGTH = Column(
    "strength", say("kuatnya dasar: stated (tegas), inferred (tafsir), atau designed (rancangan Selaras)")
)
_CITE = Column("cite", say("ketentuan yang menjadi dasarnya"))
_REASON = Column("reason", say("alasannya, bila dasarnya tafsir atau rancangan"))
_URL = Column("url", say("halamannya pada Selaras"), ADDRESS)
_STATE = Column("state", say("kode keadaan"))
_STATE_SAID = Column("state_label", say("sebutan keadaan"))
_PHASE = Column("phase", say("open (berjalan) atau closed (selesai)"))
_INSTRUMENT = (
    Column("instrument", say("nama naskah penetapannya")),
    Column("instrument_number", say("nomor naskah penetapannya")),
    Column("instrument_on", say("tanggal naskah penetapannya"), DAY),
)

ORGANISATION = (
    Dataset(
        "unit",
        say("Unit dan perangkat daerah"),
        say("Semua unit pemerintah daerah pada hari yang diminta: nama, tipe, atasan, dan jabatan yang memimpinnya."),
        say("Bagi siapa pun yang perlu daftar perangkat daerah yang selalu mutakhir."),
        (
            Column("code", say("kode unit, tetap selamanya")),
            Column("name", say("nama resmi")),
            Column("abbr", say("singkatan")),
            Column("type", say("tipe unit, misalnya dinas atau kecamatan")),
            Column("is_agency", say("apakah unit ini Perangkat Daerah"), YES_NO),
            Column("superior", say("kode unit atasannya")),
            Column("through", say("kode unit yang dilalui pertanggungjawabannya")),
            Column("head", say("kode jabatan yang memimpinnya")),
            Column("area_code", say("kode wilayah Kementerian Dalam Negeri, bila unit ini mempunyai wilayah")),
            _FROM,
            _TO,
            _SOURCE,
            Column("certainty", say("kepastian keterangan: confirmed (pasti), likely (mungkin), atau guess (dugaan)")),
            _URL,
        ),
        _units,
        dated=True,
    ),
    Dataset(
        "jabatan",
        say("Jabatan"),
        say("Semua jabatan pada hari yang diminta dengan garis komandonya, tanpa nama pemegangnya."),
        say("Bagi pengelola kepegawaian, peneliti organisasi, dan aplikasi lain yang menyebut jabatan."),
        (
            Column("code", say("kode jabatan: kode unit, garis miring, nomor")),
            Column("unit", say("kode unitnya")),
            Column("title", say("nama jabatan")),
            Column("superior", say("kode jabatan atasan langsung")),
            Column("head", say("apakah jabatan ini memimpin unitnya"), YES_NO),
            Column("echelon", say("eselon")),
            _FROM,
            _TO,
            _SOURCE,
        ),
        _posts,
        dated=True,
    ),
    Dataset(
        "pejabat",
        say("Pimpinan unit"),
        say("Siapa memimpin setiap unit pada hari yang diminta, sebagai pejabat definitif, Plt., Plh., atau Pj."),
        say("Bagi warga dan wartawan yang ingin tahu siapa yang bertanggung jawab."),
        (
            Column("post", say("kode jabatan")),
            Column("unit", say("kode unit yang dipimpin")),
            Column("title", say("nama jabatan")),
            Column("name", say("nama pejabat")),
            Column("capacity", say("definitif, plt, plh, atau pj")),
            Column("valid_from", say("hari pertama masa jabatan"), DAY),
            Column("valid_to", say("hari terakhir masa jabatan; kosong bila belum ditentukan"), DAY),
        ),
        _holders,
        dated=True,
    ),
    Dataset(
        "urusan",
        say("Urusan pemerintahan"),
        say("Urusan yang dipegang setiap unit pada hari yang diminta."),
        say("Bagi yang mencari unit mana berwenang atas suatu urusan."),
        (
            Column("unit", say("kode unit")),
            Column("code", say("kode urusan")),
            Column("name", say("nama urusan")),
            Column("delegated", say("apakah dilimpahkan kepadanya"), YES_NO),
            _FROM,
            _TO,
            _SOURCE,
        ),
        _affairs,
        dated=True,
    ),
    Dataset(
        "perubahan-unit",
        say("Perubahan unit"),
        say("Penggabungan, pemecahan, penggantian nama, pengalihan urusan, dan penghapusan unit, dengan dasarnya."),
        say("Bagi yang menyambung data lama dengan unit sekarang."),
        (
            Column("date", say("hari perubahannya"), DAY),
            Column(
                "kind", say("merge (gabung), split (pecah), rename (ganti nama), transfer (alih), dissolve (hapus)")
            ),
            Column("from", say("kode unit lama")),
            Column("to", say("kode unit penerusnya; kosong bila dihapus")),
            Column("affair", say("kode urusan yang dialihkan")),
            Column("ground", say("dasar perubahannya")),
        ),
        _successions,
        dated=True,
    ),
    Dataset(
        "jalur",
        say("Jalur koordinasi"),
        say("Siapa mengoordinasikan setiap unit atau urusannya (Pasal 21), resmi atau masih usulan, dengan dasarnya."),
        say("Bagi perangkat daerah dan daerah lain yang menyusun pemetaan koordinatornya."),
        (
            Column("unit", say("kode unit yang dikoordinasikan")),
            Column("affair", say("kode urusan; kosong berarti seluruh unit")),
            Column("coordinator", say("kode unit koordinator")),
            Column("status", say("resmi atau usulan")),
            _STRENGTH,
            _CITE,
            _REASON,
            Column("agreement", say("berapa dari daerah pembanding memetakan sama")),
            _FROM,
            _TO,
            _SOURCE,
        ),
        _paths,
        dated=True,
    ),
    Dataset(
        "hari-libur",
        say("Hari libur dan cuti bersama"),
        say("Hari tidak bekerja, dan hari kerja penggantinya, yang dipakai menghitung tenggat dalam hari kerja."),
        say("Bagi yang menghitung ulang tenggat."),
        (
            Column("date", say("hari liburnya"), DAY),
            Column("name", say("nama")),
            Column("kind", say("macamnya")),
            _SOURCE,
        ),
        _holidays,
    ),
)

LAW = (
    Dataset(
        "jenis-hubungan",
        say("Jenis hubungan kerja"),
        say("Lima jenis, tipe koordinasi, tujuh bentuk, tugas pimpinan, asas, dan ukuran, dengan dasar masing-masing."),
        say("Bagi yang membangun aplikasi atau mengajar hubungan kerja perangkat daerah."),
        (
            Column("sort", say("jenis, tipe, bentuk, tugas, asas, atau ukuran")),
            Column("code", say("kodenya")),
            Column("label", say("namanya")),
            Column("manner", say("cara atau hasilnya")),
            _STRENGTH,
            _CITE,
            _REASON,
        ),
        _kinds,
        dated=True,
    ),
    Dataset(
        "pola-hubungan",
        say("Pola hubungan antartipe unit"),
        say("Jenis hubungan yang dilakukan tipe unit satu kepada tipe unit lain; pengganti Lampiran I sampai resmi."),
        say("Bagi Bagian Organisasi dan peneliti."),
        (
            Column("from_type", say("tipe unit pemrakarsa; * berarti setiap Perangkat Daerah")),
            Column("to_type", say("tipe unit mitra")),
            Column("kind", say("jenis hubungan")),
            Column("type", say("tipe koordinasi")),
            Column("answer", say("foreseen (diatur) atau not_foreseen (tidak diatur)")),
            Column("symmetric", say("apakah berlaku pula ke arah sebaliknya"), YES_NO),
            _STRENGTH,
            _CITE,
            _REASON,
            Column("certainty", say("kepastian: confirmed (pasti), likely (mungkin), atau guess (dugaan)")),
        ),
        _matrix,
        dated=True,
    ),
    Dataset(
        "ketentuan",
        say("Ketentuan peraturan"),
        say("Setiap pasal, ayat, huruf, dan angka dengan sarinya, padanan eId Akoma Ntoso, dan penerapannya."),
        say("Bagi yang merujuk ketentuan dari sistem lain, misalnya JDIH."),
        (
            Column("regulation", say("kode peraturan")),
            Column("key", say("kunci ketentuan pada Selaras")),
            Column("eid", say("eId pada naskah Akoma Ntoso")),
            Column("label", say("sebutannya")),
            Column("chapter", say("nomor bab")),
            Column("modality", say("is, shall (wajib), may (dapat), purpose (maksud), atau refers (menunjuk)")),
            Column("list", say("open (antara lain) atau closed (meliputi), bila ketentuan ini membuka rincian")),
            Column("gist", say("sari dengan kata-kata Selaras; bukan bunyi resmi")),
            Column("wording", say("bunyi resmi, bila naskahnya sudah diimpor")),
            Column("cross", say("kunci ketentuan yang ditunjuknya"), many=True),
            Column(
                "strength", say("sejauh mana Selaras menerapkannya: stated (tegas), inferred (tafsir), atau kosong")
            ),
            Column("defect", say("keraguan pada salinan naskah")),
            _URL,
        ),
        _provisions,
    ),
)

TOGETHER = (
    Dataset(
        "berkas",
        say("Berkas"),
        say(
            "Setiap berkas yang terbuka: jenis, para pihak, keadaan, dan ada pada siapa; yang dikecualikan hanya nomor,"
            " dasar, dan hari peninjauannya, sedangkan judul netral dan unitnya ada pada kumpulan dikecualikan."
        ),
        say("Bagi siapa pun yang mengikuti kerja bersama perangkat daerah."),
        (
            Column("number", say("nomor berkas")),
            Column("title", say("judul")),
            Column("kind", say("jenis hubungan")),
            Column("type", say("tipe koordinasi")),
            Column("form", say("bentuk koordinasi, huruf pada Pasal 18")),
            _STATE,
            _STATE_SAID,
            _PHASE,
            Column("units", say("kode unit para pihak"), many=True),
            Column("lies_with", say("kode unit tempat berkas ini berada sekarang"), many=True),
            Column("lies_since", say("sejak hari apa, bagi setiap unit itu dalam urutan yang sama"), DAY, many=True),
            Column("opened_on", say("hari diajukan"), DAY),
            Column("closed_on", say("hari selesai"), DAY),
            Column("outcome", say("hasilnya")),
            Column("withheld", say("apakah dikecualikan"), YES_NO),
            Column("withheld_ground", say("dasar pengecualiannya")),
            Column("withheld_until", say("hari peninjauan pengecualiannya"), DAY),
            _URL,
        ),
        _matters,
        dated=True,
    ),
    Dataset(
        "rapat",
        say("Rapat"),
        say("Rapat yang undangannya sudah dikirim: hari, tempat, pimpinan, dan unit yang diundang."),
        say("Bagi warga dan wartawan yang mengikuti agenda."),
        (
            Column("id", say("nomor rapat"), WHOLE),
            Column("title", say("judul")),
            Column("sort", say("macam rapat")),
            _STATE,
            _STATE_SAID,
            Column("starts_at", say("mulai, UTC"), MOMENT),
            Column("ends_at", say("selesai, UTC"), MOMENT),
            Column("place", say("tempat")),
            Column("chair", say("kode unit pimpinan rapat")),
            Column("units", say("kode unit yang diundang"), many=True),
            Column("group", say("nomor gugus kerja yang rapat"), WHOLE),
            Column("held_on", say("hari berlangsung"), DAY),
            Column("signed_on", say("hari notula disahkan"), DAY),
            _URL,
        ),
        _meetings,
        dated=True,
    ),
    Dataset(
        "keputusan",
        say("Keputusan"),
        say("Keputusan yang terbuka dengan bunyi, dasar, siapa menetapkan, dan pendapat yang berbeda."),
        say("Bagi siapa pun yang ingin tahu apa yang diputuskan dan mengapa."),
        (
            Column("id", say("nomor keputusan"), WHOLE),
            Column("text", say("isi keputusan")),
            Column("ground", say("dasar keputusan")),
            Column("adopted_on", say("hari ditetapkan"), DAY),
            Column("decided_by", say("kode jabatan yang menetapkan")),
            Column("decided_by_name", say("nama jabatan yang menetapkan")),
            Column("capacity", say("definitif, plt, plh, atau pj")),
            Column("dissent", say("pendapat berbeda")),
            Column("aspects", say("sifat strategisnya"), many=True),
            Column("meeting", say("nomor rapatnya"), WHOLE),
            Column("meeting_title", say("judul rapatnya")),
            Column("matter", say("nomor berkasnya")),
            Column("matter_title", say("judul berkasnya")),
            _URL,
        ),
        _decisions,
        dated=True,
    ),
    Dataset(
        "sikap",
        say("Sikap atas keputusan"),
        say("Bagaimana setiap unit bersikap atas setiap keputusan; diam ditulis sebagai diam, bukan setuju."),
        say("Bagi peneliti dan wartawan data."),
        (
            Column("decision", say("nomor keputusan"), WHOLE),
            Column("unit", say("kode unit")),
            Column("unit_name", say("nama unit")),
            Column("post", say("kode jabatan")),
            Column(
                "stance",
                say(
                    "kode sikap. Dalam rapat: agrees setuju, notes setuju dengan catatan, objects keberatan, abstains"
                    " abstain, silent belum menyatakan, unbound wakilnya hanya membahas, absent tidak hadir; atas"
                    " keputusan berkas: keadaan pihak menurut tata caranya, misalnya confirmed dan agreed setuju, noted"
                    " setuju dengan catatan, objected keberatan"
                ),
            ),
            Column("label", say("sebutan sikap")),
            Column("note", say("catatannya")),
        ),
        _stances,
        dated=True,
    ),
    Dataset(
        "tindak-lanjut",
        say("Tindak lanjut"),
        say("Apa yang dikerjakan sesudah keputusan: oleh siapa, sampai kapan, siapa memeriksa, dan sudah di mana."),
        say("Bagi yang menagih janji."),
        (
            Column("id", say("nomor tindak lanjut"), WHOLE),
            Column("text", say("yang dikerjakan")),
            _STATE,
            _STATE_SAID,
            _PHASE,
            Column("owner", say("kode unit pelaksana")),
            Column("checker", say("kode unit pemeriksa")),
            Column("due_on", say("tenggat"), DAY),
            Column("late", say("apakah lewat tenggat pada hari data ini dibuat"), YES_NO),
            Column("opened_on", say("hari dibuka"), DAY),
            Column("closed_on", say("hari selesai"), DAY),
            Column("evidence", say("jumlah naskah bukti"), WHOLE),
            Column("decision", say("nomor keputusannya"), WHOLE),
            Column("document", say("nomor kebijakan atau rencananya"), WHOLE),
            Column("matter", say("nomor berkasnya")),
            _URL,
        ),
        _follow_ups,
        dated=True,
    ),
    Dataset(
        "gugus-kerja",
        say("Gugus kerja dan badan atau wadah koordinasi"),
        say("Gugus kerja dan badan atau wadah koordinasi dengan naskah pembentukan, masa tugas, dan hasilnya."),
        say("Bagi siapa pun yang ingin tahu gugus apa yang masih bekerja."),
        (
            Column("id", say("nomor gugus kerja"), WHOLE),
            Column("name", say("nama")),
            Column("form", say("bentuk, huruf pada Pasal 18")),
            _STATE,
            _STATE_SAID,
            Column("chair", say("kode unit ketuanya")),
            Column("starts_on", say("mulai bertugas"), DAY),
            Column("ends_on", say("masa tugas berakhir"), DAY),
            Column("closed_on", say("hari selesai"), DAY),
            *_INSTRUMENT,
            Column("expected", say("jumlah hasil yang diharapkan"), WHOLE),
            Column("produced", say("jumlah hasil yang sudah ada"), WHOLE),
            _URL,
        ),
        _groups,
        dated=True,
    ),
    Dataset(
        "kebijakan",
        say("Kebijakan, rencana, program, dan pemantauan"),
        say("Naskah koordinasi yang ditetapkan (Pasal 18 huruf a, b, c, dan g) dengan masa berlaku dan penetapannya."),
        say("Bagi siapa pun yang mencari kebijakan; JDIH dapat mengambilnya dengan nama isiannya sendiri."),
        (
            Column("id", say("nomor naskah"), WHOLE),
            Column("title", say("judul")),
            Column("form", say("bentuk, huruf pada Pasal 18")),
            _STATE,
            _STATE_SAID,
            Column("opener", say("kode unit penyusun")),
            Column("issued_on", say("hari ditetapkan"), DAY),
            Column("starts_on", say("berlaku dari"), DAY),
            Column("ends_on", say("berlaku sampai"), DAY),
            Column("closed_on", say("hari berakhir"), DAY),
            *_INSTRUMENT,
            _URL,
        ),
        _documents,
        dated=True,
    ),
    Dataset(
        "program",
        say("Program, sasaran, dan indikator"),
        say("Baris setiap rencana, program terpadu, dan pemantauan: unit, tempat, masa, dana, dan target."),
        say("Bagi perencana dan peneliti anggaran."),
        (
            Column("document", say("nomor naskahnya"), WHOLE),
            Column("order", say("urutan baris"), WHOLE),
            Column("title", say("program, sasaran, atau indikator")),
            Column("units", say("kode unit pelaksana"), many=True),
            Column("place", say("kode kecamatan atau kelurahan; kosong berarti semuanya")),
            Column("starts_on", say("dari"), DAY),
            Column("ends_on", say("sampai"), DAY),
            Column("audience", say("kelompok sasaran")),
            Column("amount", say("dana, rupiah"), DECIMAL),
            Column("measure", say("satuan")),
            Column("baseline", say("keadaan awal"), DECIMAL),
            Column("target", say("target"), DECIMAL),
        ),
        _lines,
        dated=True,
    ),
    Dataset(
        "capaian",
        say("Capaian"),
        say("Apa yang dicapai setiap indikator pada setiap masa laporan."),
        say("Bagi yang membandingkan target dengan kenyataan."),
        (
            Column("document", say("nomor naskahnya"), WHOLE),
            Column("order", say("urutan baris"), WHOLE),
            Column("period", say("akhir masa laporan"), DAY),
            Column("value", say("capaian"), DECIMAL),
            Column("unit", say("kode unit yang melaporkan")),
            Column("note", say("keterangan")),
        ),
        _measurements,
        dated=True,
    ),
    Dataset(
        "indikator",
        say("Indikator empat ukuran dan empat asas"),
        say(
            "Rumus keterbukaan, akuntabilitas, profesionalitas, keterpaduan, dan keempat asas hubungan kerja dengan"
            " angkanya per triwulan dan unit."
        ),
        say("Bagi Inspektorat, DPRD, dan siapa pun yang menghitung ulang."),
        (
            Column("period", say("triwulan, atau setahun untuk empat triwulan terakhir dengan yang sedang berjalan")),
            Column("first", say("hari pertamanya"), DAY),
            Column("last", say("hari terakhirnya; bila belum tiba, angkanya baru sampai hari kumpulan ini"), DAY),
            Column("unit", say("kode Perangkat Daerah; kosong berarti semua unit")),
            Column("yardstick", say("kode ukuran menurut Pasal 12 ayat (2); kosong bagi rumus sebuah asas")),
            Column("principle", say("huruf asas menurut Pasal 2; kosong bagi rumus sebuah ukuran")),
            Column("formula", say("kode rumus")),
            Column("title", say("nama rumus")),
            Column("counts", say("yang dihitung")),
            Column("meets", say("yang memenuhi")),
            Column("counted", say("jumlah yang dihitung"), WHOLE),
            Column("met", say("jumlah yang memenuhi"), WHOLE),
            Column("share", say("persentasenya; kosong bila catatannya terlalu sedikit"), WHOLE),
            _STRENGTH,
            _CITE,
            _REASON,
        ),
        _indicators,
        summed=True,
    ),
    Dataset(
        "hubungan-unit",
        say("Siapa bekerja dengan siapa"),
        say("Pasangan unit yang menjadi pihak pada berkas yang sama, per tahun dan jenis, dengan jumlah berkasnya."),
        say("Bagi peneliti jaringan dan wartawan data."),
        (
            Column("unit", say("kode unit pertama")),
            Column("other", say("kode unit kedua")),
            Column("kind", say("jenis hubungan")),
            Column("year", say("tahun berkasnya diajukan"), WHOLE),
            Column("count", say("jumlah berkas bersama"), WHOLE),
            Column("first", say("hari berkas pertama diajukan"), DAY),
            Column("last", say("hari berkas terakhir diajukan"), DAY),
        ),
        _edges,
    ),
    Dataset(
        "kerja-sama",
        say("Siapa meminta kepada siapa"),
        say("Berkas yang diajukan satu Perangkat Daerah kepada yang lain, per triwulan dan jenis, dan kapan dijawab."),
        say("Bagi Sekretaris Daerah, Bagian Organisasi, dan peneliti kerja sama antar-instansi."),
        (
            Column("quarter", say("triwulan berkasnya diajukan")),
            Column("first", say("hari pertama triwulan itu"), DAY),
            Column("unit", say("kode Perangkat Daerah yang mengajukan, menurut susunan hari ini")),
            Column("other", say("kode Perangkat Daerah yang diminta; sama dengan unit bila di dalamnya sendiri")),
            Column("kind", say("jenis hubungan")),
            Column("count", say("jumlah berkas"), WHOLE),
            Column("ended", say("di antaranya yang selesai, sehingga jawabannya terbuka"), WHOLE),
            Column("answered", say("di antara yang selesai, yang dijawab pihak yang diminta"), WHOLE),
            Column("days", say("jumlah hari kerja sampai langkah pertama pihak yang diminta"), WHOLE),
        ),
        _cooperation,
        summed=True,
    ),
    Dataset(
        "segel",
        say("Segel buku besar"),
        say("Semua segel: ukuran dan akar buku besar yang ditandatangani. Simpan satu untuk membuktikan perubahan."),
        say("Bagi auditor dan siapa pun yang ingin memeriksa bahwa catatan tidak diubah."),
        (
            Column("size", say("jumlah catatan yang dicakup"), WHOLE),
            Column("root", say("akar pohon Merkle (RFC 9162), heksadesimal")),
            Column("sealed_at", say("saat disegel, UTC"), MOMENT),
            Column("key_id", say("nama kunci penandatangan")),
            Column("public_key", say("kunci publik Ed25519, heksadesimal")),
            Column("signature", say("tanda tangan, heksadesimal")),
        ),
        _seals,
    ),
)

OPENNESS = (
    Dataset(
        "informasi-publik",
        say("Daftar Informasi Publik"),
        say("Semua informasi yang terbuka, menurut golongannya pada UU 14/2008; yang dikecualikan ada pada daftarnya."),
        say("Bagi PPID yang wajib menyediakannya, dan bagi siapa pun yang mencari informasi apa yang ada."),
        (
            Column("golongan", say("sebutan golongannya: berkala, serta-merta, atau setiap saat")),
            Column("macam", say("macam informasinya")),
            Column("judul", say("apa informasinya")),
            Column("ringkasan", say("ringkasan isinya")),
            Column("penguasa", say("unit yang menguasainya"), many=True),
            Column(
                "penanggung_jawab",
                say("jabatan penanggung jawabnya: yang ditunjuk, atau kepala unit pertama yang menguasainya"),
            ),
            Column("waktu", say("hari dibuat atau ditetapkan"), DAY),
            Column("tempat", say("tempat dibuat")),
            Column("bentuk", say("bentuk informasinya")),
            Column("penyimpanan", say("jangka waktu penyimpanannya; usulan sampai jadwal retensi arsip menetapkannya")),
            Column("dasar", say("ketentuan golongannya")),
            _URL,
        ),
        _information,
        dated=True,
    ),
    Dataset(
        "dikecualikan",
        say("Informasi yang dikecualikan"),
        say(
            "Setiap pengecualian yang berlaku atau pernah berlaku: dasar, keputusan PPID, dan hari tinjaunya. Nomornya"
            " dapat melompat: permohonan yang masih disusun, dicabut, atau ditolak juga bernomor, tetapi tidak"
            " mengecualikan apa pun."
        ),
        say("Bagi pemohon informasi, Komisi Informasi, dan siapa pun yang mengawasi pengecualian."),
        (
            Column("id", say("nomor pengecualian"), WHOLE),
            Column("number", say("nomor berkas yang dikecualikan")),
            Column("title", say("judul netral")),
            Column("units", say("kode unit para pihaknya"), many=True),
            _STATE,
            _STATE_SAID,
            _PHASE,
            Column("ground", say("kode dasar pengecualian")),
            Column("cite", say("ketentuan yang menjadi dasarnya")),
            Column("consent", say("apakah orang yang bersangkutan memberi persetujuan tertulis"), YES_NO),
            *_INSTRUMENT,
            Column("decided_by", say("kode jabatan yang memutus")),
            Column("capacity", say("kapasitas yang memutus: definitif, plt, plh, atau pj")),
            Column("summary", say("ringkasan uji konsekuensi bagi umum")),
            Column("keeper", say("kode jabatan penanggung jawab")),
            Column("since", say("dikecualikan sejak"), DAY),
            Column("until", say("jangka waktu sampai"), DAY),
            Column("review_on", say("ditinjau paling lambat"), DAY),
            Column("overdue", say("apakah lewat hari tinjaunya"), YES_NO),
            Column("closed_on", say("hari dibuka kembali"), DAY),
            _URL,
        ),
        _withholdings,
        dated=True,
    ),
)

GROUPS = (
    (say("Organisasi"), ORGANISATION),
    (say("Peraturan"), LAW),
    (say("Kerja bersama"), TOGETHER),
    (say("Keterbukaan"), OPENNESS),
)
DATASETS: tuple[Dataset, ...] = tuple(found for _title, sets in GROUPS for found in sets)
BY_CODE = {found.code: found for found in DATASETS}


def archive_path(government: Government) -> Path:
    """Where the file lies that holds everything public of a government."""
    return Path(settings.SELARAS_DATA) / "data-terbuka" / f"{government.code}.zip"

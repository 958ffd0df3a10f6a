"""The questions of the oversight's desk: what each counts, on which ground, and the list behind its figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.actions import audit as acts
from selaras.actions.facts import clock_of
from selaras.law.authority import BASIS
from selaras.law.clocks import Reading
from selaras.law.organisation import Organisation
from selaras.law.types import Basis, Strength
from selaras.law.words import say
from selaras.records import audit as rows_of
from selaras.records.matters import Matter, Participant
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.people import CAPACITIES, Actor, Person
from selaras.records.units import history
from selaras.records.withholdings import Withholding
from selaras.web.findings import finding_url
from selaras.web.forms import aspects
from selaras.web.language import cite_in_language, day_in_language, in_language, procedure_of, regulation_of
from selaras.web.sorts import title_of
from selaras.web.subjects import turn_label
from selaras.web.templatetags.selaras import angka, tanggal_jam

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A row behind a figure: what it is, where it opens, and one value for each further heading."""

    title: str
    url: str
    note: str
    values: Sequence[Any]
    clock: Reading | None = None
    finding: str = ""  # the form of a finding on it
    cells: Sequence[tuple[str, Any]] = ()  # each value with its heading


@dataclass(frozen=True)
class Office:
    """How many rows of a question lie with one post; by unit and post in the order of their names, never a ranking."""

    code: str
    unit: str
    post: str
    count: int


@dataclass
class Question:
    """A question of the desk: what is counted, in a sentence with its ground, and how its rows are read."""

    code: str
    label: str
    counts: str
    basis: Basis
    heads: Sequence[str]
    rows: Callable[[], QuerySet[Any]]
    read: Callable[[Sequence[Any]], list[Line]]
    actor: Actor
    post: str = ""  # the column by which the rows lie with posts
    short: Callable[[int], str] | None = None  # so many of them in the sentence of the desk; None where it is silent
    clocked: bool = False

    @cached_property
    def found(self) -> QuerySet[Any]:
        """The rows."""
        return self.rows()

    def told(self, many: int) -> str:
        """So many of them in the sentence of the desk; "" where it does not speak of them."""
        return self.short(many) % {"n": angka(many)} if self.short else ""

    def count(self) -> int:
        """How many there are."""
        return self.found.count()

    def page(self, number: int, post: str = "") -> Page[Any]:
        """A page of them, of one post where asked."""
        rows = self.found.filter(**self._with(post)) if post and self.post else self.found
        return Paginator(rows, PER_PAGE).get_page(number)

    def _with(self, post: str) -> dict[str, Any]:
        asked: dict[str, Any] = {self.post: post}
        if "__" in self.post:  # it leads over the seats, of which the owner's counts
            seats = self.post.rpartition("__")[0]
            asked |= {f"{seats}__role": "owner", f"{seats}__retired": False}
        return asked

    def lines(self, page: Page[Any]) -> list[Line]:
        """The rows of a page, ready to be read, each value under its heading."""
        return [replace(line, cells=list(zip(self.heads, line.values, strict=True))) for line in self.read(list(page))]

    def posts(self) -> list[Office]:
        """With which posts they lie, by unit; none where a question is not about posts."""
        if not self.post:
            return []
        organisation = history(self.actor.government).on(self.actor.government.today())
        rows = self.found.order_by()
        if "__" in self.post:
            seats = self.post.rpartition("__")[0]
            rows = rows.filter(**{f"{seats}__role": "owner", f"{seats}__retired": False})
        found = [
            Office(code, organisation.name_of(code.partition("/")[0]), organisation.name_of(code), n)
            for code, n in rows.values_list(self.post).annotate(n=Count("pk"))
        ]
        return sorted(found, key=lambda office: (office.unit, office.post))


def questions(actor: Actor) -> list[Question]:
    """Every question of the desk."""
    who = rows_of.Overseer(actor)
    desk = _Desk(who)
    return [
        Question(
            code="tanpa-rapat",
            short=lambda n: ngettext("%(n)s keputusan tanpa rapat", "%(n)s keputusan tanpa rapat", n),
            label=_("Keputusan tanpa rapat"),
            counts=_(
                "Keputusan yang berlaku pada sebuah berkas, sedangkan tidak satu pun rapat tentang berkas itu notulanya"
                " disahkan. Keputusan boleh bersandar pada kesepakatan tertulis; daftar ini untuk diperiksa, bukan"
                " pelanggaran."
            ),
            basis=Basis(Strength.DESIGNED, reason=say("keputusan bersandar pada notula atau kesepakatan tertulis")),
            heads=(_("Ditetapkan oleh"), _("Ditetapkan")),
            rows=lambda: rows_of.without_meeting(who),
            read=desk.decisions,
            actor=actor,
        ),
        Question(
            code="oleh-pengganti",
            short=lambda n: ngettext("%(n)s keputusan Plt. atau Plh.", "%(n)s keputusan Plt. atau Plh.", n),
            label=_("Keputusan oleh Plt. atau Plh."),
            counts=_(
                "Keputusan yang ditetapkan pejabat yang saat itu Plt. atau Plh. Yang strategis mengubah status hukum"
                " organisasi, kepegawaian, atau anggaran, dan tidak boleh ditetapkannya."
            ),
            basis=BASIS,
            heads=(_("Ditetapkan oleh"), _("Ditetapkan"), _("Strategis pada")),
            rows=lambda: rows_of.by_acting(who),
            read=desk.acting,
            actor=actor,
        ),
        Question(
            code="pengganti-strategis",
            label=_("Keputusan strategis oleh Plt. atau Plh."),
            counts=_(
                "Dari keputusan Plt. atau Plh., yang dinyatakan mengubah status hukum organisasi, kepegawaian, atau"
                " anggaran."
            ),
            basis=BASIS,
            heads=(_("Ditetapkan oleh"), _("Ditetapkan"), _("Strategis pada")),
            rows=lambda: rows_of.by_acting(who, strategic=True),
            read=desk.acting,
            actor=actor,
        ),
        Question(
            code="dikecualikan",
            short=lambda n: ngettext("%(n)s berkas dikecualikan", "%(n)s berkas dikecualikan", n),
            label=_("Yang dikecualikan, dan mengapa"),
            counts=_("Pengecualian yang berlaku hari ini: dasarnya, jabatan yang memutus, dan hari tinjaunya."),
            basis=Basis(Strength.STATED, cite="UU 14/2008 Pasal 17"),
            heads=(_("Dasar"), _("Diputus oleh"), _("Ditinjau paling lambat")),
            rows=lambda: rows_of.withheld(who),
            read=desk.withholdings,
            actor=actor,
        ),
        Question(
            code="di-luar-pola",
            short=lambda n: ngettext("%(n)s berkas di luar pola", "%(n)s berkas di luar pola", n),
            label=_("Langkah di luar pola koordinasi"),
            counts=_(
                "Berkas yang ditugaskan melewati satu jenjang karena mendesak; koordinasi yang masih berjalan melalui"
                " pejabat lain daripada yang disebut pemetaan hari ini; dan berkas antara unit yang menurut matriks"
                " tidak memakai jenis itu."
            ),
            basis=Basis(Strength.INFERRED, cite="Pasal 21 ayat (1)", reason=say("jalur mengikuti tugas pokok Asisten")),
            heads=(_("Pemrakarsa"), _("Diajukan"), _("Sebab")),
            rows=lambda: rows_of.outside(who, desk.rerouted),
            read=desk.beside,
            actor=actor,
        ),
        Question(
            code="lewat-tenggat",
            short=lambda n: ngettext("%(n)s tenggat terlewat", "%(n)s tenggat terlewat", n),
            label=_("Tenggat yang terlewat"),
            counts=_(
                "Peserta pada berkas yang berjalan, yang ditunggu lebih lama daripada tenggat langkahnya dalam hari"
                " kerja. Dihitung menurut unit dan jabatan, bukan menurut orang."
            ),
            basis=Basis(Strength.DESIGNED, reason=say("tenggat ialah target pada paket, bukan kewajiban")),
            heads=(_("Ada pada"), _("Ditunggu")),
            rows=lambda: rows_of.late(who),
            read=desk.waiting,
            actor=actor,
            post="turn_post",
            clocked=True,
        ),
        Question(
            code="tindak-lanjut",
            label=_("Tindak lanjut lewat tenggat"),
            counts=_("Tindak lanjut yang masih terbuka, sedangkan hari tenggatnya sudah lewat."),
            basis=Basis(Strength.DESIGNED, reason=say("setiap tindak lanjut mempunyai penanggung jawab dan tenggat")),
            heads=(_("Penanggung jawab"), _("Tenggat")),
            rows=lambda: rows_of.overdue(who),
            read=desk.tasks,
            actor=actor,
            post="seat_rows__post",
        ),
        Question(
            code="pembacaan",
            label=_("Siapa membaca yang dikecualikan"),
            counts=_(
                "Setiap kali berkas yang dikecualikan, atau yang dimohonkan dikecualikan, dibuka seluruhnya: siapa,"
                " dalam jabatan apa, kapan. Yang dibuka dari meja ini pun tercatat."
            ),
            basis=Basis(Strength.DESIGNED, reason=say("siapa membaca yang dikecualikan ikut disegel")),
            heads=(_("Jabatan"), _("Pejabat"), _("Dibaca")),
            rows=lambda: rows_of.readings(who),
            read=desk.reads,
            actor=actor,
        ),
        Question(
            code="temuan",
            label=_("Temuan dan tindak lanjutnya"),
            counts=_(
                "Konsultasi unit Anda yang menunjuk sebuah temuan: yang dimulai dari catatan atau berkas pada meja ini."
            ),
            basis=in_language(acts.basis(actor.government)),
            heads=(_("Temuan"), _("Diajukan"), _("Keadaan")),
            rows=lambda: rows_of.findings(who),
            read=desk.followed,
            actor=actor,
        ),
    ]


class _Desk:
    """Reads the rows of the questions for one actor, each list with as many queries however long it is."""

    def __init__(self, who: rows_of.Overseer) -> None:
        self.who, self.actor, self.government = who, who.actor, who.government
        self.organisation: Organisation = history(self.government).on(self.government.today())

    @cached_property
    def rerouted(self) -> set[int]:
        """The matters whose path is no longer that of the mapping."""
        return acts.rerouted(self.who)

    def _office(self, capacity: str, post: str) -> str:
        return f"{CAPACITIES.get(capacity, '')} {self.organisation.name_of(post)}".strip() if post else ""

    def decisions(self, rows: Iterable[Decision]) -> list[Line]:
        """Decisions: by whom and when."""
        return [self._decision(row, ()) for row in rows]

    def acting(self, rows: Iterable[Decision]) -> list[Line]:
        """Decisions of acting officers: in what they are strategic."""
        words = aspects()
        return [self._decision(row, (", ".join(words.get(a, a) for a in row.aspects) or _("Tidak"),)) for row in rows]

    def _decision(self, row: Decision, more: Sequence[str]) -> Line:
        matter, meeting = row.matter, row.meeting
        url = f"/kerja/berkas/{matter.number}/" if matter else f"/kerja/rapat/{meeting.pk}/" if meeting else ""
        note = _("Berkas %(number)s") % {"number": matter.number} if matter else _("Rapat")
        by, day = self._office(row.capacity, row.decided_by), row.adopted_on
        values = (by, day_in_language(day) if day else "", *more)
        finding = finding_url(self.actor, row.decided_by.partition("/")[0], entry=row.entry or 0) if row.entry else ""
        return Line(title_of(row), url, note, values, finding=finding)

    def withholdings(self, rows: Iterable[Withholding]) -> list[Line]:
        """What is withheld: its neutral title, ground, who decided, and the day of review."""
        found = []
        for row in rows:
            row.government = self.government
            ground = regulation_of(row).openness.ground(row.ground)
            words = in_language(ground) if ground else None
            why = f"{words.label}, {cite_in_language(words.cite)}" if words else row.ground
            due = day_in_language(row.due_on) if row.due_on else ""
            if row.due_on and row.due_on < self.government.today():
                due = _("%(day)s, sudah lewat") % {"day": due}
            values = (why, self._office(row.decided_as, row.decided_by), due)
            number = row.matter.number or ""
            note = _("Berkas %(number)s") % {"number": number}
            finding = finding_url(self.actor, row.matter.opener_unit, matter=number)
            found.append(Line(row.title, f"/kerja/pengecualian/{row.pk}/", note, values, finding=finding))
        return found

    def beside(self, rows: Iterable[Matter]) -> list[Line]:
        """Matters beside the pattern, each with why."""
        unforeseen = rows_of.unforeseen(self.who)
        found = []
        for row in rows:
            why = [_("Melewati satu jenjang karena mendesak")] if row.urgency else []
            why += [_("Pejabat lain daripada pemetaan hari ini")] if row.pk in self.rerouted else []
            why += [_("Tidak memakai jenis itu menurut matriks")] if row.pk in unforeseen else []
            values = (self.organisation.name_of(row.opener_unit), self._day(row), "; ".join(why))
            found.append(self._matter(row, values))
        return found

    def _day(self, row: Matter) -> str:
        return day_in_language(row.opened_on) if row.opened_on else ""

    def _matter(self, row: Matter, values: Sequence[Any], clock: Reading | None = None, finding: bool = True) -> Line:
        number, url = row.number or "", f"/kerja/berkas/{row.number}/"
        form = finding_url(self.actor, row.opener_unit, matter=number) if finding else ""
        return Line(row.title, url, number, values, clock=clock, finding=form)

    def waiting(self, rows: Iterable[Participant]) -> list[Line]:
        """Seats that are waited for: with which post, for what, and how long over."""
        found = []
        for seat in rows:
            seat.matter.government = self.government
            procedure = procedure_of(seat.matter)
            unit, post = self.organisation.name_of(seat.unit), self.organisation.name_of(seat.turn_post)
            values = (f"{post}, {unit}" if post != unit else unit, turn_label(procedure, seat.matter.state, seat.turn))
            found.append(self._matter(seat.matter, values, clock_of(seat.matter, procedure, seat)))
        return found

    def tasks(self, rows: Iterable[FollowUp]) -> list[Line]:
        """Follow-ups past their day: with whom."""
        found = []
        for row in rows:
            owner = next((s for s in row.seat_rows.all() if s.role == "owner" and not s.retired), None)
            who = self.organisation.name_of(owner.post or owner.unit) if owner else ""
            due = day_in_language(row.due_on) if row.due_on else ""
            found.append(Line(title_of(row), f"/kerja/tindak-lanjut/{row.pk}/", "", (who, due)))
        return found

    def reads(self, rows: Sequence[Any]) -> list[Line]:
        """Who read: post, person, moment; the matter by its number alone, so that the list tells nothing of it."""
        keys = {int(row.person_key) for row in rows if row.person_key.isdigit()}
        names = {str(p.pk): p.name for p in Person.objects.filter(government=self.government, pk__in=keys)}
        return [
            Line(
                _("Berkas %(number)s") % {"number": row.matter} if row.matter else _("Berkas"),
                f"/kerja/berkas/{row.matter}/" if row.matter else "",
                "",
                (self._office("", row.post), names.get(row.person_key, _("Tidak dikenal lagi")), tanggal_jam(row.at)),
            )
            for row in rows
        ]

    def followed(self, rows: Iterable[Matter]) -> list[Line]:
        """Matters that follow findings: of what, since when, and where they stand."""
        found = []
        for row in rows:
            row.government = self.government
            state = procedure_of(row).state(row.state).label
            found.append(self._matter(row, (row.letter.number, self._day(row), state), finding=False))
        return found

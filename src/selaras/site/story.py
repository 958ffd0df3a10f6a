"""What comes of the demonstration's matters: meetings, follow-ups, groups and documents, all of it invented."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from selaras.actions import documents, groups, meetings, outcomes, papers, withholdings
from selaras.actions.acts import Deed, seen_of
from selaras.actions.drafts import Intent, save_draft
from selaras.actions.facts import calendar_of
from selaras.actions.files import Upload
from selaras.actions.matters import act, submit
from selaras.actions.meetings import Call, Item, Ruling
from selaras.actions.outcomes import Task
from selaras.records.documents import Document
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting, Series
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from selaras.records.withholdings import Withholding

STEPS: Mapping[type[Any], Callable[..., Any]] = {
    Meeting: meetings.step_meeting,
    FollowUp: outcomes.step_follow_up,
    WorkingGroup: groups.step_group,
    Document: documents.step_document,
    Withholding: withholdings.step_withholding,
}
MATTERS_BEFORE = 2  # matters that it opens before the first of the script
HALL = "Ruang rapat Sekretariat Daerah"


@dataclass
class Stage:
    """Where the story plays: its government, its people, and what they have made so far, by a name of ours."""

    government: Government
    people: Mapping[str, Callable[[str | None], Actor]]
    script: Mapping[str, int] = field(default_factory=dict)  # the matters of the script
    things: dict[str, Any] = field(default_factory=dict)

    def who(self, name: str) -> Actor:
        """One of the cast; `name@UNIT` in the post that he holds in that unit."""
        username, _at, unit = name.partition("@")
        return self.people[username](unit or None)

    def day(self, ahead: int) -> date:
        """A working day so many days after the present one (before it, where negative)."""
        calendar, day = calendar_of(self.government), self.government.today()
        step = timedelta(days=1 if ahead > 0 else -1)
        for _ in range(abs(ahead)):
            day += step
            while not calendar.is_working(day):
                day += step
        return day

    def hour(self, ahead: int, at: str) -> datetime:
        """An hour of the day on such a working day."""
        hours, minutes = map(int, at.split("."))
        return datetime.combine(self.day(ahead), time(hours, minutes), tzinfo=self.government.zone)

    def matter(self, who: str, name: str, **intent: Any) -> None:
        """Somebody opens a matter and submits it."""
        actor = self.who(who)
        draft = save_draft(actor=actor, intent=Intent(**intent))
        self.things[name] = submit(actor=actor, draft=draft.pk, key="")

    def do(self, who: str, name: str, step: str, text: str = "", *, target: str = "", **deed: Any) -> None:
        """Somebody takes a step from the seat of his post; `target` is a unit."""
        actor, thing = self.who(who), self.things[name]
        thing = type(thing).objects.get(pk=thing.pk)
        seats = thing.seats()
        helping = [s for s in seats if actor.post in s.helpers]
        seat = next((s for s in seats if s.post == actor.post), None) or helping[0]
        if target:
            deed["target"] = next(s.pk for s in seats if s.unit == target and s.pk != seat.pk)
        done, seen = Deed(step=step, text=text, **deed), seen_of(thing, seat)
        if isinstance(thing, Matter):
            act(actor=actor, number=str(thing.number), seat=seat.pk, deed=done, seen=seen, key="")
        else:
            given = {"group" if isinstance(thing, WorkingGroup) else thing.TYPE: thing.pk}
            STEPS[type(thing)](actor=actor, seat=seat.pk, deed=done, seen=seen, key="", **given)

    def call(
        self, who: str, name: str, *, ahead: int, at: str, about: str = "", add: tuple[str, ...] = (), **call: Any
    ) -> None:
        """Somebody calls a meeting about a matter, with everybody who is proposed for it and some besides."""
        actor = self.who(who)
        matters = [Matter.objects.get(pk=self.things[about].pk)] if about else []
        wanted = [p for p in meetings.proposed(self.government, matters) if p.post != actor.post]
        begin = self.hour(ahead, at)
        draft = meetings.save_meeting(
            actor=actor,
            call=Call(
                starts_at=begin,
                ends_at=begin + timedelta(hours=2),
                **{
                    "place": HALL,
                    "invitees": (*(p.post for p in wanted if p.required), *add),
                    "guests": tuple(p.post for p in wanted if not p.required),
                    "reasons": {p.post: p.reason for p in wanted},
                }
                | call,
            ),
        )
        self.things[name] = draft
        self.do(who, name, "undang")

    def sit(self, who: str, name: str, came: Mapping[str, str]) -> None:
        """The list of those who came, typed in: for each unit the step that says how."""
        actor, meeting = self.who(who), self.things[name]
        seats = {seat.unit: seat for seat in meeting.seats() if seat.role in ("invitee", "guest")}
        deeds = []
        for unit, how in came.items():
            step, _space, substitute = how.partition(" ")
            deed = Deed(step=step, target=seats[unit].pk, kind="kertas")
            if substitute:
                letter, today = f"094/{meeting.pk}/{unit}", self.government.today()
                deed = replace(deed, post=substitute, letter=letter, letter_on=today)
            deeds.append(deed)
        meetings.record_attendance(actor=actor, meeting=meeting.pk, deeds=deeds, key="")

    def note(self, who: str, name: str, *texts: str) -> None:
        """The minutes of the first items, one after the other."""
        items = self.things[name].items.order_by("order")
        for item, text in zip(items, texts, strict=False):
            meetings.save_note(actor=self.who(who), item=item.pk, text=text, version=item.note_version)

    def decide(self, who: str, name: str, decision: str, ruling: Ruling, *tasks: tuple[str, Task], at: int = 1) -> None:
        """A decision noted under an item, with its follow-ups; those who are there agree unless it says otherwise."""
        actor, meeting = self.who(who), self.things[name]
        there = {s.unit: ("agrees", "") for s in meeting.seats() if s.slot in meetings.CAME}
        item = meeting.items.get(order=at)
        ruling = replace(ruling, item=item.pk, stances=there | dict(ruling.stances))
        row = meetings.note_decision(actor=actor, meeting=meeting.pk, ruling=ruling)
        self.things[decision] = row
        for task, what in tasks:
            self.things[task] = meetings.note_follow_up(actor=actor, meeting=meeting.pk, decision=row.pk, task=what)

    def circulate(self, chair: str, secretary: str, name: str, *readers: str) -> None:
        """The meeting is over and its minutes go round; some read them at once."""
        self.do(chair, name, "akhiri")
        self.do(secretary, name, "edarkan")
        for reader in readers:
            self.do(reader, name, "telaah")

    def remind(self, who: str, name: str) -> None:
        """Whoever has not read the minutes is reminded."""
        for unit in [seat.unit for seat in self.things[name].seats() if seat.slot == "to_review"]:
            self.do(who, name, "ingatkan", "Mohon menelaah notula.", target=unit)

    def sign(self, chair: str, secretary: str, name: str) -> None:
        """Both sign."""
        self.do(secretary, name, "tanda_tangani")
        self.do(chair, name, "sahkan")

    def paper(self, who: str, name: str, kind: str, *, public: bool = True) -> None:
        """Somebody issues a paper about a matter or whatever else; its file is made later, in the background."""
        model, pk = (
            (Matter, self.script[name]) if name in self.script else (type(self.things[name]), self.things[name].pk)
        )
        subject = model.objects.get(government=self.government, pk=pk)
        subject.government = self.government
        papers.issue(actor=self.who(who), kind=kind, subject=subject, key="", public=public)


Scene = tuple[int, str, Callable[[Stage], None]]


def evidence(words: str) -> tuple[Upload, ...]:
    """A page as evidence: a small PDF with these words."""
    text = words.encode("latin-1", "replace").replace(b"(", b"").replace(b")", b"")
    stream = b"BT /F1 14 Tf 72 760 Td (" + text + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return (Upload("bukti.pdf", bytes(made)),)


STUNTING = ("DPPKB", "DINSOS", "DISDIK", "KEC.HALONG")
MONTHS = ((62, "31,4"), (42, "29,8"), (21, "28,1"), (2, "26,9"))


def _ask(who: str, name: str, matter: str, **request: str) -> Callable[[Stage], None]:
    """A party asks the PPID to withhold a matter."""

    def ask(stage: Stage) -> None:
        actor, thing = stage.who(who), stage.things.get(matter)
        row = Matter.objects.get(pk=thing.pk if thing else stage.script[matter])
        asked = withholdings.Request(matter=row.number or "", keeper=actor.post, **request)
        stage.things[name] = withholdings.save_withholding(actor=actor, request=asked)
        stage.do(who, name, "mohonkan")

    return ask


def _withhold(stage: Stage) -> None:
    """The PPID withholds after the test of consequences, as its head approved the day before."""
    stage.do(
        "kadis.kominfo",
        "pengecualian",
        "kecualikan",
        "Membukanya mengungkap keadaan kesehatan dan keluarga orang yang dilayani; menutupnya tidak merugikan umum.",
        ground="rahasia-pribadi",
        consent="none",
        instrument="Penetapan PPID",
        instrument_number="487/7/PERAGAAN",
        instrument_on=stage.government.today(),
        approval="100.3/12/PERAGAAN",
        approval_on=stage.day(-1),
        day=stage.day(60),
        ends_on=stage.day(200),
        summary="Berkas memuat keadaan kesehatan dan keluarga orang yang dilayani.",
        confirmed=True,
        uploads=evidence("Lembar uji konsekuensi"),
    )


def _series(stage: Stage) -> None:
    series = Series(
        title="Rapat koordinasi bidang percepatan penurunan stunting",
        sort="rakor_bidang",
        secretary="SETDA.AST1.KESRA/1",
        invitees=["DINKES/1", "DPPKB/1", "DINSOS/1", "DISDIK/1", "KEC.HALONG/1"],
        guests=["BAPPEDA/1", "DISKOMINFO/1"],
        items=[["Capaian bulan lalu", 30], ["Hambatan di lapangan", 30], ["Lain-lain", 10]],
        place=HALL,
        weeks=4,
        begins_at=time(9),
        minutes=120,
        group=stage.things["gugus"],
    )
    stage.things["rakor"] = meetings.start_series(actor=stage.who("asisten1"), series=series)


def _next(stage: Stage, name: str, ahead: int) -> None:
    """The next meeting of the series, opened by what is still open; it speaks of the matter of its group throughout."""
    actor, group = stage.who("asisten1"), stage.things["gugus"]
    call = meetings.next_of(actor, stage.things["rakor"])
    begin, about = stage.hour(ahead, "09.00"), (str(group.matter.number),)
    items = tuple(item if item.title == "Lain-lain" else replace(item, matters=about) for item in call.items)
    call = replace(call, starts_at=begin, ends_at=begin + timedelta(hours=2), group=group.pk, items=items)
    stage.things[name] = meetings.save_meeting(actor=actor, call=call)
    stage.do("asisten1", name, "undang")


def _group(stage: Stage) -> None:
    decision = stage.things["keputusan gugus"]
    stage.things["gugus"] = groups.save_group(
        actor=stage.who("bupati"),
        mandate=groups.Mandate(
            name="Gugus Kerja Percepatan Penurunan Stunting",
            form="e",
            mandate="Memadukan sasaran, anggaran, dan pendampingan keluarga berisiko stunting sampai ke desa.",
            chair="SETDA.AST1/1",
            secretary="DPPKB/1",
            members=("DINKES/1", "DINSOS/1", "DISDIK/1", "KEC.HALONG/1"),
            outputs=(
                ("Daftar bersama keluarga berisiko stunting", stage.day(15)),
                ("Jadwal pendampingan per kecamatan", stage.day(30)),
                ("Laporan akhir dengan usul kelanjutan", stage.day(75)),
            ),
            matter=Matter.objects.get(pk=stage.things["stunting"].pk).number or "",
            decision=decision.pk,
        ),
    )
    stage.do(
        "bupati",
        "gugus",
        "bentuk",
        instrument="Keputusan Bupati",
        instrument_number="188.45/214/PERAGAAN",
        instrument_on=stage.government.today(),
        day=last_day(stage.government.today(), 4),  # as the decision says
    )


def _output(stage: Stage, order: int, text: str) -> None:
    row = stage.things["gugus"].outputs.get(order=order)
    stage.do("kadis.kb", "gugus", "catat_hasil", text, output=row.pk)


def _draft(stage: Stage, who: str, name: str, about: str = "", **sketch: Any) -> None:
    number = Matter.objects.get(pk=stage.things[about].pk).number or "" if about else ""
    stage.things[name] = documents.save_document(actor=stage.who(who), sketch=documents.Sketch(matter=number, **sketch))
    stage.do(who, name, "edarkan")


def _issue(stage: Stage, who: str, name: str, instrument: str, number: str) -> None:
    today = stage.government.today()
    stage.do(who, name, "tetapkan", instrument=instrument, instrument_number=number, instrument_on=today)


def _measured(value: str) -> Callable[[Stage], None]:
    def measure(stage: Stage) -> None:
        row = stage.things["pantau"].rows.get(order=1)
        day = stage.government.today()
        number = Decimal(value.replace(",", "."))
        actor = stage.who("kadis.kesehatan")
        documents.measure(actor=actor, document=stage.things["pantau"].pk, row=row.pk, period=day, value=number)
        second = stage.things["pantau"].rows.get(order=2)
        share = (Decimal(90) - number).quantize(Decimal("0.1"))
        documents.measure(actor=actor, document=stage.things["pantau"].pk, row=second.pk, period=day, value=share)

    return measure


def _done(who: str, name: str, words: str, checker: str, seen: str) -> tuple[Callable[[Stage], None], ...]:
    """A follow-up from its beginning to its evidence, accepted by another unit."""
    return (
        lambda stage: stage.do(who, name, "mulai"),
        lambda stage: stage.do(who, name, "laporkan", words, uploads=evidence(words)),
        lambda stage: stage.do(checker, name, "verifikasi", seen),
    )


def last_day(since: date, months: int) -> date:
    """The last day of so many months that begin on a day."""
    month = since.month - 1 + months
    first = date(since.year + month // 12, month % 12 + 1, 1)
    return first + timedelta(days=min(since.day, monthrange(first.year, first.month)[1]) - 2)


def _programmes(stage: Stage) -> tuple[documents.Line, ...]:
    """What each unit does, in months after the one in which they agree on it."""
    this_month = stage.government.today().replace(day=1)

    def line(title: str, unit: str, place: str, first: int, last: int, audience: str, amount: int) -> documents.Line:
        return documents.Line(
            title=title,
            units=(unit,),
            place=place,
            starts_on=last_day(this_month, first) + timedelta(days=1),
            ends_on=last_day(this_month, last + 1),
            audience=audience,
            amount=Decimal(amount) if amount else None,
        )

    return (
        line(
            "Pemberian makanan tambahan balita",
            "DINKES",
            "KEC.HALONG",
            2,
            10,
            "Balita berisiko stunting",
            1_250_000_000,
        ),
        line("Dapur sehat keluarga", "DPPKB", "KEC.HALONG", 3, 9, "Balita berisiko stunting", 640_000_000),
        line("Bantuan pangan bergizi", "DINSOS", "KEC.LAMPIHONG", 4, 11, "Balita berisiko stunting", 480_000_000),
        line("Kelas ibu hamil", "DINKES", "KEC.BATUMANDI", 1, 11, "Ibu hamil", 210_000_000),
        line("Pendidikan gizi di PAUD", "DISDIK", "", 1, 11, "Orang tua murid PAUD", 0),
        line("Akta kelahiran ke rumah", "DISDUKCAPIL", "", 2, 11, "Anak tanpa akta kelahiran", 90_000_000),
    )


def _forum(
    stage: Stage,
    name: str,
    title: str,
    mandate: str,
    chair: str,
    members: tuple[str, ...],
    outputs: tuple[str, ...],
    number: str,
) -> None:
    """A forum of three months."""
    stage.things[name] = groups.save_group(
        actor=stage.who("sekda"),
        mandate=groups.Mandate(
            name=title,
            form="f",
            mandate=mandate,
            chair=chair,
            members=members,
            outputs=tuple((text, None) for text in outputs),
        ),
    )
    today = stage.government.today()
    stage.do(
        "sekda",
        name,
        "bentuk",
        instrument="Keputusan Sekretaris Daerah",
        instrument_number=number,
        instrument_on=today,
        day=last_day(today, 3),
    )


STORY: tuple[Scene, ...] = (
    # Stunting: a question, a consultation, a coordination with a group, three meetings, and what came of them.
    (
        84,
        "08.30",
        lambda s: s.matter(
            "kadis.kesehatan",
            "data stunting",
            kind="konsultatif",
            parties=("DPPKB/1",),
            title="Penyamaan data keluarga berisiko stunting",
            purpose="Data puskesmas dan data keluarga berencana berbeda jumlahnya. Data mana yang dipakai bersama?",
        ),
    ),
    (
        83,
        "10.00",
        lambda s: s.do(
            "kadis.kb",
            "data stunting",
            "tanggapi",
            "Dipakai data keluarga, dicocokkan tiap bulan dengan data puskesmas.",
        ),
    ),
    (
        82,
        "09.00",
        lambda s: s.do(
            "kadis.kesehatan", "data stunting", "simpulkan", "Satu daftar bersama, dicocokkan tiap tanggal lima."
        ),
    ),
    (81, "09.30", lambda s: s.do("kadis.kb", "data stunting", "benarkan")),
    (81, "14.00", lambda s: s.do("kadis.kesehatan", "data stunting", "tutup")),
    (
        80,
        "09.00",
        lambda s: s.matter(
            "kadis.kesehatan",
            "stunting",
            kind="koordinatif",
            form="e",
            parties=STUNTING,
            budget=True,
            title="Percepatan penurunan stunting secara terpadu",
            purpose="Sasaran, pendampingan keluarga, dan anggaran lima unit perlu dipadukan sampai ke desa.",
        ),
    ),
    (
        80,
        "11.00",
        lambda s: s.do(
            "kadis.kesehatan",
            "stunting",
            "kaitkan",
            "Melanjutkan penyamaan data.",
            other=s.things["data stunting"].number,
        ),
    ),
    (79, "08.15", lambda s: s.do("asisten1", "stunting", "ambil")),
    (
        77,
        "08.00",
        lambda s: s.call(
            "asisten1",
            "rapat 1",
            ahead=3,
            at="09.00",
            about="stunting",
            title="Rapat koordinasi percepatan penurunan stunting",
            secretary="SETDA.AST1.KESRA/1",
            items=(
                Item("Daftar bersama keluarga berisiko", 30, (s.things["stunting"].number,)),
                Item("Pembentukan gugus kerja", 30, (s.things["stunting"].number,)),
                Item("Anggaran yang sudah ada", 30, (s.things["stunting"].number,)),
            ),
        ),
    ),
    (76, "09.10", lambda s: s.do("kadis.kesehatan", "rapat 1", "hadiri")),
    (76, "10.20", lambda s: s.do("kadis.kb", "rapat 1", "hadiri")),
    (
        75,
        "08.40",
        lambda s: s.do(
            "kadis.sosial",
            "rapat 1",
            "wakilkan_bahas",
            post="DINSOS/2",
            letter="094/118/DINSOS",
            letter_on=s.government.today(),
        ),
    ),
    (75, "13.00", lambda s: s.do("camat.halong", "rapat 1", "sakit")),
    (74, "09.00", lambda s: s.do("asisten1", "rapat 1", "mulai")),
    (
        74,
        "09.20",
        lambda s: s.sit(
            "kabag.kesra",
            "rapat 1",
            {
                "DINKES": "catat_hadir",
                "DPPKB": "catat_hadir",
                "DINSOS": "catat_wakil_bahas DINSOS/2",
                "BAPPEDA": "catat_hadir",
                "BKD": "catat_dinas_luar",
                "DISDIK": "catat_tanpa_keterangan",
                "BUPATI": "catat_dinas_luar",
            },
        ),
    ),
    (
        74,
        "09.40",
        lambda s: s.note(
            "kabag.kesra",
            "rapat 1",
            "Jumlah keluarga berisiko pada kedua daftar berbeda 412 keluarga. Selisihnya keluarga yang pindah.",
            "Koordinasi sampai desa memerlukan gugus kerja dengan mandat dan masa tugas.",
            "Pos anggaran ada pada tiga unit. BKD belum hadir; angka dikonfirmasi tertulis.",
        ),
    ),
    (
        74,
        "10.30",
        lambda s: s.decide(
            "kabag.kesra",
            "rapat 1",
            "keputusan daftar",
            Ruling("Satu daftar bersama keluarga berisiko stunting dipakai semua unit.", "Pasal 18 huruf c"),
            ("tl daftar", Task("Menyusun daftar bersama dan membaginya kepada semua unit.", "DPPKB", "DINKES", 10)),
        ),
    ),
    (
        74,
        "10.45",
        lambda s: s.decide(
            "kabag.kesra",
            "rapat 1",
            "keputusan gugus",
            Ruling(
                "Dibentuk gugus kerja percepatan penurunan stunting dengan masa tugas empat bulan.",
                "Pasal 18 huruf e",
                dissent="Dinas Sosial meminta pendamping keluarga tidak dibebani laporan tambahan.",
            ),
            (
                "tl rancangan",
                Task("Menyiapkan rancangan keputusan pembentukan gugus kerja.", "DINKES", "SETDA.AST1.HUKUM", 5),
            ),
            at=2,
        ),
    ),
    (
        74,
        "11.00",
        lambda s: s.decide(
            "kabag.kesra",
            "rapat 1",
            "keputusan anggaran",
            Ruling("Pos anggaran yang sama sasarannya dipadukan pada perubahan anggaran.", "Pasal 18 huruf c; Pasal 6"),
            ("tl anggaran", Task("Menyandingkan pos anggaran per desa.", "BAPPEDA", "BKD", 15)),
            at=3,
        ),
    ),
    (
        73,
        "14.00",
        lambda s: s.circulate(
            "asisten1", "kabag.kesra", "rapat 1", "kadis.kesehatan", "kadis.kb", "kadis.sosial", "kaban.perencanaan"
        ),
    ),
    (73, "16.00", lambda s: s.sign("asisten1", "kabag.kesra", "rapat 1")),
    (
        72,
        "09.00",
        lambda s: s.do(
            "bupati",
            "stunting",
            "putuskan_rapat",
            "Percepatan penurunan stunting dijalankan bersama menurut notula rapat koordinasi.",
        ),
    ),
    (71, "08.30", lambda s: s.do("kadis.kesehatan", "tl rancangan", "mulai")),
    (
        70,
        "15.00",
        lambda s: s.do(
            "kadis.kesehatan",
            "tl rancangan",
            "laporkan",
            "Rancangan keputusan terlampir.",
            uploads=evidence("Rancangan keputusan"),
        ),
    ),
    (69, "10.00", lambda s: s.do("kabag.hukum", "tl rancangan", "verifikasi", "Rancangan sudah diharmonisasi.")),
    (68, "09.00", _group),
    (67, "09.00", lambda s: s.do("kadis.kesehatan", "gugus", "terima")),
    (67, "11.00", lambda s: s.do("camat.halong", "gugus", "terima")),
    (66, "09.00", lambda s: s.do("kadis.kb", "tl daftar", "mulai")),
    (
        64,
        "13.30",
        lambda s: s.do(
            "kadis.kb", "tl daftar", "laporkan", "Daftar bersama sudah dibagi.", uploads=evidence("Daftar bersama")
        ),
    ),
    (
        63,
        "08.20",
        lambda s: s.do(
            "kadis.kesehatan", "tl daftar", "kembalikan_bukti", "Desa di Kecamatan Halong belum ada pada daftar."
        ),
    ),
    (
        61,
        "10.00",
        lambda s: s.do(
            "kadis.kb",
            "tl daftar",
            "laporkan",
            "Daftar dilengkapi dengan Kecamatan Halong.",
            uploads=evidence("Daftar bersama kedua"),
        ),
    ),
    (60, "09.00", lambda s: s.do("kadis.kesehatan", "tl daftar", "verifikasi", "Lengkap untuk semua kecamatan.")),
    (59, "10.00", lambda s: _output(s, 1, "Daftar bersama dipakai semua unit sejak bulan ini.")),
    (
        66,
        "13.00",
        lambda s: _draft(
            s,
            "kadis.kesehatan",
            "pedoman",
            "stunting",
            form="a",
            title="Pedoman pendampingan keluarga berisiko stunting",
            text="1. Setiap keluarga berisiko mempunyai satu pendamping.\n2. Pendamping memakai daftar bersama.\n"
            "3. Kunjungan dicatat sekali dan dipakai semua unit.",
            units=STUNTING,
        ),
    ),
    (65, "09.00", lambda s: s.do("kadis.kb", "pedoman", "setujui")),
    (
        65,
        "10.00",
        lambda s: s.do(
            "kadis.sosial",
            "pedoman",
            "setujui_catatan",
            "Kunjungan keluarga penerima bantuan tetap mengikuti jadwal kami.",
        ),
    ),
    (64, "09.00", lambda s: s.do("kadis.pendidikan", "pedoman", "setujui")),
    (
        64,
        "11.00",
        lambda s: s.do("camat.halong", "pedoman", "keberatan", "Pendamping desa belum mencukupi di tujuh desa."),
    ),
    (
        62,
        "09.00",
        lambda s: _issue(s, "kadis.kesehatan", "pedoman", "Keputusan Kepala Dinas Kesehatan", "440/77/PERAGAAN"),
    ),
    (61, "08.30", lambda s: s.do("kadis.kb", "pedoman", "ketahui")),
    (61, "08.50", lambda s: s.do("kadis.sosial", "pedoman", "ketahui")),
    (
        64,
        "14.00",
        lambda s: _draft(
            s,
            "kadis.kesehatan",
            "pantau",
            "stunting",
            form="g",
            title="Pemantauan penurunan stunting",
            text="Dilaporkan setiap bulan dari daftar bersama.",
            units=STUNTING,
            lines=(
                documents.Line("Balita stunting", measure="persen", baseline=Decimal("32.5"), target=Decimal("24")),
                documents.Line(
                    "Keluarga berisiko yang didampingi", measure="persen", baseline=Decimal(56), target=Decimal(80)
                ),
            ),
        ),
    ),
    *(
        (63, f"{hour}.10", lambda s, who=who: s.do(who, "pantau", "setujui"))
        for hour, who in (
            ("09", "kadis.kb"),
            ("10", "kadis.sosial"),
            ("11", "kadis.pendidikan"),
            ("13", "camat.halong"),
        )
    ),
    (
        62,
        "10.00",
        lambda s: _issue(s, "kadis.kesehatan", "pantau", "Keputusan Kepala Dinas Kesehatan", "440/78/PERAGAAN"),
    ),
    *((ago, "15.00", _measured(value)) for ago, value in MONTHS),
    (
        58,
        "09.00",
        lambda s: _draft(
            s,
            "asisten1",
            "program",
            "stunting",
            form="c",
            title="Program terpadu penurunan stunting",
            text="Program unit menurut tempat, masa, dan sasaran yang sama.",
            units=("DINKES", *STUNTING, "BAPPEDA"),
            lines=_programmes(s),
        ),
    ),
    *(
        (57, f"{hour}.20", lambda s, who=who: s.do(who, "program", "setujui"))
        for hour, who in (
            ("08", "kadis.kesehatan"),
            ("09", "kadis.kb"),
            ("10", "kadis.sosial"),
            ("11", "kadis.pendidikan"),
            ("13", "camat.halong"),
            ("14", "kaban.perencanaan"),
        )
    ),
    (56, "09.00", lambda s: _issue(s, "asisten1", "program", "Keputusan Sekretaris Daerah", "050/31/PERAGAAN")),
    (55, "09.00", _series),
    (54, "08.00", lambda s: _next(s, "rapat 2", 5)),
    *(
        (53, f"{hour}.05", lambda s, who=who: s.do(who, "rapat 2", "hadiri"))
        for hour, who in (("08", "kadis.kesehatan"), ("09", "kadis.kb"), ("10", "kadis.sosial"), ("11", "camat.halong"))
    ),
    (
        52,
        "09.00",
        lambda s: s.do(
            "kadis.pendidikan",
            "rapat 2",
            "dinas_luar",
            "Rapat kerja kepala dinas di provinsi, surat tugas 094/9/DISDIK.",
        ),
    ),
    (49, "09.00", lambda s: s.do("asisten1", "rapat 2", "mulai")),
    (
        49,
        "09.15",
        lambda s: s.sit(
            "kabag.kesra",
            "rapat 2",
            {
                "DINKES": "catat_hadir",
                "DPPKB": "catat_hadir",
                "DINSOS": "catat_hadir",
                "KEC.HALONG": "catat_hadir",
                "BAPPEDA": "catat_hadir",
                "DISKOMINFO": "catat_hadir",
            },
        ),
    ),
    (
        49,
        "09.30",
        lambda s: s.note(
            "kabag.kesra",
            "rapat 2",
            "Penyandingan pos anggaran menunggu angka dari Badan Keuangan Daerah.",
            "Persentase 31,4, turun 1,1 poin sejak awal.",
            "Pendamping di tujuh desa kurang.",
        ),
    ),
    (
        49,
        "10.30",
        lambda s: s.decide(
            "kabag.kesra",
            "rapat 2",
            "keputusan pendamping",
            Ruling(
                "Tujuh desa tanpa pendamping dilayani pendamping desa terdekat.", "Pasal 19 huruf d; Pasal 18 huruf e"
            ),
            ("tl pendamping", Task("Menetapkan pendamping bagi tujuh desa.", "KEC.HALONG", "DPPKB", 10)),
            ("tl sekolah", Task("Mengirim daftar sekolah sasaran pendidikan gizi.", "DISDIK", "DINKES", 8)),
            ("tl aplikasi", Task("Menyambungkan daftar bersama ke aplikasi puskesmas.", "DISKOMINFO", "DINKES", 15)),
            at=3,
        ),
    ),
    (
        48,
        "10.00",
        lambda s: s.circulate(
            "asisten1",
            "kabag.kesra",
            "rapat 2",
            "kadis.kesehatan",
            "kadis.sosial",
            "camat.halong",
            "kaban.perencanaan",
            "kadis.kominfo",
        ),
    ),
    (
        48,
        "13.30",
        lambda s: s.do(
            "kadis.kb", "rapat 2", "beri_catatan", "Dari tujuh desa itu, dua kami layani sendiri sementara ini."
        ),
    ),
    (48, "15.00", lambda s: s.sign("asisten1", "kabag.kesra", "rapat 2")),
    (47, "09.00", lambda s: s.do("camat.halong", "tl pendamping", "mulai")),
    (
        45,
        "09.00",
        lambda s: s.do(
            "kadis.kominfo",
            "tl aplikasi",
            "ajukan_tidak_dapat",
            "Aplikasi puskesmas milik pemerintah pusat dan belum membuka sambungan.",
        ),
    ),
    (
        43,
        "09.00",
        lambda s: s.do(
            "kadis.kesehatan", "tl aplikasi", "terima_tidak_dapat", "Benar; pencocokan tetap dengan berkas bulanan."
        ),
    ),
    (
        41,
        "14.00",
        lambda s: s.do(
            "camat.halong",
            "tl pendamping",
            "laporkan",
            "Pendamping tujuh desa sudah ditetapkan.",
            uploads=evidence("Penetapan pendamping"),
        ),
    ),
    (40, "09.20", lambda s: s.do("kadis.kb", "tl pendamping", "verifikasi", "Sudah dilihat di lapangan.")),
    (38, "09.00", lambda s: _output(s, 2, "Jadwal pendampingan berlaku di delapan kecamatan.")),
    (37, "10.00", lambda s: s.do("kaban.perencanaan", "tl anggaran", "mulai")),
    (30, "08.00", lambda s: _next(s, "rapat 3", 4)),
    *(
        (29, f"{hour}.05", lambda s, who=who: s.do(who, "rapat 3", "hadiri"))
        for hour, who in (("08", "kadis.kesehatan"), ("09", "kadis.kb"))
    ),
    (
        28,
        "09.00",
        lambda s: s.do(
            "kadis.sosial",
            "rapat 3",
            "wakilkan",
            post="DINSOS/3",
            letter="094/160/DINSOS",
            letter_on=s.government.today(),
        ),
    ),
    (27, "10.00", lambda s: s.do("camat.halong", "rapat 3", "izin", "Mendampingi kunjungan kerja Bupati.")),
    (26, "09.00", lambda s: s.do("asisten1", "rapat 3", "mulai")),
    (
        26,
        "09.15",
        lambda s: s.sit(
            "kabag.kesra",
            "rapat 3",
            {
                "DINKES": "catat_hadir",
                "DPPKB": "catat_hadir",
                "DINSOS": "catat_wakil DINSOS/3",
                "BAPPEDA": "catat_hadir",
                "DISKOMINFO": "catat_dinas_luar",
            },
        ),
    ),
    (
        26,
        "09.30",
        lambda s: s.note(
            "kabag.kesra",
            "rapat 3",
            "Penyandingan anggaran masih berjalan.",
            "Daftar sekolah dari Dinas Pendidikan belum masuk.",
            "Persentase turun menjadi 29,8.",
            "Kelas ibu hamil belum ada di semua puskesmas.",
        ),
    ),
    (
        26,
        "10.15",
        lambda s: s.decide(
            "kabag.kesra",
            "rapat 3",
            "keputusan kelas ibu",
            Ruling("Kelas ibu hamil diperluas ke semua puskesmas.", "Pasal 18 huruf c"),
            ("tl kelas", Task("Menyusun jadwal kelas ibu hamil di semua puskesmas.", "DINKES", "DPPKB", 40)),
            at=4,
        ),
    ),
    (
        25,
        "10.00",
        lambda s: s.circulate("asisten1", "kabag.kesra", "rapat 3", "kadis.kesehatan", "kadis.kb", "kaban.perencanaan"),
    ),
    (24, "10.00", lambda s: s.remind("kabag.kesra", "rapat 3")),
    (23, "10.00", lambda s: s.remind("kabag.kesra", "rapat 3")),
    (22, "10.00", lambda s: s.sign("asisten1", "kabag.kesra", "rapat 3")),
    (21, "09.00", lambda s: s.do("kadis.kesehatan", "tl kelas", "mulai")),
    (
        20,
        "09.00",
        lambda s: s.things.__setitem__(
            "tl rekomendasi",
            documents.recommend(
                actor=s.who("kadis.kesehatan"),
                document=s.things["pantau"].pk,
                task=Task("Menambah kunjungan di desa yang persentasenya naik.", "DPPKB", "INSPEKTORAT", 20),
            ),
        ),
    ),
    (
        18,
        "09.00",
        lambda s: s.do("asisten1", "tl sekolah", "ingatkan", "Mohon daftar sekolah segera dikirim.", target="DISDIK"),
    ),
    (3, "08.00", lambda s: _next(s, "rapat 4", 5)),
    (2, "09.00", lambda s: s.do("kadis.kesehatan", "rapat 4", "hadiri")),
    # A meeting that was moved and called off, and one that is being written down.
    (
        16,
        "09.00",
        lambda s: s.call(
            "asisten2",
            "rapat pasar",
            ahead=4,
            at="13.30",
            title="Temu konsultasi penataan pasar mingguan",
            sort="temu_konsultasi",
            secretary="SETDA.AST2.ADBANG/1",
            invitees=("DISDAG/1", "DKUKMP/1", "DISHUB/1", "KEC.PARINGIN/1"),
            items=(Item("Tata letak dan arus kendaraan", 60),),
        ),
    ),
    (
        15,
        "10.00",
        lambda s: s.do(
            "asisten2",
            "rapat pasar",
            "jadwal_ulang",
            "Bersamaan dengan rapat anggaran.",
            starts_at=s.hour(5, "09.00"),
            ends_at=s.hour(5, "11.00"),
            place=HALL,
        ),
    ),
    (12, "10.00", lambda s: s.do("asisten2", "rapat pasar", "batalkan", "Diganti kunjungan lapangan.")),
    (
        6,
        "09.00",
        lambda s: s.call(
            "sekda",
            "rapat banjir",
            ahead=2,
            at="09.00",
            title="Rapat koordinasi kesiapan musim hujan",
            secretary="SETDA.AST2.ADBANG/1",
            invitees=("BPBD/1", "DPUPR/1", "DLH/1", "KEC.BATUMANDI/1", "KEC.PARINGIN/1"),
            items=(Item("Titik rawan genangan", 45), Item("Pembersihan saluran", 30)),
        ),
    ),
    *(
        (5, f"{hour}.15", lambda s, who=who: s.do(who, "rapat banjir", "hadiri"))
        for hour, who in (("08", "kalak.bpbd"), ("09", "kadis.pupr"), ("10", "kadis.lh"))
    ),
    (4, "09.00", lambda s: s.do("sekda", "rapat banjir", "mulai")),
    (
        4,
        "09.10",
        lambda s: s.sit(
            "kabag.adbang",
            "rapat banjir",
            {
                "BPBD": "catat_hadir",
                "DPUPR": "catat_hadir",
                "DLH": "catat_hadir",
                "KEC.BATUMANDI": "catat_tanpa_keterangan",
            },
        ),
    ),
    (
        4,
        "09.30",
        lambda s: s.note(
            "kabag.adbang",
            "rapat banjir",
            "Ada sebelas titik rawan; empat di antaranya karena saluran tertutup.",
            "Pembersihan dimulai dari hulu.",
        ),
    ),
    (
        4,
        "10.30",
        lambda s: s.decide(
            "kabag.adbang",
            "rapat banjir",
            "keputusan saluran",
            Ruling("Empat saluran dibersihkan lebih dahulu.", "Pasal 18 huruf d"),
            ("tl saluran", Task("Membersihkan empat saluran.", "DPUPR", "BPBD", 10)),
        ),
    ),
    (3, "11.00", lambda s: s.do("sekda", "rapat banjir", "akhiri")),
    # A plan that goes round, and a policy of an acting head that his superior had to issue.
    (
        8,
        "10.00",
        lambda s: _draft(
            s,
            "kadis.pangan",
            "renstra",
            form="b",
            title="Rencana strategis ketahanan pangan daerah",
            text="Arah bersama empat unit.",
            units=("DISPERTAN", "DPUPR", "KEC.LAMPIHONG"),
            starts_on=date(s.government.today().year + 1, 1, 1),
            ends_on=date(s.government.today().year + 5, 12, 31),
            lines=(
                documents.Line(
                    "Cadangan pangan daerah", units=("DKP",), measure="ton", baseline=Decimal(120), target=Decimal(200)
                ),
                documents.Line(
                    "Luas tanam dua kali setahun",
                    units=("DISPERTAN", "DPUPR"),
                    measure="hektare",
                    baseline=Decimal(3100),
                    target=Decimal(4200),
                ),
            ),
        ),
    ),
    (7, "09.00", lambda s: s.do("kadis.pupr", "renstra", "setujui")),
    (
        36,
        "09.00",
        lambda s: _draft(
            s,
            "kadis.pangan@DISPERTAN",
            "pupuk",
            form="a",
            title="Pedoman penyaluran pupuk menurut kalender tanam",
            text="1. Penyaluran mengikuti kalender tanam.\n"
            "2. Perubahan pagu antar kecamatan ditetapkan pejabat yang berwenang.",
            units=("DKP", "KEC.LAMPIHONG", "DISDAG"),
        ),
    ),
    *(
        (35, f"{hour}.30", lambda s, who=who: s.do(who, "pupuk", "setujui"))
        for hour, who in (("08", "kadis.pangan"), ("09", "camat.lampihong"), ("10", "kadis.perdagangan"))
    ),
    (
        34,
        "09.00",
        lambda s: s.do(
            "kadis.pangan@DISPERTAN", "pupuk", "angkat", "Perubahan pagu mengubah status hukum pada anggaran."
        ),
    ),
    (
        33,
        "09.00",
        lambda s: s.do(
            "bupati",
            "pupuk",
            "tetapkan",
            instrument="Keputusan Bupati",
            instrument_number="188.45/230/PERAGAAN",
            instrument_on=s.government.today(),
            aspects=("anggaran",),
        ),
    ),
    # A policy that held for a season.
    (
        82,
        "09.00",
        lambda s: _draft(
            s,
            "kadis.lh",
            "sampah",
            form="a",
            title="Pedoman pengangkutan sampah selama perayaan hari jadi",
            text="Pengangkutan dua kali sehari di kawasan perayaan.",
            units=("DISHUB", "KEC.PARINGIN"),
        ),
    ),
    (81, "08.10", lambda s: s.do("kadis.perhubungan", "sampah", "setujui")),
    (81, "09.10", lambda s: s.do("camat.paringin", "sampah", "setujui")),
    (
        80,
        "09.40",
        lambda s: _issue(s, "kadis.lh", "sampah", "Keputusan Kepala Dinas Lingkungan Hidup", "660/12/PERAGAAN"),
    ),
    (79, "09.00", lambda s: s.do("camat.paringin", "sampah", "ketahui")),
    (60, "11.00", lambda s: s.do("kadis.lh", "sampah", "akhiri", "Perayaan selesai; masa berlakunya habis.")),
    # A forum that came to its end, and one that ended with its report.
    (
        83,
        "13.00",
        lambda s: _forum(
            s,
            "forum",
            "Forum Penataan Ruang Terbuka",
            "Memetakan ruang terbuka di Kecamatan Paringin dan menyepakati siapa yang memeliharanya.",
            "SETDA.AST2/1",
            ("DLH/1", "DPUPR/1", "KEC.PARINGIN/1"),
            ("Peta ruang terbuka", "Usul pemeliharaan"),
            "188.45/190/PERAGAAN",
        ),
    ),
    (
        82,
        "13.00",
        lambda s: _forum(
            s,
            "tim arsip",
            "Tim Penataan Arsip Perangkat Daerah",
            "Mendaftar arsip vital setiap Perangkat Daerah dan mengusulkan siapa yang menjaganya.",
            "SETDA.AST3/1",
            ("DISKOMINFO/1", "BKPPD/1"),
            ("Daftar arsip vital",),
            "188.45/191/PERAGAAN",
        ),
    ),
    (
        50,
        "09.00",
        lambda s: s.do(
            "asisten3",
            "tim arsip",
            "catat_hasil",
            "Daftar arsip vital seluruh Perangkat Daerah.",
            output=s.things["tim arsip"].outputs.get(order=1).pk,
        ),
    ),
    (
        46,
        "09.00",
        lambda s: s.do("asisten3", "tim arsip", "laporkan", "Satu hasil tercapai. Disarankan menjadi tugas tetap."),
    ),
    (44, "09.00", lambda s: s.do("sekda", "tim arsip", "terima_laporan", "Diterima; diteruskan Bagian Umum.")),
    # What the PPID was asked to withhold: once in vain, once with a reason that holds; and a running examination.
    (
        30,
        "13.10",
        _ask(
            "kadis.dukcapil",
            "ditolak",
            "bantuan",
            title="Pemadanan data",
            ground="rahasia-pribadi",
            reason="Menyebut data kependudukan.",
        ),
    ),
    (
        29,
        "10.20",
        lambda s: s.do(
            "kadis.kominfo",
            "ditolak",
            "tolak",
            "Berkas menyebut cara memadankan, bukan data siapa pun. Membukanya tidak merugikan siapa pun.",
        ),
    ),
    (
        1,
        "13.20",
        _ask(
            "kadis.dukcapil",
            "dimohon",
            "penduduk",
            title="Data untuk peta layanan",
            ground="rahasia-pribadi",
            reason="Contoh isian yang akan kami lampirkan memuat nama dan alamat kepala keluarga.",
        ),
    ),
    (
        4,
        "08.10",
        lambda s: s.matter(
            "kadis.sosial",
            "keluarga",
            kind="konsultatif",
            parties=("DINKES/1",),
            title="Pendampingan satu keluarga di Kecamatan Paringin",
            purpose="Mohon pendapat tentang perawatan lanjutan dan tempat tinggal sementara satu keluarga.",
        ),
    ),
    (
        4,
        "08.20",
        _ask(
            "kadis.sosial",
            "pengecualian",
            "keluarga",
            title="Konsultasi pelayanan perorangan",
            ground="rahasia-pribadi",
            reason="Memuat keadaan kesehatan dan keluarga orang yang dilayani.",
        ),
    ),
    (2, "13.50", _withhold),
    (
        0,
        "09.00",
        lambda s: s.matter(
            "sekda",
            "pemeriksaan",
            kind="fungsional",
            parties=("INSPEKTORAT",),
            title="Pemeriksaan pengelolaan retribusi pasar",
            purpose="Mohon pemeriksaan atas pencatatan dan penyetoran retribusi pasar.",
        ),
    ),
    (0, "09.10", lambda s: s.do("inspektur", "pemeriksaan", "terima")),
    # Papers of what came to its end, and of what runs.
    (81, "14.30", lambda s: s.paper("kadis.kesehatan", "data stunting", "nota-konsultasi")),
    (73, "16.30", lambda s: s.paper("kabag.kesra", "rapat 1", "daftar-hadir")),
    (73, "16.40", lambda s: s.paper("kabag.kesra", "rapat 1", "notula")),
    (72, "10.00", lambda s: s.paper("bupati", "stunting", "keputusan-koordinasi")),
    (56, "10.00", lambda s: s.paper("asisten1", "program", "matriks-rencana-terpadu")),
    (48, "15.30", lambda s: s.paper("kabag.kesra", "rapat 2", "notula")),
    (22, "10.30", lambda s: s.paper("kabag.kesra", "rapat 3", "notula")),
    (28, "15.00", lambda s: s.paper("kadis.koperasi", "pameran", "berita-acara-musyawarah")),
    (26, "11.00", lambda s: s.paper("kadis.koperasi", "pameran", "kesepakatan-bersama")),
    (21, "16.00", lambda s: s.paper("kadis.kesehatan", "pantau", "laporan-pemantauan")),
    (12, "11.00", lambda s: s.paper("asisten1", "imunisasi", "kartu-berkas")),
    (2, "10.00", lambda s: s.paper("kabag.adbang", "rapat banjir", "daftar-hadir", public=False)),
)

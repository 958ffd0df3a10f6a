"""Acts in their order, as offices do them: each line is one act of the product, prepared so that it can be tried again.

A new act, or a step with a new effect, gets its line here; `test_every_act_and_every_effect_has_its_line` asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from selaras.actions import (
    audit,
    calendars,
    coordination,
    delegations,
    deliveries,
    documents,
    drafts,
    escalations,
    groups,
    inaugurations,
    jobs,
    mail,
    mailboxes,
    marks,
    matters,
    meetings,
    notices,
    outcomes,
    papers,
    pauses,
    people,
    provisions,
    readings,
    requests,
    search,
    snapshots,
    sums,
    tokens,
    units,
    webhooks,
    withholdings,
    workdays,
)
from selaras.actions import ledger as whole
from selaras.actions.acts import Deed, came_before, receipt_of, refresh_turns, seen_of, take
from selaras.actions.drafts import Intent
from selaras.actions.files import Upload
from selaras.actions.outcomes import Task
from selaras.law.official_text import OfficialText
from selaras.law.procedures import Effect
from selaras.records import clock
from selaras.records.calendars import hash_of
from selaras.records.delegations import Delegation
from selaras.records.documents import Document
from selaras.records.governments import Government, pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.jobs import Progress
from selaras.records.mail import USUAL, Mail
from selaras.records.matters import Link, Matter
from selaras.records.meetings import AgendaItem, Meeting, Series
from selaras.records.notices import Notice
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.papers import Paper
from selaras.records.people import Actor, Operator, Tenure
from selaras.records.search import SearchRow, SearchWord
from selaras.records.sums import Reckoning
from selaras.records.tokens import Token
from selaras.records.units import Coordination, Succession, Unit, history
from selaras.records.webhooks import Delivery, Endpoint
from selaras.records.withholdings import Withholding
from selaras.records.workdays import Workday
from tests.acts import Cast, seat_of
from tests.scans import scan

PDF = Upload("lampiran.pdf", scan())
START = date(2020, 4, 6)
Act = Callable[[], object]


class Office:
    """The people of a story, and the matters they opened."""

    def __init__(self, cast: Cast, government: Government, folder: Path) -> None:
        self.cast, self.folder, self.pk = cast, folder, government.pk
        self.drafts: dict[str, int] = {}
        self.forms = 0

    @property
    def government(self) -> Government:
        """The government as it is now."""
        return Government.objects.get(pk=self.pk)

    def actor(self, post: str) -> Actor:
        """Who holds a post, as of his next request."""
        return replace(self.cast(post), government=self.government)

    def matter(self, name: str) -> Matter:
        """A matter as it is now; "x below" is the one that hangs on x."""
        above = name.removesuffix(" below")
        if above != name:
            return Link.objects.get(source=self.drafts[above], kind="child").target
        return Matter.objects.get(pk=self.drafts[name])

    def key(self) -> str:
        """The name of a fresh form."""
        self.forms += 1
        return f"form-{self.forms}"


@dataclass(frozen=True)
class Line:
    """One act: what of the product it shows, and how it is prepared; what is prepared may be done again and again."""

    name: str
    shows: tuple[object, ...]
    prepare: Callable[[Office], Act]
    recorded: bool = True  # has an entry in the ledger
    keyed: bool = False  # comes with a form's key, so sent again it has no second effect
    tried: bool = True  # is made to fail; else it only brings the story on


# Matters


def opens(post: str, matter: str, kind: str, *parties: str, tried: bool = True, **intent: Any) -> Line:
    """Submit a draft."""

    def prepare(office: Office) -> Act:
        actor, key = office.actor(post), office.key()
        words = Intent(kind=kind, parties=parties, title=matter.title(), purpose="Mohon ditindaklanjuti.", **intent)
        office.drafts[matter] = drafts.save_draft(actor=actor, intent=words).pk
        return lambda: matters.submit(actor=actor, draft=office.drafts[matter], key=key)

    shows = (matters.submit, receipt_of, marks.follow, Effect.SUBMIT)
    return Line(f"{matter}: ajukan", shows, prepare, keyed=True, tried=tried)


def does(
    who: str,
    matter: str,
    step: str,
    text: str = "",
    *effects: Effect,
    seat: str = "",
    role: str = "",
    target: str = "",
    later: int = 0,
    tried: bool = True,
    **deed: Any,
) -> Line:
    """Take a step from the actor's own seat (or another's), perhaps towards somebody's.

    `later` is how many days from now; a part of the deed may be a function of the office.
    """

    def prepare(office: Office) -> Act:
        actor, row = office.actor(who), office.matter(matter)
        own = seat_of(row, seat or who, role)
        given = {name: value(office) if callable(value) else value for name, value in deed.items()}
        other = seat_of(row, target).pk if target else None
        todo = Deed(step, text, target=other, **given)
        seen, key = seen_of(row, own), office.key()

        def act() -> object:
            with clock.at(clock.now() + timedelta(days=later)):
                return matters.act(actor=actor, number=str(row.number), seat=own.pk, deed=todo, seen=seen, key=key)

        return act

    return Line(f"{matter}: {step}", (matters.act, *effects), prepare, keyed=True, tried=tried)


def passes(who: str, matter: str, step: str, text: str = "", **deed: Any) -> Line:
    """A step that only brings the story on: what it does to the rows is tried elsewhere."""
    return does(who, matter, step, text, tried=False, **deed)


def _number_of(matter: str) -> Callable[[Office], str]:
    return lambda office: str(office.matter(matter).number)


CONSULTATION = (
    opens("DPUPR/6", "sampah", "konsultatif", "SETDA.AST1.HUKUM/1", "DLH/1"),
    opens("DPUPR/6", "pasar", "konsultatif", "DLH/1", tried=False),
    does("DPUPR/6", "sampah", "mengetahui", "", Effect.TELL_HEAD),
    does("DLH/1", "sampah", "tugaskan", "", Effect.ASSIGN, post="DLH/2", power="bertindak"),
    does("DLH/1", "sampah", "tarik_tugas", "", Effect.UNASSIGN, post="DLH/2"),
    does("DPUPR/6", "sampah", "lampirkan", "Rancangan", Effect.ATTACH, uploads=(PDF,)),
    does("DPUPR/6", "sampah", "kaitkan", "", Effect.LINK, other=_number_of("pasar")),
    does("DPUPR/6", "sampah", "ingatkan", "", Effect.REMIND, target="DLH/1"),
    does("DLH/1", "sampah", "tanggapi", "Setuju.", Effect.ANSWER, uploads=(PDF,)),
    passes("SETDA.AST1.HUKUM/1", "sampah", "tanggapi", "Perjelas."),
    does("DPUPR/6", "sampah", "simpulkan", "Diperjelas.", Effect.PROPOSE),
    does("DLH/1", "sampah", "benarkan"),
    passes("SETDA.AST1.HUKUM/1", "sampah", "catat", "Sebut TPS."),
    does("DPUPR/6", "sampah", "tutup"),
    does("DPUPR/6", "pasar", "lanjutkan", "Perlu dipadukan.", Effect.CARRY_ON),
    opens("DPUPR/6", "jalan", "konsultatif", "DLH/1", tried=False),
    opens("DPUPR/6", "jembatan", "konsultatif", "DLH/1", tried=False),
    does("DPUPR/6", "jalan", "gabungkan", "Satu pokok.", Effect.JOIN, other=_number_of("jembatan")),
    does("DPUPR/6", "jembatan", "ganti_jenis", "Keliru.", Effect.CHANGE_KIND, kind="fungsional"),
)


def _merge(office: Office) -> Act:
    """Dinas Ketahanan Pangan ended yesterday and Dinas Pertanian succeeds it, without a word in the ledger."""
    government, today = office.government, office.government.today()

    def act() -> None:
        Unit.objects.filter(government=government, code="DKP").update(valid_to=today - timedelta(days=1))
        Succession.objects.create(
            government=government, date=today, old="DKP", new="DISPERTAN", kind="merge", ground="Perda contoh"
        )
        government.organisation_version += 1
        government.save()

    return act


SUCCESSION = (
    opens("DPUPR/1", "pangan", "konsultatif", "DKP", "DLH", tried=False),
    Line("DKP berakhir", (), _merge, recorded=False, tried=False),
    does("DISPERTAN/1", "pangan", "gantikan", "", Effect.SUCCEED, seat="DKP"),
)


def _delegates(office: Office) -> Act:
    actor, key = office.actor("SETDA/1"), office.key()
    until = office.government.today() + timedelta(days=30)
    return lambda: delegations.delegate(
        actor=actor, lead="SETDA.AST2/1", form="c", with_budget=False, valid_from=None, valid_to=until, key=key
    )


def _ends_delegation(office: Office) -> Act:
    actor, key = office.actor("SETDA/1"), office.key()
    row = Delegation.objects.latest("pk").pk
    return lambda: delegations.end_delegation(actor=actor, delegation=row, key=key)


def _row_of(unit: str) -> Coordination:
    return Coordination.objects.get(unit=unit, affair="", valid_to=None)


def _replaces(office: Office) -> Act:
    actor, row, key = office.actor("SETDA.AST3.ORG/11"), _row_of("DKP"), office.key()
    mapping = coordination.Mapping("DKP", "SETDA.AST1", valid_from=office.government.today(), reason="Tugas berubah.")
    seen = coordination.seen_of(row)
    return lambda: coordination.replace(actor=actor, row=row.pk, seen=seen, mapping=mapping, key=key)


def _unrecorded(name: str, shows: object, prepare: Callable[[Office], Act]) -> Line:
    return Line(name, (shows,), prepare, recorded=False)


def _keyed(name: str, shows: object, prepare: Callable[[Office], Act]) -> Line:
    return Line(name, (shows,), prepare, keyed=True)


COORDINATION = (
    opens("DPUPR/1", "irigasi", "koordinatif", "DISPERTAN", "KEC.LAMPIHONG", form="c"),
    does("SETDA/1", "irigasi", "ambil", "", Effect.LEAD),
    passes("SETDA/1", "irigasi", "sepakati", "Dibuka 5 Desember."),
    passes("DPUPR/1", "irigasi", "setujui"),
    does("DISPERTAN/1", "irigasi", "keberatan", "Geser sepekan."),
    does("DPUPR/1", "irigasi", "beri_tahu_atasan", "Belum diputuskan.", Effect.TELL_SUPERIOR, later=30),
    does("SETDA/1", "irigasi", "angkat", "Menyangkut anggaran.", Effect.ELEVATE),
    opens("DISPERTAN/1", "lumbung", "koordinatif", "DKP", form="c", tried=False),
    opens("DPUPR/1", "parkir", "koordinatif", "DISPERTAN", "KEC.LAMPIHONG", form="c", tried=False),
    passes("SETDA/1", "parkir", "ambil"),
    does("SETDA/1", "parkir", "kembalikan", "Lampirkan denah.", Effect.RELEASE),
    _keyed("ganti koordinator", coordination.replace, _replaces),
    does("DISPERTAN/1", "lumbung", "perbarui_jalur", "Pemetaan baru.", Effect.REROUTE),
    _keyed("limpahkan tetap", delegations.delegate, _delegates),
    opens("DPUPR/1", "embung", "koordinatif", "DISPERTAN", "KEC.LAMPIHONG", form="c"),
    _keyed("akhiri pelimpahan", delegations.end_delegation, _ends_delegation),
)
UPWARDS = (
    opens("DKUKMP/1", "pameran", "kolegial", "DISDAG", "DISPAR", tried=False),
    does("DKUKMP/1", "pameran", "usulkan", "Pekan ketiga.", Effect.PROPOSE),
    passes("DISPAR/1", "pameran", "keberatan", "Tidak sanggup."),
    passes("DKUKMP/1", "pameran", "jawab_keberatan", "Bagian Anda kecil.", target="DISPAR"),
    passes("DISPAR/1", "pameran", "pertahankan", "Tetap tidak."),
    does("DISDAG/1", "pameran", "naikkan", "Biaya tidak disepakati.", Effect.CARRY_UP),
)
ELSEWHERE = (
    opens("DISDIK/1", "jaringan", "fungsional", "DISHUB/1", tried=False),
    passes("DISHUB/1", "jaringan", "tolak", "Bukan wewenang kami.", unit="DISKOMINFO"),
    does("DISDIK/1", "jaringan", "alihkan", "", Effect.REDIRECT),
)
DOWNWARDS = (
    opens("DPUPR/1", "tanggul", "struktural", "DPUPR/6", tried=False),
    passes("DPUPR/6", "tanggul", "terima_tugas"),
    does("DPUPR/6", "tanggul", "teruskan", "Kerjakan pekan ini.", Effect.CHILD, post="DPUPR/62"),
    does("DPUPR/62", "tanggul below", "terima_tugas"),
)


# Meetings


def _meeting(office: Office, name: str = "rapat") -> Meeting:
    return Meeting.objects.get(pk=office.drafts[name])


def _decided(office: Office, text: str) -> Decision:
    return Decision.objects.get(meeting=_meeting(office), text=text)


def _calls(office: Office) -> Act:
    actor, key, begin = office.actor("SETDA.AST2/1"), office.key(), office.government.now()
    call = meetings.Call(
        title="Rapat jadwal irigasi",
        starts_at=begin,
        ends_at=begin + timedelta(hours=2),
        place="Ruang rapat",
        secretary="SETDA.AST2.ADBANG/1",
        invitees=("DPUPR/1", "DISPERTAN/1", "DKP/1"),
        items=(meetings.Item("Jadwal tanam", 45, (str(office.matter("irigasi").number),)),),
    )

    def act() -> None:
        office.drafts["rapat"] = meetings.save_meeting(actor=actor, call=call, key=key).pk

    return act


def _discards_call(office: Office) -> Act:
    actor = office.actor("SETDA.AST2/1")
    draft, key = meetings.save_meeting(actor=actor, call=meetings.Call(title="Batal")).pk, office.key()
    return lambda: meetings.discard_meeting(actor=actor, draft=draft, key=key)


def meets(who: str, step: str, text: str = "", *effects: Effect, tried: bool = True, **deed: Any) -> Line:
    """Take a step of the meeting from the actor's own seat."""

    def prepare(office: Office) -> Act:
        actor, row = office.actor(who), _meeting(office)
        own = row.seat_rows.get(post=who, retired=False)
        seen, key = seen_of(row, own), office.key()
        given = {name: value(office) if callable(value) else value for name, value in deed.items()}
        todo = Deed(step, text, **given)
        return lambda: meetings.step_meeting(actor=actor, meeting=row.pk, seat=own.pk, deed=todo, seen=seen, key=key)

    return Line(f"rapat: {step}", (take, came_before, *effects), prepare, keyed=True, tried=tried)


def _reads_invitation(office: Office) -> Act:
    actor, row = office.actor("DPUPR/1"), _meeting(office)
    return lambda: meetings.mark_read(actor, row)


def _checks_in(office: Office) -> Act:
    actor, row, key = office.actor("DPUPR/1"), _meeting(office), office.key()
    return lambda: meetings.check_in(actor=actor, meeting=row.pk, code=row.code, by="qr", key=key)


def _types_in(office: Office) -> Act:
    actor, row, key = office.actor("SETDA.AST2.ADBANG/1"), _meeting(office), office.key()
    ways = {"DISPERTAN": "catat_hadir", "DKP": "catat_sakit"}
    deeds = [Deed(step, target=row.seat_rows.get(unit=unit).pk) for unit, step in ways.items()]
    return lambda: meetings.record_attendance(actor=actor, meeting=row.pk, deeds=deeds, key=key, file=PDF)


def _notes(office: Office) -> Act:
    actor, item = office.actor("SETDA.AST2.ADBANG/1"), AgendaItem.objects.get(meeting=_meeting(office))
    return lambda: meetings.save_note(actor=actor, item=item.pk, text="Jadwal disepakati.", version=0)


def _rules(text: str, stance: str = "agrees", decision: bool = False) -> Callable[[Office], Act]:
    def prepare(office: Office) -> Act:
        actor, row, key = office.actor("SETDA.AST2.ADBANG/1"), _meeting(office), office.key()
        ruling = meetings.Ruling(text, "Pasal 18 huruf c", stances={"DPUPR": (stance, "")})
        kept = _decided(office, text) if decision else None
        return lambda: meetings.note_decision(
            actor=actor,
            meeting=row.pk,
            ruling=ruling,
            decision=kept.pk if kept else None,
            version=kept.version if kept else 0,
            key=key,
        )

    return prepare


def _strikes(office: Office) -> Act:
    actor, kept, key = office.actor("SETDA.AST2.ADBANG/1"), _decided(office, "Salah catat."), office.key()
    return lambda: meetings.drop_decision(
        actor=actor, meeting=kept.meeting_id or 0, decision=kept.pk, version=kept.version, key=key
    )


def _tasks(text: str) -> Callable[[Office], Act]:
    def prepare(office: Office) -> Act:
        actor, kept, key = office.actor("SETDA.AST2.ADBANG/1"), _decided(office, "Pintu air dijadwal."), office.key()
        task = Task(text, "DPUPR", "DISPERTAN", 5)
        return lambda: meetings.note_follow_up(
            actor=actor, meeting=kept.meeting_id or 0, decision=kept.pk, task=task, key=key
        )

    return prepare


def _strikes_task(office: Office) -> Act:
    actor, row, key = office.actor("SETDA.AST2.ADBANG/1"), FollowUp.objects.get(text="Keliru."), office.key()
    return lambda: meetings.drop_follow_up(actor=actor, meeting=row.meeting_id or 0, follow_up=row.pk, key=key)


def _corrects(office: Office) -> Act:
    actor, row, key = office.actor("DPUPR/1"), _meeting(office), office.key()
    return lambda: meetings.add_addendum(actor=actor, meeting=row.pk, text="Pukul 09.00, bukan 10.00.", key=key)


def _repeats(office: Office) -> Act:
    actor, key = office.actor("DISDIK/1"), office.key()
    return lambda: meetings.start_series(
        actor=actor, series=Series(title="Rakor bidang", weeks=4, begins_at=time(9)), key=key
    )


def _repeats_no_more(office: Office) -> Act:
    actor, row, key = office.actor("DISDIK/1"), Series.objects.get(), office.key()
    return lambda: meetings.end_series(actor=actor, series=row.pk, key=key)


def _is_told(office: Office) -> Act:
    actor = office.actor("DPUPR/1")
    told = Notice.objects.get_or_create(
        government=office.government,
        post=actor.post,
        kind="contoh",
        subject_type="meeting",
        subject_key="1",
        defaults={"text": "Contoh.", "url": "/kerja/"},
    )[0]
    return lambda: notices.put_aside(actor=actor, notice=told.pk)


WRITER = "SETDA.AST2.ADBANG/1"
MEETING = (
    opens("DPUPR/1", "irigasi", "koordinatif", "DISPERTAN", "KEC.LAMPIHONG", form="c", tried=False),
    passes("SETDA/1", "irigasi", "limpahkan", target="SETDA.AST2"),
    _unrecorded("draf rapat", meetings.save_meeting, _calls),
    _unrecorded("hapus draf rapat", meetings.discard_meeting, _discards_call),
    meets("SETDA.AST2/1", "undang", "", Effect.SCHEDULE),
    Line("undangan dibaca", (meetings.mark_read,), _reads_invitation, recorded=False),
    meets("DPUPR/1", "hadiri", tried=False),
    meets("SETDA.AST2/1", "mulai", tried=False),
    _keyed("masuk", meetings.check_in, _checks_in),
    _keyed("daftar hadir", meetings.record_attendance, _types_in),
    Line("catatan rapat", (meetings.save_note,), _notes, recorded=False),
    _unrecorded("keputusan", meetings.note_decision, _rules("Pintu air dijadwal.")),
    _unrecorded("keputusan diubah", meetings.note_decision, _rules("Pintu air dijadwal.", "notes", decision=True)),
    _unrecorded("keputusan lain", meetings.note_decision, _rules("Salah catat.")),
    _unrecorded("keputusan dihapus", meetings.drop_decision, _strikes),
    _unrecorded("tindak lanjut", meetings.note_follow_up, _tasks("Jadwal disusun.")),
    _unrecorded("tindak lanjut lain", meetings.note_follow_up, _tasks("Keliru.")),
    _unrecorded("tindak lanjut dihapus", meetings.drop_follow_up, _strikes_task),
    meets("SETDA.AST2/1", "akhiri", tried=False),
    meets(WRITER, "edarkan", "", Effect.KEEP),
    meets("DPUPR/1", "telaah", tried=False),
    meets("DISPERTAN/1", "telaah", tried=False),
    meets(WRITER, "tanda_tangani", tried=False),
    meets("SETDA.AST2/1", "sahkan", "", Effect.ADOPT),
    _keyed("adendum", meetings.add_addendum, _corrects),
    _unrecorded("rapat berkala", meetings.start_series, _repeats),
    _unrecorded("rapat berkala dihentikan", meetings.end_series, _repeats_no_more),
    Line("pemberitahuan dibaca", (notices.put_aside,), _is_told, recorded=False),
)


# What comes of coordination: follow-ups, working groups, documents


def _adds_task(text: str) -> Callable[[Office], Act]:
    def prepare(office: Office) -> Act:
        actor, key = office.actor("BUPATI/1"), office.key()
        decision = Decision.objects.get(matter=office.drafts["irigasi"])
        task = Task(text, "DPUPR", "DISPERTAN", 5)
        return lambda: outcomes.add_follow_up(actor=actor, decision=decision.pk, task=task, key=key)

    return prepare


def _row(model: Any, office: Office) -> Any:
    """The follow-up, group or document of the story: the one that was made last and runs or waits to."""
    return model.objects.of(office.government).exclude(phase="closed").latest("pk")


def goes(model: Any, who: str, step: str, text: str = "", *effects: Effect, tried: bool = True, **deed: Any) -> Line:
    """Take a step in what was made last, from the actor's own seat."""

    def prepare(office: Office) -> Act:
        actor, row = office.actor(who), _row(model, office)
        own = row.seat_rows.filter(post=who, retired=False).order_by("order")[0]
        given = {name: value(office) if callable(value) else value for name, value in deed.items()}
        seen, key, todo = seen_of(row, own), office.key(), Deed(step, text, **given)
        which, act = STEPS[model]
        return lambda: act(actor=actor, seat=own.pk, deed=todo, seen=seen, key=key, **{which: row.pk})

    return Line(f"{model.TYPE}: {step}", effects, prepare, keyed=True, tried=tried)


STEPS: dict[Any, tuple[str, Callable[..., object]]] = {
    FollowUp: ("follow_up", outcomes.step_follow_up),
    WorkingGroup: ("group", groups.step_group),
    Document: ("document", documents.step_document),
    Withholding: ("withholding", withholdings.step_withholding),
}


def _in_days(days: int) -> Callable[[Office], date]:
    return lambda office: office.government.today() + timedelta(days=days)


def _saves_group(office: Office) -> Act:
    actor, key = office.actor("SETDA/1"), office.key()
    last = WorkingGroup.objects.filter(phase="draft").last()
    outputs = (("Peta rawan", None), ("Laporan", START))
    mandate = groups.Mandate("Gugus", "e", "Mandat.", "DPUPR/1", "DLH/1", ("DKP/1",), outputs)
    return lambda: groups.save_group(actor=actor, mandate=mandate, draft=last.pk if last else None, key=key)


def _discards_group(office: Office) -> Act:
    actor, key = office.actor("SETDA/1"), office.key()
    mandate = groups.Mandate("Gugus", "e", "Mandat.", "DLH/1", members=("DKP/1",), outputs=(("Hasil", None),))
    draft = groups.save_group(actor=actor, mandate=mandate).pk
    return lambda: groups.discard_group(actor=actor, draft=draft, key=key)


def _output(office: Office) -> int:
    return int(_row(WorkingGroup, office).outputs.get(order=1).pk)


def _warns(office: Office) -> Act:
    return lambda: groups.warn_of_endings(office.government, office.government.today() + timedelta(days=80))


def _saves_withholding(office: Office) -> Act:
    actor, key = office.actor("DPUPR/1"), office.key()
    last = Withholding.objects.filter(phase="draft").last()
    number = office.matter("lumbung").number or ""
    request = withholdings.Request(number, "Netral", "surat-dirahasiakan", "Alasan.", "DPUPR/1")
    draft = last.pk if last else None
    return lambda: withholdings.save_withholding(actor=actor, request=request, draft=draft, key=key)


def _discards_withholding(office: Office) -> Act:
    actor, key = office.actor("DPUPR/1"), office.key()
    request = withholdings.Request(office.matter("irigasi").number or "", "Netral", "rahasia-pribadi", "-", "DPUPR/1")
    draft = withholdings.save_withholding(actor=actor, request=request).pk
    return lambda: withholdings.discard_withholding(actor=actor, draft=draft, key=key)


def _asks_of_a_former_ppid(office: Office) -> Act:
    """The office changed hands since the draft was written."""
    _row(Withholding, office).seat_rows.filter(role="decider").update(unit="DLH", post="DLH/1")
    return goes(Withholding, "DPUPR/1", "mohonkan").prepare(office)


def _reviews(office: Office) -> Act:
    def later() -> int:
        with clock.at(clock.now() + timedelta(days=300)):  # its day of review has passed, and its ground opens it
            return withholdings.review(office.government, office.government.today())

    return later


def _refreshes(office: Office) -> Act:
    def later() -> int:
        with clock.at(clock.now() + timedelta(days=200)):  # clocks and terms have run out by then
            return refresh_turns(office.government)

    return later


def _keeps_day(office: Office) -> Act:
    return lambda: snapshots.keep(office.government, office.government.today())


def _escalates(office: Office) -> Act:
    def later() -> int:
        with clock.at(clock.now() + timedelta(days=30)):  # clocks have run out by then
            return escalations.escalate(office.government)

    return later


def _saves_document(office: Office) -> Act:
    actor, key = office.actor("DPUPR/1"), office.key()
    last = Document.objects.filter(phase="draft").last()
    lines = (documents.Line("Debit air", measure="m3", target=Decimal(9)),)
    sketch = documents.Sketch(form="g", title="Pemantauan", units=("DISPERTAN",), lines=lines)
    return lambda: documents.save_document(actor=actor, sketch=sketch, draft=last.pk if last else None, key=key)


def _discards_document(office: Office) -> Act:
    actor, key = office.actor("DLH/1"), office.key()
    draft = documents.save_document(actor=actor, sketch=documents.Sketch(title="Batal", units=("DKP",))).pk
    return lambda: documents.discard_document(actor=actor, draft=draft, key=key)


def _measures(value: str) -> Callable[[Office], Act]:
    def prepare(office: Office) -> Act:
        actor, row, key = office.actor("DPUPR/1"), _row(Document, office), office.key()
        line, period = row.rows.get().pk, office.government.today()
        return lambda: documents.measure(
            actor=actor, document=row.pk, row=line, period=period, value=Decimal(value), key=key
        )

    return prepare


def _recommends(office: Office) -> Act:
    actor, row, key = office.actor("DPUPR/1"), _row(Document, office), office.key()
    task = Task("Keruk saluran.", "DISPERTAN", "DLH", 9)
    return lambda: documents.recommend(actor=actor, document=row.pk, task=task, key=key)


RULED: dict[str, Any] = {
    "instrument": "Penetapan",
    "instrument_number": "1",
    "instrument_on": _in_days(0),
    "ground": "surat-dirahasiakan",
    "ends_on": _in_days(90),
    "summary": "Surat antarunit.",
    "approval": "2",
    "approval_on": _in_days(0),
    "confirmed": True,
    "uploads": (PDF,),
}
SET_UP: dict[str, Any] = {"instrument": "Keputusan", "instrument_number": "1", "instrument_on": _in_days(0)}
SET_UP_ANEW = SET_UP | {"instrument_number": "2"}
RESULTS = (
    opens("DPUPR/1", "irigasi", "koordinatif", "DISPERTAN", "KEC.LAMPIHONG", form="e", tried=False),
    opens("DPUPR/1", "lumbung", "koordinatif", "DKP", "KEC.LAMPIHONG", form="e", tried=False),
    passes("SETDA/1", "irigasi", "ambil"),
    passes("SETDA/1", "irigasi", "sepakati", "Dibuka 5 Desember."),
    passes("DPUPR/1", "irigasi", "setujui"),
    passes("DISPERTAN/1", "irigasi", "setujui"),
    passes("KEC.LAMPIHONG/1", "irigasi", "setujui"),
    passes("BUPATI/1", "irigasi", "putuskan", "Ditetapkan."),
    _keyed("tindak lanjut", outcomes.add_follow_up, _adds_task("Jadwal disusun.")),
    goes(FollowUp, "BUPATI/1", "perpanjang", "Musim.", Effect.DUE, day=_in_days(30)),
    goes(FollowUp, "BUPATI/1", "alihkan", "Lebih tepat.", Effect.CARRY, other=_number_of("lumbung")),
    _unrecorded("draf gugus", groups.save_group, _saves_group),
    _unrecorded("draf gugus lagi", groups.save_group, _saves_group),
    _unrecorded("hapus draf gugus", groups.discard_group, _discards_group),
    goes(WorkingGroup, "SETDA/1", "bentuk", "", Effect.ISSUE, day=_in_days(90), **SET_UP),
    goes(WorkingGroup, "DPUPR/1", "catat_hasil", "Ada.", Effect.PRODUCE, output=_output),
    _unrecorded("peringatan", groups.warn_of_endings, _warns),
    _unrecorded("potret", snapshots.keep, _keeps_day),
    Line("giliran", (refresh_turns,), _refreshes, recorded=False, tried=False),  # each subject for itself
    Line("pengingat", (escalations.escalate,), _escalates, tried=False),  # each notice for itself: test_escalations.py
    goes(WorkingGroup, "SETDA/1", "perpanjang", "Belum.", Effect.EXTEND, day=_in_days(200), **SET_UP_ANEW),
    _unrecorded("draf pengecualian", withholdings.save_withholding, _saves_withholding),
    _unrecorded("hapus draf pengecualian", withholdings.discard_withholding, _discards_withholding),
    goes(Withholding, "DPUPR/1", "mohonkan", tried=False),
    goes(Withholding, "DISKOMINFO/1", "kecualikan", "Uji.", Effect.WITHHOLD, day=_in_days(90), **RULED),
    goes(Withholding, "DISKOMINFO/1", "buka", "Tidak merugikan.", Effect.OPEN),
    _unrecorded("draf pengecualian lagi", withholdings.save_withholding, _saves_withholding),
    Line("withholding: mohonkan", (), _asks_of_a_former_ppid, keyed=True, tried=False),
    goes(Withholding, "DPUPR/1", "alihkan", "", Effect.HAND_OVER),
    goes(Withholding, "DISKOMINFO/1", "kecualikan", "Uji.", tried=False, day=_in_days(90), **RULED),
    Line("hari tinjau", (withholdings.review,), _reviews, tried=False),  # each for itself
    _unrecorded("draf naskah", documents.save_document, _saves_document),
    _unrecorded("draf naskah lagi", documents.save_document, _saves_document),
    _unrecorded("hapus draf naskah", documents.discard_document, _discards_document),
    goes(Document, "DPUPR/1", "edarkan"),
    goes(Document, "DISPERTAN/1", "setujui", tried=False),
    goes(Document, "DPUPR/1", "tetapkan", "", Effect.ISSUE, **SET_UP),
    _keyed("capaian", documents.measure, _measures("7.5")),
    _keyed("capaian lagi", documents.measure, _measures("8")),
    _keyed("rekomendasi", documents.recommend, _recommends),
    Line("draf tindak lanjut", (outcomes.draft_follow_up,), _recommends, keyed=True, tried=False),
)


# Everything else: accounts, tenures, the mapping, packs, texts, drafts, seals


def _creates(office: Office) -> Act:
    return lambda: people.create_user(
        government=office.government,
        username="kadis.contoh",
        name="Pemegang Contoh",
        post="DKP/1",
        valid_from=START,
        decree="821/2/2020",
    )


def _resets(office: Office) -> Act:
    return lambda: people.reset_password(government=office.government, username="kadis.contoh")


def _appoints(office: Office) -> Act:
    person, since = office.actor("DPUPR/1").person, office.government.today()
    return lambda: people.appoint(
        by=people.SYSTEM,
        person=person,
        post="DISPERTAN/1",
        capacity="plt",
        valid_from=since,
        valid_to=since + timedelta(days=30),
        decree="800/1/2020",
    )


def _ends_tenure(office: Office) -> Act:
    tenure = Tenure.objects.get(post="DKP/1")
    return lambda: people.end_tenure(by=people.SYSTEM, tenure=tenure, last_day=office.government.today())


def _of_tenure(act: Callable[..., object], post: str, **given: Any) -> Callable[[Office], Act]:
    """An act of the personnel office on whoever holds a post."""

    def prepare(office: Office) -> Act:
        actor, key = office.actor("BKPPD/32"), office.key()
        tenure = office.actor(post).tenure
        seen = Tenure.objects.get(pk=tenure.pk).version
        return lambda: act(actor=actor, tenure=tenure.pk, seen=seen, key=key, **given)

    return prepare


def _inaugurates(office: Office) -> Act:
    actor, key = office.actor("BKPPD/32"), office.key()
    lines = [
        inaugurations.Line(
            number, name=name, post=post, capacity="definitif", valid_from="2026-10-01", decree="800/7/2026"
        )
        for number, name, post in ((2, "Embun Rawa", "DPUPR/1"), (3, "Riam Kanan", "DISPAR/1"))
    ]
    seen = inaugurations.plan(actor.government, lines).digest
    return lambda: inaugurations.carry_out(actor=actor, lines=lines, seen=seen, key=key)


def _of_row(act: Callable[..., object], unit: str, **given: Any) -> Callable[[Office], Act]:
    """An act of the organisation office on the row of a unit."""

    def prepare(office: Office) -> Act:
        actor, row, key = office.actor("SETDA.AST3.ORG/11"), _row_of(unit), office.key()
        return lambda: act(actor=actor, row=row.pk, seen=coordination.seen_of(row), key=key, **given)

    return prepare


def _adds(office: Office) -> Act:
    actor, key = office.actor("SETDA.AST3.ORG/11"), office.key()
    held = Coordination.objects.filter(government=office.government).values_list("unit", "affair")
    organisation = history(office.government).on(office.government.today())
    free = next(affair for affair in organisation.affairs.values() if (affair.unit, affair.code) not in set(held))
    mapping = coordination.Mapping(
        free.unit, "SETDA", free.code, valid_from=office.government.today(), reason="Tugas baru."
    )
    return lambda: coordination.add(actor=actor, mapping=mapping, key=key)


def _own_day(office: Office, name: str) -> workdays.Declared:
    return workdays.Declared(office.government.today(), "libur", name, "Keputusan Bupati 100.3/12/2026")


def _declares(office: Office) -> Act:
    actor, key, wanted = office.actor("SETDA.AST3.ORG/11"), office.key(), _own_day(office, "Hari Jadi")
    return lambda: workdays.declare(actor=actor, wanted=wanted, key=key)


def _corrects_day(office: Office) -> Act:
    wanted = _own_day(office, "Hari Jadi Kabupaten")
    return _of_day(workdays.correct, wanted=wanted, reason="Nama keliru.")(office)


def _of_day(act: Callable[..., Any], **given: Any) -> Callable[[Office], Act]:
    def prepare(office: Office) -> Act:
        actor, key, row = office.actor("SETDA.AST3.ORG/11"), office.key(), Workday.objects.get()
        return lambda: act(actor=actor, row=row.pk, seen=workdays.seen_of(row), key=key, **given)

    return prepare


def _suspends(office: Office) -> Act:
    actor, key, number = office.actor("DPUPR/6"), office.key(), str(office.matter("sampah").number)
    last = office.government.today() + timedelta(days=5)
    given: dict[str, Any] = {"seat": None, "why": "dokumen", "text": "Menunggu peta.", "last": last}
    return lambda: pauses.suspend(actor=actor, number=number, key=key, **given)


def _resumes(office: Office) -> Act:
    actor, key, number = office.actor("DPUPR/6"), office.key(), str(office.matter("sampah").number)
    return lambda: pauses.resume(actor=actor, number=number, seat=None, text="Petanya ada.", key=key)


def _appoints_operator(office: Office) -> Act:
    actor, key = office.actor("DISDIK/1"), office.key()
    return lambda: delegations.appoint_operator(actor=actor, post="DISDIK/2", key=key)


def _ends_operator(office: Office) -> Act:
    actor, key = office.actor("DISDIK/1"), office.key()
    row = Operator.objects.latest("pk").pk
    return lambda: delegations.end_operator(actor=actor, operator=row, key=key)


def _imports(office: Office) -> Act:
    text = OfficialText({"pasal-1": "Bunyi satu.", "pasal-2": "Bunyi dua."}, (), 0)
    regulation = pack_of(office.government).regulation_on(office.government.today()).code
    return lambda: provisions.import_text(government=office.government, regulation=regulation, text=text)


def _loads(office: Office) -> Act:
    return lambda: units.load_pack(office.folder)


def _loads_again(office: Office) -> Act:
    for file, old, new in (
        ("units.csv", "A,Dinas A,", "A,Dinas A Baru,"),
        ("calendar.csv", "2020-01-01,", "2021-01-01,Tahun Baru,libur,\n2020-01-01,"),
    ):
        table = office.folder / file
        table.write_text(table.read_text().replace(old, new))
    return lambda: units.load_pack(office.folder)


def _saves(office: Office) -> Act:
    actor = office.actor("DPUPR/6")
    letter = drafts.Origin("600/12/DPUPR/2026", date(2026, 11, 2), "Irigasi", "Camat")
    return lambda: drafts.save_draft(actor=actor, intent=Intent(title="Nanti", letter=letter))


def _saves_again(office: Office) -> Act:
    actor, draft = office.actor("DPUPR/6"), Matter.objects.filter(phase="draft").latest("pk").pk
    return lambda: drafts.save_draft(actor=actor, intent=Intent(title="Lain lagi"), draft=draft)


def _discards(office: Office) -> Act:
    actor, draft = office.actor("DPUPR/6"), Matter.objects.filter(phase="draft").latest("pk").pk
    return lambda: drafts.discard_draft(actor=actor, draft=draft)


def _reads(office: Office) -> Act:
    actor, matter = office.actor("DPUPR/6"), office.matter("sampah")
    matter.withheld = True
    return lambda: readings.record_reading(actor=actor, matter=matter)


def _seals(office: Office) -> Act:
    return lambda: whole.seal(office.government)


def _finds(office: Office) -> Act:
    SearchRow.objects.all().delete()
    return lambda: search.prepare(office.government)


def _finds_all(office: Office) -> Act:
    return lambda: search.rebuild(office.pk)


def _counts(office: Office) -> Act:
    SearchWord.objects.update(rows=7)
    return lambda: search.count_words(office.government)


def _renews(office: Office) -> Act:
    SearchWord.objects.update(rows=7)
    return lambda: search.each_night(office.government, START)


def _begins(office: Office) -> Act:
    actor = office.actor("DPUPR/6")

    def act() -> None:
        with transaction.atomic():
            begun = jobs.begin(actor=actor, key="undangan", title="Undangan", total=2)
            jobs.put("schedule", entry="segel-harian", government=office.pk, day=str(START), progress=begun.pk)

    return act


def _steps(office: Office) -> Act:
    begun = Progress.objects.get(key="undangan").pk
    return lambda: jobs.step(begun, "satu")


OVERSEER = "INSPEKTORAT/1"


def _keeps_filter(office: Office) -> Act:
    actor, key = office.actor(OVERSEER), office.key()
    return lambda: audit.save_filter(actor=actor, name="Uji", query="unit=DPUPR", key=key)


def _drops_filter(office: Office) -> Act:
    actor = office.actor(OVERSEER)
    row = audit.save_filter(actor=actor, name="Uji", query="")
    return lambda: audit.remove_filter(actor=actor, row=row.pk)


def _brings_filter_back(office: Office) -> Act:
    actor = office.actor(OVERSEER)
    row = audit.remove_filter(actor=actor, row=audit.save_filter(actor=actor, name="Uji", query="").pk)
    return lambda: audit.restore_filter(actor=actor, row=row.pk)


def _links(office: Office) -> Act:
    actor = office.actor("DPUPR/6")
    return lambda: calendars.make_link(actor=actor)


def _unlinks(office: Office) -> Act:
    actor = office.actor("DPUPR/6")
    return lambda: calendars.end_link(actor=actor)


def _makes_token(office: Office) -> Act:
    actor, key, last = office.actor("DPUPR/6"), office.key(), office.government.today()
    return lambda: tokens.make_token(actor=actor, name="Uji", scopes=("baca",), expires_on=last, key=key)


def _uses_token(office: Office) -> Act:
    row = Token.objects.get()
    Token.objects.update(hashed=hash_of("selaras_rahasia"))
    return lambda: tokens.use_token(row.government, "selaras_rahasia")


def _revokes_token(office: Office) -> Act:
    actor, key, row = office.actor("DPUPR/6"), office.key(), Token.objects.get().pk
    return lambda: tokens.revoke_token(actor=actor, token=row, key=key)


def _asks_once(office: Office) -> Act:
    """A program keeps a draft; sent again, it is the same one."""
    actor, words = office.actor("DPUPR/6"), Intent(kind="konsultatif", parties=("DLH/1",), title="Program")

    def act() -> object:
        return requests.once(
            actor=actor,
            key="satu",
            content=b"{}",
            do=lambda: drafts.save_draft(actor=actor, intent=words),
            find=lambda pk: Matter.objects.get(pk=pk),
            uploads=(PDF,),
        )

    return act


def _opens_at_once(office: Office) -> Act:
    """A program opens a matter without a draft, by a letter that came."""
    actor, key = office.actor("DPUPR/1"), office.key()
    letter = drafts.Origin(number="600/7/2026", dated=START)
    words = Intent(kind="konsultatif", parties=("DLH/1",), title="Program", purpose="Mohon pendapat.", letter=letter)

    def act() -> object:
        return requests.once(
            actor=actor,
            key=key,
            content=b"{}",
            do=lambda: matters.open_matter(actor=actor, intent=words, uploads=(PDF,)),
            find=lambda pk: Matter.objects.get(pk=pk),
            uploads=(PDF,),
        )

    return act


def _is_followed(office: Office) -> Act:
    for matter in Matter.objects.exclude(phase="draft"):
        marks.follow(matter)
    return lambda: marks.catch_up(office.government)


def _counts_first(office: Office) -> Act:
    Reckoning.objects.filter(government=office.government).delete()
    return lambda: sums.prepare(office.government)


def _counts_all(office: Office) -> Act:
    return lambda: sums.remake(office.pk)


def _counts_tonight(office: Office) -> Act:
    _is_followed(office)
    return lambda: marks.each_night(office.government, START)


OUTSIDE = "https://8.8.8.8/kait"
ORGANISATION = "SETDA.AST3.ORG/11"


def _registers(office: Office) -> Act:
    actor, key = office.actor(ORGANISATION), office.key()
    return lambda: webhooks.register_endpoint(actor=actor, url=OUTSIDE, events=("matter",), key=key)


def _of_endpoint(act: Callable[..., object]) -> Callable[[Office], Act]:
    def prepare(office: Office) -> Act:
        actor, key, row = office.actor(ORGANISATION), office.key(), Endpoint.objects.get().pk
        return lambda: act(actor=actor, endpoint=row, key=key)

    return prepare


def _sends(office: Office) -> Act:
    """One delivery to an address inside, which is never met: it is noted and tried later."""
    Endpoint.objects.update(url="https://127.0.0.1/")
    row = Delivery.objects.latest("pk").pk
    return lambda: deliveries.send(row)


def _retries(office: Office) -> Act:
    """A task of the government that failed for good."""
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, worker_ids=["w"])
    actor, key = office.actor(ORGANISATION), office.key()
    return lambda: jobs.retry(actor=actor, key=key)


def _retries_all(office: Office) -> Act:
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, worker_ids=["w"])
    return jobs.retry_failed


def _gives_up(office: Office) -> Act:
    return lambda: Delivery.objects.update(state="dead")


def _issues(office: Office) -> Act:
    actor, matter, key = office.actor("DPUPR/6"), office.matter("talud"), office.key()
    return lambda: papers.issue(actor=actor, kind="lembar-arahan", subject=matter, key=key)


def _of_paper(act: Callable[..., object], **given: Any) -> Callable[[Office], Act]:
    """What is done with the paper that was issued last."""

    def prepare(office: Office) -> Act:
        paper = Paper.objects.latest("pk").pk
        who = {} if act in (papers.keep_file, papers.give_up) else {"actor": office.actor("DPUPR/6")}
        return lambda: act(paper=paper, **who, **given)

    return prepare


def _called(office: Office) -> Act:
    """A meeting is called, which is tried elsewhere."""
    actor = office.actor("SETDA.AST2/1")
    begin = office.government.now() + timedelta(days=2)
    call = meetings.Call(
        title="Rapat",
        starts_at=begin,
        ends_at=begin + timedelta(hours=1),
        place="Aula",
        invitees=("DPUPR/1",),
        items=(meetings.Item("Acara"),),
    )

    def act() -> None:
        draft = meetings.save_meeting(actor=actor, call=call)
        seat = draft.seat_rows.get(role="chair")
        seen = seen_of(draft, seat)
        meetings.step_meeting(actor=actor, meeting=draft.pk, seat=seat.pk, deed=Deed("undang"), seen=seen, key="")

    return act


def _letter(office: Office) -> int:
    """The letter of that meeting, of which each addressee gets his copy."""
    return Paper.objects.filter(kind="undangan").latest("pk").pk


def _copies(office: Office) -> Act:
    letter = _letter(office)
    return lambda: papers.keep_copy(paper=letter, to="DPUPR/1", content=b"%PDF-1.7 undangan")


def _goes_on(office: Office) -> Act:
    letter = _letter(office)
    return lambda: papers.go_on(paper=letter)


SIGNED: dict[str, Any] = {"way": "luar", "content": b"%PDF-1.7 bertanda", "found": [], "original": False}
PAPERS = (
    opens("DPUPR/6", "talud", "struktural", "DPUPR/62", tried=False),
    _keyed("keluarkan naskah", papers.issue, _issues),
    Line("gagal dibuat", (papers.give_up,), _of_paper(papers.give_up)),
    Line("buat lagi", (papers.ask_again,), _of_paper(papers.ask_again)),
    Line("berkas naskah", (papers.keep_file,), _of_paper(papers.keep_file, content=b"%PDF-1.7 naskah")),
    Line("bertanda tangan", (papers.keep_signed,), _of_paper(papers.keep_signed, **SIGNED)),
    Line("rapat diundang", (), _called, tried=False),
    _unrecorded("salinan berikutnya", papers.go_on, _goes_on),
    Line("salinan undangan", (papers.keep_copy,), _copies),
)
PROGRAMS = (
    _unrecorded("kunci", tokens.make_token, _makes_token),
    _unrecorded("pakai kunci", tokens.use_token, _uses_token),
    _unrecorded("cabut kunci", tokens.revoke_token, _revokes_token),
    _unrecorded("permintaan program", requests.once, _asks_once),
    _keyed("berkas dari program", matters.open_matter, _opens_at_once),
    _unrecorded("kait", webhooks.register_endpoint, _registers),
    replace(opens("DPUPR/6", "kabar", "konsultatif", "DLH/1"), shows=(webhooks.tell,)),
    _unrecorded("kirim", deliveries.send, _sends),
    _unrecorded("coba lagi tugas", jobs.retry, _retries),
    _unrecorded("coba lagi semua tugas", jobs.retry_failed, _retries_all),
    Line("tidak sampai", (), _gives_up, recorded=False, tried=False),
    _unrecorded("kirim ulang", webhooks.send_again, _of_endpoint(webhooks.send_again)),
    _unrecorded("akhiri kait", webhooks.end_endpoint, _of_endpoint(webhooks.end_endpoint)),
)
CREATES = Line("akun", (people.create_user, marks.follow_tenure), _creates)
CORRECTED = people.Correction("Embun Sari", "", "definitif", START, None, "821/9/2020")
ANNEX = coordination.Instrument("II/12", "100.3/7/2026", date(2026, 11, 2))
DESK = (
    CREATES,
    _unrecorded("sandi", people.reset_password, _resets),
    Line("angkat", (people.appoint,), _appoints),
    Line("akhiri", (people.end_tenure,), _ends_tenure),
    _keyed("betulkan", people.correct, _of_tenure(people.correct, "DLH/1", corrected=CORRECTED, reason="Salah ketik.")),
    _keyed("berakhir", people.end, _of_tenure(people.end, "DLH/1", last_day=date(2026, 6, 30), reason="Pensiun.")),
    _keyed("batalkan", people.annul, _of_tenure(people.annul, "DISDAG/1", reason="Tidak pernah dilantik.")),
    _keyed("pelantikan", inaugurations.carry_out, _inaugurates),
    _keyed("resmikan", coordination.make_official, _of_row(coordination.make_official, "DPUPR", instrument=ANNEX)),
    _keyed("tarik", coordination.undo_official, _of_row(coordination.undo_official, "DPUPR", reason="Salah baris.")),
    _keyed("tambah", coordination.add, _adds),
    _keyed("hari sendiri", workdays.declare, _declares),
    _keyed("hari dibetulkan", workdays.correct, _corrects_day),
    _keyed("hari ditarik", workdays.withdraw, _of_day(workdays.withdraw, reason="Keputusannya dicabut.")),
    _keyed("hari dipulihkan", workdays.restore, _of_day(workdays.restore)),
    _keyed("operator", delegations.appoint_operator, _appoints_operator),
    _keyed("akhiri operator", delegations.end_operator, _ends_operator),
    Line("bunyi", (provisions.import_text,), _imports),
    Line("paket", (units.load_pack,), _loads),
    Line("paket lagi", (units.load_pack,), _loads_again),
    _unrecorded("draf", drafts.save_draft, _saves),
    _unrecorded("ubah draf", drafts.save_draft, _saves_again),
    _unrecorded("hapus draf", drafts.discard_draft, _discards),
    opens("DPUPR/6", "sampah", "konsultatif", "DISPERTAN/1", tried=False),
    _keyed("tangguhkan", pauses.suspend, _suspends),
    _keyed("lanjutkan", pauses.resume, _resumes),
    _unrecorded("baca", readings.record_reading, _reads),
    _unrecorded("segel", whole.seal, _seals),
    _unrecorded("saringan disimpan", audit.save_filter, _keeps_filter),
    _unrecorded("saringan dihapus", audit.remove_filter, _drops_filter),
    _unrecorded("saringan dikembalikan", audit.restore_filter, _brings_filter_back),
    _unrecorded("alamat kalender", calendars.make_link, _links),
    _unrecorded("alamat kalender diganti", calendars.make_link, _links),
    _unrecorded("alamat kalender diakhiri", calendars.end_link, _unlinks),
    _unrecorded("pencarian disusun", search.prepare, _finds),
    Line("pencarian lengkap", (search.rebuild,), _finds_all, recorded=False, tried=False),
    _unrecorded("pencarian mengikuti", marks.catch_up, _is_followed),
    _unrecorded("angka disiapkan", sums.prepare, _counts_first),
    Line("angka lengkap", (sums.remake,), _counts_all, recorded=False, tried=False),
    Line("angka tiap malam", (marks.each_night,), _counts_tonight, recorded=False, tried=False),
    _unrecorded("kata dihitung", search.count_words, _counts),
    Line("pencarian tiap malam", (search.each_night,), _renews, recorded=False, tried=False),
    _unrecorded("tugas", jobs.begin, _begins),
    _unrecorded("langkah tugas", jobs.step, _steps),
)
# Notices and mail


def _with_mail(act: Act) -> Act:
    """An act of an installation that has a mail server."""

    def done() -> object:
        with override_settings(SELARAS_MAIL=True):
            return act()

    return done


def _of_mailbox(act: Callable[..., object], **given: Any) -> Callable[[Office], Act]:
    """What the head of an agency does with his own mailbox."""
    return lambda office: lambda: act(actor=office.actor("DPUPR/1"), **given)


def _is_told_of(office: Office) -> Act:
    subject = office.matter("talud")

    def told() -> object:
        with transaction.atomic():
            return notices.tell(subject, "DPUPR/1", "late_1", "Lewat tenggat.", "/kerja/")

    return _with_mail(told)


def _of_notice(act: Callable[..., object], **given: Any) -> Callable[[Office], Act]:
    return lambda office: lambda: act(actor=office.actor("DPUPR/1"), notice=Notice.objects.latest("pk").pk, **given)


def _takes_all_up(office: Office) -> Act:
    at = Notice.objects.latest("pk").read_at
    assert at
    return lambda: notices.take_all_up(actor=office.actor("DPUPR/1"), at=at)


def _of_mail(act: Callable[[Mail], object], **now: Any) -> Callable[[Office], Act]:
    """What a worker does with the mail that was put down last, which stands as `now` says."""

    def prepare(office: Office) -> Act:
        row = Mail.objects.select_related("person", "government").latest("pk")
        Mail.objects.filter(pk=row.pk).update(**now)
        for name, value in now.items():
            setattr(row, name, value)
        return lambda: act(row)

    return prepare


def _of_digest(office: Office) -> Act:
    tenure = office.actor("DPUPR/1").tenure
    return _with_mail(lambda: mail.put_digest(tenure, mail.Letter("Ringkasan", "Tidak ada.", "/kerja/")))


def _sends_mail_again(office: Office) -> Act:
    actor = office.actor("SETDA.AST3.ORG/1")
    return lambda: mailboxes.send_again(actor=actor)


LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)
NEVER_QUIET = mailboxes.Wishes(USUAL, time(8), time(8), False)
DUE = {"state": "waiting", "attempts": 0, "next_at": LONG_AGO}
BUSY = {"state": "sending", "attempts": 1, "next_at": LONG_AGO, "sent_to": "kadis@contoh.go.id"}
NOTICES = (
    opens("DPUPR/1", "talud", "konsultatif", "DLH/1", tried=False),
    _unrecorded(
        "alamat surel", mailboxes.set_address, _of_mailbox(mailboxes.set_address, address="kadis@contoh.go.id")
    ),
    _unrecorded("cara diberi tahu", mailboxes.choose, _of_mailbox(mailboxes.choose, wanted=NEVER_QUIET)),
    _unrecorded("cara sebelumnya", mailboxes.undo, _of_mailbox(mailboxes.undo)),
    _unrecorded("cara itu lagi", mailboxes.undo, _of_mailbox(mailboxes.undo)),
    _unrecorded("jam ringkasan", mailboxes.set_hour, _of_mailbox(mailboxes.set_hour, at=time(9))),
    _unrecorded("pengingat", mail.put, _is_told_of),
    _unrecorded("dibaca", notices.put_aside, _of_notice(notices.put_aside)),
    _unrecorded("belum dibaca", notices.take_up, _of_notice(notices.take_up)),
    _unrecorded("semua dibaca", notices.put_all_aside, _of_mailbox(notices.put_all_aside)),
    _unrecorded("batal dibaca", notices.take_all_up, _takes_all_up),
    _unrecorded("ringkasan", mail.put_digest, _of_digest),
    _unrecorded("surel diambil", mail.take, _of_mail(lambda row: mail.take(row.pk), **DUE)),
    _unrecorded("surel belum sampai", mail.note, _of_mail(lambda row: mail.note(row, mail.Fate.LATER, "451"), **BUSY)),
    _unrecorded("surel terlupa", mail.put_overdue, _of_mail(lambda row: mail.put_overdue(row.government), **DUE)),
    _unrecorded("surel terkirim", mail.note, _of_mail(lambda row: mail.note(row, mail.Fate.SENT, ""), **BUSY)),
    _unrecorded("surel kembali", mail.came_back, _of_mail(lambda row: mail.came_back(row.message_id, "550"))),
    _unrecorded("alamat dipastikan", mailboxes.confirm_address, _of_mailbox(mailboxes.confirm_address)),
    _unrecorded(
        "alamat menolak",
        mail.note,
        _of_mail(lambda row: mail.note(row, mail.Fate.NO_SUCH_ADDRESS, "550"), **BUSY),
    ),
    Line("surel gagal", (), _of_mail(lambda row: Mail.objects.update(state="failed")), recorded=False, tried=False),
    _unrecorded("surel dikirim ulang", mailboxes.send_again, _sends_mail_again),
)


STORIES = {
    "notices": NOTICES,
    "consultation": CONSULTATION,
    "coordination": COORDINATION,
    "succession": SUCCESSION,
    "upwards": UPWARDS,
    "elsewhere": ELSEWHERE,
    "downwards": DOWNWARDS,
    "meeting": MEETING,
    "desk": DESK,
    "results": RESULTS,
    "papers": PAPERS,
    "programs": PROGRAMS,
}

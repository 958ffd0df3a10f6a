"""Minutes: written in the meeting and kept as they are typed, with decisions and what follows; read and corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.actions import meetings as acts
from selaras.actions.facts import calendar_of
from selaras.actions.meetings import CAME, Ruling
from selaras.actions.offices import AlreadyDone
from selaras.actions.outcomes import Task
from selaras.actions.refusals import Invalid, Stale
from selaras.law.procedures import Refused
from selaras.records.meetings import AgendaItem, Meeting
from selaras.records.outcomes import ASPECTS, Decision, FollowUp
from selaras.web.calls import PlainForm
from selaras.web.decisions import aspect_word, stance_word
from selaras.web.forms import key_of, whole
from selaras.web.language import in_language
from selaras.web.meetings import Page, find, not_found
from selaras.web.noted import Ruled
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther
from selaras.web.templatetags.selaras import tanggal

TYPED = ("agrees", "notes", "objects", "abstains", "silent")  # what somebody at the table may say of a decision


@dataclass(frozen=True)
class Voice:
    """A unit at the table: how it may stand to a decision, and what is noted of it without being asked."""

    unit: str
    name: str
    fixed: str  # "" where it may bind itself; else `unbound` or `absent`

    @property
    def told(self) -> tuple[str, str]:
        """The mark and the word of what is noted without being asked."""
        return stance_word(self.fixed)


class RulingForm(PlainForm):
    """A decision: its words, its ground, what it is about, who may read it, and how every unit stands to it."""

    def __init__(
        self, page: MinutesPage, item: AgendaItem | None, row: Decision | None = None, data: QueryDict | None = None
    ) -> None:
        place = f"putusan-{row.pk}" if row else f"putusan-baru-{item.pk if item else 0}"
        super().__init__(data, auto_id=f"{place}-%s", initial=_initial(row, item))
        self.page, self.item, self.row, self.voices = page, item, row, page.voices
        self.line("text", _("Isi keputusan"), rows=3, needed=True)
        ground = _("Pasal, naskah, atau kesepakatan yang menjadi dasarnya.")
        self.line("ground", _("Dasar"), ground, needed=True)
        self.fields["ground"].widget.attrs |= {"list": "dasar", "autocomplete": "off", "maxlength": 300}
        about = [("", _("Tidak menyangkut berkas tertentu")), *((m, m) for m in page.numbers)]
        self.choose("matter", _("Berkas"), about, required=False)
        who = [("public", _("Terbuka bagi umum")), ("parties", _("Hanya bagi para pihak"))]
        if page.withheld:
            self.choose("openness", _("Keterbukaan"), who, widget=forms.RadioSelect)
        self.fields["aspects"] = forms.MultipleChoiceField(
            label=_("Bersifat strategis pada"),
            required=False,
            choices=[(aspect, aspect_word(aspect).capitalize()) for aspect in ASPECTS],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Bila mengubah status hukum; Plt. dan Plh. tidak menetapkannya."),
            error_messages={"invalid_choice": _("Pilih dari daftar.")},
        )
        said = {s.unit: s for s in row.stances.all()} if row else {}
        ways = [(code, stance_word(code)[1]) for code in TYPED]
        for voice in self.voices:
            kept = said.get(voice.unit)
            if not voice.fixed:
                stance = kept.stance if kept and kept.stance in TYPED else "silent"
                self.choose(f"stance-{voice.unit}", voice.name, ways, initial=stance)
            note = forms.CharField(label=_("Catatan"), required=False, initial=kept.note if kept else "")
            self.fields[f"note-{voice.unit}"] = note
        self.line("dissent", _("Pendapat berbeda"), _("Yang tidak sependapat, dan alasannya."), rows=2)

    @property
    def stances(self) -> list[tuple[Voice, Any, Any]]:
        """Each unit with the fields of what it says."""
        return [
            (voice, None if voice.fixed else self[f"stance-{voice.unit}"], self[f"note-{voice.unit}"])
            for voice in self.voices
        ]

    @property
    def version(self) -> int:
        """What the writer began from."""
        return self.row.version if self.row else 0

    @property
    def ruling(self) -> Ruling:
        """What it says; only of a form that is valid."""
        values = self.cleaned_data
        given = {
            voice.unit: (values.get(f"stance-{voice.unit}") or "silent", values[f"note-{voice.unit}"])
            for voice in self.voices
        }
        return Ruling(
            text=values["text"],
            ground=values["ground"],
            item=self.item.pk if self.item else None,
            matter=values["matter"],
            dissent=values["dissent"],
            openness=values.get("openness", "public"),
            aspects=tuple(values["aspects"]),
            stances=given,
        )


def _initial(row: Decision | None, item: AgendaItem | None) -> dict[str, Any]:
    if row is None:
        numbers = [str(matter.number) for matter in item.matters.all()] if item else []
        return {"openness": "public", "matter": numbers[0] if len(numbers) == 1 else ""}
    said = {name: getattr(row, name) for name in ("text", "ground", "dissent", "openness", "aspects")}
    return said | {"matter": row.matter.number if row.matter else ""}


class TaskForm(PlainForm):
    """A follow-up of a decision: what, who, who of another unit checks it, in how many working days."""

    def __init__(self, page: MinutesPage, decision: int, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"tugas-{decision}-%s", initial={"days": "10"})
        self.decision = decision
        units = [("", "…"), *page.units]
        self.line("text", _("Yang dikerjakan"), rows=2, needed=True)
        self.choose("owner", _("Penanggung jawab"), units)
        self.choose("checker", _("Diperiksa oleh Perangkat Daerah lain"), units)
        typed = whole(data.get("days", "")) if data else 10
        days = typed if typed and 1 <= typed <= 365 else 10
        told = _("Bila notula disahkan hari ini, %(n)s hari kerja jatuh pada %(day)s.")
        due = calendar_of(page.actor.government).add(page.today, days)
        self.fields["days"] = forms.IntegerField(
            label=_("Tenggat, hari kerja"),
            help_text=told % {"n": days, "day": tanggal(due)},
            error_messages=dict.fromkeys(("required", "invalid"), _("Tulis 1 sampai 365 hari kerja.")),
        )

    @property
    def task(self) -> Task:
        """What it says; only of a form that is valid."""
        values = self.cleaned_data
        return Task(values["text"], values["owner"], values["checker"], values["days"])


@dataclass
class Conflict:
    """What somebody typed where another had written meanwhile."""

    text: str


@dataclass
class MinutesPage(Page):
    """The minutes of a meeting: written by who chairs it or its secretary, read by all, corrected once signed."""

    TEMPLATE = "meetings/minutes.html"

    conflicts: dict[int, Conflict] = field(default_factory=dict)  # item → what came too late
    ruling_form: RulingForm | None = None
    task_form: TaskForm | None = None
    addendum: tuple[str, str] = ("", "")  # what was typed, and what is wrong with it
    stop: str = ""

    @property
    def here(self) -> str:
        """Where it is."""
        return f"{self.url}notula/"

    @property
    def numbers(self) -> list[str]:
        """The matters on the agenda."""
        return list(dict.fromkeys(str(m.number) for item in self.items for m in item.matters.all()))

    @property
    def withheld(self) -> bool:
        """Whether a matter on the agenda is withheld: of others every decision is open."""
        return any(matter.withheld for item in self.items for matter in item.matters.all())

    @property
    def units(self) -> list[tuple[str, str]]:
        """All units, by name, those at the table first."""
        there = [voice.unit for voice in self.voices]
        rest = sorted((unit.name, code) for code, unit in self.organisation.units.items() if code not in there)
        return [(code, self.organisation.name_of(code)) for code in there] + [(code, name) for name, code in rest]

    @property
    def voices(self) -> list[Voice]:
        """The units that were called, as they stand at the table: who is not there, or only speaks, binds nobody."""
        found: dict[str, Voice] = {}
        for seat in acts.speaking(self.participants).values():
            state = seat.kept or seat.slot
            fixed = "" if state in CAME and state != "voiced" else "unbound" if state == "voiced" else "absent"
            if fixed == "absent" and seat.role != "invitee":
                continue
            found[seat.unit] = Voice(seat.unit, self.organisation.name_of(seat.unit), fixed)
        return list(found.values())

    @property
    def cites(self) -> list[str]:
        """Provisions that decisions of a meeting often rest on, to choose from while one types."""
        kinds = self.regulation.kinds
        bases = [row.basis for rows in (kinds.forms, kinds.types, kinds.duties, kinds.kinds) for row in rows]
        return list(dict.fromkeys(basis.cite for basis in bases if basis.cite))

    @property
    def writable(self) -> list[Writable]:
        """Each item with its text, its decisions and the forms that note one more."""
        noted = self.noted
        if noted is None:
            return []
        return [
            Writable(
                item, self.conflicts.get(item.pk), [self._editable(one, item) for one in decisions], self._blank(item)
            )
            for item, decisions in noted.by_item
        ]

    def _blank(self, item: AgendaItem) -> RulingForm:
        sent = self.ruling_form
        return sent if sent and sent.row is None and sent.item == item else RulingForm(self, item)

    def _editable(self, one: Ruled, item: AgendaItem) -> Editable:
        sent, task = self.ruling_form, self.task_form
        form = sent if sent and sent.row == one.row else RulingForm(self, item, one.row)
        return Editable(one, form, task if task and task.decision == one.row.pk else TaskForm(self, one.row.pk))

    @property
    def corrects(self) -> bool:
        """Whether the reader may add to the signed minutes."""
        if self.meeting.signed_on is None:
            return False
        own = (seat for seat in self.participants if seat.post == self.actor.post)
        return any(seat.role in ("chair", "secretary") or seat.kept in CAME for seat in own)

    def context(self) -> dict[str, Any]:
        """What its parts need besides."""
        opennesses = {
            "public": _("Isi, dasar, dan sikap para pihak dapat dibaca siapa pun sesudah notula disahkan."),
            "parties": _("Hanya dibaca yang diundang, para pihak berkasnya, dan Inspektorat."),
        }
        return super().context() | {"here": self.here, "editable": self.writing, "opennesses": opennesses}


@dataclass(frozen=True)
class Editable:
    """A decision with the forms that change it and that note what follows from it."""

    one: Ruled
    form: RulingForm
    task: TaskForm


@dataclass(frozen=True)
class Writable:
    """An item of the agenda as it is written in the meeting."""

    item: AgendaItem
    conflict: Conflict | None
    decisions: list[Editable]
    form: RulingForm


def _load(request: ActingRequest, meeting: int) -> MinutesPage | None:
    found = find(request.actor, meeting)
    return MinutesPage(request.actor, found) if found and found.phase != "draft" else None


@policy(Policy.ACTING)
def minutes(request: ActingRequest, meeting: int) -> HttpResponse:
    """The minutes; every form of the page comes here and says what it does."""
    page = _load(request, meeting)
    if page is None:
        return not_found(request)
    if request.method != "POST":
        return page.answer(request)
    do = DOING.get(request.POST.get("do", ""))
    if do is None:
        return page.answer(request, 422)
    try:
        return do(request, page)
    except AlreadyDone:
        return SeeOther(page.here)
    except (Meeting.DoesNotExist, AgendaItem.DoesNotExist, Decision.DoesNotExist, FollowUp.DoesNotExist):
        if _wants_json(request):
            return JsonResponse({"why": _("Mata acara ini tidak ada lagi.")}, status=404)
        return not_found(request)
    except Refused as refused:
        stop = in_language(refused)
        if _wants_json(request):
            return JsonResponse({"why": " ".join(str(word) for word in (stop.what, *stop.ways_on))}, status=422)
        page.refusal = stop
        page.unsent = request.POST.get("text", "").replace("\x00", "")
        return page.answer(request, 422)


def _wants_json(request: ActingRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _note(request: ActingRequest, page: MinutesPage) -> HttpResponse:
    """Keep the text of one item; what came too late stands beside what is there."""
    sent = request.POST
    pk, version, text = whole(sent.get("item", "")), whole(sent.get("version", "")), sent.get("text", "")
    item = next((item for item in page.items if item.pk == pk), None)
    if item is None:
        raise AgendaItem.DoesNotExist
    text = text.replace("\r\n", "\n")
    try:
        kept = acts.save_note(actor=request.actor, item=item.pk, text=text, version=version or 0)
    except Invalid as bad:
        why = " ".join(str(in_language(sentence)) for sentence in bad.errors.values())
        if _wants_json(request):
            return JsonResponse({"why": why}, status=422)
        page.stop, page.unsent = why, text.replace("\x00", "")
        return page.answer(request, 422)
    except Stale:
        now = AgendaItem.objects.get(pk=item.pk)
        if _wants_json(request):
            by = page.organisation.name_of(now.note_by)
            return JsonResponse({"version": now.note_version, "text": now.note, "by": by}, status=409)
        late = _load(request, page.meeting.pk)
        if late is None:
            return not_found(request)
        late.conflicts = {item.pk: Conflict(text)}
        return late.answer(request, 409)
    if _wants_json(request):
        at = timezone.localtime(kept.note_at)
        return JsonResponse({"version": kept.note_version, "at": f"{at:%H.%M}"})
    messages.success(request, _("Catatan mata acara %(n)s tersimpan.") % {"n": item.order})
    return SeeOther(f"{page.here}#acara-{item.pk}")


def _decide(request: ActingRequest, page: MinutesPage) -> HttpResponse:
    """Note a decision, or change one that is noted."""
    sent = request.POST
    asked = whole(sent.get("decision", ""))
    row = page.meeting.decisions.filter(pk=asked).first() if asked else None
    if asked and row is None:
        raise Decision.DoesNotExist
    item = next((i for i in page.items if i.pk == (row.item_id if row else whole(sent.get("item", "")))), None)
    form = RulingForm(page, item, row, sent)
    page.ruling_form = form
    if not form.is_valid():
        return page.answer(request, 422)
    try:
        done = acts.note_decision(
            actor=request.actor,
            meeting=page.meeting.pk,
            ruling=form.ruling,
            decision=asked,
            version=whole(sent.get("version", "")) or 0,
            key=key_of(request),
        )
    except Invalid as bad:
        form.refuse(bad.errors)
        return page.answer(request, 422)
    except Stale as late:
        page.stop = in_language(str(late))
        return page.answer(request, 409)
    messages.success(
        request, _("Keputusan %(n)s tercatat pada notula. Berlaku sejak notula disahkan.") % {"n": done.order}
    )
    return SeeOther(f"{page.here}#keputusan-{done.pk}")


def _drop(request: ActingRequest, page: MinutesPage) -> HttpResponse:
    """Strike a decision that was only noted."""
    asked, version = whole(request.POST.get("decision", "")) or 0, whole(request.POST.get("version", "")) or 0
    try:
        acts.drop_decision(
            actor=request.actor, meeting=page.meeting.pk, decision=asked, version=version, key=key_of(request)
        )
    except Stale as late:
        page.stop = in_language(str(late))
        return page.answer(request, 409)
    messages.success(request, _("Keputusan itu dihapus dari notula, bersama tindak lanjutnya."))
    return SeeOther(page.here)


def _task(request: ActingRequest, page: MinutesPage) -> HttpResponse:
    """Note a follow-up of a decision."""
    asked = whole(request.POST.get("decision", "")) or 0
    form = TaskForm(page, asked, request.POST)
    page.task_form = form
    if not form.is_valid():
        return page.answer(request, 422)
    try:
        acts.note_follow_up(
            actor=request.actor, meeting=page.meeting.pk, decision=asked, task=form.task, key=key_of(request)
        )
    except Invalid as bad:
        form.refuse(bad.errors)
        return page.answer(request, 422)
    messages.success(request, _("Tindak lanjut tercatat. Mulai berjalan sejak notula disahkan."))
    return SeeOther(f"{page.here}#keputusan-{asked}")


def _untask(request: ActingRequest, page: MinutesPage) -> HttpResponse:
    """Strike a follow-up that was only noted."""
    asked = whole(request.POST.get("follow_up", "")) or 0
    acts.drop_follow_up(actor=request.actor, meeting=page.meeting.pk, follow_up=asked, key=key_of(request))
    messages.success(request, _("Tindak lanjut itu dihapus dari notula."))
    return SeeOther(page.here)


def _add(request: ActingRequest, page: MinutesPage) -> HttpResponse:
    """Correct signed minutes by what stands beside them."""
    text = request.POST.get("text", "")
    try:
        acts.add_addendum(actor=request.actor, meeting=page.meeting.pk, text=text, key=key_of(request))
    except Invalid as bad:
        page.addendum = (text.replace("\x00", ""), str(in_language(bad.errors["text"])))
        return page.answer(request, 422)
    messages.success(request, _("Adendum tercatat. Notula yang disahkan tetap seperti semula."))
    return SeeOther(f"{page.here}#adendum")


DOING: Mapping[str, Callable[[ActingRequest, MinutesPage], HttpResponse]] = {
    "note": _note,
    "decide": _decide,
    "drop": _drop,
    "task": _task,
    "untask": _untask,
    "addendum": _add,
}

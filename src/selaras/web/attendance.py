"""Attendance: the code in the room, who says that he is there, the paper list typed in, and the report of absences."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from uuid import uuid4

import segno
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.actions import meetings as acts
from selaras.actions.acts import Deed
from selaras.actions.drafts import regulation_today
from selaras.actions.facts import power_of
from selaras.actions.meetings import CAME
from selaras.actions.refusals import Invalid, Stale
from selaras.law.organisation import Organisation
from selaras.law.procedures import Ask, Effect, Procedure, Refused, Role, Step
from selaras.records.attendance import attendance
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web.forms import Select, day_field, instead_of, key_of
from selaras.web.language import in_language, procedure_of
from selaras.web.meetings import Page, find, hours, not_found
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.quarters import Quarter, asked, choices
from selaras.web.subjects import SeeOther
from selaras.web.uploads import UploadField, files_of

_RISKY = re.compile(r"^[=+\-@\t\r]")  # what a spreadsheet takes for a formula


def _page_of(request: ActingRequest, meeting: int) -> Page | None:
    found = find(request.actor, meeting)
    return Page(request.actor, found) if found and found.phase != "draft" else None


# The code


def drawn(url: str) -> SafeString:
    """The QR code of an address, dark on light in every scheme so that any telephone reads it."""
    made = segno.make(url, error="m", micro=False)
    return mark_safe(  # our own drawing of our own address
        made.svg_inline(scale=8, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    )


@policy(Policy.ACTING)
@require_safe
def code(request: ActingRequest, meeting: int) -> HttpResponse:
    """The four letters and the QR code, large enough for a screen in the room, while the meeting runs."""
    page = _page_of(request, meeting)
    if page is None or not page.writes:
        return not_found(request)
    row, url = page.meeting, ""
    if row.state == "running":
        url = request.build_absolute_uri(f"/kerja/rapat/{row.pk}/hadir/?kode={row.code}")
    context = {
        "menu": "meetings",
        "meeting": row,
        "page": page,
        "qr": drawn(url) if url else "",
        "address": request.build_absolute_uri(f"/kerja/rapat/{row.pk}/hadir/"),
    }
    return render(request, "meetings/code.html", context)


# Being there


class CodeForm(forms.Form):
    """The four letters that stand in the room."""

    use_required_attribute = False

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["code"] = forms.CharField(
            label=_("Kode hadir"),
            help_text=_("Empat huruf yang tertulis di ruang rapat."),
            max_length=10,
            error_messages={"required": _("Ketik keempat hurufnya."), "max_length": _("Kodenya empat huruf.")},
        )
        attrs = {"autocapitalize": "characters", "autocomplete": "off", "class": "letters", "maxlength": 4}
        self.fields["code"].widget.attrs |= attrs


@policy(Policy.ACTING)
def check_in(request: ActingRequest, meeting: int) -> HttpResponse:
    """Say on one's telephone that one is there: the letters come with the QR code or are typed."""
    actor, found = request.actor, find(request.actor, meeting)
    seat = _seat(actor, found) if found and found.phase != "draft" else None
    if found is None or seat is None:
        return not_found(request)
    sent = request.GET.get("kode", "").replace("\x00", "")[:4].upper()
    form = CodeForm(initial={"code": sent})
    if request.method != "POST":
        return _checking(request, found, seat, form, by="qr" if sent else "kode")
    by = "qr" if request.POST.get("by") == "qr" else "kode"
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _checking(request, found, seat, form, by, 422)
    try:
        acts.check_in(actor=actor, meeting=meeting, code=form.cleaned_data["code"], by=by, key=key_of(request))
    except Invalid as bad:
        for name, sentence in bad.errors.items():
            form.add_error(name if name in form.fields else None, in_language(sentence))
        return _checking(request, found, seat, form, "kode", 422)
    except Refused as stop:
        return _checking(request, found, seat, form, by, 422, refusal=in_language(stop))
    except Stale as late:
        messages.info(request, in_language(str(late)))
    except Meeting.DoesNotExist:
        return not_found(request)
    return SeeOther(f"/kerja/rapat/{found.pk}/hadir/")


def _seat(actor: Actor, meeting: Meeting) -> MeetingSeat | None:
    """The seat for which the actor may come: his own, else that of who sent him."""
    mine = [seat for seat in meeting.seats() if acts.comes(actor, seat)]
    return min(mine, key=lambda seat: power_of(actor, seat) or 0, default=None)


def _checking(
    request: ActingRequest,
    meeting: Meeting,
    seat: MeetingSeat,
    form: CodeForm,
    by: str,
    status: int = 200,
    refusal: Refused | None = None,
) -> HttpResponse:
    organisation = history(request.government).on(request.government.today())
    procedure = procedure_of(meeting)
    state = procedure.slot_state(Role(seat.role), seat.kept or seat.slot)
    context = {
        "menu": "meetings",
        "meeting": meeting,
        "when": hours(meeting.starts_at, meeting.ends_at),
        "sender": seat_words(organisation, seat) if seat.post != request.actor.post else "",
        "row": seat,
        "there": (seat.kept or seat.slot) in CAME,
        "state": state,
        "running": meeting.state == "running",
        "label": procedure.state(meeting.state).label,
        "form": form,
        "by": by,
        "key": str(uuid4()),
        "refusal": refusal,
    }
    return render(request, "meetings/check_in.html", context, status=status)


def seat_words(organisation: Organisation, seat: MeetingSeat) -> str:
    """A seat by its post, an institution outside by its name."""
    return organisation.name_of(seat.post or seat.unit)


# The paper list


def recordings(procedure: Procedure) -> list[Step]:
    """The steps that record how somebody came, from paper."""
    found = (s for s in procedure.steps if s.target is Role.ATTENDEE and s.target_to)
    return [step for step in found if Effect.REMIND not in step.effects]


@dataclass
class Line:
    """One line of the list: whose, how he is recorded now, and the fields of what is typed."""

    seat: MeetingSeat
    name: str
    role: str
    now: str
    form: LineForm


class LineForm(forms.Form):
    """How one of those who were called came, as the signed list says it."""

    use_required_attribute = False

    def __init__(
        self,
        seat: MeetingSeat,
        steps: Sequence[Step],
        posts: Sequence[tuple[str, str]],
        data: Any = None,
        files: Any = None,
    ) -> None:
        initial = {"post": seat.substitute, "letter": seat.letter, "letter_on": seat.letter_on}
        super().__init__(data, files, prefix=f"s{seat.pk}", auto_id=f"baris-{seat.pk}-%s", initial=initial)
        self.seat, self.steps = seat, {step.code: step for step in steps}
        wrong = _("Pilih dari daftar.")
        ways = [("", _("Tetap")), *((step.code, step.label) for step in steps if seat.slot in step.target_slot)]
        self.fields["how"] = forms.ChoiceField(
            label=_("Kehadiran"), required=False, choices=ways, widget=Select, error_messages={"invalid_choice": wrong}
        )
        self.fields["post"] = forms.ChoiceField(
            label=_("Wakil"),
            required=False,
            choices=[("", "…"), *posts],
            widget=Select,
            error_messages={"invalid_choice": wrong},
        )
        self.fields["letter"] = forms.CharField(label=_("Nomor surat tugas"), required=False, max_length=100)
        self.fields["letter_on"] = day_field(_("Tanggal surat tugas"))
        self.fields["file"] = UploadField(
            label=_("Pindaian surat tugas"),
            required=False,
            help_text=_("Wajib bila suratnya memberi kuasa memutuskan."),
        )

    def clean(self) -> dict[str, Any]:
        """Who is recorded as a substitute has a letter with its day."""
        values = super().clean() or {}
        step = self.steps.get(str(values.get("how") or ""))
        if step and Ask.SUBSTITUTE in step.asks:
            for name, sentence in (
                ("post", _("Pilih jabatan yang mewakili.")),
                ("letter", _("Tulis nomor surat tugasnya.")),
                ("letter_on", _("Tulis tanggal surat tugasnya.")),
            ):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return values

    @property
    def deed(self) -> Deed | None:
        """What it says; None where it leaves all as it is."""
        values = self.cleaned_data
        step = self.steps.get(values["how"])
        if step is None:
            return None
        if Ask.SUBSTITUTE not in step.asks:
            return Deed(step=step.code, target=self.seat.pk)
        return Deed(
            step=step.code,
            target=self.seat.pk,
            post=values["post"],
            letter=values["letter"],
            letter_on=values["letter_on"],
            uploads=(values["file"],) if values["file"] else (),
        )


class ScanForm(forms.Form):
    """The signed list as a file."""

    use_required_attribute = False

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["file"] = UploadField(
            label=_("Pindaian daftar hadir yang ditandatangani"),
            required=False,
            help_text=_("PDF, gambar, atau dokumen, paling besar 10 MB."),
        )


@policy(Policy.ACTING)
def sheet(request: ActingRequest, meeting: int) -> HttpResponse:
    """The attendance as the signed paper has it: everybody who was called on one form, each an act of its own."""
    page = _page_of(request, meeting)
    if page is None or not page.writes:
        return not_found(request)
    if not page.writing:
        messages.info(request, _("Daftar hadir disalin sejak rapat dimulai sampai notulanya diedarkan."))
        return SeeOther(page.url)
    if request.method != "POST":
        return _sheet(request, page, _lines(page), ScanForm())
    files = files_of(request)
    lines, scan = _lines(page, request.POST, files), ScanForm(request.POST, files)
    if not all([*(line.form.is_valid() for line in lines), scan.is_valid()]):
        return _sheet(request, page, lines, scan, 422)
    deeds = [deed for line in lines if (deed := line.form.deed)]
    if not deeds:
        stop = _("Tidak ada kehadiran yang diubah. Pilih sekurang-kurangnya satu, atau lampirkan pindaiannya nanti.")
        return _sheet(request, page, lines, scan, 422, stop=stop)
    try:
        acts.record_attendance(
            actor=request.actor,
            meeting=meeting,
            deeds=deeds,
            key=key_of(request),
            file=scan.cleaned_data["file"],
        )
    except Invalid as bad:
        stop = " ".join(str(in_language(sentence)) for sentence in bad.errors.values())
        return _sheet(request, page, lines, scan, 422, stop=stop)
    except Refused as refused:
        return _sheet(request, page, lines, scan, 422, refusal=in_language(refused))
    except Stale as late:
        return _sheet(request, page, lines, scan, 409, stop=in_language(str(late)))
    except Meeting.DoesNotExist:
        return not_found(request)
    messages.success(request, _("%(n)s kehadiran tercatat dari daftar hadir.") % {"n": len(deeds)})
    return SeeOther(f"{page.url}#undangan")


def _lines(page: Page, data: Any = None, files: Any = None) -> list[Line]:
    steps, organisation = recordings(page.procedure), page.organisation
    found = []
    for row in page.invitations:
        if row.is_called:
            instead = instead_of(organisation, row.seat.unit)
            posts = [(post.code, post.title) for post in instead if post.code != row.seat.post]
            now = row.attendance.label if row.attendance else ""
            form = LineForm(row.seat, steps, posts, data, files)
            found.append(Line(row.seat, row.name, row.role, now, form))
    return found


def _sheet(
    request: ActingRequest,
    page: Page,
    lines: list[Line],
    scan: ScanForm,
    status: int = 200,
    *,
    stop: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    context = {
        "menu": "meetings",
        "meeting": page.meeting,
        "page": page,
        "lines": lines,
        "scan": scan,
        "key": str(uuid4()),
        "stop": stop,
        "refusal": refusal,
        "faults": sum(bool(line.form.errors) for line in lines if line.form.is_bound),
    }
    return render(request, "meetings/sheet.html", context, status=status)


# The report


@dataclass
class Tally:
    """How the posts of one unit came to the meetings of a time."""

    unit: str
    name: str
    present: int = 0
    deputed: int = 0
    permitted: int = 0
    ill: int = 0
    away: int = 0
    absent: int = 0
    missed: list[tuple[Meeting, str, str, bool]] = field(default_factory=list)  # which, who, how, whether it opens

    @property
    def total(self) -> int:
        """All invitations."""
        return self.present + self.deputed + self.permitted + self.ill + self.away + self.absent


COLUMNS = {"voiced": "deputed", **{name: name for name in ("present", "deputed", "permitted", "ill", "away")}}


def sees_all(actor: Actor) -> bool:
    """Whether the report shows every unit: to who supervises, to the head of the region and to his secretary."""
    organisation = history(actor.government).on(actor.government.today())
    post = organisation.posts.get(actor.post)
    if actor.supervises or post is None or not post.head:
        return actor.supervises
    kinds = regulation_today(actor.government).routes.rules.heads.types
    unit, above = organisation.units[actor.unit], organisation.units.get(organisation.units[actor.unit].superior or "")
    at_top = unit.type in kinds or (above is not None and above.type in kinds)
    return at_top and not organisation.type_of(actor.unit).needs_coordinator


@policy(Policy.ACTING)
@require_safe
def absences(request: ActingRequest) -> HttpResponse:
    """Who came and who stayed away, unit by unit, in a quarter or in all time."""
    tallies, quarter = _report(request)
    kept = {"masa": quarter.code if quarter else ""}
    today = request.government.today()
    context = {
        "menu": "meetings",
        "rows": tallies,
        "ways": choices(kept, today, quarter),
        "quarter": quarter,
        "file": f"/kerja/rapat/ketidakhadiran/unduh.csv?masa={kept['masa']}",
        "everything": sees_all(request.actor),
        "unit": history(request.government).on(today).name_of(request.actor.unit),
    }
    return render(request, "meetings/absences.html", context)


def _report(request: ActingRequest) -> tuple[list[Tally], Quarter | None]:
    actor, government = request.actor, request.government
    quarter = asked(request.GET.get("masa", ""), government.today())
    first, last = (quarter.first, quarter.last) if quarter else (None, None)
    seats = attendance(government, first, last, "" if sees_all(actor) else actor.unit)
    return _tallies(actor, seats), quarter


def _tallies(actor: Actor, seats: Iterable[MeetingSeat]) -> list[Tally]:
    organisation = history(actor.government).on(actor.government.today())
    found: dict[str, Tally] = {}
    rows = list(seats)
    opens = set(
        Meeting.objects.visible_to(actor).filter(pk__in={s.subject_id for s in rows}).values_list("pk", flat=True)
    )
    words: dict[str, str] = {}
    for seat in rows:
        tally = found.setdefault(seat.unit, Tally(seat.unit, organisation.name_of(seat.unit)))
        state = seat.kept or seat.slot
        column = COLUMNS.get(state, "absent")
        setattr(tally, column, getattr(tally, column) + 1)
        if state in CAME:
            continue
        meeting = seat.subject
        meeting.government = actor.government
        if state not in words:
            slot = procedure_of(meeting).slot_state(Role(seat.role), state)
            words[state] = slot.label if slot else state
        tally.missed.append((meeting, seat_words(organisation, seat), words[state], meeting.pk in opens))
    return sorted(found.values(), key=lambda tally: (-tally.absent, tally.name))


def escaped(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _RISKY.match(text) else text


@policy(Policy.ACTING)
@require_safe
def absences_file(request: ActingRequest) -> HttpResponse:
    """The same report as CSV, one line for each invitation that was not followed, and one for each unit."""
    tallies, quarter = _report(request)
    out = StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(("unit", "diundang", "hadir", "diwakili", "izin", "sakit", "dinas_luar", "tanpa_keterangan"))
    for row in tallies:
        figures = (row.total, row.present, row.deputed, row.permitted, row.ill, row.away, row.absent)
        lines.writerow((escaped(row.name), *figures))
    lines.writerow(())
    lines.writerow(("unit", "jabatan", "rapat", "tanggal", "keterangan"))
    for row in tallies:
        for meeting, who, how, _opens in row.missed:
            cells = (row.name, who, meeting.title, str(meeting.held_on or ""), how)
            lines.writerow([escaped(str(cell)) for cell in cells])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"ketidakhadiran-{quarter.code if quarter else 'semua'}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

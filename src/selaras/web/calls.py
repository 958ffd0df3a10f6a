"""Calls: a meeting being called, its people proposed with their reasons, its agenda, its hours held against others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from selaras.actions import meetings as acts
from selaras.actions.acts import Deed, seen_of
from selaras.actions.facts import calendar_of
from selaras.actions.meetings import ITEMS_LIMIT, SEATS_LIMIT, Call, Item, Proposed
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid, Stale
from selaras.law.organisation import Organisation
from selaras.law.procedures import Refused, Role
from selaras.records.attendance import called_elsewhere
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting, Series
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web.agenda import sort_words
from selaras.web.forms import Select, day_field, key_of, whole
from selaras.web.language import in_language
from selaras.web.meetings import find, hours, not_found, url_of
from selaras.web.parties import Unknown, choices, code_of, exact
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther

NEW = "/kerja/rapat/baru/"
_BLANKS = re.compile(r"[\s,;]+")
ROWS = ("item_title", "item_minutes", "item_matters", "item_follow_up")


@dataclass(frozen=True)
class Row:
    """One row of the agenda as it is typed."""

    title: str = ""
    minutes: str = "15"
    matters: str = ""
    follow_up: int | None = None

    @classmethod
    def of(cls, item: Item) -> Row:
        """A row as it is kept or proposed."""
        return cls(item.title, str(item.minutes), ", ".join(item.matters), item.follow_up)

    @property
    def length(self) -> int:
        """Its minutes; a quarter of an hour where nothing that can be read is typed."""
        return min(max(whole(self.minutes.strip()) or 15, 1), 600)

    @property
    def empty(self) -> bool:
        """Whether nothing is typed in it."""
        return not (self.title.strip() or self.matters.strip())

    @property
    def item(self) -> Item:
        """What it says."""
        numbers = tuple(number for number in _BLANKS.split(self.matters.strip()) if number)
        return Item(self.title, self.length, numbers, self.follow_up)


@dataclass(frozen=True)
class Guest:
    """Somebody who is called: code, name, whether he has to come, why, and the posts it can be narrowed to."""

    code: str
    name: str
    required: bool
    reason: str
    posts: Sequence[tuple[str, str]] = ()


def time_field(label: str, *, required: bool = False) -> forms.TimeField:
    """An hour, picked or typed."""
    wrong = _("Tulis jam yang ada, misalnya 09.00.")
    return forms.TimeField(
        label=label,
        required=required,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "narrow"}),
        error_messages={"invalid": wrong, "required": wrong},
    )


class PlainForm(forms.Form):
    """A form whose act finds more wrong than its fields do."""

    use_required_attribute = False
    ELSEWHERE: Mapping[str, str] = {}  # names of the act that stand beside a field of another name

    def choose(self, name: str, label: str, options: list[tuple[str, str]], **more: Any) -> None:
        """Add a list to choose from."""
        wrong = _("Pilih dari daftar.")
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=options,
            error_messages={"required": wrong, "invalid_choice": wrong},
            **{"widget": Select, **more},
        )

    def line(self, name: str, label: str, help_text: str = "", *, rows: int = 0, needed: bool = False) -> None:
        """Add a text; what is too long, or is `needed` and lacks, is told by the act."""
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        self.fields[name] = forms.CharField(label=label, required=False, help_text=help_text, widget=widget)
        if needed:
            self.need(name)

    def need(self, name: str) -> None:
        """Call a field needed while its form may still come without it, as a draft does: its act says what lacks."""
        self.fields[name].required = True
        self.fields[name].validate = _nothing_missing  # type: ignore[method-assign]

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show what the act found wrong beside the fields."""
        for name, sentence in errors.items():
            place = self.ELSEWHERE.get(name, name)
            self.add_error(place if place in self.fields else None, in_language(sentence))


class CallForm(PlainForm):
    """The questions of a call; people and agenda stand beside its fields, each a choice of its own."""

    ELSEWHERE: Mapping[str, str] = {
        "starts_at": "day",
        "ends_at": "ends",
        "invitees": "add",
        "guests": "add",
    }

    def __init__(
        self,
        actor: Actor,
        chair: str,
        data: QueryDict | None = None,
        initial: Mapping[str, Any] | None = None,
        called: Iterable[tuple[str, bool]] = (),
        rows: Iterable[Row] = (),
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.actor, self.chair = actor, chair
        self.organisation = history(actor.government).on(actor.government.today())
        self.called = dict(called)
        self.rows = list(rows) or [Row()]
        self.choices: tuple[tuple[str, str], ...] = ()  # what the name typed last may mean
        self.choose("sort", _("Macam rapat"), list(sort_words().items()), widget=forms.RadioSelect)
        self.line("title", _("Judul rapat"))
        self.line("purpose", _("Maksud"), _("Apa yang hendak dicapai. Tercetak pada undangan."), rows=3)
        self.fields["day"] = day_field(_("Hari"))
        self.fields["begins"] = time_field(_("Mulai pukul"))
        self.fields["ends"] = time_field(_("Selesai pukul"))
        self.line("place", _("Tempat"))
        self.line("link", _("Alamat daring"), _("Bila rapat juga diikuti dari jauh."))
        self.choose("secretary", _("Notulis"), secretaries(self.organisation, chair), required=False)
        self.line("add", _("Undang juga"), _("Ketik nama atau singkatan unitnya."))
        self.fields["add"].widget.attrs |= {"list": "unit", "autocomplete": "off", "maxlength": 100}
        for name in ("group", "series"):
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput())
        for name in ("title", "day", "begins"):
            self.need(name)

    def offer_principals(self) -> None:
        """Offer the posts in whose name an operator may call, his own first."""
        names = [(code, self.organisation.name_of(code)) for code in (self.actor.post, *sorted(self.actor.principals))]
        self.choose("principal", _("Atas nama"), names, required=False)

    @classmethod
    def of(cls, actor: Actor, call: Call, chair: str) -> CallForm:
        """The form as a call has it."""
        zone = actor.government.zone
        starts = call.starts_at.astimezone(zone) if call.starts_at else None
        ends = call.ends_at.astimezone(zone) if call.ends_at else None
        initial = {name: getattr(call, name) for name in ("sort", "title", "purpose", "place", "link", "secretary")}
        initial |= {"group": call.group or "", "series": call.series or ""}
        initial |= {"day": starts and starts.date(), "begins": starts and starts.time(), "ends": ends and ends.time()}
        called = [(code, True) for code in call.invitees] + [(code, False) for code in call.guests]
        return cls(actor, chair, initial=initial, called=called, rows=map(Row.of, call.items))

    @classmethod
    def sent(cls, actor: Actor, data: QueryDict, chair: str) -> CallForm:
        """The form as it was sent, with what its buttons ask: one more guest, a row up, down, added or taken off."""
        data, unknown = data.copy(), ""
        found: tuple[tuple[str, str], ...] = ()
        organisation = history(actor.government).on(actor.government.today())
        roles = data.getlist("role")
        called = {
            code: roles[n : n + 1] != ["undangan"]
            for n, code in enumerate(data.getlist("called")[: SEATS_LIMIT + 1])
            if code != data.get("remove")
        }
        for code in data.getlist("pick")[:SEATS_LIMIT]:
            called.setdefault(_post(organisation, code), data.get("how") != "undangan")
        typed = data.get("add", "")
        if typed.strip() and not data.get("remove"):
            try:
                meant = code_of(organisation, typed) if data.get("do") else exact(organisation, typed)
                if meant:
                    called.setdefault(_post(organisation, meant), data.get("how") != "undangan")
                    data["add"] = ""
            except Unknown as bad:
                unknown, found = str(bad), bad.choices
        if data.get("pick"):
            data["add"], unknown = "", ""
        form = cls(actor, chair, data, called=called.items(), rows=_moved(_typed(data), data.get("row", "")))
        form.choices = found
        if unknown:
            form.add_error("add", unknown)
        return form

    # What it says

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The agenda; rows in which nothing is typed are none."""
        return tuple(row.item for row in self.rows if not row.empty)

    @cached_property
    def numbers(self) -> list[str]:
        """The matters on the agenda."""
        return list(dict.fromkeys(number for item in self.items for number in item.matters))

    @cached_property
    def matters(self) -> list[Matter]:
        """Those of them that the actor follows."""
        numbers = [number for number in self.numbers if number.isprintable()]
        if not numbers:
            return []
        return list(Matter.objects.visible_to(self.actor).exclude(phase="draft").filter(number__in=numbers))

    @cached_property
    def group_row(self) -> WorkingGroup | None:
        """The working group that calls."""
        asked = whole(str(self["group"].value() or ""))
        return WorkingGroup.objects.visible_to(self.actor).filter(pk=asked).first() if asked else None

    @cached_property
    def proposed(self) -> dict[str, Proposed]:
        """Whom the matters ask for, and the members of the group, each with the reason; never who chairs."""
        found = {one.post: one for one in acts.proposed(self.actor.government, self.matters)}
        if self.group_row is not None:
            for seat in self.group_row.seats():
                code = seat.post or seat.unit
                found.setdefault(code, Proposed(code, _("anggota gugus kerja"), seat.role != Role.OBSERVER))
        found.pop(self.chair, None)
        return found

    @property
    def guests(self) -> list[Guest]:
        """Who is called, with the posts of each unit to narrow it to."""
        return [self._guest(code, required) for code, required in self.called.items() if code != self.chair]

    @property
    def suggested(self) -> list[Guest]:
        """Who should be called besides."""
        secretary = str(self["secretary"].value() or "")
        wanted = (one for code, one in self.proposed.items() if code not in self.called and code != secretary)
        units = {code.partition("/")[0] for code in self.called}
        return [self._guest(one.post, one.required) for one in wanted if one.post.partition("/")[0] not in units]

    def _guest(self, code: str, required: bool) -> Guest:
        unit = code.partition("/")[0]
        posts = [(post.code, post.title) for post in self.organisation.posts_of.get(unit, ())]
        one = self.proposed.get(code)
        name = self.organisation.name_of(unit if len(posts) > 1 else code)
        reason = in_language(one.reason) if one else ""
        return Guest(code, name, required, reason, posts if len(posts) > 1 else ())

    @property
    def starts_at(self) -> datetime | None:
        """When it begins; None while day or hour lacks."""
        return self._moment("begins")

    @property
    def ends_at(self) -> datetime | None:
        """When it ends."""
        return self._moment("ends")

    def _moment(self, hour: str) -> datetime | None:
        values = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else self.initial
        day, at = values.get("day"), values.get(hour)
        if not (isinstance(day, date) and isinstance(at, time)):
            return None
        return datetime.combine(day, at, tzinfo=self.actor.government.zone)

    @property
    def call(self) -> Call:
        """The call as it stands; only of a form that is valid."""
        values = self.cleaned_data
        reasons = {code: str(one.reason) for code, one in self.proposed.items()}
        return Call(
            **{name: values[name] for name in ("sort", "title", "purpose", "place", "link", "secretary")},
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            invitees=tuple(code for code, required in self.called.items() if required),
            guests=tuple(code for code, required in self.called.items() if not required),
            reasons=reasons,
            items=self.items,
            group=whole(values["group"]),
            series=whole(values["series"]),
        )

    def clean(self) -> dict[str, Any]:
        """An hour without a day is no time at all."""
        values = super().clean() or {}
        if values.get("begins") and not values.get("day") and "day" not in self.errors:
            self.add_error("day", _("Tulis juga harinya, misalnya 2026-12-01."))
        return values


def _nothing_missing(value: Any) -> None:
    """Let a field be empty while one writes a draft."""


def _post(organisation: Organisation, code: str) -> str:
    """Who is called when a unit is: its head; an institution outside has none."""
    head = organisation.heads.get(code)
    return head.code if head else code


def _typed(data: QueryDict) -> list[Row]:
    columns = [data.getlist(name)[: ITEMS_LIMIT + 1] for name in ROWS]
    length = len(columns[0])
    padded = [[*column, *[""] * (length - len(column))] for column in columns]
    return [
        Row(title, minutes, matters, whole(carried)) for title, minutes, matters, carried in zip(*padded, strict=False)
    ]


def _moved(rows: list[Row], asked: str) -> list[Row]:
    """The rows after a button beside one of them: "up-2", "down-1", "off-3", or "add" for one more."""
    if asked == "add":
        return [*rows, Row()]
    how, _dash, number = asked.partition("-")
    at = whole(number)
    if at is None or at >= len(rows):
        return rows
    if how == "off":
        return rows[:at] + rows[at + 1 :]
    other = {"up": at - 1, "down": at + 1}.get(how, at)
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    return rows


def secretaries(organisation: Organisation, chair: str) -> list[tuple[str, str]]:
    """Who may write the minutes: posts of the unit of who chairs, and of the units right below it."""
    unit = chair.partition("/")[0]
    units = [unit, *(below.code for below in organisation.below.get(unit, ()))]
    posts = [post for code in units for post in organisation.posts_of.get(code, ()) if post.code != chair]
    names = [(p.code, p.title if p.unit == unit else f"{p.title}, {organisation.name_of(p.unit)}") for p in posts]
    return [("", _("Pimpinan rapat menulis sendiri")), *names]


@dataclass
class Clash:
    """Somebody who is called elsewhere at that hour."""

    name: str
    when: str


@dataclass
class Told:
    """What stands beside the form: the hours, the time of the agenda against them, who is called elsewhere."""

    when: str = ""
    total: int = 0
    room: int | None = None
    clashes: list[Clash] = field(default_factory=list)
    outside: str = ""  # why that is no office time

    @property
    def over(self) -> int:
        """By how many minutes the agenda is longer than the meeting."""
        return max(self.total - self.room, 0) if self.room is not None else 0


def _outside(government: Government, starts: datetime, ends: datetime | None) -> str:
    """That a meeting is called for a day or hours in which offices do not work; "" where they do."""
    calendar, zone = calendar_of(government), government.zone
    begins = starts.astimezone(zone)
    if not calendar.outside(begins, ends.astimezone(zone) if ends else None):
        return ""
    row = calendar.hours_on(begins.date())
    if row is None:
        return _("hari itu bukan hari kerja")
    opens, closes = f"{row.opens:%H.%M}", f"{row.closes:%H.%M}"
    return _("di luar jam kerja hari itu, %(opens)s sampai %(closes)s") % {"opens": opens, "closes": closes}


def _told(form: CallForm, draft: Meeting | None) -> Told:
    starts, ends = form.starts_at, form.ends_at
    told = Told(total=sum(item.minutes for item in form.items))
    if starts is None:
        return told
    told.when = hours(starts, ends)
    if ends is not None and ends > starts:
        told.room = int((ends - starts).total_seconds() // 60)
    told.outside = _outside(form.actor.government, starts, ends)
    posts = {form.chair, str(form["secretary"].value() or ""), *form.called} & form.organisation.posts.keys()
    seen: dict[str, Clash] = {}
    for seat in called_elsewhere(form.actor.government, posts, starts, ends, draft.pk if draft else None):
        name = form.organisation.name_of(seat.post)
        seen.setdefault(seat.post, Clash(name, hours(seat.subject.starts_at, seat.subject.ends_at)))
    told.clashes = list(seen.values())
    return told


def _page(
    request: ActingRequest,
    form: CallForm,
    draft: Meeting | None,
    status: int = 200,
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    if draft is None:
        form.offer_principals()
    carried = sum(row.follow_up is not None for row in form.rows)
    context = {
        "menu": "meetings",
        "form": form,
        "draft": draft,
        "action": url_of(draft) if draft else NEW,
        "key": str(uuid4()),
        "told": _told(form, draft),
        "chair": form.organisation.name_of(form.chair),
        "group": form.group_row,
        "carried": carried,
        "choices": choices(form.organisation),
        "refusal": refusal,
    }
    return render(request, "meetings/call.html", context, status=status)


# Views


@policy(Policy.ACTING)
def new(request: ActingRequest) -> HttpResponse:
    """A call: begun empty, for matters, for a working group, from a series, or where another meeting ended."""
    if request.method == "POST":
        return _answered(request, None)
    actor = request.actor
    form = CallForm.of(actor, _asked(request), actor.post)
    if request.GET.getlist("berkas"):
        form.called |= {one.post: one.required for one in form.proposed.values()}
    elif form.group_row is not None and not form.called:
        form.called = {one.post: one.required for one in form.proposed.values()}
    return _page(request, form, None)


def _asked(request: ActingRequest) -> Call:
    """The call that an address asks for; what it names and is not there for this reader is told."""
    actor, query = request.actor, request.GET
    lost = []
    call = Call()
    if asked := query.get("lanjutan"):
        meeting = find(actor, whole(asked) or 0)
        call = acts.after(actor, meeting) if meeting and meeting.phase != "draft" else call
        lost += [] if meeting else [asked]
    elif asked := query.get("seri"):
        series = Series.objects.filter(government=actor.government, pk=whole(asked) or 0, drafted_by__in=actor.posts)
        row = series.first()
        call = acts.next_of(actor, row) if row else call
        lost += [] if row else [asked]
    elif asked := query.get("gugus"):
        group = WorkingGroup.objects.visible_to(actor).filter(pk=whole(asked) or 0).first()
        if group:
            secretary = next((seat.post for seat in group.seats() if seat.role == Role.SECRETARY), "")
            carried = tuple(acts.still_open(actor, group=group))
            call = Call(
                title=_("Rapat %(name)s") % {"name": group.name}, secretary=secretary, group=group.pk, items=carried
            )
        lost += [] if group else [asked]
    elif numbers := [number.replace("\x00", "")[:20] for number in query.getlist("berkas")[:ITEMS_LIMIT]]:
        matters = list(Matter.objects.visible_to(actor).exclude(phase="draft").filter(number__in=numbers))
        lost += sorted(set(numbers) - {str(matter.number) for matter in matters})
        about = tuple(Item(matter.title, 30, (str(matter.number),)) for matter in matters)
        title = _("Rapat %(title)s") % {"title": matters[0].title} if matters else ""
        call = Call(title=title[: acts.TITLE_LIMIT], items=(*acts.still_open(actor, matters), *about))
    for word in lost:
        messages.warning(
            request, _("“%(word)s” tidak ada, atau jabatan Anda tidak ikut di dalamnya.") % {"word": word[:40]}
        )
    known = {code for code, _name in secretaries(history(actor.government).on(actor.government.today()), actor.post)}
    return replace(call, secretary=call.secretary if call.secretary in known else "")


@policy(Policy.ACTING)
def edit(request: ActingRequest, draft: int) -> HttpResponse:
    """The same page with what a draft holds; one that was sent leads to its meeting."""
    found = _draft(request.actor, draft)
    if found is None:
        return _sent_before(request, draft)
    if request.method == "POST":
        return _answered(request, found)
    return _page(request, CallForm.of(request.actor, call_of(found), found.drafted_by), found)


def _sent_before(request: ActingRequest, draft: int) -> HttpResponse:
    """On to the meeting that a draft has become; what was typed since then stays on the page."""
    sent = find(request.actor, draft)
    if sent is None:
        return not_found(request)
    typed = (request.POST.get("title", "").strip(), request.POST.get("purpose", "").strip())
    if request.method != "POST" or typed == (sent.title, sent.purpose):
        return SeeOther(url_of(sent))
    messages.warning(request, _("Draf ini sudah dikirim atau dihapus. Tulisan Anda di bawah belum tersimpan."))
    return _page(request, CallForm.sent(request.actor, request.POST, request.actor.post), None, 409)


def _draft(actor: Actor, draft: int) -> Meeting | None:
    found = find(actor, draft)
    return found if found and found.phase == "draft" else None


def call_of(meeting: Meeting) -> Call:
    """A draft as a call."""
    seats = meeting.seats()

    def of(role: Role) -> tuple[str, ...]:
        return tuple(seat.post or seat.unit for seat in seats if seat.role == role)

    return Call(
        **{name: getattr(meeting, name) for name in ("sort", "title", "purpose", "place", "link")},
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        secretary=next(iter(of(Role.SECRETARY)), ""),
        invitees=of(Role.INVITEE),
        guests=of(Role.GUEST),
        items=tuple(
            Item(item.title, item.minutes, tuple(sorted(str(m.number) for m in item.matters.all())), item.follow_up_id)
            for item in meeting.items.prefetch_related("matters")
        ),
        group=meeting.group_id,
        series=meeting.series_id,
    )


def _answered(request: ActingRequest, draft: Meeting | None) -> HttpResponse:
    """Take what was sent: another guest or row, a draft to keep, or invitations to send."""
    actor, do = request.actor, request.POST.get("do", "")
    asked = request.POST.get("principal", "")
    chair = draft.drafted_by if draft else asked if asked in actor.posts else actor.post
    form = CallForm.sent(actor, request.POST, chair)
    if not form.is_valid() or do not in ("save", "call"):
        bad = bool(form.errors) and do in ("save", "call", "add")
        return _page(request, form, draft, 422 if bad else 200)
    try:
        kept = acts.save_meeting(
            actor=actor, call=form.call, draft=draft.pk if draft else None, principal=chair, key=_key(request, "draf")
        )
    except Invalid as bad_form:
        form.refuse(bad_form.errors)
        return _page(request, form, draft, 422)
    except AlreadyDone:
        messages.info(request, _("Formulir ini sudah diterima."))
        return SeeOther(url_of(draft) if draft else "/kerja/rapat/?lihat=draf")
    except Meeting.DoesNotExist:  # it was sent or thrown away meanwhile
        sentence = _("Draf ini sudah dikirim atau dihapus. Tulisan Anda di bawah belum tersimpan.")
        messages.warning(request, sentence)
        return _page(request, form, None, 409)
    kept.government = actor.government
    if do == "save":
        messages.success(request, _("Draf rapat tersimpan. Belum ada undangan yang terkirim."))
        return SeeOther(url_of(kept))
    return _called(request, form, kept)


def _called(request: ActingRequest, form: CallForm, kept: Meeting) -> HttpResponse:
    """The invitations go out."""
    seat = next(seat for seat in kept.seats() if seat.role == Role.CHAIR)
    try:
        done = acts.step_meeting(
            actor=request.actor,
            meeting=kept.pk,
            seat=seat.pk,
            deed=Deed("undang"),
            seen=seen_of(kept, seat),
            key=_key(request, "undang"),
        )
    except Invalid as bad:
        form.refuse(bad.errors)
        return _page(request, form, kept, 422)
    except Refused as stop:
        return _page(request, form, kept, 422, refusal=in_language(stop))
    except Stale as late:
        messages.warning(request, in_language(str(late)))
        return SeeOther(url_of(kept))
    called = sum(seat.role in (Role.INVITEE, Role.GUEST) for seat in kept.seats())
    told = _("Undangan terkirim kepada %(n)s jabatan. Jawabannya tampak di bawah.") % {"n": called}
    messages.success(request, told)
    return SeeOther(url_of(done))


def _key(request: ActingRequest, what: str) -> str:
    """One form does two things, each once: the draft is kept, and it is sent."""
    return sha256(f"{key_of(request)} {what}".encode()).hexdigest()


@policy(Policy.ACTING)
def discard(request: ActingRequest, draft: int) -> HttpResponse:
    """Throw a draft away, after a look at what it is."""
    found = _draft(request.actor, draft)
    if found is None:
        return not_found(request)
    if request.method != "POST":
        return render(request, "meetings/discard.html", {"menu": "meetings", "draft": found})
    try:
        acts.discard_meeting(actor=request.actor, draft=draft)
    except Meeting.DoesNotExist:
        return not_found(request)
    messages.success(request, _("Draf rapat dihapus."))
    return SeeOther("/kerja/rapat/")

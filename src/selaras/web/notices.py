"""Pemberitahuan: what a post was told, how its holder wants to be told, where his mail goes and what came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.actions import mail, mailboxes
from selaras.actions import notices as acts
from selaras.actions.offices import AlreadyDone, Office, serves
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records import turns
from selaras.records.mail import AT_ONCE, DIGEST, DIGEST_AT, WORKSPACE, DigestHour, Mailbox, mailbox_of, undelivered
from selaras.records.notices import ANSWER, REMINDER, TERM, TURN, Notice, of_sort
from selaras.records.people import Tenure
from selaras.records.units import history
from selaras.web.forms import Select, key_of, whole
from selaras.web.language import in_language
from selaras.web.mail import digest_of
from selaras.web.pages import keep
from selaras.web.people import OfficeForm
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.quarters import Choice
from selaras.web.subjects import SeeOther

LIST = "/kerja/pemberitahuan/"
SETTINGS = "/kerja/pemberitahuan/pengaturan/"
PER_PAGE = 50
SHORT = 20  # rows of a list of the office
SORTS = {"pengingat": REMINDER, "jawaban": ANSWER, "tenggat": TERM}
UNREAD = "belum"


def sort_words() -> dict[str, str]:
    """The sorts of what one is told, in words."""
    return {
        TURN: _("Giliran baru"),
        REMINDER: _("Pengingat"),
        ANSWER: _("Jawaban"),
        TERM: _("Tenggat yang mendekat"),
    }


def sort_hints() -> dict[str, str]:
    """What is meant by each sort."""
    return {
        TURN: _("Sesuatu mulai menunggu jabatan Anda."),
        REMINDER: _("Yang lewat tenggat pada Anda, atau pada pihak yang Anda koordinasikan."),
        ANSWER: _("Putusan atas yang Anda mohonkan."),
        TERM: _("Gugus kerja yang hampir berakhir dan pengecualian yang hampir ditinjau."),
    }


def way_words() -> dict[str, str]:
    """The ways of being told, in words."""
    return {
        AT_ONCE: _("Surel, segera"),
        DIGEST: _("Surel, dalam ringkasan harian"),
        WORKSPACE: _("Hanya di ruang kerja"),
    }


# What a post was told


@policy(Policy.ACTING)
def notices(request: ActingRequest) -> HttpResponse:
    """All that the reader's posts were told, the unread first; all put aside at once, and that undone."""
    sort = SORTS.get(request.GET.get("jenis", ""), "")
    state = UNREAD if request.GET.get("keadaan", "") == UNREAD else ""
    if request.method == "POST":
        return _put_aside(request, sort)
    keep(request)
    actor = request.actor
    mine = Notice.objects.filter(government=actor.government, post__in=actor.posts)
    unread = turns.unread(actor).count()
    found = mine.filter(of_sort(sort)) if sort else mine
    found = found.filter(read_at__isnull=True) if state else found
    was_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    page = Paginator(found.order_by(was_read, "-made_at", "-pk"), PER_PAGE).get_page(
        whole(request.GET.get("hal", "")) or 1
    )
    words, organisation = sort_words(), history(actor.government).on(actor.government.today())
    name = next((name for name, code in SORTS.items() if code == sort), "")
    asked = {key: value for key, value in (("jenis", name), ("keadaan", state)) if value}
    undone = _moment(request.GET.get("dibaca", ""))
    context: dict[str, Any] = {
        "menu": "notices",
        "page": page,
        "rows": [
            (row, words[row.sort], "" if row.post == actor.post else organisation.name_of(row.post)) for row in page
        ],
        "unread": unread,
        "here": f"?{urlencode(asked)}" if asked else "",
        "query": f"{urlencode(asked)}&" if asked else "",
        "filters": [
            (_("Keadaan"), _ways(asked, "keadaan", [("", _("Semua")), (UNREAD, _("Belum dibaca"))])),
            (_("Jenis"), _ways(asked, "jenis", [("", _("Semua")), *((one, words[SORTS[one]]) for one in SORTS)])),
        ],
        "undo": request.GET.get("dibaca", "") if undone and mine.filter(read_at=undone).exists() else "",
        "mailbox": mailbox_of(actor.person),
        "configured": mail.configured(),
    }
    return render(request, "notices/list.html", context)


def _ways(asked: dict[str, str], name: str, known: list[tuple[str, str]]) -> list[Choice]:
    """The links of a filter, the one that is chosen among them."""
    found = []
    for code, words in known:
        others = {**{key: value for key, value in asked.items() if key != name}, **({name: code} if code else {})}
        href = f"{LIST}?{urlencode(others)}" if others else LIST
        found.append(Choice(words, href, asked.get(name, "") == code))
    return found


def _moment(text: str) -> datetime | None:
    """The moment in an address; None where none is meant."""
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return found if found.tzinfo else None


def _put_aside(request: ActingRequest, sort: str) -> HttpResponse:
    """Put aside all that is unread (of the sort on the page), or undo that."""
    do = request.POST.get("do", "")
    if do == "undo" and (at := _moment(request.POST.get("at", ""))):
        acts.take_all_up(actor=request.actor, at=at)
    elif do == "all":
        many, at = acts.put_all_aside(actor=request.actor, sort=sort)
        if many:
            done = ngettext("%(n)s pemberitahuan sudah dibaca.", "%(n)s pemberitahuan sudah dibaca.", many)
            messages.success(request, done % {"n": many})
            return SeeOther(f"{LIST}?{urlencode({'dibaca': at.isoformat()})}")
    return SeeOther(LIST)


@policy(Policy.ACTING)
def notice_read(request: ActingRequest, notice: int) -> HttpResponse:
    """Put a notice aside, or let it be unread again; one to somebody else is one that never was."""
    if request.method != "POST":
        return SeeOther(LIST)
    act: Callable[..., None] = acts.take_up if request.POST.get("do") == "unread" else acts.put_aside
    with suppress(Notice.DoesNotExist):
        act(actor=request.actor, notice=notice)
    return SeeOther(LIST if request.POST.get("from") == "list" else "/kerja/")


# How one wants to be told


class HourField(forms.TimeField):
    """An hour of the day, picked or typed."""

    def __init__(self, label: str) -> None:
        wrong = _("Tulis jam yang ada, misalnya 07.30.")
        super().__init__(
            label=label,
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "narrow"}),
            error_messages={"invalid": wrong, "required": wrong},
        )


class WishesForm(OfficeForm):
    """The way for each sort, and the quiet hours."""

    def __init__(self, data: Any = None, mailbox: Mailbox | None = None) -> None:
        own = mailbox or Mailbox()
        initial = {sort: own.way(sort) for sort in sort_words()} | {
            "quiet_from": own.quiet_from,
            "quiet_to": own.quiet_to,
            "quiet_free": own.quiet_free,
        }
        super().__init__(data, auto_id="cara-%s", initial=initial)
        hints, wrong = sort_hints(), _("Pilih dari daftar.")
        for sort, words in sort_words().items():
            self.fields[sort] = forms.ChoiceField(
                label=words,
                help_text=hints[sort],
                choices=list(way_words().items()),
                widget=Select,
                error_messages={"required": wrong, "invalid_choice": wrong},
            )
        self.fields["quiet_from"] = HourField(_("Tenang sejak pukul"))
        self.fields["quiet_to"] = HourField(_("Sampai pukul"))
        self.fields["quiet_free"] = forms.BooleanField(label=_("Tenang juga sepanjang hari libur"), required=False)

    @property
    def ways(self) -> list[forms.BoundField]:
        """The fields that ask for a way."""
        return [self[sort] for sort in sort_words()]

    @property
    def wanted(self) -> mailboxes.Wishes:
        """What was chosen; only of a form that is valid."""
        values = self.cleaned_data
        choices = {sort: values[sort] for sort in sort_words()}
        return mailboxes.Wishes(choices, values["quiet_from"], values["quiet_to"], values["quiet_free"])


class AddressForm(OfficeForm):
    """One's own address."""

    def __init__(self, data: Any = None, address: str = "") -> None:
        super().__init__(data, auto_id="surel-%s", initial={"address": address})
        self.fields["address"] = forms.CharField(
            label=_("Alamat surel Anda"),
            help_text=_("Tidak pernah ditampilkan kepada umum. Kosongkan bila Anda tidak mau dikirimi surel."),
            required=False,
            max_length=mailboxes.ADDRESS_LIMIT,
            widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "inputmode": "email"}),
        )


class DigestForm(OfficeForm):
    """The hour of the digest."""

    def __init__(self, data: Any = None, at: Any = DIGEST_AT) -> None:
        super().__init__(data, auto_id="ringkasan-%s", initial={"at": at})
        self.fields["at"] = HourField(_("Pukul"))


@dataclass(frozen=True)
class Undelivered:
    """A person whom mail does not reach, as the offices see him: name, posts, since when, what the server said."""

    name: str
    posts: list[str]
    since: datetime
    answer: str


def _undelivered(request: ActingRequest) -> list[Undelivered]:
    government = request.government
    boxes = undelivered(government)[:SHORT]
    organisation = history(government).on(government.today())
    held: dict[int, list[str]] = {}
    running = Tenure.objects.filter(government=government, person__in=[row.person_id for row in boxes])
    for person, post in running.on(government.today()).order_by("post").values_list("person_id", "post"):
        held.setdefault(person, []).append(organisation.name_of(post))
    return [
        Undelivered(row.person.name, held.get(row.person_id, []), row.refused_at, row.refused_with)
        for row in boxes
        if row.refused_at
    ]


def _page(
    request: ActingRequest,
    status: int = 200,
    *,
    sent: Mapping[str, OfficeForm] | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    actor, mailbox = request.actor, mailbox_of(request.actor.person)
    hour = DigestHour.objects.filter(government=actor.government, post=actor.post).first()
    example = None
    if "contoh" in request.GET:
        letter = digest_of(actor, mailbox)
        example = mail.written(actor.tenure, letter)[:2] if letter else ("", "")
    offices = {office: serves(actor, office) for office in (Office.PERSONNEL, Office.ORGANISATION)}
    context = {
        "menu": "notices",
        "mailbox": mailbox,
        "address": actor.person.email,
        "configured": mail.configured(),
        "forms": {
            "wishes": WishesForm(mailbox=mailbox),
            "address": AddressForm(address=actor.person.email),
            "digest": DigestForm(at=hour.at if hour else DIGEST_AT),
            **(sent or {}),
        },
        "form": next(iter((sent or {}).values()), None),
        "example": example,
        "keeps": any(offices.values()),
        "organisation_office": offices[Office.ORGANISATION],
        "undelivered": _undelivered(request) if any(offices.values()) else [],
        "failed": mail.failed_of(actor.government) if offices[Office.ORGANISATION] else [],
        "key": str(uuid4()),
        "refusal": refusal,
    }
    return render(request, "notices/settings.html", context, status=status)


@policy(Policy.ACTING)
def settings(request: ActingRequest) -> HttpResponse:
    """How the reader wants to be told, where his mail goes, his post's digest; for offices what came back."""
    if request.method != "POST":
        return _page(request)
    do = request.POST.get("do", "")
    made: dict[str, Callable[[], OfficeForm]] = {
        "wishes": lambda: WishesForm(request.POST),
        "address": lambda: AddressForm(request.POST),
        "digest": lambda: DigestForm(request.POST),
    }
    form = made[do]() if do in made else OfficeForm(request.POST)
    sent = {do: form} if do in made else {}
    if not form.is_valid():
        return _page(request, 422, sent=sent)
    try:
        done = _carry_out(request, do, form)
    except Invalid as bad:
        form.refuse(bad.errors)
        return _page(request, 422, sent=sent)
    except Refused as stop:
        return _page(request, 422, sent=sent, refusal=in_language(stop))
    except AlreadyDone:
        return SeeOther(SETTINGS)
    if not done:
        return _page(request, 422)
    messages.success(request, done)
    return SeeOther(SETTINGS)


def _carry_out(request: ActingRequest, do: str, form: OfficeForm) -> str:
    """Do what was sent; what to say of it, "" where nothing is meant."""
    actor, key = request.actor, key_of(request)
    if isinstance(form, WishesForm):
        mailboxes.choose(actor=actor, wanted=form.wanted, key=key)
        return _("Pilihan Anda disimpan. Bila keliru, kembalikan di bawah.")
    if isinstance(form, AddressForm):
        mailboxes.set_address(actor=actor, address=form.cleaned_data["address"], key=key)
        return _("Alamat surel Anda disimpan.")
    if isinstance(form, DigestForm):
        mailboxes.set_hour(actor=actor, at=form.cleaned_data["at"], key=key)
        return _("Jam ringkasan jabatan ini disimpan.")
    if do == "undo" and mailboxes.undo(actor=actor):
        return _("Pilihan yang sebelumnya berlaku lagi.")
    if do == "confirm":
        mailboxes.confirm_address(actor=actor)
        return _("Surel berikutnya dikirim lagi ke alamat itu.")
    if do == "again":
        many = mailboxes.send_again(actor=actor, key=key)
        return ngettext("%(n)s surel dikirim ulang.", "%(n)s surel dikirim ulang.", many) % {"n": many}
    return ""

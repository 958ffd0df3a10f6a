"""The clocks of a matter on a page of their own: what stands still, since when and why; suspended and resumed there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions import pauses as acts
from selaras.actions.refusals import Invalid, Stale
from selaras.law.clocks import LONGEST, WHY
from selaras.law.procedures import Refused
from selaras.web.forms import Select, day_field, key_of
from selaras.web.language import in_language
from selaras.web.matters import Page, find, not_found
from selaras.web.pages import fresh_key
from selaras.web.people import OfficeForm
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther

EVERY = "semua"


def _text(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=acts.REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Isi %(label)s lebih dahulu.") % {"label": label[:1].lower() + label[1:]}},
    )


class _ClockForm(OfficeForm):
    """Whose clock it is, and why."""

    def __init__(self, page: Page, orders: list[int | None], data: Any, prefix: str) -> None:
        super().__init__(data, auto_id=f"{prefix}-%s")
        names = {seat.order: page.name(seat) for seat in page.participants}
        self.fields["seat"] = forms.ChoiceField(
            label=_("Tenggat siapa"),
            choices=[
                (EVERY, _("Semua peserta")) if order is None else (str(order), names.get(order, "")) for order in orders
            ],
            widget=Select(attrs={"class": "input"}),
            error_messages={"required": _("Pilih salah satu."), "invalid_choice": _("Pilih dari daftar.")},
        )

    @property
    def order(self) -> int | None:
        """The place of the seat that was chosen, None for all."""
        chosen = self.cleaned_data["seat"]
        return None if chosen == EVERY else int(chosen)


class SuspendForm(_ClockForm):
    """A clock suspended until a last day."""

    def __init__(self, page: Page, data: Any = None) -> None:
        super().__init__(page, [None, *(seat.order for seat in page.participants if seat.turn)], data, "tangguhkan")
        self.fields["why"] = forms.ChoiceField(
            label=_("Sebabnya"),
            help_text=_("Sebab ini terbaca umum; rinciannya hanya oleh para pihak."),
            choices=[(code, in_language(words)) for code, words in WHY.items()],
            widget=forms.RadioSelect,
            error_messages={"required": _("Pilih salah satu."), "invalid_choice": _("Pilih dari daftar.")},
        )
        self.fields["text"] = _text(_("Apa yang ditunggu"), _("Dari siapa, sejak kapan, dan surat mana yang dirujuk."))
        self.fields["last"] = day_field(
            _("Sampai"),
            _("Hari terakhir; sesudahnya tenggat berjalan lagi sendiri. Paling lama %(n)s hari.") % {"n": LONGEST},
            required=True,
        )


class ResumeForm(_ClockForm):
    """A clock that runs again before its day."""

    def __init__(self, page: Page, data: Any = None) -> None:
        super().__init__(page, [pause.seat for pause, _name, _text in page.paused], data, "lanjutkan")
        self.fields["text"] = _text(_("Mengapa berjalan lagi"), _("Misalnya: balasan surat sudah diterima."))


def _page(
    request: ActingRequest,
    page: Page,
    sent: dict[str, OfficeForm] | None = None,
    status: int = 200,
    *,
    stale: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    own: dict[str, OfficeForm] = {"suspend": SuspendForm(page), "resume": ResumeForm(page)}
    context = {
        "menu": "matter",
        "page": page,
        "matter": page.matter,
        "forms": own | (sent or {}),
        "open": next(iter(sent or {}), ""),
        "earliest": page.today,
        "latest": page.today + timedelta(days=LONGEST),
        "basis": acts.BASIS,
        "key": fresh_key(request),
        "unsent": request.POST.get("text", "").replace("\x00", ""),
        "stale": stale,
        "refusal": refusal,
    }
    return render(request, "pauses/pauses.html", context, status=status)


@policy(Policy.ACTING)
def pauses(request: ActingRequest, number: str) -> HttpResponse:
    """The clocks of a matter that stand still; who coordinates or leads it suspends and resumes them."""
    found = find(request.actor, number)
    if found is None:
        return not_found(request)
    page = Page(request.actor, found)
    if request.method != "POST":
        return _page(request, page)
    resumes = request.POST.get("do") == "resume"
    form: _ClockForm = ResumeForm(page, request.POST) if resumes else SuspendForm(page, request.POST)
    sent: dict[str, OfficeForm] = {"resume" if resumes else "suspend": form}
    if not form.is_valid():
        return _page(request, page, sent, 422)
    given = form.cleaned_data
    common: dict[str, Any] = {"actor": request.actor, "number": number, "seat": form.order, "key": key_of(request)}
    try:
        if resumes:
            acts.resume(text=given["text"], **common)
            messages.success(request, _("Tenggat berjalan lagi mulai hari ini."))
        else:
            acts.suspend(why=given["why"], text=given["text"], last=given["last"], **common)
            messages.success(
                request, _("Tenggat ditangguhkan. Semua orang melihat sejak kapan, sampai kapan, dan sebabnya.")
            )
    except Invalid as bad:
        form.refuse(bad.errors)
        return _page(request, page, sent, 422)
    except Stale as late:
        return _page(request, page, sent, 409, stale=in_language(str(late)))
    except Refused as stop:
        return _page(request, page, sent, 422, refusal=in_language(stop))
    return SeeOther(page.url)

"""Kunci: the tokens by which programs act for one's post, each shown once, listed and revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions import tokens as acts
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records.people import Actor
from selaras.records.tokens import Token, tokens_of
from selaras.web.forms import day_field, key_of, whole
from selaras.web.language import in_language
from selaras.web.people import OfficeForm, text_field
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther

TOKENS = "/kerja/kunci/"
USUAL = timedelta(days=90)  # for which a token runs where nobody chooses another day


def scope_words() -> dict[str, str]:
    """What a token covers, in words."""
    return {
        "baca": _("Membaca yang jabatan ini boleh baca, termasuk Giliran Anda"),
        "berkas": _("Membuka berkas dan mengambil langkah di dalamnya"),
        "rapat": _("Mengundang rapat dan mengambil langkah di dalamnya"),
        "hasil": _("Mengambil langkah pada tindak lanjut dan gugus kerja"),
    }


class TokenForm(OfficeForm):
    """What a new token is called, what it covers and until when."""

    def __init__(self, actor: Actor, data: Any = None) -> None:
        today = actor.government.today()
        super().__init__(data, auto_id="kunci-%s", initial={"expires_on": today + USUAL, "scopes": ["baca"]})
        self.fields["name"] = text_field(_("Nama"), _("Program yang memakainya, misalnya SIPD."), most=acts.NAME_LIMIT)
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=_("Cakupan"),
            choices=list(scope_words().items()),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Pilih sekurang-kurangnya satu cakupan."),
                "invalid_choice": _("Pilih dari daftar."),
            },
        )
        self.fields["expires_on"] = day_field(_("Berlaku sampai"), _("Paling lama satu tahun."), required=True)


@dataclass(frozen=True)
class Listed:
    """A token as its owner sees it: what it covers in words, and why it opens nothing any more, if that is so."""

    row: Token
    covers: list[str]
    over: str  # "" while it runs


def _listed(actor: Actor, row: Token) -> Listed:
    over = _("Dicabut") if row.revoked_at else _("Masanya habis") if row.expires_on < actor.government.today() else ""
    words = scope_words()
    return Listed(row, [words.get(scope, scope) for scope in row.scopes], over)


def _page(
    request: ActingRequest,
    status: int = 200,
    *,
    form: TokenForm | None = None,
    secret: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    rows = [_listed(request.actor, row) for row in tokens_of(request.actor)]
    context = {
        "menu": "tokens",
        "form": form or TokenForm(request.actor),
        "secret": secret,
        "site": request.build_absolute_uri("/").rstrip("/"),
        "running": [row for row in rows if not row.over],
        "past": [row for row in rows if row.over],
        "owning": acts.OWN,
        "key": str(uuid4()),
        "refusal": refusal,
    }
    return render(request, "tokens/tokens.html", context, status=status)


@policy(Policy.ACTING)
def tokens(request: ActingRequest) -> HttpResponse:
    """The tokens of the post one acts in; a new one is shown in the answer to the form that made it, this once."""
    if request.method != "POST":
        return _page(request)
    if request.POST.get("do") == "revoke":
        return _revoke(request)
    form = TokenForm(request.actor, request.POST)
    if not form.is_valid():
        return _page(request, 422, form=form)
    try:
        _row, secret = acts.make_token(actor=request.actor, key=key_of(request), **form.cleaned_data)
    except AlreadyDone:
        messages.info(
            request, _("Formulir itu sudah diterima. Bila kuncinya belum Anda salin, cabut dan buat yang baru.")
        )
        return SeeOther(TOKENS)
    except Invalid as bad:
        form.refuse(bad.errors)
        return _page(request, 422, form=form)
    except Refused as stop:
        return _page(request, 422, form=form, refusal=in_language(stop))
    return _page(request, secret=secret)


def _revoke(request: ActingRequest) -> HttpResponse:
    try:
        row = acts.revoke_token(
            actor=request.actor, token=whole(request.POST.get("token", "")) or 0, key=key_of(request)
        )
    except AlreadyDone:
        return SeeOther(TOKENS)
    except Token.DoesNotExist:
        raise Http404 from None
    messages.success(
        request, _("Kunci %(name)s dicabut. Program yang memakainya langsung ditolak.") % {"name": row.name}
    )
    return SeeOther(TOKENS)

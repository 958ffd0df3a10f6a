"""Kait: addresses outside that are told of what is open to all, in the hands of the organisation office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.actions import webhooks as acts
from selaras.actions.offices import AlreadyDone, Office
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records.governments import Government
from selaras.records.webhooks import DEAD, SEAL, SENT, WAITING, Delivery, Endpoint
from selaras.web.forms import key_of, whole
from selaras.web.language import in_language
from selaras.web.offices import kept_by
from selaras.web.people import OfficeForm, text_field
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther

WEBHOOKS = "/kerja/kait/"
SHORT = 10  # deliveries that are listed below an endpoint


def event_words() -> dict[str, str]:
    """What an address can hear of, in words."""
    return {
        "matter": _("Berkas"),
        "meeting": _("Rapat"),
        "follow_up": _("Tindak lanjut"),
        "working_group": _("Gugus kerja"),
        "document": _("Kebijakan, rencana, dan program"),
        SEAL: _("Segel harian buku besar"),
    }


class EndpointForm(OfficeForm):
    """A new address, what it hears of, and whose it is."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="kait-%s", initial={"events": ["matter", "meeting"]})
        self.fields["url"] = text_field(
            _("Alamat penerima"),
            _("Dimulai dengan https:// dan berada di internet, misalnya https://contoh.go.id/kait"),
            most=acts.URL_LIMIT,
            inputmode="url",
        )
        self.fields["events"] = forms.MultipleChoiceField(
            label=_("Peristiwa"),
            choices=list(event_words().items()),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Pilih sekurang-kurangnya satu peristiwa."),
                "invalid_choice": _("Pilih dari daftar."),
            },
        )
        self.fields["note"] = text_field(
            _("Keterangan"), _("Milik siapa dan untuk apa."), required=False, most=acts.NOTE_LIMIT
        )


@dataclass(frozen=True)
class Listed:
    """An endpoint with how its deliveries stand, and those of them that were given up, the newest first."""

    row: Endpoint
    events: list[str]
    waiting: int
    sent: int
    dead: int
    failed: list[Delivery]


def _listed(government: Government) -> list[Listed]:
    rows = list(Endpoint.objects.filter(government=government).order_by("ended_at", "-created_at")[:100])
    counted = Delivery.objects.filter(endpoint__in=[row.pk for row in rows]).values_list("endpoint_id", "state")
    counts = {(pk, state): n for pk, state, n in counted.annotate(n=Count("pk")).order_by()}
    failed: dict[int, list[Delivery]] = {}
    for delivery in Delivery.objects.filter(endpoint__in=[row.pk for row in rows], state=DEAD).order_by("-pk")[:500]:
        failed.setdefault(delivery.endpoint_id, []).append(delivery)
    words = event_words()
    return [
        Listed(
            row,
            [words.get(event, event) for event in row.events],
            counts.get((row.pk, WAITING), 0),
            counts.get((row.pk, SENT), 0),
            counts.get((row.pk, DEAD), 0),
            failed.get(row.pk, [])[:SHORT],
        )
        for row in rows
    ]


def _page(
    request: ActingRequest,
    status: int = 200,
    *,
    form: EndpointForm | None = None,
    made: tuple[Endpoint, str] | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    rows = _listed(request.government)
    running = [row for row in rows if row.row.ended_at is None]
    context = {
        "menu": "webhooks",
        "form": form or EndpointForm(),
        "made": made[0] if made else None,
        "secret": made[1] if made else "",
        "running": running,
        "seal_kept_inside": not any(SEAL in row.row.events for row in running),
        "past": [row for row in rows if row.row.ended_at],
        "outside": acts.OUTSIDE,
        "key": str(uuid4()),
        "refusal": refusal,
    }
    return render(request, "webhooks/webhooks.html", context, status=status)


@policy(Policy.ACTING)
@kept_by(Office.ORGANISATION)
def webhooks(request: ActingRequest) -> HttpResponse:
    """The addresses and how their deliveries stand; the secret of a new one is shown this once."""
    if request.method != "POST":
        return _page(request)
    if request.POST.get("do") in ("end", "again"):
        return _change(request, request.POST["do"])
    form = EndpointForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, form=form)
    try:
        made = acts.register_endpoint(actor=request.actor, key=key_of(request), **form.cleaned_data)
    except AlreadyDone:
        said = _("Formulir itu sudah diterima. Bila rahasianya belum Anda salin, akhiri alamat itu dan daftarkan lagi.")
        messages.info(request, said)
        return SeeOther(WEBHOOKS)
    except Invalid as bad:
        form.refuse(bad.errors)
        return _page(request, 422, form=form)
    except Refused as stop:
        return _page(request, 422, form=form, refusal=in_language(stop))
    return _page(request, made=made)


def _change(request: ActingRequest, do: str) -> HttpResponse:
    endpoint = whole(request.POST.get("endpoint", "")) or 0
    try:
        if do == "end":
            acts.end_endpoint(actor=request.actor, endpoint=endpoint, key=key_of(request))
            said = _("Alamat itu tidak dikirimi lagi.")
        else:
            n = acts.send_again(actor=request.actor, endpoint=endpoint, key=key_of(request))
            said = ngettext("%(n)s kiriman dicoba lagi.", "%(n)s kiriman dicoba lagi.", n) % {"n": n}
    except AlreadyDone:
        return SeeOther(WEBHOOKS)
    except Endpoint.DoesNotExist:
        raise Http404 from None
    except Refused as stop:
        return _page(request, 422, refusal=in_language(stop))
    messages.success(request, said)
    return SeeOther(WEBHOOKS)

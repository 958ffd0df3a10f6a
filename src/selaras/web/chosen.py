"""The post a form was opened in: who holds several never acts by accident in another than the one he saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from selaras.records.people import Actor, Tenure
from selaras.web.unsent import typed

CHOSEN = "tenure"  # the session's key for the tenure one acts in
OPENED = "as"  # the field of every form of the workspace: the tenure in which its page was opened
CHANGE = "change"  # the button that takes another post and shows the form again
NEVER_SENT_ON = {"csrfmiddlewaretoken", OPENED, CHANGE}


def opened_as(request: HttpRequest) -> SafeString:
    """The hidden field that names the tenure in which a page is opened; nothing for who acts in none."""
    actor: Actor | None = getattr(request, "actor", None)
    return mark_safe(f'<input type="hidden" name="{OPENED}" value="{actor.tenure.pk}">' if actor else "")


def who_sends(request: HttpRequest, actor: Actor, tenures: Sequence[Tenure]) -> Actor | HttpResponse:
    """Who acts with a form: `actor`, unless it was opened in another of his posts, which is refused and explained.

    Who presses the button of that refusal takes the post he chose there; he looks once more before anything is done.
    """
    sent = request.POST.get(OPENED, "")
    held = {str(tenure.pk): tenure for tenure in tenures}
    if CHANGE in request.POST and sent in held:
        request.session[CHOSEN] = held[sent].pk
        return replace(Actor(actor.government, actor.person, held[sent]), changed=True)
    if sent == str(actor.tenure.pk) or (not sent and len(held) == 1):
        return actor
    opened = held.get(sent)
    choices = [opened, actor.tenure] if opened else [actor.tenure, *(t for t in tenures if t != actor.tenure)]
    context = {
        "sentence": _refusal(actor, sent, held),
        "choices": [(tenure.pk, Actor(actor.government, actor.person, tenure).title) for tenure in choices],
        "field": OPENED,
        "button": CHANGE,
        "fields": [
            (name, str(value).replace("\x00", ""))
            for name, values in request.POST.lists()
            for value in values
            if name not in NEVER_SENT_ON
        ],
        "texts": typed(request),
        "files": bool(request.FILES),
    }
    return render(request, "acting/another_post.html", context, status=409)


def _refusal(actor: Actor, sent: str, held: Mapping[str, Tenure]) -> str:
    """In which post the form was opened and in which one acts now."""
    own = Tenure.objects.filter(government=actor.government, person=actor.person)
    opened = held.get(sent) or next((tenure for tenure in own if str(tenure.pk) == sent), None)
    if opened is None:
        sentence = _("Formulir ini tidak menyebut jabatannya. Sekarang Anda bertindak sebagai %(now)s.")
        return sentence % {"now": actor.title}
    names = {"now": actor.title, "opened": Actor(actor.government, actor.person, opened).title}
    if sent in held:
        return _("Formulir ini dibuka sebagai %(opened)s. Sekarang Anda bertindak sebagai %(now)s.") % names
    sentence = _(
        "Formulir ini dibuka sebagai %(opened)s, dan masa jabatan itu sudah berakhir. Sekarang Anda bertindak sebagai"
        " %(now)s."
    )
    return sentence % names

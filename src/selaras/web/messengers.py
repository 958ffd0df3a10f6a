"""Teks untuk pesan: a ready text with a short link, for messengers; it says no more than everybody may see."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.openness import public_matters, public_meetings
from selaras.web.faces import shows
from selaras.web.forms import whole
from selaras.web.matters import find
from selaras.web.meetings import hours
from selaras.web.policy import ActingRequest, Policy, Request, policy


@policy(Policy.PUBLIC)
@require_safe
def matter_link(request: Request, number: str) -> HttpResponse:
    """The short link of a matter: to its page for who may read it in full, to its public page for all others."""
    inside = request.actor is not None and find(request.actor, number) is not None
    return HttpResponseRedirect(f"/kerja/berkas/{number}/" if inside else f"/berkas/{number}/")


@policy(Policy.PUBLIC)
@require_safe
def meeting_link(request: Request, meeting: int) -> HttpResponse:
    """The short link of a meeting, as that of a matter."""
    inside = request.actor is not None and _meeting(request.actor, meeting) is not None
    return HttpResponseRedirect(f"/kerja/rapat/{meeting}/" if inside else f"/agenda/{meeting}/")


def _meeting(actor: Any, key: int) -> Meeting | None:
    rows = Meeting.objects.visible_to(actor).exclude(phase="draft").filter(pk=min(key, (1 << 63) - 1))
    found: Meeting | None = rows.first()
    return found


@policy(Policy.ACTING)
@require_safe
def message(request: ActingRequest, sort: str, key: str) -> HttpResponse:
    """The text for a messenger about a matter or a meeting that one may read."""
    actor = request.actor
    if sort == "berkas" and (matter := find(actor, key)):
        text, back = _of_matter(matter), f"/kerja/berkas/{matter.number}/"
        address = request.build_absolute_uri(f"/b/{matter.number}/")
        bare = matter.title not in text
    elif sort == "rapat" and (meeting := _meeting(actor, whole(key) or 0)):
        meeting.government = actor.government
        text, back = _of_meeting(meeting), f"/kerja/rapat/{meeting.pk}/"
        address = request.build_absolute_uri(f"/r/{meeting.pk}/")
        bare = meeting.title not in text
    else:
        raise Http404
    context = {"text": f"{text}\n{address}", "back": back, "bare": bare, "sort": sort}
    return render(request, "messengers/message.html", context)


def _of_matter(matter: Matter) -> str:
    """Number and public title; the number alone where everybody may see no title."""
    known = public_matters(matter.government).filter(pk=matter.pk, withheld=False).exists()
    if known and shows(matter, "title"):
        return _("%(title)s (berkas %(number)s)") % {"title": matter.title, "number": matter.number}
    return _("Berkas %(number)s") % {"number": matter.number}


def _of_meeting(meeting: Meeting) -> str:
    """Title, hours and place as far as everybody may see them."""
    if not public_meetings(meeting.government).filter(pk=meeting.pk).exists():
        return _("Rapat")
    parts = [meeting.title if shows(meeting, "title") else _("Rapat")]
    if shows(meeting, "day") and (when := hours(meeting.starts_at, meeting.ends_at)):
        parts.append(when)
    if shows(meeting, "place") and meeting.place:
        parts.append(meeting.place)
    return "\n".join(parts)

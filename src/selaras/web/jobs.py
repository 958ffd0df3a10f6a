"""How far something is that somebody asked for and waits for: a page that looks again by itself."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from selaras.records.jobs import Progress
from selaras.web.policy import ActingRequest, Policy, policy


@policy(Policy.ACTING)
@never_cache
@require_safe
def progress(request: ActingRequest, key: str) -> HttpResponse:
    """What a person asked for himself: the whole page, and for its own second look only the part that changes."""
    asked = Progress.objects.filter(government=request.government, person=request.actor.person, key=key).first()
    if asked is None:
        raise Http404
    again = request.headers.get("HX-Request") == "true"
    return render(request, "parts/progress.html" if again else "jobs/progress.html", {"progress": asked})

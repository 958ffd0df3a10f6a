"""Files of a matter, handed out only to those who may read the matter and never shown inside a page."""

from __future__ import annotations

from django.http import FileResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from selaras.actions.files import path_of
from selaras.actions.readings import record_reading
from selaras.records.files import File
from selaras.web.matters import find, not_found
from selaras.web.policy import ActingRequest, Policy, policy


@policy(Policy.ACTING)
@require_safe
def download(request: ActingRequest, number: str, file: int) -> HttpResponseBase:
    """One file as an attachment; the browser may neither guess its type nor run anything in it."""
    matter = find(request.actor, number)
    row = File.objects.filter(matter=matter, pk=file).first() if matter else None
    if matter is None or row is None or not path_of(row.sha256).is_file():
        return not_found(request)
    record_reading(actor=request.actor, matter=matter)
    response = FileResponse(
        path_of(row.sha256).open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response

"""Files of matters and other subjects, only for those who may read what they belong to, never shown inside a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from selaras.actions.files import path_of
from selaras.actions.readings import record_reading
from selaras.records.documents import Document
from selaras.records.files import File
from selaras.records.groups import WorkingGroup
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.records.withholdings import Withholding
from selaras.web.matters import find, not_found
from selaras.web.policy import ActingRequest, Policy, policy

SUBJECTS: Mapping[str, Any] = {model.TYPE: model for model in (Meeting, FollowUp, WorkingGroup, Document, Withholding)}
# The browser may not guess its type, run anything in it, lend it to another site, keep it, or ask for a part of it.
SANDBOX = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "none",
}


@policy(Policy.ACTING)
@require_safe
def download(request: ActingRequest, number: str, file: int) -> HttpResponseBase:
    """One file of a matter as an attachment."""
    matter = find(request.actor, number)
    row = File.objects.filter(matter=matter, pk=file).first() if matter else None
    if matter is None or row is None or not path_of(row.sha256).is_file():
        return not_found(request)
    record_reading(actor=request.actor, matter=matter)
    return attachment(row)


@policy(Policy.ACTING)
@require_safe
def attached(request: ActingRequest, file: int) -> HttpResponseBase:
    """One file of a subject other than a matter, for who may open its page."""
    rows = File.objects.filter(government=request.government, matter=None)
    row = rows.filter(pk=file).first()
    model = SUBJECTS.get(row.subject_type) if row else None
    mine = model.objects.visible_to(request.actor).filter(pk=row.subject_key) if model and row else None
    if row is None or mine is None or not mine.exists() or not path_of(row.sha256).is_file():
        return render(request, "portal/no_file.html", status=404)
    return attachment(row)


def attachment(row: File) -> FileResponse:
    """A file to be saved, never shown inside a page; for who may read what it belongs to."""
    content = path_of(row.sha256).open("rb")
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=row.media_type, headers=SANDBOX)

"""What any Django page costs at the least: views that only the measurement serves, with Django's own middleware."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from selaras.records.matters import Participant
from selaras.web.policy import Policy, foreign

ROWS = 25


class Note(models.Model):
    """A row of a table with as many columns as a small application has, and one index besides its key."""

    owner = models.IntegerField(db_index=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.title


def ok(request: HttpRequest) -> HttpResponse:
    """Answer "ok"."""
    return HttpResponse("ok", content_type="text/plain")


@login_required
def rows(request: HttpRequest, post: str) -> HttpResponse:
    """One indexed query, 25 rows in a table."""
    found = Participant.objects.filter(turn_post=post).exclude(turn="").select_related("matter").order_by("turn_since")
    return render(request, "floors/rows.html", {"rows": found[:ROWS]})


@csrf_exempt
@login_required
def insert(request: HttpRequest) -> HttpResponse:
    """Write one row from a form."""
    note = Note._default_manager.create(
        owner=request.user.pk,
        title=request.POST["title"],
        text=request.POST["text"],
        kind=request.POST["kind"],
        state="open",
    )
    return HttpResponse(str(note.pk), status=201, content_type="text/plain")


def _open(view: Any) -> Any:
    return foreign(view, Policy.PUBLIC)


FLOORS = [
    path("ok", _open(ok)),
    path("rows/<path:post>", _open(rows)),
    path("insert", _open(insert)),
]
urlpatterns = [
    path("lantai/", include(FLOORS)),  # with Django's own middleware (bench/server.py)
    path("lantai-kami/", include(FLOORS)),  # with that of the product
    path("", include("selaras.site.urls")),
]
handler400 = "selaras.web.portal.bad_request"
handler500 = "selaras.web.faults.server_error"

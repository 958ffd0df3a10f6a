"""The addresses for programs; the entrance says who comes in, since faces do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from selaras.api import calendar, v1

Guard = Callable[[Any], Any]


def addresses(*, public: Guard, open_program: Guard, token: Guard) -> list[URLPattern]:
    """Every address: `public` guards what anybody may ask for; a secret in an address lets in who knows it.

    Of the machine interface, `open_program` is for what is open and `token` for what asks for a token.
    """
    return [
        path("kalender/publik.ics", public(calendar.everybody), name="calendar_public"),
        path("kalender/unit/<str:code>.ics", public(calendar.of_unit), name="calendar_unit"),
        path("kalender/gugus-kerja/<int:group>.ics", public(calendar.of_group), name="calendar_group"),
        path("kalender/pribadi/<str:secret>.ics", public(calendar.of_person), name="calendar_personal"),
        *v1.addresses(public=open_program, token=token),
    ]

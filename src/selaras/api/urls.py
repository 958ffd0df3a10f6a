"""The addresses for programs; the entrance says who comes in, since faces do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, URLResolver, path

from selaras.api import annual, calendar, feeds, opendata, v1

Guard = Callable[[Any], Any]


def addresses(*, public: Guard, open_program: Guard, token: Guard) -> list[URLPattern | URLResolver]:
    """Every address: `public` guards what anybody may ask for; a secret in an address lets in who knows it.

    Of the machine interface, `open_program` is for what is open and `token` for what asks for a token.
    """
    return [
        *v1.addresses(public=open_program, token=token),
        path("kalender/publik.ics", public(calendar.everybody), name="calendar_public"),
        path("kalender/unit/<str:code>.ics", public(calendar.of_unit), name="calendar_unit"),
        path("kalender/gugus-kerja/<int:group>.ics", public(calendar.of_group), name="calendar_group"),
        path("kalender/pribadi/<str:secret>.ics", public(calendar.of_person), name="calendar_personal"),
        *_open_data(public),
    ]


def _open_data(public: Guard) -> list[URLPattern]:
    """Sets and feeds, and what each page says as linked data, at the address of the page with `.jsonld` at its end."""
    found = {
        "data/katalog.jsonld": ("data_catalogue", opendata.catalogue),
        "data/katalog.ttl": ("data_catalogue_turtle", opendata.catalogue_turtle),
        "data/organisasi.jsonld": ("data_organisation", opendata.organisation),
        "data/organisasi.ttl": ("data_organisation_turtle", opendata.organisation_turtle),
        "data/popolo.json": ("data_popolo", opendata.popolo),
        "data/jdihn.json": ("data_jdihn", opendata.jdihn),
        "data/akn/<str:code>.xml": ("data_law", opendata.law),
        "data/semua.zip": ("data_everything", opendata.everything),
        "data/<slug:name>.csv-metadata.json": ("data_columns", opendata.columns),
        "data/<slug:name>.csv": ("data_csv", opendata.as_csv),
        "data/<slug:name>.json": ("data_json", opendata.as_json),
        "data/<slug:name>.xlsx": ("data_xlsx", opendata.as_xlsx),
        "data/<slug:name>.ods": ("data_ods", opendata.as_ods),
        "indikator/laporan/<str:year>.xlsx": ("annual_xlsx", annual.as_xlsx),
        "feed/agenda.atom": ("feed_agenda", feeds.agenda),
        "feed/keputusan.atom": ("feed_decisions", feeds.decisions),
        "feed/berkas.atom": ("feed_matters", feeds.matters),
        "feed/segel.atom": ("feed_seals", feeds.seals),
        "unit/<str:code>.jsonld": ("linked_unit", opendata.unit),
        "unit/<str:unit>/<str:post>.jsonld": ("linked_post", opendata.post),
        "peraturan/<str:code>.jsonld": ("linked_regulation", opendata.regulation),
        "berkas/<str:number>.jsonld": ("linked_matter", opendata.matter),
        "agenda/<int:key>.jsonld": ("linked_meeting", opendata.meeting),
        "keputusan/<int:key>.jsonld": ("linked_decision", opendata.decision),
        "gugus-kerja/<int:key>.jsonld": ("linked_group", opendata.group),
        "kebijakan/<int:key>.jsonld": ("linked_policy", opendata.policy),
    }
    return [path(route, public(view), name=name) for route, (name, view) in found.items()]

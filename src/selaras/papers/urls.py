"""The addresses of papers; the entrance says who comes in, since faces do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from selaras.papers import annual, morning, views

Guard = Callable[[Any], Any]


def addresses(*, public: Guard, acting: Guard) -> list[URLPattern]:
    """Every address: `public` guards what anybody may ask for, `acting` what needs somebody who acts in a post."""
    return [
        path("naskah/<str:code>.pdf", public(views.file), {"ending": "pdf"}, name="paper_pdf"),
        path("naskah/<str:code>.zip", public(views.file), {"ending": "zip"}, name="paper_zip"),
        path("naskah/<str:code>/", public(views.page), name="paper_page"),
        path("naskah/<str:code>/bertanda/<int:copy>.pdf", public(views.copy), name="paper_copy"),
        path("naskah/<str:code>/bagi/<int:copy>.pdf", public(views.addressed), name="paper_addressed"),
        path("kerja/pantau/pagi.pdf", acting(morning.file), name="morning_pdf"),
        path("kerja/pantau/pagi/cetak/", acting(morning.printed), name="morning_page"),
        path("indikator/laporan/<str:year>.pdf", public(annual.report), name="annual_pdf"),
        path("naskah/<str:code>/tanda-tangan/", acting(views.sign), name="paper_sign"),
    ]

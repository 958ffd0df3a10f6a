"""PDFs made from HTML on this computer alone: nothing is fetched, and without Pango the product says so and runs on."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

STYLES = "paper.css"
HERE = "https://naskah.invalid/"  # where a PDF finds the built front end; nobody can be asked under this name
BUILT = re.compile(r"paper\.css|fonts/[\w.-]+\.woff2", re.ASCII)
OPTIONS = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}


class CannotMakePDF(Exception):
    """This computer lacks what PDFs need; the message says what to install."""


@cache
def _engine() -> Any:
    """The library that makes PDFs; it looks for Pango when it is loaded, which is when the first paper is made."""
    try:
        return import_module("weasyprint")
    except OSError as missing:
        raise CannotMakePDF(
            "Pango belum terpasang, jadi naskah ditawarkan sebagai halaman cetak. Pada Debian atau Ubuntu:"
            " sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from missing


def available() -> bool:
    """Whether this computer can make PDFs."""
    try:
        _engine()
    except CannotMakePDF:
        return False
    return True


def built(name: str) -> Path:
    """A file of the built front end. Raises CannotMakePDF when it was not built."""
    found = finders.find(f"dist/{name}")
    if not found:
        raise CannotMakePDF("Bagian depan belum dibangun. Jalankan: make assets")
    return Path(str(found))


@cache
def _fetcher() -> Any:
    """What fetches for a PDF: it knows the files of the built front end and nothing else, no network, no other file."""
    urls = _engine().urls

    class Built(urls.URLFetcher):  # type: ignore[misc,name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(HERE)
            if not url.startswith(HERE) or not BUILT.fullmatch(name):
                raise ValueError(f"A paper may not fetch {url[:80]}.")
            kind = "text/css" if name.endswith(".css") else "font/woff2"
            return urls.URLFetcherResponse(url, built(name).read_bytes(), {"Content-Type": kind})

    return Built()


def make(html: str) -> tuple[bytes, int]:
    """The PDF of an HTML text and how many pages it has: tagged (PDF/UA), with the language and title of the text.

    Its addresses lead to files of the built front end. Raises CannotMakePDF.
    """
    document = _engine().HTML(string=html, base_url=HERE, url_fetcher=_fetcher()).render(**OPTIONS)
    content: bytes = document.write_pdf(finisher=_ready_to_sign, **OPTIONS)
    return content, len(document.pages)


def _ready_to_sign(_document: Any, pdf: Any) -> None:
    """Give the PDF an empty form: a signature added to it later can then be told from any other change."""
    pydyf = import_module("pydyf")
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([]), "SigFlags": 3})

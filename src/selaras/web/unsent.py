"""What somebody typed in a form that did not arrive: shown once more to be copied, and kept nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

STAFF = "/kerja/"
ELSEWHERE = ("Origin checking failed", "Referer checking failed")  # how Django begins when another site sent the form


def labels() -> dict[str, str]:
    """The fields in which people type, as their forms call them."""
    return {
        "title": _("Judul berkas"),
        "purpose": _("Maksud"),
        "add": _("Tambah perangkat daerah atau instansi"),
        "text": _("Isi"),
        "other": _("Nomor berkas lain"),
        "urgency": _("Alasan mendesak"),
        "letter_number": _("Nomor surat"),
        "letter_subject": _("Perihal"),
        "letter_sender": _("Pengirim"),
        "letter_link": _("Alamat surat"),
        "letter_dated": _("Tanggal surat"),
        "happened_on": _("Sudah terjadi pada"),
    }


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The texts of a form with their labels; of a field that is not known, what reads like words. Never a password."""
    known, found = labels(), []
    for name, values in request.POST.lists():
        for text in (str(value).replace("\x00", "").strip() for value in values):
            if text and (name in known or (len(text.split()) > 1 and "password" not in name)):
                found.append((known.get(name, _("Isian lain")), text))
    return found


def unsent(request: HttpRequest, sentence: str, link: tuple[str, str]) -> HttpResponse | None:
    """The page with what was typed, why it did not arrive, and where to go on; None when nothing was typed."""
    texts = typed(request) if request.method == "POST" else []
    if not texts:
        return None
    context = {"sentence": sentence, "texts": texts, "files": bool(request.FILES), "link": link}
    response = render(request, "portal/unsent.html", context, status=403)
    response["Cache-Control"] = "private, no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form opened before the last sign-in, or from another site; only what our own page sent is shown again."""
    ours = request.path.startswith(STAFF) and not reason.startswith(ELSEWHERE)
    sentence = _("Formulir ini dibuka sebelum Anda masuk terakhir kali, sehingga tidak ada yang disimpan.")
    page = unsent(request, sentence, (_("Buka formulirnya lagi"), request.path)) if ours else None
    return page or render(request, "403_csrf.html", status=403)

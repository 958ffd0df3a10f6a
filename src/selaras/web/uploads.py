"""Files in forms: sent with the form, or before it in pieces over a weak network and then only named by it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from selaras.actions import uploads as acts
from selaras.actions.files import ACCEPTED, SIZE_LIMIT, WHAT_TO_SEND, Upload, unfit
from selaras.law.procedures import Refused
from selaras.web.language import in_language
from selaras.web.policy import ActingRequest, Policy, policy

ADDRESS = "/kerja/unggah/"
NAMED = "unggahan"  # the field of a form that names what was sent before it, as `field:id`
NAMED_LIMIT = 20
PIECE = 256 * 1024  # bytes that the script sends at once
OFFSET = "Upload-Offset"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


# In forms


class Sent(SimpleUploadedFile):
    """A file that was sent before its form; as with any other, its content is there to be read."""

    def __init__(self, id: str, upload: Upload) -> None:
        super().__init__(upload.name, upload.content)
        self.id = id


class Gone(SimpleUploadedFile):
    """A file that a form names but that waited too long, or never came to its end."""

    def __init__(self) -> None:
        super().__init__("-", b"-")


def files_of(request: ActingRequest) -> MultiValueDict[str, UploadedFile[Any]]:
    """The files of a form by its fields: those that came with it, else those that it names as sent before."""
    files = request.FILES.copy()
    for named in request.POST.getlist(NAMED)[:NAMED_LIMIT]:
        field, _colon, id = named.partition(":")
        if field not in request.FILES:
            upload = acts.upload_of(request.actor, id)
            files.appendlist(field, Sent(id, upload) if upload else Gone())
    return files


class FileInput(forms.FileInput):
    """Where a file is chosen; what was sent before is shown below, ticked, and can be left out."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field as HTML, with the words of the script that sends in pieces."""
        words = {
            "accept": ",".join(ACCEPTED),
            "data-send": ADDRESS,
            "data-piece": PIECE,
            "data-going": _("Mengirim {name}: {done} dari {size}"),
            "data-waiting": _(
                "Sambungan terputus. Dilanjutkan sendiri begitu tersambung lagi; biarkan halaman ini terbuka."
            ),
            "data-held": _("Formulir dikirim begitu naskahnya selesai terkirim."),
            "data-sent": _("{name}, {size}, sudah terkirim"),
            "data-whole": _("Naskah dikirim bersama formulirnya."),
        }
        chosen = super().render(name, None, {**words, **(attrs or {})}, renderer)
        if not isinstance(value, Sent):
            return chosen
        sentence = _("{name}, {size}, sudah terkirim").format(name=value.name, size=filesizeformat(value.size or 0))
        return format_html(
            '{}<label class="sent"><input type="checkbox" name="{}" value="{}:{}" checked> <span>{}</span></label>',
            chosen,
            NAMED,
            name,
            value.id,
            sentence,
        )


class UploadField(forms.FileField):
    """A file in a form, as `Upload`; one that cannot be taken is told beside its field."""

    widget = FileInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_empty_file": True, **options})

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What a form shows that comes back: what was sent before it, which need not be sent again."""
        return data

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """The file that was sent; None where none was and none is needed."""
        if isinstance(data, Gone):
            raise forms.ValidationError(_("Naskah yang tadi terkirim sudah tidak ada. Pilih sekali lagi."))
        file = super().clean(data, initial)
        if not file:
            return None
        upload = Upload(file.name or "", file.read(SIZE_LIMIT + 1))
        why = unfit(upload)
        if why:
            raise forms.ValidationError(
                _("Tidak tersimpan: %(why)s %(what)s") % {"why": in_language(why), "what": in_language(WHAT_TO_SEND)}
            )
        return upload


# In pieces


@policy(Policy.ACTING)
@require_POST
def begin(request: ActingRequest) -> HttpResponse:
    """Announce a file by name, size and, where the browser can reckon it, SHA-256; the answer names it."""
    size, said = request.POST.get("size", ""), request.POST.get("sha256", "")
    try:
        found = acts.begin(
            actor=request.actor,
            name=request.POST.get("name", ""),
            size=int(size) if re.fullmatch(r"\d{1,12}", size, re.ASCII) else 0,
            said=said if _DIGEST.fullmatch(said) else "",
        )
    except Refused as stop:
        return _refused(stop)
    return _told(found, 201)


@policy(Policy.ACTING)
def sending(request: ActingRequest, upload: str) -> HttpResponse:
    """One's own file on its way: how much of it is here, and the next piece of it."""
    found = acts.find(request.actor, upload)
    if found is None:
        return _unknown()
    if request.method != "POST":
        return _told(found, 200)
    piece, offset = request.FILES.get("piece"), request.POST.get("offset", "")
    if piece is not None and (piece.size or 0) > acts.PIECE:
        return JsonResponse({"why": _("Potongan itu terlalu besar.")}, status=413)
    if piece is None or not re.fullmatch(r"\d{1,12}", offset, re.ASCII):
        return JsonResponse({"why": _("Potongan itu tidak lengkap.")}, status=422)
    try:
        found = acts.add(actor=request.actor, id=upload, offset=int(offset), piece=piece.read())
    except acts.Elsewhere as other:
        return HttpResponse(status=409, headers={OFFSET: str(other.offset)})
    except Refused as stop:
        return _refused(stop)
    except KeyError:  # it was removed just now
        return _unknown()
    return HttpResponse(status=204, headers={OFFSET: str(found.offset)})


def _unknown() -> JsonResponse:
    return JsonResponse({"why": _("Naskah itu tidak sedang dikirim.")}, status=404)


def _told(found: acts.Sending, status: int) -> JsonResponse:
    known = {"id": found.id, "name": found.name, "size": found.size, "offset": found.offset}
    return JsonResponse(known, status=status, headers={OFFSET: str(found.offset)})


def _refused(stop: Refused) -> JsonResponse:
    return JsonResponse({"why": " ".join(in_language(sentence) for sentence in (stop.what, *stop.ways_on))}, status=422)

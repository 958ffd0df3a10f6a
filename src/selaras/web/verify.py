"""Verification (periksa): what stands behind the code of a paper, and whether a file is the one that was made."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from selaras.actions import ledger, proofs
from selaras.actions import papers as acts
from selaras.actions.papers import Checked, Verdict
from selaras.law.papers import BY_CODE
from selaras.records.governments import pack_of
from selaras.records.papers import Paper, SignedCopy
from selaras.records.public_papers import is_public, shown
from selaras.records.units import history
from selaras.web.language import in_language
from selaras.web.papers import addressed, signers_of, url_of
from selaras.web.policy import Policy, Request, policy
from selaras.web.proofs import sheet
from selaras.web.subjects import SeeOther

LIMIT = 20 * 1024 * 1024  # bytes of a file that is looked at
SEAL_LIMIT = 10_000  # bytes beyond which a file is no seal


class InMemory(FileUploadHandler):
    """Keeps an upload in memory and nowhere else; of one that is too large the beginning, which fits nothing."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.kept, self.length = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A part of it arrives."""
        self.length += len(raw_data)
        if self.length > LIMIT:
            raise StopUpload(connection_reset=False)
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The whole of it is there."""
        self.kept.seek(0)
        name, kind = self.file_name or "", self.content_type
        return InMemoryUploadedFile(self.kept, self.field_name, name, kind, file_size, self.charset)


@policy(Policy.PUBLIC)
@csrf_exempt  # the token is asked for below, after the way of uploading was chosen
def verify(request: Request, code: str = "") -> HttpResponse:
    """Ask for a code or a file; show the record of a paper."""
    request.upload_handlers = [InMemory(request)]
    return _verify(request, code)


@csrf_protect
def _verify(request: Request, code: str) -> HttpResponse:
    if not code and request.method != "POST" and "kode" in request.GET:
        return _asked(request, request.GET["kode"])
    if not code and request.method != "POST" and "akar" in request.GET:
        return _held_against(request)
    paper = _find(request, code) if code else None
    if code and paper is None:
        return _nothing(request, code)
    checked, error = None, ""
    if request.method == "POST":
        checked, error, seal = _checked(request, paper)
        if seal:
            return render(request, "verify/verify.html", {"menu": "verify", **seal, **_ledger(request)})
    elif paper and code != paper.code:
        return SeeOther(f"/periksa/{paper.code}/")
    return _page(request, paper, checked, error)


def _find(request: Request, code: str) -> Paper | None:
    wanted = acts.normal_code(code[:100])
    found = Paper.objects.filter(government=request.government, code=wanted).select_related("seal").first()
    if found:
        found.government = request.government
    return found if wanted else None


def _asked(request: Request, typed: str) -> HttpResponse:
    """Lead from the code that was typed to its page; what cannot be a code is said and shown again."""
    found = _find(request, typed.rsplit("periksa/", 1)[-1].strip("/ "))
    return SeeOther(f"/periksa/{found.code}/") if found else _nothing(request, typed)


def _nothing(request: Request, typed: str) -> HttpResponse:
    wrong = _("Tidak ada naskah dengan kode itu. Kodenya dua belas huruf dan angka, misalnya abcd-efgh-jkmn.")
    context = {"menu": "verify", "typed": typed[:100].replace("\x00", ""), "wrong": wrong, **_ledger(request)}
    return render(request, "verify/verify.html", context, status=404)


def _held_against(request: Request) -> HttpResponse:
    """Hold a seal that somebody typed from a paper against the ledger as it is now."""
    typed = {name: request.GET.get(name, "")[:100].replace("\x00", "") for name in ("catatan", "akar")}
    read = sheet(typed["catatan"], typed["akar"])
    if read is None:
        wrong = _("Tulis jumlah catatan dan akarnya seperti pada kaki naskah, misalnya 1250 dan 9f3c 02ab 77de 41c0.")
        context = {"menu": "verify", "sheet": typed, "sheet_wrong": wrong, **_ledger(request)}
        return render(request, "verify/verify.html", context, status=422)
    found = _seal_verdict(proofs.still_holds(request.government, *read))
    return render(request, "verify/verify.html", {"menu": "verify", "sheet": typed, **found, **_ledger(request)})


def _seal_verdict(holds: bool | None) -> dict[str, Any]:
    """What is said of a seal from outside."""
    words = {
        True: (
            "check",
            "good",
            _("Cocok"),
            _("Catatan yang disegel waktu itu masih sama. Untuk memastikannya tanpa mempercayai layanan ini, unduh buku"
              " besar dan pemeriksanya di bawah."),
        ),
        False: (
            "alert",
            "bad",
            _("Tidak cocok"),
            _("Buku besar ini bukan lagi yang disegel waktu itu. Simpan naskah atau segel Anda baik-baik, dan serahkan"
              " salinannya kepada Inspektorat."),
        ),
        None: (
            "alert",
            "bad",
            _("Lebih pendek"),
            _("Buku besar ini memuat lebih sedikit catatan daripada segel Anda. Bila jumlahnya Anda tulis dengan benar,"
              " ada catatan yang hilang."),
        ),
    }  # fmt: skip
    return {"verdict": words[holds], "seal_verdict": True}


def _checked(request: Request, paper: Paper | None) -> tuple[Checked | None, str, dict[str, Any]]:
    """What the file that was sent is: a paper or a seal; else why nothing can be said."""
    file = request.FILES.get("file")
    if file is None:
        return None, _("Pilih berkas yang hendak diperiksa, paling besar 20 MB."), {}
    content = file.read()
    if len(content) <= SEAL_LIMIT:
        try:
            seal = proofs.genuine(content)
        except ValueError:
            return None, "", _seal_verdict(False)
        if seal and seal.government == request.government.code:
            return None, "", _seal_verdict(proofs.still_holds(request.government, seal.size, seal.root))
    return acts.check(request.government, content, paper), "", {}


def _page(request: Request, paper: Paper | None, checked: Checked | None, error: str) -> HttpResponse:
    status = 422 if error else 200
    shown = paper or (checked.paper if checked else None)
    context: dict[str, Any] = {
        "menu": "verify",
        "error": error,
        "checked": checked,
        "verdicts": _verdicts(),
        "verdict": _verdicts()[checked.verdict] if checked else None,
        "other": bool(paper and checked and checked.paper and checked.paper.pk != paper.pk),
        **(_record(request, shown) if shown else _ledger(request)),
    }
    response = render(request, "verify/paper.html" if shown else "verify/verify.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _verdicts() -> dict[Verdict, tuple[str, str, str, str]]:
    """Each verdict as icon, tone, word and sentence."""
    return {
        Verdict.ORIGINAL: ("check", "good", _("Asli"), _("Berkas ini sama, bita demi bita, dengan yang dibuat.")),
        Verdict.SIGNED: (
            "check",
            "good",
            _("Asli, bertanda tangan"),
            _("Naskah aslinya ada di dalam berkas ini; sesudahnya hanya ditambahkan tanda tangan."),
        ),
        Verdict.CHANGED: (
            "alert",
            "bad",
            _("Berubah"),
            _("Isi berkas ini tidak sama dengan yang dibuat, walaupun bedanya hanya satu bita. Jangan dipakai."),
        ),
        Verdict.UNKNOWN: (
            "broken",
            "warn",
            _("Tidak dikenal"),
            _("Tidak ada naskah yang cocok dengan berkas ini. Hasil pindaian atau cetak ulang tidak dapat dicocokkan;"
              " periksa kodenya."),
        ),
    }  # fmt: skip


def _record(request: Request, paper: Paper) -> dict[str, Any]:
    """What everybody may know of a paper; its title and its file only where the law shows them to this reader."""
    paper.government = request.government
    subject = paper.subject()
    reads = paper.read_by(request.actor)
    public = is_public(paper, subject)
    organisation = history(request.government).on(paper.dated)
    copies = SignedCopy.objects.filter(paper=paper).order_by("entry")
    signers = signers_of(paper, organisation)
    return {
        "paper": paper,
        "kind": in_language(BY_CODE[paper.kind].title),
        "ending": BY_CODE[paper.kind].ending,
        "title": paper.about if reads or shown(paper, subject, ("title",)) else "",
        "unit": paper.content["letterhead"]["unit"],
        "signers": signers if reads or public else signers[:1],
        "other_signers": 0 if reads or public else len(signers[1:]),
        "proof": paper.seal,
        "root": acts.root_of(paper),
        "opens": reads or public,
        "public": public,
        "withheld": bool(getattr(subject, "withheld", False)),
        "ground": getattr(subject, "withheld_ground", ""),
        "copies": [copy for copy in copies if reads or public],
        "addressed": addressed(paper) if reads else [],
        "list": url_of(paper.subject_type, paper.subject_key) if reads else "",
    }


def _ledger(request: Request) -> dict[str, Any]:
    """The newest seal of the ledger, and in which files what it covers can be downloaded."""
    latest = ledger.latest_seal(request.government)
    return {
        "latest": latest,
        "parts": proofs.parts(latest.size) if latest else [],
        "zone": pack_of(request.government).government.zone_label,
    }

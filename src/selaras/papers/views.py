"""Papers at their addresses: the file, the page to print, signed copies, and the page on which one signs."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from selaras.actions import papers as acts
from selaras.actions import signatures
from selaras.actions.files import path_of
from selaras.actions.readings import record_reading
from selaras.actions.refusals import Invalid
from selaras.law.papers import BY_CODE
from selaras.law.procedures import Refused
from selaras.papers import letters, pdf
from selaras.papers.signing import CannotSign, Signatory, Signer, signer_of
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.papers import MADE, AddressedCopy, Paper, SignedCopy
from selaras.records.people import Actor
from selaras.records.public_papers import is_public
from selaras.records.units import history

PASSPHRASE_LIMIT = 200


class Asked(HttpRequest):
    """A request as the entrance hands it over: with its government, and who acts where somebody does."""

    government: Government
    actor: Actor | None


class Acting(Asked):
    """A request of somebody who acts."""

    actor: Actor


class SeeOther(HttpResponseRedirect):
    """Sends the browser on after something was done, so that loading again does it only once."""

    status_code = 303


def _find(request: Asked, code: str) -> Paper:
    """The paper of that code. Raises Http404."""
    wanted = acts.normal_code(code[:100])
    rows = Paper.objects.filter(government=request.government, code=wanted).select_related("seal")
    paper = rows.first() if wanted else None
    if paper is None:
        raise Http404
    paper.government = request.government
    return paper


def _opens(request: Asked, paper: Paper) -> bool:
    """Whether the reader may see a paper: everybody may, or he may open its subject; the reading is written down."""
    subject = paper.subject()
    if is_public(paper, subject):
        return True
    if not paper.read_by(request.actor):
        return False
    if isinstance(subject, Matter) and request.actor:
        record_reading(actor=request.actor, matter=subject)
    return True


def _record(paper: Paper) -> HttpResponseBase:
    """Lead to the page that says what the paper is and who may ask for it."""
    return SeeOther(f"/periksa/{paper.code}/")


@require_safe
def file(request: Asked, code: str, ending: str) -> HttpResponseBase:
    """The file of a paper; while it is being made, and where the reader may not see it, its record."""
    paper = _find(request, code)
    if ending != BY_CODE[paper.kind].ending:
        raise Http404
    if not _opens(request, paper) or paper.state != MADE or not path_of(paper.sha256).is_file():
        return _record(paper)
    name = f"{paper.kind}-{paper.number.replace('/', '-')}.{ending}"
    return _sent(paper.sha256, name, paper.media_type)


@require_safe
def copy(request: Asked, code: str, copy: int) -> HttpResponseBase:
    """A signed copy of a paper."""
    paper = _find(request, code)
    found = SignedCopy.objects.filter(paper=paper, pk=copy).first()
    if found is None:
        raise Http404
    if not _opens(request, paper):
        return _record(paper)
    return _sent(found.sha256, f"{paper.kind}-{paper.number.replace('/', '-')}-{found.way}.pdf", "application/pdf")


@require_safe
def addressed(request: Asked, code: str, copy: int) -> HttpResponseBase:
    """The copy of a letter for one of those to whom it goes: it tells all, so it is for who may open the subject."""
    paper = _find(request, code)
    found = AddressedCopy.objects.filter(paper=paper, pk=copy).first()
    if found is None:
        raise Http404
    if not paper.read_by(request.actor) or not path_of(found.sha256).is_file():
        return _record(paper)
    name = f"{paper.kind}-{paper.number}-{found.to}.pdf".replace("/", "-")
    return _sent(found.sha256, name, "application/pdf")


def _sent(digest: str, name: str, media_type: str) -> FileResponse:
    """A stored file as an attachment; the browser may neither guess its type nor run anything in it."""
    response = FileResponse(path_of(digest).open("rb"), as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def page(request: Asked, code: str) -> HttpResponseBase:
    """A paper as a page to print, from the same text as its PDF; it is there also where no PDF can be made."""
    paper = _find(request, code)
    if BY_CODE[paper.kind].ending != "pdf" or not _opens(request, paper):
        return _record(paper)
    with override("id"):
        text = letters.html(paper, styles=staticfiles_storage.url(f"dist/{pdf.STYLES}"))
    response = HttpResponse(text)
    response["Cache-Control"] = "private, no-store"
    response["Content-Language"] = "id"
    return response


# Signing


class SignForm(forms.Form):
    """What the way of signing asks; nothing of it is kept, and what was typed wrong is typed again."""

    use_required_attribute = False

    def __init__(self, signer: Signer, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        plain = forms.PasswordInput(attrs={"autocomplete": "off", "class": "narrow"})
        if signer.asks_number:
            wrong = _("Tulis NIK Anda, enam belas angka.")
            self.fields["number"] = forms.RegexField(
                r"^\d{16}$",
                label=_("NIK"),
                help_text=_("Hanya diteruskan kepada layanan sertifikasi; tidak disimpan."),
                widget=plain,
                error_messages={"required": wrong, "invalid": wrong},
            )
        if signer.asks_passphrase:
            wrong = _("Tulis frasa sandi sertifikatnya.")
            self.fields["password"] = forms.CharField(
                label=_("Frasa sandi"),
                help_text=_("Hanya dipakai saat ini; tidak disimpan dan tidak dicatat."),
                widget=plain,
                strip=False,
                max_length=PASSPHRASE_LIMIT,
                error_messages={"required": wrong, "max_length": wrong},
            )


@sensitive_post_parameters("number", "password")
def sign(request: Acting, code: str) -> HttpResponseBase:
    """Sign a paper: the page says in what way, and asks what that way needs."""
    paper = _find(request, code)
    if not _opens(request, paper):
        return _record(paper)
    signer = signer_of(request.government)
    form = SignForm(signer, request.POST if request.method == "POST" else None)
    refusal = None if acts.may_sign(request.actor, paper) else acts.refused_signing(paper)
    if request.method != "POST" or refusal or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _sign_page(request, paper, signer, form, status, refusal)
    try:
        said = _signed(request, paper, signer, form)
    except CannotSign as stop:
        form.add_error(stop.field if stop.field in form.fields else None, str(stop))
        return _sign_page(request, paper, signer, form, 422)
    except Invalid as bad:
        form.add_error(None, " ".join(bad.errors.values()))
        return _sign_page(request, paper, signer, form, 422)
    except Refused as late:
        return _sign_page(request, paper, signer, form, 422, late)
    messages.success(request, said)
    return SeeOther(f"/periksa/{paper.code}/")


def _signed(request: Acting, paper: Paper, signer: Signer, form: SignForm) -> str:
    """Sign the newest state of a paper, so that several signatures stand in one file, and keep the signed copy."""
    newest = SignedCopy.objects.filter(paper=paper, original=True).order_by("-entry").first()
    content = path_of(newest.sha256 if newest else paper.sha256).read_bytes()
    actor = request.actor
    who = Signatory(
        name=actor.person.name,
        office=actor.title,
        number=form.cleaned_data.get("number", ""),
        passphrase=form.cleaned_data.get("password", ""),
    )
    made = signer.sign(content, who, reason=f"Nomor {paper.number}")
    acts.keep_signed(
        actor=actor,
        paper=paper.pk,
        way=made.way,
        content=made.content,
        found=signatures.findings(made.content, request.government),
        original=acts.holds(paper, made.content),
    )
    return made.said


def _sign_page(
    request: Acting, paper: Paper, signer: Signer, form: SignForm, status: int, refusal: Refused | None = None
) -> HttpResponse:
    organisation = history(request.government).on(request.government.today())
    context = {
        "menu": "matter",
        "paper": paper,
        "kind": BY_CODE[paper.kind].title,
        "signer": signer,
        "form": form,
        "refusal": refusal,
        "office": organisation.name_of(request.actor.post),
    }
    response = render(request, "papers/sign.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response

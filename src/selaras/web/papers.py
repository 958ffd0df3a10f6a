"""Papers in the workspace: what was issued about a matter or a meeting, what may be issued, signed copies taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions import papers as acts
from selaras.actions import signatures
from selaras.actions.contents import CONTENTS
from selaras.actions.readings import record_reading
from selaras.actions.refusals import Invalid, Stale
from selaras.law.organisation import Organisation
from selaras.law.papers import BY_CODE
from selaras.law.procedures import Refused
from selaras.records.matters import Matter
from selaras.records.papers import FAILED, MADE, SUBJECTS, AddressedCopy, Paper
from selaras.records.public_papers import is_public
from selaras.records.subjects import Subject
from selaras.records.units import history
from selaras.web.forms import day_field, key_of, whole
from selaras.web.language import in_language
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther

# How an address calls each sort of subject, and where the page of one lies.
SORTS: Mapping[str, tuple[str, str]] = {
    "berkas": ("matter", "/kerja/berkas/"),
    "rapat": ("meeting", "/kerja/rapat/"),
    "gugus-kerja": ("working_group", "/kerja/gugus-kerja/"),
    "naskah": ("document", "/kerja/naskah/"),
}


def url_of(subject_type: str, key: str) -> str:
    """The page with the papers of a subject."""
    sort = next(name for name, (type_, _place) in SORTS.items() if type_ == subject_type)
    return f"/kerja/naskah-dinas/{sort}/{key}/"


def addressed(paper: Paper) -> list[tuple[str, AddressedCopy]]:
    """The copies of a letter that are made, each with the name of its addressee, in the order of the letter."""
    made = {copy.to: copy for copy in paper.addressed.all()}
    whose = [(one["name"], one["code"]) for one in paper.content.get("recipients", ())] if made else []
    return [(name, made[code]) for name, code in whose if code in made]


def signers_of(paper: Paper, organisation: Organisation) -> list[str]:
    """Everybody whose signature a paper has room for, in the order of its blocks: a post, an institution outside."""
    blocks = paper.content.get("signatures", ())
    codes = [code for block in blocks if (code := block.get("post") or block.get("unit"))]
    return [organisation.name_of(code) for code in codes or [paper.post] if code]


class TakeInForm(forms.Form):
    """A copy of a paper that was signed elsewhere."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Naskah bertanda tangan"),
        error_messages={"required": _("Pilih naskahnya berupa PDF, paling besar 20 MB.")},
    )

    def __init__(self, paper: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_{paper}_%s", **kwargs})
        self.fields["file"].label = _("Naskah bertanda tangan")
        self.fields["file"].help_text = _("PDF, paling besar 20 MB. Tanda tangannya langsung diperiksa.")
        wrong = _("Tulis paling panjang 100 huruf.")
        for name, label in (("number", _("Nomor di tempat itu")), ("place", _("Ditandatangani di"))):
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=100, error_messages={"max_length": wrong}
            )
        self.fields["dated"] = day_field(_("Tanggal di tempat itu"))

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show what the act found wrong beside the fields."""
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, in_language(sentence))


def _subject(request: ActingRequest, sort: str, key: str) -> Subject:
    """The subject of that sort when the actor may open it in full. Raises Http404."""
    type_, _place = SORTS.get(sort, ("", ""))
    if type_ not in CONTENTS or len(key) > 20 or not key.isprintable():
        raise Http404
    model: Any = SUBJECTS[type_]
    which = {"number": key} if model is Matter else {"pk": whole(key) or 0}
    found: Subject | None = model.objects.visible_to(request.actor).exclude(phase="draft").filter(**which).first()
    if found is None:
        raise Http404
    found.government = request.government
    return found


@policy(Policy.ACTING)
def papers(request: ActingRequest, sort: str, key: str) -> HttpResponse:
    """The papers of a matter or a meeting: issued ones with their files, and the forms that issue more."""
    subject = _subject(request, sort, key)
    if request.method != "POST":
        return _page(request, sort, subject)
    do = request.POST.get("do", "")
    if do in ("take", "again"):
        paper = Paper.objects.of(subject).filter(pk=whole(request.POST.get("paper", "")) or 0).first()
        if paper is None:
            return _page(request, sort, subject, 422, stop=_("Naskah itu tidak ada pada daftar ini."))
        paper.government = request.government
        return _again(request, sort, subject, paper) if do == "again" else _take_in(request, sort, subject, paper)
    return _issue(request, sort, subject)


def _issue(request: ActingRequest, sort: str, subject: Subject) -> HttpResponse:
    try:
        paper = acts.issue(
            actor=request.actor,
            kind=request.POST.get("kind", "")[:60],
            subject=subject,
            key=key_of(request),
            public="private" not in request.POST,
            site=request.build_absolute_uri("/").rstrip("/"),
        )
    except Stale as late:
        return _page(request, sort, subject, 409, stop=in_language(str(late)))
    except Refused as stop:
        return _page(request, sort, subject, 422, refusal=in_language(stop))
    told = _("Tercatat: %(kind)s nomor %(number)s. Berkasnya sedang dibuat.")
    kind = in_language(BY_CODE[paper.kind].title)
    messages.success(request, told % {"kind": kind, "number": paper.number})
    return SeeOther(url_of(subject.TYPE, subject.key))


def _again(request: ActingRequest, sort: str, subject: Subject, paper: Paper) -> HttpResponse:
    try:
        acts.ask_again(actor=request.actor, paper=paper.pk)
    except Refused as stop:
        return _page(request, sort, subject, 422, refusal=in_language(stop))
    messages.success(request, _("Berkas naskah %(number)s dibuat sekali lagi.") % {"number": paper.number})
    return SeeOther(url_of(subject.TYPE, subject.key))


def _take_in(request: ActingRequest, sort: str, subject: Subject, paper: Paper) -> HttpResponse:
    """Check the signatures of a copy signed elsewhere and keep it with what was found."""
    form = TakeInForm(paper.pk, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, sort, subject, 422, form=(paper.pk, form))
    values = form.cleaned_data
    content = values["file"].read(acts.SIGNED_LIMIT + 1)
    try:
        found = signatures.findings(content, request.government)
        if not found:
            raise Invalid({"file": _("Tidak ada tanda tangan elektronik di dalam berkas ini.")})
        acts.keep_signed(
            actor=request.actor,
            paper=paper.pk,
            way="luar",
            content=content,
            found=found,
            original=acts.holds(paper, content),
            elsewhere=acts.Elsewhere(values["number"], values["dated"], values["place"]),
        )
    except signatures.Unreadable as odd:
        form.refuse({"file": str(odd)})
        return _page(request, sort, subject, 422, form=(paper.pk, form))
    except Invalid as bad:
        form.refuse(bad.errors)
        return _page(request, sort, subject, 422, form=(paper.pk, form))
    except Refused as stop:
        return _page(request, sort, subject, 422, form=(paper.pk, form), refusal=in_language(stop))
    messages.success(request, _("Salinan bertanda tangan diterima; hasil pemeriksaannya ada di bawah naskahnya."))
    return SeeOther(url_of(subject.TYPE, subject.key))


def _page(
    request: ActingRequest,
    sort: str,
    subject: Subject,
    status: int = 200,
    *,
    form: tuple[int, TakeInForm] | None = None,
    stop: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    if isinstance(subject, Matter):
        record_reading(actor=request.actor, matter=subject)
    organisation = history(request.government).on(request.government.today())
    rows = []
    for paper in Paper.objects.of(subject).select_related("seal").prefetch_related("copies", "addressed"):
        paper.government = request.government
        signs = acts.may_sign(request.actor, paper)
        given = form[1] if form and form[0] == paper.pk else TakeInForm(paper.pk)
        rows.append(
            {
                "paper": paper,
                "kind": in_language(BY_CODE[paper.kind].title),
                "ending": BY_CODE[paper.kind].ending,
                "signers": signers_of(paper, organisation),
                "public": is_public(paper, subject),
                "made": paper.state == MADE,
                "failed": paper.state == FAILED,
                "signs": signs,
                "form": given if signs else None,
                "open": bool(form and form[0] == paper.pk),
                "copies": list(paper.copies.all()),
                "addressed": addressed(paper),
            }
        )
    offered = acts.possible(request.actor, subject)
    context = {
        "menu": "matter",
        "subject": subject,
        "title": getattr(subject, "title", "") or getattr(subject, "name", ""),
        "back": f"{SORTS[sort][1]}{subject.key}/",
        "here": url_of(subject.TYPE, subject.key),
        "rows": rows,
        "offered": [(in_language(one.kind.title), one, organisation.name_of(one.seat.post)) for one in offered],
        "key": str(uuid4()),
        "stop": stop,
        "refusal": refusal,
    }
    return render(request, "papers/list.html", context, status=status)

"""Withholdings in the workspace: the list, a request from the page of its matter, and the page of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from selaras.actions import withholdings as acts
from selaras.actions.drafts import regulation_today
from selaras.actions.facts import renewable_on
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid
from selaras.actions.withholdings import TITLE_LIMIT, WARNINGS, Request, keepers
from selaras.law.openness import Ground, years_after
from selaras.law.procedures import Effect, Lack, Offer, Role, Thing
from selaras.records.matters import Matter
from selaras.records.openness import staying
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.records.withholdings import Withholding
from selaras.web.faces import STATE_MARKS
from selaras.web.forms import GUARDS_NOBODY, Select, consents, key_of
from selaras.web.language import cite_in_language, day_in_language, in_language, procedure_of
from selaras.web.parties import clean
from selaras.web.people import OfficeForm
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.results import PER_PAGE, Asked, ResultPage, found_for, missing
from selaras.web.subjects import Act, SeeOther, Stop, take
from selaras.web.thread import Told

LIST = "/kerja/pengecualian/"
NEW = f"{LIST}baru/"


def url_of(row: Withholding) -> str:
    """The page of a withholding."""
    return f"{LIST}{row.pk}/"


def _ground_words(ground: Ground) -> str:
    """A ground as one chooses it when deciding: its name, its clause, and whether it opens by itself at the end."""
    words = f"{ground.label} ({cite_in_language(ground.cite)})"
    opens = _("Terbuka dengan sendirinya bila jangka waktunya berakhir.")
    return f"{words}. {opens}" if ground.opens_by_itself else words


def not_found(request: ActingRequest) -> HttpResponse:
    """What a stranger sees."""
    return missing(request, "withholdings", _("Pengecualian"), LIST)


def review_of(row: Withholding, today: date) -> tuple[str, str] | None:
    """How near the review of what is withheld is: a mark (late, last_day when near, else waiting), and the words."""
    if row.phase != "open" or row.due_on is None:
        return None
    left = (row.due_on - today).days
    if left < 0:
        return "late", ngettext("Lewat %(n)s hari", "Lewat %(n)s hari", -left) % {"n": -left}
    words = ngettext("Ditinjau dalam %(n)s hari", "Ditinjau dalam %(n)s hari", left) % {"n": left}
    return ("last_day" if left <= max(WARNINGS) else "waiting"), words if left else _("Ditinjau hari ini")


# The page


@dataclass
class Page(ResultPage):
    """Everything the page of a withholding shows."""

    TEMPLATE = "withholdings/withholding.html"
    MENU = "withholdings"

    @property
    def withholding(self) -> Withholding:
        """What it shows."""
        found: Withholding = self.subject
        return found

    @property
    def url(self) -> str:
        """The page."""
        return url_of(self.withholding)

    @property
    def standings_title(self) -> str:
        """What stands above the seats."""
        return _("Siapa memohon, memutus, dan bertanggung jawab")

    @cached_property
    def ground(self) -> Ground | None:
        """The ground that was named."""
        return self.regulation.openness.ground(self.withholding.ground)

    @property
    def renewable_on(self) -> date | None:
        """From which day it can be renewed, as long as that is to come."""
        needs = (need for step in self.procedure.steps if Effect.WITHHOLD in step.effects for need in step.needs)
        near = next((need.days for need in needs if need.what is Thing.REVIEW), None)
        day = renewable_on(self.withholding, near) if near and self.withholding.phase == "open" else None
        return day if day and day > self.today else None

    def _held(self, offer: Offer, *lacks: Lack) -> Stop:
        """What waits for the day of review names the day on which it can be done."""
        stop, day = super()._held(offer, *lacks), self.renewable_on
        if day and any(lack.need.what is Thing.REVIEW for lack in lacks):
            stop.ways_on.insert(0, _("Dapat dilakukan mulai %(day)s.") % {"day": day_in_language(day)})
        return stop

    @property
    def consent(self) -> str:
        """Whether the person concerned consented in writing, as the last test recorded it."""
        return consents().get(self.withholding.consent, "")

    @property
    def review(self) -> tuple[str, str] | None:
        """How near its review is."""
        return review_of(self.withholding, self.today)

    @cached_property
    def threads(self) -> list[Told]:
        """Nothing of the matter itself stands here."""
        return []

    def _awaited(self, act: Act) -> bool:
        """To withhold and to refuse stand as equals before who is asked to decide."""
        deciding = self.withholding.state == "asked" and act.seat.role == Role.DECIDER and bool(act.seat.turn)
        return super()._awaited(act) or (deciding and act.step.binding)

    @property
    def decisions(self) -> list[Act]:
        """The ways to decide a request, where there are several."""
        return self.panels if self.withholding.state == "asked" and len(self.panels) > 1 else []

    def choices(self) -> dict[str, Any]:
        """The grounds of the law, that of the request first chosen; those that open by themselves say so."""
        grounds = [(row.code, _ground_words(row)) for row in self.regulation.openness.grounds]
        row, guards = self.withholding, self.ground is not None and self.ground.consent_basis is not None
        initial = {
            "ground": row.ground,
            "consent": "" if guards or self.ground is None else GUARDS_NOBODY,
            "instrument": row.instrument or _("Penetapan PPID"),
            "title": row.title,
            "summary": row.summary,
        }
        return {"grounds": grounds, "initial": initial, "stays": self.stays, "near": self.near}

    @property
    def near(self) -> str:
        """How late the day of review may be."""
        review = self.regulation.openness.review
        day = day_in_language(years_after(self.today, review.years)) if review else ""
        return _("Di dalam jangka waktunya, paling lambat %(day)s.") % {"day": day} if day else ""

    @cached_property
    def stays(self) -> str:
        """What came of the matter and stays open whatever is withheld, as who decides reads it before he does."""
        matter = self.withholding.matter
        matter.government = self.actor.government
        kept = staying(matter)
        rows = "; ".join(f"{in_language(row.label)}: {many}" for row, many in kept)
        cites = "; ".join(dict.fromkeys(cite_in_language(row.basis.cite) for row, _many in kept if row.basis.cite))
        return (
            _("Tidak ikut dikecualikan menurut %(cites)s. %(rows)s.") % {"cites": cites, "rows": rows} if kept else ""
        )

    def context(self) -> dict[str, Any]:
        """The withholding by its name."""
        return {**super().context(), "row": self.withholding}


def _find(actor: Actor, pk: int) -> Withholding | None:
    found: Withholding | None = found_for(Withholding, actor, pk)
    return found


@policy(Policy.ACTING)
@require_safe
def withholding(request: ActingRequest, withholding: int) -> HttpResponse:
    """On what ground, by whose decision, who answers for it, until when, and what may be done now."""
    found = _find(request.actor, withholding)
    return Page(request.actor, found).answer(request) if found else not_found(request)


@policy(Policy.ACTING)
def step(request: ActingRequest, withholding: int) -> HttpResponse:
    """Take a step; what was typed is kept whatever comes of it."""

    def load(**kept: Any) -> Page | None:
        found = _find(request.actor, withholding)
        return Page(request.actor, found, **kept) if found else None

    return take(request, load, partial(acts.step_withholding, withholding=withholding), not_found)


# The list


@dataclass(frozen=True)
class Listed:
    """A withholding in the list."""

    row: Withholding
    mark: str
    label: str
    ground: str
    review: tuple[str, str] | None


def _wanted(actor: Actor, asked: Asked) -> QuerySet[Withholding]:
    found: QuerySet[Withholding] = Withholding.objects.visible_to(actor)
    today = actor.government.today()
    if asked["tahap"] == "lewat":
        found = found.filter(phase="open", due_on__lt=today)
    elif asked["tahap"] == "menunggu":
        found = found.filter(phase="open", since__isnull=True)
    elif asked["tahap"] == "selesai":
        found = found.filter(phase="closed")
    elif asked["tahap"] == "":
        found = found.exclude(phase="closed")
    return found.order_by(F("due_on").asc(nulls_first=True), "pk")


@policy(Policy.ACTING)
@require_safe
def withholdings(request: ActingRequest) -> HttpResponse:
    """What is withheld, or asked for, as far as the reader takes part in it; the PPID sees all."""
    actor = request.actor
    stages = {
        "": _("Berlaku, dimohonkan, dan draf"),
        "menunggu": _("Menunggu PPID"),
        "lewat": _("Lewat hari tinjau"),
        "selesai": _("Selesai"),
        "semua": _("Semua"),
    }
    asked = Asked(request, tahap=stages)
    page = Paginator(_wanted(actor, asked), PER_PAGE).get_page(asked.number)
    context = {
        "menu": "withholdings",
        "page": page,
        "rows": [_listed(actor, row) for row in page],
        "filters": asked.filters(tahap=_("Tahap")),
        "narrowed": bool(asked),
        "apart": in_language(regulation_today(actor.government).openness.apart),
        "of_own_motion": actor.post == acts.ppid(actor.government),
        "query": asked.query,
    }
    return render(request, "withholdings/list.html", context)


def _listed(actor: Actor, row: Withholding) -> Listed:
    row.government = actor.government
    state = procedure_of(row).state(row.state)
    ground = in_language(regulation_today(actor.government).openness).ground(row.ground)
    label = ground.label if ground else row.ground
    return Listed(
        row, STATE_MARKS.get(state.code, state.code), state.label, label, review_of(row, actor.government.today())
    )


# Requests


class RequestForm(OfficeForm):
    """The questions of a request: a title that tells nothing, on what ground, why, and who answers for it."""

    def __init__(
        self, actor: Actor, matter: Matter, data: QueryDict | None = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.matter = matter
        organisation = history(actor.government).on(actor.government.today())
        grounds = in_language(regulation_today(actor.government).openness).grounds
        wrong = _("Pilih dari daftar.")
        self.fields["title"] = forms.CharField(
            label=_("Judul netral"),
            help_text=_(
                "Tampak bagi umum selama dikecualikan. Jangan menyebut nama orang, isinya, atau judul berkasnya."
            ),
            max_length=TITLE_LIMIT,
            error_messages={
                "required": _("Tulis judul yang tidak membuka isi."),
                "max_length": _("Tulis paling panjang %(n)s karakter.") % {"n": TITLE_LIMIT},
            },
        )
        self.fields["ground"] = forms.ChoiceField(
            label=_("Dasar pengecualian"),
            choices=[(row.code, f"{row.label} ({cite_in_language(row.cite)})") for row in grounds],
            widget=forms.RadioSelect,
            error_messages={"required": _("Pilih dasarnya."), "invalid_choice": wrong},
        )
        self.hints = {row.code: f"{row.gist}." for row in grounds}
        self.fields["reason"] = forms.CharField(
            label=_("Mengapa harus dikecualikan"),
            help_text=_("Apa akibatnya bila dibuka. Hanya para pihak, Inspektorat, dan PPID yang membacanya."),
            widget=forms.Textarea(attrs={"rows": 5}),
            error_messages={"required": _("Tulis alasannya.")},
        )
        posts = [(code, organisation.name_of(code)) for code in keepers(actor.government, matter)]
        self.fields["keeper"] = forms.ChoiceField(
            label=_("Penanggung jawab"),
            help_text=_("Jabatan yang menguasai isinya dan menjaganya tetap tertutup."),
            choices=posts,
            widget=Select,
            error_messages={"required": wrong, "invalid_choice": wrong},
        )

    @property
    def request(self) -> Request:
        """What it says; only of a form that is valid."""
        said = self.cleaned_data
        return Request(
            matter=self.matter.number or "",
            title=said["title"],
            ground=said["ground"],
            reason=said["reason"],
            keeper=said["keeper"],
        )


def _editor(request: ActingRequest, form: RequestForm, draft: Withholding | None, status: int = 200) -> HttpResponse:
    context = {
        "menu": "withholdings",
        "form": form,
        "matter": form.matter,
        "draft": draft,
        "action": f"{url_of(draft)}ubah/" if draft else f"{NEW}?berkas={form.matter.number}",
        "key": str(uuid4()),
    }
    return render(request, "withholdings/edit.html", context, status=status)


@policy(Policy.ACTING)
def new(request: ActingRequest) -> HttpResponse:
    """A request to withhold a matter, begun from its page by one of its parties."""
    matter = acts.matter_to_withhold(request.actor, clean(request.GET.get("berkas", "")))
    if matter is None:
        return not_found(request)
    matter.government = request.actor.government
    standing = Withholding.objects.visible_to(request.actor).filter(matter=matter).exclude(phase="closed").first()
    if standing is not None and request.method != "POST":
        return SeeOther(url_of(standing))
    if not acts.asks_as(request.actor, matter):
        context = {"menu": "withholdings", "matter": matter}
        return render(request, "withholdings/no_party.html", context, status=403)
    if request.method == "POST":
        return _answered(request, matter, None)
    initial = {"keeper": request.actor.post}
    return _editor(request, RequestForm(request.actor, matter, initial=initial), None)


@policy(Policy.ACTING)
def edit(request: ActingRequest, withholding: int) -> HttpResponse:
    """The same page with what a draft holds; one that was sent leads to its page."""
    found = _find(request.actor, withholding)
    if found is None:
        return not_found(request)
    if found.phase != "draft":
        return SeeOther(url_of(found))
    matter = acts.matter_to_withhold(request.actor, found.matter.number or "")
    if matter is None:  # who wrote the draft takes part no more
        return not_found(request)
    if request.method == "POST":
        return _answered(request, matter, found)
    keeper = next((seat.post for seat in found.seats() if seat.role == "keeper"), "")
    initial = {"title": found.title, "ground": found.ground, "reason": found.reason, "keeper": keeper}
    return _editor(request, RequestForm(request.actor, matter, initial=initial), found)


def _answered(request: ActingRequest, matter: Matter, draft: Withholding | None) -> HttpResponse:
    form = RequestForm(request.actor, matter, request.POST)
    if not form.is_valid():
        return _editor(request, form, draft, 422)
    try:
        kept = acts.save_withholding(
            actor=request.actor, request=form.request, draft=draft.pk if draft else None, key=key_of(request)
        )
    except Invalid as bad:
        form.refuse(bad.errors)
        return _editor(request, form, draft, 422)
    except AlreadyDone:
        return SeeOther(url_of(draft) if draft else LIST)
    except Withholding.DoesNotExist:  # it was sent or thrown away meanwhile
        messages.warning(request, _("Draf ini sudah dimohonkan atau dihapus. Tulisan Anda di bawah belum tersimpan."))
        return _editor(request, form, None, 409)
    messages.success(request, _("Draf tersimpan. Kirimkan kepada PPID dengan “Mohonkan pengecualian”."))
    return SeeOther(url_of(kept))


@policy(Policy.ACTING)
def discard(request: ActingRequest, withholding: int) -> HttpResponse:
    """Throw a draft away, after a look at what it is."""
    found = _find(request.actor, withholding)
    if found is None or found.phase != "draft":
        return not_found(request)
    if request.method != "POST":
        context = {
            "menu": "withholdings",
            "title": found.title,
            "url": url_of(found),
            "here": f"{url_of(found)}hapus/",
        }
        return render(request, "results/discard.html", context)
    try:
        acts.discard_withholding(actor=request.actor, draft=withholding)
    except Withholding.DoesNotExist:
        return not_found(request)
    messages.success(request, _("Draf dihapus."))
    return SeeOther(LIST)

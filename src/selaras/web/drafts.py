"""Drafts: a new matter with its path in view before anything is saved, kept, submitted or thrown away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from selaras.actions import drafts as acts
from selaras.actions.matters import submit
from selaras.actions.refusals import Invalid, Stale
from selaras.law.organisation import Organisation
from selaras.law.paths import BadQuestion, HopRole, WayOn
from selaras.law.procedures import Refused
from selaras.law.regulation import Regulation
from selaras.law.types import Basis, Kind, MatrixCell
from selaras.records.governments import pack_of
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web.drawing import Drawing, drawing
from selaras.web.forms import MatterForm, key_of, whole
from selaras.web.language import in_language
from selaras.web.matters import not_found, url_of
from selaras.web.parties import choices
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther, lies_with
from selaras.web.uploads import files_of

# The kinds in which one turns to those below oneself.
DOWNWARD = (Kind.STRUKTURAL, Kind.KOORDINATIF)


@dataclass(frozen=True)
class Shown:
    """The preview of a matter: what is proposed and why, the path, and what stands against it."""

    title: str
    why: str  # the kind or the type of that title
    basis: Basis
    plan: acts.Preview
    sentence: str
    drawing: Drawing | None = None
    unsettled: tuple[str, ...] = ()  # parties of whom the matrix says nothing
    unforeseen: tuple[tuple[str, MatrixCell], ...] = ()
    ways: tuple[dict[str, str], ...] = ()  # the lawful ways on, each with the address of the form so changed
    signatory: str = ""  # who submits when it is not the one who writes
    signatory_basis: Basis | None = None
    standing_lead: str = ""  # who leads at once under a standing delegation


@dataclass(frozen=True)
class Unfit:
    """Why a party that was chosen cannot be one, said where it was chosen: what, the ground, the lawful ways on."""

    what: str
    basis: Basis
    ways: tuple[dict[str, str], ...]


def _unfit(actor: Actor, opener: str, form: MatterForm, shown: Shown | None) -> list[Unfit]:
    """The parties who open the matter themselves, or are no Perangkat Daerah (rule 1 of the path)."""
    path = shown.plan.path if shown else None
    if path is None:
        return []
    organisation = form.organisation
    regulation = in_language(acts.regulation_today(actor.government))
    rules, along = regulation.routes.rules, acts.binds_units(regulation, path.kind, path.type or "")
    own_unit = _("%(name)s ialah unit Anda sendiri dan sudah ikut sebagai pemrakarsa")
    own_post = _("%(name)s ialah jabatan Anda sendiri dan sudah ikut sebagai pemrakarsa")
    no_agency = _("%(name)s bukan Perangkat Daerah, jadi tidak dapat menjadi mitra")
    heads = {code for code, unit in organisation.units.items() if unit.type in rules.heads.types}
    found = []
    for code in form.parties:
        unit, head = code.partition("/")[0], organisation.heads.get(code)
        if unit in heads:
            what, rule = no_agency, rules.heads
        elif along and unit == opener.partition("/")[0]:
            what, rule = own_unit, rules.one_agency
        elif (head.code if head else code) == opener:
            what, rule = own_post, rules.command
        else:
            continue
        alone = replace(form.intent, parties=(code,), type=path.type or "")
        plan = in_language(acts.preview(actor.government, opener, alone))
        ways = plan.path.ways_on if plan and plan.path else ()
        links = tuple({"text": way.text, "way": _way(actor, alone, way)} for way in ways)
        found.append(Unfit(what % {"name": organisation.name_of(code)}, rule.basis, links))
    return found


def _preview(actor: Actor, opener: str, form: MatterForm) -> Shown | None:
    government, organisation = actor.government, form.organisation
    regulation = in_language(acts.regulation_today(government))
    intent = form.intent
    if not intent.kind:
        return None
    try:
        plan = in_language(acts.preview(government, opener, intent))
    except BadQuestion as bad:
        form.refuse({"parties": str(bad)})
        return None
    if plan is None:
        return None
    kind, path = plan.suggestion.kind, plan.path
    type_ = (path and path.type) or intent.type or plan.suggestion.type
    title = regulation.kinds.title(kind, type_ if kind is Kind.KOORDINATIF else None)
    row = regulation.kinds.type(type_) if kind is Kind.KOORDINATIF and type_ else None
    signer = acts.opener_of(government, opener, intent)
    signs = plan.procedure is not None and plan.procedure.step("ajukan").binding and signer != actor.post
    standing = acts.standing_delegation(government, path, opener, intent.form, intent.budget) if path else None
    return Shown(
        title=title,
        why=row.manner if row else plan.suggestion.why,
        basis=row.basis if row else plan.suggestion.basis,
        plan=plan,
        sentence=_summary(plan, organisation),
        drawing=drawing(path, organisation) if path else None,
        unsettled=tuple(organisation.name_of(code) for code, cell in plan.matrix if cell is None),
        unforeseen=tuple(
            (organisation.name_of(code), cell) for code, cell in plan.matrix if cell and cell.answer == "not_foreseen"
        ),
        ways=tuple({"text": way.text, "way": _way(actor, intent, way)} for way in path.ways_on) if path else (),
        signatory=organisation.name_of(signer) if signs else "",
        signatory_basis=plan.procedure.step("ajukan").basis if signs and plan.procedure else None,
        standing_lead=organisation.name_of(standing.lead) if standing else "",
    )


def _subordinates(organisation: Organisation, opener: str) -> list[tuple[str, str]]:
    """The posts right below the one that opens, by title and, where it is another, unit."""
    below = [p for p in organisation.posts.values() if p.superior == opener]
    names = [(p.code, organisation.name_of(p.unit) if p.head else p.title) for p in below]
    return sorted(names, key=lambda row: row[1])


def _way(actor: Actor, intent: acts.Intent, way: WayOn) -> str:
    """The answers of the form that a way on changes, as a query; "" when it changes nothing.

    What another opens is open to his operators alone.
    """
    head = history(actor.government).on(actor.government.today()).heads.get(way.opener or "")
    if (way.opener and not (head and head.code in actor.principals)) or not (way.kind or way.counterparts):
        return ""
    kind = way.kind.value if way.kind else intent.kind
    asked = [("kind", kind), ("type", way.type or ""), ("principal", head.code if head else "")]
    asked += [("to", code) for code in way.counterparts or intent.parties]
    return urlencode([(name, value) for name, value in asked if value])


def _summary(plan: acts.Preview, organisation: Organisation) -> str:
    path = plan.path
    if path is None:
        return _("Pilih mitra untuk melihat jalurnya")
    if path.status == "undetermined":
        return _("Jalur belum ditetapkan")
    if path.status == "refused":
        return _("Tidak dapat ditempuh dengan cara ini")
    if path.convener:
        head = organisation.heads.get(path.convener)
        through = sum(hop.role is HopRole.COORDINATOR for hop in path.hops)
        leader = head.title if head else organisation.name_of(path.convener)
        if through:
            return _("Dipimpin %(leader)s, melalui %(n)s koordinator") % {"leader": leader, "n": through}
        return _("Dipimpin %(leader)s") % {"leader": leader}
    return _("Langsung kepada %(n)s mitra") % {"n": sum(hop.role is HopRole.COUNTERPART for hop in path.hops)}


def _today(actor: Actor) -> tuple[Regulation, Organisation]:
    today = actor.government.today()
    return in_language(pack_of(actor.government)).regulation_on(today), history(actor.government).on(today)


def _new_page(
    request: ActingRequest,
    form: MatterForm,
    draft: Matter | None,
    *,
    refusal: Refused | None = None,
    status: int = 200,
    template: str = "matters/new.html",
) -> HttpResponse:
    regulation, organisation = _today(request.actor)
    steps = {procedure.kind for procedure in regulation.book.procedures}
    missing = _("Jalurnya dapat dilihat; berkasnya belum dapat diajukan di Selaras.")
    form.acts_for(request.actor)
    chosen, opener = form.chosen_kind, form.in_name_of or (draft.opener_post if draft else request.actor.post)
    shown = _preview(request.actor, opener, form)
    path = shown.plan.path if shown else None
    context = {
        "menu": "new",
        "form": form,
        "draft": draft,
        "key": str(uuid4()),
        "action": url_of(draft) if draft else "/kerja/berkas/baru/",
        "preview": shown,
        "hierarchical": path is not None and path.type in form.span,
        "urgent": form["urgency"].value() or (path is not None and any(way.urgent for way in path.ways_on)),
        "duty_hints": {duty.code: duty.basis.cite for duty in regulation.kinds.duties},
        "unfit": _unfit(request.actor, opener, form, shown),
        "kind_hints": {
            k.code.value: k.need_hint if k.code in steps else f"{k.need_hint}. {missing}"
            for k in regulation.kinds.kinds
        },
        "form_hints": {f.code: f.hint for f in regulation.kinds.forms},
        "outcome": regulation.kinds.kind(chosen).outcome if chosen and chosen != Kind.KOORDINATIF else "",
        "coordinative": chosen == Kind.KOORDINATIF,
        "choices": choices(organisation),
        "subordinates": _subordinates(organisation, opener) if form.post_to_post and chosen in DOWNWARD else (),
        "refusal": refusal,
        "back_to_parties": request.method == "POST"
        and ({"remove", "pick"} & request.POST.keys() or request.POST.get("do") == "add"),
    }
    # The script puts in only what comes with a good status; the sentence stands beside its field all the same.
    return render(request, template, context, status=200 if "HX-Request" in request.headers else status)


@policy(Policy.ACTING)
def new(request: ActingRequest) -> HttpResponse:
    """Three questions, a title and a purpose, with the path beside them before anything is saved."""
    regulation, organisation = _today(request.actor)
    if request.method != "POST":
        return _new_page(request, MatterForm.asked(regulation, organisation, request.GET), None)
    return _answered(request, None)


@policy(Policy.ACTING)
def edit(request: ActingRequest, draft: int) -> HttpResponse:
    """The same page with what a draft holds."""
    found = _draft(request.actor, draft)
    if found is None:
        return _submitted_before(request, draft)
    if request.method != "POST":
        return _new_page(request, MatterForm.of(*_today(request.actor), found), found)
    return _answered(request, found)


@policy(Policy.ACTING)
@require_POST
def preview(request: ActingRequest) -> HttpResponse:
    """What the script puts in when an answer changes: the preview, the parties, and the third question."""
    draft = _draft(request.actor, whole(request.POST.get("draft", "")) or 0)
    form = MatterForm.sent(*_today(request.actor), request.POST)
    return _new_page(request, form, draft, template="matters/preview_parts.html")


def _draft(actor: Actor, draft: int) -> Matter | None:
    found = Matter.objects.visible_to(actor).filter(pk=draft, phase="draft").first()
    if found:
        found.government = actor.government
    return found


def _answered(request: ActingRequest, draft: Matter | None) -> HttpResponse:
    """Take what was sent: another party, a draft to keep, or a matter to submit."""
    actor, do = request.actor, request.POST.get("do", "")
    form = MatterForm.sent(*_today(actor), request.POST, files_of(request))
    form.acts_for(actor)
    if do not in ("save", "submit") or not form.is_valid():
        return _new_page(request, form, draft, status=422 if form.errors else 200)
    try:
        seen = request.POST.get("seen", "")
        kept = acts.save_draft(
            actor=actor,
            intent=form.intent,
            draft=draft.pk if draft else None,
            seen=seen,
            principal=form.in_name_of,
        )
    except Invalid as bad:
        form.refuse(bad.errors)
        return _new_page(request, form, draft, status=422)
    except Stale as late:
        messages.warning(request, in_language(str(late)))
        return _new_page(request, form, draft, status=409)
    except Refused as stop:
        said = in_language(stop)
        messages.warning(request, " ".join((said.what, *said.ways_on)))
        return _new_page(request, form, draft, status=409)
    except Matter.DoesNotExist:
        return _submitted_before(request, draft.pk if draft else 0)
    if do == "save":
        messages.success(request, _("Draf tersimpan. Belum ada yang terkirim."))
        return SeeOther(url_of(kept))
    return _submitted(request, form, kept, draft)


def _submitted_before(request: ActingRequest, draft: int) -> HttpResponse:
    """On to the matter that a draft has become; what was typed since then stays on the page."""
    actor = request.actor
    done = Matter.objects.visible_to(actor).exclude(phase="draft").filter(pk=draft).first()
    if done is None:
        return not_found(request)
    if request.method == "POST":
        form = MatterForm.sent(*_today(actor), request.POST)
        typed = form.intent
        if (typed.title.strip(), typed.purpose.strip()) != (done.title, done.purpose):
            sentence = _("Draf ini sudah diajukan sebagai berkas %(number)s. Tulisan Anda di bawah belum terkirim.")
            messages.warning(request, sentence % {"number": done.number})
            return _new_page(request, form, None, status=409)
    return SeeOther(url_of(done))


def _submitted(request: ActingRequest, form: MatterForm, kept: Matter, draft: Matter | None) -> HttpResponse:
    actor, refusal = request.actor, None
    try:
        done = submit(
            actor=actor,
            draft=kept.pk,
            key=key_of(request),
            happened_on=form.cleaned_data["happened_on"],
            uploads=form.uploads,
        )
    except Invalid as bad:
        form.refuse(bad.errors)
        if draft is None:  # nothing was kept before the button was pressed, so nothing is kept now
            acts.discard_draft(actor=actor, draft=kept.pk)
            kept = None  # type: ignore[assignment]
        return _new_page(request, form, kept, status=422)
    except Refused as stop:
        refusal = in_language(stop)
        return _new_page(request, form, kept, refusal=refusal, status=422)
    except Stale as late:
        messages.warning(request, in_language(str(late)))
        return _new_page(request, form, kept, status=409)
    except Matter.DoesNotExist:  # somebody threw the draft away meanwhile
        return _new_page(request, form, None, status=409)
    if done.pk != kept.pk:  # the form was sent twice: the second draft is superfluous
        acts.discard_draft(actor=actor, draft=kept.pk)
    done.government = actor.government
    organisation = _today(actor)[1]
    now = lies_with(done, organisation, list(done.participants.all()))
    messages.success(request, _("Berkas %(number)s diajukan. %(now)s") % {"number": done.number, "now": now})
    return SeeOther(url_of(done))


@policy(Policy.ACTING)
def discard(request: ActingRequest, draft: int) -> HttpResponse:
    """Ask whether a draft shall go, and let it go."""
    found = _draft(request.actor, draft)
    if found is None:
        return not_found(request)
    if request.method != "POST":
        return render(request, "matters/discard.html", {"draft": found})
    try:
        acts.discard_draft(actor=request.actor, draft=draft)
    except Matter.DoesNotExist:
        return not_found(request)
    messages.success(request, _("Draf dihapus."))
    return SeeOther("/kerja/")

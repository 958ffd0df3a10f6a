"""Triase: the submitted matters that wait for a convener, several of them delegated at once, each an act of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.actions import matters as acts
from selaras.actions.acts import Deed, seen_of
from selaras.actions.delegations import DELEGATING, leads_of
from selaras.actions.drafts import TEXT_LIMIT
from selaras.actions.facts import clock_of
from selaras.actions.refusals import Invalid, Stale, clean
from selaras.law.clocks import Reading
from selaras.law.organisation import Organisation
from selaras.law.procedures import Effect, Procedure, Refused, Role, Step
from selaras.law.types import Basis
from selaras.records.matters import Matter, Participant
from selaras.records.people import Actor
from selaras.records.units import history
from selaras.web.forms import Select, key_of, whole
from selaras.web.language import in_language, procedure_of, regulation_of
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther, who
from selaras.web.uploads import UploadField, files_of

TRIAGE = "/kerja/triase/"
PER_PAGE = 50
SELF = "sendiri"  # the choice of a convener to lead himself


def take_of(procedure: Procedure) -> Step | None:
    """The step by which a convener takes a matter that waits for him, to lead it himself."""
    return next((s for s in _leading(procedure) if s.target is None and s.turn), None)


def pass_of(procedure: Procedure) -> Step | None:
    """The step by which a convener lets a coordinator of the path lead."""
    return next((s for s in _leading(procedure) if s.target is Role.COORDINATOR), None)


def _leading(procedure: Procedure) -> list[Step]:
    return [s for s in procedure.steps if Effect.LEAD in s.effects and Role.CONVENER in s.by]


def awaits_lead(procedure: Procedure, seat: Participant) -> bool:
    """Whether a matter waits for its convener to take it or to pass it on."""
    take = take_of(procedure)
    return seat.role == Role.CONVENER and take is not None and seat.turn == take.code


@dataclass
class Row:
    """A matter that waits for its convener: whom he may let lead, what was chosen, and why it was not done."""

    seat: Participant
    matter: Matter
    kind: str
    opener: str
    parties: list[str]
    clock: Reading
    choices: list[tuple[str, str]]
    proposed: Participant | None
    lead: str  # the proposed one by name
    behalf: str  # the convener's name, where the reader is his operator
    chosen: str
    picked: bool = False
    fault: str = ""

    @property
    def seen(self) -> str:
        """What the page shows of it."""
        return seen_of(self.matter, self.seat)

    @property
    def select(self) -> str:
        """The list of who may lead."""
        attrs = {"id": f"pemimpin-{self.seat.pk}", "form": "triase"}
        return Select(choices=self.choices).render(f"lead-{self.seat.pk}", self.chosen, attrs)


def _seats(actor: Actor) -> list[Participant]:
    """The convener's seats that wait for him, whether the reader is he or his operator; three queries."""
    waiting = Participant.objects.awaiting(actor).filter(role=Role.CONVENER, post__in=actor.posts)
    rows = waiting.select_related("matter").defer("matter__purpose").prefetch_related("matter__participants")
    found = []
    for seat in rows.order_by("turn_since", "pk"):
        seat.matter.government = actor.government
        if awaits_lead(procedure_of(seat.matter), seat):
            found.append(seat)
    return found


def _row(actor: Actor, seat: Participant, organisation: Organisation) -> Row:
    matter, procedure = seat.matter, procedure_of(seat.matter)
    seats = [p for p in matter.participants.all() if not p.retired]
    step = pass_of(procedure)
    may = [p for p in seats if p.role == Role.COORDINATOR and step and matter.state in step.states]
    proposed = acts.proposed_lead(matter, seats) if may else None
    own = seat.post == actor.post
    name = who(organisation, seat.unit, seat.post, seat.role)
    choices = [(str(p.pk), who(organisation, p.unit, p.post, p.role)) for p in may]
    choices.append((SELF, _("Saya pimpin sendiri") if own else _("%(name)s memimpin sendiri") % {"name": name}))
    if may and proposed is None:
        choices.insert(0, ("", _("Pilih pemimpin")))
    return Row(
        seat=seat,
        matter=matter,
        kind=regulation_of(matter).kinds.title(matter.kind, matter.type or None),
        opener=organisation.name_of(matter.opener_unit),
        parties=[who(organisation, p.unit, p.post, p.role) for p in seats if p.role == Role.COUNTERPART],
        clock=clock_of(matter, procedure, seat),
        choices=choices,
        proposed=proposed,
        lead=who(organisation, proposed.unit, proposed.post, proposed.role) if proposed else "",
        behalf="" if own else name,
        chosen=str(proposed.pk) if proposed else choices[0][0],
    )


@dataclass
class Share:
    """Whom a convener would let lead, of how many matters, and where he can make that a standing delegation."""

    name: str
    count: int = 0
    standing: str = ""


@dataclass
class Tally:
    """How many matters wait for one convener, and to whom they may go."""

    behalf: str
    total: int = 0
    to: dict[str, Share] = field(default_factory=dict)

    @property
    def shares(self) -> list[Share]:
        """The largest share first."""
        return sorted(self.to.values(), key=lambda share: -share.count)


def _tallies(actor: Actor, rows: Iterable[Row], organisation: Organisation) -> list[Tally]:
    below = {post.code for post in leads_of(organisation, actor.post)}
    found: dict[str, Tally] = {}
    for row in rows:
        tally = found.setdefault(row.seat.post, Tally(row.behalf))
        tally.total += 1
        if lead := row.proposed:
            share = tally.to.setdefault(lead.post, Share(row.lead))
            share.count += 1
            share.standing = lead.post if lead.post in below and not row.behalf else ""
    return list(found.values())


class TriageForm(forms.Form):
    """What goes with all chosen matters: a direction, and the signed paper where an operator records."""

    use_required_attribute = False

    def __init__(self, label: str, *, paper: bool, must: bool = False, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="triase-%s")
        self.fields["text"] = forms.CharField(
            label=label,
            help_text=_("Ikut pada setiap berkas yang dilimpahkan."),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3, "form": "triase"}),
        )
        if paper:
            missing = _("Pelimpahan mengikat pemimpin koordinasi. Lampirkan pindaian naskah yang beliau tanda tangani.")
            self.fields["file"] = UploadField(
                label=_("Pindaian naskah yang ditandatangani pimpinan"),
                help_text=_(
                    "Satu naskah bagi semua berkas yang dicentang. PDF, gambar, atau dokumen, paling besar 10 MB."
                ),
                required=must,
                error_messages={"required": missing},
            )

    def clean_text(self) -> str:
        """The direction; one that is too long is told before any matter is touched."""
        errors: dict[str, str] = {}
        text = clean("text", self.cleaned_data["text"], TEXT_LIMIT, errors)
        if errors:
            raise forms.ValidationError(in_language(errors["text"]))
        return text


@dataclass(frozen=True)
class Outcome:
    """What came of one chosen matter: who leads it now, or why nothing was recorded."""

    seat: Participant
    lead: str = ""  # the one who leads now, "" for a fault
    what: str = ""
    reasons: Sequence[str] = ()
    basis: Basis | None = None
    ways_on: Sequence[str] = ()
    changed: bool = False  # somebody acted first


def _chosen(actor: Actor, picked: Sequence[int], rows: Mapping[int, Row]) -> list[Participant]:
    """The seats that were ticked; one that no longer waits, because somebody acted meanwhile, is among them."""
    gone = [pk for pk in picked if pk not in rows]
    seats = {pk: rows[pk].seat for pk in picked if pk in rows}
    if gone:
        mine = Participant.objects.filter(government=actor.government, role=Role.CONVENER, post__in=actor.posts)
        for seat in mine.filter(pk__in=gone, retired=False).select_related("matter"):
            seat.matter.government = actor.government
            seats[seat.pk] = seat
    return [seats[pk] for pk in dict.fromkeys(picked) if pk in seats]


def _take(
    request: ActingRequest, seat: Participant, key: str, sent: Mapping[str, Any], organisation: Organisation
) -> Outcome:
    """Let one chosen matter be led as chosen: an act of its own, held to what the page showed of this matter."""
    choice, procedure = request.POST.get(f"lead-{seat.pk}", ""), procedure_of(seat.matter)
    step = take_of(procedure) if choice == SELF else pass_of(procedure)
    target = None if choice == SELF else whole(choice)
    if step is None or (target is None and choice != SELF):
        return Outcome(seat, what=_("Pilih siapa yang memimpin."))
    paper = sent.get("file") if seat.post != request.actor.post else None
    deed = Deed(step=step.code, text=sent["text"], target=target, uploads=(paper,) if paper else ())
    try:
        done = acts.act(
            actor=request.actor,
            number=seat.matter.number or "",
            seat=seat.pk,
            deed=deed,
            seen=request.POST.get(f"seen-{seat.pk}", "")[:100],
            key=sha256(f"{key} {seat.pk}".encode()).hexdigest(),
        )
    except Stale as late:
        return Outcome(seat, what=str(in_language(late.args[0])), changed=True)
    except Invalid as bad:
        return Outcome(seat, what=" ".join(str(in_language(sentence)) for sentence in bad.errors.values()))
    except Refused as stop:
        said = in_language(stop)
        return Outcome(seat, what=said.what, reasons=said.reasons, basis=said.basis, ways_on=said.ways_on)
    except Matter.DoesNotExist:
        return Outcome(seat, what=_("Berkas ini tidak lagi terbuka bagi Anda."), changed=True)
    lead = done.participants.filter(leads=True).first()
    return Outcome(seat, lead=who(organisation, lead.unit, lead.post, lead.role) if lead else _("pemimpin lain"))


def _told(outcomes: Iterable[Outcome]) -> list[str]:
    """What was done, in one sentence for each who leads now."""
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.lead:
            found.setdefault(outcome.lead, []).append(outcome.seat.matter.number or "")
    return [
        ngettext(
            "Tercatat: %(n)s berkas kini dipimpin %(name)s: %(numbers)s.",
            "Tercatat: %(n)s berkas kini dipimpin %(name)s: %(numbers)s.",
            len(numbers),
        )
        % {"n": len(numbers), "name": name, "numbers": ", ".join(numbers)}
        for name, numbers in found.items()
    ]


@dataclass
class _Triage:
    """The page: all that waits, and what was sent."""

    request: ActingRequest

    def __post_init__(self) -> None:
        self.actor = self.request.actor
        self.organisation = history(self.actor.government).on(self.actor.government.today())
        rows = [_row(self.actor, seat, self.organisation) for seat in _seats(self.actor)]
        rows.sort(key=lambda row: (row.clock.left is None, row.clock.left or 0, row.matter.opened_on, row.seat.pk))
        self.rows = {row.seat.pk: row for row in rows}

    def form(self, chosen: Sequence[Participant] = (), **sent: Any) -> TriageForm:
        """The form as it is, or as it was sent for the chosen seats: for another's one needs the signed paper."""
        seats = chosen or [row.seat for row in self.rows.values()]
        steps = [step for row in self.rows.values() if (step := pass_of(procedure_of(row.matter)))]
        label = next((step.text.label for step in steps if step.text), _("Arahan"))
        must = any(seat.post != self.actor.post for seat in seats)
        return TriageForm(label, paper=bool(self.actor.principals), must=must, **sent)

    def answer(
        self,
        status: int = 200,
        *,
        form: TriageForm | None = None,
        outcomes: Sequence[Outcome] = (),
        unpicked: bool = False,
    ) -> HttpResponse:
        """The page, with what came of each matter that was sent."""
        asked = self.request.GET
        page = Paginator(list(self.rows.values()), PER_PAGE).get_page(whole(asked.get("hal", "")) or 1)
        if asked.get("pilih") == "semua" and self.request.method != "POST":
            for row in page:
                row.picked = row.proposed is not None
        steps = [step for row in page if (step := pass_of(procedure_of(row.matter)))]
        context = {
            "menu": "turn",
            "page": page,
            "tallies": _tallies(self.actor, self.rows.values(), self.organisation),
            "form": form or self.form(),
            "outcomes": outcomes,
            "done": _told(outcomes),
            "faults": [outcome for outcome in outcomes if not outcome.lead],
            "kept": any(row.picked for row in page),
            "unpicked": unpicked,
            "basis": steps[0].basis if steps else DELEGATING,
            "proposals": any(row.proposed for row in page),
            "convenes": bool(leads_of(self.organisation, self.actor.post)),
            "key": str(uuid4()),
        }
        return render(self.request, "triage/triage.html", context, status=status)

    def keep(self, outcomes: Sequence[Outcome] = ()) -> None:
        """Put what was sent back into the rows that still wait."""
        sent, faults = self.request.POST, {o.seat.pk: o.what for o in outcomes if not o.lead}
        picked = set(sent.getlist("pick"))
        for pk, row in self.rows.items():
            choice = sent.get(f"lead-{pk}", row.chosen)
            row.chosen = choice if choice in {code for code, _label in row.choices} else row.chosen
            row.picked, row.fault = str(pk) in picked, faults.get(pk, "")


@policy(Policy.ACTING)
def triage(request: ActingRequest) -> HttpResponse:
    """Triase: what waits for a convener, each with whom he would let lead; one button for all that he ticks."""
    page = _Triage(request)
    if request.method != "POST":
        return page.answer()
    picked = [pk for pk in map(whole, request.POST.getlist("pick")) if pk is not None]
    chosen = _chosen(request.actor, picked, page.rows)
    form = page.form(chosen, data=request.POST, files=files_of(request))
    if not form.is_valid() or not chosen:
        page.keep()
        return page.answer(422, form=form, unpicked=not chosen)
    key = key_of(request)
    outcomes = [_take(request, seat, key, form.cleaned_data, page.organisation) for seat in chosen]
    if all(outcome.lead for outcome in outcomes):
        for sentence in _told(outcomes):
            messages.success(request, sentence)
        return SeeOther(TRIAGE)
    now = _Triage(request)
    now.keep(outcomes)
    status = 409 if any(outcome.changed for outcome in outcomes) else 422
    return now.answer(status, form=form, outcomes=outcomes)

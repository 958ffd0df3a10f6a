"""Kuasa: what a post has given to others, operators and standing delegations, and what others have given to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.actions import delegations as acts
from selaras.actions.drafts import regulation_today
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid
from selaras.law.organisation import Organisation
from selaras.law.procedures import Refused
from selaras.law.regulation import Regulation
from selaras.law.types import Post
from selaras.records.delegations import Delegation
from selaras.records.people import Actor, Operator, holders
from selaras.records.units import history
from selaras.web.forms import Select, day_field, key_of
from selaras.web.language import in_language
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.subjects import SeeOther

POWERS = "/kerja/kuasa/"
ALL = "semua"  # the choice of every form of coordination


class PowerForm(forms.Form):
    """A form that gives a power; its act may find more wrong than its fields do."""

    use_required_attribute = False

    def choose(self, name: str, label: str, choices: list[tuple[str, str]], help_text: str = "") -> None:
        """Add a list to choose from."""
        wrong = _("Pilih dari daftar.")
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=choices,
            help_text=help_text,
            widget=Select,
            error_messages={"required": wrong, "invalid_choice": wrong},
        )

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show what the act found wrong beside the fields."""
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, in_language(sentence))


class OperatorForm(PowerForm):
    """Who may prepare and record in one's name, and until when."""

    def __init__(self, organisation: Organisation, posts: tuple[Post, ...], data: Any = None) -> None:
        super().__init__(data, auto_id="operator-%s")
        names = [(post.code, f"{post.title}, {organisation.name_of(post.unit)}") for post in posts]
        self.choose("post", _("Jabatan operator"), [("", "…"), *names], _("Jabatan pada Perangkat Daerah Anda."))
        self.fields["valid_to"] = day_field(_("Hari terakhir"), _("Tanpa hari terakhir, sampai Anda mengakhirinya."))


class DelegationForm(PowerForm):
    """Which office leads, in which form of coordination, and until when."""

    def __init__(
        self,
        regulation: Regulation,
        leads: tuple[Post, ...],
        data: Any = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, auto_id="limpahkan-%s", initial=dict(initial or {}))
        self.choose("lead", _("Dilimpahkan kepada"), [("", "…"), *((post.code, post.title) for post in leads)])
        kinds = in_language(regulation).kinds.forms
        rows = [(row.code, _("%(label)s (huruf %(code)s)") % {"label": row.label, "code": row.code}) for row in kinds]
        self.choose("form", _("Bentuk koordinasi"), [(ALL, _("Semua bentuk")), *rows])
        self.fields["with_budget"] = forms.BooleanField(label=_("Juga yang menyangkut anggaran"), required=False)
        day = day_field(_("Berlaku sampai"), _("Hari terakhirnya."), required=True)
        day.error_messages["required"] = _("Tulis hari terakhir berlakunya, misalnya 2026-12-31.")
        self.fields["valid_to"] = day


@dataclass(frozen=True)
class Given:
    """A standing power as the page shows it: the other post and who holds it, what it reaches, whether it is over."""

    row: Any
    post: str
    unit: str  # "" where the post is called like its unit
    holder: str
    form: str
    over: bool
    ends: bool  # it can still be ended


class Powers:
    """What a post has given and what was given to it, read with a constant number of queries."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.today = actor, actor.government.today()
        self.organisation = history(actor.government).on(self.today)
        self.regulation = regulation_today(actor.government)
        self.leads = acts.leads_of(self.organisation, actor.post)
        self.posts = acts.operators_of(self.organisation, actor.post)
        operators, delegated = acts.rows_of(Operator, actor), acts.rows_of(Delegation, actor)
        served, received = acts.rows_to(Operator, actor), acts.rows_to(Delegation, actor)
        others = {row.post for row in operators} | {row.lead for row in delegated}
        others |= {row.principal for row in served} | {row.convener for row in received}
        self.holders = holders(actor.government, others, self.today)
        self.operators = [self._given(row, row.post) for row in operators]
        self.delegations = [self._given(row, row.lead) for row in delegated]
        self.served = [self._given(row, row.principal) for row in served]
        self.received = [self._given(row, row.convener) for row in received]

    def _given(self, row: Operator | Delegation, post: str) -> Given:
        tenure = self.holders.get(post)
        early = isinstance(row, Delegation) and row.ended
        unit = self.organisation.name_of(post.split("/", maxsplit=1)[0])
        over = early or (row.valid_to is not None and row.valid_to < self.today)
        last = isinstance(row, Operator) and row.valid_to == self.today
        form = ""
        if isinstance(row, Delegation):
            form = in_language(self.regulation).kinds.form(row.form).label if row.form else _("Semua bentuk")
        return Given(
            row=row,
            post=self.organisation.name_of(post),
            unit="" if unit == self.organisation.name_of(post) else unit,
            holder=tenure.person.name if tenure else "",
            form=form,
            over=over,
            ends=not over and not last,
        )

    def operator_form(self, data: Any = None) -> OperatorForm:
        """The form that appoints an operator."""
        return OperatorForm(self.organisation, self.posts, data)

    def delegation_form(self, data: Any = None, initial: Mapping[str, Any] | None = None) -> DelegationForm:
        """The form that gives a standing delegation."""
        return DelegationForm(self.regulation, self.leads, data, initial)


def _running(rows: list[Given]) -> list[Given]:
    return [row for row in rows if not row.over]


def _over(rows: list[Given]) -> list[Given]:
    return [row for row in rows if row.over]


def _page(
    request: ActingRequest,
    status: int = 200,
    *,
    forms: Mapping[str, PowerForm] | None = None,
    stop: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    powers = Powers(request.actor)
    asked = {name: request.GET.get(name, "").replace("\x00", "") for name in ("lead", "form")}
    shown = {"operator": powers.operator_form(), "delegation": powers.delegation_form(initial=asked)} | dict(
        forms or {}
    )
    context = {
        "menu": "powers",
        "posts": powers.posts,
        "leads": powers.leads,
        "operators": _running(powers.operators),
        "past_operators": _over(powers.operators),
        "delegations": _running(powers.delegations),
        "past_delegations": _over(powers.delegations),
        "served": _running(powers.served),
        "received": _running(powers.received),
        "forms": shown,
        "operating": acts.OPERATING,
        "delegating": acts.DELEGATING,
        "key": str(uuid4()),
        "stop": stop,
        "refusal": refusal,
    }
    return render(request, "delegations/powers.html", context, status=status)


@policy(Policy.ACTING)
def powers(request: ActingRequest) -> HttpResponse:
    """Kuasa: the operators and standing delegations of the post one acts in; each form gives one more."""
    if request.method != "POST":
        return _page(request)
    held, name = Powers(request.actor), "delegation" if request.POST.get("do") == "delegation" else "operator"
    make, give = (held.delegation_form, _delegate) if name == "delegation" else (held.operator_form, _appoint)
    form: PowerForm = make(request.POST)
    if not form.is_valid():
        return _page(request, 422, forms={name: form})
    try:
        told = give(request, form.cleaned_data)
    except AlreadyDone:
        return SeeOther(POWERS)
    except Invalid as bad:
        form.refuse(bad.errors)
        return _page(request, 422, forms={name: form})
    except Refused as stop:
        return _page(request, 422, forms={name: form}, refusal=in_language(stop))
    messages.success(request, told)
    return SeeOther(POWERS)


def _name(request: ActingRequest, post: str) -> str:
    return history(request.government).on(request.government.today()).name_of(post)


def _appoint(request: ActingRequest, values: Mapping[str, Any]) -> str:
    row = acts.appoint_operator(
        actor=request.actor, post=values["post"], valid_to=values["valid_to"], key=key_of(request)
    )
    return _("Tercatat: %(post)s menjadi operator Anda mulai hari ini.") % {"post": _name(request, row.post)}


def _delegate(request: ActingRequest, values: Mapping[str, Any]) -> str:
    row = acts.delegate(
        actor=request.actor,
        lead=values["lead"],
        form="" if values["form"] == ALL else values["form"],
        with_budget=values["with_budget"],
        valid_from=None,
        valid_to=values["valid_to"],
        key=key_of(request),
    )
    return _("Tercatat: berkas baru langsung dipimpin %(post)s mulai sekarang.") % {"post": _name(request, row.lead)}


@policy(Policy.ACTING)
def end_operator(request: ActingRequest, row: int) -> HttpResponse:
    """Ask once more, then let the task of an operator end with today."""
    found = next((given for given in Powers(request.actor).operators if given.row.pk == row), None)
    return _end(request, found, lambda: acts.end_operator(actor=request.actor, operator=row, key=key_of(request)))


@policy(Policy.ACTING)
def end_delegation(request: ActingRequest, row: int) -> HttpResponse:
    """Ask once more, then end a standing delegation."""
    found = next((given for given in Powers(request.actor).delegations if given.row.pk == row), None)
    return _end(request, found, lambda: acts.end_delegation(actor=request.actor, delegation=row, key=key_of(request)))


def _end(request: ActingRequest, given: Given | None, end: Callable[[], object]) -> HttpResponse:
    if given is None:
        raise Http404
    if request.method != "POST":
        if not given.ends:
            return SeeOther(POWERS)
        context = {
            "menu": "powers",
            "given": given,
            "operator": isinstance(given.row, Operator),
            "key": str(uuid4()),
        }
        return render(request, "delegations/end.html", context)
    try:
        end()
    except AlreadyDone:
        return SeeOther(POWERS)
    except Invalid as bad:
        return _page(request, 409, stop=" ".join(str(in_language(sentence)) for sentence in bad.errors.values()))
    except Refused as stop:
        return _page(request, 422, refusal=in_language(stop))
    told = _("Tercatat: tugas operator %(post)s berakhir hari ini.")
    if isinstance(given.row, Delegation):
        told = _("Tercatat: pelimpahan tetap kepada %(post)s berakhir.")
    messages.success(request, told % {"post": given.post})
    return SeeOther(POWERS)

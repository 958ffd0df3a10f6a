"""Policies: every view says who may come in; one that does not keeps the product from starting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.apps import AppConfig
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import checks
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from selaras.law.procedures import Refused
from selaras.records.governments import Government
from selaras.records.people import Actor, Tenure
from selaras.web.chosen import who_sends
from selaras.web.language import in_language
from selaras.web.unsent import unsent

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
VERBS = ["GET", "HEAD", "POST"]  # all that a page is ever asked for


class Policy(StrEnum):
    """Who may come in at a view."""

    PUBLIC = "public"  # anyone
    SIGNED_IN = "signed_in"  # who has an account
    ACTING = "acting"  # who holds a post today and has chosen in which he acts
    TOKEN = "token"  # a program: what is open as anyone, the rest with the token of somebody who holds a post


class Request(HttpRequest):
    """A request after the middleware: it knows its government, the tenures of who asks and the one he acts in."""

    government: Government
    tenures: Sequence[Tenure]
    actor: Actor | None


class ActingRequest(Request):
    """A request of somebody who acts."""

    actor: Actor


def policy(who: Policy) -> Callable[[View], View]:
    """Declare who may come in at a view, and keep the others out: to the sign-in, or to the choice of a post."""

    def declare(view: View) -> View:
        @require_http_methods(VERBS)
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if who is not Policy.PUBLIC and not request.user.is_authenticated:
                sign_in = redirect_to_login(request.get_full_path())
                ended = _("Sesi Anda sudah berakhir ketika formulir ini tiba, sehingga tidak ada yang disimpan.")
                return unsent(request, ended, (_("Masuk"), sign_in.url)) or sign_in
            if who is Policy.ACTING and request.actor is None:
                choice = redirect(f"/kerja/jabatan/?{urlencode({'next': request.get_full_path()})}")
                if request.tenures:
                    why, link = _("Formulir ini tiba sebelum Anda memilih jabatan"), _("Pilih jabatan")
                else:
                    why, link = _("Masa jabatan Anda sudah berakhir ketika formulir ini tiba"), _("Lihat jabatan Anda")
                sentence = _("%(why)s, sehingga tidak ada yang disimpan.") % {"why": why}
                return unsent(request, sentence, (link, choice.url)) or choice
            if who is Policy.ACTING and request.method == "POST":
                return _sent(view, cast(ActingRequest, request), *args, **kwargs)
            return view(request, *args, **kwargs)

        guarded.policy = who  # type: ignore[attr-defined]
        return cast(View, guarded)

    return declare


def _sent(view: View, request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """The answer to a form, if it was opened in the post in which one acts now; who takes another sees it once more."""
    found = who_sends(request, request.actor, request.tenures)
    if not isinstance(found, Actor):
        return found
    request.actor = found
    try:
        return view(request, *args, **kwargs)
    except Refused as stop:
        if not found.changed:
            raise
        what = str(in_language(stop.what))
        messages.warning(request, what)
        return unsent(request, what, (_("Buka formulirnya lagi"), request.path)) or redirect(request.path)


def foreign(view: View, who: Policy) -> View:
    """Declare the policy of a library's view, which guards itself."""
    declared = require_http_methods(VERBS)(view)
    declared.policy = who  # type: ignore[attr-defined]
    return declared


def program(who: Policy) -> Callable[[View], View]:
    """Declare the policy of an address for programs, which answers every verb itself, in its own words."""

    def declare(view: View) -> View:
        view.policy = who  # type: ignore[attr-defined]
        return view

    return declare


def undeclared(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    """The addresses whose views declare no policy."""
    found: list[str] = []
    for pattern in patterns:
        address = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            found += undeclared(pattern.url_patterns, address)
        elif not isinstance(getattr(pattern.callback, "policy", None), Policy):
            found.append(address)
    return found


@checks.register("selaras")
def every_view_has_a_policy(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse to start while a view declares no policy."""
    return [
        checks.Error(f"Halaman /{address} tidak menyatakan siapa yang boleh masuk.", id="selaras.E001")
        for address in undeclared(get_resolver().url_patterns)
    ]

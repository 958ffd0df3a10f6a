"""What every request knows before its view: the government asked, in which post and language the visitor comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from selaras.records.governments import Government, default_government, pack_of
from selaras.records.people import Actor, Tenure
from selaras.web.chosen import CHOSEN
from selaras.web.forms import whole
from selaras.web.language import ASKED, NAMES, language_of
from selaras.web.policy import Request

REMEMBERED = 365 * 24 * 3600  # seconds for which a chosen language holds
BODY_LIMIT = 64 * 1024 * 1024  # bytes; a scan that is too large gets its sentence beside its field, beyond this a page


class PolicyMiddleware(CSPMiddleware):
    """Sends the policy of what a page may load, put together once: no page has one of its own."""

    policy = ""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the header where the answer brings none."""
        self.policy = self.policy or build_policy(**asdict(self.get_policy_parts(request=request, response=response)))
        response.setdefault(HEADER, self.policy)
        return response


class GovernmentMiddleware:
    """Sets `government` by the host name, and `tenures` and `actor` of who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        """Find the government; without one, say how to load it."""
        if request.path in ("/healthz", "/readyz"):
            return self.get_response(request)
        try:
            request.government = self._government(request)
        except Government.DoesNotExist as missing:
            return HttpResponse(str(missing), status=503, content_type="text/plain; charset=utf-8")
        timezone.activate(request.government.zone)
        request.tenures, request.actor = (), None
        if isinstance(request.user, User):
            self._actor(request, request.user)
        if (whole(request.META.get("CONTENT_LENGTH", "")) or 0) > BODY_LIMIT:  # before anything of it is read
            return render(request, "413.html", status=413)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.setdefault("Cache-Control", "private, no-store")
        return response

    def _government(self, request: Request) -> Government:
        code = settings.SELARAS_HOSTS.get(split_domain_port(request.get_host())[0], "")
        return Government.objects.get(code=code) if code else default_government()

    def _actor(self, request: Request, user: User) -> None:
        government = request.government
        request.tenures = list(
            Tenure.objects.filter(government=government, person__user=user)
            .on(government.today())
            .select_related("person")
            .order_by("capacity", "post")
        )
        chosen = request.session.get(CHOSEN)
        for tenure in request.tenures:
            tenure.government = government
            if tenure.pk == chosen or len(request.tenures) == 1:
                request.actor = Actor(government, tenure.person, tenure)


class LanguageMiddleware:
    """Answers in the language that the address asks for or that was chosen before, else in Indonesian."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        """Put the language on; remember it for a year when the address names it."""
        government = getattr(request, "government", None)
        known = tuple(code for code in pack_of(government).government.languages if code in NAMES) if government else ()
        language = language_of(request, known)
        with translation.override(language):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        if request.GET.get(ASKED) == language != request.COOKIES.get(ASKED):
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(ASKED, language, max_age=REMEMBERED, secure=secure, httponly=True, samesite="Lax")
        return response

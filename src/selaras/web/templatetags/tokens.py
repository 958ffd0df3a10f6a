"""What every form that is sent carries: Django's token against forgery, and the post in which its page was opened."""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString

from selaras.web.chosen import opened_as

register = template.Library()


class TokenNode(CsrfTokenNode):
    """Django's own tag, with the post beside the token: who writes a form cannot forget it."""

    def render(self, context: Context) -> SafeString:
        """Both hidden fields."""
        request = context.get("request")
        return SafeString(super().render(context)) + (opened_as(request) if request else SafeString(""))


@register.tag
def csrf_token(parser: Parser, token: Token) -> TokenNode:
    """Stands in every form, in the place of Django's tag of that name."""
    return TokenNode()

"""What every form that is sent carries: Django's token against forgery, and the post in which its page was opened."""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString

from selaras.web.chosen import opened_as
from selaras.web.pages import TOKEN, is_kept

register = template.Library()
_OPEN = SafeString(f'<input type="hidden" name="csrfmiddlewaretoken" value="{TOKEN}">')


class TokenNode(CsrfTokenNode):
    """Django's own tag, with the post beside the token: who writes a form cannot forget it."""

    def render(self, context: Context) -> SafeString:
        """Both hidden fields."""
        request = context.get("request")
        if request is None:
            return SafeString(super().render(context))
        return (_OPEN if is_kept(request) else SafeString(super().render(context))) + opened_as(request)


@register.tag
def csrf_token(parser: Parser, token: Token) -> TokenNode:
    """Stands in every form, in the place of Django's tag of that name."""
    return TokenNode()

"""Fields of forms written in one go: a template for each, and one inside it for its attributes, cost half of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SIMPLE = ("checkbox", "date", "datetime", "email", "file", "hidden", "input", "number", "password", "text", "time")
INPUTS = frozenset(f"django/forms/widgets/{name}.html" for name in SIMPLE)
AREA = "django/forms/widgets/textarea.html"


class Written(DjangoTemplates):
    """Django's own fields, the simple ones without their templates; what they look like stays the same."""

    def render(self, template_name: str, context: Any, request: Any = None) -> SafeString:
        """A field as HTML."""
        widget = context["widget"] if template_name in INPUTS or template_name == AREA else None
        if widget is None:
            return SafeString(super().render(template_name, context, request))
        if template_name == AREA:
            parts = widget["name"], _attributes(widget["attrs"]), widget["value"] or ""
            return format_html('<textarea name="{}"{}>\n{}</textarea>', *parts)
        value = widget["value"]
        said = "" if value is None else format_html(' value="{}"', str(value))
        return format_html(
            '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], said, _attributes(widget["attrs"])
        )


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    """The attributes of a field: `True` stands for one without a value, `False` for none."""
    said = [(name, value) for name, value in attrs.items() if value is not False]
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in said))


def _attribute(name: str, value: Any) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))

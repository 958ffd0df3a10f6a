"""Fields written in one go: as Django's own templates write them, to the letter."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from selaras.web.widgets import Written

FIELDS: dict[str, tuple[forms.Field, Any]] = {
    "text": (forms.CharField(widget=forms.TextInput(attrs={"class": "narrow", "list": "unit"})), 'a "b" <c> & d'),
    "empty": (forms.CharField(required=False), None),
    "area": (forms.CharField(widget=forms.Textarea(attrs={"rows": 4})), "satu\n<dua> & 'tiga'"),
    "bare": (forms.CharField(widget=forms.Textarea), ""),
    "day": (forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})), date(2020, 4, 6)),
    "number": (forms.IntegerField(min_value=1), 7),
    "hidden": (forms.CharField(widget=forms.HiddenInput), "x"),
    "yes": (forms.BooleanField(required=False), True),
    "no": (forms.BooleanField(required=False), False),
    "secret": (forms.CharField(widget=forms.PasswordInput), "x"),
    "mail": (forms.EmailField(), "a@b.id"),
    "off": (forms.CharField(disabled=True, widget=forms.TextInput(attrs={"hidden": True, "autofocus": False})), "x"),
    "file": (forms.FileField(widget=forms.FileInput(attrs={"accept": ".pdf,.png"})), None),
    "one": (forms.ChoiceField(choices=[("a", "A"), ("b", "B & C")], widget=forms.RadioSelect), "b"),
    "some": (forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple), ["a"]),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_looks_as_django_writes_it(name: str) -> None:
    field, value = FIELDS[name]
    widget, attrs = field.widget, {"id": f"id_{name}", "required": field.required, "aria-invalid": "true"}
    ours = widget.render("a<b", value, attrs, renderer=Written())
    assert ours == widget.render("a<b", value, attrs, renderer=DjangoTemplates())

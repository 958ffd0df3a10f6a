"""Sorts of subjects as the workspace shows them in one list: what each is called, its title, its page, who sent it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from selaras.law.organisation import Organisation
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.people import Actor
from selaras.web.agenda import sort_words
from selaras.web.language import regulation_of
from selaras.web.meetings import hours

TITLE = 200  # characters of a long text that stands for a title


def title_of(subject: Any) -> str:
    """By what a subject is known."""
    text = str(getattr(subject, "title", "") or getattr(subject, "name", "") or getattr(subject, "text", ""))
    return text if len(text) <= TITLE else text[:TITLE].rsplit(" ", 1)[0] + " …"


def word_of(subject: Any) -> str:
    """What sort of thing it is; of a matter its kind, of a meeting with its hours."""
    if isinstance(subject, Matter):
        return regulation_of(subject).kinds.title(subject.kind, subject.type or None) if subject.kind else ""
    if isinstance(subject, Meeting):
        when = hours(subject.starts_at, subject.ends_at)
        return f"{sort_words()[subject.sort]}, {when}" if when else sort_words()[subject.sort]
    return {
        "follow_up": _("Tindak lanjut"),
        "working_group": _("Gugus kerja"),
        "document": _("Naskah koordinasi"),
        "withholding": _("Pengecualian informasi"),
    }[subject.TYPE]


def reference_of(subject: Any) -> str:
    """Its number, where it has one."""
    return str(subject.number) if isinstance(subject, Matter) else ""


def sender_of(subject: Any, actor: Actor, organisation: Organisation) -> str:
    """From whom it came; "" where it is the actor's own."""
    if isinstance(subject, Matter):
        return "" if subject.opener_post == actor.post else organisation.name_of(subject.opener_unit)
    return "" if subject.drafted_by == actor.post else organisation.name_of(subject.drafted_by)

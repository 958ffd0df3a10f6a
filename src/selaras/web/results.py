"""What comes of coordination: what the pages of follow-ups, working groups and documents have in common."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from selaras.law.clocks import Calendar
from selaras.law.words import Sentence, say
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.web.faces import STATE_MARKS
from selaras.web.forms import whole
from selaras.web.language import day_in_language
from selaras.web.policy import ActingRequest
from selaras.web.subjects import Act, Note, SubjectPage
from selaras.web.thread import Told, thread_for
from selaras.web.unsent import typed

PER_PAGE = 40
EXPORTED = 5000  # rows of a list as CSV


@dataclass
class ResultPage(SubjectPage):
    """The page of something that came of coordination; a draft is shown there too, to be sent off or changed."""

    @property
    def is_draft(self) -> bool:
        """Whether it has not begun."""
        return bool(self.subject.phase == "draft")

    @property
    def mark(self) -> str:
        """The mark of its state."""
        return STATE_MARKS.get(self.state.code, self.state.code)

    def _awaited(self, act: Act) -> bool:
        """Whether an act waits for the reader; a draft waits for who wrote it."""
        return super()._awaited(act) or (self.is_draft and act.step.turn)

    @cached_property
    def matter(self) -> Matter | None:
        """The matter it belongs to, where the reader may open it."""
        if self.subject.matter_id is None:
            return None
        found = Matter.objects.visible_to(self.actor).filter(pk=self.subject.matter_id).first()
        if found:
            found.government = self.actor.government
        return found

    @cached_property
    def threads(self) -> list[Told]:
        """The thread of that matter."""
        return [thread_for(self.actor, self.matter)] if self.matter else []

    def _note(self, entry: Any) -> Note:
        """One entry of the journey, with what it says besides: which result, which figure, what was before."""
        told, texts = super()._note(entry), entry.texts
        quotes = list(told.texts)
        if texts.get("output"):
            quotes.append((_("Hasil"), str(texts["output"])))
        if texts.get("indicator"):
            figure, day = Decimal(str(texts["value"])), date.fromisoformat(str(texts["period"]))
            values = {"figure": f"{figure:f}".replace(".", ","), "day": day_in_language(day)}
            quotes.append((str(texts["indicator"]), _("%(figure)s sampai %(day)s") % values))
        if texts.get("note"):
            quotes.append(("", str(texts["note"])))
        if texts.get("due_before"):
            quotes.append((_("Tenggat semula"), day_in_language(date.fromisoformat(str(texts["due_before"])))))
        if texts.get("ended_before"):
            day_text, _space, instrument = str(texts["ended_before"]).partition(" ")
            before = f"{day_in_language(date.fromisoformat(day_text))}, {instrument}"
            quotes.append((_("Masa tugas semula"), before))
        return replace(told, texts=quotes)

    def said_by(self, *steps: str) -> list[tuple[Any, str, str]]:
        """The entries of some steps, the newest first: the entry, who acted, what he said."""
        found = []
        for entry in self._entries:
            if entry.step in steps:
                behalf = entry.on_behalf or {}
                unit, post = behalf.get("unit") or entry.unit, behalf.get("post") or ("" if behalf else entry.post)
                found.append((entry, self.organisation.name_of(post or unit), str(entry.texts.get("text", ""))))
        return found

    def context(self) -> dict[str, Any]:
        """The thread of its matter."""
        return {"threads": self.threads, "matter": self.matter}


def found_for(model: Any, actor: Actor, pk: int) -> Any:
    """The row of that key when the actor may open its page; None otherwise."""
    if pk >= 2**63:
        return None
    row = model.objects.visible_to(actor).filter(pk=pk).first()
    if row:
        row.government = actor.government
    return row


def missing(request: ActingRequest, menu: str, what: str, listed: str) -> HttpResponse:
    """What a stranger sees, with what he typed; whether it exists is not said."""
    context = {
        "menu": menu,
        "what": what,
        "listed": listed,
        "texts": typed(request) if request.method == "POST" else [],
    }
    return render(request, "results/not_found.html", context, status=404)


def days_left(calendar: Calendar, today: date, due: date) -> tuple[int, Sentence]:
    """Working days until something is due (negative once that has passed), and the same in words."""
    if due >= today:
        left = calendar.between(today, due)
        return left, say("Sisa {n} hari kerja", n=left) if left else say("Hari ini terakhir")
    late = max(calendar.between(due, today), 1)
    return -late, say("Lewat {n} hari kerja", n=late)


# Lists


@dataclass(frozen=True)
class Choice:
    """One way to narrow a list, as a link."""

    label: str
    href: str
    now: bool


class Asked:
    """What a list was asked for: the known values of each question, and the addresses of the others."""

    def __init__(self, request: ActingRequest, **known: Mapping[str, str]) -> None:
        given = {name: request.GET.get(name, "") for name in known}
        self.known = known
        self.values = {name: value if value in known[name] else "" for name, value in given.items()}
        self.number = whole(request.GET.get("hal", "")) or 1
        self.as_file = request.GET.get("unduh") == "csv"

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def __bool__(self) -> bool:
        return any(self.values.values())

    def address(self, **changed: str) -> str:
        """The address of the list with some answers changed."""
        kept = {name: value for name, value in (self.values | changed).items() if value}
        return f"?{urlencode(kept)}"

    @property
    def query(self) -> str:
        """What was asked, as it stands before the number of a page."""
        return f"{self.address()[1:]}&" if self else ""

    def filters(self, **names: str) -> list[tuple[str, list[Choice]]]:
        """Every question with its ways to answer it while the others stay answered."""
        return [
            (label, [Choice(word, self.address(**{name: value}), self[name] == value) for value, word in known.items()])
            for (name, known), label in zip(self.known.items(), names.values(), strict=True)
        ]


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A list as CSV; a text that a spreadsheet would take for a formula is kept a text."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(header)
    for row in rows:
        lines.writerow([_plain(value) for value in row])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def excerpt_of(text: str, most: int = 160) -> str:
    """The beginning of a text in one line, whole words only."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"

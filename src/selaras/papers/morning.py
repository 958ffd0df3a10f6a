"""The morning paper: one page for a leader with what waits longest, the meetings of today and what is due today."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import override
from django.views.decorators.http import require_safe

from selaras.actions.cockpit import Cockpit, Told
from selaras.actions.papers import rules_of
from selaras.law.papers import letterhead
from selaras.law.words import in_words
from selaras.papers import pdf
from selaras.records.governments import pack_of
from selaras.records.people import Actor

PRINTED = "/kerja/pantau/pagi/cetak/"
SHORTER = ((10, 8), (10, 5), (7, 4), (4, 3), (2, 2))  # how much it tells of each part: less and less until it is a page
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


class Acting(HttpRequest):
    """A request of somebody who acts."""

    actor: Actor


def figure(number: int) -> str:
    """A figure as Indonesians write it: 1.250."""
    return f"{number:,}".replace(",", ".")


def sentence(cockpit: Cockpit) -> str:
    """The sentence with which the paper opens."""
    many = {name: figure(cockpit.total(name)) for name in cockpit.stocks}
    said = f"{many['open']} berkas berjalan dan {many['waiting']} giliran ditunggu"
    said += f": {many['late']} lewat tenggat. {many['stuck']} berkas buntu."
    return f"{said} {many['tasks']} tindak lanjut terbuka, {many['tasks_late']} lewat tenggat."


def html(cockpit: Cockpit, *, styles: str = pdf.STYLES, told: tuple[int, int] = SHORTER[0]) -> str:
    """The paper as HTML: `styles` is where its style sheet lies, `told` how many turns and how much else it names."""
    oldest, most = told
    government, today = cockpit.government, cockpit.today
    rules, zone = rules_of(government), government.zone
    waiting = cockpit.oldest(oldest)
    meetings = [(f"{row.day.astimezone(zone):%H.%M}", row) for row in cockpit.meetings_today(most)]
    context: dict[str, Any] = {
        "doc": {
            "letterhead": letterhead(
                cockpit.organisation, rules, pack_of(government).government.long_name, cockpit.actor.unit
            )
        },
        "styles": styles,
        "in_browser": styles != pdf.STYLES,
        "day": f"{DAYS[today.weekday()]}, {in_words(today)}",
        "post": cockpit.actor.title,
        "sentence": sentence(cockpit),
        "oldest": [(_where(row), in_words(row.day), row) for row in waiting],
        "late": _late(cockpit.longest_late(waiting[0] if waiting else None)),
        "meetings": meetings,
        "due": [(_where(row), row) for row in cockpit.due_today(most)],
        "made": f"{government.now():%H.%M}",
    }
    return render_to_string("papers/lembar-pagi.html", context)


def _late(row: Told | None) -> str:
    """The follow-up longest past its day in a sentence; "" where none is."""
    if row is None:
        return ""
    lies = f", pada {where}" if (where := _where(row)) else ""
    return f"Tindak lanjut terlama lewat: {row.title}{lies}, jatuh tempo {in_words(row.day)}."


def _where(row: Told) -> str:
    return "; ".join(place.words for place in row.places)


@require_safe
def file(request: Acting) -> HttpResponseBase:
    """The paper as PDF, never longer than one page; where no PDF can be made, the page to print."""
    cockpit = Cockpit(request.actor)
    content, pages = b"", 0
    with override("id"):
        try:
            for told in SHORTER:
                content, pages = pdf.make(html(cockpit, told=told))
                if pages == 1:
                    break
        except pdf.CannotMakePDF:
            return HttpResponseRedirect(PRINTED)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="pagi-{cockpit.today}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def printed(request: Acting) -> HttpResponseBase:
    """The same as a page to print; it is there also where no PDF can be made."""
    with override("id"):
        text = html(Cockpit(request.actor), styles=staticfiles_storage.url(f"dist/{pdf.STYLES}"))
    answer = HttpResponse(text)
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Language"] = "id"
    return answer

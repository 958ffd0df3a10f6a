"""The small signs of every page: chips for the ground of a rule, marks for states, clocks, icons, dates and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from selaras.law.cite import parse_cites
from selaras.law.clocks import Reading
from selaras.law.types import Strength
from selaras.web.language import SOURCE, cite_in_language, day_in_language, in_language

register = template.Library()

ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
CHIP_WORDS = 3
CLOCK_SQUARES = 12
NO_CLOCK = Reading(0, None)
SQUARE, STEP = 11, 13  # a square of the clock and its pitch, in units of the drawing

# Icon and colour of each mark; the shape differs before the colour does. Phases and states of subjects first,
# then the marks of a participant's small states.
MARKS = {
    "draft": ("broken", "quiet"),
    "submitted": ("up", ""),
    "open": ("half", ""),
    "closed": ("check", "good"),
    "returned": ("back", "warn"),
    "last_day": ("clock", "warn"),
    "late": ("alert", "bad"),
    "waiting": ("clock", ""),
    "paused": ("bar", "quiet"),
    "withheld": ("lock", "quiet"),
    "withdrawn": ("cross", "quiet"),
    "ended": ("bar", "quiet"),
    **dict.fromkeys(("carried_on", "carried_up", "redirected", "merged", "changed", "united"), ("path", "")),
    "undetermined": ("broken", "quiet"),
    "no_clock": ("circle", "quiet"),
    "empty": ("broken", "quiet"),
    "half": ("half", ""),
    "done": ("check", "good"),
    "noted": ("note", ""),
    "objected": ("objection", "bad"),
    "abstained": ("bar", "quiet"),
}
GLYPHS = {
    Strength.STATED: "M1 6h20",
    Strength.INFERRED: "M1 6h5m2.5 0h5m2.5 0h5",
    Strength.DESIGNED: "M1.5 6h2.5m2.5 0h2.5m2.5 0h2.5m2.5 0h2.5",
}


class Ground(Protocol):
    """Anything that says how hard a rule is and why: a `Basis`, or a row that carries the same three."""

    @property
    def strength(self) -> Strength: ...
    @property
    def cite(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...


class Row(Protocol):
    """A line of text of a drawing: where it stands, of what kind it is, its ground, the code of its row."""

    @property
    def x(self) -> int: ...
    @property
    def y(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def basis(self) -> Ground | None: ...
    @property
    def code(self) -> str: ...
    def __hash__(self) -> int: ...


def anchor(key: str) -> str:
    """The fragment of a provision on the page of its article: `pasal-21/ayat-1` → "ayat-1"; "" for the article."""
    return "-".join(key.split("/")[1:])


@lru_cache(maxsize=2048)
def clause_url(cite: str | None, regulation: str, per: str = "") -> str | None:
    """Address of the first clause of the regulation at hand in `cite`; None for foreign laws and for no citation.

    `per` is the day asked, as it follows an address: "?per=2020-04-06".
    """
    if not cite or not regulation:
        return None
    try:
        own = [found.key for found in parse_cites(cite, regulation) if not found.regulation]
    except ValueError:
        return None
    if not own:
        return None
    fragment = anchor(own[0])
    return f"/peraturan/{regulation}/{own[0].split('/')[0]}/{per}" + (f"#{fragment}" if fragment else "")


def outside_url(cite: str | None, regulation: str, per: str = "") -> str | None:
    """Address of the page of the first law outside that a ground of the pack cites; None where it cites none."""
    try:
        found = next(iter(parse_cites(cite or "", regulation)), None)
    except ValueError:
        return None
    if found is None or not found.regulation:
        return None
    return f"/peraturan/{found.regulation}/{per}" + (f"#{found.key.replace('/', '-')}" if found.key else "")


def at_day(url: str, per: str = "") -> str:
    """An address that keeps the day of the page: "/berkas/2020-00001/#benang" → "/berkas/2020-00001/?per=…#benang"."""
    address, stroke, fragment = url.partition("#")
    query = per.replace("?", "&") if "?" in address else per
    return f"{address}{query}{stroke}{fragment}"


def few_words(reason: str | None) -> str:
    """The reason when it is short enough to stand inside a chip, else nothing."""
    text = (reason or "").rstrip(".")
    return text if len(text.split()) <= CHIP_WORDS else ""


def proposed_text(agreement: str | None) -> str:
    """The words of a proposed row: it says so when not all regions compared map the unit likewise ("1/2")."""
    some, _slash, total = (agreement or "").partition("/")
    if total and some != total:
        return _("Usulan, %(some)s dari %(total)s daerah sama") % {"some": some, "total": total}
    return _("Usulan")


register.filter("anchor", anchor)
register.filter("at_day", at_day)
register.filter("in_language", in_language)
register.filter("cite", cite_in_language)
register.filter("proposed_text", proposed_text)


# Made by hand, for a page has dozens of them and a template each would cost half of its time.
CHIP = (
    '<{} class="chip chip-{}"><svg class="glyph" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">'
    '<path d="{}"/></svg><span><b>{}</b>{}</span></{}>{}'
)


@register.simple_tag(takes_context=True)
def basis_chip(context: Context, basis: Ground | None, note: str = "") -> SafeString:
    """The chip of a ground, linked to its clause; a long reason stands beside it, `note="off"` leaves that out."""
    if basis is None:
        return SafeString("")
    strength = Strength(basis.strength)
    designed = strength is Strength.DESIGNED
    reason = in_language(basis.reason)
    inside = few_words(reason) if designed else cite_in_language(basis.cite or "")
    beside = reason if designed and not inside and note != "off" else ""
    url = _clause_of(context, basis)
    return format_html(
        CHIP,
        format_html('a href="{}"', url) if url else "span",
        strength.value,
        GLYPHS[strength],
        in_language(strength.label),
        f" · {inside}" if inside else "",
        "a" if url else "span",
        format_html(' <span class="chip-reason">{}</span>', beside) if beside else "",
    )


@register.simple_tag(takes_context=True)
def drawn_row(context: Context, row: Row) -> SafeString:
    """A line of text of a drawing, after the line of its ground, linked to the clause and to the row of the table."""
    place = str(context.get("regulation") or ""), str(context.get("per") or ""), str(context.get("address") or "")
    return _row(row, *place)


@lru_cache(maxsize=4096)
def _row(row: Row, regulation: str, per: str, address: str) -> SafeString:
    ground, before, after = "", "", ""
    if row.basis:
        url = _address_of(row.basis, regulation, per)
        line = format_html(
            '<svg x="{}" y="{}" width="22" height="12" viewBox="0 0 22 12"><path class="chip-glyph" d="{}"/></svg>',
            row.x - 28,
            row.y - 10,
            GLYPHS[Strength(row.basis.strength)],
        )
        ground = format_html('<a href="{}" tabindex="-1">{}</a>', url, line) if url else line
    if row.code:
        before = format_html('<a href="{}#baris-{}" tabindex="-1">', address, row.code)
        after = SafeString("</a>")
    kind = format_html(' class="{}"', row.kind) if row.kind else ""
    return format_html('{}{}<text{} x="{}" y="{}">{}</text>{}', ground, before, kind, row.x, row.y, row.text, after)


@register.simple_tag(takes_context=True)
def clause_link(context: Context, basis: Ground | None) -> str | None:
    """The address of the clause of a ground, or None."""
    return _clause_of(context, basis) if basis else None


@register.simple_tag(takes_context=True)
def ground_link(context: Context, ground: str) -> str | None:
    """The address of the first clause that a ground names as somebody wrote it; None where it names none of ours."""
    return clause_url(ground, str(context.get("regulation") or ""), str(context.get("per") or ""))


def _clause_of(context: Context, basis: Ground) -> str | None:
    """The clause of a ground under the regulation of the page, on the day of the page."""
    return _address_of(basis, str(context.get("regulation") or ""), str(context.get("per") or ""))


def _address_of(basis: Ground, regulation: str, per: str) -> str | None:
    return clause_url(basis.cite, regulation, per) or outside_url(basis.cite, regulation, per)


@register.simple_tag
def glyph(strength: str) -> str:
    """The line of a strength as an SVG path in a box of 22 × 12."""
    return GLYPHS[Strength(strength)]


@register.inclusion_tag("parts/proposed_chip.html")
def proposed_chip(text: str = "") -> dict[str, str]:
    """The hatched chip of data that nobody has made official; a status, never a strength."""
    return {"text": text or _("Usulan")}


@register.filter
def and_last(names: Sequence[str]) -> str:
    """Names one after the other as a sentence has them: "A", "A dan B", "A, B, dan C"."""
    if len(names) < 2:
        return "".join(names)
    words = _("%(first)s dan %(last)s") if len(names) == 2 else _("%(first)s, dan %(last)s")
    return words % {"first": ", ".join(names[:-1]), "last": names[-1]}


@register.simple_tag
def icon(name: str, tone: str = "") -> SafeString:
    """An icon of the sprite; it never stands without a word."""
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="#i-{}"></use></svg>', tone, name)


def _mark(code: str, label: str) -> SafeString:
    name, tone = MARKS.get(str(code), ("half", ""))
    return format_html('<span class="state {}">{} <span>{}</span></span>', tone, icon(name), in_language(label))


@register.simple_tag
def state_mark(code: str, label: str) -> SafeString:
    """Where a subject stands: icon and word, by the code of its state or of its phase; unknown codes are "running"."""
    return _mark(code, label)


@register.simple_tag
def stance_mark(mark: str, label: str) -> SafeString:
    """What a participant has said: icon and word, by the `mark` of the small state."""
    return _mark(mark, label)


@register.inclusion_tag("parts/clock.html")
def clock(reading: Reading | None) -> dict[str, Any]:
    """A clock as squares of working days and always in words; without a target only the words."""
    if reading is None or reading.target is None:
        return {"words": in_language(NO_CLOCK.words), "mark": "no_clock"}
    used, target = max(reading.used, 0), reading.target
    left = target - used
    mark = "waiting" if left > 0 else "last_day" if left == 0 else "late"
    mark = "paused" if reading.pause else mark
    if target <= 0:  # the turn began when it was due already: of no days none are used
        return {"words": in_language(reading.words), "mark": mark}
    label = _("%(used)s dari %(target)s hari kerja terpakai") % {"used": min(used, target), "target": target}
    if left < 0:
        label = _("%(label)s, lewat %(late)s hari kerja") % {"label": label, "late": -left}
    total = max(used, target)
    found: dict[str, Any] = {"words": in_language(reading.words), "mark": mark, "label": label, "squares": None}
    if total <= CLOCK_SQUARES:
        shift = 5  # room for the bar that marks the target
        places = [(n * STEP + (shift if n >= target else 0), n) for n in range(total)]
        found["squares"] = [
            {"x": x + 0.5, "kind": "late" if n >= target else "used" if n < used else "left"} for x, n in places
        ]
        found["bar"] = target * STEP + 1
        found["width"] = total * STEP + shift
    elif left < 0:  # how late it is stands before it already
        found["label"] = _("target %(target)s hari kerja") % {"target": target}
    return found


class Kept(template.Node):
    """What stands between `keep` and `endkeep`: shown there, and known by that name to what follows."""

    def __init__(self, name: str, nodelist: template.NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> SafeString:
        """Show it and remember it."""
        context[self.name] = said = self.nodelist.render(context)
        return said


@register.tag
def keep(parser: template.base.Parser, token: template.base.Token) -> Kept:
    """{% keep name %}…{% endkeep %}: what stands here is shown, and known as `name` further down."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return Kept(name, nodelist)


@register.filter(expects_localtime=True)
def tanggal(value: date | datetime | None) -> str:
    """A day in words: "6 April 2020"; of a moment the day in the zone of the request's government; nothing for None."""
    return "" if value is None else day_in_language(value)


@register.filter
def tanggal_jam(value: datetime | None) -> str:
    """A moment in the zone of the request's government: "6 April 2020, 09.00 WITA", in English "09:00"; "" for None."""
    if value is None:
        return ""
    return f"{tanggal(timezone.localtime(value))}, {jam(value)}"


@register.filter
def jam(value: datetime) -> str:
    """The hour of a moment in the zone of the request's government: "09.00 WITA", in English "09:00 WITA"."""
    local = timezone.localtime(value)
    time = f"{local:%H.%M}" if get_language() == SOURCE else f"{local:%H:%M}"
    return f"{time} {ZONES.get(timezone.get_current_timezone_name(), local.tzname())}"


@register.filter
def angka(value: float | None) -> str:
    """A figure as it is written: for Indonesians 1250 → "1.250", 2.5 → "2,5", in English the other way round."""
    if value is None:
        return ""
    return f"{value:,}".translate(str.maketrans(",.", ".,")) if get_language() == SOURCE else f"{value:,}"


@register.filter
def get_item(table: Mapping[Any, Any] | None, key: Any) -> Any:
    """What a table holds under a key that is itself a variable; None where there is nothing."""
    return (table or {}).get(key)

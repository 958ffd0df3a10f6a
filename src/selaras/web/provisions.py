"""The regulations article by article in our own words, and what of each provision the product has made real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.law.cite import format_cite
from selaras.law.coverage import Line, coverage
from selaras.law.organisation import History
from selaras.law.regulation import Regulation
from selaras.law.types import Modality, Provision, Strength
from selaras.records.governments import ProvisionText
from selaras.web.day import Moment, dated, page
from selaras.web.grounds import Place, places
from selaras.web.language import cite_in_language
from selaras.web.missing import alike, missing
from selaras.web.parties import clean
from selaras.web.policy import Policy, Request, policy

PREAMBLE = ("menimbang", "mengingat")
BAR = 1000  # width of the bar of all provisions, in units of the drawing


@dataclass(frozen=True)
class Article:
    """What stands on one page: an article, a part of the preamble or an annex, with all provisions in it."""

    root: str
    label: str
    head: Provision | None  # None for a part of the preamble, which has no provision of its own
    parts: tuple[Provision, ...]

    @property
    def gist(self) -> str:
        """What it is about, in one sentence."""
        if self.head:
            return self.head.gist
        return _("Pertimbangan pembentukannya.") if self.root == "menimbang" else _("Peraturan yang menjadi dasarnya.")

    @property
    def defect(self) -> bool:
        """Whether our copy is doubtful anywhere in it."""
        return any(p.defect for p in ((self.head, *self.parts) if self.head else self.parts))


@dataclass(frozen=True)
class Paragraph:
    """A provision as its page shows it."""

    provision: Provision
    label: str  # in full: "Pasal 13 ayat (1)"
    short: str  # within its article: "(1)", "a.", "3."
    depth: int
    modality: str
    line: Line | None
    wording: str
    cross: tuple[tuple[str, str], ...]  # label and address of what it points to


@policy(Policy.PUBLIC)
@dated
def regulations(request: Request, moment: Moment) -> HttpResponse:
    """The regulations this government works by."""
    context = {"menu": "regulation", "regulations": moment.pack.regulations}
    return page(request, moment, "provisions/regulations.html", context)


@policy(Policy.PUBLIC)
@dated
def regulation(request: Request, moment: Moment, code: str) -> HttpResponse:
    """One regulation: its facts, its chapters with their articles, and where our copy is doubtful."""
    found = _regulation(moment, code)
    if found is None:
        return _no_such_regulation(request, moment, code)
    articles = _articles(found)
    chapters = [
        (chapter, [a for a in articles if a.head and a.head.chapter == chapter.number]) for chapter in found.chapters
    ]
    context = {
        "menu": "regulation",
        "found": found,
        "preamble": [a for a in articles if a.root in PREAMBLE],
        "chapters": chapters,
        "annexes": [a for a in articles if a.root.startswith("lampiran")],
        "defects": _defects(found, moment.per),
    }
    return page(request, moment, "provisions/regulation.html", context)


@policy(Policy.PUBLIC)
@dated
def provision(request: Request, moment: Moment, code: str, root: str) -> HttpResponse:
    """One article: each provision's gist, modality, cross references and official wording, and what rests on it."""
    found = _regulation(moment, code)
    if found is None:
        return _no_such_regulation(request, moment, code)
    articles = _articles(found)
    at = next((n for n, a in enumerate(articles) if a.root == root), None)
    if at is None:
        return _no_such_article(request, moment, found, articles, root)
    article = articles[at]
    lines = {line.key: line for line in _coverage(found, moment.pack.history)}
    texts = ProvisionText.objects.filter(government=request.government, regulation=code)
    wording = {t.key: t for t in texts.filter(Q(key=root) | Q(key__startswith=f"{root}/"))}
    own = [lines[p.key] for p in article.parts if p.key in lines]
    named = lines[root].places if root in lines else [place for line in own for place in line.places]
    context = {
        "menu": "regulation",
        "found": found,
        "article": article,
        "chapter": next((c for c in found.chapters if article.head and c.number == article.head.chapter), None),
        "head": _paragraph(found, article.head, lines, wording, moment.per) if article.head else None,
        "paragraphs": [_paragraph(found, p, lines, wording, moment.per) for p in article.parts],
        "imported_at": _imported(wording.values()),
        "places": [_at(place, moment) for place in places(found, named)],
        "previous": articles[at - 1] if at else None,
        "next": articles[at + 1] if at + 1 < len(articles) else None,
    }
    return page(request, moment, "provisions/provision.html", context)


@policy(Policy.PUBLIC)
@dated
def law_coverage(request: Request, moment: Moment) -> HttpResponse:
    """Pasal demi pasal: for each provision whether a rule states it, reads it so, or leaves it aside, and where."""
    found = moment.regulation
    lines = _coverage(found, moment.pack.history)
    counts = Counter(line.strength for line in lines)
    stated, inferred = counts[Strength.STATED], counts[Strength.INFERRED]
    rows = [
        (
            line,
            found.provisions[line.key],
            [_at(place, moment) for place in places(found, line.places)],
            _url(found, line.key, moment.per),
        )
        for line in lines
    ]
    titles: dict[str, str] = {
        chapter.number: _("BAB %(number)s") % {"number": chapter.number} + f", {chapter.title}"
        for chapter in found.chapters
    }
    groups: dict[str, list[object]] = {}
    for row in rows:
        chapter = row[1].chapter
        default = _("Lampiran") if row[1].key.startswith("lampiran") else _("Pembukaan")
        groups.setdefault(titles.get(chapter or "", default), []).append(row)
    context = {
        "menu": "coverage",
        "total": len(lines),
        "real": stated + inferred,
        "stated": stated,
        "inferred": inferred,
        "nowhere": counts[None],
        "designed": sum(g.strength is Strength.DESIGNED for g in found.grounds),
        "bar": {"stated": stated * BAR // len(lines), "inferred": inferred * BAR // len(lines)},
        "groups": groups.items(),
        "defects": _defects(found, moment.per),
    }
    return page(request, moment, "provisions/coverage.html", context)


def _regulation(moment: Moment, code: str) -> Regulation | None:
    return next((found for found in moment.pack.regulations if found.code == code), None)


def _no_such_regulation(request: Request, moment: Moment, code: str) -> HttpResponse:
    known = {found.code: found.title for found in moment.pack.regulations}
    near = [(title, found, f"/peraturan/{found}/{moment.per}") for found, title in alike(code, known)]
    sentence = _("Peraturan “%(code)s” tidak ada pada Selaras.") % {"code": clean(code)}
    return missing(request, moment, "regulation", sentence, near, (_("Semua peraturan"), f"/peraturan/{moment.per}"))


def _no_such_article(
    request: Request, moment: Moment, found: Regulation, articles: Sequence[Article], root: str
) -> HttpResponse:
    place = f"/peraturan/{found.code}/"
    known = {article.root: article.label for article in articles}
    near = [(label, key, f"{place}{key}/{moment.per}") for key, label in alike(root, known)]
    asked = {"root": clean(root), "title": found.title}
    sentence = _("Ketentuan “%(root)s” tidak ada pada %(title)s.") % asked
    return missing(request, moment, "regulation", sentence, near, (_("Semua pasalnya"), f"{place}{moment.per}"))


# A regulation never changes once read; keeping it beside its lines keeps its id from being given to another.
_lines: dict[int, tuple[Regulation, tuple[Line, ...]]] = {}


def _coverage(regulation: Regulation, history: History) -> tuple[Line, ...]:
    if id(regulation) not in _lines:
        _lines[id(regulation)] = (regulation, coverage(regulation, history))
    return _lines[id(regulation)][1]


def _articles(regulation: Regulation) -> list[Article]:
    """The pages of a regulation in its order."""
    groups: dict[str, list[Provision]] = {}
    for found in regulation.provisions.values():
        groups.setdefault(found.key.split("/")[0], []).append(found)
    return [_article(root, parts) for root, parts in groups.items()]


def _article(root: str, provisions: Sequence[Provision]) -> Article:
    head = next((p for p in provisions if p.key == root), None)
    label = cite_in_language(root.capitalize() if root in PREAMBLE else format_cite(root))
    return Article(root, label, head, tuple(p for p in provisions if p.key != root))


def _paragraph(
    regulation: Regulation,
    provision: Provision,
    lines: Mapping[str, Line],
    wording: Mapping[str, ProvisionText],
    per: str,
) -> Paragraph:
    steps = provision.key.split("/")[1:]
    name, _dash, value = steps[-1].partition("-") if steps else ("", "", "")
    text = wording.get(provision.key)
    return Paragraph(
        provision,
        cite_in_language(format_cite(provision.key)),
        {"ayat": f"({value})", "": ""}.get(name, f"{value}."),
        len(steps),
        modality_word(provision.modality),
        lines.get(provision.key),
        text.wording if text else "",
        tuple((cite_in_language(format_cite(key)), _url(regulation, key, per)) for key in provision.cross),
    )


def modality_word(modality: Modality) -> str:
    """What a provision does, in words, "" for a plain statement; a "dapat" says that it is no duty."""
    return {
        Modality.SHALL: _("Wajib atau bertugas"),
        Modality.MAY: _("Dapat, bukan kewajiban"),
        Modality.PURPOSE: _("Maksud"),
        Modality.REFERS: _("Menunjuk naskah lain"),
        Modality.IS: "",
    }[modality]


def _url(regulation: Regulation, key: str, per: str) -> str:
    """Address of a provision; `per` keeps the day."""
    root, *steps = key.split("/")
    return f"/peraturan/{regulation.code}/{root}/{per}" + (f"#{'-'.join(steps)}" if steps else "")


def _at(place: Place, moment: Moment) -> Place:
    """A place whose address keeps the day."""
    address, hash_, fragment = place.url.partition("#")
    return place._replace(url=f"{address}{moment.per}{hash_}{fragment}") if place.url else place


def _defects(regulation: Regulation, per: str) -> list[tuple[str, str, str]]:
    """Where our copy is doubtful: label, address, and what is wrong."""
    found = [p for p in regulation.provisions.values() if p.defect]
    return [(cite_in_language(format_cite(p.key)), _url(regulation, p.key, per), p.defect or "") for p in found]


def _imported(texts: Iterable[ProvisionText]) -> datetime | None:
    return max((t.imported_at for t in texts), default=None)

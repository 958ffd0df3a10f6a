"""The regulations article by article in our own words, and what of each provision the product has made real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _

from selaras.law.cite import format_cite
from selaras.law.coverage import Line, coverage, outside
from selaras.law.organisation import History
from selaras.law.quarters import YEAR, Period, period
from selaras.law.regulation import Regulation
from selaras.law.types import Basis, Modality, Provision, Strength
from selaras.records import resting
from selaras.records.governments import Government, ProvisionText
from selaras.records.outcomes import Decision
from selaras.records.units import history as history_of
from selaras.web.day import Moment, dated, page
from selaras.web.decisions import beginning
from selaras.web.faces import Asked
from selaras.web.grounds import Place, places
from selaras.web.language import cite_in_language, procedure_of
from selaras.web.missing import alike, missing
from selaras.web.parties import clean
from selaras.web.policy import Policy, Request, policy
from selaras.web.quarters import known_periods, periods

PREAMBLE = ("menimbang", "mengingat")
LATEST = 5  # acts on the page of a provision; the rest on a list of their own
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
    back: tuple[tuple[str, str], ...]  # and of what points to it
    acts: int  # public acts in the ledger that rest on it
    acts_url: str


@dataclass(frozen=True)
class Acted:
    """An act in the ledger as everybody may see it: who did what, when, about what, on what ground."""

    sentence: str
    on: date
    number: int
    basis: Basis | None
    about: str
    url: str
    ground: str = ""  # of a decision, as it was written


@policy(Policy.PUBLIC)
@dated
def regulations(request: Request, moment: Moment) -> HttpResponse:
    """The regulations this government works by."""
    others = [
        (law_name(code), f"/peraturan/{code}/{moment.per}", len(lines)) for code, lines in _outside(moment).items()
    ]
    context = {"menu": "regulation", "regulations": moment.pack.regulations, "others": others}
    return page(request, moment, "provisions/regulations.html", context)


@policy(Policy.PUBLIC)
@dated
def regulation(request: Request, moment: Moment, code: str) -> HttpResponse:
    """One regulation: its facts, its chapters with their articles, and where our copy is doubtful."""
    found = _regulation(moment, code)
    if found is None:
        return _law_outside(request, moment, code)
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
    acts = _Acts(request.government, moment, found)
    context = {
        "menu": "regulation",
        "found": found,
        "article": article,
        "chapter": next((c for c in found.chapters if article.head and c.number == article.head.chapter), None),
        "head": _paragraph(found, article.head, lines, wording, acts) if article.head else None,
        "paragraphs": [_paragraph(found, p, lines, wording, acts) for p in article.parts],
        "acts": acts.count(root),
        "latest": acts.told(acts.of(root)[:LATEST]) if acts.count(root) else [],
        "acts_url": acts.url(root),
        "imported_at": _imported(wording.values()),
        "places": [_at(place, moment) for place in places(found, named)],
        "previous": articles[at - 1] if at else None,
        "next": articles[at + 1] if at + 1 < len(articles) else None,
    }
    return page(request, moment, "provisions/provision.html", context)


@policy(Policy.PUBLIC)
@dated
def acts(request: Request, moment: Moment, code: str, root: str) -> HttpResponse:
    """All public acts whose ground is an article or a part of it, the newest first."""
    found = _regulation(moment, code)
    if found is None:
        return _no_such_regulation(request, moment, code)
    articles = _articles(found)
    article = next((a for a in articles if a.root == root), None)
    if article is None:
        return _no_such_article(request, moment, found, articles, root)
    parts = {p.key.partition("/")[2].replace("/", "-"): p.key for p in article.parts}
    of_time = {YEAR: _("Empat triwulan terakhir")} | periods(moment.today)
    asked = Asked(request, moment, bagian=parts, masa=known_periods(request.government))
    within = period(asked["masa"], moment.today) if asked["masa"] else None
    resting_on = _Acts(request.government, moment, found, period=within)
    key = parts.get(asked["bagian"], root)
    listed = asked.page(resting_on.of(key))
    used = {name: part for name, part in parts.items() if resting_on.count(part) or part == key}
    words = {
        name: _("%(cite)s: %(n)s") % {"cite": cite_in_language(format_cite(part)), "n": resting_on.count(part)}
        for name, part in used.items()
    }
    context = {
        "menu": "regulation",
        "found": found,
        "article": article,
        "label": cite_in_language(format_cite(key)) if key != root else article.label,
        "page": listed,
        "rows": resting_on.told(listed),
        "asked": asked,
        "query": asked.query,
        "filters": [
            (_("Bagian"), asked.choices("bagian", words, _("Seluruhnya"))),
            (_("Masa"), asked.choices("masa", of_time, _("Sepanjang masa"))),
        ],
    }
    return page(request, moment, "provisions/acts.html", context)


@policy(Policy.PUBLIC)
@dated
def law_coverage(request: Request, moment: Moment) -> HttpResponse:
    """Pasal demi pasal: whether a rule states a provision, reads it so, or leaves it aside and why; and its proof."""
    found = moment.regulation
    every = _coverage(found, moment.pack.history)
    lines = every
    acts = _Acts(request.government, moment, found)
    asked = Asked(request, moment, dasar=("tegas", "tafsir", "belum"), bukti=("ada", "tanpa"))
    if asked["dasar"]:
        wanted = {"tegas": Strength.STATED, "tafsir": Strength.INFERRED, "belum": None}[asked["dasar"]]
        lines = tuple(line for line in lines if line.strength is wanted)
    if asked["bukti"]:
        lines = tuple(line for line in lines if bool(acts.count(line.key)) is (asked["bukti"] == "ada"))
    counts = Counter(line.strength for line in every)
    stated, inferred = counts[Strength.STATED], counts[Strength.INFERRED]
    rows = [
        (
            line,
            found.provisions[line.key],
            [_at(place, moment) for place in places(found, line.places)],
            _url(found, line.key, moment.per),
            acts.count(line.key),
            acts.url(line.key),
            "" if line.strength else aside(found.provisions[line.key]),
        )
        for line in lines
    ]
    titles: dict[str, str] = {
        chapter.number: _("BAB %(number)s") % {"number": chapter.number} + f", {chapter.title}"
        for chapter in found.chapters
    }
    groups: dict[str, list[Any]] = {}
    for row in rows:
        chapter = row[1].chapter
        default = _("Lampiran") if row[1].key.startswith("lampiran") else _("Pembukaan")
        groups.setdefault(titles.get(chapter or "", default), []).append(row)
    context = {
        "menu": "coverage",
        "total": len(every),
        "shown": len(lines),
        "proven": sum(bool(acts.count(line.key)) for line in every),
        "acts": acts.total,
        "asked": asked,
        "filters": [
            (
                _("Dasar"),
                asked.choices(
                    "dasar", {"tegas": _("Tegas"), "tafsir": _("Tafsir"), "belum": _("Belum dirujuk")}, _("Semua")
                ),
            ),
            (
                _("Bukti"),
                asked.choices("bukti", {"ada": _("Ada catatannya"), "tanpa": _("Belum ada catatannya")}, _("Semua")),
            ),
        ],
        "real": stated + inferred,
        "stated": stated,
        "inferred": inferred,
        "nowhere": counts[None],
        "designed": sum(g.strength is Strength.DESIGNED for g in found.grounds),
        "bar": {"stated": stated * BAR // len(every), "inferred": inferred * BAR // len(every)},
        "groups": [
            (title, listed, sum(line.strength is None for line, *_more in listed)) for title, listed in groups.items()
        ],
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
_laws: dict[int, tuple[Regulation, Mapping[str, tuple[Line, ...]]]] = {}


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
    acts: _Acts,
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
        _links(regulation, provision.cross, acts.moment.per),
        _links(regulation, _pointing_to(regulation, provision.key), acts.moment.per),
        acts.count(provision.key),
        acts.url(provision.key),
    )


def _links(regulation: Regulation, keys: Iterable[str], per: str) -> tuple[tuple[str, str], ...]:
    return tuple((cite_in_language(format_cite(key)), _url(regulation, key, per)) for key in keys)


def _pointing_to(regulation: Regulation, key: str) -> list[str]:
    """The provisions that point to one."""
    return [found.key for found in regulation.provisions.values() if key in found.cross]


def aside(provision: Provision) -> str:
    """Why no rule of the product names a provision: what it is instead of a rule one could follow."""
    root = provision.key.partition("/")[0]
    if root == "menimbang":
        return _("Pertimbangan: menerangkan mengapa peraturan dibuat.")
    if root == "mengingat":
        return _("Dasar pembentukan: menyebut peraturan di atasnya.")
    if root.startswith("lampiran"):
        return _("Isi lampirannya belum kami miliki.")
    if provision.term:
        return _("Istilah: dipakai sebagai kata, bukan sebagai langkah.")
    return {
        Modality.SHALL: _("Tugas yang dijalankan unit itu sendiri, di luar Selaras."),
        Modality.MAY: _("Boleh, tidak wajib: tidak ada langkah yang bergantung padanya."),
        Modality.PURPOSE: _("Maksud: diwujudkan oleh ketentuan lain."),
        Modality.REFERS: _("Menunjuk naskah lain."),
        Modality.IS: _("Kedudukan atau pengertian: tidak ada langkah yang bersandar padanya."),
    }[provision.modality]


class _Acts(resting.Acts):
    """The public acts that rest on the provisions of a regulation, or of a law outside, with their addresses."""

    def __init__(
        self,
        government: Government,
        moment: Moment,
        regulation: Regulation,
        law: str = "",
        period: Period | None = None,
    ) -> None:
        super().__init__(government, regulation, law, period)
        self.moment = moment

    def url(self, key: str) -> str:
        """Where they are listed."""
        root, _stroke, part = key.partition("/")
        said = {"bagian": part.replace("/", "-"), "masa": self.period.code if self.period else ""}
        query = urlencode({name: value for name, value in said.items() if value})
        asked = f"?{query}{self.moment.and_per}" if query else self.moment.per
        return f"/peraturan/{self.regulation.code}/{root}/catatan/{asked}"

    def told(self, rows: Iterable[tuple[int, int]]) -> list[Acted]:
        """Acts and decisions with what they were about; a query for each sort of subject among them."""
        listed = list(rows)
        entries, decisions = resting.told(self.government, listed)
        subjects = resting.subjects_of(self.government, list(entries.values()))
        return [
            _ruled(decisions[key], self.government)
            if key
            else _acted(
                entries[number],
                subjects.get((entries[number].subject_type, entries[number].subject_key)),
                self.government,
            )
            for number, key in listed
        ]


def _ruled(row: Decision, government: Government) -> Acted:
    on = row.adopted_on or government.today()
    office = history_of(government).on(on).name_of(row.decided_by)
    sentence = _("%(office)s menetapkan keputusan") % {"office": office}
    return Acted(sentence, on, row.entry or 0, None, beginning(row.text), f"/keputusan/{row.pk}/", row.ground)


def _acted(entry: Any, subject: Any, government: Government) -> Acted:
    on = entry.happened_on or entry.recorded_at.astimezone(government.zone).date()
    unit = (entry.on_behalf or {}).get("unit") or entry.unit
    name = history_of(government).on(on).name_of(unit) if unit else _("Sistem")
    done, about, url = _("memperbarui pemetaan koordinator"), _("Peta koordinator"), "/jalur/"
    if subject is not None:
        steps = {step.code: step.done for step in procedure_of(subject).steps}
        done = steps.get(entry.step, entry.step)
        about, url = str(getattr(subject, "title", "") or getattr(subject, "name", "") or subject), _address(subject)
    return Acted(f"{name} {done}", on, entry.number, Basis(Strength(entry.strength), entry.cite or None), about, url)


def _address(subject: Any) -> str:
    """The public page of a subject; a follow-up stands on the page of what it follows from."""
    places = {"matter": "berkas", "meeting": "agenda", "working_group": "gugus-kerja", "document": "kebijakan"}
    if subject.TYPE in places:
        return f"/{places[subject.TYPE]}/{subject.key}/"
    of = f"/keputusan/{subject.decision_id}/" if subject.decision_id else f"/kebijakan/{subject.document_id}/"
    return f"{of}#tindak-lanjut-{subject.pk}"


# Laws outside


def law_name(code: str) -> str:
    """A law by its code as people write it: "uu-14-2008" is "UU 14/2008"."""
    kind, number, year = code.rsplit("-", 2)
    return f"{kind.upper() if len(kind) <= 2 else kind.capitalize()} {number}/{year}"


def _outside(moment: Moment) -> Mapping[str, tuple[Line, ...]]:
    regulation = moment.regulation
    if id(regulation) not in _laws:
        _laws[id(regulation)] = (regulation, outside(regulation, moment.pack.history))
    return _laws[id(regulation)][1]


def _law_outside(request: Request, moment: Moment, code: str) -> HttpResponse:
    """A law that rules of the product cite, provision by provision, with what rests on each."""
    lines = _outside(moment).get(code)
    if lines is None:
        return _no_such_regulation(request, moment, code)
    found = moment.regulation
    acts = _Acts(request.government, moment, found, code)
    context = {
        "menu": "regulation",
        "name": law_name(code),
        "rows": [
            (
                line,
                line.key.replace("/", "-"),
                [_at(place, moment) for place in places(found, line.places)],
                acts.count(line.key),
            )
            for line in lines
        ],
        "acts": acts.total,
        "latest": acts.told(acts.all()[:LATEST]) if acts.total else [],
    }
    return page(request, moment, "provisions/outside.html", context)


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

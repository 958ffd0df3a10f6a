"""Search: one row for each thing that can be found and for each audience, and the question a reader puts to them.

The rows hold the words in the open for the page, and their stems for the database. A database compares plain tokens and
does nothing else, so that SQLite and PostgreSQL find the same in the same order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Collate

from selaras.records.documents import Document
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from selaras.records.stems import BREAK, parts, runs, stem
from selaras.records.subjects import DRAFT

PUBLIC, PARTIES = "public", "parties"
UNIT, POST, PROVISION, KIND, DECISION = "unit", "post", "provision", "kind", "decision"
SUBJECTS: tuple[Any, ...] = (Matter, Meeting, FollowUp, WorkingGroup, Document)
DESCRIBED = (UNIT, KIND, PROVISION, POST)  # what belongs to no day
# In this order where nothing else tells two things apart.
SORTS = (UNIT, KIND, Matter.TYPE, DECISION, *(subject.TYPE for subject in SUBJECTS[1:]), PROVISION, POST)
FIRST = (Matter.TYPE, DECISION)  # what was asked and what was decided come before all that was said about it
DRAFTED: tuple[tuple[Any, str, str], ...] = (  # what may lie unsent, by its title and its words
    (Matter, "title", "purpose"),
    (Meeting, "title", "purpose"),
    (WorkingGroup, "name", "mandate"),
    (Document, "title", "text"),
)
MOST = 1000  # hits that are looked at; of more it is only said that there are more
LENGTH = 200  # characters of a question
TERMS = 12  # words of a question
SHORTEST = 3  # letters of a beginning
WIDEST = 20  # words that one beginning stands for
NEAREST = 20_000  # words of the vocabulary that a typing error is compared with, the most frequent ones
# What holds sentences together says nothing of what they are about.
FILLERS = frozenset(
    ("dan", "di", "ke", "dari", "yang", "untuk", "pada", "dengan", "atau", "oleh", "dalam", "ini", "itu")
)


class SearchRow(models.Model):
    """One thing that can be found, as one audience may read it.

    The public row of a thing is `whole` where its parties may read no more than everybody; else they have a row of
    their own, with all that they may read. That of what is withheld says that it is there, and bears its number alone.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    sort = models.CharField("macam", max_length=20)
    key = models.CharField("kunci", max_length=200)
    subject = models.PositiveBigIntegerField("baris asalnya", default=0)
    audience = models.CharField("pembaca", max_length=8)
    whole = models.BooleanField("lengkap", default=True)
    title = models.TextField("judul")
    text = models.TextField("isi", blank=True)
    title_stems = models.TextField("kata dasar judul")
    stems = models.TextField("kata dasar isi", blank=True)
    names = models.TextField("sebutan", blank=True)  # "|2026 12|12|": by what it is called, stemmed
    kind = models.CharField("jenis", max_length=60, blank=True)
    units = models.TextField("unit", blank=True)  # " DPUPR DISPERTAN "
    day = models.DateField("tanggal")
    url = models.CharField("alamat", max_length=300)
    digest = models.CharField("sidik isi", max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "sort", "key", "audience"], name="searchrow_once"),
            models.CheckConstraint(name="searchrow_audience_is_known", condition=Q(audience__in=[PUBLIC, PARTIES])),
        ]
        indexes = [
            models.Index(fields=["government", "sort", "subject"], name="searchrow_subjects"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.key} {self.audience}"


class SearchWord(models.Model):
    """A word of the public rows as people write it, its stem, and in how many rows it stood when they were counted.

    Words that stand nowhere but in what is closed are never here: a question is not mended with them.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    word = models.CharField("kata", max_length=40)
    stem = models.CharField("kata dasar", max_length=40)
    rows = models.PositiveIntegerField("baris", default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "word"], name="searchword_once")]
        indexes = [
            models.Index(fields=["government", "stem"], name="searchword_stems"),
            models.Index(fields=["government", "-rows", "word"], name="searchword_frequent"),
        ]

    def __str__(self) -> str:
        return self.word


# The question


@dataclass(frozen=True)
class Term:
    """One part of a question: a word, or words that stand one after another; wanted, or not wanted.

    `others` are stems that serve as well as the word's own, `beginning` a token with which a stem may begin.
    """

    words: tuple[str, ...]
    quoted: bool = False
    unwanted: bool = False
    starred: bool = False
    others: tuple[str, ...] = ()
    beginning: str = ""

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems of its words."""
        return tuple(stem(word) for word in self.words)


@dataclass(frozen=True)
class Question:
    """What a reader asks: the terms, whether some of what he typed was left out because it was too long, and whether he
    typed the number of a matter in full and nothing else.
    """

    terms: tuple[Term, ...]
    cut: bool = False
    number: bool = False

    @property
    def wanted(self) -> list[Term]:
        """What has to be there."""
        return [term for term in self.terms if not term.unwanted]

    @property
    def name(self) -> str:
        """The question as something is called: the stems it asks for, in order."""
        return " ".join(part for term in self.wanted for part in term.stems)


_NUMBER = re.compile(r"\s*(\d{4}-)?\d{5,6}\s*", re.ASCII)
_TERM = re.compile(r'(-?)"([^"]*)"?|(\S+)')


def parse(text: str) -> Question:
    """A question as it was typed: words, "words in quotes" that stand together, -word not wanted, beginn*.

    Whatever is typed is a question, be it an empty one; what stands beyond 200 characters or 12 terms is left out.
    """
    found: list[Term] = []
    for minus, quoted, plain in _TERM.findall(text[:LENGTH]):
        unwanted = bool(minus) or (plain.startswith("-") and len(plain) > 1)
        tokens = [part for run in runs(quoted or plain) for part in parts(run[0]) if part != BREAK]
        if tokens:
            starred = plain.endswith("*") and len(tokens) == 1 and len(tokens[0]) >= SHORTEST
            found.append(Term(tuple(tokens), bool(quoted), unwanted, starred))
    says = [term for term in found if term.quoted or len(term.words) > 1 or term.words[0] not in FILLERS]
    kept = says if any(not term.unwanted for term in says) else found
    number = _NUMBER.fullmatch(text) is not None
    return Question(tuple(kept[:TERMS]), cut=len(text) > LENGTH or len(kept) > TERMS, number=number)


# What is understood


@dataclass(frozen=True)
class Understood:
    """A question as the database is asked it, and which words were mended or taken for beginnings."""

    question: Question
    mended: dict[str, str] = field(default_factory=dict)
    beginnings: tuple[str, ...] = ()


def understand(government: Government, question: Question, actor: Actor | None = None) -> Understood:
    """Take words that nothing has for the beginning of others, else for a typing error; words in quotes never.

    Only words of public rows are ever put in the place of what was typed, and whether a word is known depends on
    nothing but what the reader may see.
    """
    single = [term.words[0] for term in question.wanted if _may_be_mended(term)]
    if not single:
        return Understood(question)
    stems = {word: stem(word) for word in single}
    vocabulary = SearchWord.objects.filter(government=government)
    known = set(vocabulary.filter(stem__in=set(stems.values())).values_list("stem", flat=True))
    mended: dict[str, str] = {}
    beginnings: list[str] = []
    terms: list[Term] = []
    for term in question.terms:
        word = term.words[0]
        if term.unwanted or not (term.starred or (_may_be_mended(term) and stems[word] not in known)):
            terms.append(term)
            continue
        if not term.starred and actor is not None and _stands(government, actor, replace(term)):
            terms.append(term)
            continue
        begun = _begun(vocabulary, word) if len(word) >= SHORTEST else ()
        wider = replace(term, others=begun, beginning=word if len(word) >= SHORTEST else "")
        if term.starred or begun or (actor is not None and _stands(government, actor, wider)):
            terms.append(wider)
            beginnings += [] if term.starred else [word]
        elif instead := nearest(vocabulary, word):
            mended[word] = instead
            terms.append(replace(term, words=(instead,)))
        else:
            terms.append(term)
    return Understood(replace(question, terms=tuple(terms)), mended, tuple(beginnings))


def _may_be_mended(term: Term) -> bool:
    single = len(term.words) == 1 and not term.quoted and not term.unwanted and not term.starred
    return single and not term.words[0].isdigit()


def _stands(government: Government, actor: Actor, term: Term) -> bool:
    """Whether anything that the actor may see has it."""
    return hits(government, Question((term,)), actor).exists()


def _begun(vocabulary: QuerySet[SearchWord], word: str) -> tuple[str, ...]:
    """The stems of the words that begin like this one, the most frequent first."""
    # Letters alone order alike in every collation: what begins with "irig" lies between it and "irigzzz…".
    same = vocabulary.filter(word__gte=word, word__lte=word + "z" * LENGTH).order_by("-rows", "word")
    return tuple(dict.fromkeys(same.values_list("stem", flat=True)[:WIDEST]))


def nearest(vocabulary: QuerySet[SearchWord], word: str) -> str:
    """The word of the vocabulary that was most likely meant: fewest errors, then the most frequent; "" for none.

    A word of 4 to 6 letters may have one error, a longer one two: a letter too many, too few, another, or two turned.
    """
    allowed = 0 if len(word) < 4 else 1 if len(word) <= 6 else 2
    if not allowed:
        return ""
    letters = _letters(word)
    best: tuple[int, int, str] | None = None
    rows = vocabulary.order_by("-rows", "word").values_list("word", "rows")[:NEAREST]
    for other, count in rows.iterator(chunk_size=2000):
        if abs(len(other) - len(word)) > allowed or len(other) < 3:
            continue
        # Every error takes away and brings at most one letter, so most words are told apart without comparing them.
        if (letters ^ _letters(other)).bit_count() > 2 * allowed:
            continue
        errors = distance(word, other, allowed)
        if errors <= allowed and (best is None or (errors, -count, other) < best):
            best = (errors, -count, other)
    return best[2] if best else ""


def _letters(word: str) -> int:
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 31)
    return found


def distance(one: str, other: str, most: int) -> int:
    """How many typing errors lie between two words (Damerau-Levenshtein, neighbours turned); `most` + 1 for more."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i, *([0] * len(other))]
        for j, b in enumerate(other, start=1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], before[j - 2] + 1)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


# The answer


def match(question: Question) -> Q:
    """The rows that have all that is wanted and nothing that is not; none for a question that wants nothing."""
    if not question.wanted:
        return Q(pk__in=())
    if connection.vendor == "sqlite":
        found = RawSQL("SELECT rowid FROM search_text WHERE search_text MATCH %s", [_fts5(question.terms)])
        return Q(pk__in=found)
    return Q(_tsquery(question.terms))


def _titled(question: Question) -> Any:
    """Whether the title alone has all that is wanted."""
    if connection.vendor == "sqlite":
        asked = f"{{title_stems}} : ({_fts5(question.wanted)})"
        found = RawSQL("SELECT rowid FROM search_text WHERE search_text MATCH %s", [asked])
        return Case(When(pk__in=found, then=Value(1)), default=Value(0))
    return Case(When(Q(_tsquery(question.wanted, "A")), then=Value(1)), default=Value(0))


def _fts5(terms: Sequence[Term]) -> str:
    def said(term: Term) -> str:
        ways = [f'"{" ".join(term.stems)}"', *(f'"{other}"' for other in term.others)]
        ways += [f'"{term.beginning}" *'] if term.beginning else []
        return f"({' OR '.join(dict.fromkeys(ways))})"

    wanted = " AND ".join(said(term) for term in terms if not term.unwanted)
    unwanted = " OR ".join(said(term) for term in terms if term.unwanted)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _tsquery(terms: Sequence[Term], weight: str = "") -> RawSQL:
    def said(term: Term) -> str:
        mark = f":{weight}" if weight else ""
        ways = [" <-> ".join(f"'{part}'{mark}" for part in term.stems), *(f"'{other}'{mark}" for other in term.others)]
        ways += [f"'{term.beginning}':*{weight}"] if term.beginning else []
        return f"{'!' if term.unwanted else ''}({' | '.join(f'({way})' for way in dict.fromkeys(ways))})"

    asked = " & ".join(said(term) for term in terms)
    return RawSQL('"records_searchrow"."terms" @@ to_tsquery(\'simple\', %s)', [asked], output_field=BooleanField())


def seen_by(government: Government, actor: Actor | None) -> Q:
    """The rows that a reader may find: the public ones, and of what he may open those with all that its parties read.

    Nothing is found twice: who may open a thing finds it as its parties read it.
    """
    everybody = Q(government=government, audience=PUBLIC)
    if actor is None or actor.government.pk != government.pk:
        return everybody
    if actor.supervises and not actor.kept_from:  # he reads all that began, and drafts are in no row
        return Q(government=government) & (Q(audience=PARTIES) | Q(audience=PUBLIC, whole=True))
    opens = Q(pk__in=())
    for subject in SUBJECTS:
        opens |= Q(sort=subject.TYPE, subject__in=subject.objects.visible_to(actor).values("pk"))
    return Q(government=government) & (Q(audience=PARTIES) & opens | Q(audience=PUBLIC) & (Q(whole=True) | ~opens))


def hits(government: Government, question: Question, actor: Actor | None = None) -> QuerySet[SearchRow]:
    """What a reader finds, best first: what is called so, what has it in its title, matters and decisions, the newest.

    The order is the same on every database.
    """
    plain = "BINARY" if connection.vendor == "sqlite" else "C"
    first = Case(When(sort__in=FIRST, then=Value(0)), default=Value(1))
    place = Case(*(When(sort=sort, then=Value(n)) for n, sort in enumerate(SORTS)), default=Value(len(SORTS)))
    called = Case(When(names__contains=f"|{question.name}|", then=Value(1)), default=Value(0))
    found = SearchRow.objects.filter(seen_by(government, actor)).filter(match(question))
    if not question.wanted:
        return found
    return found.annotate(called=called, titled=_titled(question)).order_by(
        "-called", "-titled", first, "-day", place, "subject", Collate(F("key"), plain)
    )


@dataclass(frozen=True)
class Narrowed:
    """What the reader asks of the hits besides: of which sort, which kind of matter, which unit, which year."""

    sort: str = ""
    kind: str = ""
    unit: str = ""
    year: int = 0

    def of(self, rows: QuerySet[SearchRow]) -> QuerySet[SearchRow]:
        """The rows that fit."""
        for name in ("sort", "kind"):
            if value := getattr(self, name):
                rows = rows.filter(**{name: value})
        if self.unit:
            rows = rows.filter(units__contains=f" {self.unit} ")
        if self.year:
            rows = rows.filter(day__range=(date(self.year, 1, 1), date(self.year, 12, 31))).exclude(sort__in=DESCRIBED)
        return rows

    def fits(self, hit: Hit) -> bool:
        """Whether a hit fits, as `of` would say."""
        return (
            self.sort in ("", hit.sort)
            and self.kind in ("", hit.kind)
            and (not self.unit or self.unit in hit.units)
            and self.year in (0, hit.year)
        )


class Hit(NamedTuple):
    """A row that was found, without its words."""

    pk: int
    sort: str
    kind: str
    units: tuple[str, ...]
    year: int


@dataclass(frozen=True)
class Found:
    """What was found: the hits that fit, whether there are more than were looked at, and all that others could fit.

    `alone` says that they are the matters of the number that was typed, and that nothing else was looked for.
    """

    hits: list[Hit]
    more: bool = False
    every: list[Hit] = field(default_factory=list)
    complete: bool = True  # whether `every` is all there is, so that it may be counted
    alone: bool = False

    def rows(self, begin: int, end: int) -> list[SearchRow]:
        """Some of the hits with their words; one query."""
        wanted = [hit.pk for hit in self.hits[begin:end]]
        there = SearchRow.objects.defer("title_stems", "stems", "names").in_bulk(wanted)
        return [there[key] for key in wanted if key in there]

    def counts(self, name: str, narrowed: Narrowed) -> Counter[Any]:
        """How many hits there would be for each answer to one question while the others stay answered."""
        left = replace(narrowed, **{name: type(getattr(narrowed, name))()})
        fitting = [hit for hit in self.every if left.fits(hit)]
        if name == "unit":
            return Counter(unit for hit in fitting for unit in set(hit.units))
        return Counter(value for hit in fitting if (value := getattr(hit, name)))


def find(
    government: Government, question: Question, actor: Actor | None = None, narrowed: Narrowed | None = None
) -> Found:
    """The first thousand hits in order; one query, and one more where more than a thousand are narrowed.

    Who typed the number of a matter in full finds what bears it alone, where anything does; one query more.
    """
    narrowed = narrowed or Narrowed()
    if not question.wanted:
        return Found([])
    asked = hits(government, question, actor)
    if question.number:
        called, _more = _first(asked.filter(sort=Matter.TYPE, names__contains=f"|{question.name}|"))
        if called:
            return Found([hit for hit in called if narrowed.fits(hit)], every=called, alone=True)
    every, more = _first(asked)
    if narrowed == Narrowed():
        return Found(every, more, every, complete=not more)
    if not more:
        return Found([hit for hit in every if narrowed.fits(hit)], more, every)
    fitting, more = _first(narrowed.of(asked))
    return Found(fitting, more, every, complete=False)


def _first(rows: QuerySet[SearchRow]) -> tuple[list[Hit], bool]:
    seen = list(rows.values_list("pk", "sort", "kind", "units", "day")[: MOST + 1])
    found = [
        Hit(pk, sort, kind, tuple(units.split()), 0 if sort in DESCRIBED else day.year)
        for pk, sort, kind, units, day in seen[:MOST]
    ]
    return found, len(seen) > MOST


@dataclass(frozen=True)
class Answer:
    """What a text was understood to ask, and what was found."""

    understood: Understood
    found: Found


def ask(
    government: Government,
    text: str,
    actor: Actor | None = None,
    narrowed: Narrowed | None = None,
    *,
    exactly: bool = False,
) -> Answer:
    """Search for a text as it was typed; `exactly` mends nothing and takes no word for the beginning of another.

    Nor does it take a number for that of a matter alone. Without an actor the answer is that of everybody. A word is
    mended only where something is found with it.
    """
    question = replace(parse(text), number=False) if exactly else parse(text)
    understood = Understood(question) if exactly else understand(government, question, actor)
    found = find(government, understood.question, actor, narrowed)
    return Answer(understood if found.every else Understood(question), found)


def drafts(actor: Actor, question: Question) -> list[tuple[str, int, str]]:
    """What the actor has begun and not sent that has all the words: sort, key and title, the newest first; one query.

    Drafts are in no row: nobody but who began them reads them.
    """
    if not question.wanted:
        return []
    found: list[QuerySet[Any]] = []
    for sort, title, words in DRAFTED:
        rows = sort.objects.visible_to(actor).filter(phase=DRAFT)
        for term in question.terms:
            said = " ".join(term.words)
            has = Q(**{f"{title}__icontains": said}) | Q(**{f"{words}__icontains": said})
            rows = rows.filter(~has if term.unwanted else has)
        found.append(rows.order_by().values_list("updated_at", Value(sort.TYPE), "pk", title))
    listed = sorted(found[0].union(*found[1:], all=True), reverse=True)
    return [(sort, key, title) for _moment, sort, key, title in listed]


# What of a text is shown


@dataclass(frozen=True)
class Piece:
    """Some words of a text, and whether they were asked for."""

    text: str
    asked: bool = False


WINDOW = 30  # words of a snippet
LOOKED = 4000  # words of a text in which a snippet is sought


def marked(text: str, question: Question) -> list[Piece]:
    """A text in pieces, those that were asked for told apart."""
    return _pieces(text, [run.span() for run in runs(text) if _is_asked(run[0], question)])


def snippet(text: str, question: Question) -> list[Piece]:
    """The stretch of a text with the most of what was asked, in pieces; its beginning where nothing stands in it."""
    places = [run for _n, run in zip(range(LOOKED), runs(text), strict=False)]
    if not places:
        return []
    asked = [n for n, run in enumerate(places) if _is_asked(run[0], question)]
    best = max(asked, default=0, key=lambda n: (len(_kinds_in(places, asked, n)), -n))
    first = max(0, best - 5)
    last = min(len(places), first + WINDOW) - 1
    begin = places[first].start() if first else 0
    end = len(text) if last == len(places) - 1 and len(places) < LOOKED else places[last].end()
    spans = [(places[n].start() - begin, places[n].end() - begin) for n in asked if first <= n <= last]
    pieces = _pieces(text[begin:end], spans)
    before, after = ([Piece("… ")] if begin else []), ([Piece(" …")] if end < len(text) else [])
    return [*before, *pieces, *after]


def _kinds_in(places: Sequence[re.Match[str]], asked: Sequence[int], start: int) -> set[str]:
    return {stem(part) for n in asked if start <= n < start + WINDOW - 5 for part in parts(places[n][0])}


def _is_asked(run: str, question: Question) -> bool:
    for part in parts(run):
        own = stem(part)
        for term in question.wanted:
            begun = term.beginning and (part.startswith(term.beginning) or own.startswith(term.beginning))
            if begun or own in term.stems or own in term.others:
                return True
    return False


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    found, at = [], 0
    for begin, end in spans:
        found += [Piece(text[at:begin])] if begin > at else []
        found.append(Piece(text[begin:end], asked=True))
        at = end
    return found + ([Piece(text[at:])] if at < len(text) else [])

"""Search: what can be found is as things stand whenever somebody searches.

What an act has marked is made anew before anybody is answered (`actions/marks.py`). What everybody may find is made of
`records/faces.py`, like every other public face. What the parties may read besides has rows of its own. What is
withheld leaves the public rows, words and all; that it is there is found by its number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value, prefetch_related_objects

from selaras.actions.jobs import put
from selaras.law.cite import format_cite
from selaras.law.organisation import Organisation
from selaras.law.pack import Regulation
from selaras.law.procedures import PARTIES as PARTY_ROLES
from selaras.law.words import say
from selaras.records import faces, search, stamp
from selaras.records.documents import Document
from selaras.records.governments import Government, ProvisionText, pack_of
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.openness import (
    closed_matters,
    public_decisions,
    public_documents,
    public_follow_ups,
    public_groups,
    public_matters,
    public_meetings,
)
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.papers import MADE, Paper
from selaras.records.people import CAPACITIES, Tenure, holders
from selaras.records.public_papers import is_public
from selaras.records.search import (
    DECISION,
    FILLERS,
    KIND,
    POST,
    PROVISION,
    PUBLIC,
    UNIT,
    SearchRow,
    SearchWord,
)
from selaras.records.stems import BREAK, LONGEST, folded, stem, stems, words
from selaras.records.subjects import DRAFT
from selaras.records.units import history
from selaras.records.withholdings import Withholding

BATCH = 100  # things that are made anew at once, under one lock
SPOKEN = ("purpose", "answers", "agreement", "decision", "remarks")  # the fields of a matter beyond its head
# What may open or close with a subject of a sort: of which sort it is, and the way from it to the subject.
_SPOKEN_OF = ("item__matters", "meeting__items__matters", "meeting__group__matter")  # of a decision, beside its matter
_RULED_ON = ("decision__matter", "decision__item__matters")
HANGING: Mapping[str, tuple[tuple[str, str], ...]] = {
    Matter.TYPE: (
        *((Meeting.TYPE, way) for way in ("items__matters", "group__matter")),
        *((DECISION, way) for way in ("matter", *_SPOKEN_OF)),
        *((FollowUp.TYPE, way) for way in ("matter", "decision__matter", *(f"decision__{way}" for way in _SPOKEN_OF))),
        *((FollowUp.TYPE, f"document__{way}") for way in ("matter", *_RULED_ON, "group__matter")),
        *((WorkingGroup.TYPE, way) for way in ("matter", *_RULED_ON)),
        *((Document.TYPE, way) for way in ("matter", *_RULED_ON, "group__matter")),
    ),
    Meeting.TYPE: ((DECISION, "meeting"), (FollowUp.TYPE, "meeting"), (FollowUp.TYPE, "decision__meeting")),
    DECISION: ((FollowUp.TYPE, "decision"),),
    FollowUp.TYPE: ((Meeting.TYPE, "items__follow_up"),),
    Document.TYPE: ((FollowUp.TYPE, "document"),),
}


@dataclass(frozen=True)
class Card:
    """One thing as one audience may read it."""

    title: str
    texts: tuple[str, ...]
    day: date
    url: str
    names: tuple[str, ...] = ()
    kind: str = ""
    units: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # words by which it is found and that are not shown
    under: str = ""  # what it came of, by whose title it is found like by its own


@dataclass(frozen=True)
class Thing:
    """One thing with what everybody and what its parties may read of it; nobody finds what has neither."""

    sort: str
    key: str
    subject: int = 0
    public: Card | None = None
    parties: Card | None = None


# Keeping the rows


def lock(government: Government) -> Government:
    """Let nobody else write what can be found, or a sum, until the transaction ends; acts need not wait for it.

    The government comes as it stands then, with the versions of its organisation and its working days.
    """
    return Government.objects.select_for_update(no_key=True).get(pk=government.pk)


def refresh(government: Government, sort: str, keys: Iterable[int]) -> None:
    """Make the rows of some things of a sort as they should be now."""
    wanted = sorted(keys)
    things = list((_held if sort == POST else MAKERS[sort])(government, wanted))
    gone = _missing(government, sort, things, subject__in=wanted) if len(things) < len(wanted) else ()
    _settle(government, [*things, *gone])


def _missing(government: Government, sort: str, things: Sequence[Thing], **among: Any) -> list[Thing]:
    """What still has rows among those asked, and should have none."""
    there = SearchRow.objects.filter(**among, government=government, sort=sort)
    made = {thing.key for thing in things}
    return [Thing(sort, key) for key in dict.fromkeys(there.values_list("key", flat=True)) if key not in made]


def hanging(
    changed: Mapping[str, Collection[int]], ways: Mapping[str, Sequence[tuple[str, str]]] | None = None
) -> dict[str, set[int]]:
    """What becomes open or closed with some subjects, by its sort; one query, each part of which goes by one way."""
    parts: list[QuerySet[Any]] = []
    for sort, keys in changed.items():
        for name, way in (HANGING if ways is None else ways).get(sort, ()):
            rows = MODELS[name].objects.filter(**{f"{way}__in": sorted(keys)}).order_by()
            parts.append(rows.values_list(Value(name), F("pk")))
    found: dict[str, set[int]] = {}
    for name, key in parts[0].union(*parts[1:]) if parts else ():
        found.setdefault(name, set()).add(key)
    return found


def _settle(government: Government, things: Sequence[Thing]) -> None:
    """Write the rows of some things where they differ from what stands, and take away those that should not be."""
    sort_keys = Q()
    for sort in {thing.sort for thing in things}:
        sort_keys |= Q(sort=sort, key__in=[thing.key for thing in things if thing.sort == sort])
    if not things:
        return
    there = {
        (row.sort, row.key, row.audience): row
        for row in SearchRow.objects.filter(sort_keys, government=government).defer("title_stems", "stems", "names")
    }
    wanted = {(row.sort, row.key, row.audience): row for thing in things for row in _rows(government, thing)}
    new, changed, gone = [], [], [row for key, row in there.items() if key not in wanted]
    left: set[str] = set()
    for key, row in wanted.items():
        old = there.get(key)
        if old is None:
            new.append(row)
        elif old.digest != row.digest:
            row.pk = old.pk
            changed.append(row)
            left |= _words(old) - _words(row)
    for row in gone:
        left |= _words(row)
    SearchRow.objects.filter(pk__in=[row.pk for row in gone]).delete()
    SearchRow.objects.bulk_create(new)
    for row in changed:
        row.save(force_update=True)
    _learn(government, {word for row in (*new, *changed) for word in _words(row)})
    _forget(government, left)


def _rows(government: Government, thing: Thing) -> Iterator[SearchRow]:
    whole = thing.public is not None and _no_more(thing.public, thing.parties)
    if thing.public:
        yield _row(government, thing, thing.public, PUBLIC, whole)
    if thing.parties and not whole:
        yield _row(government, thing, thing.parties, search.PARTIES, True)


def _no_more(public: Card, parties: Card | None) -> bool:
    """Whether the parties read no more than everybody."""
    if parties is None:
        return True
    same = (public.title, public.kind, public.units) == (parties.title, parties.kind, parties.units)
    return same and set(parties.texts) <= set(public.texts) and set(parties.names) <= set(public.names)


def _row(government: Government, thing: Thing, card: Card, audience: str, whole: bool) -> SearchRow:
    title_stems = " ".join(stems([card.title]))
    row = SearchRow(
        government=government,
        sort=thing.sort,
        key=thing.key,
        subject=thing.subject,
        audience=audience,
        whole=whole,
        title=card.title,
        text=" · ".join(card.texts),
        title_stems=" ".join(stems([card.title, card.under])) if card.under else title_stems,
        stems=" ".join(stems((*card.names, *card.also, *card.texts))),
        names=f"|{'|'.join(dict.fromkeys((title_stems, *(' '.join(stems([n])) for n in card.names))))}|",
        kind=card.kind,
        units=f" {' '.join(dict.fromkeys(card.units))} " if card.units else "",
        day=card.day,
        url=card.url,
    )
    said = (row.whole, row.title, row.text, row.stems, row.names, row.kind, row.units, row.day.isoformat(), row.url)
    row.digest = sha256(repr(said).encode()).hexdigest()
    return row


# The vocabulary


def _words(row: SearchRow) -> set[str]:
    """The words of a public row that a question may be mended with; none of any other row."""
    if row.audience != PUBLIC:
        return set()
    return {word for text in (row.title, row.text) for word in words(text) if _speaks(word)}


def _speaks(word: str) -> bool:
    return 3 <= len(word) < LONGEST and not word.isdigit() and word not in FILLERS and word != BREAK


def _learn(government: Government, said: set[str]) -> None:
    """Add the words that are new; how often they stand is counted at night."""
    if not said:
        return
    known = set(SearchWord.objects.filter(government=government, word__in=said).values_list("word", flat=True))
    rows = [SearchWord(government=government, word=word, stem=stem(word)) for word in sorted(said - known)]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True)


def _forget(government: Government, left: set[str]) -> None:
    """Take away the words that stand in no public row any more, so that nobody is led to them."""
    gone = []
    for word in sorted(left):
        term = search.Term((word,), quoted=True)
        rows = search.hits(government, search.Question((term,))).order_by()
        if not rows.filter(Q(title__icontains=word) | Q(text__icontains=word)).exists():
            gone.append(word)
    SearchWord.objects.filter(government=government, word__in=gone).delete()


def count_words(government: Government) -> int:
    """Count anew in how many public rows each word stands; returns how many words there are."""
    counted: Counter[str] = Counter()
    rows = SearchRow.objects.filter(government=government, audience=PUBLIC).only("title", "text", "audience")
    for row in rows.iterator(chunk_size=500):
        counted.update(_words(row))
    with transaction.atomic():
        lock(government)
        SearchWord.objects.filter(government=government).delete()
        SearchWord.objects.bulk_create(
            (SearchWord(government=government, word=w, stem=stem(w), rows=n) for w, n in sorted(counted.items())),
            batch_size=1000,
        )
        stamp.renew()
    return len(counted)


# What there is to find


def _unit_names(organisation: Organisation, codes: Iterable[str]) -> tuple[str, ...]:
    """Units by their full names."""
    return tuple(dict.fromkeys(organisation.name_of(code) for code in codes))


def _short(government: Government, codes: Iterable[str]) -> tuple[str, ...]:
    """What units are or were called for short."""
    wanted = set(codes)
    units = (unit for unit in history(government).all_units if unit.code in wanted)
    return tuple(dict.fromkeys(unit.abbr for unit in units if unit.abbr))


def _texts(*parts: Any) -> tuple[str, ...]:
    """What there is of some texts, each once, in one line each."""
    said = [" ".join(part.split()) for part in parts if isinstance(part, str) and part.strip()]
    return tuple({folded(part) or part: part for part in reversed(said)}.values())[::-1]


def _papers(government: Government, rows: Sequence[Any]) -> dict[str, list[Paper]]:
    """The papers of some subjects of one sort that are made, by the key of the subject; one query."""
    found: dict[str, list[Paper]] = {}
    if rows:
        of = {"subject_type": rows[0].TYPE, "subject_key__in": [row.key for row in rows]}
        for paper in Paper.objects.filter(government=government, state=MADE, **of).order_by("entry").defer("content"):
            paper.government = government
            found.setdefault(paper.subject_key, []).append(paper)
    return found


def _numbers(papers: Mapping[str, Sequence[Paper]], row: Any, *, public: bool = False) -> tuple[str, ...]:
    """The numbers of the papers of a subject, all of which who takes part may read; or of those that everybody may."""
    return tuple(paper.number for paper in papers.get(row.key, ()) if not public or is_public(paper, row))


def _matters(government: Government, keys: Iterable[int]) -> Iterator[Thing]:
    book, organisation = faces.Book(government), history(government).on(government.today())
    rows = Matter.objects.of(government).filter(pk__in=keys).exclude(phase=DRAFT).select_related("letter")
    listed = book.own(rows.prefetch_related("participants"))
    said = [row for row in listed if row.version > 1]  # with the first act nothing is answered yet
    prefetch_related_objects(said, "proposals", "answers", "decisions")
    # Most of what has just begun is known to its parties alone, and needs no question to the database.
    perhaps = [row for row in listed if book.shows(row, "number")]
    open_to_all = _open(government, perhaps)
    shown = [row for row in perhaps if row.pk in open_to_all]
    spoken = [row for row in shown if any(book.shows(row, name) for name in SPOKEN)]
    heads = faces.matter_heads(government, [row for row in shown if row not in spoken])
    public = {face.number: face for face in (*heads, *(faces.matters(government, spoken) if spoken else ()))}
    papers, stubs = _papers(government, listed), _stubs(government, listed)
    for row in listed:
        seats = [seat for seat in row.participants.all() if not seat.retired]
        units = tuple(seat.unit for seat in seats if seat.role in PARTY_ROLES)
        number, day = row.key, row.closed_on or row.opened_on or government.today()
        card = partial(
            Card,
            day=day,
            kind=row.kind,
            units=units,
            also=_short(government, units),
        )
        called, numbers = (number, number.partition("-")[2]), _numbers(papers, row)
        own = _unit_names(organisation, units)
        face, everybody = public.get(number), stubs.get(row.pk)
        kinds = book.regulation(row).kinds
        kind = str(kinds.title(row.kind, row.type or None))
        if face is not None:
            title = face.title if isinstance(face.title, str) else number
            open_numbers = _numbers(papers, row, public=True)
            texts = _texts(
                *_spoken(face),
                kind if book.shows(row, "kind") else "",
                *(own if book.shows(row, "units") else ()),
                *open_numbers,
            )
            kind_shown = row.kind if book.shows(row, "kind") else ""
            units_shown = units if book.shows(row, "units") else ()
            also = _short(government, units_shown)
            names = (*called, *open_numbers)
            everybody = card(title, texts, url=face.url, kind=kind_shown, units=units_shown, also=also, names=names)
        letter = getattr(row, "letter", None)
        inside = _texts(
            row.purpose,
            *((letter.number, letter.subject, letter.sender) if letter else ()),
            *((one.text for one in row.proposals.all()) if row in said else ()),
            *((one.text for one in row.answers.all()) if row in said else ()),
            *((text for one in row.decisions.all() for text in (one.text, one.dissent)) if row in said else ()),
            *(everybody.texts if face and everybody else (kind, *own)),
            *numbers,
        )
        parties = card(row.title, inside, url=f"/kerja/berkas/{number}/", names=(*called, *numbers))
        yield Thing(Matter.TYPE, number, row.pk, everybody, parties)


def _stubs(government: Government, rows: Sequence[Matter]) -> dict[int, Card]:
    """What everybody finds by number of those matters that are withheld: that they are there; two queries at most."""
    withheld = [row for row in rows if row.withheld]
    if not withheld:
        return {}
    open_to_all = set(_among(public_matters(government), withheld).values_list("pk", flat=True))
    asked = Withholding.objects.filter(matter__in=withheld, since__isnull=False).order_by("since")
    since = dict(asked.values_list("matter", "since"))
    return {
        row.pk: Card(
            str(say("Berkas yang dikecualikan")),
            (row.key,),
            since.get(row.pk) or row.withheld_until or government.today(),
            faces.matter_url(row.key),
            (row.key, row.key.partition("-")[2]),
        )
        for row in withheld
        if row.pk in open_to_all
    }


def _open(government: Government, rows: Sequence[Matter]) -> set[int]:
    """The keys of those matters of which everybody may know more than that they exist."""
    if not rows:
        return set()
    return set(_among(public_matters(government).filter(withheld=False), rows).values_list("pk", flat=True))


def _spoken(face: Any) -> Iterator[Any]:
    """What everybody may read of a matter besides its head; a face that is only a head has nothing of it."""
    for name in ("purpose", "closing"):
        yield getattr(face, name, "")
    for name in ("agreement", "outcome_words", "answers"):
        for words_of in getattr(face, name, None) or ():
            yield words_of.text
    for decision in getattr(face, "decisions", None) or ():
        yield from (decision.text, decision.dissent)


def _meetings(government: Government, keys: Iterable[int]) -> Iterator[Thing]:
    rows = Meeting.objects.of(government).filter(pk__in=keys).exclude(phase=DRAFT)
    listed = list(rows.prefetch_related("seat_rows", "items__matters", "decisions", "addenda"))
    about = {matter.pk for row in listed for item in row.items.all() for matter in item.matters.all()}
    about |= {one.matter_id for row in listed for one in row.decisions.all() if one.matter_id}
    closed = set(closed_matters(government).filter(pk__in=about).values_list("pk", flat=True)) if about else set()
    public = {face.id: face for face in faces.meetings(government, _among(public_meetings(government), listed))}
    organisation, papers = history(government).on(government.today()), _papers(government, listed)
    for row in listed:
        row.government = government
        units = tuple(seat.unit for seat in row.seat_rows.all() if not seat.retired)
        moment = row.starts_at or row.created_at
        card = partial(
            Card,
            row.title,
            day=row.held_on or moment.astimezone(government.zone).date(),
            units=units,
            also=_short(government, units),
        )
        own = _unit_names(organisation, units)
        face, everybody = public.get(row.pk), None
        numbers = _numbers(papers, row)
        if face is not None:
            names = _numbers(papers, row, public=True)
            everybody = card(_texts(*_said_in(face), *own, *names), url=face.url, names=names)
        # What is closed to all is found by itself, by those who may read it, and not by way of a meeting.
        items = [item for item in row.items.all() if not any(matter.pk in closed for matter in item.matters.all())]
        spoken = {item.pk for item in items}
        rulings = [one for one in row.decisions.all() if one.item_id is None or one.item_id in spoken]
        rulings = [one for one in rulings if one.matter_id not in closed]
        noted = row.frozen
        inside = _texts(
            row.purpose,
            row.place,
            *(item.title for item in items),
            *((item.note for item in items) if noted else ()),
            *((text for one in rulings for text in (one.text, one.dissent)) if noted else ()),
            *(one.text for one in row.addenda.all()),
            *(everybody.texts if everybody else own),
            *numbers,
        )
        parties = card(inside, url=f"/kerja/rapat/{row.pk}/", names=numbers)
        yield Thing(Meeting.TYPE, row.key, row.pk, everybody, parties)


def _said_in(face: Any) -> Iterator[Any]:
    """What everybody may read of a meeting: its place and purpose, its agenda with the notes, its decisions."""
    yield from (face.purpose, face.place)
    for item in face.agenda or ():
        yield from (item.title, item.note)
    for decision in face.decisions:
        yield from (decision.text, decision.dissent)
    for one in face.addenda or ():
        yield one.text


def _decisions(government: Government, keys: Iterable[int]) -> Iterator[Thing]:
    rows = list(
        public_decisions(government)
        .filter(pk__in=keys)
        .prefetch_related("stances", "matter__participants", "meeting__seat_rows")
    )
    seats_of = {
        row.pk: [one.unit for one in row.stances.all()]
        or [p.unit for p in (row.matter.participants.all() if row.matter else ()) if not p.retired]
        for row in rows
    }
    for face in faces.decisions(government, rows):
        units = tuple(seats_of[face.id])
        of = _texts(face.matter.title if face.matter else "", face.meeting.title if face.meeting else "")
        texts = _texts(face.text, face.ground, face.dissent, face.decided_by.name, *of)
        card = Card(faces.beginning(face.text), texts, face.adopted_on, face.url, units=units, under=" ".join(of))
        yield Thing(DECISION, str(face.id), face.id, card)


def _follow_ups(government: Government, keys: Iterable[int]) -> Iterator[Thing]:
    rows = FollowUp.objects.of(government).filter(pk__in=keys).exclude(phase=DRAFT)
    listed = list(rows.prefetch_related("seat_rows").select_related("matter", "decision__meeting"))
    book = faces.Book(government)
    book.own(row.matter for row in listed if row.matter)
    public = {face.id: face for face in faces.follow_ups(government, _among(public_follow_ups(government), listed))}
    organisation = history(government).on(government.today())
    for row in listed:
        seats = [seat for seat in row.seat_rows.all() if not seat.retired and seat.role in ("owner", "checker")]
        units = tuple(seat.unit for seat in seats)
        day = row.closed_on or row.opened_on or row.created_at.astimezone(government.zone).date()
        card = partial(Card, faces.beginning(row.text), day=day, units=units, also=_short(government, units))
        texts = _texts(row.text, *_unit_names(organisation, units))
        face = public.get(row.pk)
        everybody = card((*texts, *_came_of(book, row, face)), url=face.url) if face else None
        yield Thing(FollowUp.TYPE, row.key, row.pk, everybody, card(texts, url=f"/kerja/tindak-lanjut/{row.pk}/"))


def _came_of(book: faces.Book, row: FollowUp, face: Any) -> tuple[str, ...]:
    """The titles of the matter and the meeting that a follow-up came of, as far as everybody may read them."""
    matter = row.matter if face.matter and row.matter and book.shows(row.matter, "title") else None
    meeting = row.decision.meeting if face.decision and row.decision else None
    return _texts(*(one.title for one in (matter, meeting) if one))


def _groups(government: Government, keys: Iterable[int]) -> Iterator[Thing]:
    rows = WorkingGroup.objects.of(government).filter(pk__in=keys).exclude(phase=DRAFT)
    listed = list(rows.prefetch_related("seat_rows", "outputs"))
    public = {face.id: face for face in faces.groups(government, _among(public_groups(government), listed))}
    organisation, papers = history(government).on(government.today()), _papers(government, listed)
    for row in listed:
        row.government = government
        units = tuple(seat.unit for seat in row.seat_rows.all() if not seat.retired)
        day = row.closed_on or row.starts_on or row.created_at.astimezone(government.zone).date()
        card = partial(Card, row.name, day=day, units=units, also=_short(government, units))
        called, numbers = _texts(row.instrument_number), _numbers(papers, row)
        own, face, everybody = _unit_names(organisation, units), public.get(row.pk), None
        if face is not None:
            open_numbers = _numbers(papers, row, public=True)
            names = (*called, *open_numbers)
            outputs = (one.text for one in face.outputs or ())
            everybody = card(
                _texts(face.mandate, *outputs, *own, _cited(face), *open_numbers), url=face.url, names=names
            )
        inside = _texts(row.mandate, *(one.text for one in row.outputs.all()), *own, _cited_row(row), *numbers)
        parties = card(inside, url=f"/kerja/gugus-kerja/{row.pk}/", names=(*called, *numbers))
        yield Thing(WorkingGroup.TYPE, row.key, row.pk, everybody, parties)


def _documents(government: Government, keys: Iterable[int]) -> Iterator[Thing]:
    rows = Document.objects.of(government).filter(pk__in=keys).exclude(phase=DRAFT)
    listed = list(rows.prefetch_related("seat_rows", "rows"))
    public = {face.id: face for face in faces.documents(government, _among(public_documents(government), listed))}
    organisation, papers = history(government).on(government.today()), _papers(government, listed)
    for row in listed:
        row.government = government
        units = tuple(seat.unit for seat in row.seat_rows.all() if not seat.retired)
        day = row.closed_on or row.issued_on or row.created_at.astimezone(government.zone).date()
        card = partial(Card, row.title, day=day, units=units, also=_short(government, units))
        called, numbers = _texts(row.instrument_number), _numbers(papers, row)
        own, face, everybody = _unit_names(organisation, units), public.get(row.pk), None
        if face is not None:
            open_numbers = _numbers(papers, row, public=True)
            names = (*called, *open_numbers)
            lines = (line.title for line in face.lines or ())
            everybody = card(_texts(face.text, *lines, *own, _cited(face), *open_numbers), url=face.url, names=names)
        inside = _texts(row.text, *(line.title for line in row.rows.all()), *own, _cited_row(row), *numbers)
        parties = card(inside, url=f"/kerja/naskah/{row.pk}/", names=(*called, *numbers))
        yield Thing(Document.TYPE, row.key, row.pk, everybody, parties)


def _cited(face: Any) -> str:
    """The paper by which something was set up or issued."""
    return f"{face.instrument.title} {face.instrument.number}".strip() if face.instrument else ""


def _cited_row(row: Any) -> str:
    return f"{row.instrument} {row.instrument_number}".strip()


def _among(public: QuerySet[Any], rows: Sequence[Any]) -> QuerySet[Any]:
    """Those of some rows that are public."""
    return public.filter(pk__in=[row.pk for row in rows])


MAKERS: Mapping[str, Callable[[Government, Iterable[int]], Iterator[Thing]]] = {
    Matter.TYPE: _matters,
    Meeting.TYPE: _meetings,
    DECISION: _decisions,
    FollowUp.TYPE: _follow_ups,
    WorkingGroup.TYPE: _groups,
    Document.TYPE: _documents,
}
MODELS: Mapping[str, Any] = {
    DECISION: Decision,
    **{subject.TYPE: subject for subject in search.SUBJECTS},
}


# Organisation and law


def describe(government: Government) -> bool:
    """Keep units, posts, provisions and kinds as they stand today; says whether any unit or post has another name.

    Run twice it changes nothing more. Needs a transaction.
    """
    lock(government)
    things = [*_units(government), *_posts(government), *_provisions(government), *_kinds(government)]
    there = SearchRow.objects.filter(government=government, sort__in=(UNIT, POST))
    before = dict(there.values_list("url", "names"))
    gone = [
        thing
        for sort in (UNIT, POST, PROVISION, KIND)
        for thing in _missing(government, sort, [one for one in things if one.sort == sort])
    ]
    _settle(government, [*things, *gone])
    return before != dict(there.values_list("url", "names"))


def _units(government: Government) -> Iterator[Thing]:
    """Every unit there is or was, under its newest name; found by its older names too."""
    past, today = history(government), government.today()
    organisation, ppid = past.on(today), pack_of(government).government.offices.ppid
    named: dict[str, list[Any]] = {}
    for unit in sorted(past.all_units, key=lambda unit: unit.valid_from):
        named.setdefault(unit.code, []).append(unit)
    affairs: dict[str, list[str]] = {}
    for affair in organisation.affairs.values():
        affairs.setdefault(affair.unit, []).append(str(affair.name))
    for code, rows in named.items():
        now = organisation.units.get(code) or rows[-1]
        called = _texts(code, *(part.strip() for part in (now.abbr or "").split(" / ")), *(row.name for row in rows))
        head = organisation.heads.get(code)
        texts = _texts(*called, head.title if head else "", *affairs.get(code, ()))
        called += ("PPID",) if code == ppid else ()
        card = Card(now.name, texts, now.valid_from, f"/unit/{code}/", called, units=(code,))
        yield Thing(UNIT, code, public=card)


def _posts(government: Government, among: Collection[str] | None = None) -> Iterator[Thing]:
    """The posts of today, or some of them; who heads a unit is named, as on its page."""
    today = government.today()
    organisation = history(government).on(today)
    heads = {head.code for head in organisation.heads.values() if among is None or head.code in among}
    named = holders(government, heads, today)
    for post in organisation.posts.values():
        if among is not None and post.code not in among:
            continue
        holder = named.get(post.code)
        name = f"{CAPACITIES[holder.capacity]} {holder.person.name}" if holder else ""
        url = f"/unit/{post.unit}/{post.post}/"
        texts = _texts(name, organisation.name_of(post.unit))
        yield Thing(POST, post.code, public=Card(post.title, texts, post.valid_from, url, units=(post.unit,)))


def _held(government: Government, keys: Iterable[int]) -> Iterator[Thing]:
    """The posts of some tenures."""
    tenures = Tenure.objects.filter(government=government, pk__in=keys)
    yield from _posts(government, set(tenures.values_list("post", flat=True)))


def _provisions(government: Government) -> Iterator[Thing]:
    wording = {(row.regulation, row.key): row.wording for row in ProvisionText.objects.filter(government=government)}
    for regulation in pack_of(government).regulations:
        for key, provision in regulation.provisions.items():
            cite = key.capitalize() if "-" not in key and "/" not in key else format_cite(key)
            texts = _texts(provision.gist, provision.term or "", wording.get((regulation.code, key), ""))
            root, *steps = key.split("/")
            url = f"/peraturan/{regulation.code}/{root}/" + (f"#{'-'.join(steps)}" if steps else "")
            title = f"{cite}, {regulation.short_title}"
            if provision.term:
                title = f"{provision.term} ({title})"
            names = _texts(cite, provision.term or "")
            card = Card(title, texts, regulation.valid_from, url, names)
            yield Thing(PROVISION, f"{regulation.code}/{key}", public=card)


def _kinds(government: Government) -> Iterator[Thing]:
    regulation: Regulation = pack_of(government).regulation_on(government.today())
    kinds, day = regulation.kinds, regulation.valid_from
    for kind in kinds.kinds:
        texts = _texts(kind.purpose, kind.manner, kind.outcome, kind.need, kind.need_hint, *kind.activities)
        card = Card(str(kind.label), texts, day, f"/hubungan/#{kind.code.value}", (kind.code.value,))
        yield Thing(KIND, kind.code.value, public=card)
    for row in kinds.types:
        yield Thing(KIND, f"tipe/{row.code}", public=Card(str(row.label), _texts(row.manner), day, "/hubungan/#tipe"))
    for form in kinds.forms:
        texts = _texts(form.result, form.hint)
        yield Thing(KIND, f"bentuk/{form.code}", public=Card(str(form.label), texts, day, "/hubungan/#bentuk"))


# All of it anew


def rebuild(government: int) -> None:
    """Make every row of a government as it should be, and count the words: what the worker does after an upgrade.

    A hundred things at a time, each time under one lock: an act that comes in between has left its mark. Run twice it
    changes nothing more.
    """
    own = Government.objects.get(pk=government)
    for sort, make in MAKERS.items():
        model = MODELS[sort]
        last = 0
        while True:
            with transaction.atomic():
                lock(own)
                rows = model.objects.filter(government=own, pk__gt=last).order_by("pk")
                keys = list(rows.values_list("pk", flat=True)[:BATCH])
                among = {"subject__gt": last} | ({"subject__lte": keys[-1]} if keys else {})
                things = list(make(own, keys))
                _settle(own, [*things, *_missing(own, sort, things, **among)])
            if not keys:
                break
            last = keys[-1]
    with transaction.atomic():
        describe(own)
    count_words(own)


def prepare(government: Government) -> bool:
    """See that a government's rows are there: what is described at once, the rest by the worker; says whether it was.

    Does nothing where there are rows already.
    """
    if SearchRow.objects.filter(government=government).exists():
        return False
    with transaction.atomic():
        describe_anew(government)
    return True


def describe_anew(government: Government) -> bool:
    """Describe organisation and law as they stand; where a name has changed, the worker writes anew what bears it.

    Needs the transaction of what changed them; says whether a name has changed.
    """
    renamed = describe(government)
    if renamed and Matter.objects.of(government).exists():
        put("search.rebuild", government=government.pk)
    return renamed


def each_night(government: Government, day: date) -> None:
    """Count the words anew, and see whether a unit or a post has another name since today."""
    with transaction.atomic():
        describe_anew(government)
    count_words(government)

"""Feeds (Atom, RFC 4287): what is new on the agenda, among decisions and matters, and every seal of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import wraps
from io import BytesIO

from django.http import HttpResponseBase
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.xmlutils import SimplerXMLGenerator

from selaras.actions.ledger import seals_of
from selaras.api.publication import Asked, Publication, published, refused, sent
from selaras.api.tables import clean
from selaras.law.words import in_words
from selaras.records import faces
from selaras.records.governments import pack_of
from selaras.records.openness import public_decisions, public_matters, public_meetings
from selaras.records.outcomes import Decision

ENTRIES = 50
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
OWN = "urn:selaras:atom"  # the name of the one element that is ours: the seal


@dataclass(frozen=True)
class News:
    """One entry: its lasting name, its page, what it is, what is said of it, since when it is so."""

    place: str
    title: str
    text: str
    changed: datetime
    kind: str = ""
    version: str = ""  # what tells two entries about the same page apart


class _Feed(Atom1Feed):
    """An Atom feed that also names licence and newest seal."""

    def root_attributes(self) -> dict[str, str]:
        """The namespaces, ours among them."""
        return {**super().root_attributes(), "xmlns:selaras": OWN}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """What every feed of Atom has, and the seal."""
        super().add_root_elements(handler)
        if seal := self.feed["seal"]:
            told = {name: str(seal[name]) for name in ("size", "root", "sealed_at", "key_id", "signature")}
            handler.addQuickElement("selaras:segel", None, told)


def _newest(view: Callable[[Asked, Publication], HttpResponseBase]) -> Callable[[Asked], HttpResponseBase]:
    """A feed tells what is new now; of a past day there are the sets."""

    @published
    @wraps(view)
    def feed(request: Asked, told: Publication) -> HttpResponseBase:
        if told.per:
            return refused("Umpan memuat yang terbaru. Hapus ?per=, atau pakai kumpulan pada /data/ untuk hari itu.")
        return view(request, told)

    return feed


def _sent(
    request: Asked, told: Publication, name: str, title: str, page: str, news: Sequence[News]
) -> HttpResponseBase:
    """A feed of these entries, the newest first, or 304 for who has it just so."""
    begun = datetime.combine(pack_of(told.government).regulations[0].valid_from, time(), told.government.zone)
    changed = max((one.changed for one in news), default=begun)
    feed = _Feed(
        title=f"{title}, {told.row.name}",
        link=told.at(page),
        description=None,
        subtitle=f"{told.seal_said} Lisensi: {told.licence_said}.",
        language="id",
        author_name=told.row.long_name,
        feed_url=told.at(f"/feed/{name}.atom"),
        feed_guid=told.id_of(f"/feed/{name}"),
        feed_copyright=f"{told.licence_said}, {told.licence.url}",
        seal=told.seal,
        updated=changed,
    )
    feed.latest_post_date = lambda: changed  # type: ignore[method-assign]
    for one in news:
        feed.add_item(
            title=clean(one.title),
            link=told.at(one.place),
            description=linebreaks(clean(one.text), autoescape=True),  # the generator calls it HTML
            unique_id=told.id_of(f"{one.place}{one.version}"),
            updateddate=one.changed.astimezone(UTC),
            categories=[one.kind] if one.kind else [],
        )
    out = BytesIO()
    feed.write(out, "utf-8")
    return sent(request, out.getvalue(), MEDIA_TYPE, changed)


@_newest
def agenda(request: Asked, told: Publication) -> HttpResponseBase:
    """The public meetings that were called, moved, called off or ended last."""
    rows = list(public_meetings(told.government).order_by("-state_since", "-pk")[:ENTRIES])
    news = []
    for row, face in zip(rows, faces.meeting_heads(told.government, rows), strict=True):
        when = face.starts_at if isinstance(face.starts_at, datetime) else None
        hours = f"{in_words(when.date())} pukul {when:%H.%M} {told.row.zone_label}" if when else ""
        place = face.place if isinstance(face.place, str) else ""
        said = ". ".join(part for part in (face.state.name, hours, place) if part)
        news.append(News(face.url, face.title, f"{said}.", row.state_since, face.sort))
    return _sent(request, told, "agenda", "Agenda koordinasi", "/agenda/", news)


@_newest
def decisions(request: Asked, told: Publication) -> HttpResponseBase:
    """The newest decisions that are open."""
    rows: list[Decision] = list(public_decisions(told.government).order_by("-adopted_on", "-pk")[:ENTRIES])
    news = []
    for face in faces.decisions(told.government, rows):
        ground = f" Dasar: {face.ground}." if isinstance(face.ground, str) else ""
        said = f"{face.text}\n\nDitetapkan {face.decided_by.name}, {in_words(face.adopted_on)}.{ground}"
        changed = datetime.combine(face.adopted_on, time(), told.government.zone)
        news.append(News(face.url, faces.beginning(face.text), said, changed))
    return _sent(request, told, "keputusan", "Keputusan koordinasi", "/keputusan/", news)


@_newest
def matters(request: Asked, told: Publication) -> HttpResponseBase:
    """The open matters whose state changed last; what is withheld is not among them."""
    rows = public_matters(told.government).filter(withheld=False).defer("path", "purpose")
    newest = list(rows.order_by("-state_since", "-pk")[:ENTRIES])
    news = []
    for row, face in zip(newest, faces.matter_heads(told.government, newest), strict=True):
        title = face.title if isinstance(face.title, str) else f"Berkas {face.number}"
        units = [seat.unit.name for seat in face.units] if isinstance(face.units, list) else []
        state = getattr(face.state, "name", "")
        kind = getattr(face.kind, "title", "")
        said = ". ".join(
            part for part in (f"Berkas {face.number}: {state}", kind, "; ".join(dict.fromkeys(units))) if part
        )
        news.append(News(face.url, title, f"{said}.", row.state_since, getattr(face.kind, "code", "")))
    return _sent(request, told, "berkas", "Berkas", "/berkas/", news)


@_newest
def seals(request: Asked, told: Publication) -> HttpResponseBase:
    """The newest seals: whoever keeps one can prove that what it covers was changed later."""
    news = []
    for seal in seals_of(told.government, ENTRIES):
        said = f"Akar {seal.root}. Kunci {seal.key_id}. Tanda tangan {seal.signature}."
        made = datetime.fromisoformat(seal.sealed_at)
        version = f"#segel-{seal.size}-{seal.sealed_at}"
        news.append(News("/periksa/", f"Segel atas {seal.size} catatan", said, made, version=version))
    return _sent(request, told, "segel", "Segel buku besar", "/periksa/", news)

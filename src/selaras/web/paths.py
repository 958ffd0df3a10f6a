"""The path finder: a question from the address, its answer as sentence, drawing and list, and the map of paths."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from selaras.actions.facts import resolver
from selaras.law.organisation import Organisation
from selaras.law.paths import BadQuestion, HopRole, Path, Question, Status, WayOn, as_json, open_way
from selaras.law.routes import Route
from selaras.law.types import Basis, Coordination, Kind, Strength
from selaras.web.day import BadDay, Moment, dated, moment_of, page
from selaras.web.drawing import Drawing, drawing, paths_tree, tree_drawing
from selaras.web.language import in_language
from selaras.web.parties import Unknown, choices, clean, code_of
from selaras.web.policy import Policy, Request, policy

MOST_PARTIES = 40
NUMBERS = ("", N_("satu"), N_("dua"), N_("tiga"), N_("empat"), N_("lima"), N_("enam"), N_("tujuh"), N_("delapan"))


@dataclass(frozen=True)
class Asked:
    """What was asked, as it was typed; `codes` are what the names mean."""

    opener: str = ""
    parties: tuple[str, ...] = ()
    kind: str = Kind.KOORDINATIF.value
    type: str = ""
    form: str = ""
    affairs: tuple[str, ...] = ()
    sent: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """The question of an address; its names are those of the interface for machines."""
        many = {name: tuple(filter(None, map(clean, query.getlist(name)))) for name in ("to", "affair")}
        one = {name: clean(query.get(name, "")) for name in ("from", "kind", "type", "form")}
        return cls(
            one["from"],
            many["to"],
            one["kind"] or Kind.KOORDINATIF.value,
            one["type"],
            one["form"],
            many["affair"],
            "kind" in query or bool(one["from"] and many["to"]),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The fields of the question by their names in an address; the day is not one of them."""
        if not (self.opener or self.parties):
            return []
        fields = [("from", self.opener), *(("to", p) for p in self.parties), ("kind", self.kind)]
        fields += [("type", self.type), ("form", self.form), *(("affair", a) for a in self.affairs)]
        return [(name, value) for name, value in fields if value]

    def address(self, **changed: Any) -> str:
        """The address of this question, or of it with some fields changed."""
        return "/jalur/?" + urlencode(replace(self, **changed).pairs)

    def meaning(self, typed: str, code: str) -> str:
        """The address of this question with a code for what was typed."""
        parties = tuple(code if party == typed else party for party in self.parties)
        return self.address(opener=code if self.opener == typed else self.opener, parties=parties)


@dataclass(frozen=True)
class Reason:
    """A sentence of the answer, with the ground it ends on as a chip."""

    text: str
    basis: Basis | None

    @classmethod
    def of(cls, sentence: str) -> Reason:
        """A sentence of the law floor in the reader's language, without the ground that it ends on."""
        ground, said = getattr(sentence, "values", {}).get("ground"), in_language(sentence)
        if not isinstance(ground, Basis):
            return cls(said, None)
        text = said.removesuffix(f" {in_language(ground.said)}.")
        return cls(said, None) if text == said else cls(f"{text}.", ground)


@dataclass(frozen=True)
class Way:
    """A way on: what to do, and the address of the question that shows it, if there is one."""

    text: str
    href: str


@dataclass(frozen=True)
class Answer:
    """An answer ready to be shown."""

    path: Path
    kind: str
    sentence: str
    reasons: tuple[Reason, ...]
    ways: tuple[Way, ...]
    drawing: Drawing
    parties: tuple[str, ...]

    @property
    def first(self) -> Reason:
        """The reason that a stop opens with."""
        return self.reasons[0]

    @property
    def more(self) -> tuple[str, ...]:
        """What is said after the first reason."""
        return tuple(reason.text for reason in self.reasons[1:])

    @property
    def level(self) -> str:
        """How hard a stop is: the strength of its first reason."""
        return (self.first.basis.strength if self.first.basis else Strength.INFERRED).value

    @property
    def proposed(self) -> bool:
        """Whether it rests on a row that nobody has made official."""
        return self.path.status is Status.PROPOSED

    @property
    def stopped(self) -> bool:
        """Whether a stated or inferred rule stops it."""
        return self.path.status is Status.REFUSED


@policy(Policy.PUBLIC)
def paths(request: Request) -> HttpResponse:
    """The path finder and the map of paths; with `format=json` the object that the command prints as well."""
    return _json(request) if request.GET.get("format") == "json" else _page(request)


def _json(request: Request) -> JsonResponse:
    try:
        moment = moment_of(request)
        _asked, path = _resolve(request, moment, Asked.of(request.GET))
    except (BadDay, Unknown, BadQuestion) as bad:
        status = 400 if isinstance(bad, BadDay) else 422
        problem: dict[str, Any] = {"title": _("Pertanyaan tidak dapat dijawab"), "status": status, "detail": str(bad)}
        if isinstance(bad, Unknown) and bad.choices:
            problem["choices"] = [{"code": code, "name": name} for code, name in bad.choices]
        return _dump(problem, status=status, content_type="application/problem+json")
    return _dump(as_json(path))


def _dump(data: dict[str, Any], **kwargs: Any) -> JsonResponse:
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False}, **kwargs)


@dated
def _page(request: Request, moment: Moment) -> HttpResponse:
    asked, answer, error, meant = Asked.of(request.GET), None, "", []
    if asked.sent:
        try:
            known, path = _resolve(request, moment, asked)
            answer = _answer(known, path, moment)
            asked = known
        except (Unknown, BadQuestion) as bad:
            error = in_language(str(bad))
            if isinstance(bad, Unknown):
                meant = [(name, asked.meaning(bad.typed, code) + moment.and_per) for code, name in bad.choices]
    organisation = moment.organisation
    context = {
        "menu": "path",
        "asked": asked,
        "names": {code: _shown(organisation, code) for code in (asked.opener, *asked.parties) if code},
        "answer": answer,
        "error": error,
        "meant": meant,
        "self_address": asked.address() + moment.and_per,
        "open_address": "/kerja/berkas/baru/?" + urlencode([pair for pair in asked.pairs if pair[0] != "from"]),
        "today_url": asked.address() if asked.sent else "/jalur/",
        "choices": choices(organisation),
        "kinds": moment.regulation.kinds,
        "affairs": [
            (code, in_language(row.name)) for code, row in organisation.affairs.items() if code not in asked.affairs
        ],
        "kept_affairs": [
            (code, in_language(organisation.affairs[code].name) if code in organisation.affairs else code)
            for code in asked.affairs
        ],
        **(_map(moment) if answer is None else {}),
    }
    return page(request, moment, "paths/paths.html", context, status=422 if error else 200)


def _resolve(request: Request, moment: Moment, asked: Asked) -> tuple[Asked, Path]:
    """The question with codes for names, and its answer. Raises Unknown and BadQuestion."""
    if not moment.in_force:
        question = Question(asked.opener, asked.parties, _kind(asked.kind), asked.type or None, asked.form or None)
        return asked, resolver(request.government, moment.day).resolve(question)
    if not asked.opener:
        raise Unknown(_("Sebutkan dari siapa jalurnya."))
    if not asked.parties:
        raise Unknown(_("Sebutkan paling sedikit satu pihak yang dituju."))
    if len(asked.parties) > MOST_PARTIES:
        raise Unknown(_("Paling banyak %(most)s pihak dalam satu pertanyaan.") % {"most": MOST_PARTIES})
    opener = code_of(moment.organisation, asked.opener)
    parties = tuple(dict.fromkeys(code_of(moment.organisation, name) for name in asked.parties))
    known = replace(asked, opener=opener, parties=parties)
    kind = _kind(asked.kind)
    question = Question(opener, parties, kind, asked.type or None, asked.form or None, asked.affairs)
    return known, resolver(request.government, moment.day).resolve(question)


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        known = ", ".join(Kind)
        raise BadQuestion(_("Jenis “%(text)s” tidak ada; pilih %(known)s.") % {"text": text, "known": known}) from None


def _answer(asked: Asked, path: Path, moment: Moment) -> Answer:
    organisation = moment.organisation
    drawn = drawing(path, organisation)
    for node in drawn.nodes:
        node.href += moment.per
    # Ways on are links, and proposed rows are chips on the drawing: neither is said twice.
    said = {str(open_way(way)) for way in path.ways_on} | {edge.note for edge in path.edges}
    return Answer(
        path,
        moment.regulation.kinds.title(path.kind, path.type),
        _sentence(path, organisation),
        tuple(Reason.of(reason) for reason in path.reasons if reason not in said),
        tuple(Way(in_language(way.text), _way_address(asked, way, moment)) for way in path.ways_on),
        drawn,
        tuple(_shown(organisation, code) for code in asked.parties),
    )


def _way_address(asked: Asked, way: WayOn, moment: Moment) -> str:
    """The question changed as the way says; "" when it changes nothing that can be asked."""
    changed: dict[str, Any] = {}
    if way.kind:
        changed |= {
            "kind": way.kind.value,
            "type": way.type or "",
            "form": asked.form if way.kind.value == asked.kind else "",
        }
    if way.opener:
        changed["opener"] = way.opener
    if way.counterparts:
        changed["parties"] = way.counterparts
    return asked.address(**changed) + moment.and_per if changed else ""


def _sentence(path: Path, organisation: Organisation) -> str:
    """The answer in one sentence."""
    if path.status is Status.REFUSED:
        return _("Tidak dapat ditempuh dengan cara ini.")
    if path.status is Status.UNDETERMINED:
        return _("Jalur belum ditetapkan.")
    offices = [h for h in path.hops if h.role is HopRole.COORDINATOR]
    decider = next((_office(organisation, h.unit) for h in path.hops if h.role is HopRole.DECIDER), "")
    end = _(", diputuskan %(who)s") % {"who": decider} if decider else ""
    if path.convener:
        leader = _office(organisation, path.convener)
        if not offices:
            return _("Dipimpin %(leader)s%(end)s.") % {"leader": leader, "end": end}
        values = {"leader": leader, "through": _through(organisation, [h.unit for h in offices]), "end": end}
        return _("Dipimpin %(leader)s, melalui %(through)s%(end)s.") % values
    others = [h for h in path.hops if h.role is HopRole.COUNTERPART]
    whom = (
        _shown(organisation, others[0].post or others[0].unit) if len(others) == 1 else _count(len(others), _("pihak"))
    )
    if path.route is Route.DIRECT:
        return _("Langsung kepada %(whom)s, tanpa pejabat di antaranya.") % {"whom": whom}
    if path.route is Route.LINE:
        return _("Turun satu jenjang kepada %(whom)s%(end)s.") % {"whom": whom, "end": end}
    return _("Koordinasi hierarki di bawah satu pimpinan, kepada %(whom)s%(end)s.") % {"whom": whom, "end": end}


def _through(organisation: Organisation, units: list[str]) -> str:
    if len(units) == 1:
        return _office(organisation, units[0])
    assistants = all(organisation.units[u].type == "asisten" for u in units)
    return _count(len(units), _("Asisten") if assistants else _("koordinator"))


def _count(number: int, what: str) -> str:
    return f"{_(NUMBERS[number]) if number < len(NUMBERS) else number} {what}"


def _office(organisation: Organisation, unit: str) -> str:
    """The title of who heads a unit."""
    head = organisation.heads.get(unit)
    return head.title if head else organisation.name_of(unit)


def _shown(organisation: Organisation, code: str) -> str:
    """A party in full: the unit, or the post with its unit; a head stands for his unit."""
    post = organisation.posts.get(code)
    if post is None:
        return organisation.name_of(code)
    return organisation.name_of(post.unit) if post.head else f"{post.title} ({organisation.name_of(post.unit)})"


def _map(moment: Moment) -> dict[str, Any]:
    """The map of all paths: the drawing, and the same rows as a table by coordinator."""
    organisation = moment.organisation
    root = next((c for c, u in organisation.units.items() if not u.superior and organisation.below.get(c)), None)
    if root is None or not organisation.coordination:
        return {}
    tree = paths_tree(organisation, moment.regulation.routes, root)
    drawn = tree_drawing(tree, leaves_left=True)
    for node in drawn.nodes:
        node.href += moment.per
    rows: dict[str, list[Coordination]] = {}
    for found in organisation.coordination.values():
        for row in found:
            rows.setdefault(row.coordinator, []).append(row)
    table = [(code, _office(organisation, code), rows[code]) for code in organisation.units if code in rows]
    units = {code: unit.name for code, unit in organisation.units.items()}
    return {"map": drawn, "map_table": table, "units": units}

"""Meja Inspektorat: the whole ledger to narrow and to look into, its questions, samples, proofs and findings."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from selaras.actions import audit as acts
from selaras.actions import proofs
from selaras.actions.drafts import regulation_today
from selaras.actions.facts import local_day
from selaras.actions.ledger import size_of
from selaras.actions.offices import AlreadyDone
from selaras.actions.readings import record_reading
from selaras.actions.refusals import Invalid
from selaras.law.organisation import Organisation
from selaras.law.procedures import Refused, Step
from selaras.law.types import Basis, Strength
from selaras.records import audit as rows_of
from selaras.records.audit import Overseer, SavedFilter, Sought
from selaras.records.escalations import ESCALATED
from selaras.records.matters import Matter
from selaras.records.people import CAPACITIES, Actor
from selaras.records.units import history
from selaras.web.acting import SORTS, SPELLED, steps_of
from selaras.web.findings import finding_url
from selaras.web.forms import key_of, whole
from selaras.web.language import in_language
from selaras.web.policy import ActingRequest, Policy, policy
from selaras.web.proofs import CHECKER
from selaras.web.questions import questions
from selaras.web.subjects import SeeOther
from selaras.web.templatetags.selaras import angka

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
DESK = "/kerja/audit/"
PER_PAGE = 50
LARGEST = 2**63 - 1
COUNTED = 100_000  # rows up to which a list is counted
LONGEST = 90  # characters of an answer
USUAL_SIZE = 25  # of a sample


def supervised(view: View) -> View:
    """Let in only who belongs to the unit of oversight; the others are told why, and what they read instead."""

    @wraps(view)
    def guarded(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.supervises:
            return view(request, *args, **kwargs)
        context = {"basis": in_language(acts.basis(request.government))}
        return render(request, "audit/closed.html", context, status=403)

    return cast(View, guarded)


# What was asked


@dataclass(frozen=True)
class Field:
    """A question of the form by which the ledger is narrowed: its choices and which of them is chosen."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str


class Asked:
    """What the list was asked for by its address, and the address of the same list with something changed."""

    DAYS = ("dari", "sampai")
    NAMES = (*DAYS, "unit", "jabatan", "macam", "langkah", "dasar", "kapasitas", "untuk_lain")

    def __init__(self, actor: Actor, query: QueryDict) -> None:
        self.actor, self.who = actor, Overseer(actor)
        self.given = {name: query.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in self.NAMES}
        self.wrong: dict[str, str] = {}
        days = {name: self._day(name) for name in self.DAYS}
        if days["dari"] and days["sampai"] and days["dari"] > days["sampai"]:
            self.wrong["sampai"] = _("Hari terakhir tidak sebelum hari pertama.")
            days["sampai"] = None
        self.sought = Sought(
            since=days["dari"],
            until=days["sampai"],
            unit=self.given["unit"],
            post=self.given["jabatan"],
            sort=self.given["macam"],
            step=self.given["langkah"],
            strength=self.given["dasar"] if self.given["dasar"] in set(Strength) else "",
            capacity=self.given["kapasitas"] if self.given["kapasitas"] in CAPACITIES else "",
            for_other=bool(self.given["untuk_lain"]),
        )

    def _day(self, name: str) -> date | None:
        text = self.given[name]
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong[name] = _("Tulis tanggal yang ada, misalnya 2026-12-01.")
            return None

    @property
    def kept(self) -> dict[str, str]:
        """What narrows the list."""
        return {name: value for name, value in self.given.items() if value}

    @property
    def query(self) -> str:
        """The same as it stands in an address."""
        return urlencode(self.kept)

    def entries(self) -> Any:
        """The entries that were asked for."""
        return rows_of.entries(self.who, self.sought)

    def fields(self) -> list[Field]:
        """The questions of the form, with their choices; posts are those of the chosen unit."""
        past = history(self.actor.government)
        now = past.on(self.actor.government.today())
        units = sorted({unit.code: now.name_of(unit.code) for unit in past.all_units}.items(), key=lambda row: row[1])
        mine = {post.code: post.title for post in past.all_posts if post.unit == self.given["unit"]}
        every_post = _("Semua jabatan") if self.given["unit"] else _("Pilih unit dahulu")
        steps: dict[str, str] = {}
        for (sort, code), step in in_language(steps_of(self.actor)).items():
            if self.given["macam"] in ("", sort):
                steps.setdefault(code, step.label)
        return [
            self._field("unit", _("Unit"), _("Semua unit"), units),
            self._field("jabatan", _("Jabatan"), every_post, sorted(mine.items(), key=lambda row: row[1])),
            self._field("macam", _("Tentang"), _("Semua hal"), [(code, name()) for code, name in sort_words().items()]),
            self._field(
                "langkah", _("Langkah"), _("Semua langkah"), sorted(steps.items(), key=lambda row: (row[1], row[0]))
            ),
            self._field("dasar", _("Kekuatan dasar"), _("Semua kekuatan"), list(strengths().items())),
            self._field("kapasitas", _("Kedudukan"), _("Semua kedudukan"), list(capacities().items())),
        ]

    def _field(self, name: str, label: str, every: str, choices: list[tuple[str, str]]) -> Field:
        chosen = self.given[name]
        unknown = [(chosen, chosen)] if chosen and chosen not in dict(choices) else []
        return Field(name, label, [("", every), *unknown, *choices], chosen)

    def words(self) -> str:
        """How the list was narrowed, in words."""
        chosen = [(field.label, dict(field.choices)[field.chosen]) for field in self.fields() if field.chosen]
        days = [(_("Sejak"), self.given["dari"]), (_("Sampai"), self.given["sampai"])]
        said = [f"{label}: {value}" for label, value in (*days, *chosen) if value]
        said += [_("Hanya yang dicatat bagi jabatan lain")] if self.sought.for_other else []
        return "; ".join(said) or _("Seluruh buku besar")


def strengths() -> dict[str, str]:
    """The strengths of a ground by their words."""
    return {"stated": _("Tegas"), "inferred": _("Tafsir"), "designed": _("Rancangan")}


def capacities() -> dict[str, str]:
    """The capacities in which one acts, in words."""
    return {"definitif": _("Definitif"), **{code: word() for code, word in SPELLED.items()}}


def sort_words() -> dict[str, Callable[[], str]]:
    """What an entry may be about."""
    return {
        **{code: sort.name for code, sort in SORTS.items()},
        "withholding": lambda: _("Pengecualian informasi"),
        "organisation": lambda: _("Susunan unit dan jabatan"),
        "key": lambda: _("Kunci segel"),
        "secret": lambda: _("Penghapusan data pribadi"),
    }


# Entries


@dataclass(frozen=True)
class Line:
    """An entry in the list: who did what about what, when, and on which ground."""

    number: int
    at: datetime
    happened_on: date | None
    who: str
    recorded_by: str  # who wrote it down, where it was done for another
    step: str
    sort: str
    key: str
    url: str
    basis: Basis


def lines(actor: Actor, entries: Iterable[Any]) -> list[Line]:
    """Entries ready to be read."""
    steps = in_language(steps_of(actor))
    return [line(actor, entry, steps) for entry in entries]


def line(actor: Actor, entry: Any, steps: Mapping[tuple[str, str], Step]) -> Line:
    """One entry, its offices by the names they had then."""
    then = history(actor.government).on(local_day(actor.government, entry.recorded_at))
    other, step = entry.on_behalf or {}, steps.get((entry.subject_type, entry.step))
    own = _office(then, entry.capacity, entry.post, entry.unit)
    for_whom = _office(then, other.get("capacity", ""), other.get("post", ""), other.get("unit", "")) if other else ""
    return Line(
        number=entry.number,
        at=entry.recorded_at,
        happened_on=entry.happened_on,
        who=for_whom or own,
        recorded_by=own if other else "",
        step=step.label if step else besides().get(entry.step) or entry.step.replace("_", " ").capitalize(),
        sort=_sort(entry.subject_type),
        key=entry.subject_key if entry.subject_type == Matter.TYPE else "",
        url=_url(entry),
        basis=ground(entry),
    )


def besides() -> dict[str, str]:
    """What is done outside the steps of a procedure, as a verb."""
    return {
        "addendum": _("Tambahkan adendum"),
        "angkat": _("Catat masa jabatan"),
        "buat_berkas": _("Buat berkas naskah"),
        "buat_salinan": _("Buat salinan bagi penerima"),
        "dibuka_kembali": _("Buka kembali bagi umum"),
        "dikecualikan": _("Kecualikan dari keterbukaan"),
        ESCALATED: _("Beri tahu bahwa tenggat lewat"),
        "erase": _("Hapus data pribadi"),
        "impor_bunyi": _("Impor bunyi peraturan"),
        "keluarkan": _("Keluarkan naskah"),
        "laporkan_capaian": _("Laporkan capaian"),
        "limpahkan_tetap": _("Beri pelimpahan tetap"),
        "muat_paket": _("Muat susunan dari paket"),
        "pengecualian_diperpanjang": _("Perpanjang pengecualian"),
        "rekomendasikan": _("Jadikan rekomendasi tindak lanjut"),
        "resmikan": _("Jadikan pemetaan resmi"),
        "rotate": _("Ganti kunci segel"),
        "tunjuk_operator": _("Tunjuk operator"),
    }


def _office(then: Organisation, capacity: str, post: str, unit: str) -> str:
    return f"{CAPACITIES.get(capacity, '')} {then.name_of(post or unit)}".strip() if post or unit else _("Sistem")


def _sort(code: str) -> str:
    word = sort_words().get(code)
    return word() if word else code


def _url(entry: Any) -> str:
    """The page of what an entry is about; "" where it has none."""
    if entry.subject_type == "withholding":
        return f"/kerja/pengecualian/{entry.subject_key}/"
    sort = SORTS.get(entry.subject_type)
    return sort.url.format(entry.subject_key) if sort and sort.url else ""


def ground(entry: Any) -> Basis:
    """The ground on which an act stands."""
    reason = json.loads(entry.body)["basis"]["reason"]
    return Basis(Strength(entry.strength), entry.cite or None, reason or None)


@dataclass(frozen=True)
class Leaf:
    """Some entries of the list, the newest first, and where it goes on; `number` is never counted from the start."""

    entries: list[Any]
    newer: int | None  # entries after this number stand before them
    older: int | None  # entries before this number stand after them

    @classmethod
    def of(cls, found: Any, query: QueryDict) -> Leaf:
        """The entries before or after the number that an address names, else the newest."""
        before, after = whole(query.get("sebelum", "")), whole(query.get("sesudah", ""))
        if after is not None:
            some = list(found.filter(number__gt=after).order_by("number")[: PER_PAGE + 1])
            shown = list(reversed(some[:PER_PAGE]))
            return cls(shown, shown[0].number if len(some) > PER_PAGE else None, shown[-1].number if shown else None)
        rows = found if before is None else found.filter(number__lt=before)
        some = list(rows.order_by("-number")[: PER_PAGE + 1])
        shown = some[:PER_PAGE]
        newer = shown[0].number if shown and before is not None else None
        return cls(shown, newer, shown[-1].number if len(some) > PER_PAGE else None)


def counted(found: Any, asked: Asked) -> tuple[int, str]:
    """How many entries a list has, and the same in words; one that is very long is not counted to its end."""
    if not asked.kept and not asked.actor.kept_from:
        size = size_of(asked.actor.government)
        return size, angka(size)
    many = found.order_by()[: COUNTED + 1].count()
    return many, _("lebih dari %(n)s") % {"n": angka(COUNTED)} if many > COUNTED else angka(many)


# Pages


@policy(Policy.ACTING)
@supervised
@require_safe
def audit(request: ActingRequest) -> HttpResponse:
    """The desk: a sentence whose figures are links, the questions, what the unit keeps, and the ledger."""
    return _desk(request)


def _desk(request: ActingRequest, *, stop: str = "", typed: str = "", status: int = 200) -> HttpResponse:
    actor, asked = request.actor, Asked(request.actor, request.GET)
    found = asked.entries()
    leaf = Leaf.of(found, request.GET)
    total, told = counted(found, asked)
    asks = [(question, question.count()) for question in questions(actor)]
    removed = whole(request.GET.get("dihapus", "")) or 0
    undo = SavedFilter.objects.filter(
        government=actor.government, unit=actor.unit, pk=removed, removed_at__isnull=False
    ).first()
    context = {
        "menu": "audit",
        "asked": asked,
        "fields": asked.fields(),
        "leaf": leaf,
        "rows": lines(actor, leaf.entries),
        "total": total,
        "told": told,
        "size": size_of(actor.government),
        "questions": asks,
        "told_first": [(question, question.told(many)) for question, many in asks if question.short],
        "saved": rows_of.saved_by(actor),
        "undo": undo,
        "key": secrets.token_hex(16),
        "kept_from": [in_language(ground.label) for ground in actor.kept_from],
        "basis": in_language(acts.basis(actor.government)),
        "regulation": regulation_today(actor.government).code,
        "typed": typed,
        "stop": stop,
    }
    return render(request, "audit/desk.html", context, status=422 if asked.wrong and status == 200 else status)


@policy(Policy.ACTING)
@supervised
@require_safe
def question(request: ActingRequest, code: str) -> HttpResponse:
    """The list behind one of the desk's figures, with what is counted and on which ground."""
    found = next((one for one in questions(request.actor) if one.code == code), None)
    if found is None:
        raise Http404
    post = request.GET.get("jabatan", "").replace("\x00", "")[:LONGEST]
    page = found.page(whole(request.GET.get("hal", "")) or 1, post)
    context = {
        "menu": "audit",
        "question": found,
        "page": page,
        "rows": found.lines(page),
        "posts": found.posts(),
        "post": post,
        "query": f"{urlencode({'jabatan': post})}&" if post else "",
        "today": request.government.today(),
        "regulation": regulation_today(request.government).code,
    }
    return render(request, "audit/question.html", context)


@policy(Policy.ACTING)
@supervised
@require_safe
def entry(request: ActingRequest, number: int) -> HttpResponse:
    """One entry: what it says, its body as it was hashed, its proof, the seals over it, and what followed of it."""
    actor = request.actor
    found = rows_of.entries(Overseer(actor)).filter(number=min(number, LARGEST)).prefetch_related("secrets").first()
    if found is None:
        raise Http404
    matter = None
    if found.subject_type == Matter.TYPE:
        matter = Matter.objects.visible_to(actor).filter(number=found.subject_key).first()
    if matter:
        matter.government = actor.government
        record_reading(actor=actor, matter=matter)
    texts = found.texts
    told = line(actor, found, in_language(steps_of(actor)))
    context = {
        "menu": "audit",
        "entry": found,
        "line": told,
        "before": _state(actor, found.subject_type, found.state_before),
        "after": _state(actor, found.subject_type, found.state_after),
        "text": str(texts.get("text") or ""),
        "leaf": acts.leaf_of(found),
        "sealed": acts.sealed(actor.government, found),
        "size": size_of(actor.government),
        "matter": matter,
        "finding": finding_url(actor, found.unit, entry=found.number),
        "matter_finding": finding_url(actor, matter.opener_unit, matter=matter.number or "") if matter else "",
        "findings": _followed(actor, rows_of.reference(entry=found.number), matter),
        "regulation": regulation_today(actor.government).code,
    }
    return render(request, "audit/entry.html", context)


def _state(actor: Actor, sort: str, code: str) -> str:
    """A state by its word; of what goes by no procedure by its code."""
    book = in_language(regulation_today(actor.government).book)
    states = (s for procedure in book.procedures if procedure.subject == sort for s in procedure.states)
    return next((state.label for state in states if state.code == code), code)


def _followed(actor: Actor, reference: str, matter: Matter | None) -> list[Matter]:
    """What follows the findings on an entry and on the matter that it is about."""
    about = rows_of.reference(matter=matter.number or "") if matter else reference
    return list(rows_of.findings(Overseer(actor)).filter(letter__number__in=(reference, about)))


# What the unit keeps


@policy(Policy.ACTING)
@supervised
@require_POST
def saved(request: ActingRequest) -> HttpResponse:
    """Keep the filters of the list under a name, take a name away, put it back."""
    do, row = request.POST.get("do", ""), whole(request.POST.get("row", "")) or 0
    try:
        if do == "remove":
            return SeeOther(f"{DESK}?dihapus={acts.remove_filter(actor=request.actor, row=row).pk}#simpanan")
        if do == "restore":
            back = acts.restore_filter(actor=request.actor, row=row)
            messages.success(request, _("Saringan “%(name)s” ada lagi.") % {"name": back.name})
            return SeeOther(f"{DESK}#simpanan")
        query = Asked(request.actor, QueryDict(request.POST.get("query", "")[:2000])).query
        kept = acts.save_filter(
            actor=request.actor, name=request.POST.get("name", ""), query=query, key=key_of(request)
        )
    except SavedFilter.DoesNotExist:
        raise Http404 from None
    except AlreadyDone:
        return SeeOther(f"{DESK}#simpanan")
    except Invalid as bad:
        wrong = " ".join(str(in_language(sentence)) for sentence in bad.errors.values())
        return _desk(request, stop=wrong, typed=request.POST.get("name", "")[:200].replace("\x00", ""), status=422)
    except Refused as stop:
        return _desk(request, stop=str(in_language(stop).what), status=422)
    messages.success(request, _("Saringan “%(name)s” tersimpan bagi unit Anda.") % {"name": kept.name})
    return SeeOther(f"{DESK}?{kept.query}#simpanan" if kept.query else f"{DESK}#simpanan")


# Samples


class Drawing:
    """What a sample was asked for, and what is wrong with that."""

    def __init__(self, asked: Asked, query: QueryDict) -> None:
        size = size_of(asked.actor.government)
        self.asked, self.wrong = asked, dict[str, str]()
        self.given = {
            name: query.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in ("n", "benih", "sampai_catatan")
        }
        self.matters, self.by_unit = query.get("dari_apa") == "berkas", bool(query.get("lapis"))
        self.drawn = "n" in query
        if not self.drawn:
            self.given |= {"n": str(USUAL_SIZE), "benih": secrets.token_hex(4), "sampai_catatan": str(size)}
        many, head = whole(self.given["n"]), whole(self.given["sampai_catatan"] or str(size))
        if many is None or not 1 <= many <= acts.LARGEST:
            self.wrong["n"] = _("Tulis bilangan dari 1 sampai %(most)s.") % {"most": acts.LARGEST}
        if not acts.SEED.fullmatch(self.given["benih"]):
            self.wrong["benih"] = _("Tulis 1 sampai 40 huruf dan angka tanpa spasi, misalnya 7f3a09c1.")
        if head is None or not 1 <= head <= size:
            self.wrong["sampai_catatan"] = _("Tulis nomor catatan dari 1 sampai %(size)s.") % {"size": size}
        self.how = acts.Draw(self.given["benih"], many or 0, head or 0, self.matters, self.by_unit)

    @property
    def query(self) -> str:
        """The drawing as it stands in an address: whoever asks for it gets the same."""
        said = {
            **self.asked.kept,
            **self.given,
            "dari_apa": "berkas" if self.matters else "",
            "lapis": "1" if self.by_unit else "",
        }
        return urlencode({name: value for name, value in said.items() if value})

    def draw(self) -> acts.Sample:
        """What is drawn."""
        return acts.draw(self.asked.entries(), self.how)

    def entries(self) -> Any:
        """The entries drawn; of matters all those that there were."""
        sample = self.draw()
        found = rows_of.entries(self.asked.who).filter(number__lte=self.how.head)
        if self.matters:
            return found.filter(subject_type=Matter.TYPE, subject_key__in=sample.drawn)
        return found.filter(number__in=[int(number) for number in sample.drawn])

    @property
    def words(self) -> str:
        """How it was drawn, so that somebody else draws the same."""
        what = _("berkas") if self.matters else _("catatan")
        by = _(", berlapis menurut unit") if self.by_unit else ""
        return _(
            "%(n)s %(what)s diundi dengan benih %(seed)s%(by)s, dari catatan 1 sampai %(head)s; saringan: %(filter)s."
        ) % {
            "n": self.how.size,
            "what": what,
            "seed": self.how.seed,
            "by": by,
            "head": self.how.head,
            "filter": self.asked.words(),
        }


@policy(Policy.ACTING)
@supervised
@require_safe
def sample(request: ActingRequest) -> HttpResponse:
    """Draw a sample by a seed that is shown: the same seed, size, filter and head give the same list to anybody."""
    actor = request.actor
    drawing = Drawing(Asked(actor, request.GET), request.GET)
    wrong = {**drawing.asked.wrong, **(drawing.wrong if drawing.drawn else {})}
    context: dict[str, Any] = {"menu": "audit", "drawing": drawing, "asked": drawing.asked, "wrong": wrong}
    context["kept_from"] = [in_language(ground.label) for ground in actor.kept_from]
    context["regulation"] = regulation_today(actor.government).code
    if drawing.drawn and not wrong:
        drawn = drawing.draw()
        organisation = history(actor.government).on(actor.government.today())
        chosen = list(drawing.entries().order_by("number")) if not drawing.matters else []
        read = (
            Matter.objects.visible_to(actor).filter(number__in=drawn.drawn)
            if drawing.matters
            else Matter.objects.none()
        )
        context |= {
            "sample": drawn,
            "rows": lines(actor, chosen),
            "matters": list(read.defer("path", "purpose").order_by("number")),
            "strata": [(organisation.name_of(unit) or _("Sistem"), many, taken) for unit, many, taken in drawn.strata],
            "root": acts.root_of(actor.government, drawing.how.head),
            "today": actor.government.today(),
        }
    return render(request, "audit/sample.html", context, status=422 if wrong else 200)


# Taking along


@policy(Policy.ACTING)
@supervised
@require_safe
def export(request: ActingRequest) -> HttpResponse:
    """The chosen entries with their proofs as one file: some by number, those drawn, or all that the list shows."""
    actor, asked = request.actor, Asked(request.actor, request.GET)
    numbers = [n for text in request.GET.getlist("catatan")[: acts.MOST] if (n := whole(text)) is not None]
    if numbers:
        found = rows_of.entries(Overseer(actor)).filter(number__in=numbers)
        told = _("Catatan menurut nomornya.")
    elif "benih" in request.GET:
        drawing = Drawing(asked, request.GET)
        if drawing.wrong or asked.wrong:
            return SeeOther(f"{DESK}contoh/?{drawing.query}")
        found, told = drawing.entries(), drawing.words
    else:
        found, told = asked.entries(), _("Saringan: %(filter)s.") % {"filter": asked.words()}
    chosen = list(found.order_by("-number")[: acts.MOST + 1])
    if len(chosen) > acts.MOST:
        most = _("Pilihan ini memuat lebih dari %(most)s catatan. Persempit saringannya, atau undi contohnya.")
        return _desk(request, stop=most % {"most": angka(acts.MOST)}, status=422)
    try:
        taken = acts.take_along(actor=actor, chosen=chosen, checker=CHECKER.read_bytes(), told=told)
    except proofs.NoProof:
        return _desk(
            request, stop=_("Buku besar belum pernah disegel, jadi belum ada bukti yang dapat diunduh."), status=422
        )
    if not taken.entries:
        return _desk(request, stop=_("Tidak ada catatan bersegel dalam pilihan ini."), status=422)
    answer = HttpResponse(taken.content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="audit-{request.government.today()}.zip"'
    return answer

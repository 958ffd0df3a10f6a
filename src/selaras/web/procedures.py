"""Each procedure on a page of its own: drawn, step by step, and as the table in which offices know their procedures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.law.flow import LANES, Act, Flow
from selaras.law.procedures import Clock, Need, Phase, Procedure, Role, Step
from selaras.law.types import Basis
from selaras.web.day import Moment, dated, page
from selaras.web.flowchart import Chart, Told, chart, target, told
from selaras.web.kinds import procedure_title, role_word
from selaras.web.missing import alike, missing
from selaras.web.policy import Policy, Request, policy


@dataclass
class Cell:
    """A column of who acts, in one row: whether its symbol stands there, and the pieces of line that run through."""

    role: str
    acts: bool
    pieces: list[tuple[str, str]] = field(default_factory=list)  # where it runs, and the strength it is drawn in


@dataclass(frozen=True)
class Row:
    """An act as a row of the table: activity, who, what it asks, in what time, what comes of it."""

    told: Told
    symbol: str
    word: str  # what the symbol means
    cells: list[Cell]
    places: str  # the states in which it can be done, where they are several and not all
    strength: str
    asks: list[str]
    needs: tuple[Need, ...]
    times: list[tuple[str, Clock]]
    outputs: list[str]
    goes_on: list[int]  # the rows with which it goes on elsewhere
    grounds: list[Basis]
    binding: bool


@dataclass(frozen=True)
class Table:
    """The form of PermenPANRB 35/2012: the main line, what stands beside it, and what can always be done."""

    roles: list[str]
    main: list[Row]
    beside: list[Row]
    always: list[Row]

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.roles) + 6


@policy(Policy.PUBLIC)
@require_safe
@dated
def procedure(request: Request, moment: Moment, code: str) -> HttpResponse:
    """One procedure: drawn, as a list, and as a table."""
    law = moment.regulation
    try:
        found = law.book.get(code)
    except KeyError:
        return _no_such_procedure(request, moment, code)
    drawn = chart(found, law.book)
    context = {
        "menu": "kinds",
        "procedure": found,
        "kind": law.kinds.kind(found.kind) if found.kind else None,
        "title": procedure_title(law.kinds, found),
        "chart": drawn,
        "stand": None,
        "table": table(drawn),
        "others": [
            (p.code, procedure_title(law.kinds, p))
            for p in law.book.procedures
            if p is not found and (p.kind is None) is (found.kind is None)
        ],
    }
    return page(request, moment, "procedures/procedure.html", context)


def _no_such_procedure(request: Request, moment: Moment, code: str) -> HttpResponse:
    law = moment.regulation
    known = {p.code: procedure_title(law.kinds, p) for p in law.book.procedures}
    near = [(name, key, f"/hubungan/{key}/{moment.per}") for key, name in alike(code, known)]
    sentence = _("Tata cara “%(code)s” tidak ada pada %(law)s.") % {"code": code[:40], "law": law.title}
    listed = (_("Semua jenis hubungan dan tata caranya"), f"/hubungan/{moment.per}")
    return missing(request, moment, "kinds", sentence, near, listed)


# --- the table --------------------------------------------------------------------------------------------------------


def table(drawn: Chart) -> Table:
    """The table of a procedure, with the lines between the symbols of its main line."""
    flow = drawn.flow
    line = [
        (act, words)
        for band, stage in zip(flow.main, drawn.stages, strict=False)
        for act, words in zip(band.line, stage.line, strict=True)
    ]
    numbers = {act.number for act, _words in line} | {act.number for act in flow.always}
    beside = [(act, told(flow, act)) for act in flow.acts if act.number not in numbers]
    roles = sorted({role for act, _words in line + beside for role in act.roles}, key=LANES.index)
    found = Table(
        [role_word(role, flow.procedure.subject) for role in roles],
        [_row(flow, act, words, roles) for act, words in line],
        [_row(flow, act, words, roles) for act, words in beside],
        [_row(flow, act, words, ()) for act, words in zip(flow.always, drawn.always, strict=True)],
    )
    for row, following in pairwise(found.main):
        _connect(row.cells, following.cells, row.strength)
    return found


def _strength(act: Act) -> str:
    return next((step for step in act.steps if step.turn), act.steps[0]).basis.strength.value


def _row(flow: Flow, act: Act, words: Told, roles: Sequence[Role]) -> Row:
    symbol, word = _symbol(flow, act)
    onward = [flow.goes_on(part.step.to) for part in words.parts if part.exit and part.step.to]
    return Row(
        told=words,
        symbol=symbol,
        word=word,
        cells=[Cell(role_word(role, flow.procedure.subject), role in act.roles) for role in roles],
        places=_places(flow, act),
        strength=_strength(act),
        asks=list(dict.fromkeys(text for step in act.steps for text in _asks(step))),
        needs=tuple(dict.fromkeys(need for step in act.steps for need in step.needs)),
        times=[(target(clock), clock) for clock in _clocks(flow.procedure, act)],
        outputs=list(dict.fromkeys(text for step in act.steps for text in _outputs(flow.procedure, act, step))),
        goes_on=list(dict.fromkeys(other.number for other in onward if other)),
        grounds=list(dict.fromkeys(step.basis for step in act.steps)),
        binding=any(step.binding for step in act.steps),
    )


def _places(flow: Flow, act: Act) -> str:
    states = act.steps[0].states
    return (
        ", ".join(flow.procedure.state(s).label for s in states) if len(states) > 1 and act not in flow.always else ""
    )


def _symbol(flow: Flow, act: Act) -> tuple[str, str]:
    """Which of the five symbols stands for an act, and what it means."""
    phases = {flow.procedure.state(code).phase for code in act.steps[0].states}
    if Phase.DRAFT in phases:
        return "capsule", _("Mulai")
    if len(act.steps) > 1:
        return "diamond", _("Keputusan")
    if act.steps[0].to and flow.procedure.state(act.steps[0].to).phase is Phase.CLOSED:
        return "capsule", _("Selesai")
    return "box", _("Kegiatan")


def _asks(step: Step) -> list[str]:
    """What a step asks of who takes it."""
    words = {
        "target": _("Pihak yang dituju"),
        "matter": _("Nomor berkas yang dimaksud"),
        "post": _("Jabatan yang ditugasi"),
        "assigned": _("Jabatan yang sedang ditugasi"),
        "subordinate": _("Jabatan bawahan langsung"),
        "unit": _("Unit yang dimaksud"),
        "kind": _("Jenis hubungan yang baru"),
        "file": _("Naskah"),
        "moment": _("Hari, jam, dan tempat"),
        "substitute": _("Jabatan yang mewakili, dengan surat tugasnya"),
        "day": _("Hari berakhirnya, hari tinjau, atau tenggat yang baru"),
        "instrument": _("Naskah penetapan: jenis, nomor, dan tanggalnya"),
        "output": _("Hasil yang diharapkan"),
        "ground": _("Dasar pengecualian menurut undang-undang"),
        "consent": _("Pada akta, wasiat, dan rahasia pribadi: apakah orangnya memberi persetujuan tertulis"),
        "approval": _("Persetujuan pimpinan: nomor dan tanggalnya"),
        "term": _("Jangka waktu pengecualian"),
        "summary": _("Judul netral dan ringkasan uji bagi umum"),
        "never": _("Pernyataan sudah membaca apa yang tetap terbuka"),
        "aspects": _("Aspek strategis keputusan: organisasi, kepegawaian, atau anggaran (bila ada)"),
    }
    found = []
    if step.text:
        found.append(step.text.label if step.text.required else _("%(text)s (bila perlu)") % {"text": step.text.label})
    return found + [words[ask.value] for ask in step.asks if ask.value in words]


def _clocks(procedure: Procedure, act: Act) -> list[Clock]:
    """The targets of what is awaited: of the small states it is taken from, else of the one state it belongs to."""
    if not act.turn:
        return []
    small = [procedure.slot_state(role, code) for role in act.roles for step in act.steps for code in step.slot]
    found = [state.clock for state in small if state and state.clock]
    states = act.steps[0].states
    if not found and len(states) == 1 and (clock := procedure.state(states[0]).clock):
        found.append(clock)
    return list(dict.fromkeys(found))


def _outputs(procedure: Procedure, act: Act, step: Step) -> list[str]:
    """What comes of a step: its outcome, else what is recorded, else the state or small state it brings about."""
    words = {
        "submit": _("Berkas bernomor dengan jalurnya"),
        "answer": _("Tanggapan tercatat"),
        "propose": _("Naskah bersama"),
        "remind": _("Pengingat tercatat"),
        "lead": _("Pimpinan koordinasi ditetapkan"),
        "tell_head": _("Atasan menjadi pengamat"),
        "tell_superior": _("Atasan pemimpin koordinasi menjadi pengamat"),
        "carry_on": _("Draf koordinasi"),
        "carry_up": _("Draf koordinasi"),
        "redirect": _("Draf bagi unit yang berwenang"),
        "change_kind": _("Draf jenis yang baru"),
        "child": _("Berkas turunan"),
        "link": _("Kaitan antarberkas"),
        "join": _("Kaitan antarberkas"),
        "reroute": _("Jalur yang berlaku hari itu"),
        "succeed": _("Peran beralih kepada penerus"),
        "attach": _("Naskah terlampir"),
        "assign": _("Penugasan"),
        "unassign": _("Penugasan ditarik"),
        "schedule": _("Undangan dengan waktu dan tempatnya"),
        "keep": _("Kehadiran atau pendapat tersimpan"),
        "adopt": _("Keputusan berlaku dan tindak lanjutnya berjalan"),
        "due": _("Tenggat yang baru"),
        "carry": _("Tindak lanjut pada berkas lain"),
        "issue": _("Naskah penetapan"),
        "withhold": _("Berkas tertutup bagi umum selama jangka waktunya"),
        "open": _("Berkas terbuka kembali bagi umum"),
        "extend": _("Masa tugas yang baru"),
        "produce": _("Hasil tercatat"),
        "elevate": _("Atasan menjadi pemutus"),
    }
    if step.outcome:
        return [step.outcome[:1].upper() + step.outcome[1:]]
    found = [words[effect.value] for effect in step.effects if effect.value in words]
    if found:
        return found
    if step.to:
        return [procedure.state(step.to).label]
    small = [procedure.slot_state(role, step.slot_to) for role in act.roles if step.slot_to]
    return [state.label for state in small if state] or [_("Catatan pada buku besar")]


def _connect(source: list[Cell], target: list[Cell], strength: str) -> None:
    """The pieces of line from the symbols of a row to those of the next, column by column."""
    ends = [n for n, (above, below) in enumerate(zip(source, target, strict=True)) if above.acts or below.acts]
    for n in range(min(ends), max(ends) + 1):
        above, below = source[n], target[n]
        if above.acts:
            above.pieces.append(("out", strength))
        if below.acts:
            above.pieces.append(("down", strength))
            below.pieces.append(("in", strength))
        if n > min(ends):
            above.pieces.append(("left", strength))
        if n < max(ends):
            above.pieces.append(("right", strength))

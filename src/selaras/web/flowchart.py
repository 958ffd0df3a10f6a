"""Drawings of procedures: who acts in lanes, the states one below the other, the steps between them.

All lengths are whole units of the drawing (pixels at its natural size); the templates draw. What belongs to one matter
is not in here, so that a drawing is made once and marked for each matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from selaras.law.flow import Act, Band, Flow, flow, shared
from selaras.law.procedures import Book, Clock, Phase, Procedure, Role, State, Step
from selaras.law.types import Basis, Strength
from selaras.web.drawing import ARROW, CORNER, NAME_CHAR, SMALL_CHAR, Line, short_cite, wrap
from selaras.web.kinds import role_word
from selaras.web.language import cite_in_language
from selaras.web.templatetags.selaras import few_words

WHOLE = 1120  # the width a drawing should have
STATES, SIDE = 130, 300  # width of the column of states, and of the column of what else can be done
LANE, LANE_MOST = 136, 230
HEAD = 40  # height of the row that names the lanes
ABOVE, BELOW = 28, 14  # free room in a band above its first box, and below its last
BETWEEN = 28  # room between two boxes, for the line between them
BOX_PAD, TITLE_ROW, ROW = 10, 19, 17
GLYPH = 28  # room for the line of a strength before a word
CAPSULE = 32
COLUMNS = 2  # of what can be done in every state
SAYING = (Role.PARTY, Role.OPENER, Role.COUNTERPART)  # whose answers are positions


@dataclass(frozen=True)
class Part:
    """A step of an act as it is told: its word, its ground, and the state it leads to beside the line."""

    step: Step
    exit: str


@dataclass(frozen=True)
class Told:
    """An act in words: its number, what is done, by whom, with each of its steps."""

    number: int
    code: str
    title: str
    who: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Row:
    """A line of text of a drawing; with a ground, its line is drawn before the text."""

    x: int
    y: int
    text: str
    kind: str = ""
    basis: Basis | None = None
    number: int = 0
    code: str = ""


@dataclass(frozen=True)
class Box:
    """An act on the line, in the lanes of those who take it side by side."""

    told: Told
    strength: str
    x: int
    y: int
    w: int
    h: int
    rows: tuple[Row, ...]

    @property
    def right(self) -> int:
        """The right side of the box."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """The lower side of the box."""
        return self.y + self.h

    @property
    def centre(self) -> int:
        """Where a line meets it."""
        return self.x + self.w // 2


@dataclass(frozen=True)
class Capsule:
    """An end, drawn as one."""

    state: State
    text: str
    x: int
    y: int
    w: int
    h: int = CAPSULE

    @property
    def centre(self) -> int:
        """Where its text is centred."""
        return self.x + self.w // 2


@dataclass
class Stage:
    """A state with what can be done in it: as words, and as a band of the drawing."""

    state: State
    line: list[Told]
    sides: list[Told]
    aside: bool
    y: int = 0
    h: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def bottom(self) -> int:
        """Where the band ends."""
        return self.y + self.h

    @property
    def mark_y(self) -> int:
        """Baseline of the words for where a matter stands."""
        return (self.rows[-1].y if self.rows else self.y) + ROW + 1


@dataclass
class Chart:
    """All that the templates need of one procedure."""

    flow: Flow
    lanes: list[Row] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)  # where lanes end, from the left
    stages: list[Stage] = field(default_factory=list)
    always: list[Told] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    capsules: list[Capsule] = field(default_factory=list)
    sides: list[Row] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    tips: list[str] = field(default_factory=list)
    heads: list[tuple[int, list[Row]]] = field(default_factory=list)  # bands without a state: top, and their words
    width: int = 0
    height: int = 0

    @property
    def main_steps(self) -> int:
        """How many acts the main line has."""
        return sum(len(stage.line) for stage in self.stages if not stage.aside)

    @property
    def meanwhile(self) -> str:
        """What stands over that which can be done in every open state."""
        matter = self.flow.procedure.subject == "matter"
        return _("Selama berkas berjalan") if matter else _("Selama belum selesai")

    @property
    def opener(self) -> str:
        """Who begins."""
        return self.stages[0].line[0].who.lower() if self.stages[0].line else ""

    @property
    def drawn_to(self) -> int:
        """How far down the lanes reach."""
        return self.stages[-1].bottom


@dataclass(frozen=True)
class Stand:
    """Where one matter stands in a drawing: its state, the states it passed, and on whom which acts wait."""

    state: str
    passed: frozenset[str]
    awaited: Mapping[int, str]  # number of the act → names


def stand(found: Chart, state: str, taken: Iterable[str], awaited: Iterable[tuple[str, str]]) -> Stand:
    """Where a matter stands: its state, the steps taken so far, and which step is awaited of whom."""
    procedure = found.flow.procedure
    passed = {step.to for code in taken for step in procedure.steps if step.code == code and step.to}
    numbers = {step.code: act.number for act in found.flow.acts for step in act.steps}
    names: dict[int, list[str]] = {}
    for code, name in awaited:
        if code in numbers:
            names.setdefault(numbers[code], []).append(name)
    first = found.flow.main[0].state.code
    return Stand(state, frozenset({first, *passed} - {state}), {n: "; ".join(names[n]) for n in names})


def title_of(act: Act) -> str:
    """What is done, as a verb; where one question has several answers, that an answer is given."""
    if len(act.steps) == 1:
        return act.steps[0].label
    return _("Nyatakan sikap") if all(step.by[0] in SAYING for step in act.steps) else _("Pilih salah satu")


def roles_of(roles: Iterable[Role], subject: str) -> str:
    """Roles of a sort of subject in words."""
    return ", ".join(role_word(role, subject) for role in roles)


def days(count: int) -> str:
    """A target in words."""
    return ngettext("%(n)s hari kerja", "%(n)s hari kerja", count) % {"n": count}


def target(clock: Clock) -> str:
    """What a clock aims at: so many working days, or the day that was set."""
    return _("sampai harinya") if clock.due else days(clock.days)


def chart(procedure: Procedure, book: Book) -> Chart:
    """The drawing of a procedure in the language of the page; made once."""
    return _chart(procedure, shared(book, procedure.subject), get_language() or "")


@lru_cache(maxsize=64)
def _chart(procedure: Procedure, common: frozenset[str], _language: str) -> Chart:
    found = Chart(flow(procedure, common))
    lanes = found.flow.lanes
    lane = max(LANE, min(LANE_MOST, (WHOLE - STATES - SIDE) // max(len(lanes), 1)))
    found.width = STATES + lane * len(lanes) + SIDE
    found.rules = [STATES + lane * n for n in range(len(lanes) + 1)]
    for n, role in enumerate(lanes):
        words = wrap(role_word(role, procedure.subject), lane // SMALL_CHAR)
        x, top = STATES + lane * n + lane // 2, HEAD - 12 - (len(words) - 1) * ROW
        found.lanes += [Row(x, top + k * ROW, word, "head mid") for k, word in enumerate(words)]
    found.lanes.append(Row(STATES + lane * len(lanes) + 12, HEAD - 12, _("Boleh juga"), "head"))
    y, before = HEAD, None
    for band in found.flow.bands:
        y, before = _stage(found, band, y, lane, before)
    y = _always(found, y)
    found.height = _ends(found, y)
    return found


# --- words ------------------------------------------------------------------------------------------------------------


def told(found: Flow, act: Act, *here: str) -> Told:
    """An act in words; that it leads to one of the states named goes without saying."""
    parts = tuple(
        Part(step, found.procedure.state(step.to).label if step.to and step.to not in here else "")
        for step in act.steps
    )
    return Told(act.number, act.code, title_of(act), roles_of(act.roles, found.procedure.subject), parts)


# --- places -----------------------------------------------------------------------------------------------------------


def _stage(found: Chart, band: Band, y: int, lane: int, before: Box | None) -> tuple[int, Box | None]:
    """Draws a band from `y` down; where it ends, and the box from which the line goes on."""
    aside = band in found.flow.aside
    stage = Stage(
        band.state,
        [told(found.flow, act, band.state.code, band.next) for act in band.line],
        [told(found.flow, act, band.state.code) for act in band.sides],
        aside,
        y,
    )
    found.stages.append(stage)
    before = None if aside else before
    cursor = y + ABOVE
    for act, words in zip(band.line, stage.line, strict=True):
        boxes = _boxes(found, act, words, cursor, lane)
        if before:
            _join(found, before, boxes)
        found.boxes += boxes
        before, cursor = boxes[0], boxes[0].bottom + BETWEEN
    bottom = cursor - BETWEEN + BELOW if band.line else y
    if band.state.phase is Phase.CLOSED:
        text = found.flow.procedure.outcome or band.state.label
        w = len(text) * SMALL_CHAR + 40
        x = max((before.centre if before else STATES + lane // 2) - w // 2, STATES + 6)
        capsule = Capsule(band.state, text, x, y + ABOVE, w)
        found.capsules.append(capsule)
        if before:
            _arrow(found, before, capsule.x, capsule.x + w, capsule.y, before.strength)
        bottom = max(bottom, capsule.y + CAPSULE + BELOW)
    stage.rows = _heading(band.state.label, y, _clock(band.state), _("di luar alur utama") if aside else "")
    side_x = STATES + lane * len(found.flow.lanes) + 12
    rows = _listed(stage.sides, side_x, y + 10, SIDE - 12)
    found.sides += rows
    stage.h = max(bottom, stage.mark_y + 8, (rows[-1].y + 10) if rows else 0) - y
    return stage.bottom, before


def _heading(label: str, y: int, *small: str) -> list[Row]:
    """The words at the left of a band."""
    words = wrap(label, (STATES - 22) // NAME_CHAR)
    rows = [Row(14, y + 24 + n * TITLE_ROW, word, "name") for n, word in enumerate(words)]
    for text in filter(None, small):
        rows += [Row(14, rows[-1].y + ROW, word, "quiet") for word in wrap(text, (STATES - 18) // SMALL_CHAR)[:1]]
        for word in wrap(text, (STATES - 18) // SMALL_CHAR)[1:]:
            rows.append(Row(14, rows[-1].y + ROW, word, "quiet"))
    return rows


def _clock(state: State) -> str:
    return target(state.clock) if state.clock else ""


def _boxes(found: Chart, act: Act, words: Told, y: int, lane: int) -> list[Box]:
    """An act in the lanes of those who take it: one box for lanes side by side, else several on one height."""
    runs: list[list[int]] = []
    for at in sorted(found.flow.lanes.index(role) for role in act.roles):
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    first = next((step for step in act.steps if step.turn), act.steps[0])
    made = []
    for run in runs:
        x, w = STATES + lane * run[0] + 7, lane * len(run) - 14
        rows = _inside(words, x + BOX_PAD, y + BOX_PAD, w - 2 * BOX_PAD)
        h = rows[-1].y - y + BOX_PAD
        made.append(Box(words, first.basis.strength.value, x, y, w, h, tuple(rows)))
    for left, right in pairwise(made):  # one act, though others stand between
        found.lines.append(Line(f"M{left.right} {y + left.h // 2}H{right.x}", "line"))
    return made


def _inside(words: Told, x: int, y: int, width: int) -> list[Row]:
    """The text of a box: the verb, then for each step the line and words of its ground."""
    rows: list[Row] = []
    for text in wrap(f"{words.number}. {words.title}", width // NAME_CHAR):
        y += TITLE_ROW
        rows.append(Row(x, y - 5, text, "name", number=words.number, code=words.code))
    for part in words.parts:
        basis = part.step.basis
        label = part.step.label if len(words.parts) > 1 else _(basis.strength.label)
        for n, text in enumerate(wrap(label, (width - GLYPH) // SMALL_CHAR)):
            y += ROW
            rows.append(Row(x + GLYPH, y - 3, text, "word", None if n else basis))
        for text in _clause(basis, width, len(words.parts) > 1):
            y += ROW
            rows.append(Row(x, y - 3, text, "quiet"))
        if part.exit:
            for text in wrap(f"→ {part.exit}", width // SMALL_CHAR):
                y += ROW
                rows.append(Row(x, y - 3, text, "exit"))
    return rows


def _clause(basis: Basis, width: int, named: bool) -> tuple[str, ...]:
    """The clause of a ground, or the few words of its reason; where the strength is not named yet, that as well."""
    text = (
        few_words(basis.reason)
        if basis.strength is Strength.DESIGNED
        else short_cite(cite_in_language(basis.cite or ""))
    )
    if named:
        text = f"{_(basis.strength.label)}, {text}" if text else _(basis.strength.label)
    return wrap(text, width // SMALL_CHAR) if text else ()


def _listed(acts: Sequence[Told], x: int, y: int, width: int) -> list[Row]:
    """Acts beside the line: under those who take them, each with the line of its ground."""
    rows: list[Row] = []
    who = ""
    for words in sorted(acts, key=lambda one: [other.who for other in acts].index(one.who)):
        if words.who != who:
            who, y = words.who, y + (4 if rows else 0)
            for text in wrap(who, width // SMALL_CHAR):
                y += ROW
                rows.append(Row(x, y, text, "quiet"))
        exits = " ".join(f"→ {part.exit}" for part in words.parts if part.exit)
        for n, text in enumerate(wrap(f"{words.number}. {words.title} {exits}".strip(), (width - GLYPH) // SMALL_CHAR)):
            y += ROW
            basis = None if n else words.parts[0].step.basis
            rows.append(Row(x + GLYPH, y, text, "", basis, words.number, words.code))
    return rows


def _join(found: Chart, source: Box, targets: Sequence[Box]) -> None:
    """The line from an act to the next."""
    for target in targets:
        _arrow(found, source, target.x, target.right, target.y, source.strength)


def _arrow(found: Chart, source: Box, left: int, right: int, y: int, strength: str) -> None:
    """A line from below a box to the upper side of what stands between `left` and `right`: straight where it can be."""
    low, high = max(source.x, left) + 16, min(source.right, right) - 16
    aim = (left + right) // 2
    if low <= high:
        start = aim = min(max(aim if right - left < source.w else source.centre, low), high)
    else:
        start = source.centre
    if start == aim:
        d = f"M{start} {source.bottom}V{y - ARROW}"
    else:
        turn, corner = y - 20, min(CORNER, abs(aim - start) // 2)
        way = corner if aim > start else -corner
        d = (
            f"M{start} {source.bottom}V{turn - corner}Q{start} {turn} {start + way} {turn}"
            f"H{aim - way}Q{aim} {turn} {aim} {turn + corner}V{y - ARROW}"
        )
    found.lines.append(Line(d, strength))
    found.tips.append(f"M{aim} {y - 1}l-5 -{ARROW}h10z")


def _always(found: Chart, y: int) -> int:
    """What can be done in every open state, in columns below the bands."""
    found.always = [told(found.flow, act) for act in found.flow.always]
    if not found.always:
        return y
    found.heads.append((y, _heading(found.meanwhile, y)))
    width = (found.width - STATES) // COLUMNS
    whos = [one.who for one in found.always]
    groups = [[one for one in found.always if one.who == who] for who in dict.fromkeys(whos)]
    ends = [y + 10] * COLUMNS
    for group in groups:
        column = ends.index(min(ends))
        rows = _listed(group, STATES + 12 + column * width, ends[column], width - 24)
        found.sides += rows
        ends[column] = rows[-1].y + 4
    return max(*ends, found.heads[-1][1][-1].y) + 14


def _ends(found: Chart, y: int) -> int:
    """The other ways to end, as capsules side by side."""
    if not found.flow.ends:
        return y + 4
    found.heads.append((y, _heading(_("Akhir lain"), y)))
    x, top = STATES + 12, y + 12
    for state in found.flow.ends:
        w = len(state.label) * SMALL_CHAR + 32
        if x + w > found.width and x > STATES + 12:
            x, top = STATES + 12, top + CAPSULE + 8
        found.capsules.append(Capsule(state, state.label, x, top, w))
        x += w + 10
    return top + CAPSULE + 12

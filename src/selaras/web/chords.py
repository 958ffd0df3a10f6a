"""The chord circle: who worked with whom as one drawing, the Perangkat Daerah grouped by who coordinates them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import cos, pi, sin

from selaras.records.cooperation import Pair

MOST = 16  # Perangkat Daerah in one drawing
FEW = 8  # pairs with several matters from which on pairs with one are left out
SEVERAL = 2  # matters
SIZE, RADIUS, RING, LABEL = 680, 204, 12, 226  # of the drawing, the circle, its ring, and where names begin
GAP, GROUP_GAP, LEAST = 1.6, 11.0, 2.6  # degrees between two, between groups, and at least for one
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Arc:
    """One Perangkat Daerah on the ring: its name for tight places, and how many matters it shares in the drawing."""

    code: str
    short: str
    n: int
    d: str
    turn: float  # by how many degrees its name is turned
    left: bool  # its name ends at the ring
    x: int


@dataclass(frozen=True)
class Ribbon:
    """A pair: the wider, the more matters; `across` where two offices coordinate them."""

    pair: Pair
    across: bool
    d: str


@dataclass(frozen=True)
class Group:
    """Those whom one office coordinates, with the letter that marks where they begin on the ring."""

    letter: str
    office: str
    members: list[str]
    x: float
    y: float


@dataclass
class Circle:
    """All that the template needs; `least` is the fewest matters of a pair that is drawn."""

    codes: list[str] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    ribbons: list[Ribbon] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    least: int = 1
    size: int = SIZE


def chosen(pairs: Sequence[Pair], of: str = "") -> tuple[list[Pair], int]:
    """The pairs that are drawn, and the fewest matters that one of them has.

    Where several pairs have more, those with a single matter are left out; then at most 16 Perangkat Daerah stay, those
    with the most matters (`of` among them), and the pairs between them.
    """
    strong = [pair for pair in pairs if pair.n >= SEVERAL]
    kept, least = (strong, SEVERAL) if len(strong) >= FEW and not of else (list(pairs), 1)
    totals: Counter[str] = Counter()
    for pair in kept:
        totals[pair.one] += pair.n
        totals[pair.two] += pair.n
    if of:
        totals[of] += 1 + sum(totals.values())
    stay = {code for code, _n in sorted(totals.items(), key=lambda total: (-total[1], total[0]))[:MOST]}
    return [pair for pair in kept if {pair.one, pair.two} <= stay], least


def circle(
    pairs: Sequence[Pair],
    office: Callable[[str], str],
    order: Callable[[str], tuple[object, ...]],
    short: Callable[[str], str],
    of: str = "",
) -> Circle:
    """The drawing of the pairs that fit into it; an empty one where there are none."""
    drawn, least = chosen(pairs, of)
    codes = sorted({code for pair in drawn for code in (pair.one, pair.two)}, key=order)
    if not codes:
        return Circle(least=least)
    totals: Counter[str] = Counter()
    for pair in drawn:
        totals[pair.one] += pair.n
        totals[pair.two] += pair.n
    offices = list(dict.fromkeys(office(code) for code in codes))
    gaps = GAP * len(codes) + GROUP_GAP * len(offices)
    share = (360 - gaps - LEAST * len(codes)) / sum(totals.values())
    begins: dict[str, float] = {}
    result, at, before = Circle(codes=codes, least=least), 0.0, None
    for code in codes:
        if office(code) != before:
            before = office(code)
            members = [one for one in codes if office(one) == before]
            x, y = _point(RADIUS + RING / 2, at + GROUP_GAP / 2)
            result.groups.append(Group(LETTERS[len(result.groups) % 26], before, members, x, y))
            at += GROUP_GAP
        begins[code], width = at, LEAST + share * totals[code]
        result.arcs.append(_arc(code, short(code), totals[code], at, at + width))
        at += width + GAP
    result.ribbons = _ribbons(drawn, codes, begins, totals, share, office)
    return result


def _point(radius: float, degrees: float) -> tuple[float, float]:
    """A place on the drawing: so far from its middle, so many degrees from its top clockwise."""
    angle = degrees * pi / 180
    return round(SIZE / 2 + radius * sin(angle), 1), round(SIZE / 2 - radius * cos(angle), 1)


def _curve(radius: float, first: float, last: float, onward: bool = True) -> str:
    """Along a circle to its degree `last`."""
    x, y = _point(radius, last)
    return f"A{radius:g} {radius:g} 0 {int(abs(last - first) > 180)} {int(onward)} {x:g} {y:g}"


def _arc(code: str, short: str, n: int, first: float, last: float) -> Arc:
    middle = (first + last) / 2
    left = middle > 180
    (ax, ay), (bx, by) = _point(RADIUS, first), _point(RADIUS + RING, last)
    inner = _curve(RADIUS, first, last)
    outer = _curve(RADIUS + RING, last, first, onward=False)
    turn = round(middle + 90 if left else middle - 90, 1)
    x = SIZE // 2 - LABEL if left else SIZE // 2 + LABEL
    return Arc(code, short, n, f"M{ax:g} {ay:g}{inner}L{bx:g} {by:g}{outer}Z", turn, left, x)


def _ribbons(
    drawn: Sequence[Pair],
    codes: Sequence[str],
    begins: dict[str, float],
    totals: Counter[str],
    share: float,
    office: Callable[[str], str],
) -> list[Ribbon]:
    """Each pair takes its part of both arcs, beside those who sit on that side, so that few ribbons cross."""
    place = {code: n for n, code in enumerate(codes)}
    ends: dict[tuple[str, str], tuple[float, float]] = {}
    for code in codes:
        others = {
            (pair.two if pair.one == code else pair.one): pair.n for pair in drawn if code in (pair.one, pair.two)
        }
        at = begins[code]
        scale = share + LEAST / totals[code]
        for other in sorted(others, key=lambda one: -((place[one] - place[code]) % len(codes))):
            ends[code, other] = (at, at + others[other] * scale)
            at = ends[code, other][1]
    found = []
    for pair in drawn:
        (a, b), (c, d) = ends[pair.one, pair.two], ends[pair.two, pair.one]
        (ax, ay), (cx, cy) = _point(RADIUS - 2, a), _point(RADIUS - 2, c)
        middle = f"Q{SIZE // 2} {SIZE // 2}"
        path = (
            f"M{ax:g} {ay:g}{_curve(RADIUS - 2, a, b)}{middle} {cx:g} {cy:g}"
            f"{_curve(RADIUS - 2, c, d)}{middle} {ax:g} {ay:g}Z"
        )
        found.append(Ribbon(pair, office(pair.one) != office(pair.two), path))
    # The narrow ones last, so that they lie on top of the wide ones.
    return sorted(found, key=lambda ribbon: -ribbon.pair.n)

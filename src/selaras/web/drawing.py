"""Drawings of paths and trees: positions by a small ranked layout of our own; the templates draw them.

A path is a shallow tree, so no graph engine is needed: parties stand left in one column, each office in the column
after its furthest child and centred on its children, and every line runs right, up or down, and right again. All
lengths are whole units of the drawing (pixels at its natural size).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from selaras.law.organisation import Organisation
from selaras.law.paths import Edge, HopRole, Path
from selaras.law.routes import Route, Routes
from selaras.law.types import Basis, Coordination, Strength, Unit
from selaras.web.language import cite_in_language, in_language
from selaras.web.templatetags.selaras import few_words, proposed_text

WRAP = 24  # characters of a name on one line
GLUE = ("dan", "serta", "atau", "dengan")  # words that never end a line
PAD = 8  # free border of a drawing
BOX_PAD, ROLE_HEIGHT, LINE_HEIGHT = 11, 18, 20
STRIP = 14  # width of the hatched strip of a proposed office
GAP_ROWS = 14
CORNER, ARROW = 9, 10
TRUNK = 28  # how far before its target (or after its source) a bundle of lines turns
CHIP_HEIGHT, CHIP_ONE_LINE = 38, 24
NAME_CHAR, SMALL_CHAR = 9, 7  # advance of a character at 16 px bold and at 13 px
WIDE = 1000  # above this width a drawing may shrink a little before it scrolls
LEAF_HEIGHT, LEAF_CHAR = 24, 7
BRANCH_WRAP = 20
EXTERNAL = "eksternal"  # the unit type of institutions outside the government

NODE_CLASS = {
    HopRole.OPENER: "opener",
    HopRole.COUNTERPART: "counterpart",
    HopRole.COORDINATOR: "coordinator",
    HopRole.CONVENER: "convener",
    HopRole.DECIDER: "decider",
    HopRole.VIA: "via",
}


def role_word(role: HopRole) -> str:
    """The Indonesian word of a role in a path."""
    return {
        HopRole.OPENER: _("Pemrakarsa"),
        HopRole.COUNTERPART: _("Mitra"),
        HopRole.COORDINATOR: _("Koordinator"),
        HopRole.CONVENER: _("Pemimpin koordinasi"),
        HopRole.DECIDER: _("Pemutus"),
        HopRole.VIA: _("Tembusan"),
    }[role]


@dataclass
class Node:
    """An office of a drawing with its place: `x`, `y` of its upper left corner, `w`, `h` in units of the drawing."""

    code: str
    name: str
    kind: str  # the CSS class: opener, counterpart, coordinator, convener, decider, via, both, leaf, branch
    label: str = ""  # the role on the first line
    href: str = ""
    official: bool = True
    external: bool = False
    via: str = ""  # an office that is only told, named under the box
    lines: tuple[str, ...] = ()
    x: int = 0
    y: int = 0
    w: int = 0
    h: int = 0
    column: int = 0
    bound_right: bool = False  # a leaf of the map: its text ends where its line starts

    @property
    def middle(self) -> int:
        """The height at which lines meet the box."""
        return self.y + self.h // 2

    @property
    def right(self) -> int:
        """The right side of the box."""
        return self.x + self.w

    @property
    def centre(self) -> int:
        """Where the text of the box is centred."""
        return self.x + (self.w + (0 if self.official else STRIP)) // 2

    @property
    def text_rows(self) -> list[tuple[int, str]]:
        """Baseline and text of each line of the name."""
        top = self.y + BOX_PAD + (ROLE_HEIGHT if self.label else 0)
        return [(top + n * LINE_HEIGHT + 15, line) for n, line in enumerate(self.lines)]

    @property
    def role_y(self) -> int:
        """Baseline of the role word."""
        return self.y + BOX_PAD + 12

    @property
    def leaf_x(self) -> int:
        """Where the text of a leaf starts (structure) or ends (map, beside its strip)."""
        return self.x + 4 if self.official and not self.bound_right else self.right - (6 if self.official else 17)

    @property
    def via_y(self) -> int:
        """Baseline of the office that is only told."""
        return self.y + self.h + 15


@dataclass(frozen=True)
class Chip:
    """A ground that sits on the line it justifies."""

    x: int
    y: int
    w: int
    h: int
    strength: str
    word: str
    text: str
    basis: Basis


@dataclass(frozen=True)
class Line:
    """A line of the drawing: an SVG path in the style of its strength ("" for a plain line of command)."""

    d: str
    strength: str


@dataclass(frozen=True)
class Stop:
    """A stop of the rail: an office, and the grounds of the step to the next."""

    node: Node
    grounds: tuple[tuple[Basis, str], ...] = ()  # each ground with the words of its proposed row, or ""
    own: Basis | None = None  # why this office convenes
    to: str = ""  # strength of the line to the next stop; "" for none
    toward: str = ""  # whom an office between leads to, so that its grounds are not taken for its own standing


@dataclass(frozen=True)
class Branch:
    """Stops that run together under one office before they join the main line."""

    items: tuple[Branch | Stop, ...]
    main: str  # strength of the main line beside this branch
    out: str  # strength of the line by which it joins


@dataclass
class Drawing:
    """All that the templates need: boxes, lines, arrowheads, chips, the size, and the same data as a rail."""

    width: int = 0
    height: int = 0
    nodes: list[Node] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    tips: list[str] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    rail: list[Branch | Stop] = field(default_factory=list)

    @property
    def wide(self) -> bool:
        """Whether the drawing is wider than a page's text and may have to scroll."""
        return self.width > WIDE


def wrap(name: str, width: int = WRAP) -> tuple[str, ...]:
    """A name in as few lines as `width` characters allow, of even length; no line ends on "dan"."""
    words: list[str] = []
    for word in name.split():
        if words and words[-1].split()[-1].lower() in GLUE:
            words[-1] += f" {word}"
        else:
            words.append(word)
    best = _greedy(words, width)
    for narrower in range(width - 1, 0, -1):
        lines = _greedy(words, narrower)
        if len(lines) > len(best):
            break
        best = lines
    return tuple(best)


def _greedy(words: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def unit_url(code: str) -> str:
    """Address of a unit's page."""
    return f"/unit/{code}/"


# --- a path -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Arrow:
    """A step between two nodes, by their keys, in the direction of the drawing."""

    source: str
    target: str
    edge: Edge

    @property
    def ground(self) -> tuple[Basis, str]:
        """The basis, and the words of its row when nobody made it official."""
        return self.edge.basis, "" if self.edge.official else proposed_text(self.edge.agreement)


def drawing(path: Path, organisation: Organisation) -> Drawing:
    """The drawing and the rail of one answer of the path finder, on the organisation of its day."""
    nodes = _path_nodes(path, organisation)
    keys: dict[str, str] = {}
    for key, hop in zip(nodes, path.hops, strict=True):
        if hop.post:
            keys[hop.post] = key
        keys.setdefault(hop.unit, key)
    ends = [(keys.get(e.from_unit), keys.get(e.to_unit), e) for e in path.edges]
    arrows = [_Arrow(a, b, e) for a, b, e in ends if a and b and a != b]
    opener = next(iter(nodes), "")
    # A direct question starts at the opener; a task or a guidance comes down from him, so its steps are turned round.
    fan = path.route is Route.DIRECT
    if arrows and not fan and all(a.source != opener for a in arrows):
        fan, arrows = True, [_Arrow(a.target, a.source, a.edge) for a in arrows]
    _hang_told(path, nodes, arrows)
    tree = _Tree(nodes, arrows, fan)
    result = Drawing(nodes=list(nodes.values()))
    _place(result, tree)
    if fan:
        result.rail = _fan_rail(tree)
    else:
        own = next((hop.basis for hop in path.hops if hop.role is HopRole.CONVENER), None)
        result.rail = _merge_rail(tree, keys.get(path.convener or "", ""), own)
    return result


def _path_nodes(path: Path, organisation: Organisation) -> dict[str, Node]:
    """The hops as nodes, by post or unit. Offices bear the title of their post, parties the name of their unit."""
    nodes: dict[str, Node] = {}
    for hop in path.hops:
        unit = organisation.units.get(hop.unit)
        post = organisation.posts.get(hop.post) if hop.post else None
        office = hop.role in (HopRole.COORDINATOR, HopRole.CONVENER, HopRole.DECIDER)
        titled = post is not None and (office or not post.head or hop.unit == path.convener)
        name = organisation.name_of(post.code if post and titled else hop.unit)
        kind, label = NODE_CLASS[hop.role], role_word(hop.role)
        if hop.unit == path.convener and hop.role in (HopRole.OPENER, HopRole.COUNTERPART):
            kind, label = "both", f"{label}, {role_word(HopRole.CONVENER).lower()}"
        if not hop.official:
            label += ", " + _("usulan")
        external = unit is not None and organisation.type_of(unit.code).type == EXTERNAL
        key = hop.post or hop.unit
        nodes[key] = Node(key, name, kind, label, unit_url(hop.unit), hop.official, external, lines=wrap(name))
    return nodes


def _hang_told(path: Path, nodes: dict[str, Node], arrows: Sequence[_Arrow]) -> None:
    """Offices that are only told stand on no line: each is named under the box of the unit it is told for."""
    linked = {end for a in arrows for end in (a.source, a.target)}
    for hop in path.hops:
        key = hop.post or hop.unit
        if hop.role is HopRole.VIA and key in nodes and key not in linked and hop.serves:
            served = next((n for n in nodes.values() if n.href == unit_url(hop.serves[0]) and n.code != key), None)
            if served:
                served.via = _("melalui %(office)s") % {"office": nodes.pop(key).name}


class _Tree:
    """Who hangs on whom, towards the convener (merge) or away from the opener (fan); parties in the order asked."""

    def __init__(self, nodes: Mapping[str, Node], arrows: Sequence[_Arrow], fan: bool) -> None:
        self.nodes, self.arrows, self.fan = nodes, arrows, fan
        self.parent: dict[str, str] = {}
        for arrow in arrows:
            child, above = (arrow.target, arrow.source) if fan else (arrow.source, arrow.target)
            self.parent.setdefault(child, above)
        found: dict[str, list[str]] = {}
        for child, above in self.parent.items():
            found.setdefault(above, []).append(child)
        self.order = {key: n for n, key in enumerate(nodes)}
        self.children = {above: sorted(below, key=self._first) for above, below in found.items()}
        self.roots = sorted((k for k in nodes if k not in self.parent), key=self._first)

    def _first(self, key: str) -> int:
        """The place of the first party at or below a node: the opener's branch comes first."""
        below = [k for k, above in self.parent.items() if above == key]
        return min((self._first(k) for k in below), default=self.order[key])

    def postorder(self, key: str) -> list[str]:
        """A node after all that hang on it."""
        return [k for child in self.children.get(key, ()) for k in self.postorder(child)] + [key]

    def preorder(self, key: str) -> list[str]:
        """A node before all that hang on it."""
        return [key] + [k for child in self.children.get(key, ()) for k in self.preorder(child)]

    def grounds(self, key: str) -> list[_Arrow]:
        """The steps between a node and what it hangs on."""
        return [a for a in self.arrows if (a.target if self.fan else a.source) == key]


def _place(result: Drawing, tree: _Tree) -> None:
    """Gives every node its column, size and place, and draws the lines and chips between."""
    nodes = tree.nodes
    for root in tree.roots:
        for key in tree.preorder(root) if tree.fan else tree.postorder(root):
            node = nodes[key]
            if tree.fan:
                node.column = nodes[tree.parent[key]].column + 1 if key in tree.parent else 0
            else:
                node.column = 1 + max((nodes[k].column for k in tree.children.get(key, ())), default=-1)
    for arrow in tree.arrows:  # a node with two coordinators stands left of both
        if nodes[arrow.target].column <= nodes[arrow.source].column:
            nodes[arrow.target].column = nodes[arrow.source].column + 1
    chips = {id(arrow): _chip(arrow.edge.basis) for arrow in tree.arrows}
    columns = sorted({node.column for node in nodes.values()})
    x = PAD + 6
    for column in columns:
        here = [node for node in nodes.values() if node.column == column]
        width = max(_box_width(node) for node in here)
        for node in here:
            rows = len(node.lines) * LINE_HEIGHT + (ROLE_HEIGHT if node.label else 0)
            node.x, node.w, node.h = x, width, rows + 2 * BOX_PAD
        beside = [
            chips[id(a)].w for a in tree.arrows if nodes[a.target if tree.fan else a.source].column == column + tree.fan
        ]
        x += width + max(beside, default=0) + TRUNK + ARROW + 3 * GAP_ROWS
    bottom = PAD
    for root in tree.roots:
        bottom = _lay(tree, root, bottom) + GAP_ROWS
    result.width = max((node.right for node in nodes.values()), default=0) + PAD + 6
    result.height = bottom - GAP_ROWS + PAD
    _lines(result, tree, chips)


def _lay(tree: _Tree, key: str, top: int) -> int:
    """Stacks what hangs on a node from `top` down and centres the node on it; the bottom of it all."""
    node, children = tree.nodes[key], tree.children.get(key, ())
    under = 20 if node.via else 0
    if not children:
        node.y = top
        return top + node.h + under
    bottom = top
    for child in children:
        bottom = _lay(tree, child, bottom) + GAP_ROWS
    bottom -= GAP_ROWS
    node.y = (tree.nodes[children[0]].middle + tree.nodes[children[-1]].middle) // 2 - node.h // 2
    shift = top - node.y
    if shift > 0:
        for moved in tree.postorder(key):
            tree.nodes[moved].y += shift
        bottom += shift
    return max(bottom, node.y + node.h + under)


def _lines(result: Drawing, tree: _Tree, chips: Mapping[int, Chip]) -> None:
    """Draws each bundle: single lines turn into one trunk, and the trunk's stem has the one arrowhead."""
    bundles: dict[str, list[_Arrow]] = {}
    for arrow in tree.arrows:
        bundles.setdefault(arrow.source if tree.fan else arrow.target, []).append(arrow)
    for hub_key, bundle in bundles.items():
        hub = tree.nodes[hub_key]
        legs = [(tree.nodes[a.target if tree.fan else a.source], a) for a in bundle]
        if tree.fan:
            _bundle(result, hub.right, hub.middle, 1, [(n.x - ARROW - 2, n.middle, a.edge.basis) for n, a in legs])
            result.tips += [_tip(n.x - 2, n.middle) for n, _a in legs]
        else:
            double = 5 if hub.kind in ("convener", "both", "decider") else 1
            ends = [(n.right, n.middle, a.edge.basis) for n, a in legs]
            _bundle(result, hub.x - ARROW - double, hub.middle, -1, ends)
            result.tips.append(_tip(hub.x - double, hub.middle))
        for node, arrow in legs:
            chip = chips[id(arrow)]
            x = node.x - ARROW - GAP_ROWS - chip.w if tree.fan else node.right + GAP_ROWS
            result.chips.append(replace(chip, x=x, y=node.middle - chip.h // 2))


def _bundle(
    result: Drawing, x: int, y: int, way: int, ends: Sequence[tuple[int, int, Basis | None]], reach: int = 0
) -> None:
    """Lines between one point (x, y) and several ends, on the side `way` (1 right, -1 left) of it.

    The trunk stands TRUNK + `reach` from the point. Only the furthest line above and below draws it, so that dashes
    never lie on dashes. A step without a ground is a plain line of command.
    """
    trunk = x + way * (TRUNK + reach)
    straight = [end_x for end_x, end, _b in ends if end == y]
    middle = next((basis for _x, end, basis in ends if end == y), ends[0][2])
    result.lines.append(Line(f"M{x} {y}H{straight[0] if straight else trunk - way * CORNER}", _style(middle)))
    for side in (-1, 1):
        group = sorted((e for e in ends if (e[1] - y) * side > 0), key=lambda e: abs(e[1] - y))
        for n, (end_x, end, basis) in enumerate(group):
            corner = min(CORNER, abs(end - y) // 2)
            turn = f"V{end - side * corner}Q{trunk} {end} {trunk + way * corner} {end}H{end_x}"
            if n == len(group) - 1:
                start = f"M{trunk - way * CORNER} {y}H{trunk - way * corner}Q{trunk} {y} {trunk} {y + side * corner}"
                result.lines.append(Line(start + turn, _style(basis)))
            else:
                result.lines.append(Line(f"M{trunk} {end - side * corner}" + turn, _style(basis)))


def _style(basis: Basis | None) -> str:
    return basis.strength.value if basis else "line"


def _tip(x: int, y: int) -> str:
    """An arrowhead that points right at (x, y)."""
    return f"M{x} {y}l-{ARROW} -5v10z"


def _box_width(node: Node) -> int:
    text = max(max(map(len, node.lines)) * NAME_CHAR, len(node.label) * SMALL_CHAR, len(node.via) * SMALL_CHAR)
    return max(150, text + 30 + (0 if node.official else STRIP))


def _chip(basis: Basis) -> Chip:
    """A chip still without a place: the word of the strength, below it the clause or a short reason."""
    designed = basis.strength is Strength.DESIGNED
    text = few_words(in_language(basis.reason)) if designed else short_cite(cite_in_language(basis.cite or ""))
    word = in_language(basis.strength.label)
    width = max(len(word) * 8 + 32, len(text) * SMALL_CHAR + 4) + 14
    return Chip(0, 0, width, CHIP_HEIGHT if text else CHIP_ONE_LINE, basis.strength.value, word, text, basis)


def short_cite(cite: str) -> str:
    """A citation for a tight place: "Pasal 21 ayat (1)" → "Pasal 21 (1)"; of several, the first and an ellipsis."""
    first, more, _rest = cite.partition(";")
    return first.replace("ayat (", "(") + (" …" if more else "")


def _stop(node: Node, arrows: Sequence[_Arrow], own: Basis | None = None) -> Stop:
    grounds = tuple(dict.fromkeys(a.ground for a in arrows))
    return Stop(node, grounds, own, grounds[-1][0].strength.value if grounds else "")


def _merge_rail(tree: _Tree, convener: str, own: Basis | None) -> list[Branch | Stop]:
    """The parties under their coordinators up to the root; without any line the parties one below the other."""
    items: list[Branch | Stop] = []
    for root in tree.roots:
        items += _rail(tree, root, convener, own)
    return items


def _rail(tree: _Tree, key: str, convener: str, own: Basis | None) -> list[Branch | Stop]:
    """What hangs on an office, then the office: parties side by side share a branch, each lower office has its own."""
    parts: list[list[Branch | Stop]] = []
    run: list[Branch | Stop] = []
    for child in tree.children.get(key, ()):
        if child in tree.children:
            *below, office = _rail(tree, child, convener, own)
            assert isinstance(office, Stop)
            parts.append([*below, replace(office, toward=tree.nodes[key].name)])
            continue
        stop = _stop(tree.nodes[child], tree.grounds(child))
        if parts and parts[-1] is run:
            before = run[-1]
            if isinstance(before, Stop) and before.grounds == stop.grounds:  # said once, at the last of them
                run[-1] = replace(before, grounds=())
            run.append(stop)
        else:
            run = [stop]
            parts.append(run)
    here = _stop(tree.nodes[key], tree.grounds(key), own if key == convener else None)
    if len(parts) < 2:
        return [*(item for part in parts for item in part), here]
    main = _last(parts[0])
    return [*(Branch(tuple(part), main, _last(part)) for part in parts), here]


def _last(items: Sequence[Branch | Stop]) -> str:
    """The strength of the line that leaves a row of items."""
    last = items[-1]
    return last.to if isinstance(last, Stop) else last.out


def _fan_rail(tree: _Tree) -> list[Branch | Stop]:
    """From the opener outward; each ground stands before the stop it leads to, once while it stays the same."""
    keys = [k for root in tree.roots for k in tree.preorder(root)]
    stops: list[Branch | Stop] = []
    shown: tuple[tuple[Basis, str], ...] = ()
    for n, key in enumerate(keys):
        stop = _stop(tree.nodes[key], tree.grounds(keys[n + 1]) if n + 1 < len(keys) else ())
        stops.append(replace(stop, grounds=()) if stop.grounds == shown else stop)
        shown = stop.grounds
    return stops


# --- trees: the structure, and the map of all paths -------------------------------------------------------------------


@dataclass(frozen=True)
class Twig:
    """A unit in a tree, with what hangs on it and the ground of its own step upward."""

    code: str
    name: str
    children: tuple[Twig, ...] = ()
    basis: Basis | None = None
    official: bool = True
    external: bool = False

    @property
    def href(self) -> str:
        """Address of the unit's page."""
        return unit_url(self.code)

    @property
    def depth(self) -> int:
        """How many levels hang below: 0 for a leaf."""
        return 1 + max((child.depth for child in self.children), default=-1)

    @property
    def shared(self) -> Basis | None:
        """The ground of all steps into this office, when it is one and the same."""
        grounds = {child.basis for child in self.children}
        return next(iter(grounds)) if len(grounds) == 1 else None


def structure_tree(organisation: Organisation, root: str) -> Twig:
    """All units under `root` by their superiors, in the order of the pack."""

    def grow(unit: Unit) -> Twig:
        return Twig(unit.code, unit.name, tuple(grow(below) for below in organisation.below.get(unit.code, ())))

    return grow(organisation.units[root])


def paths_tree(organisation: Organisation, routes: Routes, root: str) -> Twig:
    """The map of all paths: the units under their coordinators, those under their superiors, up to `root`.

    A unit with several coordinators stands under each of them.
    """
    rows: dict[str, list[Coordination]] = {}
    for found in organisation.coordination.values():
        for row in found:
            rows.setdefault(row.coordinator, []).append(row)
    offices: dict[str, list[str]] = {}
    for code in rows:
        lower, upper = code, organisation.units[code].superior
        while upper and lower != root:
            if lower not in offices.setdefault(upper, []):
                offices[upper].append(lower)
            lower, upper = upper, organisation.units[upper].superior

    def leaf(row: Coordination) -> Twig:
        unit = organisation.units[row.unit]
        affair = organisation.affairs.get(f"{row.unit}/{row.affair}") if row.affair else None
        name = f"{unit.name}: {affair.name}" if affair else unit.name
        return Twig(unit.code, name, (), row.basis, row.official, organisation.type_of(unit.code).type == EXTERNAL)

    def office(code: str, above: str | None) -> Twig:
        unit = organisation.units[code]
        head = organisation.heads.get(code)
        below = [office(c, code) for c in sorted(offices.get(code, ()), key=list(organisation.units).index)]
        below += [leaf(row) for row in rows.get(code, ()) if row.unit in organisation.units]
        basis = _upward(organisation, routes, unit, organisation.units[above]) if above else None
        return Twig(code, head.title if head else unit.name, tuple(below), basis)

    return office(root, None)


def _upward(organisation: Organisation, routes: Routes, lower: Unit, upper: Unit) -> Basis:
    """The ground of a step to one's superior, from the first row of the table that fits."""
    return next(
        row.basis
        for row in routes.edges
        if (not row.from_ or lower.type in row.from_)
        and (not row.to or upper.type in row.to)
        and (not row.units or lower.code in row.units)
    )


def tree_drawing(root: Twig, leaves_left: bool = False) -> Drawing:
    """A tidy tree: the root left and its leaves right (structure), or the leaves left and the root right (map)."""
    result = Drawing()
    widths: dict[int, int] = {}
    placed: list[tuple[Twig, Node, list[Node]]] = []
    cursor = PAD

    def grow(twig: Twig, level: int) -> Node:
        nonlocal cursor
        column = (root.depth - level if twig.children else 0) if leaves_left else level
        node = Node(twig.code, twig.name, "branch" if twig.children else "leaf", href=twig.href, column=column)
        node.official, node.external = twig.official, twig.external
        if twig.children:
            node.lines = wrap(twig.name, BRANCH_WRAP)
            node.w = max(map(len, node.lines)) * NAME_CHAR + 28
            node.h = len(node.lines) * LINE_HEIGHT + 2 * BOX_PAD
            start = cursor
            below = [grow(child, level + 1) for child in twig.children]
            node.y = (below[0].middle + below[-1].middle) // 2 - node.h // 2
            if node.y < start:  # taller than what hangs on it
                for moved in result.nodes[-len(_all(twig)) + 1 :]:
                    moved.y += start - node.y
                cursor += start - node.y
                node.y = start
            cursor = max(cursor, node.y + node.h) + 6
            placed.append((twig, node, below))
        else:
            node.lines = (twig.name,)
            node.w, node.h, node.y = len(twig.name) * LEAF_CHAR + 24, LEAF_HEIGHT, cursor
            cursor += LEAF_HEIGHT
        if twig.children or leaves_left:
            widths[column] = max(widths.get(column, 0), node.w)
        result.nodes.append(node)
        return node

    grow(root, 0)
    chips = {t.code: _chip(t.shared) for t, _n, _b in placed if t.shared}
    starts, x = {}, PAD
    for column in range(root.depth + 1):
        hubs = [t.code for t, n, _b in placed if n.column == column + leaves_left]
        starts[column] = x
        reach = max((chips[code].w + GAP_ROWS for code in hubs if code in chips), default=0)
        x += widths.get(column, 0) + TRUNK + 3 * GAP_ROWS + reach
    for node in result.nodes:
        node.x = starts[node.column]
        if node.kind == "branch":
            node.w = widths[node.column]
        elif leaves_left:  # bound right, so that the lines start side by side
            node.x += widths[0] - node.w
            node.bound_right = True
    result.width = max(node.right for node in result.nodes) + PAD
    result.height = cursor + PAD
    for twig, node, below in placed:
        way = -1 if leaves_left else 1
        ends = [
            (n.right if leaves_left else n.x - 2, n.middle, t.basis) for t, n in zip(twig.children, below, strict=True)
        ]
        chip = chips.get(twig.code)
        reach = chip.w + GAP_ROWS if chip else 0
        at = node.x - ARROW - 1 if leaves_left else node.right
        _bundle(result, at, node.middle, way, ends, reach)
        if leaves_left:
            result.tips.append(_tip(node.x - 1, node.middle))
        if chip:
            result.chips.append(replace(chip, x=at - GAP_ROWS - chip.w + 6, y=node.middle - chip.h // 2))
    return result


def _all(twig: Twig) -> list[Twig]:
    """A twig and all below it."""
    return [twig, *(found for child in twig.children for found in _all(child))]

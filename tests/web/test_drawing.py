"""Drawings: where nodes, lines and stops stand, tried on the pack's own organisation and on every unit of it."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path as Folder

import pytest

from selaras.law.organisation import Organisation
from selaras.law.pack import load
from selaras.law.paths import Question, Resolver
from selaras.law.routes import Routes
from selaras.law.types import Kind
from selaras.web.drawing import (
    Branch,
    Drawing,
    Node,
    Stop,
    Twig,
    drawing,
    paths_tree,
    short_cite,
    structure_tree,
    tree_drawing,
    wrap,
)

PACK = Folder(__file__).parents[2] / "src/selaras/packs/balangan"
DAY = date(2026, 11, 23)
IRRIGATION = ("DPUPR", "DISPERTAN", "DKP", "KEC.LAMPIHONG")


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return load(PACK).history.on(DAY)


@pytest.fixture(scope="module")
def routes() -> Routes:
    return load(PACK).regulation_on(DAY).routes


@pytest.fixture(scope="module")
def resolver(organisation: Organisation, routes: Routes) -> Resolver:
    return Resolver(organisation, routes)


def drawn(resolver: Resolver, *parties: str, kind: Kind = Kind.KOORDINATIF, form: str | None = None) -> Drawing:
    path = resolver.resolve(Question(parties[0], parties[1:], kind, form=form))
    return drawing(path, resolver.organisation)


def node(picture: Drawing, code: str) -> Node:
    return next(n for n in picture.nodes if code in (n.code, n.href.split("/")[2]))


def names(items: list[Branch | Stop] | tuple[Branch | Stop, ...]) -> list[object]:
    return [item.node.name if isinstance(item, Stop) else names(item.items) for item in items]


def overlap(a: Node, b: Node) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.y + b.h and b.y < a.y + a.h


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Dinas Pertanian", ("Dinas Pertanian",)),
        ("Dinas Pekerjaan Umum dan Penataan Ruang", ("Dinas Pekerjaan Umum", "dan Penataan Ruang")),
        (
            "Asisten Pemerintahan dan Kesejahteraan Rakyat",
            ("Asisten Pemerintahan", "dan Kesejahteraan Rakyat"),
        ),
    ],
)
def test_a_name_is_wrapped_evenly(name: str, lines: tuple[str, ...]) -> None:
    assert wrap(name) == lines


def test_no_line_of_any_unit_ends_on_dan(organisation: Organisation) -> None:
    for unit in organisation.units.values():
        assert " ".join(wrap(unit.name)) == " ".join(unit.name.split())
        assert not any(line.endswith((" dan", "dan ")) for line in wrap(unit.name))


def test_parties_left_coordinators_then_the_convener(resolver: Resolver) -> None:
    picture = drawn(resolver, *IRRIGATION)
    parties = [node(picture, code) for code in IRRIGATION]
    asisten = [node(picture, "SETDA.AST2"), node(picture, "SETDA.AST1")]
    sekda = node(picture, "SETDA")
    assert {n.x for n in parties} == {parties[0].x}
    assert [n.y for n in parties] == sorted(n.y for n in parties)
    assert parties[0].right < asisten[0].x == asisten[1].x < asisten[0].right < sekda.x
    assert asisten[0].middle == (parties[0].middle + parties[2].middle) // 2
    assert sekda.kind == "convener"
    assert sekda.name == "Sekretaris Daerah"


def test_a_proposed_coordinator_says_so_in_its_box(resolver: Resolver) -> None:
    asisten = node(drawn(resolver, *IRRIGATION), "SETDA.AST2")
    assert not asisten.official
    assert asisten.label == "Koordinator, usulan"


def test_each_line_has_its_chip_on_it_and_each_target_one_arrowhead(resolver: Resolver) -> None:
    picture = drawn(resolver, *IRRIGATION)
    assert [chip.text for chip in picture.chips].count("Pasal 21 (1)") == 4
    assert len(picture.tips) == 3
    middles = {n.middle for n in picture.nodes}
    assert all(chip.y + chip.h // 2 in middles for chip in picture.chips)


def test_the_rail_groups_the_parties_under_their_coordinators(resolver: Resolver) -> None:
    assert names(drawn(resolver, *IRRIGATION).rail) == [
        [
            "Dinas Pekerjaan Umum dan Penataan Ruang",
            "Dinas Pertanian",
            "Dinas Ketahanan Pangan",
            "Asisten Perekonomian dan Pembangunan",
        ],
        ["Kecamatan Lampihong", "Asisten Pemerintahan dan Kesejahteraan Rakyat"],
        "Sekretaris Daerah",
    ]


def test_the_rail_says_a_shared_ground_once_at_the_last_party(resolver: Resolver) -> None:
    branch = drawn(resolver, *IRRIGATION).rail[0]
    assert isinstance(branch, Branch)
    grounds = [item.grounds for item in branch.items if isinstance(item, Stop)]
    assert [len(g) for g in grounds] == [0, 0, 1, 1]
    assert grounds[2][0][0].cite == "Pasal 21 ayat (1)"
    assert grounds[2][0][1] == "Usulan"


def test_pasal_1_angka_7_the_ground_under_a_coordinator_is_that_of_his_step_upward(resolver: Resolver) -> None:
    branch = drawn(resolver, *IRRIGATION).rail[0]
    assert isinstance(branch, Branch)
    toward = [(item.node.label, item.toward) for item in branch.items if isinstance(item, Stop)]
    assert toward[-1] == ("Koordinator, usulan", "Sekretaris Daerah")
    assert {name for _label, name in toward[:-1]} == {""}


def test_pasal_13_ayat_2_a_consultation_is_drawn_from_the_opener_straight_to_each(resolver: Resolver) -> None:
    picture = drawn(resolver, "DPUPR", "DISPERTAN", "DKP", kind=Kind.KONSULTATIF)
    opener, first, second = (node(picture, code) for code in ("DPUPR", "DISPERTAN", "DKP"))
    assert opener.right < first.x == second.x
    assert names(picture.rail) == [opener.name, first.name, second.name]
    assert len(picture.tips) == 2


def test_pasal_18_huruf_e_the_decider_stands_last(resolver: Resolver) -> None:
    picture = drawn(resolver, *IRRIGATION, form="e")
    decider = node(picture, "BUPATI")
    assert decider.kind == "decider"
    assert decider.x > node(picture, "SETDA").right
    assert names(picture.rail)[-1] == decider.name


def test_an_outside_institution_is_drawn_as_such(resolver: Resolver) -> None:
    picture = drawn(resolver, "BPBD", "EXT.POLRES")
    assert node(picture, "EXT.POLRES").external
    assert not node(picture, "BPBD").external


def test_without_a_path_only_the_parties_stand_in_the_list(resolver: Resolver) -> None:
    picture = drawn(resolver, "DPUPR", "BUPATI")
    assert picture.lines == []
    assert len(picture.rail) == 2


@pytest.mark.parametrize("kind", list(Kind))
def test_no_box_lies_on_another_and_all_lie_inside(resolver: Resolver, organisation: Organisation, kind: Kind) -> None:
    codes = list(organisation.units)
    for opener, first, second in zip(codes, codes[7:] + codes[:7], codes[31:] + codes[:31], strict=True):
        picture = drawn(resolver, opener, first, second, kind=kind)
        for at, one in enumerate(picture.nodes):
            assert one.x >= 0
            assert one.y >= 0
            assert one.right <= picture.width
            assert one.y + one.h <= picture.height
            assert not any(overlap(one, other) for other in picture.nodes[at + 1 :]), (opener, first, second)


def test_dashes_never_lie_on_dashes(resolver: Resolver) -> None:
    picture = drawn(resolver, *IRRIGATION, "DISKAN", "DLH", "DISHUB")
    uprights: dict[str, list[tuple[int, int]]] = {}
    for line in picture.lines:
        for x, start, end in re.findall(r"(\d+) (\d+)V(\d+)", line.d):
            low, high = sorted((int(start), int(end)))
            uprights.setdefault(x, []).append((low, high))
    assert sum(high > low for runs in uprights.values() for low, high in runs) >= 3
    for runs in uprights.values():
        for (_low, high), (low, _high) in pairwise(sorted(run for run in runs if run[0] < run[1])):
            assert high <= low


def test_the_structure_holds_every_unit_once_from_left_to_right(organisation: Organisation) -> None:
    tree = structure_tree(organisation, "BUPATI")
    picture = tree_drawing(tree)
    inside = [u.code for u in organisation.units.values() if u.superior or u.code == "BUPATI"]
    assert sorted(n.code for n in picture.nodes) == sorted(inside)
    assert node(picture, "BUPATI").x < node(picture, "SETDA").x < node(picture, "SETDA.AST1").x
    leaves = sorted(n.y for n in picture.nodes if n.kind == "leaf")
    assert all(below - above >= 24 for above, below in pairwise(leaves))


def test_pasal_21_the_map_leads_every_mapped_unit_to_its_coordinator(
    organisation: Organisation, routes: Routes
) -> None:
    tree = paths_tree(organisation, routes, "BUPATI")

    def pairs(twig: Twig) -> set[tuple[str, str]]:
        return {(child.code, twig.code) for child in twig.children}.union(*(pairs(child) for child in twig.children))

    rows = {(row.unit, row.coordinator) for found in organisation.coordination.values() for row in found}
    assert rows <= pairs(tree)
    picture = tree_drawing(tree, leaves_left=True)
    assert node(picture, "DPUPR").right <= node(picture, "SETDA.AST2").x
    assert node(picture, "SETDA.AST2").x < node(picture, "SETDA").x < node(picture, "BUPATI").x
    assert [chip.text for chip in picture.chips].count("Pasal 21 (1)") == 3


def test_a_citation_is_shortened_for_a_chip_on_a_line() -> None:
    assert short_cite("Pasal 21 ayat (1)") == "Pasal 21 (1)"
    assert short_cite("Pasal 1 angka 5; Pasal 11 ayat (3)") == "Pasal 1 angka 5 …"

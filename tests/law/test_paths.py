"""The path finder keeps its six rules, the rungs of command and the spans of leaders, in Balangan and elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import selaras
from selaras.law.cases import Cases, run_cases
from selaras.law.organisation import Organisation
from selaras.law.pack import load
from selaras.law.paths import BadQuestion, HopRole, Question, Resolver, Status, as_json, resolve_path
from selaras.law.paths import Path as Jalur
from selaras.law.types import Affair, Coordination, Kind, Post, Strength, Unit, UnitType

DAY = date(2020, 4, 6)
PACK = load(Path(selaras.__file__).parent / "packs" / "balangan")
HISTORY, ROUTES, CASES = PACK.history, PACK.regulation_on(DAY).routes, PACK.regulation_on(DAY).cases
BALANGAN = Resolver(HISTORY.on(DAY), ROUTES)


def ask(
    opener: str,
    *to: str,
    kind: str = "koordinatif",
    type: str | None = None,
    form: str | None = None,
    affairs: tuple[str, ...] = (),
    resolver: Resolver = BALANGAN,
) -> Jalur:
    return resolver.resolve(Question(opener, to, Kind(kind), type, form, affairs))


def lintas(
    opener: str,
    *to: str,
    form: str | None = None,
    affairs: tuple[str, ...] = (),
    resolver: Resolver = BALANGAN,
) -> Jalur:
    return ask(opener, *to, type="lintas_sektor", form=form, affairs=affairs, resolver=resolver)


def units(path: Jalur, role: HopRole | None = None) -> list[str]:
    return [hop.unit for hop in path.hops if role in (None, hop.role)]


def said(path: Jalur) -> str:
    return " ".join(path.reasons)


def unit(code: str, type: str, superior: str | None, through: str | None = None) -> Unit:
    return Unit(code, code, None, type, superior, through, None, DAY, None)


def row(code: str, coordinator: str, affair: str | None = None, **more: object) -> Coordination:
    row = Coordination(
        code, affair, coordinator, "usulan", Strength.INFERRED, "Pasal 21 ayat (1)", None, None, DAY, None
    )
    return replace(row, **more)


def made_up(extra: Iterable[Unit], rows: Iterable[Coordination], affairs: Iterable[Affair] = ()) -> Resolver:
    """A government with a Setda of two Asisten, and what a test adds; every unit has a head post."""
    found = [
        unit("B", "pimpinan", None),
        unit("S", "sekretariat_daerah", "B"),
        unit("A1", "asisten", "S"),
        unit("A2", "asisten", "S"),
        *extra,
    ]
    posts = [Post(u.code, "1", u.code, f"{u.superior}/1" if u.superior else None, True, None, DAY, None) for u in found]
    types: Iterable[UnitType] = HISTORY.all_types
    return Resolver(Organisation(DAY, types, found, posts, affairs, rows), ROUTES)


DINAS = [unit(code, "dinas", "B", "S") for code in ("D1", "D2", "D3")]


# --- the worked cases ---


def test_cases_of_the_pack_come_out_as_they_say() -> None:
    assert run_cases(CASES, HISTORY, ROUTES) == []


def test_a_case_that_says_otherwise_is_named() -> None:
    wrong = replace(CASES.paths[0], expect=replace(CASES.paths[0].expect, convener="SETDA.AST2"))
    failed = run_cases(Cases((wrong,)), HISTORY, ROUTES)
    assert [f.difference for f in failed] == ["pemimpin SETDA, seharusnya SETDA.AST2"]


def test_pasal_21_ayat_1_irrigation_and_planting_calendar_as_printed() -> None:
    path = as_json(lintas("DPUPR", "DISPERTAN", "DKP", "KEC.LAMPIHONG"))
    hops = [(hop["unit"], hop["role"], hop["serves"], hop["source"]) for hop in path["hops"]]
    assert hops == [
        ("DPUPR", "opener", [], None),
        ("SETDA.AST2", "coordinator", ["DPUPR", "DISPERTAN", "DKP"], "coordination.csv:13"),
        ("SETDA", "convener", ["DPUPR", "DISPERTAN", "DKP", "KEC.LAMPIHONG"], None),
        ("DISPERTAN", "counterpart", [], None),
        ("DKP", "counterpart", [], None),
        ("SETDA.AST1", "coordinator", ["KEC.LAMPIHONG"], "coordination.csv:39"),
        ("KEC.LAMPIHONG", "counterpart", [], None),
    ]
    assert list(path) == ["status", "convener", "hops", "reasons"]
    assert list(path["hops"][0]) == ["unit", "post", "role", "serves", "basis", "source"]
    assert path["hops"][1]["basis"]["strength"] == "inferred"
    assert (path["status"], path["convener"], path["hops"][0]["post"]) == ("proposed", "SETDA", "DPUPR/1")


# --- the six rules ---


@pytest.mark.parametrize("head", ["BUPATI", "WABUP"])
def test_rule_1_pasal_1_angka_5_a_head_is_never_a_counterpart(head: str) -> None:
    for kind in Kind:
        path = ask("DPUPR", "DKP", head, kind=kind)
        assert path.status is Status.UNDETERMINED
        assert "Pasal 1 angka 5" in said(path)
        assert [way.text.split()[0] for way in path.ways_on] == ["Undang", "Mohon"]


def test_rule_1_pasal_1_angka_5_a_head_opens_only_directives() -> None:
    for kind in ("konsultatif", "kolegial", "fungsional"):
        assert ask("BUPATI", "DPUPR", kind=kind).status is Status.UNDETERMINED
    assert lintas("BUPATI", "DPUPR").ways_on[0].kind is Kind.STRUKTURAL
    assert ask("BUPATI", "DPUPR").type == "hierarki"


def test_rule_2_a_unit_without_a_row_stands_for_its_agency() -> None:
    path = lintas("KEL.PARKOT", "UPTDIK.JUAI")
    assert units(path) == ["KEL.PARKOT", "KEC.PARINGIN", "SETDA.AST1", "DISDIK", "UPTDIK.JUAI"]
    assert [hop.serves for hop in path.hops if hop.role is HopRole.VIA] == [("KEL.PARKOT",), ("UPTDIK.JUAI",)]


def test_hops_go_up_from_the_opener_and_down_to_each_counterpart() -> None:
    path = lintas("PKM.JUAI", "UPTDIK.JUAI", "DPUPR", "EXT.BPS")
    assert units(path) == [
        "PKM.JUAI",
        "DINKES",
        "SETDA.AST1",
        "SETDA",
        "DISDIK",
        "UPTDIK.JUAI",
        "SETDA.AST2",
        "DPUPR",
        "EXT.BPS",
    ]
    down = ["SETDA.AST1", "KEC.PARINGIN", "KEL.PARKOT"]
    assert units(lintas("DPUPR", "KEL.PARKOT")) == ["DPUPR", "SETDA.AST2", "SETDA", *down]


def test_rule_2_an_agency_that_is_itself_a_party_stays_a_party() -> None:
    path = lintas("PKM.JUAI", "DPUPR", "DINKES")
    assert units(path, HopRole.VIA) == []
    assert path.hops[-1].role is HopRole.COUNTERPART
    assert path.hops[-1].serves == ("PKM.JUAI",)


def test_rule_3_pasal_17_huruf_a_parties_of_one_agency_are_led_by_its_head() -> None:
    for path in (lintas("PKM.JUAI", "PKM.UREN"), ask("DPUPR/31", "DPUPR/41"), lintas("SETDA.AST1", "SETDA.AST1.HUKUM")):
        assert (path.status, path.type, path.convener) == (Status.OFFICIAL, "hierarki", None)
    assert lintas("PKM.JUAI", "PKM.UREN").ways_on[0].opener == "DINKES"
    assert [h.post for h in ask("DPUPR/31", "DPUPR/41").hops] == [
        "DPUPR/31",
        "DPUPR/3",
        "DPUPR/1",
        "DPUPR/4",
        "DPUPR/41",
    ]


def test_rule_4_the_lowest_office_above_every_party_convenes() -> None:
    assert lintas("DPUPR", "DKP").convener == "SETDA.AST2"
    assert lintas("DPUPR", "DINKES").convener == "SETDA"
    assert [h.basis.cite for h in lintas("DPUPR", "DINKES").hops if h.role is HopRole.CONVENER] == ["Pasal 3 ayat (2)"]
    assert lintas("DPUPR", "EXT.BPS").convener == "SETDA"
    assert lintas("DPUPR", "EXT.PROV").convener == "BUPATI"


def test_rule_4_an_asisten_or_sekda_above_all_others_convenes_itself_as_a_party() -> None:
    path = lintas("DPUPR", "SETDA.AST2", "DKP")
    assert path.convener == "SETDA.AST2"
    assert units(path) == ["DPUPR", "SETDA.AST2", "DKP"]
    assert path.hops[1].role is HopRole.COUNTERPART
    assert path.hops[1].serves == ("DPUPR", "DKP")
    assert lintas("SETDA", "DPUPR").convener == "SETDA"


def test_rule_4_an_agency_never_convenes_itself() -> None:
    resolver = made_up(DINAS, [row("D1", "D2"), row("D2", "A1"), row("D3", "D2")])
    assert lintas("D1", "D3", resolver=resolver).convener == "D2"
    assert lintas("D1", "D2", resolver=resolver).convener == "A1"


def test_rule_5_staf_ahli_and_outside_institutions_hang_on_their_rows() -> None:
    assert lintas("SA.SA2", "SETDA.AST2").convener == "SETDA"
    path = ask("BPBD", "EXT.KODIM")
    assert (path.type, path.convener, path.hops[-1].post) == ("instansional", "BUPATI", None)
    assert "instansional" in said(lintas("BPBD", "EXT.KODIM"))
    assert "lintas sektor" in said(ask("DPUPR", "DKP", type="instansional"))


def test_rule_6_all_coordinators_coordinate_when_no_affair_is_named() -> None:
    affairs = [Affair(a, a, "D1", False, DAY, None) for a in ("air", "tanah")]
    rows = [row("D1", "A1", "air"), row("D1", "A2", "tanah"), row("D2", "A1")]
    resolver = made_up(DINAS, rows, affairs)
    both = lintas("D1", "D2", resolver=resolver)
    assert (both.convener, units(both)) == ("S", ["D1", "A1", "A2", "S", "D2"])
    one = lintas("D1", "D2", resolver=resolver, affairs=("D1/air",))
    assert (one.convener, units(one)) == ("A1", ["D1", "A1", "D2"])
    other = lintas("D1", "D2", resolver=resolver, affairs=("D1/tanah",))
    assert units(other) == ["D1", "A2", "S", "A1", "D2"]


# --- rows ---


def test_pasal_21_ayat_2_without_a_row_the_path_is_not_determined() -> None:
    resolver = made_up(DINAS, [row("D1", "A1"), row("D3", "A1", valid_from=date(2021, 1, 1))])
    for missing in ("D2", "D3"):
        path = lintas("D1", missing, resolver=resolver)
        assert (path.status, path.convener) == (Status.UNDETERMINED, None)
        assert "Jalur belum ditetapkan" in path.reasons[0]
        assert "Bagian Organisasi" in said(path)


def test_status_is_that_of_the_weakest_row_and_disputes_are_named() -> None:
    resolver = made_up(
        DINAS, [row("D1", "A1", status="resmi"), row("D2", "A1", status="resmi"), row("D3", "A1", agreement="1/2")]
    )
    assert lintas("D1", "D2", resolver=resolver).status is Status.OFFICIAL
    path = lintas("D1", "D3", resolver=resolver)
    assert path.status is Status.PROPOSED
    assert "usulan, 1 dari 2 daerah sama" in said(path)


def test_rows_in_a_circle_end_undetermined() -> None:
    resolver = made_up(DINAS, [row("D1", "D2"), row("D2", "D1"), row("D3", "A1")])
    assert lintas("D1", "D3", resolver=resolver).status is Status.UNDETERMINED


def test_pasal_22_before_the_regulation_there_is_no_path() -> None:
    question = Question("DPUPR", ("DKP",), Kind.KONSULTATIF)
    path = resolve_path(HISTORY.on(date(2020, 4, 5)), ROUTES, question)
    assert path.status is Status.UNDETERMINED
    assert "Pasal 22" in said(path)
    assert resolve_path(HISTORY.on(DAY), ROUTES, question).status is Status.OFFICIAL


def test_pasal_18_huruf_e_a_working_group_is_lifted_to_the_head_of_government() -> None:
    path = lintas("DPUPR", "DINKES", form="e")
    assert units(path) == ["DPUPR", "SETDA.AST2", "SETDA", "BUPATI", "SETDA.AST1", "DINKES"]
    assert path.hops[3].role is HopRole.DECIDER
    assert path.hops[3].basis.strength is Strength.DESIGNED
    assert HopRole.DECIDER not in {hop.role for hop in lintas("DPUPR", "DINKES", form="d").hops}


# --- direct, line, span ---


def test_pasal_13_ayat_2_consultation_needs_nobody_in_between() -> None:
    path = ask("DPUPR/31", "DPUPR/1", "SETDA.AST1.HUKUM", kind="konsultatif")
    assert [hop.role for hop in path.hops] == [HopRole.OPENER, HopRole.COUNTERPART, HopRole.COUNTERPART]
    assert (path.status, path.hops[0].basis.cite) == (Status.OFFICIAL, "Pasal 13 ayat (2)")


def test_pasal_11_ayat_3_camat_to_lurah_is_stated() -> None:
    basis = ask("KEC.PARINGIN", "KEL.PARKOT", kind="struktural").hops[-1].basis
    assert (basis.strength, basis.cite) == (Strength.STATED, "Pasal 11 ayat (3)")


def test_pasal_1_angka_13_a_skipped_rung_is_refused_with_the_chain_and_two_ways_on() -> None:
    path = ask("DINKES", "DINKES/2", "RSUD/31", kind="struktural")
    assert path.status is Status.REFUSED
    assert [hop.post for hop in path.hops] == ["DINKES/1", "DINKES/2", "RSUD/1", "RSUD/3", "RSUD/31"]
    assert path.ways_on[0].counterparts == ("RSUD",)
    assert "alasan tertulis" in path.ways_on[1].text


def test_pasal_1_angka_13_no_task_upwards_or_sideways() -> None:
    assert ask("DPUPR/31", "DPUPR/3", kind="struktural").ways_on[0].kind is Kind.KONSULTATIF
    assert ask("DPUPR", "DKP", kind="struktural").ways_on[0].type == "lintas_sektor"
    assert ask("SETDA", "DPUPR", kind="struktural").ways_on[0].opener == "BUPATI"


def test_pasal_16_bupati_to_a_dinas_is_one_rung_via_the_sekretariat() -> None:
    path = ask("BUPATI", "DPUPR", "SETDA", kind="struktural")
    assert (path.status, units(path)) == (Status.OFFICIAL, ["BUPATI", "DPUPR", "SETDA"])
    assert path.hops[2].serves == ("DPUPR",)
    assert units(ask("BUPATI", "DPUPR", kind="struktural"), HopRole.VIA) == ["SETDA"]
    assert units(ask("BUPATI", "INSPEKTORAT", kind="struktural"), HopRole.VIA) == []


def test_pasal_17_huruf_a_a_span_goes_down_the_tree_or_the_line() -> None:
    path = ask("SETDA", "DPUPR/3", "KEL.PARKOT", type="hierarki")
    assert (path.status, path.convener) == (Status.PROPOSED, None)
    assert units(path) == ["SETDA", "SETDA.AST2", "DPUPR", "DPUPR", "SETDA.AST1", "KEC.PARINGIN", "KEL.PARKOT"]
    assert ask("DINKES", "RSUD", type="hierarki").status is Status.OFFICIAL
    assert ask("DPUPR", "DKP", type="hierarki").status is Status.REFUSED
    assert ask("BUPATI", "EXT.PROV", type="hierarki").status is Status.REFUSED


# --- questions that cannot be asked, or need a word ---


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(BadQuestion, match="DPUPR"):
        ask("DPUPRR", "DKP")
    with pytest.raises(BadQuestion, match="DPUPR/31"):
        ask("DPUPR", "DPUPR/311")
    with pytest.raises(BadQuestion, match="DISKOMINFO/statistik"):
        lintas("DPUPR", "DISKOMINFO", affairs=("DISKOMINFO/statistika",))
    with pytest.raises(BadQuestion, match="tidak ada"):
        ask("DPUPR", "DKP", form="h")
    with pytest.raises(BadQuestion, match="tidak ada"):
        ask("DPUPR", "DKP", type="hirarki")


def test_duplicates_are_counted_once_and_the_opener_is_no_counterpart() -> None:
    path = ask("DPUPR", "DKP", "DKP/1", kind="konsultatif")
    assert units(path) == ["DPUPR", "DKP"]
    assert "lebih dari sekali" in said(path)
    path = ask("DPUPR", "DKP", "DPUPR/1", kind="kolegial")
    assert (path.status, path.ways_on[0].counterparts) == (Status.UNDETERMINED, ("DKP",))
    path = lintas("DPUPR/31", "DKP", "DKP/2", "DPUPR", "DISDIK")
    assert (path.status, path.ways_on[0].counterparts) == (Status.UNDETERMINED, ("DKP", "DISDIK"))


@pytest.mark.parametrize("kind", list(Kind))
def test_whoever_asks_for_himself_hears_so_before_any_type_is_proposed(kind: Kind) -> None:
    for opener in (*BALANGAN.organisation.units, "DPUPR/31"):
        path = ask(opener, opener, kind=kind)
        assert (path.status, path.type) == (Status.UNDETERMINED, None)
        assert "pembuka sekaligus pihak yang dituju" in path.reasons[0]
        assert path.ways_on
        for way in path.ways_on[1:]:
            assert ask(opener, *(way.counterparts or ()), kind=way.kind or kind).status is Status.OFFICIAL


# --- invariants ---


def test_every_way_on_is_lawful_and_every_stop_has_a_reason() -> None:
    one_of_each = {u.type: code for code, u in BALANGAN.organisation.units.items()}
    pairs = list(permutations([*one_of_each.values(), "BUPATI", "SETDA.AST1", "DPUPR/31"], 2))
    stops = 0
    for (opener, to), (kind, type_) in product(
        pairs, [(k, None) for k in Kind] + [(Kind.KOORDINATIF, t) for t in ROUTES.types]
    ):
        path = ask(opener, to, kind=kind, type=type_)
        assert path.hops[0].role is HopRole.OPENER
        if path.status not in (Status.REFUSED, Status.UNDETERMINED):
            continue
        stops += 1
        assert path.ways_on, (opener, to, kind, type_)
        for way in path.ways_on:
            if way.kind and way.text in said(path):
                next_ = ask(way.opener or opener, *(way.counterparts or (to,)), kind=way.kind, type=way.type)
                assert next_.status in (Status.OFFICIAL, Status.PROPOSED), (opener, to, kind, type_, way)
    assert stops > 100


TREE = st.lists(st.tuples(st.sampled_from(["A1", "A2", "D0", "D1"]), st.booleans()), min_size=3, max_size=4)


@settings(max_examples=30, deadline=None)
@given(TREE, st.data())
def test_invariants_hold_on_any_tree(tree: list[tuple[str, bool]], data: st.DataObject) -> None:
    dinas = [unit(f"D{n}", "dinas", "B", "S") for n in range(len(tree))]
    rows = [row(f"D{n}", coordinator) for n, (coordinator, _) in enumerate(tree) if coordinator < f"D{n}"]
    rows += [row(f"D{n}", "A2", "x") for n, (_, twice) in enumerate(tree) if twice]
    resolver = made_up(dinas, rows)
    codes = [*(u.code for u in dinas), "A1", "A2", "S"]
    parties = data.draw(st.lists(st.sampled_from(codes), min_size=2, max_size=3, unique=True))
    path = lintas(*parties, resolver=resolver)
    assert path == lintas(*parties, resolver=made_up(dinas, rows))
    assert (path.hops[0].unit, path.hops[0].role) == (parties[0], HopRole.OPENER)
    assert len(set(units(path))) == len(units(path))
    assert units(path, HopRole.COUNTERPART) == parties[1:]
    parents: dict[str, set[str]] = {"S": {"B"}, "A1": {"S"}, "A2": {"S"}, "B": set()}
    for r in rows:
        parents.setdefault(r.unit, set()).add(r.coordinator)

    def ways_up(code: str) -> list[list[str]]:
        return [[c, *rest] for c in sorted(parents.get(code, ())) for rest in ways_up(c) or [[]]]

    if path.convener and path.route == "path":
        for party in parties:
            staff = party in ("S", "A1", "A2")
            assert (staff and party == path.convener) or all(path.convener in way for way in ways_up(party))
        for lower in set(codes) - {path.convener}:
            if path.convener in [c for way in ways_up(lower) for c in way]:
                stands = [
                    (p == lower and p in ("S", "A1", "A2")) or (ways_up(p) and all(lower in w for w in ways_up(p)))
                    for p in parties
                ]
                assert not all(stands)


def test_many_threads_get_the_answers_that_one_gets() -> None:
    pairs = [(one, other) for one in ("DPUPR", "PKM.JUAI", "KEC.LAMPIHONG") for other in ("DLH", "RSUD", "EXT.BPS")]
    alone = [lintas(*pair) for pair in pairs]
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            for _ in range(20):
                fresh = Resolver(BALANGAN.organisation, ROUTES)
                assert list(pool.map(lambda pair, at=fresh: lintas(*pair, resolver=at), pairs * 4)) == alone * 4
    finally:
        sys.setswitchinterval(switch)

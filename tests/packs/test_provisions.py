"""The provisions of Perbup 24/2020 as data: complete, in order, placed as found, and cited rightly."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

import selaras
from selaras.law.cite import eid, find_cites
from selaras.law.types import Provision

FOLDER = Path(selaras.__file__).parent / "packs" / "balangan" / "perbup-24-2020"
DATA: dict[str, Any] = yaml.safe_load((FOLDER / "provisions.yaml").read_text("utf-8"))
PROVISIONS = msgspec.convert(DATA["provisions"], list[Provision])
BY_KEY = {provision.key: provision for provision in PROVISIONS}


def below(key: str, level: str) -> str:
    """The values of the parts right below a key, as one string: "abcd" or "1 2 3"."""
    values = [k.rpartition("-")[2] for k in BY_KEY if re.fullmatch(rf"{key}/{level}-\w+", k)]
    return "".join(values) if level == "huruf" else " ".join(values)


def test_every_article_paragraph_point_and_definition_is_there() -> None:
    articles = [key for key in BY_KEY if re.fullmatch(r"pasal-\d+", key)]
    assert articles == [f"pasal-{number}" for number in range(1, 23)]
    paragraphs = {key: below(key, "ayat") for key in articles}
    assert {key[6:]: p for key, p in paragraphs.items() if p} == {
        **dict.fromkeys(["3", "4", "5", "6", "7", "10", "13", "14", "15", "16", "20", "21"], "1 2"),
        **dict.fromkeys(["8", "11", "12"], "1 2 3"),
    }
    points = {key: below(key, "huruf") for key in BY_KEY}
    assert {key: p for key, p in points.items() if p} == {
        "pasal-2": "abcd",
        "pasal-12/ayat-1": "abcde",
        "pasal-13/ayat-1": "abcd",
        "pasal-14/ayat-1": "ab",
        "pasal-17": "abc",
        "pasal-18": "abcdefg",
        "pasal-19": "abcd",
    }
    assert below("menimbang", "huruf") == "abcd"
    assert below("mengingat", "angka") == "1 2 3 4 5 6 7"
    assert below("pasal-1", "angka") == " ".join(str(n) for n in range(1, 15))
    assert len(PROVISIONS) == len(BY_KEY) == 111


def test_pasal_1_definitions_name_their_term_and_nothing_else_does() -> None:
    assert {key for key, p in BY_KEY.items() if p.term} == {k for k in BY_KEY if k.startswith("pasal-1/")}


def test_chapters_are_kept_as_found_pasal_11_included() -> None:
    chapters = [c["number"] for c in DATA["chapters"]]
    assert chapters == ["I", "II", "III", "IV", "V"]
    first: dict[str | None, str] = {}
    for provision in PROVISIONS:
        assert (provision.chapter in chapters) == provision.key.startswith("pasal-")
        assert provision.eid == eid(provision.key, provision.chapter or "")
        first.setdefault(provision.chapter, provision.key)
    assert [first[c] for c in chapters] == ["pasal-1", "pasal-3", "pasal-11", "pasal-21", "pasal-22"]
    assert "BAB III" in (BY_KEY["pasal-11"].defect or "")
    assert len({provision.eid for provision in PROVISIONS}) == len(PROVISIONS)


def test_antara_lain_is_open_and_meliputi_is_closed() -> None:
    lists = {p.key: p.list for p in PROVISIONS if p.list}
    assert lists["pasal-13/ayat-1"] == lists["pasal-17"] == "open"
    assert lists["pasal-12/ayat-1"] == lists["pasal-18"] == "closed"
    assert set(lists.values()) == {"open", "closed"}
    assert set(lists) == {key for key in BY_KEY if below(key, "huruf")}


def test_dapat_is_never_a_duty() -> None:
    may = {p.key for p in PROVISIONS if p.modality == "may"}
    assert may == {
        "pasal-8/ayat-3", "pasal-13/ayat-2", "pasal-14/ayat-2", "pasal-20", "pasal-20/ayat-1", "pasal-20/ayat-2",
    }  # fmt: skip
    duties = {p.key for p in PROVISIONS if p.modality == "shall"}
    tasks = {f"pasal-{n}/ayat-2" for n in range(3, 11) if n != 9}
    assert duties == tasks | {"pasal-11/ayat-3", "pasal-19", *(f"pasal-19/huruf-{x}" for x in "abcd")}


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda p: p.key)
def test_each_gist_is_one_or_two_sentences_and_its_references_exist(provision: Provision) -> None:
    assert provision.gist.endswith(".")
    assert len(re.findall(r"\.(?:\s|$)", provision.gist)) <= 2
    assert set(provision.cross) <= BY_KEY.keys() - {provision.key}
    for cite in find_cites(f"{provision.gist} {provision.defect or ''}"):
        assert cite.regulation or cite.key in BY_KEY


def test_known_defects_of_the_copy_are_marked() -> None:
    doubtful = {p.key for p in PROVISIONS if p.defect}
    assert {
        "menimbang/huruf-a", "menimbang/huruf-c", "mengingat/angka-4", "mengingat/angka-6", "pasal-1/angka-11",
        "pasal-4", "pasal-10", "pasal-11", "pasal-12/ayat-3", "pasal-14", "pasal-14/ayat-1/huruf-b", "pasal-16/ayat-1",
        "pasal-17/huruf-a", "pasal-17/huruf-b", "pasal-18/huruf-d", "pasal-19", "pasal-21", "pasal-21/ayat-2",
    } <= doubtful  # fmt: skip
    assert {p.key for p in PROVISIONS if p.missing} == {"lampiran-1", "lampiran-2"}


def test_pasal_22_in_force_from_the_day_of_promulgation() -> None:
    regulation = DATA["regulation"]
    assert str(regulation["valid_from"]) == str(regulation["enacted"]) == "2020-04-06"
    assert (regulation["code"], regulation["number"], regulation["year"]) == ("perbup-24-2020", 24, 2020)


def test_every_citation_of_the_reading_guide_exists() -> None:
    cites = find_cites((FOLDER / "reading.md").read_text("utf-8"), own=DATA["regulation"]["code"])
    ours = {cite.key for cite in cites if not cite.regulation}
    assert ours <= BY_KEY.keys()
    assert len(ours) > 50
    headings = {key.partition("/")[0] for key in ours}
    assert {f"pasal-{n}" for n in (3, 5, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22)} <= headings


def test_nobodys_name_or_number_is_in_the_pack() -> None:
    for file in ("provisions.yaml", "reading.md"):
        assert not re.search(r"\bNIP\b|\b\d{8}\s?\d{6}\b|\bttd\b", (FOLDER / file).read_text("utf-8"))

"""The documents say what is: their commands, settings, addresses, headers, examples and names hold in the code."""

import re
import tomllib
from json import loads
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
from django.urls import resolve

from selaras.law.asks import AsksFile
from selaras.law.cases import Cases
from selaras.law.check import TABLES, examine
from selaras.law.escalation import Escalation
from selaras.law.pack import load
from selaras.law.packfiles import Fault, Source
from selaras.law.procedures import Role
from selaras.law.regulation import BookFile, PackFile, ProvisionsFile
from selaras.law.types import MatrixCell
from selaras.records.people import CAPACITIES
from selaras.site import demo, env, marked
from selaras.site.cli import app

ROOT = Path(__file__).parents[1]
CODE = ROOT / "src/selaras"
BALANGAN = CODE / "packs/balangan"
DOCS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/**/*.md"))
ADRS = sorted((ROOT / "docs/adr").glob("*.md"))
GUIDE = sorted((ROOT / "docs/panduan").glob("*.md"))
PICTURES = ROOT / "docs/gambar"  # made by the journeys
EVERY = pytest.mark.parametrize("document", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def commands() -> dict[str, set[str]]:
    """Every command with the options it knows; those of a group under both words."""
    found: dict[str, set[str]] = {}

    def walk(name: str, command: object) -> None:
        below = getattr(command, "commands", {})
        for word, one in below.items():
            walk(f"{name} {word}".strip(), one)
        if not below:
            found[name] = {option for param in command.params for option in param.opts}  # type: ignore[attr-defined]

    walk("", typer.main.get_command(app))
    return found


def code_of(text: str) -> list[str]:
    """The lines of fenced blocks and the spans between backticks."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [line for block in blocks for line in block.splitlines()] + spans


@EVERY
def test_every_command_and_option_named_exists(document: Path) -> None:
    known = commands()
    for line in code_of(read(document)):
        match = re.search(r"(?:^|[/\s])selaras ([a-z-]+(?: (?:create|reset))?)(.*)", line)
        if match:
            assert match[1] in known or match[1] == "user", line
            for option in re.findall(r"(?<!\S)--[a-z-]+", match[2].split("#")[0]):
                assert option in known[match[1]], f"{line}: {option}"


def test_the_readme_lists_every_command() -> None:
    known = commands()
    rows = dict(re.findall(r"^\| `selaras ([a-z -]+)` \|(.*)", read(ROOT / "README.md"), re.MULTILINE))
    assert set(rows) == set(known)
    for name, told in rows.items():
        assert set(re.findall(r"`(--[a-z-]+)`", told)) <= known[name], name


@EVERY
def test_every_make_target_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    for line in code_of(read(document)):
        assert set(re.findall(r"\bmake ([a-z-]+)", line)) <= targets, line


@EVERY
def test_every_setting_named_exists(document: Path) -> None:
    named = set(re.findall(r"\bSELARAS_[A-Z_]*[A-Z]\b", read(document)))
    assert named - {"SELARAS_OIDC"} <= env.KNOWN | env.NOT_YET


def test_the_manual_explains_every_setting_once() -> None:
    rows = re.findall(r"^\| `(SELARAS_\w+)` \|", read(ROOT / "docs/operating.md"), re.MULTILINE)
    assert sorted(rows) == sorted(env.KNOWN)


@EVERY
def test_every_address_named_leads_to_a_page(document: Path) -> None:
    for span in code_of(read(document)):
        if re.fullmatch(r"/[a-z-]+(?:/[a-z-]+)*/|/[a-z]+z", span):
            assert resolve(span), span


@EVERY
def test_every_link_leads_to_a_file(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", read(document)):
        path = (document.parent / target).resolve()
        if "://" not in target and path.parent != PICTURES:
            assert path.exists(), target


def test_the_manual_for_adopters_gives_the_headers_that_are_read() -> None:
    told = dict(re.findall(r"^(\w+\.csv) +(\S+)$", read(ROOT / "docs/adopting.md"), re.MULTILINE))
    kinds: dict[str, Any] = {**TABLES, "matrix.csv": MatrixCell}
    assert told == {file: kind.HEADER for file, kind in kinds.items()}


@pytest.mark.parametrize(
    ("file", "shape"),
    [
        ("pack", PackFile),
        ("provisions", ProvisionsFile),
        ("procedures", BookFile),
        ("cases", Cases),
        ("escalation", Escalation),
        ("asks", AsksFile),
    ],
)
def test_examples_for_adopters_are_read_without_a_fault(file: str, shape: type[msgspec.Struct]) -> None:
    example = re.search(rf"```yaml\n# {file}\.yaml\n(.*?)```", read(ROOT / "docs/adopting.md"), re.DOTALL)
    assert example
    faults: list[Fault] = []
    source = Source(f"{file}.yaml", faults)
    assert source.parse(example[1])
    assert source.fill(shape) is not None
    assert faults == []


def test_every_file_of_the_pack_is_explained_to_adopters() -> None:
    told = set(re.findall(r"[\w-]+\.(?:csv|yaml|md|po)", read(ROOT / "docs/adopting.md")))
    assert {path.name for path in BALANGAN.rglob("*") if path.is_file() and path.suffix != ".mo"} <= told


def test_the_copied_pack_of_the_first_step_is_a_sound_one(tmp_path: Path) -> None:
    for path in BALANGAN.rglob("*"):
        if path.is_file() and path.suffix != ".mo":
            place = path.relative_to(BALANGAN).as_posix().replace("perbup-24-2020", "perbup-1-2026")
            (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place).write_text(read(path).replace("perbup-24-2020", "perbup-1-2026"), encoding="utf-8")
    report, pack = examine(tmp_path)
    assert report.faults == ()
    assert pack is not None


def test_words_in_bold_in_the_guide_stand_on_the_screen() -> None:
    sources = [*CODE.glob("web/templates/**/*.html"), *CODE.glob("web/*.py"), *BALANGAN.rglob("*.yaml")]
    sources += [CODE / "law/types.py", CODE / "law/paths.py"]
    shown = " ".join(read(path) for path in sources)
    missing = [
        f"{page.name}: {words}"
        for page in GUIDE
        for words in re.findall(r"\*\*(.+?)\*\*", " ".join(read(page).split()))
        if words not in shown
    ]
    assert missing == []


def test_every_identifier_of_the_glossary_is_in_the_code() -> None:
    code = " ".join(read(path) for path in CODE.rglob("*.py"))
    told = re.findall(r"^\| `(\w+)` \|", read(ROOT / "docs/glossary.md"), re.MULTILINE)
    assert [name for name in told if not re.search(rf"\bclass {name}\b|= \"{name}\"", code)] == []
    assert len(told) == len(set(told))
    assert set(Role) <= set(told)


def test_the_cast_of_the_readme_is_that_of_the_demonstration() -> None:
    text = read(ROOT / "README.md")
    titles = {post.code: post.title for post in load(BALANGAN).history.all_posts}
    cast = {role.username: titles[role.post] for role in demo.CAST}
    username, post, capacity = demo.SECOND_POST
    cast[username] += f"; {CAPACITIES[capacity]} {titles[post]}"
    rows = re.findall(r"^\| `([a-z0-9.]+)` \| ([^|]+) \|", text, re.MULTILINE)
    assert rows
    assert [row for row in rows if cast.get(row[0]) != row[1]] == []
    assert f"`{marked.PASSWORD}`" in text


def test_decisions_are_numbered_without_a_gap_dated_and_short() -> None:
    assert [path.name[:4] for path in ADRS] == [f"{n:04d}" for n in range(1, len(ADRS) + 1)]
    for path in ADRS:
        text = read(path)
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert re.search(r"^Date: \d{4}-\d{2}-\d{2} · Status: (accepted|superseded by \d{4})$", text, re.MULTILINE)
        assert len(text) < 4000, path.name


def test_every_dependency_is_named_in_a_decision() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    needed = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    needed += project["dependency-groups"]["dev"]
    names = {re.split(r"[\[<>=]", one)[0] for one in needed} | set(
        loads(read(ROOT / "package.json"))["devDependencies"]
    )
    told = {word for path in ADRS for word in re.findall(r"`([^`]+)`", read(path))}
    assert names <= told


def test_the_readme_names_the_licence_of_the_package() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]
    assert project["readme"] == "README.md"
    assert f"[{project['license']}](LICENSE)" in read(ROOT / "README.md")

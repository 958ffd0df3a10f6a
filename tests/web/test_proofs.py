"""Proofs: what is downloaded is checked by the checker alone, far from Selaras; whatever was changed is caught."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions import ledger as acts
from selaras.actions import proofs
from selaras.law.types import Basis, Strength
from selaras.records import ledger, merkle, triggers
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.web import periksa_buku
from tests.acts import Cast
from tests.papers.letters import decided, finished, issued

pytestmark = pytest.mark.django_db

Fetch = Callable[[str], Path]
WISH = Basis(Strength.DESIGNED, reason="Permintaan penghapusan data pribadi dikabulkan.")


@pytest.fixture
def away(tmp_path: Path) -> Fetch:
    """A folder far from Selaras, and how something is downloaded into it."""

    def fetch(url: str) -> Path:
        answer = Client().get(f"/periksa/{url}")
        assert answer.status_code == 200, url
        assert answer["Content-Disposition"] == f'attachment; filename="{url}"'
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        (tmp_path / url).write_bytes(body)
        return tmp_path / url

    fetch("periksa_buku.py")
    return fetch


def told(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """What the checker says, run by itself with nothing but Python's own library in reach."""
    command = [sys.executable, "-I", "-S", "periksa_buku.py", *arguments, "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def sealed(cast: Cast) -> tuple[Matter, ledger.Seal, ledger.Seal]:
    """A closed coordination with two seals, one some acts earlier than the other."""
    _lead, matter = decided(cast)
    early, _path = acts.seal(matter.government)
    _lead, matter = finished(cast)
    late, _path = acts.seal(matter.government)
    return matter, early, late


def test_all_that_is_downloaded_fits_together(cast: Cast, away: Fetch, tmp_path: Path) -> None:
    _matter, early, late = sealed(cast)
    whole = f"buku-besar-1-{late.size}.jsonl"
    files = (
        whole,
        "segel.jsonl",
        f"segel-{early.pk}.json",
        f"bukti-{late.size}.json",
        f"bukti-1-{early.pk}.json",
        f"sambungan-{early.pk}.json",
        f"sambungan-{early.pk}-{late.pk}.json",
    )
    for name in files:
        away(name)
    sheet = f"{early.size}:{bytes(early.root).hex()[:16]}"
    code, said = told(tmp_path, *files, "--akar", sheet)
    assert code == 0 and not said["tidak_cocok"] and not said["tidak_terbaca"]
    words = "\n".join(said["cocok"])
    assert f"{late.size} catatan dihitung ulang, akarnya {bytes(late.root).hex()}" in words
    assert f"catatan {late.size} tercakup segel {late.size}" in words and "catatan 1 tercakup" in words
    assert f"segel {early.size} catatan" in words and "ialah awal dari" in words
    assert f"Akar pada naskah cetak ({early.size} catatan) cocok" in words


def test_the_ledger_comes_in_parts_that_are_put_together_in_any_order(
    cast: Cast, away: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _matter, _early, late = sealed(cast)
    monkeypatch.setattr(proofs, "PART", 7)
    names = [f"buku-besar-{first}-{last}.jsonl" for first, last in proofs.parts(late.size)]
    assert len(names) > 2
    for name in names:
        away(name)
    assert told(tmp_path, *reversed(names), str(away("segel.jsonl")))[0] == 0
    code, said = told(tmp_path, names[0], names[2])
    assert code == 1 and "mulai pada catatan 15, padahal sebelumnya berakhir pada 7" in said["tidak_cocok"][0]


def changed(path: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """Change what a file says."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    change(lines)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def _digit(text: str) -> str:
    return ("1" if text[0] == "0" else "0") + text[1:]


def _open_entry(lines: list[dict[str, Any]]) -> dict[str, Any]:
    return next(line for line in lines[1:] if "body" in line)


def _another_word(lines: list[dict[str, Any]]) -> None:
    entry = _open_entry(lines)
    entry["body"] = entry["body"].replace('"strength":"', '"strength": "')


def _another_leaf(lines: list[dict[str, Any]]) -> None:
    entry = next(line for line in lines[1:] if "leaf" in line)
    entry["leaf"] = _digit(entry["leaf"])


def _one_less(lines: list[dict[str, Any]]) -> None:
    del lines[2]


def _the_last_less(lines: list[dict[str, Any]]) -> None:
    del lines[-1]


def _two_exchanged(lines: list[dict[str, Any]]) -> None:
    one, two = lines[3], lines[4]
    one["number"], two["number"] = two["number"], one["number"]
    lines[3], lines[4] = two, one


@pytest.mark.parametrize("change", [_another_word, _another_leaf, _one_less, _the_last_less, _two_exchanged])
def test_a_ledger_that_was_changed_is_refuted(
    cast: Cast, away: Fetch, tmp_path: Path, change: Callable[[list[dict[str, Any]]], None]
) -> None:
    _matter, early, late = sealed(cast)
    whole = away(f"buku-besar-1-{late.size}.jsonl")
    seals = str(away("segel.jsonl"))
    assert told(tmp_path, str(whole), seals)[0] == 0
    changed(whole, change)
    assert told(tmp_path, str(whole), seals)[0] == 1
    assert told(tmp_path, str(whole), "--akar", f"{late.size}:{bytes(late.root).hex()[:16]}")[0] == 1
    del early


@pytest.mark.parametrize("field", ["root", "signature", "public_key", "sealed_at", "size"])
def test_a_seal_that_was_changed_is_refuted(cast: Cast, away: Fetch, tmp_path: Path, field: str) -> None:
    _matter, early, _late = sealed(cast)
    path = away(f"segel-{early.pk}.json")
    assert told(tmp_path, str(path))[0] == 0
    document = json.loads(path.read_text())
    value = document[field]
    document[field] = value + 1 if isinstance(value, int) else _digit(value[::-1])[::-1]
    path.write_text(json.dumps(document))
    code, said = told(tmp_path, str(path))
    assert code == 1 and "tidak sah" in said["tidak_cocok"][0]


@pytest.mark.parametrize("name", ["bukti", "sambungan"])
def test_a_proof_that_was_changed_is_refuted(cast: Cast, away: Fetch, tmp_path: Path, name: str) -> None:
    _matter, early, late = sealed(cast)
    path = away(f"bukti-3-{late.pk}.json" if name == "bukti" else f"sambungan-{early.pk}-{late.pk}.json")
    assert told(tmp_path, str(path))[0] == 0
    document = json.loads(path.read_text())
    for place in range(len(document["proof"])):
        other = {**document, "proof": list(document["proof"])}
        other["proof"][place] = _digit(other["proof"][place])
        path.write_text(json.dumps(other))
        code, said = told(tmp_path, str(path))
        assert code == 1 and ("TIDAK" if name == "bukti" else "BUKAN") in said["tidak_cocok"][0]


def rewritten(government: Government, number: int) -> None:
    """Write history anew as who owns the server could: one entry, every hash above it, and all seals with the key."""
    triggers.drop(connection)
    entries = list(ledger.Entry.objects.filter(government=government).order_by("number"))
    entry = entries[number - 1]
    entry.body = entry.body.replace(f'"post":"{entry.post}"', '"post":"SETDA/1"')
    entry.post, entry.leaf_hash = "SETDA/1", merkle.leaf_hash(entry.body.encode())
    entry.save()
    ledger.Node.objects.filter(government=government).delete()
    nodes: dict[tuple[int, int], bytes] = {}
    for row in entries:
        for level, index, found in merkle.completed(
            row.number - 1, bytes(row.leaf_hash), lambda level, index: nodes[level, index]
        ):
            nodes[level, index] = found
    ledger.Node.objects.bulk_create(
        ledger.Node(government=government, level=level, index=index, hash=found)
        for (level, index), found in nodes.items()
    )
    key = ledger.signing_key(acts.key_path())
    for seal in ledger.Seal.objects.filter(government=government):
        seal.government = government
        seal.root = ledger.root(government, seal.size)
        seal.signature = key.sign(seal.document.signed)
        seal.save()
    triggers.create(connection)


def test_a_ledger_that_its_owner_rewrote_is_refuted_by_one_sheet_of_paper(
    cast: Cast, away: Fetch, tmp_path: Path
) -> None:
    matter, early, late = sealed(cast)
    sheet = early.size, bytes(early.root).hex()
    kept = away(f"segel-{early.pk}.json").rename(tmp_path / "simpanan.json")
    rewritten(matter.government, 2)
    whole, seals = away(f"buku-besar-1-{late.size}.jsonl"), away("segel.jsonl")
    code, said = told(tmp_path, str(whole), str(seals))
    assert code == 0, said  # by itself the new history is without a fault
    code, said = told(tmp_path, str(whole), "--akar", f"{sheet[0]}:{sheet[1][:16]}")
    assert code == 1 and "Akar pada naskah cetak" in said["tidak_cocok"][0]
    code, said = told(tmp_path, str(whole), str(seals), str(kept))
    assert code == 1 and any("simpanan.json" in sentence for sentence in said["tidak_cocok"])
    code, said = told(tmp_path, str(seals), str(kept))  # the two seals alone betray it
    assert code == 1 and "dua akar berbeda" in said["tidak_cocok"][0]
    page = Client().get("/periksa/", {"catatan": str(sheet[0]), "akar": sheet[1]}).content.decode()
    assert "Tidak cocok</h2>" in page


def test_what_is_not_open_to_all_is_there_as_its_hash_alone(cast: Cast, away: Fetch) -> None:
    _lead, matter = decided(cast)
    size = ledger.size(matter.government)
    mine = [
        entry.number
        for entry in ledger.Entry.objects.filter(subject_type="matter", subject_key=matter.number).order_by("number")
    ]

    def told_of() -> list[bool]:
        lines = away(f"buku-besar-1-{size}.jsonl").read_text().splitlines()
        return ["body" in json.loads(lines[number]) for number in mine]

    assert told_of() == [False] * len(mine)  # how it came to this is open once it is closed
    Matter.objects.filter(pk=matter.pk).update(phase="closed", state="closed", closed_on=matter.opened_on)
    assert told_of() == [True] * len(mine)
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=matter.opened_on
    )
    assert told_of() == [False] * len(mine)


def test_no_name_and_no_text_is_in_what_anybody_can_download(cast: Cast, away: Fetch) -> None:
    matter, _early, late = sealed(cast)
    text = away(f"buku-besar-1-{late.size}.jsonl").read_text() + away(f"bukti-{late.size}.json").read_text()
    assert matter.number and matter.number in text  # it is closed, so its entries are open
    secrets = [json.loads(value) for value in ledger.Secret.objects.values_list("value", flat=True)]
    names = {value["name"] for value in secrets if isinstance(value, dict) and value.get("name")}
    typed = {value for value in secrets if isinstance(value, str) and len(value) > 12}
    assert len(names) > 3 and len(typed) > 3
    assert not [said for said in names | typed if said in text]


def test_an_erased_name_leaves_every_proof_as_it_was(cast: Cast, away: Fetch, tmp_path: Path) -> None:
    matter, early, late = sealed(cast)
    entry = ledger.Entry.objects.filter(government=matter.government, number=late.size).get()
    before = away(f"bukti-{entry.number}-{late.pk}.json").read_bytes()
    hand = ledger.Hand("o-1", "Pejabat Contoh", "SETDA/1", "SETDA", "definitif")
    ledger.erase(entry=entry, field="person", actor=hand, basis=WISH, recorded_at=matter.government.now())
    assert not ledger.Secret.objects.filter(entry=entry, field="person").exists()
    assert away(f"bukti-{entry.number}-{late.pk}.json").read_bytes() == before
    files = [str(away(name)) for name in (f"buku-besar-1-{late.size + 1}.jsonl", "segel.jsonl")]
    assert told(tmp_path, *files, f"bukti-{entry.number}-{late.pk}.json")[0] == 0
    del early


def test_the_entry_of_a_public_paper_names_the_file_that_was_issued(cast: Cast, away: Fetch) -> None:
    lead, matter = finished(cast)
    for public in (True, False):
        paper = issued(lead, matter, "keputusan-koordinasi" if public else "kartu-berkas", public=public)
        proof = json.loads(away(f"bukti-{paper.entry}.json").read_text())
        assert ("body" in proof) is public


@pytest.mark.parametrize(
    "url",
    [
        "segel-0.json",
        "segel-99999999999999999999999.json",
        "bukti-0.json",
        "bukti-99999.json",
        "bukti-99999999999999999999999.json",
        "bukti-1-99999.json",
        "sambungan-99999.json",
        "buku-besar-0-1.jsonl",
        "buku-besar-2-1.jsonl",
        "buku-besar-1-99999.jsonl",
        "buku-besar-1-99999999999999999999999.jsonl",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(cast: Cast, url: str) -> None:
    sealed(cast)
    answer = Client().get(f"/periksa/{url}")
    assert answer.status_code == 404 and "Yang ada disebut pada halaman /periksa/." in answer.content.decode()


def test_without_a_seal_nothing_is_proven_and_the_page_says_so(balangan: Government) -> None:
    assert Client().get("/periksa/bukti-1.json").status_code == 404
    assert "Belum ada segel." in Client().get("/periksa/").content.decode()


def test_the_page_holds_a_sheet_against_the_ledger(cast: Cast) -> None:
    _matter, early, late = sealed(cast)
    root = bytes(early.root).hex()
    groups = " ".join(root[i : i + 4] for i in range(0, 64, 4))
    for size, typed, verdict in (
        (str(early.size), groups, "Cocok"),
        (str(early.size), root[:16].upper(), "Cocok"),
        (str(early.size), _digit(root), "Tidak cocok"),
        (str(late.size + 1000), root, "Lebih pendek"),
    ):
        answer = Client().get("/periksa/", {"catatan": size, "akar": typed})
        assert answer.status_code == 200 and f"{verdict}</h2>" in answer.content.decode()
    for size, typed in (("dua", root), ("3", root[:15]), ("3", "zz" * 32), ("\x00", "\x00"), ("", "")):
        answer = Client().get("/periksa/", {"catatan": size, "akar": typed})
        assert answer.status_code == 422 and "seperti pada kaki naskah" in answer.content.decode()
    command = (
        f'python3 periksa_buku.py buku-besar-*.jsonl segel.jsonl --akar "{late.size}:{bytes(late.root).hex()[:16]}"'
    )
    said = unescape(Client().get("/periksa/").content.decode())
    assert f'<pre class="code command" tabindex="0">{command}</pre>' in said, "a line to be copied whole is not broken"


def test_the_checker_tells_the_hour_by_the_clock_of_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Makassar")
    time.tzset()
    assert periksa_buku.by_the_clock("2026-11-26T01:30:00.000000Z") == "26-11-2026 pukul 09.30 WITA"
    assert periksa_buku.by_the_clock("kemarin") == "kemarin"
    monkeypatch.undo()
    time.tzset()


def test_a_seal_that_is_sent_as_a_file_is_held_against_the_ledger(cast: Cast) -> None:
    _matter, early, _late = sealed(cast)
    text = early.document.to_json()
    for content, verdict in (
        (text, "Cocok"),
        (text.replace(early.document.sealed_at, "2020-01-01T00:00:00.000000Z"), "Tidak cocok"),
    ):
        answer = Client().post("/periksa/", {"file": SimpleUploadedFile("segel.json", content.encode())})
        assert answer.status_code == 200 and f"{verdict}</h2>" in answer.content.decode()


def test_the_book_is_read_with_as_many_queries_however_many_entries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _matter, _early, late = sealed(cast)
    for last in (2, late.size):
        with django_assert_num_queries(2):
            assert len(list(proofs.book(late.government, 1, last))) == last + 1


# The checker's own arithmetic, against what is known


def test_rfc_8032_its_signatures_are_those_of_the_standard() -> None:
    for public, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ):
        key, said, made = (bytes.fromhex(value) for value in (public, message, signature))
        assert periksa_buku.signed(key, said, made)
        assert not periksa_buku.signed(key, said + b"x", made)
        beyond = made[:32] + (int.from_bytes(made[32:], "little") + periksa_buku.L).to_bytes(32, "little")
        assert not periksa_buku.signed(key, said, beyond)  # the same signature written another way is none (5.1.7)


def test_rfc_9162_its_trees_are_those_of_the_ledger() -> None:
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(20)]
    nodes: dict[tuple[int, int], bytes] = {}
    tree = periksa_buku.Tree()
    for n, leaf in enumerate(leaves):
        assert tree.root() == merkle.root(n, lambda level, index: nodes[level, index])
        for level, index, found in merkle.completed(n, leaf, lambda level, index: nodes[level, index]):
            nodes[level, index] = found
        tree.add(leaf)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": "lain"}', "\x00", "[" * 100_000, '{"schema":'])
def test_a_file_that_is_none_is_named_and_nothing_is_called_right(tmp_path: Path, content: str) -> None:
    (tmp_path / "periksa_buku.py").write_text(Path(periksa_buku.__file__).read_text())
    (tmp_path / "lain").write_text(content)
    code, said = told(tmp_path, "lain")
    assert code == 2 and not said["cocok"] and said["tidak_terbaca"]

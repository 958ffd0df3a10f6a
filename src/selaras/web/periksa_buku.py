#!/usr/bin/env python3
"""Pemeriksa buku besar Selaras: memeriksa unduhan, segel, dan bukti tanpa jaringan dan tanpa pustaka lain.

Jalankan: python3 periksa_buku.py BERKAS [BERKAS ...] [--akar UKURAN:AKAR ...] [--json]

Berkas apa pun yang diunduh dari halaman /periksa/ dapat disebut, beberapa sekaligus dan dalam urutan apa pun:
    buku-besar-….jsonl   catatan buku besar; yang tidak terbuka bagi umum hanya sidiknya
    segel….json[l]       segel: ukuran, akar, dan waktu yang ditandatangani
    bukti-….json         bukti bahwa satu catatan tercakup sebuah segel
    catatan.json         catatan pilihan Inspektorat; setiap catatan dicocokkan dengan buktinya
    sambungan-….json     bukti bahwa yang disegel dahulu ialah awal dari yang disegel kemudian
--akar menyebut segel dari kaki naskah cetak: jumlah catatan, titik dua, lalu akarnya (spasi tidak berarti).

Hasilnya 0 bila semua cocok, 1 bila ada yang tidak cocok, 2 bila ada yang tidak terbaca.
"""

# It imports nothing of Selaras and nothing that Python does not bring: who doubts the system must not need it. Hashes,
# trees and both proofs are those of RFC 9162 section 2.1, signatures those of RFC 8032 section 5.1.7.

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import datetime
from hashlib import sha256, sha512
from itertools import pairwise
from typing import Any

Point = tuple[int, int, int, int]  # extended coordinates

P = 2**255 - 19  # the field of edwards25519
L = 2**252 + 27742317777372353535851937790883648493  # the order of its base point
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
SHORTEST = 16  # hexadecimal digits of a root that are worth a comparison


class Unreadable(Exception):
    """A file that is none of those that can be checked; the message says why."""


# Hash trees (RFC 9162)


def leaf_hash(body: bytes) -> bytes:
    """The 32 bytes that stand for one entry."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32 bytes that stand for two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf; it keeps the perfect subtrees at its right edge and no more."""

    def __init__(self) -> None:
        """Nothing is in it yet."""
        self.size = 0
        self.edge: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Put one leaf at the end."""
        size, whole = self.size, leaf
        while size & 1:
            whole = node_hash(self.edge.pop(), whole)
            size >>= 1
        self.edge.append(whole)
        self.size += 1

    def root(self) -> bytes:
        """The hash over all leaves."""
        if not self.edge:
            return sha256(b"").digest()
        found = self.edge[-1]
        for subtree in reversed(self.edge[:-1]):
            found = node_hash(subtree, found)
        return found


def included(index: int, size: int, leaf: bytes, proof: list[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf at this place (from 0) to the root over so many (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    last = size - 1
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            leaf = node_hash(sibling, leaf)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and leaf == root


def continues(first: int, second: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    """Whether the proof shows the first tree to be the beginning of the second (2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and old_root == new_root
    path = list(proof)
    if not first & (first - 1):
        path.insert(0, old_root)
    if not path:
        return False
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


# Signatures (RFC 8032)


def add(p: Point, q: Point) -> Point:
    """The sum of two points in extended coordinates."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    """A point taken so many times."""
    found: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = add(found, point)
        point, scalar = add(point, point), scalar >> 1
    return found


def point_of(text: bytes) -> Point | None:
    """The point that 32 bytes name; None where they name none (5.1.3)."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(text) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature over a message is that of the key."""
    mine, theirs = point_of(key), point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or mine is None or theirs is None or scalar >= L:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(scalar, BASE), add(theirs, times(challenge, mine))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# Files


def hexadecimal(value: object, length: int = 32) -> bytes:
    """The bytes that a text of hexadecimal digits names."""
    if not isinstance(value, str) or not re.fullmatch(f"[0-9a-f]{{{2 * length}}}", value):
        raise Unreadable("ada sidik, kunci, atau tanda tangan yang bukan heksadesimal sepanjang semestinya")
    return bytes.fromhex(value)


def whole_number(value: object) -> int:
    """A number of entries."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unreadable("ada nomor yang bukan bilangan bulat")
    return value


class Seal:
    """A seal as it was published."""

    def __init__(self, document: dict[str, Any]) -> None:
        """Read its fields; Unreadable when one is missing."""
        try:
            self.government, self.size = str(document["government"]), whole_number(document["size"])
            self.root, self.day = hexadecimal(document["root"]), str(document["sealed_at"])
            self.key, signature = hexadecimal(document["public_key"]), hexadecimal(document["signature"], 64)
        except KeyError as missing:
            raise Unreadable(f"segel tanpa isian {missing}") from missing
        said = {name: value for name, value in document.items() if name != "signature"}
        # All its keys are plain letters and its values short texts and whole numbers: so this is RFC 8785.
        message = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        self.genuine = signed(self.key, message, signature)
        self.where = ""

    @property
    def name(self) -> str:
        """How a person finds it again."""
        return f"segel {self.size} catatan ({by_the_clock(self.day)})"


def by_the_clock(moment: str) -> str:
    """A moment by the clock of this computer, with the name of its zone; as it is written where it is no moment."""
    try:
        local = datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone()
    except (ValueError, OverflowError):
        return moment
    return f"{local:%d-%m-%Y} pukul {local:%H.%M} {local.tzname()}"


class Check:
    """All that was handed in, and what was found."""

    def __init__(self) -> None:
        """Nothing has been read."""
        self.good: list[str] = []
        self.bad: list[str] = []
        self.unreadable: list[str] = []
        self.books: list[tuple[tuple[int, int], str, str]] = []  # first and last number, file, government
        self.seals: list[Seal] = []
        self.proofs: list[tuple[dict[str, Any], Seal, str]] = []
        self.joins: list[tuple[dict[str, Any], tuple[Seal, Seal], str]] = []
        self.chosen: list[tuple[dict[str, Any], str]] = []
        self.proven: dict[tuple[str, int], bytes] = {}  # the leaf of each entry that a proof holds
        self.sheets: list[tuple[int, str]] = []
        self.rotations: set[tuple[str, ...]] = set()

    def read(self, path: str) -> None:
        """Sort out what a file is."""
        try:
            with open(path, encoding="utf-8") as lines:
                first = lines.readline()
                try:
                    header = json.loads(first)
                except ValueError:
                    header = json.loads(first + lines.read())  # a document over several lines
                schema = header.get("schema") if isinstance(header, dict) else None
                if schema == "selaras-buku-1":
                    whole = whole_number(header.get("first")), whole_number(header.get("last"))
                    self.books.append((whole, path, str(header.get("government"))))
                elif schema == "selaras-segel-1":
                    for document in [header, *(json.loads(line) for line in lines if line.strip())]:
                        self._seal(document, path)
                elif schema == "selaras-bukti-1":
                    self.proofs.append((header, self._seal(header["seal"], path), path))
                elif schema == "selaras-sambungan-1":
                    two = self._seal(header["first"], path), self._seal(header["second"], path)
                    self.joins.append((header, two, path))
                elif schema == "selaras-pilihan-1":
                    self.chosen.append((header, path))
                else:
                    raise Unreadable("bukan berkas buku besar, segel, atau bukti Selaras")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, Unreadable) as error:
            self.unreadable.append(f"{path}: {error}")

    def _seal(self, document: dict[str, Any], path: str) -> Seal:
        seal = Seal(document)
        seal.where = path
        if seal.genuine:
            self.seals.append(seal)
        else:
            self.bad.append(f"{path}: tanda tangan {seal.name} tidak sah")
        return seal

    def sheet(self, text: str) -> None:
        """A seal as a printed paper shows it."""
        size, _, root = text.partition(":")
        root = re.sub(r"\s", "", root).lower()
        if not size.strip().isdecimal() or not re.fullmatch(f"[0-9a-f]{{{SHORTEST},64}}", root):
            self.unreadable.append(f"--akar {text}: tulis jumlah catatan, titik dua, lalu akarnya")
        else:
            self.sheets.append((int(size), root))

    def run(self) -> None:
        """Hold everything against everything."""
        if not self.unreadable:
            self._walk()
            for header, seal, path in self.proofs:
                self._proof(header, seal, path)
            for header, path in self.chosen:
                self._chosen(header, path)
            for header, two, path in self.joins:
                self._join(header, two, path)
            self._together()

    def _say(self, fits: bool, sentence: str) -> None:
        (self.good if fits else self.bad).append(sentence)

    def _walk(self) -> None:
        tree = Tree()
        roots: dict[int, bytes] = {}
        wanted = {seal.size for seal in self.seals} | {size for size, _root in self.sheets}
        governments = {government for _whole, _path, government in self.books}
        if len(governments) > 1:
            self.bad.append(f"berkas buku besar berasal dari beberapa pemerintah daerah: {sorted(governments)}")
            return
        whole = True
        for (first, last), path, government in sorted(self.books):
            if first != tree.size + 1:
                self.bad.append(f"{path}: mulai pada catatan {first}, padahal sebelumnya berakhir pada {tree.size}")
                whole = False
                break
            if not self._book(path, government, first, last, tree, roots, wanted):
                whole = False
                break
        if self.books and whole:
            root = tree.root().hex()
            self._say(True, f"Buku besar {governments.pop()}: {tree.size} catatan dihitung ulang, akarnya {root}")
        roots[tree.size] = tree.root()
        for seal in self.seals if self.books else ():
            if seal.size in roots:
                fits = seal.root == roots[seal.size] and seal.government == self.books[0][2]
                words = "cocok dengan" if fits else "TIDAK cocok dengan"
                self._say(fits, f"{seal.where}: {seal.name} {words} buku besar itu")
            elif whole:
                more = f"mencakup lebih banyak catatan daripada unduhan ini ({tree.size})"
                self.bad.append(f"{seal.where}: {seal.name} {more}")
        for size, printed in self.sheets if self.books else ():
            if size in roots:
                fits = roots[size].hex().startswith(printed)
                words = "cocok dengan" if fits else "TIDAK cocok dengan"
                self._say(fits, f"Akar pada naskah cetak ({size} catatan) {words} buku besar itu")
            elif whole:
                self.bad.append(f"Naskah cetak menyebut {size} catatan, unduhan ini hanya {tree.size}")

    def _book(
        self, path: str, government: str, first: int, last: int, tree: Tree, roots: dict[int, bytes], wanted: set[int]
    ) -> bool:
        number = first - 1
        with open(path, encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                number += 1
                try:
                    entry = json.loads(line)
                    if entry["number"] != number:
                        raise Unreadable(f"catatan {entry['number']} berada di tempat catatan {number}")
                    leaf = self._leaf(entry, government)
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Unreadable) as error:
                    self.bad.append(f"{path}: catatan {number} tidak dapat dihitung: {error}")
                    return False
                if tree.size in wanted:
                    roots[tree.size] = tree.root()
                tree.add(leaf)
        if number != last:
            self.bad.append(f"{path}: berhenti pada catatan {number}, padahal menyebut sampai {last}")
        return number == last

    def _leaf(self, entry: dict[str, Any], government: str) -> bytes:
        if "body" not in entry:
            return hexadecimal(entry["leaf"])
        body = json.loads(entry["body"])
        if body["number"] != entry["number"] or body["government"] != government:
            raise Unreadable("isinya menyebut nomor atau pemerintah daerah lain")
        if body["subject"]["type"] == "key" and body["step"] == "rotate":
            self.rotations.add(tuple(body["subject"]["key"].split("/")))
        return leaf_hash(entry["body"].encode())

    def _proof(self, header: dict[str, Any], seal: Seal, path: str) -> None:
        try:
            number = whole_number(header["number"])
            leaf = self._leaf(header, seal.government)
            proof = [hexadecimal(step) for step in header["proof"]]
        except (ValueError, KeyError, TypeError, AttributeError, Unreadable) as error:
            self.bad.append(f"{path}: bukti tidak dapat dihitung: {error}")
            return
        fits = seal.genuine and included(number - 1, seal.size, leaf, proof, seal.root)
        if fits:
            self.proven[seal.government, number] = leaf
        words = "tercakup" if fits else "TIDAK tercakup"
        self._say(fits, f"{path}: catatan {number} {words} {seal.name}")

    def _chosen(self, header: dict[str, Any], path: str) -> None:
        """Every entry of a choice must be the one that a proof holds."""
        fitting, government = 0, str(header.get("government"))
        try:
            for entry in header["entries"]:
                number = whole_number(entry["number"])
                proven = self.proven.get((government, number))
                if proven is None:
                    self.bad.append(f"{path}: catatan {number} tanpa bukti yang berlaku")
                elif proven != self._leaf(entry, government):
                    self.bad.append(f"{path}: catatan {number} BUKAN yang dibuktikan")
                else:
                    fitting += 1
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Unreadable) as error:
            self.bad.append(f"{path}: catatannya tidak dapat dihitung: {error}")
        self._say(True, f"{path}: {fitting} catatan sama dengan yang dibuktikan")

    def _join(self, header: dict[str, Any], two: tuple[Seal, Seal], path: str) -> None:
        first, second = two
        try:
            proof = [hexadecimal(step) for step in header["proof"]]
        except (KeyError, TypeError, Unreadable) as error:
            self.bad.append(f"{path}: bukti tidak dapat dihitung: {error}")
            return
        fits = first.genuine and second.genuine and first.government == second.government
        fits = fits and continues(first.size, second.size, first.root, second.root, proof)
        words = "ialah awal dari" if fits else "BUKAN awal dari"
        self._say(fits, f"{path}: {first.name} {words} {second.name}")

    def _together(self) -> None:
        """Seals over as many entries must show one root, and keys change only where the ledger says so."""
        roots: dict[tuple[str, int], Seal] = {}
        for seal in self.seals:
            known = roots.setdefault((seal.government, seal.size), seal)
            if known.root != seal.root:
                where = f"{known.where} dan {seal.where}"
                self.bad.append(f"{where}: dua akar berbeda untuk {seal.size} catatan yang sama")
        for size, root in self.sheets if not self.books else ():
            there = [seal for seal in self.seals if seal.size == size]
            for seal in there:
                fits = seal.root.hex().startswith(root)
                words = "sama dengan" if fits else "TIDAK sama dengan"
                self._say(fits, f"Akar pada naskah cetak {words} {seal.name} di {seal.where}")
            if not there:
                self.unreadable.append(f"Naskah cetak menyebut {size} catatan; unduh buku besarnya untuk memeriksanya")
        order = sorted({(seal.government, seal.size, seal.day, seal.key) for seal in self.seals})
        for before, after in pairwise(order):
            changed = before[0] == after[0] and before[3] != after[3]
            if changed and not self._rotated(before[3].hex(), after[3].hex()):
                other = f"Segel {after[1]} catatan memakai kunci lain daripada segel {before[1]} catatan"
                self.bad.append(f"{other}, tanpa catatan pergantian")
        if self.seals:
            keys = sorted({sha256(seal.key).hexdigest()[:16] for seal in self.seals})
            self.good.append(f"Tanda tangan {len(self.seals)} segel sah; kuncinya {', '.join(keys)}")

    def _rotated(self, old: str, new: str) -> bool:
        reached = {old}
        for _ in self.rotations:
            reached |= {change[-1] for change in self.rotations if change[0] in reached}
        return new in reached


def main(arguments: list[str] | None = None) -> int:
    """Check what the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=False
    )
    parser.add_argument("berkas", nargs="+", help="berkas yang diunduh dari /periksa/")
    parser.add_argument("--akar", action="append", default=[], metavar="UKURAN:AKAR")
    parser.add_argument("--json", action="store_true", help="hasil sebagai JSON")
    parser.add_argument("-h", "--help", action="help", help="menampilkan keterangan ini")
    asked = parser.parse_args(arguments)
    check = Check()
    for path in asked.berkas:
        check.read(path)
    for text in asked.akar:
        check.sheet(text)
    check.run()
    code = 2 if check.unreadable else 1 if check.bad else 0
    if asked.json:
        answer = {"cocok": check.good, "tidak_cocok": check.bad, "tidak_terbaca": check.unreadable, "hasil": code}
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return code
    for title, sentences in (
        ("Cocok", check.good),
        ("TIDAK COCOK", check.bad),
        ("Tidak terbaca", check.unreadable),
    ):
        for sentence in sentences:
            print(f"{title}: {sentence}")
    print(
        ("Semuanya cocok.", "Ada yang tidak cocok: jangan percaya sebelum dijelaskan.", "Ada yang tidak terbaca.")[code]
    )
    return code


if __name__ == "__main__":
    sys.exit(main())

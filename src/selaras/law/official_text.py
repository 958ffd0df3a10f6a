"""Reads the official wording of a regulation into its provisions, and says what a poor copy has lost."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct

from selaras.law.cite import find_cites, format_cite

CONFIRM = "perlu dikonfirmasi dengan naskah resmi"


class Gap(StrEnum):
    """What can be wrong with a copy; the value is the word people read."""

    HEADING_LOST = "judul pasal hilang"
    MARK_LOST = "huruf atau nomor hilang"
    SENTENCE_CUT = "kalimat terpotong"
    CHAPTER_DOUBTFUL = "letak bab meragukan"
    ANNEX_MISSING = "lampiran tidak ada"
    NOT_FOUND = "ketentuan tidak ditemukan"
    UNKNOWN = "bagian tidak dikenali"
    SPELLING = "ejaan meragukan"
    SCRAMBLED = "kata teracak"
    WORD_REPEATED = "kata berulang"
    WORD_LOST = "kata hilang"
    INCOMPLETE = "kalimat tidak lengkap"
    CONTENT_REPEATED = "isi berulang"
    SUPERSEDED = "dasar hukum sudah diganti"
    CLOSING_DROPPED = "bagian penutup dibuang"


class Finding(Struct, frozen=True):
    """One thing a person must look at: what it is, its line in the file (0 = none), the provision, and a sentence."""

    gap: Gap
    line: int
    key: str | None
    message: str


class OfficialText(Struct, frozen=True):
    """The wording by key, the findings by line, and how many lines were dropped (enacting and signature blocks)."""

    wording: dict[str, str]
    findings: tuple[Finding, ...]
    dropped: int


class _Line(Struct, frozen=True):
    number: int
    text: str
    bullet: bool
    gap: bool  # a blank line stands before


_CHAPTER = re.compile(r"BAB\s+([IVX]+)\b")
_ARTICLE = re.compile(r"Pasal\s+(\d+[A-Z]?)\.?$")
_SECTION = re.compile(r"(Menimbang|Mengingat)\b\s*:?\s*(.*)$")
_MARK = re.compile(r":?\s*(?:\((?P<ayat>\d+)\)|(?P<angka>\d+)\.|(?P<huruf>[a-z])\.)\s+(?P<text>.+)$")
_LOOSE = re.compile(r"(?P<loose>\w.*?)\s*:\s*(?P<mark>[a-z]\.\s+.+)$")
_ENDED = re.compile(r"(?:[.;:]|[;,]\s*(?:dan|atau))$")
_ANNEX = re.compile(r"LAMPIRAN\s+(I{1,3}|IV|VI{0,3}|IX|X)\b")
_CLOSING = re.compile(
    r"(?i:agar setiap orang|ditetapkan di\b|diundangkan di\b|pada tanggal\b|ttd\b|salinan sesuai|nip\b)"
    r"|(?:BUPATI|WALI ?KOTA|GUBERNUR|SEKRETARIS DAERAH)\b[^a-z]*,$"
)
_NIP = re.compile(r"\bNIP\b|\b\d{8}\s?\d{6}\s?\d\s?\d{3}\b")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_SUPERSEDED = {"pp-41-2007": "PP 18/2016"}
_REPEATED_RUN = 15  # words; the formula that names an annex is 9 words long and repeats lawfully


def read_official_text(text: str, keys: Sequence[str]) -> OfficialText:
    """Reads a copy of a regulation (paragraphs and bullets, as a scan gives them) into its provisions.

    `keys` are all keys of the regulation in their order. What the copy lost is inferred only where one place is
    possible, and every such inference is a finding to confirm. The closing block (promulgation, signatures) is never
    read: its lines are counted, not shown. No error is raised for a bad copy; all of it is in the findings.
    """
    reader = _Reader(keys)
    reader.read(list(_lines(text)))
    return reader.result()


def _lines(text: str) -> Iterator[_Line]:
    gap = True
    for number, raw in enumerate(text.splitlines(), 1):
        line = re.sub(r"\s+", " ", raw.replace("*", "").strip(" \t>#\ufeff"))
        bullet = line.startswith("- ")
        line = line.removeprefix("- ").strip()
        if not line or re.fullmatch(r"[-–]?\s*\d+\s*[-–]?", line):  # blank, or a page number
            gap = True
            continue
        yield _Line(number, line, bullet, gap)
        gap = False


class _Reader:
    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = set(keys)
        self.order = list(keys)
        self.wording: dict[str, str] = {}
        self.line_of: dict[str, int] = {}
        self.findings: list[Finding] = []
        self.dropped = 0
        self.root = ""  # the article, "menimbang" or "mengingat" being read; "" = none
        self.current = ""  # the key whose text is being read; "" = none, as after a stray line
        self.place = ""  # the last key read in this root: what the next mark is counted from
        self.last = 0  # number of the last article met
        self.chapter = ""
        self.chapter_of: dict[str, str] = {}

    def find(self, gap: Gap, line: int, message: str, key: str | None = None) -> None:
        self.findings.append(Finding(gap, line, key, message))

    def result(self) -> OfficialText:
        self.check_complete()
        self.check_words()
        wording = {key: self.wording[key] for key in self.order if key in self.wording}
        return OfficialText(wording, tuple(sorted(self.findings, key=lambda finding: finding.line)), self.dropped)

    # reading, line by line

    def read(self, lines: list[_Line]) -> None:
        personal = _personal(lines)
        closing, first_dropped = False, 0
        after_chapter = False
        self.headings = [(line.number, int(m[1])) for line in lines if (m := re.match(r"Pasal (\d+)\.?$", line.text))]
        for index, line in enumerate(lines):
            body = bool(self.chapter) or self.last > 0
            if body and (m := _ANNEX.match(line.text)):
                closing, self.root, self.current = False, "lampiran", f"lampiran-{_ROMAN[m[1]]}"
            elif line.number in personal or closing or (body and _CLOSING.match(line.text)):
                closing = closing or (body and bool(_CLOSING.match(line.text)))
                first_dropped = first_dropped or line.number
                self.dropped += 1
            elif self.root == "lampiran":
                self.wording[self.current] = f"{self.wording.get(self.current, '')}\n{line.text}".strip()
                self.line_of.setdefault(self.current, line.number)
            elif m := _CHAPTER.match(line.text):
                self.chapter, self.root, self.current, after_chapter = m[1], "", "", True
                continue
            elif m := _ARTICLE.match(line.text):
                self.open_article(m[1])
            elif not body and (m := _SECTION.match(line.text)):
                self.root, self.current, self.place = m[1].lower(), "", ""
                if m[2]:
                    self.item(lines, index, _Line(line.number, m[2], True, True))
            elif not re.search(r"[a-z]", line.text):
                if body and not after_chapter:
                    self.find(Gap.UNKNOWN, line.number, "Sebaris huruf besar di tengah ketentuan tidak dibaca.")
                elif not body:
                    self.root = ""
                continue
            elif self.root or body:
                self.item(lines, index, line)
            after_chapter = False
        if self.dropped:
            message = f"{self.dropped} baris penutup (pengundangan dan tanda tangan) dibuang dan tidak disimpan."
            self.find(Gap.CLOSING_DROPPED, first_dropped, message)

    def open_article(self, number: str) -> None:
        self.root, self.current, self.place = f"pasal-{number}", "", ""
        self.last = int(re.sub(r"\D", "", number))
        self.chapter_of[self.root] = self.chapter

    def item(self, lines: list[_Line], index: int, line: _Line) -> None:
        mark = _MARK.match(line.text)
        loose = _LOOSE.match(line.text) if not mark and self.root == "menimbang" else None
        if loose and (mark := _MARK.match(loose["mark"])):
            key = self.point("huruf", mark["huruf"])
            where = format_cite(key)
            message = f"{where}: kata “{loose['loose']}” terlepas di depan huruf; urutannya {CONFIRM}."
            self.find(Gap.SCRAMBLED, line.number, message, key)
            self.store(key, f"{loose['loose']} {mark['text']}", line.number)
        elif mark and mark["ayat"]:
            if mark["ayat"] == "1" and (not self.root or self.has_content()):
                self.lost_heading(line.number)
            self.store(f"{self.root}/ayat-{mark['ayat']}", mark["text"], line.number)
        elif mark:
            level = "angka" if mark["angka"] else "huruf"
            self.store(self.point(level, mark[level]), mark["text"], line.number)
        elif self.current and (
            not _ENDED.search(self.wording[self.current][-12:]) or (line.text[0].islower() and not line.bullet)
        ):
            if line.gap:
                message = f"{format_cite(self.current)}: kalimat terpotong halaman dan disambung; {CONFIRM}."
                self.find(Gap.SENTENCE_CUT, line.number, message, self.current)
            self.wording[self.current] += f" {line.text}"
        elif line.bullet:
            self.lost_mark(lines, index, line)
        else:
            if self.chapter and (not self.root or self.has_content()):
                self.lost_heading(line.number)
            self.store(self.root, line.text, line.number)

    def store(self, key: str, text: str, line: int) -> None:
        self.current = ""
        if key not in self.keys or key in self.wording:
            why = "sudah terisi" if key in self.wording else "tidak ada dalam daftar ketentuan"
            name = format_cite(key) if key in self.wording else (key.strip("/") or "tanpa pasal")
            self.find(Gap.UNKNOWN, line, f"Bagian “{name}” {why}; isinya tidak dibaca, {CONFIRM}.")
            return
        self.current = self.place = key
        self.wording[key], self.line_of[key] = text, line

    def point(self, level: str, value: str) -> str:
        """Key of a point: within the paragraph being read, else right under the article."""
        paragraph = re.match(r"pasal-\w+/ayat-\d+", self.place)
        return f"{paragraph[0] if paragraph else self.root}/{level}-{value}"

    def has_content(self) -> bool:
        return any(key == self.root or key.startswith(f"{self.root}/") for key in self.wording)

    def lost_heading(self, line: int) -> None:
        """A new article begins without its heading: it can only be one that stands between its two neighbours."""
        following = next((number for at, number in self.headings if at > line), None)
        numbers = [int(key[6:]) for key in self.order if re.fullmatch(r"pasal-\d+", key)]
        possible = [n for n in numbers if self.last < n and (following is None or n < following)]
        if not possible:
            self.root = ""
            return
        before, after = self.last, following
        self.open_article(str(possible[0]))
        place = " dan ".join(
            [f"sesudah Pasal {before}"] * (before > 0) + [f"sebelum Pasal {after}"] * (after is not None)
        )
        only = "satu-satunya" if len(possible) == 1 else f"yang pertama dari {len(possible)}"
        message = f"Judul Pasal {possible[0]} hilang; isinya berada {place}, {only} pasal yang mungkin; {CONFIRM}."
        self.find(Gap.HEADING_LOST, line, message, self.root)

    def lost_mark(self, lines: list[_Line], index: int, line: _Line) -> None:
        """A bullet without letter or number: it can only be the one that follows the item before it."""
        possible = [key for key in self.successors() if key in self.keys and key not in self.wording]
        # Marks that stand further down in the same article, so that no other text may take them.
        named: set[str] = set()
        for later in lines[index + 1 :] if possible else []:
            mark = _MARK.match(later.text)
            if _ARTICLE.match(later.text) or _CHAPTER.match(later.text) or (mark and mark["ayat"] == "1"):
                break
            if mark and mark["ayat"]:
                named.add(f"ayat-{mark['ayat']}")
            elif mark and not any(name.startswith("ayat") for name in named):
                named.add(f"angka-{mark['angka']}" if mark["angka"] else f"huruf-{mark['huruf']}")
        for key in possible:
            if key.rpartition("/")[2] not in named:
                where = format_cite(key)
                message = f"{where}: huruf atau nomornya hilang; dikenali dari letaknya di dalam rincian; {CONFIRM}."
                self.find(Gap.MARK_LOST, line.number, message, key)
                self.store(key, line.text, line.number)
                return
        self.find(Gap.UNKNOWN, line.number, f"Butir tanpa huruf atau nomor tidak dapat ditempatkan; {CONFIRM}.")
        self.current = ""

    def successors(self) -> list[str]:
        """The keys that may follow the one being read: the next point, the first point below, the next paragraph."""
        parent, _, leaf = self.place.rpartition("/")
        level, _, value = leaf.partition("-")
        found = []
        if level == "huruf":
            found.append(f"{parent}/huruf-{chr(ord(value) + 1)}")
        if level == "angka":
            found.append(f"{parent}/angka-{int(value) + 1}")
        found += [f"{self.place or self.root}/{first}" for first in ("huruf-a", "angka-1")]
        paragraph = re.search(r"/ayat-(\d+)", self.place)
        return [*found, f"{self.root}/ayat-{int(paragraph[1]) + 1 if paragraph else 1}"]

    # what can be seen only when all is read

    def check_complete(self) -> None:
        for key in self.order:
            found = any(other == key or other.startswith(f"{key}/") for other in self.wording)
            if found or any(key.startswith(f"{f.key}/") for f in self.findings if f.gap is Gap.NOT_FOUND):
                continue
            if key.startswith("lampiran-"):
                by = [k for k, text in self.wording.items() if key in {cite.key for cite in find_cites(text)}]
                message = f"{format_cite(key)} tidak ada pada salinan"
                message += f", padahal ditunjuk oleh {', '.join(map(format_cite, by))}" if by else ""
                self.find(Gap.ANNEX_MISSING, self.line_of[by[0]] if by else 0, f"{message}.", key)
            else:
                self.find(Gap.NOT_FOUND, 0, f"{format_cite(key)} tidak ditemukan pada salinan; {CONFIRM}.", key)
        articles = [key for key in self.order if key in self.chapter_of]
        for before, after in pairwise(articles):
            if self.chapter_of[before] != self.chapter_of[after] and self.opening(before) == self.opening(after):
                message = (
                    f"{format_cite(after)} berada di bawah BAB {self.chapter_of[after]}, padahal dibuka dengan kalimat "
                    f"yang serupa dengan {format_cite(before)} di BAB {self.chapter_of[before]}; {CONFIRM}."
                )
                line = self.line_of.get(after) or self.line_of.get(f"{after}/ayat-1", 0)
                self.find(Gap.CHAPTER_DOUBTFUL, line, message, after)

    def opening(self, article: str) -> list[str]:
        """The second to fourth word of an article, without its subject: "… merupakan wilayah kerja"."""
        text = self.wording.get(article) or self.wording.get(f"{article}/ayat-1", "")
        return text.split()[1:4] or [article]

    def check_words(self) -> None:
        texts = {key: text for key, text in self.wording.items() if not key.startswith("lampiran-")}
        doubtful = _doubtful(Counter(word for text in texts.values() for word in _words(text)))
        runs: dict[tuple[str, ...], str] = {}
        for key, text in texts.items():
            where, line, lower = format_cite(key), self.line_of[key], text.lower()
            for word in filter(doubtful.get, _words(text)):
                message = f"{where}: tertulis “{word}”, barangkali “{doubtful[word]}”."
                self.find(Gap.SPELLING, line, message, key)
            for m in re.finditer(r"\b(\w{3,}) \1\b|\b(di\w{3,})\b(?: \w+){1,3} \2\b", lower):
                self.find(Gap.WORD_REPEATED, line, f"{where}: kata “{m[1] or m[2]}” tertulis dua kali.", key)
            if re.search(r"\btanggung (?!jawab)", lower):
                self.find(Gap.WORD_LOST, line, f"{where}: sesudah kata “tanggung” tampaknya hilang kata “jawab”.", key)
            if key.startswith("menimbang/") and not re.search(r"perlu|maka\b|harus|bahwa berdasarkan|telah", lower):
                message = f"{where}: pertimbangan tidak memiliki induk kalimat; {CONFIRM}."
                self.find(Gap.INCOMPLETE, line, message, key)
            for cite in find_cites(text) if key.startswith("mengingat/") else ():
                if cite.regulation in _SUPERSEDED:
                    message = f"{where}: peraturan yang dirujuk sudah diganti oleh {_SUPERSEDED[cite.regulation]}."
                    self.find(Gap.SUPERSEDED, line, message, key)
            words = re.findall(r"\w+", lower)
            here = [tuple(words[i : i + _REPEATED_RUN]) for i in range(len(words) - _REPEATED_RUN + 1)]
            twin = next((runs[run] for run in here if run in runs), None)
            if twin and key.startswith("pasal-"):
                message = f"{where}: isinya mengulang {format_cite(twin)}; {CONFIRM}."
                self.find(Gap.CONTENT_REPEATED, line, message, key)
            runs.update((run, key) for run in here if run not in runs)


def _personal(lines: list[_Line]) -> set[int]:
    """Lines with a person in them wherever they stand: a service number, the name above it, the name below "ttd"."""
    found = set()
    for index, line in enumerate(lines):
        if _NIP.search(line.text):
            found |= {line.number, lines[max(index - 1, 0)].number}
        if re.match(r"(?i)ttd\b", line.text):
            found |= {line.number, lines[min(index + 1, len(lines) - 1)].number}
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]{6,}", text.lower())


def _doubtful(counts: Counter[str]) -> dict[str, str]:
    """Words that stand once and look like a slip of another: a letter tripled, an inner letter lost, or two exchanged.

    Gives the word probably meant for each. A final "s" is disregarded ("hierakis" beside "hierarki").
    """
    slips: dict[str, str] = {}
    triples = {word: re.sub(r"(\w)\1\1", r"\1\1", word) for word in counts if re.search(r"(\w)\1\1", word)}
    for word in counts.keys() - triples.keys():
        for i in range(1, len(word) - 1):
            slips[word[:i] + word[i + 1 :]] = word
            if i < len(word) - 2:
                slips[word[:i] + word[i + 1] + word[i] + word[i + 2 :]] = word
    found = dict(triples)
    for word in counts:
        for form in (word, word.removesuffix("s")):
            if counts[word] == 1 and word not in triples and slips.get(form, word) != word:
                found[word] = slips[form]
    return found

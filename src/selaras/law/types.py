"""The words every rule is written in: strengths, grounds, units, posts and the rows of a pack, as frozen values."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from selaras.law.words import Sentence, Words, say, word


class Strength(StrEnum):
    """How hard a rule is: stated may refuse, inferred may stop with a way on, designed only warns."""

    STATED = "stated"
    INFERRED = "inferred"
    DESIGNED = "designed"

    @property
    def label(self) -> Sentence:
        """The word on the chip."""
        return {"stated": say("Tegas"), "inferred": say("Tafsir"), "designed": say("Rancangan")}[self.value]


class Basis(Struct, frozen=True, omit_defaults=False):
    """The ground of a rule: exactly one strength, with the clause it rests on or the reason it was chosen.

    Raises ValueError when a stated or inferred ground names no clause, or a designed one gives no reason.
    """

    strength: Strength
    cite: str | None = None
    reason: Words | None = None

    def __post_init__(self) -> None:
        if self.strength is Strength.DESIGNED:
            if not self.reason:
                raise ValueError("dasar rancangan harus menyebut alasannya")
        elif not self.cite:
            raise ValueError(f"dasar {self.strength.label.lower()} harus menyebut pasalnya")

    @property
    def said(self) -> Sentence:
        """The ground as the end of a sentence: "(tafsir: Pasal 1 angka 13)"."""
        ground = self.cite or word(self.reason or "")
        if self.strength is Strength.STATED:
            return say("(tegas: {ground})", ground=ground)
        if self.strength is Strength.INFERRED:
            return say("(tafsir: {ground})", ground=ground)
        return say("(rancangan: {ground})", ground=ground)


class Kind(StrEnum):
    """The five working relationships of Pasal 12 ayat (1), a closed list."""

    KONSULTATIF = "konsultatif"
    KOLEGIAL = "kolegial"
    FUNGSIONAL = "fungsional"
    STRUKTURAL = "struktural"
    KOORDINATIF = "koordinatif"


class Modality(StrEnum):
    """What a provision does: it says what is, what must be, what may be, what is aimed at, or points elsewhere."""

    IS = "is"
    SHALL = "shall"
    MAY = "may"
    PURPOSE = "purpose"
    REFERS = "refers"


class Provision(Struct, frozen=True, forbid_unknown_fields=True):
    """One article, paragraph, point, definition, recital or annex, with our own gist in plain Indonesian."""

    key: str
    eid: str
    chapter: str | None
    modality: Modality
    gist: Words
    list: str | None = None
    term: Words | None = None
    cross: tuple[str, ...] = ()
    defect: Words | None = None
    missing: bool = False


class Dated(Struct, frozen=True):
    """Something that holds from a day (inclusive) to a day (inclusive); an open end is None."""

    def holds_on(self, day: date) -> bool:
        """Whether this row is valid on `day`."""
        valid_from: date = self.valid_from  # type: ignore[attr-defined]
        valid_to: date | None = self.valid_to  # type: ignore[attr-defined]
        return valid_from <= day and (valid_to is None or day <= valid_to)


class UnitType(Struct, frozen=True):
    """A row of types.csv: a type of unit, its element and the clause that names it."""

    HEADER: ClassVar[str] = "type,element,cite,is_agency,needs_coordinator,internal"
    type: str
    element: Words | None
    cite: str | None
    is_agency: bool
    needs_coordinator: bool
    internal: bool


class Unit(Dated, frozen=True):
    """A row of units.csv (W3C ORG OrganizationalUnit)."""

    HEADER: ClassVar[str] = "code,name,abbr,type,superior,through,area_code,valid_from,valid_to,source,certainty,note"
    code: str
    name: str
    abbr: str | None
    type: str
    superior: str | None
    through: str | None
    area_code: str | None
    valid_from: date
    valid_to: date | None
    source: Words | None = None
    certainty: str | None = None
    note: Words | None = None

    @property
    def short(self) -> str:
        """The name for tight places: the first abbreviation, else the full name."""
        return self.abbr.split(" / ")[0] if self.abbr else self.name


class Post(Dated, frozen=True):
    """A row of posts.csv (W3C ORG Post); `superior` is UNIT/POST, the line of command."""

    HEADER: ClassVar[str] = "unit,post,title,superior,head,echelon,valid_from,valid_to,source"
    unit: str
    post: str
    title: str
    superior: str | None
    head: bool
    echelon: str | None
    valid_from: date
    valid_to: date | None
    source: str | None = None

    @property
    def code(self) -> str:
        """UNIT/POST, unique within a government."""
        return f"{self.unit}/{self.post}"


class Affair(Dated, frozen=True):
    """A row of affairs.csv: a government affair (UU 23/2014) held by a unit."""

    HEADER: ClassVar[str] = "code,name,unit,delegated,valid_from,valid_to,source"
    code: str
    name: Words
    unit: str
    delegated: bool
    valid_from: date
    valid_to: date | None
    source: str | None = None


class Coordination(Dated, frozen=True):
    """A row of coordination.csv: which office coordinates a unit, or one affair of it (Pasal 21)."""

    HEADER: ClassVar[str] = "unit,affair,coordinator,status,strength,cite,reason,agreement,valid_from,valid_to,source"
    unit: str
    affair: str | None
    coordinator: str
    status: str
    strength: Strength
    cite: str | None
    reason: Words | None
    agreement: str | None
    valid_from: date
    valid_to: date | None
    source: str | None = None
    line: int = 0

    @property
    def official(self) -> bool:
        """Whether somebody competent has made the row official."""
        return self.status == "resmi"

    @property
    def basis(self) -> Basis:
        """The ground the row itself states."""
        return Basis(self.strength, self.cite, self.reason)


class Succession(Struct, frozen=True):
    """A row of successions.csv: on a day one unit became another (merge, split, rename, transfer, dissolve)."""

    HEADER: ClassVar[str] = "date,from,to,kind,affair,ground"
    date: date
    old: str
    new: str | None
    kind: str
    affair: str | None
    ground: Words

    @property
    def inherits(self) -> bool:
        """Whether the new unit takes the place of the old one as a whole."""
        return self.kind in ("merge", "split", "rename")


class MatrixCell(Struct, frozen=True):
    """A row of matrix.csv: whether a kind is foreseen between two types of unit (stand-in for Lampiran I)."""

    HEADER: ClassVar[str] = "from_type,to_type,kind,type,answer,symmetric,strength,cite,reason,certainty"
    from_type: str
    to_type: str
    kind: Kind
    type: str | None
    answer: str
    symmetric: bool
    strength: Strength
    cite: str | None
    reason: Words | None
    certainty: str | None


LOCAL = "libur daerah"  # free by the government's own decree; other kinds are free for the whole country
WORKED = "hari kerja"  # worked all the same, though a Saturday, a Sunday or a day that the pack has free


class Holiday(Struct, frozen=True):
    """A row of calendar.csv: a day on which nobody works; or one that a government declared itself, free or worked."""

    HEADER: ClassVar[str] = "date,name,kind,source"
    date: date
    name: str
    kind: str
    source: str | None = None


class Hours(Struct, frozen=True):
    """A row of hours.csv: when offices open and close on some days of the week (1 is Monday), in a period."""

    HEADER: ClassVar[str] = "name,weekdays,opens,closes,status,valid_from,valid_to,source"
    name: Words
    weekdays: str
    opens: time
    closes: time
    status: str
    valid_from: date
    valid_to: date | None
    source: Words | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the row speaks of a day."""
        running = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return running and str(day.isoweekday()) in self.weekdays

    @property
    def official(self) -> bool:
        """Whether somebody in authority has set these hours."""
        return self.status == "resmi"

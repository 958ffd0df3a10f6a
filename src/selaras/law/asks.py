"""Asks: what a regulation asks of whom, and what among the records would prove it; or why nothing here can."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from selaras.law.cite import format_cite
from selaras.law.kinds import Kinds
from selaras.law.types import Basis, Kind, Strength
from selaras.law.words import Sentence, Words, say, word


class Evidence(StrEnum):
    """The sorts of records that prove something, a closed list; what of a sort counts stands with each proof."""

    ACTS = "acts"  # acts in the ledger and decisions whose ground is the provision or a part of it
    MATTERS = "matters"  # joint work that was opened, or came to its end
    MEETINGS = "meetings"  # meetings whose minutes are signed
    DOCUMENTS = "documents"  # policies, plans, programmes and monitorings that were issued
    GROUPS = "groups"  # working groups and forums that were set up
    FOLLOW_UPS = "follow_ups"  # follow-ups that another unit verified
    MAPPING = "mapping"  # rows of the mapping of coordinators that were made official
    FORMULAS = "formulas"  # records that meet a formula of a yardstick or a principle


class Proof(Struct, frozen=True, forbid_unknown_fields=True):
    """Records of one sort that prove it, narrowed by what they are; what is left empty narrows nothing."""

    of: Evidence
    kinds: tuple[Kind, ...] = ()  # of matters
    types: tuple[str, ...] = ()  # of coordination, of matters
    duties: tuple[str, ...] = ()  # of a leader (Pasal 19), of matters
    ended: bool = False  # matters that came to their end, instead of those that were opened
    forms: tuple[str, ...] = ()  # of documents and groups (Pasal 18)
    sorts: tuple[str, ...] = ()  # of meetings
    units: tuple[str, ...] = ()  # types of unit: who was asked in a matter, who was in the chair of a meeting
    formulas: tuple[str, ...] = ()


class AskRow(Struct, frozen=True, forbid_unknown_fields=True):
    """What one provision asks: of whom, what, how surely it does, and its proofs or why there can be none here."""

    provision: str  # its key among the provisions
    by: Words  # who is asked
    what: Words
    reason: Words | None = None  # why we read it as asking, where it does not say so itself
    proofs: tuple[Proof, ...] = ()
    outside: Words | None = None  # why nothing in Selaras can prove it

    @property
    def basis(self) -> Basis:
        """Stated where the provision itself says so; inferred where we read it so."""
        strength = Strength.INFERRED if self.reason else Strength.STATED
        return Basis(strength, format_cite(self.provision), self.reason)


class AsksFile(Struct, frozen=True, forbid_unknown_fields=True):
    """asks.yaml."""

    asks: tuple[AskRow, ...]


SORTS_OF_MEETING: Mapping[str, Sentence] = {
    "rapat_koordinasi": say("rapat koordinasi"),
    "temu_konsultasi": say("temu konsultasi"),
    "rakor_bidang": say("rakor bidang"),
    "musyawarah": say("musyawarah"),
}
STATES: Mapping[str, Sentence] = {
    "ada": say("Ada buktinya"),
    "belum": say("Belum ada bukti"),
    "luar": say("Di luar Selaras"),
}


def in_words(proof: Proof, kinds: Kinds, types: Mapping[str, str]) -> Sentence:
    """What a proof counts; `types` says how the types of unit are called."""
    if proof.of is Evidence.MATTERS:
        labels = [
            *(word(kinds.kind(code).label).lower() for code in proof.kinds),
            *(word(kinds.type(code).label).lower() for code in proof.types),
            *(word(row.label).lower() for row in kinds.duties if row.code in proof.duties),
        ]
        which = labels or [say("semua jenis")]
        units = [types.get(code, code) for code in proof.units]
        if proof.ended and units:
            return say("berkas selesai, {which}, dengan mitra {units}", which=which, units=units)
        if proof.ended:
            return say("berkas selesai, {which}", which=which)
        return say("berkas diajukan, {which}", which=which)
    if proof.of is Evidence.MEETINGS:
        which = [SORTS_OF_MEETING[code] for code in proof.sorts] or [say("semua macam")]
        units = [types.get(code, code) for code in proof.units]
        if units:
            return say("rapat dengan notula disahkan, {which}, dipimpin {units}", which=which, units=units)
        return say("rapat dengan notula disahkan, {which}", which=which)
    forms = [word(kinds.form(code).label).lower() for code in proof.forms]
    if proof.of is Evidence.DOCUMENTS:
        return say("naskah ditetapkan, {which}", which=forms)
    if proof.of is Evidence.GROUPS:
        return say("mulai bekerja, {which}", which=forms)
    return {
        Evidence.ACTS: say("perbuatan dan keputusan yang menyebutnya sebagai dasar"),
        Evidence.FOLLOW_UPS: say("tindak lanjut yang diverifikasi unit lain"),
        Evidence.MAPPING: say("baris pemetaan koordinator yang resmi"),
        Evidence.FORMULAS: say("catatan yang memenuhi rumusnya"),
    }[proof.of]

"""Two governments in one database: an id of one is, to everybody of the other, an id that never was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from selaras.actions.acts import seen_of
from selaras.records.matters import Matter, MatterQuerySet
from tests.access import oracle
from tests.access.world import (
    NEVER_CODE,
    NEVER_KEY,
    NEVER_LAW,
    NEVER_NUMBER,
    NEVER_SECRET,
    NEVER_UNIT,
    NEVER_UPLOAD,
    Realm,
)

pytestmark = pytest.mark.django_db
A_FEW = ("nobody", "of another government", "opener", "operator", "inspector")
PASSING = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')


@dataclass(frozen=True)
class Attempt:
    """One thing asked with an id of the other government, and the same with one that never was."""

    what: str
    verbs: str
    url: str
    foreign: str
    never: str
    data: dict[str, Any] | None = None

    def ask(self, realm: Realm, role: str, verb: str, id_: str) -> tuple[int, str, str]:
        """What somebody gets: the status, where he is sent, and the page."""
        data = {name: id_ if value == "ID" else value for name, value in (self.data or {}).items()}
        answer = realm.visitors[role].ask(verb, self.url.replace("ID", id_), data)
        return answer.status_code, answer.get("Location", ""), answer.body.decode(errors="replace")

    def nameless(self, answer: tuple[int, str, str]) -> tuple[int, str, str]:
        """The answer without what passes, and without the two ids, which it may say back."""
        ids = re.compile(rf"(?<!\d)({re.escape(quote(self.foreign))}|{re.escape(quote(self.never))})(?!\d)")
        status, where, page = answer
        return status, ids.sub("ID", where), ids.sub("ID", PASSING.sub("-", page))


def attempts(here: Realm, there: Realm) -> list[Attempt]:
    """Every address and every field of a form that takes an id, with ids of the other government."""
    number = here.matters["submitted"].number or ""
    found = []
    for name, row in there.matters.items():
        if row.number:
            found.append(Attempt(f"number of {name}", "GET", "/kerja/berkas/ID/", row.number, NEVER_NUMBER))
    for name in ("draft", "submitted"):
        key = there.matters[name].pk
        found.append(Attempt(f"draft {name}", "GET POST", "/kerja/berkas/draf/ID/", *_keys(key)))
        found.append(Attempt(f"draft {name}, discarded", "POST", "/kerja/berkas/draf/ID/hapus/", *_keys(key)))
    foreign = there.matters["withheld"].number or ""
    file = there.matters["withheld"].files.get().pk
    found += [
        Attempt("group", "GET", "/kalender/gugus-kerja/ID.ics", *_keys(there.rows["calendar_group"])),
        Attempt("public page of a group", "GET", "/gugus-kerja/ID/", *_keys(there.rows["calendar_group"])),
        Attempt("meeting", "GET", "/kerja/rapat/ID/", *_keys(there.rows["meeting"])),
        Attempt("meeting as a draft", "GET POST", "/kerja/rapat/draf/ID/", *_keys(there.rows["meeting"])),
        Attempt("step in a meeting", "POST", "/kerja/rapat/ID/langkah/", *_keys(there.rows["meeting"])),
        Attempt("minutes", "GET POST", "/kerja/rapat/ID/notula/", *_keys(there.rows["meeting"])),
        Attempt("file of a meeting", "GET", "/kerja/lampiran/ID/", *_keys(there.rows["attachment"])),
        Attempt(
            "meeting to go on from", "GET", "/kerja/rapat/baru/", *_keys(there.rows["meeting"]), {"lanjutan": "ID"}
        ),
        Attempt("public page of a meeting", "GET", "/agenda/ID/", *_keys(there.rows["agenda_meeting"])),
        Attempt("public page of a decision", "GET", "/keputusan/ID/", *_keys(there.rows["decision"])),
        Attempt("file of an instrument", "GET", "/kebijakan/naskah/ID/", *_keys(there.rows["open_instrument"])),
        Attempt("seal", "GET", "/periksa/segel-ID.json", *_keys(there.rows["seal"])),
        Attempt("proof of a seal", "GET", "/periksa/bukti-1-ID.json", *_keys(there.rows["seal"])),
        Attempt("what a seal begins", "GET", "/periksa/sambungan-ID.json", *_keys(there.rows["seal"])),
        Attempt("public page of a policy", "GET", "/kebijakan/ID/", *_keys(there.rows["open_policy"])),
        Attempt("public page of a matter", "GET", "/berkas/ID/", there.matters["closed"].number or "", NEVER_NUMBER),
        Attempt("secret", "GET", "/kalender/pribadi/ID.ics", there.secret, NEVER_SECRET),
        Attempt("number before a step", "POST", "/kerja/berkas/ID/langkah/", foreign, NEVER_NUMBER),
        Attempt("number before a file", "GET", f"/kerja/berkas/ID/naskah/{file}/", foreign, NEVER_NUMBER),
        Attempt("file on its way", "GET POST", "/kerja/unggah/ID/", there.upload, NEVER_UPLOAD),
        Attempt("file behind a number of ours", "GET", f"/kerja/berkas/{number}/naskah/ID/", *_keys(file)),
        Attempt("number before papers", "GET POST", "/kerja/naskah-dinas/berkas/ID/", foreign, NEVER_NUMBER),
        *_of_papers(there),
        Attempt("number sought", "GET", "/kerja/berkas/", foreign, NEVER_NUMBER, {"q": "ID"}),
        Attempt("regulation", "GET", "/peraturan/ID/", there.law, NEVER_LAW),
        Attempt("regulation of a provision", "GET", "/peraturan/ID/pasal-13/", there.law, NEVER_LAW),
        *_in_forms(here, there),
    ]
    return found if not there.unit else [*found, *_of_unit(here, there.unit)]


def _of_papers(there: Realm) -> list[Attempt]:
    """The codes of papers, of one that anybody may open in its own government too."""
    closed, archive = (there.papers[name].code for name in ("kartu-berkas closed", "arsip-berkas closed"))
    copy = there.copies["closed"]
    return [
        Attempt("code", "GET POST", "/periksa/ID/", closed, NEVER_CODE),
        Attempt("code typed", "GET", "/periksa/", closed, NEVER_CODE, {"kode": "ID"}),
        Attempt("paper", "GET", "/naskah/ID.pdf", closed, NEVER_CODE),
        Attempt("archive", "GET", "/naskah/ID.zip", archive, NEVER_CODE),
        Attempt("page of a paper", "GET", "/naskah/ID/", closed, NEVER_CODE),
        Attempt("signed copy", "GET", f"/naskah/ID/bertanda/{copy}.pdf", closed, NEVER_CODE),
        Attempt("signing", "GET POST", "/naskah/ID/tanda-tangan/", closed, NEVER_CODE),
    ]


def _keys(key: int) -> tuple[str, str]:
    return str(key), str(NEVER_KEY)


def _of_unit(here: Realm, unit: str) -> list[Attempt]:
    """The code of a unit that only the other government has, and of its post."""
    opened = {"kind": "konsultatif", "title": "-", "purpose": "-", "do": "save", "party": "ID"}
    assign = {**_form(here), "step": "tugaskan", "form": "tugaskan", "power": "bertindak", "post": "ID"}
    asked = {"kind": "koordinatif", "from": "DLH", "to": "ID"}
    return [
        Attempt("unit", "GET", "/unit/ID/", unit, NEVER_UNIT),
        Attempt("unit of a calendar", "GET", "/kalender/unit/ID.ics", unit, NEVER_UNIT),
        Attempt("unit of a post", "GET", "/unit/ID/1/", unit, NEVER_UNIT),
        Attempt("unit on a path", "GET", "/jalur/", unit, NEVER_UNIT, asked),
        Attempt("party", "POST", "/kerja/berkas/baru/", unit, NEVER_UNIT, opened),
        Attempt("party asked for", "GET", "/kerja/berkas/baru/", unit, NEVER_UNIT, {"kind": "konsultatif", "to": "ID"}),
        Attempt("post", "POST", _step_of(here), f"{unit}/1", f"{NEVER_UNIT}/1", assign),
    ]


def _step_of(here: Realm) -> str:
    return f"/kerja/berkas/{here.matters['submitted'].number}/langkah/"


def _form(here: Realm) -> dict[str, Any]:
    """What the form of any step of the opener carries."""
    seat = here.seat("submitted", "opener")
    seen = seen_of(Matter.objects.get(pk=here.matters["submitted"].pk), seat)
    return {"seat": seat.pk, "seen": seen, "text": "-", "key": "a1"}


def _in_forms(here: Realm, there: Realm) -> list[Attempt]:
    """Keys and numbers that are sent in forms."""
    form, step, own = _form(here), _step_of(here), here.matters["submitted"].number
    link = {**form, "step": "kaitkan", "form": "kaitkan", "link_kind": "follows"}
    remind = {**form, "step": "ingatkan_pemimpin", "form": "ingatkan_pemimpin", "target": "ID"}
    opener, convener = there.seat("submitted", "opener").pk, there.seat("submitted", "convener").pk
    other = there.matters["running"].number or ""
    draft = {"kind": "konsultatif", "party": "DLH", "draft": "ID"}
    return [
        Attempt("seat", "POST", step, *_keys(opener), {**link, "seat": "ID", "other": own}),
        Attempt("target", "POST", step, *_keys(convener), remind),
        Attempt("other matter", "POST", step, other, NEVER_NUMBER, {**link, "other": "ID"}),
        Attempt("tenure", "POST", "/kerja/jabatan/", *_keys(there.actors["opener"].tenure.pk), {"tenure": "ID"}),
        Attempt("operator", "GET POST", "/kerja/kuasa/operator/ID/akhiri/", *_keys(there.rows["operator_end"])),
        Attempt("delegation", "GET POST", "/kerja/kuasa/limpahan/ID/akhiri/", *_keys(there.rows["delegation_end"])),
        Attempt("tenure of the list", "GET POST", "/kerja/pejabat/ID/", *_keys(there.rows["tenure"])),
        Attempt("row of the mapping", "GET POST", "/kerja/jalur/ID/", *_keys(there.rows["mapping_row"])),
        Attempt("declared day", "GET POST", "/kerja/hari-kerja/ID/", *_keys(there.rows["workday"])),
        Attempt("person", "GET", "/kerja/pejabat/angkat/", *_keys(there.actors["opener"].person.pk), {"person": "ID"}),
        Attempt(
            "saved filter",
            "POST",
            "/kerja/audit/simpanan/",
            *_keys(there.rows["audit_saved"]),
            {"do": "remove", "row": "ID"},
        ),
        Attempt("seat picked", "POST", "/kerja/triase/", *_keys(convener), {"pick": "ID", "key": "a1"}),
        Attempt("draft", "POST", "/kerja/berkas/pratinjau/", *_keys(there.matters["draft"].pk), draft),
    ]


def told_apart(here: Realm, there: Realm, what: str = "", roles: Any = oracle.STANDING) -> list[str]:
    """Where somebody of ours could tell an id of theirs from one that never was; the roles stand last."""
    found: dict[str, list[str]] = {}
    never: dict[tuple[str, ...], Any] = {}  # what was answered to an id that never was
    for attempt in attempts(here, there):
        if not attempt.what.startswith(what):
            continue
        for verb in attempt.verbs.split():
            for role in roles if attempt.url.startswith("/kerja/") else A_FEW:
                case = (role, verb, attempt.url, attempt.never, str(attempt.data))
                if case not in never:
                    never[case] = attempt.ask(here, role, verb, attempt.never)
                theirs = attempt.nameless(attempt.ask(here, role, verb, attempt.foreign))
                nobodys = attempt.nameless(never[case])
                if theirs[0] != nobodys[0]:
                    found.setdefault(f"{attempt.what} · {verb}: {theirs[0]}, not {nobodys[0]}", []).append(role)
                elif theirs != nobodys:
                    found.setdefault(f"{attempt.what} · {verb}: another page", []).append(role)
    return [f"{line}: {', '.join(those)}" for line, those in found.items()]


def test_an_id_of_the_neighbour_is_one_that_never_was_to_everybody_here(realms: tuple[Realm, Realm]) -> None:
    found = told_apart(*realms)
    assert not found, "\n".join(found)


def test_an_id_of_ours_is_one_that_never_was_there(realms: tuple[Realm, Realm]) -> None:
    here, there = realms
    found = told_apart(there, here, roles=[*A_FEW, "personnel agency", "organisation office"])
    assert not found, "\n".join(found)


def test_what_never_was_is_not_found(realms: tuple[Realm, Realm]) -> None:
    here = realms[0]
    for attempt in attempts(*realms):
        if attempt.verbs.startswith("GET") and "ID" in attempt.url:
            roles = ("inspector", "personnel agency", "organisation office")
            met = {attempt.ask(here, role, "GET", attempt.foreign)[0] for role in roles}
            assert met - {403} == {404}, f"{attempt.what}: {met}"


def test_a_query_that_forgets_the_government_is_caught(
    realms: tuple[Realm, Realm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MatterQuerySet, "visible_to", lambda rows, actor: rows.all())
    found = told_apart(*realms, "number before a file", ["unrelated", "nobody"])
    assert found == ["number before a file · GET: 200, not 404: unrelated"]

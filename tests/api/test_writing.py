"""Programs that write: the same acts under the same law, once each, by a token that ends with the tenure."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from selaras.actions import requests
from selaras.actions.pauses import suspend
from selaras.actions.people import SYSTEM, end_tenure
from selaras.actions.tokens import make_token, revoke_token
from selaras.api import writing
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting
from selaras.records.people import Actor
from selaras.records.tokens import SCOPES, Request, Token
from tests.acts import sound
from tests.scans import scan

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
ROOT = "/api/v1"
CONSULTATION = {
    "kind": "konsultatif",
    "parties": ["DLH/1"],
    "title": "Pembuangan sampah proyek",
    "purpose": "Mohon tanggapan.",
}


@dataclass
class Program:
    """A program that shows the token of an officer."""

    actor: Actor
    scopes: tuple[str, ...] = SCOPES
    client: Client = field(default_factory=Client)
    secret: str = ""

    def __post_init__(self) -> None:
        if not self.secret:
            last = self.actor.government.today() + timedelta(days=30)
            _row, self.secret = make_token(actor=self.actor, name="Uji", scopes=self.scopes, expires_on=last)

    def ask(self, verb: str, path: str, body: Any = None, *, key: str | None = "", seen: str | None = None) -> Any:
        """Send a request; with a new key where none is named, and with none where that is None."""
        headers = {"Authorization": f"Bearer {self.secret}"}
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid4())
        if seen is not None:
            headers["If-Match"] = seen
        content = "application/json"
        return self.client.generic(
            verb, f"{ROOT}{path}", json.dumps(body) if body is not None else "", content, headers=headers
        )

    def send(self, path: str, file: SimpleUploadedFile, seen: str | None = None, **fields: str) -> Any:
        """Send a form with a file."""
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": str(uuid4())}
        if seen is not None:
            headers["If-Match"] = seen
        return self.client.post(f"{ROOT}{path}", {"file": file, **fields}, headers=headers)

    def work(self, number: str) -> Any:
        """A matter as the officer reads it."""
        return self.ask("GET", f"/matters/{number}/work")

    def does(self, number: str, path: str, **body: Any) -> Any:
        """Read a matter, then send something to it."""
        return self.ask("POST", f"/matters/{number}/{path}", body, seen=self.work(number)["ETag"])


@pytest.fixture
def pupr(cast: Cast) -> Program:
    return Program(cast("DPUPR/6"))


@pytest.fixture
def dlh(cast: Cast) -> Program:
    return Program(cast("DLH/1"))


def told(answer: Any, status: int) -> Any:
    """What an answer says, which is a problem where its status says so."""
    assert answer.status_code == status, answer.content.decode()
    if status >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status and answer.json()["detail"]
    return answer.json() if answer.content else None


def opened(program: Program, **other: Any) -> str:
    """The number of a matter that was submitted."""
    return str(told(program.ask("POST", "/matters", {**CONSULTATION, "submit": True, **other}), 201)["number"])


# From its beginning to its end


def test_a_consultation_goes_from_its_draft_to_its_end(pupr: Program, dlh: Program) -> None:
    made = pupr.ask("POST", "/matters", {**CONSULTATION, "title": "Awal"})
    draft = told(made, 201)
    assert draft["number"].startswith("draf-") and draft["phase"] == "draft" and draft["offers"] == []
    assert made["Location"] == f"{ROOT}/matters/{draft['number']}/work"
    again = pupr.ask("PUT", f"/matters/{draft['number']}", CONSULTATION, seen=made["ETag"])
    assert told(again, 200)["title"] == CONSULTATION["title"]
    sent = pupr.ask("POST", f"/matters/{draft['number']}/steps", {"step": "ajukan"}, seen=again["ETag"])
    number = told(sent, 200)["number"]
    assert sent["ETag"].startswith('"v1-')
    waits = told(dlh.ask("GET", "/inbox"), 200)["items"]
    assert [(row["key"], row["step"]) for row in waits] == [(number, "tanggapi")]
    told(dlh.does(number, "answers", text="Boleh, dengan izin."), 200)
    told(pupr.does(number, "steps", step="simpulkan", text="Perlu izin."), 200)
    stood = told(dlh.does(number, "positions", position="note", text="Sebut TPS."), 200)
    assert [seat["state"]["code"] for seat in stood["seats"] if seat["mine"]] == ["noted"]
    done = told(pupr.does(number, "steps", step="tutup"), 200)
    assert (done["phase"], done["version"]) == ("closed", 5)
    assert sound(pupr.actor.government)


def test_the_inbox_says_until_when_a_clock_stands_still(pupr: Program, dlh: Program) -> None:
    number = opened(pupr)
    last = pupr.actor.government.today() + timedelta(days=7)
    assert told(dlh.ask("GET", "/inbox"), 200)["items"][0]["paused_until"] is None
    suspend(actor=pupr.actor, number=number, seat=None, why="instansi", text="Menunggu balai.", last=last, key="")
    assert told(dlh.ask("GET", "/inbox"), 200)["items"][0]["paused_until"] == last.isoformat()


def test_what_may_be_done_and_what_lacks_is_told_with_its_ground(pupr: Program) -> None:
    work = told(pupr.work(opened(pupr)), 200)
    offers = {offer["step"]: offer for offer in work["offers"]}
    assert offers["ingatkan"]["open"] and offers["ingatkan"]["targets"]
    lacks = offers["simpulkan"]["missing"]
    assert not offers["simpulkan"]["open"] and lacks[0]["waits_on"] and lacks[0]["basis"]["strength"]


def test_the_address_of_a_matter_tells_its_parties_more_than_everybody(pupr: Program, dlh: Program, cast: Cast) -> None:
    number = opened(pupr)
    own = pupr.ask("GET", f"/matters/{number}")
    assert told(own, 200) == told(pupr.work(number), 200) and own["Cache-Control"] == "private, no-store"
    other, nobody = Program(cast("DISDIK/1")).ask("GET", f"/matters/{number}"), Client().get(f"{ROOT}/matters/{number}")
    assert told(other, 200) == told(nobody, 200) and "offers" not in nobody.json()
    told(Program(dlh.actor, secret="selaras_salah").ask("GET", f"/matters/{number}"), 401)
    told(Program(dlh.actor, ("berkas",)).ask("GET", f"/matters/{number}"), 403)
    draft = told(pupr.ask("POST", "/matters", CONSULTATION), 201)["number"]
    assert told(pupr.ask("GET", f"/matters/{draft}"), 200)["number"] == draft
    told(dlh.ask("GET", f"/matters/{draft}"), 404)


def test_who_has_it_already_need_not_get_it_again(pupr: Program, dlh: Program) -> None:
    number = opened(pupr)
    tag = pupr.work(number)["ETag"]
    headers = {"Authorization": f"Bearer {pupr.secret}", "If-None-Match": tag}
    assert pupr.client.get(f"{ROOT}/matters/{number}/work", headers=headers).status_code == 304
    told(dlh.does(number, "answers", text="Ya."), 200)
    assert pupr.client.get(f"{ROOT}/matters/{number}/work", headers=headers).status_code == 200


def test_a_file_is_attached_and_named_by_its_sum(pupr: Program) -> None:
    number = opened(pupr)
    file = SimpleUploadedFile("peta.pdf", scan())
    answer = pupr.send(f"/matters/{number}/files", file, seen=pupr.work(number)["ETag"], text="Peta")
    assert [row["name"] for row in told(answer, 200)["files"]] == ["peta.pdf"]


def test_a_file_that_was_sent_before_comes_with_the_step_that_names_it(pupr: Program, dlh: Program) -> None:
    number = opened(pupr)
    sent = told(dlh.send("/uploads", SimpleUploadedFile("izin.pdf", scan())), 201)
    done = told(dlh.does(number, "answers", text="Terlampir.", uploads=[sent["id"]]), 200)
    assert [row["name"] for row in done["files"]] == ["izin.pdf"]
    told(pupr.does(number, "steps", step="lampirkan", uploads=[sent["id"]]), 422)


def test_a_meeting_is_called_and_the_invitation_answered(cast: Cast) -> None:
    chair, guest = Program(cast("SETDA.AST2/1")), Program(cast("DLH/1"))
    moment = (chair.actor.government.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    begins = moment.replace(tzinfo=None).isoformat(timespec="minutes")
    body = {
        "title": "Rapat sampah",
        "starts_at": begins,
        "place": "Aula",
        "invitees": ["DLH/1"],
        "items": [{"title": "Izin"}],
        "call": True,
    }
    meeting = told(chair.ask("POST", "/meetings", body), 201)
    assert meeting["phase"] == "open" and datetime.fromisoformat(meeting["starts_at"]) == moment
    read = guest.ask("GET", f"/meetings/{meeting['key']}/work")
    came = guest.ask("POST", f"/meetings/{meeting['key']}/steps", {"step": "hadiri"}, seen=read["ETag"])
    assert [seat["state"]["code"] for seat in told(came, 200)["seats"] if seat["mine"]] == ["coming"]
    assert sound(chair.actor.government)


# What cannot be taken


def test_what_cannot_be_taken_is_said_in_words_of_ours(pupr: Program) -> None:
    sent = {
        "kind": "lain",
        "title": 7,
        "budget": "ya",
        "parties": "DLH",
        "letter": 3,
        "happened_on": "kemarin",
        "urgency": "a\x00",
        "zzz": 1,
    }
    found = told(pupr.ask("POST", "/matters", sent), 422)
    said = {fault["field"]: fault["detail"] for fault in found["errors"]}
    assert said == {
        "kind": "harus salah satu dari '', 'konsultatif', 'kolegial', 'fungsional', 'struktural' atau 'koordinatif'",
        "title": "harus berupa teks",
        "budget": "harus true atau false",
        "parties": "harus berupa larik",
        "letter": "harus berupa objek JSON",
        "happened_on": "tulis tanggal seperti 2026-12-01, dengan tahun 1900 sampai 2199",
        "urgency": "memuat tanda tak terlihat yang tidak dapat disimpan",
        "zzz": "tidak dikenal di sini",
    }
    headers = {"Authorization": f"Bearer {pupr.secret}", "Idempotency-Key": "satu"}
    broken = pupr.client.generic("POST", f"{ROOT}/matters", "{rusak", "application/json", headers=headers)
    assert told(broken, 400)["detail"].startswith("Isi permintaan tidak dapat dibaca.")


# Once


def test_the_same_request_sent_again_has_one_effect_and_the_same_answer(pupr: Program, dlh: Program) -> None:
    body = {**CONSULTATION, "submit": True}
    first, second = (pupr.ask("POST", "/matters", body, key="satu") for _ in range(2))
    assert told(first, 201) == told(second, 201)
    number = first.json()["number"]
    seen = dlh.work(number)["ETag"]
    answers = [dlh.ask("POST", f"/matters/{number}/answers", {"text": "Ya."}, key="dua", seen=seen) for _ in range(2)]
    assert [told(answer, 200)["version"] for answer in answers] == [2, 2]
    assert Matter.objects.count() == 1 and Request.objects.count() == 2


def test_a_key_that_came_with_another_content_is_refused(pupr: Program, dlh: Program) -> None:
    told(pupr.ask("POST", "/matters", CONSULTATION, key="satu"), 201)
    other = told(pupr.ask("POST", "/matters", {**CONSULTATION, "title": "Lain"}, key="satu"), 422)
    assert other["errors"][0]["field"] == "Idempotency-Key"
    told(dlh.ask("POST", "/matters", {**CONSULTATION, "parties": ["DPUPR/1"]}, key="satu"), 201)  # another person's key
    assert Matter.objects.count() == 2


def test_what_was_refused_may_be_sent_again_with_its_key(pupr: Program) -> None:
    told(pupr.ask("POST", "/matters", {**CONSULTATION, "submit": True, "parties": []}, key="satu"), 422)
    assert not Matter.objects.exists() and not Request.objects.exists()
    told(pupr.ask("POST", "/matters", {**CONSULTATION, "submit": True}, key="satu"), 201)


@pytest.mark.parametrize("key", [None, "dua kata", "x" * 201, "é"])
def test_a_request_without_a_key_is_told_what_to_do(pupr: Program, key: str | None) -> None:
    assert "Idempotency-Key" in told(pupr.ask("POST", "/matters", CONSULTATION, key=key), 400)["detail"]
    assert not Matter.objects.exists()


def test_keys_are_forgotten_after_thirty_days(pupr: Program) -> None:
    told(pupr.ask("POST", "/matters", CONSULTATION, key="satu"), 201)
    requests.forget(timezone.now() + timedelta(days=29))
    assert Request.objects.count() == 1
    requests.forget(timezone.now() + timedelta(days=31))
    assert not Request.objects.exists()


# What one has seen


def test_a_step_names_what_was_seen(pupr: Program, dlh: Program) -> None:
    number = opened(pupr)
    path, body = f"/matters/{number}/answers", {"text": "Ya."}
    told(dlh.ask("POST", path, body), 428)
    told(dlh.ask("POST", path, body, seen='"v7"'), 412)
    told(dlh.ask("POST", path, body, seen="v1"), 412)
    told(dlh.ask("POST", path, body, seen='"v0", "v1"'), 200)
    told(pupr.ask("POST", f"/matters/{number}/steps", {"step": "mengetahui"}, seen="*"), 200)


def test_who_loses_a_race_is_told_so(pupr: Program, dlh: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    number = opened(pupr)
    seen = dlh.work(number)["ETag"]

    def quicker(*given: Any) -> None:
        monkeypatch.undo()
        told(pupr.does(number, "steps", step="mengetahui"), 200)

    monkeypatch.setattr(writing, "matches", quicker)
    late = told(dlh.ask("POST", f"/matters/{number}/answers", {"text": "Ya."}, seen=seen), 409)
    assert "lebih dahulu" in late["detail"]


# Refusals


def test_a_step_that_lacks_something_says_what_and_on_which_ground(pupr: Program) -> None:
    stop = told(pupr.does(opened(pupr), "steps", step="simpulkan", text="Sudah."), 409)
    assert stop["missing"] and stop["basis"]["strength"] and stop["ways_on"]


def test_a_step_of_somebody_else_is_forbidden_with_its_ground(pupr: Program, dlh: Program) -> None:
    number = opened(pupr)
    stop = told(dlh.does(number, "steps", step="tutup"), 409)
    assert stop["basis"]["strength"]
    stop = told(dlh.does(number, "steps", step="ingatkan", target=1), 403)
    assert stop["basis"]["strength"]


def test_a_step_that_nobody_knows_is_refused(pupr: Program) -> None:
    told(pupr.does(opened(pupr), "steps", step="terbang"), 409)


def test_the_head_alone_submits_what_binds_his_unit(pupr: Program) -> None:
    body = {**CONSULTATION, "kind": "koordinatif", "form": "c", "parties": ["DISPERTAN"], "submit": True}
    stop = told(pupr.ask("POST", "/matters", body), 409)
    assert stop["ways_on"] and stop["basis"]["strength"] and not Matter.objects.exists()


def test_a_stranger_learns_nothing(pupr: Program, cast: Cast) -> None:
    number, other = opened(pupr), Program(cast("DISDIK/1"))
    for answer in (other.work(number), other.work("2026-99999"), other.work("draf-999"), other.work("draf-x")):
        told(answer, 404)
    told(other.ask("POST", f"/matters/{number}/steps", {"step": "tutup"}, seen="*"), 404)


# Bad input


@pytest.mark.parametrize(
    "body",
    [
        {"title": "\x00"},
        {"purpose": "a\x00"},
        {"kind": "\ud800"},
        {"parties": ["X" * 91]},
        {"parties": "DLH"},
        {"letter": {"dated": 20200101}},
        {"letter": {"dated": "0001-01-01"}},
        {"unknown": 1},
        {"budget": 1},
        [],
        None,
        "teks",
    ],
)
def test_bad_input_is_told_and_never_an_error_of_ours(pupr: Program, body: Any) -> None:
    sent = {**CONSULTATION, **body} if isinstance(body, dict) else body
    answer = pupr.ask("POST", "/matters", sent)
    assert answer.status_code in (400, 415, 422), answer.content
    assert not Matter.objects.exists()


def test_a_body_of_another_sort_or_too_large_is_refused(pupr: Program) -> None:
    headers = {"Authorization": f"Bearer {pupr.secret}", "Idempotency-Key": "a"}
    told(pupr.client.post(f"{ROOT}/matters", "a=b", "text/plain", headers=headers), 415)
    told(pupr.client.post(f"{ROOT}/matters", {"title": "a"}, headers=headers), 415)
    told(pupr.client.post(f"{ROOT}/matters", b"[" * 3_000_000, "application/json", headers=headers), 413)
    told(pupr.client.post(f"{ROOT}/matters", b"[" * 100_000, "application/json", headers=headers), 400)
    told(pupr.send("/uploads", SimpleUploadedFile("a.pdf", b"%PDF-" + b"a" * 11_000_000)), 413)
    told(pupr.send("/uploads", SimpleUploadedFile("a.pdf", b"tidak")), 415)
    told(pupr.send("/uploads", SimpleUploadedFile("a.exe", b"tidak")), 422)


@pytest.mark.parametrize(
    "step", [{"seat": 2**63}, {"seat": 0}, {"target": 10**18}, {"happened_on": "2026-02-30"}, {"starts_at": 5}]
)
def test_a_step_that_names_what_is_not_there_is_refused(pupr: Program, step: dict[str, Any]) -> None:
    answer = pupr.does(opened(pupr), "steps", **{"step": "ingatkan", **step})
    assert answer.status_code == 422


# Who comes in


def test_without_a_running_token_nobody_comes_in(pupr: Program, cast: Cast, client_for: Any) -> None:
    nobody = Program(pupr.actor, secret="selaras_salah")
    for program in (nobody, Program(pupr.actor, secret="x" * 500), Program(pupr.actor, secret="\udcff")):
        answer = program.ask("POST", "/matters", CONSULTATION)
        assert told(answer, 401) and answer["WWW-Authenticate"].startswith("Bearer")
    signed_in = Program(pupr.actor, client=client_for(pupr.actor), secret="selaras_salah")
    told(signed_in.ask("POST", "/matters", CONSULTATION), 401)
    answer = client_for(pupr.actor).post(f"{ROOT}/matters", json.dumps(CONSULTATION), "application/json")
    assert answer.status_code == 401


def test_a_token_opens_what_it_covers_alone(cast: Cast) -> None:
    reads = Program(cast("DPUPR/6"), ("baca",))
    told(reads.ask("GET", "/inbox"), 200)
    assert "berkas" in told(reads.ask("POST", "/matters", CONSULTATION), 403)["detail"]
    writes = Program(cast("DLH/1"), ("rapat",))
    told(writes.ask("GET", "/inbox"), 403)


def test_a_token_ends_with_its_day_its_tenure_and_its_account(pupr: Program, dlh: Program, cast: Cast) -> None:
    told(pupr.ask("GET", "/inbox"), 200)
    row = Token.objects.get(tenure=pupr.actor.tenure)
    today = pupr.actor.government.today()
    assert row.last_used_on == today
    Token.objects.filter(pk=row.pk).update(expires_on=today - timedelta(days=1))
    told(pupr.ask("GET", "/inbox"), 401)
    Token.objects.filter(pk=row.pk).update(expires_on=today)
    told(pupr.ask("GET", "/inbox"), 200)
    revoke_token(actor=pupr.actor, token=row.pk)
    told(pupr.ask("GET", "/inbox"), 401)
    end_tenure(by=SYSTEM, tenure=dlh.actor.tenure, last_day=today - timedelta(days=1))
    told(dlh.ask("GET", "/inbox"), 401)
    other = Program(cast("DISDIK/1"))
    user = other.actor.person.user
    assert user is not None
    user.is_active = False
    user.save()
    told(other.ask("GET", "/inbox"), 401)


def test_a_token_of_one_government_opens_nothing_in_another(pupr: Program, settings: Any) -> None:
    Government.objects.create(
        code="63.99", name="Tetangga", head_title="Bupati", timezone="Asia/Makassar", pack=pupr.actor.government.pack
    )
    settings.SELARAS_HOSTS = {"tetangga.test": "63.99"}
    settings.ALLOWED_HOSTS = ["tetangga.test"]
    pupr.client = Client(SERVER_NAME="tetangga.test")
    told(pupr.ask("GET", "/inbox"), 401)


def test_what_is_no_draft_is_not_thrown_away(pupr: Program) -> None:
    made = pupr.ask("POST", "/matters", CONSULTATION)
    number = told(made, 201)["number"]
    told(pupr.ask("DELETE", f"/matters/{number}"), 428)
    told(pupr.ask("DELETE", f"/matters/{number}", seen='"d0"'), 412)
    assert pupr.ask("DELETE", f"/matters/{number}", seen=made["ETag"]).status_code == 204
    told(pupr.work(number), 404)
    told(pupr.ask("DELETE", f"/matters/{opened(pupr)}", seen="*"), 409)
    assert Matter.objects.count() == 1 and not Meeting.objects.exists()

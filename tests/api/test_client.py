"""A stranger's program: a client generated from our description alone opens a matter and takes it to its end."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from selaras.actions.tokens import make_token
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.records.tokens import SCOPES
from tests.acts import sound

Cast = Callable[..., Actor]
NAME = "klien_selaras"


@pytest.fixture
def generated(balangan: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The client as the generator writes it, which knows nothing but the description."""
    description, config = tmp_path / "openapi.json", tmp_path / "config.yaml"
    answer = Client().get("/api/v1/openapi.json")
    assert json.loads(answer.content)["openapi"].startswith("3.1")
    description.write_bytes(answer.content)
    config.write_text("post_hooks: []\n")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(description), "--config"]
    made = subprocess.run(
        [*command, str(config), "--meta", "none", "--output-path", str(tmp_path / NAME)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert "Unable to" not in made.stdout and "WARNING" not in made.stdout.upper(), made.stdout
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module(NAME)
    for name in [name for name in sys.modules if name.split(".")[0] == NAME]:
        del sys.modules[name]


class Office:
    """An officer's program: the generated client with his token."""

    def __init__(self, package: ModuleType, site: str, actor: Actor) -> None:
        last = actor.government.today() + timedelta(days=1)
        _row, secret = make_token(actor=actor, name="Klien", scopes=SCOPES, expires_on=last)
        self.client = package.AuthenticatedClient(base_url=site, token=secret, raise_on_unexpected_status=True)
        self.models = importlib.import_module(f"{NAME}.models")

    def ask(self, operation: str, *where: Any, **given: Any) -> Any:
        """The answer of an operation, read into its shape."""
        found = importlib.import_module(f"{NAME}.api.pejabat.{operation}")
        answer = found.sync_detailed(*where, client=self.client, **given)
        assert answer.status_code in (200, 201), answer.content
        return answer

    def write(self, operation: str, body: str, *where: Any, seen: Any = None, **fields: Any) -> Any:
        """Send a body by the name of its shape, with a new key and what was seen."""
        sent = getattr(self.models, body).from_dict(fields)
        more = {"if_match": seen.headers["ETag"]} if seen is not None else {}
        return self.ask(operation, *where, body=sent, idempotency_key=str(uuid4()), **more)


Offices = Callable[[str], Office]


@pytest.fixture
def office(generated: ModuleType, live_server: Any, cast: Cast) -> Iterator[Offices]:
    """The program of whoever holds a post."""
    made: list[Office] = []

    def of(post: str) -> Office:
        made.append(Office(generated, live_server.url, cast(post)))
        return made[-1]

    yield of
    for one in made:
        one.client.get_httpx_client().close()


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_opens_a_matter_and_takes_it_to_its_end(office: Offices, cast: Cast) -> None:
    asker = office("DPUPR/6")
    asked = office("DLH/1")
    words = {"kind": "konsultatif", "parties": ["DLH/1"], "title": "Sampah proyek", "purpose": "Mohon tanggapan."}
    draft = asker.write("open_matter", "MatterBody", **words)
    number = draft.parsed.number
    assert number.startswith("draf-")
    sent = asker.write("matter_step", "StepBody", number, seen=draft, step="ajukan")
    number = sent.parsed.number
    waits = asked.ask("inbox").parsed
    assert [(row.key, row.step) for row in waits.items] == [(number, "tanggapi")]
    read = asked.ask("matter_work", number)
    answered = asked.write("matter_answer", "AnswerBody", number, seen=read, text="Boleh, dengan izin.")
    assert answered.parsed.answers[0].text == "Boleh, dengan izin."
    read = asker.ask("matter_work", number)
    offers = {offer.step for offer in read.parsed.offers if offer.open_}
    assert "simpulkan" in offers
    asker.write("matter_step", "StepBody", number, seen=read, step="simpulkan", text="Perlu izin.")
    read = asked.ask("matter_work", number)
    asked.write("matter_position", "PositionBody", number, seen=read, position="agree")
    read = asker.ask("matter_work", number)
    done = asker.write("matter_step", "StepBody", number, seen=read, step="tutup").parsed
    assert (done.phase, done.state.code) == ("closed", "closed")
    assert Matter.objects.get(number=number).phase == "closed" and sound(cast("DPUPR/6").government)


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_reads_a_refusal_with_its_ground(office: Offices) -> None:
    asker = office("DPUPR/6")
    words = {"kind": "konsultatif", "parties": ["DLH/1"], "title": "A", "purpose": "B", "submit": True}
    made = asker.write("open_matter", "MatterBody", **words)
    step = importlib.import_module(f"{NAME}.api.pejabat.matter_step")
    body = asker.models.StepBody.from_dict({"step": "simpulkan", "text": "C"})
    stop = step.sync(
        made.parsed.number,
        client=asker.client,
        body=body,
        idempotency_key=str(uuid4()),
        if_match=made.headers["ETag"],
    )
    assert stop.status == 409 and stop.missing and stop.basis.strength and stop.ways_on

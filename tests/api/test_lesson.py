"""The lesson of the page on the interface: each command is sent just as it is printed, and each example is taken."""

from __future__ import annotations

import html
import json
import re
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from selaras.api import v1
from selaras.api.description import bodies, described
from selaras.api.examples import BODIES
from selaras.api.lesson import NEW, PARTS
from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.acts import sound
from tests.api.test_writing import Program, told
from tests.scans import scan

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]


def page(client: Client) -> str:
    """The page as it is read."""
    return html.unescape(client.get("/api/v1/docs").content.decode())


@dataclass
class Shell:
    """Types commands as the page prints them: what `curl` sends, this sends."""

    known: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def types(self, command: str) -> Any:
        """The answer to a command; what the page says to note is noted."""
        words = iter(shlex.split(command.replace("\\\n", "")))
        assert next(words) == "curl"
        address, headers, body, form = "", {}, "", {}
        for word in words:
            if word == "-i":
                continue
            said = self._filled(word if word.startswith("$") or "://" in word else next(words))
            if word == "-H":
                name, _colon, value = said.partition(": ")
                headers[name] = value
            elif word == "-d":
                body = said
            elif word == "-F":
                name, _equals, value = said.partition("=")
                form[name] = SimpleUploadedFile(value[1:], scan()) if value.startswith("@") else value
            else:
                address = said
        path = address.removeprefix("http://testserver")
        if form:
            answer = self.client.post(path, form, headers=headers)
        else:
            verb, sort = "POST" if body else "GET", headers.pop("Content-Type", "")
            answer = self.client.generic(verb, path, body, sort, headers=headers)
        self._note(answer)
        return answer

    def _filled(self, word: str) -> str:
        word = word.replace("$(baru)", str(uuid4()))
        return re.sub(r"\$([A-Z]+)", lambda found: self.known[found[1]], word)

    def _note(self, answer: Any) -> None:
        if "ETag" in answer:
            self.known["ETAG"] = answer["ETag"]
        given = answer.json()
        self.known |= {name: str(given[key]) for name, key in (("NOMOR", "number"), ("NASKAH", "id")) if key in given}


def test_each_command_of_the_lesson_does_what_the_page_says(cast: Cast, client: Client) -> None:
    shown = page(client)
    keys = {answering: Program(cast(post)).secret for answering, post in ((False, "DPUPR/6"), (True, "DLH/1"))}
    shell = Shell({"API": re.findall(r"API=(\S+)", shown)[0]})
    for part in PARTS:
        assert part.command in shown and part.answer in shown
        shell.known["KUNCI"] = keys[part.answering]
        if "/files" in part.command:  # "after he read the new ETag"
            shell.types('curl "$API/matters/$NOMOR/work" -H "Authorization: Bearer $KUNCI"')
        answer = shell.types(part.command)
        status, etag, said = re.fullmatch(r'(\d+)(?: ETag: "([a-z]\d?)[^"]*")? (\{.*\})', part.answer).groups()  # type: ignore[union-attr]
        assert answer.status_code == int(status), answer.content
        assert etag is None or answer["ETag"].startswith(f'"{etag}')
        assert set(re.findall(r'"(\w+)":', said)) <= set(re.findall(r'"(\w+)":', answer.content.decode())), part.title
    matter = Matter.objects.get(number=shell.known["NOMOR"])
    assert matter.title == BODIES["MatterBody"]["title"] and [one.text for one in matter.answers.all()] == [
        BODIES["AnswerBody"]["text"]
    ]
    assert {file.name for file in matter.files.all()} == {"izin.pdf", "peta.pdf"}
    assert sound(matter.government)


def test_a_new_key_needs_no_program_that_may_be_missing(client: Client) -> None:
    assert NEW in page(client) and all("uuidgen" not in part.command for part in PARTS)
    keys = [
        subprocess.run(["/bin/sh", "-c", f"{NEW}; baru"], env={"PATH": "/bin"}, capture_output=True, check=True).stdout
        for _ in range(2)
    ]
    assert keys[0] != keys[1] and all(len(key.strip()) == 36 for key in keys)


def test_each_example_of_what_is_sent_is_taken(cast: Cast) -> None:
    pupr, dlh, lead = (Program(cast(post)) for post in ("DPUPR/6", "DLH/1", "SETDA.AST2/1"))
    draft = pupr.ask("POST", "/matters", BODIES["MatterBody"])
    number = told(draft, 201)["number"]
    changed = pupr.ask("PUT", f"/matters/{number}", BODIES["DraftBody"], seen=draft["ETag"])
    assert told(changed, 200)["letter"]["number"] == BODIES["DraftBody"]["letter"]["number"]
    number = told(pupr.does(number, "steps", **BODIES["StepBody"]), 200)["number"]
    told(dlh.does(number, "answers", **BODIES["AnswerBody"]), 200)
    told(pupr.does(number, "steps", step="simpulkan", text="Perlu izin."), 200)
    told(dlh.does(number, "positions", **BODIES["PositionBody"]), 200)
    meeting = told(lead.ask("POST", "/meetings", BODIES["MeetingBody"]), 201)
    assert meeting["items"][0]["title"] == BODIES["MeetingBody"]["items"][0]["title"]
    sent = {body.name for body in bodies(v1.api, v1.ROOT) if body.example}
    assert sent == set(BODIES)


def test_every_field_that_is_sent_is_described_and_no_example_is_a_blank(client: Client) -> None:
    found = described(v1.api, v1.ROOT)
    for body in bodies(v1.api, v1.ROOT):
        assert body.about and body.fields
        for one in body.fields:
            assert one.about and one.holds, (body.name, one.name)
    taken = {
        content["schema"]["$ref"].rpartition("/")[2]: content["example"]
        for verbs in found["paths"].values()
        for operation in verbs.values()
        for media, content in operation.get("requestBody", {}).get("content", {}).items()
        if media == "application/json"
    }
    assert taken == BODIES
    for verbs in found["paths"].values():
        for operation in verbs.values():
            for status, answer in operation["responses"].items():
                for content in answer.get("content", {}).values():
                    text = json.dumps(content["example"])
                    assert '""' not in text and 'contoh"' not in text
                    assert "masalah" not in text or content["example"].get("status", int(status)) == int(status)


def test_no_sentence_of_the_description_is_english(client: Client) -> None:
    english = re.compile(r"\b(the|of|and|what|who|which|each|this)\b", re.IGNORECASE)
    found = described(v1.api, v1.ROOT)
    said = [schema["description"] for schema in found["components"]["schemas"].values()]
    for verbs in found["paths"].values():
        for operation in verbs.values():
            said += [operation["summary"], operation["description"]]
            said += [
                one.get("description", "") or one["schema"].get("description", "") for one in operation["parameters"]
            ]
    assert [one for one in said if english.search(one)] == []

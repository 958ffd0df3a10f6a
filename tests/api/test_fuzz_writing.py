"""Writing asked by requests that nobody wrote, led to what is there: never an error page, always what is described."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from schemathesis.core.transport import Response

from selaras.actions.drafts import Intent, save_draft
from selaras.api import writing
from selaras.api.problems import Wrong
from selaras.records.governments import pack_of
from selaras.records.matters import Matter
from selaras.records.people import Actor
from tests.api.fuzz import REQUESTS, Fault, Trial
from tests.api.test_fuzz import FEW, silent, token_of
from tests.faces import Story, story

pytestmark = pytest.mark.django_db
__all__ = ["silent"]
Cast = Callable[..., Actor]


class Officer(Trial):
    """The operations of officers; most of what they name is there, and was seen as it is."""

    def __init__(self, told: Story, token: str) -> None:
        super().__init__((), token)
        self.operations = {key: one for key, one in self.operations.items() if "Pejabat" in one.definition.raw["tags"]}
        book = pack_of(told.government).regulation_on(told.government.today()).book
        self.steps = sorted({step.code for procedure in book.procedures for step in procedure.steps})
        drafts = [f"draf-{pk}" for pk in Matter.objects.filter(phase="draft").values_list("pk", flat=True)]
        self.keys: dict[str, list[Any]] = {
            "number": [str(told.matter.number), *drafts],
            "meeting": [told.meeting.pk],
            "follow_up": [told.task.pk],
            "group": [told.group.pk],
        }
        self.met: dict[str, set[int]] = {}

    def _ask(self, case: Any) -> tuple[Response, list[Fault]]:
        for place, keys in self.keys.items():
            if place in (case.path_parameters or {}) and self.asked % 4:
                case.path_parameters[place] = str(keys[self.asked % len(keys)])
        if isinstance(case.body, dict) and self.asked % 3:
            case.body = {**case.body, **self._led(case)}
        seen = {"If-Match": "*"} if self.asked % 5 else {}
        case.headers = {**(case.headers or {}), **seen, "Accept-Encoding": "identity"}  # nothing here unpacks
        answer, found = super()._ask(case)
        self.met.setdefault(f"{case.method} {case.operation.path}", set()).add(answer.status_code)
        return answer, found

    def _led(self, case: Any) -> dict[str, Any]:
        """What leads further in than chance would: a step that there is, a matter that can be opened."""
        if "step" in case.body:
            return {"step": self.steps[self.asked % len(self.steps)]}
        if case.operation.path.endswith("/matters"):
            return {"kind": "konsultatif", "parties": ["DLH/1"], "title": "Contoh"}
        return {}


@pytest.fixture
def officer(cast: Cast) -> Officer:
    """The program of the head of a dinas."""
    told = story(cast)
    save_draft(actor=cast("DPUPR/1"), intent=Intent(title="Draf"))
    return Officer(told, token_of(told))


def test_what_officers_send_is_answered_as_described_and_never_with_an_error_page(officer: Officer) -> None:
    found = list(officer.faults(int(os.environ.get(REQUESTS, FEW))))
    print(f"{officer.asked} requests, {len(found)} faults; met {officer.met}")
    assert not found, "\n".join(str(fault) for fault in found[:20])


def test_faults_planted_in_writing_are_found(officer: Officer) -> None:
    """A draft that breaks, a status that is not described, an inbox of another shape."""

    def unsaid(*_: Any, **__: Any) -> Any:
        raise Wrong(410, "Sudah tidak ada.")

    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError("rusak")

    for name, wrong in (("save_draft", broken), ("save_meeting", unsaid), ("inbox_of", lambda actor: {"post": 7})):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(writing, name, wrong)
            assert list(officer.faults(150, number=1)), name

"""The interface asked by requests that nobody wrote: no error page, and each answer is what the description says."""

from __future__ import annotations

import logging
import os
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from selaras.actions.tokens import make_token
from selaras.api import door, lists, problems, reading
from selaras.records import faces
from selaras.records.people import Actor, Tenure
from selaras.records.tokens import SCOPES
from tests.api.fuzz import REQUESTS, Fault, Trial, seeds
from tests.faces import Story

pytestmark = pytest.mark.django_db
FEW = 300  # requests where nobody asks for more


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    logging.disable(logging.ERROR)  # thousands of refusals are what is asked for
    yield
    logging.disable(logging.NOTSET)


def token_of(told: Story, post: str = "DPUPR/1") -> str:
    """The token of whoever holds a post, for all that he may do."""
    tenure = Tenure.objects.select_related("person").get(government=told.government, post=post)
    actor = Actor(told.government, tenure.person, tenure)
    last = told.government.today() + timedelta(days=1)
    return make_token(actor=actor, name="Uji", scopes=SCOPES, expires_on=last)[1]


def test_every_answer_is_what_the_description_says_and_none_is_an_error_page(told: Story) -> None:
    requests = int(os.environ.get(REQUESTS, FEW))
    nobodys = Trial(seeds(told))
    found = list(nobodys.faults(requests // 2))
    officers = Trial((), token_of(told), only=lambda path: True)
    found += officers.faults(requests // 2)
    print(f"{nobodys.asked + officers.asked} requests, {len(found)} faults")
    assert not found, "\n".join(str(fault) for fault in found[:20])
    assert nobodys.asked + officers.asked >= requests * 0.9


# What the trial catches


def _unknown_field(patch: pytest.MonkeyPatch) -> None:
    """A field that the description does not know."""
    given = lists.answer

    def answer(value: Any) -> HttpResponse:
        return given({**value, "extra": 1} if isinstance(value, dict) else value)

    patch.setattr(lists, "answer", answer)


def _wrong_type(patch: pytest.MonkeyPatch) -> None:
    """A number where the description promises text."""
    given = faces._unit_head
    patch.setattr(faces, "_unit_head", lambda book, unit: {**given(book, unit), "name": 7})


def _breaks_on_a_code(patch: pytest.MonkeyPatch) -> None:
    """A filter that takes every code for a number."""
    patch.setattr(reading, "MeetingSeat", _Broken)


class _Broken:
    class objects:
        @staticmethod
        def filter(**asked: Any) -> Any:
            return int(asked["unit"])


def _invisible_signs(patch: pytest.MonkeyPatch) -> None:
    """Signs that no database keeps go through."""
    patch.setattr(door, "_unreadable", lambda request: False)


def _careless_cursor(patch: pytest.MonkeyPatch) -> None:
    """A cursor that is read without a look at it."""
    patch.setattr(lists, "place_of", lambda cursor: urlsafe_b64decode(cursor + "==").decode())


def _plain_problem(patch: pytest.MonkeyPatch) -> None:
    """A problem that says it is any JSON."""
    patch.setattr(problems, "MEDIA", "application/json")


def _page_for_a_program(patch: pytest.MonkeyPatch) -> None:
    """A page of words where a problem belongs."""

    def only(found: list[Any]) -> HttpResponse:
        return lists.answer(found[0]) if found else HttpResponse("<p>Tidak ada</p>", status=404)

    patch.setattr(reading, "only", only)


def _unsaid_status(patch: pytest.MonkeyPatch) -> None:
    """A status that the description does not name."""

    def only(found: list[Any]) -> HttpResponse:
        if not found:
            raise problems.Wrong(410, "Sudah tidak ada.")
        return lists.answer(found[0])

    patch.setattr(reading, "only", only)


def _one_too_many(patch: pytest.MonkeyPatch) -> None:
    """A list that tells one more than was asked."""
    given = lists.listed
    patch.setattr(lists, "listed", lambda request, items, place: given(request, [*items, *items[-1:]], place))


def _always_new(patch: pytest.MonkeyPatch) -> None:
    """An ETag that never comes again."""
    given, count = lists.answer, iter(range(10**6))

    def answer(value: Any) -> HttpResponse:
        response = given(value)
        response["ETag"] = f'"{next(count)}"'
        return response

    patch.setattr(lists, "answer", answer)


PLANTED: list[Callable[[pytest.MonkeyPatch], None]] = [
    _unknown_field,
    _wrong_type,
    _breaks_on_a_code,
    _invisible_signs,
    _careless_cursor,
    _plain_problem,
    _page_for_a_program,
    _unsaid_status,
    _one_too_many,
    _always_new,
]


def test_at_least_nine_of_ten_faults_planted_on_purpose_are_found(told: Story) -> None:
    trial = Trial(seeds(told))
    assert len(PLANTED) == 10
    caught: dict[str, Fault | None] = {}
    for plant in PLANTED:
        with pytest.MonkeyPatch.context() as patch:
            plant(patch)
            caught[plant.__name__] = next(trial.faults(0), None)
    print("\n".join(f"{name}: {fault}" for name, fault in caught.items()))
    missed = [name for name, fault in caught.items() if fault is None]
    assert len(missed) <= 1, missed

"""What can be found is at every moment what it would be if it were made anew, and nobody finds what he may not open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from selaras.actions import search as acts
from selaras.records import search, units
from selaras.records.governments import Government
from selaras.records.search import SearchRow
from tests.actions.stories import STORIES, Office
from tests.acts import Cast
from tests.packs.small_pack import write_pack

pytestmark = pytest.mark.django_db


def standing() -> dict[tuple[Any, ...], str]:
    """The rows of all that hangs on acts, as they stand."""
    rows = SearchRow.objects.exclude(sort__in=search.DESCRIBED)
    return {(row.government_id, row.sort, row.key, row.audience): row.digest for row in rows}


def anew() -> dict[tuple[Any, ...], str]:
    """The same rows as they would be if everything were made anew."""
    return {
        (government.pk, row.sort, row.key, row.audience): row.digest
        for government in Government.objects.all()
        for sort, make in acts.MAKERS.items()
        for thing in make(government, list(acts.MODELS[sort].objects.values_list("pk", flat=True)))
        for row in acts._rows(government, thing)
    }


@pytest.fixture
def office(cast: Cast, balangan: Government, tmp_path: Path) -> Iterator[Office]:
    folder = write_pack(tmp_path / "contoh", {})
    units.forget()
    with override_settings(SELARAS_PACKS=(folder,)):
        yield Office(cast, balangan, folder)
    units.forget()


@pytest.mark.parametrize("story", STORIES)
def test_after_every_act_what_can_be_found_is_what_it_would_be_if_made_anew(office: Office, story: str) -> None:
    for line in STORIES[story]:
        line.prepare(office)()
        # After an upgrade the worker makes the rows of all that hangs on acts, a little later.
        assert acts.prepare in line.shows or standing() == anew(), line.name

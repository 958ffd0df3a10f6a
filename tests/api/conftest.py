"""The irrigation matter with all that hangs on it, told once for all tests that only read, and then taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from selaras.actions.search import rebuild
from selaras.records import units
from selaras.records.governments import Government
from tests.conftest import casting
from tests.faces import Story, story


@pytest.fixture(scope="module")
def told(own_data_folder: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """The story in the database while the tests of a module run; each test takes back what it does besides."""
    with django_db_blocker.unblock(), transaction.atomic():
        government = Government.objects.get(code="63.11")
        made = story(casting(government))
        rebuild(government.pk)
        yield made
        transaction.set_rollback(True)
    units.forget()

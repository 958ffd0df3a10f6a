"""Two governments with their people and matters, set up once for all access tests and then taken back."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from selaras.records import units
from tests.access.world import HOSTS, Realm, two_governments
from tests.conftest import PACK


@pytest.fixture(scope="package")
def realms(
    own_data_folder: None,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Realm, Realm]]:
    """Balangan and its neighbour in one database, each at its own host name."""
    folder = tmp_path_factory.mktemp("packs") / "tetangga"
    found = {
        "SELARAS_PACKS": (*settings.SELARAS_PACKS, folder),
        "SELARAS_HOSTS": HOSTS,
        "ALLOWED_HOSTS": [*HOSTS],
        "ACCOUNT_RATE_LIMITS": False,  # everybody tries everything
    }
    logging.disable(logging.ERROR)  # thousands of refusals are what is asked for
    with override_settings(**found), django_db_blocker.unblock(), transaction.atomic():
        yield two_governments(PACK, folder)
        transaction.set_rollback(True)
    units.forget()
    logging.disable(logging.NOTSET)

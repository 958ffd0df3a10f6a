"""Gives every test run its own data folder and database, and the named cast: whoever holds a post of Balangan."""

import gc
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.test import Client, TransactionTestCase, override_settings
from pytest_django.plugin import DjangoDbBlocker

from selaras.actions.people import create_user
from selaras.actions.units import load_pack
from selaras.records import triggers
from selaras.records.governments import Government
from selaras.records.people import Actor
from selaras.web.chosen import CHOSEN, OPENED


@pytest.hookimpl(tryfirst=True)  # before anything is chosen by its marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what asks something of a database; the rest says the same beside whichever database there is."""
    for item in items:
        uses = "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db")
        if uses or {"site", "journeys"} & set(item.path.parts):  # these start programs that have a database
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """Leaves what is loaded by now, and lives to the end, out of the search for circles, and searches less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Moves all that Selaras writes to a temporary folder; serves static files as they lie in the source."""
    data = tmp_path_factory.mktemp("data")
    (data / "static").mkdir()
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": data / "files"}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    folders = {"SELARAS_DATA": data, "STATIC_ROOT": data / "static", "STORAGES": storages}
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # no test needs a slow one
    with override_settings(**folders, WHITENOISE_USE_FINDERS=True, PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Puts the test database in a file: in memory, two officers acting at once would not meet as they do in service."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


PACK = Path(__file__).parents[1] / "src/selaras/packs/balangan"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loads Kabupaten Balangan once for all tests; whoever needs a database without it asks for `nothing_loaded`.

    A test that commits leaves it so as well: its rows go and those of the pack come back, without reading it again.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        load_pack(PACK)
        bring_back = loaded_on_sqlite() if connection.vendor == "sqlite" else loaded_on_postgresql()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: bring_back())
        yield


def loaded_on_sqlite() -> Callable[[], None]:
    """Keeps a copy of the database as it is now; returns what brings it back."""
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(kept)

    def bring_back() -> None:
        connection.ensure_connection()
        kept.backup(connection.connection)

    return bring_back


def loaded_on_postgresql() -> Callable[[], None]:
    """Keeps every row as it is now; returns what brings them back."""
    tables = [connection.ops.quote_name(name) for name in connection.introspection.table_names()]

    def rows(table: str) -> bytes:
        with cursor.copy(f"COPY {table} TO STDOUT") as copy:
            return b"".join(copy)

    with connection.cursor() as cursor:
        kept = {table: found for table in tables if (found := rows(table))}

    def bring_back() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            triggers.drop(connection)  # the ledger takes nothing back
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
            for table, found in kept.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(found)
        triggers.create(connection)

    return bring_back


@pytest.fixture
def balangan(db: None) -> Government:
    """Kabupaten Balangan as its pack describes it; loaded again where this very test has emptied the tables before."""
    if not Government.objects.filter(code="63.11").exists():
        load_pack(PACK)
    return Government.objects.get(code="63.11")


@pytest.fixture
def nothing_loaded(db: None) -> None:
    """An empty database, as a new installation has it."""
    triggers.drop(connection)
    for model in reversed(list(apps.get_app_config("records").get_models())):
        model._base_manager.all()._raw_delete(connection.alias)
    triggers.create(connection)


def casting(government: Government) -> Callable[..., Actor]:
    """Whoever holds a post: made at the first call, with an account named like the post."""
    made: dict[tuple[str, str], Actor] = {}

    def holder(post: str, capacity: str = "definitif") -> Actor:
        if (post, capacity) not in made:
            tenure, _ = create_user(
                government=government,
                username=f"{post}-{capacity}".replace("/", "-"),
                name=f"Pemegang {post}",
                post=post,
                capacity=capacity,
                valid_from=date(2020, 4, 6),
                decree="821/1/2020",
            )
            made[post, capacity] = Actor(government, tenure.person, tenure)
        return made[post, capacity]

    return holder


@pytest.fixture
def cast(balangan: Government) -> Callable[..., Actor]:
    """Whoever holds a post: `cast("DPUPR/1")`."""
    return casting(balangan)


class Tab(Client):
    """A browser whose forms name the post in which their page was opened, as the forms of every page do."""

    opened = 0

    def post(self, path: Any, data: Any = None, *args: Any, **more: Any) -> Any:
        """Send a form; one that names a post itself, as of another tab, is sent as it is."""
        if data is None or isinstance(data, dict):
            data = {OPENED: self.opened, **(data or {})}
        return super().post(path, data, *args, **more)


@pytest.fixture
def client_for() -> Callable[[Actor], Client]:
    """A browser in which the actor is signed in and acts in that tenure."""

    def signed_in(actor: Actor) -> Client:
        client = Tab()
        client.opened = actor.tenure.pk
        assert actor.person.user is not None
        client.force_login(actor.person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session[CHOSEN] = actor.tenure.pk
        session.save()
        return client

    return signed_in

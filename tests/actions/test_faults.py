"""A matter never changes without its entry: every statement of every act fails once, and nothing is left half done."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, OperationalError, connection
from django.test import override_settings

from bench import plants
from selaras import actions
from selaras.actions import ledger as whole
from selaras.actions import matters, people, provisions, readings, units
from selaras.actions.files import Upload
from selaras.actions.matters import Deed, Intent
from selaras.law.official_text import OfficialText
from selaras.law.pack import load
from selaras.law.procedures import Effect
from selaras.records import clock, ledger
from selaras.records.governments import Government, pack_of
from selaras.records.matters import Matter, Participant
from selaras.records.people import Actor, Tenure
from tests.conftest import PACK
from tests.packs.small_pack import write_pack

Cast = Callable[..., Actor]
PDF = Upload("lampiran.pdf", b"%PDF-1.7 contoh")
QUESTION = Intent(kind="konsultatif", parties=("SETDA.AST1.HUKUM/1", "DLH/1"), title="Rancangan", purpose="Pendapat.")
IRRIGATION = Intent(
    kind="koordinatif", form="c", parties=("DISPERTAN", "KEC.LAMPIHONG"), title="Irigasi", purpose="Jadwal."
)


# Failing


def _broken(raw: Any) -> None:
    """Make the database itself refuse a statement: PostgreSQL then refuses all that follow in the transaction."""
    with suppress(Exception):
        raw.cursor().execute("SELECT 1 FROM there_is_no_such_table")


def _fails(raw: Any) -> DatabaseError:
    _broken(raw)
    return OperationalError("a failure on purpose")


def _contradicts(raw: Any) -> DatabaseError:
    """The kind of failure that acts themselves expect, and answer with a sentence."""
    _broken(raw)
    return IntegrityError("a contradiction on purpose")


def _is_lost(raw: Any) -> DatabaseError:
    raw.close()
    return OperationalError("the connection is lost on purpose")


Fault = Callable[[Any], DatabaseError]
OTHERS = (_contradicts, _is_lost)


@contextmanager
def failing(place: int, fault: Fault | None) -> Iterator[list[str]]:
    """Let the statement at this place (from 1) fail before it is done; COMMIT is one. Yields the statements seen."""
    seen: list[str] = []
    commit = connection._commit  # type: ignore[attr-defined]

    def met(words: str) -> None:
        seen.append(words)
        if fault and len(seen) == place:
            raise fault(connection.connection)

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        met(sql)
        return execute(sql, params, many, context)

    def committing() -> None:
        met("COMMIT")
        commit()

    with connection.execute_wrapper(statement), mock.patch.object(connection, "_commit", committing):
        yield seen


@contextmanager
def answer_lost() -> Iterator[None]:
    """Let the first COMMIT be done and its answer never arrive."""
    commit = connection._commit  # type: ignore[attr-defined]

    def committing() -> None:
        commit()
        connection.connection.close()
        raise OperationalError("the answer is lost on purpose")

    with mock.patch.object(connection, "_commit", committing):
        yield


def rows() -> dict[str, list[Any]]:
    """Every row that there is, by table."""
    models = [*apps.get_app_config("records").get_models(), *apps.get_app_config("auth").get_models()]
    with connection.cursor() as cursor:
        return {table: _all(cursor, table) for table in (model._meta.db_table for model in models)}


def _all(cursor: Any, table: str) -> list[Any]:
    cursor.execute(f"SELECT * FROM {table} ORDER BY id")
    return list(cursor.fetchall())


def faults() -> list[str]:
    """What `selaras verify` would say."""
    return [str(fault) for government in Government.objects.all() for fault in whole.verify(government)]


def entries() -> int:
    """How many acts the ledgers hold."""
    return ledger.Entry.objects.count()


def attempt(act: Callable[[], object], place: int, fault: Fault | None) -> list[str] | None:
    """Try an act with a fault planted; returns the statements up to the fault, None when it was done whole."""
    with failing(place, fault) as seen:
        try:
            act()
        except Exception:  # whatever the act makes of it: what counts is what it leaves behind
            if len(seen) < place:
                raise
        else:
            if len(seen) < place:
                return None
    if fault is _is_lost:
        connection.close()  # as the end of the request does; the next one opens its own
    return seen


# What is done: each line of a story is an act, tried with every fault before it is done


class Office:
    """The people of a story, and the matters they opened."""

    def __init__(self, cast: Cast, government: Government, folder: Path) -> None:
        self.cast, self.government, self.folder = cast, government, folder
        self.drafts: dict[str, int] = {}
        self.forms = 0

    def matter(self, name: str) -> Matter:
        """A matter as it is now."""
        return Matter.objects.get(pk=self.drafts[name])


Act = Callable[[], object]


@dataclass(frozen=True)
class Line:
    """One act: what of the product it shows, and how it is prepared; what is prepared may be done again and again."""

    name: str
    shows: tuple[object, ...]
    prepare: Callable[[Office], Act]
    recorded: bool = True  # has an entry in the ledger
    keyed: bool = False  # comes with a form's key, so it may be sent again


def opens(post: str, matter: str, intent: Intent) -> Line:
    """Submit a draft."""

    def prepare(office: Office) -> Act:
        actor = office.cast(post)
        office.drafts[matter] = matters.save_draft(actor=actor, intent=intent).pk
        return lambda: matters.submit(actor=actor, draft=office.drafts[matter], key=f"open-{matter}")

    return Line(f"{matter}: ajukan", (matters.submit, Effect.SUBMIT), prepare, keyed=True)


def does(
    who: str, matter: str, step: str, *effects: Effect, role: str = "", target: str = "", later: int = 0, **deed: Any
) -> Line:
    """Take a step from the actor's own seat (of a role, where there are several), perhaps towards another's.

    `later` is how many days from now; a part of the deed may be a function of the office.
    """

    def prepare(office: Office) -> Act:
        actor, row = office.cast(who), office.matter(matter)
        seats = Participant.objects.filter(matter=row).order_by("order")
        own = seats.filter(post=who, role=role).get() if role else seats.filter(post=who)[0]
        other = seats.filter(unit=target).exclude(role="opener")[0].pk if target else None
        office.forms += 1
        given = {name: value(office) if callable(value) else value for name, value in deed.items()}
        sent: dict[str, Any] = {
            "number": str(row.number),
            "seat": own.pk,
            "deed": Deed(step, target=other, **given),
            "seen": matters.seen_of(row, own),
            "key": f"form-{office.forms}",
        }

        def act() -> object:
            with clock.at(clock.now() + timedelta(days=later)):
                return matters.act(actor=actor, **sent)

        return act

    return Line(f"{matter}: {step}", (matters.act, *effects), prepare, keyed=True)


CONSULTATION = (
    opens("DPUPR/6", "sampah", QUESTION),
    opens("DPUPR/6", "lain", QUESTION),
    does("DPUPR/6", "sampah", "mengetahui", Effect.TELL_HEAD),
    does("DLH/1", "sampah", "tugaskan", Effect.ASSIGN, post="DLH/2", power="bertindak"),
    does("DPUPR/6", "sampah", "lampirkan", Effect.ATTACH, text="Rancangan", uploads=(PDF,)),
    does("DPUPR/6", "sampah", "kaitkan", Effect.LINK, other=lambda office: str(office.matter("lain").number)),
    does("DPUPR/6", "sampah", "ingatkan", Effect.REMIND, target="DLH"),
    does("DLH/1", "sampah", "tanggapi", Effect.ANSWER, text="Setuju.", uploads=(PDF,)),
    does("SETDA.AST1.HUKUM/1", "sampah", "tanggapi", text="Perjelas."),
    does("DPUPR/6", "sampah", "simpulkan", Effect.PROPOSE, text="Diperjelas."),
    does("DLH/1", "sampah", "benarkan"),
    does("SETDA.AST1.HUKUM/1", "sampah", "catat", text="Sebut TPS."),
    does("DPUPR/6", "sampah", "tutup"),
    does("DPUPR/6", "lain", "lanjutkan", Effect.CARRY_ON, text="Perlu dipadukan."),
)
COORDINATION = (
    opens("DPUPR/1", "irigasi", IRRIGATION),
    does("SETDA/1", "irigasi", "ambil", Effect.LEAD),
    does("SETDA/1", "irigasi", "sepakati", text="Dibuka 5 Desember."),
    does("DPUPR/1", "irigasi", "setujui"),
    does("DISPERTAN/1", "irigasi", "keberatan", text="Geser sepekan."),
    does("DPUPR/1", "irigasi", "beri_tahu_atasan", Effect.TELL_SUPERIOR, later=30, text="Belum diputuskan."),
)


def _act(name: str, shows: object, act: Callable[[Office], Act], *, recorded: bool = True) -> Line:
    return Line(name, (shows,), act, recorded)


def _appoints(office: Office) -> Act:
    actor = office.cast("DPUPR/1")
    since = office.government.today()
    return lambda: people.appoint(
        by=people.SYSTEM,
        person=actor.person,
        post="DISPERTAN/1",
        capacity="plt",
        valid_from=since,
        valid_to=since + timedelta(days=30),
        decree="800/1/2020",
    )


def _creates(office: Office) -> Act:
    return lambda: people.create_user(
        government=office.government,
        username="kadis.contoh",
        name="Pemegang Contoh",
        post="DKP/1",
        valid_from=date(2020, 4, 6),
        decree="821/2/2020",
    )


def _ends(office: Office) -> Act:
    tenure = Tenure.objects.get(post="DKP/1")
    return lambda: people.end_tenure(by=people.SYSTEM, tenure=tenure, last_day=office.government.today())


def _imports(office: Office) -> Act:
    text = OfficialText({"pasal-1": "Bunyi satu.", "pasal-2": "Bunyi dua."}, (), 0)
    regulation = pack_of(office.government).regulation_on(office.government.today()).code
    return lambda: provisions.import_text(government=office.government, regulation=regulation, text=text)


def _reads(office: Office) -> Act:
    actor, matter = office.cast("DPUPR/6"), office.matter("sampah")
    matter.withheld = True
    return lambda: readings.record_reading(actor=actor, matter=matter)


def _saves(office: Office) -> Act:
    actor = office.cast("DPUPR/6")
    return lambda: matters.save_draft(actor=actor, intent=QUESTION)


def _saves_again(office: Office) -> Act:
    actor, draft = office.cast("DPUPR/6"), Matter.objects.filter(phase="draft").latest("pk").pk
    return lambda: matters.save_draft(actor=actor, intent=IRRIGATION, draft=draft)


def _discards(office: Office) -> Act:
    actor, draft = office.cast("DPUPR/6"), Matter.objects.filter(phase="draft").latest("pk").pk
    return lambda: matters.discard_draft(actor=actor, draft=draft)


def _loads(office: Office) -> Act:
    return lambda: units.load_pack(office.folder)


def _loads_again(office: Office) -> Act:
    table = office.folder / "units.csv"
    table.write_text(table.read_text().replace("A,Dinas A,", "A,Dinas A Baru,"))
    calendar = office.folder / "calendar.csv"
    calendar.write_text(calendar.read_text() + "2021-01-01,Tahun Baru,libur,\n")
    return lambda: units.load_pack(office.folder)


def _resets(office: Office) -> Act:
    return lambda: people.reset_password(government=office.government, username="kadis.contoh")


def _seals(office: Office) -> Act:
    return lambda: whole.seal(office.government)


DESK = (
    _act("akun", people.create_user, _creates),
    _act("sandi", people.reset_password, _resets, recorded=False),
    _act("angkat", people.appoint, _appoints),
    _act("akhiri", people.end_tenure, _ends),
    _act("bunyi", provisions.import_text, _imports),
    _act("paket", units.load_pack, _loads),
    _act("paket lagi", units.load_pack, _loads_again),
    _act("draf", matters.save_draft, _saves, recorded=False),
    _act("ubah draf", matters.save_draft, _saves_again, recorded=False),
    _act("hapus draf", matters.discard_draft, _discards, recorded=False),
    opens("DPUPR/6", "sampah", QUESTION),
    _act("baca", readings.record_reading, _reads, recorded=False),
    _act("segel", whole.seal, _seals, recorded=False),
)
STORIES = {"consultation": CONSULTATION, "coordination": COORDINATION, "desk": DESK}


# The proof


def tell(office: Office, line: Line) -> int:
    """Do one act with every fault planted at every statement, then in earnest; returns how many attempts failed.

    `selaras verify` reads rows and stored files alone, so where every row is as before, so is what it says.
    """
    act, before, failed = line.prepare(office), rows(), 0
    size = entries()
    place, done = 1, False
    while not done:
        for fault in (_fails, OTHERS[place % 2]):
            where = f"{line.name}, {fault.__name__}, statement {place}"
            if place > 200:
                pytest.fail(f"{where}: the act never ends")
            seen = attempt(act, place, fault)
            if seen is None:
                done = True
                break
            failed += 1
            assert rows() == before, f"{where}: half done at {seen[-1][:200]}"
        place += 1
    after = rows()
    assert after != before, f"{line.name}: nothing was done"
    assert not faults(), line.name
    assert (entries() > size) is line.recorded, line.name
    if line.keyed:
        act()
        assert rows() == after, f"{line.name}: sent again, done again"
    return failed


@pytest.fixture
def office(cast: Cast, balangan: Government, tmp_path: Path) -> Iterator[Office]:
    folder = write_pack(tmp_path / "contoh", {})
    with override_settings(SELARAS_PACKS=(folder,)):
        yield Office(cast, balangan, folder)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("story", STORIES)
def test_every_statement_of_every_act_fails_once_and_nothing_is_left_half_done(office: Office, story: str) -> None:
    assert sum(tell(office, line) for line in STORIES[story]) > 100


@pytest.mark.django_db(transaction=True)
def test_an_act_whose_answer_was_lost_is_complete_and_sent_again_is_done_once(office: Office) -> None:
    for line in CONSULTATION:
        act, size = line.prepare(office), entries()
        with answer_lost(), pytest.raises(OperationalError, match="answer is lost"):
            act()
        connection.close()
        complete = rows()
        assert entries() == size + 1 and not faults(), line.name
        act()
        assert rows() == complete, line.name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("line", [opens("DPUPR/6", "sampah", QUESTION), DESK[0]], ids=["submit", "create_user"])
def test_the_missing_transaction_is_caught(office: Office, line: Line) -> None:
    with plants.without_transactions(), pytest.raises(AssertionError, match="half done"):
        tell(office, line)


def _writes(function: Callable[..., Any]) -> bool:
    source = inspect.getsource(function)
    return any(word in source for word in ("transaction.atomic(", ".objects.create(", ".save("))


def test_every_act_and_every_effect_has_its_line() -> None:
    shown = {what for story in STORIES.values() for line in story for what in line.shows}
    modules = [import_module(found.name) for found in pkgutil.iter_modules(actions.__path__, "selaras.actions.")]
    writing = {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and _writes(function)
    }
    missing = {f"{function.__module__}.{function.__name__}" for function in writing - shown}
    assert not missing, "tell these acts in a story above"
    regulation = load(PACK).regulation_on(date(2020, 4, 6))
    steps = [step for procedure in regulation.book.procedures for step in procedure.steps]
    effects = {effect for step in steps for effect in step.effects}
    assert not effects - shown, "tell a step with each of these effects in a story above"

"""Webhooks: put down with the act, signed, tried again with patience, never into one's own network."""

from __future__ import annotations

import hmac
import json
import os
import signal
import socket
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from selaras.actions import deliveries, ledger, webhooks
from selaras.actions import jobs as acts
from selaras.actions.deliveries import ATTEMPTS, SECONDS, delay, send, signature
from selaras.actions.files import Upload
from selaras.actions.offices import AlreadyDone
from selaras.actions.refusals import Invalid
from selaras.actions.webhooks import end_endpoint, fault_of, register_endpoint, send_again
from selaras.law.procedures import Refused
from selaras.records import clock, queue
from selaras.records.governments import Government
from selaras.records.jobs import ScheduleRun, Worker
from selaras.records.ledger import Seal, SealDocument
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.records.webhooks import DEAD, DROPPED, EVENTS, SEAL, SENT, WAITING, Delivery, Endpoint, keepers_of_seals
from selaras.site import jobs
from tests.actions.receiver import Receiver, receiving
from tests.acts import opened, take
from tests.scans import scan
from tests.site.test_jobs import ROOT, environment

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)
Cast = Callable[..., Actor]
OFFICE = "SETDA.AST3.ORG/1"


@pytest.fixture
def here() -> Iterator[None]:
    """Receivers on this computer are taken."""
    with override_settings(SELARAS_HOOKS_TO_LOOPBACK=True):
        yield


@pytest.fixture
def receiver(here: None) -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def registered(cast: Cast, url: str, *events: str) -> tuple[Endpoint, str]:
    """An address that hears of these, or of everything."""
    return register_endpoint(actor=cast(OFFICE), url=url, events=events or EVENTS)


def consulted(cast: Cast) -> Matter:
    """A consultation, which is public from its beginning."""
    return opened(cast("DPUPR/6"), kind="konsultatif", parties=("DLH/1",))


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


# What is sent


def test_an_act_is_told_with_a_signature_that_its_receiver_can_check(cast: Cast, receiver: Receiver) -> None:
    _row, secret = registered(cast, receiver.url())
    matter = consulted(cast)
    assert states() == [WAITING] and not receiver.got
    assert jobs.run_all() == 1
    assert states() == [SENT]
    (got,) = receiver.got
    said = json.loads(got.body)
    delivery = Delivery.objects.get()
    assert said == {
        "specversion": "1.0",
        "id": str(delivery.event),
        "source": "http://127.0.0.1:8000/",
        "type": "selaras.matter.opened",
        "subject": f"matter/{matter.number}",
        "time": said["time"],
        "datacontenttype": "application/json",
        "data": {
            "sort": "matter",
            "key": matter.number,
            "page": f"http://127.0.0.1:8000/berkas/{matter.number}/",
            "resource": f"http://127.0.0.1:8000/api/v1/matters/{matter.number}",
        },
    }
    assert got.headers["content-type"].startswith("application/cloudevents+json")
    assert got.headers["webhook-id"] == said["id"]
    signed = f"{said['id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    key = b64decode(secret.removeprefix("whsec_"))
    assert got.headers["webhook-signature"] == f"v1,{b64encode(hmac.new(key, signed, sha256).digest()).decode()}"


def test_the_signature_is_that_of_the_standard() -> None:
    """The vector that Standard Webhooks publishes for its libraries."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    found = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_step_and_the_end_is_told_to_each_address_under_one_id(cast: Cast, receiver: Receiver) -> None:
    for path in ("a", "b"):
        registered(cast, f"{receiver.url()}/{path}")
    registered(cast, f"{receiver.url()}/c", "meeting")
    matter = consulted(cast)
    take(cast("DPUPR/6"), matter, "cabut", "Tidak perlu lagi.")
    jobs.run_all()
    kinds = sorted((got.path, json.loads(got.body)["type"].rpartition(".")[2]) for got in receiver.got)
    assert kinds == [("/kait/a", "closed"), ("/kait/a", "opened"), ("/kait/b", "closed"), ("/kait/b", "opened")]
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 2


def test_of_what_is_not_open_nothing_is_put_down(cast: Cast, receiver: Receiver) -> None:
    registered(cast, receiver.url())
    matter = opened(cast("DPUPR/1"), kind="koordinatif", parties=("DISPERTAN", "KEC.LAMPIHONG"), form="c")
    assert matter.state == "submitted" and states() == []
    take(cast("SETDA/1"), matter, "ambil")
    assert states() == [WAITING]
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=timezone.now().date()
    )
    take(cast("DPUPR/1"), matter, "lampirkan", uploads=(Upload("a.pdf", scan()),))
    assert states() == [WAITING]
    jobs.run_all()
    assert states() == [DROPPED] and not receiver.got


def test_the_seal_itself_is_sent_to_who_asked_for_it(cast: Cast, receiver: Receiver, balangan: Government) -> None:
    registered(cast, receiver.url(), "matter")
    registered(cast, receiver.url("localhost"), SEAL)
    made, _path = ledger.seal(balangan)
    assert jobs.run_all() == 1
    (got,) = receiver.got
    said = json.loads(got.body)
    assert (said["type"], said["subject"]) == ("selaras.seal.made", f"seal/{made.pk}")
    assert SealDocument.from_json(json.dumps(said["data"].pop("seal"))) == made.document
    here = "http://127.0.0.1:8000/periksa/"
    assert said["data"] == {
        "sort": "seal",
        "key": str(made.pk),
        "page": here,
        "resource": f"{here}segel-{made.pk}.json",
    }
    (keeper,) = keepers_of_seals(balangan)
    assert keeper.last and (keeper.host, keeper.last.subject_key) == ("localhost", str(made.pk))


def test_a_seal_and_what_is_sent_of_it_come_together_or_not_at_all(
    cast: Cast, receiver: Receiver, balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(cast, receiver.url(), SEAL)

    def fails(*given: object, **named: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(acts, "put", fails)
        with pytest.raises(ZeroDivisionError):
            ledger.seal(balangan)
    assert not Seal.objects.exists() and not Delivery.objects.exists()


def test_an_act_that_fails_tells_nothing(cast: Cast, receiver: Receiver) -> None:
    registered(cast, receiver.url())
    with transaction.atomic():
        consulted(cast)
        transaction.set_rollback(True)
    assert states() == [] and jobs.run_all() == 0


# Again and again


def test_what_is_not_taken_is_tried_later_and_later_and_then_given_up_in_sight(cast: Cast, receiver: Receiver) -> None:
    row, _secret = registered(cast, receiver.url())
    receiver.answers = [500]
    consulted(cast)
    now, tried = timezone.now(), []
    for seconds in (*SECONDS, 10**7):
        with clock.at(now):
            assert jobs.run_all() == 1
            tried.append(len(receiver.got))
            assert jobs.run_all() == 0
        with clock.at(now + timedelta(seconds=seconds * 0.75)):
            assert jobs.run_all() == 0, seconds  # not before its time
        now += timedelta(seconds=seconds * 1.25)
    assert tried == list(range(1, ATTEMPTS + 1))
    kept = Delivery.objects.get()
    assert (kept.state, kept.attempts, kept.answer) == (DEAD, ATTEMPTS, "Dijawab 500.")
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    receiver.answers = [200]
    assert send_again(actor=cast(OFFICE), endpoint=row.pk) == 1
    with clock.at(now):
        assert jobs.run_all() == 1
    assert states() == [SENT]


def test_delays_differ_so_that_many_do_not_come_back_at_once() -> None:
    found = {delay(3).total_seconds() for _ in range(50)}
    assert len(found) > 40 and min(found) >= SECONDS[2] * 0.8 and max(found) <= SECONDS[2] * 1.2


def test_two_tasks_for_one_delivery_send_it_once(cast: Cast, receiver: Receiver) -> None:
    registered(cast, receiver.url())
    consulted(cast)
    delivery = Delivery.objects.get().pk
    send(delivery)
    send(delivery)
    assert len(receiver.got) == 1 and states() == [SENT]


WORKER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "selaras.site.settings"
from django.conf import settings
settings.SELARAS_HOOKS_TO_LOOPBACK = True
import django
django.setup()
from selaras.actions import deliveries
post = deliveries.post
def killed(row, now):
    found = post(row, now)
    os.kill(os.getpid(), 9)
    return found
if sys.argv.pop() == "die":
    deliveries.post = killed
from selaras.site.cli import main
sys.argv = ["selaras", "jobs", "--once"]
main()
"""


@committed
def test_a_worker_killed_between_sending_and_noting_lets_the_same_id_come_again(
    cast: Cast, receiver: Receiver, balangan: Government, tmp_path: Path
) -> None:
    for entry in queue.SCHEDULE:
        ScheduleRun.objects.create(government=balangan, name=entry.name, due_at=timezone.now() + timedelta(hours=2))
    registered(cast, receiver.url())
    consulted(cast)

    def worker(word: str) -> int:
        command = [sys.executable, "-c", WORKER, word]
        return subprocess.run(command, env=environment(tmp_path), cwd=ROOT, capture_output=True, check=False).returncode

    assert worker("die") == -signal.SIGKILL
    assert len(receiver.got) == 1 and states() == [WAITING]
    Worker.objects.update(beat_at=timezone.now() - queue.LEASE - timedelta(seconds=1))
    assert worker("live") == 0
    assert len(receiver.got) == 2 and states() == [SENT]
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert receiver.got[0].body == receiver.got[1].body


# Where it goes, and where it never does


INSIDE = [
    "https://127.0.0.1/kait",
    "https://localhost/kait",
    "https://10.0.0.5/",
    "https://192.168.1.1/",
    "https://172.16.0.1/",
    "https://169.254.169.254/latest/",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://[::1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://224.0.0.1/",
]
WRONG = [
    "",
    "http://8.8.8.8/",
    "ftp://8.8.8.8/",
    "https://",
    "https://u:p@8.8.8.8/",
    "https://8.8.8.8/#a",
    "https://8.8.8.8:99999/",
    "https://[::1/",
    "https://8.8.8.8/a b",
    "https://8.8.8.8/\na",
    "kait",
    "https://8.8.8.8/\x00",
    "https://" + "a" * 600,
]


@pytest.mark.parametrize("url", [*INSIDE, *WRONG])
def test_an_address_inside_or_one_that_is_none_is_refused_at_entry(cast: Cast, url: str) -> None:
    with pytest.raises(Invalid) as wrong:
        registered(cast, url)
    assert set(wrong.value.errors) == {"url"} and not Endpoint.objects.exists()


def test_an_address_in_the_internet_is_taken_and_one_whose_name_leads_inside_is_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fault_of("https://8.8.8.8/kait") == ""
    leads: dict[str, list[str]] = {"luar.test": ["8.8.8.8"], "dalam.test": ["8.8.8.8", "10.0.0.1"]}

    def told(host: str, port: int, **_: Any) -> list[Any]:
        if host not in leads:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in leads[host]]

    monkeypatch.setattr(socket, "getaddrinfo", told)
    assert fault_of("https://luar.test/") == ""
    assert "jaringan sendiri" in fault_of("https://dalam.test/")
    assert "tidak ditemukan" in fault_of("https://takada.test/")


def test_a_name_that_leads_inside_later_is_never_met(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name is looked up for each attempt, and the connection goes where was looked."""
    with receiving() as inside:
        leads = {"address": "8.8.8.8"}
        real = socket.getaddrinfo

        def told(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
            if host == "pindah.test":
                return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (leads["address"], port))]
            return real(host, port, *rest, **more)

        monkeypatch.setattr(socket, "getaddrinfo", told)
        row, _secret = registered(cast, f"https://pindah.test:{inside.port}/")
        Endpoint.objects.filter(pk=row.pk).update(url=f"http://pindah.test:{inside.port}/")
        leads["address"] = "127.0.0.1"
        consulted(cast)
        assert jobs.run_all() == 1
        assert not inside.got
        assert "jaringan sendiri" in Delivery.objects.get().answer
        with override_settings(SELARAS_HOOKS_TO_LOOPBACK=True), clock.at(timezone.now() + timedelta(minutes=1)):
            jobs.run_all()
        assert len(inside.got) == 1  # the filter, and nothing else, kept it away


def test_a_redirect_is_not_followed(cast: Cast, receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.answers, receiver.location = [307], elsewhere.url()
        registered(cast, receiver.url())
        consulted(cast)
        jobs.run_all()
        assert len(receiver.got) == 1 and not elsewhere.got
    assert Delivery.objects.get().answer == "Dijawab 307."


def test_who_answers_letter_by_letter_does_not_keep_the_worker(
    cast: Cast, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "WHOLE", 0.3)
    receiver.drips = True
    registered(cast, receiver.url())
    consulted(cast)
    assert jobs.run_all() == 1
    kept = Delivery.objects.get()
    assert kept.state == WAITING and "Tidak selesai menjawab" in kept.answer


def test_the_allowance_for_tests_stands_in_no_setting() -> None:
    assert not hasattr(django_settings, "SELARAS_HOOKS_TO_LOOPBACK") and not webhooks.loopback_allowed()
    assert "SELARAS_HOOKS_TO_LOOPBACK" not in os.environ


# Who keeps them


def test_another_office_registers_and_ends_nothing(cast: Cast, here: None) -> None:
    with pytest.raises(Refused):
        register_endpoint(actor=cast("DPUPR/1"), url="http://127.0.0.1/", events=EVENTS)
    row, _secret = registered(cast, "http://127.0.0.1/")
    with pytest.raises(Refused):
        end_endpoint(actor=cast("DPUPR/1"), endpoint=row.pk)
    with pytest.raises(Refused):
        send_again(actor=cast("DPUPR/1"), endpoint=row.pk)


def test_an_address_that_was_ended_hears_nothing_more(cast: Cast, receiver: Receiver) -> None:
    row, _secret = registered(cast, receiver.url())
    with pytest.raises(Invalid):
        registered(cast, receiver.url())
    consulted(cast)
    end_endpoint(actor=cast(OFFICE), endpoint=row.pk, key="a")
    with pytest.raises(AlreadyDone):
        end_endpoint(actor=cast(OFFICE), endpoint=row.pk, key="a")
    consulted(cast)
    jobs.run_all()
    assert states() == [DROPPED] and not receiver.got
    again, _secret = registered(cast, receiver.url())
    assert again.pk != row.pk


def test_what_was_sent_is_forgotten_and_what_was_given_up_later(cast: Cast, receiver: Receiver) -> None:
    registered(cast, receiver.url())
    for _ in range(3):
        consulted(cast)
    first, second, third = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(state=SENT)
    Delivery.objects.filter(pk=second.pk).update(state=DEAD)
    for days, left in ((29, 3), (31, 2), (91, 1)):
        webhooks.forget(timezone.now() + timedelta(days=days))
        assert Delivery.objects.count() == left
    assert Delivery.objects.get().pk == third.pk

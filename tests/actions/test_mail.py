"""Mail: put down with what it tells, sent once however workers die, never into quiet hours, never past a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from selaras.actions import bounces, mail, mailboxes, notices
from selaras.actions.refusals import Invalid
from selaras.law.procedures import Refused
from selaras.records import clock
from selaras.records.governments import Government
from selaras.records.ledger import Entry
from selaras.records.mail import Digest, DigestHour, Mail, Mailbox, mailbox_of
from selaras.records.matters import Matter
from selaras.records.notices import ANSWER, REMINDER, TERM, TURN, Notice
from selaras.records.people import Actor, Person
from selaras.web import mail as letters
from tests.actions.postbox import Postbox, receiving
from tests.acts import opened

Cast = Callable[..., Actor]
WITA = ZoneInfo("Asia/Makassar")
ADDRESS = "kadis@contoh.go.id"
MORNING = datetime(2026, 11, 26, 9, 0, tzinfo=WITA)  # a Thursday


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with receiving() as kept:
        yield kept


@pytest.fixture
def head(cast: Cast) -> Actor:
    """A head of an agency with an address."""
    actor = cast("DPUPR/1")
    reached(actor, ADDRESS)
    return actor


@pytest.fixture(autouse=True)
def thursday() -> Iterator[None]:
    with clock.at(MORNING):
        yield


def reached(actor: Actor, address: str) -> None:
    actor.person.email = address
    actor.person.save()


def told(actor: Actor, subject: Any, kind: str = "late_1", text: str = "Berkas Anda lewat tenggat.") -> bool:
    with transaction.atomic():
        return notices.tell(subject, actor.post, kind, text, f"/kerja/berkas/{subject.key}/")


def wishes(actor: Actor, ways: dict[str, str], *, free: bool = True) -> None:
    box = mailbox_of(actor.person).wishes()
    mailboxes.choose(actor=actor, wanted=mailboxes.Wishes({**box["choices"], **ways}, time(20), time(6), free))


# Putting down


def test_a_notice_and_its_mail_come_together_or_not_at_all(head: Actor, postbox: Postbox) -> None:
    matter = opened(head, kind="konsultatif", parties=("DLH/1",))
    with suppress(ZeroDivisionError), transaction.atomic():
        notices.tell(matter, head.post, "late_1", "Lewat tenggat.", "/kerja/")
        raise ZeroDivisionError
    assert not Notice.objects.exists() and not Mail.objects.exists()
    assert told(head, matter) and not told(head, matter)
    row = Mail.objects.get()
    assert (row.state, row.person, row.post) == ("waiting", head.person, head.post)
    assert ADDRESS not in f"{row.subject}{row.text}{row.message_id}{row.guarded}"
    assert "mail.send" in str(DBTaskResult.objects.latest("enqueued_at").args_kwargs)


def test_without_a_mail_server_nothing_is_put_down(head: Actor) -> None:
    assert told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    assert Notice.objects.count() == 1 and not Mail.objects.exists()


def test_nothing_is_put_down_for_whom_no_mail_reaches_or_who_wants_none(
    head: Actor, postbox: Postbox, cast: Cast
) -> None:
    matter = opened(head, kind="konsultatif", parties=("DLH/1",))
    assert told(cast("DLH/1"), matter)  # has no address
    wishes(head, {REMINDER: "workspace"})
    assert told(head, matter, "late_1")
    wishes(head, {REMINDER: "digest"})
    assert told(head, matter, "late_2")
    assert not Mail.objects.exists()
    wishes(head, {REMINDER: "at_once"})
    assert told(head, matter, "late_3") and Mail.objects.count() == 1


def test_the_sort_of_a_notice_is_read_from_its_kind() -> None:
    kinds = {"decided_4": ANSWER, "ends_in_30_2026-01-01": TERM, "review_in_7_2026-01-01": TERM, "second_3": REMINDER}
    assert {kind: Notice(kind=kind).sort for kind in kinds} == kinds


# What is sent


def test_a_mail_is_plain_text_with_one_link_and_says_what_it_is(head: Actor, postbox: Postbox) -> None:
    matter = opened(head, kind="konsultatif", parties=("DLH/1",))
    size = Entry.objects.count()
    told(head, matter)
    mail.send(Mail.objects.get().pk)
    (sent,) = postbox.got
    assert postbox.to == [ADDRESS]
    assert (sent["Auto-Submitted"], sent["Reply-To"], sent["From"]) == ("auto-generated", None, "selaras@contoh.go.id")
    assert sent["Message-ID"] == Mail.objects.get().message_id and sent["Subject"] == "Berkas Anda lewat tenggat."
    assert sent.get_content_type() == "text/plain" and not sent.is_multipart()
    assert postbox.text.count("http") == 1 and f"/kerja/berkas/{matter.number}/" in postbox.text
    assert head.person.name not in postbox.text and "Kepala Dinas" in postbox.text
    assert (Mail.objects.get().state, Entry.objects.count()) == ("sent", size)


def test_the_address_is_looked_up_when_it_is_sent_and_whoever_left_is_sent_nothing(
    head: Actor, postbox: Postbox, cast: Cast
) -> None:
    matter = opened(head, kind="konsultatif", parties=("DLH/1",))
    told(head, matter)
    reached(head, "baru@contoh.go.id")
    mail.send(Mail.objects.latest("pk").pk)
    assert postbox.to == ["baru@contoh.go.id"]
    told(head, matter, "late_2")
    head.tenure.valid_to = date(2026, 11, 25)
    head.tenure.save()
    mail.send(Mail.objects.latest("pk").pk)
    assert len(postbox.got) == 1 and Mail.objects.latest("pk").state == "dropped"


def test_of_a_withheld_matter_nothing_is_said_but_its_number(head: Actor, postbox: Postbox) -> None:
    matter = opened(head, kind="konsultatif", parties=("DLH/1",), title="Sengketa talud")
    told(head, matter, "late_1", "Sengketa talud lewat tenggat.")
    withheld = {"withheld": True, "withheld_ground": "Pasal 17 huruf a", "withheld_until": date(2027, 1, 1)}
    waiting = Mail.objects.get()
    assert "Sengketa" in waiting.text
    Matter.objects.filter(pk=matter.pk).update(**withheld)  # after it was put down
    mail.send(waiting.pk)
    told(head, matter, "late_2", "Sengketa talud lewat tenggat lagi.")
    assert "Sengketa" not in Mail.objects.latest("pk").text
    mail.send(Mail.objects.latest("pk").pk)
    assert len(postbox.got) == 2
    for sent in postbox.got:
        assert "Sengketa" not in f"{sent}{sent['Subject']}{sent.get_content()}"
        assert f"Berkas {matter.number} (dikecualikan)" in sent.get_content()


# When the server or a worker is away


def test_nothing_is_lost_while_the_mail_server_is_away(head: Actor, postbox: Postbox) -> None:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    row = Mail.objects.get()
    postbox.answers["EHLO"] = postbox.answers["HELO"] = "421 closed"
    moment = MORNING
    for attempt in range(1, 4):
        with clock.at(moment):
            mail.send(row.pk)
            mail.send(row.pk)  # not due yet
        row.refresh_from_db()
        assert (row.state, row.attempts) == ("waiting", attempt) and row.next_at and row.next_at > moment
        moment = row.next_at
    postbox.answers.clear()
    with clock.at(moment):
        mail.send(row.pk)
        mail.send(row.pk)
    assert postbox.signs == [row.message_id] and Mail.objects.get().state == "sent"


def test_a_mail_is_given_up_after_five_days_and_can_be_sent_again(head: Actor, postbox: Postbox, cast: Cast) -> None:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    row, last = Mail.objects.get(), MORNING
    postbox.answers["MAIL"] = "451 later"
    while row.state == "waiting":
        assert row.next_at
        last = max(last, row.next_at)
        with clock.at(last):
            mail.send(row.pk)
        row.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", mail.ATTEMPTS)
    assert timedelta(days=4) < last - MORNING < timedelta(days=9)  # quiet nights in between
    postbox.answers.clear()
    with clock.at(datetime(2026, 12, 14, 9, 0, tzinfo=WITA)):
        with pytest.raises(Refused):
            mailboxes.send_again(actor=head)
        assert mailboxes.send_again(actor=cast("SETDA.AST3.ORG/1")) == 1
        mail.send(row.pk)
    assert postbox.signs == [row.message_id]


class Killed(BaseException):
    """Nothing after it runs, as after SIGKILL."""


def killed(*args: object, **given: object) -> Any:
    raise Killed


def test_a_worker_killed_between_sending_and_noting_repeats_with_the_same_sign(head: Actor, postbox: Postbox) -> None:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    row, post = Mail.objects.get(), mail.post

    def sent_and_killed(row: Mail) -> Any:
        post(row)
        raise Killed

    with mock.patch.object(mail, "post", sent_and_killed), pytest.raises(Killed):
        mail.send(row.pk)
    mail.send(row.pk)  # the queue takes it up again; somebody may still be at it
    assert len(postbox.got) == 1
    with clock.at(MORNING + mail.LEASE):
        mail.send(row.pk)
        mail.send(row.pk)
    assert postbox.signs == [row.message_id] * 2
    assert Mail.objects.get().state == "sent"


@pytest.mark.parametrize("place", ["post", "take"])
def test_a_worker_killed_before_sending_repeats_nothing_and_loses_nothing(
    head: Actor, postbox: Postbox, place: str
) -> None:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    row = Mail.objects.get()
    with mock.patch.object(mail, place, killed), pytest.raises(Killed):
        mail.send(row.pk)
    with clock.at(MORNING + mail.LEASE):
        mail.send(row.pk)
    assert postbox.signs == [row.message_id]


def test_a_mail_whose_task_was_lost_is_put_into_the_queue_again(head: Actor, postbox: Postbox) -> None:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    DBTaskResult.objects.all().delete()
    assert mail.put_overdue(head.government) == 0
    with clock.at(MORNING + timedelta(hours=1)):
        assert mail.put_overdue(head.government) == 1
    assert DBTaskResult.objects.count() == 1


def test_two_workers_at_the_same_mail_send_it_once(head: Actor, postbox: Postbox) -> None:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    row, post = Mail.objects.get(), mail.post

    def meanwhile(mine: Mail) -> Any:
        mail.send(row.pk)  # the other worker, in the middle of ours
        return post(mine)

    with mock.patch.object(mail, "post", meanwhile):
        mail.send(row.pk)
    assert postbox.signs == [row.message_id]


def test_what_the_server_has_taken_is_sent_however_it_says_goodbye(head: Actor, postbox: Postbox) -> None:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    postbox.answers["QUIT"] = f"250 {'x' * 9000}"  # longer than a line may be
    mail.send(Mail.objects.get().pk)
    assert (Mail.objects.get().state, len(postbox.got)) == ("sent", 1)


# Quiet hours


def test_in_quiet_hours_a_mail_waits_until_they_are_over(head: Actor, postbox: Postbox) -> None:
    matter = opened(head, kind="konsultatif", parties=("DLH/1",))
    friday = datetime(2026, 11, 27, 21, 0, tzinfo=WITA)
    with clock.at(friday):
        told(head, matter)
        row = Mail.objects.get()
        assert row.next_at == datetime(2026, 11, 30, 6, 0, tzinfo=WITA)
    Mail.objects.update(next_at=friday)  # as after an attempt of the afternoon
    with clock.at(friday + timedelta(hours=5)):
        mail.send(row.pk)
        assert not postbox.got and Mail.objects.get().attempts == 0
    with clock.at(datetime(2026, 11, 30, 6, 0, tzinfo=WITA)):
        mail.send(row.pk)
    assert postbox.signs == [row.message_id]


# What comes back


def refuse(head: Actor, postbox: Postbox, answer: str, word: str = "RCPT") -> Mail:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    postbox.answers[word] = answer
    mail.send(Mail.objects.latest("pk").pk)
    postbox.answers.clear()
    return Mail.objects.latest("pk")


def test_an_address_that_refuses_is_sent_nothing_more_until_it_is_confirmed(head: Actor, postbox: Postbox) -> None:
    row = refuse(head, postbox, f"550 5.1.1 <{ADDRESS}>: no such user")
    assert (row.state, row.answer) == ("bounced", "550 5.1.1 …: no such user")  # offices read this, too
    box = Mailbox.objects.get()
    assert box.refuses and box.refused_address == ADDRESS
    matter = opened(head, kind="konsultatif", parties=("DLH/1",))
    assert told(head, matter, "late_2") and Mail.objects.count() == 1
    mailboxes.confirm_address(actor=head)
    assert told(head, matter, "late_3")
    mail.send(Mail.objects.latest("pk").pk)
    assert len(postbox.got) == 1


def test_another_address_is_tried_at_once(head: Actor, postbox: Postbox) -> None:
    refuse(head, postbox, "550 5.1.1 no such user")
    with pytest.raises(Invalid):
        mailboxes.set_address(actor=head, address="bukan alamat")
    size = Entry.objects.count()
    mailboxes.set_address(actor=head, address=" baru@contoh.go.id ")
    assert Person.objects.get(pk=head.person.pk).email == "baru@contoh.go.id"
    assert not Mailbox.objects.get().refused_at and Entry.objects.count() == size


@pytest.mark.parametrize(
    ("word", "answer", "state"),
    [
        ("RCPT", "450 4.2.1 busy", "waiting"),
        ("MAIL", "550 5.7.1 you may not send", "waiting"),  # our own fault: an administrator mends it
        ("DATA", "451 later", "waiting"),
        ("END", "554 5.6.0 not like this", "failed"),
    ],
)
def test_only_a_refusal_of_the_address_stops_sending_to_it(
    head: Actor, postbox: Postbox, word: str, answer: str, state: str
) -> None:
    assert refuse(head, postbox, answer, word).state == state
    assert not any(box.refuses for box in Mailbox.objects.select_related("person"))


REPORT = """\
From: MAILER-DAEMON@contoh.go.id
To: selaras@contoh.go.id
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="batas"

--batas
Content-Type: text/plain

Your mail could not be delivered.
--batas
Content-Type: message/delivery-status

Reporting-MTA: dns; surat.contoh.go.id

Final-Recipient: rfc822; kadis@contoh.go.id
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <kadis@contoh.go.id> unknown

--batas
Content-Type: {sort}

From: selaras@contoh.go.id
Message-ID: {sign}
Subject: Berkas

--batas--
"""


def report(sign: str, action: str = "failed", status: str = "5.1.1", sort: str = "message/rfc822") -> bytes:
    return REPORT.format(sign=sign, action=action, status=status, sort=sort).encode()


@pytest.mark.parametrize("sort", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_that_comes_back_stops_sending_to_its_address(head: Actor, postbox: Postbox, sort: str) -> None:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    row = Mail.objects.get()
    mail.send(row.pk)
    assert bounces.take_in(report(row.message_id, "delayed", "4.4.1", sort)) == "sementara"
    assert bounces.take_in(report("<lain@contoh.go.id>", sort=sort)) == "tidak dikenal"
    assert not Mailbox.objects.exists()
    assert bounces.take_in(report(row.message_id, sort=sort)) == "dicatat"
    assert Mail.objects.get().state == "bounced" and Mailbox.objects.get().refuses
    assert Mailbox.objects.get().refused_with == "smtp; 550 5.1.1 … unknown"
    assert bounces.take_in(report(row.message_id, sort=sort)) == "tidak dikenal"  # heard already


def test_a_report_about_the_former_address_does_not_stop_the_new_one(head: Actor, postbox: Postbox) -> None:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    row = Mail.objects.get()
    mail.send(row.pk)
    mailboxes.set_address(actor=head, address="baru@contoh.go.id")
    assert bounces.take_in(report(row.message_id)) == "dicatat"
    assert not Mailbox.objects.select_related("person").get().refuses


@pytest.mark.parametrize("raw", [b"", b"Subject: halo\n\nHalo.", b"\xff\x00\xfe", report("<x@y>")[:420]])
def test_what_is_no_report_changes_nothing(balangan: Government, raw: bytes) -> None:
    assert bounces.take_in(raw) in ("bukan laporan", "sementara", "tidak dikenal")


# Choosing


def test_a_choice_can_be_undone_and_redone(head: Actor) -> None:
    assert not mailboxes.undo(actor=head)
    wishes(head, {TERM: "workspace"})
    assert mailboxes.undo(actor=head) and mailbox_of(head.person).way(TERM) == "digest"
    assert mailboxes.undo(actor=head) and mailbox_of(head.person).way(TERM) == "workspace"
    with pytest.raises(Invalid):
        wishes(head, {TERM: "fax"})


# Digests


def test_a_digest_is_put_down_once_for_a_post_and_day_whoever_tries_and_however_late(
    head: Actor, postbox: Postbox, cast: Cast, balangan: Government
) -> None:
    opened(cast("DLH/1"), kind="konsultatif", parties=("DPUPR/1",), title="Talud")
    wishes(head, {}, free=False)  # may be disturbed on free days too
    with clock.at(MORNING.replace(hour=7, minute=29)):
        assert letters.send_digests(balangan) == 0
    with clock.at(MORNING.replace(hour=11)):  # nobody worked at half past seven
        assert letters.send_digests(balangan) == 1
        assert letters.send_digests(balangan) == 0
        with mock.patch("selaras.web.mail.Digest.objects") as blind:  # another worker, who looked a moment before
            blind.filter.return_value.values_list.return_value = []
            assert letters.send_digests(balangan) == 0
        mail.send(Mail.objects.get().pk)
    assert len(postbox.got) == 1 and "Talud" in postbox.text and postbox.text.count("http") == 1
    assert postbox.got[0]["Subject"] == "Ringkasan 26 November 2026: 1 menunggu"
    with clock.at(MORNING + timedelta(days=2)):  # a Saturday
        assert letters.send_digests(balangan) == 0
    with clock.at(MORNING + timedelta(days=4)):
        assert letters.send_digests(balangan) == 1


def test_a_digest_with_nothing_to_tell_is_not_sent_that_day(head: Actor, postbox: Postbox, cast: Cast) -> None:
    assert letters.send_digests(head.government) == 0
    assert Digest.objects.get().mail is None
    opened(cast("DLH/1"), kind="konsultatif", parties=("DPUPR/1",))
    assert letters.send_digests(head.government) == 0 and not Mail.objects.exists()


def test_a_digest_comes_at_the_hour_of_its_post_and_not_into_quiet_hours(
    head: Actor, postbox: Postbox, cast: Cast
) -> None:
    opened(cast("DLH/1"), kind="konsultatif", parties=("DPUPR/1",))
    mailboxes.set_hour(actor=head, at=time(13, 0))
    assert DigestHour.objects.get().post == head.post
    assert letters.send_digests(head.government) == 0
    with clock.at(MORNING.replace(hour=21)):  # nobody worked all day
        assert letters.send_digests(head.government) == 0 and not Digest.objects.exists()
    with clock.at(MORNING.replace(hour=13)):
        assert letters.send_digests(head.government) == 1


def test_a_digest_says_what_waits_what_is_late_and_what_is_unread_as_chosen(
    head: Actor, postbox: Postbox, cast: Cast
) -> None:
    asker = cast("DLH/1")
    with clock.at(datetime(2026, 9, 1, 9, 0, tzinfo=WITA)):
        opened(asker, kind="konsultatif", parties=("DPUPR/1",), title="Sudah lama")
    fresh = opened(asker, kind="konsultatif", parties=("DPUPR/1",), title="Baru kemarin")
    told(head, fresh, "ends_in_7_x", "Satgas berakhir dalam 7 hari.")
    told(head, fresh, "late_9", "Talud lewat tenggat.")  # told at once, and still unread
    found = letters.digest_of(head, mailbox_of(head.person))
    assert (
        found
        and found.subject == "Ringkasan 26 November 2026: 2 menunggu, 1 di antaranya lewat tenggat, 2 belum dibaca"
    )
    late, waits, unread = (
        found.text.index(word) for word in ("LEWAT TENGGAT (1)", "MENUNGGU ANDA (1)", "BELUM DIBACA (2)")
    )
    assert late < found.text.index("Sudah lama") < waits < found.text.index("Baru kemarin") < unread
    assert "Lewat" in found.text and unread < found.text.index("Satgas berakhir")
    assert unread < found.text.index("Talud lewat tenggat.")
    for n in range(10):
        told(head, fresh, f"late_1{n}", f"Pengingat {n}.")
    found = letters.digest_of(head, mailbox_of(head.person))
    assert found and "BELUM DIBACA (12)" in found.text and found.text.count("Pengingat ") == 10
    assert "dan 2 lagi." in found.text and "Satgas berakhir" not in found.text
    wishes(head, {TURN: "workspace", TERM: "workspace", REMINDER: "workspace"})
    assert letters.digest_of(head, mailbox_of(head.person)) is None


def test_a_digest_says_of_a_withheld_matter_its_number_alone(head: Actor, postbox: Postbox, cast: Cast) -> None:
    matter = opened(cast("DLH/1"), kind="konsultatif", parties=("DPUPR/1",), title="Sengketa talud")
    letters.send_digests(head.government)
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="Pasal 17 huruf a", withheld_until=date(2027, 1, 1)
    )
    mail.send(Mail.objects.get().pk)
    assert "Sengketa" not in postbox.text and f"Berkas {matter.number} (dikecualikan)" in postbox.text
    found = letters.digest_of(head, mailbox_of(head.person))
    assert found and "Sengketa" not in "".join(mail.written(head.tenure, found)[:2])


def test_a_turn_is_told_at_once_and_once_to_who_wants_that_but_none_that_waited_before(
    head: Actor, postbox: Postbox, cast: Cast
) -> None:
    asker = cast("DLH/1")
    opened(asker, kind="konsultatif", parties=("DPUPR/1",), title="Sudah menunggu")
    later = MORNING + timedelta(minutes=20)
    with clock.at(MORNING + timedelta(minutes=1)):
        wishes(head, {TURN: "at_once"})
    with clock.at(later):
        matter = opened(asker, kind="konsultatif", parties=("DPUPR/1",), title="Giliran baru")
        assert letters.tell_turns(head.government) == 1
        assert letters.tell_turns(head.government) == 0
        mail.send(Mail.objects.get().pk)
    assert "Giliran baru" in postbox.text and f"/kerja/berkas/{matter.number}/#giliran" in postbox.text
    assert str(Mail.objects.get().made_at.astimezone(UTC)) == str(later.astimezone(UTC))


def test_what_was_sent_is_forgotten_after_a_month_and_what_never_arrived_later(head: Actor, postbox: Postbox) -> None:
    told(head, opened(head, kind="konsultatif", parties=("DLH/1",)))
    mail.send(Mail.objects.get().pk)
    mail.forget(MORNING + timedelta(days=29))
    assert Mail.objects.count() == 1
    Mail.objects.update(state="failed")
    mail.forget(MORNING + timedelta(days=31))
    assert Mail.objects.count() == 1
    Mail.objects.update(state="sent")
    mail.forget(MORNING + timedelta(days=31))
    assert not Mail.objects.exists()

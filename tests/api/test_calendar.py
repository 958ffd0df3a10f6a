"""Calendars: what two parsers and a client read in them, who sees what, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from vobject.base import readOne

from selaras.actions.acts import Deed, seen_of
from selaras.actions.calendars import end_link, link_of, make_link
from selaras.actions.groups import Mandate, save_group, step_group
from selaras.actions.meetings import Call, Item, save_meeting, step_meeting
from selaras.actions.outcomes import Task, draft_follow_up, open_follow_up
from selaras.actions.people import SYSTEM, appoint, end_tenure
from selaras.api.calendar import Book
from selaras.law.openness import Openness
from selaras.records import clock
from selaras.records.calendars import CalendarLink
from selaras.records.governments import Government
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.outcomes import FollowUp
from selaras.records.people import Actor
from tests.acts import opened
from tests.acts import take as take_in_matter

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
PUBLIC = "/kalender/publik.ics"
QUERIES = {"public": 4, "unit": 3, "group": 5, "personal": 7}
SECRET_LENGTH = 43


@dataclass(frozen=True)
class Seen:
    """One event as a client has it."""

    summary: str
    begins: datetime | date
    ends: datetime | date | None
    status: str
    sequence: int
    place: str
    description: str


def read(client: Client, address: str = PUBLIC) -> bytes:
    """What stands at an address."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return bytes(answer.content)


def _utc(moment: Any) -> Any:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def by_icalendar(feed: bytes) -> dict[str, Seen]:
    """The events as one library reads them."""
    found = {}
    for event in Calendar.from_ical(feed).walk("VEVENT"):
        found[str(event["UID"])] = Seen(
            str(event["SUMMARY"]),
            _utc(event.decoded("DTSTART")),
            _utc(event.decoded("DTEND")) if "DTEND" in event else None,
            str(event.get("STATUS", "")),
            int(event.decoded("SEQUENCE")),
            str(event.get("LOCATION", "")),
            str(event.get("DESCRIPTION", "")),
        )
    return found


def by_vobject(feed: bytes) -> dict[str, Seen]:
    """The events as another library reads them."""
    found = {}
    parsed = readOne(feed.decode())  # type: ignore[no-untyped-call]
    for event in parsed.contents.get("vevent", []):

        def said(name: str, event: Any = event) -> Any:
            return event.contents[name][0].value if name in event.contents else ""

        found[said("uid")] = Seen(
            said("summary"),
            _utc(said("dtstart")),
            _utc(said("dtend")) or None,
            said("status"),
            int(said("sequence")),
            said("location"),
            said("description"),
        )
    return found


def events(feed: bytes) -> dict[str, Seen]:
    """The events, the same to both libraries."""
    one, other = by_icalendar(feed), by_vobject(feed)
    assert one == other
    return one


def titles(client: Client, address: str = PUBLIC) -> set[str]:
    """The headlines at an address."""
    return {event.summary for event in events(read(client, address)).values()}


class Phone:
    """A client that believes in UID and SEQUENCE alone: it takes what is newer, and shows what is not called off."""

    def __init__(self) -> None:
        self.kept: dict[str, Seen] = {}

    def refresh(self, feed: bytes) -> None:
        """Read the feed once more."""
        for uid, event in events(feed).items():
            if uid not in self.kept or event.sequence > self.kept[uid].sequence:
                self.kept[uid] = event

    @property
    def shown(self) -> dict[str, Seen]:
        """What stands on the screen."""
        return {uid: event for uid, event in self.kept.items() if event.status != "CANCELLED"}


def step(actor: Actor, meeting: Meeting, code: str, text: str = "", **deed: Any) -> Meeting:
    """Take a step of a meeting, having seen its page just now."""
    now = Meeting.objects.get(pk=meeting.pk)
    own = MeetingSeat.objects.get(subject=now, post=actor.post, retired=False)
    todo = Deed(step=code, text=text, **deed)
    return step_meeting(actor=replace(actor), meeting=now.pk, seat=own.pk, deed=todo, seen=seen_of(now, own), key="")


def in_days(government: Government, days: int, hour: int = 9) -> datetime:
    """A day from today, at an hour of the government's own clock."""
    day = government.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=government.zone)


@pytest.fixture
def asisten(cast: Cast) -> Actor:
    return cast("SETDA.AST2/1")


@pytest.fixture
def call(asisten: Actor) -> Callable[..., Meeting]:
    """Calls a meeting two days from now."""

    def made(title: str = "Rapat jadwal irigasi", days: int = 2, **more: Any) -> Meeting:
        begins = in_days(asisten.government, days)
        values: dict[str, Any] = {
            "title": title,
            "starts_at": begins,
            "ends_at": begins + timedelta(hours=2),
            "place": "Ruang rapat, lantai 2",
            "link": "https://rapat.contoh.test/irigasi",
            "secretary": "SETDA.AST2.ADBANG/1",
            "invitees": ("DPUPR/1", "DISPERTAN/1"),
            "items": (Item("Buka tutup pintu air", 45), Item("Lain-lain")),
        } | more
        return step(asisten, save_meeting(actor=asisten, call=Call(**values)), "undang")

    return made


@pytest.fixture
def group(asisten: Actor, cast: Cast) -> Callable[..., WorkingGroup]:
    """Sets up a working group of which a day is the last."""

    def made(days: int = 90, **more: Any) -> WorkingGroup:
        cast("DPUPR/1")
        today = asisten.government.today()
        values: dict[str, Any] = {
            "name": "Gugus kerja irigasi",
            "mandate": "Menyusun jadwal.",
            "chair": "DPUPR/1",
            "members": ("DISPERTAN/1",),
            "outputs": (("Jadwal", None),),
        } | more
        row = save_group(actor=asisten, mandate=Mandate(**values))
        return _of_group(
            asisten,
            row,
            Deed(
                step="bentuk",
                instrument="Keputusan Bupati",
                instrument_number="188/1",
                instrument_on=today,
                day=today + timedelta(days=days),
            ),
        )

    return made


def _of_group(actor: Actor, row: WorkingGroup, deed: Deed) -> WorkingGroup:
    now = WorkingGroup.objects.get(pk=row.pk)
    own = now.seat_rows.get(post=actor.post)
    return step_group(actor=actor, group=now.pk, seat=own.pk, deed=deed, seen=seen_of(now, own), key="")


def personal(actor: Actor) -> str:
    """A new address of somebody's own calendar."""
    return f"/kalender/pribadi/{make_link(actor=actor)}.ics"


def task(actor: Actor, owner: str, text: str = "Jadwal pintu air disusun.", matter: Matter | None = None) -> FollowUp:
    """A follow-up that runs."""
    row = draft_follow_up(actor, Task(text, owner, "DISPERTAN", 5), overseer=actor.post, matter=matter)
    open_follow_up(actor, row)
    return row


# The form


def test_two_parsers_read_the_same_meeting(client: Client, call: Any, balangan: Government) -> None:
    meeting = call()
    feed = read(client)
    assert events(feed) == {
        f"{meeting.uid}@63.11": Seen(
            "Rapat jadwal irigasi",
            _utc(in_days(balangan, 2)),
            _utc(in_days(balangan, 2, 11)),
            "CONFIRMED",
            1,
            "Ruang rapat, lantai 2",
            "Peserta: Asisten Perekonomian dan Pembangunan; Bagian Administrasi Pembangunan; Dinas Pekerjaan Umum dan "
            "Penataan Ruang; Dinas Pertanian.\nSelengkapnya: http://testserver/agenda/"
            f"{meeting.pk}/",
        )
    }
    assert b"rapat.contoh.test" not in feed, "the way into an online meeting is for those who are called"
    whole = Calendar.from_ical(feed)
    assert (str(whole["METHOD"]), str(whole["VERSION"])) == ("PUBLISH", "2.0")
    assert str(whole["X-WR-CALNAME"]) == "Agenda koordinasi, Kabupaten Balangan"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in feed
    assert b"ATTENDEE" not in feed and b"mailto:" not in feed.lower()


@pytest.mark.parametrize(
    "title",
    [
        'Rapat; koma, garis \\ miring\\n dan "petik"',
        "Dua\r\nbaris\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Palsu",
        "Irigasi 🌾🚰 👩🏽‍🌾 " * 9,
        "Ünïcode ꦱꦫꦱ 水利 \u202eterbalik",
        "<script>alert(1)</script> & %0d%0a",
        "Tanda\x07 bel\x0b dan\x1f kendali",
        ":;,=\"'^n",
    ],
)
def test_a_hostile_title_stays_one_title(client: Client, call: Any, title: str) -> None:
    meeting = call()
    Meeting.objects.filter(pk=meeting.pk).update(title=title[:200], place=title[:200])
    feed = read(client)
    (event,) = events(feed).values()
    expected = " ".join("".join(c if c >= " " else " " for c in title[:200]).split())
    assert (event.summary, event.place, event.status) == (expected, expected, "CONFIRMED")
    assert feed.count(b"BEGIN:VEVENT") == 1 or b"\r\nBEGIN:VEVENT\r\nSUMMARY:Palsu" not in feed
    lines = feed.split(b"\r\n")
    assert lines.pop() == b"" and not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() for line in lines), "no sign is cut in two where a line is folded"


@pytest.mark.parametrize(
    ("zone", "name", "offset"),
    [("Asia/Jakarta", "WIB", b"+0700"), ("Asia/Makassar", "WITA", b"+0800"), ("Asia/Jayapura", "WIT", b"+0900")],
)
def test_hours_stand_in_the_zone_of_the_government(
    client: Client, call: Any, balangan: Government, zone: str, name: str, offset: bytes
) -> None:
    meeting = call()
    Government.objects.filter(pk=balangan.pk).update(timezone=zone)
    feed = read(client)
    (event,) = events(feed).values()
    assert event.begins == meeting.starts_at
    local = meeting.starts_at.astimezone(Government.objects.get(pk=balangan.pk).zone)
    assert f"DTSTART;TZID={zone}:{local:%Y%m%dT%H%M%S}\r\n".encode() in feed
    assert f"TZNAME:{name}\r\n".encode() in feed and b"TZOFFSETTO:" + offset in feed


# What changes


def _moved(client: Client, asisten: Actor, call: Any) -> None:
    """A phone sees a meeting move."""
    phone, meeting = Phone(), call()
    phone.refresh(read(client))
    (before,) = phone.shown.values()
    later = in_days(asisten.government, 5, 13)
    step(
        asisten, meeting, "jadwal_ulang", "Bentrok.", starts_at=later, ends_at=later + timedelta(hours=1), place="Aula"
    )
    phone.refresh(read(client))
    (after,) = phone.shown.values()
    assert after.begins == later and after.place == "Aula", "the phone still shows the old hour"
    assert after.sequence > before.sequence


def test_an_update_moves_the_event(client: Client, asisten: Actor, call: Any) -> None:
    _moved(client, asisten, call)


def _vanishes(client: Client, asisten: Actor, call: Any) -> None:
    """A phone sees a meeting called off, and another stay."""
    phone, meeting, other = Phone(), call(), call("Rapat lain")
    phone.refresh(read(client))
    assert len(phone.shown) == 2
    step(asisten, meeting, "batalkan", "Tidak jadi.")
    phone.refresh(read(client))
    assert list(phone.shown) == [f"{other.uid}@63.11"], "the phone still shows what was called off"


def test_a_cancellation_removes_the_event_and_stands_for_a_year(client: Client, asisten: Actor, call: Any) -> None:
    _vanishes(client, asisten, call)
    for days, there in ((364, True), (367, False)):
        with clock.at(timezone.now() + timedelta(days=days)):
            statuses = [event.status for event in events(read(client)).values()]
            assert ("CANCELLED" in statuses) is there


@pytest.mark.parametrize("story", [_moved, _vanishes])
def test_a_broken_sequence_is_caught(
    client: Client, asisten: Actor, call: Any, monkeypatch: pytest.MonkeyPatch, story: Any
) -> None:
    begun = Book.begun
    monkeypatch.setattr(Book, "begun", lambda book, row, uid, sequence, *more: begun(book, row, uid, 1, *more))
    with pytest.raises(AssertionError, match="still shows"):
        story(client, asisten, call)


def test_who_has_it_just_so_gets_304_until_something_changes(client: Client, asisten: Actor, call: Any) -> None:
    meeting = call()
    first = client.get(PUBLIC)
    assert first["Last-Modified"] and first["Cache-Control"] == "no-cache"
    again = client.get(PUBLIC, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(PUBLIC, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200
    step(asisten, meeting, "batalkan", "Tidak jadi.")
    assert client.get(PUBLIC, headers={"If-None-Match": first["ETag"]}).status_code == 200


# Who sees what


def test_the_calendar_of_a_unit_holds_its_own_meetings(client: Client, cast: Cast, call: Any) -> None:
    call()
    call("Rapat sekolah", invitees=("DISDIK/1",))
    assert titles(client, "/kalender/unit/DPUPR.ics") == {"Rapat jadwal irigasi"}
    assert titles(client, "/kalender/unit/DISDIK.ics") == {"Rapat sekolah"}
    assert titles(client, "/kalender/unit/SETDA.AST2.ics") == {"Rapat jadwal irigasi", "Rapat sekolah"}
    assert client.get("/kalender/unit/DINAS.KHAYAL.ics").status_code == 404
    mine = personal(cast("DISDIK/1"))
    assert titles(client, mine) == {"Rapat sekolah"}
    MeetingSeat.objects.filter(unit="DISDIK").update(retired=True, turn="", turn_since=None)
    for address in ("/kalender/unit/DISDIK.ics", mine):
        assert not titles(client, address), "a seat that was given up calls to no meeting"


def test_the_calendar_of_a_group_ends_with_it(client: Client, asisten: Actor, call: Any, group: Any) -> None:
    row = group()
    call("Rapat gugus kerja", group=row.pk)
    call("Rapat lain")
    address = f"/kalender/gugus-kerja/{row.pk}.ics"
    found = {event.summary: event for event in events(read(client, address)).values()}
    assert set(found) == {"Rapat gugus kerja", "Masa tugas berakhir: Gugus kerja irigasi"}
    end = found["Masa tugas berakhir: Gugus kerja irigasi"]
    last = asisten.government.today() + timedelta(days=90)
    assert (end.begins, end.ends, end.status) == (last, last + timedelta(days=1), "")
    assert "Keputusan Bupati 188/1" in end.description
    assert "Masa tugas berakhir: Gugus kerja irigasi" in titles(client)
    _of_group(asisten, row, Deed(step="bubarkan", text="Tidak diperlukan lagi."))
    found = {event.summary: event for event in events(read(client, address)).values()}
    over = found["Masa tugas berakhir: Gugus kerja irigasi"]
    assert over.status == "CANCELLED" and over.sequence > end.sequence


def test_what_the_table_of_openness_closes_is_in_no_open_calendar(
    client: Client, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    call()
    visible = Openness.visible

    def closing(*fields: str) -> None:
        monkeypatch.setattr(
            Openness, "visible", lambda table, *asked, **more: asked[1] not in fields and visible(table, *asked, **more)
        )

    closing("place", "chair", "units")
    feed = read(client)
    (event,) = events(feed).values()
    assert event.place == "" and "Peserta" not in event.description and b"ORGANIZER" not in feed
    assert not events(read(client, "/kalender/unit/DPUPR.ics"))
    closing("day")
    assert not events(read(client))


def test_a_group_that_is_a_draft_or_never_was_has_no_calendar(client: Client, asisten: Actor) -> None:
    values: dict[str, Any] = {"name": "Rancangan", "mandate": "-", "chair": "DPUPR/1", "members": ("DKP/1",)}
    values |= {"outputs": (("Hasil", None),)}
    draft = save_group(actor=asisten, mandate=Mandate(**values))
    for key in (draft.pk, 987654321):
        assert client.get(f"/kalender/gugus-kerja/{key}.ics").status_code == 404


def test_a_draft_stands_in_no_calendar(client: Client, asisten: Actor) -> None:
    begins = in_days(asisten.government, 2)
    save_meeting(actor=asisten, call=Call(title="Rancangan rapat", starts_at=begins, invitees=("DPUPR/1",)))
    for address in (PUBLIC, "/kalender/unit/DPUPR.ics", personal(asisten)):
        assert b"Rancangan rapat" not in read(client, address)


def test_what_is_withheld_is_named_in_no_calendar(
    client: Client, cast: Cast, asisten: Actor, call: Any, group: Any
) -> None:
    matter = opened(
        cast("DPUPR/1"), kind="koordinatif", form="c", parties=("DISPERTAN", "KEC.LAMPIHONG"), title="Rahasia berkas"
    )
    take_in_matter(cast("SETDA/1"), matter, "limpahkan", target="SETDA.AST2")
    row = group(name="Gugus terbuka", matter=matter.number)
    call("Rahasia rapat", items=(Item("Rahasia acara", 15, (str(matter.number),)),))
    call("Rahasia rapat gugus", group=row.pk, items=(Item("Terbuka", 15),))
    task(asisten, "DPUPR", "Rahasia tindak lanjut", matter=matter)
    mine = personal(cast("DPUPR/1"))
    assert {"Rahasia rapat", "Rahasia rapat gugus"} <= titles(client) and b"Rahasia acara" in read(client, mine)
    Matter.objects.filter(pk=matter.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17", withheld_until=date(2030, 1, 1)
    )
    for address in (PUBLIC, "/kalender/unit/DPUPR.ics"):
        assert b"Rahasia" not in read(client, address)
    own = read(client, f"/kalender/gugus-kerja/{row.pk}.ics")  # what was set up by a decision is never withheld
    assert b"Gugus terbuka" in own and b"Rahasia" not in own
    assert titles(client, mine) == {"Rapat tertutup", "Tenggat tindak lanjut (dikecualikan)"}
    assert b"Rahasia" not in read(client, mine)


def test_a_neighbour_has_calendars_of_its_own(
    client: Client, settings: Any, cast: Cast, call: Any, group: Any, balangan: Government
) -> None:
    settings.SELARAS_HOSTS = {"sini.test": "63.11", "sana.test": "63.99"}
    settings.ALLOWED_HOSTS = [*settings.SELARAS_HOSTS]
    there = Government.objects.create(
        code="63.99", name="Kabupaten Sana", head_title="Bupati", timezone="Asia/Jayapura", pack="balangan"
    )
    meeting, row, mine = call(), group(), personal(cast("DPUPR/1"))
    Meeting.objects.filter(pk=call("Rapat tetangga").pk).update(government=there)

    def ask(host: str, address: str) -> Any:
        return client.get(address, headers={"host": host})

    assert b"Rapat tetangga" in ask("sana.test", PUBLIC).content
    assert b"Rapat tetangga" not in ask("sini.test", PUBLIC).content
    assert str(meeting.uid).encode() in ask("sini.test", PUBLIC).content
    assert str(meeting.uid).encode() not in ask("sana.test", PUBLIC).content
    for address in (mine, f"/kalender/gugus-kerja/{row.pk}.ics", "/kalender/unit/DPUPR.ics"):
        assert ask("sini.test", address).status_code == 200
        assert ask("sana.test", address).status_code == 404


# One's own


def test_ones_own_calendar_holds_the_way_in_the_agenda_and_the_answer(client: Client, cast: Cast, call: Any) -> None:
    head, farmer = cast("DPUPR/1"), cast("DISPERTAN/1")
    meeting = call()
    step(head, meeting, "hadiri")
    step(farmer, meeting, "izin", "Ada panen raya.")
    feed = read(client, personal(head))
    (event,) = events(feed).values()
    assert event.description.split("\n") == [
        "Anda diundang sebagai Kepala Dinas Pekerjaan Umum dan Penataan Ruang. Akan hadir",
        "Daring: https://rapat.contoh.test/irigasi",
        "Acara:",
        "1. Buka tutup pintu air (45 menit)",
        "2. Lain-lain (15 menit)",
        f"Selengkapnya: http://testserver/kerja/rapat/{meeting.pk}/",
    ]
    assert b"X-SELARAS-PARTSTAT:ACCEPTED\r\n" in feed and b"TRANSP:OPAQUE\r\n" in feed
    other = read(client, personal(farmer))
    assert b"X-SELARAS-PARTSTAT:DECLINED\r\n" in other and b"TRANSP:TRANSPARENT\r\n" in other
    for secret in (head.person.name, farmer.person.name, "panen raya"):
        assert secret.encode() not in feed + other


def test_a_substitute_has_the_meeting_in_his_own_calendar(client: Client, cast: Cast, call: Any) -> None:
    head, deputy = cast("DPUPR/1"), cast("DPUPR/2")
    meeting, mine = call(), personal(deputy)
    assert not events(read(client, mine))
    today = head.government.today()
    step(head, meeting, "wakilkan_bahas", post="DPUPR/2", letter="094/1", letter_on=today)
    feed = read(client, mine)
    (event,) = events(feed).values()
    assert "Anda mewakili Kepala Dinas" in event.description and "094/1, hanya membahas." in event.description
    assert b"X-SELARAS-PARTSTAT:ACCEPTED\r\n" in feed
    assert b"X-SELARAS-PARTSTAT:DELEGATED\r\n" in read(client, personal(head))


def test_what_one_has_to_do_stands_on_its_day_until_it_is_done(client: Client, cast: Cast, asisten: Actor) -> None:
    row, mine = task(asisten, "DPUPR", f"Jadwal\npintu air {'x' * 300}"), personal(cast("DPUPR/1"))
    (event,) = events(read(client, mine)).values()
    assert event.begins == row.due_on and event.ends == row.due_on + timedelta(days=1)
    assert event.summary.startswith("Tenggat tindak lanjut: Jadwal pintu air xxx") and len(event.summary) < 150
    assert not events(read(client, personal(cast("DISPERTAN/1")))), "who checks it has nothing to do by then"
    FollowUp.objects.filter(pk=row.pk).update(phase="closed", closed_on=asisten.government.today())
    assert not events(read(client, mine))


def test_with_the_tenure_ends_what_the_calendar_shows(client: Client, cast: Cast, call: Any) -> None:
    head, today = cast("DPUPR/1"), cast("DPUPR/1").government.today()
    call()
    call("Rapat sekolah", invitees=("DISDIK/1",))
    acting = appoint(
        by=SYSTEM,
        person=head.person,
        post="DISDIK/1",
        capacity="plt",
        valid_from=today,
        valid_to=today + timedelta(days=30),
        decree="800/1",
    )
    mine = personal(head)
    assert titles(client, mine) == {"Rapat jadwal irigasi", "Rapat sekolah"}
    end_tenure(by=SYSTEM, tenure=acting, last_day=today)
    midnight = in_days(head.government, 1, 0)
    with clock.at(midnight - timedelta(seconds=1)):
        assert titles(client, mine) == {"Rapat jadwal irigasi", "Rapat sekolah"}
        before = client.get(mine)
    with clock.at(midnight):
        assert titles(client, mine) == {"Rapat jadwal irigasi"}
        kept = {"If-None-Match": before["ETag"], "If-Modified-Since": before["Last-Modified"]}
        assert client.get(mine, headers=kept).status_code == 200, "a client that asks again must learn of it"
    end_tenure(by=SYSTEM, tenure=head.tenure, last_day=today)
    with clock.at(midnight):
        assert not events(read(client, mine))


def test_an_ended_secret_answers_like_one_that_never_was(client: Client, cast: Cast, call: Any) -> None:
    head = cast("DPUPR/1")
    call()
    first = make_link(actor=head)
    assert len(first) == SECRET_LENGTH and not CalendarLink.objects.filter(hashed__contains=first).exists()
    second = make_link(actor=head)

    def answer(secret: str) -> tuple[int, str, dict[str, str]]:
        got = client.get(f"/kalender/pribadi/{secret}.ics")
        return got.status_code, got.content.decode().replace(secret, "-"), dict(got.headers)

    never = answer("A" * SECRET_LENGTH)
    assert never[0] == 404 and answer(first) == never and answer(second)[0] == 200
    assert answer(second.lower()) == never and answer(first[:-1])[0] == 404
    assert client.get("/kalender/pribadi/.ics").status_code == 404
    end_link(actor=head)
    assert answer(second) == never and link_of(head) is None


def test_an_account_that_was_closed_has_no_calendar(client: Client, cast: Cast) -> None:
    head = cast("DPUPR/1")
    mine = personal(head)
    User.objects.filter(person=head.person).update(is_active=False)
    assert client.get(mine).status_code == 404


# How much it costs


def test_the_number_of_queries_does_not_grow(
    client: Client, cast: Cast, asisten: Actor, call: Any, group: Any, django_assert_num_queries: Any
) -> None:
    row, mine = group(), personal(cast("DPUPR/1"))
    addresses = {
        "public": PUBLIC,
        "unit": "/kalender/unit/DPUPR.ics",
        "group": f"/kalender/gugus-kerja/{row.pk}.ics",
        "personal": mine,
    }
    for n in range(1, 6):
        call(f"Rapat {n}", days=n, group=row.pk)
        task(asisten, "DPUPR", f"Tugas {n}")
        if n in (1, 5):
            for name, address in addresses.items():
                client.get(address)
                with django_assert_num_queries(QUERIES[name]):
                    client.get(address)

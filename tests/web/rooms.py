"""What tests of meetings do in a browser: call one, answer, begin it, sit in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client

from selaras.actions.acts import seen_of
from selaras.records.governments import Government
from selaras.records.meetings import Meeting, MeetingSeat
from selaras.records.people import Actor

Cast = Callable[..., Actor]
ClientFor = Callable[[Actor], Client]
NEW = "/kerja/rapat/baru/"
LEAD, SECRETARY = "SETDA.AST2/1", "SETDA.AST2.ADBANG/1"
CALLED = ("DPUPR/1", "DISPERTAN/1", "DKP/1", "KEC.LAMPIHONG/1")


def text(answer: Any) -> str:
    """The page as it reads, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def call(government: Government, **more: Any) -> dict[str, Any]:
    """What the form of a call sends."""
    day = str(government.today())
    return {
        "sort": "rapat_koordinasi",
        "title": "Rapat jadwal irigasi",
        "purpose": "Jadwal dipadukan.",
        "day": day,
        "begins": "09:00",
        "ends": "11:00",
        "place": "Ruang rapat",
        "called": [*CALLED],
        "role": ["wajib"] * len(CALLED),
        "secretary": SECRETARY,
        "item_title": ["Jadwal pintu air", "Lain-lain"],
        "item_minutes": ["45", "15"],
        "item_matters": ["", ""],
        "item_follow_up": ["", ""],
        **more,
    }


def seat(meeting: Meeting, post: str) -> MeetingSeat:
    """The seat of a post as it is now."""
    found: MeetingSeat = MeetingSeat.objects.get(subject=meeting, post=post, retired=False)
    return found


def fields(meeting: Meeting, who: str, step: str, **more: Any) -> dict[str, Any]:
    """What the form of a step sends, as the page shows it now."""
    now, own = Meeting.objects.get(pk=meeting.pk), seat(meeting, who)
    return {"step": step, "form": step, "seat": own.pk, "seen": seen_of(now, own), "key": f"a-{now.version}", **more}


def sends(client: Client, meeting: Meeting, who: str, step: str, **more: Any) -> Any:
    """Send the form of a step, which must be taken."""
    answer = client.post(url(meeting, "langkah/"), fields(meeting, who, step, **more))
    assert answer.status_code == 303, text(answer)
    return answer


def url(meeting: Meeting, tail: str = "") -> str:
    """The page of a meeting, or one below it."""
    return f"/kerja/rapat/{meeting.pk}/{tail}"


def invited(client: Client, government: Government, **more: Any) -> Meeting:
    """A meeting that was called a moment ago."""
    answer = client.post(NEW, call(government, do="call", key=f"a{Meeting.objects.count()}", **more))
    assert answer.status_code == 303, text(answer)
    found: Meeting = Meeting.objects.latest("pk")
    assert answer["Location"] == url(found)
    return found


def running(cast: Cast, client_for: ClientFor, government: Government, **more: Any) -> Meeting:
    """A meeting that runs: two are there, one sent a substitute who only discusses, one stays away."""
    lead = client_for(cast(LEAD))
    meeting = invited(lead, government, **more)
    sent = {"post": "DKP/2", "letter": "094/12/DKP", "letter_on": str(government.today())}
    sends(client_for(cast("DKP/1")), meeting, "DKP/1", "wakilkan_bahas", **sent)
    sends(lead, meeting, LEAD, "mulai")
    for post in ("DPUPR/1", "DISPERTAN/1", "DKP/2"):
        code = Meeting.objects.get(pk=meeting.pk).code
        answer = client_for(cast(post)).post(url(meeting, "hadir/"), {"code": code, "by": "qr", "key": "b1"})
        assert answer.status_code == 303, text(answer)
    return meeting

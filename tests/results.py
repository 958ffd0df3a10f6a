"""What tests do with follow-ups, working groups and documents: make one, take a step from one's own seat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from selaras.actions import documents, groups, outcomes, withholdings
from selaras.actions.acts import Deed, seen_of
from selaras.actions.documents import Line, Sketch
from selaras.actions.files import Upload
from selaras.actions.groups import Mandate
from selaras.actions.outcomes import Task, add_follow_up
from selaras.records.documents import Document
from selaras.records.groups import WorkingGroup
from selaras.records.matters import Matter
from selaras.records.outcomes import Decision, FollowUp
from selaras.records.people import Actor
from selaras.records.withholdings import Withholding
from tests.acts import Cast, opened
from tests.acts import take as take_in_matter
from tests.scans import scan

STEPS: dict[Any, tuple[str, Any]] = {
    FollowUp: ("follow_up", outcomes.step_follow_up),
    WorkingGroup: ("group", groups.step_group),
    Document: ("document", documents.step_document),
    Withholding: ("withholding", withholdings.step_withholding),
}
TASK = Task("Jadwal pintu air disusun.", "DPUPR", "DISPERTAN", 5)


def take(actor: Actor, row: Any, step: str, text: str = "", *, target: str = "", **deed: Any) -> Any:
    """Take a step in a follow-up, a group or a document, having seen its page just now; `target` is a unit."""
    now = type(row).objects.get(pk=row.pk)
    own = now.seat_rows.filter(post=actor.post, retired=False).order_by("order")[0]
    if target:
        deed["target"] = now.seat_rows.get(unit=target, retired=False).pk
    which, act = STEPS[type(row)]
    anew = {"anew": deed.pop("anew")} if "anew" in deed else {}
    todo = Deed(step=step, text=text, **deed)
    return act(actor=replace(actor), seat=own.pk, deed=todo, seen=seen_of(now, own), key="", **{which: now.pk}, **anew)


def decided(cast: Cast) -> tuple[Matter, Decision]:
    """A matter that the Bupati decided without a meeting, with its decision."""
    matter = opened(cast("DPUPR/1"), kind="koordinatif", form="e", parties=("DISPERTAN", "KEC.LAMPIHONG"))
    take_in_matter(cast("SETDA/1"), matter, "ambil")
    take_in_matter(cast("SETDA/1"), matter, "sepakati", "Pintu air dibuka 5 Desember.")
    for post in ("DPUPR/1", "DISPERTAN/1", "KEC.LAMPIHONG/1"):
        take_in_matter(cast(post), matter, "setujui")
    take_in_matter(cast("BUPATI/1"), matter, "putuskan", "Ditetapkan menurut kesepakatan.")
    return matter, Decision.objects.get(matter=matter)


def followed(cast: Cast, task: Task = TASK) -> FollowUp:
    """A follow-up of a decision made without a meeting, begun by who decided."""
    return add_follow_up(actor=cast("BUPATI/1"), decision=decided(cast)[1].pk, task=task)


def founded(cast: Cast, days: int = 90, **mandate: Any) -> WorkingGroup:
    """A working group that the Sekretaris Daerah set up."""
    actor = cast("SETDA/1")
    wanted: dict[str, Any] = {
        "name": "Gugus Kerja Banjir",
        "mandate": "Menangani genangan di enam titik.",
        "chair": "DPUPR/1",
        "secretary": "BPBD/1",
        "members": ("DLH/1", "KEC.LAMPIHONG/1"),
        "outputs": (("Peta titik rawan", None), ("Laporan", actor.government.today() + timedelta(days=30))),
    }
    draft = groups.save_group(actor=actor, mandate=Mandate(**(wanted | mandate)))
    return take(actor, draft, "bentuk", **instrument(actor), day=actor.government.today() + timedelta(days=days))  # type: ignore[no-any-return]


def instrument(actor: Actor, number: str = "188/1") -> dict[str, Any]:
    """By which paper something stands."""
    today: date = actor.government.today()
    return {"instrument": "Keputusan Sekretaris Daerah", "instrument_number": number, "instrument_on": today}


def drafted(cast: Cast, form: str = "a", lines: tuple[Line, ...] = (), **sketch: Any) -> Document:
    """A document of the Dinas PUPR that went round to two units."""
    actor = cast("DPUPR/1")
    wanted: dict[str, Any] = {"title": "Pedoman pintu air", "text": "1. Dibuka bersama.", "units": ("DISPERTAN", "DLH")}
    draft = documents.save_document(actor=actor, sketch=Sketch(form=form, lines=lines, **(wanted | sketch)))
    return take(actor, draft, "edarkan")  # type: ignore[no-any-return]


def issued(cast: Cast, form: str = "a", lines: tuple[Line, ...] = (), **sketch: Any) -> Document:
    """The same, agreed and issued."""
    document = drafted(cast, form, lines, **sketch)
    for post in ("DISPERTAN/1", "DLH/1"):
        take(cast(post), document, "setujui")
    return take(cast("DPUPR/1"), document, "tetapkan", **instrument(cast("DPUPR/1"), f"600/{document.pk}"))  # type: ignore[no-any-return]


PPID = "DISKOMINFO/1"


def asked(cast: Cast, matter: Matter, post: str = "DPUPR/1", **request: Any) -> Withholding:
    """A withholding of a matter, asked for by one of its parties."""
    wanted: dict[str, Any] = {
        "matter": matter.number,
        "title": "Permintaan data",
        "ground": "rahasia-pribadi",
        "reason": "Memuat riwayat kesehatan warga.",
        "keeper": post,
    }
    draft = withholdings.save_withholding(actor=cast(post), request=withholdings.Request(**(wanted | request)))
    return take(cast(post), draft, "mohonkan")  # type: ignore[no-any-return]


def ruled(actor: Actor, days: int = 90, number: str = "PPID/1", **deed: Any) -> dict[str, Any]:
    """What the PPID's decision brings: its number and day, the ground, the day of review, the sheet of the test."""
    return {
        "instrument": "Penetapan PPID",
        "instrument_number": number,
        "instrument_on": actor.government.today(),
        "ground": "rahasia-pribadi",
        "consent": "none",
        "day": actor.government.today() + timedelta(days=days),
        "ends_on": actor.government.today() + timedelta(days=days + 60),
        "summary": "Membukanya mengungkap keadaan orang yang dilayani.",
        "approval": "SETDA/1",
        "approval_on": actor.government.today(),
        "confirmed": True,
        "uploads": (Upload("uji-konsekuensi.pdf", scan()),),
    } | deed


def withheld(cast: Cast, matter: Matter, days: int = 90, ground: str = "rahasia-pribadi") -> Withholding:
    """The same, decided by the PPID."""
    row, actor = asked(cast, matter, ground=ground), cast(PPID)
    return take(actor, row, "kecualikan", "Menutup lebih melindungi.", **ruled(actor, days, ground=ground))  # type: ignore[no-any-return]
